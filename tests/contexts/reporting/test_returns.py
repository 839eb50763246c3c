"""A report in preparation: drafted from last year's, its figures those of the books, reviewed and approved by another."""

from datetime import UTC, date, datetime

import pytest

from commonground.audit.models import Event
from commonground.core.dates import Period, Times, year
from commonground.core.publishing.content import Kind, canonical, does_not_add_up
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours
from commonground.core.treaty.calendar import What
from commonground.core.treaty.filling import State as Filled
from commonground.core.treaty.parts import By
from commonground.identity import queries as identity
from commonground.land.actions import ledger
from commonground.land.queries import flows, series
from commonground.reporting.actions import duties, publishing, returns
from commonground.reporting.models import Return, ReturnRevision
from commonground.reporting.queries import contents, measures
from commonground.reporting.queries import duties as calendar
from commonground.reporting.queries import kept as publications
from commonground.reporting.queries import returns as found_in
from commonground.reporting.queries.statement import statement
from factories import country, people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Y2024, Y2025 = year(2024), year(2025)


@pytest.fixture
def made(db):
    return country.make(30)


def viewer(role, **more):
    return identity.viewer_for(people.somebody(role, **more), on=NOW.date())


@pytest.fixture
def planner(made):
    return viewer("planner")


@pytest.fixture
def ministry(made):
    return viewer("reader")


def version(number):
    return Return.objects.get(pk=number).version


def complete(number, by, but=()):
    """Say something, or nil, wherever a person has to."""
    for section in found_in.filled(Return.objects.get(pk=number)):
        for part in section.parts:
            if section.section.code in but or part.state not in (Filled.MISSING, Filled.CARRIED):
                continue
            if part.part.by is By.TEXT:
                typed = {part.part.key: (f"said of {part.part.key}", [])}
                returns.write_answer(
                    number, version=version(number), section=section.section.code, typed=typed, by=by, at=NOW
                )
            else:
                returns.confirm_nil(
                    number, version=version(number), section=section.section.code, part=part.part.key, by=by, at=NOW
                )


def approved(kind, period, by, reader, **more):
    number = returns.start_return(kind, period, by=by, at=NOW, **more)
    complete(number, by)
    returns.send_to_review(number, version=version(number), by=by, at=NOW)
    returns.approve(number, version=version(number), by=reader, at=NOW)
    return number


def section(number, code):
    return next(s for s in found_in.sections_of(Return.objects.get(pk=number)) if s["code"] == code)


def table(number, code, part):
    return next(p for p in section(number, code)["parts"] if p["key"] == part)


def test_a_return_goes_from_last_years_draft_to_approval_by_another(planner, ministry):
    last = approved(Kind.APMBC_7, Y2024, planner, ministry)
    number = returns.start_return(Kind.APMBC_7, Y2025, by=planner, at=NOW, due=date(2026, 4, 30))
    kept = Return.objects.get(pk=number)
    assert kept.before_id == last and found_in.progress_of(kept).by_state[Filled.CARRIED] > 0
    with pytest.raises(NotUsable) as refused:
        returns.send_to_review(number, version=version(number), by=planner, at=NOW)
    assert refused.value.code == "reporting.return.incomplete"
    complete(number, planner)
    done = found_in.progress_of(Return.objects.get(pk=number))
    assert done.complete == done.sections == 12
    returns.send_to_review(number, version=version(number), reviewers=[ministry.number], by=planner, at=NOW)
    with pytest.raises(NotYours):
        returns.approve(number, version=version(number), by=planner, at=NOW)
    returns.approve(number, version=version(number), by=ministry, at=NOW)
    kept = Return.objects.get(pk=number)
    assert (kept.state, kept.approved_by, kept.own, kept.known) == ("approved", ministry.number, False, ledger_head())
    returns.published(number, 1, by=ministry, at=NOW)
    assert Return.objects.get(pk=number).publication == 1
    told = list(Event.objects.filter(about=kept.code).order_by("number").values_list("what", flat=True))
    assert told[0] == "reporting.return-started" and told[-1] == "reporting.return-approved"


def ledger_head():
    return ledger.rows("SELECT number FROM land_head WHERE id = 1")[0][0]


def test_the_figures_are_those_of_the_statement_and_of_the_sums_by_other_axes(planner):
    number = returns.start_return(Kind.APMBC_7, Y2025, by=planner, at=NOW)
    whole = statement(Y2025, Times(), level=1)
    areas = table(number, "7.1.c", "areas")
    assert areas["total"]["cells"]["m2"] == whole.total.closing_m2 > 0
    by_code = {u.code: u.column.closing_m2 for u in whole.units if u.column.closing_m2}
    assert {r["key"]: r["cells"]["m2"] for r in areas["rows"] if r["cells"]["m2"]} == by_code
    assert sum(r["cells"]["m2"] for r in areas["rows"]) == areas["total"]["cells"]["m2"]
    assert (
        areas["total"]["cells"]["hazards"]
        == areas["total"]["cells"]["confirmed_hazards"] + areas["total"]["cells"]["suspected_hazards"]
    )
    methods = table(number, "7.1.f", "areas")
    by_act = series.by_act("method", Y2025)
    assert sum(r["cells"]["released"] for r in methods["rows"]) == methods["total"]["cells"]["released"] == sum(c.released for c in by_act.values())  # fmt: skip
    assert canonical(found_in.sections_of(Return.objects.get(pk=number)))


def test_figures_of_one_type_are_of_that_types_land_and_hazards(planner):
    number = returns.start_return(Kind.CCM_7, Y2025, contamination="cluster-munitions", by=planner, at=NOW)
    areas = table(number, "7.1.h", "areas")
    mine = statement(Y2025, Times(), level=1, scope=flows.Scope(contamination="cluster-munitions")).total
    assert 0 < areas["total"]["cells"]["m2"] == mine.closing_m2 < statement(Y2025, Times(), level=1).total.closing_m2
    everything = returns.start_return(Kind.APMBC_7, Y2025, by=planner, at=NOW)
    assert 0 < areas["total"]["cells"]["hazards"] < table(everything, "7.1.c", "areas")["total"]["cells"]["hazards"]


def test_a_pinned_number_is_what_is_reported_whatever_is_known_since(planner, made):
    before = returns.start_return(Kind.APMBC_7, Y2025, known=made.first_head, by=planner, at=NOW)
    returns.withdraw(before, version=version(before), by=planner, at=NOW)
    now = returns.start_return(Kind.APMBC_7, Y2025, by=planner, at=NOW)
    then, since = (table(n, "7.1.c", "areas")["total"]["cells"]["m2"] for n in (before, now))
    assert then == statement(Y2025, Times(None, made.first_head), level=1).total.closing_m2
    assert since - then == statement(Y2025, Times(), level=1).total.closing_m2 - then != 0
    with pytest.raises(NotUsable):
        returns.start_return(Kind.APMBC_7, Y2024, known=10**6, by=planner, at=NOW)


def test_approving_fixes_the_figures(planner, ministry, made):
    number = approved(Kind.APMBC_7, Y2025, planner, ministry)
    said = found_in.sections_of(Return.objects.get(pk=number))
    duties.set_milestone(2025, "land.released", planned=10, edition="new", source="s", by=planner, at=NOW)
    assert found_in.sections_of(Return.objects.get(pk=number)) == said


def test_a_claim_that_the_figures_contradict_keeps_a_report_from_going_on(planner, ministry):
    approved(Kind.APMBC_7, Y2024, planner, ministry)
    number = returns.start_return(Kind.APMBC_7, Y2025, by=planner, at=NOW)
    complete(number, planner)
    returns.mark_unchanged(number, version=version(number), section="7.1.a", by=planner, at=NOW)
    assert section(number, "7.1.a")["changed"] is False
    returns.mark_unchanged(number, version=version(number), section="7.1.g", by=planner, at=NOW)
    filled = {s.section.code: s for s in found_in.filled(Return.objects.get(pk=number))}
    assert [f.code for f in filled["7.1.g"].findings] == ["reporting.return.not-unchanged"]
    with pytest.raises(NotUsable) as refused:
        returns.send_to_review(number, version=version(number), by=planner, at=NOW)
    assert refused.value.code == "reporting.return.contradicted"
    returns.mark_unchanged(number, version=version(number), section="7.1.g", same=False, by=planner, at=NOW)
    returns.send_to_review(number, version=version(number), by=planner, at=NOW)


def test_remarks_send_a_report_back_and_sending_it_again_resolves_them(planner, ministry):
    number = returns.start_return(Kind.STATEMENT, Y2025, by=planner, at=NOW)
    returns.send_to_review(number, version=version(number), by=planner, at=NOW)
    with pytest.raises(NotUsable):
        returns.send_back(number, version=version(number), by=ministry, at=NOW)
    returns.remark(number, version=version(number), section="remarks", text="Say why it fell.", by=ministry, at=NOW)
    returns.send_back(number, version=version(number), by=ministry, at=NOW)
    kept = Return.objects.get(pk=number)
    assert kept.state == "draft" and [r.resolved for r in found_in.remarks(kept)] == [False]
    assert [c.number for c in calendar.desk(planner, NOW.date()).sent_back] == [number]
    returns.send_to_review(number, version=version(number), by=planner, at=NOW)
    assert [r.resolved for r in found_in.remarks(Return.objects.get(pk=number))] == [True]
    assert [c.number for c in calendar.desk(ministry, NOW.date()).to_review] == [number]
    assert [c.number for c in calendar.desk(ministry, NOW.date()).to_approve] == [number]
    assert [c.number for c in calendar.desk(planner, NOW.date()).to_review] == []


def test_who_acts_on_an_older_version_is_refused_and_everything_said_is_kept(planner):
    number = returns.start_return(Kind.STATEMENT, Y2025, by=planner, at=NOW)
    typed = {"introduction": ("The year.", [])}
    returns.write_answer(number, version=1, section="introduction", typed=typed, by=planner, at=NOW)
    with pytest.raises(NotNow) as refused:
        returns.write_answer(number, version=1, section="introduction", typed=typed, by=planner, at=NOW)
    assert refused.value.code == "reporting.return.changed"
    returns.write_answer(number, version=2, section="introduction", typed=typed, by=planner, at=NOW)
    assert version(number) == 2, "the same again is no change"
    returns.confirm_nil(number, version=2, section="introduction", part="introduction", by=planner, at=NOW)
    texts = [
        r.answers.get("parts", {}).get("introduction/introduction", {}).get("text")
        for r in ReturnRevision.objects.order_by("version")
    ]
    assert texts == [None, "The year.", ""]


def test_the_one_person_programme_approves_its_own_and_is_marked(made):
    user = people.somebody("administrator", "officer", name="alone")
    alone = identity.viewer_for(user, on=NOW.date())
    number = returns.start_return(Kind.STATEMENT, Y2025, by=alone, at=NOW)
    returns.send_to_review(number, version=version(number), by=alone, at=NOW)
    returns.approve(number, version=version(number), by=alone, at=NOW)
    assert Return.objects.get(pk=number).own is True


@pytest.mark.parametrize("role", ["reporter", "supervisor", "auditor"])
def test_others_see_none_of_it(role, planner):
    number = returns.start_return(Kind.STATEMENT, Y2025, by=planner, at=NOW)
    other = viewer(role, organisation="BS" if role != "auditor" else "")
    with pytest.raises(NotThere):
        returns.withdraw(number, version=1, by=other, at=NOW)
    with pytest.raises(NotYours):
        returns.start_return(Kind.STATEMENT, Y2024, by=other, at=NOW)
    part = viewer("planner", unit="N", name="of the north")
    with pytest.raises(NotThere):
        returns.withdraw(number, version=1, by=part, at=NOW)
    assert calendar.desk(other, NOW.date()).is_empty


def test_two_of_one_kind_and_period_are_refused(planner):
    returns.start_return(Kind.STATEMENT, Y2025, by=planner, at=NOW)
    with pytest.raises(NotNow) as refused:
        returns.start_return(Kind.STATEMENT, Y2025, by=planner, at=NOW)
    assert refused.value.code == "reporting.return.there-already"


def test_what_is_due_stands_on_the_page_of_the_day_in_time(planner):
    duties.set_duty(What.APMBC, day=date(1999, 3, 1), source="instrument of ratification", by=planner, at=NOW)
    with pytest.raises(NotNow):
        duties.set_duty(What.APMBC, day=date(1999, 4, 1), source="again", by=planner, at=NOW)
    with pytest.raises(NotUsable):
        duties.set_duty(What.CCM, day=date(2010, 8, 1), source=" ", by=planner, at=NOW)

    def waits(on):
        return [d.due.day for d in calendar.desk(planner, on).due if d.due.day >= date(2026, 1, 1)]

    assert waits(date(2026, 3, 30)) == []
    assert waits(date(2026, 3, 31)) == [date(2026, 4, 30)]
    assert waits(date(2026, 5, 9)) == [date(2026, 4, 30)], "overdue"
    (card,) = calendar.due(planner, Period(date(2026, 4, 30), date(2026, 4, 30)), date(2026, 5, 9))
    assert card.is_late and card.answer is None


def test_what_is_approved_is_not_due_any_more_and_last_years_stands_beside(planner, ministry):
    duties.set_duty(What.APMBC, day=date(1999, 3, 1), source="ratification", by=planner, at=NOW)
    last = approved(Kind.APMBC_7, Y2024, planner, ministry)
    (card,) = calendar.due(planner, Period(date(2026, 4, 1), date(2026, 4, 30)), date(2026, 4, 20))
    assert card.is_soon and card.last.number == last and card.answer is None
    approved(Kind.APMBC_7, Y2025, planner, ministry)
    (card,) = calendar.due(planner, Period(date(2026, 4, 1), date(2026, 4, 30)), date(2026, 5, 20))
    assert card.is_done and not card.is_late


def test_milestones_stand_beside_what_was(planner):
    actual = statement(Y2025, Times(), level=1).total.released
    duties.set_milestone(
        2025, "land.released", planned=actual + 1000, edition="2024", source="work plan", by=planner, at=NOW
    )
    duties.set_milestone(2027, "land.released", planned=500, edition="2024", source="work plan", by=planner, at=NOW)
    number = returns.start_return(Kind.APMBC_5, Y2025, by=planner, at=NOW)
    rows = {r["key"]: r["cells"] for r in table(number, "milestones", "plan")["rows"]}
    assert (rows["2025/land.released"]["actual"], rows["2025/land.released"]["difference"]) == (actual, -1000)
    assert rows["2027/land.released"]["actual"] is None
    (projected,) = table(number, "projection", "projection")["rows"]
    closing = statement(Y2025, Times(), level=1).total.closing_m2
    assert projected["cells"] == {"planned": 500, "left": closing - 500}
    years = table(number, "progress", "years")["rows"]
    assert years[-1]["key"] == "2025" and years[-1]["cells"]["released"] == actual
    assert all(a["cells"]["closing"] == b["cells"]["opening"] for a, b in zip(years, years[1:], strict=False))
    with pytest.raises(NotUsable):
        duties.set_milestone(2025, "land.double", planned=1, edition="2024", source="x", by=planner, at=NOW)


def test_indicators_are_measured_where_the_books_can_say_them(planner):
    actual = statement(Y2025, Times(), level=1).total.released
    duties.set_milestone(
        2025, "land.released", planned=2 * actual, edition="2024", source="work plan", by=planner, at=NOW
    )
    found = {m.indicator.code: m for m in measures.of_year(2025, Times())}
    assert found["plan.milestone"].thousandths == 500
    baseline = found["baseline.perimeter"]
    assert 0 < baseline.part <= baseline.whole
    assert found["baseline.classified"].part < baseline.whole, "some are of unknown type"
    assert sum(found[f"split.method.{x}"].part for x in ("cancelled", "reduced", "cleared")) == actual
    assert found["residual"].part is None and not found["residual"].indicator.is_recorded


def test_what_was_added_up_is_kept_until_something_else_is_done(planner, made, django_assert_max_num_queries):
    number = returns.start_return(Kind.APMBC_7, Y2025, by=planner, at=NOW)
    kept = Return.objects.get(pk=number)
    first = found_in.sections_of(kept)
    with django_assert_max_num_queries(6):
        assert found_in.sections_of(kept) == first
    returns.write_answer(number, version=1, section="cover", typed={"contact": ("The centre", [])}, by=planner, at=NOW)
    with django_assert_max_num_queries(6):
        found_in.sections_of(Return.objects.get(pk=number))
    before = table(number, "7.1.c", "areas")["total"]["cells"]["m2"]
    clears = "SELECT hash FROM land_ledgerentry WHERE kind = 'clear' AND \"on\" < '2025-01-01' ORDER BY number"
    ledger.void(
        [h for (h,) in ledger.rows(clears)][1:], document="QA", because="of another area", by=country.OFFICER, at=NOW
    )
    after = table(number, "7.1.c", "areas")["total"]["cells"]["m2"]
    assert after == statement(Y2025, Times(), level=1).total.closing_m2 > before


@pytest.mark.parametrize("kind", [Kind.APMBC_7, Kind.CCM_7, Kind.APMBC_5])
def test_what_is_published_says_the_same_in_the_form_and_in_the_tables(planner, ministry, kind):
    number = approved(kind, Y2025, planner, ministry)
    kept = Return.objects.get(pk=number)
    question = contents.question(kind.value, kept.start, kept.end, kept.known, kept.level)
    said = contents.content(question, "A report", sections=found_in.sections_of(kept))
    assert does_not_add_up(said) == []
    part = next(p for s in said["sections"] for p in s["parts"] if p["by"] == "unit" and p["rows"])
    column = next(c["key"] for c in part["columns"] if c["figure"].startswith("land."))
    part["rows"][0]["cells"][column] += 1
    (found,) = does_not_add_up(said)
    assert found.by == 1 or found.by == -1
    assert found.table.endswith(f"/{part['key']}")


def test_a_report_about_one_type_stands_beside_one_about_another(planner, ministry):
    """Only what is about the same land supersedes."""
    numbers = []
    for kind in ("", "ap-mines", "erw", "ap-mines"):
        number = approved(Kind.APMBC_7, Y2025, planner, ministry, contamination=kind)
        row = Return.objects.get(pk=number)
        done = publishing.publish_return(number, version=row.version, title="A report", by=ministry, at=NOW)
        numbers.append(done.number)
    assert [publications.publication(n).superseded_by for n in numbers] == [None, numbers[3], None, None]
    assert publications.publication(numbers[3]).supersedes == numbers[1]
