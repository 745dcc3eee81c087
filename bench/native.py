"""The contenders in C and C++: Eigen, xtensor and plain loops (peers.cpp), Carton's expressions from C (loop.c), through ctypes."""

import ctypes
import hashlib
import math
import subprocess
import sys

import numpy

from machine import BUILD, ROOT, output_of

POINTERS = 5  # peers.cpp names so many operands


def built(source, *flags, libraries=()):
    """The shared object of a source file, compiled when it is new; None when that fails."""
    path = ROOT / "bench" / source
    key = hashlib.sha256(path.read_bytes() + repr((flags, libraries)).encode()).hexdigest()[:12]
    target = BUILD / f"bench-{path.stem}-{key}.so"
    if not target.exists():
        for old in BUILD.glob(f"bench-{path.stem}-*.so"):
            old.unlink()
        done = subprocess.run([*flags, "-shared", "-fPIC", path, *libraries, "-o", target], capture_output=True, text=True)
        if done.returncode:
            print(f"bench: {source} does not compile here and is left out: {done.stderr.splitlines()[:1]}", file=sys.stderr)
            return None
    return ctypes.CDLL(str(target))


def peers_library():
    library = built("peers.cpp", "g++", "-std=c++17", "-O3", "-march=native", "-fopenmp", libraries=output_of("pkg-config", "--libs", "openblas").split())
    if library:
        library.run.restype = None
        library.run.argtypes = [ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    return library


def pointers(arrays):
    addresses = [array.ctypes.data for array in arrays]
    return (ctypes.c_void_p * POINTERS)(*(addresses + addresses[:1] * POINTERS)[:POINTERS])


def timed(timer, function, *arguments):
    def run(times):
        start = timer()
        failed = function(*arguments, times)
        return -1 if failed else timer() - start

    return run


def in_cpp(library, name, arrays, out, n, timer):
    """A loop over one function of peers.cpp, or None when it has none of that name."""
    function = getattr(library, name, None) if library else None
    if function is None:
        return None
    run = timed(timer, library.run, ctypes.cast(function, ctypes.c_void_p), n, pointers(arrays), out.ctypes.data)
    run.memory = arrays, out  # lives as long as the loop
    return run


class Carton:
    """Carton's C library, beside the Python package in one process."""

    def __init__(self):
        source = BUILD / "src"
        self.loops = built("loop.c", "cc", "-std=gnu17", "-O2", f"-I{ROOT / 'include'}", libraries=[f"-L{source}", "-lcarton", f"-Wl,-rpath,{source}"])
        self.library = ctypes.CDLL(str(source / "libcarton.so"))
        for name in ("ct_from_memory", "ct_empty", "ct_compile", "ct_formula_run", "ct_data", "ct_dtype_builtin"):
            getattr(self.library, name).restype = ctypes.c_void_p
        for name in ("bench_formula", "bench_standardise"):
            getattr(self.loops, name).restype = ctypes.c_int
            getattr(self.loops, name).argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]

    def array(self, values):
        """Over the memory of `values`, which has to stay."""
        kind = {"bool": 0, "float64": 11}[values.dtype.name]  # ct_type_num
        shape = (ctypes.c_int64 * values.ndim)(*values.shape)
        dtype = ctypes.c_void_p(self.library.ct_dtype_builtin(kind))
        memory = ctypes.c_void_p(values.ctypes.data), ctypes.c_int64(values.nbytes)
        return self.library.ct_from_memory(*memory, values.ndim, shape, None, dtype, True, None, None)

    def release(self, *objects):
        for one in objects:
            self.library.ct_release(ctypes.c_void_p(one))

    def contender(self, expression, values, timer):
        """A loop, its first result, and what frees its memory."""
        arrays = [self.array(value) for value in values.values()]
        inside = (ctypes.c_void_p * len(arrays))(*arrays)
        shape = next(iter(values.values())).shape
        written = numpy.zeros(shape)
        out = None if expression.scalar else self.array(written)
        function, formula = self.loops.bench_standardise, None
        if expression.name != "standardise":
            function = self.loops.bench_formula
            names = (ctypes.c_char_p * len(values))(*(name.encode() for name in values))
            formula = self.library.ct_compile(expression.text.encode(), len(values), names)
            if not formula:
                return None, None, lambda: self.release(*arrays)
        run = timed(timer, function, formula, inside, out)
        if run(1) < 0:
            return None, None, lambda: self.release(*arrays)
        last = out or self.library.ct_formula_run(ctypes.c_void_p(formula), inside, None)
        count = 1 if expression.scalar else math.prod(shape)
        data = (ctypes.c_double * count).from_address(self.library.ct_data(ctypes.c_void_p(last)))
        result = numpy.frombuffer(data).copy().reshape(() if expression.scalar else shape)

        run.memory = values, written

        def free():
            self.release(*arrays, last)
            if formula:
                self.library.ct_formula_free(ctypes.c_void_p(formula))

        return run, result, free
