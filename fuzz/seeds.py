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


def seeds():
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
