"""The same array twice, in NumPy and in Carton, and when two answers are the same.

Hypothesis draws the structure (dtypes, shapes, layouts, options) and shrinks it; the elements come from a seeded generator that mixes
small numbers, random bits and the special values of the dtype.
"""

import os
import random
import warnings

import carton
import numpy
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SHARE = float(os.environ.get("CARTON_SHARE", "1"))  # of the long run's examples: 0.1 takes a tenth of its time


def examples(quick, long):
    """How many examples a property gets: with a fixed seed, or as many as script/test --long wants."""
    return settings(
        max_examples=max(1, int(long * SHARE)) if LONG else quick, derandomize=not LONG, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )


BOOL, SIGNED = ["bool"], ["int8", "int16", "int32", "int64"]
UNSIGNED, FLOATS, COMPLEX = ["uint8", "uint16", "uint32", "uint64"], ["float16", "float32", "float64"], ["complex64", "complex128"]
INTEGERS = SIGNED + UNSIGNED
REAL = BOOL + INTEGERS + FLOATS
DTYPES = REAL + COMPLEX
sides = st.sampled_from([0, 1, 1, 2, 3, 3, 4, 5, 7, 17])


def shapes(most=3, least=0):
    return st.lists(sides, min_size=least, max_size=most).map(tuple)


def elements(seed, shape, dtype):
    """Random elements of any kind; every third array holds small numbers alone."""
    generator = numpy.random.default_rng(seed)
    dtype = numpy.dtype(dtype)
    small = generator.integers(-4 if dtype.kind not in "bu" else 0, 10 if dtype.kind != "b" else 2, shape)
    if seed % 3 == 0 or dtype.kind == "b":
        return small.astype(dtype)
    if dtype.kind in "iu":
        info = numpy.iinfo(dtype)
        wide = generator.integers(info.min, info.max, shape, dtype, endpoint=True)
        special = numpy.array([info.min, info.max, 0, 1, info.max - 1], dtype)
    else:
        wide = (generator.standard_normal(shape) * 10.0 ** generator.integers(-3, 4, shape)).astype(dtype)
        if dtype.kind == "c":
            wide = wide + (generator.standard_normal(shape) * 1j).astype(dtype)
        info = numpy.finfo(dtype)
        special = numpy.array([numpy.nan, numpy.inf, -numpy.inf, 0.0, -0.0, info.tiny, info.smallest_subnormal, info.max, info.min, 1, -1, 0.5], dtype)
    which = generator.integers(0, 4, shape)
    return numpy.where(which == 0, small.astype(dtype), numpy.where(which == 3, generator.choice(special, shape), wide)).astype(dtype)


def finite(seed, shape, dtype):
    values = elements(seed, shape, dtype)
    if values.dtype.kind in "fc":
        values = numpy.where(numpy.isfinite(values) & (numpy.abs(values) < 1e4), values, values.dtype.type(1.5))
    return values


def is_own(name, *operands, dtype=None):
    """Whether the array API's values differ from NumPy's here: floor_divide with an infinite operand, complex expm1 and tanh of what is
    not finite (docs/differences.md)."""
    floors = name in ("floor_divide", "//", "__ifloordiv__")
    if not floors and name not in ("expm1", "tanh"):
        return False
    with numpy.errstate(all="ignore"):
        try:
            dtype = numpy.dtype(dtype or numpy.result_type(*operands))
            values = [numpy.asarray(x).astype(dtype) for x in operands]
        except (TypeError, OverflowError):  # as the call will say
            return False
    if floors:
        return any(numpy.isinf(x).any() for x in values)
    return dtype.kind == "c" and not all(numpy.isfinite(x).all() for x in values)


def wraps(dtype, *values):
    """Whether floats beyond int32 become uint32: C leaves the result open, and NumPy's differs with the length of the array."""
    if numpy.dtype(dtype) != numpy.uint32:
        return False
    arrays = [numpy.asarray(x) for x in values]
    return any(x.dtype.kind in "fc" and not (numpy.abs(x.real) < 2**31).all() for x in arrays)


class Pair:
    """`np` and `ct` hold the same elements in the same layout, each over memory of its own."""

    def __init__(self, values, key=None, axes=None):
        self.values, self.key, self.axes = values, key, axes
        self.np, self.ct = self.build(numpy), self.build(carton)

    def build(self, module):
        a = module.array(self.values)
        if self.key is not None:
            a = a[self.key]
        return a.transpose(self.axes) if self.axes is not None else a

    def __repr__(self):
        return f"Pair({self.values!r}, {self.key}, {self.axes})"


def pair_of(seed, shape, dtype, layout="plain", values=elements):
    """A pair of that shape: contiguous, strided, reversed, transposed, broadcast."""
    if layout == "plain" or not shape:
        return Pair(values(seed, shape, dtype))
    chance = random.Random(seed)
    axes = None
    if layout == "transposed":
        axes = list(range(len(shape)))
        chance.shuffle(axes)
        base = [0] * len(shape)
        for i, axis in enumerate(axes):
            base[axis] = shape[i]
        return Pair(values(seed, tuple(base), dtype), None, tuple(axes))
    steps = [chance.choice([1, 2, 3] if layout == "strided" else [-1, -2, 1]) for _ in shape]
    base = tuple(n * abs(step) + 1 for n, step in zip(shape, steps))
    key = tuple(
        slice(0, n * step, step) if step > 0 else slice(n * -step if n else 0, 0, step) if n else slice(0, 0) for n, step in zip(shape, steps)
    )
    return Pair(values(seed, base, dtype), key, None)


layouts = st.sampled_from(["plain", "plain", "strided", "reversed", "transposed"])
seeds = st.integers(0, 2**20)


@st.composite
def pairs(draw, dtypes=DTYPES, shape=None, least=0, values=elements):
    shape = draw(shapes(least=least)) if shape is None else shape
    return pair_of(draw(seeds), shape, draw(st.sampled_from(dtypes)), draw(layouts), values)


@st.composite
def broadcast_shapes(draw, n, most=3):
    """n shapes that broadcast together, most of the time."""
    full = draw(shapes(most))
    result = []
    for _ in range(n):
        own = tuple(1 if draw(st.integers(0, 4)) == 0 else side for side in full)
        result.append(own[draw(st.integers(0, len(own))) if draw(st.booleans()) else 0 :])
    if draw(st.integers(0, 30)) == 0 and full:
        result[0] = result[0][:-1] + (full[-1] + 2,)
    return result


# -- comparing -----------------------------------------------------------------------------------


def steps_apart(a, b):
    """How many floats lie between a and b (0: the same number); 0 where both are nan."""
    kind = {2: numpy.int16, 4: numpy.int32, 8: numpy.int64}[a.dtype.itemsize]

    def order(x):
        bits = x.view(kind).astype(object)
        return numpy.where(bits < 0, -(bits + 2 ** (8 * x.dtype.itemsize - 1)), bits)

    both_nan = numpy.isnan(a) & numpy.isnan(b)
    return numpy.where(both_nan, 0, numpy.abs(order(a) - order(b)))


def same(got, wanted, ulp=0, signs=True, text="", slack=0):
    """Asserts that Carton's answer is NumPy's: type, dtype, shape, elements. `ulp`: how far floats may lie apart; so they may by `slack`."""
    if isinstance(wanted, (tuple, list)):
        assert isinstance(got, (tuple, list)) and len(got) == len(wanted), f"{text}: {got!r} for {wanted!r}"
        assert getattr(got, "_fields", None) == getattr(wanted, "_fields", None), f"{text}: {got!r} for {wanted!r}"
        for one, other in zip(got, wanted):
            same(one, other, ulp, signs, text, slack)
        return
    if isinstance(wanted, numpy.dtype):
        assert isinstance(got, carton.dtype) and got.str == wanted.str, f"{text}: {got!r} for {wanted!r}"
        return
    if isinstance(wanted, numpy.ndarray):
        assert isinstance(got, carton.ndarray), f"{text}: {type(got)} for an array"
    elif isinstance(wanted, numpy.generic):
        assert isinstance(got, carton.generic) and type(got).__name__ == type(wanted).__name__, f"{text}: {type(got)} for {type(wanted)}"
    elif wanted is None or isinstance(wanted, (bool, str, bytes)):
        assert type(got) is type(wanted) and got == wanted, f"{text}: {got!r} for {wanted!r}"
        return
    else:
        assert isinstance(got, type(wanted)), f"{text}: {type(got)} for {type(wanted)}"
    a, b = numpy.asarray(got), numpy.asarray(wanted)
    assert a.dtype == b.dtype, f"{text}: dtype {a.dtype} for {b.dtype}"
    assert a.shape == b.shape, f"{text}: shape {a.shape} for {b.shape}"
    if a.dtype.kind == "c":
        close_complex(a, b, ulp, text)
    elif a.dtype.kind == "f":
        a, b = numpy.ascontiguousarray(a), numpy.ascontiguousarray(b)
        bad = (steps_apart(a, b) > ulp) & ~(numpy.abs(a - b) <= slack)
        if signs and ulp == 0:
            bad = bad | ((numpy.signbit(a) != numpy.signbit(b)) & ~numpy.isnan(a))
        assert not bad.any(), f"{text}: {a[bad][:4]} for {b[bad][:4]}"
    else:
        assert (a == b).all(), f"{text}: {a!r} for {b!r}"


def close_complex(a, b, ulp, text):
    """Each part within ulp steps of the larger part; nan and infinity in the same places."""
    with numpy.errstate(all="ignore"):
        eps = numpy.finfo(a.dtype).eps
        size = numpy.maximum(numpy.abs(b.real), numpy.abs(b.imag))
        for x, y in ((a.real, b.real), (a.imag, b.imag)):
            equal = (x == y) | (numpy.isnan(x) & numpy.isnan(y))
            near = numpy.abs(x - y) <= ulp * eps * size + ulp * numpy.finfo(a.dtype).smallest_subnormal
            assert (equal | near).all(), f"{text}: {a!r} for {b!r}"


def answer(function):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function()
        except Exception as error:
            return error


def judge(ours, theirs, ulp=0, signs=True, text="", slack=0):
    """Calls both; the same value or the same kind of exception."""
    wanted, got = answer(theirs), answer(ours)
    if isinstance(wanted, Exception):
        families = [family.__name__ for family in type(wanted).__mro__[:-2]]
        assert isinstance(got, Exception), f"{text}: {got!r}, where NumPy raises {wanted!r}"
        # SystemError is NumPy's own fault: an error and a warning at once.
        assert isinstance(wanted, SystemError) or type(got).__name__ in families or any(family.__name__ == type(wanted).__name__ for family in type(got).__mro__), (
            f"{text}: {got!r}, where NumPy raises {wanted!r}"
        )
        return None
    if isinstance(got, Exception):
        raise AssertionError(f"{text}: raises {got!r}, where NumPy gives {wanted!r}") from got
    same(got, wanted, ulp, signs, text, slack)
    return got
