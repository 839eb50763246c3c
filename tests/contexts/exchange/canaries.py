"""Looking for what must not leave in bytes that leave: in every spelling, and in everything that is packed into them."""

import base64
import binascii
import gzip
import io
import json
import re
import urllib.parse
import zipfile
import zlib

PACKED = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEXED = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
DEEPEST = 5


def spellings(canary):
    """How something may be written: as it is, in other letters, in hexadecimal, in base64 at any place, in JSON and in addresses."""
    raw = canary if isinstance(canary, bytes) else canary.encode()
    out = {raw, raw.hex().encode(), raw.hex().upper().encode()}
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw)
        inner = whole[
            4 * bool(before) + (before == 2) : len(whole) - 4
        ]  # what does not depend on what stands beside it
        if len(inner) >= 8:
            out |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    if isinstance(canary, str):
        out |= {
            raw.lower(),
            raw.upper(),
            canary.encode("utf-16-le"),
            json.dumps(canary).strip('"').encode(),
            urllib.parse.quote(canary).encode(),
        }
    return out


def unpacked(raw, depth=0):
    """Bytes, and all that is packed into them: files of a ZIP, deflated parts, base64, hexadecimal."""
    yield raw
    if depth == DEEPEST or len(raw) < 16:
        return
    inner = []
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            inner += [name.encode() for name in file.namelist()] + [file.read(name) for name in file.namelist()]
            inner += [info.comment + info.extra for info in file.infolist()]
    for opened in (gzip.decompress, zlib.decompress):
        try:
            inner.append(opened(raw))
        except (OSError, EOFError, zlib.error):
            continue
    for found in PACKED.findall(raw):
        try:
            inner.append(base64.b64decode(found.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=") + b"=="))
        except binascii.Error:
            continue
    inner += [bytes.fromhex(found.decode()) for found in HEXED.findall(raw)]
    for one in inner:
        yield from unpacked(one, depth + 1)


def found(raws, canaries):
    """Which canaries can be found in some bytes: the name of the bytes, and the canary."""
    looked = {canary: spellings(canary) for canary in canaries}
    whole = {canary: alone(canary) for canary in canaries if isinstance(canary, str) and canary.isdecimal()}
    for canary in whole:
        looked[canary].discard(canary.encode())
    out = set()
    for name, raw in raws.items():
        for part in unpacked(raw):
            out |= {(name, canary) for canary, ways in looked.items() if any(way in part for way in ways)}
            out |= {(name, canary) for canary, number in whole.items() if number.search(part)}
    return out


def alone(digits):
    """A number that stands alone: six digits in a row come up in keys and hashes by chance, and mean nothing there."""
    return re.compile(rb"(?<![0-9A-Za-z+/_])" + digits.encode() + rb"(?![0-9A-Za-z+/_])")


def of_a_place(lon, lat, planes):
    """A place in the spellings in which people and programs write it, finer than anything that is shared."""
    out = set()
    for value in (lon, lat):
        out |= {f"{value:.{n}f}" for n in (4, 5, 6, 7)} | {f"{value:.4f}".replace(".", ",")}
        minutes = (value - int(value)) * 60
        out |= {
            f"{int(value)}°{minutes:.2f}",
            f"{int(value)}° {minutes:.2f}",
            f"{int(value)} {int(minutes)} {minutes % 1 * 60:.1f}",
        }
    for plane in planes:
        x, y = plane.forward_one(lon, lat)
        out |= {f"{v:.0f}" for v in (x, y)} | {f"{v:.1f}" for v in (x, y)}
    return {one for one in out if len(one) >= 6}
