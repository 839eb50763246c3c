"""A clearance completion report goes from its draft to the books, and does there what was shown before."""

from datetime import date

import pytest

from commonground.audit.models import Event
from commonground.core.fieldwork.types import Type
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotNow
from commonground.fieldwork.actions import approving, reviewing, writing
from commonground.fieldwork.models import Remark, Report, Revision, Verdict
from commonground.land.models import Atom, Hazard, LedgerEntry
from factories.reports import COMPLETION as FIELDS
from factories.reports import NOW

pytestmark = pytest.mark.django_db


def version(number):
    return Report.objects.get(pk=number).version


def test_a_report_goes_from_draft_to_the_books(author, checker):
    number = writing.draft(Type.COMPLETION, fields={"hazards": "SA-0001"}, organisation="Blue Spade", by=author, at=NOW)
    writing.save(number, version=version(number), fields=FIELDS, by=author, at=NOW)
    writing.submit(number, version=version(number), by=author, at=NOW)
    reviewing.return_with_remarks(
        number, version=version(number), remarks={"depth_cm": "20 or 30?"}, by=checker, at=NOW
    )
    assert Report.objects.get(pk=number).state == "returned" and Remark.objects.get().field == "depth_cm"
    writing.save(number, version=version(number), fields={**FIELDS, "depth_cm": "30"}, by=author, at=NOW)
    writing.submit(number, version=version(number), by=author, at=NOW)
    open_before = Hazard.objects.get(code="SA-0001").open_m2
    shown = approving.preview(number, by=checker, at=NOW)
    assert shown.refusal is None and Hazard.objects.get(code="SA-0001").open_m2 == open_before > 0
    done = approving.approve(number, version=version(number), stamp=shown.stamp, by=checker, at=NOW)
    assert done.effects == shown.effects and done.stamp == shown.stamp
    report = Report.objects.get(pk=number)
    assert (report.state, report.self_approved) == ("booked", False)
    entry = LedgerEntry.objects.get(pk=report.first)
    assert (entry.kind, entry.on, entry.depth_cm) == (Kind.CLEAR.value, date(2026, 6, 1), 30)
    assert Hazard.objects.get(code="SA-0001").open_m2 == 0
    assert (
        sum(Atom.objects.filter(entry=report.first, book__in=("both", "hazard")).values_list("m2", flat=True))
        == open_before
    )
    told = {e.what: (e.before, e.after) for e in Event.objects.filter(about=report.code).order_by("number")}
    assert told["fieldwork.report-submitted"] == ({"state": "returned"}, {"state": "submitted"})
    assert told["fieldwork.report-returned"] == ({"state": "submitted"}, {"state": "returned"})
    assert told["fieldwork.report-approved"] == ({"state": "submitted"}, {"state": "booked"})
    assert [v.what for v in Verdict.objects.order_by("pk")] == ["submit", "return", "submit", "approve"]
    assert Revision.objects.filter(report=report).count() == report.version


def test_an_approval_is_refused_where_the_books_have_moved_on(author, checker):
    number = writing.draft(Type.COMPLETION, fields=FIELDS, organisation="Blue Spade", by=author, at=NOW)
    writing.submit(number, version=version(number), by=author, at=NOW)
    shown = approving.preview(number, by=checker, at=NOW)
    other = writing.draft(Type.SURVEY, fields={"hazards": "SA-0001", "on": "2026-06-01", "outcome": "reclassify", "extent": "rest",
                                               "because": "nothing direct was ever found"}, organisation="Blue Spade", by=author, at=NOW)  # fmt: skip
    writing.submit(other, version=version(other), by=author, at=NOW)
    approving.approve(
        other, version=version(other), stamp=approving.preview(other, by=checker, at=NOW).stamp, by=checker, at=NOW
    )
    with pytest.raises(NotNow) as said:
        approving.approve(number, version=version(number), stamp=shown.stamp, by=checker, at=NOW)
    assert said.value.code == "fieldwork.approve.world-changed"
    assert Report.objects.get(pk=number).state == "submitted"
