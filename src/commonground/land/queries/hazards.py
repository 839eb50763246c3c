"""The list of hazards: filtered, sorted and paged in the store, as of any two times."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonground.core.dates import Times
from commonground.land.models import Atom, Doubt, Hazard, LedgerEntry, Naming
from commonground.land.queries import called
from commonground.land.queries.digests import unmarked
from commonground.land.queries.filters import ALL, SEVERITIES, STANDINGS, Filter, clause, lowest_of
from commonground.land.queries.forces import in_force
from commonground.places import queries as places
from commonground.store.sets import among, ranked, rows

__all__ = ["ALL", "SEVERITIES", "STANDINGS", "Filter", "lowest_of"]
ATOM, DOUBT, HAZARD, ENTRY, NAMING = (m._meta.db_table for m in (Atom, Doubt, Hazard, LedgerEntry, Naming))
PAGE = 50
DEEPEST = 200  # pages one may leaf through; further down, a filter finds faster than a finger
# What the list can be sorted by: SQL, and the tables it needs besides. The code decides where the rest is equal.
WORKED = (
    f"LEFT JOIN (SELECT n.hazard_id, min(e.operator) AS operator FROM {ENTRY} e JOIN {NAMING} n ON n.entry_id = e.number "
    "WHERE NOT (e.operator = '') AND {counting} GROUP BY 1) o ON o.hazard_id = h.id"
)
UNITS = "LEFT JOIN ({ranks}) u ON u.value = h.unit_id"
SORTS = {
    "code": "h.code", "name": "h.name", "standing": "standing", "contamination": "h.contamination", "flag": "h.flag",
    "unit": "u.rank", "open": "open_m2", "released": "released_m2", "findings": "nullif(h.gravity, 0)", "first": "first_on",
    "last": "last_on", "number": "last_number", "closed": "h.closed_on", "operators": "nullif(h.operators, '')",
    "work": "h.work",
}  # fmt: skip
NOW = (
    "SELECT h.id, h.code, h.name, h.contamination, h.flag, h.standing AS standing, h.open_m2 AS open_m2, "
    "h.released_m2 AS released_m2, h.unknown AS unknown, h.unit_id, h.first_on AS first_on, h.last_on AS last_on, "
    f"h.last_number AS last_number, h.stated_unit, h.closed_on, h.work FROM {HAZARD} h"
)
# The same from the atoms, at two times. Stated areas stand beside: they are nobody's square metres by perimeter.
THEN = (
    "SELECT h.id, h.code, h.name, h.contamination, h.flag, CASE WHEN s.confirmed > 0 THEN 'confirmed' WHEN s.suspected > 0 "
    "THEN 'suspected' WHEN s.released > 0 THEN 'released' ELSE 'unrecorded' END AS standing, s.open_m2 AS open_m2, "
    "s.released_m2 AS released_m2, s.unknown > 0 AS unknown, h.unit_id, s.first_on AS first_on, s.last_on AS last_on, "
    "s.last_number AS last_number, h.stated_unit, h.closed_on, h.work FROM {hazards} h JOIN (SELECT a.hazard_id, "
    '{sums}, min(a."on") AS first_on, max(a."on") AS last_on, max(a.entry) AS last_number '
    f"FROM {ATOM} a WHERE a.book IN ('both', 'hazard', 'stated', 'length') AND {{when}} GROUP BY a.hazard_id) s ON s.hazard_id = h.id"
)
OPEN, RELEASED = "'suspected', 'confirmed'", "'cancelled', 'reduced', 'cleared'"


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
    closed_on: date | None = None
    work: str = ""  # as it is now
    findings: dict[str, int] = field(default_factory=dict)
    operators: tuple[str, ...] = ()


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


def listing(chosen: Filter, times: Times, sort: str = "code", page: int = 1) -> Listing:
    """A page of hazards at two times."""
    total = count(chosen, times)
    pages = min(DEEPEST, max(1, -(-total // PAGE)))
    page = min(max(1, page), pages)
    sql, params = _question(chosen, times, sort)
    found = rows(f"{sql} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}", params)
    return Listing(_listed(found, times), total, page, pages)


def every(chosen: Filter, times: Times, sort: str = "code", step: int = 2000) -> Iterator[Listed]:
    """All hazards of a filter in the order of the list, for taking away."""
    sql, params = _question(chosen, times, sort)
    found = rows(sql, params)
    for start in range(0, len(found), step):
        yield from _listed(found[start : start + step], times)


def count(chosen: Filter = ALL, times: Times = Times()) -> int:  # noqa: B008 a frozen value
    """How many hazards a filter leaves."""
    where, more = clause(chosen, times)
    if times.is_now:
        return rows(f"SELECT count(*) FROM {HAZARD} h{_where(where)}", more)[0][0]
    base, params = at_times(times)
    return rows(f"SELECT count(*) FROM ({base}{_where(where)}) c", [*params, *more])[0][0]


def matching(chosen: Filter, times: Times) -> list[tuple[int, str]]:
    """The numbers and codes of the hazards that a filter leaves."""
    where, more = clause(chosen, times)
    if times.is_now:
        return rows(f"SELECT h.id, h.code FROM {HAZARD} h{_where(where)}", more)
    base, params = at_times(times)
    return [(r[0], r[1]) for r in rows(f"{base}{_where(where)}", [*params, *more])]


def _question(chosen: Filter, times: Times, sort: str) -> tuple[str, list[Any]]:
    """SQL of the hazards of a filter in their order."""
    base, params = at_times(times)
    where, more = clause(chosen, times)
    name = sort.lstrip("-") if sort.lstrip("-") in SORTS else "code"
    joined, ranks, column = "", [], SORTS[name]
    if name == "unit":
        cards = sorted(places.units(places.lowest_level()), key=lambda u: u.name)
        table, ranks = ranked(u.id for u in cards)
        joined = UNITS.format(ranks=table)
    elif name == "operators" and not times.is_now:
        counting, ranks = in_force(times.known)
        joined, column = WORKED.format(counting=counting), "o.operator"
    elif name in ("first", "last"):
        # The server's store takes a column of the answer by its name only where nothing is reckoned with it.
        column = f"{'h' if times.is_now else 's'}.{column}"
    way = " DESC" if sort.startswith("-") else ""
    # What has no value stands at the end, whichever way it is sorted.
    last = f"{column} IS NULL, " if name in NULLABLE else ""
    order = f"{last}{column}{way}" + ("" if name == "code" else ", h.code")
    return f"{base} {joined}{_where(where)} ORDER BY {order}", [*params, *ranks, *more]


NULLABLE = {"unit", "findings", "first", "last", "closed", "operators"}


def _where(tests: str) -> str:
    return f" WHERE {tests}" if tests else ""


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
    then, params = when(times)
    table, called_at = called.hazards(times.known)
    return THEN.format(sums=sums, when=then, hazards=table), [*called_at, *params]


def _listed(found: Sequence[tuple], times: Times) -> list[Listed]:
    ids = [r[0] for r in found]
    units = {u.id: u.name for u in places.units(places.lowest_level())} if ids else {}
    accounts = _accounts(ids, times)
    doubts: dict[int, dict[str, int]] = {}
    if ids:
        few, params = among("hazard_id", ids)
        for hazard, severity, n in rows(
            f"SELECT hazard_id, severity, count(*) FROM {DOUBT} WHERE {few} GROUP BY 1, 2", params
        ):
            doubts.setdefault(hazard, {})[severity] = n
    operators = _operators(ids, times)
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
        closed,
        work,
    ) in found:
        land, stated = accounts.get(pk, ({}, None))
        shaped = bool(land) or opened or released
        is_open = standing in ("suspected", "confirmed")
        exact = standing if is_open else max(land, key=land.__getitem__, default="")
        out.append(
            Listed(
                pk, code, name, kind, flag, standing, exact if exact not in ("suspected", "confirmed") or is_open else "",
                opened if shaped else (None if unknown or is_open else 0), released if shaped else (0 if is_open else None),
                stated, units.get(unit, stated_unit), _day(first), _day(last), number or 0, _day(closed), work, doubts.get(pk, {}),
                operators.get(pk, ()),
            )
        )  # fmt: skip
    return out


def _operators(ids: Sequence[int], times: Times) -> dict[int, tuple[str, ...]]:
    """Per hazard: whose work its entries in force tell of."""
    if not ids:
        return {}
    if times.is_now:
        which, params = among("id", ids)
        return {h: unmarked(kept) for h, kept in rows(f"SELECT id, operators FROM {HAZARD} WHERE {which}", params)}
    which, params = among("n.hazard_id", ids)
    counting, more = in_force(times.known)
    tests = [counting]
    if times.on is not None:
        tests, more = [*tests, 'e."on" <= %s'], [*more, times.on.isoformat()]
    if times.known is not None:
        tests, more = [*tests, "e.number <= %s"], [*more, times.known]
    out: dict[int, tuple[str, ...]] = {}
    for hazard, operator in rows(
        f"SELECT DISTINCT n.hazard_id, e.operator FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id WHERE {which} "
        f"AND NOT (e.operator = '') AND {' AND '.join(tests)} ORDER BY 1, 2",
        [*params, *more],
    ):
        out[hazard] = (*out.get(hazard, ()), operator)
    return out


def _accounts(ids: Iterable[int], times: Times) -> dict[int, tuple[dict[str, int], int | None]]:
    """Per hazard: what stands in each account by perimeter, and the open area as stated without one."""
    ids = list(ids)
    if not ids:
        return {}
    few, params = among("a.hazard_id", ids)
    then, more = when(times)
    shaped: dict[int, dict[str, int]] = {}
    stated: dict[int, int] = {}
    for hazard, book, source, target, m2 in rows(
        f"SELECT a.hazard_id, a.book, a.source, a.target, sum(a.m2) FROM {ATOM} a WHERE {few} AND {then} "
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
