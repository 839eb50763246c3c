"""A chain of records: each carries the hash of the one before, so that none can be changed, taken out or moved unseen.

What is hashed is written down in docs/audit-chain.md for anyone who wants to verify an export without this software;
it changes never.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from commonground.core.findings import Finding, Severity

GENESIS = "0" * 64  # stands before the first link


@dataclass(frozen=True, slots=True)
class Act:
    """What is told of one act: plain JSON, and people as numbers."""

    what: str
    about: str
    by: int | None
    at: datetime
    facts: dict[str, Any]
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An act in its place in the chain."""

    number: int
    act: Act
    previous: str
    digest: str

    def content(self) -> dict[str, Any]:
        """All but the digest, as plain JSON: what the digest is made of."""
        told = asdict(self.act) | {"number": self.number, "previous": self.previous}
        told["at"] = self.act.at.astimezone(UTC).isoformat(timespec="microseconds")
        return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    """Numbers as every store gives them back: one that is whole is written whole, however it came."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def canonical(content: dict[str, Any]) -> str:
    """The one way to write this down: names in order, no spaces, letters as they are, no numbers that are none."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(link: Link) -> str:
    """SHA-256 over the canonical writing of a link's content, the digest of the one before included."""
    return hashlib.sha256(canonical(link.content()).encode()).hexdigest()


def join(acts: Iterable[Act], number: int, digest: str) -> list[Link]:
    """New links behind the one with this number and digest."""
    links = []
    for act in acts:
        number += 1
        open_link = Link(number, act, digest, "")
        digest = digest_of(open_link)
        links.append(Link(number, act, open_link.previous, digest))
    return links


def first_fault(links: Iterable[Link], number: int = 0, digest: str = GENESIS) -> tuple[Finding | None, int, str]:
    """The first link that does not hold, going on from one that is trusted; and the last that does, by number and digest."""
    for link in links:
        if link.number != number + 1:
            return _fault("audit.chain.missing", number + 1, found=link.number), number, digest
        if link.previous != digest:
            return _fault("audit.chain.other-before", link.number), number, digest
        if digest_of(link) != link.digest:
            return _fault("audit.chain.changed", link.number), number, digest
        number, digest = link.number, link.digest
    return None, number, digest


def _fault(code: str, number: int, **facts: Any) -> Finding:
    return Finding(code, Severity.ERROR, str(number), {"number": number, **facts})
