"""The gallery: every component of the product, with invented figures, in its good and its broken states."""

from datetime import UTC, date, datetime
from math import cos, pi, sin

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from commonground.core.decisions import no
from commonground.core.findings import Finding, Severity
from commonground.ui import parts, sentences

SHEETS = {
    "frame": "Frame and words",
    "figures": "Figures and pictures",
    "tables": "Tables and statements",
    "forms": "Forms and dialogs",
    "states": "States, findings, history",
    "maps": "Maps",
}

sentences.register(
    {
        "gallery.overlap": "The perimeter overlaps {other} by {m2} m².",
        "gallery.number": "The device count {number} is above what the clearance report says.",
        "gallery.date": "The completion report is dated {on}, before the survey.",
        "gallery.release": "Only the quality officer of this programme may release land.",
    }
)


class SampleForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(label="Name of the area", help_text="As people on the spot call it, in any script.")
    area = forms.IntegerField(label="Area", help_text="As measured on the ground, not computed.", min_value=1)
    on = forms.DateField(label="Surveyed on", widget=forms.DateInput(attrs={"type": "date"}))
    method = forms.ChoiceField(label="Method", choices=[("nts", "Non-technical survey"), ("ts", "Technical survey")])
    fenced = forms.BooleanField(label="The area is marked on the ground", required=False)
    marks = forms.ChoiceField(
        label="Marked with",
        choices=[("signs", "Signs"), ("tape", "Tape"), ("fence", "A fence")],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(label="Remarks", widget=forms.Textarea(attrs={"rows": 3}), required=False)


def _area(code: str, state: str, x: float, y: float, size: float, **more: object) -> dict:
    corners = [
        [
            round(x + size * (1 + 0.25 * sin(3 * a + x)) * cos(a), 5),
            round(y + 0.7 * size * (1 + 0.2 * cos(2 * a)) * sin(a), 5),
        ]
        for a in (2 * pi * n / 22 for n in range(22))
    ]
    return {
        "type": "Feature",
        "properties": {"code": code, "state": state, **more},
        "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
    }


def _place(code: str, state: str, x: float, y: float, **more: object) -> dict:
    point = {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "properties": {"code": code, "state": state, **more}, "geometry": point}


def features() -> dict:
    """An invented valley with one area of each state, two places without a perimeter, and one finding."""
    areas = [
        _area("HA-0001", "confirmed", 17.20, 44.30, 0.012),
        _area("HA-0002", "suspected", 17.26, 44.31, 0.018),
        _area("HA-0003", "reduced", 17.235, 44.275, 0.010),
        _area("HA-0004", "cancelled", 17.17, 44.275, 0.012),
        _area("HA-0005", "cleared", 17.30, 44.28, 0.010),
        _area("HA-0006", "unknown", 17.315, 44.31, 0.008),
        _area("HA-0007", "confirmed", 17.275, 44.265, 0.006, work="worked"),
        _area("HA-0008", "none", 17.205, 44.262, 0.006),
        _area("HA-0009", "suspected", 17.15, 44.31, 0.00008),
    ]
    finding = _place("HA-0002", "", 17.268, 44.318, kind="finding", severity="error")
    places = [
        _place("HA-0010", "suspected", 17.24, 44.25),
        _place("HA-0011", "confirmed", 17.16, 44.25),
        finding,
    ]
    return {"type": "FeatureCollection", "features": [*areas, *places]}


def _table(empty: bool = False, caption: str = "Hazards in Sarsan") -> parts.Table:
    columns = [
        parts.Column("Hazard", "code", sort="code"),
        parts.Column("Place", sort="place"),
        parts.Column("State", "status", sort="state"),
        parts.Column("Area", "m2", "m²", sort="area"),
        parts.Column("Devices", "count"),
        parts.Column("Surveyed", "day", sort="on", priority=2),
        parts.Column("Finding", "severity", priority=2),
    ]
    states = ["confirmed", "suspected", "reduced", "cancelled", "cleared", "unknown"]
    names = [
        "Gornji Šibar",
        "Доњи Шибар",
        "وادي الزيتون",
        "Brod kod starog mlina na Crnoj rijeci iznad Velikog Polja",
        "Krš",
        "",
    ]
    rows = [
        parts.Row(
            [
                f"HA-{number + 1:04}",
                names[number % 6],
                states[number % 6],
                None if number % 7 == 3 else 1234 * (number + 1) ** 3,
                None if number % 5 == 4 else number * 3,
                None if number % 6 == 5 else date(2024, 1 + number, 3 + number),
                ("", "note", "doubt", "error")[number % 4] or "note",
            ],
            href="#row",
            selected=number == 2,
        )
        for number in range(9)
    ]
    foot = [parts.Row(["Together", "", "", 2_498_850, 87, "", ""])]
    nothing = parts.Empty(
        "No hazards yet",
        "Import a survey file, or draw the first area on the map.",
        "#import",
        "Import a file",
    )
    return parts.Table(
        caption,
        columns,
        [] if empty else rows,
        [] if empty else foot,
        "-area",
        nothing,
        name="gallery",
    )


def _samples() -> dict:
    statement = parts.Statement(
        "Statement of contaminated land, Sarsan, 2024",
        ["Confirmed", "Suspected", "Together"],
        [
            parts.Line("At the start of 2024", [12_345_678, 40_120_000, 52_465_678], 1, True, "#s"),
            parts.Line("Found in the year", [], 0),
            parts.Line("Newly discovered", [250_000, 1_200_000, 1_450_000], 2, href="#s"),
            parts.Line("Confirmed from suspected", [900_000, -900_000, 0], 2),
            parts.Line("Released in the year", [], 0),
            parts.Line("Cancelled", [0, -3_000_000, -3_000_000], 2),
            parts.Line("Reduced", [-410_000, -120_000, -530_000], 2),
            parts.Line("Cleared", [-1_204_500, None, -1_204_500], 2, note="one report without a figure"),
            parts.Line("At the end of 2024", [11_881_178, 37_300_000, 49_181_178], 1, True, "#s"),
        ],
        source="From 412 entries of the ledger, the last on 14 January 2025.",
    )
    balance = parts.Balance(
        "From 2023 to 2024",
        52_465_678,
        [
            parts.Part("Discovered", "suspected", 1_450_000),
            parts.Part("Cancelled", "cancelled", -13_000_000),
            parts.Part("Reduced", "reduced", -5_530_000),
            parts.Part("Cleared", "cleared", -4_204_500),
        ],
        30_000_000,
        "Land with a hazard fell from 52.47 to 30.00 km². The movements booked explain all but 1.18 km².",
    )
    values = [88.2, 84.0, 79.6, None, 71.3, 66.0, 61.9, 57.2, 52.5, 30.0]
    series = parts.Series(
        "Land with a hazard at the end of each year",
        [parts.Point(str(2015 + n), value, n == 2) for n, value in enumerate(values)],
        description="From 88.2 km² in 2015 to 30.0 km² in 2024; 2018 is unknown, 2017 estimated.",
    )
    wrong = SampleForm({"name": "", "area": "-3", "on": "2024-31-12", "method": "nts"})
    wrong.is_valid()
    return {
        "figures": [
            parts.Figure("Confirmed", 12_345_678, "km2", "#f"),
            parts.Figure("Suspected", 40_120_000, "km2", "#f", unknown=14),
            parts.Figure("Hazards", 1_204, "count", "#f"),
            parts.Figure("Land without a survey", None, "km2", note="no district has reported"),
        ],
        "table": _table(),
        "narrow_table": _table(caption="The same in a narrow place"),
        "empty_table": _table(empty=True),
        "statement": statement,
        "balance": balance,
        "series": series,
        "chips": [
            parts.Chip("in Sarsan", "#c"),
            parts.Chip("confirmed or suspected", "#c"),
            parts.Chip("larger than 10,000 m²", "#c"),
        ],
        "pager": parts.Pager(51, 100, 1_204, "#p", "#n"),
        "tabs": [
            parts.Tab("Books", "#", True),
            parts.Tab("Entries", "#", count=14),
            parts.Tab("Findings", "#", count=3),
            parts.Tab("Files", "#", count=0),
        ],
        "findings": [
            Finding("gallery.overlap", Severity.ERROR, "HA-0002", {"other": "HA-0007", "m2": 12_304}),
            Finding("gallery.date", Severity.DOUBT, "HA-0005", {"on": "2024-03-01"}),
            Finding("gallery.number", Severity.NOTE, "HA-0001", {"number": 44}),
            Finding("gallery.without-a-sentence", Severity.NOTE, "HA-0001"),
        ],
        "progress": [
            parts.Progress("Reading sarsan-2024.xlsx", 12_400, 60_312, "#later"),
            parts.Progress("Looking for overlaps"),
        ],
        "legend": [
            parts.Swatch(state, 12 * (n + 1), 1_230_000 * n or None) for n, state in enumerate(parts.LAND_STATES)
        ],
        "events": [
            parts.Event(
                date(2024, 5, 14),
                "Cleared",
                "D. Hadžić, quality officer",
                "12,304 m² by manual clearance",
                "#",
                1_234,
                "cleared",
            ),
            parts.Event(
                datetime(2024, 4, 2, 9, 30, tzinfo=UTC),
                "Confirmed by technical survey",
                "M. Ilić",
                "",
                "",
                1_180,
                "confirmed",
            ),
            parts.Event(None, "Suspected after an accident", "", "Day of the report not known", "", 1_002, "suspected"),
        ],
        "form": SampleForm(),
        "wrong_form": wrong,
        "decision": no("gallery.release"),
        "map": parts.MapView("Hazards of an invented valley", features=features(), selected="HA-0002"),
        "small_map": parts.MapView("Where HA-0001 is", features=features(), height="medium", legend=False),
        "draw_map": parts.MapView("Map to draw on", features=features(), height="medium", legend=False),
        "odd": {
            "m2": 1_234_567,
            "none": None,
            "text": "",
            "days": date(2024, 12, 31),
            "moment": datetime(2024, 12, 31, 17, 5, tzinfo=UTC),
        },
    }


def gallery(request: HttpRequest, sheet: str = "frame") -> HttpResponse:
    """One sheet of samples; `?theme=dark` and `?language=ar` show it as other readers see it."""
    if sheet not in SHEETS:
        raise Http404
    language = request.GET.get("language", "")
    known = language if translation.check_for_language(language) else translation.get_language()
    with translation.override(known):
        tabs = [parts.Tab(label, f"/gallery/{name}/", name == sheet) for name, label in SHEETS.items()]
        theme = request.GET.get("theme") if request.GET.get("theme") in ("light", "dark") else ""
        context = {"sheet": sheet, "label": SHEETS[sheet], "sheets": tabs, "theme": theme, **_samples()}
        return render(request, "ui/gallery.html", context)
