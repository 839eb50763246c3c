"""The list of reports, and beginning one."""

import io
from dataclasses import asdict, fields
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.decisions import require
from commonground.core.fieldwork.types import Type
from commonground.core.tables.escape import csv_bytes
from commonground.fieldwork import access
from commonground.fieldwork import messages as words
from commonground.fieldwork.actions import writing
from commonground.fieldwork.forms import BeginForm, page_of
from commonground.fieldwork.queries import buried, content, listing
from commonground.fieldwork.views import shown
from commonground.ordnance.queries import points
from commonground.organisations import queries as organisations
from commonground.store.sheets import write_xlsx
from commonground.ui import parts
from commonground.ui.devices import amount
from commonground.ui.templatetags.ui import nothing

FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABS = ("submitted", "conflict", "returned", "draft", "booked", "withdrawn")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that somebody may see, by state."""
    filters = filters_of(request)
    if request.GET.get("format") in FILES:
        require(request.viewer.may("land.export"))
        return _file(request, filters, request.GET["format"])
    found = listing.listing(request.viewer, filters)
    names = organisations.names()
    context = {
        "filters": filters,
        "tabs": _tabs(request, found, filters),
        "table": _table(found, names),
        "pager": _pager(request, found),
        "total": found.total,
        "types": list(words.TYPES.items()),
        "organisations": list(names.items()),
        "custom": _custom(filters),
        "may": access.may(request.viewer, "fieldwork.report"),
        "may_forms": bool(request.viewer.may("fieldwork.forms")),
        "chosen": any(v for k, v in asdict(filters).items() if k not in ("page", "state")),
    }
    return TemplateResponse(request, "fieldwork/reports.html", context)


def filters_of(request: HttpRequest) -> listing.Filters:
    """The list's filters as its address says them."""
    asked = request.GET
    said = {f.name: asked.get(f.name, "").strip()[:120] for f in fields(listing.Filters) if f.name != "page"}
    for name, known in (("state", words.STATES), ("type", words.TYPES)):
        said[name] = said[name] if said[name] in known else ""
    for name in ("since", "until"):
        said[name] = said[name] if _is_day(said[name]) else ""
    name, _equals, _value = said["custom"].partition("=")
    said["custom"] = said["custom"] if name.startswith("x_") and name.isidentifier() else ""
    return listing.Filters(**said, page=page_of(asked))


def _is_day(text: str) -> bool:
    try:
        return bool(timezone.datetime.strptime(text, "%Y-%m-%d"))
    except ValueError:
        return False


def _custom(filters: listing.Filters) -> list[tuple[str, Any, list[tuple[str, str]]]]:
    """The programme's own fields of choices, of the type that is filtered by."""
    if not filters.type:
        return []
    _version, custom = content.custom_fields(filters.type)
    return [
        (f.name, f.label, [(f"{f.name}={c}", c) for c in f.choices])
        for f in custom
        if f.choices and f.kind.value == "choice"
    ]


def _changed(request: HttpRequest, **changes: Any) -> str:
    asked = request.GET.copy()
    for name, value in {"page": None, **changes}.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _tabs(request: HttpRequest, found: listing.Listing, filters: listing.Filters) -> list[parts.Tab]:
    total = sum(found.counts.values())
    tabs = [parts.Tab(_("All"), _changed(request, state=None), not filters.state, total)]
    return tabs + [
        parts.Tab(words.STATES[s], _changed(request, state=s), filters.state == s, found.counts.get(s, 0)) for s in TABS
    ]


def _table(found: listing.Listing, names: dict[str, str]) -> parts.Table:
    columns = [
        parts.Column(_("Report"), "code"), parts.Column(_("Kind")), parts.Column(_("State")), parts.Column(_("Hazards"), "code"),
        parts.Column(_("When it was so"), "day"), parts.Column(_("Area"), "m2", "m²"), parts.Column(_("Organisation"), priority=2),
        parts.Column(_("Author"), priority=2), parts.Column(_("Waits since"), "text", priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [r.code, shown.said(shown.type_word(r.type)), shown.state(r.state, r.self_approved), ", ".join(r.hazards[:4]), r.on, nothing("") if r.m2 is None else r.m2,
             names.get(r.organisation, r.organisation), r.author, shown.waits(r.waits_since, r.state)],
            href=reverse("fieldwork:report", args=[r.number]),
        )
        for r in found.rows
    ]  # fmt: skip
    empty = parts.Empty(
        _("No report here"),
        _("Reports from the field wait here until somebody has checked them; only then do they go into the books."),
        reverse("fieldwork:begin"), _("Begin a report"),
    )  # fmt: skip
    return parts.Table(_("Reports"), columns, rows, empty=empty, name="reports")


def _pager(request: HttpRequest, found: listing.Listing) -> parts.Pager | None:
    if found.pages < 2:
        return None
    before = _changed(request, page=found.page - 1) if found.page > 1 else ""
    after = _changed(request, page=found.page + 1) if found.page < found.pages else ""
    return parts.Pager(found.first, found.last, found.total, before, after)


def _file(request: HttpRequest, filters: listing.Filters, kind: str) -> HttpResponse:
    """What is seen, all pages of it, with every field as typed."""
    found = listing.sheet(request.viewer, filters)
    if kind == "xlsx":
        out = io.BytesIO()
        write_xlsx(out, [("reports", found.headings, found.rows)])
        data = out.getvalue()
    else:
        data = csv_bytes(found.headings, found.rows)
    response = HttpResponse(data, content_type=FILES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="reports.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose what kind of report to write; from a hazard's page its code is filled in."""
    require(access.may(request.viewer, "fieldwork.report"))
    names = organisations.names()
    own = access.organisations(request.viewer)
    choices = (
        [("", _("the centre")), *names.items()] if own is None else [(code, names.get(code, code)) for code in own]
    )
    hazard = ", ".join(code.strip()[:120] for code in request.GET.getlist("hazard")[:50] if code.strip())
    form = BeginForm(
        list(words.TYPES.items()), choices, request.POST or None,
        initial={"hazard": hazard, "organisation": choices[0][0], "type": request.GET.get("type") or Type.SURVEY.value},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        typed = {"hazards": chosen["hazard"]} if chosen["hazard"] else {}
        if chosen["type"] == Type.HAZARD.value:
            typed |= _of_find(request, request.POST.get("find", "")[:120])
        number = writing.draft(
            Type(chosen["type"]),
            fields=typed,
            organisation=chosen["organisation"],
            by=request.viewer,
            at=timezone.now(),
        )
        return redirect("fieldwork:edit", number)
    helps = [(code, label, words.TYPES_HELP[code]) for code, label in words.TYPES.items()]
    find = request.POST.get("find", request.GET.get("find", ""))[:120]
    context = {"form": form, "helps": helps, "hazard": hazard, "several": len(choices) > 1, "find": find}
    return TemplateResponse(request, "fieldwork/begin.html", context)


def _of_find(request: HttpRequest, code: str) -> dict[str, Any]:
    """What a find says for a report that reopens the land in which it lay."""
    one = points.one(request.viewer, code) if code else None
    if one is None:
        return {}
    said = _("%(number)s × %(name)s, find %(code)s") % {
        "number": amount(one.amount),
        "name": one.name,
        "code": one.code,
    }
    return {
        "outcome": "reopen",
        "level": "confirmed",
        "extent": "unknown",
        "on": one.on.isoformat(),
        "found": said,
        "because": said,
    }


@require_safe
def find(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a find lies in land that had been released, for its page, and a way to have the land reopened."""
    context = {
        "buried": buried.in_released_land(request.viewer, code),
        "may": access.may(request.viewer, "fieldwork.report"),
    }
    return TemplateResponse(request, "fieldwork/find.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The reports about one hazard, for its page, and a way to begin another."""
    code = request.GET.get("hazard", "")[:120]
    found = listing.about(request.viewer, code)
    columns = [
        parts.Column(_("Report"), "code"),
        parts.Column(_("Kind")),
        parts.Column(_("State")),
        parts.Column(_("When it was so"), "day"),
    ]
    rows = [
        parts.Row(
            [r.code, shown.said(shown.type_word(r.type)), shown.state(r.state, r.self_approved), r.on or nothing("")],
            href=reverse("fieldwork:report", args=[r.number]),
        )
        for r in found
    ]
    context = {
        "hazard": code,
        "table": parts.Table(_("Reports about this hazard"), columns, rows) if rows else None,
        "may": access.may(request.viewer, "fieldwork.report"),
        "files": listing.files_about(request.viewer, code),
    }
    part = "#reports" if "HX-Request" in request.headers else ""
    return TemplateResponse(request, f"fieldwork/about.html{part}", context)
