"""Words of papers that mean nothing in the catalogue yet: they are kept, counted, and mended by saying what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from commonground.core.ordnance.accounts import Does
from commonground.ordnance import access
from commonground.ordnance.queries.catalogue import catalogue
from commonground.ordnance.queries.finds import standing


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in how many finds it stands, and how many things that are."""

    said: str
    finds: int
    things: int


def unknown(units: access.Units) -> list[Word]:
    """Words that nobody has said the meaning of, in finds that may be seen; the most frequent first."""
    book = catalogue()
    found = (
        standing().filter(access.among_visible(units), does=Does.FIND.value, device="").order_by().values_list("said")
    )
    counted = found.annotate(finds=Count("number"), things=Sum("count"))
    return sorted((Word(*row) for row in counted if not book.means("", row[0])), key=lambda w: (-w.finds, w.said))


def number_of_finds(codes: Iterable[str], units: access.Units) -> int:
    """How many finds there are of a model that may be seen."""
    return standing().filter(access.among_visible(units), does=Does.FIND.value, device__in=list(codes)).count()
