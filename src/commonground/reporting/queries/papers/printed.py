"""A content as a PDF for print, in one language or in two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language_bidi, ngettext, override
from django.utils.translation import gettext as _

from commonground.reporting.queries.papers import content as told
from commonground.reporting.queries.papers import explained, prose
from commonground.reporting.queries.papers.pictures import pictures
from commonground.ui import paper
from commonground.ui.numbers import grouped

TEMPLATE = Path(__file__).resolve().parents[2] / "papers" / "publication.typ"


def pdf(content: Mapping[str, Any], languages: Sequence[str]) -> bytes:
    """The PDF; of two languages the first is the one that the page runs with."""
    says, drawn = [], {}
    for language in languages:
        with override(language):
            some = pictures(content)
            said = _said(content) | {"captions": [[p.title, p.description] for p in some]}
            says.append(paper.isolated(said) if get_language_bidi() else said)
            says[-1] |= {
                "names": [p.name for p in some],
                "language": language.split("-")[0],
                "code": language,
                "right_to_left": get_language_bidi(),
            }
            drawn |= {f"{language}-{p.name}": p.svg for p in some}
    with override(languages[0]):
        return paper.compiled(TEMPLATE, {"says": says, "pictures": drawn})


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    defined = explained.definitions(content)
    return {
        "title": content["title"], "programme": content["programme"]["name"], "foot_dates": told.dates(content), "notice": told.notice(),
        "foot": f"{content['programme']['code']} · {content['title']} · {told.dates(content)}",
        "facts": told.facts(content), "words": _words(), "sections": [asdict(s) for s in prose.sections(content)],
        "statement_heads": told.statement_heads(), "statement": [asdict(row) for row in told.statement(content)],
        "more": [{"title": title, "lines": lines} for title, lines in told.more(content)],
        "tables": [
            {"title": t.title, "first": t.first, "heads": t.heads, "note": t.note,
             "rows": [{"name": r.name, "cells": r.cells} for r in t.rows],
             "total": {"name": t.total.name, "cells": t.total.cells} if t.total else None}
            for t in told.tables(content)
        ],
        "restated": [asdict(r) | {"others": others(r.others)} for r in explained.restated(content)],
        "definitions": [asdict(row) for row in defined.rows], "unknowns": defined.unknowns, "roundings": defined.roundings,
    }  # fmt: skip


def others(number: int) -> str:
    """Figures that changed only because others did, or along another axis, are counted and not told again."""
    if not number:
        return ""
    return ngettext(
        "%(number)s more figure changed with these; content.json has it.",
        "%(number)s more figures changed with these; content.json has them all.", number,
    ) % {"number": grouped(number)}  # fmt: skip


def _words() -> dict[str, Any]:
    return {
        "statement": _("From opening to closing"), "line": _("Line"), "restated": _("Restatements"),
        "restated_note": _("What later knowledge changed of figures that were published before, with every cause."),
        "restated_heads": restated_heads(), "definitions": _("Definitions"), "definition_heads": definition_heads(),
        "unknowns": _("How unknowns are treated"), "rounding": _("How figures are rounded"),
    }  # fmt: skip


def restated_heads() -> list[str]:
    return [_("Where"), _("Figure"), _("Published"), _("Known now"), _("Difference"), _("Causes")]


def definition_heads() -> list[str]:
    return [_("Figure"), _("Measure"), _("How it is reckoned"), _("Source"), _("Unknowns, no."), _("Rounding, no.")]
