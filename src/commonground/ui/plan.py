"""A plan for print: land in a grid, with its symbology, numbered turning points, a scale bar and grid ticks; as SVG.

Colour is never the only sign: confirmed land is hatched both ways, suspected one way, released land is dotted or ruled.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from commonground.ui.drawings import Piece
from commonground.ui.numbers import grouped

WIDTH, HEIGHT, EDGE = 680.0, 400.0, 34.0

PATTERNS = {
    "confirmed": '<path d="M0 0L8 8M8 0L0 8" stroke="#b3000c" stroke-width=".9"/>',
    "suspected": '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#8a5a00" stroke-width="1"/>',
    "reduced": '<path d="M0 2H8M0 6H8" stroke="#3f7d2b" stroke-width=".5"/>',
    "cancelled": '<circle cx="2" cy="2" r=".8" fill="#3f7d2b"/><circle cx="6" cy="6" r=".8" fill="#3f7d2b"/>',
    "cleared": '<path d="M2 4L3.6 6L6.4 2" stroke="#3f7d2b" stroke-width=".6" fill="none"/>',
}
LINES = {"confirmed": "#b3000c", "suspected": "#8a5a00"}
GREEN = "#3f7d2b"
MINE, OTHER = "mine", "other"  # of the other, only the outline is drawn


@dataclass(frozen=True, slots=True)
class _Frame:
    """How grid metres become picture units."""

    west: float
    south: float
    scale: float

    def at(self, east: float, north: float) -> tuple[float, float]:
        return round(EDGE + (east - self.west) * self.scale, 2), round(HEIGHT - EDGE - (north - self.south) * self.scale, 2)  # fmt: skip


def plan(pieces: Sequence[Piece], points: Iterable[tuple[str, float, float]], label: str) -> str:
    """An SVG of some land, north of the grid up. Empty text where there is none. `label` says what is shown."""
    own = [p for piece in pieces if piece.role == MINE for ring in piece.rings for p in ring]
    if not own:
        return ""
    frame = _frame(own)
    drawn = [_ticks(frame)]
    drawn += [_piece(piece, frame) for piece in sorted(pieces, key=lambda p: p.role == MINE)]
    drawn += [_point(name, *frame.at(east, north)) for name, east, north in points]
    drawn += [_scale_bar(frame), _north()]
    patterns = "".join(
        f'<pattern id="{state}" width="8" height="8" patternUnits="userSpaceOnUse">{inside}</pattern>'
        for state, inside in PATTERNS.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" font-family="DejaVu Sans" role="img" '
        f'aria-label="{escape(label)}"><defs>{patterns}<clipPath id="frame"><rect x="{EDGE}" y="{EDGE}" '
        f'width="{WIDTH - 2 * EDGE}" height="{HEIGHT - 2 * EDGE}"/></clipPath></defs>{"".join(drawn)}</svg>'
    )


def _frame(own: Sequence[tuple[float, float]]) -> _Frame:
    west, east = min(p[0] for p in own), max(p[0] for p in own)
    south, north = min(p[1] for p in own), max(p[1] for p in own)
    room_x, room_y = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    scale = min(room_x / max(east - west, 1), room_y / max(north - south, 1)) * 0.86
    return _Frame(
        (west + east) / 2 - room_x / 2 / scale, (south + north) / 2 - room_y / 2 / scale, scale
    )  # fmt: skip


def _piece(piece: Piece, frame: _Frame) -> str:
    path = "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in (frame.at(*p) for p in ring)) + "Z" for ring in piece.rings
    )
    if piece.role != MINE:
        return f'<path d="{path}" clip-path="url(#frame)" fill="none" stroke="#777" stroke-width=".8" stroke-dasharray="4 3"/>'
    line = LINES.get(piece.state, GREEN)
    return f'<path d="{path}" fill="url(#{piece.state})" fill-rule="evenodd" stroke="{line}" stroke-width="1.4"/>'


def _point(name: str, x: float, y: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="1.8"/><text x="{x + 3:g}" y="{y - 3:g}" font-size="7">{escape(name)}</text>'  # fmt: skip


def _nice(metres: float) -> float:
    """The roundest length not above some metres: 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(metres))
    return max(step * power for step in (1, 2, 5) if step * power <= metres)


def _ticks(frame: _Frame) -> str:
    """The frame with the grid's lines as ticks at its edges, labelled in metres of the grid."""
    step = _nice((WIDTH - 2 * EDGE) / frame.scale / 3)
    out = [f'<rect x="{EDGE}" y="{EDGE}" width="{WIDTH - 2 * EDGE}" height="{HEIGHT - 2 * EDGE}" fill="none" stroke="#444" stroke-width=".7"/>']  # fmt: skip
    east_end, north_end = frame.west + (WIDTH - 2 * EDGE) / frame.scale, frame.south + (HEIGHT - 2 * EDGE) / frame.scale
    for east in _steps(frame.west, east_end, step):
        x, _ = frame.at(east, frame.south)
        out.append(f'<path d="M{x:g} {EDGE}V{HEIGHT - EDGE}" stroke="#bbb" stroke-width=".4"/>')
        out.append(f'<text x="{x:g}" y="{HEIGHT - EDGE + 10}" font-size="7" text-anchor="middle">{east:.0f}</text>')
    for north in _steps(frame.south, north_end, step):
        _, y = frame.at(frame.west, north)
        out.append(f'<path d="M{EDGE} {y:g}H{WIDTH - EDGE}" stroke="#bbb" stroke-width=".4"/>')
        out.append(
            f'<text transform="translate({EDGE - 4} {y:g}) rotate(-90)" font-size="7" text-anchor="middle">{north:.0f}</text>'
        )
    return "".join(out)


def _steps(first: float, last: float, step: float) -> list[float]:
    start = math.ceil(first / step)
    return [i * step for i in range(start, math.floor(last / step) + 1)]


def _scale_bar(frame: _Frame) -> str:
    metres = _nice((WIDTH - 2 * EDGE) / frame.scale / 5)
    wide, x, y = metres * frame.scale, EDGE + 10, HEIGHT - EDGE - 12
    return (
        f'<rect x="{x - 4}" y="{y - 12}" width="{wide + 14:g}" height="20" fill="#fff" fill-opacity=".85"/>'
        f'<path d="M{x} {y - 3}V{y}H{x + wide:g}V{y - 3}" fill="none" stroke="#000" stroke-width="1"/>'
        f'<text x="{x + wide / 2:g}" y="{y - 4}" font-size="7" text-anchor="middle">{grouped(metres)} m</text>'
    )


def _north() -> str:
    x, y = WIDTH - EDGE - 16, EDGE + 30
    return f'<path d="M{x} {y}V{y - 20}M{x - 5} {y - 13}L{x} {y - 21}L{x + 5} {y - 13}" fill="none" stroke="#000" stroke-width="1.2"/><text x="{x}" y="{y + 9}" font-size="8" text-anchor="middle">N</text>'  # fmt: skip
