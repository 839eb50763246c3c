"""`@recorded`: the audit line sits next to the act and shares its transaction."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonground.audit.models import Event
from commonground.core.viewers import Viewer

_ACTING: ContextVar[bool] = ContextVar("acting", default=False)
VERBS: dict[str, str] = {}  # every verb in the system, for the tests and the glossary


def recorded(what: str, about: Callable[..., str]) -> Callable:
    """Wrap an action that takes `by=`: one transaction, one audit line, the verb registered.

    `about(result, *args, **kwargs)` names the record. An action that wants to add facts returns an object with
    a `recorded_facts` attribute (plain JSON, no names of people).
    """

    def decorate(action: Callable) -> Callable:
        VERBS[what] = f"{action.__module__}.{action.__name__}"

        @functools.wraps(action)
        def act(*args: Any, by: Viewer, **kwargs: Any) -> Any:
            # An act within an act is part of it: no savepoint, which would cost SQLite a journal for every statement.
            inside = _ACTING.get()
            token = _ACTING.set(True)
            try:
                return _act(inside, by, *args, **kwargs)
            finally:
                _ACTING.reset(token)

        def _act(inside: bool, by: Viewer, *args: Any, **kwargs: Any) -> Any:
            with transaction.atomic(savepoint=not inside):
                result = action(*args, by=by, **kwargs)
                Event.objects.create(
                    what=what,
                    about=about(result, *args, **kwargs)[:200],
                    by_id=by.number,
                    at=timezone.now(),
                    facts=getattr(result, "recorded_facts", {}),
                )
            return result

        return act

    return decorate
