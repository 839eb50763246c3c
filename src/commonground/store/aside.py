"""Tables of PostgreSQL filled for the first time: what would be kept in step row by row is made once, afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

MANY = 5_000

# A reference into another table is looked up for every row when the transaction ends, and for all rows at once where
# the constraint is made anew. Indexes that forbid something stay.
REFERENCES = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
)
INDEXES = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "WHERE i.indrelid = %s::regclass AND NOT i.indisunique"
)


@contextmanager
def laid_aside(some: Sequence[type[models.Model]], count: int) -> Iterator[None]:
    """Write `count` rows into tables that hold no more than that: references and indexes are taken off and made again.

    Inside a transaction, which has these tables to itself until it ends: all are locked at once, so that nobody who holds
    one and waits for another can stand in the way. Nothing inside may look rows up by what is laid aside. The embedded
    store does this table by table (`guards.indexes_later`).
    """
    if connection.vendor != "postgresql" or not connection.in_atomic_block or count < MANY:
        yield
        return
    with connection.cursor() as cursor:
        tables = [m._meta.db_table for m in some if _small(cursor, m, count)]
        if tables:
            cursor.execute("LOCK TABLE " + ", ".join(f'"{t}"' for t in tables) + " IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be looked up would stand in the way
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        again = [statement for table in tables for statement in _take_off(cursor, table)]
        yield
        for statement in again:
            cursor.execute(statement)


def _small(cursor, model: type[models.Model], count: int) -> bool:
    pk = model._meta.pk.column
    cursor.execute(f'SELECT coalesce(max("{pk}") - min("{pk}"), 0) FROM "{model._meta.db_table}"')
    return cursor.fetchone()[0] <= count


def _take_off(cursor, table: str) -> list[str]:
    """Drop the references and indexes of a table; the statements that make them again."""
    cursor.execute(INDEXES, [f'"{table}"'])
    indexes = cursor.fetchall()
    cursor.execute(REFERENCES, [f'"{table}"'])
    references = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    for name, _ in references:
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    return [
        *(sql for _, sql in indexes),
        *(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {sql}' for name, sql in references),
    ]
