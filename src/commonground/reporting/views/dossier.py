"""A hazard's dossier as a PDF for print, in the language chosen."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import no, require
from commonground.core.geometry.turning import TurningPoint
from commonground.core.refusals import NotYours
from commonground.reporting.queries.dossier import Dossier, dossier
from commonground.ui import trade, words
from commonground.ui.drawings import Piece
from commonground.ui.numbers import day, grouped
from commonground.ui.paper import pdf
from commonground.ui.plan import MINE, OTHER, plan

TEMPLATE = Path(__file__).resolve().parents[1] / "papers" / "dossier.typ"
ACCOUNTS = ("suspected", "confirmed", "cancelled", "reduced", "cleared")
MANY = 60  # points beyond this are not numbered in the picture, or nothing else could be seen


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """`?language=bs` asks for another language than the reader's own."""
    if not request.viewer.may("land.export"):
        require(no("land.export.not-yours", NotYours))
    found = dossier(request.viewer, code, request.times)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        made = pdf(TEMPLATE, said(found, timezone.localtime()), {"plan": picture(found)})
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{_file(code)}.pdf"'
    return response


def _file(code: str) -> str:
    return "dossier-" + "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in code)


def picture(found: Dossier) -> str:
    """The plan of the hazard, its neighbours outlined."""
    pieces = [Piece("", OTHER, [ring for ring, _hole in rings]) for rings in found.others]
    pieces += [Piece(account, MINE, [ring for ring, _hole in rings]) for account, rings in found.own]
    points = [(str(p.number), p.easting, p.northing) for p in found.points] if len(found.points) <= MANY else []
    return plan(pieces, points, found.sheet.code)


def said(found: Dossier, at: datetime) -> dict[str, Any]:
    """The template's words and figures."""
    sheet, system = found.sheet, found.system
    return {
        "words": _words(),
        "title": f"{sheet.code} {sheet.name}".strip(),
        "code": sheet.code,
        "programme": found.programme,
        "invented": _("This country is invented. Nothing here says anything about real land.") if found.invented else None,
        "asked": _asked(found, at),
        "standing": _sentence_case(str(trade.word(trade.STANDINGS, sheet.standing))),
        "unit": sheet.unit or sheet.stated_unit or _("outside any unit"),
        "warning": _warning(found),
        "grid_note": _("Grid: %(name)s (EPSG:%(epsg)s). North of the grid is up. Dashed: other hazards.")
        % {"name": system.name, "epsg": system.epsg} if system else "",
        "facts": _facts(found),
        "account": [[_account(a), f"{grouped(found.m2[a])} m²"] for a in ACCOUNTS if found.m2.get(a)]
        + ([[_("of unknown size"), "?"]] if found.unknown else []),
        "entries": _entries(found),
        "points": [_point(p) for p in found.points],
        "points_head": [_("No."), _("Easting, m"), _("Northing, m"), _("Bearing"), _("Distance, m")],
        "points_note": _points_note(found),
        "certificate": _certificate(found) if sheet.closed_on and found.all_released else [],
        "signatures": [_("For the operator"), _("For the mine action authority"), _("For the community or owner")],
        "no_certificate": _no_certificate(found),
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "dossier": _("Hazard dossier"), "facts": _("Facts"), "account": _("Account"), "documents": _("Entries and documents"),
        "on": _("On"), "document": _("Document"), "entry": _("Entry"), "moved": _("Moved, m²"), "points": _("Turning points"),
        "certificate": _("Handover certificate"),
        "no_perimeter": _("This hazard has no perimeter. Nobody may take the land around it for safe."),
    }  # fmt: skip


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _account(name: str) -> str:
    return _sentence_case(str(words.state(name)))


def _asked(found: Dossier, at: datetime) -> str:
    on: date = found.times.on or at.date()
    return _("as of %(day)s, known at entry %(number)s, printed %(moment)s") % {
        "day": day(on), "number": grouped(found.known), "moment": day(at.date()),
    }  # fmt: skip


def _warning(found: Dossier) -> str | None:
    if found.unknown:
        return _("Part of this hazard is of unknown size. It is not released.")
    if found.open_m2:
        return _("%(m2)s m² of this land are suspected or confirmed to be dangerous.") % {"m2": grouped(found.open_m2)}
    return None


def _facts(found: Dossier) -> list[list[str]]:
    sheet = found.sheet
    facts = [
        [_("Code"), sheet.code],
        [_("Name"), sheet.name or _("none")],
        [_("Contamination"), str(trade.word(trade.CONTAMINATION, sheet.contamination))],
        [_("Unit"), sheet.unit or sheet.stated_unit or _("outside any unit")],
        [_("First entry"), day(sheet.first_on) if sheet.first_on else _("none")],
        [_("Latest entry"), day(sheet.last_on) if sheet.last_on else _("none")],
        [_("Findings"), grouped(len(sheet.findings))],
    ]
    if sheet.flag:
        facts.append([_("Marked as"), str(trade.word(trade.FLAGS, sheet.flag))])
    if sheet.closed_on:
        facts.append([_("Closed on"), day(sheet.closed_on)])
    return facts


def _entries(found: Dossier) -> list[list[str]]:
    titles = {e.number: e.document_title or e.document for e in found.sheet.entries}
    return [
        [day(s.on), f"{trade.word(trade.LINES, s.line)}: {titles.get(s.number, s.document)}", f"№ {s.number}",
         grouped(s.m2) if s.m2 or not s.unknown else "?"]
        for s in (*found.sheet.steps, *found.sheet.stated)
    ]  # fmt: skip


def _point(p: TurningPoint) -> list[str]:
    name = f"{p.number}" + (f" ({p.part})" if p.part > 1 else "")
    return [name, f"{p.easting:.2f}", f"{p.northing:.2f}", f"{p.bearing_deg:.1f}°", f"{p.distance_m:.1f}"]


def _points_note(found: Dossier) -> str:
    system = found.system
    if system is None:
        return ""
    note = _(
        "%(name)s (EPSG:%(epsg)s), by %(operation)s. Bearings are from grid north. Computed from the perimeter as booked: "
        "no better than the survey it came from. In brackets: the part of the perimeter, where it has several."
    )
    return note % {"name": system.name, "epsg": system.epsg, "operation": system.operation}


def _certificate(found: Dossier) -> list[list[str]]:
    """Rows of the certificate: what is known is filled in, what people must say is left to be written."""
    released = ", ".join(f"{_account(a).lower()} {grouped(found.m2[a])} m²" for a in ACCOUNTS if found.m2.get(a))
    closed, handed, controlled = found.sheet.closed_on, found.handed_over, found.controlled
    return [
        [_("Certificate number"), handed.document if handed else ""],
        [_("Land"), f"{found.sheet.code} {found.sheet.name}, {found.sheet.unit or found.sheet.stated_unit}".strip(" ,")],
        [_("What was done"), released],
        [_("Depth of clearance"), ""],
        [_("Closed on"), day(closed) if closed else ""],
        [_("Handed over on"), day(handed.on) if handed else ""],
        [_("Handed over to"), str(trade.word(trade.RECEIVERS, handed.receiver)) if handed else ""],
        [_("Quality control"), f"{trade.word(trade.RESULTS, controlled.result)}, {day(controlled.on)}" if controlled else ""],
        [_("Residual risk"), _("All reasonable effort was made. No land is free of every risk: report anything suspicious.")],
        [_("Not included"), ""],
    ]  # fmt: skip


def _no_certificate(found: Dossier) -> str:
    if found.all_released:
        return _("Not to be handed over yet: the hazard has not been closed.")
    return _("Not to be handed over: the accounts do not say that all of this land is released.")
