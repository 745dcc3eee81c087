"""Settings for the length of a with statement or a function: errstate and printoptions."""

from ._carton import get_printoptions, set_printoptions, seterr

__all__ = ["errstate", "printoptions"]


class errstate:
    """What floating-point errors do inside a with statement or a decorated function: errstate(all=..., divide=..., over=..., under=..., invalid=...)."""

    __slots__ = ("_before", "_options")

    def __init__(self, *, all=None, divide=None, over=None, under=None, invalid=None):
        self._options = {"all": all, "divide": divide, "over": over, "under": under, "invalid": invalid}
        self._before = None

    def __enter__(self):
        if self._before is not None:
            raise TypeError("Cannot enter `np.errstate` twice.")
        self._before = seterr(**self._options)

    def __exit__(self, *error):
        seterr(**self._before)

    def __call__(self, function):
        def inner(*args, **options):
            with errstate(**self._options):
                return function(*args, **options)

        inner.__wrapped__ = function
        for name in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(inner, name, getattr(function, name, None))
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
