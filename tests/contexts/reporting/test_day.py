"""The page of the day: for each role what waits for it, and above all land that was closed and is open."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commonground.core.fieldwork.types import Type
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.land.work import Work
from commonground.fieldwork.actions import reviewing
from commonground.land.actions import closing, ledger, work
from commonground.land.models import Hazard, Moment
from commonground.land.queries import ages, known
from commonground.reporting.queries import day
from factories import country, people, reports
from factories.reports import COMPLETION, NOW, submitted, version

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db):
    return country.make(6)


@pytest.fixture
def author(made):
    return reports.viewer("reporter", name="author", organisation="Blue Spade")


@pytest.fixture
def checker(made):
    return reports.viewer("officer", name="checker")


def today(viewer):
    return day.day(viewer, date(2026, 6, 2), NOW)


def test_each_sees_what_is_theirs_to_do(author, checker, made):
    submitted(Type.COMPLETION, COMPLETION, by=author)
    back = submitted(Type.COMPLETION, {**COMPLETION, "hazards": "SA-0002"}, by=author)
    reviewing.return_with_remarks(back, version=version(back), remarks={"on": "?"}, by=checker, at=NOW)
    reports.begun(Type.SURVEY, {}, by=author)
    mine, theirs = today(author).reports, today(checker).reports
    assert (mine.to_check, mine.returned.number, mine.drafts.number) == (None, 1, 1)
    assert (theirs.to_check.number, theirs.conflicts.number, theirs.returned.number, theirs.drafts.number) == (
        1,
        0,
        0,
        0,
    )
    planner = today(reports.viewer("reader", name="reader"))
    assert planner.reports.to_check is None and planner.quiet == [] and planner.quarantined == 0


def test_land_that_was_closed_and_is_open_stands_above_everything(client, checker):
    rest = known.open_land(["SA-0001"])
    ledger.book(
        [
            Draft(
                kind=Kind.CLEAR,
                on=date(2026, 5, 1),
                hazards=("SA-0001",),
                document="CR",
                shape=rest,
                activity=Activity.CLEARANCE,
            )
        ],
        by=checker,
        at=NOW,
    )
    closing.close("SA-0001", on=date(2026, 5, 2), document="C-1", by=checker, at=NOW)
    assert today(checker).alarms == []
    ledger.book(
        [
            Draft(
                kind=Kind.REOPEN,
                on=date(2026, 5, 20),
                hazards=("SA-0001",),
                document="ACC",
                shape=rest,
                level=Account.CONFIRMED,
                activity=Activity.NTS,
            )
        ],
        by=checker,
        at=NOW,
    )
    assert [(a.hazard, a.m2) for a in today(checker).alarms] == [
        ("SA-0001", Hazard.objects.get(code="SA-0001").open_m2)
    ]
    client.force_login(people.somebody("reader", name="minister"))
    page = client.get("/day/").content.decode()
    assert page.index('class="alarm"') < page.index("Findings by their age")
    assert "Open land in a hazard that was closed" in client.get("/").content.decode()


def test_hazards_not_heard_of_name_whom_to_ask(author, checker, settings):
    progress = {
        **COMPLETION,
        "hazards": "SA-0001",
        "extent": "stated",
        "stated_m2": "100",
        "on": "2026-04-20",
        "began_on": "2026-04-01",
    }
    number = submitted(Type.PROGRESS, progress, by=author)
    reports.approved(number, by=checker, accept="as-it-is")
    found = today(checker)
    assert ([h.code for h in found.quiet], [(x.name, x.hazards) for x in found.late]) == (
        ["SA-0001"],
        [("Blue Spade", ("SA-0001",))],
    )
    settings.QUIET_DAYS = 60
    assert today(checker).quiet == []
    work.note("SA-0001", Work.SUSPENDED, on=date(2026, 5, 1), because="funds", by=checker, at=NOW)
    settings.QUIET_DAYS = 1
    assert today(checker).quiet == []  # nobody has to report about what stands still


def test_findings_by_age_are_all_findings(made):
    from commonground.land.models import Doubt

    now = timezone.now()
    bounds = tuple(now - timedelta(days=n) for n in (7, 30, 90))
    found = ages.ages(bounds)
    assert sum(a.total for a in found) == Doubt.objects.count() > 0
    first = Moment.objects.order_by("first").first()
    old = ages.ages((first.at + timedelta(seconds=1), first.at - timedelta(days=1)))
    at_first = Doubt.objects.filter(entry__lte=first.last).count()
    assert sum(a.counts[1] for a in old) == at_first and sum(a.counts[2] for a in old) == 0
