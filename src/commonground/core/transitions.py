"""What can be done to something that has states: who may, and what must be so. Each subject keeps a table of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from commonground.core.decisions import YES, Decision, no
from commonground.core.refusals import NotNow

S = TypeVar("S", bound=StrEnum)  # states
V = TypeVar("V", bound=StrEnum)  # verbs
C = TypeVar("C")  # the circumstances that guards look at


@dataclass(frozen=True)  # no slots: Python 3.11 cannot make one by the name of its parameters with them
class Transition(Generic[S, V, C]):
    """From, by what, to; who may (a permission, "" where no role is asked for) and what must be so."""

    source: S
    verb: V
    target: S
    permission: str
    guards: tuple[Callable[[C], Decision], ...] = ()


def transition(table: Sequence[Transition[S, V, C]], state: S, verb: V) -> Transition[S, V, C] | None:
    """The transition that a verb makes from a state; None where there is none."""
    return next((t for t in table if t.source is state and t.verb is verb), None)


def decide(table: Sequence[Transition[S, V, C]], state: S, verb: V, said: C, code: str) -> Decision:
    """Whether it can be done in these circumstances: the first guard that says no decides.

    `code` is the refusal where the table knows no such step.
    """
    step = transition(table, state, verb)
    if step is None:
        return no(code, NotNow, state=state.value, verb=verb.value)
    return next((answer for guard in step.guards if not (answer := guard(said))), YES)
