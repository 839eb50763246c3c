"""Dividing land among the lowest administrative units, many shapes at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from commonground.core.geometry.overlay import GRID_M, NOTHING, Region, Regions, area, cut, join_all, meet

Share = tuple[int | None, Region]  # a unit's identifier (None: outside any unit) and the land in it
LEAST_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Units:
    """The lowest units of one edition: identifiers, and shapes in the plane that do not overlap."""

    ids: tuple[int, ...]
    shapes: Regions

    @classmethod
    def none(cls) -> "Units":
        """A programme whose boundaries nobody has brought yet: everything is outside any unit."""
        return cls((), np.empty(0, dtype=object))

    def divide(self, lands: Sequence[Region]) -> list[list[Share]]:
        """Each shape's land by unit, in the order of the units, what is outside any unit last.

        A shape that lies in one unit is given back as it is. Parts smaller than a square decimetre are dust of the
        grid and go with the largest part.
        """
        column = np.empty(len(lands), dtype=object)
        column[:] = lands
        out: list[list[Share]] = [[] for _ in lands]
        if not len(column):
            return out
        tree = shapely.STRtree(column)
        whole = np.full(len(column), -1)
        if self.ids:
            shapely.prepare(self.shapes)
            unit, land = tree.query(self.shapes, predicate="contains")
            whole[land[::-1]] = unit[::-1]
        for i in np.flatnonzero(whole >= 0).tolist():
            out[i] = [(self.ids[whole[i]], column[i])]
        rest = np.flatnonzero(whole < 0)
        if not self.ids or not len(rest):
            for i in rest.tolist():
                out[i] = [(None, column[i])]
            return out
        units = shapely.STRtree(self.shapes)
        which, unit = units.query(column[rest], predicate="intersects")
        touched: dict[int, list[int]] = {}
        for w, u in zip(which.tolist(), unit.tolist(), strict=True):
            touched.setdefault(w, []).append(u)
        for w, i in enumerate(rest.tolist()):
            out[i] = self._split(column[i], sorted(touched.get(w, ())))
        return out

    def _split(self, land: Region, near: list[int]) -> list[Share]:
        shares: list[Share] = []
        for u in near:
            part = meet(land, self.shapes[u])
            if area(part) >= LEAST_M2:
                shares.append((self.ids[u], part))
        outside = cut(land, join_all(self.shapes[u] for u in near)) if near else land
        if area(outside) >= LEAST_M2 or not shares:
            shares.append((None, outside))
        return shares


def partition(shapes: Sequence[Region]) -> list[Region]:
    """What each of some boundaries has once every earlier one has had its own: the first has what two claim."""
    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    tree = shapely.STRtree(column)
    out: list[Region] = []
    for i, shape in enumerate(shapes):
        earlier = [int(j) for j in tree.query(shape, predicate="intersects") if j < i]
        own = cut(shape, shapely.union_all(column[earlier], grid_size=GRID_M)) if earlier else shape
        out.append(own if not shapely.is_empty(own) else NOTHING)
    return out
