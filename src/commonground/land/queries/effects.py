"""What entries after a ledger number did to the accounts: the same question before they are booked for good and after."""

from dataclasses import dataclass
from typing import Any

from commonground.land.models import Atom, Doubt, Hazard, LedgerEntry, Naming
from commonground.places import queries as places
from commonground.store.sets import among, rows

ATOM, DOUBT, HAZARD, ENTRY, NAMING = (m._meta.db_table for m in (Atom, Doubt, Hazard, LedgerEntry, Naming))


@dataclass(frozen=True, slots=True)
class Moved:
    """Land that went from one account to another. `entry` counts from 1 where it is new, else it is the ledger number."""

    entry: int
    new: bool
    hazard: str
    unit: str
    book: str
    line: str
    source: str
    target: str
    m2: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account of a hazard held before and holds after; in the books of perimeters, or as stated without one."""

    hazard: str
    account: str
    stated: bool
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Found:
    """A finding about a hazard as it stands after."""

    hazard: str
    entry: int
    new: bool  # about an entry that is new
    code: str
    severity: str
    m2: int | None


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that entries after a number did."""

    moved: tuple[Moved, ...]
    balances: tuple[Balance, ...]
    findings: tuple[Found, ...]

    def only(self, hazards: set[str]) -> "Effects":
        """What of it is about some hazards."""
        keep = [
            tuple(one for one in some if one.hazard in hazards) for some in (self.moved, self.balances, self.findings)
        ]
        return Effects(*keep)

    def as_list(self) -> list[Any]:
        """As plain JSON, to be kept and to be compared."""
        return [
            [list(astuple(m)) for m in self.moved],
            [list(astuple(b)) for b in self.balances],
            [list(astuple(f)) for f in self.findings],
        ]


def astuple(of: Moved | Balance | Found) -> tuple:
    return tuple(getattr(of, name) for name in of.__dataclass_fields__)


def since(head: int) -> Effects:
    """What the entries numbered after `head` did, and how the hazards stand that they touched."""
    moved, touched = _moved(head)
    touched |= {r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM {NAMING} WHERE entry_id > %s", [head])}
    clause, params = among("id", touched)
    codes = dict(rows(f"SELECT id, code FROM {HAZARD} WHERE {clause}", params)) if touched else {}
    return Effects(tuple(moved), tuple(_balances(codes, head)), tuple(_findings(codes, head)))


def _moved(head: int) -> tuple[list[Moved], set[int]]:
    units = {u.id: u.name for u in places.units(places.lowest_level())}
    found = rows(
        f"SELECT a.entry, h.code, a.unit_id, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown), h.id FROM {ATOM} a "
        f"JOIN {HAZARD} h ON h.id = a.hazard_id WHERE a.known > %s "
        "GROUP BY a.entry, h.code, a.unit_id, a.book, a.line, a.source, a.target, h.id "
        "HAVING sum(a.m2) <> 0 OR sum(a.unknown) <> 0",
        [head],
    )
    moved = [
        Moved(*_entry(number, head), code, units.get(unit, ""), book, line, source, target, int(m2), int(unknown))
        for number, code, unit, book, line, source, target, m2, unknown, _ in found
    ]
    return sorted(moved, key=astuple), {r[9] for r in found}


def _entry(number: int | None, head: int) -> tuple[int, bool]:
    number = number or 0
    return (number - head, True) if number > head else (number, False)


def _balances(codes: dict[int, str], head: int) -> list[Balance]:
    if not codes:
        return []
    clause, params = among("hazard_id", codes)
    held: dict[tuple[int, str, bool], list[int]] = {}
    for hazard, book, source, target, before, after in rows(
        "SELECT hazard_id, book, source, target, sum(CASE WHEN known <= %s THEN m2 ELSE 0 END), sum(m2) "
        f"FROM {ATOM} WHERE {clause} AND book IN ('both', 'hazard', 'stated') GROUP BY hazard_id, book, source, target",
        [head, *params],
    ):
        for account, sign in ((source, -1), (target, 1)):
            if account != "unrecorded":
                amount = held.setdefault((hazard, account, book == "stated"), [0, 0])
                amount[0] += sign * int(before)
                amount[1] += sign * int(after)
    return sorted(
        (Balance(codes[h], account, stated, *amount) for (h, account, stated), amount in held.items() if any(amount)),
        key=astuple,
    )


def _findings(codes: dict[int, str], head: int) -> list[Found]:
    if not codes:
        return []
    clause, params = among("hazard_id", codes)
    found = {
        Found(codes[hazard], *_entry(entry, head), code, severity, m2)
        for hazard, entry, code, severity, m2 in rows(
            f"SELECT hazard_id, entry, code, severity, m2 FROM {DOUBT} WHERE {clause}", params
        )
    }
    return sorted(found, key=lambda f: (f.hazard, f.code, f.new, f.entry, f.m2 or 0))
