"""Boundaries and settlements out of files."""

from datetime import date
from typing import Any

from django.db import transaction

from commonground.core.decisions import require
from commonground.core.geometry.coordinates import reproject
from commonground.core.geometry.overlay import is_nothing
from commonground.core.geometry.received import from_wkb
from commonground.core.geometry.repair import repair
from commonground.core.intake import cells as read
from commonground.core.intake.mapping import Mapping
from commonground.core.refusals import NotUsable
from commonground.intake import access
from commonground.places import actions, queries


class _RolledBack(Exception):
    """Ends the transaction of a try."""


def bring(table, mapping: Mapping, *, by, trying: bool = False) -> dict[str, Any]:
    """Bring a table of units or settlements into the programme; `trying` shows what would happen and undoes it."""
    require(access.may(by, "intake.import"))
    if mapping.missing():
        raise NotUsable(
            "intake.mapping.missing", missing=", ".join(mapping.missing()), columns=", ".join(table.columns)
        )
    try:
        with transaction.atomic():
            said = (_units if mapping.what == "units" else _settlements)(table, mapping, by)
            if trying:
                raise _RolledBack
    except _RolledBack:
        said["tried"] = True
    return said


def _units(table, mapping: Mapping, by) -> dict[str, Any]:
    """Units need a polygon each: one that has none is refused with its row, since the units divide the land."""
    plane = queries.programme().plane
    shapes, _ = from_wkb(table.shapes, [str(i + 1) for i in range(len(table.shapes))])
    if mapping.system or (table.crs and table.crs.upper() not in {"EPSG:4326", "OGC:CRS84"}):
        shapes = reproject(shapes, mapping.system or table.crs).shapes
    mended = repair(plane.to_plane(shapes))
    column = read.Columns.of(table, mapping)
    drafts, repairs = [], 0
    for i, shape in enumerate(mended.shapes):
        if shape is None or is_nothing(shape):
            raise NotUsable("intake.unit.no-polygon", row=i + 1, file=table.name)
        repairs += bool(mended.reason[i])
        name = column.text("name", i)
        code = column.text("code", i)
        drafts.append(actions.UnitDraft(code or name, name, shape))
    valid_from = date.fromisoformat(mapping.valid_from) if mapping.valid_from else None
    brought = actions.bring_units(
        drafts, level=mapping.unit_level or 1, by=by, source=table.name, valid_from=valid_from
    )
    return {
        "what": "units", "file": table.name, "level": brought.level, "edition": brought.edition, "units": brought.units,
        "changed": brought.changed, "claimed_twice_m2": brought.claimed_twice_m2, "repairs": repairs,
    }  # fmt: skip


def _settlements(table, mapping: Mapping, by) -> dict[str, Any]:
    column = read.Columns.of(table, mapping)
    drafts = []
    for i in range(len(table.shapes)):
        lon, lat = (column.number(t, i)[0] for t in ("lon", "lat"))
        if lon is None or lat is None:
            raise NotUsable("intake.settlement.no-place", row=i + 1, file=table.name)
        name = column.text("name", i)
        people, _ = column.number("population", i)
        code = column.text("code", i) or f"{name}-{i + 1}"
        drafts.append(actions.SettlementDraft(code, name, lon, lat, int(people) if people is not None else None))
    count = actions.bring_settlements(drafts, by=by)
    return {"what": "settlements", "file": table.name, "units": count, "changed": False}
