"""Entering what others print. A claim is never changed: a correction is its next version, and both stay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from commonground.audit.actions import recorded, tell
from commonground.core.claims.adding import identity
from commonground.core.claims.published import Fault, Published, faults, heading_faults
from commonground.core.decisions import require
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.reporting import access
from commonground.reporting.models import Claim, ClaimCheck, ClaimLine
from commonground.reporting.queries.claims import digest, same_as, unit_codes


@recorded("reporting.claim-entered", about=lambda number, *a, **k: f"claim {number}")
def enter_claim(published: Published, *, by, at: datetime) -> int:
    """Keep a published table as a claim; its number. Raises NotYours, NotUsable, NotNow where it is there already."""
    require(access.may_claim(by))
    _whole(published)
    there = same_as(published)
    if there is not None:
        raise NotNow("reporting.claim.there-already", number=there)
    return _write(published, _next(), 1, by, at)


@recorded("reporting.claim-corrected", about=lambda version, number, *a, **k: f"claim {number}, version {version}")
def correct_claim(number: int, published: Published, *, seen: int, by, at: datetime) -> int:
    """Keep a better reading of a claim as its next version. `seen` is the version that was looked at.

    Raises NotYours, NotThere, NotUsable, NotNow where somebody corrected it in the meantime.
    """
    require(access.may_claim(by))
    _whole(published)
    latest = Claim.objects.filter(number=number).order_by("-version").first()
    if latest is None:
        raise NotThere("reporting.claim.not-there", number=number)
    if latest.version != seen:
        raise NotNow("reporting.claim.corrected-meanwhile", number=number)
    if latest.sha256 == digest(published):
        return latest.version
    tell(before={"sha256": latest.sha256}, after={"sha256": digest(published)})
    _write(published, number, latest.version + 1, by, at)
    return latest.version + 1


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought."""

    numbers: tuple[int, ...]
    there_already: tuple[int, ...]
    recorded_facts: dict[str, Any] = field(default_factory=dict)


@recorded("reporting.claims-imported", about=lambda done, some, file, **k: file)
def import_claims(some: Sequence[Published], file: str, *, by, at: datetime) -> Imported:
    """Keep the claims of a file, all or none; those that are there already are told and left. Raises NotYours, NotUsable."""
    require(access.may_claim(by))
    numbers, there = [], []
    for published in some:
        _whole(published)
        found = same_as(published)
        if found is None:
            numbers.append(_write(published, _next(), 1, by, at))
        else:
            there.append(found)
    return Imported(tuple(numbers), tuple(there), {"claims": numbers, "there_already": there})


def _next() -> int:
    """The number after the last. Whoever enters one at the same moment waits for the last row, and then sees the new one."""
    Claim.objects.select_for_update().order_by("-number", "-version").first()
    return (Claim.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _whole(published: Published) -> None:
    """Refuse what cannot be kept; a page shows every fault before it comes to this."""
    known = unit_codes()
    found: list[tuple[int, Fault]] = [(0, f) for f in heading_faults(published)]
    for n, line in enumerate(published.lines, start=1):
        found += [(n, f) for f in faults(line, published.mark, known)]
    for text in published.checks:
        try:
            identity(text, len(published.lines))
        except Fault as fault:
            found.append((0, fault))
    for row, fault in found:
        raise NotUsable(fault.code, row=row, field=fault.field, found=fault.found)


def _write(published: Published, number: int, version: int, by, at: datetime) -> int:
    row = Claim.objects.create(
        number=number, version=version, publisher=published.publisher.strip(), title=published.title.strip(),
        source=published.source.strip(), published_on=published.published_on, mark=published.mark, note=published.note.strip(),
        sha256=digest(published), entered_on=timezone.localtime(at).date(), entered_by=by.number,
    )  # fmt: skip
    ClaimLine.objects.bulk_create(
        ClaimLine(
            claim=row, position=n, label=x.label.strip(), printed=x.printed.strip(), measure=x.measure.value, figure=x.figure,
            precision=x.precision.value if x.precision else "", step=x.step, start=x.start, end=x.end, unit=x.unit,
            contamination=x.contamination, flag=x.flag, operator=x.operator,
        )
        for n, x in enumerate(published.lines, start=1)
    )  # fmt: skip
    ClaimCheck.objects.bulk_create(
        ClaimCheck(claim=row, position=n, text=text) for n, text in enumerate(published.checks, start=1)
    )
    return number
