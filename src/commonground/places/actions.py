"""Making a programme, and bringing its boundaries and settlements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from commonground.audit.actions import recorded
from commonground.core.countries import COUNTRIES
from commonground.core.decisions import require
from commonground.core.geometry.divide import partition
from commonground.core.geometry.overlay import Region, area, box_of, from_wkb, is_nothing, join_all, meet, to_wkb
from commonground.core.geometry.plane import plane_for
from commonground.core.identifiers import searchable
from commonground.core.refusals import NotNow, NotUsable
from commonground.places import access, queries
from commonground.places.models import PlaceName, Programme, Settlement, Unit

Bounds = tuple[float, float, float, float]


@recorded("places.programme-made", about=lambda code, *a, **k: code)
def make_programme(
    code: str,
    *,
    by,
    name: str = "",
    bounds: Bounds | None = None,
    languages: Sequence[str] = ("en",),
    invented: bool = False,
) -> str:
    """Open the books of one country (or region): its code, name and equal-area plane, for good.

    `code` is an ISO 3166 code that `core.countries` knows, or any short code with `bounds` (west, south, east, north
    in WGS84 degrees).
    """
    if Programme.objects.exists():
        raise NotNow("places.programme.exists", code=Programme.objects.values_list("code", flat=True)[0])
    known = COUNTRIES.get(code.upper())
    if bounds is None and known is None:
        raise NotUsable("places.country.unknown", code=code, known=", ".join(sorted(COUNTRIES)))
    plane = plane_for(bounds or known[1])
    Programme.objects.create(
        code=code.upper(),
        name=name or (known[0] if known else code),
        plane=plane.as_dict(),
        languages=" ".join(languages),
        invented=invented,
    )
    return code.upper()


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit to be brought in; shape in the plane, valid."""

    code: str
    name: str
    shape: Region
    names: tuple[tuple[str, str], ...] = ()  # (language, name)


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing boundaries did."""

    level: int
    edition: int
    units: int
    changed: bool
    claimed_twice_m2: int
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("places.units-brought", about=lambda brought, *a, **k: f"level {brought.level}")
def bring_units(
    drafts: Sequence[UnitDraft], *, level: int, by, source: str = "", valid_from: date | None = None
) -> Brought:
    """Bring the units of one level. Land two of them claim belongs to the one whose code comes first.

    Bringing the same units again changes nothing; other units of a level that is there already make a new edition, in
    which the other levels stand as they were. `valid_from` is the day from which they are in force; without one they
    are a better drawing of the units there were. The accounts have to be rebuilt after a change (see `config.wiring`).
    """
    require(access.may_change(by))
    codes = [d.code for d in drafts]
    if len(set(codes)) < len(codes):
        raise NotUsable("places.unit.code-twice", code=next(c for c in codes if codes.count(c) > 1))
    drafts = sorted(drafts, key=lambda d: d.code)
    edition = queries.edition()
    if valid_from is not None:
        edition = next((e.number for e in reversed(queries.editions()) if e.valid_from == valid_from), edition)
    held = list(Unit.objects.filter(edition=edition, level=level).order_by("code").values_list("code", "name", "shape"))
    if held == [(d.code, d.name, to_wkb(d.shape)) for d in drafts] and _date(edition, level, valid_from):
        return Brought(level, edition, len(drafts), False, 0)
    with transaction.atomic():
        if held and valid_from is None:  # a better drawing of what was there takes over its day
            valid_from = queries.edition_card(edition).valid_from
        edition = _next_edition(edition, level) if held else max(edition, 1)
        own = partition([d.shape for d in drafts])
        above = _nearest_level(edition, level, below=False)
        for draft, left in zip(drafts, own, strict=True):
            box = box_of(draft.shape)
            Unit.objects.create(
                edition=edition, level=level, code=draft.code, name=draft.name, upper_id=_upper(draft.shape, above),
                shape=to_wkb(draft.shape), own=to_wkb(left), min_x=box[0], min_y=box[1], max_x=box[2], max_y=box[3],
                valid_from=valid_from,
            )  # fmt: skip
        _set_upper_of_lower(edition, level)
        _name([(f"unit:{level}:{d.code}", (("und", d.name), *d.names)) for d in drafts])
        _outline(source)
    twice = round(sum(area(d.shape) for d in drafts) - sum(area(s) for s in own))
    facts = {"level": level, "edition": edition, "units": len(drafts)}
    return Brought(level, edition, len(drafts), True, twice, facts)


def _date(edition: int, level: int, valid_from: date | None) -> bool:
    """Whether units as they are held are of this day too; units that nobody dated take the first day that is said."""
    undated = Unit.objects.filter(edition=edition, level=level, valid_from=None)
    if valid_from and len(queries.editions()) == 1:
        undated.update(valid_from=valid_from)
    return valid_from is None or not undated.exists()


def _next_edition(edition: int, level: int) -> int:
    """A new edition with the other levels as they stand."""
    new: dict[int, Unit] = {}
    number = max(e.number for e in queries.editions()) + 1
    for unit in Unit.objects.filter(edition=edition).exclude(level=level).order_by("level"):
        old = unit.pk
        unit.pk, unit.edition = None, number
        unit.upper_id = new[unit.upper_id].pk if unit.upper_id in new else None
        unit.save(force_insert=True)
        new[old] = unit
    return number


def _nearest_level(edition: int, level: int, *, below: bool) -> list[tuple[int, Region]]:
    found = Unit.objects.filter(edition=edition)
    found = (
        found.filter(level__gt=level).order_by("level") if below else found.filter(level__lt=level).order_by("-level")
    )
    nearest = found.values_list("level", flat=True).first()
    if nearest is None:
        return []
    rows = Unit.objects.filter(edition=edition, level=nearest).order_by("code").values_list("pk", "shape")
    return [(pk, from_wkb(shape)) for pk, shape in rows]


def _upper(shape: Region, above: Sequence[tuple[int, Region]]) -> int | None:
    """The unit above that most of a unit lies in."""
    shares = [(area(meet(shape, other)), -pk) for pk, other in above]
    best = max(shares, default=(0.0, 0))
    return -best[1] if best[0] > 0.5 * area(shape) else None


def _set_upper_of_lower(edition: int, level: int) -> None:
    above = list(Unit.objects.filter(edition=edition, level=level).values_list("pk", "shape"))
    shapes = [(pk, from_wkb(shape)) for pk, shape in above]
    for pk, shape in _nearest_level(edition, level, below=True):
        Unit.objects.filter(pk=pk).update(upper_id=_upper(shape, shapes))


def _name(names) -> None:
    places = [place for place, _ in names]
    PlaceName.objects.filter(place__in=places).delete()
    PlaceName.objects.bulk_create(
        PlaceName(place=place, language=language, name=name, folded=searchable(name)[:200])
        for place, some in names
        for language, name in dict.fromkeys(some)
        if name
    )


def _outline(source: str) -> None:
    """The country as the union of its highest units, where nobody brought an outline of its own."""
    programme = Programme.objects.first()
    if programme is None or (programme.outline is not None and not programme.outline_source.startswith("units")):
        return
    top = Unit.objects.filter(edition=queries.edition()).order_by("level").values_list("level", flat=True).first()
    shapes = [
        from_wkb(w) for w in Unit.objects.filter(edition=queries.edition(), level=top).values_list("shape", flat=True)
    ]
    outline = join_all(shapes)
    if not is_nothing(outline):
        programme.outline, programme.outline_source = to_wkb(outline), f"units: {source}"[:300]
        programme.save()


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """A settlement to be brought in, WGS84."""

    code: str
    name: str
    lon: float
    lat: float
    population: int | None = None
    names: tuple[tuple[str, str], ...] = ()


@recorded("places.settlements-brought", about=lambda count, *a, **k: f"{count} settlements")
def bring_settlements(drafts: Sequence[SettlementDraft], *, by) -> int:
    """Bring settlements; one whose code is there already is replaced."""
    require(access.may_change(by))
    Settlement.objects.filter(code__in=[d.code for d in drafts]).delete()
    Settlement.objects.bulk_create(
        [Settlement(code=d.code, name=d.name, lon=d.lon, lat=d.lat, population=d.population) for d in drafts]
    )
    _name([(f"settlement:{d.code}", (("und", d.name), *d.names)) for d in drafts])
    return len(drafts)
