"""Figures along any axis, and beside another year, a publication or a plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.dates import Period
from commonground.core.decisions import require
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Unit
from commonground.core.publishing.content import Row, Table
from commonground.core.refusals import NotUsable
from commonground.reporting import forms
from commonground.reporting.queries import along, kept, restating, tables
from commonground.reporting.queries import compared as beside
from commonground.reporting.queries.records import planned
from commonground.reporting.views.addresses import SCOPE, compared_at, figure_at, statement_at, timed
from commonground.ui import parts
from commonground.ui.figures import name as figure_name
from commonground.ui.figures import short
from commonground.ui.numbers import day, grouped
from commonground.ui.trade import CONTAMINATION, word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAN = "plan"  # what stands beside instead of a publication
AXES = {
    "unit": _("By unit"), "operator": _("By operator"), "donor": _("By donor"), "method": _("By method"),
    "contamination": _("By contamination"), "year": _("By year"), "month": _("By month"),
}  # fmt: skip
SHOWN = (
    "land.opening",
    "land.came-in",
    "land.cancelled",
    "land.reduced",
    "land.cleared",
    "land.released",
    "land.closing",
)
FLOWS = ("land.cancelled", "land.reduced", "land.cleared", "land.released", "land.cleared-outside")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The figures of a period by unit, operator, donor, method or type, or of every year or month; as a page and as files."""
    require(request.viewer.may("reporting.see", unit=""))
    require(request.viewer.may("land.see", unit=""))
    asked = forms.asked_of(request.GET, timezone.localdate())
    axis = request.GET.get("by", "operator")
    if axis not in AXES:
        raise NotUsable("reporting.axis.unknown", by=axis[:40])
    table = tables.table(axis, asked.period, request.times, level=asked.level, scope=asked.scope)
    kind = request.GET.get("format", "")
    if kind in ("csv", "xlsx", "json"):
        return _file(table, asked.period, request, kind)
    context = {
        "table": _shown(request, table, asked.period),
        "axes": _tabs(request, axis),
        "period": asked.period,
        "statement": statement_at(request, asked.period),
        "compared": compared_at(request, asked.period),
        "need_not_add": axis == "contamination",
        "no_balances": axis in ("operator", "donor", "method") or bool(asked.scope.acts),
    }
    return TemplateResponse(request, "reporting/along.html", context)


def _tabs(request: HttpRequest, axis: str) -> list[parts.Tab]:
    kept_too = {k: v for k, v in request.GET.items() if k in (*SCOPE, "from", "to", "year", "level")}
    return [
        parts.Tab(words, timed(request.path, request.times, by=name, **kept_too), name == axis)
        for name, words in AXES.items()
    ]


def _shown(request: HttpRequest, table: Table, period: Period) -> parts.Table:
    some = table.rows[0] if table.rows else table.total
    codes = SHOWN if some and "land.closing" in some.values else FLOWS
    columns = [parts.Column(AXES[table.by]), *(parts.Column(short(c), "m2", "m²") for c in codes),
               parts.Column(_("Cleared, of what was released"), "count")]  # fmt: skip
    rows = [parts.Row([_name(table.by, r), *(_cell(request, table.by, r, c, period) for c in codes), _share(r)]) for r in table.rows]  # fmt: skip
    foot = (
        [parts.Row([_("Together"), *(table.total.values.get(c) for c in codes), _share(table.total)])]
        if table.total
        else []
    )
    empty = parts.Empty(_("Nothing on these days"), _("No entry moved land in this period."))
    return parts.Table(AXES[table.by], columns, rows, foot, empty=empty, statement=True, name=f"along-{table.by}")


def _name(axis: str, row: Row) -> Any:
    if axis == "contamination":
        return word(CONTAMINATION, row.key)
    if not row.key:
        return _("outside any unit") if axis == "unit" else _("not said")
    return row.name


def _cell(request: HttpRequest, axis: str, row: Row, code: str, period: Period) -> Any:
    """A figure with the way to the entries that it is the sum of, where one address says it."""
    value = row.values.get(code)
    if not value or (axis in ("operator", "donor", "method") and not row.key):
        return value
    more: dict[str, Any] = {}
    if axis in tables.STEPS:
        period = restating.step(axis, row.key, period.end)
    elif axis == "unit":
        more = {"unit": row.key or "outside", "level": request.GET.get("level", "")}
    else:
        more = {axis: row.key}
    at = figure_at(request, period, code, **more)
    return format_html('<a href="{}">{}</a>', at, grouped(value)) if at else value


def _share(row: Row) -> Any:
    """A percentage, and what it is of."""
    thousandths = row.values.get("share.cleared")
    if thousandths is None:
        return None
    return format_html(
        "{}", _("%(percent)s %% of %(whole)s m²") % {
            "percent": grouped(thousandths / 10, 1), "whole": grouped(row.values["land.released"] or 0),
        },
    )  # fmt: skip


def _file(table: Table, period: Period, request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "json":
        options = {"ensure_ascii": False, "indent": 2}
        response: HttpResponse = JsonResponse(along.as_json(table, period, request.times), json_dumps_params=options)
    elif kind == "xlsx":
        response = HttpResponse(along.as_xlsx(table), content_type=XLSX)
    else:
        response = HttpResponse(along.as_csv(table), content_type="text/csv; charset=utf-8")
    name = f"statement-by-{table.by}-{period.start}-{period.end}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """The figures of a period beside those of the year before, of a publication, or of the plan."""
    require(request.viewer.may("reporting.see", unit=""))
    require(request.viewer.may("land.see", unit=""))
    asked = forms.asked_of(request.GET, timezone.localdate())
    number = request.GET.get("publication", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        published, found = beside.with_publication(int(number), request.times)
        period = Period(published.question.start, published.question.end)
        there: Any = _("publication %(number)s") % {"number": published.number}
    elif number == PLAN and planned(asked.period):
        period, there = asked.period, _("the plan")
        found = beside.with_plan(period, request.times, planned(period), asked.scope)
    else:
        period, found = asked.period, beside.with_year_before(asked.period, request.times, asked.scope)
        before = beside.year_before(period)
        there = _("%(start)s to %(end)s") % {"start": day(before.start), "end": day(before.end)}
    context = {
        "table": _lines(request, found, period, there),
        "period": period,
        "statement": statement_at(request, period),
        "publications": [(p.number, p.title) for p in kept.publications()],
        "plan": PLAN if planned(period) else "",
        "chosen": number,
    }
    return TemplateResponse(request, "reporting/compared.html", context)


def _lines(request: HttpRequest, found: list[beside.Line], period: Period, there: Any) -> parts.Table:
    here = _("%(start)s to %(end)s") % {"start": day(period.start), "end": day(period.end)}
    columns = [parts.Column(_("Figure")), parts.Column(here, "count"), parts.Column(there, "count"), parts.Column(_("Difference"), "count"),
               parts.Column(_("Of the other figure"), "count")]  # fmt: skip
    rows = []
    for one in found:
        at = figure_at(request, period, one.code)
        value: Any = format_html('<a href="{}">{}</a>', at, grouped(one.here)) if at and one.here else one.here
        percent = None if one.thousandths is None else format_html("{} %", grouped(one.thousandths / 10, 1))
        unit = " m²" if FIGURES[one.code].unit is Unit.M2 else ""
        rows.append(parts.Row([f"{figure_name(one.code)}{unit and ','}{unit}", value, one.there, one.change, percent]))
    return parts.Table(_("Compared"), columns, rows, statement=True)
