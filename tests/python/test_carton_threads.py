"""Several Python threads on one array: long work runs without the GIL, and nothing changes an array's size or shape under it."""

import threading
import time

import carton
import numpy
import pytest


def run(*bodies):
    errors = []

    def guarded(body):
        try:
            body()
        except Exception as error:  # shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


@pytest.mark.parametrize("work", [lambda x: x + 1.0, lambda x: x.sum(), lambda x: carton.sqrt(x), lambda x: x[x > 1], lambda x: carton.median(x)])
def test_growing_waits_for_work(work):
    """Crashed once: an array was resized while another thread read it."""
    x = carton.ones(200_000)
    stop = time.monotonic() + 0.4

    def read():
        while time.monotonic() < stop:
            work(x)

    def grow():
        sizes = 0
        while time.monotonic() < stop:
            x.resize(200_000 + 100_000 * (sizes % 3))
            x.shape = (2, -1) if sizes % 2 else (-1,)
            x.shape = (-1,)
            sizes += 1
        assert sizes > 0

    run(read, read, grow)


def test_reading_from_several_threads():
    x = carton.arange(300_000.0)
    sums = []
    run(*[lambda: sums.append(float((x * 2.0).sum())) for _ in range(4)])
    assert sums == [300_000.0 * 299_999.0] * 4


def test_a_callback_may_not_change_the_shape():
    x = carton.ones(20_000)
    with pytest.raises(BufferError, match="in a function that work on large arrays calls"):
        carton.apply_along_axis(lambda row: (x.resize(10), row)[1], 0, carton.ones(20_000))
    assert x.shape == (20_000,)


@pytest.mark.parametrize("dtype", ["f8", "i1", "i4"])
def test_masked_stores_leave_other_elements_alone(dtype):
    n = 1_000_000
    even = numpy.arange(n) % 2 == 0
    for store in (lambda a, mask, v: a.__setitem__(mask, v), lambda a, mask, v: carton.copyto(a, v, where=mask)):
        for _ in range(3):
            a = carton.zeros(n, dtype)
            work = [threading.Thread(target=store, args=(a, carton.asarray(mask), v)) for mask, v in ((even, 1), (~even, 2))]
            for thread in work:
                thread.start()
            for thread in work:
                thread.join()
            assert numpy.array_equal(numpy.asarray(a), numpy.where(even, 1, 2))
