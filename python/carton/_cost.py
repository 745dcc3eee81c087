"""cost() and explain(): what an expression allocates and moves, measured or planned."""

from ._carton import _cost

__all__ = ['Cost', 'cost', 'explain']


class Cost:
    """What a run costs; str(c) is the table. All numbers of bytes are of one run.

    passes, read, written: walks over memory and what they move; allocated, blocks, reused, freed, peak: the allocator's counters;
    kept: bytes live with the result; seconds: the median of `runs`; list_seconds, list_boxes: the same on a list of boxes, when
    asked for; steps: a dict for each operation. In a plan what would be measured is 0.
    """

    __module__ = 'carton'

    def __init__(self, text, totals, steps):
        self.__dict__.update(totals)
        self.steps, self._text = steps, text

    def __str__(self):
        return self._text

    def __repr__(self):
        return self._text


def cost(code, *args, runs=0, beside_list=False, **names):
    """What `code` costs: a text in Carton's language with its names as keywords, or a function with its arguments.

    cost('sqrt(x*x + y)', x=x, y=y) or cost(function, x, y). It runs `runs` times (0: as many as fit a quarter of a second), so what
    it changes stays changed. `beside_list` also does the work on lists of boxes.
    """
    if callable(code):
        if names:
            raise TypeError('cost() of a function takes its arguments by position')
        names = {f'x{i}': value for i, value in enumerate(args)}
        text = f"function({', '.join(names)})"
        names['function'] = code
        return Cost(*_cost(text, names, runs, beside_list, False))
    if args:
        raise TypeError('cost() of a text takes its names as keywords')
    return Cost(*_cost(code, names, runs, beside_list, False))


def explain(code, **names):
    """The plan of `code`: steps, shapes, dtypes, views and passes, without running it."""
    return Cost(*_cost(code, names, 0, False, True))
