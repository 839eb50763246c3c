"""Sums of atoms: the only road from the accounts to a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.dates import Period, Times
from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import Region, box_of, regions
from commonground.core.land import accounts, carried
from commonground.core.land.compute import connected
from commonground.core.land.entries import Atom as FoldedAtom
from commonground.core.land.entries import Entry, in_force
from commonground.core.land.statement import Flow
from commonground.land.models import Atom, Hazard, LedgerEntry, Overlap
from commonground.land.queries import called, former, sums
from commonground.land.queries import entries as ledger
from commonground.places import queries as places
from commonground.store.sets import among, rows
from commonground.store.spatial import ids_in_box

ATOM, HAZARD, ENTRY = (m._meta.db_table for m in (Atom, Hazard, LedgerEntry))
ACTS = ("operator", "donor", "method", "team", "activity")
LANDS = ("contamination", "flag")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which land, or whose acts. Land scopes have balances; act scopes have flows only, open land has no operator."""

    contamination: str | None = None
    flag: str | None = None  # "" is land without a flag
    polygon: Region | None = None  # in the plane
    acts: tuple[tuple[str, str], ...] = ()  # (operator|donor|method|team|activity, code)
    edition: int | None = None  # by the units of which edition of the boundaries; None is the one in use

    @property
    def is_former(self) -> bool:
        """Whether the atoms as written are by other units than the ones asked for."""
        return self.edition is not None and self.edition != places.edition()

    @property
    def is_land(self) -> bool:
        """Whether the partition has to be resolved anew within the scope."""
        return self.contamination is not None or self.flag is not None


EVERYTHING = Scope()
NOW = Times()


def flows(period: Period, times: Times = NOW, scope: Scope = EVERYTHING) -> list[Flow]:
    """Sums of atoms up to the end of a period, by unit and line, split at its start; as known at a number."""
    end = min(period.end, times.on) if times.on else period.end
    if scope.polygon is not None:
        return _inside(period.start, end, times.known, scope)
    if scope.is_land:
        return _land(period.start, end, times.known, scope)
    if scope.is_former:
        return _former(period.start, end, times.known, scope)
    if not scope.acts and sums.answers(period.start, end, times):
        return sums.by_unit(period.start, end)
    conditions, params = _acts(scope)
    return _summed(period.start, end, times.known, conditions, params)


def _summed(start: date, end: date, known: int | None, conditions: str = "", params: Sequence[Any] = ()) -> list[Flow]:
    """Sums of atoms, each account's before the period and within it; the atoms' own index answers it alone."""
    where, values = 'a."on" <= %s', [end.isoformat()]
    if known is not None:
        where += " AND a.known <= %s"
        values.append(known)
    day = start.isoformat()
    found = rows(
        'SELECT a.unit_id, a.book, a.line, a.source, a.target, sum(CASE WHEN a."on" < %s THEN a.m2 ELSE 0 END), '
        'sum(CASE WHEN a."on" < %s THEN 0 ELSE a.m2 END), sum(CASE WHEN a."on" < %s THEN a.unknown ELSE 0 END), '
        f'sum(CASE WHEN a."on" < %s THEN 0 ELSE a.unknown END) FROM {ATOM} a '
        f"{conditions} {'AND' if 'WHERE' in conditions else 'WHERE'} {where} "
        "GROUP BY a.unit_id, a.book, a.line, a.source, a.target",
        [day, day, day, day, *params, *values],
    )
    out = []
    for unit, book, line, source, target, before, within, unknown_before, unknown_within in found:
        for is_before, m2, unknown in ((True, before, unknown_before), (False, within, unknown_within)):
            if m2 or unknown:
                out.append(Flow(unit, is_before, book, line, source, target, int(m2), int(unknown)))
    return out


def _acts(scope: Scope) -> tuple[str, list[str]]:
    if not scope.acts:
        return "", []
    for name, _ in scope.acts:
        assert name in ACTS
    tests = " AND ".join(f"e.{name} = %s" for name, _ in scope.acts)
    return f"JOIN {ENTRY} e ON e.number = a.entry WHERE {tests}", [code for _, code in scope.acts]


def hazards_in(scope: Scope, known: int | None = None) -> set[int]:
    """Hazards of a land scope, by what was said of them as known at a number."""
    tests, params = [], []
    for name in LANDS:
        wanted = getattr(scope, name)
        if wanted is not None:
            tests.append(f"{name} = %s")
            params.append(wanted)
    table, more = called.hazards(known)
    return {r[0] for r in rows(f"SELECT id FROM {table} n WHERE {' AND '.join(tests) or '1 = 1'}", [*more, *params])}


def _land(start: date, end: date, known: int | None, scope: Scope) -> list[Flow]:
    """A land scope: atoms where no hazard outside the scope overlaps, computed anew where one does."""
    inside = hazards_in(scope, known)
    mixed = _mixed(inside)
    if scope.is_former:
        out = _former(start, end, known, scope, inside - mixed)
    else:
        conditions, params = _acts(scope)
        clause, more = among("a.hazard_id", inside - mixed)
        joined = f"{conditions} AND {clause}" if conditions else f"WHERE {clause}"
        out = _summed(start, end, known, joined, [*params, *more])
    if mixed:
        found = ledger.of_hazards(mixed, known if known is not None else ledger.head())
        found = [only(e, inside) for e in found if inside.intersection(e.hazards)]
        out += from_entries(found, places.lowest_units(scope.edition), start, end, known, set(mixed))
    return out


def _former(start: date, end: date, known: int | None, scope: Scope, hazards: set[int] | None = None) -> list[Flow]:
    """The same sums by the units of an earlier edition."""
    assert scope.edition is not None
    acted = acting(scope)
    sums: dict[tuple[Any, ...], tuple[int, int]] = {}
    for a, on in former.atoms(scope.edition, known):
        if (
            on > end
            or (hazards is not None and a.hazard not in hazards)
            or (acted is not None and a.entry not in acted)
        ):
            continue
        key = (a.unit, on < start, a.book.value, a.line.value, a.source.value, a.target.value)
        m2, unknown = sums.get(key, (0, 0))
        sums[key] = (m2 + a.m2, unknown + a.unknown)
    return [Flow(*key, m2, unknown) for key, (m2, unknown) in sums.items() if m2 or unknown]


def acting(scope: Scope) -> set[int] | None:
    """The entries of a scope of acts; None where every entry counts."""
    if not scope.acts:
        return None
    assert all(name in ACTS for name, _ in scope.acts)
    tests = " AND ".join(f"{name} = %s" for name, _ in scope.acts)
    return {r[0] for r in rows(f"SELECT number FROM {ENTRY} WHERE {tests}", [code for _, code in scope.acts])}


def only(entry: Entry, hazards: set[int]) -> Entry:
    return Entry(
        **{f: getattr(entry, f) for f in Entry.__dataclass_fields__ if f != "hazards"},
        hazards=tuple(h for h in entry.hazards if h in hazards),
    )


def _mixed(inside: set[int]) -> set[int]:
    """Hazards of the scope in a cluster with one outside it."""
    return {h for group in clusters() if group - inside and group & inside for h in group & inside}


def clusters() -> list[set[int]]:
    """Hazards that overlap one another, directly or by way of others; those that overlap none are left out."""
    links: dict[int, set[int]] = {}
    for one, other in rows(f"SELECT one_id, other FROM {Overlap._meta.db_table}"):
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    return connected(links, links)


def _inside(start: date, end: date, known: int | None, scope: Scope) -> list[Flow]:
    """A drawn polygon: the accounts computed with it as the only unit."""
    assert scope.polygon is not None
    near = set(ids_in_box(LedgerEntry, box_of(scope.polygon)))
    if not near:
        return []
    clause, params = among("entry_id", near)
    hazards = {r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM land_naming WHERE {clause}", params)}
    if scope.is_land:
        hazards &= hazards_in(scope, known)
    found = ledger.of_hazards(hazards, known if known is not None else ledger.head())
    if scope.is_land:
        found = [only(e, hazards) for e in found if hazards.intersection(e.hazards)]
    unit = Units((0,), regions([scope.polygon]))
    return [f for f in from_entries(found, unit, start, end, known, hazards) if f.unit == 0]


def from_entries(
    found: list[Entry], units: Units, start: date, end: date, known: int | None, hazards: set[int]
) -> list[Flow]:
    """The flows of a fold of some entries, up to a day."""
    return [
        Flow(a.unit, on < start, a.book.value, a.line.value, a.source.value, a.target.value, a.m2, a.unknown)
        for a, on in folded(found, units, end, known, hazards)
    ]


def folded(
    found: list[Entry], units: Units, end: date | None, known: int | None, hazards: set[int]
) -> list[tuple[FoldedAtom, date]]:
    """The atoms of a fold of some entries, each with its day: the partition is resolved anew among them."""
    correcting = ledger.correctors(found, known if known is not None else ledger.head())
    have = {e.number for e in found}
    counting = in_force([*found, *(e for e in correcting if e.number not in have)], known=known, on=end)
    counting = [e for e in counting if e.number in have]
    days = {e.number: e.on for e in counting}
    # Hazards as they are divided now.
    state = accounts.state(carried.plainly(counting), units)
    return [(a, days[a.entry]) for a in state.atoms if a.hazard in hazards]
