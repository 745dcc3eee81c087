"""carton.draw: what a picture says about the interpreter's live objects is what id, sys.getsizeof, ctypes and NumPy say."""

import array
import ctypes
import gc
import html.parser
import re
import sys
import tracemalloc
import xml.etree.ElementTree

import numpy
import pytest

import carton

WORD = ctypes.sizeof(ctypes.c_void_p)


def word(address):
    return ctypes.c_size_t.from_address(address).value


def block(drawing, name):
    graph = drawing.graph
    return graph["blocks"][graph["names"][name]]


def blocks(drawing, role):
    return [b for b in drawing.graph["blocks"] if b["role"] == role]


def buffer_of(drawing, name):
    graph = drawing.graph
    return graph["blocks"][graph["blocks"][graph["names"][name]]["links"][0][1]]


# -- lists and boxes ------------------------------------------------------------------------------


def test_list_of_floats_is_the_live_one():
    a = [1.0, 2.0, 3.0]
    drawing = carton.draw(a)
    graph = drawing.graph
    header = block(drawing, "a")
    table = graph["blocks"][header["links"][0][1]]
    assert (header["role"], header["title"], header["address"]) == ("list", "list", id(a))
    assert table["role"] == "table"
    before = header["fields"]["gc header"]
    assert before["offset"] == -before["bytes"]
    assert before["bytes"] + header["bytes"] + table["bytes"] == sys.getsizeof(a)
    assert table["slots"] * WORD == table["bytes"] and table["used"] == 3
    assert word(id(a) + header["fields"]["items"]["offset"]) == table["address"]
    assert word(id(a) + header["fields"]["length"]["offset"]) == 3
    assert word(id(a) + header["fields"]["capacity"]["offset"]) == table["slots"]
    boxes = [graph["blocks"][target] for _, target in table["links"]]
    assert [box["address"] for box in boxes] == [id(item) for item in a]
    assert [word(table["address"] + WORD * i) for i in range(3)] == [id(item) for item in a]
    assert [(box["title"], box["text"], box["bytes"]) for box in boxes] == [("float", repr(x), sys.getsizeof(x)) for x in a]
    assert graph["bytes"]["a"] == sys.getsizeof(a) + sum(sys.getsizeof(x) for x in a)
    text = str(drawing)
    assert text.startswith("a ") and hex(id(a)) in text and all(hex(id(x)) in text for x in a)


def test_growth_over_100_appends():
    a, seen = [], set()
    for i in range(100):
        a.append(float(i))
        drawing = carton.draw(a)
        header = block(drawing, "a")
        table = drawing.graph["blocks"][header["links"][0][1]]
        assert table["bytes"] == sys.getsizeof(a) - sys.getsizeof([])
        assert int(header["fields"]["capacity"]["text"]) == table["slots"] >= table["used"] == i + 1
        assert table["left_out"] == max(0, i + 1 - 16)
        seen.add(table["slots"])
    assert {4, 8, 16, 24, 32} <= seen
    assert drawing.graph["bytes"]["a"] == sys.getsizeof(a) + sum(sys.getsizeof(x) for x in a)


BOXES = [1, 0, -7, 2**200, 1.5, 2j, None, True, "text", "ünï", "", b"bytes", "x" * 1000, 10**5000, ..., range(3)]


@pytest.mark.parametrize("value", BOXES, ids=lambda v: type(v).__name__)
def test_boxes(value):
    box = block(carton.draw(value), "value")
    assert (box["role"], box["address"], box["title"]) == ("box", id(value), type(value).__name__)
    assert box["bytes"] + box["fields"].get("gc header", {"bytes": 0})["bytes"] == sys.getsizeof(value)
    if abs(len(box["text"])) < 60 and "..." not in box["text"]:
        assert box["text"] == repr(value)


def test_reference_counts_leave_out_the_drawing():
    immortal = 2**63 - 1
    a = [object(), 1234.5, (1, 2), {}]
    a.append(a[0])
    pair = [a, a]
    drawing = carton.draw(a, pair, again=a)
    found = {b["address"]: b["refs"] for b in drawing.graph["blocks"] if b["refs"] != immortal}
    for item in (a, pair, a[0], a[1], a[3]):
        assert found[id(item)] == sys.getrefcount(item) - 3  # its argument, the loop's tuple and variable
    drawing = carton.draw([1, None])
    assert block(drawing, "obj0")["refs"] == 0  # nobody else has it
    ones = [b["refs"] for b in drawing.graph["blocks"] if b["address"] == id(None)]
    assert ones == [immortal] if sys.version_info >= (3, 12) else ones[0] > 100


def test_shared_boxes_are_drawn_once():
    a = [7, 7, "shared", 7, "shared"]
    drawing = carton.draw(a, [7])
    assert [b["address"] for b in blocks(drawing, "box")] == [id(7), id(a[2])]
    assert str(drawing).count("the same box") == 4


def test_cycles_end():
    a = [1]
    a.append(a)
    d = {"self": a}
    d["d"] = d
    drawing = carton.draw(a, d)
    assert len(blocks(drawing, "list")) == 2 and "list #0" in str(drawing)
    deep = []
    for _ in range(100000):
        deep = [deep]
    assert carton.draw(deep).graph["blocks"]
    while deep:
        deep = deep[0]


def test_tuple_dict_and_set():
    t, d, s = (1.5, "a"), {"k": 1.5, 2: None}, {3}
    drawing = carton.draw(t, d, s)
    everything = drawing.graph["blocks"]
    for name, value, items in (("t", t, t), ("d", d, ("k", 1.5, 2, None)), ("s", s, s)):
        container = block(drawing, name)
        assert container["address"] == id(value)
        assert container["bytes"] + container["fields"]["gc header"]["bytes"] == sys.getsizeof(value)
        assert word(id(value) + container["fields"]["length"]["offset"]) == len(value)
        assert [everything[target]["text"] for _, target in container["links"]] == [repr(x) for x in items]


def test_long_containers_keep_both_ends_and_count_all():
    a = [float(i) for i in range(1000)]
    drawing = carton.draw(a, most=6)
    table = blocks(drawing, "table")[0]
    assert [slot for slot, _ in table["links"]] == [0, 1, 2, 997, 998, 999]
    assert table["left_out"] == 994
    assert drawing.graph["bytes"]["a"] == sys.getsizeof(a) + 24 * 1000
    d = {i: float(i) for i in range(1000)}
    slots = [slot for slot, _ in block(carton.draw(d, most=6), "d")["links"]]
    assert slots == [0, 1, 1998, 1999]  # whole pairs


def test_objects_that_misbehave():
    class Odd:
        def __repr__(self):
            raise ValueError

        def __sizeof__(self):
            raise ValueError

        @property
        def __array_interface__(self):
            raise ValueError

    class Emptying:
        def __repr__(self):
            victim.clear()
            return "\ud800"

    victim = [Emptying(), 1.0, 2.0, *range(1000, 1100)]
    texts = [b["text"] for b in carton.draw(Odd(), victim).graph["blocks"] if b["role"] == "box"]
    assert texts[:1] == ["..."] and victim == []
    with pytest.raises(TypeError, match="needs an object"):
        carton.draw()
    with pytest.raises(ValueError, match="most"):
        carton.draw(1, most=0)


# -- arrays ---------------------------------------------------------------------------------------


def numpy_arrays():
    a = numpy.arange(24.0).reshape(2, 3, 4)
    owner = numpy.zeros((3, 4), "i2")
    return {
        "whole": a, "view": a[1], "stride": a[:, ::2], "back": a[::-1, :, ::-1], "T": a.T, "owner": owner, "fortran": numpy.asfortranarray(owner),
        "zero": numpy.array(3.5), "empty": numpy.zeros((0, 3)), "broadcast": numpy.broadcast_to(numpy.arange(3), (4, 3)),
        "other": owner.view("u1")[1:], "objects": numpy.array(["a", None], object), "dates": numpy.zeros(2, "M8[s]"), "big": numpy.zeros(2, ">f8"),
        "fields": numpy.zeros(2, [("a", "i4"), ("b", "f8")])["b"], "text": numpy.array(["a", "bcd"]), "bool": numpy.array([True, False]),
    }  # fmt: skip


@pytest.mark.parametrize("name", numpy_arrays())
def test_numpy_arrays_agree_with_their_interface(name):
    x = numpy_arrays()[name]
    drawing = carton.draw(x)
    record, buffer = block(drawing, "x"), buffer_of(drawing, "x")
    face = x.__array_interface__
    assert (record["role"], record["address"], record["title"]) == ("array", id(x), "numpy.ndarray")
    assert (record["shape"], record["strides"], record["itemsize"]) == (face["shape"], x.strides, x.itemsize)
    assert record["dtype"] == str(x.dtype)
    assert buffer["address"] + record["offset"] == face["data"][0]
    assert record["bytes"] == sys.getsizeof(x) - (x.nbytes if x.base is None else 0)
    assert record["fields"]["flags"]["text"].startswith("OWNDATA") == x.flags.owndata
    assert ("WRITEABLE" in record["fields"]["flags"]["text"]) == x.flags.writeable
    for field, value in (("data", face["data"][0]), ("base", id(x.base) if x.base is not None else 0), ("dtype", id(x.dtype))):
        assert word(id(x) + record["fields"][field]["offset"]) == value
    if x.base is not None:
        assert hex(id(x.base)) in record["fields"]["base"]["text"]
    low, high = numpy.lib.array_utils.byte_bounds(x)
    assert x.size == 0 or buffer["address"] <= low <= high <= buffer["address"] + buffer["bytes"]
    root = x
    while isinstance(root.base, numpy.ndarray):
        root = root.base
    assert (buffer["address"], buffer["bytes"]) == (root.__array_interface__["data"][0], root.nbytes)
    assert buffer["owner"] == "self"


def test_cells_are_numpys_elements():
    x = numpy.array([[1.5, -2.0], [numpy.nan, 1e300]])
    buffer = buffer_of(carton.draw(x), "x")
    assert buffer["cells"] == [(i, repr(value)) for i, value in enumerate(x.ravel().tolist())]


def test_views_share_one_buffer_as_numpy_says():
    arrays = numpy_arrays()
    drawing = carton.draw(**arrays)
    where = {name: buffer_of(drawing, name) for name in arrays}
    for first, a in arrays.items():
        for second, b in arrays.items():
            if a.size and b.size:
                root = [x if x.base is None else x.base for x in (a, b)]
                assert (where[first]["address"] == where[second]["address"]) == numpy.shares_memory(*root), (first, second)


def test_a_view_knows_its_base():
    owner = numpy.arange(4)
    view = owner[1:]
    graph = carton.draw(view, owner).graph
    assert graph["blocks"][graph["names"]["view"]]["base"] == graph["names"]["owner"]
    assert graph["blocks"][graph["names"]["owner"]]["base"] == -1


def test_mapped_and_foreign_memory(tmp_path):
    numpy.arange(10.0).tofile(tmp_path / "x")
    mapped = numpy.memmap(tmp_path / "x", "f8")
    assert buffer_of(carton.draw(mapped), "mapped")["owner"] == "mapped"
    raw = (ctypes.c_double * 4)()
    borrowed = numpy.ctypeslib.as_array(raw)[1:]
    buffer = buffer_of(carton.draw(borrowed), "borrowed")
    assert buffer["address"] == ctypes.addressof(raw) and buffer["bytes"] == 32


def test_buffers_of_the_interpreter():
    b = bytearray(b"hello")
    b.append(33)
    m, n, d = memoryview(b)[2:], numpy.frombuffer(b, "u1")[1:], array.array("d", [1, 2, 3])
    d.append(4)
    drawing = carton.draw(b, m, n, d)
    assert {buffer_of(drawing, name)["address"] for name in "bmn"} == {n.ctypes.data - 1}
    assert [block(drawing, name)["offset"] for name in "bmn"] == [0, 2, 1]
    buffer = buffer_of(drawing, "b")
    assert buffer["used"] == 6 and block(drawing, "b")["bytes"] + buffer["slots"] == sys.getsizeof(b)
    buffer = buffer_of(drawing, "d")
    assert (buffer["address"], buffer["used"]) == (d.buffer_info()[0], 32)
    header = block(drawing, "d")
    assert header["bytes"] + header["fields"].get("gc header", {"bytes": 0})["bytes"] + buffer["slots"] == sys.getsizeof(d)
    assert [text for _, text in buffer["cells"]] == ["1.0", "2.0", "3.0", "4.0"]


def test_carton_arrays_and_lists():
    c = carton.arange(6.0)
    v, n = c[::-2], numpy.asarray(c)
    drawing = carton.draw(c, v, n)
    assert len({buffer_of(drawing, name)["address"] for name in "cvn"}) == 1
    assert buffer_of(drawing, "c")["address"] == c.ctypes.data if hasattr(c, "ctypes") else c.__array_interface__["data"][0]
    assert block(drawing, "v")["strides"] == (-16,) and block(drawing, "v")["offset"] == 40
    assert hex(id(c)) in block(drawing, "c")["fields"]["in Python"]["text"]
    graph = drawing.graph
    assert graph["blocks"][graph["names"]["v"]]["base"] == graph["names"]["c"]
    few = carton.List([1.5, 2.5])
    drawing = carton.draw(few)
    assert [b["text"] for b in blocks(drawing, "box")] == ["1.5", "2.5"]
    assert blocks(drawing, "table")[0]["used"] == 2
    theirs = numpy.zeros(3)
    ours = carton.asarray(theirs)
    drawing = carton.draw(theirs, ours)
    assert buffer_of(drawing, "ours")["address"] == theirs.ctypes.data == buffer_of(drawing, "theirs")["address"]


# -- pictures -------------------------------------------------------------------------------------


class Fetched(html.parser.HTMLParser):
    """The places that a page would load something from."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("src", "href", "srcset", "data", "xlink:href") and not (value or "#").startswith("#")]


def drawings():
    a, x = [1.0, "<&>\"'", [None]], numpy.arange(6).reshape(2, 3)
    yield carton.draw(a, x, x.T, {"k": a}, x=x[:, 1:])
    yield carton.draw(*numpy_arrays().values(), bytes=True, cache_lines=True)
    yield carton.draw([1, "é\n", b"\0", (), {}, set()], carton.arange(300), bytes=True)


@pytest.mark.parametrize("at", range(3))
def test_pictures_are_whole(at, tmp_path):
    drawing = list(drawings())[at]
    root = xml.etree.ElementTree.fromstring(drawing.svg(title="a < b"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    page, fetched = drawing.html(), Fetched()
    fetched.feed(page)
    assert fetched.found == [] and not re.search(r"url\((?!#)|@import|fetch\(|import\(|XMLHttpRequest", page)
    assert all(len(line) <= 80 for line in str(drawing).splitlines())
    assert drawing.text(ascii=True).isascii() or "é" in str(drawing)
    for name, content in (("x.txt", str(drawing)), ("x.svg", drawing.svg()), ("x.HTML", page)):
        drawing.save(tmp_path / name)
        saved = (tmp_path / name).read_text(encoding="utf-8")
        assert saved[:5000] == content[:5000] and saved[-200:] == content[-200:]  # the page measures how a list grows
    with pytest.raises(ValueError, match="saved as"):
        drawing.save(tmp_path / "x.png")
    assert drawing._repr_svg_() == drawing.svg() and "<iframe srcdoc=" in drawing._repr_html_()


def test_names_come_from_the_call():
    first, second = [1], [2]
    assert list(carton.draw(first, second, [3], first, z=1).graph["names"]) == ["first", "second", "obj2", "obj3", "z"]
    nested = [carton.draw(first), carton.draw(
        second,
        first)]  # fmt: skip
    assert [list(d.graph["names"]) for d in nested] == [["first"], ["second", "first"]]
    assert list(carton.draw(*nested[:1]).graph["names"]) == ["obj0"]
    assert list(eval("carton.draw(first)", {"carton": carton, "first": first}).graph["names"]) == ["obj0"]


def test_no_leak_over_1000_drawings():
    x = numpy.arange(10.0)
    odd = [[1.0, 2, "x", None, (1,), {2: 3}], x, x[::2], carton.ones(3), carton.List([1.5]), bytearray(5), memoryview(b"abc"), array.array("i", [1])]

    def work(n):
        for _ in range(n):
            drawing = carton.draw(*odd)
            drawing.graph, str(drawing)
        del drawing
        gc.collect()
        sys._clear_type_cache()  # it keeps names that were looked up

    tracemalloc.start()
    try:
        work(20)
        native, refs = carton._carton.memory_in_use(), [sys.getrefcount(item) for item in odd]
        sizes = [tracemalloc.get_traced_memory()[0]]
        for _ in range(3):
            work(400)
            sizes.append(tracemalloc.get_traced_memory()[0])
        # A leak grows in each round; Python's table of interned strings (2 MB by now) may be made anew in one of them.
        assert min(after - before for before, after in zip(sizes, sizes[1:])) < 2000
        assert carton._carton.memory_in_use() == native
        assert [sys.getrefcount(item) for item in odd] == refs
    finally:
        tracemalloc.stop()
