"""Edges of histograms of short floats, beside NumPy's."""

import numpy
import pytest

import carton


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8"])
@pytest.mark.parametrize("seed", range(60))
def test_what_a_range_keeps(dtype, seed):
    """Its ends are compared as the elements' dtype has them."""
    random = numpy.random.default_rng(seed)
    x = (random.random(40) * 10.0 ** random.integers(0, 2)).astype(dtype)
    low, high = sorted(float(value) for value in random.choice(x, 2))
    if seed % 2:
        low, high = round(low, 1), round(high, 1)
    high += high - low < 0.1  # float16 has room for 30 edges
    bins = int(random.integers(1, 30))
    for ours, theirs in zip(carton.histogram(carton.array(x), bins, range=(low, high)), numpy.histogram(x, bins, range=(low, high))):
        assert ours.dtype == theirs.dtype and numpy.array_equal(ours, theirs)


@pytest.mark.parametrize("top, bins", [(1e-3, 201), (3.0, 5559), (6e-8, 7)])
def test_edges_that_fall_between_the_numbers_of_float16(top, bins):
    x = numpy.array([[0], [top]], "float16")
    counts, (edges,) = carton.histogramdd(carton.array(x), bins)
    wanted = numpy.histogramdd(x, bins)
    assert numpy.array_equal(edges, wanted[1][0]) and counts.sum() == wanted[0].sum() == 2
