"""One answer that a button, a view and an action can all use."""

from dataclasses import dataclass
from typing import Any

from commonground.core.refusals import NotYours, Refusal


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with its reason."""

    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.refusal is None


YES = Decision()


def no(code: str, kind: type[Refusal] = NotYours, /, **facts: Any) -> Decision:
    """A no that can be shown beside a button and raised by an action."""
    return Decision(kind(code, **facts))


def require(decision: Decision) -> None:
    """Go on where the answer is yes; raise its refusal where it is no."""
    if decision.refusal:
        raise decision.refusal
