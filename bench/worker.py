"""The process that measures with one number of threads: a line of JSON for each point, progress on the terminal."""

import importlib.util
import json
import os
import sys

sys.path.insert(0, str(__import__("machine").BUILD / "python"))

import carton  # noqa: E402
import numpy  # noqa: E402

import fused  # noqa: E402
import native  # noqa: E402
import report  # noqa: E402
from measure import Plan, clock, contender, ratio, result_of, same, summary, take_turns  # noqa: E402
from operations import NAMES, OPERATIONS, Operands, names_in  # noqa: E402


QUIET = 0.01  # seconds after which no thread of the libraries looks for work
LARGE = 10**6  # from here on an operation is compared with the limits of memory


class Progress:
    """One line on a terminal, nothing elsewhere."""

    def __init__(self, total, threads):
        self.total, self.done, self.threads = total, 0, threads
        self.shown = sys.stderr.isatty()

    def step(self, what):
        self.done += 1
        if self.shown:
            print(f"\r\x1b[K{report.on(self.threads)}  {self.done}/{self.total}  {what}"[:110], end="", file=sys.stderr, flush=True)

    def end(self):
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def values_for(module, operation, operands):
    """The operands of a text as one module's own arrays; NumPy's may be those that were made, where the text does not write to them."""
    values = {"m": module}
    for name in names_in(operation.text):
        value = operands[name]
        shared = module is numpy and name not in ("w", "o", "V")
        values[name] = value if shared or not isinstance(value, numpy.ndarray) else module.array(value)
    return values


def points(choice, sizes):
    for n in sizes:
        for operation in OPERATIONS:
            if operation.only:
                if n != next((size for size in sizes if size >= operation.only), 0):
                    continue
            elif n > operation.most:
                continue
            if choice.only and choice.only not in operation.text and choice.only not in operation.group:
                continue
            for dtype in operation.dtypes.split():
                if n <= 10**7 or dtype == "f8":  # more would not fit into the memory of many machines
                    yield (operation.only or n), operation, dtype


def limits_of(operation, dtype, n, values, peers, plan):
    """Loops that move the memory of an operation and do next to nothing else, with plain stores and with stores past the cache; OpenBLAS."""
    if not operation.limit or dtype != "f8" or peers is None or n < (1000 if operation.limit == "matmul" else LARGE):
        return {}
    arrays = [numpy.asarray(values[name]) for name in ("a", "b", "M", "N") if name in values]
    n = arrays[0].size
    out = fused.aligned(numpy.zeros(1 if operation.limit in ("sum", "max") else n, bool if operation.limit == "less" else float))
    loops = {kind: native.in_cpp(peers, f"{kind}_{operation.limit}", arrays, out, n, plan.timer) for kind in ("limit", "stream")}
    return {kind: loop for kind, loop in loops.items() if loop}


def measure_point(n, operation, dtype, operands, plan, peers):
    values = {"numpy": values_for(numpy, operation, operands), "carton": values_for(carton, operation, operands)}
    theirs, ours = (result_of(operation.text, values[name]) for name in ("numpy", "carton"))
    row = {"op": operation.text, "group": operation.group, "dtype": dtype, "n": n, "target": operation.target}
    if "empty" not in operation.text and not same(ours, theirs, operation.check, values["numpy"].get("a")):
        return row | {"wrong": True}
    row["bytes"] = sum(getattr(value, "nbytes", 0) for value in values["numpy"].values()) + getattr(theirs, "nbytes", 0)
    del ours, theirs
    runs = {name: contender(operation.text, operands, plan.timer) for name, operands in values.items()}
    limits = limits_of(operation, dtype, n, values["carton"], peers, plan)
    samples = take_turns(runs | limits, plan, plan.rest if limits else 0)
    if limits:
        row["limit"] = min(ratio(samples, "carton", name) for name in limits)
    return row | {"seconds": summary(samples), "ratio": ratio(samples, "carton", "numpy")}


def measured_operations(todo, plan, progress, peers):
    made, size = {}, 0
    for n, operation, dtype in todo:
        if n != size or n > 10**6:  # large operands are made again rather than kept
            made, size = {}, n
        progress.step(f"n = {n:,}  {operation.text.replace('m.', '')}  {NAMES[dtype]}")
        yield measure_point(n, operation, dtype, made.setdefault(dtype, Operands(dtype, n)), plan, peers)


def python_contenders(expression, values, out, threads):
    """Name to a function without arguments, for the libraries that are here and can say the expression."""
    found = {}
    for name, make in fused.PYTHON.items():
        if name in expression.absent or not importlib.util.find_spec(name):
            continue
        try:
            function, arguments = make(expression, values, out.copy(), threads)
            function(*arguments)
        except Exception as error:
            print(f"bench: {name} cannot do {expression.title}: {error!r}"[:200], file=sys.stderr)
            continue
        found[name] = (function, arguments)
    return found


def measure_fused(expression, n, threads, plan, libraries):
    values = fused.operands(expression, n)
    out = fused.aligned(numpy.zeros(() if expression.scalar else next(iter(values.values())).shape))
    found = python_contenders(expression, values, out, threads)
    results = {name: function(*arguments) for name, (function, arguments) in found.items()}
    runs = {name: contender("f(*x)", {"f": function, "x": tuple(arguments)}, plan.timer) for name, (function, arguments) in found.items()}
    peers, carton_c = libraries
    free = None
    for name in ("eigen", "xtensor"):
        result = out.copy() if expression.scalar else fused.aligned(out)
        loop = native.in_cpp(peers, f"{name}_{expression.name}", list(values.values()), result, n, plan.timer)
        if loop:
            loop(1)
            runs[name], results[name] = loop, result
    runs["carton C"], results["carton C"], free = carton_c.contender(expression, values, plan.timer)
    expected = results["numpy"]
    wrong = [name for name, result in results.items() if not same(numpy.asarray(result).astype(float), numpy.asarray(expected), tolerance=1e-9)]
    row = {"fused": expression.title, "n": n, "threads": threads, "wrong": wrong}
    samples = take_turns({name: run for name, run in runs.items() if name not in wrong}, plan, plan.rest)
    free()
    ours = {name: "carton C" if name in ("eigen", "xtensor", "carton C") else "carton" for name in samples}
    ratios = {name: ratio(samples, ours[name], name) for name in samples if ours[name] != name and ours[name] in samples}
    return row | {"seconds": summary(samples), "ratios": ratios}


def run(choice, sizes):
    threads = choice.worker
    rounds = choice.rounds or (5 if choice.quick else 9)
    plan = Plan(0.001 if choice.quick else 0.004, rounds, 0.1 if choice.quick else 0.8, clock(threads), QUIET if threads > 1 else 0)
    operations = list(points(choice, sizes)) if "operations" in choice.part else []
    expressions = [e for e in fused.EXPRESSIONS if not choice.only or choice.only in e.title] if "fused" in choice.part else []
    fused_sizes = [n for n in sizes if 1000 <= n <= 10**7]
    progress = Progress(len(operations) + len(expressions) * len(fused_sizes), threads)

    def tell(row):
        print(json.dumps(row | {"threads": threads}), flush=True)

    try:
        with numpy.errstate(all="ignore"), carton.errstate(all="ignore"):
            peers = native.peers_library()
            for row in measured_operations(operations, plan, progress, peers):
                tell(row)
            libraries = (peers, native.Carton()) if expressions else None
            if expressions and threads == 1 and hasattr(os, "sched_setaffinity"):  # JAX has no other way to run on one thread
                os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
            for expression in expressions:
                for n in fused_sizes:
                    progress.step(f"{expression.title}  n = {n:,}")
                    tell(measure_fused(expression, n, threads, plan, libraries))
    except KeyboardInterrupt:
        return 130
    finally:
        progress.end()
    return 0
