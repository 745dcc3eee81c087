"""Runs the C tests of a build folder through Meson and counts their cases: `run_c.py BUILD [MESON TEST OPTIONS]`.

A cmocka program prints a RUN line for each case and an OK or SKIPPED line for each that went well; a case without one failed, or ended its
program. A program that runs no case at all counts as one failure.
"""

import json
import pathlib
import re
import subprocess
import sys

SUMMARY = re.compile(r"^\[=+\] \d+ test\(s\) run\.$.*?(?=^\[=+\] Running|\Z)", re.MULTILINE | re.DOTALL)  # names some cases again
LINE = re.compile(r"^\[\s*(RUN|OK|SKIPPED)\s*\] ", re.MULTILINE)


def main():
    build, options = sys.argv[1], sys.argv[2:]
    status = subprocess.run(["meson", "test", "-C", build, "--no-rebuild", *options], stdout=subprocess.DEVNULL).returncode
    passed = failed = skipped = 0
    log = pathlib.Path(build, "meson-logs", "testlog.json")
    for row in log.read_text(encoding="utf-8").splitlines():
        program = json.loads(row)
        text = program.get("stdout", "") + "\n" + program.get("stderr", "")
        marks = [m.group(1) for m in LINE.finditer(SUMMARY.sub("", text))]
        run, ok, skip = (marks.count(word) for word in ("RUN", "OK", "SKIPPED"))
        bad = run - ok - skip
        if not bad and program["result"] not in ("OK", "SKIP"):
            bad = 1
        if bad:
            print(f"==== {program['name']}: {program['result']}\n{text}")
        passed, failed, skipped = passed + ok, failed + bad, skipped + skip
    if status and not failed:
        failed = 1
    print(f"{skipped} skipped")
    print(f"C tests: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
