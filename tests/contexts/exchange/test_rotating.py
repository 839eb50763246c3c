"""Keys change: old ones are refused, whoever slept follows, and a file can be sealed for one programme alone."""

import json

import pytest
from agreed import hazard
from conftest_exchange import WHO, book
from peers import AT, Peer, text
from pyrage import decrypt, x25519

from commonground.core.exchange import bundles, envelopes, notes, roots
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.actions import agreements, nodes, publishing, receiving, rotating, tending
from commonground.exchange.models import AgreementText, Feed, Node, Partner
from commonground.exchange.queries import feeds

pytestmark = pytest.mark.django_db


def rotate(*roles, **more):
    return rotating.rotate(roles, by=WHO, at=AT, **more)


def identity():
    return roots.chain([raw.encode() for raw in access.node().roots])


def test_new_keys_are_said_by_the_next_root_and_old_ones_are_refused(agreement, neighbour):
    book("AL-1", 20.1)
    publishing.publish(agreement, by=WHO, at=AT)
    old = {role: gateway.key(role) for role in gateway.ROLES}
    before = identity()
    status = envelopes.said(Feed.objects.get().status.encode(), envelopes.STATUS)
    assert rotate() == 2
    now = identity()
    for role in ("agreement", "feed", "status"):
        assert now.keys[role] != before.keys[role] and gateway.key(role).public_key() != old[role].public_key()
    assert (
        now.keys["root"] == before.keys["root"]
        and now.transport != before.transport
        and now.sealed_for != before.sealed_for
    )
    feed = Feed.objects.get()
    with pytest.raises(notes.NotSigned):
        notes.opened(feed.head.encode(), before.raw("feed"))
    assert envelopes.said(feed.status.encode(), envelopes.STATUS) == status, "no fresher than it was"
    state, known, _ = neighbour.receive(feeds.bundle(feed, since=0, on=AT.date()))
    assert state.agreement == 1 and len(known) == 1 and [v.faults for v in feeds.verify()] == [()]
    assert publishing.publish(agreement, by=WHO, at=AT).said == {} and rotate("feed") == 3
    assert identity().keys["status"] == now.keys["status"] and identity().transport == now.transport


def test_a_programme_that_was_named_before_gets_its_key_for_requests(neighbour):
    raw = json.loads(access.node().roots[0])
    assert "commonground-transport" in raw["signed"]
    keys = {role: [roots.public_key(gateway.key(role))] for role in roots.ROLES}
    old = roots.new_root("amc.example.al", keys, [gateway.key("root")], expires=AT.replace(year=2036))
    Node.objects.update(roots=[old.decode()])
    assert (identity().transport, identity().sealed_for) == (b"", "")
    assert (
        rotate("transport", "seal") == 2
        and len(identity().transport) == 32
        and identity().sealed_for.startswith("age1")
    )


def test_a_root_on_several_sticks_asks_for_as_many_as_it_says(neighbour, tmp_path):
    sticks = [tmp_path / f"stick-{i}" for i in range(3)]
    assert rotate("root", new_roots=sticks, threshold=2) == 2
    assert identity().thresholds["root"] == 2 and all(one.stat().st_mode & 0o77 == 0 for one in sticks)
    with pytest.raises(NotNow, match="key-missing"):
        rotate()  # it is not here any more
    for some in (sticks[:1], [sticks[0], sticks[0]]):
        with pytest.raises(NotNow, match="threshold"):
            rotate(root_keys=some)
    former = next(gateway._place("").glob("root.key.*"))
    with pytest.raises(NotNow, match="threshold"):
        rotate(root_keys=[former, sticks[0]])
    assert len(Node.objects.get().roots) == 2
    assert rotate(root_keys=sticks[1:]) == 3 and identity().thresholds["root"] == 2
    assert rotate("root", root_keys=sticks[:2]) == 4 and identity().thresholds["root"] == 1


def test_a_partner_that_fetches_nothing_is_told_by_a_file(publisher):
    partner = Peer("amc.example.me", start=90)
    nodes.pin(partner.chain[0], partner.fingerprint, by=WHO, at=AT)
    partner.rotate()
    partner.rotate()
    chain = json.dumps([root.decode() for root in partner.chain]).encode()
    assert rotating.follow(chain, by=WHO, at=AT) == "amc.example.me"
    assert len(Partner.objects.get(name="amc.example.me").roots) == 3
    assert json.loads(rotating.chain()) == access.node().roots
    with pytest.raises(NotNow, match="there"):
        rotating.follow(chain, by=WHO, at=AT)
    gap = json.dumps([partner.chain[i].decode() for i in (0, 2, 2, 2)]).encode()
    for bad in (gap, b"[]", b"x", chain[1:]):
        with pytest.raises(NotUsable):
            rotating.follow(bad, by=WHO, at=AT)


def test_a_rotation_that_fails_leaves_the_keys_of_the_root(agreement, neighbour, monkeypatch):
    publishing.publish(agreement, by=WHO, at=AT)
    before = {path.name: path.read_bytes() for path in gateway._place("").iterdir()}

    def fails(feed):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(rotating, "sign_again", fails)
    with pytest.raises(RuntimeError):
        rotate()
    assert {path.name: path.read_bytes() for path in gateway._place("").iterdir()} == before
    assert len(Node.objects.get().roots) == 1


def test_an_agreement_holds_on_after_keys_changed(agreement, neighbour):
    raw = AgreementText.objects.get().envelope.encode()
    rotate()
    agreements.take(raw, by=WHO, at=AT)
    assert AgreementText.objects.get().holds


@pytest.mark.parametrize("who", ["we", "they", "a stranger"])
def test_a_text_of_before_is_taken_from_the_feed_after_keys_changed(publisher, who):
    """Nobody held it here yet when keys changed."""
    AgreementText.objects.all().delete()
    publisher.say([hazard("H1")], amend=True)
    if who == "we":
        rotate()
    if who == "they":
        publisher.rotate()
    if who == "a stranger":
        stranger = Peer("amc.example.al", start=150)
        publisher.texts[1] = (
            publisher.texts[1][0],
            envelopes.countersign(stranger.sign(text()), gateway.key("agreement")),
        )
        with pytest.raises(NotUsable, match="not-signed"):
            receiving.receive(publisher.bundle(), by=WHO, at=AT)
        return
    assert receiving.receive(publisher.bundle(), by=WHO, at=AT).new == 2 and AgreementText.objects.get().holds


# --- sealing ---


def test_a_sealed_file_is_opened_by_whom_it_is_for(publisher, tmp_path):
    publisher.say([hazard("H1")], amend=True)
    raw = publisher.bundle()
    sealed = gateway.sealed(raw, identity().sealed_for)
    assert gateway.is_sealed(sealed) and not gateway.is_sealed(raw) and b"roots/1.json" not in sealed
    rotate("seal")  # a file that was on its way is opened all the same
    assert receiving.receive(sealed, by=WHO, at=AT).new == 2
    for bad in (sealed[:-1], sealed[:40], sealed[:300] + b"x" + sealed[301:], gateway.SEALED, sealed + b"x",
                gateway.sealed(raw, str(x25519.Identity.generate().to_public()))):  # fmt: skip
        with pytest.raises(NotUsable, match="seal"):
            receiving.receive(bad, by=WHO, at=AT)
    with pytest.raises(NotUsable, match="bundle"):
        receiving.receive(gateway.sealed(b"no bundle", identity().sealed_for), by=WHO, at=AT)


def test_a_bomb_in_a_seal_is_a_bomb(publisher, monkeypatch):
    publisher.say([hazard("H1")], amend=True)
    sealed = gateway.sealed(publisher.bundle(), identity().sealed_for)
    with monkeypatch.context() as patched:
        patched.setattr(bundles, "LARGEST", 100)
        with pytest.raises(NotUsable, match="too-large"):
            receiving.receive(sealed, by=WHO, at=AT)
    monkeypatch.setattr(gateway, "LARGEST", 100)
    with pytest.raises(NotUsable, match="seal"):
        receiving.receive(sealed, by=WHO, at=AT)


def test_a_file_is_sealed_for_the_receiver_that_the_agreement_names(programme):
    nodes.make_node("amc.example.al", by=WHO, at=AT)
    peer, seal = Peer("mac.example.rs"), x25519.Identity.generate()
    nodes.pin(peer.chain[0], peer.fingerprint, by=WHO, at=AT)
    agreements.take(peer.countersign(agreements.sign(text(), by=WHO, at=AT)), by=WHO, at=AT)
    book("AL-1", 20.1)
    publishing.publish("border-2026", by=WHO, at=AT)
    feed = access.feed("border-2026", outgoing=True)
    with pytest.raises(NotNow, match="seal.none"):
        publishing.sealed(b"raw", feed)
    keys = {role: [roots.public_key(private)] for role, private in peer.keys.items()}
    peer.chain.append(roots.new_root(peer.name, keys, [peer.keys["root"]], expires=AT.replace(year=2036), version=2,
                                     sealed_for=str(seal.to_public())))  # fmt: skip
    rotating.follow(json.dumps([root.decode() for root in peer.chain]).encode(), by=WHO, at=AT)
    feed.partner.refresh_from_db()
    raw = feeds.bundle(feed, since=0, on=AT.date())
    assert decrypt(publishing.sealed(raw, feed), [seal]) == raw


# --- what is cut off ---


def killed(monkeypatch, place, *work):
    """A process that is killed at a place: nothing that would be done afterwards is done, also no putting right."""

    def dead(*args, **more):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(*place, dead)
        patched.setattr(gateway.Path, "replace", lambda self, to: self)  # what `undone_on_failure` would put back
        with pytest.raises(SystemExit):
            work[0]()


def test_a_change_of_keys_that_was_cut_off_has_not_happened(agreement, neighbour, monkeypatch):
    book("AL-1", 20.1)
    publishing.publish(agreement, by=WHO, at=AT)
    before, files = identity(), {role: gateway._place(f"{role}.key").read_bytes() for role in gateway.ROLES}
    killed(
        monkeypatch,
        (rotating, "sign_again"),
        lambda: rotate("root", "agreement", "feed", "status", "transport", "seal"),
    )
    assert identity() == before and all(gateway._place(f"{r}.key").read_bytes() != raw for r, raw in files.items())
    publishing.publish(agreement, by=WHO, at=AT)  # signed by the keys that the partner knows
    state, _, _ = neighbour.receive(feeds.bundle(access.feed("border-2026", outgoing=True), since=0, on=AT.date()))
    assert state.size == 2
    assert [one.keys for one in tending.tend(by=WHO, at=AT)] == ["unfinished"] and tending.tend(by=WHO, at=AT) == []
    assert {role: gateway._place(f"{role}.key").read_bytes() for role in gateway.ROLES} == files
    assert rotate() == 2 and neighbour.receive(feeds.bundle(Feed.objects.get(), since=0, on=AT.date()))[0].size == 2


def test_a_database_from_before_a_change_of_keys_takes_the_roots_that_partners_know(agreement, neighbour):
    book("AL-1", 20.1)
    publishing.publish(agreement, by=WHO, at=AT)
    old_node, old_feed = Node.objects.get(), Feed.objects.get()
    rotate()
    rotate("root", "feed")
    chain = Node.objects.get().roots
    Node.objects.update(roots=old_node.roots)
    Feed.objects.update(head=old_feed.head, status=old_feed.status)
    assert [one.keys for one in tending.tend(by=WHO, at=AT)] == ["restored"] and tending.tend(by=WHO, at=AT) == []
    assert Node.objects.get().roots == chain and identity().version == 3
    feed = Feed.objects.get()
    assert notes.opened(feed.head.encode(), identity().raw("feed")) and [v.faults for v in feeds.verify()] == [()]
    Node.objects.update(roots=["another", "programme's"])
    gateway._place(gateway.CHAIN).write_text("[1]")
    assert gateway.kept_chain() == []


def test_roots_of_another_programme_beside_the_keys_are_not_taken(neighbour):
    other = Peer("amc.example.al", start=150)
    other.rotate()
    gateway.keep_chain([root.decode() for root in other.chain])
    before = Node.objects.get().roots
    assert tending.tend(by=WHO, at=AT) == [] and Node.objects.get().roots == before
    assert gateway.kept_chain() == [root.decode() for root in other.chain], "nor written over: they may be somebody's"


def test_a_programme_whose_making_was_cut_off_is_made_again(programme, monkeypatch):
    killed(monkeypatch, (Node.objects, "create"), lambda: nodes.make_node("amc.example.al", by=WHO, at=AT))
    cut = {role: gateway._place(f"{role}.key").read_bytes() for role in gateway.ROLES}
    assert nodes.make_node("amc.example.al", by=WHO, at=AT) and gateway.kept_chain() == Node.objects.get().roots
    assert all(gateway._place(f"{role}.key").read_bytes() != raw for role, raw in cut.items()) and gateway.key("feed")
    Node.objects.all().delete()
    with pytest.raises(NotNow, match="keys-there"):  # keys that others may know are never put by
        nodes.make_node("amc.example.al", by=WHO, at=AT)
