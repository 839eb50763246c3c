"""Land on a day as known at a ledger number, cut as finely as tables of figures are: by the same road as the statement's figures.

By type land of two types counts in both, as it does in the statement of each. Every hazard is counted in one place: under confirmed
where any of it is confirmed, and in the unit that most of its open land lies in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonground.core.dates import FIRST_DAY, Period, Times
from commonground.core.figures.values import value
from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import Region, box_of, regions
from commonground.core.land.statement import OUT_OF, Flow, columns
from commonground.land.models import Atom, LedgerEntry
from commonground.land.queries import called, entries, flows, types
from commonground.land.queries.shared import COUNTED
from commonground.places import queries as places
from commonground.store.sets import among, rows
from commonground.store.spatial import ids_in_box

ATOM, ENTRY = Atom._meta.db_table, LedgerEntry._meta.db_table
OPEN = ("suspected", "confirmed")
SIZED, DRAWN, PARTITION = ("both", "hazard", "stated", "length"), ("both", "hazard"), ("both", "programme")
Moves = Iterable[
    tuple[int, str, int | None, str, str, str, int]
]  # hazard, type, unit, book, source, target, m2 or hazards
Groups = dict[int | None, int | None]
Codes = dict[int, str]


@dataclass(frozen=True, slots=True)
class OpenLand:
    """Open land in one place: square metres of the partition, hazards counted there, and those of them that have no area."""

    unit: str | None
    contamination: str
    status: str
    m2: int = 0
    hazards: int = 0
    without_area: int = 0


@dataclass(frozen=True, slots=True)
class Released:
    """Square metres that were released in a year by one activity."""

    year: str
    activity: str
    unit: str | None
    operator: str | None
    donor: str | None
    m2: int


def open_land(end: date, known: int) -> tuple[list[OpenLand], list[OpenLand]]:
    """Open land at the end of a day by first-level unit and status: whole, and once more of each type by itself."""
    period, times, upper, codes = Period(FIRST_DAY, end), Times(None, known), places.groups(1), _codes()
    counted = _hazards(end, known, upper, codes)
    plain = _closing(flows.flows(period, times), "", upper, codes)
    by_type = types.by_contamination(period, times).items()
    typed = [one for kind, some in by_type for one in _closing(some, kind, upper, codes)]
    return [*plain, *counted], [*typed, *counted]


def _closing(some: Iterable[Flow], kind: str, upper: Groups, codes: Codes) -> list[OpenLand]:
    by_unit, _ = columns(some, upper or None)
    return [
        OpenLand(codes.get(unit or 0), kind, status, m2)
        for unit, column in by_unit.items()
        for status in OPEN
        if (m2 := int(value(f"land.closing.{status}", column) or 0))
    ]


def _hazards(end: date, known: int, upper: Groups, codes: Codes) -> list[OpenLand]:
    """Every open hazard, counted in one place; what it is of stands with it."""
    table, params = called.hazards(known)
    found = rows(
        f"SELECT a.hazard_id, n.contamination, a.unit_id, a.book, a.source, a.target, sum(a.m2 + a.unknown) FROM {ATOM} a "
        f'JOIN {table} n ON n.id = a.hazard_id WHERE a."on" <= %s AND a.known <= %s '
        "GROUP BY a.hazard_id, n.contamination, a.unit_id, a.book, a.source, a.target",
        [*params, end.isoformat(), known],
    )
    return _counts(((h, kind, upper.get(unit, unit), *said, int(size)) for h, kind, unit, *said, size in found), codes)


def _counts(moves: Moves, codes: Codes) -> list[OpenLand]:
    sizes: dict[int, dict[tuple[int | None, str], int]] = {}  # of each hazard, by unit and status
    drawn: dict[int, int] = {}
    kinds: dict[int, str] = {}
    for hazard, kind, unit, book, source, target, size in moves:
        for status, sign in ((source, -1), (target, 1)):
            if status in OPEN and book in SIZED:
                kinds[hazard], mine = kind, sizes.setdefault(hazard, {})
                mine[unit, status] = mine.get((unit, status), 0) + sign * size
                drawn[hazard] = drawn.get(hazard, 0) + sign * size * (book in DRAWN)
    out = []
    for hazard, by in sorted(sizes.items()):
        counted = _counted(by)
        if counted is not None:
            bare = int(drawn[hazard] <= 0)
            out.append(OpenLand(codes.get(counted[0] or 0), kinds[hazard], counted[1], 0, 1, bare))
    return out


def _counted(by: dict[tuple[int | None, str], int]) -> tuple[int | None, str] | None:
    """The unit and the status under which a hazard is counted; None where nothing of it is open."""
    for status in reversed(OPEN):
        some = {unit: size for (unit, one), size in by.items() if one == status and size > 0}
        if some:
            return max(some, key=lambda unit: (some[unit], -(unit or 0))), status
    return None


def released(end: date, known: int) -> list[Released]:
    """What was released until a day, by year, activity, first-level unit, operator and donor."""
    year = 'substr(CAST(a."on" AS text), 1, 4)'
    found = rows(
        f"SELECT {year}, a.line, a.unit_id, e.operator, e.donor, sum(a.m2) FROM {ATOM} a JOIN {ENTRY} e ON e.number = a.entry "
        f'WHERE {COUNTED} AND a."on" <= %s AND a.known <= %s '
        f"GROUP BY {year}, a.line, a.unit_id, e.operator, e.donor",
        [end.isoformat(), known],
    )
    codes, upper = _codes(), places.groups(1)
    return [
        Released(y, line, codes.get(upper.get(unit, unit) or 0), operator or None, donor or None, int(m2))
        for y, line, unit, operator, donor, m2 in found
        if m2
    ]


def _codes() -> Codes:
    return {u.id: u.code for u in places.units(1)}


def inside(polygon: Region, end: date, known: int) -> tuple[list[OpenLand], list[Released]]:
    """Open land in a drawn area, and what was released in it: its accounts with it as the only unit, as a statement of it would be."""
    near = set(ids_in_box(LedgerEntry, box_of(polygon)))
    if not near:
        return [], []
    clause, params = among("entry_id", near)
    hazards = {r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM land_naming WHERE {clause}", params)}
    found = entries.of_hazards(hazards, known)
    atoms = [
        (a, on) for a, on in flows.folded(found, Units((0,), regions([polygon])), end, known, hazards) if a.unit == 0
    ]
    flows_ = [
        Flow(None, False, a.book.value, a.line.value, a.source.value, a.target.value, a.m2, a.unknown) for a, _ in atoms
    ]
    there = _counts(
        ((a.hazard, "", None, a.book.value, a.source.value, a.target.value, a.m2 + a.unknown) for a, _ in atoms), {}
    )
    gone: dict[tuple[str, str], int] = {}
    for a, on in atoms:
        if a.book.value in PARTITION and a.line.value in OUT_OF:
            key = (str(on.year), a.line.value)
            gone[key] = gone.get(key, 0) + a.m2
    released_ = [Released(y, line, None, None, None, m2) for (y, line), m2 in sorted(gone.items()) if m2]
    return [*_closing(flows_, "", {}, {}), *there], released_
