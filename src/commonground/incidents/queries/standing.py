"""What stands now of somebody's assistance, as rows: the latest of each thing that was not taken back."""

from typing import Any

from commonground.core.incidents.codes import Standing
from commonground.core.refusals import NotThere
from commonground.incidents.models import CaseEnding, Victim


def latest_rows(model: Any, found: Victim) -> list[Any]:
    """The latest row of each thing of somebody, without those that were taken back, in the order in which they were begun."""
    last = {row.thing: row for row in model.objects.filter(victim=found).order_by("pk")}
    return [row for row in last.values() if row.standing == Standing.COUNTS]


def latest(model: Any, found: Victim, thing: int) -> Any:
    """The latest row of one thing. Raises NotThere where there is none, or it was taken back."""
    row = model.objects.filter(victim=found, thing=thing).order_by("-pk").first()
    if row is None or row.standing != Standing.COUNTS:
        raise NotThere("incidents.assistance.not-there")
    return row


def is_closed(found: Victim) -> bool:
    """Whether a case is closed."""
    return bool(latest_rows(CaseEnding, found))
