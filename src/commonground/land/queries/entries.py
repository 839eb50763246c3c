"""Entries as the core sees them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from commonground.core.geometry.overlay import regions_from_wkb
from commonground.core.land.entries import Account, Entry, Kind, corrected
from commonground.land.models import LedgerEntry, Moment, Naming
from commonground.store.fields import as_wkb
from commonground.store.sets import among, rows

ENTRY, MOMENT, NAMING = (m._meta.db_table for m in (LedgerEntry, Moment, Naming))
COLUMNS = 'e.number, e.hash, e.kind, e."on", e.sequence, e.level, e.shape, e.stated_m2, e.length_m, e.whole, e.corrects, e.carried'


def head() -> int:
    """The last ledger number given."""
    found = rows("SELECT number FROM land_head WHERE id = 1")
    return found[0][0] if found else 0


def booked_after(number: int) -> datetime | None:
    """When the entry after one of a number was booked; None where there is none yet."""
    return Moment.objects.filter(last__gt=number).order_by("first").values_list("at", flat=True).first()


def of_hazards(hazards: Iterable[int], known: int) -> list[Entry]:
    """All entries up to a ledger number, in force or not, that name any of some hazards."""
    clause, params = among("n.hazard_id", hazards)
    inner = f"SELECT n.entry_id FROM {NAMING} n WHERE {clause}"
    return _entries(f"WHERE e.number <= %s AND e.number IN ({inner})", [known, *params])


def correctors(of: Iterable[Entry], known: int) -> list[Entry]:
    """Everything up to a ledger number that corrects some entries, what corrects that, and so on."""
    wanted = {e.hash for e in of}
    found: dict[int, Entry] = {}
    if not rows(f"SELECT 1 FROM {ENTRY} WHERE NOT (corrects = '') LIMIT 1"):
        return []
    while wanted:
        clause, params = among("e.corrects", wanted)
        fresh = [
            e
            for e in _entries(f"WHERE e.number <= %s AND NOT (e.corrects = '') AND {clause}", [known, *params])
            if e.number not in found
        ]
        found |= {e.number: e for e in fresh}
        wanted = {e.hash for e in fresh}
    return list(found.values())


def with_acts(some: Iterable[Entry], known: int) -> list[Entry]:
    """Some entries, those in whose place they stand or that stand in theirs after a hazard was divided or united, all of
    what such acts booked, and everything that corrects any of these."""
    found = {e.number: e for e in some}
    if not rows(f"SELECT 1 FROM {ENTRY} WHERE carried > 0 LIMIT 1"):
        return [*found.values(), *correctors(found.values(), known)]
    while True:
        size = len(found)
        found |= {e.number: e for e in correctors(found.values(), known)}
        clause, params = among("e.carried", {e.carried for e in found.values() if e.carried})
        found |= {e.number: e for e in _entries(f"WHERE e.number <= %s AND {clause}", [known, *params])}
        found |= {e.number: e for e in hashed({e.corrects for e in found.values() if e.carried and e.corrects})}
        if len(found) == size:
            return list(found.values())


def numbered(numbers: Iterable[int]) -> list[Entry]:
    """Entries by ledger number."""
    clause, params = among("e.number", numbers)
    return _entries(f"WHERE {clause}", params)


def hashed(hashes: Iterable[str]) -> list[Entry]:
    """Entries by content hash."""
    clause, params = among("e.hash", hashes)
    return _entries(f"WHERE {clause}", params)


def of_act(first: int) -> list[Entry]:
    """What one act of dividing or uniting hazards booked, by the first of its numbers."""
    return _entries("WHERE e.carried = %s", [first])


def only_corrected_by(pairs: Mapping[str, str]) -> list[Entry]:
    """The entries with some hashes that nothing standing corrects but the entry named beside each."""
    if not pairs:
        return []
    found = hashed(pairs)
    others = correctors(found, head())
    gone = corrected([*found, *others])
    standing = {(e.corrects, e.hash) for e in others if e.hash not in gone}
    return [e for e in found if not any(to == e.hash and name != pairs[e.hash] for to, name in standing)]


def between(first: int, last: int) -> list[Entry]:
    """Entries with ledger numbers in a range, both ends included."""
    return _entries("WHERE e.number BETWEEN %s AND %s", [first, last])


def every(known: int | None = None) -> list[Entry]:
    """All entries up to a ledger number."""
    return _entries("" if known is None else "WHERE e.number <= %s", [] if known is None else [known])


def _entries(where: str, params: list) -> list[Entry]:
    found = rows(f"SELECT {COLUMNS} FROM {ENTRY} e {where} ORDER BY e.number", params)
    named: dict[int, list[int]] = {}
    inner = f"SELECT e.number FROM {ENTRY} e {where}"
    condition = f"WHERE n.entry_id IN ({inner})" if where else ""
    for entry, hazard in rows(
        f"SELECT n.entry_id, n.hazard_id FROM {NAMING} n {condition} ORDER BY n.entry_id, n.place",
        params if where else [],
    ):
        named.setdefault(entry, []).append(hazard)
    shapes = regions_from_wkb([as_wkb(r[6]) for r in found]).tolist() if found else []
    return [
        Entry(
            number=r[0], hash=r[1], kind=Kind(r[2]), on=r[3] if not isinstance(r[3], str) else _day(r[3]), sequence=r[4],
            hazards=tuple(named.get(r[0], ())), shape=shape, level=Account(r[5]), stated_m2=r[7], length_m=r[8],
            whole=bool(r[9]), corrects=r[10], carried=r[11],
        )
        for r, shape in zip(found, shapes, strict=True)
    ]  # fmt: skip


def _day(text: str):
    return date.fromisoformat(text[:10])


def corrects_nothing(numbers: Iterable[int] | None = None) -> list[int]:
    """Numbers of standing corrections (of all, or among some) that name an entry which the ledger does not hold."""
    clause, params = ("1 = 1", []) if numbers is None else among("e.number", numbers)
    found = dict(
        rows(
            f"SELECT e.hash, e.number FROM {ENTRY} e WHERE NOT (e.corrects = '') AND {clause} "
            f"AND NOT EXISTS (SELECT 1 FROM {ENTRY} t WHERE t.hash = e.corrects)",
            params,
        )
    )
    state = standing(found) if found else {}
    return sorted(number for name, number in found.items() if state[name] == "stands")


def corrections_behind(numbers: Iterable[int]) -> set[int]:
    """Entries of these numbers that correct something, and the corrections that these correct, and so on."""
    found: set[int] = set()
    wanted = list(numbers)
    while wanted:
        clause, params = among("number", wanted)
        some = rows(f"SELECT number, corrects FROM {ENTRY} WHERE NOT (corrects = '') AND {clause}", params)
        found |= {n for n, _ in some}
        clause, params = among("hash", [c for _, c in some])
        wanted = (
            [r[0] for r in rows(f"SELECT number FROM {ENTRY} WHERE NOT (corrects = '') AND {clause}", params)]
            if some
            else []
        )
        wanted = [n for n in wanted if n not in found]
    return found


def standing(hashes: Iterable[str]) -> dict[str, str]:
    """For contents in the ledger: "stands", or "corrected" where a standing correction names it."""
    if not head():
        return {}
    found = hashed(hashes)
    gone = corrected([*found, *correctors(found, head())])
    return {e.hash: "corrected" if e.hash in gone else "stands" for e in found}


def known_by(moment: datetime) -> int:
    """The last ledger number given up to a moment; nought before the first."""
    found = rows(f"SELECT coalesce(max(last), 0) FROM {MOMENT} WHERE at <= %s", [moment])
    return int(found[0][0])
