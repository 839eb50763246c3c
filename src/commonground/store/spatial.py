"""Finding rows by place: the same question of the R*Tree and of PostGIS."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, models

from commonground.store.guards import box_table


def ids_in_box(
    model: type[models.Model], box: tuple[float, float, float, float], limit: int | None = None
) -> list[int]:
    """Primary keys of the rows whose box meets `box` (min_x, min_y, max_x, max_y), in no stated order.

    Plain twin: a comparison of the four columns, `plain_ids_in_box`; a test holds that they agree.
    """
    pk, table = model._meta.pk.column, model._meta.db_table
    tail = f" LIMIT {int(limit)}" if limit else ""
    min_x, min_y, max_x, max_y = box
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The tree keeps 32-bit boxes rounded outwards; the table's own columns decide.
            cursor.execute(
                f'SELECT t."{pk}" FROM "{box_table(model)}" b JOIN "{table}" t ON t."{pk}" = b.id '
                "WHERE b.min_x <= %s AND b.max_x >= %s AND b.min_y <= %s AND b.max_y >= %s "
                "AND t.min_x <= %s AND t.max_x >= %s AND t.min_y <= %s AND t.max_y >= %s" + tail,
                [max_x, min_x, max_y, min_y] * 2,
            )
        else:
            cursor.execute(
                f'SELECT "{pk}" FROM "{table}" WHERE box(point(min_x, min_y), point(max_x, max_y)) && '
                "box(point(%s, %s), point(%s, %s))" + tail,
                [min_x, min_y, max_x, max_y],
            )
        return [row[0] for row in cursor.fetchall()]


def plain_ids_in_box(model: type[models.Model], box: tuple[float, float, float, float]) -> list[int]:
    """The plain twin of `ids_in_box`, by comparison of columns."""
    min_x, min_y, max_x, max_y = box
    rows = model._default_manager.filter(min_x__lte=max_x, max_x__gte=min_x, min_y__lte=max_y, max_y__gte=min_y)
    return list(rows.values_list("pk", flat=True))


def rows_in_box(
    model: type[models.Model],
    columns: str,
    box: tuple[float, float, float, float],
    tail: str,
    params: Sequence[Any],
    *,
    side: float = 0.0,
) -> list[tuple]:
    """Columns of the rows (`t`) whose box meets `box` and for which `tail` holds, in one question; with `side` only those whose own
    box is at least so long on one side, or nearly."""
    pk, table = model._meta.pk.column, model._meta.db_table
    min_x, min_y, max_x, max_y = box
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The tree keeps boxes rounded outwards: what is too short there is so in the table, and its row need not be looked up.
            long = "(b.max_x - b.min_x >= %s OR b.max_y - b.min_y >= %s) AND " if side else ""
            cursor.execute(
                f'SELECT {columns} FROM "{box_table(model)}" b JOIN "{table}" t ON t."{pk}" = b.id '
                f"WHERE b.min_x <= %s AND b.max_x >= %s AND b.min_y <= %s AND b.max_y >= %s AND {long}" + tail,
                [max_x, min_x, max_y, min_y, *([side, side] if side else ()), *params],
            )
        else:
            cursor.execute(
                f'SELECT {columns} FROM "{table}" t WHERE box(point(min_x, min_y), point(max_x, max_y)) && '
                "box(point(%s, %s), point(%s, %s)) AND " + tail,
                [min_x, min_y, max_x, max_y, *params],
            )
        return cursor.fetchall()


def boxes_met(
    model: type[models.Model],
    boxes: Sequence[tuple[float, float, float, float, date]],
    tail: str,
    params: Sequence[Any] = (),
) -> set[int]:
    """Which of many boxes (min_x, min_y, max_x, max_y, and a day, `f.day`), by their places in the row, meet a row (`t`) for which
    `tail` holds. One question for all of them; its plain twin is `rows_in_box` for each."""
    pk, table = model._meta.pk.column, model._meta.db_table
    columns = ("min_x", "min_y", "max_x", "max_y", "day")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(columns))
            cursor.execute(
                f'SELECT f.nth FROM (SELECT key AS nth, {asked} FROM json_each(%s)) f WHERE EXISTS (SELECT 1 FROM "{box_table(model)}" b '
                f'JOIN "{table}" t ON t."{pk}" = b.id WHERE b.min_x <= f.max_x AND b.max_x >= f.min_x AND b.min_y <= f.max_y '
                f"AND b.max_y >= f.min_y AND {tail})",
                [json.dumps([[*box, day.isoformat()] for *box, day in boxes]), *params],
            )
        else:
            cursor.execute(
                "SELECT f.nth - 1 FROM unnest(%s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::date[]) "
                f'WITH ORDINALITY AS f({", ".join(columns)}, nth) WHERE EXISTS (SELECT 1 FROM "{table}" t WHERE '
                f"box(point(t.min_x, t.min_y), point(t.max_x, t.max_y)) && box(point(f.min_x, f.min_y), point(f.max_x, f.max_y)) AND {tail})",
                [*(list(column) for column in zip(*boxes, strict=True)), *params],
            )
        return {int(row[0]) for row in cursor.fetchall()}
