"""Answers at the edges of NumPy's functions that its own tests ask for, beside NumPy's."""

import io

import numpy as np
import pytest

ct = pytest.importorskip("carton")

BOTH = (np, ct)


def answer(run, module):
    try:
        return repr(run(module))
    except Exception as error:
        return type(error).__name__


def written(module, value, fmt):
    file = io.BytesIO()
    module.savetxt(file, module.full((1, 2), value), fmt=fmt)
    return file.getvalue()


def cut(module, shape, **given):
    return module.ndarray(shape, buffer=module.arange(8), dtype=int, **given)


class Failing:
    def __array__(self, dtype=None, copy=None):
        raise TypeError("no array today")


class Faceless:
    __array_interface__ = {"data": None, "typestr": "f8"}


ASKED = {
    "an index of the wrong type behind a wrong slice": lambda np: np.ones((2, 2))[0.0:, 0.0],
    "flags that cannot be deleted": lambda np: delattr(np.ones(2).flags, "aligned"),
    "strides outside of a buffer": lambda np: cut(np, 4, offset=32, strides=-16),
    "a shape outside of a buffer": lambda np: cut(np, 40),
    "an interface without a shape": lambda np: np.array(Faceless()),
    "a comparison with what fails to be an array": lambda np: np.arange(2) == Failing(),
    "another comparison": lambda np: Failing() < np.arange(2),
    "two parts of a complex number": lambda np: np.complex64(1, None),
    "a copy of an iterator's elements": lambda np: np.ones((4, 4))[::2, ::2].flat.__array__().flags.writeable,
    "a view of an iterator's elements": lambda np: np.ones((4, 4)).flat.__array__().flags.writeable,
    "who owns foreign memory": lambda np: np.asarray(memoryview(bytearray(8))).flags.owndata,
    "text of any width": lambda np: np.vectorize(str.upper, otypes=[np.dtype("U2")])(np.array(["straße"])).dtype,
    "types of loops": lambda np: [t for t in np.equal.types if not t.isprintable()],
    "a format around complex numbers": lambda np: written(np, 1 + 2j, " %+.3e"),
    "formats around and between complex parts": lambda np: [
        written(np, 1 - 2j, fmt) for fmt in ("+%.1f", "%d", "%s", "%10s|", "%+d", "%.3s", "%s+%s;%d+%d", "%d %d", "++%.1f", "%%d")
    ],
    "the sum of two halves in logarithms": lambda np: [
        np.logaddexp2(np.full(n, -1, dtype), np.full(n, -1, dtype)) for n in (1, 33) for dtype in ("f2", "f4", "f8")
    ],
    "a value and indices that are both wrong": lambda np: np.zeros((2, 2), "i1").__setitem__((slice(None), np.array([2])), 300),
    "the same in one axis": lambda np: np.zeros(2, "i1").__setitem__(np.array([5]), float("nan")),
    "too many indices and a wrong value": lambda np: np.zeros(2, "i1").__setitem__((slice(None), np.array([2])), 300),
    "a wrong value and an int outside": lambda np: np.zeros(2, "i1").__setitem__(5, 300),
    "a kind of None": lambda np: np.partition(np.arange(3), 1, kind=None),
    "the same in place": lambda np: np.arange(3).argpartition(1, kind=None),
    "complex numbers as text": lambda np: [
        answer(lambda m: np.loadtxt([text], dtype=complex, delimiter=","), np)
        for text in ("1++2j", "(1++2j)", "1+-2j", "1-+2j", "1+++2j", "++1", "1J", "-1+2J", "( 1+2j)", "(1+2j )", "(1 +2j)", "( )")
    ],
    "an exponent beyond int32": lambda np: np.ldexp(np.ones(2), 2**31),
    "an exponent beyond int32 where no loop is": lambda np: np.ldexp(np.ones(2), 2**31, dtype="bool"),
    "an int beyond int64 where no loop is": lambda np: np.logical_and(np.array(True), 2**63, dtype="int8"),
    "the truth of an int beyond int64": lambda np: np.logical_and(np.array(True), 2**63),
    "the truth of two of them": lambda np: np.logical_or(2**63, 2**70),
    "the truth of one of them": lambda np: np.logical_not(2**63),
    "an exponent beyond int32, of numbers alone": lambda np: np.ldexp(1.5, -(2**40)),
    "an axis and a dtype that are not there": lambda np: np.gcd.reduce(np.ones(2, bool), axis=1),
    "an axis and a kind that are not there": lambda np: np.bitwise_and.reduce(np.ones(2), axis=1),
    "a part that is no int": lambda np: written(np, complex(1, float("nan")), "%d"),
    "a row that ends in a plus": lambda np: written(np, 1 - 2j, "%d%d%d%d+"),
    "a format of a negative part": lambda np: written(np, 1 - 2j, "%.1f"),
    "ints beyond 128 bits among floats": lambda np: np.array([10**100, 2.5], dtype="f8"),
    "an int beyond 128 bits for floats": lambda np: (np.float64(10**100), np.asarray(10**50, dtype=complex)),
    "an int beyond the floats": lambda np: np.array([10**400], dtype="f8"),
    "an int beyond 128 bits for ints": lambda np: np.array([10**100], dtype="i8"),
}


@pytest.mark.parametrize("what", ASKED)
def test_edges(what):
    assert answer(ASKED[what], ct) == answer(ASKED[what], np)


@pytest.mark.parametrize("kind", ["i2", "u1", "i8"])
def test_classes_derived_from_integers_show_their_name(kind):
    for module in BOTH:
        derived = type("Mine", (module.dtype(kind).type,), {})
        assert repr(derived(3)) == "Mine(3)" and str(derived(3)) == "3"


def test_offset_of_text(tmp_path):
    (tmp_path / "a").write_text("1,2,3")
    for module in BOTH:
        with pytest.raises(TypeError, match="'offset' argument only permitted for binary files"):
            module.fromfile(tmp_path / "a", sep=",", offset=1)
        assert module.fromfile(tmp_path / "a", sep=",", dtype=int).tolist() == [1, 2, 3]


def read_on(module):
    """Two rows, then the rest: of text, of bytes, and of lines that are made one by one."""
    text = "# a\n1,2\n\n3,4 # b\n5,6\n7,8\n"
    for file in (io.StringIO(text), io.BytesIO(text.encode()), iter(text.splitlines())):
        yield module.loadtxt(file, delimiter=b",", max_rows=2, dtype=int).tolist()
        yield module.loadtxt(file, delimiter=",").tolist()
    yield module.loadtxt(["1", "2", "3"], skiprows=1, max_rows=1).tolist()


@pytest.mark.filterwarnings("ignore:Input line")
def test_loadtxt_reads_on():
    assert list(read_on(ct)) == list(read_on(np))


@pytest.mark.parametrize("suffix, packer", [(".gz", "gzip"), (".bz2", "bz2"), (".xz", "lzma")])
def test_loadtxt_of_packed_files(tmp_path, suffix, packer):
    with __import__(packer).open(tmp_path / f"a{suffix}", "wt") as file:
        file.write("1 2\n3 4\n")
    for module in BOTH:
        assert module.loadtxt(tmp_path / f"a{suffix}").tolist() == [[1, 2], [3, 4]]
        assert module.loadtxt(str(tmp_path / f"a{suffix}"), max_rows=1).tolist() == [1, 2]


def test_loadtxt_of_other_encodings(tmp_path):
    (tmp_path / "a").write_bytes("0.\n1.\n2.".encode("UTF-16"))
    for module in BOTH:
        assert module.loadtxt(tmp_path / "a", encoding="UTF-16").tolist() == [0, 1, 2]
        text = module.loadtxt(io.BytesIO("ö ü".encode("UTF-16")), dtype=str, encoding="UTF-16")
        assert text.tolist() == ["ö", "ü"]
        assert module.loadtxt(["7+-5j (1+-2j) 3j"], dtype=complex).tolist() == [7 - 5j, 1 - 2j, 3j]


@pytest.mark.parametrize("name, encoding", [("a.gz", None), ("a.xz", "UTF-16LE"), ("a", "UTF-16LE")])
def test_savetxt_of_packed_files_and_other_encodings(tmp_path, name, encoding):
    ct.savetxt(tmp_path / name, ct.ones((2, 2)), encoding=encoding)
    for module in BOTH:
        assert module.loadtxt(tmp_path / name, encoding=encoding).tolist() == [[1, 1], [1, 1]]


def test_indices_into_the_longest_axes():
    """Wrapped, and read what lies behind the index array."""
    n = 2**62 + 2
    x = ct.lib.stride_tricks.as_strided(ct.zeros(1, "i1"), (n,), (0,))
    for at in (n - 1, -n, 0):
        x[ct.array([at])] = ct.array([5], "i1")
    for at in (n, -n - 1, 2**63 - 1, -(2**63)):
        with pytest.raises(IndexError, match=f"index {at} is out of bounds for axis 0 with size {n}"):
            x[ct.array([at])]


def test_new_text_can_be_shown():
    for _ in range(3):
        before = ct.full(3000, 0x80000000, dtype="u4")
        del before
        assert repr(ct.empty_like(ct.full(1000, "abc")))
    assert ct.empty_like(ct.ones(3), shape=None).shape == (3,)


def test_a_wrong_value_is_told_before_indices_that_do_not_fit_together():
    for module in (np, ct):
        with pytest.raises(ValueError, match="could not convert|invalid literal"):
            module.ones((3, 3))[[0, 1], [0, 1, 0]] = "abc"
        with pytest.raises(IndexError):
            module.ones((3, 3))[[0, 1], [0, 1, 0]] = 1
