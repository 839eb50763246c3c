"""Hash trees over the lines of a log, by RFC 6962: one hash says what every line is and in which order they came.

Whoever holds the right edge of a tree (a compact range: the hashes of its perfect subtrees, largest first) can go on and
say the root of every later size without the lines before. Leaves and nodes are hashed apart, so that no line passes for a node.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(line: bytes) -> bytes:
    """The hash of a line as a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Edge:
    """A tree as far as one needs it to go on: how many leaves, and the roots of its perfect subtrees from left to right."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count() or any(len(h) != HASH_BYTES for h in self.hashes):
            raise ValueError(f"a tree of {self.size} leaves has another edge than {len(self.hashes)} hashes")

    @property
    def root(self) -> bytes:
        """The root of the whole tree; that of no leaves is the hash of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        *others, found = self.hashes
        for one in reversed(others):
            found = node_hash(one, found)
        return found

    def grown(self, leaves: Iterable[bytes]) -> "Edge":
        """The tree with more leaves after its last."""
        size, hashes = self.size, list(self.hashes)
        for one in leaves:
            rest = size
            while rest & 1:  # two perfect subtrees of one height are one of the next
                one = node_hash(hashes.pop(), one)
                rest >>= 1
            hashes.append(one)
            size += 1
        return Edge(size, tuple(hashes))


def edge_of(leaves: Iterable[bytes]) -> Edge:
    """The tree of some leaves from the first."""
    return Edge().grown(leaves)


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path from a leaf to the root of a tree, nearest first (RFC 6962, 2.1.1). Raises IndexError for a leaf that is not in it."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion(leaves[:split], index), edge_of(leaves[split:]).root]
    return [*inclusion(leaves[split:], index - split), edge_of(leaves[:split]).root]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a path leads from a leaf at its place to the root of a tree of a size."""
    if not 0 <= index < size:
        return False
    found, last = leaf, size - 1
    steps = list(path)
    while last > 0:
        if index & 1 or index == last:
            if index & 1:
                if not steps:
                    return False
                found = node_hash(steps.pop(0), found)
            # A last leaf without a neighbour goes up as it is.
        else:
            if not steps:
                return False
            found = node_hash(found, steps.pop(0))
        index, last = index >> 1, last >> 1
    return not steps and found == root


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1
