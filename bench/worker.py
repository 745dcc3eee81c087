"""The process that measures with one number of threads: a line of JSON for each point, progress on the terminal."""

import json
import os
import sys

sys.path.insert(0, str(__import__("machine").BUILD / "python"))

import carton  # noqa: E402
import numpy  # noqa: E402

from measure import Plan, contender, ratio, result_of, same, summary, take_turns  # noqa: E402
from operations import OPERATIONS, Operands, names_in  # noqa: E402


class Progress:
    """One line on a terminal, nothing elsewhere."""

    def __init__(self, total, threads):
        self.total, self.done, self.threads = total, 0, threads
        self.shown = sys.stderr.isatty()

    def step(self, what):
        self.done += 1
        if self.shown:
            threads = f"{self.threads} thread{'s' * (self.threads > 1)}"
            print(f"\r\x1b[K{threads}  {self.done}/{self.total}  {what}"[:110], end="", file=sys.stderr, flush=True)

    def end(self):
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def values_for(module, operation, operands):
    """The operands of a text as one module's own arrays."""
    values = {"m": module}
    for name in names_in(operation.text):
        value = operands[name]
        values[name] = module.array(value) if isinstance(value, numpy.ndarray) else value
    return values


def points(choice, sizes):
    parts = choice.part or ["operations"]
    if "operations" not in parts:
        return
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
                yield (operation.only or n), operation, dtype


def measure_point(n, operation, dtype, operands, plan):
    values = {"numpy": values_for(numpy, operation, operands), "carton": values_for(carton, operation, operands)}
    theirs, ours = (result_of(operation.text, values[name]) for name in ("numpy", "carton"))
    row = {"op": operation.text, "group": operation.group, "dtype": dtype, "n": n, "target": operation.target}
    if "empty" not in operation.text and not same(ours, theirs, operation.check, values["numpy"].get("a")):
        return row | {"wrong": True}
    moved = sum(getattr(value, "nbytes", 0) for name, value in values["numpy"].items()) + (getattr(theirs, "nbytes", 0))
    del ours, theirs
    samples = take_turns({name: contender(operation.text, operands) for name, operands in values.items()}, plan)
    return row | {"bytes": moved, "seconds": summary(samples), "ratio": ratio(samples, "carton", "numpy")}


def run(choice, sizes):
    threads = choice.worker
    if threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rounds = choice.rounds or (5 if choice.quick else 9)
    plan = Plan(0.0015 if choice.quick else 0.004, rounds, 0.2 if choice.quick else 0.8)
    todo = list(points(choice, sizes))
    progress = Progress(len(todo), threads)
    made, size = {}, 0
    try:
        with numpy.errstate(all="ignore"), carton.errstate(all="ignore"):
            for n, operation, dtype in todo:
                if n != size:
                    made, size = {}, n
                progress.step(f"n = {n:,}  {operation.text}  {dtype}")
                operands = made.setdefault(dtype, Operands(dtype, n))
                row = measure_point(n, operation, dtype, operands, plan)
                if n > 10**6:
                    made.clear()  # large operands are made again rather than kept
                print(json.dumps(row | {"threads": threads}), flush=True)
    except KeyboardInterrupt:
        return 130
    finally:
        progress.end()
    return 0
