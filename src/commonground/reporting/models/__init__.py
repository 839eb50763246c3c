"""Rows of this slice: reports in preparation, what binds the programme and what it plans, and what was published."""

from commonground.reporting.models.publications import Publication, PublicationFile, PublishingKey
from commonground.reporting.models.returns import Duty, Milestone, Return, ReturnRemark, ReturnRevision, code_of

__all__ = [
    "Duty", "Milestone", "Publication", "PublicationFile", "PublishingKey", "Return", "ReturnRemark", "ReturnRevision", "code_of",
]  # fmt: skip
