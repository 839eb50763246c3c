"""Turning points and well-known text; the bytes expected are put together by hand."""

import struct

import pytest

from commonground.core.tables import turning_points, wkt


def polygon(*rings):
    out = struct.pack("<BII", 1, 3, len(rings))
    for ring in rings:
        out += struct.pack("<I", len(ring)) + b"".join(struct.pack("<dd", *point) for point in ring)
    return out


def point(x, y):
    return struct.pack("<BIdd", 1, 1, x, y)


TRIANGLE = [(16.0, 44.0), (16.1, 44.0), (16.1, 44.1), (16.0, 44.0)]


def test_rings_gathers_points_in_their_order():
    found = turning_points.rings(
        ["A", "B", "A", "A", "B", "B"],
        [3, 1, 1, 2, 2, 3],
        ["16,1", 17, "16", "16,1", 18, 18],
        ["44,1", 43, "44", "44", 43, 44],
    )
    assert [(g.id, g.rows, g.findings) for g in found] == [("A", (2, 3, 0), ()), ("B", (1, 4, 5), ())]
    assert found[0].shape == polygon(TRIANGLE)
    assert found[1].shape == polygon([(17.0, 43.0), (18.0, 43.0), (18.0, 44.0), (17.0, 43.0)])


def test_rings_closed_in_the_file_stay_as_they_are():
    found = turning_points.rings(["A"] * 4, [1, 2, 3, 4], [16, 16.1, 16.1, 16], [44, 44, 44.1, 44])
    assert (found[0].shape, found[0].findings) == (polygon(TRIANGLE), ())


def test_rings_of_parts_become_one_shape():
    found = turning_points.rings(
        ["A"] * 6, [1, 2, 3] * 2, [16, 16.1, 16.1, 17, 18, 18], [44, 44, 44.1, 43, 43, 44], [1, 1, 1, 2, 2, 2]
    )
    second = polygon([(17.0, 43.0), (18.0, 43.0), (18.0, 44.0), (17.0, 43.0)])
    assert found[0].shape == struct.pack("<BII", 1, 6, 2) + polygon(TRIANGLE) + second


@pytest.mark.parametrize(
    ("orders", "xs", "code", "whole"),
    [
        ([1, 2], [16, 17], "tables.points.too-few", False),
        ([1, 2, 3], [16, "x", 17], "tables.points.not-a-number", False),
        ([1, 1, 2], [16, 17, 18], "tables.points.order-twice", True),
        ([1, 2, 4], [16, 17, 18], "tables.points.order-missing", True),
        ([1, None, 2], [16, 17, 18], "tables.points.order-missing", True),
        ([1, 2, 3, 4], [16, 16, 17, 18], "tables.points.repeated", True),
    ],
)
def test_rings_tells_what_is_wrong(orders, xs, code, whole):
    ys = [44, 44, 45, 46][: len(xs)]
    found = turning_points.rings(["A"] * len(xs), orders, xs, ys)
    assert [f.code for f in found[0].findings] == [code]
    assert (found[0].shape is not None) == whole


def test_rings_without_numbers_tell_scattered_points():
    found = turning_points.rings(["A", "A", "B", "A"], None, [16, 17, 1, 18], [44, 44, 1, 45])
    assert [f.code for f in found[0].findings] == ["tables.points.scattered"]
    assert found[1].shape is None


def test_points_are_read_row_by_row():
    shapes, told = turning_points.points(["16,5", None, "x", "17"], ["44,25", None, "43", ""])
    assert shapes == [point(16.5, 44.25), None, None, None]
    assert {row: f.code for row, f in told.items()} == dict.fromkeys((2, 3), "tables.points.not-a-number")


def test_coordinate_with_three_decimals_is_never_thousands():
    assert turning_points.points(["16.123"], ["44.456"])[0] == [point(16.123, 44.456)]
    assert turning_points.points(["16,123"], ["44,456"])[0] == [point(16.123, 44.456)]


def test_wkt_is_read_and_written():
    text = "POLYGON ((16.0 44.0, 16.1 44.0, 16.1 44.1, 16.0 44.0))"
    assert wkt.parse(text).shape == polygon(TRIANGLE)
    assert wkt.parse(text.lower().replace("(", " ( ")).shape == polygon(TRIANGLE)
    assert wkt.written(polygon(TRIANGLE)) == text
    assert wkt.parse("POINT Z (16 44 120)").shape == point(16, 44)
    assert wkt.parse("POINTZ(16 44 120)").shape == point(16, 44)
    assert (wkt.parse("SRID=3908;POINT(16 44)").shape, wkt.parse("SRID=3908;POINT(16 44)").srid) == (
        point(16, 44),
        3908,
    )
    assert wkt.parse("MULTIPOINT((16 44),(17 45))").shape == struct.pack("<BII", 1, 4, 2) + point(16, 44) + point(
        17, 45
    )
    assert wkt.parse("MULTIPOINT(16 44,17 45)").shape == struct.pack("<BII", 1, 4, 2) + point(16, 44) + point(17, 45)
    assert wkt.parse("POLYGON EMPTY").shape == struct.pack("<BII", 1, 3, 0)
    assert wkt.parse("POLYGON((16 44, 17 44))").shape == polygon([(16.0, 44.0), (17.0, 44.0)])  # as received
    assert wkt.parse(None).shape is None and wkt.parse(None).finding is None


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON((16 44, 17",
        "POINT(16)",
        "POINT(a b)",
        "CURVE(16 44)",
        "16 44",
        "POINT(16 44) x",
        "GEOMETRYCOLLECTION(" * 30,
    ],
)
def test_wkt_that_is_none_is_told(text):
    assert wkt.parse(text).shape is None
    assert wkt.parse(text).finding.code == "tables.wkt.unreadable"
