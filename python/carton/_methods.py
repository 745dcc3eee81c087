"""Methods of ndarray that are better said in Python: bytes as they lie, files, pickles, ctypes. Called by array_python.c."""

import os

from ._carton import _tofile, dtype, generic, ndarray, newaxis


def _bytes(x):
    """The bytes of each element along a last axis of their own: a view."""
    return x[..., newaxis].view("u1")


def byteswap(self, /, inplace=False):
    swapped = self if inplace else self.copy("K")
    width = {"c": self.itemsize // 2, "U": 4, "S": 1}.get(self.dtype.kind, self.itemsize)
    if width > 1:
        parts = _bytes(swapped)
        for start in range(0, self.itemsize, width):
            part = parts[..., start : start + width]
            part[...] = part[..., ::-1].copy()
    return swapped


def getfield(self, /, dtype, offset=0):
    kind = _dtype(dtype)
    if kind.itemsize > self.itemsize:
        raise ValueError("new type is larger than original type")
    if not 0 <= offset <= self.itemsize - kind.itemsize:
        raise ValueError(f"Need 0 <= offset <= {self.itemsize - kind.itemsize} for requested type but received offset = {offset}")
    return _bytes(self)[..., offset : offset + kind.itemsize].view(kind)[..., 0]


def setfield(self, val, /, dtype, offset=0):
    if not self.flags.writeable:
        raise ValueError("assignment destination is read-only")
    getfield(self, dtype, offset)[...] = val


def __array_ufunc__(self, ufunc, method, /, *inputs, **kwargs):
    import numpy

    import carton

    # Classes derived from NumPy's array answer for themselves.
    others = [x for x in inputs if isinstance(x, (numpy.ndarray, numpy.generic))]
    plain = all((type(x) is numpy.ndarray or isinstance(x, numpy.generic)) and x.dtype.kind in "biufcSU" for x in others)
    mixed = method == "__call__" and not kwargs and others and plain
    own = getattr(carton, ufunc.__name__, None) if mixed else None
    if own is not None:
        return own(*inputs)

    def theirs(x):
        if isinstance(x, generic):
            return numpy.asarray(carton.asarray(x))[()]
        return numpy.asarray(x) if isinstance(x, ndarray) else x

    out = kwargs.get("out", ())
    given = kwargs | {name: theirs(value) for name, value in kwargs.items() if name != "out"}
    if out:
        given["out"] = tuple(map(theirs, out))
    result = getattr(ufunc, method)(*map(theirs, inputs), **given)
    if len(out) == 1 and out[0] is not None:  # a Carton array that was given comes back as itself
        return out[0]
    return result


_dtype = dtype


def dumps(self, /):
    import pickle

    return pickle.dumps(self, protocol=2)


def dump(self, /, file):
    data = dumps(self)
    if hasattr(file, "write"):
        file.write(data)
    else:
        with open(os.fspath(file), "wb") as out:
            out.write(data)


def tofile(self, /, fid, sep="", format="%s"):
    if not hasattr(fid, "write"):
        if sep and format != "%s":
            return _put(fid, _text(self, sep, format).encode())
        return _tofile(self, os.fsdecode(fid) if isinstance(fid, (str, bytes, os.PathLike)) else fid, sep)
    data = _text(self, sep, format).encode() if sep else self.tobytes()
    fid.flush()
    try:
        fid.write(data)
    except TypeError:  # open for text
        fid.write(data.decode())


def _put(path, data):
    with open(path, "wb") as out:
        out.write(data)


def _text(self, sep, format):
    return sep.join(str(x) if format == "%s" else format % x for x in self.ravel().tolist())


class CTypes:
    """The array as ctypes knows it: address, and shape and strides as arrays of intp."""

    def __init__(self, array):
        import ctypes

        self._array, self._ctypes = array, ctypes
        self.data = array.__array_interface__["data"][0]
        self._as_parameter_ = self.data_as(ctypes.c_void_p)

    def data_as(self, obj):
        """The address as a ctypes pointer type; the pointer keeps the array alive."""
        pointer = self._ctypes.cast(self.data, obj)
        pointer._arr = self._array
        return pointer

    def shape_as(self, obj):
        """The shape as an array of a ctypes type."""
        return (obj * self._array.ndim)(*self._array.shape) if self._array.ndim else None

    def strides_as(self, obj):
        """The strides as an array of a ctypes type."""
        return (obj * self._array.ndim)(*self._array.strides) if self._array.ndim else None

    shape = property(lambda self: self.shape_as(self._ctypes.c_ssize_t))
    strides = property(lambda self: self.strides_as(self._ctypes.c_ssize_t))


def ctypes(self):
    return CTypes(self)
