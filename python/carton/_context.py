"""Settings for the length of a with statement or a function: errstate and printoptions."""

from ._carton import get_printoptions, set_printoptions, seterr, seterrcall

__all__ = ["errstate", "printoptions"]


_UNSET = object()


class errstate:
    """Context manager and decorator: errstate(divide='ignore'). Per thread; used once as a manager.

    The modes are ignore, warn, raise, call, print and log, as numpy.seterr has them.
    """

    __module__ = 'carton'
    __slots__ = ('_before', '_call', '_call_before', '_modes')

    def __init__(self, *, call=_UNSET, all=None, divide=None, over=None, under=None, invalid=None):
        self._modes = (all, divide, over, under, invalid)
        self._call = call
        self._before = None

    def __enter__(self):
        if self._before is not None:
            raise TypeError('Cannot enter `np.errstate` twice.')
        self._before = seterr(*self._modes)
        if self._call is not _UNSET:
            self._call_before = seterrcall(self._call)

    def __exit__(self, *exception):
        seterr(**self._before)
        if self._call is not _UNSET:
            seterrcall(self._call_before)

    def __call__(self, function):
        import functools

        @functools.wraps(function)
        def inner(*args, **kwargs):
            twin = errstate.__new__(errstate)
            twin._modes, twin._call, twin._before = self._modes, self._call, None
            with twin:
                return function(*args, **kwargs)

        return inner


class printoptions:
    """set_printoptions for the length of a with statement; gives the options as they are inside."""

    __slots__ = ("_before", "_given")

    def __init__(self, *args, **options):
        self._given, self._before = (args, options), None

    def __enter__(self):
        self._before = get_printoptions()
        args, options = self._given
        set_printoptions(*args, **options)
        return get_printoptions()

    def __exit__(self, *error):
        set_printoptions(**self._before)
