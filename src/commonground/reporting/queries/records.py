"""What the books say of the parts of a form: the same figures, by code and row, as in the tables of a publication."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from commonground.audit import queries as audit
from commonground.core.dates import Period, Times, year
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Counted
from commonground.core.figures.values import value
from commonground.core.land.statement import Column
from commonground.core.ordnance.accounts import Statement as DeviceStatement
from commonground.core.ordnance.amounts import Amount, signed
from commonground.core.treaty import plans
from commonground.core.treaty.filling import Line, Lines
from commonground.core.treaty.parts import By, Form, Part
from commonground.land.queries import choices as hazards
from commonground.land.queries import counted, series
from commonground.land.queries.flows import Scope, flows
from commonground.ordnance.queries import statement as ordnance
from commonground.places import queries as places
from commonground.reporting.models import Milestone
from commonground.reporting.queries import people
from commonground.reporting.queries.statement import Statement, _grouping, statement

OUTSIDE = "outside"  # the key of what lies in no unit, as addresses have it
NO_COUNTS: dict[str, int] = {}


def milestones(until: int | None = None) -> list[plans.Milestone]:
    """Every milestone written down, up to one of them; later editions later."""
    found = Milestone.objects.order_by("pk")
    if until is not None:
        found = found.filter(pk__lte=until)
    return [plans.Milestone(*row) for row in found.values_list("year", "figure", "planned", "source", "edition")]


def planned(period: Period) -> dict[str, int]:
    """What the plan says of a calendar year, by figure; nothing of any other period."""
    if period != year(period.start.year):
        return {}
    return {m.figure: m.planned for m in plans.in_force(milestones()) if m.year == period.start.year}


def last_milestone() -> int:
    """The number of the milestone written down last; nought where there is none."""
    return Milestone.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@dataclass(frozen=True)
class Books:
    """The books over a period, as known at a number, of all land or of one type: each question is asked once."""

    period: Period
    times: Times
    contamination: str = ""
    level: int | None = None
    plan: int | None = None
    devices: int | None = None  # the number of the ledger of ordnance that is looked at; None is the latest
    people: datetime | None = None  # up to when releases and sessions are looked at; None is now

    @cached_property
    def scope(self) -> Scope:
        return Scope(contamination=self.contamination or None)

    @cached_property
    def statement(self) -> Statement:
        return statement(self.period, self.times, level=self.level, scope=self.scope)

    @cached_property
    def years(self) -> list[tuple[Period, Column]]:
        return series.by_time("year", self.period.end, self.times, self.scope)

    @cached_property
    def milestones(self) -> list[plans.Milestone]:
        return milestones(self.plan)

    @cached_property
    def counts(self) -> dict[str, int]:
        return counted.standings(self.period.end, self.times, contamination=self.contamination or None)[0]

    @cached_property
    def counts_by_unit(self) -> dict[str, dict[str, int]] | None:
        """By the units' codes; None by units that are not in use any more, for which nothing is counted."""
        found, edition = self.statement, self.statement.edition.number
        if edition != places.edition():
            return None
        codes = {u.id: u.code for u in places.units(found.level, edition)}
        group = _grouping(found.level, places.lowest_level(edition), edition)
        by_unit = counted.standings(self.period.end, self.times, group, self.contamination or None)[1]
        return {codes.get(unit or 0, ""): counts for unit, counts in by_unit.items()}

    def actual(self) -> dict[tuple[int, str], int]:
        """What was, by year and figure that can be planned; of whole years only."""
        return {
            (p.start.year, code): value(code, column) or 0
            for p, column in self.years
            if p.end == date(p.start.year, 12, 31)
            for code in plans.PLANNABLE
        }


def line(key: str, name: str, part: Part, column: Column, counts: dict[str, int] | None = None) -> Line:
    """A row of figures; None for a count that nobody counts there."""
    known = counts if counts is not None else NO_COUNTS
    return Line(
        key,
        name,
        {
            code: None
            if isinstance(FIGURES[code].formula, Counted) and code not in known
            else value(code, column, known)
            for code in part.figures
        },
    )


def _units(part: Part, books: Books) -> Lines:
    found, counts = books.statement, books.counts_by_unit
    nothing = dict.fromkeys(counted.HAZARDS, 0)
    rows = [
        line(u.code or OUTSIDE, u.name, part, u.column, None if counts is None else counts.get(u.code, nothing))
        for u in found.units
    ]
    rows = [r for r in rows if any(r.values.values())]
    return Lines(rows, line("", "", part, found.total, books.counts))


def _whole(part: Part, books: Books) -> Lines:
    return Lines([line("", "", part, books.statement.total, books.counts)])


def _types(part: Part, books: Books) -> Lines:
    kinds = [books.contamination] if books.contamination else hazards.choices().kinds
    rows = [
        line(k, k, part, statement(books.period, books.times, level=1, scope=Scope(contamination=k)).total)
        for k in kinds
    ]
    return Lines([r for r in rows if any(r.values.values())])


def _methods(part: Part, books: Books) -> Lines:
    found = series.by_act("method", books.period, books.times, books.scope)
    whole = Column()
    for flow in flows(books.period, books.times, books.scope):
        if not flow.before:
            whole.take(flow)
    rows = [line(key, key, part, column) for key, column in sorted(found.items())]
    return Lines([r for r in rows if any(r.values.values())], line("", "", part, whole))


def _years(part: Part, books: Books) -> Lines:
    return Lines([line(str(p.start.year), str(p.start.year), part, column) for p, column in books.years])


def _plan(part: Part, books: Books) -> Lines:
    return Lines(plans.plan_lines(plans.compared(books.milestones, books.actual())))


def _projection(part: Part, books: Books) -> Lines:
    open_m2 = value("land.closing", books.statement.total) or 0
    return Lines(plans.projection_lines(plans.projection(books.milestones, open_m2, books.period.end.year)))


def _models(part: Part, books: Books) -> Lines:
    """Devices by model, as a part asks for them. What nobody knows the model of stands under the paper's own word."""
    assert part.devices is not None
    return Lines([
        Line(one.key, one.name, {"kind": one.kind, "quantity": written(getattr(one.sums, part.devices.line))})
        for one in ordnance.by_model(books.period, books.devices, ordnance.BOOKS[part.devices.book], part.devices.kinds)
        if getattr(one.sums, part.devices.line)
    ])  # fmt: skip


def _devices(part: Part, books: Books) -> Lines:
    """Devices by kind, with what became of them."""
    assert part.devices is not None
    scope = ordnance.Scope(activities=ordnance.BOOKS[part.devices.book])
    found = ordnance.statement(books.period, known=books.devices, scope=scope)

    def row(key: str, sums: DeviceStatement) -> Line:
        return Line(key, key, {c.key: written(getattr(sums, c.key)) for c in part.columns})

    rows = [row(one.key, one.sums) for one in found.lines]
    return Lines(rows, row("", found.total) if rows else None)


def written(amount: Amount) -> int | str:
    """A number of devices as contents keep it: whole where it is exact, else with its sign, as "> 2700"."""
    return amount.number if amount.is_exact else signed(amount)


def _people(part: Part, books: Books) -> Lines:
    return people.released(part, books.period, books.people)


def _sessions(part: Part, books: Books) -> Lines:
    return people.sessions(part, books.period, books.people)


FILLED: dict[By, Callable[[Part, Books], Lines]] = {
    By.UNIT: _units, By.WHOLE: _whole, By.CONTAMINATION: _types, By.METHOD: _methods, By.YEAR: _years, By.PLAN: _plan,
    By.PROJECTION: _projection, By.MODEL: _models, By.DEVICES: _devices, By.PEOPLE: _people, By.SESSIONS: _sessions,
}  # fmt: skip


Kept = dict[tuple[str, str], Lines]
MOST_KEPT = 24
_kept: OrderedDict[tuple[object, ...], Kept] = OrderedDict()


def records(form: Form, books: Books) -> Kept:
    """What the books say of every part of a form that they fill.

    A report is looked at section by section, and a large country takes seconds to add up: what was found is kept as long
    as nothing but reports was acted on. The digest of the last act changes with everything that could change a figure.
    """
    act = audit.last_act_but("reporting")
    plan = books.plan if books.plan is not None else last_milestone()
    key = (
        act,
        form.kind,
        books.period,
        books.times,
        books.contamination,
        books.level,
        plan,
        books.devices,
        books.people,
        places.edition(),
    )
    if not act or key not in _kept:
        found = {(s.code, p.key): FILLED[p.by](p, books) for s, p in form.asked() if not p.by.is_written}
        if not act:
            return found
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return _kept[key]
