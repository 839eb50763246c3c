"""The audit line stands and falls with what it tells of."""

import pytest
from django.db import DatabaseError, transaction

from commonground.audit.actions import VERBS, recorded
from commonground.audit.models import Event
from commonground.core.refusals import NotNow, NotYours
from commonground.core.viewers import Viewer
from commonground.identity.actions import make_account
from commonground.land.actions import ledger
from commonground.organisations import actions as organisations
from commonground.organisations.models import Organisation
from factories import country

pytestmark = pytest.mark.django_db


@pytest.fixture
def tried():
    """A verb that is only there while a test looks on."""

    def decorate(action):
        return recorded("audit.tried", about=lambda result, *a, **k: str(result))(action)

    yield decorate
    VERBS.pop("audit.tried", None)


def test_an_action_leaves_one_line_that_says_who_and_about_what(tried, officer):
    user = make_account("amra", password=None)

    @tried
    def act(*, by):
        return "a record"

    act(by=Viewer(user.pk, "amra"))
    line = Event.objects.get()
    assert (line.what, line.about, line.by, line.facts) == ("audit.tried", "a record", user, {})


def test_a_failing_action_leaves_neither_line_nor_deed(tried, officer):
    @tried
    def act(*, by):
        Organisation.objects.create(code="X", name="X")
        raise NotNow("places.programme.missing")

    with pytest.raises(NotNow):
        act(by=officer)
    assert not Event.objects.exists() and not Organisation.objects.exists()


def test_a_deed_whose_line_cannot_be_written_is_not_done(tried, officer, monkeypatch):
    @tried
    def act(*, by):
        Organisation.objects.create(code="X", name="X")

    monkeypatch.setattr(Event.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act(by=officer)
    assert not Organisation.objects.exists()


def test_an_action_has_to_say_who(tried):
    @tried
    def act(*, by):
        return ""

    with pytest.raises(TypeError):
        act()


def test_booking_leaves_a_line_and_a_refused_booking_leaves_none(officer, now):
    country.make(count=3)
    before = Event.objects.count()
    with pytest.raises(NotYours):
        ledger.book([], by=Viewer(None, "reader", frozenset({"land.see"})), at=now)
    assert Event.objects.count() == before
    assert Event.objects.filter(what="land.entries-booked").exists()


def test_a_line_is_never_changed(officer):
    organisations.register("BS", name="Blue Spade", by=officer)
    for change in (lambda: Event.objects.update(what="x"), lambda: Event.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_facts_name_no_person(officer, now):
    country.make(count=4)
    for line in Event.objects.all():
        assert set(line.facts) <= {
            "entries",
            "atoms",
            "why",
            "level",
            "edition",
            "units",
            "file",
            "counts",
            "voided",
            "described",
        }
