"""Who gets in, by what, and what they may then do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.urls import reverse

from commonground.core.refusals import NotThere
from commonground.identity import access, actions, queries
from commonground.identity.models import EntryLink, Role, User

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


@pytest.mark.parametrize(
    "role, may, may_not",
    [
        (
            Role.READER,
            {"land.see", "reporting.see", "land.export"},
            {"land.book", "intake.import", "places.change", "land.rebuild"},
        ),
        (
            Role.OFFICER,
            {"land.see", "land.book", "land.correct", "intake.import", "intake.undo"},
            {"land.rebuild", "identity.change"},
        ),
        (Role.ADMINISTRATOR, {"land.book", "land.rebuild", "identity.change"}, set()),
    ],
)
def test_what_a_role_may_do(role, may, may_not):
    viewer = queries.viewer_for(actions.make_account("somebody", password=None, role=role))
    assert all(viewer.may(p) for p in may)
    assert not any(viewer.may(p) for p in may_not)


def test_every_role_has_its_permissions_and_they_grow():
    assert set(access.PERMISSIONS) == {role.value for role in Role}
    reader, officer, administrator = (access.PERMISSIONS[r.value] for r in Role)
    assert reader < officer < administrator


def test_nobody_and_a_closed_account_may_do_nothing():
    closed = actions.make_account("gone", password=None, role=Role.ADMINISTRATOR)
    closed.is_active = False
    for user in (AnonymousUser(), closed):
        assert queries.viewer_for(user).permissions == frozenset()
