"""Counts which names of a fact table carton knows: `coverage.py CARTON TABLE [--areas a,b] [--missing]`.

A table has a header row and tab-separated columns; `name` holds the name as written behind `np.`, `array.x` and `ndarray.x` an attribute of
arrays, and `group` or `area` what it belongs to. A name counts when carton can evaluate it.
"""

import argparse
import collections
import csv
import pathlib
import re
import subprocess


def known(carton, name):
    name = re.sub(r"^(array|ndarray)\.", "zeros((2, 2)).", name)
    if re.search(r"__\w+__$", name) or not re.fullmatch(r"[\w.(), ]+", name):
        return None  # an operator, or a form of subscript
    return subprocess.run([carton, "-c", f"x = {name}"], capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("carton")
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("--areas", help="only these, comma-separated")
    parser.add_argument("--missing", action="store_true", help="print the names that carton lacks")
    options = parser.parse_args()
    counts = collections.defaultdict(lambda: [0, 0])
    with options.table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            area = row.get("area") or row["group"]
            if options.areas and area not in options.areas.split(","):
                continue
            found = known(options.carton, row["name"])
            if found is None:
                continue
            counts[area][0] += found
            counts[area][1] += 1
            if options.missing and not found:
                print(f"{area}\t{row['name']}")
    for area, (found, total) in counts.items():
        print(f"{area}: {found} of {total}")
    print(f"all: {sum(f for f, _ in counts.values())} of {sum(t for _, t in counts.values())}")


if __name__ == "__main__":
    main()
