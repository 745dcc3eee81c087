"""What carton/_methods.py, _products.py and _text.py say in Python, beside NumPy."""

import ctypes
import io
import pickle

import numpy
import pytest

import carton

CALLS = [
    lambda m: m.arange(3, dtype="i4").byteswap(),
    lambda m: m.array([1 + 2j], dtype="c8").byteswap(),
    lambda m: m.array(["ab"]).byteswap().view("u4"),
    lambda m: m.float64(2).byteswap(),
    lambda m: m.arange(6, dtype="i4").reshape(2, 3)[:, ::2].getfield("i2", 2),
    lambda m: m.arange(3, dtype="i4").getfield("i8"),  # raises
    lambda m: m.arange(3, dtype="i4").getfield("i2", 3),  # raises
    lambda m: m.arange(3).astype("i1", casting="same_value"),
    lambda m: m.array([300]).astype("i1", casting="same_value"),  # raises
    lambda m: m.array([-1], dtype="i1").astype("u1", casting="same_value"),  # raises
    lambda m: m.isnan(m.array([numpy.nan, 1], dtype="f4").astype("f8", casting="same_value")),
    lambda m: m.array([2**53 + 1]).astype("f8", casting="same_value"),  # raises
    lambda m: m.matvec(m.arange(6.0).reshape(2, 3), m.arange(3.0)),
    lambda m: m.matvec(m.arange(3.0), m.arange(3.0)),  # raises
    lambda m: m.vecmat(m.array([1j, 2]), m.arange(4).reshape(2, 2)),
    lambda m: m.result_type("u2", "i2", "f2"),
    lambda m: m.concatenate([m.ones(1, "u2"), m.ones(1, "i2"), m.ones(1, "f2")]),
    lambda m: m.size(m.ones((2, 3, 4)), axis=(0, 2)),
    lambda m: m.geomspace(-1, 1, num=3, dtype=complex)[1].round(6) + 0,
    lambda m: m.array([2, 1]).sort(kind="x"),  # raises
    lambda m: m.stack([[1], [2]], out=m.zeros((2, 1)), dtype="f8"),  # raises
    lambda m: m.fromiter([], dtype="S"),  # raises
    lambda m: m.loadtxt(io.StringIO("1,2\n3,4"), delimiter=",", converters={0: lambda text: float(text) * 2}),
    lambda m: m.loadtxt(io.StringIO("1 2 // a\n3 4 # b"), comments=["//", "#"]),
    lambda m: m.loadtxt(io.StringIO("a 1\nb 2"), converters={-1: float}, usecols=[1], max_rows=1, ndmin=2),
    lambda m: m.loadtxt(io.StringIO("1,2"), delimiter=",", converters={5: float}),  # raises
]


def outcome(call, module):
    try:
        result = call(module)
    except Exception as error:
        return type(error)
    return str(getattr(result, "dtype", "")), numpy.asarray(result).tolist() if not hasattr(result, "num") else str(result)


@pytest.mark.parametrize("at", range(len(CALLS)))
def test_answers_as_numpy(at):
    assert outcome(CALLS[at], carton) == outcome(CALLS[at], numpy)


def test_field_is_a_view_and_can_be_set():
    both = [m.arange(3, dtype="i4") for m in (carton, numpy)]
    for x in both:
        x.getfield("i2", 2)[0] = 1
        x.setfield(7, "i2")
    assert both[0].tolist() == both[1].tolist() == [65536 + 7, 7, 7]


def test_bytes_go_to_files(tmp_path):
    x = carton.arange(3, dtype="i2")
    with open(tmp_path / "both", "w+b") as file:
        file.write(b"head")
        x.tofile(file)
        file.seek(4)
        assert carton.fromfile(file, "i2").tolist() == [0, 1, 2]
    x.tofile(tmp_path / "text", sep=",")
    assert (tmp_path / "text").read_text() == "0,1,2"
    x.dump(tmp_path / "pickle")
    assert pickle.loads((tmp_path / "pickle").read_bytes()).tolist() == pickle.loads(x.dumps()).tolist() == [0, 1, 2]


def test_ctypes_sees_the_memory():
    x = carton.arange(6, dtype="i4").reshape(2, 3)
    pointer = x.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
    pointer[5] = 9
    assert (x[1, 2], list(x.ctypes.shape), list(x.ctypes.strides)) == (9, [2, 3], [12, 4])


def test_an_empty_text_warns():
    with pytest.warns(UserWarning, match="input contained no data"):
        assert carton.loadtxt(io.StringIO("")).shape == (0,)


PATHS = """
m.einsum_path('ij,jk,kl->il', m.ones((2, 2)), m.ones((2, 5)), m.ones((5, 2)))
m.einsum_path('ea,fb,abcd,gc,hd->efgh', *[m.ones((3, 3))] * 2, m.ones((3, 3, 3, 3)), *[m.ones((3, 3))] * 2, optimize='optimal')
m.einsum_path('ea,fb,abcd,gc,hd->efgh', *[m.ones((3, 3))] * 2, m.ones((3, 3, 3, 3)), *[m.ones((3, 3))] * 2, optimize=('greedy', 100))
m.einsum_path('ea,fb,abcd,gc,hd->efgh', *[m.ones((3, 3))] * 2, m.ones((3, 3, 3, 3)), *[m.ones((3, 3))] * 2, optimize=('optimal', 2))
m.einsum_path('a,ab,abc->abc', m.ones(2), m.ones((2, 3)), m.ones((2, 3, 4)), optimize=True)
m.einsum_path('ab,cd,ef', m.ones((2, 3)), m.ones((4, 5)), m.ones((1, 3)))
m.einsum_path('ij,jk', m.ones((2, 3)), m.ones((3, 4)), optimize=False)
m.einsum_path('ij,jk,kl', *[m.ones((2, 2))] * 3, optimize=['einsum_path', (1, 2), (0, 1)])
m.einsum_path(m.ones((2, 3)), [0, 1], m.ones((3, 4)), [1, 2], [0, 2])
m.einsum_path(m.ones((2, 3)), [0, 1], m.ones((3, 4)), [1, 2])
m.einsum_path('ab,bc', m.ones((2, 3)), m.ones((4, 5)))
m.einsum_path('ab', m.ones(2))
m.einsum_path('ab,c', m.ones((2, 3)))
m.einsum_path('a->aa', m.ones(2))
m.einsum_path('a->b', m.ones(2))
m.einsum_path('a->-', m.ones(2))
m.einsum_path('a..', m.ones(2))
m.einsum_path('a*b', m.ones(2))
m.einsum_path('ab', m.ones((2, 2)), optimize='best')
m.einsum_path('ab', m.ones((2, 2)), optimize=3.5)
m.einsum_path()
"""


@pytest.mark.parametrize("text", PATHS.strip().splitlines())
def test_einsum_path(text):
    results = []
    for module in (carton, numpy):
        try:
            results.append(eval(text, {"m": module}))
        except Exception as error:  # noqa: BLE001
            results.append(type(error))
    assert results[0] == results[1]


def test_einsum_path_of_ellipses():
    """NumPy draws the letters for them by chance."""
    for text in ("...ij,...jk->...ik", "i...,i->...", "...,...", "a...b,b...->..."):
        for shapes in (((2, 3, 4), (2, 4, 3)), ((2, 5), (2,)), ((3,), (2, 3))):
            results = []
            for module in (carton, numpy):
                try:
                    path, table = module.einsum_path(text, *map(module.ones, shapes))
                    results.append((path, table.splitlines()[1:7]))
                except ValueError:
                    results.append(ValueError)
            assert results[0] == results[1]
