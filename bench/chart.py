"""The charts of a result, as SVG without any library: how many times as fast as NumPy, over the number of elements.

overview: a panel for each group of operations. heat: a cell for every operation and size. fused: a panel for each fused expression, a line for
each peer. Plain shapes and text, so that an SVG is the same wherever it is shown.
"""

import html
import math

import report

INK, SOFT, GRID, PAPER = "#1f2328", "#656d76", "#e4e8ec", "#ffffff"
ONE, ALL, THIN = "#0b62c4", "#e0681c", "#9fb4c9"  # the mean on one thread, on all threads, one operation
PEERS = {
    "numpy": "#8c959f", "numexpr": "#b5740a", "numba": "#12827c", "jax": "#8250df", "torch": "#cf222e", "eigen": "#0b62c4", "xtensor": "#c2357a",
}  # fmt: skip
FONT = "font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'"


class Drawing:
    def __init__(self, width, height, title):
        self.parts = [
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}' {FONT} role='img'>",
            "<style>.cell{font-size:10px;text-anchor:middle}</style>",
            f"<title>{html.escape(title)}</title><rect width='{width}' height='{height}' rx='8' fill='{PAPER}'/>",
        ]

    def text(self, x, y, text, size=11, fill=INK, anchor="start", weight=400, halo=False):
        halo = f" stroke='{PAPER}' stroke-width='3' stroke-linejoin='round' paint-order='stroke'" if halo else ""
        self.parts.append(
            f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{fill}' text-anchor='{anchor}' font-weight='{weight}'{halo}>{html.escape(str(text))}</text>"
        )

    def line(self, x1, y1, x2, y2, stroke=GRID, width=1):
        self.parts.append(f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{stroke}' stroke-width='{width}'/>")

    def rect(self, x, y, width, height, fill, radius=0):
        self.parts.append(f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' rx='{radius}' fill='{fill}'/>")

    def path(self, points, stroke, width, opacity=1.0, dots=False, hint=""):
        if len(points) > 1:
            route = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            self.parts.append(
                f"<path d='{route}' fill='none' stroke='{stroke}' stroke-width='{width}' stroke-opacity='{opacity}' stroke-linejoin='round' stroke-linecap='round'>"
                f"<title>{html.escape(hint)}</title></path>"
            )
        if dots or len(points) == 1:
            self.parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{width + 0.6:.1f}' fill='{stroke}'/>" for x, y in points]

    def cell(self, x, y, width, height, fill, text, light):
        colour = f" fill='{PAPER}'" if light else ""
        self.parts.append(
            f"<path d='M{x:g} {y:g}h{width:g}v{height:g}h-{width:g}z' fill='{fill}'/><text class='cell' x='{x + width / 2:g}' y='{y + 11.5:g}'{colour}>{text}</text>"
        )

    def done(self):
        return "\n".join([*self.parts, "</svg>\n"])


def superscript(n):
    return str(n) if n < 1000 else "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(round(math.log10(n))))


def times(value):
    return f"{value:.0f}×" if value >= 9.5 else f"{value:.1f}×" if value >= 0.95 else f"{value:.2f}×"


class Panel:
    """One plot with logarithmic axes; values beyond the axis are drawn at its end."""

    def __init__(self, drawing, x, y, width, height, sizes, low, high):
        self.drawing, self.x, self.y, self.width, self.height = drawing, x, y, width, height
        self.sizes, self.low, self.high = sizes, low, high

    def at(self, n, value):
        first, last = math.log10(self.sizes[0]), math.log10(self.sizes[-1])
        right = (math.log10(n) - first) / ((last - first) or 1)
        up = (math.log2(min(max(value, self.low), self.high)) - math.log2(self.low)) / (math.log2(self.high) - math.log2(self.low))
        return self.x + right * self.width, self.y + self.height * (1 - up)

    def frame(self, title, note):
        drawing, bottom = self.drawing, self.y + self.height
        one = self.at(self.sizes[0], 1)[1]
        drawing.rect(self.x, one, self.width, bottom - one, "#fdf1ee")
        step = 2 if self.high / self.low > 200 else 1
        for power in range(math.ceil(math.log2(self.low)), math.floor(math.log2(self.high)) + 1):
            if power % step == 0:
                height = self.at(self.sizes[0], 2.0**power)[1]
                drawing.line(self.x, height, self.x + self.width, height, INK if power == 0 else GRID, 1)
                label = f"{2**power}×" if power >= 0 else f"1/{2**-power}"
                drawing.text(self.x - 6, height + 3.5, label, 10, INK if power == 0 else SOFT, "end")
        for n in self.sizes:
            if n < 1000 and n != self.sizes[0] and len(self.sizes) > 6 and n != 100:
                continue
            across = self.at(n, 1)[0]
            drawing.line(across, bottom, across, bottom + 4, SOFT)
            drawing.text(across, bottom + 16, superscript(n), 10, SOFT, "middle")
        drawing.text(self.x, self.y - 24, title, 13, INK, weight=600)
        drawing.text(self.x, self.y - 9, note, 10.5, SOFT)

    def curve(self, values, stroke, width, opacity=1.0, dots=False, hint=""):
        self.drawing.path([self.at(n, value) for n, value in sorted(values.items())], stroke, width, opacity, dots, hint)


def bounds(values, least, most):
    values = list(values) or [1]
    low, high = max(least, min(0.5, min(values))), min(most, max(2, max(values)))
    return 2.0 ** math.floor(math.log2(low)), 2.0 ** math.ceil(math.log2(high))


def place(count, columns, width, height):
    return [(70 + (i % columns) * width, (i // columns) * height) for i in range(count)]


def key(drawing, x, y, entries):
    for label, colour, thickness in entries:
        drawing.line(x, y, x + 22, y, colour, thickness)
        drawing.text(x + 28, y + 4, label, 11, INK)
        x += 28 + 6.3 * len(label) + 22


def footer(drawing, data, y):
    facts = data["machine"]
    drawing.text(24, y, f"Commit {facts['commit']}, {facts['processor']} ({facts['processors']} processors), {facts['compiler']}", 10, SOFT)
    drawing.text(24, y + 14, ", ".join(f"{name} {version}" for name, version in facts["peers"].items()) + f", Python {facts['python']}; {data['started']}", 10, SOFT)


def overview(data):
    rows = [row for row in report.operations(data) if row["group"] != "calls"]
    groups = list(dict.fromkeys(row["group"] for row in rows))
    sizes = sorted({row["n"] for row in rows})
    threads = report.counts(data)
    low, high = bounds([row["ratio"] for row in rows], 1 / 16, 64)
    columns, wide, tall = 3, 320, 268
    height = 112 + -(-len(groups) // columns) * tall + 24
    drawing = Drawing(columns * wide + 30, height, "How many times as fast as NumPy Carton is, over the number of elements")
    drawing.text(24, 34, "Carton beside NumPy: how many times as fast, over the number of elements", 17, INK, weight=600)
    entries = [("one operation and dtype, 1 thread", THIN, 1.4), ("mean, 1 thread", ONE, 3)]
    key(drawing, 24, 56, entries + [(f"mean, {n} threads", ALL, 3) for n in threads if n > 1])
    drawing.text(columns * wide + 6, 60, "shaded: NumPy is faster", 11, SOFT, "end")
    for group, (x, y) in zip(groups, place(len(groups), columns, wide, tall)):
        mine = [row for row in rows if row["group"] == group]
        means = [f"{times(report.mean(row['ratio'] for row in mine if row['threads'] == n))} on {report.on(n)}" for n in threads]
        panel = Panel(drawing, x, y + 112, wide - 64, tall - 82, sizes, low, high)
        panel.frame(group, "mean " + ", ".join(means))
        lines = {}
        for row in mine:
            if row["threads"] == 1:
                lines.setdefault(" ".join(report.label(row)), {})[row["n"]] = row["ratio"]
        for name, values in lines.items():
            panel.curve(values, THIN, 1.1, 0.75, hint=name)
        for n, colour in [(n, ALL) for n in threads if n > 1] + [(1, ONE)]:
            curve = {size: [row["ratio"] for row in mine if row["threads"] == n and row["n"] == size] for size in sizes}
            panel.curve({size: report.mean(values) for size, values in curve.items() if values}, colour, 2.4, dots=True, hint=f"mean, {n} threads")
        mark_ends(panel, lines)
    footer(drawing, data, height - 24)
    return drawing.done()


def mark_ends(panel, lines):
    """Names the highest and the lowest line where they are so."""
    points = [(value, n, name) for name, values in lines.items() for n, value in values.items()]
    for above, (value, n, name) in ((True, max(points)), (False, min(points))):
        x, y = panel.at(n, value)
        anchor, shift = ("start", 5) if x < panel.x + panel.width / 2 else ("end", -5)
        y = max(panel.y + 11, y - 5) if above else min(panel.y + panel.height - 5, y + 13)
        panel.drawing.text(x + shift, y, f"{name}: {times(value)}", 9.5, INK, anchor, halo=True)


def shade(ratio):
    """Red below 1, white around it, blue above, on a logarithmic scale."""
    strength = max(-1.0, min(1.0, math.log2(ratio) / (1.5 if ratio < 1 else 5)))
    if 0.9 <= ratio < 1.1:
        return "#f4f6f8"
    start, end = ((250, 220, 212), (190, 40, 30)) if strength < 0 else ((222, 236, 250), (8, 66, 140))
    share = abs(strength)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(start, end))


def heat(data, threads=1):
    found = {}
    for row in report.operations(data, threads):
        found.setdefault(row["group"], {}).setdefault(report.label(row), {})[row["n"]] = row["ratio"]
    found.pop("calls", None)
    sizes = sorted({n for lines in found.values() for cells in lines.values() for n in cells})
    lines = [line for group, table in found.items() for line in [(group, None), *table.items()]]
    columns, row_height, cell, name_width = 2, 16, 34, 244
    each = len(lines) // columns + 1
    inside = [name for name, cells in lines[:each] if cells is None][-1]
    lines.insert(each, (f"{inside}, continued", None))
    wide = name_width + cell * len(sizes) + 30
    height = 100 + each * row_height + 50
    drawing = Drawing(24 + columns * wide, height, "Every operation and size beside NumPy")
    drawing.text(24, 34, f"Every operation beside NumPy, {report.on(threads)}: how many times as fast", 17, INK, weight=600)
    drawing.text(24, 54, "blue: Carton is faster; grey: within a tenth; red: NumPy is faster", 11, SOFT)
    for index, (name, cells) in enumerate(lines):
        x, y = 24 + (index // each) * wide, 100 + (index % each) * row_height
        if index % each == 0:
            for at, n in enumerate(sizes):
                drawing.text(x + name_width + (at + 0.5) * cell, y - 8, superscript(n), 10.5, SOFT, "middle")
        if cells is None:
            drawing.text(x, y + 12, name, 11.5, INK, weight=600)
            continue
        drawing.text(x, y + 11.5, name[0], 10.5)
        drawing.text(x + name_width - 8, y + 11.5, name[1], 10, SOFT, "end")
        for at, n in enumerate(sizes):
            if n in cells:
                ratio = cells[n]
                text = f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2f}"
                drawing.cell(x + name_width + at * cell + 0.5, y + 0.5, cell - 1, row_height - 1, shade(ratio), text, ratio > 7 or ratio < 0.6)
    footer(drawing, data, height - 24)
    return drawing.done()


def fused(data):
    rows = [row for row in data["rows"] if "fused" in row]
    titles, threads = list(dict.fromkeys(row["fused"] for row in rows)), report.counts(data)
    sizes = sorted({row["n"] for row in rows})
    peers = [name for name in PEERS if any(name in row["ratios"] for row in rows)]
    low, high = bounds([value for row in rows for value in row["ratios"].values()], 1 / 16, 32)
    wide, tall, columns = 320, 268, 3
    each = -(-len(titles) // columns) * tall + 34
    height = 86 + each * len(threads) + 40
    drawing = Drawing(columns * wide + 30, height, "Fused expressions beside other libraries")
    drawing.text(24, 34, "Fused expressions: how many times as fast as each peer, over the number of elements", 17, INK, weight=600)
    key(drawing, 24, 56, [(report.library(name), PEERS[name], 2.4) for name in peers])
    for part, count in enumerate(threads):
        top = 86 + part * each
        drawing.text(24, top + 10, f"{report.on(count)}", 14, INK, weight=600)
        for title, (x, y) in zip(titles, place(len(titles), columns, wide, tall)):
            mine = {row["n"]: row["ratios"] for row in rows if row["fused"] == title and row["threads"] == count}
            if not mine:
                continue
            name, value = min((best for ratios in mine.values() for best in ratios.items()), key=lambda best: best[1])
            panel = Panel(drawing, x, top + y + 62, wide - 64, tall - 82, sizes, low, high)
            panel.frame(title, f"least: {times(value)} beside {report.library(name)}")
            for peer in peers:
                panel.curve({n: ratios[peer] for n, ratios in mine.items() if peer in ratios}, PEERS[peer], 2, dots=True, hint=report.library(peer))
    footer(drawing, data, height - 24)
    return drawing.done()
