"""Whether a published table agrees with itself: the identities that were written down for it, and those it implies.

An identity names lines by their numbers: "1 + 2 − 3 = 4", "1..10 = 11", "1 % 2 = 3" (the first as a percentage of the
second), "1 / 2 = 3", "change 1 2 = 3" (in per cent, from the first to the second), "mean 1..10 = 11", and "1 <= 2 <= 3" for
a total that can only grow. Sums are checked at the precision of the print, in whole units where measures are mixed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commonground.core.claims.published import Fault, Line, Measure, Published
from commonground.core.figures.catalogue import IDENTITIES, SPLITS
from commonground.core.findings import Finding, Severity
from commonground.core.land.reconcile import Claim, Figure, Precision, falls, findings, mean, quotient, signed


class Kind(StrEnum):
    """What an identity says."""

    SUM = "sum"
    PERCENT = "percent"
    RATIO = "ratio"
    CHANGE = "change"
    MEAN = "mean"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Identity:
    """What should hold among lines, by their numbers from 1."""

    kind: Kind
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()
    equals: int = 0
    name: str = ""

    @property
    def lines(self) -> tuple[int, ...]:
        return (*self.plus, *self.minus, *((self.equals,) if self.equals else ()))


TOKEN = re.compile(r"\s*(\d{1,3})(?:\s*\.\.\s*(\d{1,3}))?")
NAMED = re.compile(r"^([^:=<>]{1,120}):\s*(.+)$", re.DOTALL)
TWO = {"%": Kind.PERCENT, "/": Kind.RATIO}


def identity(text: str, lines: int) -> Identity:
    """An identity from what was written down. Raises Fault("check", …)."""
    named = NAMED.match(text.strip())
    name, said = (named[1].strip(), named[2]) if named else ("", text.strip())
    said = said.replace("−", "-").replace("–", "-").replace("≤", "<=").replace("÷", "/")
    found = _read(said, name or said)
    if found is None or not found.lines or any(not 1 <= n <= lines for n in found.lines):
        raise Fault("check", "reporting.claim.check-not-read", text[:80])
    return found


def _read(said: str, name: str) -> Identity | None:
    if "<=" in said:
        some = [_numbers(part) for part in said.split("<=")]
        if len(some) < 2 or any(not part or len(part) > 1 for part in some):
            return None
        return Identity(Kind.SERIES, tuple(part[0] for part in some if part), name=name)
    left, mark, right = said.partition("=")
    result = _numbers(right)
    if not mark or not result or len(result) != 1:
        return None
    word = re.match(r"\s*(change|mean)\s+(.*)$", left, re.DOTALL)
    if word:
        terms = [n for part in word[2].split() for n in (_numbers(part) or [0])]
        if word[1] == "change" and len(terms) != 2:
            return None
        return Identity(Kind(word[1]), tuple(terms), equals=result[0], name=name)
    for sign, kind in TWO.items():
        if sign in left:
            two = [_numbers(part) for part in left.split(sign)]
            if len(two) != 2 or any(not part or len(part) > 1 for part in two):
                return None
            return Identity(kind, tuple(part[0] for part in two if part), equals=result[0], name=name)
    return _sum(left, result[0], name)


def _sum(left: str, equals: int, name: str) -> Identity | None:
    plus: list[int] = []
    minus: list[int] = []
    parts = re.split(r"([+\-])", left)
    parts = parts[1:] if not parts[0].strip() else ["+", *parts]
    for sign, part in zip(parts[::2], parts[1::2], strict=False):
        found = _numbers(part)
        if not found:
            return None
        (plus if sign == "+" else minus).extend(found)
    return Identity(Kind.SUM, tuple(plus), tuple(minus), equals, name) if plus or minus else None


def _numbers(text: str) -> list[int] | None:
    found = TOKEN.fullmatch(text.rstrip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return list(range(first, last + 1)) if first <= last else None


def check(table: Published) -> list[Finding]:
    """What the table says against itself: its written identities, and those that its figures imply."""
    written = [identity(text, len(table.lines)) for text in table.checks]
    have = {(i.kind, frozenset(i.plus), frozenset(i.minus), i.equals) for i in written}
    fresh = [i for i in implied(table.lines) if (i.kind, frozenset(i.plus), frozenset(i.minus), i.equals) not in have]
    return [finding for one in (*written, *fresh) for finding in tell(one, table)]


def tell(one: Identity, table: Published) -> list[Finding]:
    """What is to be said of one identity; nothing where it holds exactly."""
    lines, mark = table.lines, table.mark
    some = [lines[n - 1] for n in one.lines]
    read = [line.read(mark) for line in some]
    if one.kind is Kind.SERIES:
        figures = _alike(some, read, mark)
        return falls(one.name, [(_when(line), figure) for line, figure in zip(some, figures, strict=True)])
    if one.kind is Kind.SUM:
        figures = _alike(some, read, mark)
        cut = len(one.plus)
        return findings([Claim(one.name, tuple(figures[:cut]), figures[-1], tuple(figures[cut:-1]))])
    if one.kind is Kind.MEAN:
        return _mean(one.name, read[:-1], read[-1])
    part, whole = _alike(some[:2], read[:2], mark) if one.kind is not Kind.RATIO else read[:2]
    if one.kind is Kind.CHANGE:
        return _change(one.name, part, whole, read[-1])
    return quotient(one.name, part, whole, read[-1], 100 if one.kind is Kind.PERCENT else 1)


def _alike(lines: Sequence[Line], read: Sequence[Figure], mark: str) -> list[Figure]:
    """Figures in one measure: the one they are printed in where they share it, else whole units."""
    return list(read) if len({line.measure for line in lines}) == 1 else [line.in_our_units(mark) for line in lines]


def _when(line: Line) -> str:
    return line.end.isoformat() if line.end else line.label


def _mean(name: str, scores: Sequence[Figure], printed: Figure) -> list[Finding]:
    found = mean([int(s.value) for s in scores], str(printed.unit))
    if found == printed.value:
        return []
    facts = {"by": signed(printed.value - found), "share": str(found)}
    return [Finding("land.published.share", Severity.ERROR, name, facts)]


def _change(name: str, old: Figure, new: Figure, printed: Figure) -> list[Finding]:
    """Growth in per cent of the first figure; a fall may be printed without its sign."""
    grown = new.value - old.value
    size = Figure(f"{abs(grown):f}", Precision.EXACT)
    said = Figure(printed.printed.lstrip("+-−"), printed.precision, printed.step)
    return quotient(name, size, Figure(f"{old.value:f}", Precision.EXACT), said, 100)


def implied(lines: Sequence[Line]) -> Iterator[Identity]:
    """Identities that the catalogue of figures gives: a figure and its two classes; opening to closing where all that was
    released is printed. Nothing is implied of units: a table may leave some out, or print two levels."""
    groups: dict[tuple[object, ...], dict[str, int]] = {}
    for n, line in enumerate(lines, start=1):
        if line.figure and line.measure is not Measure.PERCENT:
            scope = (line.unit, line.contamination, line.flag, line.operator, line.start, line.end)
            groups.setdefault(scope, {}).setdefault(line.figure, n)
    for found in groups.values():
        for code, total in IDENTITIES.items():
            yield from _made_of(code, total.plus, total.minus, (total.plus[0], *total.minus[:3]), found, lines)
        for code, total in SPLITS.items():
            yield from _made_of(code, total.plus, total.minus, total.plus, found, lines)


def _made_of(
    code: str, plus: tuple[str, ...], minus: tuple[str, ...], needed: tuple[str, ...], found: dict[str, int], lines: Sequence[Line]
) -> Iterator[Identity]:  # fmt: skip
    if code in found and all(c in found for c in needed):
        added, taken = (tuple(found[c] for c in some if c in found) for some in (plus, minus))
        yield Identity(Kind.SUM, added, taken, found[code], lines[found[code] - 1].label)
