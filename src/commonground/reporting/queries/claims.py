"""Claims as they are kept, and the books asked the questions that their figures answer."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import rfc8785
from django.utils import timezone

from commonground.core.claims.adding import check
from commonground.core.claims.explaining import Conflict, Explained, beside, conflicts, explain
from commonground.core.claims.published import OUTSIDE, Line, Measure, Published
from commonground.core.claims.questions import Books, Question
from commonground.core.dates import Period, Times
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Counted
from commonground.core.figures.values import of_acts, value
from commonground.core.findings import Finding
from commonground.core.land.reconcile import Precision
from commonground.core.land.statement import Column
from commonground.core.refusals import NotThere
from commonground.land.queries import choices as land
from commonground.land.queries import entries as ledger
from commonground.land.queries.flows import Scope
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.reporting.models import Claim, ClaimCheck, ClaimLine
from commonground.reporting.queries.statement import statement
from commonground.reporting.queries.tables import by_unit


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim as it is kept, in one of its versions."""

    number: int
    version: int
    versions: int
    published: Published
    entered_on: date

    @property
    def is_latest(self) -> bool:
        return self.version == self.versions


def claims() -> list[Kept]:
    """Every claim in its latest version, by when it was published, the latest first."""
    latest: dict[int, Claim] = {}
    for row in Claim.objects.order_by("number", "version"):
        latest[row.number] = row
    found = _kept(latest.values(), {n: r.version for n, r in latest.items()})
    return sorted(found, key=lambda k: (k.published.published_on or k.entered_on, k.number), reverse=True)


def claim(number: int, version: int | None = None) -> Kept:
    """One claim, in its latest version unless another is asked for. Raises NotThere."""
    versions = {row.version: row for row in Claim.objects.filter(number=number)}
    row = versions.get(max(versions, default=0) if version is None else version)
    if row is None:
        raise NotThere("reporting.claim.not-there", number=number)
    return _kept([row], {number: max(versions)})[0]


def _kept(rows: Iterable[Claim], versions: dict[int, int]) -> list[Kept]:
    rows = list(rows)
    lines: dict[int, list[Line]] = {}
    for one in ClaimLine.objects.filter(claim__in=[r.pk for r in rows]).order_by("claim", "position"):
        lines.setdefault(one.claim_id, []).append(_line(one))
    checks: dict[int, list[str]] = {}
    for said in ClaimCheck.objects.filter(claim__in=[r.pk for r in rows]).order_by("claim", "position"):
        checks.setdefault(said.claim_id, []).append(said.text)
    return [
        Kept(
            r.number, r.version, versions[r.number],
            Published(r.publisher, r.title, r.source, tuple(lines.get(r.pk, ())), tuple(checks.get(r.pk, ())), r.published_on,
                      r.entered_on, r.mark, r.note),
            r.entered_on,
        )
        for r in rows
    ]  # fmt: skip


def _line(row: ClaimLine) -> Line:
    return Line(
        row.label, row.printed, Measure(row.measure), row.figure, Precision(row.precision) if row.precision else None, row.step,
        row.start, row.end, row.unit, row.contamination, row.flag, row.operator,
    )  # fmt: skip


def digest(published: Published) -> str:
    """SHA-256 of what a table says, whenever it was entered."""
    said = {
        "publisher": published.publisher, "title": published.title, "source": published.source, "mark": published.mark,
        "published_on": _iso(published.published_on), "checks": list(published.checks),
        "lines": [
            [x.label, x.printed, x.measure.value, x.figure, x.precision.value if x.precision else "", x.step, _iso(x.start), _iso(x.end),
             x.unit, x.contamination, x.flag, x.operator]
            for x in published.lines
        ],
    }  # fmt: skip
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def same_as(published: Published) -> int | None:
    """The number of the claim whose latest version says exactly this."""
    wanted = digest(published)
    for number in Claim.objects.filter(sha256=wanted).order_by("-number").values_list("number", flat=True):
        if Claim.objects.filter(number=number).order_by("-version").values_list("sha256", flat=True).first() == wanted:
            return int(number)
    return None


def faults_of(published: Published) -> list[Finding]:
    """What a table says against itself."""
    return check(published)


def unit_codes() -> frozenset[str]:
    """The codes of all units there are, of whatever edition."""
    return frozenset(u.code for e in places.editions() for u in places.units(of=e.number))


def books(published: Published) -> Books:
    """What reasons have to know of these books."""
    offered = land.choices()
    return Books(
        offered.flags,
        tuple(k for k in offered.kinds if k),
        tuple(e.number for e in places.editions()),
        None,
        known_on,
        published.published_on,
    )


def known_on(day: date) -> int:
    """The last ledger number given by the end of a day, by the programme's clock."""
    return ledger.known_by(datetime.combine(day, time.max, timezone.get_current_timezone()))


LARGE = 60_000  # entries: in larger books not every question is asked at once
SCOPED = 12  # statements of a part of the land, which are worked out anew, that are made there for one page


class Answering:
    """Asks the books; what several questions share is worked out once. In large books, parts of the land are asked for so many
    times and no more, and `left_out` counts the questions that were not asked."""

    def __init__(self) -> None:
        self.left = SCOPED if is_large() else None
        self.left_out = 0
        self._columns: dict[tuple[Any, ...], dict[str, Column]] = {}
        self._counted: dict[tuple[Any, ...], dict[str, dict[str, int | None]]] = {}

    def __call__(self, q: Question) -> int | None:
        """The answer in whole units of the catalogue; None where the books have none, or were not asked."""
        scope = Scope(
            q.contamination, q.flag, acts=(("operator", q.operator),) if q.operator else (), edition=q.edition
        )
        if scope.acts and not of_acts((q.figure,)):
            return None  # open land has no operator
        level = _level(q)
        if level is None and q.unit not in ("", OUTSIDE):
            return None  # no such unit in this edition
        key = (Period(q.start, q.end), q.known, scope, level)
        if isinstance(FIGURES[q.figure].formula, Counted):
            return self._counts(*key).get(q.unit, {}).get(q.figure)
        if key not in self._columns and scope.is_land and self.left is not None:
            if self.left == 0:
                self.left_out += 1
                return None
            self.left -= 1
        return value(q.figure, self._statement(*key).get(q.unit) or Column())

    def _statement(self, period: Period, known: int | None, scope: Scope, level: int | None) -> dict[str, Column]:
        key = (period, known, scope, level)
        if key not in self._columns:
            found = statement(period, Times(known=known), level=level, scope=scope)
            self._columns[key] = {u.code or OUTSIDE: u.column for u in found.units} | {"": found.total}
        return self._columns[key]

    def _counts(
        self, period: Period, known: int | None, scope: Scope, level: int | None
    ) -> dict[str, dict[str, int | None]]:
        key = (period, known, scope, level)
        if key not in self._counted:
            found = by_unit(period, Times(known=known), level=level, scope=scope)
            whole = {} if found.total is None else dict(found.total.values)
            self._counted[key] = {r.key or OUTSIDE: dict(r.values) for r in found.rows} | {"": whole}
        return self._counted[key]


def is_large() -> bool:
    """Whether these books are so large that reasons are tested for one line at a time."""
    return ledger.head() > LARGE


def _level(q: Question) -> int | None:
    """The level of the unit that is asked for, in the edition that counts."""
    edition = q.edition if q.edition is not None else places.edition_on(q.end).number
    return next((u.level for u in places.units(of=edition) if u.code == q.unit), None)


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim beside the books: each line with what we have, and what the table says against itself."""

    kept: Kept
    lines: tuple[Explained | None, ...]  # None where a line asks for no figure of ours
    faults: tuple[Finding, ...]
    left_out: int = 0  # questions that were not asked, since the books are large


def compared(kept: Kept, *, reasons: Iterable[int] | None = None, pairs: Iterable[int] = ()) -> Compared:
    """A claim beside the books; reasons tested for the lines named (from 1; all unless said), two at once for those of `pairs`."""
    published, answer = kept.published, Answering()
    numbered = list(enumerate(published.lines, start=1))
    wanted = {n for n, _ in numbered} if reasons is None else set(reasons)
    two, known = set(pairs), books(published) if wanted else Books()
    found = [
        _explained(line, published.mark, known, answer, n in two)
        if n in wanted
        else beside(line, published.mark, answer)
        for n, line in numbered
    ]
    return Compared(kept, tuple(found), tuple(faults_of(published)), answer.left_out)


def _explained(line: Line, mark: str, known: Books, answer: Answering, pairs: bool) -> Explained | None:
    edition = places.edition_on(line.end).number if line.end else None
    return explain(line, mark, replace(known, edition=edition), answer, pairs=pairs)


def others(kept: Kept) -> list[tuple[Kept, Conflict]]:
    """What other claims print for the same questions, with the gap; those of one publisher's other papers too."""
    return [
        (other, c)
        for other in claims()
        if other.number != kept.number
        for c in conflicts(kept.published, other.published)
    ]


def operators() -> dict[str, str]:
    """Organisations that can be named as an operator, by code."""
    return dict(organisations.names("operator"))
