"""Floating-point flags of the elementwise functions beside NumPy's: tiny arguments raise none, large ones overflow or are invalid."""

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
