"""The golden feeds: what two invented programmes said to each other, good and broken, as files that are kept for ever.

    PYTHONPATH=src:tests/core/exchange:tests/contexts/exchange python tests/contexts/exchange/golden.py

writes them anew. That is done when something is added: what an older release said must be readable by every later one, so that files
that are there stay as they are, and a new case gets new files.
"""

import io
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

from agreed import NAME, exact, hazard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from figured import cells, figures
from peers import AT, Peer, text

from commonground.core.exchange import bundles, feed, lines
from commonground.core.exchange.lines import Op

FOLDER = Path(__file__).parents[2] / "golden" / "exchange"
V1 = FOLDER / "v1"
DAY = AT.date().isoformat()
sys.path.insert(0, str(FOLDER))


def publisher():
    return Peer("amc.example.al")


def receiver():
    return Peer("mac.example.rs", start=150)


def agree(peer, said):
    peer.agree(receiver().countersign(peer.sign(said)))


def more(peer, **words):
    """One line more, of which the publisher keeps no record."""
    op = words.pop("op")
    raw = lines.written_body(words.pop("body")) if "body" in words else b""
    said = lines.Line(len(peer.log), op, max(peer.texts), DAY, **words)
    if raw:
        said = replace(said, body=lines.body_hash(b"w" * 32, raw))
    peer.log.append(feed.Said(said, b"w" * 32 if raw else b"", raw))


def begun(said=None, records=None):
    """A publisher who has said something."""
    peer = publisher()
    agree(peer, said or text())
    peer.say(records or [hazard(f"H{n}", lon=20.1 + n * 0.1) for n in range(3)], amend=True)
    return peer


def life():
    """A feed from its first line to its last, bundle by bundle."""
    here = [hazard(f"H{n}", lon=20.1 + n * 0.1) for n in range(3)]
    peer = begun(exact(valid_from="2026-01-01"), here)
    yield peer.bundle()
    here[0] = replace(here[0], values={**here[0].values, "status": "confirmed", "name": "Ливада „Ć” 7"})
    here[1] = hazard("H1", lon=20.25)
    here.append(hazard("H3", lon=20.35, size=0.03))
    peer.say([here[0], here[1], here[3]])
    yield peer.bundle(first=4)
    here[2] = replace(here[2], values={**here[2].values, "status": "released"})
    peer.say([here[2]])
    yield peer.bundle()
    agree(peer, text(version=2, prev_sha256=peer.texts[1][0].sha256))
    peer.say(here, amend=True)
    yield peer.bundle()
    yield peer.bundle()
    more(peer, op=Op.REDACT, collection="hazard", id=peer.log[-2].line.id, rev=9)
    yield peer.bundle(first=8)
    agree(peer, text(version=3, prev_sha256=peer.texts[2][0].sha256, talk=["link", "propose"]))
    peer.say(here, amend=True)
    yours = {"feed": "mac.example.rs/smx/border-back/1", "id": "a" * 24}
    link = {
        "collection": "hazard",
        "mine": peer.log[-2].line.id,
        "yours": yours,
        "kind": "same",
        "confidence": "high",
        "reason": "",
    }
    more(peer, op=Op.LINK, id="b" * 24, rev=1, body=link)
    more(peer, op=Op.PROPOSE, id="c" * 24, rev=1, body={
        "collection": "hazard", "yours": yours, "base": 2, "values": {"status": "confirmed"}, "shape": None, "reason": "seen together",
    })  # fmt: skip
    more(peer, op=Op.DECIDE, id="d" * 24, rev=1, body={"decision": "accepted"})  # no word of this agreement
    yield peer.bundle()
    more(peer, op=Op.WITHDRAW, collection="link", id="b" * 24, rev=2)
    peer.rotate()
    yield peer.bundle()
    more(peer, op=Op.REVOKE)
    yield peer.bundle()


def anew():
    """A restored publisher begins again, with ids that nobody can join with the old ones."""
    peer = begun()
    yield peer.bundle()
    old = peer.bundle
    first = (peer.log, peer.told, peer.secret)
    peer.log, peer.told, peer.secret = [], {}, b"q" * 32
    peer.say([hazard("H0", lon=20.1)], amend=True)
    yield peer.bundle(epoch=2)
    peer.log, peer.told, peer.secret = first
    yield old()  # of before


def zone_and_grid():
    """A footprint that is a zone both hold, and places by cells; a hazard of which nobody knows where it is."""
    said = text(collections__hazard__footprint={"annex": NAME}, collections__hazard__rows=None)
    yield begun(said, [hazard("H0"), hazard("H1", lon=None), hazard("H2", lon=20.4, size=0.2)]).bundle()


def edited(raw, name, change):
    """A bundle with one of its files otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, change(data) if info.filename == name else data)
    return out.getvalue()


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def broken():
    """Bundles that are not what they say, each by its name; none of them may do harm."""
    peer = begun()
    good = peer.bundle()
    for name in (
        "roots/1.json",
        "agreements/1.json",
        "head",
        "status.json",
        "lines/000000.ndjson",
        "bodies/000000.ndjson",
        "from",
    ):
        yield "flipped-" + name.partition("/")[0].partition(".")[0], [edited(good, name, flipped)]
    yield "flipped-file", [flipped(good)]
    yield "cut-file", [good[: len(good) // 2]]
    yield "cut-lines", [edited(good, "lines/000000.ndjson", lambda data: data[: data.rstrip(b"\n").rindex(b"\n") + 1])]
    yield "cut-bodies", [edited(good, "bodies/000000.ndjson", lambda data: b"\n" * data.count(b"\n")), good]
    yield "swapped-lines", [peer.bundle(swap=lambda raws: [raws[1], raws[0], *raws[2:]])]
    yield "signed-out-of-order", [peer.bundle(edit=lambda raws: [raws[1], raws[0], *raws[2:]])]
    yield "signed-other-writing", [peer.bundle(edit=lambda raws: [raws[0] + b" ", *raws[1:]])]
    yield "signed-unknown-op", [peer.bundle(edit=lambda raws: [raws[0].replace(b'"put"', b'"zap"'), *raws[1:]])]
    stranger = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    yield "wrong-signer", [peer.bundle(head_by=stranger)]
    yield "another-programme", [peer.bundle(roots_=Peer("amc.example.al", start=200).chain)]
    yield "one-signature", [one_signature()]
    yield "unknown-word", [unknown_word()]
    yield "old-head", old_head(begun())
    yield "fork", fork(begun())
    yield "goes-back", goes_back(begun())
    yield "footprint-of-nothing", [footprint_of_nothing(begun())]
    yield "gap", [begun().bundle(first=2)]
    yield "another-kind", another_kind()


def one_signature():
    peer = publisher()
    peer.agree(peer.sign(text()))
    peer.say([hazard("H0")], amend=True)
    return peer.bundle()


def unknown_word():
    peer = begun()
    said = {**text(), "also": "names"}
    both = receiver().countersign(peer.sign(said))
    return bundles.written(replace(bundles.read(peer.bundle()), agreements={1: both}))


def old_head(peer):
    early = peer.bundle()
    peer.say([hazard("H9", lon=20.45)])
    return [peer.bundle(), early]


def fork(peer):
    first = peer.bundle()
    peer.log[0] = replace(peer.log[0], line=replace(peer.log[0].line, day="2026-12-01"))
    return [first, peer.bundle()]


def goes_back(peer):
    first = peer.bundle()
    peer.log.append(replace(peer.log[0], line=replace(peer.log[0].line, seq=4)))
    return [first, peer.bundle()]


def footprint_of_nothing(peer):
    peer.log[0] = replace(peer.log[0], line=replace(peer.log[0].line, footprint={"kind": "none"}))
    return peer.bundle()


def another_kind():
    peer = begun(text(talk=["link"]))
    more(peer, op=Op.LINK, id=peer.log[0].line.id, rev=9, body={})
    return [peer.bundle()]


def told_in_figures():
    """Two cuts; cells that are none, or say something else under the same version; another version; and the end."""
    peer = publisher()
    agree(peer, figures())
    agreement = peer.texts[1][0]
    peer.say(cells(agreement, "2026-10"), amend=True)
    yield peer.bundle()
    some = cells(agreement, "2026-11", m2=99_000)
    peer.say(some)
    yield peer.bundle(first=len(peer.log) - len(some))
    peer.say(cells(agreement, "2026-10", m2=7_000))  # frozen since
    yield peer.bundle()
    yield peer.bundle()
    none = {"kind": "none"}
    cell = {"cut": "2026-11", "cells": None, "of": {"contamination": "ap-mines"}, "measures": {"m2": 36_000, "without_area": 0, "hazards": 2}, "geometry": none}  # fmt: skip
    bad = [
        {"cut": "2026-12"}, {"cut": "2026-13"}, {"cells": 1}, {"of": {"status": "confirmed"}}, {"of": {"unit": "AL-1"}},
        {"measures": {"m2": 36_001, "without_area": 0, "hazards": 2}}, {"measures": {"m2": 36_000, "hazards": 2}},
        {"of": {"contamination": "ap-mines", "status": "released"}}, {"geometry": {"kind": "unit", "unit": "AL-1"}}, {"also": 1},
    ]  # fmt: skip
    for number, changes in enumerate(bad):
        more(
            peer,
            op=Op.PUT,
            collection="open-land",
            id="abcdefghij"[number] * 24,
            rev=1,
            footprint=none,
            body={**cell, **changes},
        )
    more(
        peer,
        op=Op.PUT,
        collection="hazard",
        id="k" * 24,
        rev=1,
        footprint=none,
        body={"status": "suspected", "geometry": none},
    )
    persons = {"cut": "2026-11", "cells": 1, "of": {"year": "2023"}, "measures": {"persons": 7}, "geometry": none}
    more(peer, op=Op.PUT, collection="casualties", id="l" * 24, rev=1, footprint=none, body=persons)
    yield peer.bundle()
    agree(peer, figures(version=2, prev_sha256=agreement.sha256, totals__casualties__by=["year"]))
    peer.say(cells(peer.texts[2][0], "2026-11"), amend=True)
    yield peer.bundle()
    more(peer, op=Op.PUT, collection="zone-land", id="m" * 24, rev=1, footprint=none, body={
        "cut": "2026-11", "cells": 1, "of": {"zone": NAME}, "measures": {"m2": 0, "without_area": 0, "hazards": 0}, "geometry": none,
    })  # fmt: skip
    yield peer.bundle()  # a zone's cell that leaves no zone behind


def cases():
    """Every case by its name: the bundles in the order in which they come."""
    yield "life", list(life())
    yield "anew", list(anew())
    yield "zone-and-grid", list(zone_and_grid())
    yield "figures", list(told_in_figures())
    yield from broken()


def read(name):
    """The bundles of a case that is kept."""
    return [path.read_bytes() for path in sorted((V1 / name).glob("*.smx"), key=lambda p: int(p.stem))]


def told(receiver_, raws):
    """What the independent reader says of some bundles."""
    outcomes = [{k: v for k, v in receiver_.take(raw).items() if k != "why"} for raw in raws]
    return {"outcomes": outcomes, "known": receiver_.known()}


def main():
    import reader

    for name, raws in cases():
        if (V1 / name).exists():
            continue
        (V1 / name).mkdir(parents=True)
        (V1 / name / "publisher.json").write_bytes(publisher().chain[0])
        (V1 / name / "receiver.json").write_bytes(receiver().chain[0])
        for number, raw in enumerate(raws, start=1):
            (V1 / name / f"{number}.smx").write_bytes(raw)
        said = told(reader.Receiver(publisher().chain[0], receiver().chain), raws)
        (V1 / name / "expected.json").write_text(
            json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
