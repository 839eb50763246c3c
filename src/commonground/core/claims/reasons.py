"""The possible reasons for a gap, each a function from a line and its question to the variations worth trying."""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from commonground.core.claims.published import FACTORS, OUTSIDE, Line, Measure
from commonground.core.claims.questions import (
    Books,
    Question,
    Terms,
    Variation,
    added,
    changed,
    instead,
    less,
)
from commonground.core.figures.catalogue import FIGURES
from commonground.core.figures.definitions import Atoms, Nature, Unit
from commonground.core.land.reconcile import Figure, Precision

CLASSES = ("confirmed", "suspected")
BATTLE = ("erw", "cluster-munitions")  # land that is searched on the surface rather than demined
RELEASED = ("land.cleared", "land.reduced", "land.cancelled", "land.released")
AREAS = (Measure.KM2, Measure.HA, Measure.M2)
YEARS = (18, 24, 30, 36, 42, 48, 60)  # months that one "year" may have gathered
STARTS = (4, 7, 10)  # first months of the usual other years of account

Reason = Callable[[Line, Question, Books], Iterator[Variation]]


def _is_balance(q: Question) -> bool:
    return FIGURES[q.figure].nature is Nature.BALANCE


def _opens(q: Question) -> bool:
    return q.figure.split(".")[-1] in ("opening",) or ".opening" in q.figure


def rounding(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """The print was cut off, or rounded to a coarser place than it shows, or slipped into another measure."""
    yield Variation("rounding", "cut", 10, read=lambda f: replace(f, precision=Precision.CUT))
    yield Variation("rounding", "rounded", 11, read=lambda f: replace(f, precision=Precision.ROUNDED))
    yield Variation("rounding", "coarse", 14, read=_coarser)
    if line.measure in AREAS:
        for other in AREAS:
            if other is not line.measure:
                yield Variation("rounding", "measure", 60, read=_slipped(other), facts={"measure": other.value})


def _coarser(figure: Figure) -> Figure:
    """Rounded to the last place that is not nought."""
    return replace(figure, precision=Precision.ABOUT, step="") if figure.value else figure


def _slipped(other: Measure) -> Callable[[Figure], Figure]:
    return lambda figure: replace(figure, factor=FACTORS[other])


def dates(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """As of another day; or as it was known on another day."""
    yield from _known(q, books)
    if not _is_balance(q):
        return
    days: dict[date, tuple[str, int]] = {}
    year = q.start.year if _opens(q) else q.end.year
    for on, code, weight in (
        (date(year, 12, 31), "year-end", 20), (date(year - 1, 12, 31), "last-year-end", 21), (books.published_on, "day-published", 22),
        (date(year, 6, 30), "mid-year", 23), (date(year, 3, 31), "quarter", 30), (date(year, 9, 30), "quarter", 30),
    ):  # fmt: skip
        if on is not None:
            days.setdefault(on, (code, weight))
    days.pop(q.start - timedelta(days=1) if _opens(q) else q.end, None)
    for on, (code, weight) in days.items():
        yield Variation("date", code, weight, _as_of(on), facts={"day": on.isoformat()})


def _as_of(on: date) -> Callable[[Question], Terms]:
    def ask(q: Question) -> Terms:
        if _opens(q):
            return ((1, replace(q, start=on + timedelta(days=1), end=max(q.end, on + timedelta(days=1)))),)
        return ((1, replace(q, start=min(q.start, on), end=on)),)

    return ask


def _known(q: Question, books: Books) -> Iterator[Variation]:
    if books.known_on is None:
        return
    taken = set()
    for on, code, weight in ((books.published_on, "known-published", 15), (q.end, "known-end", 24)):
        if on is not None and (known := books.known_on(on)) not in taken:
            taken.add(known)
            yield Variation("date", code, weight, changed(known=known), facts={"day": on.isoformat(), "number": known})


def flags(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """Military or inaccessible land left out, or counted, or nothing else counted."""
    if q.flag is not None:
        yield Variation("flag", "any-flag", 26, changed(flag=None))
        return
    if not books.flags:
        return
    yield Variation("flag", "no-flag", 26, changed(flag=""))
    for flag in books.flags:
        if len(books.flags) > 1:
            yield Variation("flag", "without-flag", 27, less(flag=flag), facts={"flag": flag})
        yield Variation("flag", "only-flag", 58, changed(flag=flag), facts={"flag": flag})


def units(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """Land outside any unit left out or counted; by another edition of the boundaries."""
    if not q.unit:
        yield Variation("unit", "without-outside", 34, less(unit=OUTSIDE))
    elif q.unit != OUTSIDE:
        yield Variation("unit", "with-outside", 44, _with_outside)
    for edition in books.editions:
        if edition != books.edition:
            yield Variation("unit", "edition", 40, changed(edition=edition), facts={"number": edition})


def _with_outside(q: Question) -> Terms:
    return ((1, q), (1, replace(q, unit=OUTSIDE)))


def classes(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """Suspected land alone, confirmed land alone, or both."""
    bare, _, of = q.figure.rpartition(".")
    if of in CLASSES and bare in FIGURES:
        yield Variation("class", "both", 25, instead({bare: 1}))
        other = CLASSES[1 - CLASSES.index(of)]
        yield Variation("class", other, 45, instead({f"{bare}.{other}": 1}))
        return
    for one in CLASSES:
        if f"{q.figure}.{one}" in FIGURES:
            yield Variation("class", one, 25, instead({f"{q.figure}.{one}": 1}))


def double(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """The hazards' own accounts added up, so that land in several hazards counts again in each."""
    if q.figure == "land.closing":
        yield Variation("double", "hazards-sum", 28, added("land.double"))
    elif q.figure == "land.opening":
        yield Variation("double", "hazards-sum", 28, _opening_double)
    elif q.figure == "land.hazards-sum":
        yield Variation("double", "partition", 28, instead({"land.closing": 1}))


def _opening_double(q: Question) -> Terms:
    before = q.start - timedelta(days=1)
    return ((1, q), (1, replace(q, figure="land.double", start=before, end=before)))


def stated(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """With the hazards that have no perimeter, at the area that their papers state."""
    formula = FIGURES[q.figure].formula
    if q.figure == "land.with-stated":
        yield Variation("stated", "without-stated", 27, instead({"land.closing": 1}))
    elif (
        isinstance(formula, Atoms) and not formula.book and not formula.of and f"land.stated.{formula.line}" in FIGURES
    ):
        yield Variation("stated", "with-stated", 27, added(f"land.stated.{formula.line}"))
    elif q.figure == "land.released":
        lines = ("cancelled", "reduced", "cleared")
        yield Variation("stated", "with-stated", 27, added(*(f"land.stated.{x}" for x in lines)))


def methods(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """What counts as cleared: outside recorded hazards, battle areas, technical survey, everything released."""
    if q.figure in ("land.cleared", "land.released"):
        outside = {q.figure: 1, "land.cleared-outside": 1, "land.outside-since-recorded": -1}
        yield Variation("method", "with-outside-hazards", 32, instead(outside))
    if q.figure == "land.cleared-total":
        yield Variation("method", "without-outside-hazards", 32, instead({"land.cleared": 1}))
    if q.figure in RELEASED:
        others = {"cleared-reduced": ("land.cleared", "land.reduced"), "reduced-cancelled": ("land.reduced", "land.cancelled"),
                  "released": ("land.released",), "cleared": ("land.cleared",)}  # fmt: skip
        for code, some in others.items():
            if some != (q.figure,):
                yield Variation("method", f"counts-{code}", 36, instead(dict.fromkeys(some, 1)))
    yield from _kinds(q, books)


def _kinds(q: Question, books: Books) -> Iterator[Variation]:
    """Of which contamination; battle area clearance is what is done where no mines are."""
    if FIGURES[q.figure].unit is not Unit.M2:
        return
    if q.contamination is not None:
        yield Variation("method", "any-contamination", 33, changed(contamination=None))
        return
    battle = [kind for kind in BATTLE if kind in books.contaminations]
    if battle:
        yield Variation("method", "without-battle", 35, _without(battle))
    for kind in books.contaminations if len(books.contaminations) > 1 else ():
        yield Variation("method", "only-contamination", 42, changed(contamination=kind), facts={"contamination": kind})


def _without(kinds: list[str]) -> Callable[[Question], Terms]:
    def ask(q: Question) -> Terms:
        return ((1, q), *((-1, replace(q, contamination=kind)) for kind in kinds))

    return ask


def periods(line: Line, q: Question, books: Books) -> Iterator[Variation]:
    """What was recorded in the period instead of what happened in it; several years in one; another year of account."""
    if _is_balance(q) or FIGURES[q.figure].nature is not Nature.FLOW:
        return
    if books.known_on is not None:
        yield Variation("period", "recorded", 29, _recorded(books))
    for months in YEARS:
        begins = _months_before(q.end, months)
        if begins < q.start:
            yield Variation(
                "period",
                "gathered",
                46 + months // 12,
                changed(start=begins),
                facts={"months": months, "day": begins.isoformat()},
            )
    for month in STARTS:
        start = date(q.start.year, month, 1)
        for begins in (_shifted(start, -12), start):
            ends = _shifted(begins, 12) - timedelta(days=1)
            yield Variation(
                "period",
                "account-year",
                48,
                changed(start=begins, end=ends),
                facts={"day": begins.isoformat(), "until": ends.isoformat()},
            )
    for months, code in ((-12, "year-before"), (12, "year-after")):
        ends = _shifted(q.end + timedelta(days=1), months) - timedelta(days=1)
        yield Variation("period", code, 52, changed(start=_shifted(q.start, months), end=ends))
    yield Variation("period", "since-beginning", 57, changed(start=books.first))


def _recorded(books: Books) -> Callable[[Question], Terms]:
    """What became known in the period of all that had happened by its end."""

    def ask(q: Question) -> Terms:
        assert books.known_on is not None
        until, before = books.known_on(q.end), books.known_on(q.start - timedelta(days=1))
        return ((1, replace(q, start=books.first, known=until)), (-1, replace(q, start=books.first, known=before)))

    return ask


def _months_before(end: date, months: int) -> date:
    """The first day of the so many months that end with a day."""
    return _shifted(end + timedelta(days=1), -months)


def _shifted(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


REASONS: tuple[Reason, ...] = (dates, flags, units, classes, double, stated, methods, rounding, periods)
