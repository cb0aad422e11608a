"""Where the work is done: an executor is a ``map``.

Reading and rendering are pure functions of one record, so an executor needs only ``map(function, items)`` with results in the
order of the items. Functions and items must pickle.

The pool of processes starts with the first map that needs it: most builds need none. An unexpected exception carries a note of
the item that it came from, in whichever process that was.

Rejected: threads (the work is all Python), and clever scheduling: chunks of equal size do.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from digest.build.scratch import sweep
from digest.errors import DigestError, Fatal, problem

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

SMALL = 400  # items of a few milliseconds; with fewer, starting processes costs more than it gains
_MOST_IN_CHUNK = 64  # items that a worker is sent at once
_CHUNKS_EACH = 4  # chunks for each worker, so that none waits long for the slowest
WHILE = "while working on "
_DIED = "a process was killed, or ran out of memory"
_POLL = 1.0  # seconds between two looks at the workers


class Executor(Protocol):
    """Maps a function over items, results in order.

    ``least`` is the number of items from which on it is worth while to start processes for them.
    """

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]: ...

    def close(self) -> None:
        """End the processes."""


class AnnotatingErrors(Generic[T, R]):
    """``function``, whose unexpected errors get a note that names the item: which file, which page."""

    _last: ClassVar[type[object] | None] = None  # the type of the function that this worker last received

    def __init__(self, function: Callable[[T], R]) -> None:
        self.function = function

    def __call__(self, item: T) -> R:
        try:
            return self.function(item)
        except Exception as error:
            if not isinstance(error, DigestError):  # which has a position of its own
                error.add_note(f"{WHILE}{_name_of(item)}")
            raise

    def all(self, items: Sequence[T]) -> list[R]:
        """The results of a chunk of items, in a worker, which first frees what another stage has loaded."""
        stage = type(self.function)
        if AnnotatingErrors._last not in (None, stage):
            from digest.build.memory import release_tables  # imported lazily: most builds need no workers

            release_tables()
        AnnotatingErrors._last = stage
        return [self(item) for item in items]


def _name_of(item: object) -> str:
    """The file of an article or the URL of a page."""
    item = getattr(item, "entry", item)
    names = (getattr(item, name, None) for name in ("file", "url", "name"))
    return next((name for name in names if isinstance(name, str) and name), type(item).__name__)


class Serial:
    """This process, one item after the other."""

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:  # noqa: ARG002 - nothing to start
        return map(AnnotatingErrors(function), items)

    def close(self) -> None:
        """No-op: there is no other process."""


class Processes:
    """A pool of ``jobs`` processes on this machine; few items are mapped in this process.

    The pool starts with the first map that needs it and serves all of them.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:
        annotated = AnnotatingErrors(function)
        return map(annotated, items) if len(items) < least else self._map(annotated, items)

    def _map(self, function: AnnotatingErrors[T, R], items: Sequence[T]) -> Iterator[R]:
        from concurrent.futures import BrokenExecutor

        chunk = max(1, min(_MOST_IN_CHUNK, len(items) // (self.jobs * _CHUNKS_EACH)))
        futures: deque[Future[list[R]]] = deque()
        try:
            pickle.dumps(function)  # an error is raised here, not in a thread of the pool
            pool = self._started()
            with uninterrupted():  # the first chunks start the processes
                for start in range(0, len(items), chunk):
                    futures.append(pool.submit(function.all, items[start : start + chunk]))
        except (OSError, RuntimeError) as error:  # no more processes, threads or files; or a process has died already
            self._terminate()
            reason = _DIED if isinstance(error, BrokenExecutor) else getattr(error, "strerror", None) or str(error)
            raise _failed(reason) from error
        try:
            while futures:
                yield from self._result(futures.popleft())
        except BrokenExecutor as error:
            self._terminate()
            raise _failed(_DIED) from error
        finally:
            for future in futures:
                future.cancel()

    def _result(self, future: Future[R]) -> R:
        """The result of ``future``.

        The pool may lose sight of futures if a worker dies while they are handed in; then no worker is left to wait for.
        """
        from concurrent.futures import BrokenExecutor

        while True:
            try:
                return future.result(_POLL)
            except TimeoutError:
                if future.done():
                    raise
                if not any(worker.is_alive() for worker in _workers()):
                    raise BrokenExecutor(_DIED) from None

    def _terminate(self) -> None:
        """Terminate the workers of a broken pool, which would wait for those that it had just started."""
        for worker in _workers():
            worker.terminate()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            from digest.build.worker import Workers

            self._pool = ProcessPoolExecutor(self.jobs, mp_context=Workers(), initializer=_begin_worker)
        return self._pool

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _workers() -> list[Any]:
    from multiprocessing import active_children

    from digest.build.worker import Worker

    return [process for process in active_children() if isinstance(process, Worker)]


def _failed(reason: str) -> Fatal:
    message = f"A worker process failed: {reason}."
    return Fatal(problem("no-processes", message, "Try again, or use --jobs 1."))


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits. It is meant for the process that starts the workers; before these ignore it (``_begin_worker``) they would
    print a traceback.
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
    """Run the garbage collector less often: most of what a build creates lives until it ends, and walking through it again and
    again takes a tenth of the time (measured with 10,000 articles).
    """
    gc.set_threshold(20_000, 20, 50)


@contextmanager
def collection_paused() -> Iterator[None]:
    """The garbage collector is off within the block, for code that creates many long-lived records and no cycles, and ignores
    until the next build what is there then. With 10,000 articles it took a tenth of the time of an edit.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _begin_worker() -> None:
    """A worker leaves Ctrl-C to the process that started it, and does not outlive it."""
    collect_seldom()
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        try:
            threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        except RuntimeError:  # the system allows no more threads; the pool reports that this worker is gone
            os._exit(1)


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)  # the parent was killed: nobody waits for this worker's results


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
