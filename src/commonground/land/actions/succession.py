"""Dividing a hazard, uniting hazards, and taking either back (docs/adr/0010).

Booked as corrections of every entry in force that names the hazards concerned; what the country's statement says stays as it
was, on every day and in every unit, or nothing is done.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.geometry.cutting import sides
from commonground.core.geometry.overlay import Region, area, join_all, meet
from commonground.core.identifiers import searchable
from commonground.core.land.activities import Activity
from commonground.core.land.dividing import Piece, divided, united
from commonground.core.land.dividing import Succession as Kind
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import ADDING, Entry
from commonground.core.land.entries import Kind as EntryKind
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.land import access
from commonground.land.actions import ledger
from commonground.land.models import Hazard, Succession
from commonground.land.queries import entries as land_entries
from commonground.land.queries import known, succession
from commonground.store.sets import rows

LEAST_M2 = 1.0  # a line that leaves less than this of the hazard on one side has missed it
DRAWN, CODE = 400, 120


@dataclass(frozen=True, slots=True)
class Done:
    """What dividing or uniting did: the ledger numbers it took."""

    formers: tuple[str, ...]
    heirs: tuple[str, ...]
    first: int
    last: int
    recorded_facts: dict[str, Any] = field(default_factory=dict)


def _about(done: Done, *args: Any, **kwargs: Any) -> str:
    return ", ".join(done.formers)[:CODE]


@recorded("land.hazard-divided", about=_about)
def divide(
    code: str,
    heirs: Sequence[str],
    line: Sequence[tuple[float, float]],
    *,
    document: str,
    because: str,
    by,
    at: datetime,
) -> Done:
    """Divide a hazard along a line of the plane into two that have codes of their own; the first lies to the line's left.

    Raises NotThere, NotYours, NotNow or NotUsable with the reason.
    """
    with transaction.atomic():
        ledger.lock_head()
        (hazard,), found = _in_force([code], by)
        land = join_all(e.shape for e in found if e.kind in ADDING and e.shape is not None)
        if land.is_empty:
            raise NotNow("land.split.no-perimeter", code=hazard.code)
        grounds = sides(line, land)
        if any(area(meet(land, ground)) < LEAST_M2 for ground in grounds):
            raise NotUsable("land.split.misses", code=hazard.code)
        return _carry(
            Kind.SPLIT, [hazard], [ledger.HazardCard(c, hazard.name, hazard.contamination, hazard.flag, hazard.stated_unit) for c in heirs],
            found, lambda base, shape: divided(base.hazards, shape, hazard.code, heirs, grounds),
            document=document, because=because, by=by, at=at,
        )  # fmt: skip


@recorded("land.hazards-united", about=_about)
def unite(codes: Sequence[str], heir: str, *, name: str = "", document: str, because: str, by, at: datetime) -> Done:
    """Unite hazards in one that has a code of its own. Raises NotThere, NotYours, NotNow or NotUsable with the reason."""
    with transaction.atomic():
        ledger.lock_head()
        formers, found = _in_force(codes, by)
        if len(formers) < 2:
            raise NotUsable("land.merge.one")
        said = [_alike(getattr(h, one) for h in formers) for one in ("contamination", "flag", "stated_unit")]
        card = ledger.HazardCard(heir, name or _alike(h.name for h in formers), said[0] or "unknown", said[1], said[2])
        held = frozenset(h.code for h in formers)
        return _carry(
            Kind.MERGE, formers, [card], found, lambda base, shape: [(united(base.hazards, held, heir), shape)],
            document=document, because=because, by=by, at=at,
        )  # fmt: skip


@recorded("land.succession-undone", about=lambda done, *a, **k: f"{done.first}-{done.last}")
def undo(first: int, *, document: str, because: str, by, at: datetime) -> ledger.Booked:
    """Void all that an act of dividing or uniting booked: the hazards stand again as they stood before. Raises NotNow where
    something was booked on the new ones since."""
    require(access.may(by, "land.correct"))
    with transaction.atomic():
        ledger.lock_head()
        links = list(Succession.objects.filter(first=first).select_related("heir"))
        if not links or not all(_seen(by, link.heir.code) for link in links):
            raise NotThere("land.succession.not-there", number=first)
        mine = land_entries.of_act(first)
        stands = land_entries.standing(e.hash for e in mine)
        if all(state != "stands" for state in stands.values()):
            raise NotNow("land.succession.undone-already")
        since = [b for b in known.booked_near({link.heir.code for link in links}, None) if b.entry.carried != first]
        heirs = {link.heir_id for link in links}
        since = [b for b in since if heirs.intersection(b.entry.hazards)]
        if since or any(state != "stands" for state in stands.values()):
            raise NotNow("land.succession.built-upon", entries=max(1, len(since)))
        return ledger.void([e.hash for e in mine], document=document, because=because, by=by, at=at)


def _seen(by, code: str) -> bool:
    return bool(access.only_visible(access.visible(by), Hazard.objects.filter(code=code).values_list("pk", flat=True)))


def _alike(said: Any) -> str:
    """What all of them say, where they say the same; else nothing."""
    found = set(said)
    return found.pop() if len(found) == 1 else ""


def _in_force(codes: Sequence[str], by) -> tuple[list[Hazard], list[Entry]]:
    """Some hazards that may be divided or united, and the entries in force that name any of them."""
    require(access.may(by, "land.correct"))
    hazards = [access.hazard_for(by, code) for code in dict.fromkeys(codes)]
    for hazard in hazards:
        require(access.may_succeed(by, hazard))
    numbers = {h.pk for h in hazards}
    found = [b.entry for b in known.booked_near([h.code for h in hazards], None)]
    return hazards, [e for e in found if numbers.intersection(e.hazards)]


def _carry(
    kind: Kind, formers: Sequence[Hazard], heirs: Sequence[ledger.HazardCard], found: Sequence[Entry],
    pieces: Callable[[Draft, Region | None], list[Piece[str]]], *, document: str, because: str, by, at: datetime,
) -> Done:  # fmt: skip
    """Book everything that the heirs take over, and see that no figure of the country moved."""
    codes = [h.code.strip() for h in heirs]
    _free(codes, [h.code for h in formers])
    head = land_entries.head()
    drafts: list[Draft] = []
    for entry in found:
        base, name = known.as_draft(entry.number)
        drafts += [
            _fresh(base.changed(hazards=named, shape=shape, corrects=name, carried=True))
            for named, shape in pieces(base, entry.shape)
        ]
    drafts += _voids(found, document, because)
    booked = ledger.book(
        drafts, by=by, at=at, why=f"{kind.value} {', '.join(h.code for h in formers)}", hazards=heirs,
        documents=[ledger.DocumentCard(document, kind=kind.value, dated=at.date())], permission="land.correct",
    )  # fmt: skip
    if _moved(head):
        raise NotNow("land.succession.moves-figures")
    assert booked.first is not None
    assert booked.last is not None
    made = {h.code: h for h in Hazard.objects.filter(code__in=codes)}
    Succession.objects.bulk_create(
        Succession(former=former, heir=made[code], kind=kind.value, first=booked.first, last=booked.last,
                   document=document[:CODE], because=because[:500], at=at)
        for former in formers
        for code in codes
    )  # fmt: skip
    _take_over(formers, made.values())
    facts = {"formers": [h.code for h in formers], "heirs": codes, "entries": booked.new}
    return Done(tuple(h.code for h in formers), tuple(codes), booked.first, booked.last, facts)


def _free(codes: Sequence[str], formers: Collection[str]) -> None:
    """New hazards have codes that no hazard has or had; but for those of an act that was undone."""
    for code in codes:
        if not code or len(code) > CODE:
            raise NotUsable("land.entry.no-hazard")
        held = Hazard.objects.filter(code=code).first()
        if code in formers or codes.count(code) > 1 or (held is not None and not succession.is_free(held.pk)):
            raise NotUsable("land.succession.code-taken", code=code)


def _voids(found: Sequence[Entry], document: str, because: str) -> list[Draft]:
    """A voiding of each entry whose place is taken, so that it does not count again when a piece of it is corrected; and
    of what that entry itself corrected, which would count again now."""
    behind = land_entries.only_corrected_by({e.corrects: e.hash for e in found if e.corrects})
    codes = dict(
        Hazard.objects.filter(pk__in={h for e in (*found, *behind) for h in e.hazards}).values_list("pk", "code")
    )
    return [
        _fresh(
            Draft(kind=EntryKind.VOID, on=entry.on, hazards=tuple(codes[h] for h in entry.hazards), document=document,
                  corrects=entry.hash, carried=True, activity=Activity.CORRECTION, because=because[:500])
        )
        for entry in (*found, *behind)
    ]  # fmt: skip


def _fresh(draft: Draft) -> Draft:
    """A draft under a name that the ledger does not hold: an act that was undone may be done again."""
    while land_entries.standing([draft.hash]):
        draft = replace(draft, ordinal=draft.ordinal + 1)
    return draft


def _moved(head: int) -> bool:
    """Whether entries after a ledger number changed any figure of the country: on any day, in any unit, line or account."""
    found = rows(
        "SELECT 1 FROM land_atom WHERE known > %s AND book <> 'hazard' GROUP BY \"on\", unit_id, line, source, target, "
        "CASE WHEN book = 'both' THEN 'programme' ELSE book END HAVING sum(m2) <> 0 OR sum(unknown) <> 0 LIMIT 1",
        [head],
    )
    return bool(found)


def _take_over(formers: Sequence[Hazard], heirs: Collection[Hazard]) -> None:
    """The heirs are found by the codes and names of the hazards before them, and stand where their work stood."""
    names = [part for h in formers for part in (searchable(f"{h.code} {h.name}"), *h.folded.split(" | "))]
    last = max(formers, key=lambda h: (h.worked_on or date.min, h.code))
    for heir in heirs:
        own = searchable(f"{heir.code} {heir.name}")
        heir.folded = " | ".join(dict.fromkeys([own, *names]))[:DRAWN]
        heir.work, heir.worked_on = last.work, last.worked_on
        heir.save(update_fields=["folded", "work", "worked_on"])
