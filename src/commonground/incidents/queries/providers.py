"""The directory of providers: searched, filtered, and one of them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from commonground.core.incidents.providers import Offer
from commonground.core.incidents.referral import OPEN, State
from commonground.incidents.models import Provider, Referral
from commonground.places import queries as places


@dataclass(frozen=True, slots=True)
class Asked:
    """What the directory is filtered by; an empty value filters nothing. Without `gone`, who offers nothing today is left out."""

    q: str = ""
    kind: str = ""
    unit: str = ""
    reach: str = ""
    gone: bool = False

    @property
    def is_filtered(self) -> bool:
        return any((self.q, self.kind, self.unit, self.reach))


@dataclass(frozen=True, slots=True)
class Card:
    """One provider."""

    code: str
    said: Offer
    version: int
    written_at: datetime
    open: int = 0  # referrals that have not ended


def offer(row: Provider) -> Offer:
    """A row as the core reads it."""
    plain = {f.name: getattr(row, f.name) for f in fields(Offer)}
    return Offer(**plain | {"kinds": tuple(row.kinds.split()), "reach": tuple(row.reach.split()), "units": tuple(row.units.split("\n")) if row.units else ()})  # fmt: skip


def card(row: Provider) -> Card:
    """One provider, with how many people are referred to it now."""
    states = [s.value for s in OPEN if s is not State.DRAFT]
    return Card(
        row.code,
        offer(row),
        row.version,
        row.written_at,
        Referral.objects.filter(provider=row, state__in=states).count(),
    )


def directory(asked: Asked, today: date) -> list[Card]:
    """The providers that a filter leaves, by name."""
    found = [Card(r.code, offer(r), r.version, r.written_at) for r in Provider.objects.order_by("name", "pk")]
    inside = within(asked.unit) if asked.unit else frozenset()
    return [c for c in found if _fits(c, asked, inside, today)]


def _fits(one: Card, asked: Asked, inside: Iterable[str], today: date) -> bool:
    said = one.said
    if not asked.gone and (said.until is not None and said.until < today):
        return False
    words = " ".join((one.code, said.name, said.place, said.languages, said.told)).casefold()
    return (
        all(word in words for word in asked.q.casefold().split())
        and (not asked.kind or asked.kind in said.kinds)
        and (not asked.reach or asked.reach in said.reach)
        and (not asked.unit or not said.units or bool(set(said.units) & set(inside)))
    )


def within(code: str) -> frozenset[str]:
    """The codes of a unit, of all below it, and of those above it: who covers any of them may be there for it."""
    units = {u.id: u for u in places.units()}
    here = {u.id for u in units.values() if u.code == code}
    out = set(here)
    for unit in units.values():  # upper levels come first
        if unit.upper in out:
            out.add(unit.id)
    for start in here:
        upper = units[start].upper
        while upper is not None and upper in units:
            out.add(upper)
            upper = units[upper].upper
    return frozenset(units[i].code for i in out)


def names() -> dict[str, str]:
    """Every provider's name by code."""
    return dict(Provider.objects.order_by("name").values_list("code", "name"))


def offering(kind: str, today: date) -> list[Card]:
    """Who offers a kind of service today."""
    return [c for c in directory(Asked(kind=kind), today) if c.said.offers(kind, today)]
