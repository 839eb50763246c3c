"""A second process of ours beside the one that serves pages on a desktop: what keeps Python busy is done in both at once.

Threads of one process take turns with Python's lock; two processes do not. It is started when it is first of use, knows the
same database by a connection of its own, and ends with the one that started it, however that ends. Where there is no
second, or it is gone, everything is done here.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Lock
from typing import Any

import django
from django.db import close_old_connections


class Second:
    """At most one process beside this one, with one thing to do at a time."""

    def __init__(self) -> None:
        self._wanted, self._ready, self._busy = False, False, Lock()
        self._pool: ProcessPoolExecutor | None = None

    def allow(self) -> None:
        """There may be a second from now on: whoever serves pages from one process says so."""
        self._wanted = (os.cpu_count() or 1) > 1

    def end(self) -> None:
        """No second any more."""
        self._wanted = self._ready = False
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def shared(self, mine: Lock, function: Callable[..., Any], *given: Any) -> Any:
        """What a function gives, by whichever of the two is free; `mine` is held while it is done here. Function, arguments and
        answer are carried between processes, and the function only reads."""
        if mine.acquire(blocking=False):
            try:
                return function(*given)
            finally:
                mine.release()
        if self._started() and self._busy.acquire(blocking=False):
            try:
                assert self._pool is not None
                return self._pool.submit(_asked, function, given).result()
            except (BrokenProcessPool, RuntimeError, AssertionError):  # it is gone, or ends just now
                self._ready = False
            finally:
                self._busy.release()
        with mine:
            return function(*given)

    def _started(self) -> bool:
        """Whether it can be asked; begun where it is allowed and was not."""
        if self._wanted and self._pool is None:
            with self._busy:
                if self._pool is None and self._wanted:
                    self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
                    self._pool.submit(os.getpid).add_done_callback(self._came)
        return self._ready

    def _came(self, future: "Future[int]") -> None:
        self._ready = self._wanted and not future.cancelled() and future.exception() is None


def _begin() -> None:
    """In the second process: settings and database are those of the first, by its environment."""
    django.setup()
    threading.Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    first = parent_process()
    if first is not None:
        first.join()
    os._exit(0)


def _asked(function: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    try:
        return function(*given)
    finally:
        close_old_connections()


second = Second()
