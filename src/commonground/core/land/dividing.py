"""What becomes of an entry when a hazard that it names is divided, or united with others (docs/adr/0010)."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import TypeVar

from commonground.core.geometry.overlay import Region, area, meet

T = TypeVar("T", bound=int | str)
LEAST_M2 = 0.5  # a smaller piece is what the grid leaves along the cut, and goes with the rest


class Succession(StrEnum):
    """How hazards take the place of others."""

    SPLIT = "split"
    MERGE = "merge"


Piece = tuple[tuple[T, ...], Region | None]  # the hazards that the entry in its place names, and its land


def divided(
    hazards: Sequence[T], shape: Region | None, former: T, heirs: Sequence[T], grounds: Sequence[Region]
) -> list[Piece[T]]:
    """The pieces of an entry that names a divided hazard: its land on the ground of each heir, whole for all others that
    it names. What has no perimeter cannot be divided and goes to the first heir."""
    others = tuple(h for h in hazards if h != former)
    rest: list[Piece[T]] = [(others, shape)] if others else []
    if shape is None:
        return [((heirs[0],), None), *rest]
    shares = [(heir, meet(shape, ground)) for heir, ground in zip(heirs, grounds, strict=True)]
    most = max(area(land) for _, land in shares)
    if most < LEAST_M2:  # all of it is dust: it stays as it is, with the first that has any
        return [((max(shares, key=lambda s: area(s[1]))[0],), shape), *rest]
    return [*(((heir,), land) for heir, land in shares if area(land) >= LEAST_M2), *rest]


def united(hazards: Sequence[T], formers: Collection[T], heir: T) -> tuple[T, ...]:
    """The hazards that an entry names when some of them have become one."""
    return tuple(dict.fromkeys(heir if h in formers else h for h in hazards))
