"""What one act would do to each of many hazards: shown before it is done, and compared with before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.core.identifiers import content_hash
from commonground.core.refusals import Refusal
from commonground.land import access
from commonground.land.models import Hazard, Selection
from commonground.places import queries as places
from commonground.store.sets import among, rows

MOST = 4_000  # in one go; more is a matter for an import
FLAG, CONTAMINATION, SELECTION = "flag", "contamination", "selection"
ACTS = (FLAG, CONTAMINATION, SELECTION)
HAZARD = Hazard._meta.db_table


@dataclass(frozen=True, slots=True)
class Outlook:
    """One hazard: what it is now and would be, or why nothing would happen to it."""

    code: str
    before: str
    after: str
    refusal: Refusal | None = None

    @property
    def changes(self) -> bool:
        return self.refusal is None and self.before != self.after


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to all of them."""

    act: str
    value: str
    each: list[Outlook]

    @property
    def changing(self) -> list[Outlook]:
        return [one for one in self.each if one.changes]

    @property
    def refused(self) -> list[Outlook]:
        return [one for one in self.each if one.refusal]

    @property
    def digest(self) -> str:
        """Another one whenever something else would happen than what was shown."""
        told = [[o.code, o.before, o.after, o.refusal.code if o.refusal else ""] for o in self.each]
        return content_hash([self.act, self.value, told])


def plan(codes: Iterable[str], act: str, value: str, viewer: Any) -> Plan:
    """What an act with a value would do to some hazards. Those that are not there are told of as such."""
    wanted = list(dict.fromkeys(codes))[:MOST]
    clause, params = among("h.code", wanted)
    seen, more = access.among_visible(access.visible(viewer))
    found = {
        r[0]: r[1:]
        for r in rows(
            f"SELECT h.code, h.flag, h.contamination, h.unit_id FROM {HAZARD} h WHERE {clause} AND {seen}",
            [*params, *more],
        )
    }
    units = {u.id: u.code for u in places.units()}
    member = _members(value) if act == SELECTION else frozenset()
    return Plan(act, value, [_outlook(code, found.get(code), act, value, viewer, units, member) for code in wanted])


def _members(name: str) -> frozenset[str]:
    return frozenset(Selection.objects.filter(name=name.strip()[:80]).values_list("codes", flat=True).first() or ())


def _outlook(
    code: str,
    row: Sequence[Any] | None,
    act: str,
    value: str,
    viewer: Any,
    units: dict[int, str],
    member: frozenset[str],
) -> Outlook:
    if row is None:
        return Outlook(code, "", "", access.not_there(code))
    flag, contamination, unit = row
    if act == SELECTION:
        return Outlook(code, value if code in member else "", value)
    before = flag if act == FLAG else contamination
    decision = access.may_describe(viewer, units.get(unit, ""))
    return Outlook(code, before, value, decision.refusal)
