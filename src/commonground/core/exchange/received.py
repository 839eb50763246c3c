"""What a receiver makes of lines: each applied once, in order, and nothing of the land forgotten that was once said to be dangerous.

A line that is well made and cannot be used (a shape that is none, a body that does not come) is put aside with its reason, told to
the publisher, and its footprint stays on the map. A line that contradicts the log stops the feed where it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from commonground.core.exchange import figures, talk
from commonground.core.exchange.agreements import Agreement, Geometry
from commonground.core.exchange.lines import LARGEST_BODY, TALKS, Line, Malformed, Op, body_hash, check_footprint, plain
from commonground.core.exchange.places import is_ground
from commonground.core.exchange.vocabulary import COLLECTIONS, is_text, is_value
from commonground.core.geometry.received import are_sound

CORNERS = 100_000  # of one shape
FROZEN = "frozen"  # why a figure is put aside that was told already and says something else


class Standing(StrEnum):
    """How a foreign record stands. Only `SHARED` says anything of today; none of them says that land is safe."""

    SHARED = "shared"
    WITHDRAWN = "withdrawn"  # no longer shared: assume hazardous
    ASIDE = "aside"  # something came that cannot be used: assume hazardous
    ERASED = "erased"  # its body was forgotten, by request or at the end: assume hazardous
    ENDED = "ended"  # the agreement is over, and its body not forgotten yet: assume hazardous


class Broken(ValueError):
    """A log that contradicts itself or its agreement; the feed stops, and both sides are told."""

    def __init__(self, code: str, seq: int) -> None:
        super().__init__(code, seq)
        self.code, self.seq = code, seq


@dataclass(frozen=True, slots=True)
class Foreign:
    """A record of somebody else, as far as it was shared. `footprints` are all that were ever said of it."""

    collection: str
    id: str
    rev: int
    standing: Standing
    agreement: int
    day: str
    body: Mapping[str, Any] | None = None
    reason: str = ""  # why it is put aside
    footprints: tuple[Mapping[str, Any], ...] = ()
    raw: bytes = field(default=b"", compare=False)  # the body as it came, where it came just now


@dataclass(frozen=True, slots=True)
class Feed:
    """How far a receiver has come with a feed."""

    size: int = 0
    agreement: int = 0  # the version in force
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A body as it was read, or why it cannot be used."""

    body: Mapping[str, Any] | None
    reason: str = ""
    raw: bytes = b""


def applied(
    feed: Feed,
    line: Line,
    before: Foreign | None,
    body: tuple[bytes, bytes] | None,
    agreement: Agreement,
    opened: Opened | None = None,
) -> tuple[Feed, Foreign | None]:
    """A feed and a record after one more line; `body` is the salt and the bytes that came with it, where they came, and `opened`
    what they say, where many were read at once.

    `agreement` is the version that the line names. Raises Broken for a line that no honest log has here.
    """
    if line.seq != feed.size:
        raise Broken("out-of-order", line.seq)
    if feed.revoked:
        raise Broken("after-the-end", line.seq)
    if line.agreement != agreement.version or line.agreement < max(feed.agreement, 1):
        raise Broken("another-agreement", line.seq)
    grown = replace(feed, size=feed.size + 1)
    if line.op is Op.REVOKE:
        return replace(grown, revoked=True), None
    if line.op is Op.POLICY:
        if line.policy != agreement.sha256:
            raise Broken("another-agreement", line.seq)
        return replace(grown, agreement=line.agreement), None
    if before is not None and before.collection != line.collection:
        raise Broken("another-kind", line.seq)  # or a link could take the place of a hazard, and its footprint with it
    if line.op is Op.REDACT:
        return grown, _redacted(line, before)
    if before is not None and line.rev <= before.rev:
        raise Broken("goes-back", line.seq)
    if line.op is Op.WITHDRAW:
        if before is None:
            raise Broken("withdraws-nothing", line.seq)
        return grown, replace(
            before,
            rev=line.rev,
            standing=Standing.WITHDRAWN,
            agreement=line.agreement,
            day=line.day,
            body=None,
            reason="",
        )
    return grown, _put(line, before, opened or open_each([(line, body, agreement)])[0], agreement)


def _redacted(line: Line, before: Foreign | None) -> Foreign | None:
    if before is None or before.rev > line.rev or before.standing is Standing.WITHDRAWN:
        return before
    return replace(before, standing=Standing.ERASED, body=None, reason="")  # also where its body did not come any more


def _put(line: Line, before: Foreign | None, opened: Opened, agreement: Agreement) -> Foreign:
    footprints = before.footprints if before else ()
    if _is_told_otherwise(line, before, opened, agreement):
        opened = Opened(None, FROZEN)
    if line.op is Op.PUT:
        footprint = dict(line.footprint or {})
        if not _is_agreed(footprint, line, opened, agreement) or not is_ground(footprint, agreement.plane):
            raise Broken("footprint", line.seq)
        footprints = footprints if footprint in footprints else (*footprints, footprint)
    standing = Standing.ASIDE if opened.body is None else Standing.SHARED
    # What was said before of the same record is said no longer, also where the new cannot be used.
    return Foreign(
        line.collection, line.id, line.rev, standing, line.agreement, line.day, opened.body, opened.reason, footprints, opened.raw
    )  # fmt: skip


def _is_told_otherwise(line: Line, before: Foreign | None, opened: Opened, agreement: Agreement) -> bool:
    """Whether a figure that was told comes again under the same version and says something else: a cut is frozen once it is told."""
    if line.collection not in agreement.totals or before is None or before.agreement != line.agreement:
        return False
    if before.standing is Standing.ASIDE and before.reason != FROZEN:
        return False  # nothing of it was known
    return before.body is None or opened.body is None or dict(before.body) != dict(opened.body)


def mended(line: Line, before: Foreign, body: tuple[bytes, bytes], agreement: Agreement) -> Foreign:
    """A record that was put aside, by a body that came later; as it was where that cannot be used either.

    The place that the line said is held against the body now, as it would have been had both come together: raises Broken.
    """
    opened = open_each([(line, body, agreement)])[0]
    return before if opened.body is None or before.reason == FROZEN else _put(line, before, opened, agreement)


def _is_agreed(said: Mapping[str, Any], line: Line, opened: Opened, agreement: Agreement) -> bool:
    """Whether a footprint is of the kind that was agreed, and there is one where the body says a place."""
    if line.collection in agreement.totals:
        zones = [{"kind": "annex", "annex": one} for one in agreement.totals[line.collection].zones]
        return said in (zones or [{"kind": "none"}]) if opened.body is None else said == figures.footprint(opened.body)
    shared = agreement.collections.get(line.collection)
    if shared is None:
        return True  # put aside by its body
    if shared.footprint.annex:
        return said == {"kind": "annex", "annex": shared.footprint.annex}
    if said["kind"] == "none":
        return opened.body is None or bool(opened.body["geometry"]["kind"] == "none")
    doubled = said.get("side_m", 0) // shared.footprint.grid_m
    return bool(
        said["kind"] == "cells" and said["side_m"] % shared.footprint.grid_m == 0 and not doubled & (doubled - 1)
    )


def read_body(line: Line, body: tuple[bytes, bytes] | None, agreement: Agreement) -> Mapping[str, Any]:
    """The body of a line, held against its hash and the agreement. Raises Malformed with the reason."""
    found = open_each([(line, body, agreement)])[0]
    if found.body is None:
        raise Malformed(found.reason)
    return found.body


def open_each(some: Sequence[tuple[Line, tuple[bytes, bytes] | None, Agreement]]) -> list[Opened]:
    """The bodies of some lines, each held against its hash and the agreement, and all shapes looked at side by side."""
    out: list[Opened] = []
    shapes: dict[int, Mapping[str, Any]] = {}
    for i, (line, body, agreement) in enumerate(some):
        try:
            said = _said(line, body, agreement)
        except Malformed as error:
            out.append(Opened(None, error.code))
            continue
        out.append(Opened(said, raw=body[1] if body else b""))
        if line.op is Op.PUT and said["geometry"]["kind"] == "shape":
            shapes[i] = said["geometry"]["shape"]
    for i, good in zip(shapes, are_sound(list(shapes.values()), CORNERS), strict=True):
        if not good:
            out[i] = Opened(None, "geometry")
    return out


def _said(line: Line, body: tuple[bytes, bytes] | None, agreement: Agreement) -> Mapping[str, Any]:
    """What a body says; whether its shape is one is not looked at yet."""
    if body is None:
        raise Malformed("body-missing")
    salt, raw = body
    if body_hash(salt, raw) != line.body:
        raise Malformed("body-hash")
    said = plain(raw, LARGEST_BODY)
    if line.op in TALKS:
        talk.check(line.op, said, agreement)
        return said
    if line.collection in agreement.totals:
        found = figures.why_not(
            line.collection, agreement.totals[line.collection], said, line.day, agreement.delay_days
        )
        if found:
            raise Malformed(found)
        return said
    shared = agreement.collections.get(line.collection)
    if shared is None:
        raise Malformed("not-agreed")
    if set(said) != set(shared.ways) | {"geometry"}:
        raise Malformed("fields")
    for name, (way, bounds) in shared.ways.items():
        if said[name] is not None and not is_value(said[name], COLLECTIONS[line.collection][name], way, bounds):
            raise Malformed("value")
    _check_place(said["geometry"], shared.geometry)
    if not is_ground(said["geometry"], agreement.plane):
        raise Malformed("geometry")
    return said


def _check_place(said: Any, geometry: Geometry) -> None:
    kinds = {
        Geometry.EXACT: ("shape", "none"),
        Geometry.GRID: ("cells", "none"),
        Geometry.UNIT: ("unit",),
        Geometry.NONE: ("none",),
    }
    if not isinstance(said, dict) or said.get("kind") not in kinds[geometry]:
        raise Malformed("geometry")
    if said["kind"] in ("cells", "none"):
        check_footprint(said)
    elif said["kind"] == "unit":
        if set(said) != {"kind", "unit"} or not (said["unit"] is None or is_text(said["unit"])):
            raise Malformed("geometry")
    elif (
        set(said) != {"kind", "shape"}
        or not isinstance(said["shape"], dict)
        or set(said["shape"]) != {"type", "coordinates"}
    ):
        raise Malformed("geometry")
