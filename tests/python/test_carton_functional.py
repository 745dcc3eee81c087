"""vectorize, frompyfunc and broadcast beside NumPy's."""

import carton
import numpy
import pytest


def both(line, **names):
    """The line with m = carton and m = numpy: values (lists, or what is printed), or the kinds and texts of errors."""
    answers = []
    for module in (carton, numpy):
        try:
            answer = eval(line, {"m": module, **names})
            answers.append([plain(x) for x in answer] if isinstance(answer, tuple) else plain(answer))
        except Exception as error:
            answers.append((type(error).__name__, str(error)))
    return answers


def plain(x):
    if isinstance(x, numpy.ndarray) and x.dtype == object:  # Carton has the dtype of the values
        x = numpy.array(x.tolist())
    return (x.dtype.str, x.shape, x.tolist()) if hasattr(x, "dtype") else x


LINES = """
m.vectorize(lambda a, b: a if a > b else b)([1, 5, 3], [[2], [4]])
m.vectorize(lambda x: x if x < 1 else 0.5)([0, 1])
m.vectorize(lambda x: x, otypes=[float])([1, 2])
m.vectorize(lambda x: x, otypes='f')([1, 2])
m.vectorize(lambda x: x, otypes=['f4'])([])
m.vectorize(lambda x: x)([])
m.vectorize(lambda x: (x, str(x)))([1, 200])
m.vectorize(lambda x: (x, x + 1.5), otypes='id')([[1, 2]])
m.vectorize(lambda x: x)(m.array([1, 2], dtype='int8'))
m.vectorize(lambda x: x ** 70)(m.array([1.5, 2]))
m.vectorize(lambda x: 'a' * x)([1, 3])
m.vectorize(lambda x: x + 1)(3)
m.vectorize(lambda x, y=2: x * y)([1, 2], y=[3, 4])
m.vectorize(lambda p, x: sum(p) + x, excluded=[0])([1, 2], [3, 4])
m.vectorize(lambda p, x: sum(p) + x, excluded=['p'])(p=[1, 2], x=[3, 4])
m.vectorize(lambda a, b: (a * b).sum(), signature='(n),(n)->()')([[1., 2], [3, 4]], [1, 2])
m.vectorize(lambda a: a[::-1], signature='(n)->(n)')([[1, 2], [3, 4]])
m.vectorize(lambda a: (a, a.sum()), signature=' (n) -> (n), ()')([[1, 2], [3, 4]])
m.vectorize(lambda a: a, signature='(n)->(n)', otypes='d')(m.ones((0, 3)))
m.vectorize(lambda a: a, signature='(n),(n)->()')([1], [1, 2])
m.vectorize(lambda a: a, signature='(n->n)')
m.vectorize(lambda a: a, signature='(n)->(n)')(1)
m.vectorize(lambda a: a, signature='(n)->(n)')(1, 2)
m.vectorize(3)
m.vectorize(len, otypes=3)
m.vectorize(otypes=[float])(lambda x: x)([1, 2])
m.vectorize(lambda x: x, doc='words').__doc__
m.vectorize(abs).__name__
m.frompyfunc(lambda a, b: a + b, 2, 1)([1, 2], [[3], [4]])
m.frompyfunc(lambda a, b: a + b, 2, 1)(1, 2)
m.frompyfunc(lambda a, b: a + b, 2, 1).reduce([[1, 2], [3, 4]])
m.frompyfunc(lambda a, b: a + b, 2, 1).reduce([[1, 2], [3, 4]], axis=1)
m.frompyfunc(lambda a, b: a - b, 2, 1).accumulate([1, 2, 3])
m.frompyfunc(lambda a, b: a * b, 2, 1).outer([1, 2], [3, 4])
m.frompyfunc(lambda a, b: a * b, 2, 1, identity=1).reduce([])
m.frompyfunc(lambda a, b: a * b, 2, 1).reduce([])
m.frompyfunc(lambda a: (a, a * 2), 1, 2)([1, 2])
m.frompyfunc(divmod, 2, 2)(7, [2, 3])
m.frompyfunc(lambda a, b: a + b, 2, 1).nin
m.frompyfunc(lambda a, b: a + b, 2, 1).nargs
m.frompyfunc(lambda a, b: a + b, 2, 1, identity=7).identity
m.frompyfunc(lambda a, b: a + b, 2, 1).types
m.frompyfunc(3, 1, 1)
m.frompyfunc(len, 40, 40)
m.frompyfunc(len, 1.5, 1)
repr(m.frompyfunc(len, 1, 1))
m.frompyfunc(oct, 1, 1)([8, 64])
m.broadcast([1, 2], [[3], [4]]).shape
m.broadcast([1, 2], [[3], [4]]).size
m.broadcast([1, 2], [[3], [4]]).ndim
m.broadcast([1, 2], m.broadcast(1, [[3], [4]])).numiter
m.broadcast([1, 2], [1, 2, 3])
m.broadcast(*[1] * 65)
[tuple(map(int, pair)) for pair in m.broadcast([1, 2], [[3], [4]])]
"""


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_as_numpy(line):
    ours, theirs = both(line)
    assert ours == theirs


def test_vectorize_calls():
    """Which values a function sees, how often, and as a method and a decorator."""
    for module in (carton, numpy):
        seen = []
        module.vectorize(lambda x: (seen.append(x), 1)[1], cache=True, otypes=None)([5, 6])
        assert seen == [5, 6] and type(seen[0]) is module.int64 and type(seen[1]) is int

    class Holder:
        @carton.vectorize
        def size(self, x):
            return x + 1

        half = carton.vectorize(otypes=[float])(lambda self, x: x / 2)

    assert carton.vectorize(lambda x: x, signature="()->()")([1, 2]).tolist() == [1, 2]
    with pytest.raises(ZeroDivisionError):
        carton.vectorize(lambda x: 1 // x)([1, 0])


def test_frompyfunc_writes_into_out():
    add = carton.frompyfunc(lambda a, b: a + b, 2, 1)
    out = carton.zeros(3)
    assert add([1, 2, 3], 1, out=out, where=[True, False, True]) is out and out.tolist() == [2.0, 0.0, 4.0]
    with pytest.raises(TypeError, match="no arrays of Python objects"):
        carton.frompyfunc(lambda a: [a, a], 1, 1)([1, 2])
    x = carton.array([1, 2, 3])
    add.at(x, [0, 0, 2], [10, 20, 30])
    assert x.tolist() == [31, 2, 33]


def test_broadcast_walks_once():
    b = carton.broadcast([1, 2], [[3], [4]])
    assert len(list(b)) == 4 and list(b) == [] and b.index == 4
    b.reset()
    assert [int(x) for x in next(b)] == [1, 3] and len(b.iters) == 2
