"""Asking for a table about people, and letting it out. The ledger is written here and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from commonground.audit.actions import recorded, tell
from commonground.core.decisions import require
from commonground.core.privacy.content import content, tables_as_data
from commonground.core.privacy.door import Basis, Spec
from commonground.core.privacy.populations import POPULATIONS
from commonground.core.privacy.states import State, Verb
from commonground.core.publishing.content import canonical, sha256
from commonground.core.refusals import NotNow, NotUsable
from commonground.disclosure import access
from commonground.disclosure.models import Asked, FrozenPeriod, Release
from commonground.disclosure.queries import auditing, ledger, people


def ask(spec: Spec, reason: str, *, by, at: datetime, anew: bool = False) -> Asked:
    """Ask for a table: its periods are frozen, it is made, and it is audited beside everything released before.

    Raises NotUsable for what is not in the whitelist. What the audit finds is kept beside it; it is not released then.
    """
    require(access.may_prepare(by))
    for fault in ledger.whitelist_faults(spec, timezone.localtime(at).date()):
        raise NotUsable(fault.code, **fault.facts)
    if not reason.strip():
        raise NotUsable("disclosure.release.no-reason")
    frozen = freeze(spec, anew=anew, by=by, at=at)
    made = ledger.made(spec, frozen)
    return keep(spec, reason, frozen, made, auditing.verdict(frozen, made), by=by, at=at)


@recorded(
    "disclosure.period-frozen", about=lambda made, spec, **k: f"{spec.population} {' '.join(map(str, spec.periods))}"
)
def freeze(spec: Spec, *, anew: bool, by, at: datetime) -> list[people.Frozen]:
    """Keep the people of each period as they are, where they are not kept yet. Of the keys of people nothing is told."""
    require(access.may_prepare(by))
    population = POPULATIONS[spec.population]
    out = []
    for period, found in zip(spec.periods, people.to_freeze(population, spec.periods, anew=anew), strict=True):
        if found.number is None:
            row = FrozenPeriod.objects.create(
                population=found.population, period=str(period), edition=found.edition, units=list(found.units),
                people=people.as_data(found.people), count=len(found.people), sha256=found.sha256, made_at=at, made_by=by.number,
            )  # fmt: skip
            found = replace(found, number=row.pk)
        out.append(found)
    tell(editions=[f.edition for f in out])
    return out


@recorded("disclosure.table-asked", about=lambda asked, *a, **k: f"table {asked.pk}")
def keep(
    spec: Spec,
    reason: str,
    frozen: Sequence[people.Frozen],
    made: Sequence[Any],
    found: auditing.Verdict,
    *,
    by,
    at: datetime,
) -> Asked:
    """Write down what was asked for, what it would say and what the audit found."""
    require(access.may_prepare(by))
    tell(basis=spec.basis.value, faults=[f.code for f in found.faults])
    return Asked.objects.create(
        population=spec.population, by=list(spec.by), periods=[str(p) for p in spec.periods], basis=spec.basis.value,
        reason=reason.strip()[:500], frozen=[f.number for f in frozen], tables=tables_as_data(made),
        faults=auditing.told(found.faults), audited_at=at, asked_at=at, asked_by=by.number,
    )  # fmt: skip


def release(asked: Asked, name: str, *, by, at: datetime) -> Release | None:
    """Let a table out in somebody's name, audited once more beside what was released meanwhile.

    None where the audit now finds something: it is kept beside the table, which stays inside.
    """
    require(access.may_do(by, asked, Verb.RELEASE, name=name))
    frozen = [people.kept(FrozenPeriod.objects.get(pk=number)) for number in asked.frozen]
    made = ledger.made(ledger.spec_of(asked), frozen)
    if tables_as_data(made) != asked.tables:
        raise NotNow("disclosure.release.differs", number=asked.pk)
    found = auditing.verdict(frozen, made)
    if found.faults:
        look_again(asked, found, by=by, at=at)
        return None
    return let_out(asked, name, frozen, made, found, by=by, at=at)


@recorded("disclosure.table-audited", about=lambda result, asked, *a, **k: f"table {asked.pk}")
def look_again(asked: Asked, found: auditing.Verdict, *, by, at: datetime) -> None:
    """Keep what the audit finds beside what was released since."""
    require(access.may_approve(by))
    tell(faults=[f.code for f in found.faults])
    Asked.objects.filter(pk=asked.pk).update(faults=auditing.told(found.faults), audited_at=at)


@recorded("disclosure.table-released", about=lambda made, *a, **k: f"release {made.number}")
def let_out(
    asked: Asked,
    name: str,
    frozen: Sequence[people.Frozen],
    made: Sequence[Any],
    found: auditing.Verdict,
    *,
    by,
    at: datetime,
) -> Release:
    """Write a release into the ledger. Raises NotNow where another one came in between, which the audit has not seen."""
    asked = Asked.objects.select_for_update().get(pk=asked.pk)
    require(access.may_do(by, asked, Verb.RELEASE, name=name))
    number, previous = ledger.tip()
    if number != found.head:
        raise NotNow("disclosure.release.meanwhile")
    spec = ledger.spec_of(asked)
    of = [{"period": str(f.period), "edition": f.edition, "sha256": f.sha256} for f in frozen]
    said = content(spec, made, number=number + 1, reason=asked.reason if spec.basis is not Basis.ROUNDED else "", frozen=of,
                   name=name.strip(), at=at.isoformat(timespec="seconds"), previous=previous)  # fmt: skip
    row = Release.objects.create(
        number=number + 1,
        asked=asked,
        content=said,
        sha256=sha256(canonical(said)),
        released_at=at,
        released_by=by.number,
    )
    _end(asked, State.RELEASED, "", by, at)
    tell(after={"sha256": row.sha256})
    return row


@recorded("disclosure.table-refused", about=lambda result, asked, *a, **k: f"table {asked.pk}")
def refuse(asked: Asked, because: str, *, by, at: datetime) -> None:
    """Say no to a table, with a reason."""
    asked = Asked.objects.select_for_update().get(pk=asked.pk)
    require(access.may_do(by, asked, Verb.REFUSE, because=because))
    _end(asked, State.REFUSED, because, by, at)


@recorded("disclosure.table-withdrawn", about=lambda result, asked, *a, **k: f"table {asked.pk}")
def withdraw(asked: Asked, *, by, at: datetime) -> None:
    """Take back what was asked for and not released."""
    asked = Asked.objects.select_for_update().get(pk=asked.pk)
    require(access.may_do(by, asked, Verb.WITHDRAW))
    _end(asked, State.WITHDRAWN, "", by, at)


def _end(asked: Asked, state: State, because: str, by: Any, at: datetime) -> None:
    Asked.objects.filter(pk=asked.pk).update(
        state=state.value, because=because.strip()[:500], ended_at=at, ended_by=by.number
    )
