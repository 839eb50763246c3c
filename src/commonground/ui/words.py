"""The frame's own words: places of the rail, states of land, severities, what the map says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

# (route, label, icon, and the permission without which it is left out). A route that no slice has yet is left out too.
NAV = (
    ("reporting:home", _("Home"), "home"),
    ("reporting:day", _("Today"), "clock"),
    ("geodata:map", _("Map"), "map", "land.see"),
    ("land:hazards", _("Hazards"), "hazard"),
    ("ordnance:finds", _("Ordnance"), "ordnance", "ordnance.see"),
    ("reporting:statement", _("Statements"), "statement"),
    ("reporting:returns", _("Reports to others"), "clock", "reporting.review"),
    ("reporting:publications", _("Publications"), "seal"),
    ("disclosure:releases", _("Tables about people"), "person"),
    ("fieldwork:reports", _("Reports"), "report"),
    ("incidents:accidents", _("Accidents"), "error"),
    ("incidents:desk", _("Assistance"), "person", "incidents.identify"),
    ("incidents:providers", _("Providers"), "person"),
    ("incidents:inbox", _("Referrals"), "report"),
    ("incidents:education", _("Risk education"), "person"),
    ("land:findings", _("Findings"), "finding"),
    ("intake:imports", _("Import"), "import"),
    ("exchange:home", _("Exchange"), "globe", "exchange.see"),
    ("identity:people", _("People"), "person", "identity.see"),
    ("audit:log", _("Audit"), "lock", "audit.see"),
)

UNKNOWN = _("unknown")
NONE = _("none")

STATES = {
    "confirmed": pgettext_lazy("land", "confirmed"),
    "suspected": pgettext_lazy("land", "suspected"),
    "reduced": pgettext_lazy("land", "reduced"),
    "cancelled": pgettext_lazy("land", "cancelled"),
    "cleared": pgettext_lazy("land", "cleared"),
    "unknown": pgettext_lazy("land", "unknown"),
    "none": pgettext_lazy("land", "no hazard"),
    "unexplained": pgettext_lazy("land", "unexplained"),
}

SEVERITIES = {
    "note": pgettext_lazy("severity", "note"),
    "doubt": pgettext_lazy("severity", "doubt"),
    "error": pgettext_lazy("severity", "error"),
}


def state(name: str) -> Promise | str:
    """The word for a state of land; a state nobody has named is shown as it is."""
    return STATES.get(name, name)


def severity(name: str) -> Promise | str:
    return SEVERITIES.get(name, name)


def map_words() -> dict[str, str]:
    """What map.js writes on the page, in the reader's language."""
    return {
        "in": pgettext("map", "Closer"),
        "out": pgettext("map", "Further away"),
        "whole": pgettext("map", "Everything"),
        "print": pgettext("map", "Print"),
        "north": pgettext("map", "North is up"),
        "legend": pgettext("map", "In this view"),
        "nothing": pgettext("map", "No hazard in this view."),
        "hazards": pgettext("map", "hazards"),
        "selected": pgettext("map", "Selected"),
        "keys": pgettext(
            "map",
            "Arrow keys move, + and − change the scale, N and P step through the hazards in view, Enter opens one.",
        ),
        "failed": pgettext("map", "Part of the map could not be loaded. What is shown may not be everything."),
        "unable": pgettext(
            "map", "This browser cannot draw maps. The list of hazards has everything that is on the map."
        ),
        "hide": pgettext("map", "Hide"),
        "show": pgettext("map", "Show"),
        "of": pgettext("map", "of"),
    }
