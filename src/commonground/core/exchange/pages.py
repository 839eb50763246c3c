"""A feed in pages: what goes over a network line by line, each page believed before anything of it is read.

The hashes of all lines that are new come first. Where they lead from the tree that is known to the root that was signed, every
page can be held against them by itself: it is applied with its cursor in one step, and a cut costs that page and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonground.core.exchange.lines import LARGEST_BODY, LONGEST, SALT_BYTES
from commonground.core.exchange.notes import Head
from commonground.core.exchange.received import Broken
from commonground.core.exchange.tree import HASH_BYTES, Edge, leaf_hash

LINES = 1_024  # of a page at most
HASHES = 65_536  # of one answer at most: 2 MB
LARGEST_PAGE = 8_000_000  # bytes of the lines or bodies of one answer, but for the first of them


class Damaged(ValueError):
    """Not what was asked for: something happened on the way, and it is asked for again."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The hashes of the lines after those that are known, once they were seen to lead to a signed head."""

    head: Head
    first: int
    leaves: Sequence[bytes]

    def fits(self, first: int, lines: Sequence[bytes]) -> bool:
        """Whether lines are those that the head says, at their place."""
        start = first - self.first
        said = self.leaves[start : start + len(lines)] if start >= 0 else []
        return len(said) == len(lines) and all(leaf_hash(line) == leaf for line, leaf in zip(lines, said, strict=True))


def ahead(edge: Edge, head: Head, leaves: Sequence[bytes]) -> Ahead:
    """What lies between a tree that is known and a head. Raises Damaged where these hashes do not lead from one to the other."""
    grown = edge.grown(leaves)
    if grown.size != head.size or grown.root != head.root:
        raise Damaged("hashes")
    return Ahead(head, edge.size, leaves)


def check_fork(edge: Edge, head: Head, leaves: Sequence[bytes]) -> None:
    """Whether the tree of a head is another one than is known here, by all of its hashes from the first. Raises Broken where it is
    proved, and Damaged where these hashes do not lead to the head either: then nothing is proved by them."""
    if len(leaves) != head.size or Edge().grown(leaves).root != head.root:
        raise Damaged("hashes")
    if head.size >= edge.size and Edge().grown(leaves[: edge.size]).root != edge.root:
        raise Broken("fork", edge.size)


def written_hashes(leaves: Sequence[bytes]) -> bytes:
    """Hashes one after the other."""
    return b"".join(leaves)


def read_hashes(raw: bytes, count: int) -> list[bytes]:
    """So many hashes. Raises Damaged."""
    if len(raw) != count * HASH_BYTES:
        raise Damaged("hashes")
    return [raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES)]


def written_lines(lines: Sequence[bytes]) -> bytes:
    """Lines as they were signed, each ended by a line feed (a line has none in it)."""
    return b"".join(line + b"\n" for line in lines)


def read_lines(raw: bytes, most: int) -> list[bytes]:
    """Lines of a page, one at least. Raises Damaged."""
    rows = raw.split(b"\n")
    if rows.pop() or not 1 <= len(rows) <= most or any(not row or len(row) > LONGEST for row in rows):
        raise Damaged("lines")
    return rows


def written_bodies(rows: Sequence[tuple[bytes, bytes] | None]) -> bytes:
    """Bodies with their salts, each on a line; an empty one where there is none, or none any more."""
    return b"".join(b"\n" if one is None else one[0].hex().encode() + b" " + one[1] + b"\n" for one in rows)


def read_bodies(raw: bytes, first: int, most: int) -> tuple[Mapping[int, tuple[bytes, bytes]], int]:
    """Bodies by the number of their line, and how many lines they are about. Raises Damaged."""
    rows = raw.split(b"\n")
    if rows.pop() or not 1 <= len(rows) <= most or any(len(r) > LARGEST_BODY + 3 * SALT_BYTES for r in rows):
        raise Damaged("bodies")
    out = {}
    for seq, row in enumerate(rows, start=first):
        salt, _, body = row.partition(b" ")
        try:
            found = bytes.fromhex(salt.decode("ascii"))
        except ValueError as error:
            raise Damaged("bodies") from error
        if row:
            out[seq] = (found, body)
    return out, len(rows)
