"""The pictures of a content: what each shows is a table of it, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonground.core.figures.catalogue import IN, OFF
from commonground.core.geometry.outline import outlined
from commonground.places import queries as places
from commonground.reporting.queries.papers import content as told
from commonground.ui import parts, words
from commonground.ui.figures import SHORT, name
from commonground.ui.numbers import grouped, km2
from commonground.ui.pictures.bars import Stack, Words, burn_down, multiples, scale_start, waterfall
from commonground.ui.pictures.choropleth import Area, MapWords, choropleth
from commonground.ui.pictures.svg import Picture

NAMES = ("waterfall", "burn-down", "map", "by-year")
YEARS = 12  # as many small pictures, the latest


def pictures(content: Mapping[str, Any]) -> list[Picture]:
    """Every picture that the content has the figures for, in the language in force."""
    made = (picture(content, name) for name in NAMES)
    return [one for one in made if one is not None]


def picture(content: Mapping[str, Any], name: str) -> Picture | None:
    """One of them by its name; None where the content has no figures for it."""
    drawn = {"waterfall": _waterfall, "burn-down": _burn_down, "map": _map, "by-year": _by_year}
    return drawn[name](content) if name in drawn else None


def _waterfall(content: Mapping[str, Any]) -> Picture | None:
    values = told.whole(content)
    opening, closing = values.get("land.opening"), values.get("land.closing")
    if opening is None or closing is None:
        return None
    moved = [(code, sign) for some, sign in ((IN, 1), (OFF, -1)) for code in some if values.get(code)]
    pieces = [
        parts.Part(SHORT[line], line if sign < 0 else "suspected", sign * (values[code] or 0))
        for code, sign in moved
        for line in (code.removeprefix("land."),)
    ]
    title = _("From opening to closing, km²")
    said = _("Open land went from %(opening)s to %(closing)s km².") % {"opening": km2(opening), "closing": km2(closing)}
    balance = parts.Balance(title, opening, pieces, closing, said)
    start = scale_start(balance)
    if start:
        said += " " + _("The scale begins at %(km2)s km², so the broken bars are longer than they look.") % {
            "km2": km2(start)
        }
    return waterfall(
        balance,
        Words(
            title,
            said,
            str(SHORT["opening"]),
            str(SHORT["closing"]),
            str(words.state("unexplained")),
            [_("Line"), _("Area, m²")],
        ),
    )


def _years(content: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = told.table(content, "year")
    return found["rows"] if found is not None else ()


def _burn_down(content: Mapping[str, Any]) -> Picture | None:
    rows = _years(content)
    if len(rows) < 2:
        return None
    codes = ("land.closing.confirmed", "land.closing.suspected")
    stacks = [Stack(row["name"], [row["values"].get(code) for code in codes]) for row in rows]
    states = [(state, str(words.state(state))) for state in ("confirmed", "suspected")]
    first, last = (row["values"].get("land.closing") or 0 for row in (rows[0], rows[-1]))
    said = _("From %(a)s km² at the end of %(first)s to %(b)s km² at the end of %(last)s.") % {
        "a": km2(first), "first": rows[0]["name"], "b": km2(last), "last": rows[-1]["name"],
    }  # fmt: skip
    head = [_("Year"), *(f"{name(code)}, m²" for code in codes), f"{name('land.closing')}, m²"]
    return burn_down(stacks, states, Words(_("Open land at the end of each year, km²"), said, head=head))


def _by_year(content: Mapping[str, Any]) -> Picture | None:
    rows = _years(content)[-YEARS:]
    if not any(row["values"].get("land.released") for row in rows):
        return None
    panels = [Stack(row["name"], [row["values"].get(code) for code in OFF]) for row in rows]
    states = [(line, str(SHORT[line])) for line in (code.removeprefix("land.") for code in OFF)]
    most = max(rows, key=lambda row: row["values"].get("land.released") or 0)
    said = _("Most was released in %(year)s: %(km2)s km². All panels are on one scale.") % {
        "year": most["name"], "km2": km2(most["values"]["land.released"]),
    }  # fmt: skip
    head = [_("Year"), *(f"{name(code)}, m²" for code in OFF), f"{name('land.released')}, m²"]
    return multiples(panels, states, Words(_("Released by method, year by year, km²"), said, head=head))


def _map(content: Mapping[str, Any]) -> Picture | None:
    found = told.table(content, "unit")
    question = content["question"]
    if found is None:
        return None
    cards, shapes = places.shapes(question["level"], question["edition"])
    outlines = {card.code: outline for card, outline in zip(cards, outlined(shapes), strict=True)}
    if not outlines:
        return None
    names = told.unit_names(content)
    areas = []
    for row in found["rows"]:
        outline = outlines.get(row["key"])
        areas.append(
            Area(
                row["key"], told.row_name("unit", row, names), outline.rings if outline else (), outline.inside if outline else (0, 0),
                row["values"].get("land.closing"),
            )
        )  # fmt: skip
    known = [a for a in areas if a.m2]
    said = _("Open land lies in %(number)s of %(all)s units.") % {
        "number": grouped(len(known)),
        "all": grouped(len(areas)),
    }
    if known:
        most = max(known, key=lambda a: a.m2 or 0)
        said += " " + _("Most of it lies in %(unit)s: %(km2)s km².") % {"unit": most.name, "km2": km2(most.m2 or 0)}
    head = [str(told.FIRST["unit"]), f"{name('land.closing')}, m²"]
    legend = MapWords(_("none"), _("no figure"), _("North"), _("km² · units"))
    return choropleth(areas, Words(_("Open land at the end, by unit, km²"), said, head=head), legend)
