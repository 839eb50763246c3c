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
from commonground.core.exchange import places
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


def test_after_a_narrowing_every_area_that_was_ever_said_is_drawn(seen, heard, publisher):  # noqa: F811
    """A later version names another area, and the records that are gone lay in the first one."""
    gone = ForeignRecord.objects.get(standing="withdrawn")
    first = publisher.texts[1][0]
    zone = next(iter(first.annexes))
    ForeignRecord.objects.filter(pk=gone.pk).update(footprints=[*gone.footprints, {"kind": "annex", "annex": zone}])
    other = {"type": "Polygon", "coordinates": [[[21, 43], [21.1, 43], [21.1, 43.1], [21, 43.1], [21, 43]]]}
    name = rules.annex_name(other)
    rows = {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": name}]}
    second = agreed.said(valid_from="2026-01-01", version=2, prev_sha256=first.sha256, annexes={name: other})
    second["collections"]["hazard"]["rows"] = rows
    publisher.agree(agreements.take(publisher.sign(second), countersign=True, by=WHO, at=AT))
    ForeignRecord.objects.filter(pk=gone.pk).update(version=2)
    (drawn,) = [one for one in features(seen) if one["properties"]["kind"] == "gone"]
    west, _south, east, _north = places.box_of([drawn["geometry"]])
    assert west < 20.001 and east > 20.499, "all of the first area"
    ForeignRecord.objects.filter(pk=gone.pk).update(footprints=[{"kind": "annex", "annex": zone}])
    (drawn,) = [one for one in features(seen) if one["properties"]["kind"] == "gone"]
    assert drawn["geometry"]["coordinates"]


def test_released_land_is_drawn_as_such_by_its_own_perimeter_and_as_of_today(seen, heard, monkeypatch):  # noqa: F811
    for one in ForeignRecord.objects.filter(standing="shared"):
        ForeignRecord.objects.filter(pk=one.pk).update(body=one.body | {"status": "released"})
    assert {one["properties"].get("state") for one in features(seen)} == {None, "unknown"}, (
        "squares are not released land"
    )
    shape = {"kind": "shape", "shape": agreed.ZONE}
    for one in ForeignRecord.objects.filter(standing="shared"):
        ForeignRecord.objects.filter(pk=one.pk).update(body=one.body | {"geometry": shape})
    assert {one["properties"].get("state") for one in features(seen)} == {None, "unknown", "cleared"}
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    seen.force_login(people.somebody("reader", "officer", name="later"))  # a session ends by then
    said = [one["properties"] for one in features(seen) if one["properties"]["kind"] == "theirs"]
    assert {(one["state"], one["word"]) for one in said} == {("unknown", "out of date")}


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
    for query, number in (("standing=gone", 1), ("standing=shared", 2), ("status=suspected", 3), ("status=released", 1),
                          ("partner=nobody.example.org", 0), ("agreement=border-2026", 3), ("bbox=0,0,1,1", 0), ("bbox=1,2,x", 3)):  # fmt: skip
        assert page(seen, f"/exchange/border/?{query}").count('href="/exchange/foreign/') == number, query
    assert "no sign that the land is safe" in page(seen, "/exchange/border/?bbox=0,0,1,1")
    assert "assume hazardous" in page(seen, "/exchange/border/?status=released"), (
        "no filter by status takes a warning away"
    )
    said = b"".join(seen.get("/exchange/border/?status=released&format=csv").streaming_content).decode()
    assert "Only: status=released." in said
    listed = border.page(border.Sought(), 1, AT, with_ours=False).rows
    assert [r.is_known for r in listed] == [False, True, True], "what is not known comes first"


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
    assert "needs a code and a reason" in page(seen, address, 409, code="", because="x", rev=str(record.rev))
    said = {"code": "RS-77", "because": "seen from our side", "level": "confirmed", "rev": str(record.rev)}
    for rev in ("", "x", str(record.rev - 1), str(record.rev + 1)):
        assert "Look at it again" in page(seen, address, 409, **{**said, "rev": rev}), "what was not looked at"
    back = seen.post(address, said)
    assert back.url == "/hazards/RS-77/"
    made = page(seen, back.url)
    assert f"{record.ident}@{record.rev}" in made
    assert "confirmed" in made
    assert Acceptance.objects.get().hazard == "RS-77"
    assert "RS-77" in page(seen, address)
    assert "on our books already" in page(seen, address, 409, code="RS-77", because="again", rev=str(record.rev))
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
    one, gone = (ForeignRecord.objects.filter(standing=s).first() for s in ("shared", "withdrawn"))
    with pytest.raises(NotYours):
        accepting.accept(heard, one.ident, one.rev, code="RS-5", by=looks, **said)
    with pytest.raises(NotUsable, match="no-place"):
        accepting.accept(heard, one.ident, one.rev, code="RS-5", by=WHO, **{**said, "shape": None})
    book("RS-6", 20.1)
    with pytest.raises(NotNow, match="code-taken"):
        accepting.accept(heard, one.ident, one.rev, code="RS-6", by=WHO, **said)
    with pytest.raises(NotNow, match="changed"):
        accepting.accept(heard, gone.ident, gone.rev, code="RS-5", by=WHO, **said)
    ForeignRecord.objects.filter(pk=one.pk).update(collection="release")
    with pytest.raises(NotNow, match="changed"):
        accepting.accept(heard, one.ident, one.rev, code="RS-5", by=WHO, **said)
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
