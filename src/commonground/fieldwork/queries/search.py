"""Reports by what they are called, for whoever searches."""

from typing import Any

from django.db.models import Q

from commonground.fieldwork import access
from commonground.fieldwork.messages import STATES, TYPES
from commonground.fieldwork.models import ReportHazard, code_of
from commonground.ui.trade import word


def called(viewer: Any, text: str, most: int) -> list[tuple[int, str, str]]:
    """Reports that a viewer may see, by number or by a hazard they name: number, code, and what they are, in words."""
    digits = text.upper().removeprefix("FR-").lstrip("0")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1
    about = ReportHazard.objects.filter(code__istartswith=text.strip()).values("report_id")
    found = access.visible_reports(viewer).filter(Q(pk=number) | Q(pk__in=about)).order_by("-pk")[:most]
    return [
        (pk, code_of(pk), f"{word(TYPES, type_)} · {word(STATES, state)}")
        for pk, type_, state in found.values_list("pk", "type", "state")
    ]
