"""The invented country's finds: by clearance and by call-outs, in stores, in land that was released; and one attributed example.

A chance of its own, so that the rest of the country stays as it was. The example is the cross-border programme in South-East Europe
of 2003 to 2006 as its fund published it: more than 2,700 mines and 536 unexploded ordnance found and destroyed.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from commonground.core.geometry.overlay import is_nothing
from commonground.core.ordnance.accounts import Pot
from commonground.core.ordnance.amounts import Amount, Qualifier
from commonground.core.ordnance.drafts import DisposalDraft, FindDraft, Where
from commonground.core.ordnance.kinds import Activity, Condition, Exactness, Method
from commonground.core.viewers import Viewer
from commonground.demo.names import OPERATORS
from commonground.ordnance.actions import ledger
from commonground.places import queries as places

FOUND = (
    ("PMA-2", 30), ("PMA-3", 12), ("PROM-1", 14), ("PMR-2A", 8), ("TMA-4", 8), ("TMM-1", 6), ("KB-1", 9), ("ručna bomba", 8),
    ("минобацачка мина", 3), ("Mortar 82 mm", 10), ("improvised mine", 3), ("IED", 2), ("RGD-5", 5), ("stara kutija", 1),
)  # fmt: skip
CLEARED, CALLS, INSIDE = 120, 60, 3
EXAMPLE = "Cross-border demining in South-East Europe, April 2003 to December 2006, as published by its fund"
SOURCE = "Journal of ERW and Mine Action, about 2009"


def make(made: Sequence[Any], *, seed: int, by: Viewer, at: datetime) -> int:
    """Write the finds down; how many."""
    desk = _Desk(random.Random(seed + 7), by, at)  # noqa: S311 - an invention, not a secret
    worked = [m for m in made if m.released]
    for m in desk.chance.sample(worked, min(CLEARED, len(worked))):
        shape, on = desk.chance.choice(m.released)
        desk.find(shape, on - timedelta(days=desk.chance.randint(1, 30)), Activity.CLEARANCE)
    for _ in range(CALLS):
        desk.call(desk.chance.choice(worked) if worked else None)
    for m in worked[:INSIDE]:  # somebody found something where land had been given back
        shape, on = m.released[0]
        desk.find(shape, max(on + timedelta(days=90), at.date() - timedelta(days=40)), Activity.CALL_OUT, waits=True)
    desk.stores()
    desk.example()
    return desk.written


class _Desk:
    """Where finds are written down."""

    def __init__(self, chance: random.Random, by: Viewer, at: datetime) -> None:
        self.chance, self.by, self.at, self.written = chance, by, at, 0
        self.plane = places.programme().plane

    def _record(self, draft: FindDraft, disposal: DisposalDraft | None = None) -> str:
        self.written += 1
        return ledger.record_find(draft, disposal=disposal, by=self.by, at=self.at)

    def find(self, shape: Any, on: date, activity: Activity, waits: bool = False) -> None:
        """Something in a piece of land, on a day; mostly destroyed soon after."""
        x, y = shape.representative_point().coords[0]
        lon, lat = self.plane.inverse(np.array([[x, y]]))[0].tolist()
        on = min(on, self.at.date())
        accuracy = self.chance.choice((5, 10, 50))
        where = Where(places.unit_at(lon, lat), "", round(lon, 6), round(lat, 6), accuracy)
        said = self.chance.choices([w for w, _ in FOUND], [n for _, n in FOUND])[0]
        draft = FindDraft(
            on, Amount(self.chance.choice((1, 1, 1, 2, 3, 5))), said, activity=activity, where=where, depth_cm=self.chance.choice((None, 0, 3, 5, 8, 12, 15, 20, 35)),
            condition=self.chance.choice((Condition.INTACT, Condition.FUZED, Condition.DAMAGED, Condition.UNKNOWN)),
            organisation=self.chance.choice(OPERATORS)[0], document=f"{activity.value}/{on.year}",
        )  # fmt: skip
        self._record(draft, None if waits else self._fate(on))

    def _fate(self, on: date) -> DisposalDraft | None:
        on = min(on + timedelta(days=self.chance.randint(0, 9)), self.at.date())
        target = self.chance.choices((Pot.DESTROYED, Pot.RETAINED, Pot.HANDED_OVER, None), (88, 3, 3, 6))[0]
        method = self.chance.choice((Method.IN_PLACE, Method.ELSEWHERE, Method.BURNED))
        return DisposalDraft(on, target, method=method) if target else None

    def call(self, near: Any) -> None:
        """A call-out: somebody found something and rang; often only the municipality is known."""
        on = date(2013, 1, 1) + timedelta(days=self.chance.randint(0, 4_700))
        open_land = near.left if near is not None and near.left is not None and not is_nothing(near.left) else None
        if open_land is not None and self.chance.random() < 0.6:
            self.find(open_land, on, Activity.CALL_OUT)
            return
        unit = self.chance.choice(places.units(places.lowest_level()))
        said = self.chance.choice(("UXO", "Mortar 60 mm", "F-1", "M75", "Rocket 128 mm"))
        self._record(FindDraft(on, Amount(1), said, activity=Activity.CALL_OUT, where=Where(unit.code)), self._fate(on))

    def stores(self) -> None:
        """A store that came to light, with most of it destroyed and some kept for training."""
        on = date(2014, 9, 3)
        code = self._record(FindDraft(on, Amount(1_400), "PMA-3", activity=Activity.STOCKPILE, document="store 3/2014"))
        for amount, target, day in ((1_250, Pot.DESTROYED, date(2015, 6, 18)), (60, Pot.RETAINED, date(2015, 6, 18))):
            ledger.dispose(
                code, DisposalDraft(day, target, Amount(amount), document="protocol 2015"), by=self.by, at=self.at
            )
        trained = DisposalDraft(
            date(2019, 4, 9), Pot.DESTROYED, Amount(8), Pot.RETAINED, Method.TRAINING, document="course 2019"
        )
        ledger.dispose(code, trained, by=self.by, at=self.at)

    def example(self) -> None:
        """What the fund published, as it published it: an inequality stays one."""
        on = date(2006, 12, 31)
        for said, amount in (("mines", Amount(2_700, Qualifier.MORE_THAN)), ("UXO", Amount(536))):
            draft = FindDraft(
                on,
                amount,
                said,
                activity=Activity.CLEARANCE,
                exactness=Exactness.YEAR,
                where=Where("", EXAMPLE),
                document=SOURCE,
            )
            self._record(draft, DisposalDraft(on, Pot.DESTROYED, exactness=Exactness.YEAR))
