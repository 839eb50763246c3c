"""What the database refuses to any program: changes to the ledger, and an index that says otherwise than its table."""

import sqlite3

import numpy as np
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from commonground.land.models import Atom, LedgerEntry, Overlap
from commonground.store import boxes, guards, sets, spatial
from factories import country
from factories.databases import commonground

TABLES = ("land_ledgerentry", "land_naming", "land_moment", "land_document", "audit_event")


def test_the_tables_that_are_guarded():
    assert {m._meta.db_table for m in guards.guarded_models()} >= set(TABLES)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_our_own_program_cannot_change_what_was_booked(table):
    country.make(count=4)
    for sql in (f"UPDATE {table} SET {key(table)} = {key(table)}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def key(table: str) -> str:
    return {"land_ledgerentry": "number"}.get(table, "id")


@pytest.mark.parametrize("table", TABLES)
def test_another_program_on_the_file_cannot_either(table, country_file):
    """Python's own sqlite3, which has asked for nothing: no recursive triggers, no foreign keys."""
    with sqlite3.connect(country_file) as db:
        before = db.execute(f"SELECT count(*), max({key(table)}) FROM {table}").fetchone()
        assert before[0] > 0
        row = db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
        marks = ", ".join("?" * len(row))
        for sql, values in (
            (f"UPDATE {table} SET {key(table)} = {key(table)}", ()),
            (f"DELETE FROM {table}", ()),
            (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row),
            (f"REPLACE INTO {table} VALUES ({marks})", row),
            (
                f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO UPDATE SET {key(table)} = excluded.{key(table)}",
                row,
            ),
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql, values)
        assert db.execute(f"SELECT count(*), max({key(table)}) FROM {table}").fetchone() == before
    db.close()


def test_an_entry_under_a_new_number_with_an_old_hash_replaces_nothing(country_file):
    with sqlite3.connect(country_file) as db:
        row = list(db.execute("SELECT * FROM land_ledgerentry LIMIT 1").fetchone())
        row[0] = 10**9
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(f"INSERT OR REPLACE INTO land_ledgerentry VALUES ({', '.join('?' * len(row))})", row)
    db.close()


def test_another_program_on_the_server_cannot_either(country_file, new_database):
    server = new_database()
    commonground("move", "--to", server, database=str(country_file))
    with psycopg.connect(server, autocommit=True) as db:
        for table in TABLES:
            for sql in (
                f"UPDATE {table} SET {key(table)} = {key(table)}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                    db.execute(sql)


@pytest.mark.django_db
def test_the_index_answers_as_its_plain_twin_does():
    country.make(count=40)
    boxes = list(LedgerEntry.objects.exclude(min_x=None).values_list("min_x", "min_y", "max_x", "max_y"))
    assert len(boxes) > 20
    asked = [*boxes, (-1e6, -1e6, 1e6, 1e6), (9e5, 9e5, 9.1e5, 9.1e5)]
    asked += [
        (x0 - 0.001, y0 - 0.001, x0 - 0.0005, y0 - 0.0005) for x0, y0, _, _ in boxes[:5]
    ]  # closer than 32 bits tell
    for box in asked:
        assert sorted(spatial.ids_in_box(LedgerEntry, box)) == sorted(spatial.plain_ids_in_box(LedgerEntry, box)), box


PLANTED = [
    "DELETE FROM land_ledgerentry_box WHERE id = (SELECT min(id) FROM land_ledgerentry_box)",
    "UPDATE land_ledgerentry_box SET min_x = min_x + 50, max_x = max_x + 50 WHERE id = (SELECT min(id) FROM land_ledgerentry_box)",
    "INSERT INTO land_ledgerentry_box VALUES (987654321, 0, 1, 0, 1)",
]  # fmt: skip


@pytest.mark.parametrize("damage", PLANTED, ids=["missing", "moved", "astray"])
def test_check_finds_a_damaged_index(damage, country_file):
    database = str(country_file)
    assert commonground("check", database=database)["checks"][0]["good"]
    with sqlite3.connect(country_file) as db:
        db.execute(damage)
    db.close()
    said = commonground("check", database=database, expect=1)["checks"][0]
    assert not said["good"] and "land_ledgerentry" in said["result"]


@pytest.mark.django_db
def test_a_shape_comes_back_byte_for_byte():
    country.make(count=6)
    import shapely

    from commonground.land.queries import entries

    for entry in entries.every():
        stored = LedgerEntry.objects.get(number=entry.number).shape
        assert (stored is None) == (entry.shape is None)
        if stored is not None:
            assert isinstance(stored, bytes) and stored == shapely.to_wkb(entry.shape)
            assert shapely.from_wkb(stored).equals_exact(entry.shape, 0)


def test_many_rows_at_once_leave_every_trigger_standing(db, monkeypatch):
    """Bulk loading does the triggers' work once; afterwards a single row is guarded and indexed as before."""
    if connection.vendor != "sqlite":
        pytest.skip("the server keeps its own indexes")
    from commonground.land.models import LedgerEntry
    from commonground.store import bulk, guards

    def triggers():
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            return cursor.fetchall()

    before = triggers()
    monkeypatch.setattr(bulk, "TRIGGERS_ONCE", 1)
    with guards.bulk_rows(LedgerEntry, 10):
        assert len(triggers()) == len(before) - 2
    assert triggers() == before


def indexes(table: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s ORDER BY name", [table]
        )
        return cursor.fetchall()


def test_indexes_made_afterwards_are_the_same_and_those_that_forbid_stay(db):
    if connection.vendor != "sqlite":
        pytest.skip("the server keeps its own indexes")
    before = indexes("land_overlap")
    with guards.indexes_later(Overlap, 10):
        left = indexes("land_overlap")
        assert left and len(left) < len(before) and all(sql is None for _, sql in left)
    assert indexes("land_overlap") == before


def test_a_table_that_holds_more_than_comes_keeps_its_indexes(db):
    if connection.vendor != "sqlite":
        pytest.skip("the server keeps its own indexes")
    country.make(count=4)
    before = indexes("land_atom")
    with guards.indexes_later(Atom, 1):
        assert indexes("land_atom") == before


@pytest.mark.parametrize("count", [1, 40, 41, 42, 1700, 5000])
def test_boxes_packed_at_once_are_a_sound_tree_that_finds_what_sqlite_finds(count):
    rng = np.random.default_rng(count)
    low = rng.uniform(-3e6, 3e6, (count, 2))
    high = low + rng.exponential(300, (count, 2))
    some = np.column_stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]])
    ids = rng.permutation(count * 3)[:count].astype(np.int64) + 1
    base = sqlite3.connect(":memory:")
    for name in ("packed", "usual"):
        base.execute(f"CREATE VIRTUAL TABLE {name} USING rtree(id, min_x, max_x, min_y, max_y)")
    base.executemany("INSERT INTO usual VALUES (?, ?, ?, ?, ?)", zip(ids.tolist(), *some.T.tolist(), strict=True))
    assert boxes.fill(Marks(base), "packed", ids, some)
    assert base.execute("SELECT rtreecheck('packed')").fetchone() == ("ok",)
    everything = "SELECT * FROM {} ORDER BY id"
    assert base.execute(everything.format("packed")).fetchall() == base.execute(everything.format("usual")).fetchall()
    for x, y in rng.uniform(-3e6, 3e6, (20, 2)):
        near = f"SELECT id FROM {{}} WHERE max_x > {x} AND min_x < {x + 4e5} AND max_y > {y} AND min_y < {y + 4e5} ORDER BY id"
        assert base.execute(near.format("packed")).fetchall() == base.execute(near.format("usual")).fetchall()
    base.execute("INSERT INTO packed VALUES (-1, 0, 1, 0, 1)")
    base.execute(f"DELETE FROM packed WHERE id = {ids[0]}")
    assert base.execute("SELECT rtreecheck('packed')").fetchone() == ("ok",)
    assert not boxes.fill(Marks(base), "packed", ids, some) or count == 1, "a tree that holds something is left alone"


class Marks:
    """A cursor that takes Django's placeholders."""

    def __init__(self, base):
        self.cursor = base.cursor()

    def execute(self, sql, params=()):
        return self.cursor.execute(sql.replace("%s", "?"), params)

    def executemany(self, sql, params):
        return self.cursor.executemany(sql.replace("%s", "?"), params)

    def fetchone(self):
        return self.cursor.fetchone()


def test_keys_that_are_a_range_are_asked_for_as_one(db, monkeypatch):
    monkeypatch.setattr(sets, "FEW", 0)
    assert sets.among("id", {3, 5, 4}) == ("id BETWEEN %s AND %s", [3, 5])
    for other in ({3, 5}, [3, 3, 5], ["3", "4"], [True, 2]):
        assert "BETWEEN" not in sets.among("id", other)[0]
