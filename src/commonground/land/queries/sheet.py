"""One hazard: its account as a ledger, its entries, what was found about it, who overlaps it. And one entry."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from commonground.core.dates import Times
from commonground.core.findings import Finding, Severity
from commonground.core.land.entries import LANDLESS, ORDER, Kind
from commonground.core.refusals import NotThere
from commonground.land.access import Units, among_visible, codes_visible, hazards_within
from commonground.land.models import Atom, Document, Doubt, Evidence, Hazard, LedgerEntry, Moment, Naming, Overlap
from commonground.land.queries import called
from commonground.land.queries.hazards import when
from commonground.land.queries.succession import kin
from commonground.land.queries.written import Written, as_day, written
from commonground.places import queries as places
from commonground.store.sets import rows

ATOM, DOCUMENT, HAZARD, ENTRY, NAMING, OVERLAP, MOMENT = (
    m._meta.db_table for m in (Atom, Document, Hazard, LedgerEntry, Naming, Overlap, Moment)
)
OPEN, RELEASED = ("suspected", "confirmed"), ("cancelled", "reduced", "cleared")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an account: what an entry moved, and what stood there afterwards."""

    on: date
    number: int
    kind: str
    line: str
    source: str
    target: str
    document: str
    m2: int
    unknown: int
    suspected_m2: int
    confirmed_m2: int
    released_m2: int

    @property
    def open_m2(self) -> int:
        return self.suspected_m2 + self.confirmed_m2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A hazard whose recorded land overlaps."""

    code: str
    name: str
    standing: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a hazard's page shows."""

    id: int
    code: str
    name: str
    contamination: str
    flag: str
    unit: str
    stated_unit: str
    standing: str
    steps: list[Step]  # by perimeter
    stated: list[Step]  # without a perimeter: square metres as stated, or unknown
    length: list[Step]  # metres
    entries: list[Written]
    findings: list[Finding]
    neighbours: list[Neighbour]
    evidence: int
    first_on: date | None
    last_on: date | None
    closed_on: date | None  # as it stands now; not asked at other times

    @property
    def has_perimeter(self) -> bool:
        return bool(self.steps)


def sheet(hazard: int, times: Times, within: Units = None) -> Sheet:
    """A hazard at two times. The hazard's number comes from `land.access.hazard_for`; other hazards are told of as far as
    they are seen from the units within."""
    row = Hazard.objects.get(pk=hazard)
    steps = {book: _steps(hazard, book, times) for book in ("shaped", "stated", "length")}
    units = {u.id: u.name for u in places.units(places.lowest_level())}
    entries = _discreet(written(_numbers_of(hazard, times), times), within)
    name, contamination, flag = called.card(hazard, times) or (row.name, row.contamination, row.flag)
    return Sheet(
        row.pk, row.code, name, contamination, flag, units.get(row.unit_id, ""), row.stated_unit,
        row.standing if times.is_now else _standing(steps), steps["shaped"], steps["stated"], steps["length"], entries,
        findings_of(hazard, times), _neighbours(hazard, within), Evidence.objects.filter(hazard_id__in=kin([hazard])).count(),
        min((e.on for e in entries if e.kind not in LANDLESS), default=None),
        max((e.on for e in entries if e.kind not in LANDLESS), default=None),
        row.closed_on if times.is_now else None,
    )  # fmt: skip


def _standing(steps: dict[str, list[Step]]) -> str:
    last = [s[-1] for s in steps.values() if s]
    unknown = sum(_sign(s) * s.unknown for some in steps.values() for s in some)
    if any(s.confirmed_m2 for s in last):
        return "confirmed"
    if any(s.suspected_m2 for s in last) or unknown:
        return "suspected"
    return "released" if any(s.released_m2 for s in last) else "unrecorded"


def _sign(step: Step) -> int:
    return (step.target in OPEN) - (step.source in OPEN)


def _steps(hazard: int, which: str, times: Times) -> list[Step]:
    """The account line by line in canonical order, with its running balances."""
    books = {"shaped": "'both', 'hazard'"}.get(which, f"'{which}'")
    clause, params = when(times)
    found = rows(
        f'SELECT e."on", e.number, e.kind, e.sequence, e.hash, d.code, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) '
        f"FROM {ATOM} a JOIN {ENTRY} e ON e.number = a.entry JOIN {DOCUMENT} d ON d.id = e.document_id "
        f"WHERE a.hazard_id = %s AND a.book IN ({books}) AND {clause} "
        'GROUP BY e."on", e.number, e.kind, e.sequence, e.hash, d.code, a.line, a.source, a.target '
        "HAVING sum(a.m2) <> 0 OR sum(a.unknown) <> 0",
        [hazard, *params],
    )
    found.sort(key=lambda r: (as_day(r[0]), r[3], ORDER[Kind(r[2])], r[4]))
    held = dict.fromkeys((*OPEN, *RELEASED), 0)
    out = []
    for on, number, kind, _, _, document, line, source, target, m2, unknown in found:
        for account, sign in ((source, -1), (target, 1)):
            if account in held:
                held[account] += sign * int(m2)
        out.append(
            Step(as_day(on), number, kind, line, source, target, document, int(m2), int(unknown), held["suspected"],
                 held["confirmed"], sum(held[a] for a in RELEASED))
        )  # fmt: skip
    return out


@dataclass(frozen=True, slots=True)
class Stand:
    """How a hazard's account stood at the end of a day on which something moved, with and without a perimeter."""

    on: date
    suspected_m2: int
    confirmed_m2: int
    released_m2: int


def stands(of: Sheet, times: Times) -> list[Stand]:
    """Every day on which the account moved, also those after the day asked for, as known at the page's number."""
    books = [of.steps, of.stated]
    if times.on is not None:
        books = [_steps(of.id, book, Times(None, times.known)) for book in ("shaped", "stated")]
    last: list[Step | None] = [None, None]
    out: list[Stand] = []
    for day in sorted({s.on for steps in books for s in steps}):
        for i, steps in enumerate(books):
            last[i] = next((s for s in reversed(steps) if s.on <= day), None)
        held = [s for s in last if s is not None]
        out.append(
            Stand(day, sum(s.suspected_m2 for s in held), sum(s.confirmed_m2 for s in held), sum(s.released_m2 for s in held))
        )  # fmt: skip
    return out


def moments(hazard: int) -> list[tuple[int, datetime]]:
    """When something about a hazard became known: the last ledger number of each booking that names it, and its moment."""
    found = rows(
        f"SELECT DISTINCT m.last FROM {NAMING} n JOIN {MOMENT} m ON n.entry_id BETWEEN m.first AND m.last "
        "WHERE n.hazard_id = %s ORDER BY m.last DESC LIMIT 60",
        [hazard],
    )
    return list(Moment.objects.filter(last__in=[r[0] for r in found]).order_by("-last").values_list("last", "at"))


def _numbers_of(hazard: int, times: Times) -> list[int]:
    tests, params = ["n.hazard_id = %s"], [hazard]
    if times.known is not None:
        tests.append("e.number <= %s")
        params.append(times.known)
    if times.on is not None:
        tests.append('e."on" <= %s')
        params.append(times.on.isoformat())
    return [
        r[0]
        for r in rows(
            f"SELECT e.number FROM {NAMING} n JOIN {ENTRY} e ON e.number = n.entry_id WHERE {' AND '.join(tests)}",
            params,
        )
    ]


def _discreet(entries: Iterable[Written], within: Units) -> list[Written]:
    """Entries without the codes of hazards that are not seen from some units."""
    some = list(entries)
    if within is None:
        return some
    seen = codes_visible(within, {code for one in some for code in one.hazards})
    return [replace(one, hazards=tuple(code for code in one.hazards if code in seen)) for one in some]


def entry(number: int, times: Times, within: Units = None) -> tuple[Written, list[Finding]]:
    """One entry by its ledger number, and what was found about it. Raises NotThere, for the hidden and the absent alike:
    an entry is seen with any hazard that it names."""
    found = _discreet(written([number], times), within)
    if not found or (within is not None and not found[0].hazards):
        raise NotThere("land.entry.not-there", number=number)
    return found[0], findings_of(None, times, entry=number, within=within)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry did in one unit to one hazard, in one book."""

    hazard: str
    unit: str
    book: str
    line: str
    source: str
    target: str
    m2: int
    unknown: int
    known: int  # since which ledger number it has counted


def effects(number: int, times: Times, within: Units = None) -> list[Effect]:
    """Every atom of an entry, added up by hazard, unit and book."""
    clause, params = when(times)
    seen, more = among_visible(within)
    units = {u.id: u.name for u in places.units(places.lowest_level())}
    return [
        Effect(code, units.get(unit, ""), book, line, source, target, int(m2), int(unknown), known)
        for code, unit, book, line, source, target, m2, unknown, known in rows(
            f"SELECT h.code, a.unit_id, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown), a.known FROM {ATOM} a "
            f"JOIN {HAZARD} h ON h.id = a.hazard_id WHERE a.entry = %s AND {clause} AND {seen} "
            "GROUP BY h.code, a.unit_id, a.book, a.line, a.source, a.target, a.known ORDER BY a.known, h.code, a.book, a.unit_id",
            [number, *params, *more],
        )
    ]


def findings_of(hazard: int | None, times: Times, *, entry: int | None = None, within: Units = None) -> list[Finding]:
    """What was found about a hazard or an entry, gravest first; of entries that were known then."""
    found = Doubt.objects.filter(**({"hazard_id": hazard} if hazard is not None else {"entry": entry}))
    if times.known is not None:
        found = found.exclude(entry__gt=times.known)
    if within is not None:
        found = found.filter(Q(hazard=None) | Q(hazard__in=hazards_within(within).values("pk")))
    rank = {"error": 0, "doubt": 1, "note": 2}
    out = [
        Finding(
            code, Severity(severity), f"№ {number}" if number else "",
            {**(facts if isinstance(facts, dict) else {}), **({"m2": m2} if m2 is not None else {})},
            (lon, lat) if lon is not None else None,
        )
        for code, severity, number, m2, facts, lon, lat in found.values_list("code", "severity", "entry", "m2", "facts", "lon", "lat")
    ]  # fmt: skip
    return sorted(out, key=lambda f: (rank[f.severity], f.code))


def _neighbours(hazard: int, within: Units) -> list[Neighbour]:
    seen, params = among_visible(within)
    return [
        Neighbour(*row)
        for row in rows(
            f"SELECT DISTINCT h.code, h.name, h.standing FROM {OVERLAP} o JOIN {HAZARD} h ON h.id = o.other WHERE o.one_id = %s "
            f"AND h.standing <> 'unrecorded' AND {seen} ORDER BY h.code",
            [hazard, *params],
        )
    ]
