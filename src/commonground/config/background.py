"""Background work: a thread beside the requests on a desktop, a worker process on a server."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from django.core.cache import cache
from django.db import OperationalError, connections
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

LEASE = 60  # seconds for which a worker that gives no sign of life counts as alive
TIMES = 3  # how often work is begun before it counts as failed
KEPT = timedelta(days=7)  # how long is kept what became of a piece of work


class ThreadBackend(ImmediateBackend):
    """Runs a task at once, beside the request that asked for it. A server has a worker process instead."""

    def _execute_task(self, task_result: TaskResult) -> None:
        Thread(target=self._work, args=(task_result,), name="task").start()

    def _work(self, task_result: TaskResult) -> None:
        try:
            super()._execute_task(task_result)
        finally:
            connections.close_all()


class WorkerStopped(Exception):
    """Whoever worked on it stopped before the end, too often to try again."""


@dataclass(slots=True)
class Worked:
    """What a worker has done so far."""

    done: int = 0
    failed: int = 0
    taken_up_again: int = 0
    given_up: int = 0


class Desk(Worker):
    """One worker of the queue: does what waits, and says that it is alive for as long as it is."""

    def __init__(self, lease: float = LEASE) -> None:
        super().__init__(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id=uuid.uuid4().hex, excluded_queue_names=[],
        )  # fmt: skip
        self.lease = lease
        self.worked = Worked()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.SUCCESSFUL:
            self.worked.done += 1
        else:
            self.worked.failed += 1

    def work(self) -> None:
        """Take up what others left lying, then do all that waits."""
        self.take_up()
        self.run()

    def take_up(self) -> None:
        """Work whose worker is dead waits again, or counts as failed where that has happened too often."""
        for task in DBTaskResult.objects.running().filter(backend_name=self.backend_name):
            if task.worker_ids and cache.get(_name(task.worker_ids[-1])):
                continue
            # Whoever comes first takes it up: the row is changed only as it was seen.
            here = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
            if len(task.worker_ids) < TIMES:
                self.worked.taken_up_again += here.update(status=TaskResultStatus.READY, started_at=None)
            elif here.update(finished_at=task.started_at):
                task.set_failed(WorkerStopped(f"begun {len(task.worker_ids)} times"))
                self.worked.given_up += 1

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Say that this worker is alive until it is over."""
        over = Event()
        cache.set(_name(self.worker_id), True, self.lease)
        thread = Thread(target=self._beat, args=(over,), name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            cache.delete(_name(self.worker_id))

    def _beat(self, over: Event) -> None:
        try:
            while not over.wait(self.lease / 6):
                try:
                    cache.set(_name(self.worker_id), True, self.lease)
                except OperationalError:  # a long booking holds the file: the next sign will do
                    continue
        finally:
            connections.close_all()


def _name(worker: str) -> str:
    return f"worker {worker}".replace(" ", "-")


def forget_old(at: datetime) -> int:
    """Throw away what became of work that ended long ago."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()[0]
