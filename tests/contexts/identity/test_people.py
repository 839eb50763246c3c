"""Inviting, giving and ending roles, closing accounts: by whom, with what line in the audit, and what is refused."""

import re
from datetime import date, timedelta

import pytest

from commonground.audit import queries as audit
from commonground.audit.models import Event
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.identity import actions, queries
from commonground.identity.models import Assignment, EntryLink, User
from commonground.organisations.models import Organisation
from factories import country, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
CONSOLE = queries.operator_at_the_console()


@pytest.fixture
def admin():
    return people.somebody("administrator", name="amra")


@pytest.fixture
def by(admin):
    return queries.viewer_for(admin, on=TODAY)


def draft(role="officer", **limits):
    return actions.RoleDraft(role, **limits)


def test_inviting_makes_an_account_with_a_role_and_leaves_two_lines(by, now):
    user, token = actions.invite("boro", draft(unit="N"), by=by, at=now)
    assert not user.has_usable_password()
    given = Assignment.objects.get(user=user)
    assert (given.role, given.unit, given.given_by_id, given.given_at) == ("officer", "N", by.number, now)
    lines = list(Event.objects.order_by("number"))
    assert [line.what for line in lines] == ["identity.role-given", "identity.person-invited"]
    assert {line.about for line in lines} == {f"person:{user.pk}"}
    assert lines[0].after == {"role": "officer", "unit": "N", "organisation": "", "since": None, "until": None}
    assert "boro" not in str([(line.about, line.facts, line.after) for line in lines]), "no name in the log"
    assert token not in str(list(EntryLink.objects.values())) and audit.verdict().fault is None


def test_an_invitation_works_once_and_expires(by, now):
    user, token = actions.invite("boro", draft(), by=by, at=now)
    with pytest.raises(NotThere):
        actions.use_entry_link(token, at=now)  # it never signs in by itself
    with pytest.raises(NotThere):
        actions.invited(token, at=now + actions.INVITATION_LASTS + timedelta(seconds=1))
    assert actions.invited(token, at=now) == actions.invited(token, at=now) == user, "looking spends nothing"
    assert actions.accept_invitation(token, password="a long enough one", at=now).check_password("a long enough one")
    with pytest.raises(NotThere):
        actions.accept_invitation(token, password="another long one", at=now)


def test_a_new_link_spends_the_old_one(by, now):
    user, old = actions.invite("boro", draft(), by=by, at=now)
    new = actions.give_link(user, by=by, at=now)
    with pytest.raises(NotThere):
        actions.invited(old, at=now)
    assert actions.invited(new, at=now) == user


@pytest.mark.parametrize(
    "wrong, code",
    [
        (draft("reporter"), "identity.role.needs-organisation"),
        (draft("administrator", unit="N"), "identity.role.whole-only"),
        (draft(since=date(2026, 2, 1), until=date(2026, 1, 1)), "identity.role.days-backwards"),
    ],
)
def test_a_role_that_cannot_be_is_refused_and_nothing_is_left(by, now, wrong, code):
    with pytest.raises(NotUsable, match=code):
        actions.invite("boro", wrong, by=by, at=now)
    assert not User.objects.filter(username="boro").exists() and not Event.objects.exists()


def test_only_an_administrator_of_the_whole_country_may(now):
    officer, auditor = people.somebody("officer"), people.somebody("auditor")
    northern = people.somebody(name="north")
    Assignment.objects.create(user=northern, role="administrator", unit="N")
    for user, code in ((officer, "identity.change.not-yours"), (auditor, "identity.change.not-yours"),
                       (northern, "identity.permission.not-everywhere")):  # fmt: skip
        viewer = queries.viewer_for(user, on=TODAY)
        for act in (
            lambda by: actions.invite("eve", draft(), by=by, at=now),
            lambda by: actions.give_role(officer, draft("administrator"), by=by, at=now),
            lambda by: actions.end_role(officer, 1, by=by, at=now),
            lambda by: actions.close_account(officer, by=by, at=now),
            lambda by: actions.open_account(officer, by=by),
            lambda by: actions.give_link(officer, by=by, at=now),
            lambda by: actions.remove_second_factor(officer, by=by),
            lambda by: actions.erase_name(officer, by=by, at=now),
        ):
            with pytest.raises(NotYours, match=code):
                act(viewer)
    assert not Event.objects.exists() and not User.objects.filter(username="eve").exists()


def test_a_role_that_ended_holds_no_longer_and_stays_on_record(by, now):
    officer = people.somebody("officer")
    number = Assignment.objects.get(user=officer).pk
    actions.end_role(officer, number, by=by, at=now)
    assert queries.viewer_for(officer, on=now.date()).may("land.book").refusal.code == "identity.permission.ended"
    card = queries.person(officer.pk, TODAY, now).roles[0]
    assert (card.when, card.ended_by, card.ended_at) == ("ended", "amra", now)
    with pytest.raises(NotThere, match="identity.role.not-there"):
        actions.end_role(officer, number, by=by, at=now)
    with pytest.raises(NotThere):
        actions.end_role(people.somebody(name="other"), number, by=by, at=now)


def test_the_last_administrator_stays(admin, by, now):
    mine = Assignment.objects.get(user=admin).pk
    for act in (
        lambda: actions.end_role(admin, mine, by=by, at=now),
        lambda: actions.close_account(admin, by=by, at=now),
        lambda: actions.erase_name(admin, by=by, at=now),
    ):
        with pytest.raises(NotNow, match="identity.role.last-administrator"):
            act()
    people.somebody("administrator", name="soon", since=TODAY + timedelta(9))
    people.somebody("administrator", name="brief", until=TODAY + timedelta(9))
    gone = people.somebody("administrator", name="gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(NotNow):  # none of these three is one for good, now
        actions.end_role(admin, mine, by=by, at=now)
    other = people.somebody("administrator", name="other")
    actions.end_role(admin, mine, by=by, at=now)
    with pytest.raises(NotNow):
        actions.close_account(other, by=CONSOLE, at=now)


def test_closing_ends_every_session_and_erasing_takes_the_name_everywhere(by, now, client):
    boro = people.somebody("officer", name="boro")
    client.force_login(boro)
    assert client.get("/me/").status_code == 200
    actions.close_account(boro, by=by, at=now)
    assert client.get("/me/").status_code == 302
    actions.erase_name(boro, by=by, at=now)
    assert not User.objects.filter(username="boro").exists()
    lines = audit.log(audit.Sought(about=f"person:{boro.pk}")).lines
    assert {line.about for line in lines} == {f"person-{boro.pk}"} and audit.verdict().fault is None
    assert queries.person(boro.pk, TODAY, now).roles[0].role == "officer"


# --- pages -----------------------------------------------------------------------------------------


@pytest.fixture
def here(client, admin):
    country.make(2)
    Organisation.objects.create(code="BS", name="Blue Spade deminers")
    client.force_login(admin)
    return client


def test_from_an_invitation_to_the_first_page(here, client):
    page = here.post("/people/invite/", {"username": "boro", "role": "supervisor", "organisation": "BS"})
    link = re.search(r'value="http://testserver(/welcome/[^"]+)"', page.content.decode()).group(1)
    assert page.headers["Cache-Control"].count("no-store") == 1
    here.logout()
    assert "boro" in here.get(link).content.decode()
    short = here.post(link, {"password": "short", "again": "short"})
    assert short.status_code == 200 and "12" in short.content.decode()
    assert here.post(link, {"password": "a long enough one", "again": "a long enough on"}).status_code == 200
    assert here.post(link, {"password": "a long enough one", "again": "a long enough one"}).url == "/account/login/"
    assert here.get(link).status_code == 404
    assert here.post("/account/login/", {"login": "boro", "password": "a long enough one"}).status_code == 302
    mine = here.get("/me/permissions/").content.decode()
    assert "Blue Spade deminers" in mine and "Approving a report needs" in mine
    assert here.get("/people/").status_code == 403 and here.get("/import/").status_code == 403


def test_a_role_with_an_operator_needs_the_organisation_at_its_field(here):
    page = here.post("/people/invite/", {"username": "boro", "role": "reporter"}).content.decode()
    assert "A role with an operator needs" in page and not User.objects.filter(username="boro").exists()
    page = here.post("/people/invite/", {"username": "AMRA", "role": "officer"}).content.decode()
    assert "Somebody has this name already." in page


def test_a_person_s_page_gives_and_ends(here, admin):
    boro = people.somebody("reader", name="boro")
    at = f"/people/{boro.pk}/"
    assert here.post(f"{at}roles/", {"role": "quality", "unit": "N", "since": "2026-01-01"}).url == at
    given = Assignment.objects.get(user=boro, role="quality")
    assert (given.unit, given.since, given.given_by) == ("N", date(2026, 1, 1), admin)
    page = here.get(at).content.decode()
    assert "Quality officer" in page and "Northern region" in page
    assert here.post(f"{at}roles/{given.pk}/end/").url == at
    assert "Roles of before" in here.get(at).content.decode()
    wrong = here.post(f"{at}roles/", {"role": "quality", "since": "2026-02-01", "until": "2026-01-01"})
    assert wrong.status_code == 200 and "before the first day" in wrong.content.decode()


def test_a_button_that_is_off_says_why(here, client, admin):
    page = here.get(f"/people/{admin.pk}/").content.decode()
    assert page.count("Nobody would be left who can give roles") == 2  # the role's end, and the account's
    assert re.search(r'<button type="button" disabled aria-describedby="(why-\d+)">Close the account</button>', page)
    here.force_login(people.somebody("auditor"))
    page = here.get(f"/people/{admin.pk}/").content.decode()
    assert page.count("Inviting people and giving roles needs an administrator.") >= 3
    assert 'name="do"' not in page and here.post(f"/people/{admin.pk}/act/", {"do": "close"}).status_code == 403


def test_hidden_and_absent_people_are_the_same(here):
    someone = people.somebody("reader", name="boro")
    assert here.get("/people/999/").status_code == 404
    here.force_login(people.somebody("officer"))
    assert here.get(f"/people/{someone.pk}/").status_code == here.get("/people/999/").status_code == 404


def test_the_list_costs_the_same_however_many_there_are(here, django_assert_max_num_queries):
    for i in range(30):
        people.somebody("officer", "quality", name=f"p{i}")
    with django_assert_max_num_queries(14):
        assert here.get("/people/").content.decode().count("Quality officer") == 30


def test_a_role_in_one_unit_sees_what_lies_below_it(client):
    country.make(2)
    client.force_login(people.somebody("officer", unit="N"))
    assert client.get("/hazards/").status_code == 200
    from commonground.config.middleware import units_below

    assert units_below("N") == {"N", "N1", "N2"} and units_below("N1") == {"N1"} and units_below("?") == {"?"}


def test_one_s_own_language(here, admin):
    answer = here.post("/me/", {"language": "bs"})
    assert answer.status_code == 302 and answer.cookies["django_language"].value == "bs"
    admin.refresh_from_db()
    assert admin.language == "bs" and "Moj račun" in here.get("/me/").content.decode()


def test_a_viewer_without_a_number_acts_as_the_console(now):
    actions.invite("boro", draft(), by=Viewer(None, "console", frozenset({"identity.change"})), at=now)
    assert audit.log(audit.Sought(who="console")).total == 2
