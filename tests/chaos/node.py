"""One programme in a process of its own: it answers partners over HTTP, and does what it is told on its standard input.

    python tests/chaos/node.py DATABASE

Its clock is what it was last told that it is; everything else is the product.
"""

import base64
import json
import os
import shutil
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]
DATABASE = Path(sys.argv[1])
os.environ |= {"COMMONGROUND_DATABASE": str(DATABASE), "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop"}

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
from django.utils import timezone  # noqa: E402

from commonground.core.land.activities import Activity  # noqa: E402
from commonground.core.land.drafts import Draft  # noqa: E402
from commonground.core.land.entries import Kind  # noqa: E402
from commonground.core.refusals import Refusal  # noqa: E402
from commonground.core.viewers import Viewer  # noqa: E402
from commonground.exchange import access, gateway  # noqa: E402
from commonground.exchange.actions import agreements, nodes, publishing, pulling, receipts, receiving  # noqa: E402
from commonground.exchange.gateway.http import Road  # noqa: E402
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line  # noqa: E402
from commonground.exchange.queries import feeds, records  # noqa: E402
from commonground.land.actions import ledger  # noqa: E402
from commonground.places import actions as place_actions  # noqa: E402
from commonground.places import queries as places  # noqa: E402

START = datetime(2026, 12, 2, 9, tzinfo=UTC)
WHO = Viewer(None, "chaos", frozenset({"exchange.see", "exchange.agree", "exchange.send", "exchange.keep", "land.book",
                                       "land.correct", "land.see", "land.rebuild", "places.change"}))  # fmt: skip
CLOCK = [START]
SECRETS = [""]


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
            before = AgreementText.objects.get(agreement=text["id"], version=text["version"] - 1)
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

    def bundle(self, code: str, whole: bool) -> dict:
        feed = access.feed(code, outgoing=True)
        return {
            "file": packed(feeds.bundle(feed, since=0 if whole else None, on=CLOCK[0].date()))
            if feed is not None
            else ""
        }

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
            for r in ForeignRecord.objects.select_related("feed")
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
        return {"epoch": feed.epoch if feed else 0, "records": {one.ident: one.body for one in found}}

    def truth(self, code: str) -> dict:
        """What the other side should know, by a rule of its own."""
        feed = access.feed(code, outgoing=True)
        said = json.loads(base64.b64decode(json.loads(access.agreement(code).envelope)["payload"]))
        secret = gateway.secret(code, feed.epoch)
        return {"epoch": feed.epoch, "revoked": feed.revoked, "records": rule.shared(said, records.hazards(), secret)}

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
            file = Path(f"{DATABASE}{end}")
            if file.exists():
                shutil.copy(file, f"{where}{end}")
            else:
                Path(f"{where}{end}").unlink(missing_ok=True)
        return {}

    def restore(self, where: str) -> dict:
        connections.close_all()
        for end in ("", "-wal", "-shm"):
            Path(f"{DATABASE}{end}").unlink(missing_ok=True)
            if Path(f"{where}{end}").exists():
                shutil.copy(f"{where}{end}", f"{DATABASE}{end}")
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


def main() -> None:
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    print(json.dumps({"port": server.effective_port}), flush=True)
    told = Told()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"answer": getattr(told, asked.pop("do"))(**asked)}
        except Refusal as refusal:
            answer = {"refused": refusal.code}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
