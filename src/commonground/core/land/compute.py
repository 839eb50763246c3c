"""The accounts of many hazards at once: clusters, chunks of bounded memory, and a choice of engine.

`clusters` finds hazards whose land overlaps; `chunks` packs clusters; `fold_chunk` turns a chunk into atoms and is
all that a thread, a process or another machine needs to know. Hazards that overlap no other and were only ever
recorded and released, nearly all of them, go through vectorised geometry; the rest through `books.Books`. Both give
the same atoms, which a test holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commonground.core.geometry.divide import Share, Units
from commonground.core.geometry.overlay import (
    NOTHING,
    Region,
    area,
    areas,
    cut_each,
    join_all,
    meet_each,
    pairs_sharing_land,
    regions,
    same,
)
from commonground.core.land.books import DUST_M2, Books, Idle, Slot, whole
from commonground.core.land.entries import (
    ADDING,
    RELEASE_LINE,
    RELEASES,
    Account,
    Atom,
    Book,
    Entry,
    Kind,
    Line,
)
from commonground.core.land.stated import StatedAccount

CHUNK = 20_000  # entries in a chunk: some tens of megabytes
Work = tuple[Entry, list[Share]]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hazards whose recorded land overlaps, and all entries that name any of them, in canonical order."""

    members: frozenset[int]
    work: tuple[Work, ...]
    near: Mapping[int, frozenset[int]]  # for each member, those whose recorded land overlaps its own


@dataclass(slots=True)
class Folded:
    """What came of some clusters."""

    atoms: list[Atom] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    inside: dict[int, float] = field(default_factory=dict)
    hazards: dict[Slot, tuple[Region, int]] = field(default_factory=dict)  # what is held, and its balance
    programme: dict[Slot, tuple[Region, int]] = field(default_factory=dict)

    def take(self, other: "Folded") -> None:
        """Add what came of other clusters."""
        self.atoms += other.atoms
        self.idle += other.idle
        for entry, m2 in other.inside.items():
            self.inside[entry] = self.inside.get(entry, 0.0) + m2
        self.hazards |= other.hazards
        self.programme |= other.programme


def clusters(entries: Sequence[Entry], units: Units, near: Mapping[int, set[int]] | None = None) -> list[Cluster]:
    """Group hazards whose recorded land overlaps; entries in force, in canonical order, with a shape.

    `near` is who overlaps whom, where that is known already.
    """
    shaped = [e for e in entries if e.shape is not None]
    heads = {hazard: hazard for e in shaped for hazard in e.hazards}

    def head(hazard: int) -> int:
        while heads[hazard] != hazard:
            heads[hazard] = heads[heads[hazard]]
            hazard = heads[hazard]
        return hazard

    if near is None:
        near = overlaps([e for e in shaped if e.kind in ADDING])
    for one, others in near.items():
        for other in others:
            a, b = head(one), head(other)
            heads[max(a, b)] = min(a, b)
    return gather(shaped, units, head, near)


def fold_fresh(entries: Sequence[Entry], units: Units, near: Mapping[int, set[int]]) -> Folded:
    """Atoms of hazards without a past, who overlaps whom being known: most are one entry in one unit, and done at once."""
    times: dict[int, int] = {}
    for e in entries:
        for h in e.hazards:
            times[h] = times.get(h, 0) + 1
    lone: list[Entry] = []
    rest: list[Entry] = []
    for e in entries:
        if e.shape is None:
            continue
        h = e.hazards[0]
        alone = len(e.hazards) == 1 and times[h] == 1 and h not in near and e.kind in ADDING
        (lone if alone else rest).append(e)
    out = Folded()
    grounds = units.divide([e.shape for e in lone])
    sizes = areas(regions([e.shape for e in lone])).tolist() if lone else []
    for e, ground, size in zip(lone, grounds, sizes, strict=True):
        if len(ground) > 1 or size < DUST_M2:
            rest.append(e)
            continue
        (unit, land), (hazard,), amount = ground[0], e.hazards, whole(size)
        if amount:
            line = Line.BROUGHT if e.kind is Kind.OPENING else Line.NEW
            out.atoms.append(Atom(e.number, hazard, unit, Book.BOTH, line, Account.UNRECORDED, e.level, amount))
        out.hazards[unit, hazard, e.level] = (land, amount)
    out.take(fold_all(clusters(sorted(rest, key=lambda e: e.key), units, near)))
    return out


def overlaps(adding: Sequence[Entry]) -> dict[int, set[int]]:
    """For each hazard, the others whose recorded land overlaps its own."""
    near: dict[int, set[int]] = {}
    left, right = pairs_sharing_land(regions([e.shape for e in adding]))
    groups = [(*adding[i].hazards, *adding[j].hazards) for i, j in zip(left.tolist(), right.tolist(), strict=True)]
    for group in (*groups, *(e.hazards for e in adding if len(e.hazards) > 1)):
        for one in group:
            for other in group:
                if one != other:
                    near.setdefault(one, set()).add(other)
    return near


NOBODY: frozenset[int] = frozenset()


def gather(
    shaped: Sequence[Entry], units: Units, head: Callable[[int], int], near: Mapping[int, set[int]]
) -> list[Cluster]:
    """Clusters, given which hazard stands for each one's cluster."""
    grounds = units.divide([e.shape for e in shaped if e.shape is not None])
    members: dict[int, set[int]] = {}
    work: dict[int, list[Work]] = {}
    for entry, ground in zip(shaped, grounds, strict=True):
        for top in {head(hazard) for hazard in entry.hazards}:
            work.setdefault(top, []).append((entry, ground))
        for hazard in entry.hazards:
            members.setdefault(head(hazard), set()).add(hazard)
    return [
        Cluster(
            frozenset(members[top]),
            tuple(work[top]),
            {h: frozenset(near[h]) if h in near else NOBODY for h in members[top]},
        )
        for top in sorted(work)
    ]


def chunks(some: Iterable[Cluster], size: int = CHUNK) -> Iterator[list[Cluster]]:
    """Pack clusters into chunks of about `size` entries."""
    pack: list[Cluster] = []
    count = 0
    for cluster in some:
        pack.append(cluster)
        count += len(cluster.work)
        if count >= size:
            yield pack
            pack, count = [], 0
    if pack:
        yield pack


def fold_all(
    some: Iterable[Cluster], run: Callable[..., Iterable[Folded]] = map, size: int = CHUNK, shapes: bool = True
) -> Folded:
    """Fold clusters by any `map`: Python's own, a thread or process pool's, or a Dask client's (see `land.gateway`)."""
    total = Folded()
    packs = list(chunks(some, size))
    for folded in run(fold_chunk, packs, [shapes] * len(packs)):
        total.take(folded)
    return total


def fold_chunk(pack: Sequence[Cluster], shapes: bool = True) -> Folded:
    """Atoms of one chunk. With `shapes` false the shapes of released land are not made (figures only)."""
    plain = [c for c in pack if is_plain(c)]
    out = fold_plain(plain, shapes)
    for cluster in pack:
        if not is_plain(cluster):
            out.take(fold_cluster(cluster))
    return out


def fold_cluster(cluster: Cluster, books: Books | None = None) -> Folded:
    """Atoms of one cluster by the full rules; `books` continues from where an earlier fold stood."""
    books = books or Books(cluster.near)
    atoms = [atom for entry, ground in cluster.work for atom in books.apply(entry, ground)]
    return result(books, atoms)


def result(books: Books, atoms: list[Atom]) -> Folded:
    """What books hold; the partition's own only for homes where it is not the hazard's account over again."""
    own = {s: (shape, books.hazards.m2.get(s, 0)) for s, shape in books.hazards.land.items()}
    shared = {s: (shape, books.programme.m2.get(s, 0)) for s, shape in books.programme.land.items()}
    apart = {
        s[1]
        for s in own.keys() | shared.keys()
        if own.get(s, (NOTHING, 0))[1] != shared.get(s, (NOTHING, 0))[1]
        or not same(own.get(s, (NOTHING, 0))[0], shared.get(s, (NOTHING, 0))[0])
    }
    # A home that holds none of its hazard's land is apart too, and says so by empty slots.
    partition = {s: shared.get(s, (NOTHING, 0)) for s in own.keys() | shared.keys() if s[1] in apart}
    return Folded(atoms, books.idle, books.inside, own, partition)


def is_plain(cluster: Cluster) -> bool:
    """One hazard, in one unit, recorded once and from then on only released."""
    if len(cluster.members) > 1 or cluster.work[0][0].kind not in ADDING:
        return False
    unit = cluster.work[0][1][0][0]
    return all(
        len(ground) == 1 and ground[0][0] == unit and (i == 0 or entry.kind in RELEASES)
        for i, (entry, ground) in enumerate(cluster.work)
    )


@dataclass(slots=True)
class _Plain:
    """The running state of one plain cluster."""

    hazard: int
    unit: int | None
    level: Account
    first: Region
    work: tuple[Work, ...]
    held: Region
    m2: int
    done: dict[Account, list[Region]] = field(default_factory=dict)
    done_m2: dict[Account, int] = field(default_factory=dict)


def fold_plain(pack: Sequence[Cluster], shapes: bool = True) -> Folded:
    """The same as `fold_cluster` for plain clusters, release by release over all of them at once."""
    out = Folded()
    states: list[_Plain] = []
    for cluster in pack:
        (entry, ground), (hazard,) = cluster.work[0], cluster.members
        unit, land = ground[0]
        amount = whole(area(land))
        line = Line.BROUGHT if entry.kind is Kind.OPENING else Line.NEW
        if amount:
            out.atoms.append(Atom(entry.number, hazard, unit, Book.BOTH, line, Account.UNRECORDED, entry.level, amount))
        states.append(_Plain(hazard, unit, entry.level, land, cluster.work, land, amount))
    turn, step = [s for s in states if len(s.work) > 1], 1
    while turn:
        _release(turn, step, out, shapes)
        step += 1
        turn = [s for s in turn if len(s.work) > step]
    for s in states:
        out.hazards[s.unit, s.hazard, s.level] = (s.held, s.m2)
        for account, pieces in s.done.items():
            out.hazards[s.unit, s.hazard, account] = (join_all(pieces), s.done_m2[account])
    return out


def _release(turn: Sequence[_Plain], step: int, out: Folded, shapes: bool) -> None:
    held = regions([s.held for s in turn])
    lands = regions([s.work[step][1][0][1] for s in turn])
    rests = cut_each(held, lands)
    after, sizes = areas(rests).tolist(), areas(lands).tolist()
    # What was touched is measured as `Books` measures it: the difference before and after holds the grid's dust as well,
    # and an entry that only shares an edge with the hazard would move a square metre of it.
    pieces = meet_each(held, lands)
    touched = areas(pieces).tolist()
    late: list[tuple[_Plain, Entry, float]] = []
    for i, s in enumerate(turn):
        entry = s.work[step][0]
        moved = touched[i] if touched[i] >= DUST_M2 else 0.0
        target = RELEASES[entry.kind]
        out.inside[entry.number] = out.inside.get(entry.number, 0.0) + moved
        amount = min(s.m2, max(0, s.m2 - whole(after[i])))
        if amount and moved:
            out.atoms.append(
                Atom(entry.number, s.hazard, s.unit, Book.BOTH, RELEASE_LINE[target], s.level, target, amount)
            )
        if moved:
            s.held = rests[i]
            s.m2 -= amount
            if shapes:
                s.done.setdefault(target, []).append(pieces[i])
                s.done_m2[target] = s.done_m2.get(target, 0) + amount
        if sizes[i] - moved > 0.5 and step > 1:
            late.append((s, entry, moved))
    if late:
        already = areas(meet_each(regions([s.first for s, _, _ in late]), regions([e.shape for _, e, _ in late])))
        for (s, entry, moved), inside in zip(late, already.tolist(), strict=True):
            if inside - moved > 0.5:
                out.inside[entry.number] += inside - moved
                out.idle.append(Idle(entry.number, s.hazard, "land.entry.already-released", inside - moved))


def fold_stated(entries: Sequence[Entry], unit_of: Callable[[int], int | None]) -> tuple[list[Atom], list[Idle]]:
    """Atoms of everything without a polygon; entries in force, in canonical order."""
    accounts: dict[int, StatedAccount] = {}
    atoms: list[Atom] = []
    for entry in entries:
        if entry.shape is None:
            for hazard in entry.hazards:
                account = accounts.setdefault(hazard, StatedAccount(hazard, unit_of(hazard)))
                atoms += account.apply(entry)
    return atoms, [idle for account in accounts.values() for idle in account.idle]
