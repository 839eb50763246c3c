"""What of the land is called something: hazards, documents and entries, for whoever searches."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from commonground.core.dates import Times
from commonground.core.identifiers import searchable
from commonground.land import access
from commonground.land.models import Document, Hazard, LedgerEntry, Naming
from commonground.land.queries.filters import for_viewer
from commonground.land.queries.hazards import Filter, listing


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that is called something."""

    code: str
    name: str
    hint: str = ""  # a standing, a number of entries


def hazards(viewer, text: str, times: Times, most: int) -> tuple[list[Named], int]:
    """Hazards by code or name, in either script, and how many there are in all."""
    if not viewer.may("land.see") or not searchable(text):
        return [], 0
    found = listing(for_viewer(Filter(q=text), viewer), times)
    return [Named(h.code, h.name, h.standing) for h in found.rows[:most]], found.total


def hazard_called(viewer, text: str) -> str:
    """The code of the one hazard that is called exactly so; empty where there is none."""
    if not viewer.may("land.see"):
        return ""
    code = Hazard.objects.filter(code__iexact=text.strip()).values_list("code", flat=True).first() or ""
    return code if code and code in access.codes_visible(access.visible(viewer), [code]) else ""


def number_of(code: str) -> int | None:
    """The number that never changes of the hazard with a code, for whoever may see all of them."""
    return Hazard.objects.filter(code=code.strip()).values_list("pk", flat=True).first()


def numbers() -> Iterator[tuple[int, str]]:
    """The number and the code of every hazard, for whoever may see all of them."""
    return Hazard.objects.order_by("pk").values_list("pk", "code").iterator(chunk_size=5_000)


def documents(viewer, text: str, most: int) -> list[tuple[int, Named]]:
    """Documents by code or title, each with the latest entry that rests on it."""
    if not viewer.may("land.see") or len(text) < 2:
        return []
    found = Document.objects.filter(Q(code__icontains=text) | Q(title__icontains=text)).order_by("-pk")
    if access.visible(viewer) is not None:
        mine = _seen(viewer, LedgerEntry.objects.filter(document__in=found.order_by().values("pk")))
        found = found.filter(pk__in=mine.values("document_id"))
    some = list(found[:most])
    resting = _seen(viewer, LedgerEntry.objects.filter(document__in=some))
    latest = dict(resting.order_by().values_list("document").annotate(Max("number")))
    return [(latest[d.pk], Named(d.code, d.title)) for d in some if d.pk in latest]


def has_entry(viewer, number: int) -> bool:
    """Whether the ledger has an entry of this number that the viewer may see."""
    return bool(viewer.may("land.see")) and _seen(viewer, LedgerEntry.objects.filter(pk=number)).exists()


def _seen(viewer, entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Those of some entries that name a hazard which the viewer may see."""
    within = access.visible(viewer)
    if within is None:
        return entries
    named = Naming.objects.filter(hazard__in=access.hazards_within(within).values("pk"))
    return entries.filter(pk__in=named.values("entry_id"))
