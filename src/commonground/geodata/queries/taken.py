"""Files that were asked for from the pages: what was asked, how far they are, and the file. Kept for a day."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import QueryDict

from commonground.core.dates import Times
from commonground.core.geometry.overlay import join_all, regions, wkbs
from commonground.core.refusals import NotThere
from commonground.geodata.gateway import Layer
from commonground.land.queries import columns, filters
from commonground.land.queries import hazards as land
from commonground.land.queries import shapes as lands
from commonground.places import queries as places
from commonground.store.beats import lapsed

KEY = re.compile(r"[0-9a-f]{32}")
KINDS = ("csv", "xlsx", "gpkg", "kml", "gpx")
KEPT = timedelta(days=1)
IDLE = timedelta(minutes=1)  # after which somebody is told that no worker has come
STEP = 2_000
Told = Callable[[int, int, str], None]
NO_PERIMETER = "no perimeter: place and size unknown, assume hazardous"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was asked for."""

    key: str
    kind: str
    rows: int
    done: int
    doing: str  # waiting, gathering, writing, ready, failed; stopped, where nobody is at it any more; idle, where nobody comes
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)  # what was asked, so that it can be asked again


def folder(key: str = "") -> Path:
    """Where files lie that were asked for."""
    return Path(settings.MEDIA_ROOT) / "taken" / key


def said(key: str, name: str) -> dict[str, Any]:
    """What was written down about a file: `order` or `progress`; nothing where it is gone."""
    try:
        return json.loads((folder(key) / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def taken(key: str, viewer: Any, at: datetime) -> Taken:
    """A file of one's own, and how far it is at a moment. Raises NotThere, for somebody else's and none alike."""
    order = said(key, "order") if KEY.fullmatch(key) else {}
    if not order or order["by"] != viewer.number:
        raise NotThere("geodata.taken.not-there")
    now = said(key, "progress")
    return Taken(
        key,
        order["kind"],
        order["rows"],
        now.get("done", 0),
        _doing(key, now.get("doing", "waiting"), order, at),
        now.get("why", ""),
        now.get("facts", {}),
        {"query": urlencode([*parse_qsl(order["query"]), ("sort", order["sort"]), ("columns", ",".join(order["columns"]))]),
         "times": urlencode([(n, order[n]) for n in ("on", "known") if order[n]])},
    )  # fmt: skip


def _doing(key: str, told: str, order: dict[str, Any], at: datetime) -> str:
    """What is being done, as it was told; or that whoever told it is gone, or that nobody has come."""
    if told in ("ready", "failed"):
        return told
    if lapsed(folder(key), at):
        return "stopped"
    return "idle" if told == "waiting" and at - datetime.fromisoformat(order["at"]) > IDLE else told


def file_of(key: str, kind: str) -> Path:
    """The file itself."""
    return folder(key) / f"hazards.{kind}"


def old(at: datetime) -> list[Path]:
    """Files that nobody needs any more."""
    if not folder().is_dir():
        return []
    return [p for p in folder().iterdir() if p.is_dir() and p.stat().st_mtime < (at - KEPT).timestamp()]


def times_of(order: dict[str, Any]) -> Times:
    """The two times that were asked for."""
    return Times(date.fromisoformat(order["on"]) if order["on"] else None, order["known"])


def rows_of(order: dict[str, Any]) -> Iterator[land.Listed]:
    """What was asked for, in its order."""
    within = order["within"]  # what whoever asked was allowed to take; None is the whole country
    chosen = replace(filters.filter_of(QueryDict(order["query"])), within=None if within is None else tuple(within))
    return land.every(chosen, times_of(order), order["sort"], STEP)


def cells(order: dict[str, Any], told: Told) -> Iterator[list[Any]]:
    """The rows of a table, telling how far it is."""
    for number, one in enumerate(rows_of(order)):
        if number % STEP == 0:
            told(number, order["rows"], "gathering")
        yield columns.cells(order["columns"], one)


def layer(order: dict[str, Any], told: Told) -> Layer:
    """The rows with each hazard's land, whatever became of it; an unknown size is no number and a note says so."""
    listed = []
    for number, one in enumerate(rows_of(order)):
        if number % STEP == 0:
            told(number, order["rows"], "gathering")
        listed.append(one)
    held = _lands([h.id for h in listed], times_of(order))
    plane = places.programme().plane
    shapes = wkbs(plane.to_lonlat(regions([held.get(h.id) for h in listed]))) if listed else []
    heads = columns.headings(order["columns"])
    table = [
        [None if cell == columns.UNKNOWN else cell for cell in columns.cells(order["columns"], one)] for one in listed
    ]
    named = {head: [row[i] for row in table] for i, head in enumerate(heads)}
    return Layer("hazards", named | {"note": [NO_PERIMETER if s is None else None for s in shapes]}, shapes)


def _lands(ids: list[int], times: Times) -> dict[int, Any]:
    """Each hazard's land as one shape, at two times."""
    found = lands.held(ids) if times.is_now else lands.held_at(set(ids), times)[0]
    parts: dict[int, list[Any]] = {}
    for one in found:
        if not one.shape.is_empty:
            parts.setdefault(one.hazard, []).append(one.shape)
    return {hazard: some[0] if len(some) == 1 else join_all(some) for hazard, some in parts.items()}
