"""Sentences for the codes of this slice, and the words of a statement's lines."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "reporting.see.not-yours": _("Reading statements needs a role in this programme."),
    "reporting.period.backwards": _("The period ends on {end}, before it begins on {start}."),
    "reporting.period.not-read": _("The day “{text}” cannot be read. Write it as year-month-day."),
    "reporting.figure.unknown": _("There is no figure like this in a statement."),
    "reporting.axis.unknown": _(
        "Figures cannot be told by “{by}”. Choose unit, operator, donor, method, contamination, year or month."
    ),
    "reporting.known.missing": _("A bridge runs between two ledger numbers; say both."),
    "reporting.publish.not-yours": _(
        "Publishing needs whoever signs for the programme: the ministry, or an administrator."
    ),
    "reporting.publish.own": _("Somebody else than whoever drafted it approves a publication."),
    "reporting.publication.not-there": _("There is no publication {number} here."),
    "reporting.publication.file-not-there": _("Publication {number} has no form {name}, or its file is missing."),
    "reporting.picture.not-there": _("This publication has no picture {name} of this kind."),
    "reporting.publication.no-period": _("Say which year, or the first and the last day of the period."),
    "reporting.publication.no-title": _("Give the publication a title."),
    "reporting.publication.not-yet-known": _("The ledger has {head} entries; it cannot be asked as known at {known}."),
    "reporting.publication.not-over": _("The period ends on {end}, which has not come yet."),
    "reporting.publication.does-not-add-up": _(
        "The figure {figure} does not add up, by {by}. Run the deep check before anything is published."
    ),
    "reporting.claim.not-yours": _(
        "Entering what others print needs an information officer, operations officer, planner or administrator."
    ),
    "reporting.claim.not-there": _("There is no claim {number} here."),
    "reporting.claim.there-already": _("Exactly this table is entered already, as claim {number}."),
    "reporting.claim.corrected-meanwhile": _("Somebody corrected claim {number} in the meantime. Look at it again."),
    "reporting.claim.missing": _("This has to be said: {found}."),
    "reporting.claim.too-long": _("This is too long to be kept."),
    "reporting.claim.mark": _("Decimals are written with a point or a comma."),
    "reporting.claim.no-lines": _("A claim needs at least one figure."),
    "reporting.claim.too-many": _("A claim has at most {found} figures; enter the rest as another."),
    "reporting.claim.no-label": _("Say what the figure is called there."),
    "reporting.claim.not-a-number": _(
        "There is no number in it. Write the figure as it is printed; leave out what is not printed."
    ),
    "reporting.claim.figure-unknown": _("These books have no such figure. Choose one of the list, or leave it empty."),
    "reporting.claim.other-measure": _(
        "Our figure is not of this measure. Choose the measure that is printed, or another figure."
    ),
    "reporting.claim.measure-unknown": _("Write km2, ha, m2, m, count, percent or other."),
    "reporting.claim.precision-unknown": _("Write rounded, cut, about, least or exact, or leave it empty."),
    "reporting.claim.no-period": _("Say the period of the figure, or the day it is as of."),
    "reporting.claim.backwards": _("The period ends before it begins."),
    "reporting.claim.day": _("The day cannot be read. Write it as year-month-day."),
    "reporting.claim.step": _("Write the place it is rounded to as a plain number, such as 10."),
    "reporting.claim.unit-unknown": _("There is no unit with this code. Leave it empty for the whole country."),
    "reporting.claim.check-not-read": _(
        "This cannot be read as something that should add up, or names a row that is not there. Write it as 1 + 2 = 3."
    ),
    "reporting.claim.column-missing": _("The file has no column with this name. Start from the template."),
    "reporting.claim.column-unknown": _(
        "No column of a claim is called so. Name it as the template does, or leave it out."
    ),
    "reporting.claim.no-file": _("No file was handed in."),
    "reporting.claim.no-template": _("There is no template as {kind}; take csv or xlsx."),
    "reporting.key.not-usable": _("The signing key {file} cannot be read. Bring it back, or have a new one made."),
    "reporting.key.retired": _("The key {key} was retired. Publications are signed with the key that followed it."),
    "reporting.verify.signature": _("Publication {number}: the signature by the key {key} is not over this manifest."),
    "reporting.verify.key": _("Publication {number}: the key {key} is not the one it was signed with."),
    "reporting.verify.content": _("Publication {number}: its content is not the one that was signed."),
    "reporting.verify.row": _("Publication {number}: what stands beside it in the books is not what was signed."),
    "reporting.verify.previous": _("Publication {number} does not follow the one before it."),
    "reporting.verify.file": _("Publication {number}: the file {name} is not as it was published."),
    "reporting.verify.file-missing": _("Publication {number}: the file {name} is missing."),
    "reporting.verify.ledger": _(
        "Publication {number}: the entries up to number {known} are not those it was drawn from."
    ),
    "reporting.verify.ledger-shorter": _("Publication {number} was drawn from {known} entries; the ledger has {head}."),
    "reporting.verify.does-not-add-up": _("Publication {number}: {figure} of {row} does not add up, by {by}."),
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

PUBLICATIONS = {
    "statement": _("Statement"),
    "apmbc-7": _("Article 7 report, Anti-Personnel Mine Ban Convention"),
    "ccm-7": _("Article 7 report, Convention on Cluster Munitions"),
    "apmbc-5": _("Annexes of an Article 5 extension request"),
}
