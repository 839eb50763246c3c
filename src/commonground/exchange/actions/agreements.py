"""Agreeing: a text is signed here, goes to the other side, and holds when both have signed the same bytes."""

from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.exchange import envelopes, roots
from commonground.core.exchange.agreements import Agreement, read
from commonground.core.refusals import NotNow, NotUsable
from commonground.exchange import access, gateway
from commonground.exchange.models import AgreementText, Partner
from commonground.exchange.queries.records import HERE


@recorded("exchange.agreement-signed", about=lambda raw, said, *a, **k: f"{said.get('id')} {said.get('version')}")
def sign(said: dict[str, Any], *, by, at: datetime) -> bytes:
    """Sign a text in this programme's name; the document to hand to the other side. Raises NotUsable, NotNow."""
    require(access.may(by, "exchange.agree"))
    agreement = read(said)
    _concerns_us(agreement)
    raw = envelopes.sign(envelopes.AGREEMENT, said, gateway.key("agreement"))
    return _kept(agreement, raw, at)


@recorded("exchange.agreement-taken", about=lambda raw, *a, **k: "agreement")
def take(document: bytes, *, countersign: bool = False, by, at: datetime) -> bytes:
    """Take in a document that the other side signed, and sign it too where that is asked for. Raises NotUsable where nobody
    who is known here signed it, or another text stands under the same version."""
    require(access.may(by, "exchange.agree"))
    said = envelopes.said(document, envelopes.AGREEMENT)
    agreement = read(said)
    other = _concerns_us(agreement)
    if not envelopes.is_signed(document, *_identity(other).needed("agreement")):
        raise NotUsable("exchange.agreement.not-signed", name=other.name)
    raw = envelopes.countersign(document, gateway.key("agreement")) if countersign else document
    kept = _kept(agreement, raw, at)
    tell(agreement=agreement.id, version=agreement.version)
    return kept


def _concerns_us(agreement: Agreement) -> Partner:
    """The other side of an agreement. Raises NotUsable where this programme is neither side."""
    mine = access.node().name
    if mine not in (agreement.publisher, agreement.recipient):
        raise NotUsable("exchange.agreement.not-ours", publisher=agreement.publisher, recipient=agreement.recipient)
    if agreement.publisher == mine and set(agreement.collections) - HERE:
        raise NotUsable("exchange.agreement.not-here", collections=", ".join(sorted(set(agreement.collections) - HERE)))
    return access.partner(agreement.recipient if agreement.publisher == mine else agreement.publisher)


def _identity(partner: Partner) -> roots.Identity:
    return roots.read(partner.roots[-1].encode())


def _kept(agreement: Agreement, raw: bytes, at: datetime) -> bytes:
    """Keep a document beside what is there of the same version; it holds once both sides signed."""
    before = AgreementText.objects.filter(agreement=agreement.id, version=agreement.version).first()
    if before is not None:
        if before.sha256 != agreement.sha256:
            raise NotNow("exchange.agreement.another-text", agreement=agreement.id, version=agreement.version)
        raw = envelopes.merged(before.envelope.encode(), raw)
    if agreement.version > 1:
        earlier = AgreementText.objects.filter(
            agreement=agreement.id, version=agreement.version - 1, holds=True
        ).first()
        if (
            earlier is None
            or earlier.sha256 != agreement.previous
            or (earlier.publisher, earlier.recipient) != (agreement.publisher, agreement.recipient)
        ):
            raise NotNow("exchange.agreement.gap", agreement=agreement.id, version=agreement.version)
    other = _concerns_us(agreement)
    # What holds is not undone because keys changed since, and what we signed we signed also by a key of before.
    holds = (before is not None and before.holds) or (
        envelopes.is_signed_by_one(raw, roots.ever(access.node().roots, "agreement"))
        and envelopes.is_signed(raw, *_identity(other).needed("agreement"))
    )
    AgreementText.objects.update_or_create(
        agreement=agreement.id, version=agreement.version,
        defaults={"sha256": agreement.sha256, "publisher": agreement.publisher, "recipient": agreement.recipient,
                  "envelope": raw.decode(), "holds": holds, "at": at},
    )  # fmt: skip
    return raw
