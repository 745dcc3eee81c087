"""What a result says: summary lines, Markdown tables, the list of points below NumPy."""

import json
import math
import statistics

# Of NumPy; of the best peer of a fused expression; of the limit of memory.
BELOW, LEVEL, NEAR = 0.9, 0.95, 0.85
NAMES = {
    "f8": "float64", "f4": "float32", "f2": "float16", "i8": "int64", "i4": "int32", "u1": "uint8", "b1": "bool", "c16": "complex128",
}  # fmt: skip


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


def library(name):
    return {"numpy": "NumPy", "jax": "JAX", "torch": "PyTorch", "eigen": "Eigen"}.get(name, name)


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


def label(row):
    """An operation as one reads it, and its dtype."""
    return row["op"].replace("m.", ""), NAMES[row["dtype"]]


def targets(data):
    """Operations on one thread that are to be several times as fast as NumPy from 1,000 elements on: (label, mean, target), those behind first."""
    found = {}
    for row in operations(data, 1):
        if row["target"] and row["n"] >= 1000:
            found.setdefault((label(row), row["target"]), []).append(row["ratio"])
    return sorted(((name, mean(ratios), target) for (name, target), ratios in found.items()), key=lambda entry: entry[1] / entry[2])


def on(threads):
    return f"{threads} thread{'s' * (threads > 1)}"


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
    return (
        f"commit {facts['commit']}; {facts['processor']}, {facts['processors']} processors; {facts['compiler']} ({facts['build']});"
        f" Python {facts['python']}; {peers}; {data['started']}"
    )


def table(head, rows):
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in cells)


def below_text(data):
    """Everything that is behind, for those who mend it."""
    rows = []
    for row in below(data):
        theirs, ours = (time_text(row["seconds"][name][0]) if "seconds" in row else "" for name in ("numpy", "carton"))
        text, dtype = label(row)
        rows.append([f"`{text}`", dtype, named(row["n"]), f"{row['ratio']:.2f}", theirs, ours])
    parts = ["# Points below 0.9 of NumPy on one thread", header(data), "One operation again: `script/bench --only TEXT --sizes 1e4,1e6 --threads 1`."]
    parts.append(table(["operation", "dtype", "n", "ratio", "NumPy", "Carton"], rows))
    parts.append("# Fused expressions behind the best peer")
    rows = [[row["fused"], row["threads"], named(row["n"]), library(name), f"{value:.2f}"] for row, name, value in behind(data)]
    parts.append(table(["expression", "threads", "n", "best peer", "ratio"], rows))
    return "\n\n".join(parts + wrong_lines(data)) + "\n"


def wrong_lines(data):
    wrong = [row for row in data["rows"] if row.get("wrong")]
    lines = [f"DIFFERENT RESULT  {row['op']}  {row['dtype']}  n = {named(row['n'])}" for row in wrong if "op" in row]
    return lines + [f"DIFFERENT RESULT  {row['fused']}  {', '.join(row['wrong'])}  n = {named(row['n'])}" for row in wrong if "fused" in row]


def best_peer(row):
    """The peer that Carton is least ahead of, and how far; Python's peers beside carton.fuse, those of C++ beside Carton's C library."""
    name = min(row["ratios"], key=row["ratios"].get)
    return name, row["ratios"][name]


def fused_point(row, peer):
    return f"{row['fused']}  n = {named(row['n'])}  {on(row['threads'])}  {library(peer)}"


def behind(data):
    rows = [(row, *best_peer(row)) for row in data["rows"] if "fused" in row]
    return sorted((entry for entry in rows if entry[2] < LEVEL), key=lambda entry: entry[2])


def fused_table(data):
    """How many times as fast as the best peer, at each size, and the least lead over each peer."""
    rows = [row for row in data["rows"] if "fused" in row]
    sizes = sorted({row["n"] for row in rows})
    lines = []
    for title in dict.fromkeys(row["fused"] for row in rows):
        for threads in counts(data):
            mine = {row["n"]: best_peer(row) for row in rows if row["fused"] == title and row["threads"] == threads}
            lines.append([f"`{title}`", threads, *(f"{mine[n][1]:.2f} ({library(mine[n][0])})" if n in mine else "" for n in sizes)])
    return table(["times as fast as the best peer (which)", "threads", *(f"n = {named(n)}" for n in sizes)], lines)


def group_table(data):
    """A row for each group and number of threads, a column for each size."""
    rows = operations(data)
    sizes = sorted({row["n"] for row in rows})
    lines = []
    for group in dict.fromkeys(row["group"] for row in rows):
        for threads in counts(data):
            mine = [row for row in rows if row["group"] == group and row["threads"] == threads]
            cells = [mean(row["ratio"] for row in mine if row["n"] == n) for n in sizes] + [mean(row["ratio"] for row in mine)]
            lines.append([group, threads, *("" if math.isnan(cell) else f"{cell:.1f}" for cell in cells)])
    return table(["times as fast as NumPy", "threads", *(f"n = {named(n)}" for n in sizes), "all"], lines)


def operation_table(data, threads):
    rows = operations(data, threads)
    sizes = sorted({row["n"] for row in rows})
    found = {}
    for row in rows:
        found.setdefault(label(row), {})[row["n"]] = f"{row['ratio']:.2f}"
    lines = [[f"`{op}`", dtype, *(cells.get(n, "") for n in sizes)] for (op, dtype), cells in found.items()]
    return table(["operation", "dtype", *(f"n = {named(n)}" for n in sizes)], lines)


def speed(row):
    """Gigabytes a second that Carton moves."""
    return row["speed"] if "speed" in row else row["bytes"] / row["seconds"]["carton"][0] / 1e9


def limit_table(data):
    """The share of the faster loop's speed, and Carton's gigabytes a second."""
    rows = [row for row in operations(data) if "limit" in row]
    sizes = sorted({row["n"] for row in rows})
    lines = []
    for text in dict.fromkeys(row["op"] for row in rows):
        for threads in counts(data):
            mine = {row["n"]: row for row in rows if row["op"] == text and row["threads"] == threads}
            cells = [f"{mine[n]['limit']:.2f}" + (f" ({speed(mine[n]):.0f} GB/s)" if "@" not in text else "") if n in mine else "" for n in sizes]
            lines.append([f"`{text}`", threads, *cells])
    return table(["share of the limit", "threads", *(f"n = {named(n)}" for n in sizes)], lines)


def growth_table(data):
    kinds = list(data["growth"][0]["ns"])
    rows = [[named(row["n"]), *("" if row["ns"][kind] is None else f"{row['ns'][kind]:,.1f}" for kind in kinds)] for row in data["growth"]]
    return table(["n", *kinds], rows)


def tables(data):
    """Title and table, of what was measured."""
    if operations(data):
        yield "Operations beside NumPy", group_table(data)
    if any("fused" in row for row in data["rows"]):
        yield "Fused expressions beside the best peer", fused_table(data)
    if any("limit" in row for row in data["rows"]):
        yield "Beside the limits of memory, as loops in C reach them, and OpenBLAS", limit_table(data)
    if "growth" in data:
        yield "Nanoseconds for each float64 appended", growth_table(data)
        yield "Calls from C on ten elements", table(["call", "ns"], [[f"`{row['call']}`", f"{row['ns']:.1f}"] for row in data["calls"]])


def whole(data):
    parts = ["# Results", header(data), "\n".join(f"* {line.strip()}" for line in summary_lines(data))]
    for title, text in tables(data):
        parts += [f"## {title}", text]
    for threads in counts(data):
        if operations(data, threads):
            parts += [f"## Every operation on {on(threads)}", operation_table(data, threads)]
    return "\n\n".join(parts) + "\n"


def summary_lines(data):
    lines = []
    for threads in counts(data):
        rows = operations(data, threads)
        if rows:
            speed_up = mean(row["ratio"] for row in rows)
            lines.append(f"{on(threads)}: {speed_up:.2f} times as fast as NumPy (geometric mean of {len(rows)} points)")
    if operations(data, 1):
        low = below(data)
        lines.append(f"{len(low)} points below {BELOW} of NumPy on one thread" + (":" if low else ""))
        lines += [f"  {row['ratio']:.2f}  {'  '.join(label(row))}  n = {named(row['n'])}" for row in low]
        missed = [entry for entry in targets(data) if entry[1] < entry[2]]
        lines.append(f"{len(missed)} of {len(targets(data))} targets are missed (geometric mean from 1,000 elements on)" + (":" if missed else ""))
        lines += [f"  {value:.2f} of {target:g} times  {'  '.join(name)}" for name, value, target in missed]
    if any("fused" in row for row in data["rows"]):
        low = behind(data)
        lines.append(f"{len(low)} fused expressions behind the best peer" + (":" if low else ""))
        lines += [f"  {value:.2f}  {fused_point(row, name)}" for row, name, value in low]
        close = [
            f"  {row['ratios'][name]:.2f}  {fused_point(row, name)}"
            for row in data["rows"] for name in ("numpy", "numexpr") if "fused" in row and row["n"] > 10**5 and row["ratios"].get(name, 2) < 2
        ]  # fmt: skip
        lines += [f"{len(close)} of them less than twice as fast as NumPy or numexpr on more than 100,000 elements" + (":" if close else ""), *close]
    low = [row for row in operations(data) if row.get("limit", 1) < NEAR]
    lines += [f"  {row['limit']:.2f} of the limit  {row['op']}  n = {named(row['n'])}  {on(row['threads'])}" for row in low]
    if "start" in data:
        lines.append(f"carton -c '1+1' takes {time_text(data['start']['carton'])}, Python with NumPy {time_text(data['start']['numpy'])}")
        lines.append(f"the stripped library has {data['stripped_bytes'] / 2**20:.2f} MiB")
    return lines + wrong_lines(data)


def show(data):
    print(header(data), *(text for _, text in tables(data)), "\n".join(summary_lines(data)), sep="\n\n")
