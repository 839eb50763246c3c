"""What later-known entries changed: the difference between two states of knowledge, entry by entry."""

from dataclasses import dataclass
from datetime import date

from commonground.land.models import Atom, Document, Hazard, LedgerEntry, Naming
from commonground.land.queries import former
from commonground.store.sets import among, rows

ATOM, ENTRY, DOCUMENT, HAZARD, NAMING = (m._meta.db_table for m in (Atom, LedgerEntry, Document, Hazard, Naming))
CHANGE = (
    "sum(CASE WHEN a.target IN ('suspected', 'confirmed') THEN a.m2 ELSE 0 END"
    " - CASE WHEN a.source IN ('suspected', 'confirmed') THEN a.m2 ELSE 0 END)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One later-known entry and what it did to the figure."""

    number: int
    kind: str
    on: date
    document: str
    hazards: str
    because: str
    corrects: bool
    m2: int


def open_land(on: date, known: int, edition: int | None = None) -> int:
    """Open square metres of the programme's partition on a day, as known at a ledger number, by an edition's units."""
    if edition is not None:
        return former.open_land(edition, on, known)
    found = rows(
        f"SELECT {CHANGE} FROM {ATOM} a WHERE a.book IN ('both', 'programme') AND a.\"on\" <= %s AND a.known <= %s",
        [on.isoformat(), known],
    )
    return int(found[0][0] or 0)


def rounded(on: date, old_known: int, new_known: int, edition: int | None = None) -> int:
    """By how much at most the division by another edition's units can change what the entries are worth: one square
    metre for each atom that was rounded, here or there."""
    if edition is None:
        return 0
    here = rows(
        f"SELECT count(*) FROM {ATOM} WHERE book IN ('both', 'programme') AND \"on\" <= %s AND known > %s AND known <= %s",
        [on.isoformat(), old_known, new_known],
    )[0][0]
    return here + former.roundings(edition, on, old_known, new_known)


def items(on: date, old_known: int, new_known: int) -> list[Item]:
    """Entries known after the first number and up to the second that change the open land on a day."""
    found = rows(
        f"SELECT a.known, {CHANGE} FROM {ATOM} a WHERE a.book IN ('both', 'programme') AND a.\"on\" <= %s AND a.known > %s "
        "AND a.known <= %s GROUP BY a.known",
        [on.isoformat(), old_known, new_known],
    )
    return told({number: int(m2) for number, m2 in found if m2})


def told(worth: dict[int, int]) -> list[Item]:
    """Entries by ledger number, with what each is worth, told so that people find their documents."""
    clause, params = among("e.number", worth)
    found = rows(
        f'SELECT e.number, e.kind, e."on", d.code, e.because, e.corrects FROM {ENTRY} e '
        f"JOIN {DOCUMENT} d ON d.id = e.document_id WHERE {clause} ORDER BY e.number",
        params,
    ) if worth else []  # fmt: skip
    clause, params = among("n.entry_id", worth)
    named: dict[int, list[str]] = {}
    for number, code in (
        rows(
            f"SELECT n.entry_id, h.code FROM {NAMING} n JOIN {HAZARD} h ON h.id = n.hazard_id WHERE {clause} "
            "ORDER BY n.entry_id, n.place",
            params,
        )
        if worth
        else ()
    ):
        named.setdefault(number, []).append(code)
    return [
        Item(number, kind, day if isinstance(day, date) else date.fromisoformat(day[:10]), document,
             ", ".join(named.get(number, ())), because, bool(corrects), worth[number])
        for number, kind, day, document, because, corrects in found
    ]  # fmt: skip
