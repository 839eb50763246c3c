"""Overlay in floating numbers, rounded to the grid: the same one by one and many at once, and never far from snap rounding."""

from random import Random

import numpy as np
import pytest
import shapely

from commonground.core.geometry import overlay
from commonground.core.geometry.overlay import GRID_M, cut, cut_each, meet, meet_each, regions


def star(random: Random, spread: float):
    """A polygon of five to thirty corners on the grid, around some point."""
    corners, x, y = random.randint(5, 30), random.uniform(-spread, spread), random.uniform(-spread, spread)
    angles = sorted(random.uniform(0, 2 * np.pi) for _ in range(corners))
    ring = [(x + random.uniform(20, 300) * np.cos(a), y + random.uniform(20, 300) * np.sin(a)) for a in angles]
    shape = shapely.set_precision(shapely.make_valid(shapely.Polygon(ring)), GRID_M)
    return overlay._loose(overlay.polygonal(shape))


@pytest.fixture(scope="module")
def pairs():
    random = Random(4)
    left, right = [], []
    for i in range(400):
        a, b = star(random, 200), star(random, 200)
        # Shared borders, land inside other land, and results of an earlier overlay are where rounding goes wrong.
        b = (b, cut(b, a), overlay.join(a, b), cut(a, b), a)[i % 5]
        left.append(a)
        right.append(b)
    return regions(left), regions(right)


def on_grid(shapes) -> bool:
    coordinates = shapely.get_coordinates(shapes) / GRID_M
    return bool(np.abs(coordinates - np.round(coordinates)).max() < 1e-5)


@pytest.mark.parametrize(("each", "one", "exact"), [(cut_each, cut, shapely.difference), (meet_each, meet, shapely.intersection)])  # fmt: skip
def test_many_at_once_are_the_same_shapes_as_one_by_one(pairs, each, one, exact):
    found = each(*pairs)
    for together, a, b in zip(found, *pairs, strict=True):
        assert shapely.equals_exact(together, one(a, b))
    assert shapely.is_valid(found).all()
    assert on_grid(found)
    assert (shapely.get_precision(found) == 0).all()
    snapped = exact(*pairs, grid_size=GRID_M)
    # A corner moves by less than a centimetre: the area by less than that along the border.
    allowed = GRID_M * (shapely.length(pairs[0]) + shapely.length(pairs[1]))
    assert (np.abs(shapely.area(found) - shapely.area(snapped)) <= allowed).all()


def test_what_is_cut_and_what_is_met_make_the_whole(pairs):
    a, b = pairs
    gap = np.abs(shapely.area(a) - shapely.area(cut_each(a, b)) - shapely.area(meet_each(a, b)))
    assert (gap <= GRID_M * shapely.length(a)).all()


def test_shapes_that_carry_a_grid_give_what_shapes_without_one_give(pairs):
    a, b = pairs
    carried = shapely.set_precision(a, GRID_M, mode="pointwise")
    assert (shapely.get_precision(carried) == GRID_M).all()
    assert shapely.equals_exact(cut_each(carried, b), cut_each(a, b)).all()
    assert shapely.equals_exact(meet_each(carried, b), meet_each(a, b)).all()
    for one, plain, other in zip(carried[:50], a[:50], b[:50], strict=True):
        assert shapely.equals_exact(cut(one, other), cut(plain, other))


def test_where_rounding_makes_no_area_snap_rounding_does(monkeypatch, pairs):
    """The last resort is reached with land like this, and gives valid land, one by one and many at once."""
    a, b = pairs
    before = shapely.is_valid(overlay._rounded(regions([overlay._polygons(s) for s in shapely.difference(a, b)])))
    assert (~before).sum() > 0
    assert shapely.is_valid(cut_each(a, b)).all()
    refuse = lambda *shapes, **k: shapely.difference(*shapes, **k) if k else (_ for _ in ()).throw(shapely.GEOSException("no"))  # noqa: E731  # fmt: skip
    one_by_one = [overlay._on_grid(refuse, x, y) for x, y in zip(a[:40], b[:40], strict=True)]
    many = overlay._each(refuse, a[:40], b[:40], keeps=False)
    for x, y, covered in zip(one_by_one, many, shapely.covers(b[:40], a[:40]), strict=True):
        assert covered or shapely.equals_exact(x, y)
