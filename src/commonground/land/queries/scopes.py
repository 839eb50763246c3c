"""What occurs in the ledger, for choosing from."""

from commonground.land.models import LedgerEntry
from commonground.store.sets import rows


def methods() -> list[str]:
    """The methods that entries name."""
    return [
        r[0]
        for r in rows(
            f"SELECT DISTINCT method FROM {LedgerEntry._meta.db_table} WHERE method <> '' ORDER BY 1 LIMIT 200"
        )
    ]
