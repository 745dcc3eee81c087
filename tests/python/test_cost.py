"""carton cost and carton explain: views and copies beside numpy.shares_memory, and what the table says."""

import random
import re

import numpy
import pytest

SHAPES = [(24,), (6, 4), (2, 3, 4), (4, 1, 6), (1, 24)]
FIRST = {"x": numpy.arange(24.0)}


def index(chance, shape):
    """One subscript: integers, slices, ..., None, and now and then an index array."""
    parts = []
    for length in shape[: chance.randint(1, len(shape))]:
        kind = chance.random()
        if kind < 0.25:
            parts.append(str(chance.randrange(-length, length)))
        elif kind < 0.85:
            start, stop, step = chance.choice(["", "0", "1"]), chance.choice(["", "-1", "3"]), chance.choice(["", "2", "-1"])
            parts.append(f"{'' if step == '-1' else start}:{'' if step == '-1' else stop}" + (f":{step}" if step else ""))
        elif kind < 0.93:
            parts.append(f"[{chance.randrange(length)}, 0]")
        else:
            parts.append("None")
    return f"[{', '.join(parts)}]"


def expression(chance):
    code = f"x.reshape{chance.choice(SHAPES)}"
    value = eval(code, {**FIRST})
    for _ in range(chance.randint(1, 3)):
        calls = [".T", ".ravel()", ".flatten()", ".copy()", ".reshape(-1)", ".reshape(2, -1)", ".squeeze()", ".astype('f8')", ".real", "[::-1]", " * 2"]
        calls += [".transpose()", ".swapaxes(0, -1)", "[None]", "[...]", ".repeat(2)", ".astype('f8', copy=False)", ".view()", ".diagonal()"]
        calls += ["INDEX"] * 6
        step = chance.choice(calls)
        if step == "INDEX":
            step = index(chance, value.shape) if isinstance(value, numpy.ndarray) and value.ndim else ".copy()"
        more = f"({code}){step}"
        try:
            result = eval(more, {**vars(numpy), **FIRST})
        except (ValueError, IndexError):
            continue
        if not isinstance(result, numpy.ndarray):
            continue
        code, value = more, result
    return code, value


def test_view_or_copy_is_what_shares_memory_says(carton, tmp_path):
    numpy.save(tmp_path / "x.npy", FIRST["x"])
    chance, counts = random.Random(3), {True: 0, False: 0}
    cases = set()
    while len(cases) < 200:
        code, value = expression(chance)
        if value.size and code not in cases and code != "x":
            cases.add(code)
            shared = numpy.shares_memory(eval(code, {**vars(numpy), **FIRST}), FIRST["x"])
            done = carton("explain", code, f"x={tmp_path / 'x.npy'}")
            assert done.status == 0, (code, done.err)
            result = re.search(r"^result .*$", done.out, re.MULTILINE)[0]
            assert ("shares memory with x" in result) == shared, (code, done.out)
            assert f"{value.dtype} {value.shape}" in result, (code, done.out)
            last = re.findall(r"^\S.*  (new|view|copy) \w+ \(", done.out, re.MULTILINE)[-1]
            if shared:
                assert last == "view", (code, done.out)
            counts[bool(shared)] += 1
    assert min(counts.values()) > 40, counts


def test_cost_and_plan_agree(carton):
    code = "x = arange(1000000, dtype=int32); y = x * 0.5; sqrt(x * y + 1)"
    cost, plan = carton("cost", code, "--runs", "3").out, carton("explain", code).out
    assert cost.startswith(plan)
    assert "sqrt(x * y + 1)                       1      12,000,000      8,000,000  new float64 (1000000,)" in plan
    assert "| cast float64, multiply, add, sqrt" in plan
    assert re.search(r"^memory  \d+ blocks allocated, 8,\d\d\d,\d\d\d bytes", cost, re.MULTILINE)
    assert re.search(r"^time    .* median of 3 runs; .* GB/s$", cost, re.MULTILINE)


def test_what_is_said_twice_is_computed_once(carton):
    out = carton("explain", "x = arange(5000.0); exp(x) * exp(x) + 2.0 * x * 2.0 + abs(exp(x))").out
    assert "| exp float64, multiply, multiply, multiply, add, absolute, add\n" in out


def test_beside_list(carton):
    done = carton("cost", "--beside-list", "--runs", "3", "x = arange(100000.0); sum(x * x)")
    found = re.search(r"^list    (\S+) (\w+) on a list of boxes, which makes 199,999 boxes: (\S+) times as long$", done.out, re.MULTILINE)
    assert found and float(found[3]) > 1
    done = carton("cost", "--beside-list", "cumsum(arange(3))")
    assert done.status == 1 and "NotImplementedError: lists of boxes have no such function" in done.err


def test_loops_of_their_own_are_marked(carton):
    out = carton("explain", "sort(arange(5000.0))").out
    assert "1~" in out and "~: a loop of its own" in out


@pytest.mark.parametrize("command", ["cost", "explain"])
def test_failures(carton, command):
    assert carton(command).status == 2
    assert carton(command, "1 +").status == 1 and "SyntaxError" in carton(command, "1 +").err
    assert "NameError" in carton(command, "nosuch").err
    assert carton(command, "1", "notabinding").status == 2
