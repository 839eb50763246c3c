"""Zip files looked at before anything is unpacked, and unpacked by counting what really comes out."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from commonground.core.refusals import NotUsable
from commonground.intake.gateway.order import Order

PIECE = 1 << 20
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ARCHIVES = (".zip", ".kmz", ".rar", ".7z", ".gz", ".tar", ".jar")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


def opened(order: Order) -> zipfile.ZipFile:
    """The zip, once its list of contents holds nothing that harms. Raises NotUsable."""
    try:
        archive = zipfile.ZipFile(order.path)
    except BROKEN as error:
        raise NotUsable("intake.zip.damaged", file=order.file, reason=str(error) or type(error).__name__) from error
    entries = archive.infolist()
    if len(entries) > order.limits.entries:
        raise NotUsable("intake.zip.too-many-entries", file=order.file, entries=len(entries), most=order.limits.entries)
    for entry in entries:
        _look(entry, order)
    total, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if total > order.limits.unpacked or (total > 10_000_000 and total > packed * order.limits.ratio):
        raise NotUsable("intake.zip.bomb", file=order.file, unpacked=total, packed=packed)
    return archive


def _look(entry: zipfile.ZipInfo, order: Order) -> None:
    name = entry.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if "\x00" in name or ":" in name or ".." in parts or (parts and parts[0].startswith("/")):
        raise NotUsable("intake.zip.unsafe-path", file=order.file, entry=name[:200])
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise NotUsable("intake.zip.link", file=order.file, entry=name[:200])
    if entry.flag_bits & 0x1:
        raise NotUsable("intake.zip.encrypted", file=order.file, entry=name[:200])
    if name.lower().endswith(ARCHIVES):
        raise NotUsable("intake.zip.nested", file=order.file, entry=name[:200])


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, order: Order) -> Iterator[bytes]:
    """The content of one entry; stops where more comes out than was stated,
    or than its packed size explains."""
    out = 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(PIECE):
                out += len(piece)
                small = out <= max(10_000_000, entry.compress_size * order.limits.ratio)
                if out > entry.file_size or out > order.limits.unpacked or not small:
                    raise NotUsable("intake.zip.bomb", file=order.file, unpacked=out, packed=entry.compress_size)
                yield piece
    except BROKEN as error:
        reason = f"{entry.filename}: {error or type(error).__name__}"
        raise NotUsable("intake.zip.damaged", file=order.file, reason=reason) from error


def content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, order: Order) -> bytes:
    """One entry in memory."""
    return b"".join(pieces(archive, entry, order))


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a zip that somebody put there, not those that a system adds."""
    return [
        entry
        for entry in archive.infolist()
        if not entry.is_dir()
        and "__MACOSX" not in entry.filename
        and not PurePosixPath(entry.filename).name.startswith(".")
    ]


def kind(archive: zipfile.ZipFile, order: Order) -> str:
    """What the zip is: "xlsx", "shapefile" or "kmz"; its ending must agree."""
    names = [entry.filename.lower() for entry in members(archive)]
    ending = PurePosixPath(order.file.lower()).suffix
    if "[content_types].xml" in names:
        found = "xlsx" if any(name.startswith("xl/") for name in names) else "an Office document that is no workbook"
    elif any(name.endswith(".shp") for name in names):
        found = "shapefile"
    elif any(name.endswith(".kml") for name in names):
        found = "kmz"
    else:
        found = "a zip"
    if found == "a zip" and ending == ".zip":
        held = ", ".join(sorted(names)[:5]) or "nothing"
        raise NotUsable("intake.zip.no-shapefile", file=order.file, held=held)
    if {".xlsx": "xlsx", ".zip": "shapefile", ".kmz": "kmz"}[ending] != found:
        raise NotUsable("intake.file.content-disagrees", file=order.file, ending=ending, found=found)
    return found


def unpack_shapefiles(archive: zipfile.ZipFile, order: Order, folder: Path) -> dict[str, Path]:
    """Every shapefile of a zip under a plain name of ours: the name it had -> its .shp."""
    groups: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in members(archive):
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.suffix.lower() in SHAPEFILE:
            groups.setdefault(str(path.with_suffix("")), {}).setdefault(path.suffix.lower(), entry)
    found: dict[str, Path] = {}
    folder.mkdir()
    for number, (name, entries) in enumerate(sorted(groups.items())):
        if ".shp" not in entries:
            continue
        for suffix, entry in entries.items():
            with (folder / f"layer{number}{suffix}").open("wb") as out:
                for piece in pieces(archive, entry, order):
                    out.write(piece)
        label = PurePosixPath(name).name
        found[label if label not in found else name] = folder / f"layer{number}.shp"
    return found
