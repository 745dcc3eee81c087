"""carton.evaluate and carton.fuse: the bits of the separate calls, and a clear word on what cannot be one pass."""

import math
import re

import numpy
import pytest

import carton

DTYPES = ["bool", "int8", "uint8", "int32", "int64", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
SHAPES = [(), (1,), (7,), (3, 5), (0, 4), (2, 1, 3), (3000,)]
EXPRESSIONS = [
    ("x + y", lambda x, y: x + y),
    ("x * 2 - y / 3", lambda x, y: x * 2 - y / 3),
    ("where(x < y, x, y) + x * y", lambda x, y: carton.where(x < y, x, y) + x * y),
    ("(x == y) | (x > 1)", lambda x, y: (x == y) | (x > 1)),
    ("sqrt(abs(x) + 1.5) * y", lambda x, y: carton.sqrt(abs(x) + 1.5) * y),
    ("(x * x + y).sum()", lambda x, y: (x * x + y).sum()),
    ("mean(x * y) + x", lambda x, y: carton.mean(x * y) + x),
    ("(x + y).astype(float32) * 3", lambda x, y: (x + y).astype(carton.float32) * 3),
    ("maximum(x, 2) + minimum(y, 1)", lambda x, y: carton.maximum(x, 2) + carton.minimum(y, 1)),
    ("(x - 1.0).std() + var(y)", lambda x, y: (x - 1.0).std() + carton.var(y)),
    ("any(x > y) + all(y)", lambda x, y: carton.any(x > y) + carton.all(y)),
]


def bits(value):
    value = carton.asarray(value)
    return str(value.dtype), value.shape, value.tobytes()


def outcome(function, *args):
    try:
        return bits(function(*args))
    except (TypeError, ValueError, OverflowError) as error:
        return type(error)


def samples(dtype, shape):
    n = math.prod(shape)
    values = (carton.arange(n) * 37 % 11).reshape(shape).astype(dtype)
    return values, ((carton.arange(n) * 13 + 5) % 7).reshape(shape).astype(dtype)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("text, function", EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_the_bits_of_the_separate_calls(text, function, dtype):
    fused = carton.fuse(function)
    for shape in SHAPES:
        x, y = samples(dtype, shape)
        for left, right in ((x, y), (x, y.astype("float64") if shape != () else y), (x.T, y.T)):
            expected = outcome(function, left, right)
            assert outcome(fused, left, right) == expected
            assert outcome(lambda x, y: carton.evaluate(text), left, right) == expected


def test_a_function_is_traced_once_for_each_signature():
    calls = []

    @carton.fuse
    def f(x, y, square=False):
        """Says so."""
        calls.append(square)
        return x * x + y if square else x + y

    x = carton.arange(4.0)
    assert f(x, 1).tolist() == [1, 2, 3, 4] and f(x, 5).tolist() == [5, 6, 7, 8] and f(x[:2], 5).tolist() == [5, 6]
    assert len(calls) == 1
    assert f(x, 1, square=True).tolist() == [1, 2, 5, 10] and f(x.astype("float32"), 1).dtype == carton.float32
    assert calls == [False, True, False]
    assert (f.__name__, f.__doc__) == ("f", "Says so.")


def test_arguments_that_the_program_depends_on():
    """An int that is an axis or an index is part of the program; where it is a number it may still change."""
    z, n = numpy.arange(12.0).reshape(3, 4), carton.arange(12.0).reshape(3, 4)
    softmax = carton.fuse(lambda z, axis=-1: carton.exp(z - z.max(axis=axis, keepdims=True)) / carton.exp(z - z.max(axis=axis, keepdims=True)).sum(axis=axis, keepdims=True))
    for options in ({}, {"axis": 0}, {"axis": 1}, {"axis": -1}, {"axis": 0}):
        axis = options.get("axis", -1)
        e = numpy.exp(z - z.max(axis=axis, keepdims=True))
        numpy.testing.assert_allclose(softmax(n, **options), e / e.sum(axis=axis, keepdims=True), rtol=1e-15)
    pick = carton.fuse(lambda z, i, k: z[i] * k)
    for i, k in ((0, 2), (1, 2), (2, 5), (-1, 0.5)):
        assert pick(n, i, k).tolist() == (z[i] * k).tolist()
    spread = carton.fuse(lambda z, ddof: z.var(ddof=ddof) + ddof)
    assert [spread(n, d) for d in (0, 1, 2)] == [z.var(ddof=d) + d for d in (0, 1, 2)]
    with pytest.raises(carton.FuseError, match="indexing with an array"):
        carton.fuse(lambda z: z[z > 3])(n)
    out = numpy.zeros(3)
    assert carton.evaluate("x * 2", x=carton.arange(3.0), out=out) is out and out.tolist() == [0, 2, 4]


def test_what_the_reviews_found():
    """A walk that doubled with each shared input; Python numbers that became arrays; equal tuples; axes beyond C's int; names of dtypes."""

    def doubled(z, k):
        for _ in range(60):
            z = z * z + k
        return z.sum() * z

    z = carton.linspace(0, 0.5, 10)
    assert carton.fuse(doubled)(z, carton.full(10, 0.1)).tolist() == doubled(z, carton.full(10, 0.1)).tolist()
    x, bytes_ = carton.arange(3, dtype="float32"), carton.array([200, 100], dtype="uint8")
    for f, a, k in ((lambda x, k: x * (1 - k), x, 0.5), (lambda x, k: x + (k + 1), bytes_, 3), (lambda x, k: x ** (k * 0.5), x, 1), (lambda x, k: x ** (k * 0.5), x, 3)):
        fused = carton.fuse(f)
        for number in (k, k, k + 1, k):
            assert fused(a, number).dtype == f(a, number).dtype and fused(a, number).tolist() == f(a, number).tolist()
    add = carton.fuse(lambda x, t: x + t[0])
    assert [add(carton.arange(3), t).dtype.name for t in ((1,), (1.0,), (True,))] == ["int64", "float64", "int64"]
    for axis in (2**32, 2**31, -(2**31)):
        with pytest.raises(OverflowError):
            carton.fuse(lambda x, axis=axis: x.sum(axis=axis))(carton.ones((2, 3)))
    assert carton.evaluate("half * 2", half=carton.ones(2)).tolist() == [2, 2]
    with pytest.raises(ValueError, match="axis 0 is out of bounds"):
        carton.evaluate("s.sum(axis=(0,))", s=carton.array(3.0))


def test_results_helpers_and_constants():
    table = carton.array([1.0, 10.0])

    def helper(x):
        return carton.exp(x) + table

    f = carton.fuse(lambda x: (helper(x) * 2, x.sum(), 3))
    both, total, three = f(carton.zeros(2))
    assert both.tolist() == [4, 22] and total == 0 and three == 3
    assert carton.fuse(lambda x: x + 1)(2.5) == 3.5
    assert carton.fuse(lambda x, axis: x.max(axis=0) - axis)(carton.ones((2, 3)), 1.0).tolist() == [0, 0, 0]
    assert carton.fuse(lambda x: carton.fuse(lambda y: y * 2)(x) + 1)(carton.ones(2)).tolist() == [3, 3]


@pytest.mark.parametrize(
    "line, what",
    [
        ("return x if x > 0 else -x", "a condition on an array"),
        ("return x[x > 0]", "indexing with an array"),
        ("return x[[0]]", "indexing with what is not a number"),
        ("return len(x) * x", "len"),
        ("return x + float(x)", "float()"),
        ("return math.sqrt(x)", "float()"),
        ("return carton.sort(x)", "sort()"),
        ("return [v for v in x]", "a loop over an array"),
        ("return x.reshape(2, 1)", "'reshape'"),
        ("return x.sum(where=x > 0)", "sum() with where"),
        ("return x.sum(axis=x)", "sum() with an option that is not a fixed value"),
        ("return x @ x", "'@'"),
        ("x += 1", "+=, which changes an array in place"),
    ],
)
def test_what_cannot_be_traced_is_refused_with_its_line(line, what, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(f"import math\nimport carton\ndef f(x):\n    {line}\n", encoding="utf-8")
    names = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    with pytest.raises(carton.FuseError) as error:
        carton.fuse(names["f"])(carton.ones(2))
    assert what in str(error.value) and f"{path}:4: {line}" in str(error.value)


GLOBAL = carton.array([1.0, 2.0])


def test_evaluate_finds_names_and_writes_to_out():
    local = carton.array([3.0, 4.0])
    assert carton.evaluate("GLOBAL * local").tolist() == [3, 8]
    assert carton.evaluate("GLOBAL * local", local=2).tolist() == [2, 4]
    assert carton.evaluate("2 * pi") == 2 * math.pi
    out = carton.empty(2)
    assert carton.evaluate("hypot(local, x) + 1", x=carton.zeros(2), out=out) is out and out.tolist() == [4, 5]
    assert carton.evaluate("carton.sin(x) + np.cos(x)", x=0.0) == 1


@pytest.mark.parametrize(
    "text, message, column",
    [
        ("x + nothing", "'nothing' is not a name of this formula", 5),
        ("x + * 2", "invalid syntax", 5),
        ("x * 2 +", "invalid syntax", 8),
        ("1 + sort(x)", "sort() is not element by element", 5),
        ("1 < x < 3", "chained", 3),
        ("x and x", "use &", 3),
        ("x + x[x]", "an option or index is a fixed value", 7),
        ("sqtr(x)", "did you mean 'sqrt'?", 1),
        ("2 * open(x)", "'open' is not a function of arrays", 5),
        ("x + 'a'", "not a number", 5),
        ("x @ x", "'@'", 3),
    ],
)
def test_evaluate_shows_the_column(text, message, column):
    with pytest.raises(carton.FuseError) as error:
        carton.evaluate(text, x=carton.ones(3))
    assert message in str(error.value) and f"(column {column})" in str(error.value)
    assert str(error.value).splitlines()[-1] == " " * (column + 1) + "^"


def test_wrong_calls_say_what_is_wrong():
    x = carton.ones(3)
    for text, message in (("sqrt(x, x)", "sqrt() takes 1 argument, not 2"), ("add(x)", "add() takes 2 arguments, not 1"), ("x +", "invalid syntax")):
        with pytest.raises(carton.FuseError, match=re.escape(message)) as caught:
            carton.evaluate(text, x=x)
        assert "^" in str(caught.value) and f"  {text}\n" in str(caught.value)
    for function in (carton.explain, carton.cost):
        with pytest.raises(SyntaxError) as caught:
            function("1\nx +", x=x)
        assert str(caught.value) == "invalid syntax\n    x +\n       ^"


def test_calls_of_many_kinds_find_their_own_program():
    @carton.fuse
    def blend(x, y, weight):
        return x * weight + y

    arrays = [carton.arange(6).astype(dtype) for dtype in DTYPES[3:]]
    for _ in range(3):  # more kinds than are remembered
        for x in arrays:
            for weight in (2, 0.25, 1 + 2j, carton.float32(0.5), True):
                assert bits(blend(x, arrays[0], weight)) == bits(x * weight + arrays[0])
    assert bits(blend(arrays[0], y=arrays[1], weight=2)) == bits(arrays[0] * 2 + arrays[1])
    assert bits(blend(carton.arange(3), carton.arange(2.0, 5.0), 3)) == bits(carton.arange(3) * 3 + carton.arange(2.0, 5.0))
    with pytest.raises(TypeError):
        blend(arrays[0])
    with pytest.raises(ValueError):
        blend(carton.arange(3.0), carton.arange(4.0), 0.5)
    huge = carton.fuse(lambda x, n: x + n)
    assert bits(huge(carton.arange(2), 1)) == bits(carton.arange(2) + 1)
    with pytest.raises(OverflowError):
        huge(carton.arange(2), 10**40)


def test_remembered_calls_let_go_of_what_they_were_given():
    import weakref

    fused = carton.fuse(lambda x, y: (x - y) * 2.5)
    x, y = carton.ones(1000), carton.ones(1000)
    results = [fused(x, y) for _ in range(5)]
    gone = weakref.ref(x)
    del x, results
    assert gone() is None
    function = weakref.ref(fused)
    del fused
    assert function() is None


def test_numbers_that_are_equal_but_not_the_same_stay_apart():
    x = carton.array([-0.0, 1.0])
    fused = carton.fuse(lambda x: (x + 0.0, x + -0.0, x + 1, x + 1.0, x * True))
    for ours, theirs in zip(fused(x), (x + 0.0, x + -0.0, x + 1, x + 1.0, x * True)):
        assert bits(ours) == bits(theirs)
    ints = carton.array([3, 4], dtype="int8")
    for ours, theirs in zip(carton.fuse(lambda x: (x + 1, x + 1.0, x + True))(ints), (ints + 1, ints + 1.0, ints + True)):
        assert bits(ours) == bits(theirs)


def test_what_is_said_twice_is_one_step():
    program = carton.evaluate  # the text is traced as functions are
    x = carton.linspace(0, 1, 9)
    assert bits(program("exp(x * 2.0) + exp(x * 2.0) * 2.0")) == bits(carton.exp(x * 2.0) + carton.exp(x * 2.0) * 2.0)
    fused = carton.fuse(lambda x: carton.exp(x * 2.0) + carton.exp(x * 2.0) * 2.0)
    fused(x)
    (_, programs, constants), = fused._programs.values()
    assert programs[0][0].steps == 6 and constants == (2.0,)


@pytest.mark.parametrize("n", [1, 7, 130, 5000, 70001])
def test_reductions_keep_their_plan(n):
    x, k = carton.linspace(-1, 3, n), carton.arange(n) % 3 == 0
    cases = [
        (lambda x, k: carton.sum(carton.where(k, x, 0.0)) / carton.sum(k), lambda: carton.where(k, x, 0.0).sum() / k.sum()),
        (lambda x, k: carton.max(x * x) - carton.min(x - 1), lambda: (x * x).max() - (x - 1).min()),
        (lambda x, k: (x - carton.sum(x) / 7) * carton.prod(k + 1.0), lambda: (x - x.sum() / 7) * (k + 1.0).prod()),
        (lambda x, k: (x - x.mean(axis=0)) / (x.std(axis=0) + 1), lambda: (x - x.mean(axis=0)) / (x.std(axis=0) + 1)),
    ]
    for function, separate in cases:
        fused = carton.fuse(function)
        for _ in range(4):
            assert bits(fused(x, k)) == bits(separate())


BYTES = ["(u & w)*x + 1", "(u | w)*x - x", "where(k, u, w)*x*2", "sum(where(k, u, w)*1.5)", "clip(u, 3, 200)*x + x", "(u ^ w)*2.5 + x", "(k & (u > w))*x + u"]


@pytest.mark.parametrize("text", BYTES)
def test_bytes_are_no_truth_values_in_generated_code(text):
    n = 33000
    u, w = (numpy.arange(n) % 250).astype("u1"), (numpy.arange(n) * 7).astype("u1")
    names = {"u": u, "w": w, "x": numpy.ones(n), "k": u % 3 == 0}
    expected = eval(text, {name: getattr(numpy, name) for name in ("where", "sum", "clip")}, names)
    own = {name: carton.asarray(value) for name, value in names.items()}
    for _ in range(4):  # code is made once it pays
        assert numpy.array_equal(carton.evaluate(text, **own), expected)


def test_flags_of_what_does_not_signal():
    x = carton.array([1.0, float("nan")])
    with carton.errstate(invalid="raise"):
        for _ in range(3):
            assert numpy.isnan(carton.evaluate("max(x*x)", x=x))
            carton.evaluate("astype(x, 'i4') + 1", x=x)
            assert carton.ones(2, "i4").__add__(1).tolist() == [2, 2]
        with pytest.raises(FloatingPointError):
            carton.evaluate("sum(x - y)", x=carton.array([float("inf")]), y=carton.array([float("inf")]))


ROWS = [
    "(m - m.mean(axis=1, keepdims=True)) / m.std(axis=1, keepdims=True)",
    "(m - m.mean(axis=0)) / m.std(axis=0, ddof=1)",
    "exp(m - m.max(axis=1, keepdims=True)) / exp(m - m.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
    "m[:, 0] * 2 - m[:, -1]",
    "m[:9, None] + m[None]",
    "m[..., 1:3].sum(axis=(0, 1))",
    "(m * m)[::-2, 1] + 1",
    "sum(m * 2, axis=(0, 1), keepdims=True)",
    "m.var(axis=-1, ddof=2.0) * v",
    "m.sum(axis=()) + v[:, None]",
    "(m > 0.5).sum(dtype='i2', axis=1)",
    "(m > 0.5).any(axis=1, keepdims=True) & (m < 2)",
    "m[1, 2] * v[0]",
    "m[2:2] + 1",
]


@pytest.mark.filterwarnings("ignore:::numpy")
@pytest.mark.parametrize("shape", [(4, 3), (3, 70), (600, 5), (20000, 5), (1, 3)])
@pytest.mark.parametrize("text", ROWS)
def test_options_of_reductions_and_fixed_indices_are_those_of_numpy(text, shape):
    names = {"m": numpy.linspace(-1, 2, math.prod(shape)).reshape(shape), "v": numpy.arange(shape[0]) + 0.5}
    known = ("exp", "sum")

    def outcome(function):
        try:
            value = numpy.asarray(function())
        except (IndexError, ValueError) as error:
            return type(error).__mro__[-4:], None, None
        return value.dtype, value.shape, value

    own = {name: carton.asarray(value) for name, value in names.items()}
    function = eval("lambda m, v: " + text, {name: getattr(carton, name) for name in known})
    with numpy.errstate(all="ignore"), carton.errstate(all="ignore"):
        expected = outcome(lambda: eval(text, {name: getattr(numpy, name) for name in known}, names))
        separate = outcome(lambda: function(**own))
        for _ in range(2):
            for got in (outcome(lambda: carton.evaluate(text, **own)), outcome(lambda: carton.fuse(function)(**own))):
                assert got[:2] == expected[:2] == separate[:2]
                if expected[2] is not None:
                    numpy.testing.assert_allclose(got[2], expected[2], rtol=1e-13, atol=1e-14)
                    assert got[2].tobytes() == separate[2].tobytes()


def test_options_in_every_spelling():
    x = carton.arange(12.0).reshape(3, 4)
    spellings = [
        (lambda x: x.sum(0), "sum(x, 0)"),
        (lambda x: carton.sum(x, 1, None, None, True), "x.sum(1, None, None, True)"),
        (lambda x: carton.std(x, axis=-1, ddof=1), "np.std(x, axis=-1, ddof=1)"),
        (lambda x: carton.amax(x, axis=(0,)), "amax(x, axis=(0,))"),
        (lambda x: carton.mean(x, dtype="f4"), "mean(x, dtype=float32)"),
        (lambda x: carton.add.reduce(x, 1, keepdims=True), "x.sum(1, keepdims=True)"),
        (lambda x: x[carton.int64(1), ..., carton.newaxis], "x[1, ..., newaxis]"),
        (lambda x: x.clip(max=5) - x.clip(2, None) + carton.clip(x, a_min=1, a_max=3), "x.clip(max=5) - clip(x, 2, None) + clip(x, a_min=1, a_max=3)"),
    ]
    for function, text in spellings:
        for got in (carton.fuse(function)(x), carton.evaluate(text)):
            assert bits(got) == bits(function(x)), text
    view = carton.fuse(lambda x: x[0])(x)
    view[0] = 77  # a new array, as every result
    assert x[0, 0] == 0 and carton.evaluate("x[0]")[0] == 0
    with pytest.raises(IndexError):
        carton.evaluate("x[0, 0, 0]")
    with pytest.raises(carton.exceptions.AxisError):
        carton.evaluate("x.sum(axis=2)")


BEYOND = [300, -300, 127, 128, -128, -129, 255, 256, -1, 0, 2**31, 2**32 - 1, 2**63 - 1, 2**63, -(2**63), 2**64, -(2**70), 1.5]


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int32", "int64", "uint64", "float32"])
def test_numbers_beyond_the_dtype(dtype):
    """In clip such a bound does not bind, where() takes it modulo the dtype, arithmetic refuses it; each in one program."""
    x = carton.arange(6).astype(dtype)
    calls = {
        "clip(x, n, 2)": lambda x, n: carton.clip(x, n, 2),
        "clip(x, 2, n)": lambda x, n: carton.clip(x, 2, n),
        "where(x > 1, x, n)": lambda x, n: carton.where(x > 1, x, n),
        "where(x > 1, n, x) + x": lambda x, n: carton.where(x > 1, n, x) + x,
        "x + n": lambda x, n: x + n,
    }
    for text, function in calls.items():
        fused = carton.fuse(function)
        for n in BEYOND + BEYOND[::-1]:  # one after the other: what is kept must look again
            expected = outcome(function, x, n)
            assert outcome(fused, x, n) == expected, (text, n)
            assert outcome(carton.fuse(lambda x: function(x, n)), x) == expected, (text, n)
            assert outcome(lambda: carton.evaluate(text, x=x, n=n)) == expected, (text, n)


def test_limits_beside_wider_arrays():
    """A bound that is the dtype's own limit bounds nothing, and leaves the other one's dtype out of it."""
    x = carton.array([100, 50, -7], dtype="i1")
    bounds = carton.array([1000, 2, 3])
    for low, high in ((bounds, 127), (bounds, 126), (-128, bounds), (-127, bounds), (bounds, 128)):
        expected = outcome(lambda: carton.clip(x, low, high))
        assert outcome(carton.fuse(lambda x, low, high: carton.clip(x, low, high)), x, low, high) == expected, (low, high)


def test_a_name_cut_within_a_character_is_still_told():
    with pytest.raises(carton.FuseError, match="is not a name of this formula"):
        carton.evaluate("a" + "\u00e4" * 40, b=carton.ones(2))


def test_powers_are_the_operators():
    for dtype in DTYPES:
        x = carton.arange(4).astype(dtype)
        for n in (2, 3, 0.5, -1.0, 1.0, 2.0, 1j, True):
            expected = outcome(lambda: x**n)
            assert outcome(carton.fuse(lambda x: x**n), x) == expected
            assert outcome(carton.fuse(lambda x, n: x**n), x, n) == expected
            assert outcome(lambda: carton.evaluate("x ** n", x=x, n=n)) == expected
            if n is not True:
                assert outcome(lambda: carton.evaluate(f"x ** {n}", x=x)) == expected


def test_warnings_name_the_callers_line():
    import inspect

    x = carton.array([-1.0])
    fused, several = carton.fuse(lambda x: carton.sqrt(x) * 2), carton.fuse(lambda x: (carton.sqrt(x), x))
    with pytest.warns(RuntimeWarning) as caught:
        here = inspect.currentframe().f_lineno
        carton.evaluate("sqrt(x) * 2")
        fused(x)
        fused(x)
        several(x)
        [fused(x=value) for value in (x,)]
    assert [(note.filename, note.lineno) for note in caught] == [(__file__, here + k) for k in range(1, 6)]


def test_sizes_of_infinite_numbers_overflow_nowhere():
    """Enough of them for whole registers; NumPy's absolute raises nothing either."""
    for dtype, part in (("c16", 1e300), ("c8", 1e30)):
        a = carton.array([complex(numpy.inf, part), complex(numpy.nan, part), complex(part, -numpy.inf), complex(part, numpy.nan)] * 16, dtype)
        with carton.errstate(over="raise"):
            sizes = carton.fuse(lambda a: abs(a) + 1.0)(a)
            assert carton.isclose(a, a, equal_nan=True).all()
        assert bits(sizes) == bits(carton.asarray(numpy.abs(numpy.asarray(a)) + 1.0))


@pytest.mark.parametrize("text", ["a.sum()", "(a * 2).max()", "b.mean(axis=0)", "b.sum(axis=0, keepdims=True)"])
def test_a_reduction_needs_an_output_of_its_own_shape(text):
    names = {"a": carton.ones(5), "b": carton.ones((2, 3))}
    wanted = carton.evaluate(text, **names)
    for shape in {(3,), (2, 3), (4, 1), (1, 1, 1)} - {wanted.shape}:
        out = carton.zeros(shape)
        with pytest.raises(ValueError, match="output"):
            carton.evaluate(text, **names, out=out)
        assert not out.any()
    fits = carton.zeros(wanted.shape)
    assert carton.evaluate(text, **names, out=fits) is fits and (fits == wanted).all()
