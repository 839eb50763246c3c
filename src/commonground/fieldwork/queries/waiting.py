"""What of the reports waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from commonground.core.fieldwork.states import State
from commonground.fieldwork import access
from commonground.fieldwork.models import Report, ReportHazard
from commonground.fieldwork.queries import listing
from commonground.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class Heap:
    """Some reports that wait: how many, and the first of them."""

    number: int
    first: list[listing.Listed]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one viewer; what is not theirs to do is left out."""

    to_check: Heap | None
    conflicts: Heap | None
    returned: Heap | None
    drafts: Heap | None


def waiting(viewer: Any, most: int = 8) -> Waiting:
    """The reports that wait for a viewer, the longest first."""
    if not viewer.may("fieldwork.see"):
        return Waiting(None, None, None, None)
    counts = dict(access.visible_reports(viewer).order_by().values_list("state").annotate(n=Count("pk")))
    checks, writes = bool(viewer.may("fieldwork.review")), bool(viewer.may("fieldwork.report"))
    return Waiting(
        _heap(viewer, State.SUBMITTED, counts, most) if checks else None,
        _heap(viewer, State.CONFLICT, counts, most) if checks else None,
        _mine(viewer, State.RETURNED, most) if writes else None,
        _mine(viewer, State.DRAFT, most) if writes else None,
    )


def _heap(viewer: Any, state: State, counts: dict[str, int], most: int) -> Heap:
    found = access.visible_reports(viewer).filter(state=state.value).order_by("waits_since", "pk")
    return Heap(counts.get(state.value, 0), listing.lines(found[:most]))


def _mine(viewer: Any, state: State, most: int) -> Heap:
    found = access.visible_reports(viewer).filter(state=state.value, author=viewer.number)
    return Heap(found.count(), listing.lines(found.order_by("-changed_at")[:most]))


@dataclass(frozen=True, slots=True)
class Late:
    """An organisation that works on hazards and has not reported about them for long."""

    code: str
    name: str
    hazards: tuple[str, ...]


def late(hazards: Iterable[str]) -> list[Late]:
    """By whom hazards were last reported on: whom to ask about those of which nothing has been heard."""
    codes = list(hazards)
    last = dict(ReportHazard.objects.filter(code__in=codes).values_list("code").annotate(n=Max("report_id")))
    whose = dict(Report.objects.filter(pk__in=last.values()).values_list("pk", "organisation"))
    found: dict[str, list[str]] = {}
    for code in codes:
        organisation = whose.get(last.get(code, 0), "")
        if organisation:
            found.setdefault(organisation, []).append(code)
    names = organisations.names()
    return [Late(code, names.get(code, code), tuple(some)) for code, some in sorted(found.items())]
