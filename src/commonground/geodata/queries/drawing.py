"""A perimeter while it is being drawn: what it encloses, what is wrong with it and where, and what its hazard says to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from commonground.core.dates import Times
from commonground.core.fieldwork.shapes import Entered, Read, read_line, read_shape
from commonground.core.findings import Finding
from commonground.core.geometry.cutting import sides
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.lines import positions
from commonground.core.geometry.overlay import NOTHING, Region, area, is_nothing, join_all, meet, regions
from commonground.core.refusals import NotUsable
from commonground.intake.queries import drawn
from commonground.land.queries import shapes as land
from commonground.places import queries as places

OPEN = ("suspected", "confirmed")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of it: GeoJSON in longitude and latitude, square metres, and news; or why there is none."""

    geometry: dict[str, Any] | None
    m2: int | None
    findings: tuple[Finding, ...]
    refusal: Any = None
    text: str = ""  # the shape as positions, or as GeoJSON where it has several parts or holes
    parts: tuple[
        int, ...
    ] = ()  # of a hazard that a line divides: square metres of its land to the line's left and right


def checked(entered: Entered) -> Drawn:
    """The shape as it was typed, pasted or drawn, mended and checked where it lies."""
    programme = places.programme()
    return _drawn(read_shape(entered, programme.plane, programme.outline))


def left(viewer: Any, codes: Sequence[str], times: Times) -> Drawn:
    """What of some hazards is still open. Raises NotThere."""
    return _of(_open(viewer, codes, times))


def cut(viewer: Any, codes: Sequence[str], entered: Entered, times: Times) -> Drawn:
    """What of a shape lies on open land of some hazards. Raises NotThere."""
    programme = places.programme()
    read = read_shape(entered, programme.plane, programme.outline)
    return _of(meet(read.shape, _open(viewer, codes, times))) if read.shape is not None else _drawn(read)


def from_file(name: str, data: bytes) -> Drawn:
    """The shape of a file, read apart from us. What cannot be read is a refusal inside."""
    try:
        text = drawn.text_of(name, data)
    except NotUsable as refusal:
        return Drawn(None, None, (), refusal)
    return replace(checked(Entered(text)), text=text)


def divided(viewer: Any, codes: Sequence[str], entered: Entered, times: Times) -> Drawn:
    """What a line leaves of a hazard on each of its sides. Raises NotThere."""
    programme = places.programme()
    read = read_line(entered, programme.plane)
    if read.shape is None:
        return _drawn(read)
    lands = [one.shape for code in codes[:1] for one in land.hazard_lands(viewer, code, times)[1]]
    line = _drawn(read)
    if not lands:
        return line
    try:
        grounds = sides(positions(read.shape), join_all(lands))
    except NotUsable as refusal:
        return replace(line, refusal=refusal)
    parts = tuple(round(area(meet(join_all(lands), ground))) for ground in grounds)
    return replace(line, parts=parts, refusal=None if all(parts) else NotUsable("land.split.misses", code=codes[0]))


def _open(viewer: Any, codes: Sequence[str], times: Times) -> Region:
    lands = [one for code in codes for one in land.hazard_lands(viewer, code, times)[1]]
    return join_all([one.shape for one in lands if one.account in OPEN]) if lands else NOTHING


def _of(shape: Region) -> Drawn:
    if is_nothing(shape):
        return Drawn(None, 0, (), NotUsable("geodata.drawing.nothing-left"))
    return _drawn(Read(shape, round(area(shape))), written=True)


def _drawn(read: Read, *, written: bool = False) -> Drawn:
    if read.shape is None:
        return Drawn(None, None, read.findings, read.refusal)
    (geometry,) = geometries(places.programme().plane.to_lonlat(regions([read.shape])))
    return Drawn(geometry, read.m2, read.findings, None, _text(geometry) if written else "")


def _text(geometry: dict[str, Any]) -> str:
    """One position to a line for one ring, which can be drawn on; well-formed GeoJSON for anything else."""
    if geometry["type"] == "Polygon" and len(geometry["coordinates"]) == 1:
        return "\n".join(f"{lat:.7f}, {lon:.7f}" for lon, lat in geometry["coordinates"][0][:-1])
    rings = str(geometry["coordinates"]).replace("(", "[").replace(")", "]")
    return f'{{"type": "{geometry["type"]}", "coordinates": {rings}}}'
