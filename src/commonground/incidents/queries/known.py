"""The moments by which facts are asked for as they were known."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from commonground.incidents.models import Change


def known_on(day: date | None) -> int | None:
    """The number of the last change up to the end of a day; None is everything that is known now."""
    if day is None:
        return None
    return known_before(timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))


def known_before(at: datetime) -> int:
    """The number of the last change before a moment; 0 where there was none."""
    return Change.objects.filter(at__lt=at).order_by("-pk").values_list("pk", flat=True).first() or 0


def head() -> int:
    """The number of the last change; 0 where there is none."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
