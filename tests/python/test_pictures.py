"""The drawings: SVGs are well-formed and no text covers another; the page works in a browser and tells the truth about addresses,
strides, growth and casts. Expected values come from NumPy and CPython."""

import functools
import itertools
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy
import pytest

import browser as chromium

STANDARD = "a = [1.0, 2.0, 3.0]\narr = array([1.0, 2.0, 3.0])"
MATRIX = "m = arange(12.0).reshape(3, 4); t = m.T; r = m[::-1, 1::2]; c = m[:, 2]; b = broadcast_to(m[0], (2, 4))"
MIXED = (
    "x = 7; a = [x, 1000, x, 'he<l>&lo', [1, 2], (1, x), None, 2.5e-300]; a += [a, a[1], a[1]]; d = {'k': [1, 2], 'z': 3.5};"
    " l = list(range(40)); z = arange(1000); e = array([]); s = array(['ab', 'cde\"']); o = array(2.5); w = 'long ' * 50; n = ones((2,) * 9);"
    " k = array([1+2j, 1e300-1e-5j]); a_name_that_is_far_too_long_to_stand_in_the_margin = z[::-7]; empty = []"
)
PROGRAMS = {"standard": STANDARD, "matrix": MATRIX, "mixed": MIXED}


# -- SVG -------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"
ADVANCE = 0.602  # of DejaVu Sans Mono, the widest of the fonts named


def text_boxes(svg):
    """(left, top, right, bottom, text) of every text element."""
    for node in svg.iter(SVG + "text"):
        names = node.get("class", "").split()
        size = 11 if "s" in names else 13
        width = ADVANCE * size * len(node.text or "")
        x, y = float(node.get("x")), float(node.get("y"))
        x -= width if "e" in names else width / 2 if "m" in names else 0
        yield x, y - 0.76 * size, x + width, y + 0.2 * size, node.text


def overlaps(boxes):
    for a, b in itertools.combinations(boxes, 2):
        if a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5:
            yield a, b


def segments(path):
    """The straight pieces of an arrow: left, top, right, bottom. Its corners are shorter than the letters are high."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([MHVqlvz])([^MHVqlvz]*)", path):
        values = [float(n) for n in numbers.split()]
        to = {"M": lambda v: v, "H": lambda v: (v[0], y), "V": lambda v: (x, v[0]), "q": lambda v: (x + v[2], y + v[3])}[letter](values)
        if letter in "HV":
            yield min(x, to[0]), min(y, to[1]), max(x, to[0]), max(y, to[1])
        x, y = to


def crossings(svg, boxes):
    for path in svg.iter(SVG + "path"):
        if path.get("class", "").split()[0] in ("a", "av"):
            for left, top, right, bottom in segments(path.get("d")):
                for box in boxes:
                    if left < box[2] and box[0] < right and top < box[3] and box[1] < bottom:
                        yield box[4], path.get("d")


def check_svg(text):
    svg = ElementTree.fromstring(text)
    width, height = float(svg.get("width")), float(svg.get("height"))
    boxes = list(text_boxes(svg))
    assert boxes
    assert not list(overlaps(boxes))
    assert not list(crossings(svg, boxes))
    assert not [box for box in boxes if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height]
    return svg


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_layouts_of_a_page_are_well_formed(carton, name):
    pictures = re.findall(r"<svg .*?</svg>", carton("draw", PROGRAMS[name], "--html", "-").out, re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        check_svg(picture)


@pytest.mark.parametrize("options", [(), ("--bytes",), ("--cache-lines",), ("--bytes", "--cache-lines")])
@pytest.mark.parametrize("name", PROGRAMS)
def test_svg_is_well_formed_and_no_text_covers_another(carton, name, options):
    done = carton("draw", PROGRAMS[name], "--svg", "-", *options)
    assert (done.status, done.err) == (0, "")
    check_svg(done.out)


def test_a_failed_drawing_leaves_the_file(carton, tmp_path):
    path = tmp_path / "a.svg"
    assert carton("draw", "a = [1]", "--svg", path).status == 0
    before = path.read_text(encoding="utf-8")
    assert carton("draw", "a = nosuch", "--svg", path).status == 1
    assert carton("draw", "a = [1]", "--svg", tmp_path / "no" / "a.svg").status == 1
    assert path.read_text(encoding="utf-8") == before and os.listdir(tmp_path) == ["a.svg"]


def test_the_standard_pictures_show_what_they_must(carton):
    svg = check_svg(carton("draw", STANDARD, "--svg", "-").out)
    texts = [node.text for node in svg.iter(SVG + "text")]
    for expected in ("a", "list", "length", "capacity", "4", "pointer table", "1 spare", "arr", "ndarray", "(3,)", "float64, 8 bytes", "(8,) bytes", "buffer"):
        assert expected in texts
    tips = [dict(node.attrib) for node in svg.iter(SVG + "g") if node.get("class") == "tip"]
    boxes = [tip for tip in tips if tip["data-size"] == "24" and "data-index" not in tip]
    assert [tip["data-value"] for tip in boxes] == ["1.0", "2.0", "3.0"]
    assert len({tip["data-address"] for tip in boxes}) == 3
    slots = [tip for tip in tips if tip["data-value"] in {box["data-address"] for box in boxes}]
    assert [tip["data-value"] for tip in slots] == [box["data-address"] for box in boxes]
    cells = [tip for tip in tips if tip.get("data-bytes") and tip not in slots]
    assert [struct.unpack("<d", bytes.fromhex(tip["data-bytes"]))[0] for tip in cells] == [1.0, 2.0, 3.0]
    addresses = [int(tip["data-address"], 16) for tip in cells]
    assert [at - addresses[0] for at in addresses] == [0, 8, 16]
    assert f"0x{addresses[0]:x}" in texts  # the data pointer


def test_the_chapter_shows_what_its_commands_give(root):
    done = subprocess.run([sys.executable, root / "script/pictures", "--check"], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


# -- the page --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    if not chromium.PROGRAM:
        pytest.fail("no Chromium: script/bootstrap installs it")
    made = chromium.Browser()
    yield made
    made.close()


@pytest.fixture(scope="module")
def drawn(carton, tmp_path_factory):
    """Draws a program as a page; keeps it for the next caller."""
    folder = pathlib.Path(os.environ.get("CARTON_PAGES") or tmp_path_factory.mktemp("pages"))

    @functools.cache
    def draw(name):
        path = folder / f"{name}.html"
        done = carton("draw", PROGRAMS[name], "--html", path)
        assert (done.status, done.out, done.err) == (0, "", "")
        return path

    return draw


@pytest.fixture
def page(browser, drawn):
    """Opens a page; at the end it must not have complained or fetched anything."""
    opened = []

    def open_page(name, width=1280, height=800, dark=False):
        opened.append(browser.open(drawn(name), width, height, dark))
        return opened[-1]

    yield open_page
    for one in opened:
        complaints = one.complaints()
        one.close()
        assert complaints == []


OVERLAPS = """(() => {
  const boxes = [...document.querySelectorAll("svg text")].filter((t) => t.getBoundingClientRect().width)
    .map((t) => [t.getBoundingClientRect(), t.textContent, t.closest("svg").getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([a, text, svg], i) => {
    if (a.left < svg.left - 1 || a.right > svg.right + 1) found.push([text, "outside"]);
    for (const [b, other] of boxes.slice(i + 1))
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) found.push([text, other]);
  });
  return [found, boxes.length, document.documentElement.scrollWidth - innerWidth];
})()"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_page_is_legible(page, drawn, name, size):
    opened = page(name, *size, dark=size[0] < 600)
    found, count, beyond = opened.run(OVERLAPS)
    assert count > 10 and found == [] and beyond <= 0
    shot = drawn(name).with_suffix(f".{size[0]}.png")
    opened.screenshot(shot)
    assert shot.stat().st_size > 10000


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_cell_under_the_pointer_tells_its_address_and_value(page, size):
    opened = page("matrix", *size)
    m = numpy.arange(12.0).reshape(3, 4)
    cells = opened.run(
        """[...document.querySelectorAll("svg g.tip[data-bytes]")].map((g, i) => [i, g.querySelector("rect").getBoundingClientRect().width]).filter((x) => x[1]).map((x) => x[0])"""
    )
    assert len(cells) == 12
    start = None
    for number, i in enumerate(cells):
        x, y = opened.run(
            f"""new Promise((done) => {{ const g = document.querySelectorAll("svg g.tip[data-bytes]")[{i}]; g.scrollIntoView({{block: "center"}});
            const place = () => {{ const r = g.querySelector("rect").getBoundingClientRect(); done([r.x + r.width / 2, r.y + 8]); }};
            requestAnimationFrame(() => requestAnimationFrame(place)); }})"""  # the scroll event comes before
        )
        opened.hover(x, y)
        value, *rows = opened.run("""[...document.querySelectorAll("#tip > *")].map((n) => n.textContent)""")
        told = dict(row.split(None, 1) for row in rows)
        assert opened.run("!tip.hidden")
        address = int(told["address"], 16)
        start = address if start is None else start
        index = tuple(int(i) for i in told["index"].split(","))
        assert address - start == sum(i * s for i, s in zip(index, m.strides)) == 8 * number
        assert float(value) == m[index] == struct.unpack("<d", bytes.fromhex(told["bytes"]))[0]
    opened.hover(2, 2)
    assert opened.run("tip.hidden")


def choose(opened, name, mode):
    opened.run(f"""[...document.querySelectorAll("#objects button")].find((b) => b.textContent === "{name}").click()""")
    opened.run(f"""[...document.querySelectorAll("#modes button")].find((b) => b.textContent === "{mode}").click()""")


SHOWN = """[...document.querySelectorAll("#stage .cell")].map((c) => [c.className, c.dataset.value, c.dataset.address, c.dataset.index])"""


def put(opened, **values):
    """Moves sliders and choices; the stage's cells."""
    for key, value in values.items():
        opened.run(f"""(() => {{ const c = document.getElementById("c-{key}"); c.value = "{value}"; c.dispatchEvent(new Event("input")); }})()""")
    return [dict(zip(("classes", "value", "address", "index"), [cell[0].split(), *cell[1:]])) for cell in opened.run(SHOWN)]


def current(cells):
    (cell,) = [cell for cell in cells if "on" in cell["classes"]]
    return cell


def base_address(opened, name):
    return int(opened.run(f"""data.buffers[data.objects.find((o) => o.name === "{name}").buffer].address"""), 16)


M = numpy.arange(12.0).reshape(3, 4)
ARRAYS = {"m": M, "t": M.T, "r": M[::-1, 1::2], "c": M[:, 2], "b": numpy.broadcast_to(M[0], (2, 4))}


def offset(view, index):
    return view.__array_interface__["data"][0] - M.__array_interface__["data"][0] + sum(i * s for i, s in zip(index, view.strides))


def test_the_keyboard_moves_a_slider(page):
    opened = page("matrix")
    choose(opened, "m", "Walk")
    opened.run("""document.getElementById("c-k").focus()""")
    for _ in range(5):
        opened.press("ArrowRight")
    assert opened.run("""document.getElementById("c-k").value""") == "5"
    cell = current(put(opened))
    assert (cell["value"], int(cell["address"], 16)) == ("5.0", base_address(opened, "m") + 40)


@pytest.mark.parametrize("name", ARRAYS)
def test_a_walk_follows_the_strides(page, name):
    opened = page("matrix")
    choose(opened, name, "Walk")
    view = ARRAYS[name]
    for k, index in enumerate(numpy.ndindex(view.shape)):
        cell = current(put(opened, k=k))
        assert (float(cell["value"]), int(cell["address"], 16)) == (view[index], base_address(opened, name) + offset(view, index))
        assert cell["index"] == ",".join(map(str, index))


def test_transpose_and_broadcast_walk_the_same_buffer(page):
    opened = page("matrix")
    for mode, view in (("Transpose", M.T), ("Broadcast", numpy.broadcast_to(M, (3, 3, 4)))):
        choose(opened, "m", mode)
        for k, index in enumerate(numpy.ndindex(view.shape)):
            cell = current(put(opened, k=k))
            assert (float(cell["value"]), int(cell["address"], 16)) == (view[index], base_address(opened, "m") + offset(view, index))


def test_slices_see_what_numpy_s_see(page):
    opened = page("matrix")
    choose(opened, "m", "Slice")
    generator = random.Random(5)
    for _ in range(40):
        axis, start, stop, step = generator.choice((0, 1)), generator.randint(0, 4), generator.randint(0, 4), generator.choice((-3, -2, -1, 1, 2, 3))
        view = M[(slice(None),) * axis + (slice(start, stop, step),)]
        cells = put(opened, axis=axis, start=start, stop=stop, step=step)
        found = {int(c["address"], 16) - base_address(opened, "m"): c["index"] for c in cells if "seen" in c["classes"]}
        assert found == {offset(view, index): ",".join(map(str, index)) for index in numpy.ndindex(view.shape)}


def test_appends_grow_as_cpython_s_list_and_move_what_moves(page):
    opened = page("standard")
    choose(opened, "a", "Append")
    literal = [1.0, 2.0, 3.0]
    empty = sys.getsizeof([])
    for n in range(0, 41):
        cells = put(opened, n=n)
        capacity = (sys.getsizeof(literal) - empty) // 8
        text = opened.run("""document.querySelector("#stage").textContent""")
        if n in (0, 1, 2, 3, 10, 39, 40):
            spare = sum("spare" in c["classes"] for c in cells)
            grown = "new block" in text or "longer" in text
            assert opened.run("""data.objects[0].growth""")[n][0] == capacity
            assert grown or capacity > 48 or spare == capacity - 3 - n
        literal.append(1.0)
    choose(opened, "arr", "Append")
    put(opened, way="copy", n=7)
    assert f"{sum(8 * (3 + i) for i in range(7))} bytes moved in all" in opened.run("""document.querySelector("#stage").textContent""")


def test_resizes_fill_as_numpy_s(page):
    opened = page("standard")
    choose(opened, "arr", "Resize")
    array = numpy.array([1.0, 2.0, 3.0])
    for n in range(9):
        zero = array.copy()
        zero.resize(n, refcheck=False)
        for fill, expected in (("repeat", numpy.resize(array, n)), ("zero", zero), ("edge", numpy.pad(array, (0, max(0, n - 3)), "edge")[:n])):
            cells = put(opened, n=n, fill=fill)[3:]
            assert [float(cell["value"]) for cell in cells] == expected.tolist()


def test_casts_are_numpy_s(page):
    opened = page("matrix")
    choose(opened, "m", "Cast")
    for way in ("casts", "views"):
        for dtype in opened.run(f"data.buffers[data.objects[0].buffer].{way}.map((c) => c.dtype)"):
            cells = put(opened, way=way, to=dtype)[12:]
            expected = M.ravel().astype(dtype) if way == "casts" else M.ravel().view(dtype)
            assert [cell["value"] for cell in cells] == [repr(item) for item in expected.tolist()]
