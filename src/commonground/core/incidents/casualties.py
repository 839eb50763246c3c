"""Casualties as the Landmine and Cluster Munition Monitor counts them (domain.md 5.6).

The total is killed and injured and unknown outcome. Shares of civilians and of children are taken only over those of whom it
is known. A figure is restated when later knowledge changes it: every count is asked for as known at some moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from commonground.core.incidents.codes import AgeClass, Outcome, Sex, Status


@dataclass(frozen=True, slots=True)
class Cell:
    """So many people of one outcome, sex, age class and status."""

    outcome: str
    sex: str
    age_class: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Casualties:
    """The figures of some people. Shares have their whole beside them, so that a page can say over how many."""

    killed: int = 0
    injured: int = 0
    unknown: int = 0
    civilians: int = 0
    status_known: int = 0
    children: int = 0
    age_known: int = 0
    women: int = 0
    men: int = 0

    @property
    def total(self) -> int:
        return self.killed + self.injured + self.unknown

    @property
    def civilian_share(self) -> Fraction | None:
        """Civilians among those whose status is known; None where it is of nobody."""
        return Fraction(self.civilians, self.status_known) if self.status_known else None

    @property
    def child_share(self) -> Fraction | None:
        """Children among civilians and others whose age is known; None where it is of nobody."""
        return Fraction(self.children, self.age_known) if self.age_known else None

    @property
    def sex_known(self) -> int:
        return self.women + self.men

    @property
    def sex_unknown(self) -> int:
        return self.total - self.women - self.men

    def __add__(self, other: "Casualties") -> "Casualties":
        return Casualties(*(getattr(self, n) + getattr(other, n) for n in Casualties.__dataclass_fields__))


def counted(cells: Iterable[Cell]) -> Casualties:
    """The figures of some cells."""
    found = dict.fromkeys(Casualties.__dataclass_fields__, 0)
    for cell in cells:
        outcome = cell.outcome if cell.outcome in (Outcome.KILLED, Outcome.INJURED) else Outcome.UNKNOWN.value
        found[outcome] += cell.count
        if cell.status in (Status.CIVILIAN, Status.FORCES, Status.DEMINER):
            found["status_known"] += cell.count
            found["civilians"] += cell.count if cell.status == Status.CIVILIAN else 0
        if cell.age_class in (AgeClass.CHILD, AgeClass.ADULT):
            found["age_known"] += cell.count
            found["children"] += cell.count if cell.age_class == AgeClass.CHILD else 0
        found["women"] += cell.count if cell.sex == Sex.FEMALE else 0
        found["men"] += cell.count if cell.sex == Sex.MALE else 0
    return Casualties(**found)


def percent(share: Fraction | None) -> int | None:
    """A share in whole percent, half up, as the Monitor prints it."""
    return None if share is None else int(share * 100 + Fraction(1, 2))
