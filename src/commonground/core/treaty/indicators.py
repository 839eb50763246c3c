"""Indicators of the treaty action plans: what each measures, of which edition, and whether these books can say it.

Numbers and wording of the actions are mostly background knowledge and have to be checked against the plans.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commonground.core.figures.values import share
from commonground.core.privacy.rounding import BASE, SMALLEST, percent
from commonground.core.treaty.parts import Basis


class Plan(StrEnum):
    """An action plan and its years."""

    OSLO = "Oslo Action Plan 2020–2024"
    SIEM_REAP = "Siem Reap-Angkor Action Plan 2025–2029"
    LAUSANNE = "Lausanne Action Plan 2021–2026"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that action plans ask to be measured. `part` and `whole` name measures; an indicator without is not yet recorded."""

    code: str
    title: str
    actions: tuple[tuple[Plan, str], ...]  # plan, action
    basis: Basis
    part: str = ""
    whole: str = ""
    of_people: bool = False  # made of people: who may not see their records sees a rounded share, of enough of them

    @property
    def is_recorded(self) -> bool:
        return bool(self.part)


O, S, L = Plan.OSLO, Plan.SIEM_REAP, Plan.LAUSANNE  # noqa: E741
INDICATORS: tuple[Indicator, ...] = (
    Indicator("baseline.perimeter", "Open hazards with a perimeter", ((O, "#18"), (S, ""), (L, "")), Basis.KNOWN,
              "hazards.with-perimeter", "hazards.open"),
    Indicator("baseline.classified", "Open hazards with a known type of contamination", ((O, "#18, #22"), (S, ""), (L, "")),
              Basis.KNOWN, "hazards.classified", "hazards.open"),
    Indicator("split.class", "Open land that is confirmed", ((O, "#22"), (S, ""), (L, "")), Basis.KNOWN,
              "land.closing.confirmed", "land.closing"),
    Indicator("split.method.cancelled", "Released land that was cancelled", ((O, "#22"), (S, ""), (L, "")), Basis.KNOWN,
              "land.cancelled", "land.released"),
    Indicator("split.method.reduced", "Released land that was reduced", ((O, "#22"), (S, ""), (L, "")), Basis.KNOWN,
              "land.reduced", "land.released"),
    Indicator("split.method.cleared", "Released land that was cleared", ((O, "#22"), (S, ""), (L, "")), Basis.KNOWN,
              "land.cleared", "land.released"),
    Indicator("plan.milestone", "Planned release that was done", ((O, "#19, #20"), (S, "")), Basis.KNOWN,
              "land.released", "plan.released"),
    Indicator("split.improvised", "Open hazards with improvised devices", ((O, "#21"), (S, "")), Basis.KNOWN,
              "hazards.improvised", "hazards.open"),
    Indicator("education.sadd", "People reached whose sex and age are known", ((O, "#32"), (S, ""), (L, "")), Basis.KNOWN,
              "education.known", "education.people", of_people=True),
    Indicator("victims.sadd", "Casualties whose sex, age and disability are known", ((O, "#35"), (S, ""), (L, "")), Basis.KNOWN,
              "casualties.told-apart", "casualties.total", of_people=True),
    Indicator("residual", "Capacity for what is found after completion", ((O, "#25, #26"), (S, "")), Basis.KNOWN),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as these books have it: part and whole, and the share in thousandths; None where there is nothing to say."""

    indicator: Indicator
    part: int | None = None
    whole: int | None = None
    is_rounded: bool = False  # part and whole are a whole percent, and no numbers of anybody

    @property
    def thousandths(self) -> int | None:
        return None if self.part is None else share(self.part, self.whole)

    @property
    def told(self) -> "Measured":
        """The same for somebody who may not see people's records: whole percents of fifty people or more, no numbers."""
        if not self.indicator.of_people:
            return self
        part, whole = self.part or 0, self.whole or 0
        few = 0 < whole - part < SMALLEST or 0 < part < SMALLEST
        rounded = None if few else percent(part - part % BASE, whole - whole % BASE)
        return Measured(self.indicator, rounded, None if rounded is None else 100, True)


def measured(measures: Mapping[str, int | None]) -> list[Measured]:
    """Every indicator, from what was measured. A measure that is not there is not recorded."""
    return [
        Measured(one, measures.get(one.part), measures.get(one.whole)) if one.part else Measured(one)
        for one in INDICATORS
    ]
