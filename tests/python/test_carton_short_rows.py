"""Tables of few columns, whose rows run together: what each operand of such a call may be, against NumPy.

Given results lie in a buffer of GUARD bytes, which is compared as a whole: what is written beside them is seen.
"""

import math

import carton
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = ["bool", "int8", "uint16", "int32", "int64", "float16", "float32", "float64", "complex128"]
LENGTHS = [1, 2, 3, 4, 5, 15, 16, 17, 40, 63, 64, 100, 513, 2049]
WIDTHS = [1, 2, 3, 4, 7, 8, 9, 10, 16, 31, 63, 64, 65, 130, 300]
THIRD = [(1, 3), (2, 3), (3, 1), (5, 2), (3, 16), (8, 7), (17, 9)]  # columns of rows of a third axis
UFUNCS = ["add", "multiply", "less", "logical_or", "maximum"]
GUARD = 0xA5  # no value of a table has such a byte


def unaligned(t):
    raw = (numpy if isinstance(t, numpy.ndarray) else carton).zeros(t.nbytes + 64, "u1")
    moved = raw[1 : 1 + t.nbytes].view(t.dtype).reshape(t.shape)
    moved[...] = t
    return moved


OPERANDS = {  # of a table t of n rows and m columns, which may be rows themselves
    "table": lambda t: t,
    "row": lambda t: t[0],
    "row from its end": lambda t: t[0, ::-1],
    "column": lambda t: t[:, :1],
    "column from its end": lambda t: t[::-1, :1],
    "last axis of one": lambda t: t[..., :1],
    "column across planes": lambda t: t[:1, ..., :1],
    "number": lambda t: t[0, 0],
    "every second column": lambda t: numpy.repeat(t, 2, axis=1)[:, ::2] if isinstance(t, numpy.ndarray) else carton.repeat(t, 2, axis=1)[:, ::2],
    "rows from the end": lambda t: t[::-1],
    "columns from the end": lambda t: t[:, ::-1],
    "by columns": lambda t: t.T.copy().T,
    "unaligned": unaligned,
    "unaligned row": lambda t: unaligned(t[0]),
    "unaligned column": lambda t: unaligned(t[..., :1]),
}
WHOLE = ["by columns", "columns from the end", "every second column", "rows from the end", "table", "unaligned"]
RESULTS = {  # tables of a shape in a line of elements
    "table": lambda line, shape: line[: math.prod(shape)].reshape(shape),
    "rows from the end": lambda line, shape: line[: math.prod(shape)].reshape(shape)[::-1],
    "columns from the end": lambda line, shape: line[: math.prod(shape)].reshape(shape)[..., ::-1],
    "by columns": lambda line, shape: line[: math.prod(shape)].reshape(shape[::-1]).T,
    "inner columns": lambda line, shape: line[: math.prod(shape[:-1]) * (shape[-1] + 2)].reshape(*shape[:-1], shape[-1] + 2)[..., 1:-1],
    "every second column": lambda line, shape: line[: 2 * math.prod(shape)].reshape(*shape[:-1], 2 * shape[-1])[..., ::2],
    "every second row": lambda line, shape: line[: 2 * math.prod(shape)].reshape(2 * shape[0], *shape[1:])[::2],
}
operands = st.sampled_from(sorted(OPERANDS))
results = st.sampled_from(sorted(RESULTS))
offsets = st.sampled_from([0, 0, 1])  # 1: not aligned
planes = st.tuples(st.sampled_from(LENGTHS), st.sampled_from(THIRD)).map(lambda shape: (shape[0], *shape[1]))
tables = st.tuples(st.sampled_from(LENGTHS), st.sampled_from(WIDTHS)) | planes


def table(shape, dtype, seed):
    values = numpy.random.default_rng(seed).integers(0, 100, shape)
    return values.astype(dtype)


def equal(got, wanted):
    assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
    walked = [axis for axis in range(wanted.ndim) if wanted.shape[axis] > 1]  # the strides of others say nothing
    assert [got.strides[axis] for axis in walked] == [wanted.strides[axis] for axis in walked]
    assert numpy.array_equal(numpy.asarray(got), wanted)


def both_in_guards(shape, dtype, kind, offset, fill):
    """fill(module, result) for a result in a buffer of NumPy's and in one of Carton's, which must be the same then."""
    itemsize = numpy.dtype(dtype).itemsize
    raw = numpy.full(128 + 2 * itemsize * (math.prod(shape) + math.prod(shape[:-1])), GUARD, "u1")
    buffers = {numpy: raw, carton: carton.array(raw)}
    for module, buffer in buffers.items():
        end = len(buffer) - 64 + offset
        fill(module, RESULTS[kind](buffer[64 + offset : end].view(dtype), shape))
    assert numpy.flatnonzero(numpy.asarray(buffers[carton]) != raw)[:9].tolist() == []  # the bytes that differ


@settings(max_examples=400, deadline=None)
@given(tables, st.sampled_from(DTYPES), operands, operands, st.sampled_from(UFUNCS))
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


def calculate_in_guards(shape, dtype, first, second, name, mask, wider, kind, offset):
    a, b = table(shape, dtype, 1), table(shape, dtype, 2)
    result = getattr(numpy, name)(a[:0], b[:0]).dtype

    def fill(module, out):
        one, other, which = (module.array(t) for t in (a, b, table(shape, "int8", 3) > 50))
        options = {"where": OPERANDS[mask](which)} if mask else {}
        getattr(module, name)(OPERANDS[first](one), OPERANDS[second](other), out=out, **options)

    both_in_guards(shape, numpy.promote_types(result, "float64") if wider else result, kind, offset, fill)


def assign_in_guards(shape, dtype, given_dtype, source, mask, kind, offset):
    b = table(shape, given_dtype, 2).real

    def fill(module, out):
        value, which = module.array(b), module.array(table(shape, "int8", 3) > 50)
        if mask:
            module.copyto(out, OPERANDS[source](value), casting="unsafe", where=OPERANDS[mask](which))
        else:
            out[...] = OPERANDS[source](value)

    both_in_guards(shape, dtype, kind, offset, fill)


@settings(max_examples=400, deadline=None)
@given(tables, st.sampled_from(DTYPES), operands, operands, st.sampled_from(UFUNCS), st.none() | operands, st.booleans(), results, offsets)
def test_given_result(shape, dtype, first, second, name, mask, wider, kind, offset):
    calculate_in_guards(shape, dtype, first, second, name, mask, wider, kind, offset)


@settings(max_examples=400, deadline=None)
@given(tables, st.sampled_from(DTYPES), st.none() | st.sampled_from(DTYPES), operands, st.none() | operands, results, offsets)
def test_assignment_stays_in_its_place(shape, dtype, given_dtype, source, mask, kind, offset):
    assign_in_guards(shape, dtype, given_dtype or dtype, source, mask, kind, offset)


@pytest.mark.parametrize("source", ["row", "column", "column from its end", "unaligned column", "number"])
@pytest.mark.parametrize("kind", ["table", "inner columns"])
def test_every_width(kind, source):
    for dtype in ("uint8", "float16", "float32", "float64"):
        for width in range(1, 66):
            assign_in_guards((40, width), dtype, dtype, source, None, kind, 0)
            calculate_in_guards((40, width), dtype, source, "table", "add", None, False, kind, 0)


LONG = [  # dtype, operand, result, mask
    ("uint8", "column", "table", None),
    ("uint8", "unaligned row", "inner columns", "column"),
    ("float32", "last axis of one", "table", None),
    ("float32", "column from its end", "inner columns", None),
    ("complex128", "row", "table", "row"),
]


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("shape", [(60_000, 3), (60_000, 50), (60_000, 4, 3)])
def test_long_tables_on_several_threads(shape, threads):
    before = carton.get_num_threads()
    carton.set_num_threads(threads)
    try:
        for dtype, source, kind, mask in LONG:
            assign_in_guards(shape, dtype, dtype, source, mask, kind, 0)
            calculate_in_guards(shape, dtype, "table", source, "add", mask, False, kind, 0)
    finally:
        carton.set_num_threads(before)


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


@pytest.mark.parametrize("width", [63, 64, 200, 4100])
def test_long_formulas_beside_a_column(width):
    text = "a" + "".join(f" + c*a - {i}" for i in range(1, 20))
    a, c = table((40, width), "uint8", 1), table((40, 1), "uint8", 2)
    equal(carton.evaluate(text, a=carton.array(a), c=carton.array(c)), eval(text))


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
