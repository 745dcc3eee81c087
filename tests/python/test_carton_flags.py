"""Floating-point flags of the elementwise functions beside NumPy's: tiny arguments raise none, large ones overflow or are invalid."""

import warnings

import numpy as np
import pytest

import carton as ct

FUNCTIONS = "exp exp2 expm1 log log2 log10 log1p sin cos tan tanh sinh cosh arcsin arccos arctan arcsinh arccosh arctanh cbrt sqrt".split()
VALUES = {
    "float64": [0.0, -0.0, 1, -1, 0.5, -2, 3, 1e-200, -1e-200, 1e5, 710, -710, 1024, np.inf, -np.inf, np.nan],
    "float32": [0.0, -0.0, 1, -1, 0.5, -2, 3, 1e-10, -1e-10, 89, -89, 128, np.inf, -np.inf, np.nan],
    "float16": [0.0, -0.0, 1, -1, 0.5, -2, 3, 12, 100, np.inf, -np.inf, np.nan],
}


def raised(module, function, argument):
    names = []
    for kind in ("divide", "over", "under", "invalid"):
        with module.errstate(**{**dict.fromkeys(("divide", "over", "under", "invalid"), "ignore"), kind: "raise"}):
            try:
                getattr(module, function)(argument)
            except FloatingPointError:
                names.append(kind)
    return names


@pytest.mark.parametrize("dtype", VALUES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_flags(function, dtype):
    for value in VALUES[dtype]:
        for count in (1, 40):  # alone, and in whole vectors
            argument = np.full(count, value, dtype)
            assert raised(ct, function, ct.array(argument)) == raised(np, function, argument), (value, count)


def told(module, call):
    """The warnings, all kinds being on."""
    with warnings.catch_warnings(record=True) as caught, module.errstate(all="warn"):
        warnings.simplefilter("always")
        call(module)
    return sorted(str(one.message) for one in caught)


def into(name, values, dtype, *more, **options):
    return lambda m: getattr(m, name)(m.array(values), *more, out=m.zeros(len(values), dtype), casting="unsafe", **options)


QUIET = ["maximum", "minimum", "negative", "absolute", "positive", "floor", "rint", "sign", "conjugate", "copysign"]


@pytest.mark.parametrize("name", QUIET)
@pytest.mark.parametrize("values, dtype", [([1, np.nan], "i8"), ([1, 1e30], "i4"), ([1, 1e300], "f4"), ([1e-50, 1], "f4"), ([1.5, -2], "i8"), ([np.nan] * 3000, "f4")])
def test_casts_of_functions_without_flags(name, values, dtype):
    """Comparing nan is no event, casting it to an integer is."""
    more = [2.0] if name in ("maximum", "minimum", "copysign") else []
    for options in ({}, {"where": np.arange(len(values)) > 0}):
        ours = {key: ct.array(mask) for key, mask in options.items()}
        assert told(ct, into(name, values, dtype, *more, **ours)) == told(np, into(name, values, dtype, *more, **options))


def joined(*shapes, **options):
    return lambda m: m.concatenate([m.zeros(shapes[0], complex), *(m.ones(shape) for shape in shapes[1:])], dtype=float, casting="unsafe", **options)


@pytest.mark.parametrize("call", [joined((0, 2), (1, 2)), joined((2, 0), (2, 0), axis=1), joined(0, 2), joined((0, 3), (2, 3), axis=None), joined((1,), (2,))])
def test_complex_numbers_joined_with_real_ones(call):
    """Told of what has no elements too."""
    assert told(ct, call) == told(np, call)


NUMBERS = {
    "an array and a number": lambda m: m.ones(3, "f4") * 1e-60,
    "few of float16": lambda m: m.maximum(m.ones(3, "f2"), 1e-20),
    "many": lambda m: m.ones(30000, "f4") + 1e-60,
    "a scalar": lambda m: m.float32(1) + 1e-60,
    "complex ones": lambda m: m.ones(2, "c8") + 1e-60j,
    "one that overflows": lambda m: m.ones(30000, "f4") + 1e60,
    "few, and one that overflows": lambda m: m.ones(3, "f4") * 1e60,
    "a comparison": lambda m: m.ones(2, "f4") < 1e-60,
    "an assignment": lambda m: m.ones(2, "f4").__setitem__(slice(None), 1e-60),
    "fill": lambda m: m.ones(2, "f4").fill(1e-60),
    "where": lambda m: m.where(m.array([True, False]), m.ones(2, "f4"), 1e-60),
    "a float64": lambda m: m.array([1e-60]).astype("f4"),
}


@pytest.mark.parametrize("what", NUMBERS)
def test_numbers_that_become_0(what):
    assert told(ct, NUMBERS[what]) == told(np, NUMBERS[what])


def test_integers_that_become_float16():
    for x in ([100000, 2], [1, 2]):
        for call in (
            lambda m: m.maximum(m.array(x), 1, dtype="f2", casting="unsafe"),
            lambda m: m.add(m.array(x), 1, dtype="f2", casting="unsafe"),
        ):
            ours, theirs = ([text.split(" in ")[0] for text in told(module, call)] for module in (ct, np))
            assert ours == theirs  # NumPy names the cast, Carton the function


def test_results_past_the_cache_tell_what_small_ones_do():
    for count in (1000, 5_000_000):
        a, b = np.zeros(count), np.ones(count)
        a[17] = np.nan
        for m in (np, ct):
            x, y, out = m.asarray(a), m.asarray(b), m.empty(count, dtype="f4")
            with m.errstate(all="raise"):
                m.maximum(x, y, out=out, casting="same_kind")


def test_warnings_of_a_call_that_fails_come_before_its_error():
    far = ct.array([[-60000], [60000]], dtype="float16")
    with pytest.warns(RuntimeWarning, match="overflow"), pytest.raises(ValueError, match="float16"):
        ct.histogramdd(far, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ct.add(1, 2) == 3  # none is left for the next call
        with pytest.raises(RuntimeWarning):
            ct.histogramdd(far, 5)
