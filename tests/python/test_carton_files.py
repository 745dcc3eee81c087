"""load, save and their like with paths and open files, beside NumPy."""

import errno
import io
import os
import pathlib

import carton
import numpy
import pytest


def test_save_and_load_through_open_files(tmp_path):
    file = io.BytesIO()
    for value in (carton.arange(3), carton.ones((2, 2))):
        carton.save(file, value)
    file.seek(0)
    assert carton.load(file).tolist() == [0, 1, 2]  # and stands before the next array
    assert numpy.load(file).tolist() == [[1.0, 1.0], [1.0, 1.0]]
    carton.save(file=pathlib.Path(tmp_path, "a"), arr=carton.arange(2))
    assert carton.load(bytes(tmp_path / "a.npy")).tolist() == [0, 1]
    archive = io.BytesIO()
    carton.savez_compressed(archive, a=carton.arange(3))
    archive.seek(0)
    assert numpy.load(archive)["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("name", ["none.npy", "ä.npy", "nofolder/x.npy", "n" * 251 + ".npy", "d/" * 150 + "x.npy"])
def test_a_file_that_is_not_there_is_a_file_not_found_error(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    readers = [carton.load, carton.loadtxt, carton.genfromtxt, carton.fromfile, lambda path: carton.load(path, mmap_mode="r")]
    writers = [] if "/" not in name else [lambda path: carton.save(path, carton.ones(2)), lambda path: carton.savetxt(path, carton.ones(2)),
                                          lambda path: carton.savez(path + ".npz", carton.ones(2)), carton.ones(2).tofile]
    for call in [*readers, *writers, lambda path: carton.append_npy(path, carton.ones(2))]:
        with pytest.raises(FileNotFoundError) as caught:
            call(name)
        assert caught.value.errno == errno.ENOENT
        assert "No such file or directory: '" in str(caught.value)
        assert caught.value.filename in (name, name + ".npz") or len(name) > 299  # a name that long is cut in the message


def test_folders_and_files_of_others_have_their_own_errors(tmp_path):
    for call in (carton.load, carton.loadtxt, carton.fromfile, lambda path: carton.save(path, carton.ones(2)),
                 lambda path: carton.savetxt(path, carton.ones(2)), lambda path: carton.append_npy(path, carton.ones(2))):
        folder = tmp_path / "folder.npy"
        folder.mkdir(exist_ok=True)
        with pytest.raises(IsADirectoryError) as caught:
            call(folder)
        assert caught.value.filename == str(folder)
    if os.getuid() == 0:
        pytest.skip("nothing is forbidden to root")
    closed = tmp_path / "closed.npy"
    carton.save(closed, carton.ones(2))
    closed.chmod(0)
    with pytest.raises(PermissionError):
        carton.load(closed)


@pytest.mark.parametrize("kind", [io.StringIO, io.BytesIO])
def test_text_goes_both_ways(kind):
    ours, theirs = kind(), kind()
    carton.savetxt(ours, carton.arange(4.0).reshape(2, 2), header="x")
    numpy.savetxt(theirs, numpy.arange(4.0).reshape(2, 2), header="x")
    assert ours.getvalue() == theirs.getvalue()
    ours.seek(0)
    assert carton.loadtxt(ours).tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert carton.loadtxt(line for line in ["1 2\n", b"3 4"]).tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_what_is_no_file_is_refused():
    with pytest.raises(TypeError, match="not int"):
        carton.load(5)
    with pytest.raises(TypeError, match="not float"):
        carton.savetxt(1.5, [1])
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'fname'"):
        carton.loadtxt()
    with pytest.raises(ZeroDivisionError):
        carton.loadtxt(f"{1 // n}" for n in [1, 0])


def test_loadtxt_names_the_line(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n3,x\n4,5,6")
    for skip, line in ((0, 1), (1, 3)):
        with pytest.raises(ValueError, match=rf"bad.csv, line {line}\)"):
            carton.loadtxt(path, delimiter=",", skiprows=skip)
    with pytest.raises(ValueError, match=r"bad.csv, line 4\)"):
        carton.genfromtxt(path, delimiter=",")


def test_archives_are_read_when_asked(tmp_path):
    path = tmp_path / "a.npz"
    carton.savez(path, carton.arange(3), b=carton.ones((2, 2)))
    for source in (str(path), path, open(path, "rb"), io.BytesIO(path.read_bytes())):
        with carton.load(source) as archive:
            theirs = numpy.load(path)
            assert sorted(archive.files) == sorted(theirs.files) == ["arr_0", "b"]
            assert archive["arr_0"].tolist() == [0, 1, 2] and archive["b.npy"].shape == (2, 2) and archive.f.b.shape == (2, 2)
            assert set(archive) == set(archive.keys()) and len(archive) == 2 and "b" in archive and "c" not in archive
            assert {name: value.sum() for name, value in archive.items()} == {"arr_0": 3, "b": 4.0}
            assert archive.get("c") is None and type(archive).__name__ == "NpzFile"
            with pytest.raises(KeyError, match="c is not a file in the archive"):
                archive["c"]
            with pytest.raises(AttributeError):
                archive.f.c
        with pytest.raises(ValueError, match="closed"):
            archive["b"]
    archive = carton.load(str(path))
    assert repr(archive) == repr(numpy.load(str(path)))
    carton.savez(path, b=carton.zeros(1))  # the open archive is still the old file
    assert archive["b"].shape == (2, 2)
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ValueError):
        carton.load(str(path))


def test_fromfile_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "a"
    numpy.arange(20.0).tofile(path)
    for module in (numpy, carton):
        with open(path, "rb") as file:
            for arguments in ({"count": 3, "offset": 32}, {"offset": 8, "count": 1}, {}):
                want = {3: slice(4, 7), 1: slice(8, 9)}.get(arguments.get("count"), slice(9, None))
                assert module.fromfile(file, **arguments).tolist() == numpy.arange(20.0)[want].tolist()
        with open(path, "rb") as file:
            assert module.fromfile(file, float, 2, "", 16).tolist() == [2, 3] and file.tell() == 32


@pytest.mark.parametrize(
    "options",
    [{"delimiter": ",", "comments": ","}, {"delimiter": ",", "quotechar": ","}, {"comments": '"', "quotechar": '"'}, {"comments": " "},
     {"quotechar": "ab"}, {"delimiter": "\n"}, {"comments": "\r"}, {"quotechar": "\n"}, {"skiprows": -1}],
)  # fmt: skip
def test_loadtxt_refuses_signs_that_collide(options):
    for module in (numpy, carton):
        with pytest.raises((TypeError, ValueError)) as refused:
            module.loadtxt(["1 2"], **options)
        kind = refused.type if module is numpy else kind
        assert refused.type is kind and "could not convert" not in str(refused.value)
    with pytest.raises(ValueError):
        carton.savetxt(io.BytesIO(), carton.ones((2, 2)), fmt=99)
