"""NumPy's array and Python's list, in C.

The names, arguments and results are NumPy's; help(carton.mean) explains one.
"""

from ._carton import *  # noqa: F403
from ._carton import __version__  # noqa: F401
