"""A printed figure beside ours: whether they can be the same, and if not, under which of the reasons they would be.

Every reason is tried by itself; two together only where none alone explains the gap. That something would explain it does
not say that it did: with a coarse print several will, and the list says so. That none does is an answer too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commonground.core.claims.published import Line, Published
from commonground.core.claims.questions import Answer, Books, Question, Terms, Variation, question
from commonground.core.claims.reasons import REASONS
from commonground.core.land.reconcile import Figure

PAIRS = 1_500  # so many pairs are tried at most


@dataclass(frozen=True, slots=True)
class Tested:
    """What our figure would be under one reason, or two; in whole units of the catalogue."""

    variations: tuple[Variation, ...]
    terms: Terms
    ours: int
    printed: Figure  # as read under the reason
    remaining: Decimal  # by how much ours lies outside what the print can stand for; nought where it lies within
    idle: bool = False  # nothing changes under this reason

    @property
    def holds(self) -> bool:
        return self.remaining == 0

    @property
    def gap(self) -> Decimal:
        """The printed figure less ours."""
        return self.printed.value - self.ours

    @property
    def weight(self) -> int:
        return sum(v.weight for v in self.variations)


@dataclass(frozen=True, slots=True)
class Explained:
    """One line beside the books."""

    line: Line
    question: Question
    printed: Figure
    ours: int | None  # None where the books have no such figure
    remaining: Decimal
    tested: tuple[Tested, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether our figure is one that the print can stand for."""
        return self.ours is not None and self.remaining == 0

    @property
    def gap(self) -> Decimal | None:
        return None if self.ours is None else self.printed.value - self.ours

    @property
    def explanations(self) -> tuple[Tested, ...]:
        """The reasons under which there is no gap, the likelier first."""
        return tuple(t for t in self.tested if t.holds and not t.idle)


def beside(line: Line, mark: str, answer: Answer) -> Explained | None:
    """A line and our figure for the same question; None where it asks for none of ours."""
    asked = question(line)
    if asked is None:
        return None
    printed, ours = line.in_our_units(mark), answer(asked)
    remaining = Decimal(0) if ours is None else printed.beyond(Decimal(ours))
    return Explained(line, asked, printed, ours, remaining)


def explain(line: Line, mark: str, books: Books, answer: Answer, *, pairs: bool = True) -> Explained | None:
    """A line beside the books, with every reason tested where they differ."""
    found = beside(line, mark, answer)
    if found is None or found.ours is None or found.agrees:
        return found
    variations = [v for reason in REASONS for v in reason(line, found.question, books)]
    tested = list(_singles(found, variations, answer))
    if pairs and not any(t.holds for t in tested):
        tested += _pairs(found, variations, answer)
    return Explained(
        line, found.question, found.printed, found.ours, found.remaining, tuple(sorted(tested, key=_order))
    )


def _order(tested: Tested) -> tuple[bool, bool, int, Decimal]:
    """What explains the gap first, by how likely it is; then by what remains; last what changes nothing."""
    return (not tested.holds, tested.idle, tested.weight if tested.holds else 0, abs(tested.remaining))


def _singles(found: Explained, variations: Iterable[Variation], answer: Answer) -> Iterator[Tested]:
    for one in variations:
        tested = _test(found, (one,), one.ask(found.question), answer)
        if tested is not None:
            yield tested


def _pairs(found: Explained, variations: Sequence[Variation], answer: Answer) -> Iterator[Tested]:
    """Two reasons at once, of different kinds, that leave no gap and of which both are needed."""
    left = PAIRS
    order = sorted(variations, key=lambda v: v.weight)
    for i, one in enumerate(order):
        for other in order[i + 1 :]:
            if one.reason == other.reason or left == 0:
                continue
            left -= 1
            terms = tuple((s * t, q) for s, asked in one.ask(found.question) for t, q in other.ask(asked))
            tested = _test(found, (one, other), terms, answer)
            if tested is not None and tested.holds and not tested.idle:
                yield tested


def _test(found: Explained, variations: tuple[Variation, ...], terms: Terms, answer: Answer) -> Tested | None:
    printed = found.printed
    for one in variations:
        printed = one.read(printed)
    ours = 0
    for sign, asked in terms:
        figure = answer(asked)
        if figure is None:
            return None
        ours += sign * figure
    idle = ours == found.ours and (printed.least, printed.most) == (found.printed.least, found.printed.most)
    return Tested(variations, terms, ours, printed, printed.beyond(Decimal(ours)), idle)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two published figures for one question that cannot both be right."""

    one: Line
    other: Line
    gap: Decimal  # the other less the one, in whole units of the catalogue
    remaining: Decimal  # what the precision of the two does not explain, signed


def conflict(one: Line, mark: str, other: Line, other_mark: str) -> Conflict | None:
    """The gap between two printed figures for the same question; None where they are not of the same question."""
    if _asks(one) != _asks(other):
        return None
    a, b = one.in_our_units(mark), other.in_our_units(other_mark)
    remaining = Decimal(0)
    if a.most is not None and b.least > a.most:
        remaining = b.least - a.most
    elif b.most is not None and b.most < a.least:
        remaining = b.most - a.least
    return Conflict(one, other, b.value - a.value, remaining)


def _asks(line: Line) -> tuple[object, ...]:
    """The question of a line; where we have no figure of it, the words it goes by."""
    what = line.figure or " ".join(line.label.casefold().split())
    return (what, line.start, line.end, line.unit, line.contamination, line.flag, line.operator)


def conflicts(one: Published, other: Published) -> list[Conflict]:
    """Where two tables answer the same question, with the gap between them; nought where they agree."""
    found = (conflict(a, one.mark, b, other.mark) for a in one.lines for b in other.lines)
    return [c for c in found if c is not None]
