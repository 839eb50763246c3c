"""A national yearly publication at 200,000 hazards: its figures, and all its forms; then verified.

    python bench/publications.py --folder bench-data --year 2024

Works on a copy of the database that `bench/accounts.py` made. The goals: figures in under 1 s, everything in under 60 s.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]


def measured(work, runs: int) -> tuple[float, object]:
    """The median seconds of a piece of work, and its last result."""
    seconds, result = [], None
    for _ in range(runs):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--year", type=int, default=2024)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--languages", default="en,bs")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "accounts.cground"
        shutil.copy(asked.folder / "accounts.cground", copy)
        os.environ |= {
            "COMMONGROUND_DATABASE": str(copy),
            "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
        }
        print(json.dumps(run(asked.year, asked.runs, asked.languages.split(",")), indent=1))


def run(year: int, runs: int, languages: list[str]) -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from commonground.core.dates import Period, Times
    from commonground.core.publishing.content import Kind
    from commonground.identity import queries as identity
    from commonground.land.actions import ledger
    from commonground.land.queries import entries, types
    from commonground.reporting.actions import publishing
    from commonground.reporting.queries import contents, kept, tables, verifying

    period, times = Period(date(year, 1, 1), date(year, 12, 31)), Times(date(year, 12, 31), entries.head())
    said: dict[str, object] = {"head": entries.head(), "load": os.getloadavg()[0]}
    axes_from_scratch, _ = measured(lambda: types.of_months(None), 1)
    ledger.keep_sums()
    types.forget()  # as in a process that starts: what is kept in the database answers
    axes = {
        axis: measured(lambda axis=axis: tables.table(axis, period, times, level=1), runs)[0] for axis in tables.AXES
    }
    said["by_contamination_from_scratch_s"] = round(axes_from_scratch, 3)
    said["figures_s"] = {axis: round(s, 3) for axis, s in axes.items()}
    said["figures_without_contamination_s"] = round(sum(s for a, s in axes.items() if a != "contamination"), 3)
    question = contents.question(Kind.STATEMENT, period.start, period.end, entries.head(), 1)
    by, at = identity.operator_at_the_console(), datetime.now(UTC)
    seconds, done = measured(lambda: publishing.publish(question, "Bench", languages=languages, by=by, at=at), 1)
    said["published_s"], said["files"] = round(seconds, 2), len(kept.publication(done.number).files)
    seconds, verdict = measured(lambda: verifying.verify(done.number), 1)
    said["verified_s"], said["holds"], said["load_after"] = round(seconds, 2), verdict.holds, os.getloadavg()[0]
    return said


if __name__ == "__main__":
    main()
