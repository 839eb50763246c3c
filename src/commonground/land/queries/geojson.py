"""Where land lies, as GeoJSON for a page: what an account holds, at two times, and what an entry drew."""

from collections.abc import Iterable
from typing import Any

from commonground.core.dates import Times
from commonground.core.geometry.overlay import from_wkb, regions, regions_from_wkb
from commonground.core.land import accounts
from commonground.land.access import Units, among_visible
from commonground.land.models import Doubt, Evidence, Hazard, Holding, LedgerEntry, Overlap
from commonground.land.queries import entries as ledger
from commonground.land.queries.succession import kin
from commonground.places import queries as places
from commonground.store.fields import as_wkb
from commonground.store.sets import among, rows

HAZARD, HOLDING, ENTRY, OVERLAP = (m._meta.db_table for m in (Hazard, Holding, LedgerEntry, Overlap))
NEIGHBOURS = 40
NOTHING: dict[str, Any] = {"type": "FeatureCollection", "features": []}


def of_hazard(hazard: int, code: str, times: Times, within: Units = None) -> dict[str, Any]:
    """A hazard's land by account, behind it its neighbours' that are seen from some units, evidence and the places of findings."""
    near = _near(hazard, within)
    held = _now([hazard, *near]) if times.is_now else _then(hazard, times) + _now(near)
    codes = {hazard: code, **near}
    held.sort(key=lambda piece: piece[0] == hazard)
    features = _features([(codes[h], account, shape) for h, account, shape in held])
    features += _evidence(hazard)
    found = Doubt.objects.filter(hazard_id=hazard, lon__isnull=False).values_list("code", "severity", "lon", "lat")
    features += [
        {
            "type": "Feature",
            "properties": {"code": code, "kind": "finding", "severity": severity, "finding": name},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, severity, lon, lat in found
    ]
    return {"type": "FeatureCollection", "features": features}


def of_entry(number: int, state: str) -> dict[str, Any]:
    """What an entry drew, as it was booked."""
    shape = LedgerEntry.objects.filter(pk=number).values_list("shape", flat=True).first()
    if shape is None:
        return NOTHING
    return {"type": "FeatureCollection", "features": _features([(f"№ {number}", state, from_wkb(shape))])}


def of_entries(said: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """What some entries drew, by ledger number, each with what is said of it; those that drew nothing are left out."""
    clause, params = among("e.number", said)
    found = rows(f"SELECT e.number, e.shape FROM {ENTRY} e WHERE {clause} AND e.shape IS NOT NULL ORDER BY 1", params)
    shapes = regions_from_wkb([as_wkb(shape) for _, shape in found]).tolist() if found else []
    features = _features(
        [(str(number), said[number]["state"], shape) for (number, _), shape in zip(found, shapes, strict=True)]
    )
    for feature in features:
        feature["properties"] |= said[int(feature["properties"]["code"])]
    return {"type": "FeatureCollection", "features": features}


def _near(hazard: int, within: Units) -> dict[int, str]:
    seen, params = among_visible(within)
    found = rows(
        f"SELECT h.id, h.code FROM {OVERLAP} o JOIN {HAZARD} h ON h.id = o.other WHERE o.one_id = %s AND {seen} LIMIT {NEIGHBOURS}",
        [hazard, *params],
    )
    return dict(found)


def _now(hazards: Iterable[int]) -> list[tuple[int, str, Any]]:
    """(hazard, account, shape) as the accounts hold it now; a whole entry's shape is kept only with the entry."""
    clause, params = among("h.hazard_id", hazards)
    found = rows(
        f"SELECT h.hazard_id, h.account, h.shape, e.shape FROM {HOLDING} h LEFT JOIN {ENTRY} e ON h.shape IS NULL AND e.number = h.entry "
        f"WHERE h.book = 'hazard' AND {clause}",
        params,
    )
    shapes = (
        regions_from_wkb([as_wkb(own if own is not None else drawn) for _, _, own, drawn in found]) if found else []
    )
    return [(r[0], r[1], shape) for r, shape in zip(found, shapes, strict=True) if shape is not None]


def _then(hazard: int, times: Times) -> list[tuple[int, str, Any]]:
    """The same at other times, computed from the entries."""
    known = times.known if times.known is not None else ledger.head()
    found = ledger.of_hazards([hazard], known)
    have = {e.number for e in found}
    extra = [e for e in ledger.correctors(found, known) if e.number not in have]
    state = accounts.state([*found, *extra], places.lowest_units(), on=times.on, known=known)
    return [
        (owner, account.value, shape)
        for (_, owner, account), (shape, _) in state.folded.hazards.items()
        if owner == hazard and account.value != "unrecorded"
    ]


def _features(pieces: list[tuple[str, str, Any]]) -> list[dict[str, Any]]:
    if not pieces:
        return []
    plane = places.programme().plane
    moved = plane.to_lonlat(regions([shape for _, _, shape in pieces]))
    return [
        {"type": "Feature", "properties": {"code": code, "state": state}, "geometry": geometry(shape)}
        for (code, state, _), shape in zip(pieces, moved, strict=True)
        if shape is not None and not shape.is_empty
    ]


def geometry(shape: Any) -> dict[str, Any]:
    """A shape in lon/lat as GeoJSON, to a centimetre."""
    said = shape.__geo_interface__
    if "geometries" in said:
        return {"type": said["type"], "geometries": [geometry(g) for g in shape.geoms]}
    return {"type": said["type"], "coordinates": _rounded(said["coordinates"])}


def _rounded(values: Any) -> Any:
    if isinstance(values, float | int):
        return round(values, 7)
    return [_rounded(v) for v in values]


def _evidence(hazard: int) -> list[dict[str, Any]]:
    found = Evidence.objects.filter(hazard_id__in=kin([hazard])).values_list("kind", "shape")[:200]
    if not found:
        return []
    moved = places.programme().plane.to_lonlat(regions([from_wkb(shape) for _, shape in found]))
    return [
        {"type": "Feature", "properties": {"kind": "sketch", "what": kind}, "geometry": geometry(shape)}
        for (kind, _), shape in zip(found, moved, strict=True)
        if shape is not None
    ]


STATE_OF = {"cancel": "cancelled", "reduce": "reduced", "clear": "cleared", "confirm": "confirmed"}


def of_numbers(first: int, last: int, most: int) -> dict[str, Any]:
    """What the entries of a range drew, by the first hazard each names; no more than `most` of them."""
    found = rows(
        f"SELECT e.kind, e.level, e.shape, h.code FROM {ENTRY} e JOIN land_naming n ON n.entry_id = e.number AND n.place = 0 "
        f"JOIN {HAZARD} h ON h.id = n.hazard_id WHERE e.number BETWEEN %s AND %s AND e.shape IS NOT NULL ORDER BY e.number LIMIT %s",
        [first, last, most],
    )
    shapes = regions_from_wkb([as_wkb(r[2]) for r in found]) if found else []
    pieces = [
        (code, STATE_OF.get(kind, level), shape) for (kind, level, _, code), shape in zip(found, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": _features(pieces)}
