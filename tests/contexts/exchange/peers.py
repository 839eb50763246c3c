"""The other side, made of the rules alone: its keys are its own, and nothing of it stands in our database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import agreed
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonground.core.exchange import agreements, bundles, envelopes, feed, lines, notes, received, roots
from commonground.core.exchange.projection import Projection
from commonground.core.exchange.tree import edge_of, leaf_hash

AT = datetime(2026, 12, 2, 9, tzinfo=UTC)


@dataclass
class Peer:
    """A programme: it signs, publishes and receives with the core's rules and a list."""

    name: str
    start: int = 1
    secret: bytes = b"p" * 32
    online: bool = False  # its roots say by which key it signs requests
    keys: dict = field(init=False)
    transport: Ed25519PrivateKey = field(init=False)
    chain: list = field(init=False)
    told: dict = field(default_factory=dict)
    log: list = field(default_factory=list)
    texts: dict = field(default_factory=dict)

    def __post_init__(self):
        self.keys = {
            r: Ed25519PrivateKey.from_private_bytes(bytes([self.start + i] * 32)) for i, r in enumerate(roots.ROLES)
        }
        self.transport = Ed25519PrivateKey.from_private_bytes(bytes([self.start + 20] * 32))
        self.chain = [self.root(1, self.keys, [self.keys["root"]])]

    def root(self, version, keys, signers):
        public = {role: [roots.public_key(private)] for role, private in keys.items()}
        return roots.new_root(
            self.name, public, signers, expires=AT.replace(microsecond=0) + timedelta(days=3650), version=version,
            transport=self.transport.public_key().public_bytes_raw() if self.online else b"",
        )  # fmt: skip

    def rotate(self):
        """New keys for everything but the root."""
        self.keys |= {
            r: Ed25519PrivateKey.from_private_bytes(bytes([self.start + 40 + i] * 32))
            for i, r in enumerate(roots.ROLES)
            if r != "root"
        }
        self.chain.append(self.root(len(self.chain) + 1, self.keys, [self.keys["root"]]))

    @property
    def fingerprint(self):
        return roots.fingerprint(self.chain[0])

    def sign(self, said):
        return envelopes.sign(envelopes.AGREEMENT, said, self.keys["agreement"])

    def countersign(self, raw):
        return envelopes.countersign(raw, self.keys["agreement"])

    # --- as publisher ---

    def agree(self, both):
        agreement = agreements.read(envelopes.said(both, envelopes.AGREEMENT))
        self.texts[agreement.version] = (agreement, both)

    def say(self, records, gone=(), *, amend=False, talk=None):
        agreement = self.texts[max(self.texts)][0]
        projection = Projection(agreement, self.secret)
        day = AT.date().isoformat()
        if amend:
            said = feed.amended(projection, records, self.told, size=len(self.log), day=day)
        else:
            said = feed.next_lines(projection, records, gone, self.told, size=len(self.log), day=day)
        if talk is not None:
            said += feed.talked(projection, talk, feed.after(self.told, said), size=len(self.log) + len(said), day=day)
        self.told = feed.after(self.told, said)
        self.log += said
        return said

    def bundle(
        self, *, first=0, epoch=1, size=None, edit=None, bodies=True, roots_=None, head_by=None, status=None, swap=None
    ):
        agreement = self.texts[max(self.texts)][0]
        size = len(self.log) if size is None else size
        raws = [s.line.written() for s in self.log[:size]]
        if edit:
            raws = edit(raws)
        head = notes.Head(
            lines.origin(self.name, agreement.id, epoch), len(raws), edge_of(leaf_hash(r) for r in raws).root
        )
        said = {"feed": head.origin, "size": head.size, "root": head.root.hex(), "agreement_sha256": agreement.sha256,
                "issued_at": AT.isoformat(), "next_by": (AT + timedelta(days=14)).isoformat()}  # fmt: skip
        raws = swap(raws) if swap else raws  # other lines than the head says
        return bundles.written(
            bundles.Bundle(
                roots_ or self.chain, {v: both for v, (_, both) in self.texts.items()},
                notes.sign(head.text(), roots.key_name(self.name, "feed"), head_by or self.keys["feed"]).encode(),
                envelopes.sign(envelopes.STATUS, status or said, self.keys["status"]), first, raws[first:],
                {s.line.seq: (s.salt, s.body) for s in self.log[first:size] if s.body and bodies},
            )
        )  # fmt: skip

    # --- as receiver ---

    def receive(self, raw):
        """What it knows after a bundle, from the first line on; every line held against the head."""
        bundle = bundles.read(raw)
        identity = roots.chain(bundle.roots)
        head = notes.head_of(notes.opened(bundle.head, identity.raw("feed"))[0])
        assert edge_of(leaf_hash(line) for line in bundle.lines).root == head.root
        versions = {
            v: agreements.read(envelopes.said(one, envelopes.AGREEMENT)) for v, one in bundle.agreements.items()
        }
        state, known = received.Feed(), {}
        for seq, one in enumerate(bundle.lines):
            line = lines.read(one)
            state, after = received.applied(
                state, line, known.get(line.id), bundle.bodies.get(seq), versions[line.agreement]
            )
            if after:
                known[line.id] = after
        return state, known, head

    def receipt(self, head, **changes):
        said = {
            "feed": head.origin,
            "size": head.size,
            "root": head.root.hex(),
            "aside": [],
            "at": AT.isoformat(),
            **changes,
        }
        return envelopes.sign(envelopes.RECEIPT, said, self.keys["status"])


def text(**changes):
    """The text of an agreement that is in force on the day of the tests."""
    return agreed.said(valid_from="2026-01-01", **changes)
