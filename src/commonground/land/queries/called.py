"""What hazards were called at a ledger number: their types and flags as figures were made by them."""

from typing import Any

from commonground.core.dates import Times
from commonground.land.models import FormerCard, Hazard
from commonground.store.sets import rows

HAZARD, FORMER = Hazard._meta.db_table, FormerCard._meta.db_table
SAID = ("name", "contamination", "flag")
COLUMNS = [f.column for f in Hazard._meta.concrete_fields]
NOW = Times()


def hazards(known: int | None) -> tuple[str, list[Any]]:
    """SQL (and its parameters) of the table of hazards, each with its name, type and flag as known at a number."""
    if known is None or not rows(f"SELECT 1 FROM {FORMER} WHERE until >= %s LIMIT 1", [known]):
        return HAZARD, []
    said = ", ".join(f"coalesce(f.{one}, h.{one}) AS {one}" if one in SAID else f"h.{one} AS {one}" for one in COLUMNS)
    return (
        f"(SELECT {said} FROM {HAZARD} h LEFT JOIN (SELECT c.* FROM {FORMER} c JOIN (SELECT hazard_id, min(until) AS until "
        f"FROM {FORMER} WHERE until >= %s GROUP BY hazard_id) m ON m.hazard_id = c.hazard_id AND m.until = c.until) f ON f.hazard_id = h.id)"
    ), [known]


def card(hazard: int, times: Times) -> tuple[str, str, str] | None:
    """Name, type and flag of one hazard as known at a number; None where they are what they are now."""
    if times.known is None:
        return None
    found = rows(
        f"SELECT {', '.join(SAID)} FROM {FORMER} WHERE hazard_id = %s AND until >= %s ORDER BY until LIMIT 1",
        [hazard, times.known],
    )
    return found[0] if found else None
