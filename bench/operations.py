"""The operations that are measured beside NumPy, one row each. NumPy and Carton run the same text; `m` is the module.

A row: text, dtypes, what `Operation` says. The names in a text are operands, made by Operands for the row's dtype and n elements.
"""

import ast
import dataclasses

import numpy

from report import NAMES


@dataclasses.dataclass(frozen=True)
class Operation:
    text: str
    dtypes: str
    group: str = ""
    most: int = 10**7  # elements; 1e8 for the few that are measured so large
    target: float = 0  # how many times faster than NumPy it is to be on one thread, from 1,000 elements on
    check: str = "close"  # or "order": indices that sort; "part": the middle is in its place; "argpart": both
    limit: str = ""  # the loop of peers.cpp that does nothing but move the same memory
    only: int = 0  # for operations that say the same at every size


def rows(group, *table):
    return [Operation(text, dtypes, group, **options) for text, dtypes, options in table]


FLOATS, NUMBERS = "f8 f4", "f8 f4 i8 i4"
OPERATIONS = [
    *rows(
        "arithmetic",
        ("a + b", "f8 f4 i8 i4 c16", {"most": 10**8, "limit": "add"}),
        ("a - b", NUMBERS, {}),
        ("a * b", "f8 f4 i8 i4 c16", {"most": 10**8, "limit": "multiply"}),
        ("a / b", "f8 f4 c16", {}),
        ("a // b", "f8 i8 i4", {}),
        ("a % b", "f8 i8 i4", {}),
        ("a + s", NUMBERS, {}),
        ("a * s", "f8 f4 i8 c16", {}),
        ("s - a", FLOATS, {}),
        ("-a", "f8 i8", {}),
        ("m.abs(a)", "f8 f4 i8 c16", {}),
        ("m.maximum(a, b)", NUMBERS, {}),
        ("m.clip(a, 1, 2)", "f8 i8", {}),
        ("a & b", "b1 i8 i4", {}),
        ("~a", "b1 i8", {}),
        ("a ^ b", "b1", {}),
        ("a + j", "f8", {}),
    ),
    *rows(
        "in place, strided",
        ("w += b", NUMBERS, {}),
        ("w *= one", FLOATS, {}),
        ("m.add(a, b, o)", NUMBERS, {"limit": "add"}),
        ("m.multiply(a, b, o)", "f8 c16", {}),
        ("m.sqrt(a, o)", FLOATS, {}),
        ("a[::2] + b[::2]", NUMBERS, {}),
        ("a[::-1] + b", "f8", {}),
        ("m.sqrt(a[::2])", FLOATS, {}),
    ),
    *rows(
        "comparison",
        ("a < b", NUMBERS, {"most": 10**8, "limit": "less"}),
        ("a == b", "f8 i8 b1 c16", {}),
        ("a > s", "f8 f4 i8", {}),
        ("m.isnan(a)", FLOATS, {}),
        ("m.logical_and(k, l)", "b1", {}),
    ),
    *rows(
        "mathematics",
        ("m.sqrt(a)", FLOATS, {"target": 2}),
        ("m.exp(a)", FLOATS, {}),
        ("m.exp2(a)", FLOATS, {}),
        ("m.expm1(a)", FLOATS, {}),
        ("m.log(a)", FLOATS, {}),
        ("m.log2(a)", FLOATS, {}),
        ("m.log10(a)", FLOATS, {}),
        ("m.log1p(a)", FLOATS, {}),
        ("m.sin(a)", FLOATS, {}),
        ("m.cos(a)", FLOATS, {}),
        ("m.tan(a)", FLOATS, {}),
        ("m.tanh(a)", FLOATS, {}),
        ("m.arctan(a)", FLOATS, {}),
        ("m.arctan2(a, b)", FLOATS, {}),
        ("m.hypot(a, b)", FLOATS, {}),
        ("m.cbrt(a)", FLOATS, {}),
        ("a ** b", FLOATS, {}),
        ("a ** 2", "f8 f4 i8", {}),
        ("a ** 0.5", FLOATS, {}),
        ("m.floor(a)", FLOATS, {}),
        ("m.rint(a)", FLOATS, {}),
        ("m.exp(a)", "c16", {"most": 10**6}),
    ),
    *rows(
        "reductions",
        ("a.sum()", "f8 f4 i8 i4 c16 b1", {"most": 10**8, "limit": "sum"}),
        ("a.prod()", "f8", {}),
        ("a.max()", NUMBERS, {"most": 10**8, "limit": "max"}),
        ("a.min()", "f8", {}),
        ("a.mean()", FLOATS, {"target": 2}),
        ("a.mean()", "i8 c16", {}),
        ("a.var()", FLOATS, {"target": 6}),
        ("a.std()", "f8", {"target": 6}),
        ("a.argmax()", NUMBERS, {}),
        ("z.any()", "b1", {}),
        ("(~z).all()", "b1", {}),
        ("m.count_nonzero(k)", "b1", {}),
        ("m.cumsum(a)", "f8 f4 i8", {"target": 4}),
        ("m.cumprod(a)", "f8", {}),
        ("m.nansum(a)", "f8", {}),
        ("M.sum(axis=0)", FLOATS + " i8", {}),
        ("M.sum(axis=1)", FLOATS + " i8", {}),
        ("M.max(axis=0)", "f8", {}),
        ("M.max(axis=1)", "f8", {}),
        ("M.mean(axis=0)", "f8", {}),
        ("M.std(axis=1)", "f8", {}),
        ("M.argmax(axis=1)", "f8", {}),
        ("M.argmax(axis=0)", "f8", {}),
        ("m.cumsum(M, axis=0)", "f8", {}),
        ("m.cumsum(M, axis=1)", "f8", {}),
        ("k.any(axis=0)", "b1", {}),
        ("a @ b", FLOATS, {}),
        ("M @ N", FLOATS, {"most": 10**6, "limit": "matmul"}),
    ),
    *rows(
        "selection",
        ("m.where(k, a, b)", NUMBERS, {"target": 4}),
        ("m.where(k, a, s)", "f8", {"target": 4}),
        ("a[k]", NUMBERS + " b1", {"target": 10}),
        ("w[k] = s", "f8 i8", {}),
        ("a[i]", NUMBERS, {}),
        ("m.take(a, i)", NUMBERS, {}),
        ("w[i] = a", "f8", {}),
        ("m.nonzero(k)", "b1", {}),
        ("m.bincount(h)", "i8", {}),
        ("m.repeat(a, 2)", "f8", {"most": 10**6}),
    ),
    *rows(
        "casts",
        ("a.astype(m.float32)", "f8 f2 i8 i4 b1", {}),
        ("a.astype(m.float64)", "f4 f2 i8 i4 b1 u1", {}),
        ("a.astype(m.float16)", "f8 f4", {}),
        ("a.astype(m.int64)", "f8 f4 i4 b1", {}),
        ("a.astype(m.int32)", "f8 f4 i8", {}),
        ("a.astype(m.uint8)", "f4 i8", {}),
        ("a.astype(m.bool_)", "f8 i8", {}),
        ("a.astype(m.complex128)", "f8", {}),
        ("a + b", "f2 u1", {"most": 10**6}),
    ),
    *rows(
        "shapes",
        ("C + R", FLOATS, {"target": 5}),
        ("M + R", "f8", {}),
        ("M + M.T", FLOATS, {"target": 1.5}),
        ("M.T.copy()", FLOATS, {}),
        ("a.copy()", "f8 i4 b1", {"limit": "copy"}),
        ("m.concatenate((a, b))", "f8 f4", {}),
        ("m.stack((a, b), axis=1)", "f8", {}),
        ("a[::-1].copy()", "f8", {}),
        ("m.roll(a, 3)", "f8", {}),
        ("m.zeros(n)", "f8", {}),
        ("m.full(n, s)", "f8", {}),
        ("m.arange(n)", "i8", {}),
        ("m.linspace(0, 1, n)", "f8", {}),
    ),
    *rows(
        "tables of 8 columns",
        ("T - r", NUMBERS, {}),
        ("T * c", FLOATS, {}),
        ("T < r", "f8", {}),
        ("V -= r", "f8", {}),
        ("V[:] = r", "f8 i4", {}),
        ("m.where(T < r, T, r)", "f8", {}),
        ("T.mean(axis=0)", "f8", {}),
        ("T.sum(axis=1)", FLOATS, {}),
        ("T.max(axis=1)", "f8 i8", {}),
        ("T.argmax(axis=1)", "f8", {}),
        ("T.std(axis=1)", "f8", {}),
        ("T.T.copy()", "f8", {}),
        ("T[:, ::-1].copy()", "f8", {}),
        ("T[:, 2] * T[:, 5]", "f8", {}),
    ),
    *rows(
        "sorting",
        ("m.sort(a)", NUMBERS, {"target": 1}),
        ('m.sort(a, kind="stable")', "f8 i8", {}),
        ("m.argsort(a)", "f8 i8", {"check": "order", "target": 3}),
        ('m.argsort(a, kind="stable")', "f8", {"target": 3}),
        ("m.partition(a, half)", FLOATS + " i8", {"check": "part"}),
        ("m.argpartition(a, half)", "f8", {"check": "argpart"}),
        ("m.median(a)", "f8", {}),
        ("m.unique(a)", "f8", {"most": 10**6}),
        ("m.unique(h)", "i8", {"most": 10**6}),
        ("m.searchsorted(u, a)", "f8", {"most": 10**6}),
        ("m.sort(M, axis=1)", "f8", {}),
        ("m.sort(M, axis=0)", "f8", {}),
    ),
    *rows(
        "calls",
        ("a[0]", "f8", {"only": 10}),
        ("a[1:5]", "f8", {"only": 10}),
        ("w[0] = 1.5", "f8", {"only": 10}),
        ("m.array([1.0, 2.0, 3.0])", "f8", {"only": 10}),
        ("a.reshape(2, 5)", "f8", {"only": 10}),
        ("a.T", "f8", {"only": 10}),
        ("a.shape", "f8", {"only": 10}),
        ("a.dtype", "f8", {"only": 10}),
        ("m.empty(n)", "f8", {"only": 10}),
        ("m.asarray(a)", "f8", {"only": 10}),
    ),
]


class Operands:
    """The operands of one dtype and size as NumPy arrays, made when first asked for."""

    def __init__(self, dtype, n):
        self.dtype, self.n, self.made = numpy.dtype(NAMES[dtype]), n, {}
        self.side = max(1, int(n**0.5))

    def __getitem__(self, name):
        if name not in self.made:
            self.made[name] = self.make(name)
        return self.made[name]

    def random(self, name, n):
        generator = numpy.random.default_rng(ord(name))
        kind = self.dtype.kind
        if kind == "b":
            return generator.random(n) < 0.5
        if kind in "iu":
            return generator.integers(1, 100 if self.dtype.itemsize < 4 else 10**6, n).astype(self.dtype)
        values = generator.random(n) * 3 + 0.1
        return (values + 1j * generator.random(n)).astype(self.dtype) if kind == "c" else values.astype(self.dtype)

    def make(self, name):
        n, side, generator = self.n, self.side, numpy.random.default_rng(7)
        match name:
            case "n":
                return n
            case "half":
                return n // 2
            case "s":
                return 2 if self.dtype.kind in "iu" else 1.5
            case "one":
                return 1.0
            case "k" | "l":
                return numpy.random.default_rng(ord(name)).random(n) < 0.5
            case "z":
                return numpy.zeros(n, bool)
            case "i":
                return generator.integers(0, n, n)
            case "j":
                return generator.integers(-1000, 1000, n).astype("int32")
            case "h":
                return generator.integers(0, 1000, n)
            case "u":
                return numpy.sort(self.random("u", n))
            case "w":
                return self["a"].copy()
            case "o":
                return numpy.empty_like(self["a"])
            case "M" | "N":
                return self.random(name, side * side).reshape(side, side)
            case "T":
                return self.random("T", max(1, n // 8) * 8).reshape(-1, 8)
            case "V":
                return self["T"].copy()
            case "r":
                return self.random("r", 8)
            case "c":
                return self.random("c", max(1, n // 8)).reshape(-1, 1)
            case "C":
                return self.random("C", side).reshape(side, 1)
            case "R":
                return self.random("R", side)
        return self.random(name, n)


def names_in(text):
    """The operands that a text names."""
    return sorted({node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)} - {"m"})
