"""docs/c.md says what the headers and the registry say, and names every function that the library exports."""

import re
import subprocess
import sys

import pytest


def test_the_page_is_current(root):
    done = subprocess.run([sys.executable, root / "script/reference", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_exported_function_is_there(root, build):
    libraries = list((build / "src").glob("libcarton.so"))
    if not libraries:
        pytest.skip("no shared library in this build")
    symbols = subprocess.run(["nm", "-D", "--defined-only", libraries[0]], capture_output=True, text=True, check=True).stdout
    exported = {line.split()[2] for line in symbols.splitlines() if line.split()[1] == "T"}
    named = set(re.findall(r"\b(c[tx]_\w+)\(", (root / "docs/c.md").read_text()))
    ufuncs = re.findall(r"^CT_UFUNC\((\w+),", (root / "include/carton/ops.def").read_text(), re.MULTILINE)
    named |= {f"cx_{name}" for name in ufuncs}  # nodes of expressions are called as the ufuncs are
    assert len(exported) > 500 and {name for name in exported if re.match("c[tx]_", name)} - named == set()
