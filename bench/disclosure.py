"""Tables about people on a whole national register: every table that a ministry would publish, and the attack over all of them.

    python bench/disclosure.py --register ../shared/data/colombia-victims/victimas_2021.csv

Imports the Colombian register into an embedded store of its own, asks for each table over all its years, has another person let it
out, then attacks everything that left, without any short cut. Squares stand for the departments and municipalities, by the register's own
codes. The goals: import in under 30 s, every table in under 1 s, no small count recovered.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]
BOUNDS = (-79.1, -4.3, -66.8, 13.5)
TABLES = (
    ("outcome", "age"), ("outcome", "sex"), ("sex", "age"), ("outcome", "status"), ("outcome", "device"), ("sex", "activity"),
    ("outcome", "unit"), ("device",), ("activity",), ("movement",), (),
)  # fmt: skip
TREATY = (("sex",), ("outcome",))
YEARS = range(1990, 2022)


def timed(work):
    """Seconds of a piece of work, and its result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--register", type=Path, required=True)
    parser.add_argument("--years", type=int, nargs=2, default=(YEARS.start, YEARS.stop - 1))
    parser.add_argument("--attack", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "COMMONGROUND_DATABASE": str(Path(folder) / "bench.cground"),
            "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop",
        }
        said = run(asked.register, range(asked.years[0], asked.years[1] + 1), attack=asked.attack)
    print(json.dumps(said, indent=1))


def run(register: Path, years: range, *, attack: bool) -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    from commonground.core.viewers import Viewer
    from commonground.identity.models import User

    call_command("migrate", verbosity=0, interactive=False)
    said: dict[str, object] = {"load": os.getloadavg()[0]}
    one, other = (User.objects.create(username=name).pk for name in ("maker", "approver"))
    maker = Viewer(one, "maker", frozenset({"disclosure.see", "disclosure.prepare", "places.change", "intake.import", "intake.see",
                                          "incidents.see", "incidents.victims", "incidents.record"}))  # fmt: skip
    approver = Viewer(other, "approver", frozenset({"disclosure.see", "disclosure.approve"}))
    squares(register, maker)
    said["import_s"] = round(timed(lambda: bring(register, maker))[0], 2)
    said["tables"] = [table(by, years, maker, approver) for by in TABLES]
    said["treaty"] = [table(by, years, maker, approver, exact=True) for by in TREATY]
    if attack:
        said["attack"] = attacked(years)
    said["load_after"] = os.getloadavg()[0]
    return said


def squares(register: Path, by) -> None:
    """A programme whose units are squares, a department's municipalities within its own."""
    import shapely

    from commonground.places import actions as places

    places.make_programme("COL", name="Colombia", bounds=BOUNDS, by=by)
    with register.open(encoding="utf-8-sig", newline="") as stream:
        found = {
            (r["codigodanedepartamento"].zfill(2), r["codigodanemunicipio"].zfill(5)) for r in csv.DictReader(stream)
        }
    uppers = sorted({upper for upper, _ in found})
    size = 100_000.0
    drafts: dict[int, list] = {1: [], 2: []}
    for i, upper in enumerate(uppers):
        x, y = (i % 6) * size, (i // 6) * size
        drafts[1].append(places.UnitDraft(upper, upper, shapely.box(x, y, x + size, y + size)))
        lower = sorted(code for u, code in found if u == upper)
        wide = size / len(lower)
        drafts[2] += [
            places.UnitDraft(c, c, shapely.box(round(x + n * wide, 2), y, round(x + (n + 1) * wide, 2), y + size))
            for n, c in enumerate(lower)
        ]
    for level, some in drafts.items():
        places.bring_units(some, level=level, by=by, source="squares")


def bring(register: Path, by) -> None:
    from commonground.intake import gateway
    from commonground.intake.actions import loads
    from commonground.intake.queries import mappings

    table = gateway.read(register)
    taken = loads.import_table(table, mappings.proposed(table, "victims"), by=by, at=datetime.now(UTC))
    assert taken.report["counts"]["new"] == 12_062, taken.report["counts"]


def table(by: tuple[str, ...], years: range, maker, approver, *, exact: bool = False) -> dict[str, object]:
    """One table over all years: asked for, made and audited; let out, audited once more beside everything before it."""
    from commonground.core.privacy.door import Basis, Spec
    from commonground.core.privacy.periods import Closed
    from commonground.disclosure import actions

    basis = Basis.TREATY if exact else Basis.ROUNDED
    spec = Spec("casualties", by, tuple(Closed(year) for year in years), basis)
    asking, asked = timed(lambda: actions.ask(spec, "the yearbook", by=maker, at=datetime.now(UTC)))
    asked.refresh_from_db()
    out: dict[str, object] = {"by": " × ".join(by) or "total", "asked_s": round(asking, 2)}
    if asked.faults:
        return out | {"refused": sorted({code for code, _ in asked.faults}), "faults": len(asked.faults)}
    releasing, made = timed(lambda: actions.release(asked, "The office", by=approver, at=datetime.now(UTC)))
    return out | {"released_s": round(releasing, 2), "release": made.number if made else None}


def attacked(years: range) -> dict[str, object]:
    """Everything that left, year by year: how many small counts there are, and how many come out. Each is bounded for itself."""
    from commonground.core.privacy import audit, bounds
    from commonground.core.privacy.content import tables_of
    from commonground.core.privacy.periods import Closed
    from commonground.core.privacy.rounding import SMALLEST
    from commonground.disclosure.models import Release
    from commonground.disclosure.queries import people

    small = away = exact = 0
    began = time.perf_counter()
    ledger = list(Release.objects.order_by("number").values_list("content", flat=True))
    for year in years:
        held = people.latest("casualties", Closed(year))
        issued = [
            audit.Issued(str(said["number"]), held.name, one)
            for said in ledger
            for one in tables_of(said["periods"])
            if one.period == Closed(year)
        ]
        asked = audit.problem([audit.Frozen(held.name, held.people, held.values)], issued)
        found = audit.given_away(asked, bounds.solve(asked.as_data(), exact=True))
        small += len(asked.targets)
        away += len(found)
        exact += sum(least == most for _, least, most in found)
    assert SMALLEST == 11
    return {
        "small_counts": small,
        "left_two_values_or_one": away,
        "known_exactly": exact,
        "s": round(time.perf_counter() - began, 1),
    }


if __name__ == "__main__":
    main()
