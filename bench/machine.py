"""What a result depends on: the commit, the processor, the compiler, the versions."""

import importlib.metadata
import json
import os
import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = (ROOT / os.environ.get("CARTON_BUILD", "build")).resolve()
# Each peer reads one of these; with one thread the process is bound to one processor besides.
THREAD_VARIABLES = ("CARTON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMEXPR_MAX_THREADS")
PEERS = ("numpy", "numexpr", "numba", "jax", "torch")


def processors():
    return len(os.sched_getaffinity(0))


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def build_option(name):
    options = json.loads((BUILD / "meson-info" / "intro-buildoptions.json").read_text())
    return next((option["value"] for option in options if option["name"] == name), "")


def processor():
    text = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return model[1] if model else platform.machine()


def facts():
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no", "src", "include", "python")
    return {
        "commit": output_of("git", "rev-parse", "--short=10", "HEAD") + (" and changes" if changed else ""),
        "processor": processor(),
        "processors": processors(),
        "compiler": output_of("cc", "--version").splitlines()[0] if output_of("cc", "--version") else "",
        "build": f"{build_option('buildtype')}, optimization {build_option('optimization')}",
        "python": platform.python_version(),
        "system": f"{platform.system()}, {' '.join(platform.libc_ver())}",
        "peers": {name: version(name) for name in PEERS if version(name)} | libraries(),
    }


def libraries():
    """The versions of the C++ peers, from their headers or packages."""
    found = {}
    for name in ("eigen3", "xtensor", "xsimd", "openblas"):
        number = output_of("pkg-config", "--modversion", name)
        if number:
            found[name.removesuffix("3")] = number
    return found
