"""Changing keys: the next root of this programme, and the next ones of others. Whoever slept follows them one by one."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.exchange import roots
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.actions.nodes import ROOT_YEARS
from commonground.exchange.actions.publishing import sign_again
from commonground.exchange.actions.receiving import believed
from commonground.exchange.models import Feed, Node, Partner

USUAL = ("agreement", "feed", "status", "transport", "seal")  # what is changed where nothing is named: all but the root
LARGEST, MOST = 4_000_000, 1_000  # bytes and roots of a chain


def rotate(
    roles: Sequence[str] = (), *, root_keys: Sequence[Path] = (), new_roots: Sequence[Path] = (), threshold: int = 1, by, at: datetime
) -> int:  # fmt: skip
    """Make new keys for some roles and the root that says so; its version. It is signed by as many root keys as the root before asks
    for (`root_keys` lie somewhere else than this programme's own), and by the new ones. Raises NotNow where too few are here."""
    settle(by=by, at=at)
    version = _rotated(roles, root_keys, new_roots, threshold, by=by, at=at)
    gateway.keep_chain(access.node().roots)
    return version


@gateway.undone_on_failure()
@recorded("exchange.keys-changed", about=lambda version, *a, **k: str(version))
def _rotated(
    roles: Sequence[str], root_keys: Sequence[Path], new_roots: Sequence[Path], threshold: int, *, by, at: datetime
) -> int:  # fmt: skip
    require(access.may(by, "exchange.keep"))
    node = Node.objects.select_for_update().get(pk=access.node().pk)
    before = roots.read(node.roots[-1].encode())
    chosen = tuple(roles) or USUAL
    signers = [gateway.read_key(file) for file in root_keys] or [gateway.key("root")]
    needed = before.thresholds["root"]
    have = {key.keyid for key in before.keys["root"]} & {roots.public_key(one).keyid for one in signers}
    if len(have) < needed:
        raise NotNow("exchange.root.threshold", have=len(have), needed=needed)
    keys = {role: list(before.keys[role]) for role in roots.ROLES}
    limits = {"root": needed}
    for role in (r for r in chosen if r in ("agreement", "feed", "status")):
        keys[role] = [roots.public_key(gateway.new_key(role))]
    if "root" in chosen or new_roots:
        made = gateway.new_root_keys(new_roots) if new_roots else [gateway.new_key("root")]
        keys["root"], limits = [roots.public_key(one) for one in made], {"root": threshold}
        signers += made
    raw = roots.new_root(
        node.name, keys, signers, expires=at.replace(microsecond=0) + timedelta(days=365 * ROOT_YEARS), version=before.version + 1,
        thresholds=limits, sealed_for=gateway.make_seal() if "seal" in chosen else before.sealed_for,
        transport=gateway.new_key("transport").public_key().public_bytes_raw() if "transport" in chosen else before.transport,
    )  # fmt: skip
    roots.follow(node.roots[-1].encode(), raw)
    node.roots = [*node.roots, raw.decode()]
    node.save()
    for feed in Feed.objects.select_for_update().filter(outgoing=True).exclude(head=""):
        sign_again(feed)
    tell(roles=", ".join(chosen))
    return before.version + 1


def settle(*, by, at: datetime) -> str:
    """Put right by itself what was left when a change of keys was cut off ("unfinished"), or when the database was put back to before
    one ("restored"); which of them it was, or ""."""
    require(access.may(by, "exchange.keep"))
    node = Node.objects.first()
    if node is None:
        return ""
    kept = gateway.kept_chain()
    if len(kept) > len(node.roots) and kept[: len(node.roots)] == node.roots:
        _caught_up(kept, by=by, at=at)
        gateway.put_right()
        return "restored"
    if len(kept) < len(node.roots) and node.roots[: len(kept)] == kept:
        gateway.keep_chain(node.roots)
    return _put_right(by=by, at=at) if gateway.are_astray() else ""


@recorded("exchange.keys-caught-up", about=lambda version, *a, **k: str(version))
def _caught_up(kept: Sequence[str], *, by, at: datetime) -> int:
    """Take the roots that others may have heard already: what they know is not taken back by a restore."""
    node = Node.objects.select_for_update().get(pk=access.node().pk)
    identity = roots.chain([one.encode() for one in kept])
    node.roots = list(kept)
    node.save()
    for feed in Feed.objects.select_for_update().filter(outgoing=True).exclude(head=""):
        sign_again(feed)
    return identity.version


@recorded("exchange.keys-put-right", about=lambda done, *a, **k: done)
def _put_right(*, by, at: datetime) -> str:
    tell(roles=", ".join(gateway.put_right()))
    return "unfinished"


def chain() -> bytes:
    """All our roots, for others to follow."""
    return json.dumps(access.node().roots).encode()


@recorded("exchange.roots-taken", about=lambda name, *a, **k: name)
def follow(raw: bytes, *, by, at: datetime) -> str:
    """Take in the next roots of a partner: each signed by the one before, from the one that was pinned. Raises NotUsable for another
    chain, NotNow where nothing of it is new."""
    require(access.may(by, "exchange.send"))
    said, partner = knows(raw)
    believed(Partner.objects.select_for_update().get(pk=partner.pk), said)
    return partner.name


def knows(raw: bytes) -> tuple[list[bytes], Partner]:
    """A chain with something new in it, and whose it is. Raises as `follow`; nothing is written, and no signature looked at."""
    said = _read(raw)
    partner = access.partner(roots.first(said[0]).name)
    if partner.roots[0].encode() != said[0]:
        raise NotUsable("exchange.partner.fingerprint", name=partner.name)
    if len(said) <= len(partner.roots):
        raise NotNow("exchange.partner.there", name=partner.name)
    return said, partner


def _read(raw: bytes) -> list[bytes]:
    try:
        said = json.loads(raw) if len(raw) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise NotUsable("exchange.root.unreadable") from error
    if not isinstance(said, list) or not 1 <= len(said) <= MOST or any(not isinstance(one, str) for one in said):
        raise NotUsable("exchange.root.unreadable")
    return [one.encode("utf-8", "surrogatepass") for one in said]
