"""A hazard's dossier: its facts, its account, its turning points in the country's grid, what rests on which document."""

from dataclasses import dataclass
from typing import Any

from commonground.core.dates import Times
from commonground.core.geometry import turning
from commonground.core.geometry.overlay import Region
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.spoken import national_system, utm_system
from commonground.core.geometry.systems import System
from commonground.core.land.entries import OPEN
from commonground.core.land.work import Work
from commonground.land.queries import entries as ledger
from commonground.land.queries import reach, shapes, work
from commonground.land.queries import sheet as sheets
from commonground.places import queries as places

Rings = list[tuple[turning.Ring, bool]]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on its pages. Without a perimeter there is no system, no point and no ring."""

    sheet: sheets.Sheet
    times: Times
    known: int  # the ledger number that all this is known at
    programme: str
    invented: bool
    system: System | None
    points: list[turning.TurningPoint]
    own: list[tuple[str, Rings]]  # by account
    others: list[Rings]
    m2: dict[str, int]  # by account, whichever book they are in
    unknown: bool  # something of it is of unknown size
    handed_over: work.Noted | None  # the act of handing it over; only as it stands now
    controlled: work.Noted | None  # the latest quality control

    @property
    def open_m2(self) -> int:
        """Suspected and confirmed, as far as it is known."""
        return sum(self.m2.get(a.value, 0) for a in OPEN)

    @property
    def all_released(self) -> bool:
        """Whether the accounts bear out that no known hazard is left."""
        return not self.open_m2 and not self.unknown and any(self.m2.values())


def dossier(viewer: Any, code: str, times: Times) -> Dossier:
    """The dossier of a hazard at two times. Raises NotThere for hidden and absent alike."""
    card, lands = shapes.hazard_lands(viewer, code, times, "land.export")
    within = reach.visible(viewer, "land.export")
    here = places.programme()
    sheet = sheets.sheet(card.id, times, within)
    lands = [land for land in lands if land.m2]
    whole = turning.outline(land.shape for land in lands) if lands else None
    system = _system(here.code, whole, here.plane) if whole is not None else None
    own: list[tuple[str, Rings]] = []
    others: list[Rings] = []
    points: list[turning.TurningPoint] = []
    if system is not None and whole is not None:
        own = [(land.account, turning.rings(land.shape, here.plane, system)) for land in lands]
        points = turning.turning_points(whole, here.plane, system)
        near = reach.only_visible(within, shapes.near(turning.box(whole)) - {card.id})
        others = [turning.rings(land.shape, here.plane, system) for land in shapes.held(near)] if near else []
    m2, unknown = _balances(sheet)
    known = times.known if times.known is not None else ledger.head()
    log = work.log(card.id) if times.is_now else []
    handed_over = next((n for n in log[:1] if n.work == Work.HANDED_OVER), None)
    controlled = next((n for n in log if n.result), None)
    return Dossier(
        sheet, times, known, here.name, here.invented, system, points, own, others, m2, unknown, handed_over, controlled
    )


def _system(country: str, whole: Region, plane: EqualAreaPlane) -> System:
    """The country's own grid there; where it has none, the zone of UTM."""
    lon, lat = turning.middle(whole, plane)
    return national_system(country, lon, lat) or utm_system(lon, lat)


def _balances(sheet: sheets.Sheet) -> tuple[dict[str, int], bool]:
    """What stands in each account of a hazard, with and without a perimeter; and whether some of it is of unknown size."""
    m2: dict[str, int] = {}
    unknown = 0
    for step in (*sheet.steps, *sheet.stated):
        for account, sign in ((step.source, -1), (step.target, 1)):
            m2[account] = m2.get(account, 0) + sign * step.m2
            unknown += sign * step.unknown if account in OPEN else 0
    return {a: amount for a, amount in m2.items() if a != "unrecorded"}, unknown > 0 or bool(sheet.length)
