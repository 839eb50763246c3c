"""An agreement between two invented programmes, its border zone, and records on both sides of its edge."""

import copy

import shapely

from commonground.core.exchange import agreements
from commonground.core.exchange.projection import Record

ZONE = {"type": "Polygon", "coordinates": [[[20.0, 42.0], [20.5, 42.0], [20.5, 42.5], [20.0, 42.5], [20.0, 42.0]]]}
NAME = agreements.annex_name(ZONE)
PLANE = agreements.PLANE.as_dict()
SAID = {
    "v": 1, "id": "border-2026", "version": 1, "prev_sha256": "", "publisher": "amc.example.al", "recipient": "mac.example.rs",
    "kind": "records", "purpose": "cross-border safety planning", "legal_ref": "memorandum of 2026, article 3",
    "valid_from": "2026-12-01", "valid_until": "2028-12-01", "delay_days": 0, "max_silence_days": 14, "onward": [],
    "at_end": {"mode": "purge", "within_days": 30}, "plane": PLANE, "annexes": {NAME: ZONE},
    "collections": {
        "hazard": {
            "rows": {"op": "and", "args": [
                {"op": "in", "args": [{"property": "status"}, ["suspected", "confirmed"]]},
                {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": NAME}]},
            ]},
            "fields": {"status": "pass", "contamination": "pass", "recorded_on": "month", "open_m2": {"bucket": [1_000, 10_000, 100_000]},
                       "name": "drop"},
            "geometry": {"grid": 1_000}, "footprint": {"grid": 5_000},
        }
    },
}  # fmt: skip


def said(**changes):
    """The agreement with some words otherwise; a path of words is joined by two underscores."""
    out = copy.deepcopy(SAID)
    for path, value in changes.items():
        *way, last = path.split("__")
        at = out
        for word in way:
            at = at[word]
        at[last] = value
    return out


def exact(**changes):
    """The same with exact perimeters, days and areas."""
    words = {
        "status": "pass",
        "contamination": "pass",
        "recorded_on": "pass",
        "open_m2": "pass",
        "code": "pass",
        "name": "pass",
    }
    return said(
        collections__hazard__geometry="exact", collections__hazard__fields=words,
        collections__hazard__footprint={"grid": 1_000}, **changes,
    )  # fmt: skip


def box(lon, lat, size=0.002):
    return shapely.box(lon, lat, lon + size, lat + size)


def hazard(key="H1", lon=20.2, lat=42.2, size=0.002, **values):
    """A suspected area in the zone, where nothing else is said; `lon` None is one without a perimeter."""
    held = {
        "code": key, "name": "Livadhi", "status": "suspected", "contamination": "ap-mines", "flag": "", "recorded_on": "2019-05-17",
        "changed_on": "2020-01-01", "open_m2": 36_000, "stated_m2": None, "unit": "AL-KU", **values,
    }  # fmt: skip
    return Record("hazard", key, held, None if lon is None else box(lon, lat, size))
