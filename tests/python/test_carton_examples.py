"""The Python examples of README.md, docs/python.md and examples/python/ print what they say."""

import doctest
import importlib.util
import os
import re
import subprocess
import sys

import pytest

from conftest import BUILD, ROOT

BLOCK = re.compile(r"^```python\n(>>> .*?)^```$", re.MULTILINE | re.DOTALL)
PRINTS = {
    "with_matplotlib.py": "200 1.0\n",
    "with_pandas.py": "{0: 2.276, 1: 3.312}\ncarton 4.47213595499958\n",
    "with_scipy.py": "3.0 1.0\nndarray True\n[3.0, 1.0]\n",
}


@pytest.mark.parametrize("name", ["README.md", "docs/python.md"])
def test_sessions(name):
    text = "\n".join(BLOCK.findall((ROOT / name).read_text(encoding="utf-8")))
    session = doctest.DocTestParser().get_doctest(text, {}, name, str(ROOT / name), 0)
    assert session.examples
    report = []
    failed, _ = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL).run(session, out=report.append)
    assert failed == 0, "".join(report)


def test_every_example_is_run():
    assert sorted(path.name for path in (ROOT / "examples" / "python").glob("*.py")) == sorted(PRINTS)


@pytest.mark.parametrize("name", PRINTS)
def test_example(name, tmp_path):
    package = re.fullmatch(r"with_(\w+)\.py", name).group(1)
    if not importlib.util.find_spec(package):
        pytest.skip(f"{package} is not installed")
    if "asan" in os.environ.get("LD_PRELOAD", ""):
        pytest.skip(f"{package} is not run under the sanitizer")
    env = {**os.environ, "PYTHONPATH": str(BUILD / "python"), "MPLCONFIGDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, ROOT / "examples" / "python" / name], capture_output=True, text=True, cwd=tmp_path, env=env)
    assert (done.returncode, done.stdout) == (0, PRINTS[name]), done.stderr

