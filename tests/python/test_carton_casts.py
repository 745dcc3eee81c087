"""What casts lose is a warning: the same ones as NumPy gives, for every way in which a value is cast."""

import pathlib
import warnings

import numpy as np
import pytest

ct = pytest.importorskip("carton")

BOTH = (np, ct)
KINDS = "?bBhHiIlLefdFD"
HERE = pathlib.Path(__file__).parent


def said(run, *args):
    """The result (or the class of the error), and the warnings, once each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(run(*args))
        except Exception as error:
            result = type(error).__name__
    return result, sorted({(w.category.__name__, str(w.message)) for w in caught})


def lost(np):
    return np.array([1.0, float("nan"), 1e300]), np.array([1 + 2j, 3 - 1j]), np.float64(1e300)


def put(np, kind, key, value):
    x = np.zeros(3, kind)
    x[key] = value
    return x


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", [0, 1])
def test_astype(kind, source):
    for part in (slice(None), slice(0, 0), slice(None, None, -1), slice(1)):
        assert said(lambda np: lost(np)[source][part].astype(kind), ct) == said(lambda np: lost(np)[source][part].astype(kind), np)


WAYS = {
    "setting from an array": lambda np, k: put(np, k, slice(None), lost(np)[0]),
    "setting complex values": lambda np, k: put(np, k, slice(2), lost(np)[1]),
    "setting at a mask": lambda np, k: put(np, k, np.array([True, True, False]), lost(np)[1]),
    "setting at indices": lambda np, k: put(np, k, [0, 2], lost(np)[0][1:]),
    "setting a 0-d array": lambda np, k: put(np, k, slice(None), np.array(1e300)),
    "setting a float": lambda np, k: put(np, k, slice(1, None), 1e300 if k in "efdFD" else 1.5),
    "setting an element": lambda np, k: put(np, k, 0, 1e300 if k in "efdFD" else 1.5),
    "array of a list": lambda np, k: np.array([1e300, 1.0], dtype=k) if k in "efdFD" else 0,
    "array of scalars": lambda np, k: np.array(list(lost(np)[1]), dtype=k),
    "asarray": lambda np, k: np.asarray(lost(np)[0], dtype=k),
    "full": lambda np, k: np.full(3, lost(np)[2], dtype=k),
    "full of a complex": lambda np, k: np.full(3, 1j, dtype=k),
    "fill": lambda np, k: np.zeros(2, k).fill(1e300) if k in "efdFD" else 0,
    "concatenate": lambda np, k: np.concatenate([lost(np)[0], lost(np)[1]], dtype=k, casting="unsafe"),
    "copyto": lambda np, k: np.copyto(np.zeros(3, k), lost(np)[0], casting="unsafe"),
    "copyto of some": lambda np, k: np.copyto(np.zeros(3, k), lost(np)[0], casting="unsafe", where=[True, False, False]),
    "put": lambda np, k: np.put(np.zeros(3, k), [0, 1], lost(np)[0][:2]),
    "flat": lambda np, k: np.zeros(3, k).flat.__setitem__(slice(None), lost(np)[0]),
    "a scalar's astype": lambda np, k: lost(np)[2].astype(k),
    "a complex scalar's astype": lambda np, k: lost(np)[1][0].astype(k),
    "a scalar's class": lambda np, k: np.dtype(k).type(lost(np)[1][0]),
    "linspace": lambda np, k: np.linspace(0, 1e300, 3, dtype=k),
    "addition of a float": lambda np, k: np.ones(2, k) + 1e300 if k in "efd" else 0,
    "comparison with a float": lambda np, k: np.ones(2, k) < 1e300,
    "where of a float": lambda np, k: np.where([True, False], np.ones(2, k), 1e300),
    "a float for many": lambda np, k: np.maximum(np.ones(5000, k)[::2], 1e300)[0],
    "an output of another kind": lambda np, k: np.add(lost(np)[1], 1, out=np.zeros(2, k), casting="unsafe"),
    "a dtype for the sum": lambda np, k: np.sum(lost(np)[1], dtype=k),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_ways(way, kind):
    assert said(WAYS[way], ct, kind) == said(WAYS[way], np, kind)


def test_states():
    for module in BOTH:
        with module.errstate(invalid="raise"), pytest.raises(FloatingPointError, match="invalid value encountered in cast"):
            module.array([1.0, float("inf")]).astype("i4")
        with module.errstate(over="raise"), pytest.raises(FloatingPointError, match="overflow encountered in cast"):
            module.array([1.0, 1e300]).astype("f4")
        with module.errstate(all="ignore"):
            assert said(lambda: lost(module)[0].astype("i4"))[1] == []
        with module.errstate(under="warn"):
            assert said(lambda: module.array([1e-300, 1]).astype("f4"))[1] == [("RuntimeWarning", "underflow encountered in cast")]
        with warnings.catch_warnings():
            warnings.simplefilter("error", module.exceptions.ComplexWarning)
            with pytest.raises(module.exceptions.ComplexWarning):
                lost(module)[1].astype(float)


def test_many_elements():
    for module in BOTH:
        x = module.ones(300_001)
        assert said(lambda: x.astype("i4").sum())[1] == []
        x[123_456] = 1e300
        assert said(lambda: x.astype("i4")[0])[1] == [("RuntimeWarning", "invalid value encountered in cast")]
        assert said(lambda: x.astype("f4")[0])[1] == [("RuntimeWarning", "overflow encountered in cast")]


def test_a_cast_keeps_flags_of_the_call_around_it():
    """A picture of memory shows casts that lose, and says nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ct.draw(lost(ct)[0], lost(ct)[1])


def casting_lines():
    for line in (HERE.parent / "parity" / "casting.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def test_lines_of_casts():
    """The programs that both run say the same in Python."""
    for line in casting_lines():
        answers = []
        for module in BOTH:
            names = {**vars(module), "np": module}
            answers.append([w for w in said(lambda: exec(line, names))[1] if "cast" in w[1].lower()])  # noqa: B023
        assert answers[0] == answers[1], line
