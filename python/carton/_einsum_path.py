"""einsum_path: in which order einsum's operands are best contracted, and what that costs.

carton.einsum itself multiplies from left to right; the path is for who contracts by hand, and for programs that ask.
Labels are letters; a candidate is (sort key, positions, the label sets after it).
"""

import itertools

from ._carton import asarray

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _label_text(labels):
    return "".join("..." if label is Ellipsis else LETTERS[label] for label in labels)


def _subscripts(operands):
    """The subscripts as text, and the operands, of both forms of a call."""
    if isinstance(operands[0], str):
        return operands[0].replace(" ", ""), [asarray(x) for x in operands[1:]]
    arrays, labels = operands[: len(operands) // 2 * 2 : 2], operands[1::2]
    text = ",".join(map(_label_text, labels))
    return text + ("->" + _label_text(operands[-1]) if len(operands) % 2 else ""), [asarray(x) for x in arrays]


def _parse(operands):
    """The terms, the output and the operands, with letters for the ellipses."""
    if not operands:
        raise ValueError("No input operands")
    text, arrays = _subscripts(operands)
    for letter in text:
        if letter not in LETTERS + ".,->":
            raise ValueError(f"Character {letter} is not a valid symbol.")
    if ("-" in text or ">" in text) and (text.count("->") != 1 or text.count("-") + text.count(">") > 2):
        raise ValueError("Subscripts can only contain one '->'.")
    inputs, arrow, output = text.partition("->")
    terms = inputs.split(",")
    if "." in text:
        if text.count(".") != 3 * text.count("..."):
            raise ValueError("Invalid Ellipses.")
        free = "".join(sorted(set(LETTERS) - set(text)))
        longest = 0
        for at, (term, array) in enumerate(zip(terms, arrays)):
            if "." in term:
                count = array.ndim - (len(term) - 3)
                if count < 0:
                    raise ValueError("Ellipses lengths do not match.")
                longest = max(longest, count)
                terms[at] = term.replace("...", free[len(free) - count :])
        dots = free[len(free) - longest :]
        output = output.replace("...", dots) if arrow else dots
    if not arrow:
        letters = "".join(terms)
        used = output
        output += "".join(letter for letter in sorted(set(letters)) if letters.count(letter) == 1 and letter not in used)
    for letter in output:
        if output.count(letter) != 1:
            raise ValueError(f"Output character {letter} appeared more than once in the output.")
        if letter not in "".join(terms):
            raise ValueError(f"Output character {letter} did not appear in the input")
    if len(terms) != len(arrays):
        raise ValueError("Number of einsum subscripts must be equal to the number of operands.")
    return terms, output, arrays


def _lengths(terms, arrays):
    """The length of each label; 1 is stretched."""
    lengths = {}
    for number, (term, array) in enumerate(zip(terms, arrays)):
        if len(term) != array.ndim:
            raise ValueError(f"Einstein sum subscript {term} does not contain the correct number of indices for operand {number}.")
        for letter, length in zip(term, array.shape):
            known = lengths.get(letter, 1)
            if known != length and 1 not in (known, length):
                raise ValueError(f"Size of label '{letter}' for operand {number} ({known}) does not match previous terms ({length}).")
            lengths[letter] = max(known, length)
    return lengths


class _Costs:
    def __init__(self, lengths, output, limit):
        self.lengths, self.output, self.limit = lengths, set(output), limit

    def size(self, labels):
        size = 1
        for label in labels:
            size *= self.lengths[label]
        return size

    def operations(self, labels, sums, terms):
        return self.size(labels) * (max(1, terms - 1) + bool(sums))

    def contract(self, positions, sets):
        """(labels of the result, the sets after it, what is summed, all labels) of one contraction."""
        taken = set().union(*(sets[at] for at in positions))
        rest = [labels for at, labels in enumerate(sets) if at not in positions]
        result = taken & self.output.union(*rest)
        return result, [*rest, result], taken - result, taken

    def candidate(self, positions, sets, spent, naive):
        """The pair as a candidate, None where it is larger or slower than may be."""
        result, after, sums, labels = self.contract(positions, sets)
        size = self.size(result)
        cost = self.operations(labels, sums, len(positions))
        if size > self.limit or spent + cost > naive:
            return None
        return (size - sum(self.size(sets[at]) for at in positions), cost), positions, after

    def greedy(self, sets):
        """The pair that shrinks memory most, again and again; outer products last."""
        everything = tuple(range(len(sets)))
        _, _, sums, labels = self.contract(everything, sets)
        naive, spent, path, known = self.operations(labels, sums, len(sets)), 0, [], []
        pairs = list(itertools.combinations(everything, 2))
        for _ in everything[1:]:
            found = [self.candidate(pair, sets, spent, naive) for pair in pairs if sets[pair[0]] & sets[pair[1]]]
            known += [one for one in found if one]
            if not known:
                outer = [self.candidate(pair, sets, spent, naive) for pair in itertools.combinations(range(len(sets)), 2)]
                known = [one for one in outer if one]
            if not known:
                return [*path, tuple(range(len(sets)))]
            best = min(known, key=lambda one: one[0])
            known = [_moved(one, best) for one in known if not set(one[1]) & set(best[1])]
            sets = best[2]
            pairs = [(at, len(sets) - 1) for at in range(len(sets) - 1)]
            path.append(best[1])
            spent += best[0][1]
        return path

    def optimal(self, sets):
        """Every order of pairs is tried."""
        partial = [(0, [], sets)]
        for left in range(len(sets), 1, -1):
            longer = []
            for cost, path, now in partial:
                for pair in itertools.combinations(range(left), 2):
                    result, after, sums, labels = self.contract(pair, now)
                    if self.size(result) <= self.limit:
                        longer.append((cost + self.operations(labels, sums, 2), [*path, pair], after))
            if not longer:
                return [*min(partial, key=lambda one: one[0])[1], tuple(range(left))]
            partial = longer
        return min(partial, key=lambda one: one[0])[1]


def _moved(candidate, best):
    """A candidate that shares no operand with the best one, in the positions after that."""
    cost, pair, sets = candidate
    low, high = best[1]
    sets = list(sets)
    for at in (high, low):
        del sets[at - sum(at > other for other in pair)]
    sets.insert(-1, best[2][-1])
    return cost, tuple(at - (at > low) - (at > high) for at in pair), sets


def _choice(optimize):
    """What optimize= says: a kind of path or a path, and a limit of memory or None."""
    if optimize is True:
        return "greedy", None
    if optimize is False or optimize is None:
        return False, None
    if isinstance(optimize, str):
        return optimize, None
    if len(optimize) and optimize[0] == "einsum_path":
        return list(optimize[1:]), None
    if len(optimize) == 2 and isinstance(optimize[0], str) and isinstance(optimize[1], (int, float)):
        return optimize[0], int(optimize[1])
    raise TypeError(f"Did not understand the path: {optimize}")


def find(operands, optimize):
    """What einsum_path gives."""
    kind, limit = _choice(optimize)
    terms, output, arrays = _parse(operands)
    lengths = _lengths(terms, arrays)
    sets, indices = [set(term) for term in terms], set("".join(terms))
    costs = _Costs(lengths, output, None)
    costs.limit = max(costs.size(term) for term in [*terms, output]) if limit is None else limit
    naive = costs.operations(indices, sum(map(len, sets)) > len(indices), len(terms))
    if isinstance(kind, list):
        path = kind
    elif kind is False or len(terms) <= 2 or indices == set(output):
        path = [tuple(range(len(terms)))]
    elif kind in ("greedy", "optimal"):
        path = getattr(costs, kind)(sets)
    else:
        raise KeyError("Path name %s not found", kind)
    return ["einsum_path", *path], _table(costs, path, terms, output, indices, naive)


def _table(costs, path, terms, output, indices, naive):
    whole, total, scaling, sizes, rows = ",".join(terms), 0, [], [], []
    sets, terms = [set(term) for term in terms], list(terms)
    for step, positions in enumerate(path):
        positions = tuple(sorted(positions, reverse=True))
        result, sets, sums, labels = costs.contract(positions, sets)
        total += costs.operations(labels, sums, len(positions))
        scaling.append(len(labels))
        sizes.append(costs.size(result))
        taken = [terms.pop(at) for at in positions]
        last = step == len(path) - 1
        made = output if last else "".join(sorted(result, key=lambda label: (costs.lengths[label], label)))
        terms.append(made)
        rows.append((len(labels), ",".join(taken) + "->" + made, ",".join(terms) + "->" + output))
    best = total + 1
    text = (
        f"  Complete contraction:  {whole}->{output}\n"
        f"         Naive scaling:  {len(indices)}\n"
        f"     Optimized scaling:  {max(scaling)}\n"
        f"      Naive FLOP count:  {naive:.3e}\n"
        f"  Optimized FLOP count:  {best:.3e}\n"
        f"   Theoretical speedup:  {naive / best:3.3f}\n"
        f"  Largest intermediate:  {max(sizes):.3e} elements\n"
        + "-" * 74 + "\n"
        + "%6s %24s %40s\n" % ("scaling", "current", "remaining")
        + "-" * 74
    )  # fmt: skip
    return text + "".join("\n%4d    %24s %40s" % row for row in rows)
