"""What becomes of feeds when their agreement is over: nothing of them says how things are today, and what is to be forgotten goes. And
what a change of keys left that was cut off."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.exchange import agreements, lines
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.received import Standing
from commonground.core.refusals import NotUsable
from commonground.exchange import access
from commonground.exchange.actions import rotating
from commonground.exchange.actions.applying import texts_of
from commonground.exchange.models import Feed, ForeignRecord, Line


@dataclass(frozen=True, slots=True)
class Tended:
    """What was done with one feed."""

    feed: str
    ended: int = 0  # records that stand for today no longer
    purged: int = 0  # bodies that were forgotten
    keys: str = ""  # what was put right of our keys (`rotating.settle`), and of no feed
    recorded_facts: dict[str, Any] = field(default_factory=dict)


def tend(*, by, at: datetime) -> list[Tended]:
    """Look after every feed of others whose agreement is over, and after our keys; what has been done is not done again."""
    require(access.may(by, "exchange.send"))
    keys = rotating.settle(by=by, at=at)
    done = [Tended("", keys=keys)] if keys else []
    for feed in Feed.objects.filter(outgoing=False).order_by("pk"):
        try:
            over = _over(feed, at.date())
        except NotUsable:  # a text of one partner that is none any more must not keep what others want forgotten
            continue
        if over is None:
            continue
        agreement, ended = over
        if _now(feed).exists() or feed.purge_by != agreement.purge_by(ended):
            done.append(_end(feed, agreement, ended, by=by, at=at))
        if feed.purge_by is not None and at.date() >= feed.purge_by and _kept(feed):
            done.append(_purge(feed, by=by, at=at))
    return done


def _over(feed: Feed, day: date) -> tuple[Agreement, date] | None:
    """The agreement of a feed and on which day it ended; None where it goes on."""
    texts = texts_of(feed)
    found = agreements.in_force(texts.values(), day)
    if feed.revoked:
        last = Line.objects.filter(feed=feed).order_by("-seq").values_list("line", flat=True).first()
        agreement = texts.get(feed.version) or found
        return (agreement, _day(str(last), agreement)) if agreement else None
    return (found, found.valid_until) if found is not None and day > found.valid_until else None


def _day(last: str, agreement: Agreement) -> date:
    """On which day a last line was written; where it says none that there is, the agreement's first one: nothing is kept for it."""
    try:
        return date.fromisoformat(lines.read(last.encode()).day)
    except lines.Malformed:
        return agreement.valid_from


def _now(feed: Feed):  # type: ignore[no-untyped-def]
    return ForeignRecord.objects.filter(feed=feed, standing=Standing.SHARED.value)


def _kept(feed: Feed) -> bool:
    return ForeignRecord.objects.filter(feed=feed, body__isnull=False).exists() or (
        Line.objects.filter(feed=feed).exclude(body="").exists()
    )


@recorded("exchange.ended", about=lambda done, *a, **k: done.feed)
def _end(feed: Feed, agreement: Agreement, ended: date, *, by, at: datetime) -> Tended:
    """No record says any longer how things are today; its place stays marked."""
    count = _now(feed).update(standing=Standing.ENDED.value)
    feed.purge_by = agreement.purge_by(ended)
    feed.save(update_fields=["purge_by"])
    return Tended(feed.agreement, ended=count, recorded_facts={"records": count})


@recorded("exchange.purged", about=lambda done, *a, **k: done.feed)
def _purge(feed: Feed, *, by, at: datetime) -> Tended:
    """Every body goes; lines, places and provenance stay. The next receipt says so."""
    count = ForeignRecord.objects.filter(feed=feed, body__isnull=False).update(
        body=None, standing=Standing.ERASED.value
    )
    Line.objects.filter(feed=feed).exclude(body="").update(body="", salt="")
    feed.purged_at = at
    feed.save(update_fields=["purged_at"])
    return Tended(feed.agreement, purged=count, recorded_facts={"records": count})
