"""The first records of a country, into books that hold nothing: all is worked out before anything is written, and
every row is written once, as it will stand. The tests hold that it comes to what `recompute` comes to.
"""

from collections.abc import Iterable, Sequence

from commonground.core.geometry.divide import Units
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import ADDING, Account, Book, Entry, Kind, Line
from commonground.core.land.first import Records, fold_records
from commonground.land.actions import cards, lines, stated, summaries, written
from commonground.land.models import Atom, Doubt, Hazard, Holding, LedgerEntry, Naming, Overlap
from commonground.land.queries import digests
from commonground.store.aside import laid_aside
from commonground.store.bulk import derive, insert, take_keys
from commonground.store.guards import indexes_later
from commonground.store.sets import outside, rows

HAZARD, ENTRY = (m._meta.db_table for m in (Hazard, LedgerEntry))
MANY = 2_000  # more records than this at once
Named = Sequence[tuple[str, Draft]]  # hashes and drafts, in canonical order


def fits(fresh: Named) -> bool:
    """Whether entries only put hazards on the books, each of them once, where no hazard is known yet."""
    return (
        len(fresh) > MANY
        and all(d.kind in ADDING and len(d.hazards) == 1 and not d.corrects for _, d in fresh)
        and len({d.hazards[0] for _, d in fresh}) == len(fresh)
        and not rows(f"SELECT 1 FROM {HAZARD} LIMIT 1")
    )


def fill(fresh: Named, said: Iterable[cards.HazardCard], documents: dict[str, int], units: Units) -> int:
    """Write the records and all that they come to, numbered from 1; how many atoms."""
    known = {c.code: c for c in said}
    codes = [*known, *sorted({d.hazards[0] for _, d in fresh} - known.keys())]
    keys = dict(zip(codes, take_keys(Hazard, len(codes)), strict=True))
    drafts, hazards = [d for _, d in fresh], [keys[d.hazards[0]] for _, d in fresh]

    def entry(i: int) -> Entry:
        return lines.entry(i + 1, fresh[i][0], drafts[i], (hazards[i],))

    worked = fold_records(drafts, hazards, units, entry)
    flat = [entry(i) for i, d in enumerate(drafts) if d.shape is None]
    held = written.holdings_of(worked.rest, worked.entries)
    sums = _sums(drafts, hazards, worked, held)
    with laid_aside((Hazard, LedgerEntry, Naming, Overlap, Holding, Atom, Doubt), len(fresh)):
        cards.add_hazards([known.get(code) or cards.HazardCard(code) for code in codes], keys, sums)
        lines.insert_all(1, fresh, documents)
        derive(
            Naming, ("entry", "hazard", "place"),
            f"SELECT last_number, id, 0 FROM {HAZARD} WHERE last_number > 0 ORDER BY last_number", about=len(fresh),
        )  # fmt: skip
        insert(Overlap, ("one", "other"), sorted((one, other) for one, some in worked.near.items() for other in some))
        count = _write(drafts, hazards, worked, held)
    summaries.weigh(i.hazard for i in worked.rest.idle)
    return count + (_flat(flat) if flat else 0)


def _sums(
    drafts: Sequence[Draft], hazards: Sequence[int], worked: Records, rest: Sequence[tuple]
) -> dict[int, cards.Sum]:
    """What each hazard is summed up as."""
    held: dict[int, tuple[str, int, int | None]] = {}
    plain = written.PLAIN
    for i, unit, m2 in zip(worked.plain, worked.units, worked.m2, strict=True):
        held[hazards[i]] = (plain(drafts[i].level) if m2 else "unrecorded", m2, unit)
    land: dict[int, dict[str, int]] = {}
    most: dict[int, tuple[int, int | None]] = {}
    for book, hazard, unit, account, _, _, m2 in rest:
        if book == "hazard":
            mine = land.setdefault(hazard, {})
            mine[account] = mine.get(account, 0) + m2
            if hazard not in most or m2 > most[hazard][0]:
                most[hazard] = (m2, unit)
    for hazard, accounts in land.items():
        held[hazard] = (written.standing(accounts, {}), sum(accounts.values()), most[hazard][1])
    nothing, days = ("unrecorded", 0, None), {d.on: d.on.isoformat() for d in drafts}
    operators = {name: digests.marked([name] if name else []) for name in {d.operator for d in drafts}}
    return {
        hazard: (*held.get(hazard, nothing), days[d.on], days[d.on], number, operators[d.operator])
        for number, (d, hazard) in enumerate(zip(drafts, hazards, strict=True), 1)
    }


def _write(drafts: Sequence[Draft], hazards: Sequence[int], worked: Records, rest: list[tuple]) -> int:
    """Holdings, atoms and findings of everything with a perimeter; how many atoms.

    What plain hazards come to stands in their own rows and their entries', which the store puts together by itself.
    """
    plain, some = written.PLAIN, len(worked.plain)
    apart = {h for e in worked.entries for h in e.hazards} | {
        h for h, d in zip(hazards, drafts, strict=True) if d.shape is None
    }
    clause, params = outside("h.id", apart)
    source = f"FROM {HAZARD} h JOIN {ENTRY} e ON e.number = h.last_number WHERE {clause}"
    with indexes_later(Holding, some + len(rest)):
        held = f"SELECT 'hazard', h.id, h.unit_id, e.level, e.number, h.open_m2 {source} ORDER BY e.number"
        derive(Holding, [name for name in written.HELD if name != "shape"], held, params, some)
        insert(Holding, written.HELD, rest)
    more = written.atom_rows([(a.entry, a) for a in worked.rest.atoms], {e.number: e.on for e in worked.entries})
    with indexes_later(Atom, some + len(more)):
        line = f"CASE e.kind WHEN '{plain(Kind.OPENING)}' THEN '{plain(Line.BROUGHT)}' ELSE '{plain(Line.NEW)}' END"
        count = derive(
            Atom, written.ATOMS,
            f"SELECT e.number, e.number, e.\"on\", h.id, h.unit_id, '{plain(Book.BOTH)}', {line}, '{plain(Account.UNRECORDED)}', e.level, "
            f"h.open_m2, 0 {source} AND h.open_m2 > 0 ORDER BY e.number",
            params, some,
        )  # fmt: skip
        insert(Atom, written.ATOMS, more)
    written.add_idle(worked.rest.idle, "account")
    return count + len(more)


def _flat(entries: Sequence[Entry]) -> int:
    """What records without a perimeter come to; how many atoms."""
    hazards = {e.hazards[0] for e in entries}
    atoms = stated.refresh(hazards, entries, ())
    written.write_atoms(atoms, {e.number: e.on for e in entries})
    written.summarise(hazards, entries)
    summaries.weigh(hazards)
    return len(atoms)
