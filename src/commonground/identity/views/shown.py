"""Words and small pieces that the pages about people share."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commonground.identity.messages import ROLES
from commonground.identity.queries import RoleCard, Scopes
from commonground.ui.templatetags.ui import day, said


class Names:
    """Units and organisations by their codes, read once for a page."""

    def __init__(self, scopes: Scopes) -> None:
        self.units, self.organisations = scopes.units(), scopes.organisations()

    def where(self, card: RoleCard) -> Any:
        """Where a role holds."""
        return self.units.get(card.unit, card.unit) if card.unit else said(_("the whole country"))

    def whose(self, card: RoleCard) -> Any:
        """For whom it holds."""
        return (
            self.organisations.get(card.organisation, card.organisation)
            if card.organisation
            else said(_("every organisation"))
        )

    def limits(self, card: RoleCard) -> SafeString:
        """Both, where either is a limit; empty for a role without limits."""
        found = [self.units.get(card.unit, card.unit)] if card.unit else []
        found += [self.organisations.get(card.organisation, card.organisation)] if card.organisation else []
        return format_html_join(", ", "{}", ((one,) for one in found))

    def role(self, card: RoleCard) -> SafeString:
        """A role in one breath: what, where, for whom."""
        limits = self.limits(card)
        word = said(ROLES.get(card.role, card.role))
        return format_html("{} ({})", word, limits) if limits else format_html("{}", word)

    def roles(self, cards: tuple[RoleCard, ...]) -> SafeString:
        """Those of today, one to a line."""
        return format_html_join(SafeString("<br>"), "{}", ((self.role(c),) for c in cards if c.when == "now"))


def days(card: RoleCard) -> Any:
    """From when to when a role holds or held."""
    first = format_html("{} ", day(card.since)) if card.since else ""
    last = card.ended_at or card.until
    if not first and not last:
        return ""
    return format_html("{}{}{}", first, "– " if last or card.since else "", day(last) if last else "")
