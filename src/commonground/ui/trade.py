"""The trade's own words for the codes of the books: the same word for the same thing on every page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "opening": pgettext_lazy("entry", "Brought forward"),
    "record": pgettext_lazy("entry", "Recorded"),
    "extend": pgettext_lazy("entry", "Extended"),
    "confirm": pgettext_lazy("entry", "Confirmed"),
    "reclassify": pgettext_lazy("entry", "Reclassified"),
    "cancel": pgettext_lazy("entry", "Cancelled"),
    "reduce": pgettext_lazy("entry", "Reduced"),
    "clear": pgettext_lazy("entry", "Cleared"),
    "reopen": pgettext_lazy("entry", "Reopened"),
    "void": pgettext_lazy("entry", "Voided"),
    "describe": pgettext_lazy("entry", "Described otherwise"),
}
KIND_STATE = {"cancel": "cancelled", "reduce": "reduced", "clear": "cleared", "confirm": "confirmed", "void": "none"}
LINES = {
    "brought-forward": _("Brought forward"),
    "new": _("New"),
    "extended": _("Extended"),
    "reopened": _("Reopened"),
    "confirmed": _("Confirmed from suspected"),
    "reclassified": _("Reclassified as suspected"),
    "cancelled": _("Cancelled"),
    "reduced": _("Reduced"),
    "cleared": _("Cleared"),
    "cleared-outside": _("Cleared outside any hazard"),
    "outside-since-recorded": _("Outside, since recorded"),
}
STANDINGS = {
    "suspected": _("suspected"),
    "confirmed": _("confirmed"),
    "released": _("released"),
    "unrecorded": _("nothing recorded"),
}
STANDING_SWATCH = {"released": "cleared", "unrecorded": "none"}
CONTAMINATION = {
    "unknown": _("unknown"),
    "ap-mines": _("anti-personnel mines"),
    "av-mines": _("anti-vehicle mines"),
    "mines": _("mines"),
    "cluster-munitions": _("cluster munition remnants"),
    "erw": _("explosive remnants of war"),
    "ied": _("improvised devices"),
}
FLAGS = {"military": _("military"), "inaccessible": _("inaccessible")}
ACTIVITIES = {
    "nts": _("non-technical survey"),
    "ts": _("technical survey"),
    "clearance": _("clearance"),
    "spot": _("spot task"),
    "qc": _("quality control"),
    "handover": _("handover"),
    "correction": _("correction"),
    "": _("not said"),
}
BOOKS = {
    "both": _("hazard and programme"),
    "hazard": _("hazard"),
    "programme": _("programme"),
    "outside": _("outside any hazard"),
    "stated": _("stated, without perimeter"),
    "length": _("length only"),
}


WORKS = {
    "waiting": pgettext_lazy("work", "not begun"),
    "worked-on": pgettext_lazy("work", "worked on"),
    "suspended": pgettext_lazy("work", "suspended"),
    "closed": pgettext_lazy("work", "closed"),
    "handed-over": pgettext_lazy("work", "handed over"),
}
RESULTS = {
    "passed": pgettext_lazy("quality", "passed"),
    "conditional": pgettext_lazy("quality", "accepted, with something to mend"),
    "failed": pgettext_lazy("quality", "failed"),
}
RECEIVERS = {
    "owner": _("the owner"),
    "municipality": _("the municipality"),
    "state": _("the state"),
    "community": _("the community"),
    "other": _("somebody else"),
}


def word(words: dict[str, Any], code: str) -> Any:
    """A code's word; a code nobody has named is shown as it is."""
    return words.get(code, code)
