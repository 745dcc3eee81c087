"""What loadtxt does beyond the library: converters, comments of several characters or kinds, and the warning about no data."""

import importlib
import io
import os

from ._carton import _loadtxt, _savetxt, array, dtype

NAMES = ("dtype", "comments", "delimiter", "converters", "skiprows", "usecols", "unpack", "ndmin")
PACKERS = {".gz": "gzip", ".bz2": "bz2", ".xz": "lzma"}


def loadtxt(file, args, options, plain):
    """`plain` reads as the library does. The file is a name, an open file, or lines."""
    options = dict(zip(NAMES, args)) | options
    comments = _comments(options.get("comments", "#"))
    for name in ("delimiter", "quotechar"):
        if isinstance(options.get(name), bytes):
            options[name] = options[name].decode("latin1")
    name, file = file, _decoded(file, options)
    most = options.get("max_rows")
    if most is not None and hasattr(file, "__iter__") and not isinstance(file, (str, bytes, os.PathLike)):
        file = _first(file, comments, options.get("skiprows", 0), most)  # what follows is there for the next call
    if options.get("converters") is not None or len(comments) > 1 or any(len(text) > 1 for text in comments):
        result = _read(file, comments, **{name: value for name, value in options.items() if name != "comments"})
    else:
        if "comments" in options:
            options["comments"] = comments[0] if comments else None
        result = plain(_loadtxt, file, (), options)
    if result.size == 0 and options.get("max_rows") != 0:
        import warnings

        warnings.warn(f'loadtxt: input contained no data: "{name}"', category=UserWarning, stacklevel=3)
    return result


def savetxt(path, args, options):
    """To a file that the name says is packed, or of another encoding, by way of a plain one."""
    encoding, packer = options.get("encoding"), PACKERS.get(os.path.splitext(path)[1])
    if not packer and (encoding is None or encoding.lower() in ("utf-8", "utf8", "ascii", "latin1")):
        return _savetxt(path, *args, **options)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        _savetxt(os.path.join(folder, "a"), *args, **options)
        with open(os.path.join(folder, "a"), "rb") as plain:
            text = plain.read().decode("utf-8")
    with (importlib.import_module(packer).open if packer else open)(path, "wb") as out:
        out.write(text.encode(encoding or "utf-8"))


def _decoded(file, options):
    """The text of a file that the library cannot read by its name, packed or of another encoding; else the file."""
    encoding = options.get("encoding")
    usual = encoding in (None, "bytes") or encoding.lower() in ("utf-8", "utf8", "ascii")
    named = isinstance(file, (str, bytes, os.PathLike))
    packer = PACKERS.get(os.path.splitext(os.fsdecode(file))[1]) if named else None
    if packer:
        with importlib.import_module(packer).open(os.fsdecode(file)) as packed:
            text = packed.read()
    elif usual or not (named or hasattr(file, "read")):
        return file
    elif named:
        with open(file, "rb") as opened:
            text = opened.read()
    else:
        text = file.read()
    if isinstance(text, bytes):
        text = text.decode("utf-8" if encoding in (None, "bytes") else encoding)
    options["encoding"] = None
    return io.StringIO(text)


def _first(file, comments, skiprows, most):
    """The lines of the first `most` rows."""
    lines, count, file = [], 0, iter(file)
    while count < most and (line := next(file, None)) is not None:
        lines.append(line)
        text = line.decode("latin1") if isinstance(line, bytes) else line
        cuts = [at for at in (text.find(sign) for sign in comments) if at >= 0]
        count += len(lines) > skiprows and bool(text[: min(cuts, default=None)].strip())
    return lines


def _comments(given):
    if given is None:
        return []
    given = [given] if isinstance(given, (str, bytes)) else list(given)
    return [text.decode("latin1") if isinstance(text, bytes) else text for text in given]


def _lines(file, encoding):
    if isinstance(file, (str, bytes, os.PathLike)):
        with open(file, encoding=None if encoding in (None, "bytes") else encoding) as lines:
            yield from lines
        return
    for line in file:
        yield line.decode("latin1" if encoding in (None, "bytes") else encoding) if isinstance(line, bytes) else line


def _rows(lines, comments, delimiter, skiprows, max_rows, quotechar):
    count = 0
    for number, line in enumerate(lines):
        if max_rows is not None and count >= max_rows:
            return
        if number < skiprows:
            continue
        cuts = [at for at in (line.find(text) for text in comments) if at >= 0]
        line = line[: min(cuts)] if cuts else line.rstrip("\r\n")
        if not (line.split() if delimiter is None else line):
            continue
        if quotechar is not None:
            import csv

            fields = next(csv.reader([line], delimiter=delimiter or " ", quotechar=quotechar, skipinitialspace=delimiter is None))
        else:
            fields = line.split(delimiter)
        count += 1
        yield fields


def _converters(given, columns, usecols):
    """The function for each column that is read, or None; negative columns count from the end."""
    if given is None or callable(given):
        return [given] * len(usecols)
    if not isinstance(given, dict):
        raise TypeError("converters must be a dictionary mapping columns to converter functions or a single callable.")
    found = {}
    for key, converter in given.items():
        if not hasattr(key, "__index__"):
            raise TypeError("keys of the converters dictionary must be integers; got %r" % (key,))
        if not callable(converter):
            raise TypeError(f"values of the converters dictionary must be callable, but the value for key {key!r} is not")
        if not -columns <= key < columns:
            raise ValueError(f"converter specified for column {key}, which is invalid for the number of fields {columns}")
        found[key % columns] = converter
    return [found.get(column) for column in usecols]


def _value(field, converter, plain, kind, row, column, as_bytes):
    try:
        if converter is not None:
            return converter(field.encode("latin1") if as_bytes else field)
        return plain(field.strip())
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"could not convert string {field!r} to {kind} at row {row}, column {column + 1}.") from error


def _read(file, comments, dtype=float, delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0, encoding=None,
          max_rows=None, quotechar=None):  # fmt: skip
    if ndmin not in (0, 1, 2):
        raise ValueError(f"Illegal value of ndmin keyword: {ndmin}")
    if delimiter is not None and any(delimiter in text for text in comments):
        raise TypeError(f"Comment characters {comments!r} cannot include the delimiter {delimiter!r}")
    kind = _dtype(dtype)
    plain = {"b": lambda text: bool(int(text)), "i": int, "u": int, "f": float, "c": complex, "S": str.encode, "U": str}[kind.kind]
    if isinstance(usecols, int):
        usecols = [usecols]
    delimiter = delimiter.decode("latin1") if isinstance(delimiter, bytes) else delimiter
    values, width = [], None
    for row, fields in enumerate(_rows(_lines(file, encoding), comments, delimiter, skiprows, max_rows, quotechar)):
        if width is None:
            width = len(fields)
            columns = [c % width for c in usecols] if usecols is not None else list(range(width))
            functions = _converters(converters, width, columns)
        elif usecols is None and len(fields) != width:
            raise ValueError(f"the number of columns changed from {width} to {len(fields)} at row {row + 1}; use `usecols` to select a subset and avoid this error")
        given = [fields[c] for c in columns]
        values.append([_value(f, g, plain, kind, row, c, encoding == "bytes") for f, g, c in zip(given, functions, columns)])
    result = array(values, dtype=kind) if values else array([], dtype=kind).reshape((0, 1))
    if ndmin < 2:
        result = result.squeeze() if values else result.reshape((0,))
    if result.ndim < ndmin:
        result = result.reshape((1,) * (ndmin - result.ndim) + result.shape)
    return result.T if unpack else result


_dtype = dtype
