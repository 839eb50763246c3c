"""Booking: the one way into the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft, name_all, order_of, refusals
from commonground.core.land.entries import Kind
from commonground.core.refusals import NotNow
from commonground.land import access
from commonground.land.actions import closing, first, lines, notes, summaries, sums
from commonground.land.actions.cards import DocumentCard, HazardCard, document_keys, hazard_keys, told
from commonground.land.actions.cards import describe as enter
from commonground.land.actions.recompute import recompute
from commonground.land.models import Hazard, Head, LedgerEntry, Moment, Naming
from commonground.land.queries.entries import between as entries_between
from commonground.organisations import actions as organisations
from commonground.places import queries as places
from commonground.store.sets import among, rows, run

__all__ = ["Booked", "DocumentCard", "HazardCard", "book", "describe", "lock_head", "open_ledger", "rebuild", "void"]


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
    return _booked(drafts, at=at, why=why, hazards=hazards, documents=documents)


def describe(hazards: Iterable[HazardCard], *, at: datetime, why: str = "") -> Booked:
    """Say something else of hazards besides their land, under ledger numbers of its own. Whoever calls this has asked whether it may be."""
    return _booked((), at=at, why=why, hazards=hazards)


def _booked(
    drafts: Sequence[Draft],
    *,
    at: datetime,
    why: str,
    hazards: Iterable[HazardCard],
    documents: Iterable[DocumentCard] = (),
) -> Booked:
    today = at.date()
    for wrong in refusals(drafts, today):
        if wrong:
            raise wrong
    with transaction.atomic(savepoint=False):
        number = lock_head()
        telling = told(hazards)
        fresh, already = _unknown([*drafts, *telling.drafts(today, number)], number)
        if not fresh:
            return Booked(None, None, 0, already, 0, recorded_facts={"described": enter(telling, number)})
        organisations.ensure({d.operator for _, d in fresh if d.operator}, kind="operator")
        organisations.ensure({d.donor for _, d in fresh if d.donor}, kind="donor")
        last, described, before = number + len(fresh), 0, sums.last_atom()
        papers = document_keys({d.document for _, d in fresh}, documents)
        if not number and first.fits(fresh):
            atoms = first.fill(fresh, telling.wanted.values(), papers, places.lowest_units())
            _given(last)
        else:
            described = enter(telling, number)
            atoms = _go_on(number + 1, fresh, papers)
        sums.take(before)
        Moment.objects.create(first=number + 1, last=last, at=at, why=why[:200])
        if len(fresh) >= sums.MANY:
            sums.keep_types()
    return Booked(
        number + 1, last, len(fresh), already, atoms, tuple(h for h, _ in fresh),
        {"entries": len(fresh), "atoms": atoms, "why": why[:100], "described": described},
    )  # fmt: skip


def _go_on(first_: int, fresh: Sequence[tuple[str, Draft]], papers: dict[str, int]) -> int:
    """Write entries and bring all that they touch up to date; how many atoms."""
    keys = hazard_keys({code for _, d in fresh for code in d.hazards})
    entries = lines.write(first_, fresh, keys, papers)
    atoms = recompute(entries, places.lowest_units())
    closing.reopen_closed({h for e in entries for h in e.hazards})
    _given(entries[-1].number)
    notes.tell_corrections(entries)
    return atoms


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


def _given(last: int) -> None:
    """The last number given is this one now."""
    run("UPDATE land_head SET number = %s WHERE id = 1", [last])


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


def keep_sums() -> None:
    """Keep what the next questions are answered from, as known now. It changes no fact and no figure."""
    with transaction.atomic():
        lock_head()
        sums.keep_types()


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
        sums.write_anew()
    return total
