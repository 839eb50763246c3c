"""Asking a partner what is new, from a page: the asking is an act, the fetching goes on beside it and says how far it is."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.refusals import NotNow, Refusal
from commonground.core.viewers import Viewer
from commonground.exchange import access
from commonground.exchange.actions import pulling
from commonground.exchange.models import Fetching, Partner

# Without a sign of life for so long it is over: one answer is waited for a quarter of an hour at most.
SILENT = timedelta(minutes=20)


def is_over(found: Fetching, now: datetime) -> bool:
    """Whether it came to its end, or stopped before it."""
    return found.ended_at is not None or now - found.beat_at >= SILENT


@recorded("exchange.fetch-asked", about=lambda done, *a, **k: done.partner.name)
def ask(name: str, *, by, at: datetime) -> Fetching:
    """Note down that a partner is asked now. Raises NotThere, and NotNow where there is no address, nothing to fetch, or it goes on."""
    require(access.may(by, "exchange.send"))
    partner = access.partner(name)
    if not partner.address:
        raise NotNow("exchange.address.none", name=name)
    if not pulling.agreements_to_pull(name):
        raise NotNow("exchange.fetch.nothing", name=name)
    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=partner.pk)
        before = Fetching.objects.filter(partner=partner).first()
        if before is not None and not is_over(before, at):
            raise NotNow("exchange.fetch.goes-on", name=name)
        fresh = {
            "asked_at": at, "asked_by": by.number, "beat_at": at, "ended_at": None, "agreement": "", "done": 0, "total": 0, "came": [],
        }  # fmt: skip
        return Fetching.objects.update_or_create(partner=partner, defaults=fresh)[0]


def fetch(name: str, *, by, clock: Callable[[], datetime], pull: Callable = pulling.pull) -> None:
    """Fetch everything that a partner says. Each agreement is on its own: what one refuses keeps no other from coming."""
    partner = access.partner(name)
    row = Fetching.objects.filter(partner=partner)
    came: list[dict] = []
    for code in pulling.agreements_to_pull(name):
        row.update(agreement=code, done=0, total=0, beat_at=clock())

        def told(done: int, total: int, step: str = "") -> None:
            row.update(done=done, total=total, beat_at=clock())

        came.append(_one(code, by, clock, pull, told))
        row.update(came=came)
    row.update(ended_at=clock(), agreement="")


@task()
def fetch_beside(name: str, by: int | None) -> None:
    """Fetch beside the page what a partner says. Whoever asked was allowed to when they asked; begun again, it goes on where it was."""
    fetch(name, by=Viewer(by, "", frozenset({"exchange.send"})), clock=timezone.now)


def _one(code: str, by, clock: Callable[[], datetime], pull: Callable, told: Callable) -> dict:
    try:
        done = pull(code, by=by, clock=clock, progress=told)
    except Refusal as refusal:
        return {"agreement": code, "refused": refusal.code, "facts": {k: str(v) for k, v in refusal.facts.items()}}
    return {
        "agreement": code,
        "new": done.new,
        "mended": done.mended,
        "aside": len(done.aside),
        "broken": done.broken,
        "receipt": done.receipt,
    }
