"""Milestones: what a plan said, against what was; and what the plan leaves open in the years to come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonground.core.treaty.filling import Line

PLANNABLE = ("land.released", "land.cancelled", "land.reduced", "land.cleared", "land.closing")
RELEASE = ("land.cancelled", "land.reduced", "land.cleared")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A planned figure of a year. Of several editions of a plan, the one written down last holds."""

    year: int
    figure: str
    planned: int
    source: str
    edition: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A milestone and what was; None where the year is not over in the books that are looked at."""

    milestone: Milestone
    actual: int | None

    @property
    def difference(self) -> int | None:
        return None if self.actual is None else self.actual - self.milestone.planned


def in_force(milestones: Iterable[Milestone]) -> list[Milestone]:
    """The latest milestone of each year and figure, in the order of years and figures. Later ones stand later in the row."""
    latest = {(m.year, m.figure): m for m in milestones}
    return [latest[key] for key in sorted(latest, key=lambda k: (k[0], PLANNABLE.index(k[1])))]


def compared(milestones: Iterable[Milestone], actual: Mapping[tuple[int, str], int]) -> list[Compared]:
    """Milestones in force beside what was, by year and figure."""
    return [Compared(m, actual.get((m.year, m.figure))) for m in in_force(milestones)]


def planned_release(milestones: Iterable[Milestone]) -> dict[int, int]:
    """The release planned for each year: as a whole where the plan says so, else the sum of what it plans by method."""
    whole: dict[int, int] = {}
    parts: dict[int, int] = {}
    for m in in_force(milestones):
        if m.figure == "land.released":
            whole[m.year] = m.planned
        elif m.figure in RELEASE:
            parts[m.year] = parts.get(m.year, 0) + m.planned
    return dict(sorted((parts | whole).items()))


def projection(milestones: Iterable[Milestone], open_m2: int, after: int) -> list[tuple[int, int, int]]:
    """(year, planned release, what it leaves open) for each planned year after one at whose end so much was open.

    A year that nobody planned breaks nothing: it releases nothing. A plan that releases more than there is leaves nought.
    """
    out = []
    left = open_m2
    for y, m2 in planned_release(milestones).items():
        if y > after:
            left = max(0, left - m2)
            out.append((y, m2, left))
    return out


def plan_lines(found: Iterable[Compared]) -> list[Line]:
    """Milestones as rows of a form."""
    return [
        Line(
            f"{c.milestone.year}/{c.milestone.figure}", str(c.milestone.year),
            {"figure": c.milestone.figure, "planned": c.milestone.planned, "actual": c.actual, "difference": c.difference,
             "edition": c.milestone.edition},
        )
        for c in found
    ]  # fmt: skip


def projection_lines(found: Iterable[tuple[int, int, int]]) -> list[Line]:
    """A projection as rows of a form."""
    return [Line(str(y), str(y), {"planned": m2, "left": left}) for y, m2, left in found]
