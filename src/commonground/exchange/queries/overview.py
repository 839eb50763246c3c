"""The exchange at a glance: who we are, whom we know, what was agreed, how fresh it is, and what waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from commonground.audit import queries as audit
from commonground.core.exchange import agreements as rules
from commonground.core.exchange import envelopes, roots
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.standing import Fresh, Freshness, Place, freshness, place
from commonground.exchange import access
from commonground.exchange.models import AgreementText, Feed, Node, Partner
from commonground.exchange.queries import feeds

LATEST = 12


@dataclass(frozen=True, slots=True)
class NodeCard:
    """This programme as others know it."""

    name: str
    fingerprint: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class FeedCard:
    """One feed as a page shows it."""

    standing: feeds.Standing
    fresh: Fresh

    @property
    def shared(self) -> int:
        return self.standing.records.get("shared", 0)

    @property
    def unsafe(self) -> int:
        """Records of which nothing is known any more: assume hazardous."""
        return sum(n for name, n in self.standing.records.items() if name != "shared")


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """A programme that was pinned, and the feeds both ways; those that were begun anew are history and wait for nobody."""

    name: str
    fingerprint: str
    pinned_at: datetime
    label: str = ""  # what people here call it
    incoming: tuple[FeedCard, ...] = ()
    outgoing: tuple[FeedCard, ...] = ()
    former: tuple[FeedCard, ...] = ()

    @property
    def called(self) -> str:
        """What people here call it: its name where nobody said."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """A version of an agreement and where it stands."""

    agreement: Agreement
    place: Place
    signed: dict[str, bool]  # by the name of the side
    ours: bool  # whether we show and they receive
    partner: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for somebody: what, of which severity, and where to look."""

    what: str
    severity: str
    facts: dict[str, Any] = field(default_factory=dict)
    partner: str = ""
    agreement: str = ""
    version: int = 0


def node() -> NodeCard | None:
    """This programme's name and fingerprint; None where it has none yet."""
    found = Node.objects.first()
    return found and NodeCard(found.name, roots.fingerprint(found.roots[0].encode()), found.made_at)


def partners(now: datetime, name: str = "") -> list[PartnerCard]:
    """Every pinned programme with its feeds, or the one with a name."""
    standings = feeds.standings(now.date(), name)
    live = feeds.live(standings)
    cards: dict[str, list[FeedCard]] = {}
    former: dict[str, list[FeedCard]] = {}
    for one in standings:
        into = former if one.epoch < live[one.agreement, one.outgoing] else cards
        into.setdefault(one.partner, []).append(FeedCard(one, fresh_of(one, now)))
    found = Partner.objects.filter(name=name) if name else Partner.objects.order_by("name")
    return [
        PartnerCard(
            p.name, p.fingerprint, p.pinned_at, p.label,
            tuple(c for c in cards.get(p.name, ()) if not c.standing.outgoing),
            tuple(c for c in cards.get(p.name, ()) if c.standing.outgoing), tuple(former.get(p.name, ())),
        )
        for p in found
    ]  # fmt: skip


def names() -> list[str]:
    """The names of the programmes that are pinned; none where this one has no name itself."""
    return list(Partner.objects.order_by("name").values_list("name", flat=True)) if Node.objects.exists() else []


def holding(agreement: str, before: int, day: date) -> Agreement | None:
    """The version before one that counts on a day."""
    found = AgreementText.objects.filter(agreement=agreement, holds=True, version__lt=before)
    return rules.in_force([feeds.understood(one) for one in found], day)


def fresh_of(one: feeds.Standing, now: datetime) -> Fresh:
    """How fresh a feed is."""
    until = datetime.fromisoformat(one.fresh_until) if one.fresh_until else None
    return freshness(heard=one.last, next_by=until, broken=one.broken, ended=one.revoked or one.over, now=now)


def agreements(day: date, *, partner: str = "", agreement: str = "", latest_only: bool = False) -> list[AgreementCard]:
    """Versions of agreements, those that wait for somebody first."""
    mine = Node.objects.first()
    if mine is None:
        return []
    texts = AgreementText.objects.order_by("agreement", "-version")
    if agreement:
        texts = texts.filter(agreement=agreement)
    elif partner:
        texts = texts.filter(publisher=partner) | texts.filter(recipient=partner)
    held: dict[str, list[Agreement]] = {}
    newest: dict[str, int] = {}
    for text in texts:
        newest[text.agreement] = max(newest.get(text.agreement, 0), text.version)
        if text.holds:
            held.setdefault(text.agreement, []).append(feeds.understood(text))
    counts = {name: found.version for name, some in held.items() if (found := rules.in_force(some, day))}
    shown = {(n, v) for n, some in held.items() for v in (counts.get(n), max(one.version for one in some))}
    shown |= set(newest.items())
    revoked = set(Feed.objects.filter(revoked=True).values_list("agreement", flat=True))
    keys = {mine.name: _keys(mine.roots), **{p.name: _keys(p.roots) for p in Partner.objects.all()}}
    out = [
        _card(text, mine.name, keys, counts.get(text.agreement, 0), text.agreement in revoked, day)
        for text in texts
        if not latest_only or (text.agreement, text.version) in shown
    ]
    return sorted(out, key=lambda c: (list(Place).index(c.place), c.agreement.id, -c.agreement.version))


def _keys(chain: Iterable[str]) -> Any:
    return roots.read(list(chain)[-1].encode()).needed("agreement")


def _card(text: AgreementText, mine: str, keys: dict[str, Any], latest: int, revoked: bool, day: date) -> AgreementCard:
    agreement, raw = feeds.understood(text), text.envelope.encode()
    other = text.recipient if text.publisher == mine else text.publisher
    signed = {name: name in keys and envelopes.is_signed(raw, *keys[name]) for name in (text.publisher, text.recipient)}
    where = place(agreement, signed_here=signed.get(mine, False), signed_there=signed.get(other, False), latest=latest,
                  revoked=revoked, day=day)  # fmt: skip
    return AgreementCard(agreement, where, signed, text.publisher == mine, other, text.at)


def needs(viewer: Any, now: datetime) -> list[Need]:
    """What of the exchange waits for somebody; nothing for whoever may not see it."""
    if not access.may(viewer, "exchange.see") or not Node.objects.exists():
        return []
    out: list[Need] = []
    for card in agreements(now.date(), latest_only=True):
        said = {"partner": card.partner, "agreement": card.agreement.id, "version": card.agreement.version}
        if card.place is Place.TO_SIGN:
            out.append(Need("to-sign", "doubt", {"partner": card.partner}, **said))
        elif card.place is Place.ENDING:
            out.append(
                Need("ending", "doubt", {"agreement": card.agreement.id, "day": card.agreement.valid_until}, **said)
            )
    for one in partners(now):
        out += _of_partner(one)
    return sorted(out, key=lambda n: n.severity != "error")


def _of_partner(one: PartnerCard) -> list[Need]:
    out = []
    for feed in one.incoming:
        said = {"partner": one.name, "agreement": feed.standing.agreement}
        if feed.fresh.code is Freshness.STOPPED:
            out.append(Need("stopped", "error", {"partner": one.name}, **said))
        elif feed.fresh.code is Freshness.STALE:
            out.append(Need("stale", "doubt", {"partner": one.name, "day": feed.fresh.day}, **said))
        if number := feed.standing.records.get("aside", 0):
            out.append(Need("aside", "doubt", {"partner": one.name, "number": number}, **said))
    for feed in one.outgoing:
        if feed.fresh.code is Freshness.STALE:
            out.append(
                Need("silent", "doubt", {"partner": one.name, "day": feed.fresh.day}, one.name, feed.standing.agreement)
            )
    return out


def latest(partner: str = "") -> list[audit.Told]:
    """The latest acts of the exchange, the newest first."""
    return list(audit.log(audit.Sought(what="exchange", about=partner)).lines[:LATEST])
