#!/usr/bin/env python3
"""Verify a publication of Commonground without Commonground: Python's standard library and this file, nothing else.

    python verify_publication.py publication-3.zip --key 2f1c…      (a ZIP as downloaded, or the folder it unpacks to)

It checks that the signature (Ed25519, RFC 8032) is over the manifest and by the key that you were told of elsewhere; that
every file is the one that the manifest names; that manifest and content are written in the one canonical way (RFC 8785);
and that the figures add up: opening and lines to closing, units to the whole, shares to their parts, and each restatement
from the old figure by its causes to the new one. It cannot say whether the books are true: `commonground verify` makes the
figures again from them. Exit code 0: all holds. 1: something does not. 2: this is not a publication.

The whole of the format is in docs/publications.md. This file may be copied and changed by anybody, for any purpose.
"""

import argparse
import hashlib
import json
import sys
import zipfile
import zlib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

# --- Ed25519, from RFC 8032 section 5.1 and 6. Verification only: nothing here is secret, so nothing need be constant in time.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x_of(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def _add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def _times(number, point):
    out = (0, 1, 1, 0)
    while number:
        if number & 1:
            out = _add(out, point)
        point, number = _add(point, point), number >> 1
    return out


def _same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _point(data):
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def ed25519_holds(public, message, signature):
    """Whether a signature (64 bytes) over a message is by a public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _same(_times(s, BASE), _add(r, _times(h, a)))


# --- What is in a publication.

MOST = 2**30  # bytes of all files together: a ZIP of a few kilobytes can unpack to more than any machine holds


def canonical(said):
    """Plain JSON as RFC 8785 writes it. Contents and manifests hold no fractions, so numbers are whole ones."""
    if isinstance(said, dict):
        names = sorted(said, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(said[name])}" for name in names) + "}"
    if isinstance(said, list):
        return "[" + ",".join(map(canonical, said)) + "]"
    if isinstance(said, float):
        raise ValueError("a fraction")
    return json.dumps(said, ensure_ascii=False)


def files_of(path):
    """Every file of a publication by its name. Raises ValueError where two have one name: which is read, every program
    decides for itself."""
    if path.is_dir():
        found = [p for p in path.iterdir() if p.is_file()]
        _not_too_large(p.stat().st_size for p in found)
        return {p.name: p.read_bytes() for p in found}
    with zipfile.ZipFile(path) as archive:
        inside = [i for i in archive.infolist() if not i.is_dir()]
        if len({i.filename for i in inside}) < len(inside):
            raise ValueError("two files have one name")
        _not_too_large(i.file_size for i in inside)
        return {i.filename: archive.read(i) for i in inside}


def _not_too_large(sizes):
    if sum(sizes) > MOST:
        raise ValueError("its files are too large to be read")


def key_name(public):
    digits = hashlib.sha256(public).hexdigest()[:16]
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def faults_of_files(files, trusted):
    """What does not hold of the signature and the hashes."""
    signed = json.loads(files["signature.json"])
    manifest = json.loads(files["manifest.json"])
    public = bytes.fromhex(signed["public"])
    if trusted and public.hex() != trusted.lower():
        yield f"it is signed with the key {key_name(public)}, not with the one you trust"
    if not ed25519_holds(public, files["manifest.json"], bytes.fromhex(signed["signature"])):
        yield "the signature is not over this manifest"
    if manifest["key"] != key_name(public):
        yield f"the manifest names the key {manifest['key']}, the signature is by {key_name(public)}"
    for name in ("manifest.json", "content.json"):
        try:
            if canonical(json.loads(files[name])).encode() != files[name]:
                yield f"{name} is not written in the canonical way"
        except ValueError as error:
            yield f"{name} cannot be written in the canonical way: {error}"
    listed = {one["name"]: one for one in manifest["files"]}
    for name, one in listed.items():
        if name not in files:
            yield f"{name} is missing"
        elif hashlib.sha256(files[name]).hexdigest() != one["sha256"] or len(files[name]) != one["bytes"]:
            yield f"{name} is not the file that was published"
    for name in files.keys() - listed.keys() - {"manifest.json", "signature.json"}:
        yield f"{name} is not in the manifest"


def faults_of_both(content, manifest):
    """What the manifest says otherwise than the content."""
    for name in ("title", "question", "catalogue"):
        if manifest[name] != content[name]:
            yield f"the {name} in the manifest is not the {name} of the content"
    if manifest["programme"] != content["programme"]["code"]:
        yield "the programme in the manifest is not the programme of the content"
    if manifest["ledger"]["number"] != content["question"]["known"]:
        yield "the ledger number in the manifest is not the one of the content"


def faults_of_figures(content):
    """What does not add up."""
    formulas = {f["code"]: f for f in content["figures"]}
    for table in content["tables"]:
        rows = [(r["key"] or "(none)", r["values"]) for r in table["rows"]]
        whole = table["total"]
        for key, values in rows + ([("total", whole)] if whole else []):
            where = f"table by {table['by']}, {key}"
            for rule in content["identities"]:
                yield from _sum(where, values, rule["figure"], rule)
            for code, figure in formulas.items():
                if "plus" in figure["formula"]:
                    yield from _sum(where, values, code, figure["formula"])
                elif "part" in figure["formula"]:
                    yield from _share(where, values, code, figure["formula"])
        if whole and table["adds_up"]:
            for code, stands in whole.items():
                if formulas.get(code, {}).get("adds_up") and stands is not None:
                    parts = sum(values.get(code) or 0 for _, values in rows)
                    if parts != stands:
                        yield f"table by {table['by']}: {code} of the whole is {stands}, its rows make {parts}"
    for one in content["restatements"]:
        for change in one["changes"]:
            if not change["derived"]:
                made = (change["old"] or 0) + sum(amount for _, amount in change["items"]) + change["rest"]
                if made != (change["new"] or 0):
                    yield f"restatement of publication {one['publication']}: {change['figure']} is not what its causes make"


def _sum(where, values, code, rule):
    terms = [*rule["plus"], *rule["minus"]]
    if code in values and all(term in values for term in terms):
        made = sum(values[t] or 0 for t in rule["plus"]) - sum(values[t] or 0 for t in rule["minus"])
        if made != values[code]:
            yield f"{where}: {code} is {values[code]}, its parts make {made}"


def _share(where, values, code, rule):
    if code in values and rule["part"] in values and rule["whole"] in values:
        whole = values[rule["whole"]]
        made = None
        if whole:
            made = int((Decimal(values[rule["part"]] or 0) * 1000 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP))
        if made != values[code]:
            yield f"{where}: {code} is {values[code]}, its parts make {made}"


# A file that is damaged or was made to mislead fails in many ways; each is said as what it is.
UNREADABLE = (OSError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, EOFError,
              zipfile.BadZipFile, zlib.error)  # fmt: skip


def printable(text):
    """A text on one line, without signs that move about on a screen: it may be a stranger's."""
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    encoding = sys.stdout.encoding or "utf-8"
    return plain.encode(encoding, "backslashreplace").decode(encoding)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Verify a publication: its signature, its files, its arithmetic.")
    parser.add_argument("publication", type=Path, help="the ZIP as downloaded, or the folder it unpacks to")
    parser.add_argument("--key", default="", help="the public key that you trust, in hexadecimal, learned elsewhere")
    asked = parser.parse_args(arguments)
    try:
        files = files_of(asked.publication)
        content, manifest = json.loads(files["content.json"]), json.loads(files["manifest.json"])
        faults = [*faults_of_files(files, asked.key), *faults_of_both(content, manifest), *faults_of_figures(content)]
    except UNREADABLE as error:
        print(printable(f"This is not a publication that can be read: {error!r}"), file=sys.stderr)
        return 2
    for fault in faults:
        print(printable(f"DOES NOT HOLD: {fault}"))
    figures = sum(len(r["values"]) for t in content["tables"] for r in t["rows"])
    said = f"Publication {manifest['number']}, {manifest['title']}: {len(manifest['files'])} files, {figures} figures"
    print(
        printable(f"{said}, signed with {manifest['key']}. ") + ("It does not hold." if faults else "All of it holds.")
    )
    if not asked.key:
        print("No key was given: anybody can have signed it. Compare the key with one that you were told of elsewhere.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
