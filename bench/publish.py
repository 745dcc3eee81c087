"""Puts a result into the tree: bench/results/reference.json, the charts and tables of docs/speed.md, the section of README.md. All of them say
what the reference says, and nothing else; tests/python/test_bench.py checks that.
"""

import json
import pathlib

import chart
import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "bench" / "results" / "reference.json"
START, END = "<!-- what follows is written by script/bench --report -->", "<!-- the end of what script/bench --report writes -->"
CHARTS = {"overview": "speed.svg", "heat": "operations.svg", "fused": "fused.svg"}


def compact(data):
    """A result without what no chart or table shows: one line for the sizes of an operation."""
    lines = {}
    for row in report.operations(data):
        key = (row["op"], row["dtype"], row["group"], row["threads"], row["target"])
        cell = {"ratio": row["ratio"]}
        if "limit" in row:
            cell |= {"limit": row["limit"], "speed": report.speed(row)}
        lines.setdefault(key, {})[str(row["n"])] = cell if "limit" in cell else row["ratio"]
    operations = [[*key, cells] for key, cells in lines.items()]
    fused = [[row["fused"], row["n"], row["threads"], row["ratios"]] for row in data["rows"] if "fused" in row]
    rest = {key: value for key, value in data.items() if key not in ("rows", "operations", "fused")}
    return report.round_numbers(rest | {"operations": operations, "fused": fused})


def expand(reference):
    rows = []
    for op, dtype, group, threads, target, cells in reference["operations"]:
        for n, cell in cells.items():
            row = {"op": op, "dtype": dtype, "group": group, "threads": threads, "target": target, "n": int(n)}
            rows.append(row | (cell if isinstance(cell, dict) else {"ratio": cell}))
    for title, n, threads, ratios in reference["fused"]:
        rows.append({"fused": title, "n": n, "threads": threads, "ratios": ratios, "wrong": []})
    return {key: value for key, value in reference.items() if key not in ("operations", "fused")} | {"rows": rows}


def text_of(reference):
    """One line for each operation, so that two results compare well."""
    head = json.dumps({key: value for key, value in reference.items() if key not in ("operations", "fused")}, indent=1)[:-2]
    parts = [f' "{key}": [\n' + ",\n".join("  " + json.dumps(row) for row in reference[key]) + "\n ]" for key in ("operations", "fused")]
    return ",\n".join([head, *parts]) + "\n}\n"


def load(path):
    data = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    return data if "rows" in data else expand(data)


def lead(data, threads):
    rows = report.operations(data, threads)
    return f"**{report.mean(row['ratio'] for row in rows):.1f}×** NumPy's speed on {report.on(threads)}"


def environment(data):
    facts = data["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in facts["peers"].items())
    return (
        f"Commit {facts['commit']} on {facts['processor']} with {facts['processors']} processors, {facts['system']}, {facts['compiler']}"
        f" ({facts['build']}), Python {facts['python']}, {peers}; {data['started']}, {data['seconds'] // 60} minutes."
    )


def readme_section(data):
    threads = report.counts(data)
    points = len(report.operations(data, threads[0]))
    low = len(report.below(data))
    means = " and ".join(lead(data, count) for count in threads)
    return "\n\n".join(
        [
            START,
            f"Over {points:,} points (operation, dtype, size) Carton has {means} in the geometric mean; {low} points are below 0.9 of it on one thread.",
            "![How many times as fast as NumPy Carton is, for each group of operations over the number of elements](docs/speed/speed.svg)",
            "How many times as fast as NumPy, which allocates its results as Carton does; geometric means of each group:",
            report.group_table(data),
            "How many times as fast as the best of numexpr, numba (parallel), JAX (jit), Eigen, xtensor and NumPy, each in the way that suits it:",
            report.fused_table(data),
            environment(data),
            END,
        ]
    )


def page(data):
    """docs/speed.md, but for its introduction."""
    parts = [START, environment(data)]
    parts += ["\n".join(f"* {line.strip()}" for line in report.summary_lines(data))]
    parts += ["## Every operation beside NumPy", "![A cell for each operation and size, blue where Carton is faster](speed/operations.svg)"]
    parts += ["## Fused expressions beside other libraries", "![A panel for each expression, a line for each library](speed/fused.svg)"]
    for title, text in report.tables(data):
        parts += [f"## {title}", text]
    return "\n\n".join([*parts, END])


def between(text, section):
    return text[: text.index(START)] + section + text[text.index(END) + len(END) :]


def files(data):
    """Path to text of everything that follows from a reference."""
    made = {ROOT / "docs" / "speed" / name: getattr(chart, kind)(data) for kind, name in CHARTS.items()}
    for path, section in ((ROOT / "README.md", readme_section), (ROOT / "docs" / "speed.md", page)):
        made[path] = between(path.read_text(encoding="utf-8"), section(data))
    return made


def publish(data):
    reference = compact(data)
    REFERENCE.write_text(text_of(reference), encoding="utf-8")
    (ROOT / "docs" / "speed").mkdir(exist_ok=True)
    for path, text in files(expand(reference)).items():
        path.write_text(text, encoding="utf-8")
        print(f"bench: wrote {path.relative_to(ROOT)}")
