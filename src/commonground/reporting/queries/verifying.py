"""Verifying a publication: its signature, its hashes, its row, and the figures themselves, made again from the books."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commonground import __version__
from commonground.core.findings import Finding, Severity
from commonground.core.geometry.engine import versions
from commonground.core.publishing import manifest as manifests
from commonground.core.publishing.content import (
    Difference,
    canonical,
    differences,
    does_not_add_up,
    other_parts,
    sha256,
)
from commonground.land.queries import entries as ledger
from commonground.land.queries import hashes, sums
from commonground.reporting.queries import contents, kept
from commonground.reporting.queries.kept import Published


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one publication."""

    number: int
    faults: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    other: tuple[str, ...]  # parts besides figures that come out otherwise now
    recomputed_sha256: str
    equal: bool  # byte for byte

    @property
    def holds(self) -> bool:
        return not self.faults and self.equal


def verify(number: int) -> Verdict:
    """A publication checked against itself and against the books as known at its ledger number. Raises NotThere."""
    found = kept.publication(number)
    faults = _signed(found)
    if not faults:  # a manifest that nobody signed says nothing that could be looked at
        faults = [*_row(found), *_files(found), *_ledger(found)]
    said = _json(found.content_text)
    if "tables" not in said or "sections" not in said:
        return Verdict(number, (*faults, _fault("reporting.verify.content", number)), (), (), "", False)
    faults += [
        _fault("reporting.verify.does-not-add-up", number, figure=d.figure, row=d.row, by=d.by)
        for d in does_not_add_up(said)
    ]
    with sums.left_aside():
        again = contents.content(found.question, found.title, sections=said["sections"], before=number)
    text = canonical(again)
    equal = text == found.content_text.encode()
    other = _engines(found.manifest) if not equal else ()
    return Verdict(
        number, tuple(faults), tuple(differences(said, again)), (*other_parts(said, again), *other), sha256(text), equal
    )


def _fault(code: str, number: int, **facts: Any) -> Finding:
    return Finding(code, Severity.ERROR, str(number), {"number": number, **facts})


def _json(text: str) -> dict[str, Any]:
    """What a text says; nothing where somebody made it something else than JSON."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _bytes(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""


def _signed(found: Published) -> list[Finding]:
    """The signature over the manifest as it is kept, and the key that it is by."""
    said = _json(found.manifest_text)
    public = _bytes(next((k.public for k in kept.signing_keys() if k.name == found.key), ""))
    out = []
    if canonical(said) != found.manifest_text.encode() or not manifests.is_signed(
        said, _bytes(found.signature), public
    ):
        out.append(_fault("reporting.verify.signature", found.number, key=found.key))
    if manifests.key_name(public) != found.key or said.get("key") != found.key:
        out.append(_fault("reporting.verify.key", found.number, key=found.key))
    return out


def _row(found: Published) -> list[Finding]:
    """What stands beside a manifest in the books, its content, and its place in the row of publications."""
    said, out = found.manifest, []
    hashes_of = {f["name"]: f["sha256"] for f in said["files"]}
    if hashes_of.get(manifests.CONTENT) != sha256(found.content_text.encode()):
        out.append(_fault("reporting.verify.content", found.number))
    approved = {"by": found.approved_by, "at": manifests.moment(found.approved_at), "own": found.own}
    beside = {
        "question": found.question.as_data(),
        "number": found.number,
        "title": found.title,
        "supersedes": found.supersedes,
    }
    if any(said[name] != stands for name, stands in beside.items()) or not approved.items() <= said["approved"].items():
        out.append(_fault("reporting.verify.row", found.number))
    before = kept.manifest_of(found.number - 1)
    expected = sha256(before.encode()) if before is not None else manifests.FIRST
    if said["previous"] != expected:
        out.append(_fault("reporting.verify.previous", found.number))
    return out


def _files(found: Published) -> list[Finding]:
    """Every form as it is kept against the manifest."""
    out = []
    listed = {f["name"]: f["sha256"] for f in found.manifest["files"]}
    for name, expected in listed.items():
        path = kept.path_of(expected)
        if not path.is_file():
            out.append(_fault("reporting.verify.file-missing", found.number, name=name))
        elif sha256(path.read_bytes()) != expected:
            out.append(_fault("reporting.verify.file", found.number, name=name))
    if {f.name: asdict(f) for f in found.files} != {f["name"]: f for f in found.manifest["files"]}:
        out.append(_fault("reporting.verify.row", found.number))
    return out


def _ledger(found: Published) -> list[Finding]:
    said = found.manifest["ledger"]
    if said["number"] > ledger.head():
        return [_fault("reporting.verify.ledger-shorter", found.number, known=said["number"], head=ledger.head())]
    if manifests.snapshot(hashes.up_to(said["number"])) != said["sha256"]:
        return [_fault("reporting.verify.ledger", found.number, known=said["number"])]
    return []


def _engines(said: Mapping[str, Any]) -> tuple[str, ...]:
    """With what it was made, where that is not what is here now: a reason for a difference, never an excuse."""
    now = {"commonground": __version__, **versions()}
    return tuple(
        f"{name} {was} → {now.get(name, '?')}" for name, was in said["software"].items() if now.get(name) != was
    )
