"""Reasons on a toy of the books: every one is tried, each is worth what it says, and nothing is made up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.claims.explaining import PAIRS, explain
from commonground.core.claims.published import Line, Measure
from commonground.core.claims.questions import Books, question
from commonground.core.claims.reasons import REASONS
from commonground.core.figures.catalogue import FIGURES

BOOKS = Books(
    ("military", "inaccessible"),
    ("ap-mines", "erw", "cluster-munitions"),
    (1, 2),
    2,
    lambda d: d.toordinal() - 700_000,
    date(2025, 4, 30),
)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def toy(q):
    """An answer that depends on every part of a question, so that a part that goes astray shows."""
    said = (q.figure, q.start, q.end, q.known, q.unit, q.contamination, q.flag, q.operator, q.edition)
    return sum(ord(c) for c in repr(said)) * 1009 + len(repr(said))


def line(figure, printed="1", measure=Measure.M2, **more):
    needed = {"start": date(2024, 1, 1), "end": date(2024, 12, 31)}
    return Line("x", printed, measure, figure, **needed | more)


@pytest.mark.parametrize("figure", sorted(FIGURES))
def test_every_reason_can_be_tried_on_every_figure(figure):
    """No reason asks for a figure that the catalogue does not have, or for days in the wrong order."""
    asked = question(line(figure))
    for reason in REASONS:
        for one in reason(line(figure), asked, BOOKS):
            for sign, q in one.ask(asked):
                assert sign in (1, -1) and q.figure in FIGURES and q.start <= q.end, (reason.__name__, one.code)


def test_all_nine_kinds_of_reasons_are_there():
    kinds = {
        v.reason
        for f in ("land.closing", "land.cleared")
        for r in REASONS
        for v in r(line(f), question(line(f)), BOOKS)
    }
    assert kinds == {"rounding", "date", "flag", "unit", "class", "double", "stated", "method", "period"}


@given(
    st.sampled_from(["land.closing", "land.opening", "land.cleared", "land.released", "land.closing.suspected"]),
    DAYS,
    st.integers(0, 400),
    st.data(),
)
@settings(max_examples=80, deadline=None)
def test_a_figure_printed_under_one_reason_is_explained_by_it(figure, end, days, data):
    """Whatever the question: what the books say under a reason, printed, has that reason among its explanations."""
    base = line(figure, start=end - timedelta(days=days), end=end)
    asked = question(base)
    variations = [v for r in REASONS for v in r(base, asked, BOOKS) if v.reason != "rounding"]
    one = data.draw(st.sampled_from(variations))
    m2 = sum(sign * toy(q) for sign, q in one.ask(asked))
    if m2 < 0 or m2 == toy(asked):
        return
    found = explain(replace(base, printed=str(m2)), ".", BOOKS, toy, pairs=False)
    assert one.code in {v.code for t in found.explanations for v in t.variations}
    assert all(t.ours == sum(s * toy(q) for s, q in t.terms) for t in found.tested)
    assert all(t.gap == t.printed.value - t.ours for t in found.tested)


def test_two_reasons_are_tried_only_where_none_alone_will_do_and_not_without_end():
    asked = []

    def counting(q):
        asked.append(q)
        return toy(q)

    found = explain(line("land.closing", "123456789"), ".", BOOKS, counting)
    assert found.explanations == () and all(len(t.variations) == 1 for t in found.tested)
    assert len(asked) <= 8 * PAIRS
    alone = toy(replace(question(line("land.closing")), flag=""))
    asked.clear()
    assert explain(line("land.closing", str(alone)), ".", BOOKS, counting).explanations
    assert len(asked) < 60


def test_what_changes_nothing_explains_nothing():
    found = explain(line("land.closing", "99"), ".", BOOKS, lambda q: 100)
    assert all(t.idle for t in found.tested if t.ours == 100 and t.variations[0].reason != "rounding")
    assert not any(t.idle for t in found.explanations)


def test_a_reason_that_the_books_cannot_answer_is_left_out():
    found = explain(line("land.closing", "99"), ".", BOOKS, lambda q: None if q.flag is not None else toy(q))
    assert not any(v.reason == "flag" for t in found.tested for v in t.variations)
