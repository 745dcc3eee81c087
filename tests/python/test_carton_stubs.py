"""The type stubs: a checker lets a right program pass and finds each wrong line of another. Needs mypy."""

import re
import subprocess
import sys

import pytest

from conftest import BUILD

pytest.importorskip("mypy", reason="mypy is not installed; script/bootstrap installs it")
GOOD = """
import carton as ct

x: ct.ndarray = ct.linspace(0.0, 1.0, 5)
y: ct.ndarray = ct.sqrt(x) + 1
rows, columns = ct.zeros((2, 3)).shape
same: bool = ct.allclose(x, x)
mean: float = float(x.mean())
where: tuple[ct.ndarray, ...] = ct.nonzero(x)
found = ct.unique_all(ct.array([1, 2, 2]))
counts: ct.ndarray = found.counts
quotient, rest = ct.divmod(x, 0.5)
text: str = ct.array2string((x == y).astype(ct.int8), precision=3)
values, times = ct.unique(x, return_counts=True)
kind: str = x.dtype.kind
limit: int = ct.iinfo(ct.int_).max
total: int = rows + columns + x.size
counted, edges = ct.histogram(x, bins=3)
x.shape = (5, 1)
x.sort()
"""
BAD = """import carton as ct
x = ct.zeros(3)
x.no_such_method()
n: int = ct.zeros(3)
ct.zeros(3, dtyp=float)
y = ct.save("x.npy", x) + 1
ct.allclose(x, x).any()
ct.nonzero(x).shape
x.shape + 1
x.dtype.kind + 1
ct.sqrt(x).no_such_method()
ct.array2string(x).mean()
ct.unique_all(x).count_of
x.sort().shape
ct.no_such_function(x)
"""


def errors(tmp_path, text):
    """The numbers of the lines that mypy objects to."""
    (tmp_path / "program.py").write_text(text)
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--cache-dir", tmp_path / "cache", "--config-file=", "program.py"]
    done = subprocess.run(command, cwd=tmp_path, env={"MYPYPATH": str(BUILD / "python")}, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "__init__.pyi" not in done.stdout
    return {int(line) for line in re.findall(r"^program\.py:(\d+): error", done.stdout, re.MULTILINE)}


def test_a_right_program_passes(tmp_path):
    assert errors(tmp_path, GOOD) == set()
    space = {}
    exec(GOOD, space)  # and is right
    assert type(space["y"]).__name__ == "ndarray" and type(space["same"]) is bool


def test_each_wrong_line_is_found(tmp_path):
    assert errors(tmp_path, BAD) == set(range(3, 1 + len(BAD.splitlines())))
