"""The program's own behaviour: exit statuses, bindings, results in files, subcommands. What the language computes is compared in tests/parity."""

import io
import os
import subprocess

import numpy
import pytest

from conftest import BUILD


def test_prints_the_last_value_and_none_for_none(carton):
    assert carton("-c", "1+1") == (0, "2\n", "")
    assert carton("-c", "x = 1") == (0, "", "")
    assert carton("-c", "None") == (0, "", "")


def test_failure_is_status_1_with_one_message_and_a_caret(carton):
    done = carton("-c", "x = 1\ny = nosuch + 1")
    assert (done.status, done.out) == (1, "")
    assert "NameError" in done.err and "'nosuch'" in done.err and "^" in done.err and ":2:" in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("args", [["--nosuch"], ["-c"], ["-c", "1", "notabinding"], ["--threads", "x", "-c", "1"], ["--isa", "v9", "-c", "1"]])
def test_usage_errors_are_status_2(carton, args):
    done = carton(*args)
    assert (done.status, done.out) == (2, "") and done.err


def test_version_and_help(carton):
    assert carton("--version").out.startswith("carton ")
    text = carton("--help").out
    assert all(word in text for word in ("-c", "NAME=FILE", "info", "convert", "draw", "--precision"))


def test_a_script_from_a_file_and_from_standard_input(carton, tmp_path):
    script = tmp_path / "sum.ct"
    script.write_text("# adds\ndef f(x): return x + 1\nprint(f(1))\nf(2)\n", encoding="utf-8")
    assert carton(script).out.startswith("2\n")
    assert carton("-", stdin=b"1 + 2\n").status == 0


def test_a_missing_script_or_file_is_named(carton, tmp_path):
    for args in ([tmp_path / "no.ct"], ["-c", "x", f"x={tmp_path / 'no.npy'}"], ["info", tmp_path / "no.npy"]):
        done = carton(*args)
        assert done.status == 1 and done.out == "" and "no." in done.err and "No such file" in done.err


def test_bindings(carton, tmp_path):
    numpy.save(tmp_path / "a.npy", numpy.arange(6).reshape(2, 3))
    numpy.savez(tmp_path / "b.npz", x=numpy.ones(2), y=numpy.array(["q"]))
    (tmp_path / "t.csv").write_text('Name,Value\n"a, b",1.5\nc,\n', encoding="utf-8")
    (tmp_path / "m.tsv").write_text("1\t2\n3\t4\n", encoding="utf-8")
    files = [f"{stem}={tmp_path / name}" for stem, name in (("a", "a.npy"), ("b", "b.npz"), ("t", "t.csv"), ("m", "m.tsv"))]
    assert carton("-c", "a[1]", *files).out == "[3 4 5]\n"
    assert carton("-c", "list(b), b['x'].sum(), b['y']", *files).out == "(['x', 'y'], 2.0, array(['q'], dtype='<U1'))\n".replace("2.0", "np.float64(2.0)")
    assert carton("-c", "t['Name']", *files).out == "['a, b' 'c']\n"
    assert carton("-c", "t['Value']", *files).out == "[1.5 nan]\n"
    assert carton("-c", "m + 1", *files).out == "[[2 3]\n [4 5]]\n"


@pytest.mark.parametrize("extension", ["npy", "npz", "csv", "tsv"])
def test_a_result_in_a_file(carton, tmp_path, extension):
    path = tmp_path / f"out.{extension}"
    done = carton("-o", path, "-c", "arange(6.0).reshape(2, 3) / 4")
    assert done == (0, "", "")
    wanted = numpy.arange(6.0).reshape(2, 3) / 4
    if extension in ("csv", "tsv"):
        got = numpy.loadtxt(path, delimiter="," if extension == "csv" else "\t")
    else:
        got = numpy.load(path)
        got = got if extension == "npy" else got[got.files[0]]
    assert numpy.array_equal(got, wanted)


def test_a_result_on_standard_output(carton):
    done = carton("-o", "-", "--format", "npy", "-c", "arange(3)", binary=True)
    assert numpy.load(io.BytesIO(done.out)).tolist() == [0, 1, 2]
    assert carton("-o", "-", "--format", "csv", "-c", "array([[1, 2]])").out == "1,2\n"


def test_a_failed_program_leaves_the_old_file(carton, tmp_path):
    path = tmp_path / "out.npy"
    path.write_bytes(b"old")
    assert carton("-o", path, "-c", "ones(3)[5]").status == 1
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["out.npy"]


def test_precision(carton):
    assert carton("--precision", "3", "-c", "array([pi])").out == "[3.142]\n"


def test_convert(carton, tmp_path):
    numpy.save(tmp_path / "a.npy", numpy.arange(6).reshape(2, 3))
    assert carton("convert", tmp_path / "a.npy", tmp_path / "a.csv").status == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "0,1,2\n3,4,5\n"
    assert carton("convert", tmp_path / "a.csv", tmp_path / "b.npy").status == 0
    assert numpy.load(tmp_path / "b.npy").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert carton("convert", tmp_path / "a.npy", tmp_path / "a.nosuch").status != 0


def test_info(carton, tmp_path):
    numpy.save(tmp_path / "a.npy", numpy.asfortranarray(numpy.array([[1.0, numpy.nan, 3.0], [numpy.inf, 5.0, 6.0]])))
    done = carton("info", tmp_path / "a.npy")
    assert done.status == 0
    assert all(word in done.out for word in ("float64", "(2, 3)", "48"))


def test_draw(carton):
    done = carton("draw", "a = [1.0, 2.0, 3.0]; arr = array([1.0, 2.0, 3.0]); v = arr[::2]")
    assert (done.status, done.err) == (0, "")
    assert all(word in done.out for word in ("list", "float", "array", "float64", "0x"))


def test_a_closed_pipe_ends_quietly():
    command = f"'{BUILD / 'carton'}' -c '[print(i) for i in range(100000)]; None' | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("0\n", "")
