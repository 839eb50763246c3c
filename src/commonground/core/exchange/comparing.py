"""What another version of an agreement changes for whoever receives: what they see anew, no longer, finer or coarser.

Nothing of it decides what leaves; it is for people who look before they sign.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from commonground.core.exchange.projection import Shown

# How exactly a place is told, from nothing to the perimeter; between them squares, by their side.
NOTHING, UNIT, SQUARES, PERIMETER = 0, 1, 2, 3


class Change(StrEnum):
    """What becomes of a record for its receiver."""

    NEW = "new"
    GONE = "gone"
    FINER = "finer"
    COARSER = "coarser"
    BOTH = "both"  # some of it finer, some of it coarser
    SAME = "same"


def change(before: Shown | None, after: Shown | None) -> Change | None:
    """What becomes of a record between two versions; None where neither shows it."""
    if before is None or after is None:
        return None if before is after else Change.NEW if before is None else Change.GONE
    finer, coarser = _compared(before.body, after.body)
    return {(False, False): Change.SAME, (True, False): Change.FINER, (False, True): Change.COARSER}.get(
        (finer, coarser), Change.BOTH
    )


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[bool, bool]:
    finer = coarser = False
    for name in before.keys() | after.keys():
        rank = _place if name == "geometry" else _value
        old, new = rank(before.get(name), name in before), rank(after.get(name), name in after)
        finer, coarser = finer or new > old, coarser or new < old
    return finer, coarser


def _value(said: Any, named: bool) -> tuple[int, float]:
    """How exact a value is: not named, a range (the wider, the coarser), a month, or the value itself."""
    if not named:
        return (0, 0)
    if isinstance(said, Mapping):
        below = said.get("below")
        return (1, -float("inf") if below is None else float(said["from"] - below))
    if isinstance(said, str) and len(said) == 7 and said[4:5] == "-":
        return (1, 0)
    return (2, 0)


def _place(said: Any, named: bool) -> tuple[int, float]:
    kind = said.get("kind") if named else None
    if kind == "cells":
        return (SQUARES, -float(said["side_m"]))
    return ({"unit": UNIT, "shape": PERIMETER}.get(str(kind), NOTHING), 0)
