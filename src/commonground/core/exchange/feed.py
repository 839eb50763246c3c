"""What a publisher has to say next: the difference between what a receiver was told and what it would be told today.

Only what changes the projection is said, in the order of the feed's own ids: neither that something was edited nor in which order
leaves. A new version of an agreement is followed by everything that it changes, and only then says that it holds, so that the map on
the other side never has a gap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.lines import TALKS, WITH_BODY, Line, Op, body_hash, salt_of, written_body
from commonground.core.exchange.projection import Projection, Record, Shown
from commonground.core.exchange.talk import Statement
from commonground.core.exchange.talk import body as body_of
from commonground.core.exchange.vocabulary import COLLECTIONS


@dataclass(frozen=True, slots=True)
class Told:
    """What a receiver was last told of a record."""

    collection: str
    rev: int
    digest: str  # of what was shown; empty where it was withdrawn
    agreement: int


@dataclass(frozen=True, slots=True)
class Said:
    """A line with the body that travels beside it, and the record that it is about."""

    line: Line
    salt: bytes = b""
    body: bytes = b""
    record: Record | None = field(default=None, compare=False)
    digest: str = ""


def next_lines(
    projection: Projection,
    changed: Iterable[Record],
    gone: Iterable[Record],
    told: Mapping[str, Told],
    *,
    size: int,
    day: str,
    talk: Iterable[Statement] | None = None,
) -> list[Said]:
    """What there is to say of some records that changed or are no more, after `size` lines. Nothing of all others.

    `talk` is everything that is said of records now; where it is not given, nothing is said of it.
    """
    version = projection.agreement.version
    found: dict[str, tuple[Record, Shown | None]] = {}
    for record in changed:
        found[projection.id_of(record)] = (record, projection.shown(record))
    for record in gone:
        found[projection.id_of(record)] = (record, None)
    out: list[Said] = []
    for id_ in sorted(found):
        record, shown = found[id_]
        before = told.get(id_)
        said = _of(projection, record, id_, shown, before, size + len(out), day, version)
        if said is not None:
            out.append(said)
    return out if talk is None else [*out, *_talk(projection, talk, after(told, out), size + len(out), day)]


def _talk(
    projection: Projection, talk: Iterable[Statement], told: Mapping[str, Told], size: int, day: str
) -> list[Said]:
    """Statements that are new or changed, and those that hold no longer: after the records, so that what they name is known."""
    version = projection.agreement.version
    some = {projection.id_of(Record(one.op.value, one.key, {})): one for one in talk}
    spoken = {i for i, t in told.items() if t.digest and t.collection in [op.value for op in TALKS]}
    out: list[Said] = []
    for id_ in sorted(some.keys() | spoken):
        one, before, seq = some.get(id_), told.get(id_), size + len(out)
        if one is not None and before is not None and (before.digest, before.agreement) == (one.digest, version):
            mine = _mine(projection, one, told)
            if one.op is not Op.LINK or mine is not None:
                continue
        said = None if one is None else body_of(one, projection.agreement, _mine(projection, one, told))
        rev = before.rev + 1 if before else 1
        if one is not None and said is not None:
            raw, salt = written_body(said), salt_of(projection.secret, id_, rev)
            line = Line(seq, one.op, version, day, one.op.value, id_, rev, body_hash(salt, raw))
            out.append(Said(line, salt, raw, digest=one.digest))
        elif before is not None and before.digest:
            out.append(Said(Line(seq, Op.WITHDRAW, version, day, before.collection, id_, rev)))
    return out


def _mine(projection: Projection, one: Statement, told: Mapping[str, Told]) -> tuple[str, int] | None:
    """Our record that a statement is about, as the other side has it."""
    if one.about is None:
        return None
    id_ = projection.id_of(Record(*one.about, {}))
    now = told.get(id_)
    return (id_, now.rev) if now is not None and now.digest else None


def _of(
    projection: Projection,
    record: Record,
    id_: str,
    shown: Shown | None,
    before: Told | None,
    seq: int,
    day: str,
    version: int,
) -> Said | None:
    rev = before.rev + 1 if before else 1
    if shown is None:
        if before is None or not before.digest:
            return None
        return Said(Line(seq, Op.WITHDRAW, version, day, record.collection, id_, rev), record=record)
    if before is not None and before.digest == shown.digest and before.agreement == version:
        return None
    salt, body = salt_of(projection.secret, id_, rev), shown.raw
    line = Line(seq, Op.PUT, version, day, record.collection, id_, rev, body_hash(salt, body), shown.footprint)
    return Said(line, salt, body, record, shown.digest)


def amended(
    projection: Projection,
    everything: Iterable[Record],
    told: Mapping[str, Told],
    *,
    size: int,
    day: str,
    talk: Iterable[Statement] = (),
) -> list[Said]:
    """Everything that a new version changes, and then that it holds. What is no longer among the records is withdrawn."""
    records = list(everything)
    out = next_lines(projection, records, (), told, size=size, day=day)
    seen = {projection.id_of(r) for r in records}
    version = projection.agreement.version
    for id_ in sorted(told.keys() - seen):
        before = told[id_]
        if before.digest and before.collection in COLLECTIONS:
            out.append(Said(Line(size + len(out), Op.WITHDRAW, version, day, before.collection, id_, before.rev + 1)))
    out += _talk(projection, talk, after(told, out), size + len(out), day)
    policy = Line(size + len(out), Op.POLICY, version, day, policy=projection.agreement.sha256)
    return [*out, Said(policy)]


def revoked(agreement: Agreement, *, size: int, day: str) -> Said:
    """The last line of a feed."""
    return Said(Line(size, Op.REVOKE, agreement.version, day))


def after(told: Mapping[str, Told], said: Iterable[Said]) -> dict[str, Told]:
    """What a receiver has been told once some more was said."""
    out = dict(told)
    for one in said:
        line = one.line
        if line.op in WITH_BODY:
            out[line.id] = Told(line.collection, line.rev, one.digest, line.agreement)
        elif line.op is Op.WITHDRAW:
            out[line.id] = Told(line.collection, line.rev, "", line.agreement)
    return out


def summary(said: Iterable[Said]) -> dict[str, Any]:
    """How much of what was said."""
    out: dict[str, Any] = {}
    for one in said:
        out[one.line.op.value] = out.get(one.line.op.value, 0) + 1
    return out
