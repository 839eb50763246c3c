"""Small binary files by hand: shapefiles, GeoPackages, zips, workbooks. No library under test writes them."""

import base64
import io
import sqlite3
import struct
import tempfile
import zipfile
from pathlib import Path

SQUARE = [
    (16.0, 44.0),
    (16.0, 44.1),
    (16.1, 44.1),
    (16.1, 44.0),
    (16.0, 44.0),
]  # clockwise, as shapefiles have it
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)


def wkb(rings, order="<", kind=3):
    """A polygon; rings as given."""
    out = struct.pack(order + "BII", 1 if order == "<" else 0, kind, len(rings))
    for ring in rings:
        out += struct.pack(order + "I", len(ring)) + b"".join(struct.pack(order + "dd", *p) for p in ring)
    return out


def in_geopackage(shape, flags=1, srs=4326):
    """The header that a GeoPackage puts in front."""
    return b"GP\x00" + bytes([flags]) + struct.pack("<i", srs) + shape


def geopackage(rows, *, application=b"GPKG", srs=4326, extra=(), text="TEXT"):
    """A GeoPackage with one layer `hazards` (fid, code, geom)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        base = sqlite3.connect(path)
        base.executescript(f"""
            PRAGMA application_id = {int.from_bytes(application, "big")};
            CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
                organization_coordsys_id INTEGER, definition TEXT, description TEXT);
            CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
                srs_id INTEGER, z INTEGER, m INTEGER);
            INSERT INTO gpkg_spatial_ref_sys VALUES ('u', -1, 'NONE', -1, 'undefined', ''),
                ('u', 0, 'NONE', 0, 'undefined', ''), ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS', '');
            INSERT INTO gpkg_contents VALUES ('hazards', 'features', 'hazards', {srs});
            INSERT INTO gpkg_geometry_columns VALUES ('hazards', 'geom', 'POLYGON', {srs}, 0, 0);
            CREATE TABLE hazards (fid INTEGER PRIMARY KEY, code {text}, geom BLOB);
        """)
        base.executemany("INSERT INTO hazards (code, geom) VALUES (?, ?)", rows)
        for statement in extra:
            base.execute(statement)
        base.commit()
        base.close()
        return path.read_bytes()


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    """A zip; an entry is (name or ZipInfo, bytes)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def link(name, to):
    """An entry of a zip that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (0o120777) << 16
    return info, to


def shp(shapes):
    """A .shp of polygons and null shapes, and its .shx."""
    body, index, at = b"", b"", 50
    for number, rings in enumerate(shapes, 1):
        if rings is None:
            content = struct.pack("<i", 0)
        else:
            points = [p for ring in rings for p in ring]
            xs, ys = [p[0] for p in points] or [0], [p[1] for p in points] or [0]
            starts = [sum(len(r) for r in rings[:n]) for n in range(len(rings))]
            content = struct.pack("<i4dii", 5, min(xs), min(ys), max(xs), max(ys), len(rings), len(points))
            content += struct.pack(f"<{len(starts)}i", *starts) + b"".join(struct.pack("<dd", *p) for p in points)
        body += struct.pack(">ii", number, len(content) // 2) + content
        index += struct.pack(">ii", at, len(content) // 2)
        at += 4 + len(content) // 2

    def head(length):
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length) + struct.pack(
            "<ii8d", 1000, 5, 16, 44, 16.1, 44.1, 0, 0, 0, 0
        )

    return head(at) + body, head(50 + len(index) // 2) + index


def dbf(values, *, stated=None, width=20):
    """A .dbf with one column NAME of bytes."""
    count = len(values) if stated is None else stated
    head = struct.pack("<BBBBIHH20x", 3, 124, 1, 1, count, 65, width + 1)
    column = b"NAME\0\0\0\0\0\0\0C" + bytes(4) + bytes([width, 0]) + bytes(14)
    return head + column + b"\r" + b"".join(b" " + v.ljust(width)[:width] for v in values) + b"\x1a"


def shapefile(shapes, values, *, prj=WGS84, cpg=None, leave_out=(), stated=None):
    """A zipped shapefile."""
    main, index = shp(shapes)
    parts = {
        "shp": main,
        "shx": index,
        "dbf": dbf(values, stated=stated),
        "prj": prj and prj.encode(),
        "cpg": cpg and cpg.encode(),
    }
    return zipped([(f"layer.{end}", data) for end, data in parts.items() if data is not None and end not in leave_out])


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def workbook(rows, *, merged=(), before="", sheet=None, properties=""):
    """A workbook with one sheet; a cell is text, a number, ("f", formula), ("e", error) or ("v", formula, value)."""
    lines = []
    for r, row in enumerate(rows, 1):
        cells = ""
        for c, value in enumerate(row):
            at = f"{chr(65 + c)}{r}"
            if value is None:
                continue
            if isinstance(value, tuple):
                kind, text = value[0], value[1]
                cells += {"f": f'<c r="{at}"><f>{text}</f></c>', "e": f'<c r="{at}" t="e"><v>{text}</v></c>'}[kind]
            elif isinstance(value, str):
                cells += f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
            else:
                cells += f'<c r="{at}"><v>{value}</v></c>'
        lines.append(f'<row r="{r}">{cells}</row>')
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f'<mergeCells count="{len(merged)}">{areas}</mergeCells>' if merged else ""
    page = sheet or before + SHEET.format(f"<sheetData>{''.join(lines)}</sheetData>{merges}")
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped([
        ("[Content_Types].xml", f'<Types xmlns="{package}/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
         'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
         'officedocument.spreadsheetml.worksheet+xml"/></Types>'),
        ("_rels/.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{main}/officeDocument" '
         'Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{main}">'
         f'{properties}<sheets><sheet name="List 1" sheetId="1" r:id="r1"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
         f'Type="{main}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
        ("xl/worksheets/sheet1.xml", page),
    ])  # fmt: skip


# two rows, A with a triangle and B without a shape; written by GDAL 3.12
FLATGEOBUF = base64.b64decode(
    "ZmdiA2ZnYgFEBAAAJAAAAAAAAAAAABoAJAAIAAwABQAAAAAAAAAAABAAGAAGABQAGgAAAAADAABIAAAAIAAAABQAAABQAAAAAgAAAAAAAAAAAA"
    "AAAQAAANwDAAAEAAAAAAAAAAAAMEAAAAAAAABGQJqZmZmZGTBAzczMzMwMRkABAAAAcwAOABQABAAIAAwAAAAQAA4AAACEAwAA5hAAAHADAAAE"
    "AAAAYgMAAEdFT0dDUlNbIldHUyA4NCIsRU5TRU1CTEVbIldvcmxkIEdlb2RldGljIFN5c3RlbSAxOTg0IGVuc2VtYmxlIixNRU1CRVJbIldvcm"
    "xkIEdlb2RldGljIFN5c3RlbSAxOTg0IChUcmFuc2l0KSJdLE1FTUJFUlsiV29ybGQgR2VvZGV0aWMgU3lzdGVtIDE5ODQgKEc3MzApIl0sTUVN"
    "QkVSWyJXb3JsZCBHZW9kZXRpYyBTeXN0ZW0gMTk4NCAoRzg3MykiXSxNRU1CRVJbIldvcmxkIEdlb2RldGljIFN5c3RlbSAxOTg0IChHMTE1MC"
    "kiXSxNRU1CRVJbIldvcmxkIEdlb2RldGljIFN5c3RlbSAxOTg0IChHMTY3NCkiXSxNRU1CRVJbIldvcmxkIEdlb2RldGljIFN5c3RlbSAxOTg0"
    "IChHMTc2MikiXSxNRU1CRVJbIldvcmxkIEdlb2RldGljIFN5c3RlbSAxOTg0IChHMjEzOSkiXSxNRU1CRVJbIldvcmxkIEdlb2RldGljIFN5c3"
    "RlbSAxOTg0IChHMjI5NikiXSxFTExJUFNPSURbIldHUyA4NCIsNjM3ODEzNywyOTguMjU3MjIzNTYzLExFTkdUSFVOSVRbIm1ldHJlIiwxXV0s"
    "RU5TRU1CTEVBQ0NVUkFDWVsyLjBdXSxQUklNRU1bIkdyZWVud2ljaCIsMCxBTkdMRVVOSVRbImRlZ3JlZSIsMC4wMTc0NTMyOTI1MTk5NDMzXV"
    "0sQ1NbZWxsaXBzb2lkYWwsMl0sQVhJU1siZ2VvZGV0aWMgbGF0aXR1ZGUgKExhdCkiLG5vcnRoLE9SREVSWzFdLEFOR0xFVU5JVFsiZGVncmVl"
    "IiwwLjAxNzQ1MzI5MjUxOTk0MzNdXSxBWElTWyJnZW9kZXRpYyBsb25naXR1ZGUgKExvbikiLGVhc3QsT1JERVJbMl0sQU5HTEVVTklUWyJkZW"
    "dyZWUiLDAuMDE3NDUzMjkyNTE5OTQzM11dLFVTQUdFW1NDT1BFWyJIb3Jpem9udGFsIGNvbXBvbmVudCBvZiAzRCBzeXN0ZW0uIl0sQVJFQVsi"
    "V29ybGQuIl0sQkJPWFstOTAsLTE4MCw5MCwxODBdXSxJRFsiRVBTRyIsNDMyNl1dAAAGAAAAV0dTIDg0AAAEAAAARVBTRwAADgAQAAgABwAAAA"
    "AADAAOAAAAAAAACwgAAAAAAAAABAAAAGNvZGUAAAAAfAAAABAAAAAAAAAACAAMAAQACAAIAAAAHAAAAAQAAAAHAAAAAAABAAAAQQAIAAgAAAAE"
    "AAgAAAAEAAAACAAAAAAAAAAAADBAAAAAAAAARkCamZmZmRkwQAAAAAAAAEZAmpmZmZkZMEDNzMzMzAxGQAAAAAAAADBAAAAAAAAARkAkAAAAEA"
    "AAAAAAAAAIAAgAAAAEAAgAAAAEAAAABwAAAAAAAQAAAEIA"
)
