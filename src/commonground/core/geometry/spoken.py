"""A place as people write it: degrees, UTM, a military grid reference, or the grid of a country's own maps.

The other way round from `coordinates.read`, by the same pinned operations; what is written here can be read there.
"""

from dataclasses import dataclass

import mgrs
import numpy as np

from commonground.core.geometry.systems import SYSTEMS, System
from commonground.core.refusals import NotUsable

WAYS = ("wgs84", "dms", "utm", "mgrs", "national")
# Countries of the former Soviet Union, whose maps are in its six-degree zones.
PULKOVO = frozenset({"AM", "AZ", "GE", "KZ", "KG", "TJ", "TM", "UA", "UZ"})
SECOND = 30.0  # metres on the ground in a second of latitude, for saying how exact a writing is


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place in words, by which system and operation, and to how many metres that is right.

    `accuracy_m` is that of the operation and of the digits written, never of the survey or of a hand on a mouse.
    """

    way: str
    system: str  # the code that reads it again
    name: str
    text: str
    operation: str
    accuracy_m: float


def national_system(country: str, lon: float, lat: float) -> System | None:
    """The grid of a country's maps at a place: its zone there; None where we have none for the country, or not there."""
    if country.upper() in PULKOVO:
        zone = int((lon + 180) // 6) - 29
        found = [s for s in (SYSTEMS.get(f"pulkovo1942-{zone}"),) if s is not None]
    else:
        found = [s for s in SYSTEMS.values() if s.country == country.upper()]
    here = [s for s in found if s.area[0] <= lon <= s.area[2] and s.area[1] <= lat <= s.area[3]]
    return min(here, key=lambda s: abs(_middle(s) - lon), default=None)


def _middle(system: System) -> float:
    """The middle meridian of a grid."""
    return next(float(step[7:]) for step in system.projection.split() if step.startswith("+lon_0="))


def speak(lon: float, lat: float, way: str, country: str = "") -> Spoken:
    """A place in one way of writing.

    Raises NotUsable: geometry.position.unknown-system, or .outside-system where the way ends before the place (the
    poles for UTM, the border for a national grid).
    """
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise NotUsable("geometry.position.out-of-range", text=f"{lat} {lon}")
    if way == "wgs84":
        return Spoken(way, "wgs84", SYSTEMS["wgs84"].name, f"{lat:.6f}, {lon:.6f}", SYSTEMS["wgs84"].operation, 0.1)
    if way == "dms":
        text = f"{_dms(lat, 'N', 'S')} {_dms(lon, 'E', 'W')}"
        return Spoken(way, "wgs84", SYSTEMS["wgs84"].name, text, SYSTEMS["wgs84"].operation, SECOND / 100)
    if way == "utm":
        return _utm(lon, lat)
    if way == "mgrs":
        return _mgrs(lon, lat)
    if way != "national":
        raise NotUsable("geometry.position.unknown-system", system=way)
    system = national_system(country, lon, lat)
    if system is None:
        raise NotUsable("geometry.position.outside-system", text=f"{lat:.4f}, {lon:.4f}", system=country)
    east, north = _metres(lon, lat, system)
    one, two = (east, north) if system.order == "easting northing" else (north, east)
    return Spoken(way, system.code, system.name, f"{one} {two}", system.operation, max(1.0, system.shift.accuracy_m))


def _dms(degrees: float, positive: str, negative: str) -> str:
    """Degrees, minutes and seconds with two decimals, never sixty of anything."""
    hundredths = round(abs(degrees) * 360_000)
    minutes, rest = divmod(hundredths, 6000)
    return (
        f"{minutes // 60}°{minutes % 60:02}'{rest // 100:02}.{rest % 100:02}\"{positive if degrees >= 0 else negative}"
    )


def utm_system(lon: float, lat: float) -> System:
    """The zone of UTM that a place lies in, by the six-degree rule."""
    return SYSTEMS[f"utm-{min(60, int((lon + 180) // 6) + 1)}{'N' if lat >= 0 else 'S'}"]


def _utm(lon: float, lat: float) -> Spoken:
    if not -80 <= lat <= 84:
        raise NotUsable("geometry.position.outside-system", text=f"{lat:.4f}, {lon:.4f}", system="UTM")
    system = utm_system(lon, lat)
    east, north = _metres(lon, lat, system)
    return Spoken("utm", system.code, system.name, f"{system.code[4:]} {east} {north}", system.operation, 1.0)


def _mgrs(lon: float, lat: float) -> Spoken:
    if not -80 <= lat <= 84:
        raise NotUsable("geometry.position.outside-system", text=f"{lat:.4f}, {lon:.4f}", system="MGRS")
    bare = mgrs.MGRS().toMGRS(lat, lon)
    zone, square, digits = bare[:-12], bare[-12:-10], bare[-10:]
    text = f"{zone} {square} {digits[:5]} {digits[5:]}"
    return Spoken("mgrs", "mgrs", SYSTEMS["mgrs"].name, text, "MGRS by GEOTRANS, metres", 1.0)


def _metres(lon: float, lat: float, system: System) -> tuple[int, int]:
    """A place on a grid, in whole metres."""
    east, north = system.convert(np.array([lon]), np.array([lat]), inverse=True)
    if not (np.isfinite(east[0]) and np.isfinite(north[0])):
        raise NotUsable("geometry.position.outside-system", text=f"{lat:.4f}, {lon:.4f}", system=system.code)
    return round(float(east[0])), round(float(north[0]))
