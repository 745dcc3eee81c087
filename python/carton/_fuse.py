"""Several operations as one pass over memory: evaluate() reads them from a text, fuse() from a Python function.

A text is compiled as ct_compile does it. Of a function the operations are found by tracing: in the place of arrays go tracers, which write
down what is done with them. What is written down depends on the dtypes of the arguments only, so it is kept and run again for other arrays.
"""

import sys
from operator import index

from ._carton import _formula_names, _Fused, _Program, _set_tracer, asarray, ndarray
from ._carton import dtype as _dtype
from ._carton import generic as _generic
from ._carton import ufunc as _ufunc

__all__ = ["FuseError", "evaluate", "fuse"]

REDUCTIONS = ("sum", "prod", "min", "max", "mean", "var", "std", "any", "all")
SPELLINGS = {"amin": "min", "amax": "max", "abs": "absolute", "round": None}
BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "mod": "remainder",
    "pow": "**", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor", "lshift": "left_shift", "rshift": "right_shift",
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


class Fixed(Exception):
    """An argument whose value the program depends on: an axis, an index."""


class Trace:
    """The steps of one function or text; `constants` are the arrays and numbers that it names itself. What is said twice is there once."""

    def __init__(self, arguments, numbers=()):
        """`numbers`: the places of the arguments that are Python's numbers."""
        self.steps, self.arguments, self.constants, self.variable = [], arguments, [], numbers
        self.places, self.numbers = {}, {}

    def add(self, name, inputs=(), extra=None):
        step = (name, inputs, extra)
        at = self.places.setdefault(step, len(self.steps))
        if at == len(self.steps):
            self.steps.append(step)
        return Tracer(self, at)

    def leaf(self, index):
        return self.add("leaf", (), index)

    def need(self, value):
        """What is wanted as a number: a number itself, or an argument, which becomes part of the program then."""
        if type(value) is Tracer and value._trace is self:
            name, _, extra = self.steps[value._step]
            if name == "leaf" and extra in self.variable:
                raise Fixed(extra)

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
            given = dict(zip(("axis", "dtype", "out", "keepdims"), inputs[1:]))
            return reduction(name or ufunc.__name__ + ".reduce", inputs[0], (), {"axis": 0, **given, **options})
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

    def __getitem__(self, key):
        parts = key if type(key) is tuple else (key,)
        for part in parts:
            for bound in (part.start, part.stop, part.step) if type(part) is slice else (part,):
                self._trace.need(bound)
        return self._trace.add("index", (self._step,), tuple(fixed_index(part) for part in parts))

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


def clip(x, min=None, max=None, a_min=None, a_max=None, **options):
    min, max = a_min if min is None else min, a_max if max is None else max
    trace = next(value._trace for value in (x, min, max) if type(value) is Tracer)
    if options:
        refuse(f"clip() with {', '.join(options)}")
    if min is None or max is None:
        bound = max if min is None else min
        return trace.apply("minimum" if min is None else "maximum", (x, bound)) if bound is not None else x
    return trace.apply("clip", (x, min, max))


def fixed_index(part):
    """One part of a key that does not depend on elements, as a step has it."""
    if part is None or part is Ellipsis:
        return part
    bounds = (part.start, part.stop, part.step) if type(part) is slice else (part,)
    if isinstance(part, (ndarray, Tracer)):
        refuse("indexing with an array (carton.where chooses by element)")
    if any(isinstance(bound, (bool, ndarray, Tracer)) or not (bound is None or hasattr(bound, "__index__")) for bound in bounds):
        refuse("indexing with what is not a number, a slice, an ellipsis or None")
    if type(part) is not slice:
        return index(part)
    return tuple(None if bound is None else max(min(index(bound), sys.maxsize), -sys.maxsize) for bound in bounds)


def reduction(name, x, args, options):
    if name not in REDUCTIONS or type(x) is not Tracer:
        refuse(f"{name}()")
    from inspect import signature

    given = signature(getattr(ndarray, name)).bind(None, *args, **options).arguments
    axis, dtype, ddof = given.pop("axis", None), given.pop("dtype", None), given.pop("ddof", given.pop("correction", 0))
    keepdims, where = given.pop("keepdims", False), given.pop("where", True)
    rest = [key for key, value in given.items() if key != "self" and value is not None]
    if rest or where is not True:
        refuse(f"{name}() with {', '.join(rest) or 'where'}")
    for value in (*(axis if isinstance(axis, (tuple, list)) else (axis,)), ddof, keepdims):
        x._trace.need(value)
    try:
        axis = None if axis is None else tuple(map(index, axis)) if isinstance(axis, (tuple, list)) else index(axis)
        extra = (axis, None if dtype is None else _dtype(dtype), bool(keepdims), float(ddof))
    except FuseError:
        refuse(f"{name}() with an option that is not a fixed value")
    return x._trace.add(name, (x._step,), extra)


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

_texts = {}


def compiled(function, *args):
    """function(*args), with what a text has wrong as a FuseError."""
    try:
        return function(*args)
    except (NameError, NotImplementedError, SyntaxError) as error:
        raise FuseError(str(error)) from None


def evaluate(expression, /, out=None, **names):
    """The value of an expression over arrays, computed in one pass.

    Names are looked up in the keywords first, then in the caller's variables, local before global. The expression has Python's operators on
    arrays, numbers, carton's ufuncs, where, clip, astype, fixed indices (x[:, None]) and the reductions sum, prod, min, max, mean, var, std,
    any and all. `out` receives the result. What cannot be fused is a FuseError that shows the column.
    """
    entry = _texts.get(expression)
    if entry is None:
        if not isinstance(expression, str):
            raise TypeError(f"evaluate() needs a text such as 'x * 2 + y', not {type(expression).__name__}")
        wanted = compiled(_formula_names, expression.strip())
        entry = _texts[expression] = (wanted, frozenset(wanted), {})
        if len(_texts) > 256:
            _texts.pop(next(iter(_texts)))
    wanted, known, programs = entry
    if not names.keys() <= known:  # a keyword may have the name of a dtype
        import re

        wanted = (*wanted, *(name for name in names if name not in known and re.search(rf"\b{name}\b(?!\s*\()", expression)))
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
    program = programs.get(key)
    if program is None:
        program = programs[key] = compiled(_Program, expression.strip(), key)
    if out is None or isinstance(out, ndarray):
        return program(tuple(values), out)
    program(tuple(values), asarray(out, copy=False))
    return out


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
    if type(value) is tuple:  # (1,) and (1.0,) are equal
        return ("value", tuple, value, tuple(map(signature, value)), repr(value))
    return ("value", type(value), value) if not hasattr(value, "__array__") and not hasattr(value, "__array_interface__") else None


class Fused(_Fused):
    """A Python function on arrays that runs as one pass over memory. Calls come to _call() when the extension does not know their program yet."""

    def __init__(self, function):
        self.__wrapped__, self._programs, self._fixed = function, {}, set()
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
        for at, name in enumerate((*range(len(args)), *options)):
            if name in self._fixed and type(keys[at]) is type:
                keys[at] = ("value", keys[at], values[at])
        key = (len(args), *options, *keys)
        found = self._programs.get(key)
        if found is None:
            try:
                found = self._programs[key] = self.trace(len(args), tuple(options), values, keys)
            except Fixed as argument:
                self._fixed.add((*range(len(args)), *options)[argument.args[0]])
                return self._call(*args, **options)
            kind, programs, constants = found
            if kind == "one" and programs[0][0] and not options and not self._fixed:
                self._remember(args, programs[0][0], constants)
        kind, programs, constants = found
        if kind is None:
            return programs
        leaves = (*values, *constants)
        results = [program(leaves) if program else constant for program, constant in programs]
        return results[0] if kind == "one" else tuple(results)

    def trace(self, positional, options, values, keys):
        trace = Trace(len(values), {at for at, key in enumerate(keys) if type(key) is type})
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
    are part of the program, and so are an int that is an axis or an index, and arrays and numbers from outside the function, as they were.
    What depends on the elements (an if, a loop, a mask, float(x)) is refused with the line.
    """
    if not callable(function):
        raise TypeError(f"fuse() needs a function, not {function!r}")
    return Fused(function)
