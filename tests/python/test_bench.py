"""The benchmark: what it says in the documents, that it compares before it times, and how it takes turns."""

import subprocess
import sys

import carton
import numpy as np
import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "bench"))
import fused  # noqa: E402
import measure  # noqa: E402
import operations  # noqa: E402
import publish  # noqa: E402
import report  # noqa: E402

REFERENCE = publish.files(publish.load(publish.REFERENCE))
POINTS = [(operation, dtype) for operation in operations.OPERATIONS for dtype in operation.dtypes.split()]


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_documents_say_what_the_reference_says(path):
    assert path.read_text(encoding="utf-8") == REFERENCE[path]


def test_the_reference_survives_being_read_and_written():
    assert publish.text_of(publish.compact(publish.load(publish.REFERENCE))) == publish.REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("n", [10, 1000])
def test_operations_give_numpys_results(n):
    different = []
    for operation, dtype in POINTS:
        if (operation.only or n) != n or "empty" in operation.text:
            continue
        operands = operations.Operands(dtype, n)
        values = {name: operands[name] for name in operations.names_in(operation.text)}
        theirs, ours = (
            measure.result_of(operation.text, {"m": m} | {name: m.array(x) if isinstance(x, np.ndarray) else x for name, x in values.items()})
            for m in (np, carton)
        )
        if not measure.same(ours, theirs, operation.check, values.get("a")):
            different.append((operation.text, dtype))
    assert different == []


@pytest.mark.parametrize("expression", fused.EXPRESSIONS, ids=lambda expression: expression.name)
def test_fused_expressions_give_numpys_results(expression):
    values = fused.operands(expression, 1000)
    results = []
    for make in (fused.in_numpy, fused.in_carton):
        function, arguments = make(expression, values, None, 1)
        results.append(np.asarray(function(*arguments)))
    np.testing.assert_allclose(results[1], results[0], rtol=1e-9)


@pytest.mark.parametrize(
    "ours, theirs, check",
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-9]), "close"),
        (np.array([1, 2]), np.array([1, 3]), "close"),
        (np.array([1, 2]), np.array([1, 2], "int32"), "close"),
        (np.array([1.0]), np.array([[1.0]]), "close"),
        (np.array([np.nan]), np.array([1.0]), "close"),
        (np.array([0, 1, 2]), np.array([2, 1, 0]), "order"),
        (np.array([2, 2, 0]), np.array([2, 1, 0]), "order"),
        (np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0]), "part"),
        ((np.array([1]),), (np.array([1]), np.array([2])), "close"),
    ],
)
def test_wrong_results_are_seen(ours, theirs, check):
    assert not measure.same(ours, theirs, check, np.array([3.0, 2.0, 1.0]))


def test_contenders_take_turns():
    calls = []

    def named(name, seconds):
        return lambda times: calls.append(name) or seconds * times

    plan = measure.Plan(1e-3, 4, 10, None)
    samples = measure.take_turns({"numpy": named("n", 3e-4), "carton": named("c", 1e-4)}, plan)
    assert calls[-8:] == list("nccnnccn")
    assert measure.ratio(samples, "carton", "numpy") == pytest.approx(3)
    assert measure.summary(samples)["numpy"] == pytest.approx([3e-4] * 3)
    calls.clear()
    samples = measure.take_turns({"numpy": named("n", 3e-4), "carton": named("c", 1e-4)}, plan, pause=1e-6)
    assert calls[-16:] == list("nnccccnnnnccccnn")  # what follows the pause does not count
    assert len(samples["carton"]) == 4


def test_points_below_are_named():
    row = {"op": "m.exp(a)", "dtype": "f4", "group": "mathematics", "n": 100, "threads": 1, "target": 0, "ratio": 0.5}
    facts = {"commit": "0", "processor": "p", "processors": 2, "compiler": "c", "build": "release", "python": "3", "peers": {}}
    data = {"rows": [row, row | {"ratio": 2.0, "n": 10}, row | {"threads": 2}], "machine": facts, "started": ""}
    lines = report.summary_lines(data)
    assert lines[0] == "1 thread: 1.00 times as fast as NumPy (geometric mean of 2 points)"
    assert lines[2:4] == ["1 points below 0.9 of NumPy on one thread:", "  0.50  exp(a)  float32  n = 100"]
    assert "| `exp(a)` | float32 | 100 | 0.50 |" in report.below_text(data)


def test_help_needs_no_build(tmp_path):
    done = subprocess.run([sys.executable, ROOT / "bench" / "bench.py", "--help"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "--quick" in done.stdout
    done = subprocess.run([sys.executable, ROOT / "bench" / "bench.py", "--report", "--only", "sort"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2 and "whole run" in done.stderr
