"""Four programmes in processes of their own, and what happens to them by a seed: edits, agreements, links, partitions, kills, clocks,
keys that change, restores."""

import contextlib
import copy
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "core" / "exchange"), str(HERE.parents[1] / "src")]

import agreed  # noqa: E402
import rule  # noqa: E402
from proxy import Proxy  # noqa: E402

NAMES = ("amc.example.al", "mac.example.ba", "hcr.example.hr", "mac.example.rs")
COUNTRIES = ("ALB", "BIH", "HRV", "SRB")
FEEDS = {"al-ba": (0, 1), "al-ba-2": (0, 1), "ba-al": (1, 0), "ba-hr": (1, 2), "hr-rs": (2, 3), "rs-al": (3, 0)}
COARSE = {
    "status": "pass",
    "contamination": "pass",
    "recorded_on": "month",
    "open_m2": {"bucket": [1_000, 10_000, 100_000]},
}
EXACT = dict.fromkeys(("status", "contamination", "recorded_on", "open_m2", "code", "name"), "pass")
IN_ZONE = {"op": "s_intersects", "args": [{"property": "geometry"}, {"annex": agreed.NAME}]}
OPEN = {"op": "in", "args": [{"property": "status"}, ["suspected", "confirmed"]]}
SCOPES = (None, {"op": "and", "args": [OPEN, IN_ZONE]}, {"op": "and", "args": [{"op": "=", "args": [{"property": "status"}, "confirmed"]}, IN_ZONE]})  # fmt: skip
WIDTHS = ((EXACT, "exact"), (COARSE, {"grid": 1_000}), (COARSE, {"grid": 5_000}))
LATEST_HOURS = 24 * 300
TALK = ["link", "propose", "decide"]  # where both sides show something
BACK = {"al-ba": "ba-al", "ba-al": "al-ba"}
ROLES = ([], [], ["feed"], ["status", "transport"], ["root"], ["seal"])
TOO_MUCH = 0.01  # of a footprint that is not drawn: the edges of squares are bent by the projection


class Hazard(AssertionError):
    """Something that must never be."""


def text(code: str, version: int, random_: random.Random) -> dict:
    publisher, recipient = FEEDS[code]
    fields, geometry = random_.choice(WIDTHS)
    said = agreed.said(id=code, version=version, publisher=NAMES[publisher], recipient=NAMES[recipient], valid_from="2026-01-01",
                       collections__hazard__rows=random_.choice(SCOPES), collections__hazard__fields=fields,
                       collections__hazard__geometry=geometry)  # fmt: skip
    said["at_end"] = {"mode": random_.choice(["purge", "purge", "keep"]), "within_days": random_.choice([0, 30])}
    if code in BACK and random_.random() < 0.8:
        said["talk"] = TALK
    return copy.deepcopy(said)


class Programmes:
    """What programmes are started from: everything is read once, and each is a copy of that in a process of its own."""

    def __init__(self) -> None:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONGROUND_", "DJANGO_"))}
        self.door = socket.create_server(("127.0.0.1", 0))
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "node.py"), str(self.door.getsockname()[1])], stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL if "CHAOS_LOUD" not in os.environ else None, env=environ, text=True,
        )  # fmt: skip

    def start(self, database: Path) -> socket.socket:
        self.process.stdin.write(f"{database}\n")
        self.process.stdin.flush()
        return self.door.accept()[0]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.door.close()


class Node:
    """A programme's process; it can be killed, and starts again on what is left on its disk."""

    def __init__(self, programmes: Programmes, folder: Path, number: int) -> None:
        self.programmes, self.database, self.number = programmes, folder / f"{number}.cground", number
        self.road = None
        self.port = self.pid = 0

    def start(self) -> None:
        """Start, and wait until it answers."""
        if self.road is None:
            with self.programmes.start(self.database) as called:
                self.road = called.makefile("rw")
            said = json.loads(self.road.readline())
            self.port, self.pid = said["port"], said["pid"]

    def tell(self, do: str, **words) -> dict:
        """The answer; `refused` holds the code where there was none. Raises BrokenPipeError of a process that is gone."""
        self.start()
        self.road.write(json.dumps({"do": do, **words}) + "\n")
        self.road.flush()
        line = self.road.readline()
        if not line:
            raise BrokenPipeError(do)
        said = json.loads(line)
        if "crashed" in said:
            raise Hazard(f"{NAMES[self.number]} crashed at {do}: {said['crashed']}")
        return {"refused": said["refused"]} if "refused" in said else {"refused": "", **said["answer"]}

    def need(self, do: str, **words) -> dict:
        found = self.tell(do, **words)
        if found["refused"]:
            raise Hazard(
                f"{NAMES[self.number]}: {do} {words if len(str(words)) < 200 else ''} refused: {found['refused']}"
            )
        return found

    def kill(self) -> None:
        if self.road is not None:
            self.strike()
            with contextlib.suppress(OSError):
                while self.road.readline():  # until it is gone
                    pass
            with contextlib.suppress(OSError):
                self.road.close()
            self.road, self.pid = None, 0

    def strike(self) -> None:
        """End the process wherever it is."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def put_back(self, kept: Path) -> None:
        """Everything of the node, keys too, as it was kept before anything happened."""
        if self.road is not None:
            self.need("restore", where=str(kept))
        else:
            for end in ("-wal", "-shm"):
                Path(f"{self.database}{end}").unlink(missing_ok=True)
            shutil.copy(kept, self.database)
            assert not Path(f"{kept}-wal").exists()
        keys = Path(f"{self.database}.exchange")
        shutil.rmtree(keys, ignore_errors=True)
        shutil.copytree(f"{kept}.exchange", keys)


@dataclass
class Region:
    """Four nodes and the roads between them, made once and put back for every seed."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    roads: dict[str, Proxy] = field(default_factory=dict)
    programmes: Programmes = field(default_factory=Programmes)

    def make(self) -> "Region":
        self.nodes = [Node(self.programmes, self.folder, number) for number in range(4)]
        first, *others = self.nodes
        first.need("migrate")
        first.need("keep", where=str(self.folder / "empty"))
        for node in others:
            shutil.copy(self.folder / "empty", node.database)
        for node in self.nodes:
            node.need("begin", name=NAMES[node.number], country=COUNTRIES[node.number])
        cards = [node.need("card") for node in self.nodes]
        for node in self.nodes:
            for other, card in enumerate(cards):
                if other != node.number:
                    node.need("pin", card=card["card"], fingerprint=card["fingerprint"])
        self.roads = {code: Proxy() for code in FEEDS}
        for node in self.nodes:
            kept = self.kept(node)
            node.need("keep", where=str(kept))
            shutil.copytree(f"{node.database}.exchange", f"{kept}.exchange")
        return self

    def kept(self, node: Node) -> Path:
        return self.folder / f"{node.number}.first"

    def put_back(self) -> None:
        for node in self.nodes:
            node.put_back(self.kept(node))

    def end(self) -> None:
        for node in self.nodes:
            node.kill()
        self.programmes.end()
        for road in self.roads.values():
            road.shutdown()
            road.server_close()


class Run:
    """One seed."""

    def __init__(self, region: Region, seed: int, steps: int, trouble: float = 0.25, kills: float = 0.06) -> None:
        self.region, self.random, self.steps, self.kills = region, random.Random(seed), steps, kills
        self.seed, self.trouble = seed, trouble
        self.versions = dict.fromkeys(FEEDS, 0)
        self.copies: dict[int, Path] = {}
        self.seen: dict[tuple[int, str, str], list] = {}  # footprints by node, feed and id
        self.confirmed: dict[tuple[int, str], int] = {}
        self.sizes: dict[tuple[int, str], int] = {}
        self.revoked: set[str] = set()
        self.story: list[str] = []
        self.hazards: dict[int, list[str]] = {n: [] for n in range(4)}

    def go(self) -> "Run":
        self.region.put_back()
        for node in self.region.nodes:
            node.need("clock", hours=0)
            node.need("secrets", seed="")
        for code in FEEDS:
            self.roads(code).random = random.Random(f"{self.seed} {code}")
            self.roads(code).seen, self.roads(code).after = {}, []
            self.roads(code).crossed.clear()
            self.amend(code)
        for number in range(4):
            for _ in range(3):
                self.book(number)
        for number in range(self.steps):
            self.step()
            if number % 2:
                self.look()
        self.heal()
        return self

    def roads(self, code: str) -> Proxy:
        return self.region.roads[code]

    # --- what happens ---

    def step(self) -> None:
        acts = [(6, self.edit), (8, self.exchange_), (3, self.stick), (1, self.change), (1, self.jump), (1.5, self.copy_), (1.5, self.restore),
                (0.4, self.revoke), (1, self.rotate), (2, self.talk), (1, self.narrow), (0.7, self.redact)]  # fmt: skip
        act = self.random.choices([a for _, a in acts], [w for w, _ in acts])[0]
        act()

    def edit(self) -> None:
        self.book(self.random.randrange(4))

    def book(self, number: int) -> None:
        known = self.hazards[number]
        kind = self.random.choice(["record", "extend", "extend", "clear", "confirm"]) if known else "record"
        code = f"H-{len(known) + 1}" if kind == "record" else self.random.choice(known)
        place = (19.95 + self.random.random() * 0.6, 42.0 + self.random.random() * 0.5)
        if kind in ("clear", "confirm"):  # where there may be something of it, and all of it
            place, size = (19.5, 41.5), 1.5
        else:
            size = self.random.choice([0.001, 0.004, 0.02])
        found = self.told(
            number,
            "book",
            code=code,
            kind=kind,
            lon=place[0],
            lat=place[1],
            size=size,
            name=f"Name {self.random.random()}",
        )
        if kind == "record" and found is not None and not found["refused"]:
            known.append(code)

    def exchange_(self) -> None:
        code = self.random.choice(list(FEEDS))
        self.book(FEEDS[code][0])
        self.publish(code)
        self.pull(code, self.trouble)

    def publish(self, code: str) -> None:
        if code not in self.revoked:
            self.told(FEEDS[code][0], "publish", code=code)

    def pull(self, code: str, trouble: float) -> dict | None:
        publisher, recipient = FEEDS[code]
        road = self.roads(code)
        self.region.nodes[publisher].start()
        road.target, road.trouble = self.region.nodes[publisher].port, trouble
        return self.told(recipient, "pull", code=code, address=road.address)

    def stick(self, whole: bool | None = None) -> None:
        """A file that is carried; it may be damaged, an old one, or the same again, and the receipt may be lost."""
        code = self.random.choice(list(FEEDS))
        self.book(FEEDS[code][0])
        self.publish(code)
        fault = self.random.choice(["", "", "", "flip", "cut", "lost", "twice"])
        self.carry(code, self.random.random() < 0.5, fault, sealed=self.random.random() < 0.6)

    def carry(self, code: str, whole: bool, fault: str, *, sealed: bool) -> None:
        publisher, recipient = FEEDS[code]
        found = self.told(publisher, "bundle", code=code, whole=whole, sealed=sealed)
        if found is None or found["refused"] or not found["file"]:
            return
        file = found["file"]
        if sealed and self.random.random() < 0.2:  # the key is changed while the stick is on its way
            self.told(recipient, "rotate", roles=["seal"])
        if fault == "flip":
            at = self.random.randrange(len(file) - 4)
            file = file[:at] + ("A" if file[at] != "A" else "B") + file[at + 1 :]
        if fault == "cut":
            file = file[: len(file) // 8 * 4]
        for _ in range(2 if fault == "twice" else 1):
            heard = self.told(recipient, "receive", file=file)
        if heard and not heard["refused"] and heard["receipt"] and fault != "lost":
            self.told(publisher, "confirm", receipt=heard["receipt"])

    def change(self) -> None:
        code = self.random.choice(list(FEEDS))
        if code not in self.revoked:
            self.amend(code)

    def amend(self, code: str) -> None:
        self.agree(code, text(code, self.versions[code] + 1, self.random))

    def agree(self, code: str, said: dict) -> None:
        """Both sides sign a version."""
        publisher, recipient = (self.region.nodes[n] for n in FEEDS[code])
        signed = publisher.tell("sign", text=said)
        if signed["refused"]:  # a side was put back to before the version that the other has
            return
        both = recipient.tell("take", document=signed["document"], countersign=True)
        if not both["refused"] and not publisher.tell("take", document=both["document"], countersign=False)["refused"]:
            self.versions[code] += 1
            self.story.append(f"{code} version {self.versions[code]}")

    def narrow(self) -> None:
        """A version that shares less begins to hold while what came under the one before is being fetched."""
        code = self.random.choice(list(FEEDS))
        if code in self.revoked:
            return
        publisher, road = self.region.nodes[FEEDS[code][0]], self.roads(code)
        self.book(publisher.number)
        self.publish(code)
        said = text(code, self.versions[code] + 1, self.random)
        said["collections"]["hazard"] |= {
            "rows": copy.deepcopy(SCOPES[2]),
            "fields": dict(COARSE),
            "geometry": {"grid": 5_000},
        }
        self.agree(code, said)

        def published() -> None:
            self.story.append(f"{code} narrows while it is fetched")
            with contextlib.suppress(BrokenPipeError, ConnectionError, json.JSONDecodeError):
                publisher.tell("publish", code=code)

        road.after = [self.random.randrange(1, 8), published]
        self.pull(code, self.trouble / 2)
        road.after = []

    def rotate(self) -> None:
        """Keys change, once or while a partner is away several times."""
        number = self.random.randrange(4)
        for _ in range(self.random.choice([1, 1, 2])):
            self.told(number, "rotate", roles=self.random.choice(ROLES))

    def talk(self) -> None:
        """Something is said of a record of theirs; now and then it is taken back."""
        code = self.random.choice(list(BACK))
        number, what = (
            FEEDS[code][1],
            self.random.choice(["link", "link", "unlink", "propose", "propose", "decide", "take-back"]),
        )
        if self.hazards[number]:
            record, pick = self.random.choice(self.hazards[number]), self.random.randrange(20)
            self.told(number, "talk", code=code, record=record, pick=pick, what=what)
        self.publish(BACK[code])
        self.pull(BACK[code], self.trouble)

    def redact(self) -> None:
        code = self.random.choice(list(FEEDS))
        publisher = FEEDS[code][0]
        if self.hazards[publisher] and code not in self.revoked:
            self.told(publisher, "redact", code=code, record=self.random.choice(self.hazards[publisher]))

    def jump(self) -> None:
        number, hours = self.random.randrange(4), self.random.choice([-5, 3, 30, 24 * 40, LATEST_HOURS, 0])
        self.told(number, "clock", hours=hours)

    def copy_(self) -> None:
        number = self.random.randrange(4)
        self.copies[number] = self.region.folder / f"{number}.copy"
        self.region.nodes[number].need("keep", where=str(self.copies[number]))
        self.copied = getattr(self, "copied", {}) | {
            number: (dict(self.versions), list(self.hazards[number]), self.snapshot(number))
        }

    def restore(self) -> None:
        if not self.copies or self.revoked:
            return
        number = self.random.choice(sorted(self.copies))
        self.story.append(f"restore {number}")
        self.region.nodes[number].need("restore", where=str(self.copies[number]))
        self.region.nodes[number].need("tend")
        _, self.hazards[number], (seen, confirmed, sizes) = self.copied[number]
        for whole, then in ((self.seen, seen), (self.confirmed, confirmed), (self.sizes, sizes)):
            for key in [k for k in whole if k[0] == number]:
                del whole[key]
            whole.update(then)

    def snapshot(self, number: int) -> tuple[dict, dict, dict]:
        self.look()
        return tuple(
            {k: v for k, v in whole.items() if k[0] == number} for whole in (self.seen, self.confirmed, self.sizes)
        )

    def revoke(self) -> None:
        code = self.random.choice(list(FEEDS))
        found = self.told(FEEDS[code][0], "revoke", code=code)
        if found and not found["refused"]:
            self.revoked.add(code)

    def told(self, number: int, do: str, **words) -> dict | None:
        """Tell a node something; now and then it is killed while it does it. None where it was."""
        node = self.region.nodes[number]
        killer = None
        if self.random.random() < self.kills:
            node.start()
            killer = threading.Timer(self.random.random() * 0.12, node.strike)
            killer.start()
        try:
            found = node.tell(do, **words)
            self.story.append(
                f"{number} {do} {words.get('code', '')} {found['refused'] or {k: v for k, v in found.items() if k in ('said', 'size', 'new', 'broken', 'receipt') and len(str(v)) < 99}}"
            )
        except (BrokenPipeError, ConnectionError, json.JSONDecodeError):
            if killer is None:
                raise Hazard(f"{NAMES[number]} went away at {do}") from None
            found = None
            self.story.append(f"{number} killed at {do} {words.get('code', '')}")
        if killer is not None:
            killer.cancel()
            killer.join()
            node.kill()
        return found

    # --- what must always be so ---

    def look(self, *, deep: bool = False) -> None:
        """Whatever was shown is shown, or marked; receipts and feeds go forward."""
        for number, node in enumerate(self.region.nodes):
            said = node.need("standing", deep=deep)
            if said["faults"]:
                raise Hazard(f"{NAMES[number]}: the auditor finds {said['faults']}")
            known = {(number, feed, ident): (standing, prints) for feed, ident, standing, prints in said["known"]}
            for key, before in self.seen.items():
                if key[0] == number and (key not in known or any(one not in known[key][1] for one in before)):
                    raise Hazard(f"{NAMES[number]}: {key[1]} {key[2]} was shown and is marked no longer")
            for key, (standing, prints) in known.items():
                if standing not in ("shared", "withdrawn", "aside", "erased", "ended") or not prints:
                    raise Hazard(f"{NAMES[number]}: {key[1]} {key[2]} is {standing} with {len(prints)} footprints")
                self.seen[key] = prints
            for whole, feeds, what in ((self.confirmed, said["sent"], "confirmed"), (self.sizes, said["held"], "size")):
                for feed, one in feeds.items():
                    if one[what] < whole.get((number, feed), 0):
                        raise Hazard(f"{NAMES[number]}: {what} of {feed} went back to {one[what]}")
                    whole[number, feed] = one[what]

    def heal(self) -> None:
        """The roads are whole again, the clocks right; then everybody knows what they should and nothing else."""
        self.kills = 0.0
        for node in self.region.nodes:
            node.need("clock", hours=LATEST_HOURS + 24)
        for code in FEEDS:
            self.settled(code)
        self.look(deep=True)
        for code in FEEDS:
            self.compare(code)
            if b"D Name 0." in self.roads(code).crossed:
                raise Hazard(f"{code}: a document crossed")
        self.look_at_maps()

    def look_at_maps(self) -> None:
        """Whatever is told no more is drawn where it was ever said to be."""
        for node in self.region.nodes:
            said = node.need("drawn")
            for name, footprints, shape in said["gone"]:
                if (part := rule.left_out(shape, footprints, agreed.PLANE, said["annexes"])) > TOO_MUCH:
                    raise Hazard(f"{NAMES[node.number]}: {part:.0%} of the place of {name} is not drawn")

    def settled(self, code: str) -> None:
        recipient = self.region.nodes[FEEDS[code][1]]
        for _ in range(4):
            self.publish(code)
            got = self.pull(code, 0.0)
            if got and not got["refused"] and not got["broken"] and got["receipt"] == "taken":
                return
            held = recipient.need("standing", deep=False)["held"]
            stopped = got and (
                got.get("broken")
                or got["refused"] in ("exchange.feed.broken", "exchange.bundle.older", "exchange.wire.damaged")
            )
            if stopped:
                self.told(FEEDS[code][0], "anew", code=code)
        raise Hazard(f"{code} does not come to rest: {got}, {held}")

    def compare(self, code: str) -> None:
        publisher, recipient = (self.region.nodes[n] for n in FEEDS[code])
        want, got = publisher.need("truth", code=code), recipient.need("bodies", code=code)
        if want["revoked"]:
            self.compare_end(code, want, got)
            want["records"], want["talk"] = {}, []
        if want["epoch"] != got["epoch"]:
            raise Hazard(f"{code}: epoch {want['epoch']} was said, {got['epoch']} is held")
        for one in want["redacted"]:
            want["records"].pop(one, None)
            if one in got["kept"] or one in got["records"]:
                raise Hazard(f"{code}: {one} was to be forgotten")
        missing, more = want["records"].keys() - got["records"].keys(), got["records"].keys() - want["records"].keys()
        other = [
            i
            for i in want["records"].keys() & got["records"].keys()
            if rule.differs(want["records"][i], got["records"][i])
        ]
        if missing or more or other:
            raise Hazard(f"{code}: {len(missing)} missing, {len(more)} too many, {len(other)} otherwise")
        said = sorted(json.dumps(one, sort_keys=True) for one in want["talk"])
        words = [(word, next((w for k, w in want["talk"] if k == word), {})) for word, _ in got["talk"]]
        heard = sorted(
            json.dumps([word, {k: v for k, v in body.items() if k in like}], sort_keys=True)
            for (word, body), (_, like) in zip(got["talk"], words, strict=True)
        )
        if said != heard:
            raise Hazard(f"{code}: {len(said)} statements, {len(heard)} heard: {said} {heard}")

    def compare_end(self, code: str, want: dict, got: dict) -> None:
        """After a revocation everything goes where that was agreed, and the receipt says so."""
        if want["purges"] and (got["kept"] or got["bodies"]):
            raise Hazard(
                f"{code} is revoked, and {len(got['kept'])} lines and {got['bodies']} records still have their bodies"
            )
        if bool(want["receipt"].get("purged")) == bool(got["kept"] or got["bodies"]):
            raise Hazard(f"{code} is revoked, and the last receipt says {want['receipt'].get('purged')}")


def twin(region: Region, seed: int) -> None:
    """The same node twice, once with other names, documents and hazards that are not shared: every byte that leaves is the same."""
    said = []
    for variant in range(2):
        random_ = random.Random(f"twin {seed}")
        node, other = region.nodes[0], random.Random(f"{seed} {variant}")
        region.put_back()
        for one in region.nodes[:2]:
            one.need("clock", hours=0)
            one.need("secrets", seed=f"twin {seed}")
        agreement = text("al-ba", 1, random_)
        agreement["collections"]["hazard"] |= {"rows": SCOPES[1], "fields": COARSE, "geometry": {"grid": 1_000}}
        both = region.nodes[1].need("take", document=node.need("sign", text=agreement)["document"], countersign=True)
        node.need("take", document=both["document"], countersign=False)
        for step in range(4):
            node.need("book", code=f"S-{step}", kind="record", lon=20.05 + 0.1 * step, lat=42.1 + random_.random() * 0.3, size=0.004,
                      name=f"Name {other.random()}")  # fmt: skip
        for step in range(4):
            if variant:
                node.need(
                    "book",
                    code=f"far {other.random()}",
                    kind="record",
                    lon=20.9,
                    lat=41.0 + other.random() / 2,
                    size=0.01,
                    name="far",
                )
            node.need(
                "book",
                code=f"S-{step}",
                kind="extend",
                lon=20.05 + 0.1 * step,
                lat=42.1 + random_.random() * 0.3,
                size=0.002,
                name="x",
            )
            node.need("publish", code="al-ba")
        said.append(node.need("log", code="al-ba"))
    if {k: v for k, v in said[0].items() if k != "refused"} != {k: v for k, v in said[1].items() if k != "refused"}:
        raise Hazard("what is not shared can be seen from outside")
