"""What came of asking a partner what is new."""

from commonground.exchange.models import Fetching


def fetched(name: str) -> Fetching | None:
    """The last time that a partner was asked from a page; None where nobody did."""
    return Fetching.objects.filter(partner__name=name).first()
