"""The facts that count, as SQL: the latest said of each record, as known at some moment and as of some day."""

from datetime import date
from typing import Any

from commonground.core.incidents.codes import Standing
from commonground.incidents.models import Accident, AccidentFacts, Victim, VictimFacts, VictimOutcome

ACCIDENT, FACTS, VICTIM, SAID, OUTCOME = (
    m._meta.db_table for m in (Accident, AccidentFacts, Victim, VictimFacts, VictimOutcome)
)
# By window and not by `max(id)` in a group: so the embedded store sees how many rows there are, and makes an index to join by.
LATEST = "row_number() OVER (PARTITION BY {} ORDER BY id DESC) AS nth"
# The class of an age, from the years where they are known.
AGE_CLASS = "CASE WHEN v.age IS NULL THEN v.age_class WHEN v.age < 18 THEN 'child' ELSE 'adult' END"


def accidents(known: int | None = None, on: date | None = None) -> tuple[str, list[Any]]:
    """SQL of the common table `a`: accidents that count, each as it was last said to be."""
    until, params = ("WHERE change_id <= %s", [known]) if known is not None else ("", [])
    day, more = ("AND (f.since IS NULL OR f.since <= %s)", [on.isoformat()]) if on else ("", [])
    return (
        f"a AS MATERIALIZED (SELECT k.code, f.* FROM (SELECT *, {LATEST.format('accident_id')} FROM {FACTS} {until}) f "
        f"JOIN {ACCIDENT} k ON k.id = f.accident_id WHERE f.nth = 1 AND f.standing = '{Standing.COUNTS}' {day})",
        [*params, *more],
    )


def victims(known: int | None = None, on: date | None = None) -> tuple[str, list[Any]]:
    """SQL of the common tables `v` (victims that count) and `o` (what had become of each)."""
    until, params = ("WHERE change_id <= %s", [known]) if known is not None else ("", [])
    limits, more = ["1 = 1"], []
    if known is not None:
        limits.append("change_id <= %s")
        more.append(known)
    if on:
        limits.append('"on" <= %s')
        more.append(on.isoformat())
    return (
        "v AS MATERIALIZED (SELECT k.code AS vcode, k.accident_id AS of_accident, k.record_key, f.* "
        f"FROM (SELECT *, {LATEST.format('victim_id')} FROM {SAID} {until}) f "
        f"JOIN {VICTIM} k ON k.id = f.victim_id WHERE f.nth = 1 AND f.standing = '{Standing.COUNTS}'), "
        "o AS MATERIALIZED (SELECT victim_id, outcome FROM (SELECT victim_id, outcome, row_number() OVER "
        f'(PARTITION BY victim_id ORDER BY "on" DESC, id DESC) AS n FROM {OUTCOME} '
        f"WHERE {' AND '.join(limits)}) z WHERE n = 1)",
        [*params, *more],
    )


def world(known: int | None = None, on: date | None = None) -> tuple[str, list[Any]]:
    """Both, behind one WITH."""
    first, one = accidents(known, on)
    second, other = victims(known, on)
    return f"WITH {first}, {second} ", [*one, *other]
