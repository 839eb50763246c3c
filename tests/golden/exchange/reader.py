"""A second receiver of feeds, written from docs/exchange-wire.md and from nothing else: standard library and `cryptography`.

    python tests/golden/exchange/reader.py PINNED.json OWN.json ONE.smx TWO.smx ...

It takes bundles in order, verifies everything that can be verified without a clock, and says what it then knows of every record.
It is slow and small on purpose, and shares no line with the product.
"""

import base64
import datetime
import hashlib
import io
import json
import math
import pathlib
import re
import sys
import zipfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

AGREEMENT, STATUS = (f"application/vnd.commonground.{what}+json" for what in ("agreement", "status"))
LINE_WORDS = {
    "put": "c id rev bh fp", "withdraw": "c id rev", "redact": "c id rev", "policy": "sha256", "revoke": "", "link": "id rev bh",
    "propose": "id rev bh", "decide": "id rev bh",
}  # fmt: skip
TALK = {
    "link": "collection mine yours kind confidence reason", "propose": "collection yours base values shape reason",
    "decide": "proposal rev decision new_rev reason",
}  # fmt: skip
WORDS = {
    "v", "id", "version", "prev_sha256", "publisher", "recipient", "kind", "purpose", "legal_ref", "valid_from", "valid_until",
    "delay_days", "max_silence_days", "onward", "at_end", "plane", "collections", "annexes",
}  # fmt: skip
CODES = {"status": ("suspected", "confirmed", "released", "unknown"), "activity": ("cancelled", "reduced", "cleared")}
COUNTED = ("open_m2", "stated_m2", "m2")
COLLECTIONS = ("hazard", "release")
BY = {
    "open-land": "unit contamination status", "released-land": "year activity unit operator donor", "zone-land": "zone status",
    "zone-released": "zone year activity", "destroyed": "year kind", "casualties": "year outcome sex age device",
}  # fmt: skip
ALWAYS = {"zone-land": 1, "zone-released": 1, "casualties": 1}  # so many dimensions are in every cell
VALUES_OF = {"status": ("suspected", "confirmed"), "activity": ("cancelled", "reduced", "cleared")}
ROLES = {"agreement": "targets", "feed": "snapshot", "status": "timestamp"}


class Refused(Exception):
    """Nothing of a bundle is taken, and the feed stays as it was."""


class Broken(Exception):
    """The log contradicts itself: nothing of it is taken, and the feed stands still."""


def need(holds, why):
    if not holds:
        raise Refused(why)


# --- writing (RFC 8785, and the older canonical JSON of root metadata) ---


def jcs(said):
    """The one writing of plain JSON."""
    if said is None or isinstance(said, bool):
        return json.dumps(said)
    if isinstance(said, str):
        return json.dumps(said, ensure_ascii=False)
    if isinstance(said, int):
        need(abs(said) < 2**53, "a number that is too large")
        return str(said)
    if isinstance(said, float):
        return number(said)
    if isinstance(said, list):
        return "[" + ",".join(map(jcs, said)) + "]"
    names = sorted(said, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{jcs(name)}:{jcs(said[name])}" for name in names) + "}"


def number(said):
    """As ECMAScript writes it."""
    need(math.isfinite(said), "not a number")
    if said == 0:
        return "0"
    mark, digits, exponent = re.fullmatch(r"(-?)(\d+(?:\.\d+)?)(?:e([+-]\d+))?", repr(said)).groups()
    whole, _, part = digits.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + part).lstrip("0")
    point -= len(whole + part) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return mark + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return mark + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return mark + "0." + "0" * -point + digits
    e = f"{'+' if point > 0 else '-'}{abs(point - 1)}"
    return mark + digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + "e" + e


def plain(raw, longest, error):
    """An object in its one writing."""
    try:
        if len(raw) > longest:
            raise ValueError("too-large")
        said = json.loads(raw)
        if depth(said) > 12:
            raise ValueError("too-deep")
        if not isinstance(said, dict):
            raise ValueError("not-plain")
        if jcs(said).encode() != raw:
            raise ValueError("another-writing")
    except RecursionError:
        raise error("too-deep") from None
    except (json.JSONDecodeError, UnicodeError, Refused):
        raise error("not-plain") from None
    except ValueError as found:
        raise error(str(found)) from None
    return said


def depth(said):
    if not isinstance(said, dict | list):
        return 0
    return 1 + max(map(depth, said.values() if isinstance(said, dict) else said), default=0)


def old_canonical(said):
    """Canonical JSON as root metadata is signed: sorted names, quotes and backslashes alone escaped, no fractions."""
    if isinstance(said, str):
        return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if said is None or isinstance(said, bool | int):
        return json.dumps(said)
    if isinstance(said, list):
        return "[" + ",".join(map(old_canonical, said)) + "]"
    return "{" + ",".join(f"{old_canonical(n)}:{old_canonical(said[n])}" for n in sorted(said)) + "}"


# --- signatures ---


def is_by(public, signature, raw):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, raw)
    except (InvalidSignature, ValueError):
        return False
    return True


class Root:
    """One root: who a programme is."""

    def __init__(self, raw):
        try:
            document = json.loads(raw)
            self.signed, self.signatures = document["signed"], document["signatures"]
            self.version, self.name = self.signed["version"], self.signed["commonground-node"]
            self.raw = old_canonical(self.signed).encode()
        except (ValueError, KeyError, TypeError):
            raise Refused("not a root") from None

    def keys(self, role):
        """The public keys of a role by their ids, and how many of them have to sign."""
        said = self.signed["roles"][role]
        return {one: bytes.fromhex(self.signed["keys"][one]["keyval"]["public"]) for one in said["keyids"]}, said["threshold"]  # fmt: skip

    def is_signed_by(self, root):
        keys, threshold = root.keys("root")
        by = {one["keyid"] for one in self.signatures if one["keyid"] in keys and is_by(keys[one["keyid"]], bytes.fromhex(one["sig"]), self.raw)}  # fmt: skip
        return len(by) >= threshold


def chain(raws):
    """The root of today, every step from the first one looked at."""
    found = [Root(raw) for raw in raws]
    need(found and found[0].version == 1 and found[0].is_signed_by(found[0]), "the first root")
    for before, after in zip(found, found[1:], strict=False):
        need(after.version == before.version + 1 and after.name == before.name, "a root that does not follow")
        need(after.is_signed_by(before) and after.is_signed_by(after), "a root that is not signed")
    return found[-1]


def document(raw, kind, signers):
    """What a signed document says (DSSE); `signers` are roots and the role that has to have signed for each."""
    try:
        said = json.loads(raw)
        payload, signatures = base64.b64decode(said["payload"]), said["signatures"]
        need(said["payloadType"] == kind, "a document of another kind")
        signed = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
        for root, role in signers:
            keys, threshold = root.keys(ROLES[role])
            by = {one["keyid"] for one in signatures if one["keyid"] in keys and is_by(keys[one["keyid"]], base64.b64decode(one["sig"]), signed)}  # fmt: skip
            need(len(by) >= threshold, "a document that is not signed")
        return json.loads(payload), payload
    except (ValueError, KeyError, TypeError):
        raise Refused("not a document") from None


def head(raw, root):
    """The name of the log, how many lines, and their root: a C2SP note by the feed's key."""
    try:
        text, _, signatures = raw.decode().rpartition("\n\n")
        origin, size, said = text.split("\n")
        tree = base64.b64decode(said, validate=True)
        need(size == str(int(size)) and len(tree) == 32 and signatures.endswith("\n"), "not a head")
        name, keys = f"{root.name}/feed", root.keys("snapshot")[0].values()
        good = 0
        for line in signatures[:-1].split("\n"):
            dash, by, signed = line.split(" ")
            signed = base64.b64decode(signed, validate=True)
            for public in keys:
                if (
                    dash == "—"
                    and by == name
                    and signed[:4] == hashlib.sha256(f"{name}\n\x01".encode() + public).digest()[:4]
                ):
                    need(is_by(public, signed[4:], (text + "\n").encode()), "another text was signed")
                    good += 1
    except ValueError:
        raise Refused("not a head") from None
    need(good, "a head that nobody known signed")
    return origin, int(size), tree


def tree_root(lines):
    """RFC 6962: leaves and nodes hashed apart."""
    if not lines:
        return hashlib.sha256(b"").digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\x00" + lines[0]).digest()
    split = 1 << (len(lines) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree_root(lines[:split]) + tree_root(lines[split:])).digest()


# --- a bundle, and what it says ---


class Bundle:
    def __init__(self, raw):
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as file:
                parts = {name: file.read(name) for name in file.namelist()}
            self.roots = [parts[name] for name in pages(parts, "roots/")]
            self.agreements = [parts[name] for name in pages(parts, "agreements/")]
            self.head, self.status, self.first = parts["head"], parts["status.json"], int(parts["from"])
            self.lines = [row for name in pages(parts, "lines/") for row in rows(parts[name])]
            bodies = [row for name in pages(parts, "bodies/") for row in rows(parts[name])]
            self.bodies = {self.first + i: (bytes.fromhex(r[: r.index(b" ")].decode()), r[r.index(b" ") + 1 :]) for i, r in enumerate(bodies) if r}  # fmt: skip
        except (
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            EOFError,
            OSError,
            zipfile.zlib.error,
            NotImplementedError,
            RuntimeError,
        ):
            raise Refused("not a bundle") from None


def pages(parts, folder):
    return sorted(
        (name for name in parts if name.startswith(folder)), key=lambda n: int(re.search(r"(\d+)\.\w+$", n)[1])
    )


def rows(page):
    out = page.split(b"\n")
    need(out.pop() == b"" and len(out) <= 256, "a page of another shape")
    return out


class Receiver:
    """Feeds from one publisher, whose first root is pinned; `own` is the chain of the receiver itself."""

    def __init__(self, pinned, own):
        self.roots, self.own = [pinned], chain(own)
        self.agreements = {}  # by version: (what it says, the hash of its bytes)
        self.feeds = {}  # by epoch

    def take(self, raw):
        """What came of a bundle: `taken`, `refused` or `broken`."""
        try:
            bundle = Bundle(raw)
            need(bundle.roots[: len(self.roots)] == self.roots[: len(bundle.roots)], "another programme")
            raws = max(bundle.roots, self.roots, key=len)
            root = chain(raws)
            origin, size, tree = head(bundle.head, root)
            publisher, _, agreement, epoch = [*origin.split("/"), "", "", ""][:4]
            need(
                re.fullmatch(r"[^/]+/smx/[a-z0-9-]{1,64}/[1-9][0-9]{0,8}", origin) and publisher == root.name,
                "another feed",
            )
            agreements = self._agreements(bundle, root, agreement)
            status, _ = document(bundle.status, STATUS, [(root, "status")])
            need(
                (status["feed"], status["size"], status["root"]) == (origin, size, tree.hex()),
                "a status of another head",
            )
            feed = self.feeds.get(int(epoch)) or Feed(origin)
            need(not any(e > int(epoch) and f.version for e, f in self.feeds.items()), "a feed of before")
            need(not feed.broken, "a feed that stands still")
        except Refused as why:
            return {"outcome": "refused", "why": str(why)}
        self.roots = raws
        try:
            grown = feed.after(bundle, size, tree, agreements)
        except Refused as why:
            return {"outcome": "refused", "why": str(why)}
        except Broken as why:
            feed.broken = str(why)
            self.feeds[int(epoch)], self.agreements = feed, agreements
            return {"outcome": "broken", "code": feed.broken}
        self.feeds[int(epoch)], self.agreements = grown, agreements
        if grown.version:
            for former in (f for e, f in self.feeds.items() if e < int(epoch)):
                former.forget(lambda one: True, "withdrawn")
        return {"outcome": "taken", "size": grown.size}

    def _agreements(self, bundle, root, code):
        out = dict(self.agreements)
        held = {digest for _, digest in self.agreements.values()}
        for raw in bundle.agreements:
            said, payload = document(raw, AGREEMENT, [])
            if hashlib.sha256(payload).hexdigest() not in held:  # keys may have changed since it was taken
                document(raw, AGREEMENT, [(root, "agreement"), (self.own, "agreement")])
            words = set(said) - {"talk"} if isinstance(said, dict) else set()
            if words and said.get("kind") == "aggregate":
                words = (
                    set(said) - {"totals"} | {"collections"}
                    if "totals" in said and "collections" not in said
                    else set()
                )
            need(words == WORDS and jcs(said).encode() == payload and said["v"] == 1, "an agreement with another word")
            need(
                (said["id"], said["publisher"], said["recipient"]) == (code, root.name, self.own.name),
                "an agreement of others",
            )
            digest = hashlib.sha256(payload).hexdigest()
            need(out.get(said["version"], (0, digest))[1] == digest, "another text")
            out[said["version"]] = (said, digest)
        return out

    def known(self):
        """What is known of every record, by epoch and id."""
        return {
            str(epoch): {
                "size": feed.size, "version": feed.version, "revoked": feed.revoked, "broken": feed.broken,
                "records": {i: {k: one[k] for k in ("rev", "standing", "reason", "footprints")} for i, one in sorted(feed.records.items())},
            }
            for epoch, feed in sorted(self.feeds.items())
        }  # fmt: skip


class Feed:
    """A feed as far as it was heard."""

    def __init__(self, origin):
        self.origin, self.lines, self.records = origin, [], {}
        self.version, self.revoked, self.broken = 0, False, ""

    @property
    def size(self):
        return len(self.lines)

    def after(self, bundle, size, tree, agreements):
        """The feed after a bundle; this one stays as it is."""
        new = Feed(self.origin)
        new.lines, new.version, new.revoked = list(self.lines), self.version, self.revoked
        new.records = {i: dict(one) for i, one in self.records.items()}
        if size <= self.size and tree_root(self.lines[:size]) != tree:
            raise Broken("fork")
        need(size >= self.size, "older than what is known")
        need(bundle.first <= self.size, "lines are missing")
        said = bundle.lines[: size - bundle.first]
        need(bundle.first + len(said) == size, "lines are missing")
        need(tree_root(self.lines[: bundle.first] + said) == tree, "not the lines of the head")
        overlap = self.size - bundle.first
        if said[:overlap] != self.lines[bundle.first :]:
            raise Broken("fork")
        new._mend(bundle, agreements)
        fresh = said[overlap:]
        for raw in fresh:
            new._apply(raw, bundle.bodies.get(new.size), agreements)
        return new

    def _mend(self, bundle, agreements):
        for seq, raw in enumerate(bundle.lines, start=bundle.first):
            said = json.loads(raw) if seq < self.size else {}
            one = self.records.get(said.get("id"))
            if (
                one
                and "bh" in said
                and one["standing"] == "aside"
                and one["rev"] == said["rev"]
                and seq in bundle.bodies
            ):
                body, reason = opened(said, bundle.bodies[seq], agreements[said["av"]][0])
                if body is not None and one["reason"] != "frozen":
                    one.update(body=body, standing="shared", reason=reason)

    def _apply(self, raw, body, agreements):
        said = line(raw)
        op, version = said["op"], said["av"]
        if said["seq"] != self.size:
            raise Broken("out-of-order")
        if self.revoked:
            raise Broken("after-the-end")
        if version not in agreements or version < max(self.version, 1):
            raise Broken("another-agreement")
        agreement, digest = agreements[version]
        self.lines.append(raw)
        if op == "revoke":
            self.revoked = True
            if agreements[max(agreements)][0]["at_end"]["mode"] == "purge":
                self.forget(lambda one: True, "erased")
            for one in self.records.values():
                one["standing"] = "ended" if one["standing"] == "shared" else one["standing"]
        elif op == "policy":
            if said["sha256"] != digest:
                raise Broken("another-agreement")
            self.version = version
            self.forget(lambda one: one["av"] < version, "erased")
        else:
            self._of_a_record(said, body, agreement)

    def _of_a_record(self, said, body, agreement):
        op, before = said["op"], self.records.get(said["id"])
        collection = said.get("c", op)
        if before and before["c"] != collection:
            raise Broken("another-kind")
        if op == "redact":
            if before and before["rev"] <= said["rev"] and before["standing"] != "withdrawn":
                before.update(body=None, standing="erased", reason="")
            return
        if before and said["rev"] <= before["rev"]:
            raise Broken("goes-back")
        one = {"c": collection, "rev": said["rev"], "av": said["av"], "body": None, "reason": ""}
        one["footprints"] = list(before["footprints"]) if before else []
        if op == "withdraw":
            if not before:
                raise Broken("withdraws-nothing")
            one["standing"] = "withdrawn"
        else:
            one["body"], one["reason"] = opened(said, body, agreement)
            if collection in agreement.get("totals", ()) and is_another(before, one):
                one["body"], one["reason"] = None, "frozen"
            one["standing"] = "aside" if one["body"] is None else "shared"
            if op == "put":
                if not is_agreed(said["fp"], collection, one["body"], agreement):
                    raise Broken("footprint")
                one["footprints"] += [] if said["fp"] in one["footprints"] else [said["fp"]]
        self.records[said["id"]] = one

    def forget(self, which, standing):
        for one in self.records.values():
            if one["body"] is not None and which(one):
                one.update(body=None, standing=standing)


def line(raw):
    """A line, every word of it looked at."""

    def wrong(code):
        return Broken(f"line-{code}")

    said = plain(raw, 200_000, wrong)
    op = said.get("op")
    if not isinstance(op, str) or op not in LINE_WORDS:
        raise wrong("unknown-op")
    if set(said) != {"v", "seq", "op", "av", "at", *LINE_WORDS[op].split()} or said["v"] != 1:
        raise wrong("unknown-word")
    good = (
        count(said["seq"], 0)
        and count(said["av"], 1)
        and text(said["at"], r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
    )
    if "rev" in said:
        good = good and count(said["rev"], 1) and text(said["id"], r"[a-z2-7]{24}")
    if "c" in said:
        good = good and said["c"] in [*COLLECTIONS, *BY, *(() if op == "put" else TALK)]
    if not good or not all(text(said[name], r"[0-9a-f]{64}") for name in ("bh", "sha256") if name in said):
        raise wrong("value")
    if "fp" in said and not is_footprint(said["fp"]):
        raise wrong("footprint")
    return said


def count(value, least):
    return type(value) is int and least <= value < 2**53


def text(value, pattern):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def is_footprint(said):
    words = {"none": {"kind"}, "annex": {"kind", "annex"}, "cells": {"kind", "side_m", "cells"}}
    if not isinstance(said, dict) or set(said) != words.get(str(said.get("kind"))):
        return False
    if said["kind"] == "annex":
        return text(said["annex"], r"[0-9a-f]{64}")
    if said["kind"] == "none":
        return True
    cells = said["cells"]
    return count(said["side_m"], 100) and isinstance(cells, list) and 1 <= len(cells) <= 4096 and all(
        isinstance(c, list) and len(c) == 2 and all(type(n) is int and abs(n) <= 10**6 for n in c) for c in cells
    )  # fmt: skip


def is_another(before, one):
    """Whether a figure was said under the same version already, and not the same."""
    if not before or before["av"] != one["av"] or (before["standing"] == "aside" and before["reason"] != "frozen"):
        return False
    return before["body"] is None or before["body"] != one["body"]


def is_agreed(said, collection, body, agreement):
    if collection in agreement.get("totals", ()):
        zones = agreement["totals"][collection].get("zones")
        if body is None:
            return said in ([{"kind": "annex", "annex": zone} for zone in zones] if zones else [{"kind": "none"}])
        zone = body["of"].get("zone")
        return said == ({"kind": "annex", "annex": zone} if zone else {"kind": "none"})
    if "totals" in agreement:
        return True
    shared = agreement["collections"].get(collection)
    if shared is None:
        return True
    if "annex" in shared["footprint"]:
        return said == {"kind": "annex", "annex": shared["footprint"]["annex"]}
    if said["kind"] == "none":
        return body is None or body["geometry"]["kind"] == "none"
    side, least = said.get("side_m", 0), shared["footprint"]["grid"]
    return said["kind"] == "cells" and side % least == 0 and (side // least).bit_count() == 1


class Aside(Exception):
    """A body that cannot be used; the place stays marked."""


def opened(said, body, agreement):
    """A body and why it is not one."""
    try:
        return _opened(said, body, agreement), ""
    except Aside as why:
        return None, str(why)


def aside_unless(good, why):
    if not good:
        raise Aside(why)


def _opened(line_, body, agreement):
    aside_unless(body is not None, "body-missing")
    aside_unless(hashlib.sha256(body[0] + body[1]).hexdigest() == line_["bh"], "body-hash")
    said = plain(body[1], 4_000_000, Aside)
    if line_["op"] != "put":
        aside_unless(line_["op"] in agreement.get("talk", []), "not-agreed")
        aside_unless(set(said) == set(TALK[line_["op"]].split()), "fields")
        return said
    if line_["c"] in agreement.get("totals", ()):
        return cell(line_, said, agreement)
    shared = agreement.get("collections", {}).get(line_["c"])
    aside_unless(shared is not None, "not-agreed")
    ways = {name: way for name, way in shared["fields"].items() if way != "drop"}
    aside_unless(set(said) == {*ways, "geometry"}, "fields")
    for name, way in ways.items():
        aside_unless(said[name] is None or is_value(said[name], name, way), "value")
    is_place(said["geometry"], shared["geometry"])
    return said


def cell(line_, said, agreement):
    """A cell of a table, every word of it looked at."""
    table, agreed = line_["c"], agreement["totals"][line_["c"]]
    aside_unless(set(said) == {"cut", "of", "cells", "measures", "geometry"}, "fields")
    aside_unless(said["geometry"] == {"kind": "none"}, "geometry")
    of, measures, least = said["of"], said["measures"], ALWAYS.get(table, 0)
    aside_unless(
        isinstance(of, dict) and isinstance(measures, dict) and set(measures) == set(agreed["measures"]), "fields"
    )
    aside_unless(least <= len(of) <= len(agreed["by"]) and set(of) == set(agreed["by"][: len(of)]), "fields")
    aside_unless(count(said["cells"], 1) if len(of) == least else said["cells"] is None, "value")
    aside_unless(text(said["cut"], r"(19|[2-9]\d)\d\d-(0[1-9]|1[0-2])") and said["cut"] < "9999", "value")
    months = int(said["cut"][:4]) * 12 + int(said["cut"][5:])
    first = datetime.date(months // 12, months % 12 + 1, 1)  # the day after the last one
    aside_unless(
        datetime.date.fromisoformat(line_["at"]) >= first + datetime.timedelta(days=agreement["delay_days"]), "value"
    )
    aside_unless(all(is_of(name, value, agreed) for name, value in of.items()), "value")
    aside_unless(all(is_figure(name, value, agreed) for name, value in measures.items()), "value")
    return said


def is_of(name, value, agreed):
    if name == "zone":
        return value in agreed["zones"]
    if name == "year":
        return text(value, r"\d{4}")
    return value is None or (is_text(value) and len(value) <= 200 and value in VALUES_OF.get(name, (value,)))


def is_figure(name, value, agreed):
    if name == "items":
        return isinstance(value, dict) and set(value) == {"number", "meant"} and count(value["number"], 0) and value["meant"] in ("exact", "at-least", "more-than", "about")  # fmt: skip
    if name == "persons":
        return value in ("0-4", "<11") or (count(value, 5) and value % 5 == 0)
    return count(value, 0) and (name != "m2" or value % agreed["step_m2"] == 0)


def is_value(value, name, way):
    if isinstance(way, dict):
        return isinstance(value, dict) and set(value) == {"from", "below"} and type(value["from"]) is int and type(value["below"]) in (int, type(None))  # fmt: skip
    if name in COUNTED:
        return type(value) is int
    return is_text(value) and (name not in CODES or value in CODES[name])


def is_text(value):
    return isinstance(value, str) and len(value) <= 500 and not re.search(r"[\x00-\x1f]", value)


def is_place(said, agreed):
    kinds = {"exact": ("shape", "none"), "unit": ("unit",), "none": ("none",)}.get(str(agreed), ("cells", "none"))
    aside_unless(isinstance(said, dict) and said.get("kind") in kinds, "geometry")
    if said["kind"] in ("cells", "none"):
        aside_unless(is_footprint(said), "footprint")
    elif said["kind"] == "unit":
        aside_unless(set(said) == {"kind", "unit"} and (said["unit"] is None or is_text(said["unit"])), "geometry")
    else:
        aside_unless(set(said) == {"kind", "shape"} and is_area(said["shape"]), "geometry")


def is_area(said):
    """One area or several without crossing rings. Rings that touch, and holes outside of their ring, it does not see."""
    if not isinstance(said, dict) or set(said) != {"type", "coordinates"}:
        return False
    parts = (
        [said["coordinates"]]
        if said["type"] == "Polygon"
        else said["coordinates"]
        if said["type"] == "MultiPolygon"
        else []
    )
    try:
        rings = [[(float(x), float(y)) for x, y in ring] for part in parts for ring in part]
    except (TypeError, ValueError):
        return False
    if not rings or any(len(r) < 4 or r[0] != r[-1] or any(abs(x) > 180 or abs(y) > 90 for x, y in r) for r in rings):
        return False
    edges = [edge for ring in rings for edge in zip(ring, ring[1:], strict=False)]
    return not any(crosses(*a, *b) for i, a in enumerate(edges) for b in edges[:i])


def crosses(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def main():
    pinned, own, *bundles = sys.argv[1:]
    receiver = Receiver(pathlib.Path(pinned).read_bytes(), [pathlib.Path(own).read_bytes()])

    for name in bundles:
        print(name, json.dumps(receiver.take(pathlib.Path(name).read_bytes())))
    print(json.dumps(receiver.known(), indent=1))


if __name__ == "__main__":
    main()
