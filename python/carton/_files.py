"""What load, save and their like do with a file that is not named by a str: paths, open files, and lines of text; and NpzFile.

The library reads and writes files by name, so the bytes of an open file go through a temporary one.
"""

import os
from collections.abc import Mapping

from ._carton import _npz_member, _npz_names

WRITERS = {"save": "a.npy", "savez": "a.npz", "savez_compressed": "a.npz", "savetxt": "a"}


def call(function, args, options):
    key = "fname" if "fname" in function.__text_signature__[:6] else "file"
    if args:
        file, args = args[0], args[1:]
    elif key in options:
        file = options.pop(key)
    else:
        raise TypeError(f"{function.__name__}() missing 1 required positional argument: '{key}'")
    if function.__name__ == "loadtxt":
        from ._text import loadtxt

        return loadtxt(file, args, options, _call)
    if function.__name__ == "savetxt" and isinstance(file, (str, bytes, os.PathLike)):
        from ._text import savetxt

        return savetxt(os.fsdecode(file), args, options)
    return _call(function, file, args, options)


def _call(function, file, args, options):
    if isinstance(file, str) and function.__name__ == "load":  # function.c asks here for archives alone
        return NpzFile(open(file, "rb"), file)
    if isinstance(file, (str, bytes, os.PathLike)):
        return function(os.fsdecode(file), *args, **options)
    if function.__name__ == "append_npy":
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        if function.__name__ in WRITERS:
            return _write(function, file, os.path.join(folder, WRITERS[function.__name__]), args, options)
        return _read(function, file, os.path.join(folder, "a"), args, options)


def _write(function, file, path, args, options):
    if not hasattr(file, "write"):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
    function(path, *args, **options)
    with open(path, "rb") as written:
        data = written.read()
    if function.__name__ != "savetxt":
        file.write(data)
        return
    text = data.decode(options.get("encoding") or "utf-8")
    try:
        file.write(text)
    except TypeError:  # open for bytes
        file.write(data)


def _read(function, file, path, args, options):
    if not hasattr(file, "read"):
        if isinstance(file, int) or not hasattr(file, "__iter__") or function.__name__ in ("load", "fromfile"):
            raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
        data = b"\n".join(_bytes(line, options).rstrip(b"\n") for line in file)
        data += b"\n" if data else b""
    else:
        start = file.tell() if hasattr(file, "tell") and _can_seek(file) else None
        data = _bytes(file.read(), options)
    if function.__name__ == "load" and data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(data)
    with open(path, "wb") as copy:
        copy.write(data)
    try:
        answer = function(path, *args, **options)
    except ValueError as error:  # of a file that the caller knows by another name
        raise type(error)(str(error).replace(path, str(getattr(file, "name", "<stream>")))) from None
    if function.__name__ in ("load", "fromfile") and start is not None:
        file.seek(start + _used(function, data, answer, args, options))
    return answer


def _archive(data):
    """A temporary file of these bytes, which goes when the archive is closed."""
    import tempfile

    copy = tempfile.NamedTemporaryFile(suffix=".npz")
    copy.write(data)
    copy.flush()
    return NpzFile(copy, copy.name)


def _can_seek(file):
    return not hasattr(file, "seekable") or file.seekable()


def _bytes(text, options):
    """Text of any encoding as the bytes that the library is told to expect."""
    if isinstance(text, str):
        encoding = options.get("encoding")
        return text.encode("utf-8" if encoding in (None, "bytes") else encoding)
    return bytes(text)


def _used(function, data, answer, args, options):
    """How many bytes of a file the answer came from: what follows is there for the next call."""
    if function.__name__ == "fromfile":
        sep, offset = (*args, *[None] * 4)[2:4]
        sep, offset = options.get("sep", sep), options.get("offset", offset)
        return len(data) if sep else (offset or 0) + answer.nbytes
    if data[:6] != b"\x93NUMPY":
        return len(data)
    long = data[6] > 1
    return (12 if long else 10) + int.from_bytes(data[8 : 12 if long else 10], "little") + answer.nbytes


class NpzFile(Mapping):
    """The arrays of a .npz archive by name, each read when it is asked for: what carton.load gives.

    The file stays open until close(), or the end of a with statement.
    """

    __module__ = "carton.lib.npyio"
    _MOST_NAMES = 5  # in the repr

    def __init__(self, file, path):
        self.fid, self._path = file, path
        try:
            self.files = _npz_names(self._name())
        except BaseException:
            self.close()
            raise
        self.f = _Attributes(self)

    def _name(self):
        """A path of the file that was opened, even when another one has its name by now."""
        if self.fid is None:
            raise ValueError("I/O operation on closed file.")
        try:
            if os.path.samestat(os.fstat(self.fid.fileno()), os.stat(self._path)):
                return self._path
        except OSError:
            pass
        return f"/dev/fd/{self.fid.fileno()}"

    def close(self):
        file, self.fid = self.fid, None
        if file is not None:
            file.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __del__(self):
        self.close()

    def __getitem__(self, key):
        if key in self.files or (isinstance(key, str) and key.endswith(".npy") and key[:-4] in self.files):
            return _npz_member(self._name(), key)
        raise KeyError(f"{key} is not a file in the archive")

    def __contains__(self, key):
        return key in self.files or (isinstance(key, str) and key.endswith(".npy") and key[:-4] in self.files)

    def __iter__(self):
        return iter(self.files)

    def __len__(self):
        return len(self.files)

    def __repr__(self):
        names = ", ".join(self.files[: self._MOST_NAMES]) + ("..." if len(self.files) > self._MOST_NAMES else "")
        return f"NpzFile {os.fspath(self._path)!r} with keys: {names}"


class _Attributes:
    """archive.f.a is archive['a']."""

    def __init__(self, archive):
        import weakref

        self._archive = weakref.proxy(archive)

    def __getattr__(self, name):
        try:
            return self._archive[name]
        except KeyError:
            raise AttributeError(name) from None

    def __dir__(self):
        return list(self._archive)
