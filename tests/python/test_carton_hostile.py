"""Objects that lie about themselves, or change what is being read, get an exception and never memory that is gone."""

import gc
import sys
import weakref

import pytest

import carton as ct


class Interface:
    """An object of the array protocol with the given dict."""

    def __init__(self, **entries):
        self.__array_interface__ = {"version": 3, **entries}


class Calls:
    """An index, and an operand, that first calls a function."""

    def __init__(self, function, value=0):
        self.function = function
        self.value = value

    def __index__(self):
        self.function()
        return self.value

    def __array__(self, dtype=None, copy=None):
        self.function()
        return ct.ones(3)


BUFFER = bytearray(range(64))
LARGE = 2**62


@pytest.mark.parametrize(
    "entries",
    [
        {"data": BUFFER, "shape": (9,), "typestr": "<f8"},
        {"data": BUFFER, "shape": (8,), "typestr": "<f8", "offset": 1},
        {"data": BUFFER, "shape": (1,), "typestr": "<f8", "offset": -8},
        {"data": BUFFER, "shape": (1,), "typestr": "<f8", "offset": LARGE},
        {"data": BUFFER, "shape": (2,), "typestr": "<f8", "strides": (-8,)},
        {"data": BUFFER, "shape": (3,), "typestr": "<f8", "strides": (LARGE,)},
        {"data": BUFFER, "shape": (3, 3), "typestr": "<f8", "strides": (LARGE, -LARGE)},
        {"data": BUFFER, "shape": (2,), "typestr": "<f8", "strides": (-(2**63),)},
        {"data": (64, False), "shape": (LARGE, LARGE), "typestr": "<f8"},
        {"data": (64, False), "shape": (-1,), "typestr": "<f8"},
        {"data": (0, False), "shape": (100,), "typestr": "<f8"},
        {"data": (64, False), "shape": (1,), "typestr": "|O"},
        {"data": (64, False), "shape": (1,), "typestr": "\ud800"},
        {"data": (64, False), "shape": [1], "typestr": "<f8"},
        {"data": ("x", False), "shape": (1,), "typestr": "<f8"},
        {"data": (64, False), "shape": (1,) * 65, "typestr": "<f8"},
        {"data": 5, "shape": (1,), "typestr": "<f8"},
        {"shape": (1,), "typestr": 7},
    ],
)
def test_interface_that_lies(entries):
    with pytest.raises((ValueError, TypeError, OverflowError, UnicodeEncodeError)):
        ct.asarray(Interface(**entries))


def test_interface_of_a_buffer():
    memory = bytearray(b"".join(i.to_bytes(2, "little") for i in range(8)))
    rows = Interface(data=memory, shape=(2, 3), typestr="<i2", offset=12, strides=(-8, -2))
    assert ct.asarray(rows).tolist() == [[6, 5, 4], [2, 1, 0]]
    assert ct.asarray(Interface(data=memory, shape=(0, 5), typestr="<i2")).shape == (0, 5)


def test_interface_that_is_emptied_while_it_is_read():
    holder = Interface(data=bytearray(16), typestr="<" + "f8", strides=None)

    def empty():
        holder.__array_interface__.clear()
        gc.collect()

    holder.__array_interface__["shape"] = (Calls(empty, 1), Calls(empty, 2))
    assert ct.asarray(holder).tolist() == [[0.0, 0.0]]


def test_dict_that_is_emptied_while_it_is_read():
    class Value:
        def __init__(self, options):
            self.options = options

        @property
        def __array_interface__(self):
            self.options.clear()
            gc.collect()
            return {"data": bytearray(8), "shape": (1,), "typestr": "<f8", "version": 3}

    for _ in range(20):
        options = {}
        options.update({"a": Value(options), "b": Value(options)})
        try:
            ct.set_printoptions(formatter=options)
        except (TypeError, ValueError, KeyError):
            pass
    ct.set_printoptions(formatter=None)


STATE = (1, (100,), "f8", False, bytes(800))
READS = {
    "slice": lambda x, hostile: x[hostile:],
    "index": lambda x, hostile: x[hostile],
    "tuple": lambda x, hostile: x[..., hostile],
    "add": lambda x, hostile: x + hostile,
    "in place": lambda x, hostile: x.__iadd__(hostile),
    "compare": lambda x, hostile: x == hostile,
    "ufunc": lambda x, hostile: ct.add(x, hostile),
    "out": lambda x, hostile: ct.add(hostile, hostile, x),
    "method": lambda x, hostile: x.take(hostile),
    "strides": lambda x, hostile: setattr(x, "strides", (hostile,)),
    "assign": lambda x, hostile: x.__setitem__(hostile, 1.0),
    "assign value": lambda x, hostile: x.__setitem__(slice(None), hostile),
    "flat": lambda x, hostile: x.flat[hostile],
    "flat value": lambda x, hostile: x.flat.__setitem__(slice(0, 3), hostile),
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("change", ["state", "resize", "shape"])
def test_array_that_changes_while_it_is_read(name, change):
    x = ct.ones(3)

    def alter():
        if change == "state":
            x.__setstate__(STATE)
            x.__setstate__(STATE)
        elif change == "resize":
            x.resize((1000,))
            x.resize((2,))
        else:
            x.shape = (1,) * 9 + (-1,)

    try:
        READS[name](x, Calls(alter))
    except (TypeError, ValueError, IndexError):
        pass
    assert repr(x)


def test_array_that_is_asked_for_while_it_dies():
    seen = []
    x = ct.ones(50)
    y = x[10:]
    watch = weakref.ref(x, lambda ref: seen.append(y.base))
    del x
    other = ct.zeros(3)  # takes the room of what died
    assert watch() is None
    assert len(seen) == 1
    assert seen[0] is y.base
    assert (seen[0].sum(), other.sum()) == (50.0, 0.0)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the limit counts Python calls alone")
def test_nested_dtype():
    nested = "f8"
    for _ in range(100_000):
        nested = (nested, ())
    with pytest.raises(RecursionError):
        ct.dtype(nested)
    while isinstance(nested, tuple):  # take it apart: to free it whole is as deep
        nested = nested[0]


def test_errors_of_a_sequence_come_through():
    class Keys:
        def __len__(self):
            return 3

        def __getitem__(self, i):
            raise KeyError(i)

    for call in (lambda: ct.concatenate(Keys()), lambda: ct.concatenate(Keys(), axis=None), lambda: ct.choose([0], Keys())):
        with pytest.raises(KeyError):
            call()
