"""Atoms of hazards that have no polygon: refolded hazard by hazard, since figures alone cannot overlap."""

from collections.abc import Sequence

from commonground.core.land.compute import fold_stated
from commonground.core.land.entries import Atom, Book, Entry, in_force
from commonground.land.actions import written
from commonground.land.models import Hazard
from commonground.places import queries as places

BOOKS = (Book.STATED, Book.LENGTH)


def refresh(touched: set[int], everything: Sequence[Entry], first: int) -> list[tuple[int, Atom]]:
    """What to write so that the touched hazards' stated accounts are as their entries say."""
    concerned = touched & {h for e in everything if e.shape is None for h in e.hazards}
    if not concerned:
        return []
    units = _units(concerned)
    flat = [e for e in everything if concerned.intersection(e.hazards)]
    new = sorted({e.number for e in flat if e.number >= first})
    fresh = not any(e.number < first for e in flat)
    if fresh and not any(e.corrects for e in flat):
        atoms, idle = fold_stated(in_force(flat), units.get)
        written.write_idle(concerned, [i for i in idle if i.hazard in concerned], "stated")
        return [(a.entry, a) for a in atoms if a.hazard in concerned]
    before = written.net(concerned, BOOKS)
    out: list[tuple[int, Atom]] = []
    idle = []
    for number in new if len(new) <= 50 else new[-1:]:
        atoms, idle = fold_stated(in_force(flat, known=number), units.get)
        after = written.net_of(a for a in atoms if a.hazard in concerned)
        out += [(number, a) for a in written.difference(before, after)]
        before = after
    written.write_idle(concerned, [i for i in idle if i.hazard in concerned], "stated")
    return out


def _units(hazards: set[int]) -> dict[int, int | None]:
    """The lowest unit that each hazard's record names, where it names one that exists."""
    codes = dict(Hazard.objects.filter(pk__in=list(hazards)[:900]).values_list("pk", "stated_unit")) if len(hazards) <= 900 else dict(
        row for row in Hazard.objects.values_list("pk", "stated_unit") if row[0] in hazards
    )
    units = {code: places.unit_by_code(code) for code in set(codes.values()) if code}
    return {pk: units.get(code) for pk, code in codes.items()}
