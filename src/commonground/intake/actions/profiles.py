"""Saving mapping profiles: a change is a new version."""

from datetime import datetime

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.intake.mapping import Mapping
from commonground.intake import access
from commonground.intake.models import Profile


@recorded("intake.profile-saved", about=lambda version, name, *a, **k: f"{name} {version}")
def save(name: str, mapping: Mapping, *, by, at: datetime) -> int:
    """Save a mapping under a name; returns its version. The same mapping again is no new version."""
    require(access.may(by, "intake.import"))
    last = Profile.objects.filter(name=name).order_by("-version").first()
    if last is not None and last.mapping == mapping.as_dict():
        return last.version
    version = last.version + 1 if last else 1
    Profile.objects.create(name=name, version=version, mapping=mapping.as_dict(), made_at=at)
    return version
