"""Where a place is, in the ways that people write places, and which place a text means."""

from commonground.core.geometry.coordinates import Position, read
from commonground.core.geometry.spoken import WAYS, Spoken, speak
from commonground.core.geometry.systems import SYSTEMS
from commonground.core.refusals import NotUsable
from commonground.places import queries as places


def _country() -> str:
    return places.programme().code if places.has_programme() else ""


def written(lon: float, lat: float, way: str) -> Spoken:
    """A place in one way of writing. Raises NotUsable."""
    return speak(lon, lat, way, _country())


def in_every_way(lon: float, lat: float) -> list[Spoken]:
    """A place in every way that reaches it."""
    out = []
    for way in WAYS:
        try:
            out.append(written(lon, lat, way))
        except NotUsable:
            continue
    return out


def sought(text: str, way: str) -> Position:
    """The place that a text means: read as declared first, then in the other ways. Raises NotUsable as declared."""
    first: NotUsable | None = None
    for one in (way, *(w for w in ("wgs84", "mgrs", "utm", "national") if w != way)):
        for system in _systems(one):
            try:
                return read(text, system)
            except NotUsable as refusal:
                first = first or refusal
    if first is None:
        raise NotUsable("geometry.position.not-understood", text=text)
    raise first


def _systems(way: str) -> list[str]:
    if way != "national":
        return ["wgs84" if way == "dms" else way]
    return [s.code for s in SYSTEMS.values() if s.country and s.country == _country()]
