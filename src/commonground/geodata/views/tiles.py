"""Vector tiles, cheap when asked for again and never stale."""

import gzip
import hashlib
from collections import OrderedDict
from threading import Lock

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language

from commonground.core.decisions import require
from commonground.core.geometry.tiling import Tile
from commonground.core.refusals import NotThere
from commonground.geodata import access, actions
from commonground.geodata.queries.choices import chosen_by
from commonground.geodata.queries.stamps import Stamp, Version
from commonground.geodata.queries.tiles import Asked, tile_bytes
from commonground.store.second import second

LAST_ZOOM = 16
KIND = "application/vnd.mapbox-vector-tile"
KEPT_BYTES = 64 * 1024 * 1024
SMALL = 600  # packing less than this is not worth it
TRIES = 3


class Kept:
    """A tile's bytes with its entity tag, packed when somebody first wants them so."""

    __slots__ = ("_packed", "name", "plain")

    def __init__(self, plain: bytes, name: str = "") -> None:
        self.plain, self.name = plain, name
        self._packed: bytes | None = None

    def packed(self) -> bytes:
        if self._packed is None:
            self._packed = gzip.compress(self.plain, 1, mtime=0)
        return self._packed


class Cache:
    """Tiles by everything they depend on, the oldest thrown out first. One per process: the key makes it safe."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.tiles: OrderedDict[tuple, Kept] = OrderedDict()
        self.lock = Lock()

    def get(self, key: tuple) -> Kept | None:
        with self.lock:
            found = self.tiles.get(key)
            if found is not None:
                self.tiles.move_to_end(key)
            return found

    def put(self, key: tuple, kept: Kept) -> None:
        with self.lock:
            self.tiles[key] = kept
            self.size += _weight(kept)
            while self.size > self.limit:
                _, gone = self.tiles.popitem(last=False)
                self.size -= _weight(gone)

    def clear(self) -> None:
        with self.lock:
            self.tiles.clear()
            self.size = 0


def _weight(kept: Kept) -> int:
    return 2 * len(kept.plain) + 500  # packed ones are smaller


CACHE = Cache(KEPT_BYTES)
# One tile is made at a time, and one of the past beside it: two threads that share Python's lock row by row take several
# times as long as one after the other. Another may be made by a second process meanwhile.
MAKING = {True: Lock(), False: Lock()}


def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """`/tiles/8/140/93.mvt?on=&known=&contamination=&unit=`; the layers are described in `docs/contexts/geodata.md`."""
    require(access.may_see(request.viewer))
    if z > LAST_ZOOM or x >= 2**z or y >= 2**z:
        raise NotThere("geodata.tile.not-there")
    asked = Asked(Tile(z, x, y), request.times, chosen_by(request.GET, request.viewer), get_language() or "en")
    now = actions.fresh()
    key = _key(request, asked, now.version)
    kept = CACHE.get(key)
    wanted = request.headers.get("If-None-Match")
    if wanted and wanted == (kept.name if kept else _name(key)):
        return _said(HttpResponseNotModified(), wanted)
    if kept is None:
        kept, version = _made(asked, now)
        if version is None:
            return _said(_answer(request, kept), "")
        key = _key(request, asked, version)
        kept.name = _name(key)
        CACHE.put(key, kept)
    return _said(_answer(request, kept), kept.name)


def _key(request: HttpRequest, asked: Asked, version: Version) -> tuple:
    """Everything a tile depends on."""
    return (connection.settings_dict["NAME"], asked, version, access.rights(request.viewer))


def _name(key: tuple) -> str:
    """The same as an entity tag."""
    return f'"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"'


def _made(asked: Asked, now: Stamp) -> tuple[Kept, Version | None]:
    """The tile, and the version that it is of: made again where somebody booked while it was being made.

    Where they go on booking, what was seen last is shown and not kept.
    """
    for _ in range(TRIES):
        plain = second.shared(MAKING[asked.times.is_now], tile_bytes, asked, now)
        after = actions.fresh()
        if after.version == now.version:
            return Kept(plain), now.version
        now = after
    return Kept(plain), None


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if len(kept.plain) > SMALL and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(kept.packed(), content_type=KIND)
        answer["Content-Encoding"] = "gzip"
        return answer
    return HttpResponse(kept.plain, content_type=KIND)


def _said(answer: HttpResponse, name: str) -> HttpResponse:
    if name:
        answer["ETag"] = name
    # Kept by this browser only, and asked about every time: a tile is never shown after an edit.
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie, Accept-Language, Accept-Encoding"
    return answer
