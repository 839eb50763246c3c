"""Words for reports in preparation: kinds, states, what was done, what is due and why."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "apmbc-7": _("Article 7 report, Anti-Personnel Mine Ban Convention"),
    "ccm-7": _("Article 7 report, Convention on Cluster Munitions"),
    "apmbc-5": _("Annexes of an Article 5 extension request"),
    "statement": _("National statement"),
}
SHORT = {
    "apmbc-7": _("Mine Ban, Article 7"),
    "ccm-7": _("Cluster Munitions, Article 7"),
    "apmbc-5": _("Mine Ban, Article 5"),
    "statement": _("National statement"),
}
STATES = {
    "draft": pgettext_lazy("return", "draft"),
    "review": pgettext_lazy("return", "in review"),
    "approved": pgettext_lazy("return", "approved"),
    "published": pgettext_lazy("return", "published"),
    "withdrawn": pgettext_lazy("return", "withdrawn"),
}
FILLED = {
    "records": pgettext_lazy("section", "from records"),
    "written": pgettext_lazy("section", "written"),
    "nil": pgettext_lazy("section", "nil, confirmed"),
    "carried": pgettext_lazy("section", "from last time, to be confirmed"),
    "missing": pgettext_lazy("section", "missing"),
    "empty": pgettext_lazy("section", "voluntary, left empty"),
}
VERBS = {
    "write": _("Written"),
    "send": _("Sent to review"),
    "remark": _("Remarked"),
    "return": _("Sent back"),
    "approve": _("Approved"),
    "publish": _("Published"),
    "withdraw": _("Withdrawn"),
}
NEXT = {
    "draft": _("Its author writes it, then sends it to review."),
    "review": _("Reviewers remark; somebody who may publish approves it or sends it back."),
    "approved": _("Whoever may publish publishes it. Its figures are fixed."),
    "published": _("It is published. What changes from now on is a restatement."),
    "withdrawn": _("It was withdrawn, and is kept."),
}
WHATS = {
    "apmbc": _("Entry into force of the Anti-Personnel Mine Ban Convention"),
    "ccm": _("Entry into force of the Convention on Cluster Munitions"),
    "apmbc-deadline": _("Extended deadline under Article 5"),
    "quarters": _("Statements of quarters, from"),
    "years": _("Statements of years, from"),
}
WHY = {
    "initial": _("initial report: 180 days after entry into force"),
    "annual": _("annual report: 30 April"),
    "request": _("request for an extension: 31 March of the year before the deadline"),
    "set-here": _("set by the programme"),
}
FIGURES = {
    "land.released": _("Released"),
    "land.cancelled": _("Cancelled"),
    "land.reduced": _("Reduced"),
    "land.cleared": _("Cleared"),
    "land.closing": _("Open at the end"),
}
