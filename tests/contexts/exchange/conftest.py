"""A programme of our own with some hazards in the border zone, and a neighbour who is pinned."""

import pytest
from conftest_exchange import WHO
from peers import AT, Peer, text

from commonground.exchange.actions import agreements, nodes
from commonground.land.actions import ledger
from commonground.places import actions as place_actions


@pytest.fixture(autouse=True)
def own_keys(tmp_path, settings):
    settings.EXCHANGE_KEYS = tmp_path / "exchange"


@pytest.fixture
def programme(db):
    place_actions.make_programme("ALB", name="Albania", bounds=(19.0, 39.5, 21.2, 42.8), by=WHO)
    ledger.open_ledger()


@pytest.fixture
def neighbour(programme):
    """We publish; they receive."""
    nodes.make_node("amc.example.al", by=WHO, at=AT)
    peer = Peer("mac.example.rs", online=True)
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    return peer


@pytest.fixture
def agreement(neighbour):
    """Signed by both."""
    agreements.take(neighbour.countersign(agreements.sign(text(), by=WHO, at=AT)), by=WHO, at=AT)
    return "border-2026"


@pytest.fixture
def publisher(programme):
    """They publish; we receive."""
    nodes.make_node("mac.example.rs", by=WHO, at=AT)
    peer = Peer("amc.example.al")
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    peer.agree(agreements.take(peer.sign(text()), countersign=True, by=WHO, at=AT))
    return peer
