"""Who gets in, by what, and what they may then do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from commonground.core.refusals import NotThere
from commonground.identity import access, actions, queries
from commonground.identity.models import EntryLink, Role, User
from commonground.ui import sentences
from factories import people

pytestmark = pytest.mark.django_db


def test_nobody_signs_themselves_up(client):
    for method in (client.get, client.post):
        answer = method(
            reverse("account_signup"), {"username": "eve", "password1": "Long-and-odd-1", "password2": "Long-and-odd-1"}
        )
        assert answer.status_code == 200
    assert not User.objects.filter(username="eve").exists()


def test_a_link_works_once(client):
    from django.utils import timezone

    token = actions.entry_link(actions.local_user(), at=timezone.now())
    assert client.get(reverse("identity:enter", args=[token])).status_code == 302
    assert client.session["_auth_user_id"]
    client.logout()
    assert client.get(reverse("identity:enter", args=[token])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_link_expires(now):
    token = actions.entry_link(actions.local_user(), at=now)
    with pytest.raises(NotThere, match="identity.link.spent"):
        actions.use_entry_link(token, at=now + actions.LINK_LASTS + timedelta(seconds=1))
    assert actions.use_entry_link(token, at=now + actions.LINK_LASTS).username == "local"


def test_a_link_is_kept_as_a_hash_and_spent_ones_are_forgotten(now):
    user = actions.local_user()
    token = actions.entry_link(user, at=now)
    assert token not in EntryLink.objects.get().token_hash
    actions.entry_link(user, at=now + timedelta(days=1))
    assert EntryLink.objects.count() == 1


def test_a_made_up_link_opens_nothing(now):
    with pytest.raises(NotThere):
        actions.use_entry_link("0" * 43, at=now)


def test_the_desktop_s_own_user_has_no_password():
    user = actions.local_user()
    assert not user.has_usable_password() and actions.local_user() == user


def test_an_account_needs_a_name_of_its_own():
    actions.make_account("amra", password=None)
    with pytest.raises(ValidationError):
        actions.make_account("amra", password=None)


TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    "role, may, may_not",
    [
        ("reader", {"land.see", "reporting.see", "land.export"}, {"land.book", "fieldwork.see", "audit.see"}),
        ("officer", {"land.book", "land.correct", "intake.import", "intake.history", "fieldwork.approve"}, {"land.rebuild", "land.quality", "identity.change"}),
        ("operations", {"fieldwork.approve", "land.work", "land.close"}, {"intake.import", "land.correct", "fieldwork.approve-own"}),
        ("quality", {"land.quality", "fieldwork.review"}, {"fieldwork.approve", "land.close"}),
        ("planner", {"land.see", "fieldwork.see"}, {"fieldwork.report", "land.book"}),
        ("administrator", {"identity.change", "fieldwork.forms", "fieldwork.approve-own", "land.rebuild"}, {"land.book", "fieldwork.approve"}),
    ],
)  # fmt: skip
def test_what_a_role_may_do(role, may, may_not):
    viewer = queries.viewer_for(people.somebody(role), on=TODAY)
    assert [p for p in may if not viewer.may(p, unit="", organisation="")] == []
    assert [p for p in may_not if viewer.may(p)] == []


@pytest.mark.parametrize("role", ["reporter", "supervisor"])
def test_an_operator_s_people_act_for_their_own_organisation_only(role):
    viewer = queries.viewer_for(people.somebody(role, organisation="BS"), on=TODAY)
    assert viewer.may("fieldwork.report", organisation="BS") and viewer.may("fieldwork.report")
    assert viewer.may("fieldwork.report", organisation="SH").refusal.code == "identity.permission.own-organisation"
    assert not viewer.may("fieldwork.approve") and viewer.permissions == frozenset()
    assert bool(viewer.may("fieldwork.review")) == (role == "supervisor")
    assert viewer.organisations == {"BS"}


@pytest.mark.parametrize("role", sorted(access.OWN_ORGANISATION))
def test_an_operator_s_role_without_an_organisation_cannot_be_stored(role):
    with pytest.raises(IntegrityError), transaction.atomic():
        people.somebody(role)


def test_an_auditor_sees_everything_and_writes_nothing():
    auditor = access.PERMISSIONS["auditor"]
    assert {p for p in access.EVERYTHING if p.endswith(".see")} <= auditor
    assert {p for p in auditor if not p.endswith(".see")} == {"land.export", "ordnance.export"}


def test_every_role_has_its_permissions_and_one_person_alone_has_them_all():
    assert set(access.PERMISSIONS) == set(Role.values)
    outside = {"incidents.receive"}  # who is told of somebody by a referral is never the one who refers
    assert frozenset().union(*(access.PERMISSIONS[r] for r in access.OF_THE_CENTRE)) == access.EVERYTHING - outside
    for viewer in (queries.operator_at_the_console(), queries.viewer_for(actions.local_user(), on=TODAY)):
        assert all(viewer.may(p, unit="", organisation="") for p in access.EVERYTHING - outside)


def test_every_permission_that_can_be_refused_has_a_sentence():
    assert {p for p in access.EVERYTHING if f"{p}.not-yours" not in sentences.known_codes()} == set()


def test_a_role_in_one_unit_holds_there_and_below():
    user = people.somebody("officer", unit="N")
    viewer = queries.viewer_for(user, on=TODAY, below=lambda code: frozenset({code, f"{code}1"}))
    assert viewer.may("land.book", unit="N") and viewer.may("land.book", unit="N1") and viewer.may("land.book")
    assert viewer.may("land.book", unit="S1").refusal.code == "identity.permission.other-units"
    assert viewer.may("land.book", unit="").refusal.code == "identity.permission.not-everywhere"
    assert not queries.viewer_for(user, on=TODAY).may("land.book", unit="N1"), "nobody said that N1 lies in N"


@pytest.mark.parametrize(
    "days, when, code",
    [
        ({"since": TODAY, "until": TODAY}, TODAY, None),
        ({"since": TODAY}, TODAY - timedelta(1), "identity.permission.not-yet"),
        ({"until": TODAY}, TODAY + timedelta(1), "identity.permission.ended"),
        ({"until": TODAY, "ended_at": datetime(2026, 5, 1, tzinfo=UTC)}, date(2026, 5, 1), "identity.permission.ended"),
    ],
)
def test_an_assignment_holds_from_its_first_day_to_its_last(days, when, code):
    refusal = queries.viewer_for(people.somebody("officer", **days), on=when).may("land.book").refusal
    assert (refusal and refusal.code) == code


def test_days_the_wrong_way_round_cannot_be_stored():
    with pytest.raises(IntegrityError), transaction.atomic():
        people.somebody("officer", since=TODAY, until=TODAY - timedelta(1))


def test_nobody_and_a_closed_account_may_do_nothing():
    closed = people.somebody("administrator")
    closed.is_active = False
    for user in (AnonymousUser(), closed):
        viewer = queries.viewer_for(user, on=TODAY)
        assert viewer.grants == () and viewer.permissions == frozenset()


def test_who_somebody_is_costs_one_question(django_assert_num_queries):
    user = people.somebody("officer", "quality", "planner")
    with django_assert_num_queries(1):
        queries.viewer_for(user, on=TODAY)
