"""What ordnance is called: categories, the kinds that treaties ask for, what it was found by, and what became of it."""

from enum import StrEnum


class Category(StrEnum):
    """What a thing is by its make."""

    MINE = "mine"
    CLUSTER = "cluster"
    MUNITION = "munition"  # fired, dropped, launched or thrown
    IMPROVISED = "improvised"
    OTHER = "other"


class TreatyKind(StrEnum):
    """What treaties and the standards of the trade count apart."""

    AP_MINE = "ap-mine"
    IMPROVISED_AP_MINE = "improvised-ap-mine"
    AV_MINE = "av-mine"
    SUBMUNITION = "submunition"
    OTHER_UXO = "other-uxo"
    ABANDONED = "abandoned"
    IMPROVISED_DEVICE = "improvised-device"
    UNKNOWN = "unknown"


class Activity(StrEnum):
    """The one activity that a find came from."""

    CLEARANCE = "clearance"
    TECHNICAL_SURVEY = "technical-survey"
    SURVEY = "survey"
    CALL_OUT = "call-out"  # a spot task
    STOCKPILE = "stockpile"  # stored, not in the ground
    UNKNOWN = "unknown"


IN_THE_GROUND = tuple(a for a in Activity if a is not Activity.STOCKPILE)


class Condition(StrEnum):
    """How a thing was found."""

    UNKNOWN = "unknown"
    INTACT = "intact"
    DAMAGED = "damaged"
    FUZED = "fuzed"
    UNFUZED = "unfuzed"
    ABANDONED = "abandoned"  # not fired, left behind: it counts as abandoned whatever it is


class Method(StrEnum):
    """How a thing was disposed of."""

    UNKNOWN = "unknown"
    IN_PLACE = "in-place"  # blown up where it lay
    ELSEWHERE = "elsewhere"  # moved, then blown up
    BURNED = "burned"
    TAKEN_APART = "taken-apart"
    MECHANICAL = "mechanical"  # by a machine
    TRAINING = "training"  # used up in training or in trials


class Exactness(StrEnum):
    """How exactly a day is known: the last day of the period stands for it."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def counted_as(kind: TreatyKind, condition: Condition) -> TreatyKind:
    """The kind that a find counts as. Munitions that were left behind unfired are abandoned; mines stay mines."""
    if condition is Condition.ABANDONED and kind in (TreatyKind.OTHER_UXO, TreatyKind.UNKNOWN):
        return TreatyKind.ABANDONED
    return kind
