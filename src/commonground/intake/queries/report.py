"""The report of an import: every row accounted for, every fault named, with square metres."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from commonground.core.dates import LAST_DAY, Period
from commonground.core.figures.values import value
from commonground.core.findings import RANK, Severity
from commonground.core.geometry.overlay import areas, regions
from commonground.core.intake.mapping import Mapping
from commonground.core.intake.plan import Plan, RowPlan
from commonground.core.land.books import whole
from commonground.core.land.entries import ADDING
from commonground.core.land.statement import Column, columns
from commonground.land.queries import flows
from commonground.places import queries as places

NAMED = 500  # rows that a report names for one finding; all of them are in the rows' own table
OUTCOMES = ("new", "changed", "unchanged", "quarantined")


def made(table, mapping: Mapping, planned: Plan, outcomes: dict[int, str], booked) -> dict[str, Any]:
    """The report as plain JSON. `counts` always add up to `rows`."""
    counts = Counter(outcomes.values())
    assert sum(counts.values()) == len(planned.rows)
    doubtful = doubts(planned.rows, outcomes)
    drafts = [r.draft for r in planned.rows if r.draft is not None and outcomes[r.ordinal] in ("new", "changed")]
    repairs = [r.repair for r in planned.rows if r.repair is not None]
    return {
        "file": table.name,
        "sha256": table.sha256,
        "format": table.format,
        "what": mapping.what,
        "rows": len(planned.rows),
        "counts": {name: counts.get(name, 0) for name in OUTCOMES},
        "doubtful": doubtful,
        "without_perimeter": sum(d.shape is None and d.kind in ADDING for d in drafts),
        "m2": whole(sum(areas(regions([d.shape for d in drafts if d.shape is not None])).tolist())),
        "stated_m2": sum(d.stated_m2 or 0 for d in drafts),
        "repairs": {
            "rows": len(repairs),
            "changed_m2": round(sum(r["changed_m2"] for r in repairs), 2),
            "each": repairs,
        },
        "by_unit": by_unit(booked),
        "findings": findings(planned.rows),
        "coordinates": {"operation": planned.operation, "accuracy_m": planned.accuracy_m, "declared": table.crs},
        "identity": identity(mapping),
        "mapping": mapping.as_dict(),
        "notes": [{"code": f.code, "severity": f.severity.value, "facts": f.facts} for f in table.notes],
        "ledger": {
            "first": booked.first,
            "last": booked.last,
            "new": booked.new,
            "already": booked.already,
            "atoms": booked.atoms,
        },
    }


def identity(mapping: Mapping) -> str:
    """By what the rows of a file are known again."""
    return "column" if "code" in mapping.columns else "content and ordinal"


def doubts(rows: Sequence[RowPlan], outcomes: dict[int, str]) -> int:
    """Rows that were taken in and that somebody should look at."""
    return sum(
        outcomes[row.ordinal] != "quarantined" and max(RANK[f.severity] for f in row.findings) >= RANK[Severity.DOUBT]
        for row in rows
        if row.findings
    )


def findings(rows: Sequence[RowPlan]) -> list[dict[str, Any]]:
    """What was found, by code, the gravest first, with the rows concerned."""
    codes: Counter[str] = Counter()
    severity: dict[str, str] = {}
    named: dict[str, list[int]] = {}
    for row in rows:
        for finding in row.findings:
            codes[finding.code] += 1
            severity[finding.code] = finding.severity.value
        for code in {f.code for f in row.findings}:
            named.setdefault(code, []).append(row.ordinal)
    return [
        {"code": c, "severity": severity[c], "times": codes[c], "rows": len(named[c]), "named": named[c][:NAMED]}
        for c in sorted(codes, key=lambda c: (-RANK[Severity(severity[c])], -len(named[c]), c))
    ]


def by_unit(booked) -> list[dict[str, Any]]:
    """Open land after the import by unit of the highest level: each square metre once, and as the hazards add up."""
    if booked.last is None:
        return []
    cards = {u.id: u for u in places.units(1)}
    level = {u.id: u for u in places.units()}
    group: dict[int | None, int | None] = {}
    for unit in level.values():
        top = unit
        while top.upper is not None and top.upper in level:
            top = level[top.upper]
        group[unit.id] = top.id if top.id in cards else None
    found, total = columns(flows.flows(Period(LAST_DAY, LAST_DAY)), group)
    said = [{"code": c.code, "name": c.name, **_once_and_added(found[c.id])} for c in cards.values() if c.id in found]
    if None in found:
        said.append({"code": "", "name": "", **_once_and_added(found[None])})
    return [*said, {"code": "*", "name": "all", **_once_and_added(total)}]


def _once_and_added(column: Column) -> dict[str, int | None]:
    return {"once": value("land.closing", column), "added": value("land.hazards-sum", column)}
