"""The density of contamination by unit: two maps, their table, and both as files."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.refusals import NotThere
from commonground.core.tables.escape import csv_bytes
from commonground.places import queries as places
from commonground.reporting.queries import density as found_in
from commonground.reporting.queries.density import Density, Thick
from commonground.reporting.views.addresses import timed
from commonground.ui import parts
from commonground.ui.numbers import grouped
from commonground.ui.paper import png
from commonground.ui.pictures.bars import Words
from commonground.ui.pictures.choropleth import Area, MapWords, choropleth
from commonground.ui.pictures.svg import Picture

HEAD = ("unit", "name", "unit_m2", "open_m2", "hazards", "m2_per_km2", "hazards_per_100_km2", "as of", "as known at", "edition of the units")  # fmt: skip
KINDS = ("svg", "png", "csv")
LAND, HAZARDS = "density-land", "density-hazards"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Recorded hazards by the area of the unit they lie in; whole country only, since part of it would be another map."""
    for permission in ("reporting.see", "land.see"):
        require(request.viewer.may(permission, unit=""))
    levels = sorted({u.level for u in places.units()})
    level = next((n for n in levels if str(n) == request.GET.get("level")), levels[0] if levels else 1)
    found = found_in.density_of(request.times.on or timezone.localdate(), request.times, level) if levels else None
    drawn = _pictures(found) if found else []
    if kind := request.GET.get("format"):
        return _file(request, found, drawn, kind)
    context = {
        "found": found,
        "pictures": [_shown(request, one, level) for one in drawn],
        "table": _table(found) if found else None,
        "levels": [
            parts.Tab(_("Level %(level)s") % {"level": n}, timed(request.path, request.times, level=n), n == level)
            for n in levels
        ],
        "head": request.times.known,
    }
    return TemplateResponse(request, "reporting/density.html", context)


def _pictures(found: Density) -> list[Picture]:
    """The same units twice: by square metres, and by hazards."""
    land = _map(found, LAND, _("Open land per km² of the unit, m²"), _("m² · units"), lambda u: u.land, grouped)
    hazards = _map(
        found, HAZARDS, _("Open hazards per 100 km² of the unit"), _("hazards · units"), lambda u: u.tenths, _tenths
    )
    return [land, hazards]


def _tenths(value: int) -> str:
    return grouped(value / 10, 1)


def _map(
    found: Density,
    name: str,
    title: Any,
    measure: Any,
    of: Callable[[Thick], int | None],
    write: Callable[[int], str],
) -> Picture:
    areas = [
        Area(u.code, u.name, u.outline.rings if u.outline else (), u.outline.inside if u.outline else (0, 0), of(u))
        for u in found.units
    ]
    most = max((u for u in found.units if of(u)), key=lambda u: of(u) or 0, default=None)
    told = _("Thickest in %(unit)s: %(number)s.") % {"unit": most.name, "number": write(of(most) or 0)} if most else ""
    legend = MapWords(str(_("none")), str(_("no figure")), str(_("North")), str(measure))
    made = choropleth(areas, Words(str(title), str(told), head=[str(_("Unit")), str(title)]), legend, name, write=write)
    return replace(made, rows=[[u.name, of(u)] for u in found.units])


def _shown(request: HttpRequest, picture: Picture, level: int) -> dict[str, Any]:
    files = [
        (kind, timed(request.path, request.times, level=level, format=kind, picture=picture.name))
        for kind in KINDS
        if kind != "csv"
    ]
    return {"picture": picture, "svg": mark_safe(picture.svg), "files": files}  # noqa: S308 - drawn by us, its words escaped


def _table(found: Density) -> parts.Table:
    columns = [
        parts.Column(_("Unit")), parts.Column(_("Area of the unit"), "km2", "km²", priority=2), parts.Column(_("Open land"), "m2", "m²"),
        parts.Column(_("Open hazards"), "count"), parts.Column(_("m² per km²"), "count"),
        parts.Column(_("Hazards per 100 km²"), "count"),
    ]  # fmt: skip
    rows = [
        parts.Row([u.name, u.unit_m2, u.open_m2, u.hazards, u.land, _written(u.tenths)])
        for u in sorted(found.units, key=lambda u: (-(u.land or 0), u.code))
    ]
    return parts.Table(_("Density of contamination"), columns, rows, statement=True)


def _written(tenths: int | None) -> Any:
    return None if tenths is None else format_html('<span class="number">{}</span>', _tenths(tenths))


def _file(request: HttpRequest, found: Density | None, drawn: list[Picture], kind: str) -> HttpResponse:
    """One of the maps as it is drawn or as dots; or the table. Raises NotThere."""
    picture = next((p for p in drawn if p.name == request.GET.get("picture")), None)
    if found is not None and kind == "csv":
        known = request.times.known
        rows = [
            [u.code, u.name, u.unit_m2, u.open_m2, u.hazards, u.land, "" if u.tenths is None else f"{u.tenths / 10:.1f}",
             found.on.isoformat(), "" if known is None else known, found.edition.number]
            for u in found.units
        ]  # fmt: skip
        response, name = HttpResponse(csv_bytes(HEAD, rows), content_type="text/csv; charset=utf-8"), "density"
    elif picture is not None and kind in ("svg", "png"):
        name = picture.name
        response = (
            HttpResponse(png(picture.svg), content_type="image/png")
            if kind == "png"
            else HttpResponse(picture.svg, content_type="image/svg+xml")
        )
    else:
        raise NotThere("reporting.picture.not-there", name=request.GET.get("picture", "")[:40])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
