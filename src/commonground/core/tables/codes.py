"""Findings about cells, with how grave they are. Sentences are in `intake/messages.py`."""

from typing import Any

from commonground.core.findings import Finding, Severity

ERROR, DOUBT, NOTE = Severity.ERROR, Severity.DOUBT, Severity.NOTE

SEVERITIES: dict[str, Severity] = {
    "tables.date.ambiguous": DOUBT,
    "tables.date.impossible": ERROR,
    "tables.date.leap-1900": ERROR,
    "tables.date.serial": NOTE,
    "tables.date.two-digit-year": DOUBT,
    "tables.date.unlikely": DOUBT,
    "tables.date.unreadable": ERROR,
    "tables.number.ambiguous": DOUBT,
    "tables.number.not-finite": ERROR,
    "tables.number.unreadable": ERROR,
    "tables.points.not-a-number": ERROR,
    "tables.points.order-missing": DOUBT,
    "tables.points.order-twice": ERROR,
    "tables.points.repeated": NOTE,
    "tables.points.scattered": DOUBT,
    "tables.points.too-few": ERROR,
    "tables.wkt.unreadable": ERROR,
}


def finding(code: str, **facts: Any) -> Finding:
    """One piece of news about a cell."""
    return Finding(code, SEVERITIES[code], "", facts)
