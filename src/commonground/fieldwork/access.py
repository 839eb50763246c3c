"""Who may see reports, and do what to them."""

from django.db.models import Q, QuerySet

from commonground.core.decisions import YES, Decision, no
from commonground.core.fieldwork.plan import Planned
from commonground.core.fieldwork.states import Circumstances, State, Verb, decide, transition
from commonground.core.geometry.overlay import from_wkb
from commonground.core.refusals import NotNow, NotThere
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
    """The reports a viewer may see: all of them, or those of the own organisations. Drafts are their author's own."""
    held = viewer.within("fieldwork.see")
    if not held:
        return Report.objects.none()
    mine = Q(author=viewer.number) if viewer.number is not None else Q(author__isnull=True)
    seen = Report.objects.filter(mine | ~Q(state__in=(State.DRAFT.value, State.WITHDRAWN.value)))
    if any(g.organisation is None for g in held):
        return seen
    return seen.filter(organisation__in={g.organisation for g in held})


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
    needed += ["land.correct"] if planned.voids or replacing or any(d.corrects for d in planned.drafts) else []
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
