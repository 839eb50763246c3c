"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "ordnance.see.not-yours": _("Seeing what was found needs a role in this programme."),
    "ordnance.record.not-yours": _("Writing down ordnance needs an information or operations officer."),
    "ordnance.correct.not-yours": _("Correcting entries about ordnance needs an information or operations officer."),
    "ordnance.catalogue.not-yours": _("Changing the catalogue of ordnance needs an information officer."),
    "ordnance.import.not-yours": _("Bringing in files of ordnance needs an information officer."),
    "ordnance.export.not-yours": _("Taking lists of ordnance away needs a role in the centre."),
    "ordnance.find.not-there": _("There is no find {code} here, or you may not see it."),
    "ordnance.find.no-word": _("Say what was found."),
    "ordnance.find.none": _("Say how many were found: a number, or more than one, or about one."),
    "ordnance.find.depth": _("A depth of {depth} cm is none that ordnance is found at."),
    "ordnance.find.twice": _("Find {code} is written down already."),
    "ordnance.find.code-taken": _("Find {code} is written down already. A find belongs to one activity only."),
    "ordnance.find.disposed-of": _("Something was done with find {code}. Take that back first."),
    "ordnance.find.has-parts": _("Other finds are said to be parts of {code}. Take those back first."),
    "ordnance.find.no-whole": _("There is no find {code} of which this could be a part."),
    "ordnance.find.more-than-whole": _("The parts of {code} would be more than the whole."),
    "ordnance.place.not-understood": _("The position cannot be read. Write latitude and longitude in degrees."),
    "ordnance.place.no-accuracy": _("Say how exact the position is, in metres."),
    "ordnance.entry.future": _("{on} has not been yet; today is {today}."),
    "ordnance.entry.too-early": _("{on} is before any record can be."),
    "ordnance.entry.no-reason": _("Say why."),
    "ordnance.entry.not-there": _("Entry {number} does not stand: it was taken back, or never was."),
    "ordnance.disposal.nothing": _("Say how many, and what became of them."),
    "ordnance.disposal.nothing-left": _("Nothing of {code} is left."),
    "ordnance.disposal.before-find": _("Nothing of {code} can be disposed of before the day it was found."),
    "ordnance.disposal.more-than-waits": _("More of {code} would be disposed of than is there on some day."),
    "ordnance.disposal.otherwise-meant": _(
        "Give an exact number, or the same inequality as the find {code} has, for all that is left."
    ),
    "ordnance.disposal.of-a-part": _("This find is part of {code}. Write down there what became of it."),
    "ordnance.device.not-there": _("The catalogue has no {code}."),
    "ordnance.device.no-name": _("Give it a name."),
    "ordnance.device.name-taken": _("{name} means {other} already."),
    "ordnance.device.counted-so": _("It is counted as that already."),
    "ordnance.device.merged-already": _("These two are one already."),
}
