"""NumPy's array and Python's list, in C.

The names, arguments and results are NumPy's; help(carton.mean) explains one.
"""

from . import _carton
from ._carton import *  # noqa: F403
from ._carton import __version__  # noqa: F401
from ._context import errstate, printoptions  # noqa: F401
from ._cost import cost, explain  # noqa: F401
from ._draw import draw  # noqa: F401
from ._functional import broadcast, frompyfunc, vectorize  # noqa: F401
from ._fuse import FuseError, evaluate, fuse  # noqa: F401
from ._info import __array_namespace_info__  # noqa: F401
from ._products import einsum_path, matvec, vecmat  # noqa: F401
from ._types import ScalarType, common_type, little_endian, mintypecode, sctypeDict, typecodes, typename  # noqa: F401

__array_api_version__ = '2025.12'

ABSENT = {'linalg', 'fft', 'random', 'ma', 'polynomial', 'char', 'rec', 'testing', 'nditer', 'polyfit', 'roots', 'poly1d', 'datetime64', 'memmap'}


def __getattr__(name):
    absent = f', which is a part of NumPy that Carton does not have: numpy.{name} takes its arrays' if name in ABSENT else ''
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}{absent}', name=name)


__all__ = [name for name in dir(_carton) if name[0] != '_' and name != 'memory_in_use']
__all__ += ['FuseError', 'cost', 'draw', 'errstate', 'evaluate', 'explain', 'fuse', 'printoptions']
__all__ += ['broadcast', 'einsum_path', 'frompyfunc']
__all__ += ['ScalarType', 'common_type', 'little_endian', 'matvec', 'mintypecode', 'sctypeDict', 'typecodes', 'typename', 'vecmat']
del memory_in_use  # noqa: F821
