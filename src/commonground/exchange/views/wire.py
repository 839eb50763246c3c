"""What other programmes ask for over a network. No sessions, no cookies, no languages: a signed request, and bytes or a problem.

Whoever is not known, asks for what is somebody else's, or signs badly, gets the very same answer: nobody learns what is here.
"""

import functools
import gzip
import json
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commonground.core.exchange import wire
from commonground.core.refusals import NotThere, Refusal
from commonground.core.viewers import Viewer
from commonground.exchange import access
from commonground.exchange.actions import asking, rotating
from commonground.exchange.actions import receipts as taking
from commonground.exchange.models import Partner
from commonground.exchange.queries import wire as told

LONGEST = 256_000  # bytes of what may be handed in
FOR_EVER, NEVER = "private, max-age=31536000, immutable", "no-store"
BUSY_S = 5
TEXT, JSON, LINES, BYTES = (
    "text/plain; charset=utf-8",
    "application/json",
    "application/x-ndjson",
    "application/octet-stream",
)


def problem(status: int, title: str, kind: str = "about:blank", **more: object) -> HttpResponse:
    """What is wrong, as RFC 9457 writes it."""
    said = {"type": kind, "title": title, "status": status, **more}
    answer = HttpResponse(json.dumps(said), content_type="application/problem+json", status=status)
    answer["Cache-Control"], answer["Content-Length"] = NEVER, str(len(answer.content))
    return answer


def busy() -> HttpResponse:
    """The answer where somebody else is writing."""
    answer = problem(503, "Busy")
    answer["Retry-After"] = str(BUSY_S)
    return answer


def nothing() -> HttpResponse:
    """The answer to everything that is not to be answered."""
    return problem(404, "Not found")


def _partner(request: HttpRequest, at: datetime) -> Partner:
    """Who asks. Raises NotThere for everybody who is not known or asks a second time, and Untimely."""
    try:
        url = request.build_absolute_uri()
        asked = wire.verified(request.method or "", url, request.headers, request.body, told.key_of, at)
    except (wire.NotAuthentic, DisallowedHost) as error:
        raise NotThere("exchange.wire.not-there") from error
    partner = access.partner(asked.node)
    if not asking.spend(asked, at):
        raise NotThere("exchange.wire.not-there")
    return partner


def answered(method: str, kind: str = "", keep: str = NEVER) -> Callable:
    """A view of a partner: who asks is known before it looks at anything."""

    def decorate(view: Callable) -> Callable:
        @functools.wraps(view)
        def asked(request: HttpRequest, **named: object) -> HttpResponse:
            at = timezone.now()
            try:
                if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
                    return problem(413, "Too large")
                if request.method != method:
                    return nothing()
                found = view(_partner(request, at), at=at, request=request, **named)
            except wire.Untimely:
                return problem(401, "Another time", "clock-skew", server_time=at.isoformat(timespec="seconds"))
            except told.Gone:
                return problem(410, "Gone")
            except OperationalError:
                return busy()
            except (Refusal, ValueError):
                return nothing()
            return found if isinstance(found, HttpResponse) else _bytes(request, found, kind, keep)

        return asked

    return decorate


def _bytes(request: HttpRequest, data: bytes, kind: str, keep: str) -> HttpResponse:
    small = len(data) > 200 and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(gzip.compress(data, 6, mtime=0) if small else data, content_type=kind)
    if small:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"], answer["Vary"] = keep, "Accept-Encoding"
    answer["Content-Length"] = str(
        len(answer.content)
    )  # a connection is kept for the next request only where this is known
    return answer


@answered("GET", JSON, FOR_EVER)
def root(partner: Partner, *, number: int, **_: object) -> bytes:
    """One of our roots."""
    return told.root(number)


@answered("GET", JSON, FOR_EVER)
def agreement(partner: Partner, *, code: str, version: int, **_: object) -> bytes:
    """A version of an agreement with this partner."""
    return told.agreement(partner, code, version)


@answered("GET", JSON)
def index(partner: Partner, *, code: str, **_: object) -> bytes:
    """What there is under an agreement."""
    return told.index(partner, code)


@answered("GET", TEXT)
def head(partner: Partner, *, code: str, epoch: int, **_: object) -> bytes:
    """The signed head of a feed."""
    return told.feed(partner, code, epoch).head.encode()


@answered("GET", JSON)
def status(partner: Partner, *, code: str, epoch: int, **_: object) -> bytes:
    """Until when the head is fresh."""
    return told.feed(partner, code, epoch).status.encode()


@answered("GET", BYTES, FOR_EVER)
def hashes(partner: Partner, *, code: str, epoch: int, start: int, end: int, **_: object) -> bytes:
    """The hashes of lines."""
    return told.hashes(told.feed(partner, code, epoch), start, end)


@answered("GET", LINES, FOR_EVER)
def lines(partner: Partner, *, code: str, epoch: int, start: int, end: int, **_: object) -> bytes:
    """Lines."""
    return told.lines(told.feed(partner, code, epoch), start, end)


@answered("GET", LINES)
def bodies(partner: Partner, *, code: str, epoch: int, start: int, end: int, at: datetime, **_: object) -> bytes:
    """The bodies beside lines, as far as they still are what is so."""
    return told.bodies(told.feed(partner, code, epoch), start, end, at.date())


@answered("GET", LINES)
def body(partner: Partner, *, code: str, epoch: int, seq: int, at: datetime, **_: object) -> bytes:
    """One body."""
    return told.body(told.feed(partner, code, epoch), seq, at.date())


@answered("POST")
def receipts(
    partner: Partner, *, request: HttpRequest, code: str, epoch: int, at: datetime, **_: object
) -> HttpResponse:
    """A receipt: how far the partner is with this feed. The same one twice changes nothing."""
    feed = told.feed(partner, code, epoch)
    try:
        taking.confirm(request.body, feed=feed, by=_acting(partner), at=at)
    except Refusal as refusal:
        return problem(409, "Not confirmed", code=refusal.code)
    return HttpResponse(status=204, headers={"Cache-Control": NEVER})


def roots(request: HttpRequest) -> HttpResponse:
    """The next roots of a partner whose keys changed: what vouches for them are its roots of before, and no signature of the request."""
    try:
        if request.method != "POST" or int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            return nothing()
        rotating.knows(request.body)  # before anything is locked: whoever is not known costs nothing
        rotating.follow(request.body, by=Viewer(None, "partner", frozenset({"exchange.send"})), at=timezone.now())
    except OperationalError:
        return busy()
    except (Refusal, ValueError):
        return nothing()
    return HttpResponse(status=204, headers={"Cache-Control": NEVER})


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Everything else below the address."""
    return nothing()


def _acting(partner: Partner) -> Viewer:
    """A partner that hands something in: nobody of ours, and with no other permission than that."""
    return Viewer(None, partner.name, frozenset({"exchange.send"}))
