"""An agreement as clauses to be read aloud: what is agreed, in an order that people follow, without a word of any language.

Each clause names its sentence and its facts; the words are the page's. It also names the parts of the text that it speaks for, so
that a test can hold that nothing of an agreement goes unsaid: whoever signs has heard all of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.core.exchange.agreements import Agreement, AtEnd, Geometry, Shared
from commonground.core.exchange.totals import TABLES, ZONE, Agreed, Measure
from commonground.core.exchange.vocabulary import COLLECTIONS, Way


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence: its key, what it is filled with, the parts of the text that it says, and what belongs under it."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    inside: tuple["Clause", ...] = ()


def clauses(agreement: Agreement) -> list[Clause]:
    """All of an agreement, in order."""
    sides = {"publisher": agreement.publisher, "recipient": agreement.recipient}
    figures = agreement.is_aggregate
    return [
        Clause("parties-figures" if figures else "parties", sides, ("publisher", "recipient", "v", "kind")),
        Clause("purpose", {"purpose": agreement.purpose}, ("purpose",)),
        Clause("legal-ref", {"legal_ref": agreement.legal_ref}, ("legal_ref",)),
        Clause("dates", {"start": agreement.valid_from, "end": agreement.valid_until}, ("valid_from", "valid_until")),
        _version(agreement),
        *(_collection(name, one, agreement) for name, one in sorted(agreement.collections.items())),
        *([Clause("cuts")] if figures else []),
        *(_table(name, one, agreement) for name, one in sorted(agreement.totals.items())),
        Clause("nothing-else"),
        *(_annex(name, shape) for name, shape in sorted(agreement.annexes.items())),
        _talk(agreement),
        _delay(agreement),
        Clause("silence", {"number": agreement.max_silence_days}, ("max_silence_days",)),
        _onward(agreement),
        _at_end(agreement),
        Clause("gone-figures" if figures else "gone", {"recipient": agreement.recipient}),
        Clause("plane", {"code": agreement.plane.code, "definition": agreement.plane.definition}, ("plane",)),
    ]  # fmt: skip


def walk(some: list[Clause] | tuple[Clause, ...]) -> Iterator[Clause]:
    """Clauses with all that stand under them."""
    for one in some:
        yield one
        yield from walk(one.inside)


def _version(agreement: Agreement) -> Clause:
    facts = {"version": agreement.version, "id": agreement.id, "before": agreement.previous}
    return Clause(
        "first-version" if agreement.version == 1 else "later-version", facts, ("id", "version", "prev_sha256")
    )


def _delay(agreement: Agreement) -> Clause:
    if agreement.is_aggregate:
        return Clause("wait", {"number": agreement.delay_days}, ("delay_days",))
    return Clause("delay" if agreement.delay_days else "no-delay", {"number": agreement.delay_days}, ("delay_days",))


def _talk(agreement: Agreement) -> Clause:
    facts = {"publisher": agreement.publisher, "talk": agreement.talk}
    return Clause("talk" if agreement.talk else "no-talk", facts, ("talk",))


def _onward(agreement: Agreement) -> Clause:
    facts = {"recipient": agreement.recipient, "names": agreement.onward}
    return Clause("onward" if agreement.onward else "no-onward", facts, ("onward",))


def _at_end(agreement: Agreement) -> Clause:
    facts = {"recipient": agreement.recipient, "number": agreement.within_days}
    key = "end-purge" if agreement.at_end is AtEnd.PURGE else "end-keep"
    return Clause(key, facts, ("at_end.mode", "at_end.within_days"))


def _annex(name: str, shape: Mapping[str, Any]) -> Clause:
    corners = [place for ring in _rings(shape) for place in ring[:-1]]
    facts = {
        "annex": name, "number": len(corners), "west": min(c[0] for c in corners), "east": max(c[0] for c in corners),
        "south": min(c[1] for c in corners), "north": max(c[1] for c in corners),
    }  # fmt: skip
    return Clause("annex", facts, (f"annexes.{name}",))


def _rings(shape: Mapping[str, Any]) -> list[list[list[float]]]:
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for part in parts for ring in part]


def _collection(name: str, shared: Shared, agreement: Agreement) -> Clause:
    at = f"collections.{name}"
    return Clause(
        "collection", {"collection": name}, (at,),
        (_rows(name, shared, at), *_fields(name, shared, at), _place(shared, at), _footprint(shared, agreement, at)),
    )  # fmt: skip


def _rows(collection: str, shared: Shared, at: str) -> Clause:
    if shared.rows is None:
        return Clause("rows-all", {"collection": collection}, (f"{at}.rows",))
    return Clause("rows", {"collection": collection}, (f"{at}.rows",), (predicate(shared.rows, collection),))


def predicate(said: Mapping[str, Any], collection: str) -> Clause:
    """Which rows, as a clause; groups hold what they are made of."""
    op, args = said["op"], said["args"]
    if op in ("and", "or", "not"):
        return Clause(f"rows-{op}", {}, (f"op.{op}",), tuple(predicate(one, collection) for one in args))
    if op == "s_intersects":
        return Clause("rows-s_intersects", {"annex": args[1]["annex"]}, ("op.s_intersects",))
    facts: dict[str, Any] = {"field": args[0]["property"], "collection": collection}
    if op == "in":
        facts["values"] = tuple(args[1])
    elif op == "=":
        facts["values"] = (args[1],)
    elif op == "between":
        facts |= {"least": args[1], "most": args[2]}
    return Clause(f"rows-{op}", facts, (f"op.{op}",))


def _fields(collection: str, shared: Shared, at: str) -> list[Clause]:
    """Every field there is: those that leave, each with how coarse, and then by name those that do not."""
    out, kept_back = [], []
    for name in COLLECTIONS[collection]:
        way, bounds = shared.ways.get(name, (Way.DROP, ()))
        facts: dict[str, Any] = {"field": name, "collection": collection}
        if way is Way.DROP:
            kept_back.append(name)
            continue
        if way is Way.BUCKET:
            facts["bounds"] = bounds
        out.append(Clause(f"field-{way.value}", facts, (f"{at}.fields.{name}",)))
    if kept_back:
        facts = {"fields": tuple(kept_back), "collection": collection}
        out.append(Clause("field-drop", facts, tuple(f"{at}.fields.{name}" for name in kept_back)))
    return out


def _place(shared: Shared, at: str) -> Clause:
    facts = {"number": shared.grid_m} if shared.geometry is Geometry.GRID else {}
    return Clause(f"geometry-{shared.geometry.value}", facts, (f"{at}.geometry",))


def _footprint(shared: Shared, agreement: Agreement, at: str) -> Clause:
    coarse = shared.footprint
    facts = {"recipient": agreement.recipient, "number": coarse.grid_m, "annex": coarse.annex}
    return Clause("footprint-annex" if coarse.annex else "footprint-grid", facts, (f"{at}.footprint",))


def _table(name: str, agreed: Agreed, agreement: Agreement) -> Clause:
    """A table: what is in a cell, how it is cut, how it is rounded, and of which areas it is."""
    at, table = f"totals.{name}", TABLES[name]
    inside = [Clause("table-measures", {"measures": agreed.measures, "table": name}, (f"{at}.measures",))]
    by = tuple(one for one in agreed.by if one != ZONE)
    inside.append(Clause("table-by" if by else "table-whole", {"dimensions": by} if by else {}, (f"{at}.by",)))
    if table.has_area:
        key = "table-step" if agreed.step_m2 > 1 else "table-exact"
        inside.append(Clause(key, {"number": agreed.step_m2}, (f"{at}.step_m2",)))
    if Measure.PERSONS in table.measures.values():
        inside.append(Clause("table-persons"))
    if agreed.zones:
        facts = {"annexes": agreed.zones, "recipient": agreement.recipient}
        inside.append(Clause("table-zones", facts, (f"{at}.zones",)))
    return Clause("table", {"table": name}, (at,), tuple(inside))


def unsaid(said: Mapping[str, Any], some: list[Clause]) -> list[str]:
    """The parts of an agreement's plain text for which no clause speaks; a clause speaks for what stands under a part, too."""
    spoken = {one for clause in walk(some) for one in clause.says}
    return [part for part in _parts(said) if part not in spoken]


def _parts(said: Mapping[str, Any]) -> Iterator[str]:
    for word, value in said.items():
        if word == "collections":
            for name, one in value.items():
                yield from (f"collections.{name}.{part}" for part in one if part != "fields")
                yield from (f"collections.{name}.fields.{field_}" for field_ in one["fields"])
                yield from (f"op.{op}" for op in _ops(one["rows"]))
        elif word == "totals":
            yield from (f"totals.{name}.{part}" for name, one in value.items() for part in one)
        elif word in ("annexes", "at_end"):
            yield from (f"{word}.{name}" for name in value)
        else:
            yield word


def _ops(rows: Any) -> Iterator[str]:
    if isinstance(rows, Mapping):
        yield rows["op"]
        for one in rows["args"]:
            if isinstance(one, Mapping) and "op" in one:
                yield from _ops(one)
