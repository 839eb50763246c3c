"""The equal-area plane in which one programme measures its land.

A plane is an equal-area projection of WGS84 in metres, without a change of datum, on a precision grid. The
PROJ pipeline is written out by hand, so every machine with any PROJ computes the same operation; nothing is
looked up and no grid is needed. There and back is exact to well under a millimetre (see `inverse`).
Areas on it are ellipsoidal areas of the shapes whose edges are straight *on the plane* (for a 5
km edge the line departs from the one straight in degrees by about half a metre; perimeters of hazards are
far shorter).

Source: PROJ manual, projections `laea`, `aea`, `cea`; land-accounts.md section 3 for the grid.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer, network
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from commonground.core.refusals import NotUsable

# Grids from the network would make the same file give other figures on another day.
network.set_network_enabled(False)  # type: ignore[attr-defined]

Geometries = NDArray[np.object_]
Bounds = tuple[float, float, float, float]

EQUAL_AREA = frozenset({"laea", "aea", "cea"})
# Everything else in a definition could bring in another datum, ellipsoid, unit or axis order.
ALLOWED = frozenset({"proj", "lat_0", "lon_0", "lat_1", "lat_2", "lat_ts", "x_0", "y_0", "datum", "units"})


@dataclass(frozen=True, slots=True)
class EqualAreaPlane:
    """A named equal-area projection of WGS84 lon/lat degrees into metres, on a grid of `grid_m` metres.

    Raises NotUsable("geometry.plane.not-equal-area" | "geometry.plane.not-understood" |
    "geometry.plane.grid").
    """

    code: str
    definition: str
    grid_m: float = 0.01

    def __post_init__(self) -> None:
        parts = _parse(self.definition)
        if parts["proj"] not in EQUAL_AREA:
            raise NotUsable("geometry.plane.not-equal-area", code=self.code, definition=self.definition)
        if not 1e-6 <= self.grid_m <= 1:
            raise NotUsable("geometry.plane.grid", code=self.code, grid_m=self.grid_m)
        _transformer(self.pipeline)

    @property
    def pipeline(self) -> str:
        """The pinned operation, lon/lat degrees to metres, as a PROJ pipeline."""
        parts = _parse(self.definition)
        step = " ".join(f"+{key}={value}" for key, value in parts.items() if key not in {"datum", "units"})
        return f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {step} +ellps=WGS84"

    def to_plane(self, lonlat: Any) -> Any:
        """Shapes from lon/lat degrees (WGS84) to grid metres; an array gives an array, one shape one shape.

        Coordinates are rounded to the grid one by one: faults of a shape survive, to be told and mended by
        `repair`. None stays None, and so becomes a shape with a coordinate that is no place on earth
        (NaN, infinite, outside +-180 or +-90). Heights are left behind. Raises nothing on any shape.
        """
        if lonlat is None or isinstance(lonlat, BaseGeometry):
            return self.to_plane(as_array([lonlat]))[0]
        shapes = as_array(lonlat)
        usable = shapes.copy()
        usable[~on_earth(shapes)] = None
        projected = _transformed(usable, self.forward)
        with np.errstate(invalid="ignore"):
            snapped: Geometries = shapely.set_precision(projected, self.grid_m, mode="pointwise")
        return snapped

    def to_lonlat(self, plane: Any) -> Any:
        """Shapes from grid metres to lon/lat degrees (WGS84); the inverse of `to_plane` to half a grid
        step."""
        if plane is None or isinstance(plane, BaseGeometry):
            return self.to_lonlat(as_array([plane]))[0]
        # The grid belongs to metres; carried over into degrees it would round to a kilometre.
        loose = shapely.set_precision(as_array(plane), 0, mode="pointwise")
        return _transformed(loose, self.inverse)

    def forward(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Coordinates (n, 2) from lon/lat degrees to metres, not snapped; impossible ones become inf."""
        x, y = _transformer(self.pipeline).transform(lonlat[:, 0], lonlat[:, 1], errcheck=False)
        return np.column_stack([x, y])

    def forward_one(self, lon: float, lat: float) -> tuple[float, float]:
        """One position from lon/lat degrees to metres."""
        x, y = self.forward(np.array([[lon, lat]]))[0].tolist()
        return x, y

    def inverse(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Coordinates (n, 2) from metres to lon/lat degrees; impossible ones become inf.

        PROJ before 9.6 inverts the authalic latitude by a short series that is up to 1.6 mm off, later ones
        do not; one step of correction against the exact forward formula makes the answer the same on all.
        """
        first = self._backward(metres)
        again = self._backward(self.forward(first))
        with np.errstate(invalid="ignore"):
            off = again - first
            # A turn of 360 degrees is no error, and neither is what is not finite.
            off[~(np.abs(off) < 1e-6)] = 0
        return np.asarray(first - off)

    def _backward(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """The inverse as PROJ has it."""
        lon, lat = _transformer(self.pipeline).transform(
            metres[:, 0], metres[:, 1], direction="INVERSE", errcheck=False
        )
        return np.column_stack([lon, lat])

    def bounds_to_plane(self, bounds: Sequence[float], densify: int = 21) -> Bounds:
        """The box in metres around a box in lon/lat degrees (west, south, east, north).

        The sides are densified, because the corners of a box are not its extremes on the plane. A box whose
        west exceeds its east crosses the date line. Raises NotUsable("geometry.bounds.not-a-box").
        """
        west, south, east, north = _box(bounds)
        lon = np.linspace(west, east, densify + 2)
        lat = np.linspace(south, north, densify + 2)
        lons, lats = np.meshgrid(lon, lat)
        lonlat = np.column_stack([(lons.ravel() + 180) % 360 - 180, lats.ravel()])
        xy = self.forward(lonlat)
        if not np.isfinite(xy).all():
            raise NotUsable("geometry.bounds.not-a-box", bounds=list(map(float, bounds)))
        (x0, y0), (x1, y1) = xy.min(axis=0), xy.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `operation` is for the reader of the file, `from_dict` holds it to its word."""
        return {
            "code": self.code,
            "definition": self.definition,
            "grid_m": self.grid_m,
            "operation": self.pipeline,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "EqualAreaPlane":
        """The plane that `as_dict` wrote. Raises NotUsable, also where the operation is another than
        stated."""
        try:
            plane = cls(str(values["code"]), str(values["definition"]), float(values.get("grid_m", 0.01)))
        except (KeyError, TypeError, ValueError) as fault:
            raise NotUsable("geometry.plane.not-understood", definition=str(dict(values))) from fault
        stated = values.get("operation", plane.pipeline)
        if stated != plane.pipeline:
            raise NotUsable("geometry.plane.another-operation", stated=str(stated), ours=plane.pipeline)
        return plane


def plane_for(bounds: Sequence[float], grid_m: float = 0.01) -> EqualAreaPlane:
    """The default plane of a programme: Lambert azimuthal, centred on its bounds to the next half degree.

    `bounds` are lon/lat degrees (west, south, east, north); west greater than east crosses the date line.
    """
    west, south, east, north = _box(bounds)
    lat = math.floor((south + north) + 0.5) / 2
    lon = (math.floor((west + east) + 0.5) / 2 + 180) % 360 - 180
    code = f"laea:{lat:g}:{lon:g}"
    definition = f"+proj=laea +lat_0={lat:g} +lon_0={lon:g} +datum=WGS84 +units=m +no_defs +type=crs"
    return EqualAreaPlane(code, definition, grid_m)


def as_array(shapes: Any) -> Geometries:
    """A one-dimensional object array of shapes or None, from any sequence of them."""
    if isinstance(shapes, np.ndarray) and shapes.dtype == object and shapes.ndim == 1:
        return shapes
    items = list(shapes)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def on_earth(shapes: Geometries) -> NDArray[np.bool_]:
    """Per shape: are all its lon/lat finite and within +-180 and +-90? True for None and for the empty."""
    coords, owner = shapely.get_coordinates(shapes, return_index=True)
    with np.errstate(invalid="ignore"):
        bad = ~((np.abs(coords[:, 0]) <= 180) & (np.abs(coords[:, 1]) <= 90))
    answer = np.ones(len(shapes), dtype=bool)
    answer[owner[bad]] = False
    return answer


def _transformed(shapes: Geometries, function: Any) -> Geometries:
    """Shapes with their coordinates put through `function`, None where one came out as no number."""
    flat = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
    coords, owner = shapely.get_coordinates(flat, return_index=True)
    if not len(coords):
        return as_array(flat).copy()
    moved = function(coords)
    bad = ~np.isfinite(moved).all(axis=1)
    if bad.any():
        lost = np.unique(owner[bad])
        flat = flat.copy()
        flat[lost] = None
        moved = moved[~np.isin(owner, lost)]
    return as_array(shapely.set_coordinates(flat.copy(), moved))


def _box(bounds: Sequence[float]) -> Bounds:
    """West, south, east, north with east past 180 where the box crosses the date line."""
    try:
        west, south, east, north = map(float, bounds)
    except (TypeError, ValueError) as fault:
        raise NotUsable("geometry.bounds.not-a-box", bounds=str(bounds)) from fault
    fits = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    if not fits:
        raise NotUsable("geometry.bounds.not-a-box", bounds=[west, south, east, north])
    return west, south, east + (360 if east < west else 0), north


@lru_cache(maxsize=256)
def _parse(definition: str) -> dict[str, str]:
    """The parameters of a definition, or a refusal where it holds anything that could shift the datum."""
    parts: dict[str, str] = {}
    for token in definition.split():
        key, _, value = token.removeprefix("+").partition("=")
        if key in {"no_defs", "type"}:
            continue
        if key not in ALLOWED or not value:
            raise NotUsable("geometry.plane.not-understood", definition=definition, part=token)
        parts[key] = value
    stated = (parts.get("datum"), parts.get("units", "m"))
    if stated != ("WGS84", "m") or "proj" not in parts:
        raise NotUsable("geometry.plane.not-understood", definition=definition, part="datum, units or proj")
    return parts


@lru_cache(maxsize=256)
def _transformer(pipeline: str) -> Transformer:
    """The PROJ operation of a pipeline, made once."""
    try:
        return Transformer.from_pipeline(pipeline)
    except ProjError as fault:
        raise NotUsable("geometry.plane.not-understood", definition=pipeline, part="") from fault
