"""Registers come in whole: every row, repeated or not, in Spanish, with noughts lost and nobody knowing."""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest

from commonground.core.incidents.rows import padded
from commonground.core.viewers import Viewer
from commonground.incidents.access import effective
from commonground.incidents.models import AccidentFacts, Victim, VictimFacts
from commonground.incidents.queries import figures, listing
from commonground.intake import gateway
from commonground.intake.actions import loads
from commonground.intake.models import Load, Row
from commonground.intake.queries import mappings
from commonground.places import actions as places
from commonground.store.sets import rows
from factories import accidents, country
from factories.country import AT

pytestmark = pytest.mark.django_db
WORLD = (
    Path("/work/shared/data") if Path("/work/shared/data").exists() else Path(__file__).parents[4] / "shared" / "data"
)
REGISTER = WORLD / "colombia-victims" / "victimas_2021.csv"
POINTS = WORLD / "bih-hazards" / "incidents.geojson"
HEAD = ("departamento,codigodanedepartamento,municipio,codigodanemunicipio,tipoarea,sitio,ano,mes,rangoedad,grupoetnico,condicion,"
        "estado,genero,latitudcabecera,longitudcabecera,tipoevento,nombre,Actividad\n")  # fmt: skip
ONE = 'ANTIOQUIA,5,GRANADA,5313,Rural,Sin información,2006,1,Menor de 18 años,Indigena,Civil,Herido,Femenino,6.14,-75.18,Accidente por MAP,Xq9zv Canary,"Pasando, estando cerca"\n'
OFFICER = Viewer(None, "officer", accidents.ALL | {"intake.import", "intake.see", "intake.undo"})


def bring(path, what="victims"):
    table = gateway.read(path)
    return loads.import_table(table, mappings.proposed(table, what), by=OFFICER, at=AT)


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "register.csv"
    other = ONE.replace("Femenino", "Sin Información").replace("Herido", "Muerto").replace("Accidente por MAP", "")
    path.write_text(HEAD + ONE * 3 + other, encoding="utf-8")
    return path


@pytest.fixture
def colombia(db):
    places.make_programme("COL", name="Colombia", bounds=(-79.1, -4.3, -66.8, 13.5), by=country.OFFICER)


def test_equal_rows_are_as_many_people(small, colombia):
    taken = bring(small)
    assert taken.report["counts"]["new"] == 4
    assert Victim.objects.count() == 4
    assert bring(small).report["counts"] == {"new": 0, "changed": 0, "unchanged": 4, "quarantined": 0}
    assert Victim.objects.count() == 4


def test_a_row_says_what_it_says(small, colombia):
    bring(small)
    said = VictimFacts.objects.order_by("pk")
    assert (said[0].sex, said[0].age_class, said[0].status, said[0].doing) == ("female", "child", "civilian", "nearby")
    assert said[3].sex == "unknown", "nobody knows is an answer"
    assert said[0].tampered == "", "nobody asked is none"
    where = AccidentFacts.objects.order_by("pk")
    first = where[0]
    assert (first.unit, first.year, first.precision, first.device) == ("05313", 2006, "month", "ap-mine")
    assert (str(first.since), str(first.until)) == ("2006-01-01", "2006-01-31")
    assert first.where == "unit" and first.lat == 6.14 and first.x is None, "a seat's point is no accident's place"
    assert where[3].device == ""


def test_what_no_target_names_is_not_kept(small, colombia):
    """A register may hold names and ethnic groups in columns of its own; nothing of them stays."""
    bring(small)
    assert not any("Canary" in cells or "Indigena" in cells for cells in Row.objects.values_list("cells", flat=True))


def test_an_import_is_taken_back_whole(small, colombia):
    taken = bring(small)
    accidents.entered()
    undone = loads.undo(Load.objects.get(pk=taken.number), by=OFFICER, at=AT)
    assert undone.report["voided"] == 4
    found = listing.listing(OFFICER, listing.Filters())
    assert found.total == 1 and found.injured == 0
    assert VictimFacts.objects.filter(standing="counts").count() == 4, "what was known before stays so"


@pytest.mark.parametrize("unit, upper, want", [("5313", "5", ("05313", True)), ("50711", "50", ("50711", False)),
                                               ("8001", "8", ("08001", True)), ("N1", "N", ("N1", False)), ("6313", "5", ("6313", False)),
                                               ("", "5", ("", False))])  # fmt: skip
def test_a_nought_that_was_lost_is_found_by_the_upper_unit(unit, upper, want):
    assert padded(unit, upper) == want


def test_a_row_that_says_neither_when_nor_where_waits(tmp_path, colombia):
    path = tmp_path / "bare.csv"
    path.write_text("estado,genero\nHerido,Femenino\n", encoding="utf-8")
    taken = bring(path)
    assert taken.report["counts"]["quarantined"] == 1
    assert taken.report["findings"][0]["code"] == "incidents.rows.nothing"


@pytest.mark.skipif(not REGISTER.exists(), reason="the register of victims is not on this machine")
def test_the_whole_register_comes_in_and_nobody_is_lost(colombia):
    began = time.perf_counter()
    taken = bring(REGISTER)
    took = time.perf_counter() - began
    with REGISTER.open(encoding="utf-8") as file:
        there = list(csv.DictReader(file))
    assert taken.report["counts"] == {"new": len(there), "changed": 0, "unchanged": 0, "quarantined": 0}
    with_, params = effective.world()
    found = rows(f"{with_} SELECT a.year, a.unit, v.sex, o.outcome, a.device, v.doing, count(*) FROM v JOIN a ON a.accident_id = v.of_accident "
                 "JOIN o ON o.victim_id = v.victim_id GROUP BY 1, 2, 3, 4, 5, 6", params)  # fmt: skip
    assert sum(r[-1] for r in found) == 12_062
    sexes = {"Masculino": "male", "Femenino": "female", "Sin Información": "unknown"}
    ends = {"Herido": "injured", "Muerto": "killed"}
    want = Counter(
        (int(r["ano"]), r["codigodanemunicipio"].zfill(5), sexes[r["genero"]], ends[r["estado"]]) for r in there
    )
    have: Counter = Counter()
    for year, unit, sex, outcome, _device, _doing, count in found:
        have[year, unit, sex, outcome] += count
    assert have == want
    assert {r[4] for r in found} == {"ap-mine", "other-uxo"}
    assert sum(r[-1] for r in found if r[5] == "unknown") == 2051, "every other word for an activity is known"
    assert took < 30, took
    began = time.perf_counter()
    groups = figures.groups(OFFICER, figures.Asked())
    assert figures.total(groups).total == 12_062
    assert time.perf_counter() - began < 1, "every table of the register is made of these"
    print(f"the register in {took:.1f} s")


@pytest.mark.skipif(not POINTS.exists(), reason="the points of accidents are not on this machine")
def test_every_point_comes_in_and_those_outside_are_doubted(db):
    places.make_programme("BIH", name="Bosnia and Herzegovina", bounds=(15.7, 42.5, 19.7, 45.3), by=country.OFFICER)
    taken = bring(POINTS, "accidents")
    assert taken.report["counts"]["new"] == 1_442
    assert AccidentFacts.objects.filter(where="point", x__isnull=False, kind="ordnance").count() == 1_442
    assert AccidentFacts.objects.values("lon", "lat").distinct().count() == 1_442 - 202
