"""What can be spoken of in an agreement: collections, their fields, and what may be done to each before it leaves.

Whatever is not named here cannot be shared. A field's coarseness is part of the agreement; what may not pass at all where
places are coarse says so here (`Field.places`): an exact area or an exact day finds a hazard again that its cell hides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any


class Nature(StrEnum):
    """What kind of value a field holds."""

    CODE = "code"  # one of a list
    TEXT = "text"  # people wrote it
    DAY = "day"  # ISO 8601
    NUMBER = "number"  # a whole number
    RECORD = "record"  # a hazard of the same programme, by its id in the same feed


class Way(StrEnum):
    """What is done to a value before it leaves."""

    AS_IT_IS = "pass"
    DROP = "drop"
    MONTH = "month"  # a day by its month
    BUCKET = "bucket"  # a number by the range that it lies in


WAYS = {
    Nature.CODE: (Way.AS_IT_IS, Way.DROP),
    Nature.TEXT: (Way.AS_IT_IS, Way.DROP),
    Nature.DAY: (Way.AS_IT_IS, Way.MONTH, Way.DROP),
    Nature.NUMBER: (Way.AS_IT_IS, Way.BUCKET, Way.DROP),
    Nature.RECORD: (Way.AS_IT_IS, Way.DROP),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection: its name in agreements and feeds, its nature, and the codes it may hold where it is a list."""

    name: str
    nature: Nature
    codes: tuple[str, ...] = ()  # empty: whatever the programme's own list holds
    places: bool = False  # exactly as it is, it says where something is


A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
RECORD_ID = re.compile(r"[a-z2-7]{24}")
LONGEST_TEXT = 500
CONTROL = re.compile(r"[\x00-\x1f]")
# What is said of records instead of being one: each travels only under an agreement that names it.
TALK = ("link", "propose", "decide")
STATUS = ("suspected", "confirmed", "released", "unknown")
COLLECTIONS: dict[str, dict[str, Field]] = {
    "hazard": {
        f.name: f
        for f in (
            Field("code", Nature.TEXT, places=True),
            Field("name", Nature.TEXT, places=True),
            Field("status", Nature.CODE, STATUS),
            Field("contamination", Nature.CODE),
            Field("flag", Nature.CODE),
            Field("recorded_on", Nature.DAY, places=True),
            Field("changed_on", Nature.DAY, places=True),
            Field("open_m2", Nature.NUMBER, places=True),
            Field("stated_m2", Nature.NUMBER, places=True),
            Field("unit", Nature.CODE, places=True),
            # The names of links that hold and say "the same": whoever hears both sides counts such land once.
            Field("same_as", Nature.CODE),
        )
    },
    "release": {
        f.name: f
        for f in (
            Field("hazard", Nature.RECORD),
            Field("activity", Nature.CODE, ("cancelled", "reduced", "cleared")),
            Field("day", Nature.DAY, places=True),
            Field("m2", Nature.NUMBER, places=True),
            Field("operator", Nature.TEXT),
            Field("donor", Nature.TEXT),
            Field("method", Nature.CODE),
            Field("unit", Nature.CODE, places=True),
        )
    },
}


def is_text(value: Any, longest: int = LONGEST_TEXT) -> bool:
    """Whether a value is a text that can be shown: no longer than that, and without signs that steer a screen."""
    return isinstance(value, str) and len(value) <= longest and CONTROL.search(value) is None


def is_day(value: Any) -> bool:
    """Whether a value is a day that there was or will be."""
    if not isinstance(value, str) or not A_DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_value(value: Any, field: Field, way: Way, bounds: Sequence[int] = ()) -> bool:
    """Whether a value is one of a field as it leaves in that way; ranges lie between the bounds that were agreed."""
    if way is Way.BUCKET:
        ends = list(pairwise((0, *bounds, None)))
        return (
            isinstance(value, dict)
            and set(value) == {"from", "below"}
            and type(value["from"]) is int
            and (value["below"] is None or type(value["below"]) is int)
            and (value["from"], value["below"]) in ends
        )
    if way is Way.MONTH:
        return isinstance(value, str) and is_day(f"{value}-01")
    if field.nature is Nature.DAY:
        return is_day(value)
    if field.nature is Nature.NUMBER:
        return type(value) is int and value >= 0
    if field.nature is Nature.RECORD:
        return isinstance(value, str) and RECORD_ID.fullmatch(value) is not None
    return is_text(value) and (not field.codes or value in field.codes)
