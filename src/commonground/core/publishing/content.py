"""What a publication says, as plain JSON with one way to write it down (RFC 8785), so that equal content is equal bytes.

The schema is documented in docs/publications.md. Figures are whole numbers by the codes of the catalogue; shares are in
thousandths; null is a figure that does not exist (open land has no operator). Nothing here is text for people but names.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import rfc8785

from commonground.core.figures import catalogue
from commonground.core.figures.definitions import as_data, terms
from commonground.core.figures.values import Values, faults, sums_off

SCHEMA = "commonground.publication/1"
TOTAL = ""  # the key of the row of the whole


class Kind(StrEnum):
    """What is published."""

    STATEMENT = "statement"  # the land release statement of a period
    APMBC_7 = "apmbc-7"  # Anti-Personnel Mine Ban Convention, Article 7
    CCM_7 = "ccm-7"  # Convention on Cluster Munitions, Article 7
    APMBC_5 = "apmbc-5"  # quantitative annexes of an Article 5 extension request


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a period, up to which ledger number, by the units of which level and edition."""

    kind: Kind
    start: date
    end: date
    known: int
    level: int
    edition: int

    def as_data(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value, "from": self.start.isoformat(), "to": self.end.isoformat(), "known": self.known,
            "level": self.level, "edition": self.edition,
        }  # fmt: skip

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Question":
        """A question from its plain form. Raises KeyError or ValueError where it is none."""
        return cls(
            Kind(said["kind"]), date.fromisoformat(said["from"]), date.fromisoformat(said["to"]), int(said["known"]),
            int(said["level"]), int(said["edition"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of a unit, an operator, a year. `key` is its code; the empty key of a part is what has none."""

    key: str
    name: str
    values: Values


@dataclass(frozen=True, slots=True)
class Table:
    """Figures along one axis: "unit", "operator", "donor", "method", "contamination", "year", "month"."""

    by: str
    rows: Sequence[Row]
    total: Row | None = None  # None for years, of which each has its own opening and closing
    adds_up: bool = True  # scopes of contamination need not make the programme: they may overlap

    def as_data(self) -> dict[str, Any]:
        return {
            "by": self.by, "adds_up": self.adds_up,
            "rows": [{"key": r.key, "name": r.name, "values": dict(r.values)} for r in self.rows],
            "total": None if self.total is None else dict(self.total.values),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """All that a publication says."""

    title: str
    programme: Mapping[str, Any]  # code, name, plane
    question: Question
    tables: Sequence[Table]
    sections: Sequence[Mapping[str, Any]] = ()  # of a treaty form: what people wrote, what records filled
    restatements: Sequence[Mapping[str, Any]] = ()
    entries: Mapping[str, Any] = field(default_factory=dict)  # those that restatements name, by ledger number

    def as_data(self) -> dict[str, Any]:
        used = sorted({c for t in self.tables for r in t.rows for c in r.values} | set(self._of_totals()))
        return {
            "schema": SCHEMA, "title": self.title, "programme": dict(self.programme), "question": self.question.as_data(),
            "catalogue": {"edition": catalogue.EDITION, "sha256": catalogue.digest()},
            "figures": [as_data(catalogue.FIGURES[c]) for c in used],
            "identities": [
                {"figure": code, "plus": list(f.plus), "minus": list(f.minus)}
                for code, f in (*catalogue.IDENTITIES.items(), *catalogue.SPLITS.items())
                if {code, *terms(f)} <= set(used)
            ],
            "tables": [t.as_data() for t in self.tables],
            "sections": [dict(s) for s in self.sections],
            "restatements": [dict(r) for r in self.restatements],
            "entries": dict(self.entries),
        }  # fmt: skip

    def _of_totals(self) -> Iterator[str]:
        for table in self.tables:
            if table.total is not None:
                yield from table.total.values


def canonical(said: Any) -> bytes:
    """The one way to write plain JSON down (RFC 8785)."""
    return rfc8785.dumps(said)


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not the same in two contents; None where one of them does not have it."""

    table: str
    row: str
    figure: str
    old: int | None
    new: int | None

    @property
    def by(self) -> int:
        return (self.new or 0) - (self.old or 0)


def cells(said: Mapping[str, Any]) -> dict[tuple[str, str, str], int | None]:
    """Every figure of a content by table, row and code. The whole's row has the key "total", units' keys begin with ":"."""
    out: dict[tuple[str, str, str], int | None] = {}
    for table in said["tables"]:
        for row in table["rows"]:
            out |= {(table["by"], f":{row['key']}", code): v for code, v in row["values"].items()}
        out |= {(table["by"], "total", code): v for code, v in (table["total"] or {}).items()}
    return out


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Every figure that differs between two contents, in the order of the older."""
    before, after = cells(old), cells(new)
    keys = [*before, *(k for k in after if k not in before)]
    return [
        Difference(table, row, code, before.get((table, row, code)), after.get((table, row, code)))
        for table, row, code in keys
        if before.get((table, row, code)) != after.get((table, row, code))
        or ((table, row, code) in before) != ((table, row, code) in after)
    ]


def other_parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The parts besides figures in which two contents differ: "programme", "figures" (their definitions), names, texts."""
    names = [{(t["by"], r["key"]): r["name"] for t in said["tables"] for r in t["rows"]} for said in (old, new)]
    parts = [part for part in old.keys() | new.keys() if part != "tables" and old.get(part) != new.get(part)]
    return sorted(parts) + (["names"] if names[0] != names[1] else [])


def does_not_add_up(said: Mapping[str, Any]) -> list[Difference]:
    """Where the printed figures contradict themselves: identities, sums of units, shares, forms beside tables."""
    out = []
    for table in said["tables"]:
        rows = [(f":{r['key']}", r["values"]) for r in table["rows"]]
        whole = [("total", table["total"])] if table["total"] else []
        for key, values in (*rows, *whole):
            out += [Difference(table["by"], key, code, stands, should) for code, stands, should in faults(values)]
        if table["adds_up"] and table["total"]:
            out += [
                Difference(table["by"], "total", code, stands, parts)
                for code, stands, parts in sums_off([v for _, v in rows], table["total"])
            ]
    return [*out, *sections_off(said)]


OUTSIDE = "outside"  # the row of a form for what lies in no unit; in tables its key is empty


def sections_off(said: Mapping[str, Any]) -> list[Difference]:
    """Where a form says another figure than the table by the same axis. A form about one type of contamination has figures
    of its own, which no table has."""
    tables = {t["by"]: ({r["key"]: r["values"] for r in t["rows"]}, t["total"] or {}) for t in said["tables"]}
    out = []
    for section in said["sections"]:
        for part in section.get("parts", ()):
            if part["by"] not in tables or part.get("contamination") != "":
                continue
            rows, total = tables[part["by"]]
            pairs = [(f":{r['key']}", r, rows.get("" if r["key"] == OUTSIDE else r["key"], {})) for r in part["rows"]]
            pairs += [("total", part["total"], total)] if part["total"] else []
            figures = [(c["key"], c["figure"]) for c in part["columns"] if c["figure"]]
            out += [
                Difference(f"{section['code']}/{part['key']}", key, figure, row["cells"].get(column), table[figure])
                for key, row, table in pairs
                for column, figure in figures
                if figure in table and row["cells"].get(column) is not None and row["cells"][column] != table[figure]
            ]
    return out
