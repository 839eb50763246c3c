"""Tables of figures: what may be agreed, what a cell says, what sums to what, and that nothing finer can be worked out."""

import copy
from datetime import date

import agreed
import pytest
from agreed import NAME
from figured import LEAVES, TOTALS, cells, figures
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.exchange import (
    agreements,
    composing,
    feed,
    figures_guard,
    guard,
    lines,
    received,
    sentences,
    totals,
)
from commonground.core.exchange import figures as kept
from commonground.core.exchange.figures import Told
from commonground.core.exchange.projection import Projection, Record
from commonground.core.exchange.totals import Agreed, Leaf
from commonground.core.privacy.rounding import BASE, keyed_round
from commonground.core.refusals import NotUsable

SECRET, DAY = b"s" * 32, "2026-12-02"
AGREEMENT = agreements.read(figures())
FEW = settings(max_examples=40, deadline=None)


def said(agreement=AGREEMENT, some=None, day=DAY):
    return feed.next_lines(
        Projection(agreement, SECRET), cells(agreement) if some is None else some, (), {}, size=0, day=day
    )


# --- what may be agreed ---


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("totals__open-land__by", ["status", "colour"], "colour"),
        ("totals__open-land__by", ["status", "status"], "status"),
        ("totals__open-land__by", "status", "by"),
        ("totals__open-land__measures", ["m2"], "without_area"),
        ("totals__open-land__measures", ["without_area", "hazards"], "m2"),
        ("totals__open-land__step_m2", 7, "7"),
        ("totals__open-land__step_m2", True, "True"),
        ("totals__open-land__zones", [NAME], "zones"),
        ("totals__open-land__rows", None, "rows"),
        ("totals__zone-land__zones", [], "zones"),
        ("totals__zone-land__zones", ["0" * 64], "0" * 64),
        ("totals__zone-land__by", ["status"], "zone"),
        ("totals__casualties__by", ["outcome"], "year"),
        ("totals__casualties__by", ["year", "outcome", "sex"], "sex"),
        ("totals__casualties__step_m2", 1, "step_m2"),
        ("totals__names", {"by": [], "measures": []}, "names"),
        ("totals", {}, "totals"),
        ("kind", "everything", "totals"),
        ("talk", ["link"], "talk"),
        ("collections", {}, "collections"),
    ],
)  # fmt: skip
def test_an_unknown_word_makes_all_of_it_unusable(path, value, word):
    with pytest.raises(NotUsable) as refused:
        agreements.read(figures(**{path: value}))
    assert refused.value.facts["word"] == word


def test_an_agreement_about_records_names_no_tables():
    with pytest.raises(NotUsable):
        agreements.read(agreed.said(totals=copy.deepcopy(TOTALS)))
    assert not agreements.read(agreed.said()).is_aggregate
    assert AGREEMENT.is_aggregate and not AGREEMENT.collections


def test_a_form_and_a_text_say_the_same():
    text = figures()
    assert composing.same(composing.text(composing.draft(text)), text)
    assert not composing.same(text, figures(**{"totals__open-land__step_m2": 100}))
    assert sentences.unsaid(text, sentences.clauses(AGREEMENT)) == []


# --- cuts ---


def test_a_cut_is_due_once_its_month_is_over():
    assert totals.due(date(2026, 12, 1)) == ["2026-11"]
    assert totals.due(date(2026, 11, 30)) == ["2026-10"]
    assert totals.due(date(2027, 2, 1), "2026-11") == ["2026-12", "2027-01"]
    assert totals.due(date(2026, 12, 31), "2026-11") == []
    assert totals.month_end("2024-02") == date(2024, 2, 29)


# --- the tree, its sums and its rounding ---

PLACES = st.tuples(st.sampled_from(["ap-mines", "mines", None]), st.sampled_from(["suspected", "confirmed"]))
NUMBERS = st.builds(
    lambda m2, n: {"m2": m2, "hazards": n, "without_area": 0}, st.integers(0, 10**7), st.integers(0, 50)
)
OPEN = st.lists(st.builds(Leaf, PLACES, NUMBERS), max_size=12)
STEP = st.sampled_from(totals.STEPS)


def told(table, agreed_, leaves, cut="2026-11"):
    """The cells as a receiver has them."""
    bodies = [kept.cell(table, agreed_, totals.values_of(n)) for n in totals.tree(table, agreed_, cut, leaves)]
    assert all(kept.why_not(table, agreed_, one, DAY, 0) == "" for one in bodies)
    return [Told(one["cut"], one["of"], one["measures"], one["cells"]) for one in bodies]


@FEW
@given(leaves=OPEN, step=STEP)
def test_sums_along_the_tree_agree_within_their_rounding(leaves, step):
    """Each cell is half a step off at most, so that a sum and its parts differ by half a step for each of them at most."""
    by = Agreed(("contamination", "status"), ("m2", "without_area", "hazards"), step)
    some = told("open-land", by, leaves)
    assert kept.whole("open-land", some, 1) and kept.adds_up("open-land", by, some)
    (root,) = [one for one in some if not one.of]
    exact = sum(leaf.numbers["m2"] for leaf in leaves)
    assert abs(root.measures["m2"] - exact) * 2 <= step and root.measures["m2"] % step == 0
    assert kept.bounds(root.measures["m2"], step)[0] <= exact <= kept.bounds(root.measures["m2"], step)[1]
    assert root.measures["hazards"] == sum(leaf.numbers["hazards"] for leaf in leaves)
    for depth in (1, 2):
        level = [one for one in some if len(one.of) == depth]
        assert abs(sum(one.measures["m2"] for one in level) - root.measures["m2"]) * 2 <= step * (len(level) + 1)


@FEW
@given(leaves=OPEN, step=STEP, order=st.randoms(use_true_random=False))
def test_the_order_of_what_is_summed_changes_no_byte(leaves, step, order):
    by, mixed = Agreed(("contamination",), ("m2", "without_area"), step), list(leaves)
    order.shuffle(mixed)
    assert totals.tree("open-land", by, "2026-11", leaves) == totals.tree("open-land", by, "2026-11", mixed)


@FEW
@given(leaves=OPEN)
def test_what_is_not_agreed_changes_no_byte(leaves):
    """Another split by status, or other numbers of hazards: whoever was agreed areas by type alone is told the same."""
    by = {"open-land": {"by": ["contamination"], "measures": ["m2", "without_area"], "step_m2": 100}}
    agreement = agreements.read(figures(totals=by))
    other = [Leaf((one.of[0], "suspected"), {**one.numbers, "hazards": one.numbers["hazards"] + 1}) for one in leaves]
    assert [one.raw + one.body for one in said(agreement, cells(agreement, leaves={"open-land": leaves}))] == [
        one.raw + one.body for one in said(agreement, cells(agreement, leaves={"open-land": other}))
    ]


def test_a_lost_cell_and_a_sum_that_is_none_are_seen():
    some, by = told("open-land", AGREEMENT.totals["open-land"], LEAVES["open-land"]), AGREEMENT.totals["open-land"]
    for lost in some:
        assert not kept.whole("open-land", [one for one in some if one is not lost], 1)
    wrong = [
        Told(one.cut, one.of, {**one.measures, "m2": 90_000}, one.cells) if len(one.of) == 2 else one for one in some
    ]
    assert not kept.adds_up("open-land", by, wrong)
    zones = told("zone-land", AGREEMENT.totals["zone-land"], LEAVES["zone-land"])
    assert kept.whole("zone-land", zones, 1) and not kept.whole("zone-land", zones, 2), "a zone that is not told at all"


def test_land_of_two_types_is_in_both_and_once_in_the_sum():
    by = Agreed(("contamination",), ("m2", "without_area"), 1)
    both = [
        Leaf((), {"m2": 100, "without_area": 0}),
        *(Leaf((k,), {"m2": 100, "without_area": 0}, 1) for k in ("ap-mines", "av-mines")),
    ]
    some = told("open-land", by, both)
    assert [one.measures["m2"] for one in some] == [100, 100, 100] and kept.adds_up("open-land", by, some)
    less = [Told(o.cut, o.of, {**o.measures, "m2": 40} if o.of else o.measures, o.cells) for o in some]
    assert not kept.adds_up("open-land", by, less), "parts that make less are missing something"


def test_an_amount_that_is_at_least_stays_so_in_every_sum():
    (root, year, *_) = told("destroyed", AGREEMENT.totals["destroyed"], LEAVES["destroyed"])
    assert root.measures["items"] == year.measures["items"] == {"number": 15, "meant": "at-least"}


# --- people ---


@FEW
@given(counts=st.lists(st.integers(0, 40), min_size=2, max_size=6), seed=st.binary(min_size=8, max_size=8))
def test_no_two_tables_or_cuts_give_a_count_of_people_away(counts, seed):
    """Whatever cells, tables and cuts are held against each other: people stand in them as they were let out, never counted again, so
    that any difference is one of rounded numbers, a multiple of the base."""
    keys = [f"{seed.hex()}-{i}".encode() for i in range(sum(counts))]
    released, start = [], 0
    for number in counts:
        released.append(keyed_round(keys[start : start + number], seed))
        start += number
    values = [one or "0-4" for one in released]
    whole = keyed_round(keys, seed)
    leaves = [
        Leaf(("2025",), {"persons": whole or "0-4"}),
        *(Leaf(("2025", f"o{i}"), {"persons": v}) for i, v in enumerate(values)),
    ]
    shown = []
    for by in (("year", "outcome"), ("year",)):
        agreed_ = Agreed(by, ("persons",))
        for cut in ("2026-10", "2026-11"):
            shown += told("casualties", agreed_, [one for one in leaves if len(one.of) <= len(by)], cut)
    numbers = [one.measures["persons"] for one in shown if isinstance(one.measures["persons"], int)]
    assert all((a - b) % BASE == 0 for a in numbers for b in numbers)
    assert {one.measures["persons"] for one in shown} <= {whole or "0-4", *values}


def test_a_true_count_of_people_neither_leaves_nor_is_taken_in():
    record = Record("casualties", "k", {"cut": "2026-11", "cells": 1, "depth": 1, "year": "2025", "persons": 7})
    (one,) = said(some=[record])
    assert guard.faults(one, AGREEMENT, record) == ["measure-persons"]
    assert received.open_each([(one.line, (one.salt, one.body), AGREEMENT)])[0].reason == "value"


# --- the guard, and the receiver ---


def test_the_guard_lets_pass_what_was_agreed_and_the_receiver_takes_it():
    some = said()
    assert [f for f in guard.faults_each([(one, one.record) for one in some], AGREEMENT) if f] == []
    opened = received.open_each([(one.line, (one.salt, one.body), AGREEMENT) for one in some])
    assert {one.reason for one in opened} == {""}


VALUES = {
    "cut": "2026-11",
    "cells": None,
    "depth": 1,
    "contamination": "ap-mines",
    "m2": 36_400,
    "without_area": 0,
    "hazards": 2,
}
BODY = {"cut": "2026-11", "cells": None, "of": {"contamination": "ap-mines"}, "measures": {"m2": 36_000, "without_area": 0, "hazards": 2},
        "geometry": {"kind": "none"}}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"cut": "2026-12"}, "cut"), ({"cut": "2026-10"}, "cut"), ({"cut": "2026-1"}, "cut"), ({"cells": 3}, "cells"),
        ({"of": {"status": "confirmed"}}, "tree"), ({"of": {"unit": "AL-1"}}, "tree"), ({"of": {"contamination": "mines"}}, "tree"),
        ({"of": {}}, "tree"), ({"of": {"contamination": "ap-mines", "status": "confirmed"}}, "tree"),
        ({"measures": {"m2": 36_400, "without_area": 0, "hazards": 2}}, "measure-m2"),
        ({"measures": {"m2": 35_000, "without_area": 0, "hazards": 2}}, "measure-m2"),
        ({"measures": {"m2": 37_000, "without_area": 0, "hazards": 2}}, "measure-m2"),
        ({"measures": {"m2": 36_000, "without_area": 0, "hazards": 3}}, "measure-hazards"),
        ({"measures": {"m2": 36_000, "without_area": 0}}, "fields"), ({"geometry": {"kind": "unit", "unit": "AL"}}, "geometry"),
        ({"name": "Livadhi"}, "fields"),
    ],
)  # fmt: skip
def test_the_guard_withholds_what_was_not_agreed(changes, fault):
    found = figures_guard.faults("open-land", {**BODY, **changes}, {"kind": "none"}, VALUES, DAY, AGREEMENT)
    assert fault in found
    assert figures_guard.faults("open-land", BODY, {"kind": "none"}, VALUES, DAY, AGREEMENT) == []


def test_the_guard_looks_at_the_table_the_place_and_the_delay():
    none = {"kind": "none"}
    assert figures_guard.faults("open-land", BODY, {"kind": "annex", "annex": NAME}, VALUES, DAY, AGREEMENT) == [
        "footprint"
    ]
    late = agreements.read(figures(delay_days=2))
    assert figures_guard.faults("open-land", BODY, none, VALUES, DAY, late) == ["cut"]
    assert figures_guard.faults("open-land", BODY, none, VALUES, "2026-12-03", late) == []
    assert kept.why_not("open-land", late.totals["open-land"], BODY, DAY, 2) == "value"
    assert kept.why_not("open-land", late.totals["open-land"], BODY, "2026-12-03", 2) == ""
    half = {**VALUES, "m2": 36_500}
    assert (
        figures_guard.faults(
            "open-land", {**BODY, "measures": {**BODY["measures"], "m2": 37_000}}, none, half, DAY, AGREEMENT
        )
        == []
    )
    (one, *_) = said()
    other = agreements.read(figures(totals={"zone-land": TOTALS["zone-land"]}))
    assert guard.faults(one, other, one.record) == ["collection"]


def test_a_table_under_an_agreement_about_records_is_put_aside():
    (one, *_) = said()
    records = agreements.read(agreed.said(valid_from="2026-01-01"))
    assert received.open_each([(one.line, (one.salt, one.body), records)])[0].reason == "not-agreed"


def test_a_cut_is_told_once_and_never_otherwise():
    """The bug to be caught: a later number takes the place of one that stands in somebody's report already."""
    one = next(s for s in said() if s.line.collection == "open-land")
    state, before = received.applied(received.Feed(one.line.seq), one.line, None, (one.salt, one.body), AGREEMENT)
    line, body = again(one, m2=1_000)
    state, after = received.applied(state, line, before, (b"t" * 32, body), AGREEMENT)
    assert (after.standing, after.reason, after.body) == (received.Standing.ASIDE, received.FROZEN, None)
    assert received.mended(line, after, (b"t" * 32, body), AGREEMENT) is after, "the same line again does not thaw it"
    line, body = again(one, rev=3, m2=2_000)
    assert received.applied(state, line, after, (b"t" * 32, body), AGREEMENT)[1].reason == received.FROZEN
    line, body = again(one, m2=0)
    same = received.applied(received.Feed(line.seq), line, before, (b"t" * 32, body), AGREEMENT)[1]
    assert same.standing is received.Standing.SHARED, "who says the same again changes nothing"


def again(one, *, rev=2, m2):
    """The same cell once more, with so many square metres more."""
    said_ = lines.plain(one.body, lines.LARGEST_BODY)
    more = {k: v + m2 if k == "m2" else v for k, v in said_["measures"].items()}
    body = lines.written_body({**said_, "measures": more})
    line = lines.Line(
        one.line.seq + rev - 1,
        lines.Op.PUT,
        1,
        DAY,
        one.line.collection,
        one.line.id,
        rev,
        lines.body_hash(b"t" * 32, body),
        one.line.footprint,
    )
    return line, body


def test_ids_of_one_feed_lead_nowhere_in_another_and_every_cut_has_its_own():
    first, other = {one.line.id for one in said()}, {s.line.id for s in feed.next_lines(Projection(AGREEMENT, b"o" * 32), cells(AGREEMENT), (), {}, size=0, day=DAY)}  # fmt: skip
    later = {one.line.id for one in said(some=cells(AGREEMENT, "2026-10"))}
    assert not first & other and not first & later
