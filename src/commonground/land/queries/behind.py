"""What a figure of a statement is made of: the entries and documents whose atoms add up to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.core.dates import Period, Times
from commonground.core.land import accounts, carried
from commonground.core.land.entries import Atom, Book, in_force
from commonground.land.access import Units, among_visible
from commonground.land.models import Atom as AtomRow
from commonground.land.models import Document, Hazard, LedgerEntry, Naming
from commonground.land.queries import entries as ledger
from commonground.land.queries import flows, former
from commonground.places import queries as places
from commonground.store.sets import among, rows

ATOM, DOCUMENT, HAZARD, ENTRY, NAMING = (m._meta.db_table for m in (AtomRow, Document, Hazard, LedgerEntry, Naming))
PAGE = 100
OPEN = ("suspected", "confirmed")
BOOKS = {
    "": ("both", "programme"), "stated": ("stated",), "unknown": ("stated", "length"), "length": ("length",),
    "outside": ("outside",), "double": ("hazard", "programme"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """Which figure: a line of the statement, or "opening" or "closing"; in which book, class and units."""

    line: str
    book: str = ""  # "" is the programme's partition; see BOOKS
    of: str = ""  # "suspected" or "confirmed"; empty is both
    units: tuple[int | None, ...] | None = None  # lowest units; None is everywhere, and among others outside any

    @property
    def is_balance(self) -> bool:
        return self.line in ("opening", "closing")


@dataclass(frozen=True, slots=True)
class Share:
    """One entry's part of a figure."""

    number: int
    kind: str
    on: date
    document: str
    title: str
    hazards: str
    operator: str
    amount: int


@dataclass(frozen=True, slots=True)
class Made:
    """A page of the parts, how many there are, and what they add up to."""

    shares: list[Share]
    total: int
    count: int
    page: int
    pages: int


def made_of(
    figure: Figure, period: Period, times: Times, scope: flows.Scope, page: int = 1, within: Units = None
) -> Made:
    """The entries behind a figure, in the order of their days; their amounts add up to it. Hazards are named that are seen
    from the units within."""
    end = min(period.end, times.on) if times.on else period.end
    amounts = (_former if scope.is_former else _stored)(figure, period.start, end, times, scope)
    if scope.is_land:
        for number, amount in _anew(figure, period.start, end, times, scope).items():
            amounts[number] = amounts.get(number, 0) + amount
    amounts = {n: a for n, a in amounts.items() if a}
    order = _order(amounts)
    pages = max(1, -(-len(order) // PAGE))
    page = min(max(1, page), pages)
    shares = _shares(order[(page - 1) * PAGE : page * PAGE], amounts, within)
    return Made(shares, sum(amounts.values()), len(order), page, pages)


def every(figure: Figure, period: Period, times: Times, scope: flows.Scope, within: Units = None) -> list[Share]:
    """All of them, for taking away."""
    first = made_of(figure, period, times, scope, 1, within)
    return first.shares + [
        s for n in range(2, first.pages + 1) for s in made_of(figure, period, times, scope, n, within).shares
    ]


def _stored(figure: Figure, start: date, end: date, times: Times, scope: flows.Scope) -> dict[int, int]:
    """Amounts by entry, from the atoms that are written."""
    tests, params = _tests(figure, start, end, scope, times.known)
    if times.known is not None:
        tests.append("a.known <= %s")
        params.append(times.known)
    value = _value(figure)
    return {
        number: int(amount)
        for number, amount in rows(
            f"SELECT a.entry, sum({value}) FROM {ATOM} a JOIN {ENTRY} e ON e.number = a.entry WHERE {' AND '.join(tests)} GROUP BY a.entry",
            params,
        )
    }


def _tests(
    figure: Figure, start: date, end: date, scope: flows.Scope, known: int | None = None
) -> tuple[list[str], list[Any]]:
    """SQL conditions of the atoms of a figure, whenever they were known; hazards are called as they were known at a number."""
    tests, params = ['a."on" <= %s'], [end.isoformat()]
    if figure.line == "opening":
        tests.append('a."on" < %s')
        params.append(start.isoformat())
    elif not figure.is_balance:
        tests += ['a."on" >= %s', "a.line = %s"]
        params += [start.isoformat(), figure.line]
    tests.append(f"a.book IN ({', '.join(repr(b) for b in BOOKS[figure.book])})")
    _where(figure, scope, tests, params, known)
    return tests, params


def _former(figure: Figure, start: date, end: date, times: Times, scope: flows.Scope) -> dict[int, int]:
    """The same by the units of an earlier edition."""
    assert scope.edition is not None
    acted, amount = flows.acting(scope), _amount(figure)
    inside = flows.hazards_in(scope, times.known) if scope.is_land else None
    whole = inside - flows._mixed(inside) if inside is not None else None
    out: dict[int, int] = {}
    for atom, on in former.atoms(scope.edition, times.known):
        if (
            on > end
            or (whole is not None and atom.hazard not in whole)
            or (acted is not None and atom.entry not in acted)
        ):
            continue
        if _counts(figure, atom, on, start):
            out[atom.entry] = out.get(atom.entry, 0) + amount(atom)
    return out


def _where(figure: Figure, scope: flows.Scope, tests: list[str], params: list[Any], known: int | None) -> None:
    """The units, the class and the scope of a figure."""
    if figure.units is not None:
        clause, more = among("a.unit_id", [u for u in figure.units if u is not None])
        tests.append(f"({clause} OR a.unit_id IS NULL)" if None in figure.units else clause)
        params += more
    if figure.of and not figure.is_balance:
        tests.append("(CASE WHEN a.target IN ('suspected', 'confirmed') THEN a.target ELSE a.source END) = %s")
        params.append(figure.of)
    for name, code in scope.acts:
        assert name in flows.ACTS
        tests.append(f"e.{name} = %s")
        params.append(code)
    if scope.is_land:
        inside = flows.hazards_in(scope, known)
        clause, more = among("a.hazard_id", inside - flows._mixed(inside))
        tests.append(clause)
        params += more


def _value(figure: Figure) -> str:
    what = "a.unknown" if figure.book == "unknown" else "a.m2"
    if not figure.is_balance:
        return what
    names = f"'{figure.of}'" if figure.of in OPEN else "'suspected', 'confirmed'"
    change = f"(CASE WHEN a.target IN ({names}) THEN {what} ELSE 0 END - CASE WHEN a.source IN ({names}) THEN {what} ELSE 0 END)"
    return f"CASE WHEN a.book = 'programme' THEN -{change} ELSE {change} END" if figure.book == "double" else change


def _anew(figure: Figure, start: date, end: date, times: Times, scope: flows.Scope) -> dict[int, int]:
    """Amounts by entry where the partition has to be resolved within the scope."""
    inside = flows.hazards_in(scope, times.known)
    mixed = flows._mixed(inside)
    if not mixed:
        return {}
    known = times.known if times.known is not None else ledger.head()
    found = [flows.only(e, inside) for e in ledger.of_hazards(mixed, known) if inside.intersection(e.hazards)]
    have = {e.number for e in found}
    extra = [e for e in ledger.correctors(found, known) if e.number not in have]
    counting = [e for e in in_force([*found, *extra], known=known, on=end) if e.number in have]
    days = {e.number: e.on for e in counting}
    amount = _amount(figure)
    out: dict[int, int] = {}
    for atom in accounts.state(carried.plainly(counting), places.lowest_units(scope.edition)).atoms:
        if atom.hazard in mixed and _counts(figure, atom, days[atom.entry], start):
            out[atom.entry] = out.get(atom.entry, 0) + amount(atom)
    return out


def _counts(figure: Figure, atom: Atom, on: date, start: date) -> bool:
    """Whether an atom belongs to a figure: the plain twin of the conditions in SQL."""
    if atom.book.value not in BOOKS[figure.book] or (figure.units is not None and atom.unit not in figure.units):
        return False
    if figure.is_balance:
        return figure.line == "closing" or on < start
    name = atom.target.value if atom.target.value in OPEN else atom.source.value
    return on >= start and atom.line.value == figure.line and (not figure.of or name == figure.of)


def _amount(figure: Figure) -> Callable[[Atom], int]:
    names = (figure.of,) if figure.of in OPEN else OPEN

    def amount(atom: Atom) -> int:
        what = atom.unknown if figure.book == "unknown" else atom.m2
        if not figure.is_balance:
            return what
        change = ((atom.target.value in names) - (atom.source.value in names)) * what
        return -change if figure.book == "double" and atom.book is Book.PROGRAMME else change

    return amount


def _order(amounts: dict[int, int]) -> list[int]:
    clause, params = among("number", amounts)
    return (
        [r[0] for r in rows(f'SELECT number FROM {ENTRY} WHERE {clause} ORDER BY "on", number', params)]
        if amounts
        else []
    )


def _shares(numbers: Sequence[int], amounts: dict[int, int], within: Units) -> list[Share]:
    if not numbers:
        return []
    clause, params = among("n.entry_id", numbers)
    seen, more = among_visible(within)
    named: dict[int, list[str]] = {}
    for number, code in rows(
        f"SELECT n.entry_id, h.code FROM {NAMING} n JOIN {HAZARD} h ON h.id = n.hazard_id WHERE {clause} AND {seen} "
        "ORDER BY n.entry_id, n.place",
        [*params, *more],
    ):
        named.setdefault(number, []).append(code)
    clause, params = among("e.number", numbers)
    found = {
        r[0]: r
        for r in rows(
            f'SELECT e.number, e.kind, e."on", d.code, d.title, e.operator FROM {ENTRY} e JOIN {DOCUMENT} d ON d.id = e.document_id WHERE {clause}',
            params,
        )
    }
    return [
        Share(
            n,
            found[n][1],
            _day(found[n][2]),
            found[n][3],
            found[n][4],
            "; ".join(named.get(n, ())),
            found[n][5],
            amounts[n],
        )
        for n in numbers
    ]


def _day(value: Any) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
