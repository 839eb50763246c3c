"""Rows of this slice: reports in preparation, what they are bound by, and what plans said."""

from commonground.reporting.models.returns import Duty, Milestone, Return, ReturnRemark, ReturnRevision, code_of

__all__ = ["Duty", "Milestone", "Return", "ReturnRemark", "ReturnRevision", "code_of"]
