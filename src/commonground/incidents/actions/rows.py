"""Rows of registers as accidents and victims, very many at once; and taking them back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.findings import Finding, Severity
from commonground.core.incidents import facts, injuries
from commonground.core.incidents.codes import Standing
from commonground.core.incidents.rows import accident_of, victims_of
from commonground.incidents import messages as words
from commonground.incidents.access import accidents as access
from commonground.incidents.actions import alarms, writing
from commonground.incidents.models import Accident, AccidentFacts, Victim, VictimFacts, VictimOutcome
from commonground.places import queries as places
from commonground.store.bulk import insert, take_keys
from commonground.store.sets import among, rows

Progress = Callable[[int, int, str], None]
LABELS = {
    **words.LABELS, "year": _("Year"), "month": _("Month"), "upper": _("Code of the upper unit"), "unit_name": _("Name of the unit"),
    "killed": words.OUTCOMES["killed"], "injured": words.OUTCOMES["injured"],
}  # fmt: skip
CODES = {**words.ACCIDENT_WORDS, **words.VICTIM_WORDS}
OF_FACTS = tuple(f.attname for f in AccidentFacts._meta.concrete_fields if not f.primary_key)
OF_VICTIM = tuple(f.attname for f in VictimFacts._meta.concrete_fields if not f.primary_key)
EVERY = 2_000  # rows between two signs of how far it is


@dataclass(frozen=True, slots=True)
class Placed:
    """An accident and its victims by their codes."""

    reference: str
    findings: tuple[Finding, ...] = ()


def more_targets() -> Mapping[str, tuple[str, ...]]:
    """A programme adds no facts about people of its own: each is more than is needed until somebody shows why."""
    return {}


@recorded("incidents.rows-taken-in", about=lambda placed, arrived, document, **k: f"file:{document}")
def take_in(
    arrived: Sequence[Any], document: str, *, by, at: datetime, progress: Progress | None = None
) -> list[Placed]:
    """Keep an accident for each fact, with the people it hurt. Equal facts are as many accidents."""
    require(access.may(by, "incidents.record", unit=""))
    said = [accident_of(one.fact) for one in arrived]
    hurt = [victims_of(one.fact) for one in arrived]
    made = writing.change("imported", by=by, at=at, why=document)
    if progress:
        progress(0, len(said), "booking")
    where = writing.placed(said)
    codes = _accidents(said, where, made.pk)
    people = _victims(hurt, list(codes), made.pk)
    alarms.look(AccidentFacts.objects.filter(change=made, x__isnull=False), at=at)
    tell(accidents=len(said), victims=sum(map(len, hurt)), change=made.pk)
    mapped = places.lowest_level() > 0
    return [
        Placed("/".join([codes[key], *people[key]]), _doubts(one, spot, mapped))
        for key, one, spot in zip(codes, said, where, strict=True)
    ]


def _doubts(said: facts.Accident, where: tuple[float | None, float | None, str], mapped: bool) -> tuple[Finding, ...]:
    outside = mapped and where[0] is not None and not where[2]
    return (Finding("incidents.rows.outside", Severity.DOUBT),) if outside else ()


def _accidents(
    said: Sequence[facts.Accident], where: Sequence[tuple[float | None, float | None, str]], change: int
) -> dict[int, str]:
    """Accidents and their facts; the code of each by its key, in the order of the facts."""
    keys = take_keys(Accident, len(said))
    codes = {key: writing.accident_code(key) for key in keys}
    insert(Accident, ("id", "code", "made"), [(key, code, change) for key, code in codes.items()])
    out = []
    for key, one, (x, y, unit) in zip(keys, said, where, strict=True):
        row = {**asdict(one), "accident_id": key, "change_id": change, "standing": Standing.COUNTS.value, "x": x, "y": y,
               "unit": unit, "year": one.in_year()}  # fmt: skip
        out.append(_plain(row, OF_FACTS))
    insert(AccidentFacts, _names(AccidentFacts, OF_FACTS), out)
    return codes


def _victims(hurt: Sequence[Sequence[facts.Victim]], accidents: Sequence[int], change: int) -> dict[int, list[str]]:
    """Victims, their facts and first outcomes; the codes of each accident's."""
    everybody = [(accident, one) for accident, some in zip(accidents, hurt, strict=True) for one in some]
    keys = take_keys(Victim, len(everybody))
    codes = _new_codes(len(everybody))
    out: dict[int, list[str]] = {accident: [] for accident in accidents}
    for (accident, _one), code in zip(everybody, codes, strict=True):
        out[accident].append(code)
    numbered = list(zip(keys, codes, everybody, strict=True))
    insert(Victim, ("id", "code", "accident", "made", "record_key"),
           [(key, code, accident, change, writing.record_key()) for key, code, (accident, _) in numbered])  # fmt: skip
    rows_ = []
    for key, _code, (_accident, one) in numbered:
        said = {**asdict(one), "injuries": " ".join(injuries.known(one.injuries)), "victim_id": key, "change_id": change,
                "standing": Standing.COUNTS.value, "same_as": ""}  # fmt: skip
        rows_.append(_plain(said, OF_VICTIM))
    insert(VictimFacts, _names(VictimFacts, OF_VICTIM), rows_)
    always = writing.ALWAYS.isoformat()
    insert(VictimOutcome, ("victim", "change", "outcome", "on"),
           [(key, change, one.outcome, always) for key, _, (_, one) in numbered])  # fmt: skip
    return out


def _new_codes(count: int) -> list[str]:
    """Codes that nobody bears; of 32 to the power of eight, one drawn twice is drawn again."""
    out: set[str] = set()
    while len(out) < count:
        drawn = {writing.victim_code() for _ in range(count - len(out))}
        clause, params = among("code", sorted(drawn))
        taken = {r[0] for r in rows(f"SELECT code FROM {Victim._meta.db_table} WHERE {clause}", params)}
        out |= drawn - taken
    return list(out)


def _names(model: Any, attnames: Iterable[str]) -> list[str]:
    by_column = {f.attname: f.name for f in model._meta.concrete_fields}
    return [by_column[name] for name in attnames]


def _plain(row: Mapping[str, Any], names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(v.isoformat() if hasattr(v := row[name], "isoformat") else v for name in names)


@recorded("incidents.rows-taken-back", about=lambda count, references, **k: "file")
def void(references: Sequence[str], *, because: str, by, at: datetime) -> int:
    """Take accidents and their victims back; how many accidents. What was known before stays so."""
    require(access.may(by, "incidents.record", unit=""))
    codes = [reference.split("/")[0] for reference in references]
    latest = _latest(codes)
    made = writing.change("undone", by=by, at=at, why=because)
    out = []
    for row in latest.values():
        kept = {name: getattr(row, name) for name in OF_FACTS}
        out.append(_plain({**kept, "change_id": made.pk, "standing": Standing.VOID.value}, OF_FACTS))
    insert(AccidentFacts, _names(AccidentFacts, OF_FACTS), out)
    numbers = {row.accident_id for row in latest.values()}
    clause, params = among("accident_id", sorted(numbers))
    hurt = [r[0] for r in rows(f"SELECT id FROM {Victim._meta.db_table} WHERE {clause}", params)]
    void_rows = []
    for number, said in _said_last(hurt).items():
        void_rows.append(
            _plain({**said, "victim_id": number, "change_id": made.pk, "standing": Standing.VOID.value}, OF_VICTIM)
        )
    insert(VictimFacts, _names(VictimFacts, OF_VICTIM), void_rows)
    tell(accidents=len(out), victims=len(void_rows), change=made.pk)
    return len(out)


def _latest(codes: Sequence[str]) -> dict[int, AccidentFacts]:
    """The latest facts of accidents that count, by the accident's key."""
    clause, params = among("k.code", codes)
    found = AccidentFacts.objects.raw(
        f"SELECT f.* FROM {AccidentFacts._meta.db_table} f WHERE f.id IN (SELECT max(g.id) FROM {AccidentFacts._meta.db_table} g "
        f"JOIN {Accident._meta.db_table} k ON k.id = g.accident_id WHERE {clause} GROUP BY g.accident_id) AND f.standing = %s",
        [*params, Standing.COUNTS.value],
    )
    return {row.accident_id: row for row in found}


def _said_last(victims: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What was last said of victims, by column; those that were taken back before are left out."""
    clause, params = among("victim_id", victims)
    table, columns = VictimFacts._meta.db_table, ", ".join(f'"{name}"' for name in OF_VICTIM)
    found = rows(
        f"SELECT {columns} FROM {table} WHERE id IN (SELECT max(id) FROM {table} WHERE {clause} GROUP BY victim_id) AND standing <> %s",
        [*params, Standing.VOID.value],
    )
    said = [dict(zip(OF_VICTIM, row, strict=True)) for row in found]
    return {one["victim_id"]: one for one in said}
