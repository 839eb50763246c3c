"""Which entries count: those that nothing in force corrects."""

from typing import Any

from commonground.land.models import LedgerEntry

ENTRY = LedgerEntry._meta.db_table


def in_force(known: int | None) -> tuple[str, list[Any]]:
    """SQL for an entry `e` that nothing in force corrects; a correction that was corrected itself counts for nothing.

    The tests are written as the partial index of the corrections has them: the embedded store knows it by its words.
    """
    by_then, params = (" AND {}.number <= %s", [known]) if known is not None else ("", [])
    undone = f"SELECT w.corrects FROM {ENTRY} w WHERE NOT (w.corrects = ''){by_then.format('w')}"
    return (
        f"e.hash NOT IN (SELECT v.corrects FROM {ENTRY} v WHERE NOT (v.corrects = ''){by_then.format('v')} "
        f"AND v.hash NOT IN ({undone}))",
        [*params, *params],
    )
