"""Whatever the bytes are: a table with every row, or a refusal. Never another exception, never a row lost."""

import importlib.util
import json
import random
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.core.refusals import NotUsable
from commonground.core.tables import dates, encodings, headings, numbers, turning_points, wkt
from commonground.intake.gateway import Limits, child, codes, parcel, read
from commonground.intake.gateway.kinds import HEAD, kind_of
from commonground.intake.gateway.order import Order

MAKE = Path(__file__).parents[2] / "golden" / "bad-files" / "make.py"
_spec = importlib.util.spec_from_file_location("bad_files_make", MAKE)
make = sys.modules[_spec.name] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make)

SECONDS = 6
LIMITS = Limits(rows=5000, vertices=5000, unpacked=50_000_000)
# GDAL itself may fall over a hostile file: those kinds are tried in the process of their own only
OWN_PROCESS = {".fgb", ".zip"}
quick = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def outcome(name, data, folder):
    """A table or a refusal code, in this process; anything else is raised."""
    path = folder / name
    path.write_bytes(data)
    try:
        kind = kind_of(name, data[:HEAD])
        draft = child.parse(Order(name, str(path), kind, None, None, LIMITS), folder, lambda rows: None)
    except NotUsable as refusal:
        assert refusal.code in codes.REFUSALS
        return refusal.code
    except RecursionError:
        return "intake.file.too-deep"  # what the process of its own makes of it
    assert all(len(cells) == len(draft.shapes) for cells in draft.cells)
    assert all(0 <= row < len(draft.shapes) for row in draft.faults)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    parcel.pack(draft, out)
    again = parcel.unpack(out, LIMITS)
    assert (again.cells, again.shapes) == (draft.cells, draft.shapes)
    return draft


def mutated(data, chance):
    """A file with some of its bytes changed, left out, doubled or moved."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        what = chance.random()
        if what < 0.4 and at < len(out):
            out[at] = chance.choice([0, 1, 255, 0x22, 0x2C, 0x7B, 0x5D, chance.randrange(256)])
        elif what < 0.6:
            del out[at : at + chance.randint(1, 40)]
        elif what < 0.8:
            out[at:at] = out[at : at + chance.randint(1, 60)]
        else:
            out[at:at] = chance.choice(
                [b"\xff\xfe", b"NaN", b"null", b'"', b"\x00", b"<!DOCTYPE x>", b"1e999", b"\xc5", b"]]}"]
            )
    return bytes(out)


def test_bytes_changed_anywhere_give_a_table_or_a_refusal(tmp_path):
    chance = random.Random(20260601)
    seeds = [c for c in make.CASES if 0 < len(c.data) < 20_000 and Path(c.name).suffix not in OWN_PROCESS]
    end, tried, read_well = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        seed = chance.choice(seeds)
        read_well += not isinstance(outcome(seed.name, mutated(seed.data, chance), tmp_path), str)
        tried += 1
    assert tried > 200 and read_well > tried / 10  # not vacuous: many still are files


def test_bytes_changed_in_the_process_of_its_own(tmp_path):
    chance = random.Random(7)
    seeds = [c for c in make.CASES if Path(c.name).suffix in OWN_PROCESS and not c.refused]
    for number in range(12):
        seed = seeds[number % len(seeds)]
        path = tmp_path / f"{number}{Path(seed.name).suffix}"
        path.write_bytes(mutated(seed.data, chance))
        try:
            table = read(path, limits=LIMITS)
        except NotUsable as refusal:
            assert refusal.facts["file"] == path.name
        else:
            assert all(len(cells) == table.rows for cells in table.cells)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
json_like = st.recursive(plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
                         max_leaves=12)  # fmt: skip
geometry = st.fixed_dictionaries(
    {"type": st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString", "GeometryCollection"])},
    optional={"coordinates": json_like, "geometries": json_like},
)
features = st.lists(
    st.fixed_dictionaries(
        {"type": st.just("Feature")},
        optional={"properties": json_like, "geometry": geometry, "id": json_like},
    )
    | json_like,
    max_size=6,
)


@quick
@given(features)
def test_every_item_of_a_collection_is_a_row(folder, items):
    text = json.dumps({"type": "FeatureCollection", "features": items})
    draft = outcome("a.geojson", text.encode("utf-8", "surrogatepass"), folder)
    assert not isinstance(draft, str), draft
    assert len(draft.shapes) == len(items)


@quick
@given(st.lists(st.lists(st.text("aBž;,\"' \t0123.-=", max_size=8), min_size=3, max_size=3), min_size=1, max_size=8))
def test_every_line_of_a_written_table_is_a_row(folder, rows):
    import csv
    import io

    stream = io.StringIO()
    out = csv.writer(stream)
    out.writerow(["code", "name", "place"])
    out.writerows(rows)
    draft = outcome("a.csv", stream.getvalue().encode(), folder)
    if isinstance(draft, str):
        assert draft == "intake.file.content-disagrees" or draft == "intake.file.no-rows"
        return
    wanted = [[cell or None for cell in row] for row in rows if any(row)]
    assert [list(row) for row in zip(*draft.cells, strict=True)] == wanted


@quick
@given(plain, st.sampled_from([None, ",", "."]), st.sampled_from([None, "dmy", "mdy"]))
def test_any_cell_is_read_or_told(cell, mark, order):
    number, day = numbers.parse(cell, mark), dates.parse(cell, order)
    assert number.value is not None or number.unknown or number.findings
    assert day.day is not None or day.unknown or day.findings
    wkt.parse(cell)


@quick
@given(st.binary(max_size=200))
def test_any_bytes_become_text(data):
    decoded = encodings.decode(data)
    decoded.text.encode("utf-8")
    encodings.repair(decoded.text)


@quick
@given(st.lists(st.lists(plain, max_size=5), max_size=6))
def test_any_rows_have_a_heading(rows):
    found = headings.find(rows)
    assert 0 <= found.data <= max(len(rows), 2)


@quick
@given(st.lists(st.tuples(plain, plain, plain, plain), max_size=12))
def test_every_point_belongs_to_a_shape_or_is_without_id(rows):
    ids, orders, xs, ys = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    found = turning_points.rings(ids, orders, xs, ys)
    taken = [row for gathered in found for row in gathered.rows]
    assert len(taken) == len(set(taken))
    assert all(gathered.shape is not None or gathered.findings for gathered in found)
