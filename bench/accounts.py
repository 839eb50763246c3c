"""Import, one more release, statements: against named peers, alternating, medians.

    python bench/accounts.py --hazards 200000 --releases 100000 --runs 5 --folder /tmp/bench

Peers: those of `imports.py` for the import; a bare durable commit of the same file system for one more release.
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

import imports  # noqa: E402 (found beside this file)


def wall(run) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def middle(times: list[float]) -> str:
    return f"{statistics.median(times):.2f} ({min(times):.2f} to {max(times):.2f})"


def start(database: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonground.config.settings.desktop"
    os.environ["COMMONGROUND_DATABASE"] = str(database)
    import django

    django.setup()


def one_more(folder: Path, count: int) -> dict:
    """One more release, durable, through the whole action; beside a bare durable commit."""
    from commonground.core.geometry.overlay import from_wkb
    from commonground.core.land.activities import Activity
    from commonground.core.land.drafts import Draft
    from commonground.core.land.entries import Kind
    from commonground.identity import queries as identity
    from commonground.land.actions import ledger
    from commonground.store.sets import rows

    by = identity.operator_at_the_console()
    picked = rows(
        "SELECT h.code, e.shape FROM land_holding o JOIN land_hazard h ON h.id = o.hazard_id JOIN land_ledgerentry e ON e.number = o.entry "
        f"WHERE o.book = 'hazard' ORDER BY h.id * 7919 % 100003 LIMIT {count}"
    )
    times = []
    for i, (code, wkb) in enumerate(picked):
        shape = from_wkb(bytes(wkb)).buffer(-3).simplify(1)
        if shape.is_empty:
            continue
        draft = Draft(
            kind=Kind.CLEAR,
            on=date(2026, 6, 1),
            hazards=(code,),
            document=f"ONE-{time.time_ns()}",
            shape=shape,
            activity=Activity.CLEARANCE,
        )
        times.append(wall(lambda: ledger.book([draft], by=by, at=datetime(2026, 7, 1, tzinfo=UTC))))  # noqa: B023
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE IF NOT EXISTS t (a)")
    commits = [wall(lambda: bare.execute("INSERT INTO t VALUES (randomblob(300))")) for _ in range(count)]
    return {"whole action p50 ms": round(statistics.median(times) * 1000, 2), "whole action p95 ms": round(sorted(times)[int(len(times) * 0.95)] * 1000, 2),
            "bare durable commit p95 ms": round(sorted(commits)[int(len(commits) * 0.95)] * 1000, 2), "goal p95 ms": 10}  # fmt: skip


def statements(runs: int) -> dict:
    """A year's statement by unit, as known now and as known at the middle of the ledger."""
    from commonground.core.dates import Times, year
    from commonground.land.queries import entries as ledger
    from commonground.reporting.queries import statement

    now = [wall(lambda: statement.statement(year(2024))) for _ in range(runs)]
    then = [wall(lambda: statement.statement(year(2024), Times(None, ledger.head() // 2))) for _ in range(runs)]
    return {"as known now s": middle(now), "goal": 0.3, "as known earlier s": middle(then), "goal earlier": 30}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hazards", type=int, default=200_000)
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--releases-one-by-one", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--skip-import", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "accounts.json")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    land = asked.folder / "land"
    if not land.with_suffix(".gpkg").exists():
        subprocess.run(
            [
                sys.executable,
                str(HERE / "generate.py"),
                "--hazards",
                str(asked.hazards),
                "--releases",
                str(asked.releases),
                "--out",
                str(land),
            ],
            check=True,
        )
    said = {"machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()}}
    if not asked.skip_import:
        said["import"] = imports.measure(asked.folder, asked.runs)
        print(said["import"], flush=True)
    database = asked.folder / "accounts.cground"
    if not database.exists():
        subprocess.run(
            [sys.executable, str(HERE / "programme.py"), "--land", str(land), "--database", str(database)], check=True
        )
    start(database)
    for name, measure in (("statement", lambda: statements(asked.runs)), ("one more release", lambda: one_more(asked.folder, asked.releases_one_by_one))):  # fmt: skip
        said[name] = measure()
        print(name, said[name], flush=True)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
