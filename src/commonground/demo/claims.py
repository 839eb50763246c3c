"""What invented publishers print about the invented country, each with a fault that is met in life."""

from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from commonground.core.claims.published import Line, Measure, Published
from commonground.core.dates import year
from commonground.core.figures.values import value
from commonground.core.land.statement import OUT_OF, Column
from commonground.reporting.actions import claims
from commonground.reporting.queries.statement import statement

KM2 = Measure.KM2
MILLION = Decimal(1_000_000)


def make(last: int, *, by, at: datetime) -> int:
    """Three tables of two publishers and an operator; how many."""
    now, before = statement(year(last)).total, statement(year(last - 1)).total
    for published in (_observatory(last, now), _monitor(last, now, before), _operator(last)):
        claims.enter_claim(published, by=by, at=at)
    return 3


def _km2(m2: int, places: str = "0.01", way: str = ROUND_HALF_UP) -> str:
    return str((m2 / MILLION).quantize(Decimal(places), way))


def _observatory(last: int, now: Column) -> Published:
    """Adds up, and agrees but for one line: it counts technical survey as clearance."""
    period = {"start": date(last, 1, 1), "end": date(last, 12, 31)}
    cancelled, reduced, cleared = (value(f"land.{line}", now) or 0 for line in OUT_OF)
    worked = cleared + reduced
    lines = (
        Line("Mined area released by clearance", _km2(worked), KM2, "land.cleared", **period),
        Line("Area cancelled through survey", _km2(cancelled), KM2, "land.cancelled", **period),
        Line("Total area released", _km2(worked + cancelled), KM2, "land.released", **period),
        Line("Contamination at the end of the year", _km2(now.closing_m2), KM2, "land.closing", end=period["end"]),
    )
    return Published(
        "Open Fields Observatory (invented)", f"Yearly review {last}, table 1", "https://example.org/open-fields/review", lines,
        ("released: 1 + 2 = 3",), date(last + 1, 4, 20), note="Invented, like the country.",
    )  # fmt: skip


def _monitor(last: int, now: Column, before: Column) -> Published:
    """Gives suspected land alone as all there is, cut off; its balance does not close."""
    released = now.released
    lines = (
        Line("Suspected area, opening", _km2(before.closing["suspected"], "0.1", ROUND_DOWN), KM2, "land.closing", end=date(last - 1, 12, 31)),
        Line("Released in the year", _km2(released, "0.1"), KM2, "land.released", start=date(last, 1, 1), end=date(last, 12, 31)),
        Line("Suspected area, closing", _km2(now.closing["suspected"] + 1_600_000, "0.1", ROUND_DOWN), KM2, "land.closing", end=date(last, 12, 31)),
        Line("Accidents", "about 10", Measure.COUNT, start=date(last, 1, 1), end=date(last, 12, 31)),
    )  # fmt: skip
    return Published(
        "Island Ground Monitor (invented)", f"Country sheet {last}", "Country sheet, page 2", lines, ("balance: 1 - 2 = 3",),
        date(last + 1, 5, 2), note="Invented, like the country.",
    )  # fmt: skip


def _operator(last: int) -> Published:
    """A year that gathered two, by an operator."""
    found = sum(value("land.cleared", statement(year(y)).total) or 0 for y in (last - 1, last))
    lines = (
        Line(
            "Cleared by all operators",
            f"{found / 10_000:.1f}",
            Measure.HA,
            "land.cleared",
            start=date(last, 1, 1),
            end=date(last, 12, 31),
        ),
        Line("Contamination at the end of the year", "more than 1", KM2, "land.closing", end=date(last, 12, 31)),
    )
    return Published(
        "Stepping Stone (invented)", f"Annual report {last}", "Annual report, annex B", lines, (), date(last + 1, 3, 1),
        note="Invented, like the country.",
    )  # fmt: skip
