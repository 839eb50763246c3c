"""What people look at: two programmes made known, an agreement read and signed, a feed sent, and who has seen what."""

from types import SimpleNamespace

import agreed
import pytest
from conftest_exchange import WHO, book
from django.core.files.uploadedfile import SimpleUploadedFile
from figured import figures
from peers import AT, Peer, text

from commonground.core.exchange import agreements as rules
from commonground.core.exchange import bundles, roots, sentences, totals
from commonground.core.viewers import Viewer
from commonground.exchange import gateway
from commonground.exchange.actions import nodes, publishing, receiving
from commonground.exchange.models import AgreementText, Feed, Node, Partner, ToldRecord
from commonground.exchange.queries import overview
from commonground.exchange.views import aloud, partners, words
from factories import people


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The pages are looked at on the day of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def seen(client, programme):
    """The client, signed in as the programme's own user, who may everything."""
    client.force_login(people.somebody("officer", "reader", "administrator", name="everybody"))
    return client


def file(raw, name="file"):
    return SimpleUploadedFile(name, raw)


def page(client, address, status=200, **post):
    answer = client.post(address, post) if post else client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3_000]
    return answer.content.decode()


def test_two_programmes_are_made_known_by_a_ceremony(seen):
    assert "Nobody can know this programme yet" in page(seen, "/exchange/")
    assert "is none" in page(seen, "/exchange/ceremony/", 409, act="name", name="Not a name")
    page(seen, "/exchange/ceremony/", 302, act="name", name="amc.example.al")
    assert Node.objects.get().name == "amc.example.al"
    card = seen.get("/exchange/ceremony/card/")
    assert card.headers["Content-Disposition"] == 'attachment; filename="amc.example.al.card"'
    peer = Peer("mac.example.rs")
    shown = page(seen, "/exchange/ceremony/", act="look", file=file(peer.chain[0]))
    groups = peer.fingerprint.split()
    assert all(shown.count(f'value="{group}"') for group in groups)
    form = {"act": "pin", "card": shown.split('name="card" value="')[1].split('"')[0]}
    assert "fingerprint of" in page(seen, "/exchange/ceremony/", 409, **form, heard=groups[:-1])
    assert "fingerprint of" in page(seen, "/exchange/ceremony/", 409, **form, heard=[*groups[:-1], "0000"])
    assert not Partner.objects.exists()
    page(seen, "/exchange/ceremony/", 302, **form, heard=groups)
    assert Partner.objects.get().name == "mac.example.rs"
    assert "mac.example.rs" in page(seen, "/exchange/ceremony/sheet/")
    assert "damaged" in page(seen, "/exchange/ceremony/", 409, act="look", file=file(b"{}"))


def test_an_agreement_is_read_then_signed(seen, programme):
    nodes.make_node("mac.example.rs", by=WHO, at=AT)
    peer = Peer("amc.example.al")
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    assert "damaged" in page(seen, "/exchange/agreements/take/", 409, file=file(b"nothing"))
    taken = seen.post("/exchange/agreements/take/", {"file": file(peer.sign(text()))})
    assert taken.url == "/exchange/agreements/border-2026/1/"
    assert [n.what for n in overview.needs(WHO, AT)] == ["to-sign"]
    assert "waits for our signature" in page(seen, "/exchange/")
    book("RS-1", 20.1)
    assert "One thing waits in the exchange." in page(seen, "/")
    shown = page(seen, taken.url)
    assert "only the squares of 1,000 metres" in shown
    assert "Not shown: Code, Name, Mark" in shown
    assert "waits for our signature" in shown
    page(seen, taken.url, 302, act="sign")
    assert AgreementText.objects.get().holds
    assert "in force" in page(seen, taken.url)
    two = page(seen, f"{taken.url}aloud/?also=bs")
    assert two.count('class="clauses"') == 2
    assert AgreementText.objects.get().sha256[:4] in two
    assert seen.get(f"{taken.url}document/").json()["payloadType"].endswith("agreement+json")
    assert seen.get(f"{taken.url}document/?text=1").json() == text()


def feeds_file(seen, feed):
    return seen.get(f"/exchange/feeds/{feed.pk}/file/?all=1").content


def test_a_partner_is_told_and_one_sees_what(seen, agreement, neighbour, monkeypatch):
    book("AL-1", 20.1)
    book("AL-2", 20.2)
    page(seen, "/exchange/partners/mac.example.rs/act/", 302, act="say", agreement="border-2026")
    feed = Feed.objects.get()
    raw = seen.get(f"/exchange/feeds/{feed.pk}/file/").content
    _state, known, head = neighbour.receive(raw)
    assert len(known) == 2 and bundles.read(raw).bodies
    with monkeypatch.context() as later:
        later.setattr(
            "commonground.exchange.views.partners.timezone", SimpleNamespace(now=lambda: AT.replace(year=2040))
        )
        assert not bundles.read(feeds_file(seen, feed)).bodies, "after the agreement's last day no file carries any"
    back = seen.post("/exchange/partners/mac.example.rs/act/", {"act": "take", "file": file(neighbour.receipt(head))})
    assert back.url == f"/exchange/feeds/{feed.pk}/"
    feed.refresh_from_db()
    assert feed.confirmed == feed.size == 3
    assert "said today" in page(seen, back.url)
    record = ToldRecord.objects.order_by("pk").first()
    shown = page(seen, f"{back.url}records/{record.ident}/")
    assert "AL-" in shown
    assert "confirmed by them" in shown
    assert "10,000 to 100,000" in shown
    assert record.ident in page(seen, f"{back.url}?hazard=AL-1") or record.ident in page(
        seen, f"{back.url}?hazard=AL-2"
    )
    assert "never shown" in page(seen, f"{back.url}?hazard=AL-9")
    page(seen, f"{back.url}records/none/", 404)
    assert "holds" in page(seen, "/exchange/verify/")
    one = "/exchange/agreements/border-2026/1/"
    assert "Nothing was changed" in page(seen, one, 409, act="revoke")
    page(seen, one, 302, act="revoke", sure="yes")
    assert Feed.objects.get().revoked
    assert "ended" in page(seen, one)


def test_what_a_partner_says_is_taken_in_and_answered(seen, publisher):
    publisher.say([agreed.hazard("H1"), agreed.hazard("H2", lon=20.3)], amend=True)
    address = "/exchange/partners/amc.example.al/act/"
    back = seen.post(address, {"act": "take", "file": file(publisher.bundle())})
    shown = page(seen, back.url)
    assert "heard today" in shown
    assert shown.count("shown to us") == 2
    receipt = seen.get(f"{back.url}file/").json()
    assert receipt["payloadType"].endswith("receipt+json")
    assert "damaged" in page(seen, address, 409, act="take", file=file(b"PK nothing"))
    assert "shown to us" in page(seen, f"/exchange/foreign/{Feed.objects.get().pk}/{publisher.log[0].line.id}/")


def test_a_sealed_file_is_opened_on_the_page(seen, publisher, monkeypatch):
    """The bug to be caught: it is taken for a receipt, because it does not begin as a bundle does."""
    publisher.say([agreed.hazard("H1")], amend=True)
    address = "/exchange/partners/amc.example.al/act/"
    sealed = gateway.sealed(publisher.bundle(), roots.read(Node.objects.get().roots[-1].encode()).sealed_for)
    assert seen.post(address, {"act": "take", "file": file(sealed)}).url == f"/exchange/feeds/{Feed.objects.get().pk}/"
    monkeypatch.setattr(partners, "LARGEST", len(sealed) - 1)
    page(seen, address, 409, act="take", file=file(sealed))


@pytest.mark.parametrize("role", ["planner", "operations"])
def test_who_may_not_see_the_exchange_is_refused(client, programme, role):
    client.force_login(people.somebody(role, name=role))
    assert client.get("/exchange/").status_code == 403
    assert b"/exchange/" not in client.get("/hazards/").content


def test_an_officer_prepares_and_somebody_else_signs(client, publisher):
    client.force_login(people.somebody("officer", name="officer"))
    assert client.post("/exchange/agreements/border-2026/1/", {"act": "revoke", "sure": "yes"}).status_code == 409
    assert client.post("/exchange/ceremony/", {"act": "name", "name": "other.example.org"}).status_code == 409


def test_every_clause_has_words():
    keys = {"parties", "purpose", "legal-ref", "dates", "first-version", "later-version"}
    said = rules.read(agreed.said())
    assert keys | {c.key for c in sentences.walk(sentences.clauses(said))} <= set(words.CLAUSES)
    assert set(words.FIELDS) == set(words.COLLECTIONS) == set(rules.COLLECTIONS)
    told = sentences.clauses(rules.read(figures()))
    assert {c.key for c in sentences.walk(told)} <= set(words.CLAUSES) and sentences.unsaid(figures(), told) == []
    tables = totals.TABLES.values()
    assert set(words.TABLES) == set(totals.TABLES)
    assert set(words.DIMENSIONS) == {d for one in tables for d in one.dimensions}
    assert set(words.MEASURES) == {m for one in tables for m in one.measures}
    assert all(set(words.FIELDS[c]) == set(rules.COLLECTIONS[c]) for c in words.FIELDS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "bs", "ar", "uk"])
def test_an_agreement_is_said_whole_in_every_language(language):
    said = aloud.sentences_of(rules.read(agreed.said(onward=["council.example.org"], delay_days=3)), language)
    flat = "\n".join(_flat(said))
    assert "%(" not in flat
    for fact in (
        "amc.example.al",
        "mac.example.rs",
        "council.example.org",
        "cross-border safety planning",
        agreed.NAME[:8],
    ):
        assert fact in flat


def _flat(some):
    for one in some:
        yield one.text
        yield from _flat(one.inside)


def test_the_count_of_a_sentence_chooses_its_form(db):
    one, many = (aloud.sentences_of(rules.read(agreed.said(max_silence_days=n)), "en") for n in (1, 14))
    assert "After 1 day without" in "\n".join(_flat(one))
    assert "After 14 days without" in "\n".join(_flat(many))


def test_a_feed_that_fell_silent_waits_for_somebody(publisher):
    publisher.say([agreed.hazard("H1")], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    later = AT.replace(month=12, day=30)
    assert [n.what for n in overview.needs(WHO, later)] == ["stale"]
    assert overview.needs(Viewer(None, "nobody", frozenset()), later) == []


def test_who_says_nothing_is_reminded(agreement):
    publishing.publish(agreement, by=WHO, at=AT)
    assert [n.what for n in overview.needs(WHO, AT.replace(day=30))] == ["silent"]
