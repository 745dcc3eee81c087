"""The C programs in examples/ compile against the installed library without a warning, and print what they say."""

import pytest

from conftest import ROOT
from test_readme import compile_and_run, installed  # noqa: F401

PRINTS = {
    "00_hello.c": "[3. 5. 7.]\n",
    "01_slices.c": "[[0 0 0 0]\n [0 0 0 7]\n [0 0 0 7]]\n",
    "02_expressions.c": "[1.  1.5 2.  2.5 3. ] twice\n",
    "03_errors.c": "ValueError: operands could not be broadcast together with shapes (2,3) (4,) \n",
    "04_files.c": "2\n",
    "05_tables.c": "[0.25 0.25]\nKeyError: 'men'; the keys are 'year', 'mean'\n",
    "06_formula.c": "[[-1.  1.]\n [-1.  1.]]\n[[-1.22474487  0.          1.22474487]\n [-1.22474487  0.          1.22474487]]\n"
    "'sqtr' is not a function of arrays that can be fused: did you mean 'sqrt'? (column 1)\n  sqtr(x) + 1\n  ^\n",
}


def test_every_example_is_run():
    assert sorted(path.name for path in (ROOT / "examples").glob("*.c")) == sorted(PRINTS)


@pytest.mark.parametrize("name", PRINTS)
def test_example(name, installed, tmp_path):  # noqa: F811
    source = ROOT / "examples" / name
    assert len(source.read_text(encoding="utf-8").splitlines()) < 60
    assert compile_and_run("cc", "-std=c17", source, tmp_path, installed) == PRINTS[name]
