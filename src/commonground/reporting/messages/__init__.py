"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "reporting.see.not-yours": _("Reading statements needs a role in this programme."),
    "reporting.period.backwards": _("The period ends on {end}, before it begins on {start}."),
    "reporting.period.not-read": _("The day “{text}” cannot be read. Write it as year-month-day."),
    "reporting.figure.unknown": _("There is no figure like this in a statement."),
    "reporting.known.missing": _("A bridge runs between two ledger numbers; say both."),
    "reporting.return.not-there": _("There is no report in preparation with number {number}, or you may not see it."),
    "reporting.return.no-section": _("This report has no section {section}."),
    "reporting.return.there-already": _("{other} is in preparation for the same period. Go on with that one."),
    "reporting.return.known-not-there": _("The ledger has no entry {number}."),
    "reporting.return.changed": _(
        "Somebody has changed this report since you opened it. What you typed is kept below; look at both, and save again."
    ),
    "reporting.return.state": _("A report that stands as “{state}” cannot be treated like this."),
    "reporting.return.incomplete": _(
        "Sections that are not complete: {sections}. Fill them, confirm that there is nothing to report, or confirm what came from last year."
    ),
    "reporting.return.contradicted": _(
        "Claims that the figures contradict: {claims}. Take them back, or mend the figures."
    ),
    "reporting.return.no-reason": _("Say what is to be mended, here or at a section."),
    "reporting.return.own": _("Somebody else than its author has to approve it."),
    "reporting.return.nothing-before": _("Nothing was reported before that this section could be the same as."),
    "reporting.return.not-unchanged": _(
        "It is said to be unchanged, but differs from what was last reported, in {cells} places. The first: it was {old} and is {new}."
    ),
    "reporting.return.not-nil": _("It is said that there is nothing to report, but the books say something."),
    "reporting.return.other-land": _(
        "These figures are of all land on the books. The treaty is about one type; choose it when you begin, where the books tell types apart."
    ),
    "reporting.duty.no-source": _("Say where this stands: a treaty, a decision, a plan and its edition."),
    "reporting.duty.there-already": _("There is such a date already. End it first."),
    "reporting.duty.not-there": _("There is no such date, or it was ended."),
    "reporting.milestone.not-read": _("A milestone is a year, a figure, and whole square metres."),
}
