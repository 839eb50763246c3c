"""What a publication or a draft of one says, as a page shows it: figures that open, pictures with their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from commonground.core.dates import Period, Times
from commonground.core.refusals import NotThere
from commonground.core.tables.escape import csv_bytes
from commonground.reporting.queries.papers import content as told
from commonground.reporting.queries.papers import explained, pictures, printed, prose
from commonground.reporting.queries.restating import step
from commonground.reporting.queries.tables import STEPS
from commonground.reporting.views import lines
from commonground.reporting.views.addresses import figure_at
from commonground.ui import figures, parts
from commonground.ui.paper import png
from commonground.ui.pictures.svg import Picture

SCOPES = ("operator", "donor", "method", "contamination")
NOTHING = SafeString(figures.NO_FIGURE)
KINDS = ("svg", "png", "csv")


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture on a page: its drawing, the table that it draws, and the files it can be taken as."""

    picture: Picture
    svg: SafeString
    table: parts.Table
    files: Sequence[tuple[str, str]]


def shown(content: Mapping[str, Any], request: HttpRequest, pictures_at: str = "") -> dict[str, Any]:
    """All that the fragment `reporting/publication.html#content` draws.

    `pictures_at` is the address that pictures are taken from as files, "…/pictures/"; without it they are only seen.
    """
    address = partial(_address, request, content)
    values = told.whole(content)
    has_balances = values.get("land.closing") is not None
    return {
        "facts": told.facts(content),
        "sections": prose.sections(content),
        "lines": lines.whole_lines(values, address, has_balances=has_balances),
        "beside": lines.beside_rows(values, address),
        "more": told.reckoned(content),
        "pictures": [_pictured(one, pictures_at) for one in pictures.pictures(content)],
        "tables": [_table(request, content, one) for one in told.tables(content)],
        "restated": [(_restated(one), printed.others(one.others)) for one in explained.restated(content)],
        "definitions": _definitions(explained.definitions(content)),
        "catalogue": reverse("reporting:figures"),
    }


def _times(content: Mapping[str, Any]) -> Times:
    question = content["question"]
    return Times(date.fromisoformat(question["to"]), question["known"])


def _address(request: HttpRequest, content: Mapping[str, Any], code: str, by: str = "", key: str = "") -> str:
    """What a figure is made of, as it was known then; the catalogue, where it is made of other figures."""
    question = content["question"]
    period = Period(date.fromisoformat(question["from"]), date.fromisoformat(question["to"]))
    scope = {"edition": str(question["edition"])} if question["edition"] else {}
    unit = ""
    if by == "unit":
        unit = key or "outside"
    elif by in STEPS:
        period = step(by, key, period.end)
    elif by in SCOPES and key:
        scope[by] = key
    elif by:
        return ""
    more = {"unit": unit, "level": question["level"], "times": _times(content), "scope": scope}
    return figure_at(request, period, code, **more) or f"{reverse('reporting:figures')}?q={code}"


def _cell(value: int | None, href: str) -> SafeString:
    if value is None:
        return NOTHING
    written = figures.written("", value)
    return format_html('<a href="{}">{}</a>', href, written) if href and value else format_html("{}", written)


def _table(request: HttpRequest, content: Mapping[str, Any], table: told.Printed) -> parts.Table:
    last = table.places[-1].code == "land.closing"
    columns = [parts.Column(table.first)]
    columns += [parts.Column(figures.short(place.code), "m2", "m²") for place in table.places]
    columns += [parts.Column(figures.short("land.closing"), "km2", "km²")] if last else []

    def row(one: told.PrintedRow, by: str, key: str) -> parts.Row:
        cells = [
            _cell(value, _address(request, content, place.code, by, key))
            for place, value in zip(table.places, one.values, strict=True)
        ]
        return parts.Row([one.name, *cells, *([SafeString(one.cells[-1])] if last else [])])

    foot = [row(table.total, "", "")] if table.total else []
    rows = [row(one, table.by, one.key) for one in table.rows]
    return parts.Table(table.title, columns, rows, foot, statement=True)


def _pictured(picture: Picture, at: str) -> Pictured:
    columns = [parts.Column(head, "m2" if number else "text") for number, head in enumerate(picture.head)]
    rows = [parts.Row([row[0], *(NOTHING if v is None else v for v in row[1:])]) for row in picture.rows]
    files = [(kind, f"{at}{picture.name}.{kind}") for kind in KINDS] if at else []
    drawn = mark_safe(picture.svg)  # noqa: S308 every text in it was escaped when it was drawn
    return Pictured(picture, drawn, parts.Table(picture.title, columns, rows, statement=True), files)


def _restated(one: explained.Restated) -> parts.Table:
    columns = [
        parts.Column(head, "count" if head in printed.restated_heads()[2:5] else "text")
        for head in printed.restated_heads()
    ]
    rows = [
        parts.Row([c.where, c.figure, *(SafeString(x) for x in (c.old, c.new, c.by)), _causes(c)]) for c in one.changes
    ]
    return parts.Table(one.title, columns, rows, statement=True)


def _causes(change: explained.Changed) -> SafeString:
    """Every entry that explains a change, each a link to it."""
    written = []
    for number, (words, amount) in zip([*change.numbers, None], change.causes, strict=False):
        href = reverse("land:entry", args=[number]) if number else ""
        written.append((format_html('<a href="{}">{}</a>', href, words) if href else words, amount))
    return format_html(
        '<ul class="plain">{}</ul>', format_html_join("", '<li>{}: <bdi dir="ltr">{}</bdi></li>', written)
    )


def _definitions(found: explained.Definitions) -> parts.Table:
    columns = [parts.Column(_("Figure")), parts.Column(_("Measure")), parts.Column(_("How it is reckoned")), parts.Column(_("Source")),
               parts.Column(_("Unknowns"))]  # fmt: skip
    rows = [
        parts.Row([_named(f.name, f.code), f.unit, f.formula, f.source, found.unknowns[f.unknowns - 1]])
        for f in found.rows
    ]
    return parts.Table(_("Definitions"), columns, rows, statement=True)


def _named(name: str, code: str) -> SafeString:
    return format_html('{} <code class="hint" dir="ltr">{}</code>', name, code)


def picture(content: Mapping[str, Any], name: str, kind: str) -> HttpResponse:
    """A picture as a file: as it is drawn, as dots, or as the table behind it. Raises NotThere."""
    found = pictures.picture(content, name)
    if found is None or kind not in KINDS:
        raise NotThere("reporting.picture.not-there", name=name)
    if kind == "csv":
        response = HttpResponse(csv_bytes(found.head, found.rows), content_type="text/csv; charset=utf-8")
    elif kind == "png":
        response = HttpResponse(png(found.svg), content_type="image/png")
    else:
        response = HttpResponse(found.svg, content_type="image/svg+xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
