"""Addresses of statements and of what their figures are made of; both times always go along."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from commonground.core.dates import Period, Times
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Atoms

SCOPE = ("contamination", "flag", "operator", "donor", "method", "edition")


def timed(address: str, times: Times, **more: Any) -> str:
    """An address with both times, and whatever else it has to say."""
    asked = {k: v for k, v in more.items() if v not in (None, "")}
    if times.on:
        asked["on"] = times.on.isoformat()
    if times.known is not None:
        asked["known"] = times.known
    return f"{address}?{urlencode(asked)}" if asked else address


def scope_in(request: HttpRequest) -> dict[str, str]:
    """The scope as the address has it."""
    return {name: request.GET[name] for name in SCOPE if request.GET.get(name)}


def kept_in(request: HttpRequest, period: Period) -> dict[str, str]:
    """A period, and the scope as the address has it."""
    return {"from": period.start.isoformat(), "to": period.end.isoformat(), **scope_in(request)}


def statement_at(request: HttpRequest, period: Period, **more: Any) -> str:
    """The statement of a period in this page's scope."""
    return timed(reverse("reporting:statement"), request.times, **kept_in(request, period), **more)


def compared_at(request: HttpRequest, period: Period) -> str:
    """The figures of a period beside others, in this page's scope."""
    return timed(reverse("reporting:compared"), request.times, **kept_in(request, period))


def flow_at(
    request: HttpRequest, period: Period, line: str, *, of: str = "", book: str = "", unit: str = "", level: Any = "",
    times: Times | None = None, scope: Mapping[str, str] | None = None, **more: Any,
) -> str:  # fmt: skip
    """What a figure of the statement is made of, at the times and in the scope of this page unless others are said."""
    asked = {"from": period.start.isoformat(), "to": period.end.isoformat(), "line": line, "class": of, "book": book, "unit": unit,
             "level": level if unit else "", **(scope_in(request) if scope is None else scope), **more}  # fmt: skip
    return timed(reverse("reporting:atoms"), request.times if times is None else times, **asked)


def figure_at(request: HttpRequest, period: Period, code: str, **more: Any) -> str:
    """The same by the code of a figure; nothing where it is made of other figures or of records that were counted."""
    formula = FIGURES[code].formula if code in FIGURES else None
    if not isinstance(formula, Atoms):
        return ""
    return flow_at(request, period, formula.line, of=formula.of, book=formula.book, **more)
