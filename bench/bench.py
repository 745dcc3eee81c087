"""Carton beside NumPy and other peers, in one interleaved run for each number of threads. Run by script/bench.

Writes bench/results/NAME.json and prints what it says. See bench/operations.py for what is measured, bench/measure.py for how.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import machine
import publish
import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZES = [1, 10, 100, 10**3, 10**4, 10**5, 10**6, 10**7, 10**8]
PARTS = ("operations", "fused", "overheads")
QUICK_SIZES = [1, 100, 10**4, 10**6]


def options():
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures Carton beside NumPy and other peers; results go to bench/results/.")
    parser.add_argument("--quick", action="store_true", help="fewer sizes and rounds: under two minutes")
    parser.add_argument("--sizes", help="comma-separated element counts, as 1000,1e6 (default: 1 to 1e8)")
    parser.add_argument("--threads", help="comma-separated thread counts (default: 1 and all)")
    parser.add_argument("--only", metavar="TEXT", help="operations and groups whose name holds this")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part (may be repeated)")
    parser.add_argument("--rounds", type=int, help="rounds for each point (default 9, quick 5)")
    parser.add_argument("--name", default="latest", help="name of the result file (default: latest)")
    parser.add_argument("--report", action="store_true", help="also make it the reference: README.md, docs/speed.md and its charts say it")
    parser.add_argument("--from", dest="source", metavar="FILE", help="measure nothing: report what this result file says")
    parser.add_argument("--below", metavar="FILE", help="also write there every point below 0.9 of NumPy")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.report and (choice.only or choice.part or choice.threads):
        parser.error("--report needs a whole run")
    choice.part = choice.part or PARTS
    return choice


def sizes_of(choice):
    if choice.sizes:
        return [int(float(n)) for n in choice.sizes.split(",")]
    return QUICK_SIZES if choice.quick else SIZES


def measure(choice, threads):
    """The rows of one worker process, which has so many threads and, with one, one processor."""
    environment = os.environ | {name: str(threads) for name in machine.THREAD_VARIABLES}
    command = [sys.executable, *sys.argv, "--worker", str(threads)]
    rows = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        try:
            rows.extend(json.loads(line) for line in worker.stdout)
        except KeyboardInterrupt:
            worker.wait()
            raise
    if worker.returncode:
        sys.exit(f"bench: the measuring process ended with {worker.returncode}")
    return rows


def overheads_of(choice):
    if "overheads" not in choice.part:
        return {}
    import overheads

    return {
        "calls": list(overheads.calls()),
        "growth": list(overheads.growth(choice.quick)),
        "start": overheads.start(11 if choice.quick else 31),
        "stripped_bytes": overheads.stripped_bytes(),
    }


def main():
    choice = options()
    if choice.worker:
        import worker

        return worker.run(choice, sizes_of(choice))
    results = ROOT / "bench" / "results"
    if choice.source:
        data = publish.load(choice.source)
    else:
        counts = [int(n) for n in choice.threads.split(",")] if choice.threads else sorted({1, machine.processors()})
        data = {"machine": machine.facts(), "started": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "rows": []}
        start = time.monotonic()
        if set(choice.part) & {"operations", "fused"}:
            for count in counts:
                data["rows"] += measure(choice, count)
        data |= overheads_of(choice)
        data["seconds"] = round(time.monotonic() - start)
        results.mkdir(exist_ok=True)
        report.write_json(results / f"{choice.name}.json", data)
        (results / f"{choice.name}.md").write_text(report.whole(data))
    report.show(data)
    if choice.below:
        pathlib.Path(choice.below).write_text(report.below_text(data))
    if choice.report:
        publish.publish(data)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nbench: stopped; nothing was written")
