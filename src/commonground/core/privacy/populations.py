"""Whom tables may count, and by what: the whitelist, as data.

What identifies a household in a small country is never crossed with anything: municipality, nationality, disability, origin. Each dimension has
unknown as a value of its own. Values are the codes of `core.incidents`; units are those of the first level, as the programme has them.
"""

from dataclasses import dataclass

UNKNOWN = "unknown"
UNITS = "unit"  # the one dimension whose values are the programme's own


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that people are counted by; `values` are all there are, in order; empty where the programme has its own."""

    key: str
    values: tuple[str, ...]
    crossed: bool = True  # whether it may stand in a table with another one


@dataclass(frozen=True, slots=True)
class Population:
    """People of one kind. Populations of one `kin` have people in common, and are audited together.

    `exact` are the dimensions of which a treaty or a monitor asks the true totals; the empty text is the total itself.
    """

    key: str
    kin: str
    dimensions: tuple[Dimension, ...]
    exact: frozenset[str] = frozenset()


SEX = Dimension("sex", ("female", "male", UNKNOWN))
AGE = Dimension("age", ("0-11", "12-17", "18-29", "30+", "child", "adult", UNKNOWN))
UNIT = Dimension(UNITS, ())
DEVICES = (
    "ap-mine", "improvised-ap-mine", "av-mine", "mine", "submunition", "other-erw", "improvised-device", UNKNOWN,
)  # fmt: skip
ACTIVITIES = (
    "farming", "herding", "gathering", "scrap", "travelling", "hunting", "playing", "nearby", "tampering", "household",
    "eradication", "rescue", "forces", "demining", "other", UNKNOWN,
)  # fmt: skip

POPULATIONS: dict[str, Population] = {
    p.key: p
    for p in (
        Population(
            "casualties",
            "victims",
            (
                Dimension("outcome", ("killed", "injured", UNKNOWN)),
                SEX,
                AGE,
                Dimension("status", ("civilian", "forces", "deminer", UNKNOWN)),
                Dimension("device", DEVICES),
                Dimension("activity", ACTIVITIES),
                UNIT,
                Dimension(
                    "movement", ("resident", "displaced", "returning", "refugee", "migrant", UNKNOWN), crossed=False
                ),
            ),
            frozenset({"", "outcome", "sex", "status", "device"}),
        ),
        Population(
            "educated",
            "audience",
            (
                SEX,
                Dimension("age", ("child", "adult", UNKNOWN)),
                Dimension("method", ("interpersonal", "school", "media", "training", UNKNOWN)),
                UNIT,
                Dimension("disability", ("yes", "no", UNKNOWN), crossed=False),
            ),
            frozenset({"", "sex", "age"}),
        ),
        # Whoever received any service, once in a year, whatever it was.
        Population(
            "assisted",
            "victims-helped",
            (
                SEX,
                Dimension("age", ("child", "adult", UNKNOWN)),
                UNIT,
                Dimension("disability", ("yes", "no", UNKNOWN), crossed=False),
            ),
            frozenset({"", "sex", "age"}),
        ),
        # The same people once for each pillar: their number is not that of people, so the two are never added.
        Population(
            "services",
            "victims-served",
            (
                Dimension("pillar", ("medical", "rehabilitation", "psychosocial", "education", "inclusion", UNKNOWN)),
                SEX,
                Dimension("age", ("child", "adult", UNKNOWN)),
                UNIT,
                Dimension("disability", ("yes", "no", UNKNOWN), crossed=False),
            ),
            frozenset({"", "pillar"}),
        ),
    )
}


def age_band(years: int | None, age_class: str = "") -> str:
    """The band of an age in years; of whom only the class is known, that."""
    if years is None or years < 0:
        return age_class if age_class in ("child", "adult") else UNKNOWN
    return "0-11" if years < 12 else "12-17" if years < 18 else "18-29" if years < 30 else "30+"
