"""Whether the store and the books hold: asked by `commonground check`, and of a restored or moved programme."""

from collections.abc import Callable
from dataclasses import dataclass

from commonground.core.geometry import checks as shape_checks
from commonground.core.geometry.overlay import regions
from commonground.core.land import accounts, compute
from commonground.core.land.entries import ADDING, Book, in_force
from commonground.land.models import Doubt, Hazard
from commonground.land.queries import digests, sums, types
from commonground.land.queries import entries as ledger
from commonground.places import queries as places
from commonground.store import guards
from commonground.store.sets import rows

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and whether it does."""

    name: str
    good: bool
    result: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All checks, and findings about records by code."""

    checks: list[Check]
    codes: list[tuple[str, str, int]]

    @property
    def good(self) -> bool:
        """Whether everything holds."""
        return all(c.good for c in self.checks)


def everything(*, deep: bool = False, progress: Progress = lambda done, total, step: None) -> Checked:
    """Run every check; `deep` also computes all accounts from scratch."""
    steps = [
        indexes,
        numbers,
        balances,
        conservation,
        open_land,
        corrections,
        digest,
        months,
        *([from_scratch] if deep else []),
    ]
    found = []
    for i, step in enumerate(steps):
        progress(i, len(steps), step.__doc__ or "")
        found.append(step())
    progress(len(steps), len(steps), "")
    return Checked(found, codes())


def indexes() -> Check:
    """Spatial indexes agree with their tables."""
    found = [f for model in guards.boxed_models() for f in guards.check_index(model)]
    return Check(
        "spatial indexes", not found, "agree" if not found else ", ".join(f"{f.about}: {f.facts}" for f in found)
    )


def numbers() -> Check:
    """Ledger numbers are without gaps."""
    count, first, last = rows("SELECT count(*), min(number), max(number) FROM land_ledgerentry")[0]
    good = count == 0 or (first == 1 and last == count == ledger.head())
    return Check(
        "ledger numbers",
        good,
        f"1 to {count:,} without gaps" if good else f"{count} entries, {first} to {last}, head {ledger.head()}",
    )


def balances() -> Check:
    """Holdings carry the balances that the atoms add up to."""
    wrong = rows(
        "SELECT count(*) FROM (SELECT h.hazard_id, h.account, sum(h.m2) held FROM land_holding h WHERE h.book = 'hazard' "
        "GROUP BY h.hazard_id, h.account) x LEFT JOIN (SELECT hazard_id, account, sum(m2) m2 FROM ("
        "SELECT hazard_id, target account, m2 FROM land_atom WHERE book IN ('both', 'hazard') UNION ALL "
        "SELECT hazard_id, source account, -m2 FROM land_atom WHERE book IN ('both', 'hazard')) y GROUP BY hazard_id, account) a "
        "ON a.hazard_id = x.hazard_id AND a.account = x.account WHERE coalesce(a.m2, 0) <> x.held"
    )[0][0]
    return Check(
        "balances", wrong == 0, "agree with the atoms" if not wrong else f"{wrong} accounts differ from their atoms"
    )


def conservation() -> Check:
    """No account of the partition is below zero."""
    below = rows(
        "SELECT count(*) FROM (SELECT hazard_id, unit_id, account, sum(m2) m2 FROM ("
        "SELECT hazard_id, unit_id, target account, m2 FROM land_atom WHERE book IN ('both', 'programme') UNION ALL "
        "SELECT hazard_id, unit_id, source account, -m2 FROM land_atom WHERE book IN ('both', 'programme')) y "
        "GROUP BY hazard_id, unit_id, account) z WHERE account <> 'unrecorded' AND m2 < 0"
    )[0][0]
    return Check("no account below zero", below == 0, "none" if not below else f"{below} accounts")


def open_land() -> Check:
    """What each hazard holds open is its recorded land less what was released, measured anew."""
    fresh = compute.balances(in_force(ledger.every()), places.lowest_units())
    held = dict(
        rows(
            "SELECT hazard_id, sum(m2) FROM land_holding WHERE book = 'hazard' AND account IN ('suspected', 'confirmed') "
            "GROUP BY hazard_id"
        )
    )
    differ = [h for h in fresh.keys() | held.keys() if fresh.get(h, 0) != held.get(h, 0)]
    good = f"{sum(fresh.values()):,} m2 in {len(fresh):,} hazards"
    return Check("open land measured anew", not differ, f"{len(differ):,} hazards differ" if differ else good)


def corrections() -> Check:
    """Corrections of entries that the ledger does not hold are told, and no others."""
    told = sorted(r[0] for r in rows("SELECT entry FROM land_doubt WHERE code = 'land.entry.corrects-nothing'"))
    found = ledger.corrects_nothing()
    return Check(
        "corrections of nothing",
        told == found,
        (f"{len(found):,}, all of them told" if found else "none")
        if told == found
        else f"{len(found)}, told: {len(told)}",
    )


def digest() -> Check:
    """What hazards keep of their findings and entries for the list is what these say."""
    differ = digests.differing()
    return Check("what the list sorts by", not differ, f"{differ:,} hazards differ" if differ else "agrees")


def months() -> Check:
    """What is kept of each month is what the atoms sum up to, and what is kept of the types what their fold comes to."""
    astray = sums.astray() + types.astray()
    return Check("sums by month", not astray, f"{astray:,} sums differ" if astray else "agree")


def from_scratch() -> Check:
    """All accounts computed from scratch are what is written, atom by atom."""
    state = accounts.state(ledger.every(), places.lowest_units())
    fresh = _net(
        (a.entry, a.hazard, a.unit, a.book, a.line, a.source, a.target, a.m2, a.unknown)
        for a in state.atoms
        if a.book not in (Book.STATED, Book.LENGTH)
    )
    held = _net(
        (e, h, u, Book(b), line, s, t, m2, n)
        for e, h, u, b, line, s, t, m2, n in rows(
            "SELECT entry, hazard_id, unit_id, book, line, source, target, sum(m2), sum(unknown) FROM land_atom "
            "WHERE book NOT IN ('stated', 'length') GROUP BY entry, hazard_id, unit_id, book, line, source, target"
        )
    )
    differ = len({k for k in fresh.keys() | held.keys() if fresh.get(k) != held.get(k)})
    return Check(
        "from scratch", differ == 0, f"{len(fresh):,} flows are the same" if not differ else f"{differ} flows differ"
    )


def _net(atoms) -> dict:
    out: dict = {}
    for entry, hazard, unit, book, line, source, target, m2, _ in atoms:
        for measure in (Book.HAZARD, Book.PROGRAMME) if book is Book.BOTH else (book,):
            key = (entry, hazard, unit, measure.value, str(line), str(source), str(target))
            out[key] = out.get(key, 0) + int(m2)
    return {k: v for k, v in out.items() if v}


def over_the_country(progress: Progress = lambda done, total, step: None) -> list[tuple[str, str, int]]:
    """Every check of a perimeter, run anew over all recorded land in force: (code, severity, records)."""
    counting = [e for e in in_force(ledger.every()) if e.kind in ADDING and e.shape is not None]
    if not counting:
        return []
    here = places.programme()
    codes_of = dict(rows(f"SELECT id, code FROM {Hazard._meta.db_table}"))
    names = [codes_of[e.hazards[0]] for e in counting]
    lonlat = here.plane.to_lonlat(regions([e.shape for e in counting]))
    batch = shape_checks.Batch.of(names, lonlat, here.plane, country=here.outline)
    found: dict[tuple[str, str], int] = {}
    for told in shape_checks.run(batch, progress=progress):
        for code, severity in {(f.code, f.severity.value) for f in told}:
            found[code, severity] = found.get((code, severity), 0) + 1
    return sorted(((c, s, n) for (c, s), n in found.items()), key=lambda x: (-x[2], x[0]))


def codes() -> list[tuple[str, str, int]]:
    """Findings about records by code: (code, severity, how many)."""
    return [
        (c, s, n)
        for c, s, n in rows(
            f"SELECT code, severity, count(*) FROM {Doubt._meta.db_table} GROUP BY code, severity ORDER BY 3 DESC"
        )
    ]
