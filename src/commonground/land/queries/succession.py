"""Which hazards took the place of which: what was said of either is found from both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from commonground.land.access import Units, codes_visible
from commonground.land.models import Hazard, LedgerEntry, Succession
from commonground.store.sets import among, rows

SUCCESSION, ENTRY = Succession._meta.db_table, LedgerEntry._meta.db_table
# Undone is an act whose first entry a standing correction voids: all of them are voided together.
UNDONE = (
    f"EXISTS (SELECT 1 FROM {ENTRY} c JOIN {ENTRY} v ON v.corrects = c.hash AND v.kind = 'void' AND v.carried = 0 "
    f"WHERE c.number = s.first AND NOT EXISTS (SELECT 1 FROM {ENTRY} w WHERE w.corrects = v.hash))"
)


@dataclass(frozen=True, slots=True)
class Act:
    """A hazard was divided, or hazards were united; as whoever asks may see it."""

    kind: str  # core.land.dividing.Succession
    first: int
    last: int
    formers: tuple[str, ...]
    heirs: tuple[str, ...]
    document: str
    because: str
    at: datetime
    undone: bool


def acts(hazard: int, within: Units = None) -> list[Act]:
    """The acts that a hazard came out of or ended in, the latest first."""
    found = rows(
        f"SELECT s.kind, s.first, s.last, f.code, h.code, s.document, s.because, s.at, {UNDONE} FROM {SUCCESSION} s "
        f"JOIN land_hazard f ON f.id = s.former_id JOIN land_hazard h ON h.id = s.heir_id WHERE s.first IN "
        f"(SELECT t.first FROM {SUCCESSION} t WHERE t.former_id = %s OR t.heir_id = %s) ORDER BY s.first DESC, s.id",
        [hazard, hazard],
    )
    seen = codes_visible(within, {c for r in found for c in r[3:5]}) if found else set()
    ats = dict(Succession.objects.filter(first__in={r[1] for r in found}).values_list("first", "at"))
    out: dict[int, list] = {}
    for row in found:
        out.setdefault(row[1], []).append(row)
    return [
        Act(some[0][0], first, some[0][2], _codes(r[3] for r in some if r[3] in seen), _codes(r[4] for r in some if r[4] in seen),
            some[0][5], some[0][6], ats[first], bool(some[0][8]))
        for first, some in out.items()
    ]  # fmt: skip


def _codes(some: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(some))


def kin(hazards: Iterable[int]) -> set[int]:
    """Some hazards with all that they came out of and all that came out of them, by acts that were not undone."""
    found = set(hazards)
    for mine, other in (("heir_id", "former_id"), ("former_id", "heir_id")):
        frontier = set(hazards)
        while frontier:
            clause, params = among(f"s.{mine}", frontier)
            some = {r[0] for r in rows(f"SELECT s.{other} FROM {SUCCESSION} s WHERE {clause} AND NOT {UNDONE}", params)}
            frontier = some - found
            found |= some
    return found


def kin_codes(code: str, within: Units = None) -> set[str]:
    """The same by code, as far as they are seen from some units; a code that nobody has entered is its own."""
    own = Hazard.objects.filter(code=code).values_list("pk", flat=True)
    some = set(Hazard.objects.filter(pk__in=kin(own)).values_list("code", flat=True)) - {code}
    return {code} | codes_visible(within, some) if some else {code}


def is_free(hazard: int) -> bool:
    """Whether a code that is taken may be given again: by an act that was undone, with nothing booked under it since."""
    heirs = rows(f"SELECT {UNDONE} FROM {SUCCESSION} s WHERE s.heir_id = %s", [hazard])
    return bool(heirs) and all(r[0] for r in heirs) and Hazard.objects.filter(pk=hazard, standing="unrecorded").exists()
