"""What a hazard's row keeps of its findings and entries so that the list sorts and filters by it, and the same asked anew.

`gravity` and `operators` are kept in step by `actions.summaries.digest`; here is what they have to be, which `check`
compares with what is kept.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from commonground.land.models import Doubt, Hazard, LedgerEntry, Naming
from commonground.land.queries.forces import in_force
from commonground.store.sets import among, rows

DOUBT, HAZARD, ENTRY, NAMING = (m._meta.db_table for m in (Doubt, Hazard, LedgerEntry, Naming))
GRAVITY = "CASE d.severity WHEN 'error' THEN 1000000 WHEN 'doubt' THEN 1000 ELSE 1 END"
MARK = "\n"  # around each operator's code, so that one is never found inside another's


def weights(hazards: Iterable[int] | None = None) -> dict[int, int]:
    """How grave the findings about some hazards (or all) are together; those without any are left out."""
    which, params = among("d.hazard_id", hazards) if hazards is not None else ("d.hazard_id IS NOT NULL", [])
    return {
        hazard: int(gravity)
        for hazard, gravity in rows(
            f"SELECT d.hazard_id, sum({GRAVITY}) FROM {DOUBT} d WHERE {which} GROUP BY d.hazard_id", params
        )
    }


def operators(hazards: Iterable[int] | None = None) -> dict[int, str]:
    """Whose work the entries in force of some hazards (or all) tell of; those of nobody's are left out."""
    counting, more = in_force(None)
    which, params = among("n.hazard_id", hazards) if hazards is not None else ("1 = 1", [])
    found: dict[int, list[str]] = {}
    for hazard, operator in rows(
        f"SELECT DISTINCT n.hazard_id, e.operator FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id "
        f"WHERE {which} AND NOT (e.operator = '') AND {counting}",
        [*params, *more],
    ):
        found.setdefault(hazard, []).append(operator)
    return {hazard: marked(sorted(some)) for hazard, some in found.items()}


def marked(codes: Sequence[str]) -> str:
    """Codes as a row keeps them."""
    return MARK + MARK.join(codes) + MARK if codes else ""


def unmarked(kept: str) -> tuple[str, ...]:
    """The codes that a row keeps."""
    return tuple(kept.strip(MARK).split(MARK)) if kept else ()


def holds(column: str, code: str) -> tuple[str, list[Any]]:
    """SQL for rows that keep a code: both stores know `replace`, and neither's takes capitals for small letters."""
    return f"replace({column}, %s, '') <> {column}", [marked([code])]


def differing() -> int:
    """How many hazards keep something else than their findings and entries say."""
    fresh, named = weights(), operators()
    return sum(
        1
        for hazard, gravity, kept in rows(f"SELECT id, gravity, operators FROM {HAZARD}")
        if gravity != fresh.get(hazard, 0) or kept != named.get(hazard, "")
    )
