"""What happens to reports without anybody asking for it: what was booked or closed elsewhere may contradict them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from commonground.core.viewers import Viewer
from commonground.fieldwork.actions import reviewing
from commonground.fieldwork.queries import concerned, contradictions

AT_ONCE = 20  # reports that are looked at before whoever booked has their answer; more are background work
STEP = 200  # reports of one transaction: whoever wants one of them does not wait for all


def look_at_entries(first: int, last: int, *, by: Viewer, at: datetime) -> None:
    """Look at the reports that entries just booked concern."""
    _look_at(concerned.by_entries(first, last), by=by, at=at)


def look_at_hazards(codes: Sequence[str], *, by: Viewer, at: datetime) -> None:
    """Look at the reports that name some hazards."""
    _look_at(concerned.by_hazards(codes), by=by, at=at)


def _look_at(numbers: list[int], *, by: Viewer, at: datetime) -> None:
    if len(numbers) > AT_ONCE:
        look_at_many.enqueue(numbers, by.number)
    elif numbers:
        _settle(numbers, by=by, at=at)


@task()
def look_at_many(numbers: list[int], by: int | None) -> None:
    """The same for many of them, after an import. Begun again, it finds what is left to do."""
    for start in range(0, len(numbers), STEP):
        _settle(numbers[start : start + STEP], by=Viewer(by, "", frozenset()), at=timezone.now())


def _settle(numbers: list[int], *, by: Viewer, at: datetime) -> None:
    """Only what would change is an act: a booking that contradicts nothing leaves no line in the audit."""
    wrong = contradictions.out_of_place(numbers, at.date())
    if wrong:
        reviewing.look_at(wrong, by=by, at=at)
