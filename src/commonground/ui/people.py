"""Figures about people in people's words: casualties and risk education, as their catalogues name them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.core.figures import casualties, education

NAMES = {
    "casualties.total": _("Casualties"),
    "casualties.killed": _("Killed"),
    "casualties.injured": _("Injured"),
    "casualties.unknown": _("Outcome unknown"),
    "casualties.civilian": _("Civilians"),
    "casualties.status-known": _("Status known"),
    "casualties.civilian-share": _("Civilians, of those whose status is known"),
    "casualties.child": _("Children"),
    "casualties.age-known": _("Age known"),
    "casualties.child-share": _("Children, of those whose age is known"),
    "casualties.female": _("Women and girls"),
    "casualties.male": _("Men and boys"),
    "casualties.sex-unknown": _("Sex unknown"),
    "casualties.sex-known": _("Sex known"),
    "casualties.female-share": _("Women and girls, of those whose sex is known"),
    "education.sessions": _("Sessions of risk education"),
    "education.people": _("People reached by risk education"),
    "education.women": _("Women reached by risk education"),
    "education.men": _("Men reached by risk education"),
    "education.girls": _("Girls reached by risk education"),
    "education.boys": _("Boys reached by risk education"),
    "education.unknown": _("People reached, sex or age unknown"),
    "education.disability": _("People with disabilities reached"),
    "education.known-share": _("People reached whose sex and age are known"),
    "education.again": _("People who came again"),
    "education.indirect": _("People who hear of it from others"),
    "education.materials": _("Materials handed out"),
}
UNKNOWNS = {
    casualties.EVERYBODY: _("Everybody counts once, by the accident's first possible day; an unknown outcome is a part of the total."),
    casualties.OVER_KNOWN: _("Taken over those of whom it is known; without a figure where it is known of nobody."),
    education.ONCE: _("Everybody counts once in each campaign, where they were reached first; who comes again is counted apart."),
    education.KNOWN: _("Only what was written down; where it is not known, nothing is added."),
    education.ESTIMATE: _("An estimate: the largest of any session, and no part of any sum."),
}  # fmt: skip


def name(code: str) -> Any:
    """What a figure is called."""
    return NAMES.get(code, code)


def unknowns(text: str) -> Any:
    """How unknowns are treated, by the sentence of the definition."""
    return UNKNOWNS.get(text, text)
