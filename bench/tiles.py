"""Tiles, cold and warm, against tipg: the same features, equal concurrency, one process each, runs in turn.

    pip install -e '.[dev,bench]'
    python bench/generate.py --out /tmp/bench/land
    python bench/programme.py --land /tmp/bench/land --database /tmp/bench/land.cground
    python bench/tiles.py --database /tmp/bench/land.cground

tipg serves a table in EPSG:4326, transformed on the fly as it does; every outline of ours is a row of it, with the same
five properties. Ours is the desktop: SQLite, waitress, the road that a signed-in map takes, with database connections
that are kept (`settings_bench.py`). Nothing is compressed.
"""

import argparse
import http.client
import os
import platform
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests"), str(HERE.parent / "src")]

import programme  # noqa: E402

ZOOMS = {6: 4, 10: 30, 13: 150}  # zoom -> at most so many different tiles
RUNS, AT_ONCE = 5, 2
SEED = 20240731
TIPG = {
    "TIPG_TILE_BUFFER": "64", "TIPG_MAX_FEATURES_PER_TILE": "1000000", "TIPG_DB_SPATIAL_EXTENT": "false",
    "TIPG_DB_DATETIME_EXTENT": "false", "TIPG_DB_TABLES": '["public.outline"]',
}  # fmt: skip
POSTGRES = {
    "shared_buffers": "1GB", "work_mem": "64MB", "maintenance_work_mem": "256MB", "effective_cache_size": "8GB",
    "max_parallel_workers_per_gather": "2",
}  # fmt: skip
COLUMNS = ("code", "state", "contamination", "flag", "m2")
Address = Callable[[int, int, int], str]


@dataclass
class Server:
    """A process that answers on a port, and how it names tiles. `database` is PostgreSQL's own first process."""

    name: str
    port: int
    address: Address
    cookie: str = ""
    process: subprocess.Popen | None = None
    database: int | None = None

    def processor(self) -> float:
        """Milliseconds of processor time that it has used, with its database's and what it started itself."""
        ticks = _ticks(self.process.pid) + sum(_ticks(pid) for pid in _children(self.process.pid))
        if self.database:
            ticks += _ticks(self.database, ended=True) + sum(_ticks(pid) for pid in _children(self.database))
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def wait(self, tile: tuple[int, int, int]) -> None:
        for _ in range(600):
            try:
                if fetch(self, http.client.HTTPConnection("127.0.0.1", self.port, timeout=120), tile):
                    return
            except (ConnectionError, OSError):
                time.sleep(0.2)
        raise SystemExit(f"{self.name} does not answer")


def _ticks(pid: int, ended: bool = False) -> int:
    """Processor time of a process; with that of its ended children where asked for. Linux only."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, fields[11 : 15 if ended else 13]))


def _children(pid: int) -> list[int]:
    """Whatever any thread of a process started."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(n) for thread in threads for n in (thread / "children").read_text().split()]


def fetch(server: Server, connection: http.client.HTTPConnection, tile: tuple[int, int, int]) -> bytes:
    """One tile's bytes; anything but 200 ends the bench."""
    headers = {"Accept-Encoding": "identity", **({"Cookie": server.cookie} if server.cookie else {})}
    connection.request("GET", server.address(*tile), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{server.name} {tile}: {answer.status} {body[:300]!r}")
    return body


def load(server: Server, tiles: list[tuple[int, int, int]]) -> list[float]:
    """Milliseconds of each tile, `AT_ONCE` at a time over kept connections."""
    left, times, lock = list(reversed(tiles)), [], threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
        while True:
            with lock:
                if not left:
                    return
                tile = left.pop()
            began = time.perf_counter()
            fetch(server, connection, tile)
            took = (time.perf_counter() - began) * 1000
            with lock:
                times.append(took)

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def quantile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def chosen_tiles() -> dict[int, list[tuple[int, int, int]]]:
    """Tiles under randomly drawn hazards, so that busy places are asked for more often."""
    from commonground.core.geometry.mercator import HALF, WORLD
    from commonground.store.sets import rows

    points = rows("SELECT x, y FROM geodata_outline WHERE quad IS NOT NULL ORDER BY id")
    rng = random.Random(SEED)
    out = {}
    for z, count in ZOOMS.items():
        size, found = WORLD / 2**z, {}
        for _ in range(200 * count):
            x, y = rng.choice(points)
            found[z, int((x + HALF) // size), int((HALF - y) // size)] = None
            if len(found) == count:
                break
        out[z] = list(found)
    return out


def fill_postgis(url: str) -> int:
    """Every outline with a place as a row of one table in EPSG:4326, clustered and analysed."""
    import numpy as np
    import psycopg
    import shapely

    from commonground.core.geometry.mercator import to_lonlat
    from commonground.store.sets import rows

    admin = psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True)
    admin.execute(f"CREATE DATABASE {url.rpartition('/')[2]}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute(
            "CREATE TABLE outline (id bigint PRIMARY KEY, code text, state text, contamination text, flag text, m2 bigint, "
            "geom geometry(Geometry, 4326))"
        )
        found = rows(f"SELECT id, {', '.join(COLUMNS)}, shape FROM geodata_outline WHERE shape IS NOT NULL")
        shapes = shapely.from_wkb(np.array([r[-1] for r in found], dtype=object))
        data = shapely.to_wkb(shapely.set_srid(shapely.transform(shapes, to_lonlat), 4326), hex=True, include_srid=True)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY outline (id, {', '.join(COLUMNS)}, geom) FROM STDIN") as copy,
        ):
            for row, shape in zip(found, data.tolist(), strict=True):
                copy.write_row((*row[:-1], shape))
        connection.execute("CREATE INDEX outline_geom ON outline USING gist (geom)")
        connection.execute("CLUSTER outline USING outline_geom")
        connection.execute("VACUUM ANALYZE outline")
    return len(found)


def start_tipg(url: str, port: int, python: str, database: int) -> Server:
    environ = {**os.environ, **TIPG, "DATABASE_URL": url}
    process = subprocess.Popen(
        [python, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "1", "--log-level", "warning"],
        env=environ,
    )
    return Server(
        "tipg",
        port,
        lambda z, x, y: f"/collections/public.outline/tiles/WebMercatorQuad/{z}/{x}/{y}",
        process=process,
        database=database,
    )


def start_ours(database: str, port: int, kept: bool, session: str) -> Server:
    """`kept` false: nothing is cached, so that every tile is cold."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "serve.py"), database, str(port), "warm" if kept else "cold"]
    )
    return Server(
        "warm" if kept else "cold", port, lambda z, x, y: f"/tiles/{z}/{x}/{y}.mvt", f"sessionid={session}", process
    )


def measure(servers: list[Server], tiles: dict[int, list], spent: dict) -> dict[tuple[str, int], list[list[float]]]:
    """Every server in turn, zoom by zoom, run by run; each run asks for the same tiles in another order.

    Processor milliseconds per tile go to `spent`.
    """
    out: dict[tuple[str, int], list[list[float]]] = {}
    for run in range(RUNS):
        for z, some in tiles.items():
            order = random.Random(SEED + run).sample(some, len(some))
            for server in servers if run % 2 == 0 else servers[::-1]:
                if server.name == "warm" and run == 0:
                    load(server, order)
                before = server.processor()
                out.setdefault((server.name, z), []).append(load(server, order))
                spent.setdefault((server.name, z), []).append((server.processor() - before) / len(order))
    return out


def told(results: dict[tuple[str, int], list[list[float]]], name: str, z: int) -> dict[str, float]:
    """Medians over the runs, and the spread of the p95."""
    runs = results[name, z]
    p95 = [quantile(r, 0.95) for r in runs]
    return {
        "p50": statistics.median(quantile(r, 0.5) for r in runs),
        "p95": statistics.median(p95),
        "least": min(p95),
        "most": max(p95),
    }


def contents(server: Server, tiles: list[tuple[int, int, int]]) -> tuple[float, float]:
    """Mean features and kilobytes of a tile."""
    import mapbox_vector_tile

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    sizes, features = [], []
    for tile in tiles[:10]:
        body = fetch(server, connection, tile)
        sizes.append(len(body) / 1000)
        layers = mapbox_vector_tile.decode(body)
        features.append(sum(len(layer["features"]) for layer in layers.values()))
    return statistics.mean(features), statistics.mean(sizes)


def main() -> None:
    from servers import Postgres

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--tipg-python", default=sys.executable, help="a Python that has tipg, where this one has not")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "tiles.md")
    asked = parser.parse_args()
    programme.start(asked.database)
    session, tiles = programme.session(), chosen_tiles()
    with Postgres(**POSTGRES) as postgres:
        rows = fill_postgis(url := postgres.url("bench"))
        servers = [
            start_tipg(
                url, 8641, asked.tipg_python, int((postgres.folder / "data" / "postmaster.pid").read_text().split()[0])
            ),
            start_ours(asked.database, 8642, False, session),
            start_ours(asked.database, 8643, True, session),
        ]
        try:
            for server in servers:
                for z in tiles:
                    server.wait(tiles[z][0])
            results = measure(servers, tiles, spent := {})
            held = {(s.name, z): contents(s, some) for s in servers[:2] for z, some in tiles.items()}
        finally:
            for server in servers:
                server.process.terminate()
                server.process.wait()
    write(asked, rows, tiles, results, held, spent)


def machine() -> str:
    cpu = next(
        (x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in x), ""
    )
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({cpu}), Python {platform.python_version()}"
    )


def tipg_version(python: str) -> str:
    code = "from importlib.metadata import version as v; print(v('tipg'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


TARGETS = {("cold", 6): 0.25, ("cold", 10): 0.5, ("cold", 13): 0.5, ("warm", 10): 0.1, ("warm", 13): 0.15}


def write(asked, rows: int, tiles: dict, results: dict, held: dict, spent: dict) -> None:
    """The figures with everything needed to doubt them."""
    lines = [
        "# Vector tiles against tipg\n",
        __doc__.partition("\n")[2].strip("\n") + "\n",
        f"Machine: {machine()}. tipg {tipg_version(asked.tipg_python)} (uvicorn, 1 worker; buffer 64, no cap on features), PostgreSQL",
        f"with PostGIS; shapely {version('shapely')}, numpy {version('numpy')}, Django {version('django')}, waitress "
        f"{version('waitress')}. {rows:,} outlines.",
        f"{RUNS} runs in turn, {AT_ONCE} requests at once from one Python process on the same cores; each figure is the median of",
        "the runs' quantiles, milliseconds; in brackets the least and the most of the runs' p95.\n",
        "| zoom | tiles | tipg p50 / p95 | ours cold p50 / p95 | ours warm p50 / p95 | cold / tipg | warm / tipg |",
        "|---|---|---|---|---|---|---|",
    ]
    for z, some in tiles.items():
        tipg, cold, warm = (told(results, name, z) for name in ("tipg", "cold", "warm"))
        ratios = []
        for name, ours in (("cold", cold), ("warm", warm)):
            ratio, goal = ours["p95"] / tipg["p95"], TARGETS.get((name, z))
            ratios.append(
                f"{ratio:.3f}" + (f" (goal {goal}: {'met' if ratio <= goal else '**missed**'})" if goal else "")
            )
        cells = [f"{t['p50']:.1f} / {t['p95']:.1f} ({t['least']:.1f}-{t['most']:.1f})" for t in (tipg, cold, warm)]
        lines.append(f"| {z} | {len(some)} | {' | '.join(cells)} | {' | '.join(ratios)} |")
    lines += [
        "",
        "Processor time, which other work on the machine disturbs less: milliseconds a tile, medians; tipg with its PostgreSQL.\n",
        "| zoom | tipg | ours cold | ours warm | cold / tipg | warm / tipg |",
        "|---|---|---|---|---|---|",
    ]
    for z in tiles:
        tipg, cold, warm = (statistics.median(spent[name, z]) for name in ("tipg", "cold", "warm"))
        lines.append(f"| {z} | {tipg:.1f} | {cold:.1f} | {warm:.1f} | {cold / tipg:.2f} | {warm / tipg:.2f} |")
    lines += ["", "| zoom | tipg: features, kB a tile | ours: features, kB a tile |", "|---|---|---|"]
    for z in tiles:
        (a, b), (c, d) = held["tipg", z], held["cold", z]
        lines.append(f"| {z} | {a:,.0f}, {b:,.1f} | {c:,.0f}, {d:,.1f} |")
    lines += [
        "",
        f"Load of the machine over the last five minutes when this was written: {os.getloadavg()[1]:.1f}.",
        "",
        NOTE,
    ]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


NOTE = """Not equal terms. Ours finds out with each request who asks, what they may see and whether anything was booked, tipg does
none of these; where nobody wrote anything at all since the thread last asked, which SQLite itself tells, one question of a few
microseconds answers all three. tipg
transforms on the fly; ours keeps a copy in Web Mercator, up to zoom 10 simplified by less than half a pixel. Ours
draws land less than seven pixels wide as a marker only (it would lie under it), land less than fourteen pixels wide as a
marker too, and up to zoom 9 one marker for all of one state within eight pixels; no hazard is left out. tipg leaves out what collapses on the
grid. Ours makes every other tile in a second process; tipg has PostgreSQL beside it. Ratios between 0.8
and 1.25 show no difference on a shared machine."""


if __name__ == "__main__":
    main()
