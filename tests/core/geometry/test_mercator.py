"""Web Mercator against worked examples from elsewhere."""

from itertools import pairwise

import numpy as np
import pytest

from commonground.core.geometry import mercator


def test_the_example_of_the_guidance_note():
    # EPSG guidance note 7-2, method 1024: 24 22'54.433"N 100 20'00.000"W is E -11169055.58, N 2800000.00.
    lonlat = np.array([[-(100 + 20 / 60), 24 + 22 / 60 + 54.433 / 3600]])
    assert mercator.from_lonlat(lonlat) == pytest.approx(np.array([[-11169055.58, 2800000.00]]), abs=0.01)
    assert mercator.to_lonlat(mercator.from_lonlat(lonlat)) == pytest.approx(lonlat, abs=1e-12)


def test_tiles_are_those_that_everybody_cuts():
    # Slippy map tilenames, OpenStreetMap wiki: 41.85 N 87.65 W at zoom 7 is tile 32/47.
    west, south, east, north = mercator.tile_lonlat(7, 32, 47)
    assert west < -87.65 < east
    assert south < 41.85 < north
    assert mercator.tile_lonlat(0, 0, 0) == pytest.approx((-180, -85.0511287798, 180, 85.0511287798))


@pytest.mark.parametrize("z", [0, 1, 6, 10, 14, 16])
def test_a_tile_s_points_are_a_range_of_quadrant_keys(z):
    rng = np.random.default_rng(z)
    points = rng.uniform(-mercator.HALF, mercator.HALF, (300, 2))
    size = mercator.WORLD / 2**z
    columns = ((points[:, 0] + mercator.HALF) // size).astype(int)
    lines = ((mercator.HALF - points[:, 1]) // size).astype(int)
    for key, x, y in zip(mercator.quads(points).tolist(), columns.tolist(), lines.tolist(), strict=True):
        first, after = mercator.quad_range(z, x, y)
        assert first <= key < after
    # A quadrant's four children share it out among themselves, and nothing is left.
    first, after = mercator.quad_range(z, columns[0], lines[0])
    children = sorted(mercator.quad_range(z + 1, 2 * columns[0] + i, 2 * lines[0] + j) for i in (0, 1) for j in (0, 1))
    assert children[0][0] == first
    assert children[-1][1] == after
    assert all(a[1] == b[0] for a, b in pairwise(children))


def test_a_quadrant_s_middle_is_where_its_points_are():
    points = np.random.default_rng(7).uniform(-mercator.HALF, mercator.HALF, (500, 2))
    side = mercator.WORLD / 2**mercator.QUAD_ZOOM
    keys = mercator.quads(points)
    middles = mercator.centres(keys)
    assert np.abs(middles - points).max() <= side / 2 + 1e-6
    assert (mercator.quads(middles) == keys).all()
