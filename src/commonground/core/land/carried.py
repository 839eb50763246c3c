"""Hazards divided and united: their accounts change hands, the programme's figures do not (docs/adr/0010).

A split or a merge books, for every entry in force that names a hazard, entries in its place that name the new ones, and
voids it (`dividing`); all of one act bear the same number (`Entry.carried`). Each hazard's own account follows them. The programme's partition, and
the book of land cleared outside any hazard, stay what they were before the act, to the square metre and for every day:
they are folded from what was known before it, and go on from where the two part (`_turn`), by the ordinary rules, with
what became known after it.

An act holds as long as nothing but a later act has corrected what it carried. One whose entries are voided has no effect
at all; one of whose entries is corrected otherwise is a correction like any other, and its land is folded by the ordinary
rules.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from commonground.core.geometry.divide import Share, Units
from commonground.core.land import compute
from commonground.core.land.books import Books, Idle
from commonground.core.land.entries import ADDING, Atom, Book, Entry, corrected, in_force
from commonground.core.land.plain import Folded

Key = tuple[date, int, int, str]
Ground = dict[int, list[Share]]  # an entry's number -> its land by unit


def holding(seen: Sequence[Entry]) -> list[range]:
    """The acts among some entries that hold, in their order; each as the ledger numbers it took."""
    acts: dict[int, list[Entry]] = {}
    for e in seen:
        if e.carried:
            acts.setdefault(e.carried, []).append(e)
    if not acts:
        return []
    gone = corrected(seen)
    correctors: dict[str, list[Entry]] = {}
    for e in seen:
        if e.corrects and e.hash not in gone:
            correctors.setdefault(e.corrects, []).append(e)
    good: set[int] = set()
    for act in sorted(acts, reverse=True):  # from the last: a later act may have carried on what an earlier one carried
        behind = [e for e in acts[act] if e.hash in gone]
        if all(c.carried in good for e in behind for c in correctors[e.hash]):
            good.add(act)
    return [range(min(e.number for e in acts[a]), max(e.number for e in acts[a]) + 1) for a in sorted(good)]


def fold(
    entries: Iterable[Entry], units: Units, near: compute.Near | None = None, *, known: int | None = None,
    counting: Sequence[Entry] | None = None, on: date | None = None, only: Collection[int] | None = None, run: Callable[..., Iterable[Folded]] = map,
    size: int = compute.CHUNK,
) -> Folded:  # fmt: skip
    """`compute.fold` of the entries that count among all of these, in force or not, with what was divided and united.
    `counting` are those in force, where somebody knows them already."""
    seen = [e for e in entries if known is None or e.number <= known]
    if counting is None:
        counting = in_force(seen, on=on)
    if not holding(seen):
        return compute.fold(counting, units, near, only=only, run=run, size=size)
    links = compute.overlaps([e for e in seen if e.shape is not None and e.kind in ADDING])
    groups = _groups(seen, links)
    apart = set().union(*groups)
    wanted = {h for e in seen for h in e.hazards} if only is None else set(only)
    total = compute.fold(counting, units, near, only=wanted - apart, run=run, size=size)
    for group in groups:
        if group & wanted:
            total.take(_group(seen, group, links, units, on))
    return total


def _groups(seen: Sequence[Entry], links: Mapping[int, set[int]]) -> list[set[int]]:
    """Hazards with land of acts that hold, with all that overlaps them, however indirectly."""
    held = holding(seen)
    named = {h for e in seen if any(e.number in act for act in held) for h in e.hazards}
    return compute.connected(sorted(named), links)


@dataclass(slots=True)
class _Stand:
    """Where a fold stands: the books, and what was written on the way there."""

    books: Books
    atoms: list[Atom] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    inside: dict[int, float] = field(default_factory=dict)


def _group(
    seen: Sequence[Entry], group: set[int], links: Mapping[int, set[int]], units: Units, on: date | None
) -> Folded:
    """The atoms of hazards that belong together, an act among them."""
    hashes: set[str] = set()
    mine = [e for e in seen if group.intersection(e.hazards)]
    while True:  # with all that corrects them, though it may name other hazards
        fresh = [e for e in seen if e.hash not in hashes and (group.intersection(e.hazards) or e.corrects in hashes)]
        if not fresh:
            break
        hashes |= {e.hash for e in fresh}
    mine = [e for e in seen if e.hash in hashes and (on is None or e.on <= on or e.corrects)]
    shaped = [e for e in mine if e.shape is not None]
    ground = dict(
        zip((e.number for e in shaped), units.divide([e.shape for e in shaped if e.shape is not None]), strict=True)
    )
    near = {h: frozenset(links.get(h, ())) for h in group}
    stand = _fold(mine, near, ground, None, on)
    out = compute.result(stand.books, stand.atoms)
    out.idle, out.inside = stand.idle, stand.inside
    return out


def _fold(
    seen: Sequence[Entry], near: Mapping[int, frozenset[int]], ground: Ground, until: Key | None, on: date | None
) -> _Stand:
    """Fold some entries up to a place in the canonical order."""
    counting = [e for e in in_force(seen, on=on) if e.shape is not None and (until is None or e.key < until)]
    acts = holding(seen)
    if not acts:
        stand = _Stand(Books(near))
        _apply(stand, counting, ground)
        stand.idle, stand.inside = stand.books.idle, stand.books.inside
        return stand
    turn = _turn(seen, acts[-1])
    turn = until if turn is None else turn if until is None else min(turn, until)
    split = next((i for i, e in enumerate(counting) if turn is not None and e.key >= turn), len(counting))
    before = _fold([e for e in seen if e.number < acts[-1].start], near, ground, turn, on)
    divided = _Stand(Books(near))
    _apply(divided, counting[:split], ground)
    stand = _Stand(Books(near, divided.books.hazards, before.books.programme, divided.books.recorded))
    stand.atoms = only_of(divided.atoms, Book.HAZARD) + only_of(before.atoms, Book.PROGRAMME)
    _apply(stand, counting[split:], ground)
    stand.idle = divided.books.idle + stand.books.idle
    stand.inside = before.inside | divided.books.inside | stand.books.inside
    return stand


def _apply(stand: _Stand, entries: Iterable[Entry], ground: Ground) -> None:
    for entry in entries:
        stand.atoms += stand.books.apply(entry, ground[entry.number])


def _turn(seen: Sequence[Entry], act: range) -> Key | None:
    """From where on what became known after an act makes a difference, in the canonical order."""
    then = {e.hash: e for e in in_force(e for e in seen if e.number < act.stop)}
    now = {e.hash: e for e in in_force(seen)}
    return min(((then.get(h) or now[h]).key for h in then.keys() ^ now.keys()), default=None)


def only_of(atoms: Iterable[Atom], book: Book) -> list[Atom]:
    """What some atoms are in one of the two books; an atom of both is one of each."""
    return [replace(a, book=book) for a in atoms if a.book in (book, Book.BOTH)]


def undivided(seen: Sequence[Entry]) -> list[Entry]:
    """The entries that count where nobody asks for a hazard's own account, in canonical order: those of an act that holds
    left out, and those in, in whose place they stand."""
    acts = holding(seen)
    if not acts:
        return in_force(seen)
    act = acts[-1]
    base = {e.hash: e for e in undivided([e for e in seen if e.number < act.start])}
    then = {e.hash: e for e in in_force(e for e in seen if e.number < act.stop)}
    now = {e.hash: e for e in in_force(seen)}
    for name in then.keys() - now.keys():
        base.pop(name, None)
    base |= {name: now[name] for name in now.keys() - then.keys()}
    return sorted(base.values(), key=lambda e: e.key)


def plainly(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries with no act among them: for folds in which what is resolved is another partition anyhow."""
    return [replace(e, carried=0) if e.carried else e for e in entries]
