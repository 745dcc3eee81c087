"""The routines as Python functions: names, signatures, help, pickling; ufunc objects; floating-point errors; leaks."""

import ast
import gc
import inspect
import io
import pickle
import threading
import warnings
import weakref

import numpy
import pytest

import carton
from carton import _carton
from conftest import BUILD

NAMES = sorted(name for name in carton.__all__ if not isinstance(getattr(carton, name), type))
FUNCTIONS = [name for name in NAMES if type(getattr(carton, name)).__name__ in ("function", "ufunc", "builtin_function_or_method")]
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def test_all_names_are_numpys():
    own = {"List", "append_npy", "FuseError", "cost", "draw", "evaluate", "explain", "fuse"}
    own |= {"get_num_threads", "set_num_threads", "get_cache_limit", "set_cache_limit", "trim"}
    assert len(FUNCTIONS) > 250
    assert [name for name in carton.__all__ if not hasattr(numpy, name) and name not in own] == []


@pytest.mark.parametrize("name", ["len", "print", "range", "str", "sorted", "dict_keys", "hash", "memory_in_use", "int", "list"])
def test_pythons_own_names_are_not_ours(name):
    assert not hasattr(carton, name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_describes_itself(name):
    function = getattr(carton, name)
    signature = inspect.signature(function)
    assert str(signature).startswith("(")
    assert function.__doc__ and function.__module__.startswith("carton")
    assert pickle.loads(pickle.dumps(function)) is function
    assert weakref.ref(function)() is function
    assert repr(function).startswith(("<function ", "<ufunc ", "<built-in function "))


def numpy_signature(name):
    try:
        return inspect.signature(getattr(numpy, name))
    except (AttributeError, TypeError, ValueError):
        return None


# Parameters that NumPy's signatures state differently, by design.
OTHER = {
    "arange": "NumPy's is (start_or_stop, /, stop=None, step=1, ...), which no call can name",
}


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if numpy_signature(name)])
def test_parameters_are_numpys(name):
    ours, theirs = inspect.signature(getattr(carton, name)), numpy_signature(name)
    if name in OTHER:
        pytest.skip(OTHER[name])
    required = [p.name for p in theirs.parameters.values() if p.default is p.empty and p.kind in POSITIONAL[1:]]
    assert [p for p in required if p not in ours.parameters] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_arguments_are_type_errors(name):
    function = getattr(carton, name)
    parameters = inspect.signature(function).parameters.values()
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        with pytest.raises(TypeError):
            function(no_such_parameter=1)
    if not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        with pytest.raises(TypeError):
            function(*range(70))


def test_stubs_name_everything():
    tree = ast.parse((BUILD / "python/carton/__init__.pyi").read_text())
    stubs = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            stubs[node.name] = node
        elif isinstance(node, ast.AnnAssign):
            stubs[node.target.id] = node
    modules = {"exceptions"}
    assert [name for name in FUNCTIONS if name not in stubs and name not in modules] == []
    for name in FUNCTIONS:
        if not isinstance(stubs[name], ast.FunctionDef) or type(getattr(carton, name)).__name__ != "function":
            continue
        args = stubs[name].args
        parts = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
        given = [part.arg for part in parts if part]
        assert given == list(inspect.signature(getattr(carton, name)).parameters), name


# -- ufuncs


class Answers:
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return ufunc.__name__, method, len(inputs), sorted(options)


class Refuses:
    __array_ufunc__ = None


class Declines:
    def __array_ufunc__(self, *arguments, **options):
        return NotImplemented


CALLS = [
    lambda np: np.add(1, Answers()),
    lambda np: np.add(Answers(), 1, out=np.zeros(2), where=True),
    lambda np: np.add.reduce(Answers(), axis=0),
    lambda np: np.add(1, Refuses()),
    lambda np: np.add(1, Declines()),
    lambda np: np.add(1),
    lambda np: np.add(1, 2, 3, 4),
    lambda np: np.add(1, 2, foo=3),
    lambda np: np.modf(1.5, None, None, None),
    lambda np: np.add(x1=1, x2=2),
    lambda np: np.modf.reduce([1.0]),
    lambda np: np.add.outer([1, 2], [3, 4]).tolist(),
    lambda np: np.add.accumulate([1, 2, 3]).tolist(),
    lambda np: np.add.reduceat([1, 2, 3, 4], [0, 2]).tolist(),
    lambda np: (np.add.nin, np.add.nout, np.add.nargs, np.add.identity, np.add.signature, repr(np.add), np.add.__name__),
    lambda np: np.absolute is np.abs,
    lambda np: [x.tolist() for x in np.modf([1.5, 2])],
    lambda np: np.add(np.arange(3), 1, out=np.ones(3), where=[True, False, True]).tolist(),
    lambda np: np.add([1, 2], [3, 4], dtype="f4").dtype.name,
    lambda np: np.add(np.arange(3), 0.5, np.zeros(3, dtype=int)),
    lambda np: np.abs(-(2**70)),
    lambda np: np.ndarray.sum(3),
]


@pytest.mark.parametrize("number", range(len(CALLS)))
def test_ufuncs_answer_as_numpys(number):
    def run(np):
        try:
            return CALLS[number](np)
        except Exception as error:
            return next(base for base in type(error).__mro__ if base.__module__ == "builtins")

    assert run(carton) == run(numpy)


def test_out_is_the_array_that_was_given():
    out = carton.zeros(3)
    assert carton.add(carton.arange(3.0), 1, out=out) is out
    assert carton.add(carton.arange(3.0), 1, out) is out
    assert carton.sum(carton.ones((2, 3)), axis=0, out=out) is out and out.tolist() == [2, 2, 2]


def test_other_objects():
    assert carton.r_[0:3, 7].tolist() == numpy.r_[0:3, 7].tolist()
    assert carton.mgrid[0:2, 0:3].tolist() == numpy.mgrid[0:2, 0:3].tolist()
    twice = carton.vectorize(lambda x: 2 * x)
    assert twice([1, 2]).tolist() == [2, 4] and "vectorize" in repr(twice)
    with pytest.raises(TypeError, match="not subscriptable"):
        twice[0]


# -- floating-point errors


def states(np):
    log = io.StringIO()
    calls = []
    yield np.geterr()
    with np.errstate(divide="raise"):
        try:
            np.divide(1.0, 0.0)
        except FloatingPointError as error:
            yield str(error)
        yield np.geterr()
    with np.errstate(all="call", call=lambda *a: calls.append(a)):
        np.divide(1.0, 0.0), np.log(-1.0), np.exp(1e5), np.exp(-1e5)
        yield np.geterr()
    with np.errstate(all="log", call=log):
        np.divide(np.ones(3), 0.0)
    yield calls
    yield log.getvalue()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        np.divide(1.0, 0.0)
        np.errstate(all="ignore")(np.divide)(1.0, 0.0)
    yield [(w.category, str(w.message)) for w in caught]
    yield np.geterrcall()
    for bad in (lambda: np.seterr(divide="often"), lambda: np.seterrcall(3), lambda: np.errstate("warn")):
        try:
            bad()
        except Exception as error:
            yield type(error)
    with np.errstate(all="call"):
        try:
            np.divide(1.0, 0.0)
        except NameError:
            yield "no callback"
    yield np.geterr()


def test_errstate_is_numpys():
    assert list(states(carton)) == list(states(numpy))


def test_errstate_belongs_to_a_thread():
    seen = []
    with carton.errstate(all="raise"):
        thread = threading.Thread(target=lambda: seen.append(carton.geterr()))
        thread.start()
        thread.join()
    assert seen == [{"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}]


# -- leaks

SAMPLES = [(), ([1.0, 2.0, 3.0],), ([[1.0, 2.0], [3.0, 4.0]],), (3,), ([1, 2], 1), ([1.0, 2.0], [3.0, 4.0]), ([1, 2], [0, 1], [1, 2]), ("f8",), ("f8", "i4")]
# What writes files, sets state that stays, or makes threads of its own.
STATEFUL = {"save", "savez", "savez_compressed", "savetxt", "fromfile", "load", "loadtxt", "genfromtxt", "append_npy"}


def calls_that_work(name):
    function = getattr(carton, name)
    for sample in SAMPLES:
        try:
            function(*sample)
            yield sample
        except Exception:
            continue


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in STATEFUL])
def test_nothing_leaks(name):
    function = getattr(carton, name)
    with warnings.catch_warnings(), carton.printoptions(), carton.errstate():  # some of the functions set these
        warnings.simplefilter("ignore")
        samples = list(calls_that_work(name))

        def rounds(n):
            for sample in samples:
                for _ in range(n):
                    function(*sample)
            for _ in range(n // 10):
                try:
                    function(object(), no_such=1)
                except TypeError:
                    pass

        rounds(20)
        gc.collect()
        blocks, objects = _carton.memory_in_use()[0], len(gc.get_objects())
        rounds(1000 // max(1, len(samples)))
        gc.collect()
        assert _carton.memory_in_use()[0] - blocks < 20
        assert len(gc.get_objects()) - objects < 20


def test_help_shows_signatures():
    import pydoc

    assert "mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True)" in pydoc.plain(pydoc.render_doc(carton.mean))


def test_every_method_has_a_signature():
    for name in dir(carton.ndarray):
        method = getattr(carton.ndarray, name)
        if not name.startswith("_") and callable(method):
            assert list(inspect.signature(method).parameters)[0] == "self", name
