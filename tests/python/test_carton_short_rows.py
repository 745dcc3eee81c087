"""Tables of few columns, whose rows run together: what each operand of such a call may be, against NumPy."""

import carton
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = ["bool", "int8", "uint16", "int32", "int64", "float16", "float32", "float64", "complex128"]
LENGTHS = [1, 2, 3, 4, 5, 15, 16, 17, 40, 63, 64, 100, 513, 2049]
WIDTHS = [1, 2, 3, 4, 7, 8, 9, 10, 16, 31, 63, 64, 65, 130, 300]
OPERANDS = {  # of a table t of n rows and m columns
    "table": lambda t: t,
    "row": lambda t: t[0],
    "row from its end": lambda t: t[0, ::-1],
    "column": lambda t: t[:, :1],
    "column from its end": lambda t: t[::-1, :1],
    "number": lambda t: t[0, 0],
    "every second column": lambda t: numpy.repeat(t, 2, axis=1)[:, ::2] if isinstance(t, numpy.ndarray) else carton.repeat(t, 2, axis=1)[:, ::2],
    "rows from the end": lambda t: t[::-1],
    "columns from the end": lambda t: t[:, ::-1],
    "by columns": lambda t: t.T.copy().T,
}
WHOLE = ["by columns", "columns from the end", "every second column", "rows from the end", "table"]
operands = st.sampled_from(sorted(OPERANDS))
tables = st.tuples(st.sampled_from(LENGTHS), st.sampled_from(WIDTHS))


def table(shape, dtype, seed):
    values = numpy.random.default_rng(seed).integers(0, 100, shape)
    return values.astype(dtype)


def equal(got, wanted):
    assert (got.dtype, got.shape, got.strides) == (wanted.dtype, wanted.shape, wanted.strides)
    assert numpy.array_equal(numpy.asarray(got), wanted)


@settings(max_examples=400, deadline=None)
@given(tables, st.sampled_from(DTYPES), operands, operands, st.sampled_from(["add", "multiply", "less", "logical_or", "maximum"]))
def test_ufunc(shape, dtype, first, second, name):
    a, b = table(shape, dtype, 1), table(shape, dtype, 2)
    wanted = getattr(numpy, name)(OPERANDS[first](a), OPERANDS[second](b))
    got = getattr(carton, name)(OPERANDS[first](carton.array(a)), OPERANDS[second](carton.array(b)))
    equal(got, wanted)


@settings(max_examples=200, deadline=None)
@given(tables, st.sampled_from(DTYPES), st.sampled_from(DTYPES), st.sampled_from(WHOLE), operands)
def test_assignment(shape, dtype, given_dtype, to, source):
    a, b = table(shape, dtype, 1), table(shape, given_dtype, 2)
    x, y = carton.array(a), carton.array(b)
    wanted, got = OPERANDS[to](a), OPERANDS[to](x)
    wanted[...] = OPERANDS[source](b.real)
    got[...] = OPERANDS[source](y.real)
    equal(got, wanted)
    equal(x, a)


@settings(max_examples=100, deadline=None)
@given(tables, st.sampled_from(["int32", "float64"]), operands, operands, operands)
def test_several_operands(shape, dtype, first, second, third):
    a, b, mask = table(shape, dtype, 1), table(shape, dtype, 2), table(shape, dtype, 3) > 50
    one, other, which = carton.array(a), carton.array(b), carton.array(mask)
    equal(
        carton.where(OPERANDS[third](which), OPERANDS[first](one), OPERANDS[second](other)),
        numpy.where(OPERANDS[third](mask), OPERANDS[first](a), OPERANDS[second](b)),
    )
    equal(
        carton.evaluate("(x + y) * x", x=OPERANDS[first](one), y=OPERANDS[second](other)),
        (OPERANDS[first](a) + OPERANDS[second](b)) * OPERANDS[first](a),
    )


@pytest.mark.parametrize("width", [1, 2, 3, 5, 16, 17])
@pytest.mark.parametrize("itemsize", ["S1", "S7", "U3"])
def test_text(width, itemsize):
    row = numpy.array(["abcdefg"[i % 5 :] for i in range(width)], itemsize)
    wanted, got = numpy.zeros((100, width), itemsize), carton.zeros((100, width), itemsize)
    wanted[...], got[...] = row, carton.array(row)
    assert numpy.array_equal(numpy.asarray(got), wanted)
    wanted[...], got[...] = row[:1], carton.array(row[:1])
    assert numpy.array_equal(numpy.asarray(got), wanted)
    assert numpy.array_equal(numpy.asarray(got == carton.array(row)), wanted == row)


def test_results_with_the_operand_as_their_memory():
    a = table((1000, 3), "float64", 5)
    x = carton.array(a)
    x -= x[0]
    a -= a[0].copy()
    equal(x, a)
    x *= x[:, 1:2]
    a *= a[:, 1:2].copy()
    equal(x, a)
