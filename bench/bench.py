"""Carton beside NumPy: operations, start-up, size. Run by script/bench.

Operations: the two take turns, round by round, in one process; medians of the rounds. NumPy is called from a Python loop, Carton from the C loop
of loop.c: what a program of either kind gets. Both allocate their result. A ratio above 1 says that Carton is faster.
"""

import argparse
import ctypes
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAT = -(2**31)  # CT_FLAT
KINDS = ("unary", "binary", "ternary", "reduction", "cumulative", "conversion", "indexing")
TYPES = {"bool": 0, "int64": 7, "float32": 10, "float64": 11}  # ct_type_num

# name, kind, C function, axis, operands, the same in NumPy
OPERATIONS = [
    ("a + b", "binary", "ct_add", 0, ("a", "b"), lambda a, b: a + b),
    ("a * b float32", "binary", "ct_multiply", 0, ("s", "s"), lambda a, b: a * b),
    ("i // j int64", "binary", "ct_floor_divide", 0, ("i", "j"), lambda a, b: a // b),
    ("a < b", "binary", "ct_less", 0, ("a", "b"), lambda a, b: a < b),
    ("sqrt(a)", "unary", "ct_sqrt", 0, ("a",), numpy.sqrt),
    ("exp(a)", "unary", "ct_exp", 0, ("a",), numpy.exp),
    ("sin(a)", "unary", "ct_sin", 0, ("a",), numpy.sin),
    ("a.sum()", "reduction", "ct_sum_opts", FLAT, ("a",), lambda a: a.sum()),
    ("m.sum(axis=0)", "reduction", "ct_sum_opts", 0, ("m",), lambda m: m.sum(axis=0)),
    ("a.std()", "reduction", "ct_std_opts", FLAT, ("a",), lambda a: a.std()),
    ("a.max()", "reduction", "ct_max_opts", FLAT, ("a",), lambda a: a.max()),
    ("cumsum(a)", "cumulative", "ct_cumsum", 0, ("a",), numpy.cumsum),
    ("where(mask, a, b)", "ternary", "ct_where", 0, ("mask", "a", "b"), numpy.where),
    ("a[mask]", "indexing", "ct_index_get", 0, ("a", "mask"), lambda a, m: a[m]),
    ("a.astype(float32)", "conversion", "ct_astype", 0, ("a",), lambda a: a.astype("float32")),
]


def load(build, scratch):
    library = ctypes.CDLL(str(build / "src" / "libcarton.so"))
    loop_path = scratch / "loop.so"
    subprocess.run(
        ["cc", "-std=gnu17", "-O2", "-shared", "-fPIC", "-I", ROOT / "include", ROOT / "bench" / "loop.c", "-o", loop_path,
         "-L", build / "src", "-lcarton", f"-Wl,-rpath,{build / 'src'}"],
        check=True,
    )  # fmt: skip
    loop = ctypes.CDLL(str(loop_path)).bench_loop
    loop.restype = ctypes.c_double
    loop.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int64]
    library.ct_from_data.restype = library.ct_dtype_builtin.restype = ctypes.c_void_p
    library.ct_from_data.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int64), ctypes.c_void_p]
    library.ct_release.argtypes = [ctypes.c_void_p]
    library.ct_isa.restype = ctypes.c_char_p
    return library, loop


def to_carton(library, array):
    shape = (ctypes.c_int64 * array.ndim)(*array.shape)
    dtype = library.ct_dtype_builtin(TYPES[array.dtype.name])
    return library.ct_from_data(array.ctypes.data, array.ndim, shape, dtype)


def numpy_loop(function, operands, times):
    start = time.perf_counter()
    for _ in range(times):
        function(*operands)
    return time.perf_counter() - start


def operands(n):
    random = numpy.random.default_rng(1)
    a = random.random(n)
    return {
        "a": a,
        "b": random.random(n),
        "s": a.astype("float32"),
        "i": random.integers(-(10**6), 10**6, n),
        "j": random.integers(1, 1000, n),
        "mask": random.random(n) < 0.5,
        "m": random.random((n // 10, 10)),
    }


def measure_operations(build, sizes, rounds, scratch):
    library, loop = load(build, scratch)
    print(f"instruction-set level {library.ct_isa().decode()}, NumPy {numpy.__version__}; medians of {rounds} rounds, one call")
    print(f"{'operation':20}" + "".join(f"{f'n = {n:,}':>34}" for n in sizes))
    print(f"{'':20}" + f"{'NumPy us':>14}{'Carton us':>12}{'ratio':>8}" * len(sizes))
    rows = []
    data = {n: operands(n) for n in sizes}
    boxed = {n: {name: to_carton(library, array) for name, array in data[n].items()} for n in sizes}
    for name, kind, symbol, axis, names, function in OPERATIONS:
        line = f"{name:20}"
        for n in sizes:
            mine = (ctypes.c_void_p * 3)(*(boxed[n][k] for k in names))
            theirs = [data[n][k] for k in names]
            address = ctypes.cast(getattr(library, symbol), ctypes.c_void_p)
            run = lambda times: loop(KINDS.index(kind), address, mine, axis, times)  # noqa: E731
            if run(2) < 0:
                sys.exit(f"{symbol} failed")
            once = max(numpy_loop(function, theirs, 3) / 3, 1e-7)
            times = max(1, int(2e-3 / once))
            pairs = [(numpy_loop(function, theirs, times) / times, run(times) / times) for _ in range(rounds)]
            them, us = (statistics.median(column) for column in zip(*pairs))
            rows.append({"operation": name, "n": n, "numpy_s": them, "carton_s": us})
            line += f"{them * 1e6:14.2f}{us * 1e6:12.2f}{them / us:8.2f}"
        print(line, flush=True)
    for size in boxed.values():
        for array in size.values():
            library.ct_release(array)
    return rows


def seconds_of(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def measure_start(build, rounds):
    ours = [str(build / "carton"), "-c", "1+1"]
    theirs = [sys.executable, "-c", "from numpy import *; print(1+1)"]
    pairs = [(seconds_of(ours), seconds_of(theirs)) for _ in range(rounds)]
    us, them = (statistics.median(column) for column in zip(*pairs))
    good = us <= 5e-3 and us < them / 10
    print(f"start-up: carton -c '1+1' {us * 1e3:.2f} ms, Python with NumPy {them * 1e3:.1f} ms ({'within' if good else 'ABOVE'} 5 ms and a tenth)")
    return {"carton_s": us, "numpy_s": them}, good


def measure_size(build, scratch):
    stripped = scratch / "stripped.so"
    subprocess.run(["strip", "-o", stripped, (build / "src" / "libcarton.so").resolve()], check=True)
    size = stripped.stat().st_size
    good = size <= 6 * 2**20
    print(f"stripped library: {size / 2**20:.2f} MiB ({'within' if good else 'ABOVE'} 6)")
    return size, good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,1000000", help="comma-separated element counts")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    build = (ROOT / os.environ.get("CARTON_BUILD", "build")).resolve()
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        operations = measure_operations(build, [int(n) for n in options.sizes.split(",")], options.rounds, scratch)
        start, quick = measure_start(build, 2 * options.rounds + 1)
        size, small = measure_size(build, scratch)
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    report = {"numpy": numpy.__version__, "operations": operations, "start": start, "stripped_bytes": size}
    (results / f"{time.strftime('%Y%m%d-%H%M%S')}.json").write_text(json.dumps(report, indent=1) + "\n")
    sys.exit(0 if quick and small else 1)


if __name__ == "__main__":
    main()
