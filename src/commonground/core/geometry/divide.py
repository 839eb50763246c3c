"""Dividing land among the lowest administrative units, many shapes at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from commonground.core.geometry.overlay import GRID_M, NOTHING, Region, Regions, area, cut, join_all, meet, regions

Share = tuple[int | None, Region]  # a unit's identifier (None: outside any unit) and the land in it
LEAST_M2 = 0.01
NOWHERE, CROSSING = -1, -2


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
        column = regions(lands)
        whole = self.home(column).tolist()
        out: list[list[Share]] = [
            [(None if u < 0 else self.ids[u], land)] for u, land in zip(whole, column, strict=True)
        ]
        rest = [i for i, u in enumerate(whole) if u == CROSSING]
        if rest:
            which, unit = shapely.STRtree(self.shapes).query(column[rest], predicate="intersects")
            touched: dict[int, list[int]] = {}
            for w, u in zip(which.tolist(), unit.tolist(), strict=True):
                touched.setdefault(w, []).append(u)
            for w, i in enumerate(rest):
                out[i] = self._split(column[i], sorted(touched.get(w, ())))
        return out

    def home(self, lands: Regions) -> NDArray[np.int64]:
        """For each shape the index of the one unit it lies in, `NOWHERE` without units, `CROSSING` where it has to be divided."""
        found = np.full(len(lands), CROSSING if self.ids else NOWHERE, dtype=np.int64)
        if self.ids and len(lands):
            shapely.prepare(self.shapes)
            unit, land = shapely.STRtree(lands).query(self.shapes, predicate="contains")
            found[land[::-1]] = unit[::-1]
        return found

    def at(self, x: float, y: float) -> int | None:
        """The unit in which a point of the plane lies; None outside all of them, the first of two on a border."""
        if not self.ids:
            return None
        found = shapely.STRtree(self.shapes).query(shapely.Point(x, y), predicate="intersects")
        return self.ids[int(found.min())] if len(found) else None

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
