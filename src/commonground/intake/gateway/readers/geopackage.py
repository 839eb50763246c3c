"""GeoPackage (OGC 12-128r18), read as the SQLite file it is: every row comes, also those with a broken shape.

The file is a copy of ours, opened for reading only, and may do nothing but answer questions about its tables.
"""

import sqlite3
from itertools import starmap
from pathlib import Path
from typing import Any

from commonground.core.refusals import NotUsable
from commonground.intake.gateway.order import EVERY, Order, Progress
from commonground.intake.gateway.table import Draft

ENVELOPES = (8, 40, 56, 56, 72)  # bytes of the header with no envelope, XY, XYZ, XYM, XYZM
ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    33,
}  # 33: recursive queries of views
LAYERS = (
    "SELECT c.table_name, c.data_type, g.column_name, g.srs_id FROM gpkg_contents c "
    "LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
    "WHERE c.data_type IN ('features', 'attributes') ORDER BY c.data_type DESC, c.rowid"
)


def read(order: Order, progress: Progress) -> Draft:
    """One layer of a GeoPackage as a table."""
    try:
        return _read(order, progress)
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError) as error:
        raise NotUsable("intake.file.damaged", file=order.file, reason=str(error)[:200]) from error


def _read(order: Order, progress: Progress) -> Draft:
    base = sqlite3.connect(f"{Path(order.path).as_uri()}?mode=ro&immutable=1", uri=True)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA cell_size_check = ON")
    base.execute("PRAGMA mmap_size = 0")
    layers = base.execute(LAYERS).fetchall()
    if not layers:
        raise NotUsable("intake.file.no-rows", file=order.file)
    draft = Draft("GeoPackage", layers=[str(layer[0]) for layer in layers])
    chosen = _chosen(order, draft, layers)
    table, _, shape_column, srs = chosen
    draft.layer = str(table)
    columns = [
        (str(name), str(kind).upper())
        for _, name, kind, *_ in base.execute(f"PRAGMA table_info({_quoted(table)})")
        if shape_column is None or str(name).lower() != str(shape_column).lower()
    ]
    if len(columns) > order.limits.columns:
        raise NotUsable(
            "intake.file.too-many-columns", file=order.file, columns=len(columns), most=order.limits.columns
        )
    if srs is not None:
        draft.crs = _crs(base, srs)
        if draft.crs is None:
            draft.note("intake.crs.none")
    base.set_authorizer(lambda what, *_: sqlite3.SQLITE_OK if what in ALLOWED else sqlite3.SQLITE_DENY)
    try:
        rows = _rows(base, order, table, [name for name, _ in columns], shape_column, progress)
    except sqlite3.OperationalError as error:
        if "decode" not in str(error).lower():
            raise
        base.text_factory = _as_far_as_it_goes
        rows = _rows(base, order, table, [name for name, _ in columns], shape_column, progress)
    draft.add_columns(name for name, _ in columns)
    _fill(draft, rows, [kind for _, kind in columns], shape_column is not None)
    return draft


def _as_far_as_it_goes(raw: bytes) -> str:
    """Text whose bytes are no characters throughout; `clean` judges those that are not."""
    return raw.decode("utf-8", "surrogateescape")


def _chosen(order: Order, draft: Draft, layers: list[Any]) -> Any:
    if order.layer is None:
        if len(layers) > 1:
            others = ", ".join(draft.layers[1:])[:200]
            draft.note("intake.layers.others", read=draft.layers[0], others=others)
        return layers[0]
    if order.layer not in draft.layers:
        raise NotUsable(
            "intake.file.layer-absent",
            file=order.file,
            layer=order.layer,
            layers=", ".join(draft.layers)[:300],
        )
    return layers[draft.layers.index(order.layer)]


def _crs(base: sqlite3.Connection, srs: int) -> str | None:
    """EPSG where the file says so, else its WKT; -1 and 0 mean that nobody knows."""
    found = base.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    if found is None or srs in (-1, 0):
        return None
    organisation, number, definition = found
    if str(organisation).upper() == "EPSG":
        return f"EPSG:{number}"
    return str(definition) if definition and definition != "undefined" else None


def _rows(
    base: sqlite3.Connection,
    order: Order,
    table: str,
    columns: list[str],
    shape: str | None,
    progress: Progress,
) -> list[Any]:
    names = [_quoted(name) for name in columns] + ([_quoted(shape)] if shape is not None else [])
    cursor = base.execute(f"SELECT {', '.join(names) or '1'} FROM {_quoted(table)}")
    rows: list[Any] = []
    while some := cursor.fetchmany(EVERY):
        rows += some
        progress(len(rows))
        if len(rows) > order.limits.rows:
            raise NotUsable("intake.file.too-many-rows", file=order.file, most=order.limits.rows)
    return rows


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _fill(draft: Draft, rows: list[Any], kinds: list[str], shaped: bool) -> None:
    draft.shapes = [None] * len(rows)
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    for number, kind in enumerate(kinds):
        cells = list(columns[number])
        found = set(map(type, cells))
        if kind == "BOOLEAN" and found <= {int, type(None)}:
            cells = [None if c is None else bool(c) for c in cells]
        if bytes in found:
            for row, cell in enumerate(cells):
                if cell.__class__ is bytes:
                    draft.fault(row, "intake.cell.binary", column=draft.columns[number], bytes=len(cell))
                    cells[row] = None
        draft.cells[number] = cells
    if shaped:
        draft.shapes = list(starmap(lambda row, blob: _shape(draft, row, blob), enumerate(columns[len(kinds)])))


def _shape(draft: Draft, row: int, blob: Any) -> bytes | None:
    """The WKB behind the header of a GeoPackage geometry."""
    if blob is None:
        return None
    if blob.__class__ is not bytes or blob[:2] != b"GP" or len(blob) < 13 or (blob[3] >> 1 & 7) > 4:
        draft.fault(row, "intake.shape.unreadable", reason="not a GeoPackage geometry")
        return None
    if blob[3] & 0x20:
        draft.fault(row, "intake.shape.unreadable", reason="an extended geometry of another program")
        return None
    return blob[ENVELOPES[blob[3] >> 1 & 7] :]
