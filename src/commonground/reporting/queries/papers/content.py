"""A content as people read it, in the language in force: names instead of codes, figures as the language writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from commonground.core.figures.catalogue import FIGURES
from commonground.places import queries as places
from commonground.reporting.queries.lines import WHOLE, Place, beside, columns
from commonground.ui import figures
from commonground.ui.numbers import day, grouped, km2
from commonground.ui.trade import CONTAMINATION, word

Values = Mapping[str, int | None]
SCRIPTS = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}
TITLES = {
    "unit": lazy("By unit"),
    "operator": lazy("By operator"),
    "donor": lazy("By donor"),
    "method": lazy("By method"),
    "contamination": lazy("By type of contamination"),
    "year": lazy("By year"),
    "month": lazy("By month"),
}
FIRST = {
    "unit": lazy("Unit"),
    "operator": lazy("Operator"),
    "donor": lazy("Donor"),
    "method": lazy("Method"),
    "contamination": lazy("Contamination"),
    "year": lazy("Year"),
    "month": lazy("Month"),
}
SHARES = ("share.cancelled", "share.reduced", "share.cleared", "share.confirmed", "share.released")
COUNTS = (
    "hazards.open",
    "hazards.confirmed",
    "hazards.suspected",
    "hazards.released",
    "entries.booked",
    "documents.booked",
)
MORE = ("land.came-in", "land.released", "land.cleared-total", "land.hazards-sum", "land.with-stated")


def table(content: Mapping[str, Any], by: str) -> Mapping[str, Any] | None:
    """The table along an axis; None where the content has none."""
    return next((t for t in content["tables"] if t["by"] == by), None)


def whole(content: Mapping[str, Any]) -> Values:
    """The figures of the whole: of the table by unit, else of whichever table has a total with balances."""
    totals = [t["total"] for t in content["tables"] if t["total"]]
    units = table(content, "unit")
    if units is not None and units["total"]:
        return units["total"]
    return next((t for t in totals if t.get("land.closing") is not None), totals[0] if totals else {})


def unit_names(content: Mapping[str, Any]) -> dict[str, str]:
    """Names of units in the language and script in force, where these books have them, by the code of the unit."""
    language = get_language() or "en"
    level = content["question"]["level"]
    prefix = f"unit:{level}:"
    found = places.names(SCRIPTS.get(language, language))
    return {key.removeprefix(prefix): name for key, name in found.items() if key.startswith(prefix)}


def row_name(by: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a row is of."""
    if by == "unit":
        return names.get(row["key"], row["name"]) if row["key"] else _("outside any unit")
    if not row["key"]:
        return _("not said")
    return str(word(CONTAMINATION, row["key"])) if by == "contamination" else row["name"]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row as it is printed: a figure for each column, as written."""

    key: str
    name: str
    cells: Sequence[str]
    values: Sequence[int | None] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A table as it is printed: the lines of the balance, and open land at the end in km² as well."""

    by: str
    title: str
    first: str
    places: Sequence[Place]
    heads: Sequence[str]
    rows: Sequence[PrintedRow]
    total: PrintedRow | None
    note: str = ""


def printed(content: Mapping[str, Any], by: str) -> Printed | None:
    """A table of the content for print; None where there is none, or nothing in it."""
    found = table(content, by)
    if found is None or not found["rows"]:
        return None
    rows = [row["values"] for row in found["rows"]] + ([found["total"]] if found["total"] else [])
    shown = columns(rows) or [Place("land.released")]
    last = Place("land.closing") if shown[-1].code == "land.closing" else None
    names = unit_names(content) if by == "unit" else {}

    def row(key: str, name: str, values: Values) -> PrintedRow:
        figured = [place.value(values) for place in shown]
        cells = [figures.NO_FIGURE if v is None else grouped(v) for v in figured]
        return PrintedRow(key, name, [*cells, km2(last.value(values) or 0)] if last else cells, figured)

    total = row("", _("Together"), found["total"]) if found["total"] else None
    note = (
        ""
        if found["adds_up"] or not found["total"]
        else _("These need not make the whole: land of two types is in both.")
    )
    heads = [f"{figures.short(place.code)}, m²" for place in shown] + (
        [f"{figures.short('land.closing')}, km²"] if last else []
    )
    return Printed(
        by, str(TITLES[by]), str(FIRST[by]), shown, heads,
        [row(r["key"], row_name(by, r, names), r["values"]) for r in found["rows"]], total, note,
    )  # fmt: skip


def tables(content: Mapping[str, Any]) -> list[Printed]:
    """Every table of the content, in its order."""
    made = [printed(content, t["by"]) for t in content["tables"]]
    return [t for t in made if t is not None]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line of the whole by class: confirmed, suspected, together in m², together in km²."""

    label: str
    cells: Sequence[str]
    level: int
    sum: bool


def statement_heads() -> list[str]:
    return [_("Confirmed, m²"), _("Suspected, m²"), _("Together, m²"), _("Together, km²")]


def statement(content: Mapping[str, Any]) -> list[StatementRow]:
    """The whole from opening to closing, every line of the identity."""
    values, out = whole(content), []
    for line in WHOLE:
        found = [place.value(values) for place in line.places]
        cells = [figures.NO_FIGURE if v is None else grouped(v) for v in found]
        if found:
            cells.append(figures.NO_FIGURE if found[-1] is None else km2(found[-1]))
        out.append(StatementRow(str(line.label), cells, line.level, line.sum))
    return out


Lines = list[tuple[str, str]]


def more(content: Mapping[str, Any]) -> list[tuple[str, Lines]]:
    """What stands beside the statement: what is reckoned from it, what has no perimeter, what was counted."""
    values = whole(content)
    heaps = [
        (str(title), [(str(label), measured(code, values[code])) for label, code in some])
        for title, some in beside(values)
    ]
    return [*heaps, *reckoned(content)]


def reckoned(content: Mapping[str, Any]) -> list[tuple[str, Lines]]:
    """What is made of other figures, and what was counted."""
    values = whole(content)
    heaps = ((_("Reckoned from it"), MORE), (_("Shares"), SHARES), (_("Counted"), COUNTS))
    out = [(title, [(figures.name(c), measured(c, values[c])) for c in codes if c in values]) for title, codes in heaps]
    return [(title, some) for title, some in out if some]


def measured(code: str, value: int | None) -> str:
    """A figure with its unit of measure."""
    written = figures.written(code, value)
    unit = FIGURES[code].unit.value if code in FIGURES else ""
    return f"{written} {'m²' if unit == 'm2' else unit}" if unit in ("m2", "m") and value is not None else written


def facts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the figures are an answer to: both dates first."""
    question, catalogue, programme = content["question"], content["catalogue"], content["programme"]
    start, end = date.fromisoformat(question["from"]), date.fromisoformat(question["to"])
    plane = programme.get("plane", {})
    said = [
        (_("Programme"), f"{programme['name']} ({programme['code']})"),
        (_("Period"), f"{day(start)} – {day(end)}"),
        (_("As of"), day(end)),
        (_("As known at ledger number"), grouped(question["known"])),
        (_("Units"), _("level %(level)s, edition %(edition)s") % {"level": question["level"], "edition": question["edition"]}),
        (_("Edition of the figures"), f"{catalogue['edition']} (SHA-256 {catalogue['sha256'][:16]}…)"),
    ]  # fmt: skip
    if plane:
        said.append((_("Measured in"), f"{plane['code']}: {plane['pipeline']}"))
    return said


def notice() -> str:
    """What has to stand on every paper of a country that does not exist."""
    return (
        _("This country is invented. Nothing here says anything about real land.")
        if places.programme().invented
        else ""
    )


def dates(content: Mapping[str, Any]) -> str:
    """Both dates in one line, for the foot of every page."""
    question = content["question"]
    return _("as of %(day)s, as known at ledger number %(number)s") % {
        "day": day(date.fromisoformat(question["to"])), "number": grouped(question["known"]),
    }  # fmt: skip
