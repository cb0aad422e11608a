"""The workers of a Dask cluster as an executor: the same ``map`` as the process pool of ``executors.py``.

Workers must run the same program with the same libraries, and reach the seeds, the output and the cache by the same paths (a
shared disk). Both are checked before any work is sent, since a worker that differs would make other pages, or none. The
work of a worker that dies is done again by another.

Rejected: several tasks at a time in one worker process. What is memoized while pages are made is not thread-safe, so tasks
take turns; a machine should have one worker process of one thread per processor.
"""

from __future__ import annotations

import logging
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from digest.build.executors import SMALL, AnnotatingErrors, Executor, processors, uninterrupted
from digest.build.fingerprints import portable_fingerprint
from digest.errors import Fatal, problem

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"
_FEW = 16  # items below which the work is done in this process
_MOST = 64  # items of a task
_AHEAD = 4  # tasks per worker thread that are sent before results are awaited
_WAIT = 30.0  # seconds in which a scheduler must answer, and have workers
_ONE_TASK = Lock()


class Cluster:
    """The workers of a Dask scheduler."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:
        """``function`` of each item, in order."""
        if len(items) < min(least, _FEW):
            return map(AnnotatingErrors(function), items)
        return self._map(function, items)

    def _map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        threads = max(1, sum(self._client.nthreads().values()))
        size = max(1, min(_MOST, len(items) // (threads * _AHEAD)))
        pickled = pickle.dumps(AnnotatingErrors(function), pickle.HIGHEST_PROTOCOL)
        chunks = (list(items[start : start + size]) for start in range(0, len(items), size))
        tasks = (self._client.submit(_work, pickled, chunk, pure=False) for chunk in chunks)
        pending: deque[Future[list[R]]] = deque()
        try:
            pending.extend(islice(tasks, threads * _AHEAD))
            while pending:
                results: list[R] = _result(pending[0])
                pending.popleft().release()
                pending.extend(islice(tasks, 1))
                yield from results
        finally:
            if pending:
                self._client.cancel(list(pending))

    def close(self) -> None:
        """No-op: the workers are not ours to end."""


@contextmanager
def cluster(address: str, jobs: int, folder: Path, needed: Sequence[Path] = ()) -> Iterator[Executor]:
    """An executor on the cluster whose scheduler is at ``address``; ``local`` starts one here, of ``jobs`` processes.

    Fatal where none answers, where a worker runs another program, or does not reach ``folder`` or one of the ``needed`` paths.
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise _fatal("no-cluster", f"the library {error.name} is missing.", "Install news-digest[cluster].") from error
    local = address == LOCAL
    with ExitStack() as stack:
        try:
            if local:
                with uninterrupted():  # Ctrl-C is for this process, not for its workers
                    workers = distributed.LocalCluster(
                        n_workers=jobs or processors(),
                        threads_per_worker=1,
                        dashboard_address="127.0.0.1:0",
                        protocol="tcp://",
                        silence_logs=logging.ERROR,
                    )
                address = stack.enter_context(workers).scheduler_address
            client = stack.enter_context(distributed.Client(address, timeout=_WAIT, set_as_default=False))
            client.wait_for_workers(1, timeout=_WAIT)
            if local:
                client.run(_ignore_interrupts)
        except (OSError, TimeoutError, ValueError) as error:
            message = f"there is no cluster at {address}: {_line(error)}."
            hint = "Start its scheduler and at least one worker; name the scheduler's address."
            raise _fatal("no-cluster", message, hint) from error
        _check_workers(client, folder, needed)
        yield Cluster(client)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(pickled: bytes, items: Sequence[Any]) -> list[Any]:
    """Apply a function to some of its items, on a worker."""
    with _ONE_TASK:
        function: AnnotatingErrors[Any, Any] = pickle.loads(pickled)  # noqa: S301 - written by the build that this worker works for
        return function.all(items)


def _result(future: Future[list[R]]) -> list[R]:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        found: list[R] = future.result()
    except (KilledWorker, FutureCancelledError, OSError) as error:
        hint = "Make sure that its workers stay and have enough memory; then build again."
        raise _fatal("broken-cluster", f"the cluster cannot do its work: {_line(error)}.", hint) from error
    return found


def _check_workers(client: Client, folder: Path, needed: Sequence[Path]) -> None:
    """Fatal where a worker has other versions than this process, or does not reach the same files."""
    ours = portable_fingerprint()
    for worker, theirs in sorted(client.run(portable_fingerprint).items()):
        other = [f"{n} {theirs.get(n, 'missing')} instead of {v}" for n, v in ours.items() if theirs.get(n) != v]
        if other:
            hint = "Install the same news-digest and the same libraries on every worker."
            raise _fatal("other-program", f"the worker {worker} has {', '.join(other)}.", hint)
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f"probe-{uuid4().hex}"
    probe.write_bytes(b"")
    missing = client.run(_missing, [str(path.resolve()) for path in (probe, *needed)])
    probe.unlink()
    for worker, paths in sorted(missing.items()):
        if paths:
            hint = "Seeds, output and --cache must be on a disk that all workers reach by the same paths."
            raise _fatal("out-of-reach", f"the worker {worker} does not reach {paths[0]}.", hint)


def _missing(paths: Sequence[str]) -> list[str]:
    """The paths that this worker does not reach."""
    return [path for path in paths if not Path(path).exists()]


def _fatal(code: str, message: str, hint: str) -> Fatal:
    return Fatal(problem(code, message, hint))


def _line(error: BaseException) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__
