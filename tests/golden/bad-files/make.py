"""The corpus of bad files: each with what must be said of it. `python make.py FOLDER` writes them out.

A case is refused with a code, or read: so many rows, these codes about the file, these about each row. What is
expected was worked out by hand from the file, never from the reader.
"""

import importlib.util
import json
import struct
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

_spec = importlib.util.spec_from_file_location("bad_files_binary", Path(__file__).with_name("binary.py"))
binary = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(binary)

S = "intake.shape."
RING = "[[16,44],[16.1,44],[16.1,44.1],[16,44]]"
GOOD = '{"type":"Feature","properties":{"code":"G"},"geometry":{"type":"Polygon","coordinates":[' + RING + "]}}"


@dataclass(frozen=True)
class Case:
    """A bad file."""

    name: str
    data: bytes
    refused: str = ""
    rows: int = 0
    notes: set = field(default_factory=set)
    faults: dict = field(default_factory=dict)


def refused(name, data, code):
    return Case(name, data.encode() if isinstance(data, str) else data, code)


def read(name, data, rows, notes=(), faults=None):
    return Case(name, data.encode() if isinstance(data, str) else data, "", rows, set(notes), faults or {})


def collection(*features, more=""):
    return '{"type":"FeatureCollection"' + more + ',"features":[' + ",".join(features) + "]}"


def feature(geometry, properties='{"code":"B"}'):
    return '{"type":"Feature","properties":' + properties + ',"geometry":' + geometry + "}"


def bad_shape(name, geometry, *codes, notes=()):
    """A bad feature between two good ones costs only itself."""
    return read(name, collection(GOOD, feature(geometry), GOOD), 3, notes, {1: set(codes)} if codes else {})


def polygon(*rings):
    return '{"type":"Polygon","coordinates":[' + ",".join(rings) + "]}"


GEOJSON = [
    bad_shape("null-geometry.geojson", "null", S + "absent"),
    bad_shape("unclosed-ring.geojson", polygon("[[16,44],[16.1,44],[16.1,44.1]]"), S + "not-closed"),
    bad_shape("ring-of-two.geojson", polygon("[[16,44],[16.1,44]]"), S + "short-ring"),
    bad_shape("ring-of-one.geojson", polygon("[[16,44]]"), S + "short-ring"),
    bad_shape("there-and-back.geojson", polygon("[[16,44],[16.1,44],[16,44]]"), S + "short-ring"),
    bad_shape("ring-of-none.geojson", polygon("[]"), S + "empty"),
    bad_shape("no-rings.geojson", polygon(), S + "empty"),
    bad_shape("nan.geojson", polygon("[[16,44],[NaN,44],[16.1,44.1],[16,44]]"), S + "not-finite"),
    bad_shape("infinity.geojson", polygon("[[16,44],[Infinity,44],[16.1,44.1],[16,44]]"), S + "not-finite"),
    bad_shape("null-position.geojson", polygon("[[16,44],[null,44],[16.1,44.1],[16,44]]"), S + "unreadable"),
    bad_shape("text-position.geojson", polygon('[[16,44],["16,1",44],[16.1,44.1],[16,44]]'), S + "unreadable"),
    bad_shape("one-number.geojson", polygon("[[16],[16.1],[16.2],[16]]"), S + "unreadable"),
    bad_shape("metres-as-degrees.geojson", polygon("[[6420000,4850000],[6420100,4850000],[6420100,4850100],[6420000,4850000]]"),
              S + "out-of-range"),
    bad_shape("latitude-91.geojson", '{"type":"Point","coordinates":[16,91]}', S + "out-of-range"),
    bad_shape("unknown-kind.geojson", '{"type":"Circle","coordinates":[16,44]}', S + "unreadable"),
    bad_shape("kind-is-a-list.geojson", '{"type":["Point"],"coordinates":[16,44]}', S + "unreadable"),
    bad_shape("flat-coordinates.geojson", '{"type":"Polygon","coordinates":[16,44,16.1,44]}', S + "unreadable"),
    bad_shape("no-coordinates.geojson", '{"type":"Polygon"}', S + "unreadable"),
    bad_shape("geometry-is-text.geojson", '"POINT (16 44)"', S + "unreadable"),
    bad_shape("empty-point.geojson", '{"type":"Point","coordinates":[]}', S + "empty"),
    bad_shape("heights.geojson", polygon("[[16,44,100],[16.1,44,100],[16.1,44.1,100],[16,44,100]]"),
              notes=["intake.shape.height-dropped"]),
    read("feature-is-null.geojson", collection(GOOD, "null", GOOD), 3, (), {1: {"intake.row.unreadable", S + "absent"}}),
    read("feature-is-number.geojson", collection(GOOD, "7"), 2, (), {1: {"intake.row.unreadable", S + "absent"}}),
    read("properties-are-a-list.geojson", collection(feature(polygon(RING), "[1,2]"), GOOD), 2, (), {0: {"intake.row.unreadable"}}),
    read("nan-property.geojson", collection(feature(polygon(RING), '{"m2":NaN}')), 1, (), {0: {"intake.cell.not-finite"}}),
    read("digits.geojson", collection(feature(polygon(RING), '{"n":' + "9" * 30 + "}")), 1, (),
         {0: {"intake.cell.number-too-long"}}),
    read("half-character.geojson", collection(feature(polygon(RING), r'{"n":"\ud83d"}')), 1, (), {0: {"intake.text.encoding"}}),
    read("zero-character.geojson", collection(feature(polygon(RING), r'{"n":"a\u0000b"}')), 1, (),
         {0: {"intake.cell.control-characters"}}),
    read("garbled.geojson", collection(feature(polygon(RING), '{"n":"BrÄ\u008dko"}'), GOOD), 2, (), {0: {"intake.text.garbled"}}),
    read("cp1250.geojson", collection(GOOD, feature(polygon(RING), '{"n":"Čapljina, Široki Brijeg"}')).encode("cp1250"), 2, (),
         {1: {"intake.text.encoding"}}),
    read("mark.geojson", b"\xef\xbb\xbf" + collection(GOOD).encode(), 1, ["intake.encoding.mark"]),
    read("utf16.geojson", collection(GOOD).encode("utf-16"), 1, ["intake.encoding.mark"]),
    read("bare-list.geojson", "[" + GOOD + "," + GOOD + "]", 2, ["intake.json.not-in-standard"]),
    read("old-crs.geojson",
         collection(GOOD, more=',"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3908"}}'), 1,
         ["intake.json.not-in-standard"]),
    read("no-features.geojson", collection(), 0),
    read("line-broken.ndjson", GOOD + "\n" + GOOD[:60] + "\n" + GOOD + "\n", 3, (), {1: {"intake.row.unreadable", S + "absent"}}),
    refused("cut-off.geojson", collection(GOOD, GOOD)[:-40], "intake.json.broken"),
    refused("deep.geojson", collection(feature(polygon(RING), '{"n":' + "[" * 100_000 + "]" * 100_000 + "}")), "intake.file.too-deep"),
    refused("topology.json", '{"type":"Topology","objects":{}}', "intake.json.not-geojson"),
    refused("esri.json", '{"geometryType":"esriGeometryPolygon","features":[{"geometry":{"rings":[]}}]}', "intake.json.not-geojson"),
    refused("vrt.geojson", '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
            "</OGRVRTDataSource>", "intake.file.content-disagrees"),
    refused("vrt-with-declaration.geojson", '<?xml version="1.0"?>\n<!-- {"type":"FeatureCollection"} -->\n<OGRVRTDataSource/>',
            "intake.file.content-disagrees"),
]  # fmt: skip

W = binary.wkb([binary.SQUARE])
GEOPACKAGE = [
    refused("pretends.gpkg", collection(GOOD), "intake.file.content-disagrees"),
    refused("plain-sqlite.gpkg", binary.geopackage([], application=b"\0\0\0\0"), "intake.file.content-disagrees"),
    refused("cut-off.gpkg", binary.geopackage([("A", binary.in_geopackage(W))])[:3000], "intake.file.damaged"),
    refused("no-layers.gpkg", binary.geopackage([], extra=["DELETE FROM gpkg_contents"]), "intake.file.no-rows"),
    refused("layer-that-is-not-there.gpkg", binary.geopackage([], extra=["DROP TABLE hazards"]), "intake.file.damaged"),
    refused("endless-view.gpkg", binary.geopackage([], extra=[
        "DROP TABLE hazards",
        "CREATE VIEW hazards AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS code, NULL AS geom FROM n",
    ]), "intake.file.too-many-rows"),
    refused("view-that-loads.gpkg", binary.geopackage([], extra=[
        "DROP TABLE hazards",
        "CREATE VIEW hazards AS SELECT load_extension('/tmp/x') AS code, NULL AS geom",
    ]), "intake.file.damaged"),
    read("shapes.gpkg", binary.geopackage([
        ("good", binary.in_geopackage(W)),
        ("big-endian", binary.in_geopackage(binary.wkb([binary.SQUARE], ">"))),
        ("null", None),
        ("not a geometry", b"hello world, hello"),
        ("cut off", binary.in_geopackage(W[:-20])),
        ("promises a billion", binary.in_geopackage(struct.pack("<BIII", 1, 3, 1, 1_000_000_000) + bytes(64))),
        ("a billion rings", binary.in_geopackage(struct.pack("<BII", 1, 3, 1_000_000_000) + bytes(64))),
        ("curve", binary.in_geopackage(struct.pack("<BIII", 1, 10, 1, 0) + bytes(8))),
        ("text", "POLYGON"),
        ("unclosed", binary.in_geopackage(binary.wkb([binary.SQUARE[:-1]]))),
        ("nan", binary.in_geopackage(binary.wkb([[*binary.SQUARE[:2], (float("nan"), 44.0), *binary.SQUARE[3:]]]))),
        ("bytes left over", binary.in_geopackage(W + b"\0\0\0")),
    ]), 12, (), {2: {S + "absent"}, 3: {S + "unreadable"}, 4: {S + "unreadable"}, 5: {S + "unreadable"}, 6: {S + "unreadable"},
                 7: {S + "unreadable"}, 8: {S + "unreadable"}, 9: {S + "not-closed"}, 10: {S + "not-finite"},
                 11: {S + "unreadable"}}),
    read("encoding.gpkg", binary.geopackage([("A", binary.in_geopackage(W)), ("x", binary.in_geopackage(W))], extra=[
        "UPDATE hazards SET code = CAST(x'8E6570E865' AS TEXT) WHERE code = 'x'",
    ]), 2, (), {1: {"intake.text.encoding"}}),
    read("no-system.gpkg", binary.geopackage([("A", binary.in_geopackage(W))], srs=-1), 1, ["intake.crs.none"]),
    read("blob-in-text.gpkg", binary.geopackage([(b"\x00\x01", binary.in_geopackage(W))]), 1, (), {0: {"intake.cell.binary"}}),
]  # fmt: skip

NAMES = [b"A", b"B"]
TWO = [[binary.SQUARE], None]
ABSENT = {1: {S + "absent"}}
SHAPEFILE = [
    read("no-prj.zip", binary.shapefile(TWO, NAMES, prj=None), 2, ["intake.crs.none"], ABSENT),
    read("no-shx.zip", binary.shapefile(TWO, NAMES, leave_out=("shx",)), 2, ["intake.shapefile.no-shx"], ABSENT),
    read("no-cpg-cp1250.zip", binary.shapefile(TWO, ["Široki".encode("cp1250"), "Žepče".encode("cp1250")]), 2,
         ["intake.shapefile.no-cpg", "intake.encoding.guessed"], ABSENT),
    read("cpg-that-lies.zip", binary.shapefile(TWO, ["Široki".encode("cp1250"), "Žepče".encode()], cpg="UTF-8"), 2, (),
         {0: {"intake.text.encoding"}, 1: {S + "absent"}}),
    refused("no-shp.zip", binary.shapefile(TWO, NAMES, leave_out=("shp",)), "intake.zip.no-shapefile"),
    refused("states-a-billion.zip", binary.shapefile(TWO, NAMES, stated=1_000_000_000), "intake.file.too-many-rows"),
    refused("states-a-thousand.zip", binary.shapefile(TWO, NAMES, stated=1000), "intake.file.damaged"),
    refused("empty-shp.zip", binary.zipped([("a.shp", b""), ("a.dbf", b"")]), "intake.file.damaged"),
    refused("noise.zip", binary.zipped([("a.shp", bytes(range(256)) * 4), ("a.dbf", binary.dbf(NAMES))]), "intake.file.damaged"),
    refused("slip.zip", binary.zipped([("../../etc/cron.d/a.shp", b"x"), ("a.shp", b"x")]), "intake.zip.unsafe-path"),
    refused("slip-windows.zip", binary.zipped([("..\\..\\a.shp", b"x")]), "intake.zip.unsafe-path"),
    refused("slip-absolute.zip", binary.zipped([("/etc/a.shp", b"x")]), "intake.zip.unsafe-path"),
    refused("slip-drive.zip", binary.zipped([("C:/a.shp", b"x")]), "intake.zip.unsafe-path"),
    refused("link.zip", binary.zipped([binary.link("a.shp", b"/etc/passwd")]), "intake.zip.link"),
    refused("nested.zip", binary.zipped([("inner.zip", b"PK"), ("a.shp", b"x")]), "intake.zip.nested"),
    refused("bomb.zip", binary.zipped([("a.shp", bytes(30_000_000))]), "intake.zip.bomb"),
    refused("no-files.zip", binary.zipped([]), "intake.zip.no-shapefile"),
    refused("cut-off.zip", binary.shapefile(TWO, NAMES)[:-30], "intake.zip.damaged"),
    refused("pictures.zip", binary.zipped([("a.png", b"x")]), "intake.zip.no-shapefile"),
    refused("workbook.zip", binary.workbook([["a"], ["b"]]), "intake.file.content-disagrees"),
]  # fmt: skip

CSV = [
    read("extra-cells.csv", "code;m2\nA;1\nB;2;3\nC;4\n", 3, (), {1: {"intake.row.extra-cells"}}),
    read("missing-cells.csv", "code;m2;on\nA;1;2001\nB;2\n", 2, (), {1: {"intake.row.missing-cells"}}),
    read("open-quote.csv", 'code,name\nA,"Brcko\nB,Tuzla\nC,Zenica\n', 3, (), {0: {"intake.row.quote-open"}}),
    read("twice.csv", "code,code\nA,B\n", 1, ["intake.columns.twice"]),
    read("unnamed.csv", "code,,on\nA,B,2001\n", 1, ["intake.columns.unnamed"]),
    read("no-heading.csv", "1,16.5,44.1\n2,16.6,44.2\n", 2, ["intake.heading.missing"]),
    read("title.csv", "Pregled povrsina 2023;;\n;;\ncode;m2;on\nA;1;2001\n", 1, ["intake.heading.skipped"]),
    read("cp1250.csv", "šifra;naziv\n1;Široki Brijeg\n2;Žepče\n".encode("cp1250"), 2, ["intake.encoding.guessed"]),
    read("iso8859-2.csv", "šifra;naziv\n1;Široki Brijeg\n2;Žepče\n".encode("iso8859-2"), 2, ["intake.encoding.guessed"]),
    read("cp1251.csv", "шифра;назив\n1;Бања Лука\n2;Жепче\n".encode("cp1251"), 2, ["intake.encoding.guessed"]),
    read("utf16.csv", "šifra;naziv\n1;Široki Brijeg\n".encode("utf-16"), 1, ["intake.encoding.mark"]),
    read("utf16-no-mark.csv", "sifra;naziv\n1;Siroki Brijeg\n".encode("utf-16-le"), 1, ["intake.encoding.guessed"]),
    read("mixed.csv", b"sifra;naziv\n" + "1;Žepče\n".encode() + "2;Široki\n".encode("cp1250") + "3;Čitluk\n".encode(), 3,
         ["intake.encoding.guessed", "intake.encoding.mixed"], {1: {"intake.text.encoding"}}),
    read("zeros.csv", b"code,name\nA,Br\x00cko\nB,Tuzla\n", 2, (), {0: {"intake.cell.control-characters"}}),
    read("long-cell.csv", "code,wkt\nA," + "x" * 1_000_001 + "\nB,y\n", 2, (), {0: {"intake.cell.too-long"}}),
    refused("blank.csv", "\n\n  \n", "intake.file.no-rows"),
    refused("many-columns.csv", ",".join(f"c{n}" for n in range(600)) + "\n", "intake.file.too-many-columns"),
    refused("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "intake.file.content-disagrees"),
    refused("noise.csv", bytes(range(256)) * 20, "intake.file.content-disagrees"),
    refused("empty.csv", b"", "intake.file.empty"),
]  # fmt: skip

ROOT = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>{}</name>{}</Placemark>"
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def ring(coordinates):
    return f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{coordinates}</coordinates></LinearRing></outerBoundaryIs></Polygon>"


POINT = "<Point><coordinates>16,44</coordinates></Point>"
XML = [
    refused("laughs.kml", LAUGHS + ROOT.format(MARK.format("&c;", POINT)), "intake.xml.declares-entities"),
    refused("outside.kml", OUTSIDE + ROOT.format(MARK.format("&x;", POINT)), "intake.xml.declares-entities"),
    refused("laughs.gpx", LAUGHS + "<gpx><wpt lat='1' lon='1'/></gpx>", "intake.xml.declares-entities"),
    refused("cut-off.kml", ROOT.format(MARK.format("A", POINT))[:-30], "intake.xml.broken"),
    refused("deep.kml", ROOT.format("<Folder>" * 100 + "</Folder>" * 100), "intake.file.too-deep"),
    refused("page.kml", "<html><body>404</body></html>", "intake.file.content-disagrees"),
    read("shapes.kml", ROOT.format("".join([
        MARK.format("good", ring("16,44 16.1,44 16.1,44.1 16,44")), MARK.format("none", ""), MARK.format("two", ring("16,44 16.1,44")),
        MARK.format("open", ring("16,44 16.1,44 16.1,44.1")), MARK.format("words", ring("16,44 east,44 16.1,44.1 16,44")),
        MARK.format("swapped", "<Point><coordinates>44,160</coordinates></Point>"), MARK.format("model", "<Model/>"),
    ])), 7, (), {1: {S + "absent"}, 2: {S + "short-ring"}, 3: {S + "not-closed"}, 4: {S + "unreadable"}, 5: {S + "out-of-range"},
                 6: {S + "unreadable"}}),
    read("link.kml", ROOT.format("<NetworkLink><Link><href>http://192.0.2.1/x.kml</href></Link></NetworkLink>"
                                 + MARK.format("A", POINT)), 1, ["intake.kml.link-not-followed"]),
    read("cp1250.kml", ROOT.format(MARK.format("Široki Brijeg, Žepče", POINT)).encode("cp1250"), 1, ["intake.encoding.guessed"]),
    read("positions.gpx", '<gpx><wpt lat="44" lon="16"/><wpt lat="x" lon="16"/><wpt lon="16"/><rte><name>r</name></rte></gpx>', 4, (),
         {1: {S + "unreadable"}, 2: {S + "unreadable"}, 3: {S + "empty"}}),
    refused("two-maps.kmz", binary.zipped([("a.txt", b"x")]), "intake.file.content-disagrees"),
]  # fmt: skip

PAGE = binary.SHEET.format
WORKBOOK = [
    read("merged.xlsx", binary.workbook([["Površina", None, "Položaj", None], ["SHA", "CHA", "X", "Y"], [1, 2, 16, 44]],
                                        merged=("A1:B1", "C1:D1")), 1, ["intake.heading.merged"]),
    read("calendar.xlsx", binary.workbook([["code"], ["A"]], properties='<workbookPr date1904="1"/>'), 1,
         ["intake.excel.calendar-1904"]),
    read("errors.xlsx", binary.workbook([["code", "m2"], ["A", ("e", "#REF!")], ["B", 2]]), 2, (), {0: {"intake.excel.error-cell"}}),
    read("formula.xlsx", binary.workbook([["code", "m2"], ["A", ("f", "1+1")], ["B", 2]]), 2, (), {0: {"intake.excel.formula-empty"}}),
    read("far-away.xlsx", binary.workbook([], sheet=PAGE(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row></sheetData>')), 1),
    refused("row-trillion.xlsx", binary.workbook([], sheet=PAGE(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1000000000000"><c r="A1000000000000"><v>1</v></c></row>'
        "</sheetData>")), "intake.file.too-many-rows"),
    refused("laughs.xlsx", binary.workbook([["a"]], before=LAUGHS), "intake.xml.declares-entities"),
    refused("broken-sheet.xlsx", binary.workbook([], sheet="<worksheet><sheetData><row>"), "intake.file.damaged"),
    refused("blank.xlsx", binary.workbook([]), "intake.file.no-rows"),
    refused("bomb.xlsx", binary.workbook([], sheet=PAGE("<sheetData>" + " " * 30_000_000 + "</sheetData>")), "intake.zip.bomb"),
    refused("not-a-workbook.xlsx", binary.zipped([("a.txt", b"x")]), "intake.file.content-disagrees"),
    refused("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "intake.file.content-disagrees"),
    refused("stored.xlsx", binary.zipped([("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")], zipfile.ZIP_STORED),
            "intake.file.damaged"),
]  # fmt: skip

F = binary.FLATGEOBUF
OTHERS = [
    read("null.fgb", F, 2, (), ABSENT),
    refused("cut-off.fgb", F[:60], "intake.file.damaged"),
    refused("noise.fgb", F[:8] + b"\xff" * 400, "intake.file.damaged"),
    refused("pretends.fgb", "code,name\nA,B\n", "intake.file.content-disagrees"),
    refused("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "intake.file.kind-not-taken"),
    refused("alone.shp", binary.shp([[binary.SQUARE]])[0], "intake.file.kind-not-taken"),
    refused("source.vrt", "<OGRVRTDataSource/>", "intake.file.kind-not-taken"),
    refused("program.exe", b"MZ" + bytes(100), "intake.file.ending-unknown"),
    refused("no-ending", "code,name\nA,B\n", "intake.file.ending-unknown"),
]

CASES = [*GEOJSON, *GEOPACKAGE, *SHAPEFILE, *CSV, *XML, *WORKBOOK, *OTHERS]


def write(folder):
    """Write the corpus, and a list of what must be said of each file."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        (folder / case.name).write_bytes(case.data)
    table = {
        c.name: c.refused
        or {"rows": c.rows, "notes": sorted(c.notes), "faults": {k: sorted(v) for k, v in c.faults.items()}}
        for c in CASES
    }
    (folder / "expected.json").write_text(json.dumps(table, indent=1), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
