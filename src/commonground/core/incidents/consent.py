"""Why something that names a person may be kept and handed on: bases, purposes, reasons for reading, and consent itself."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Basis(StrEnum):
    """Why it may be kept at all."""

    CONSENT = "consent"
    VITAL = "vital"  # somebody's life is at stake
    LAW = "law"  # a law asks for it


class Purpose(StrEnum):
    """What it may be handed on for."""

    CARE = "care"  # medical care and rehabilitation
    SUPPORT = "support"  # psychosocial, social, economic
    EDUCATION = "education"
    BENEFITS = "benefits"  # what the law grants to victims
    CONTACT = "contact"  # to be found again


class Giver(StrEnum):
    """Who said yes."""

    SELF = "self"
    CAREGIVER = "caregiver"
    GUARDIAN = "guardian"


class Reason(StrEnum):
    """Why somebody reads who a person is. A choice, never free words, in which a name could stand."""

    CARE = "care"
    CONTACT = "contact"
    REFERRAL = "referral"
    CORRECTION = "correction"
    ASKED = "asked"  # by the person themselves
    LAW = "law"


class Erasing(StrEnum):
    """Why somebody is forgotten."""

    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the day until which it was to be kept
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Consented:
    """One consent."""

    recipient: str
    purpose: Purpose
    given_on: date
    until: date | None = None
    withdrawn_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it holds at a moment: a withdrawal counts at once, a last day to its end."""
        day = at.date()
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return False
        return self.given_on <= day and (self.until is None or day <= self.until)

    def covers(self, recipient: str, purpose: Purpose, at: datetime) -> bool:
        """Whether it allows this to be handed to somebody for something. One for another purpose allows nothing here."""
        return self.recipient == recipient and self.purpose is purpose and self.holds(at)
