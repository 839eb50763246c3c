"""Figures about casualties, defined once by what the Monitor counts: a catalogue of its own, with an edition of its own."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import rfc8785

from commonground.core.figures.definitions import Nature
from commonground.core.incidents.casualties import Casualties, percent

EDITION = 2  # with the share of women and girls
MONITOR = "Landmine and Cluster Munition Monitor: casualties; APMBC action plan, SADDD"
EVERYBODY = "Everybody counts once, by the accident's first possible day; an unknown outcome is a part of the total."
OVER_KNOWN = "Taken over those of whom it is known; without a figure where it is known of nobody."


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a number of people, or a share of some of whom it is known."""

    code: str
    name: str
    part: str
    whole: str = ""  # of a share
    edition: int = 1

    @property
    def nature(self) -> Nature:
        return Nature.SHARE if self.whole else Nature.FLOW

    def as_data(self) -> dict[str, object]:
        """The definition as plain JSON."""
        return {
            "code": self.code, "edition": self.edition, "name": self.name, "nature": self.nature.value,
            "unit": "percent" if self.whole else "count", "formula": {"part": self.part, "whole": self.whole}, "source": MONITOR,
            "unknowns": OVER_KNOWN if self.whole else EVERYBODY,
            "rounding": "Whole percent, half up." if self.whole else "Counted, never rounded; rounded where it is published about few.",
        }  # fmt: skip


FIGURES: dict[str, Figure] = {
    f.code: f
    for f in (
        Figure("casualties.total", "Casualties", "total"),
        Figure("casualties.killed", "Killed", "killed"),
        Figure("casualties.injured", "Injured", "injured"),
        Figure("casualties.unknown", "Outcome unknown", "unknown"),
        Figure("casualties.civilian", "Civilians", "civilians"),
        Figure("casualties.status-known", "Status known", "status_known"),
        Figure("casualties.civilian-share", "Civilians, of those whose status is known", "civilians", "status_known"),
        Figure("casualties.child", "Children", "children"),
        Figure("casualties.age-known", "Age known", "age_known"),
        Figure("casualties.child-share", "Children, of those whose age is known", "children", "age_known"),
        Figure("casualties.female", "Women and girls", "women"),
        Figure("casualties.male", "Men and boys", "men"),
        Figure("casualties.sex-unknown", "Sex unknown", "sex_unknown"),
        Figure("casualties.sex-known", "Sex known", "sex_known"),
        Figure("casualties.female-share", "Women and girls, of those whose sex is known", "women", "sex_known"),
    )
}
# A figure and its parts, of which it is the sum.
SPLITS = {
    "casualties.total": ("casualties.killed", "casualties.injured", "casualties.unknown"),
    "casualties.total, by sex": ("casualties.female", "casualties.male", "casualties.sex-unknown"),
}


def value(code: str, of: Casualties) -> int | None:
    """A figure; None for a share of nobody. Raises KeyError for a figure that there is not."""
    figure = FIGURES[code]
    part = getattr(of, figure.part)
    if not figure.whole:
        return int(part)
    whole = getattr(of, figure.whole)
    return percent(Fraction(part, whole)) if whole else None


@cache
def digest() -> str:
    """SHA-256 of this catalogue in its canonical writing."""
    said: dict[str, Any] = {"edition": EDITION, "figures": [f.as_data() for _, f in sorted(FIGURES.items())]}
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
