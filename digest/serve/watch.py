"""Reports which files of a site have changed, a moment after the last write, with watchfiles.

Each folder is watched recursively, and the parent of each path for its creation, removal and replacement: editors save
digest.yml by renaming another file, templates/ may be created while the preview runs, and a checkout may replace seeds/.
Changes are queued while nobody waits, so a build misses none of them and is followed by at most one more.

Rejected: following links inside the folders. Some systems report changes behind them, some do not.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread

from msgspec import Struct, field
from watchfiles import Change, watch

from digest.errors import Fatal, Problem, Severity

_STEP = 25  # milliseconds without a change before it is reported; an editor's save is several writes
_DEBOUNCE = 400  # milliseconds after which it is reported even if files are still being written
# temporary files of editors and systems
_TEMPORARY = re.compile(
    r".*(~|\.sw[a-z]|\.tmp|\.part|\.crswap)|\.#.*|#.*#|4913|___jb_.*|\.goutputstream.*|\.DS_Store|Thumbs\.db|desktop\.ini"
)
_SLOW = Problem(
    code="slow-watch",
    severity=Severity.NOTICE,
    message="This system can't report file changes; checking the files several times a second instead.",
    hint="On Linux, increase fs.inotify.max_user_watches.",
)


class WatchedPath(Struct, frozen=True, kw_only=True):
    """A folder or file of a site. ``name`` is what to call it; ``hidden_files``: whether files that begin with a dot count."""

    path: Path
    name: str
    is_folder: bool = True
    hidden_files: bool = False


class _Failure(Struct, frozen=True):
    """The error that ended a thread, and whether the thread was polling."""

    error: Exception
    polling: bool


class Watch(Struct):
    """Watches ``paths``. Call ``start()`` before each build, then ``wait()``; ``close()`` ends a ``wait()`` from any thread."""

    paths: Sequence[WatchedPath]
    _queue: SimpleQueue[frozenset[str] | _Failure | None] = field(default_factory=SimpleQueue)
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _stale: bool = True  # a folder was created, removed or replaced since the threads were started
    _polling: bool = False
    _folders: dict[str, WatchedPath] = field(default_factory=dict)  # by real path
    _targets: dict[str, WatchedPath] = field(
        default_factory=dict
    )  # by the path that the system reports for the path itself

    def start(self) -> tuple[Problem, ...]:
        """Watches from now on. Returns a notice if the files have to be polled."""
        if not self._stale:
            return ()
        self._stale = False
        self._end_threads()
        self._stop = Event()
        self._folders = {
            os.path.realpath(watched.path): watched
            for watched in self.paths
            if watched.is_folder and watched.path.is_dir()
        }
        self._targets = {_target(watched.path): watched for watched in self.paths}
        parents = {_existing_parent(target) for target in self._targets}
        listening = []
        for paths, recursive in ((sorted(self._folders), True), (sorted(parents), False)):
            if paths:
                ready = Event()
                thread = Thread(
                    target=self._follow, args=(paths, recursive, self._polling, ready, self._stop), daemon=True
                )
                thread.start()
                listening.append(ready)
                self._threads.append(thread)
        for ready in listening:
            ready.wait()
        return (_SLOW,) if self._polling else ()

    def wait(self) -> tuple[str, ...] | None:
        """The names of the files changed since the last call, waiting for the first one; None after ``close()``.

        Raises Fatal if changes cannot be noticed at all.
        """
        while True:
            try:
                items = [
                    self._queue.get(timeout=0.5)
                ]  # with a timeout, since on Windows no signal interrupts a waiting thread
            except Empty:
                continue
            while not self._queue.empty():
                items.append(self._queue.get())
            if None in items:
                return None
            for failure in items:
                if isinstance(failure, _Failure):
                    self._recover(failure)
            return tuple(sorted({name for names in items if isinstance(names, frozenset) for name in names}))

    def close(self) -> None:
        """Ends the watch."""
        self._queue.put(None)
        self._end_threads()

    def _end_threads(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _recover(self, failure: _Failure) -> None:
        """Starts the threads again: after a folder disappeared in the same way, after other errors with polling."""
        self._stale = True
        if isinstance(failure.error, FileNotFoundError):
            time.sleep(0.1)
        elif failure.polling:
            raise Fatal(
                Problem(
                    code="no-watch",
                    severity=Severity.FATAL,
                    message=f"Can't watch for file changes: {failure.error}.",
                    hint="Run “digest build” after each change.",
                )
            ) from failure.error
        else:
            self._polling = True

    def _follow(self, paths: list[str], recursive: bool, polling: bool, ready: Event, stop: Event) -> None:
        try:
            for changes in watch(
                *paths, recursive=recursive, watch_filter=None, step=_STEP, debounce=_DEBOUNCE, stop_event=stop,
                rust_timeout=_STEP, yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=True,
                force_polling=True if polling else None,
            ):  # fmt: skip
                ready.set()  # the first answer, even without a change, shows that the system is listening
                names = frozenset(name for change, path in changes if (name := self._name(change, path)))
                if names:
                    self._queue.put(names)
        except (OSError, RuntimeError) as error:  # watchfiles raises RuntimeError for limits of the system
            self._queue.put(_Failure(error, polling))
        finally:
            ready.set()

    def _name(self, change: Change, path: str) -> str | None:
        """The name of the changed file; None if the change is irrelevant."""
        for target, watched in self._targets.items():
            if path == target and watched.is_folder:
                if change is Change.modified:
                    return None  # only the time of the folder itself
                self._stale = True
                return watched.name
            parent_changed = change is not Change.modified and target.startswith(path.rstrip(os.sep) + os.sep)
            if path == target or parent_changed:
                self._stale = self._stale or path != target
                return watched.name
        folders = [folder for folder in self._folders if path.startswith(folder.rstrip(os.sep) + os.sep)]
        if not folders:
            return None
        folder = max(folders, key=len)
        parts = Path(path[len(folder) :].lstrip(os.sep)).parts
        watched = self._folders[folder]
        temporary = any(_TEMPORARY.fullmatch(part) for part in parts) or ".git" in parts
        if temporary or (not watched.hidden_files and any(part.startswith(".") for part in parts)):
            return None
        return "/".join((watched.name, *parts))


def _target(path: Path) -> str:
    """``path`` with links followed in its parent only, as the system reports a change of the path itself."""
    absolute = os.path.abspath(path)
    return os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))


def _existing_parent(target: str) -> str:
    """The nearest existing folder above ``target``."""
    folder = os.path.dirname(target)
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder
