"""script/accuracy: no function's error is above its bound on a sample; docs/accuracy.md has a row for each function."""

import os
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
pytest.importorskip("numpy")


def test_errors_are_below_the_bound():
    paths = os.pathsep.join(p for p in sys.path if p)
    run = subprocess.run([sys.executable, os.path.join(ROOT, "script", "accuracy"), "--quick"], capture_output=True, text=True,
                         env={**os.environ, "PYTHONPATH": paths})  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "none above 1.5 ulp" in run.stdout


def test_the_table_is_complete():
    with open(os.path.join(ROOT, "docs", "accuracy.md")) as file:
        rows = [line.split("|")[1:-1] for line in file if line.startswith("| ")][1:]
    assert {row[0].strip() for row in rows} >= {"exp", "log", "sin", "power", "arctan2", "hypot", "cbrt", "arctanh"}
    assert all(float(row[k]) <= 1.5 for row in rows for k in (1, 4))
