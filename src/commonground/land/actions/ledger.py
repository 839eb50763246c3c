"""Booking: the one way into the ledger."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.geometry.overlay import box_of, boxes, regions
from commonground.core.identifiers import searchable
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft, name_all, order_of, refusals
from commonground.core.land.entries import Entry, Kind
from commonground.core.refusals import NotNow
from commonground.land import access
from commonground.land.actions import closing, notes, summaries
from commonground.land.actions.recompute import recompute
from commonground.land.models import Document, Hazard, Head, LedgerEntry, Moment, Naming
from commonground.land.queries.entries import between as entries_between
from commonground.organisations import actions as organisations
from commonground.places import queries as places
from commonground.store.bulk import insert
from commonground.store.sets import among, rows, run

COLUMNS = (
    "number", "hash", "kind", "on", "reported_on", "sequence", "document", "level", "shape", "min_x", "min_y", "max_x", "max_y",
    "stated_m2", "length_m", "whole", "corrects", "activity", "operator", "donor", "method", "team", "depth_cm", "because",
    "provenance", "source_row", "carried",
)  # fmt: skip
MANY = 5_000
NOWHERE = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class HazardCard:
    """What is said of a hazard besides its land."""

    code: str
    name: str = ""
    contamination: str = "unknown"
    flag: str = ""
    stated_unit: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What is said of a document."""

    code: str
    title: str = ""
    kind: str = "report"
    dated: date | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking did."""

    first: int | None
    last: int | None
    new: int
    already: int  # drafts whose content the ledger holds
    atoms: int
    hashes: tuple[str, ...] = ()
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("land.entries-booked", about=lambda booked, *a, **k: f"{booked.first}-{booked.last}")
def book(
    drafts: Sequence[Draft],
    *,
    by,
    at: datetime,
    why: str = "",
    hazards: Iterable[HazardCard] = (),
    documents: Iterable[DocumentCard] = (),
    permission: str = "land.book",
) -> Booked:
    """Book entries, all or none: numbers without gaps in canonical order, then the accounts brought up to date.

    Content that the ledger holds already is left alone, so that the same booking again changes nothing. Raises
    NotYours, or NotUsable for an entry that is wrong whatever else is known.
    """
    require(access.may(by, permission))
    today = at.date()
    for wrong in refusals(drafts, today):
        if wrong:
            raise wrong
    with transaction.atomic(savepoint=False):
        number = lock_head()
        fresh, already = _unknown(drafts, number)
        described = _describe(hazards)
        if not fresh:
            return Booked(None, None, 0, already, 0, recorded_facts={"described": described})
        keys = _hazard_keys({code for _, d in fresh for code in d.hazards})
        entries = _write(number + 1, fresh, keys, _document_keys({d.document for _, d in fresh}, documents))
        organisations.ensure({d.operator for _, d in fresh if d.operator}, kind="operator")
        organisations.ensure({d.donor for _, d in fresh if d.donor}, kind="donor")
        atoms = recompute(entries, places.lowest_units())
        closing.reopen_closed({h for e in entries for h in e.hazards})
        last = entries[-1].number
        run("UPDATE land_head SET number = %s WHERE id = 1", [last])
        notes.tell_corrections(entries)
        Moment.objects.create(first=number + 1, last=last, at=at, why=why[:200])
    return Booked(
        number + 1, last, len(entries), already, atoms, tuple(h for h, _ in fresh),
        {"entries": len(entries), "atoms": atoms, "why": why[:100], "described": described},
    )  # fmt: skip


def open_ledger() -> None:
    """The one row whose lock gives the numbers; made with the programme."""
    Head.objects.get_or_create(pk=1)


def lock_head() -> int:
    """Hold the ledger until this transaction ends; the last number given."""
    touched = run("UPDATE land_head SET number = number WHERE id = 1")
    if not touched:
        Head.objects.get_or_create(pk=1)
        run("UPDATE land_head SET number = number WHERE id = 1")
    return rows("SELECT number FROM land_head WHERE id = 1")[0][0]


def _unknown(drafts: Sequence[Draft], last: int) -> tuple[list[tuple[str, Draft]], int]:
    """Drafts whose content is not in the ledger, each once, in canonical order."""
    if len(drafts) > 1:
        name_all(drafts)
    named: dict[str, Draft] = {}
    for draft in drafts:
        named.setdefault(draft.hash, draft)
    held: set[str] = set()
    if last:
        clause, params = among("hash", named)
        held = {r[0] for r in rows(f"SELECT hash FROM {LedgerEntry._meta.db_table} WHERE {clause}", params)}
    fresh = [(name, d) for name, d in named.items() if name not in held]
    fresh.sort(key=lambda pair: order_of(pair[1], pair[0]))
    return fresh, len(drafts) - len(fresh)


def _write(
    first: int, fresh: Sequence[tuple[str, Draft]], hazards: dict[str, int], documents: dict[str, int]
) -> list[Entry]:
    entries: list[Entry] = []
    for number, (name, d) in enumerate(fresh, first):
        named = tuple([hazards[code] for code in d.hazards])
        entries.append(
            Entry(number, name, d.kind, d.on, d.sequence, named, d.shape, d.level, d.stated_m2, d.length_m, d.whole, d.corrects,
                  first if d.carried else 0)
        )  # fmt: skip
    some = [d for _, d in fresh]
    if len(some) == 1:
        bounds = [box_of(some[0].shape)] if some[0].shape is not None else [NOWHERE]
    else:
        found = boxes(regions([d.shape for d in some])).tolist()
        bounds = [box if d.shape is not None else NOWHERE for d, box in zip(some, found, strict=True)]
    plain = str.__str__
    out = [
        (number, name, plain(d.kind), d.on.isoformat(), d.reported_on and d.reported_on.isoformat(), d.sequence, documents[d.document],
         plain(d.level), d.wkb, *box, d.stated_m2, d.length_m, d.whole, d.corrects, plain(d.activity), d.operator, d.donor,
         d.method, d.team, d.depth_cm, d.because, json.dumps(d.provenance) if d.provenance else None, d.source_row,
         first if d.carried else 0)
        for number, ((name, d), box) in enumerate(zip(fresh, bounds, strict=True), first)
    ]  # fmt: skip
    insert(LedgerEntry, COLUMNS, out)
    del out
    places_ = [(e.number, key, place) for e in entries for place, key in enumerate(e.hazards)]
    insert(Naming, ("entry", "hazard", "place"), places_)
    return entries


def _hazard_keys(codes: set[str]) -> dict[str, int]:
    keys = _held(codes)
    missing = sorted(codes - keys.keys())
    if missing:
        _add_hazards([HazardCard(code) for code in missing])
        keys |= _held(set(missing))
    return keys


def _held(codes: set[str]) -> dict[str, int]:
    """The keys of the hazards with some codes, as far as there are such."""
    table = Hazard._meta.db_table
    if len(codes) >= MANY and rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] < 2 * len(codes):
        return {code: key for code, key in rows(f"SELECT code, id FROM {table}") if code in codes}
    clause, params = among("code", codes)
    return dict(rows(f"SELECT code, id FROM {table} WHERE {clause}", params))


def _add_hazards(cards: Sequence[HazardCard]) -> None:
    insert(
        Hazard,
        ("code", "name", "folded", "contamination", "flag", "stated_unit", "standing", "open_m2", "released_m2", "unknown",
         "last_number"),
        [
            (c.code, c.name, searchable(f"{c.code} {c.name}")[:400], c.contamination, c.flag, c.stated_unit, "unrecorded", 0, 0,
             False, 0)
            for c in cards
        ],
    )  # fmt: skip


def _describe(cards: Iterable[HazardCard]) -> int:
    """Enter what is said of hazards besides their land, new ones and changed ones; how many were changed."""
    wanted = {c.code: c for c in cards}
    if not wanted:
        return 0
    changed = 0
    held, known_as = {}, {}
    if rows(f"SELECT 1 FROM {Hazard._meta.db_table} LIMIT 1"):
        clause, params = among("code", wanted)
        said = (
            f"SELECT code, name, contamination, flag, stated_unit, folded FROM {Hazard._meta.db_table} WHERE {clause}"
        )
        for *card, folded in rows(said, params):
            held[card[0]] = HazardCard(*card)
            known_as[card[0]] = folded
    _add_hazards([c for code, c in wanted.items() if code not in held])
    for code, card in wanted.items():
        if code in held and held[code] != card:
            changed += 1
            run(
                f"UPDATE {Hazard._meta.db_table} SET name = %s, folded = %s, contamination = %s, flag = %s, stated_unit = %s "
                "WHERE code = %s",
                [card.name, _folded(card, known_as[code]), card.contamination, card.flag, card.stated_unit, code],
            )
    return changed


def _folded(card: HazardCard, before: str) -> str:
    """What a hazard is found by: its code, its name, and every name it had before."""
    now = searchable(f"{card.code} {card.name}")
    gone = [part for part in before.split(" | ") if part and part != now]
    return " | ".join([now, *gone])[:400]


def _document_keys(codes: set[str], cards: Iterable[DocumentCard]) -> dict[str, int]:
    clause, params = among("code", codes)
    table = Document._meta.db_table
    keys = dict(rows(f"SELECT code, id FROM {table} WHERE {clause}", params))
    missing = codes - keys.keys()
    if missing:
        said = {c.code: c for c in cards}
        rows_ = [said.get(code, DocumentCard(code)) for code in sorted(missing)]
        insert(
            Document,
            ("code", "title", "kind", "dated", "sha256"),
            [(c.code, c.title, c.kind, c.dated and c.dated.isoformat(), c.sha256) for c in rows_],
        )
        clause, params = among("code", missing)
        keys |= dict(rows(f"SELECT code, id FROM {table} WHERE {clause}", params))
    return keys


@recorded("land.entries-voided", about=lambda booked, *a, **k: f"{booked.first}-{booked.last}")
def void(hashes: Sequence[str], *, document: str, because: str, by, at: datetime) -> Booked:
    """Void entries: from each one's own date, known from now on. What is voided already is left alone."""
    require(access.may(by, "land.correct"))
    clause, params = among("e.hash", hashes)
    table, naming = LedgerEntry._meta.db_table, Naming._meta.db_table
    named: dict[str, list[str]] = {}
    days: dict[str, date] = {}
    for name, on, code in rows(
        f'SELECT e.hash, e."on", h.code FROM {table} e JOIN {naming} n ON n.entry_id = e.number '
        f"JOIN {Hazard._meta.db_table} h ON h.id = n.hazard_id WHERE {clause} ORDER BY e.number, n.place",
        params,
    ):
        named.setdefault(name, []).append(code)
        days[name] = on if isinstance(on, date) else date.fromisoformat(on)
    missing = set(hashes) - named.keys()
    if missing:
        raise NotNow("land.entry.corrects-nothing", missing=len(missing))
    drafts = [
        Draft(
            kind=Kind.VOID, on=days[name], hazards=tuple(codes), document=document, corrects=name,
            activity=Activity.CORRECTION, because=because,
        )
        for name, codes in named.items()
    ]  # fmt: skip
    return book(drafts, by=by, at=at, why=because, permission="land.correct")


def rebuild(*, by) -> int:
    """Write all atoms and holdings anew from the entries, commit by commit as they were booked."""
    require(access.may(by, "land.rebuild"))
    with transaction.atomic():
        lock_head()
        for table in ("land_atom", "land_holding", "land_overlap"):
            run(f"DELETE FROM {table}")
        run("DELETE FROM land_doubt WHERE origin NOT IN ('shape', 'closing')")
        run("UPDATE land_hazard SET last_number = 0, first_on = NULL, last_on = NULL, open_m2 = 0, released_m2 = 0")
        units = places.lowest_units()
        total = 0
        for first, last in rows("SELECT first, last FROM land_moment ORDER BY first"):
            total += recompute(entries_between(first, last), units)
        notes.tell_corrections()
        summaries.weigh()
        summaries.name_operators()
    return total
