"""Random arrays and random expressions: what carton computes equals what NumPy computes, in dtype, shape and value.

An example is a few arrays, each seen through random slices, transposes and broadcasts, and one expression over them.
"""

import warnings

import numpy
from hypothesis import given, note
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
EXACT = ["add", "subtract", "multiply", "maximum", "minimum", "fmax", "fmin", "equal", "less", "greater_equal", "not_equal", "logical_and", "logical_xor",
         "bitwise_and", "bitwise_or", "left_shift", "right_shift", "floor_divide", "remainder", "fmod", "copysign", "nextafter", "gcd"]  # fmt: skip
UNARY = ["negative", "absolute", "square", "sqrt", "rint", "floor", "ceil", "trunc", "sign", "isnan", "isinf", "signbit", "logical_not", "invert",
         "conjugate", "reciprocal", "bitwise_count", "spacing"]  # fmt: skip
REDUCTIONS = ["sum", "prod", "min", "max", "any", "all", "argmin", "argmax", "count_nonzero", "mean"]
VIEWS = ["{}", "{}[::-1]", "{}.T", "{}[..., ::2]", "{}[1:]", "{}[None]", "{}[..., None]", "{}.ravel()", "{}[::2].copy()", "{}[..., ::-1]"]


def elements(dtype):
    kind = numpy.dtype(dtype).kind
    if kind in "iu":
        info = numpy.iinfo(dtype)
        return st.one_of(st.integers(0, 9), st.integers(info.min, info.max), st.sampled_from([info.min, info.max]))
    return None  # the dtype's own, with nan, infinities and zeros of both signs


@st.composite
def array(draw, min_dims=0):
    dtype = draw(st.sampled_from(DTYPES))
    shape = draw(arrays.array_shapes(min_dims=max(1, min_dims), max_dims=3, min_side=0, max_side=5))
    return draw(arrays.arrays(dtype, shape, elements=elements(dtype)))


def exact(op, x):
    """NumPy multiplies complex numbers with fused multiply-adds where the CPU has them, Carton never: the same for small whole parts.
    floor_divide of infinities is the array API's: without them."""
    if op == "floor_divide" and x.dtype.kind in "fc":
        return numpy.nan_to_num(x, nan=numpy.nan, posinf=1, neginf=-1)
    if op != "multiply" or x.dtype.kind != "c":
        return x
    parts = numpy.nan_to_num(x.view(x.real.dtype), posinf=1, neginf=1)
    return numpy.floor(parts % 64).view(x.dtype)


def evaluate(code, values):
    names = {}
    exec("from numpy import *", names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return numpy.asarray(eval(code, names, values))
        except Exception as error:
            return error


def check(carton, folder, code, values, tolerance=0.0):
    for name, value in values.items():
        numpy.save(folder / f"{name}.npy", value)
    wanted = evaluate(code, values)  # may change the arrays
    out = folder / "out.npy"
    out.unlink(missing_ok=True)
    note(code)
    done = carton("-o", out, "-c", code, *(f"{name}={folder / name}.npy" for name in values))
    if isinstance(wanted, Exception):
        assert done.status == 1, f"NumPy raises {wanted!r}"
        return
    assert done.status == 0 and all(line.startswith("carton: warning: ") for line in done.err.splitlines()), done.err
    got = numpy.load(out)
    assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
    if tolerance and wanted.dtype.kind in "fc":
        with numpy.errstate(all="ignore"):
            assert numpy.allclose(got, wanted, rtol=tolerance, atol=0, equal_nan=True)
    else:
        numpy.testing.assert_array_equal(got, wanted, strict=True)
        if wanted.dtype.kind == "f" and not code.startswith(("fmax", "fmin")):  # which give either of two zeros
            real = ~numpy.isnan(wanted)
            numpy.testing.assert_array_equal(numpy.signbit(got)[real], numpy.signbit(wanted)[real])


@given(x=array(), y=array(), op=st.sampled_from(EXACT), first=st.sampled_from(VIEWS), second=st.sampled_from(VIEWS))
def test_binary(carton, tmp_path_factory, x, y, op, first, second):
    x, y = exact(op, x), exact(op, y)
    check(carton, tmp_path_factory.getbasetemp(), f"{op}({first.format('x')}, {second.format('y')})", {"x": x, "y": y})


@given(x=array(), op=st.sampled_from(UNARY), view=st.sampled_from(VIEWS))
def test_unary(carton, tmp_path_factory, x, op, view):
    check(carton, tmp_path_factory.getbasetemp(), f"{op}({view.format('x')})", {"x": x})


@given(x=array(), op=st.sampled_from(REDUCTIONS), view=st.sampled_from(VIEWS), axis=st.sampled_from(["None", "0", "-1", "1"]), keep=st.booleans())
def test_reductions(carton, tmp_path_factory, x, op, view, axis, keep):
    small = x.dtype in ("float16", "float32", "complex64")
    tolerance = {"float16": 1e-2, "float32": 1e-5, "complex64": 1e-4}.get(x.dtype.name, 1e-11) if op in ("sum", "prod", "mean") else 0
    if op in ("sum", "prod", "mean") and x.dtype.kind in "fc":
        # Cancellation and overflow on the way depend on the order of the additions, which is documented to differ.
        x = numpy.nan_to_num(numpy.abs(x), posinf=1, neginf=1).clip(0.5, 2).astype(x.dtype) if x.dtype.kind == "f" else numpy.ones_like(x)
        tolerance = tolerance if small else 1e-13
    check(carton, tmp_path_factory.getbasetemp(), f"{op}({view.format('x')}, axis={axis}, keepdims={keep})", {"x": x}, tolerance)


@given(x=array(), to=st.sampled_from(DTYPES), view=st.sampled_from(VIEWS))
def test_casts(carton, tmp_path_factory, x, to, view):
    if x.dtype.kind in "fc" and numpy.dtype(to).kind in "iu":
        x = numpy.nan_to_num(x.real, nan=0, posinf=1, neginf=1).clip(0, 100)  # what does not fit is undefined in C and differs between CPUs
    check(carton, tmp_path_factory.getbasetemp(), f"{view.format('x')}.astype('{to}')", {"x": x})


@given(x=array(), y=array(), start=st.integers(-4, 4), step=st.sampled_from([-2, -1, 1, 2]), axis=st.integers(-3, 3))
def test_joins_and_slices(carton, tmp_path_factory, x, y, start, step, axis):
    check(carton, tmp_path_factory.getbasetemp(), f"concatenate([x[{start}::{step}], y], axis={axis})", {"x": x, "y": y})


@given(x=array(min_dims=1), step=st.sampled_from([1, -1]), shift=st.integers(0, 3), op=st.sampled_from(["add", "multiply", "maximum"]))
def test_overlapping_output(carton, tmp_path_factory, x, step, shift, op):
    """The call reads and writes the same memory; the result must be as if the input had been copied first."""
    x = exact(op, x)
    n = max(0, len(x) - shift)
    code = f"[{op}(x[:{n}][::{step}], x[:{n}], out=x[{shift}:{shift + n}]), x.copy()][1]"
    check(carton, tmp_path_factory.getbasetemp(), code, {"x": x})
