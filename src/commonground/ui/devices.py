"""Words for ordnance that the pages of several slices share: codes of the core, in the reader's language."""

from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commonground.core.ordnance.amounts import Amount, Qualifier, read
from commonground.ui.numbers import grouped

KINDS = {
    "ap-mine": _("Anti-personnel mines"),
    "improvised-ap-mine": _("Improvised anti-personnel mines"),
    "av-mine": _("Anti-vehicle mines"),
    "submunition": _("Submunitions"),
    "other-uxo": _("Other unexploded ordnance"),
    "abandoned": _("Abandoned ordnance"),
    "improvised-device": _("Improvised devices"),
    "unknown": _("Kind not known"),
}
CATEGORIES = {
    "mine": pgettext_lazy("ordnance", "mine"),
    "cluster": pgettext_lazy("ordnance", "cluster munition"),
    "munition": pgettext_lazy("ordnance", "munition"),
    "improvised": pgettext_lazy("ordnance", "improvised"),
    "other": pgettext_lazy("ordnance", "other"),
}
FOUND_BY = {
    "clearance": pgettext_lazy("activity", "Clearance"),
    "technical-survey": pgettext_lazy("activity", "Technical survey"),
    "survey": pgettext_lazy("activity", "Non-technical survey"),
    "call-out": pgettext_lazy("activity", "Call-out"),
    "stockpile": pgettext_lazy("activity", "Stockpile"),
    "unknown": pgettext_lazy("activity", "Not known"),
}
CONDITIONS = {
    "unknown": pgettext_lazy("condition", "not known"),
    "intact": pgettext_lazy("condition", "intact"),
    "damaged": pgettext_lazy("condition", "damaged"),
    "fuzed": pgettext_lazy("condition", "fuzed"),
    "unfuzed": pgettext_lazy("condition", "not fuzed"),
    "abandoned": pgettext_lazy("condition", "left behind, not fired"),
}
METHODS = {
    "unknown": pgettext_lazy("method", "not known"),
    "in-place": pgettext_lazy("method", "blown up in place"),
    "elsewhere": pgettext_lazy("method", "moved and blown up"),
    "burned": pgettext_lazy("method", "burned"),
    "taken-apart": pgettext_lazy("method", "taken apart"),
    "mechanical": pgettext_lazy("method", "by machine"),
    "training": pgettext_lazy("method", "used up in training"),
}
POTS = {
    "awaiting": _("Awaiting disposal"),
    "destroyed": _("Destroyed"),
    "retained": _("Retained"),
    "handed-over": _("Handed over"),
}
LINES = {
    "opening": _("Awaiting at the start"),
    "found": _("Found"),
    "destroyed": _("Destroyed"),
    "retained": _("Retained in the period"),
    "handed_over": _("Handed over"),
    "closing": _("Awaiting at the end"),
    "opening_retained": _("Retained at the start"),
    "closing_retained": _("Retained at the end"),
}
# The lines of a statement that close at a glance: what waited and was kept, with what was found, is what went and what is left.
CLOSING = ("opening", "opening_retained", "found", "destroyed", "handed_over", "closing", "closing_retained")
UNKNOWNS = _(
    "A number that is more than, at least or about stays so, in every sum. Things that nobody identified count under the kind that is not known. Parts of a larger find are counted in it and never added."
)
EXACTNESS = {"day": _("on the day"), "month": _("some day of the month"), "year": _("some day of the year")}
MEANT = {
    Qualifier.AT_LEAST: _("at least %(number)s"),
    Qualifier.MORE_THAN: _("more than %(number)s"),
    Qualifier.ABOUT: _("about %(number)s"),
}


def amount(of: Amount) -> str:
    """A number of things as it is meant: "more than 2,700" stays so."""
    number = grouped(of.number)
    return number if of.is_exact else str(MEANT[of.qualifier]) % {"number": number}


def told(column: str, value: Any) -> Any:
    """A cell of a form about devices as people read it: a kind by its word, an inequality in words; anything else as it is."""
    if column == "kind" and isinstance(value, str):
        return SafeString(conditional_escape(KINDS.get(value, value)))
    read_ = read(value) if isinstance(value, str) and value[:1] in SIGNED else None
    return SafeString(conditional_escape(amount(read_))) if read_ else value


SIGNED = (">", "≥", "~")


def word(words: dict[str, Any], code: str) -> Any:
    """The word for a code; a code that nobody has named is shown as it is."""
    return words.get(code, code)
