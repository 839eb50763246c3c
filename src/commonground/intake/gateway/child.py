"""The reading process: it knows one file, and hands over a table or a refusal.

Started by path, alone, with an empty environment; run `commonground.intake.gateway.read` instead.
"""

import contextlib
import gc
import importlib
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # pragma: no cover (the package is found beside this file)
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from commonground.core.refusals import NotUsable
from commonground.intake.gateway import clean, parcel, shapes
from commonground.intake.gateway.order import Order, Progress
from commonground.intake.gateway.table import Draft

try:
    import resource
except ImportError:  # Windows: the parent watches time and size
    resource = None  # type: ignore[assignment]

UNEXPECTED_DRIVERS = 3  # exit code: GDAL knows more kinds of file than it should; their names are on the last line
SHAPELESS = {"CSV", "XLSX"}
# what is loaded for which kind of file, and nothing else: less to attack, and sooner ready
NEEDED = {
    "json": ("geojson",),
    "text": ("text",),
    "gpkg": ("geopackage",),
    "kml": ("xml",),
    "gpx": ("xml",),
    "fgb": ("ogr",),
    "zip": ("zips", "xlsx", "ogr", "xml"),
}


def parse(order: Order, folder: Path, progress: Progress) -> Draft:
    """The file of an order as a table. Raises NotUsable and nothing else, whatever the file is."""
    draft = _read(order, folder, progress)
    draft.layer = draft.layer or Path(order.file).stem
    draft.layers = draft.layers or [draft.layer]
    shapes.judge(draft, order.limits, expected=draft.format not in SHAPELESS and _has_shapes(draft))
    clean.clean(draft, order.limits)
    return draft


def _has_shapes(draft: Draft) -> bool:
    """A layer without a single shape, and without a coordinate system, is a table."""
    return draft.format != "GeoPackage" or draft.crs is not None or any(shape is not None for shape in draft.shapes)


def reader(name: str) -> Any:
    """The module that reads a kind of file."""
    return importlib.import_module(f"commonground.intake.gateway.readers.{name}")


def _read(order: Order, folder: Path, progress: Progress) -> Draft:
    if order.kind == "gpkg":
        return reader("geopackage").read(order, progress)
    if order.kind == "fgb":
        return reader("ogr").read_flatgeobuf(order, progress)
    if order.kind == "zip":
        return _zip(order, folder, progress)
    return reader(NEEDED[order.kind][0]).read(order, Path(order.path).read_bytes(), progress)


def _zip(order: Order, folder: Path, progress: Progress) -> Draft:
    zips = reader("zips")
    with zips.opened(order) as archive:
        kind = zips.kind(archive, order)
        if kind == "xlsx":
            return reader("xlsx").read(order, archive, progress)
        if kind == "shapefile":
            layers = zips.unpack_shapefiles(archive, order, folder / "unpacked")
            return reader("ogr").read_shapefile(order, layers, progress)
        inner = [e for e in zips.members(archive) if e.filename.lower().endswith(".kml")]
        chosen = next((e for e in inner if e.filename == order.layer), inner[0])
        within = Order(order.file, order.path, "kml", None, None, order.limits)
        draft = reader("xml").read(within, zips.content(archive, chosen, order), progress)
        draft.layer, draft.layers = chosen.filename, [e.filename for e in inner]
        if len(inner) > 1 and order.layer is None:
            draft.note("intake.layers.others", read=chosen.filename, others=", ".join(draft.layers[1:])[:200])
        return draft


def limit(order: Order) -> None:
    """Ask the system to stop us where we take too much."""
    if resource is None:
        return
    wanted = (
        ("RLIMIT_AS", order.limits.memory),
        ("RLIMIT_CPU", int(order.limits.seconds) + 5),
        ("RLIMIT_FSIZE", order.limits.unpacked),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 128),
    )
    for name, value in wanted:
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def fence(folder: Path) -> None:
    """From here on Python opens no connection, starts no program and writes nowhere but into its folder."""
    own = str(folder)

    def watch(event: str, given: tuple[object, ...]) -> None:
        if event in FORBIDDEN or event.startswith(("socket.", "ctypes.", "winreg.", "os.exec", "os.spawn")):
            raise PermissionError(event)
        if event == "open" and isinstance(given[0], str | bytes):
            flags = given[2] if isinstance(given[2], int) else 0
            path = given[0] if isinstance(given[0], str) else given[0].decode("utf-8", "replace")
            if flags & 3 and not str(Path(path).absolute()).startswith(own):
                raise PermissionError(f"{event} {path}")

    sys.addaudithook(watch)


FORBIDDEN = {
    "subprocess.Popen",
    "os.system",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.link",
    "os.symlink",
    "os.kill",
    "os.putenv",
    "sqlite3.enable_load_extension",
    "sqlite3.load_extension",
    "pty.spawn",
    "webbrowser.open",
}


def main(folder: Path) -> int:
    """Read one file."""
    order = Order.read(folder / "order")
    out = folder / "out"
    limit(order)
    gc.disable()  # one file and then the end: looking for cycles among millions of cells only costs
    modules = [reader(name) for name in NEEDED[order.kind]]
    extra = [driver for module in modules if hasattr(module, "prepare") for driver in module.prepare()]
    if extra:
        print("drivers " + ",".join(extra), file=sys.stderr)
        return UNEXPECTED_DRIVERS
    fence(folder)
    try:
        parcel.pack(parse(order, folder, lambda rows: print(f"rows {rows}", flush=True)), out)
    except NotUsable as refusal:
        parcel.refuse(out, refusal)
    except MemoryError:
        parcel.refuse(out, NotUsable("intake.file.too-much-memory", file=order.file))
    except RecursionError:
        parcel.refuse(out, NotUsable("intake.file.too-deep", file=order.file, most=order.limits.depth))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
