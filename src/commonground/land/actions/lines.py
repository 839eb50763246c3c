"""Entries as the rows of the ledger."""

import json
from collections.abc import Sequence

from commonground.core.geometry.overlay import box_of, boxes, regions
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Entry
from commonground.land.models import LedgerEntry, Naming
from commonground.store.bulk import insert

COLUMNS = (
    "number", "hash", "kind", "on", "reported_on", "sequence", "document", "level", "shape", "min_x", "min_y", "max_x", "max_y",
    "stated_m2", "length_m", "whole", "corrects", "activity", "operator", "donor", "method", "team", "depth_cm", "because",
    "provenance", "source_row", "carried",
)  # fmt: skip
NOWHERE = (None, None, None, None)


def write(
    first: int, fresh: Sequence[tuple[str, Draft]], hazards: dict[str, int], documents: dict[str, int]
) -> list[Entry]:
    """Append entries under the numbers from `first` on."""
    entries = [
        entry(number, name, d, tuple([hazards[code] for code in d.hazards]), first)
        for number, (name, d) in enumerate(fresh, first)
    ]
    insert_all(first, fresh, documents)
    named = [(e.number, key, place) for e in entries for place, key in enumerate(e.hazards)]
    insert(Naming, ("entry", "hazard", "place"), named)
    return entries


def entry(number: int, name: str, d: Draft, hazards: tuple[int, ...], first: int = 0) -> Entry:
    """A draft under its number, as the fold sees it; `first` is the first number of its booking, by which an act of dividing
    or uniting hazards is known."""
    return Entry(
        number, name, d.kind, d.on, d.sequence, hazards, d.shape, d.level, d.stated_m2, d.length_m, d.whole, d.corrects,
        first if d.carried else 0,
    )  # fmt: skip


def insert_all(first: int, fresh: Sequence[tuple[str, Draft]], documents: dict[str, int]) -> None:
    """Append the rows of entries."""
    some = [d for _, d in fresh]
    if len(some) == 1:
        bounds = [box_of(some[0].shape)] if some[0].shape is not None else [NOWHERE]
    else:
        found = boxes(regions([d.shape for d in some])).tolist()
        bounds = [box if d.shape is not None else NOWHERE for d, box in zip(some, found, strict=True)]
    plain = str.__str__
    out = (
        (number, name, plain(d.kind), d.on.isoformat(), d.reported_on and d.reported_on.isoformat(), d.sequence, documents[d.document],
         plain(d.level), d.wkb, *box, d.stated_m2, d.length_m, d.whole, d.corrects, plain(d.activity), d.operator, d.donor,
         d.method, d.team, d.depth_cm, d.because, json.dumps(d.provenance) if d.provenance else None, d.source_row,
         first if d.carried else 0)
        for number, ((name, d), box) in enumerate(zip(fresh, bounds, strict=True), first)
    )  # fmt: skip
    insert(LedgerEntry, COLUMNS, out, len(fresh))
