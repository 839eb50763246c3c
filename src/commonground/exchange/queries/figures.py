"""Our figures as agreements of kind `aggregate` tell them: cut from the same queries as the statement's pages, a month at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.dates import Period
from commonground.core.dates import year as year_of
from commonground.core.exchange import totals
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.feed import Key
from commonground.core.exchange.projection import Record
from commonground.core.exchange.totals import Agreed, Leaf
from commonground.core.geometry.received import from_geojson
from commonground.disclosure.queries import treaty
from commonground.exchange.models import Cut
from commonground.land.queries import cells
from commonground.ordnance.queries import finds
from commonground.ordnance.queries import statement as ordnance
from commonground.places import queries as places


@dataclass(frozen=True, slots=True)
class When:
    """The last day of a cut, the land's ledger number that it is known at, and the moment until which other ledgers are looked at."""

    month: str
    known: int
    at: datetime

    @property
    def end(self) -> date:
        return totals.month_end(self.month)


def cut(agreement: Agreement, when: When, held: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The finest of every agreed table, as it is kept. What is `held` of the same cut by the same dimensions stays as it is: frozen."""
    out: dict[str, Any] = {}
    for name, agreed in agreement.totals.items():
        of = {"by": list(agreed.by), "zones": list(agreed.zones)}
        before = (held or {}).get(name)
        if before is not None and {word: before[word] for word in of} == of:
            out[name] = before
            continue
        leaves = _MADE[name](agreed, when, agreement)
        out[name] = {**of, "leaves": [[list(one.of), dict(one.numbers), one.since] for one in leaves]}
    return out


def _open_land(agreed: Agreed, when: When, _: Agreement) -> list[Leaf]:
    whole, typed = cells.open_land(when.end, when.known)
    if "contamination" not in agreed.by:
        return [_open_leaf(agreed.by, one) for one in whole]
    below = agreed.by.index("contamination")  # what overlaps counts once above it, and in each type below
    above = [_open_leaf(agreed.by[:below], one) for one in whole]
    return above + [_open_leaf(agreed.by, one, below + 1) for one in typed]


def _open_leaf(by: Iterable[str], one: cells.OpenLand, since: int = 0) -> Leaf:
    numbers = {"m2": one.m2, "hazards": one.hazards, "without_area": one.without_area}
    return Leaf(tuple(getattr(one, name) or None for name in by), numbers, since)


def _released(agreed: Agreed, when: When, _: Agreement) -> list[Leaf]:
    return [_released_leaf(agreed.by, one) for one in cells.released(when.end, when.known)]


def _released_leaf(by: Iterable[str], one: cells.Released) -> Leaf:
    return Leaf(tuple(getattr(one, name) for name in by), {"m2": one.m2})


def _zone_land(agreed: Agreed, when: When, agreement: Agreement) -> list[Leaf]:
    found = ((zone, one) for zone, (there, _) in _inside(agreed, when, agreement) for one in there)
    return [Leaf((zone, *leaf.of), leaf.numbers) for zone, one in found for leaf in [_open_leaf(agreed.by[1:], one)]]


def _zone_released(agreed: Agreed, when: When, agreement: Agreement) -> list[Leaf]:
    found = ((zone, one) for zone, (_, gone) in _inside(agreed, when, agreement) for one in gone)
    return [
        Leaf((zone, *leaf.of), leaf.numbers) for zone, one in found for leaf in [_released_leaf(agreed.by[1:], one)]
    ]


def _inside(
    agreed: Agreed, when: When, agreement: Agreement
) -> Iterator[tuple[str, tuple[list[cells.OpenLand], list[cells.Released]]]]:
    shapes, _ = from_geojson([dict(agreement.annexes[zone]) for zone in agreed.zones], list(agreed.zones))
    plane = places.programme().plane
    for zone, shape in zip(agreed.zones, plane.to_plane(shapes), strict=True):
        yield zone, cells.inside(shape, when.end, when.known)


def _destroyed(agreed: Agreed, when: When, _: Agreement) -> list[Leaf]:
    known = finds.known_before(when.at)
    given = ordnance.gathered(ordnance.Scope(), known, when.end)
    first = min((row.on.year for one in given[0] for row in one.entries), default=when.end.year)
    out = []
    for number in range(first, when.end.year + 1):
        period = year_of(number)
        told = ordnance.statement(Period(period.start, min(period.end, when.end)), known=known, given=given)
        for line in told.lines:
            if line.sums.destroyed:
                place = {"year": str(number), "kind": line.key or None}
                amount = line.sums.destroyed
                numbers = {"items": amount.number, "items-meant": amount.qualifier.value}
                out.append(Leaf(tuple(place[name] for name in agreed.by), numbers))
    return out


def _casualties(agreed: Agreed, when: When, _: Agreement) -> list[Leaf]:
    """What `disclosure` let out, and nothing else: this slice counts nobody."""
    out = []
    by = agreed.by[1] if len(agreed.by) > 1 else ""
    for period, tables in treaty.rounded("casualties", when.at):
        if period.end > when.end or "" not in tables:
            continue
        (whole,) = tables[""]
        out.append(Leaf((str(period),), {"persons": whole.sign.value or whole.value}))
        for one in tables.get(by, ()) if by else ():
            out.append(Leaf((str(period), *one.key), {"persons": one.sign.value or one.value}))
    return out


_MADE: dict[str, Callable[[Agreed, When, Agreement], list[Leaf]]] = {
    "open-land": _open_land, "released-land": _released, "zone-land": _zone_land, "zone-released": _zone_released,
    "destroyed": _destroyed, "casualties": _casualties,
}  # fmt: skip


# --- cuts that are kept, and their cells as records ---


def of_cut(agreement: Agreement, month: str, kept: Mapping[str, Any]) -> list[Record]:
    """Every cell of the agreed tables of one cut."""
    return [
        Record(node.table, node.key, totals.values_of(node))
        for name, agreed in sorted(agreement.totals.items())
        for node in totals.tree(name, agreed, month, _leaves(kept, name))
    ]


def _leaves(kept: Mapping[str, Any], name: str) -> list[Leaf]:
    return [Leaf(tuple(of), numbers, since) for of, numbers, since in kept[name]["leaves"]]


def cuts(agreement: str) -> list[Cut]:
    """The cuts of an agreement, the oldest first."""
    return list(Cut.objects.filter(agreement=agreement).order_by("month"))


def records(agreement: Agreement, since: int | None = None) -> dict[Key, Record]:
    """The cells of the cuts of an agreement: of all of them, or of those that were cut at a ledger number or after it."""
    return {
        (one.collection, one.key): one
        for row in cuts(agreement.id)
        if since is None or row.known >= since
        for one in of_cut(agreement, row.month, row.tables)
    }
