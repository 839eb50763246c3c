"""The accounts by the units of an earlier edition of the boundaries.

Atoms are written by the units in use. What they were by other units is folded anew from the entries: the state is a pure
function of the entries and the units, so that a statement made while an edition was in use can be made again, to the
square metre (docs/adr/0007). A country's fold takes seconds and is kept in memory for the next question.
"""

from datetime import date

from django.db import connection

from commonground.core.land import accounts
from commonground.core.land.entries import Atom
from commonground.land.models import Hazard
from commonground.land.queries import entries as ledger
from commonground.places import queries as places
from commonground.store.sets import rows

KEPT = 3  # states in memory: the two ends of a bridge and one more
_states: dict[tuple, list[tuple[Atom, date]]] = {}


def atoms(edition: int, known: int | None = None) -> list[tuple[Atom, date]]:
    """Every atom of the state as known at a ledger number, by the lowest units of an edition, with its day."""
    known = ledger.head() if known is None else min(known, ledger.head())
    last = rows("SELECT hash FROM land_ledgerentry WHERE number = %s", [known])
    key = (connection.settings_dict["NAME"], edition, known, *last, *rows(f"SELECT {', '.join(places.STAMP)}")[0])
    if key not in _states:
        found = ledger.every(known)
        state = accounts.state(found, places.lowest_units(edition), known=known, stated_unit=_stated_units(edition).get)
        days = {e.number: e.on for e in found}
        for other in tuple(_states)[: max(0, len(_states) - KEPT + 1)]:
            _states.pop(other, None)
        _states[key] = [(a, days[a.entry]) for a in state.atoms]
    return _states[key]


def _stated_units(edition: int) -> dict[int, int | None]:
    """The lowest unit of the edition that each hazard's record names, where it names one that exists."""
    named = dict(Hazard.objects.exclude(stated_unit="").values_list("pk", "stated_unit"))
    found = {code: places.unit_by_code(code, edition) for code in set(named.values())}
    return {pk: found[code] for pk, code in named.items()}


def open_land(edition: int, on: date, known: int) -> int:
    """Open square metres of the programme's partition on a day, by the units of an edition."""
    return sum(m2 for m2 in _open(edition, on, known).values())


def roundings(edition: int, on: date, old_known: int, new_known: int) -> int:
    """How many atoms differ between two states: each was rounded once, so this bounds what rounding can make."""
    old, new = _open(edition, on, old_known), _open(edition, on, new_known)
    return sum(old.get(k) != new.get(k) for k in old.keys() | new.keys())


def _open(edition: int, on: date, known: int) -> dict[tuple, int]:
    out: dict[tuple, int] = {}
    for a, day in atoms(edition, known):
        change = (a.target.value in OPEN) - (a.source.value in OPEN)
        if change and day <= on and a.book.value in ("both", "programme"):
            key = (a.entry, a.hazard, a.unit, a.line, a.source, a.target)
            out[key] = out.get(key, 0) + change * a.m2
    return out


OPEN = ("suspected", "confirmed")
