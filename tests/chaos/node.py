"""One programme in a process of its own: it answers partners over HTTP, and does what it is told over a connection.

    python tests/chaos/node.py PORT

Everything is read once; for each database that is named on the standard input a copy of this process becomes the programme of it
and calls back at the port. Its clock is what it was last told that it is; everything else is the product.
"""

import base64
import json
import os
import shutil
import signal
import socket
import sys
import threading
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]
PLACEHOLDER = "/nowhere/chaos.cground"
os.environ |= {"COMMONGROUND_DATABASE": PLACEHOLDER, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop"}

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.DATABASES["default"]["CONN_MAX_AGE"] = 0  # a file that is put back under a connection would not be seen by it
django.setup()

import rule  # noqa: E402
import shapely  # noqa: E402
import waitress  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from commonground.core.exchange import envelopes  # noqa: E402
from commonground.core.exchange.talk import Confidence, Decision  # noqa: E402
from commonground.core.exchange.talk import Kind as Pair  # noqa: E402
from commonground.core.exchange.vocabulary import TALK  # noqa: E402
from commonground.core.land.activities import Activity  # noqa: E402
from commonground.core.land.drafts import Draft  # noqa: E402
from commonground.core.land.entries import Kind  # noqa: E402
from commonground.core.refusals import Refusal  # noqa: E402
from commonground.core.viewers import Viewer  # noqa: E402
from commonground.exchange import access, gateway  # noqa: E402
from commonground.exchange.actions import (  # noqa: E402
    agreements,
    nodes,
    publishing,
    pulling,
    receipts,
    receiving,
    rotating,
    talking,
    tending,
)
from commonground.exchange.gateway.http import Road  # noqa: E402
from commonground.exchange.models import AgreementText, Answer, Feed, ForeignRecord, Line, Link, Proposal, Receipt  # noqa: E402
from commonground.exchange.queries import border, feeds, records  # noqa: E402
from commonground.land.actions import ledger  # noqa: E402
from commonground.places import actions as place_actions  # noqa: E402
from commonground.places import queries as places  # noqa: E402

START = datetime(2026, 12, 2, 9, tzinfo=UTC)
WHO = Viewer(None, "chaos", frozenset({"exchange.see", "exchange.agree", "exchange.send", "exchange.keep", "land.book",
                                       "land.correct", "land.see", "land.rebuild", "places.change"}))  # fmt: skip
CLOCK = [START]
SECRETS = [""]
DATABASE = [Path(PLACEHOLDER)]


def now() -> datetime:
    return CLOCK[0]


timezone.now = now


def acting() -> dict:
    return {"by": WHO, "at": now()}


class Told:
    """What a node can be told; each answer is plain JSON."""

    def migrate(self) -> dict:
        call_command("migrate", verbosity=0, interactive=False)
        return {}

    def begin(self, name: str, country: str) -> dict:
        place_actions.make_programme(country, name=name, bounds=(19.0, 39.5, 21.2, 43.5), by=WHO)
        ledger.open_ledger()
        nodes.make_node(name, **acting())
        return {}

    def card(self) -> dict:
        raw, fingerprint = feeds.card()
        return {"card": packed(raw), "fingerprint": fingerprint}

    def pin(self, card: str, fingerprint: str) -> dict:
        nodes.pin(unpacked(card), fingerprint, **acting())
        return {}

    def sign(self, text: dict) -> dict:
        if text["version"] > 1:
            before = access.text(text["id"], text["version"] - 1)
            text["prev_sha256"] = before.sha256
        return {"document": packed(agreements.sign(text, **acting()))}

    def take(self, document: str, countersign: bool) -> dict:
        return {"document": packed(agreements.take(unpacked(document), countersign=countersign, **acting()))}

    def book(self, code: str, kind: str, lon: float, lat: float, size: float, name: str) -> dict:
        plane = places.programme().plane
        shape = plane.to_plane(shapely.box(lon, lat, lon + size, lat + size))
        how = {"activity": Activity.CLEARANCE} if kind == "clear" else {}
        draft = Draft(
            kind=Kind(kind),
            on=START.date().replace(year=2020),
            hazards=(code,),
            document=f"D {name}",
            shape=shape,
            **how,
        )
        ledger.book([draft], hazards=[ledger.HazardCard(code, name, "ap-mines")], **acting())
        return {}

    def publish(self, code: str) -> dict:
        feed = access.feed(code, outgoing=True)
        if feed is not None and feed.broken:
            publishing.begin_anew(code, **acting())
        if feed is not None and feed.revoked:
            return {}
        return {"said": publishing.publish(code, **acting()).said}

    def anew(self, code: str) -> dict:
        publishing.begin_anew(code, **acting())
        return {}

    def revoke(self, code: str) -> dict:
        publishing.revoke(code, **acting())
        return {}

    def pull(self, code: str, address: str) -> dict:
        road = Road(
            address, node=access.node().name, private=gateway.key("transport"), clock=now, sleep=lambda seconds: None
        )
        done = pulling.pull(code, by=WHO, clock=now, road=road, page=3)
        return {"size": done.size, "new": done.new, "broken": done.broken, "receipt": done.receipt}

    def bundle(self, code: str, whole: bool, sealed: bool) -> dict:
        feed = access.feed(code, outgoing=True)
        if feed is None:
            return {"file": ""}
        raw = feeds.bundle(feed, since=0 if whole else None, on=CLOCK[0].date())
        return {"file": packed(publishing.sealed(raw, feed) if sealed else raw)}

    def rotate(self, roles: list[str]) -> dict:
        return {"said": rotating.rotate(roles, **acting())}

    def redact(self, code: str, record: str) -> dict:
        publishing.redact(code, record, **acting())
        return {}

    def talk(self, code: str, record: str, pick: int, what: str) -> dict:
        """Say something of a record that came under an agreement, and of one of ours."""
        heard = ForeignRecord.objects.filter(feed__agreement=code, feed__outgoing=False, standing="shared")
        about = heard.filter(collection="propose") if what == "decide" else heard.exclude(collection__in=TALK)
        idents = sorted(about.values_list("ident", flat=True))
        if not idents:
            return {}
        ident, made = idents[pick % len(idents)], Proposal.objects.filter(withdrawn=False).order_by("pk").first()
        if what == "link":
            talking.link(record, ident, list(Pair)[pick % len(Pair)], Confidence.HIGH, **acting())
        elif what == "unlink":
            talking.unlink(record, ident, **acting())
        elif what == "propose":
            talking.propose(ident, {"status": "confirmed"}, None, "seen from here", **acting())
        elif what == "decide":
            talking.decide(ident, list(Decision)[pick % 2], **acting())
        elif made is not None:
            talking.take_back(made.pk, **acting())
        return {}

    def receive(self, file: str) -> dict:
        heard = receiving.receive(unpacked(file), **acting())
        return {"size": heard.size, "new": heard.new, "broken": heard.broken, "receipt": packed(heard.receipt)}

    def confirm(self, receipt: str) -> dict:
        done = receipts.confirm(unpacked(receipt), **acting())
        return {"contradicts": getattr(done, "contradicts", "")}

    def standing(self, *, deep: bool) -> dict:
        """How every feed of ours stands, and what is held of theirs; what an auditor finds, where that is asked."""
        # A feed that is still being fetched, and bodies that came damaged and are put aside, are no contradiction.
        found = [list(v.faults) for v in feeds.verify() if set(v.faults) - {"unfinished", "body"}] if deep else []
        sent = {
            f"{f.agreement}/{f.epoch}": {"size": f.size, "confirmed": f.confirmed, "broken": f.broken}
            for f in Feed.objects.filter(outgoing=True)
        }
        held = {
            f"{f.agreement}/{f.epoch}": {"size": f.size, "broken": f.broken, "version": f.version, "revoked": f.revoked}
            for f in Feed.objects.filter(outgoing=False)
        }
        known = [
            [f"{r.feed.agreement}/{r.feed.epoch}", r.ident, r.standing, r.footprints]
            for r in ForeignRecord.objects.exclude(collection__in=TALK).select_related("feed")
        ]
        return {
            "sent": sent,
            "held": held,
            "known": known,
            "faults": found,
        }

    def bodies(self, code: str) -> dict:
        """What is shared with us now, by id."""
        feed = access.feed(code, outgoing=False)
        found = ForeignRecord.objects.filter(feed=feed, standing="shared") if feed else ()
        of = {one.ident: one for one in found}
        kept = Line.objects.filter(feed__agreement=code, feed__outgoing=False).exclude(body="")
        return {
            "epoch": feed.epoch if feed else 0,
            "records": {i: one.body for i, one in of.items() if one.collection not in TALK},
            "talk": [[one.collection, one.body] for one in of.values() if one.collection in TALK],
            "kept": sorted({json.loads(one)["id"] for one in kept.values_list("line", flat=True)}),
            "bodies": ForeignRecord.objects.filter(feed__agreement=code, body__isnull=False).count(),
        }

    def drawn(self) -> dict:
        """What a map draws for whatever is told no more: each record, what was said of its place, and the shape."""
        annexes: dict = {}
        for text in AgreementText.objects.all():
            annexes |= envelopes.said(text.envelope.encode(), envelopes.AGREEMENT)["annexes"]
        rows = [
            [f"{row.agreement} {row.ident}", row.footprints, shape]
            for row, shape in border.every(border.Sought(standing="gone"), now())
        ]
        return {"gone": rows, "annexes": annexes}

    def truth(self, code: str) -> dict:
        """What the other side should know, by a rule of its own."""
        feed = access.feed(code, outgoing=True)
        said = json.loads(base64.b64decode(json.loads(access.agreement(code).envelope)["payload"]))
        secret = gateway.secret(code, feed.epoch)
        shared = rule.shared(said, records.hazards(), secret)
        last = {}
        for line in Line.objects.filter(feed=feed).order_by("seq").values_list("line", flat=True):
            one = json.loads(line)
            last[one.get("id")] = one["op"]
        receipt = Receipt.objects.filter(feed=feed).order_by("-pk").first()
        return {
            "epoch": feed.epoch,
            "revoked": feed.revoked,
            "purges": said["at_end"]["mode"] == "purge",
            "records": shared,
            "talk": self._talk(code, said.get("talk", []), secret, shared),
            "redacted": [ident for ident, op in last.items() if op == "redact"],
            "receipt": envelopes.said(receipt.text.encode(), envelopes.RECEIPT) if receipt else {},
        }

    def _talk(self, code: str, words: list[str], secret: bytes, shared: dict) -> list:
        """What the other side should have heard of records, by a rule of its own: what is not taken back, of what is shared."""
        out = []
        for one in Link.objects.filter(agreement=code, withdrawn=False):
            out.append(["link", one.record, {"yours": {"feed": one.their_feed, "id": one.their_id}, "kind": one.kind}])
        for one in Proposal.objects.filter(agreement=code, withdrawn=False):
            out.append(["propose", None, {"yours": {"feed": one.their_feed, "id": one.their_id}, "base": one.base}])
        for one in Answer.objects.filter(agreement=code):
            said = {"proposal": {"feed": one.their_feed, "id": one.their_id}, "rev": one.rev, "decision": one.decision}
            out.append(["decide", None, said])  # an answer names nothing of ours
        ids = {record: rule.id_of(secret, "hazard", record) for _, record, _ in out if record}
        return [
            [word, body | ({"mine": ids[record]} if word == "link" else {})]
            for word, record, body in out
            if word in words and (record is None or ids[record] in shared)
        ]

    def log(self, code: str) -> dict:
        """Every byte of a feed of ours."""
        feed = access.feed(code, outgoing=True)
        lines = Line.objects.filter(feed=feed).order_by("seq").values_list("line", "salt", "body")
        return {"lines": list(map(list, lines)), "file": packed(feeds.bundle(feed, since=0, on=CLOCK[0].date()))}

    def clock(self, hours: float) -> dict:
        CLOCK[0] = START + timedelta(hours=hours)
        return {}

    def keep(self, where: str) -> dict:
        """A copy of everything but the keys, which are in no backup."""
        connections.close_all()
        for end in ("", "-wal"):
            file = Path(f"{DATABASE[0]}{end}")
            if file.exists():
                shutil.copy(file, f"{where}{end}")
            else:
                Path(f"{where}{end}").unlink(missing_ok=True)
        return {}

    def restore(self, where: str) -> dict:
        connections.close_all()
        for end in ("", "-wal", "-shm"):
            Path(f"{DATABASE[0]}{end}").unlink(missing_ok=True)
            if Path(f"{where}{end}").exists():
                shutil.copy(f"{where}{end}", f"{DATABASE[0]}{end}")
        return {}

    def tend(self) -> dict:
        """What `serve` does when it starts."""
        tending.tend(**acting())
        return {}

    def secrets(self, seed: str) -> dict:
        """Secrets that a twin has too."""
        SECRETS[0] = seed
        return {}


def secret_bytes(count: int) -> bytes:
    return (SECRETS[0] * count).encode()[:count] if SECRETS[0] else os.urandom(count)


gateway.secrets.token_bytes = secret_bytes


def packed(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def unpacked(said: str) -> bytes:
    return base64.b64decode(said)


def be(database: str, port: int) -> None:
    """The programme of a database, until whoever started it is gone."""
    DATABASE[0] = Path(database)
    settings.DATABASES["default"]["NAME"] = database
    for name in ("EXCHANGE_KEYS", "MEDIA_ROOT", "PERSON_KEYS", "SIGNING_KEY"):
        setattr(settings, name, Path(str(getattr(settings, name)).replace(PLACEHOLDER, database)))
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    road = socket.create_connection(("127.0.0.1", port)).makefile("rw")
    print(json.dumps({"port": server.effective_port, "pid": os.getpid()}), file=road, flush=True)
    told = Told()
    for line in road:
        asked = json.loads(line)
        try:
            answer = {"answer": getattr(told, asked.pop("do"))(**asked)}
        except Refusal as refusal:
            answer = {"refused": refusal.code}
        except Exception:  # a defect: told to whoever looks, and not taken for a kill
            answer = {"crashed": traceback.format_exc()}
        print(json.dumps(answer), file=road, flush=True)


def main() -> None:
    application = get_wsgi_application()
    assert application and get_resolver().url_patterns  # read here, once
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            be(line.strip(), int(sys.argv[1]))
            os._exit(0)


if __name__ == "__main__":
    main()
