"""Rows of files as reports in draft: kept as if they had been typed, and their importer's own until they are handed in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.core.fieldwork.custom import CUSTOM
from commonground.core.fieldwork.states import EDITABLE
from commonground.core.fieldwork.types import Field, Kind, Type
from commonground.core.findings import Finding, Severity
from commonground.core.refusals import NotThere
from commonground.fieldwork import access
from commonground.fieldwork.actions import writing
from commonground.fieldwork.messages import CHOICES, TYPES
from commonground.fieldwork.messages import LABELS as FIELDS
from commonground.fieldwork.queries import content

Progress = Callable[[int, int, str], None]
LABELS = {**FIELDS, "type": _("Kind of report"), "code": _("What the row is called elsewhere")}
CODES = {**CHOICES, "type": TYPES}
EVERY = 50  # rows between two signs of how far it is


@dataclass(frozen=True, slots=True)
class Placed:
    """A report by its number; "" where the row could not become one."""

    reference: str
    findings: tuple[Finding, ...] = ()


def more_targets() -> Mapping[str, tuple[str, ...]]:
    """The fields that the programme has added to any kind of report, by their labels."""
    return {name: (label, name.removeprefix(CUSTOM)) for name, label in content.own_fields().items()}


def take_in(
    arrived: Sequence[Any], *, document: str, by, at: datetime, progress: Progress | None = None
) -> list[Placed]:
    """Begin a report for each fact; one that an earlier file brought and that is still in draft says the new words."""
    kinds = {one.fact["type"] for one in arrived}
    fields = {kind: {f.name: f for f in content.custom_fields(kind)[1]} for kind in kinds}
    out: list[Placed] = []
    for done, one in enumerate(arrived):
        if progress and done % EVERY == 0:
            progress(done, len(arrived), "booking")
        out.append(_one(one, fields[one.fact["type"]], by=by, at=at))
    return out


def _one(one: Any, custom: Mapping[str, Field], *, by, at: datetime) -> Placed:
    typed, told = _typed(one.fact["fields"], custom, one.identity)
    entered = {"text": one.fact["shape"], "system": "wgs84", "how": "coordinates"} if one.fact["shape"] else {}
    if not one.replaces:
        number = writing.draft(
            Type(one.fact["type"]), by=by, at=at, fields=typed, organisation=one.fact["organisation"], entered=entered
        )
        return Placed(str(number), tuple(told))
    report = access.report_for(by, int(one.replaces))
    if report.state not in EDITABLE or report.type != one.fact["type"]:
        facts = {"report": report.code}
        return Placed("", (*told, Finding("fieldwork.rows.handed-in", Severity.ERROR, one.identity, facts)))
    writing.save(report.pk, version=report.version, fields=typed, entered=entered, by=by, at=at)
    return Placed(one.replaces, tuple(told))


def _typed(fields: Mapping[str, str], custom: Mapping[str, Field], row: str) -> tuple[dict[str, Any], list[Finding]]:
    """The fields as the form would send them: choices by what they are called, however they are capitalised."""
    typed: dict[str, Any] = {}
    told: list[Finding] = []
    for name, said in fields.items():
        field = custom.get(name)
        if field is None and name.startswith(CUSTOM):
            told.append(Finding("fieldwork.rows.no-field", Severity.DOUBT, row, {"field": name, "value": said[:80]}))
        elif field is not None and field.kind is Kind.CHOICES:
            typed[name] = [_choice(field, part.strip()) for part in re.split("[;,|]", said) if part.strip()]
        else:
            typed[name] = _choice(field, said) if field is not None and field.kind is Kind.CHOICE else said
    return typed, told


def _choice(field: Field, said: str) -> str:
    return next((c for c in field.choices if c.casefold() == said.casefold()), said)


def void(references: Sequence[str], *, because: str, by, at: datetime) -> int:
    """Withdraw the reports that are still in draft; what was handed in stays, and is not counted."""
    done = 0
    for number in map(int, references):
        try:
            report = access.report_for(by, number)
        except NotThere:
            continue
        if report.state in EDITABLE and report.author == by.number:
            writing.withdraw(number, version=report.version, because=because, by=by, at=at)
            done += 1
    return done
