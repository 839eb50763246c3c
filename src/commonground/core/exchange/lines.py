"""The lines of a feed: what each may say, written in one way (RFC 8785), and read without trusting anybody.

A line holds no record: it says what became of one (`op`), under which version of the agreement, the hash of its body, and the
coarse footprint, which both sides agreed to keep whatever happens. Bodies travel beside the lines, so that one can be erased and
the log still adds up.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

import rfc8785

from commonground.core.exchange import writing
from commonground.core.exchange.agreements import HASH, IDENTIFIER
from commonground.core.exchange.totals import TABLES
from commonground.core.exchange.vocabulary import COLLECTIONS, RECORD_ID, TALK, is_day

VERSION = 1
LONGEST, LARGEST_BODY, DEEPEST = 200_000, 4_000_000, 12  # bytes of a line and of a body; levels of either
NESTED = frozenset({dict, list})
ID = RECORD_ID
SALT_BYTES = 32


class Op(StrEnum):
    """What a line says of a record, or of the feed."""

    PUT = "put"  # this is what it is now
    WITHDRAW = "withdraw"  # no longer shared, for whatever reason; never "safe"
    REDACT = "redact"  # forget the bodies of it up to a revision
    POLICY = "policy"  # from here on this version of the agreement; what was sent under another is forgotten
    REVOKE = "revoke"  # the last line
    LINK = "link"  # what a record of the publisher and one of the receiver have to do with each other
    PROPOSE = "propose"  # what the publisher would change in a record of the receiver
    DECIDE = "decide"  # what became of a proposal


TALKS = (Op.LINK, Op.PROPOSE, Op.DECIDE)
WITH_BODY = (Op.PUT, *TALKS)


class Malformed(ValueError):
    """Not a line or a body of a feed; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is understood; `body` is the hash of salt and body where there is one."""

    seq: int
    op: Op
    agreement: int  # the version
    day: str  # on which it was written, ISO 8601
    collection: str = ""  # of a link, a proposal or an answer: the word for it
    id: str = ""
    rev: int = 0
    body: str = ""
    footprint: Mapping[str, Any] | None = None
    policy: str = ""  # the SHA-256 of the version that comes into force

    def as_data(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "v": VERSION,
            "seq": self.seq,
            "op": self.op.value,
            "av": self.agreement,
            "at": self.day,
        }
        if self.op in (Op.PUT, Op.WITHDRAW, Op.REDACT):
            said |= {"c": self.collection, "id": self.id, "rev": self.rev}
        if self.op is Op.PUT:
            said |= {"bh": self.body, "fp": dict(self.footprint or {})}
        if self.op in TALKS:
            said |= {"id": self.id, "rev": self.rev, "bh": self.body}
        if self.op is Op.POLICY:
            said |= {"sha256": self.policy}
        return said

    def written(self) -> bytes:
        """The bytes that are hashed, signed and sent."""
        return writing.written(self.as_data())


def salt_of(secret: bytes, id_: str, rev: int) -> bytes:
    """What keeps the hash of a body from being guessed; made anew from the feed's secret, so that a feed can be made again."""
    return hmac.new(secret, f"salt\x00{id_}\x00{rev}".encode(), hashlib.sha256).digest()


def written_body(body: Mapping[str, Any]) -> bytes:
    """The bytes of a body."""
    return writing.written(dict(body))


def body_hash(salt: bytes, body: bytes) -> str:
    """What a line says of a body."""
    return hashlib.sha256(salt + body).hexdigest()


FIELDS = {
    Op.PUT: {"c", "id", "rev", "bh", "fp"}, Op.WITHDRAW: {"c", "id", "rev"}, Op.REDACT: {"c", "id", "rev"},
    Op.POLICY: {"sha256"}, Op.REVOKE: set(), **{op: {"id", "rev", "bh"} for op in TALKS},
}  # fmt: skip


def read(raw: bytes) -> Line:
    """A line from its bytes, every word of it looked at. Raises Malformed."""
    said = plain(raw, LONGEST)
    try:
        op = Op(said["op"])
    except (KeyError, ValueError) as error:
        raise Malformed("unknown-op") from error
    if set(said) != FIELDS[op] | {"v", "seq", "op", "av", "at"} or said["v"] != VERSION:
        raise Malformed("unknown-word")
    if not _is_count(said["seq"], 0) or not _is_count(said["av"], 1) or not is_day(said["at"]):
        raise Malformed("value")
    if "rev" in said and not (_is_count(said["rev"], 1) and _matches(ID, said["id"])):
        raise Malformed("value")
    if "c" in said and said["c"] not in [*COLLECTIONS, *TABLES, *(() if op is Op.PUT else TALK)]:
        raise Malformed("value")
    if any(name in said and not _matches(HASH, said[name]) for name in ("bh", "sha256")):
        raise Malformed("value")
    if "fp" in said:
        check_footprint(said["fp"])
    return Line(
        said["seq"], op, said["av"], said["at"], said.get("c", op.value if op in TALKS else ""), said.get("id", ""), said.get("rev", 0), said.get("bh", ""),
        said.get("fp"), said.get("sha256", ""),
    )  # fmt: skip


def plain(raw: bytes, longest: int) -> dict[str, Any]:
    """Plain JSON in its one writing. Raises Malformed for anything else: two writings of one thing would have two hashes."""
    if len(raw) > longest:
        raise Malformed("too-large")
    try:
        said = json.loads(raw)
        if isinstance(said, dict | list) and _is_too_deep(said):
            raise Malformed("too-deep")
        again = writing.written(said)
    except RecursionError as error:
        raise Malformed("too-deep") from error
    except Malformed:
        raise
    except (ValueError, rfc8785.CanonicalizationError) as error:
        raise Malformed("not-plain") from error
    if not isinstance(said, dict):
        raise Malformed("not-plain")
    if again != raw:
        raise Malformed("another-writing")
    return said


def _is_too_deep(said: Any) -> bool:
    level = [said]
    for _ in range(DEEPEST):
        inside = list(chain.from_iterable(one.values() if one.__class__ is dict else one for one in level))
        kinds = set(map(type, inside))
        if kinds.isdisjoint(NESTED):
            return False
        level = inside if kinds <= NESTED else [x for x in inside if x.__class__ in NESTED]
    return True


def check_footprint(said: Any) -> None:
    """Whether a footprint is one. Raises Malformed."""
    kinds = {"none": {"kind"}, "annex": {"kind", "annex"}, "cells": {"kind", "side_m", "cells"}}
    if not isinstance(said, dict) or said.get("kind") not in list(kinds) or set(said) != kinds[said["kind"]]:
        raise Malformed("footprint")
    if said["kind"] == "annex" and not _matches(HASH, said["annex"]):
        raise Malformed("footprint")
    if said["kind"] == "cells":
        cells = said["cells"]
        if not _is_count(said["side_m"], 100) or not isinstance(cells, list) or not 1 <= len(cells) <= 4_096:
            raise Malformed("footprint")
        if any(
            not isinstance(c, list) or len(c) != 2 or any(type(n) is not int or abs(n) > 10**6 for n in c)
            for c in cells
        ):
            raise Malformed("footprint")


def _is_count(value: Any, least: int) -> bool:
    return type(value) is int and least <= value < 2**53


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def origin(publisher: str, agreement: str, epoch: int) -> str:
    """The name of a feed, as its head says it. Raises ValueError for a name that cannot be one."""
    if not IDENTIFIER.fullmatch(agreement) or epoch < 1:
        raise ValueError(agreement)
    return f"{publisher}/smx/{agreement}/{epoch}"
