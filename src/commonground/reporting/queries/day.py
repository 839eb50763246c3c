"""The page of the day: what waits for whoever asks, the loudest first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from commonground.core.dates import Times
from commonground.fieldwork.queries import buried
from commonground.fieldwork.queries import waiting as reports
from commonground.incidents.queries import alarms as accident_alarms
from commonground.incidents.queries import desk as assistance
from commonground.intake.queries import loads
from commonground.land.queries import ages, findings, reach
from commonground.land.queries import work as land_work
from commonground.reporting.queries import duties

ALARM = "land.hazard.open-after-closing"
BOUNDS = (7, 30, 90)  # days
MOST_ALARMS = 5  # finds in released land that stand on the page; the rest are counted


@dataclass(frozen=True, slots=True)
class Alarm:
    """Open land in a hazard that had been closed, perhaps handed over: somebody may be standing on it."""

    hazard: str
    name: str
    m2: int | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """What waits for one viewer."""

    alarms: list[Alarm]
    accidents: list[accident_alarms.AlarmCard]  # on land that had been released: louder than anything
    buried: list[buried.Buried]  # finds in land that had been released, the first of them
    buried_number: int
    reports: reports.Waiting
    quiet: list[land_work.Idle]
    quiet_number: int
    late: list[reports.Late]
    findings: list[ages.Ages]
    quarantined: int
    desk: duties.Desk  # reports to others
    cases: tuple[assistance.Task, ...]  # of the people somebody helps
    days: int  # after how many a hazard that is worked on counts as quiet


def day(viewer: Any, today: date, now: datetime) -> Day:
    """What waits for a viewer today."""
    days = settings.QUIET_DAYS
    sees = bool(viewer.may("land.see"))
    within = reach.visible(viewer)
    quiet, number = [], 0
    if viewer.may("land.work"):
        quiet, number = land_work.silent(today - timedelta(days=days), within=reach.visible(viewer, "land.work"))
    found_there = buried.in_released_land(viewer)
    return Day(
        alarms(viewer) if sees else [],
        accident_alarms.waiting(viewer),
        found_there[:MOST_ALARMS],
        len(found_there),
        reports.waiting(viewer),
        quiet,
        number,
        reports.late(h.code for h in quiet),
        ages.ages(tuple(now - timedelta(days=n) for n in BOUNDS), within) if sees else [],
        loads.quarantined() if viewer.may("intake.import", unit="", organisation="") else 0,
        duties.desk(viewer, today),
        assistance.desk(viewer, today, now).tasks if viewer.may("incidents.identify") else (),
        days,
    )


def alarms(viewer: Any) -> list[Alarm]:
    """Hazards that were closed and have open land again, as far as a viewer may see them."""
    found = findings.every(Times(), code=ALARM, within=reach.visible(viewer))
    return [Alarm(f.hazard, f.name, f.m2, f.entry) for f in found]
