"""What the database itself holds true, whoever writes: append-only tables, and the spatial index beside its table.

Plain SQL triggers on both stores, made anew after every migration because a migration may rebuild a table and
lose them. Models ask for them by class attributes: `append_only = True`, and `boxed = True` for a table with
the columns min_x, min_y, max_x, max_y.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.apps import apps
from django.db import connection, models

from commonground.core.findings import Finding, Severity
from commonground.store import boxes

BOX = ("min_x", "min_y", "max_x", "max_y")


def guarded_models() -> list[type[models.Model]]:
    """Models whose rows are never edited or deleted."""
    return [m for m in apps.get_models() if getattr(m, "append_only", False)]


def boxed_models() -> list[type[models.Model]]:
    """Models found by place."""
    return [m for m in apps.get_models() if getattr(m, "boxed", False)]


def box_table(model: type[models.Model]) -> str:
    """The name of the R*Tree beside a table in the embedded store."""
    return f"{model._meta.db_table}_box"


def renew() -> None:
    """Make every guard and every index anew. Runs after each migration."""
    present = set(connection.introspection.table_names())
    for model in guarded_models():
        if model._meta.db_table in present:
            _guard(model)
    for model in boxed_models():
        if model._meta.db_table in present:
            _index(model)


def _no_replace(model: type[models.Model]) -> str:
    """INSERT OR REPLACE deletes without a word to other triggers wherever a program has not asked for them."""
    table = model._meta.db_table
    unique = [f.column for f in model._meta.concrete_fields if f.unique]
    same = " OR ".join(f'"{column}" = NEW."{column}"' for column in unique)
    return (
        f'CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}" '
        f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same}) '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: this row is there already'); END"
    )


def _box_insert(model: type[models.Model]) -> str:
    table, pk, box = model._meta.db_table, model._meta.pk.column, box_table(model)
    return (
        f'CREATE TRIGGER "{box}_insert" AFTER INSERT ON "{table}" WHEN NEW.min_x IS NOT NULL BEGIN '
        f'INSERT INTO "{box}" VALUES (NEW."{pk}", NEW.min_x, NEW.max_x, NEW.min_y, NEW.max_y); END'
    )


@contextmanager
def bulk_rows(model: type[models.Model], count: int) -> Iterator[None]:
    """Many plain rows into a table of the embedded store, inside a transaction: what its insert triggers do row by row is
    done once at the end, and they stand again when it ends. A failure rolls all of it back, triggers included.

    Row by row every statement keeps a journal of its own, which costs more than the rows.
    """
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        yield
        return
    append_only, boxed = getattr(model, "append_only", False), getattr(model, "boxed", False)
    table, pk, box = model._meta.db_table, model._meta.pk.column, box_table(model)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{pk}"), 0) FROM "{table}"')
        top = cursor.fetchone()[0]
        if append_only:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_replace"')
        if boxed:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{box}_insert"')
        with indexes_later(model, count):
            yield
        if append_only:
            cursor.execute(_no_replace(model))
        if boxed:
            _fill_boxes(cursor, model, top)
            cursor.execute(_box_insert(model))


@contextmanager
def indexes_later(model: type[models.Model], count: int) -> Iterator[None]:
    """Write `count` rows of a table of the embedded store and make its indexes afterwards, where the table holds no more
    than that: sorting once is cheaper than finding a place for every row. Indexes that forbid something stay.

    Inside a transaction; a failure rolls the indexes back with the rows. Nothing inside may look rows up by them.
    """
    table, pk = model._meta.db_table, model._meta.pk.column
    dropped: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and connection.in_atomic_block:
            cursor.execute(f'SELECT coalesce(max("{pk}"), 0) - coalesce(min("{pk}"), 0) FROM "{table}"')
            if cursor.fetchone()[0] <= count:
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql LIKE 'CREATE INDEX%%' "
                    "ORDER BY rowid",
                    [table],
                )
                dropped = cursor.fetchall()
        for name, _ in dropped:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, sql in dropped:
            cursor.execute(sql)


def _fill_boxes(cursor, model: type[models.Model], top: int) -> None:
    """The boxes of the rows that came after `top` into the tree: packed where it is empty."""
    table, pk, box = model._meta.db_table, model._meta.pk.column, box_table(model)
    fresh = f'SELECT "{pk}", min_x, max_x, min_y, max_y FROM "{table}" WHERE "{pk}" > %s AND min_x IS NOT NULL'
    if not top:
        cursor.execute(fresh, [top])
        found = cursor.fetchall()
        if found:
            keys = np.array([row[0] for row in found], np.int64)
            if boxes.fill(cursor, box, keys, np.array([row[1:] for row in found], float)):
                return
    cursor.execute(f'INSERT INTO "{box}" {fresh}', [top])


def _guard(model: type[models.Model]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_replace"')
            cursor.execute(_no_replace(model))
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb.lower()}"')
                cursor.execute(
                    f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: correct an entry by a later one'); END"
                )
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION commonground_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is append-only: correct an entry by a later one', TG_TABLE_NAME; END $$"
        )
        cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_append_only" ON "{table}"')
        cursor.execute(
            f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION commonground_append_only()"
        )
        cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"')
        cursor.execute(
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION commonground_append_only()"
        )


def _index(model: type[models.Model]) -> None:
    table, pk = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f'CREATE INDEX IF NOT EXISTS "{table}_box" ON "{table}" USING gist '
                "(box(point(min_x, min_y), point(max_x, max_y)))"
            )
            return
        box = box_table(model)
        row = f'NEW."{pk}", NEW.min_x, NEW.max_x, NEW.min_y, NEW.max_y'
        cursor.execute(f'CREATE VIRTUAL TABLE IF NOT EXISTS "{box}" USING rtree(id, min_x, max_x, min_y, max_y)')
        for name in ("insert", "update", "delete"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{box}_{name}"')
        cursor.execute(_box_insert(model))
        cursor.execute(
            f'CREATE TRIGGER "{box}_update" AFTER UPDATE OF "{pk}", min_x, max_x, min_y, max_y ON "{table}" BEGIN '
            f'DELETE FROM "{box}" WHERE id = OLD."{pk}"; '
            f'INSERT INTO "{box}" SELECT {row} WHERE NEW.min_x IS NOT NULL; END'
        )
        cursor.execute(
            f'CREATE TRIGGER "{box}_delete" AFTER DELETE ON "{table}" BEGIN DELETE FROM "{box}" WHERE id = OLD."{pk}"; END'
        )
        if check_index(model):
            cursor.execute(f'DELETE FROM "{box}"')
            cursor.execute(
                f'INSERT INTO "{box}" SELECT "{pk}", min_x, max_x, min_y, max_y FROM "{table}" WHERE min_x IS NOT NULL'
            )


def check_index(model: type[models.Model]) -> list[Finding]:
    """Compare the spatial index with its table: every boxed row once, its box inside the indexed one."""
    if connection.vendor != "sqlite":
        return []
    table, pk, box = model._meta.db_table, model._meta.pk.column, box_table(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM "{table}" t LEFT JOIN "{box}" b ON b.id = t."{pk}" WHERE t.min_x IS NOT NULL AND '
            "(b.id IS NULL OR b.min_x > t.min_x OR b.max_x < t.max_x OR b.min_y > t.min_y OR b.max_y < t.max_y)"
        )
        missing = cursor.fetchone()[0]
        cursor.execute(
            f'SELECT count(*) FROM "{box}" b LEFT JOIN "{table}" t ON b.id = t."{pk}" '
            f'WHERE t."{pk}" IS NULL OR t.min_x IS NULL'
        )
        stray = cursor.fetchone()[0]
    if not missing and not stray:
        return []
    return [Finding("store.index.differs", Severity.ERROR, table, {"missing": missing, "stray": stray})]
