"""Random arrays through the array API's functions that create, move, pick, sort, count and sum elements; what each gives is said by Python's
lists. The operands are those of test_array_api_random.py."""

import cmath
import itertools
import math

import carton as ct
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_array_api_random import (
    ALL, BITS, COMPLEX, FEW, FINITE, FLOATS, INEXACT, INTEGERS, NUMERIC, PAIRS, REAL, SHAPES, SIDES, SIGNED, UNSIGNED, arrays, close, elements,
    equal, fits, indices, kind, limits, numbers, promoted, same, wrap, xps,
)  # fmt: skip

pytestmark = pytest.mark.filterwarnings("ignore")

KINDS = {"bool": ["bool"], "signed integer": SIGNED, "unsigned integer": UNSIGNED, "integral": INTEGERS, "real floating": FLOATS,
         "complex floating": COMPLEX, "numeric": NUMERIC}  # fmt: skip
NAMES = st.sampled_from(ALL)
NO_NAN = {"allow_nan": False}


def some(data, **choices):
    """Keyword arguments, each given or left out."""
    return {name: data.draw(choice, label=name) for name, choice in choices.items() if data.draw(st.booleans())}


def axis_of(x):
    return st.integers(-x.ndim, x.ndim - 1)


def axes_of(x):
    return st.none() | axis_of(x) | xps.valid_tuple_axes(x.ndim) if x.ndim else st.none()


def positive(axes, ndim):
    axes = range(ndim) if axes is None else axes if isinstance(axes, tuple) else (axes,)
    return tuple(axis % ndim for axis in axes)


def lines(x, axes):
    """For each place of the other axes, the indices along these, in order."""
    for place in itertools.product(*(range(1 if i in axes else side) for i, side in enumerate(x.shape))):
        yield list(itertools.product(*(range(side) if i in axes else [place[i]] for i, side in enumerate(x.shape))))


def without(x, axes, keepdims):
    return tuple(1 if i in axes else side for i, side in enumerate(x.shape) if keepdims or i not in axes)


# -- reductions. A row: the dtypes, the keywords, the dtype of the result, the value for the elements of a line


def accumulated(name):
    return "int64" if name in SIGNED else "uint64" if name in UNSIGNED else name


def summed(x):
    total = sum(x)
    return total if isinstance(total, int) or abs(total) * 1e6 > sum(map(abs, x)) else None


REDUCTIONS = {
    "all": (ALL, "axes keepdims", lambda name: "bool", all), "any": (ALL, "axes keepdims", lambda name: "bool", any),
    "max": (REAL, "axes keepdims", str, max), "min": (REAL, "axes keepdims", str, min), "mean": (FLOATS, "axes keepdims", str, lambda x: None),
    "sum": (NUMERIC, "axes keepdims dtype", accumulated, summed), "prod": (NUMERIC, "axes keepdims dtype", accumulated, math.prod),
    "std": (FLOATS, "axes keepdims correction", str, lambda x: None), "var": (FLOATS, "axes keepdims correction", str, lambda x: None),
    "count_nonzero": (ALL, "axes keepdims", lambda name: "int64", lambda x: sum(v != 0 for v in x)),
    "argmax": (REAL, "axis keepdims", lambda name: "int64", lambda x: max(range(len(x)), key=x.__getitem__)),
    "argmin": (REAL, "axis keepdims", lambda name: "int64", lambda x: min(range(len(x)), key=x.__getitem__)),
}  # fmt: skip


@pytest.mark.parametrize("name", REDUCTIONS)
@FEW
@given(data=st.data())
def test_reductions(name, data):
    dtypes, words, result, value = REDUCTIONS[name]
    x = data.draw(arrays(dtypes, xps.array_shapes(min_dims=1 if " axis" in f" {words} " else 0, max_side=5), **NO_NAN))
    dtype = str(x.dtype)
    wider = [getattr(ct, b) for a, b in PAIRS if a == dtype and b != "bool"]
    choices = {"axis": axes_of(x) if "axes" in words else st.none() | axis_of(x), "keepdims": st.booleans()}
    if "dtype" in words:
        choices["dtype"] = st.none() | st.sampled_from(wider)
    if "correction" in words:
        choices["correction"] = st.floats(0, 3) | st.integers(0, 3)
    keywords = some(data, **choices)
    out = getattr(ct, name)(x, **keywords)
    axes = positive(keywords.get("axis"), x.ndim)
    assert out.dtype == (keywords.get("dtype") or result(dtype))
    assert out.shape == without(x, axes, keywords.get("keepdims", False))
    for got, line in zip(elements(out), lines(x, axes)):
        values = [kind(out.dtype)(x[i]) if name in ("sum", "prod") else kind(x.dtype)(x[i]) for i in line]
        wanted = value(values) if all(map(cmath.isfinite, values)) or name not in ("sum", "prod") else None
        if wanted is not None and fits(wanted, str(out.dtype)) and cmath.isfinite(got):
            assert got == wanted if kind(out.dtype) is int else close(got, wanted, str(out.dtype))


@pytest.mark.parametrize("name", ["mean", "prod", "std", "sum", "var", "max", "min"])
@FEW
@given(x=arrays(FLOATS, xps.array_shapes(min_dims=0)), data=st.data())
def test_nan_stays(name, x, data):
    place = data.draw(st.sampled_from(list(indices(x.shape))))
    x = ct.where(ct.asarray([i == place for i in indices(x.shape)]).reshape(x.shape), ct.asarray(math.nan), x)
    out = getattr(ct, name)(x)
    assert out.shape == () and ct.isnan(out)


@pytest.mark.parametrize("name", ["cumulative_sum", "cumulative_prod"])
@given(data=st.data())
def test_running(name, data):
    x = data.draw(arrays(NUMERIC, xps.array_shapes(min_side=0)))
    dtype = str(x.dtype)
    wider = [getattr(ct, b) for a, b in PAIRS if a == dtype]
    axis = data.draw(axis_of(x) | st.none() if x.ndim == 1 else axis_of(x))
    keywords = some(data, dtype=st.none() | st.sampled_from(wider), include_initial=st.booleans())
    out = getattr(ct, name)(x, **keywords, **({} if axis is None and data.draw(st.booleans()) else {"axis": axis}))
    axis, initial = (axis or 0) % x.ndim, keywords.get("include_initial", False)
    assert out.dtype == (keywords.get("dtype") or accumulated(dtype))
    assert out.shape == tuple(side + (initial and i == axis) for i, side in enumerate(x.shape))
    to, combine = kind(out.dtype), (summed if name == "cumulative_sum" else math.prod)
    for line, results in zip(lines(x, (axis,)), lines(out, (axis,))) if out.size else ():
        values, got = [to(x[i]) for i in line], [to(out[i]) for i in results]
        assert not initial or got.pop(0) == (name == "cumulative_prod")
        for n, one in enumerate(got):
            wanted = combine(values[: n + 1]) if all(map(cmath.isfinite, values[: n + 1])) else None
            if wanted is not None and fits(wanted, str(out.dtype)) and cmath.isfinite(one):
                assert one == wanted if to is int else close(one, wanted, str(out.dtype))


# -- moving elements. A row: the call of x and what was drawn, the index in x of the element at index i of the result


@given(x=arrays(ALL), data=st.data())
def test_expand_dims_and_squeeze(x, data):
    axes = data.draw(st.integers(-2 * x.ndim - 3, 2 * x.ndim + 2) | st.lists(st.integers(-x.ndim - 2, x.ndim + 1), min_size=2, max_size=2).map(tuple))
    each = axes if isinstance(axes, tuple) else (axes,)
    ndim = x.ndim + len(each)
    if not all(-ndim <= axis < ndim for axis in each):
        with pytest.raises(IndexError):
            ct.expand_dims(x, axis=axes)
        return
    if len({axis % ndim for axis in each}) < len(each):
        with pytest.raises(ValueError):
            ct.expand_dims(x, axis=axes)
        return
    out = ct.expand_dims(x, axis=axes)
    shape = list(x.shape)
    for axis in sorted(axis % ndim for axis in each):
        shape.insert(axis, 1)
    assert out.shape == tuple(shape) and elements(out) == pytest.approx(elements(x), abs=0, rel=0, nan_ok=True)
    assert same(ct.squeeze(out, axes), x) and same(ct.squeeze(out, axis=axes), x)
    wide = [i for i, side in enumerate(out.shape) if side != 1]
    if wide:
        with pytest.raises(ValueError):
            ct.squeeze(out, data.draw(st.sampled_from(wide)))


@given(x=arrays(ALL), data=st.data())
def test_permutations(x, data):
    order = data.draw(st.permutations(range(x.ndim)))
    signs = tuple(axis - data.draw(st.sampled_from([0, x.ndim])) for axis in order)
    out = ct.permute_dims(x, signs)
    assert out.shape == tuple(x.shape[axis] for axis in order) and out.dtype == x.dtype
    assert all(equal(kind(x.dtype)(out[tuple(i[axis] for axis in order)]), kind(x.dtype)(x[i])) for i in indices(x.shape))
    if x.ndim:
        count = data.draw(st.integers(1, x.ndim))
        source, destination = order[:count], data.draw(st.permutations(range(x.ndim)))[:count]
        moved = [axis for axis in range(x.ndim) if axis not in source]
        for to, axis in sorted(zip(destination, source)):
            moved.insert(to, axis)
        assert same(ct.moveaxis(x, tuple(source), tuple(destination)), ct.permute_dims(x, tuple(moved)))
        assert same(ct.moveaxis(x, source[0] - x.ndim, source[0]), x)
        if x.ndim > 1:
            assert same(ct.matrix_transpose(x), ct.permute_dims(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))) and same(x.mT, ct.matrix_transpose(x))
        axes = data.draw(axes_of(x))
        flipped = ct.flip(x, **({} if axes is None and data.draw(st.booleans()) else {"axis": axes}))
        assert same(flipped, x[tuple(slice(None, None, -1 if i in positive(axes, x.ndim) else 1) for i in range(x.ndim))])
    else:
        assert same(ct.flip(x), x)


@given(x=arrays(ALL), data=st.data())
def test_roll(x, data):
    shifts = st.integers(-10000, 10000)
    axes = data.draw(st.none() if not x.ndim else st.none() | axis_of(x) | xps.valid_tuple_axes(x.ndim, min_size=1))
    shift = data.draw(st.tuples(*[shifts] * len(axes)) if isinstance(axes, tuple) else shifts)
    out = ct.roll(x, shift, **({} if axes is None and data.draw(st.booleans()) else {"axis": axes}))
    assert out.shape == x.shape and out.dtype == x.dtype
    if axes is None:
        flat = elements(x)
        n = -shift % len(flat) if flat else 0
        assert all(map(equal, elements(out), flat[n:] + flat[:n]))
    else:
        by = dict(zip(positive(axes, x.ndim), shift if isinstance(shift, tuple) else (shift,)))
        for i in indices(x.shape):
            to = tuple((place + by.get(axis, 0)) % side for axis, (place, side) in enumerate(zip(i, x.shape)))
            assert equal(kind(x.dtype)(out[to]), kind(x.dtype)(x[i]))


@given(x=arrays(ALL), data=st.data())
def test_reshape_and_broadcast(x, data):
    shape = data.draw(st.sampled_from([s for s in ((-1,), (x.size,), x.shape[::-1], (1, *x.shape, 1), (-1, 1, x.size or 1)) if x.size or -1 not in s]))
    keywords = some(data, copy=st.sampled_from([None, True, False]))
    out = ct.reshape(x, shape, **keywords)
    assert out.size == x.size and all(map(equal, elements(out), elements(x))) and out.dtype == x.dtype
    wide = data.draw(xps.broadcastable_shapes(x.shape, min_side=0, max_dims=5))
    full = ct.broadcast_shapes(x.shape, wide)
    out = ct.broadcast_to(x, full)
    assert type(full) is tuple and out.shape == full and out.dtype == x.dtype
    both = ct.broadcast_arrays(x, ct.zeros(wide, dtype="int8"))
    assert type(both) is tuple and same(both[0], out) and both[1].shape == full and both[1].dtype == ct.int8


@given(data=st.data())
def test_joins(data):
    names = data.draw(st.lists(NAMES, min_size=1, max_size=4))
    result = names[0]
    for name in names:
        result = promoted(result, name)
        assume(result)
    base = data.draw(SHAPES)
    axis = data.draw(st.none() | st.integers(-len(base), len(base) - 1) if base else st.none())
    parts = []
    for name in names:
        shape = data.draw(SHAPES) if axis is None else [data.draw(st.integers(0, 4)) if i == axis % len(base) else side for i, side in enumerate(base)]
        parts.append(data.draw(arrays(name, tuple(shape))))
    out = ct.concat(parts, axis=axis)
    assert str(out.dtype) == result
    if axis is None:
        assert out.shape == (sum(x.size for x in parts),)
        parts = [ct.reshape(x, (-1,)) for x in parts]
    edges = [0, *itertools.accumulate(x.shape[axis or 0] for x in parts)]
    for x, start, stop in zip(parts, edges, edges[1:]):
        piece = out[(slice(None),) * (0 if axis is None else axis % len(base)) + (slice(start, stop),)]
        assert same(piece, ct.astype(x, out.dtype))
    stacked = [ct.astype(data.draw(arrays(name, base)), getattr(ct, name)) for name in names]
    axis = data.draw(st.integers(-len(base) - 1, len(base)))
    out = ct.stack(stacked, axis=axis)
    assert str(out.dtype) == result and out.ndim == len(base) + 1
    back = ct.unstack(out, axis=axis)
    assert type(back) is tuple and len(back) == len(stacked) and all(same(a, ct.astype(b, out.dtype)) for a, b in zip(back, stacked))


@given(x=arrays(ALL, SIDES), data=st.data())
def test_repeat_and_tile(x, data):
    axis = data.draw(st.none() | axis_of(x))
    length = x.size if axis is None else x.shape[axis]
    counts = st.integers(0, 4)
    repeats = data.draw(counts | xps.arrays(getattr(ct, data.draw(st.sampled_from(INTEGERS))), st.sampled_from([(1,), (length,)]), elements=counts))
    out = ct.repeat(x, repeats, **({} if axis is None and data.draw(st.booleans()) else {"axis": axis}))
    each = [repeats] * length if isinstance(repeats, int) else [int(v) for v in ct.broadcast_to(repeats, (length,))]
    source = ct.reshape(x, (-1,)) if axis is None else x
    wanted = ct.take(source, ct.asarray([i for i, n in enumerate(each) for _ in range(n)], dtype=ct.int64), axis=axis or 0)
    assert same(out, wanted)
    by = data.draw(st.lists(st.integers(0, 3), min_size=0, max_size=x.ndim + 1).map(tuple))
    tiled = ct.tile(x, by)
    sides = (1,) * (len(by) - x.ndim) + x.shape
    by = (1,) * (x.ndim - len(by)) + by
    assert tiled.shape == tuple(map(int.__mul__, by, sides)) and tiled.dtype == x.dtype
    padded = ct.reshape(x, sides)
    for i in indices(tiled.shape):
        assert equal(kind(x.dtype)(tiled[i]), kind(x.dtype)(padded[tuple(place % side for place, side in zip(i, sides))]))


# -- picking


def listed(shape, values):
    return next(iter(values)) if not shape else [listed(shape[1:], values) for _ in range(shape[0])] if 0 not in shape else []


@given(shape=SHAPES, name=NAMES, data=st.data())
def test_get_and_set(shape, name, data):
    values = [data.draw(numbers(name)) for _ in range(math.prod(shape))]
    x = ct.asarray(listed(shape, iter(values)), dtype=getattr(ct, name)) if 0 not in shape else ct.zeros(shape, dtype=getattr(ct, name))
    assert x.shape == shape
    position = dict(zip(indices(shape), values))
    key = data.draw(xps.indices(shape, allow_newaxis=True))
    out = x[key]
    parts = key if isinstance(key, tuple) else (key,)
    if ... in parts:
        at = parts.index(...)
        parts = parts[:at] + (slice(None),) * (len(shape) - sum(p is not None for p in parts) + 1) + parts[at + 1 :]
    sides = iter(shape)
    chosen = [None if p is None else range(next(sides))[p] for p in parts]
    picked = [(c,) if isinstance(c, int) else c for c in chosen if c is not None]
    assert out.dtype == x.dtype and out.shape == tuple(1 if c is None else len(c) for c in chosen if not isinstance(c, int))
    places = list(itertools.product(*picked))
    assert all(equal(kind(x.dtype)(a), position[i]) for a, i in zip(elements(out), places))
    value = data.draw(numbers(name) if data.draw(st.booleans()) else arrays(name, data.draw(st.sampled_from([out.shape, ()]))))
    changed = ct.asarray(x, copy=True)
    changed[key] = value
    new = elements(ct.broadcast_to(ct.asarray(value, dtype=x.dtype), out.shape))
    position.update(zip(places, new))
    assert changed.shape == shape and changed.dtype == x.dtype
    assert all(equal(kind(x.dtype)(changed[i]), position[i]) for i in indices(shape))


@given(x=arrays(ALL), data=st.data())
def test_masks(x, data):
    shape = data.draw(st.sampled_from([x.shape, (), x.shape[:1], tuple(side * data.draw(st.integers(0, 1)) for side in x.shape)]) | SHAPES)
    mask = data.draw(xps.arrays(ct.bool, shape))
    if mask.ndim > x.ndim or any(m not in (s, 0) for m, s in zip(mask.shape, x.shape)):
        with pytest.raises(IndexError):
            x[mask]
        return
    out = x[mask]
    assert out.dtype == x.dtype and out.shape == (sum(elements(mask)), *x.shape[mask.ndim :])
    if mask.shape == x.shape:
        assert all(map(equal, elements(out), [v for v, m in zip(elements(x), elements(mask)) if m]))
        value = data.draw(numbers(str(x.dtype)) | arrays(str(x.dtype), ()))
        changed = ct.asarray(x, copy=True)
        changed[mask] = value
        new = kind(x.dtype)(value)
        assert changed.dtype == x.dtype and all(map(equal, elements(changed), [new if m else v for v, m in zip(elements(x), elements(mask))]))


@given(x=arrays(ALL, SIDES), data=st.data())
def test_integers_as_indices(x, data):
    """Arrays of integers beside ints, one for each of the first axes, are broadcast against each other."""
    axes = data.draw(st.integers(1, x.ndim))
    shapes = data.draw(xps.mutually_broadcastable_shapes(axes, min_side=0, max_dims=2, max_side=3))
    key = []
    for side, shape in zip(x.shape, shapes.input_shapes):
        name = data.draw(st.sampled_from(INTEGERS))
        place = st.integers(-side if name in SIGNED else 0, side - 1)
        key.append(data.draw(place | xps.arrays(getattr(ct, name), shape, elements=place)))
    out = x[tuple(key)]
    shape = ct.broadcast_shapes(*(getattr(k, "shape", ()) for k in key))
    assert out.dtype == x.dtype and out.shape == shape + x.shape[axes:]
    spread = [ct.broadcast_to(ct.asarray(k), shape) for k in key]
    for i in indices(shape):
        assert same(ct.asarray(out[i]), ct.asarray(x[tuple(int(k[i]) for k in spread)]))


@given(x=arrays(ALL, SIDES), name=st.sampled_from(INTEGERS), data=st.data())
def test_take(x, name, data):
    axis = data.draw(axis_of(x))
    side = x.shape[axis]
    least = -side if name in SIGNED else 0
    picks = data.draw(xps.arrays(getattr(ct, name), xps.array_shapes(max_dims=1, min_side=0), elements=st.integers(least, side - 1)))
    keywords = {} if x.ndim == 1 and data.draw(st.booleans()) else {"axis": axis}
    before = (slice(None),) * (axis % x.ndim)
    out = ct.take(x, picks, **keywords)
    assert out.dtype == x.dtype and out.shape == (*x.shape[: axis % x.ndim], picks.size, *x.shape[axis % x.ndim + 1 :])
    assert all(same(out[before + (n,)], x[before + (int(i),)]) for n, i in enumerate(picks))
    shape = list(x.shape)
    shape[axis] = data.draw(st.integers(0, 2 * side))
    along = data.draw(xps.arrays(getattr(ct, name), tuple(shape), elements=st.integers(least, side - 1)))
    keywords = {} if axis in (-1, x.ndim - 1) and data.draw(st.booleans()) else {"axis": axis}
    out = ct.take_along_axis(x, along, **keywords)
    assert out.dtype == x.dtype and out.shape == tuple(shape)
    for i in indices(out.shape):
        source = list(i)
        source[axis] = int(along[i])
        assert equal(kind(x.dtype)(out[i]), kind(x.dtype)(x[tuple(source)]))


@given(x=arrays(ALL))
def test_nonzero(x):
    if x.ndim == 0:
        with pytest.raises(ValueError):
            ct.nonzero(x)
        return
    out = ct.nonzero(x)
    assert type(out) is tuple and all(a.dtype == ct.int64 and a.ndim == 1 for a in out)
    assert list(zip(*(elements(a) for a in out))) == [i for i in indices(x.shape) if kind(x.dtype)(x[i]) != 0]


@given(pair=st.sampled_from(PAIRS), data=st.data())
def test_where(pair, data):
    shapes = data.draw(xps.mutually_broadcastable_shapes(3, min_side=0, max_side=4))
    condition = data.draw(xps.arrays(ct.bool, shapes.input_shapes[0]))
    sides = [data.draw(arrays(name, shape)) for name, shape in zip(pair, shapes.input_shapes[1:])]
    out = ct.where(condition, *sides)
    assert out.shape == shapes.result_shape and str(out.dtype) == promoted(*pair)
    spread = [elements(ct.broadcast_to(a, out.shape)) for a in (condition, *sides)]
    assert all(equal(kind(out.dtype)(x if c else y), got) for c, x, y, got in zip(*spread, elements(out)))
    scalar = data.draw(numbers(pair[1], **FINITE))
    if promoted(*pair) == pair[0]:
        assert str(ct.where(condition, sides[0], scalar).dtype) == pair[0] and str(ct.where(condition, scalar, sides[0]).dtype) == pair[0]


# -- sorting, sets, searching


@given(x=arrays(REAL, xps.array_shapes(max_side=30), **NO_NAN), data=st.data())
def test_sorting(x, data):
    keywords = some(data, axis=axis_of(x), descending=st.booleans(), stable=st.booleans())
    values, order = ct.sort(x, **keywords), ct.argsort(x, **keywords)
    assert values.dtype == x.dtype and order.dtype == ct.int64 and values.shape == order.shape == x.shape
    axis = keywords.get("axis", -1) % x.ndim
    for line in lines(x, (axis,)):
        given_ = [kind(x.dtype)(x[i]) for i in line]
        wanted = sorted(range(len(line)), key=given_.__getitem__, reverse=keywords.get("descending", False))
        got = [int(order[i]) for i in line]
        assert [kind(x.dtype)(values[i]) for i in line] == [given_[i] for i in wanted]
        assert got == wanted if keywords.get("stable", True) else [given_[i] for i in got] == [given_[i] for i in wanted]


@given(x=arrays(ALL, xps.array_shapes(min_dims=0, min_side=0)))
def test_unique(x):
    """Each value once, nans one by one; the index of a value is that of its first equal, zeros of both signs being equal."""
    flat = elements(x)
    first, count = {}, {}
    for i, value in enumerate(flat):
        first.setdefault(value, i)
        count[value] = count.get(value, 0) + 1
    nans = sum(v != v for v in flat)
    everything = ct.unique_all(x)
    for out in (everything, ct.unique_counts(x), ct.unique_inverse(x), ct.unique_values(x)):
        values = getattr(out, "values", out)
        values = elements(values if hasattr(values, "dtype") else out)
        known = [v for v in values if v == v]
        assert len(known) == len(set(known)) == len({v for v in flat if v == v}) and set(known) <= set(flat) and len(values) - len(known) == nans
    for field in ("indices", "inverse_indices", "counts"):
        assert getattr(everything, field).dtype == ct.int64
    values = elements(everything.values)
    assert everything.values.dtype == x.dtype and everything.inverse_indices.shape == x.shape == ct.unique_inverse(x).inverse_indices.shape
    for value, index, n in zip(values, elements(everything.indices), elements(everything.counts)):
        assert (index, n) == (first[value], count[value]) if value == value else n == 1 and flat[index] != flat[index]
    assert elements(everything.counts) == elements(ct.unique_counts(x).counts)
    for inverse in (everything.inverse_indices, ct.unique_inverse(x).inverse_indices):
        assert all(values[i] == v or (v != v and values[i] != values[i]) for i, v in zip(elements(inverse), flat))


@given(pair=st.sampled_from(PAIRS), data=st.data())
def test_isin(pair, data):
    x, y = (data.draw(arrays(name)) for name in pair)
    keywords = some(data, invert=st.booleans())
    out = ct.isin(x, y, **keywords)
    assert out.dtype == ct.bool and out.shape == x.shape
    invert = keywords.get("invert", False)
    assert elements(out) == [(v in elements(y) and v == v) != invert for v in elements(x)]
    if x.size and promoted(*pair) == pair[0] == pair[1]:
        one = elements(x)[0]
        assert bool(ct.isin(one, x)) == (one == one) and elements(ct.isin(x, one)) == [v == one for v in elements(x)]


@given(name=st.sampled_from(REAL), data=st.data())
def test_searchsorted(name, data):
    dtype = getattr(ct, name)
    values = data.draw(st.lists(xps.from_dtype(dtype, **(FINITE if name in FLOATS else {})), min_size=1))
    x = ct.asarray(values, dtype=dtype)
    sorter = data.draw(st.sampled_from([None, ct.argsort(x)]))
    keywords = {"sorter": sorter, **some(data, side=st.sampled_from(["left", "right"]))}
    x = ct.sort(x) if sorter is None else x
    table = sorted(kind(x.dtype)(v) for v in values)
    side = keywords.get("side", "left")
    wanted = lambda v: sum(t < v if side == "left" else t <= v for t in table)  # noqa: E731
    sought = ct.asarray(data.draw(st.lists(st.sampled_from(values), min_size=1)), dtype=dtype)
    for one in (sought, ct.reshape(sought, (1, -1, 1)), sought[:0]):
        out = ct.searchsorted(x, one, **keywords)
        assert out.dtype == ct.int64 and out.shape == one.shape and elements(out) == [wanted(v) for v in elements(one)]
    scalar = data.draw(xps.from_dtype(ct.int32) | numbers(name, **FINITE) if name in FLOATS else st.integers(*limits(name)))
    out = ct.searchsorted(x, scalar, **keywords)
    assert out.dtype == ct.int64 and out.shape == () and int(out) == wanted(kind(x.dtype)(ct.asarray(scalar, dtype=dtype)))


@given(x=arrays(NUMERIC, SIDES), data=st.data())
def test_diff(x, data):
    axis = data.draw(axis_of(x))
    n = data.draw(st.integers(1, min(x.shape[axis], 3)))
    ends = {}
    for name in ("prepend", "append"):
        shape = list(x.shape)
        shape[axis] = data.draw(st.integers(1, 4))
        if data.draw(st.booleans()):
            ends[name] = data.draw(st.none() | arrays(str(x.dtype), tuple(shape)))
    out = ct.diff(x, **({} if axis == -1 and data.draw(st.booleans()) else {"axis": axis}), n=n, **ends)
    whole = ct.concat([a for a in (ends.get("prepend"), x, ends.get("append")) if a is not None], axis=axis)
    before = (slice(None),) * (axis % x.ndim)
    for _ in range(n):
        whole = whole[before + (slice(1, None),)] - whole[before + (slice(None, -1),)]
    assert same(out, whole)


# -- products: each is what it is of the matrices and rows that it consists of

PRODUCT_PAIRS = st.sampled_from([(a, b) for a, b in PAIRS if a != "bool"])


def exact_numbers(name):
    """Elements whose sums of products are exact: any integer, as they wrap around, and small floats."""
    return st.integers(*limits(name)) if name in INTEGERS else st.integers(0, 3).map(complex if name in COMPLEX else float)


def dot(a, b, name):
    total = sum(p * q for p, q in zip(elements(a), elements(b)))
    return wrap(total, name) if name in INTEGERS else total


@given(pair=PRODUCT_PAIRS, data=st.data())
def test_products(pair, data):
    rows, inner, columns = (data.draw(st.integers(0, 4)) for _ in range(3))
    stacks = data.draw(xps.mutually_broadcastable_shapes(2, max_dims=2, min_side=0, max_side=3))
    x = data.draw(xps.arrays(getattr(ct, pair[0]), (*stacks.input_shapes[0], rows, inner), elements=exact_numbers(pair[0])))
    y = data.draw(xps.arrays(getattr(ct, pair[1]), (*stacks.input_shapes[1], inner, columns), elements=exact_numbers(pair[1])))
    out = x @ y
    assert str(out.dtype) == promoted(*pair) and out.shape == (*stacks.result_shape, rows, columns) and same(ct.matmul(x, y), out)
    wide = [ct.broadcast_to(a, (*stacks.result_shape, *a.shape[-2:])) for a in (x, y)]
    for i in indices(out.shape):
        a, b = wide[0][(*i[:-2], i[-2])], wide[1][(*i[:-2], slice(None), i[-1])]
        for one in (out[i], a @ b, ct.matmul(a, b), ct.tensordot(a, b, axes=1)):
            assert one.shape == () and one.dtype == out.dtype and kind(out.dtype)(one) == dot(a, b, promoted(*pair))
        conjugate = ct.conj(a) if pair[0] in COMPLEX else a
        assert kind(out.dtype)(ct.vecdot(a, b)) == dot(conjugate, b, promoted(*pair))
    if columns:
        assert same(x @ y[..., 0], out[..., 0]) if y.ndim == 2 else True
    if rows:
        assert same(x[..., 0, :] @ y, out[..., 0, :]) if x.ndim == 2 else True


@given(pair=PRODUCT_PAIRS, data=st.data())
def test_vecdot(pair, data):
    shapes = data.draw(xps.mutually_broadcastable_shapes(2, min_dims=1, max_side=4))
    x, y = (data.draw(xps.arrays(getattr(ct, n), shape, elements=exact_numbers(n))) for n, shape in zip(pair, shapes.input_shapes))
    keywords = some(data, axis=st.integers(-min(x.ndim, y.ndim), -1))
    axis = keywords.get("axis", -1)
    if x.shape[axis] != y.shape[axis]:
        with pytest.raises(ValueError):
            ct.vecdot(x, y, **keywords)
        return
    out = ct.vecdot(x, y, **keywords)
    wide = [ct.moveaxis(ct.broadcast_to(a, shapes.result_shape), axis, -1) for a in (ct.conj(x) if pair[0] in COMPLEX else x, y)]
    assert str(out.dtype) == promoted(*pair) and out.shape == wide[0].shape[:-1]
    assert all(kind(out.dtype)(out[i]) == dot(wide[0][i], wide[1][i], promoted(*pair)) for i in indices(out.shape))


@given(pair=PRODUCT_PAIRS, data=st.data())
def test_tensordot(pair, data):
    left = data.draw(xps.array_shapes(min_dims=0, min_side=0, max_side=3))
    count = data.draw(st.integers(0, len(left)))
    first = data.draw(st.permutations(range(len(left))))[:count]
    rest = data.draw(xps.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
    order = data.draw(st.permutations(range(count + len(rest))))
    sides = [left[i] for i in first] + list(rest)
    second, right = order[:count], [0] * len(order)
    for side, place in zip(sides, order):
        right[place] = side
    x = data.draw(xps.arrays(getattr(ct, pair[0]), left, elements=exact_numbers(pair[0])))
    y = data.draw(xps.arrays(getattr(ct, pair[1]), tuple(right), elements=exact_numbers(pair[1])))
    signed = lambda axes, ndim: tuple(axis - data.draw(st.sampled_from([0, ndim])) for axis in axes)  # noqa: E731
    out = ct.tensordot(x, y, axes=(signed(first, x.ndim), signed(second, y.ndim)))
    kept = [[i for i in range(x.ndim) if i not in first], [i for i in range(y.ndim) if i not in second]]
    shapes = [tuple(x.shape[i] for i in kept[0]), tuple(y.shape[i] for i in kept[1])]
    inner = math.prod(left[i] for i in first)
    flat = [ct.reshape(ct.permute_dims(x, (*kept[0], *first)), (math.prod(shapes[0]), inner)),
            ct.reshape(ct.permute_dims(y, (*second, *kept[1])), (inner, math.prod(shapes[1])))]  # fmt: skip
    assert same(out, ct.reshape(flat[0] @ flat[1], shapes[0] + shapes[1])) and str(out.dtype) == promoted(*pair)
    n = data.draw(st.integers(0, min(x.ndim, y.ndim)))
    if x.shape[x.ndim - n :] == y.shape[:n]:
        assert same(ct.tensordot(x, y, axes=n), ct.tensordot(x, y, axes=(tuple(range(-n, 0)), tuple(range(n)))))


# -- creation and data types


@given(dtype=st.none() | st.sampled_from(NUMERIC), data=st.data())
def test_arange(dtype, data):
    integral = dtype in INTEGERS
    least, most = limits(dtype) if integral else (-(2**63), 2**63 - 1)
    real = st.integers(least, most) if integral else st.integers(-(2**63), 2**63 - 1) | st.floats(-1e22, 1e22)
    start, stop = data.draw(real), data.draw(real if integral else real | st.none())
    gap = max(abs((start if stop is None else stop) - (0 if stop is None else start)) / 100, 0.01)
    steps = [s for s in (math.ceil(gap), -math.ceil(gap)) if least <= s <= most]
    step = data.draw((st.sampled_from(steps) if steps else st.nothing())
                     | (st.nothing() if integral else st.floats(gap, gap * 200 + 1e3) | st.floats(-gap * 200 - 1e3, -gap)))  # fmt: skip
    call = data.draw(st.sampled_from(["step", "keyword"] if integral or dtype or step else ["step"]))
    keywords = {} if dtype is None else {"dtype": getattr(ct, dtype)}
    if stop is None:
        out, first, last = ct.arange(start, step=step, **keywords), 0, start
    elif call == "step":
        out, first, last = ct.arange(start, stop, step, **keywords), start, stop
    else:
        out, first, last = ct.arange(start, stop, step=step, **keywords), start, stop
    whole = all(isinstance(v, int) for v in (first, last, step))
    assert str(out.dtype) == (dtype or ("int64" if whole else "float64")) and out.ndim == 1
    size = len(range(first, last, step)) if whole else max(math.ceil((last - first) / step), 0)
    assert math.floor(size * 0.9) <= out.size <= max(math.ceil(size * 1.1), 1)
    if kind(out.dtype) is int:
        assert elements(out) == list(range(first, last, step))
    elif out.size:
        assert out[0] == ct.asarray(first, dtype=out.dtype)


@given(num=st.integers(0, 300), dtype=st.none() | st.sampled_from(INEXACT), endpoint=st.booleans(), data=st.data())
def test_linspace(num, dtype, endpoint, data):
    name = dtype or "float64"
    start, stop = (data.draw(xps.from_dtype(getattr(ct, name), **FINITE)) for _ in range(2))
    assume(fits(stop - start, name))
    keywords = {} if dtype is None else {"dtype": getattr(ct, dtype)}
    out = ct.linspace(start, stop, num, endpoint=endpoint, **keywords)
    assert str(out.dtype) == name and out.shape == (num,)
    assert num == 0 or out[0] == ct.asarray(start, dtype=out.dtype)
    if endpoint:
        assert num < 2 or out[-1] == ct.asarray(stop, dtype=out.dtype)
    else:
        assert same(out, ct.linspace(start, stop, num + 1, **keywords)[:-1])


@given(shape=SHAPES, dtype=st.none() | NAMES, name=NAMES, data=st.data())
def test_filled(shape, dtype, name, data):
    x = data.draw(arrays(name, shape))
    keywords = {} if dtype is None and data.draw(st.booleans()) else {"dtype": dtype and getattr(ct, dtype)}
    fill = data.draw(xps.from_dtype(getattr(ct, dtype or name)))
    assume(not isinstance(fill, int) or dtype or -(2**63) <= fill < 2**63)
    natural = {bool: "bool", int: "int64", float: "float64", complex: "complex128"}[type(fill)]
    for out, wanted, value in (
        (ct.full(shape, fill, **keywords), dtype or natural, fill), (ct.full_like(x, fill, **keywords), dtype or name, fill),
        (ct.ones(shape, **keywords), dtype or "float64", 1), (ct.ones_like(x, **keywords), dtype or name, 1),
        (ct.zeros(shape, **keywords), dtype or "float64", 0), (ct.zeros_like(x, **keywords), dtype or name, 0),
        (ct.empty(shape, **keywords), dtype or "float64", None), (ct.empty_like(x, **keywords), dtype or name, None),
    ):  # fmt: skip
        assert str(out.dtype) == wanted and out.shape == shape
        assert value is None or all(equal(v, kind(out.dtype)(value)) for v in elements(out))


@given(shape=SIDES, dtype=st.none() | NAMES, copy=st.sampled_from([None, True]), data=st.data())
def test_asarray(shape, dtype, copy, data):
    name = dtype or data.draw(st.sampled_from(["bool", "int64", "float64", "complex128"]))
    mixed = {bool: st.nothing(), int: st.booleans(), float: st.integers(-(2**31), 2**31 - 1), complex: st.floats(-10, 10)}[kind(getattr(ct, name))]
    values = [data.draw(xps.from_dtype(getattr(ct, name)) | mixed) for _ in range(math.prod(shape))]
    assume(dtype or any(type(v) is kind(getattr(ct, name)) for v in values))
    x = ct.asarray(listed(shape, iter(values)), **({"dtype": getattr(ct, dtype)} if dtype else {}), copy=copy)
    assert str(x.dtype) == name and x.shape == shape
    assert all(equal(got, kind(x.dtype)(ct.asarray(v, dtype=x.dtype))) for got, v in zip(elements(x), values))
    old = elements(x)
    copied, shared = ct.asarray(x, copy=True), ct.asarray(x, copy=False)
    place = data.draw(st.sampled_from(list(indices(shape))))
    x[place] = not x[place] if name == "bool" else 1 if x[place] != 1 else 0
    assert all(map(equal, elements(copied), old)) and same(shared, x)


@given(x_name=NAMES, name=NAMES, data=st.data())
def test_astype(x_name, name, data):
    x = data.draw(arrays(x_name, **FINITE))
    if x_name in COMPLEX and name not in COMPLEX:
        return  # the standard leaves it open
    keywords = some(data, copy=st.booleans(), device=st.sampled_from([None, "cpu"]))
    out = ct.astype(x, getattr(ct, name), **keywords)
    assert str(out.dtype) == name and out.shape == x.shape and isinstance(out, (ct.ndarray, ct.generic))
    if x_name == name:
        assert all(map(equal, elements(out), elements(x)))
        assert x.ndim == 0 or (out is x) == (keywords.get("copy") is False)
    for value, got in zip(elements(x), elements(out)):
        if kind(out.dtype) is not bool and fits(value, name) and (kind(out.dtype) is not int or value == int(value)):
            assert close(got, value, "float32" if "float32" in (name, x_name) or "complex64" in (name, x_name) else "float64")


@given(a=NAMES, b=NAMES, c=NAMES, data=st.data())
def test_promotion(a, b, c, data):
    dtype = lambda name: getattr(ct, name)  # noqa: E731
    result = promoted(a, b, c)
    if result:
        arguments = [data.draw(st.sampled_from([dtype(n), ct.empty(1, dtype=dtype(n)), ct.empty((), dtype=dtype(n)), dtype(n)(0)])) for n in (a, b, c)]
        scalars = {bool: [True], int: [1], float: [1, 1.0], complex: [1, 1.0, 1j]}[kind(dtype(result))]
        arguments = data.draw(st.permutations([*arguments, data.draw(st.sampled_from(scalars))]))
        assert ct.result_type(*arguments) == dtype(result) and not isinstance(ct.result_type(*arguments), str)
    if promoted(a, b) == b:
        assert ct.can_cast(dtype(a), dtype(b)) is True and ct.can_cast(ct.empty(1, dtype=dtype(a)), dtype(b)) is True
    which = data.draw(st.lists(NAMES.map(dtype) | st.sampled_from(list(KINDS)), min_size=1, max_size=3).map(tuple))
    answers = [a in KINDS[k] if isinstance(k, str) else dtype(a) == k for k in which]
    assert ct.isdtype(dtype(a), which) is any(answers) and ct.isdtype(dtype(a), which[0]) is answers[0]


@pytest.mark.parametrize("name", [*INTEGERS, *INEXACT])
def test_limits(name):
    dtype = getattr(ct, name)
    for argument in (dtype, ct.asarray(1, dtype=dtype), ct.asarray(1, dtype=dtype).dtype, ct.ones(3, dtype=dtype), ct.ones(1, dtype=dtype)[0]):
        info = ct.iinfo(argument) if name in INTEGERS else ct.finfo(argument)
        part = name.replace("complex64", "float32").replace("complex128", "float64")
        assert info.dtype == getattr(ct, part) and not isinstance(info.dtype, str) and info.dtype is not float
        assert type(info.bits) is int and info.bits == BITS[part]
        for field in ("max", "min") if name in INTEGERS else ("eps", "max", "min", "smallest_normal"):
            assert isinstance(getattr(info, field), int if name in INTEGERS else float)


@given(kinds=st.none() | st.sampled_from(list(KINDS)) | st.lists(st.sampled_from(list(KINDS)), unique=True, min_size=1).map(tuple))
def test_namespace_dtypes(kinds):
    info = ct.__array_namespace_info__()
    for device in (None, *info.devices()):
        found = info.dtypes(kind=kinds, device=device)
        wanted = ALL if kinds is None else [name for kind in (kinds if isinstance(kinds, tuple) else (kinds,)) for name in KINDS[kind]]
        assert type(found) is dict and set(found) == set(wanted)
        assert all(ct.empty(1, dtype=dtype, device=device).dtype == dtype == getattr(ct, name) for name, dtype in found.items())
        assert {"real floating", "complex floating", "integral", "indexing"} <= set(info.default_dtypes(device=device))


@given(arrays_=st.lists(arrays(NUMERIC, xps.array_shapes(min_dims=1, max_dims=1, min_side=0, max_side=4)), min_size=1, max_size=4))
def test_meshgrid(arrays_):
    for indexing in ("xy", "ij"):
        out = ct.meshgrid(*arrays_, indexing=indexing)
        assert type(out) is tuple and [g.dtype for g in out] == [a.dtype for a in arrays_]
        sides = [a.size for a in arrays_]
        if indexing == "xy" and len(sides) > 1:
            sides[:2] = sides[1::-1]
        assert all(g.shape == tuple(sides) for g in out)


@given(x=arrays(ALL), data=st.data())
def test_dlpack(x, data):
    keywords = some(data, copy=st.sampled_from([None, True, False]), max_version=st.none() | st.tuples(st.integers(0, 2), st.just(0)),
                    dl_device=st.sampled_from([None, (1, 0)]), stream=st.none())  # fmt: skip
    assert type(x.__dlpack__(**keywords)).__name__ == "PyCapsule"
    device, number = x.__dlpack_device__()
    assert int(device) == 1 and number == 0
    y = ct.from_dlpack(x, **some(data, copy=st.sampled_from([None, True, False]), device=st.sampled_from([None, "cpu", x.device])))
    assert y.device == x.device and same(y, x)


@pytest.mark.parametrize("method, names, result", [("bool", ALL, bool), ("int", INTEGERS, int), ("index", INTEGERS, int), ("float", REAL, float),
                                                   ("complex", NUMERIC, complex)])  # fmt: skip
@given(data=st.data())
def test_python_numbers(method, names, result, data):
    x = data.draw(arrays(names, ()))
    out = getattr(x, f"__{method}__")()
    assert type(out) is result and equal(complex(out), complex(kind(x.dtype)(x[()]))) or result is bool
