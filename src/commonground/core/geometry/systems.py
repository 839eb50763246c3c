"""The coordinate systems that people of the region write down, and the one operation each is read by.

An operation from a national datum to WGS84 is a choice: the EPSG register offers several for one system, and
in Bosnia and Herzegovina they put the same figures up to 17 m apart. So the choice is written here, by EPSG
code with its parameters, one per system *and country*; no library picks "the best here" on the day. The
parameters are copied from the EPSG register (v12) and a test holds them to the register that pyproj carries.
None needs a grid.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer, network
from pyproj.crs import CRS
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

from commonground.core.refusals import NotUsable

network.set_network_enabled(False)  # type: ignore[attr-defined]

Floats = NDArray[np.float64]
Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shift:
    """An EPSG operation from a datum to WGS84: its code and name, ellipsoid, PROJ Helmert parameters,
    accuracy.
    """

    epsg: int
    name: str
    ellipsoid: str
    helmert: str  # "" where the two are one to within the accuracy
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class System:
    """One way of writing a position.

    `order` is how people write the pair: "easting northing" or "northing easting" (for degrees "lat lon" or
    "lon lat"). `area` is lon/lat (west, south, east, north) where it may be used. `projection` is the PROJ
    projection of the grid ("" for degrees), `shift` the operation to WGS84, `country` whose choice it is.
    """

    code: str
    name: str
    epsg: int
    area: Area
    order: str
    projection: str
    shift: Shift
    country: str = ""

    @property
    def pipeline(self) -> str:
        """The pinned operation from easting/northing in metres (or lon/lat degrees) to lon/lat WGS84
        degrees.
        """
        steps = ["+proj=pipeline"]
        if self.projection:
            steps.append(f"+step +inv {self.projection} +ellps={self.shift.ellipsoid}")
        else:
            steps.append("+step +proj=unitconvert +xy_in=deg +xy_out=rad")
        if self.shift.helmert:
            steps.append(
                f"+step +proj=push +v_3 +step +proj=cart +ellps={self.shift.ellipsoid} "
                f"+step +proj=helmert {self.shift.helmert} +step +inv +proj=cart +ellps=WGS84 "
                "+step +proj=pop +v_3"
            )
        return " ".join([*steps, "+step +proj=unitconvert +xy_in=rad +xy_out=deg"])

    @property
    def operation(self) -> str:
        """What to note beside a position: the EPSG operation by code and name."""
        return f"EPSG:{self.shift.epsg} {self.shift.name}" if self.shift.epsg else self.shift.name

    def convert(self, eastings: Floats, northings: Floats, inverse: bool = False) -> tuple[Floats, Floats]:
        """Arrays of easting/northing (or lon/lat) to lon/lat WGS84, or back; inf where it cannot be done."""
        step = "INVERSE" if inverse else "FORWARD"
        lon, lat = _operation(self.pipeline).transform(eastings, northings, direction=step, errcheck=False)
        return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An operation that EPSG offers for a system; `accuracy_m` is None where it is not stated."""

    code: str
    name: str
    accuracy_m: float | None
    area: str
    pinned: bool


NONE = Shift(0, "WGS 84 as it is", "WGS84", "", 0.0)

_PV, _CF = "+convention=position_vector", "+convention=coordinate_frame"
# EPSG code, name, ellipsoid, parameters, accuracy: as in the register.
SHIFTS: dict[int, Shift] = {
    shift.epsg: shift
    for shift in (
        Shift(
            8823,
            "MGI 1901 to WGS 84 (13)",
            "bessel",
            f"+x=489.88 +y=183.912 +z=533.711 +rx=5.76545 +ry=4.69994 +rz=-12.58211 +s=1.00646 {_PV}",
            1,
        ),
        Shift(
            3964,
            "MGI 1901 to WGS 84 (4)",
            "bessel",
            f"+x=551.7 +y=162.9 +z=467.9 +rx=6.04 +ry=1.96 +rz=-11.38 +s=-4.82 {_PV}",
            1,
        ),
        Shift(
            9486,
            "MGI 1901 to WGS 84 (15)",
            "bessel",
            f"+x=577.84843 +y=165.45019 +z=390.43652 +rx=-4.93131 +ry=0.96052 +rz=13.05072 +s=7.86546 {_CF}",
            1,
        ),
        Shift(3965, "MGI 1901 to WGS 84 (6)", "bessel", "+x=695.5 +y=-216.6 +z=491.1", 10),
        Shift(
            6206,
            "MGI 1901 to WGS 84 (10)",
            "bessel",
            f"+x=521.748 +y=229.489 +z=590.921 +rx=-4.029 +ry=-4.488 +rz=15.521 +s=-9.78 {_CF}",
            2,
        ),
        Shift(
            9143,
            "MGI 1901 to WGS 84 (14)",
            "bessel",
            "+x=628.54052 +y=192.2538 +z=498.43507 +rx=-13.79189 +ry=-0.81467 +rz=41.21533 "
            f"+s=-17.40368 {_PV}",
            1,
        ),
        Shift(
            8688,
            "MGI 1901 to WGS 84 (16)",
            "bessel",
            f"+x=476.08 +y=125.947 +z=417.81 +rx=-4.610862 +ry=-2.388137 +rz=11.942335 +s=9.896638 {_CF}",
            1,
        ),
        Shift(
            15865,
            "Pulkovo 1942 to WGS 84 (16)",
            "krass",
            f"+x=25 +y=-141 +z=-78.5 +rx=0 +ry=-0.35 +rz=-0.736 +s=0 {_CF}",
            4.5,
        ),
        Shift(15999, "Pulkovo 1942(58) to WGS 84 (8)", "krass", "+x=24 +y=-130 +z=-92", 6),
        Shift(
            7834,
            "Albanian 1987 to WGS 84 (1)",
            "krass",
            f"+x=-44.183 +y=-0.58 +z=-38.489 +rx=-2.3867 +ry=-2.7072 +rz=3.5196 +s=-8.2703 {_CF}",
            1,
        ),
        Shift(15967, "HTRS96 to WGS 84 (1)", "GRS80", "", 1),
        Shift(1149, "ETRS89 to WGS 84 (1)", "GRS80", "", 1),
    )
}


def _balkans() -> Iterable[System]:
    """The Gauss-Krueger zones of the former Yugoslavia; people write Y (easting, zone first), then X."""
    countries = (
        ("BA", 8823, (5, 6, 7), (15.72, 42.56, 19.62, 45.27)),
        ("HR", 3964, (5, 6), (13.43, 42.34, 19.43, 46.54)),
        ("RS", 9486, (6, 7, 8), (18.81, 42.23, 23.01, 46.19)),
        ("ME", 3965, (6, 7), (18.45, 41.79, 20.38, 43.56)),
        ("MK", 6206, (7, 8), (20.45, 40.85, 23.04, 42.36)),
        ("XK", 9143, (7,), (19.97, 41.85, 21.8, 43.25)),
        ("SI", 8688, (5,), (13.38, 45.42, 16.61, 46.88)),
    )
    # Not 31275-31278 (another datum, MGI of Austria) nor 3907-3910 (retired: the axes were the wrong way
    # round).
    epsg = {5: 8677, 6: 8678, 7: 6316, 8: 8679}
    for country, shift, zones, area in countries:
        for zone in zones:
            projection = f"+proj=tmerc +lat_0=0 +lon_0={zone * 3} +k=0.9999 +x_0={zone}500000 +y_0=0"
            yield System(
                code=f"mgi1901-{zone}-{country.lower()}",
                name=f"MGI 1901 / Balkans zone {zone}",
                epsg=epsg[zone],
                area=area,
                order="easting northing",
                projection=projection,
                shift=SHIFTS[shift],
                country=country,
            )


def _pulkovo() -> Iterable[System]:
    """The six-degree zones of the former Soviet Union: the Caucasus is in 7 to 9, Central Asia in 9 to 15."""
    for zone in range(4, 16):
        middle = zone * 6 - 3
        yield System(
            code=f"pulkovo1942-{zone}",
            name=f"Pulkovo 1942 / Gauss-Kruger zone {zone}",
            epsg=28400 + zone,
            area=(middle - 3, 35.0, middle + 3, 82.0),
            order="northing easting",
            projection=f"+proj=tmerc +lat_0=0 +lon_0={middle} +k=1 +x_0={zone}500000 +y_0=0",
            shift=SHIFTS[15865],
        )


def _utm() -> Iterable[System]:
    """UTM on WGS84, every zone of both hemispheres."""
    for zone in range(1, 61):
        for half, first, false in (("N", 32600, 0), ("S", 32700, 10_000_000)):
            west = zone * 6 - 186.0
            south, north = (0.0, 84.0) if half == "N" else (-80.0, 0.0)
            projection = f"+proj=tmerc +lat_0=0 +lon_0={zone * 6 - 183} +k=0.9996 +x_0=500000 +y_0={false}"
            yield System(
                code=f"utm-{zone}{half}",
                name=f"WGS 84 / UTM zone {zone}{half}",
                epsg=first + zone,
                area=(west, south, west + 6, north),
                order="easting northing",
                projection=projection,
                shift=NONE,
            )


_WORLD = (-180.0, -90.0, 180.0, 90.0)
_ALBANIA = (19.22, 39.64, 21.06, 42.67)
_GK4 = "+proj=tmerc +lat_0=0 +lon_0=21 +k=1 +x_0=4500000 +y_0=0"

SYSTEMS: dict[str, System] = {
    system.code: system
    for system in (
        System("wgs84", "WGS 84, latitude then longitude", 4326, _WORLD, "lat lon", "", NONE),
        System("wgs84-lonlat", "WGS 84, longitude then latitude", 4326, _WORLD, "lon lat", "", NONE),
        System("utm", "WGS 84 / UTM, zone written before", 32600, _WORLD, "easting northing", "", NONE),
        System("mgrs", "Military grid reference, WGS 84", 4326, _WORLD, "", "", NONE),
        *_balkans(),
        System(
            "htrs96",
            "HTRS96 / Croatia TM",
            3765,
            (13.43, 42.34, 19.43, 46.54),
            "easting northing",
            "+proj=tmerc +lat_0=0 +lon_0=16.5 +k=0.9999 +x_0=500000 +y_0=0",
            SHIFTS[15967],
            "HR",
        ),
        System(
            "krgjsh2010",
            "ETRS89 / Albania TM 2010",
            6870,
            _ALBANIA,
            "northing easting",
            "+proj=tmerc +lat_0=0 +lon_0=20 +k=1 +x_0=500000 +y_0=0",
            SHIFTS[1149],
            "AL",
        ),
        System(
            "albanian1987",
            "Albanian 1987 / Gauss-Kruger zone 4",
            2462,
            _ALBANIA,
            "northing easting",
            _GK4,
            SHIFTS[7834],
            "AL",
        ),
        System(
            "pulkovo1942-58-al",
            "Pulkovo 1942(58) / Gauss-Kruger zone 4",
            3334,
            _ALBANIA,
            "northing easting",
            _GK4,
            SHIFTS[15999],
            "AL",
        ),
        *_pulkovo(),
        *_utm(),
    )
}


def system_for(code: str) -> System:
    """The system of a code. Raises NotUsable("geometry.position.unknown-system")."""
    system = SYSTEMS.get(code)
    if system is None:
        raise NotUsable("geometry.position.unknown-system", system=code)
    return system


def operations(system: str) -> list[Candidate]:
    """What EPSG offers for a system, in the register that pyproj carries, with accuracies; one is pinned.

    Ballpark operations (which ignore the datum) and ones that need a grid are left out: neither may be
    chosen.
    """
    chosen = system_for(system)
    return candidates(CRS.from_epsg(chosen.epsg), chosen.shift.epsg) if chosen.shift.epsg else []


def candidates(crs: CRS, pinned: int = 0) -> list[Candidate]:
    """The usable operations from a system to WGS84, each by the code of its change of datum."""
    return [Candidate(*told, pinned=told[0] == f"EPSG:{pinned}") for told, _ in usable(crs)]


def usable(crs: CRS) -> list[tuple[tuple[str, str, float | None, str], Transformer]]:
    """Operations to lon/lat WGS84 that neither guess nor need a grid: (code, name, accuracy, area),
    operation.
    """
    try:
        with warnings.catch_warnings():  # pyproj warns of better operations whose grids are absent
            warnings.simplefilter("ignore")
            group = TransformerGroup(crs, CRS.from_epsg(4326), always_xy=True, allow_ballpark=False)
    except CRSError as fault:
        raise NotUsable("geometry.crs.not-understood", crs=str(crs)) from fault
    found = []
    for operation in group.transformers:
        if "grids=" in operation.definition:
            continue
        code, name = _named(operation)
        accuracy = operation.accuracy if operation.accuracy >= 0 else None
        area = operation.area_of_use.name if operation.area_of_use else ""
        found.append(((code, name, accuracy, area), operation))
    return found


def _named(operation: Transformer) -> tuple[str, str]:
    """The EPSG code and name of the change of datum in an operation; of the whole where there is none."""
    for step in operation.operations or ():
        if " to WGS 84" in step.name:
            known = step.to_json_dict().get("id")
            return (f"{known['authority']}:{known['code']}" if known else "", step.name)
    return "", operation.description


@lru_cache(maxsize=512)
def _operation(pipeline: str) -> Transformer:
    """A pinned pipeline, made once."""
    return Transformer.from_pipeline(pipeline)
