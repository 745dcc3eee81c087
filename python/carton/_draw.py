"""draw(): how live objects lie in memory, as text, SVG or HTML."""

import sys

from ._carton import _Memory

__all__ = ['Drawing', 'draw']

FORMATS = {'.txt': 0, '.svg': 1, '.html': 2}


class Drawing:
    """A picture of the moment when draw() was called: str(d), d.svg(), d.html(), d.save(path).

    A notebook shows it inline. `graph` has what is in it as plain objects: graph['names'] maps a name to the number of its block,
    graph['blocks'] is a list of dicts with role, title, address, bytes, refs, fields, links and what the role has besides.
    """

    __module__ = 'carton'
    __slots__ = ('_bytes', '_cache_lines', '_memory')

    def __init__(self, memory, bytes=False, cache_lines=False):
        self._memory, self._bytes, self._cache_lines = memory, bytes, cache_lines

    def _render(self, form, width=0, ascii=False, color=False, title=None):
        return self._memory.render(form, width, ascii, color, self._bytes, self._cache_lines, title)

    def text(self, width=80, ascii=False, color=False):
        """The picture as lines of at most `width` columns."""
        return self._render(0, width, ascii, color)

    def svg(self, width=0, title=None):
        """The picture as an SVG document, `width` pixels wide (0: 960)."""
        return self._render(1, width, title=title)

    def html(self, title=None):
        """The picture as one page that needs no network; it shows the bytes under the pointer."""
        return self._render(2, title=title)

    def save(self, path):
        """Writes the picture to a file, in the format that its name ends with: .txt, .svg or .html."""
        import os

        ending = os.path.splitext(os.fspath(path))[1].lower()
        if ending not in FORMATS:
            raise ValueError(f'a drawing is saved as .txt, .svg or .html, not as {ending!r}')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(self._render(FORMATS[ending]))

    @property
    def graph(self):
        """The names, blocks and bytes (all that a name reaches) of the picture, as plain dicts."""
        names = self._memory.names()
        return {
            'names': {name: block for name, block, _ in names},
            'bytes': {name: size for name, _, size in names},
            'blocks': self._memory.blocks(),
        }

    def __str__(self):
        return self.text()

    def __repr__(self):
        return self.text()

    def _repr_svg_(self):
        return self.svg()

    def _repr_html_(self):
        import html

        page = html.escape(self.html(), quote=True)  # in a frame: its styles and names stay inside
        return f'<iframe srcdoc="{page}" style="width:100%;height:40em;border:0" sandbox="allow-scripts"></iframe>'


def source_names(frame, count):
    """The variables that the call on the frame's line passes by position, where its source can be read; None for any other argument."""
    try:
        import ast
        import linecache

        code, at = frame.f_code, frame.f_lasti // 2
        where = next(place for i, place in enumerate(code.co_positions()) if i == at)
        first, last, start, end = where
        lines = [linecache.getline(code.co_filename, n, frame.f_globals) for n in range(first, last + 1)]
        lines[-1] = lines[-1].encode()[:end].decode()
        lines[0] = lines[0].encode()[start:].decode()
        call = ast.parse(''.join(lines).strip(), mode='eval').body
        args = call.args if isinstance(call, ast.Call) else []
        if len(args) == count and not any(isinstance(arg, ast.Starred) for arg in args):
            return [getattr(arg, 'id', None) for arg in args]
    except (SyntaxError, ValueError, TypeError, StopIteration, IndexError):
        pass
    return [None] * count


def draw(*objects, bytes=False, cache_lines=False, most=16, **named):
    """A picture of how objects lie in memory, from the objects themselves: addresses, sizes, reference counts, tables, boxes, buffers.

    draw(x, y) names them by the variables in the call where its source can be read, and obj0, obj1, ... otherwise; draw(a=x) names one.
    Lists, tuples, dicts, sets and boxes are the interpreter's own, arrays Carton's, NumPy's or of anything else that lends its memory.
    `bytes` adds every field with its place and the bytes of each cell, `cache_lines` what a walk touches; `most` items of a
    container are drawn, from both ends.
    """
    names = source_names(sys._getframe(1), len(objects)) if objects else []
    for at, name in enumerate(names):
        if name is None or name in names[:at] or name in named:
            names[at] = f'obj{at}'
    names = (*names, *named)
    objects = (*objects, *named.values())
    if not objects:
        raise TypeError('draw() needs an object')
    named = None  # so that the drawing holds one reference to each
    return Drawing(_Memory(objects, names, most), bytes, cache_lines)
