"""The columns of the list: which there are, in which order somebody wants them, and what they are in a file."""

from collections.abc import Iterable
from typing import Any

from commonground.land.queries.hazards import SEVERITIES, Listed

# Each column with what it becomes in a file: its headings there, and its cells.
FILED: dict[str, tuple[tuple[str, ...], Any]] = {
    "code": (("code",), lambda h: (h.code,)),
    "name": (("name",), lambda h: (h.name,)),
    "standing": (("status",), lambda h: (h.standing,)),
    "contamination": (("contamination",), lambda h: (h.contamination,)),
    "flag": (("flag",), lambda h: (h.flag,)),
    "unit": (("unit",), lambda h: (h.unit,)),
    "open": (("open_m2", "stated_m2"), lambda h: (UNKNOWN if h.open_m2 is None else h.open_m2, h.stated_m2)),
    "released": (("released_m2",), lambda h: (h.released_m2,)),
    "findings": (("errors", "doubts", "notes"), lambda h: tuple(h.findings.get(s, 0) for s in SEVERITIES)),
    "first": (("first_on",), lambda h: (h.first_on,)),
    "last": (("last_on",), lambda h: (h.last_on,)),
    "number": (("ledger_number",), lambda h: (h.last_number,)),
    "closed": (("closed_on",), lambda h: (h.closed_on,)),
    "work": (("work",), lambda h: (h.work,)),
    "operators": (("operators",), lambda h: ("; ".join(h.operators),)),
}
UNKNOWN = "unknown"
COLUMNS = tuple(FILED)
SHOWN = ("code", "name", "standing", "contamination", "unit", "open", "released", "findings", "last")


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """Columns that there are, each once, in the order given; the code is always there. Nothing chosen is the usual ones."""
    found = tuple(dict.fromkeys(n for n in names if n in FILED))
    if not found:
        return SHOWN
    return found if "code" in found else ("code", *found)


def headings(columns: Iterable[str]) -> list[str]:
    """The headings of some columns in a file. They are the same in every language, so that files can be read again."""
    return [heading for name in columns for heading in FILED[name][0]]


def cells(columns: Iterable[str], one: Listed) -> list[Any]:
    """The cells of one hazard in a file."""
    return [cell for name in columns for cell in FILED[name][1](one)]
