"""Where things stand in the pictures: geometry of the balance bar and the time series, in picture units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.ui.parts import Balance, Life, Series

WIDTH = 720
BAR = 26  # height of a bar
GAP = 10
LEFT = 150  # room for words before the bars
RIGHT = 110  # and for figures after them


@dataclass(frozen=True, slots=True)
class Bar:
    label: Any
    state: str
    m2: int
    x: float
    width: float
    y: float
    is_total: bool = False
    joins_x: float | None = None  # where the thin line to the next bar runs

    @property
    def middle(self) -> float:
        return self.y + BAR / 2

    @property
    def bottom(self) -> float:
        return self.y + BAR

    @property
    def next_top(self) -> float:
        return self.y + BAR + GAP


@dataclass(frozen=True, slots=True)
class BalancePicture:
    bars: list[Bar]
    height: float
    width: int = WIDTH
    bar: int = BAR
    figures_x: float = WIDTH - 4
    words_x: float = LEFT - 10


def balance(of: Balance) -> BalancePicture:
    """A waterfall: opening, each movement hanging where the last one ended, closing."""
    steps = [(part.label, part.state, part.m2) for part in of.parts]
    if of.unexplained_m2:
        steps.append((None, "unexplained", of.unexplained_m2))
    levels = [of.opening_m2]
    for _label, _state, m2 in steps:
        levels.append(levels[-1] + m2)
    top = max(1, *levels, of.closing_m2)
    low = min(0, *levels)
    room = WIDTH - LEFT - RIGHT

    def x(m2: int) -> float:
        return round(LEFT + (m2 - low) / (top - low) * room, 2)

    bars = [Bar("opening", "total", of.opening_m2, x(0), x(of.opening_m2) - x(0), 0, True, x(of.opening_m2))]
    for number, (label, state, m2) in enumerate(steps, start=1):
        start, end = levels[number - 1], levels[number]
        left = x(min(start, end))
        wide = max(1.5, x(max(start, end)) - left)
        bars.append(Bar(label, state, m2, left, round(wide, 2), number * (BAR + GAP), False, x(end)))
    y = len(bars) * (BAR + GAP)
    bars.append(Bar("closing", "total", of.closing_m2, x(0), x(of.closing_m2) - x(0), y, True))
    return BalancePicture(bars, y + BAR)


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float | None
    label: str
    value: float | None
    estimated: bool
    named: bool  # whether its label is written under the axis


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class SeriesPicture:
    dots: list[Dot]
    lines: list[str]  # one run of points per unbroken stretch
    areas: list[str]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = 240
    left: int = 64
    base: int = 206


def _step(top: float) -> float:
    """A round distance between grid lines: 1, 2, 2.5 or 5 times a power of ten, about four lines in all."""
    power = 1.0
    while power * 10 <= top / 4:
        power *= 10
    while power > top / 4:
        power /= 10
    return next((power * m for m in (1, 2, 2.5, 5, 10) if power * m >= top / 4), power * 10)


def series(of: Series) -> SeriesPicture:
    """Dots joined where neighbours are known; a gap stays a gap."""
    left, right, head, base = 64, WIDTH - 16, 14, 206
    top = max((p.value for p in of.points if p.value is not None), default=0) or 1
    step = _step(top)
    ticks, value = [], 0.0
    while value < top + step:
        ticks.append(value)
        value += step
    ceiling = ticks[-1]

    def y(value: float) -> float:
        return round(base - value / ceiling * (base - head), 2)

    count = len(of.points)
    every = max(1, -(-count // 10))
    dots = []
    for number, point in enumerate(of.points):
        x = round(left + 12 + (right - left - 24) * (number / (count - 1) if count > 1 else 0.5), 2)
        high = None if point.value is None else y(point.value)
        named = (count - 1 - number) % every == 0
        dots.append(Dot(x, high, point.label, point.value, point.estimated, named))
    runs: list[list[Dot]] = [[]]
    for dot in dots:
        if dot.y is None:
            runs.append([])
        else:
            runs[-1].append(dot)
    whole = [run for run in runs if len(run) > 1]
    lines = [" ".join(f"{dot.x},{dot.y}" for dot in run) for run in whole]
    areas = [f"{run[0].x},{base} {line} {run[-1].x},{base}" for run, line in zip(whole, lines, strict=True)]
    return SeriesPicture(dots, lines, areas, [Tick(y(v), v) for v in ticks])


@dataclass(frozen=True, slots=True)
class Piece:
    """Land to be drawn: rings of x and y in metres. `role` is "held" (as the books have it), "mine" or "other"."""

    state: str
    role: str
    rings: Sequence[Sequence[tuple[float, float]]]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    state: str
    role: str
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class LandPicture:
    """Pieces of land in picture units, north up, with the length of its scale bar."""

    patches: list[Patch]
    width: int
    height: int
    bar: float
    bar_m: int


def land(pieces: Sequence[Piece], width: int = 720, most: int = 460) -> LandPicture | None:
    """A drawing that needs no map and no scripts; nothing where there is no land."""
    points = [p for piece in pieces for ring in piece.rings for p in ring]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    edge = 24
    scale = min((width - 2 * edge) / max(east - west, 1.0), (most - 2 * edge) / max(north - south, 1.0))
    height = round(2 * edge + max(north - south, 1.0) * scale) + 22  # room for the scale bar
    left = (width - (east - west) * scale) / 2

    def path(rings: Sequence[Sequence[tuple[float, float]]]) -> str:
        out = []
        for ring in rings:
            corners = [f"{left + (x - west) * scale:.1f} {edge + (north - y) * scale:.1f}" for x, y in ring]
            out.append("M" + "L".join(corners) + "Z")
        return "".join(out)

    metres = next(m for m in (10**k * f for k in range(7) for f in (1, 2, 5)) if m * scale >= 60 or m >= 5_000_000)
    patches = [Patch(p.state, p.role, path(p.rings), p.label) for p in pieces if p.rings]
    return LandPicture(patches, width, height, round(metres * scale, 1), metres)


@dataclass(frozen=True, slots=True)
class LifePicture:
    """Areas that stand on each other, and where in the picture each day lies."""

    layers: list[tuple[str, str]]  # state, path
    years: list[tuple[float, int]]
    ticks: list[Tick]
    days: list[tuple[str, float]]  # ISO day, where it is; the last one is now
    at: float  # where the day that is shown is
    width: int = WIDTH
    height: int = 210
    left: int = 76
    base: int = 180
    head: int = 12


def life(of: Life) -> LifePicture:
    """Steps, because land changes state on a day and stands until the next: nothing is drawn between that nobody said."""
    left, right, head, base = 76, WIDTH - 12, 12, 180
    first = of.stops[0].on
    span = max(1, (of.today - first).days)

    def x(day: date) -> float:
        return round(left + min(1.0, max(0, (day - first).days) / span) * (right - left), 2)

    top = max(s.suspected + s.confirmed + s.released for s in of.stops) or 1
    step = _step(top)
    ceiling = step * -(-top // step)

    def y(m2: float) -> float:
        return round(base - m2 / ceiling * (base - head), 2)

    layers = []
    levels = [(0, 0)] * len(of.stops)
    for state, amounts in (
        ("confirmed", [s.confirmed for s in of.stops]),
        ("suspected", [s.suspected for s in of.stops]),
        ("released", [s.released for s in of.stops]),
    ):
        levels = [(top, top + amount) for (_, top), amount in zip(levels, amounts, strict=True)]
        layers.append((state, _stairs([x(s.on) for s in of.stops], levels, right, y)))
    ticks = [Tick(y(i * step), i * step) for i in range(int(ceiling / step) + 1)]
    every = max(1, -(-(of.today.year - first.year + 1) // 9))
    years = [
        (x(date(n, 1, 1)), n) for n in range(first.year + 1, of.today.year + 1) if (of.today.year - n) % every == 0
    ]
    days = [(s.on.isoformat(), x(s.on)) for s in of.stops] + [("", x(of.today))]
    return LifePicture(layers, years, ticks, days, x(of.on or of.today))


def _stairs(xs: list[float], levels: list[tuple[int, int]], right: float, y: Callable[[float], float]) -> str:
    """The outline of one layer: along its top from stop to stop, and back along its foot."""
    ends = [*xs[1:], right]
    over = [f"{a} {y(top)}L{b} {y(top)}" for a, b, (_, top) in zip(xs, ends, levels, strict=True)]
    under = [f"{b} {y(foot)}L{a} {y(foot)}" for a, b, (foot, _) in zip(xs, ends, levels, strict=True)]
    return "M" + "L".join([*over, *reversed(under)]) + "Z"
