"""What of a record leaves under an agreement: the only road from a record into a feed, the same for the same record every time.

Nothing is drawn at random: what is blurred anew each time averages out. A record that is not one of the agreed rows leaves
nothing, not even that it exists.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from commonground.core.exchange import figures, rows
from commonground.core.exchange.agreements import Agreement, Coarse, Geometry, Shared
from commonground.core.exchange.lines import written_body
from commonground.core.exchange.vocabulary import COLLECTIONS, Nature, Way
from commonground.core.exchange.writing import written
from commonground.core.geometry.cells import touched_each
from commonground.core.geometry.geojson import areas
from commonground.core.geometry.overlay import Region, Regions, are_land, meet_one, mended, regions
from commonground.core.geometry.plane import EqualAreaPlane
from commonground.core.geometry.received import from_geojson

ID_BYTES = 15  # in 24 letters of base32 (RFC 4648), written two at a time
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS = [a + b for a in LETTERS for b in LETTERS]
SHIFTS = range(8 * ID_BYTES - 10, -1, -10)
NOWHERE = "none"
HAZARD = "hazard"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as its owner has it: its key that never changes, what it says, and its land in lon/lat degrees (WGS84)."""

    collection: str
    key: str
    values: Mapping[str, str | int | None]
    shape: Region | None = None


@dataclass(frozen=True)  # no slots: what it is written as is kept with it
class Shown:
    """What the other side gets of a record: the body, and the footprint that survives it."""

    id: str
    body: Mapping[str, Any]
    footprint: Mapping[str, Any]

    @cached_property
    def raw(self) -> bytes:
        """The bytes of the body."""
        return written_body(self.body)

    @property
    def digest(self) -> str:
        """The same for the same body and footprint; it never leaves."""
        return hashlib.sha256(self.raw + b"\n" + written(self.footprint)).hexdigest()


@dataclass(frozen=True)
class Projection:
    """An agreement made ready for many records; `secret` is of one feed, so that two receivers cannot join their ids."""

    agreement: Agreement
    secret: bytes
    _annexes: dict[str, Region] = field(default_factory=dict, init=False, compare=False)

    def __post_init__(self) -> None:
        names = list(self.agreement.annexes)
        if names:
            shapes, _ = from_geojson([dict(self.agreement.annexes[n]) for n in names], names)
            self._annexes.update(zip(names, self.plane.to_plane(shapes), strict=True))

    @property
    def plane(self) -> EqualAreaPlane:
        return self.agreement.plane

    def id_of(self, record: Record) -> str:
        """What a record is called in this feed, and in no other."""
        return self.id_for(record.collection, record.key)

    def id_for(self, collection: str, key: str) -> str:
        """The same, of a record that is known by its key alone."""
        said = f"{collection}\x00{key}".encode()
        mac = hmac.digest(self.secret, b"id\x00" + said, "sha256")
        number = int.from_bytes(mac[:ID_BYTES], "big")
        return "".join([PAIRS[number >> shift & 1_023] for shift in SHIFTS])

    def shown(self, record: Record) -> Shown | None:
        """What leaves of a record; None where nothing does."""
        return self.shown_each([record])[0]

    def shown_each(self, records: Sequence[Record]) -> list[Shown | None]:
        """What leaves of each of some records, worked out for all of them at once."""
        out: list[Shown | None] = [None] * len(records)
        for collection, shared in self.agreement.collections.items():
            places = [i for i, one in enumerate(records) if one.collection == collection]
            lands = mended(self.plane.to_plane(regions([records[i].shape for i in places])))
            kept = self._asked(shared, [records[i] for i in places], lands)
            asked = [places[i] for i in kept]
            for i, shown in zip(asked, self._shown(shared, [records[i] for i in asked], lands[kept]), strict=True):
                out[i] = shown
        for i, one in enumerate(records):
            if one.collection in self.agreement.totals:
                body = figures.cell(one.collection, self.agreement.totals[one.collection], one.values)
                out[i] = Shown(self.id_of(one), body, figures.footprint(body))
        return out

    def _asked(self, shared: Shared, records: Sequence[Record], lands: Regions) -> list[int]:
        """Which of some records are among the rows."""
        said = shared.rows
        if said is None:
            return list(range(len(records)))
        there = are_land(lands).tolist()
        met = {name: meet_one(lands, self._annexes[name]).tolist() for name in rows.annexes_of(said)}

        def meets_at(i: int) -> rows.Meets:
            return lambda annex: met[annex][i] if there[i] else None

        return [i for i, one in enumerate(records) if rows.holds(said, one.values, meets_at(i)) is True]

    def _shown(self, shared: Shared, records: Sequence[Record], lands: Regions) -> list[Shown]:
        places, footprints = self._geometries(shared, records, lands), _footprints(shared.footprint, lands)
        ways = sorted(shared.ways.items())
        out = []
        for record, geometry, footprint in zip(records, places, footprints, strict=True):
            body: dict[str, Any] = {}
            for name, (way, bounds) in ways:
                value = record.values.get(name)
                if value is not None and COLLECTIONS[record.collection][name].nature is Nature.RECORD:
                    value = self.id_for(HAZARD, str(value))
                body[name] = None if value is None else told(value, way, bounds)
            body["geometry"] = geometry
            out.append(Shown(self.id_of(record), body, footprint))
        return out

    def _geometries(self, shared: Shared, records: Sequence[Record], lands: Regions) -> list[Mapping[str, Any]]:
        if shared.geometry is Geometry.UNIT:
            return [{"kind": "unit", "unit": one.values.get("unit")} for one in records]
        out: list[Mapping[str, Any]] = [{"kind": NOWHERE} for _ in records]
        there = [] if shared.geometry is Geometry.NONE else are_land(lands).nonzero()[0].tolist()
        if shared.geometry is Geometry.GRID:
            found = _cells(lands[there], shared.grid_m)
        else:
            shapes = areas(regions([records[i].shape for i in there]))
            found = [{"kind": "shape", "shape": one} for one in shapes]
        for i, one in zip(there, found, strict=True):
            out[i] = one
        return out


def _footprints(coarse: Coarse, lands: Regions) -> list[Mapping[str, Any]]:
    if coarse.annex:
        return [{"kind": "annex", "annex": coarse.annex} for _ in lands]
    out: list[Mapping[str, Any]] = [{"kind": NOWHERE} for _ in lands]
    there = are_land(lands).nonzero()[0].tolist()
    for i, one in zip(there, _cells(lands[there], coarse.grid_m), strict=True):
        out[i] = one
    return out


def told(value: str | int, way: Way, bounds: tuple[int, ...]) -> Any:
    """A value as coarse as was agreed: a day by its month, a number by the range [from, below) that it lies in."""
    if way is Way.MONTH:
        return str(value)[:7]
    if way is Way.BUCKET:
        assert isinstance(value, int)
        below = [b for b in bounds if b <= value]
        above = [b for b in bounds if b > value]
        return {"from": below[-1] if below else 0, "below": above[0] if above else None}
    return value


def _cells(lands: Regions, side_m: int) -> list[dict[str, Any]]:
    return [
        {"kind": "cells", "side_m": side, "cells": [list(one) for one in found]}
        for side, found in touched_each(lands, side_m)
    ]
