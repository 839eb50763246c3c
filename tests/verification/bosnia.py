"""Bosnia and Herzegovina as the shared files have it, and a year of invented activity over its hazards.

The perimeters were written by nobody here. What was done about them in 2024 is invented, from a seed: no operator,
team or date is anybody's.
"""

import hashlib
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import shapely

DATA = next(
    (
        p / "shared/data/bih-hazards"
        for p in Path(__file__).resolve().parents
        if (p / "shared/data/bih-hazards").is_dir()
    ),
    None,
)
WHY = "shared/data/bih-hazards is not on this machine"
OPENING = date(2024, 1, 1)
NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
HAZARDS = "suspect_areas_simplyfied.geojson"


def officer():
    from commonground.core.viewers import Viewer

    may = (
        "land.see land.book land.correct land.rebuild intake.import intake.undo intake.see places.change reporting.see"
    )
    return Viewer(None, "officer", frozenset(may.split()))


def table(name: str):
    from commonground.intake import gateway

    return gateway.read(DATA / name)


def bring_units() -> list[dict]:
    """The programme, its 12 upper and its 142 lower units; the names of the files deceive."""
    from commonground.intake.actions import places as bringing
    from commonground.intake.queries import mappings
    from commonground.places import actions as places

    by = officer()
    places.make_programme("BA", by=by)
    said = []
    for name, level in (("geoBoundaries-BIH-ADM2.geojson", 1), ("cantons.geojson", 2)):
        rows = table(name)
        said.append(bringing.bring(rows, mappings.proposed(rows, "units").changed(unit_level=level), by=by))
    return said


def take_in(rows, *, accept_repairs: bool = False, at: datetime = NOW):
    """Import the hazards as openings of the books; the report, with the number of the load."""
    from commonground.intake.actions import loads
    from commonground.intake.queries import mappings

    mapping = mappings.proposed(rows, "hazards").changed(opening_on=OPENING.isoformat(), accept_repairs=accept_repairs)
    return loads.import_table(rows, mapping, by=officer(), at=at).report


class Year:
    """A year of work over the hazards on the books: drafts in batches, in no order of dates."""

    def __init__(self, seed: int = 1, hazards: int = 260) -> None:
        from commonground.land.queries import entries
        from commonground.store.sets import rows

        self.random = Random(seed)
        codes = dict(rows("SELECT id, code FROM land_hazard"))
        shaped = [(codes[e.hazards[0]], e.shape) for e in entries.every() if e.shape is not None]
        twice = {codes[pk] for (pk,) in rows("SELECT DISTINCT one_id FROM land_overlap")}
        shaped.sort(key=lambda pair: pair[0])
        overlapping = [p for p in shaped if p[0] in twice]
        alone = [p for p in shaped if p[0] not in twice]
        self.hazards = self.random.sample(overlapping, hazards // 2) + self.random.sample(alone, hazards - hazards // 2)
        self.tree = shapely.STRtree(np.array([shape for _, shape in shaped], dtype=object))
        self.shaped = shaped

    def day(self, first: int = 5, last: int = 360) -> date:
        return OPENING + timedelta(days=self.random.randint(first, last))

    def part(self, shape, least: float = 0.1, most: float = 0.9):
        """A slice of a perimeter from one of its four sides, on the grid."""
        west, south, east, north = shape.bounds
        share = self.random.uniform(least, most)
        box = self.random.choice(
            [
                (west - 1, south - 1, west + (east - west) * share, north + 1),
                (east - (east - west) * share, south - 1, east + 1, north + 1),
                (west - 1, south - 1, east + 1, south + (north - south) * share),
                (west - 1, north - (north - south) * share, east + 1, north + 1),
            ]
        )
        return polygons(shapely.intersection(shape, shapely.box(*box), grid_size=0.01)) or shape

    def touching(self, code: str, shape) -> tuple[str, ...]:
        """Every hazard that a piece of land touches, this one first."""
        found = sorted({self.shaped[i][0] for i in self.tree.query(shape, predicate="intersects")} - {code})
        return (code, *found)

    def drafts(self) -> list:
        """What was done, one history after another."""
        from commonground.core.land.activities import Activity
        from commonground.core.land.drafts import Draft
        from commonground.core.land.entries import Account, Kind

        out = []
        for i, (code, shape) in enumerate(self.hazards):
            r = self.random

            def draft(kind, activity, land, i=i, code=code, hazards=None, **more):
                more.setdefault("on", self.day())
                return Draft(kind=kind, hazards=hazards or (code,), shape=land, activity=activity, document=f"R-{i:03}-{kind}",
                             operator=("Blue Spade", "Steady Hands", "")[i % 3], sequence=i % 2, **more)  # fmt: skip

            what = i % 8
            if what in (0, 1, 2):
                out.append(draft(Kind.CONFIRM, Activity.TS, self.part(shape, 0.3), level=Account.CONFIRMED))
            if what in (1, 4, 6):
                out.append(draft(Kind.CANCEL, Activity.NTS, self.part(shape)))
            if what in (2, 5):
                out.append(draft(Kind.REDUCE, Activity.TS, self.part(shape)))
            if what in (0, 2, 3, 5, 7):
                land = self.part(shape, 0.2, 0.7)
                out.append(draft(Kind.CLEAR, Activity.CLEARANCE, land, hazards=self.touching(code, land), depth_cm=20))
            if what == 3:  # work went on beyond the perimeter
                out.append(
                    draft(
                        Kind.CLEAR,
                        Activity.CLEARANCE,
                        polygons(shapely.buffer(shape, 40, quad_segs=2)),
                        method="manual",
                    )
                )
            if what == 4:
                out.append(draft(Kind.EXTEND, Activity.NTS, polygons(shapely.buffer(shape, 60, quad_segs=2))))
                out.append(draft(Kind.RECLASSIFY, Activity.NTS, self.part(shape)))
            if what == 5:  # new evidence in released land, after the fact and sometimes before it
                out.append(draft(Kind.REOPEN, Activity.QC, self.part(shape), level=r.choice((Account.SUSPECTED, Account.CONFIRMED)),
                                 on=self.day(200, 364)))  # fmt: skip
            if what == 6:  # found this year, over the edge of one that was known
                west, south, east, north = shape.bounds
                new = shapely.box(*(round(v, 2) for v in ((west + east) / 2, south, east + 150, north)))
                out.append(draft(Kind.RECORD, Activity.NTS, new, hazards=(f"NEW-{i:03}",), on=self.day(5, 120)))
                out.append(draft(Kind.CANCEL, Activity.NTS, self.part(new, 0.1, 0.4), hazards=(f"NEW-{i:03}",)))
        return out + self.corrections(out)

    def corrections(self, done: list) -> list:
        """Some reports were wrong: voided, or replaced by what they should have said."""
        from commonground.core.land.activities import Activity
        from commonground.core.land.drafts import Draft
        from commonground.core.land.entries import Kind

        out = []
        for n, wrong in enumerate(self.random.sample(done, len(done) // 12)):
            shared = {
                "on": wrong.on,
                "hazards": wrong.hazards,
                "corrects": wrong.hash,
                "because": "as the quality check found",
            }
            if n % 2:
                void = Draft(kind=Kind.VOID, document=f"QC-{n}", activity=Activity.CORRECTION, **shared)
                out.append(void)
                if n % 4 == 3:  # and the correction was wrong as well
                    out.append(
                        Draft(
                            kind=Kind.VOID,
                            document=f"QC-{n}b",
                            activity=Activity.CORRECTION,
                            **{**shared, "corrects": void.hash},
                        )
                    )
            else:
                out.append(Draft(kind=wrong.kind, document=f"QC-{n}", shape=self.part(wrong.shape, 0.4, 0.8), level=wrong.level,
                                 activity=wrong.activity, **shared))  # fmt: skip
        return out

    def book(self, drafts: list, batches: int = 12, seed: int = 3) -> list[int]:
        """Book in batches out of order; the ledger number after each."""
        from commonground.land.actions import ledger

        drafts = list(drafts)
        Random(seed).shuffle(drafts)
        size = -(-len(drafts) // batches)
        heads = []
        for i in range(0, len(drafts), size):
            booked = ledger.book(
                drafts[i : i + size], by=officer(), at=NOW + timedelta(hours=i), why=f"batch {i // size}"
            )
            heads.append(booked.last)
        return heads


def polygons(shape):
    """The polygons of a shape, on the centimetre grid."""
    shape = shapely.set_precision(shape, 0.01)
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]
    return shapely.union_all(parts, grid_size=0.01) if parts else None


def net_atoms() -> dict:
    """Every flow of the books by what was booked and where, without numbers that depend on the order of arrival."""
    from commonground.store.sets import rows

    out: dict = {}
    for book, *key, m2, unknown in rows(
        "SELECT a.book, e.hash, h.code, coalesce(u.code, ''), a.line, a.source, a.target, sum(a.m2), sum(a.unknown) "
        "FROM land_atom a JOIN land_ledgerentry e ON e.number = a.entry JOIN land_hazard h ON h.id = a.hazard_id "
        "LEFT JOIN places_unit u ON u.id = a.unit_id "
        "GROUP BY a.book, e.hash, h.code, coalesce(u.code, ''), a.line, a.source, a.target"
    ):
        for measure in ("hazard", "programme") if book == "both" else (book,):
            old = out.get((measure, *key), (0, 0))
            out[measure, *key] = (old[0] + int(m2), old[1] + int(unknown))
    return {k: v for k, v in out.items() if v != (0, 0)}


def fingerprint(flows: dict) -> str:
    return hashlib.sha256(json.dumps(sorted((*k, *v) for k, v in flows.items())).encode()).hexdigest()


def main() -> None:
    """The whole year in the store that COMMONGROUND_DATABASE names, from nothing; what the books say, as JSON."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from commonground.core.dates import year
    from commonground.core.geometry.overlay import regions  # noqa: F401 (loads the engine before the clock matters)
    from commonground.reporting.queries import statement

    bring_units()
    take_in(table(HAZARDS))
    some = Year(hazards=int(sys.argv[1]))
    some.book(some.drafts())
    found = statement.statement(year(2024), level=1)
    flows = net_atoms()
    print(
        json.dumps(
            {"atoms": fingerprint(flows), "flows": len(flows), "closes": found.closes, "closing": found.total.closing_m2,
             "units": {u.code: [u.column.opening_m2, u.column.closing_m2] for u in found.units}}
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
