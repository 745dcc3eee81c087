"""carton.cost and carton.explain: the numbers are those of the arrays."""

import numpy
import pytest

import carton


def test_bytes_and_passes_of_an_expression():
    x = carton.arange(1000.0)
    found = carton.cost("x * 2 + 1", x=x, runs=3)
    assert (found.passes, found.read, found.written, found.runs) == (2, 16000, 16000, 3)
    assert found.allocated >= found.kept >= 8000 and found.seconds > 0
    assert found.steps[0]["shape"] == (1000,) and found.steps[0]["kind"] == "new"
    assert {step["dtype"] for step in found.steps} == {"float64"}
    assert "x * 2 + 1" in str(found)


def test_views_and_copies():
    x = numpy.arange(12.0)
    view = carton.cost("x[::2]", x=x, runs=3)
    assert [step["kind"] for step in view.steps] == ["view"] and view.written == 0
    copy = carton.cost("x[[0, 1]]", x=x, runs=3)
    assert "copy" in [step["kind"] for step in copy.steps]


def test_a_plan_runs_nothing():
    x = carton.zeros(100000)
    plan = carton.explain("x += 1", x=x)
    assert plan.seconds == 0 and plan.allocated == 0 and x.sum() == 0
    assert plan.written == 800000


def test_a_function_and_a_list():
    x = carton.ones(1000)
    calls = []

    def function(x):
        calls.append(1)
        return x + x

    found = carton.cost(function, x, runs=5)
    assert found.allocated >= 8000 and found.runs == 5 and len(calls) >= 5
    beside = carton.cost("x + x", x=x, runs=3, beside_list=True)
    assert beside.list_seconds > 0 and beside.list_boxes >= 1000


def test_errors():
    with pytest.raises(SyntaxError):
        carton.cost("1 +")
    with pytest.raises(ZeroDivisionError):
        carton.cost(lambda x: 1 / 0, carton.ones(3))
    with pytest.raises(NameError):
        carton.cost("nothing_of_the_kind")
    with pytest.raises(TypeError, match="keywords"):
        carton.cost("x", carton.ones(3))
    with pytest.raises(TypeError, match="position"):
        carton.cost(abs, x=carton.ones(3))


def test_no_leak():
    x = carton.ones(100)
    carton.cost("x * x", x=x, runs=1)
    before = carton._carton.memory_in_use()
    for _ in range(50):
        carton.cost("x * x", x=x, runs=1)
        carton.explain("x * x", x=x)
    assert carton._carton.memory_in_use() == before
