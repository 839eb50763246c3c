"""Mapping profiles: proposed for a file, or saved by name."""

from dataclasses import dataclass
from typing import Any

from commonground.core.intake.mapping import Mapping, guess
from commonground.core.refusals import NotThere, NotUsable
from commonground.intake.models import Profile
from commonground.intake.queries import kinds
from commonground.places import queries as places


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """A saved mapping."""

    name: str
    version: int
    mapping: dict[str, Any]


def proposed(table, what: str) -> Mapping:
    """A mapping guessed from a file's columns, with the programme's code as the prefix of codes made for its rows."""
    shaped = any(s is not None for s in table.shapes[:1000])
    found = guess(what, table.columns, has_shapes=shaped, more=kinds.more_targets(what))
    return found.changed(prefix=places.programme().code)


def profiles() -> list[ProfileCard]:
    """The latest version of every saved profile, by name."""
    latest: dict[str, ProfileCard] = {}
    for row in Profile.objects.order_by("name", "version"):
        latest[row.name] = ProfileCard(row.name, row.version, row.mapping)
    return list(latest.values())


def profile_named(name: str, what: str | None = None) -> Mapping:
    """A saved mapping in its latest version. Raises NotThere, or NotUsable where it is for other rows."""
    found = profile(name)
    if found is None:
        known = ", ".join(sorted({p.name for p in profiles()}))
        raise NotThere("intake.profile.not-there", name=name, known=known or "—")
    if what is not None and found.what != what:
        raise NotUsable("intake.profile.other-rows", name=name, what=found.what)
    return found


def profile(name: str) -> Mapping | None:
    """A saved mapping in its latest version."""
    row = Profile.objects.filter(name=name).order_by("-version").first()
    return Mapping.from_dict(row.mapping) if row else None
