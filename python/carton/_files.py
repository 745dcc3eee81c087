"""What load, save and their like do with a file that is not named by a str: paths, open files, and lines of text.

The library reads and writes files by name, so the bytes of an open file go through a temporary one.
"""

import os
import tempfile

WRITERS = {"save": "a.npy", "savez": "a.npz", "savez_compressed": "a.npz", "savetxt": "a"}


def call(function, args, options):
    key = "fname" if "fname" in function.__text_signature__[:6] else "file"
    if args:
        file, args = args[0], args[1:]
    elif key in options:
        file = options.pop(key)
    else:
        raise TypeError(f"{function.__name__}() missing 1 required positional argument: '{key}'")
    if isinstance(file, (str, bytes, os.PathLike)):
        return function(os.fsdecode(file), *args, **options)
    if function.__name__ == "append_npy":
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
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
    with open(path, "wb") as copy:
        copy.write(data)
    answer = function(path, *args, **options)
    if function.__name__ in ("load", "fromfile") and start is not None:
        file.seek(start + _used(function, data, answer))
    return answer


def _can_seek(file):
    return not hasattr(file, "seekable") or file.seekable()


def _bytes(text, options):
    """Text of any encoding as the bytes that the library is told to expect."""
    if isinstance(text, str):
        encoding = options.get("encoding")
        return text.encode("utf-8" if encoding in (None, "bytes") else encoding)
    return bytes(text)


def _used(function, data, answer):
    """How many bytes of a file the answer came from: what follows is there for the next call."""
    if function.__name__ == "fromfile":
        return answer.nbytes
    if data[:6] != b"\x93NUMPY":
        return len(data)
    long = data[6] > 1
    return (12 if long else 10) + int.from_bytes(data[8 : 12 if long else 10], "little") + answer.nbytes
