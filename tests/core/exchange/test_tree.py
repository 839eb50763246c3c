"""Trees grow to the same root whatever way they grow, and a path shows one leaf and no other."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.exchange.tree import EMPTY_ROOT, Edge, edge_of, inclusion, is_included, leaf_hash, node_hash

# RFC 6962 as certificate transparency's own vectors have it: eight inputs, and the root of the first n of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves):
    """The root as RFC 6962 defines it, from the whole list."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_published_vectors(size):
    assert edge_of(leaf_hash(bytes.fromhex(one)) for one in INPUTS[:size]).root.hex() == ROOTS[size - 1]


def leaves_of(count):
    return [leaf_hash(str(i).encode()) for i in range(count)]


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_tree_grows_to_the_same_root_in_any_steps(steps):
    leaves = leaves_of(sum(steps))
    edge, at = Edge(), 0
    for step in steps:
        edge = edge.grown(leaves[at : at + step])
        at += step
        assert edge.root == by_definition(leaves[:at]) and edge.size == at
    assert edge == edge_of(leaves)


@given(st.integers(1, 70), st.data())
def test_a_path_shows_its_leaf_at_its_place_and_nothing_else(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root, path = edge_of(leaves).root, inclusion(leaves, index)
    assert is_included(leaves[index], index, size, path, root)
    assert not is_included(leaf_hash(b"another"), index, size, path, root)
    for other in {0, size - 1, (index + 1) % size} - {index}:
        assert not is_included(leaves[index], other, size, path, root)
    assert not is_included(leaves[index], index, size, [*path, root], root)
    assert not path or not is_included(leaves[index], index, size, path[:-1], root)
    assert not is_included(leaves[index], size, size, path, root)


def test_no_line_passes_for_a_node_and_nothing_has_a_root_of_its_own():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)
    assert Edge().root == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size, hashes", [(1, ()), (2, (b"x" * 32, b"y" * 32)), (1, (b"short",)), (-1, ())])
def test_an_edge_that_no_tree_has_is_refused(size, hashes):
    with pytest.raises(ValueError, match="another edge"):
        Edge(size, hashes)


def test_a_leaf_that_is_not_there_has_no_path():
    with pytest.raises(IndexError):
        inclusion(leaves_of(3), 3)
