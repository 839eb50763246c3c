"""An invented neighbour beyond the eastern edge of the invented country: made known, agreed with both ways, told and heard.

The neighbour is the rules of the core and a few keys: nothing of it stands in the database but what it said.
"""

from datetime import timedelta

import shapely
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonground.core.exchange import agreements as rules
from commonground.core.exchange import bundles, envelopes, feed, lines, notes, roots
from commonground.core.exchange.projection import Projection, Record
from commonground.core.exchange.tree import edge_of, leaf_hash
from commonground.core.viewers import Viewer
from commonground.exchange.actions import agreements, nodes, publishing, receiving

OURS, THEIRS = "amc.example.org", "mac.neighbour.example"
ZONE = {"type": "Polygon", "coordinates": [[[17.6, 43.7], [18.6, 43.7], [18.6, 44.3], [17.6, 44.3], [17.6, 43.7]]]}
WHO = Viewer(None, "both sides", frozenset({"exchange.see", "exchange.agree", "exchange.send", "exchange.keep"}))
SECRET = b"n" * 32
FIRST = "east-back"  # under which they show us
IN_ROLES = {r: Ed25519PrivateKey.from_private_bytes(bytes([70 + i] * 32)) for i, r in enumerate(roots.ROLES)}


def text(code: str, publisher: str, recipient: str, at, geometry, footprint) -> dict:
    name = rules.annex_name(ZONE)
    rows = {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": name}]}
    fields = {
        "status": "pass",
        "contamination": "pass",
        "recorded_on": "month",
        "open_m2": {"bucket": [1_000, 10_000, 100_000]},
    }
    if geometry == "exact":
        fields |= {"code": "pass", "name": "pass", "open_m2": "pass"}
    return {
        "v": 1, "id": code, "version": 1, "prev_sha256": "", "publisher": publisher, "recipient": recipient, "kind": "records",
        "purpose": "cross-border safety planning", "legal_ref": "memorandum of 2026, article 3",
        "valid_from": (at.date() - timedelta(days=100)).isoformat(), "valid_until": (at.date() + timedelta(days=700)).isoformat(),
        "delay_days": 0, "max_silence_days": 14, "onward": [], "at_end": {"mode": "purge", "within_days": 30},
        "plane": rules.PLANE.as_dict(), "annexes": {name: ZONE},
        "collections": {"hazard": {"rows": rows, "fields": fields, "geometry": geometry, "footprint": footprint}},
    }  # fmt: skip


def card(at) -> bytes:
    """The neighbour's first root."""
    public = {role: [roots.public_key(private)] for role, private in IN_ROLES.items()}
    expires = at.replace(microsecond=0) + timedelta(days=3650)
    return roots.new_root(THEIRS, public, [IN_ROLES["root"]], expires=expires)


def hazard(number: int, status: str = "suspected") -> Record:
    west, south = 17.95 + number % 5 * 0.06, 43.8 + number * 0.05
    said = {
        "code": f"NB-{number:03}", "name": f"Dolina {number}", "status": status, "contamination": "mines", "flag": "",
        "recorded_on": "2021-04-03", "changed_on": "2022-01-01", "open_m2": 40_000, "stated_m2": None, "unit": None,
    }  # fmt: skip
    return Record("hazard", str(number), said, shapely.box(west, south, west + 0.004, south + 0.003))


def make(at, records: int = 8) -> dict[str, str]:
    """Both ways, some of it withdrawn again; the addresses of what there is to look at."""
    root = card(at)
    nodes.make_node(OURS, by=WHO, at=at)
    nodes.pin(root, roots.fingerprint(root), by=WHO, at=at)
    own = text("east-2026", OURS, THEIRS, at, {"grid": 1_000}, {"grid": 5_000})
    signed = envelopes.countersign(agreements.sign(own, by=WHO, at=at), IN_ROLES["agreement"])
    agreements.take(signed, by=WHO, at=at)
    publishing.publish("east-2026", by=WHO, at=at)
    back = envelopes.sign(
        envelopes.AGREEMENT, text(FIRST, THEIRS, OURS, at, "exact", {"grid": 2_000}), IN_ROLES["agreement"]
    )
    both = agreements.take(back, countersign=True, by=WHO, at=at)
    some = [hazard(n, "confirmed" if n % 3 else "suspected") for n in range(records)]
    said, projection = _said(both, some, at)
    receiving.receive(_file(said, both, root, at), by=WHO, at=at)
    waiting = text("east-next", THEIRS, OURS, at, {"grid": 2_000}, {"grid": 5_000})
    agreements.take(envelopes.sign(envelopes.AGREEMENT, waiting, IN_ROLES["agreement"]), by=WHO, at=at)
    return {"shared": projection.id_of(some[-1]), "gone": projection.id_of(some[0])}


def _said(both: bytes, some: list[Record], at) -> tuple[list, Projection]:
    agreement = rules.read(envelopes.said(both, envelopes.AGREEMENT))
    projection = Projection(agreement, SECRET)
    day = at.date().isoformat()
    first = feed.amended(projection, some, {}, size=0, day=day)
    told = feed.after({}, first)
    return first + feed.next_lines(projection, some[2:], some[:2], told, size=len(first), day=day), projection


def _file(said: list, both: bytes, root: bytes, at) -> bytes:
    raws = [one.line.written() for one in said]
    head = notes.Head(lines.origin(THEIRS, FIRST, 1), len(raws), edge_of(leaf_hash(r) for r in raws).root)
    agreement = rules.read(envelopes.said(both, envelopes.AGREEMENT))
    status = {"feed": head.origin, "size": head.size, "root": head.root.hex(), "agreement_sha256": agreement.sha256,
              "issued_at": at.isoformat(), "next_by": (at + timedelta(days=14)).isoformat()}  # fmt: skip
    note = notes.sign(head.text(), roots.key_name(THEIRS, "feed"), IN_ROLES["feed"]).encode()
    bodies = {one.line.seq: (one.salt, one.body) for one in said if one.body}
    return bundles.written(
        bundles.Bundle(
            [root], {1: both}, note, envelopes.sign(envelopes.STATUS, status, IN_ROLES["status"]), 0, raws, bodies
        )
    )
