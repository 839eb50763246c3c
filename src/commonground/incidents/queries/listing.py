"""The list of accidents that a viewer may see, filtered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.dates import FIRST_DAY
from commonground.core.incidents.codes import Device, Kind, Outcome
from commonground.incidents.access import accidents as access
from commonground.incidents.access import effective
from commonground.store.sets import among, rows

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is filtered by; an empty value filters nothing."""

    q: str = ""
    kind: str = ""
    device: str = ""
    outcome: str = ""
    unit: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        return any((self.q, self.kind, self.device, self.outcome, self.unit, self.since, self.until))


@dataclass(frozen=True, slots=True)
class Row:
    """One accident in the list."""

    code: str
    kind: str
    since: date | None
    until: date | None
    precision: str
    place: str
    unit: str
    device: str
    killed: int
    injured: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, and how many there are."""

    rows: list[Row]
    total: int
    page: int
    killed: int = 0
    injured: int = 0
    unknown: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


COUNTS = (
    f"sum(CASE WHEN o.outcome = '{Outcome.KILLED}' THEN 1 ELSE 0 END), "
    f"sum(CASE WHEN o.outcome = '{Outcome.INJURED}' THEN 1 ELSE 0 END), "
    f"sum(CASE WHEN o.outcome = '{Outcome.UNKNOWN}' THEN 1 ELSE 0 END)"
)
COLUMNS = 'a.code, a.kind, a.since, a.until, a."precision", a.place, a.unit, a.device'


def listing(viewer: Any, filters: Filters, below: Iterable[str] = ()) -> Listing:
    """One page of accidents, the latest first. `below` are all units of the one that is filtered by."""
    with_, params, where = _asked(viewer, filters, below)
    joined = (
        f"FROM a LEFT JOIN v ON v.of_accident = a.accident_id LEFT JOIN o ON o.victim_id = v.victim_id WHERE {where}"
    )
    total, *sums = rows(f"{with_} SELECT count(DISTINCT a.code), {COUNTS} {joined}", params)[0]
    page = min(max(1, filters.page), max(1, -(-total // PAGE)))
    found = rows(
        f"{with_} SELECT {COLUMNS}, {COUNTS} {joined} GROUP BY {COLUMNS} "
        "ORDER BY CASE WHEN a.since IS NULL THEN 1 ELSE 0 END, a.since DESC, a.code DESC LIMIT %s OFFSET %s",
        [*params, PAGE, (page - 1) * PAGE],
    )
    return Listing([_row(r) for r in found], total, page, *(n or 0 for n in sums))


def sheet(viewer: Any, filters: Filters, below: Iterable[str] = ()) -> list[Row]:
    """All rows that the filters leave, for a file."""
    with_, params, where = _asked(viewer, filters, below)
    joined = (
        f"FROM a LEFT JOIN v ON v.of_accident = a.accident_id LEFT JOIN o ON o.victim_id = v.victim_id WHERE {where}"
    )
    return [
        _row(r) for r in rows(f"{with_} SELECT {COLUMNS}, {COUNTS} {joined} GROUP BY {COLUMNS} ORDER BY a.code", params)
    ]


def _row(row: tuple) -> Row:
    code, kind, since, until, *rest = row
    return Row(code, kind, as_day(since), as_day(until), *rest)


def as_day(value: Any) -> date | None:
    """A day as either store gives it back."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _asked(viewer: Any, filters: Filters, below: Iterable[str]) -> tuple[str, list[Any], str]:
    common, params = effective.world()
    clause, units = access.within(access.visible(viewer))
    tests, more = [clause], list(units)
    if filters.kind in list(Kind):
        tests.append("a.kind = %s")
        more.append(filters.kind)
    if filters.device in [*Device, "-"]:
        tests.append("a.device = %s")
        more.append("" if filters.device == "-" else filters.device)
    if filters.unit:
        inside, codes = among("a.unit", {filters.unit, *below}) if filters.unit != "-" else ("a.unit = ''", [])
        tests.append(inside)
        more += codes
    if filters.since:
        tests.append("a.until >= %s")
        more.append(max(filters.since, FIRST_DAY.isoformat()))
    if filters.until:
        tests.append("a.since <= %s")
        more.append(filters.until)
    if filters.q:
        tests.append("(upper(a.code) LIKE %s OR upper(a.place) LIKE %s OR upper(a.reference) LIKE %s)")
        more += [f"%{filters.q.upper()}%"] * 3
    if filters.outcome in list(Outcome):
        tests.append(
            "a.accident_id IN (SELECT v2.of_accident FROM v v2 JOIN o o2 ON o2.victim_id = v2.victim_id WHERE o2.outcome = %s)"
        )
        more.append(filters.outcome)
    return common, [*params, *more], " AND ".join(tests)
