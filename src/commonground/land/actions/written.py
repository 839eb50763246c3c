"""What the accounts have written down: atoms, holdings, findings and summaries."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from commonground.core.findings import Severity
from commonground.core.geometry.overlay import is_nothing, regions, wkbs
from commonground.core.land.books import Idle, whole
from commonground.core.land.entries import OPEN, RELEASED, Account, Atom, Book, Entry, Line
from commonground.core.land.plain import Folded
from commonground.land.actions import summaries
from commonground.land.models import Atom as AtomRow
from commonground.land.models import Doubt, Hazard, Holding
from commonground.store.bulk import insert
from commonground.store.sets import among, rows, run

ATOM, HOLDING, HAZARD, DOUBT = (m._meta.db_table for m in (AtomRow, Holding, Hazard, Doubt))
# entry, hazard, unit, measure, line, source, target
Key = tuple[int, int, int | None, str, str, str, str]
Net = dict[Key, tuple[int, int]]
PLAIN = (
    str.__str__
)  # the text of one of our codes: a driver takes it at once, where it would ask about a member of an enum
MANY = 5_000  # hazards from which summaries are rewritten by the store itself
ATOMS = ("known", "entry", "on", "hazard", "unit_id", "book", "line", "source", "target", "m2", "unknown")
HELD = ("book", "hazard", "unit_id", "account", "entry", "shape", "m2")
MEASURES = {Book.BOTH: (Book.HAZARD, Book.PROGRAMME)}

SEVERITY = {
    "land.entry.already-released": Severity.DOUBT,
    "land.entry.already-open": Severity.NOTE,
    "land.entry.never-recorded": Severity.ERROR,
    "land.entry.outside-hazard": Severity.DOUBT,
    "land.entry.in-another-hazard": Severity.DOUBT,
    "land.entry.unknown-area": Severity.DOUBT,
    "land.entry.more-than-stated": Severity.ERROR,
    "land.entry.nothing-left": Severity.NOTE,
}


def net_of(atoms: Iterable[Atom]) -> Net:
    """Atoms as net flows per book; an atom of both books is one of each, so that states compare."""
    out: Net = {}
    for a in atoms:
        for measure in MEASURES.get(a.book, (a.book,)):
            key = (a.entry, a.hazard, a.unit, measure.value, a.line.value, a.source.value, a.target.value)
            m2, unknown = out.get(key, (0, 0))
            out[key] = (m2 + a.m2, unknown + a.unknown)
    return {k: v for k, v in out.items() if v != (0, 0)}


def net(
    hazards: Iterable[int], books: Sequence[Book] = (Book.BOTH, Book.HAZARD, Book.PROGRAMME), extra: str = ""
) -> Net:
    """The net of what is written for some hazards, in some books."""
    clause, params = among("hazard_id", hazards)
    which, more = among("book", [b.value for b in books])
    found = rows(
        f"SELECT entry, hazard_id, unit_id, book, line, source, target, sum(m2), sum(unknown) FROM {ATOM} "
        f"WHERE {clause} AND {which} {extra} GROUP BY entry, hazard_id, unit_id, book, line, source, target",
        params + more,
    )
    out: Net = {}
    for entry, hazard, unit, book, line, source, target, m2, unknown in found:
        for measure in MEASURES.get(Book(book), (Book(book),)):
            key = (entry, hazard, unit, measure.value, line, source, target)
            held = out.get(key, (0, 0))
            out[key] = (held[0] + int(m2), held[1] + int(unknown))
    return {k: v for k, v in out.items() if v != (0, 0)}


def difference(before: Net, after: Net) -> list[Atom]:
    """The atoms to write so that what was becomes what is; equal changes of both books are one atom."""
    changes: Net = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key, (0, 0)), after.get(key, (0, 0))
        if old != new:
            changes[key] = (new[0] - old[0], new[1] - old[1])
    out = []
    for key in sorted(changes, key=lambda k: tuple((x is None, x) for x in k)):
        if key not in changes:
            continue
        change = changes.pop(key)
        entry, hazard, unit, measure, line, source, target = key
        book = Book(measure)
        twin = (entry, hazard, unit, "programme" if book is Book.HAZARD else "hazard", line, source, target)
        if book in (Book.HAZARD, Book.PROGRAMME) and changes.get(twin) == change:
            del changes[twin]
            book = Book.BOTH
        out.append(Atom(entry, hazard, unit, book, Line(line), Account(source), Account(target), *change))
    return out


def write_atoms(atoms: Sequence[tuple[int, Atom]], days: dict[int, date]) -> None:
    """Append atoms, each with the ledger number from which it counts."""
    insert(AtomRow, ATOMS, atom_rows(atoms, days))


def atom_rows(atoms: Sequence[tuple[int, Atom]], days: dict[int, date]) -> list[tuple]:
    """Atoms with their numbers as rows."""
    said = {day: day.isoformat() for day in set(days.values())}
    return [
        (known, a.entry, said[days[a.entry]], a.hazard, a.unit, PLAIN(a.book), PLAIN(a.line), PLAIN(a.source),
         PLAIN(a.target), a.m2, a.unknown)
        for known, a in atoms
    ]  # fmt: skip


def write_holdings(members: set[int], folded: Folded, entries: Iterable[Entry]) -> None:
    """Replace what the accounts of some hazards hold."""
    clause, params = among("hazard_id", members)
    run(f"DELETE FROM {HOLDING} WHERE {clause}", params)
    insert(Holding, HELD, holdings_of(folded, entries))


def holdings_of(folded: Folded, entries: Iterable[Entry]) -> list[tuple]:
    """What accounts hold as rows; the whole own shape of one of `entries` is kept there alone."""
    own = {id(e.shape): e.number for e in entries if e.shape is not None}
    out = [
        (book, hazard, unit, PLAIN(account), own.get(id(shape)), shape, m2)
        for book, shelf in (("hazard", folded.hazards), ("programme", folded.programme))
        for (unit, hazard, account), (shape, m2) in shelf.items()
        if account is not Account.UNRECORDED and (m2 or book == "programme" or not is_nothing(shape))
    ]
    apart = [i for i, row in enumerate(out) if row[4] is None]
    shapes = dict(zip(apart, wkbs(regions([out[i][5] for i in apart])), strict=True))
    return [(*row[:5], shapes.get(i), row[6]) for i, row in enumerate(out)]


def write_idle(members: set[int], idle: Iterable[Idle], origin: str = "account") -> None:
    """Replace the findings that the fold made about some hazards."""
    clause, params = among("hazard_id", members)
    run(f"DELETE FROM {DOUBT} WHERE origin = %s AND {clause}", [origin, *params])
    add_idle(idle, origin)


def add_idle(idle: Iterable[Idle], origin: str) -> None:
    """Add findings of a fold, a line for each entry, hazard and code."""
    total: dict[tuple[int, int, str], float] = {}
    for i in idle:
        total[i.entry, i.hazard, i.code] = total.get((i.entry, i.hazard, i.code), 0.0) + i.m2
    insert(
        Doubt,
        ("hazard", "entry", "origin", "code", "severity", "m2", "facts"),
        [
            (hazard, entry, origin, code, SEVERITY[code].value, whole(m2), "{}")
            for (entry, hazard, code), m2 in sorted(total.items())
        ],
    )


def summarise(hazards: set[int], new: Iterable[Entry]) -> None:
    """Rewrite the summaries of some hazards from what is written; `new` are the entries just booked."""
    if len(hazards) >= MANY:
        summaries.rewrite(hazards, new)
        clause, params = among("hazard_id", hazards)
        flat = f"SELECT DISTINCT hazard_id FROM {ATOM} WHERE book IN ('stated', 'length') AND {clause}"
        hazards, new = {row[0] for row in rows(flat, params)}, ()
        if not hazards:
            return
    held: dict[int, dict[str, int]] = {h: {} for h in hazards}
    most: dict[int, tuple[int, int | None]] = {}
    clause, params = among("hazard_id", hazards)
    for hazard, account, unit, m2 in rows(
        f"SELECT hazard_id, account, unit_id, m2 FROM {HOLDING} WHERE book = 'hazard' AND {clause} ORDER BY id",
        params,
    ):
        held[hazard][account] = held[hazard].get(account, 0) + m2
        if hazard not in most or m2 > most[hazard][0]:
            most[hazard] = (m2, unit)
    flat = _stated_balances(hazards)
    days = _spans(hazards, new)
    changes = []
    for hazard in hazards:
        land, stated = held[hazard], flat.get(hazard, {})
        open_m2 = sum(land.get(a.value, 0) for a in OPEN)
        released = sum(land.get(a.value, 0) for a in RELEASED)
        first, last, number = days[hazard]
        changes.append(
            (standing(land, stated), open_m2, released, any(u for a, (_, u) in stated.items() if Account(a) in OPEN),
             most[hazard][1] if hazard in most else None, first, last, number, hazard)
        )  # fmt: skip
    _update(changes)


def _spans(hazards: set[int], new: Iterable[Entry]) -> dict[int, tuple[str | None, str | None, int]]:
    """First and last day and last number of everything that names a hazard, in force or not."""
    clause, params = among("id", hazards)
    spans = {
        h: [first and str(first)[:10], last and str(last)[:10], number]
        for h, first, last, number in rows(
            f"SELECT id, first_on, last_on, last_number FROM {HAZARD} WHERE {clause}", params
        )
    }
    for e in new:
        on = e.on.isoformat()
        for h in e.hazards:
            first, last, number = spans[h]
            spans[h] = [min(first or on, on), max(last or on, on), max(number, e.number)]
    return {h: (f, la, n) for h, (f, la, n) in spans.items()}


def _stated_balances(hazards: set[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """Per hazard without a polygon: account -> (amount stated, hazards of unknown size)."""
    clause, params = among("hazard_id", hazards)
    out: dict[int, dict[str, tuple[int, int]]] = {}
    for hazard, source, target, m2, unknown in rows(
        f"SELECT hazard_id, source, target, sum(m2), sum(unknown) FROM {ATOM} WHERE {clause} AND book IN ('stated', 'length') "
        "GROUP BY hazard_id, source, target",
        params,
    ):
        accounts = out.setdefault(hazard, {})
        for account, sign in ((source, -1), (target, 1)):
            if account != Account.UNRECORDED.value:
                held = accounts.get(account, (0, 0))
                accounts[account] = (held[0] + sign * int(m2), held[1] + sign * int(unknown))
    return out


def standing(land: dict[str, int], stated: dict[str, tuple[int, int]]) -> str:
    for account in (Account.CONFIRMED, Account.SUSPECTED):
        if land.get(account.value, 0) > 0 or any(stated.get(account.value, (0, 0))):
            return account.value
    released = any(land.get(a.value, 0) > 0 or any(stated.get(a.value, (0, 0))) for a in RELEASED)
    return "released" if released else "unrecorded"


def _update(changes: list[tuple]) -> None:
    from_ = (
        f"UPDATE {HAZARD} SET standing = %s, open_m2 = %s, released_m2 = %s, unknown = %s, unit_id = %s, "
        "first_on = %s, last_on = %s, last_number = %s WHERE id = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(from_, changes)
