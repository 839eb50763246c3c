"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

# Whoever is refused has to know what to ask for, and of whom. The permissions of later slices are listed here with
# the roles that carry them; those of the older slices say it themselves.
MESSAGES = {
    "identity.permission.own-organisation": _(
        "You may do this for your own organisation only, not for {organisation}."
    ),
    "identity.permission.not-for-all": _("You may do this for your own organisation only."),
    "identity.permission.other-units": _("You may do this in your own units only, not in {unit}."),
    "identity.permission.not-everywhere": _("This touches the whole country, and your role is for a part of it."),
    "identity.permission.ended": _("The role that allowed you this ended on {on}."),
    "identity.permission.not-yet": _("The role that will allow you this begins on {on}."),
    "identity.see.not-yours": _("Seeing who works here needs an administrator or an auditor."),
    "identity.change.not-yours": _("Inviting people and giving roles needs an administrator."),
    "places.see.not-yours": _("Looking at places needs a role in this programme."),
    "intake.history.not-yours": _("Bringing in history needs an information officer."),
    "land.work.not-yours": _("Starting, suspending or handing over work needs an operations or information officer."),
    "land.close.not-yours": _("Closing a hazard needs an operations or information officer."),
    "land.quality.not-yours": _("Writing down a quality control needs a quality officer."),
    "fieldwork.see.not-yours": _("Seeing reports on their way needs a role in the centre or in the operator."),
    "fieldwork.report.not-yours": _("Writing a report needs a reporter of an operator, or an officer of the centre."),
    "fieldwork.review.not-yours": _("Returning a report with remarks needs a supervisor or an officer of the centre."),
    "fieldwork.approve.not-yours": _("Approving a report needs an operations or information officer."),
    "fieldwork.approve-own.not-yours": _("Approving a report of one's own is for programmes of one person only."),
    "fieldwork.forms.not-yours": _("Adding fields to reports needs an administrator."),
    "identity.link.spent": _("This sign-in link has been used or is too old. Start the program again for a new one."),
    "identity.sign-in.needed": _("Sign in to see this page."),
}
