"""What an accident and a victim can be said to be (domain.md 1.3, 6.1): stable codes, with unknown as an answer of its own.

An empty string says that nobody asked. "unknown" says that somebody asked, and nobody knows.
"""

from enum import StrEnum

NOT_ASKED = ""
UNKNOWN = "unknown"


class Kind(StrEnum):
    """Away from a worksite, or at demining (IMAS 10.60 keeps the two apart)."""

    ORDNANCE = "ordnance"  # a mine or other explosive ordnance hurt somebody, or might have
    DEMINING = "demining"


class Device(StrEnum):
    """What went off, by the kinds that the treaties and the Monitor know."""

    AP_MINE = "ap-mine"
    IMPROVISED_AP_MINE = "improvised-ap-mine"
    AV_MINE = "av-mine"
    MINE = "mine"  # a mine; which kind nobody can say
    SUBMUNITION = "submunition"
    OTHER_UXO = "other-uxo"
    ABANDONED = "abandoned"
    OTHER_ERW = "other-erw"  # explosive remnant of war; which kind nobody can say
    IMPROVISED_DEVICE = "improvised-device"
    UNKNOWN = UNKNOWN


class Outcome(StrEnum):
    """What became of a victim; the Monitor keeps all three."""

    KILLED = "killed"
    INJURED = "injured"
    UNKNOWN = UNKNOWN


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = UNKNOWN


class AgeClass(StrEnum):
    """For whom no age in years is known. A child is under eighteen on the day of the accident."""

    CHILD = "child"
    ADULT = "adult"
    UNKNOWN = UNKNOWN


class Status(StrEnum):
    """Whether somebody was a civilian; shares are taken over those of whom it is known."""

    CIVILIAN = "civilian"
    FORCES = "forces"  # military, police, other security forces
    DEMINER = "deminer"
    UNKNOWN = UNKNOWN


class Doing(StrEnum):
    """What somebody was doing when it happened."""

    FARMING = "farming"
    HERDING = "herding"
    GATHERING = "gathering"  # wood, food, water
    SCRAP = "scrap"
    TRAVELLING = "travelling"
    HUNTING = "hunting"  # fishing too
    PLAYING = "playing"
    NEARBY = "nearby"  # passing, standing near
    TAMPERING = "tampering"
    HOUSEHOLD = "household"  # at home, building, mending
    ERADICATION = "eradication"  # of crops
    RESCUE = "rescue"
    FORCES = "forces"  # military or police duty
    DEMINING = "demining"
    OTHER = "other"
    UNKNOWN = UNKNOWN


class Answer(StrEnum):
    """An answer to a question that can be answered with yes or no."""

    YES = "yes"
    NO = "no"
    REFUSED = "refused"
    UNKNOWN = UNKNOWN


class Origin(StrEnum):
    """Nationality as coarse as figures need it."""

    NATIONAL = "national"
    FOREIGN = "foreign"
    STATELESS = "stateless"
    UNKNOWN = UNKNOWN


class Movement(StrEnum):
    """Whether somebody lived there or was on the move."""

    RESIDENT = "resident"
    DISPLACED = "displaced"
    RETURNING = "returning"
    REFUGEE = "refugee"
    MIGRANT = "migrant"
    UNKNOWN = UNKNOWN


class AreaType(StrEnum):
    """The kind of place."""

    FIELD = "field"
    PASTURE = "pasture"
    FOREST = "forest"
    ROAD = "road"
    PATH = "path"
    HOUSES = "houses"
    WATER = "water"
    MILITARY = "military"
    WORKSITE = "worksite"
    RURAL = "rural"  # no more is known
    URBAN = "urban"
    OTHER = "other"
    UNKNOWN = UNKNOWN


class Marking(StrEnum):
    """Whether the place was marked as dangerous, and whether the marks could be seen."""

    MARKED = "marked"
    DECAYED = "decayed"
    UNMARKED = "unmarked"
    UNKNOWN = UNKNOWN


class Where(StrEnum):
    """How the place of an accident is known."""

    POINT = "point"
    UNIT = "unit"
    UNKNOWN = UNKNOWN


class Precision(StrEnum):
    """How the day of an accident is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"
    UNKNOWN = UNKNOWN


class Standing(StrEnum):
    """Whether a record counts."""

    COUNTS = "counts"
    SAME = "same"  # somebody decided that it is the same as another, which counts
    VOID = "void"  # taken back
