"""Where the accounts' land lies, for whoever draws it: shapes in the programme's plane, by hazard and account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.dates import Times
from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import Region, join_all, regions_from_wkb
from commonground.core.land import compute
from commonground.core.land.entries import Account, Entry, in_force
from commonground.core.refusals import NotThere
from commonground.land import access
from commonground.land.models import Hazard, Holding, LedgerEntry, Naming
from commonground.land.queries import entries as ledger
from commonground.store.fields import as_wkb
from commonground.store.sets import among, rows
from commonground.store.spatial import ids_in_box

HAZARD, HOLDING, ENTRY, NAMING = (m._meta.db_table for m in (Hazard, Holding, LedgerEntry, Naming))

# The ledger's last number, as a question to be asked together with others.
STAMP = ("coalesce((SELECT number FROM land_head WHERE id = 1), 0)",)


@dataclass(frozen=True, slots=True)
class Land:
    """What one account of one hazard holds: its shape in the plane and its square metres."""

    hazard: int
    account: str
    shape: Region
    m2: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a hazard besides its land, and how its account stands."""

    id: int
    code: str
    contamination: str
    flag: str
    standing: str
    stated_unit: str
    unit: int | None
    open_m2: int


def cards(hazards: Iterable[int] | None = None, within: access.Units = None) -> list[Card]:
    """Hazards by number; all of them that are seen from some units where none are named."""
    clause, params = among("id", hazards) if hazards is not None else access.among_visible(within, f"{HAZARD}.id")
    return [
        Card(*row)
        for row in rows(
            f"SELECT id, code, contamination, flag, standing, stated_unit, unit_id, open_m2 FROM {HAZARD} WHERE {clause}",
            params,
        )
    ]


def described_otherwise(table: str) -> set[int]:
    """Hazards of which a copy says something else: `table` has the columns hazard, code, contamination, flag, unit_id."""
    found = rows(
        f"SELECT DISTINCT h.id FROM {HAZARD} h JOIN {table} c ON c.hazard = h.id WHERE c.code <> h.code "
        "OR c.contamination <> h.contamination OR c.flag <> h.flag OR coalesce(c.unit_id, 0) <> coalesce(h.unit_id, 0)"
    )
    return {r[0] for r in found}


def touched_since(number: int) -> set[int]:
    """Hazards whose accounts an entry after a ledger number may have changed: those it names, and those that are
    named by what it corrects, and by what that corrects."""
    out = {r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM {NAMING} WHERE entry_id > %s", [number])}
    wanted = {r[0] for r in rows(f"SELECT corrects FROM {ENTRY} WHERE number > %s AND corrects <> ''", [number])}
    seen: set[str] = set()
    while wanted - seen:
        fresh = wanted - seen
        seen |= fresh
        clause, params = among("hash", fresh)
        found = rows(f"SELECT number, corrects FROM {ENTRY} WHERE {clause}", params)
        wanted |= {r[1] for r in found if r[1]}
        clause, params = among("entry_id", [r[0] for r in found])
        out |= {r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM {NAMING} WHERE {clause}", params)}
    return out


def dated_after(on: date) -> set[int]:
    """Hazards that an entry of a later day names."""
    found = rows(
        f'SELECT DISTINCT n.hazard_id FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id WHERE e."on" > %s',
        [on.isoformat()],
    )
    return {r[0] for r in found}


def held(hazards: Iterable[int]) -> list[Land]:
    """What the accounts of some hazards hold now, a hazard's parts in several units joined."""
    clause, params = among("h.hazard_id", hazards)
    found = rows(
        f"SELECT h.hazard_id, h.account, coalesce(h.shape, e.shape), h.m2 FROM {HOLDING} h "
        f"LEFT JOIN {ENTRY} e ON e.number = h.entry WHERE h.book = 'hazard' AND {clause} ORDER BY h.hazard_id, h.account, h.id",
        params,
    )
    return _joined([(r[0], r[1], as_wkb(r[2]), r[3]) for r in found])


def _joined(found: list[tuple[int, str, bytes | None, int]]) -> list[Land]:
    shapes = regions_from_wkb([r[2] for r in found]).tolist() if found else []
    parts: dict[tuple[int, str], list[tuple[Region, int]]] = {}
    for (hazard, account, _, m2), shape in zip(found, shapes, strict=True):
        if shape is not None:
            parts.setdefault((hazard, account), []).append((shape, m2))
    return [
        Land(hazard, account, some[0][0] if len(some) == 1 else join_all(s for s, _ in some), sum(m for _, m in some))
        for (hazard, account), some in parts.items()
    ]


def held_at(hazards: set[int], times: Times) -> tuple[list[Land], dict[int, str]]:
    """What the accounts of some hazards held at two times, from their entries; and how each hazard then stood.

    A hazard without any entry by then has no standing.
    """
    known = times.known if times.known is not None else ledger.head()
    found = ledger.of_hazards(hazards, known)
    have = {e.number for e in found}
    correcting = [e for e in ledger.correctors(found, known) if e.number not in have]
    counting = [e for e in in_force([*found, *correcting], known=known, on=times.on) if e.number in have]
    # Each hazard's own account is asked for, so that neighbours need not be looked for.
    folded = compute.fold(counting, Units.none(), {}, only=hazards)
    lands = [
        Land(hazard, account.value, shape, m2)
        for (_, hazard, account), (shape, m2) in folded.hazards.items()
        if hazard in hazards and account is not Account.UNRECORDED and not shape.is_empty
    ]
    return lands, _standing(hazards, lands, counting)


def _standing(hazards: set[int], lands: list[Land], counting: list[Entry]) -> dict[int, str]:
    """Per hazard with an entry: confirmed, else suspected, else released."""
    accounts: dict[int, set[str]] = {h: set() for e in counting for h in e.hazards if h in hazards}
    for land in lands:
        accounts[land.hazard].add(land.account)
    balance: dict[tuple[int, str], list[int]] = {}
    for atom in compute.fold_stated(counting, lambda hazard: None)[0]:
        for account, sign in ((atom.source, -1), (atom.target, 1)):
            amount = balance.setdefault((atom.hazard, account.value), [0, 0])
            amount[0] += sign * atom.m2
            amount[1] += sign * atom.unknown
    for (hazard, account), amount in balance.items():
        if hazard in accounts and any(amount):
            accounts[hazard].add(account)
    order = (Account.CONFIRMED.value, Account.SUSPECTED.value)
    return {h: next((a for a in order if a in some), "released") for h, some in accounts.items()}


def without_perimeter(hazards: Iterable[int]) -> set[int]:
    """Those of some hazards that an entry without a shape recorded."""
    clause, params = among("n.hazard_id", hazards)
    found = rows(
        f"SELECT DISTINCT n.hazard_id FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id "
        f"WHERE e.min_x IS NULL AND e.kind <> 'void' AND {clause}",
        params,
    )
    return {r[0] for r in found}


def near(box: tuple[float, float, float, float]) -> set[int]:
    """Hazards that any entry in a box of the plane names."""
    clause, params = among("entry_id", ids_in_box(LedgerEntry, box))
    return {r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM {NAMING} WHERE {clause}", params)}


def hazard_lands(viewer: Any, code: str, times: Times, permission: str = "land.see") -> tuple[Card, list[Land]]:
    """One hazard and what its accounts hold at two times. Raises NotThere, for the hidden and the absent alike."""
    hazard = access.hazard_for(viewer, code, permission)
    card = cards([hazard.pk])[0]
    if times.is_now:
        return card, held([hazard.pk])
    lands, standing = held_at({hazard.pk}, times)
    if hazard.pk not in standing:
        raise NotThere("land.hazard.not-there", code=code)
    return card, lands
