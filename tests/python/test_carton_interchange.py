"""Memory shared with other objects: buffers, the array interface, DLPack, pickles. By address."""

import array
import copy
import ctypes
import io
import pickle

import numpy
import pytest

import carton
from conftest import ROOT

SAMPLES = [
    numpy.arange(5.0)[::-2],
    numpy.zeros((3, 0, 2)),
    numpy.array(5),
    numpy.array([b"ab", b"c"]),
    numpy.array(["é", "xyz"]),
    numpy.broadcast_to(3.0, (2, 2)),
    numpy.zeros((2, 3), order="F"),
    numpy.zeros((2, 3, 4), "c8").transpose(2, 0, 1)[::-1, :, ::-2],
    *(numpy.arange(4).astype(code) for code in "? i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8 c8 c16".split()),
]


def address(a):
    return a.__array_interface__["data"][0]


@pytest.mark.parametrize("a", SAMPLES, ids=lambda a: f"{a.dtype}{a.shape}")
def test_numpy_and_back(a):
    mine = carton.asarray(a)
    back = numpy.asarray(mine)
    for b in mine, back:
        assert (b.shape, b.dtype.str, b.tolist()) == (a.shape, a.dtype.str, a.tolist())
        assert a.size == 0 or b.strides == a.strides
        assert a.size == 0 or address(b) == address(a)
        assert b.flags.writeable == a.flags.writeable
    assert memoryview(mine).format == memoryview(a).format
    assert mine.__array_interface__["shape"] == a.__array_interface__["shape"]


@pytest.mark.parametrize("code", [">i4", ">f8", ">c16", ">U3", ">u2"])
def test_other_byte_order_is_copied(code):
    a = numpy.array([1, 2, 300]).astype(code)
    mine = carton.asarray(a)
    assert mine.tolist() == a.tolist() and mine.dtype.str == a.dtype.newbyteorder("=").str and address(mine) != address(a)


def test_other_exporters():
    for exporter, wanted in [(array.array("h", [1, -2]), "<i2"), (bytearray(b"ab"), "|u1"), (memoryview(b"abc"), "|u1"), ((ctypes.c_int * 3)(1, 2, 3), "<i4")]:
        mine, theirs = carton.asarray(exporter), numpy.asarray(exporter)
        assert mine.dtype.str == wanted and mine.tolist() == theirs.tolist() and mine.flags.writeable == theirs.flags.writeable
    with pytest.raises(TypeError):
        carton.asarray(numpy.zeros(2, "i4,f8"))


def test_refusals_of_the_buffer_protocol():
    x = carton.arange(6).reshape(2, 3)
    with pytest.raises((BufferError, TypeError)):
        io.BytesIO(b"abc").readinto(x.T)
    x.flags.writeable = False
    assert memoryview(x).readonly
    x = carton.arange(6)
    view = memoryview(x)
    with pytest.raises(ValueError):
        x.resize(9)
    del view
    x.resize(9)
    assert x.tolist() == [0, 1, 2, 3, 4, 5, 0, 0, 0]


class Interface:
    def __init__(self, a, **changes):
        self.kept, self.__array_interface__ = a, {**a.__array_interface__, **changes}


class Method:
    def __init__(self, a):
        self.a = a

    def __array__(self, dtype=None, copy=None):
        return self.a


def test_array_interface_and_method():
    a = numpy.arange(6.0).reshape(2, 3)[:, ::-1]
    for thing in Interface(a), Method(a), Method(carton.asarray(a)):
        mine = carton.asarray(thing)
        assert address(mine) == address(a) and mine.tolist() == a.tolist()
    assert carton.asarray(Interface(numpy.arange(3.0), data=bytes(24))).tolist() == [0, 0, 0]
    for changes in {"shape": 3}, {"typestr": "|Q3"}, {"strides": (1, 2, 3)}, {"data": 5}, {"shape": (-1, 2)}:
        with pytest.raises((TypeError, ValueError)):
            carton.asarray(Interface(a, **changes))
    assert carton.arange(3).__array__("f4").dtype == numpy.float32
    assert numpy.sqrt(carton.arange(3.0)).tolist() == numpy.sqrt(numpy.arange(3.0)).tolist()


def test_numpy_scalars_keep_their_type():
    x = carton.ones(3, dtype="f4")
    for scalar in numpy.float64(2), numpy.float32(2), numpy.int16(3), numpy.complex128(1j), numpy.True_:
        for result in x * scalar, scalar * x:
            assert isinstance(result, carton.ndarray) and result.dtype.str == (numpy.ones(3, "f4") * scalar).dtype.str


@pytest.mark.parametrize("a", [a for a in SAMPLES if a.dtype.kind not in "US"], ids=lambda a: f"{a.dtype}{a.shape}")
def test_dlpack(a):
    mine = carton.from_dlpack(a)
    back = numpy.from_dlpack(mine)
    for b in mine, back:
        assert (b.shape, b.dtype.str, b.tolist(), b.flags.writeable) == (a.shape, a.dtype.str, a.tolist(), a.flags.writeable)
        assert a.size == 0 or address(b) == address(a)
    assert a.size == 0 or address(carton.from_dlpack(a, copy=True)) != address(a)
    assert mine.__dlpack_device__() == a.__dlpack_device__()


class Old:
    """A producer of the time before versions."""

    def __init__(self, a):
        self.a = a

    def __dlpack__(self, stream=None):
        return self.a.__dlpack__()


def test_dlpack_refusals():
    x = carton.arange(3.0)
    read_only = carton.arange(3.0)
    read_only.flags.writeable = False
    assert carton.from_dlpack(Old(x)).tolist() == [0, 1, 2] and not carton.from_dlpack(Old(x)).flags.writeable
    for call, kind in [
        (lambda: x.__dlpack__(stream=1), RuntimeError),
        (lambda: x.__dlpack__(dl_device=(2, 0)), BufferError),
        (lambda: x.__dlpack__(dl_device=1), TypeError),
        (lambda: x.__dlpack__(max_version=1), TypeError),
        (lambda: read_only.__dlpack__(), BufferError),
        (lambda: carton.array(["a"]).__dlpack__(), BufferError),
        (lambda: carton.from_dlpack([1]), AttributeError),
        (lambda: carton.from_dlpack(x, device="gpu"), ValueError),
        (lambda: carton.from_dlpack(Old(x), copy=True), TypeError),
        (lambda: x.to_device("gpu"), ValueError),
        (lambda: x.__array_namespace__(api_version="1999.1"), ValueError),
    ]:
        with pytest.raises(kind):
            call()
    del call
    capsules = [x.__dlpack__(), x.__dlpack__(max_version=(1, 0))]  # that nobody takes
    del capsules
    assert x.__array_namespace__(api_version="2025.12") is carton and x.to_device("cpu") is x


@pytest.mark.parametrize("protocol", range(6))
def test_pickle(protocol):
    for a in SAMPLES:
        mine = carton.asarray(a)
        again = pickle.loads(pickle.dumps(mine, protocol))
        assert (again.shape, again.dtype.str, again.tolist()) == (a.shape, a.dtype.str, a.tolist())
        assert again.flags.f_contiguous == a.flags.f_contiguous or not a.flags.forc


def test_pickle_out_of_band_and_copies():
    x, buffers = carton.arange(10.0), []
    data = pickle.dumps(x, 5, buffer_callback=buffers.append)
    assert len(buffers) == 1 and address(pickle.loads(data, buffers=buffers)) == address(x)
    for same in copy.copy(x), copy.deepcopy(x), copy.deepcopy([x, x])[1]:
        assert same.tolist() == x.tolist() and address(same) != address(x)
    blank = carton.zeros(1)
    blank.__setstate__((1, (2,), "<i2", False, b"\1\0\2\0"))
    assert blank.tolist() == [1, 2]
    assert format(carton.array(1.5), ".3f") == "1.500" and f"{x[:2]}" == "[0. 1.]"


def test_numpy_arrays_stay_in_place():
    for other in (carton.ones(3), carton.ones(3)[0], carton.arange(3)):
        x = numpy.arange(3.0)
        alias, expected = x, numpy.arange(3.0) + numpy.asarray(other)
        x += other
        assert x is alias and type(x) is numpy.ndarray and x.tolist() == expected.tolist()
        view = x[:2]
        view *= other[:2] if other.ndim else other
        assert type(view) is numpy.ndarray and numpy.shares_memory(view, x)
    whole = numpy.arange(3)
    with pytest.raises(TypeError, match="Cannot cast ufunc 'add' output"):
        whole += carton.ones(3)


# docs/python.md names them.
MADE = ["where", "concatenate", "sort", "dot", "linalg", "fft"]
HANDED_OVER = ["sum", "mean", "max", "cumsum", "round", "clip", "argsort", "transpose", "squeeze", "repeat", "searchsorted", "flip", "split"]


def test_whose_array_a_function_of_numpy_gives():
    x = carton.arange(6.0).reshape(2, 3)
    calls = {"where": (x > 1, x, 0), "concatenate": ((x, x),), "dot": (x, x.T), "linalg": (x[:, :2],), "fft": (x,), "clip": (x, 0, 2), "repeat": (x, 2),
             "searchsorted": (x[0], x[0]), "split": (x, 2)}  # fmt: skip
    functions = {"linalg": numpy.linalg.inv, "fft": numpy.fft.fft}
    text = (ROOT / "docs" / "python.md").read_text()
    for names, kinds in ((MADE, numpy.ndarray), (HANDED_OVER, (carton.ndarray, carton.generic))):
        for name in names:
            made = functions.get(name, getattr(numpy, name))(*calls.get(name, (x,)))
            assert isinstance(made[0] if name == "split" else made, kinds), name
            assert f"`{name}`" in text


def test_ufuncs_of_numpy():
    x, y = numpy.arange(1.0, 4.0), carton.arange(1.0, 4.0)
    assert all(type(z) is carton.ndarray for z in (x + y, y + x, x < y, x @ y * y, divmod(x, y)[0], numpy.float64(2) * y))
    assert type(numpy.float64(2) * y[0]) is type(y[0])
    assert type(numpy.sqrt(y)) is type(numpy.add.outer(y, y)) is type(numpy.where(y > 1, x, y)) is numpy.ndarray
    assert numpy.maximum.accumulate(y).tolist() == [1, 2, 3]
    out = carton.zeros(3)
    assert numpy.add(x, x, out=out) is out and out.tolist() == [2, 4, 6]
    assert numpy.add(x, y, out=numpy.zeros(3), where=[True, False, True]).tolist() == [2, 0, 6]
    class Derived(numpy.ndarray):
        pass

    assert type(x.view(Derived) * y) is Derived
    assert (numpy.array([1, 2], object) + y[:2]).tolist() == [2.0, 4.0]


def test_numpy_takes_scalar_classes_for_dtypes():
    """Gave arrays of objects, silently."""
    for name in ("bool", "int8", "uint16", "int64", "float16", "float32", "float64", "complex64", "complex128"):
        assert numpy.dtype(getattr(carton, name)) == numpy.dtype(name)
    assert numpy.zeros(3, dtype=carton.float32).dtype == numpy.float32 and numpy.arange(3).astype(carton.int8).dtype == numpy.int8
    assert numpy.asarray(carton.linspace(0, 1, 5), dtype=carton.int16).tolist() == [0, 0, 0, 0, 1]


def test_absent_parts_are_named():
    with pytest.raises(AttributeError, match="has no attribute 'linalg', which is a part of NumPy that Carton does not have"):
        carton.linalg
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'$"):
        carton.nonsense
