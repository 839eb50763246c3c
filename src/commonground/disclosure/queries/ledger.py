"""What was asked for, and the ledger of what was released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from commonground.core.privacy.content import FIRST, tables_of
from commonground.core.privacy.door import Basis, Fault, Printed, Spec, faults, printed
from commonground.core.privacy.periods import Closed, period
from commonground.core.privacy.populations import POPULATIONS
from commonground.core.privacy.states import State
from commonground.core.publishing.content import canonical, sha256
from commonground.disclosure import access
from commonground.disclosure.models import Asked, Release
from commonground.disclosure.queries.people import Frozen, providers, year_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table that was asked for, as pages show it."""

    number: int
    spec: Spec
    reason: str
    printed: tuple[Printed, ...]
    faults: tuple[Fault, ...]
    state: State
    asked_at: datetime
    asked_by: int | None
    because: str
    release: int | None


@dataclass(frozen=True, slots=True)
class Released:
    """A release, as pages show it."""

    number: int
    spec: Spec
    reason: str
    printed: tuple[Printed, ...]
    name: str
    released_at: datetime
    sha256: str
    content: dict[str, Any]

    @property
    def is_whole(self) -> bool:
        """Whether it still has the hash that it left with."""
        return sha256(canonical(self.content)) == self.sha256


def populations() -> list[str]:
    """Whom tables can be about here: those somebody counts."""
    return [key for key in POPULATIONS if key in providers()]


def whitelist_faults(spec: Spec, today: date) -> list[Fault]:
    """What keeps a table from being made, whatever it would say."""
    return faults(spec, today)


def made(spec: Spec, people: Sequence[Frozen]) -> list[Printed]:
    """The tables that would leave, one after the other period."""
    return [
        printed(spec, period_, frozen.people, frozen.values, year_key(period_))
        for period_, frozen in zip(spec.periods, people, strict=True)
    ]


def spec_of(said: Any) -> Spec:
    """What was asked for, from its row or from the content of a release."""
    periods = said.periods if isinstance(said, Asked) else [p["period"] for p in said["periods"]]
    get = (lambda n: getattr(said, n)) if isinstance(said, Asked) else said.__getitem__
    return Spec(get("population"), tuple(get("by")), _periods(periods), Basis(get("basis")))


def _periods(some: Sequence[str]) -> tuple[Closed, ...]:
    return tuple(found for text in some if (found := period(text)) is not None)


def wanted(row: Asked) -> Wanted:
    """One in hand."""
    release = Release.objects.filter(asked=row).values_list("number", flat=True).first()
    return Wanted(
        row.pk, spec_of(row), row.reason, tuple(tables_of(row.tables)), tuple(Fault(c, f) for c, f in row.faults), State(row.state),
        row.asked_at, row.asked_by, row.because, release,
    )  # fmt: skip


def waiting(viewer: Any) -> list[Wanted]:
    """Tables that wait for somebody else, the oldest first."""
    return [wanted(row) for row in access.visible_asked(viewer).filter(state=State.ASKED).order_by("pk")]


def released(row: Release) -> Released:
    """One in hand."""
    said = row.content
    return Released(
        row.number, spec_of(said), said["reason"], tuple(tables_of(said["periods"])), said["approved"]["by"], row.released_at,
        row.sha256, said,
    )  # fmt: skip


def releases() -> list[Released]:
    """Everything that was released, the newest first."""
    return [released(row) for row in Release.objects.order_by("-number")]


def tip() -> tuple[int, str]:
    """The number and the hash of the last release."""
    return Release.objects.order_by("-number").values_list("number", "sha256").first() or (0, FIRST)
