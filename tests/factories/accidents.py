"""Accidents and victims of the small invented country. Nobody of them lives."""

from datetime import date

from commonground.core.incidents import facts
from commonground.core.viewers import Viewer
from commonground.incidents.actions import accidents
from commonground.incidents.models import Victim
from factories.country import AT

TODAY = date(2026, 6, 1)
ALL = frozenset({"incidents.see", "incidents.victims", "incidents.record", "incidents.decide", "incidents.identify",
                 "incidents.investigate", "incidents.export", "land.see"})  # fmt: skip
OFFICER = Viewer(None, "officer", ALL)
MINE = facts.Accident(
    since=date(2024, 3, 5), precision="day", where="point", lon=17.4, lat=44.1, accuracy_m=50, device="ap-mine", doing="farming",
    area_type="field", marking="unmarked", place="Brod", source="hospital",
)  # fmt: skip
WOMAN = facts.Victim(
    outcome="injured",
    sex="female",
    age=34,
    status="civilian",
    doing="farming",
    injuries=("C1.2.3.2.1",),
    injuries_known="yes",
)
BOY = facts.Victim(outcome="killed", sex="male", age=9, status="civilian", doing="playing")


def entered(said: facts.Accident = MINE, *victims: facts.Victim, by: Viewer = OFFICER, at=AT) -> str:
    """An accident and its victims; the code."""
    return accidents.enter(said, victims, today=TODAY, by=by, at=at)


def people(accident: str) -> list[str]:
    """The codes of an accident's victims, in the order in which they were entered."""
    return list(Victim.objects.filter(accident__code=accident).order_by("pk").values_list("code", flat=True))
