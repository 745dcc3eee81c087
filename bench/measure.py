"""How the benchmark times: contenders take turns, round by round, in one process, after their results were compared.

A contender is a function that runs its operation a number of times and returns the seconds. Each runs as often in a round as fits the same
time. The ratio of two is the median of the rounds' ratios: what slows the machine for a while slows both. On one thread the seconds are those of
the processor, which other programs lengthen little and which on an idle machine are the clock's; on several threads they are the clock's.
"""

import ast
import statistics
import time
import timeit

import numpy

TOLERANCE = {"f2": 2e-3, "f4": 2e-5, "f8": 1e-11, "c8": 2e-5, "c16": 1e-11}


class Plan:
    """How long and how often: `seconds` for a round of one contender, `rounds`, fewer (at least 3) when all take longer than `most`; the seconds
    of rest beside contenders that keep threads of their own."""

    def __init__(self, seconds, rounds, most, timer, rest=0):
        self.seconds, self.rounds, self.most, self.timer, self.rest = seconds, rounds, most, timer, rest


def clock(threads):
    return time.process_time if threads == 1 else time.perf_counter


def contender(text, values, timer):
    """The text as a loop in Python; assignments count as statements."""
    setup = "\n".join(f"{name} = values[{name!r}]" for name in values)
    return timeit.Timer(text, setup, timer, {"values": values}).timeit


def result_of(text, values):
    try:
        return eval(compile(text, text, "eval"), dict(values))
    except SyntaxError:
        space = dict(values)
        exec(text, space)
        return space[next(node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))]


def same(ours, theirs, check="close", first=None, tolerance=None):
    """Whether two results agree: exactly where they are exact, else within a tolerance of the largest element's size."""
    if isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(same(x, y) for x, y in zip(ours, theirs))
    if isinstance(theirs, numpy.dtype):
        return str(ours) == str(theirs)
    ours, theirs = numpy.asarray(ours), numpy.asarray(theirs)
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return False
    if check in ("order", "argpart"):
        if not numpy.array_equal(numpy.sort(ours), numpy.arange(ours.size)):
            return False
        ours, theirs = first[ours], first[theirs]
    if check in ("part", "argpart"):
        half = ours.size // 2
        return ours[half] == theirs[half] and bool((ours[:half] <= ours[half]).all() and (ours[half:] >= ours[half]).all())
    if ours.dtype.kind not in "fc":
        return numpy.array_equal(ours, theirs)
    with numpy.errstate(all="ignore"):
        finite = theirs[numpy.isfinite(theirs)]
        largest = abs(finite).max() if finite.size else 0
        tolerance = tolerance or TOLERANCE[ours.dtype.kind + str(ours.dtype.itemsize)]
        return numpy.allclose(ours, theirs, rtol=tolerance, atol=tolerance * float(largest), equal_nan=True)


def times_for(run, seconds):
    """How many runs fill the time; running them warms caches and memory up."""
    times = 1
    while True:
        spent = run(times)
        if spent >= seconds / 4 or times >= 10**6:
            return max(1, min(10**6, round(times * seconds / max(spent, 1e-9))))
        times *= 2 if spent > seconds / 16 else 8


def take_turns(contenders, plan, pause=0):
    """name: (runs, list of seconds for one run) of each contender; the one that begins a round changes.

    With a pause each turn begins with one, and with as many runs that do not count: threads of other contenders may look for work a while after
    their last, libgomp's some 5 ms, and would take a processor from whoever comes next; and one's own must wake up again.
    """
    times = {name: times_for(run, plan.seconds) for name, run in contenders.items()}
    samples = {name: [] for name in contenders}
    names, spent, done = list(contenders), 0.0, 0
    while done < plan.rounds and (spent < plan.most or done < 3):
        for name in names:
            if pause:
                time.sleep(pause)
                contenders[name](times[name])
            seconds = contenders[name](times[name])
            spent += seconds
            samples[name].append(seconds / times[name])
        names.reverse()
        done += 1
    return samples


def summary(samples):
    """Median, least and largest of each contender, in seconds."""
    return {name: [statistics.median(values), min(values), max(values)] for name, values in samples.items()}


def ratio(samples, ours, other):
    """How many times faster `ours` is: the median over the rounds."""
    return statistics.median(theirs / mine for mine, theirs in zip(samples[ours], samples[other]))
