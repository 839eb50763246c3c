"""A hazard's dossier: what it says is what the accounts say, and it never lets open land pass for released."""

from datetime import date

import pytest
from django.utils import timezone, translation

from commonground.core.dates import Times
from commonground.core.land.work import Work
from commonground.core.refusals import NotThere
from commonground.core.viewers import Viewer
from commonground.identity import queries as identity
from commonground.land.actions import closing, work
from commonground.land.models import Hazard, Naming
from commonground.reporting.queries.dossier import dossier
from commonground.reporting.views import dossier as pages
from commonground.ui import paper
from factories import country, people

pytestmark = pytest.mark.django_db
NOW = Times()
ANYBODY = identity.operator_at_the_console()


@pytest.fixture
def made():
    return country.make(60)


def said(hazard, times=NOW, language="en"):
    with translation.override(language):
        return pages.said(dossier(ANYBODY, hazard.code, times), timezone.localtime())


def test_the_account_is_the_hazards_own(made):
    some = Hazard.objects.filter(open_m2__gt=0, unknown=0)[:10]
    assert len(some) == 10
    for hazard in some:
        found = dossier(ANYBODY, hazard.code, Times())
        assert found.open_m2 == hazard.open_m2
        assert f"{hazard.open_m2:,} m²" in said(hazard)["warning"]
        assert said(hazard)["certificate"] == []


def test_open_or_unknown_land_is_never_certified(made):
    kinds = set()
    for hazard in Hazard.objects.all():
        words = said(hazard)
        kinds.add((hazard.open_m2 > 0, bool(hazard.unknown), bool(words["certificate"])))
        if hazard.open_m2 or hazard.unknown or hazard.closed_on is None:
            assert words["certificate"] == []
            assert words["no_certificate"]
        if hazard.open_m2 or hazard.unknown:
            assert words["warning"]
    assert len(kinds) >= 2


def test_a_closed_hazard_has_its_certificate_to_sign(made):
    hazard = Hazard.objects.filter(open_m2=0, unknown=0, standing="released").first()
    Hazard.objects.filter(pk=hazard.pk).update(closed_on=date(2024, 5, 6))
    hazard.refresh_from_db()
    rows = dict(said(hazard)["certificate"])
    assert rows["Closed on"] == "6 May 2024"
    assert hazard.code in rows["Land"]
    assert said(hazard)["warning"] is None
    # Asked for another day, the closing of now is nothing to go by.
    assert said(hazard, Times(date(2026, 1, 1), None))["certificate"] == []


def test_a_handover_fills_in_its_certificate(made):
    hazard = Hazard.objects.filter(open_m2=0, unknown=0, standing="released").first()
    last = hazard.last_on
    closing.close(hazard.code, on=last, document="C-9", by=ANYBODY, at=timezone.now())
    work.note(
        hazard.code,
        Work.HANDED_OVER,
        on=last,
        document="HC 7/2026",
        receiver="municipality",
        by=ANYBODY,
        at=timezone.now(),
    )
    rows = dict(said(hazard)["certificate"])
    assert rows["Certificate number"] == "HC 7/2026"
    assert rows["Handed over to"] == "the municipality"
    assert rows["Quality control"] == ""


def test_it_follows_both_times(made):
    hazard = Hazard.objects.filter(open_m2=0, unknown=0, standing="released").first()
    release = (
        Naming.objects.filter(hazard=hazard, entry__kind__in=("clear", "cancel", "reduce")).order_by("entry").first()
    )
    before = dossier(ANYBODY, hazard.code, Times(None, release.entry_id - 1))
    assert before.open_m2 > 0
    assert before.known == release.entry_id - 1
    assert "are suspected or confirmed" in said(hazard, Times(None, release.entry_id - 1))["warning"]
    assert dossier(ANYBODY, hazard.code, Times()).open_m2 == 0


def test_points_are_given_in_a_grid_and_drawn(made):
    named = Naming.objects.filter(entry__shape__isnull=False, entry__kind="record").values("hazard")
    hazard = Hazard.objects.filter(open_m2__gt=0, pk__in=named).first()
    found = dossier(ANYBODY, hazard.code, Times())
    assert len(found.points) >= 3
    svg = pages.picture(found)
    assert svg.count("<circle") >= len(found.points)
    assert f"EPSG:{found.system.epsg}" in said(hazard)["points_note"]


def test_a_hazard_without_a_perimeter_says_so(made):
    hazard = Hazard.objects.filter(standing="suspected", unknown__gt=0).first()
    found = dossier(ANYBODY, hazard.code, Times())
    assert (found.system, found.points, pages.picture(found)) == (None, [], "")
    assert "unknown size" in said(hazard)["warning"]


@pytest.mark.parametrize("language", ["en", "bs", "sr", "ar"])
def test_the_pdf_is_made_in_every_kind_of_script(made, client, language):
    client.force_login(people.somebody("reader"))
    hazard = Hazard.objects.filter(open_m2__gt=0).first()
    answer = client.get(f"/hazards/{hazard.code}/dossier.pdf?language={language}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.")
    assert answer.content.count(b"/Type /Page\n") == 2 or b"/Count 2" in answer.content


def test_texts_of_another_script_keep_their_order_in_arabic():
    assert paper.isolated({"a": ["57,314 m2", ""]}) == {"a": ["\u206857,314 m2\u2069", ""]}


def test_who_may_not_see_the_hazard_is_told_nothing(made, client):
    with pytest.raises(NotThere):
        dossier(Viewer(), Hazard.objects.first().code, Times())
    client.force_login(people.somebody("reader"))
    assert client.get("/hazards/NOBODY-KNOWS/dossier.pdf").status_code == 404


def test_a_code_with_a_slash_has_its_dossier_and_its_way_there(made, client):
    client.force_login(people.somebody("reader"))
    hazard = Hazard.objects.filter(open_m2__gt=0).first()
    Hazard.objects.filter(pk=hazard.pk).update(code="12/3 #4", folded="12/3 #4")
    page = client.get("/hazards/12/3%20%234/")
    assert "/hazards/12/3%20%234/dossier.pdf" in page.content.decode()
    assert client.get("/hazards/12/3%20%234/dossier.pdf")["Content-Type"] == "application/pdf"
    assert client.get("/search/", {"q": "12/3 #4"}).url == "/hazards/12/3%20%234/"
