"""What somebody typed into the fields of a report, read; and what is missing or cannot be read.

Drafts are kept as typed, whatever is wrong with them: nothing that was typed is lost. Only handing in asks for faults.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from commonground.core.dates import FIRST_DAY
from commonground.core.fieldwork.types import DRAWN_KINDS, Field, Kind, ReportType, Type
from commonground.core.tables import numbers

LONGEST = {Kind.TEXT: 200, Kind.LONG: 5_000, Kind.HAZARDS: 4_000}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field stops a report from being handed in."""

    name: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """The fields of a report as values: text, numbers, days, lists of words."""

    values: dict[str, Any]
    faults: tuple[Fault, ...]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def whole(self, name: str) -> int | None:
        value = self.values.get(name)
        return round(value) if isinstance(value, Decimal) else None

    def day(self, name: str) -> date | None:
        value = self.values.get(name)
        return value if isinstance(value, date) else None


def read(type_: ReportType, typed: Mapping[str, Any], *, has_shape: bool, today: date) -> Said:
    """Read every field of a report, and find what is missing."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    plain = {name: value for name, value in typed.items() if isinstance(value, str)}
    for one in type_.fields:
        if one.kind in DRAWN_KINDS:
            if not has_shape and one.needed is not None and one.needed.holds(plain):
                faults.append(Fault(one.name, "fieldwork.field.missing"))
            continue
        value, fault = _value(one, typed.get(one.name, ""), today)
        if fault is not None:
            faults.append(fault)
        elif value in (None, "", ()):
            if one.needed is not None and one.needed.holds(plain):
                faults.append(Fault(one.name, "fieldwork.field.missing"))
        else:
            values[one.name] = value
    if type_.code is Type.SPLIT and len(values.get("hazards", ())) > 1:
        faults.append(Fault("hazards", "land.split.one"))
    if type_.code is Type.MERGE and len(values.get("hazards", ())) == 1:
        faults.append(Fault("hazards", "land.merge.one"))
    began, on = values.get("began_on"), values.get("on")
    if isinstance(began, date) and isinstance(on, date) and began > on:
        faults.append(Fault("began_on", "fieldwork.field.began-after", {"on": on.isoformat()}))
    return Said(values, tuple(faults))


def _value(one: Field, typed: Any, today: date) -> tuple[Any, Fault | None]:
    if one.kind is Kind.CHOICES:
        chosen = tuple(typed) if isinstance(typed, Sequence) and not isinstance(typed, str) else ()
        strange = [c for c in chosen if c not in one.choices]
        return chosen, Fault(one.name, "fieldwork.field.choice", {"found": str(strange[0])[:60]}) if strange else None
    text = str(typed or "").strip()
    if not text:
        return None, None
    if one.kind is Kind.NUMBER:
        return _number(one, text)
    if one.kind is Kind.DAY:
        return _day(one, text, today)
    if one.kind is Kind.CHOICE:
        return (
            (text, None)
            if text in one.choices
            else (None, Fault(one.name, "fieldwork.field.choice", {"found": text[:60]}))
        )
    if len(text) > LONGEST[one.kind]:
        return None, Fault(one.name, "fieldwork.field.long", {"most": LONGEST[one.kind]})
    return (hazards_of(text) if one.kind is Kind.HAZARDS else text), None


def _number(one: Field, text: str) -> tuple[Decimal | None, Fault | None]:
    found = numbers.parse(text).value
    if found is None:
        return None, Fault(one.name, "fieldwork.field.number", {"found": text[:60]})
    if found < 0:
        return None, Fault(one.name, "fieldwork.field.negative", {"found": text[:60]})
    return found, None


def _day(one: Field, text: str, today: date) -> tuple[date | None, Fault | None]:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None, Fault(one.name, "fieldwork.field.day", {"found": text[:60]})
    if on > today:
        return None, Fault(one.name, "fieldwork.field.future", {"on": on.isoformat(), "today": today.isoformat()})
    if on < FIRST_DAY:
        return None, Fault(one.name, "fieldwork.field.too-old", {"on": on.isoformat()})
    return on, None


def hazards_of(text: str) -> tuple[str, ...]:
    """Codes of hazards as people list them, each once, in their order."""
    return tuple(dict.fromkeys(code for part in re.split(r"[;,\n]", text) if (code := part.strip())))
