"""Both sides of a contradiction, and where they lie: for one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.dates import Times
from commonground.core.fieldwork.conflicts import Conflict
from commonground.core.fieldwork.plan import Reported, kind_of, land_of
from commonground.core.fieldwork.types import ACCOUNTS_ONLY, Type
from commonground.core.geometry import cutting
from commonground.core.geometry.lines import positions
from commonground.core.geometry.overlay import Region, area, is_nothing, join_all, meet
from commonground.core.land.entries import RELEASES
from commonground.core.refusals import NotUsable
from commonground.fieldwork.models import Report
from commonground.fieldwork.queries import content
from commonground.land.queries import known, reach, shapes
from commonground.land.queries.written import written
from commonground.organisations import queries as organisations
from commonground.ui.drawings import Piece

MOST = 4  # other sides beside one another


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side as a column of the table of differences."""

    name: str
    number: int  # of the entry; 0 for a report
    report: int  # of the report; 0 for an entry
    kind: str
    on: date | None
    reported_on: date | None
    hazards: tuple[str, ...]
    m2: int | None
    organisation: str
    method: str
    depth_cm: int | None
    document: str
    because: str


def seen(found: Sequence[Conflict], within: tuple[str, ...] | None) -> list[Conflict]:
    """Those of some contradictions of which nothing has to be hidden from whoever sees some units only."""
    if within is None:
        return list(found)
    named = {code for one in found if one.other is not None for code in one.other.hazards}
    hidden = reach.known(named) - reach.codes_visible(within, named)
    return [one for one in found if one.other is None or not hidden & one.other.hazards]


def sides(report: Report, found: Sequence[Conflict], today: date) -> list[SideCard]:
    """The report, and the other sides of what contradicts it."""
    names = organisations.names()
    out = [_of_report(report, content.reported(report, today), names)]
    for one in found:
        if one.other is None or len(out) > MOST:
            continue
        if one.other.number:
            entry = written([one.other.number], Times())[0]
            m2 = round(area(one.other.land)) if one.other.land is not None else entry.stated_m2
            out.append(
                SideCard(f"№ {entry.number}", entry.number, 0, entry.kind, entry.on, entry.reported_on, entry.hazards, m2,
                         names.get(entry.operator, entry.operator), entry.method, entry.depth_cm, entry.document, entry.because)
            )  # fmt: skip
        else:
            other = Report.objects.get(pk=int(one.other.code.removeprefix("FR-")))
            out.append(_of_report(other, content.reported(other, today), names))
    return out


def _of_report(report: Report, said: Reported, names: dict[str, str]) -> SideCard:
    words, land = said.said, land_of(said)
    plain = said.type in (Type.CLOSING, Type.HANDOVER, Type.CORRECTION, *ACCOUNTS_ONLY)
    kind = said.type.value if plain else kind_of(said.type, words).value
    return SideCard(
        report.code, 0, report.pk, kind, words.day("on"), words.day("reported_on"), said.hazards,
        round(area(land)) if land is not None else words.whole("stated_m2"), names.get(report.organisation, report.organisation),
        words.text("method"), words.whole("depth_cm"), words.text("document") or report.code, words.text("because"),
    )  # fmt: skip


def _left(line: Region, land: Region) -> Region | None:
    """The land of a divided hazard on the left of the line; None where the line divides nothing."""
    try:
        return meet(land, cutting.sides(positions(line), land)[0]) if not is_nothing(land) else None
    except NotUsable:
        return None


def picture(report: Report, found: Sequence[Conflict], today: date) -> list[Piece]:
    """The land of the hazards as the books hold it, the report's over it, and the other sides'."""
    said = content.reported(report, today)
    numbers = known.numbers_of(said.hazards)
    codes = {number: code for code, number in numbers.items()}
    out = [
        Piece(one.account, "held", _rings(one.shape), codes.get(one.hazard, ""))
        for one in shapes.held(numbers.values())
    ]
    if said.said.faults:
        return out
    land = said.shape if said.type is Type.CORRECTION else land_of(said)
    if said.type is Type.SPLIT and said.shape is not None:
        land = _left(said.shape, join_all(one.shape for one in shapes.held(numbers.values())))
    if land is not None:
        out.append(Piece("cleared", "mine", _rings(land), report.code))
    for one in found:
        if one.other is not None and one.other.land is not None and one.other.kind in RELEASES:
            out.append(Piece("none", "other", _rings(one.other.land), one.other.code or f"№ {one.other.number}"))
    return out


def _rings(shape: Region) -> list[list[tuple[float, float]]]:
    """All rings of an area, holes among them."""
    said: dict[str, Any] = shape.__geo_interface__
    parts = [said["coordinates"]] if said["type"] == "Polygon" else said.get("coordinates", [])
    return [[(p[0], p[1]) for p in ring] for part in parts for ring in part]
