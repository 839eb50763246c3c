"""What explains the figures of a content: the definitions used, and what later knowledge changed of earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commonground.reporting.queries.papers.content import FIRST, row_name, unit_names
from commonground.ui import figures
from commonground.ui.numbers import day, grouped
from commonground.ui.trade import KINDS, word


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition in words; `unknowns` and `rounding` count the sentences that follow the list."""

    name: str
    code: str
    unit: str
    formula: str
    source: str
    unknowns: int
    rounding: int
    edition: int


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions used, and the sentences that they share, each said once."""

    rows: Sequence[Defined]
    unknowns: Sequence[str]
    roundings: Sequence[str]


def definitions(content: Mapping[str, Any]) -> Definitions:
    """The definitions that the content carries itself, so that an old one keeps its own."""
    unknowns, roundings = ([*dict.fromkeys(f[part] for f in content["figures"])] for part in ("unknowns", "rounding"))
    rows = [
        Defined(
            figures.name_of(f), f["code"], figures.unit(f["unit"]), figures.formula(f), figures.source(f["source"]),
            1 + unknowns.index(f["unknowns"]), 1 + roundings.index(f["rounding"]), f["edition"],
        )
        for f in content["figures"]
    ]  # fmt: skip
    return Definitions(rows, [figures.unknowns(x) for x in unknowns], [figures.rounding(x) for x in roundings])


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure of an earlier publication that later knowledge changed, with every cause."""

    where: str
    figure: str
    old: str
    new: str
    by: str
    causes: Sequence[tuple[str, str]]  # the entry with its document, what it is worth
    numbers: Sequence[int]  # of these entries


@dataclass(frozen=True, slots=True)
class Restated:
    """The bridge from an earlier publication to what is known now."""

    title: str
    changes: Sequence[Changed]
    others: int  # figures that changed with these: reckoned from them, or the same along another axis


def restated(content: Mapping[str, Any]) -> list[Restated]:
    """Every restatement, told."""
    names = unit_names(content)
    rows = {(t["by"], f":{r['key']}"): row_name(t["by"], r, names) for t in content["tables"] for r in t["rows"]}
    return [
        Restated(
            _("Publication %(number)s, from %(start)s to %(end)s, known then at %(old)s and now at %(new)s")
            % {
                "number": one["publication"], "start": day(date.fromisoformat(one["from"])),
                "end": day(date.fromisoformat(one["to"])), "old": grouped(one["old_known"]), "new": grouped(one["new_known"]),
            },
            [_changed(c, rows, content["entries"]) for c in _told(one)],
            len(one["changes"]) - len(_told(one)),
        )
        for one in content["restatements"]
    ]  # fmt: skip


def _told(restatement: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is told one by one: figures made of entries, of the whole first and then by unit."""
    some = [c for c in restatement["changes"] if c["table"] == "unit" and not c["derived"]]
    return sorted(some, key=lambda c: c["row"] != "total")


def _changed(change: Mapping[str, Any], rows: Mapping[tuple[str, str], str], entries: Mapping[str, Any]) -> Changed:
    code, old, new = change["figure"], change["old"], change["new"]
    row = rows.get((change["table"], change["row"]), change["row"].removeprefix(":"))
    where = _("the whole") if change["row"] == "total" else f"{FIRST.get(change['table'], change['table'])}: {row}"
    causes = [(_entry(number, entries.get(str(number), {})), _signed(amount)) for number, amount in change["items"]]
    if change["rest"]:
        causes.append((_("rounding of pieces"), _signed(change["rest"])))
    return Changed(
        where,
        figures.name(code),
        figures.written(code, old),
        figures.written(code, new),
        _signed((new or 0) - (old or 0)),
        causes,
        [number for number, _amount in change["items"]],
    )


def _entry(number: int, entry: Mapping[str, Any]) -> str:
    said = [f"№ {number}"]
    if entry:
        said += [str(word(KINDS, entry["kind"])), day(date.fromisoformat(entry["on"])), entry["document"]]
    return ", ".join(x for x in said if x)


def _signed(amount: int) -> str:
    return f"+{grouped(amount)}" if amount > 0 else grouped(amount)
