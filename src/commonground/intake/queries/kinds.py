"""Who keeps the facts of rows that are no land: each kind of rows has a slice that takes it in (`config.wiring.KINDS`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from commonground.core.findings import Finding
from commonground.core.intake.kinds import FACTS


@dataclass(frozen=True, slots=True)
class Arrived:
    """A fact out of a row. `replaces` is the reference of what an earlier file said of the same row, if any."""

    fact: dict[str, Any]
    identity: str
    replaces: str = ""


class Placed(Protocol):
    """What became of a fact: by what it is known from now on ("" where it could not be taken), and what is said of it."""

    @property
    def reference(self) -> str: ...
    @property
    def findings(self) -> Sequence[Finding]: ...


class Destination(Protocol):
    """The actions of a slice that keeps facts. All raise what its own actions raise where somebody may not."""

    LABELS: Mapping[str, Any]  # target -> what it is called
    CODES: Mapping[str, Mapping[str, Any]]  # target -> its codes in words

    def more_targets(self) -> Mapping[str, tuple[str, ...]]:
        """Targets that the programme has added to these rows, each with names of its columns; the first is its label."""
        ...

    def take_in(
        self,
        arrived: Sequence[Arrived],
        *,
        document: str,
        by: Any,
        at: datetime,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> Sequence[Placed]:
        """Keep facts, one answer for each and in their order; all or none of them."""
        ...

    def void(self, references: Sequence[str], *, because: str, by: Any, at: datetime) -> int:
        """Take facts back that are known by references; how many could be."""
        ...


def destination(what: str) -> Destination:
    """Who keeps rows of a kind."""
    found: Destination = import_string(settings.KINDS)[what]
    return found


def more_targets(what: str) -> Mapping[str, tuple[str, ...]]:
    """What a programme has added to a kind of rows; nothing for land and places."""
    return destination(what).more_targets() if what in FACTS else {}
