"""Figures about risk education, defined once: a catalogue of its own, with an edition of its own."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import rfc8785

from commonground.core.figures.definitions import Nature
from commonground.core.incidents.casualties import percent
from commonground.core.incidents.education import Reach

EDITION = 1
SOURCE = "IMAS 05.10 and 12.10; Standardising Beneficiary Definitions, 2nd edition, 2020"
ONCE = "Everybody counts once in each campaign, where they were reached first; who comes again is counted apart."
KNOWN = "Only what was written down; where it is not known, nothing is added."
ESTIMATE = "An estimate: the largest of any session, and no part of any sum."


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a number of people, sessions or things, or a share of the people."""

    code: str
    name: str
    part: str
    whole: str = ""  # of a share
    unknowns: str = ONCE
    edition: int = 1

    @property
    def nature(self) -> Nature:
        return Nature.SHARE if self.whole else Nature.FLOW

    def as_data(self) -> dict[str, object]:
        """The definition as plain JSON."""
        return {
            "code": self.code, "edition": self.edition, "name": self.name, "nature": self.nature.value,
            "unit": "percent" if self.whole else "count", "formula": {"part": self.part, "whole": self.whole}, "source": SOURCE,
            "unknowns": self.unknowns,
            "rounding": "Whole percent, half up." if self.whole else "Counted, never rounded; rounded where it is published about few.",
        }  # fmt: skip


FIGURES: dict[str, Figure] = {
    f.code: f
    for f in (
        Figure("education.sessions", "Sessions of risk education", "sessions", unknowns=KNOWN),
        Figure("education.people", "People reached by risk education", "people"),
        Figure("education.women", "Women reached by risk education", "women"),
        Figure("education.men", "Men reached by risk education", "men"),
        Figure("education.girls", "Girls reached by risk education", "girls"),
        Figure("education.boys", "Boys reached by risk education", "boys"),
        Figure("education.unknown", "People reached, sex or age unknown", "unknown"),
        Figure("education.disability", "People with disabilities reached", "disability", unknowns=KNOWN),
        Figure("education.known-share", "People reached whose sex and age are known", "known", "people"),
        Figure("education.again", "People who came again", "again"),
        Figure("education.indirect", "People who hear of it from others", "indirect", unknowns=ESTIMATE),
        Figure("education.materials", "Materials handed out", "materials", unknowns=KNOWN),
    )
}
# A figure and its parts, of which it is the sum.
SPLITS = {
    "education.people": ("education.women", "education.men", "education.girls", "education.boys", "education.unknown")
}


def value(code: str, of: Reach) -> int | None:
    """A figure; None for what nobody wrote down, and for a share of nobody. Raises KeyError for a figure that there is not."""
    figure = FIGURES[code]
    part = of.groups[figure.part] if figure.part in of.groups else getattr(of, figure.part)
    if not figure.whole:
        return None if part is None else int(part)
    whole = getattr(of, figure.whole)
    return percent(Fraction(part, whole)) if whole else None


@cache
def digest() -> str:
    """SHA-256 of this catalogue in its canonical writing."""
    said: dict[str, Any] = {"edition": EDITION, "figures": [f.as_data() for _, f in sorted(FIGURES.items())]}
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
