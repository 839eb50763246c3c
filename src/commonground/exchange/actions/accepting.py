"""Accepting a foreign record: somebody here puts a hazard of our own on the books on the strength of it, with their name on it.

Nothing of this ever happens by itself, and the foreign record stays what it is: somebody else's.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.exchange.received import Standing
from commonground.core.geometry.overlay import is_nothing, regions
from commonground.core.geometry.received import from_geojson
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access
from commonground.exchange.models import Acceptance, Feed, ForeignRecord
from commonground.exchange.queries import feeds as known
from commonground.exchange.queries.records import HAZARD
from commonground.land.actions import ledger
from commonground.land.queries import named
from commonground.places import queries as places

LONGEST = 60
SHARED = Standing.SHARED.value


@recorded("exchange.foreign-accepted", about=lambda done, *a, **k: done)
def accept(
    feed: Feed, ident: str, rev: int, *, shape: Mapping[str, Any] | None, code: str, level: Account, because: str,
    contamination: str = "unknown", on: date, by, at: datetime,
) -> str:  # fmt: skip
    """Record a hazard of our own where a foreign record says that one is; `rev` is the revision that was looked at, `shape` its place.
    Raises NotYours, NotUsable for a code or a place that is none, NotNow where the code is taken, and where the record is no longer
    shown or says something else by now."""
    require(access.may(by, "exchange.see"))
    said = ForeignRecord.objects.filter(feed=feed, ident=ident, collection=HAZARD, rev=rev, standing=SHARED)
    if not said.exists() or feed.pk in known.over(at.date()):
        raise NotNow("exchange.accept.changed")
    code = code.strip()
    if not code or len(code) > LONGEST or not because.strip():
        raise NotUsable("exchange.accept.incomplete")
    if named.number_of(code) is not None:
        raise NotNow("exchange.accept.code-taken", code=code)
    found, _ = from_geojson([shape], [ident])
    plane = places.programme().plane
    land = plane.to_plane(found)[0] if shape is not None else None
    if land is None or is_nothing(land):
        raise NotUsable("exchange.accept.no-place")
    document = f"{feed.partner.name}/{feed.agreement}/{ident}@{rev}"[:100]
    draft = Draft(
        Kind.RECORD, on, (code,), document, shape=regions([land])[0], level=level, because=because.strip()[:500]
    )
    card = ledger.DocumentCard(document, title=f"{feed.partner.name}: {feed.agreement} {ident}", dated=on)
    ledger.book([draft], by=by, at=at, hazards=[ledger.HazardCard(code, contamination=contamination)], documents=[card])
    Acceptance.objects.create(feed=feed, ident=ident, rev=rev, hazard=code, by=by.number, at=at)
    tell(ident=ident, rev=rev, partner=feed.partner.name)
    return code
