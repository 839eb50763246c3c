"""The list of hazards: filtered, sorted and paged in the store, as of any two times."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonground.core.dates import Times
from commonground.core.identifiers import searchable
from commonground.land.models import Atom, Doubt, Hazard, Holding
from commonground.places import queries as places
from commonground.store.sets import among, rows

ATOM, DOUBT, HAZARD, HOLDING = (m._meta.db_table for m in (Atom, Doubt, Hazard, Holding))
PAGE = 50
DEEPEST = 200  # pages one may leaf through; further down, a filter finds faster than a finger
STANDINGS = ("confirmed", "suspected", "released", "unrecorded")
SEVERITIES = ("error", "doubt", "note")
SORTS = {
    "code": "h.code", "name": "h.name, h.code", "open": "open_m2, h.code", "released": "released_m2, h.code",
    "first": "first_on, h.code", "last": "last_on, h.code", "number": "last_number",
}  # fmt: skip
NOW = (
    "SELECT h.id, h.code, h.name, h.contamination, h.flag, h.standing AS standing, h.open_m2 AS open_m2, "
    "h.released_m2 AS released_m2, h.unknown AS unknown, h.unit_id, h.first_on AS first_on, h.last_on AS last_on, "
    f"h.last_number AS last_number, h.stated_unit FROM {HAZARD} h"
)
# The same from the atoms, at two times. Stated areas stand beside: they are nobody's square metres by perimeter.
THEN = (
    "SELECT h.id, h.code, h.name, h.contamination, h.flag, CASE WHEN s.confirmed > 0 THEN 'confirmed' WHEN s.suspected > 0 "
    "THEN 'suspected' WHEN s.released > 0 THEN 'released' ELSE 'unrecorded' END AS standing, s.open_m2 AS open_m2, "
    "s.released_m2 AS released_m2, s.unknown > 0 AS unknown, h.unit_id, s.first_on AS first_on, s.last_on AS last_on, "
    f"s.last_number AS last_number, h.stated_unit FROM {HAZARD} h JOIN (SELECT a.hazard_id, "
    '{sums}, min(a."on") AS first_on, max(a."on") AS last_on, max(a.entry) AS last_number '
    f"FROM {ATOM} a WHERE a.book IN ('both', 'hazard', 'stated', 'length') AND {{when}} GROUP BY a.hazard_id) s ON s.hazard_id = h.id"
)
OPEN, RELEASED = "'suspected', 'confirmed'", "'cancelled', 'reduced', 'cleared'"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the list is wanted; the empty string is everything."""

    q: str = ""
    status: str = ""
    contamination: str = ""
    unit: str = ""  # code of a unit of any level; "outside" is land outside any unit
    flag: str = ""
    findings: str = ""  # "any", "none", a severity, or a finding's code
    sort: str = "code"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. Areas by perimeter; `stated_m2` where there is none but somebody stated it."""

    id: int
    code: str
    name: str
    contamination: str
    flag: str
    standing: str
    exact: str  # the account that most of the land stands in
    open_m2: int | None
    released_m2: int | None
    stated_m2: int | None
    unit: str
    first_on: date | None
    last_on: date | None
    last_number: int
    findings: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list."""

    rows: list[Listed]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.rows)


def listing(filters: Filters, times: Times) -> Listing:
    """A page of hazards at two times."""
    base, params = at_times(times)
    where, more = _where(filters, times)
    total = (
        rows(f"SELECT count(*) FROM ({base} {where}) c", [*params, *more])[0][0]
        if where or not times.is_now
        else _all()
    )
    pages = min(DEEPEST, max(1, -(-total // PAGE)))
    page = min(max(1, filters.page), pages)
    found = rows(
        f"{base} {where} ORDER BY {_order(filters.sort)} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}", [*params, *more]
    )
    return Listing(_listed(found, times), total, page, pages)


def every(filters: Filters, times: Times, step: int = 2000) -> Iterator[Listed]:
    """All hazards of a filter in the order of the list, for taking away."""
    base, params = at_times(times)
    where, more = _where(filters, times)
    found = rows(f"{base} {where} ORDER BY {_order(filters.sort)}", [*params, *more])
    for start in range(0, len(found), step):
        yield from _listed(found[start : start + step], times)


def choices() -> tuple[list[str], list[str]]:
    """The kinds of contamination and the flags that occur."""
    kinds = [r[0] for r in rows(f"SELECT DISTINCT contamination FROM {HAZARD} ORDER BY 1")]
    return kinds, [r[0] for r in rows(f"SELECT DISTINCT flag FROM {HAZARD} WHERE flag <> '' ORDER BY 1")]


def count() -> int:
    """How many hazards have ever been entered."""
    return _all()


def _all() -> int:
    return rows(f"SELECT count(*) FROM {HAZARD}")[0][0]


def when(times: Times, alias: str = "a") -> tuple[str, list[Any]]:
    """SQL for atoms that count at two times."""
    tests, params = ["1 = 1"], []
    if times.on is not None:
        tests.append(f'{alias}."on" <= %s')
        params.append(times.on.isoformat())
    if times.known is not None:
        tests.append(f"{alias}.known <= %s")
        params.append(times.known)
    return " AND ".join(tests), params


def balance(names: str, what: str = "a.m2") -> str:
    """SQL for what some accounts hold."""
    return f"sum(CASE WHEN a.target IN ({names}) THEN {what} ELSE 0 END - CASE WHEN a.source IN ({names}) THEN {what} ELSE 0 END)"


def at_times(times: Times) -> tuple[str, list[Any]]:
    """SQL of the hazards as they stood, before any filter."""
    if times.is_now:
        return NOW, []
    shaped = "CASE WHEN a.book IN ('both', 'hazard') THEN a.m2 ELSE 0 END"
    any_of = "a.m2 + a.unknown"
    sums = (
        f"{balance(chr(39) + 'confirmed' + chr(39), any_of)} AS confirmed, {balance(chr(39) + 'suspected' + chr(39), any_of)} AS suspected, "
        f"{balance(RELEASED, any_of)} AS released, {balance(OPEN, shaped)} AS open_m2, {balance(RELEASED, shaped)} AS released_m2, "
        f"{balance(OPEN, 'a.unknown')} AS unknown"
    )
    clause, params = when(times)
    return THEN.format(sums=sums, when=clause), params


def _where(filters: Filters, times: Times) -> tuple[str, list[Any]]:
    tests: list[str] = []
    params: list[Any] = []
    standing = "h.standing" if times.is_now else (
        "(CASE WHEN s.confirmed > 0 THEN 'confirmed' WHEN s.suspected > 0 THEN 'suspected' WHEN s.released > 0 THEN 'released' "
        "ELSE 'unrecorded' END)"
    )  # fmt: skip
    if filters.q:
        for part in searchable(filters.q).split():
            tests.append("h.folded LIKE %s ESCAPE '!'")
            params.append(f"%{part.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%")
    if filters.status == "open":
        tests.append(f"{standing} IN ('confirmed', 'suspected')")
    elif filters.status == "unknown":
        tests.append("h.unknown" if times.is_now else "s.unknown > 0")
    elif filters.status:
        tests.append(f"{standing} = %s")
        params.append(filters.status)
    for name in ("contamination", "flag"):
        wanted = getattr(filters, name)
        if wanted:
            tests.append(f"h.{name} = %s")
            params.append(wanted)
    if filters.unit == "outside":
        tests.append("h.unit_id IS NULL")
    elif filters.unit:
        clause, more = among("h.unit_id", lowest_of(filters.unit))
        tests.append(clause)
        params += more
    _findings(filters.findings, tests, params)
    return (f"WHERE {' AND '.join(tests)}" if tests else ""), params


def _findings(wanted: str, tests: list[str], params: list[Any]) -> None:
    if not wanted:
        return
    inner = f"SELECT d.hazard_id FROM {DOUBT} d WHERE d.hazard_id IS NOT NULL"
    if wanted == "none":
        tests.append(f"h.id NOT IN ({inner})")
    elif wanted == "any":
        tests.append(f"h.id IN ({inner})")
    else:
        tests.append(f"h.id IN ({inner} AND d.{'severity' if wanted in SEVERITIES else 'code'} = %s)")
        params.append(wanted)


def lowest_of(code: str) -> list[int]:
    """The lowest units in a unit of any level, by its code."""
    cards = places.units()
    inside = {u.id for u in cards if u.code == code}
    for unit in cards:  # in the order of levels, so that parents come first
        if unit.upper in inside:
            inside.add(unit.id)
    return sorted(inside)


def _order(sort: str) -> str:
    name = sort.lstrip("-")
    parts = SORTS.get(name, SORTS["code"]).split(", ")
    return ", ".join(f"{p} DESC" if sort.startswith("-") else p for p in parts)


def _listed(found: Sequence[tuple], times: Times) -> list[Listed]:
    ids = [r[0] for r in found]
    units = {u.id: u.name for u in places.units(places.lowest_level())} if ids else {}
    accounts = _accounts(ids, times)
    doubts: dict[int, dict[str, int]] = {}
    if ids:
        clause, params = among("hazard_id", ids)
        for hazard, severity, n in rows(
            f"SELECT hazard_id, severity, count(*) FROM {DOUBT} WHERE {clause} GROUP BY 1, 2", params
        ):
            doubts.setdefault(hazard, {})[severity] = n
    out = []
    for (
        pk,
        code,
        name,
        kind,
        flag,
        standing,
        opened,
        released,
        unknown,
        unit,
        first,
        last,
        number,
        stated_unit,
    ) in found:
        land, stated = accounts.get(pk, ({}, None))
        shaped = bool(land) or opened or released
        is_open = standing in ("suspected", "confirmed")
        exact = standing if is_open else max(land, key=land.__getitem__, default="")
        out.append(
            Listed(
                pk, code, name, kind, flag, standing, exact if exact not in ("suspected", "confirmed") or is_open else "",
                opened if shaped else (None if unknown or is_open else 0), released if shaped else (0 if is_open else None),
                stated, units.get(unit, stated_unit), _day(first), _day(last), number or 0, doubts.get(pk, {}),
            )
        )  # fmt: skip
    return out


def _accounts(ids: Iterable[int], times: Times) -> dict[int, tuple[dict[str, int], int | None]]:
    """Per hazard: what stands in each account by perimeter, and the open area as stated without one."""
    ids = list(ids)
    if not ids:
        return {}
    clause, params = among("a.hazard_id", ids)
    then, more = when(times)
    shaped: dict[int, dict[str, int]] = {}
    stated: dict[int, int] = {}
    for hazard, book, source, target, m2 in rows(
        f"SELECT a.hazard_id, a.book, a.source, a.target, sum(a.m2) FROM {ATOM} a WHERE {clause} AND {then} "
        "AND a.book IN ('both', 'hazard', 'stated') GROUP BY 1, 2, 3, 4",
        [*params, *more],
    ):
        for account, sign in ((source, -1), (target, 1)):
            if book == "stated" and account in ("suspected", "confirmed"):
                stated[hazard] = stated.get(hazard, 0) + sign * int(m2)
            elif book != "stated" and account != "unrecorded":
                held = shaped.setdefault(hazard, {})
                held[account] = held.get(account, 0) + sign * int(m2)
    return {h: ({a: m2 for a, m2 in shaped.get(h, {}).items() if m2 > 0}, stated.get(h)) for h in {*shaped, *stated}}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
