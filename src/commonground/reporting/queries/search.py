"""One question to everything that a viewer may see: hazards, reports, documents, entries, places, and coordinates."""

from dataclasses import dataclass
from typing import Any

from commonground.core.dates import Times
from commonground.core.geometry.coordinates import guess_systems, read
from commonground.core.geometry.systems import SYSTEMS
from commonground.fieldwork.queries import search as reports
from commonground.land.queries import named
from commonground.places import queries as places

MOST = 12
ENTRY = "№"


@dataclass(frozen=True, slots=True)
class Place:
    """A reading of a text as coordinates."""

    system: str
    lon: float
    lat: float
    operation: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean, most exact first."""

    text: str
    exact: str  # the hazard that is called exactly so
    entry: int | None
    hazards: list[named.Named]
    hazards_in_all: int
    reports: list[tuple[int, str, str]]
    documents: list[tuple[int, named.Named]]
    units: list[places.UnitCard]
    settlements: list[tuple[str, str, float, float]]
    readings: list[Place]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all was found."""
        some = (self.hazards, self.reports, self.documents, self.units, self.settlements, self.readings)
        return self.entry is None and not any(some)


def search(viewer: Any, text: str, times: Times) -> Found:
    """Everything that a text may mean to this viewer; nothing for an empty one."""
    text = text.strip()[:200]
    hazards, in_all = named.hazards(viewer, text, times, MOST)
    sees_places = bool(text and viewer.may("places.see"))
    return Found(
        text, named.hazard_called(viewer, text) if text else "", _entry(viewer, text), hazards, in_all,
        reports.called(viewer, text, MOST) if text else [], named.documents(viewer, text, MOST),
        places.units_called(text) if sees_places else [], places.named(text) if sees_places else [], _readings(text),
    )  # fmt: skip


def _entry(viewer: Any, text: str) -> int | None:
    """An entry's number, written as such or bare."""
    digits = text.removeprefix(ENTRY).strip().replace(",", "").replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 13):
        return None
    return int(digits) if named.has_entry(viewer, int(digits)) else None


def _readings(text: str) -> list[Place]:
    """Every way in which a text can be read as coordinates; a proposal, for the reader to choose from."""
    if sum(c.isdigit() for c in text) < 4:
        return []
    found = []
    for system in guess_systems(text)[:6]:
        position = read(text, system)
        found.append(Place(SYSTEMS[system].name, position.lon, position.lat, position.operation))
    return found
