"""Sentences for the codes of this slice, and words for its verbs."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "audit.see.not-yours": _("Reading the log of acts needs an auditor or an administrator."),
    "audit.chain.changed": _("Line {number} of the audit is not as it was written."),
    "audit.chain.missing": _("Line {number} of the audit is missing: after the one before it comes line {found}."),
    "audit.chain.other-before": _("Line {number} of the audit does not follow the line that stands before it."),
    "audit.chain.cut-off": _("The audit ends at line {number}, and lines up to {found} had been written."),
    "audit.chain.other-end": _("The audit ends otherwise than was noted when line {number} was written."),
    "audit.chain.not-noted": _("The noted digest {digest} is in no line of this audit."),
}
