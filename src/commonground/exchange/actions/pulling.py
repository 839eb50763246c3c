"""Fetching a feed over a network: its head, then page by page. A cut costs the page that it came in, and nothing else.

Every page is taken in by `receiving`, as those of a file are; nothing is believed for having come from the right address.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.decisions import require
from commonground.core.exchange import lines, notes, pages, roots
from commonground.core.exchange.bundles import Bundle
from commonground.core.exchange.pages import Ahead, Damaged
from commonground.core.exchange.received import Broken
from commonground.core.refusals import NotNow, NotThere, NotUsable, Refusal
from commonground.exchange import access, gateway
from commonground.exchange.actions import receipts, receiving, rotating
from commonground.exchange.gateway.http import LARGE, Road, checked
from commonground.exchange.models import AgreementText, Feed, Partner

TRIES = 4  # for something that came damaged
MOST_LINES = 2_000_000  # that are new in one fetching
MOST_BYTES = 64_000_000  # of the bodies of one page, but for those of its last answer
MOST_ROOTS, MOST_VERSIONS = 1_000, 1_000
Progress = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of fetching a feed."""

    agreement: str
    feed: str
    size: int
    new: int
    mended: int
    aside: tuple[tuple[int, str], ...]
    broken: str
    receipt: str  # taken, or why not
    received_bytes: int
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("exchange.address-set", about=lambda done, *a, **k: done.name)
def set_address(name: str, address: str, *, plain: bool = False, by, at: datetime) -> Partner:
    """Say where a partner's feeds are fetched; empty for files only. Raises NotUsable for an address that is not safe to ask."""
    require(access.may(by, "exchange.keep"))
    partner = access.partner(name)
    partner.address = checked(address, plain=plain) if address else ""
    partner.is_plain, partner.clock_s, partner.trouble = plain, 0, ""
    partner.save()
    return partner


def pull(
    code: str, *, by, clock: Callable[[], datetime], address: str = "", plain: bool = False, progress: Progress | None = None,
    road: Road | None = None, page: int = pages.LINES,
) -> Pulled:  # fmt: skip
    """Fetch what is new under an agreement, apply it page by page, and send the receipt. Raises NotThere, NotNow and NotUsable."""
    require(access.may(by, "exchange.send"))
    partner = publisher(code)
    if road is None:
        where = checked(address, plain=plain) if address else partner.address
        if not where:
            raise NotNow("exchange.address.none", name=partner.name)
        if not roots.read(access.node().roots[-1].encode()).transport:
            raise NotNow("exchange.seal.none", name=access.node().name)
        road = Road(
            where, node=access.node().name, private=gateway.key("transport"), clock=clock, ahead_s=partner.clock_s
        )
    fetch = _Fetch(code, partner, road, by, clock, page)
    try:
        return _told(lambda: fetch.everything(progress or (lambda done, total, step="": None)))
    except Refusal as refusal:
        Partner.objects.filter(pk=partner.pk).update(trouble=refusal.code[:40])
        raise


def agreements_to_pull(partner: str = "") -> list[str]:
    """Everything under which somebody with an address says something to us; or one of them."""
    asked = Partner.objects.filter(name=partner) if partner else Partner.objects.all()
    texts = AgreementText.objects.filter(
        recipient=access.node().name, holds=True, publisher__in=asked.exclude(address="").values("name")
    )
    return sorted(set(texts.values_list("agreement", flat=True)))


def publisher(code: str) -> Partner:
    """Who says something to us under an agreement. Raises NotThere, and NotNow where it is we who say it."""
    mine = access.node().name
    text = AgreementText.objects.filter(agreement=code, recipient=mine).order_by("-version").first()
    if text is None:
        raise NotThere("exchange.agreement.not-there", agreement=code[:64])
    return access.partner(text.publisher)


class _Fetch:
    """One fetching of one feed."""

    def __init__(
        self, code: str, partner: Partner, road: Road, by: Any, clock: Callable[[], datetime], page: int
    ) -> None:
        self.code, self.partner, self.road, self.by, self.clock, self.page = code, partner, road, by, clock, page
        self.base = ""

    def everything(self, progress: Progress) -> Pulled:
        opened = _again(self._head)
        if opened.broken:
            return self._done(opened, 0, 0, opened.broken, "")
        if opened.head.size - opened.edge.size > MOST_LINES:
            raise NotUsable("exchange.wire.too-large", address=self.road.address)
        mended, broken = self._mended(opened)
        if broken:
            return self._done(opened, 0, mended, broken, "")
        ahead = self._ahead(opened)
        if isinstance(ahead, Broken):
            stopped = receiving.stop(opened, ahead, by=self.by, at=self.clock())
            return self._done(opened, 0, mended, stopped.broken, "")
        first, new = opened.edge.size, 0
        while first < opened.head.size:
            heard = self._taken(opened, ahead, first)
            if heard.broken:
                return self._done(opened, new, mended, heard.broken, "")
            first, new = heard.size, new + heard.new
            progress(first - opened.edge.size, opened.head.size - opened.edge.size, self.code)
        return self._done(opened, new, mended, "", self._receipt(opened))

    def _head(self) -> receiving.Opened:
        """The head with everything that it rests on: newer roots, newer versions of the agreement, the status."""
        said = _plain(self._index())
        chain = [root.encode() for root in self.partner.roots]
        for number in range(len(chain) + 1, min(said["roots"], MOST_ROOTS) + 1):
            chain.append(self.road.get(f"/smx/v1/root/{number}.json"))
        held = set(AgreementText.objects.filter(agreement=self.code, holds=True).values_list("version", flat=True))
        texts = {
            version: self.road.get(f"/smx/v1/agreements/{self.code}/{version}")
            for version in sorted(set(said["versions"][:MOST_VERSIONS]) - held)
        }
        self.base = f"/smx/v1/f/{self.code}/{said['epoch']}"
        head, status = self.road.get(f"{self.base}/head"), self.road.get(f"{self.base}/status")
        try:
            opened = receiving.hear_head(Bundle(chain, texts, head, status, 0, (), {}), by=self.by, at=self.clock())
        except NotNow as refusal:
            if refusal.code == "exchange.bundle.older":  # whoever was restored from a copy learns it from the receipt
                self._older(head)
            raise
        if opened.head.origin != f"{self.partner.name}/smx/{self.code}/{said['epoch']}":
            raise Damaged("head")
        return opened

    def _index(self) -> bytes:
        """What there is. Where we are not known, it may be for our keys having changed since: then they are told first."""
        try:
            return self.road.get(f"/smx/v1/f/{self.code}")
        except NotThere:
            if len(access.node().roots) == 1:
                raise
        self.road.post("/smx/v1/roots", rotating.chain())
        return self.road.get(f"/smx/v1/f/{self.code}")

    def _older(self, head: bytes) -> None:
        identity = roots.read(self.partner.roots[-1].encode())
        origin = notes.head_of(notes.opened(head, identity.raw("feed"))[0]).origin
        feed = Feed.objects.get(agreement=self.code, outgoing=False, epoch=int(origin.rpartition("/")[2]))
        self.road.post(f"{self.base}/receipts", receipts.made(feed, origin, self.clock()))

    def _hashes(self, start: int, end: int) -> list[bytes]:
        found: list[bytes] = []
        while start + len(found) < end:
            a = start + len(found)
            b = min(a + pages.HASHES, end)
            found += pages.read_hashes(self.road.get(f"{self.base}/hashes/{a}-{b}", LARGE), b - a)
        return found

    def _ahead(self, opened: receiving.Opened) -> Ahead | Broken:
        """The hashes of the new lines; where they do not lead to the head, all of them, which tells damage from another log."""

        def asked() -> Ahead | Broken:
            try:
                return pages.ahead(opened.edge, opened.head, self._hashes(opened.edge.size, opened.head.size))
            except Damaged:
                whole = self._hashes(0, opened.head.size)
            try:
                pages.check_fork(opened.edge, opened.head, whole)
            except Broken as broken:
                return broken
            raise Damaged("hashes")

        return _again(asked)

    def _taken(self, opened: receiving.Opened, ahead: Ahead, first: int) -> receiving.Heard:
        end = min(first + self.page, opened.head.size)

        def asked() -> list[bytes]:
            found = pages.read_lines(self.road.get(f"{self.base}/lines/{first}-{end}", LARGE), end - first)
            if not ahead.fits(first, found):
                raise Damaged("lines")
            return found

        page = _again(asked)
        bodies, end = self._bodies(first, page)
        return receiving.take_page(opened, ahead, first, page[: end - first], bodies, by=self.by, at=self.clock())

    def _bodies(self, first: int, page: list[bytes]) -> tuple[Mapping[int, tuple[bytes, bytes]], int]:
        """The bodies of a page, and up to which line: where they are large, the page ends before its end. What stays damaged however often it is asked for is put aside by who applies it."""
        out: dict[int, tuple[bytes, bytes]] = {}
        end, at = first + len(page), first
        while at < end and sum(len(body) for _, body in out.values()) < MOST_BYTES:
            kept: list[tuple[Mapping[int, tuple[bytes, bytes]], int]] = []

            def asked(start: int = at, kept: list = kept) -> None:
                raw = self.road.get(f"{self.base}/bodies/{start}-{end}", LARGE)
                found, count = pages.read_bodies(raw, start, end - start)
                kept.append((found, count))
                if any(not _fits(page[seq - first], one) for seq, one in found.items()):
                    raise Damaged("bodies")

            try:
                _again(asked)
            except NotNow:
                if not kept:
                    raise
            found, count = kept[-1]
            out |= found
            at += count
        return out, at

    def _mended(self, opened: receiving.Opened) -> tuple[int, str]:
        """Ask once more for bodies that did not come, or came damaged; how many came, and why the feed stops where one stops it."""
        feed = Feed.objects.get(pk=opened.feed)
        found: dict[int, tuple[bytes, bytes]] = {}
        for one in receipts.aside(feed):
            if one["code"] in ("body-missing", "body-hash"):
                try:
                    rows, _ = pages.read_bodies(self.road.get(f"{self.base}/body/{one['seq']}", LARGE), one["seq"], 1)
                except (Damaged, NotThere, NotNow):
                    continue
                found |= rows
        if not found:
            return 0, ""
        heard = receiving.mend(opened, found, by=self.by, at=self.clock())
        return heard.new, heard.broken

    def _receipt(self, opened: receiving.Opened) -> str:
        """Send how far we are. Where that does not get through, it is said again with the next."""
        feed = Feed.objects.get(pk=opened.feed)
        try:
            answer = self.road.post(f"{self.base}/receipts", receipts.made(feed, opened.head.origin, self.clock()))
        except (NotNow, NotThere, NotUsable) as refusal:
            return refusal.code
        return "taken" if answer.status == 204 else "contradicted"

    def _done(self, opened: receiving.Opened, new: int, mended: int, broken: str, receipt: str) -> Pulled:
        Partner.objects.filter(pk=self.partner.pk).update(clock_s=self.road.ahead_s, trouble=broken)
        feed = Feed.objects.get(pk=opened.feed)
        aside = tuple((one["seq"], one["code"]) for one in receipts.aside(feed))
        return Pulled(self.code, opened.head.origin, feed.size, new, mended, aside, broken, receipt, self.road.received)


def _told(asked: Callable[[], Pulled]) -> Pulled:
    """Whatever a partner says that is nothing is refused, and so ends the fetching from this one alone."""
    try:
        return asked()
    except (Damaged, Broken, lines.Malformed, notes.NotSigned, UnicodeError, OverflowError, RecursionError) as error:
        raise NotNow("exchange.wire.damaged", what=str(error)[:80]) from error


def _again(asked: Callable[[], Any]) -> Any:
    """Ask until it comes whole. Raises NotNow where it does not."""
    for _ in range(TRIES):
        try:
            return asked()
        except (Damaged, NotUsable) as error:
            last = error
    if isinstance(last, NotUsable):
        raise last
    raise NotNow("exchange.wire.damaged", what=str(last)) from last


def _fits(line: bytes, body: tuple[bytes, bytes]) -> bool:
    """Whether a body is the one that its line names; the line itself is looked at by who applies it."""
    try:
        return bool(lines.body_hash(*body) == json.loads(line).get("bh", ""))
    except (ValueError, AttributeError, RecursionError):
        return True


def _plain(raw: bytes) -> dict[str, Any]:
    """What there is, as it was said: numbers, and no more of them than there can be."""
    try:
        said = json.loads(raw)
        fine = all(type(n) is int and 0 < n < 10**9 for n in (said["epoch"], said["roots"], *said["versions"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged("index") from error
    if not fine:
        raise Damaged("index")
    return said
