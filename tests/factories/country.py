"""A small invented country, booked through the same action as everything else. Nobody lives there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import cos, pi, sin
from random import Random

import numpy as np
import shapely

from commonground.core.geometry.codes import finding
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.land.activities import Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.core.viewers import Viewer
from commonground.land.actions import ledger, notes
from commonground.places import actions as places

AT = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 12, tzinfo=UTC)
OFFICER = Viewer(
    None,
    "officer",
    frozenset({"land.see", "land.book", "land.correct", "places.change", "intake.import", "intake.see", "intake.undo"}),
)
BOUNDS = (17.0, 43.6, 18.2, 44.4)
WORDS = (
    "Brod",
    "Stari Mlin",
    "Krš",
    "Gornji Šibar",
    "Đurđevo Polje",
    "Velika Kosa",
    "Crni Vrh",
    "Lipa",
    "Sarsanska Rijeka",
    "Donje Selo",
)
KINDS = ("ap-mines", "mines", "cluster-munitions", "erw", "unknown")


@dataclass(frozen=True)
class Country:
    """What was made."""

    hazards: tuple[str, ...]
    first_head: int  # the ledger number before the correction
    head: int


def blob(random: Random, x: float, y: float, size: float):
    """A wobbly perimeter of some points around a place, on the centimetre grid."""
    a, b = random.random() * 6, random.random() * 6
    points = [
        (
            round(x + size * (1 + 0.25 * sin(3 * t + a)) * cos(t), 2),
            round(y + size * 0.8 * (1 + 0.2 * cos(2 * t + b)) * sin(t), 2),
        )
        for t in (2 * pi * n / 18 for n in range(18))
    ]
    return shapely.set_precision(shapely.Polygon(points), 0.01)


def part(shape, share: float):
    """The western part of a perimeter."""
    west, south, east, north = shape.bounds
    cut = shapely.box(west - 1, south - 1, west + (east - west) * share, north + 1)
    return shapely.set_precision(shapely.intersection(shape, cut), 0.01)


def bring_units() -> None:
    """Two regions, four districts, on a plain grid."""
    width, height = 44_000, 40_000
    upper = [
        places.UnitDraft("N", "Northern region", shapely.box(-width, 0, width, height)),
        places.UnitDraft("S", "Southern region", shapely.box(-width, -height, width, 0)),
    ]
    lower = [
        places.UnitDraft("N1", "Brod", shapely.box(-width, 0, 0, height)),
        places.UnitDraft("N2", "Lipa", shapely.box(0, 0, width, height)),
        places.UnitDraft("S1", "Crni Vrh", shapely.box(-width, -height, 0, 0)),
        places.UnitDraft("S2", "Velika Kosa", shapely.box(0, -height, width, 0)),
    ]
    places.bring_units(upper, level=1, by=OFFICER, source="invented")
    places.bring_units(lower, level=2, by=OFFICER, source="invented")


def make(count: int = 60, seed: int = 4) -> Country:
    """The country: hazards of every kind and state, releases over twelve years, one correction."""
    random = Random(seed)
    places.make_programme("SRS", name="Sarsan", bounds=BOUNDS, by=OFFICER, invented=True)
    bring_units()
    drafts: list[Draft] = []
    cards: list[ledger.HazardCard] = []
    for i in range(count):
        code = f"SA-{i + 1:04}"
        cards.append(
            ledger.HazardCard(
                code,
                f"{random.choice(WORDS)} {i % 7 + 1}" if i % 5 else "",
                random.choice(KINDS),
                "military" if i % 13 == 0 else "",
                "",
            )
        )
        drafts += history(random, code, i)
    ledger.book(drafts, by=OFFICER, at=AT, why="first survey files", hazards=cards,
                documents=[ledger.DocumentCard(f"NTS-{y}", f"Survey report {y}") for y in range(2013, 2026)])  # fmt: skip
    notes.keep(doubts(drafts))
    head = ledger.rows("SELECT number FROM land_head WHERE id = 1")[0][0]
    wrong = next(d for d in drafts if d.kind is Kind.CLEAR)
    after = ledger.void(
        [wrong.hash], document="QA-2026-3", because="the completion report was of another area", by=OFFICER, at=LATER
    )
    return Country(tuple(c.code for c in cards), head, after.last)


def doubts(drafts: list[Draft]) -> list[tuple]:
    """What the checks of an import would have said about some perimeters."""
    plane = EqualAreaPlane.from_dict(places.Programme.objects.get().plane)
    out = []
    for i, draft in enumerate(d for d in drafts if d.kind is Kind.RECORD and d.shape is not None):
        told = []
        where = tuple(round(v, 6) for v in plane.inverse(np.array([draft.shape.exterior.coords[0]]))[0])
        if i % 7 == 0:
            told.append(finding("geometry.ring.self-crossing", draft.hazards[0], where))
        if i % 5 == 1:
            told.append(
                finding(
                    "geometry.area.differs",
                    draft.hazards[0],
                    stated_m2=120_000,
                    computed_m2=round(draft.shape.area),
                    percent=18,
                )
            )
        if i % 4 == 2:
            told.append(finding("geometry.ring.not-closed", draft.hazards[0]))
        if i % 11 == 3:
            told.append(finding("geometry.edge.long", draft.hazards[0], where, length_m=1_204, limit_m=1_000))
        if told:
            out.append((draft.hazards[0], draft.hash, told, None))
    return out


def history(random: Random, code: str, i: int) -> list[Draft]:
    """One hazard: how it came on the books and what became of it."""
    year = 2013 + i % 9
    on = date(year, 1 + i % 12, 1 + i % 27)
    level = Account.CONFIRMED if i % 3 == 0 else Account.SUSPECTED
    shared = {"hazards": (code,), "document": f"NTS-{year}"}
    if i % 17 == 5:  # nobody drew it; somebody said how large
        return [Draft(kind=Kind.RECORD, on=on, level=level, stated_m2=12_000 + 1_000 * i, **shared)]
    if i % 17 == 11:  # nobody knows
        return [Draft(kind=Kind.RECORD, on=on, level=level, **shared)]
    x, y = random.uniform(-40_000, 40_000), random.uniform(-36_000, 36_000)
    if i % 19 == 7:
        x, y = -20_000 + 300 * (i % 3), 9_000  # a cluster of hazards that overlap
    shape = blob(random, x, y, 250 + 1500 * random.random() ** 3)
    out = [Draft(kind=Kind.RECORD, on=on, level=level, shape=shape, **shared)]
    work = {0: Kind.CLEAR, 1: Kind.CANCEL, 2: Kind.REDUCE}.get(i % 4)
    if work:
        share = 1.2 if i % 8 == 1 else 0.25 + 0.6 * random.random()
        later = date(min(2026, year + 2 + i % 5), 1 + (i * 5) % 4, 1 + (i * 7) % 27)
        activity = {Kind.CLEAR: Activity.CLEARANCE, Kind.CANCEL: Activity.NTS, Kind.REDUCE: Activity.TS}[work]
        out.append(
            Draft(kind=work, on=later, hazards=(code,), document=f"CR-{later.year}-{i + 1:03}", shape=part(shape, share), activity=activity,
                  operator=("Blue Spade", "Steady Hands")[i % 2], donor=("Fund A", "Fund B", "")[i % 3],
                  method=("manual", "mechanical")[i % 2] if work is Kind.CLEAR else "", depth_cm=20 if work is Kind.CLEAR else None)
        )  # fmt: skip
    if i == 12:  # the same work reported again
        out.append(Draft(kind=Kind.CLEAR, on=date(2025, 3, 1), hazards=(code,), document="CR-2025-900", shape=part(shape, 0.9),
                         activity=Activity.CLEARANCE, operator="Steady Hands"))  # fmt: skip
    return out
