"""Where the work is done: an executor is a ``map``.

Reading and rendering are pure functions of one record, so whoever runs them needs only ``map(function, items)`` with results
in the order of the items. Functions and items must pickle.

Given up: threads (the work is all Python), and clever scheduling: chunks of equal size do.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

SMALL = 400  # below so many items starting processes costs more than it gains


class Executor(Protocol):
    """Whoever can map a function over items, results in order."""

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]: ...


class Serial:
    """This process, one after the other."""

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        return map(function, items)


class Processes:
    """A pool of ``jobs`` processes on this machine; few items are done here, without it.

    The pool starts with the first map that needs it and serves all of them.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        if len(items) < SMALL:
            return map(function, items)
        if self._pool is None:
            # fork would copy whatever threads hold; spawn is the way that all systems have
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"), initializer=_begin_worker)
        return self._pool.map(function, items, chunksize=max(1, min(64, len(items) // (self.jobs * 4))))

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    """A worker leaves Ctrl-C to the process that started it, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)  # the parent was killed: nobody waits for what this one still holds


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def executor_for(jobs: int) -> Iterator[Executor]:
    """An executor with ``jobs`` processes: 1 is this one alone, 0 as many as there are processors."""
    jobs = jobs or processors()
    if jobs == 1:
        yield Serial()
        return
    pool = Processes(jobs)
    try:
        yield pool
    finally:
        pool.close()
