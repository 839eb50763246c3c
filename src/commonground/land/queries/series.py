"""The same sums along other axes: by whose acts, and by years or months since the beginning."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from commonground.core.dates import Period, Times, month, year
from commonground.core.land.statement import Column, Flow
from commonground.land.models import Atom, LedgerEntry
from commonground.land.queries import sums
from commonground.land.queries.flows import ACTS, EVERYTHING, Scope, flows
from commonground.store.sets import rows

ATOM, ENTRY = Atom._meta.db_table, LedgerEntry._meta.db_table
NOW = Times()
LENGTH = {"year": 4, "month": 7}  # letters of an ISO date that name it


def by_act(act: str, period: Period, times: Times = NOW, scope: Scope = EVERYTHING) -> dict[str, Column]:
    """Flows of a period by operator, donor, method, team or activity; what names none is under the empty one.

    Together they are the flows of the programme, since every entry has one of each or none.
    """
    assert act in ACTS
    if scope == EVERYTHING or (scope == replace(EVERYTHING, edition=scope.edition) and not scope.is_former):
        return _acts_at_once(act, period, times)
    named = [r[0] for r in rows(f"SELECT DISTINCT {act} FROM {ENTRY} ORDER BY 1")]
    found = {code: _flows_only(flows(period, times, replace(scope, acts=(*scope.acts, (act, code))))) for code in named}
    return {code: column for code, column in found.items() if column.has_moved}


def _acts_at_once(act: str, period: Period, times: Times) -> dict[str, Column]:
    end = min(period.end, times.on) if times.on else period.end
    if act in sums.AXES and sums.answers(period.start, end, times):
        return _columns(sums.by_act(act, period.start, end))
    where, params = 'a."on" >= %s AND a."on" <= %s', [period.start.isoformat(), end.isoformat()]
    if times.known is not None:
        where += " AND a.known <= %s"
        params.append(times.known)
    found = rows(
        f"SELECT e.{act}, a.book, a.line, a.source, a.target, sum(a.m2), sum(a.unknown) FROM {ATOM} a "
        f"JOIN {ENTRY} e ON e.number = a.entry WHERE {where} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
        params,
    )
    return _columns(
        (name, Flow(None, False, book, line, source, target, int(m2), int(unknown)))
        for name, book, line, source, target, m2, unknown in found
        if m2 or unknown
    )


def _columns(found: Iterable[tuple[str, Flow]]) -> dict[str, Column]:
    """Flows under the names of those whose they are."""
    out: dict[str, Column] = {}
    for name, flow in found:
        out.setdefault(name, Column()).take(flow)
    return {name: column.flows_only() for name, column in out.items()}


def _flows_only(found: list[Flow]) -> Column:
    column = Column()
    for flow in found:
        if not flow.before:
            column.take(flow)
    return column.flows_only()


def by_time(
    step: str, until: date, times: Times = NOW, scope: Scope = EVERYTHING, since: date | None = None
) -> list[tuple[Period, Column]]:
    """Each year or month from the first entry (or a day) to a day, with opening, lines and closing."""
    end = min(until, times.on) if times.on else until
    if scope.is_land or scope.acts or scope.polygon is not None or scope.is_former:
        first = since or _first(times)
        return [(p, _column(flows(p, times, scope))) for p in _periods(step, first, end)] if first else []
    return _times_at_once(step, end, times, since)


def _times_at_once(step: str, end: date, times: Times, since: date | None) -> list[tuple[Period, Column]]:
    letters = LENGTH[step]
    by_step: dict[str, list[Flow]] = {}
    for name, flow in _by_name(letters, end, times):
        by_step.setdefault(name[:letters], []).append(flow)
    if not by_step:
        return []
    first = date.fromisoformat(min(by_step) + ("-01-01" if step == "year" else "-01"))
    held: dict[tuple[str, str, str, str], tuple[int, int]] = {}
    out = []
    for period in _periods(step, first, end):
        inside = by_step.get(period.start.isoformat()[:letters], [])
        before = [Flow(None, True, *key, m2, unknown) for key, (m2, unknown) in held.items()]
        if since is None or period.end >= since:
            out.append((period, _column([*before, *inside])))
        for f in inside:
            m2, unknown = held.get((f.book, f.line, f.source, f.target), (0, 0))
            held[f.book, f.line, f.source, f.target] = (m2 + f.m2, unknown + f.unknown)
    return out


def _by_name(letters: int, end: date, times: Times) -> Iterable[tuple[str, Flow]]:
    """The flows up to a day, each under the first letters of its days or under its month."""
    if sums.answers(end.replace(day=1), end, times):
        return sums.by_month(end)
    where, params = 'a."on" <= %s', [end.isoformat()]
    if times.known is not None:
        where += " AND a.known <= %s"
        params.append(times.known)
    return [
        (name, Flow(None, False, book, line, source, target, int(m2), int(unknown)))
        for name, book, line, source, target, m2, unknown in rows(
            f'SELECT substr(CAST(a."on" AS text), 1, {letters}), a.book, a.line, a.source, a.target, sum(a.m2), '
            f"sum(a.unknown) FROM {ATOM} a WHERE {where} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1",
            params,
        )
    ]


def _column(found: list[Flow]) -> Column:
    column = Column()
    for flow in found:
        column.take(flow)
    return column


def _first(times: Times) -> date | None:
    known = "" if times.known is None else f"WHERE known <= {int(times.known)}"
    found = rows(f'SELECT min("on") FROM {ATOM} {known}')[0][0]
    return date.fromisoformat(found[:10]) if isinstance(found, str) else found


def _periods(step: str, first: date, end: date) -> Iterator[Period]:
    """Whole years or months, the last one cut off at the end."""
    whole = year(first.year) if step == "year" else month(first.year, first.month)
    while whole.start <= end:
        yield Period(whole.start, min(whole.end, end))
        after = whole.end + timedelta(days=1)
        whole = year(after.year) if step == "year" else month(after.year, after.month)
