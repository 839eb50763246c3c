"""What is due and when; milestones and what a plan leaves open; where a report may go from where it stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.dates import Period
from commonground.core.publishing.content import Kind
from commonground.core.treaty.calendar import Duty, What, Why, deadline, due
from commonground.core.treaty.indicators import INDICATORS, measured
from commonground.core.treaty.plans import Milestone, compared, in_force, planned_release, projection
from commonground.core.treaty.states import TRANSITIONS, Circumstances, State, Verb, decide

IN_FORCE = Duty(What.APMBC, date(1999, 3, 1), source="ratified")


def days(duties, start, end):
    return [(d.day.isoformat(), d.kind.value, d.why.value) for d in due(duties, Period(start, end))]


def test_the_first_report_is_due_180_days_after_entry_into_force_and_then_each_30_april():
    assert days([IN_FORCE], date(1999, 1, 1), date(2001, 12, 31)) == [
        ("1999-08-28", "apmbc-7", "initial"),
        ("2000-04-30", "apmbc-7", "annual"),
        ("2001-04-30", "apmbc-7", "annual"),
    ]
    assert date(1999, 3, 1) + timedelta(days=180) == date(1999, 8, 28)
    (annual,) = due([IN_FORCE], Period(date(2026, 4, 1), date(2026, 4, 30)))
    assert annual.period == Period(date(2025, 1, 1), date(2025, 12, 31)) and annual.source == "ratified"


def test_an_extension_is_asked_for_before_each_deadline():
    extended = [IN_FORCE, Duty(What.APMBC_DEADLINE, date(2021, 3, 1)), Duty(What.APMBC_DEADLINE, date(2027, 3, 1))]
    asked = [d for d in due(extended, Period(date(2000, 1, 1), date(2030, 1, 1))) if d.why is Why.REQUEST]
    assert [d.day.isoformat() for d in asked] == ["2008-03-31", "2020-03-31", "2026-03-31"]
    assert deadline(extended) == date(2027, 3, 1)
    assert deadline([IN_FORCE]) == date(2009, 3, 1)
    assert deadline([Duty(What.APMBC, date(2008, 2, 29))]) == date(2018, 2, 28)
    assert deadline([]) is None


def test_statements_are_due_as_the_programme_set_them():
    quarters = Duty(What.QUARTERS, date(2025, 5, 17), days=45)
    found = due([quarters], Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert [(d.day.isoformat(), d.period.start.isoformat(), d.period.end.isoformat()) for d in found] == [
        ("2025-08-14", "2025-04-01", "2025-06-30"),
        ("2025-11-14", "2025-07-01", "2025-09-30"),
    ]
    yearly = due([Duty(What.YEARS, date(2024, 1, 1), days=60)], Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert [(d.day.isoformat(), d.kind) for d in yearly] == [("2026-03-01", Kind.STATEMENT)]


@given(st.dates(date(1999, 1, 1), date(2024, 12, 31)), st.dates(date(1999, 1, 1), date(2026, 12, 31)), st.integers(0, 400),
       st.sampled_from(What), st.integers(0, 120))  # fmt: skip
def test_what_is_due_in_a_window_does_not_depend_on_the_window(day, start, length, what, after):
    duty, window = Duty(what, day, after), Period(start, start + timedelta(days=length))
    whole = due([duty], Period(date(1999, 1, 1), date(2030, 12, 31)))
    assert due([duty], window) == [d for d in whole if d.day in window]
    assert all(d.period.start <= d.period.end for d in whole)
    assert all(d.period.end <= d.day for d in whole)


def milestone(year, figure, planned, edition="2024"):
    return Milestone(year, figure, planned, "work plan", edition)


PLAN = [
    milestone(2024, "land.released", 500), milestone(2025, "land.cancelled", 200), milestone(2025, "land.cleared", 100),
    milestone(2026, "land.released", 400), milestone(2024, "land.released", 450, "2025"),
]  # fmt: skip


def test_the_milestone_written_down_last_holds():
    assert [(m.year, m.figure, m.planned, m.edition) for m in in_force(PLAN)] == [
        (2024, "land.released", 450, "2025"), (2025, "land.cancelled", 200, "2024"), (2025, "land.cleared", 100, "2024"),
        (2026, "land.released", 400, "2024"),
    ]  # fmt: skip


def test_milestones_stand_beside_what_was_and_blanks_stay_blank():
    found = compared(PLAN, {(2024, "land.released"): 430, (2025, "land.cancelled"): 0})
    assert [(c.milestone.year, c.actual, c.difference) for c in found] == [
        (2024, 430, -20), (2025, 0, -200), (2025, None, None), (2026, None, None)
    ]  # fmt: skip


def test_a_projection_by_hand():
    assert planned_release(PLAN) == {2024: 450, 2025: 300, 2026: 400}
    assert projection(PLAN, 600, 2024) == [(2025, 300, 300), (2026, 400, 0)]


@given(st.lists(st.tuples(st.integers(2025, 2040), st.integers(0, 1000)), max_size=8), st.integers(0, 5000))
def test_a_projection_only_falls_and_never_below_nought(planned, open_m2):
    rows = projection([milestone(y, "land.released", m2) for y, m2 in planned], open_m2, 2024)
    left = [open_m2, *(row[2] for row in rows)]
    assert left == sorted(left, reverse=True) and min(left) >= 0
    released = sum(m2 for _, m2, _ in rows)
    assert left[-1] == max(0, open_m2 - released)


def test_indicators_say_what_is_recorded_and_what_is_not():
    found = {
        m.indicator.code: m for m in measured({"land.closing.confirmed": 1, "land.closing": 3, "land.released": 0})
    }
    assert found["split.class"].thousandths == 333
    assert found["split.method.cleared"].thousandths is None
    assert not found["residual"].indicator.is_recorded
    assert all(plan for one in INDICATORS for plan, _ in one.actions)
    codes = [one.code for one in INDICATORS]
    assert len(set(codes)) == len(codes)


def fine(**more):
    return Circumstances(author=1, actor=2, reasons=1, **more)


def test_nothing_is_published_that_another_did_not_approve():
    """Every path through the states: whoever comes to `published` came by `approve`."""
    paths, done = [((State.DRAFT,), ())], []
    while paths:
        states, verbs = paths.pop()
        for t in TRANSITIONS:
            if t.source is states[-1] and states.count(t.target) < 2:
                path = ((*states, t.target), (*verbs, t.verb))
                (done if t.target is State.PUBLISHED else paths).append(path)
    assert done and all(Verb.APPROVE in verbs and Verb.SEND in verbs for _, verbs in done)
    assert decide(State.REVIEW, Verb.APPROVE, Circumstances(author=1, actor=1)).refusal.code == "reporting.return.own"
    assert decide(State.REVIEW, Verb.APPROVE, Circumstances(author=1, actor=1, own_allowed=True))
    assert decide(State.REVIEW, Verb.APPROVE, fine())


@pytest.mark.parametrize(("verb", "said", "code"), [
    (Verb.SEND, fine(missing=2), "reporting.return.incomplete"),
    (Verb.SEND, fine(contradicted=1), "reporting.return.contradicted"),
    (Verb.RETURN, fine(), "reporting.return.state"),
])  # fmt: skip
def test_a_draft_is_refused_with_the_reason(verb, said, code):
    assert decide(State.DRAFT, verb, said).refusal.code == code
