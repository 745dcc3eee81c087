"""What the Python tests share: where things are, how the program is run, and a closing line that script/test counts."""

import collections
import os
import pathlib
import subprocess
import sys

import hypothesis
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("CARTON_BUILD", "build")
sys.path.insert(0, str(BUILD / "python"))  # import carton: the package of the build tree

hypothesis.settings.register_profile("default", deadline=None, max_examples=100, derandomize=True)  # the same in every run
hypothesis.settings.register_profile("long", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

Done = collections.namedtuple("Done", "status out err")


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def build():
    return BUILD


@pytest.fixture(scope="session")
def carton():
    """Runs the program: carton("-c", "1+1") gives its exit status and what it printed."""

    def run(*args, stdin=b"", cwd=None, env=None, binary=False):
        done = subprocess.run(
            [BUILD / "carton", *args], input=stdin, capture_output=True, cwd=cwd, timeout=60, env={**os.environ, **env} if env else None
        )
        return Done(done.returncode, done.stdout if binary else done.stdout.decode(), done.stderr.decode())

    return run


def pytest_terminal_summary(terminalreporter):
    count = {name: len(terminalreporter.getreports(name)) for name in ("passed", "failed", "error")}
    terminalreporter.write_line(f"Python tests: {count['passed']} passed, {count['failed'] + count['error']} failed")
