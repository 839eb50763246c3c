"""Words and small pieces that several pages of the land share."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonground.core.dates import Times
from commonground.ui.numbers import day as plain_day
from commonground.ui.numbers import grouped
from commonground.ui.templatetags.ui import day, said, severity, swatch
from commonground.ui.trade import (
    ACTIVITIES,
    BOOKS,
    CONTAMINATION,
    FLAGS,
    KIND_STATE,
    KINDS,
    LINES,
    STANDING_SWATCH,
    STANDINGS,
    word,
)

__all__ = ["ACTIVITIES", "BOOKS", "CONTAMINATION", "FLAGS", "day", "plain_day"]
OPEN = ("suspected", "confirmed")


def timed(address: str, times: Times, **more: Any) -> str:
    """An address with both times, and whatever else it has to say."""
    asked = {k: v for k, v in more.items() if v not in (None, "")}
    if times.on:
        asked["on"] = times.on.isoformat()
    if times.known is not None:
        asked["known"] = times.known
    return f"{address}?{urlencode(asked)}" if asked else address


def hazard_at(code: str, times: Times) -> str:
    return timed(f"{reverse('land:hazards')}{quote(code)}/", times)


def entry_at(number: int, times: Times) -> str:
    return timed(reverse("land:entry", args=[number]), times)


def link(href: str, text: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, text)


def links(pairs: Iterable[tuple[str, Any]]) -> SafeString:
    """Several links, one after the other."""
    out = SafeString("")
    for i, (href, text) in enumerate(pairs):
        out += format_html("{}{}", ", " if i else "", link(href, text))
    return out


def standing(name: str, exact: str = "") -> SafeString:
    """How a hazard stands: swatch and word; a released one by what most of it became."""
    mark = exact or STANDING_SWATCH.get(name, name)
    return format_html('<span class="status">{}{}</span>', swatch(mark), said(word(STANDINGS, name)))


def kind(name: str, state: str = "") -> SafeString:
    """What an entry does: swatch and word."""
    mark = KIND_STATE.get(name) or state or "suspected"
    return format_html('<span class="status">{}{}</span>', swatch(mark), said(word(KINDS, name)))


def gravest(found: dict[str, int]) -> SafeString | str:
    """The gravest severity among findings and how many there are in all; nothing where there are none."""
    for name in ("error", "doubt", "note"):
        if found.get(name):
            return format_html('<span class="number">{} {}</span>', severity(name), grouped(sum(found.values())))
    return ""


def moved(line: str, target: str) -> SafeString:
    """A line of an account: the swatch of what the land became, and the line's word."""
    return format_html('<span class="status">{}{}</span>', swatch(target), said(word(LINES, line)))


def number(value: int) -> SafeString:
    """A ledger number."""
    return format_html('<span class="number">№ {}</span>', grouped(value))


def amount(m2: int | None) -> SafeString | str:
    """Square metres in running text; nothing where there are none to speak of."""
    return "" if m2 is None else format_html('<span class="number">{} <span class="unit">m²</span></span>', grouped(m2))
