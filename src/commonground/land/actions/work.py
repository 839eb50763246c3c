"""Writing down what is being done about a hazard, beside its accounts; refused where they do not bear it out."""

from datetime import date, datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.land.work import Act, Result, Work
from commonground.land import access
from commonground.land.models import Hazard, WorkLog


@recorded("land.work-noted", about=lambda code, *a, **k: code)
def note(
    code: str, work: Work, *, on: date, by, at: datetime, because: str = "", document: str = "", receiver: str = ""
) -> str:
    """Bring the work on a hazard into a state. Raises NotThere, NotYours, NotNow or NotUsable with the reason.

    Closing has an action of its own (`closing.close`), which writes its state of work itself.
    """
    hazard = _hold(by, code)
    act = Act(on, at.date(), because, document, receiver, hazard.worked_on)
    require(access.may_work(by, hazard, work, act))
    WorkLog.objects.create(
        hazard=hazard, work=work.value, on=on, because=because[:500], document=document[:120], receiver=receiver[:40], at=at
    )  # fmt: skip
    Hazard.objects.filter(pk=hazard.pk).update(work=work.value, worked_on=on)
    worked_on = hazard.worked_on.isoformat() if hazard.worked_on else None
    tell(before={"work": hazard.work, "on": worked_on}, after={"work": work.value, "on": on.isoformat()})
    return hazard.code


@recorded("land.quality-checked", about=lambda code, *a, **k: code)
def check_quality(code: str, result: Result, *, on: date, document: str, by, at: datetime, because: str = "") -> str:
    """Write down what quality control found on a hazard: a stamp beside its state of work."""
    hazard = _hold(by, code)
    require(access.may_check(by, hazard, on=on, today=at.date(), document=document, result=result, because=because))
    WorkLog.objects.create(
        hazard=hazard, work="", result=result.value, on=on, because=because[:500], document=document[:120], at=at
    )  # fmt: skip
    tell(result=result.value, on=on.isoformat(), document=document[:120])
    return hazard.code


def _hold(by, code: str) -> Hazard:
    """The hazard, held until the transaction ends: two people cannot write down its state at the same time."""
    return Hazard.objects.select_for_update().get(pk=access.hazard_for(by, code).pk)
