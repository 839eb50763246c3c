"""Who may see accidents and the facts of victims, in which units, and write them down."""

from typing import Any

from commonground.core.decisions import Decision
from commonground.core.incidents.codes import Standing
from commonground.core.refusals import NotThere
from commonground.incidents.access import effective
from commonground.incidents.models import Accident, AccidentFacts, Victim, VictimFacts
from commonground.store.sets import among, rows

Units = tuple[str, ...] | None  # codes of units; None is the whole country


def visible(viewer: Any, permission: str = "incidents.see") -> Units:
    """The units whose accidents a viewer may see and, with another permission, do that with; None is the whole country."""
    seen, more = viewer.units("incidents.see"), viewer.units(permission)
    both = more if seen is None else seen if more is None else seen & more
    return None if both is None else tuple(sorted(both))


def within(units: Units, column: str = "a.unit") -> tuple[str, list[Any]]:
    """SQL test of a column of units' codes. What lies in no known unit is for whoever sees the whole country."""
    return ("1 = 1", []) if units is None else among(column, units)


def may(viewer: Any, permission: str, *, unit: str | None = None) -> Decision:
    """Whether a viewer may do something, in a unit; the empty one is the whole country."""
    return viewer.may(permission, unit=unit)


def accident_for(viewer: Any, code: str, permission: str = "incidents.see") -> Accident:
    """The only way to lay hands on an accident; the same answer for hidden, taken back and absent."""
    found = _latest(code) if viewer.may("incidents.see") else None
    units = visible(viewer, permission)
    if found is None or (units is not None and found.unit not in units):
        raise NotThere("incidents.accident.not-there", code=code)
    return found.accident


def _latest(code: str) -> AccidentFacts | None:
    found = AccidentFacts.objects.filter(accident__code=code).select_related("accident").order_by("-pk").first()
    return found if found is not None and found.standing == "counts" else None


def victim_for(viewer: Any, code: str, permission: str = "incidents.victims") -> Victim:
    """The only way to lay hands on a victim; hidden, taken back and absent answer alike.

    One who was decided to be the same as another stays readable, so that the decision can be taken back.
    """
    found = Victim.objects.filter(code=code).select_related("accident").first()
    hidden = NotThere("incidents.victim.not-there", code=code)
    if found is None or not viewer.may("incidents.victims"):
        raise hidden
    said = VictimFacts.objects.filter(victim=found).order_by("-pk").first()
    accident = _latest(found.accident.code)
    units = visible(viewer, permission)
    if said is None or said.standing == "void" or accident is None:
        raise hidden
    if units is not None and accident.unit not in units:
        raise hidden
    return found


def codes_visible(viewer: Any, codes: list[str]) -> set[str]:
    """Those of some accidents, by code, that a viewer may see."""
    common, params = effective.accidents()
    named, more = among("a.code", codes)
    clause, units = within(visible(viewer))
    sql = f"WITH {common} SELECT a.code FROM a WHERE {named} AND {clause}"
    return {r[0] for r in rows(sql, [*params, *more, *units])}


def standing(codes: list[str], units: Units = None) -> set[str]:
    """Those of some victims, by code, who were not taken back, nor their accident; in some units, or in the whole country."""
    if not codes:
        return set()
    common, params = effective.accidents()
    clause, inside = within(units)
    named, more = among("k.code", sorted(set(codes)))
    sql = (
        f"WITH {common} SELECT k.code FROM {effective.VICTIM} k JOIN a ON a.accident_id = k.accident_id "
        f"JOIN (SELECT victim_id, standing, {effective.LATEST.format('victim_id')} FROM {effective.SAID}) f "
        f"ON f.victim_id = k.id AND f.nth = 1 WHERE {named} AND f.standing <> %s AND {clause}"
    )
    return {code for (code,) in rows(sql, [*params, *more, Standing.VOID.value, *inside])}
