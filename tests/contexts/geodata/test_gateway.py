"""Files for other people's software: GDAL's own validator, the tables the standard asks for, and the live database."""

import json
import shutil
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from commonground.core.refusals import NotUsable
from commonground.geodata import gateway as geodata
from commonground.geodata.messages import MESSAGES
from commonground.intake import gateway as intake


def polygon(*ring):
    return struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<dd", *point) for point in ring)


TRIANGLE = polygon((16.0, 44.0), (16.1, 44.0), (16.1, 44.1), (16.0, 44.0))
MULTI = struct.pack("<BII", 1, 6, 1) + TRIANGLE
POINT = struct.pack("<BIdd", 1, 1, 16.5, 44.25)
HAZARDS = geodata.Layer(
    "hazards",
    {
        "code": ["BA-1", "=BA-2", None],
        "Fid": [7, None, 9],
        "m2": [Decimal("1.5"), None, 2],
        "on": [date(2020, 1, 2), None, date(1995, 12, 31)],
        "at": [datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC), None, None],
        "closed": [True, None, False],
        "CODE": ["x", "y", "z"],
    },
    [TRIANGLE, MULTI, None],
    about={"title": "Hazardous areas"},
)
PLACES = geodata.Layer("places", {"name": ["Čapljina"]}, [POINT], kind="Point")


@pytest.fixture(scope="module")
def geopackage(tmp_path_factory):
    path = tmp_path_factory.mktemp("geodata") / "programme.gpkg"
    geodata.write_geopackage(path, [HAZARDS, PLACES])
    return path


def test_geopackage_comes_back_as_it_went(geopackage):
    table = intake.read(geopackage)
    assert (table.layers, table.crs, table.rows) == (("hazards", "places"), "EPSG:4326", 3)
    assert table.columns == ("fid", "code", "Fid_1", "m2", "on", "at", "closed", "CODE_1")
    assert table.cells[1:] == [
        ["BA-1", "=BA-2", None],
        [7, None, 9],
        [1.5, None, 2.0],
        ["2020-01-02", None, "1995-12-31"],
        ["2020-01-02T03:04:05.000Z", None, None],
        [True, None, False],
        ["x", "y", "z"],
    ]
    assert table.shapes == [MULTI, MULTI, None]
    assert intake.read(geopackage, layer="places").shapes == [POINT]
    assert "pyogrio" not in sys.modules


def test_geopackage_has_what_the_standard_asks_for(geopackage):
    """OGC 12-128r18: application id, version 1.3, required tables and systems, and the triggers of the spatial index."""
    base = sqlite3.connect(geopackage)
    assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert base.execute("PRAGMA user_version").fetchone() == (10300,)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert {
        "gpkg_contents",
        "gpkg_spatial_ref_sys",
        "gpkg_geometry_columns",
        "gpkg_extensions",
        "rtree_hazards_geom",
    } <= tables
    assert {-1, 0, 4326} <= {srs for (srs,) in base.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    triggers = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {f"rtree_hazards_geom_{what}" for what in ("insert", "delete")} <= triggers
    assert base.execute("SELECT count(*) FROM rtree_hazards_geom").fetchone() == (2,)
    assert base.execute("SELECT identifier FROM gpkg_contents WHERE table_name = 'hazards'").fetchone() == (
        "Hazardous areas",
    )
    base.close()


def with_gdal():
    """A Python that has GDAL's own tools, or None."""
    for python in ("/usr/bin/python3", shutil.which("python3")):
        if python and Path(python).exists():
            found = subprocess.run(
                [python, "-I", "-c", "import osgeo_utils.samples.validate_gpkg"], capture_output=True
            )
            if found.returncode == 0:
                return python
    return None


def test_geopackage_passes_the_validator_of_gdal(geopackage):
    python = with_gdal()
    if python is None:
        pytest.skip("GDAL's validate_gpkg is not on this machine: apt-get install python3-gdal")
    command = [
        python,
        "-W",
        "ignore",
        "-m",
        "osgeo_utils.samples.validate_gpkg",
        "--extra",
        "--warning-as-error",
    ]
    done = subprocess.run([*command, str(geopackage)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    broken = geopackage.with_name("broken.gpkg")
    shutil.copy(geopackage, broken)
    base = sqlite3.connect(broken)
    base.execute("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = -1")
    base.commit()
    base.close()
    assert subprocess.run([*command, str(broken)], capture_output=True).returncode != 0  # it does look


def test_ogrinfo_reads_every_row(geopackage):
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is not on this machine: apt-get install gdal-bin")
    done = subprocess.run(["ogrinfo", "-al", "-ro", str(geopackage)], capture_output=True, text=True)
    assert done.returncode == 0
    assert "Feature Count: 3" in done.stdout and "Feature Count: 1" in done.stdout and "ERROR" not in done.stderr


def test_geojson_and_csv_come_back_as_they_went(tmp_path):
    geodata.write_geojson(tmp_path / "a.geojson", HAZARDS)
    given = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert len(given["features"]) == 3 and "crs" not in given
    assert given["features"][0]["geometry"]["coordinates"] == [
        [[[16.0, 44.0], [16.1, 44.0], [16.1, 44.1], [16.0, 44.0]]]
    ]
    assert given["features"][2]["geometry"] is None
    geodata.write_csv(tmp_path / "a.csv", HAZARDS)
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").split("\n")
    assert lines[2].startswith("'=BA-2,")  # no formula goes out
    assert lines[0].rstrip("\r").endswith(",wkt")


def test_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.gpkg"
    geodata.write_geopackage(path, [PLACES])
    before = path.read_bytes()
    with pytest.raises(NotUsable) as refused:
        geodata.write_geopackage(path, [geodata.Layer("x", {}, [POINT], crs="nonsense")])
    assert refused.value.code == "geodata.export.failed"
    str(MESSAGES[refused.value.code]).format(**refused.value.facts)
    assert path.read_bytes() == before and sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg"]


def test_geometry_kinds_that_are_mixed_are_written(tmp_path):
    geodata.write_geopackage(
        tmp_path / "a.gpkg", [geodata.Layer("mixed", {"n": [1, 2]}, [POINT, TRIANGLE], kind="Unknown")]
    )
    assert intake.read(tmp_path / "a.gpkg").shapes == [POINT, TRIANGLE]


WRITER = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
for n in range(100_000):
    base.execute("INSERT INTO ledger (who, n) VALUES ('other', ?)", (n,))
    print(n, flush=True)
    time.sleep(0.001)
"""


class Store:
    """A connection as far as the guard looks at it."""

    vendor = "sqlite"

    def __init__(self, name):
        self.settings_dict = {"NAME": name}


def test_no_acknowledged_row_is_lost_while_exports_are_written_and_read(tmp_path, monkeypatch):
    """Another process and our own write the live file while GDAL writes an export of it and files are read."""
    live = tmp_path / "live.cground"
    base = sqlite3.connect(live, timeout=30, isolation_level=None, check_same_thread=False)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("CREATE TABLE ledger (id INTEGER PRIMARY KEY, who TEXT, n INTEGER)")
    monkeypatch.setattr("commonground.store.live.connections", {"default": Store(str(live))})
    other = subprocess.Popen([sys.executable, "-I", "-c", WRITER, str(live)], stdout=subprocess.PIPE, text=True)
    acknowledged = {"other": [], "own": []}
    done = threading.Event()

    def listen():
        for line in other.stdout:
            if line.endswith("\n"):
                acknowledged["other"].append(int(line))

    def write():
        n = 0
        while not done.is_set():
            base.execute("INSERT INTO ledger (who, n) VALUES ('own', ?)", (n,))
            acknowledged["own"].append(n)
            n += 1
            time.sleep(0.002)  # the other writer gets its turn

    threads = [threading.Thread(target=listen), threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(4):
            export = tmp_path / f"export{turn}.gpkg"
            reader = sqlite3.connect(live, timeout=30)
            rows = reader.execute("SELECT n FROM ledger").fetchall()
            reader.close()
            geodata.write_geopackage(
                export,
                [geodata.Layer("rows", {"n": [n for (n,) in rows]}, [POINT] * len(rows), kind="Point")],
            )
            assert intake.read(export).rows == len(rows)
            for attempt in (lambda: intake.read(live), lambda: geodata.write_geopackage(live, [PLACES])):
                with pytest.raises(NotUsable) as refused:
                    attempt()
                assert refused.value.code.endswith("our-own-database")
    finally:
        done.set()
        other.kill()
        for thread in threads:
            thread.join(30)
        other.wait()
        other.stdout.close()
    base.close()
    kept = sqlite3.connect(live)
    assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acknowledged["other"]) > 50 and len(acknowledged["own"]) > 50
    for who, numbers in acknowledged.items():
        found = {n for (n,) in kept.execute("SELECT n FROM ledger WHERE who = ?", (who,))}
        assert set(numbers) <= found
    kept.close()
