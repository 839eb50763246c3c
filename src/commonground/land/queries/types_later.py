"""Atoms of each type of contamination that became known between two ledger numbers: what restates a type's figures.

Where a hazard overlaps none of another type and is of the type it was, these are the atoms as they are written. Among the
others the partition is resolved within each type at every number that says something of them, one after the other, and
what changes from one to the next is that number's.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from commonground.core.land.compute import connected
from commonground.core.land.entries import Atom, Book
from commonground.land.models import LedgerEntry, Naming
from commonground.land.queries import called, later
from commonground.land.queries.later import Later
from commonground.land.queries.types import links_of, of_mixed, touched
from commonground.store.sets import among, rows

ENTRY, NAMING = LedgerEntry._meta.db_table, Naming._meta.db_table
STEPS = 3_000  # numbers to fold at; where there are more, the types' differences are told without their causes
Net = dict[tuple, tuple[int, int]]


def atoms(until: date, old: int, new: int) -> dict[str, list[Later]] | None:
    """For each type, all atoms dated up to a day that are known at the second number and not at the first; their sums are
    what the type's figures changed by. None where too many entries say something of land under several types."""
    some = touched(old, new)
    links = links_of(some)
    was, told = _kinds(some | links.keys(), old), _kinds(some | links.keys(), new)
    said = _describing(old, new)
    groups = [*connected(links, links), *({h} for h in some - links.keys())]
    anew = [g for g in groups if g & said or len({was[h] for h in g}) > 1 or len({told[h] for h in g}) > 1]
    steps = {min(g): _numbers(g, until, old, new) for g in anew}
    if sum(len(one) for one in steps.values()) > STEPS:
        return None
    out: dict[str, list[Later]] = defaultdict(list)
    apart = {h for g in anew for h in g}
    for one in later.atoms(until, old, new):
        if one.atom.hazard not in apart:
            out[told[one.atom.hazard]].append(one)
    for group in anew:
        _stepwise(group, until, old, steps[min(group)], bool(group & said), out)
    return dict(out)


def _stepwise(
    group: set[int], until: date, old: int, numbers: list[int], is_said: bool, out: dict[str, list[Later]]
) -> None:
    """What each number changed of a group's atoms, type by type."""
    kinds = _kinds(group, old)
    before = _net(group, kinds, until, old)
    for number in numbers:
        if is_said:
            kinds = _kinds(group, number)
        after = _net(group, kinds, until, number)
        for key in before.keys() | after.keys():
            (m2, unknown), (m2_was, unknown_was) = after.get(key, (0, 0)), before.get(key, (0, 0))
            if (m2, unknown) != (m2_was, unknown_was):
                kind, on, *parts = key
                out[kind].append(Later(number, on, Atom(*parts, m2 - m2_was, unknown - unknown_was), {}))
        before = after


def _net(group: set[int], kinds: dict[int, str], until: date, known: int) -> Net:
    """The atoms of a group as known at a number, by type. An atom of both measures is one of each, so that what leaves one alone nets out."""
    out: Net = {}
    for kind in sorted({kinds[h] for h in group}):
        for a, on in of_mixed(kind, kinds, group, until, known):
            for book in (Book.HAZARD, Book.PROGRAMME) if a.book is Book.BOTH else (a.book,):
                key = (kind, on, a.entry, a.hazard, a.unit, book, a.line, a.source, a.target)
                m2, unknown = out.get(key, (0, 0))
                out[key] = (m2 + a.m2, unknown + a.unknown)
    return out


def _kinds(hazards: Iterable[int], known: int) -> dict[int, str]:
    table, params = called.hazards(known)
    clause, more = among("h.id", hazards)
    return dict(rows(f"SELECT h.id, h.contamination FROM {table} h WHERE {clause}", [*params, *more]))


def _numbers(group: set[int], until: date, old: int, new: int) -> list[int]:
    """The numbers between two that may change what a group comes to on a day: by their day, or by what they say of a hazard."""
    clause, params = among("n.hazard_id", group)
    return [
        r[0]
        for r in rows(
            f"SELECT DISTINCT e.number FROM {ENTRY} e JOIN {NAMING} n ON n.entry_id = e.number WHERE {clause} "
            "AND e.number > %s AND e.number <= %s AND (e.\"on\" <= %s OR e.kind = 'describe' OR NOT (e.corrects = '')) ORDER BY e.number",
            [*params, old, new, until.isoformat()],
        )
    ]


def _describing(old: int, new: int) -> set[int]:
    """Hazards of which something else was said between two numbers."""
    return {
        r[0]
        for r in rows(
            f"SELECT n.hazard_id FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id "
            "WHERE e.number > %s AND e.number <= %s AND e.kind = 'describe'",
            [old, new],
        )
    }
