"""A feed as one file: for a stick, for mail, for a country without a line. The same bytes as over a network, read as distrustfully.

A ZIP of fixed names: the chain of roots, the agreements with their signatures, the head and the status of the feed, its lines by
pages and the bodies that travel beside them.
"""

import io
import lzma
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import IO, overload

from commonground.core.exchange.lines import LARGEST_BODY, LONGEST, SALT_BYTES
from commonground.core.refusals import NotUsable

LARGEST = 2_000_000_000  # bytes of all that is in it
MOST = 100_000  # files in it
PAGE = 256  # lines of a page
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same bundle is the same bytes
Row = tuple[bytes, tuple[bytes, bytes] | None]  # a line and the body beside it


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
    bodies = bundle.bodies
    rows = [(line, bodies.get(seq)) for seq, line in enumerate(bundle.lines, start=bundle.first)]
    write(out, bundle, (rows[start : start + PAGE] for start in range(0, len(rows), PAGE)))
    return out.getvalue()


def write(out: IO[bytes], said: Bundle, pages: Iterable[Sequence[Row]]) -> None:
    """The file of a bundle whose lines come page by page: only one of them need be in memory. The lines and bodies of `said` are not
    looked at."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for number, root in enumerate(said.roots, start=1):
            _put(file, f"roots/{number}.json", root)
        for version, raw in sorted(said.agreements.items()):
            _put(file, f"agreements/{version}.json", raw)
        _put(file, "head", said.head)
        _put(file, "status.json", said.status)
        _put(file, "from", str(said.first).encode())
        for number, page in enumerate(pages):
            _put(file, f"lines/{number:06}.ndjson", b"".join(line + b"\n" for line, _ in page))
            _put(file, f"bodies/{number:06}.ndjson", b"".join(_body(body) for _, body in page))


def _put(file: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(info, data)


def _body(one: tuple[bytes, bytes] | None) -> bytes:
    return b"\n" if one is None else one[0].hex().encode() + b" " + one[1] + b"\n"


def read(raw: bytes | IO[bytes]) -> Bundle:
    """A bundle from its file. Raises NotUsable, before anything large is unpacked, for what is none or is made to hurt.

    Every page is looked at once; what is kept is where they are, so that a country need not be in memory. The file has to stay open.
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(raw) if isinstance(raw, bytes) else raw)
        names = file.namelist()
        if len(names) > MOST or len(set(names)) != len(names) or sum(i.file_size for i in file.infolist()) > LARGEST:
            raise NotUsable("exchange.bundle.too-large")
        lines, bodies = _Pages(file, "lines", LONGEST), _Pages(file, "bodies", LARGEST_BODY + 3 * SALT_BYTES)
        start = int(file.read("from"))
        if start < 0:  # would put every line in the place of another, and look like another log
            raise ValueError("before the first line")
        for row in bodies:
            _parted(row)
        return Bundle(
            [file.read(name) for name in _names(file, "roots")], {_number(n): file.read(n) for n in _names(file, "agreements")},
            file.read("head"), file.read("status.json"), start, lines, _Bodies(bodies, start),
        )  # fmt: skip
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


class _Pages(Sequence[bytes]):
    """The rows of all pages of one kind. One page at a time is unpacked."""

    def __init__(self, file: zipfile.ZipFile, folder: str, longest: int) -> None:
        self._file, self._names, self._longest = file, _names(file, folder), longest
        self._at, self._rows = -1, list[bytes]()  # the page that is unpacked
        self._ends = list(accumulate(len(self._page(number)) for number in range(len(self._names))))

    def _page(self, number: int) -> list[bytes]:
        if number != self._at:
            self._rows, self._at = _rows(self._file.read(self._names[number]), self._longest), number
        return self._rows

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        number = bisect_right(self._ends, at)
        return self._page(number)[at - self._ends[number]]  # counted from the end of its page

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class Numbered(Sequence[tuple[int, bytes]]):
    """Lines with their numbers, the first and the one after the last as given; looked up where they lie."""

    def __init__(self, lines: Sequence[bytes], first: int, start: int, end: int) -> None:
        self._lines, self._first, self._start = lines, first, start
        self._end = max(start, min(end, first + len(lines)))

    def __len__(self) -> int:
        return self._end - self._start

    @overload
    def __getitem__(self, at: int) -> tuple[int, bytes]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[int, bytes]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, bytes] | list[tuple[int, bytes]]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        seq = self._start + at
        return seq, self._lines[seq - self._first]


class _Bodies(Mapping[int, tuple[bytes, bytes]]):
    """Bodies by the number of their line, out of pages."""

    def __init__(self, rows: Sequence[bytes], first: int) -> None:
        self._of, self._first = rows, first

    def __getitem__(self, seq: int) -> tuple[bytes, bytes]:
        row = self._of[seq - self._first] if 0 <= seq - self._first < len(self._of) else b""
        if not row:
            raise KeyError(seq)
        return _parted(row)

    def __iter__(self) -> Iterator[int]:
        return (seq for seq, row in enumerate(self._of, start=self._first) if row)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _names(file: zipfile.ZipFile, folder: str) -> list[str]:
    return sorted((name for name in file.namelist() if name.startswith(folder + "/")), key=_number)


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
