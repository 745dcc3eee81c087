"""Writes carton/__init__.pyi from the rows of the registry (the lines of rows.c on standard input).

Every name has its real signature. Arguments take anything that NumPy's would; what comes back is in RETURNS.
"""

import keyword
import re
import sys

HEAD = '''"""NumPy's array and Python's list, in C. Made from the table of routines; do not edit."""

from builtins import bool as _bool, bytes as _bytes, str as _str
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

_T = TypeVar("_T")
_dtype: TypeAlias = "dtype"
_Result: TypeAlias = "ndarray | Any"  # an array, or a scalar where no axis is left
_Arrays: TypeAlias = "tuple[ndarray, ...]"

__version__: str

class _NoValueType: ...

_NoValue: _NoValueType

'''
SCALARS = {  # a class of scalars and what it is derived from
    'generic': '', 'number': 'generic', 'integer': 'number', 'inexact': 'number', 'floating': 'inexact',
    'complexfloating': 'inexact', 'signedinteger': 'integer', 'unsignedinteger': 'integer', 'flexible': 'generic',
    'character': 'flexible', 'bool': 'generic', 'str_': 'character', 'bytes_': 'character',
    'int8': 'signedinteger', 'int16': 'signedinteger', 'int32': 'signedinteger', 'int64': 'signedinteger',
    'uint8': 'unsignedinteger', 'uint16': 'unsignedinteger', 'uint32': 'unsignedinteger', 'uint64': 'unsignedinteger',
    'float16': 'floating', 'float32': 'floating', 'float64': 'floating',
    'complex64': 'complexfloating', 'complex128': 'complexfloating',
}  # fmt: skip
ALIASES = {
    'bool': 'bool_', 'int8': 'byte', 'int16': 'short', 'int32': 'intc', 'int64': 'int_ intp long longlong', 'uint8': 'ubyte',
    'uint16': 'ushort', 'uint32': 'uintc', 'uint64': 'uint uintp ulong ulonglong', 'float16': 'half', 'float32': 'single',
    'float64': 'double', 'complex64': 'csingle', 'complex128': 'cdouble',
}  # fmt: skip
# What comes back: for a whole area ("area:"), then for single names; a method is looked up as ndarray.NAME first, then as NAME.
RETURNS = {
    'ndarray': 'creation: indexing: manipulation: polynomial: searching: sets: sorting: cumprod cumsum cumulative_prod cumulative_sum '
               'nancumprod nancumsum kron outer bincount histogram_bin_edges bartlett blackman hamming hanning kaiser convolve correlate '
               'ediff1d packbits unpackbits fromfile apply_along_axis apply_over_axes piecewise ndarray.byteswap '
               'ndarray.view ndarray.to_device ndarray.__copy__ ndarray.flatten ndarray.T ndarray.mT ndarray.conj ndarray.conjugate',
    # Some give scalars, some a tuple or a list when an option asks for one.
    '_Result': 'reduction: math: statistics: linalg: logic: atleast_1d atleast_2d atleast_3d linspace where '
               'fromfunction indices take choose searchsorted ravel_multi_index polyval poly trim_zeros unique intersect1d loadtxt genfromtxt '
               'fromstring size ndarray.real ndarray.imag',
    '_Arrays': 'meshgrid broadcast_arrays unstack ix_ nonzero tril_indices tril_indices_from triu_indices triu_indices_from diag_indices '
               'diag_indices_from mask_indices',
    'tuple[Any, ...]': 'unravel_index',
    'tuple[ndarray, ndarray]': 'histogram polydiv',
    'tuple[ndarray, ndarray, ndarray]': 'histogram2d',
    'tuple[ndarray, list[ndarray]]': 'histogramdd',
    'list[ndarray]': 'split array_split hsplit vsplit dsplit',
    'tuple[int, ...]': 'shape broadcast_shapes ndarray.shape ndarray.strides dtype.shape',
    'int': 'ndim ndarray.ndim ndarray.size ndarray.nbytes ndarray.itemsize ndarray.capacity dtype.itemsize dtype.alignment dtype.num '
           'dtype.ndim dtype.isbuiltin dtype.flags ufunc.nin ufunc.nout ufunc.nargs ufunc.ntypes iinfo.bits iinfo.max iinfo.min '
           'finfo.bits finfo.iexp finfo.machep finfo.maxexp finfo.minexp finfo.negep finfo.nexp finfo.nmant finfo.precision',
    '_bool': 'allclose array_equal array_equiv iscomplexobj isrealobj isscalar isfortran iterable misc: can_cast issubdtype isdtype True_ '
             'False_ dtype.isnative dtype.hasobject dtype.isalignedstruct',
    'float': 'pi e euler_gamma inf nan',
    '_dtype': 'promote_types result_type min_scalar_type ndarray.dtype dtype.base finfo.dtype iinfo.dtype',
    '_str': 'array2string array_repr array_str base_repr binary_repr format_float_positional format_float_scientific ndarray.device '
            'dtype.kind dtype.char dtype.name dtype.str dtype.byteorder iinfo.kind',
    '_bytes': 'ndarray.tobytes',
    'list[_str]': 'ufunc.types',
    'dict[_str, Any]': 'get_printoptions',
    'dict[_str, _str]': 'errors:',
    'Iterator[tuple[int, ...]]': 'ndindex',
    'Iterator[tuple[tuple[int, ...], Any]]': 'ndenumerate',
    'None': 'copyto fill_diagonal place put putmask put_along_axis save savez savez_compressed savetxt append_npy set_printoptions newaxis '
            'ndarray.fill ndarray.sort ndarray.partition ndarray.resize ndarray.append ndarray.reserve ndarray.shrink_to_fit ndarray.setflags '
            'ndarray.tofile ufunc.at',
    'Any': 'ndarray.item ndarray.tolist ndarray.base ndarray.flat ndarray.flags mgrid ogrid r_ c_ s_ index_exp',
    'UniqueAllResult': 'unique_all',
    'UniqueCountsResult': 'unique_counts',
    'UniqueInverseResult': 'unique_inverse',
}  # fmt: skip
RETURN = {name: kind for kind, names in RETURNS.items() for name in names.split()}
TWO_RESULTS = 'divmod frexp modf'.split()
SETTABLE = 'shape strides dtype real imag flat'.split()
ARITHMETIC = 'add sub mul truediv floordiv mod pow matmul and or xor lshift rshift divmod'.split()
COMPARISONS = 'lt le gt ge'.split()
SIGNS = 'neg pos invert abs'.split()


def returned(name, area):
    last = name.rpartition('.')[2]
    return RETURN.get(name) or RETURN.get(last) or RETURN.get(area + ':', 'Any')


def signature(text, result, own=None):
    """"(a, axis=None)" as a stub writes it: parameters Any, defaults as they are."""
    text = re.sub(r"<class '(?:numpy\.)?(\w+)'>", r'\1', text.replace('<no value>', '_NoValue'))
    parts = [own] if own else []
    for part in split(text[1:-1]):
        name, _, default = part.partition('=')
        if name in ('/', '*') or name.startswith('*'):
            parts.append(name if name in ('/', '*') else f'{name}: Any')
        else:
            parts.append(f'{name}: Any = {default}' if default else f'{name}: Any')
    return f'({", ".join(parts)}) -> {result}'


def split(text):
    """The parts between commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text + ','):
        depth += (char in '([{') - (char in ')]}')
        if char == ',' and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [part for part in parts if part]


def operators():
    for name in ARITHMETIC:
        result = 'tuple[_Result, _Result]' if name == 'divmod' else '_Result'
        yield from (f'    def __{p}{name}__(self, other: Any, /) -> {result}: ...' for p in ('', 'r'))
    yield from (f'    def __{name}__(self, other: Any, /) -> _Result: ...' for name in COMPARISONS)
    yield from (f'    def __{name}__(self, other: Any, /) -> Any: ...' for name in ('eq', 'ne'))
    yield from (f'    def __{name}__(self) -> _Result: ...' for name in SIGNS)
    yield from (f'    def __{name}__(self) -> {name}: ...' for name in ('int', 'float', 'complex'))


def members(rows, prefix, scalar=False):
    areas = {name: area for kind, area, name, _, _ in rows if kind == 'function'}
    for kind, area, name, text, _ in rows:
        head, _, last = name.rpartition('.')
        if head != prefix or keyword.iskeyword(last):
            continue
        if kind == 'attribute' and prefix == 'ndarray' and last in SETTABLE:
            yield f'    {last}: {RETURN[name]}'
        elif kind == 'attribute':
            yield f'    @property\n    def {last}(self) -> {RETURN.get(name, "Any")}: ...'
        elif kind == 'method':
            result = returned(name, areas.get(last, area))
            yield f'    def {last}{signature(text, "_Result" if scalar and result == "ndarray" else result, "self")}: ...'


def classes(rows):
    yield 'class dtype:\n    def __init__(self, dtype: Any, align: Any = False, copy: Any = False) -> None: ...'
    yield from members(rows, 'dtype')
    yield 'class ndarray:\n    def __init__(self, shape: Any, dtype: Any = float, order: Any = "C") -> None: ...'
    yield from members(rows, 'ndarray')
    yield from operators()
    yield '    def __len__(self) -> int: ...\n    def __getitem__(self, key: Any, /) -> Any: ...'
    yield '    def __setitem__(self, key: Any, value: Any, /) -> None: ...\n    def __iter__(self) -> Any: ...'
    for name, base in SCALARS.items():
        yield f'class {name}({base}):' if base else f'class {name}:'
        yield '    def __init__(self, value: Any = 0, /) -> None: ...' if base else ''
        if not base:
            yield from operators()
            yield from members(rows, 'ndarray', scalar=True)
        yield from (f'{alias} = {name}' for alias in ALIASES.get(name, '').split())
    yield 'class ufunc(Generic[_T]):\n    def __call__(self, *args: Any, **kwargs: Any) -> _T: ...'
    yield from members(rows, 'ufunc')
    for name, argument in (('finfo', 'dtype'), ('iinfo', 'type')):
        yield f'class {name}:\n    def __init__(self, {argument}: Any) -> None: ...'
        yield from members(rows, name)
    for name in ('UniqueAllResult', 'UniqueCountsResult', 'UniqueInverseResult'):
        yield f'class {name}(NamedTuple):'
        yield from (f'    {row[2].rpartition(".")[2]}: ndarray' for row in rows if row[2].startswith(name + '.'))
    yield 'class List(list[_T], Generic[_T]): ...'
    yield (
        'class errstate:\n    def __init__(self, *, call: Any = ..., all: _str | None = None, divide: _str | None = None, '
        'over: _str | None = None, under: _str | None = None, invalid: _str | None = None) -> None: ...\n'
        '    def __enter__(self) -> None: ...\n    def __exit__(self, *exception: Any) -> None: ...\n'
        '    def __call__(self, function: _T) -> _T: ...'
    )
    yield 'def geterrcall() -> Any: ...\ndef seterrcall(func: Any, /) -> Any: ...'
    yield (
        'class printoptions:\n    def __init__(self, *args: Any, **options: Any) -> None: ...\n'
        '    def __enter__(self) -> dict[_str, Any]: ...\n    def __exit__(self, *exception: Any) -> None: ...'
    )
    yield 'class FuseError(TypeError): ...\ndef evaluate(expression: _str, /, out: Any = None, **names: Any) -> Any: ...\ndef fuse(function: _T) -> _T: ...'
    yield (
        'class vectorize:\n    def __init__(self, pyfunc: Any = ..., otypes: Any = None, doc: _str | None = None, excluded: Any = None, '
        'cache: _bool = False, signature: _str | None = None) -> None: ...\n    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...'
    )
    yield (
        'class frompyfunc:\n    nin: int\n    nout: int\n    identity: Any\n'
        '    def __init__(self, func: Callable[..., Any], /, nin: int, nout: int, *, identity: Any = ...) -> None: ...\n'
        '    def __call__(self, *args: Any, out: Any = None, where: Any = True, dtype: Any = None) -> Any: ...\n'
        '    def reduce(self, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None, keepdims: _bool = False, initial: Any = ...) -> Any: ...\n'
        '    def accumulate(self, array: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any: ...\n'
        '    def outer(self, a: Any, b: Any, /) -> Any: ...\n    def at(self, a: Any, indices: Any, b: Any = None, /) -> None: ...'
    )
    yield (
        'class broadcast:\n    shape: tuple[int, ...]\n    size: int\n    nd: int\n    ndim: int\n    numiter: int\n    index: int\n'
        '    def __init__(self, *args: Any) -> None: ...\n    def __iter__(self) -> "broadcast": ...\n'
        '    def __next__(self) -> tuple[Any, ...]: ...\n    def reset(self) -> None: ...'
    )
    yield (
        'class Drawing:\n    def text(self, width: int = 80, ascii: _bool = False, color: _bool = False) -> _str: ...\n'
        '    def svg(self, width: int = 0, title: _str | None = None) -> _str: ...\n'
        '    def html(self, title: _str | None = None) -> _str: ...\n    def save(self, path: Any) -> None: ...\n'
        '    @property\n    def graph(self) -> dict[_str, Any]: ...'
    )
    yield 'def draw(*objects: Any, bytes: _bool = False, cache_lines: _bool = False, most: int = 16, **named: Any) -> Drawing: ...'
    yield (
        'class Cost:\n'
        + ''.join(f'    {n}: int\n' for n in 'passes read written allocated blocks reused freed peak kept runs list_boxes'.split())
        + '    seconds: float\n    list_seconds: float\n    steps: list[dict[_str, Any]]'
    )
    yield 'ScalarType: tuple[type, ...]'
    yield 'sctypeDict: dict[_str, type]'
    yield 'def common_type(*arrays: Any) -> type: ...'
    yield "def mintypecode(typechars: Any, typeset: _str = 'GDFgdf', default: _str = 'd') -> _str: ..."
    yield 'def typename(char: _str) -> _str: ...'
    yield 'little_endian: bool'
    yield 'typecodes: dict[_str, _str]'
    yield "def einsum_path(*operands: Any, optimize: Any = 'greedy', einsum_call: _bool = False) -> tuple[list[Any], _str]: ..."
    yield "def matvec(x1: Any, x2: Any, /, out: Any = None, *, casting: _str = 'same_kind', dtype: Any = None) -> _Result: ..."
    yield "def vecmat(x1: Any, x2: Any, /, out: Any = None, *, casting: _str = 'same_kind', dtype: Any = None) -> _Result: ..."
    yield 'def cost(code: Any, *args: Any, runs: int = 0, beside_list: _bool = False, **names: Any) -> Cost: ...'
    yield 'def explain(code: _str, **names: Any) -> Cost: ...'
    yield 'def get_num_threads() -> int: ...'
    yield 'def set_num_threads(n: int, /) -> None: ...'
    yield 'def get_cache_limit() -> int: ...'
    yield 'def set_cache_limit(bytes: int, /) -> None: ...'
    yield 'def trim() -> None: ...'
    yield 'def from_dlpack(x: Any, /, *, device: Any = None, copy: Any = None) -> ndarray: ...'


def names(rows):
    known = {'dtype', 'ndarray', 'vectorize', 'finfo', 'iinfo', *SCALARS, *' '.join(ALIASES.values()).split()}
    for kind, area, name, text, doc in rows:
        if area in ('python', 'dict') or '.' in name or name in known or kind in ('method', 'attribute'):
            continue
        if kind == 'ufunc':
            yield f'{name}: ufunc[{"tuple[_Result, _Result]" if name in TWO_RESULTS else "_Result"}]'
        elif kind == 'constant':
            yield f'{name}: {RETURN[name]}'
        elif kind == 'class':
            yield f'{name}: Any'
        else:
            yield f'def {name}{signature(text, returned(name, area))}:\n    """{doc.replace(chr(92), chr(92) * 2)}"""'


def main():
    rows = [line.rstrip('\n').split('\t') for line in open(sys.argv[1], encoding='utf-8')]
    lines = [HEAD, *classes(rows), *names(rows), '']
    with open(sys.argv[2], 'w', encoding='utf-8') as out:
        out.write('\n'.join(lines))


if __name__ == '__main__':
    main()
