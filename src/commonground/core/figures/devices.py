"""Figures about devices, defined once: a catalogue of its own beside that of the land, with an edition of its own.

A figure here is an amount: a number and how it is meant. They are counted from the ledger of ordnance, which has its own numbers;
publications carry them in the sections of treaty forms, so that contents published before there were such figures stay as they are.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import rfc8785

from commonground.core.figures.definitions import Nature
from commonground.core.ordnance.accounts import Statement
from commonground.core.ordnance.amounts import Amount
from commonground.core.ordnance.kinds import TreatyKind

EDITION = 1
MDR = "IMAS 05.10; APMBC Article 7.1 (b), (d), (g); CCM Article 7.1 (b), (f), (h)"
MEANT = (
    "A number that is more than, at least or about stays so, in every sum. Things that nobody identified count under the kind that "
    "is not known. Parts of a larger find are counted in it and never added."
)
EVERYTHING, GROUND, STOCKPILE = "", "ground", "stockpile"
LINES = {
    "opening": ("Awaiting disposal at the start", Nature.BALANCE),
    "found": ("Found", Nature.FLOW),
    "destroyed": ("Destroyed", Nature.FLOW),
    "retained": ("Retained in the period", Nature.FLOW),
    "handed_over": ("Handed over", Nature.FLOW),
    "closing": ("Awaiting disposal at the end", Nature.BALANCE),
    "opening_retained": ("Retained at the start", Nature.BALANCE),
    "closing_retained": ("Retained at the end", Nature.BALANCE),
}
BOOKS = {EVERYTHING: "everything that was found", GROUND: "what was found in the ground", STOCKPILE: "stockpiles"}


@dataclass(frozen=True, slots=True)
class Devices:
    """One figure: a line of the statement of ordnance, of a kind or of all, out of a book."""

    line: str
    kind: TreatyKind | None = None
    book: str = EVERYTHING
    edition: int = 1

    @property
    def code(self) -> str:
        parts = ("devices", self.book, self.line.replace("_", "-"), self.kind.value if self.kind else "")
        return ".".join(p for p in parts if p)

    @property
    def nature(self) -> Nature:
        return LINES[self.line][1]

    def as_data(self) -> dict[str, object]:
        """The definition as plain JSON."""
        return {
            "code": self.code, "edition": self.edition, "name": LINES[self.line][0], "nature": self.nature.value, "unit": "count",
            "formula": {"line": self.line, "kind": self.kind.value if self.kind else "", "book": self.book},
            "source": MDR, "unknowns": MEANT, "rounding": "Counted, never rounded.",
        }  # fmt: skip


FIGURES: dict[str, Devices] = {
    d.code: d for book in BOOKS for line in LINES for kind in (None, *TreatyKind) for d in (Devices(line, kind, book),)
}
# The first three together are the others together, in every kind and in the whole.
IDENTITY = (("opening", "opening_retained", "found"), ("destroyed", "handed_over", "closing", "closing_retained"))


def value(code: str, of: Mapping[str, Statement], whole: Statement) -> Amount:
    """A figure from statements by kind and the whole. Raises KeyError for a figure that there is not."""
    definition = FIGURES[code]
    found = whole if definition.kind is None else of.get(definition.kind.value, Statement())
    amount = getattr(found, definition.line)
    assert isinstance(amount, Amount)
    return amount


@cache
def digest() -> str:
    """SHA-256 of this catalogue in its canonical writing."""
    said: dict[str, Any] = {"edition": EDITION, "figures": [d.as_data() for _, d in sorted(FIGURES.items())]}
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
