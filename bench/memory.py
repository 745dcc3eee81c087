"""What growing, and boxes, cost: the numbers of docs/memory.md. Run by script/bench memory, or by itself.

Appending: nanoseconds for each float64 appended one by one, from an empty container. Boxes: one expression over a list of boxes and over an
array, as `carton cost --beside-list` measures them. Medians.
"""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = (ROOT / os.environ.get("CARTON_BUILD", "build")).resolve()
NUMPY_MOST = 100_000  # np.append copies everything each time: a million would take minutes
LIST_MOST = 10_000_000
EXPRESSIONS = ["x + 1", "x * 2.5 + y", "sqrt(x * x + y * y)", "sum(x * y)"]


def appended_to_list(n):
    start = time.process_time()
    values = []
    for i in range(n):
        values.append(float(i))
    return (time.process_time() - start) / n * 1e9


def appended_by_numpy(n):
    start = time.process_time()
    values = numpy.empty(0)
    for i in range(n):
        values = numpy.append(values, float(i))
    return (time.process_time() - start) / n * 1e9


KINDS = ("array", "reserved", "std::vector", "list of boxes", "Python list", "np.append")


def append_costs(sizes, rounds):
    """For each size its nanoseconds for one element of each kind; None where that would take minutes or all memory."""
    with tempfile.TemporaryDirectory() as scratch:
        program, library = pathlib.Path(scratch) / "append", BUILD / "src"
        subprocess.run(
            ["g++", "-O2", "-I", ROOT / "include", ROOT / "bench" / "append.cpp", "-o", program, "-L", library, "-lcarton", f"-Wl,-rpath,{library}"],
            check=True,
        )
        for n in sizes:
            out = subprocess.run([program, str(n), str(rounds)], capture_output=True, check=True).stdout
            array, reserved, boxes, vector = map(float, out.split())
            python = statistics.median(appended_to_list(n) for _ in range(rounds)) if n <= LIST_MOST else None
            copied = statistics.median(appended_by_numpy(n) for _ in range(min(rounds, 3))) if n <= NUMPY_MOST else None
            yield n, dict(zip(KINDS, (array, reserved, vector, boxes or None, python, copied)))


def print_append_costs(sizes, rounds):
    print("ns for each float64 appended\n" + "".join(f"{name:>14}" for name in ("n", *KINDS)))
    for n, costs in append_costs(sizes, rounds):
        print(f"{n:>14,}" + "".join(f"{'-' if value is None else f'{value:,.2f}':>14}" for value in costs.values()), flush=True)


def seconds(text):
    number, unit = text.split()
    return float(number) * {"s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}[unit]


def measure_boxes(sizes, rounds):
    print("\nlist of boxes / array: time, and how many times as long\n" + f"{'expression':24}" + "".join(f"{f'n = {n:,}':>34}" for n in sizes))
    for expression in EXPRESSIONS:
        line = f"{expression:24}"
        for n in sizes:
            code = f"x = linspace(1, 2, {n}); y = linspace(3, 4, {n}); {expression}"
            out = subprocess.run([BUILD / "carton", "cost", "--beside-list", code], capture_output=True, text=True, check=True).stdout
            array = re.search(r"^time    (\S+ \w+),", out, re.MULTILINE)[1]
            boxes = re.search(r"^list    (\S+ \w+) on", out, re.MULTILINE)[1]
            line += f"{f'{boxes} / {array}':>24}{f'{seconds(boxes) / seconds(array):.1f}':>10}"
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--append", default="10,1000,100000,1000000,10000000,100000000", help="comma-separated element counts")
    parser.add_argument("--boxes", default="10,1000,100000,1000000", help="comma-separated element counts")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print_append_costs([int(n) for n in options.append.split(",")], options.rounds)
    measure_boxes([int(n) for n in options.boxes.split(",")], options.rounds)


if __name__ == "__main__":
    sys.exit(main())
