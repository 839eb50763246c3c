"""What is said of a hazard besides its land: flag and contamination. No land moves; what was said is known by its
ledger number, so that figures of a type or a flag stay what they were as known before."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.refusals import NotNow, Refusal
from commonground.land import access
from commonground.land.actions import kept, ledger
from commonground.land.queries import together
from commonground.places import queries as places


@recorded("land.flag-set", about=lambda code, *a, **k: code)
def set_flag(code: str, flag: str, *, by, at: datetime) -> str:
    """Mark a hazard as a scope of its own (military, inaccessible), or take the mark away."""
    return _set(code, "flag", flag, by, at)


@recorded("land.contamination-set", about=lambda code, *a, **k: code)
def set_contamination(code: str, contamination: str, *, by, at: datetime) -> str:
    """Say what a hazard is contaminated with."""
    return _set(code, "contamination", contamination, by, at)


def _set(code: str, name: str, value: str, by, at: datetime) -> str:
    hazard = access.hazard_for(by, code)
    unit = next((u.code for u in places.units() if u.id == hazard.unit_id), "")
    require(access.may_describe(by, unit))
    card = ledger.HazardCard(hazard.code, hazard.name, hazard.contamination, hazard.flag, hazard.stated_unit)
    booked = ledger.describe([replace(card, **{name: value})], at=at, why=f"{name} of {hazard.code}")
    tell(before={name: getattr(hazard, name)}, after={name: value}, entry=booked.first)
    return hazard.code


SETS: dict[str, Callable[..., str]] = {together.FLAG: set_flag, together.CONTAMINATION: set_contamination}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of many: which changed, and which were refused with their reasons."""

    changed: tuple[str, ...]
    refused: tuple[tuple[str, Refusal], ...]
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("land.acted-together", about=lambda done, *a, **k: f"{len(done.changed)} hazards")
def act_together(codes: list[str], act: str, value: str, *, shown: str, by, at: datetime) -> Done:
    """Do one act on many hazards, each recorded for itself, as it was shown before. Raises NotNow where something else
    would happen by now than what was shown; nothing is done then."""
    require(access.may(by, "land.see"))
    plan = together.plan(codes, act, value, by)
    if plan.digest != shown:
        raise NotNow("land.together.otherwise")
    changing = [one.code for one in plan.changing]
    if act == together.SELECTION:
        kept.add_to_selection(value, changing, by=by, at=at)
    else:
        for code in changing:
            SETS[act](code, value, by=by, at=at)
    refused = tuple((one.code, one.refusal) for one in plan.refused if one.refusal)
    return Done(
        tuple(changing), refused, {"act": act, "value": value, "changed": len(changing), "refused": len(refused)}
    )
