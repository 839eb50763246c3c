"""Who may see reports, and do what to them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from commonground.core.decisions import YES, Decision, no
from commonground.core.fieldwork.plan import Planned
from commonground.core.fieldwork.states import Circumstances, State, Verb, decide, transition
from commonground.core.fieldwork.types import Type
from commonground.core.geometry.overlay import from_wkb
from commonground.core.refusals import NotNow, NotThere
from commonground.core.viewers import Grant
from commonground.fieldwork.models import Report, ReportHazard
from commonground.land.queries import reach
from commonground.places import queries as places


def may(viewer, permission: str) -> Decision:
    """Whether a viewer has a permission of this slice, for anybody's reports."""
    return viewer.may(permission)


# What carrying out a report asks of the books.
CARRYING = frozenset({"land.see", "land.book", "land.correct", "land.close", "land.work"})


def may_report(viewer, organisation: str) -> Decision:
    """Whether a viewer may write reports in the name of an organisation; the empty one is the centre itself."""
    return viewer.may("fieldwork.report", organisation=organisation)


def organisations(viewer) -> tuple[str, ...] | None:
    """The organisations in whose name a viewer may write; None is any."""
    held = viewer.within("fieldwork.report")
    if any(g.organisation is None for g in held):
        return None
    return tuple(sorted({g.organisation for g in held if g.organisation}))


def visible_reports(viewer) -> QuerySet[Report]:
    """The reports a viewer may see: all of them, those of the own organisations, those about land in the own units.
    Drafts are their author's own.
    """
    held = viewer.within("fieldwork.see")
    if not held:
        return Report.objects.none()
    mine = Q(author=viewer.number) if viewer.number is not None else Q(author__isnull=True)
    seen = Report.objects.filter(mine | ~Q(state__in=(State.DRAFT.value, State.WITHDRAWN.value)))
    if any(g.organisation is None and g.units is None for g in held) and reach.visible(viewer) is None:
        return seen
    if all(g.units is None for g in held) and reach.visible(viewer) is None:
        return seen.filter(organisation__in={g.organisation for g in held})
    return seen.filter(_within(viewer, held))


def _within(viewer, held: Iterable[Grant]) -> Q:
    """The reports about land in some units: each grant's own, and never more than the land that a viewer sees."""
    land = reach.visible(viewer)
    mine = Q(pk__in=())
    for grant in held:
        units = _both(land, None if grant.units is None else tuple(sorted(grant.units)))
        own = Q() if grant.organisation is None else Q(organisation=grant.organisation)
        mine |= own if units is None else own & _about_land_in(units, viewer.number)
    return mine


def _both(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(sorted(set(one) & set(other)))


def _about_land_in(units: tuple[str, ...], author: int | None) -> Q:
    """Reports that name no hazard which is not seen from some units. Where nobody has recorded what they name, their own
    land has to lie there; where they say nothing of any land, there is nothing to hide."""
    named = ReportHazard.objects.filter(code__in=reach.codes_hidden(units)).values("report_id")
    corrections = dict(Report.objects.filter(type=Type.CORRECTION.value).values_list("pk", "fields"))
    entries = {pk: _entry_of(fields) for pk, fields in corrections.items()}
    told = reach.entries_seen(units, [number for number in entries.values() if number])
    elsewhere = {pk for pk, number in entries.items() if number and number not in told}
    unknown = Report.objects.filter(shape__isnull=False).exclude(author=author if author is not None else -1)
    unknown = unknown.exclude(pk__in=ReportHazard.objects.filter(code__in=reach.codes()).values("report_id"))
    elsewhere |= {report.pk for report in unknown.iterator() if _units_of_land(report) - set(units)}
    return ~Q(pk__in=named) & ~Q(pk__in=elsewhere)


def _entry_of(fields: dict[str, Any]) -> int:
    """The entry that a correction names; 0 where it names none that can be read."""
    text = str(fields.get("entry", "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def may_name(viewer, report: Report) -> Decision:
    """Whether a report may name what it names: nobody writes about land that they may not see, or a page would show it."""
    units = reach.visible(viewer)
    if units is None:
        return YES
    codes = set(ReportHazard.objects.filter(report=report).values_list("code", flat=True))
    hidden = sorted(codes & set(reach.known(codes)) - reach.codes_visible(units, codes))
    if hidden:
        return no("land.hazard.not-there", NotThere, code=hidden[0])
    entry = _entry_of(report.fields) if report.type == Type.CORRECTION.value else 0
    if entry and not reach.entries_seen(units, [entry]):
        return no("land.entry.not-there", NotThere, number=entry)
    return YES


def report_for(viewer, number: int) -> Report:
    """The only way to lay hands on a report; the same answer for hidden and absent."""
    report = visible_reports(viewer).filter(pk=number).first()
    if report is None:
        raise NotThere("fieldwork.report.not-there", number=number)
    return report


def may_do(viewer, report: Report, verb: Verb, said: Circumstances) -> Decision:
    """Whether a viewer may do something to a report: the permission first, then what the machine of states says."""
    step = transition(State(report.state), verb)
    if step is None:
        return no("fieldwork.report.state", NotNow, state=report.state, verb=verb.value)
    if step.permission:
        mine = viewer.may(step.permission, organisation=report.organisation)
        if mine and verb is Verb.RETURN:
            mine = may_there(viewer, report, step.permission)
        if not mine:
            return mine
    return decide(State(report.state), verb, said)


def may_carry(viewer, planned: Planned, replacing: bool) -> Decision:
    """Whether a viewer may do to the books all that approving a report does: the button says so before the books do."""
    needed = ["land.book"] if planned.drafts else []
    needed += (
        ["land.correct"]
        if planned.voids or planned.succeeds or replacing or any(d.corrects for d in planned.drafts)
        else []
    )
    needed += ["land.close"] if planned.closes else []
    needed += ["land.work"] if any(s.needed for s in planned.steps) else []
    answers = [viewer.may(p, unit="", organisation="") if p == "land.correct" else viewer.may(p) for p in needed]
    return next((a for a in answers if not a), YES)


def may_there(viewer, report: Report, permission: str = "fieldwork.approve", *, booked: bool = False) -> Decision:
    """Whether a viewer may decide about a report in every unit in which the hazards that it names have land.

    Where nobody has recorded them yet, its own land is asked about; once booked, its units are known, and land in no unit
    at all is for whoever holds the whole country.
    """
    everywhere = viewer.may(permission, unit="", organisation=report.organisation)
    if everywhere:
        return everywhere
    codes = ReportHazard.objects.filter(report=report).values_list("code", flat=True)
    units = reach.units_of(codes) or _units_of_land(report)
    asked = [viewer.may(permission, unit=unit, organisation=report.organisation) for unit in sorted(units)]
    if not asked:
        return everywhere if booked else viewer.may(permission, organisation=report.organisation)
    return next((one for one in asked if not one), YES)


def _units_of_land(report: Report) -> set[str]:
    """Codes of the lowest units in which a report's own land lies; the empty one for land in none."""
    shape = from_wkb(report.shape)
    if shape is None:
        return set()
    names = {u.id: u.code for u in places.units(places.lowest_level())}
    return {names.get(unit, "") for unit, _ in places.lowest_units().divide([shape])[0]}


def circumstances(viewer, report: Report, **more) -> Circumstances:
    """What the guards look at, for a report and whoever acts on it."""
    own = report.author == viewer.number and bool(viewer.may("fieldwork.approve-own"))
    return Circumstances(author=report.author, actor=viewer.number, faults=report.faults, own_allowed=own, **more)
