"""Runs the one-line programs of tests/parity/*.txt under carton and under Python with NumPy, and compares what they print.

A line is a program; `⏎` stands for a new line in it, `# raises` at its end says that it must fail in both, with the same exception. A blank
line or one that starts with `#` is passed over. Python evaluates a line after `from numpy import *`, with the warnings off, and prints the value
of the last expression unless it is None: the rule of `carton -c`. Only standard output counts.

What NumPy says is kept under the build folder, by line, NumPy's version and the text of this file.
"""

import argparse
import ast
import collections
import concurrent.futures
import contextlib
import copy
import difflib
import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import warnings

import numpy

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RAISES = re.compile(r"\s*# raises\s*$")
ERROR_NAME = re.compile(r"\b([A-Z][A-Za-z]*(?:Error|Exception|Interrupt))\b")
SECONDS = 20
PRINT_OPTIONS = numpy.get_printoptions()
ERROR_STATE = numpy.geterr()

Case = collections.namedtuple("Case", "file number program raises")
Result = collections.namedtuple("Result", "text error")  # error: exception names, most special first; [] when none


def read_cases(paths):
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                program = RAISES.sub("", line)
                yield Case(path.name, number, program, program != line)


def judge(program):
    """What Python with NumPy prints and raises."""
    names = {}
    exec("from numpy import *", names)
    names.update(np=numpy, deepcopy=copy.deepcopy)
    numpy.set_printoptions(**PRINT_OPTIONS)
    numpy.seterr(**ERROR_STATE)
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(program.replace("⏎", "\n"))
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<line>", "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), "<line>", "eval"), names)
                if value is not None:
                    print(value)
    except Exception as error:
        return Result(out.getvalue(), [t.__name__ for t in type(error).__mro__ if t is not object])
    return Result(out.getvalue(), [])


def judge_all(cases, cache):
    key = hashlib.sha256(pathlib.Path(__file__).read_bytes() + numpy.__version__.encode()).hexdigest()
    known = {}
    if cache and cache.exists():
        stored = json.loads(cache.read_text(encoding="utf-8"))
        if stored.get("key") == key:
            known = stored["results"]
    fresh = {c.program for c in cases} - known.keys()
    for program in fresh:
        known[program] = judge(program)
    if cache and fresh:
        cache.parent.mkdir(parents=True, exist_ok=True)
        scratch = cache.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps({"key": key, "results": known}), encoding="utf-8")
        scratch.replace(cache)
    return {c: Result(*known[c.program]) for c in cases}


def run_carton(carton, program):
    try:
        done = subprocess.run([carton, "-c", program.replace("⏎", "\n")], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return Result("", [f"no answer in {SECONDS} s"])
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0:
        return Result(text, [])
    message = done.stderr.decode("utf-8", "replace")
    if done.returncode != 1:
        return Result(text, [f"exit status {done.returncode}", message.strip()[-400:]])
    name = ERROR_NAME.search(message)
    return Result(text, [name.group(1) if name else "an error without a name", message.strip()])


def complaint(case, wanted, got):
    """Why the case fails, or None."""
    if bool(wanted.error) != case.raises:
        return f"the line is wrong: under NumPy it {'raises ' + wanted.error[0] if wanted.error else 'does not raise'}"
    if wanted.error:
        if not got.error:
            return f"must raise {wanted.error[0]}, printed:\n{got.text}"
        if got.error[0] not in wanted.error[:-2]:  # the last two are Exception and BaseException
            return f"must raise {wanted.error[0]}, raised:\n" + "\n".join(got.error)
        return None
    if got.error:
        return "\n".join(got.error)
    if got.text != wanted.text:
        rows = difflib.ndiff(wanted.text.splitlines(), got.text.splitlines())
        return "printed (- NumPy, + carton):\n" + "\n".join(r for r in rows if not r.startswith("? "))
    return None


def main():
    parser = argparse.ArgumentParser(description="compare carton with NumPy, line by line")
    parser.add_argument("files", nargs="*", type=pathlib.Path, help="default: every .txt beside this file")
    parser.add_argument("--carton", default=str(ROOT / "build" / "carton"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / "build" / "parity-judge.json")
    parser.add_argument("--lines-only", action="store_true", help="only check the lines themselves under NumPy")
    options = parser.parse_args()

    files = options.files or sorted(HERE.glob("*.txt"))
    cases = list(read_cases(files))
    wanted = judge_all(cases, options.cache)
    if options.lines_only:
        got = wanted
    else:
        if not os.access(options.carton, os.X_OK):
            sys.exit(f"no program at {options.carton}: run script/build")
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            got = dict(zip(cases, pool.map(lambda c: run_carton(options.carton, c.program), cases)))

    passed, failed = collections.Counter(), collections.Counter()
    for case in cases:
        why = complaint(case, wanted[case], got[case])
        (failed if why else passed)[case.file] += 1
        if why:
            print(f"{case.file}:{case.number}: {case.program}\n    " + why.rstrip().replace("\n", "\n    "))
    if failed:
        for name in sorted({c.file for c in cases}):
            print(f"{name}: {passed[name]} passed, {failed[name]} failed")
    print(f"parity: {sum(passed.values())} passed, {sum(failed.values())} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
