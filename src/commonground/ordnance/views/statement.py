"""The statement of ordnance over a period."""

from datetime import date
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.dates import Period
from commonground.core.decisions import require
from commonground.core.ordnance.accounts import Statement
from commonground.core.ordnance.amounts import signed
from commonground.core.ordnance.kinds import IN_THE_GROUND, Activity
from commonground.core.tables.escape import csv_bytes
from commonground.ordnance import access
from commonground.ordnance.forms import number_of
from commonground.ordnance.queries import finds
from commonground.ordnance.queries import statement as found_in
from commonground.ordnance.views import pictures, shown
from commonground.ordnance.views.finds import attachment
from commonground.store.sheets import write_xlsx
from commonground.ui import parts
from commonground.ui.devices import CLOSING, FOUND_BY, KINDS, LINES, word

ALONG = {
    "kind": _("by kind"),
    "device": _("by model"),
    "unit": _("by unit"),
    "activity": _("by work"),
    "year": _("by year found"),
}
BOOKS = {
    "": (_("Everything"), ()),
    "ground": (_("Found in the ground"), tuple(a.value for a in IN_THE_GROUND)),
    "stockpile": (_("Stockpiles"), (Activity.STOCKPILE.value,)),
    "call-out": (_("Call-outs"), (Activity.CALL_OUT.value,)),
    "clearance": (_("Clearance"), (Activity.CLEARANCE.value,)),
}  # fmt: skip
HEADS = tuple((name, LINES[name]) for name in CLOSING)


def _period(request: HttpRequest) -> Period:
    """The period that an address asks for; this year so far where it asks for none."""
    today = timezone.localdate()
    year = number_of(request.GET.get("year", ""))
    if year and 1900 <= year <= 9998:
        return Period(date(year, 1, 1), date(year, 12, 31))
    try:
        start = date.fromisoformat(request.GET.get("from", ""))
        end = date.fromisoformat(request.GET.get("to", ""))
    except ValueError:
        start, end = date(today.year, 1, 1), request.times.on or today
    return Period(start, end) if start <= end else Period(date(end.year, 1, 1), end)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waited, what was found, what became of it, what waits."""
    period = _period(request)
    by = request.GET.get("by", "") if request.GET.get("by", "") in ALONG else "kind"
    book = request.GET.get("of", "") if request.GET.get("of", "") in BOOKS else ""
    upto = number_of(request.GET.get("upto", ""))
    scope = found_in.Scope(request.GET.get("unit", "")[:40], BOOKS[book][1], access.visible(request.viewer))
    given = found_in.gathered(scope, upto, period.end)
    found = found_in.statement(period, known=upto, by=by, given=given)
    kind = request.GET.get("format", "")
    if kind in ("csv", "xlsx"):
        return _file(request, found, by, kind)
    today = timezone.localdate()
    context = {
        "found": found,
        "table": _table(found, by),
        "along": [parts.Tab(label, _with(request, by=code), code == by) for code, label in ALONG.items()],
        "books": [parts.Option(code, label, code == book) for code, (label, _codes) in BOOKS.items()],
        "units": [parts.Option(code, name, code == scope.unit) for code, name in shown.units()],
        "years": [parts.Tab(str(y), _with(request, "from", "to", year=y), period == Period(date(y, 1, 1), date(y, 12, 31)))
                  for y in range(today.year - 6, today.year + 1)],
        "pictures": pictures.pictures(found, given, upto),
        "by": by,
        "upto": upto,
        "head": finds.head(),
        "land_known": request.times.known,
        "declared": shown.amount(found.declared) if found.declared else "",
        "may_export": access.may(request.viewer, "ordnance.export"),
    }  # fmt: skip
    return TemplateResponse(request, "ordnance/statement.html", context)


def _with(request: HttpRequest, *clear: str, **changes: Any) -> str:
    asked = request.GET.copy()
    for name in (*clear, "format"):
        asked.pop(name, None)
    for name, value in changes.items():
        asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}"


def name_of(line: found_in.Line, by: str) -> Any:
    """A line's name in words."""
    if by == "kind":
        return word(KINDS, line.key)
    if by == "activity":
        return word(FOUND_BY, line.key)
    if by == "unit":
        return line.name or _("no unit")
    return line.name


def _table(found: found_in.Found, by: str) -> parts.Table:
    def cells(label: Any, sums: Statement) -> list[Any]:
        return [label, *(shown.amount(getattr(sums, name)) for name, _label in HEADS)]

    rows = []
    for line in found.lines:
        rows.append(parts.Row(cells(name_of(line, by), line.sums)))
        if line.parts:
            note = [_("of which said to be this"), "", "", shown.amount(line.parts), "", "", "", ""]
            rows.append(parts.Row(note))
    columns = [parts.Column(_("What")), *(parts.Column(label, "count") for _name, label in HEADS)]
    empty = parts.Empty(
        _("Nothing was found and nothing waited"), _("Choose another period, or write down what was found.")
    )
    return parts.Table(
        _("Ordnance"), columns, rows, foot=[parts.Row(cells(_("Together"), found.total))], statement=True, empty=empty
    )


def _file(request: HttpRequest, found: found_in.Found, by: str, kind: str) -> HttpResponse:
    require(access.may(request.viewer, "ordnance.export"))
    names = list(Statement.__dataclass_fields__)
    columns = [by, "name", *names, "declared_parts"]
    rows = [
        [line.key, str(name_of(line, by)), *(signed(getattr(line.sums, n)) for n in names), signed(line.parts)]
        for line in found.lines
    ]
    rows.append(["", "total", *(signed(getattr(found.total, n)) for n in names), ""])
    called = f"ordnance-{found.period.start}-{found.period.end}"
    if kind == "csv":
        return attachment(csv_bytes(columns, rows), f"{called}.csv", "text/csv; charset=utf-8")
    target = BytesIO()
    write_xlsx(target, [("ordnance", columns, rows)])
    return attachment(
        target.getvalue(), f"{called}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
