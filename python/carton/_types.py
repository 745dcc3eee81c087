"""What NumPy says about types by name: common_type, mintypecode, typename, typecodes, sctypeDict, ScalarType; and its exceptions."""

import sys

from . import _carton

__all__ = ["ScalarType", "common_type", "little_endian", "mintypecode", "sctypeDict", "typecodes", "typename"]

little_endian = sys.byteorder == "little"
typecodes = {
    "Character": "S1", "Integer": "bhilqp", "UnsignedInteger": "BHILQP", "Float": "efd", "Complex": "FD", "AllInteger": "bBhHiIlLqQpP",
    "AllFloat": "efdFD", "Datetime": "", "All": "?bhilqpBHILQPefdFDSU",
}  # fmt: skip


def _exceptions():
    """The rest of NumPy's exceptions, in carton.exceptions."""
    for name, base, doc in (
        ("DTypePromotionError", TypeError, "Types have no common type."),
        ("ModuleDeprecationWarning", DeprecationWarning, "A module is going away."),
        ("RankWarning", RuntimeWarning, "A fit has fewer points than coefficients, or nearly so."),
        ("TooHardError", RuntimeError, "A problem takes more work than was allowed."),
        ("VisibleDeprecationWarning", UserWarning, "Something is going away, and users are told."),
    ):
        if not hasattr(_carton.exceptions, name):
            setattr(_carton.exceptions, name, type(name, (base,), {"__module__": "carton.exceptions", "__doc__": doc}))


_exceptions()

_CODES = "?bhilqpBHILQPefdFD"
_NAMES = {
    '?': 'bool', 'b': 'signed char', 'h': 'short', 'i': 'integer', 'l': 'long integer', 'q': 'long long integer',
    'B': 'unsigned char', 'H': 'unsigned short', 'I': 'unsigned integer', 'L': 'unsigned long integer',
    'Q': 'unsigned long long integer', 'f': 'single precision', 'd': 'double precision', 'F': 'complex single precision',
    'D': 'complex double precision', 'S': 'string', 'U': 'unicode', 'S1': 'character',
}  # fmt: skip


_ALIASES = {
    "byte": "b", "ubyte": "B", "short": "h", "ushort": "H", "intc": "i", "uintc": "I", "long": "l", "ulong": "L", "longlong": "q",
    "ulonglong": "Q", "intp": "l", "uintp": "L", "int_": "l", "uint": "L", "half": "e", "single": "f", "double": "d", "csingle": "F",
    "cdouble": "D", "bool_": "?", "int": "l", "float": "d", "complex": "D", "str": "U", "bytes": "S", "unicode": "U",
}  # fmt: skip


def _by_name():
    names = {name: _carton.dtype(code).type for name, code in _ALIASES.items()}
    return names | {_carton.dtype(code).type.__name__: _carton.dtype(code).type for code in _CODES + "SU"}


sctypeDict = _by_name()
ScalarType = (int, float, complex, bool, bytes, str, memoryview, *dict.fromkeys(_carton.dtype(c).type for c in "?FDefd" + "bhilq" + "BHILQ" + "SU"))


def typename(char):
    """A description of a type code: typename('d') is 'double precision'."""
    return _NAMES[char]


def mintypecode(typechars, typeset='GDFgdf', default='d'):
    """The code of the smallest type of `typeset` to which the given ones can be cast."""
    codes = {c if isinstance(c, str) else _carton.asarray(c).dtype.char for c in typechars}
    both = [c for c in codes if c in typeset]
    if not both:
        return default
    if 'F' in both and 'd' in both:
        return 'D'
    return min(both, key=typeset.index)


def common_type(*arrays):
    """The inexact type that holds the values of all arrays; integers count as float64."""
    inexact, complex_too = _carton.dtype("e"), False
    for a in arrays:
        dtype = a.dtype
        if dtype.kind not in "iufc":
            raise TypeError("can't get common type for non-numeric array")
        complex_too = complex_too or dtype.kind == "c"
        real = {"F": "f", "D": "d"}.get(dtype.char, dtype.char if dtype.kind == "f" else "d")
        inexact = _carton.promote_types(inexact, real)
    if complex_too:
        return _carton.complex128 if inexact.char == "d" else _carton.complex64
    return inexact.type
