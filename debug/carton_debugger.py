"""Carton in gdb and lldb: values, shape, dtype and strides of `ct_array *` and `ct_list *`, and the command carton-draw.

    gdb:   source PREFIX/share/carton/carton_debugger.py
    lldb:  command script import PREFIX/share/carton/carton_debugger.py

Works on processes and core files: it reads memory and calls nothing. The library's debug information must be there (meson setup
--buildtype=debugoptimized), as it says how the records are laid out.
"""

import struct

MOST = 6  # values shown at either end
FORMATS = {"b": {1: "?"}, "i": {1: "b", 2: "h", 4: "i", 8: "q"}, "u": {1: "B", 2: "H", 4: "I", 8: "Q"}, "f": {2: "e", 4: "f", 8: "d"}}
BUFFERS = {0: "owned", 1: "mapped", 2: "foreign"}


# -- what both debuggers can do: fields of a record, and bytes --------------------------------------------------------------------


class Gdb:
    """A record in gdb."""

    def __init__(self, value):
        self.value = value.dereference() if value.type.strip_typedefs().code == gdb.TYPE_CODE_PTR else value
        if not self.value.type.strip_typedefs().fields():
            raise ValueError("no debug information of libcarton")

    def record(self, name):
        return Gdb(self.value[name])

    def integer(self, name):
        return int(self.value[name])

    def text(self, name):
        return self.value[name].string()

    def address(self):
        return int(self.value.address)

    def kind(self):
        """The name of an object's type."""
        return self.value["object"]["type"]["name"].string()

    @staticmethod
    def read(address, count):
        return bytes(gdb.selected_inferior().read_memory(address, count))

    @staticmethod
    def at(address, type_name):
        return Gdb(gdb.Value(address).cast(gdb.lookup_type(type_name).pointer()))


class Lldb:
    """A record in lldb."""

    def __init__(self, value):
        self.value = value.Dereference() if value.TypeIsPointerType() else value
        if not self.value.GetNumChildren():  # the program sees the name alone; the library's own information has the fields
            self.value = self.at(self.value.GetLoadAddress(), self.value.GetType().GetName()).value

    def record(self, name):
        return Lldb(self.value.GetChildMemberWithName(name))

    def integer(self, name):
        return self.value.GetChildMemberWithName(name).GetValueAsSigned()

    def text(self, name):
        return self.value.GetChildMemberWithName(name).GetSummary().strip('"').split("\\0")[0]

    def address(self):
        return self.value.GetLoadAddress()

    def kind(self):
        kind = self.value.GetChildMemberWithName("object").GetChildMemberWithName("type")
        return kind.GetChildMemberWithName("name").GetSummary().strip('"')

    def read(self, address, count):
        error = lldb.SBError()
        data = self.value.GetProcess().ReadMemory(address, count, error)
        if not error.Success():
            raise ValueError(error.GetCString())
        return data

    def at(self, address, type_name):
        target = self.value.GetTarget()
        for found in target.FindTypes(type_name.replace("const ", "").replace("struct ", "")):
            whole = found.GetCanonicalType()
            if whole.GetNumberOfFields():
                return Lldb(target.CreateValueFromAddress("x", lldb.SBAddress(address, target), whole))
        raise ValueError("no debug information of libcarton")


# -- arrays and lists --------------------------------------------------------------------------------------------------------------


def integers(reader, address, count):
    return struct.unpack(f"{count}q", reader.read(address, 8 * count)) if count else ()


class Array:
    def __init__(self, reader):
        self.reader = reader
        dtype, buffer = reader.record("dtype"), reader.record("buffer")
        self.dtype, self.itemsize, self.letter = dtype.text("name"), dtype.integer("itemsize"), chr(dtype.integer("kind"))
        self.ndim, self.data, self.size = reader.integer("ndim"), reader.integer("data"), reader.integer("size")
        if not 0 <= self.ndim <= 64:
            raise ValueError(f"no array: {self.ndim} axes")
        self.shape = integers(reader, reader.integer("shape"), self.ndim)
        self.strides = integers(reader, reader.integer("strides"), self.ndim)
        self.buffer = {name: buffer.integer(name) for name in ("refs", "address", "size", "capacity", "kind")}
        self.buffer["record"] = buffer.address()

    def element(self, address):
        raw = self.reader.read(address, self.itemsize)
        if self.letter == "c":
            return complex(*struct.unpack("2f" if self.itemsize == 8 else "2d", raw))
        if self.letter == "U":
            return raw.decode("utf-32-le", "replace").rstrip("\0")
        if self.letter == "S":
            return raw.rstrip(b"\0")
        form = FORMATS.get(self.letter, {}).get(self.itemsize)
        return struct.unpack(form, raw)[0] if form else f"0x{raw[::-1].hex()}"

    def row(self, axis, address):
        """Nested text of the values, in the middle of long axes dots."""
        if axis == self.ndim:
            return repr(self.element(address))
        n, step = self.shape[axis], self.strides[axis]
        shown = range(n) if n <= 2 * MOST else [*range(MOST), None, *range(n - MOST, n)]
        return "[" + ", ".join("..." if i is None else self.row(axis + 1, address + i * step) for i in shown) + "]"

    def text(self):
        return f"ndarray {self.dtype} {self.shape} strides {self.strides} {self.row(0, self.data) if self.size else '[]'}"

    def children(self):
        yield "dtype", self.dtype
        yield "shape", str(self.shape)
        yield "strides", str(self.strides)
        yield "values", self.row(0, self.data) if self.size else "[]"

    def draw(self):
        b = self.buffer
        yield f"ndarray  {self.reader.address():#x}"
        yield f"  shape    {self.shape}"
        yield f"  dtype    {self.dtype}, {self.itemsize} bytes"
        yield f"  strides  {self.strides} bytes"
        inside = self.data - b["address"]
        yield f"  data     {self.data:#x}{f', +{inside} in' if inside else ''} --> buffer"
        yield f"buffer   {b['address']:#x}  {b['size']} bytes, capacity {b['capacity']}, {BUFFERS.get(b['kind'], '?')}, refs {b['refs']}"
        for index, address in self.cells():
            yield f"  +{address - b['address']:<6} {address:#x}  [{', '.join(map(str, index))}]  {self.element(address)!r}"
        if self.size > 2 * MOST:
            yield f"  ... {self.size} elements in all"

    def cells(self):
        """Index and address of the first elements, in order of the indices."""
        for flat in range(min(self.size, 2 * MOST)):
            index, rest = [], flat
            for length in reversed(self.shape):
                index.insert(0, rest % length)
                rest //= length
            yield index, self.data + sum(i * s for i, s in zip(index, self.strides))


class List:
    def __init__(self, reader):
        self.reader = reader
        self.length, self.capacity, self.items = (reader.integer(name) for name in ("length", "capacity", "items"))
        if not 0 <= self.length <= self.capacity:
            raise ValueError("no list")

    def boxes(self):
        shown = min(self.length, 2 * MOST)
        return [self.reader.at(address, "ct_list") for address in integers(self.reader, self.items, shown)]

    def value(self, box):
        """What a box holds; its layout follows from the type's name."""
        kind, address = box.kind(), box.address()
        if kind == "float":
            return repr(struct.unpack("d", self.reader.read(address + 16, 8))[0])
        if kind == "int":
            return str(int.from_bytes(self.reader.read(address + 16, 16), "little", signed=True))
        if kind == "bool":
            return str(bool(self.reader.read(address + 16, 1)[0]))
        if kind == "str":
            size = integers(self.reader, address + 16, 1)[0]
            return repr(self.reader.read(address + 40, min(size, 80)).decode("utf-8", "replace"))
        if kind == "numpy.ndarray":
            return Array(self.reader.at(address, "ct_array")).text()
        if kind == "list":
            return f"<list at {address:#x}>"
        return kind if kind == "NoneType" else f"<{kind} at {address:#x}>"

    def text(self):
        dots = ", ..." if self.length > 2 * MOST else ""
        return f"list of {self.length}, capacity {self.capacity} [{', '.join(map(self.value, self.boxes()))}{dots}]"

    def children(self):
        yield "length", str(self.length)
        yield "capacity", str(self.capacity)
        for i, box in enumerate(self.boxes()):
            yield f"[{i}]", self.value(box)

    def draw(self):
        yield f"list     {self.reader.address():#x}  40 bytes"
        yield f"  length   {self.length}"
        yield f"  capacity {self.capacity}"
        yield f"  items    {self.items:#x} --> pointer table"
        yield f"pointer table  {self.items:#x}  {8 * self.capacity} bytes, {self.capacity} slots"
        for i, box in enumerate(self.boxes()):
            yield f"  {i:<6} {box.address():#x} --> {box.kind()} {self.value(box)}"
        if self.length > 2 * MOST:
            yield f"  ... {self.length} items in all"
        elif self.capacity > self.length:
            yield f"  spare: {self.capacity - self.length} of {self.capacity} slots"


CLASSES = {"ct_array": Array, "ct_list": List}


def guarded(make, use):
    """Memory may hold anything: what cannot be read is said, not raised."""
    try:
        return use(make())
    except (ValueError, RuntimeError, struct.error, OverflowError) as error:
        return f"<{error}>"


# -- gdb ---------------------------------------------------------------------------------------------------------------------------


def start_gdb():
    class Printer:
        def __init__(self, make):
            self.make = make

        def to_string(self):
            return guarded(self.make, lambda seen: seen.text())

    def look_up(value):
        kind = value.type.strip_typedefs()
        if kind.code == gdb.TYPE_CODE_PTR:
            kind = kind.target().unqualified().strip_typedefs()
            if int(value) == 0:
                return None
        view = CLASSES.get(kind.tag) if kind.code == gdb.TYPE_CODE_STRUCT else None
        return Printer(lambda: view(Gdb(value))) if view else None

    class Draw(gdb.Command):
        """carton-draw EXPRESSION: how an array or a list lies in memory."""

        def __init__(self):
            super().__init__("carton-draw", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

        def invoke(self, argument, from_tty):
            value = gdb.parse_and_eval(argument)
            kind = value.type.strip_typedefs()
            if kind.code == gdb.TYPE_CODE_PTR:
                kind = kind.target().unqualified().strip_typedefs()
            view = CLASSES.get(kind.tag)
            if not view:
                raise gdb.GdbError(f"carton-draw takes a ct_array * or a ct_list *, not {value.type}")
            print(guarded(lambda: view(Gdb(value)), lambda seen: "\n".join(seen.draw())))

    gdb.pretty_printers.append(look_up)
    Draw()


# -- lldb --------------------------------------------------------------------------------------------------------------------------


def lldb_summary(value, _dictionary):
    kind = value.GetType().GetPointeeType() if value.TypeIsPointerType() else value.GetType()
    view = CLASSES.get(kind.GetUnqualifiedType().GetName().replace("struct ", ""))
    return guarded(lambda: view(Lldb(value.GetNonSyntheticValue())), lambda seen: seen.text()) if view else ""


def lldb_draw(debugger, command, result, _dictionary):
    frame = debugger.GetSelectedTarget().GetProcess().GetSelectedThread().GetSelectedFrame()
    value = frame.EvaluateExpression(command)
    kind = value.GetType().GetPointeeType() if value.TypeIsPointerType() else value.GetType()
    view = CLASSES.get(kind.GetUnqualifiedType().GetName().replace("struct ", ""))
    if not view:
        result.SetError(f"carton-draw takes a ct_array * or a ct_list *, not {value.GetTypeName()}")
        return
    result.AppendMessage(guarded(lambda: view(Lldb(value)), lambda seen: "\n".join(seen.draw())))


def __lldb_init_module(debugger, _dictionary):
    for name in CLASSES:
        debugger.HandleCommand(f"type summary add --python-function {__name__}.lldb_summary '{name}' '{name} *'")
    debugger.HandleCommand(f"command script add --function {__name__}.lldb_draw carton-draw")


try:
    import gdb

    start_gdb()
except ImportError:
    import lldb
