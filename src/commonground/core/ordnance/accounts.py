"""The account of a find: what was found is destroyed, retained, handed over or still waits. Nothing else can become of it.

Entries are never changed. An entry that corrects another takes its place from its own number on, so that an account can be
read as of any day and as known at any number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonground.core.ordnance.amounts import NONE, Amount, Qualifier, total


class Does(StrEnum):
    """What an entry does."""

    WORK = "work"  # a piece of work that finds came from, with the area that it searched
    FIND = "find"
    DISPOSE = "dispose"
    VOID = "void"


class Pot(StrEnum):
    """Where a thing stands."""

    AWAITING = "awaiting"
    DESTROYED = "destroyed"
    RETAINED = "retained"
    HANDED_OVER = "handed-over"


SOURCES = (Pot.AWAITING, Pot.RETAINED)  # what is destroyed or handed over does not come back
TARGETS = (Pot.DESTROYED, Pot.RETAINED, Pot.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry about one find, as its account needs it."""

    number: int
    does: Does
    on: date
    amount: Amount = NONE
    source: Pot = Pot.AWAITING
    target: Pot = Pot.DESTROYED
    corrects: int = 0


def in_force(entries: Iterable[Entry], known: int | None = None) -> list[Entry]:
    """The entries that stand as known at a number: known by then, not corrected by then, and no mere taking back."""
    seen = [e for e in entries if known is None or e.number <= known]
    corrected = {e.corrects for e in seen if e.corrects}
    return [e for e in seen if e.number not in corrected and e.does is not Does.VOID]


@dataclass(frozen=True, slots=True)
class Account:
    """What was found and where it stands."""

    found: Amount = NONE
    destroyed: Amount = NONE
    retained: Amount = NONE
    handed_over: Amount = NONE
    awaiting: Amount = NONE

    @property
    def closes(self) -> bool:
        """Whether what was found is what became of it and what waits, in number and in how it is meant."""
        return self.found == total((self.destroyed, self.retained, self.handed_over, self.awaiting))

    def __add__(self, other: "Account") -> "Account":
        return Account(
            self.found + other.found, self.destroyed + other.destroyed, self.retained + other.retained,
            self.handed_over + other.handed_over, self.awaiting + other.awaiting,
        )  # fmt: skip


NOTHING = Account()


def account(entries: Iterable[Entry], on: date | None = None, known: int | None = None) -> Account:
    """The account of one find as of the end of a day and as known at a number."""
    return settle([e for e in in_force(entries, known) if on is None or e.on <= on])


def settle(standing: Iterable[Entry]) -> Account:
    """The account that entries in force make. An inequality goes along with what is disposed of, until nothing is left."""
    pots: dict[Pot, int] = dict.fromkeys(Pot, 0)
    meant: dict[Pot, Qualifier] = dict.fromkeys(Pot, Qualifier.EXACT)
    found = NONE
    rest = sorted(standing, key=lambda e: (e.on, e.does is not Does.FIND, e.number))
    for entry in rest:
        if entry.does is Does.FIND:
            found = found + entry.amount
            pots[Pot.AWAITING] += entry.amount.number
            meant[Pot.AWAITING] = found.qualifier
        elif entry.does is Does.DISPOSE:
            pots[entry.source] -= entry.amount.number
            pots[entry.target] += entry.amount.number
            if not entry.amount.is_exact:
                meant[entry.target] = entry.amount.qualifier
                if not pots[entry.source]:
                    meant[entry.source] = Qualifier.EXACT
    return Account(
        found, Amount(pots[Pot.DESTROYED], meant[Pot.DESTROYED]), Amount(pots[Pot.RETAINED], meant[Pot.RETAINED]),
        Amount(pots[Pot.HANDED_OVER], meant[Pot.HANDED_OVER]), Amount(pots[Pot.AWAITING], meant[Pot.AWAITING]),
    )  # fmt: skip


def why_not(entries: Iterable[Entry]) -> str:
    """Why entries about one find cannot all stand; empty where they can.

    Looked at are all days, not just the last: a disposal that is written down late must leave later ones covered.
    """
    rest = in_force(entries)
    finds = [e for e in rest if e.does is Does.FIND]
    moves = [e for e in rest if e.does is Does.DISPOSE]
    if len(finds) > 1:
        return "ordnance.find.twice"
    if not finds:
        return "ordnance.find.disposed-of" if moves else ""
    found = finds[0]
    if any(e.on < found.on for e in moves):
        return "ordnance.disposal.before-find"
    if any(e.amount.is_nothing or e.source is e.target or e.source not in SOURCES for e in moves):
        return "ordnance.disposal.nothing"
    if any(not e.amount.is_exact and e.amount.qualifier is not found.amount.qualifier for e in moves):
        return "ordnance.disposal.otherwise-meant"
    left = {Pot.AWAITING: found.amount.number, Pot.RETAINED: 0}
    for day in sorted({e.on for e in moves}):
        for entry in (e for e in moves if e.on == day):
            left[entry.source] -= entry.amount.number
            if entry.target in left:
                left[entry.target] += entry.amount.number
        if min(left.values()) < 0:
            return "ordnance.disposal.more-than-waits"
    return ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A period: what waited and was retained at its start, what moved in it, and what waits and is retained at its end."""

    opening: Amount = NONE
    opening_retained: Amount = NONE
    found: Amount = NONE
    destroyed: Amount = NONE
    destroyed_retained: Amount = NONE  # of what is destroyed, that which had been retained
    retained: Amount = NONE
    handed_over: Amount = NONE
    handed_retained: Amount = NONE
    closing: Amount = NONE
    closing_retained: Amount = NONE

    def __add__(self, other: "Statement") -> "Statement":
        return Statement(*(getattr(self, n) + getattr(other, n) for n in Statement.__dataclass_fields__))

    @property
    def closes(self) -> bool:
        """Whether opening and what was found are what became of it and closing, to the piece."""
        waits = self.opening.number + self.found.number - self.closing.number
        gone = self.destroyed.number + self.retained.number + self.handed_over.number
        kept = self.opening_retained.number + self.retained.number - self.closing_retained.number
        from_kept = self.destroyed_retained.number + self.handed_retained.number
        came = self.opening.number + self.opening_retained.number + self.found.number
        went = self.destroyed.number + self.handed_over.number + self.closing.number + self.closing_retained.number
        return waits == gone - from_kept and kept == from_kept and came == went

    @property
    def says_something(self) -> bool:
        return any(getattr(self, n) for n in Statement.__dataclass_fields__)


def over(entries: Iterable[Entry], start: date, end: date, known: int | None = None) -> Statement:
    """The statement of one find over a period, both days in it."""
    standing = in_force(entries, known)
    early = [e for e in standing if e.on < start]
    within = [e for e in standing if start <= e.on <= end]
    before = settle(early) if early else NOTHING
    after = settle([*early, *within]) if within else before
    if not within:
        return Statement(before.awaiting, before.retained, closing=before.awaiting, closing_retained=before.retained)

    def moved(target: Pot, *sources: Pot) -> Amount:
        return total(e.amount for e in within if e.does is Does.DISPOSE and e.target is target and e.source in sources)

    return Statement(
        before.awaiting, before.retained, total(e.amount for e in within if e.does is Does.FIND),
        moved(Pot.DESTROYED, *SOURCES), moved(Pot.DESTROYED, Pot.RETAINED), moved(Pot.RETAINED, Pot.AWAITING),
        moved(Pot.HANDED_OVER, *SOURCES), moved(Pot.HANDED_OVER, Pot.RETAINED), after.awaiting, after.retained,
    )  # fmt: skip


def within_bounds(superset: Amount, subsets: Mapping[str, Amount]) -> bool:
    """Whether parts that are declared to lie in a larger find can: together they are no more than it, where it is exact."""
    return not superset.is_exact or sum(a.number for a in subsets.values()) <= superset.number
