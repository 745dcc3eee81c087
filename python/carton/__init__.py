"""NumPy's array and Python's list, in C.

The names, arguments and results are NumPy's; help(carton.mean) explains one.
"""

from . import _carton
from ._carton import *  # noqa: F403
from ._carton import __version__  # noqa: F401
from ._context import errstate, printoptions  # noqa: F401
from ._info import __array_namespace_info__  # noqa: F401
from ._types import ScalarType, common_type, little_endian, mintypecode, sctypeDict, typecodes, typename  # noqa: F401

__array_api_version__ = '2025.12'

# Imported when first asked for: few programs need them, and all would wait for them.
_LATER = {
    '_cost': ('cost', 'explain'),
    '_draw': ('draw',),
    '_functional': ('broadcast', 'frompyfunc', 'vectorize'),
    '_fuse': ('FuseError', 'evaluate', 'fuse'),
    '_products': ('einsum_path', 'matvec', 'vecmat'),
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names}
_ABSENT = {'linalg', 'fft', 'random', 'ma', 'polynomial', 'char', 'rec', 'testing', 'nditer', 'polyfit', 'roots', 'poly1d', 'datetime64', 'memmap'}


def __getattr__(name):
    if name in _MODULE_OF:
        from importlib import import_module

        value = getattr(import_module('.' + _MODULE_OF[name], __name__), name)
        globals()[name] = value
        return value
    absent = f', which is a part of NumPy that Carton does not have: numpy.{name} takes its arrays' if name in _ABSENT else ''
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}{absent}', name=name)


def __dir__():
    return sorted(globals().keys() | _MODULE_OF)


__all__ = [name for name in dir(_carton) if name[0] != '_' and name not in ('memory_in_use', 'vectorize')]
__all__ += ['errstate', 'printoptions', 'ScalarType', 'common_type', 'little_endian', 'mintypecode', 'sctypeDict', 'typecodes', 'typename']
__all__ += _MODULE_OF
del memory_in_use, vectorize  # noqa: F821 - the latter is the language's
