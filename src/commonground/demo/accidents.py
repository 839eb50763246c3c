"""Accidents of the invented country and the people they hurt: facts only. Nobody of them lives, and nobody has a name."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from commonground.core.incidents import facts
from commonground.core.incidents.investigation import Factor, Step
from commonground.core.viewers import Viewer
from commonground.incidents.actions import accidents, investigations, rows
from commonground.incidents.actions import duplicates as pairs
from commonground.places import queries as places

ACCIDENTS, TWICE = 230, 6
REGISTER, CLINIC = "register of the centre (invented)", "clinic of the valley (invented)"
DEVICES = (
    ("ap-mine", 50),
    ("av-mine", 10),
    ("other-uxo", 15),
    ("submunition", 6),
    ("improvised-ap-mine", 5),
    ("unknown", 14),
)
DOINGS = (
    ("farming", 26),
    ("herding", 16),
    ("gathering", 14),
    ("travelling", 12),
    ("playing", 8),
    ("tampering", 6),
    ("nearby", 10),
    ("unknown", 8),
)
BODY = (
    "C1.1.10",
    "C1.1.9",
    "w-leg-left",
    "w-leg-right",
    "C1.2.3.2",
    "C1.2.4.2.1",
    "C1.2.1.2.2",
    "C1.3.5.1",
    "C1.3.7.2",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the invented register."""

    fact: dict[str, Any]


def make(made: Sequence[Any], *, chance: random.Random, staff: dict[str, Viewer], by: Viewer, at: datetime) -> int:
    """A register, some of its people told once more by a clinic, and a demining accident with its investigation; how many accidents."""
    near = [m for m in made if m.shape is not None]
    picked = [chance.choice(near) for _ in range(ACCIDENTS)]
    said = [(_accident(m, chance, at.date()), _hurt(chance)) for m in picked]
    again = [(_elsewhere(one, chance), hurt[:1]) for one, hurt in chance.sample(said, TWICE)]
    for source, some in ((REGISTER, said), (CLINIC, again)):
        arrived = [_Row({"accident": asdict(one), "victims": [asdict(v) for v in hurt]}) for one, hurt in some]
        rows.take_in(arrived, document=source, by=by, at=at)
    _investigated(chance.choice(near), chance, staff["investigator"], at)
    pairs.look(by=by, at=at)
    return len(said) + len(again) + 1


def _point(m: Any, chance: random.Random) -> tuple[float, float]:
    """Somewhere in a hazard or within some hundred metres of it."""
    x, y = m.shape.representative_point().coords[0]
    where = np.array([[x + chance.gauss(0, 250), y + chance.gauss(0, 250)]])
    lon, lat = places.programme().plane.inverse(where)[0]
    return round(float(lon), 5), round(float(lat), 5)


def _day(chance: random.Random, today: date) -> date:
    """The further back, the more of them."""
    years = min(14, int(chance.expovariate(0.18)))
    return date(max(2011, today.year - 14) + years, 1, 1) + timedelta(days=chance.randrange(360))


def _accident(m: Any, chance: random.Random, today: date) -> facts.Accident:
    lon, lat = _point(m, chance)
    on = min(_day(chance, today), today - timedelta(days=20))
    precision = chance.choices(("day", "month", "year"), (80, 14, 6))[0]
    return facts.settled(
        facts.Accident(
            since=on, precision=precision, where="point", lon=lon, lat=lat, accuracy_m=chance.choice((20, 50, 100, 500, None)),
            device=_of(DEVICES, chance), doing=_of(DOINGS, chance), area_type=chance.choice(("field", "forest", "path", "pasture", "road", "unknown")),
            marking=chance.choices(("marked", "decayed", "unmarked", "unknown", ""), (10, 15, 50, 15, 10))[0], source=REGISTER,
        )
    )  # fmt: skip


def _elsewhere(one: facts.Accident, chance: random.Random) -> facts.Accident:
    """The same accident as somebody else tells it: a little off, and exact to the day."""
    assert one.lon is not None and one.lat is not None
    said = asdict(one) | {
        "lon": one.lon + chance.gauss(0, 0.004),
        "lat": one.lat,
        "source": CLINIC,
        "accuracy_m": 500,
        "marking": "",
    }
    return facts.Accident(**said)


def _hurt(chance: random.Random) -> list[facts.Victim]:
    return [_victim(chance) for _ in range(chance.choices((1, 2, 3, 4), (72, 18, 7, 3))[0])]


def _victim(chance: random.Random) -> facts.Victim:
    """Somebody nobody is."""
    outcome = chance.choices(("injured", "killed", "unknown"), (68, 29, 3))[0]
    years = chance.choices((None, chance.randint(4, 17), chance.randint(18, 75)), (18, 17, 65))[0]
    hurt = (
        tuple(sorted(chance.sample(BODY, chance.randint(1, 3))))
        if outcome == "injured" and chance.random() < 0.7
        else ()
    )
    answer = lambda: chance.choices(("yes", "no", "unknown", ""), (15, 45, 25, 15))[0]  # noqa: E731
    return facts.Victim(
        outcome=outcome, sex=chance.choices(("male", "female", "unknown"), (80, 17, 3))[0], age=years,
        age_class="" if years is not None else chance.choice(("adult", "unknown", "child")),
        status=chance.choices(("civilian", "forces", "unknown"), (84, 8, 8))[0], doing=_of(DOINGS, chance), knew=answer(),
        saw_marking=answer(), educated=answer(), injuries=hurt, injuries_known="yes" if hurt else chance.choice(("", "unknown")),
    )  # fmt: skip


def _of(weighted: Sequence[tuple[str, int]], chance: random.Random) -> str:
    return chance.choices([code for code, _ in weighted], [weight for _, weight in weighted])[0]


def _investigated(m: Any, chance: random.Random, by: Viewer, at: datetime) -> None:
    """A deminer was hurt, and why is being found out: the board has written its findings."""
    today = at.date()
    on = today - timedelta(days=40)
    lon, lat = _point(m, chance)
    said = facts.Accident(
        kind="demining", since=on, precision="day", where="point", lon=lon, lat=lat, accuracy_m=5, device="ap-mine", doing="demining",
        area_type="worksite", marking="marked", told="While excavating a signal at the edge of the lane.", source="operator's notification",
    )  # fmt: skip
    hurt = facts.Victim(outcome="injured", sex="male", age=29, status="deminer", doing="demining", protected="yes", educated="yes",
                        injuries=("C1.2.2.2.2",), injuries_known="yes", movement="resident", origin="national")  # fmt: skip
    code = accidents.enter(said, [hurt], today=today, by=by, at=at)
    investigations.begin(code, on=on, document="N-1", text="By radio from the site.", today=today, by=by, at=at)
    steps = ((Step.REPORT, "What was known on the first evening.", (), False), (Step.APPOINT, "Three people, led by the centre.", (), True),
             (Step.FIND, "The lane was wider than its marking.", (Factor.MARKING, Factor.PRESSURE), False))  # fmt: skip
    for days, (step, text, factors, independent) in enumerate(steps, start=1):
        investigations.take(
            code, step, on=on + timedelta(days=4 * days), text=text, factors=factors, independent=independent, version=days, today=today,
            by=by, at=at,
        )  # fmt: skip
    investigations.recommend(code, "Check the width of lanes before every shift.", owner="operations officer", due=today + timedelta(days=20),
                             by=by, at=at)  # fmt: skip
