"""From a file's rows to what would be booked: one plan for every row, whatever is wrong with it.

Pure: the table as read, the mapping, the programme's plane and outline, and today's date come in; drafts and findings
come out. Whether a row is new, changed or unchanged is for the books to say (`intake.actions`).
"""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np

from commonground.core.findings import Finding, Severity
from commonground.core.geometry import checks
from commonground.core.geometry.coordinates import reproject
from commonground.core.geometry.lines import strip
from commonground.core.geometry.overlay import Region, is_nothing
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_wkb
from commonground.core.intake import cells as read
from commonground.core.intake.mapping import Mapping
from commonground.core.land.activities import USUAL, Activity
from commonground.core.land.drafts import Draft, refusal
from commonground.core.land.entries import ADDING, Account, Kind
from commonground.core.refusals import NotUsable

# Findings after which a row cannot be booked as it stands: it waits in quarantine for a mend or a decision.
UNUSABLE = frozenset(
    {
        "geometry.shape.unreadable",
        "geometry.shape.empty",
        "geometry.shape.collapsed",
        "geometry.ring.one-point",
        "geometry.ring.two-points",
        "geometry.coordinate.not-a-number",
        "geometry.coordinate.out-of-range",
        "geometry.coordinate.zero",
        "geometry.place.swapped",
        "geometry.place.mirrored",
        "tables.points.not-a-number",
        "tables.points.order-twice",
        "tables.points.too-few",
        "tables.wkt.unreadable",
        "geometry.repair.waits",
    }
)
# What the reader says of a row that the checks of its shape say with more words.
SAID_BETTER = frozenset({"intake.shape.absent", "intake.shape.empty"})
CELLS = ("intake.cell.", "tables.date.", "tables.number.")
Progress = Callable[[int, int, str], None]


class Received(Protocol):
    """A file as the reader gives it."""

    name: str
    columns: Sequence[str]
    cells: Sequence[Sequence[Any]]
    shapes: Sequence[bytes | None]
    crs: str | None
    faults: dict[int, list[Finding]]


@dataclass(slots=True)
class RowPlan:
    """What one row would become. `draft` is None where the row cannot be booked."""

    ordinal: int
    identity: str
    content: str
    cells: str  # what the row says, as JSON by column
    hazard: str = ""
    card: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    findings: list[Finding] = field(default_factory=list)
    evidence: Region | None = None
    repair: dict[str, Any] | None = None  # what was wrong with the perimeter, and by how much mending changed it
    part_of: int | None = None  # the row that carries the record, for perimeters on many rows

    @property
    def bad(self) -> bool:
        """Whether a cell of the row could not be read."""
        return any(f.code.startswith(CELLS) and f.severity is Severity.ERROR for f in self.findings)


@dataclass(slots=True)
class Plan:
    """All rows of a file, and by which operation its coordinates were read."""

    rows: list[RowPlan]
    operation: str = ""
    accuracy_m: float | None = None
    identity_rule: str = "column"
    notes: list[Finding] = field(default_factory=list)


def plan(
    table: Received,
    mapping: Mapping,
    plane: EqualAreaPlane,
    outline: Region | None,
    today: date,
    progress: Progress | None = None,
) -> Plan:
    """A plan for every row of a file of hazards or activities. Raises NotUsable where the mapping cannot serve."""
    missing = mapping.missing()
    if missing:
        raise NotUsable("intake.mapping.missing", missing=", ".join(missing), columns=", ".join(table.columns))
    unknown = [
        c for c in (*mapping.columns.values(), mapping.x, mapping.y, mapping.order) if c and c not in table.columns
    ]
    if unknown:
        raise NotUsable("intake.mapping.no-column", column=", ".join(unknown), columns=", ".join(table.columns))
    count = len(table.shapes)
    lonlat, out, carrier = _shapes(table, mapping)
    column = read.Columns.of(table, mapping)
    rows = _identities(table, mapping, column, carrier)
    if progress:
        progress(0, count, "checking")
    stated = np.array([_or_nan(column.number("stated_m2", i)[0]) for i in range(count)])
    batch = checks.Batch.of([r.identity for r in rows], lonlat, plane, stated_m2=stated, country=outline)
    wanted = (
        checks.ALL if mapping.what == "hazards" else tuple(c for c in checks.ALL if c.__name__ != "records_overlap")
    )
    told = checks.run(batch, wanted, progress)
    mended = batch.repaired
    shapes, evidence, waits = mended.shapes, mended.evidence, mended.waits
    make = _hazard if mapping.what == "hazards" else _activity
    for i, row in enumerate(rows):
        row.findings = [*(f for f in table.faults.get(i, ()) if f.code not in SAID_BETTER), *told[i]]
        row.evidence = evidence[i]
        if mended.reason[i]:
            row.repair = {"row": row.ordinal, "reason": str(mended.reason[i]), "changed_m2": round(float(mended.changed_m2[i]), 2),
                          "share": round(float(mended.share[i]), 6), "measure": str(mended.measure[i]), "waits": bool(waits[i])}  # fmt: skip
        if row.part_of is not None:
            continue
        blocked = [
            f
            for f in row.findings
            if f.code in UNUSABLE and not (mapping.accept_repairs and f.code == "geometry.repair.waits")
        ]
        shape = shapes[i]
        if shape is not None and is_nothing(shape):
            shape = None
        if mapping.accept_repairs and waits[i] and shape is None:
            blocked.append(Finding("geometry.shape.collapsed", Severity.ERROR, row.identity))
        if not blocked:
            make(row, i, column, mapping, shape, today, plane)
    out.rows = rows
    return out


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _shapes(table: Received, mapping: Mapping) -> tuple[Any, Plan, dict[int, int]]:
    """Every row's shape in lon/lat, how it got there, and which rows carry points of another row's shape."""
    found = read.shapes(table, mapping)
    shapes, told = from_wkb(found.wkb, [str(i + 1) for i in range(len(found.wkb))])
    for i, finding in (*((i, f) for i, some in found.findings.items() for f in some), *told):
        table.faults.setdefault(i, []).append(finding)
    system = mapping.system or (table.crs or "")
    if not system or system.upper() in {"EPSG:4326", "OGC:CRS84", "WGS84"}:
        return shapes, Plan([], "WGS84 longitude and latitude, as received", 0.0), found.carrier
    moved = reproject(shapes, system)
    return moved.shapes, Plan([], moved.operation, moved.accuracy_m), found.carrier


def _identities(table: Received, mapping: Mapping, column: read.Columns, carrier: dict[int, int]) -> list[RowPlan]:
    """Each row's identity and the hash of what it says.

    By the column that holds its code; where there is none, by content and ordinal: the hash of everything the row
    says, and which of the rows saying just that it is.
    """
    seen: dict[str, int] = {}
    rows: list[RowPlan] = []
    columns = list(table.columns)
    say = json.JSONEncoder(ensure_ascii=False, default=str).encode
    for i, cells in enumerate(zip(*table.cells, strict=True) if table.cells else ((),) * len(table.shapes)):
        written = say(dict(zip(columns, cells, strict=True)))
        digest = hashlib.sha256(written.encode())
        digest.update(table.shapes[i] or b"")
        content = digest.hexdigest()
        said = column.text("code", i) if mapping.what == "hazards" else ""
        if i in carrier:
            rows.append(RowPlan(i + 1, rows[carrier[i]].identity, content, written, part_of=carrier[i]))
            rows[carrier[i]].content = hashlib.sha256((rows[carrier[i]].content + content).encode()).hexdigest()
            continue
        key = said or content
        seen[key] = seen.get(key, 0) + 1
        if said:
            rows.append(RowPlan(i + 1, said if seen[key] == 1 else f"{said}#{seen[key]}", content, written))
        else:
            rows.append(RowPlan(i + 1, f"{content[:16]}-{seen[key]}", content, written))
    return rows


def _hazard(
    row: RowPlan,
    i: int,
    column: read.Columns,
    mapping: Mapping,
    shape: Region | None,
    today: date,
    plane: EqualAreaPlane,
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
    code = (
        row.identity
        if "code" in column
        else f"{mapping.prefix or 'H'}-{row.identity[:8].upper()}-{row.identity.rpartition('-')[2]}"
    )
    if shape is None and row.evidence is not None and width:
        shape = strip(row.evidence, width)
    row.hazard = code
    row.card = {
        "code": code, "name": cell.text("name"), "contamination": cell.word("contamination") or mapping.contamination,
        "flag": cell.word("flag") or "", "stated_unit": cell.text("unit"),
    }  # fmt: skip
    if row.bad:
        return
    row.draft = Draft(
        kind=Kind.RECORD if on else Kind.OPENING, on=on or opening or today, hazards=(code,),
        document=cell.text("document") or mapping.document, shape=shape, level=Account(level),
        stated_m2=None if stated is None or shape is not None else round(stated),
        length_m=None if shape is not None or length is None else round(length),
        ordinal=0,
    )  # fmt: skip
    _refuse(row, today)


def _activity(
    row: RowPlan,
    i: int,
    column: read.Columns,
    mapping: Mapping,
    shape: Region | None,
    today: date,
    plane: EqualAreaPlane,
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
