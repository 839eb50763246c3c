"""What a publisher has to say next: the difference between what a receiver was told and what it would be told today.

Only what changes the projection is said, in the order of the feed's own ids: neither that something was edited nor in which order
leaves. A new version of an agreement is followed by everything that it changes, and only then says that it holds, so that the map on
the other side never has a gap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.lines import WITH_BODY, Line, Op, body_hash, salt_of, written_body
from commonground.core.exchange.projection import Projection, Record, Shown
from commonground.core.exchange.talk import Statement
from commonground.core.exchange.talk import body as body_of
from commonground.core.exchange.vocabulary import TALK

BATCH = 5_000  # records that are looked at side by side
Key = tuple[str, str]  # a collection, and the key of a record in it


@dataclass(frozen=True, slots=True)
class Told:
    """What a receiver was last told of a record."""

    collection: str
    rev: int
    digest: str  # of what was shown; empty where it was withdrawn
    agreement: int


@dataclass(frozen=True)  # no slots: what it is written as is kept with it
class Said:
    """A line with the body that travels beside it, and the record that it is about."""

    line: Line
    salt: bytes = b""
    body: bytes = b""
    record: Record | None = field(default=None, compare=False)
    digest: str = ""

    @cached_property
    def raw(self) -> bytes:
        """The bytes of the line."""
        return self.line.written()


def next_lines(
    projection: Projection,
    changed: Iterable[Record],
    gone: Iterable[Record],
    told: Mapping[str, Told],
    *,
    size: int,
    day: str,
) -> list[Said]:
    """What there is to say of some records that changed or are no more, after `size` lines. Nothing of all others."""
    version = projection.agreement.version
    found: dict[str, tuple[Record, Shown | None]] = {}
    some = list(changed)
    for record, shown in zip(some, projection.shown_each(some), strict=True):
        found[shown.id if shown else projection.id_of(record)] = (record, shown)
    for record in gone:
        found[projection.id_of(record)] = (record, None)
    out: list[Said] = []
    for id_ in sorted(found):
        record, shown = found[id_]
        before = told.get(id_)
        said = _of(projection, record, id_, shown, before, size + len(out), day, version)
        if said is not None:
            out.append(said)
    return out


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


def named(projection: Projection, talk: Iterable[Statement]) -> list[str]:
    """The ids that statements have and name in a feed: what was told of these decides what is to be said."""
    own = {projection.id_for(one.op.value, one.key) for one in talk}
    return sorted(own | {projection.id_for(*one.about) for one in talk if one.about})


def talked(
    projection: Projection, talk: Iterable[Statement], told: Mapping[str, Told], *, size: int, day: str
) -> list[Said]:
    """What there is to say of `talk`, which is every statement that holds now: those that are new or changed, and a withdrawal of
    those that hold no longer. It comes after the records, so that what a statement names is known. `told` is what was told
    of every statement and of the records that they are about."""
    version = projection.agreement.version
    some = {projection.id_for(one.op.value, one.key): one for one in talk}
    spoken = {i for i, t in told.items() if t.digest and t.collection in TALK}
    out: list[Said] = []
    for id_ in sorted(some.keys() | spoken):
        one, before, seq = some.get(id_), told.get(id_), size + len(out)
        mine = None if one is None else _mine(projection, one, told)
        body = None if one is None else body_of(one, projection.agreement, mine)
        rev = before.rev + 1 if before else 1
        if one is None or body is None:
            if before is not None and before.digest:
                out.append(Said(Line(seq, Op.WITHDRAW, version, day, before.collection, id_, rev)))
        elif before is None or (before.digest, before.agreement) != (one.digest, version):
            raw, salt = written_body(body), salt_of(projection.secret, id_, rev)
            line = Line(seq, one.op, version, day, one.op.value, id_, rev, body_hash(salt, raw))
            out.append(Said(line, salt, raw, Record(one.op.value, one.key, {}), one.digest))
    return out


def _mine(projection: Projection, one: Statement, told: Mapping[str, Told]) -> tuple[str, int] | None:
    """Our record that a statement is about, as the other side has it."""
    if one.about is None:
        return None
    id_ = projection.id_for(*one.about)
    now = told.get(id_)
    return (id_, now.rev) if now is not None and now.digest else None


def amended(
    projection: Projection,
    everything: Iterable[Record],
    told: Mapping[str, Told],
    *,
    size: int,
    day: str,
    talk: Sequence[Statement] = (),
) -> list[Said]:
    """Everything that a new version changes, and then that it holds. What is no longer among the records is withdrawn."""
    held = {(r.collection, r.key): r for r in everything}
    out: list[Said] = []
    for part in in_batches(
        projection, held, lambda some: [held[one] for one in some], lambda ids: told, size=size, day=day
    ):
        out += part
    out += closing(projection, held, told.items(), size=size + len(out), day=day)
    out += talked(projection, talk, after(told, out), size=size + len(out), day=day)
    return [*out, in_force(projection.agreement, size=size + len(out), day=day)]


def in_batches(
    projection: Projection,
    keys: Iterable[Key],
    records_of: Callable[[list[Key]], Sequence[Record]],
    told_of: Callable[[list[str]], Mapping[str, Told]],
    *,
    size: int,
    day: str,
    batch: int = BATCH,
) -> Iterator[list[Said]]:
    """What there is to say of the records of some keys, a batch at a time and in the order of the feed's ids, so that a whole
    country need not be in memory. A key without a record is of one that is no more."""
    order = sorted((projection.id_for(*key), key) for key in keys)
    for start in range(0, len(order), batch):
        part = dict(order[start : start + batch])
        told = told_of(list(part))
        records = records_of(list(part.values()))
        there = {(r.collection, r.key) for r in records}
        gone = [Record(*key, {}) for id_, key in part.items() if key not in there and id_ in told]
        said = next_lines(projection, records, gone, told, size=size, day=day)
        size += len(said)
        yield said


def closing(
    projection: Projection, keys: Iterable[Key], told: Iterable[tuple[str, Told]], *, size: int, day: str
) -> list[Said]:
    """Whatever was told and is not among the keys is withdrawn: the last of the records that a new version changes."""
    version = projection.agreement.version
    seen = {projection.id_for(*key) for key in keys}
    out: list[Said] = []
    gone = ((i, one) for i, one in told if one.digest and i not in seen and one.collection not in TALK)
    for id_, before in sorted(gone, key=lambda one: one[0]):
        out.append(Said(Line(size + len(out), Op.WITHDRAW, version, day, before.collection, id_, before.rev + 1)))
    return out


def in_force(agreement: Agreement, *, size: int, day: str) -> Said:
    """The line that a version holds from here on: after everything that it changes."""
    return Said(Line(size, Op.POLICY, agreement.version, day, policy=agreement.sha256))


def revoked(agreement: Agreement, *, size: int, day: str) -> Said:
    """The last line of a feed."""
    return Said(Line(size, Op.REVOKE, agreement.version, day))


def redacted(agreement: Agreement, id_: str, told: Told, *, size: int, day: str) -> Said:
    """The line that asks to forget every body of a record that was sent so far."""
    return Said(Line(size, Op.REDACT, agreement.version, day, told.collection, id_, told.rev))


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
