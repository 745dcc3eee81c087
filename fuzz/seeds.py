"""Writes the seeds of every fuzz target into a folder: `seeds.py FOLDER`. They come from the test data and the parity lines."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The first byte chooses the options: two bits of delimiter (none, comma, semicolon, blank), then the rule of the header.
TABLES = [
    b"a,b,c\n1,2,3\n4,5,6\n",
    b"1.5 2e300 -inf\nnan 0x10 1_000\n",
    b'"x ""y""";"z"\n"1;2";3\n',
    b"\xef\xbb\xbf1,2\r\n3,4\r\n",
    b"1,,3\n,,\n",
    b"True,False\nTrue,True\n",
    b"1+2j,(3-4j)\n",
    b"text,\xc3\xa4\xe2\x82\xac\n1,2\n",
    b"9223372036854775807,18446744073709551615,-9223372036854775809\n",
]


def number(n):
    """As fuzz_draw reads it: how many bytes, then the bytes."""
    size = (n.bit_length() + 8) // 8
    return bytes([size]) + n.to_bytes(size, "little", signed=True)


def drawing(choice):
    """A list of one box, and an array over a buffer of two cells."""
    text = lambda word: number(len(word)) + word.encode()
    numbers = lambda *values: b"".join(map(number, values))
    block = lambda role, address, title, *rest: numbers(5, role, 0, address) + text(title) + text("1.5") + text("f8") + numbers(*rest)
    return b"".join([
        number(choice),
        block(1, 64, "list", 40, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        block(2, 128, "", 16, -1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        block(0, 192, "float", 24, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        block(4, 256, "", 32, 1, 32, 16, 8, 0, 0, 0, 0, 0, 0, 0, 0),
        block(3, 320, "ndarray", 112, 1, 0, 0, 8, 8, 2, 2, -8, 2, 0, 0, 0),
        *(numbers(0, *link) for link in ((0, 0, 1), (1, 0, 2), (4, 0, 3))),
        numbers(3, 11, 3, 4), numbers(4) + text("a") + number(0), numbers(4) + text("b") + number(4),
    ])


def seeds():
    for choice in range(16):
        yield "draw", str(choice), drawing(choice)
    for path in sorted((ROOT / "tests/data/io").iterdir()):
        if path.suffix in (".npy", ".npz"):
            yield path.suffix[1:], path.stem, path.read_bytes()
    for i, table in enumerate(TABLES):
        for options in (0, 1, 5, 2, 3):
            yield "csv", f"{i}-{options}", bytes([options]) + table
    for path in sorted((ROOT / "tests/parity").glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                program = line.replace("⏎", "\n").encode()
                yield "lang", f"{path.stem}-{number}", program
                yield "parse", f"{path.stem}-{number}", program


def main():
    folder = pathlib.Path(sys.argv[1])
    for target, name, data in seeds():
        place = folder / target
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


if __name__ == "__main__":
    main()
