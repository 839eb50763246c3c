"""How many questions every page asks of the database, whoever looks and however much there is: one golden file.

More questions than before are a change that somebody has to mean: `TEST_GOLDEN=1 pytest tests/contexts/config/test_questions.py`
writes the file anew, and its change is read like any other. A page that asks more where there is more to show fails whatever
the file says.
"""

import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from architecture import test_endpoints
from commonground.config import middleware
from commonground.core.dates import year
from commonground.core.fieldwork.types import Type
from commonground.core.publishing.content import Kind
from commonground.demo import claims, publications
from commonground.geodata.views import tiles
from commonground.identity import access
from commonground.identity import queries as identity
from commonground.land.models import Hazard, Naming
from commonground.land.views import listing
from commonground.reporting.actions import returns
from factories import accidents, country, exchange, people, reports
from journeys import pages

# The server's store is asked a few questions more about itself, and numbers its rows otherwise: one store is enough to count on.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="counted on the embedded store"),
]
GOLDEN = Path(__file__).parents[2] / "golden" / "questions.json"
SMALL, LARGE = 12, 48
PASSWORD = "a long enough one"
# Addresses of other slices than the table's, and ones that the table names only to be refused.
MORE = {
    "geodata:map": "/map/",
    "geodata:extent": "/geodata/extent/",
    "geodata:draw": "/map/draw/?hazard=SA-0001",
    "geodata:where": "/geodata/where/?lon=17.5&lat=44&in=utm",
    "geodata:hazard-shape": "/geodata/hazards/SA-0001.geojson",
    "geodata:tile": "/tiles/7/70/46.mvt",
    "land:hazards, filtered": "/hazards/?status=open&contamination=mines&least=100&sort=-open",
    "land:hazards, by an operator": "/hazards/?operator=Blue+Spade&when=any&since=2018-01-01&sort=operators",
    "land:hazards, in the past": "/hazards/?on=2020-01-01",
    "land:hazards, as a file": "/hazards/?format=csv",
    "land:shape": "/hazards/SA-0013/shape.geojson",
    "land:entry-shape": "/entries/63/shape.geojson",
    "reporting:dossier": "/hazards/SA-0013/dossier.pdf",
    "reporting:atoms-shapes": "/statement/flow/shapes.geojson?line=closing",
    "intake:rows": "/import/rows/?hazard=SA-0013",
    "fieldwork:about": "/reports/about/?hazard=SA-0013",
    "land:findings, one code": "/findings/?code=geometry.ring.self-crossing",
    "geodata:map, filtered": "/map/?status=open",
    "fieldwork:reports, waiting": "/reports/?state=submitted",
    "reporting:search, all": "/search/?q=SA&all=1",
}
# Not pages of ours, and asked for once only.
LEFT_OUT = {
    "account_login", "account_signup", "account_inactive", "account_logout", "mfa_generate_recovery_codes", "intake:profile", "intake:try",
    "intake:progress", "intake:load", "intake:quarantine", "intake:undo", "fieldwork:go-back", "fieldwork:file", "land:columns", "land:views",
    "identity:enter", "geodata:taken", "geodata:taken-file", "geodata:take", "geodata:finds", "fieldwork:detach",
}  # fmt: skip
HERE = "SA-0007"  # in the place of a hazard that only the journeys' larger country has


# The reasons for a gap are tried until one explains it: how often the books are asked depends on what they hold, and is held
# within bounds by the tests of claims.
OF_ITS_OWN = {"reporting:claim"}


def addresses() -> dict[str, str]:
    return {name: at for name, at in {**pages.addresses(), **MORE}.items() if name not in OF_ITS_OWN}


@pytest.fixture
def everybody(client, db, settings, tmp_path, monkeypatch):
    """Somebody who may everything, signed in as people are."""
    monkeypatch.setattr(
        middleware, "FRESH_S", 86_400
    )  # what is asked once a minute would be asked twice on a slow machine
    settings.MEDIA_ROOT = tmp_path
    settings.EXCHANGE_KEYS = tmp_path / "exchange"
    user = people.somebody(*(r for r in access.PERMISSIONS if r not in access.OWN_ORGANISATION), name="everybody")
    user.set_password(PASSWORD)
    user.save()
    cache.clear()
    client.post("/account/login/", {"login": "everybody", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.viewer = identity.viewer_for(user, on=reports.NOW.date())
    return client


def made(count: int, viewer) -> None:
    """A country of so many hazards, a twelfth as many reports, and as many people more."""
    country.make(count)
    publications.publish(2023, by=identity.operator_at_the_console(), at=reports.NOW, languages=("en",))
    claims.make(2024, by=identity.operator_at_the_console(), at=reports.NOW)
    returns.start_return(Kind.APMBC_7, year(2020), by=viewer, at=reports.NOW)
    for _ in range(count // 12):
        accidents.entered(accidents.MINE, accidents.WOMAN, accidents.BOY)
    exchange.make(timezone.now(), 4 + count // 12)
    author = reports.viewer("reporter", name="author", organisation="Blue Spade")
    reports.submitted(Type.COMPLETION, reports.COMPLETION, by=author)
    reports.begun(Type.COMPLETION, {"hazards": "SA-0005"}, by=viewer)
    reports.submitted(Type.COMPLETION, reports.COMPLETION, by=author)  # of the same land: for the queue of conflicts
    for n in range(count // 12):
        people.somebody("reader", name=f"reader-{n}")
        reports.submitted(Type.COMPLETION, reports.COMPLETION | {"hazards": f"SA-{n + 8:04}"}, by=author)


def asked(client, among=lambda name: True) -> dict[str, int]:
    """How many questions each page asks when it is looked at for the second time."""
    entry = Naming.objects.filter(hazard__code=HERE).earliest("entry_id").entry_id
    there_and_here = {
        "SA-0013": HERE,
        "/entries/63/": f"/entries/{entry}/",
        "/people/1/": f"/people/{client.viewer.number}/",
    }
    found = {}
    for name, address in sorted(addresses().items()):
        if not among(name):
            continue
        for there, here in there_and_here.items():
            address = address.replace(there, here)
        client.get(address)
        tiles.CACHE.clear()
        with CaptureQueriesContext(connection) as questions:
            page = client.get(address)
            if page.streaming:
                b"".join(page.streaming_content)
        assert page.status_code in (200, 404) and (page.status_code == 200 or name == "not there"), (
            name,
            address,
            page.status_code,
        )
        found[name] = len(questions)
    return found


def differing(now: dict[str, int], golden: dict[str, int]) -> dict[str, tuple[int | None, int]]:
    """Pages that ask another number of questions than the file says: what it says, and what they ask."""
    return {name: (golden.get(name), count) for name, count in now.items() if golden.get(name) != count}


@pytest.mark.parametrize("count", [SMALL, LARGE])
def test_every_page_asks_as_many_questions_as_it_did(everybody, count):
    made(count, everybody.viewer)
    now = asked(everybody)
    if os.environ.get("TEST_GOLDEN") and count == SMALL:
        GOLDEN.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    golden = json.loads(GOLDEN.read_text("utf-8"))
    assert differing(now, golden) == {}
    assert golden.keys() == now.keys(), "pages that are gone"


def test_a_page_that_asks_for_every_row_is_found(everybody, monkeypatch):
    """The fault that this file is there for, planted: nothing would be gained by a test that passes with it."""
    quick = listing._cell

    def slow(name, one, names):
        Hazard.objects.filter(pk=one.id).exists()
        return quick(name, one, names)

    made(SMALL, everybody.viewer)
    monkeypatch.setattr(listing, "_cell", slow)
    golden = json.loads(GOLDEN.read_text("utf-8"))
    found = differing(asked(everybody, lambda name: name in ("land:hazards", "land:findings")), golden)
    assert list(found) == ["land:hazards"] and found["land:hazards"][1] > golden["land:hazards"] + SMALL


def test_every_page_is_asked_for():
    """Whatever answers a look with a page of ours is in the walk; the rest is named here."""
    elsewhere = ("ui:", "set_language", "exchange:wire-")  # the last answer other programmes, not people
    names = {n for n in test_endpoints.names() if not n.startswith(elsewhere)}
    changing = {n for n, (_, whom) in {**test_endpoints.TABLE, **test_endpoints.PEOPLE}.items() if whom is None}
    left_out = LEFT_OUT | pages.NO_PAGE
    assert names - {n.partition(",")[0] for n in addresses()} - changing - left_out == set()
    assert left_out <= names, "left out, and gone"
