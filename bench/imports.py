"""The import of all hazards, with checks, quarantine and provenance, beside others that bring in the same file.

    python bench/imports.py --runs 5 --folder /tmp/bench

Peers: a bare `ogr2ogr` to GeoPackage and, where a PostgreSQL with PostGIS is installed, to that; and geopandas, where
it is installed, reading the file, checking what we check as far as one call over all rows can, mending and writing.
Each is a command of its own; its time is that of the whole command, its memory the most that it and everything it
started held at once (resident, so that shared libraries count once for each process: never too little).
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests"), str(HERE)]
PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY_S = 0.02

# What geopandas does with the same file. The checks are those of ours that one vectorised call can make.
GEOPANDAS = """
import sys
import geopandas, numpy as np, shapely
land = geopandas.read_file(sys.argv[1], layer="hazards")
metres = land.to_crs(sys.argv[3])
faulty = ~metres.is_valid
reasons = metres.geometry[faulty].is_valid_reason()
metres.geometry = shapely.set_precision(metres.make_valid(method="structure").values, 0.01)
empty = metres.is_empty | (metres.area < 1) | (metres.area > 1e8)
coordinates, owner = shapely.get_coordinates(land.geometry.values, return_index=True)
odd = np.unique(owner[~np.isfinite(coordinates).all(axis=1) | (coordinates == 0).any(axis=1)])
same = np.unique(owner[1:][(owner[1:] == owner[:-1]) & (np.abs(np.diff(coordinates, axis=0)) < 1e-9).all(axis=1)])
clockwise = ~shapely.is_ccw(shapely.get_exterior_ring(shapely.get_geometry(land.geometry.values, 0)))
twice = metres.geometry.normalize().to_wkb().duplicated(keep=False)
one, other = metres.sindex.query(metres.geometry, predicate="intersects")
one, other = one[one < other], other[one < other]
shapes = metres.geometry.values
shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
metres["findings"] = faulty.astype(int) + empty + twice + clockwise
metres["overlap_m2"] = np.bincount(one, shared, len(metres)) + np.bincount(other, shared, len(metres))
metres["reason"] = reasons.reindex(metres.index)
metres.to_file(sys.argv[2], layer="hazards", driver="GPKG")
"""


@dataclass
class Runs:
    """What the runs of one command took."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)  # seconds of it, everything that was started included

    def take(self, command: list[str], ends: tuple[int, ...] = (0,), **environ: str) -> None:
        """Run a command once."""
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environ})
        most, ended = 0.0, 0
        while not ended:
            most = max(most, held_mb(child.pid))
            time.sleep(EVERY_S)
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
        self.seconds.append(time.perf_counter() - began)
        self.processor.append(used.ru_utime + used.ru_stime)
        self.megabytes.append(most)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in ends:
            raise SystemExit(f"{command[0]} ended with {child.returncode}")

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def said(self) -> dict[str, str]:
        times = f"{self.median:.2f} ({min(self.seconds):.2f} to {max(self.seconds):.2f})"
        own = f"{statistics.median(self.processor):.2f}"
        return {"s": times, "processor s": own, "peak MB": f"{max(self.megabytes):.0f}"}

    def against(self, peer: "Runs") -> dict[str, float]:
        """How much longer than a peer, by the clock and in processor time, which other work on the machine stretches less."""
        return {
            "ratio": round(self.median / peer.median, 2),
            "ratio in processor time": round(statistics.median(self.processor) / statistics.median(peer.processor), 2),
        }


def held_mb(pid: int) -> float:
    """What a process and everything it started hold at this moment."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):
            continue
    return total / 1e6


def ours(database: str, runs: Runs, file: Path) -> None:
    """Into a fresh database; rows in quarantine make the command end with 1, which is no failure."""
    start = [sys.executable, "-c", "from commonground.config.cli import main; main()", "--database", database]
    environ = {"PYTHONPATH": str(HERE.parent / "src")}
    Runs().take([*start, "init", "--country", "BA"], **environ)
    runs.take([*start, "import", str(file), "--layer", "hazards", "--as", "hazards"], ends=(0, 1), **environ)


def embedded(folder: Path, file: Path, runs: int) -> dict:
    """Into the embedded store, beside ogr2ogr and geopandas writing GeoPackages."""
    mine, bare, panda = Runs(), Runs(), Runs()
    geopandas = not subprocess.run([sys.executable, "-c", "import geopandas"], stderr=subprocess.DEVNULL).returncode
    for _ in range(runs):
        for left in folder.glob("import.cground*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        ours(str(folder / "import.cground"), mine, file)
        copy = folder / "copy.gpkg"
        copy.unlink(missing_ok=True)
        bare.take(["ogr2ogr", "-f", "GPKG", str(copy), str(file), "hazards"])
        if geopandas:
            copy.unlink()
            plane = "+proj=laea +lat_0=44 +lon_0=17.5 +datum=WGS84 +units=m +no_defs"
            panda.take([sys.executable, "-c", GEOPANDAS, str(file), str(copy), plane])
    out = {"import": mine.said(), "ogr2ogr": bare.said(), **mine.against(bare), "goal": 4}
    if geopandas:
        out["geopandas"] = {**panda.said(), **mine.against(panda), "goal": 1}
    return out


def server(folder: Path, file: Path, runs: int) -> dict | None:
    """Into PostgreSQL with PostGIS, beside ogr2ogr doing so; None where there is none. Memory is without the server's."""
    from machine import postgres_folder
    from servers import Postgres

    if postgres_folder() is None:
        return None
    mine, bare = Runs(), Runs()
    with ExitStack() as stack:
        base = stack.enter_context(Postgres(shared_buffers="1GB", maintenance_work_mem="256MB"))
        run: Callable[[str], object] = lambda sql: subprocess.run(  # noqa: E731
            [str(Path(base.bin) / "psql"), "-q", base.url("postgres"), "-c", sql], check=True
        )
        for i in range(runs):
            for name in ("ours", "bare"):
                run(f"CREATE DATABASE {name}{i}")
            subprocess.run(
                [str(Path(base.bin) / "psql"), "-q", base.url(f"bare{i}"), "-c", "CREATE EXTENSION postgis"], check=True
            )
            ours(base.url(f"ours{i}"), mine, file)
            target = f"PG:host=127.0.0.1 port={base.port} user=commonground dbname=bare{i}"
            bare.take(
                ["ogr2ogr", "-f", "PostgreSQL", target, str(file), "hazards", "-nlt", "GEOMETRY"], PG_USE_COPY="YES"
            )
            for name in ("ours", "bare"):
                run(f"DROP DATABASE {name}{i}")
    return {"import": mine.said(), "ogr2ogr": bare.said(), **mine.against(bare), "goal": 4}


def measure(folder: Path, runs: int) -> dict:
    """Both stores."""
    file = folder / "land.gpkg"
    out = {"embedded": embedded(folder, file, runs)}
    found = server(folder, file, runs)
    return out | ({"PostGIS": found} if found else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--out", type=Path, default=HERE / "results" / "imports.json")
    asked = parser.parse_args()
    if shutil.which("ogr2ogr") is None:
        raise SystemExit("ogr2ogr is missing: it is what the import is measured against.")
    began = os.getloadavg()
    said = {
        "machine": {"cores": os.cpu_count(), "load before": began},
        "runs": asked.runs,
        **measure(asked.folder, asked.runs),
    }
    said["machine"]["load after"] = os.getloadavg()
    print(json.dumps(said, indent=2))
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
