"""The program's own behaviour: exit statuses, bindings, results in files, subcommands. What the language computes is compared in tests/parity."""

import io
import os
import pty
import select
import signal
import subprocess
import time

import numpy
import pytest

from conftest import BUILD

COMMANDS = ["info", "convert", "append", "draw", "cost", "explain", "help"]


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
    for command in COMMANDS:
        own = carton(command, "--help")
        assert own.status == 0 and own.out.startswith(f"carton {command} ") and f"carton {command}" in text
        assert carton("help", command) == carton("help", command, "--help") == own
    assert all(word in text for word in ("-c", "NAME=FILE", "info", "convert", "draw", "help", "--precision"))
    assert carton("help").out == text
    for name in ("mean", "ndarray.mean", "np.mean", "_nosuch", "meen"):
        assert carton("help", name) == carton("-c", f"help({name})")
    assert carton("help", "mean", "--help") == carton("help", "mean")
    assert carton("help", "meen").status == 1 and "Did you mean 'mean'" in carton("help", "meen").err
    assert carton("help", "mean", "std").status == 2


@pytest.mark.parametrize("word", ["", "1", "1e5", "1+1", ".", "mean.", ".mean", "mean..x", "mean.1", "mean()", "a b", "True", "if", "raise", "mean.if", "a" * 999])
def test_help_of_what_is_no_name(carton, word):
    assert carton("help", word) == (2, "", f"carton: '{word}' is no name\nTry 'carton help --help'.\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_and_a_function_of_one_name(carton, command):
    also = f"carton -c 'help({command})'"
    assert (also in carton("help", command).out.splitlines()[-1]) == (carton("-c", f"help({command})").status == 0) == (command in ("append", "help"))


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
    for code, text in (("pi", "3.142"), ("sqrt(2.0)", "1.414"), ("array(1e-9 + 2j / 3)", "1.e-09+0.667j"), ("7", "7"), ("'pi'", "pi"), ("nan", "nan")):
        assert carton("--precision", "3", "-c", code).out == text + "\n"


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


# -- errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code, place, kind, line, caret",
    [
        ("x = 1\ny = nosuch + 1", "<command>:2:5", "NameError", "    y = nosuch + 1", "        ^"),
        ("1 +", "<command>:1:4", "SyntaxError", "    1 +", "       ^"),
        ("a = ones(3)\n\na[5]", "<command>:3:2", "IndexError", "    a[5]", None),
        ("'é' + 1", None, "TypeError", "    'é' + 1", None),
    ],
)
def test_an_error_is_one_message_with_its_place(carton, code, place, kind, line, caret):
    done = carton("-c", code)
    first, *rest = done.err.splitlines()
    assert (done.status, done.out) == (1, "")
    assert first.startswith("carton: <command>:") and f" {kind}: " in first
    assert place is None or place.rpartition(":")[0] in first
    assert len(rest) == 2 and rest[0] == line and set(rest[1]) == {" ", "^"}
    assert caret is None or rest[1] == caret


def test_an_error_in_a_script_names_the_script(carton, tmp_path):
    script = tmp_path / "bad.ct"
    script.write_text("x = 1\n    y = 2\n", encoding="utf-8")
    done = carton("bad.ct", cwd=tmp_path)
    assert done.status == 1 and done.err.startswith("carton: bad.ct:2:")
    done = carton("-", stdin=b"a b\n")
    assert done.status == 1 and done.err.startswith("carton: <stdin>:1:")


def test_printed_text_comes_before_the_error(carton):
    done = carton("-c", "print(1); print(2); nosuch")
    assert (done.status, done.out) == (1, "1\n2\n") and done.err.count("carton:") == 1


def test_folders_and_unreadable_files(carton, tmp_path):
    for args in ([tmp_path], ["-c", "x", f"x={tmp_path}"], ["info", tmp_path], ["-o", tmp_path, "--format", "npy", "-c", "1"]):
        done = carton(*args)
        assert (done.status, done.out) == (1, "") and "Is a directory" in done.err, args
    if os.geteuid():
        path = tmp_path / "secret.npy"
        numpy.save(path, numpy.ones(2))
        path.chmod(0)
        done = carton("-c", "x", f"x={path}")
        assert done.status == 1 and "Permission denied" in done.err


@pytest.mark.parametrize("name, data", [("a.npy", b"\x93NUMPY\x01\x00"), ("a.npz", b"PK\x03\x04no"), ("a.csv", b"1,2\n3\n"), ("a.npy", b"")])
def test_damaged_files(carton, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    for args in (["-c", "x", f"x={name}"], ["info", name], ["convert", name, "out.npy"]):
        done = carton(*args, cwd=tmp_path)
        assert (done.status, done.out) == (1, "") and name in done.err and done.err.count("\n") == 1, args
    assert os.listdir(tmp_path) == [name]


# -- results in files ------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", ["npy", "npz", "csv", "tsv"])
@pytest.mark.parametrize("code", ["ones(3)[5]", "None", "[1, [2, 3]]"])
def test_nothing_half_written(carton, tmp_path, code, extension):
    path = tmp_path / f"out.{extension}"
    path.write_bytes(b"old")
    done = carton("-o", path, "-c", code)
    assert (done.status, done.out) == (1, "") and done.err.startswith("carton: ")
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == [path.name]


def test_a_failed_conversion_leaves_the_old_file(carton, tmp_path):
    (tmp_path / "a.npz").write_bytes(b"old")
    numpy.savez(tmp_path / "b.npz", x=numpy.ones(2), y=numpy.ones(3))
    assert carton("convert", "b.npz", "a.csv", cwd=tmp_path).status == 1  # columns of different lengths
    assert carton("convert", "no.npy", "a.npz", cwd=tmp_path).status == 1
    assert (tmp_path / "a.npz").read_bytes() == b"old" and sorted(os.listdir(tmp_path)) == ["a.npz", "b.npz"]


def test_output_to_standard_output_needs_a_format(carton):
    done = carton("-o", "-", "-c", "1")
    assert (done.status, done.out) == (2, "") and "--format" in done.err


def test_format_overrides_the_extension(carton, tmp_path):
    assert carton("-o", "x.dat", "--format", "npy", "-c", "arange(3)", cwd=tmp_path) == (0, "", "")
    assert numpy.load(tmp_path / "x.dat").tolist() == [0, 1, 2]
    assert carton("-o", "x.dat", "-c", "arange(3)", cwd=tmp_path).status != 0


def test_precision_of_written_text(carton):
    assert carton("-o", "-", "--format", "csv", "--precision", "3", "-c", "array([[pi, 2.0]])").out == "3.14,2\n"
    exact = carton("-o", "-", "--format", "csv", "-c", "array([[pi, 0.1]])").out
    assert exact == "3.141592653589793,0.1\n"


FORMATS = ["npy", "npz", "csv", "tsv"]


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_convert_between_all(carton, tmp_path, source, to):
    table = numpy.array([[1.5, 2.0], [-3.25, 1e300]])
    assert carton("-o", f"in.{source}", "-c", "x", f"x={_saved(tmp_path, table)}", cwd=tmp_path) == (0, "", "")
    assert carton("convert", f"in.{source}", f"out.{to}", cwd=tmp_path) == (0, "", "")
    done = carton("-o", "-", "--format", "npy", "-c", "x if 'npz' not in name else list(x.values())[0]".replace("name", repr(to)), f"x=out.{to}", cwd=tmp_path, binary=True)
    got = numpy.load(io.BytesIO(done.out))
    assert got.ravel().tolist() == table.ravel().tolist()


def _saved(folder, array):
    numpy.save(folder / "saved.npy", array)
    return folder / "saved.npy"


def test_convert_keeps_columns(carton, tmp_path):
    (tmp_path / "a.csv").write_text("year,name,value\n1990,a,1.5\n1991,b,\n", encoding="utf-8")
    assert carton("convert", "a.csv", "a.npz", cwd=tmp_path).status == 0
    with numpy.load(tmp_path / "a.npz") as file:
        assert [file[k].dtype.kind for k in ("year", "name", "value")] == ["i", "U", "f"]
    assert carton("convert", "a.npz", "b.tsv", cwd=tmp_path).status == 0
    assert (tmp_path / "b.tsv").read_text(encoding="utf-8").splitlines()[:2] == ["year\tname\tvalue", "1990\ta\t1.5"]


def test_info_tells_what_is_inside(carton, tmp_path):
    numpy.savez_compressed(tmp_path / "a.npz", x=numpy.arange(4, dtype="i2"), s=numpy.array(["ab"]))
    (tmp_path / "t.csv").write_text("year,value\n1990,1.5\n1991,\n", encoding="utf-8")
    done = carton("info", "a.npz", "t.csv", cwd=tmp_path)
    lines = [line.split() for line in done.out.splitlines()]
    assert done.status == 0 and "a.npz: npz, 2 arrays" in done.out and "t.csv: csv, 2 arrays" in done.out
    assert ["x", "int16", "(4,)", "C", "8", "deflated", "4", "0", "1.5", "3", "-", "-"] in lines
    assert ["value", "float64", "(2,)", "C", "16", "2", "1.5", "1.5", "1.5", "1", "0"] in lines
    rows = "".join(f"{i},{i / 2},n{i}\n" for i in range(5000))
    (tmp_path / "long.csv").write_text(f"i,v,name\n{rows}7,err,x\n8,worse,y\nnot 1,2,z\n")
    done = carton("info", "long.csv", cwd=tmp_path)
    assert done.out.splitlines()[-2:] == ["i: text; line 5004: 'not 1' is no number", "v: text; line 5002: 'err' is no number"]
    (tmp_path / "bare.csv").write_text('1,2\n3,"' + "ä" * 30 + '"\n')
    done = carton("info", "bare.csv", cwd=tmp_path)
    assert done.out.splitlines()[-1] == "text; line 2: '" + "ä" * 20 + "'... is no number"
    done = carton("info", "no.npy", "t.csv", cwd=tmp_path)
    assert done.status == 1 and "no.npy" in done.err and "t.csv" in done.out


# -- options ---------------------------------------------------------------------------------------


def test_threads_and_levels_give_the_same_bits(carton):
    code = "repr((sin(arange(100000.0)).sum(), float32(1) / arange(1, 50000, dtype='f4').sum()))"
    wanted = carton("-c", code).out
    assert wanted
    for options in (["--threads", "1"], ["--threads=3"], ["--isa", "v2"]):
        assert carton(*options, "-c", code).out == wanted


def test_an_option_without_use_is_refused(carton, tmp_path):
    for words, says in (
        (("info", "--precision", "3", "x.npy"), "info has no option --precision"),
        (("append", "-o", "x.npy", "y.npy", "z.npy"), "append has no option -o"),
        (("explain", "1", "--runs=3"), "explain has no option --runs"),
        (("-c", "1", "--svg", "x.svg"), "--svg is an option of carton draw"),
        (("cost", "1", "--beside-list=yes"), "--beside-list takes no value"),
    ):
        done = carton(*words, cwd=tmp_path)
        assert done.status == 2 and done.err.startswith(f"carton: {says}\n"), words
    for command in COMMANDS:
        for options in (("--wrong",), ("--threads", "many"), ("--html",)):
            assert carton(command, "1", *options, cwd=tmp_path).err.endswith(f"\nTry 'carton {command} --help'.\n")
    assert carton("-c", "draw", "--wrong").err.endswith("\nTry 'carton --help'.\n")
    assert list(tmp_path.iterdir()) == []
    assert carton("-c", "pi", "--precision=2", "--threads", "1").out == "3.14\n"


def test_options_may_follow_the_program(carton, tmp_path):
    numpy.save(tmp_path / "x.npy", numpy.ones(2))
    assert carton("-c", "x.sum()", "x=x.npy", "-o", "y.npy", cwd=tmp_path) == (0, "", "")
    assert numpy.load(tmp_path / "y.npy") == 2


def test_usage_errors_say_what_is_wrong(carton):
    for args, word in ((["convert", "a"], "two files"), (["info"], "FILE"), (["draw"], "draw"), (["--format", "xls", "-c", "1"], "xls"), (["--precision"], "value")):
        done = carton(*args)
        assert (done.status, done.out) == (2, "") and word in done.err and "--help" in done.err


def test_no_colour_without_a_terminal_and_with_no_color(build):
    for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        text = Terminal(build, "-c", "nosuch", env={"TERM": "xterm", **env}).finish()
        assert "NameError" in text and ("\x1b[" in text) == coloured


def test_help_in_the_language(carton):
    done = carton("-c", "help(sum)")
    assert done.out.startswith("sum(a, axis=None") and "\n    Sum of the elements" in done.out
    assert carton("-c", "help([].append)").out.startswith("list.append(object, /)\n")
    assert "append, extend" in carton("-c", "help(list)").out
    assert "reshape" in carton("-c", "help()").out
    assert "nosuch" in carton("-c", "help('nosuch')").out


@pytest.mark.parametrize("code", ["arange(10**6)", "[print(i) for i in range(10**5)]", "arange(300000).tolist()"])
def test_a_closed_pipe_is_no_error(build, code):
    command = f"set -o pipefail; '{build / 'carton'}' -c '{code}' | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


# -- Ctrl-C ----------------------------------------------------------------------------------------

ENDLESS = [
    "while True: pass",
    "[i for i in range(10**12)]",
    "list(range(10**9))",
    "f = lambda n: f(n - 1) + f(n - 2) if n > 1 else n; f(60)",
    "broadcast_to(arange(1000.0), (10**10, 1000)).sum()",
    "broadcast_to(arange(1000.0), (10**10, 1000)).std(axis=0)",
]


def take_interrupts():
    """A shell starts its background jobs deaf to Ctrl-C, and programs keep it so: a test run there would wait in vain."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("code", ENDLESS)
def test_an_interrupted_program_ends_with_130_and_one_message(build, tmp_path, code):
    (tmp_path / "out.npy").write_bytes(b"old")
    program = f"print('runs')\n{code}" if code.startswith("while") else f"print('runs'); {code}"
    process = subprocess.Popen(
        [build / "carton", "-o", "out.npy", "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=take_interrupts,
    )  # fmt: skip
    try:
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()  # a list of 10**12 must not outlive a failure
    assert process.returncode == 130 and err.count("KeyboardInterrupt") == 1 and err.count("carton:") == 1
    assert out == "runs\n"
    assert os.listdir(tmp_path) == ["out.npy"] and (tmp_path / "out.npy").read_bytes() == b"old"


# -- interactive -----------------------------------------------------------------------------------


class Terminal:
    """The program on a pseudo terminal."""

    def __init__(self, build, *args, env=None, folder=None):
        self.text = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            take_interrupts()
            for name in ("NO_COLOR", "XDG_STATE_HOME"):
                os.environ.pop(name, None)
            os.environ.update({"TERM": "xterm", **({"HOME": str(folder)} if folder else {}), **(env or {})})
            os.execv(build / "carton", ["carton", *args])

    def read(self, until=None, seconds=10):
        """Waits for `until` in what comes next, or the end; returns what came."""
        start, end = len(self.text), time.monotonic() + seconds
        while time.monotonic() < end and not (until and until in self.text[start:]):
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:
                    break
                if not data:
                    break
                self.text += data.decode(errors="replace")
        return self.text[start:]

    def type(self, keys, until=">>> "):
        time.sleep(0.1)  # the prompt stands a moment before the keys are read one by one
        os.write(self.fd, keys.encode())
        return self.read(until)

    def finish(self):
        self.read()
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return self.text


@pytest.fixture
def prompt(build, tmp_path):
    terminal = Terminal(build, env={"NO_COLOR": "1"}, folder=tmp_path)
    assert "help(name)" in terminal.read(">>> ")
    yield terminal
    terminal.type("\x03")  # the terminal drops what else is typed with it
    os.write(terminal.fd, b"\x04")
    terminal.finish()
    assert terminal.status == 0


def test_results_are_shown_as_repr(prompt):
    assert "array([0, 1, 2])" in prompt.type("arange(3)\n")
    assert "'a'" in prompt.type("'a'\n")
    assert prompt.type("x = 5\n").endswith("x = 5\r\n>>> ")
    assert prompt.type("None\n").endswith("None\r\n>>> ")
    assert "6" in prompt.type("x + 1\n")
    assert "7" in prompt.type("_ + 1\n")
    assert "sum(a, axis=None" in prompt.type("help(sum)\n")


def test_an_error_does_not_end_the_session(prompt):
    assert "NameError" in prompt.type("nosuch\n")
    assert "2" in prompt.type("1 + 1\n")


def test_a_statement_of_several_lines(prompt):
    prompt.type("def f(n):\n", "... ")
    prompt.type("    return n * 2\n", "... ")
    prompt.type("\n")
    assert "42" in prompt.type("f(21)\n")
    prompt.type("[1,\n", "... ")
    assert "[1, 2]" in prompt.type("2]\n")


def test_tab_completes_names_and_members(prompt):
    assert "array([0, 1])" in prompt.type("arang\t(2)\n")
    prompt.type("a_long_name = arange(4)\n")
    assert "1.5" in prompt.type("a_long\t.mea\t()\n")


def test_long_work_is_shown(build, tmp_path):
    """A loop with its bar, which is gone before anything else is printed; a line that the program began is left alone."""
    code = "for i in range(1000000000):\n    if i == 10: print('ten')\n"
    terminal = Terminal(build, "-c", code, env={"NO_COLOR": "1", "LC_ALL": "C.UTF-8"}, folder=tmp_path)
    shown = terminal.read(" s\r\x1b[K", 20)
    assert shown.startswith("ten\r\n") and "running line 1  ╌" in shown and " of 1000000000  " in shown
    terminal.type("\x03", "stopped")
    terminal.finish()
    assert terminal.status == 130
    last = terminal.text.split("\x1b[K")[-1]
    assert last.startswith("carton: <command>:") and "running" not in last
    terminal = Terminal(build, "-c", "print('begun', end='')\nfor i in range(1000000000): pass", folder=tmp_path)
    assert terminal.read("running", 2) == "begun"
    terminal.type("\x03", "stopped")
    terminal.finish()
    assert terminal.status == 130


def test_what_is_no_program(carton, tmp_path):
    import gzip

    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    commands = f"the commands are {', '.join(COMMANDS[:-1])} and {COMMANDS[-1]}"
    assert carton("stats", "t.csv").err == f"carton: 'stats' is no command and no file: {commands}\nTry 'carton --help'.\n"
    hint = "'carton help mean' explains the name of the language"
    assert carton("mean", "t.csv") == (2, "", f"carton: 'mean' is no command and no file: {commands};\n{hint}\nTry 'carton --help'.\n")
    assert "t.csv holds data, no program: 'carton info" in carton(tmp_path / "t.csv").err
    assert "packed file: unpack it with gunzip first" in carton("info", tmp_path / "t.csv.gz").err
    assert "packed file: unpack it with gunzip first" in carton("-c", f"loadtxt('{tmp_path}/t.csv.gz')").err
    (tmp_path / "b.csv").write_text("BZh\n")  # text that begins as a packed file does
    assert carton("-c", "b", f"b={tmp_path}/b.csv").status == 0
    assert "Try 'carton convert --help'" in carton("convert", "a").err
    assert "draw has no -o" in carton("draw", "a = 1", "-o", "a.svg").err
    assert "choose one of its values by its key" in carton("-c", "mean(t)", f"t={tmp_path}/t.csv").err


def test_reading_and_writing_are_shown(build, tmp_path):
    os.mkfifo(tmp_path / "slow.csv")
    terminal = Terminal(build, "-c", "t.sum()", f"t={tmp_path / 'slow.csv'}", env={"LC_ALL": "C.UTF-8"}, folder=tmp_path)
    with open(tmp_path / "slow.csv", "w") as pipe:
        pipe.write("1,2\n" * 3000)
        pipe.flush()
        shown = terminal.read(" kB", 20)
        assert "reading " in shown and "slow.csv  12 kB" in shown
    terminal.finish()
    assert terminal.status == 0 and terminal.text.split("\x1b[K")[-1] == "9000\r\n"


def test_history(build, tmp_path):
    first = Terminal(build, folder=tmp_path)
    first.read(">>> ")
    first.type("40 + 2\n")
    assert "\n42\r" in first.type("\x1b[A\n", "\n42\r")
    time.sleep(0.2)
    os.write(first.fd, b"\x04")
    first.finish()
    second = Terminal(build, folder=tmp_path)
    second.read(">>> ")
    assert "\n42\r" in second.type("\x1b[A\n", "\n42\r")
    time.sleep(0.2)
    os.write(second.fd, b"\x04")
    second.finish()
    assert first.status == second.status == 0


def test_ctrl_c_at_the_prompt_cancels_the_line(prompt):
    os.write(prompt.fd, b"nonsense + ")
    time.sleep(0.2)
    assert "KeyboardInterrupt" in prompt.type("\x03")
    assert "nonsense" not in prompt.type("1 + 1\n").replace("\r", "\n").split("\n")
    assert "NameError" not in prompt.text
    prompt.type("(1 +\n", "... ")
    assert "KeyboardInterrupt" in prompt.type("\x03")
    assert "5" in prompt.type("2 + 3\n")


# Many values of one result, and few results of many values each: threads share them in different ways.
@pytest.mark.parametrize(
    "code",
    [
        "broadcast_to(arange(1000.0), (10**10, 1000)).sum()",
        "broadcast_to(1.5, 10**15).max()",
        "broadcast_to(1.5, (100, 10**13)).sum(axis=1)",
    ],
)
def test_ctrl_c_stops_a_computation(prompt, code):
    prompt.type("x = 7\n")
    os.write(prompt.fd, code.encode() + b"\n")
    time.sleep(0.5)
    assert "KeyboardInterrupt" in prompt.type("\x03")
    assert "7" in prompt.type("x\n")
