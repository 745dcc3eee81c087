"""What a result says: summary lines, Markdown tables, the list of points below NumPy."""

import json
import math
import statistics

BELOW = 0.9


def write_json(path, data):
    """One row on a line, so that two results can be compared by a reader."""
    head = json.dumps({key: value for key, value in data.items() if key != "rows"}, indent=1)[:-2]
    rows = ",\n".join("  " + json.dumps(round_numbers(row)) for row in data["rows"])
    path.write_text(f'{head},\n "rows": [\n{rows}\n ]\n}}\n')


def round_numbers(value):
    if isinstance(value, dict):
        return {key: round_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [round_numbers(entry) for entry in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def mean(values):
    """The geometric mean; NaN of none."""
    values = list(values)
    return math.exp(statistics.fmean(map(math.log, values))) if values else math.nan


def operations(data, threads=None):
    return [row for row in data["rows"] if "ratio" in row and threads in (None, row["threads"])]


def counts(data):
    return sorted({row["threads"] for row in data["rows"]})


def below(data, threads=1):
    return sorted((row for row in operations(data, threads) if row["ratio"] < BELOW), key=lambda row: row["ratio"])


def named(n):
    return f"{n:,}" if n < 10**4 else f"1e{round(math.log10(n))}"


def time_text(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)):
        if seconds >= scale:
            break
    return f"{seconds / scale:.3g} {unit}"


def header(data):
    facts = data["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in facts["peers"].items())
    return f"commit {facts['commit']}; {facts['processor']}, {facts['processors']} processors; {facts['compiler']} ({facts['build']}); Python {facts['python']}; {peers}; {data['started']}"


def below_text(data):
    lines = ["# Points below 0.9 of NumPy on one thread", "", header(data), "", "| operation | dtype | n | ratio | NumPy | Carton |", "|---|---|---|---|---|---|"]
    for row in below(data):
        theirs, ours = row["seconds"]["numpy"][0], row["seconds"]["carton"][0]
        text = row["op"].replace("|", "\\|")
        lines.append(f"| `{text}` | {row['dtype']} | {named(row['n'])} | {row['ratio']:.2f} | {time_text(theirs)} | {time_text(ours)} |")
    lines += ["", "Results that differ:"] + [f"`{row['op']}` {row['dtype']} {row['n']}" for row in data["rows"] if row.get("wrong")]
    return "\n".join(lines) + "\n"


def group_table(data):
    """A row for each group and number of threads, a column for each size."""
    rows = operations(data)
    sizes = sorted({row["n"] for row in rows})
    lines = ["| times as fast as NumPy | threads | " + " | ".join(f"n = {named(n)}" for n in sizes) + " | all |", "|---" * (len(sizes) + 3) + "|"]
    for group in dict.fromkeys(row["group"] for row in rows):
        for threads in counts(data):
            mine = [row for row in rows if row["group"] == group and row["threads"] == threads]
            cells = [mean(row["ratio"] for row in mine if row["n"] == n) for n in sizes]
            total = mean(row["ratio"] for row in mine)
            lines.append(f"| {group} | {threads} | " + " | ".join("" if math.isnan(cell) else f"{cell:.1f}" for cell in [*cells, total]) + " |")
    return "\n".join(lines)


def whole(data):
    lines = ["# Results", "", header(data), "", group_table(data), ""]
    lines += [f"* {line}" for line in summary_lines(data)]
    rows = operations(data)
    sizes = sorted({row["n"] for row in rows})
    for threads in counts(data):
        lines += ["", f"## {threads} thread{'s' * (threads > 1)}", "", "| operation | dtype | " + " | ".join(f"n = {named(n)}" for n in sizes) + " |", "|---" * (len(sizes) + 2) + "|"]
        table = {}
        for row in operations(data, threads):
            table.setdefault((row["op"], row["dtype"]), {})[row["n"]] = row
        for (text, dtype), cells in table.items():
            shown = [f"{cells[n]['ratio']:.2f}" if n in cells else "" for n in sizes]
            escaped = text.replace("|", "\\|")
            lines.append(f"| `{escaped}` | {dtype} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def summary_lines(data):
    lines = []
    for threads in counts(data):
        rows = operations(data, threads)
        if rows:
            lines.append(f"{threads} thread{'s' * (threads > 1)}: {mean(row['ratio'] for row in rows):.2f} times as fast as NumPy (geometric mean of {len(rows)} points)")
    low = below(data)
    lines.append(f"{len(low)} points below {BELOW} of NumPy on one thread" + (":" if low else ""))
    lines += [f"  {row['ratio']:.2f}  {row['op']}  {row['dtype']}  n = {named(row['n'])}" for row in low]
    lines += [f"  DIFFERENT RESULT  {row['op']}  {row['dtype']}  n = {named(row['n'])}" for row in data["rows"] if row.get("wrong")]
    return lines


def show(data):
    print(header(data), "", group_table(data), "", *summary_lines(data), sep="\n")

