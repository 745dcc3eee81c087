"""Growing in place, from the shell: what Carton adds to NumPy's arrays. Expected values are NumPy's own append and concatenate."""

import numpy
import pytest

CASES = [
    ("x = arange(3); x.append(5); x", numpy.append(numpy.arange(3), 5)),
    ("x = arange(3); x.append([5, 6]); x", numpy.append(numpy.arange(3), [5, 6])),
    ("x = ones((2, 2)); x.append([[1, 2]]); x", numpy.append(numpy.ones((2, 2)), [[1, 2]], axis=0)),
    ("x = ones((2, 2)); x.append([7, 8], axis=1); x", numpy.append(numpy.ones((2, 2)), [[7], [8]], axis=1)),
    ("x = array([], dtype='U2'); x.append('ab'); x", numpy.array(["ab"])),
    ("x = arange(3); x.reserve(100); y = x.capacity; x.append(x); y, x.capacity, x", (800, 800, numpy.array([0, 1, 2] * 2))),
    ("x = arange(3); x.reserve(100); x.shrink_to_fit(); x.capacity", 24),
    ("resize(arange(3), 5, fill='repeat')", numpy.resize(numpy.arange(3), 5)),
    ("resize(arange(3), (2, 3), fill='zero')", numpy.array([[0, 1, 2], [0, 0, 0]])),
    ("resize(arange(3), 5, fill='edge')", numpy.array([0, 1, 2, 2, 2])),
    ("resize(arange(3), 5, fill=7)", numpy.array([0, 1, 2, 7, 7])),
    ("x = arange(3); x.resize(5, fill='edge'); x", numpy.array([0, 1, 2, 2, 2])),
    ("x = arange(3); x.resize(5, fill=-1); x", numpy.array([0, 1, 2, -1, -1])),
]


@pytest.mark.parametrize("code, expected", CASES)
def test_values(carton, code, expected):
    assert carton("-c", code) == (0, f"{expected}\n", "")


@pytest.mark.parametrize(
    "code, message",
    [
        ("x = arange(3); y = x[1:]; x.append(1)", "BufferError: cannot resize an array that references"),
        ("x = arange(3)[1:]; x.append(1)", "BufferError: cannot resize this array: it does not own its data"),
        ("x = arange(3); x.append(1.5)", "TypeError"),
        ("x = arange(3); x.resize(5, fill='zeros')", "fill must be 'repeat', 'zero', 'edge' or a value (got 'zeros')"),
        ("x = ones((2, 3)); x.append([1, 2])", "values of shape (2,) cannot be appended to an array of shape (2,3) along axis 0"),
    ],
)
def test_refused(carton, code, message):
    done = carton("-c", code)
    assert done.status == 1 and message in done.err
