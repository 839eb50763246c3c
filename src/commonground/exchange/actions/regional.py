"""Saying what a country's own terms are in the region: in a table, by somebody with a name, and never guessed."""

from datetime import datetime

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.refusals import NotUsable
from commonground.exchange import access
from commonground.exchange.models import RegionalTerm
from commonground.exchange.queries.region import TERMS


@recorded("exchange.term-mapped", about=lambda done, partner, field, code, term, **k: f"{partner} {code}")
def map_term(partner: str, field: str, code: str, term: str, *, by, at: datetime) -> None:
    """Say which regional term a code of a country is; an empty term takes it out of the table. Raises NotThere, NotUsable."""
    require(access.may(by, "exchange.agree"))
    found = access.partner(partner)
    if field not in TERMS or (term and term not in TERMS[field]):
        raise NotUsable("exchange.region.no-term", term=term[:40], field=field[:20])
    if not term:
        RegionalTerm.objects.filter(partner=found, field=field, code=code).delete()
    else:
        RegionalTerm.objects.update_or_create(
            partner=found, field=field, code=code, defaults={"term": term, "mapped_at": at, "mapped_by": by.number}
        )
    tell(field=field, term=term)
