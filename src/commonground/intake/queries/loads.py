"""Imports: the list, one import's report, and its rows with what became of them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.intake.models import Load, Profile, Row

PAGE = 50
DEEPEST = 400


@dataclass(frozen=True, slots=True)
class LoadCard:
    """One import in the list."""

    number: int
    file: str
    what: str
    state: str
    at: datetime
    rows: int
    counts: dict[str, int]
    m2: int | None
    first: int | None
    last: int | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class RowCard:
    """One row of a file, and what became of it."""

    ordinal: int
    identity: str
    outcome: str
    hazard: str
    cells: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    load: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class RowsPage:
    """A page of rows."""

    rows: list[RowCard]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.rows)


def card(load: Load) -> LoadCard:
    """A load without its row of the store."""
    report = load.report or {}
    return LoadCard(
        load.pk, load.file_name, load.what, load.state, load.at, report.get("rows", sum((load.counts or {}).values())), load.counts or {},
        report.get("m2"), load.first, load.last, load.undone_at,
    )  # fmt: skip


def latest(most: int = 50) -> list[LoadCard]:
    """The latest imports, newest first."""
    return [card(load) for load in Load.objects.order_by("-pk")[:most]]


def quarantined() -> int:
    """Rows that wait in quarantine, of each file as it was last imported."""
    seen: dict[str, int] = {}
    for name, counts in Load.objects.filter(state="imported").order_by("-pk").values_list("file_name", "counts"):
        seen.setdefault(name, (counts or {}).get("quarantined", 0))
    return sum(seen.values())


def page(load: int, *, outcome: str = "", code: str = "", page: int = 1) -> RowsPage:
    """Rows of an import, by outcome or by what was found about them."""
    found = Row.objects.filter(load_id=load)
    if outcome == "doubtful":
        found = found.exclude(outcome="quarantined").exclude(findings="")
    elif outcome:
        found = found.filter(outcome=outcome)
    if code:
        found = found.filter(findings__contains=f'"{code}"')
    total = found.count()
    pages = min(DEEPEST, max(1, -(-total // PAGE)))
    page = min(max(1, page), pages)
    some = found.order_by("ordinal")[(page - 1) * PAGE : page * PAGE]
    return RowsPage([row_card(*values) for values in some.values_list(*COLUMNS)], total, page, pages)


COLUMNS = ("ordinal", "identity", "outcome", "hazard_code", "cells", "findings", "load_id", "load__file_name")


def row_card(ordinal, identity, outcome, hazard, cells, findings, load=0, file="") -> RowCard:
    """One row out of the store's columns."""
    return RowCard(ordinal, identity, outcome, hazard, json.loads(cells or "{}"), told(findings, identity), load, file)


def told(findings: str, about: str = "") -> list[Finding]:
    """The findings of a row as it keeps them."""
    if not findings:
        return []
    return [
        Finding(
            f["code"], Severity(f["severity"]), about, f.get("facts") or {}, tuple(f["at"]) if f.get("at") else None
        )
        for f in json.loads(findings)
    ]


def rows_of_hazard(code: str, most: int = 50) -> list[RowCard]:
    """The rows of files that a hazard came from, newest first."""
    found = Row.objects.filter(hazard_code=code).order_by("-load_id", "ordinal").values_list(*COLUMNS)[:most]
    return [row_card(*values) for values in found]


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """A mapping profile by name and version."""

    id: int
    name: str
    version: int
    what: str
    mapping: dict[str, Any]
    made_at: datetime


def profiles() -> list[ProfileCard]:
    """Every version of every profile, the latest of a name first."""
    return [
        ProfileCard(p.pk, p.name, p.version, p.mapping.get("what", ""), p.mapping, p.made_at)
        for p in Profile.objects.order_by("name", "-version")
    ]
