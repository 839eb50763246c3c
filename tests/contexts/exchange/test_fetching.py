"""Asking a partner from a page: the asking is noted, the fetching says how far it is, and what one agreement refuses keeps no other."""

from datetime import timedelta

import pytest
from agreed import hazard
from conftest_exchange import WHO
from django.utils import timezone
from peers import AT
from test_pulling import Wire

from commonground.core.refusals import NotNow
from commonground.core.viewers import Viewer
from commonground.exchange import access
from commonground.exchange.actions import fetching, pulling
from commonground.exchange.models import AgreementText, Feed, Fetching, Partner
from factories.people import somebody

pytestmark = pytest.mark.django_db
ADDRESS = "https://amc.example.al"


@pytest.fixture
def theirs(publisher):
    """Somebody who shows us something under one agreement, and can be asked."""
    Partner.objects.filter(name=publisher.name).update(address=ADDRESS)
    return publisher.name


def pulled(new=0, aside=(), broken="", receipt="taken"):
    return pulling.Pulled("border-2026", "", new, new, 0, aside, broken, receipt, 0)


def test_asking_needs_an_address_an_agreement_and_the_right_to_send(theirs):
    with pytest.raises(Exception, match="not-yours"):
        fetching.ask(theirs, by=Viewer(None, "x", frozenset({"exchange.see"})), at=AT)
    Partner.objects.update(address="")
    with pytest.raises(NotNow, match="address.none"):
        fetching.ask(theirs, by=WHO, at=AT)
    Partner.objects.update(address=ADDRESS)
    AgreementText.objects.update(holds=False)
    with pytest.raises(NotNow, match="fetch.nothing"):
        fetching.ask(theirs, by=WHO, at=AT)
    assert not Fetching.objects.exists()


def test_one_fetching_at_a_time_until_it_gives_no_sign_of_life(theirs):
    fetching.ask(theirs, by=WHO, at=AT)
    with pytest.raises(NotNow, match="goes-on"):
        fetching.ask(theirs, by=WHO, at=AT + timedelta(minutes=19))
    later = AT + timedelta(minutes=20)
    assert fetching.ask(theirs, by=WHO, at=later).asked_at == later and Fetching.objects.count() == 1


def test_it_says_how_far_it_is_and_what_came(theirs):
    fetching.ask(theirs, by=WHO, at=AT)
    seen, moments = [], [AT + timedelta(seconds=n) for n in range(20)]

    def pull(code, *, by, clock, progress):
        for done in (1, 2):
            progress(done, 2, code)
            row = Fetching.objects.get()
            seen.append((row.agreement, row.done, row.total, row.ended_at))
        return pulled(7, aside=((3, "body-hash"),))

    fetching.fetch(theirs, by=WHO, clock=lambda: moments.pop(0), pull=pull)
    assert seen == [("border-2026", 1, 2, None), ("border-2026", 2, 2, None)]
    row = Fetching.objects.get()
    assert row.came == [
        {"agreement": "border-2026", "new": 7, "mended": 0, "aside": 1, "broken": "", "receipt": "taken"}
    ]
    assert row.ended_at is not None and row.beat_at > AT


def test_what_one_agreement_refuses_keeps_no_other_from_coming(theirs, monkeypatch):
    monkeypatch.setattr(pulling, "agreements_to_pull", lambda partner: ["a", "b"])
    fetching.ask(theirs, by=WHO, at=AT)

    def pull(code, **given):
        if code == "a":
            raise NotNow("exchange.wire.unreachable", address=ADDRESS, why="no road")
        return pulled(1)

    fetching.fetch(theirs, by=WHO, clock=lambda: AT, pull=pull)
    first, second = Fetching.objects.get().came
    assert (first["refused"], first["facts"]["why"], second["new"]) == ("exchange.wire.unreachable", "no road", 1)


def test_the_work_beside_the_page_fetches_as_a_command_does(theirs, publisher, monkeypatch):
    publisher.say([hazard("H1")], amend=True)
    monkeypatch.setattr(pulling, "Road", lambda *given, **more: Wire(publisher))
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    fetching.ask(theirs, by=WHO, at=AT)
    fetching.fetch_beside.call(theirs, None)
    row = Fetching.objects.get()
    assert (
        row.ended_at == AT and row.came[0]["new"] == Feed.objects.get().size > 1 and row.came[0]["receipt"] == "taken"
    )


@pytest.fixture
def asked(client, theirs):
    """The pages, by somebody who may do everything."""
    client.force_login(somebody("officer", "administrator", name="everybody"))
    return client


def test_the_page_asks_and_shows_what_came(asked, theirs, monkeypatch):
    began = []
    monkeypatch.setattr(type(fetching.fetch_beside), "enqueue", lambda task, *args: began.append(args))
    assert b"They were not asked from here yet" in asked.get(f"/exchange/partners/{theirs}/fetching/").content
    answer = asked.post(f"/exchange/partners/{theirs}/act/", {"act": "fetch"})
    assert answer.status_code == 302 and began[0][0] == theirs
    page = asked.get(f"/exchange/partners/{theirs}/fetching/").content.decode()
    assert "Waiting to begin" in page and "Fetch what is new" not in page
    assert asked.post(f"/exchange/partners/{theirs}/act/", {"act": "fetch"}).status_code == 409
    Fetching.objects.update(ended_at=AT, came=[
        {"agreement": "a", "refused": "exchange.wire.unreachable", "facts": {"address": ADDRESS, "why": "no road"}},
        {"agreement": "b", "new": 0, "mended": 0, "aside": 0, "broken": "fork", "receipt": ""},
        {"agreement": "c", "new": 1200, "mended": 0, "aside": 2, "broken": "", "receipt": "taken"},
        {"agreement": "d", "new": 0, "mended": 0, "aside": 0, "broken": "", "receipt": "exchange.wire.unreachable"},
    ])  # fmt: skip
    page = asked.get(f"/exchange/partners/{theirs}/fetching/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page and "Fetch what is new" in page
    for text in (
        "no road",
        "The log contradicts itself",
        "New lines: 1,200.",
        "Lines that cannot be used: 2.",
        "They did not take the receipt",
    ):
        assert text in page, text


def test_a_fetching_that_stopped_says_so_and_can_be_asked_again(asked, theirs):
    fetching.ask(theirs, by=WHO, at=timezone.now() - timedelta(hours=1))
    page = asked.get(f"/exchange/partners/{theirs}/fetching/").content.decode()
    assert "stopped before its end" in page and "Fetch what is new" in page


def test_an_address_is_kept_and_taken_back_on_the_page(asked, theirs):
    act = f"/exchange/partners/{theirs}/act/"
    assert asked.post(act, {"act": "address", "address": "http://amc.example.al"}).status_code == 409, (
        "not without being sure of the line"
    )
    assert asked.post(act, {"act": "address", "address": "http://amc.example.al", "plain": "on"}).status_code == 302
    assert (access.partner(theirs).address, access.partner(theirs).is_plain) == ("http://amc.example.al", True)
    assert (
        asked.post(act, {"act": "address", "address": ""}).status_code == 302 and access.partner(theirs).address == ""
    )
    assert b"what they say comes by file" in asked.get(f"/exchange/partners/{theirs}/").content
