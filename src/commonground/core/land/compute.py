"""The accounts of many hazards at once: sorted into two kinds, in chunks of bounded memory, with a choice of engine.

`sort_out` parts hazards that overlap no other and were only ever recorded and released, nearly all of them, from
the rest. The former go through vectorised geometry (`plain`); the rest, in clusters of hazards whose land overlaps,
through `books.Books`. Both give the same atoms, which a test holds. `fold_chunk` turns a chunk of either kind into
atoms and is all that a thread, a process or another machine needs to know.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commonground.core.geometry.divide import CROSSING, Share, Units
from commonground.core.geometry.overlay import NOTHING, areas, pairs_sharing_land, regions, same
from commonground.core.land.books import DUST_M2, Books, Idle
from commonground.core.land.entries import ADDING, OPEN, RELEASES, Atom, Entry
from commonground.core.land.plain import Folded, Plain, fold_plain, open_m2
from commonground.core.land.stated import StatedAccount

CHUNK = 20_000  # entries in a chunk: some tens of megabytes
FINER = 16  # entries in clusters take so many times as long as those of plain hazards; smaller chunks are shared out more evenly
NOBODY: frozenset[int] = frozenset()
Work = tuple[Entry, list[Share]]
Near = Mapping[int, Collection[int]]  # for each hazard, the others whose recorded land overlaps its own


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hazards whose recorded land overlaps, and all entries that name any of them, in canonical order."""

    members: frozenset[int]
    work: tuple[Work, ...]
    near: Mapping[int, frozenset[int]]  # for each member, those whose recorded land overlaps its own


Pack = Plain | list[Cluster]


def fold(
    entries: Sequence[Entry],
    units: Units,
    near: Near | None = None,
    *,
    only: Collection[int] | None = None,
    run: Callable[..., Iterable[Folded]] = map,
    size: int = CHUNK,
) -> Folded:
    """Fold entries in force, in canonical order, by any `map`: Python's own, a pool's, or a cluster's (see `land.gateway`).

    `near` is who overlaps whom, where that is known already; without neighbours every hazard has its account and
    the partition is not asked for. `only` names the hazards to fold, all where it is not given: entries may name
    others.
    """
    plain, rest = sort_out(entries, units, near, only=only, size=size)
    total = Folded()
    for folded in run(fold_chunk, _packs(plain, rest, size)):
        total.take(folded)
    return total


def balances(
    entries: Sequence[Entry], units: Units, *, run: Callable[..., Iterable[dict[int, int]]] = map, size: int = CHUNK
) -> dict[int, int]:
    """What every hazard's own account holds open, in whole square metres, from scratch; entries as for `fold`."""
    plain, rest = sort_out(entries, units, {}, size=size)
    total: dict[int, int] = {}
    for found in run(_open_m2, _packs(plain, rest, size)):
        total |= found
    return total


def _packs(plain: Sequence[Plain], rest: Iterable[Cluster], size: int) -> list[Pack]:
    """All chunks. Clusters come first: they take longest and have least to carry, so that they are what others are given
    where the work is shared out."""
    return [*chunks(rest, max(1, size // FINER)), *plain]


def _open_m2(pack: Pack) -> dict[int, int]:
    if isinstance(pack, Plain):
        return dict(zip((e.hazards[0] for e in pack.recorded), open_m2(pack), strict=True))
    found: dict[int, int] = {}
    for (_, hazard, account), (_, m2) in fold_chunk(pack).hazards.items():
        found[hazard] = found.get(hazard, 0) + (m2 if account in OPEN else 0)
    return found


def fold_chunk(pack: Pack) -> Folded:
    """Atoms of one chunk."""
    if isinstance(pack, Plain):
        return fold_plain(pack)
    out = Folded()
    for cluster in pack:
        out.take(fold_cluster(cluster))
    return out


def sort_out(
    entries: Sequence[Entry],
    units: Units,
    near: Near | None = None,
    *,
    only: Collection[int] | None = None,
    size: int = CHUNK,
) -> tuple[list[Plain], list[Cluster]]:
    """Plain hazards, in packs of about `size` entries, and the clusters of all others."""
    shaped = [e for e in entries if e.shape is not None]
    if near is None:
        near = overlaps([e for e in shaped if e.kind in ADDING])
    lands = regions([e.shape for e in shaped])
    homes, sizes = units.home(lands).tolist(), areas(lands).tolist()
    work: dict[int, list[int]] = {}
    odd: set[int] = set()
    for i, e in enumerate(shaped):
        adding = e.kind in ADDING
        for h in e.hazards:
            mine = work.get(h)
            if mine is None:
                work[h] = [i]
                whole = homes[i] != CROSSING and sizes[i] >= DUST_M2
                if not adding or len(e.hazards) > 1 or not whole or h in near:
                    odd.add(h)
            else:
                mine.append(i)
                if adding or homes[i] != homes[mine[0]] or e.kind not in RELEASES:
                    odd.add(h)
    packs: list[Plain] = []
    room = 0
    for h, places in work.items():
        if h in odd or (only is not None and h not in only):
            continue
        if room <= 0:
            packs.append(Plain())
            room = size
        unit = units.ids[homes[places[0]]] if homes[places[0]] >= 0 else None
        packs[-1].add(unit, shaped[places[0]], [shaped[i] for i in places[1:]])
        room -= len(places)
    return packs, clusters(shaped, units, near, only=odd if only is None else odd.intersection(only))


def connected(starts: Iterable[int], links: Mapping[int, Collection[int]]) -> list[set[int]]:
    """Hazards with everything that is linked to them, however indirectly: each group once, in the order of the starts."""
    groups: list[set[int]] = []
    placed: set[int] = set()
    for start in starts:
        if start in placed:
            continue
        group: set[int] = set()
        stack = [start]
        while stack:
            hazard = stack.pop()
            if hazard not in group:
                group.add(hazard)
                stack.extend(links.get(hazard, ()))
        placed |= group
        groups.append(group)
    return groups


def clusters(
    entries: Sequence[Entry], units: Units, near: Near | None = None, *, only: Collection[int] | None = None
) -> list[Cluster]:
    """Group hazards whose recorded land overlaps; entries in force, in canonical order. `only` these, where given."""
    if near is None:
        near = overlaps([e for e in entries if e.shape is not None and e.kind in ADDING])
    shaped = [e for e in entries if e.shape is not None and (only is None or any(h in only for h in e.hazards))]
    heads = {h: h for e in shaped for h in e.hazards if only is None or h in only}

    def head(hazard: int) -> int:
        while heads[hazard] != hazard:
            heads[hazard] = heads[heads[hazard]]
            hazard = heads[hazard]
        return hazard

    for one in heads:
        for other in near.get(one, NOBODY):
            if other in heads:
                a, b = head(one), head(other)
                heads[max(a, b)] = min(a, b)
    grounds = units.divide([e.shape for e in shaped if e.shape is not None])
    work: dict[int, list[Work]] = {}
    members: dict[int, set[int]] = {}
    for entry, ground in zip(shaped, grounds, strict=True):
        for top in {head(h) for h in entry.hazards if h in heads}:
            work.setdefault(top, []).append((entry, ground))
    for hazard in heads:
        members.setdefault(head(hazard), set()).add(hazard)
    return [
        Cluster(
            frozenset(members[top]), tuple(work[top]), {h: frozenset(near.get(h, NOBODY)) for h in members[top]}
        )
        for top in sorted(work)
    ]  # fmt: skip


def overlaps(adding: Sequence[Entry]) -> dict[int, set[int]]:
    """For each hazard that has any, the others whose recorded land overlaps its own."""
    near: dict[int, set[int]] = {}
    left, right = pairs_sharing_land(regions([e.shape for e in adding]))
    groups = [(*adding[i].hazards, *adding[j].hazards) for i, j in zip(left.tolist(), right.tolist(), strict=True)]
    for group in (*groups, *(e.hazards for e in adding if len(e.hazards) > 1)):
        for one in group:
            for other in group:
                if one != other:
                    near.setdefault(one, set()).add(other)
    return near


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
