"""Findings are news about data. They are returned, never raised."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters; the page shows each with its own icon."""

    NOTE = "note"  # worth knowing; nothing to mend
    DOUBT = "doubt"  # somebody should look; work goes on
    ERROR = "error"  # wrong as it stands


RANK = {Severity.NOTE: 0, Severity.DOUBT: 1, Severity.ERROR: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of news about one record.

    `code` is stable, documented in `docs/findings.md` and never reused: "land.shape.self-crossing".
    `about` identifies the record; `facts` are filled into the sentence at the edge, and hold plain
    JSON values only. `at` is a lon/lat (WGS84 degrees) where the fault can be pointed at.
    """

    code: str
    severity: Severity
    about: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    at: tuple[float, float] | None = None
