"""Victims as tables about people may count them: a key that is each one's own, coarse values, the day that counts."""

from collections.abc import Iterator, Mapping
from datetime import date

from commonground.core.incidents.codes import UNKNOWN, Device
from commonground.incidents.access import effective
from commonground.incidents.queries.listing import as_day
from commonground.places import queries as places
from commonground.store.sets import rows

# The Monitor counts these as other explosive remnants of war.
COARSE = {Device.OTHER_UXO.value: Device.OTHER_ERW.value, Device.ABANDONED.value: Device.OTHER_ERW.value}
Person = tuple[bytes, Mapping[str, str], date]


def casualties(start: date, end: date) -> Iterator[Person]:
    """Everybody hurt by accidents of a period who counts now. What nobody asked is unknown here."""
    with_, params = effective.world()
    upper = first_units()
    found = rows(
        f"{with_} SELECT v.record_key, o.outcome, v.sex, v.age, v.age_class, v.status, a.device, v.doing, a.unit, v.movement, a.since "
        "FROM v JOIN a ON a.accident_id = v.of_accident JOIN o ON o.victim_id = v.victim_id WHERE a.since BETWEEN %s AND %s",
        [*params, start.isoformat(), end.isoformat()],
    )
    for key, outcome, sex, age, age_class, status, device, doing, unit, movement, since in found:
        values = {
            "outcome": outcome, "sex": sex, "age": band(age, age_class), "status": status, "device": COARSE.get(device, device),
            "activity": doing, "unit": upper.get(unit, ""), "movement": movement,
        }  # fmt: skip
        day = as_day(since)
        assert day is not None
        yield bytes.fromhex(key), {name: value or UNKNOWN for name, value in values.items()}, day


def band(age: int | None, age_class: str) -> str:
    """The band of an age in years; of whom only the class is known, that."""
    if age is None:
        return age_class
    return "0-11" if age < 12 else "12-17" if age < 18 else "18-29" if age < 30 else "30+"


def first_units() -> dict[str, str]:
    """The code of the unit of the first level that each unit lies in, itself included."""
    found = {u.id: u for u in places.units()}
    out: dict[str, str] = {}
    for unit in found.values():
        top = unit
        while top.upper is not None and top.upper in found:
            top = found[top.upper]
        out[unit.code] = top.code
    return out
