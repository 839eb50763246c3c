"""Injuries by the code list C1 (domain.md 6.2), and where each lies on a picture of the body.

The published list has wounds of the trunk, amputations, and the loss of sight and hearing. Wounds of the limbs and of the
pelvis stand outside its readable part: they have codes of their own, which begin with "w-" and claim no place in C1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """As the list is divided."""

    WOUND = "wound"
    AMPUTATION = "amputation"
    DYSFUNCTION = "dysfunction"


@dataclass(frozen=True, slots=True)
class Injury:
    """One injury: its code, its group, and the part of the body on the picture."""

    code: str
    group: Group
    part: str


W, A, D = Group.WOUND, Group.AMPUTATION, Group.DYSFUNCTION
INJURIES: tuple[Injury, ...] = (
    Injury("C1.1.10", W, "head"),
    Injury("C1.1.9", W, "chest"),
    Injury("C1.1.7", W, "abdomen"),
    Injury("C1.1.8", W, "back"),
    Injury("w-pelvis", W, "pelvis"),
    Injury("w-arm-left", W, "arm-left"),
    Injury("w-arm-right", W, "arm-right"),
    Injury("w-leg-left", W, "leg-left"),
    Injury("w-leg-right", W, "leg-right"),
    Injury("C1.2.1.1", A, "upper-arm-left"),
    Injury("C1.2.1.2", A, "forearm-left"),
    Injury("C1.2.1.2.1", A, "hand-left"),
    Injury("C1.2.1.2.2", A, "fingers-left"),
    Injury("C1.2.2.1", A, "upper-arm-right"),
    Injury("C1.2.2.2", A, "forearm-right"),
    Injury("C1.2.2.2.1", A, "hand-right"),
    Injury("C1.2.2.2.2", A, "fingers-right"),
    Injury("C1.2.3.1", A, "thigh-left"),
    Injury("C1.2.3.2", A, "shin-left"),
    Injury("C1.2.3.2.1", A, "foot-left"),
    Injury("C1.2.3.2.2", A, "toes-left"),
    Injury("C1.2.4.1", A, "thigh-right"),
    Injury("C1.2.4.2", A, "shin-right"),
    Injury("C1.2.4.2.1", A, "foot-right"),
    Injury("C1.2.4.2.2", A, "toes-right"),
    Injury("C1.3.5.1", D, "eye-left"),
    Injury("C1.3.5.2", D, "eye-right"),
    Injury("C1.3.7.1", D, "ear-left"),
    Injury("C1.3.7.2", D, "ear-right"),
)
BY_CODE = {one.code: one for one in INJURIES}


def known(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of some codes that the list has, each once, in its order."""
    said = set(codes)
    return tuple(one.code for one in INJURIES if one.code in said)


def parts(codes: Iterable[str]) -> dict[str, Group]:
    """The parts of the body that some injuries concern, with the gravest group of each."""
    order = (Group.WOUND, Group.DYSFUNCTION, Group.AMPUTATION)
    out: dict[str, Group] = {}
    for code in known(codes):
        one = BY_CODE[code]
        before = out.get(one.part, one.group)
        out[one.part] = max(before, one.group, key=order.index)
    return out
