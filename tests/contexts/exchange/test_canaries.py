"""Whatever is not shared carries a mark of its own, and every byte that leaves is searched for the marks."""

import base64
import json
import logging
import zlib

import pytest
from canaries import found, of_a_place, unpacked
from conftest_exchange import WHO, book
from cryptography.hazmat.primitives import serialization
from django.conf import settings as django_settings
from django.urls import resolve
from django.utils import timezone
from peers import AT
from pyrage import decrypt, x25519

from commonground.core.exchange import roots, wire
from commonground.core.exchange.agreements import PLANE
from commonground.core.refusals import Refusal
from commonground.exchange import access, gateway
from commonground.exchange.actions import publishing, receipts, receiving, rotating
from commonground.exchange.models import Feed
from commonground.exchange.queries import feeds
from commonground.exchange.urls import urlpatterns as exchange_urls
from commonground.land.models import Hazard, LedgerEntry
from commonground.places import queries as places
from factories import helped, people

pytestmark = pytest.mark.django_db
PLACES = ((20.123457, 42.234568), (20.331719, 42.117233), (20.91237, 42.71937))  # the last one is not in the zone
FEED = "/smx/v1/f/border-2026"


def node_with_marks():
    """Hazards whose every word is a mark, in the zone and outside; and all the marks of the node."""
    marks = set()
    for number, (lon, lat) in enumerate(PLACES):
        code = f"KANARINAC-{number}-7f3a"
        book(code, lon, lat, size=0.0031)
        marks |= {code, f"Livadhi {code}"}
        for corner in ((lon, lat), (lon + 0.0031, lat + 0.0031)):
            marks |= of_a_place(*corner, (PLANE, places.programme().plane))
    marks |= {entry.hash for entry in LedgerEntry.objects.all()}
    marks |= {
        str(django_settings.SECRET_KEY),
        str(django_settings.EXCHANGE_KEYS),
        str(django_settings.DATABASES["default"]["NAME"]),
    }
    form = (serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    for role in (*gateway.ROLES, "transport"):
        marks.add(gateway.key(role).private_bytes(*form))
    return {one for one in marks if len(one) >= 6}


def everything_that_leaves(neighbour, client, caplog):
    """By which road: files, documents, receipts, answers to requests good and bad, refusals, logs."""
    feed = access.feed("border-2026", outgoing=True)
    out = {"card": feeds.card()[0], "head": feed.head.encode(), "status": feed.status.encode(), "file": feeds.bundle(feed, since=0, on=AT.date()),
           "text": feeds.texts()[0].envelope.encode()}  # fmt: skip
    count = iter(range(1_000))

    def signed(path, at=None):
        headers = wire.signed(wire.Request("GET", f"http://testserver{path}"), b"", node=neighbour.name, private=neighbour.transport,
                              at=at or timezone.now(), nonce=f"nonce-of-the-canaries-{next(count):04}")  # fmt: skip
        return client.get(path, headers=headers)

    epoch = f"{FEED}/{feed.epoch}"
    paths = [FEED, f"{epoch}/head", f"{epoch}/status", f"{epoch}/hashes/0-{feed.size}", f"{epoch}/lines/0-{feed.size}",
             f"{epoch}/bodies/0-{feed.size}", f"{epoch}/body/0", "/smx/v1/root/1.json", "/smx/v1/agreements/border-2026/1",
             f"{epoch}/receipts", "/smx/v1/roots", f"{epoch}/lines/0-9999", f"{epoch}/body/77", f"{FEED}/9/head", "/smx/v1/f/other", "/smx/v1/root/7.json", "/smx/KANARINAC"]  # fmt: skip
    for path in paths:
        for kind, answer in (
            ("signed", signed(path)),
            ("unsigned", client.get(path)),
            ("posted", client.post(path)),
        ):
            said = json.dumps(dict(answer.headers)).encode()
            out |= {f"{kind} {path}": answer.content, f"{kind} {path} headers": said}
    out["late"] = signed(FEED, timezone.now().replace(year=2020)).content
    for name, work in (("confirm", lambda: receipts.confirm(b"{}", by=WHO, at=AT)),
                       ("receive", lambda: receiving.receive(b"no file", by=WHO, at=AT))):  # fmt: skip
        try:
            work()
        except Refusal as refusal:
            out[f"refused {name}"] = repr(refusal).encode()
    out["log"] = caplog.text.encode()
    return out


@pytest.fixture
def marked(agreement, neighbour, client, caplog):
    caplog.set_level(logging.DEBUG)
    marks = node_with_marks()
    publishing.publish(agreement, by=WHO, at=AT)
    marks |= {gateway.secret(agreement, 1)}
    return marks


def test_nothing_that_is_not_shared_leaves_by_any_road(marked, neighbour, client, caplog):
    leaves = everything_that_leaves(neighbour, client, caplog)
    assert found(leaves, marked) == set()
    shared = found(leaves, {"suspected", "ap-mines", "2019-12"})
    assert {road for road, _ in shared} >= {"file", f"signed {FEED}/1/bodies/0-3"}, (
        "what is shared is found, packed as it is"
    )
    assert len(Feed.objects.all()) == 1 and Hazard.objects.count() == len(PLACES)


def test_receipts_say_nothing_of_our_own(publisher):
    publisher.say([], amend=True)
    marks = node_with_marks()
    heard = receiving.receive(publisher.bundle(), by=WHO, at=AT)
    assert heard.receipt and found({"receipt": heard.receipt}, marks) == set()


@pytest.mark.parametrize("way", [
    lambda secret: secret, lambda secret: base64.b64encode(secret.encode()).decode(), lambda secret: secret.encode().hex(),
    lambda secret: base64.b64encode(zlib.compress(f"beside {secret} and more".encode())).decode(), lambda secret: secret.lower(),
    lambda secret: base64.urlsafe_b64encode(f"x{secret}y".encode()).decode(),
])  # fmt: skip
def test_a_leak_is_found_however_it_is_packed(agreement, neighbour, client, caplog, monkeypatch, way):
    """A field that says more than it should, and a guard that looks away."""
    marks = node_with_marks()
    shown = publishing.Projection.shown_each

    def leaky(self, records):
        return [
            one and type(one)(one.id, {**one.body, "contamination": way(record.values["name"])}, one.footprint)
            for record, one in zip(records, shown(self, records), strict=True)
        ]

    monkeypatch.setattr(publishing.Projection, "shown_each", leaky)
    monkeypatch.setattr(publishing.guard, "faults_each", lambda some, *a: [[] for _ in some])
    publishing.publish(agreement, by=WHO, at=AT)
    roads = {road for road, _ in found(everything_that_leaves(neighbour, client, caplog), marks)}
    assert {"file", f"signed {FEED}/1/bodies/0-3", f"signed {FEED}/1/body/0"} <= roads


def test_a_place_is_found_in_every_spelling():
    marks = of_a_place(*PLACES[0], (PLANE,))
    x, y = PLANE.forward_one(*PLACES[0])
    for said in ("[20.1234570,42.2345680]", "at 20,1235 E", f"x={x:.1f}", f"{y:.0f}", "42°14.07", "20 7 24.4"):
        assert found({"here": said.encode()}, marks), said
    assert not found({"here": b'{"cells":[[5163,2178]],"side_m":1000}'}, marks)
    assert list(unpacked(b"short")) == [b"short"]
    number = f"{x:.0f}"
    assert found({"here": f'"x":-{number},'.encode()}, {number})
    assert not found({"here": f'"key":"9f{number}c07a"'.encode()}, {number}), "by chance in a key"


VICTIM = {"name": "Kanarina Nikush", "phone": "+355 69 771 2043", "address": "Rruga Kanarina 9, Qafa e Zezë"}
ROUTES = {str(one.pattern): one.name for one in exchange_urls if str(one.pattern).startswith(("smx", "^smx"))}


def test_people_of_the_programme_leave_by_no_road(agreement, neighbour, client, caplog):
    """A victim who is written down, and the accounts of those who work here: in no file, no answer, no page for a partner, no log."""
    caplog.set_level(logging.DEBUG)
    helper = helped.helper("kanarina.helper")
    code = helped.case(helper, VICTIM)
    node_with_marks()
    publishing.publish(agreement, by=WHO, at=AT)
    people_ = set(VICTIM.values()) | {code, "kanarina.helper"}
    leaves = everything_that_leaves(neighbour, client, caplog)
    client.force_login(people.somebody("officer", "reader", "administrator", name="kanarina.officer"))
    feed = access.feed("border-2026", outgoing=True)
    for path in (f"/exchange/feeds/{feed.pk}/file/", f"/exchange/feeds/{feed.pk}/file/?all=1", "/exchange/border/?format=csv",
                 "/exchange/border/?format=geojson", "/exchange/border/shapes.geojson", "/exchange/ceremony/card/",
                 "/exchange/agreements/border-2026/1/"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["Content-Type"].startswith("text/html"):  # a page names who looks at it
            leaves[path] = answer.getvalue()
    assert f"/exchange/feeds/{feed.pk}/file/" in leaves and "/exchange/border/?format=csv" in leaves
    assert found(leaves, people_) == set()


def test_a_sealed_file_shows_nothing_unopened_and_what_was_agreed_opened(marked, neighbour):
    """Sealed for the key of the receiver, as its last root says it; opened with that key and searched like any other file."""
    seal = x25519.Identity.generate()
    keys = {role: [roots.public_key(private)] for role, private in neighbour.keys.items()}
    neighbour.chain.append(roots.new_root(neighbour.name, keys, [neighbour.keys["root"]], expires=AT.replace(year=2036), version=2,
                                          sealed_for=str(seal.to_public())))  # fmt: skip
    rotating.follow(json.dumps([root.decode() for root in neighbour.chain]).encode(), by=WHO, at=AT)
    feed = Feed.objects.select_related("partner").get()
    sealed = publishing.sealed(feeds.bundle(feed, since=0, on=AT.date()), feed)
    shared = {"suspected", "ap-mines", "2019-12", "roots/1.json", "amc.example.al"}
    assert found({"sealed": sealed}, marked | shared) == set()
    opened = decrypt(sealed, [seal])
    assert found({"opened": opened}, marked) == set()
    assert {mark for _, mark in found({"opened": opened}, shared)} == shared


def test_every_route_that_partners_ask_is_among_those_that_are_searched(marked, neighbour, client, caplog):
    asked = {
        one.split(" ")[1] for one in everything_that_leaves(neighbour, client, caplog) if one.startswith("signed /")
    }
    assert {resolve(path).url_name for path in asked} == set(ROUTES.values())
