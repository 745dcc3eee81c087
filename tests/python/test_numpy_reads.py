"""Files go both ways: NumPy reads what carton writes, carton reads what NumPy writes, and text is as NumPy's."""

import numpy
import pytest

ARRAYS = {
    "arange(6)": numpy.arange(6),
    "arange(6.0).reshape(2, 3).T": numpy.arange(6.0).reshape(2, 3).T,
    "arange(12.0)[::-2]": numpy.arange(12.0)[::-2],
    "zeros((0, 3), dtype='f4')": numpy.zeros((0, 3), dtype="f4"),
    "array(3.5)": numpy.array(3.5),
    "array([1 + 2j, -0.0])": numpy.array([1 + 2j, -0.0]),
    "array(['a', 'héllo'])": numpy.array(["a", "héllo"]),
    "array([True, False])": numpy.array([True, False]),
    "array([1, 255], dtype='u1')": numpy.array([1, 255], dtype="u1"),
    "array([1.5, 2], dtype='f2')": numpy.array([1.5, 2], dtype="f2"),
}


@pytest.mark.parametrize("code", ARRAYS)
def test_npy_both_ways(carton, tmp_path, code):
    done = carton("-c", f"save('x.npy', {code})", cwd=tmp_path)
    assert done.status == 0, done.err
    numpy.save(tmp_path / "y.npy", ARRAYS[code])
    assert (tmp_path / "x.npy").read_bytes() == (tmp_path / "y.npy").read_bytes()
    done = carton("-c", "repr(load('y.npy'))", cwd=tmp_path)
    assert done.out.rstrip("\n") == repr(ARRAYS[code])


@pytest.mark.parametrize("call", ["savez", "savez_compressed"])
def test_npz_both_ways(carton, tmp_path, call):
    done = carton("-c", f"{call}('x.npz', arange(1000), b=ones((2, 3)))", cwd=tmp_path)
    assert done.status == 0, done.err
    with numpy.load(tmp_path / "x.npz") as file:
        assert sorted(file.files) == ["arr_0", "b"]
        assert (file["arr_0"] == numpy.arange(1000)).all() and (file["b"] == 1).all()
    getattr(numpy, call)(tmp_path / "y.npz", numpy.arange(1000), b=numpy.ones((2, 3)))
    done = carton("-c", "load('y.npz')['b'].sum(), load('y.npz')['arr_0'].sum()", cwd=tmp_path)
    assert done.out == f"{(numpy.float64(6.0), numpy.int64(499500))}\n"


@pytest.mark.parametrize(
    "options",
    ["", ", fmt='%.3f'", ", fmt='%d', delimiter=','", ", fmt=['%5.1f', '%-6d|', '%g']", ", header='a\\nb', footer='c'", ", fmt='%s'"],
)
def test_savetxt_is_numpys(carton, tmp_path, options):
    a = "arange(6.0).reshape(2, 3) * 1.7 - 3"
    done = carton("-c", f"savetxt('x.txt', {a}{options})", cwd=tmp_path)
    assert done.status == 0, done.err
    eval(f"numpy.savetxt(tmp_path / 'y.txt', numpy.{a}{options})")
    assert (tmp_path / "x.txt").read_text() == (tmp_path / "y.txt").read_text()


@pytest.mark.parametrize(
    "text, options",
    [
        ("1 2\n3 4\n", ""),
        ("# x\n1,2\n3,4 # y\n", ", delimiter=','"),
        ("a b\n1 2\n", ", skiprows=1, ndmin=2"),
        ("1 2 3\n4 5 6\n", ", usecols=(2, 0), unpack=True"),
        ("1\n2\n", ", dtype=int"),
        ("1\n", ""),
        ("x yy\nzzz w\n", ", dtype=str"),
        ("1 2\n3 4\n5 6\n", ", max_rows=2"),
    ],
)
def test_loadtxt_is_numpys(carton, tmp_path, text, options):
    (tmp_path / "x.txt").write_text(text)
    done = carton("-c", f"repr(loadtxt('x.txt'{options}))", cwd=tmp_path)
    assert done.status == 0, done.err
    assert done.out.rstrip("\n") == repr(eval(f"numpy.loadtxt(tmp_path / 'x.txt'{options})"))
