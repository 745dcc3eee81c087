"""The examples of README.md do what it says.

A block ```sh whose lines start with `$ ` is a session: each command runs in one scratch folder, and must print the lines below it. A block
```c is a whole program: it is compiled against the installed library with pkg-config, and the block ```text after it is what it must print.
"""

import os
import re
import shutil
import subprocess

import pytest

from conftest import BUILD, ROOT

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
SESSIONS = [text for kind, text in BLOCKS if kind == "sh" and text.startswith("$ ")]
PROGRAMS = [(text, BLOCKS[i + 1][1]) for i, (kind, text) in enumerate(BLOCKS) if kind == "c"]
ADDRESS = re.compile(r"0x[0-9a-f]+")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Environment in which pkg-config, the compiler and the loader find a fresh installation."""
    stage = tmp_path_factory.mktemp("stage")
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", stage], check=True)
    found = next(stage.rglob("carton.pc"))
    return {**os.environ, "PKG_CONFIG_PATH": str(found.parent), "PKG_CONFIG_SYSROOT_DIR": str(stage), "LD_LIBRARY_PATH": str(found.parent.parent)}


def compile_and_run(compiler, standard, source, folder, env):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "carton"], capture_output=True, text=True, check=True, env=env).stdout.split()
    sanitize = [f"-fsanitize={env['CARTON_SANITIZE']}"] if env.get("CARTON_SANITIZE") else []
    subprocess.run([compiler, standard, "-Wall", "-Wextra", "-Werror", source, "-o", "program", *sanitize, *flags, "-lm"], check=True, cwd=folder, env=env)
    return subprocess.run(["./program"], capture_output=True, text=True, check=True, cwd=folder, env=env).stdout


def test_the_readme_has_examples():
    assert SESSIONS and PROGRAMS


@pytest.mark.parametrize("session", SESSIONS)
def test_shell_session(session, tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    env = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "NO_COLOR": "1"}
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, env=env)
        assert (done.returncode, done.stderr) == (0, ""), command
        assert ADDRESS.sub("0x", done.stdout).rstrip() == ADDRESS.sub("0x", expected).rstrip(), command


@pytest.mark.parametrize("source, expected", PROGRAMS)
def test_c_program(source, expected, installed, tmp_path):
    (tmp_path / "example.c").write_text(source, encoding="utf-8")
    assert compile_and_run("cc", "-std=c17", "example.c", tmp_path, installed) == expected


def test_the_header_from_cpp(installed, tmp_path):
    (tmp_path / "example.cpp").write_text(
        """
        #include <carton.h>
        #include <cstdio>
        int main() {
            ct_array *ones = ct_ones({2, 3}, CT_FLOAT64), *row = ct_get(ones, {ct_at(0), ct_from(1)});
            ct_array *twice = cx_eval(cx_multiply(CX(2.0), CX(row)));
            ct_reduce_opts keep = {};
            keep.keepdims = true;
            ct_array *total = ct_sum(twice), *kept = ct_sum(ones, 0, keep);
            double value = 0;
            if (ct_item_f64(total, &value) != CT_OK) return 1;
            std::printf("%g %d\\n", value, ct_ndim(kept));
            for (ct_array *x : {ones, row, twice, total, kept}) ct_release(x);
        }
        """,
        encoding="utf-8",
    )
    assert compile_and_run("c++", "-std=c++17", "example.cpp", tmp_path, installed) == "4 2\n"
