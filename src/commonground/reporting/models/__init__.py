"""Rows of this slice: reports in preparation, what binds the programme and what it plans, what was published,
and what others print."""

from commonground.reporting.models.claims import Claim, ClaimCheck, ClaimLine
from commonground.reporting.models.publications import Publication, PublicationFile, PublishingKey
from commonground.reporting.models.returns import Duty, Milestone, Return, ReturnRemark, ReturnRevision, code_of

__all__ = [
    "Claim", "ClaimCheck", "ClaimLine", "Duty", "Milestone", "Publication", "PublicationFile", "PublishingKey", "Return", "ReturnRemark", "ReturnRevision", "code_of",
]  # fmt: skip
