"""The list of finds, on the page and as files, and one find's page."""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.ordnance.accounts import Does
from commonground.core.ordnance.amounts import signed
from commonground.core.ordnance.drafts import decimals
from commonground.core.ordnance.kinds import Activity, TreatyKind
from commonground.core.tables.escape import csv_bytes
from commonground.ordnance import access
from commonground.ordnance.forms import Asked, DisposalForm, ReasonForm, asked_of
from commonground.ordnance.queries import alike, catalogue, finds
from commonground.ordnance.views import shown
from commonground.store.sheets import write_xlsx
from commonground.ui import devices, parts
from commonground.ui.devices import CONDITIONS, FOUND_BY, KINDS, METHODS, POTS, word
from commonground.ui.templatetags.ui import where

COLUMNS = ("code", "on", "exactness", "kind", "device", "name", "as_written", "number", "awaiting", "activity", "organisation", "unit",
           "place", "longitude", "latitude", "accuracy_m", "depth_cm", "condition", "part_of", "document")  # fmt: skip
ON_THE_MAP = 2_000


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Everything that was found, as the address asks for it; also as CSV and XLSX."""
    asked = asked_of(request.GET)
    kind = request.GET.get("format", "")
    if kind in ("csv", "xlsx", "geojson"):
        return _file(request, asked, kind)
    units = access.visible(request.viewer)
    on = request.times.on
    found = finds.listing(asked.chosen, units, on=on, known=asked.known, sort=asked.sort, page=asked.page)
    placed = finds.lines(
        finds.chosen(asked.chosen, units, on, asked.known).filter(lon__isnull=False)[:ON_THE_MAP], asked.known
    )
    drawn, package_at = shown.features(placed, request), where("geodata:finds")
    context = {
        "table": _table(request, found, asked),
        "pager": _pager(request, found),
        "total": found.total,
        "asked": asked.chosen,
        "upto": asked.known,
        "sort": asked.sort,
        "filters": _filters(asked),
        "map": parts.MapView(_("Map of these finds"), features=drawn, link="/ordnance/finds/{code}/", legend=False, height="medium")
        if drawn["features"] else None,
        "drawn": len(drawn["features"]),
        "may_record": access.may(request.viewer, "ordnance.record"),
        "may_export": access.may(request.viewer, "ordnance.export"),
        "package_at": f"{package_at}?{request.GET.urlencode()}" if package_at else "",
        "land_known": request.times.known,
    }  # fmt: skip
    return TemplateResponse(request, "ordnance/finds.html", context)


def _filters(asked: Asked) -> list[dict[str, Any]]:
    """The filters that are lists to choose from: name, label, options."""
    chosen = asked.chosen
    states = [(p, POTS[p]) for p in ("awaiting", "retained")]
    said = (
        ("kind", _("Kind"), [(k.value, KINDS[k.value]) for k in TreatyKind], chosen.kind),
        ("activity", _("In which work"), [(a.value, FOUND_BY[a.value]) for a in Activity], chosen.activity),
        ("unit", _("Unit"), shown.units(), chosen.unit),
        ("state", _("Stands as"), states, chosen.state),
    )
    return [
        {"name": name, "label": label, "options": [parts.Option(v, t, v == now) for v, t in options]}
        for name, label, options, now in said
    ]


def _table(request: HttpRequest, found: finds.Page, asked: Asked) -> parts.Table:
    columns = [
        parts.Column(_("Find"), "code", sort="code"), parts.Column(_("Found on"), sort="on"), parts.Column(_("What")),
        parts.Column(_("Kind"), priority=2), parts.Column(_("How many"), "count", sort="count"),
        parts.Column(_("Awaiting disposal"), "count", sort="awaiting"), parts.Column(_("In which work"), priority=2),
        parts.Column(_("Unit"), priority=2),
    ]  # fmt: skip
    names = shown.unit_names()
    rows = [
        parts.Row(
            [one.code, shown.when(one), one.name, word(KINDS, one.kind.value), shown.amount(one.found),
             _("counted in %(code)s") % {"code": one.within} if one.within else one.awaiting,
             word(FOUND_BY, one.activity), names.get(one.unit, one.unit) or one.place],
            href=shown.find_at(one.code, request),
        )
        for one in found.rows
    ]  # fmt: skip
    return parts.Table(
        _("Finds"), columns, rows, sorted_by=asked.sort or "-on", empty=_nothing(request, asked), name="finds"
    )


def _nothing(request: HttpRequest, asked: Asked) -> parts.Empty:
    if asked.chosen != finds.ALL:
        return parts.Empty(
            _("No find is like this"), _("Take a filter away."), reverse("ordnance:finds"), _("Show all finds")
        )
    if access.may(request.viewer, "ordnance.record"):
        return parts.Empty(
            _("No finds yet"),
            _("Write down what was found, where and in which work."),
            reverse("ordnance:new"),
            _("Write a find down"),
        )
    return parts.Empty(_("No finds yet"), _("Write down what was found, where and in which work."))


def _pager(request: HttpRequest, found: finds.Page) -> parts.Pager | None:
    if found.pages < 2:
        return None

    def at(page: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(page)
        return f"{request.path}?{asked.urlencode()}"

    first = (found.number - 1) * finds.PAGE + 1
    before = at(found.number - 1) if found.number > 1 else ""
    after = at(found.number + 1) if found.number < found.pages else ""
    return parts.Pager(first, first + len(found.rows) - 1, found.total, before, after)


def cells(rows: Iterable[finds.Listed]) -> Iterable[list[Any]]:
    """Finds as rows of a file."""
    for one in rows:
        yield [
            one.code, one.on.isoformat(), one.exactness, one.kind.value, one.device, one.name, one.said, signed(one.found),
            "" if one.within else one.awaiting, one.activity, one.organisation, one.unit, one.place, one.lon, one.lat, one.accuracy_m,
            one.depth_cm, one.condition, one.within, one.document,
        ]  # fmt: skip


def _file(request: HttpRequest, asked: Asked, kind: str) -> HttpResponse:
    """All rows that the filter leaves, for download."""
    require(access.may(request.viewer, "ordnance.export"))
    units = access.visible(request.viewer, "ordnance.export")
    found = finds.ordered(finds.chosen(asked.chosen, units, request.times.on, asked.known), asked.sort)
    if kind == "geojson":
        drawn = shown.features(
            finds.lines(found.filter(lon__isnull=False).iterator(chunk_size=2_000), asked.known), request
        )
        return attachment(json.dumps(drawn, ensure_ascii=False).encode(), "finds.geojson", "application/geo+json")
    rows = cells(finds.lines(found.iterator(chunk_size=2_000), asked.known))
    if kind == "csv":
        return attachment(csv_bytes(COLUMNS, rows), "finds.csv", "text/csv; charset=utf-8")
    target = BytesIO()
    write_xlsx(target, [("finds", COLUMNS, rows)])
    return attachment(
        target.getvalue(), "finds.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def attachment(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file for download."""
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def find(request: HttpRequest, code: str) -> HttpResponse:
    """One find: its account, its history, where it lay, and what can be done."""
    return page(request, code)


def page(request: HttpRequest, code: str, **forms: Any) -> HttpResponse:
    """A find's page with forms as they were sent, or empty ones."""
    asked = asked_of(request.GET)
    sheet = finds.sheet(request.viewer, code, on=request.times.on, known=asked.known)
    one = sheet.find
    unit = one.unit if one else ""
    may_correct = access.may(request.viewer, "ordnance.correct", unit)
    today = timezone.localdate()
    drawn = shown.features([one], request) if one else {"features": []}
    context = {
        "sheet": sheet,
        "one": one,
        "facts": _facts(one) if one else [],
        "alike": alike.alike(request.viewer, sheet.row) if sheet.row is not None and not sheet.row.within else [],
        "account": _account(sheet) if one and not one.within else None,
        "map": parts.MapView(_("Where it was found"), features=drawn, legend=False, height="medium") if drawn["features"] else None,
        "steps": [(step, _step(step), _words(step)) for step in sheet.history],
        "parts": _parts(request, sheet),
        "disposal": DisposalForm(initial={"on": today}),
        "reason": ReasonForm(),
        "may_record": access.may(request.viewer, "ordnance.record", unit),
        "may_correct": may_correct,
        "released_at": where("fieldwork:find", code=code) if one and one.lon is not None else "",
        "is_now": asked.known is None and request.times.on is None,
        **forms,
    }  # fmt: skip
    return TemplateResponse(request, "ordnance/find.html", context)


def _facts(one: finds.Listed) -> list[tuple[Any, Any]]:
    names = shown.unit_names()
    device = catalogue.catalogue().device(one.device)
    place = _("%(lat)s, %(lon)s, exact to %(metres)s m")
    at = ""
    if one.lon is not None and one.lat is not None and one.accuracy_m:
        digits = decimals(one.accuracy_m)
        at = place % {"lat": f"{one.lat:.{digits}f}", "lon": f"{one.lon:.{digits}f}", "metres": one.accuracy_m}
    return [
        (_("Kind"), word(KINDS, one.kind.value)),
        (_("Model"), device.name),
        (_("As written"), one.said),
        (_("Found on"), shown.when(one)),
        (_("In which work"), word(FOUND_BY, one.activity)),
        (_("Unit"), names.get(one.unit, one.unit)),
        (_("Place in words"), one.place),
        (_("Position"), at),
        (_("Depth"), f"{one.depth_cm} cm" if one.depth_cm is not None else ""),
        (_("Condition"), word(CONDITIONS, one.condition)),
        (_("By which organisation"), one.organisation),
        (_("Document"), one.document),
    ]


def _account(sheet: finds.Sheet) -> parts.Table:
    of = sheet.account
    said = (
        (POTS["destroyed"], of.destroyed),
        (POTS["retained"], of.retained),
        (POTS["handed-over"], of.handed_over),
        (POTS["awaiting"], of.awaiting),
    )
    return parts.Table(
        _("What became of it"), [parts.Column(_("State")), parts.Column(_("How many"), "count")],
        [parts.Row([label, shown.amount(amount)]) for label, amount in said],
        foot=[parts.Row([_("Found"), shown.amount(of.found)])], statement=True,
    )  # fmt: skip


def _parts(request: HttpRequest, sheet: finds.Sheet) -> parts.Table | None:
    if not sheet.parts:
        return None
    return parts.Table(
        _("Of which"), [parts.Column(_("Find"), "code"), parts.Column(_("What")), parts.Column(_("How many"), "count")],
        [parts.Row([p.code, p.name, shown.amount(p.found)], href=shown.find_at(p.code, request)) for p in sheet.parts],
    )  # fmt: skip


def _step(step: finds.Step) -> Any:
    """What an entry did, in words."""
    row = step.row
    if row.does == Does.VOID.value:
        return _("Entry %(number)s was taken back") % {"number": row.corrects}
    if row.does == Does.FIND.value:
        words = _("Corrected: found %(amount)s") if row.corrects else _("Found: %(amount)s")
        return words % {"amount": devices.amount(step.amount)}
    return f"{word(POTS, row.target)}: {devices.amount(step.amount)}"


def _words(step: finds.Step) -> list[Any]:
    """What else an entry says."""
    row = step.row
    said = [row.said if row.does == Does.FIND.value else "", word(METHODS, row.method) if row.method != "unknown" else "", row.organisation,
            row.document, row.because]  # fmt: skip
    return [s for s in said if s]
