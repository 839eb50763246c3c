"""Sentences for the codes of this slice; the names of its kinds, fields, states and choices, and what each field means."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commonground.ui.trade import CONTAMINATION, RECEIVERS

MESSAGES = {
    "fieldwork.report.not-there": _("There is no report {number} here, or you may not see it."),
    "fieldwork.report.state": _("A report that is {state} cannot be changed in this way."),
    "fieldwork.report.changed": _(
        "Somebody has changed this report since you opened it. What you typed is still here; compare it with what was saved."
    ),
    "fieldwork.report.not-the-author": _("Only its author changes a report or takes it back."),
    "fieldwork.report.incomplete": _("The report is not complete: {fields} fields are missing or cannot be read."),
    "fieldwork.report.contradicted": _(
        "The report contradicts {others} other records. Look at both sides and choose what becomes of it."
    ),
    "fieldwork.report.not-approved": _("Only what was approved goes into the books."),
    "fieldwork.report.booked-already": _(
        "The ledger holds exactly this entry already. Return the report, or withdraw it."
    ),
    "fieldwork.return.no-reason": _("Say what is to be mended: at a field, or for the report as a whole."),
    "fieldwork.approve.own": _("Somebody else than its author approves a report."),
    "fieldwork.approve.world-changed": _(
        "The books have changed since this was shown, and approving would do something else now. Look at it again."
    ),
    "fieldwork.correction.no-entry": _("The report corrects an entry that is not in the ledger."),
    "fieldwork.field.missing": _("This is needed."),
    "fieldwork.field.choice": _("“{found}” is not one of the choices."),
    "fieldwork.field.number": _("“{found}” cannot be read as a number."),
    "fieldwork.field.negative": _("“{found}” is below nought."),
    "fieldwork.field.day": _("“{found}” cannot be read as a day."),
    "fieldwork.field.future": _("The day {on} lies after today, {today}."),
    "fieldwork.field.too-old": _("The day {on} is older than anything in this field can be."),
    "fieldwork.field.long": _("This is longer than {most} characters."),
    "fieldwork.field.began-after": _("Work began after it ended on {on}."),
    "fieldwork.shape.long": _("The shape is longer than {most} characters. Hand it in as a file to the import."),
    "fieldwork.shape.not-json": _("This begins like GeoJSON and cannot be read as it."),
    "fieldwork.shape.no-polygon": _("There is no polygon in this."),
    "fieldwork.line.none": _("There is no single line in this."),
    "fieldwork.shape.line": _("Line {line} is no position in this system: “{found}”."),
    "fieldwork.shape.leg": _("Line {line} is not a bearing and a distance: “{found}”."),
    "fieldwork.attachment.not-there": _("There is no such file with this report."),
    "fieldwork.attachment.kind": _(
        "Files of this kind are not kept: {found}. Photographs, PDF, text and office documents are."
    ),
    "fieldwork.attachment.large": _("The file is larger than {most} bytes."),
    "fieldwork.attachment.unreadable": _("The picture cannot be read; it may be damaged."),
    "fieldwork.attachment.many": _("A report keeps at most {most} files."),
    "fieldwork.form.not-there": _("There is no such kind of report."),
    "fieldwork.form.many": _("A kind of report can have at most {most} fields of the programme's own."),
    "fieldwork.form.name": _("A field needs a name of at most {most} letters."),
    "fieldwork.form.kind": _("A field of the programme's own cannot hold: {kind}."),
    "fieldwork.form.choices": _("{name} needs at least two choices."),
    "fieldwork.form.changed": _(
        "{name} was there before with another kind or unit. What was collected under it would be misread; choose another name."
    ),
    "fieldwork.rows.no-type": _(
        "The row does not say which kind of report it is. Give it a column, or say one kind for all rows."
    ),
    "fieldwork.rows.handed-in": _(
        "{report}, which an earlier file began, is handed in already. Return it first, or change it by a correction."
    ),
    "fieldwork.rows.no-field": _("The form of this kind of report has no field {field}; “{value}” was left out."),
    "fieldwork.form.twice": _("Two fields have the same name."),
}

TYPES = {
    "survey": _("non-technical survey"),
    "technical-survey": _("technical survey"),
    "clearance-progress": _("clearance, progress"),
    "clearance-completion": _("clearance, completion"),
    "hazard-report": _("hazard report"),
    "closing": _("closing"),
    "handover": _("handover"),
    "correction": _("correction"),
    "split": _("division of a hazard"),
    "merge": _("union of hazards"),
}
TYPES_HELP = {
    "survey": _("What the survey found out: a hazardous area recorded, grown, confirmed, reclassified or cancelled."),
    "technical-survey": _("What was found out inside the area: reduced, confirmed, or strips that were cleared."),
    "clearance-progress": _("Land cleared so far, while work goes on."),
    "clearance-completion": _("The work is done: all that was cleared, with what the handover will rest on."),
    "hazard-report": _("Somebody found or reported a hazard: a new one, or one in land that had been released."),
    "closing": _("All land of the hazard is released, and the hazard is closed."),
    "handover": _("The land was handed over, with its certificate."),
    "correction": _("An entry of the ledger was wrong: it is voided, or replaced."),
    "split": _("One hazard becomes two, along a line. The country's figures stay as they are."),
    "merge": _("Several hazards become one. The country's figures stay as they are."),
}
KINDS = {
    "text": _("text"),
    "long": _("text of several lines"),
    "number": _("a number with its unit"),
    "day": _("a day"),
    "choice": _("one of some choices"),
    "choices": _("several of some choices"),
}
STATES = {
    "draft": pgettext_lazy("report", "draft"),
    "submitted": pgettext_lazy("report", "to check"),
    "returned": pgettext_lazy("report", "returned"),
    "conflict": pgettext_lazy("report", "in conflict"),
    "approved": pgettext_lazy("report", "approved"),
    "booked": pgettext_lazy("report", "booked"),
    "withdrawn": pgettext_lazy("report", "withdrawn"),
}
VERBS = {
    "save": _("Saved"),
    "submit": _("Handed in"),
    "return": _("Returned"),
    "queue": _("Found to contradict something"),
    "clear": _("No longer contradicts anything"),
    "approve": _("Approved"),
    "book": _("Booked"),
    "withdraw": _("Withdrawn"),
}
WHY = {
    "older": _("The report is older than what is booked on the same hazard."),
    "twice": _("The same land is released twice."),
    "otherwise": _("The same land is released in another way."),
    "closed": _("One side closes the hazard, the other works on it."),
    "same": _("The ledger holds exactly this already."),
}
LABELS = {
    "hazards": _("Hazards"),
    "name": _("Name of the place"),
    "on": _("When it was so"),
    "began_on": _("Work began on"),
    "reported_on": _("Date on the paper"),
    "outcome": _("What was found out"),
    "level": _("Class of the land"),
    "contamination": _("Contamination"),
    "extent": _("Which land"),
    "shape": _("Perimeter"),
    "stated_m2": _("Stated area"),
    "because": _("Reason"),
    "evidence": _("Evidence"),
    "depth_cm": _("Depth"),
    "method": _("Method"),
    "processed_m2": _("Area processed"),
    "found": _("Explosive ordnance found, and what became of it"),
    "accidents": _("Accidents"),
    "deviations": _("Deviations, and areas not worked"),
    "visits": _("Quality visits and their results"),
    "certified": _("Certified within the organisation by"),
    "team": _("Team"),
    "donor": _("Donor"),
    "document": _("Number of the paper"),
    "remarks": _("Remarks"),
    "certificate": _("Number of the certificate"),
    "receiver": _("Received by"),
    "residual": _("Statement of residual risk"),
    "exclusions": _("Land left out of the handover"),
    "women": _("Women present"),
    "men": _("Men present"),
    "girls": _("Girls present"),
    "boys": _("Boys present"),
    "entry": _("Ledger number of the entry"),
    "how": _("What to do with it"),
    "organisation": _("Organisation"),
    "left_code": _("Code of the part to the line's left"),
    "right_code": _("Code of the part to the line's right"),
    "new_code": _("Code of the new hazard"),
}
HELPS = {
    "hazards": _(
        "The codes of all hazards that the land lies in, one to a line. A new hazard gets a code of its own here."
    ),
    "name": _("As people on the spot call it, in any script."),
    "on": _("The day on which the land came to be so, not the day of writing. Figures count by this day (IMAS 05.10)."),
    "began_on": _("The first day of work on this land (IMAS 08.30)."),
    "reported_on": _("As it stands on the paper. It orders nothing."),
    "outcome": _("Survey cancels, technical survey reduces, clearance clears; nothing else does (IMAS 07.11)."),
    "level": _("Confirmed is on direct evidence, suspected on indirect (IMAS 07.11)."),
    "contamination": _("What is in the ground, as far as is known."),
    "extent": _("“All that is left” takes the land still open at the moment of approval."),
    "shape": _(
        "The outline of the land concerned. What you enter is kept as entered, beside what is computed from it."
    ),
    "stated_m2": _("Where there is no perimeter: the area as somebody states it. It is counted in lines of its own."),
    "because": _("On what ground, and by whose decision (IMAS 07.11)."),
    "evidence": _("Direct and indirect evidence, and where each comes from (IMAS 08.10)."),
    "depth_cm": _("To which depth the land was cleared. There is no usual depth (IMAS 09.10)."),
    "method": _("How the land was cleared (IMAS 09.10)."),
    "processed_m2": _("All land that was worked, on whatever outcome. It moves no account."),
    "found": _("Kind, model, number, depth and place of each item, and how it was disposed of (IMAS 05.10)."),
    "accidents": _("Demining accidents during the work, by their numbers. No names."),
    "deviations": _("Departures from the plan, and what could not be worked and why (IMAS 08.30)."),
    "visits": _("Dates and results of quality assurance and control (IMAS 07.40)."),
    "certified": _("The role of whoever certifies the work within the organisation. No names (IMAS 08.30)."),
    "document": _("Under this number the paper is known elsewhere. Empty takes this report's own."),
    "certificate": _("As it stands on the certificate that both sides signed (IMAS 08.30)."),
    "receiver": _("The role in which the land was received, not the name."),
    "residual": _("What risk remains, and who answers for it, as the certificate says (IMAS 08.30)."),
    "exclusions": _("Land that could not be worked should be a hazard of its own (IMAS 08.30)."),
    "entry": _("Open the entry from the hazard's page; its number stands on top."),
    "how": _("A voided entry never had effect. A replaced one has effect as written here, from its own day."),
    "left_code": _(
        "A new code: one code never means other land than it meant. Both parts are found by the former code, too."
    ),
    "new_code": _("A new code: one code never means other land than it meant. It is found by the former codes, too."),
    "organisation": _("In whose name the report is written."),
}
CHOICES = {
    "outcome": {
        "record": _("a hazard was recorded"),
        "extend": _("the area is larger"),
        "confirm": _("confirmed on direct evidence"),
        "reclassify": _("confirmed land is only suspected"),
        "cancel": _("no evidence of hazard: cancelled"),
        "reduce": _("no hazard found: reduced"),
        "clear": _("cleared"),
        "reopen": _("hazard in released land: reopened"),
    },
    "level": {"suspected": _("suspected"), "confirmed": _("confirmed")},
    "extent": {
        "drawn": _("by its perimeter"),
        "rest": _("all that is left of the hazard"),
        "stated": _("without a perimeter, as stated"),
        "unknown": _("not known"),
    },
    "method": {
        "manual": _("manual"),
        "mechanical": _("mechanical"),
        "dogs": _("dogs"),
        "battle-area": _("battle area clearance"),
        "mixed": _("several methods"),
        "other": _("another method"),
    },
    "receiver": RECEIVERS,
    "contamination": CONTAMINATION,
    "how": {"void": _("void it"), "replace": _("replace it")},
}
