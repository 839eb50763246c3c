"""The findings board: what is doubtful or wrong about the records, by code, and record by record."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from commonground.core.dates import Times
from commonground.core.findings import Finding, Severity
from commonground.land.access import Units, among_visible
from commonground.land.models import Doubt, Hazard, LedgerEntry, Naming
from commonground.store.sets import rows

DOUBT, HAZARD, ENTRY, NAMING = (m._meta.db_table for m in (Doubt, Hazard, LedgerEntry, Naming))
PAGE = 50
DEEPEST = 200
RANK = "CASE d.severity WHEN 'error' THEN 0 WHEN 'doubt' THEN 1 ELSE 2 END"


@dataclass(frozen=True, slots=True)
class Heap:
    """All findings of one code."""

    code: str
    severity: str
    findings: int
    hazards: int
    m2: int | None  # None where no finding of the code says


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, with the record it is about."""

    finding: Finding
    hazard: str
    name: str
    entry: int | None
    m2: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """The board, or one code's page of it."""

    heaps: list[Heap]
    rows: list[Found]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.rows)

    def by_severity(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        out = {"error": 0, "doubt": 0, "note": 0}
        for heap in self.heaps:
            out[heap.severity] = out.get(heap.severity, 0) + heap.findings
        return out


def board(times: Times, *, severity: str = "", code: str = "", page: int = 1, within: Units = None) -> Board:
    """Findings by code, gravest and most frequent first; with a code, the records it is about too."""
    found = heaps(times, severity, within)
    if not code:
        return Board(found, [], 0, 1, 1)
    where, params = _where(times, severity="", code=code, within=within)
    total = rows(f"SELECT count(*) FROM {DOUBT} d {where}", params)[0][0]
    pages = min(DEEPEST, max(1, -(-total // PAGE)))
    page = min(max(1, page), pages)
    return Board(found, list(_rows(where, params, f"LIMIT {PAGE} OFFSET {(page - 1) * PAGE}")), total, page, pages)


def heaps(times: Times, severity: str = "", within: Units = None) -> list[Heap]:
    """How many findings there are of each code."""
    where, params = _where(times, severity=severity, within=within)
    return [
        Heap(code, grave, count, hazards, None if m2 is None else int(m2))
        for code, grave, count, hazards, m2 in rows(
            f"SELECT d.code, d.severity, count(*), count(DISTINCT d.hazard_id), sum(d.m2) FROM {DOUBT} d {where} "
            f"GROUP BY d.code, d.severity ORDER BY {RANK}, count(*) DESC, d.code",
            params,
        )
    ]


def every(times: Times, *, severity: str = "", code: str = "", within: Units = None) -> Iterator[Found]:
    """All findings, for taking away."""
    return _rows(*_where(times, severity=severity, code=code, within=within), "")


def _where(times: Times, *, severity: str = "", code: str = "", within: Units = None) -> tuple[str, list[Any]]:
    """Findings of entries that count at two times; they are checked now, whatever the times."""
    tests: list[str] = []
    params: list[Any] = []
    for column, wanted in (("severity", severity), ("code", code)):
        if wanted:
            tests.append(f"d.{column} = %s")
            params.append(wanted)
    if within is not None:  # a finding about an entry alone is seen with any hazard that the entry names
        clause, more = among_visible(within, "d.hazard_id")
        named, again = among_visible(within, "n.hazard_id")
        alone = f"d.entry IN (SELECT n.entry_id FROM {NAMING} n WHERE {named})"
        tests.append(f"({clause} OR (d.hazard_id IS NULL AND {alone}))")
        params += [*more, *again]
    if times.known is not None:
        tests.append("(d.entry IS NULL OR d.entry <= %s)")
        params.append(times.known)
    if times.on is not None:
        tests.append(f'(d.entry IS NULL OR EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.number = d.entry AND e."on" <= %s))')
        params.append(times.on.isoformat())
    return (f"WHERE {' AND '.join(tests)}" if tests else ""), params


def _rows(where: str, params: list[Any], tail: str) -> Iterator[Found]:
    found = rows(
        f"SELECT d.code, d.severity, d.entry, d.m2, d.facts, d.lon, d.lat, h.code, h.name FROM {DOUBT} d "
        f"LEFT JOIN {HAZARD} h ON h.id = d.hazard_id {where} ORDER BY {RANK}, d.code, d.m2 IS NULL, d.m2 DESC, d.id {tail}",
        params,
    )
    for code, severity, number, m2, facts, lon, lat, hazard, name in found:
        said = json.loads(facts) if isinstance(facts, str) else facts or {}
        at = (lon, lat) if lon is not None else None
        yield Found(Finding(code, Severity(severity), hazard or "", said, at), hazard or "", name or "", number, m2)
