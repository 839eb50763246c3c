"""Rows of what was published, and of what others print."""

from commonground.reporting.models.claims import Claim, ClaimCheck, ClaimLine
from commonground.reporting.models.publications import Publication, PublicationFile, PublishingKey

__all__ = ["Claim", "ClaimCheck", "ClaimLine", "Publication", "PublicationFile", "PublishingKey"]
