"""What two programmes say to each other of their records: links, proposals, and what became of a proposal.

Each side says it in its own feed, by the ids of the two feeds between the same two. A link holds when both sides say the same of the
same two records; until then it is what one side says. A proposal changes nothing: its owner decides, and says so.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import rfc8785

from commonground.core.exchange.agreements import IDENTIFIER, NAME, Agreement, Geometry, Shared
from commonground.core.exchange.lines import ID, Malformed, Op
from commonground.core.exchange.vocabulary import COLLECTIONS, Way, is_text, is_value
from commonground.core.geometry.received import is_sound

CORNERS = 20_000  # of a proposed perimeter
EPOCH = re.compile(r"[1-9][0-9]{0,8}")


class Kind(StrEnum):
    """What two hazards have to do with each other."""

    SAME = "same"
    OVERLAP = "overlap"
    ADJACENT = "adjacent"
    NOT_SAME = "not-same"


class Confidence(StrEnum):
    """How sure a side is, from least to most."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Decision(StrEnum):
    """What became of a proposal."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


WORDS = {
    Op.LINK: {"collection", "mine", "yours", "kind", "confidence", "reason"},
    Op.PROPOSE: {"collection", "yours", "base", "values", "shape", "reason"},
    Op.DECIDE: {"proposal", "rev", "decision", "new_rev", "reason"},
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What this side says: `key` never changes and never leaves, `about` is our own record (collection and key) where there is one.

    `content` is the body but for what only the feed knows: the id and the revision of our own record in it.
    """

    op: Op
    key: str
    content: Mapping[str, Any]
    about: tuple[str, str] | None = None

    @property
    def digest(self) -> str:
        """The same for the same statement; it never leaves."""
        return hashlib.sha256(
            rfc8785.dumps({"op": self.op.value, "of": list(self.about or ()), **self.content})
        ).hexdigest()


def body(statement: Statement, agreement: Agreement, mine: tuple[str, int] | None) -> Mapping[str, Any] | None:
    """What leaves of a statement; None where nothing may. `mine` is the id of our record in this feed and its revision, where the
    other side has it now: of a record that is not shared there is no link."""
    if statement.op.value not in agreement.talk:
        return None
    said = dict(statement.content)
    if statement.op is Op.LINK:
        if mine is None:
            return None
        said["mine"] = mine[0]
    if statement.op is Op.DECIDE:
        said["new_rev"] = mine[1] if mine and said["decision"] == Decision.ACCEPTED.value else None
    try:
        check(statement.op, said, agreement)
    except Malformed:
        return None  # a narrower version lets less be said
    return said


def check(op: Op, said: Mapping[str, Any], agreement: Agreement) -> None:
    """Whether a body is a statement that the agreement lets be made. Raises Malformed."""
    if op.value not in agreement.talk:
        raise Malformed("not-agreed")
    if set(said) != WORDS[op]:
        raise Malformed("fields")
    if not is_text(said["reason"]):
        raise Malformed("value")
    {Op.LINK: _link, Op.PROPOSE: _propose, Op.DECIDE: _decide}[op](said, agreement)


def _link(said: Mapping[str, Any], agreement: Agreement) -> None:
    _about(said, agreement)
    if not isinstance(said["mine"], str) or not ID.fullmatch(said["mine"]):
        raise Malformed("value")
    if said["kind"] not in list(Kind) or said["confidence"] not in list(Confidence):
        raise Malformed("value")


def _propose(said: Mapping[str, Any], agreement: Agreement) -> None:
    """A proposal says nothing finer of a place than the agreement shares of the publisher's own records."""
    shared = _about(said, agreement)
    values, shape = said["values"], said["shape"]
    if not is_count(said["base"]) or not isinstance(values, dict) or (not values and shape is None):
        raise Malformed("value")
    fields = COLLECTIONS[said["collection"]]
    for name, value in values.items():
        if name not in shared.ways or shared.ways[name][0] is not Way.AS_IT_IS:
            raise Malformed("fields")
        if not is_value(value, fields[name], Way.AS_IT_IS):
            raise Malformed("value")
    if shape is not None:
        if shared.geometry is not Geometry.EXACT:
            raise Malformed("geometry")
        if not isinstance(shape, dict) or set(shape) != {"type", "coordinates"} or not is_sound(shape, CORNERS):
            raise Malformed("geometry")


def _decide(said: Mapping[str, Any], agreement: Agreement) -> None:
    _of_the_other(said["proposal"], agreement)
    accepted = said["decision"] == Decision.ACCEPTED.value
    if said["decision"] not in list(Decision) or not is_count(said["rev"]):
        raise Malformed("value")
    if said["new_rev"] is not None and not (accepted and is_count(said["new_rev"])):
        raise Malformed("value")


def _about(said: Mapping[str, Any], agreement: Agreement) -> Shared:
    _of_the_other(said["yours"], agreement)
    if not isinstance(said["collection"], str) or said["collection"] not in agreement.collections:
        raise Malformed("not-agreed")
    return agreement.collections[said["collection"]]


def _of_the_other(said: Any, agreement: Agreement) -> None:
    """A record or a proposal of the receiver: in a feed of his, by its id there."""
    if not isinstance(said, dict) or set(said) != {"feed", "id"} or not all(isinstance(v, str) for v in said.values()):
        raise Malformed("value")
    publisher, smx, code, epoch = [*said["feed"].split("/"), "", "", "", ""][:4]
    named = NAME.fullmatch(publisher) and IDENTIFIER.fullmatch(code) and EPOCH.fullmatch(epoch)
    if not named or smx != "smx" or said["feed"].count("/") != 3 or not ID.fullmatch(said["id"]):
        raise Malformed("value")
    if publisher != agreement.recipient:
        raise Malformed("not-yours")


def is_count(value: Any) -> bool:
    """Whether a value is a revision."""
    return type(value) is int and 1 <= value < 2**53


# --- what both sides say of two records ---


@dataclass(frozen=True, slots=True)
class Asserted:
    """A link as one side says it now: its own record in its feed, and the other side's in theirs."""

    mine: tuple[str, str]  # the feed and the id in it
    yours: tuple[str, str]
    kind: Kind
    confidence: Confidence
    reason: str = ""


class State(StrEnum):
    """How a link stands. Only `HOLDS` counts for anything."""

    HOLDS = "holds"  # both say the same
    OURS = "ours"  # we say it, they do not
    THEIRS = "theirs"
    DIFFER = "differ"  # both say something, and not the same


@dataclass(frozen=True, slots=True)
class Link:
    """What is said of one of our records and one of theirs."""

    ours: tuple[str, str]
    theirs: tuple[str, str]
    state: State
    we_say: tuple[Asserted, ...]
    they_say: tuple[Asserted, ...]

    @property
    def kind(self) -> Kind | None:
        """What holds; None where nothing does."""
        return self.we_say[0].kind if self.state is State.HOLDS else None

    @property
    def confidence(self) -> Confidence | None:
        """The lesser of both."""
        if self.state is not State.HOLDS:
            return None
        order = list(Confidence)
        return min((one.confidence for one in (*self.we_say, *self.they_say)), key=order.index)


def name_of(pair: tuple[tuple[str, str], tuple[str, str]]) -> str:
    """What two records that are linked are called together: both sides work out the same, and nobody else can, since nobody else
    has both ids. Told to a third it says which records of two countries are one, and nothing of their ids between the two."""
    raw = "\n".join(sorted("\t".join(one) for one in pair)).encode()
    return base64.b32encode(hashlib.sha256(raw).digest()).decode().lower()[:24]


def links(ours: Iterable[Asserted], theirs: Iterable[Asserted]) -> list[Link]:
    """Every pair of records of which somebody says something, by the pair; the order in which it was heard does not matter.

    A side that says two kinds of one pair says nothing that could hold.
    """
    we: dict[tuple[tuple[str, str], tuple[str, str]], set[Asserted]] = {}
    they: dict[tuple[tuple[str, str], tuple[str, str]], set[Asserted]] = {}
    for one in ours:
        we.setdefault((one.mine, one.yours), set()).add(one)
    for one in theirs:
        they.setdefault((one.yours, one.mine), set()).add(one)
    return [
        Link(pair[0], pair[1], _state(we.get(pair, set()), they.get(pair, set())),
             _sorted(we.get(pair, set())), _sorted(they.get(pair, set())))
        for pair in sorted(we.keys() | they.keys())
    ]  # fmt: skip


def _state(we: set[Asserted], they: set[Asserted]) -> State:
    if not we or not they:
        return State.OURS if we else State.THEIRS
    kinds = {one.kind for one in we | they}
    return State.HOLDS if len(kinds) == 1 else State.DIFFER


def _sorted(some: set[Asserted]) -> tuple[Asserted, ...]:
    return tuple(sorted(some, key=lambda one: (one.kind, one.confidence, one.reason)))
