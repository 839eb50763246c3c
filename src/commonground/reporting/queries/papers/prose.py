"""The sections of a content: what people wrote and what records filled, paragraph by paragraph of a treaty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commonground.core.treaty.forms import WHOM
from commonground.disclosure.queries import treaty
from commonground.ui import figures
from commonground.ui.devices import KINDS, told
from commonground.ui.trade import CONTAMINATION, word


@dataclass(frozen=True, slots=True)
class Part:
    """A text, a table or both; what was confirmed to be nothing says so."""

    title: str
    lines: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]  # what the row is of comes first


@dataclass(frozen=True, slots=True)
class Section:
    """A section by its paragraph of the treaty, with a line about it for who compares forms."""

    title: str
    note: str
    parts: Sequence[Part]


def sections(content: Mapping[str, Any]) -> list[Section]:
    """Every section, in its order; parts that nobody had to fill and nobody did are left out."""
    return [
        Section(_title(s), _note(s), [_part(p) for p in s.get("parts", ()) if p["state"] != "empty"])
        for s in content["sections"]
    ]


def _title(section: Mapping[str, Any]) -> str:
    return ": ".join(x for x in (section.get("treaty", ""), _in_language(section.get("title", ""))) if x)


def _in_language(text: str) -> str:
    """A heading of a form: its words are in the catalogue, wherever the forms are told in words."""
    return _(text) if text else ""


def _note(section: Mapping[str, Any]) -> str:
    letters = section.get("letters", {})
    said = [
        _("form %(letter)s of 1999") % {"letter": letters["1999"]} if letters.get("1999") else "",
        pgettext("section", "voluntary, left empty")
        if all(p["state"] == "empty" for p in section.get("parts", ()))
        else "",
        _("unchanged since last time") if section.get("claimed_unchanged") and not section.get("changed") else "",
    ]
    return ", ".join(x for x in said if x)


def _part(part: Mapping[str, Any]) -> Part:
    columns = columns_of(part)
    lines = [line for line in part["text"].splitlines() if line.strip()]
    if part["state"] == "nil":
        lines.append(pgettext("section", "nil, confirmed"))
    if part["state"] in ("missing", "carried"):
        lines.append(pgettext("section", "missing"))
    if release := part.get("release"):
        lines.append(_released(release))
    found = [[_name(part, row), *_cells(columns, row)] for row in part["rows"]]
    if part["total"]:
        found.append([_("Together"), *_cells(columns, part["total"])])
    heads = ["", *(_in_language(c["title"]) for c in columns)] if found else []
    return Part(_in_language(part["title"]), lines, heads, found)


def columns_of(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The columns that are shown: the figure of a plan stands in the name of the row."""
    return [c for c in part["columns"] if part["by"] != "plan" or c["key"] != "figure"]


def _released(release: Mapping[str, Any]) -> str:
    said = _("Release %(number)s") % {"number": release["number"]}
    if release["rounded"]:
        return f"{said}. {_('Rounded: every figure for itself, so they need not add up.')}"
    return f"{said}. {_('True totals, opened by name for a treaty.')}"


def _name(part: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """What a row is of; rows that people write are numbered."""
    by = part["by"]
    if by in ("people", "sessions"):
        dimension = WHOM[part["key"]].by if by == "people" else "method"
        return str(treaty.named(dimension, row["key"])) if row["key"] else _("Together")
    if by == "rows":
        return str(int(row["key"]) + 1)
    if by == "plan":
        return f"{row['name']} · {figures.short(str(row['cells'].get('figure')))}"
    if by == "contamination":
        return str(word(CONTAMINATION, row["key"]))
    if by == "unit" and row["key"] in ("", "outside"):
        return _("outside any unit")
    if by == "devices" and row["key"]:
        return str(word(KINDS, row["key"]))
    if by == "method" and not row["key"]:
        return _("not said")
    return row["name"] or _("the whole")


def _cells(columns: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> list[str]:
    found = [(c["figure"], _told(c["key"], row["cells"].get(c["key"]))) for c in columns]
    return [
        figures.written(code, value) if value is None or isinstance(value, int) else str(value) for code, value in found
    ]


def _told(column: str, value: Any) -> Any:
    return treaty.signed(value) if column == "people" else told(column, value)
