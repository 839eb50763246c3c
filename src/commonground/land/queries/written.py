"""Entries as people read them: with their documents, who booked them, and what corrects what."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from commonground.audit import queries as audit
from commonground.core.dates import Times
from commonground.core.land.entries import corrected
from commonground.land.models import Document, Hazard, LedgerEntry, Moment, Naming
from commonground.land.queries import entries as ledger
from commonground.store.sets import among, rows

DOCUMENT, HAZARD, ENTRY, MOMENT, NAMING = (m._meta.db_table for m in (Document, Hazard, LedgerEntry, Moment, Naming))


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as people read it."""

    number: int
    kind: str
    on: date
    reported_on: date | None
    document: str
    document_title: str
    level: str
    hazards: tuple[str, ...]
    stated_m2: int | None
    length_m: int | None
    has_shape: bool
    activity: str
    operator: str
    donor: str
    method: str
    team: str
    depth_cm: int | None
    because: str
    corrects: int | None  # the number of the entry it corrects
    corrected_by: tuple[int, ...]
    stands: bool
    booked_at: datetime | None
    booked_why: str
    booked_by: str
    provenance: dict[str, Any] | None = None


def written(numbers: Iterable[int], times: Times) -> list[Written]:
    """Entries with their documents, what corrects what, and who booked them; in the order of their days."""
    clause, params = among("e.number", numbers)
    found = rows(
        'SELECT e.number, e.hash, e.kind, e."on", e.reported_on, d.code, d.title, e.level, e.stated_m2, e.length_m, '
        "e.shape IS NOT NULL, e.activity, e.operator, e.donor, e.method, e.team, e.depth_cm, e.because, e.corrects, e.provenance, "
        f"m.first, m.last, m.at, m.why FROM {ENTRY} e JOIN {DOCUMENT} d ON d.id = e.document_id "
        f'LEFT JOIN {MOMENT} m ON e.number BETWEEN m.first AND m.last WHERE {clause} ORDER BY e."on", e.number',
        params,
    )
    if not found:
        return []
    known = times.known if times.known is not None else ledger.head()
    named = _named([r[0] for r in found])
    by_hash = {r[1]: r[0] for r in found}
    correcting = _correcting({r[1] for r in found}, {r[18] for r in found if r[18]}, known)
    numbers_of = {name: number for name, number, _ in correcting} | by_hash
    gone = corrected([_Bare(name, corrects) for name, _, corrects in correcting])
    back: dict[str, list[int]] = {}
    for name, number, corrects in correcting:
        if corrects and name not in gone:
            back.setdefault(corrects, []).append(number)
    who = audit.actors({f"{r[20]}-{r[21]}" for r in found if r[20]})
    return [
        Written(
            r[0], r[2], as_day(r[3]), as_day(r[4]), r[5], r[6], r[7], named.get(r[0], ()), r[8], r[9], bool(r[10]), r[11], r[12], r[13],
            r[14], r[15], r[16], r[17], numbers_of.get(r[18]) if r[18] else None, tuple(sorted(set(back.get(r[1], ())))),
            r[1] not in gone, _moment(r[22]), r[23] or "", who.get(f"{r[20]}-{r[21]}", ""), _json(r[19]),
        )
        for r in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Bare:
    """As much of an entry as corrections need."""

    hash: str
    corrects: str


def _correcting(hashes: set[str], targets: set[str], known: int) -> list[tuple[str, int, str]]:
    """(hash, number, corrects) of some entries, of what they correct, and of everything that corrects those."""
    found: dict[str, tuple[str, int, str]] = {}
    clause, params = among("hash", hashes | targets)
    for row in rows(f"SELECT hash, number, corrects FROM {ENTRY} WHERE {clause}", params):
        found[row[0]] = row
    wanted = set(found)
    while wanted:
        clause, params = among("corrects", wanted)
        fresh = [
            r
            for r in rows(
                f"SELECT hash, number, corrects FROM {ENTRY} WHERE corrects <> '' AND number <= %s AND {clause}",
                [known, *params],
            )
            if r[0] not in found
        ]
        found |= {r[0]: r for r in fresh}
        wanted = {r[0] for r in fresh}
    return list(found.values())


def _named(numbers: list[int]) -> dict[int, tuple[str, ...]]:
    clause, params = among("n.entry_id", numbers)
    out: dict[int, list[str]] = {}
    for number, code in rows(
        f"SELECT n.entry_id, h.code FROM {NAMING} n JOIN {HAZARD} h ON h.id = n.hazard_id WHERE {clause} ORDER BY n.entry_id, n.place",
        params,
    ):
        out.setdefault(number, []).append(code)
    return {k: tuple(v) for k, v in out.items()}


def as_day(value: Any) -> Any:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
