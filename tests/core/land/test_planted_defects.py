"""Every property that decides is shown to bite: with a defect planted in the accounts, its check fails.

The checks are plain functions over a fixed set of programmes, which are honest enough that each defect matters: land
is recorded before it is worked on, hazards overlap, releases come twice, and some entries are corrected. The reckoning
that they are compared with is `cells.py`, which knows no geometry.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from cells import SIZE, Box, reckon, two_units
from cells import books as net
from test_accounts import DAY, SHAPED, in_order

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import area, join, meet
from commonground.core.land import accounts, books, compute, outside, plain
from commonground.core.land import entries as entries_module
from commonground.core.land.entries import (
    OPEN,
    RELEASE_LINE,
    RELEASED,
    RELEASES,
    Account,
    Atom,
    Book,
    Entry,
    Kind,
    Line,
    in_force,
)
from commonground.core.land.plain import Folded
from commonground.core.land.statement import INTO, Flow, columns

SCALE = 0.73


def programme(seed: int, count: int = 10, scale: float = SCALE):
    """Entries with their boxes, in ledger order, dates out of order; some correct earlier ones."""
    random, out = Random(seed), []
    for number in range(1, count + 1):
        kind = Kind.RECORD if number <= 3 else random.choice(SHAPED)
        box = Box(random.randrange(SIZE), random.randrange(SIZE), random.randint(1, 5), random.randint(1, 5))
        named = (number,) if number <= 3 else tuple(random.sample([1, 2, 3], random.choice([1, 1, 2])))
        corrects = random.choice(out)[0].hash if number > 6 and random.random() < 0.25 else ""
        day = DAY + timedelta(days=random.randrange(3) if number <= 3 else random.randrange(2, 8))
        hash_ = f"{random.randrange(1000):03}-{number}"
        out.append((Entry(number, hash_, kind, day, random.randrange(2), named, box.polygon(scale), random.choice(OPEN),
                          corrects=corrects), box))  # fmt: skip
    return out


MANY = [programme(seed) for seed in range(36)]
UNIT = [programme(seed, scale=1.0) for seed in range(36)]


FOLDED: dict = {}  # of the fixed programmes, each fold once; forgotten whenever a defect is planted or taken out
FIXED = {id(some) for some in (*MANY, *UNIT)}


def state(some, scale: float = SCALE, **at):
    """The state of a programme; nobody changes what is given back."""
    if id(some) not in FIXED:
        return accounts.state([e for e, _ in some], two_units(scale), **at)
    key = (id(some), scale, *sorted(at.items()))
    if key not in FOLDED:
        FOLDED[key] = accounts.state([e for e, _ in some], two_units(scale), **at)
    return FOLDED[key]


def releases(seed: int) -> list[Entry]:
    """One hazard, recorded and then released piece by piece: what the quick road is for."""
    random = Random(seed)
    out = [Entry(1, "a", Kind.RECORD, DAY, 0, (1,), Box(1, 1, 5, 5).polygon(SCALE))]
    for number in range(2, 7):
        kind = random.choice([Kind.CANCEL, Kind.REDUCE, Kind.CLEAR])
        box = Box(random.randrange(SIZE - 2), random.randrange(SIZE - 2), random.randint(1, 4), random.randint(1, 4))
        out.append(Entry(number, f"{number}", kind, DAY + timedelta(days=number), 0, (1,), box.polygon(SCALE)))
    return out


PLAIN = [releases(seed) for seed in range(36)]


# The checks: each is a property of land-accounts.md, section 8 -------------------------------------------------


def check_reckoning():
    """Every flow is that of a reckoning cell by cell."""
    for some in UNIT:
        assert net(state(some, 1.0).atoms) == reckon(in_order(some))


def check_conservation_and_no_negative_account():
    for some in MANY:
        found = state(some)
        order = {e.number: i for i, e in enumerate(found.entries)}
        balance: Counter = Counter()
        for atom in sorted(found.atoms, key=lambda a: order[a.entry]):
            for book in (Book.HAZARD, Book.PROGRAMME) if atom.book is Book.BOTH else (atom.book,):
                balance[book, atom.hazard, atom.unit, atom.source] -= atom.m2
                balance[book, atom.hazard, atom.unit, atom.target] += atom.m2
                assert atom.m2 > 0
                assert atom.source is Account.UNRECORDED or balance[book, atom.hazard, atom.unit, atom.source] >= 0
        held = found.folded.hazards
        for (unit, hazard, account), (shape, m2) in held.items():
            assert balance[Book.HAZARD, hazard, unit, account] == m2
            if area(shape) == 0:
                assert m2 == 0
            if account in OPEN:
                assert abs(m2 - area(shape)) <= 0.5 + 0.5 * len(some)


def check_order_independence():
    for i, some in enumerate(MANY):
        shuffled = list(some)
        Random(i).shuffle(shuffled)
        renumbered = [
            (Entry(**{f: getattr(e, f) for f in Entry.__dataclass_fields__ if f != "number"}, number=n), box)
            for n, (e, box) in enumerate(shuffled, 1)
        ]
        assert by_hash(renumbered) == by_hash(some)


def by_hash(some) -> Counter:
    name = {e.number: e.hash for e, _ in some}
    out: Counter = Counter()
    for (book, entry, *rest), m2 in net(state(some).atoms).items():
        out[book, name[entry], *rest] += m2
    return out


def check_idempotence():
    """An entry of the same day that says again what was said changes no figure."""
    for some in MANY:
        last = max(in_force([e for e, _ in some]), key=lambda e: e.key)
        box = next(b for e, b in some if e is last)
        fields = {f: getattr(last, f) for f in Entry.__dataclass_fields__} | {
            "number": 99,
            "hash": last.hash + "z",
            "corrects": "",
        }
        assert net(state([*some, (Entry(**fields), box)]).atoms) == net(state(some).atoms)


def check_vectorised_is_the_full_rules():
    """The quick road and the full one: what is written a piece at a time is what a fold from scratch gives."""
    seen = 0
    for some in PLAIN:
        packs, rest = compute.sort_out(in_force(some), Units.none())
        assert packs
        assert not rest
        slow = Folded()
        for cluster in compute.clusters(in_force(some), Units.none()):
            slow.take(compute.fold_cluster(cluster))
        quick = Folded()
        for pack in packs:
            quick.take(compute.fold_chunk(pack))
        assert net(quick.atoms) == net(slow.atoms)
        seen += len(quick.atoms)
    assert seen > 150


def flows(some, before=DAY + timedelta(days=4), **at) -> list[Flow]:
    found = state(some, **at)
    day = {e.number: e.on for e in found.entries}
    return [Flow(a.unit, day[a.entry] < before, a.book.value, a.line.value, a.source.value, a.target.value, a.m2, a.unknown)
            for a in found.atoms]  # fmt: skip


def check_sums_along_axes():
    """The statement closes in every unit and in the whole, the units make the whole, and upper units their lower ones."""
    for some in MANY:
        found = flows(some)
        by_unit, total = columns(found)
        upper, again = columns(found, {1: 9, 2: 9})
        assert total.closes and all(c.closes for c in by_unit.values()) and all(c.closes for c in upper.values())
        for figure in ("opening_m2", "closing_m2", "released", "hazards_open", "in_more_than_one"):
            assert sum(getattr(c, figure) for c in by_unit.values()) == getattr(total, figure) == getattr(again, figure)
            assert sum(getattr(c, figure) for c in upper.values()) == getattr(total, figure)
        # Each square metre once: the partition is what the hazards hold open, without what two of them share.
        shape = books.NOTHING
        for (_, _, account), (held, _) in state(some).folded.hazards.items():
            shape = join(shape, held) if account in OPEN else shape
        assert abs(total.closing_m2 - area(shape)) <= 1 + len(some)


def check_bridge():
    """New figure less old figure is the sum of what each later-known entry is worth, whichever day is asked about."""
    for some in MANY:
        last = len(some)
        for on in (DAY + timedelta(days=3), DAY + timedelta(days=9)):
            worth, before = [], open_land(some, 4, on)
            for number in range(5, last + 1):
                after = open_land(some, number, on)
                worth.append(after - before)
                before = after
            # From scratch, by the reckoning cell by cell, in whole cells.
            cells = [(e, box) for e, box in UNIT[MANY.index(some)] if e.on <= on]
            old = reckoned_open([p for p in cells if p[0].number <= 4])
            assert before == open_land(some, last, on) and open_land(some, 4, on) + sum(worth) == before
            assert abs(before - open_land(some, 4, on) - (reckoned_open(cells) - old) * SCALE**2) <= last


def open_land(some, known: int, on) -> int:
    """Of the fold as known then, what is dated up to the day: `check_day` says that this is the state of that day."""
    found = state(some, known=known)
    day = {e.number: e.on for e in found.entries}
    _, total = columns(f for f, a in zip(flows(some, known=known), found.atoms, strict=True) if day[a.entry] <= on)
    return total.closing_m2


def reckoned_open(some) -> int:
    out = 0
    for (book, _, _, _, _, source, target), cells in reckon(in_order(some)).items():
        if book == "programme":
            out += cells * ((target in OPEN) - (source in OPEN))
    return out


def check_corrections():
    """What was corrected away was never there."""
    corrected = 0
    for some in MANY:
        gone = entries_module.corrected([e for e, _ in some])
        corrected += bool(gone)
        without = [
            (Entry(**{f: getattr(e, f) for f in Entry.__dataclass_fields__ if f != "corrects"}), box)
            for e, box in some
            if e.hash not in gone
        ]
        assert net(state(some).atoms) == net(state(without).atoms)
    assert corrected > 20


def check_day():
    """The state on a day is that of the entries up to and on that day."""
    for some in MANY:
        day = sorted(e.on for e, _ in some)[len(some) // 2]
        chosen = [p for p in some if p[0].on <= day]
        gone = entries_module.corrected([e for e, _ in some])
        chosen = [(Entry(**{f: getattr(e, f) for f in Entry.__dataclass_fields__ if f != "corrects"}), b)
                  for e, b in chosen if e.hash not in gone]  # fmt: skip
        assert net(state(some, on=day).atoms) == net(state(chosen).atoms)


CHECKS = {name.removeprefix("check_"): value for name, value in list(globals().items()) if name.startswith("check_")}


@pytest.mark.parametrize("name", CHECKS)
def test_every_property_holds_as_the_accounts_are(name):
    CHECKS[name]()


# The defects -----------------------------------------------------------------------------------------------------


def forgets_what_was_there(self, piece, rest, source, target):
    """Land that comes into an account takes the place of what was in it."""
    before = self.m2.get(source, 0)
    amount = min(before, max(0, before - books.whole(area(rest))))
    self.land[source], self.m2[source] = rest, before - amount
    self.land[target], self.m2[target] = piece, self.m2.get(target, 0) + amount
    return amount


def rounds_the_piece(self, piece, rest, source, target):
    """The piece is rounded for itself, not against the running balance: an emptied account keeps a remainder."""
    amount = books.whole(area(piece))
    self.land[source], self.m2[source] = rest, self.m2.get(source, 0) - amount
    self.land[target] = join(self.at(target), piece)
    self.m2[target] = self.m2.get(target, 0) + amount
    return amount


def leaves_it_behind(self, piece, rest, source, target):
    """The land stays in the account it left."""
    before = self.m2.get(source, 0)
    amount = min(before, max(0, before - books.whole(area(rest))))
    self.m2[source] = before - amount
    self.land[target] = join(self.at(target), piece)
    self.m2[target] = self.m2.get(target, 0) + amount
    return amount


def enters_twice(self, piece, target):
    """Land that the account has already comes in once more."""
    self.land[target] = join(self.at(target), piece)
    amount = books.whole(area(piece)) + (1 if self.m2.get(target) else 0)
    self.m2[target] = self.m2.get(target, 0) + amount
    return amount


def always_alone(self, step):
    """Overlap is not seen: the partition counts land of two hazards twice."""
    return False


def adds_again(self, entry, hazard, unit, land):
    """Recording looks at nothing that is on the books."""
    into = (unit, hazard, entry.level)
    had = self.hazards.at(into)
    amount = books.whole(area(land))
    self.hazards.land[into] = join(had, land)
    self.hazards.m2[into] = self.hazards.m2.get(into, 0) + amount
    return [
        books.Step(
            unit, hazard, Account.UNRECORDED, entry.level, Line.NEW, land, amount, books.NOTHING, books.NOTHING, had
        )
    ]


def by_number(some, *, known=None, on=None):
    """The order of arrival in place of the canonical one."""
    seen = [e for e in some if known is None or e.number <= known]
    gone = entries_module.corrected(seen)
    return sorted(
        (e for e in seen if e.hash not in gone and e.kind is not Kind.VOID and (on is None or e.on <= on)),
        key=lambda e: e.number,
    )


def before_the_day(some, *, known=None, on=None):
    """On a day only what came before it counts."""
    return in_force(some, known=known, on=on - timedelta(days=1) if on else None)


def knows_everything(some, *, known=None, on=None):
    """What was known later counts as well."""
    return in_force(some, on=on)


def no_corrections(some):
    """A correction stands beside what it corrects."""
    return set()


def plain_by_pieces(place, entry, after, running, out):
    """The quick road rounds each piece for itself."""
    recorded, had, target = running.some.recorded[place], running.m2[place], RELEASES[entry.kind]
    amount = min(had, books.whole(area(meet(running.held[place], entry.shape))))
    if amount:
        line, unit = RELEASE_LINE[target], running.some.units[place]
        out.atoms.append(Atom(entry.number, recorded.hazards[0], unit, Book.BOTH, line, recorded.level, target, amount))
    running.m2[place] = had - amount
    running.gone[place, target] = running.gone.get((place, target), 0) + amount


def flows_of_both_books(self, flow):
    """The partition's column takes the hazards' atoms as well."""
    if flow.book != Book.OUTSIDE.value:
        self._partition(flow)
        self.hazards_open += (flow.target in ("suspected", "confirmed")) * flow.m2


def counts_new_twice(self, flow):
    """New land is a line and an opening at once."""
    real_take(self, flow)
    if flow.line in INTO and not flow.before and flow.book in (Book.BOTH.value, Book.PROGRAMME.value):
        self.opening[flow.target] = self.opening.get(flow.target, 0) + flow.m2


real_take = columns.__globals__["Column"].take
COLUMN = columns.__globals__["Column"]
releases_released = (*OPEN, *RELEASED)


def route_takes_released(entry):
    """A release takes what is released already from one account of it to another."""
    sources, target, line = real_route(entry)
    return (releases_released if entry.kind in RELEASES else sources), target, line


real_route = books.route

DEFECTS = {
    "land in an account is forgotten when more comes": (books.Shelf, "move", forgets_what_was_there, {"reckoning"}),
    "a piece is rounded for itself": (books.Shelf, "move", rounds_the_piece, {"conservation_and_no_negative_account"}),
    "land stays where it was": (books.Shelf, "move", leaves_it_behind, {"reckoning"}),
    "land enters twice": (books.Shelf, "enter", enters_twice, {"reckoning"}),
    "overlap is not seen": (books.Books, "_neighbours_meet", always_alone, {"reckoning", "sums_along_axes"}),
    "recording does not look at the books": (books.Books, "_add", adds_again, {"reckoning", "idempotence"}),
    "entries are folded as they arrive": (accounts, "in_force", by_number, {"order_independence"}),
    "a day does not count itself": (accounts, "in_force", before_the_day, {"day"}),
    "later knowledge counts before it came": (accounts, "in_force", knows_everything, {"bridge"}),
    "corrections are forgotten": (entries_module, "corrected", no_corrections, {"corrections"}),
    "the quick road rounds otherwise": (plain, "_move", plain_by_pieces, {"vectorised_is_the_full_rules"}),
    "the statement mixes the two books": (COLUMN, "take", flows_of_both_books, {"sums_along_axes"}),
    "the statement counts new land as opening": (COLUMN, "take", counts_new_twice, {"sums_along_axes"}),
    "a release moves what is released": (books, "route", route_takes_released, {"reckoning"}),
}  # fmt: skip


@contextmanager
def planted(place, name, defect):
    sound = getattr(place, name)
    setattr(place, name, defect)
    FOLDED.clear()
    try:
        yield
    finally:
        setattr(place, name, sound)
        FOLDED.clear()


CAUGHT = [
    pytest.param(defect, check, id=f"{defect}: {check}")
    for defect, (*_, checks) in DEFECTS.items()
    for check in sorted(checks)
]


@pytest.mark.parametrize("defect, check", CAUGHT)
def test_a_planted_defect_is_caught(defect, check):
    place, name, bad, _ = DEFECTS[defect]
    with planted(place, name, bad), pytest.raises((AssertionError, KeyError)):
        CHECKS[check]()


def test_every_property_catches_a_defect():
    assert set(CHECKS) == set().union(*(checks for *_, checks in DEFECTS.values()))


def test_nothing_stays_planted():
    assert books.Shelf.move is not forgets_what_was_there and accounts.in_force is in_force
    assert outside.Shelf is books.Shelf
