"""examples/warming.ct prints the same under carton and under Python with NumPy, and its numbers are right."""

import ast
import contextlib
import csv
import io
import re

import numpy
import pytest

FILES = {"co2": "co2-annmean-mlo.csv", "temp": "global-temp-annual.csv"}


def columns(path):
    """A dict of columns, as `NAME=FILE` binds a CSV file with a header."""
    with open(path, newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    table = {}
    for name, values in zip(head, zip(*rows)):
        try:
            table[name] = numpy.array([ast.literal_eval(v) for v in values])
        except (ValueError, SyntaxError):
            table[name] = numpy.array(values)
    return table


@pytest.fixture
def under_python(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    exec("from numpy import *", names)
    names.update({name: columns(root / "data" / file) for name, file in FILES.items()})
    out = io.StringIO()
    with numpy.printoptions(), contextlib.redirect_stdout(out):
        exec((root / "examples" / "warming.ct").read_text(encoding="utf-8"), names)
    return out.getvalue(), numpy.load(tmp_path / "decade-means.npy")


def test_prints_and_saves_what_python_does(root, carton, under_python, tmp_path):
    text, means = under_python
    work = tmp_path / "carton"
    work.mkdir()
    done = carton(root / "examples" / "warming.ct", *(f"{name}={root / 'data' / file}" for name, file in FILES.items()), cwd=work)
    assert (done.status, done.err) == (0, "")
    assert done.out == text
    saved = numpy.load(work / "decade-means.npy")
    assert saved.dtype == means.dtype and numpy.allclose(saved, means, rtol=1e-14, atol=0)


def test_numbers_by_another_way(root, under_python):
    """corrcoef, polyfit and a plain loop in place of the sums of the example."""
    text, means = under_python
    co2, temp = (columns(root / "data" / file) for file in FILES.values())
    temperature = {int(y): m for s, y, m in zip(temp["Source"], temp["Year"], temp["Mean"]) if s == "gcag"}
    both = [(int(y), p, temperature[int(y)]) for y, p in zip(co2["Year"], co2["Mean"]) if int(y) in temperature]
    years, ppm, warmth = map(numpy.array, zip(*both))
    assert f"Years {years[0]} to {years[-1]} - {len(years)} rows" in text
    assert float(re.search(r"temperature: (\S+)", text).group(1)) == pytest.approx(numpy.corrcoef(ppm, warmth)[0, 1], abs=5e-4)
    assert float(re.search(r"Trend: (\S+)", text).group(1)) == pytest.approx(10 * numpy.polyfit(years, warmth, 1)[0], abs=5e-4)
    sixties = [temperature[y] for y in range(1960, 1970)]
    assert means[(1960 - 1850) // 10] == pytest.approx(sum(sixties) / 10)
