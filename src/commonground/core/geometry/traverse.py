"""Perimeters described by turning points: bearings and distances, how well they close, and the land inside.

Lengths are metres on the ground, bearings are in degrees or mils (6400 to the circle) from true, grid or
magnetic north. The traverse is computed in local metres east and north of its reference point, adjusted by
Bowditch's rule (the misclosure is shared out by cumulative length), and each turning point is then carried
to lon/lat (WGS84) along the geodesic. Source: `domain.md` 2.6, whose three test vectors are tests here;
limits in `thresholds`.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Proj

from commonground.core.findings import Finding, Severity
from commonground.core.geometry.codes import finding
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.systems import system_for
from commonground.core.geometry.thresholds import limit
from commonground.core.refusals import NotUsable

WGS84 = Geod(ellps="WGS84")
MILS = 6400
EXACT_M = 0.0005  # closer than half a millimetre nothing was measured


class PointType(StrEnum):
    """What a recorded point of a hazard is (IMSMA wiki, Point_Types)."""

    REFERENCE = "reference"  # a landmark outside the hazard
    BENCHMARK = "benchmark"  # a short safe walk from the reference, outside the hazard
    START = "start"  # the first turning point, or datum
    TURNING = "turning"  # the perimeter changes direction
    INTERMEDIATE = "intermediate"  # a marker between turning points; changes no geometry
    END = "end"  # the last turning point
    EVIDENCE = "evidence"  # where an item was found: never a perimeter
    USAGE = "usage"  # a target or firing point
    STORAGE = "storage"  # abandoned ordnance or a store: a point, with a polygon where large


class BearingUnit(StrEnum):
    """What a bearing is counted in."""

    DEGREES = "degrees"
    MILS = "mils"


class North(StrEnum):
    """Which north a bearing starts from."""

    TRUE = "true"
    GRID = "grid"
    MAGNETIC = "magnetic"


@dataclass(frozen=True, slots=True)
class Leg:
    """From one point to the next: a bearing in the unit of its traverse, clockwise, and metres on the
    ground.
    """

    bearing: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Traverse:
    """A perimeter as it stands on the form.

    `reference` is lon/lat (WGS84 degrees); `approach` leads from it to the start point; `legs` go round, the
    last one back to the start where `closes`. `declination_deg` (east positive) is that of the place and the
    day, for magnetic bearings. `grid` is the code of the coordinate system whose grid north was used.
    """

    reference: tuple[float, float]
    legs: tuple[Leg, ...]
    approach: tuple[Leg, ...] = ()
    unit: BearingUnit = BearingUnit.DEGREES
    north: North = North.TRUE
    declination_deg: float | None = None
    grid: str = ""
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Closure:
    """What a traverse comes to.

    `offsets` and `raw_offsets` (n, 2): metres east and north of the reference, adjusted and as measured, one
    row per turning point. `misclosure` (east, north) and `misclosure_m`; `ratio` is perimeter / misclosure,
    None where it closes exactly or does not close. `raw_m2`, `adjusted_m2`: shoelace areas. `perimeter`: the
    adjusted polygon in lon/lat. `accepted` is False where the closure is worse than the limit: then do not
    use it unseen.
    """

    offsets: NDArray[np.float64]
    raw_offsets: NDArray[np.float64]
    misclosure: tuple[float, float]
    misclosure_m: float
    length_m: float
    ratio: float | None
    raw_m2: float
    adjusted_m2: float
    perimeter: shapely.Polygon
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing about it is plainly wrong."""
        return all(news.severity is not Severity.ERROR for news in self.findings)

    def on_plane(self, plane: EqualAreaPlane) -> shapely.Polygon:
        """The adjusted polygon in the metres of a plane, on its grid."""
        return plane.to_plane(self.perimeter)


def close(traverse: Traverse, about: str = "", recorded_m2: float | None = None) -> Closure:
    """Compute, close and adjust a traverse; doubts are findings.

    Raises NotUsable: geometry.traverse.too-few-legs, .leg (not a number, negative), .no-declination,
    .reference, geometry.position.unknown-system (grid north of no known grid).
    """
    _usable(traverse)
    turn = rotation_deg(traverse)
    start = _steps(traverse.approach, traverse.unit, turn).sum(axis=0)
    steps = _steps(traverse.legs, traverse.unit, turn)
    lengths = np.array([leg.distance_m for leg in traverse.legs])
    ends = np.cumsum(steps, axis=0)
    if traverse.closes:
        missed = ends[-1]
        raw = np.vstack([[0.0, 0.0], ends[:-1]])
        share = np.concatenate([[0.0], np.cumsum(lengths)[:-1]]) / lengths.sum()
    else:
        missed = np.zeros(2)
        raw = np.vstack([[0.0, 0.0], ends])
        share = np.zeros(len(raw))
    adjusted = raw - share[:, None] * missed
    misclosure = math.hypot(*missed)
    length = float(lengths.sum())
    ratio = length / misclosure if misclosure > EXACT_M else None
    areas = (shoelace_m2(raw), shoelace_m2(adjusted))
    perimeter = shapely.Polygon(_carried(traverse.reference, adjusted + start))
    news = _doubts(traverse, misclosure, ratio, areas, recorded_m2, about)
    return Closure(
        offsets=adjusted + start,
        raw_offsets=raw + start,
        misclosure=(float(missed[0]), float(missed[1])),
        misclosure_m=misclosure,
        length_m=length,
        ratio=ratio,
        raw_m2=areas[0],
        adjusted_m2=areas[1],
        perimeter=perimeter,
        findings=tuple(news),
    )


def rotation_deg(traverse: Traverse) -> float:
    """Degrees to add to a bearing to count it from true north: nothing, the declination, or the
    convergence.
    """
    if traverse.north is North.TRUE:
        return 0.0
    if traverse.north is North.MAGNETIC:
        if traverse.declination_deg is None:
            raise NotUsable("geometry.traverse.no-declination")
        return traverse.declination_deg
    return convergence_deg(*traverse.reference, traverse.grid)


def convergence_deg(lon: float, lat: float, system: str) -> float:
    """The angle from true to grid north at a place, east positive: true bearing = grid bearing + convergence.

    The ellipsoid is that of the grid; the few arc seconds by which lon/lat differ between datums do not
    matter.
    """
    declared = system_for(system)
    if not declared.projection:
        raise NotUsable("geometry.position.unknown-system", system=system)
    projection = Proj(f"{declared.projection} +ellps={declared.shift.ellipsoid}")
    return float(projection.get_factors(lon, lat).meridian_convergence)


def shoelace_m2(points: NDArray[np.float64]) -> float:
    """The area inside points (n, 2) in metres, in order, closed to the first; of whatever direction."""
    x, y = points[:, 0], points[:, 1]
    return float(abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2)


def _steps(legs: tuple[Leg, ...], unit: BearingUnit, turn: float) -> NDArray[np.float64]:
    """Legs as metres east and north (n, 2): d sin b, d cos b."""
    degrees = np.array([leg.bearing for leg in legs]) * (360 / MILS if unit is BearingUnit.MILS else 1)
    distance = np.array([leg.distance_m for leg in legs])
    bearing = np.radians(degrees + turn)
    return np.column_stack([distance * np.sin(bearing), distance * np.cos(bearing)])


def _carried(reference: tuple[float, float], offsets: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Lon/lat of offsets in metres east and north of a reference, each along its geodesic."""
    azimuth = np.degrees(np.arctan2(offsets[:, 0], offsets[:, 1]))
    distance = np.hypot(offsets[:, 0], offsets[:, 1])
    here = np.full(len(offsets), 1.0)
    lon, lat, _ = WGS84.fwd(here * reference[0], here * reference[1], azimuth, distance)
    return [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]


def _usable(traverse: Traverse) -> None:
    """Refuse what cannot be computed at all."""
    lon, lat = traverse.reference
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise NotUsable("geometry.traverse.reference", lon=str(lon), lat=str(lat))
    least = 3 if traverse.closes else 2
    if len(traverse.legs) < least:
        raise NotUsable("geometry.traverse.too-few-legs", legs=len(traverse.legs), least=least)
    for number, leg in enumerate((*traverse.approach, *traverse.legs), 1):
        if not (math.isfinite(leg.bearing) and math.isfinite(leg.distance_m) and leg.distance_m >= 0):
            raise NotUsable("geometry.traverse.leg", leg=number, bearing=str(leg.bearing), distance=str(leg.distance_m))
    if sum(leg.distance_m for leg in traverse.legs) == 0:
        raise NotUsable("geometry.traverse.leg", leg=1, bearing="", distance="0")


def _doubts(
    traverse: Traverse,
    misclosure: float,
    ratio: float | None,
    areas: tuple[float, float],
    recorded_m2: float | None,
    about: str,
) -> list[Finding]:
    """What is doubtful about a traverse."""
    news = []
    at = traverse.reference
    if not traverse.closes:
        news.append(finding("geometry.traverse.open", about, at))
    if ratio is not None and ratio < limit("closure.warn"):
        rejected = ratio < limit("closure.reject")
        code = "geometry.closure.rejected" if rejected else "geometry.closure.doubtful"
        facts = {"misclosure_m": round(misclosure, 3), "ratio": round(ratio)}
        news.append(finding(code, about, at, **facts))
    raw, adjusted = areas
    if percent := _apart(raw, adjusted):
        shown = {"raw_m2": round(raw, 1), "adjusted_m2": round(adjusted, 1), "percent": percent}
        news.append(finding("geometry.closure.area", about, at, **shown))
    if recorded_m2 is not None and (percent := _apart(recorded_m2, adjusted)):
        told = {"stated_m2": recorded_m2, "computed_m2": round(adjusted, 1), "percent": percent, "likely": ""}
        news.append(finding("geometry.area.differs", about, at, **told))
    for number, leg in enumerate(traverse.legs, 1):
        if leg.distance_m == 0:
            news.append(finding("geometry.traverse.no-length", about, at, leg=number))
        elif leg.distance_m > limit("points.intermediate"):
            spread = {
                "leg": number,
                "length_m": round(leg.distance_m, 1),
                "limit_m": limit("points.intermediate"),
            }
            news.append(finding("geometry.traverse.long-leg", about, at, **spread))
    return news


def _apart(one: float, computed: float) -> float:
    """By how many percent of the computed area another differs, where that is past both limits; else 0."""
    apart = abs(one - computed)
    share = apart / computed * 100 if computed else 100.0
    past = share > limit("area.share") and apart > limit("area.floor")
    return round(share, 1) if past else 0.0
