"""Stands in for `numpy` in NumPy's own tests: every name is Carton's.

A name that Carton lacks is an Absent, so that a test file can be imported; using it in a test raises NotThere, which the rules sort into
areas that do not exist (skipped) and gaps (failed). Parts of NumPy that only set a test up (testing, random numbers) stay NumPy's, and their
arrays become Carton's.
"""

import functools
import inspect
import sys
import types

import numpy
import numpy.ma.testutils

import carton


class NotThere(AttributeError):
    def __init__(self, name):
        super().__init__(f"carton has no {name}")
        self.missing = name


class Absent:
    """A name that is not there, in a test file because of `error`; only naming it is no error."""

    def __init__(self, name, error=None):
        self.__dict__.update(_absent=name, _error=error)

    def _refuse(self, *args, **kwargs):
        raise self._error or NotThere(self._absent)

    __mro_entries__ = __call__ = __iter__ = __len__ = __getitem__ = __enter__ = __add__ = __radd__ = __mul__ = __sub__ = __lt__ = __gt__ = __bool__ = _refuse

    def __getattr__(self, name):
        if name.startswith("__") or name in ("pytestmark", "_pytestfixturefunction"):
            raise AttributeError(name)
        return Absent(f"{self._absent}.{name}", self._error)

    def __repr__(self):
        return f"<absent {self._absent}>"


def refused(error, parameters=()):
    """In the place of a decorator that failed with `error`, and would have given `parameters`: the test fails with it, or is skipped by
    the rules."""
    given = parameters.replace(",", " ").split() if isinstance(parameters, str) else parameters

    def decorate(function):
        def test(**arguments):
            raise error

        signature = inspect.signature(function)
        left = [p for name, p in signature.parameters.items() if name not in given]
        test.__name__, test.__signature__, test.text = function.__name__, signature.replace(parameters=left), inspect.getsource(function)
        test.__dict__.update(function.__dict__)
        return method(test) if left and left[0].name == "self" else test

    def method(test):
        def with_self(self, **arguments):
            test(**arguments)

        with_self.__name__, with_self.__signature__ = test.__name__, test.__signature__
        with_self.__dict__.update(test.__dict__)
        return with_self

    return decorate


class Converting:
    """A part of NumPy whose arrays and scalars come back as Carton's."""

    def __init__(self, value):
        self._value = value

    def __getattr__(self, name):
        value = getattr(self._value, name)
        return Converting(value) if callable(value) and not (isinstance(value, type) and issubclass(value, BaseException)) else convert(value)

    def __call__(self, *args, **kwargs):
        return convert(self._value(*map(theirs, args), **{name: theirs(value) for name, value in kwargs.items()}))


def convert(value):
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return carton.array(value) if isinstance(value, numpy.ndarray) else carton.asarray(value)[()]
    if isinstance(value, (numpy.random.RandomState, numpy.random.Generator)):
        return Converting(value)
    return value


def theirs(value):
    """As NumPy's assertions know it: they look for numpy.ndarray, and compare anything else with ==."""
    if isinstance(value, carton.ndarray):
        return numpy.asarray(value)
    if isinstance(value, carton.bytes_):  # numpy.asarray reads a class derived from bytes as int8
        return numpy.bytes_(bytes(value))
    if isinstance(value, carton.generic):
        return numpy.asarray(value)[()]
    if isinstance(value, carton.dtype):
        return numpy.dtype(value.str)
    if isinstance(value, type) and issubclass(value, carton.generic):
        return getattr(numpy, value.__name__)
    if type(value) in (list, tuple):
        return type(value)(map(theirs, value))
    return value


def compare_as_numpy(module):
    for name in dir(module):
        if name.startswith("assert_") and name.removeprefix("assert_").startswith(("eq", "array_", "al", "approx")):
            assertion = getattr(module, name)
            setattr(module, name, functools.wraps(assertion)(functools.partial(on_theirs, assertion)))


def on_theirs(assertion, *args, **options):
    __tracebackhide__ = True
    return assertion(*map(theirs, args), **{name: theirs(value) for name, value in options.items()})


compare_as_numpy(numpy.testing)
compare_as_numpy(numpy.ma.testutils)

KEPT = {"testing": numpy.testing, "random": Converting(numpy.random), "rand": Converting(numpy.random.rand), "randn": Converting(numpy.random.randn),
        "randint": Converting(numpy.random.randint)}
# For collection alone: tests are made from these lists. What Carton lacks in them is left out.
ALL_TYPES = "?bhilqpBHILQPefdFDSU"
QUANTILE_METHODS = numpy.lib._function_base_impl._QuantileMethods
SCTYPES = {kind: [getattr(carton, type.__name__) for type in types if hasattr(carton, type.__name__)] for kind, types in numpy._core.sctypes.items()}
TYPECODES = {kind: "".join(c for c in codes if c in ALL_TYPES) for kind, codes in numpy.typecodes.items()}
HELPERS = {name: getattr(numpy.lib.array_utils, name) for name in ("normalize_axis_tuple", "normalize_axis_index")}
LISTS = {**HELPERS, "_QuantileMethods": QUANTILE_METHODS, "sctypes": SCTYPES, "PZERO": 0.0, "NZERO": -0.0, "MAXDIMS": 64}
CONFIGURATION = {"__config__": numpy.__config__, "__cpu_features__": numpy._core._multiarray_umath.__cpu_features__}
# Private names of exceptions: what they are in public.
PRIVATE = {"_ArrayMemoryError": MemoryError, "_UFuncNoLoopError": TypeError, "UFuncTypeError": TypeError, "_UFuncCastingError": TypeError}
# Where NumPy keeps a name is not compared: all of its modules are one.
MODULES = (
    "_core", "lib", "numerictypes", "umath", "multiarray", "_multiarray_umath", "fromnumeric", "numeric", "stride_tricks", "arrayprint",
    "shape_base", "_exceptions", "overrides", "array_utils", "_type_aliases", "getlimits", "function_base",
)
WITHIN = (carton, carton.lib, carton.lib.stride_tricks)


class Names(types.ModuleType):
    def __getattr__(self, name):
        if name in CONFIGURATION:
            return CONFIGURATION[name]
        if name == "__array_namespace_info__":
            return carton.__array_namespace_info__
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "typecodes":
            return getattr(carton, "typecodes", TYPECODES)
        if name in MODULES:
            return self
        if name in PRIVATE:
            return PRIVATE[name]
        if name == "exceptions":
            return getattr(carton, "exceptions", numpy.exceptions)
        if name in KEPT:
            return KEPT[name]
        if name in LISTS:
            return LISTS[name]
        if name in numpy.exceptions.__all__:
            return getattr(self.exceptions, name, getattr(numpy.exceptions, name))
        found = next((module for module in WITHIN if hasattr(module, name)), None)
        return getattr(found, name) if found else Absent(name)


names = Names("carton_names")
# Some tests walk the names of the module that holds NumPy's ufuncs.
names.__dict__.update({name: value for name, value in vars(carton).items() if isinstance(value, carton.ufunc)})
names.__dict__.update(Absent=Absent, NotThere=NotThere, refused=refused, __path__=[])
sys.modules[__name__] = names
