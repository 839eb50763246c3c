"""People who were assisted, as tables may count them: once in a year, on the day of their first service in it; no name, no code.

So halves add up to their year: a half has those who were first helped in it. By kind of service somebody counts once for each pillar.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from commonground.core.incidents import assistance as core
from commonground.core.incidents.codes import UNKNOWN, Standing
from commonground.core.incidents.facts import ADULT_AT
from commonground.incidents.access import effective
from commonground.incidents.models import Service
from commonground.incidents.queries.listing import as_day
from commonground.incidents.queries.populations import first_units
from commonground.store.sets import rows

Person = tuple[bytes, Mapping[str, str], date]
LATEST = effective.LATEST.format("thing")


def people(start: date, end: date) -> Iterator[Person]:
    """Everybody who received a service, whatever it was."""
    for year in range(start.year, end.year + 1):
        found, values = _of_year(year)
        for code, day in core.first_of_people(found).items():
            if start <= day <= end and code in values:
                yield bytes.fromhex(values[code]["key"]), _plain(values[code]), day


def services(start: date, end: date) -> Iterator[Person]:
    """The same people, once for each pillar."""
    for year in range(start.year, end.year + 1):
        found, values = _of_year(year)
        for (code, pillar), day in found.items():
            if start <= day <= end and code in values:
                key = bytes.fromhex(values[code]["key"]) + b":" + pillar.encode()
                yield key, _plain(values[code]) | {"pillar": pillar}, day


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name != "key"}


def _of_year(year: int) -> tuple[dict[tuple[str, str], date], dict[str, dict[str, str]]]:
    """The first days of a year by person and pillar, and the coarse facts of every person who counts."""
    table = Service._meta.db_table
    latest = f"SELECT s.*, {LATEST} FROM {table} s"
    sql = f"SELECT victim_id, kind, since FROM ({latest}) z WHERE nth = 1 AND standing = %s AND since BETWEEN %s AND %s"
    params = [Standing.COUNTS.value, f"{year}-01-01", f"{year}-12-31"]
    same = _one_person()
    given = [
        (str(same.get(victim, victim)), kind, day)
        for victim, kind, since in rows(sql, params)
        if (day := as_day(since)) is not None
    ]
    return core.first_services(given, year), _facts({int(person) for person, _, _ in given})


def _facts(victims: set[int]) -> dict[str, dict[str, str]]:
    with_, params = effective.world()
    upper = first_units()
    sql = (
        f"{with_} SELECT v.victim_id, v.record_key, v.sex, v.age, v.age_class, v.disability_after, a.unit FROM v "
        "JOIN a ON a.accident_id = v.of_accident"
    )
    out = {}
    for victim, key, sex, age, age_class, disability, unit in rows(sql, params):
        if victim in victims:
            klass = age_class if age is None else "child" if age < ADULT_AT else "adult"
            said = {"sex": sex, "age": klass, "disability": disability, "unit": upper.get(unit, "")}
            out[str(victim)] = {name: value or UNKNOWN for name, value in said.items()} | {"key": key}
    return out


def _one_person() -> dict[int, int]:
    """Victims that somebody decided to be the same as another, with who counts in their place."""
    sql = (
        f"SELECT f.victim_id, k.id FROM (SELECT *, {effective.LATEST.format('victim_id')} FROM {effective.SAID}) f "
        f"JOIN {effective.VICTIM} k ON k.code = f.same_as WHERE f.nth = 1 AND f.standing = %s"
    )
    found = dict(rows(sql, [Standing.SAME.value]))
    return {one: _last(found, one) for one in found}


def _last(found: Mapping[int, int], one: int) -> int:
    """Who counts in the end: whoever counts for one person may have been decided to be a third."""
    seen: set[int] = set()
    while one in found and one not in seen:
        seen.add(one)
        one = found[one]
    return one
