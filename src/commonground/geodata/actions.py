"""Keeping the outlines in step with the accounts, and writing the files that people take away."""

import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import local
from typing import Any

import numpy as np
from django.db import connection, transaction
from django_tasks import task

from commonground.audit import queries as audit
from commonground.audit.actions import recorded
from commonground.core.dates import Times
from commonground.core.decisions import require
from commonground.core.geometry import mercator
from commonground.core.geometry.gpx import written
from commonground.core.geometry.outline import BANDS, CROWD_ZOOMS, draw
from commonground.core.geometry.overlay import regions, regions_from_wkb, wkbs
from commonground.core.refusals import Refusal
from commonground.core.tables import escape
from commonground.geodata import access, gateway
from commonground.geodata.models import Crowd, Outline, Sync
from commonground.geodata.queries import taken
from commonground.geodata.queries.crowds import cells_of, crowds
from commonground.geodata.queries.rows import MARKER
from commonground.geodata.queries.stamps import Stamp, stamp
from commonground.geodata.queries.unit_points import UnitPoints
from commonground.land.queries import reach
from commonground.land.queries import shapes as land
from commonground.places import queries as places
from commonground.store.beats import beating
from commonground.store.bulk import insert
from commonground.store.moments import moment
from commonground.store.sets import among, rows, run
from commonground.store.sheets import write_xlsx

OUTLINE, CROWD, SYNC = (m._meta.db_table for m in (Outline, Crowd, Sync))
SIGNS = ("hazard", "code", "state", "contamination", "flag", "unit_id", "placed", "m2", "open_m2")
PLACE = ("quad", "x", "y", "wide", "min_x", "min_y", "max_x", "max_y")
SHAPES = ("shape", "near", "middle", "far")
CHUNK = 20_000
MANY_CELLS = 2_000  # beyond this all crowds are merged anew

_last = local()  # the last fresh stamp of each thread, and at which moment it was asked for


def fresh() -> Stamp:
    """The outlines as fresh as the ledger: brought up to date first where somebody has booked since.

    Where nobody wrote anything since the last question of this thread, they are as they were.
    """
    at = moment()  # before the question: what is written in between makes the next one ask anew
    if at is not None and at == getattr(_last, "at", None):
        return _last.stamp
    now = stamp()
    if not now.is_fresh:
        return _refresh()
    _last.at, _last.stamp = at, now
    return now


def _refresh() -> Stamp:
    """Draw anew the hazards that changed since the outlines were last drawn; nothing where none did.

    Not `@recorded`: it tells nobody's act, and what it writes can be made again at any time.
    """
    with transaction.atomic():
        _lock()
        now = stamp()
        if now.is_fresh:
            return now
        behind = now.number if now.number <= now.head else 0  # the ledger of an older copy: begin again
        changed = None if behind == 0 else land.touched_since(behind) if behind < now.head else set()
        if changed is not None and now.seen != now.drawn:
            changed |= _described_otherwise(now)
        if changed is None or changed:
            _redraw(changed)
        other = changed is None or bool(changed) or now.drawn_places != now.places
        # Drawn by lot and not counted: two copies of one database that went different ways never share an edition.
        edition = secrets.randbits(48) if other else now.edition
        run(
            f"UPDATE {SYNC} SET number = %s, drawn_of = %s, edition = %s WHERE id = 1",
            [now.head, now.seen, edition],
        )
        return stamp()


def forget() -> None:
    """Throw the outlines away; the next tile draws them all from the accounts."""
    with transaction.atomic():
        _lock()
        run(f"UPDATE {SYNC} SET number = 0, drawn_of = '' WHERE id = 1")


def _lock() -> None:
    """One process at a time: the row's lock in PostgreSQL, the file's in the embedded store."""
    run(f"INSERT INTO {SYNC} (id, number, drawn_of, edition) VALUES (1, 0, '', 0) ON CONFLICT (id) DO NOTHING")
    if connection.vendor == "postgresql":
        rows(f"SELECT 1 FROM {SYNC} WHERE id = 1 FOR UPDATE")


def _described_otherwise(now: Stamp) -> set[int]:
    """Hazards of which something is said that their outlines do not show; where units were brought, also those that
    are placed by their unit."""
    changed = land.described_otherwise(OUTLINE) if _may_be_described(now) else set()
    if now.drawn_places != now.places:
        changed |= {r[0] for r in rows(f"SELECT hazard FROM {OUTLINE} WHERE NOT placed")}
    return changed


def _may_be_described(now: Stamp) -> bool:
    """Whether something may be said of hazards otherwise than when the outlines were drawn: comparing every one of them
    takes a while in a large country, and a booking tells how many it described anew."""
    if now.drawn_places != now.places or not now.drawn_acts:
        return True
    told = audit.facts_since("land.entries-booked", now.drawn_acts - audit.LATE)
    return any(facts.get("described", 1) for facts in told)


def _redraw(hazards: set[int] | None) -> None:
    cards = land.cards(hazards)
    touched: set[int] = set()
    if hazards is None:
        run(f"DELETE FROM {OUTLINE}")
    else:
        clause, params = among("hazard", hazards)
        touched |= {r[0] for r in rows(f"SELECT quad FROM {OUTLINE} WHERE {clause} AND quad IS NOT NULL", params)}
        run(f"DELETE FROM {OUTLINE} WHERE {clause}", params)
    plane = places.programme().plane if cards else None
    units = UnitPoints()
    for start in range(0, len(cards), CHUNK):
        some = cards[start : start + CHUNK]
        touched.update(_write({c.id: c for c in some}, plane, units))
    for zoom in CROWD_ZOOMS:
        _crowd(zoom, None if hazards is None else cells_of(touched, zoom))


def _crowd(zoom: int, cells: set[int] | None) -> None:
    """Merge the markers of some cells anew; of all, where they are many."""
    if cells is None or len(cells) > MANY_CELLS:
        cells = None
        run(f"DELETE FROM {CROWD} WHERE zoom = %s", [zoom])
    else:
        clause, params = among("cell", cells)
        run(f"DELETE FROM {CROWD} WHERE zoom = %s AND {clause}", [zoom, *params])
    insert(Crowd, ("zoom", "cell", *MARKER), crowds(zoom, cells))


def _write(cards: dict[int, land.Card], plane, units: UnitPoints) -> list[int]:
    """Draw some hazards; returns their markers' quadrant keys."""
    lands = [x for x in land.held(cards) if not x.shape.is_empty]
    made: list[tuple] = []
    if lands:
        drawn = draw(mercator.from_plane(plane, regions([x.shape for x in lands])))
        columns = [drawn.quads.tolist(), *drawn.points.T.tolist(), drawn.wide.tolist(), *drawn.boxes.T.tolist()]
        shapes = [wkbs(drawn.shapes), *(wkbs(drawn.bands[name]) for name, _, _ in reversed(BANDS))]
        for i, x in enumerate(lands):
            card = cards[x.hazard]
            made.append((*_signs(card, x.account, True, x.m2), *(c[i] for c in columns), *(s[i] for s in shapes)))
    with_land = {x.hazard for x in lands}
    made += [_without_land(c, units) for c in cards.values() if c.id not in with_land and c.standing != "unrecorded"]
    made.sort(key=lambda row: row[len(SIGNS)] or -1)  # neighbours on the ground are neighbours on the disk
    insert(Outline, SIGNS + PLACE + SHAPES, made)
    return [row[len(SIGNS)] for row in made if row[len(SIGNS)] is not None]


def _signs(card: land.Card, state: str, placed: bool, m2: int) -> tuple:
    return (card.id, card.code, state, card.contamination, card.flag, card.unit, placed, m2, card.open_m2)


def _without_land(card: land.Card, units: UnitPoints) -> tuple:
    """A hazard without a perimeter: a sign at its unit, or a row without a place that is only counted."""
    state = "none" if card.standing == "released" else "unknown"
    signs = _signs(card, state, False, 0)
    point = units.point(card.stated_unit)
    if point is None:
        return (*signs, *(None,) * (len(PLACE) + len(SHAPES)))
    quad = int(mercator.quads(np.array([point]))[0])
    return (*signs, quad, *point, 0.0, point[0], point[1], point[0], point[1], *(None,) * len(SHAPES))


# --- files that people take away ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that was asked for, by its key; what was asked goes into the audit."""

    key: str
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("geodata.taken-away", about=lambda asked, *a, **k: f"file {asked.key[:12]}")
def ask_for_file(
    kind: str, *, query: str, sort: str, columns: Sequence[str], count: int, times: Times, by, at: datetime
) -> Asked:
    """Note down that somebody takes hazards away: which, in which order, as what. The file is written afterwards."""
    require(access.may_export(by))
    for place in taken.old(at):
        shutil.rmtree(place, ignore_errors=True)
    key = secrets.token_hex(16)
    taken.folder(key).mkdir(parents=True)
    order = {"kind": kind, "query": query, "sort": sort, "columns": list(columns), "rows": count, "by": by.number,
             "within": reach.visible(by, "land.export"), "at": at.isoformat(),
             "on": times.on.isoformat() if times.on else "", "known": times.known}  # fmt: skip
    _note(key, "order", order)
    return Asked(key, {"kind": kind, "query": query, "rows": count})


@task()
def write_file(key: str) -> None:
    """Write a file that was asked for; a page shows how far it is. Whoever asked was allowed to when they asked."""
    order = taken.said(key, "order")
    if not order:
        return

    def told(done: int, total: int, doing: str) -> None:
        _note(key, "progress", {"done": done, "total": total, "doing": doing})

    # Named for this run alone: whoever was taken for dead and is only slow writes into a file of their own.
    part = taken.file_of(key, order["kind"]).with_name(f"part-{secrets.token_hex(4)}.{order['kind']}")
    over = {"doing": "failed", "why": "geodata.taken.broken", "facts": {}}  # unless it ends in another way
    with beating(taken.folder(key)):
        try:
            _written(part, order, told)
            part.replace(taken.file_of(key, order["kind"]))
            over = {"done": order["rows"], "total": order["rows"], "doing": "ready"}
        except Refusal as refusal:
            over = {"doing": "failed", "why": refusal.code, "facts": refusal.facts}
        finally:  # a bug goes on up, and the page that waits for the file is told all the same
            part.unlink(missing_ok=True)
            _note(key, "progress", over)


def _written(part: Any, order: dict[str, Any], told: taken.Told) -> None:
    heads = taken.columns.headings(order["columns"])
    if order["kind"] == "xlsx":
        write_xlsx(part, [("hazards", heads, taken.cells(order, told))])
    elif order["kind"] == "csv":
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            escape.write_csv(stream, heads, taken.cells(order, told))
    else:
        layer = taken.layer(order, told)
        told(order["rows"], order["rows"], "writing")
        if order["kind"] == "gpkg":
            gateway.write_geopackage(part, [layer])
        elif order["kind"] == "kml":
            gateway.write_kml(part, layer)
        else:
            notes = ["; ".join(f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell not in (None, ""))
                     for row in zip(*(layer.columns[h] for h in heads), strict=True)]  # fmt: skip
            with part.open("w", encoding="utf-8") as stream:
                stream.writelines(written(layer.columns["code"], notes, regions_from_wkb(layer.shapes)))


def _note(key: str, name: str, said: dict[str, Any]) -> None:
    """Write something down whole or not at all: another process reads it meanwhile."""
    place = taken.folder(key) / f"{name}.json"
    part = place.with_suffix(".part")
    part.write_text(json.dumps(said), "utf-8")
    part.replace(place)
