"""Two people act on the same report at the same moment, on a database of their own. Run by `test_concurrency`.

Says as JSON what came of each race. With "without-lock" the row is read without being held: what the lock is for is then seen.
"""

import json
import sys
import threading
import time

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from commonground.fieldwork.actions import held

    call_command("migrate", verbosity=0)
    slow(held, locked="without-lock" not in sys.argv)
    out = [race(i, pair) for i, pair in enumerate(PAIRS, 1)]
    if "rivals" in sys.argv:
        out = [rivals()]
    connection.close()
    print(json.dumps(out))


PAIRS = [("approve", "approve"), ("approve", "return"), ("return", "return"), ("approve", "withdraw"), ("save", "save")]


def slow(held, locked: bool) -> None:
    """Whoever has the report thinks for a while, so that the other one surely comes in between."""
    from commonground.fieldwork.models import Report

    whole = held.lock

    def lock(number, *, by):
        report = whole(number, by=by) if locked else Report.objects.get(pk=number)
        time.sleep(0.4)
        return report

    held.lock = lock


def race(number: int, pair: tuple[str, str]) -> dict:
    """One report and two threads; what each was told, and what stands afterwards."""
    from django.db import connection

    from commonground.core.fieldwork.types import Type
    from commonground.core.refusals import Refusal
    from commonground.fieldwork.actions import approving, reviewing, writing
    from commonground.fieldwork.models import Report, Revision, Verdict
    from commonground.land.models import LedgerEntry
    from factories import country, reports

    if number == 1:
        country.make(6)
    author = reports.viewer("reporter", name=f"author-{number}", organisation="Blue Spade")
    people = [reports.viewer("officer", name=f"officer-{number}-{i}") for i in range(2)]
    fields = {
        "on": "2026-05-01",
        "outcome": "record",
        "level": "confirmed",
        "extent": "stated",
        "stated_m2": "500",
        "hazards": f"R-{number}",
    }
    make = reports.begun if pair[0] == "save" else reports.submitted
    report = make(Type.SURVEY, fields, by=author)
    seen, told = reports.version(report), []
    stamp = "" if pair[0] == "save" else approving.preview(report, by=people[0], at=reports.NOW).stamp

    def act(i: int, what: str) -> None:
        try:
            {
                "approve": lambda: approving.approve(report, version=seen, stamp=stamp, by=people[i], at=reports.NOW),
                "return": lambda: reviewing.return_with_remarks(
                    report, version=seen, remarks={"on": "?"}, by=people[i], at=reports.NOW
                ),
                "withdraw": lambda: writing.withdraw(report, version=seen, by=author, at=reports.NOW),
                "save": lambda: writing.save(
                    report, version=seen, fields={**fields, "remarks": f"window {i}"}, by=author, at=reports.NOW
                ),
            }[what]()
            told.append("done")
        except Refusal as refusal:
            told.append(refusal.code)
        except Exception as fault:
            told.append(type(fault).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(i, what)) for i, what in enumerate(pair)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    row = Report.objects.get(pk=report)
    return {
        "pair": pair, "told": sorted(told), "state": row.state, "grew": row.version - seen,
        "revisions": Revision.objects.filter(report=report).count() == row.version,
        "verdicts": list(Verdict.objects.filter(report=report).exclude(what="submit").values_list("what", flat=True)),
        "entries": LedgerEntry.objects.filter(document__code=row.code).count(),
    }  # fmt: skip


def rivals() -> dict:
    """Two reports that release the same land, approved at the same moment by two people."""
    from django.db import connection

    from commonground.core.fieldwork.types import Type
    from commonground.core.refusals import Refusal
    from commonground.fieldwork.actions import approving
    from commonground.fieldwork.models import Report
    from factories import reports

    author = reports.viewer("reporter", name="author-rivals", organisation="Blue Spade")
    people = [reports.viewer("officer", name=f"officer-rivals-{i}") for i in range(2)]
    survey = {"hazards": "RIVAL", "on": "2025-01-10", "outcome": "record", "level": "confirmed", "extent": "drawn"}
    reports.approved(reports.submitted(Type.SURVEY, survey, entered=reports.square(0, 0, 100), by=author), by=people[0])
    clears = {**reports.COMPLETION, "hazards": "RIVAL", "extent": "drawn"}
    pair = [
        reports.submitted(
            Type.COMPLETION, {**clears, "on": f"2026-05-0{i}"}, entered=reports.square(0, 0, 60), by=author
        )
        for i in (1, 2)
    ]
    Report.objects.filter(pk__in=pair).update(state="submitted")  # as if neither had been seen beside the other yet
    stamps = [approving.preview(n, by=people[0], at=reports.NOW, accept="as-it-is").stamp for n in pair]
    told = []

    def approve(i: int) -> None:
        try:
            approving.approve(
                pair[i],
                version=reports.version(pair[i]),
                stamp=stamps[i],
                accept="as-it-is",
                by=people[i],
                at=reports.NOW,
            )
            told.append("done")
        except Refusal as refusal:
            told.append(refusal.code)
        except Exception as fault:
            told.append(type(fault).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(i,)) for i in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return {"told": sorted(told), "states": sorted(Report.objects.filter(pk__in=pair).values_list("state", flat=True))}


if __name__ == "__main__":
    main()
