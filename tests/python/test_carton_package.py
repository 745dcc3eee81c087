"""The Python package as others get it: a wheel that stands alone in an empty environment, and an import that costs next to nothing."""

import email
import os
import re
import statistics
import subprocess
import sys
import zipfile

import pytest

from conftest import BUILD, ROOT

SANITIZED = "asan" in os.environ.get("LD_PRELOAD", "")
IMPORT_MS = 10


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built without the network, in a folder that stays: the next run compiles only what changed."""
    if SANITIZED:
        pytest.skip("compilers and pip are not run under the sanitizer")
    pytest.importorskip("mesonpy", reason="meson-python is not installed")
    out = tmp_path_factory.mktemp("wheel")
    folder = f"-Cbuild-dir={BUILD / 'wheel'}"
    offline = ["--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check"]
    run(sys.executable, "-m", "pip", "wheel", ROOT, *offline, folder, "-w", out)
    (path,) = out.glob("*.whl")
    return path


def meson_version():
    return re.search(r"version: '(.*?)'", (ROOT / "meson.build").read_text()).group(1)


def test_the_wheel_holds_the_package_alone(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(n).decode() for n in names if n.endswith("/METADATA"))
    tops = {name.split("/")[0] for name in names}
    version = meson_version()
    assert tops == {"carton", f"carton-{version}.dist-info"}
    assert {"carton/__init__.py", "carton/py.typed", f"carton-{version}.dist-info/licenses/LICENSE"} <= set(names)
    assert [name for name in names if name.endswith((".h", ".a", ".pc"))] == []
    fields = email.message_from_string(metadata)
    assert fields["Name"] == "carton" and fields["Version"] == version
    assert fields["Requires-Dist"] is None and fields["Requires-Python"] == ">=3.11"
    assert fields["License-Expression"] == "BSD-3-Clause" and fields["Summary"] and len(fields.get_payload()) > 1000


def test_the_wheel_works_in_an_empty_environment(wheel, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('platlib'))").strip()
    run(sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--disable-pip-version-check", "--target", site, wheel)
    program = "import carton, sys; print(carton.__version__, carton.arange(3) + 0.5, 'numpy' in sys.modules, carton.__file__, sep='|')"
    version, sums, numpy, path = run(python, "-c", program, cwd=tmp_path).split("|")
    assert (version, sums, numpy) == (meson_version(), "[0.5 1.5 2.5]", "False")
    assert path.startswith(site)


def import_carton(program, bytecode=None):
    env = {**os.environ, "PYTHONPATH": str(BUILD / "python")}
    if bytecode:  # an installed package has it
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(bytecode)
    return run(sys.executable, "-c", program, env=env).split()


def test_import_brings_no_numpy():
    heavy = import_carton("import sys; import carton; print(*{'numpy', 'inspect', 'typing', 'ast', 're'} & set(sys.modules))")
    assert heavy == []


@pytest.mark.skipif(SANITIZED, reason="the sanitizer's time would be measured")
def test_import_takes_at_most_10_ms(tmp_path):
    """CPU time, so that a busy machine does not count; sys and time are there before the clock starts."""
    program = "import time; start = time.process_time(); import carton; print((time.process_time() - start) * 1e3)"
    import_carton(program, tmp_path)  # writes the bytecode
    taken = statistics.median(float(import_carton(program, tmp_path)[0]) for _ in range(7))
    assert taken <= IMPORT_MS


SETTINGS = [
    ("CARTON_NUM_THREADS", "a number from 1 to 4096", ["abc", "0", "-1", "3x", "5000", "99999999999999999999"], ["", "2", "4096"]),
    ("CARTON_CACHE", "a number of MiB, 0 or more", ["-1", "big"], ["", "0", "64"]),
    ("CARTON_ISA", "v2, v3 or v4", ["v9", "avx2"], ["v2", "x86-64-v3"]),
    ("CARTON_JIT", "0 or 1", ["off"], ["", "0", "1"]),
]


def imported(script, env):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, **env})


@pytest.mark.parametrize("name, choice, bad, good", SETTINGS, ids=[name for name, *_ in SETTINGS])
def test_settings_that_cannot_be_used(carton, name, choice, bad, good):
    """One line, of the program and of the import; what is computed is the same."""
    script = f"import sys, warnings; sys.path.insert(0, {str(BUILD / 'python')!r}); import carton; print(carton.sum([1, 2]))"
    for value in bad:
        told = f"{name}='{value[:20]}' is passed over: choose {choice}"
        assert carton("-c", "1 + 2", env={name: value}) == (0, "3\n", f"carton: warning: {told}\n")
        done = imported(script, {name: value})
        assert done.stdout == "3\n" and done.stderr.splitlines()[0].endswith(f"RuntimeWarning: {told}")
    for value in good:
        assert carton("-c", "1 + 2", env={name: value}) == (0, "3\n", "")
    done = imported(script, {name: good[-1]})
    assert (done.stdout, done.stderr) == ("3\n", "")
