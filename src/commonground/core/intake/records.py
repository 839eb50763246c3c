"""From a row's cells to what would be booked of it: a hazard's record, or what was done to land."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from commonground.core.findings import Finding, Severity
from commonground.core.geometry.lines import strip
from commonground.core.geometry.overlay import Region
from commonground.core.intake import cells as read
from commonground.core.intake.cells import UNSURE, Unsure
from commonground.core.intake.mapping import Mapping
from commonground.core.intake.rows import RowPlan
from commonground.core.land.activities import USUAL, Activity
from commonground.core.land.drafts import Draft, refusal, refusals
from commonground.core.land.entries import ADDING, Account, Kind
from commonground.core.refusals import NotUsable, Refusal


def hazards(
    rows: Sequence[RowPlan],
    which: Sequence[int],
    column: read.Columns,
    mapping: Mapping,
    shapes: Sequence[Any],
    today: date,
) -> None:
    """The records of many rows: those whose cells leave nothing to be said are read column by column, the others by hand."""
    levels = column.codes("level", mapping, mapping.level)
    contaminations = column.codes("contamination", mapping, mapping.contamination)
    flags = column.codes("flag", mapping, "")
    days = column.days("on")
    numbers = [column.numbers(target) for target in ("width_m", "length_m", "stated_m2")]
    names, units, documents = column.texts("name"), column.texts("unit"), column.texts("document")
    coded, accounts = "code" in column, {a.value: a for a in Account}
    opening = date.fromisoformat(mapping.opening_on) if mapping.opening_on else None
    plain: list[RowPlan] = []
    for i in which:
        row, shape = rows[i], shapes[i]
        level, contamination, flag, on = levels[i], contaminations[i], flags[i], days[i]
        doubtful = (
            level is None or contamination is None or flag is None or isinstance(on, Unsure) or not (on or opening)
        )
        if (
            shape is None or doubtful or (coded and "#" in row.identity) or (row.findings and row.bad)
            or any(some[i] is UNSURE for some in numbers if some is not None)
        ):  # fmt: skip
            hazard(row, i, column, mapping, shape, today)
            continue
        assert not isinstance(on, Unsure)
        assert level is not None and contamination is not None and flag is not None  # as the type checker cannot see
        row.hazard = code = row.identity if coded else made_code(row.identity, mapping)
        row.card = {
            "code": code, "name": names[i] if names else "", "contamination": contamination, "flag": flag,
            "stated_unit": units[i] if units else "",
        }  # fmt: skip
        row.draft = Draft(
            Kind.RECORD if on else Kind.OPENING, on or opening or today, (code,),
            (documents[i] if documents else "") or mapping.document, shape, accounts[level],
        )  # fmt: skip
        plain.append(row)
    for row, wrong in zip(plain, refusals([r.draft for r in plain if r.draft is not None], today), strict=True):
        if wrong is not None:
            _turn_away(row, wrong)


def made_code(identity: str, mapping: Mapping) -> str:
    """The code of a hazard whose row has none, from what identifies the row."""
    return f"{mapping.prefix or 'H'}-{identity[:8].upper()}-{identity.rpartition('-')[2]}"


def hazard(
    row: RowPlan,
    i: int,
    column: read.Columns,
    mapping: Mapping,
    shape: Region | None,
    today: date,
) -> None:
    """A hazard's record: an opening where the row has no date, else a record of its day."""
    cell = _Cells(row, i, column, mapping)
    if "#" in row.identity and "code" in column:
        row.findings.append(
            Finding("intake.row.code-twice", Severity.ERROR, row.identity, {"code": row.identity.split("#")[0]})
        )
        return
    on = cell.day("on")
    opening = date.fromisoformat(mapping.opening_on) if mapping.opening_on else None
    if on is None and opening is None:
        row.findings.append(Finding("intake.row.no-date", Severity.ERROR, row.identity))
        return
    level = cell.word("level") or mapping.level
    width, length = cell.number("width_m"), cell.number("length_m")
    stated = cell.number("stated_m2")
    code = row.identity if "code" in column else made_code(row.identity, mapping)
    wrong_width = False
    if shape is None and row.evidence is not None and width:
        # One row's width is that row's business: the file comes in, and a point stays evidence.
        try:
            shape = strip(row.evidence, width)
        except NotUsable as wrong:
            wrong_width = wrong.code == "geometry.strip.width"
            severity = Severity.ERROR if wrong_width else Severity.DOUBT
            row.findings.append(Finding(wrong.code, severity, row.identity, dict(wrong.facts)))
    row.hazard = code
    row.card = {
        "code": code, "name": cell.text("name"), "contamination": cell.word("contamination") or mapping.contamination,
        "flag": cell.word("flag") or "", "stated_unit": cell.text("unit"),
    }  # fmt: skip
    if row.bad or wrong_width:
        return
    row.draft = Draft(
        kind=Kind.RECORD if on else Kind.OPENING, on=on or opening or today, hazards=(code,),
        document=cell.text("document") or mapping.document, shape=shape, level=Account(level),
        stated_m2=None if stated is None or shape is not None else round(stated),
        length_m=None if shape is not None or length is None else round(length),
        ordinal=0,
    )  # fmt: skip
    _refuse(row, today)


def activity(
    row: RowPlan,
    i: int,
    column: read.Columns,
    mapping: Mapping,
    shape: Region | None,
    today: date,
) -> None:
    """What was done to land, as one entry."""
    cell = _Cells(row, i, column, mapping)
    codes = tuple(c for c in (x.strip() for x in cell.text("hazards").replace(",", ";").split(";")) if c)
    kind, on = cell.word("kind"), cell.day("on")
    if kind is None or on is None or not codes:
        for name, value in (("kind", kind), ("on", on), ("hazards", codes)):
            if not value and not any(f.facts.get("column") == mapping.columns.get(name) for f in row.findings):
                row.findings.append(
                    Finding("intake.row.cell-missing", Severity.ERROR, row.identity, {"column": mapping.columns[name]})
                )
        return
    stated, depth = cell.number("stated_m2"), cell.number("depth_cm")
    activity = cell.word("activity")
    reported, sequence, level = cell.day("reported_on"), cell.number("sequence"), cell.word("level")
    row.hazard = codes[0]
    if row.bad:
        return
    row.draft = Draft(
        kind=Kind(kind), on=on, hazards=codes, document=cell.text("document") or mapping.document, shape=shape,
        level=Account(level or ("suspected" if Kind(kind) in ADDING else "confirmed")), sequence=int(sequence or 0), reported_on=reported,
        stated_m2=None if stated is None or shape is not None else round(stated),
        activity=Activity(activity) if activity is not None else USUAL.get(Kind(kind), Activity.NONE),
        depth_cm=None if depth is None else round(depth), corrects=cell.text("corrects"),
        operator=cell.text("operator"), donor=cell.text("donor"), method=cell.text("method"), team=cell.text("team"),
        because=cell.text("because"),
    )  # fmt: skip
    _refuse(row, today)


def _refuse(row: RowPlan, today: date) -> None:
    """What the books would refuse whatever else is known goes to quarantine, with the same code."""
    assert row.draft is not None
    wrong = refusal(row.draft, today)
    if wrong is not None:
        _turn_away(row, wrong)


def _turn_away(row: RowPlan, wrong: Refusal) -> None:
    row.findings.append(Finding(wrong.code, Severity.ERROR, row.identity, dict(wrong.facts)))
    row.draft = None


class _Cells:
    """One row's cells, read by the mapping; what cannot be read becomes a finding that names its column."""

    def __init__(self, row: RowPlan, i: int, column: read.Columns, mapping: Mapping) -> None:
        self.row, self.i, self.column, self.mapping = row, i, column, mapping

    def text(self, target: str) -> str:
        return self.column.text(target, self.i)

    def number(self, target: str) -> float | None:
        value, told = self.column.number(target, self.i)
        self.row.findings += told
        return value

    def day(self, target: str) -> date | None:
        value, told = self.column.day(target, self.i)
        self.row.findings += told
        return value

    def word(self, target: str) -> str | None:
        said = self.text(target)
        if not said:
            return None
        code = self.column.word(target, said, self.mapping)
        if code is None:
            # A hazard is not kept off the books for a word; what decides over the land is asked for.
            facts = {"column": self.mapping.columns[target], "value": said[:80]}
            doubt = target in ("contamination", "flag")
            code_, severity = (
                ("intake.cell.word-doubtful", Severity.DOUBT) if doubt else ("intake.cell.word-unknown", Severity.ERROR)
            )
            self.row.findings.append(Finding(code_, severity, self.row.identity, facts))
        return code
