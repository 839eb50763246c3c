"""The statement of a period: what waited, what was found, what became of it, what waits; by kind, model, unit, year or activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from commonground.core.dates import Period
from commonground.core.ordnance.accounts import Does, Pot, Statement, over
from commonground.core.ordnance.amounts import NONE, Amount, Qualifier, total
from commonground.core.ordnance.kinds import IN_THE_GROUND, Activity, TreatyKind
from commonground.ordnance import access
from commonground.ordnance.models import Entry as Row
from commonground.ordnance.queries.catalogue import catalogue
from commonground.ordnance.queries.finds import lowest_in, plain, standing
from commonground.places import queries as places

ALONG = ("kind", "device", "unit", "activity", "year")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which finds a statement is about; an empty part leaves none out."""

    unit: str = ""
    activities: tuple[str, ...] = ()
    within: access.Units = None  # what whoever asks may see


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement; `key` names it, `parts` are declared subsets, shown within and never added."""

    key: str
    name: str
    sums: Statement
    parts: Amount = NONE


@dataclass(frozen=True, slots=True)
class Found:
    """A statement: its lines and their sum."""

    period: Period
    lines: list[Line]
    total: Statement
    declared: Amount = NONE  # in declared subsets, over all


@dataclass(frozen=True, slots=True)
class One:
    """A find with all its entries in force, and what it is grouped by."""

    row: Row
    entries: list[Row]


NEEDED = ("number", "does", "code", "on", "corrects", "activity", "device", "said", "condition", "count", "qualifier", "within", "source",
          "target", "unit", "depth_cm")  # fmt: skip
Gathered = tuple[list[One], list[Row]]


def gathered(scope: Scope, known: int | None = None, until: date | None = None) -> Gathered:
    """Finds with their entries in force, and apart from them the declared subsets, which have no account of their own."""
    rows = standing(known, until).exclude(does=Does.WORK.value).order_by("number").only(*NEEDED)
    finds: dict[str, One] = {}
    moves: dict[str, list[Row]] = {}
    subsets: list[Row] = []
    units = set(lowest_in(scope.unit)) if scope.unit else None
    for row in rows:
        if row.does == Does.DISPOSE.value:
            moves.setdefault(row.code, []).append(row)
        elif _is_in(row, scope, units):
            if row.within:
                subsets.append(row)
            else:
                finds[row.code] = One(row, [row])
    for code, found in moves.items():
        if code in finds:
            finds[code].entries.extend(found)
    return list(finds.values()), subsets


def _is_in(row: Row, scope: Scope, units: set[str] | None) -> bool:
    if scope.within is not None and row.unit not in scope.within:
        return False
    if scope.activities and row.activity not in scope.activities:
        return False
    return units is None or row.unit in units


def statement(
    period: Period, *, known: int | None = None, by: str = "kind", scope: Scope = Scope(), given: Gathered | None = None
) -> Found:  # fmt: skip
    """The statement of a period as known at a number, in lines along one thing; from what was gathered, where it was already."""
    finds, subsets = given or gathered(scope, known, period.end)
    key_of, names = _keys(by, known)
    sums: dict[str, Statement] = {}
    for one in finds:
        made = over((plain(r) for r in one.entries), period.start, period.end)
        key = key_of(one.row)
        sums[key] = sums[key] + made if key in sums else made
    whole = Statement()
    for made in sums.values():
        whole = whole + made
    declared: dict[str, Amount] = {}
    for row in subsets:
        if row.on in period:
            key = key_of(row)
            declared[key] = declared.get(key, NONE) + Amount(row.count, Qualifier(row.qualifier))
    keys = [*sums, *(k for k in declared if k not in sums)]
    lines = [
        Line(k, names.get(k, k), sums.get(k, Statement()), declared.get(k, NONE))
        for k in keys
        if sums.get(k, Statement()).says_something or k in declared
    ]
    return Found(period, sorted(lines, key=_order(by)), whole, total(declared.values()))


@dataclass(frozen=True, slots=True)
class Model:
    """What became of a model in a period."""

    key: str
    name: str
    kind: str
    sums: Statement


BOOKS = {
    "": (),
    "ground": tuple(a.value for a in IN_THE_GROUND),
    "stockpile": (Activity.STOCKPILE.value,),
}  # activities by book, as core.figures.devices names them; no activity is all of them


def by_model(period: Period, known: int | None, activities: tuple[str, ...], kinds: Iterable[str]) -> list[Model]:
    """What became of the models of some kinds, kind by kind. A model can count as two kinds, by how it was found."""
    book, wanted = catalogue(known), list(kinds)
    sums: dict[tuple[str, str], Statement] = {}
    for one in gathered(Scope(activities=activities), known, period.end)[0]:
        row = one.row
        kind = book.kind(row.device, row.said, row.condition).value
        if kind in wanted:
            key = (kind, book.means(row.device, row.said))
            sums[key] = sums.get(key, Statement()) + over((plain(r) for r in one.entries), period.start, period.end)
    found = [Model(code, book.device(code).name, kind, of) for (kind, code), of in sums.items() if of.says_something]
    return sorted(found, key=lambda m: (wanted.index(m.kind), m.name))


def _order(by: str) -> Any:
    if by == "kind":
        order = [k.value for k in TreatyKind]
        return lambda line: order.index(line.key)
    if by == "year":
        return lambda line: line.key
    return lambda line: (-line.sums.found.number, line.name)


def _keys(by: str, known: int | None) -> tuple[Any, dict[str, str]]:
    """What a find is grouped by, and the names of the groups."""
    book = catalogue(known)
    if by == "device":
        return lambda r: book.means(r.device, r.said) or f"? {r.said}", {c: d.name for c, d in book.devices.items()}
    if by == "unit":
        cards = places.units()
        upper, called = {u.id: u for u in cards}, {u.code: u for u in reversed(cards)}

        def top(row: Row) -> str:
            card = called.get(row.unit)
            while card is not None and card.upper is not None:
                card = upper[card.upper]
            return card.code if card else row.unit

        return top, {u.code: u.name for u in reversed(cards)}
    if by == "activity":
        return lambda r: r.activity, {}
    if by == "year":
        return lambda r: str(r.on.year), {}
    return lambda r: book.kind(r.device, r.said, r.condition).value, {}


def disposals(period: Period, known: int | None, scope: Scope, target: Pot) -> list[tuple[Row, Row]]:
    """What was moved into a pot in a period: each disposal with its find."""
    finds, _ = gathered(scope, known, period.end)
    return [
        (one.row, row)
        for one in finds
        for row in one.entries
        if row.does == Does.DISPOSE.value and row.target == target.value and row.on in period
    ]


def depths(period: Period, given: Gathered, edges: Iterable[int]) -> dict[str, Amount]:
    """What was found in the ground in a period by depth in bands; "?" where nobody wrote the depth down."""
    finds, _ = given
    bounds = sorted(edges)
    out: dict[str, Amount] = {}
    for one in finds:
        if one.row.on not in period or one.row.activity == Activity.STOCKPILE.value:
            continue
        depth = one.row.depth_cm
        band = "?" if depth is None else str(next((b for b in bounds if depth <= b), -1))
        out[band] = out.get(band, NONE) + Amount(one.row.count, Qualifier(one.row.qualifier))
    return out


def searched_m2(period: Period | None = None, known: int | None = None) -> Any:
    """The area that pieces of work say they searched, to the hundredth of a square metre."""
    found = standing(known).filter(does=Does.WORK.value)
    if period is not None:
        found = found.filter(on__gte=period.start, on__lte=period.end)
    return found.aggregate(n=Sum("area_m2"))["n"] or 0
