"""The ledger by the hashes of its entries: what a publication pins, so that a changed entry is found."""

from collections.abc import Iterator

from commonground.land.models import LedgerEntry
from commonground.store.sets import rows


def up_to(known: int) -> Iterator[tuple[int, str]]:
    """(ledger number, content hash) of every entry up to a number, in order."""
    yield from rows(
        f"SELECT number, hash FROM {LedgerEntry._meta.db_table} WHERE number <= %s ORDER BY number", [known]
    )
