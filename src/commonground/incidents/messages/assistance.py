"""Sentences and words of assistance: needs, plans, services, follow-ups, the directory of providers, referrals."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MESSAGES = {
    "incidents.directory.not-yours": _(
        "Writing the directory of providers needs a victim assistance or information officer."
    ),
    "incidents.receive.not-yours": _("Referrals are for the people of the provider that received them."),
    "incidents.assistance.closed": _("This case is closed. Open it again first."),
    "incidents.assistance.changed": _("Somebody has written about this since you opened it. Look at it again."),
    "incidents.assistance.not-there": _("There is no such entry, or it was taken back."),
    "incidents.assistance.no-basis": _(
        "Words about somebody are kept only where it is said why and until when. Write it down under “Who this is” first."
    ),
    "incidents.assistance.cost": _("A cost lies between nought and {most}."),
    "incidents.assistance.currency": _("A cost needs the three letters of its currency, such as EUR."),
    "incidents.assistance.open-referrals": _("Referrals that have not ended: {referrals}. End them first."),
    "incidents.provider.relied-on": _(
        "Referrals or consents rest on this provider as it stands. For another organisation write another provider down."
    ),
    "incidents.provider.not-there": _("There is no provider {code} here, or you may not see it."),
    "incidents.provider.no-name": _("A provider needs a name."),
    "incidents.provider.no-kind": _("Say at least one kind of service."),
    "incidents.provider.capacity": _("So many people at a time cannot be: whole numbers up to {most}."),
    "incidents.provider.changed": _("Somebody has corrected this provider since you opened it. Look at it again."),
    "incidents.referral.not-there": _("There is no referral {code} here, or you may not see it."),
    "incidents.referral.state": _("This cannot be done to the referral as it stands."),
    "incidents.referral.changed": _("Somebody has taken this referral further since you opened it. Look at it again."),
    "incidents.referral.no-consent": _(
        "No consent holds for this provider and this purpose. Nothing is sent, and nothing is seen, without one."
    ),
    "incidents.referral.not-shown": _("Look at all that will be told before you send it."),
    "incidents.referral.not-offered": _("This provider does not offer this service today."),
    "incidents.referral.no-reason": _("Say why."),
    "incidents.referral.unknown-kind": _("Say what they need before you refer them."),
}

UNKNOWN = pgettext_lazy("answer", "unknown")
KINDS = {
    "emergency": _("emergency medical care"),
    "medical": _("continuing medical care"),
    "rehabilitation": _("physical rehabilitation"),
    "prosthetics": _("prosthetics and assistive devices"),
    "psychosocial": _("psychological and psychosocial support"),
    "peer": _("peer support"),
    "education": _("inclusive education"),
    "training": _("vocational training"),
    "livelihood": _("work and income"),
    "social": _("social inclusion, housing, help at home"),
    "rights": _("pensions, papers, legal aid"),
    "unknown": UNKNOWN,
}
PRIORITIES = {
    "now": pgettext_lazy("priority", "at once"),
    "soon": pgettext_lazy("priority", "soon"),
    "later": pgettext_lazy("priority", "later"),
    "unknown": UNKNOWN,
}
NEED_STATES = {
    "open": pgettext_lazy("need", "open"),
    "partly": pgettext_lazy("need", "partly met"),
    "met": pgettext_lazy("need", "met"),
    "declined": _("they do not want it"),
    "unknown": UNKNOWN,
}
SOURCES = {
    "self": _("themselves"),
    "family": _("their family"),
    "visit": _("a visit at home"),
    "health": _("a hospital or doctor"),
    "organisation": _("an organisation"),
    "register": _("a register"),
    "unknown": UNKNOWN,
}
GOAL_STATES = {
    "open": pgettext_lazy("goal", "open"),
    "reached": pgettext_lazy("goal", "reached"),
    "partly": pgettext_lazy("goal", "partly reached"),
    "given-up": pgettext_lazy("goal", "given up"),
}
RESULTS = {
    "improved": pgettext_lazy("fares", "better"),
    "unchanged": pgettext_lazy("fares", "unchanged"),
    "worse": pgettext_lazy("fares", "worse"),
    "broken-off": pgettext_lazy("service", "broken off"),
    "unknown": UNKNOWN,
}
FARES = {
    "improved": pgettext_lazy("fares", "better"),
    "unchanged": pgettext_lazy("fares", "unchanged"),
    "worse": pgettext_lazy("fares", "worse"),
    "lost": _("could not be reached"),
    "deceased": pgettext_lazy("person", "died"),
    "not-asked": _("not asked"),
}
ENDS = {
    "goals": _("what was planned was reached"),
    "asked": _("they want no more"),
    "moved": _("they moved away"),
    "handed-over": _("another service goes on"),
    "lost": _("could not be reached"),
    "deceased": pgettext_lazy("person", "died"),
    "mistake": _("written down by mistake"),
}
STATES = {
    "draft": pgettext_lazy("referral", "draft"),
    "consented": pgettext_lazy("referral", "agreed to, not sent"),
    "sent": pgettext_lazy("referral", "sent"),
    "accepted": pgettext_lazy("referral", "accepted"),
    "declined": pgettext_lazy("referral", "declined"),
    "in-service": pgettext_lazy("referral", "being helped"),
    "completed": pgettext_lazy("referral", "completed"),
    "not-taken-up": pgettext_lazy("referral", "not taken up"),
    "withdrawn": pgettext_lazy("referral", "withdrawn"),
}
VERBS = {
    "consent": _("They agree"),
    "send": _("Send"),
    "accept": pgettext_lazy("referral", "Accept"),
    "decline": pgettext_lazy("referral", "Decline"),
    "start": _("The service has begun"),
    "complete": _("The service is completed"),
    "miss": _("They did not take it up"),
    "withdraw": _("Withdraw"),
}
WHYS = {
    "full": _("no place is free"),
    "other-service": _("it is another service"),
    "not-eligible": _("they are not entitled to it"),
    "too-far": _("too far away"),
    "not-reached": _("could not be reached"),
    "refused": _("they do not want it"),
    "moved": _("they moved away"),
    "deceased": pgettext_lazy("person", "died"),
    "consent": _("their consent no longer holds"),
    "erased": _("who they are was erased"),
    "mistake": _("written down by mistake"),
    "other": pgettext_lazy("reason", "another reason"),
}
TOLD = {
    "words": _("What is written of the need"),
    "sex": _("Sex"),
    "age": _("Age"),
    "injuries": _("Injuries"),
    "disability": _("Disability after"),
    "name": pgettext_lazy("person", "Name"),
    "born": _("Date of birth"),
    "phone": _("Telephone"),
    "address": _("Address"),
}
REACHES = {
    "step-free": _("without steps"),
    "toilet": _("toilet for wheelchairs"),
    "sign-language": _("sign language"),
    "easy-language": _("easy language"),
    "home-visits": _("visits at home"),
    "transport": _("transport is helped with"),
    "children": _("services for children"),
    "women": _("women are helped by women"),
}
COSTS = {
    "free": _("free of charge"),
    "partly": _("partly paid by them"),
    "paid": _("paid by them"),
    "unknown": UNKNOWN,
}
LABELS: dict[str, Any] = {
    "kind": _("Kind of service"),
    "priority": _("How soon"),
    "on": _("Day"),
    "source": _("Who said it"),
    "state": _("State"),
    "responsible": _("Who answers for it"),
    "review_on": _("Looked at again on"),
    "by": _("To be reached by"),
    "provider": _("Provider"),
    "since": _("From"),
    "until": _("To"),
    "result": _("What it did"),
    "cost": _("Cost"),
    "currency": _("Currency"),
    "fares": _("How they fare"),
    "again_on": _("Asked again on"),
    "reason": _("Why"),
    "words": _("In words"),
}
WORDS: dict[str, dict[str, dict[str, Any]]] = {
    "need": {"kind": KINDS, "priority": PRIORITIES, "source": SOURCES, "state": NEED_STATES},
    "plan": {},
    "goal": {"kind": KINDS, "state": GOAL_STATES},
    "service": {"kind": KINDS, "result": RESULTS},
    "follow-up": {"fares": FARES},
    "ending": {"reason": ENDS},
}
THINGS = {
    "need": _("Need"),
    "plan": pgettext_lazy("assistance", "Plan"),
    "goal": _("Goal"),
    "service": pgettext_lazy("assistance", "Service"),
    "follow-up": _("Follow-up"),
    "ending": _("Case closed"),
    "referral": _("Referral"),
}
PROVIDER: dict[str, Any] = {
    "name": _("Name of the service"),
    "kinds": _("Kinds of service"),
    "units": _("Where"),
    "organisation": _("Organisation"),
    "new": _("or a new organisation"),
    "languages": _("Languages"),
    "place": _("Place"),
    "address": _("Address"),
    "phone": _("Telephone"),
    "mail": _("E-mail"),
    "hours": _("Hours"),
    "capacity": _("People at a time"),
    "cost": _("Cost"),
    "reach": _("Accessibility"),
    "since": _("From"),
    "until": _("To"),
    "checked_on": _("Last checked on"),
    "told": _("Remarks"),
}
PROVIDER_HELPS = {
    "units": _("Nothing chosen is the whole country."),
    "organisation": _("Where its people sign in here and answer referrals."),
    "phone": _("Of the office, never of a person."),
}
