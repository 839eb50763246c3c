"""Positions as people write them, read by pinned operations into lon/lat WGS84.

`read` for one position typed by hand, `to_lonlat` for columns of a file, `reproject` for whole files of
shapes with a declared system. What was entered, the operation and its accuracy stay beside the result.
"""

import re
import warnings
from dataclasses import dataclass
from typing import Any

import mgrs
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj.crs import CRS
from pyproj.exceptions import CRSError

from commonground.core.geometry.degrees import read_degrees
from commonground.core.geometry.plane import Geometries, as_array
from commonground.core.geometry.systems import SYSTEMS, Floats, System, candidates, system_for, usable
from commonground.core.refusals import NotUsable

MARGIN = 0.5  # degrees beyond a system's area: border zones are surveyed in the neighbour's zone too
UTM = re.compile(r"^\s*(\d{1,2})\s*([C-HJ-NP-X])\s+(.+)$", re.IGNORECASE)
MGRS = re.compile(r"^(\d{1,2})([C-HJ-NP-X])[A-HJ-NP-Z][A-HJ-NP-V]((?:\d\d)*)$")
METRES = re.compile(r"[-+]?\d+(?:\.\d+)?")
LABEL = re.compile(r"(?i)(?<![a-z])(easting|northing|e|n|x|y)\s*[:=]?(?=\s*[-+\d]|$)|(?<=\d)\s*m(e|n)?\b")
# In the Gauss-Krueger countries x counts northwards; everywhere else it counts eastwards.
NORTHWARD_X = ("mgi1901", "pulkovo", "albanian", "krgjsh")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in lon/lat degrees (WGS84), with what was entered and how it was read.

    `accuracy_m` is that of the operation and of the way it was written (an MGRS square), never of the survey.
    """

    lon: float
    lat: float
    system: str
    as_entered: str
    operation: str
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Converted:
    """Columns read: `lon`, `lat` in degrees (NaN where impossible), `outside` the area of the system."""

    lon: Floats
    lat: Floats
    outside: NDArray[np.bool_]
    operation: str
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Reprojected:
    """Shapes in lon/lat degrees (None where impossible), and by which operation."""

    shapes: Geometries
    operation: str
    accuracy_m: float | None


def read(entered: str | tuple[Any, Any], system: str = "wgs84") -> Position:
    """A position from a text, or from a pair in the order of the system.

    Raises NotUsable with one of: geometry.position.unknown-system, .not-understood, .out-of-range,
    .outside-system (the facts hold where it would lie, and `exchanged` where the pair was in the other
    order), .wrong-zone, .ambiguous-band.
    """
    declared = system_for(system)
    text = entered if isinstance(entered, str) else f"{entered[0]}; {entered[1]}"
    if len(text) > 200:
        raise NotUsable("geometry.position.not-understood", text=text[:200], why="length")
    if system == "mgrs":
        return _read_mgrs(text)
    if declared.order in {"lat lon", "lon lat"}:
        lon, lat = read_degrees(text, declared.order)
        return Position(lon, lat, system, text, declared.operation, 0.0)
    if system == "utm" or (system.startswith("utm-") and UTM.match(text)):
        declared, text_left = _utm_zone(text, declared)
        return _in_band(_read_grid(text_left, declared, text))
    return _read_grid(text, declared, text)


def guess_systems(entered: str) -> list[str]:
    """Codes of the systems in which a text can be read, the plainest first; a proposal, never a decision.

    UTM zones are not tried one by one: a pair without a zone lies in every one of them.
    """
    fits = []
    for code in SYSTEMS:
        if code.startswith("utm-"):
            continue
        try:
            read(entered, code)
        except NotUsable:
            continue
        fits.append(code)
    return fits


def to_lonlat(eastings: Any, northings: Any, system: str) -> Converted:
    """Columns of eastings and northings (metres; or lon and lat degrees) to lon/lat WGS84, row by row."""
    declared = system_for(system)
    if system in {"utm", "mgrs"}:
        raise NotUsable("geometry.position.unknown-system", system=system)
    x, y = np.asarray(eastings, dtype=float), np.asarray(northings, dtype=float)
    lon, lat = declared.convert(x, y)
    impossible = ~(np.isfinite(lon) & np.isfinite(lat)) | (np.abs(lat) > 90) | (np.abs(lon) > 180)
    lon, lat = np.where(impossible, np.nan, lon), np.where(impossible, np.nan, lat)
    return Converted(lon, lat, ~_inside(lon, lat, declared), declared.operation, declared.shift.accuracy_m)


def reproject(shapes: Any, declared: int | str, operation: str = "") -> Reprojected:
    """Shapes of a file in its declared system (a code of ours, an EPSG code, or WKT) to lon/lat WGS84.

    Coordinates are x/y as files hold them (easting first), whatever order the register states. Where EPSG
    offers several operations, `operation` ("EPSG:8823") must choose. Raises NotUsable:
    geometry.crs.not-understood, geometry.crs.several-operations (the facts list them with accuracies),
    geometry.crs.no-operation.
    """
    given = as_array(shapes)
    if isinstance(declared, str) and declared in SYSTEMS and declared not in {"utm", "mgrs"}:
        system = SYSTEMS[declared]
        moved = _moved(given, lambda c: np.column_stack(system.convert(c[:, 0], c[:, 1])))
        return Reprojected(moved, system.operation, system.shift.accuracy_m)
    try:
        crs = CRS.from_user_input(declared)
    except CRSError as fault:
        raise NotUsable("geometry.crs.not-understood", crs=str(declared)[:200]) from fault
    offered = usable(crs)
    if operation:
        offered = [one for one in offered if one[0][0] == operation]
    if not offered:
        raise NotUsable("geometry.crs.no-operation", crs=crs.name, operation=operation)
    if len(offered) > 1:
        listed = [{"code": c.code, "name": c.name, "accuracy_m": c.accuracy_m} for c in candidates(crs)]
        raise NotUsable("geometry.crs.several-operations", crs=crs.name, operations=listed)
    (code, name, accuracy, _), transformer = offered[0]

    def step(coords: Floats) -> Floats:
        return np.column_stack(transformer.transform(coords[:, 0], coords[:, 1], errcheck=False))

    return Reprojected(_moved(given, step), f"{code} {name}".strip(), accuracy)


def _moved(shapes: Geometries, step: Any) -> Geometries:
    """Shapes with their coordinates put through an operation, None where one has no place."""
    flat = shapely.force_2d(shapes).copy()
    coords, owner = shapely.get_coordinates(flat, return_index=True)
    if len(coords) == 0:
        return as_array(flat)
    out = step(coords)
    with np.errstate(invalid="ignore"):
        bad = ~((np.abs(out[:, 0]) <= 180) & (np.abs(out[:, 1]) <= 90))
    lost = np.unique(owner[bad])
    flat[lost] = None
    return as_array(shapely.set_coordinates(flat, out[~np.isin(owner, lost)]))


def _inside(lon: Floats, lat: Floats, system: System) -> NDArray[np.bool_]:
    """Which places lie in the area of a system, with the margin of border zones."""
    west, south, east, north = system.area
    with np.errstate(invalid="ignore"):
        inside = (lon >= west - MARGIN) & (lon <= east + MARGIN)
        inside &= (lat >= south - MARGIN) & (lat <= north + MARGIN)
    return np.asarray(inside)


def _read_grid(text: str, system: System, entered: str) -> Position:
    """A pair of metres on a grid, in the order of the system."""
    labels = [(m[1] or m[2] or "")[:1].lower() for m in LABEL.finditer(text)]
    bare = LABEL.sub(" ", text)
    if bare.count(",") == 1 and "." in bare:
        bare = bare.replace(",", " ")
    bare = re.sub(r",\s+", " ", bare).replace(",", ".")
    numbers = METRES.findall(bare)
    if len(numbers) != 2 or METRES.sub("", bare).strip(" ;/|\t\n"):
        raise NotUsable("geometry.position.not-understood", text=entered, why="two numbers of metres")
    one, two = float(numbers[0]), float(numbers[1])
    easting, northing = (one, two) if _easting_first(labels, system, entered) else (two, one)
    lon, lat = _place(easting, northing, system)
    if not _inside(lon, lat, system)[0]:
        _refuse_outside(easting, northing, system, entered)
    return Position(float(lon[0]), float(lat[0]), system.code, entered, system.operation, system.shift.accuracy_m)


def _easting_first(labels: list[str], system: System, entered: str) -> bool:
    """Whether a pair begins with the easting: by its labels where it has them, else by the system's order."""
    said = [label for label in labels if label]
    if not said:
        return system.order == "easting northing"
    eastward = {"e", "y" if system.code.startswith(NORTHWARD_X) else "x"}
    if len(said) != 2 or (said[0] in eastward) == (said[1] in eastward):
        raise NotUsable("geometry.position.not-understood", text=entered, why="labels")
    return said[0] in eastward


def _place(easting: float, northing: float, system: System) -> tuple[Floats, Floats]:
    """One pair converted; arrays of one."""
    return system.convert(np.array([easting]), np.array([northing]))


def _refuse_outside(easting: float, northing: float, system: System, entered: str) -> None:
    """Say why a pair is outside its system: the zone, the order, or plainly the place."""
    zone = re.search(r"\+x_0=(\d+)500000 ", system.projection + " ")
    stated = int(easting // 1_000_000)
    if zone and stated != int(zone[1]) and 4 <= stated <= 32 and 4e6 < northing < 6e6:
        raise NotUsable(
            "geometry.position.wrong-zone",
            text=entered,
            system=system.code,
            zone=stated,
            expected=int(zone[1]),
        )
    exchanged = bool(_inside(*_place(northing, easting, system), system)[0])
    lon, lat = (float(v[0]) for v in _place(easting, northing, system))
    place = [round(lon, 5), round(lat, 5)] if np.isfinite([lon, lat]).all() else None
    raise NotUsable("geometry.position.outside-system", text=entered, system=system.code, at=place, exchanged=exchanged)


def _utm_zone(text: str, declared: System) -> tuple[System, str]:
    """The system of the zone and band written before a UTM pair, and the pair.

    "38S" is a band (32 to 40 north) to a soldier and the southern hemisphere to a surveyor: it is refused,
    unless the declared system says which half.
    """
    match = UTM.match(text)
    if not match or not 1 <= int(match[1]) <= 60:
        raise NotUsable("geometry.position.not-understood", text=text, why="zone")
    zone, band = int(match[1]), match[2].upper()
    if declared.code != "utm":
        stated = int(declared.code[4:-1])
        if stated != zone:
            raise NotUsable("geometry.position.wrong-zone", text=text, system=declared.code, zone=zone, expected=stated)
        return declared, match[3]
    if band == "S":
        raise NotUsable("geometry.position.ambiguous-band", text=text, either=[f"utm-{zone}N", f"utm-{zone}S"])
    return SYSTEMS[f"utm-{zone}{'N' if band >= 'N' else 'S'}"], match[3]


def _in_band(position: Position) -> Position:
    """Refuse a UTM position whose latitude is not in the band written before it; N and S may mean the
    half.
    """
    match = UTM.match(position.as_entered)
    band = match[2].upper() if match else "N"
    south = "CDEFGHJKLMNPQRSTUVWX".index(band) * 8 - 80
    north = 84 if band == "X" else south + 8
    if band not in "NS" and not south - MARGIN <= position.lat <= north + MARGIN:
        place = [round(position.lon, 5), round(position.lat, 5)]
        raise NotUsable(
            "geometry.position.outside-system",
            text=position.as_entered,
            system=f"UTM band {band}",
            at=place,
            exchanged=False,
        )
    return position


def _read_mgrs(text: str) -> Position:
    """A military grid reference: its south-west corner, as GEOTRANS has it; accuracy is the size of the
    square.
    """
    bare = re.sub(r"[\s.\-]", "", text).upper()
    match = MGRS.match(bare)
    if not match or len(match[3]) > 10:
        raise NotUsable("geometry.position.not-understood", text=text, why="military grid reference")
    try:
        with warnings.catch_warnings():  # a square that is not in the band it names is a warning to GEOTRANS
            warnings.simplefilter("error", RuntimeWarning)
            lat, lon = mgrs.MGRS().toLatLon(bare)
    except (mgrs.core.MGRSError, RuntimeWarning) as fault:
        raise NotUsable("geometry.position.out-of-range", text=text) from fault
    # GEOTRANS also reads squares that lie in the next zone; there they have another name. Bands V and X have
    # zones of odd widths, and nobody of ours works there.
    middle = int(match[1]) * 6 - 183
    if match[2] not in "VX" and abs(lon - middle) > 3 + MARGIN:
        raise NotUsable("geometry.position.wrong-zone", text=text, system="mgrs", zone=int(match[1]))
    size = 10.0 ** (5 - len(match[3]) // 2)
    return Position(float(lon), float(lat), "mgrs", text, "MGRS by GEOTRANS, middle of the square", size)
