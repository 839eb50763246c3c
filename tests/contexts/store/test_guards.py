"""What the database refuses to any program: changes to the ledger, and an index that says otherwise than its table."""

import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from commonground.land.models import LedgerEntry
from commonground.store import guards, spatial
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
    with guards.bulk_rows(LedgerEntry):
        assert len(triggers()) == len(before) - 2
    assert triggers() == before
