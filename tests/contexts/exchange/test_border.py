"""Both sides of the line: nothing that was once said to be dangerous looks safe, in the list, on the map, in a file."""

import csv
import io
import json

import agreed
import pytest
from conftest_exchange import WHO, book
from peers import AT, text
from test_pages import page, seen, today  # noqa: F401 fixtures

from commonground.core.exchange import agreements as rules
from commonground.core.land.entries import Account
from commonground.core.refusals import NotNow, NotUsable, NotYours
from commonground.core.viewers import Viewer
from commonground.exchange.actions import accepting, agreements, receiving
from commonground.exchange.models import Acceptance, Feed, ForeignRecord
from commonground.exchange.queries import border
from commonground.land.queries import named
from factories import people

MAP = "/exchange/border/shapes.geojson"
LATER = AT.replace(month=12, day=30)


@pytest.fixture
def heard(publisher):
    """They show three, and then one of them no longer."""
    records = [agreed.hazard(f"H{i}", lon=20.05 + i / 10) for i in range(3)]
    publisher.say(records, amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    publisher.say([], gone=records[:1])
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    return Feed.objects.get()


def features(client, address=MAP):
    return client.get(address).json()["features"]


def test_what_is_no_longer_shown_stays_on_the_map_as_a_warning(seen, heard):  # noqa: F811
    kinds = [one["properties"]["kind"] for one in features(seen)]
    assert sorted(kinds) == ["gone", "theirs", "theirs", "zone"]
    (gone,) = [one for one in features(seen) if one["properties"]["kind"] == "gone"]
    assert gone["properties"]["word"] == "assume hazardous"
    assert gone["geometry"]["coordinates"]
    shown = page(seen, "/exchange/border/")
    assert shown.count("no longer shown: assume hazardous") == 1
    assert "only they know it" in shown
    one = page(seen, gone["properties"]["href"])
    assert "Assume that it is hazardous" in one
    assert "Put it on our books" not in one


def test_every_place_that_was_ever_said_stays_in_the_box(heard):
    for one in ForeignRecord.objects.all():
        assert one.west is not None
        assert one.east - one.west > 0.05, "the footprint, not the place alone"


def test_a_stale_feed_is_said_on_the_page_and_in_every_file(seen, heard, monkeypatch):  # noqa: F811
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    seen.force_login(people.somebody("reader", "officer", name="later"))  # a session ends by then
    assert page(seen, "/exchange/border/").count("older than it should be") == 1
    assert {one["properties"].get("word") for one in features(seen)} == {"out of date", "assume hazardous", None}
    rows = list(csv.reader(io.StringIO(seen.get("/exchange/border/?format=csv").getvalue().decode())))
    assert rows[0][0].startswith("# What is not shared as of today")
    assert "stale" in rows[0][0]
    meaning = rows[1].index("meaning")
    assert sorted(row[meaning] for row in rows[2:]) == ["assume hazardous", "out of date", "out of date"]
    said = json.loads(seen.get("/exchange/border/?format=geojson").getvalue())
    assert "stale" in said["notice"]
    assert all(one["geometry"] for one in said["features"])
    assert {one["properties"]["meaning"] for one in said["features"]} == {"assume hazardous", "out of date"}


def test_the_list_is_filtered_and_paged(seen, heard):  # noqa: F811
    for query, number in (("standing=gone", 1), ("standing=shared", 2), ("status=suspected", 2), ("status=released", 0),
                          ("partner=nobody.example.org", 0), ("agreement=border-2026", 3), ("bbox=0,0,1,1", 0), ("bbox=1,2,x", 3)):  # fmt: skip
        assert page(seen, f"/exchange/border/?{query}").count('href="/exchange/foreign/') == number, query
    assert "no sign that the land is safe" in page(seen, "/exchange/border/?status=released")


def test_a_map_that_is_too_full_counts_what_it_does_not_draw(seen, heard, monkeypatch):  # noqa: F811
    monkeypatch.setattr(border, "MAP", 2)
    found = [one["properties"] for one in features(seen) if one["properties"]["kind"] == "many"]
    assert sum(one["number"] for one in found) == 3
    assert sum(one["gone"] for one in found) == 1
    assert all("come closer" in one["word"] for one in found)


def test_what_overlaps_and_what_only_one_side_knows(seen, heard):  # noqa: F811
    book("RS-1", 20.15)
    book("RS-2", 20.45)
    shown = page(seen, "/exchange/border/?side=ours")
    assert "RS-1 (" in shown
    assert "Only we know these" in shown
    only = border.only_ours()
    assert [code for code, _, _ in only.rows] == ["RS-2"]


def test_accepting_makes_a_hazard_of_our_own_with_a_name_on_it(seen, publisher):  # noqa: F811
    publisher_says_exactly(publisher)
    record = ForeignRecord.objects.get()
    address = f"/exchange/foreign/{record.feed_id}/{record.ident}/"
    assert "Put it on our books" in page(seen, address)
    assert "needs a code and a reason" in page(seen, address, 409, code="", because="x")
    back = seen.post(address, {"code": "RS-77", "because": "seen from our side", "level": "confirmed"})
    assert back.url == "/hazards/RS-77/"
    made = page(seen, back.url)
    assert f"{record.ident}@{record.rev}" in made
    assert "confirmed" in made
    assert Acceptance.objects.get().hazard == "RS-77"
    assert "RS-77" in page(seen, address)
    assert "on our books already" in page(seen, address, 409, code="RS-77", because="again")
    record.refresh_from_db()
    assert record.standing == "shared", "theirs stays theirs"


def publisher_says_exactly(publisher):
    exact = agreed.exact(valid_from="2026-01-01", version=2, prev_sha256=publisher.texts[1][0].sha256)
    publisher.agree(agreements.take(publisher.sign(exact), countersign=True, by=WHO, at=AT))
    publisher.say([agreed.hazard("H1", lon=20.2)], amend=True)
    receiving.receive(publisher.bundle(), by=WHO, at=AT)


def test_nobody_accepts_without_the_right_to_book(heard):
    looks = Viewer(None, "looks", frozenset({"exchange.see"}))
    said = {"shape": agreed.ZONE, "level": Account.SUSPECTED, "because": "x", "on": AT.date(), "at": AT}
    with pytest.raises(NotYours):
        accepting.accept(heard, "a", 1, code="RS-5", by=looks, **said)
    with pytest.raises(NotUsable, match="no-place"):
        accepting.accept(heard, "a", 1, code="RS-5", by=WHO, **{**said, "shape": None})
    book("RS-6", 20.1)
    with pytest.raises(NotNow):
        accepting.accept(heard, "a", 1, code="RS-6", by=WHO, **said)
    assert named.number_of("RS-5") is None
    assert not Acceptance.objects.exists()


def test_a_foreign_record_shows_every_version_that_is_known(seen, publisher):  # noqa: F811
    publisher.say([agreed.hazard("H1", lon=20.2)], amend=True)
    publisher.say([agreed.hazard("H1", lon=20.2, status="confirmed")])
    receiving.receive(publisher.bundle(), by=WHO, at=AT)
    record = ForeignRecord.objects.get()
    shown = page(seen, f"/exchange/foreign/{record.feed_id}/{record.ident}/")
    assert shown.count('class="said"') == 2
    assert rules.read(text()).id in shown
    assert seen.get(f"/exchange/feeds/{record.feed_id}/records/{record.ident}/").url.startswith("/exchange/foreign/")
    page(seen, f"/exchange/foreign/{record.feed_id}/none/", 404)
