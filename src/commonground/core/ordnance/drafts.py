"""What somebody wants to write down, before it is written: finds, disposals, pieces of work; and why some cannot be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, radians

from commonground.core.dates import FIRST_DAY
from commonground.core.ordnance.accounts import SOURCES, TARGETS, Pot
from commonground.core.ordnance.amounts import Amount
from commonground.core.ordnance.kinds import Activity, Condition, Exactness, Method
from commonground.core.refusals import NotUsable

DEEPEST_CM = 10_000
MOST = 100_000_000
LEAST_EXACT_M = 1
METRES_A_DEGREE = 111_320  # of latitude, and of longitude on the equator


@dataclass(frozen=True, slots=True)
class Where:
    """A place: a point with its accuracy, a unit, words of the paper; or nothing of it."""

    unit: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: int | None = None


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class FindDraft:
    """Ordnance that was found. `code` is its own name in the papers, where they give it one."""

    on: date
    amount: Amount
    said: str = ""
    device: str = ""
    activity: Activity = Activity.UNKNOWN
    where: Where = NOWHERE
    exactness: Exactness = Exactness.DAY
    condition: Condition = Condition.UNKNOWN
    depth_cm: int | None = None
    organisation: str = ""
    document: str = ""
    within: str = ""
    work: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class DisposalDraft:
    """What became of some of a find. Without an amount it is all that is left."""

    on: date
    target: Pot
    amount: Amount | None = None
    source: Pot = Pot.AWAITING
    method: Method = Method.UNKNOWN
    organisation: str = ""
    document: str = ""
    exactness: Exactness = Exactness.DAY


@dataclass(frozen=True, slots=True)
class WorkDraft:
    """A piece of work that finds came from, with the area that it searched; it may have found nothing."""

    code: str
    on: date
    activity: Activity = Activity.UNKNOWN
    where: Where = NOWHERE
    exactness: Exactness = Exactness.DAY
    area_m2: Decimal | None = None
    organisation: str = ""
    document: str = ""


def refuse_find(draft: FindDraft, today: date) -> None:
    """Raise NotUsable where a find cannot stand, whatever else is known."""
    refuse_day(draft.on, today)
    if not draft.device and not draft.said.strip():
        raise NotUsable("ordnance.find.no-word")
    if draft.amount.is_nothing or not 0 <= draft.amount.number <= MOST:
        raise NotUsable("ordnance.find.none")
    if draft.depth_cm is not None and not 0 <= draft.depth_cm <= DEEPEST_CM:
        raise NotUsable("ordnance.find.depth", depth=draft.depth_cm)
    refuse_where(draft.where)


def refuse_where(where: Where) -> None:
    """Raise NotUsable for half a point, a point nowhere on earth, or one of which nobody says how exact it is."""
    if where.lon is None and where.lat is None:
        return
    if where.lon is None or where.lat is None or not (-180 <= where.lon <= 180 and -90 <= where.lat <= 90):
        raise NotUsable("ordnance.place.not-understood")
    if where.accuracy_m is None or where.accuracy_m < LEAST_EXACT_M:
        raise NotUsable("ordnance.place.no-accuracy")


def refuse_day(on: date, today: date) -> None:
    """Raise NotUsable for a day that has not been, or that no record can be of."""
    if on > today:
        raise NotUsable("ordnance.entry.future", on=on.isoformat(), today=today.isoformat())
    if on < FIRST_DAY:
        raise NotUsable("ordnance.entry.too-early", on=on.isoformat())


def refuse_disposal(draft: DisposalDraft, today: date) -> None:
    """Raise NotUsable where a disposal cannot stand, whatever else is known."""
    refuse_day(draft.on, today)
    if draft.source not in SOURCES or draft.target not in TARGETS or draft.source is draft.target:
        raise NotUsable("ordnance.disposal.nothing")
    if draft.amount is not None and draft.amount.is_nothing:
        raise NotUsable("ordnance.disposal.nothing")


def decimals(accuracy_m: int) -> int:
    """So many decimals of a degree say no more than is known of a position."""
    return next((n for n in range(6) if METRES_A_DEGREE / 10 ** (n + 1) < accuracy_m), 5)


def shown_at(lon: float, lat: float, accuracy_m: int) -> tuple[float, float]:
    """A point no more exactly than it is known: in the middle of a square of a grid as wide as its accuracy.

    The square is drawn around nobody: whoever lives anywhere in it is shown at the same place.
    """
    step = max(accuracy_m, LEAST_EXACT_M) / METRES_A_DEGREE
    across = step / max(cos(radians(lat // step * step)), 0.01)
    return round((lon // across + 0.5) * across, 7), round((lat // step + 0.5) * step, 7)
