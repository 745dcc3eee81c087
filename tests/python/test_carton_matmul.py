"""Products of matrices beside NumPy: shapes around the edges of tiles, layouts, stacks, every dtype; and the same bits on every level."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from conftest import BUILD

import carton

DTYPES = ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
LENGTHS = [1, 2, 3, 4, 7, 8, 9, 16, 23, 24, 25, 33, 49, 97, 193, 200]
# sums of up to 200 products of numbers near 1, in another order than BLAS's
CLOSE = {"f2": 2e-2, "f4": 1e-4, "c8": 1e-4, "f8": 1e-12, "c16": 1e-12}


def numbers(rng, shape, dtype):
    if np.dtype(dtype).kind in "?biu":
        return rng.integers(0, 2 if dtype == "?" else 100, shape).astype(dtype)
    return (rng.standard_normal(shape) + (1j * rng.standard_normal(shape) if dtype[0] == "c" else 0)).astype(dtype)


def layouts(rng, x):
    """One of several ways to hold the same matrices."""
    kind = rng.integers(0, 4)
    if kind == 0:
        return np.ascontiguousarray(x.swapaxes(-1, -2)).swapaxes(-1, -2)
    if kind == 1:
        wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
        wide[..., ::2] = x
        return wide[..., ::2]
    return np.ascontiguousarray(x[..., ::-1])[..., ::-1] if kind == 2 else x


def same(got, expected, dtype):
    got = np.asarray(got)
    assert got.dtype == expected.dtype and got.shape == expected.shape
    if dtype in CLOSE:
        np.testing.assert_allclose(got, expected, rtol=CLOSE[dtype], atol=50 * CLOSE[dtype])
    else:
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_products_are_numpys(dtype):
    rng = np.random.default_rng(7)
    for _ in range(60):
        m, n, k = (int(rng.choice(LENGTHS)) for _ in range(3))
        stack = tuple(int(i) for i in rng.integers(1, 4, int(rng.integers(0, 3))))
        a = layouts(rng, numbers(rng, (*stack, m, k), dtype))
        b = layouts(rng, numbers(rng, (*stack[int(rng.integers(0, len(stack) + 1)) :], k, n), dtype))
        same(carton.asarray(a) @ carton.asarray(b), a @ b, dtype)
        if not stack:
            same(carton.asarray(a) @ carton.asarray(b[:, 0]), a @ b[:, 0], dtype)
            same(carton.asarray(a[0]) @ carton.asarray(b), a[0] @ b, dtype)
            same(carton.dot(carton.asarray(a), carton.asarray(b)), np.dot(a, b), dtype)


def test_many_blocks():
    rng = np.random.default_rng(8)  # deeper, taller and wider than one block of matmul.c
    for m, k, n in [(200, 450, 30), (3, 400, 4200), (1, 500, 5000), (500, 500, 1)]:
        a, b = numbers(rng, (m, k), "f8"), numbers(rng, (k, n), "f8")
        same(carton.asarray(a) @ carton.asarray(b), a @ b, "f8")


@pytest.mark.parametrize("m, n", [(1, 1), (9, 25), (1, 25), (9, 1)])
def test_edges_raise_no_flags(m, n):
    """What fills the last tile up is not computed with: infinity times zero would be invalid there."""
    with carton.errstate(all="raise"):
        assert np.all(np.isinf(np.asarray(carton.full((m, 3), np.inf) @ carton.ones((3, n)))))
    with carton.errstate(invalid="raise"), pytest.raises(FloatingPointError, match="invalid value encountered in matmul"):
        carton.full((m, 3), np.inf) @ carton.zeros((3, n))


BITS = """
import hashlib, numpy as np, carton
rng, seen = np.random.default_rng(9), hashlib.sha256()
for i in range(60):
    dtype = ["f4", "f8", "c8", "c16", "f2"][i % 5]
    m, n, k = (int(rng.choice([1, 2, 3, 8, 9, 17, 24, 25, 100, 193, 300])) for _ in range(3))
    a, b = rng.standard_normal((m, k)).astype(dtype), rng.standard_normal((k, n)).astype(dtype)
    a, b = np.asfortranarray(a) if i % 3 else a, np.asfortranarray(b) if i % 4 else b
    seen.update(np.ascontiguousarray(np.asarray(carton.asarray(a) @ carton.asarray(b))).tobytes())
print(seen.hexdigest())
"""


def test_same_bits_on_every_level_and_number_of_threads():
    def run(level, threads):
        env = {**os.environ, "PYTHONPATH": str(BUILD / "python"), "CARTON_ISA": level, "CARTON_NUM_THREADS": threads}
        return subprocess.run([sys.executable, "-c", BITS], env=env, capture_output=True, text=True, check=True).stdout

    expected = run("v2", "1")
    assert len(expected.strip()) == len(hashlib.sha256().hexdigest())
    for level, threads in [("v2", "3"), ("v3", "1"), ("v4", "1"), ("v4", "2"), ("v4", "7")]:
        assert run(level, threads) == expected, (level, threads)
