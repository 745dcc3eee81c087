"""Checks the house limits of CONTRIBUTING.md: the length of files and functions, layers that include only what is below them, no marks of
unfinished work, no paths of one machine."""

import os
import re
import subprocess
import sys

FILE_LINES, FUNCTION_LINES = 800, 100
CODE = (".c", ".h", ".def", ".inc", ".cpp", ".py", ".build")
MARKS = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
PATHS = re.compile(r"(?<![\w.])/(?:home|root|work|farm)/" r"[A-Za-z0-9_.]+")

# From the bottom up, as in docs/architecture.md; draw and lang stand side by side.
LAYERS = "base kernels object dtype array exec ufunc expr io routines registry draw lang".split()
HEADERS = {"compiler": "base", "list": "object", "print": "array", "calc": "lang", "memory": "draw"}  # others: the layer of their name
INCLUDE = re.compile(r'#include (?:"(\w+)/|<carton/(\w+)\.(?:h|def)>)')
# The programs and the Python extension see what Carton's users see: the public headers, and those beside the file.
OUTSIDE = ("cli/", "python/src/", "examples/", "bench/")
QUOTED = re.compile(r'#include "([^"]+)"')
# The kernels take the numbers of the ufuncs (ops.def) from the public header, and nothing else.
ALLOWED = {("kernels", "ufunc"), ("kernels", "ops")}


def layer_breaks(path, lines):
    layer = path.split("/")[1]
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        name = include.group(1) or include.group(2)
        used = HEADERS.get(name, name)
        if used in LAYERS and LAYERS.index(used) > LAYERS.index(layer) and (layer, used) not in ALLOWED:
            yield f"{path}:{number}: src/{layer} stands below {used} and may not include it"


def outside_breaks(path, lines):
    for number, line in enumerate(lines, 1):
        include = QUOTED.match(line)
        if include and ("/" in include.group(1) or not os.path.exists(os.path.join(os.path.dirname(path), include.group(1)))):
            yield f"{path}:{number}: may include only <carton.h>, <carton/...> and the headers beside it"


def functions(lines):
    """(name, first line, lines) of every C function; clang-format puts the braces of a function alone in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            names = [m.group(1) for m in (re.search(r"(\w+)\(", before) for before in lines[max(0, start - 6) : start - 1]) if m]
            yield names[-1] if names else "?", start, number - start
            start = None


def problems(path):
    try:
        text = open(path, encoding="utf-8").read()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if PATHS.search(line):
            yield f"{path}:{number}: a path of one machine: {line.strip()[:100]}"
        if path.endswith(CODE) and MARKS.search(line):
            yield f"{path}:{number}: unfinished: {line.strip()[:100]}"
    if not path.endswith(CODE):
        return
    if len(lines) > FILE_LINES:
        yield f"{path}: {len(lines)} lines; a file has {FILE_LINES} at most"
    if path.startswith("src/") and path.count("/") > 1:
        yield from layer_breaks(path, lines)
    if path.startswith(OUTSIDE):
        yield from outside_breaks(path, lines)
    if path.endswith((".c", ".h", ".inc")):
        for name, start, length in functions(lines):
            if length > FUNCTION_LINES:
                yield f"{path}:{start}: {name} has {length} lines; a function has {FUNCTION_LINES} at most"


def main():
    paths = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.splitlines()
    found = {path: list(problems(path)) for path in paths}
    for rows in found.values():
        for row in rows:
            print(row)
    bad = sum(1 for rows in found.values() if rows)
    print(f"limits: {len(paths) - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
