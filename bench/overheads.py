"""What costs something before there is anything to compute: calls from C on ten elements, the program's start, growing, the library's size."""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import memory
from machine import BUILD, ROOT


def calls():
    """One row for each call of calls.c."""
    with tempfile.TemporaryDirectory() as scratch:
        program, library = os.path.join(scratch, "calls"), BUILD / "src"
        subprocess.run(
            ["cc", "-std=gnu17", "-O2", "-I", ROOT / "include", ROOT / "bench" / "calls.c", "-o", program, "-L", library, "-lcarton", f"-Wl,-rpath,{library}"],
            check=True,
        )
        text = subprocess.run([program], capture_output=True, text=True, check=True, env=os.environ | {"CARTON_NUM_THREADS": "1"}).stdout
    for name, nanoseconds in re.findall(r"^(\S.*?)\s+([\d.]+) ns$", text, re.MULTILINE):
        yield {"call": name, "ns": float(nanoseconds)}


def seconds_of(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def start(rounds):
    commands = {"carton": [str(BUILD / "carton"), "-c", "1+1"], "numpy": [sys.executable, "-c", "from numpy import *; print(1+1)"]}
    samples = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            samples[name].append(seconds_of(command))
    return {name: statistics.median(values) for name, values in samples.items()}


def stripped_bytes():
    with tempfile.TemporaryDirectory() as scratch:
        stripped = os.path.join(scratch, "library")
        subprocess.run(["strip", "-o", stripped, (BUILD / "src" / "libcarton.so").resolve()], check=True)
        return os.stat(stripped).st_size


def growth(quick):
    sizes, rounds = ([10, 1000, 10**6], 3) if quick else ([1, 10, 100, 1000, 10**4, 10**5, 10**6, 10**7, 10**8], 5)
    for n, costs in memory.append_costs(sizes, rounds):
        yield {"n": n, "ns": costs}
