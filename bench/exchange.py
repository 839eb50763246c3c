"""A country told of to its neighbour: the first time, after changes, and after a year; beside others that bring the same rows.

    python bench/exchange.py --folder bench-data

Works on a copy of the database that `bench/accounts.py` made, or of one that is made here of `--hazards` hazards where there is none.
Each step is a process of its own: its seconds are those of the action without the start of Python and the reading of its modules, its
memory the most that the process ever held. Everything goes by file to one receiver and over HTTP to another. Peers, in the same run: a client of OGC API Features
(GDAL's, by pyogrio) that pulls the same features page by page from a stand-in server which has them ready, and writes them to a
GeoPackage; and logical replication between two servers of PostgreSQL, of a table with the same rows. Neither peer coarsens, signs, or
keeps what was said; ours looks at every line twice before it leaves.
"""

import argparse
import contextlib
import importlib
import json
import math
import os
import platform
import random
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests"), str(HERE)]

AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
US, THEM, CODE = "amc.example.al", "mac.example.rs", "bench"
FIELDS = ("code", "name", "status", "contamination", "recorded_on", "open_m2")
GOALS = {"first s": 120, "first bytes a hazard": 1_000, "changed s": 1}
MODULES = (
    "config.wiring",
    "land.actions.ledger",
    "exchange.actions.publishing",
    "exchange.actions.pulling",
    "exchange.queries.wire",
)
POSTGRES = {"wal_level": "logical", "max_wal_size": "4GB"}
TABLE = "CREATE TABLE hazard (id bigint PRIMARY KEY, code text, name text, status text, contamination text, recorded_on date, open_m2 bigint, shape geometry)"  # fmt: skip


def text() -> dict:
    """An agreement about every hazard, with exact perimeters."""
    from commonground.core.exchange.agreements import PLANE

    return {
        "v": 1, "id": CODE, "version": 1, "prev_sha256": "", "publisher": US, "recipient": THEM, "kind": "records",
        "purpose": "bench", "legal_ref": "bench", "valid_from": "2026-01-01", "valid_until": "2036-01-01", "delay_days": 0,
        "max_silence_days": 14, "onward": [], "at_end": {"mode": "purge", "within_days": 30}, "plane": PLANE.as_dict(), "annexes": {},
        "collections": {"hazard": {"rows": None, "fields": dict.fromkeys(FIELDS, "pass"), "geometry": "exact", "footprint": {"grid": 1_000}}},
    }  # fmt: skip


# --- steps, each in a process of its own ---


def start(database: str) -> None:
    """Django on a database, its tables as they are today."""
    os.environ |= {"COMMONGROUND_DATABASE": database, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop"}
    import django

    django.setup()
    for name in MODULES:  # a server has read them long ago, and reading them is no part of an action
        importlib.import_module(f"commonground.{name}")


class Steps:
    """What a node is asked to do; files go from one to the other in a folder."""

    def __init__(self, database: str, folder: Path) -> None:
        start(database)
        from commonground.identity import queries as identity

        self.folder, self.acting = folder, {"by": identity.operator_at_the_console(), "at": AT}

    def node(self, name: str) -> dict:
        from django.core.management import call_command

        from commonground.exchange.actions import nodes
        from commonground.exchange.queries import feeds

        call_command("migrate", verbosity=0, interactive=False)
        nodes.make_node(name, **self.acting)
        card, fingerprint = feeds.card()
        (self.folder / f"{name}.card").write_bytes(card)
        (self.folder / f"{name}.print").write_text(fingerprint)
        return {}

    def agree(self, other: str) -> dict:
        from commonground.exchange.actions import agreements, nodes

        card, fingerprint = (self.folder / f"{other}.{end}" for end in ("card", "print"))
        nodes.pin(card.read_bytes(), fingerprint.read_text(), **self.acting)
        signed = self.folder / "signed"
        if other == THEM:
            signed.write_bytes(agreements.sign(text(), **self.acting))
        else:
            signed.write_bytes(agreements.take(signed.read_bytes(), countersign=True, **self.acting))
        return {}

    def hold(self, _: str) -> dict:
        from commonground.exchange.actions import agreements

        agreements.take((self.folder / "signed").read_bytes(), **self.acting)
        return {}

    def publish(self, _: str) -> dict:
        from commonground.exchange.actions import publishing

        return {"said": publishing.publish(CODE, **self.acting).said}

    def bundle(self, name: str) -> dict:
        from commonground.exchange import access
        from commonground.exchange.queries import feeds

        with (self.folder / name).open("wb") as out:
            feeds.write(out, access.feed(CODE, outgoing=True), on=AT.date())
        return {"bytes": (self.folder / name).stat().st_size}

    def receive(self, name: str) -> dict:
        from commonground.exchange.actions import receiving

        with (self.folder / name).open("rb") as file:
            heard = receiving.receive(file, **self.acting)
        (self.folder / "receipt").write_bytes(heard.receipt)
        return {"new": heard.new, "aside": len(heard.aside), "broken": heard.broken}

    def confirm(self, _: str) -> dict:
        from commonground.exchange.actions import receipts

        return {"confirmed": receipts.confirm((self.folder / "receipt").read_bytes(), **self.acting).size}

    def change(self, which: str) -> dict:
        """Book something about some hazards, so that what is shared of each changes: `first:count`."""
        first, count = map(int, which.split(":"))
        return self._booked(which, self._picked(first, count))

    def _picked(self, first: int, count: int) -> list[tuple]:
        from commonground.store.sets import rows

        return rows(
            "SELECT h.code, e.shape FROM land_holding o JOIN land_hazard h ON h.id = o.hazard_id JOIN land_ledgerentry e "
            "ON e.number = o.entry WHERE o.book = 'hazard' AND o.account IN ('suspected', 'confirmed') "
            "GROUP BY h.id, h.code, e.shape ORDER BY h.id * 7919 % 100003, h.id LIMIT %s OFFSET %s",
            [count, first],
        )

    def _booked(self, name: str, picked: list[tuple]) -> dict:
        from commonground.core.geometry.overlay import from_wkb
        from commonground.core.land.activities import Activity
        from commonground.core.land.drafts import Draft
        from commonground.core.land.entries import Kind
        from commonground.land.actions import ledger

        drafts = []
        for code, wkb in picked:
            shape = from_wkb(bytes(wkb)).buffer(-3).simplify(1)
            if not shape.is_empty and shape.is_valid:
                drafts.append(Draft(kind=Kind.CLEAR, on=date(2026, 6, 1), hazards=(code,), document=f"B-{name}", shape=shape,
                                    activity=Activity.CLEARANCE))  # fmt: skip
        ledger.book(drafts, **self.acting)
        return {"booked": len(drafts)}

    def year(self, which: str) -> dict:
        """Twelve months of changes, each told at its end, while nobody fetches anything."""
        first, count = map(int, which.split(":"))
        picked, lines = self._picked(first, 12 * count), 0
        for month in range(12):
            self._booked(f"month-{month}", picked[month * count : (month + 1) * count])
            lines += sum(self.publish("")["said"].values())
        return {"lines": lines}

    def pull(self, about: str) -> dict:
        """Fetch over HTTP from an address. With a number after it the line is cut after about so many bytes, again and again, in the
        middle of an answer too, and fetching begins anew; what is asked for again is held against what was confirmed."""
        from django.utils import timezone

        from commonground.core.refusals import NotNow
        from commonground.exchange import access, gateway
        from commonground.exchange.actions import pulling
        from commonground.exchange.gateway.http import Answer, Road
        from commonground.exchange.models import Feed

        address, _, every = about.partition(" ")
        chance = random.Random(20_261_202)
        left, asked, again = [float("inf")], [], [0]

        class Cut(Road):
            def _once(self, method: str, path: str, body: bytes, most: int) -> Answer:
                before = self.received
                found = super()._once(method, path, body, most)
                left[0] -= self.received - before
                if "/lines/" in path or "/bodies/" in path:
                    asked.append(path)
                    here = Feed.objects.filter(outgoing=False).values_list("size", flat=True).first() or 0
                    again[0] += max(0, here - int(path.rpartition("/")[2].partition("-")[0]))
                if left[0] < 0:  # not all of it came
                    raise NotNow("exchange.wire.unreachable", address=address, why="cut")
                return found

        before = Feed.objects.filter(outgoing=False).values_list("size", flat=True).first() or 0
        cuts, total = 0, 0
        while True:
            left[0] = chance.uniform(0, 2 * float(every)) if every else float("inf")
            road = Cut(address, node=access.node().name, private=gateway.key("transport"), clock=timezone.now)
            try:
                done = pulling.pull(CODE, by=self.acting["by"], clock=timezone.now, road=road)
                break
            except NotNow:
                if left[0] >= 0 or cuts > 1_000:
                    raise
                cuts += 1
            finally:
                total += road.received
        return {
            "lines": done.size - before, "size": done.size, "receipt": done.receipt, "aside": len(done.aside), "broken": done.broken,
            "cuts": cuts, "bytes": total, "pages": len(set(asked)), "pages asked for twice": len(asked) - len(set(asked)),
            "confirmed lines asked for again": again[0],
        }  # fmt: skip

    def rows(self, name: str) -> dict:
        """What peers are given: the same rows, as GeoJSON features one to a line."""
        from commonground.core.geometry.geojson import geometries
        from commonground.core.geometry.overlay import are_land, regions
        from commonground.exchange.queries import records

        found = list(records.hazards())
        shapes = regions([one.shape for one in found])
        there = are_land(shapes).nonzero()[0]
        drawn = dict(zip(there.tolist(), geometries(shapes[there]), strict=True))
        with (self.folder / name).open("w", encoding="utf-8") as out:
            for i, one in enumerate(found):
                said = {n: one.values[n] for n in FIELDS}
                out.write(json.dumps({"type": "Feature", "id": int(one.key), "properties": said, "geometry": drawn.get(i)}) + "\n")  # fmt: skip
        return {"rows": len(found)}


def step(database: Path, folder: Path, name: str, about: str = "") -> dict:
    """One step in a process of its own, and what it took."""
    command = [
        sys.executable,
        __file__,
        "--folder",
        str(folder),
        "--step",
        name,
        "--database",
        str(database),
        "--about",
        about,
    ]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ended.stdout.splitlines()[-1])


def run_step(asked: argparse.Namespace) -> None:
    steps = Steps(asked.database, asked.folder)
    began, worked = time.perf_counter(), time.process_time()
    found = getattr(steps, asked.step)(asked.about)
    print(json.dumps({
        "s": round(time.perf_counter() - began, 2), "processor s": round(time.process_time() - worked, 2),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, **found,
    }))  # fmt: skip


# --- ours ---


def copied(source: Path, target: Path) -> None:
    """A database with its keys."""
    shutil.copy(source, target)
    if (keys := Path(f"{source}.exchange")).exists():
        shutil.copytree(keys, f"{target}.exchange")


@contextlib.contextmanager
def serving(database: Path):
    """The publisher as others find it: its address, and how many seconds of processor time its process took so far."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(HERE / "serve.py"), str(database), str(port), "warm"])
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", lambda: took(server.pid)
    finally:
        server.terminate()
        server.wait()


def took(process: int) -> float:
    """Seconds of processor time of another process; nothing where the system does not say."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def pulled(database: Path, folder: Path, address: str, worked, every: str = "") -> dict:
    """One fetching over HTTP, with what the other side's server worked for it."""
    before = worked()
    found = step(database, folder, "pull", f"{address} {every}".strip())
    return {**found, "server's processor s": round(worked() - before, 2)}


def ours(source: Path, folder: Path, changes: int, rounds: int) -> dict:
    """The first time and after changes, from the ledger of one to the kept records of two others, by file and over HTTP; then a year."""
    here, there, far = (folder / f"{name}.cground" for name in ("here", "there", "far"))
    shutil.copy(source, here)
    for database, name in ((here, US), (there, THEM)):
        step(database, folder, "node", name)
    step(here, folder, "agree", THEM)
    step(there, folder, "agree", US)
    step(here, folder, "hold")
    copied(there, far)
    said: dict = {"first": {"publish": step(here, folder, "publish"), **by_file(here, there, folder, "first.smx")}}
    first = said["first"]
    with serving(here) as (address, worked):
        first["HTTP"] = pulled(far, folder, address, worked)
        first["hazards"] = first["publish"]["said"]["put"]
        tell("first", first)
        said["changed"] = [
            changed(here, there, far, folder, address, worked, n * changes, changes) for n in range(rounds)
        ]
        tell("changed", said["changed"])
        said["a year"] = {"publish": step(here, folder, "year", f"{rounds * changes}:{changes}")}
        again = folder / "again.cground"
        copied(far, again)
        said["a year"]["whole"] = pulled(again, folder, address, worked)
        whole = said["a year"]["whole"]
        every = str(round(1.2 * whole["bytes"] / math.ceil(whole["lines"] / 1_024)))  # a little more than a page
        said["a year"]["cut"] = pulled(far, folder, address, worked, every)
        tell("a year", said["a year"])
    return said


def by_file(here: Path, there: Path, folder: Path, name: str) -> dict:
    """A file made, taken in, and its receipt brought back."""
    found = {"bundle": step(here, folder, "bundle", name), "receive": step(there, folder, "receive", name)}
    return {**found, "confirm": step(here, folder, "confirm")}


def changed(here, there, far, folder: Path, address: str, worked, start: int, count: int) -> dict:
    """Some hazards change, and both neighbours hear of it."""
    booked = step(here, folder, "change", f"{start}:{count}")
    found = {"booking": booked, "publish": step(here, folder, "publish")}
    found |= by_file(here, there, folder, f"changed-{start}.smx")
    return {**found, "HTTP": pulled(far, folder, address, worked)}


FILE, HTTP = ("publish", "bundle", "receive", "confirm"), ("publish", "HTTP")


def total(said: dict, steps: tuple[str, ...], what: str = "s") -> float:
    """Seconds of some steps together; with the other side's server where it is processor time."""
    more = sum(said[name].get("server's processor s", 0) for name in steps) if what == "processor s" else 0
    return round(sum(said[name][what] for name in steps) + more, 2)


def tell(what: str, found) -> None:
    print(f"{what}: {json.dumps(found)}", file=sys.stderr, flush=True)


# --- peers ---


def features_client(folder: Path, rows: Path) -> dict:
    """GDAL's client of OGC API Features, from a server that has every page ready, into a GeoPackage."""
    server = subprocess.Popen([sys.executable, str(HERE / "features.py"), str(rows)], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        pull = (
            "import sys, time, resource, json, pyogrio\nb = time.perf_counter()\n"
            f"meta, fids, shapes, fields = pyogrio.raw.read('OAPIF:http://127.0.0.1:{port}/', layer='hazards')\n"
            "pyogrio.raw.write(sys.argv[1], shapes, fields, fields=meta['fields'], geometry_type='Unknown', crs=meta['crs'], driver='GPKG')\n"
            "print(json.dumps({'s': round(time.perf_counter() - b, 2), 'processor s': round(time.process_time(), 2), "
            "'peak MB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'rows': len(shapes)}))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", pull, str(folder / "features.gpkg")], check=True, stdout=subprocess.PIPE, text=True
        )
        said = json.loads(ended.stdout)
    finally:
        server.terminate()
        sent = int(server.communicate()[0] or 0)
    return {**said, "bytes a hazard": round(sent / said["rows"])}


def replication(rows: Path, changes: int) -> dict:
    """Logical replication from one server to another: the first copy, and changes in one transaction. Nothing where it is not here."""
    try:
        import psycopg

        from servers import Postgres, postgres_folder
    except ImportError:
        return {}
    if postgres_folder() is None:
        return {}
    with Postgres(**POSTGRES) as here, Postgres(**POSTGRES) as there:
        for one in (here, there):
            with psycopg.connect(one.url("postgres"), autocommit=True) as base:
                base.execute("CREATE EXTENSION postgis")
                base.execute(TABLE)
        with psycopg.connect(here.url("postgres"), autocommit=True) as base, base.cursor() as cursor:
            with cursor.copy("COPY hazard FROM STDIN") as copy, rows.open(encoding="utf-8") as lines:
                for line in lines:
                    one = json.loads(line)
                    shape = json.dumps(one["geometry"]) if one["geometry"] else None
                    copy.write_row([one["id"], *(one["properties"][n] for n in FIELDS), shape])
            cursor.execute("CREATE PUBLICATION hazards FOR TABLE hazard")
            count = cursor.execute("SELECT count(*) FROM hazard").fetchone()[0]
            with psycopg.connect(there.url("postgres"), autocommit=True) as other:
                began = time.perf_counter()
                other.execute(f"CREATE SUBSCRIPTION s CONNECTION '{here.url('postgres')}' PUBLICATION hazards")
                until(other, "SELECT count(*) FROM hazard", count)
                first = time.perf_counter() - began
                began = time.perf_counter()
                cursor.execute("UPDATE hazard SET open_m2 = -1 WHERE id IN (SELECT id FROM hazard LIMIT %s)", [changes])
                until(other, "SELECT count(*) FROM hazard WHERE open_m2 = -1", changes)
                return {"first s": round(first, 2), "changed s": round(time.perf_counter() - began, 2), "rows": count}


def until(base, question: str, count: int) -> None:
    while base.execute(question).fetchone()[0] != count:
        time.sleep(0.01)


# --- what is said ---


def table(said: dict) -> str:
    """The figures as the README has them."""
    ours, rows = said["ours"], []
    first, year = ours["first"], ours["a year"]
    count = first["hazards"]

    def row(what: str, by_file: object, http: object, peers: tuple = ("", ""), goal: object = "") -> None:
        rows.append("| " + " | ".join(map(str, (what, by_file, http, *peers, goal))) + " |")

    client, server = said.get("OGC API Features by pyogrio", {}), said.get("logical replication of PostgreSQL", {})
    row(f"the first time, {count:,} hazards, s", total(first, FILE), total(first, HTTP), (client.get("s", "-"), server.get("first s", "-")),
        GOALS["first s"])  # fmt: skip
    row(
        "of processor time, s",
        total(first, FILE, "processor s"),
        total(first, HTTP, "processor s"),
        (client.get("processor s", "-"), ""),
    )
    row("bytes a hazard", round(first["bundle"]["bytes"] / count), round(first["HTTP"]["bytes"] / count),
        (client.get("bytes a hazard", "-"), "-"), GOALS["first bytes a hazard"])  # fmt: skip
    for name in ("publish", "bundle", "receive", "HTTP"):
        place = ("", first[name]["peak MB"]) if name == "HTTP" else (first[name]["peak MB"], "")
        row(f"most memory, {name}, MB", *place, (client.get("peak MB", "-"), "") if name == "HTTP" else ("", ""))
    rounds = ours["changed"]
    number = round(statistics.mean(one["HTTP"]["lines"] for one in rounds))
    for what, unit in (("s", "s"), ("processor s", "s of processor time")):
        middles = [statistics.median(total(one, steps, what) for one in rounds) for steps in (FILE, HTTP)]
        row(f"{number} changed, {unit}, median of {len(rounds)}", *(round(one, 2) for one in middles),
            ("all again", server.get("changed s", "-")) if what == "s" else ("", ""), GOALS["changed s"] if what == "s" else "")  # fmt: skip
    row(f"a year, {year['whole']['lines']:,} lines: fetched, s", "", year["whole"]["s"])
    row(f"the same, cut {year['cut']['cuts']} times, s", "", year["cut"]["s"])
    row("bytes whole, cut", "", f"{year['whole']['bytes']:,}, {year['cut']['bytes']:,}")
    row("confirmed lines asked for again", "", year["cut"]["confirmed lines asked for again"], goal=0)
    head = "| measure | by file | over HTTP | OGC API Features by pyogrio | logical replication of PostgreSQL | goal |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(rows)


def made(folder: Path, hazards: int) -> Path:
    """The programme that is told of, made where there is none."""
    database, land = folder / "accounts.cground", folder / "land"
    if not database.exists():
        folder.mkdir(parents=True, exist_ok=True)
        count = [str(n) for n in ("--hazards", hazards, "--releases", hazards // 2, "--total-km2", hazards / 50)]
        subprocess.run([sys.executable, str(HERE / "generate.py"), *count, "--out", str(land)], check=True)
        booked = ["--land", str(land), "--database", str(database)]
        subprocess.run([sys.executable, str(HERE / "programme.py"), *booked], check=True)
    return database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument(
        "--hazards", type=int, default=200_000, help="of a programme that is made where the folder has none"
    )
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE / "results" / "exchange.json")
    parser.add_argument("--no-peers", action="store_true")
    for name in ("--step", "--database", "--about"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        run_step(asked)
        return
    began = time.monotonic()
    said: dict = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load before": os.getloadavg()[0]}, "goals": GOALS,
    }  # fmt: skip
    source = made(asked.folder, asked.hazards)
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        said["ours"] = ours(source, folder, asked.changes, asked.rounds)
        if not asked.no_peers:
            step(folder / "here.cground", folder, "rows", "rows")
            said["OGC API Features by pyogrio"] = features_client(folder, folder / "rows")
            tell("features", said["OGC API Features by pyogrio"])
            said["logical replication of PostgreSQL"] = replication(folder / "rows", asked.changes)
    said["machine"] |= {"load after": os.getloadavg()[0], "whole run s": round(time.monotonic() - began)}
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(said, indent=1) + "\n")
    print(json.dumps(said, indent=1))
    print(table(said))


if __name__ == "__main__":
    main()
