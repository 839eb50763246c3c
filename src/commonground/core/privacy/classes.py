"""Privacy classes: every stored field has one, and one classification drives export and exchange."""

from enum import StrEnum


class Privacy(StrEnum):
    """Who may ever see a field, before any question of role."""

    PUBLIC = "public"  # may appear on a public page once published
    PARTNER = "partner"  # operators, donors, neighbours under an agreement
    RESTRICTED = "restricted"  # the programme's own staff
    PERSONAL = "personal"  # about a person: never in logs, exports or feeds
