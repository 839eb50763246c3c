"""People of the field and of the centre, and what they report."""

from datetime import UTC, date, datetime

from commonground.identity import queries as identity
from factories import people

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
COMPLETION = {
    "hazards": "SA-0001", "began_on": "2026-05-01", "on": "2026-06-01", "extent": "rest", "depth_cm": "20", "method": "manual",
    "certified": "operations manager",
}  # fmt: skip


def viewer(*roles: str, name: str = "", **more):
    """Somebody with roles, as the pages know them."""
    return identity.viewer_for(people.somebody(*roles, name=name, **more), on=date(2026, 6, 2))
