"""Rings that are taken for valid without asking are valid."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.geometry import tiling


def around(*rings):
    grid = np.concatenate([np.array([*ring, ring[0]], np.int64) for ring in rings])
    return tiling._around_a_point(grid, np.array([len(ring) + 1 for ring in rings])).tolist()


SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
BOW_TIE = [(0, 0), (10, 10), (10, 0), (0, 10)]
# Five corners of a star drawn without lifting the pen: ever onwards, and twice around.
PENTAGRAM = [(0, 100), (59, -81), (-95, 31), (95, 31), (-59, -81)]
SPIRAL = [(0, 0), (60, 0), (60, 60), (20, 60), (20, 40), (40, 40), (40, 20), (10, 20), (10, 70), (0, 70)]


def test_a_ring_around_its_middle_is_known_whichever_way_it_runs():
    assert around(SQUARE, SQUARE[::-1], [(2, 3), (9, 4), (5, 8)]) == [True, True, True]


def test_of_rings_that_cross_themselves_or_may_nothing_is_said():
    assert around(BOW_TIE, PENTAGRAM, PENTAGRAM[::-1], SPIRAL, SQUARE) == [False, False, False, False, True]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=3, max_size=7))
def test_what_is_known_to_be_valid_is_valid(ring):
    if around(ring) == [True]:
        assert shapely.is_valid(shapely.Polygon(ring))


def test_many_rings_of_the_usual_kind_are_known():
    rng = np.random.default_rng(11)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rings = [
        np.rint(np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(80, 120, 24)[:, None])
        .astype(int)
        .tolist()
        for _ in range(50)
    ]
    told = around(*rings)
    assert sum(told) > 40
    assert all(shapely.is_valid(shapely.Polygon(ring)) for ring, known in zip(rings, told, strict=True) if known)
