"""Every ufunc, beside NumPy: operands of all dtypes, shapes and layouts, options, methods."""

import carton
import numpy
import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from pairs import COMPLEX, DTYPES, FLOATS, INTEGERS, REAL, answer, broadcast_shapes, examples, finite, is_own, judge, pair_of, pairs, seeds, shapes, wraps

UFUNCS = sorted(name for name in dir(carton) if isinstance(getattr(carton, name), carton.ufunc) and hasattr(numpy, name))
# Arithmetic is exact to the bit. Functions have a bound in ulp, beside NumPy's own error: docs/differences.md.
FUNCTIONS = {
    "exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh cbrt power float_power pow "
    "hypot arctan2 atan2 acos acosh asin asinh atan atanh logaddexp logaddexp2 sinc": 6,
    "deg2rad rad2deg degrees radians": 1,
}
BOUND = {name: ulp for names, ulp in FUNCTIONS.items() for name in names.split()}
COMPLEX_BOUND = 16
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
operators = st.sampled_from(UFUNCS)
EITHER_ZERO = ("fmax", "fmin")  # of zeros of both signs NumPy's loops give one or the other: docs/differences.md
python_numbers = st.sampled_from([0, 1, -1, 2, 3, 300, -129, 2**31, 2**40, 2**63, True, False, 0.0, -0.0, 1.5, 1e30, float("inf"), float("nan"), 1j, 2 - 1j])


def bound(name, *operands):
    if any(numpy.asarray(x).dtype.kind == "c" for x in operands):
        return COMPLEX_BOUND
    return BOUND.get(name, 0)


def slack(name, *operands, dtype=None):
    """log(exp(x) + exp(y)) may cancel the larger operand: it is as accurate as that one."""
    if name not in ("logaddexp", "logaddexp2"):
        return 0
    operands = [numpy.asarray(x) for x in operands]
    sizes = [numpy.abs(x[numpy.isfinite(x)].astype("float64")).max(initial=0) for x in operands if x.dtype.kind != "c"]
    result = answer(lambda: numpy.finfo(dtype or getattr(numpy, name)(*operands).dtype))
    return 0 if isinstance(result, Exception) else BOUND[name] * float(result.eps) * max(sizes, default=0)


def tame(name, left):
    """Functions that are undefined in C for large shifts or powers get small numbers."""
    return finite if name in ("power", "pow", "float_power", "left_shift", "right_shift", "bitwise_left_shift", "bitwise_right_shift") else None


@st.composite
def calls(draw):
    name = draw(operators)
    ufunc = getattr(numpy, name)
    wanted = draw(broadcast_shapes(ufunc.nin))
    operands = []
    for i in range(ufunc.nin):
        if i and draw(st.integers(0, 5)) == 0:
            operands.append(draw(python_numbers))
            continue
        values = tame(name, i)
        operands.append(draw(pairs(shape=wanted[i], **({"values": values} if values else {}))))
    return name, operands


def sides_of(operands):
    theirs = [x.np if hasattr(x, "np") else x for x in operands]
    ours = [x.ct if hasattr(x, "ct") else x for x in operands]
    return ours, theirs


@examples(400, 70_000)
@given(calls())
def test_call(call):
    name, operands = call
    ours, theirs = sides_of(operands)
    note(f"{name}{theirs}")
    if is_own(name, *theirs):
        return
    signs = name not in EITHER_ZERO
    judge(lambda: getattr(carton, name)(*ours), lambda: getattr(numpy, name)(*theirs), bound(name, *theirs), signs, name, slack(name, *theirs))


@examples(400, 70_000)
@given(calls(), st.sampled_from(DTYPES), st.sampled_from([None, "same_kind", "unsafe", "safe", "no", "equiv"]), seeds, st.booleans(), st.booleans())
def test_options(call, dtype, casting, seed, use_where, use_dtype):
    name, operands = call
    ours, theirs = sides_of(operands)
    if getattr(numpy, name).nout != 1 or is_own(name, *theirs, dtype=dtype if use_dtype else None):
        return
    if use_where and name in ("pow", "power"):
        exponents = numpy.real(theirs[1])
        if not numpy.all((exponents >= 0) & (exponents < 128)):
            return  # as integers of some dtype negative: NumPy goes on after its error, and crashes at times
    if use_where and name in COMPARISONS and any(type(x) is int for x in theirs):
        return  # NumPy 2.4 crashes when the int lies outside the array's dtype
    plain = answer(lambda: getattr(numpy, name)(*theirs))
    failed = isinstance(plain, Exception)
    if casting == "unsafe" and wraps(dtype, *theirs, *([] if failed else [plain])):
        return
    if casting == "unsafe" and not failed:
        if BOUND.get(name) and numpy.dtype(dtype).kind in "biu" and not use_dtype:  # a step below a whole number is the one below it
            judge(lambda: getattr(carton, name)(*ours), lambda: plain, bound(name, *theirs), text=name, slack=slack(name, *theirs))
            return
    shape = numpy.broadcast_shapes(*(numpy.shape(x) for x in theirs)) if operands_fit(theirs) else (2,)
    # NumPy's signbit puts its vectors in the wrong places of an output with other steps.
    out = pair_of(seed, shape, dtype, "plain" if name == "signbit" else ["plain", "strided", "reversed"][seed % 3])
    mask = pair_of(seed + 1, shape, "bool")
    options = {"casting": casting} if casting else {}
    if use_dtype:
        options["dtype"] = dtype
    with_mask = [{"where": mask.ct}, {"where": mask.np}] if use_where else [{}, {}]
    ulp = max(bound(name, *theirs, out.np), bound(name, numpy.zeros(0, dtype)) if use_dtype else 0)
    note(f"{name}{theirs}, {dtype}, {options}, where={use_where}")
    judge(
        lambda: getattr(carton, name)(*ours, out=out.ct, **options, **with_mask[0]),
        lambda: getattr(numpy, name)(*theirs, out=out.np, **options, **with_mask[1]),
        ulp if use_dtype else ulp * coarser(plain, out.np.dtype),
        name not in EITHER_ZERO,
        name,
        slack(name, *theirs, dtype=dtype if use_dtype else None),
    )


def coarser(result, dtype):
    """How many steps of dtype are one step of the result."""
    if isinstance(result, Exception) or {result.dtype.kind, dtype.kind} - {"f", "c"}:
        return 1
    return 2 ** max(0, numpy.finfo(dtype).nmant - numpy.finfo(result.dtype).nmant)


def operands_fit(operands):
    try:
        numpy.broadcast_shapes(*(numpy.shape(x) for x in operands))
        return True
    except ValueError:
        return False


@examples(400, 70_000)
@given(st.sampled_from(["add", "subtract", "multiply", "maximum", "square", "negative", "sqrt", "equal"]), seeds, st.sampled_from(DTYPES), st.integers(-3, 3))
def test_overlap(name, seed, dtype, shift):
    """An output that overlaps its input gives what a copied input would."""
    results = []
    for module in (carton, numpy):
        buffer = module.array(finite(seed, (40,), dtype))
        a, out = buffer[5:35], buffer[5 + shift : 35 + shift]
        if seed % 2:
            a = a[::-1]
        operands = [a] * getattr(numpy, name).nin
        results.append((lambda m=module, o=operands, w=out, b=buffer: (getattr(m, name)(*o, out=w), b)[1]))
    judge(*results, bound(name, numpy.zeros(0, dtype)), text=name)


PYTHON_OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "divmod": divmod,
    "**": lambda a, b: a**b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@examples(400, 70_000)
@given(st.sampled_from(sorted(PYTHON_OPERATORS)), broadcast_shapes(2), st.data())
def test_operators(symbol, wanted, data):
    """Operators between arrays, scalars and Python's numbers, on either side."""
    values = finite if symbol == "**" else None
    operands = []
    for shape in wanted:
        form = data.draw(st.sampled_from(["array", "array", "scalar", "number"]))
        if form == "number":
            operands.append(data.draw(python_numbers))
            continue
        one = data.draw(pairs(shape=() if form == "scalar" else shape, **({"values": values} if values else {})))
        if form == "scalar":
            one.np, one.ct = one.np[()], one.ct[()]
        operands.append(one)
    if not any(hasattr(x, "np") for x in operands):
        return
    ours, theirs = sides_of(operands)
    note(f"{theirs[0]!r} {symbol} {theirs[1]!r}")
    if is_own(symbol, *theirs):
        return
    function = PYTHON_OPERATORS[symbol]
    # NumPy's scalar power goes through the C library, its loops through vector code.
    ulp = bound("power" if symbol == "**" else symbol, *theirs)
    judge(lambda: function(*ours), lambda: function(*theirs), ulp, text=symbol)


IN_PLACE = ["__iadd__", "__isub__", "__imul__", "__itruediv__", "__ifloordiv__", "__imod__", "__iand__", "__ior__", "__ixor__"]


@examples(400, 70_000)
@given(st.sampled_from(IN_PLACE), broadcast_shapes(2), st.data())
def test_in_place(name, wanted, data):
    left = data.draw(pairs(shape=wanted[0]))
    right = data.draw(st.one_of(pairs(shape=wanted[1]), python_numbers))
    other = (right.ct, right.np) if hasattr(right, "np") else (right, right)
    note(f"{left.np!r} {name} {other[1]!r}")
    if left.np.ndim == 0 or is_own(name, left.np, other[1]):
        return  # a 0-d array in place: `a += b` is the same for both, the method's return value is not
    judge(lambda: getattr(left.ct, name)(other[0]), lambda: getattr(left.np, name)(other[1]), bound("add", left.np, other[1]), text=name)


# NumPy's own arctan2.reduce and power.reduce of floats skip elements (vector loops that overlook that the output is an input).
# ldexp.reduce casts its exponents unsafely there, and is a TypeError here: docs/differences.md.
METHOD_UFUNCS = [name for name in UFUNCS if name != "ldexp" and getattr(numpy, name).nin == 2 and getattr(numpy, name).nout == 1 and name not in BOUND]


@examples(400, 70_000)
@given(st.sampled_from(METHOD_UFUNCS), st.data())
def test_methods(name, data):
    """reduce, accumulate, outer, reduceat, at: integers exactly, floats where no rounding depends on the order."""
    dtypes = REAL if name in ("maximum", "minimum", "fmax", "fmin") else ["bool"] + INTEGERS
    one = data.draw(pairs(dtypes=dtypes, least=1))
    method = data.draw(st.sampled_from(["reduce", "accumulate", "outer", "reduceat", "at"]))
    axis = data.draw(st.integers(-one.np.ndim - 1, one.np.ndim))
    note(f"{name}.{method}({one.np!r}, axis={axis})")
    ulp, signs = bound(name, one.np), name not in EITHER_ZERO
    if method == "outer":
        two = data.draw(pairs(dtypes=dtypes, shape=(3,)))
        judge(lambda: getattr(carton, name).outer(one.ct, two.ct), lambda: getattr(numpy, name).outer(one.np, two.np), ulp, signs, name)
    elif method == "at":
        where = [data.draw(st.integers(-4, 3)) for _ in range(3)]
        values = finite(len(where), (3,), one.np.dtype) if one.np.ndim == 1 else one.np.dtype.type(1)

        def change(module, a):
            getattr(module, name).at(a, where, module.array(values))
            return a

        judge(lambda: change(carton, one.ct), lambda: change(numpy, one.np), ulp, signs, name)
    elif method == "reduceat":
        cuts = sorted(data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=3)))
        judge(lambda: getattr(carton, name).reduceat(one.ct, cuts), lambda: getattr(numpy, name).reduceat(one.np, cuts), ulp, signs, name)
    else:
        judge(
            lambda: getattr(getattr(carton, name), method)(one.ct, axis=axis),
            lambda: getattr(getattr(numpy, name), method)(one.np, axis=axis),
            ulp,
            signs,
            f"{name}.{method}",
        )


@pytest.mark.parametrize("name", sorted(n for n in dir(numpy) if isinstance(getattr(numpy, n), numpy.ufunc)))
def test_present(name):
    absent = {"matmul", "vecdot", "matvec", "vecmat", "isnat"}  # linear algebra and dates have issues of their own
    assert name in absent or isinstance(getattr(carton, name, None), carton.ufunc)


@examples(400, 70_000)
@given(st.sampled_from(FLOATS + COMPLEX + INTEGERS), shapes(), seeds)
def test_unary_operators(dtype, shape, seed):
    one = pair_of(seed, shape, dtype)
    for function in (abs, lambda x: -x, lambda x: +x, lambda x: ~x):
        judge(lambda: function(one.ct), lambda: function(one.np), bound("absolute", one.np))
