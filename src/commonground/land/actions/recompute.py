"""Keeping atoms and holdings in step with the entries: redo the touched cluster and nothing more.

What is written is what a computation from scratch would give, atom by atom; `check` and the tests compare the two.
Three roads lead there: hazards without a past are folded all at once; entries that come after everything their
cluster knows are appended; anything else (late, correcting, newly overlapping) refolds its cluster and books the
difference under the number of the entry that caused it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import box_of, pairs_sharing_land, regions
from commonground.core.land import carried, compute
from commonground.core.land.compute import connected
from commonground.core.land.entries import ADDING, Atom, Entry, Kind, in_force
from commonground.core.land.plain import Folded
from commonground.land.actions import append, outside, stated, summaries, written
from commonground.land.models import LedgerEntry, Overlap
from commonground.land.queries import entries as ledger
from commonground.store.bulk import insert
from commonground.store.sets import among, rows
from commonground.store.spatial import ids_in_box

STEPS = 50  # more new entries than this in one old cluster are folded once, not one by one
MANY = 500
SHORT = 2_000  # more entries than this at once go through vectorised folding


@dataclass(slots=True)
class Component:
    """Hazards bound together by overlapping land, with everything that names them."""

    members: frozenset[int]
    entries: list[Entry] = field(default_factory=list)
    new: list[int] = field(default_factory=list)  # numbers, ascending
    bound: bool = False  # the new entries changed who overlaps whom

    def road(self, first: int) -> str:
        """How to bring this component up to date; numbers from `first` on are new."""
        old = [e for e in self.entries if e.number < first]
        if not old:
            return "fresh"
        new = [e for e in self.entries if e.number >= first]
        if not new or self.bound or any(e.corrects for e in new):
            return "refold"
        return "append" if min(e.key for e in new) > max(e.key for e in old) else "refold"


def recompute(new: Sequence[Entry], units: Units) -> int:
    """Bring everything up to date after `new` (already stored) entries; returns how many atoms were written."""
    new = [e for e in new if e.kind is not Kind.DESCRIBE]
    if not new:
        return 0
    touched, targets = _touched(new)
    bound = _overlaps([e for e in new if e.kind in ADDING and e.shape is not None])
    done = Done()
    refolding = list(new)
    if len(new) <= SHORT:
        around = append.surroundings(touched)
        # A correction may stand in the same booking, or have come before what it corrects.
        gone = {e.corrects for e in (*new, *ledger.correctors(new, new[-1].number))}
        last, other = [], []
        for e in new:
            (last if not e.corrects and e.hash not in gone and around.comes_last(e) else other).append(e)
        refolding = _entangled(other, last, targets) if other else []
        left = {e.number for e in refolding}
        _append([e for e in last if e.number not in left], around, units, done)
    if refolding:
        if _all_fresh(refolding, targets, bound):
            _first_fold(refolding, bound, units, done)
        else:
            _long_road(refolding, targets, set(bound), units, done)
    loose = {e.number: e for e in (*done.late, *in_force([*new, *targets])) if e.kind not in ADDING}
    late = {e.number for e in done.late}
    strips, strip_entries = outside.refresh(
        [e for n, e in loose.items() if n >= new[0].number or n in late],
        done.inside, [*new, *targets], units, range(new[0].number, new[-1].number + 1),
    )  # fmt: skip
    done.atoms += strips
    done.atoms += stated.refresh(touched, new, targets)
    days = {e.number: e.on for e in (*done.entries, *strip_entries, *new, *targets)}
    written.write_atoms(done.atoms, days | stated.days(done.atoms, days))
    written.summarise(done.members | touched, new)
    summaries.weigh(done.members | touched)
    summaries.name_operators(touched)
    return len(done.atoms)


@dataclass(slots=True)
class Done:
    """What the roads have brought together."""

    atoms: list[tuple[int, Atom]] = field(default_factory=list)
    members: set[int] = field(default_factory=set)
    inside: dict[int, float] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)  # whose atoms may be written
    late: list[Entry] = field(default_factory=list)  # releases whose strips may have changed


def _append(last: Sequence[Entry], around: append.Surroundings, units: Units, done: Done) -> None:
    """Entries that come after all that their surroundings know."""
    if not last:
        return
    held, atoms, changed = append.go_on(last, around, units)
    written.write_holdings(changed, held, last)
    written.add_idle(held.idle, "account")
    done.atoms += atoms
    done.members |= changed
    done.inside |= held.inside


def _entangled(start: Sequence[Entry], others: Sequence[Entry], targets: Sequence[Entry]) -> list[Entry]:
    """Entries that need their clusters refolded, with those of the same booking that lie in these clusters."""
    found, rest = [*start], list(others)
    while True:  # an entry that names two hazards carries the other one's cluster in with it
        members = {h for c in _components({h for e in (*found, *targets) for h in e.hazards}, set()) for h in c.members}
        more = [e for e in rest if members.intersection(e.hazards)]
        if not more:
            return sorted(found, key=lambda e: e.number)
        found += more
        rest = [e for e in rest if not members.intersection(e.hazards)]


def _all_fresh(new: Sequence[Entry], targets: Sequence[Entry], bound: Mapping[int, set[int]]) -> bool:
    """Whether nothing was ever said of any of the hazards, nor of any that overlaps them: a country's first import."""
    named = {h for e in new for h in e.hazards}
    if targets or any(e.corrects for e in new) or len(new) <= SHORT or not named >= bound.keys():
        return False
    clause, params = among("id", named)
    return not rows(f"SELECT 1 FROM land_hazard WHERE last_number > 0 AND {clause} LIMIT 1", params)


def _first_fold(new: Sequence[Entry], near: dict[int, set[int]], units: Units, done: Done) -> None:
    """Fold hazards without a past, whose overlaps have just been found."""
    folded = compute.fold(in_force(new), units, near)
    done.atoms += [(a.entry, a) for a in folded.atoms]
    members = {h for e in new for h in e.hazards}
    written.write_holdings(members, folded, new)
    written.add_idle(folded.idle, "account")
    done.members |= members
    done.inside |= folded.inside


def _long_road(new: Sequence[Entry], targets: list[Entry], bound: set[int], units: Units, done: Done) -> None:
    """Fold whole clusters: those without a past at once, the others by what the new entries change."""
    first, last = new[0].number, new[-1].number
    components = _components({h for e in (*new, *targets) for h in e.hazards}, bound)
    everything = ledger.of_hazards({h for c in components for h in c.members}, last)
    held = {e.number for e in everything}
    foreign = [e for e in ledger.correctors(everything, last) if e.number not in held]
    _share_out(components, everything, foreign, first)
    folded = Folded()
    roads = [(c, c.road(first)) for c in components]
    quick = [c for c, road in roads if road != "refold"]
    if quick:
        folded, found = _fold_quick(quick, units, first)
        done.atoms += found
    again = [c for c, road in roads if road == "refold"]
    for result, found in [_refold_together(again, units)] if len(again) > STEPS else [_refold(c, units) for c in again]:
        folded.take(result)
        done.atoms += found
    done.late += [e for c in again for e in in_force(c.entries) if e.kind not in ADDING]
    # Where recorded land was corrected away, releases of other hazards may now lie outside everything.
    gone = {
        n for t in targets if t.kind in ADDING and t.shape is not None for n in ids_in_box(LedgerEntry, box_of(t.shape))
    }
    if gone:
        done.late += in_force(e for e in ledger.numbered(gone) if e.kind not in ADDING and e.number <= last)
    members = {h for c in components for h in c.members}
    written.write_holdings(members, folded, everything)
    written.write_idle(members, folded.idle)
    done.members |= members
    done.entries += everything
    for entry, m2 in folded.inside.items():
        done.inside[entry] = m2


def _touched(new: Sequence[Entry]) -> tuple[set[int], list[Entry]]:
    """Hazards that the new entries name or whose entries they correct, and the corrected entries."""
    touched = {h for e in new for h in e.hazards}
    targets: list[Entry] = []
    wanted = {e.corrects for e in new if e.corrects}
    while wanted:
        found = ledger.hashed(wanted)
        targets += found
        wanted = {e.corrects for e in found if e.corrects} - {t.hash for t in targets}
    return touched | {h for e in targets for h in e.hazards}, targets


def _overlaps(adding: Sequence[Entry]) -> dict[int, set[int]]:
    """Write down which hazards' recorded land newly overlaps; returns who newly overlaps whom."""
    if not adding:
        return {}
    near = _recorded_near(adding)
    pairs: set[tuple[int, int]] = set()
    fresh = regions([e.shape for e in adding])
    meetings = [(adding, adding, *pairs_sharing_land(fresh))]
    if near:
        meetings.append((adding, near, *pairs_sharing_land(regions([e.shape for e in near]), fresh)))
    for left, right, which, other in meetings:
        for i, j in zip(which.tolist(), other.tolist(), strict=True):
            pairs.update((a, b) for a in left[i].hazards for b in right[j].hazards if a != b)
    for e in adding:
        pairs.update((a, b) for a in e.hazards for b in e.hazards if a != b)
    if not pairs:
        return {}
    pairs |= {(b, a) for a, b in pairs}
    clause, params = among("one_id", {a for a, _ in pairs})
    known = set(rows(f"SELECT one_id, other FROM {Overlap._meta.db_table} WHERE {clause}", params))
    pairs -= known
    insert(Overlap, ("one", "other"), sorted(pairs))
    near: dict[int, set[int]] = {}
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
    return near


def _recorded_near(adding: Sequence[Entry]) -> list[Entry]:
    """Earlier entries that brought land on the books where the new ones lie."""
    first = adding[0].number
    if first == 1 or not LedgerEntry.objects.filter(number__lt=first, kind__in=ADDING).exists():
        return []
    if len(adding) > MANY:
        return [e for e in ledger.every(first - 1) if e.kind in ADDING and e.shape is not None]
    numbers = {n for e in adding for n in ids_in_box(LedgerEntry, box_of(e.shape)) if n < first}
    return [e for e in ledger.numbered(numbers) if e.kind in ADDING] if numbers else []


def _components(touched: Iterable[int], bound: set[int]) -> list[Component]:
    """The touched hazards with everything that overlaps them, however indirectly."""
    links: dict[int, set[int]] = {}
    frontier, seen = set(touched), set(touched)
    while frontier:
        clause, params = among("one_id", frontier)
        frontier = set()
        for one, other in rows(f"SELECT one_id, other FROM {Overlap._meta.db_table} WHERE {clause}", params):
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
            if other not in seen:
                seen.add(other)
                frontier.add(other)
    return [Component(frozenset(g), bound=bool(g & bound)) for g in connected(sorted(seen), links)]


def _share_out(components: list[Component], everything: list[Entry], foreign: list[Entry], first: int) -> None:
    """Give each component its entries, and those that correct them though they name other hazards."""
    home = {h: c for c in components for h in c.members}
    by_hash = {e.hash: e for e in (*everything, *foreign)}
    for entry in sorted(by_hash.values(), key=lambda e: e.number):
        mine: dict[int, Component] = {}
        link: Entry | None = entry
        while link is not None:  # within one booking a correction may be numbered before what it corrects
            mine |= {id(home[h]): home[h] for h in link.hazards if h in home}
            link = by_hash.get(link.corrects) if link.corrects else None
        for component in mine.values():
            component.entries.append(entry)
            if entry.number >= first:
                component.new.append(entry.number)


def _fold_quick(components: list[Component], units: Units, first: int) -> tuple[Folded, list[tuple[int, Atom]]]:
    """Fold components whose old atoms stay as they are; only atoms of new entries are written."""
    inside = {h for c in components for h in c.members}
    entries = {e.number: e for c in components for e in c.entries}
    folded = carried.fold(entries.values(), units, only=inside)
    return folded, [(a.entry, a) for a in folded.atoms if a.entry >= first]


def _refold_together(components: list[Component], units: Units) -> tuple[Folded, list[tuple[int, Atom]]]:
    """Fold many components anew at once, as when a whole import is undone; each difference is its component's last entry's."""
    cause = {h: c.new[-1] for c in components for h in c.members}
    entries = {e.number: e for c in components for e in c.entries}
    before = written.net(cause)
    folded = carried.fold(entries.values(), units, only=cause)
    after = written.net_of([a for a in folded.atoms if a.hazard in cause])
    folded.idle = [i for i in folded.idle if i.hazard in cause]
    return folded, [(cause[a.hazard], a) for a in written.difference(before, after)]


def _refold(component: Component, units: Units) -> tuple[Folded, list[tuple[int, Atom]]]:
    """Fold a component anew for each new entry and book what differs from before."""
    before = written.net(component.members)
    out: list[tuple[int, Atom]] = []
    folded = Folded()
    steps = component.new if len(component.new) <= STEPS else component.new[-1:]
    for number in steps:
        folded = carried.fold(component.entries, units, known=number, only=component.members)
        after = written.net_of([a for a in folded.atoms if a.hazard in component.members])
        out += [(number, atom) for atom in written.difference(before, after)]
        before = after
    folded.idle = [i for i in folded.idle if i.hazard in component.members]
    return folded, out
