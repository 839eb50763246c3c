"""Tables of figures along an axis: by unit, by whose acts, by type of contamination, by years and months since the beginning."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from commonground.core.dates import Period, Times
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.values import ACTS, LAND, values
from commonground.core.land.statement import Column, columns
from commonground.core.publishing.content import Row, Table
from commonground.land.queries import choices as hazards
from commonground.land.queries import counted, flows, series, types
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.reporting.queries.statement import _grouping, statement

NOW = Times()
EVERYTHING = flows.EVERYTHING


ALL = tuple(FIGURES)
BY_UNIT = tuple(c for c in ALL if not c.endswith(".booked"))
STEPS = ("year", "month")


def by_unit(period: Period, times: Times = NOW, *, level: int | None = None, scope: flows.Scope = EVERYTHING) -> Table:
    """Every figure by the units of a level, and of the programme. Hazards with land in several units count in each."""
    found = statement(period, times, level=level, scope=scope)
    if scope.acts:
        codes = ACTS
        counts, whole = {}, {}
    elif scope.is_land or scope.polygon is not None or scope.is_former:
        codes, counts, whole = LAND, {}, {}
    else:
        codes = BY_UNIT
        group = _grouping(found.level, places.lowest_level(found.edition.number), found.edition.number)
        hazard_counts, counts = counted.standings(period.end, times, group)
        whole = hazard_counts | counted.booked(period, times)
    nothing = dict.fromkeys(counted.HAZARDS, 0)
    rows = []
    for unit in found.units:
        rows.append(Row(unit.code, unit.name, values(codes, unit.column, counts.get(unit.id, nothing))))
    return Table("unit", rows, Row("", found.programme, values(ALL if whole else codes, found.total, whole)))


def by_acts(axis: str, period: Period, times: Times = NOW, scope: flows.Scope = EVERYTHING) -> Table:
    """The flows of a period by operator, donor, method, team or activity; what names none has the empty key."""
    found = series.by_act(axis, period, times, scope)
    names = organisations.names() if axis in ("operator", "donor") else {}
    rows = [Row(key, names.get(key, key), values(ACTS, column)) for key, column in sorted(found.items())]
    whole = Column()
    for flow in flows.flows(period, times, scope):
        if not flow.before:
            whole.take(flow)
    return Table(axis, rows, Row("", "", values(ACTS, whole)))


def by_contamination(period: Period, times: Times = NOW, scope: flows.Scope = EVERYTHING) -> Table:
    """Every type of contamination as a scope of its own. They need not make the programme: land under two types is in both."""
    codes = ACTS if scope.acts else LAND
    if scope == replace(EVERYTHING, edition=scope.edition) and not scope.is_former:
        # A type of which nothing was known then has no row, however many hazards of it came later.
        found = {kind: columns(some)[1] for kind, some in types.by_contamination(period, times).items() if some}
    else:
        kinds = hazards.contaminations()
        found = {k: statement(period, times, scope=replace(scope, contamination=k)).total for k in kinds}
    rows = [Row(kind, kind, values(codes, column)) for kind, column in found.items()]
    whole = statement(period, times, scope=scope).total
    return Table("contamination", rows, Row("", "", values(codes, whole)), adds_up=False)


def by_time(
    step: str, until: date, times: Times = NOW, scope: flows.Scope = EVERYTHING, since: date | None = None
) -> Table:
    """Each year, or month, since the beginning (or a day); the last one as far as it has come."""
    codes = ACTS if scope.acts else LAND
    letters = series.LENGTH[step]
    rows = []
    for period, column in series.by_time(step, until, times, scope, since):
        name = period.start.isoformat()[:letters]
        rows.append(Row(name, name, values(codes, column)))
    return Table(step, rows, None, adds_up=False)


def table(
    axis: str, period: Period, times: Times = NOW, *, level: int | None = None, scope: flows.Scope = EVERYTHING
) -> Table:
    """Figures of a period along any axis."""
    made: dict[str, Callable[[], Table]] = {
        "unit": lambda: by_unit(period, times, level=level, scope=scope),
        "contamination": lambda: by_contamination(period, times, scope),
        "year": lambda: by_time("year", period.end, times, scope),
        "month": lambda: by_time("month", period.end, times, scope, period.start),
    }
    return made[axis]() if axis in made else by_acts(axis, period, times, scope)


AXES = ("unit", "operator", "donor", "method", "contamination", "year", "month")


def all_tables(
    period: Period, times: Times = NOW, *, level: int | None = None, edition: int | None = None
) -> list[Table]:
    """What a publication of a period holds: by every axis that these books know something of."""
    scope = flows.Scope(edition=edition)
    return [table(axis, period, times, level=level, scope=scope) for axis in AXES]
