"""Calls from Python on ten elements, beside NumPy in one interleaved run.

Prints, for each statement, the best time of each and how many times faster Carton is. What is
measured is overhead: looking up, checking, allocating, wrapping.

    python bench/python_calls.py          (CARTON_BUILD names the build directory, else build)
"""

import os
import sys
import timeit

sys.path.insert(0, os.path.join(os.environ.get("CARTON_BUILD", "build"), "python"))

import carton  # noqa: E402
import numpy  # noqa: E402

STATEMENTS = [  # and how many times faster it is to be at least
    ("x + y", 1),
    ("x * 2.0", 1),
    ("x[3]", 1),
    ("x[1:5]", 1),
    ("m.array([1.0, 2.0, 3.0])", 1),
    ("m.zeros(10)", 1),
    ("x.sum()", 5),
    ("x.mean()", 5),
    ("x.std()", 5),
    ("m.sum(x)", 1),
    ("x.sum(axis=0)", 1),
    ("m.sqrt(x)", 1),
    ("x == y", 1),
    ("x += 1.0", 1),
    ("x[3] = 1.5", 1),
    ("x.shape", 1),
    ("x.dtype", 1),
    ("x.T", 1),
    ("x.reshape(2, 5)", 1),
]
ROUNDS, CALLS = 60, 1000


def timers(statement):
    setup = "x = m.arange(10.0); y = m.arange(10.0)"
    return [timeit.Timer(statement, setup, globals={"m": module}) for module in (carton, numpy)]


def main():
    pairs = [timers(statement) for statement, _ in STATEMENTS]
    best = [[float("inf")] * 2 for _ in STATEMENTS]
    for _ in range(ROUNDS):
        for pair, times in zip(pairs, best):
            for i, timer in enumerate(pair):
                times[i] = min(times[i], timer.timeit(CALLS) / CALLS)
    print(f"{'n = 10':26} {'carton':>9} {'numpy':>9} {'ratio':>7}")
    for (statement, wanted), (own, peer) in zip(STATEMENTS, best):
        mark = "" if peer >= wanted * own else f"  wanted: {wanted}"
        print(f"{statement:26} {own * 1e9:6.0f} ns {peer * 1e9:6.0f} ns {peer / own:6.1f}x{mark}")


if __name__ == "__main__":
    main()
