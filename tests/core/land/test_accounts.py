"""The tests that decide (land-accounts.md, section 8): the fold over polygons against a reckoning cell by cell."""

import random
from datetime import date, timedelta

from cells import SIZE, Box, books, reckon, two_units
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.land import accounts, compute
from commonground.core.land.entries import ADDING, LANDLESS, OPEN, RELEASED, Account, Book, Entry, Kind, in_force
from commonground.core.land.plain import Folded, fold_plain

DAY = date(2020, 1, 1)
SHAPED = [k for k in Kind if k not in LANDLESS]


def boxes():
    side = st.integers(1, 5)
    return st.builds(Box, st.integers(0, SIZE), st.integers(0, SIZE), side, side)


@st.composite
def programmes(draw, scale=1.0, hazards=3, most=9):
    """Entries with their boxes, in ledger order; mostly honest: hazards are usually recorded before they are worked on."""
    out = []
    for number in range(1, draw(st.integers(2, most)) + 1):
        first = number <= 2
        kind = draw(st.sampled_from([Kind.RECORD, Kind.OPENING] if first else SHAPED))
        named = draw(st.lists(st.integers(1, hazards), min_size=1, max_size=2, unique=True))
        box = draw(boxes())
        out.append(
            (
                Entry(
                    number=number,
                    hash=f"{draw(st.integers(0, 999)):03}-{number}",
                    kind=kind,
                    on=DAY + timedelta(days=draw(st.integers(0, 5)) + (0 if first else 2)),
                    sequence=draw(st.integers(0, 1)),
                    hazards=tuple(named),
                    shape=box.polygon(scale),
                    level=draw(st.sampled_from(OPEN)),
                ),
                box,
            )
        )
    return out


def state_of(programme, **at):
    scale = at.pop("scale", 1.0)
    return accounts.state([e for e, _ in programme], two_units(scale), **at)


def in_order(programme):
    box = {e.number: b for e, b in programme}
    return [(e, box[e.number]) for e in in_force([e for e, _ in programme])]


def counting(programme, **at):
    """The entries that count, in order. The state is a function of nothing else, so that states need not be folded to be
    compared; `test_planted_defects` folds them over fixed programmes, and the test below holds that it is so."""
    return in_force([e for e, _ in programme], **at)


@settings(max_examples=10, deadline=None)
@given(programmes(), st.integers(0, 8), st.integers(1, 9))
def test_a_state_is_the_fold_of_the_entries_that_count(programme, days, known):
    at = {"on": DAY + timedelta(days=days), "known": known}
    box = {e.number: b for e, b in programme}
    chosen = [(e, box[e.number]) for e in counting(programme, **at)]
    assert books(state_of(programme, **at).atoms) == books(state_of(chosen).atoms)


@settings(max_examples=120, deadline=None)
@given(programmes())
def test_state_agrees_with_a_reckoning_cell_by_cell(programme):
    assert books(state_of(programme).atoms) == reckon(in_order(programme))


@settings(max_examples=30, deadline=None)
@given(programmes(), st.randoms(use_true_random=False))
def test_state_does_not_depend_on_the_order_of_arrival(programme, rng):
    shuffled = list(programme)
    rng.shuffle(shuffled)
    assert counting(shuffled) == counting(programme)


@settings(max_examples=50, deadline=None)
@given(programmes(scale=0.73, most=12))
def test_no_account_goes_below_zero_and_every_flow_is_conserved(programme):
    atoms = state_of(programme, scale=0.73).atoms
    balance = {}
    order = {e.number: i for i, (e, _) in enumerate(in_order(programme))}
    for atom in sorted(atoms, key=lambda a: order[a.entry]):
        assert atom.m2 > 0
        for book in (Book.HAZARD, Book.PROGRAMME) if atom.book is Book.BOTH else (atom.book,):
            source, target = (book, atom.hazard, atom.unit, atom.source), (book, atom.hazard, atom.unit, atom.target)
            balance[source] = balance.get(source, 0) - atom.m2
            balance[target] = balance.get(target, 0) + atom.m2
            assert atom.source is Account.UNRECORDED or balance[source] >= 0
    assert sum(balance.values()) == 0


@settings(max_examples=50, deadline=None)
@given(programmes(scale=0.73))
def test_open_balances_are_the_rounded_area_of_what_is_held(programme):
    folded = state_of(programme, scale=0.73).folded
    for shelf in (folded.hazards, folded.programme):
        for (_unit, _hazard, account), (shape, m2) in shelf.items():
            if shape.area == 0:
                assert m2 == 0  # an emptied account is swept to exactly zero
            if account in OPEN:
                # An open account is entered and left against its own area; drift comes only from transfers in.
                assert abs(m2 - shape.area) <= 0.5 + 0.5 * len(programme)


@settings(max_examples=40, deadline=None)
@given(programmes(), st.data())
def test_a_voided_entry_was_never_there_and_a_voided_void_was_not_either(programme, data):
    target = data.draw(st.sampled_from(programme))[0]
    last = len(programme)
    void = Entry(last + 1, "void", Kind.VOID, target.on, 0, target.hazards, corrects=target.hash)
    again = Entry(last + 2, "void-void", Kind.VOID, target.on, 0, target.hazards, corrects="void")
    without = [p for p in programme if p[0] is not target]
    assert counting([*programme, (void, None)]) == counting(without)
    assert counting([*programme, (void, None), (again, None)]) == counting(programme)
    assert counting([*programme, (void, None)], known=last) == counting(programme)


@settings(max_examples=30, deadline=None)
@given(programmes(), st.integers(0, 8))
def test_a_state_on_a_day_is_the_state_of_the_entries_up_to_that_day(programme, days):
    day = DAY + timedelta(days=days)
    assert counting(programme, on=day) == counting([p for p in programme if p[0].on <= day])


@settings(max_examples=50, deadline=None)
@given(programmes(scale=0.73, hazards=6, most=12))
def test_vectorised_folding_gives_the_atoms_of_the_full_rules(programme):
    counting, units = in_force([e for e, _ in programme]), two_units(0.73)
    packs, _ = compute.sort_out(counting, units)
    quick, slow = Folded(), Folded()
    for pack in packs:
        quick.take(fold_plain(pack))
    plain = {e.hazards[0] for pack in packs for e in pack.recorded}
    for cluster in compute.clusters(counting, units, only=plain):
        slow.take(compute.fold_cluster(cluster))
    assert books(quick.atoms) == books(slow.atoms)
    everything = compute.fold(counting, units)
    open_m2: dict = {}
    for (_, hazard, account), (_, m2) in everything.hazards.items():
        open_m2[hazard] = open_m2.get(hazard, 0) + (m2 if account in OPEN else 0)
    assert {h: m for h, m in compute.balances(counting, units).items() if m} == {h: m for h, m in open_m2.items() if m}
    assert {i.code: round(i.m2) for i in quick.idle} == {i.code: round(i.m2) for i in slow.idle}
    assert {s: m for s, (_, m) in quick.hazards.items() if m} == {s: m for s, (_, m) in slow.hazards.items() if m}


def test_plain_clusters_do_occur_so_that_the_comparison_above_is_not_empty():
    e1 = Entry(1, "a", Kind.RECORD, DAY, 0, (1,), Box(0, 0, 3, 3).polygon())
    e2 = Entry(2, "b", Kind.CLEAR, DAY, 0, (1,), Box(0, 0, 1, 3).polygon())
    e3 = Entry(3, "c", Kind.CANCEL, DAY, 1, (1,), Box(0, 0, 3, 1).polygon())
    (pack,), rest = compute.sort_out([e1, e2, e3], two_units())
    assert not rest
    folded = fold_plain(pack)
    assert [a.m2 for a in folded.atoms] == [9, 3, 2]
    assert [(i.code, i.m2) for i in folded.idle] == [("land.entry.already-released", 1.0)]


@settings(max_examples=15, deadline=None)
@given(programmes(hazards=8, most=14), st.integers(1, 4))
def test_chunks_of_any_size_give_the_same_atoms(programme, size):
    assert books(state_of(programme, chunk=size).atoms) == books(state_of(programme).atoms)


EVERY_LINE = {
    "brought-forward", "new", "extended", "reopened", "confirmed", "reclassified",
    "cancelled", "reduced", "cleared", "cleared-outside", "outside-since-recorded",
}  # fmt: skip
EVERY_CODE = {
    "land.entry.already-open", "land.entry.already-released", "land.entry.never-recorded",
    "land.entry.outside-hazard", "land.entry.in-another-hazard",
}  # fmt: skip


def test_random_programmes_exercise_every_line():
    """The comparison with the cells is not vacuous: in random programmes every line and every finding occurs."""
    rng = random.Random(7)
    lines, codes = set(), set()
    for _ in range(400):
        if lines == EVERY_LINE and codes == EVERY_CODE:
            break
        programme = []
        for number in range(1, 10):
            kind = Kind.RECORD if number <= 2 else rng.choice(SHAPED)
            box = Box(rng.randrange(SIZE), rng.randrange(SIZE), rng.randint(1, 5), rng.randint(1, 5))
            programme.append(
                (
                    Entry(
                        number,
                        f"{rng.random()}",
                        kind,
                        DAY + timedelta(days=rng.randrange(6)),
                        0,
                        tuple(rng.sample([1, 2, 3], rng.choice([1, 1, 2]))),
                        box.polygon(),
                        rng.choice(OPEN),
                    ),
                    box,
                )
            )
        state = state_of(programme)
        assert books(state.atoms) == reckon(in_order(programme))
        lines |= {a.line.value for a in state.atoms}
        codes |= {i.code for i in state.idle}
    assert (lines, codes) == (EVERY_LINE, EVERY_CODE)


def test_kinds_are_divided_into_adding_releasing_and_the_rest():
    assert set(ADDING) & set(RELEASED) == set()
