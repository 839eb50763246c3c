"""Who may see and book what."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from commonground.core.decisions import YES, Decision, no
from commonground.core.land.states import Standing, State, why_not_close
from commonground.core.land.work import Act, Result, Work, decide
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.land.models import Hazard, Holding
from commonground.store.sets import among, rows

HAZARD, HOLDING = Hazard._meta.db_table, Holding._meta.db_table
# What touches the land of the whole country at once is not for somebody who holds a part of it.
WHOLE = frozenset({"land.correct", "land.rebuild"})
Units = tuple[str, ...] | None  # codes of units; None is the whole country


def may(viewer, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice."""
    return viewer.may(permission, unit="", organisation="") if permission in WHOLE else viewer.may(permission)


def visible(viewer, permission: str = "land.see") -> Units:
    """The units whose land a viewer may see and, with another permission, do that with; None is the whole country.

    Everything that shows land asks this, and leaves out what `among_visible` leaves out.
    """
    seen, more = viewer.units("land.see"), viewer.units(permission)
    both = more if seen is None else seen if more is None else seen & more
    return None if both is None else tuple(sorted(both))


def among_visible(units: Units, hazard: str = "h.id") -> tuple[str, list[Any]]:
    """SQL test (and its parameters) of a column of hazards' numbers: those with land in some units, or said to lie there.

    What lies in several units is seen from each; what is in none, or nobody knows where, is for the whole country.
    """
    if units is None:
        return "1 = 1", []
    inside, codes = units_among(units)
    named, stated = among("z.stated_unit", units)
    return (
        f"{hazard} IN (SELECT z.id FROM {HAZARD} z WHERE z.unit_id IN ({inside}) OR (z.unit_id IS NULL AND {named}) "
        f"UNION SELECT g.hazard_id FROM {HOLDING} g WHERE g.unit_id IN ({inside}))",
        [*codes, *stated, *codes],
    )


def units_among(units: Iterable[str]) -> tuple[str, list[Any]]:
    """SQL (and its parameters) of the numbers of units by their codes."""
    clause, params = among("u.code", units)
    return f"SELECT u.id FROM places_unit u WHERE {clause}", params


def hazards_within(units: Units) -> QuerySet[Hazard]:
    """The same hazards, to be asked more about."""
    if units is None:
        return Hazard.objects.all()
    numbers = [r[0] for r in rows(*units_among(units))]
    held = Holding.objects.filter(unit_id__in=numbers).values("hazard_id")
    said = Q(unit_id__isnull=True, stated_unit__in=units)
    return Hazard.objects.filter(Q(unit_id__in=numbers) | said | Q(pk__in=held))


def only_visible(units: Units, hazards: Iterable[int]) -> set[int]:
    """Those of some hazards, by number, that are seen from some units."""
    some = set(hazards)
    if units is None or not some:
        return some
    which, ids = among("h.id", some)
    clause, params = among_visible(units)
    return {r[0] for r in rows(f"SELECT h.id FROM {HAZARD} h WHERE {which} AND {clause}", [*ids, *params])}


def codes_visible(units: Units, codes: Iterable[str]) -> set[str]:
    """Those of some hazards, by code, that are seen from some units; a code that nobody has entered is left out."""
    which, names = among("h.code", codes)
    clause, params = among_visible(units)
    return {r[0] for r in rows(f"SELECT h.code FROM {HAZARD} h WHERE {which} AND {clause}", [*names, *params])}


def units_of(codes: Iterable[str]) -> frozenset[str]:
    """The lowest units in which hazards have land, by code; the empty one for land in none."""
    clause, params = among("z.code", codes)
    found = rows(
        "SELECT DISTINCT u.code FROM land_holding h JOIN land_hazard z ON z.id = h.hazard_id "
        f"LEFT JOIN places_unit u ON u.id = h.unit_id WHERE {clause}",
        params,
    )
    return frozenset(code or "" for (code,) in found)


def may_here(viewer, permission: str, hazard: Hazard) -> Decision:
    """Whether a viewer has a permission in every unit in which a hazard has land.

    Where that cannot be said (it has no perimeter), the permission has to hold in the whole country.
    """
    everywhere = viewer.may(permission, unit="", organisation="")
    if everywhere or not viewer.may(permission):
        return everywhere if everywhere else viewer.may(permission)
    asked = [viewer.may(permission, unit=code, organisation="") for code in sorted(units_of([hazard.code]))]
    return next((one for one in asked if not one), YES) if asked else everywhere


def hazard_for(viewer, code: str, permission: str = "land.see") -> Hazard:
    """The only way to lay hands on a hazard; the same answer for hidden and absent."""
    hazard = Hazard.objects.filter(code=code).first() if viewer.may("land.see") else None
    if hazard is None or not only_visible(visible(viewer, permission), [hazard.pk]):
        raise NotThere("land.hazard.not-there", code=code)
    return hazard


def may_close(viewer, hazard: Hazard, *, on: date, today: date, document: str = "closing") -> Decision:
    """Whether a viewer may close a hazard on a day; the accounts have their word."""
    mine = may_here(viewer, "land.close", hazard)
    if not mine:
        return mine
    refusal = why_not_close(standing_of(hazard), on, today, document)
    return Decision(refusal) if refusal else YES


def may_share(viewer) -> Decision:
    """Whether a viewer may put a view in front of everybody."""
    return YES if viewer.may("land.book") or viewer.may("land.work") else no("land.view.share-not-yours")


def may_describe(viewer, unit: str) -> Decision:
    """Whether a viewer may say what a hazard is besides its land: who books there; `unit` is empty outside any."""
    return viewer.may("land.book", unit=unit)


def not_there(code: str) -> NotThere:
    """The same words for the hidden and the absent."""
    return NotThere("land.hazard.not-there", code=code)


def standing_of(hazard: Hazard) -> Standing:
    """What the accounts say of a hazard."""
    state = State(hazard.standing)
    return Standing(state, hazard.open_m2, hazard.unknown, hazard.first_on, hazard.last_on, hazard.closed_on)


def may_work(viewer, hazard: Hazard, work: Work, act: Act) -> Decision:
    """Whether a viewer may bring the work on a hazard into a state; the accounts have their word."""
    mine = may_here(viewer, "land.work", hazard)
    return decide(Work(hazard.work), work, standing_of(hazard), act) if mine else mine


def may_succeed(viewer, hazard: Hazard) -> Decision:
    """Whether a viewer may divide a hazard or unite it with others: whoever corrects entries, while it is open work."""
    mine = may(viewer, "land.correct")
    if not mine:
        return mine
    if hazard.closed_on is not None or Work(hazard.work) in (Work.CLOSED, Work.HANDED_OVER):
        return no("land.succession.closed", NotNow, code=hazard.code)
    if hazard.standing == State.UNRECORDED.value:
        return no("land.succession.nothing", NotNow, code=hazard.code)
    return YES


def may_check(
    viewer, hazard: Hazard, *, on: date, today: date, document: str, result: Result, because: str
) -> Decision:
    """Whether a viewer may write down what quality control found."""
    mine = may_here(viewer, "land.quality", hazard)
    if not mine:
        return mine
    if on > today:
        return no("land.work.future", NotUsable, on=on.isoformat(), today=today.isoformat())
    if not document.strip():
        return no("land.quality.no-document", NotUsable)
    if result is not Result.PASSED and not because.strip():
        return no("land.quality.no-reason", NotUsable)
    return YES
