"""What earlier files said of the same records."""

from dataclasses import dataclass

from commonground.intake.models import Load, Row
from commonground.store.sets import rows

LOAD, ROW = Load._meta.db_table, Row._meta.db_table


@dataclass(frozen=True, slots=True)
class Held:
    """The last that an imported file said of a record, and the entry that stands for it."""

    content: str
    entry_hash: str


def standing(what: str) -> dict[str, Held]:
    """Per identity, the latest row of an import that was not undone and was not quarantined."""
    found = rows(
        f"SELECT r.identity, r.content, r.entry_hash FROM {ROW} r JOIN {LOAD} l ON l.id = r.load_id "
        "WHERE l.what = %s AND l.state = 'imported' AND r.outcome <> 'quarantined' ORDER BY r.load_id, r.ordinal",
        [what],
    )
    return {identity: Held(content, entry) for identity, content, entry in found}
