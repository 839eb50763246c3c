"""Casualties as the Monitor counts them, as of a day and as known on another, by whatever is asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.incidents.casualties import Casualties, Cell, counted
from commonground.incidents.access import accidents as access
from commonground.incidents.access import effective
from commonground.incidents.queries.known import known_on
from commonground.store.sets import among, rows


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: years, units, the day as of which and the day as known on which; None is now."""

    first: int | None = None
    last: int | None = None
    units: frozenset[str] = frozenset()  # empty is all
    on: date | None = None
    seen: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People of one accident's year, unit, device and kind, of one activity, sex, age class, status and outcome."""

    year: int | None
    unit: str
    device: str
    kind: str
    doing: str
    cell: Cell


SELECT = (
    f"SELECT a.year, a.unit, a.device, a.kind, v.doing, o.outcome, v.sex, {effective.AGE_CLASS} AS age_group, v.status, count(*) "
    "FROM v JOIN a ON a.accident_id = v.of_accident JOIN o ON o.victim_id = v.victim_id WHERE {} "
    "GROUP BY a.year, a.unit, a.device, a.kind, v.doing, o.outcome, v.sex, age_group, v.status"
)


def groups(viewer: Any, asked: Asked) -> list[Group]:
    """Everybody who counts, in groups; all figures are sums of these."""
    with_, params = effective.world(known_on(asked.seen), asked.on)
    where, more = _where(viewer, asked)
    found = rows(f"{with_} {SELECT.format(where)}", [*params, *more])
    return [Group(year, unit, device, kind, doing, Cell(*cell)) for year, unit, device, kind, doing, *cell in found]


def accidents(viewer: Any, asked: Asked) -> int:
    """How many accidents count, whether or not anybody was hurt."""
    common, params = effective.accidents(known_on(asked.seen), asked.on)
    where, more = _where(viewer, asked)
    return int(rows(f"WITH {common} SELECT count(*) FROM a WHERE {where}", [*params, *more])[0][0])


def _where(viewer: Any, asked: Asked) -> tuple[str, list[Any]]:
    clause, params = access.within(access.visible(viewer))
    tests, more = [clause], list(params)
    for year, sign in ((asked.first, ">="), (asked.last, "<=")):
        if year is not None:
            tests.append(f"a.year {sign} %s")
            more.append(year)
    if asked.units:
        inside, codes = among("a.unit", sorted(asked.units))
        tests.append(inside)
        more += codes
    return " AND ".join(tests), more


def total(found: Iterable[Group]) -> Casualties:
    """The figures of some groups together."""
    return counted(g.cell for g in found)


def by(found: Iterable[Group], key: Callable[[Group], Any]) -> dict[Any, Casualties]:
    """The figures of some groups by what they have in common."""
    cells: dict[Any, list[Cell]] = {}
    for group in found:
        cells.setdefault(key(group), []).append(group.cell)
    return {name: counted(some) for name, some in cells.items()}


def of_period(start: date, end: date, seen: date | None = None) -> Casualties:
    """The whole country's casualties of a period, for treaty reports and the catalogue; no viewer's part of it."""
    with_, params = effective.world(known_on(seen))
    found = rows(
        f"{with_} SELECT o.outcome, v.sex, {effective.AGE_CLASS} AS age_group, v.status, count(*) FROM v "
        "JOIN a ON a.accident_id = v.of_accident JOIN o ON o.victim_id = v.victim_id "
        "WHERE a.since BETWEEN %s AND %s GROUP BY o.outcome, v.sex, age_group, v.status",
        [*params, start.isoformat(), end.isoformat()],
    )
    return counted(Cell(*row) for row in found)


def told_apart(start: date, end: date, known: int | None = None) -> tuple[int, int]:
    """Of how many casualties of a period sex, age and disability are known, and how many there are. Whether somebody had a disability
    before or has one since counts as an answer, as does that they have none."""
    with_, params = effective.world(known)
    found = rows(
        f"{with_} SELECT sum(CASE WHEN v.sex IN ('female', 'male') AND {effective.AGE_CLASS} IN ('child', 'adult') "
        "AND (v.disability_before IN ('yes', 'no') OR v.disability_after IN ('yes', 'no')) THEN 1 ELSE 0 END), count(*) "
        "FROM v JOIN a ON a.accident_id = v.of_accident WHERE a.since BETWEEN %s AND %s",
        [*params, start.isoformat(), end.isoformat()],
    )[0]
    return int(found[0] or 0), int(found[1])


def years(viewer: Any) -> tuple[int, int] | None:
    """The first and last year of which there is an accident."""
    common, params = effective.accidents()
    clause, more = access.within(access.visible(viewer))
    first, last = rows(f"WITH {common} SELECT min(a.year), max(a.year) FROM a WHERE {clause}", [*params, *more])[0]
    return None if first is None else (first, last)
