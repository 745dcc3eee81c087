"""Writes carton/__init__.pyi from the rows of the registry (the lines of rows.c on standard input).

Every name has its real signature; types are what can be said of all routines alike.
"""

import keyword
import re
import sys

HEAD = '''"""NumPy's array and Python's list, in C. Made from the table of routines; do not edit."""

from collections.abc import Callable, Iterable
from types import EllipsisType
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

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
ARITHMETIC = 'add sub mul truediv floordiv mod pow matmul and or xor lshift rshift divmod'.split()
COMPARISONS = 'lt le gt ge'.split()
SIGNS = 'neg pos invert abs'.split()


def signature(text, own=None):
    """"(a, axis=None)" as a stub writes it: types Any, defaults as they are."""
    text = re.sub(r"<class '(?:numpy\.)?(\w+)'>", r'\1', text.replace('<no value>', '_NoValue'))
    parts = [own] if own else []
    for part in split(text[1:-1]):
        name, _, default = part.partition('=')
        if name in ('/', '*') or name.startswith('*'):
            parts.append(name if name in ('/', '*') else f'{name}: Any')
        else:
            parts.append(f'{name}: Any = {default}' if default else f'{name}: Any')
    return f'({", ".join(parts)}) -> Any'


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
        yield from (f'    def __{p}{name}__(self, other: Any, /) -> Any: ...' for p in ('', 'r'))
    yield from (f'    def __{name}__(self, other: Any, /) -> Any: ...' for name in COMPARISONS)
    yield from (f'    def __{name}__(self) -> Any: ...' for name in SIGNS)
    yield from (f'    def __{name}__(self) -> {name}: ...' for name in ('int', 'float', 'complex'))


def members(rows, prefix):
    for kind, _, name, text, _ in rows:
        head, _, last = name.rpartition('.')
        if head != prefix or keyword.iskeyword(last):
            continue
        if kind == 'attribute':
            yield f'    @property\n    def {last}(self) -> Any: ...'
        elif kind == 'method':
            yield f'    def {last}{signature(text, "self")}: ...'


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
            yield from members(rows, 'ndarray')
    yield 'class ufunc:\n    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...'
    yield from members(rows, 'ufunc')
    yield 'class List(list[_T], Generic[_T]): ...'
    yield (
        'class errstate:\n    def __init__(self, *, call: Any = ..., all: str | None = None, divide: str | None = None, '
        'over: str | None = None, under: str | None = None, invalid: str | None = None) -> None: ...\n'
        '    def __enter__(self) -> None: ...\n    def __exit__(self, *exception: Any) -> None: ...\n'
        '    def __call__(self, function: _T) -> _T: ...'
    )
    yield 'def geterrcall() -> Any: ...\ndef seterrcall(func: Any, /) -> Any: ...'
    yield (
        'class printoptions:\n    def __init__(self, *args: Any, **options: Any) -> None: ...\n'
        '    def __enter__(self) -> dict[str, Any]: ...\n    def __exit__(self, *exception: Any) -> None: ...'
    )
    yield 'class FuseError(TypeError): ...\ndef evaluate(expression: str, /, out: Any = None, **names: Any) -> Any: ...\ndef fuse(function: _T) -> _T: ...'
    yield (
        'class vectorize:\n    def __init__(self, pyfunc: Any = ..., otypes: Any = None, doc: str | None = None, excluded: Any = None, '
        'cache: bool = False, signature: str | None = None) -> None: ...\n    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...'
    )
    yield (
        'class frompyfunc:\n    nin: int\n    nout: int\n    identity: Any\n'
        '    def __init__(self, func: Callable[..., Any], /, nin: int, nout: int, *, identity: Any = ...) -> None: ...\n'
        '    def __call__(self, *args: Any, out: Any = None, where: Any = True, dtype: Any = None) -> Any: ...\n'
        '    def reduce(self, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None, keepdims: bool = False, initial: Any = ...) -> Any: ...\n'
        '    def accumulate(self, array: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any: ...\n'
        '    def outer(self, a: Any, b: Any, /) -> Any: ...\n    def at(self, a: Any, indices: Any, b: Any = None, /) -> None: ...'
    )
    yield (
        'class broadcast:\n    shape: tuple[int, ...]\n    size: int\n    nd: int\n    ndim: int\n    numiter: int\n    index: int\n'
        '    def __init__(self, *args: Any) -> None: ...\n    def __iter__(self) -> "broadcast": ...\n'
        '    def __next__(self) -> tuple[Any, ...]: ...\n    def reset(self) -> None: ...'
    )
    yield (
        'class Drawing:\n    def text(self, width: int = 80, ascii: bool = False, color: bool = False) -> str: ...\n'
        '    def svg(self, width: int = 0, title: str | None = None) -> str: ...\n'
        '    def html(self, title: str | None = None) -> str: ...\n    def save(self, path: Any) -> None: ...\n'
        '    @property\n    def graph(self) -> dict[str, Any]: ...'
    )
    yield 'def draw(*objects: Any, bytes: bool = False, cache_lines: bool = False, most: int = 16, **named: Any) -> Drawing: ...'
    yield (
        'class Cost:\n'
        + ''.join(f'    {n}: int\n' for n in 'passes read written allocated blocks reused freed peak kept runs list_boxes'.split())
        + '    seconds: float\n    list_seconds: float\n    steps: list[dict[str, Any]]'
    )
    yield 'ScalarType: tuple[type, ...]'
    yield 'sctypeDict: dict[str, type]'
    yield 'def common_type(*arrays: Any) -> type: ...'
    yield "def mintypecode(typechars: Any, typeset: str = 'GDFgdf', default: str = 'd') -> str: ..."
    yield 'def typename(char: str) -> str: ...'
    yield 'little_endian: bool'
    yield 'typecodes: dict[str, str]'
    yield "def matvec(x1: Any, x2: Any, /, out: Any = None, *, casting: str = 'same_kind', dtype: Any = None) -> Any: ..."
    yield "def vecmat(x1: Any, x2: Any, /, out: Any = None, *, casting: str = 'same_kind', dtype: Any = None) -> Any: ..."
    yield 'def cost(code: Any, *args: Any, runs: int = 0, beside_list: bool = False, **names: Any) -> Cost: ...'
    yield 'def explain(code: str, **names: Any) -> Cost: ...'
    yield 'def from_dlpack(x: Any, /, *, device: Any = None, copy: Any = None) -> Any: ...'


def names(rows):
    known = {'dtype', 'ndarray', 'vectorize', *SCALARS}
    for kind, area, name, text, doc in rows:
        if area in ('python', 'dict') or '.' in name or name in known or kind in ('method', 'attribute'):
            continue
        if kind == 'ufunc':
            yield f'{name}: ufunc'
        elif kind == 'constant':
            yield f'{name}: Any'
        elif kind == 'class':
            yield f'{name}: Any'
        else:
            yield f'def {name}{signature(text)}:\n    """{doc.replace(chr(92), chr(92) * 2)}"""'


def main():
    rows = [line.rstrip('\n').split('\t') for line in open(sys.argv[1], encoding='utf-8')]
    lines = [HEAD, *classes(rows), *names(rows), '']
    with open(sys.argv[2], 'w', encoding='utf-8') as out:
        out.write('\n'.join(lines))


if __name__ == '__main__':
    main()
