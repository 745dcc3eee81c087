""".npy files that grow in place: what NumPy reads then, and what is left when the writer is killed."""

import fcntl
import os
import random
import signal
import subprocess
import time

import numpy
import pytest

from conftest import BUILD

START = [
    numpy.arange(6).reshape(2, 3),
    numpy.arange(6.0, dtype=">f8").reshape(2, 3),
    numpy.asfortranarray(numpy.arange(6, dtype="i2").reshape(3, 2)),
    numpy.asfortranarray(numpy.arange(6, dtype=">c16").reshape(3, 2)),
    numpy.zeros((0, 3), dtype="f4"),
    numpy.array(["ab", "c"]),
    numpy.array([True]),
]


@pytest.mark.parametrize("start", START, ids=lambda a: f"{a.dtype.str}-{a.shape}-{'F' if a.flags.fnc else 'C'}")
def test_numpy_reads_what_was_appended(carton, tmp_path, start):
    file = tmp_path / "x.npy"
    axis = start.ndim - 1 if start.flags.fnc else 0
    for layout in (start, numpy.asfortranarray(start) if start.flags.fnc else numpy.ascontiguousarray(start)):
        numpy.save(file, start)
        numpy.save(tmp_path / "more.npy", start[::-1] if axis else start)
        size = file.stat().st_size
        done = carton("append", file, tmp_path / "more.npy", tmp_path / "more.npy")
        assert (done.status, done.err) == (0, "")
        more = start[::-1] if axis else start
        want = numpy.concatenate([start, more, more], axis=axis)
        for mode in (None, "r"):
            got = numpy.load(file, mmap_mode=mode)
            assert got.dtype == start.dtype and numpy.array_equal(got, want) and got.flags.fnc == want.flags.fnc
        assert file.stat().st_size == size + 2 * start.nbytes


def test_lengths_that_take_more_digits(carton, tmp_path):
    file = tmp_path / "x.npy"
    numpy.save(file, numpy.arange(9))
    code = "i = 9\nwhile i < 1100:\n    append_npy('x.npy', i)\n    i += 1"
    assert carton("-c", code, cwd=tmp_path).status == 0
    assert numpy.array_equal(numpy.load(file), numpy.arange(1100))


def tight(array, version=1):
    """The bytes of a .npy file whose header has no room at all."""
    header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape}}}\n".encode()
    return b"\x93NUMPY" + bytes([version, 0]) + len(header).to_bytes(2 if version == 1 else 4, "little") + header + array.tobytes()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_header_without_room(carton, tmp_path, version):
    file = tmp_path / "x.npy"
    file.write_bytes(tight(numpy.arange(9), version))
    link = tmp_path / "link.npy"
    link.symlink_to(file)
    assert carton("-c", "append_npy('link.npy', [9, 10])", cwd=tmp_path).status == 0
    assert link.is_symlink() and numpy.array_equal(numpy.load(file), numpy.arange(11))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.npy", "x.npy"]


def test_tables_and_archives_of_one_column(carton, tmp_path):
    numpy.save(tmp_path / "x.npy", numpy.arange(3.0))
    numpy.savez(tmp_path / "one.npz", v=numpy.array([3.0]))
    numpy.savez(tmp_path / "two.npz", v=numpy.array([3.0]), w=numpy.array([4.0]))
    (tmp_path / "plain.csv").write_text("4\n5\n")
    (tmp_path / "named.tsv").write_text("speed\n6\n")
    (tmp_path / "wide.csv").write_text("1,2\n")
    assert carton("append", "x.npy", "one.npz", "plain.csv", "named.tsv", cwd=tmp_path).status == 0
    assert numpy.load(tmp_path / "x.npy").tolist() == list(range(7))
    numpy.savez(tmp_path / "empty.npz")
    done = carton("append", "x.npy", "empty.npz", cwd=tmp_path)
    assert (done.status, done.err) == (1, "carton: empty.npz: ValueError: there are no arrays in it\n")
    (tmp_path / "LOUD.CSV").write_text("speed\n7\n")
    assert carton("append", "x.npy", "LOUD.CSV", cwd=tmp_path).status == 0
    (tmp_path / "LOUD.Tab").write_text("8\n9\n")
    assert carton("append", "x.npy", "LOUD.Tab", cwd=tmp_path).status == 0
    assert carton("append", "x.npy", "-", cwd=tmp_path, stdin=b"10\n").status == 0
    assert numpy.load(tmp_path / "x.npy").tolist() == list(range(11))
    for wrong, says in (("two.npz", "2 arrays or columns"), ("wide.csv", "shape (1,2) cannot be appended")):
        done = carton("append", "x.npy", "one.npz", wrong, cwd=tmp_path)
        assert done.status == 1 and wrong in done.err and says in done.err
        assert numpy.load(tmp_path / "x.npy").size == 11


def test_leftovers_are_not_read_and_go_with_the_next_append(carton, tmp_path):
    file = tmp_path / "x.npy"
    numpy.save(file, numpy.arange(3))
    with file.open("ab") as out:
        out.write(b"\xff" * 1000)
    assert numpy.array_equal(numpy.load(file), numpy.arange(3))
    assert numpy.array_equal(numpy.load(file, mmap_mode="r"), numpy.arange(3))
    assert carton("-c", "x", f"x={file}").out == "[0 1 2]\n"
    assert carton("-c", "append_npy('x.npy', 3)", cwd=tmp_path).status == 0
    assert numpy.array_equal(numpy.load(file), numpy.arange(4)) and file.stat().st_size == 128 + 32


@pytest.mark.parametrize(
    "make, values, message",
    [
        (lambda f: numpy.save(f, numpy.arange(3)), "1.5", "TypeError"),
        (lambda f: numpy.save(f, numpy.arange(3)), "[[1, 2]]", "cannot be appended to an array of shape (3,)"),
        (lambda f: numpy.save(f, numpy.float64(3)), "1.5", "a 0-d array has no axis to grow along"),
        (lambda f: f.write_bytes(tight(numpy.arange(3))[:-1]), "1", "the data ends early"),
        (lambda f: f.write_bytes(tight(numpy.arange(3)) * 2), "1", "holds more than one array"),
        (lambda f: f.write_bytes(b"no array"), "1", "EOF: reading magic string"),
        (lambda f: None, "1", "No such file or directory"),
    ],
)
def test_refused_and_left_as_it_was(carton, tmp_path, make, values, message):
    file = tmp_path / "x.npy"
    make(file)
    before = file.read_bytes() if file.exists() else None
    done = carton("-c", f"append_npy('x.npy', {values})", cwd=tmp_path)
    assert done.status == 1 and message in done.err
    assert (file.read_bytes() if file.exists() else None) == before


def test_all_of_several_files_or_none(carton, tmp_path):
    file = tmp_path / "x.npy"
    numpy.save(file, numpy.arange(3))
    numpy.save(tmp_path / "a.npy", numpy.arange(500000))
    numpy.save(tmp_path / "b.npy", numpy.ones(2))
    before = file.read_bytes()
    assert carton("append", file, tmp_path / "a.npy", tmp_path / "b.npy").status == 1
    assert file.read_bytes() == before


def test_one_writer_at_a_time(carton, tmp_path):
    file = tmp_path / "x.npy"
    numpy.save(file, numpy.arange(3))
    with file.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = carton("-c", "append_npy('x.npy', 1)", cwd=tmp_path)
    assert done.status == 1 and "another writer is appending" in done.err


ROWS = [1, 70000, 3, 900, 20000]  # of block i: ROWS[i % 5], each row [i, i]
WRITER = f"""
rows = {ROWS}
done = load('x.npy')
i = int(done[-1, 0]) + 1 if len(done) else 0
while True:
    append_npy('x.npy', full((rows[i % 5], 2), i))
    i += 1
"""


def whole_blocks(array):
    """How many blocks the array is made of; None when it is not made of whole ones."""
    count, length = 0, 0
    while length < len(array):
        length += ROWS[count % len(ROWS)]
        count += 1
    numbers = numpy.repeat(numpy.arange(count), [ROWS[i % len(ROWS)] for i in range(count)])
    return count if length == len(array) and (array == numbers[:, None]).all() else None


def test_killed_writers_leave_the_old_content_or_the_new(carton, tmp_path):
    file = tmp_path / "x.npy"
    (tmp_path / "writer.ct").write_text(WRITER)
    numpy.save(file, numpy.zeros((0, 2), dtype="i8"))
    chance = random.Random(5)
    leftovers = grown = count = 0
    for _ in range(200):
        writer = subprocess.Popen([BUILD / "carton", "writer.ct"], cwd=tmp_path, stderr=subprocess.PIPE)
        time.sleep(chance.uniform(0.003, 0.04))
        writer.send_signal(signal.SIGKILL)
        assert writer.wait() == -signal.SIGKILL, writer.stderr.read()
        writer.stderr.close()
        array = numpy.load(file)
        after = whole_blocks(array)
        assert after is not None and after >= count
        assert numpy.array_equal(numpy.load(file, mmap_mode="r"), array)
        grown += after > count
        leftovers += os.path.getsize(file) > 128 + array.nbytes
        count = after
        if array.nbytes > 30_000_000:
            numpy.save(file, numpy.zeros((0, 2), dtype="i8"))
            count = 0
        elif _ % 10 == 0:
            assert carton("-c", "x.shape", f"x={file}").out == f"{array.shape}\n"
    print(f"{grown} of 200 grew, {leftovers} were killed between data and header")
    assert grown > 20


def test_columns_with_names_become_rows_of_a_matrix(carton, tmp_path):
    numpy.save(tmp_path / "log.npy", numpy.array([[1.0, 2.0]]))
    (tmp_path / "in.csv").write_text("b,a\n3,4.5\n5,6.5\n")
    assert carton("append", "log.npy", "in.csv", cwd=tmp_path).status == 0
    assert carton("append", "log.npy", "-", cwd=tmp_path, stdin=b"x,y\n7,8\n").status == 0
    assert numpy.load(tmp_path / "log.npy").tolist() == [[1, 2], [3, 4.5], [5, 6.5], [7, 8]]
    before = (tmp_path / "log.npy").read_bytes()
    (tmp_path / "three.csv").write_text("a,b,c\n1,2,3\n")
    (tmp_path / "text.csv").write_text("a,b\n1,x\n")
    numpy.savez(tmp_path / "two.npz", a=numpy.ones(2), b=numpy.ones(2))  # arrays of their own, no rows of a table
    for wrong in ("three.csv", "text.csv", "two.npz"):
        done = carton("append", "log.npy", wrong, cwd=tmp_path)
        assert done.status == 1 and "arrays or columns, one can be appended" in done.err
    numpy.save(tmp_path / "fortran.npy", numpy.asfortranarray(numpy.zeros((3, 2))))  # grows by columns
    assert carton("append", "fortran.npy", "in.csv", cwd=tmp_path).status == 1
    assert (tmp_path / "log.npy").read_bytes() == before


def test_a_file_that_cannot_grow_says_what_to_do(carton, tmp_path):
    (tmp_path / "in.csv").write_text("1\n")
    numpy.savez(tmp_path / "x.npz", a=numpy.ones(2))
    done = carton("append", "new.npy", "in.csv", cwd=tmp_path)
    assert done.status == 1 and "No such file" in done.err and "'carton convert in.csv new.npy' makes it" in done.err
    for file, kind in (("x.npz", ".npz"), ("missing.NPZ", ".npz"), ("in.csv", ".csv")):
        done = carton("append", file, "in.csv", cwd=tmp_path)
        assert done.status == 1 and f"append grows .npy files, '{file}' is the name of a {kind} file" in done.err
