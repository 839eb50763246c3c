"""Which kind of file this is: by what it holds and by its ending, and both must say the same."""

import re
from collections.abc import Mapping
from pathlib import PurePath

from commonground.core.refusals import NotUsable

HEAD = 16_384  # bytes that are looked at

# ending -> kinds of content it may hold
ENDINGS: Mapping[str, tuple[str, ...]] = {
    ".geojson": ("json",),
    ".json": ("json",),
    ".geojsonl": ("json",),
    ".geojsons": ("json",),
    ".ndjson": ("json",),
    ".jsonl": ("json",),
    ".gpkg": ("gpkg",),
    ".zip": ("zip",),
    ".kml": ("kml",),
    ".kmz": ("zip",),
    ".gpx": ("gpx",),
    ".fgb": ("fgb",),
    ".csv": ("text",),
    ".tsv": ("text",),
    ".txt": ("text",),
    ".xlsx": ("zip",),
}
FORMATS = {
    "gpkg": "GeoPackage",
    "kml": "KML",
    "gpx": "GPX",
    "fgb": "FlatGeobuf",
    "json": "GeoJSON",
    "text": "CSV",
}
# endings that people try, and what to hand in instead
INSTEAD = {
    ".xls": "XLSX",
    ".xlsm": "XLSX",
    ".xlsb": "XLSX",
    ".ods": "XLSX or CSV",
    ".shp": "a zip of the .shp, .shx, .dbf and .prj",
    ".dbf": "a zip of the .shp, .shx, .dbf and .prj",
    ".shx": "a zip of the .shp, .shx, .dbf and .prj",
    ".vrt": "GeoPackage",
    ".sqlite": "GeoPackage",
    ".db": "GeoPackage",
    ".gml": "GeoPackage",
    ".dxf": "GeoPackage",
    ".dwg": "GeoPackage",
    ".tab": "GeoPackage",
    ".mif": "GeoPackage",
    ".gdb": "GeoPackage",
    ".mdb": "GeoPackage or XLSX",
    ".pdf": "XLSX or CSV",
    ".doc": "XLSX or CSV",
    ".docx": "XLSX or CSV",
    ".rar": "a zip",
    ".7z": "a zip",
    ".gz": "a zip",
    ".parquet": "GeoPackage",
}
TAKEN = "GeoPackage, GeoJSON, zipped Shapefile, KML, KMZ, GPX, FlatGeobuf, CSV, XLSX"

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\x00", "sqlite"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"fgb\x03fgb", "fgb"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.xls, .doc)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x00\x00\x27\x0a", "part of a Shapefile"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"AC10", "a CAD drawing"),
)
GEOPACKAGE_IDS = {b"GPKG", b"GP10", b"GP11"}
# a root element may follow declarations and comments
ROOT = re.compile(r"<(?![?!])(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


def kind_of(name: str, head: bytes) -> str:
    """The kind ("json", "gpkg", "zip", "kml", "gpx", "fgb", "text").
    Raises NotUsable where content and ending disagree."""
    ending = PurePath(name).suffix.lower()
    if ending in INSTEAD:
        raise NotUsable("intake.file.kind-not-taken", file=name, ending=ending, instead=INSTEAD[ending])
    if ending not in ENDINGS:
        raise NotUsable("intake.file.ending-unknown", file=name, ending=ending or "–", taken=TAKEN)
    found = content_of(head)
    if found not in ENDINGS[ending]:
        raise NotUsable("intake.file.content-disagrees", file=name, ending=ending, found=found)
    return found


def content_of(head: bytes) -> str:
    """What the first bytes say: one of our kinds, or words for something else."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            if kind == "sqlite":
                return "gpkg" if head[68:72] in GEOPACKAGE_IDS else "an SQLite database that is no GeoPackage"
            return kind
    text = _as_text(head)
    if text is None:
        return "binary data"
    text = text.lstrip("\ufeff\x1e \t\r\n")
    if text.startswith("<"):
        root = ROOT.search(text)
        name = root.group(1) if root else ""
        return name if name in {"kml", "gpx"} else f"XML ({name[:40] or 'no element'})"
    return "json" if text.startswith(("{", "[")) else "text"


def _as_text(head: bytes) -> str | None:
    """The first bytes as text, near enough to recognise it; None where they are no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    zeros = head.count(0)
    if not zeros:
        return head.decode("latin-1") if not head.startswith(b"\xef\xbb\xbf") else head[3:].decode("latin-1")
    # UTF-16 without a mark: every other byte of western text is zero
    if head[1::2].count(0) > 0.3 * len(head) and head[::2].count(0) < 0.05 * len(head):
        return head.decode("utf-16-le", "replace")
    if head[::2].count(0) > 0.3 * len(head) and head[1::2].count(0) < 0.05 * len(head):
        return head.decode("utf-16-be", "replace")
    # a few stray zeros in a text file are a fault of rows, not another kind of file
    return head.decode("latin-1") if zeros <= max(4, len(head) // 500) and head[:1] != b"\x00" else None
