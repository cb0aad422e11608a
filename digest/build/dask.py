"""Reading, inference and rendering on a Dask cluster: an executor as those of ``executors.py``, by the same functions.

What travels is what a function is given and what it hands back, cards and keys; texts and pages workers read and write
themselves, at places that they and this process reach. A worker that dies has its work done again by another: all of it is a
function of what is read, and writes the same thing to the same place.

Before anything is sent every worker is asked whether it runs this very program with the same libraries, and whether it reaches
the common place and the seeds. One that does neither would make other pages, or none.

A request to an object store takes longer than what it carries, so what a task reads is asked for together (``soon``), and what it
writes is written together.

Rejected: several of our tasks at a time in one worker process. Much of what is remembered while pages are made is not made for
threads, so they take turns: a machine gets as many worker processes as it has processors, of one thread each.
"""

from __future__ import annotations

import logging
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from msgspec import Struct

from digest.build.cache import identity
from digest.build.executors import SMALL, Executor, Noting, Shared, processors, uninterrupted
from digest.errors import Fatal, Problem, Severity
from digest.sources.bucket import Bucket, together
from digest.sources.folder import Folder, Kind

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"
_FOLDER = "shared"  # where, in the common place, what workers need is put
_FEW = 16  # items from which on it is worth while to ask workers, who are there already
_MOST = 64  # items of a task
_AHEAD = 4  # tasks for each thread of the cluster that are sent before their results are asked for
_WAIT = 30.0  # seconds in which a scheduler answers, and has workers
_TURN = Lock()


class _Object(Struct, frozen=True):
    """An object as an ``executors.Common`` place."""

    bucket: Bucket
    name: str

    def write(self, data: bytes) -> None:
        self.bucket.write(self.name, data)

    def read(self) -> bytes:
        return self.bucket.read(self.name)


class Cluster:
    """The workers of a Dask scheduler. Few items are done here, without them."""

    def __init__(self, client: Client, common: Bucket) -> None:
        self._client = client
        self._common = common / _FOLDER
        self._names: list[str] = []

    def map(self, function: Callable[[T], R], items: Sequence[T], least: int = SMALL) -> Iterator[R]:
        if len(items) < min(least, _FEW):
            return map(Noting(function), items)
        return self._map(function, items)

    def _map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        threads = max(1, sum(self._client.nthreads().values()))
        size = max(1, min(_MOST, len(items) // (threads * _AHEAD)))
        chunks = (items[start : start + size] for start in range(0, len(items), size))
        data = pickle.dumps(Noting(function), pickle.HIGHEST_PROTOCOL)
        under_way: deque[Future[list[R]]] = deque()
        try:
            under_way.extend(self._submit(data, chunk) for chunk in islice(chunks, threads * _AHEAD))
            while under_way:
                results: list[R] = self._result(under_way[0])
                under_way.popleft().release()
                under_way.extend(self._submit(data, chunk) for chunk in islice(chunks, 1))
                yield from results
        finally:
            if under_way:
                self._client.cancel(list(under_way))

    def _submit(self, data: bytes, chunk: Sequence[T]) -> Future[list[Any]]:
        return self._client.submit(_work, data, list(chunk), pure=False)

    def _result(self, future: Future[list[R]]) -> list[R]:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            found: list[R] = future.result()
        except (KilledWorker, FutureCancelledError, OSError) as error:
            raise _refusal("broken-cluster", f"the cluster cannot do its work: {_line(error)}.",
                           "See to it that its workers stay and have enough memory; then build again.") from error  # fmt: skip
        return found

    def share(self, value: T) -> Shared[T]:
        name = uuid4().hex
        self._names.append(name)
        return Shared(value, _Object(self._common, name))

    def close(self) -> None:
        with suppress(OSError):  # what stays is removed by the next build
            self._common.remove_all([name for name in self._common.signatures() if name in self._names])
        self._names.clear()


@contextmanager
def cluster(address: str, jobs: int, common: Bucket, seeds: Folder) -> Iterator[Executor]:
    """An executor on the cluster whose scheduler is at ``address``; ``local`` starts one on this machine, of ``jobs`` processes.

    Fatal where there is none, where a worker runs another program, or where one does not reach ``common`` or the ``seeds``.
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise _refusal("no-cluster", f"there is no {error.name} here.", "Install news-digest[cluster].") from error
    asked = address
    with ExitStack() as stack:
        try:
            if asked == LOCAL:
                with uninterrupted():  # its workers leave Ctrl-C to this process, as those of a pool do
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
            if asked == LOCAL:
                client.run(_leave_interrupts)
        except (OSError, TimeoutError, ValueError) as error:
            raise _refusal("no-cluster", f"there is no cluster at {address}: {_line(error)}.",
                           "Start its scheduler and at least one worker; name the scheduler's address.") from error  # fmt: skip
        _refuse_others(client)
        _refuse_strangers(client, common, seeds)
        found = Cluster(client, common)
        stack.callback(found.close)
        yield found


def _leave_interrupts() -> None:
    """On a worker that this process has started: Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(data: bytes, items: Sequence[Any]) -> list[Any]:
    """A function and some of its items, on a worker."""
    with _TURN:
        noting: Noting[Any, Any] = pickle.loads(data)  # noqa: S301 - the build that this worker works for wrote it
        if hasattr(noting.function, "soon"):
            noting.function.soon(items)
        with together():
            return noting.all(items)


def _refuse_others(client: Client) -> None:
    """Fatal where a worker runs other versions than this process."""
    ours = identity()
    for worker, theirs in sorted(client.run(identity).items()):
        other = [
            f"{name} {theirs.get(name, 'missing')} instead of {version}"
            for name, version in ours.items()
            if theirs.get(name) != version
        ]
        if other:
            raise _refusal("other-program", f"the worker {worker} has {', '.join(other)}.",
                           "Install the same news-digest and the same libraries on every worker.")  # fmt: skip


def _refuse_strangers(client: Client, common: Bucket, seeds: Folder) -> None:
    """Fatal where a worker does not reach what all need to reach."""
    probe = _Object(common / _FOLDER, "probe")
    token = uuid4().bytes
    try:
        probe.write(token)
    except OSError as error:
        raise _stranger("this machine", str(common), _line(error)) from error
    told: Mapping[str, tuple[str, str] | None] = client.run(_reaches, probe, token, seeds)
    for worker, found in sorted(told.items()):
        if found:
            raise _stranger(f"the worker {worker}", *found)
    with suppress(OSError):  # as with what is shared
        probe.bucket.remove_all([probe.name])


def _reaches(probe: _Object, token: bytes, seeds: Folder) -> tuple[str, str] | None:
    """What this worker does not reach, and why."""
    try:
        if probe.read() != token:
            return str(probe.bucket), "it finds something else there"
        if seeds.kind("") is not Kind.FOLDER:
            return str(seeds), "it finds no folder there"
    except OSError as error:
        return str(probe.bucket), _line(error)
    return None


def _stranger(who: str, what: str, why: str) -> Fatal:
    hint = "Seeds, output and --cache have to be where all workers reach them: in an object store, or on a disk that all have."
    return _refusal("out-of-reach", f"{who} does not reach {what}: {why}.", hint)


def _refusal(code: str, message: str, hint: str) -> Fatal:
    return Fatal(Problem(code=code, severity=Severity.FATAL, message=message, hint=hint))


def _line(error: BaseException) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__
