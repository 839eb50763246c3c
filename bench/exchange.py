"""A country told of to its neighbour: the first time, after changes, and after a year; beside others that bring the same rows.

    python bench/exchange.py --folder bench-data

Works on a copy of the database that `bench/accounts.py` made. Each step is a process of its own: its seconds are those of the
action without the start of Python, its memory the most that the process ever held. Peers: a client of OGC API Features (GDAL's, by
pyogrio) that pulls the same features page by page from a stand-in server which has them ready, and writes them to a GeoPackage; and
logical replication between two servers of PostgreSQL, of a table with the same rows. Neither peer coarsens, signs, or keeps what was
said; ours looks at every line twice before it leaves.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import socket
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

        raw = feeds.bundle(access.feed(CODE, outgoing=True), on=AT.date())
        (self.folder / name).write_bytes(raw)
        return {"bytes": len(raw)}

    def receive(self, name: str) -> dict:
        from commonground.exchange.actions import receiving

        heard = receiving.receive((self.folder / name).read_bytes(), **self.acting)
        (self.folder / "receipt").write_bytes(heard.receipt)
        return {"new": heard.new, "aside": len(heard.aside), "broken": heard.broken}

    def confirm(self, _: str) -> dict:
        from commonground.exchange.actions import receipts

        return {"confirmed": receipts.confirm((self.folder / "receipt").read_bytes(), **self.acting).size}

    def change(self, which: str) -> dict:
        """Book something about some hazards, so that what is shared of each changes: `first:count`."""
        from commonground.core.geometry.overlay import from_wkb
        from commonground.core.land.activities import Activity
        from commonground.core.land.drafts import Draft
        from commonground.core.land.entries import Kind
        from commonground.land.actions import ledger
        from commonground.store.sets import rows

        first, count = map(int, which.split(":"))
        picked = rows(
            "SELECT h.code, e.shape FROM land_holding o JOIN land_hazard h ON h.id = o.hazard_id JOIN land_ledgerentry e "
            "ON e.number = o.entry WHERE o.book = 'hazard' AND o.account IN ('suspected', 'confirmed') "
            "GROUP BY h.id ORDER BY h.id * 7919 % 100003, h.id LIMIT %s OFFSET %s",
            [count, first],
        )
        drafts = []
        for code, wkb in picked:
            shape = from_wkb(bytes(wkb)).buffer(-3).simplify(1)
            if not shape.is_empty and shape.is_valid:
                drafts.append(Draft(kind=Kind.CLEAR, on=date(2026, 6, 1), hazards=(code,), document=f"B-{which}", shape=shape,
                                    activity=Activity.CLEARANCE))  # fmt: skip
        ledger.book(drafts, **self.acting)
        return {"booked": len(drafts)}

    def year(self, which: str) -> dict:
        """Twelve months of changes, each told at its end, while nobody fetches anything."""
        count, lines = int(which), 0
        for month in range(12):
            self.change(f"{2_000 + month * count}:{count}")
            lines += sum(self.publish("")["said"].values())
        return {"lines": lines}

    def pull(self, about: str) -> dict:
        """Fetch over HTTP; the line is cut after so many bytes, again and again, and fetching begins anew."""
        from django.utils import timezone

        from commonground.core.refusals import NotNow
        from commonground.exchange import access, gateway
        from commonground.exchange.actions import pulling
        from commonground.exchange.gateway.http import Answer, Road
        from commonground.exchange.models import Feed

        address, _, every = about.partition(" ")
        left, asked = [float(every or "inf")], []

        class Cut(Road):
            def _once(self, method: str, path: str, body: bytes, most: int) -> Answer:
                if left[0] < 0:
                    raise NotNow("exchange.wire.unreachable", address=address, why="cut")
                found = super()._once(method, path, body, most)
                left[0] -= len(found.body)
                asked.append(path)
                return found

        before, cuts, total = Feed.objects.get(outgoing=False).size, 0, 0
        while True:
            road = Cut(address, node=access.node().name, private=gateway.key("transport"), clock=timezone.now)
            try:
                done = pulling.pull(CODE, by=self.acting["by"], clock=timezone.now, road=road)
                break
            except NotNow:
                if left[0] > 0 or cuts > 1_000:
                    raise
                cuts, left[0] = cuts + 1, float(every)
            finally:
                total += road.received
        pages = [path for path in asked if "/lines/" in path]
        return {
            "lines": done.size - before,
            "cuts": cuts,
            "bytes": total,
            "pages": len(pages),
            "pages fetched twice": len(pages) - len(set(pages)),
        }

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


def ours(source: Path, folder: Path, changes: int) -> dict:
    """The first time and after changes, from the ledger of one to the kept records of the other."""
    here, there = folder / "here.cground", folder / "there.cground"
    shutil.copy(source, here)
    for database, name in ((here, US), (there, THEM)):
        step(database, folder, "node", name)
    step(here, folder, "agree", THEM)
    step(there, folder, "agree", US)
    step(here, folder, "hold")
    said = {"first": told(here, there, folder, "first.smx")}
    hazards = said["first"]["publish"]["said"]["put"]
    said["first"] |= {"hazards": hazards, "bytes a hazard": round(said["first"]["bundle"]["bytes"] / hazards)}
    said["booking the changes"] = step(here, folder, "change", f"0:{changes}")
    said["changed"] = told(here, there, folder, "changed.smx")
    print(json.dumps(said, indent=1), flush=True)
    said["a year"] = a_year(here, there, folder, changes)
    return said


def a_year(here: Path, there: Path, folder: Path, monthly: int) -> dict:
    """A neighbour that was offline for a year fetches it over HTTP on a line that is cut all the time; then once more, whole."""
    said = {"publish": step(here, folder, "year", str(monthly))}
    second = folder / "second.cground"
    for end in ("", ".exchange"):
        (shutil.copytree if end else shutil.copy)(f"{there}{end}", f"{second}{end}")
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(HERE / "serve.py"), str(here), str(port), "warm"])
    try:
        time.sleep(5)
        said["whole"] = step(second, folder, "pull", f"http://127.0.0.1:{port}")
        every = said["whole"]["bytes"] // 20
        said["cut"] = step(there, folder, "pull", f"http://127.0.0.1:{port} {every}")
    finally:
        server.terminate()
        server.wait()
    return said


def told(here: Path, there: Path, folder: Path, name: str) -> dict:
    """Everything from one to the other, step by step."""
    found = {"publish": step(here, folder, "publish"), "bundle": step(here, folder, "bundle", name)}
    found["receive"] = step(there, folder, "receive", name)
    found["confirm"] = step(here, folder, "confirm")
    total = {what: round(sum(one[what] for one in found.values()), 2) for what in ("s", "processor s")}
    return {**found, **total, "peak MB": max(one["peak MB"] for one in found.values())}


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
    """Logical replication from one server to another: the first copy, and changes in one transaction."""
    import psycopg

    from servers import Postgres

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--out", type=Path, default=HERE / "results" / "exchange.json")
    parser.add_argument("--no-peers", action="store_true")
    for name in ("--step", "--database", "--about"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        run_step(asked)
        return
    said: dict = {"load before": os.getloadavg()[0], "goals": GOALS}
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        said["ours"] = ours(asked.folder / "accounts.cground", folder, asked.changes)
        print(json.dumps(said, indent=1), flush=True)
        if not asked.no_peers:
            step(folder / "here.cground", folder, "rows", "rows")
            said["OGC API Features by pyogrio"] = features_client(folder, folder / "rows")
            with contextlib.suppress(ImportError):
                said["logical replication of PostgreSQL"] = replication(folder / "rows", asked.changes)
    said["load after"] = os.getloadavg()[0]
    print(json.dumps(said, indent=1))
    asked.out.write_text(json.dumps(said, indent=1) + "\n")


if __name__ == "__main__":
    main()
