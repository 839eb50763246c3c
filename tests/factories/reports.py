"""People of the field and of the centre, and what they report."""

from datetime import UTC, date, datetime

import numpy as np

from commonground.core.fieldwork.types import Type
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.fieldwork.actions import approving, writing
from commonground.fieldwork.models import Report
from commonground.identity import queries as identity
from commonground.places.models import Programme
from factories import people

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
COMPLETION = {
    "hazards": "SA-0001", "began_on": "2026-05-01", "on": "2026-06-01", "extent": "rest", "depth_cm": "20", "method": "manual",
    "certified": "operations manager",
}  # fmt: skip


def viewer(*roles: str, name: str = "", **more):
    """Somebody with roles, as the pages know them."""
    return identity.viewer_for(people.somebody(*roles, name=name, **more), on=date(2026, 6, 2))


def seeing_all(*roles: str, name: str, unit: str):
    """Somebody who does something in one unit, and sees the whole country."""
    user = people.somebody(*roles, name=name, unit=unit)
    people.Assignment.objects.create(user=user, role="auditor")
    return identity.viewer_for(user, on=date(2026, 6, 2))


def version(number: int) -> int:
    """The version that somebody has just seen."""
    return Report.objects.get(pk=number).version


def begun(type_: Type, fields: dict, *, by, entered: dict | None = None) -> int:
    """A draft in the name of the writer's own organisation."""
    own = sorted(by.organisations)
    return writing.draft(type_, fields=fields, entered=entered or {}, organisation=own[0] if own else "", by=by, at=NOW)


def submitted(type_: Type, fields: dict, *, by, entered: dict | None = None) -> int:
    """A report that was handed in."""
    number = begun(type_, fields, by=by, entered=entered)
    writing.submit(number, version=version(number), by=by, at=NOW)
    return number


def approved(number: int, *, by, accept: str = "") -> approving.Approved:
    """A report approved as it was shown."""
    shown = approving.preview(number, by=by, at=NOW, accept=accept)
    if shown.refusal:
        raise shown.refusal
    return approving.approve(number, version=version(number), stamp=shown.stamp, accept=accept, by=by, at=NOW)


def square(x: float, y: float, size: float) -> dict:
    """A square in the plane of the invented country, as somebody would paste it: in degrees."""
    plane = EqualAreaPlane.from_dict(Programme.objects.get().plane)
    corners = np.array([(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)])
    lonlat = plane.inverse(corners)
    return {"text": "POLYGON ((" + ", ".join(f"{lon!r} {lat!r}" for lon, lat in lonlat.tolist()) + "))"}
