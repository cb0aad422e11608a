"""Where the work is done: an executor is a ``map``.

Reading and rendering are pure functions of one record, so whoever runs them needs only ``map(function, items)`` with results
in the order of the items. Functions and items must pickle. What all of them need is ``share``d: it goes to each process once.

What processes need is loaded with the first of them: most builds need none.

Given up: threads (the work is all Python), and clever scheduling: chunks of equal size do.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from digest.errors import Fatal, Problem, Severity
from digest.scratch import scratch, sweep

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

SMALL = 400  # below so many items of a few milliseconds starting processes costs more than it gains


class Common(Protocol):
    """A place where other processes find a value, once it is written. Equal for equal places."""

    def write(self, data: bytes) -> None: ...

    def read(self) -> bytes: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file as a ``Common`` place."""

    path: Path

    def write(self, data: bytes) -> None:
        new = self.path.with_name(f"{self.path.name}.new")  # so that nobody finds half of it where the disk was full
        new.write_bytes(data)
        new.replace(self.path)

    def read(self) -> bytes:
        return self.path.read_bytes()


class Shared(Generic[T]):
    """A value that functions of a ``map`` need, in whatever process they run; to others it goes by a common place, once."""

    def __init__(self, value: T, place: Common | None = None, *, written: bool = False) -> None:
        self.value = value
        self._place = place
        self._written = written

    def __reduce__(self) -> tuple[Callable[[Common], Shared[Any]], tuple[Common]]:
        if self._place is None:
            raise pickle.PicklingError("nobody has said where other processes find it")
        if not self._written:
            self._place.write(pickle.dumps(self.value, pickle.HIGHEST_PROTOCOL))
            self._written = True
        return _received, (self._place,)


@lru_cache(maxsize=2)
def _received(place: Common) -> Shared[Any]:
    value = pickle.loads(place.read())  # noqa: S301 - this program wrote it, into a place of its own
    return Shared(value, place, written=True)


class Executor(Protocol):
    """Whoever can map a function over items, results in order.

    ``least`` says of how many items on it is worth while to start processes for them.
    """

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]: ...

    def share(self, value: T) -> Shared[T]: ...

    def close(self) -> None:
        """Nothing more is to be done: processes end, and what was shared is gone."""


class Serial:
    """This process, one after the other."""

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:  # noqa: ARG002 - it has none to start
        return map(function, items)

    def share(self, value: T) -> Shared[T]:
        return Shared(value)

    def close(self) -> None:
        """There is nothing to end."""


class Processes:
    """A pool of ``jobs`` processes on this machine; few items are done here, without it.

    The pool starts with the first map that needs it and serves all of them.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._folder: Path | None = None
        self._removed = ExitStack()
        self._shared = 0

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:
        if len(items) < least:
            return map(function, items)
        return self._map(function, items)

    def _map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        from concurrent.futures import BrokenExecutor

        chunk = max(1, min(64, len(items) // (self.jobs * 4)))
        try:
            pickle.dumps(
                function
            )  # what it shares is written here: a full disk met later, among threads, may end in a wait for ever
            pool = self._started()
            with _uninterrupted():
                results = pool.map(function, items, chunksize=chunk)  # the first one starts the processes
        except (OSError, RuntimeError) as error:  # no more processes, threads, files or room
            raise _without_processes(getattr(error, "strerror", None) or str(error)) from error
        try:
            yield from results
        except BrokenExecutor as error:
            raise _without_processes("one of them was ended from outside, or had no more memory") from error

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            # fork would copy whatever threads hold; spawn is the way that all systems have
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"), initializer=_begin_worker)
        return self._pool

    def share(self, value: T) -> Shared[T]:
        if self._folder is None:
            self._folder = self._removed.enter_context(scratch())
        self._shared += 1
        return Shared(value, OnDisk(self._folder / str(self._shared)))

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._folder = None
        self._removed.close()


def _without_processes(why: str) -> Fatal:
    message = f"the work cannot be shared among several processes: {why}."
    mend = "Try again, or with --jobs 1, which needs none but itself."
    return Fatal(Problem(code="no-processes", severity=Severity.FATAL, message=message, mend=mend))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits. Processes that are started meanwhile never see it: it is for the one that started them, and before they
    know that (``_begin_worker``) they would tell of it with a trace.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def collect_seldom() -> None:
    """Look less often for what is no longer used: most of what this program makes stays till it ends, and looking through it
    again and again takes a tenth of its time.
    """
    gc.set_threshold(20_000, 20, 50)


def _begin_worker() -> None:
    """A worker leaves Ctrl-C to the process that started it, and does not outlive it."""
    collect_seldom()
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        try:
            Thread(target=_end_with, args=(parent,), daemon=True).start()
        except (
            RuntimeError
        ):  # the system lets us have no more of them; who has started this one is told that it is gone
            os._exit(1)


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
    sweep()
    jobs = jobs or processors()
    if jobs == 1:
        yield Serial()
        return
    pool = Processes(jobs)
    try:
        yield pool
    finally:
        pool.close()
