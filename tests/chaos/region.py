"""Four programmes in processes of their own, and what happens to them by a seed: edits, agreements, partitions, kills, clocks, restores."""

import copy
import json
import os
import random
import shutil
import signal
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
FEEDS = {"al-ba": (0, 1), "ba-al": (1, 0), "ba-hr": (1, 2), "hr-rs": (2, 3), "rs-al": (3, 0)}
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


class Hazard(AssertionError):
    """Something that must never be."""


def text(code: str, version: int, random_: random.Random) -> dict:
    publisher, recipient = FEEDS[code]
    fields, geometry = random_.choice(WIDTHS)
    said = agreed.said(id=code, version=version, publisher=NAMES[publisher], recipient=NAMES[recipient], valid_from="2026-01-01",
                       collections__hazard__rows=random_.choice(SCOPES), collections__hazard__fields=fields,
                       collections__hazard__geometry=geometry)  # fmt: skip
    return copy.deepcopy(said)


class Node:
    """A programme's process; it can be killed, and starts again on what is left on its disk."""

    def __init__(self, folder: Path, number: int) -> None:
        self.database, self.number = folder / f"{number}.cground", number
        self.process: subprocess.Popen | None = None
        self.port = 0

    def begin(self) -> None:
        """Start, and wait for nothing."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONGROUND_", "DJANGO_"))}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "node.py"), str(self.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if "CHAOS_LOUD" not in os.environ else None, env=environ, text=True,
        )  # fmt: skip
        self.port = 0

    def start(self) -> None:
        """Start, and wait until it answers."""
        if self.process is None:
            self.begin()
        if not self.port:
            self.port = json.loads(self.process.stdout.readline())["port"]

    def tell(self, do: str, **words) -> dict:
        """The answer; `refused` holds the code where there was none. Raises BrokenPipeError of a process that is gone."""
        self.start()
        self.process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise BrokenPipeError(do)
        said = json.loads(line)
        return {"refused": said["refused"]} if "refused" in said else {"refused": "", **said["answer"]}

    def need(self, do: str, **words) -> dict:
        found = self.tell(do, **words)
        if found["refused"]:
            raise Hazard(
                f"{NAMES[self.number]}: {do} {words if len(str(words)) < 200 else ''} refused: {found['refused']}"
            )
        return found

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                pipe.close()
            self.process = None

    def put_back(self, kept: Path) -> None:
        """Everything of the node, keys too, as it was kept before anything happened."""
        if self.process is not None:
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

    def make(self) -> "Region":
        self.nodes = [Node(self.folder, number) for number in range(4)]
        first, *others = self.nodes
        first.start()
        first.need("migrate")
        first.need("keep", where=str(self.folder / "empty"))
        for node in others:
            shutil.copy(self.folder / "empty", node.database)
            node.begin()
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
            self.roads(code).seen = {}
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
        acts = [(6, self.edit), (8, self.exchange_), (3, self.stick), (1, self.change), (1, self.jump), (1, self.copy_), (1, self.restore),
                (0.3, self.revoke)]  # fmt: skip
        act = self.random.choices([a for _, a in acts], [w for w, _ in acts])[0]
        act()

    def edit(self) -> None:
        self.book(self.random.randrange(4))

    def book(self, number: int) -> None:
        known = self.hazards[number]
        kind = self.random.choice(["record", "record", "extend", "clear", "confirm"]) if known else "record"
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
        self.publish(code)
        self.carry(code, self.random.random() < 0.5, self.random.choice(["", "", "", "flip", "cut", "lost", "twice"]))

    def carry(self, code: str, whole: bool, fault: str) -> None:
        publisher, recipient = FEEDS[code]
        found = self.told(publisher, "bundle", code=code, whole=whole)
        if found is None or found["refused"] or not found["file"]:
            return
        file = found["file"]
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
        publisher, recipient = (self.region.nodes[n] for n in FEEDS[code])
        said = text(code, self.versions[code] + 1, self.random)
        signed = publisher.tell("sign", text=said)
        if signed["refused"]:  # a side was put back to before the version that the other has
            return
        both = recipient.tell("take", document=signed["document"], countersign=True)
        if not both["refused"] and not publisher.tell("take", document=both["document"], countersign=False)["refused"]:
            self.versions[code] += 1
            self.story.append(f"{code} version {self.versions[code]}")

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
        number = self.random.randrange(4)
        if number not in self.copies or self.revoked:
            return
        self.story.append(f"restore {number}")
        self.region.nodes[number].need("restore", where=str(self.copies[number]))
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
            killer = threading.Timer(self.random.random() * 0.12, node.process.kill)
            killer.start()
        try:
            found = node.tell(do, **words)
            self.story.append(
                f"{number} {do} {words.get('code', '')} {found['refused'] or {k: v for k, v in found.items() if k in ('said', 'size', 'new', 'broken', 'receipt') and len(str(v)) < 99}}"
            )
        except (BrokenPipeError, ConnectionError, json.JSONDecodeError):
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
                if standing not in ("shared", "withdrawn", "aside", "erased") or not prints:
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
            if stopped and code not in self.revoked:
                self.told(FEEDS[code][0], "anew", code=code)
        raise Hazard(f"{code} does not come to rest: {got}, {held}")

    def compare(self, code: str) -> None:
        publisher, recipient = (self.region.nodes[n] for n in FEEDS[code])
        want, got = publisher.need("truth", code=code), recipient.need("bodies", code=code)
        if want["revoked"]:
            want["records"] = {}
        if want["epoch"] != got["epoch"]:
            raise Hazard(f"{code}: epoch {want['epoch']} was said, {got['epoch']} is held")
        missing, more = want["records"].keys() - got["records"].keys(), got["records"].keys() - want["records"].keys()
        other = [
            i
            for i in want["records"].keys() & got["records"].keys()
            if rule.differs(want["records"][i], got["records"][i])
        ]
        if missing or more or other:
            raise Hazard(f"{code}: {len(missing)} missing, {len(more)} too many, {len(other)} otherwise")


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
