"""What the invented country has published: two years, the second of which tells what became known of the first."""

from dataclasses import replace
from datetime import date, datetime

from commonground.core.publishing.content import Kind
from commonground.core.viewers import Viewer
from commonground.land.queries import entries as ledger
from commonground.reporting.actions import publishing
from commonground.reporting.queries import contents

OFFICE = "Ministry of an invented country"


def publish(year: int, *, by: Viewer, at: datetime, languages: tuple[str, ...] = ("en", "bs")) -> int:
    """The statement of a year, as known now; the number of the publication."""
    question = contents.question(Kind.STATEMENT, date(year, 1, 1), date(year, 12, 31), ledger.head(), 1)
    signed = replace(by, name=OFFICE)
    return publishing.publish(question, f"Land release in {year}", languages=languages, by=signed, at=at).number
