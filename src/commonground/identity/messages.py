"""Sentences for the codes of this slice, and words for roles and permissions."""

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
    "reporting.draft.not-yours": _(
        "Writing reports to others needs an information or operations officer, or a planner."
    ),
    "reporting.review.not-yours": _("Reviewing reports to others needs an officer of the centre or a ministry reader."),
    "reporting.publish-own.not-yours": _("Publishing what one wrote oneself is for programmes of one person only."),
    "identity.link.spent": _("This sign-in link has been used or is too old. Start the program again for a new one."),
    "identity.sign-in.needed": _("Sign in to see this page."),
    "identity.person.not-there": _("There is no person with number {number} here, or you may not see them."),
    "identity.role.not-there": _("This role was ended already, or was never theirs."),
    "identity.role.needs-organisation": _("A role with an operator needs the organisation it is for."),
    "identity.role.whole-only": _("An administrator is one for the whole country and every organisation."),
    "identity.role.days-backwards": _("The role would end on {until}, before it begins on {since}."),
    "identity.role.last-administrator": _(
        "Nobody would be left who can give roles. Give somebody else the role of administrator first, without an end."
    ),
}

ROLES = {
    "officer": _("Information officer"),
    "operations": _("Operations officer"),
    "quality": _("Quality officer"),
    "reporter": _("Operator's reporter"),
    "supervisor": _("Operator's supervisor"),
    "planner": _("Planner"),
    "reader": _("Ministry reader"),
    "assistance": _("Victim assistance officer"),
    "education": _("Risk education officer"),
    "investigator": _("Investigator of accidents"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
}

PERMISSIONS = {
    "audit.see": _("Read the log of acts"),
    "fieldwork.approve": _("Approve reports and book them"),
    "fieldwork.approve-own": _("Approve a report of one's own, in a programme of one person"),
    "fieldwork.forms": _("Add fields to reports"),
    "fieldwork.report": _("Write and hand in reports"),
    "fieldwork.review": _("Return reports with remarks"),
    "fieldwork.see": _("See reports on their way"),
    "identity.change": _("Invite people, give roles and end them"),
    "identity.see": _("See who works here"),
    "incidents.decide": _("Decide about probable duplicates"),
    "incidents.export": _("Take accidents out as a file"),
    "incidents.identify": _("Read and write who the people of one's own cases are"),
    "incidents.investigate": _("Lead investigations of accidents"),
    "incidents.record": _("Write accidents and victims down"),
    "incidents.see": _("See accidents"),
    "incidents.victims": _("See the facts of single victims"),
    "intake.history": _("Bring in history"),
    "intake.import": _("Bring files in"),
    "intake.see": _("See imports"),
    "intake.undo": _("Undo an import"),
    "land.book": _("Book entries"),
    "land.close": _("Close hazards"),
    "land.correct": _("Correct entries"),
    "land.export": _("Take data out"),
    "land.quality": _("Write down quality controls"),
    "land.rebuild": _("Write the accounts anew"),
    "land.see": _("See hazards and their land"),
    "land.work": _("Start, suspend and hand over work"),
    "ordnance.catalogue": _("Change the catalogue of ordnance"),
    "ordnance.correct": _("Correct entries about ordnance"),
    "ordnance.export": _("Take lists of ordnance away"),
    "ordnance.import": _("Bring files of ordnance in"),
    "ordnance.record": _("Write finds and disposal down"),
    "ordnance.see": _("See what was found"),
    "places.change": _("Bring boundaries and settlements"),
    "places.see": _("See places"),
    "reporting.draft": _("Write reports to others"),
    "reporting.publish": _("Approve and publish"),
    "reporting.publish-own": _("Publish what one wrote oneself, in a programme of one person"),
    "reporting.review": _("Review reports to others"),
    "reporting.see": _("Read statements"),
}

# What the sign-in library says in its forms, for languages in which it does not say it itself.
LIBRARY = (
    _("Incorrect code."),
    _("The username and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("This account is currently inactive."),
    _("Incorrect password."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("Master key"),
    _("Backup key"),
    _("Passwordless"),
    _("Authenticator code"),
    _("Code"),
    _("Remember Me"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes additional requirements such as biometrics or PIN protection."
    ),
    _("Your password is changed."),
    _("The authenticator app is your second factor from now on."),
    _("The authenticator app is no second factor of yours any more."),
    _("The key is added."),
    _("The key is removed."),
    _("You have new recovery codes; those from before are void."),
    _("You are signed out everywhere else."),
)
