"""What is being done about hazards."""

from dataclasses import dataclass
from datetime import date

from commonground.core.land.work import Work
from commonground.land.access import Units, hazards_within
from commonground.land.models import WorkLog
from commonground.land.queries.succession import kin


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the log of work."""

    work: str
    result: str
    on: date
    because: str
    document: str
    receiver: str


def log(hazard: int) -> list[Noted]:
    """Everything written down about the work on a hazard, and on those it came out of or that came out of it, the latest
    first."""
    found = WorkLog.objects.filter(hazard_id__in=kin([hazard])).order_by("-on", "-pk")
    return [Noted(*row) for row in found.values_list("work", "result", "on", "because", "document", "receiver")]


@dataclass(frozen=True, slots=True)
class Idle:
    """A hazard that is said to be worked on, and the day anybody last said so."""

    code: str
    name: str
    worked_on: date | None


def silent(before: date, limit: int = 20, within: Units = None) -> tuple[list[Idle], int]:
    """Hazards worked on of which nobody has reported since a day: the longest first, and how many in all."""
    found = hazards_within(within).filter(work=Work.WORKED_ON.value, worked_on__lt=before).order_by("worked_on", "code")
    return [Idle(*row) for row in found.values_list("code", "name", "worked_on")[:limit]], found.count()
