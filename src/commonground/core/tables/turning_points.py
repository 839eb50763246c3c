"""Turning points on many rows, WKT in a cell, and pairs of coordinates, as shapes in well-known binary.

The numbers are taken as they are: what system they are in, and whether they make sense there, is judged
later.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from commonground.core.findings import Finding
from commonground.core.tables import numbers, wkb
from commonground.core.tables.codes import finding
from commonground.core.tables.unknowns import is_unknown


@dataclass(frozen=True, slots=True)
class Gathered:
    """One shape of many rows: the id they share, the rows in the order of the ring,
    and the shape where there is one."""

    id: str
    rows: tuple[int, ...]
    shape: bytes | None
    findings: tuple[Finding, ...] = field(default=())


def rings(
    ids: Sequence[Any],
    orders: Sequence[Any] | None,
    xs: Sequence[Any],
    ys: Sequence[Any],
    parts: Sequence[Any] | None = None,
) -> list[Gathered]:
    """Turning points as polygons, one for each id, in the order in which the ids first appear.

    `orders` numbers the points of a ring; without it they are taken as they stand. `parts` tells several
    rings of one id apart; each becomes a polygon of its own. Rings are closed where they were left open: a
    list of turning points names each corner once.
    """
    groups: dict[str, list[int]] = {}
    before = None
    scattered: set[str] = set()
    for row, given in enumerate(ids):
        if is_unknown(given):
            before = None
            continue
        name = str(given).strip()
        if name in groups and before != name:
            scattered.add(name)
        groups.setdefault(name, []).append(row)
        before = name
    mark_x, mark_y = numbers.decimal_mark(xs), numbers.decimal_mark(ys)
    marks = (mark_x or mark_y, mark_y or mark_x)
    return [
        _gathered(name, rows, orders, (xs, ys), marks, parts, scattered=name in scattered and orders is None)
        for name, rows in groups.items()
    ]


def _gathered(
    name: str,
    rows: list[int],
    orders: Sequence[Any] | None,
    at: tuple[Sequence[Any], Sequence[Any]],
    marks: tuple[str | None, str | None],
    parts: Sequence[Any] | None,
    *,
    scattered: bool,
) -> Gathered:
    told: list[Finding] = [finding("tables.points.scattered", id=name)] if scattered else []
    by_part: dict[str, list[int]] = {}
    for row in rows:
        by_part.setdefault("" if parts is None else str(parts[row]).strip(), []).append(row)
    polygons: list[bytes] = []
    ordered: list[int] = []
    for some in by_part.values():
        in_order = _in_order(some, orders, told)
        ordered += in_order
        ring = _ring(in_order, at, marks, told)
        if ring is not None:
            polygons.append(wkb.polygon([ring]))
    shape = None
    # a part that is missing would make the area too small without a word: then there is no shape at all
    if polygons and len(polygons) == len(by_part):
        shape = polygons[0] if len(polygons) == 1 else wkb.gathered(wkb.MULTIPOLYGON, polygons)
    return Gathered(name, tuple(ordered), shape, tuple(told))


def _in_order(rows: list[int], orders: Sequence[Any] | None, told: list[Finding]) -> list[int]:
    if orders is None:
        return rows
    places = {row: numbers.parse(orders[row]).value for row in rows}
    if any(place is None for place in places.values()):
        told.append(finding("tables.points.order-missing", rows=sum(p is None for p in places.values())))
        return rows
    known = {row: place for row, place in places.items() if place is not None}
    twice = [str(place) for place, times in Counter(known.values()).items() if times > 1]
    if twice:
        told.append(finding("tables.points.order-twice", numbers=", ".join(twice[:5])))
    counted = sorted({int(place) for place in known.values() if place == int(place)})
    if counted and len(counted) == len(known) and counted[-1] - counted[0] + 1 > len(counted):
        gone = sorted(set(range(counted[0], min(counted[-1], counted[0] + 10_000))) - set(counted))
        told.append(finding("tables.points.order-missing", rows=len(gone)))
    return sorted(rows, key=lambda row: (known[row], row))


def _ring(
    rows: list[int],
    at: tuple[Sequence[Any], Sequence[Any]],
    marks: tuple[str | None, str | None],
    told: list[Finding],
) -> list[tuple[float, float]] | None:
    ring: list[tuple[float, float]] = []
    for row in rows:
        x, y = _number(at[0][row], marks[0]), _number(at[1][row], marks[1])
        if x is None or y is None:
            found = f"{at[0][row]}, {at[1][row]}"
            told.append(finding("tables.points.not-a-number", row=row + 1, found=found[:60]))
            return None
        if ring and ring[-1] == (x, y):
            told.append(finding("tables.points.repeated", row=row + 1))
            continue
        ring.append((x, y))
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(ring) < 3:
        told.append(finding("tables.points.too-few", points=len(ring)))
        return None
    return [*ring, ring[0]]


def _number(cell: Any, mark: str | None) -> float | None:
    # a coordinate has a decimal mark or none: "16.123" is never sixteen thousand
    if isinstance(cell, str) and mark is None:
        mark = "," if "," in cell and "." not in cell else "."
    value: Decimal | None = numbers.parse(cell, mark).value
    return float(value) if value is not None and math.isfinite(float(value)) else None


def points(xs: Sequence[Any], ys: Sequence[Any]) -> tuple[list[bytes | None], dict[int, Finding]]:
    """Pairs of coordinates as points, row by row; rows without either stay empty,
    rows with one or neither number are told."""
    mark_x, mark_y = numbers.decimal_mark(xs), numbers.decimal_mark(ys)
    shapes: list[bytes | None] = []
    told: dict[int, Finding] = {}
    for row, (given_x, given_y) in enumerate(zip(xs, ys, strict=True)):
        x, y = _number(given_x, mark_x or mark_y), _number(given_y, mark_y or mark_x)
        shapes.append(wkb.point(x, y) if x is not None and y is not None else None)
        if shapes[-1] is None and not (is_unknown(given_x) and is_unknown(given_y)):
            told[row] = finding("tables.points.not-a-number", row=row + 1, found=f"{given_x}, {given_y}"[:60])
    return shapes, told
