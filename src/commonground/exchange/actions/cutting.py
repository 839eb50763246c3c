"""Cutting the figures of a month, once: what an agreement of kind `aggregate` tells of it is frozen from then on."""

from datetime import datetime, timedelta

from commonground.core.exchange import totals
from commonground.core.exchange.agreements import Agreement
from commonground.exchange.models import Cut
from commonground.exchange.queries import figures
from commonground.exchange.queries.figures import When


def cut_due(agreement: Agreement, known: int, at: datetime) -> None:
    """Cut every month that is due, as known at a ledger number; under another version what was cut is cut anew, of what was known then.

    Nothing of a month that was cut changes by what was booked since: that is in the next cut.
    """
    rows = figures.cuts(agreement.id)
    for row in rows:
        if row.version != agreement.version:
            row.tables = figures.cut(agreement, When(row.month, row.known, row.at), row.tables)
            row.version = agreement.version
            row.save()
    moment = at - timedelta(days=agreement.delay_days)
    for month in totals.due(moment.date(), max((row.month for row in rows), default="")):
        tables = figures.cut(agreement, When(month, known, moment))
        Cut.objects.create(
            agreement=agreement.id, month=month, known=known, at=moment, version=agreement.version, tables=tables
        )
