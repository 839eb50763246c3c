"""What is said of a hazard besides its land: flag and contamination. No figure of any account changes by it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.refusals import NotNow, Refusal
from commonground.land import access
from commonground.land.actions import kept
from commonground.land.models import Hazard
from commonground.land.queries import together
from commonground.places import queries as places


@recorded("land.flag-set", about=lambda code, *a, **k: code)
def set_flag(code: str, flag: str, *, by) -> str:
    """Mark a hazard as a scope of its own (military, inaccessible), or take the mark away."""
    return _set(code, "flag", flag, by)


@recorded("land.contamination-set", about=lambda code, *a, **k: code)
def set_contamination(code: str, contamination: str, *, by) -> str:
    """Say what a hazard is contaminated with."""
    return _set(code, "contamination", contamination, by)


def _set(code: str, name: str, value: str, by) -> str:
    hazard = access.hazard_for(by, code)
    unit = next((u.code for u in places.units() if u.id == hazard.unit_id), "")
    require(access.may_describe(by, unit))
    Hazard.objects.filter(pk=hazard.pk).update(**{name: value})
    tell(before={name: getattr(hazard, name)}, after={name: value})
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
            SETS[act](code, value, by=by)
    refused = tuple((one.code, one.refusal) for one in plan.refused if one.refusal)
    return Done(
        tuple(changing), refused, {"act": act, "value": value, "changed": len(changing), "refused": len(refused)}
    )
