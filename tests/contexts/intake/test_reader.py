"""The reader against attacks that are too large for a corpus, and what it promises about itself."""

import json
import os
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import translation

from commonground.core.refusals import NotUsable
from commonground.core.tables import codes as cell_codes
from commonground.intake import gateway
from commonground.intake.gateway import Limits, codes, parcel, read
from commonground.intake.gateway.table import Draft
from commonground.intake.messages import CELLS, FILES, MESSAGES, REFUSALS, ROWS

SQUARE = [[16, 44], [16.1, 44], [16.1, 44.1], [16, 44]]


def collection(*rings):
    features = [
        {"type": "Feature", "properties": {"n": n}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for n, ring in enumerate(rings)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def refusal(path, **given):
    with pytest.raises(NotUsable) as refused:
        read(path, **given)
    return refused.value


def test_parent_never_loads_gdal_nor_the_parsers():
    """A fresh process reads one file of each kind of reader and still has none of them loaded."""
    script = """
import sys, django, pathlib, tempfile
django.setup()
from commonground.intake.gateway import read
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "a.csv").write_text("code,m2\\nA,1\\n")
read(folder / "a.csv")
loaded = {"pyogrio", "openpyxl", "defusedxml", "commonground.intake.gateway.readers.geojson"} & set(sys.modules)
assert not loaded, loaded
"""
    source = str(Path(gateway.__file__).parents[3])
    env = {"PYTHONPATH": source, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.test"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_ten_megabyte_polygon_costs_only_itself(tmp_path):
    # 500,000 positions on a circle: 8 MB of coordinates, more than 10 MB of text
    big = [[16 + n * 1e-7, 44.123456789] for n in range(500_000)] + [[16, 44.123456789]]
    path = tmp_path / "big.geojson"
    path.write_text(collection(SQUARE, big, SQUARE))
    assert path.stat().st_size > 10_000_000
    table = read(path)
    assert table.rows == 3
    assert [shape is not None for shape in table.shapes] == [True, False, True]
    assert {row: [f.code for f in told] for row, told in table.faults.items()} == {1: ["intake.shape.too-many-points"]}
    assert table.faults[1][0].facts == {"points": 500_001, "most": 200_000}


def test_vertex_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.geojson"
    path.write_text(collection(*[SQUARE] * 100))
    assert refusal(path, limits=Limits(all_vertices=399)).code == "intake.file.too-many-points"
    assert read(path, limits=Limits(all_vertices=400)).rows == 100


def test_link_folder_and_absent_file_are_refused(tmp_path):
    (tmp_path / "real.csv").write_text("a,b\n1,2\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "link.csv").code == "intake.file.a-link"
    assert refusal(tmp_path / "folder.csv").code == "intake.file.a-folder"
    assert refusal(tmp_path / "absent.csv").code == "intake.file.absent"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        assert refusal(tmp_path / "pipe.csv").code == "intake.file.not-a-file"


def test_live_database_is_not_opened_under_any_name(tmp_path, settings, monkeypatch):
    live = tmp_path / "live.cground"
    base = sqlite3.connect(live)
    base.execute("CREATE TABLE t (x)")
    base.commit()
    other = tmp_path / "hazards.gpkg"
    os.link(live, other)
    monkeypatch.setattr("commonground.store.live.connections", {"default": Store(str(live))})
    assert refusal(other).code == "intake.file.our-own-database"


class Store:
    """A connection as far as the guard looks at it."""

    vendor = "sqlite"

    def __init__(self, name):
        self.settings_dict = {"NAME": name}


def test_too_large_and_too_slow_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("code,m2\n" + "A,1\n" * 100_000)
    assert refusal(path, limits=Limits(bytes=1000)).code == "intake.file.too-large"
    begun = time.monotonic()
    assert refusal(path, limits=Limits(seconds=0.05)).code == "intake.file.too-long-to-read"
    assert time.monotonic() - begun < 5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_memory_is_limited(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(collection(*[SQUARE] * 100_000))
    refused = refusal(path, limits=Limits(memory=200_000_000))
    assert refused.code in {"intake.file.too-much-memory", "intake.file.reader-stopped"}


def test_mapped_file_opens_no_other_file(tmp_path):
    """A VRT inside a shapefile's place, and a GeoPackage that attaches: neither brings another file in."""
    secret = tmp_path / "secret.csv"
    secret.write_text("code,name\nX,secret\n")
    vrt = f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    for name in ("a.geojson", "a.json", "a.kml", "a.gpx", "a.csv", "a.fgb", "a.gpkg", "a.zip", "a.xlsx"):
        (tmp_path / name).write_text(vrt)
        assert refusal(tmp_path / name).code == "intake.file.content-disagrees"


def test_neighbours_are_told_and_not_read(tmp_path):
    base = sqlite3.connect(tmp_path / "a.gpkg")
    base.executescript("PRAGMA application_id = 1196444487; CREATE TABLE gpkg_contents (table_name, data_type);"
                       "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);"
                       "INSERT INTO gpkg_contents VALUES ('t', 'attributes'); CREATE TABLE t (code TEXT);"
                       "INSERT INTO t VALUES ('A');")  # fmt: skip
    base.close()
    (tmp_path / "a.gpkg-wal").write_bytes(b"x" * 100)
    table = read(tmp_path / "a.gpkg")
    assert table.cells == [["A"]]
    assert [(n.code, n.facts) for n in table.notes] == [("intake.gpkg.left-open", {"beside": "a.gpkg-wal"})]


def test_progress_and_hash_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"code,m2\n" + b"A,1\n" * 20_000)
    told = []
    table = read(path, progress=told.append, name="/tmp/Upload 1.csv")
    assert table.rows == 20_000 and table.name == "Upload 1.csv" and table.bytes == 80_008
    assert told == sorted(told) and told[-1] >= 15_000
    assert len(table.sha256) == 64


def test_sheet_and_layer_that_are_not_there_are_refused(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["code", "m2"])
    book.active.append(["A", 1.5])
    book.create_sheet("Other").append(["x", "y"])
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert (table.layers, table.columns, table.cells) == (("Sheet", "Other"), ("code", "m2"), [["A"], [1.5]])
    refused = refusal(tmp_path / "a.xlsx", sheet="Gone")
    assert (refused.code, refused.facts["sheets"]) == ("intake.file.sheet-absent", "Sheet, Other")


# --- the parcel: the reading process is not believed


def handed_over(tmp_path, **head):
    draft = Draft("CSV", columns=["a"], cells=[["x", "y"]], shapes=[None, struct.pack("<BIdd", 1, 1, 16.0, 44.0)])
    parcel.pack(draft, tmp_path)
    path = tmp_path / "head"
    path.write_text(json.dumps(json.loads(path.read_text()) | head))
    return tmp_path


def test_parcel_comes_back_as_it_was(tmp_path):
    draft = parcel.unpack(handed_over(tmp_path), Limits())
    assert draft.cells == [["x", "y"]]
    assert draft.shapes == [None, struct.pack("<BIdd", 1, 1, 16.0, 44.0)]


@pytest.mark.parametrize(
    "head",
    [{"rows": 3}, {"rows": -1}, {"rows": "2"}, {"rows": 10**12}, {"columns": ["a", "a"]}, {"kinds": ["f"]}, {"kinds": ["p"]},
     {"notes": [["land.hazard.closed", {}]]}, {"notes": [["intake.crs.none", {"x": {}}]]}, {"faults": [[2, []]]},
     {"faults": [[-1, []]]}, {"numbers": [1]}, {"format": None}, {"crs": 4326}],
    ids=str,
)  # fmt: skip
def test_parcel_that_lies_is_refused(tmp_path, head):
    with pytest.raises(NotUsable) as refused:
        parcel.unpack(handed_over(tmp_path, **head), Limits())
    assert refused.value.code == "intake.file.reader-failed"


def test_parcel_that_is_a_link_is_refused(tmp_path):
    handed_over(tmp_path)
    (tmp_path / "secret").write_text("[1, 2]")
    (tmp_path / "column0").unlink()
    os.link(tmp_path / "secret", tmp_path / "column0")
    with pytest.raises(NotUsable):
        parcel.unpack(tmp_path, Limits())


@pytest.mark.parametrize(
    "cells", ['["a", NaN]', '["a", Infinity]', '["a", {}]', '["a", "\\ud800"]', "[" * 100_000, "["]
)
def test_cells_that_are_none_are_refused(tmp_path, cells):
    handed_over(tmp_path)
    (tmp_path / "column0").write_text(cells)
    with pytest.raises(NotUsable):
        parcel.unpack(tmp_path, Limits())


def test_every_code_has_a_sentence_and_the_other_way_round():
    assert set(REFUSALS) == codes.REFUSALS
    assert set(FILES) | set(ROWS) == set(codes.SEVERITIES)
    assert set(CELLS) == set(cell_codes.SEVERITIES)
    assert {**REFUSALS, **FILES, **ROWS, **CELLS}.keys() <= MESSAGES.keys()


def test_every_code_is_in_the_documents():
    listed = (Path(__file__).parents[3] / "docs" / "findings-intake.md").read_text("utf-8")
    with translation.override("en"):  # whatever a test before this one was shown in
        assert [
            code
            for code, sentence in {**REFUSALS, **FILES, **ROWS, **CELLS}.items()
            if f"| `{code}` |" not in listed or str(sentence) not in listed
        ] == []
