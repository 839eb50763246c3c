"""Whether published figures add up: claims as data, checked at the precision they were printed with.

A printed figure stands for every value that rounds (or is cut off) to it. A table adds up where some choice of such
values does; where none does, the finding says by how much it fails as printed, and what rounding cannot explain.
Nothing here says what is true: only what cannot be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from commonground.core.findings import Finding, Severity

ZERO = Decimal(0)


class Precision(StrEnum):
    """How a publisher came from a value to what is printed."""

    EXACT = "exact"  # counts: victims, mines, areas by number
    ROUNDED = "rounded"
    CUT = "cut"  # decimals dropped
    LEAST = "least"  # "more than": the figure is a lower bound
    ABOUT = "about"  # rounded to its last place that is not nought: "about 660" is of tens


NEAREST = (Precision.ROUNDED, Precision.ABOUT)


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure, as text, because its decimals say how precise it is."""

    printed: str
    precision: Precision = Precision.ROUNDED
    step: str = ""  # where the figure is coarser than its decimals: "about 660" is of tens, perhaps
    factor: Decimal = Decimal(1)  # from the measure it is printed in to the one it is compared in

    @property
    def value(self) -> Decimal:
        """The figure as printed."""
        return self._number * self.factor

    @property
    def _number(self) -> Decimal:
        return Decimal(self.printed.replace(",", ""))

    @property
    def unit(self) -> Decimal:
        """The last place that it is printed to."""
        if self.step:
            return Decimal(self.step) * self.factor
        number = self._number.normalize() if self.precision is Precision.ABOUT else self._number
        exponent = number.as_tuple().exponent
        return (Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)) * self.factor

    @property
    def least(self) -> Decimal:
        """The smallest value it can stand for."""
        return self.value - self.unit / 2 if self.precision in NEAREST else self.value

    @property
    def most(self) -> Decimal | None:
        """The largest; None where it has no upper bound."""
        if self.precision is Precision.LEAST:
            return None
        if self.precision in NEAREST:
            return self.value + self.unit / 2
        return self.value + (self.unit if self.precision is Precision.CUT else ZERO)

    def beyond(self, value: Decimal) -> Decimal:
        """By how much a value lies outside what the figure can stand for, signed; nought where it lies within."""
        if value < self.least:
            return value - self.least
        most = self.most
        if most is None or value < most or (value == most and self.precision is not Precision.CUT):
            return ZERO
        return value - most or Decimal(1)  # a figure cut off never stands for the next one


@dataclass(frozen=True, slots=True)
class Claim:
    """One identity that a published table implies: what is added, what is taken away, and what should come of it."""

    name: str
    plus: tuple[Figure, ...]
    equals: Figure
    minus: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A claim and how far it is from holding. `off` is the printed result less the printed sum."""

    claim: Claim
    off: Decimal
    unexplained: Decimal  # what remains of `off` when every figure's rounding is used up; signed

    @property
    def exact(self) -> bool:
        """Whether it adds up as printed."""
        return self.off == 0

    @property
    def holds(self) -> bool:
        """Whether some values behind the printed figures add up."""
        return self.unexplained == 0


def figures(*printed: str, precision: Precision = Precision.ROUNDED) -> tuple[Figure, ...]:
    """Figures of one precision."""
    return tuple(Figure(p, precision) for p in printed)


def check(claim: Claim) -> Result:
    """Whether a claim adds up, and by how much it does not."""
    total = sum((f.value for f in claim.plus), ZERO) - sum((f.value for f in claim.minus), ZERO)
    off = claim.equals.value - total
    least = _add(f.least for f in claim.plus), _add(f.most for f in claim.minus)
    most = _add(f.most for f in claim.plus), _add(f.least for f in claim.minus)
    low = None if least[0] is None or least[1] is None else least[0] - least[1]
    high = None if most[0] is None or most[1] is None else most[0] - most[1]
    beyond = ZERO
    if high is not None and claim.equals.least > high:
        beyond = claim.equals.least - high
    elif low is not None and claim.equals.most is not None and claim.equals.most < low:
        beyond = claim.equals.most - low
    return Result(claim, off, beyond)


def _add(values: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total


def falls(name: str, series: Sequence[tuple[str, Figure]]) -> list[Finding]:
    """Where a cumulative total falls from one publication to the next, which nothing but a correction explains."""
    out = []
    for (when, before), (then, after) in pairwise(series):
        if after.most is not None and after.most < before.least:
            facts = {"from": when, "to": then, "by": str(before.value - after.value)}
            out.append(Finding("land.published.total-falls", Severity.ERROR, name, facts))
    return out


def findings(claims: Iterable[Claim]) -> list[Finding]:
    """A finding for every claim that does not add up: the amount as printed, and what rounding does not explain."""
    out = []
    for result in map(check, claims):
        if not result.holds:
            facts = {"by": signed(result.off), "unexplained": signed(result.unexplained)}
            out.append(Finding("land.published.does-not-add-up", Severity.ERROR, result.claim.name, facts))
        elif not result.exact:
            out.append(Finding("land.published.rounded", Severity.NOTE, result.claim.name, {"by": signed(result.off)}))
    return out


def signed(amount: Decimal) -> str:
    """An amount with its sign, plainly written."""
    return f"{amount:+f}"


def percent(part: Figure, whole: Figure, printed: Figure) -> set[Precision]:
    """How a printed percentage can have come from its two figures: rounded, cut off, both, or neither."""
    return _ways(part.value * 100 / whole.value, printed)


def _ways(share: Decimal, printed: Figure) -> set[Precision]:
    ways = {Precision.ROUNDED: ROUND_HALF_UP, Precision.CUT: ROUND_DOWN}
    places = Decimal(1) * printed.unit
    return {
        way
        for way, rounding in ways.items()
        if (share / places).quantize(Decimal(1), rounding) * places == printed.value
    }


def quotient(name: str, part: Figure, whole: Figure, printed: Figure, times: int = 1) -> list[Finding]:
    """What is to be said of a printed quotient: nothing where it is its two figures' quotient, rounded (or cut off, and said
    so); a note where it was cut off unsaid, or where only the rounding of the two explains it; else by how much it is off."""
    if whole.value == 0:
        return [Finding("land.published.share", Severity.ERROR, name, {"by": printed.printed, "share": "-"})]
    share = part.value * times / whole.value
    facts = {"by": signed(shown(printed.value - share)), "share": f"{shown(share):f}"}
    ways = _ways(share, printed)
    if printed.precision in ways or (ways and printed.precision not in (Precision.ROUNDED, Precision.CUT)):
        return []
    if ways and printed.precision is Precision.ROUNDED:
        return [Finding("land.published.cut", Severity.NOTE, name, facts)]
    low = _part(part.least, whole.most, times)
    high = None if part.most is None or whole.least <= 0 else part.most * times / whole.least
    most = printed.most
    if (most is None or low is None or most >= low) and (high is None or printed.least <= high):
        return [Finding("land.published.share-rounded", Severity.NOTE, name, facts)]
    return [Finding("land.published.share", Severity.ERROR, name, facts)]


def _part(amount: Decimal, whole: Decimal | None, times: int) -> Decimal | None:
    return None if not whole else amount * times / whole


def shown(amount: Decimal) -> Decimal:
    """An amount to four significant places behind the point, without noughts at its end."""
    plain = amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain.normalize()


def mean(scores: Sequence[int], places: str = "0.1") -> Decimal:
    """The mean of scores as rounded half up to a place."""
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal(places), ROUND_HALF_UP)
