"""Becoming a programme that others can know, and knowing others by their keys."""

from datetime import datetime, timedelta

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.exchange import roots
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.models import Node, Partner

ROOT_YEARS = 10


def make_node(name: str, *, by, at: datetime) -> str:
    """Give this programme a name and keys of its own; the fingerprint is what others compare. Raises NotNow where it has them. What was
    cut off on the way is done again with other keys."""
    made = _made(name, by=by, at=at)
    gateway.keep_chain(access.node().roots)
    return made


@recorded("exchange.node-made", about=lambda name, *a, **k: name)
def _made(name: str, *, by, at: datetime) -> str:
    require(access.may(by, "exchange.keep"))
    if Node.objects.exists():
        raise NotNow("exchange.node.there")
    if not roots.NAME.fullmatch(name):
        raise NotUsable("exchange.node.name", name=name[:80])
    keys = gateway.make_keys()
    public = {role: [roots.public_key(keys[role])] for role in roots.ROLES}
    raw = roots.new_root(
        name, public, [keys["root"]], expires=at.replace(microsecond=0) + timedelta(days=365 * ROOT_YEARS),
        sealed_for=gateway.make_seal(), transport=keys["transport"].public_key().public_bytes_raw(),
    )  # fmt: skip
    Node.objects.create(name=name, roots=[raw.decode()], made_at=at)
    return name


@recorded("exchange.partner-called", about=lambda done, name, *a, **k: name)
def call(name: str, label: str, *, by, at: datetime) -> None:
    """Say what people here call a partner; empty for its name. It goes nowhere. Raises NotThere."""
    require(access.may(by, "exchange.keep"))
    partner = access.partner(name)
    partner.label = label.strip()[:100]
    partner.save(update_fields=["label"])


@recorded("exchange.partner-pinned", about=lambda name, *a, **k: name)
def pin(card: bytes, fingerprint: str, *, by, at: datetime) -> str:
    """Know another programme by its first root, whose fingerprint two people compared. Raises NotUsable where it is another one."""
    require(access.may(by, "exchange.agree"))
    found = roots.first(card)
    if "".join(fingerprint.split()).lower() != "".join(roots.fingerprint(card).split()):
        raise NotUsable("exchange.partner.fingerprint", name=found.name)
    if found.name == access.node().name:
        raise NotUsable("exchange.partner.itself", name=found.name)
    if Partner.objects.filter(name=found.name).exists():
        raise NotNow("exchange.partner.there", name=found.name)
    Partner.objects.create(
        name=found.name, roots=[card.decode()], fingerprint=roots.fingerprint(card), pinned_at=at, pinned_by=by.number
    )
    tell(fingerprint=roots.fingerprint(card))
    return found.name
