"""Writing rows: the one place where facts of accidents and victims become rows of their tables."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

import numpy as np

from commonground.core.dates import FIRST_DAY
from commonground.core.geometry import points
from commonground.core.incidents import facts, injuries
from commonground.core.incidents.codes import Standing, Where
from commonground.core.refusals import NotUsable
from commonground.core.viewers import Viewer
from commonground.incidents.models import Accident, AccidentFacts, Change, Victim, VictimFacts, VictimOutcome
from commonground.incidents.models.victims import RECORD_KEY
from commonground.places import queries as places
from commonground.store.bulk import take_keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that can be taken for another
ALWAYS = FIRST_DAY  # from when on the first outcome holds


def change(what: str, *, by: Viewer, at: datetime, why: str = "") -> Change:
    """One act of writing facts down."""
    return Change.objects.create(what=what, why=why[:300], by=by.number, at=at)


def accident_code(number: int) -> str:
    return f"AC-{number:06}"


def victim_code() -> str:
    """A code that says nothing: not where, not when, not who came before."""
    return "V-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def referral_code() -> str:
    """The same for a referral: it does not tell of whom it is, nor how many there are."""
    return "R-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def record_key() -> str:
    return secrets.token_hex(RECORD_KEY)


def checked(said: facts.Accident, today: date) -> facts.Accident:
    """An accident as it will be kept. Raises NotUsable with the first fault."""
    settled = facts.settled(said)
    for fault in facts.accident_faults(settled, today):
        raise NotUsable(fault.code, **fault.facts)
    return settled


def checked_victim(said: facts.Victim) -> facts.Victim:
    """A victim's facts as they will be kept. Raises NotUsable with the first fault."""
    for fault in facts.victim_faults(said):
        raise NotUsable(fault.code, **fault.facts)
    return said


def placed(some: Sequence[facts.Accident]) -> list[tuple[float | None, float | None, str]]:
    """Of each accident its point in the programme's plane, and its unit: the one that is said, else the one the point lies in."""
    out: list[tuple[float | None, float | None, str]] = [(None, None, one.unit) for one in some]
    with_point = [i for i, one in enumerate(some) if one.where == Where.POINT and one.lon is not None]
    if not with_point:
        return out
    lonlat = np.array([[some[i].lon, some[i].lat] for i in with_point], float)
    metres = places.programme().plane.forward(lonlat)
    usable = np.isfinite(metres).all(axis=1)
    units = places.lowest_units()
    names = {u.id: u.code for u in places.units(places.lowest_level())} if units.ids else {}
    found = points.inside(points.points(np.where(usable[:, None], metres, 0.0)), units.shapes)
    home = {spot: names.get(units.ids[unit], "") for spot, unit in reversed(found)}
    for place, i in enumerate(with_point):
        if usable[place]:
            x, y = metres[place].tolist()
            out[i] = (round(x, 2), round(y, 2), some[i].unit or home.get(place, ""))
    return out


def facts_row(accident_id: int, change_id: int, said: facts.Accident, where: tuple[float | None, float | None, str],
              standing: str = Standing.COUNTS.value) -> AccidentFacts:  # fmt: skip
    x, y, unit = where
    return AccidentFacts(
        accident_id=accident_id,
        change_id=change_id,
        standing=standing,
        x=x,
        y=y,
        year=said.in_year(),
        **(asdict(said) | {"unit": unit}),
    )


def victim_row(victim_id: int, change_id: int, said: facts.Victim, standing: str = Standing.COUNTS.value,
               same_as: str = "") -> VictimFacts:  # fmt: skip
    kept = {k: v for k, v in asdict(said).items() if k != "outcome"}
    return VictimFacts(
        victim_id=victim_id, change_id=change_id, standing=standing, same_as=same_as,
        **(kept | {"injuries": " ".join(injuries.known(said.injuries))}),
    )  # fmt: skip


def new_accident(said: facts.Accident, made: Change) -> Accident:
    """An accident with a code of its own and its first facts."""
    (key,) = take_keys(Accident, 1)
    found = Accident.objects.create(pk=key, code=accident_code(key), made=made)
    facts_row(found.pk, made.pk, said, placed([said])[0]).save(force_insert=True)
    return found


def new_victim(accident: Accident, said: facts.Victim, made: Change) -> Victim:
    """A victim with a code of its own, first facts and first outcome."""
    found = Victim.objects.create(code=victim_code(), accident=accident, made=made, record_key=record_key())
    victim_row(found.pk, made.pk, said).save(force_insert=True)
    VictimOutcome.objects.create(victim=found, change=made, outcome=said.outcome, on=ALWAYS)
    return found
