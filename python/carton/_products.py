"""matvec and vecmat, products of stacks of matrices and vectors, by matmul; einsum_path."""

from ._carton import asarray, conjugate, copyto, matmul

__all__ = ["einsum_path", "matvec", "vecmat"]


def _into(out, product, casting, dtype):
    if dtype is not None:
        product = product.astype(dtype, casting="unsafe")
    out = out[0] if isinstance(out, tuple) else out
    if out is None:
        return product[()]
    if out.shape != product.shape:
        raise ValueError(f"output of shape {out.shape} for a product of shape {product.shape}")
    copyto(out, product, casting=casting)
    return out


def matvec(x1, x2, /, out=None, *, casting="same_kind", dtype=None):
    """matvec(x1, x2, /, out=None, *, casting='same_kind', dtype=None)

    Matrices times vectors: (..., m, n) and (..., n) give (..., m)."""
    x1, x2 = asarray(x1), asarray(x2)
    if x1.ndim < 2 or x2.ndim < 1:
        raise ValueError("matvec: Input operand does not have enough dimensions (has gufunc core with signature (m,n),(n)->(m))")
    return _into(out, asarray(matmul(x1, x2[..., None]))[..., 0], casting, dtype)


def vecmat(x1, x2, /, out=None, *, casting="same_kind", dtype=None):
    """vecmat(x1, x2, /, out=None, *, casting='same_kind', dtype=None)

    Vectors, conjugated, times matrices: (..., n) and (..., n, m) give (..., m)."""
    x1, x2 = asarray(x1), asarray(x2)
    if x1.ndim < 1 or x2.ndim < 2:
        raise ValueError("vecmat: Input operand does not have enough dimensions (has gufunc core with signature (n),(n,m)->(m))")
    row = conjugate(x1) if x1.dtype.kind == "c" else x1
    return _into(out, asarray(matmul(row[..., None, :], x2))[..., 0, :], casting, dtype)


def einsum_path(*operands, optimize="greedy", einsum_call=False):
    """einsum_path(*operands, optimize='greedy', einsum_call=False)

    The order of pairs in which einsum's operands are contracted at the lowest cost, and a text about it. `optimize` is
    'greedy', 'optimal', True, False, a path, or a kind of path with a limit of elements."""
    from ._einsum_path import find  # few need it: imported with the first call

    return find(operands, optimize)
