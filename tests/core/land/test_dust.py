"""Neighbours with slanted borders: what overlay on a grid leaves behind is not land, whichever way it is folded."""

from datetime import date
from random import Random

import numpy as np
import shapely
from test_accounts import books

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import area, cut, meet
from commonground.core.land import compute
from commonground.core.land.entries import Entry, Kind
from commonground.core.land.plain import fold_plain

DAY = date(2020, 1, 1)


def neighbours(random: Random):
    """A piece of land, and a hazard that has a slanted border in common with it and nothing else."""
    points = [(round(random.uniform(-600, 600), 2), round(random.uniform(-600, 600), 2)) for _ in range(4)]
    first, second, left, right = map(np.array, points)
    one = shapely.set_precision(shapely.Polygon([first, second, left]), 0.01)
    beyond = shapely.set_precision(shapely.Polygon([first, second, right]), 0.01)
    return one, cut(beyond, one)


def test_an_entry_that_only_shares_a_border_moves_nothing_in_either_fold():
    random, dusty = Random(11), 0
    for number in range(400):
        land, hazard = neighbours(random)
        if area(hazard) < 1:
            continue
        recorded = Entry(1, "a", Kind.RECORD, DAY, 0, (1,), hazard)
        cleared = Entry(2, "b", Kind.CLEAR, DAY, 1, (1,), land)
        (cluster,) = compute.clusters([recorded, cleared], Units.none())
        (pack,), _ = compute.sort_out([recorded, cleared], Units.none())
        quick, slow = fold_plain(pack), compute.fold_cluster(cluster)
        assert books(quick.atoms) == books(slow.atoms), number
        assert {s: m for s, (_, m) in quick.hazards.items() if m} == {s: m for s, (_, m) in slow.hazards.items() if m}
        dusty += abs(area(hazard) - area(cut(hazard, land)) - area(meet(hazard, land))) >= 0.01
    assert dusty > 10  # the difference that was once taken for land does occur
