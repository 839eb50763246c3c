"""The form in which a published table is entered: rows of plain fields, read like the rows of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.core.claims.adding import identity
from commonground.core.claims.published import OUTSIDE, WITHOUT, Fault, Measure, Published, heading_faults
from commonground.core.claims.sheets import FIGURES, HEADINGS, NOTE, as_rows, line_of, read_day
from commonground.core.figures.catalogue import FIGURES as CATALOGUE
from commonground.core.land.reconcile import Precision
from commonground.land.queries import choices as land
from commonground.places import queries as places
from commonground.reporting.queries import claims
from commonground.reporting.views import claim_words as words
from commonground.ui import sentences
from commonground.ui.figures import name as figure_name
from commonground.ui.trade import CONTAMINATION, FLAGS, word

ROWS, MORE, MOST = 6, 6, 400
HEADS = (*HEADINGS, NOTE)


@dataclass(frozen=True, slots=True)
class Said:
    """A fault as the page says it: which field it is about, by the id of the field, and the sentence."""

    field: str
    label: Any
    sentence: str


@dataclass(slots=True)
class Filled:
    """What was typed, row by row, and what is wrong with it."""

    head: dict[str, str]
    rows: list[dict[str, str]]
    checks: str
    faults: list[Said] = field(default_factory=list)

    @property
    def wrong(self) -> set[str]:
        return {f.field for f in self.faults}


def blank() -> Filled:
    """An empty form."""
    return Filled(dict.fromkeys(HEADS, "") | {"decimals": "."}, [_row() for _ in range(ROWS)], "")


def of_claim(published: Published) -> Filled:
    """A claim to be corrected."""
    names = (*HEADINGS, *FIGURES)
    said = [dict(zip(names, map(str, row), strict=False)) for row in as_rows(published)[: len(published.lines)]]
    head = {h: said[0][h] if said else "" for h in HEADINGS} | {NOTE: published.note}
    return Filled(head, [{f: row[f] for f in FIGURES} for row in said] + [_row(), _row()], "\n".join(published.checks))


def of_post(sent: Mapping[str, str]) -> Filled:
    """What the browser sent."""
    count = sent.get("rows", "")
    rows = min(int(count), MOST) if count.isascii() and count.isdigit() and len(count) < 5 else ROWS
    return Filled(
        {h: " ".join(sent.get(h, "").split()) for h in HEADS},
        [{f: " ".join(sent.get(f"row-{n}-{f}", "").split()) for f in FIGURES} for n in range(1, rows + 1)],
        sent.get("checks", "")[:20_000],
    )


def _row() -> dict[str, str]:
    return dict.fromkeys(FIGURES, "") | {"measure": "km2"}


def _is_empty(row: Mapping[str, str]) -> bool:
    return not any(v for f, v in row.items() if f != "measure")


def published(filled: Filled) -> Published | None:
    """The table that was typed; None, with the faults told in the form, where it cannot be kept. Empty rows are left out."""
    units = claims.unit_codes()
    lines = []
    taken = [(n, row) for n, row in enumerate(filled.rows, start=1) if not _is_empty(row)]
    for n, row in taken:
        line, wrong = line_of(row, filled.head["decimals"], units)
        _tell(filled, wrong, n)
        if line is not None:
            lines.append(line)
    day, wrong = read_day(filled.head["published_on"], "published_on")
    _tell(filled, wrong)
    checks = tuple(text.strip() for text in filled.checks.splitlines() if text.strip())
    for text in checks:
        try:
            identity(text, len(taken))
        except Fault as fault:
            _tell(filled, [fault])
    head = filled.head
    made = Published(
        head["publisher"], head["title"], head["source"], tuple(lines), checks, day, None, head["decimals"], head[NOTE]
    )
    if len(lines) == len(taken):
        _tell(filled, heading_faults(made))
    return None if filled.faults else made


def _tell(filled: Filled, faults: Iterable[Fault], row: int = 0) -> None:
    for one in faults:
        name = {"check": "checks", "label": "label" if row else "row-1-label"}.get(one.field, one.field)
        at = f"row-{row}-{name}" if row else name
        label = words.FIELDS.get(one.field, one.field)
        filled.faults.append(Said(at, f"{row}. {label}" if row else label, said(one)))


def said(one: Fault) -> str:
    """The sentence of a fault."""
    found = words.FIELDS.get(one.found, one.found)
    return str(
        sentences.sentence(
            one.code, {"found": str(found), "row": "", "field": str(words.FIELDS.get(one.field, one.field))}
        ).text
    )


def options() -> dict[str, list[tuple[str, Any]]]:
    """What can be chosen in a row."""
    offered = land.choices()
    figures = [(code, figure_name(code)) for code in CATALOGUE]
    return {
        "figure": [("", "–"), *figures],
        "measure": [(m.value, words.MEASURES[m.value]) for m in Measure],
        "precision": [("", words.PRECISIONS[""]), *((p.value, words.PRECISIONS[p.value]) for p in Precision)],
        "contamination": [("", "–"), *((k, word(CONTAMINATION, k)) for k in offered.kinds)],
        "flag": [("", "–"), (WITHOUT, words.WITHOUT_FLAG), *((f, word(FLAGS, f)) for f in offered.flags)],
        "operator": [("", "–"), *offered.operators],
        "unit": [(u.code, f"{u.code} {u.name}") for u in places.units()] + [(OUTSIDE, words.OUTSIDE_UNIT)],
    }
