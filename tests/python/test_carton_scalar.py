"""carton's scalars beside NumPy's: every pair of dtypes, every operator, the values where they go wrong."""

import copy
import itertools
import operator
import pickle
import random
import re
import warnings

import numpy as np
import pytest

ct = pytest.importorskip("carton")

INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
FLOATS = ["float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]
NUMBERS = ["bool", *INTEGERS, *FLOATS, *COMPLEX]
ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, divmod]
BITS = [operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift]
COMPARISONS = [operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]
UNARY = [operator.neg, operator.pos, operator.invert, abs, int, float, complex, bool, hash, str, repr, round, operator.index]


def values(name):
    """A few values of a dtype as Python's numbers: the ends, the middle, what is special."""
    if name == "bool":
        return [False, True]
    if name in INTEGERS:
        info = np.iinfo(name)
        return sorted({int(info.min), int(info.max), 0, 1, 7, max(-3, int(info.min)), int(info.max) // 2 + 1})
    info = np.finfo(name)
    real = [0.0, -0.0, 1.0, -2.5, 0.1, float("inf"), float("-inf"), float("nan"), float(info.max), float(info.smallest_subnormal)]
    return real if name in FLOATS else [0j, complex(1, -2), complex(-0.0, 3), complex("inf"), complex("nan"), complex(0, float(info.max))]


def outcome(function, *args):
    """Result or exception, and the warnings, in a form that both packages share."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = described(function(*args))
        except Exception as error:  # noqa: BLE001
            result = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"][0]
    return result, sorted((w.category.__name__, str(w.message)) for w in caught)


def described(result):
    if isinstance(result, tuple):
        return tuple(map(described, result))
    kind = type(result)
    if kind.__module__ in ("numpy", "carton"):
        return kind.__name__, np.asarray(result).dtype.str, np.asarray(result).tobytes() if result == result else "nan"
    return kind.__name__, repr(result)


def any_infinite(operands):
    """In the dtype in which they meet."""
    with np.errstate(all="ignore"):
        try:
            return any(np.isinf(np.asarray(x).astype(np.result_type(*operands))).any() for x in operands)
        except (TypeError, OverflowError):
            return False


def same(function, name_args, py_args=()):
    ours = [getattr(ct, name)(value) for name, value in name_args]
    theirs = [getattr(np, name)(value) for name, value in name_args]
    if getattr(function, "floors", function is operator.floordiv) and any_infinite([*theirs, *py_args]):
        return  # floor(x / y): test_array_api_special.py
    got, expected = outcome(function, *ours, *py_args), outcome(function, *theirs, *py_args)
    if name_args[0][0] in ("bool", *COMPLEX) or name_args[-1][0] in COMPLEX:
        got, expected = got[0], expected[0]  # those go through the ufuncs, whose warnings have tests of their own
    assert got == expected, (function.__name__, name_args, py_args)


@pytest.mark.parametrize("left", NUMBERS)
@pytest.mark.parametrize("operation", ARITHMETIC + COMPARISONS, ids=lambda f: f.__name__)
def test_operators_of_two_scalars(operation, left):
    slow_order = left in COMPLEX
    for right in NUMBERS:
        if (slow_order or right in COMPLEX) and operation is operator.truediv:
            continue  # NumPy's division of complex numbers differs between its scalars and its arrays in the last bit
        for a, b in itertools.product(values(left), values(right)):
            same(operation, [(left, a), (right, b)])


@pytest.mark.parametrize("left", ["bool", *INTEGERS])
@pytest.mark.parametrize("operation", BITS, ids=lambda f: f.__name__)
def test_bit_operators(operation, left):
    for right in ["bool", *INTEGERS, "float32"]:
        for a, b in itertools.product(values(left), values(right)):
            same(operation, [(left, a), (right, b)])


PYTHON = [0, 1, -1, 3, 127, 128, 255, 256, -129, 2**31, 2**63, 2**64, 10**30, True, 0.0, 1.5, -0.0, 1e39, float("nan"), float("inf"), 0.1]


@pytest.mark.parametrize("name", ["bool", *INTEGERS, *FLOATS])
@pytest.mark.parametrize("operation", ARITHMETIC + COMPARISONS, ids=lambda f: f.__name__)
def test_operators_with_pythons_numbers(operation, name):
    for a, b in itertools.product(values(name), PYTHON):
        same(operation, [(name, a)], (b,))

        def reflected(x, y):
            return operation(y, x)

        reflected.floors = operation is operator.floordiv
        same(reflected, [(name, a)], (b,))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("operation", UNARY, ids=lambda f: f.__name__)
def test_one_operand(operation, name):
    for value in values(name):
        if value != value and operation is hash:
            continue  # a nan's hash is its address
        same(operation, [(name, value)])


@pytest.mark.parametrize("name", [*INTEGERS, *FLOATS])
def test_power(name):
    for a, b in itertools.product(values(name), values(name)):
        if name in FLOATS and not (a in (0.0, 1.0, -2.5) and b in (0.0, 1.0)):
            continue  # elsewhere within the last digit, which test_carton_ufunc looks at
        same(operator.pow, [(name, a), (name, b)])


@pytest.mark.parametrize("name", NUMBERS)
def test_random_integers_and_floats(name):
    rng = random.Random(name)
    draw = (lambda: rng.uniform(-1, 1) * 10 ** rng.randint(-4, 4)) if name in FLOATS else (lambda: rng.choice(values(name)))
    if name in INTEGERS:
        info = np.iinfo(name)
        draw = lambda: rng.randint(int(info.min), int(info.max)) >> rng.randint(0, info.bits - 1)  # noqa: E731
    for _ in range(300):
        operation = rng.choice([*ARITHMETIC[:3], *ARITHMETIC[4:6]] if name not in COMPLEX else ARITHMETIC[:2])
        same(operation, [(name, draw()), (name, draw())])


CONSTRUCTED = ["1.5", " 2 ", "x", "nan", b"3", 300, -1, 2**70, 3.7, 1e300, 1 + 2j, True, [1, 2], [[1.5]], (), None, "1+2j"]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", CONSTRUCTED, ids=repr)
def test_constructors(name, value):
    if name in COMPLEX and value is None:
        pytest.skip("NumPy gives nan for None")

    def make(module):
        return outcome(getattr(module, name), value)

    assert make(ct) == make(np)


def test_hierarchy():
    names = ["generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating", "complexfloating"]
    names += ["flexible", "character", "str_", "bytes_", *NUMBERS]
    for name in names:
        ours, theirs = ([c.__name__ for c in getattr(m, name).__mro__] for m in (ct, np))
        assert ours == theirs
    assert issubclass(ct.float64, float) and issubclass(ct.complex128, complex) and issubclass(ct.str_, str)
    for alias in "bool_ byte ubyte short ushort intc uintc int_ uint intp uintp long ulong half single double csingle cdouble".split():
        assert getattr(ct, alias).__name__ == getattr(np, alias).__name__


@pytest.mark.parametrize("name", NUMBERS)
def test_pickle_copy_and_memory(name):
    value = getattr(ct, name)(values(name)[1])
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert type(other) is type(value) and other == value
    theirs = getattr(np, name)(values(name)[1])
    assert memoryview(value).tobytes() == memoryview(theirs).tobytes() and memoryview(value).format == memoryview(theirs).format
    assert np.asarray(value).dtype == theirs.dtype and type(value[()]) is type(value) and value[None].shape == (1,)
    assert value.item() == theirs.item() and type(value.item()) is type(theirs.item())
    with pytest.raises(IndexError, match="invalid index to scalar variable"):
        value[0]


class NoIndex:
    def __index__(self):
        raise ZeroDivisionError


KEYS = """() ... None (None, ...) (..., None, None) (None,)*64 (None,)*65 (..., ...) True False (True, None) (True, ...) (True, False, None)
xp.asarray(True) xp.asarray(False) xp.True_ (None,)*64+(True,) 0 (0,) 'a' 1.5 [] [True] xp.asarray([True]) xp.asarray(0) slice(None) NoIndex()"""


@pytest.mark.parametrize("name", NUMBERS)
def test_subscript(name):
    """None, ... and masks, as a 0-d array takes them; anything else is no index."""
    for key in re.split(r"(?<!,)\s+", KEYS):
        got = []
        for xp in (ct, np):
            try:
                part = getattr(xp, name)(1)[eval(key, {"xp": xp, "NoIndex": NoIndex})]
                got.append((type(part).__name__, part.shape, str(part.dtype), part.tolist()))
            except IndexError as error:
                got.append(str(error))
        assert got[0] == got[1], key


@pytest.mark.parametrize("name", NUMBERS)
def test_astype_function(name):
    """Of scalars too; of Python's numbers and of lists in NumPy's words."""
    for value in (*values(name)[:2], np.ones(2, name)):
        value = ct.asarray(value, dtype=name)[()]
        same = ct.astype(value, value.dtype, copy=False)
        assert type(same) is type(value) and same.dtype == value.dtype and same.shape == value.shape
        assert repr(ct.astype(value, ct.complex128)) == repr(np.astype(np.asarray(value)[()], np.complex128))
    for value in (2.5, True, 1j, 1, "a", b"a", [1.0], None):
        told = []
        for xp in (ct, np):
            with pytest.raises((AttributeError, TypeError)) as error:
                xp.astype(value, xp.float32)
            told.append((error.type, str(error.value)))
        assert told[0] == told[1]


def test_text():
    assert repr(ct.str_("ab")) == repr(np.str_("ab")) and repr(ct.bytes_(b"ab")) == repr(np.bytes_(b"ab"))
    assert ct.str_("a") + "b" == "ab" and ct.str_("ab").dtype == "U2" and ct.bytes_("ab").dtype == "S2"
    assert pickle.loads(pickle.dumps(ct.str_("añ"))) == "añ" and hash(ct.str_("q")) == hash("q")
    view = memoryview(ct.str_("añ"))
    assert view.format == memoryview(np.str_("añ")).format and bytes(view) == bytes(memoryview(np.str_("añ")))
    assert ct.array(["ab", "c"])[1] == "c" and type(ct.array(["ab"])[0]) is ct.str_


@pytest.mark.parametrize("spec", ["", ".3f", "5d", "e", ">10", "x", "%"])
@pytest.mark.parametrize("name", NUMBERS)
def test_format(name, spec):
    for value in values(name):
        ours, theirs = (outcome(format, getattr(m, name)(value), spec) for m in (ct, np))
        assert ours == theirs


def test_subclass():
    class Metre(ct.float64):
        unit = "m"

    length = Metre(2.5)
    assert length.unit == "m" and type(length) is Metre and length == 2.5 and type(length + 1) is ct.float64
    length.note = "a"
    assert length.note == "a" and length.dtype == "f8"


def test_subclass_that_answers_itself():
    class Quiet(ct.float32):
        __array_ufunc__ = None

        def __radd__(self, other):
            return "radd"

        def __gt__(self, other):
            return "gt"

    assert ct.float64(1) + Quiet(2) == "radd" and (ct.float64(1) < Quiet(2)) == "gt"


def test_what_is_not_for_every_kind():
    for name in NUMBERS:
        for method in ("is_integer", "as_integer_ratio", "bit_count", "numerator", "__index__", "__round__"):
            assert hasattr(getattr(ct, name), method) == hasattr(getattr(np, name), method), (name, method)
    assert ct.float32(0.1).as_integer_ratio() == np.float32(0.1).as_integer_ratio()
    assert ct.int16(-7).bit_count() == 3 and ct.float64(2.5).is_integer() is False


def test_error_state():
    ct.seterr(over="raise")
    try:
        with pytest.raises(FloatingPointError, match="overflow encountered in scalar add"):
            ct.int8(127) + ct.int8(1)
    finally:
        ct.seterr(over="warn")


def test_mixed_with_numpy():
    class Other:
        __array_priority__ = 100.0

        def __radd__(self, other):
            return "other"

    assert ct.float64(1) + Other() == "other"
    assert type(ct.float32(1.5) + np.float64(2)) is ct.float64 and type(np.float64(2) + ct.float32(1.5)) is ct.float64
    assert type(np.arange(3) + ct.float32(1)) is ct.ndarray and type(ct.int8(1) + np.arange(3)) is ct.ndarray


WARNINGS = """
m.array([-128], dtype='int8') // m.int8(-1)
m.floor_divide(m.full(50, -128, 'int8'), m.full(50, -1, 'int8'))
m.array([60000], dtype='float16') * m.float16(2)
m.add(m.full(5000, 60000, 'float16'), m.full(5000, 60000, 'float16'))
m.ldexp(m.array([1.0], dtype='float16'), 100)
m.cosh(m.array([1000.0]))
m.sinh(m.array([1000.0] * 40))
m.array([1.0, 0, -1]) % m.nan
m.array([1.0, 0, -1]) // m.nan
m.divmod(m.array([1.0, 0, -1]), m.nan)
m.array([1.0, 0, m.inf, m.nan]) % 2
m.array([1.0, 0, m.inf, m.nan]) // 0
m.divmod(m.array([1.0, 0, m.inf]), 0)
m.float64(m.inf) % 2
m.array([1, 0]) % 0
m.arange(3) + 2**200
m.arange(3.0) + 2**200
m.arange(3) < 2**200
m.float64(2**200)
m.int64(2**200)
m.add(1, 2**200)
m.array([2**200], dtype='int64')
m.zeros(3, dtype=int).fill(2**200)
"""


@pytest.mark.parametrize("line", WARNINGS.strip().splitlines())
def test_warnings_and_overflow_as_numpy(line):
    """Results, errors and the texts of floating-point warnings."""
    answers = []
    for module in (ct, np):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            try:
                answer = repr(eval(line, {"m": module}))
            except OverflowError as error:
                answer = str(error)
        answers.append((answer, [str(warning.message) for warning in seen]))
    assert answers[0] == answers[1]


def test_classes_called_as_numpys():
    assert ct.bytes_(-2) == b"-2" and ct.bytes_(2) == np.bytes_(2) and type(ct.bytes_(-2)) is ct.bytes_
    for call in ("complex64(1, 1.5)", "complex64(1j, 1j)", "complex128(1, 2j)", "complex128(1, None)"):
        assert outcome(eval, call, vars(ct)) == outcome(eval, call, vars(np)), call
