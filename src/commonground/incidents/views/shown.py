"""Words and small pieces that several pages of accidents and victims share."""

from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commonground.core.incidents import facts
from commonground.core.incidents.codes import Precision
from commonground.incidents import messages as words
from commonground.places import queries as places
from commonground.ui.numbers import day, grouped
from commonground.ui.templatetags.ui import said
from commonground.ui.trade import word


def answer(name: str, value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """An answer as people read it: what nobody asked is told from what nobody knows."""
    if value in ("", None):
        return format_html('<span class="nothing">{}</span>', said(words.NOT_ASKED))
    if name in known:
        return said(word(known[name], str(value)))
    return value


def when(since: date | None, until: date | None, precision: str) -> SafeString:
    """A day, a month, a year or a period, as exact as it is known."""
    if since is None:
        return format_html('<span class="unknown">{}</span>', said(words.UNKNOWN))
    if precision == Precision.YEAR:
        return format_html("{}", str(since.year))
    if precision == Precision.MONTH:
        return format_html('<time datetime="{0}">{0}</time>', f"{since:%Y-%m}")
    if until in (None, since):
        return format_html('<time datetime="{}">{}</time>', since.isoformat(), day(since))
    return format_html("{} – {}", day(since), day(until))


def unit_names() -> dict[str, str]:
    """The names of the lowest units by code."""
    return {u.code: u.name for u in places.units(places.lowest_level())}


def place(accident: facts.Accident, names: dict[str, str]) -> Any:
    """Where it was, in words: the place's name, its unit."""
    told = ", ".join(t for t in (accident.place, names.get(accident.unit, accident.unit)) if t)
    return told or format_html('<span class="unknown">{}</span>', said(words.UNKNOWN))


def age(victim: facts.Victim) -> Any:
    """An age in years, else its class."""
    if victim.age is not None:
        return grouped(victim.age)
    return answer("age_class", victim.age_class, words.VICTIM_WORDS)


def standing_text(standing: str) -> Any:
    return said(word(words.STANDINGS, standing))


def people(killed: int, injured: int, unknown: int) -> str:
    """How many were hurt, by outcome, for one line."""
    parts = [
        (killed, words.OUTCOMES["killed"]),
        (injured, words.OUTCOMES["injured"]),
        (unknown, words.OUTCOMES["unknown"]),
    ]
    told = ", ".join(f"{grouped(n)} {w}" for n, w in parts if n)
    return told or str(_("nobody hurt, as far as is known"))
