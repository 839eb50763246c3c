"""The text of an agreement from what somebody chose in a form, and the choices from a text.

A form offers less than a text can say: conditions that it has no field for stay as they are, beside those that it has.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.core.exchange.agreements import AGGREGATE, PLANE, RECORDS, VERSION, annex_name

BY_LIST = ("status", "contamination", "activity", "unit")  # fields whose values are chosen from a list


@dataclass(slots=True)
class Choices:
    """What is chosen of one collection; the words are those of the text."""

    lists: dict[str, list[str]] = field(default_factory=dict)  # field: values
    in_zone: bool = False
    more: Any = None  # conditions that the form has no field for
    fields: dict[str, Any] = field(default_factory=dict)
    geometry: Any = "none"
    footprint: Any = None  # None: the zone


@dataclass(slots=True)
class Draft:
    """What is chosen of a whole text."""

    plain: dict[str, Any] = field(default_factory=dict)  # words that are filled in as they are
    zone: Mapping[str, Any] | None = None
    annexes: dict[str, Any] = field(default_factory=dict)  # areas besides the zone
    collections: dict[str, Choices] = field(default_factory=dict)
    kept: dict[str, Any] = field(
        default_factory=dict
    )  # collections that no form has fields for, as their text says them
    totals: dict[str, Any] | None = (
        None  # tables of figures, in the place of records; those of areas are of all that there are
    )


def text(draft: Draft) -> dict[str, Any]:
    """The text that says what was chosen. Whether it can be agreed is for `agreements.read` to say."""
    annexes = dict(draft.annexes)
    zone = ""
    if draft.zone is not None:
        zone = annex_name(draft.zone)
        annexes[zone] = dict(draft.zone)
    said = {"v": VERSION, "kind": RECORDS, "plane": PLANE.as_dict(), **draft.plain, "annexes": annexes}
    if draft.totals is not None:
        tables = {n: {**one, "zones": sorted(annexes)} if "zones" in one else one for n, one in draft.totals.items()}
        return {**said, "kind": AGGREGATE, "totals": tables}
    said["collections"] = {**draft.kept, **{name: _shared(one, zone) for name, one in draft.collections.items()}}
    return said


def shared(chosen: Choices, draft: Draft) -> dict[str, Any]:
    """What a text says of one collection."""
    return _shared(chosen, "" if draft.zone is None else annex_name(draft.zone))


def _shared(chosen: Choices, zone: str) -> dict[str, Any]:
    found: list[Any] = [
        {"op": "in", "args": [{"property": name}, values]} for name, values in chosen.lists.items() if values
    ]
    if chosen.in_zone:
        found.append({"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": zone}]})
    found += parts(chosen.more)
    rows = joined(found)
    footprint = {"annex": zone} if chosen.footprint is None else chosen.footprint
    return {"rows": rows, "fields": chosen.fields, "geometry": chosen.geometry, "footprint": footprint}


def draft(said: Mapping[str, Any]) -> Draft:
    """The choices that a text says, of one that can be read."""
    plain = {k: v for k, v in said.items() if k not in ("v", "kind", "annexes", "collections", "totals")}
    zone = _zone(said)
    annexes = {name: shape for name, shape in said["annexes"].items() if name != zone}
    if said["kind"] == AGGREGATE:
        return Draft(plain, said["annexes"].get(zone), annexes, totals=dict(said["totals"]))
    collections = {name: _chosen(one, zone) for name, one in said["collections"].items()}
    return Draft(plain, said["annexes"].get(zone), annexes, collections)


def _zone(said: Mapping[str, Any]) -> str:
    """The area that the form draws: the one that rows ask for, or the only one."""
    for one in said.get("collections", {}).values():
        for part in parts(one["rows"]):
            if part["op"] == "s_intersects":
                return str(part["args"][1]["annex"])
    return str(next(iter(said["annexes"]), ""))


def parts(rows: Any) -> list[Any]:
    """The conditions that all have to hold. What was typed may be anything yet: it is one condition then, and is refused as such."""
    if rows is None:
        return []
    if isinstance(rows, Mapping) and rows.get("op") == "and" and isinstance(rows.get("args"), list):
        return list(rows["args"])
    return [rows]


def joined(found: Sequence[Any]) -> Any:
    """Conditions that all have to hold, as rows."""
    return None if not found else found[0] if len(found) == 1 else {"op": "and", "args": list(found)}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two texts agree on the same: in whatever order their conditions stand, and whether or not they name what is dropped."""
    return _plainly(one) == _plainly(other)


def _plainly(said: Mapping[str, Any]) -> dict[str, Any]:
    collections = {
        name: {
            **one,
            "rows": sorted(json.dumps(part, sort_keys=True) for part in parts(one["rows"])),
            "fields": {field: way for field, way in one["fields"].items() if way != "drop"},
        }
        for name, one in said.get("collections", {}).items()
    }
    tables = {
        name: {word: sorted(part) if word in ("zones", "measures") else part for word, part in one.items()}
        for name, one in said.get("totals", {}).items()
    }
    return {**said, "talk": said.get("talk", []), "collections": collections, "totals": tables}


def _chosen(said: Mapping[str, Any], zone: str) -> Choices:
    out = Choices(fields=dict(said["fields"]), geometry=said["geometry"], footprint=said["footprint"])
    if said["footprint"] == {"annex": zone}:
        out.footprint = None
    rest = []
    for part in parts(said["rows"]):
        name = part["args"][0].get("property") if part["op"] == "in" else None
        if name in BY_LIST and name not in out.lists:
            out.lists[name] = list(part["args"][1])
        elif part["op"] == "s_intersects" and part["args"][1]["annex"] == zone and not out.in_zone:
            out.in_zone = True
        else:
            rest.append(part)
    out.more = joined(rest)
    return out


def condition(typed: str) -> Any:
    """A condition as somebody typed it, in JSON; None where nothing was. Raises ValueError."""
    return json.loads(typed) if typed.strip() else None
