"""The real perimeters of one country, written by nobody here; figures as `shared/data/README.md` has them."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from commonground.core.geometry.checks import Batch, run
from commonground.core.geometry.plane import plane_for
from commonground.core.geometry.received import from_geojson
from commonground.core.geometry.repair import repair

PLACES = [folder / "shared/data" for folder in Path(__file__).parents]
DATA = next((p / "bih-hazards" for p in PLACES if (p / "bih-hazards").is_dir()), None)


def read(name):
    features = json.loads((DATA / name).read_text(encoding="utf-8"))["features"]
    return from_geojson([f["geometry"] for f in features], [str(i) for i in range(len(features))])


@pytest.fixture(scope="module")
def checked():
    if DATA is None:
        pytest.skip("shared/data/bih-hazards is not on this machine")
    hazards, told = read("suspect_areas_simplyfied.geojson")
    units, _ = read("geoBoundaries-BIH-ADM2.geojson")
    plane = plane_for(shapely.total_bounds(units))
    country = shapely.union_all(repair(plane.to_plane(units)).shapes, grid_size=plane.grid_m)
    batch = Batch.of([str(i) for i in range(len(hazards))], hazards, plane, country=country)
    return batch, Counter(news.code for row in run(batch) for news in row), told


def test_real_hazards_counts(checked):
    batch, count, told = checked
    assert (len(batch), count["geometry.shape.absent"], told) == (11_068, 3_094, [])
    assert np.count_nonzero(batch.repaired.reason != "") == 467
    faulty = ("geometry.ring.self-crossing", "geometry.ring.self-touching", "geometry.shape.collapsed")
    assert [count[code] for code in faulty] == [302, 164, 1]  # 467 in all
    assert count["geometry.shape.duplicate"] == 10  # rows, of five pairs
    assert count["geometry.place.outside-country"] == 50
    assert count["geometry.place.across-border"] == 62


def test_real_hazards_lose_no_land_in_repair(checked):
    batch, _, _ = checked
    faulty = np.flatnonzero(batch.repaired.reason != "")
    kept = shapely.set_precision(batch.shapes[faulty], 0)
    drawn = shapely.set_precision(batch.drawn[faulty], 0, mode="pointwise")
    for method in ("linework", "structure"):
        reading = shapely.make_valid(drawn, method=method)
        lost = shapely.area(shapely.difference(reading, kept))
        assert (lost <= 0.005 * shapely.length(drawn)).all()
    sound = np.setdiff1d(np.flatnonzero(batch.kinds >= 0), faulty)
    assert all(batch.shapes[row] is batch.drawn[row] for row in sound)


def test_real_hazards_cover_five_square_kilometres_twice(checked):
    batch, _, _ = checked
    land = batch.area_m2[batch.with_land].sum()
    once = shapely.union_all(batch.loose(batch.with_land)).area  # off the grid: the same to 0.1 km2, and quick
    assert (land - once) / 1e6 == pytest.approx(5.4, abs=0.1)
