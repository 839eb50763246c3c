"""Asking another programme over a network, and nobody else: no redirect is followed, no proxy of the environment is used, nothing
larger than expected is read, and what goes wrong on the way is asked for again a few times.
"""

import json
import secrets
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from urllib3.util import parse_url

from commonground.core.exchange import wire
from commonground.core.refusals import NotNow, NotThere, NotUsable

TIMES = 5  # how often something is asked for
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 60.0
CONNECT_S, READ_S = 10, 60
WHOLE_S = 900.0  # for a whole answer: a page of some megabytes comes over 64 kbit/s in that time
PIECE = 65_536
SMALL, LARGE = 4_200_000, 40_000_000  # bytes of a document, and of a page
LONGEST_PROBLEM = 10_000  # bytes of what is read of an answer that says no
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    retry_after_s: float


def checked(address: str, *, plain: bool = False) -> str:
    """An address that may be asked: https, or http where it is this machine or was said to be right. Raises NotUsable."""
    try:
        url = parse_url(address.strip())
    except urllib3.exceptions.LocationParseError as error:
        raise NotUsable("exchange.address.unusable", address=address[:200]) from error
    fine = url.scheme == "https" or (url.scheme == "http" and (plain or url.host in LOOPBACK))
    if not fine or not url.host or url.auth or url.query or url.fragment or len(address) > 200:
        raise NotUsable("exchange.address.unusable", address=address[:200])
    return url.url.rstrip("/")


class Road:
    """The way to one partner. `clock` is ours; by how much theirs is ahead is learnt from them, within a day."""

    def __init__(
        self, address: str, *, node: str, private: Ed25519PrivateKey, clock: Callable[[], datetime], ahead_s: int = 0,
        sleep: Callable[[float], None] = time.sleep, ticks: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.address, self._node, self._private, self._clock, self._sleep = address, node, private, clock, sleep
        self._ticks = ticks
        self.ahead_s = ahead_s
        self.received = 0  # bytes, as they came over the line
        self._pool = urllib3.PoolManager(
            num_pools=1, maxsize=2, retries=False, ssl_minimum_version=ssl.TLSVersion.TLSv1_3,
            timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S),
        )  # fmt: skip

    def get(self, path: str, most: int = SMALL) -> bytes:
        """What lies there. Raises NotThere, and NotNow for whatever else is no answer."""
        return self._asked("GET", path, b"", most).body

    def post(self, path: str, body: bytes) -> Answer:
        """Hand something in; an answer that says no is an answer."""
        return self._asked("POST", path, body, SMALL, {200, 204, 409})

    def _asked(
        self, method: str, path: str, body: bytes, most: int, fine: frozenset[int] | set[int] = frozenset({200})
    ) -> Answer:
        wait, skewed, last = FIRST_WAIT_S, False, "unreachable"
        for turn in range(TIMES):
            if turn:
                self._sleep(min(wait, LONGEST_WAIT_S))
                wait = max(FIRST_WAIT_S, min(wait, LONGEST_WAIT_S)) * 2
            try:
                found = self._once(method, path, body, most)
            except urllib3.exceptions.HTTPError:
                last = "unreachable"
                continue
            if found.status in fine:
                return found
            if found.status == 404:
                raise NotThere("exchange.wire.not-there", address=self.address)
            if found.status == 401 and not skewed:
                self._allow_for(found)
                skewed, wait = True, 0.0
                continue
            last = f"http-{found.status}"
            if found.status not in (429, 502, 503, 504):
                break
            wait = max(wait, found.retry_after_s)
        raise NotNow("exchange.wire.unreachable", address=self.address, why=last)

    def _once(self, method: str, path: str, body: bytes, most: int) -> Answer:
        url = self.address + path
        at = self._clock() + timedelta(seconds=self.ahead_s)
        headers = wire.signed(
            wire.Request(method, url), body, node=self._node, private=self._private, at=at, nonce=secrets.token_urlsafe(24)
        )  # fmt: skip
        answer = self._pool.request(
            method, url, body=body or None, headers=headers | {"Accept-Encoding": "gzip"}, redirect=False, preload_content=False
        )  # fmt: skip
        try:
            read = bytearray()
            until = self._ticks() + WHOLE_S
            while piece := answer.read1(PIECE, decode_content=True):
                read += piece
                if self._ticks() > until:  # a byte now and then keeps a connection from being given up, and us waiting
                    raise urllib3.exceptions.TimeoutError("not whole in time")
                if len(read) > most:
                    raise NotUsable("exchange.wire.too-large", address=self.address)
        except BaseException:
            answer.close()  # what was not read must not be taken for the next answer
            raise
        answer.release_conn()
        self.received += answer.tell()
        said = answer.headers.get("Retry-After", "")
        return Answer(answer.status, bytes(read), float(said) if said.isascii() and said.isdigit() else 0.0)

    def _allow_for(self, found: Answer) -> None:
        """Sign by their clock from here on, where theirs is no further from ours than a day."""
        try:
            theirs = datetime.fromisoformat(json.loads(found.body[:LONGEST_PROBLEM])["server_time"])
            apart = wire.offset(theirs, self._clock())
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise NotNow("exchange.wire.unreachable", address=self.address, why="http-401") from error
        if apart is None:
            raise NotNow("exchange.wire.clock", address=self.address, theirs=theirs.isoformat(timespec="minutes"))
        self.ahead_s = round(apart.total_seconds())
