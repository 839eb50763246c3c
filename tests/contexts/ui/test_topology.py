"""World outlines: arcs joined the right way round, borders once."""

import json

from commonground.ui import topology

# Two squares side by side: arc 0 is the shared side, arcs 1 and 2 the outer ways round.
WORLD = {
    "transform": {"scale": [1, 1], "translate": [10, 20]},
    "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
    "objects": {
        "countries": {"geometries": [{"type": "Polygon", "arcs": [[0, 1]]}, {"type": "Polygon", "arcs": [[2, -1]]}]},
        "land": {"geometries": [{"type": "MultiPolygon", "arcs": [[[2, 1]]]}]},
    },
}


def test_steps_become_degrees():
    assert topology.arcs_of(WORLD)[1] == [[11, 21], [10, 21], [10, 20], [11, 20]]


def test_the_land_closes_and_a_border_is_drawn_once():
    land, border = json.loads(topology.outlines(WORLD))["features"]
    outline = land["geometry"]["coordinates"][0][0]
    assert outline[0] == outline[-1] == [11, 20]
    assert len(outline) == 7
    assert border["geometry"]["coordinates"] == [[[11, 20], [11, 21]]]
