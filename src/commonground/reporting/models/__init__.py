"""Rows of what was published."""

from commonground.reporting.models.publications import Publication, PublicationFile, PublishingKey

__all__ = ["Publication", "PublicationFile", "PublishingKey"]
