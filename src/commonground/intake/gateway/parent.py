"""The side of the reader that runs in our own process."""

import contextlib
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from commonground.core.refusals import NotUsable
from commonground.intake.gateway import parcel
from commonground.intake.gateway.kinds import HEAD, kind_of
from commonground.intake.gateway.order import Order
from commonground.intake.gateway.table import Draft, Limits, Table
from commonground.store import child, live

SCRIPT = Path(__file__).with_name("child.py")
PIECE = 1 << 20
UNEXPECTED_DRIVERS = 3
SAID_DRIVERS = re.compile(r"^drivers ([\w ,.-]{1,2000})$", re.MULTILINE)
# every driver GDAL is built with but the two that are used; one that is missing here is named by the child
SKIPPED = (
    "PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,VRT,CSV,GML,GPX,"
    "LIBKML,KML,"
    "GeoJSON,"
    "GeoJSONSeq,ESRIJSON,TopoJSON,OGR_GMT,GPKG,SQLite,WAsP,OpenFileGDB,DXF,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,"
    "EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,"
    "JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,AIVector,Memory,ODBC,PGeo,MSSQLSpatial,PostgreSQL,MySQL,XLS,CAD,netCDF,HDF5,"
    "Parquet,Arrow,LIBERTIFF,WMS,WCS,WMTS,DAAS,STACIT,STACTA,HTTP"
)


def read(
    path: str | os.PathLike[str],
    *,
    limits: Limits | None = None,
    sheet: str | int | None = None,
    layer: str | None = None,
    progress: Callable[[int], None] | None = None,
    name: str = "",
) -> Table:
    """A file as a table, every row of it. Raises NotUsable, naming file and reason, where there is nothing
    to read.

    `sheet` is the name or number (from 0) of a sheet of a workbook, `layer` the name of a layer; the first is
    read otherwise, and the others are told. `progress` is called with the number of rows read so far. `name`
    is the name people know the file by, where it lies under another.
    """
    source, limits = Path(path), limits or Limits()
    label = Path(name).name if name else source.name
    before = _looked_at(source, label, limits)
    with tempfile.TemporaryDirectory(prefix="commonground-", ignore_cleanup_errors=True) as own:
        folder = Path(own).resolve()
        (folder / "out").mkdir()
        copy = folder / "given"
        digest, head = _copied(source, copy, label, before)
        kind = kind_of(label, head)
        Order(label, str(copy), kind, sheet, layer, limits).write(folder / "order")
        _run(folder, label, limits, progress)
        try:
            draft = parcel.unpack(folder / "out", limits)
        except NotUsable as refusal:
            refusal.facts.setdefault("file", label)  # whoever refused, the sentence names the file
            raise
    _tell_neighbours(draft, source, kind)
    return _table(draft, label, digest, before.st_size)


def _table(draft: Draft, label: str, digest: str, size: int) -> Table:
    return Table(
        label,
        digest,
        size,
        draft.format,
        draft.layer,
        tuple(draft.layers),
        tuple(draft.columns),
        draft.cells,
        draft.shapes,
        draft.crs,
        draft.notes,
        draft.faults,
        draft.numbers,
    )


def _looked_at(source: Path, label: str, limits: Limits) -> os.stat_result:
    """What can be said without opening it. Opening the live database, even to read,
    would let go of its locks."""
    try:
        found = source.lstat()
    except FileNotFoundError as error:
        raise NotUsable("intake.file.absent", file=label) from error
    except (OSError, ValueError) as error:
        raise NotUsable("intake.file.not-readable", file=label, reason=type(error).__name__) from error
    if stat.S_ISLNK(found.st_mode):
        raise NotUsable("intake.file.a-link", file=label)
    if stat.S_ISDIR(found.st_mode):
        raise NotUsable("intake.file.a-folder", file=label)
    if not stat.S_ISREG(found.st_mode):
        raise NotUsable("intake.file.not-a-file", file=label)
    if live.is_live(found):
        raise NotUsable("intake.file.our-own-database", file=label)
    if found.st_size == 0:
        raise NotUsable("intake.file.empty", file=label)
    if found.st_size > limits.bytes:
        raise NotUsable("intake.file.too-large", file=label, bytes=found.st_size, most=limits.bytes)
    return found


def _copied(source: Path, copy: Path, label: str, before: os.stat_result) -> tuple[str, bytes]:
    """Copy a file where nothing lies beside it; its SHA-256 and its first bytes."""
    digest, head, total = hashlib.sha256(), b"", 0
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(source, flags), "rb") as given, copy.open("wb") as out:  # noqa: PTH123 (flags)
            opened = os.fstat(given.fileno())
            if not os.path.samestat(opened, before):
                raise NotUsable("intake.file.changed-while-read", file=label)
            while piece := given.read(PIECE):
                total += len(piece)
                if total > before.st_size:
                    break
                head = head or piece[:HEAD]
                digest.update(piece)
                out.write(piece)
    except OSError as error:
        raise NotUsable(
            "intake.file.not-readable", file=label, reason=error.strerror or type(error).__name__
        ) from error
    if total != before.st_size:
        raise NotUsable("intake.file.changed-while-read", file=label)
    return digest.hexdigest(), head


def _run(folder: Path, label: str, limits: Limits, progress: Callable[[int], None] | None) -> None:
    skipped = SKIPPED
    for _ in range(2):
        outcome = child.run(
            SCRIPT,
            [str(folder)],
            folder,
            seconds=limits.seconds,
            bytes_written=limits.bytes + 2 * limits.unpacked,
            # Workbooks by the standard library's parser behind defusedxml, whatever else is installed.
            settings={"GDAL_SKIP": skipped, "OPENPYXL_LXML": "False"},
            on_line=_teller(progress),
        )
        if outcome.code != UNEXPECTED_DRIVERS:
            break
        more = SAID_DRIVERS.search(outcome.said)
        skipped += "," + (more.group(1) if more else "")
    if outcome.stopped == "time":
        raise NotUsable("intake.file.too-long-to-read", file=label, seconds=limits.seconds)
    if outcome.stopped == "size":
        raise NotUsable("intake.file.reader-stopped", file=label, reason="too much came out of it")
    if outcome.code != 0:
        raise NotUsable("intake.file.reader-stopped", file=label, reason=_last(outcome.said, outcome.code))


def _last(said: str, code: int) -> str:
    """The kind of failure, without paths or text of the file."""
    names = re.findall(r"^(?:\w+\.)*([A-Z]\w+(?:Error|Exception|Interrupt))\b", said, re.MULTILINE)
    return f"{names[-1]} ({code})" if names else f"exit {code}"


def _teller(progress: Callable[[int], None] | None) -> Callable[[str], None]:
    def tell(line: str) -> None:
        word, _, number = line.partition(" ")
        if progress is not None and word == "rows" and number.isdecimal() and len(number) < 12:
            progress(int(number))

    return tell


def _tell_neighbours(draft: Draft, source: Path, kind: str) -> None:
    """Rows that another program has written and not yet put into the file itself."""
    if kind != "gpkg":
        return
    for suffix in ("-wal", "-journal"):
        with contextlib.suppress(OSError):
            if source.with_name(source.name + suffix).lstat().st_size > 0:
                draft.note("intake.gpkg.left-open", beside=source.name + suffix)
