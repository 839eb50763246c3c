"""Hazards that overlap no other, recorded once and then only released, in one unit: nearly all, done a column at a time.

The same atoms, shapes and findings as `books.Books` gives for them, release by release over all of them at once.
"""

from dataclasses import dataclass, field

from commonground.core.geometry.overlay import Region, Regions, areas, cut_each, join_all, meet_each, regions
from commonground.core.land.books import DUST_M2, Idle, Slot, whole
from commonground.core.land.entries import RELEASE_LINE, RELEASES, Account, Atom, Book, Entry, Kind, Line

SURE_M2 = 1.0  # more than this between before and after is land, and no dust of the grid


@dataclass(slots=True)
class Folded:
    """What came of some hazards."""

    atoms: list[Atom] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    inside: dict[int, float] = field(default_factory=dict)
    hazards: dict[Slot, tuple[Region, int]] = field(default_factory=dict)  # what is held, and its balance
    programme: dict[Slot, tuple[Region, int]] = field(default_factory=dict)

    def take(self, other: "Folded") -> None:
        """Add what came of others."""
        self.atoms += other.atoms
        self.idle += other.idle
        for entry, m2 in other.inside.items():
            self.inside[entry] = self.inside.get(entry, 0.0) + m2
        self.hazards |= other.hazards
        self.programme |= other.programme


@dataclass(frozen=True, slots=True)
class Plain:
    """Some such hazards: what recorded each, its unit, and the first, second, third... release of those that have one."""

    recorded: list[Entry] = field(default_factory=list)
    units: list[int | None] = field(default_factory=list)
    turns: list[list[tuple[int, Entry]]] = field(default_factory=list)  # (position in `recorded`, release)

    def add(self, unit: int | None, recorded: Entry, releases: list[Entry]) -> None:
        """One more hazard, with its releases in canonical order."""
        place = len(self.recorded)
        self.recorded.append(recorded)
        self.units.append(unit)
        for turn, release in enumerate(releases):
            if turn == len(self.turns):
                self.turns.append([])
            self.turns[turn].append((place, release))


@dataclass(slots=True)
class _Running:
    """Where the fold stands: what each hazard still holds open, and what has left it."""

    some: Plain
    held: Regions
    m2: list[int]
    pieces: dict[tuple[int, Account], list[Region]] = field(default_factory=dict)
    gone: dict[tuple[int, Account], int] = field(default_factory=dict)


def open_m2(some: Plain) -> list[int]:
    """What each hazard still holds open, in whole square metres: recorded less released, and nothing else worked out."""
    held = regions([e.shape for e in some.recorded])
    for turn in some.turns:
        places = [place for place, _ in turn]
        before, lands = held[places], regions([e.shape for _, e in turn])
        rests = cut_each(before, lands)
        touched = _difference(before, lands, areas(rests).tolist())
        moved = [i for i, m2 in enumerate(touched) if m2 >= DUST_M2]
        held[[places[i] for i in moved]] = rests[moved]
    return [whole(m2) for m2 in areas(held).tolist()]


def fold_plain(some: Plain) -> Folded:
    """Atoms, shapes and findings of plain hazards."""
    out = Folded()
    held = regions([e.shape for e in some.recorded])
    running = _Running(some, held, [whole(a) for a in areas(held).tolist()])
    for e, unit, amount in zip(some.recorded, some.units, running.m2, strict=True):
        if amount:
            line = Line.BROUGHT if e.kind is Kind.OPENING else Line.NEW
            atom = Atom(e.number, e.hazards[0], unit, Book.BOTH, line, Account.UNRECORDED, e.level, amount)
            out.atoms.append(atom)
    for step, turn in enumerate(some.turns):
        _release(turn, running, out, first=step == 0)
    for e, unit, shape, amount in zip(some.recorded, some.units, running.held, running.m2, strict=True):
        out.hazards[unit, e.hazards[0], e.level] = (shape, amount)
    for (place, account), pieces in running.pieces.items():
        slot = (some.units[place], some.recorded[place].hazards[0], account)
        out.hazards[slot] = (join_all(pieces), running.gone[place, account])
    return out


def _release(turn: list[tuple[int, Entry]], running: _Running, out: Folded, first: bool) -> None:
    """Take the next release of each hazard that has one more out of what it holds."""
    places = [place for place, _ in turn]
    held, lands = running.held[places], regions([e.shape for _, e in turn])
    rests = cut_each(held, lands)
    after, sizes = areas(rests).tolist(), areas(lands).tolist()
    pieces = meet_each(held, lands)
    touched = areas(pieces).tolist()
    late: list[tuple[int, Entry, float]] = []
    for i, (place, entry) in enumerate(turn):
        # What was touched is measured as `Books` measures it: the difference before and after holds the grid's dust as
        # well, and an entry that only shares an edge with the hazard would move a square metre of it.
        moved = touched[i] if touched[i] >= DUST_M2 else 0.0
        out.inside[entry.number] = out.inside.get(entry.number, 0.0) + moved
        if moved:
            _move(place, entry, after[i], running, out)
            running.held[place] = rests[i]
            running.pieces.setdefault((place, RELEASES[entry.kind]), []).append(pieces[i])
        if not first and sizes[i] - moved > 0.5:
            late.append((place, entry, moved))
    if late:
        _explain(late, running.some, out)


def _move(place: int, entry: Entry, after: float, running: _Running, out: Folded) -> None:
    had, target = running.m2[place], RELEASES[entry.kind]
    amount = min(had, max(0, had - whole(after)))
    recorded = running.some.recorded[place]
    if amount:
        hazard, unit = recorded.hazards[0], running.some.units[place]
        atom = Atom(entry.number, hazard, unit, Book.BOTH, RELEASE_LINE[target], recorded.level, target, amount)
        out.atoms.append(atom)
    running.m2[place] = had - amount
    running.gone[place, target] = running.gone.get((place, target), 0) + amount


def _difference(held: Regions, lands: Regions, after: list[float]) -> list[float]:
    """What was touched, by the areas before and after; looked at only where that could be dust of the grid."""
    touched = [b - a for b, a in zip(areas(held).tolist(), after, strict=True)]
    doubtful = [i for i, m2 in enumerate(touched) if 0 < m2 < SURE_M2]
    if doubtful:
        for i, m2 in zip(doubtful, areas(meet_each(held[doubtful], lands[doubtful])).tolist(), strict=True):
            touched[i] = m2
    return touched


def _explain(late: list[tuple[int, Entry, float]], some: Plain, out: Folded) -> None:
    """Say what of some releases had been released before, with its square metres."""
    recorded = regions([some.recorded[place].shape for place, _, _ in late])
    already = areas(meet_each(recorded, regions([e.shape for _, e, _ in late]))).tolist()
    for (place, entry, moved), inside in zip(late, already, strict=True):
        if inside - moved > 0.5:
            out.inside[entry.number] += inside - moved
            hazard = some.recorded[place].hazards[0]
            out.idle.append(Idle(entry.number, hazard, "land.entry.already-released", inside - moved))
