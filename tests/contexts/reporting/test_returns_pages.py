"""The pages of reports to others: a plain form completes one, figures open, and everybody sees what is theirs to do."""

import re
from datetime import date, datetime

import pytest
from django.utils import timezone

from commonground.core.dates import Times, year
from commonground.core.publishing.content import Kind
from commonground.core.treaty.calendar import What
from commonground.identity import queries as identity
from commonground.reporting.actions import duties, returns
from commonground.reporting.models import Duty, Milestone, Return
from commonground.reporting.queries.statement import statement
from factories import country, people

pytestmark = pytest.mark.django_db
LAST = year(2025)


@pytest.fixture
def made(db):
    return country.make(12)


@pytest.fixture
def planner(made, client):
    user = people.somebody("planner", name="plans")
    client.force_login(user)
    return identity.viewer_for(user, on=timezone.localdate())


@pytest.fixture
def begun(planner):
    return returns.start_return(Kind.APMBC_7, LAST, by=planner, at=timezone.now(), due=date(2026, 4, 30))


def busy() -> tuple[int, int]:
    """The last year in which land was released, and how much."""
    years = ((y, statement(year(y), Times(), level=1).total.released) for y in range(2025, 2012, -1))
    return next((y, m2) for y, m2 in years if m2)


def kept(number):
    return Return.objects.get(pk=number)


def send(client, number, what, **more):
    return client.post(f"/returns/{number}/{what}/", {"version": kept(number).version, **more})


def test_nothing_is_due_until_something_binds_the_programme(client, planner):
    page = client.get("/returns/").content.decode()
    assert "Nothing is due yet" in page and "/returns/duties/" in page
    answer = client.post("/returns/duties/", {"what": "apmbc", "day": "2003-10-01", "source": "ratification"})
    assert answer.status_code == 302 and Duty.objects.get().source == "ratification"
    this = timezone.localdate().year
    page = client.get(f"/returns/?view=year&year={this}").content.decode()
    assert "Mine Ban, Article 7" in page and f"start={this - 1}-01-01" in page
    page = client.get("/returns/duties/").content.decode()
    assert "1 Oct 2013" in page and "That day has passed." in page, "ten years from entry into force"
    client.post(f"/returns/duties/{Duty.objects.get().pk}/end/")
    assert Duty.objects.get().ended_at is not None


@pytest.mark.parametrize("sent", [{"what": "apmbc", "day": "2003-10-01", "source": ""}, {"what": "apmbc", "day": "soon", "source": "x"},
                                  {"what": "nonsense", "day": "2003-10-01", "source": "x"}])  # fmt: skip
def test_a_date_that_cannot_be_used_is_refused_where_it_was_typed(client, planner, sent):
    answer = client.post("/returns/duties/", sent)
    assert answer.status_code == 400 and not Duty.objects.exists()
    assert 'role="alert"' in answer.content.decode()


def test_a_report_is_begun_by_a_plain_form(client, planner):
    said = {
        "kind": "apmbc-7",
        "start": "2025-01-01",
        "end": "2025-12-31",
        "due": "2026-04-30",
        "level": "1",
        "contamination": "",
        "known": "",
    }
    answer = client.post("/returns/new/", said)
    number = Return.objects.get().pk
    assert answer.url == f"/returns/{number}/"
    again = client.post("/returns/new/", said)
    assert again.status_code == 400 and f"RT-{number:05}" in again.content.decode()
    assert client.post("/returns/new/", {**said, "kind": "ccm-7", "start": "2025-13-01"}).status_code == 400
    assert client.post("/returns/new/", {**said, "kind": "novel"}).status_code == 400


def test_a_figure_of_the_report_opens_what_it_is_made_of(client, begun):
    page = client.get(f"/returns/{begun}/?section=7.1.c").content.decode()
    whole = statement(LAST, Times(), level=1).total.closing["confirmed"]
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    href, shown = re.findall(r'kind-m2"[^>]*><a href="([^"]+)">([\d,]+)</a>', foot)[0]
    assert int(shown.replace(",", "")) == whole > 0
    opened = client.get(href.replace("&amp;", "&"))
    assert opened.status_code == 200 and shown in opened.content.decode()
    listed = re.findall(r'kind-count"[^>]*><a href="([^"]+)">(\d+)</a>', foot)[0]
    hazards = client.get(listed[0].replace("&amp;", "&"))
    assert hazards.status_code == 200
    assert len(set(re.findall(r'href="/hazards/(SA-\d+)/', hazards.content.decode()))) == int(listed[1])


@pytest.mark.parametrize(
    "section", [s.code for s in __import__("commonground.core.treaty.forms", fromlist=["x"]).APMBC_7.sections]
)
def test_every_section_can_be_read_and_every_link_in_it_leads_somewhere(client, begun, section):
    page = client.get(f"/returns/{begun}/?section={section}").content.decode()
    for href in set(re.findall(r'<td[^>]*><a href="(/[^"]+)"', page)):
        assert client.get(href.replace("&amp;", "&")).status_code == 200, href


def test_writing_and_nil_and_going_on(client, begun):
    answer = send(client, begun, "write", section="cover", do="next", **{"text-contact": "The centre"})
    assert "section=7.1.a" in answer.url
    rows = {"cell-stock-0-type": "PMA-2", "cell-stock-0-quantity": "many"}
    send(client, begun, "write", section="7.1.b", do="save", **rows)
    page = client.get(f"/returns/{begun}/?section=7.1.b").content.decode()
    assert 'class="wrong"' in page and 'value="many"' in page, "what is wrong is shown where it stands"
    send(client, begun, "write", section="7.1.b", do="nil:stock")
    assert kept(begun).answers["parts"]["7.1.b/stock"]["nil"] is True
    send(client, begun, "write", section="7.1.b", do="save", **{"cell-stock-0-type": ""})
    assert kept(begun).answers["parts"]["7.1.b/stock"]["nil"] is True, "saved untouched it stays nil"
    send(client, begun, "write", section="7.1.b", do="not-nil:stock")
    assert "7.1.b/stock" not in kept(begun).answers["parts"]
    assert client.post(f"/returns/{begun}/write/", {"version": 1, "section": "9.9"}).status_code == 404


def test_two_who_write_at_once_lose_nothing(client, begun):
    send(client, begun, "write", section="cover", do="save", **{"text-contact": "The centre"})
    answer = client.post(
        f"/returns/{begun}/write/", {"version": 1, "section": "cover", "text-contact": "Somebody else", "do": "save"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "Somebody else" in page
    assert kept(begun).answers["parts"]["cover/contact"]["text"] == "The centre"


def test_a_report_that_is_not_complete_says_what_is_missing(client, begun):
    page = client.get(f"/returns/{begun}/").content.decode()
    assert "2 of 12 sections are complete" in page and "disabled" in page
    answer = send(client, begun, "act", do="send")
    assert answer.status_code == 409 and "Sections that are not complete: 10" in answer.content.decode()
    assert client.post(f"/returns/{begun}/act/", {"do": "burn"}).status_code == 404


def test_review_and_approval_by_another(client, planner):
    number = returns.start_return(Kind.STATEMENT, LAST, by=planner, at=timezone.now())
    ministry = people.somebody("reader", name="ministry")
    send(client, number, "act", do="send", reviewer=str(ministry.pk))
    assert kept(number).state == "review" and kept(number).reviewers == [ministry.pk]
    own = client.get(f"/returns/{number}/").content.decode()
    assert 'value="approve"' not in own
    client.force_login(ministry)
    day = client.get("/day/").content.decode()
    assert "Reports to review" in day and "Reports to approve" in day and f"/returns/{number}/" in day
    assert send(client, number, "act", do="return").status_code == 409, "no reason"
    send(client, number, "act", do="remark", section="remarks", because="Say more.")
    send(client, number, "act", do="return", because="See the remark.")
    assert kept(number).state == "draft"
    client.force_login(people.User.objects.get(username="plans"))
    assert "Reports sent back to me" in client.get("/day/").content.decode()
    page = client.get(f"/returns/{number}/?section=remarks").content.decode()
    assert "Say more." in page and "See the remark." in page
    send(client, number, "act", do="send")
    client.force_login(ministry)
    send(client, number, "act", do="approve")
    assert (kept(number).state, kept(number).approved_by) == ("approved", ministry.pk)


def test_what_is_overdue_stands_on_the_page_of_the_day(client, planner):
    duties.set_duty(What.APMBC, day=date(2003, 10, 1), source="ratification", by=planner, at=timezone.now())
    page = client.get("/day/").content.decode()
    assert "Reports to others that are due" in page
    assert "overdue since" in page


def test_milestones_are_written_down_and_compared(client, planner):
    actual = statement(LAST, Times(), level=1).total.released
    said = {
        "year": "2025",
        "figure": "land.released",
        "planned": f"{actual + 5:,}",
        "edition": "2024",
        "source": "work plan",
    }
    assert client.post("/returns/plan/", said).status_code == 302
    assert Milestone.objects.get().planned == actual + 5
    assert "−5" in client.get("/returns/plan/").content.decode()
    assert client.post("/returns/plan/", {**said, "planned": "much"}).status_code == 400
    assert client.post("/returns/plan/", {**said, "source": " "}).status_code == 400


def test_a_statement_stands_beside_the_plan(client, planner):
    y, actual = busy()
    duties.set_milestone(
        y, "land.released", planned=2 * actual, edition="2024", source="plan", by=planner, at=timezone.now()
    )
    page = client.get(f"/statement/compared/?from={y}-01-01&to={y}-12-31&publication=plan").content.decode()
    assert f"{2 * actual:,}" in page and f"−{actual:,}" in page and "−50.0" in page
    other = client.get(f"/statement/compared/?from={y - 1}-01-01&to={y - 1}-12-31&publication=plan").content.decode()
    assert '<option value="plan"' not in other, "nobody planned that year"


def test_indicators_name_their_editions_and_what_is_not_recorded(client, planner):
    page = client.get("/returns/indicators/?year=2025").content.decode()
    assert "Oslo Action Plan 2020–2024 #22" in page and "Capacity for what is found after completion" in page
    assert "Casualties whose sex, age and disability are known" in page


def test_the_questions_do_not_grow_with_the_hazards(client, planner, django_assert_max_num_queries):
    number = returns.start_return(
        Kind.APMBC_7, LAST, by=planner, at=datetime(2026, 3, 1, tzinfo=timezone.get_current_timezone())
    )
    with django_assert_max_num_queries(120):
        client.get(f"/returns/{number}/?section=7.1.c")
