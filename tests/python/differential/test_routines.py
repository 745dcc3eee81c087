"""Every other routine, beside NumPy: the lines of table.py with drawn arguments."""

import math
import re

import carton
import numpy
import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from pairs import COMPLEX, DTYPES, FLOATS, INTEGERS, answer, elements, examples, finite, judge, layouts, pair_of, same, seeds, shapes
from table import EXACT, REDUCTIONS, rows

numbers = st.sampled_from(["0", "1", "-1", "3", "7", "2.5", "-0.5", "300", "True", "1e9", "float('nan')", "2j"])
small = st.integers(-3, 4).map(str)
DRAWN = {
    "AXIS": st.sampled_from(["None", "0", "-1", "0", "1", "-2", "2", "5"]),
    "AXES": st.sampled_from(["None", "0", "-1", "1", "(0,)", "(0, 1)", "(-1, 0)", "(0, 0)", "()", "(2, 0, 1)"]),
    "BOOL": st.sampled_from(["True", "False"]),
    "INT": small,
    "SMALL": st.sampled_from(["0", "1", "2"]),
    "COUNT": st.sampled_from(["0", "1", "2", "5", "3"]),
    "SHAPE": shapes(3).map(str),
    "DTYPE": st.sampled_from([f"'{dtype}'" for dtype in DTYPES] + ["float", "int", "None"]),
    "ORDER": st.sampled_from(["'C'", "'F'", "'A'", "'K'"]),
    "CASTING": st.sampled_from(["'no'", "'equiv'", "'safe'", "'same_kind'", "'unsafe'"]),
    "NUMBER": numbers,
    "FEW": st.sampled_from(["0", "1", "-1", "3", "7", "2.5", "True", "float('nan')", "2j"]),
    "SPLIT": st.sampled_from(["1", "2", "3", "[1]", "[1, 2]", "[0, 5]", "[]", "0"]),
    "METHOD": st.sampled_from(
        ["'linear'", "'lower'", "'higher'", "'nearest'", "'midpoint'", "'hazen'", "'weibull'", "'median_unbiased'", "'inverted_cdf'"]
    ),
    "MODE": st.sampled_from(["'full'", "'same'", "'valid'"]),
    "TAKE": st.sampled_from(["'raise'", "'wrap'", "'clip'"]),
    "INDEXING": st.sampled_from(["'xy'", "'ij'"]),
    "SIDE": st.sampled_from(["'left'", "'right'"]),
    "KIND": st.sampled_from(["'bool'", "'signed integer'", "'integral'", "'real floating'", "'numeric'", "('bool', 'complex floating')"]),
    "PAD": st.sampled_from(["'constant'", "'edge'", "'reflect'", "'symmetric'", "'wrap'", "'maximum'", "'linear_ramp'"]),
}
WORD = re.compile("|".join(rf"\b{word}\b" for word in DRAWN))


def set_item(a, key, value):
    a[key] = value
    return a


def do(x, name, *args, **options):
    getattr(x, name)(*args, **options)
    return x


def texts(seed, shape, dtype):
    """Short texts, equal ones among them; for str beyond ASCII too."""
    generator = numpy.random.default_rng(seed)
    letters = "abAB1 " + ("äΩ𝄞" if dtype == "U" else "~")
    words = ["".join(generator.choice(list(letters), generator.integers(0, 4))) for _ in range(3)]
    chosen = [words[k] for k in generator.integers(0, 3, shape)]
    return numpy.array(chosen, dtype) if chosen else numpy.zeros(shape, dtype + "3")


@st.composite
def calls(draw, line):
    """The line with its words drawn, and the arrays it names."""
    line = WORD.sub(lambda match: draw(DRAWN[match.group()]), line.removeprefix("~ "))
    shape, dtype, seed = draw(shapes()), draw(st.sampled_from(DTYPES)), draw(seeds)
    layout, length = draw(layouts), draw(st.integers(0, 6))
    if "take(" in line and "'wrap'" in line:
        shape = tuple(side or 1 for side in shape)  # NumPy wraps an index around an axis of no elements for ever
    if "unique(a, axis" in line and dtype == "float16":
        dtype = "float32"  # rows of float16 with nan come first in NumPy, of all other floats last
    values = finite if "'uint32'" in line and dtype in FLOATS + COMPLEX else elements  # see wraps
    names = {
        "a": lambda: pair_of(seed, shape, dtype, layout, values),
        "b": lambda: pair_of(seed + 1, shape, dtype, "plain", values),
        "n": lambda: pair_of(seed, shape, dtype, layout, finite),
        "v": lambda: pair_of(seed + 2, (length,), dtype, "plain", finite),
        "w": lambda: pair_of(3 * seed, (length,), draw(st.sampled_from(INTEGERS)) if "bincount" not in line else "int64"),
        "k": lambda: pair_of(seed + 3, shape, "bool"),
        "i": lambda: pair_of(3 * (seed // 3), (2,), "int64", "plain", lambda s, n, d: numpy.random.default_rng(s).integers(-2, 3, n)),
        "t": lambda: pair_of(seed, (length,), "U", "plain", texts),
        "z": lambda: pair_of(seed + 1, (length,), "S", "plain", texts),
        "q": lambda: pair_of(seed, (2,), "float64", "plain", lambda s, n, d: numpy.random.default_rng(s).random(n)),
    }
    return line, {name: names[name]() for name in names if re.search(rf"(?<![\w'.])\b{name}\b(?!')", line)}


def run(line, module, arrays):
    names = {name: pair.np if module is numpy else pair.ct for name, pair in arrays.items()}
    return eval(line, {"m": module, "SET": set_item, "DO": do, **names})


@pytest.mark.parametrize("row", rows(EXACT))
def test_exact(row):
    @examples(20, 1_200)
    @given(calls(row))
    def check(call):
        line, arrays = call
        note(f"{line} {arrays}")
        failed = []

        def theirs():
            try:
                return run(line, numpy, arrays)
            except Exception:
                failed.append(True)
                raise

        judge(lambda: run(line, carton, arrays), theirs, signs=not row.startswith("~"), text=line)
        for name, pair in arrays.items():  # what changes in place, and what must not; NumPy may fail half way
            if not failed:
                same(pair.ct, pair.np, text=f"{name} after {line}")

    check()


def as_accurate(got, wanted, arrays, text):
    """Floats summed in another order: within the bound of pairwise summation, in the larger of the two dtypes' steps."""
    if isinstance(wanted, (tuple, list)):
        for one, other in zip(got, wanted):
            as_accurate(one, other, arrays, text)
        return
    a, b = numpy.asarray(got), numpy.asarray(wanted)
    whole = "out=" in text and b.dtype.kind in "iu" and computed(b.dtype, arrays).kind in "fc"
    if a.dtype.kind not in "fc" and not whole or b.dtype != a.dtype or a.shape != b.shape:
        return same(got, wanted, text=text)
    sizes = [pair.np for pair in arrays.values() if pair.np.size and pair.np.dtype.kind not in "US"]
    initial = re.search(r"\binitial=(float\('nan'\)|[^,)]+)", text)
    with numpy.errstate(all="ignore"):
        first = abs(eval(initial[1])) if initial else 0  # what the sum starts from counts too
        scale = max([1.0, first if math.isfinite(first) else 0] + [largest_part(x) for x in sizes])
        count = max([1] + [x.size for x in sizes])
        info = numpy.finfo(computed(b.dtype, arrays) if whole else a.dtype)
        scale = scale * scale if "einsum" in text else scale
        largest = scale * scale if "std" in text or "var" in text else scale
        if "prod" in text:  # in another order it may overflow on the way
            largest = max([1.0] + [float(numpy.prod(numpy.fmax(numpy.abs(x.astype("complex128")), 1))) for x in sizes])
        bound = 8 * info.eps * (numpy.where(numpy.isfinite(b), numpy.abs(b), 0) + scale * count)
        overflowed = (~numpy.isfinite(a) | ~numpy.isfinite(b) | ("prod" in text)) & (largest * count > float(info.max) / 16)
        if ("std" in text or "var" in text) and ("correction=" in text or "ddof=" in text):  # squares that vanish in the elements' dtype need not in the sum's: nan or inf of no degrees of freedom
            overflowed |= ~numpy.isfinite(a) & ~numpy.isfinite(b)
        if whole:  # floats that became integers: what these cannot hold is free, and so is the digit that is cut
            held = numpy.iinfo(b.dtype)
            negative = b.dtype.kind == "u" and any((numpy.real(x) < 0).any() for x in sizes)
            overflowed |= negative | (largest * count >= held.max)
            a, b, bound = a.astype("float64"), b.astype("float64"), bound + 1
        for x, y in ((a.real, b.real), (a.imag, b.imag)):
            equal = (x == y) | (numpy.isnan(a) & numpy.isnan(b)) | (numpy.abs(x - y) <= bound) & numpy.isfinite(y)
            assert (equal | overflowed).all(), f"{text}: {a!r} for {b!r}"


def computed(out, arrays):
    """The dtype in which a reduction into `out` is computed; of floats the coarsest there is."""
    dtypes = [pair.np.dtype for pair in arrays.values() if pair.np.dtype.kind not in "USb"]
    floats = [dtype for dtype in dtypes if dtype.kind in "fc"]
    return min(floats, key=lambda dtype: numpy.finfo(dtype).bits) if floats else numpy.result_type(out, *dtypes)


def largest_part(x):
    parts = numpy.stack([x.real, x.imag]).astype("float64")
    return float(numpy.abs(parts[numpy.isfinite(parts)]).max(initial=0))


@pytest.mark.parametrize("row", rows(REDUCTIONS))
def test_reductions(row):
    @examples(30, 2_000)
    @given(calls(row))
    def check(call):
        line, arrays = call
        note(f"{line} {arrays}")
        wanted, got = answer(lambda: run(line, numpy, arrays)), answer(lambda: run(line, carton, arrays))
        if isinstance(wanted, Exception) or isinstance(got, Exception):
            judge(lambda: run(line, carton, arrays), lambda: run(line, numpy, arrays), text=line)
            return
        as_accurate(got, wanted, arrays, line)
        if not isinstance(wanted, (tuple, list)):
            kinds = numpy.asarray(got).dtype, numpy.asarray(wanted).dtype
            assert kinds[0] == kinds[1], f"{line}: dtype {kinds[0]} for {kinds[1]}"

    check()


def test_table_is_used():
    """Each line can succeed, in NumPy too: a line that always raises would compare nothing."""
    arrays = {
        "a": (2, 2), "b": (2, 2), "n": (2, 2), "v": (3,), "w": (3,), "k": (2, 2), "i": (2,), "q": (2,), "t": (3,), "z": (3,)
    }  # fmt: skip
    made = {name: pair_of(3, shape, "bool" if name == "k" else "int64", "plain", finite) for name, shape in arrays.items()}
    made["q"] = pair_of(1, (2,), "float64", "plain", lambda s, n, d: numpy.full(n, 0.25))
    made["i"] = pair_of(1, (2,), "int64", "plain", lambda s, n, d: numpy.zeros(n, d))
    for name, dtype in (("t", "U"), ("z", "S")):
        made[name] = pair_of(1, (3,), dtype, "plain", lambda s, n, d: numpy.array(["1", "10", "1"], d))
    chosen = {"AXIS": "0", "AXES": "0", "SHAPE": "(2, 2)", "DTYPE": "'float64'", "CASTING": "'unsafe'", "NUMBER": "1", "SPLIT": "1", "INT": "1",
              "COUNT": "2", "SMALL": "1", "ORDER": "'C'"}  # fmt: skip
    failures = []
    for line in rows(EXACT) + rows(REDUCTIONS):
        for tries in (chosen, {**chosen, "INT": "0"}, {**chosen, "AXES": "None", "AXIS": "None"}, {**chosen, "AXES": "(1, 0)"}):
            text = WORD.sub(lambda match: tries.get(match.group()) or DRAWN[match.group()].example(), line.removeprefix("~ "))
            if not isinstance(answer(lambda: run(text, numpy, made)), Exception):
                break
        else:
            failures.append(text)
    assert not failures
