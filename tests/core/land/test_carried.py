"""Hazards divided and united: the programme's figures stay, to the square metre, on every day and in every unit."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from cells import SIZE, two_units
from cells import books as net
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_accounts import DAY, programmes
from test_planted_defects import programme as fixed

from commonground.core.geometry.cutting import sides
from commonground.core.geometry.overlay import area, join_all
from commonground.core.land import accounts, carried
from commonground.core.land.dividing import divided, united
from commonground.core.land.entries import OPEN, Account, Book, Entry, Kind, in_force

SCALE = 17.31
UNITS = two_units(SCALE)
CUTS = [((0.37, -1.0), (5.91, 9.0)), ((-1.0, 2.113), (9.0, 4.7)), ((3.0, -1.0), (3.41, 3.3), (2.0, 9.0))]


def entries_of(programme):
    return [e for e, _ in programme]


def act(entries: list[Entry], names, pieces_of) -> list[Entry]:
    """The entries, and those that an act books for the ones in force that name some hazards."""
    first = max(e.number for e in entries) + 1
    out: list[Entry] = []
    for e in in_force(entries):
        if not set(names) & set(e.hazards):
            continue
        for i, (hazards, shape) in enumerate(pieces_of(e)):
            number = first + len(out)
            out.append(
                replace(
                    e,
                    number=number,
                    hash=f"{e.hash}/{first}.{i}",
                    hazards=hazards,
                    shape=shape,
                    corrects=e.hash,
                    carried=first,
                )
            )
        for target in dict.fromkeys((e.hash, e.corrects)):
            if target and not any(x.kind is Kind.VOID and x.corrects == target for x in out):
                number = first + len(out)
                out.append(
                    Entry(
                        number, f"void {target}/{first}", Kind.VOID, e.on, 0, e.hazards, corrects=target, carried=first
                    )
                )
    return entries + out


def split(entries, former, heirs, line):
    land = join_all([e.shape for e in entries if e.shape is not None])
    grounds = sides([(x * SCALE, y * SCALE) for x, y in line], land)
    return act(entries, [former], lambda e: divided(e.hazards, e.shape, former, heirs, grounds))


def merge(entries, formers, heir):
    return act(entries, formers, lambda e: [(united(e.hazards, formers, heir), e.shape)])


def undo(entries, since):
    first = max(e.number for e in entries) + 1
    mine = [e for e in entries if e.carried == since]
    return entries + [
        Entry(first + i, f"undo {e.hash}", Kind.VOID, e.on, 0, e.hazards, corrects=e.hash) for i, e in enumerate(mine)
    ]


def of_the_country(entries, **at):
    """What the programme's own books hold and moved: by day, unit, line and accounts."""
    found: Counter = Counter()
    days = {e.number: e.on for e in entries}
    for a in accounts.state(entries, UNITS, **at).atoms:
        if a.book is not Book.HAZARD:
            book = Book.PROGRAMME if a.book is Book.BOTH else a.book
            found[days[a.entry], a.unit, book, a.line, a.source, a.target] += a.m2
    return Counter({k: v for k, v in found.items() if v})


def open_of(entries, hazard, on=None):
    found = 0
    for a in accounts.state(entries, UNITS, on=on).atoms:
        if a.hazard == hazard and a.book in (Book.BOTH, Book.HAZARD):
            found += a.m2 * ((a.target in OPEN) - (a.source in OPEN))
    return found


def closes(entries):
    """No account of any book is ever below nought, and an account without land holds nothing."""
    state = accounts.state(entries, UNITS)
    for shelf in (state.folded.hazards, state.folded.programme):
        for (_, _, account), (shape, m2) in shelf.items():
            assert m2 >= 0
            assert account is Account.UNRECORDED or (m2 == 0) == (area(shape) < 0.5), (m2, area(shape))
    balance: Counter = Counter()
    for a in state.atoms:
        for book in (Book.HAZARD, Book.PROGRAMME) if a.book is Book.BOTH else (a.book,):
            balance[book, a.hazard, a.unit, a.source] -= a.m2
            balance[book, a.hazard, a.unit, a.target] += a.m2
    assert all(m2 >= 0 for (_, _, _, account), m2 in balance.items() if account is not Account.UNRECORDED)


@settings(max_examples=24, deadline=None)
@given(programmes(SCALE), st.sampled_from(CUTS), st.integers(1, 3))
def test_a_split_moves_no_figure_of_the_country_on_any_day(programme, line, former):
    before = entries_of(programme)
    after = split(before, former, (11, 12), line)
    assume(len(after) > len(before))
    assert of_the_country(after) == of_the_country(before)
    day = DAY + timedelta(days=3)
    assert of_the_country(after, on=day) == of_the_country(before, on=day)
    assert open_of(after, former) == 0
    # Each of the two is rounded for itself; the cut's corners stand on the grid.
    assert abs(open_of(after, 11) + open_of(after, 12) - open_of(before, former)) <= 6 + 2 * 3
    closes(after)


@settings(max_examples=20, deadline=None)
@given(programmes(SCALE), st.sampled_from([(1, 2), (1, 2, 3)]))
def test_a_merge_moves_no_figure_of_the_country_on_any_day(programme, formers):
    before = entries_of(programme)
    after = merge(before, formers, 21)
    assume(len(after) > len(before))
    assert of_the_country(after) == of_the_country(before)
    assert all(open_of(after, h) == 0 for h in formers)
    closes(after)


@settings(max_examples=15, deadline=None)
@given(programmes(SCALE), st.sampled_from(CUTS), st.sampled_from(CUTS))
def test_acts_on_acts_and_their_undoing_move_no_figure(programme, line, other):
    before = entries_of(programme)
    once = split(before, 1, (11, 12), line)
    assume(len(once) > len(before))
    twice = split(once, 11, (13, 14), other)
    joined = merge(twice, (12, 2), 15)
    assume(len(joined) > len(twice) > len(once))
    for state in (once, twice, joined):
        assert of_the_country(state) == of_the_country(before)
    last = joined[-1].carried
    assert net(accounts.state(undo(joined, last), UNITS).atoms) == net(accounts.state(twice, UNITS).atoms)
    assert net(accounts.state(undo(once, once[-1].carried), UNITS).atoms) == net(accounts.state(before, UNITS).atoms)


@settings(max_examples=15, deadline=None)
@given(programmes(SCALE), st.sampled_from(CUTS), programmes(SCALE, most=4))
def test_what_comes_after_a_split_is_booked_by_the_ordinary_rules(programme, line, more):
    """Whatever is booked later, with whatever day: the programme still closes and holds no more and no less than its land."""
    before = entries_of(programme)
    after = split(before, 1, (11, 12), line)
    assume(len(after) > len(before))
    first = max(e.number for e in after) + 1
    heirs = {1: 11, 2: 12, 3: 3}
    for i, (e, _) in enumerate(more):
        named = tuple(heirs[h] for h in e.hazards)
        after = [*after, replace(e, number=first + i, hash=f"later {e.hash}", hazards=named)]
    closes(after)
    state = accounts.state(after, UNITS)
    held = {
        h: join_all(shape for (_, x, a), (shape, _) in state.folded.hazards.items() if x == h and a in OPEN)
        for h in (2, 3, 11, 12)
    }
    land = join_all(held.values())
    open_m2 = sum(
        a.m2 * ((a.target in OPEN) - (a.source in OPEN)) for a in state.atoms if a.book in (Book.BOTH, Book.PROGRAMME)
    )
    assert abs(open_m2 - area(land)) <= 12 + 0.02 * shapely.length(land) * 0.5


def test_a_split_of_known_land_gives_each_part_its_own():
    record = Entry(1, "a", Kind.RECORD, DAY, 0, (1,), shapely.box(0, 0, 100, 60))
    clear = Entry(2, "b", Kind.CLEAR, DAY + timedelta(days=9), 0, (1,), shapely.box(0, 0, 100, 20))
    grounds = sides([(40, -5), (40, 70)], record.shape)
    after = act([record, clear], [1], lambda e: divided(e.hazards, e.shape, 1, (2, 3), grounds))
    assert [open_of(after, h) for h in (1, 2, 3)] == [0, 1600, 2400]
    assert [open_of(after, h, on=DAY) for h in (1, 2, 3)] == [0, 2400, 3600]
    assert of_the_country(after) == of_the_country([record, clear])


def test_a_line_that_crosses_itself_or_has_no_length_divides_nothing():
    land = shapely.box(0, 0, 10, 10)
    for line, code in [([(5, 5), (5, 5)], "no-line"), ([(0, 5), (10, 5), (10, 9), (5, 0), (5, 12)], "crosses-itself")]:
        with pytest.raises(Exception, match=f"land.split.{code}"):
            sides(line, land)


def planted_followers(monkeypatch):
    """The defect: the partition is folded from the pieces, as if they were entries like any other."""
    monkeypatch.setattr(carried, "holding", lambda seen: [])


def planted_turn(monkeypatch):
    """The defect: what became known after an act, about a day before, is not heeded."""
    monkeypatch.setattr(carried, "_turn", lambda seen, act: None)


def test_a_defect_in_what_the_partition_follows_is_caught(monkeypatch):
    many = [entries_of(fixed(seed, scale=SCALE)) for seed in range(12)]
    before = [of_the_country(p) for p in many]
    after = [split(p, 1, (11, 12), CUTS[0]) for p in many]
    assert [of_the_country(p) for p in after] == before
    planted_followers(monkeypatch)
    assert [of_the_country(p) for p in after] != before


def test_a_defect_in_where_the_two_part_is_caught(monkeypatch):
    record = Entry(1, "a", Kind.RECORD, DAY, 0, (1,), shapely.box(0, 0, 100, 60))
    grounds = sides([(40, -5), (40, 70)], record.shape)
    after = act([record], [1], lambda e: divided(e.hazards, e.shape, 1, (2, 3), grounds))
    after.append(Entry(9, "late", Kind.CLEAR, DAY + timedelta(days=1), 0, (2,), shapely.box(0, 0, 40, 60)))
    assert sum(m2 for key, m2 in of_the_country(after).items() if key[5] is Account.CLEARED) == 2400
    planted_turn(monkeypatch)
    assert sum(m2 for key, m2 in of_the_country(after).items() if key[5] is Account.CLEARED) != 2400


def test_the_programmes_are_honest_enough_to_be_worth_dividing():
    found = [entries_of(fixed(seed, scale=SCALE)) for seed in range(30)]
    cut = [split(p, 1, (11, 12), random.Random(i).choice(CUTS)) for i, p in enumerate(found)]
    assert sum(open_of(c, 11) > 0 and open_of(c, 12) > 0 for c in cut) > 10
    assert SIZE * SCALE > 100
