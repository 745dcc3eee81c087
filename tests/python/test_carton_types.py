"""What is said about types by name, and what scalars share with arrays, beside NumPy."""

import inspect
import itertools

import carton
import numpy
import pytest

CODES = "bhilqBHILQefdFD"


def test_common_type_and_mintypecode_over_all_pairs():
    for a, b in itertools.product(CODES, CODES):
        expected = numpy.common_type(numpy.zeros(1, a), numpy.zeros(1, b)).__name__
        assert carton.common_type(carton.zeros(1, a), carton.zeros(1, b)).__name__ == expected, (a, b)
        assert carton.mintypecode([a, b]) == numpy.mintypecode([a, b]), (a, b)
    with pytest.raises(TypeError, match="non-numeric"):
        carton.common_type(carton.zeros(1, bool))


def test_names_of_types():
    for name, kind in carton.sctypeDict.items():
        assert carton.dtype(kind) == numpy.dtype(numpy._core.sctypeDict[name]).str, name
    assert [carton.typename(code) for code in "?bdU"] == [numpy.typename(code) for code in "?bdU"]
    assert carton.float64 in carton.ScalarType and int in carton.ScalarType


@pytest.mark.parametrize("name", ["__array_namespace__", "__copy__", "__deepcopy__", "fill", "item", "tofile", "tolist", "to_device", "trace"])
def test_methods_of_scalars_have_the_signatures_of_arrays(name):
    assert inspect.signature(getattr(carton.generic, name)) == inspect.signature(getattr(carton.ndarray, name))
    assert inspect.signature(getattr(carton.ndarray, name)) == inspect.signature(getattr(numpy.ndarray, name))


def test_device_and_flags_of_a_scalar():
    x = carton.float64(1.5)
    assert x.to_device("cpu") is x
    assert not x.flags.writeable and x.flags.c_contiguous
    with pytest.raises(ValueError):
        x.to_device("gpu")
