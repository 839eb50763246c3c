"""Approving: what was shown is what happens, and what contradicts a report is put before somebody."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ledger import scratch, tables

from commonground.core.fieldwork.types import Type
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours
from commonground.fieldwork.actions import approving, reviewing
from commonground.fieldwork.models import Report, Verdict
from commonground.fieldwork.queries import contradictions
from commonground.identity import queries as identity
from commonground.land.actions import ledger as ledger_actions
from commonground.land.models import Atom, Closing, Hazard, LedgerEntry
from commonground.land.queries import effects as did
from commonground.land.queries import entries as ledger
from factories import people, reports
from factories.reports import COMPLETION, NOW, approved, square, submitted, version

pytestmark = pytest.mark.django_db
SURVEY = {"on": "2025-01-10", "outcome": "record", "level": "confirmed", "extent": "drawn", "contamination": "mines"}


def recorded(code, x, y, size, *, author, checker):
    """A hazard that a survey of the field put on the books."""
    number = submitted(Type.SURVEY, {**SURVEY, "hazards": code}, entered=square(x, y, size), by=author)
    return approved(number, by=checker)


def test_a_survey_puts_a_hazard_on_the_books(author, checker):
    done = recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    hazard = Hazard.objects.get(code="SA-NEW")
    assert (hazard.open_m2, hazard.standing, hazard.contamination) == (10_000, "confirmed", "mines")
    assert [(b.account, b.before, b.after) for b in done.effects.balances] == [("confirmed", 0, 10_000)]
    entry = LedgerEntry.objects.get(pk=done.first)
    assert entry.provenance["text"].startswith("POLYGON") and entry.document.code == f"FR-{done.number:06}"


def test_an_older_report_waits_in_the_queue_and_takes_effect_where_it_can(author, checker):
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    late = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "on": "2026-05-20"}
    approved(submitted(Type.COMPLETION, late, entered=square(0, 0, 50), by=author), by=checker)
    older = {**late, "began_on": "2025-02-01", "on": "2025-03-01"}
    number = submitted(Type.COMPLETION, older, entered=square(50, 50, 50), by=author)
    assert Report.objects.get(pk=number).state == "conflict"
    assert [c.why.value for c in contradictions.of(Report.objects.get(pk=number), NOW.date())] == ["older"]
    shown = approving.preview(number, by=checker, at=NOW)
    with pytest.raises(NotNow) as said:
        approving.approve(number, version=version(number), stamp=shown.stamp, by=checker, at=NOW)
    assert said.value.code == "fieldwork.report.contradicted"
    done = approved(number, by=checker, accept="as-it-is")
    assert {(b.account, b.before, b.after) for b in done.effects.balances} == {
        ("confirmed", 7_500, 5_000),
        ("cleared", 2_500, 5_000),
    }


def test_land_cleared_twice_goes_into_the_queue_as_soon_as_the_other_is_booked(author, checker):
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    one = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn"}
    first = submitted(Type.COMPLETION, one, entered=square(0, 0, 50), by=author)
    second = submitted(Type.SURVEY, {"hazards": "SA-NEW", "on": "2026-06-01", "outcome": "cancel", "extent": "drawn", "because": "farmed"},
                       entered=square(0, 0, 100), by=author)  # fmt: skip
    assert [Report.objects.get(pk=n).state for n in (first, second)] == ["submitted", "conflict"]
    reviewing.look_again(first, by=checker, at=NOW)
    assert Report.objects.get(pk=first).state == "conflict"
    approved(first, by=checker, accept="as-it-is")
    found = contradictions.of(Report.objects.get(pk=second), NOW.date())
    assert [(c.why.value, c.m2, bool(c.other.number)) for c in found] == [("otherwise", 2_500, True)]
    # In place of the earlier one: what was cleared is cancelled with the rest, and the old entry no longer counts.
    done = approved(second, by=checker, accept="replace")
    assert {b.account: b.after for b in done.effects.balances if b.after} == {"cancelled": 10_000}
    assert (
        LedgerEntry.objects.get(pk=done.first).corrects
        == LedgerEntry.objects.get(pk=Report.objects.get(pk=first).first).hash
    )
    assert tables() == scratch()


def test_the_other_report_is_queued_when_one_of_two_is_booked(author, checker):
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    one = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn"}
    first = submitted(Type.COMPLETION, one, entered=square(0, 0, 50), by=author)
    second = submitted(Type.COMPLETION, {**one, "on": "2026-05-30"}, entered=square(50, 0, 50), by=author)
    assert {Report.objects.get(pk=n).state for n in (first, second)} == {"submitted"}
    approved(first, by=checker)
    assert Report.objects.get(pk=second).state == "conflict"  # it is older now than what is booked


def test_nobody_approves_the_own_report_but_in_a_programme_of_one_and_then_it_is_marked(made, author):
    both = reports.viewer("officer", name="both")
    number = submitted(Type.COMPLETION, COMPLETION, by=both)
    with pytest.raises(NotYours) as said:
        approved(number, by=both)
    assert said.value.code == "fieldwork.approve.own"
    alone = reports.viewer("officer", "administrator", name="alone")
    number = submitted(
        Type.HAZARD,
        {"hazards": "SA-9", "on": "2026-06-01", "outcome": "record", "level": "suspected", "extent": "unknown"},
        by=alone,
    )
    approved(number, by=alone)
    assert Report.objects.get(pk=number).self_approved and Verdict.objects.get(report=number, what="approve").own


def test_a_reporter_neither_returns_nor_approves(author, checker):
    number = submitted(Type.COMPLETION, COMPLETION, by=author)
    for act in (
        lambda: approved(number, by=author),
        lambda: reviewing.return_with_remarks(number, version=version(number), remarks={"on": "?"}, by=author, at=NOW),
    ):
        with pytest.raises(NotYours):
            act()


def test_an_officer_of_one_unit_decides_there_and_not_elsewhere(author, checker):
    """The country is divided at noughts: east of it and north lies N2, west of it N1."""
    east = submitted(Type.SURVEY, {**SURVEY, "hazards": "SA-EAST"}, entered=square(500, 500, 100), by=author)
    west = submitted(Type.SURVEY, {**SURVEY, "hazards": "SA-WEST"}, entered=square(-900, 500, 100), by=author)
    unseen = identity.viewer_for(people.somebody("officer", name="unseen", unit="N2"), on=NOW.date())
    with pytest.raises(NotThere, match="fieldwork.report.not-there"):
        reviewing.return_with_remarks(west, version=version(west), remarks={"on": "?"}, by=unseen, at=NOW)
    local = reports.seeing_all("officer", name="local", unit="N2")
    with pytest.raises(NotYours) as said:
        reviewing.return_with_remarks(west, version=version(west), remarks={"on": "?"}, by=local, at=NOW)
    assert said.value.code == "identity.permission.other-units"
    reviewing.return_with_remarks(east, version=version(east), remarks={"on": "?"}, by=local, at=NOW)
    approved(west, by=checker)  # the whole country's


def test_closing_and_handover_read_the_accounts(author, checker):
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    closing = {"hazards": "SA-NEW", "on": "2026-06-02", "document": "C-7"}
    handover = {
        "hazards": "SA-NEW",
        "on": "2026-06-02",
        "certificate": "HC-7",
        "receiver": "municipality",
        "residual": "as stated",
    }
    early = submitted(Type.CLOSING, closing, by=author)
    assert approving.preview(early, by=checker, at=NOW).refusal.code == "land.closing.open-land"
    approved(submitted(Type.COMPLETION, {**COMPLETION, "hazards": "SA-NEW"}, by=author), by=checker, accept="as-it-is")
    before = submitted(Type.HANDOVER, handover, by=author)
    assert approving.preview(before, by=checker, at=NOW).refusal.code == "land.handover.not-closed"
    approved(early, by=checker)
    approved(before, by=checker)
    hazard = Hazard.objects.get(code="SA-NEW")
    assert (hazard.work, Closing.objects.get().document) == ("handed-over", "C-7")


def test_a_correction_voids_or_replaces_an_entry(author, checker):
    first = recorded("SA-NEW", 0, 0, 100, author=author, checker=checker).first
    fix = {"entry": str(first), "how": "replace", "on": "2025-01-10", "because": "datum", "document": "QA-1"}
    done = approved(submitted(Type.CORRECTION, fix, entered=square(0, 0, 90), by=author), by=checker)
    assert Hazard.objects.get(code="SA-NEW").open_m2 == 8_100
    approved(submitted(Type.CORRECTION, {**fix, "entry": str(done.first), "how": "void"}, by=author), by=checker)
    assert Hazard.objects.get(code="SA-NEW").open_m2 == 10_000  # what was replaced counts again
    nothing = submitted(Type.CORRECTION, {**fix, "entry": "99999", "how": "void"}, by=author)
    assert approving.preview(nothing, by=checker, at=NOW).refusal.code == "fieldwork.correction.no-entry"


def test_what_the_ledger_holds_already_is_not_booked_again(author, checker):
    recorded("SA-NEW", 0, 0, 100, author=author, checker=checker)
    fields = {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn", "document": "CR-1"}
    first = submitted(Type.COMPLETION, fields, entered=square(0, 0, 50), by=author)
    again = submitted(Type.COMPLETION, fields, entered=square(0, 0, 50), by=author)
    booked = approved(first, by=checker, accept="as-it-is").first
    shown = approving.preview(again, by=checker, at=NOW, accept="as-it-is")
    assert shown.refusal.code == "fieldwork.report.booked-already"
    ledger_actions.void(
        [LedgerEntry.objects.get(pk=booked).hash], document="QA-1", because="wrong field", by=checker, at=NOW
    )
    approved(again, by=checker, accept="as-it-is")  # voided: it may come again
    assert Hazard.objects.get(code="SA-NEW").open_m2 == 7_500


def test_a_return_needs_its_reason_and_a_submission_its_fields(author, checker):
    number = reports.begun(Type.COMPLETION, {"hazards": "SA-0001"}, by=author)
    with pytest.raises(NotUsable):
        reports.writing.submit(number, version=version(number), by=author, at=NOW)
    number = submitted(Type.COMPLETION, COMPLETION, by=author)
    with pytest.raises(NotUsable):
        reviewing.return_with_remarks(number, version=version(number), remarks={"on": " "}, by=checker, at=NOW)


@st.composite
def programmes(draw):
    """Reports on three hazards that lie over one another: kinds, squares and days in any order."""
    out = []
    for _ in range(draw(st.integers(3, 7))):
        kind = draw(
            st.sampled_from(
                [
                    "record",
                    "extend",
                    "confirm",
                    "cancel",
                    "reclassify",
                    "reduce",
                    "ts-clear",
                    "clear",
                    "progress",
                    "rest",
                ]
            )
        )
        names = draw(st.lists(st.sampled_from(["P1", "P2", "P3"]), min_size=1, max_size=2, unique=True))
        x, y = draw(st.integers(0, 4)) * 20, draw(st.integers(0, 4)) * 20
        out.append((kind, "; ".join(names), (x, y, draw(st.sampled_from([20, 40, 60]))), draw(st.integers(1, 28))))
    return out


def of_kind(kind, names, day):
    """A report's kind and fields."""
    on = f"2026-02-{day:02}"
    common = {"hazards": names, "on": on, "extent": "rest" if kind == "rest" else "drawn"}
    if kind in ("clear", "rest", "progress"):
        type_ = Type.PROGRESS if kind == "progress" else Type.COMPLETION
        return type_, {**COMPLETION, **common, "began_on": "2026-01-01"}
    if kind in ("reduce", "ts-clear"):
        return Type.TECHNICAL, {**common, "outcome": kind.removeprefix("ts-"), "depth_cm": "20"}
    return Type.SURVEY, {**common, "outcome": kind, "level": "confirmed", "because": "seen"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=programmes())
def test_what_is_shown_is_what_is_booked_whatever_was_booked_before(plan, author, checker):
    from django.db import transaction

    class Undo(Exception):
        pass

    moved = 0
    try:
        with transaction.atomic():
            for kind, names, where, day in plan:
                type_, fields = of_kind(kind, names, day)
                number = submitted(type_, fields, entered=None if kind == "rest" else square(*where), by=author)
                atoms, head = Atom.objects.count(), ledger.head()
                shown = approving.preview(number, by=checker, at=NOW, accept="as-it-is")
                assert (Atom.objects.count(), ledger.head()) == (atoms, head), "a preview leaves nothing behind"
                if shown.refusal:
                    assert shown.refusal.code == "fieldwork.report.booked-already"
                    continue
                done = approving.approve(
                    number, version=version(number), stamp=shown.stamp, accept="as-it-is", by=checker, at=NOW
                )
                assert done.effects == shown.effects == did.since(head)
                moved += len(done.effects.moved)
            assert tables() == scratch()
            raise Undo
    except Undo:
        pass


def test_the_property_above_moves_land(author, checker):
    """Not for want of effects: the same programme by hand moves what it should."""
    head = ledger.head()
    for kind, where in (("record", (0, 0, 60)), ("clear", (0, 0, 40)), ("rest", None)):
        type_, fields = of_kind(kind, "P1", 3)
        number = submitted(type_, fields, entered=square(*where) if where else None, by=author)
        approved(number, by=checker, accept="as-it-is")
    lines = {m.line: m.m2 for m in did.since(head).moved if m.entry != 2}
    assert lines == {"new": 3_600, "cleared": 2_000}


def test_somebody_of_a_unit_approves_nothing_that_lies_in_another(author):
    """Known to lie elsewhere: refused at once; not yet known: refused once it would be booked, and nothing is."""
    south = reports.seeing_all("operations", name="south", unit="S1")
    east = reports.viewer("operations", name="east", unit="N2")
    number = submitted(Type.SURVEY, {**SURVEY, "hazards": "SA-NEW"}, entered=square(500, 500, 100), by=author)
    head = ledger.head()
    with pytest.raises(NotYours, match="identity.permission.other-units"):
        approved(number, by=south)
    assert ledger.head() == head and Report.objects.get(pk=number).state == "submitted"
    approved(number, by=east)
    more = submitted(
        Type.COMPLETION, {**COMPLETION, "hazards": "SA-NEW", "extent": "drawn"}, entered=square(500, 500, 50), by=author
    )
    with pytest.raises(NotYours, match="identity.permission.other-units"):
        approved(more, by=south)
    assert approved(more, by=east).first
