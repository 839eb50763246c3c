"""The day's pages with ten thousand reports waiting and 200,000 hazards, as twenty people use them.

    python bench/workplace.py --folder bench-data

Twenty people, each with a session of their own, ask for the list of reports, the day's page and a filtered list of
hazards, pausing two to six seconds between pages as people do who read them. One server process, the desktop's own.
The reports are written and handed in by the same actions as everywhere; they are made once and kept in the copy.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

import programme  # noqa: E402

PAGES = {
    "reports": ("/reports/", "/reports/?state=submitted&page=40", "/reports/?type=clearance-progress"),
    "day": ("/day/",),
    "hazards filtered": (
        "/hazards/?status=suspected&sort=-open", "/hazards/?contamination=cluster-munitions&status=open", "/hazards/?q=B00", "/hazards/?findings=any",
    ),
}  # fmt: skip
USERS, GOAL_MS = 20, 300


def reports(count: int) -> int:
    """Hand in so many progress reports on hazards with open land; those that are there already count."""
    from django.db import transaction

    from commonground.core.fieldwork.types import Type
    from commonground.fieldwork.actions import writing
    from commonground.fieldwork.models import Report
    from commonground.identity import queries as identity
    from commonground.land.models import Hazard

    there = Report.objects.count()
    by, at = identity.operator_at_the_console(), datetime.now(UTC)
    codes = list(Hazard.objects.filter(open_m2__gt=1000).order_by("pk").values_list("code", flat=True)[: count - there])
    for first in range(0, len(codes), 500):
        with transaction.atomic():
            for code in codes[first : first + 500]:
                on = (at.date() - timedelta(days=5)).isoformat()
                fields = {"hazards": code, "began_on": on, "on": on, "extent": "stated", "stated_m2": "100", "depth_cm": "20", "method": "manual"}  # fmt: skip
                number = writing.draft(Type.PROGRESS, fields=fields, by=by, at=at)
                writing.submit(number, version=1, by=by, at=at)
    return Report.objects.count()


def processor(cookie: str, turns: int = 5) -> dict[str, int]:
    """Milliseconds of processor time that each page takes by itself: what counts on a machine that does other work."""
    from django.test import Client

    client, found = Client(HTTP_HOST="127.0.0.1"), {}
    client.cookies["sessionid"] = cookie
    for address in (one for some in PAGES.values() for one in some):
        took = []
        for _ in range(turns):
            began = time.process_time()
            status = client.get(address).status_code
            took.append((time.process_time() - began) * 1000)
            if status != 200:
                raise SystemExit(f"{address}: {status}")
        found[address] = round(statistics.median(took))
    return found


def people(port: int, cookies: list[str], seconds: int) -> dict[str, list[float]]:
    """Milliseconds of every page that twenty people asked for."""
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    lock, end = threading.Lock(), time.monotonic() + seconds

    def one(number: int) -> None:
        rng, connection = random.Random(number), http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        time.sleep(rng.uniform(0, 4))
        while time.monotonic() < end:
            name = rng.choice(list(PAGES))
            began = time.perf_counter()
            connection.request("GET", rng.choice(PAGES[name]), headers={"Cookie": f"sessionid={cookies[number]}"})
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - began) * 1000
            if answer.status != 200:
                raise SystemExit(f"{name}: {answer.status}")
            with lock:
                times[name].append(took)
            time.sleep(rng.uniform(2, 6))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--out", type=Path, default=HERE / "results" / "workplace.json")
    asked = parser.parse_args()
    database = asked.folder / "workplace.cground"
    if not database.exists():
        shutil.copy(asked.folder / "accounts.cground", database)
    programme.start(str(database))
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    waiting = reports(asked.reports)
    print(f"{waiting:,} reports waiting, after {time.monotonic() - began:.0f} s", flush=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cookies = [programme.session() for _ in range(USERS)]
    alone = processor(cookies[0])
    server = subprocess.Popen(
        [sys.executable, str(HERE / "serve.py"), str(database), str(port), "warm"],
    )
    try:
        time.sleep(5)
        people(port, cookies, 8)  # the first pages of a process are slow for everybody
        times = people(port, cookies, asked.seconds)
    finally:
        server.terminate()
    said: dict = {
        "reports": waiting,
        "users": USERS,
        "goal p95 ms": GOAL_MS,
        "load": os.getloadavg(),
        "processor ms": alone,
    }
    for name, some in times.items():
        ordered = sorted(some)
        said[name] = {
            "pages": len(some),
            "p50 ms": round(statistics.median(some)),
            "p95 ms": round(ordered[int(len(some) * 0.95)]),
        }
    print(json.dumps(said, indent=2))
    asked.out.write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
