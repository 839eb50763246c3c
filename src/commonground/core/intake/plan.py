"""From a file's rows to what would be booked: one plan for every row, whatever is wrong with it.

Pure: the table as read, the mapping, the programme's plane and outline, and today's date come in; drafts and findings
come out. Whether a row is new, changed or unchanged is for the books to say (`intake.actions`).
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from commonground.core.findings import Finding
from commonground.core.geometry import checks
from commonground.core.geometry.checks.batch import project
from commonground.core.geometry.coordinates import reproject
from commonground.core.geometry.overlay import Region
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_wkb, points_of, written
from commonground.core.intake import cells as read
from commonground.core.intake.facts import facts
from commonground.core.intake.kinds import FACTS
from commonground.core.intake.mapping import Mapping
from commonground.core.intake.records import activity, hazards
from commonground.core.intake.rows import Received, RowPlan, identities
from commonground.core.refusals import NotUsable

__all__ = ["Plan", "Received", "RowPlan", "plan"]

# Findings after which a row cannot be booked as it stands: it waits in quarantine for a mend or a decision.
UNUSABLE = frozenset(
    {
        "geometry.shape.unreadable",
        "geometry.shape.empty",
        "geometry.shape.collapsed",
        "geometry.ring.one-point",
        "geometry.ring.two-points",
        "geometry.coordinate.not-a-number",
        "geometry.coordinate.out-of-range",
        "geometry.coordinate.zero",
        "geometry.place.swapped",
        "geometry.place.mirrored",
        "tables.points.not-a-number",
        "tables.points.order-twice",
        "tables.points.too-few",
        "tables.wkt.unreadable",
        "geometry.repair.waits",
    }
)
# What the reader says of a row that the checks of its shape say with more words.
SAID_BETTER = frozenset({"intake.shape.absent", "intake.shape.empty"})
ONE_BY_ONE = tuple(c for c in checks.ALL if c.__name__ != "records_overlap")
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Plan:
    """All rows of a file, and by which operation its coordinates were read."""

    rows: list[RowPlan]
    operation: str = ""
    accuracy_m: float | None = None
    identity_rule: str = "column"
    notes: list[Finding] = field(default_factory=list)


def plan(
    table: Received,
    mapping: Mapping,
    plane: EqualAreaPlane,
    outline: Region | None,
    today: date,
    progress: Progress | None = None,
) -> Plan:
    """A plan for every row of a file, units and settlements apart. Raises NotUsable where the mapping cannot serve."""
    missing = mapping.missing()
    if missing:
        raise NotUsable("intake.mapping.missing", missing=", ".join(missing), columns=", ".join(table.columns))
    unknown = [
        c for c in (*mapping.columns.values(), mapping.x, mapping.y, mapping.order) if c and c not in table.columns
    ]
    if unknown:
        raise NotUsable("intake.mapping.no-column", column=", ".join(unknown), columns=", ".join(table.columns))
    count = len(table.shapes)
    lonlat, out, carrier = _shapes(table, mapping)
    with ThreadPoolExecutor(1) as pool:  # the shapes are projected and mended while the cells are read
        plane_shapes = pool.submit(project, lonlat, plane)
        column = read.Columns.of(table, mapping)
        rows = identities(table, mapping, column, carrier)
        stated = _stated(column, count)
        if progress:
            progress(0, count, "checking")
        batch = checks.Batch.of(
            [r.identity for r in rows], lonlat, plane, stated_m2=stated, country=outline, on_the_plane=plane_shapes.result()
        )  # fmt: skip
    wanted = checks.ALL if mapping.what == "hazards" else ONE_BY_ONE
    if mapping.what in FACTS:
        wanted = checks.PLACED
    told = checks.run(batch, wanted, progress)
    which, shapes = _judged(rows, table, mapping, batch, told)
    if mapping.what == "hazards":
        hazards(rows, which, column, mapping, shapes, today)
    elif mapping.what in FACTS:
        facts(rows, which, column, mapping, points_of(lonlat), written(lonlat))
    else:
        for i in which:
            activity(rows[i], i, column, mapping, shapes[i], today)
    out.rows = rows
    return out


def _judged(
    rows: list[RowPlan], table: Received, mapping: Mapping, batch: checks.Batch, told: list[list[Finding]]
) -> tuple[list[int], list[Any]]:
    """Give each row its findings and what mending did; returns the rows that may be booked, and every row's land."""
    mended = batch.repaired
    shapes, evidence, reason = mended.shapes.tolist(), mended.evidence.tolist(), mended.reason.tolist()
    empty, waits = batch.nothing.tolist(), mended.waits.tolist()
    which: list[int] = []
    for i, row in enumerate(rows):
        row.findings, row.evidence = told[i], evidence[i]
        faults = table.faults.get(i)
        if faults:
            row.findings = [*(f for f in faults if f.code not in SAID_BETTER), *told[i]]
        if reason[i]:
            row.repair = {"row": row.ordinal, "reason": str(reason[i]), "changed_m2": round(float(mended.changed_m2[i]), 2),
                          "share": round(float(mended.share[i]), 6), "measure": str(mended.measure[i]), "waits": bool(waits[i])}  # fmt: skip
        if row.part_of is not None:
            continue
        if empty[i]:
            shapes[i] = None
            if mapping.accept_repairs and waits[i]:
                continue
        if not row.findings or not any(
            f.code in UNUSABLE and not (mapping.accept_repairs and f.code == "geometry.repair.waits")
            for f in row.findings
        ):
            which.append(i)
    return which, shapes


def _stated(column: read.Columns, count: int) -> Any:
    """Recorded areas; NaN where there is none."""
    if "stated_m2" not in column:
        return np.full(count, math.nan)
    return np.array([_or_nan(column.number("stated_m2", i)[0]) for i in range(count)])


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _shapes(table: Received, mapping: Mapping) -> tuple[Any, Plan, dict[int, int]]:
    """Every row's shape in lon/lat, how it got there, and which rows carry points of another row's shape."""
    found = read.shapes(table, mapping)
    shapes, told = from_wkb(found.wkb, [str(i + 1) for i in range(len(found.wkb))])
    for i, finding in (*((i, f) for i, some in found.findings.items() for f in some), *told):
        table.faults.setdefault(i, []).append(finding)
    system = mapping.system or (table.crs or "")
    if not system or system.upper() in {"EPSG:4326", "OGC:CRS84", "WGS84"}:
        return shapes, Plan([], "WGS84 longitude and latitude, as received", 0.0), found.carrier
    moved = reproject(shapes, system)
    return moved.shapes, Plan([], moved.operation, moved.accuracy_m), found.carrier
