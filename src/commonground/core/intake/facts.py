"""Rows of files that are no land: each read by its kind into a fact, or left in quarantine with its reasons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.core.intake.cells import Columns
from commonground.core.intake.kinds import FACTS
from commonground.core.intake.mapping import Mapping
from commonground.core.intake.rows import RowPlan


def facts(
    rows: Sequence[RowPlan], which: Sequence[int], column: Columns, mapping: Mapping, lonlat: Sequence[Any], shapes: Sequence[str]
) -> None:  # fmt: skip
    """Read the rows that can be read; a row that tells a fault has no fact and waits in quarantine."""
    kind = FACTS[mapping.what]
    for i in which:
        row = rows[i]
        if kind.keyed and "#" in row.identity and kind.keyed in column:
            named = {"code": row.identity.split("#")[0]}
            row.findings.append(Finding("intake.row.code-twice", Severity.ERROR, row.identity, named))
            continue
        cells = RowCells(row, i, column, mapping, lonlat[i], shapes[i])
        fact = kind.read(cells)
        row.fact = None if cells.wrong else fact


class RowCells:
    """One row's cells, read by the mapping: `core.tables.kinds.Cells`."""

    def __init__(
        self, row: RowPlan, i: int, column: Columns, mapping: Mapping, lonlat: tuple[float, float] | None, shape: str
    ) -> None:
        self.row, self.i, self.column, self.mapping = row, i, column, mapping
        self.ordinal, self.document, self.lonlat = row.ordinal, mapping.document, lonlat
        self.land = shape
        self.wrong = False

    def __contains__(self, target: str) -> bool:
        return target in self.column or bool(self.mapping.usual.get(target))

    def raw(self, target: str) -> Any:
        return self.column.cells[target][self.i] if target in self.column else None

    def text(self, target: str) -> str:
        return self.column.text(target, self.i) or self.mapping.usual.get(target, "")

    def number(self, target: str) -> float | None:
        value, told = self.column.number(target, self.i)
        self._tell(told)
        return value

    def day(self, target: str) -> date | None:
        value, told = self.column.day(target, self.i)
        self._tell(told)
        return value

    def word(self, target: str) -> str | None:
        said = self.text(target)
        if not said:
            return None
        code = self.column.word(target, said, self.mapping)
        if code is None:
            self.doubt("intake.cell.word-doubtful", column=self.mapping.columns.get(target, target), value=said[:80])
        return code or None

    def more(self, prefix: str) -> list[str]:
        return [t for t in self.mapping.columns if t.startswith(prefix)]

    def shape_text(self) -> str:
        return self.land

    def doubt(self, code: str, **told: Any) -> None:
        self.row.findings.append(Finding(code, Severity.DOUBT, self.row.identity, told))

    def fault(self, code: str, **told: Any) -> None:
        self.wrong = True
        self.row.findings.append(Finding(code, Severity.ERROR, self.row.identity, told))

    def _tell(self, told: list[Finding]) -> None:
        self.row.findings += told
        self.wrong = self.wrong or any(f.severity is Severity.ERROR for f in told)
