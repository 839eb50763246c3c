"""Hazards that meet an area somebody drew: by the land that their entries tell of."""

from functools import lru_cache

import numpy as np
from django.db import connection

from commonground.core.geometry import selecting
from commonground.core.geometry.overlay import box_of, is_nothing, regions_from_wkb
from commonground.land.models import LedgerEntry, Naming
from commonground.places import queries as places
from commonground.store.fields import as_wkb
from commonground.store.sets import among, rows
from commonground.store.spatial import rows_in_box

ENTRY, NAMING = LedgerEntry._meta.db_table, Naming._meta.db_table
Corners = tuple[tuple[float, float], ...]


def in_area(corners: Corners) -> tuple[int, ...]:
    """Hazards any of whose entries has land in the area; kept in memory until something is booked."""
    ((head,),) = rows("SELECT coalesce((SELECT number FROM land_head WHERE id = 1), 0)")
    return _in_area(str(connection.settings_dict["NAME"]), head, corners)


@lru_cache(maxsize=32)
def _in_area(database: str, head: int, corners: Corners) -> tuple[int, ...]:
    """`database` and `head` are only the key: another ledger has other hazards there."""
    area = selecting.drawn(corners, places.programme().plane)
    if is_nothing(area):
        return ()
    near = rows_in_box(
        LedgerEntry, "t.number, t.min_x, t.min_y, t.max_x, t.max_y", box_of(area), "t.kind <> 'void'", []
    )
    if not near:
        return ()
    found = np.array(near, dtype=float)
    inside, open_question = selecting.settled(area, found[:, 1:])
    numbers = found[:, 0].astype(np.int64)
    kept = numbers[inside].tolist()
    doubtful = numbers[open_question].tolist()
    if doubtful:
        clause, params = among("number", doubtful)
        asked = rows(f"SELECT number, shape FROM {ENTRY} WHERE {clause}", params)
        met = selecting.meeting(area, regions_from_wkb([as_wkb(shape) for _, shape in asked]))
        kept += [number for (number, _), yes in zip(asked, met.tolist(), strict=True) if yes]
    clause, params = among("entry_id", kept)
    return tuple(sorted(r[0] for r in rows(f"SELECT DISTINCT hazard_id FROM {NAMING} WHERE {clause}", params)))
