"""The statement of a period, what its figures are made of, and the bridge between two states of knowledge."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.dates import Period
from commonground.core.decisions import require
from commonground.core.tables.escape import csv_bytes
from commonground.land.queries import behind, reach
from commonground.land.queries import entries as ledger
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.reporting import forms
from commonground.reporting.queries import choices, sheets
from commonground.reporting.queries import devices as ordnance
from commonground.reporting.queries import statement as found_in
from commonground.reporting.views import lineage, lines
from commonground.reporting.views.addresses import SCOPE, compared_at, kept_in, statement_at, timed
from commonground.ui import devices, parts
from commonground.ui.devices import CLOSING as DEVICE_CLOSING
from commonground.ui.devices import KINDS as DEVICE_KINDS
from commonground.ui.devices import LINES as DEVICE_LINES
from commonground.ui.numbers import day, grouped
from commonground.ui.trade import CONTAMINATION, FLAGS, KINDS, word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The statement of a period, by unit: as a page, as CSV, as a spreadsheet, as JSON."""
    asked = forms.asked_of(request.GET, timezone.localdate())
    edition = found_in.edition_of(asked.scope, asked.period.end)
    levels = sorted({u.level for u in places.units(of=edition.number)})
    level = asked.level if asked.level in levels else (levels[0] if levels else None)
    within = reach.visible(request.viewer, "reporting.see")
    found = found_in.statement(asked.period, request.times, level=level, scope=asked.scope, within=within)
    kind = request.GET.get("format", "")
    if kind in ("csv", "xlsx", "json"):
        return _file(found, kind)
    offered = choices.scopes()
    context = {
        "found": found,
        "asked": asked,
        "lines": lines.total_lines(request, found),
        "beside": lines.beside_lines(request, found),
        "heads": lines.unit_heads(found),
        "rows": lines.unit_rows(request, found),
        "levels": levels,
        "by_units": _by_units(edition),
        "editions": [(e.number, _edition(e)) for e in reversed(places.editions())],
        "years": _years(request, asked.period),
        "choices": offered,
        "kinds": [(code, word(CONTAMINATION, code)) for code in offered.contamination],
        "flags": [(code, word(FLAGS, code)) for code in offered.flags],
        "chips": _chips(request),
        "along": timed(reverse("reporting:along"), request.times, **kept_in(request, asked.period)),
        "compared": compared_at(request, asked.period),
        "plane": sheets.plane_in_words(),
        "ordnance": _ordnance(ordnance.statement(request.viewer, asked.period, request.times)),
        "ordnance_at": f"{reverse('ordnance:statement')}?{urlencode(_kept_days(asked.period))}",
        "head": request.times.known if request.times.known is not None else ledger.head(),
        "cut": request.times.on if request.times.on and request.times.on < asked.period.end else None,
    }
    return TemplateResponse(request, "reporting/statement.html", context)


def _kept_days(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _ordnance(found: Any) -> parts.Table | None:
    """What was found in the period and what became of it, by kind; nothing where nobody wrote any down."""
    if found is None or not found.lines:
        return None
    heads = [parts.Column(_("Kind")), *(parts.Column(DEVICE_LINES[name], "count") for name in DEVICE_CLOSING)]
    rows = [
        parts.Row(
            [word(DEVICE_KINDS, one.key), *(written(devices.amount(getattr(one.sums, n))) for n in DEVICE_CLOSING)]
        )
        for one in found.lines
    ]
    foot = [parts.Row([_("Together"), *(written(devices.amount(getattr(found.total, n))) for n in DEVICE_CLOSING)])]
    return parts.Table(_("Ordnance"), heads, rows, foot=foot, statement=True)


def written(text: str) -> SafeString:
    """A number of devices that is written already."""
    return format_html('<span class="number">{}</span>', text)


def _edition(card: places.EditionCard) -> str:
    """An edition of the boundaries as people choose one."""
    said = {"number": card.number, "day": day(card.valid_from) if card.valid_from else ""}
    if card.valid_from is None:
        return _("edition %(number)s, of no stated date") % said
    return _("edition %(number)s, valid from %(day)s") % said


def _by_units(card: places.EditionCard) -> str:
    """By which edition of the units figures are, where there is more than one."""
    if len(places.editions()) < 2:
        return ""
    if card.number == places.edition():
        return _("By the units in use: %(edition)s.") % {"edition": _edition(card)}
    return _(
        "By the units of an earlier edition: %(edition)s. The land is divided anew by them, from the same entries; the whole can differ from the whole by the units in use by the rounding of the pieces."
    ) % {"edition": _edition(card)}


def _years(request: HttpRequest, period: Period) -> list[parts.Tab]:
    """The years around this period, one press away."""
    this = timezone.localdate().year
    kept = {k: v for k, v in request.GET.items() if k in (*SCOPE, "level")}
    last = min(this, max(period.end.year + 3, this - 2))
    whole = period.start == date(period.start.year, 1, 1) and period.end.year == period.start.year
    return [
        parts.Tab(str(y), timed(request.path, request.times, year=y, **kept), whole and period.start.year == y)
        for y in range(last - 7, last + 1)
    ]


def _chips(request: HttpRequest) -> list[parts.Chip]:
    """The scope in use, read like a sentence."""
    names = organisations.names()
    said = {
        "contamination": lambda v: word(CONTAMINATION, v),
        "flag": lambda v: _("without a flag") if v == "none" else word(FLAGS, v),
        "operator": lambda v: _("worked by %(name)s") % {"name": names.get(v, v)},
        "donor": lambda v: _("paid by %(name)s") % {"name": names.get(v, v)},
        "method": lambda v: _("by %(method)s") % {"method": v},
        "edition": lambda v: _("by the units of edition %(number)s") % {"number": v},
    }
    out = []
    for name in SCOPE:
        if request.GET.get(name):
            rest = request.GET.copy()
            value = rest.pop(name)[-1]
            out.append(parts.Chip(said[name](value), f"{request.path}?{rest.urlencode()}"))
    return out


def _file(found: found_in.Statement, kind: str) -> HttpResponse:
    name = f"statement-{found.programme}-{found.period.start}-{found.period.end}.{kind}"
    if kind == "json":
        response: HttpResponse = JsonResponse(
            sheets.statement_json(found), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    elif kind == "xlsx":
        response = HttpResponse(sheets.statement_xlsx(found), content_type=XLSX)
    else:
        text = "\N{ZERO WIDTH NO-BREAK SPACE}" + sheets.statement_csv(found)
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def flow(request: HttpRequest) -> HttpResponse:
    """What a figure is made of: its entries and documents, adding up to it."""
    asked = forms.asked_of(request.GET, timezone.localdate())
    edition = found_in.edition_of(asked.scope, asked.period.end)
    scope = replace(asked.scope, edition=edition.number)
    within = reach.visible(request.viewer, "reporting.see")
    unit, units = lineage.lowest(request, asked.level, edition.number, within)
    figure = forms.figure_of(request.GET, units)
    number = request.GET.get("page", "1")
    page_number = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    if request.GET.get("format") == "csv":
        return _flow_csv(behind.every(figure, asked.period, request.times, scope, within))
    made = behind.made_of(figure, asked.period, request.times, scope, page_number, within)
    context = {
        "made": made,
        "title": _title(figure),
        "unit": unit,
        "figure": figure,
        "period": asked.period,
        "by_units": _by_units(edition),
        "measure": {"unknown": "", "length": "m"}.get(figure.book, "m²"),
        "table": _shares(request, made, figure),
        "pager": _pager(request, made),
        "chips": _chips(request),
        "statement": statement_at(request, asked.period),
        "map": lineage.on_a_map(request, made),
    }
    return TemplateResponse(request, "reporting/flow.html", context)


def _title(figure: behind.Figure) -> str:
    title = lines.words()[figure.line]
    beside = {"stated": _("without a perimeter, as stated"), "unknown": _("hazards of unknown size"), "length": _("lines of unknown width"),
              "double": _("in more than one hazard")}.get(figure.book, "")  # fmt: skip
    of = {"confirmed": _("confirmed"), "suspected": _("suspected")}.get(figure.of, "")
    return ", ".join(str(x) for x in (title, beside, of) if x)


def _shares(request: HttpRequest, made: behind.Made, figure: behind.Figure) -> parts.Table:
    unit = {"unknown": "", "length": "m"}.get(figure.book, "m²")
    columns = [
        parts.Column(_("Entry"), "count"),
        parts.Column(_("On"), "day"),
        parts.Column(_("What"), priority=2),
        parts.Column(_("Document")),
        parts.Column(_("Hazards")),
        parts.Column(_("Operator"), priority=2),
        parts.Column(_("Part of the figure"), "count" if figure.book == "unknown" else "m2", unit),
    ]
    rows = [
        parts.Row(
            [
                s.number,
                s.on,
                word(KINDS, s.kind),
                lineage.document(s.document, s.title),
                s.hazards,
                s.operator,
                s.amount,
            ],
            href=timed(reverse("land:entry", args=[s.number]), request.times),
        )
        for s in made.shares
    ]
    foot = [parts.Row([_("Together"), "", "", "", "", "", made.total])]
    empty = parts.Empty(_("Nought, made of nothing"), _("No entry moved land on this line in this period."))
    return parts.Table(_("What it is made of"), columns, rows, foot, empty=empty)


def _pager(request: HttpRequest, made: behind.Made) -> parts.Pager | None:
    if made.pages < 2:
        return None

    def at(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    first = (made.page - 1) * behind.PAGE + 1
    return parts.Pager(first, first + len(made.shares) - 1, made.count, at(made.page - 1) if made.page > 1 else "",
                       at(made.page + 1) if made.page < made.pages else "")  # fmt: skip


def _flow_csv(shares: list[behind.Share]) -> HttpResponse:
    head = ["ledger_number", "on", "kind", "document", "title", "hazards", "operator", "amount"]
    rows = [[s.number, s.on.isoformat(), s.kind, s.document, s.title, s.hazards, s.operator, s.amount] for s in shares]
    response = HttpResponse(csv_bytes(head, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="figure.csv"'
    return response


@require_safe
def bridge(request: HttpRequest) -> HttpResponse:
    """Old figure, each later-known entry, new figure. Both are the programme's, so they are for whoever sees all of it."""
    require(request.viewer.may("reporting.see", unit=""))
    require(request.viewer.may("land.see", unit=""))
    head = ledger.head()
    today = timezone.localdate()
    text = request.GET.get("day", "")
    on = forms.day_of(text) if text else request.times.on or today
    old = _number(request.GET.get("old", ""))
    new = _number(request.GET.get("new", ""))
    new = new if new is not None else (request.times.known if request.times.known is not None else head)
    edition = forms.scope_of(request.GET).edition
    found = found_in.bridge(on, min(old, new), max(old, new), edition) if old is not None else None
    context = {
        "found": found,
        "day": on,
        "old": old,
        "new": new,
        "head": head,
        "by_units": _by_units(found.edition) if found else "",
        "editions": [(e.number, _edition(e)) for e in reversed(places.editions())],
        "edition": found.edition.number if found else None,
        "table": _items(request, found) if found else None,
    }
    return TemplateResponse(request, "reporting/bridge.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _items(request: HttpRequest, found: found_in.Bridge) -> parts.Table:
    columns = [
        parts.Column(_("Entry"), "count"),
        parts.Column(_("On"), "day"),
        parts.Column(_("What"), priority=2),
        parts.Column(_("Document")),
        parts.Column(_("Hazards")),
        parts.Column(_("Because"), priority=2),
        parts.Column(_("Difference"), "m2", "m²"),
    ]
    rows = [
        parts.Row(
            [i.number, i.on, _("%(kind)s, a correction") % {"kind": word(KINDS, i.kind)} if i.corrects else word(KINDS, i.kind),
             i.document, i.hazards, i.because, i.m2],
            href=reverse("land:entry", args=[i.number]),
        )
        for i in found.items
    ]  # fmt: skip
    if found.is_former:
        words = _("Rounding, since these figures are by the units of another edition")
        rows.append(parts.Row(["", "", words, "", "", "", found.rounding_m2]))
    foot = [parts.Row([_("Change in all"), "", "", "", "", "", found.new_m2 - found.old_m2])]
    empty = parts.Empty(_("Nothing changed"), _("No entry known in between changes the open land on that day."))
    title = _("From entry %(old)s to entry %(new)s, open land on %(day)s") % {
        "old": grouped(found.old_known),
        "new": grouped(found.new_known),
        "day": day(found.on),
    }
    return parts.Table(title, columns, rows, foot, empty=empty)
