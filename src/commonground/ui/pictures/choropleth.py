"""A map of one figure by unit: classes with a legend that counts, a hatch that thickens with the class, and the number.

Nought is told from "no figure", and a unit too small for its number has it in the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

from commonground.core.quantities import M2_PER_KM2
from commonground.ui.numbers import grouped, km2
from commonground.ui.pictures.bars import Words
from commonground.ui.pictures.svg import WIDTH, Picture, drawing, painted, pattern, rect, text

Ring = Sequence[tuple[float, float]]
CLASSES = 5
EDGE, LEGEND = 12.0, 168.0
HATCH = {
    1: ("pic-hatch", "M0 12L12 0", 12),
    2: ("pic-hatch", "M0 7L7 0", 7),
    3: ("pic-hatch", "M0 5L5 0", 5),
    4: ("pic-hatch-deep", "M0 7L7 0M0 0L7 7", 7),
    5: ("pic-hatch-deep", "M0 4L4 0M0 0L4 4", 4),
}
MISSING = ("pic-missing", "M3 3V4.2M9 9V10.2", 12)


@dataclass(frozen=True, slots=True)
class Area:
    """A unit: its outline in metres, north up, a point inside it, and its figure in square metres; None is no figure."""

    key: str
    name: str
    rings: Sequence[Ring]
    inside: tuple[float, float]
    m2: int | None


@dataclass(frozen=True, slots=True)
class MapWords:
    """The words of the legend."""

    nought: str
    missing: str
    north: str
    measure: str


def bounds(values: Sequence[int], most: int = CLASSES) -> list[int]:
    """The upper bounds of classes that hold about as many units each: rounded up to two digits, the last holds the largest."""
    known = sorted(v for v in values if v > 0)
    if not known:
        return []
    found = []
    for number in range(1, most + 1):
        value = known[-(-number * len(known) // most) - 1]
        step = 10 ** max(0, floor(log10(value)) - 1)
        found.append(-(-value // step) * step)
    return sorted(set(found))


def class_of(m2: int | None, limits: Sequence[int]) -> int | None:
    """Which class a figure is in: 0 is nought, None no figure at all."""
    if m2 is None:
        return None
    return 0 if m2 <= 0 else next(i for i, limit in enumerate(limits, start=1) if m2 <= limit)


def _shade(number: int, classes: int) -> int:
    """Few classes are spread over the whole of the shades, so that the largest is always the darkest."""
    return CLASSES if classes == 1 else 1 + round((number - 1) * (CLASSES - 1) / (classes - 1))


def choropleth(
    areas: Sequence[Area],
    words: Words,
    said: MapWords,
    name: str = "map",
    *,
    counts: bool = False,
    write: Callable[[int], str] | None = None,
) -> Picture:
    """The map, of square metres, of plain counts, or of numbers that are written otherwise. Units without an outline have no place on it; they are in the table."""
    limits = bounds([a.m2 for a in areas if a.m2])
    drawn = [a for a in areas if a.rings]
    points = [p for a in drawn for ring in a.rings for p in ring] or [(0.0, 0.0), (1.0, 1.0)]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = min((WIDTH - LEGEND - 2 * EDGE) / max(east - west, 1), 600 / max(north - south, 1))
    height = max(2 * EDGE + (north - south) * scale, 60 + 22 * (len(limits) + 3)) + 16

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return round(EDGE + (point[0] - west) * scale, 1), round(EDGE + (north - point[1]) * scale, 1)

    out = [_unit(a, [[at(p) for p in ring] for ring in a.rings], limits, name) for a in drawn]
    plain = write or (grouped if counts else None)
    out += _numbers(drawn, at, scale, plain or km2)
    out += [_legend(areas, limits, said, name, plain or _km2), _scale_bar(scale, height)]
    patterns = "".join(pattern(f"{name}-{i}", kind, path, size) for i, (kind, path, size) in HATCH.items())
    svg = drawing(name, words.title, words.description, height, out, patterns + pattern(f"{name}-missing", *MISSING))
    rows = [[a.name, a.m2] for a in areas]
    return Picture(name, words.title, words.description, svg, words.head, rows, unit="" if plain else "m²")


def _unit(area: Area, rings: Sequence[Ring], limits: Sequence[int], name: str) -> str:
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings)
    number = class_of(area.m2, limits)
    if number is None:
        fills = [painted("pic-nought"), f'fill="url(#{name}-missing)"']
    elif number == 0:
        fills = [painted("pic-nought")]
    else:
        shade = _shade(number, len(limits))
        fills = [painted(f"pic-class-{shade}"), f'fill="url(#{name}-{shade})"']
    filled = "".join(f'<path d="{path}" fill-rule="evenodd" {fill}/>' for fill in fills)
    return f'{filled}<path d="{path}" {painted("pic-unit")}/>'


def _room(area: Area, scale: float) -> float:
    xs = [x for ring in area.rings for x, _ in ring]
    return (max(xs) - min(xs)) * scale


def _numbers(
    areas: Sequence[Area],
    at: Callable[[tuple[float, float]], tuple[float, float]],
    scale: float,
    write: Callable[[int], str],
) -> list[str]:
    """The numbers that have room, the largest first; none stands upon another."""
    out: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for area in sorted((a for a in areas if a.m2), key=lambda a: (-(a.m2 or 0), a.key)):
        written = write(area.m2 or 0)
        wide = 5.8 * len(written) + 5
        x, y = at(area.inside)
        if _room(area, scale) < wide or any(abs(x - a) < (wide + w) / 2 and abs(y - b) < 13 for a, b, w in taken):
            continue
        taken.append((x, y, wide))
        plate = (
            f'<rect x="{x - wide / 2:g}" y="{y - 6.5:g}" width="{wide:g}" height="13" rx="2" {painted("pic-plate")}/>'
        )
        out.append(plate + text(x, y + 3.4, written, anchor="middle", size=9))
    return out


def _legend(
    areas: Sequence[Area], limits: Sequence[int], said: MapWords, name: str, write: Callable[[int], str]
) -> str:
    counts: dict[int | None, int] = {}
    for area in areas:
        number = class_of(area.m2, limits)
        counts[number] = counts.get(number, 0) + 1
    x, y = WIDTH - LEGEND, 24.0
    out = [text(x, y, said.measure, "pic-soft", size=11)]
    low = 0
    lines: list[tuple[int | None, str]] = []
    for number, limit in enumerate(limits, start=1):
        lines.append((number, f"{write(low)} – {write(limit)}"))
        low = limit
    lines = [
        *reversed(lines),
        *(((0, said.nought),) if counts.get(0) else ()),
        *(((None, said.missing),) if counts.get(None) else ()),
    ]
    for number, words in lines:
        y += 22
        kind = "pic-nought" if not number else f"pic-class-{_shade(number, len(limits))}"
        over = f"{name}-missing" if number is None else f"{name}-{_shade(number, len(limits))}" if number else ""
        out.append(rect(x, y - 11, 22, 14, kind))
        if over:
            out.append(f'<rect x="{x:g}" y="{y - 11:g}" width="22" height="14" fill="url(#{over})"/>')
        out.append(f'<rect x="{x:g}" y="{y - 11:g}" width="22" height="14" {painted("pic-unit")}/>')
        out.append(
            text(x + 30, y, words, size=11)
            + text(WIDTH - 8, y, grouped(counts.get(number, 0)), "pic-soft", anchor="end", size=11)
        )
    y += 40
    out.append(
        f'<path d="M{x + 11:g} {y + 14:g}V{y - 8:g}M{x + 6:g} {y:g}L{x + 11:g} {y - 9:g}L{x + 16:g} {y:g}" {painted("pic-missing")}/>'
    )
    return "".join([*out, text(x + 30, y + 8, said.north, "pic-soft", size=11)])


def _km2(m2: int) -> str:
    """A bound with as many decimals as it has, three at most."""
    digits = f"{m2 / M2_PER_KM2:.3f}".rstrip("0").rstrip(".")
    return grouped(m2 / M2_PER_KM2, len(digits.partition(".")[2]))


def _scale_bar(scale: float, height: float) -> str:
    metres = next(10**k * f for k in range(7) for f in (1, 2, 5) if 10**k * f * scale >= 60 or (k == 6 and f == 5))
    x, y = WIDTH - LEGEND, height - 14
    written = f"{grouped(metres // 1000)} km" if metres >= 1000 else f"{grouped(metres)} m"
    path = f"M{x:g} {y - 4:g}V{y:g}H{x + metres * scale:.1f}V{y - 4:g}"
    return f'<path d="{path}" {painted("pic-missing")}/>' + text(x, y - 8, written, "pic-soft", size=10)
