"""Atoms of hazards that have no polygon: refolded hazard by hazard, since figures alone cannot overlap."""

from collections.abc import Sequence
from datetime import date

from commonground.core.land.compute import fold_stated
from commonground.core.land.entries import Atom, Book, Entry, Kind, in_force
from commonground.land.actions import written
from commonground.land.models import Hazard
from commonground.land.queries import entries as ledger
from commonground.places import queries as places

BOOKS = (Book.STATED, Book.LENGTH)
STEPS = 50


def refresh(touched: set[int], new: Sequence[Entry], targets: Sequence[Entry]) -> list[tuple[int, Atom]]:
    """What to write so that the touched hazards' stated accounts are as their entries say."""
    flat = [e for e in (*new, *targets) if e.shape is None and e.kind is not Kind.VOID]
    concerned = {h for e in flat for h in e.hazards} & touched
    if not concerned:
        return []
    first, last = new[0].number, new[-1].number
    everything = ledger.of_hazards(concerned, last)
    held = {e.number for e in everything}
    everything += [e for e in ledger.correctors(everything, last) if e.number not in held]
    units = _units(concerned)
    numbers = sorted({e.number for e in everything if e.number >= first})
    if all(e.number >= first for e in everything) and not any(e.corrects for e in everything):
        atoms, idle = fold_stated(in_force(everything), units.get)
        written.write_idle(concerned, [i for i in idle if i.hazard in concerned], "stated")
        return [(a.entry, a) for a in atoms if a.hazard in concerned]
    before = written.net(concerned, BOOKS)
    out: list[tuple[int, Atom]] = []
    idle = []
    for number in numbers if len(numbers) <= STEPS else numbers[-1:]:
        atoms, idle = fold_stated(in_force(everything, known=number), units.get)
        after = written.net_of(a for a in atoms if a.hazard in concerned)
        out += [(number, a) for a in written.difference(before, after)]
        before = after
    written.write_idle(concerned, [i for i in idle if i.hazard in concerned], "stated")
    return out


def days(atoms: Sequence[tuple[int, Atom]], have: dict[int, date]) -> dict[int, date]:
    """The days of entries that atoms are of and nobody has loaded yet."""
    missing = {a.entry for _, a in atoms} - have.keys()
    return {e.number: e.on for e in ledger.numbered(missing)} if missing else {}


def _units(hazards: set[int]) -> dict[int, int | None]:
    """The lowest unit that each hazard's record names, where it names one that exists."""
    codes = (
        dict(Hazard.objects.filter(pk__in=list(hazards)[:900]).values_list("pk", "stated_unit"))
        if len(hazards) <= 900
        else dict(row for row in Hazard.objects.values_list("pk", "stated_unit") if row[0] in hazards)
    )
    units = {code: places.unit_by_code(code) for code in set(codes.values()) if code}
    return {pk: units.get(code) for pk, code in codes.items()}
