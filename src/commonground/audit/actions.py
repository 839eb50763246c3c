"""`@recorded`: the audit line sits next to the act and shares its transaction."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from commonground.audit.models import Event
from commonground.core.chains import GENESIS, Act, join
from commonground.core.viewers import Viewer

LOCK_TIP = "UPDATE audit_tip SET number = number + %s WHERE id = 1 RETURNING number, digest"
VERBS: dict[str, str] = {}  # every verb in the system, for the tests and the glossary


@dataclass(slots=True)
class _Telling:
    """What an action tells of itself while it runs."""

    facts: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


_DONE: ContextVar[list[Act] | None] = ContextVar("done", default=None)
_TELLING: ContextVar[_Telling | None] = ContextVar("telling", default=None)


def recorded(what: str, about: Callable[..., str]) -> Callable:
    """Wrap an action that takes `by=`: one transaction, one audit line, the verb registered.

    `about(result, *args, **kwargs)` names the record. An action that wants to add facts calls `tell`, or returns an
    object with a `recorded_facts` attribute (plain JSON, no names of people).
    """

    def decorate(action: Callable) -> Callable:
        VERBS[what] = f"{action.__module__}.{action.__name__}"

        @functools.wraps(action)
        def act(*args: Any, by: Viewer, **kwargs: Any) -> Any:
            # An act within an act is part of it: no savepoint, which would cost SQLite a journal for every statement.
            outermost = _DONE.get() is None
            done, telling = _DONE.set([] if outermost else _DONE.get()), _TELLING.set(_Telling())
            try:
                with transaction.atomic(savepoint=outermost):
                    result = action(*args, by=by, **kwargs)
                    told = _TELLING.get()
                    facts = {**getattr(result, "recorded_facts", {}), **told.facts}
                    record = about(result, *args, **kwargs)[:200]
                    at = timezone.now()
                    _DONE.get().append(Act(what, record, by.number, at, facts, told.before, told.after))
                    _let_follow(what, result, by, at)
                    if outermost:
                        _write(_DONE.get())
                return result
            finally:
                _DONE.reset(done)
                _TELLING.reset(telling)

        return act

    return decorate


def _let_follow(what: str, result: Any, by: Viewer, at: datetime) -> None:
    """What follows from an act comes after it is committed, and is no part of it: where that fails, nothing is taken back."""
    followers = import_string(settings.FOLLOWS).get(what, ())

    def follow() -> None:
        for follower in followers:
            follower(result, by=by, at=at)

    if followers:
        transaction.on_commit(follow, robust=True)


def tell(*, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None, **facts: Any) -> None:
    """Called within an action: how the record was and is, and other facts. Plain JSON, people as numbers only."""
    telling = _TELLING.get()
    if telling is not None:
        telling.before = before if before is not None else telling.before
        telling.after = after if after is not None else telling.after
        telling.facts |= facts


def _write(acts: list[Act]) -> None:
    """Lengthen the chain. All acts of the outermost one are written at its end, so that a long import keeps nobody waiting.

    The first statement locks the tip on both stores until the transaction ends: whoever comes second builds on the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_TIP, [len(acts)])
        found = cursor.fetchone()
        if found is None:  # the first act of all; two of them at once queue here
            last = Event.objects.order_by("-number").values_list("number", "digest").first() or (0, GENESIS)
            cursor.execute("INSERT INTO audit_tip (id, number, digest) VALUES (1, %s, %s) ON CONFLICT DO NOTHING", last)
            cursor.execute(LOCK_TIP, [len(acts)])
            found = cursor.fetchone()
        links = join(acts, found[0] - len(acts), found[1])
        Event.objects.bulk_create(
            Event(number=one.number, what=one.act.what, about=one.act.about, by_id=one.act.by, at=one.act.at,
                  facts=one.act.facts, before=one.act.before, after=one.act.after,
                  previous=one.previous, digest=one.digest)
            for one in links
        )  # fmt: skip
        cursor.execute("UPDATE audit_tip SET digest = %s WHERE id = 1", [links[-1].digest])
