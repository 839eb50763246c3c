"""Sentences for the codes of this slice, and the words of a statement's lines."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "reporting.see.not-yours": _("Reading statements needs a role in this programme."),
    "reporting.period.backwards": _("The period ends on {end}, before it begins on {start}."),
    "reporting.period.not-read": _("The day “{text}” cannot be read. Write it as year-month-day."),
    "reporting.figure.unknown": _("There is no figure like this in a statement."),
    "reporting.known.missing": _("A bridge runs between two ledger numbers; say both."),
}
