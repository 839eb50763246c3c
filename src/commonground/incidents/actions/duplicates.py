"""Probable duplicates: looked for when somebody asks, and decided by a person. Nothing is merged, and nothing is decided by itself."""

from datetime import datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.incidents.codes import Standing
from commonground.core.incidents.duplicates import Verdict, proposals
from commonground.core.refusals import NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import writing
from commonground.incidents.models import Pair, PairVerdict, Victim, VictimFacts
from commonground.incidents.queries import cards
from commonground.incidents.queries import duplicates as queries


@recorded("incidents.duplicates-looked-for", about=lambda found, **k: "victims")
def look(*, by: Viewer, at: datetime) -> int:
    """Look for pairs that nobody has proposed yet; how many. What was decided stays decided."""
    require(access.may(by, "incidents.decide", unit=""))
    numbers = dict(Victim.objects.values_list("code", "pk"))
    there = set(Pair.objects.values_list("one_id", "other_id"))
    made = []
    for found in proposals(queries.seen()):
        pair = (numbers[found.one], numbers[found.other])
        if pair not in there and pair[::-1] not in there:
            there.add(pair)
            made.append(
                Pair(
                    one_id=pair[0],
                    other_id=pair[1],
                    reasons=" ".join(found.reasons),
                    points=found.points,
                    proposed_at=at,
                )
            )
    Pair.objects.bulk_create(made, batch_size=500)
    tell(pairs=len(made))
    return len(made)


@recorded("incidents.duplicate-decided", about=lambda result, number, *a, **k: f"pair:{number}")
def decide(number: int, verdict: Verdict, *, keep: str = "", because: str = "", by: Viewer, at: datetime) -> None:
    """The two are one (and which of them counts), are two, or nobody can say. Each decision is kept; the last one holds."""
    found = queries.sides(by, number)
    codes = [v.code for v in found.victims]
    if verdict is Verdict.SAME and keep not in codes:
        raise NotUsable("incidents.pair.keep")
    list(Pair.objects.select_for_update().filter(pk=number))
    PairVerdict.objects.create(pair_id=number, verdict=verdict.value, because=because, at=at, by=by.number)
    Pair.objects.filter(pk=number).update(verdict=verdict.value)
    other = next((c for c in codes if c != keep), "") if verdict is Verdict.SAME else ""
    for card in found.victims:
        partner = next(c for c in codes if c != card.code)
        if card.code == other and (card.standing, card.same_as) != (Standing.SAME.value, keep):
            _stand(card, Standing.SAME, keep, because, by, at)
        elif card.code != other and card.standing == Standing.SAME.value and card.same_as == partner:
            _stand(card, Standing.COUNTS, "", because, by, at)
    tell(verdict=verdict.value, counts=keep)


def _stand(card: cards.VictimCard, standing: Standing, same_as: str, because: str, by: Viewer, at: datetime) -> None:
    """Let a victim count, or not: the facts stay, and were what they were before."""
    row = VictimFacts.objects.filter(victim__code=card.code).order_by("-pk").first()
    assert row is not None
    made = writing.change("decided", by=by, at=at, why=because)
    writing.victim_row(row.victim_id, made.pk, card.said, standing.value, same_as).save(force_insert=True)
