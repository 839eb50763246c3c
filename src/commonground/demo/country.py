"""A synthetic country with 15 years of mine action, booked through the same actions as everything else.

Along former lines of confrontation on an island in the open sea; sizes as published for a real country, nothing copied.
Reports arrive late, some land is reopened, some entries are corrected, some hazards have no perimeter: as in life.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from commonground.core.geometry import invent
from commonground.core.geometry.overlay import Region, area, cut, is_nothing
from commonground.core.land.activities import USUAL, Activity
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Account, Kind
from commonground.demo import claims, names, ordnance, publications, workplace
from commonground.land.actions import ledger
from commonground.organisations import actions as organisations
from commonground.places import actions as places
from commonground.places import queries

Progress = Callable[[int, int, str], None]
FIRST_YEAR, LAST_YEAR = 2011, 2025
BOUNDS = (-33.2, 43.2, -28.8, 46.0)  # open ocean: nobody's land
METHODS = {Kind.CANCEL: ("",), Kind.REDUCE: ("manual", "dogs"), Kind.CLEAR: ("manual", "mechanical", "dogs")}


@dataclass(slots=True)
class Made:
    """A hazard of the invented country while its history is written."""

    code: str
    card: ledger.HazardCard
    shape: Region | None
    level: Account
    since: date
    left: Region | None = None
    released: list[tuple[Region, date]] = field(default_factory=list)
    stated_m2: int | None = None


def make(
    *, hazards: int, seed: int, by, at: datetime, progress: Progress = lambda done, total, step: None
) -> dict[str, Any]:
    """Invent the country and its years; returns what was made."""
    rng, chance = np.random.default_rng(seed), random.Random(seed)  # noqa: S311 - an invention, not a secret
    places.make_programme("ZL", name="Zelenia", bounds=BOUNDS, languages=("en", "bs", "sr"), invented=True, by=by)
    ledger.open_ledger()
    progress(0, 20, "the land")
    outline = _land(rng, chance, by)
    for code, name in names.OPERATORS:
        organisations.register(code, name=name, kind="operator", by=by)
    for code, name in names.DONORS:
        organisations.register(code, name=name, kind="donor", by=by)
    progress(1, 20, "hazards")
    fronts = [invent.front(outline, rng) for _ in range(5)]
    made = _hazards(invent.hazards(outline, fronts, hazards, rng), chance)
    entries = _open(made, by, at)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        progress(2 + year - FIRST_YEAR, 20, f"the year {year}")
        entries += _live(year, made, rng, chance, by, at)
    progress(18, 20, "what was published")
    publications.publish(LAST_YEAR - 1, by=by, at=at)
    progress(19, 20, "what waits on the desks")
    entries += workplace.make(made, rng=rng, chance=chance, seed=seed, by=by, at=at)
    found = ordnance.make(made, seed=seed, by=by, at=at)
    claims.make(LAST_YEAR, by=by, at=at)
    publications.publish(LAST_YEAR, by=by, at=at)
    progress(20, 20, "")
    return {"name": "Zelenia", "hazards": len(made), "entries": entries, "finds": found, "seed": seed}


def _land(rng: np.random.Generator, chance: random.Random, by) -> Region:
    coast = invent.island(120_000, rng)
    upper = invent.cells(coast, 12, rng)
    called = iter(names.places(500, chance))
    drafts = []
    for i, shape in enumerate(upper):
        name = next(called)
        drafts.append(places.UnitDraft(f"{i + 1:02}", f"{name} Canton", shape, (("sr", names.cyrillic(name)),)))
    places.bring_units(drafts, level=1, by=by, source="invented")
    lower = []
    for canton in drafts:
        share = max(3, round(117 * area(canton.shape) / area(coast)))
        for j, shape in enumerate(invent.cells(canton.shape, share, rng)):
            name = next(called)
            lower.append(places.UnitDraft(f"{canton.code}{j + 1:02}", name, shape, (("sr", names.cyrillic(name)),)))
    places.bring_units(lower, level=2, by=by, source="invented")
    plane = queries.programme().plane
    spots = []
    for draft in lower:
        x, y = draft.shape.representative_point().coords[0]
        lon, lat = plane.inverse(np.array([[x, y]]))[0]
        spots.append(
            places.SettlementDraft(
                f"s{draft.code}", draft.name, float(lon), float(lat), chance.randint(200, 40_000), draft.names
            )
        )
    places.bring_settlements(spots, by=by)
    return coast


def _hazards(shapes: list[invent.Invented], chance: random.Random) -> list[Made]:
    out = []
    for i, found in enumerate(shapes):
        code = f"ZL-{i + 1:05}"
        opening = chance.random() < 0.72
        since = (
            date(FIRST_YEAR, 1, 1) if opening else date(FIRST_YEAR, 1, 1) + timedelta(days=chance.randint(1, 365 * 14))
        )
        contamination = chance.choices(
            ("mines", "ap-mines", "av-mines", "cluster-munitions", "erw"), (60, 20, 3, 7, 10)
        )[0]
        flag = "military" if chance.random() < 0.02 else "inaccessible" if chance.random() < 0.01 else ""
        level = Account.CONFIRMED if chance.random() < 0.3 else Account.SUSPECTED
        blank = chance.random()
        shape = None if blank < 0.03 else found.shape
        stated = round(area(found.shape), -2) if blank < 0.018 else None
        card = ledger.HazardCard(code, contamination=contamination, flag=flag)
        out.append(Made(code, card, shape, level, since, shape, stated_m2=stated and int(stated)))
    return out


def _record(m: Made, kind: Kind) -> Draft:
    return Draft(
        kind=kind, on=m.since, hazards=(m.code,), document="register of 2011" if kind is Kind.OPENING else f"NTS/{m.since.year}/{m.code}",
        shape=m.shape, level=m.level, stated_m2=m.stated_m2, activity=Activity.NONE if kind is Kind.OPENING else Activity.NTS,
    )  # fmt: skip


def _open(made: list[Made], by, at: datetime) -> int:
    old = [m for m in made if m.since == date(FIRST_YEAR, 1, 1)]
    booked = ledger.book(
        [_record(m, Kind.OPENING) for m in old],
        by=by,
        at=_moment(FIRST_YEAR, 1, 15),
        why="the register of 2011",
        hazards=[m.card for m in old],
    )
    return booked.new


def _moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


def _live(year: int, made: list[Made], rng: np.random.Generator, chance: random.Random, by, at: datetime) -> int:
    """One year: survey finds, teams work, reports come in by quarter and some of them a year late."""
    found = [m for m in made if m.since.year == year and m.since != date(FIRST_YEAR, 1, 1)]
    drafts = [(m.since, _record(m, Kind.RECORD)) for m in found]
    ready = [m for m in made if m.since.year < year and (m.left is not None or m.stated_m2)]
    for m in chance.sample(ready, min(len(ready), round(len(made) * 0.075))):
        on = date(year, 1, 1) + timedelta(days=chance.randint(5, 359))
        drafts += [(on, d) for d in _work(m, on, rng, chance)]
    opened = [m for m in made if m.released and chance.random() < 0.002]
    for m in opened:
        shape, last = chance.choice(m.released)
        on = date(year, 1, 1) + timedelta(days=chance.randint(5, 359))
        if on > last and not is_nothing(shape):
            drafts.append(
                (
                    on,
                    _entry(
                        m,
                        Kind.REOPEN,
                        on,
                        invent.share_of(shape, 0.3, rng),
                        Activity.NTS,
                        chance,
                        because="mine found by a farmer",
                    ),
                )
            )
    entries = 0
    for quarter in (1, 2, 3, 4):
        end = date(year, 3 * quarter, 28) + timedelta(days=5)
        now = [d for on, d in drafts if (on.month - 1) // 3 + 1 == quarter and chance.random() > 0.06]
        taken = {id(d) for d in now}
        later = [(on, d) for on, d in drafts if id(d) not in taken]
        if now:
            when = datetime(end.year, end.month, min(end.day + 10, 28), 9, tzinfo=UTC)
            booked = ledger.book(
                now,
                by=by,
                at=min(when, at),
                why=f"reports of quarter {quarter} of {year}",
                hazards=[m.card for m in found],
            )
            entries += booked.new
            entries += _correct(booked, now, chance, by, min(when, at))
        drafts = [(on, d) for on, d in later]
    late = [d for on, d in drafts]
    if late:
        booked = ledger.book(
            late,
            by=by,
            at=min(_moment(year + 1, 5, 20), at),
            why=f"late reports of {year}",
            hazards=[m.card for m in found],
        )
        entries += booked.new
    return entries


def _work(m: Made, on: date, rng: np.random.Generator, chance: random.Random) -> list[Draft]:
    """What a survey or a team did to one hazard."""
    kind = chance.choices((Kind.CANCEL, Kind.REDUCE, Kind.CLEAR), (45, 25, 30))[0]
    if m.left is None:
        return [_entry(m, Kind.CANCEL, on, None, Activity.NTS, chance, whole=True)]
    if is_nothing(m.left) or area(m.left) < 50:
        return []
    share = 1.0 if chance.random() < 0.6 else chance.uniform(0.15, 0.8)
    sloppy = kind is Kind.CLEAR and chance.random() < 0.1
    piece = m.left if share == 1.0 and not sloppy else invent.share_of(m.left, share, rng, beyond=sloppy)
    if is_nothing(piece):
        return []
    m.left = cut(m.left, piece)
    m.released.append((piece, on))
    return [_entry(m, kind, on, piece, USUAL[kind], chance)]


def _entry(
    m: Made, kind: Kind, on: date, shape: Region | None, activity: Activity, chance: random.Random, **more: Any
) -> Draft:
    worked = kind in USUAL and kind is not Kind.CANCEL
    return Draft(
        kind=kind, on=on, hazards=(m.code,), document=f"{activity.value.upper()}/{on.year}/{m.code}", shape=shape, activity=activity,
        level=Account.CONFIRMED if kind is Kind.REOPEN else Account.SUSPECTED, reported_on=on + timedelta(days=chance.randint(3, 60)),
        operator=chance.choice(names.OPERATORS)[0] if worked else "", donor=chance.choice(names.DONORS)[0] if worked else "",
        method=chance.choice(METHODS.get(kind, ("",))), depth_cm=chance.choice((15, 20, 20, 30)) if kind is Kind.CLEAR else None, **more,
    )  # fmt: skip


def _correct(booked: ledger.Booked, drafts: list[Draft], chance: random.Random, by, at: datetime) -> int:
    """A few of a quarter's entries turn out to be wrong and are voided."""
    wrong = [d.hash for d in drafts if d.kind in USUAL and chance.random() < 0.004]
    if not wrong:
        return 0
    return ledger.void(wrong, document="quality review", because="report withdrawn by its author", by=by, at=at).new
