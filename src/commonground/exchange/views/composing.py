"""Between the form of an agreement and its text: what the fields offer, what they say, and where a fault belongs."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonground.core.exchange import composing as texts
from commonground.core.exchange.agreements import CELLS
from commonground.core.exchange.composing import Choices, Draft
from commonground.core.exchange.totals import TABLES, ZONE
from commonground.core.exchange.vocabulary import COLLECTIONS, STATUS, TALK, WAYS
from commonground.core.fieldwork.shapes import MOST, Entered, read_shape
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.overlay import join_all, regions
from commonground.core.refusals import NotUsable
from commonground.exchange.forms import RELEASE, AgreementForm, RecordChoices, TableChoices
from commonground.exchange.queries import overview
from commonground.exchange.views import shown, words
from commonground.places import queries as places
from commonground.ui import numbers, trade

HAZARD, RELEASES, FIGURES = "hazard", "release", "figures"
# What the form has no field for: what of a text travels along as it is, and whether it is one of hazards at all.
CARRIED = {
    "version": int,
    "prev_sha256": str,
    "plane": dict,
    "annexes": dict,
    "collections": dict,
    HAZARD: bool,
    FIGURES: bool,
}


def form(mine: str, *args: Any, **kwargs: Any) -> AgreementForm:
    """The form with what can be chosen today."""
    sent = args[0] if args else kwargs.get("initial") or {}
    carried = _carried(str(sent.get("carried") or ""))
    squares = [(f"grid-{n}", _("squares of %(number)s metres") % {"number": numbers.grouped(n)}) for n in CELLS]
    areas = [(f"annex-{name}", f"{_('Agreed area')} ({name[:8]})") for name in carried.get("annexes", {})]
    units = _units()
    simple = RELEASES not in carried.get("collections", {}) and not carried.get(FIGURES)
    return AgreementForm(
        *args, partners=overview.names(), areas=areas, of_hazards=carried.get(HAZARD, True), hazards=_records(HAZARD, units),
        releases=_records(RELEASES, units) if simple else None, tables=_tables() if carried.get(FIGURES) else None, squares=squares, talks=[(word, words.TALK[word]) for word in TALK], **kwargs,
    )  # fmt: skip


def begun(mine: str, *, figures: bool) -> AgreementForm:
    """The form for a text that nobody has begun: of records, or of figures."""
    return form(mine, initial={"carried": json.dumps({FIGURES: True, HAZARD: False})} if figures else {})


def _tables() -> dict[str, TableChoices]:
    return {
        name: TableChoices(
            words.TABLES[name],
            [(one, words.DIMENSIONS[one]) for one in table.dimensions[table.least :]],
            [(one, words.MEASURES[one]) for one in table.measures if one not in table.needed],
        )
        for name, table in TABLES.items()
    }


def _of_tables(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields say of a text about figures."""
    out: dict[str, Any] = {}
    for name, one in said.items():
        table = TABLES[name]
        more = [measure for measure in one["measures"] if measure not in table.needed]
        out |= {f"table-{name}": True, f"by-{name}": one["by"][table.least :], f"more-{name}": more}
        if "step_m2" in one:
            out["step_m2"] = str(one["step_m2"])
    return out


def _totals(filled: AgreementForm) -> dict[str, Any]:
    """The tables that were chosen; dimensions in the order that the tables have them."""
    said = filled.cleaned_data
    out: dict[str, Any] = {}
    for name in filled.tables:
        if not said[f"table-{name}"]:
            continue
        table = TABLES[name]
        more = [measure for measure in table.measures if measure not in table.needed]
        one: dict[str, Any] = {
            "by": [*table.dimensions[: table.least], *filled.ticked("by", name, table.dimensions[table.least :])],
            "measures": [*table.needed, *filled.ticked("more", name, more)],
        }
        if table.has_area:
            one["step_m2"] = int(said["step_m2"])
        if ZONE in table.dimensions:
            one["zones"] = []
        out[name] = one
    return out


def _units() -> list[tuple[str, Any]]:
    return [(unit.code, unit.name) for unit in places.units(1)]


def _records(collection: str, units: list[tuple[str, Any]]) -> RecordChoices:
    ways = {
        f.name: [(way.value, words.WAYS[way.value]) for way in reversed(WAYS[f.nature])]
        for f in COLLECTIONS[collection].values()
    }
    return RecordChoices(_lists(collection, units), ways, words.FIELDS[collection])


def _lists(collection: str, units: list[tuple[str, Any]]) -> dict[str, list[tuple[str, Any]]]:
    if collection == RELEASES:
        activity = shown.VALUES["activity"]
        return {"activity": [(code, activity[code]) for code in COLLECTIONS[RELEASES]["activity"].codes], "unit": units}
    status = shown.VALUES["status"]
    return {
        "status": [(code, status[code]) for code in STATUS],
        "contamination": list(trade.CONTAMINATION.items()),
        "unit": units,
    }


def opened(said: Mapping[str, Any], mine: str) -> AgreementForm:
    """The form that says what a text says. Raises NotUsable where it would come to another text: nobody would see the difference."""
    begun = texts.draft(said)
    found = initial(begun, mine)
    filled = form(mine, found)
    if not filled.is_valid() or not texts.same(texts.text(draft(filled, mine, begun.zone)), said):
        raise NotUsable("exchange.agreement.beyond-form")
    return form(mine, initial=found)


def initial(draft: Draft, mine: str) -> dict[str, Any]:
    """What the fields say of a text."""
    said = draft.plain
    ours = said.get("publisher") == mine
    at_end = said.get("at_end", {})
    kept = {k: said[k] for k in ("version", "prev_sha256", "plane") if k in said} | {"annexes": draft.annexes}
    out: dict[str, Any] = {
        **{k: said[k] for k in ("id", "purpose", "legal_ref", "valid_from", "valid_until", "delay_days", "max_silence_days") if k in said},
        "partner": said.get("recipient" if ours else "publisher", ""), "direction": "out" if ours else "in",
        "onward": ", ".join(said.get("onward", [])), "mode": at_end.get("mode"), "within_days": at_end.get("within_days"),
        "talk": said.get("talk", []),
    }  # fmt: skip
    if draft.totals is not None:
        out["carried"] = json.dumps({**kept, HAZARD: False, FIGURES: True})
        return out | _of_tables(draft.totals)
    chosen = draft.collections.get(HAZARD, Choices())
    units = _units()
    out |= _of_records("", HAZARD, chosen, units)
    more = _offered(HAZARD, chosen, units)[1]
    out["more"] = "" if more is None else json.dumps(more)
    others = {name: one for name, one in draft.collections.items() if name != HAZARD}
    if RELEASES in others and _offered(RELEASES, others[RELEASES], units)[1] is None:
        out |= {"releases": True} | _of_records(RELEASE, RELEASES, others.pop(RELEASES), units)
    carried = {name: texts.shared(one, draft) for name, one in others.items()}
    return out | {"carried": json.dumps({**kept, HAZARD: HAZARD in draft.collections, "collections": carried})}


def _of_records(prefix: str, collection: str, chosen: Choices, units: list[tuple[str, Any]]) -> dict[str, Any]:
    """What the fields of a collection say of what was chosen."""
    footprint = "zone" if chosen.footprint is None else _square(chosen.footprint)
    out = {"in_zone": chosen.in_zone, "geometry": _square(chosen.geometry), "footprint": footprint}
    out |= {f"list-{name}": values for name, values in _offered(collection, chosen, units)[0].items()}
    for name, way in chosen.fields.items():
        out[f"way-{name}"] = "bucket" if isinstance(way, dict) else way
        if isinstance(way, dict):
            out[f"bounds-{name}"] = ", ".join(map(str, way["bucket"]))
    return {f"{prefix}{name}": value for name, value in out.items()}


def _offered(collection: str, chosen: Choices, units: list[tuple[str, Any]]) -> tuple[dict[str, list[str]], Any]:
    """The lists that can be ticked, and every other condition: one with a value that is no choice stays whole."""
    offered = {name: {code for code, _word in choices} for name, choices in _lists(collection, units).items()}
    lists = {name: values for name, values in chosen.lists.items() if set(values) <= offered.get(name, set())}
    rest = [
        {"op": "in", "args": [{"property": name}, values]} for name, values in chosen.lists.items() if name not in lists
    ]
    return lists, texts.joined([*rest, *texts.parts(chosen.more)])


def _square(said: Any) -> str:
    return f"{next(iter(said))}-{next(iter(said.values()))}" if isinstance(said, Mapping) else str(said)


def draft(filled: AgreementForm, mine: str, zone: Mapping[str, Any] | None) -> Draft:
    """What the fields say, as a text's choices. Raises NotUsable for bounds that are no numbers."""
    said = filled.cleaned_data
    carried = _carried(said["carried"])
    sides = (mine, said["partner"]) if said["direction"] == "out" else (said["partner"], mine)
    plain: dict[str, Any] = {
        **{k: said[k] for k in ("id", "purpose", "legal_ref", "delay_days", "max_silence_days")},
        "version": carried.get("version", 1), "prev_sha256": carried.get("prev_sha256", ""),
        "publisher": sides[0], "recipient": sides[1],
        "valid_from": said["valid_from"].isoformat(), "valid_until": said["valid_until"].isoformat(),
        "onward": [name.strip() for name in said["onward"].split(",") if name.strip()],
        "at_end": {"mode": said["mode"], "within_days": said["within_days"]},
    }  # fmt: skip
    if "plane" in carried:
        plain["plane"] = carried["plane"]
    if filled.tables:
        return Draft(plain, zone, carried.get("annexes", {}), totals=_totals(filled))
    if said["talk"]:
        plain["talk"] = said["talk"]
    found = {HAZARD: _chosen("", said, filled.ways, filled.lists, said["more"])} if filled.of_hazards else {}
    if said.get("releases"):
        found[RELEASES] = _chosen(RELEASE, said, filled.release_ways, filled.release_lists, None)
    return Draft(plain, zone, carried.get("annexes", {}), found, carried.get("collections", {}))


def _chosen(prefix: str, said: Mapping[str, Any], ways: list[str], lists: list[str], more: Any) -> Choices:
    """What the fields of a collection choose."""
    fields = {name: way for name in ways if (way := _way(said, prefix, name)) != "drop"}
    footprint = said[f"{prefix}footprint"]
    return Choices(
        {name: said[f"{prefix}list-{name}"] for name in lists if said[f"{prefix}list-{name}"]}, said[f"{prefix}in_zone"], more, fields,
        _of_square(said[f"{prefix}geometry"]), None if footprint == "zone" else _of_square(footprint),
    )  # fmt: skip


def _carried(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {k: v for k, v in found.items() if isinstance(v, CARRIED.get(k, ()))} if isinstance(found, dict) else {}


def _way(said: Mapping[str, Any], prefix: str, name: str) -> Any:
    way, bounds = said[f"{prefix}way-{name}"] or "drop", said.get(f"{prefix}bounds-{name}", "")
    if way != "bucket":
        return way
    try:
        return {"bucket": [int(one) for one in bounds.replace(";", ",").split(",") if one.strip()]}
    except ValueError as error:
        raise NotUsable("exchange.agreement.bucket", word=bounds[:80], field=name) from error


def _of_square(said: str) -> Any:
    if said.startswith("annex-"):
        return {"annex": said.removeprefix("annex-")}
    return {"grid": int(said.removeprefix("grid-"))} if said.startswith("grid-") else said


def fault(filled: AgreementForm, refusal: NotUsable, text: str) -> None:
    """Put what is wrong with a text at its field, where there is one for it."""
    named = str(refusal.facts.get("field") or refusal.facts.get("word") or "")
    part = f"bounds-{named}" if refusal.code.endswith(".bucket") else f"way-{named}"
    told = [one for one in ("", RELEASE) if filled.cleaned_data.get(f"{one}way-{named}") not in (None, "", "drop")]
    at = next(
        (
            one
            for one in (*(f"{prefix}{part}" for prefix in told), part, f"{RELEASE}{part}", named)
            if one in filled.fields
        ),
        None,
    )
    if refusal.code.endswith((".unknown-field", ".operands", ".not-a-predicate", ".too-deep")):
        at = "more"
    filled.add_error(at, text)


def zone_of(request: HttpRequest) -> tuple[dict[str, Any] | None, str]:
    """The area of a text: units that were ticked, a file, or what was drawn or typed; and how it is written in the form."""
    units = set(request.POST.getlist("zone-units"))
    plane = places.programme().plane
    if units:
        land = join_all([shape for unit, shape in places.boundaries() if unit.code in units])
        shape = geometries(plane.to_lonlat(regions([land])))[0]
        return shape, json.dumps(shape)
    text = request.POST.get("shape-text", "").replace("\r\n", "\n").strip()
    file = request.FILES.get("shape-file")
    if file is not None and (file.size or 0) <= MOST:
        text = file.read().decode("utf-8-sig", errors="replace")
    if not text:
        return None, ""
    if text.startswith("{"):
        kept = _as_it_is(text)
        if kept is not None:
            return kept, text
    read = read_shape(Entered(text, request.POST.get("shape-system", "wgs84") or "wgs84"), plane)
    if read.refusal is not None:
        raise read.refusal
    if read.shape is None:
        raise NotUsable("exchange.agreement.annex", word=text[:40])
    # Written back as it was read: corners in another system would be read anew, and perhaps otherwise, when somebody signs.
    written = json.dumps(geometries(plane.to_lonlat(regions([read.shape])))[0])
    return json.loads(written), written


def _as_it_is(text: str) -> dict[str, Any] | None:
    """An area that is written as an agreement writes it is not measured anew: its name is the hash of its very corners."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    good = (
        isinstance(said, dict) and set(said) == {"type", "coordinates"} and said["type"] in ("Polygon", "MultiPolygon")
    )
    return said if good else None
