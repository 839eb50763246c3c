"""The flows of each type of contamination as a scope of its own: the partition is resolved within each type.

Where hazards of several types overlap, that takes a fold of their entries. What it comes to by month is kept as known at a
ledger number (`TypeSums`, and in memory); what was booked since is added as the difference that the hazards touched make.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from commonground.core.dates import Period, Times
from commonground.core.land.compute import connected
from commonground.core.land.entries import Atom as FoldedAtom
from commonground.core.land.statement import Flow
from commonground.land.models import Atom, Hazard, LedgerEntry, MonthSum, Naming, Overlap, TypeSums
from commonground.land.queries import called, sums
from commonground.land.queries import entries as ledger
from commonground.land.queries.flows import NOW, clusters, folded, only
from commonground.places import queries as places
from commonground.store.sets import among, outside, rows

ATOM, HAZARD, ENTRY, NAMING, OVERLAP, SUM, STATE = (
    m._meta.db_table for m in (Atom, Hazard, LedgerEntry, Naming, Overlap, MonthSum, TypeSums)
)
AXIS = "type"  # of the sums by month that hold these
KEPT = 2  # states in memory
TOUCHED = 20_000  # hazards; where more were touched since, everything is summed anew
Key = tuple[str, int, int | None, str, str, str, str]  # type, month, unit, book, line, source, target
Sums = dict[Key, tuple[int, int]]  # square metres, unknown


class State(NamedTuple):
    """What the types came to as known at a ledger number, by the units there were."""

    number: int
    hash: str
    units: str
    sums: Sums


_states: dict[tuple, State] = {}


def by_contamination(period: Period, times: Times = NOW) -> dict[str, list[Flow]]:
    """The flows of every type, all in one passage: the same as `flows` with one type after the other, by the units in use."""
    end = min(period.end, times.on) if times.on else period.end
    if not sums.answers(period.start, end, times):
        return _summed(period.start, end, times.known)
    first, last = sums.of(period.start), sums.of(end)
    out: dict[str, list[Flow]] = {
        kind: [] for (kind,) in rows(f"SELECT DISTINCT contamination FROM {HAZARD} ORDER BY 1")
    }
    totals: dict[tuple, tuple[int, int]] = {}
    for (kind, month, *said), (m2, unknown) in now().sums.items():
        if month <= last:
            key = (kind, month < first, *said)
            before = totals.get(key, (0, 0))
            totals[key] = (before[0] + m2, before[1] + unknown)
    for (kind, before_it, unit, *line), (m2, unknown) in totals.items():
        if m2 or unknown:
            out[kind].append(Flow(unit, before_it, *line, m2, unknown))
    return out


def now() -> State:
    """Every month's flows as known now: what was kept last, and what changed since."""
    number, hash_, units = standing()
    name = str(connection.settings_dict["NAME"])
    state = _states.get((name, number, hash_, units))
    if state is None:
        base = next((s for key, s in reversed(_states.items()) if key[0] == name and _holds(s, units)), None) or kept()
        state = (base and brought_up(base)) or State(number, hash_, units, of_months(None))
        for other in tuple(_states)[: max(0, len(_states) - KEPT + 1)]:
            _states.pop(other, None)
        _states[name, number, hash_, units] = state
    return state


def forget() -> None:
    """Let nothing be known from memory."""
    _states.clear()


def standing() -> tuple[int, str, str]:
    """The ledger's last number, what that entry is, and the units in use."""
    number = ledger.head()
    units = " ".join(str(one) for one in rows(f"SELECT {', '.join(places.STAMP)}")[0])
    return number, _hash(number), units


def kept() -> State | None:
    """What is kept in the database; None where nothing is, or by other units."""
    found = rows(f"SELECT number, hash, units FROM {STATE}")
    state = State(*found[0], {}) if found else None
    if state is None or not _holds(state, standing()[2]):
        return None
    held = rows(
        f"SELECT key, month, unit_id, book, line, source, target, m2, unknown FROM {SUM} WHERE axis = %s", [AXIS]
    )
    state.sums.update({(k, month, unit or None, *said): (m2, none) for k, month, unit, *said, m2, none in held})  # type: ignore[misc]
    return state


def _holds(state: State, units: str) -> bool:
    """Whether a state is one of these books, by the units in use."""
    return state.units == units and _hash(state.number) == state.hash


def _hash(number: int) -> str:
    found = rows(f"SELECT hash FROM {ENTRY} WHERE number = %s", [number])
    return found[0][0] if found else ""


def brought_up(base: State) -> State | None:
    """A state as known now: what the hazards touched since come to now, in the place of what they came to then."""
    number, hash_, units = standing()
    some = touched(base.number, number)
    if len(some) > TOUCHED:
        return None
    links = links_of(some)
    around = some | links.keys()
    found = dict(base.sums)
    for sign, summed in ((-1, of_months(base.number, around, links)), (1, of_months(None, around, links))):
        for key, (m2, unknown) in summed.items():
            before = found.get(key, (0, 0))
            found[key] = (before[0] + sign * m2, before[1] + sign * unknown)
    return State(number, hash_, units, {key: total for key, total in found.items() if total != (0, 0)})


def touched(after: int, upto: int) -> set[int]:
    """Hazards that entries after a number and up to another name (whatever they say of them), or move land of."""
    return {
        r[0]
        for r in rows(
            f"SELECT hazard_id FROM {NAMING} WHERE entry_id > %s AND entry_id <= %s UNION "
            f"SELECT hazard_id FROM {ATOM} WHERE known > %s AND known <= %s",
            [after, upto, after, upto],
        )
    }


def links_of(hazards: set[int]) -> dict[int, set[int]]:
    """Everything that some hazards overlap, directly or by way of others, each with what it overlaps."""
    links: dict[int, set[int]] = {}
    seen: set[int] = set()
    new = hazards
    while new:
        clause, params = among("one_id", new)
        for one, other in rows(f"SELECT one_id, other FROM {OVERLAP} WHERE {clause}", params):
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
        seen |= new
        new = {other for one in new for other in links.get(one, ())} - seen
    return links


def of_months(known: int | None, among_: set[int] | None = None, links: dict[int, set[int]] | None = None) -> Sums:
    """Every month's flows as known at a number; of all hazards, or of some that overlap none but one another."""
    kinds, mixed = _kinds(known, among_, connected(links, links) if links is not None else clusters())
    where, params = outside("h.id", mixed)
    if among_ is not None:
        clause, more = among("h.id", among_)
        where, params = f"{where} AND {clause}", [*params, *more]
    if known is not None:
        where, params = f"{where} AND a.known <= %s", [*params, known]
    table, called_at = called.hazards(known)
    found = rows(
        f"SELECT h.contamination, {sums.MONTH}, a.unit_id, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) "
        f"FROM {ATOM} a JOIN {table} h ON h.id = a.hazard_id WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6, 7",
        [*called_at, *params],
    )
    out: Sums = {tuple(said): (int(m2), int(none)) for *said, m2, none in found if m2 or none}  # type: ignore[misc]
    for kind in sorted({kinds[h] for h in mixed}):
        for a, on in of_mixed(kind, kinds, mixed, None, known):
            key = (kind, sums.of(on), a.unit, a.book.value, a.line.value, a.source.value, a.target.value)
            m2, unknown = out.get(key, (0, 0))
            out[key] = (m2 + a.m2, unknown + a.unknown)
    return {key: total for key, total in out.items() if total != (0, 0)}


def astray() -> int:
    """How many sums kept of the types are not what they come to as known at their number."""
    state = kept()
    return len(state.sums.items() ^ of_months(state.number).items()) if state else 0


def _kinds(known: int | None, among_: set[int] | None, groups: Iterable[set[int]]) -> tuple[dict[int, str], set[int]]:
    """The type of every hazard as known at a number, and the hazards that overlap one of another type, directly or by way of others."""
    table, params = called.hazards(known)
    clause, more = among("h.id", among_) if among_ is not None else ("1 = 1", [])
    kinds = dict(rows(f"SELECT id, contamination FROM {table} h WHERE {clause}", [*params, *more]))
    return kinds, {h for group in groups if len({kinds[h] for h in group}) > 1 for h in group}


def of_mixed(
    kind: str, kinds: dict[int, str], mixed: set[int], end: date | None, known: int | None
) -> list[tuple[FoldedAtom, date]]:
    """The atoms of the mixed hazards of one type, resolved among themselves."""
    inside = {h for h in mixed if kinds[h] == kind}
    found = [only(e, inside) for e in ledger.of_hazards(inside, known if known is not None else ledger.head())]
    return folded(found, places.lowest_units(), end, known, inside)


def _summed(start: date, end: date, known: int | None) -> dict[str, list[Flow]]:
    """For any days, and as known at any number."""
    kinds, mixed = _kinds(known, None, clusters())
    table, called_at = called.hazards(known)
    out: dict[str, list[Flow]] = {kind: [] for kind in sorted(set(kinds.values()))}
    clause, params = outside("h.id", mixed)
    where, values = 'a."on" <= %s', [end.isoformat()]
    if known is not None:
        where += " AND a.known <= %s"
        values.append(known)
    for kind, before, unit, book, line, source, target, m2, unknown in rows(
        f'SELECT h.contamination, a."on" < %s, a.unit_id, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) '
        f"FROM {ATOM} a JOIN {table} h ON h.id = a.hazard_id WHERE {where} AND {clause} GROUP BY 1, 2, 3, 4, 5, 6, 7",
        [start.isoformat(), *called_at, *values, *params],
    ):
        if m2 or unknown:
            out[kind].append(Flow(unit, bool(before), book, line, source, target, int(m2), int(unknown)))
    for kind in out if mixed else ():
        out[kind] += [
            Flow(a.unit, on < start, a.book.value, a.line.value, a.source.value, a.target.value, a.m2, a.unknown)
            for a, on in of_mixed(kind, kinds, mixed, end, known)
        ]
    return out
