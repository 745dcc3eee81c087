"""Random arrays through the array API: hypothesis builds them from Carton's namespace alone, Python's numbers say what each element should
be. What is held to NumPy is in test_array_api.py; here are the shapes, dtypes and scalars that no table thinks of."""

import cmath
import itertools
import math
import operator
import os
import struct

import carton as ct
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.array_api import make_strategies_namespace

pytestmark = pytest.mark.filterwarnings("ignore")

# For tests with many parameters: a quarter of the profile's examples, unless these are to be many.
FEW = settings() if os.environ.get("HYPOTHESIS_PROFILE") == "long" else settings(max_examples=25)
xps = make_strategies_namespace(ct, api_version="2025.12")
SIGNED, UNSIGNED = "int8 int16 int32 int64".split(), "uint8 uint16 uint32 uint64".split()
FLOATS, COMPLEX = ["float32", "float64"], ["complex64", "complex128"]
INTEGERS = SIGNED + UNSIGNED
REAL = INTEGERS + FLOATS
INEXACT = FLOATS + COMPLEX
NUMERIC = REAL + COMPLEX
ALL = ["bool", *NUMERIC]
PARTS = {"complex64": "float32", "complex128": "float64"}
BITS = {name: int("".join(filter(str.isdigit, name)) or 8) for name in ALL}


def kind(dtype):
    """The type of Python's that holds an element."""
    name = str(ct.dtype(dtype))
    return bool if name == "bool" else int if name in INTEGERS else float if name in FLOATS else complex


def limits(name):
    info = ct.iinfo(name) if name in INTEGERS else ct.finfo(name)
    return info.min, info.max


def promoted(*names):
    """The standard's table: within a kind the wider, of both kinds of integers the signed one that holds both; None where it is silent."""
    names = set(names)
    for group in (["bool"], SIGNED, UNSIGNED, FLOATS, COMPLEX):
        if names <= set(group):
            return max(names, key=BITS.get)
    if names <= set(INTEGERS):
        bits = max(BITS[n] * (2 if n in UNSIGNED else 1) for n in names)
        return f"int{bits}" if bits <= 64 else None
    return None


PAIRS = [(a, b) for a in ALL for b in ALL if promoted(a, b)]


def wrap(value, name):
    """An integer as it lies in the dtype."""
    value &= (1 << BITS[name]) - 1
    return value - (1 << BITS[name]) if name in SIGNED and value >> (BITS[name] - 1) else value


def numbers(name, **options):
    """Elements of a dtype: squares of them still fit."""
    if name == "bool":
        return st.booleans()
    if name in COMPLEX:
        part = numbers(PARTS[name], **options)
        return st.builds(complex, part, part)
    least, most = (math.copysign(math.isqrt(int(abs(limit))), limit) for limit in limits(name))
    if name in FLOATS:
        least, most = (struct.unpack("f", struct.pack("f", bound))[0] if name == "float32" else bound for bound in (least, most))
        options = {"allow_nan": None, "allow_infinity": None, **options}
    else:
        least, most, options = int(least), int(most), {}
    return xps.from_dtype(getattr(ct, name), min_value=least, max_value=most, **options)


def arrays(names, shape=None, **options):
    """Arrays of one of the dtypes, 0-d and without elements too."""
    names = [names] if isinstance(names, str) else names
    shape = xps.array_shapes(min_dims=0, min_side=0, max_side=6) if shape is None else shape
    return st.sampled_from(names).flatmap(lambda name: xps.arrays(getattr(ct, name), shape, elements=numbers(name, **options)))


SHAPES = xps.array_shapes(min_dims=0, min_side=0, max_side=6)
SIDES = xps.array_shapes(min_dims=1, min_side=1, max_side=6)
FINITE = {"allow_nan": False, "allow_infinity": False}


def indices(shape):
    return itertools.product(*map(range, shape))


def elements(x):
    return [kind(x.dtype)(x[i]) for i in indices(x.shape)]


def equal(a, b):
    """The same number: the same nan, the same zero."""
    if isinstance(b, complex):
        return equal(a.real, b.real) and equal(a.imag, b.imag)
    if not isinstance(b, float):
        return a == b
    return math.isnan(a) if math.isnan(b) else a == b and math.copysign(1, a) == math.copysign(1, b)


def same(x, y):
    return x.dtype == y.dtype and x.shape == y.shape and all(map(equal, elements(x), elements(y)))


def close(got, wanted, name):
    tolerance = 1e-4 if BITS[name] // (1 + (name in COMPLEX)) == 32 else 1e-10
    return cmath.isclose(got, wanted, rel_tol=tolerance, abs_tol=tolerance)


def fits(value, name):
    """Whether the dtype holds what Python computed, so that the two can be compared."""
    if name == "bool":
        return True
    least, most = limits(name)
    parts = (value.real, value.imag) if isinstance(value, complex) else (value,)
    return all(least < part < most for part in parts)


def ordinary(value):
    return isinstance(value, int) or cmath.isfinite(value) and value.real != 0 and (not isinstance(value, complex) or value.imag != 0)


def against(reference, out, *operands):
    """Each element of out beside reference(elements of the operands), where Python has a value that fits."""
    name = str(out.dtype)
    for got, *values in zip(elements(out), *operands):
        if not all(map(ordinary, values)):
            continue  # special cases have tables of their own
        try:
            wanted = reference(*values)
        except (OverflowError, ValueError, ZeroDivisionError):
            continue
        if fits(wanted, name):
            assert close(got, wanted, name) if name in INEXACT else got == wanted, (values, got, wanted)


# -- one operand. A row: the dtypes, then the functions that have their namesakes in math and cmath, or a reference

MATH = "acos acosh asin asinh atan atanh cos cosh exp expm1 log log1p log2 log10 sin sinh sqrt tan tanh".split()
BY_LOG = {"log2": lambda z: cmath.log(z) / math.log(2), "log10": lambda z: cmath.log(z) / math.log(10), "log1p": lambda z: cmath.log(1 + z),
          "expm1": lambda z: complex(math.expm1(z.real) * math.cos(z.imag) - 2 * math.sin(z.imag / 2) ** 2, math.exp(z.real) * math.sin(z.imag))}  # fmt: skip
UNARY = {
    **{name: (INEXACT, None) for name in MATH},
    "abs": (NUMERIC, abs), "negative": (NUMERIC, operator.neg), "positive": (NUMERIC, operator.pos), "square": (NUMERIC, lambda s: s * s),
    "ceil": (REAL, math.ceil), "floor": (REAL, math.floor), "trunc": (REAL, math.trunc),
    "round": (NUMERIC, lambda s: complex(round(s.real), round(s.imag)) if isinstance(s, complex) else round(s)),
    "sign": (NUMERIC, lambda s: s / abs(s) if s else 0), "signbit": (FLOATS, lambda s: math.copysign(1, s) < 0),
    "isfinite": (NUMERIC, cmath.isfinite), "isinf": (NUMERIC, cmath.isinf), "isnan": (NUMERIC, cmath.isnan),
    "reciprocal": (INEXACT, lambda s: 1 / s), "conj": (COMPLEX, lambda s: s.conjugate()), "real": (COMPLEX, lambda s: s.real),
    "imag": (COMPLEX, lambda s: s.imag), "logical_not": (["bool"], operator.not_), "bitwise_invert": (["bool", *INTEGERS], None),
}  # fmt: skip
OF_ONE = {"abs": abs, "negative": operator.neg, "positive": operator.pos, "bitwise_invert": operator.invert}


@pytest.mark.parametrize("name", UNARY)
@FEW
@given(data=st.data())
def test_one_operand(name, data):
    dtypes, reference = UNARY[name]
    x = data.draw(arrays(dtypes))
    dtype = str(x.dtype)
    if name in MATH:
        reference = BY_LOG.get(name, getattr(cmath, name, None)) if dtype in COMPLEX else getattr(math, name)
    elif name == "bitwise_invert":
        reference = operator.not_ if dtype == "bool" else lambda s: wrap(~s, dtype)
    wanted = "bool" if name.startswith("is") or name == "signbit" else PARTS.get(dtype, dtype) if name in ("abs", "real", "imag") else dtype
    for f in (getattr(ct, name), OF_ONE.get(name)):
        if f:
            out = f(x)
            assert (str(out.dtype), out.shape) == (wanted, x.shape)
            against(reference, out, elements(x))


# -- two operands: the function, the operator, both in place, with arrays and with Python's numbers
# A row: the operator, the dtypes, the reference, what the right side must be.


def log_of_sum(a, b):
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


BINARY = {
    "add": ("+", NUMERIC, operator.add), "subtract": ("-", NUMERIC, operator.sub), "multiply": ("*", NUMERIC, operator.mul),
    "divide": ("/", INEXACT, operator.truediv), "floor_divide": ("//", REAL, None), "remainder": ("%", REAL, None), "pow": ("**", NUMERIC, None),
    "bitwise_and": ("&", ["bool", *INTEGERS], operator.and_), "bitwise_or": ("|", ["bool", *INTEGERS], operator.or_),
    "bitwise_xor": ("^", ["bool", *INTEGERS], operator.xor), "bitwise_left_shift": ("<<", INTEGERS, lambda a, b: a << b if b < 64 else 0),
    "bitwise_right_shift": (">>", INTEGERS, operator.rshift), "equal": ("==", ALL, operator.eq), "not_equal": ("!=", ALL, operator.ne),
    "less": ("<", REAL, operator.lt), "less_equal": ("<=", REAL, operator.le), "greater": (">", REAL, operator.gt),
    "greater_equal": (">=", REAL, operator.ge), "atan2": (None, FLOATS, math.atan2), "copysign": (None, FLOATS, math.copysign),
    "hypot": (None, FLOATS, math.hypot), "logaddexp": (None, FLOATS, log_of_sum), "maximum": (None, REAL, max), "minimum": (None, REAL, min),
    "nextafter": (None, FLOATS, None), "logical_and": (None, ["bool"], operator.and_), "logical_or": (None, ["bool"], operator.or_),
    "logical_xor": (None, ["bool"], operator.xor),
}  # fmt: skip
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
FORMS = ["function", "function of a scalar", "scalar first", "operator", "operator of a scalar", "in place", "in place of a scalar"]


def forms(name):
    for form in FORMS:
        if not (form.startswith(("operator", "in place")) and not BINARY[name][0]) and not (form.startswith("in place") and name in COMPARISONS):
            yield pytest.param(name, form, id=f"{name}, {form}")


def apply(name, form, x, y):
    symbol = BINARY[name][0]
    if "function" in form or form == "scalar first":
        return getattr(ct, name)(*((y, x) if form == "scalar first" else (x, y)))
    names = {"x": ct.asarray(x, copy=True), "y": y}
    if form.startswith("operator"):
        return eval(f"x {symbol} y", names)
    exec(f"x {symbol}= y", names)
    return names["x"]


@pytest.mark.parametrize("name, form", [f for name in BINARY for f in forms(name)])
@FEW
@given(data=st.data())
def test_two_operands(name, form, data):
    _, dtypes, reference = BINARY[name]
    left, right = data.draw(st.sampled_from([(a, b) for a, b in PAIRS if a in dtypes and b in dtypes]))
    scalar, inplace = "scalar" in form, form.startswith("in place")
    if scalar or inplace:  # the left side has the dtype of the result
        left, right = (right, left) if promoted(left, right) == right else (left, right)
        assume(promoted(left, right) == left)
    shapes = data.draw(xps.mutually_broadcastable_shapes(2, max_side=5))
    assume(not inplace or scalar or shapes.result_shape == shapes.input_shapes[0])
    x = data.draw(arrays(left, shapes.input_shapes[0]))
    y = data.draw(numbers(right, **FINITE)) if scalar else data.draw(arrays(right, shapes.input_shapes[1]))
    a, b = (y, x) if form == "scalar first" else (x, y)
    for_all = lambda f, v: ct.all(f(v)) if hasattr(v, "dtype") else f(v)  # noqa: E731
    if "shift" in name or name == "pow" and left in INTEGERS:
        assume(for_all(lambda v: v >= 0, b))
    if name in ("floor_divide", "remainder"):
        assume(for_all(lambda v: v != 0, b) and for_all(lambda v: v != 0, a))
    out = apply(name, form, x, y)
    wanted = "bool" if name in COMPARISONS else left if scalar else promoted(left, right)
    assert (str(out.dtype), out.shape) == (wanted, x.shape if scalar else shapes.result_shape)
    if reference is None:
        reference = {"floor_divide": operator.floordiv, "remainder": operator.mod}.get(name) if left in INTEGERS else None
    if reference:
        spread = [elements(ct.broadcast_to(v, out.shape)) if hasattr(v, "dtype") else [v] * out.size for v in (a, b)]
        against((lambda *v: wrap(reference(*v), wanted)) if name.startswith("bitwise") and wanted != "bool" else reference, out, *spread)


@given(data=st.data())
def test_clip(data):
    x = data.draw(arrays(REAL))
    name = str(x.dtype)
    shapes = data.draw(xps.mutually_broadcastable_shapes(2, base_shape=x.shape, max_dims=max(len(x.shape), 1), min_side=0, max_side=6))
    full = xps.from_dtype(x.dtype)
    bounds = [data.draw(st.none() | full | xps.arrays(x.dtype, shape)) for shape in shapes.input_shapes]
    assume(any(b is None for b in bounds) or not ct.any(ct.less(ct.asarray(bounds[1]), ct.asarray(bounds[0]))))
    out = ct.clip(x, **{k: v for k, v in zip(("min", "max"), bounds) if v is not None or data.draw(st.booleans())})
    shape = ct.broadcast_shapes(x.shape, *(getattr(b, "shape", ()) for b in bounds))
    assert (str(out.dtype), out.shape) == (name, shape)
    spread = [[b] * out.size if b is None else elements(ct.broadcast_to(ct.asarray(b, dtype=x.dtype), shape)) for b in bounds]
    for value, least, most, got in zip(elements(ct.broadcast_to(x, shape)), *spread, elements(out)):
        known = [v for v in (value, least, most) if v is not None]
        if any(v != v for v in known):
            assert got != got
        else:
            value = value if least is None else max(value, least)
            assert got == (value if most is None else min(value, most))
