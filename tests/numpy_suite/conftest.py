"""For the copies of NumPy's tests: skips by the rules, counts, and says each result on a line of a file, so that a crash loses nothing."""

import functools
import inspect
import json
import linecache
import os
import re
import resource
import signal
import tomllib

import pytest

import carton_names  # noqa: F401 (first: it prepares numpy.testing)

with open(os.environ["NUMPY_SUITE_RULES"], "rb") as file:
    RULES = tomllib.load(file)
BEFORE, ABOUT, TEXT = ([(re.compile(rule["match"]), rule["reason"]) for rule in RULES[kind]] for kind in ("before", "about", "text"))
ERRORS = [(re.compile(match), reason) for match, reason in RULES["errors"].items()]
NAMES = [(re.compile(match), reason) for match, reason in RULES["names"].items()]
AREAS = {name: reason for reason, names in RULES["areas"].items() for name in names}
# What one test may take: seconds of the processor, after which the process ends, and bytes of memory.
SECONDS, MEMORY = 60, 6 << 30
MARKS = ("valgrind_error", "leaks_references", "slow", "slow_pypy", "parallel_threads(n)", "iterations(n)", "thread_unsafe")


def pytest_configure(config):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for mark in MARKS:
        config.addinivalue_line("markers", f"{mark}: NumPy's")


def pytest_addoption(parser):
    parser.addoption("--available-memory", default=None)


def first(rules, text):
    """The reason of the first rule that matches."""
    return next((reason for match, reason in rules if match.search(text)), None)


def source(item):
    return source_of(item.function)


@functools.cache
def source_of(function):
    return getattr(function, "text", None) or inspect.getsource(function)


def where(item, error):
    """The lines of the test file that a test stopped at, and its parameters."""
    lines = [linecache.getline(str(item.path), entry.lineno + 1).strip() for entry in error.traceback if str(entry.path) == str(item.path)]
    return "\n".join([*lines, item.name.partition("[")[2]])


def pytest_collection_modifyitems(items):
    with open(os.environ["NUMPY_SUITE_DONE"], encoding="utf-8") as file:
        done = set(json.load(file))
    items[:] = [item for item in items if item.nodeid not in done]
    for item in items:
        reason = first(NAMES, item.nodeid) or first(BEFORE, source(item))
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


def write(**row):
    with open(os.environ["NUMPY_SUITE_RESULTS"], "a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")


@pytest.fixture
def env_setup(monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "0")


def pytest_runtest_logstart(nodeid):
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    write(test=nodeid, outcome="started")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    why = ""
    if call.excinfo:
        missing = getattr(call.excinfo.value, "missing", None)
        reason = missing and AREAS.get(missing.split(".")[0])
        reason = reason or first(ERRORS, str(call.excinfo.value)) or first(TEXT, where(item, call.excinfo)) or first(ABOUT, source(item))
        if reason and report.outcome == "failed":
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, "Skipped: " + reason)
        why = f"{call.excinfo.typename}: {call.excinfo.value}"[:400]
    if call.when == "call" or report.outcome != "passed":
        write(test=item.nodeid, outcome="skipped" if hasattr(report, "wasxfail") else report.outcome, why=why)
