"""Arrays and lists in the debuggers: what they show beside what the program itself prints."""

import glob
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from conftest import BUILD, ROOT

PROGRAM = r"""
#include <carton.h>
#include <stdio.h>

static void stop_here(const ct_array *a, const ct_array *v, const ct_array *words, const ct_list *l)
{
    printf("%p %p %p %p\n", (void *)a, ct_data(a), ct_data(v), (void *)l);
    fflush(stdout);
}

int main(void)
{
    ct_array *line = ct_arange(0, 6, 1, CT_FLOAT64), *a = ct_reshape(line, CT_SHAPE(2, 3));
    ct_array *v = ct_slice(a, "1, ::-2"), *big = ct_arange(0, 1000, 1, CT_INT32);
    ct_interp *interp = ct_interp_new();
    ct_object *words = ct_interp_run(interp, "array(['ab', 'c'])", -1, NULL);
    ct_object *list = ct_interp_run(interp, "[1.5, -2, 'text', True, None, [1]]", -1, NULL);
    ct_array *nothing = NULL, *small = (ct_array *)(void *)&list;
    stop_here(a, v, (ct_array *)words, (ct_list *)list);
    ct_interp_destroy(interp);
    return !big || nothing || !small;
}
"""
SCRIPT = ROOT / "debug" / "carton_debugger.py"
COMMANDS = ["print a", "print v", "print words", "print l", "up", "print big", "print nothing", "print small"]
COMMANDS += ["carton-draw v", "carton-draw (ct_list *)list", "carton-draw 1"]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("debugger")
    (folder / "p.c").write_text(PROGRAM)
    subprocess.run(
        ["cc", "-g", "-O0", "p.c", "-o", "p", f"-I{ROOT}/include", f"-L{BUILD}/src", "-lcarton", f"-Wl,-rpath,{BUILD}/src"],
        cwd=folder,
        check=True,
    )
    return folder / "p"


def has_debug_information():
    library = BUILD / "src" / "libcarton.so"
    return b".debug_info" in pathlib.Path(library).read_bytes()


def check(out):
    out = out.replace("\r", "")
    addresses = re.search(r"(0x\w{9,}) (0x\w{9,}) (0x\w{9,}) (0x\w{9,})\s", out)
    assert "ndarray float64 (2, 3) strides (24, 8) [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]" in out
    assert "ndarray float64 (2,) strides (-16,) [5.0, 3.0]" in out
    assert "ndarray str64 (2,) strides (8,) ['ab', 'c']" in out
    assert re.search(r"list of 6, capacity \d+ \[1.5, -2, 'text', True, NoneType, <list at 0x\w+>\]", out)
    assert "ndarray int32 (1000,) strides (4,) [0, 1, 2, 3, 4, 5, ..., 994, 995, 996, 997, 998, 999]" in out
    assert f"data     {addresses[3]}, +40 in --> buffer" in out
    assert f"buffer   {addresses[2]}  48 bytes" in out
    assert re.search(r"\+40 +0x\w+  \[0\]  5\.0", out) and re.search(r"\+24 +0x\w+  \[1\]  3\.0", out)
    assert f"list     {addresses[4]}  40 bytes" in out and "--> float 1.5" in out
    assert "carton-draw takes a ct_array * or a ct_list *, not int" in out


def test_gdb(program):
    if not shutil.which("gdb"):
        pytest.skip("gdb is not installed")
    if not has_debug_information():
        pytest.skip("the library has no debug information")
    command = ["gdb", "-batch", "-nx", "-iex", "set debuginfod enabled off", "-ex", f"source {SCRIPT}", "-ex", "break printf", "-ex", "run", "-ex", "up"]
    for line in COMMANDS:
        command += ["-ex", line]
    done = subprocess.run([*command, "-ex", "delete", "-ex", "continue", program], capture_output=True, text=True, timeout=120)
    check(done.stdout + done.stderr)
    assert re.search(r"^\$\d = .*0x0$", done.stdout, re.MULTILINE)  # nothing
    assert re.search(r"^\$\d = <.*>$", done.stdout, re.MULTILINE) and "Traceback" not in done.stderr  # `small` is no array


def test_lldb(program):
    if not shutil.which("lldb"):
        pytest.skip("lldb is not installed")
    places = glob.glob("/usr/lib/llvm-*/lib/python3*/dist-packages")  # Debian's lldb does not find its own module
    env = {**os.environ, "PYTHONPATH": ":".join(p for p in places if pathlib.Path(p, "lldb", "__init__.py").exists())}
    look = ["lldb", "--batch", "--no-lldbinit", "-o", "script print(lldb.debugger)"]
    done = subprocess.run(look, capture_output=True, text=True, timeout=60, env=env)
    if "NameError" in done.stdout + done.stderr:
        pytest.skip("lldb has no Python here")
    if not has_debug_information():
        pytest.skip("the library has no debug information")
    command = ["lldb", "--batch", "--no-lldbinit", "-o", f"command script import {SCRIPT}", "-o", "breakpoint set -n printf", "-o", "run", "-o", "up"]
    for line in COMMANDS:
        command += ["-o", line.replace("print nothing", "print (void *)nothing")]
    last = command.pop()  # a refusal ends the batch
    command.pop()
    command += ["-o", "breakpoint set -n ct_interp_destroy", "-o", "continue", "-o", "up", "-o", last]
    done = subprocess.run([*command, program], capture_output=True, text=True, timeout=120, env=env)
    check(done.stdout + done.stderr)
