"""A Python function as a function of arrays: vectorize and frompyfunc; and broadcast, which walks arrays together.

Carton has no elements that are Python objects, so what a function returns becomes an array of the dtype that carton.array gives it.
"""

from operator import index

from ._carton import array, asarray, broadcast_arrays, broadcast_shapes, broadcast_to, dtype, empty, ndarray

__all__ = ["broadcast", "frompyfunc", "vectorize"]

_NoValue = object()


def _array_of(values, shape, kind=None):
    """An array of that shape from a flat list; `kind` a dtype."""
    made = array(values, dtype=kind) if values else empty((0,), kind or float)
    if made.ndim != 1:
        raise TypeError("the function must return one number or text for each element: there are no arrays of Python objects")
    return made.reshape(shape)


class frompyfunc:
    """frompyfunc(func, /, nin, nout, *[, identity]): `func` for every element of arrays that are broadcast together.

    As a ufunc, it has nin, nout, nargs, identity, and (of two inputs and one output) reduce, accumulate, outer and at.
    """

    __module__ = "carton"
    __slots__ = ("__dict__", "__name__", "__weakref__", "_function", "identity", "nin", "nout")

    def __init__(self, func, /, nin, nout, *, identity=_NoValue):
        if not callable(func):
            raise TypeError("function must be callable")
        nin, nout = index(nin), index(nout)
        if nin < 0 or nout < 0 or nin + nout > 64:
            raise ValueError("Cannot construct a ufunc with more than 64 operands (requested number were: inputs = %d and outputs = %d)" % (nin, nout))
        self._function, self.nin, self.nout = func, nin, nout
        self.identity = None if identity is _NoValue else identity
        self.__name__ = f"{getattr(func, '__name__', '?')} (vectorized)"

    nargs = property(lambda self: self.nin + self.nout)
    ntypes = 1
    types = property(lambda self: ["O" * self.nin + "->" + "O" * self.nout])
    signature = None

    def __repr__(self):
        return f"<ufunc '{self.__name__}'>"

    def __call__(self, *args, out=None, where=True, dtype=None):
        if not self.nin <= len(args) <= self.nargs:
            raise TypeError(f"{self.__name__}() takes from {self.nin} to {self.nargs} positional arguments but {len(args)} were given")
        outs = args[self.nin :] or (out if isinstance(out, tuple) else () if out is None else (out,))
        outs = tuple(outs) + (None,) * (self.nout - len(outs))
        if len(outs) > self.nout:
            raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
        given = [asarray(value) for value in args[: self.nin]]
        shape = broadcast_shapes(*(x.shape for x in given), *(x.shape for x in outs if x is not None))
        columns = [broadcast_to(x, shape).ravel().tolist() for x in given]
        wanted = None if where is True else broadcast_to(where, shape).ravel().tolist()
        if wanted is not None and any(x is None for x in outs):
            raise ValueError("where= needs out=: elements that are left out have no value")
        size = len(columns[0]) if columns else 1
        rows = zip(*columns) if columns else [()]
        results = [self._one(row) for i, row in enumerate(rows) if wanted is None or wanted[i]]
        answers = [self._result([row[k] for row in results], shape, outs[k], wanted, size, dtype) for k in range(self.nout)]
        return tuple(answers) if self.nout != 1 else answers[0]

    def _one(self, row):
        """The results for one element of each input, as a tuple."""
        value = self._function(*row)
        if self.nout == 1:
            return (value,)
        if not isinstance(value, tuple):
            if self.nout == 0 and value is None:
                return ()
            raise TypeError(f"function must return a tuple of {self.nout} values")
        if len(value) != self.nout:
            raise ValueError(f"function returned {len(value)} values, not {self.nout}")
        return value

    def _result(self, values, shape, out, wanted, size, kind):
        if out is None:
            return values[0] if shape == () and kind is None else _array_of(values, shape, kind)
        if wanted is None:
            out[...] = _array_of(values, shape)
        elif values:
            out[array(wanted, dtype=bool).reshape(shape)] = array(values)
        return out

    def _binary(self, method):
        if self.nin != 2 or self.nout != 1:
            raise ValueError(f"{method} only supported for binary functions returning a single value")
        return self._function

    def outer(self, a, b, /):
        """The function of every element of `a` with every element of `b`."""
        self._binary("outer")
        a, b = asarray(a), asarray(b)
        return self(a.reshape(a.shape + (1,) * b.ndim), b)

    def accumulate(self, array, axis=0, dtype=None, out=None):
        """The function of all elements up to each one, along an axis."""
        function = self._binary("accumulate")

        def line(values):
            so_far = values[:1]
            for value in values[1:]:
                so_far.append(function(so_far[-1], value))
            return so_far

        return self._along(line, asarray(array), axis, dtype, out)

    def reduce(self, array, axis=0, dtype=None, out=None, keepdims=False, initial=_NoValue):
        """The function of the elements of an axis, from the left."""
        function = self._binary("reduce")
        start = self.identity if initial is _NoValue else initial

        def line(values):
            if start is not None:
                values = [start, *values]
            if not values:
                raise ValueError("zero-size array to reduction operation " + self.__name__ + " which has no identity")
            total = values[0]
            for value in values[1:]:
                total = function(total, value)
            return [total]

        x = asarray(array)
        if axis is None or isinstance(axis, tuple):
            axes = tuple(range(x.ndim)) if axis is None else tuple(a % x.ndim for a in axis)
            rest = tuple(i for i in range(x.ndim) if i not in axes)
            whole = x.transpose(rest + axes).reshape(tuple(x.shape[i] for i in rest) + (-1,))
            result = self._along(line, whole, -1, dtype, None)[..., 0]
            result = result.reshape(tuple(1 if i in axes else n for i, n in enumerate(x.shape))) if keepdims else result
        else:
            result = self._along(line, x, axis, dtype, None)
            result = result if keepdims else result.squeeze(axis)
        if out is not None:
            out[...] = result
            return out
        return result.item() if result.ndim == 0 and dtype is None else result

    def at(self, a, indices, b=None, /):
        """a[indices] = the function of them (and of b), one after the other where an index comes twice."""
        places = asarray(list(range(a.size))).reshape(a.shape)[indices]
        values = [None] * places.size if b is None else broadcast_to(b, places.shape).ravel().tolist()
        flat = a.flat
        for place, value in zip(places.ravel().tolist(), values):
            item = flat[place].item()
            flat[place] = self._function(item) if b is None else self._function(item, value)

    @staticmethod
    def _along(line, x, axis, kind, out):
        """A function of lists along one axis of `x`."""
        turned = (x if x.ndim else x.reshape(1)).swapaxes(axis, -1)
        count = 1
        for n in turned.shape[:-1]:
            count *= n
        lines = [line(row) for row in turned.reshape((count, turned.shape[-1])).tolist()]
        length = len(lines[0]) if lines else turned.shape[-1]
        result = _array_of([value for row in lines for value in row], turned.shape[:-1] + (length,), kind).swapaxes(axis, -1)
        if out is None:
            return result
        out[...] = result
        return out


def _of_any_width(kind):
    return dtype(kind.char) if kind.char in "US" else kind


class vectorize:
    """vectorize(pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None): `pyfunc` as a function of arrays.

    It is called for the elements of arrays that are broadcast together; with a signature such as '(n),(n)->()' for their subarrays.
    `otypes` are the dtypes of the results (by default those of the first), `excluded` the positions and names of arguments that are
    passed as they are, `cache` keeps the first result instead of computing it twice. Without pyfunc it is a decorator.
    """

    __module__ = "carton"

    def __init__(self, pyfunc=_NoValue, otypes=None, doc=None, excluded=None, cache=False, signature=None):
        if pyfunc is not _NoValue and not callable(pyfunc):
            raise TypeError("When used as a decorator, only accepts keyword arguments.")
        self.pyfunc, self.cache, self.signature = pyfunc, cache, signature
        self.excluded = set() if excluded is None else set(excluded)
        self.otypes = otypes if otypes is None else self._types(otypes)
        self._core = _parsed(signature) if signature is not None else None
        self._doc = doc
        if pyfunc is not _NoValue:
            self._describe()

    @staticmethod
    def _types(otypes):
        if isinstance(otypes, str):
            return [dtype(char) for char in otypes]
        if hasattr(otypes, "__iter__") and not isinstance(otypes, (type, dtype)):
            return [_of_any_width(dtype(kind)) for kind in otypes]
        raise ValueError("Invalid otype specification")

    def _describe(self):
        self.__name__ = getattr(self.pyfunc, "__name__", type(self.pyfunc).__name__)
        self.__doc__ = self.pyfunc.__doc__ if self._doc is None else self._doc
        self.__wrapped__ = self.pyfunc

    def __repr__(self):
        return f"<carton.vectorize of {getattr(self, '__name__', 'nothing yet')}>"

    def __get__(self, instance, owner=None):
        """As a method of a class: bound like a plain function."""
        if instance is None:
            return self
        import types

        return types.MethodType(self, instance)

    def __call__(self, *args, **kwargs):
        if self.pyfunc is _NoValue:
            if len(args) != 1 or kwargs or not callable(args[0]):
                raise TypeError("vectorize as a decorator takes one function")
            self.pyfunc = args[0]
            self._describe()
            return self
        if not self.excluded and not kwargs:
            return self._call(self.pyfunc, args)
        names = [name for name in kwargs if name not in self.excluded]
        places = [i for i in range(len(args)) if i not in self.excluded]
        kept = list(args)

        def function(*values):
            for i, place in enumerate(places):
                kept[place] = values[i]
            kwargs.update(zip(names, values[len(places) :]))
            return self.pyfunc(*kept, **kwargs)

        return self._call(function, [args[i] for i in places] + [kwargs[name] for name in names])

    def _call(self, function, args):
        if self._core is not None:
            return self._call_on_parts(function, args)
        if not args:
            return function()
        given = [asarray(value) for value in args]
        if self.otypes is not None and len(self.otypes) == 0:
            raise ValueError("There must be at least 1 output")
        shape = broadcast_shapes(*(x.shape for x in given))
        types, first = self.otypes, None
        if types is None:
            if 0 in shape:
                raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
            first = function(*(x.flat[0] for x in given))
            types = [asarray(value).dtype for value in (first if isinstance(first, tuple) else (first,))]
            types = [_of_any_width(kind) for kind in types]
        several = len(types) > 1 or isinstance(first, tuple)
        columns = [broadcast_to(x, shape).ravel().tolist() for x in given]
        rows = list(zip(*columns))
        start = 1 if self.cache and first is not None else 0
        results = ([first] if start else []) + [function(*row) for row in rows[start:]]
        if not several:
            return _array_of(results, shape, types[0])
        if any(len(row) != len(types) for row in results):
            raise ValueError("wrong number of outputs from pyfunc")
        return tuple(_array_of([row[k] for row in results], shape, kind) for k, kind in enumerate(types))

    def _call_on_parts(self, function, args):
        """With a signature: `function` of the last axes, which it names."""
        inputs, outputs = self._core
        if len(args) != len(inputs):
            raise TypeError(f"wrong number of positional arguments: expected {len(inputs)}, got {len(args)}")
        given, sizes, loops = [asarray(value) for value in args], {}, []
        for x, core in zip(given, inputs):
            if x.ndim < len(core):
                raise ValueError(
                    f"{x.ndim}-dimensional argument does not have enough dimensions for all core dimensions {core!r}"
                )
            _note_sizes(sizes, x.shape[x.ndim - len(core) :], core)
            loops.append(x.shape[: x.ndim - len(core)])
        loop = broadcast_shapes(*loops)
        given = [broadcast_to(x, loop + x.shape[x.ndim - len(core) :]) for x, core in zip(given, inputs)]
        results = []
        for index in _indices(loop):
            value = function(*(x[index] for x in given))
            values = value if isinstance(value, tuple) else (value,)
            if len(outputs) != len(values):
                raise ValueError(f"wrong number of outputs from pyfunc: expected {len(outputs)}, got {len(values)}")
            for part, core in zip(values, outputs):
                _note_sizes(sizes, asarray(part).shape, core)
            results.append(values)
        if not results:
            return self._nothing(loop, sizes, outputs)
        answers = []
        for k, core in enumerate(outputs):
            kind = self.otypes[k] if self.otypes else asarray(results[0][k]).dtype
            answer = empty(loop + tuple(sizes[name] for name in core), dtype=kind)
            for index, values in zip(_indices(loop), results):
                answer[index] = values[k]
            answers.append(answer)
        return tuple(answers) if len(answers) > 1 else answers[0]

    def _nothing(self, loop, sizes, outputs):
        if self.otypes is None:
            raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
        if any(name not in sizes for core in outputs for name in core):
            raise ValueError("cannot call `vectorize` with a signature including new output dimensions on size 0 inputs")
        answers = [empty(loop + tuple(sizes[name] for name in core), dtype=kind) for kind, core in zip(self.otypes, outputs)]
        return tuple(answers) if len(answers) > 1 else answers[0]


def _parsed(signature):
    """'(m,n),(n)->(m)' as [('m', 'n'), ('n',)], [('m',)]."""
    import re

    group = r"\((?:\w+(?:,\w+)*)?\)"
    text = re.sub(r"\s+", "", signature)
    if not re.fullmatch(f"{group}(?:,{group})*->{group}(?:,{group})*", text):
        raise ValueError(f"not a valid gufunc signature: {text}")
    return tuple([tuple(re.findall(r"\w+", part)) for part in re.findall(group, side)] for side in text.split("->"))


def _note_sizes(sizes, shape, core):
    if len(shape) < len(core):
        raise ValueError(f"{len(shape)}-dimensional argument does not have enough dimensions for all core dimensions {core!r}")
    for length, name in zip(shape[len(shape) - len(core) :], core):
        if sizes.setdefault(name, length) != length:
            raise ValueError(f"inconsistent size for core dimension {name!r}: {length!r} vs {sizes[name]!r}")


def _indices(shape):
    """Every index of an array of that shape, as ndindex gives them."""
    import itertools

    return itertools.product(*(range(n) for n in shape))


class broadcast:
    """broadcast(in1, in2, ...): the arrays as they are broadcast together, walked element by element as tuples."""

    __module__ = "carton"
    __slots__ = ("_arrays", "index")

    def __init__(self, *args, **keywords):
        if keywords:
            raise ValueError("keyword arguments not accepted.")
        arrays = []
        for value in args:
            arrays.extend(value._arrays if isinstance(value, broadcast) else [value if isinstance(value, ndarray) else asarray(value)])
        if len(arrays) > 64:
            raise ValueError(f"Need at least 0 and at most 64 array objects.")
        try:
            self._arrays = list(broadcast_arrays(*arrays))
        except ValueError:
            for k in range(1, len(arrays)):  # NumPy names the first two that do not fit
                for i in range(k):
                    one, two = arrays[i].shape, arrays[k].shape
                    if any(m != n and m != 1 and n != 1 for m, n in zip(one[::-1], two[::-1])):
                        raise ValueError(
                            "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between "
                            f"arg {i} with shape {one} and arg {k} with shape {two}."
                        ) from None
            raise
        self.index = 0

    shape = property(lambda self: self._arrays[0].shape if self._arrays else ())
    nd = ndim = property(lambda self: len(self.shape))
    numiter = property(lambda self: len(self._arrays))
    iters = property(lambda self: tuple(x.flat for x in self._arrays))

    @property
    def size(self):
        count = 1
        for n in self.shape:
            count *= n
        return count

    def reset(self):
        """Starts from the first element again."""
        self.index = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.index >= self.size:
            raise StopIteration
        self.index += 1
        return tuple(x.flat[self.index - 1] for x in self._arrays)
