"""The catalogue: every figure that the system prints, with its formula, its source, and how it may be checked."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.core.figures import casualties, catalogue, devices, education
from commonground.core.figures.definitions import ROUNDING, Nature, Unit, as_data
from commonground.core.identifiers import searchable
from commonground.core.tables.escape import csv_bytes
from commonground.ui import devices as device_words
from commonground.ui import figures, parts
from commonground.ui import people as people_words

HEAD = (
    "code",
    "name",
    "column",
    "unit",
    "nature",
    "formula",
    "source",
    "unknowns",
    "rounding",
    "edition",
    "adds_up",
    "hxl",
)
OTHERS: dict[str, Any] = {
    "devices": devices,
    "casualties": casualties,
    "education": education,
}  # catalogues of their own


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All figures, or those that are looked for: as a page, as CSV, as JSON."""
    text, unit, nature = (request.GET.get(name, "")[:80].strip() for name in ("q", "unit", "nature"))
    found = [d for d in map(_whole, catalogue.FIGURES.values()) if _is_asked(d, searchable(text), unit, nature)]
    kind = request.GET.get("format", "")
    if kind == "csv":
        response = HttpResponse(
            csv_bytes(HEAD, [[_plain(d, name) for name in HEAD] for d in found]), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
        return response
    if kind == "json":
        said = {
            "edition": catalogue.EDITION,
            "sha256": catalogue.digest(),
            "figures": [as_data(catalogue.FIGURES[d["code"]]) for d in found],
            **{
                name: {
                    "edition": of.EDITION,
                    "sha256": of.digest(),
                    "figures": [d.as_data() for d in of.FIGURES.values()],
                }
                for name, of in OTHERS.items()
            },
        }
        return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 2})
    context = {
        "table": _table(found),
        "people": []
        if text or unit or nature
        else [(_people(of), of.EDITION, of.digest()) for of in (casualties, education)],
        "devices": None if text or unit or nature else _devices(),
        "devices_edition": devices.EDITION,
        "devices_digest": devices.digest(),
        "devices_unknowns": device_words.UNKNOWNS,
        "count": len(found),
        "all": len(catalogue.FIGURES),
        "edition": catalogue.EDITION,
        "digest": catalogue.digest(),
        "asked": {"q": text, "unit": unit, "nature": nature},
        "units": [(u.value, figures.unit(u.value)) for u in Unit],
        "roundings": [(figures.unit(u.value), figures.rounding(ROUNDING[u])) for u in Unit],
        "natures": [(n.value, figures.nature(n.value)) for n in Nature],
    }
    return TemplateResponse(request, "reporting/figures.html", context)


def _whole(definition: Any) -> dict[str, Any]:
    return {**as_data(definition), "column": definition.column, "said": figures.name(definition.code)}


def _is_asked(d: dict[str, Any], text: str, unit: str, nature: str) -> bool:
    """By code, column or name, in any script, in English as well."""
    known = searchable(" ".join((d["code"], d["column"], d["name"], d["said"])))
    return (not text or text in known) and unit in ("", d["unit"]) and nature in ("", d["nature"])


def _plain(d: dict[str, Any], name: str) -> Any:
    return figures.formula(d) if name == "formula" else d["said"] if name == "name" else d[name]


def _devices() -> parts.Table:
    """The figures about devices, a row for each line: each is there for every kind and every book."""
    kinds = ", ".join(str(word) for word in device_words.KINDS.values())
    columns = [
        parts.Column(_("Figure")), parts.Column(_("Code")), parts.Column(_("How it stands to time")),
        parts.Column(_("Of each kind"), priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row(
            [
                device_words.LINES[d.line],
                format_html('<code dir="ltr">{}</code>', d.code),
                figures.nature(d.nature.value),
                kinds,
            ]
        )
        for d in devices.FIGURES.values()
        if d.kind is None and not d.book
    ]
    return parts.Table(_("Figures about ordnance"), columns, rows)


def _people(of: Any) -> parts.Table:
    """The figures of a catalogue about people."""
    columns = [
        parts.Column(_("Figure")), parts.Column(_("Code")), parts.Column(_("Measure")), parts.Column(_("Unknowns"), priority=2),
        parts.Column(_("Edition"), "count", priority=2),
    ]  # fmt: skip
    rows = [
        parts.Row([
            people_words.name(d.code), format_html('<code dir="ltr">{}</code>', d.code), figures.unit(str(d.as_data()["unit"])),
            people_words.unknowns(str(d.as_data()["unknowns"])), d.edition,
        ])
        for d in of.FIGURES.values()
    ]  # fmt: skip
    return parts.Table(
        _("Figures about casualties") if of is casualties else _("Figures about risk education"), columns, rows
    )


def _table(found: list[dict[str, Any]]) -> parts.Table:
    columns = [
        parts.Column(_("Figure")),
        parts.Column(_("Measure")),
        parts.Column(_("How it is reckoned")),
        parts.Column(_("Source")),
        parts.Column(_("Unknowns")),
        parts.Column(_("Edition"), "count"),
    ]
    rows = [
        parts.Row([
            format_html('{} <code class="hint" dir="ltr">{}</code>', d["said"], d["code"]), figures.unit(d["unit"]), figures.formula(d),
            figures.source(d["source"]), figures.unknowns(d["unknowns"]), d["edition"],
        ])
        for d in found
    ]  # fmt: skip
    empty = parts.Empty(
        _("No figure is called so"), _("Look for a part of a name or of a code, such as “released” or “land.new”.")
    )
    return parts.Table(_("Figures"), columns, rows, empty=empty)
