"""What has no polygon: square metres as somebody stated them, metres of a line, or unknown.

Always in lines of their own; never zero, never nothing. One hazard at a time, because a figure without a shape
cannot overlap anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from commonground.core.land.books import Idle, route
from commonground.core.land.entries import (
    ADDING,
    Account,
    Atom,
    Book,
    Entry,
    Kind,
    Line,
)


@dataclass(slots=True)
class StatedAccount:
    """One hazard's account in figures alone."""

    hazard: int
    unit: int | None
    balance: dict[tuple[Book, Account], int] = field(default_factory=dict)
    unknown_in: Account | None = None  # where the hazard stands while its size is unknown
    recorded: bool = False
    idle: list[Idle] = field(default_factory=list)

    def apply(self, entry: Entry) -> list[Atom]:
        """What one entry without a polygon does to this hazard."""
        book = Book.LENGTH if entry.length_m is not None else Book.STATED
        amount = entry.length_m if book is Book.LENGTH else entry.stated_m2
        if entry.kind in ADDING:
            atoms = self._add(entry, book, amount)
            self.recorded = True
            return atoms
        sources, target, line = route(entry)
        if entry.whole:
            return self._all(entry, sources, target, line)
        if amount is None:
            self._say(entry, "land.entry.unknown-area", 0)
            return []
        return self._some(entry, book, amount, sources, target, line)

    def _add(self, entry: Entry, book: Book, amount: int | None) -> list[Atom]:
        line = Line.BROUGHT if entry.kind is Kind.OPENING else Line.EXTENDED if self.recorded else Line.NEW
        if amount is None:
            if self.unknown_in is not None:
                self._say(entry, "land.entry.already-open", 0)
                return []
            self.unknown_in = entry.level
            return [self._atom(entry, book, line, Account.UNRECORDED, entry.level, 0, 1)]
        self._put(book, entry.level, amount)
        return [self._atom(entry, book, line, Account.UNRECORDED, entry.level, amount)]

    def _all(self, entry: Entry, sources: Iterable[Account], target: Account, line: Line) -> list[Atom]:
        atoms = []
        for book in (Book.STATED, Book.LENGTH):
            for account in sources:
                amount = self.balance.get((book, account), 0)
                unknown = int(book is Book.STATED and self.unknown_in is account)
                if amount or unknown:
                    self._put(book, account, -amount)
                    self._put(book, target, amount)
                    atoms.append(self._atom(entry, book, line, account, target, amount, unknown))
                if unknown:
                    self.unknown_in = target
        if not atoms:
            self._say(entry, "land.entry.never-recorded" if not self.recorded else "land.entry.nothing-left", 0)
        return atoms

    def _some(
        self, entry: Entry, book: Book, amount: int, sources: Iterable[Account], target: Account, line: Line
    ) -> list[Atom]:
        atoms, left = [], amount
        for account in sources:
            taken = min(left, self.balance.get((book, account), 0))
            if taken > 0:
                self._put(book, account, -taken)
                self._put(book, target, taken)
                atoms.append(self._atom(entry, book, line, account, target, taken))
                left -= taken
        if left:
            self._say(entry, "land.entry.more-than-stated" if self.recorded else "land.entry.never-recorded", left)
        return atoms

    def _put(self, book: Book, account: Account, amount: int) -> None:
        self.balance[book, account] = self.balance.get((book, account), 0) + amount

    def _say(self, entry: Entry, code: str, m2: float) -> None:
        self.idle.append(Idle(entry.number, self.hazard, code, m2))

    def _atom(
        self, entry: Entry, book: Book, line: Line, source: Account, target: Account, amount: int, unknown: int = 0
    ) -> Atom:
        return Atom(entry.number, self.hazard, self.unit, book, line, source, target, amount, unknown)
