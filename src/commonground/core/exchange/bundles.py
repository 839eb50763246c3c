"""A feed as one file: for a stick, for mail, for a country without a line. The same bytes as over a network, read as distrustfully.

A ZIP of fixed names: the chain of roots, the agreements with their signatures, the head and the status of the feed, its lines by
pages and the bodies that travel beside them.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonground.core.exchange.lines import LARGEST_BODY, LONGEST, SALT_BYTES
from commonground.core.refusals import NotUsable

LARGEST = 2_000_000_000  # bytes of all that is in it
MOST = 100_000  # files in it
PAGE = 256  # lines of a page
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same bundle is the same bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is in one. Bodies are by the number of their line: (salt, bytes); one that was erased is missing."""

    roots: Sequence[bytes]
    agreements: Mapping[int, bytes]
    head: bytes
    status: bytes
    first: int  # the number of the first line in it
    lines: Sequence[bytes]
    bodies: Mapping[int, tuple[bytes, bytes]]


def written(bundle: Bundle) -> bytes:
    """The file of a bundle."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for number, root in enumerate(bundle.roots, start=1):
            _put(file, f"roots/{number}.json", root)
        for version, raw in sorted(bundle.agreements.items()):
            _put(file, f"agreements/{version}.json", raw)
        _put(file, "head", bundle.head)
        _put(file, "status.json", bundle.status)
        _put(file, "from", str(bundle.first).encode())
        for start in range(0, len(bundle.lines), PAGE):
            page = bundle.lines[start : start + PAGE]
            _put(file, f"lines/{start // PAGE:06}.ndjson", b"".join(line + b"\n" for line in page))
            bodies = (bundle.bodies.get(bundle.first + start + i) for i in range(len(page)))
            _put(file, f"bodies/{start // PAGE:06}.ndjson", b"".join(_body(one) for one in bodies))
    return out.getvalue()


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(info, data)


def _body(one: tuple[bytes, bytes] | None) -> bytes:
    return b"\n" if one is None else one[0].hex().encode() + b" " + one[1] + b"\n"


def read(raw: bytes) -> Bundle:
    """A bundle from its file. Raises NotUsable, before anything large is unpacked, for what is none or is made to hurt."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            names = file.namelist()
            if (
                len(names) > MOST
                or len(set(names)) != len(names)
                or sum(i.file_size for i in file.infolist()) > LARGEST
            ):
                raise NotUsable("exchange.bundle.too-large")
            parts = {name: file.read(name) for name in names}
    except (
        zipfile.BadZipFile,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OSError,
        KeyError,
        zlib.error,
        lzma.LZMAError,
        struct.error,
    ) as error:
        raise NotUsable("exchange.bundle.unreadable") from error
    try:
        lines = [line for name in _pages(parts, "lines") for line in _rows(parts[name], LONGEST)]
        bodies = [row for name in _pages(parts, "bodies") for row in _rows(parts[name], LARGEST_BODY + 3 * SALT_BYTES)]
        start = int(parts["from"])
        if start < 0:  # would put every line in the place of another, and look like another log
            raise ValueError("before the first line")
        return Bundle(
            [parts[name] for name in _pages(parts, "roots")], {_number(n): parts[n] for n in _pages(parts, "agreements")},
            parts["head"], parts["status.json"], start, lines, {start + i: _parted(row) for i, row in enumerate(bodies) if row},
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise NotUsable("exchange.bundle.unreadable") from error


def _pages(parts: Mapping[str, bytes], folder: str) -> list[str]:
    return sorted((name for name in parts if name.startswith(folder + "/")), key=_number)


def _number(name: str) -> int:
    return int(name.rpartition("/")[2].partition(".")[0])


def _rows(page: bytes, longest: int) -> list[bytes]:
    if page.count(b"\n") > PAGE:
        raise ValueError("more lines than a page has")
    rows = page.split(b"\n")
    if rows.pop() or any(len(row) > longest for row in rows):
        raise ValueError("a page of another shape")
    return rows


def _parted(row: bytes) -> tuple[bytes, bytes]:
    salt, _, body = row.partition(b" ")
    return bytes.fromhex(salt.decode("ascii")), body
