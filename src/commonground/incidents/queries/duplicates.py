"""Victims that may be the same person: pairs with their reasons, and everything that was decided about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonground.core.incidents.duplicates import Seen
from commonground.core.refusals import NotThere
from commonground.identity import queries as identity
from commonground.incidents.access import accidents as access
from commonground.incidents.access import effective
from commonground.incidents.models import Accident, Pair, PairVerdict, Victim
from commonground.incidents.queries import cards
from commonground.incidents.queries.listing import as_day
from commonground.store.sets import rows

PAGE = 50


@dataclass(frozen=True, slots=True)
class PairCard:
    """A pair in the list."""

    number: int
    one: str
    other: str
    reasons: tuple[str, ...]
    points: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided."""

    verdict: str
    because: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sides:
    """A pair with both sides, field by field."""

    pair: PairCard
    accidents: tuple[cards.AccidentCard, cards.AccidentCard]
    victims: tuple[cards.VictimCard, cards.VictimCard]
    decided: tuple[Decided, ...]


def seen() -> Iterator[Seen]:
    """Everybody who counts, as duplicates are looked for; the one entered first first."""
    with_, params = effective.world()
    found = rows(
        f"{with_} SELECT v.vcode, a.code, a.source, a.reference, a.since, a.until, a.lon, a.lat, a.unit, v.sex, v.age, "
        f"{effective.AGE_CLASS}, o.outcome FROM v JOIN a ON a.accident_id = v.of_accident JOIN o ON o.victim_id = v.victim_id "
        "ORDER BY v.victim_id",
        params,
    )
    for code, accident, source, reference, since, until, *rest in found:
        yield Seen(code, accident, source, reference, as_day(since), as_day(until), *rest)


def _visible(viewer: Any) -> tuple[str, list[Any]]:
    """SQL of the pairs of which a viewer may see both sides, as a condition on `p`."""
    units = access.visible(viewer, "incidents.decide")
    if units is None:
        return "1 = 1", []
    common, params = effective.accidents()
    clause, more = access.within(units)
    mine = f"SELECT w.id FROM {Victim._meta.db_table} w WHERE w.accident_id IN (WITH {common} SELECT a.accident_id FROM a WHERE {clause})"
    return f"p.one_id IN ({mine}) AND p.other_id IN ({mine})", [*params, *more] * 2


def pairs(viewer: Any, verdict: str = "", page: int = 1) -> tuple[list[PairCard], int]:
    """Pairs of a verdict (the empty one is not decided yet), the most probable first; and how many there are."""
    clause, params = _visible(viewer)
    table, victim = Pair._meta.db_table, Victim._meta.db_table
    where = f"FROM {table} p JOIN {victim} x ON x.id = p.one_id JOIN {victim} y ON y.id = p.other_id WHERE p.verdict = %s AND {clause}"
    total = rows(f"SELECT count(*) {where}", [verdict, *params])[0][0]
    found = rows(
        f"SELECT p.id, x.code, y.code, p.reasons, p.points, p.verdict {where} ORDER BY p.points DESC, p.id LIMIT %s OFFSET %s",
        [verdict, *params, PAGE, (page - 1) * PAGE],
    )
    return [PairCard(n, one, other, tuple(why.split()), points, v) for n, one, other, why, points, v in found], total


def sides(viewer: Any, number: int) -> Sides:
    """One pair. Raises NotThere where a viewer may not see both sides."""
    row = Pair.objects.filter(pk=number).select_related("one", "other").first()
    if row is None or not viewer.may("incidents.decide"):
        raise NotThere("incidents.pair.not-there")
    people = tuple(access.victim_for(viewer, v.code, "incidents.decide") for v in (row.one, row.other))
    places = tuple(cards.accident(Accident.objects.get(pk=v.accident_id)) for v in people)
    kept = list(PairVerdict.objects.filter(pair=row).order_by("-pk"))
    names = identity.names(k.by for k in kept)
    decided = tuple(Decided(k.verdict, k.because, k.at, names.get(k.by, "")) for k in kept)
    card = PairCard(row.pk, row.one.code, row.other.code, tuple(row.reasons.split()), row.points, row.verdict)
    return Sides(card, (places[0], places[1]), (cards.victim(people[0]), cards.victim(people[1])), decided)


def about(code: str) -> list[PairCard]:
    """Pairs that a victim is one side of."""
    rows_ = Pair.objects.filter(one__code=code) | Pair.objects.filter(other__code=code)
    return [
        PairCard(p.pk, p.one.code, p.other.code, tuple(p.reasons.split()), p.points, p.verdict)
        for p in rows_.select_related("one", "other").order_by("-points", "pk")
    ]
