"""Casualties: figures, tables and pictures by year, sex and age, activity, device and unit. For work inside: they are exact."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.decisions import require
from commonground.core.figures.casualties import FIGURES, value
from commonground.core.geometry.outline import outlined
from commonground.core.incidents.casualties import Casualties
from commonground.core.incidents.near import BANDS_M
from commonground.core.tables.escape import csv_bytes
from commonground.incidents import messages as words
from commonground.incidents.access import accidents as access
from commonground.incidents.queries import distances as measured
from commonground.incidents.queries import figures
from commonground.incidents.queries.figures import Asked, Group
from commonground.places import queries as places
from commonground.ui import parts, people
from commonground.ui.numbers import grouped
from commonground.ui.pictures import stacked
from commonground.ui.pictures.bars import Stack, Words
from commonground.ui.pictures.choropleth import Area, MapWords, choropleth
from commonground.ui.pictures.svg import Picture
from commonground.ui.trade import word

HEADINGS = ("figure", "name", "value", "unit", "first year", "last year", "as of", "as known on")
SHARES = ("casualties.civilian-share", "casualties.child-share", "casualties.female-share")
OUTCOMES = (("dark", "killed"), ("middle", "injured"), ("none", "unknown"))


@require_safe
def casualty_figures(request: HttpRequest) -> HttpResponse:
    """Everything that is counted about victims, as of a day and as known on a day."""
    asked, chosen = _asked(request)
    found = figures.groups(request.viewer, asked)
    total = figures.total(found)
    if request.GET.get("format") == "csv":
        require(access.may(request.viewer, "incidents.export"))
        return _file(total, asked)
    reach = figures.years(request.viewer)
    pictures = [_by_year(found), _by_sex_and_age(found), *_by_word(found)] if total.total else []
    heat = _heat(found, chosen["level"]) if total.total and places.editions() else None
    context = {
        "figures": _figures(total, figures.accidents(request.viewer, asked)),
        "total": total,
        "shares": _shares(total),
        "pictures": [_shown(p) for p in (*pictures, heat) if p is not None],
        "empty": parts.Empty(_("Nobody was hurt, as far as is written down"), _("Enter accidents, or import a register."),
                             reverse("incidents:enter"), _("Enter an accident")),
        "chosen": chosen,
        "years": range(reach[1], reach[0] - 1, -1) if reach else (),
        "levels": sorted({u.level for u in places.units()}),
        "seen": asked.seen,
        "may_export": bool(access.may(request.viewer, "incidents.export")),
        "on": asked.on,
    }  # fmt: skip
    return TemplateResponse(request, "incidents/figures.html", context)


def _file(hurt: Casualties, asked: Asked) -> HttpResponse:
    """The figures of the catalogue by their codes, with what was asked."""
    rows = [
        [code, FIGURES[code].name, "" if (v := value(code, hurt)) is None else str(v), FIGURES[code].as_data()["unit"],
         *("" if x is None else str(x) for x in (asked.first, asked.last, asked.on, asked.seen))]
        for code in FIGURES
    ]  # fmt: skip
    response = HttpResponse(csv_bytes(HEADINGS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="casualties.csv"'
    return response


def _asked(request: HttpRequest) -> tuple[Asked, dict[str, Any]]:
    """The question as the address says it. `on` is the frame's own day; `seen` the day on which it was known."""
    first, last = (_year(request.GET.get(n, "")) for n in ("first", "last"))
    level = request.GET.get("level", "1")
    seen = _day(request.GET.get("seen", ""))
    asked = Asked(first, last, frozenset(), request.times.on, seen)
    return asked, {"first": first, "last": last, "level": int(level) if level in ("1", "2", "3") else 1, "seen": seen}


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found < timezone.localdate() else None


def _figures(hurt: Casualties, accidents: int) -> list[parts.Figure]:
    def shown(code: str, **more: Any) -> parts.Figure:
        return parts.Figure(people.name(code), value(code, hurt), **more)

    return [
        parts.Figure(_("Accidents"), accidents, href=reverse("incidents:accidents")),
        shown("casualties.total", note=_("killed, injured and unknown together")),
        shown("casualties.killed"),
        shown("casualties.injured", unknown=value("casualties.unknown", hurt) or 0),
    ]


def _shares(total: Casualties) -> list[tuple[Any, str, str]]:
    """Shares over those of whom it is known, with how many those are."""
    out: list[tuple[Any, str, str]] = []
    for share in SHARES:
        percent, part, whole = value(share, total), FIGURES[share].part, FIGURES[share].whole
        counts = f"{grouped(getattr(total, part))} / {grouped(getattr(total, whole))}"
        out.append((people.name(share), "" if percent is None else f"{grouped(percent)} %", counts))
    return out


def _series() -> list[tuple[str, str]]:
    return [(shade, str(words.OUTCOMES[code])) for shade, code in OUTCOMES]


def _parts(one: Casualties) -> list[int]:
    return [one.killed, one.injured, one.unknown]


def _head(first: Any) -> list[str]:
    return [str(first), *(str(words.OUTCOMES[code]) for _shade, code in OUTCOMES), str(_("Together"))]


def _by_year(found: Sequence[Group]) -> Picture:
    sums = figures.by(found, lambda g: g.year)
    known = sorted(y for y in sums if y is not None)
    rows = [Stack(str(y), _parts(sums.get(y, Casualties()))) for y in (range(known[0], known[-1] + 1) if known else ())]
    if None in sums:
        rows.append(Stack(str(words.UNKNOWN), _parts(sums[None])))
    most = max(known, key=lambda y: sums[y].total, default=None)
    told = (
        _("Most people were hurt in %(year)s: %(number)s.") % {"year": most, "number": grouped(sums[most].total)}
        if most
        else ""
    )
    return stacked.columns(
        rows, _series(), Words(str(_("Casualties by year")), str(told), head=_head(_("Year"))), "by-year"
    )


def _by_sex_and_age(found: Sequence[Group]) -> Picture:
    sums = figures.by(found, lambda g: (g.cell.sex, g.cell.age_class))
    rows = []
    for sex in (*words.SEXES, ""):
        for age in (*words.AGES, ""):
            if (sex, age) in sums:
                label = ", ".join(
                    str(words.NOT_ASKED if not code else word(known, code))
                    for code, known in ((sex, words.SEXES), (age, words.AGES))
                )
                rows.append(Stack(label, _parts(sums[sex, age])))
    return stacked.lines(
        rows, _series(), Words(str(_("Casualties by sex and age")), "", head=_head(_("Sex and age"))), "sex-age"
    )


def _by_word(found: Sequence[Group]) -> list[Picture]:
    """By what people were doing, and by device: the most first."""
    asked: list[tuple[str, Any, Any, dict[str, Any], Callable[[Group], str]]] = [
        ("activity", _("Casualties by activity"), _("Activity"), words.DOINGS, lambda g: g.doing),
        ("device", _("Casualties by device"), _("Device"), words.DEVICES, lambda g: g.device),
        ("status", _("Casualties by status"), _("Civilian or not"), words.STATUSES, lambda g: g.cell.status),
    ]
    out = []
    for name, title, first, known, key in asked:
        sums = figures.by(found, key)
        order = sorted(sums, key=lambda code: (-sums[code].total, code))
        rows = [Stack(str(word(known, code)) if code else str(words.NOT_ASKED), _parts(sums[code])) for code in order]
        out.append(stacked.lines(rows, _series(), Words(str(title), "", head=_head(first)), name))
    return out


def _heat(found: Sequence[Group], level: int) -> Picture | None:
    """How many people were hurt in each unit of a level. Never a point: a point may be somebody's house."""
    cards, shapes = places.shapes(level, places.edition())
    if not cards:
        return None
    upper = _at_level(level)
    sums = figures.by(found, lambda g: upper.get(g.unit, ""))
    areas = [
        Area(
            card.code,
            card.name,
            outline.rings if outline else (),
            outline.inside if outline else (0, 0),
            sums.get(card.code, Casualties()).total,
        )
        for card, outline in zip(cards, outlined(shapes), strict=True)
    ]
    nowhere = sums.get("", Casualties()).total
    told = _("%(number)s people were hurt where no unit is known.") % {"number": grouped(nowhere)} if nowhere else ""
    legend = MapWords(str(_("none")), str(_("no figure")), str(_("North")), str(_("people · units")))
    said = Words(str(_("Casualties by unit")), str(told), head=[str(_("Unit")), str(_("Casualties"))])
    made = choropleth(areas, said, legend, "heat", counts=True)
    return replace(made, rows=sorted(made.rows, key=lambda row: -(row[1] or 0)))


def _at_level(level: int) -> dict[str, str]:
    """The unit of a level that each unit lies in, by code."""
    found = {u.id: u for u in places.units()}
    out = {}
    for unit in found.values():
        top = unit
        while top.level > level and top.upper in found:
            top = found[top.upper]
        if top.level == level:
            out[unit.code] = top.code
    return out


def _shown(picture: Picture) -> dict[str, Any]:
    """A picture with its table, for a page."""
    columns = [parts.Column(name, "text" if i == 0 else "count") for i, name in enumerate(picture.head)]
    rows = [parts.Row(list(row)) for row in picture.rows]
    return {
        "picture": picture,
        "svg": mark_safe(picture.svg),  # noqa: S308 - drawn by us, its words escaped
        "table": parts.Table(picture.title, columns, rows, empty=parts.Empty("")),
    }


@require_safe
def distances(request: HttpRequest) -> HttpResponse:
    """How far accidents happened from recorded hazards and from released land."""
    found = measured.distances(request.viewer)
    labels = [str(_("inside")), *(str(_("up to %(metres)s m") % {"metres": grouped(m)}) for m in BANDS_M[1:]),
              str(_("further than %(metres)s m") % {"metres": grouped(BANDS_M[-1])})]  # fmt: skip
    drawn = []
    for name, title, some in (
        ("to-open", _("Distance of accidents to recorded hazards"), found.to_open),
        ("to-released", _("Distance of accidents to released land"), found.to_released),
    ):
        if sum(some):
            rows = [Stack(label, [count]) for label, count in zip(labels, some, strict=True)]
            head = [str(_("Distance")), str(_("Accidents")), str(_("Together"))]
            drawn.append(
                _shown(stacked.lines(rows, [("dark", str(_("Accidents")))], Words(str(title), "", head=head), name))
            )
    context = {"pictures": drawn, "found": found, "today": timezone.localdate()}
    return TemplateResponse(request, "incidents/distances.html", context)
