"""Finds that may be one that was told twice."""

from datetime import timedelta
from typing import Any

from commonground.core.ordnance.accounts import Does
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.drafts import Where
from commonground.core.ordnance.twice import DAYS, Told, may_be_one
from commonground.ordnance import access
from commonground.ordnance.models import Entry
from commonground.ordnance.queries.catalogue import catalogue
from commonground.ordnance.queries.finds import standing

MOST = 5


def alike(viewer: Any, find: Entry) -> list[str]:
    """Codes of finds of another kind of work that may be the same things as one."""
    book = catalogue()

    def told(row: Entry) -> Told:
        where = Where(row.unit, row.place, row.lon, row.lat, row.accuracy_m)
        return Told(
            book.means(row.device, row.said), Amount(row.count, Qualifier(row.qualifier)), row.on, row.activity, where
        )

    near = timedelta(days=DAYS)
    others = standing().filter(
        access.among_visible(access.visible(viewer)), does=Does.FIND.value, count=find.count, within=""
    )
    others = (
        others.filter(on__gte=find.on - near, on__lte=find.on + near)
        .exclude(code=find.code)
        .exclude(activity=find.activity)
    )
    return [row.code for row in others.order_by("number")[:200] if may_be_one(told(find), told(row))][:MOST]
