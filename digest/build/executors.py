"""Where the work is done: an executor is a ``map``.

Reading and rendering are pure functions of one record, so whoever runs them needs only ``map(function, items)`` with results
in the order of the items. Functions and items must pickle. What all of them need is ``share``d: it goes to each process once.

What processes need is loaded with the first of them: most builds need none. An exception that nobody foresaw carries a note of
the item that it came from, in whatever process that was.

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
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from digest.build.scratch import sweep
from digest.errors import DigestError, Fatal, Problem, Severity

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

SMALL = 400  # below so many items of a few milliseconds starting processes costs more than it gains


class Noting(Generic[T, R]):
    """``function``, with a note on what goes wrong in it of the item that it was given: which file, which page."""

    def __init__(self, function: Callable[[T], R]) -> None:
        self.function = function

    def __call__(self, item: T) -> R:
        try:
            return self.function(item)
        except Exception as error:
            if not isinstance(error, DigestError):  # which says itself where it is
                error.add_note(f"{WHILE}{_name_of(item)}")
            raise

    def all(self, items: Sequence[T]) -> list[R]:
        """Each of ``items``, in a worker."""
        return [self(item) for item in items]


WHILE = "while working on "


def _name_of(item: object) -> str:
    """The file of an article, the address of a page."""
    item = getattr(item, "entry", item)
    names = (getattr(item, name, None) for name in ("file", "url", "name"))
    return next((name for name in names if isinstance(name, str) and name), type(item).__name__)


class Executor(Protocol):
    """Whoever can map a function over items, results in order.

    ``least`` says of how many items on it is worth while to start processes for them.
    """

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]: ...

    def close(self) -> None:
        """End the processes."""


class Serial:
    """This process, one after the other."""

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:  # noqa: ARG002 - it has none to start
        return map(Noting(function), items)

    def close(self) -> None:
        """There is nothing to end."""


class Processes:
    """A pool of ``jobs`` processes on this machine; few items are done here, without it.

    The pool starts with the first map that needs it and serves all of them.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._removed = ExitStack()

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:
        if len(items) < least:
            return map(Noting(function), items)
        return self._map(Noting(function), items)

    def _map(self, noting: Noting[T, R], items: Sequence[T]) -> Iterator[R]:
        from concurrent.futures import BrokenExecutor

        chunk = max(1, min(64, len(items) // (self.jobs * 4)))
        futures: deque[Future[list[R]]] = deque()
        try:
            # What it shares is written here: a full disk met later, among threads, may end in a wait for ever.
            pickle.dumps(noting)
            pool = self._started()
            with uninterrupted():  # the first of them start the processes
                for start in range(0, len(items), chunk):
                    futures.append(pool.submit(noting.all, items[start : start + chunk]))
        except (OSError, RuntimeError) as error:  # no more processes, threads, files or room; or one has died already
            self._end_workers()
            why = _DIED if isinstance(error, BrokenExecutor) else getattr(error, "strerror", None) or str(error)
            raise _without_processes(why) from error
        try:
            while futures:
                yield from self._result(futures.popleft())
        except BrokenExecutor as error:
            self._end_workers()
            raise _without_processes(_DIED) from error
        finally:
            for future in futures:
                future.cancel()

    def _result(self, future: Future[R]) -> R:
        """What ``future`` gives. The pool's own thread may lose count of the futures where a worker dies while they are handed
        in: so it is asked from time to time whether it is broken.
        """
        while True:
            try:
                return future.result(_LOOK_AGAIN)
            except TimeoutError:
                if future.done():
                    raise
                if self._pool:
                    self._pool.submit(int)

    def _end_workers(self) -> None:
        """Ends the processes of a pool in which one has died: those that it started meanwhile it would wait for, for ever."""
        from multiprocessing import active_children

        from digest.build.worker import Worker

        for process in active_children():
            if isinstance(process, Worker):
                process.terminate()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            from digest.build.worker import Workers

            self._removed.enter_context(_quiet())
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=Workers(), initializer=_begin_worker)
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._removed.close()


_DIED = "one of them was ended from outside, or had no more memory"
_LOOK_AGAIN = 1.0  # seconds


@contextmanager
def _quiet() -> Iterator[None]:
    """The thread of a pool trips over what is handed in while a worker dies, and would print a trace. ``_result`` finds out."""
    usual = threading.excepthook

    def hook(args: threading.ExceptHookArgs) -> None:
        if type(args.thread).__module__ != "concurrent.futures.process":
            usual(args)

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = usual


def _without_processes(why: str) -> Fatal:
    message = f"the work cannot be shared among several processes: {why}."
    hint = "Try again, or with --jobs 1, which needs none but itself."
    return Fatal(Problem(code="no-processes", severity=Severity.FATAL, message=message, hint=hint))


@contextmanager
def uninterrupted() -> Iterator[None]:
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

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        try:
            threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
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
