"""Runs NumPy's own tests with the names taken from Carton, and prints per module what passed, what failed, what failed as listed in
expected.toml, and what was skipped by rules.toml. Ends with status 1 when a test failed that is not listed, or when fewer passed than
floors.toml says; names the listed patterns that no test fails as any more.

usage: run.py [--build FOLDER] [--failures FILE] [--floors] [MODULE...]      (core_numeric, lib_io, ...; all when none is named)

The tests are those installed with NumPy. They are copied, with `numpy` replaced by carton_names in their imports, to <build>/numpy-suite.
Each module has a process of its own, as many at a time as there are cores; a test that crashes it, or takes too long, counts as failed, and
the rest goes on in a new one.
"""

import argparse
import ast
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

import numpy

HERE = pathlib.Path(__file__).resolve().parent
RULES, EXPECTED, FLOORS = HERE / "rules.toml", HERE / "expected.toml", HERE / "floors.toml"
SECONDS, MOST_CRASHES, MOST_SHOWN = 900, 40, 50
# C modules and tools that only set tests up stay NumPy's.
KEPT = r"(?:testing\b|_core\._\w+_tests\b|_core\.tests\b|ma\b|lib\.recfunctions|_utils|lib\._iotools|linalg\._umath_linalg|typing)"
IMPORTS = (
    (re.compile(rf"^(\s*)import numpy((?!\.{KEPT})[.\w]*) as (\w+)$", re.M), r"\1import carton_names as \3"),
    (re.compile(r"^(\s*)import numpy\.(?!_core\._)\w+$", re.M), r"\1import carton_names as numpy"),
    (re.compile(r"^(\s*)from numpy\._core import _umath_tests as ncu_tests, sctypes", re.M), r"\1from numpy._core import _umath_tests as ncu_tests, sctypes"),
    (re.compile(r"^(\s*)from numpy import ma$", re.M), r"\1from numpy import ma"),
    (re.compile(rf"^(\s*)from numpy(?!\.{KEPT})[.\w]* import (?!_umath_tests|ma$)", re.M), r"\1from carton_names import "),
)


def copy(module, folder, edits):
    area, _, name = module.partition("_")
    source = pathlib.Path(numpy.__file__).parent / ("_core" if area == "core" else area) / "tests" / f"test_{name}.py"
    text = source.read_text(encoding="utf-8")
    for pattern, replacement in IMPORTS:
        text = pattern.sub(replacement, text)
    for edit in edits:
        if edit["from"] not in text:
            raise SystemExit(f"numpy-suite: {module} has no {edit['from']!r} to edit")
        text = text.replace(edit["from"], edit["to"])
    path = folder / f"test_{module}.py"
    path.write_text(ast.unparse(guarded(ast.parse(text))), encoding="utf-8")
    return path


GUARD = """
try:
    pass
except Exception as error:
    pass
"""


def names_of(target):
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def guard(statement, otherwise):
    """try: statement, except Exception as error: otherwise."""
    whole = ast.parse(GUARD).body[0]
    whole.body = [statement]
    whole.handlers[0].body = ast.parse(otherwise).body
    return whole


def guarded(tree):
    """What runs while a file is imported is kept from failing: names become absent, and tests whose decorators fail refuse to run."""
    body = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            for at, decorator in enumerate(node.decorator_list):
                name, parameters = f"decorator{at}", "()"
                assign = ast.parse(f"{name} = None").body[0]
                if getattr(getattr(decorator, "func", None), "attr", "") == "parametrize" and len(decorator.args) > 1:
                    parameters = ast.unparse(decorator.args[0])
                    decorator.args[1] = ast.Call(ast.Name("list", ast.Load()), [decorator.args[1]], [])  # generators fail here, not later
                assign.value = decorator
                body.append(guard(assign, f"from carton_names import refused as _refused\n{name} = _refused(error, {parameters})"))
                node.decorator_list[at] = ast.Name(name, ast.Load())
            body.append(node)
        elif isinstance(node, ast.ClassDef):
            body.append(guard(guarded(node), f"from carton_names import Absent as _Absent\n{node.name} = _Absent('{node.name}', error)"))
        elif isinstance(node, (ast.Assign, ast.For, ast.Expr, ast.If, ast.With)) and not isinstance(getattr(node, "value", None), ast.Constant):
            names = names_of(node) or ["_nothing"]
            body.append(guard(node, "from carton_names import Absent as _Absent\n" + "\n".join(f"{name} = _Absent('{name}', error)" for name in names)))
        else:
            body.append(node)
    tree.body = body
    return ast.fix_missing_locations(tree)


def rows(results):
    """The last word on each test."""
    last = {}
    if results.exists():
        for line in results.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            last[row["test"]] = row
    return last


def run(module, folder, build, edits):
    path, results, done = copy(module, folder, edits), folder / f"{module}.jsonl", folder / f"{module}.done"
    results.unlink(missing_ok=True)
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(build / "python"), str(folder)]),
        "NUMPY_SUITE_RULES": str(RULES),
        "NUMPY_SUITE_RESULTS": str(results),
        "NUMPY_SUITE_DONE": str(done),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-rN", path.name]
    for _ in range(MOST_CRASHES):
        done.write_text(json.dumps(list(rows(results))), encoding="utf-8")
        with open(folder / f"{module}.log", "a", encoding="utf-8") as log:
            try:
                status = subprocess.run(command, cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT, timeout=SECONDS).returncode
            except subprocess.TimeoutExpired:
                status = -1
        if status in (0, 1, 5):
            break
        if not any(row["outcome"] == "started" for row in rows(results).values()):
            return {module: {"test": module, "outcome": "failed", "why": f"cannot be collected: see {folder / module}.log"}}
        for row in rows(results).values():
            if row["outcome"] == "started":
                with open(results, "a", encoding="utf-8") as out:
                    out.write(json.dumps({"test": row["test"], "outcome": "failed", "why": f"the process ended with status {status}"}) + "\n")
    return rows(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.environ.get("CARTON_BUILD", "build"), type=pathlib.Path)
    parser.add_argument("--failures", type=pathlib.Path, help="write each failure, and the causes by how many tests they fail")
    parser.add_argument("--floors", action="store_true", help="write what passed to floors.toml")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    build = options.build.resolve()
    sys.path.insert(0, str(build / "python"))
    folder = build / "numpy-suite"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("carton_names.py", "conftest.py"):
        (folder / name).write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    data = folder / "data"
    data.mkdir(exist_ok=True)
    for file in pathlib.Path(numpy.__file__).parent.glob("*/tests/data/*"):
        if file.is_file():
            (data / file.name).write_bytes(file.read_bytes())
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    modules = options.modules or [f"{area}_{name}" for area in ("core", "lib") for name in rules[area]]
    expected = Expected()
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    passed, complaints = {}, []
    total, causes, failures = collections.Counter(), collections.Counter(), []
    print(f"{'module':28}{'passed':>8}{'failed':>8}{'listed':>8}{'skipped':>9}{'rate':>8}")
    for module in modules:
        (folder / f"{module}.log").unlink(missing_ok=True)
    pool = ThreadPoolExecutor(options.jobs)
    for module, found in zip(modules, pool.map(lambda module: run(module, folder, build, rules["edits"].get(module, [])), modules)):
        for row in found.values():
            if row["outcome"] in ("failed", "started"):
                row["outcome"] = "listed" if expected.has(module, row["test"]) else "failed"
        count = collections.Counter(row["outcome"] for row in found.values())
        total += count
        passed[module] = count["passed"]
        if count["passed"] < floors.get(module, 0):
            complaints.append(f"{module}: {count['passed']} tests passed, and {floors[module]} did before")
        for row in found.values():
            if row["outcome"] == "failed":
                failures.append(f"{row['test']}\t{row.get('why', '')}")
                causes[re.sub(r"0x\w+|\d+", "N", row.get("why", "").split("\n")[0])[:150]] += 1
        report(module, count)
    report("all", total)
    notes = [f"expected.toml: no test of {module} fails as {pattern}" for module, pattern in expected.unused(modules)]
    if options.floors:
        FLOORS.write_text("# How many tests passed in each module: run.py --floors\n" + "".join(f"{m} = {n}\n" for m, n in passed.items()), encoding="utf-8")
    if options.failures:
        head = [f"{n:5} {cause}" for cause, n in causes.most_common()]
        options.failures.write_text("\n".join(head + [""] + failures) + "\n", encoding="utf-8")
    for line in failures[:MOST_SHOWN] + complaints + notes:
        print(line)
    print(f"{total['passed']} passed, {total['failed'] + len(complaints)} failed")
    sys.exit(bool(total["failed"] or complaints))


def report(name, count):
    ran = count["passed"] + count["failed"] + count["listed"]
    rate = f"{100 * count['passed'] / ran:.1f} %" if ran else "-"
    print(f"{name:28}{count['passed']:8}{count['failed']:8}{count['listed']:8}{count['skipped']:9}{rate:>8}", flush=True)


class Expected:
    """The failures that have a reason: expected.toml."""

    def __init__(self):
        self.patterns = collections.defaultdict(list)
        explained = (HERE.parents[1] / "docs" / "differences.md").read_text(encoding="utf-8")
        for cause in tomllib.loads(EXPECTED.read_text(encoding="utf-8"))["cause"]:
            if f"\n| {cause['what']} |" not in explained and cause["what"]:
                raise SystemExit(f"expected.toml: docs/differences.md has no row {cause['what']!r}")
            for test in cause["tests"]:
                module, _, pattern = test.partition("::")
                self.patterns[module].append(re.compile(pattern))
        self.used = set()

    def has(self, module, test):
        """Whether a failure is listed: a pattern matches the start of its name, from the class or function on."""
        name = test.partition("::")[2]
        matches = [pattern for pattern in self.patterns[module] if pattern.match(name)]
        self.used.update((module, pattern.pattern) for pattern in matches)
        return bool(matches)

    def unused(self, modules):
        return [(m, p.pattern) for m in modules for p in self.patterns[m] if (m, p.pattern) not in self.used]


if __name__ == "__main__":
    main()
