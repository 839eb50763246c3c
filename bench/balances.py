"""The accounts from scratch, beside the same question put to geopandas and to PostGIS, in turn, medians.

    python bench/balances.py --runs 5 --folder bench-data

`balances`: for every hazard what was recorded less what was released, in whole square metres, from the ledger's
entries; two threads. `full`: the whole state with the programme's partition, atoms, findings and outside book; this process
and one beside it, whose start is in the time.
geopandas answers with `overlay(hazards, releases, how="difference")`; PostGIS with a lateral union and difference and
its area as geography, on indexed and analysed tables, two workers.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE), str(HERE.parent / "tests")]

SQL = """
SELECT sum(ST_Area((CASE WHEN r.shape IS NULL THEN h.geom ELSE ST_Difference(h.geom, r.shape) END)::geography))
FROM hazards h LEFT JOIN LATERAL (
    SELECT ST_Union(r.geom) AS shape FROM releases r WHERE ST_Intersects(r.geom, h.geom)
) r ON true
"""
POSTGRES = {"shared_buffers": "1GB", "work_mem": "64MB", "max_parallel_workers_per_gather": "2", "max_parallel_workers": "2"}  # fmt: skip


def timed(run) -> float:
    """Seconds, without the collector of cycles, as in the product where there is much (`store.bulk.much`); for everybody."""
    gc.collect()
    gc.disable()
    began = time.perf_counter()
    run()
    gone = time.perf_counter() - began
    gc.enable()
    return gone


def start(database: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.config.settings.desktop"
    os.environ["COMMONGROUND_DATABASE"] = str(database)
    import django

    django.setup()


class Ours:
    """The ledger's entries in memory, as every peer has its rows in memory."""

    def __init__(self, database: Path) -> None:
        start(database)
        from commonground.land.queries import entries as ledger
        from commonground.places import queries as places

        self.held, self.units = ledger.every(), places.lowest_units()
        gc.freeze()

    def balances(self) -> int:
        from commonground.core.land import compute
        from commonground.core.land.entries import in_force

        with ThreadPoolExecutor(2) as pool:
            return sum(compute.balances(in_force(self.held), self.units, run=pool.map).values())

    def full(self) -> None:
        from commonground.core.land import accounts
        from commonground.land.gateway import runner

        with runner("processes", 2) as run:
            accounts.state(self.held, self.units, run=run)


class Geopandas:
    """The same shapes in two frames."""

    def __init__(self, held) -> None:
        import geopandas

        self.overlay = geopandas.overlay
        self.hazards = geopandas.GeoDataFrame(geometry=[e.shape for e in held if e.kind == "record"])
        self.releases = geopandas.GeoDataFrame(geometry=[e.shape for e in held if e.kind != "record"])

    def ask(self) -> None:
        self.overlay(self.hazards, self.releases, how="difference")


class PostGIS:
    """The same rows in a server made for this run, rings repaired, indexed and analysed."""

    def __init__(self, url: str, land: Path) -> None:
        import psycopg

        for layer in ("hazards", "releases"):
            subprocess.run(
                ["ogr2ogr", "-f", "PostgreSQL", url, str(land), layer, "-lco", "GEOMETRY_NAME=geom", "-nlt", "PROMOTE_TO_MULTI"],
                check=True, env={**os.environ, "PG_USE_COPY": "YES"},
            )  # fmt: skip
        self.connection = psycopg.connect(url, autocommit=True)
        for layer in ("hazards", "releases"):
            self.connection.execute(
                f"UPDATE {layer} SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3)) WHERE NOT ST_IsValid(geom)"
            )
            self.connection.execute(f"VACUUM ANALYZE {layer}")

    def ask(self) -> float:
        return self.connection.execute(SQL).fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--out", type=Path, default=HERE / "results" / "balances.json")
    asked = parser.parse_args()
    from machine import postgres_folder
    from servers import Postgres

    ours = Ours(asked.folder / "accounts.cground")
    frames = Geopandas(ours.held)
    ways = {"balances": ours.balances, "full": ours.full, "geopandas": frames.ask}
    if postgres_folder() is None:
        print("PostgreSQL is not installed: its question is left out")
        measure(ways, asked, len(ours.held))
        return
    with Postgres(**POSTGRES) as server:
        import psycopg

        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE land")
        with psycopg.connect(server.url("land"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION postgis")
        peer = PostGIS(server.url("land"), asked.folder / "land.gpkg")
        print(f"open land: ours {ours.balances() / 1e6:.1f} km2, PostGIS {peer.ask() / 1e6:.1f} km2", flush=True)
        measure(ways | {"PostGIS": peer.ask}, asked, len(ours.held))


def measure(ways: dict, asked: argparse.Namespace, entries: int) -> None:
    """Every way in turn, as often as asked for; medians with their spread, and the ratios."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(asked.runs):
        for name, run in ways.items():
            times[name].append(timed(run))
            print(name, round(times[name][-1], 2), flush=True)
    middle = {name: statistics.median(some) for name, some in times.items()}
    said = {"entries": entries, "load": os.getloadavg()}
    said |= {f"{n} s": f"{middle[n]:.2f} ({min(t):.2f} to {max(t):.2f})" for n, t in times.items()}
    said |= {f"{mine} / {peer}": round(middle[mine] / middle[peer], 2)
             for mine in ("balances", "full") for peer in ("geopandas", "PostGIS") if peer in middle}  # fmt: skip
    print(json.dumps(said, indent=2))
    asked.out.write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
