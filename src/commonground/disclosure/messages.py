"""Sentences for the codes of this slice, and words for whom and what its tables count."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MESSAGES = {
    "disclosure.see.not-yours": _("Reading tables about people needs a role in this programme."),
    "disclosure.prepare.not-yours": _("Asking for tables about people needs an officer, a planner or somebody of victim assistance."),
    "disclosure.approve.not-yours": _("Letting tables about people out needs a ministry reader or an administrator."),
    "disclosure.asked.not-there": _("There is no table with number {number} that was asked for, or you may not see it."),
    "disclosure.release.not-there": _("There is no release with number {number}, or you may not see it."),
    "disclosure.release.own": _("Somebody else than who asked for a table lets it out."),
    "disclosure.release.not-safe": _("The audit found what this table would give away. It stays inside."),
    "disclosure.release.no-name": _("Say in whose name it is released."),
    "disclosure.release.no-reason": _("Say why."),
    "disclosure.release.state": _("This table is {state} and can no longer be changed."),
    "disclosure.release.meanwhile": _("Another table was released in the meantime. Try once more: it has to be audited beside that one."),
    "disclosure.release.differs": _("Table {number} made again is not what was asked for. The keys of the rounding are not those that made it."),
    "disclosure.spec.population": _("Nobody is counted as {population} here."),
    "disclosure.spec.no-records": _("Nobody keeps records of {population} in this programme."),
    "disclosure.spec.dimension": _("Tables are not made by {dimension}: it is not in the list of what may be asked."),
    "disclosure.spec.too-many": _("A table has at most {most} dimensions, each once, beside the period."),
    "disclosure.spec.never-crossed": _("{dimension} is never crossed with anything: few people have it in common."),
    "disclosure.spec.no-period": _("Say for which years."),
    "disclosure.spec.still-open": _("{period} is not over yet. Tables about people are of closed years and half-years."),
    "disclosure.spec.not-exact": _("True figures are for totals that treaties and claims ask for, by one dimension at most: not by {dimension}."),
    "disclosure.audit.given-away": _("Together with what was released, this would let people work out small counts: {table}, by {dimension}."),
    "disclosure.audit.few-apart": _("It counts nearly the same people as an earlier release, but for fewer than {most}: {of}. Taking one from the other would be a table of those."),
    "disclosure.audit.too-large": _("So many tables of {period} hang together that they cannot be audited. Ask for fewer dimensions."),
    "disclosure.audit.not-done": _("The audit did not come to an end ({reason}). Nothing is released without it."),
    "disclosure.audit.ledger-differs": _("The people of {period} are not as they were released. The ledger was changed by another program."),
}  # fmt: skip

POPULATIONS = {
    "casualties": _("Casualties"),
    "educated": _("People reached by risk education"),
    "assisted": _("People who were assisted"),
    "services": _("People assisted, by kind of service"),
}
DIMENSIONS = {
    "outcome": _("Outcome"),
    "sex": _("Sex"),
    "age": _("Age"),
    "status": _("Civilian status"),
    "device": _("Device"),
    "activity": _("Activity at the time"),
    "unit": _("Unit"),
    "movement": _("Resident or on the move"),
    "method": _("Method"),
    "disability": _("Disability"),
    "pillar": _("Kind of service"),
}
_AGES = {
    "0-11": "0–11",
    "12-17": "12–17",
    "18-29": "18–29",
    "30+": "30+",
    "child": _("child, age unknown"),
    "adult": _("adult, age unknown"),
}
VALUES = {
    "outcome": {"killed": pgettext_lazy("victim", "killed"), "injured": pgettext_lazy("victim", "injured")},
    "sex": {"female": pgettext_lazy("sex", "female"), "male": pgettext_lazy("sex", "male")},
    "age": _AGES,
    "status": {"civilian": _("civilian"), "forces": _("military or police"), "deminer": _("deminer")},
    "device": {
        "ap-mine": _("anti-personnel mine"),
        "improvised-ap-mine": _("improvised anti-personnel mine"),
        "av-mine": _("anti-vehicle mine"),
        "mine": _("mine of unknown kind"),
        "submunition": _("submunition"),
        "other-erw": _("other explosive remnant of war"),
        "improvised-device": _("improvised explosive device"),
    },
    "activity": {
        "farming": _("farming"), "herding": _("herding"), "gathering": _("gathering wood, food or water"),
        "scrap": _("collecting scrap"), "travelling": _("travelling"), "hunting": _("hunting or fishing"), "playing": _("playing"),
        "nearby": _("passing or standing near"), "tampering": _("handling the device"), "household": _("work at home, building"),
        "eradication": _("removing crops"), "rescue": _("helping others"), "forces": _("military or police duty"),
        "demining": _("demining"), "other": pgettext_lazy("activity", "something else"),
    },
    "movement": {
        "resident": _("lived there"), "displaced": _("displaced within the country"), "returning": _("returning home"), "refugee": _("refugee"),
        "migrant": _("migrant on the way"),
    },
    "method": {
        "interpersonal": _("face to face"), "school": _("in school"), "media": _("by media"), "training": _("training of others"),
    },
    "disability": {"yes": pgettext_lazy("answer", "yes"), "no": pgettext_lazy("answer", "no")},
    "pillar": {
        "medical": _("medical care"), "rehabilitation": _("rehabilitation"), "psychosocial": _("psychological and psychosocial support"),
        "education": _("education"), "inclusion": _("social and economic inclusion"),
    },
    "unit": {},
}  # fmt: skip
UNKNOWN = pgettext_lazy("answer", "unknown")
BASES = {
    "rounded": _("Rounded"),
    "treaty": _("True totals, for a treaty"),
    "claim": _("True totals, beside a published claim"),
}
FORMS = {
    "cross": _("by both"),
    "one-way": _("by each alone: there are too few people to cross them"),
    "few": _("too few people to say more"),
    "exact": _("true totals"),
}
SIGNS = {"0-4": _("0–4"), "<11": _("fewer than 11")}
STATES = {
    "asked": _("waits for somebody else"),
    "released": _("released"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
}
