"""Rows of files as finds, disposals and pieces of work; and taking back all that rows brought."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.findings import Finding, Severity
from commonground.core.identifiers import searchable
from commonground.core.ordnance.accounts import Pot
from commonground.core.ordnance.amounts import read
from commonground.core.ordnance.drafts import (
    DisposalDraft,
    FindDraft,
    Where,
    WorkDraft,
    refuse_day,
    refuse_disposal,
    refuse_find,
)
from commonground.core.ordnance.kinds import Activity, Condition, Exactness, Method
from commonground.core.refusals import NotUsable
from commonground.ordnance import access
from commonground.ordnance.actions import ledger
from commonground.ordnance.models import Entry
from commonground.ordnance.queries import finds
from commonground.places import queries as places
from commonground.store.sets import among, rows
from commonground.ui.devices import CONDITIONS, FOUND_BY, KINDS, METHODS, POTS

Progress = Callable[[int, int, str], None]
LABELS: Mapping[str, Any] = {
    "code": _("Code of the find"), "on": _("Found on"), "year": _("Year"), "month": _("Month"), "said": _("What was found"),
    "number": _("How many"), "destroyed": _("Destroyed, all of the row"), "total": _("Total, as a checksum"),
    "outcome": _("What became of it"), "disposed_on": _("Disposed of on"), "method": _("How"), "activity": _("In which work"),
    "upper": _("Unit above"), "unit": _("Unit"), "place": _("Place in words"), "accuracy_m": _("Exact to, in metres"),
    "depth_cm": _("Depth, in centimetres"), "condition": _("Condition"), "area_m2": _("Area searched, m²"),
    "organisation": _("By which organisation"), "document": _("Document"), "ap": KINDS["ap-mine"],
    "iap": KINDS["improvised-ap-mine"], "av": KINDS["av-mine"], "sub": KINDS["submunition"], "uxo": KINDS["other-uxo"],
    "axo": KINDS["abandoned"], "ied": KINDS["improvised-device"],
}  # fmt: skip
CODES: Mapping[str, Mapping[str, Any]] = {
    "activity": FOUND_BY,
    "outcome": POTS,
    "method": METHODS,
    "condition": CONDITIONS,
}
EVERY = 50  # rows between two signs of how far it is


@dataclass(frozen=True, slots=True)
class Placed:
    """The entries that a row became, by their first and last number; "" where it could become none."""

    reference: str
    findings: tuple[Finding, ...] = ()


def more_targets() -> Mapping[str, tuple[str, ...]]:
    """A programme adds no columns of its own to these rows."""
    return {}


class Gazetteer:
    """Units by what files call them: by code, or by name, in the unit above where the row names that."""

    def __init__(self) -> None:
        cards = places.units()
        self.upper = {u.id: u for u in cards}
        self.called: dict[str, list[Any]] = {}
        for unit in cards:
            for name in {searchable(unit.name), searchable(unit.code)}:
                self.called.setdefault(name, []).append(unit)

    def code(self, name: str, above: str) -> str:
        """The code of the one unit that is meant; "" where there is none, or more than one."""
        found = self.called.get(searchable(name), []) if name else []
        if above and len(found) > 1:
            wanted = searchable(above)
            found = [u for u in found if u.upper and searchable(self.upper[u.upper].name) == wanted]
        if not found and above and not name:
            return self.code(above, "")
        return found[0].code if len(found) == 1 else ""


@recorded("ordnance.rows-taken-in", about=lambda placed, *a, document, **k: document)
def take_in(
    arrived: Sequence[Any], *, document: str, by: Any, at: datetime, progress: Progress | None = None
) -> list[Placed]:
    """Write each fact down as a piece of work with its finds and what became of them; what a row said before is taken back."""
    require(access.may(by, "ordnance.import"))
    where, know = Gazetteer(), ledger.speller()
    ledger.lock_head()
    _take_back([one.replaces for one in arrived if one.replaces], f"{document}: read again", at)
    held = _held(one.fact["code"] for one in arrived)
    first = ledger.lock_head() + 1
    entries: list[Entry] = []
    out: list[Placed] = []
    for done, one in enumerate(arrived):
        if progress and done % EVERY == 0:
            progress(done, len(arrived), "booking")
        number = first + len(entries)
        try:
            if one.fact["code"] in held:
                raise NotUsable("ordnance.find.code-taken", code=one.fact["code"])
            made = _entries(one.fact, number, where, know, at.date())
        except NotUsable as refusal:
            out.append(Placed("", (Finding(refusal.code, Severity.ERROR, one.identity, dict(refusal.facts)),)))
            continue
        entries += made
        out.append(Placed(f"{number}-{number + len(made) - 1}"))
    if entries:
        ledger.write(entries, at=at)
    tell(entries=len(entries), rows=len(arrived))
    return out


def _held(codes: Any) -> set[str]:
    """Those of some codes of finds that stand in the ledger already: a find is written down once, in one work only."""
    wanted = {c for c in codes if c}
    clause, params = among("code", wanted)
    standing = finds.standing().values_list("code", flat=True)
    known = {r[0] for r in rows(f"SELECT DISTINCT code FROM {Entry._meta.db_table} WHERE {clause}", params)}
    return set(standing.filter(code__in=known)) if known else set()


def _entries(
    fact: Mapping[str, Any], first: int, where: Gazetteer, know: Callable[[str], str], today: date
) -> list[Entry]:
    """The entries of one row, numbered from `first`. Raises NotUsable where one of them cannot stand."""
    on, exactness = date.fromisoformat(fact["on"]), Exactness(fact["exactness"])
    on = min(on, today) if exactness is not Exactness.DAY else on
    refuse_day(on, today)
    activity = Activity(fact["activity"] or Activity.UNKNOWN.value)
    unit = where.code(fact["unit"], fact["upper"])
    if not unit and fact["lon"] is not None:
        unit = places.unit_at(fact["lon"], fact["lat"])
    at = Where(unit, fact["place"], fact["lon"], fact["lat"], fact["accuracy_m"])
    area = Decimal(fact["area_m2"]) if fact["area_m2"] else None
    work = f"W-{first}"
    out = [
        ledger.work_entry(WorkDraft(work, on, activity, at, exactness, area, fact["organisation"], fact["document"]))
    ]
    for n, one in enumerate(fact["finds"]):
        amount = read(one["amount"])
        assert amount is not None
        code = f"F-{first + len(out)}" if not fact["code"] else fact["code"] if n == 0 else f"{fact['code']}.{n + 1}"
        draft = FindDraft(
            on, amount, one["said"], one["device"], activity, at, exactness, Condition(fact["condition"] or "unknown"),
            fact["depth_cm"], fact["organisation"], fact["document"], "", work, code,
        )  # fmt: skip
        draft = ledger.understood(draft, know)
        refuse_find(draft, today)
        out.append(ledger.find_entry(draft))
        if fact["target"] and fact["target"] != Pot.AWAITING.value:
            day = date.fromisoformat(fact["disposed_on"]) if fact["disposed_on"] else on
            gone = DisposalDraft(
                day, Pot(fact["target"]), amount, method=Method(fact["method"] or "unknown"),
                organisation=fact["organisation"], document=fact["document"], exactness=exactness,
            )  # fmt: skip
            refuse_disposal(gone, today)
            if day < on:
                raise NotUsable("ordnance.disposal.before-find", code=code)
            out.append(ledger.disposal_entry(code, gone, amount))
    return out


@recorded("ordnance.rows-voided", about=lambda done, references, *a, **k: f"{len(references)}")
def void(references: Sequence[str], *, because: str, by: Any, at: datetime) -> int:
    """Take back what rows brought; how many of them could be. A find that something was done with since stays."""
    require(access.may(by, "ordnance.import"))
    ledger.lock_head()
    return _take_back(list(references), because, at)


def _take_back(references: Sequence[str], because: str, at: datetime) -> int:
    """Void the entries of references that still stand, where nothing later rests on them."""
    done, entries = 0, []
    for reference in references:
        low, high = (int(n) for n in reference.split("-"))
        found = list(finds.standing().filter(number__gte=low, number__lte=high))
        codes = {e.code for e in found}
        later = finds.standing().filter(number__gt=high)
        if not later.filter(code__in=codes).exists() and not later.filter(within__in=codes).exists():
            entries += found
            done += 1
    if entries:
        ledger.void_entries(entries, because, at)
    return done
