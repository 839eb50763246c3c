"""A viewer: who asks. An actor (`by`) is the same value, when it acts.

What somebody may do comes to them by grants: a role with its permissions, for the whole country or some units, for every
organisation or just their own. One question, `may`, has one answer, a `Decision`, that a button, a page and an action share.
"""

from dataclasses import dataclass
from datetime import date

from commonground.core.decisions import YES, Decision, no

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that somebody holds: what it allows, where, and for whom.

    `units` are codes, all lower units with them; None is the whole country. `organisation` is the one they act for;
    None is any. The days are those of the assignment, the last one included; None is open.
    """

    role: str
    permissions: frozenset[str]
    units: frozenset[str] | None = None
    organisation: str | None = None
    since: date | None = None
    until: date | None = None

    def covers_unit(self, unit: str | None) -> bool:
        """Whether a unit lies in it; not asked for one, anywhere will do; the empty one is the whole country."""
        return unit is None or self.units is None or unit in self.units

    def covers_organisation(self, organisation: str | None) -> bool:
        """Whether an organisation's records lie in it; not asked for one, any will do; the empty one is nobody's."""
        return organisation is None or self.organisation is None or self.organisation == organisation


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody, by a number that can outlive their name, and what they may do.

    `permissions` are held everywhere and for every organisation; `grants` are all they hold today, with their limits;
    `ended` and `coming` are what they held before and will hold later, so that a no can say so.
    """

    number: int | None = None
    name: str = NOBODY
    permissions: frozenset[str] = frozenset()
    language: str = "en"
    grants: tuple[Grant, ...] = ()
    ended: tuple[Grant, ...] = ()
    coming: tuple[Grant, ...] = ()

    def may(self, permission: str, *, unit: str | None = None, organisation: str | None = None) -> Decision:
        """Whether this is theirs to do: in a unit, for an organisation; where neither is named, anywhere at all.

        `unit=""` asks for the whole country: what touches it all is not for somebody who holds a part of it.
        """
        if permission in self.permissions:
            return YES
        held = [g for g in self.grants if permission in g.permissions]
        if any(g.covers_unit(unit) and g.covers_organisation(organisation) for g in held):
            return YES
        if any(g.covers_unit(unit) for g in held) and not organisation:
            return no("identity.permission.not-for-all", permission=permission)
        if any(g.covers_unit(unit) for g in held):
            return no("identity.permission.own-organisation", permission=permission, organisation=organisation)
        if held and not unit:
            return no("identity.permission.not-everywhere", permission=permission)
        if held:
            return no("identity.permission.other-units", permission=permission, unit=unit)
        return self._why_none(permission)

    def _why_none(self, permission: str) -> Decision:
        """No role of today's has it: one of later, one of before, or none at all."""
        days = [g.since for g in self.coming if permission in g.permissions and g.since is not None]
        if days:
            return no("identity.permission.not-yet", permission=permission, on=min(days))
        days = [g.until for g in self.ended if permission in g.permissions and g.until is not None]
        if days:
            return no("identity.permission.ended", permission=permission, on=max(days))
        return no(f"{permission}.not-yours", permission=permission)

    def within(self, permission: str) -> tuple[Grant, ...]:
        """Where and for whom they have a permission, to choose records by; a grant without limits is everything."""
        if permission in self.permissions:
            return (Grant("", frozenset({permission})),)
        return tuple(g for g in self.grants if permission in g.permissions)

    def units(self, permission: str) -> frozenset[str] | None:
        """The units in which they have a permission at all; None is the whole country."""
        held = self.within(permission)
        if any(grant.units is None for grant in held):
            return None
        return frozenset(unit for grant in held for unit in grant.units or ())

    @property
    def roles(self) -> frozenset[str]:
        """The roles they hold today."""
        return frozenset(g.role for g in self.grants)

    @property
    def organisations(self) -> frozenset[str]:
        """The organisations they act for."""
        return frozenset(g.organisation for g in self.grants if g.organisation is not None)

    @property
    def is_somebody(self) -> bool:
        return self.number is not None
