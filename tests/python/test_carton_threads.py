"""Several Python threads on one array: long work runs without the GIL, and nothing changes an array's size or shape under it."""

import subprocess
import sys
import threading
import time

import carton
import numpy
import pytest

from conftest import BUILD


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


def test_settings():
    threads, limit, x = carton.get_num_threads(), carton.get_cache_limit(), carton.linspace(0, 1, 300_001)
    results = []
    try:
        for n in (1, 3, threads):
            carton.set_num_threads(n)
            assert carton.get_num_threads() == n
            results.append((carton.exp(x) * 3).sum())
        for wrong in (0, -1, 4097, 10**30):
            with pytest.raises(ValueError, match="choose 1 to 4096"):
                carton.set_num_threads(wrong)
        with pytest.raises(TypeError):
            carton.set_num_threads("2")
        carton.set_cache_limit(0)
        assert carton.get_cache_limit() == 0
        with pytest.raises(ValueError, match="0 or more"):
            carton.set_cache_limit(-1)
        carton.trim()
    finally:
        carton.set_num_threads(threads)
        carton.set_cache_limit(limit)
    assert len(set(results)) == 1 and carton.get_num_threads() == threads


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


LONG_WORK = {
    "a product": ("a = ct.ones((4000, 4000))", "a @ a"),
    "a sort": ("a = ct.sin(ct.arange(3e7))", "ct.sort(a)"),
    "sums of lines": ("a = ct.ones((20000, 2000))", "[ct.cumsum(a, 0) for _ in range(50)]"),
    "a function": ("a = ct.ones(30_000_000)", "[a ** 1.7 for _ in range(50)]"),
}
SCRIPT = """
import signal, sys, threading, time
sys.path.insert(0, {folder!r})
import carton as ct
{made}
start = time.monotonic()
timer = threading.Timer(0.1, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT])
try:
    timer.start()
    {code}
    print("finished")
except KeyboardInterrupt:
    print("stopped")
before = signal.getsignal(signal.SIGINT)
x = ct.ones(1_000_000)
print((x + x).sum(), before is signal.default_int_handler)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the main thread is known by its number")
@pytest.mark.parametrize("what", LONG_WORK)
def test_ctrl_c_stops_long_work(what):
    """KeyboardInterrupt comes from within the call, and what follows computes as before."""
    made, code = LONG_WORK[what]
    script = SCRIPT.format(folder=str(BUILD / "python"), made=made, code=code)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("stopped\n2000000.0 True\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="the main thread is known by its number")
def test_a_handler_of_the_programs_own_does_not_stop_work():
    made = "a = ct.ones((1500, 1500)); signal.signal(signal.SIGINT, lambda *_: print('seen'))"
    script = SCRIPT.format(folder=str(BUILD / "python"), made=made, code="a @ a; timer.join()")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("seen\nfinished\n2000000.0 False\n", "")
