"""The special cases of complex functions and of floor_divide that the Python array API standard 2025.12 lists (its elementwise functions,
"Special cases"), with the results that the conformance suite accepts. Everything else that is real, and every function without rows here,
is held to NumPy in test_array_api.py."""

import itertools
import math
import warnings

import carton as ct
import pytest

pytestmark = pytest.mark.filterwarnings("ignore")

INF, NAN, PI = math.inf, math.nan, math.pi
POSITIVE = [5e-324, 1e-300, 0.75, 1.0, 3.5, 1e154]
NONZERO = [*POSITIVE, *(-x for x in POSITIVE)]
FINITE = [0.0, -0.0, *NONZERO]
# What stands for a part of an operand. Of a result: "±" where the sign is open.
PARTS = {"0": [0.0], "-0": [-0.0], "±0": [0.0, -0.0], "1": [1.0], "-1": [-1.0], "inf": [INF], "-inf": [-INF], "±inf": [INF, -INF],
         "nan": [NAN], "positive": POSITIVE, "nonzero": NONZERO, "finite": FINITE, "any": [*FINITE, INF, -INF, NAN]}  # fmt: skip
RESULTS = {"π": PI, "π/2": PI / 2, "π/4": PI / 4, "3π/4": 3 * PI / 4, "-π/2": -PI / 2, "-inf": -INF}

# A function; then rows of real part, imaginary part: real part, imaginary part of the result.
TABLE = """
acos ±0 0: π/2 -0; ±0 nan: π/2 nan; finite inf: π/2 -inf; nonzero nan: nan nan; -inf positive: π -inf; inf positive: 0 -inf
acos -inf inf: 3π/4 -inf; inf inf: π/4 -inf; ±inf nan: nan ±inf; nan finite: nan nan; nan inf: nan -inf; nan nan: nan nan; 1 0: 0 -0
acosh ±0 0: 0 π/2; finite inf: inf π/2; nonzero nan: nan nan; 0 nan: nan ±π/2; -inf positive: inf π; inf positive: inf 0
acosh -inf inf: inf 3π/4; inf inf: inf π/4; ±inf nan: inf nan; nan finite: nan nan; nan inf: inf nan; nan nan: nan nan
asinh 0 0: 0 0; positive inf: inf π/2; finite nan: nan nan; inf positive: inf 0; inf inf: inf π/4; nan 0: nan 0; nan nonzero: nan nan
asinh nan inf: ±inf nan; nan nan: nan nan
atanh 0 0: 0 0; 0 nan: 0 nan; 1 0: inf 0; positive inf: 0 π/2; nonzero nan: nan nan; inf positive: 0 π/2; inf inf: 0 π/2
atanh inf nan: 0 nan; nan finite: nan nan; nan inf: ±0 π/2; nan nan: nan nan
cosh 0 0: 1 0; 0 inf: nan ±0; 0 nan: nan ±0; nonzero inf: nan nan; nonzero nan: nan nan; inf 0: inf 0; inf inf: ±inf nan
cosh inf nan: inf nan; nan ±0: nan ±0; nan nonzero: nan nan; nan nan: nan nan
exp ±0 0: 1 0; finite inf: nan nan; finite nan: nan nan; inf 0: inf 0; -inf inf: 0 0; inf inf: inf nan; -inf nan: 0 0; inf nan: inf nan
exp nan 0: nan 0; nan nonzero: nan nan; nan inf: nan nan; nan nan: nan nan
expm1 ±0 0: 0 0; finite inf: nan nan; finite nan: nan nan; inf 0: inf 0; -inf inf: -1 0; inf inf: inf nan; -inf nan: -1 0
expm1 inf nan: inf nan; nan 0: nan 0; nan nonzero: nan nan; nan inf: nan nan; nan nan: nan nan
log -0 0: -inf π; 0 0: -inf 0; finite inf: inf π/2; finite nan: nan nan; -inf positive: inf π; inf positive: inf 0
log -inf inf: inf 3π/4; inf inf: inf π/4; ±inf nan: inf nan; nan finite: nan nan; nan inf: inf nan; nan nan: nan nan
log1p -1 0: -inf 0; finite inf: inf π/2; finite nan: nan nan; -inf positive: inf π; inf positive: inf 0; -inf inf: inf 3π/4
log1p inf inf: inf π/4; ±inf nan: inf nan; nan finite: nan nan; nan inf: inf nan; nan nan: nan nan
sign ±0 ±0: 0 0; nan finite: nan nan; finite nan: nan nan; nan nan: nan nan
sinh 0 0: 0 0; 0 inf: ±0 nan; 0 nan: ±0 nan; positive inf: nan nan; positive nan: nan nan; inf 0: inf 0; inf inf: ±inf nan
sinh inf nan: ±inf nan; nan 0: nan 0; nan nonzero: nan nan; nan nan: nan nan
sqrt ±0 0: 0 0; any inf: inf inf; finite nan: nan nan; -inf positive: 0 inf; inf positive: inf 0; -inf nan: nan ±inf; inf nan: inf nan
sqrt nan finite: nan nan; nan nan: nan nan
tanh 0 0: 0 0; nonzero inf: nan nan; 0 inf: 0 nan; nonzero nan: nan nan; 0 nan: 0 nan; inf positive: 1 0; inf inf: 1 ±0; inf nan: 1 ±0
tanh nan 0: nan 0; nan nonzero: nan nan; nan inf: nan nan; nan nan: nan nan
"""
ROWS = [(line.split()[0], row.strip()) for line in TABLE.strip().split("\n") for row in line.split(" ", 1)[1].split(";")]


def fits(value, wanted, width):
    free = wanted.startswith("±")
    expected = RESULTS.get(wanted.strip("±"), None)
    expected = float(wanted.strip("±")) if expected is None else expected
    if math.isnan(expected):
        return math.isnan(value)
    if free:
        value, expected = abs(value), abs(expected)
    same_sign = math.copysign(1, value) == math.copysign(1, expected)
    return same_sign and math.isclose(value, expected, rel_tol=1e-6 if width == 32 else 1e-14)


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("name, row", ROWS, ids=[f"{name}({row})" for name, row in ROWS])
def test_special_cases(name, row, dtype):
    operand, result = (text.split() for text in row.split(":"))
    limits = ct.finfo(dtype)
    for parts in itertools.product(*(PARTS[part] for part in operand)):
        if any(x and math.isfinite(x) and not limits.smallest_normal**0.5 < abs(x) < limits.max**0.5 for x in parts) and dtype == "complex64":
            continue
        for x in (ct.asarray(complex(*parts), dtype=dtype), ct.asarray([complex(*parts)] * 5, dtype=dtype)[::2]):
            value = complex(getattr(ct, name)(x).reshape(-1)[-1])
            assert all(fits(v, w, limits.bits) for v, w in zip((value.real, value.imag), result)), (parts, value)


# Both operands of floor_divide and the quotient. "positive" and "negative" are finite.
QUOTIENTS = """
nan any: nan; any nan: nan; ±inf ±inf: nan; ±0 ±0: nan; 0 positive: 0; 0 inf: 0; -0 positive: -0; -0 inf: -0; 0 negative: -0; 0 -inf: -0
-0 negative: 0; -0 -inf: 0; positive 0: inf; inf 0: inf; positive -0: -inf; inf -0: -inf; negative 0: -inf; -inf 0: -inf; negative -0: inf
-inf -0: inf; inf positive: inf; inf negative: -inf; -inf positive: -inf; -inf negative: inf; positive inf: 0; positive -inf: -0
negative inf: -0; negative -inf: 0
"""
PARTS["negative"] = [-x for x in POSITIVE]


def with_warnings(function):
    """What it gives, and the texts of its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        return function(), {str(warning.message).split(" encountered")[0] for warning in caught}


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("row", [row.strip() for row in QUOTIENTS.strip().replace("\n", ";").split(";")])
def test_floor_divide(row, dtype):
    """The ufunc, `//` and `//=` of arrays of any layout, scalars and Python's numbers; only nan from infinities is invalid."""
    operands, result = row.split(":")
    limits = ct.finfo(dtype)
    for a, b in itertools.product(*(PARTS[part] for part in operands.split())):
        if any(x and math.isfinite(x) and not limits.smallest_normal < abs(x) < limits.max for x in (a, b)):
            continue
        x, y = ct.asarray([a] * 9, dtype=dtype), ct.asarray([b] * 18, dtype=dtype)[::-2]
        scalar = x.dtype.type
        z = x.copy()
        z //= y
        calls = [lambda: ct.floor_divide(x, y), lambda: x // y, lambda: x // b, lambda: a // y, lambda: scalar(a) // scalar(b), lambda: scalar(a) // b,
                 lambda: a // scalar(b), lambda: ct.floor_divide(a, scalar(b)), lambda: x[:1] // y[:1]]  # fmt: skip
        for call in calls:
            quotient, told = with_warnings(call)
            assert quotient.dtype == dtype
            assert all(fits(float(q), result.strip(), limits.bits) for q in (*ct.reshape(quotient, (-1,)), z[-1])), (a, b, quotient)
            if INF in (abs(a), abs(b)):  # of others NumPy's flags
                assert told == ({"invalid value"} if abs(a) == abs(b) else set()), (a, b, told)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_divmod_of_infinities(dtype):
    """The quotient of divmod is the one that belongs to the remainder: Python's."""
    for a, b in ((INF, 2.0), (INF, -2.0), (-INF, 0.5), (1.0, -INF), (-5e-3, INF), (1.0, INF), (-1.0, -INF), (INF, INF)):
        x, y = ct.asarray([a] * 9, dtype=dtype), ct.asarray(b, dtype=dtype)
        for quotient, rest in (ct.divmod(x, y), divmod(x, y), divmod(x[:1], b), [q.reshape(1) for q in divmod(x[0], y[()])]):
            assert {repr(float(q)) for q in quotient} == {repr(a // b)}
            assert {float(r) == float(ct.asarray(a % b, dtype=dtype)) or math.isnan(a % b) for r in rest} == {True}
