"""One filter for everything that shows hazards: list, map, export. It is read from an address and written to one.

The same value is used everywhere, so that what is counted, drawn and taken away is the same set of hazards.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Protocol

from commonground.core.dates import Times
from commonground.core.identifiers import searchable
from commonground.core.land.work import Work
from commonground.land.access import Units, among_visible, visible
from commonground.land.models import Doubt, Hazard, LedgerEntry, Naming, Selection
from commonground.land.queries.areas import in_area
from commonground.land.queries.digests import holds
from commonground.land.queries.forces import in_force
from commonground.places import queries as places
from commonground.store.sets import among

DOUBT, HAZARD, ENTRY, NAMING, SELECTION = (m._meta.db_table for m in (Doubt, Hazard, LedgerEntry, Naming, Selection))
STANDINGS = ("confirmed", "suspected", "released", "unrecorded")
# What can be asked of how a hazard stands: a standing, any open one, an unknown size.
STATUSES = (*STANDINGS, "open", "unknown")
SEVERITIES = ("error", "doubt", "note")
WHEN = ("first", "last", "any")
MOST_CODES = 2_000
MOST_CORNERS = 500
Area = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which hazards are meant; an empty part leaves none out."""

    q: str = ""  # parts of the code or of any name, in Latin or Cyrillic
    status: tuple[str, ...] = ()
    work: tuple[str, ...] = ()  # states of work, as they are now
    contamination: tuple[str, ...] = ()
    unit: str = ""  # code of a unit of any level; "outside" is land outside any unit
    operator: str = ""  # whose work an entry in force tells of
    donor: str = ""  # who paid for work that an entry in force tells of
    flag: str = ""
    when: str = ""  # which day is meant by `since` and `until`: the first entry's, the last one's or any one's
    since: date | None = None
    until: date | None = None
    least: int | None = None  # open square metres by perimeter
    most: int | None = None
    findings: str = ""  # "any", "none", a severity, or a finding's code
    code: tuple[str, ...] = ()  # these and no others
    area: Area = ()  # corners of a polygon that they meet, longitude and latitude
    selection: int | None = None  # a saved selection
    within: Units = None  # what whoever asks may see; never from an address, never in one


class Asked(Protocol):
    """An address's questions, as a web framework hands them on."""

    def get(self, name: str, default: str = "", /) -> Any: ...
    def getlist(self, name: str, /) -> Any: ...


ALL = Filter()
NAMES = tuple(f.name for f in fields(Filter) if f.name != "within")


def filter_of(asked: Asked) -> Filter:
    """The filter that an address asks for. What makes no sense is left out."""
    since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
    when = asked.get("when", "") if asked.get("when", "") in WHEN else "last"
    return Filter(
        q=asked.get("q", "").strip()[:100],
        status=_several(asked.getlist("status"), STATUSES),
        work=_several(asked.getlist("work"), tuple(w.value for w in Work)),
        contamination=tuple(dict.fromkeys(v[:60] for v in asked.getlist("contamination") if v))[:20],
        unit=asked.get("unit", "")[:40],
        operator=asked.get("operator", "")[:60],
        donor=asked.get("donor", "")[:60],
        flag=asked.get("flag", "")[:20],
        when=when if since or until else "",
        since=since,
        until=until,
        least=_amount(asked.get("least", "")),
        most=_amount(asked.get("most", "")),
        findings=asked.get("findings", "")[:80],
        code=tuple(dict.fromkeys(v[:120] for v in asked.getlist("code") if v))[:MOST_CODES],
        area=_area(asked.get("area", "")),
        selection=_amount(asked.get("selection", "")),
    )


def for_viewer(chosen: Filter, viewer: Any, permission: str = "land.see") -> Filter:
    """A filter that leaves no more than somebody may see (and do something with)."""
    within = visible(viewer, permission)
    return chosen if within is None else replace(chosen, within=within)


def pairs_of(chosen: Filter) -> list[tuple[str, str]]:
    """The same filter as an address says it, always in the same order."""
    out: list[tuple[str, str]] = []
    for name in NAMES:
        value = getattr(chosen, name)
        if name == "area":
            out += [(name, " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in value))] if value else []
        elif isinstance(value, tuple):
            out += [(name, one) for one in value]
        elif value not in ("", None):
            out.append((name, value.isoformat() if isinstance(value, date) else str(value)))
    return out


def _several(asked: Iterable[str], known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in known if name in set(asked))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> int | None:
    bare = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 16 else None


def _area(text: str) -> Area:
    """Corners from "lon,lat lon,lat lon,lat"; nothing where they are no area on earth."""
    out = []
    for pair in text.split()[:MOST_CORNERS]:
        lon, _, lat = pair.partition(",")
        try:
            corner = float(lon), float(lat)
        except ValueError:
            return ()
        if not (-180 <= corner[0] <= 180 and -90 <= corner[1] <= 90):
            return ()
        out.append(corner)
    return tuple(out) if len(out) > 2 else ()


# --- the filter as a question of the store ----------------------------------------------------------------------

THEN_STANDING = (
    "(CASE WHEN s.confirmed > 0 THEN 'confirmed' WHEN s.suspected > 0 THEN 'suspected' WHEN s.released > 0 THEN 'released' "
    "ELSE 'unrecorded' END)"
)
Tests = list[tuple[str, list[Any]]]


def clause(chosen: Filter, times: Times) -> tuple[str, list[Any]]:
    """SQL tests of `h` (hazards) and, at other times than now, `s` (sums of atoms); empty where nothing is left out."""
    tests: Tests = [
        *_named(chosen),
        *_standing(chosen, times),
        *_described(chosen),
        *_worked(chosen, times),
        *_sized(chosen, times),
        *_found(chosen.findings),
        *([among_visible(chosen.within)] if chosen.within is not None else []),
    ]
    return " AND ".join(text for text, _ in tests), [p for _, params in tests for p in params]


def _named(chosen: Filter) -> Tests:
    out: Tests = []
    for part in searchable(chosen.q).split():
        escaped = part.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        out.append(("h.folded LIKE %s ESCAPE '!'", [f"%{escaped}%"]))
    if chosen.code:
        out.append(among("h.code", chosen.code))
    if chosen.area:
        out.append(among("h.id", in_area(chosen.area)))
    if chosen.selection is not None:
        codes = Selection.objects.filter(pk=chosen.selection).values_list("codes", flat=True).first()
        out.append(among("h.code", codes or []))
    return out


def _standing(chosen: Filter, times: Times) -> Tests:
    """How it stands: any of what is asked."""
    if not chosen.status:
        return []
    standing = "h.standing" if times.is_now else THEN_STANDING
    wanted = {s for s in chosen.status if s in STANDINGS} | (
        {"confirmed", "suspected"} if "open" in chosen.status else set()
    )
    tests: list[str] = []
    if wanted:
        tests.append(f"{standing} IN ({', '.join(['%s'] * len(wanted))})")
    if "unknown" in chosen.status:
        tests.append("h.unknown" if times.is_now else "s.unknown > 0")
    return [(f"({' OR '.join(tests)})", sorted(wanted))]


def _described(chosen: Filter) -> Tests:
    out: Tests = []
    if chosen.work:
        out.append(among("h.work", chosen.work))
    if chosen.contamination:
        out.append(among("h.contamination", chosen.contamination))
    if chosen.flag:
        out.append(("h.flag = %s", [chosen.flag]))
    if chosen.unit == "outside":
        out.append(("h.unit_id IS NULL", []))
    elif chosen.unit:
        out.append(among("h.unit_id", lowest_of(chosen.unit)))
    return out


def _worked(chosen: Filter, times: Times) -> Tests:
    """Entries that tell of it: whose work, on which days."""
    out: Tests = []
    counting, more = in_force(times.known)
    tests, params = [counting], more
    if times.known is not None:
        tests, params = [*tests, "e.number <= %s"], [*params, times.known]
    if times.on is not None:
        tests, params = [*tests, 'e."on" <= %s'], [*params, times.on.isoformat()]
    if chosen.operator and times.is_now:
        out.append(holds("h.operators", chosen.operator))
    elif chosen.operator:
        out.append(_told("e.operator = %s AND NOT (e.operator = '')", [chosen.operator], tests, params))
    if chosen.donor:
        out.append(_told("e.donor = %s", [chosen.donor], tests, params))
    days = [(">=", chosen.since), ("<=", chosen.until)]
    if chosen.when == "any":
        within = " AND ".join(f'e."on" {sign} %s' for sign, day in days if day)
        out.append(_told(within, [d.isoformat() for _, d in days if d], tests, params))
    elif chosen.when:
        column = f"{'h' if times.is_now else 's'}.{chosen.when}_on"
        out += [(f"{column} {sign} %s", [day.isoformat()]) for sign, day in days if day]
    return out


def _told(first: str, wanted: list[Any], tests: list[str], params: list[Any]) -> tuple[str, list[Any]]:
    """Hazards that some entry names."""
    every = " AND ".join([first, *tests])
    return (
        f"h.id IN (SELECT n.hazard_id FROM {ENTRY} e JOIN {NAMING} n ON n.entry_id = e.number WHERE {every})",
        [*wanted, *params],
    )


def _sized(chosen: Filter, times: Times) -> Tests:
    """Open square metres by perimeter. Unknown is never small: an open hazard without a perimeter is in neither."""
    column = "h.open_m2" if times.is_now else "s.open_m2"
    standing = "h.standing" if times.is_now else THEN_STANDING
    out: Tests = []
    if chosen.least is not None:
        out.append((f"{column} >= %s", [chosen.least]))
    if chosen.most is not None:
        out.append(
            (f"{column} <= %s AND ({column} > 0 OR {standing} NOT IN ('confirmed', 'suspected'))", [chosen.most])
        )
    return out


def _found(wanted: str) -> Tests:
    if not wanted:
        return []
    inner = f"SELECT d.hazard_id FROM {DOUBT} d WHERE d.hazard_id IS NOT NULL"
    if wanted in ("none", "any"):
        return [(f"h.gravity {'=' if wanted == 'none' else '>'} 0", [])]
    return [(f"h.id IN ({inner} AND d.{'severity' if wanted in SEVERITIES else 'code'} = %s)", [wanted])]


def lowest_of(code: str) -> list[int]:
    """The lowest units in a unit of any level, by its code."""
    cards = places.units()
    inside = {u.id for u in cards if u.code == code}
    for unit in cards:  # in the order of levels, so that parents come first
        if unit.upper in inside:
            inside.add(unit.id)
    return sorted(inside)
