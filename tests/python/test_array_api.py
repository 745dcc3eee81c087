"""The Python array API standard 2025.12 in Carton's main namespace: names, signatures, devices, special cases, and every
function over dtypes and shapes with NumPy beside it where NumPy does what the standard says."""

import inspect
import math

import carton as ct
import numpy as np
import pytest

INF, NAN = math.inf, math.nan
INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()
DTYPES = ["bool", *INTEGERS, "float32", "float64", "complex64", "complex128"]
SHAPES = [(), (0,), (1,), (3,), (2, 3), (0, 2), (2, 3, 2)]

pytestmark = pytest.mark.filterwarnings("ignore")

# The parameters of each function: "/" ends the positional ones, "*" starts the ones by keyword.
UNARY = """abs acos acosh asin asinh atan atanh bitwise_invert ceil conj cos cosh exp expm1 floor imag isfinite isinf isnan log log1p
log2 log10 logical_not negative positive real reciprocal round sign signbit sin sinh sqrt square tan tanh trunc""".split()
BINARY = """add atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign divide equal floor_divide greater
greater_equal hypot less less_equal logaddexp logical_and logical_or logical_xor maximum minimum multiply nextafter not_equal pow
remainder subtract""".split()
PARAMETERS = {
    **dict.fromkeys(UNARY, "x /"),
    **dict.fromkeys(BINARY, "x1 x2 /"),
    **dict.fromkeys("all any max min count_nonzero mean".split(), "x / * axis keepdims"),
    **dict.fromkeys("sum prod".split(), "x / * axis dtype keepdims"),
    **dict.fromkeys("std var".split(), "x / * axis correction keepdims"),
    **dict.fromkeys("argmax argmin".split(), "x / * axis keepdims"),
    **dict.fromkeys("sort argsort".split(), "x / * axis descending stable"),
    **dict.fromkeys("cumulative_sum cumulative_prod".split(), "x / * axis dtype include_initial"),
    **dict.fromkeys("empty ones zeros".split(), "shape * dtype device"),
    **dict.fromkeys("empty_like ones_like zeros_like".split(), "x / * dtype device"),
    **dict.fromkeys("unique_all unique_counts unique_inverse unique_values nonzero matrix_transpose".split(), "x /"),
    **dict.fromkeys("tril triu".split(), "x / * k"),
    "arange": "start / stop step * dtype device", "asarray": "obj / * dtype device copy", "eye": "rows columns / * k dtype device",
    "from_dlpack": "x / * device copy", "full": "shape fill_value * dtype device", "full_like": "x / fill_value * dtype device",
    "linspace": "start stop / num * dtype device endpoint", "meshgrid": "*arrays * indexing", "astype": "x dtype / * copy device",
    "can_cast": "from to /", "finfo": "type /", "iinfo": "type /", "isdtype": "dtype kind", "result_type": "*arrays",
    "clip": "x / min max", "matmul": "x1 x2 /", "tensordot": "x1 x2 / * axes", "vecdot": "x1 x2 / * axis",
    "broadcast_arrays": "*arrays", "broadcast_shapes": "*shapes", "broadcast_to": "x / shape", "concat": "arrays / * axis",
    "expand_dims": "x / axis", "flip": "x / * axis", "moveaxis": "x source destination /", "permute_dims": "x / axes",
    "repeat": "x repeats / * axis", "reshape": "x / shape * copy", "roll": "x / shift * axis", "squeeze": "x / axis",
    "stack": "arrays / * axis", "tile": "x repetitions /", "unstack": "x / * axis", "take": "x indices / * axis",
    "take_along_axis": "x indices / * axis", "searchsorted": "x1 x2 / * side sorter", "where": "condition x1 x2 /",
    "isin": "x1 x2 / * invert", "diff": "x / * axis n prepend append",
}  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters(name):
    parameters = inspect.signature(getattr(ct, name)).parameters
    places = [p for p in parameters.values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    before, _, keywords = PARAMETERS[name].partition(" * ")
    if before.startswith("*"):
        assert next(iter(parameters.values())).kind is inspect.Parameter.VAR_POSITIONAL
        places, before = [], ""
    only, slash, either = before.partition("/")
    only, either = (only.split(), either.split()) if slash else ([], only.split())
    assert len(places) >= len(only) + len(either)
    assert [p.name for p in places[len(only) : len(only) + len(either)]] == either
    for keyword in [*either, *keywords.split()]:
        assert parameters[keyword].kind in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


OPERATOR_METHODS = """add and eq floordiv ge gt le lshift lt matmul mod mul ne or pow rshift sub truediv xor iadd iand ifloordiv ilshift imatmul
imod imul ior ipow irshift isub itruediv ixor radd rand rfloordiv rlshift rmatmul rmod rmul ror rpow rrshift rsub rtruediv rxor""".split()
# Of the array's methods: how many positions, then the keywords.
METHODS = {
    **{f"__{name}__": (1, "") for name in [*OPERATOR_METHODS, "getitem"]},
    **{f"__{name}__": (0, "") for name in "abs bool complex dlpack_device float index int invert neg pos".split()},
    "__setitem__": (2, ""), "__array_namespace__": (0, "api_version"), "__dlpack__": (0, "stream max_version dl_device copy"),
    "to_device": (1, "stream"),
}  # fmt: skip
INFO = {"capabilities": "", "default_device": "", "default_dtypes": "device", "devices": "", "dtypes": "device kind"}


@pytest.mark.parametrize("owner, name, places, keywords", [("x", n, *v) for n, v in METHODS.items()] + [("info", n, 0, v) for n, v in INFO.items()])
def test_method_parameters(owner, name, places, keywords):
    parameters = inspect.signature(getattr(ct.ones((3, 3)) if owner == "x" else ct.__array_namespace_info__(), name)).parameters.values()
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    assert len(positional) >= places and all(p.default is not p.empty for p in positional[places:])
    assert set(keywords.split()) <= {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}


def test_attributes():
    x = ct.ones((2, 3), dtype=ct.int8)
    assert (x.dtype, x.device, x.ndim, x.shape, x.size) == (ct.int8, "cpu", 2, (2, 3), 6) and x.T.shape == x.mT.shape == (3, 2)
    assert isinstance(x.device, type(x.to_device(x.device).device)) and ct.__name__ == "carton"


def test_namespace():
    assert ct.__array_api_version__ == "2025.12"
    for version in (None, "2021.12", "2022.12", "2023.12", "2024.12", "2025.12"):
        assert ct.ones(1).__array_namespace__(api_version=version) is ct
    with pytest.raises(ValueError):
        ct.ones(1).__array_namespace__(api_version="2020.01")
    info = ct.__array_namespace_info__()
    assert info.devices() == ("cpu",) and info.default_device() in info.devices()
    assert info.capabilities() == {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}
    assert {k: str(v) for k, v in info.default_dtypes(device="cpu").items()} == {
        "real floating": "float64", "complex floating": "complex128", "integral": "int64", "indexing": "int64"}  # fmt: skip
    assert list(info.dtypes()) == DTYPES and list(info.dtypes(kind=("bool", "unsigned integer"))) == ["bool", *INTEGERS[4:]]
    assert (ct.e, ct.pi, ct.inf, ct.newaxis) == (math.e, math.pi, INF, None) and math.isnan(ct.nan)


@pytest.mark.parametrize(
    "call",
    """asarray([1], device=D)|zeros(2, device=D)|ones(2, device=D)|empty(2, device=D)|full(2, 1, device=D)|arange(2, device=D)|eye(2, device=D)
linspace(0, 1, 3, device=D)|zeros_like(x, device=D)|ones_like(x, device=D)|empty_like(x, device=D)|full_like(x, 1, device=D)
astype(x, xp.int8, device=D)|from_dlpack(x, device=D)|__array_namespace_info__().dtypes(device=D)""".replace("\n", "|").split("|"),
)
def test_devices(call):
    def run(device):
        return eval("xp." + call, {"xp": ct, "x": ct.ones(2), "D": device})

    assert str(run("cpu")) == str(run(None)) or call.startswith("empty")
    with pytest.raises(ValueError):
        run("gpu")


# Where NumPy does not follow the standard. A row: the expression, its value as text.
OWN = [
    ("xp.sort(xp.asarray([[1, 3, 2], [0, 9, 4]]), descending=True)", "array([[3, 2, 1],\n       [9, 4, 0]])"),
    ("xp.sort(xp.asarray([[1, 3], [2, 9]]), axis=0, descending=True, stable=False)", "array([[2, 9],\n       [1, 3]])"),
    ("xp.argsort(xp.asarray([1, 3, 1, 3, 2]), descending=True)", "array([1, 3, 4, 0, 2])"),
    ("xp.argsort(xp.asarray([0.0, -0.0, 1.0]), descending=True, stable=True)", "array([2, 0, 1])"),
    ("xp.argsort(xp.asarray([], dtype=xp.int8), descending=True)", "array([], dtype=int64)"),
    ("xp.sort(xp.asarray([200, 1, 7], dtype=xp.uint8), descending=True)", "array([200,   7,   1], dtype=uint8)"),
    ("xp.repeat(xp.asarray([1, 2]), xp.asarray([1, 2], dtype=xp.uint64))", "array([1, 2, 2])"),
    ("xp.repeat(xp.asarray([]), xp.asarray([], dtype=xp.uint64))", "array([], dtype=float64)"),
    ("xp.diff(xp.asarray([1, 4, 9]), prepend=None, append=None)", "array([3, 5])"),
    ("xp.clip(xp.asarray([1, 2, 3, 4]), 2, max=3)", "array([2, 2, 3, 3])"),
    ("xp.finfo(xp.float32).eps", "1.1920928955078125e-07"),
    ("xp.finfo(xp.asarray([1j], dtype=xp.complex64)).smallest_normal", "1.1754943508222875e-38"),
    ("xp.iinfo(xp.asarray([1], dtype=xp.int8)).max", "127"),
    ("xp.result_type(xp.int8, 1, xp.float32, 2.0)", "dtype('float32')"),
    ("xp.isin(3, xp.asarray([1, 3]))", "array(True)"),
    ("xp.count_nonzero(xp.asarray([1.5, 0.0, 2.0]))", "np.int64(2)"),
    ("xp.isin(xp.asarray([[1], [2]], dtype=xp.uint8), 2, invert=True)", "array([[ True],\n       [False]])"),
    ("xp.expand_dims(xp.ones(2), axis=(-1, 0)).shape", "(1, 2, 1)"),
    ("xp.permute_dims(xp.ones((2, 3, 4)), (-1, 0, -2)).shape", "(4, 2, 3)"),
    ("xp.searchsorted(xp.asarray([3, 1, 2]), 2.5, sorter=xp.asarray([1, 2, 0]))", "np.int64(2)"),
    ("xp.clip(xp.asarray(math.nan))", "np.float64(nan)"),
    ("xp.signbit(xp.asarray([-math.nan, math.nan]))", "array([ True, False])"),
    ("xp.tanh(xp.asarray(complex('inf+2j')))", "np.complex128(1+0j)"),
    ("xp.tanh(xp.asarray(complex('-inf-2j')))", "np.complex128(-1-0j)"),
    ("xp.expm1(xp.asarray(complex('-0+0j')))", "np.complex128(0j)"),
    ("xp.expm1(xp.asarray(complex('inf+0j')))", "np.complex128(inf+0j)"),
    ("xp.expm1(xp.asarray(complex('-inf+infj')))", "np.complex128(-1+0j)"),
    ("abs(xp.expm1(xp.asarray(complex('inf+infj'))).real)", "np.float64(inf)"),
    ("xp.expm1(xp.asarray(complex('-inf+nanj')))", "np.complex128(-1+0j)"),
    ("xp.expm1(xp.asarray(complex('inf+nanj')))", "np.complex128(inf+nanj)"),
    ("xp.expm1(xp.asarray(complex('nan+0j')))", "np.complex128(nan+0j)"),
]


@pytest.mark.parametrize("text, expected", OWN)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_beyond_numpy(text, expected):
    assert repr(eval(text, {"xp": ct, "math": math})) == expected


# -- element by element, over special values: NumPy follows the standard but for the rows above, and floor_divide of infinities
# (which is floor(x / y) there, and what belongs to x % y in NumPy)

REALS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -2.5, 3.0, 1e-5, -100.0, 1e30, INF, -INF, NAN, 5e-324]
PARTS = [0.0, -0.0, 1.0, -2.0, 0.5, INF, -INF, NAN]


def special(dtype):
    if dtype == "bool":
        return np.array([False, True])
    if dtype in INTEGERS:
        least, most = np.iinfo(dtype).min, np.iinfo(dtype).max
        return np.array(sorted({least, most, 0, 1, 2, 3, 5, 7, most // 2, max(-1, least), max(-7, least)}), dtype)
    if dtype.startswith("float"):
        return np.array(REALS, dtype)
    return np.array([complex(a, b) for a in PARTS for b in PARTS], dtype)


def same(ours, theirs):
    """The same dtype and shape; numbers within a few ulps; the same signs of zero."""
    a, b = np.asarray(ours), np.asarray(theirs)
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if b.dtype.kind not in "fc":
        return bool((a == b).all())
    if b.dtype.kind == "c":
        return same(a.real, b.real) and same(a.imag, b.imag)
    near = np.isclose(a, b, rtol=2e-5 if b.dtype.itemsize <= 4 else 1e-12, atol=0, equal_nan=True)
    return bool((near & ((np.signbit(a) == np.signbit(b)) | (b != 0) | np.isnan(b))).all())


def agree(what, f, *arguments):
    """f(namespace, wrap): the same result or both refuse."""
    results = []
    with np.errstate(all="ignore"), ct.errstate(all="ignore"):
        for namespace, wrap in ((ct, ct.asarray), (np, np.asarray)):
            try:
                results.append(f(namespace, *[wrap(a) if isinstance(a, np.ndarray) else a for a in arguments]))
            except (TypeError, ValueError, IndexError, OverflowError) as error:
                results.append(error)
    ours, theirs = results
    if isinstance(ours, Exception) or isinstance(theirs, Exception):
        families = [next(e for e in (TypeError, IndexError, ValueError, OverflowError) if isinstance(r, e)) for r in results]
        assert families[0] is families[1], (what, results)
        return
    pairs = zip(ours, theirs) if isinstance(theirs, (tuple, list)) else [(ours, theirs)]
    if isinstance(theirs, (tuple, list)):
        assert len(ours) == len(theirs), (what, results)
    for one, other in pairs:
        numeric = isinstance(other, (np.ndarray, np.generic))
        assert same(one, other) if numeric else str(one) == str(other), (what, results)


@pytest.mark.parametrize("name", UNARY)
def test_unary(name):
    for dtype in DTYPES:
        if name in ("expm1", "tanh") and dtype.startswith("complex"):
            continue  # as the standard says: the rows above
        x = special(dtype)
        agree((name, dtype), lambda xp, x: getattr(xp, name)(x), x)
        agree((name, dtype, "backwards"), lambda xp, x: getattr(xp, name)(x[::-2]), x)
        agree((name, dtype, "one"), lambda xp, x: getattr(xp, name)(x[-1]), x)


def of_infinities(f):
    """f(namespace, x, y) for floor_divide: of NumPy, x / y where an operand is infinite."""

    def floor_divide(xp, x, y):
        result = f(xp, x, y)
        if xp is ct or result.dtype.kind != "f":
            return result
        a, b = np.asarray(x).astype(result.dtype), np.asarray(y).astype(result.dtype)
        return np.where(np.isinf(a) | np.isinf(b), a / b, result)

    return floor_divide


OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "floor_divide": "//", "remainder": "%", "pow": "**",
             "bitwise_and": "&", "bitwise_or": "|", "bitwise_xor": "^", "bitwise_left_shift": "<<", "bitwise_right_shift": ">>",
             "equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}  # fmt: skip
SCALARS = [True, 0, 1, 3, -1, 300, 0.0, -0.0, 1.5, INF, -INF, NAN, 1j]


@pytest.mark.parametrize("name", BINARY)
def test_binary(name):
    operator = OPERATORS.get(name)
    plain = eval(f"lambda xp, x, y: x {operator} y") if operator else None
    named = lambda xp, x, y: getattr(xp, name)(x, y)  # noqa: E731
    space = {}
    if operator and name not in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
        exec(f"def inplace(xp, x, y):\n    x = xp.asarray(x, copy=True)\n    x {operator}= y\n    return x", space)
    if name == "floor_divide":
        named, plain, space["inplace"] = of_infinities(named), of_infinities(plain), of_infinities(space["inplace"])
    for dtype in DTYPES:
        x = special(dtype)[:, None]
        for other in DTYPES:
            y = special(other)[None, :: 1 if dtype == other else 3]
            wide = np.broadcast_to(x, (x.shape[0], y.shape[1]))
            agree((name, dtype, other), named, x, y)
            if operator:
                agree((operator, dtype, other), plain, x, y)
            if space:
                agree((operator + "=", dtype, other), space["inplace"], wide, y)
        for scalar in SCALARS:
            agree((name, dtype, scalar), named, x, scalar)
            agree((name, scalar, dtype), named, scalar, x)


# -- everything else, over dtypes, shapes and axes

CALLS = """
xp.all(x, axis=A)|xp.any(x, axis=A, keepdims=True)|xp.sum(x, axis=A)|xp.sum(x, axis=A, keepdims=True, dtype=xp.float64)
xp.prod(x, axis=A, dtype=xp.float32)|xp.max(x, axis=A, keepdims=True)|xp.min(x, axis=A)|xp.mean(x, axis=A)|xp.sum(x)|xp.mean(x)
xp.count_nonzero(x, axis=A, keepdims=True)|xp.argmax(x, axis=A, keepdims=True)|xp.argmin(x, axis=A)|xp.std(x)|xp.max(x)
xp.std(x, axis=A, correction=1.0, keepdims=True)|xp.var(x, axis=A, correction=0.5)|xp.cumulative_sum(x, axis=A)
xp.cumulative_prod(x, axis=A, include_initial=True)|xp.cumulative_sum(x, dtype=xp.float64, include_initial=True)
xp.sort(x[None], axis=A, stable=True)|xp.argsort(x[None], axis=A, stable=True)|xp.unique_all(x)|xp.unique_counts(x)
xp.unique_inverse(x)|xp.sort(xp.unique_values(x))|xp.nonzero(x)|xp.flip(x)|xp.flip(x, axis=A)|xp.roll(x, -2, axis=A)
xp.roll(x, (1, 2), axis=(0, -1))|xp.expand_dims(x, axis=A)|xp.expand_dims(x, axis=(0, -1))|xp.squeeze(x[None], axis=A)
xp.squeeze(x[None, ..., None], axis=(0, -1))|xp.permute_dims(x, tuple(range(x.ndim))[::-1])|xp.moveaxis(x, A, -1)
xp.matrix_transpose(x)|x.mT|x.T|xp.reshape(x, (-1,))|xp.reshape(x, (x.size,), copy=True)|xp.reshape(x.T, (-1,), copy=False)
xp.tile(x, (2, 1, 2))|xp.tile(x, ())|xp.repeat(x, 2)|xp.repeat(x[None], 3, axis=A)|xp.unstack(x, axis=A)|xp.stack([x, x], axis=A)
xp.concat([x, x], axis=A)|xp.concat([x, xp.ones(2, dtype=xp.float32)], axis=None)|xp.broadcast_to(x, (2,) + x.shape)
xp.broadcast_arrays(x, xp.ones((2, 1, 1, 1)))|xp.broadcast_shapes(x.shape, (1,))|xp.diff(x, axis=A)|xp.diff(x, n=2)
xp.diff(x, axis=A, prepend=x, append=x)|xp.tril(x, k=-1)|xp.triu(x, k=1)|xp.astype(x, xp.float32)|xp.astype(x, xp.bool)
xp.astype(x, x.dtype, copy=True) is x|xp.can_cast(x.dtype, xp.float32)|xp.result_type(x, 1)|xp.result_type(x, 1.0, 2j)
xp.isdtype(x.dtype, ('integral', xp.float32))|xp.isdtype(x.dtype, 'numeric')|xp.isdtype(x.dtype, 'real floating')
xp.zeros_like(x)|xp.ones_like(x, dtype=xp.int8)|xp.full_like(x, 1)|xp.full(x.shape, 1j)|xp.full(x.shape, True)|xp.empty_like(x).shape
xp.asarray(x, copy=False) is x|xp.asarray(x, copy=True) is x|xp.asarray(x, dtype=xp.float64, copy=False)|xp.from_dlpack(x)
xp.matmul(x, x)|x @ x.mT|xp.vecdot(x, x, axis=A)|xp.tensordot(x, x, axes=1)|xp.tensordot(x, x, axes=((A,), (A,)))
xp.tensordot(x, x, axes=0)|xp.where(x.astype(bool), x, 1)|xp.where(x.astype(bool), 1.5, x)|xp.isin(x, 1)|xp.isin(x, x, invert=True)
xp.take(x[None], xp.asarray([0, 0]), axis=A)|xp.take_along_axis(x[None], xp.argsort(x[None], axis=A), axis=A)
xp.searchsorted(xp.sort(xp.reshape(x, (-1,))), x, side='right')|xp.clip(x, 0, 1)|xp.clip(x, min=1)|xp.clip(x, None, None)
xp.clip(x, max=xp.asarray(1, dtype=x.dtype))|xp.meshgrid(x, x)|xp.meshgrid(x, x, indexing='ij')|xp.meshgrid()
bool(x)|int(x)|float(x)|complex(x)|x.__index__()|len(x)|x.to_device('cpu')|x.to_device('gpu')|x.device|x.__dlpack_device__()
x[...]|x[()]|x[0]|x[-1]|x[None]|x[1:]|x[::-1]|x[:, 0]|x[..., 0]|x[0, ..., None]|x[x.astype(bool)]|x[xp.asarray(True)]
x[xp.asarray([0, 0])]|x[0, xp.asarray([0, 1])]|x[5]|x[1, 2, 3, 4]|x[1:5:2, ...]|x[xp.zeros(5, dtype=bool)]
""".replace("\n", "|").strip("|").split("|")


def sample(dtype, shape):
    values = np.arange(math.prod(shape)) * 7 % 5
    if dtype in INTEGERS[:4]:
        values = values - 2
    elif dtype not in ("bool", *INTEGERS):
        values = np.array([1.5, -0.0, -2.0, INF, NAN] if dtype.startswith("float") else [1 + 2j, -1j, 3, 0, 1 - 1j])[values]
    return np.asarray((values % 2 if dtype == "bool" else values).astype(dtype).reshape(shape))


@pytest.mark.parametrize("call", CALLS)
def test_calls(call):
    code = compile(call, "call", "eval")
    for dtype in DTYPES:
        for shape in SHAPES:
            for axis in sorted({0, -1, len(shape) - 1, 5}) if "A" in call else [0]:
                agree((call, dtype, shape, axis), lambda xp, x: eval(code, {"xp": xp, "x": x, "A": axis}), sample(dtype, shape))


@pytest.mark.parametrize("dtype", DTYPES)
def test_assignment(dtype):
    x = sample(dtype, (2, 3))
    keys = [..., (), 0, -1, (0, 1), (slice(None), 0), (slice(None, None, -1), slice(1, None)), (..., 2), 7, (0, 0, 0)]
    values = [1, True, 2.5, 1j, np.asarray(1, dtype), np.ones(3, dtype), np.ones((2, 1), dtype), np.ones(5, dtype)]
    for key in keys:
        for value in values:

            def assign(xp, x, value):
                x = xp.asarray(x, copy=True)
                x[key] = value
                return x

            if not (dtype == "bool" or isinstance(value, complex) and not dtype.startswith("complex")):
                agree((dtype, key, value), assign, x, value)


def test_named_results():
    for name, fields in (("all", "values indices inverse_indices counts"), ("counts", "values counts"), ("inverse", "values inverse_indices")):
        result = getattr(ct, "unique_" + name)(ct.asarray([[3, 1], [3, 2]]))
        assert isinstance(result, tuple)
        for position, field in enumerate(fields.split()):
            assert (getattr(result, field) == result[position]).all()
        assert len(result) == len(fields.split()) and result.values.tolist() == [1, 2, 3]


def test_eye():
    for k in (0, -1, 2, 7, -9, 2**63 - 1, -(2**63), 2**63, -(2**90), 2**128, -(2**200)):
        for rows, columns in ((3, None), (2, 4), (0, 3)):
            agree((rows, columns, k), lambda xp: xp.eye(rows, columns, k=k, dtype=xp.int8))


@pytest.mark.parametrize("call", "broadcast_arrays(x, x)|meshgrid(x, x)|meshgrid(x)|unstack(x)|nonzero(x)|broadcast_shapes((1,), (3,))".split("|"))
def test_tuples(call):
    assert type(eval("xp." + call, {"xp": ct, "x": ct.ones(3)})) is tuple


@pytest.mark.parametrize("axis, error", [(2, IndexError), (-3, IndexError), ((3,), IndexError), ((0, 0), ValueError), ((0, -3), ValueError)])
def test_expand_dims_refuses(axis, error):
    with pytest.raises(error):
        ct.expand_dims(ct.ones(2), axis=axis)


def test_linspace_and_arange():
    for arguments in ((0, 1, 5), (0.5, -3, 4), (1, 1, 3), (0, 10, 0), (1j, 2, 3), (0, 1, 1)):
        for keywords in ({}, {"endpoint": False}, {"dtype": "float32"}):
            if not (isinstance(arguments[0], complex) and "dtype" in keywords):
                agree((arguments, keywords), lambda xp: xp.linspace(*arguments, **keywords))
    for arguments in ((5,), (1, 5), (5, 1, -2), (0, 1, 0.25), (2.5,), (3, 3), (0, 5, 2)):
        for dtype in (None, "int32", "float32"):
            agree((arguments, dtype), lambda xp: xp.arange(*arguments, dtype=dtype))
