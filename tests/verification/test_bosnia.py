"""One country's real perimeters from the files to a statement that closes, on whichever store is under test.

What the areas should be comes from elsewhere: from geodesics on the ellipsoid (GeographicLib, by pyproj's `Geod`),
and from PostGIS where there is one.
"""

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import bosnia
import numpy as np
import pytest
import shapely
from django.db import transaction
from pyproj import Geod
from test_ledger import scratch, tables

from commonground.core.dates import Period, Times, year
from commonground.land.queries import checks, entries
from commonground.reporting.queries import statement
from commonground.store.sets import rows

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(bosnia.DATA is None, reason=bosnia.WHY)]
ROOT = Path(__file__).resolve().parents[2]
WGS84 = Geod(ellps="WGS84")
CLOSE = 1e-4  # of an area: a hundredth of a per cent
END = year(2024).end


@pytest.fixture(autouse=True)
def _django_db_marker():
    """The module's own transaction takes the place of one for every test."""


@pytest.fixture(scope="module")
def store(django_db_setup, django_db_blocker):
    """One transaction for the module, given back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def country(store):
    """The boundaries, and the hazards as openings of 1 January 2024: the file, and what was said of it."""
    units = bosnia.bring_units()
    file = bosnia.table(bosnia.HAZARDS)
    return file, units, bosnia.take_in(file)


@pytest.fixture
def undone():
    """Whatever a test does to the books is taken back."""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)


def closing(level: int | None = None, known: int | None = None):
    return statement.statement(Period(END, END), Times(None, known), level=level)


def found(report: dict, code: str) -> int:
    return next((f["rows"] for f in report["findings"] if f["code"] == code), 0)


def test_every_row_of_the_file_is_accounted_for(country):
    _, units, said = country
    assert [u["units"] for u in units] == [12, 142]
    assert said["rows"] == 11_068 == sum(said["counts"].values())
    # 139 repairs change much and wait for a person; four perimeters enclose nothing.
    assert said["counts"] == {"new": 10_925, "changed": 0, "unchanged": 0, "quarantined": 143}
    assert said["without_perimeter"] == 3_094
    assert rows("SELECT count(*) FROM intake_row")[0][0] == 11_068
    by_outcome = dict(rows("SELECT outcome, count(*) FROM intake_row GROUP BY outcome"))
    assert by_outcome == {"new": 10_925, "quarantined": 143}
    assert rows("SELECT count(*) FROM intake_row WHERE outcome = 'quarantined' AND findings = ''")[0][0] == 0


def test_what_is_wrong_with_the_perimeters_is_named(country):
    _, _, said = country
    faults = Counter({f["code"]: f["rows"] for f in said["findings"]})
    assert (
        said["repairs"]["rows"]
        == 467
        == faults["geometry.ring.self-crossing"] + faults["geometry.ring.self-touching"] + 1
    )
    assert found(said, "geometry.shape.absent") == 3_094
    assert found(said, "geometry.shape.duplicate") == 10
    assert found(said, "geometry.place.outside-country") == 50
    assert found(said, "geometry.place.across-border") == 62
    assert found(said, "geometry.repair.waits") == 139
    assert found(said, "geometry.overlap.records") > 1_000
    named = next(f["named"] for f in said["findings"] if f["code"] == "geometry.place.outside-country")
    assert len(named) == len(set(named)) == 50


def geodesic(shape) -> float:
    """Square metres of the ellipsoid, by GeographicLib."""
    polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return sum(abs(WGS84.geometry_area_perimeter(shapely.orient_polygons(p))[0]) for p in polygons)


def degrees(name: str):
    """The shapes of a file as they stand in it, by GEOS and nothing of ours."""
    features = json.loads((bosnia.DATA / name).read_text("utf-8"))["features"]
    shapes = np.array(
        [shapely.geometry.shape(f["geometry"]) if f["geometry"] else None for f in features], dtype=object
    )
    return shapes, [f["properties"] for f in features]


def drawn(shape):
    """All land that either reading of a faulty perimeter encloses."""
    both = [shapely.make_valid(shape, method=m) for m in ("linework", "structure")]
    return shapely.union_all(
        [p for s in both for p in shapely.get_parts(shapely.get_parts(s)) if p.geom_type == "Polygon"]
    )


@pytest.fixture(scope="module")
def expected():
    """Square metres by upper unit, each once, as other software has them: of the rows that were booked."""

    def of(booked: set[int]) -> tuple[dict[str, float], float, float]:
        shapes, _ = degrees(bosnia.HAZARDS)
        land = [drawn(s) for i, s in enumerate(shapes) if s is not None and i + 1 in booked]
        once = shapely.union_all(land)
        units, said = degrees("geoBoundaries-BIH-ADM2.geojson")
        by_unit = {
            p["shapeName"]: geodesic(shapely.intersection(once, shapely.make_valid(u)))
            for u, p in zip(units, said, strict=True)
        }
        return by_unit, geodesic(once), sum(map(geodesic, land))

    return of


def booked_rows() -> set[int]:
    return {r[0] for r in rows("SELECT ordinal FROM intake_row WHERE outcome = 'new'")}


def test_areas_are_those_of_other_software(country, expected):
    by_unit, once, added = expected(booked_rows())
    upper = closing(1)
    ours = {u.name: u.column.closing_m2 for u in upper.units if u.code}
    assert len(ours) == 12 == len(by_unit)
    for name, m2 in by_unit.items():
        assert ours[name] == pytest.approx(m2, rel=CLOSE), name
    assert upper.total.closing_m2 == pytest.approx(once, rel=CLOSE)
    assert upper.total.hazards_open == pytest.approx(added, rel=CLOSE)
    outside = next(u.column.closing_m2 for u in upper.units if not u.code)
    assert outside == pytest.approx(once - sum(by_unit.values()), rel=CLOSE)


def test_sums_are_exact_along_every_axis(country):
    lower, upper = closing(2), closing(1)
    for said in (lower, upper):
        assert said.closes
        for figure in ("closing_m2", "hazards_open", "in_more_than_one"):
            assert sum(getattr(u.column, figure) for u in said.units) == getattr(said.total, figure)
    assert upper.total.closing_m2 == lower.total.closing_m2
    above = dict(rows(
        "SELECT l.code, u.code FROM places_unit l JOIN places_unit u ON u.id = l.upper_id WHERE l.level = 2"))  # fmt: skip
    for unit in upper.units:
        below = [x for x in lower.units if above.get(x.code, "") == unit.code]
        for figure in ("closing_m2", "hazards_open", "in_more_than_one"):
            assert sum(getattr(x.column, figure) for x in below) == getattr(unit.column, figure), unit.name
    assert lower.total.unknown["closing"] == 3_094  # hazards of unknown size: in a line of their own


def test_once_looked_at_the_waiting_repairs_come_in_and_5_4_km2_are_covered_twice(country, expected, undone):
    file, _, _ = country
    said = bosnia.take_in(file, accept_repairs=True)
    assert said["counts"] == {"new": 139, "changed": 0, "unchanged": 10_925, "quarantined": 4}
    _, once, added = expected(booked_rows())
    total = closing().total
    assert total.closing_m2 == pytest.approx(once, rel=CLOSE)
    assert total.hazards_open == pytest.approx(added, rel=CLOSE)
    assert round(total.in_more_than_one / 1e6, 1) == 5.4
    assert checks.from_scratch().good


def test_the_same_file_again_changes_nothing(country, undone):
    file, _, _ = country
    before = (entries.head(), bosnia.fingerprint(bosnia.net_atoms()))
    said = bosnia.take_in(file)
    assert said["counts"] == {"new": 0, "changed": 0, "unchanged": 10_925, "quarantined": 143}
    assert (entries.head(), bosnia.fingerprint(bosnia.net_atoms())) == before


def test_an_import_undone_leaves_nothing_open_and_can_come_again(country, undone):
    from commonground.intake.actions import loads

    file, _, first = country
    before, head = closing(), entries.head()
    load = loads.load_to_undo(first["load"], by=bosnia.officer())
    said = loads.undo(load, by=bosnia.officer(), at=bosnia.NOW).report
    assert said["voided"] == 10_925
    after = closing()
    assert (after.total.closing_m2, after.total.hazards_open, after.total.unknown.get("closing", 0)) == (
        0,
        0,
        0,
    )
    assert closing(known=head).total.closing_m2 > 800_000_000  # as it was known before
    again = bosnia.take_in(file)
    assert again["counts"] == {"new": 10_925, "changed": 0, "unchanged": 0, "quarantined": 143}
    # Where hazards overlap, land has another home now (content that comes again has another hash) and is rounded there.
    assert closing().total.closing_m2 == pytest.approx(before.total.closing_m2, abs=100)
    assert closing().total.hazards_open == before.total.hazards_open
    assert checks.from_scratch().good


@pytest.fixture(scope="module")
def worked(country):
    """A year of invented work over 260 of the hazards, half of them where hazards overlap, in twelve batches."""
    opening = entries.head()
    some = bosnia.Year()
    drafts = some.drafts()
    heads = some.book(drafts)
    return some, drafts, [opening, *heads]


def test_a_year_of_work_closes_in_every_unit_and_is_what_a_fold_from_scratch_gives(worked):
    _, drafts, heads = worked
    assert len(drafts) > 350 and len(heads) == 13
    for level in (1, 2):
        said = statement.statement(year(2024), level=level)
        assert said.closes
        assert all(u.column.closes for u in said.units)
    total = said.total
    # The year is not vacuous: every line of the statement has something in it.
    for line in (
        "new",
        "extended",
        "reopened",
        "confirmed",
        "reclassified",
        "cancelled",
        "reduced",
        "cleared",
    ):
        assert total.flows.get(line, 0) > 0, line
    assert total.outside > 0
    assert checks.everything(deep=True).good


def test_the_books_as_known_at_every_batch_are_those_of_a_fold_from_scratch(worked):
    _, _, heads = worked
    for head in heads[:1] + heads[4::4]:
        assert tables(head) == scratch(head), head


def test_the_bridge_between_any_two_numbers_is_the_difference_entry_by_entry(worked):
    _, _, heads = worked
    pairs = [*itertools.pairwise(heads), (heads[0], heads[-1]), (heads[3], heads[9])]
    for day in (bosnia.OPENING, year(2024).end, year(2024).end.replace(month=6, day=30)):
        for old, new in pairs:
            crossed = statement.bridge(day, old, new)
            assert crossed.holds
            assert crossed.new_m2 - crossed.old_m2 == sum(i.m2 for i in crossed.items)
            assert all(old < i.number <= new for i in crossed.items)
    whole = statement.bridge(END, heads[0], heads[-1])
    assert whole.old_m2 == closing(known=heads[0]).total.closing_m2
    assert whole.new_m2 == closing().total.closing_m2
    assert any(i.corrects for i in whole.items), "corrections are items of the bridge"
    assert len(whole.items) > 100


def test_another_order_of_arrival_gives_the_same_books(country, undone):
    """Batches, their order and the numbers they get make no difference to what the books say in the end."""
    some = bosnia.Year(seed=7, hazards=60)
    drafts = some.drafts()
    said = []
    for batches, seed in ((1, 1), (9, 2), (4, 3)):
        mark = transaction.savepoint()
        some.book(drafts, batches, seed)
        said.append(bosnia.net_atoms())
        transaction.savepoint_rollback(mark)
    assert len(said[0]) > 7_900
    assert said[0] == said[1] == said[2]


def year_in(database: str, hazards: int = 120) -> dict:
    """The whole story in a process of its own, in a store made anew."""
    environ = {**os.environ, "COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
               "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests/verification")])}  # fmt: skip
    ended = subprocess.run([sys.executable, str(ROOT / "tests/verification/bosnia.py"), str(hazards)], env=environ,
                           capture_output=True, text=True, timeout=300)  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout)


def test_both_stores_give_the_same_atoms(tmp_path, new_database):
    """The same year in a file and in PostgreSQL, atom by atom."""
    embedded = year_in(str(tmp_path / "ba.cground"))
    server = year_in(new_database())
    assert embedded["closes"] and embedded["flows"] > 8_000
    assert embedded == server


def test_areas_are_those_of_postgis(country, new_database):
    """PostGIS reads the file by itself, mends, unites, cuts by the upper units and measures on the spheroid."""
    psycopg = pytest.importorskip("psycopg")
    booked = booked_rows()
    shapes, _ = degrees(bosnia.HAZARDS)
    units, said = degrees("geoBoundaries-BIH-ADM2.geojson")
    with psycopg.connect(new_database()) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE TABLE h (g geometry); CREATE TABLE u (name text, g geometry)")
        with connection.cursor() as cursor:
            land = [(shapely.to_wkb(s, hex=True),) for i, s in enumerate(shapes) if s is not None and i + 1 in booked]
            cursor.executemany("INSERT INTO h VALUES (ST_SetSRID(%s::geometry, 4326))", land)
            names = [(p["shapeName"], shapely.to_wkb(u, hex=True)) for u, p in zip(units, said, strict=True)]
            cursor.executemany("INSERT INTO u VALUES (%s, ST_MakeValid(ST_SetSRID(%s::geometry, 4326)))", names)
        mended = (
            "SELECT ST_Union(ST_CollectionExtract(ST_MakeValid(g, 'method=linework'), 3), "
            "ST_CollectionExtract(ST_MakeValid(g, 'method=structure'), 3)) g FROM h"
        )
        connection.execute(f"CREATE TABLE land AS SELECT ST_Union(g) g FROM ({mended}) m")
        theirs = dict(connection.execute(
            "SELECT u.name, ST_Area(ST_Intersection(land.g, u.g)::geography) FROM u, land").fetchall())  # fmt: skip
    ours = {u.name: u.column.closing_m2 for u in closing(1, known=country[2]["ledger"]["last"]).units if u.code}
    assert ours.keys() == theirs.keys()
    for name, m2 in theirs.items():
        assert ours[name] == pytest.approx(m2, rel=CLOSE), name
