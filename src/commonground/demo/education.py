"""The invented country's risk education, and tables about people that were released: asked for by one hand, let out by another."""

import random
from datetime import date, datetime, timedelta

from commonground.core.incidents.education import Message, Method, Session
from commonground.core.privacy.door import Basis, Spec
from commonground.core.privacy.periods import Closed
from commonground.core.viewers import Viewer
from commonground.demo.returns import THIS
from commonground.disclosure import actions as disclosure
from commonground.incidents.actions import education
from commonground.places import queries as places

CAMPAIGNS = (
    (f"Schools {THIS - 1}", date(THIS - 1, 3, 3), Method.SCHOOL, 8),
    (f"Schools {THIS}", date(THIS, 3, 2), Method.SCHOOL, 10),
    (f"Spring work {THIS}", date(THIS, 4, 7), Method.INTERPERSONAL, 8),
    (f"Teachers {THIS}", date(THIS, 9, 1), Method.TRAINING, 3),
)
CASUALTIES = tuple(Closed(y) for y in range(2011, 2016))
NAME = "Ministry of the interior (invented)"


def make(*, seed: int, staff: dict[str, Viewer], at: datetime) -> int:
    """Sessions of a few campaigns, two released tables and one that waits; how many sessions. Of a chance of its own, so that the rest of
    the country stays as it was."""
    chance = random.Random(seed + 11)  # noqa: S311 - an invention, not a secret
    units = [u.code for u in places.units(places.lowest_level())]
    written = 0
    for campaign, begins, method, number in CAMPAIGNS:
        places_of = chance.sample(units, min(3, len(units)))
        for i in range(number):
            said = _session(campaign, begins + timedelta(days=4 * i), method, i >= len(places_of), chance)
            education.hold(
                said, unit=places_of[i % len(places_of)], place="", organisation="", today=at.date(), by=staff["education"], at=at
            )  # fmt: skip
            written += 1
    _let_out(Spec("casualties", ("outcome", "sex"), CASUALTIES), "the yearbook", staff, at)
    _let_out(Spec("educated", ("sex",), (Closed(THIS),), Basis.TREATY), f"Article 7 report on {THIS}", staff, at)
    disclosure.ask(
        Spec("educated", ("sex", "method"), (Closed(THIS),)), "the centre's web page", by=staff["education"], at=at
    )
    return written


def _session(campaign: str, on: date, method: Method, was_there: bool, chance: random.Random) -> Session:
    """Where the campaign had been before, more come again than for the first time."""
    first = chance.randint(3, 9) if was_there else chance.randint(18, 40)
    children = method is Method.SCHOOL
    girls = chance.randint(first * 4 // 10, first * 6 // 10) if children else 0
    women = 0 if children else chance.randint(first * 3 // 10, first * 7 // 10)
    return Session(
        on, campaign, method.value, women=women, men=0 if children else first - women, girls=girls, boys=first - girls if children else 0,
        again=chance.randint(10, 25) if was_there else 0, disability=chance.choice((None, 0, 1, 2)), indirect=chance.choice((None, 60, 90)),
        materials=first, messages=(Message.RECOGNISE.value, Message.KEEP_AWAY.value, Message.REPORT.value),
    )  # fmt: skip


def _let_out(spec: Spec, reason: str, staff: dict[str, Viewer], at: datetime) -> None:
    """A table asked for by the planner and let out by the ministry; where the audit finds something it stays inside."""
    asked = disclosure.ask(spec, reason, by=staff["planner"], at=at)
    if not asked.faults:
        disclosure.release(asked, NAME, by=staff["reader"], at=at)
