"""What countries tell us in figures: of each agreed table the latest cut that came whole, and what is doubtful about it.

A cut that is not whole is never added up: the one before it counts, and it is said that more was told. Where none is, nothing is
known; that is not nought.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Q

from commonground.core.exchange import figures, totals
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.figures import Told
from commonground.core.exchange.lines import Op
from commonground.core.exchange.received import Standing
from commonground.core.exchange.region import Hazard, Released, Span
from commonground.core.exchange.totals import Agreed
from commonground.exchange.models import Feed, ForeignRecord, Line

OPEN, RELEASED, ZONE_LAND, ZONE_RELEASED = "open-land", "released-land", "zone-land", "zone-released"
SHOWN = ("destroyed", "casualties")  # as they were told: they are no land, and people who were rounded are not added up
GONE = (Op.WITHDRAW.value, Op.REDACT.value)


@dataclass(frozen=True, slots=True)
class Figures:
    """The cells of one table as at the end of a month. `doubt`: something later was withdrawn, cannot be used or is not whole yet, or
    the sums do not add up."""

    agreement: Agreement
    agreed: Agreed
    cut: str
    cells: tuple[Told, ...]
    doubt: bool = False

    @property
    def as_at(self) -> date:
        return totals.month_end(self.cut)

    def level(self, *names: str) -> list[Told]:
        """The cells of the shallowest level of the tree that is cut by some dimensions, as far as the tree is cut by them at all."""
        depth = max((self.agreed.by.index(n) + 1 for n in names if n in self.agreed.by), default=0)
        return [one for one in self.cells if len(one.of) == depth]

    def of_year(self, year: int) -> list[Told]:
        """The cells of one year: their sum first, where the tree is cut by years."""
        return sorted(
            (one for one in self.cells if one.of.get("year") == str(year)), key=lambda one: (len(one.of), str(one.of))
        )

    def span(self, cell: Told, measure: str = "m2") -> Span:
        """Square metres of a cell, between the bounds of its rounding."""
        return Span(*figures.bounds(cell.measures[measure], self.agreed.step_m2))


def latest(feed: Feed, agreement: Agreement) -> dict[str, Figures]:
    """Of each table of an agreement the latest whole cut that a feed told."""
    out = {}
    for name, agreed in agreement.totals.items():
        found = _latest(feed, agreement, name, agreed)
        if found is not None:
            out[name] = found
    return out


def _latest(feed: Feed, agreement: Agreement, name: str, agreed: Agreed) -> Figures | None:
    by_cut: dict[str, list[Told]] = {}
    idents: dict[str, list[str]] = {}
    doubt = False
    for one in ForeignRecord.objects.filter(feed=feed, collection=name).order_by("ident").iterator():
        doubt = doubt or one.standing == Standing.ASIDE.value
        if one.standing == Standing.SHARED.value and one.body is not None and one.version == agreement.version:
            by_cut.setdefault(one.body["cut"], []).append(_told(one.body))
            idents.setdefault(one.body["cut"], []).append(one.ident)
    roots = len(agreed.zones) or 1
    for cut in sorted(by_cut, reverse=True):
        cells = by_cut[cut]
        if figures.whole(name, cells, roots):
            doubt = doubt or not figures.adds_up(name, agreed, cells) or _was_taken_back(feed, name, idents[cut][0])
            return Figures(agreement, agreed, cut, tuple(cells), doubt)
        doubt = True
    return None


def _told(body: Mapping[str, Any]) -> Told:
    return Told(body["cut"], body["of"], body["measures"], body["cells"])


def _was_taken_back(feed: Feed, name: str, ident: str) -> bool:
    """Whether a cell of a table was withdrawn after one that counts was said, by no later version of the agreement."""
    said = (
        Line.objects.filter(feed=feed, line__contains=f'"id":"{ident}"')
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    policy = (
        Line.objects.filter(feed=feed, line__contains='"op":"policy"')
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    later = Line.objects.filter(feed=feed, seq__gt=max(said or 0, policy or 0)).values_list("line", flat=True)
    return any(read["op"] in GONE and read["c"] == name for read in map(json.loads, later.iterator()))


def best(some: Iterable[Figures]) -> Figures | None:
    """Of several that tell the same the latest, without a doubt before with one, the finer step, then the first by id."""
    order = sorted(some, key=lambda f: (f.agreed.step_m2, f.agreement.id))
    return max(order, key=lambda f: (f.cut, not f.doubt), default=None)


def silent_zones(over: Iterable[int] = ()) -> list[int]:
    """Of every agreed area whose figures are told no more one cell, by its number: the area is drawn as a warning, once. `over` are
    feeds of which nothing stands as of today."""
    told = ForeignRecord.objects.filter(collection=ZONE_LAND, west__isnull=False).order_by()
    place = ("feed__agreement", "feed__partner", "west", "south", "east", "north")
    shared_now = Q(standing=Standing.SHARED.value) & ~Q(feed__in=list(over))
    shared = set(told.filter(shared_now).values_list(*place).distinct())
    silent = told.exclude(shared_now).values_list(*place).annotate(first=Min("pk"))
    return [first for *where, first in silent if tuple(where) not in shared]


# --- as the region adds them up ---


def land(country: str, told: Figures, zone: str = "") -> list[Hazard]:
    """Open land as the region takes it: a cell stands for all of its hazards together."""
    # The shallowest cells there are: what overlaps, or is rounded, is in them once.
    mine = [one for one in told.level(*([totals.ZONE] if zone else [])) if not zone or one.of[totals.ZONE] == zone]
    return [
        Hazard(country, "", one.of.get("status") or "unknown", "", told.span(one),
               count=int(one.measures.get("hazards") or 0), without=int(one.measures["without_area"]))
        for one in mine
    ]  # fmt: skip


def by_type(country: str, told: Figures) -> list[Hazard]:
    """Open land by type of contamination; nothing where the tree is not cut by it."""
    cells = told.level("contamination") if "contamination" in told.agreed.by else []
    return [
        Hazard(country, "", "unknown", one.of["contamination"] or "", told.span(one), count=int(one.measures.get("hazards") or 0),
               without=int(one.measures["without_area"]))
        for one in cells
    ]  # fmt: skip


def released(country: str, told: Figures, *names: str) -> list[Released] | None:
    """Released land by some dimensions; None where the tree is not cut by years: no year could be named."""
    if "year" not in told.agreed.by:
        return None
    return [
        Released(country, one.of.get("activity") or "", int(one.of["year"] or 0), told.span(one), "", one.of.get("donor") or "")
        for one in told.level("year", *names)
    ]  # fmt: skip


def released_in(country: str, told: Figures, zone: str) -> list[Released]:
    """What was released in a zone, by years; nothing where the tree is not cut by them."""
    return [
        Released(country, "", int(one.of["year"] or 0), told.span(one))
        for one in told.level(totals.ZONE, "year")
        if one.of[totals.ZONE] == zone and "year" in one.of
    ]
