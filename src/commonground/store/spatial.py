"""Finding rows by place: the same question of the R*Tree and of PostGIS."""

from collections.abc import Sequence
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
    model: type[models.Model], columns: str, box: tuple[float, float, float, float], tail: str, params: Sequence[Any]
) -> list[tuple]:
    """Columns of the rows (`t`) whose box meets `box` and for which `tail` holds, in one question."""
    pk, table = model._meta.pk.column, model._meta.db_table
    min_x, min_y, max_x, max_y = box
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f'SELECT {columns} FROM "{box_table(model)}" b JOIN "{table}" t ON t."{pk}" = b.id '
                "WHERE b.min_x <= %s AND b.max_x >= %s AND b.min_y <= %s AND b.max_y >= %s AND " + tail,
                [max_x, min_x, max_y, min_y, *params],
            )
        else:
            cursor.execute(
                f'SELECT {columns} FROM "{table}" t WHERE box(point(min_x, min_y), point(max_x, max_y)) && '
                "box(point(%s, %s), point(%s, %s)) AND " + tail,
                [min_x, min_y, max_x, max_y, *params],
            )
        return cursor.fetchall()
