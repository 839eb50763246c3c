"""The programme, its plane and its units."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from commonground.core.geometry.divide import Units
from commonground.core.geometry.overlay import Region, Regions, from_wkb, regions_from_wkb
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.identifiers import searchable
from commonground.core.refusals import NotNow, NotThere
from commonground.places.models import PlaceName, Programme, Settlement, Unit
from commonground.store.sets import rows

UNIT = Unit._meta.db_table


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """Whose books these are."""

    code: str
    name: str
    plane: EqualAreaPlane
    invented: bool
    languages: tuple[str, ...]
    outline: Region | None


@dataclass(frozen=True, slots=True)
class UnitCard:
    """An administrative unit by name."""

    id: int
    level: int
    code: str
    name: str
    upper: int | None


def programme() -> ProgrammeCard:
    """The programme of this database. Raises NotNow where `init` has not been run."""
    row = Programme.objects.first()
    if row is None:
        raise NotNow("places.programme.missing")
    return ProgrammeCard(
        row.code,
        row.name,
        EqualAreaPlane.from_dict(row.plane),
        row.invented,
        tuple(row.languages.split()),
        from_wkb(row.outline),
    )


def has_programme() -> bool:
    """Whether `init` has been run."""
    return Programme.objects.exists()


@dataclass(frozen=True, slots=True)
class EditionCard:
    """One edition of the boundaries: from which day it is valid, where somebody said so, and how many units it has."""

    number: int
    valid_from: date | None
    units: int


def editions() -> list[EditionCard]:
    """Every edition of the boundaries, the one that is valid longest ago first and the one in use last.

    Without a date it was always valid; of two from the same day the later brought is the better drawing.
    """
    found = rows(f"SELECT edition, max(valid_from), count(*) FROM {UNIT} GROUP BY edition ORDER BY edition")
    out = [
        EditionCard(number, date.fromisoformat(day) if isinstance(day, str) else day, count)
        for number, day, count in found
    ]
    return sorted(out, key=lambda e: (e.valid_from or date.min, e.number))


def edition() -> int:
    """The edition of the boundaries in use: the one that is valid from the latest day."""
    found = editions()
    return found[-1].number if found else 0


def edition_on(day: date) -> EditionCard:
    """The edition that was valid on a day; the earliest where the day lies before all of them."""
    found = editions()
    if not found:
        return EditionCard(0, None, 0)
    first = found[0].valid_from or date.min
    valid = [e for e in found if (e.valid_from or date.min) <= max(day, first)]
    return valid[-1]


def edition_card(number: int) -> EditionCard:
    """An edition by its number. Raises NotThere."""
    found = next((e for e in editions() if e.number == number), None)
    if found is None:
        raise NotThere("places.edition.not-there", edition=number)
    return found


def lowest_level(of: int | None = None) -> int:
    """The level of the units that partition the land: the deepest there is; 0 where there are none."""
    of = edition() if of is None else of
    return Unit.objects.filter(edition=of).order_by("-level").values_list("level", flat=True).first() or 0


_units: dict[tuple, Units] = {}
HELD = 4  # editions whose units are kept in memory


def lowest_units(of: int | None = None) -> Units:
    """The lowest units of an edition (the one in use), for dividing land. Kept in memory until the boundaries change."""
    of = edition() if of is None else of
    stamp = (connection.settings_dict["NAME"], of, *rows(f"SELECT max(id), count(*), max(edition) FROM {UNIT}")[0])
    if stamp not in _units:
        found = Unit.objects.filter(edition=of, level=lowest_level(of))
        own = list(found.order_by("code").values_list("pk", "own"))
        for other in [k for k in tuple(_units) if k[0] != stamp[0] or k[2:] != stamp[2:]] or tuple(_units)[: 1 - HELD]:
            _units.pop(other, None)
        _units[stamp] = (
            Units(tuple(pk for pk, _ in own), regions_from_wkb([shape for _, shape in own])) if own else Units.none()
        )
    return _units[stamp]


def units(level: int | None = None, of: int | None = None) -> list[UnitCard]:
    """Units of an edition (the one in use), in the order of their codes."""
    found = Unit.objects.filter(edition=edition() if of is None else of)
    if level is not None:
        found = found.filter(level=level)
    return [
        UnitCard(*row) for row in found.order_by("level", "code").values_list("pk", "level", "code", "name", "upper_id")
    ]


def upper_of() -> dict[int, int]:
    """Each lowest unit's unit one level up."""
    found = Unit.objects.filter(edition=edition(), level=lowest_level(), upper__isnull=False)
    return dict(found.values_list("pk", "upper_id"))


def groups(level: int, of: int | None = None) -> dict[int | None, int | None]:
    """Of each lowest unit of an edition (the one in use) the unit of a level that it lies in; None where it lies in none."""
    upper = {u.id: u.upper for u in units(of=of)}
    lowest, out = lowest_level(of), dict[int | None, int | None]()
    for unit in units(lowest, of):
        up: int | None = unit.id
        for _ in range(lowest - level):
            up = upper.get(up) if up is not None else None
        out[unit.id] = up
    return out


def unit_by_code(code: str, of: int | None = None) -> int | None:
    """The lowest unit of this code, where there is just one."""
    of = edition() if of is None else of
    found = list(Unit.objects.filter(edition=of, level=lowest_level(of), code=code).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def unit_at(lon: float, lat: float) -> str:
    """The code of the lowest unit in which a position lies; empty outside all of them."""
    x, y = programme().plane.forward_one(lon, lat)
    found = lowest_units().at(x, y)
    return Unit.objects.values_list("code", flat=True).get(pk=found) if found is not None else ""


# Another value whenever units, settlements or their names were brought in. Questions of one value each, to be asked
# together with others.
STAMP = tuple(f"(SELECT coalesce(max(id), 0) FROM {model._meta.db_table})" for model in (Unit, Settlement, PlaceName))


def boundaries() -> list[tuple[UnitCard, Region]]:
    """The units of the edition in use with their shapes in the plane, upper levels first."""
    found = Unit.objects.filter(edition=edition()).order_by("level", "code")
    fields = list(found.values_list("pk", "level", "code", "name", "upper_id", "shape"))
    shapes = regions_from_wkb([row[5] for row in fields]).tolist() if fields else []
    return [(UnitCard(*row[:5]), shape) for row, shape in zip(fields, shapes, strict=True)]


def settlements() -> list[tuple[str, str, float, float, int | None]]:
    """Settlements, the largest first: code, name, lon, lat, population."""
    found = Settlement.objects.values_list("code", "name", "lon", "lat", "population")
    return sorted(found, key=lambda s: (-(s[4] or 0), s[0]))


def shapes(level: int, of: int) -> tuple[list[UnitCard], Regions]:
    """The units of a level of an edition with their shapes in the plane, in the order of their codes."""
    found = Unit.objects.filter(edition=of, level=level).order_by("code")
    fields = list(found.values_list("pk", "level", "code", "name", "upper_id", "shape"))
    return [UnitCard(*row[:5]) for row in fields], regions_from_wkb([row[5] for row in fields])


def names(language: str) -> dict[str, str]:
    """Names of places in one language and script ("sr-Cyrl"), by "unit:3:code" or "settlement:code"."""
    return dict(PlaceName.objects.filter(language__iexact=language).order_by("pk").values_list("place", "name"))


def outlines() -> dict[int, list[tuple[UnitCard, Region]]]:
    """Units of the edition in use with their boundaries in the plane, by level."""
    out: dict[int, list[tuple[UnitCard, Region]]] = {}
    found = Unit.objects.filter(edition=edition()).order_by("level", "code")
    for pk, level, code, name, upper, shape in found.values_list("pk", "level", "code", "name", "upper_id", "shape"):
        region = from_wkb(shape)
        assert region is not None
        out.setdefault(level, []).append((UnitCard(pk, level, code, name, upper), region))
    return out


def named(text: str, most: int = 8) -> list[tuple[str, str, float, float]]:
    """Settlements by name in any script, the largest first: code, name, lon, lat."""
    folded = searchable(text)
    if not folded:
        return []
    called = PlaceName.objects.filter(folded__contains=folded, place__startswith="settlement:").values_list(
        "place", flat=True
    )
    codes = {place.removeprefix("settlement:") for place in called[:500]}
    found = Settlement.objects.filter(Q(code__in=codes) | Q(name__icontains=text)).order_by("-population", "code")[
        :most
    ]
    return [(s.code, s.name, s.lon, s.lat) for s in found]


def units_called(text: str, most: int = 8) -> list[UnitCard]:
    """Units of the edition in use whose name, in any script, or code has some text in it."""
    folded = searchable(text)
    if not folded:
        return []
    return [u for u in units() if folded in searchable(f"{u.name} {u.code}")][:most]
