"""The fused expressions: one text for every library, and what each makes of it.

All read the same memory (JAX keeps copies of its own where it cannot share), so that nobody finds less of it in the caches. Every contender writes
into memory that it has written before: a given result where its API takes one (NumPy allocates, as its operators do; JAX
and carton.fuse give new arrays, which reuse what the last call freed). `carton C` is ct_compile in a loop in C, as Eigen and xtensor are.
"""

import dataclasses
import functools
import importlib
import math
import re

import numpy

NORMAL = (  # the normal distribution's integral by Abramowitz and Stegun 26.2.17; {k} is 1 / (1 + 0.2316419 abs(x))
    "(1.0 - 0.3989422804014327 * exp(-0.5 * {x} * {x}) * ({k} * (0.31938153 + {k} * (-0.356563782 + {k} * (1.781477937 + {k} * (-1.821255978"
    " + {k} * 1.330274429))))))"
)


def normal(x):
    upper = NORMAL.format(x=x, k=f"(1.0 / (1.0 + 0.2316419 * abs({x})))")
    return f"where({x} < 0.0, 1.0 - {upper}, {upper})"


FIRST = "((log(a / b) + 0.065 * c) / (0.3 * sqrt(c)))"
SECOND = f"({FIRST} - 0.3 * sqrt(c))"


def options_by_steps(a, b, c):
    """Black-Scholes as one writes it with NumPy: each common part once."""
    root = 0.3 * numpy.sqrt(c)
    first = (numpy.log(a / b) + 0.065 * c) / root
    space = {"exp": numpy.exp, "abs": numpy.abs}
    parts = []
    for x in (first, first - root):
        upper = eval(NORMAL.format(x="x", k="k"), space, {"x": x, "k": 1.0 / (1.0 + 0.2316419 * numpy.abs(x))})
        parts.append(numpy.where(x < 0.0, 1.0 - upper, upper))
    return a * parts[0] - b * numpy.exp(-0.02 * c) * parts[1]


@dataclasses.dataclass(frozen=True)
class Expression:
    title: str
    name: str  # in peers.cpp
    text: str
    scalar: bool = False
    numpy: object = None  # where NumPy's users write something else
    numba: str = ""  # a body where it is no loop over elements
    absent: tuple = ()  # who cannot say it


EXPRESSIONS = [
    Expression("2a + 3b", "linear", "2.0 * a + 3.0 * b"),
    Expression("sqrt(aa + bb)", "hypotenuse", "sqrt(a * a + b * b)"),
    Expression("ab + cd - e", "products", "a * b + c * d - e"),
    Expression("polynomial of degree 5", "polynomial", "((((0.5 * a - 1.25) * a + 2.0) * a + 0.75) * a - 3.0) * a + 1.0"),
    Expression("sigmoid", "sigmoid", "1.0 / (1.0 + exp(-a))"),
    Expression(
        "Black-Scholes", "options", f"a * {normal(FIRST)} - b * exp(-0.02 * c) * {normal(SECOND)}", numpy=options_by_steps, absent=("xtensor",),
    ),
    Expression(
        "standardise columns", "standardise", "(T - T.mean(axis=0)) / T.std(axis=0)", absent=("numexpr", "xtensor", "torch"),
        numba="""
    rows, columns = T.shape
    mean, scale = numpy.zeros(columns), numpy.zeros(columns)
    for i in prange(rows):
        mean += T[i]
    mean /= rows
    for i in prange(rows):
        scale += (T[i] - mean) ** 2
    scale = 1 / numpy.sqrt(scale / rows)
    for i in prange(rows):
        for j in range(columns):
            o[i, j] = (T[i, j] - mean[j]) * scale[j]
    return o
""",
    ),
    Expression(
        "sum((a - b)**2)", "squares", "sum((a - b)**2)", scalar=True,
        numba="""
    total = 0.0
    for i in prange(a.size):
        total += (a[i] - b[i]) ** 2
    return total
""",
    ),
    Expression(
        "masked mean", "masked", "sum(where(k, a, 0.0)) / sum(k)", scalar=True, absent=("xtensor",), numpy=lambda a, k: a[k].mean(),
        numba="""
    total, count = 0.0, 0
    for i in prange(a.size):
        total += a[i] if k[i] else 0.0
        count += k[i]
    return total / count
""",
    ),
]  # fmt: skip


def operands(expression, n):
    """Name to array, aligned as the C++ libraries like it."""
    made = {}
    for name in re.findall(r"\b[abcdekT]\b", expression.text):
        if name not in made:
            generator = numpy.random.default_rng(ord(name))
            values = generator.random(n) < 0.5 if name == "k" else generator.random(n) + 0.5
            made[name] = aligned(values.reshape(-1, 10) if name == "T" else values)
    return {name: made[name] for name in sorted(made)}


def aligned(array):
    room = numpy.empty(array.nbytes + 64, numpy.uint8)
    start = -room.ctypes.data % 64
    result = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    result[...] = array
    return result


def namespace(module):
    return {name: getattr(module, name) for name in ("sqrt", "exp", "log", "where", "sum", "abs")}


def compiled(expression, names, module):
    return eval(f"lambda {', '.join(names)}: {expression.text}", namespace(module))


def in_numpy(expression, values, out, threads):
    return expression.numpy or compiled(expression, values, numpy), list(values.values())


def in_carton(expression, values, out, threads):
    import carton

    return carton.fuse(compiled(expression, values, carton)), [carton.asarray(value) for value in values.values()]


def in_numexpr(expression, values, out, threads):
    numexpr = importlib.import_module("numexpr")
    numexpr.set_num_threads(threads)
    if expression.name == "masked":
        return lambda a, k: numexpr.evaluate("sum(where(k, a, 0.0))") / numpy.count_nonzero(k), list(values.values())
    numexpr.validate(expression.text, local_dict=values)
    if expression.scalar:
        return lambda *_: numexpr.re_evaluate(local_dict=values), []
    return lambda *_: numexpr.evaluate(expression.text, local_dict=values, out=out), []


def numba_source(expression, names):
    body = expression.numba
    if not body:
        text = re.sub(r"\b([abcde])\b", r"\1[i]", expression.text)
        body = f"\n    for i in prange(o.size):\n        o[i] = {text}\n    return o\n"
    return f"def function({', '.join(names)}, o):{body}"


@functools.cache
def numba_function(expression, names, parallel):
    numba = importlib.import_module("numba")
    space = {"prange": numba.prange, "numpy": numpy, "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "abs": abs}
    space["where"] = numba.njit(lambda condition, x, y: x if condition else y)
    exec(numba_source(expression, names), space)
    return numba.njit(space["function"], parallel=parallel, fastmath=True)


def in_numba(expression, values, out, threads):
    return numba_function(expression, tuple(values), threads > 1), [*values.values(), out]


@functools.cache
def jax_function(expression, names):
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    function = jax.jit(compiled(expression, names, jax.numpy))
    return lambda *arrays: function(*arrays).block_until_ready()


def in_jax(expression, values, out, threads):
    function = jax_function(expression, tuple(values))
    return function, [importlib.import_module("jax").device_put(value) for value in values.values()]


def in_torch(expression, values, out, threads):
    torch = importlib.import_module("torch")
    torch.set_num_threads(threads)
    return compiled(expression, values, torch), [torch.from_numpy(value) for value in values.values()]


PYTHON = {"numpy": in_numpy, "carton": in_carton, "numexpr": in_numexpr, "numba": in_numba, "jax": in_jax, "torch": in_torch}
