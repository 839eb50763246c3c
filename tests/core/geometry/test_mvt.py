"""Tiles as bytes: the specification's own examples, and what an independent decoder reads back."""

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.core.geometry import mvt, tiling
from commonground.core.geometry.mvt import Coded, Layer, encode
from commonground.core.geometry.tiling import LINE, POINT, POLYGON, Laid, Tile

ROOT = Tile(0, 0, 0)


def laid(kind, *paths, features=None):
    xy = np.array([p for path in paths for p in path], np.int64).reshape(-1, 2)
    sizes = np.array([len(path) for path in paths])
    return Laid(kind, xy, sizes, np.array(features or [0] * len(paths)))


def commands(of):
    paths = of.features
    first = np.flatnonzero(np.concatenate(([True], paths[1:] != paths[:-1])))
    return mvt._commands(of, first)[0].tolist()


# Mapbox Vector Tile Specification 2.1, section 4.3.5, examples 1, 3, 5 and 6.
@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (laid(POINT, [(25, 17)]), [9, 50, 34]),
        (laid(LINE, [(2, 2), (2, 10), (10, 10)]), [9, 4, 4, 18, 0, 16, 16, 0]),
        (laid(POLYGON, [(3, 6), (8, 12), (20, 34)]), [9, 6, 12, 18, 10, 12, 24, 44, 15]),
        (
            laid(
                POLYGON,
                [(0, 0), (10, 0), (10, 10), (0, 10)],
                [(11, 11), (20, 11), (20, 20), (11, 20)],
                [(13, 13), (13, 17), (17, 17), (17, 13)],
            ),
            [9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8, 8, 0, 0, 7, 15],
        ),
    ],
)  # fmt: skip
def test_commands_are_those_of_the_specification(of, expected):
    assert commands(of) == expected


def test_varints_are_those_of_protocol_buffers():
    # 150 and 300 are worked out in the protocol buffers' own documentation; the others by hand.
    numbers = np.array([0, 1, 127, 128, 150, 300, 2**21, 2**28, 2**32 - 1], np.uint32)
    assert mvt._varints(numbers).hex() == "00017f80019601ac02808080018080808001ffffffff0f"


def test_properties_come_back_with_their_types_and_missing_ones_stay_missing():
    of = laid(POINT, [(1, 1)], [(2, 2)], [(3, 3)], features=[0, 1, 2])
    said = {
        "code": ["a", None, "č"],
        "many": [5, 300, None],
        "until": [8.5, 24.0, 8.5],
        "placed": [True, False, None],
        "below": [-1, -70, 0],
    }
    told = mapbox_vector_tile.decode(encode([Layer("x", of, said)]))["x"]["features"]
    assert [f["properties"] for f in told] == [
        {"code": "a", "many": 5, "until": 8.5, "placed": True, "below": -1},
        {"many": 300, "until": 24.0, "placed": False, "below": -70},
        {"code": "č", "until": 8.5, "below": 0},
    ]


def test_properties_that_go_together_come_back_to_each_that_has_them():
    of = laid(POINT, *([(i, i)] for i in range(4)), features=[0, 1, 2, 3])
    pairs = Coded(("state", "flag"), [("open", None), ("closed", "gis"), (None, None)], np.array([1, 0, 2, 1]))
    told = mapbox_vector_tile.decode(encode([Layer("x", of, {"n": [1, 2, 3, 4]}, (pairs,))]))["x"]["features"]
    assert [f["properties"] for f in told] == [
        {"n": 1, "state": "closed", "flag": "gis"},
        {"n": 2, "state": "open"},
        {"n": 3},
        {"n": 4, "state": "closed", "flag": "gis"},
    ]


@pytest.mark.parametrize("odd", ["x" * 125, "ж" * 63, "y" * 400, "with\0in it", ""])
def test_many_texts_and_numbers_come_back_as_they_were(odd):
    count = 3 * mvt.FEW
    texts = [f"SA-{i}" for i in range(count - 1)] + [odd]
    numbers = [i * 977 for i in range(count - 1)] + [2**31]
    of = laid(POINT, *([(i, i)] for i in range(count)), features=list(range(count)))
    for last in (2**31, 2**40, -5):
        numbers[-1] = last
        told = mapbox_vector_tile.decode(encode([Layer("x", of, {"code": texts, "m2": numbers})]))["x"]["features"]
        assert [(f["properties"]["code"], f["properties"]["m2"]) for f in told] == list(
            zip(texts, numbers, strict=True)
        )


def test_layers_of_one_name_are_one_layer():
    lines = Layer("units", laid(LINE, [(0, 0), (5, 5)]), {"level": [1]})
    names = Layer("units", laid(POINT, [(3, 3)]), {"name": ["Brod"], "level": [1]})
    told = mapbox_vector_tile.decode(encode([lines, names]))
    assert [f["properties"] for f in told["units"]["features"]] == [{"level": 1}, {"name": "Brod", "level": 1}]
    assert [f["geometry"]["type"] for f in told["units"]["features"]] == ["LineString", "Point"]


def test_a_tile_without_a_feature_is_no_bytes():
    assert encode([]) == b"" == encode([Layer("x", tiling.points(ROOT, np.empty((0, 2))), {"code": []})])


def decoded(shapes, tile=ROOT):
    data = encode([Layer("x", tiling.areas(tile, np.array(shapes, dtype=object)), {"n": list(range(len(shapes)))})])
    told = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return {
        f["properties"]["n"]: shapely.geometry.shape(f["geometry"]) for f in told.get("x", {"features": []})["features"]
    }


def on_world(*rings):
    """A polygon given in the units of the world's own tile, in Web Mercator."""
    unit = ROOT.unit
    x0, _, _, y1 = ROOT.box
    shell, *holes = [[(x0 + x * unit, y1 - y * unit) for x, y in ring] for ring in rings]
    return shapely.Polygon(shell, holes)


def square(x, y, side):
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def test_holes_and_parts_survive():
    ring = on_world(square(100, 100, 400), square(200, 200, 100), square(350, 350, 50))
    two = shapely.MultiPolygon([on_world(square(1000, 1000, 10)), on_world(square(2000, 1000, 20))])
    told = decoded([ring, two])
    assert told[0].area == 400**2 - 100**2 - 50**2
    assert len(told[0].interiors) == 2
    assert sorted(part.area for part in told[1].geoms) == [100, 400]


def test_what_reaches_over_the_edge_is_cut_at_the_buffer():
    told = decoded([on_world(square(4000, 4000, 1000))])
    assert told[0].bounds == (4000, 4000, 4096 + 64, 4096 + 64)


def test_a_hole_that_collapses_is_filled_and_a_shape_that_collapses_is_left_out():
    told = decoded([on_world(square(10, 10, 50), square(20, 20, 0.2)), on_world(square(300.1, 300.1, 0.2))])
    assert list(told) == [0]
    assert told[0].area == 2500
    assert not told[0].interiors


def test_a_shape_that_rounding_would_turn_inside_out_stays_valid():
    # The notch's tip at y 20.6 rounds past the outer border at y 20.4 in between two of its corners.
    ring = [(0, 0), (40, 0), (40, 20), (20, 20.45), (0, 20), (0, 10), (20, 20.4), (0.4, 9.6)]
    shape = shapely.make_valid(on_world(ring))
    told = decoded([shape])
    assert told and all(s.is_valid and s.area > 0 for s in told.values())


@st.composite
def stars(draw):
    """Polygons around a place, some with a hole, with corners on no grid."""
    corners = draw(st.integers(3, 14))
    reach = draw(st.lists(st.floats(0.2, 30), min_size=corners, max_size=corners))
    x, y = draw(st.floats(-40, 4130)), draw(st.floats(-40, 4130))
    angles = np.arange(corners) * 2 * np.pi / corners
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(reach)[:, None] + (x, y)
    holes = [np.column_stack([np.cos(angles), np.sin(angles)]) * 0.1 + (x, y)] if min(reach) > 2 else []
    return shapely.make_valid(on_world(ring.tolist(), *[h.tolist() for h in holes]))


@settings(max_examples=60, deadline=None)
@given(shapes=st.lists(stars(), min_size=1, max_size=8))
def test_every_area_is_valid_where_it_lies_and_no_larger_than_rounding_allows(shapes):
    told = decoded(shapes)
    window = shapely.box(-64, -64, 4160, 4160)
    for i, given_ in enumerate(shapes):
        true = shapely.intersection(shapely.transform(given_, ROOT.on_grid), window)
        if i not in told:
            assert true.area < 1.5 * max(1, true.length)
            continue
        assert told[i].is_valid
        # Every corner moves by less than a unit, so the border does.
        assert abs(told[i].area - true.area) <= true.length + 4
        # A spike thinner than a unit is flattened away; what is drawn lies where land is, and the rest is border.
        assert shapely.symmetric_difference(told[i], true).area <= true.length + 4
        corners = shapely.points(shapely.get_coordinates(told[i]))
        assert shapely.distance(corners, true).max() <= 2


@settings(max_examples=60, deadline=None)
@given(shapes=st.lists(stars(), min_size=1, max_size=8))
def test_outer_rings_run_clockwise_on_the_screen_and_inner_ones_do_not(shapes):
    of = tiling.areas(ROOT, np.array(shapes, dtype=object))
    last, inside = None, 0
    for owner, start, size in zip(of.features.tolist(), of.starts.tolist(), of.sizes.tolist(), strict=True):
        x, y = of.xy[start : start + size].T
        twice = np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y)
        assert twice != 0
        if owner != last:
            assert twice > 0  # y points down, so a positive area is clockwise for the eye
        last, inside = owner, inside + (twice < 0)
