"""Contents of publications: a country's figures made out of sums of atoms, through the same road as real ones."""

from datetime import date
from random import Random
from typing import Any

from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.values import ACTS, LAND, values
from commonground.core.land.statement import Column, Flow, columns
from commonground.core.publishing.content import Content, Kind, Question, Row, Table

UNITS = (("N1", "Brod"), ("N2", "Lipa"), ("S1", "Crni Vrh"), ("S2", '=HYPERLINK("http://example.org")'))
COUNTS = {"hazards.open": 41, "hazards.confirmed": 12, "hazards.suspected": 29, "hazards.released": 19, "entries.booked": 33,
          "documents.booked": 21}  # fmt: skip
BY_UNIT = tuple(code for code in FIGURES if not code.endswith(".booked"))


def flows(random: Random, unit: int, *, before: bool) -> list[Flow]:
    """What happened in a unit: nothing ever leaves the books that was not on them."""
    known = [random.randrange(5_000_000, 9_000_000), random.randrange(1_000_000, 4_000_000)]
    out = [Flow(unit, True, "both", "brought-forward", "unrecorded", "suspected", known[0]),
           Flow(unit, True, "both", "brought-forward", "unrecorded", "confirmed", known[1]),
           Flow(unit, True, "stated", "brought-forward", "unrecorded", "suspected", 40_000, 2),
           Flow(unit, True, "length", "brought-forward", "unrecorded", "suspected", 350)]  # fmt: skip
    if before:
        return out
    part = [random.randrange(10_000, 200_000) for _ in range(9)]
    lines = [("new", "unrecorded", "suspected"), ("extended", "unrecorded", "confirmed"), ("confirmed", "suspected", "confirmed"),
             ("cancelled", "suspected", "cancelled"), ("reduced", "suspected", "reduced"), ("cleared", "confirmed", "cleared"),
             ("reopened", "cleared", "suspected")]  # fmt: skip
    out += [
        Flow(unit, False, "both", line, source, target, m2)
        for (line, source, target), m2 in zip(lines, part, strict=False)
    ]
    out.append(Flow(unit, False, "outside", "cleared-outside", "unrecorded", "cleared", part[7]))
    out.append(Flow(unit, False, "stated", "cancelled", "suspected", "cancelled", 12_000, 1))
    out.append(Flow(unit, False, "hazard", "new", "unrecorded", "suspected", part[8]))  # in more than one hazard
    return out


def content(
    *, year: int = 2025, seed: int = 3, restated: bool = True, units: tuple[tuple[str, str], ...] = UNITS
) -> dict[str, Any]:
    """The content of a yearly statement."""
    random = Random(seed)
    found = [flow for i, _ in enumerate(units) for flow in flows(random, i, before=False)]
    by_unit, total = columns(found)
    rows = [Row(code, name, values(BY_UNIT, by_unit[i], COUNTS)) for i, (code, name) in enumerate(units)]
    tables = [
        Table("unit", rows, Row("", "Sarsan", values(tuple(FIGURES), total, COUNTS))),
        _acts("operator", total, ("Blue Spade", "Steady Hands", "")),
        _acts("method", total, ("manual", "mechanical", "")),
        Table("contamination", [Row("ap-mines", "ap-mines", values(LAND, by_unit[0])), Row("erw", "erw", values(LAND, by_unit[1]))],
              Row("", "", values(LAND, total)), adds_up=False),
        Table("year", [Row(str(y), str(y), values(LAND, _year(random, y))) for y in range(year - 14, year + 1)], None, adds_up=False),
    ]  # fmt: skip
    question = Question(Kind.STATEMENT, date(year, 1, 1), date(year, 12, 31), 412, 2, 1)
    plane = {"code": "EA-SRS", "grid_m": "0.01", "pipeline": "+proj=laea +lat_0=44 +lon_0=17.6"}
    return Content(
        "Land release statement", {"code": "SRS", "name": "Sarsan", "plane": plane}, question, tables, (),
        [_restatement()] if restated else [], {"401": {"on": "2024-03-01", "kind": "cancel", "document": "NTS-7", "corrects": None}},
    ).as_data()  # fmt: skip


def _acts(axis: str, total: Column, keys: tuple[str, ...]) -> Table:
    """The flows of the whole, parted among some: what is left over is the last one's."""
    shares = []
    left = dict(total.flows)
    for i, _key in enumerate(keys):
        part = dict(left) if i == len(keys) - 1 else {line: m2 // 3 for line, m2 in left.items()}
        left = {line: m2 - part[line] for line, m2 in left.items()}
        by_class = {(line, "suspected"): m2 for line, m2 in part.items()}
        shares.append(Column(flows=part, by_class=by_class))
    whole = Column(flows=dict(total.flows), by_class={(line, "suspected"): m2 for line, m2 in total.flows.items()})
    rows = [Row(key, key, values(ACTS, column)) for key, column in zip(keys, shares, strict=True)]
    return Table(axis, rows, Row("", "", values(ACTS, whole)))


def _year(random: Random, year: int) -> Column:
    _units, column = columns(flows(random, 0, before=year % 5 == 0))
    return column


def _restatement() -> dict[str, Any]:
    return {
        "publication": 1, "kind": "statement", "from": "2024-01-01", "to": "2024-12-31", "old_known": 300, "new_known": 412,
        "changes": [
            {"table": "unit", "row": ":N1", "figure": "land.cancelled", "old": 100, "new": 350, "items": [[401, 250]], "rest": 0, "derived": False},
            {"table": "unit", "row": "total", "figure": "land.closing", "old": 9_000, "new": 8_749, "items": [[401, -250]], "rest": -1, "derived": False},
            {"table": "unit", "row": "total", "figure": "land.released", "old": 100, "new": 350, "items": [], "rest": 0, "derived": True},
        ],
    }  # fmt: skip
