"""Background work inside the one process there is: a thread for each task, so that a page can show how far it is."""

from threading import Thread

from django.db import connections
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult


class ThreadBackend(ImmediateBackend):
    """Runs a task at once, beside the request that asked for it. A server has a worker process instead."""

    def _execute_task(self, task_result: TaskResult) -> None:
        Thread(target=self._work, args=(task_result,), name="task").start()

    def _work(self, task_result: TaskResult) -> None:
        try:
            super()._execute_task(task_result)
        finally:
            connections.close_all()
