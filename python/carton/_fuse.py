"""Several operations as one pass over memory: evaluate() reads them from a text, fuse() from a Python function.

Both find out the operations by tracing: in the place of arrays go tracers, which write down what is done with them. What is written down
depends on the dtypes of the arguments only, so it is kept and run again for other arrays of these dtypes.
"""

import sys

from . import _carton
from ._carton import _Fused, _Program, _set_tracer, asarray, ndarray
from ._carton import dtype as _dtype
from ._carton import generic as _generic
from ._carton import ufunc as _ufunc

__all__ = ["FuseError", "evaluate", "fuse"]

REDUCTIONS = ("sum", "prod", "min", "max", "mean", "var", "std", "any", "all")
SPELLINGS = {"amin": "min", "amax": "max", "abs": "absolute", "round": None}
BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "mod": "remainder",
    "pow": "power", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor", "lshift": "left_shift", "rshift": "right_shift",
}  # fmt: skip
SYMBOLS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "and": "&", "or": "|", "xor": "^",
    "lshift": "<<", "rshift": ">>",
}  # fmt: skip
COMPARISONS = {"lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "eq": "equal", "ne": "not_equal"}
UNARY = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}


class FuseError(TypeError):
    """What cannot become one pass over memory, with the place."""

    __module__ = "carton"


class Trace:
    """The steps of one function or text; `constants` are the arrays and numbers that it names itself. What is said twice is there once."""

    def __init__(self, arguments):
        self.steps, self.arguments, self.constants = [], arguments, []
        self.places, self.numbers = {}, {}

    def add(self, name, inputs=(), extra=None):
        step = (name, inputs, extra)
        at = self.places.setdefault(step, len(self.steps))
        if at == len(self.steps):
            self.steps.append(step)
        return Tracer(self, at)

    def leaf(self, index):
        return self.add("leaf", (), index)

    def constant(self, value):
        number = type(value) in (bool, int, float, complex)
        key = (type(value), repr(value)) if number else None  # as text, zeros have signs
        if key in self.numbers:
            return self.numbers[key]
        self.constants.append(value if number or isinstance(value, (ndarray, _generic)) else asarray(value))
        made = self.leaf(self.arguments + len(self.constants) - 1)
        if number:
            self.numbers[key] = made
        return made

    def apply(self, name, values, extra=None):
        return self.add(name, tuple(self.step(value) for value in values), extra)

    def step(self, value):
        if type(value) is not Tracer:
            value = self.constant(value)
        elif value._trace is not self:
            refuse("an array of another function that is being traced")
        return value._step

    def program(self, root):
        """The steps that `root` needs, in their order."""
        needed = {root._step}
        for at in range(root._step, -1, -1):
            if at in needed:
                needed.update(self.steps[at][1])
        kept = sorted(needed)
        place = {old: new for new, old in enumerate(kept)}
        return _Program([(name, tuple(place[i] for i in inputs), extra) for name, inputs, extra in (self.steps[at] for at in kept)])


def refuse(what):
    """Raises a FuseError that names the line which could not be traced: the innermost outside this file."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    import linecache

    name, line = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(name, line, frame.f_globals).strip()
    raise FuseError(f"{what} cannot be traced\n  {name}:{line}: {text}" if text else f"{what} cannot be traced")


class Tracer:
    """Stands for an array while a function is traced."""

    __slots__ = ("_step", "_trace")
    __array_priority__ = 1e6
    __hash__ = None

    def __init__(self, trace, step):
        self._trace, self._step = trace, step

    def __repr__(self):
        return f"<an array that is traced, step {self._step}>"

    # ufuncs and functions that meet a tracer

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if not isinstance(ufunc, _ufunc):
            refuse(f"numpy.{ufunc.__name__} (carton.{ufunc.__name__} can be)")
        if method == "reduce":
            name = {"add": "sum", "multiply": "prod", "minimum": "min", "maximum": "max", "logical_or": "any", "logical_and": "all"}.get(ufunc.__name__)
            return reduction(name or ufunc.__name__ + ".reduce", inputs[0], inputs[1:], {"axis": 0, **options})
        if method != "__call__":
            refuse(f"{ufunc.__name__}.{method}()")
        if options:
            refuse(f"{ufunc.__name__}() with {', '.join(options)}")
        if ufunc.nout != 1 or len(inputs) != ufunc.nin:
            refuse(f"{ufunc.__name__}() of {ufunc.nout} results")
        return self._trace.apply(ufunc.__name__, inputs)

    @staticmethod
    def _function(name, args, options):
        """A call of carton.<name> with a tracer among its arguments."""
        name = SPELLINGS.get(name) or name
        trace = next(value._trace for value in (*args, *options.values()) if type(value) is Tracer)
        if name == "where" and len(args) == 3 and not options:
            return trace.apply("where", args)
        if name == "astype" and len(args) == 2 and not options:
            return args[0].astype(args[1])
        if name == "clip":
            return clip(*args, **options)
        if name in REDUCTIONS and args and type(args[0]) is Tracer:
            return reduction(name, args[0], args[1:], options)
        if name in ("isclose", "round", "around") or not args:
            refuse(f"{name}()")
        return refuse(f"{name}()")

    def astype(self, dtype, **options):
        if options:
            refuse(f"astype() with {', '.join(options)}")
        return self._trace.add("astype", (self._step,), _dtype(dtype))

    def clip(self, *args, **options):
        return clip(self, *args, **options)

    # what needs a value

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return refuse(f"the attribute {name!r} of an array")

    def __bool__(self):
        refuse("a condition on an array (carton.where chooses by element)")

    def __len__(self):
        refuse("len() of an array")

    def __getitem__(self, index):
        refuse("indexing")

    def __setitem__(self, index, value):
        refuse("assignment to elements")

    def __iter__(self):
        refuse("a loop over an array")

    def __contains__(self, value):
        refuse("'in'")

    def __call__(self, *args, **options):
        refuse("a call of an array")

    def __matmul__(self, other):
        refuse("'@'")

    __rmatmul__ = __matmul__

    def __divmod__(self, other):
        refuse("divmod()")

    __rdivmod__ = __divmod__

    def __round__(self, digits=None):
        refuse("round()")


def clip(x, min=None, max=None, **options):
    trace = next(value._trace for value in (x, min, max) if type(value) is Tracer)
    if options:
        refuse(f"clip() with {', '.join(options)}")
    if min is None or max is None:
        bound = max if min is None else min
        return trace.apply("minimum" if min is None else "maximum", (x, bound)) if bound is not None else x
    return trace.apply("clip", (x, min, max))


def reduction(name, x, args, options):
    if name not in REDUCTIONS or type(x) is not Tracer:
        refuse(f"{name}()")
    axis = args[0] if args else options.get("axis")
    rest = [key for key, value in options.items() if key != "axis" and not (value is None or value is False or (key == "ddof" and value == 0))]
    if rest or len(args) > 1:
        refuse(f"{name}() with {', '.join(rest) or 'more than an axis'}")
    if not (axis is None or isinstance(axis, int)):
        refuse(f"{name}() along an axis that is not a fixed number")
    return x._trace.add(name, (x._step,), axis)


def value_of(name, convert):
    def method(self):
        return refuse(f"{convert} of an array")

    method.__name__ = name
    return method


def operators():
    """The operators of Tracer, from the tables."""

    def binary(name, swapped):
        def method(self, other):
            return self._trace.apply(name, (other, self) if swapped else (self, other))

        return method

    def unary(name):
        return lambda self: self._trace.apply(name, (self,))

    def reducing(name):
        return lambda self, *args, **options: reduction(name, self, args, options)

    for operator, name in BINARY.items():
        setattr(Tracer, f"__{operator}__", binary(name, False))
        setattr(Tracer, f"__i{operator}__", in_place(SYMBOLS[operator]))
        setattr(Tracer, f"__r{operator}__", binary(name, True))
    for operator, name in COMPARISONS.items():
        setattr(Tracer, f"__{operator}__", binary(name, False))
    for operator, name in UNARY.items():
        setattr(Tracer, f"__{operator}__", unary(name))
    for name in REDUCTIONS:
        setattr(Tracer, name, reducing(name))
    for name in ("int", "float", "complex", "index"):
        setattr(Tracer, f"__{name}__", value_of(f"__{name}__", f"{name}()" if name != "index" else "the number"))
    Tracer.__hash__ = None


def in_place(symbol):
    """x += y would change the caller's array when it runs as it stands; a fused function has no side effects."""

    def method(self, other):
        return refuse(f"{symbol}=, which changes an array in place (x = x {symbol} y makes a new one)")

    return method


operators()
_set_tracer(Tracer)


# -- evaluate -------------------------------------------------------------------------------------


class Reader:
    """Turns the tree of an expression into steps; an error shows the text and the column."""

    OPERATORS = {
        "Add": "add", "Sub": "subtract", "Mult": "multiply", "Div": "divide", "FloorDiv": "floor_divide", "Mod": "remainder", "Pow": "power",
        "BitAnd": "bitwise_and", "BitOr": "bitwise_or", "BitXor": "bitwise_xor", "LShift": "left_shift", "RShift": "right_shift",
        "Lt": "less", "LtE": "less_equal", "Gt": "greater", "GtE": "greater_equal", "Eq": "equal", "NotEq": "not_equal",
        "USub": "negative", "UAdd": "positive", "Invert": "invert",
    }  # fmt: skip
    INSTEAD = {"And": "&", "Or": "|", "Not": "~"}
    SYMBOLS = {"MatMult": "@", "In": "in", "NotIn": "not in", "Is": "is", "IsNot": "is not"}
    KINDS = {
        "Subscript": "indexing", "IfExp": "a conditional (where(condition, a, b) chooses by element)", "Attribute": "an attribute",
        "List": "a list", "Tuple": "a tuple", "Dict": "a dict", "Set": "a set", "Lambda": "a lambda", "NamedExpr": ":=", "JoinedStr": "a text",
        "ListComp": "a comprehension", "GeneratorExp": "a generator expression", "Starred": "*",
    }  # fmt: skip

    def __init__(self, text, names):
        self.text, self.names, self.trace, self.tracers = text, names, Trace(len(names)), {}

    def fail(self, node, what):
        line = self.text.splitlines()[node.lineno - 1]
        column = len(line.encode()[: node.col_offset].decode())
        raise FuseError(f"{what} (column {column + 1})\n  {line}\n  {' ' * column}^")

    def read(self, node):
        return getattr(self, "read_" + type(node).__name__, self.read_other)(node)

    def read_other(self, node):
        kind = type(node).__name__
        self.fail(node, f"{self.KINDS.get(kind, kind)} is not part of what evaluate() reads")

    def operator(self, node, operator, values):
        name = self.OPERATORS.get(type(operator).__name__)
        if not name:
            instead = self.INSTEAD.get(type(operator).__name__)
            self.fail(node, f"use {instead} for arrays" if instead else f"the operator {self.SYMBOLS[type(operator).__name__]!r} is not element by element")
        return self.trace.apply(name, values)

    def read_BinOp(self, node):
        return self.operator(node, node.op, (self.read(node.left), self.read(node.right)))

    def read_UnaryOp(self, node):
        value = self.read(node.operand)
        if type(value) is not Tracer and type(node.op).__name__ in ("USub", "UAdd"):
            return -value if type(node.op).__name__ == "USub" else value
        return self.operator(node, node.op, (value,))

    def read_BoolOp(self, node):
        return self.operator(node, node.op, ())

    def read_Compare(self, node):
        if len(node.ops) > 1:
            self.fail(node, "a chained comparison has no elements: write (a < b) & (b < c)")
        return self.operator(node, node.ops[0], (self.read(node.left), self.read(node.comparators[0])))

    def read_Constant(self, node):
        if not isinstance(node.value, (bool, int, float, complex)) and node.value is not None:
            self.fail(node, f"{node.value!r} is not a number")
        return node.value

    def read_Name(self, node):
        if node.id not in self.names:
            constant = getattr(_carton, node.id, None)
            if isinstance(constant, float):
                return constant
            self.fail(node, f"name {node.id!r} is not defined")
        if node.id not in self.tracers:
            self.tracers[node.id] = self.trace.leaf(self.names.index(node.id))
        return self.tracers[node.id]

    def dtype(self, node):
        name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "value", None)
        try:
            return _dtype(name)
        except TypeError as error:
            self.fail(node, str(error))

    def read_Call(self, node):
        function, method = node.func, None
        name = getattr(function, "id", None) or getattr(function, "attr", None)
        if type(function).__name__ == "Attribute" and getattr(function.value, "id", None) not in ("carton", "np", "numpy", "ct"):
            method = self.read(function.value)
        if name == "astype" and len(node.args) == 1 + (method is None) and not node.keywords:
            return (method if method is not None else self.read(node.args[0])).astype(self.dtype(node.args[-1]))
        args = [self.read(value) for value in node.args]
        if method is not None:
            args.insert(0, method)
        options = {keyword.arg: self.literal(keyword.value) for keyword in node.keywords}
        ufunc = getattr(_carton, name, None) if name else None
        try:
            if isinstance(ufunc, _ufunc) and not options and ufunc.nin == len(args) and ufunc.nout == 1:
                return self.trace.apply(ufunc.__name__, args)
            if isinstance(ufunc, _ufunc) and ufunc.nin != len(args):
                self.fail(node, f"{name}() takes {ufunc.nin} argument{'s' * (ufunc.nin > 1)}, not {len(args)}")
            if any(type(value) is Tracer for value in args) and ufunc is not None:
                return Tracer._function(name, tuple(args), options)
        except FuseError as error:
            self.fail(node, str(error).split("\n")[0])
        return self.fail(node, f"{name!r} is not a function of arrays that can be fused")

    def literal(self, node):
        import ast

        try:
            return ast.literal_eval(node)
        except ValueError:
            return self.fail(node, "not a fixed value")


_texts = {}


def free_names(tree, ast):
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]


def compiled(text):
    """(names, program, constants) of a text."""
    import ast

    if not isinstance(text, str):
        raise TypeError(f"evaluate() needs a text, not {type(text).__name__}")
    source = text.strip()
    try:
        tree = ast.parse(source, "<evaluate>", "eval").body
    except SyntaxError as error:
        line = source.splitlines()[error.lineno - 1] if source and error.lineno else source
        column = error.offset or len(line) + 1  # 0: the text ends too early
        raise FuseError(f"{error.msg} (column {column})\n  {line}\n  {' ' * (column - 1)}^") from None
    names = []
    for name in free_names(tree, ast):
        if name not in names and name not in ("carton", "np", "numpy", "ct"):
            names.append(name)
    return source, tree, names


def evaluate(expression, /, out=None, **names):
    """The value of an expression over arrays, computed in one pass.

    Names are looked up in the keywords first, then in the caller's variables, local before global. The expression has Python's operators on
    arrays, numbers, carton's ufuncs, where, clip, astype and the reductions sum, prod, min, max, mean, var, std, any and all. `out` receives
    the result. What cannot be fused is a FuseError that shows the column.
    """
    entry = _texts.get(expression)
    if entry is None:
        if not isinstance(expression, str):
            raise TypeError(f"evaluate() needs a text such as 'x * 2 + y', not {type(expression).__name__}")
        source, tree, wanted = compiled(expression)
        entry = _texts[expression] = [source, tree, wanted, {}]
        if len(_texts) > 256:
            _texts.pop(next(iter(_texts)))
    source, tree, wanted, programs = entry
    values, found = [], []
    for name in wanted:
        if name in names:
            value = names[name]
        else:
            frame = sys._getframe(1)
            if name in frame.f_locals:
                value = frame.f_locals[name]
            elif name in frame.f_globals:
                value = frame.f_globals[name]
            else:
                continue
        found.append(name)
        values.append(value)
    key = tuple(found)
    if key not in programs:
        reader = Reader(source, found)
        root = reader.read(tree)
        if type(root) is not Tracer:
            root = reader.trace.constant(root)
        programs[key] = (reader.trace.program(root), tuple(reader.trace.constants))
    program, constants = programs[key]
    return program((*values, *constants), out)


# -- fuse -----------------------------------------------------------------------------------------


def signature(value):
    """What a trace depends on: of an array or number its kind; any other value is part of the program."""
    if isinstance(value, (ndarray, _generic)):
        return value.dtype
    if type(value) in (int, float, complex):
        return type(value)
    try:
        hash(value)
    except TypeError:
        return None
    return ("value", type(value), value) if not hasattr(value, "__array__") and not hasattr(value, "__array_interface__") else None


class Fused(_Fused):
    """A Python function on arrays that runs as one pass over memory. Calls come to _call() when the extension does not know their program yet."""

    def __init__(self, function):
        self.__wrapped__, self._programs = function, {}
        for name in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(self, name, getattr(function, name, None))

    def __repr__(self):
        return f"<fused function {self.__name__}>"

    def __get__(self, instance, owner=None):
        import types

        return self if instance is None else types.MethodType(self, instance)

    def _call(self, *args, **options):
        if any(type(value) is Tracer for value in (*args, *options.values())):
            return self.__wrapped__(*args, **options)  # inside another fused function: one program
        values = [*args, *options.values()]
        keys = [signature(value) for value in values]
        for at, key in enumerate(keys):
            if key is None:
                values[at] = asarray(values[at])
                keys[at] = values[at].dtype
        key = (len(args), *options, *keys)
        found = self._programs.get(key)
        if found is None:
            found = self._programs[key] = self.trace(len(args), tuple(options), values, keys)
            kind, programs, constants = found
            if kind == "one" and programs[0][0] and not options:
                self._remember(args, programs[0][0], constants)
        kind, programs, constants = found
        if kind is None:
            return programs
        leaves = (*values, *constants)
        results = [program(leaves) if program else constant for program, constant in programs]
        return results[0] if kind == "one" else tuple(results)

    def trace(self, positional, options, values, keys):
        trace = Trace(len(values))
        inputs = [value if type(key) is tuple else trace.leaf(at) for at, (value, key) in enumerate(zip(values, keys))]
        result = self.__wrapped__(*inputs[:positional], **dict(zip(options, inputs[positional:])))
        several = type(result) is tuple
        programs = []
        for value in result if several else (result,):
            if type(value) is Tracer:
                programs.append((trace.program(value), None))
            elif isinstance(value, (list, dict, tuple)):
                raise FuseError(f"{self.__qualname__}() returned a {type(value).__name__}: one array or a tuple of arrays can be fused")
            else:
                programs.append((None, value))
        return "several" if several else "one", programs, tuple(trace.constants)


def fuse(function):
    """A decorator: the function's operations on arrays become one pass over memory.

    The first call with arguments of given dtypes runs the function on stand-ins and notes the operations; this and later calls run them as one
    program, with the bits of the separate calls. ints, floats and complex numbers may change from call to call; other arguments (True, None, a text)
    are part of the program, and so are arrays and numbers from outside the function, as they were. What depends on the elements (an if, a
    loop, indexing, float(x)) is refused with the line.
    """
    if not callable(function):
        raise TypeError(f"fuse() needs a function, not {function!r}")
    return Fused(function)
