"""What a cell of a table says: how it is rounded when it leaves, what it must look like when it comes, and what several make together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commonground.core.exchange.totals import MONTH, OVERLAPPING, SIGNS, TABLES, YEAR, ZONE, Agreed, Measure, month_end
from commonground.core.exchange.vocabulary import is_text
from commonground.core.ordnance.amounts import Qualifier
from commonground.core.privacy.rounding import BASE

CODES = {"status": ("suspected", "confirmed"), "activity": ("cancelled", "reduced", "cleared")}


# --- a cell as it leaves ---


def rounded(m2: int, step: int) -> int:
    """Square metres to the nearest multiple of a step, half of one upwards."""
    return (m2 + step // 2) // step * step


def cell(name: str, agreed: Agreed, values: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a cell."""
    by = agreed.by[: values["depth"]]
    return {
        "cut": values["cut"], "cells": values["cells"], "of": {one: values[one] for one in by},
        "measures": {one: _told(name, one, agreed, values) for one in agreed.measures}, "geometry": {"kind": "none"},
    }  # fmt: skip


def _told(name: str, one: str, agreed: Agreed, values: Mapping[str, Any]) -> Any:
    match TABLES[name].measures[one]:
        case Measure.AREA:
            return rounded(values[one], agreed.step_m2)
        case Measure.AMOUNT:
            return {"number": values[one], "meant": values[f"{one}-meant"]}
        case _:
            return values[one]


def footprint(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a cell leaves behind: the zone that it is of. Figures of a country say no place; whoever adds them up says what is missing."""
    zone = body["of"].get(ZONE)
    return {"kind": "none"} if zone is None else {"kind": "annex", "annex": zone}


WORDS = {"cut", "cells", "of", "measures", "geometry"}


def why_not(name: str, agreed: Agreed, said: Mapping[str, Any], day: str, delay_days: int) -> str:
    """Why a body that came on a day is no cell of a table, in a code; empty where it is one."""
    if set(said) != WORDS:
        return "fields"
    if said["geometry"] != {"kind": "none"}:
        return "geometry"
    of, measures, table = said["of"], said["measures"], TABLES[name]
    if not isinstance(of, dict) or not isinstance(measures, dict) or set(measures) != set(agreed.measures):
        return "fields"
    if not table.least <= len(of) <= len(agreed.by) or set(of) != set(agreed.by[: len(of)]):
        return "fields"
    is_root = len(of) == table.least
    if is_root != (type(said["cells"]) is int and said["cells"] > 0) or (not is_root and said["cells"] is not None):
        return "value"
    if not isinstance(said["cut"], str) or not MONTH.fullmatch(said["cut"]) or not "1900" <= said["cut"] < "9999":
        return "value"
    if month_end(said["cut"]) + timedelta(days=delay_days) >= date.fromisoformat(day):
        return "value"
    if not all(is_place(one, value, agreed) for one, value in of.items()):
        return "value"
    return (
        "" if all(is_number(table.measures[one], value, agreed.step_m2) for one, value in measures.items()) else "value"
    )


def is_place(dimension: str, value: Any, agreed: Agreed) -> bool:
    """Whether a value is one of a dimension; None is what is not known."""
    if dimension == ZONE:
        return value in agreed.zones
    if dimension == "year":
        return isinstance(value, str) and YEAR.fullmatch(value) is not None
    if value is None:
        return True
    return is_text(value, 200) and value in CODES.get(dimension, (value,))


def is_number(measure: Measure, value: Any, step_m2: int) -> bool:
    """Whether a value is one of a measure, and rounded as agreed."""
    match measure:
        case Measure.AMOUNT:
            return (
                isinstance(value, dict) and set(value) == {"number", "meant"}
                and _is_count(value["number"]) and value["meant"] in [one.value for one in Qualifier]
            )  # fmt: skip
        case Measure.PERSONS:
            return value in SIGNS if isinstance(value, str) else _is_count(value) and value > 0 and value % BASE == 0
        case Measure.AREA:
            return _is_count(value) and value % step_m2 == 0
        case _:
            return _is_count(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53


# --- what a receiver makes of cells ---


@dataclass(frozen=True, slots=True)
class Told:
    """A cell that came: its place, and what it says."""

    cut: str
    of: Mapping[str, str | None]
    measures: Mapping[str, Any]
    cells: int | None


def bounds(m2: int, step: int) -> tuple[int, int]:
    """The least and the most that rounded square metres can stand for."""
    return max(0, m2 - step // 2), m2 + (step - 1) // 2


def whole(name: str, cells: Sequence[Told], roots: int) -> bool:
    """Whether some cells of one cut are all of its trees: as many roots as there must be, and under each as many as it says."""
    found = [one for one in cells if one.cells is not None]
    by_root = TABLES[name].least
    if len(found) < roots:
        return False
    return all(sum(_is_under(one, root, by_root) for one in cells) == root.cells for root in found) and sum(
        root.cells or 0 for root in found
    ) == len(cells)


def _is_under(one: Told, root: Told, depth: int) -> bool:
    return not depth or all(one.of.get(name) == value for name, value in root.of.items())


def adds_up(name: str, agreed: Agreed, cells: Sequence[Told]) -> bool:
    """Whether every sum along the tree is what its parts make, within what rounding allows. What people are counted in need not."""
    table = TABLES[name]
    below: dict[tuple[Any, ...], list[Told]] = {}
    for one in cells:
        below.setdefault(tuple(one.of[d] for d in agreed.by[: len(one.of)])[:-1], []).append(one)
    for parent in cells:
        place = tuple(parent.of[d] for d in agreed.by[: len(parent.of)])
        parts = [one for one in below.get(place, ()) if len(one.of) == len(place) + 1]
        if not parts and (len(place) == len(agreed.by) or not any(_number(v) for v in parent.measures.values())):
            continue
        for measure in agreed.measures:
            if table.measures[measure] is Measure.PERSONS:
                continue
            step = agreed.step_m2 if table.measures[measure] is Measure.AREA else 1
            some = [bounds(_number(p.measures[measure]), step) for p in parts]
            least, most = bounds(_number(parent.measures[measure]), step)
            overlaps = len(place) < len(agreed.by) and agreed.by[len(place)] in OVERLAPPING
            if (most < sum(low for low, _ in some) and not overlaps) or sum(high for _, high in some) < least:
                return False
    return True


def _number(said: Any) -> int:
    if isinstance(said, Mapping):
        return int(said["number"])
    return said if isinstance(said, int) else 0
