"""Where the fold runs: here, in threads, in processes, or on a Dask cluster. All of them give the same atoms.

`runner` gives a `map` for `core.land.compute.fold`. Dask is optional: nothing of it is loaded until somebody
asks for it.
"""

import importlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from commonground.core.refusals import NotUsable

Map = Callable[..., Iterable[Any]]
KINDS = ("serial", "threads", "processes", "dask")
PATIENCE = 600  # seconds that a cluster has for one chunk, before the fold is given up


@contextmanager
def runner(kind: str = "serial", workers: int | None = None, *, cluster: Any = None) -> Iterator[Map]:
    """A `map` while the block lasts. `cluster` is a Dask scheduler's address or cluster; without one, one is made here."""
    if kind == "serial":
        yield map
    elif kind == "threads":
        with ThreadPoolExecutor(workers) as pool:
            yield pool.map
    elif kind == "processes":
        # Started afresh: a fork would share the database's connections and the engine's locks.
        others = max(1, (workers or os.cpu_count() or 2) - 1)
        with ProcessPoolExecutor(others, mp_context=get_context("spawn")) as pool:
            yield _shared(pool, others)
    elif kind == "dask":
        with _client(cluster, workers) as client:
            yield _mapped(client)
    else:
        raise NotUsable("land.runner.unknown", kind=kind, known=", ".join(KINDS))


def _shared(pool: Executor, others: int) -> Map:
    """A `map` in which whoever asks works too, from the end, while the others are given what comes first: carrying a job to
    another process and its result back costs, and what is done here is carried nowhere."""

    def run(function: Callable[..., Any], *columns: Iterable[Any]) -> Iterator[Any]:
        jobs = deque(enumerate(zip(*columns, strict=True)))
        results: dict[int, Any] = {}
        given: dict[Future[Any], int] = {}
        count = len(jobs)
        while jobs or given:
            while jobs and len(given) <= others:  # one more than are at work, so that nobody waits for the next
                i, job = jobs.popleft()
                given[pool.submit(function, *job)] = i
            if jobs:
                i, job = jobs.pop()
                results[i] = function(*job)
            done, _ = wait(given, timeout=0 if jobs else None, return_when=FIRST_COMPLETED)
            results |= {given.pop(future): future.result() for future in done}
        for i in range(count):
            yield results.pop(i)

    return run


def _client(cluster: Any, workers: int | None):
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise NotUsable("land.runner.no-dask") from error
    if cluster is not None:
        return distributed.Client(cluster)
    return distributed.Client(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None)


def _mapped(client: Any) -> Map:
    def run(function: Callable[..., Any], *columns: Iterable[Any]) -> Iterator[Any]:
        # `pure=False`: the same chunk may be folded twice, and hashing it would cost more than folding it.
        for future in client.map(function, *columns, pure=False, batch_size=None):
            yield future.result(timeout=PATIENCE)

    return run
