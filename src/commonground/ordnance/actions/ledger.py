"""Writing down what was found and what became of it: the one way into the ledger of ordnance."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.ordnance.accounts import Does, Pot, account, why_not, within_bounds
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.catalogue import recognise
from commonground.core.ordnance.drafts import DisposalDraft, FindDraft, WorkDraft, refuse_disposal, refuse_find
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.ordnance import access
from commonground.ordnance.models import Entry, Head
from commonground.ordnance.queries import catalogue as catalogues
from commonground.ordnance.queries import finds
from commonground.store.sets import rows, run


def lock_head() -> int:
    """Hold the ledger until this transaction ends; the last number given."""
    if not run("UPDATE ordnance_head SET number = number WHERE id = 1"):
        Head.objects.get_or_create(pk=1)
        run("UPDATE ordnance_head SET number = number WHERE id = 1")
    return rows("SELECT number FROM ordnance_head WHERE id = 1")[0][0]


def give(numbers: int) -> int:
    """The first of so many numbers, given for good; whoever comes second waits."""
    last = lock_head()
    run("UPDATE ordnance_head SET number = %s WHERE id = 1", [last + numbers])
    return last + 1


def write(entries: Sequence[Entry], *, at: datetime) -> list[Entry]:
    """Number entries in their order and write them, where every account that they touch can stand with them."""
    first = give(len(entries))
    for i, entry in enumerate(entries):
        entry.number, entry.at = first + i, at
        entry.code = entry.code or f"F-{entry.number}"
    fresh: dict[str, list[Entry]] = {}
    for entry in entries:
        fresh.setdefault(entry.code, []).append(entry)
    held = finds.entries_called(fresh)
    for code, new in fresh.items():
        reason = why_not(finds.plain(e) for e in (*held[code], *new))
        if reason:
            raise NotNow(reason, code=code)
    Entry.objects.bulk_create(entries, batch_size=500)
    return list(entries)


def find_entry(draft: FindDraft, corrects: int = 0, because: str = "") -> Entry:
    """A find as the ledger keeps it."""
    where = draft.where
    return Entry(
        does=Does.FIND.value, code=draft.code, on=draft.on, exactness=draft.exactness.value, corrects=corrects, because=because,
        activity=draft.activity.value, organisation=draft.organisation, document=draft.document, device=draft.device,
        said=draft.said.strip()[:200], condition=draft.condition.value, count=draft.amount.number,
        qualifier=draft.amount.qualifier.value, within=draft.within, work=draft.work, unit=where.unit, place=where.words[:200],
        lon=where.lon, lat=where.lat, accuracy_m=where.accuracy_m, depth_cm=draft.depth_cm,
    )  # fmt: skip


def disposal_entry(code: str, draft: DisposalDraft, amount: Amount, corrects: int = 0, because: str = "") -> Entry:
    """A disposal as the ledger keeps it."""
    return Entry(
        does=Does.DISPOSE.value, code=code, on=draft.on, exactness=draft.exactness.value, corrects=corrects, because=because,
        organisation=draft.organisation, document=draft.document, count=amount.number, qualifier=amount.qualifier.value,
        source=draft.source.value, target=draft.target.value, method=draft.method.value,
    )  # fmt: skip


def work_entry(draft: WorkDraft) -> Entry:
    """A piece of work as the ledger keeps it."""
    where = draft.where
    return Entry(
        does=Does.WORK.value, code=draft.code, on=draft.on, exactness=draft.exactness.value, activity=draft.activity.value,
        organisation=draft.organisation, document=draft.document, unit=where.unit, place=where.words[:200], area_m2=draft.area_m2,
    )  # fmt: skip


def understood(draft: FindDraft, spelled: Callable[[str], str]) -> FindDraft:
    """A find with the model that its word means, where somebody knows it."""
    return draft if draft.device else replace(draft, device=spelled(draft.said))


def speller() -> Callable[[str], str]:
    """What knows the words of the catalogue as it is now."""
    book = catalogues.catalogue()
    return lambda said: recognise(said, book.spelled)


@recorded("ordnance.find-recorded", about=lambda code, *a, **k: code)
def record_find(draft: FindDraft, *, by: Any, at: datetime, disposal: DisposalDraft | None = None) -> str:
    """Write a find down and, where it was disposed of already, that too; returns its code."""
    require(access.may(by, "ordnance.record", draft.where.unit))
    draft = understood(draft, speller())
    refuse_find(draft, at.date())
    _refuse_device(draft)
    if draft.code and finds.entries_called([draft.code])[draft.code]:
        raise NotNow("ordnance.find.code-taken", code=draft.code)
    _refuse_within(draft)
    written = write([find_entry(draft)], at=at)[0]
    if disposal is not None:
        _dispose(written.code, disposal, at=at)
    return written.code


def _refuse_device(draft: FindDraft) -> None:
    if draft.device and draft.device not in catalogues.catalogue().devices:
        raise NotUsable("ordnance.device.not-there", code=draft.device)


def _refuse_within(draft: FindDraft) -> None:
    """A part that is declared to lie in a larger find has no account of its own, and is no larger than the whole."""
    if not draft.within:
        return
    whole = next((e for e in _stands(draft.within) if e.does == Does.FIND.value), None)
    if whole is None or whole.within or draft.within == draft.code:
        raise NotUsable("ordnance.find.no-whole", code=draft.within)
    others = finds.standing().filter(does=Does.FIND.value, within=draft.within).exclude(code=draft.code)
    listed = {e.code: Amount(e.count, Qualifier(e.qualifier)) for e in others}
    if not within_bounds(
        Amount(whole.count, Qualifier(whole.qualifier)), {**listed, draft.code or "new": draft.amount}
    ):
        raise NotUsable("ordnance.find.more-than-whole", code=draft.within)


def _stands(code: str) -> list[Entry]:
    return list(finds.standing().filter(code=code).order_by("number"))


def _find(code: str) -> Entry:
    """The find as it stands. Raises NotThere."""
    found = next((e for e in _stands(code) if e.does == Does.FIND.value), None)
    if found is None:
        raise NotThere("ordnance.find.not-there", code=code)
    return found


@recorded("ordnance.find-disposed", about=lambda number, code, *a, **k: code)
def dispose(code: str, draft: DisposalDraft, *, by: Any, at: datetime) -> int:
    """Write down what became of some of a find, or of all that is left; returns the entry's number."""
    access.entries_of(by, code)
    lock_head()
    require(access.may(by, "ordnance.record", _find(code).unit))
    return _dispose(code, draft, at=at)


def _dispose(code: str, draft: DisposalDraft, *, at: datetime) -> int:
    refuse_disposal(draft, at.date())
    find = _find(code)
    if find.within:
        raise NotNow("ordnance.disposal.of-a-part", code=find.within)
    amount = draft.amount
    if amount is None:
        left = account(finds.plain(e) for e in finds.entries_called([code])[code])
        amount = left.retained if draft.source is Pot.RETAINED else left.awaiting
        if amount.is_nothing:
            raise NotNow("ordnance.disposal.nothing-left", code=code)
    written = write([disposal_entry(code, draft, amount)], at=at)[0]
    tell(entry=written.number, into=draft.target.value, count=amount.number)
    return written.number


@recorded("ordnance.find-corrected", about=lambda number, code, *a, **k: code)
def correct_find(code: str, draft: FindDraft, *, because: str, by: Any, at: datetime) -> int:
    """Put other facts in the place of a find's, from now on; what was known before stays readable."""
    access.entries_of(by, code)
    lock_head()
    old = _find(code)
    require(access.may(by, "ordnance.correct", old.unit))
    require(access.may(by, "ordnance.correct", draft.where.unit))
    _refuse_silence(because)
    draft = understood(replace(draft, code=code), speller())
    refuse_find(draft, at.date())
    _refuse_device(draft)
    _refuse_within(draft)
    if draft.within and any(e.does == Does.DISPOSE.value for e in _stands(code)):
        raise NotNow("ordnance.find.disposed-of", code=code)
    written = write([find_entry(draft, old.number, because)], at=at)[0]
    tell(entry=written.number, instead=old.number)
    return written.number


@recorded("ordnance.entry-voided", about=lambda number, corrected, *a, **k: str(corrected))
def void(number: int, *, because: str, by: Any, at: datetime) -> int:
    """Take one entry back, from now on. A find that something was done with is taken back last."""
    lock_head()
    entry = finds.standing().filter(number=number).first()
    if entry is None:
        raise NotThere("ordnance.entry.not-there", number=number)
    access.entries_of(by, entry.code)
    require(access.may(by, "ordnance.correct", entry.unit or _unit_of(entry.code)))
    _refuse_silence(because)
    _refuse_parts([entry])
    written = write([_void_entry(entry, because)], at=at)[0]
    tell(entry=written.number, code=entry.code)
    return written.number


def _unit_of(code: str) -> str:
    return next((e.unit for e in _stands(code) if e.does != Does.DISPOSE.value), "")


def _void_entry(entry: Entry, because: str) -> Entry:
    return Entry(does=Does.VOID.value, code=entry.code, on=entry.on, corrects=entry.number, because=because[:500])


def _refuse_silence(because: str) -> None:
    if not because.strip():
        raise NotUsable("ordnance.entry.no-reason")


def _refuse_parts(entries: Iterable[Entry]) -> None:
    """A find in which others are declared to lie is not taken back under them."""
    codes = {e.code for e in entries if e.does == Does.FIND.value}
    inside = finds.standing().filter(does=Does.FIND.value, within__in=codes).exclude(code__in=codes).first()
    if inside is not None:
        raise NotNow("ordnance.find.has-parts", code=inside.within)


def void_entries(entries: Sequence[Entry], because: str, at: datetime) -> list[Entry]:
    """Take several entries back at once, disposals before the finds that they are of."""
    _refuse_parts(entries)
    order = sorted(entries, key=lambda e: (e.does != Does.DISPOSE.value, e.number))
    return write([_void_entry(e, because) for e in order], at=at)
