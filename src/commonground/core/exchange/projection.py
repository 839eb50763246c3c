"""What of a record leaves under an agreement: the only road from a record into a feed, the same for the same record every time.

Nothing is drawn at random: what is blurred anew each time averages out. A record that is not one of the agreed rows leaves
nothing, not even that it exists.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import rfc8785

from commonground.core.exchange import rows
from commonground.core.exchange.agreements import Agreement, Coarse, Geometry, Shared
from commonground.core.exchange.lines import written_body
from commonground.core.exchange.vocabulary import Way
from commonground.core.geometry.cells import touched
from commonground.core.geometry.geojson import geometries
from commonground.core.geometry.overlay import Region, is_nothing, meets
from commonground.core.geometry.plane import EqualAreaPlane, as_array
from commonground.core.geometry.received import from_geojson

ID_LETTERS = 24
NOWHERE = "none"


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
        return hashlib.sha256(self.raw + b"\n" + rfc8785.dumps(dict(self.footprint))).hexdigest()


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
        said = f"{record.collection}\x00{record.key}".encode()
        mac = hmac.new(self.secret, b"id\x00" + said, hashlib.sha256).digest()
        return base64.b32encode(mac).decode().lower()[:ID_LETTERS]

    def shown(self, record: Record) -> Shown | None:
        """What leaves of a record; None where nothing does."""
        shared = self.agreement.collections.get(record.collection)
        if shared is None:
            return None
        land = self.plane.to_plane(record.shape) if record.shape is not None else None
        if (
            shared.rows is not None
            and rows.holds(shared.rows, record.values, lambda n: self._meets(land, n)) is not True
        ):
            return None
        body: dict[str, Any] = {}
        for name, (way, bounds) in sorted(shared.ways.items()):
            value = record.values.get(name)
            body[name] = None if value is None else told(value, way, bounds)
        body["geometry"] = self._geometry(shared, record, land)
        return Shown(self.id_of(record), body, self._footprint(shared.footprint, land))

    def _meets(self, land: Region | None, annex: str) -> bool | None:
        return None if land is None or is_nothing(land) else meets(land, self._annexes[annex])

    def _geometry(self, shared: Shared, record: Record, land: Region | None) -> Mapping[str, Any]:
        if shared.geometry is Geometry.UNIT:
            return {"kind": "unit", "unit": record.values.get("unit")}
        if land is None or is_nothing(land) or shared.geometry is Geometry.NONE:
            return {"kind": NOWHERE}
        if shared.geometry is Geometry.GRID:
            return {"kind": "cells", **_cells(land, shared.grid_m)}
        return {"kind": "shape", "shape": geometries(as_array([record.shape]))[0]}

    def _footprint(self, coarse: Coarse, land: Region | None) -> Mapping[str, Any]:
        if coarse.annex:
            return {"kind": "annex", "annex": coarse.annex}
        if land is None or is_nothing(land):
            return {"kind": NOWHERE}
        return {"kind": "cells", **_cells(land, coarse.grid_m)}


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


def _cells(land: Region, side_m: int) -> dict[str, Any]:
    side, found = touched(land, side_m)
    return {"side_m": side, "cells": [list(one) for one in found]}
