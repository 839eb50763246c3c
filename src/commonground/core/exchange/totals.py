"""Figures instead of records: which tables an agreement of kind `aggregate` may name, how they are cut, and what a cell of one says.

A table is cut along its declared tree: the dimensions that were agreed, in their order. A cell is a node of that tree, and nothing
else can be asked: no other crossing, no other day. Square metres are rounded to an agreed step, each cell for itself. People are
never counted here: their cells are those that `disclosure` released, as it rounded them.
"""

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from commonground.core.exchange.rows import wrong
from commonground.core.ordnance.amounts import Qualifier
from commonground.core.privacy.door import Sign

STEPS = (1, 100, 1_000, 10_000, 100_000)  # square metres that can be agreed
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
YEAR = re.compile(r"[0-9]{4}")
ZONE = "zone"
OVERLAPPING = ("contamination",)  # land of two types is in both of them, and in what they are together once
SIGNS = tuple(one.value for one in Sign if one.value)


class Measure(StrEnum):
    """What kind of number a cell holds."""

    AREA = "area"  # square metres, rounded to the step
    COUNT = "count"  # of things
    AMOUNT = "amount"  # of things, with how the number is meant
    PERSONS = "persons"  # as they were released: rounded, or a sign where there are few


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be agreed. `needed` measures go along whatever is chosen: without them a figure would look safer than it is.

    `least` dimensions are always there, so that the tree has no node above them; `most` are all that it may have.
    """

    dimensions: tuple[str, ...]
    measures: Mapping[str, Measure]
    needed: tuple[str, ...]
    least: int = 0
    most: int = 9

    @property
    def has_area(self) -> bool:
        return Measure.AREA in self.measures.values()


LAND = {"m2": Measure.AREA, "without_area": Measure.COUNT, "hazards": Measure.COUNT}
TABLES: dict[str, Table] = {
    "open-land": Table(("unit", "contamination", "status"), LAND, ("m2", "without_area")),
    "released-land": Table(("year", "activity", "unit", "operator", "donor"), {"m2": Measure.AREA}, ("m2",)),
    "zone-land": Table((ZONE, "status"), LAND, ("m2", "without_area"), least=1),
    "zone-released": Table((ZONE, "year", "activity"), {"m2": Measure.AREA}, ("m2",), least=1),
    "destroyed": Table(("year", "kind"), {"items": Measure.AMOUNT}, ("items",)),
    "casualties": Table(("year", "outcome", "sex", "age", "device"), {"persons": Measure.PERSONS}, ("persons",), least=1, most=2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is shared of one table: the dimensions of its tree in order, its measures, the step of its square metres, its zones."""

    by: tuple[str, ...]
    measures: tuple[str, ...]
    step_m2: int = 1
    zones: tuple[str, ...] = ()


def read(name: str, said: Any, annexes: Iterable[str]) -> Agreed:
    """What an agreement says of one table. Raises NotUsable naming the word that is missing, unknown or not allowed there."""
    table = TABLES.get(name)
    if table is None:
        raise wrong(name, "unknown-word", where="totals")
    words = (
        {"by", "measures"} | ({"step_m2"} if table.has_area else set()) | ({"zones"} if _has_zones(table) else set())
    )
    if not isinstance(said, dict):
        raise wrong(name, "not-plain")
    for word in sorted(set(said) ^ words, key=str):
        raise wrong(word, "missing-word" if word in words else "unknown-word", where=name)
    by = _listed(said["by"], table.dimensions, "by")
    if by[: table.least] != table.dimensions[: table.least]:
        raise wrong(table.dimensions[0], "missing-word", where="by")
    if len(by) > table.most:
        raise wrong(by[-1], "too-deep")
    measures = _listed(said["measures"], tuple(table.measures), "measures")
    for word in table.needed:
        if word not in measures:
            raise wrong(word, "missing-word", where="measures")
    step = said.get("step_m2", 1)
    if type(step) is not int or step not in STEPS:
        raise wrong(step, "value", field="step_m2")
    zones = _listed(said["zones"], tuple(annexes), "zones") if _has_zones(table) else ()
    if _has_zones(table) and not zones:
        raise wrong("zones", "nothing-shared")
    return Agreed(by, measures, step, zones)


def _has_zones(table: Table) -> bool:
    return ZONE in table.dimensions


def _listed(said: Any, known: Sequence[str], where: str) -> tuple[str, ...]:
    if not isinstance(said, list):
        raise wrong(where, "not-plain")
    for word in said:
        if word not in known or said.count(word) > 1:
            raise wrong(word, "unknown-word", where=where)
    return tuple(said)


# --- cuts ---


def month_end(month: str) -> date:
    """The last day of a month that is written "2026-10"."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def due(day: date, since: str = "") -> list[str]:
    """The months whose cuts are due on a day: those that ended before it and after the last that was cut; where none was, the last.

    A country that begins to share tells how it stands, not how it stood; what was missed later is made up for.
    """
    out = []
    before = day.replace(day=1) - timedelta(days=1)
    while f"{before:%Y-%m}" > since:
        out.append(f"{before:%Y-%m}")
        if not since:
            break
        before = before.replace(day=1) - timedelta(days=1)
    return out[::-1]


# --- the tree ---


@dataclass(frozen=True, slots=True)
class Leaf:
    """The finest that is worked out of a table: its place along the agreed dimensions, and its exact measures.

    It is counted in the nodes above it down from the depth `since`: what overlaps counts once above, and in each of its parts below.
    """

    of: tuple[str | None, ...]
    numbers: Mapping[str, int | str | None]
    since: int = 0


@dataclass(slots=True)
class Node:
    """A cell before it is rounded; `cells` is how many the tree has under a root, itself among them."""

    table: str
    cut: str
    of: tuple[tuple[str, str | None], ...]
    numbers: dict[str, int | str | None] = field(default_factory=dict)
    cells: int | None = None

    @property
    def key(self) -> str:
        """What it is called here, short enough to be kept; the same for the same place in the same cut."""
        place = json.dumps(self.of, ensure_ascii=False)
        return f"{self.cut}.{hashlib.sha256(place.encode()).hexdigest()[:40]}"


def tree(name: str, agreed: Agreed, cut: str, leaves: Iterable[Leaf]) -> list[Node]:
    """Every node of an agreed table: sums along its tree, and nothing that crosses it. A root is there also where nothing is in it.

    What people are counted in is not summed: a leaf of any depth is a node as it was released.
    """
    table = TABLES[name]
    nodes: dict[tuple[tuple[str, str | None], ...], Node] = {}
    summed = Measure.PERSONS not in table.measures.values()
    if not table.least:
        _node(nodes, name, agreed, cut, ())
    for zone in agreed.zones:
        _node(nodes, name, agreed, cut, ((ZONE, zone),))
    for leaf in leaves:
        path = tuple(zip(agreed.by, leaf.of, strict=False))
        for depth in range(max(table.least, leaf.since), len(path) + 1) if summed else [len(path)]:
            _add(_node(nodes, name, agreed, cut, path[:depth]), leaf.numbers, agreed)
    for node in nodes.values():
        if len(node.of) == table.least:
            node.cells = sum(other.of[: table.least] == node.of for other in nodes.values())
    return [nodes[place] for place in sorted(nodes, key=lambda p: [(d, v is not None, v or "") for d, v in p])]


def _node(
    nodes: dict[Any, Node], name: str, agreed: Agreed, cut: str, place: tuple[tuple[str, str | None], ...]
) -> Node:
    if place not in nodes:
        empty: dict[str, int | str | None] = {}
        for one in agreed.measures:
            measure = TABLES[name].measures[one]
            empty[one] = None if measure is Measure.PERSONS else 0
            if measure is Measure.AMOUNT:
                empty[f"{one}-meant"] = Qualifier.EXACT.value
        nodes[place] = Node(name, cut, place, empty)
    return nodes[place]


RANK = {one.value: i for i, one in enumerate(Qualifier)}  # from the strongest to the weakest


def _add(node: Node, more: Mapping[str, int | str | None], agreed: Agreed) -> None:
    for one in agreed.measures:
        match TABLES[node.table].measures[one]:
            case Measure.PERSONS:
                node.numbers[one] = more[one]
            case Measure.AMOUNT:
                node.numbers[one] = int(node.numbers[one] or 0) + int(more[one] or 0)
                meant = f"{one}-meant"
                node.numbers[meant] = max(str(node.numbers[meant]), str(more[meant]), key=RANK.__getitem__)
            case _:
                node.numbers[one] = int(node.numbers[one] or 0) + int(more[one] or 0)


def values_of(node: Node) -> dict[str, str | int | None]:
    """What is said of a node, as the projection takes records: flat, and exact."""
    return {"cut": node.cut, "cells": node.cells, "depth": len(node.of), **dict(node.of), **node.numbers}
