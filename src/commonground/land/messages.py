"""Sentences for the codes of this slice, the findings about shapes, and what to do about each finding."""

from django.utils.translation import gettext_lazy as _

from commonground.core.geometry.codes import CODES

MEND = ".mend"  # a finding's code with this behind it says what to do

FINDINGS = {
    "land.entry.already-released": _(
        "This land had been released before the entry's day; the entry changed nothing there."
    ),
    "land.entry.already-open": _("This land was on the books already; recording it again changed nothing there."),
    "land.entry.never-recorded": _("The hazard it names had no land on the books on that day."),
    "land.entry.outside-hazard": _("Part of the entry lies outside the land of its hazard."),
    "land.entry.in-another-hazard": _("Part of the entry lies in a hazard that it does not name."),
    "land.entry.unknown-area": _("Land of unknown size was released: how much cannot be said."),
    "land.entry.more-than-stated": _("More was released than the hazard was stated to have."),
    "land.entry.nothing-left": _("Nothing was left of the hazard for this entry to change."),
    "land.entry.corrects-nothing": _("It corrects an entry that is not in the ledger."),
}
MENDS = {
    "land.entry.already-released": _(
        "Check the dates of the two reports; where the same work was reported twice, void one of them."
    ),
    "land.entry.already-open": _(
        "Nothing, where surveys overlap; else check whether one area was recorded under two codes."
    ),
    "land.entry.never-recorded": _(
        "Enter the survey that recorded the hazard, with its own date; the release takes effect by itself."
    ),
    "land.entry.outside-hazard": _("Compare the release with the survey; extend the hazard where work went beyond it."),
    "land.entry.in-another-hazard": _("Correct the entry so that it names every hazard it touches."),
    "land.entry.unknown-area": _("Look for the size of the hazard in its survey, or draw its perimeter."),
    "land.entry.more-than-stated": _("Correct the stated area of the hazard, or the area of the release."),
    "land.entry.nothing-left": _("Check whether the same work was reported twice."),
    "land.entry.corrects-nothing": _("Enter the report that it corrects, or void the correction."),
}
MESSAGES = {
    **FINDINGS,
    **{code + MEND: text for code, text in MENDS.items()},
    **{code: said.sentence for code, said in CODES.items()},
    **{code + MEND: said.mend for code, said in CODES.items()},
    "land.hazard.not-there": _("There is no hazard {code} here, or you may not see it."),
    "land.entry.not-there": _("There is no entry {number} in the ledger, or you may not see it."),
    "land.see.not-yours": _("Looking at hazards needs a role in this programme."),
    "land.book.not-yours": _("Booking entries needs an information officer."),
    "land.correct.not-yours": _("Correcting entries needs an information officer."),
    "land.rebuild.not-yours": _("Writing the accounts anew needs an administrator."),
    "land.export.not-yours": _("Taking data out needs a role in this programme."),
    "land.closing.no-document": _("A closing needs a document: the completion report or the certificate."),
    "land.closing.future": _("The closing date {on} lies after today, {today}."),
    "land.closing.closed-already": _("This hazard was closed on {on}."),
    "land.closing.never-recorded": _("This hazard has no land on the books; there is nothing to close."),
    "land.closing.unknown-land": _(
        "This hazard is open with neither perimeter nor stated area. Release it as a whole first."
    ),
    "land.closing.open-land": _(
        "{m2} m² of this hazard are still open. Release or cancel them first, or split what cannot be worked off as a hazard of its own."
    ),
    "land.closing.before-last-entry": _(
        "The closing date {on} lies before the latest entry about this hazard, {last}."
    ),
    "land.work.future": _("The day {on} lies after today, {today}."),
    "land.work.before-last": _("The day {on} lies before what was last written down about the work, {last}."),
    "land.work.no-open-land": _("No land of this hazard is open; there is nothing to work on."),
    "land.work.no-reason": _("A suspension needs its reason."),
    "land.work.state": _("The work on this hazard is {now}; it cannot become {wanted} from there."),
    "land.handover.not-closed": _(
        "A hazard is closed before it is handed over. Land that cannot be worked is split off as a hazard of its own first."
    ),
    "land.handover.no-certificate": _("A handover needs the number of its certificate."),
    "land.handover.no-receiver": _("A handover needs to say in what role the land was received."),
    "land.handover.open-land": _("{m2} m² of this hazard are still open. Nothing open is handed over."),
    "land.handover.before-last-entry": _(
        "The handover on {on} lies before the latest entry about this hazard, {last}."
    ),
    "land.quality.no-document": _("A quality control needs the number of its report."),
    "land.quality.no-reason": _("Say what was found."),
    "land.hazard.open-after-closing": _(
        "This hazard was closed, and has open land again: look at the entry that reopened it."
    ),
    "land.succession.closed": _("The hazard {code} is closed; it is neither divided nor united with others."),
    "land.succession.nothing": _("The hazard {code} has no land on the books; there is nothing to divide or unite."),
    "land.succession.code-taken": _("The code {code} is taken. A new hazard gets a code that no hazard has or had."),
    "land.succession.moves-figures": _(
        "This would change the country's figures, and is not done: two areas that are only stated cannot become one."
    ),
    "land.succession.not-there": _("There is no such division or union here, or you may not see it."),
    "land.succession.undone-already": _("This has been undone already."),
    "land.succession.built-upon": _(
        "Since then something was booked on the new hazards ({entries}). Void that first, or leave them as they are."
    ),
    "land.split.one": _("One hazard is divided at a time."),
    "land.split.no-line": _("A line needs two different positions at least."),
    "land.split.crosses-itself": _("The line crosses itself, or runs back on itself where it leaves the land."),
    "land.split.misses": _("The line leaves nothing of the hazard {code} on one of its sides."),
    "land.split.no-perimeter": _("The hazard {code} has no perimeter; there is no land to divide."),
    "land.merge.one": _("Uniting needs two hazards at least."),
    "land.entry.no-document": _("An entry needs a document to rest on."),
    "land.entry.no-hazard": _("An entry has to name at least one hazard."),
    "land.entry.hazard-twice": _("The entry names a hazard twice: {hazards}."),
    "land.entry.future": _("The date {on} lies after today, {today}."),
    "land.entry.too-old": _("The date {on} is older than anything in this field can be."),
    "land.entry.describes-land": _(
        "An entry that describes a hazard otherwise moves no land and corrects nothing. Book the land by an entry of its own."
    ),
    "land.entry.voids-nothing": _("A voiding entry has to name the entry that it voids."),
    "land.entry.activity": _("The activity “{activity}” cannot {kind} land."),
    "land.entry.level": _("Land is recorded as suspected or confirmed, not as {level}."),
    "land.entry.empty-shape": _("The perimeter encloses no land."),
    "land.entry.negative": _("An area, a length or a depth is below nought."),
    "land.view.no-name": _("Give the view a name."),
    "land.view.name-taken": _("You have a view called {name} already. Choose another name."),
    "land.view.not-there": _("There is no such view of yours."),
    "land.view.share-not-yours": _("Showing a view to everybody needs somebody who books or plans the work."),
    "land.together.otherwise": _(
        "Meanwhile something else would happen than what was shown. Look again, and confirm again."
    ),
    # what published tables say of themselves (core.land.reconcile)
    "land.published.does-not-add-up": _(
        "The published table does not add up: it is off by {by}, and rounding leaves {unexplained} unexplained."
    ),
    "land.published.rounded": _("The published table is off by {by}, which rounding explains."),
    "land.published.share": _("The printed share or mean is off by {by}: its own figures make {share}."),
    "land.published.share-rounded": _("The printed share is off by {by}, which the rounding of its figures explains."),
    "land.published.cut": _("The printed share is cut off, not rounded: its own figures make {share}."),
    "land.published.total-falls": _("A total that can only grow fell by {by} between {from} and {to}."),
    # where the fold runs
    "land.runner.unknown": _("{kind} is no way to run the accounts. Choose one of: {known}."),
    "land.runner.no-dask": _(
        "Dask is not installed here. Install commonground[distributed], or run the accounts in processes."
    ),
}
