"""Bulk loading around the ORM: `executemany` in the embedded store, COPY in PostgreSQL."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection, models

from commonground.store import guards
from commonground.store.fields import GeometryField

MANY = 500
TRIGGERS_ONCE = 5_000
PAGES_KB = (
    262_144  # as much as a first import of a country changes at once; written away before its time it is written twice
)


@contextmanager
def much() -> Iterator[None]:
    """Work on very many rows: Python need not look for circles among millions of objects of which none goes in a circle, and
    the embedded store may keep more of its pages at hand.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with _more_pages() if connection.vendor == "sqlite" else nullcontext():
            yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _more_pages() -> Iterator[None]:
    connection.ensure_connection()
    base = connection.connection  # not by way of Django, which after a failure takes no statement, and would hide it
    usual = base.execute("PRAGMA cache_size").fetchone()[0]
    base.execute(f"PRAGMA cache_size = -{PAGES_KB}")
    try:
        yield
    finally:
        base.execute(f"PRAGMA cache_size = {usual}")


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], about: int | None = None
) -> int:
    """Append rows (in the order of `columns`, geometry as WKB bytes) to a model's table; returns how many.

    `about` says how many there are where `rows` is no list: rows that are made as they are written need no room. Triggers, constraints and transactions hold as for any other write.
    """
    fields = [model._meta.get_field(name) for name in columns]
    table = model._meta.db_table
    names = ", ".join(f'"{f.column}"' for f in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(fields))
            sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
            size = len(rows) if isinstance(rows, list) else about or 0
            with guards.bulk_rows(model, size) if size >= TRIGGERS_ONCE else nullcontext():
                return connection.connection.executemany(sql, rows).rowcount
        shapes = [i for i, f in enumerate(fields) if isinstance(f, GeometryField)]
        count = 0
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                if shapes:
                    row = list(row)
                    for i in shapes:
                        row[i] = row[i].hex() if row[i] is not None else None
                copy.write_row(row)
                count += 1
        if count >= MANY:
            # What was just loaded has no statistics yet, and the planner would take a country for a handful of rows.
            cursor.execute(f'ANALYZE "{table}"')
        return count


def derive(
    model: type[models.Model], columns: Sequence[str], query: str, params: Sequence[Any] = (), about: int = 0
) -> int:
    """Append rows that the store makes itself from what it holds: a query whose columns stand in the order of `columns`; returns
    how many. Of many, this costs a third of handing them over one by one. `about` says how many to expect."""
    names = ", ".join(f'"{model._meta.get_field(name).column}"' for name in columns)
    table = model._meta.db_table
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        with guards.bulk_rows(model, about) if sqlite and about >= TRIGGERS_ONCE else nullcontext():
            cursor.execute(f'INSERT INTO "{table}" ({names}) {query}', list(params))
            count: int = cursor.rowcount
        if not sqlite and count >= MANY:
            cursor.execute(f'ANALYZE "{table}"')
        return count


def change(model: type[models.Model], columns: Sequence[str], by: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Change columns of rows that are there, each found by the columns `by`: rows hold the new values and then those. Values are
    as for `insert`; a row that is not there is left alone. Not for tables with geometry."""
    if not rows:
        return
    named = lambda names: [f'"{model._meta.get_field(name).column}"' for name in names]  # noqa: E731
    mark = "?" if connection.vendor == "sqlite" else "%s"
    values, found = (f" = {mark}, ".join(named(columns)), f" = {mark} AND ".join(named(by)))
    sql = f'UPDATE "{model._meta.db_table}" SET {values} = {mark} WHERE {found} = {mark}'
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            connection.connection.executemany(sql, rows)
        else:
            cursor.executemany(sql, rows)


def take_keys(model: type[models.Model], count: int) -> range:
    """The next primary keys of a table, for rows that are told theirs. Nobody else may be adding rows to it."""
    table, pk = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', pk])
            sequence = cursor.fetchone()[0]
            cursor.execute("SELECT nextval(%s)", [sequence])
            first = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + max(count, 1) - 1])
        else:
            cursor.execute(f'SELECT coalesce(max("{pk}"), 0) + 1 FROM "{table}"')
            first = cursor.fetchone()[0]
    return range(first, first + count)
