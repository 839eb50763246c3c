"""Who holds a part of the country sees the land of that part: on every page, in every file, on every tile, nothing else."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from commonground.core.fieldwork.types import Type
from commonground.core.geometry import mercator
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.demo import claims, publications
from commonground.fieldwork.models import Report
from commonground.geodata.queries import exports, past
from commonground.geodata.views import tiles
from commonground.identity import queries as identity
from commonground.incidents.models import EducationSession
from commonground.land import access
from commonground.land.actions import kept, ledger
from commonground.land.models import Doubt, Hazard, LedgerEntry, Naming, Selection, View
from factories import accidents, country, people, reports

pytestmark = pytest.mark.django_db
HERE = frozenset({"N1"})
ROLES = ("officer", "operations", "quality", "planner", "reader")
SLICES = ("incidents:", "land:", "reporting:", "geodata:", "fieldwork:", "intake:")
HIDDEN_NAME = "Skrovite"
# Addresses by name; `{mine}` and `{both}` are hazards of the own unit, the latter with a neighbour over the border.
TABLE = {
    "incidents:accidents": ["/accidents/", "/accidents/?unit=N2", "/accidents/?unit=-", "/accidents/?q=Skrov", "/accidents/?format=csv"],
    "incidents:accident": ["/accidents/{my_accident}/"],
    "incidents:figures": ["/casualties/", "/casualties/?level=2", "/casualties/?format=csv"],
    "incidents:distances": ["/casualties/distances/"],
    "incidents:duplicates": ["/casualties/duplicates/"],
    "incidents:enter": ["/accidents/new/"], "incidents:correct": ["/accidents/{my_accident}/correct/"],
    "incidents:investigation": ["/accidents/{my_accident}/investigation/"], "incidents:victim-enter": ["/accidents/{my_accident}/victims/"],
    "incidents:victim": ["/victims/{my_victim}/"], "incidents:victim-correct": ["/victims/{my_victim}/correct/"],
    "incidents:take-back": [], "incidents:settle": [], "incidents:victim-outcome": [], "incidents:victim-take-back": [],
    "incidents:education": ["/education/", "/education/?year=2026", "/education/?format=csv"], "incidents:session": ["/education/new/"],
    "incidents:session-take-back": [],
    "incidents:providers": ["/providers/", "/providers/?q=Skrov", "/providers/?format=csv"], "incidents:provider": [],
    "incidents:provider-new": ["/providers/new/"], "incidents:provider-correct": [],
    # Of whoever works on a case, or of a provider's own people: their tests are in tests/contexts/incidents.
    "incidents:assistance": [], "incidents:refer": [], "incidents:referral": [], "incidents:desk": [], "incidents:inbox": [],
    "incidents:received": [],
    "incidents:identity": [], "incidents:duplicates-look": [], "incidents:duplicate": [],
    "land:hazards": ["/hazards/", "/hazards/?unit=N2", "/hazards/?unit=outside", "/hazards/?q=HID", "/hazards/?sort=-open", "/hazards/?page=2",
                     "/hazards/?code={hidden}&code={mine}", "/hazards/?on=2020-01-01", "/hazards/?known=40", "/hazards/?format=csv",
                     "/hazards/?format=csv&on=2020-01-01", "/hazards/?findings=any", "/hazards/?selection={selection}",
                     "/hazards/?area=16,43+19,43+19,45+16,45"],
    "land:hazard": ["/hazards/{mine}/", "/hazards/{both}/", "/hazards/{both}/?on=2025-01-01", "/hazards/{stated}/"],
    "land:shape": ["/hazards/{mine}/shape.geojson", "/hazards/{both}/shape.geojson", "/hazards/{both}/shape.geojson?on=2025-01-01"],
    "land:findings": ["/findings/", "/findings/?severity=doubt", "/findings/?format=csv", "/findings/?code=geometry.ring.not-closed",
                      "/findings/?code=land.entry.already-open", "/findings/?code=land.entry.in-another-hazard"],
    "land:entry": ["/entries/{shared}/", "/entries/{mine_entry}/"],
    "land:entry-shape": ["/entries/{shared}/shape.geojson"],
    "fieldwork:find": ["/reports/find/F-1/"],
    "land:columns": [], "land:views": [], "land:together": [], "land:close": [], "land:work": [], "land:quality": [], "land:undo-succession": [],
    "reporting:home": ["/", "/?on=2020-01-01"],
    "reporting:day": ["/day/"],
    "reporting:dossier": ["/hazards/{both}/dossier.pdf"],
    "reporting:search": ["/search/?q=H&all=1", "/search/?q=HID&all=1", "/search/?q=SA-00", "/search/?q={hidden_entry}", "/search/?q=DOC-H",
                         "/search/?q=Skrov"],
    "reporting:statement": ["/statement/", "/statement/?level=1", "/statement/?format=csv", "/statement/?format=json",
                            "/statement/?format=xlsx", "/statement/?contamination=mines"],
    "reporting:atoms": ["/statement/flow/?line=closing", "/statement/flow/?line=closing&unit=N1&level=2",
                        "/statement/flow/?line=closing&format=csv", "/statement/flow/?line=closing&unit=N&level=1",
                        "/statement/flow/?line=brought-forward&from=2000-01-01", "/statement/flow/?line=new&from=2000-01-01&to=2026-12-31",
                        "/statement/flow/?line=cleared&from=2000-01-01&to=2026-12-31",
                        "/statement/flow/?line=cleared&from=2000-01-01&to=2026-12-31&format=csv"],
    "reporting:atoms-shapes": ["/statement/flow/shapes.geojson?line=closing", "/statement/flow/shapes.geojson?line=closing&file=1",
                               "/statement/flow/shapes.geojson?line=cleared&from=2000-01-01&to=2026-12-31&file=1"],
    # Of the whole country alone: whoever sees a part is refused.
    "reporting:claim": [], "reporting:claim-correct": [], "reporting:claim-import": [], "reporting:claim-new": [],
    "reporting:claim-template": [], "reporting:claims": [], "reporting:duties": [], "reporting:duty-end": [],
    "reporting:figures": [], "reporting:indicators": [], "reporting:picture": [], "reporting:plan": [],
    "reporting:return": [], "reporting:return-act": [], "reporting:return-new": [], "reporting:return-write": [],
    "reporting:returns": [],
    "reporting:bridge": [], "reporting:along": [], "reporting:compared": [], "reporting:density": [],
    "reporting:publications": [], "reporting:publication": [], "reporting:publication-file": [], "reporting:today": [],
    "reporting:verify": [], "reporting:bundle": [], "reporting:keys": [], "reporting:publish": [],
    "geodata:map": ["/map/", "/map/?unit=N2", "/map/?state=open", "/map/?code={mine}"],
    "geodata:draw": ["/map/draw/", "/map/draw/?hazard={mine}"],
    "geodata:tile": [],
    "geodata:extent": ["/geodata/extent/", "/geodata/extent/?unit=N2"],
    "geodata:finds": ["/ordnance/finds.gpkg"],
    "geodata:where": ["/geodata/where/?lon=17.5&lat=44&in=utm"],
    "geodata:hazard-shape": ["/geodata/hazards/{mine}.geojson", "/geodata/hazards/{both}.geojson?on=2025-01-01"],
    "geodata:take": [], "geodata:taken": [], "geodata:taken-file": [],
    "fieldwork:reports": ["/reports/", "/reports/?hazard={hidden}", "/reports/?format=csv", "/reports/?state=submitted"],
    "fieldwork:about": ["/reports/about/?hazard={mine}"],
    "fieldwork:begin": ["/reports/new/"],
    "fieldwork:report": ["/reports/{my_report}/"],
    "fieldwork:edit": [], "fieldwork:forms": [], "fieldwork:go-back": [], "fieldwork:return": [], "fieldwork:approve": [],
    "fieldwork:withdraw": [], "fieldwork:file": [], "fieldwork:detach": [],
    # Files may touch any land there is: their pages are refused as a whole.
    "intake:imports": [], "intake:rows": [], "intake:profile": [], "intake:try": [], "intake:progress": [], "intake:load": [],
    "intake:quarantine": [], "intake:undo": [],
}  # fmt: skip
REFUSED = ["/import/", "/import/rows/?hazard=VIS-1", "/import/rows/", "/import/1/", "/import/1/quarantine.csv", "/statement/bridge/",
           "/statement/bridge/?old=1", "/import/profiles/1/none.json", "/audit/"]  # fmt: skip
GONE = ["/hazards/{}/", "/hazards/{}/shape.geojson", "/hazards/{}/close/", "/hazards/{}/work/", "/hazards/{}/quality/",
        "/hazards/{}/dossier.pdf", "/geodata/hazards/{}.geojson"]  # fmt: skip


@pytest.fixture(autouse=True)
def forgotten(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    tiles.CACHE.clear()
    past.forget()


class World:
    """The country, with what lies on the border, and what is whose."""

    def __init__(self) -> None:
        country.make(60)
        square = shapely.box
        on = date(2022, 5, 1)
        drafts = [
            Draft(kind=Kind.RECORD, on=on, hazards=("VIS-1",), document="DOC-V", level=Account.CONFIRMED, shape=square(-300, 500, 200, 900)),
            Draft(kind=Kind.RECORD, on=on, hazards=("HID-1",), document="DOC-H", level=Account.SUSPECTED, shape=square(50, 500, 600, 900)),
            Draft(kind=Kind.EXTEND, on=date(2023, 1, 1), hazards=("VIS-1", "HID-1"), document="DOC-B", level=Account.SUSPECTED,
                  shape=square(50, 900, 400, 1000)),
            Draft(kind=Kind.CLEAR, on=date(2024, 6, 1), hazards=("VIS-1", "HID-1"), document="DOC-B", shape=square(-100, 600, 300, 700),
                  activity=Activity.CLEARANCE),
            Draft(kind=Kind.RECORD, on=on, hazards=("VIS-2",), document="DOC-V", level=Account.SUSPECTED),
            Draft(kind=Kind.RECORD, on=on, hazards=("HID-2",), document="DOC-H", level=Account.SUSPECTED, stated_m2=4_000),
            Draft(kind=Kind.RECORD, on=on, hazards=("HID-3",), document="DOC-H", level=Account.SUSPECTED),
        ]  # fmt: skip
        said = [
            ("VIS-1", "", ""),
            ("VIS-2", "", "N1"),
            ("HID-1", HIDDEN_NAME, ""),
            ("HID-2", HIDDEN_NAME, "N2"),
            ("HID-3", HIDDEN_NAME, ""),
        ]
        cards = [ledger.HazardCard(code, name, "mines", "", unit) for code, name, unit in said]
        ledger.book(drafts, by=country.OFFICER, at=country.LATER, why="the border", hazards=cards,
                             documents=[ledger.DocumentCard(d, d) for d in ("DOC-V", "DOC-H", "DOC-B")])  # fmt: skip
        held = ledger.rows("SELECT DISTINCT z.code, u.code FROM land_holding h JOIN land_hazard z ON z.id = h.hazard_id "
                           "JOIN places_unit u ON u.id = h.unit_id")  # fmt: skip
        self.mine = {code for code, unit in held if unit == "N1"} | {"VIS-2"}
        # Hazards of the factory without a perimeter name no unit: they are for whoever sees the whole country.
        self.hidden = set(Hazard.objects.values_list("code", flat=True)) - self.mine
        assert {"VIS-1", "VIS-2"} <= self.mine
        assert {"HID-1", "HID-2", "HID-3"} <= self.hidden
        assert len(self.hidden) > 20 < len(self.mine) + 20
        number = dict(Naming.objects.values_list("hazard__code", "entry_id"))
        shared = (
            Naming.objects.filter(hazard__code="HID-1", entry__document__code="DOC-B").earliest("entry_id").entry_id
        )
        alarmed = Hazard.objects.get(code="HID-1")
        Doubt.objects.create(
            hazard=alarmed, origin="closing", code="land.hazard.open-after-closing", severity="error", m2=5
        )
        boss = people.somebody("officer", name="boss")
        self.boss = identity.viewer_for(boss, on=date(2026, 6, 2))
        kept.keep_view("theirs", query="code=HID-1", columns=(), shared=True, by=self.boss, at=country.LATER)
        kept.add_to_selection("border", ["HID-1", "VIS-1"], by=self.boss, at=country.LATER)
        done = {
            "on": "2026-06-01",
            "method": "manual",
            "began_on": "2026-05-01",
            "extent": "rest",
            "depth_cm": "20",
            "certified": "x",
        }
        self.my_report = reports.submitted(Type.COMPLETION, {**done, "hazards": "VIS-1"}, by=self.boss)
        self.their_report = reports.submitted(Type.COMPLETION, {**done, "hazards": "HID-1"}, by=self.boss)
        hidden = replace(accidents.MINE, lon=17.9, place=HIDDEN_NAME, hazard="HID-1", told=HIDDEN_NAME)
        self.their_accident = accidents.entered(hidden, accidents.WOMAN)
        mine = accidents.entered(accidents.MINE, accidents.WOMAN)
        for unit, place in (("N1", "Brod"), ("N2", HIDDEN_NAME)):
            EducationSession.objects.create(
                on=date(2026, 5, 4),
                campaign="Spring",
                unit=unit,
                place=place,
                method="interpersonal",
                women=7,
                written_at=country.LATER,
            )
        self.words = {
            "mine": sorted(self.mine - {"VIS-1", "VIS-2"})[0], "both": "VIS-1", "stated": "VIS-2", "hidden": "HID-1", "shared": shared,
            "mine_entry": number["VIS-2"], "hidden_entry": number["HID-2"], "selection": Selection.objects.get().pk,
            "my_report": self.my_report, "my_accident": mine, "my_victim": accidents.people(mine)[0],
        }  # fmt: skip


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def limited(client, world):
    """Somebody with every role of the centre that looks at land, all for one unit."""
    user = people.somebody(*ROLES, name="limited", unit="N1")
    client.force_login(user)
    client.viewer = identity.viewer_for(user, on=date(2026, 6, 2))
    return client


def plain(answer) -> str:
    """Everything that an answer says, whatever it is packed in."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        data = b"\n".join(archive.read(name) for name in archive.namelist())
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', r"\1", data.decode("utf-8", "replace"))


def told(text: str, world: World) -> set[str]:
    return {code for code in (*world.hidden, HIDDEN_NAME) if code in text}


def test_every_address_that_shows_land_is_asked():
    found: set[str] = set()

    def walk(patterns, space):
        for pattern in patterns:
            inner = getattr(pattern, "url_patterns", None)
            if inner is not None:
                walk(inner, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found.add(space + pattern.name)

    walk(get_resolver().url_patterns, "")
    assert {n for n in found if n.startswith(SLICES)} == set(TABLE)


def test_no_answer_names_land_of_another_unit(limited, world):
    """Every address in one country, since making it takes longest; whatever is told that should not be is listed."""
    wrong, seen = {}, set()
    for name, addresses in TABLE.items():
        for address in addresses:
            typed = {world.words["hidden"]} if "{hidden}" in address else set()
            address = address.format(**world.words)
            answer = limited.get(address)
            text = plain(answer)
            # What somebody typed themselves stands in the form and in links of the page that they asked for.
            leaked = told(text, world) - typed
            if answer.status_code != 200 or leaked:
                wrong[address] = (answer.status_code, leaked)
            seen |= {code for code in world.mine if code in text}
    assert not wrong, "\n".join(f"{address} {why}" for address, why in wrong.items())
    assert len(seen) > 5, "the own hazards are there, or nothing was tested"


def test_what_is_hidden_looks_like_what_is_not_there(limited, world):
    for address in GONE:
        answers = [limited.get(address.format(code)) for code in ("HID-1", "HID-2", "NOT-1")]
        assert {a.status_code for a in answers} == {404}, address
        assert len({plain(a).replace(c, "") for a, c in zip(answers, ("HID-1", "HID-2", "NOT-1"), strict=True)}) == 1, (
            address
        )
    hidden = LedgerEntry.objects.filter(document__code="DOC-H").values_list("number", flat=True)
    assert world.words["hidden_entry"] in hidden
    for number in hidden:
        assert limited.get(f"/entries/{number}/").status_code == 404
        assert limited.get(f"/entries/{number}/shape.geojson").status_code == 404
    assert limited.get(f"/reports/{world.their_report}/").status_code == 404
    assert limited.get("/statement/flow/?line=closing&unit=N2&level=2").status_code == 400
    assert limited.get("/search/?q=HID-1").status_code == 200  # whoever may see it is led to its page
    for address in REFUSED:
        answer = limited.get(address.format(**world.words))
        assert answer.status_code == 403, address
        assert not told(plain(answer), world), address


def test_nothing_is_drawn_after_a_hidden_hazard(limited, world):
    """What is left of it, or a shape cut to it, would tell where it lies."""
    for do in ("left", "cut"):
        asked = {"do": do, **reports.square(100, 600, 50)}
        answers = [limited.post(f"/map/draw/?hazard={code}", asked) for code in ("HID-1", "NOT-1")]
        assert {a.status_code for a in answers} <= {200, 404}
        assert len({plain(a).replace(c, "") for a, c in zip(answers, ("HID-1", "NOT-1"), strict=True)}) == 1, do
    assert limited.post("/map/draw/?hazard=VIS-1", {"do": "left"}).status_code == 200


def some_tiles(world) -> list[str]:
    out = ["/tiles/0/0/0.mvt"]
    plane = country.EqualAreaPlane.from_dict(country.places.Programme.objects.get().plane)
    for xy in ((-40.0, 700.0), (400.0, 700.0), (-20_000.0, 9_000.0), (20_000.0, 20_000.0), (20_000.0, -20_000.0)):
        (x, y), = mercator.from_lonlat(plane.inverse(np.array([xy])))  # fmt: skip
        for z in (5, 7, 9, 11, 14):
            size = mercator.WORLD / 2**z
            out.append(f"/tiles/{z}/{int((x + mercator.HALF) // size)}/{int((mercator.HALF - y) // size)}.mvt")
    return [
        f"{address}{query}"
        for address in dict.fromkeys(out)
        for query in ("", "?on=2023-06-01", "?status=open", "?known=40")
        if not query or "/0/0/0" not in address
    ]


def of_tile(client, address) -> tuple[set[str], int]:
    """The codes in a tile, and how many hazards its markers stand for."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, plain(answer)[-600:])
    found = mapbox_vector_tile.decode(answer.content)
    marks = found.get("hazard_points", {"features": []})["features"]
    features = [*found.get("hazards", {"features": []})["features"], *marks]
    return {f["properties"]["code"] for f in features if "code" in f["properties"]}, sum(
        f["properties"].get("many", 1) for f in marks
    )


def test_a_tile_of_somebody_with_other_rights_is_never_shown(limited, world, client):
    """Whoever asks first: the whole country's tile is no part's, and a part's is not the country's."""
    whole = Client()
    whole.force_login(people.somebody("reader", name="everything"))
    every, mine = set(), set()
    for turn, address in enumerate(some_tiles(world)):
        askers = (whole, limited) if turn % 2 else (limited, whole)
        found = {asker is whole: of_tile(asker, address) for asker in (*askers, *askers)}
        assert not found[False][0] & world.hidden, address
        assert found[False][1] <= len(world.mine) * 5
        every, mine = every | found[True][0], mine | found[False][0]
    assert every & world.hidden and "HID-1" in every, "the hidden ones are there for others, or nothing was tested"
    assert "VIS-1" in mine
    world_tile = "/tiles/0/0/0.mvt"
    assert of_tile(limited, world_tile)[1] < of_tile(whole, world_tile)[1]
    name = whole.get(world_tile)["ETag"]
    assert limited.get(world_tile, headers={"If-None-Match": name}).status_code == 200, "another one's name is not good"


def test_two_parts_do_not_share_tiles(limited, world):
    other = Client()
    other.force_login(people.somebody("reader", name="other", unit="N2"))
    for address in some_tiles(world)[:40]:
        assert not of_tile(limited, address)[0] & world.hidden
        assert not of_tile(other, address)[0] & (world.mine - {"VIS-1"})


@pytest.mark.parametrize("kind", ["csv", "xlsx", "gpkg", "kml", "gpx"])
def test_files_hold_what_may_be_seen(kind, limited, world, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    page = limited.post("/geodata/take/", {"as": kind, "query": "code=HID-1&code=VIS-1" if kind == "csv" else ""})
    assert page.status_code == 302
    text = plain(limited.get(page.url))
    text += plain(limited.get(f"{page.url}file"))
    assert not told(text, world)
    assert "VIS-1" in text


def test_the_whole_export_holds_what_may_be_seen(limited, world):
    layers = exports.layers(limited.viewer)
    codes = {code for layer in layers[:2] for code in layer.columns["code"]}
    assert codes and codes <= world.mine
    everything = {code for layer in exports.layers(world.boss)[:2] for code in layer.columns["code"]}
    assert world.hidden & everything
    told = {
        viewer: next(x for x in exports.layers(viewer) if x.name == "reports")
        for viewer in (limited.viewer, world.boss)
    }
    assert told[limited.viewer].columns["hazards"] == ["VIS-1"]
    assert {"VIS-1", "HID-1"} <= set(told[world.boss].columns["hazards"])
    assert "certified" in told[world.boss].columns and len(told[world.boss].shapes) == 2


def test_acting_on_many_takes_the_hidden_for_absent(limited, world):
    asked = {"act": "flag", "flag": "military", "code": ["HID-1", "NOT-1"]}
    page = limited.post("/hazards-together/", asked).content.decode()
    assert page.count("refused:") == 2
    assert "There is no hazard HID-1 here" in page and "There is no hazard NOT-1 here" in page
    assert HIDDEN_NAME not in page
    page = limited.post("/hazards-together/", {**asked, "code": [], "all": "1"}).content.decode()
    assert not told(page, world)
    confirmed = limited.post("/hazards-together/", {**asked, "confirmed": "x"})
    assert confirmed.status_code in (200, 302)
    assert Hazard.objects.get(code="HID-1").flag == ""


def test_a_statement_of_a_part_adds_up_to_its_units(limited, world):
    mine = json.loads(plain(limited.get("/statement/?format=json")))
    assert [u["unit_code"] for u in mine["units"]] == ["N1"]
    assert mine["level"] == 2
    assert mine["total"]["unit"] == "units seen, not the programme"
    whole = Client()
    whole.force_login(people.somebody("reader", name="whole"))
    all_of_it = json.loads(plain(whole.get("/statement/?format=json&level=2")))
    assert next(u for u in all_of_it["units"] if u["unit_code"] == "N1") == mine["units"][0]
    assert mine["total"]["closing_m2"] == mine["units"][0]["closing_m2"] < all_of_it["total"]["closing_m2"]
    assert "programme&#x27;s own figures" in plain(limited.get("/statement/")) or "programme's own figures" in plain(
        limited.get("/statement/")
    )


def test_nobody_writes_about_what_they_may_not_see(limited, world):
    fields = {**reports.COMPLETION, "hazards": "HID-1"}
    with pytest.raises(Exception, match="land.hazard.not-there"):
        reports.begun(Type.COMPLETION, fields, by=limited.viewer)
    with pytest.raises(Exception, match="land.entry.not-there"):
        reports.begun(Type.CORRECTION, {"entry": str(world.words["hidden_entry"])}, by=limited.viewer)
    assert reports.begun(Type.COMPLETION, {**fields, "hazards": "VIS-1"}, by=limited.viewer)


def test_reports_about_new_land_are_seen_where_it_lies(limited, world):
    survey = {"hazards": "NEW-1", "on": "2026-05-01", "level": "suspected", "method": "x"}
    here = reports.begun(Type.SURVEY, survey, by=world.boss, entered=reports.square(-9_000, 9_000, 100))
    there = reports.begun(
        Type.SURVEY, {**survey, "hazards": "NEW-2"}, by=world.boss, entered=reports.square(9_000, 9_000, 100)
    )
    Report.objects.filter(pk__in=(here, there)).update(state="submitted")
    assert limited.get(f"/reports/{here}/").status_code == 200
    assert limited.get(f"/reports/{there}/").status_code == 404


def test_whoever_sees_the_whole_country_is_asked_nothing_more(client, world):
    """Not one question about units, on any page: what anybody may see costs those nothing who see everything."""
    client.force_login(people.somebody("reader", name="all"))
    for address in ("/hazards/", "/hazards/VIS-1/", "/findings/", "/tiles/7/70/46.mvt", "/entries/1/"):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert not [q["sql"] for q in asked if 'stated_unit" IN' in q["sql"] or "z.stated_unit" in q["sql"]], address
    assert access.visible(world.boss) is None


def test_an_upload_is_refused_to_a_part(limited, world):
    file = SimpleUploadedFile("a.csv", b"code\nX\n")
    assert limited.post("/import/", {"file": file, "what": "hazards"}).status_code == 403
    assert View.objects.count() == 1


# What is of the whole country, by what it is asked for.
WHOLE = ("/statement/bridge/", "/statement/along/", "/statement/compared/", "/publications/", "/publications/1/", "/publications/1/today/",
         "/publications/1/verify/", "/publications/1/bundle.zip", "/publications/1/files/content.json", "/claims/", "/claims/1/",
         "/claims/new/", "/claims/template.csv", "/returns/", "/returns/new/", "/returns/1/", "/returns/1/publish/",
         "/publications/1/pictures/waterfall.svg")  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_what_is_of_the_whole_country_is_refused_to_whoever_sees_a_part(role, client, settings, tmp_path):
    settings.MEDIA_ROOT, settings.SIGNING_KEY = tmp_path / "files", tmp_path / "key"
    country.make(12)
    publications.publish(2023, by=identity.operator_at_the_console(), at=reports.NOW, languages=("en",))
    claims.make(2024, by=identity.operator_at_the_console(), at=reports.NOW)
    client.force_login(people.somebody(role, unit="N1"))
    answers = {address: client.get(address).status_code for address in WHOLE}
    assert set(answers.values()) <= {403, 404}, answers


def test_accidents_elsewhere_are_not_there_and_count_nothing(limited, world):
    (victim,) = accidents.people(world.their_accident)
    for address in (
        "/accidents/{}/",
        "/accidents/{}/correct/",
        "/accidents/{}/investigation/",
        "/accidents/{}/victims/",
    ):
        assert limited.get(address.format(world.their_accident)).status_code == 404, address
    assert limited.get(f"/victims/{victim}/").status_code == 404
    assert "casualties.total,Casualties,1," in limited.get("/casualties/?format=csv").content.decode("utf-8-sig")
