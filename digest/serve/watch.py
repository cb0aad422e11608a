"""What is saved below the places of a site, told by the system (watchfiles), a moment after the last write.

A folder is watched with all below it, and the folder around each place for its coming and going: editors replace digest.yml
by another file, templates/ may be made while the preview runs, and a checkout may put another seeds/ in its place.
What changes while nobody waits is kept, so a build misses nothing and is followed by one more at most.

Rejected: links inside the folders that lead elsewhere are followed as the system does it, and on some it does not.
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

STEP = 25  # milliseconds without a change after which what was saved is told; an editor's save is several writes
LONGEST = 400  # milliseconds after which it is told even if the writing goes on
# what editors and systems put beside a file for a moment
_PASSING = re.compile(
    r".*(~|\.sw[a-z]|\.tmp|\.part|\.crswap)|\.#.*|#.*#|4913|___jb_.*|\.goutputstream.*|\.DS_Store|Thumbs\.db|desktop\.ini"
)


class Place(Struct, frozen=True, kw_only=True):
    """A folder or a file that a site is made of; ``shown`` is what to call it. ``hidden``: whether dot-files count."""

    path: Path
    shown: str
    folder: bool = True
    hidden: bool = False


class _Failure(Struct, frozen=True):
    """Why one of the threads has ended, and whether it was polling."""

    error: Exception
    polling: bool


class Watch(Struct):
    """Watches ``places``. ``arm`` before each build, then ``wait``; ``close`` ends a ``wait`` too, from any thread."""

    places: Sequence[Place]
    _told: SimpleQueue[frozenset[str] | _Failure | None] = field(default_factory=SimpleQueue)
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _stale: bool = True  # a folder has come, gone, or been replaced since the threads began
    _polling: bool = False
    _roots: dict[str, Place] = field(default_factory=dict)
    _targets: dict[str, Place] = field(default_factory=dict)

    def arm(self) -> tuple[Problem, ...]:
        """From here on nothing is missed. A notice where the system cannot tell and files are looked at instead."""
        if not self._stale:
            return ()
        self._stale = False
        self._disarm()
        self._stop = Event()
        self._roots = {
            os.path.realpath(place.path): place for place in self.places if place.folder and place.path.is_dir()
        }
        self._targets = {_target(place.path): place for place in self.places}
        around = {_around(target) for target in self._targets}
        ready = []
        for paths, recursive in ((sorted(self._roots), True), (sorted(around), False)):
            if paths:
                armed = Event()
                thread = Thread(
                    target=self._follow, args=(paths, recursive, self._polling, armed, self._stop), daemon=True
                )
                thread.start()
                ready.append(armed)
                self._threads.append(thread)
        for armed in ready:
            armed.wait()
        return (_SLOW,) if self._polling else ()

    def wait(self) -> tuple[str, ...] | None:
        """The names of what was saved since the last call, waiting for the first; None once all is closed."""
        while True:
            try:
                told = [self._told.get(timeout=0.5)]  # with an end, since on Windows no signal wakes a waiting thread
            except Empty:
                continue
            while not self._told.empty():
                told.append(self._told.get())
            if None in told:
                return None
            for failure in told:
                if isinstance(failure, _Failure):
                    self._recover(failure)
            return tuple(sorted({name for names in told if isinstance(names, frozenset) for name in names}))

    def close(self) -> None:
        """Ends the watch."""
        self._told.put(None)
        self._disarm()

    def _disarm(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _recover(self, failure: _Failure) -> None:
        """A folder that went away in the wrong moment is looked for anew; else files are looked at from now on."""
        self._stale = True
        if isinstance(failure.error, FileNotFoundError):
            time.sleep(0.1)
        elif failure.polling:
            raise Fatal(
                Problem(
                    code="no-watch",
                    severity=Severity.FATAL,
                    message=f"Changes cannot be noticed here: {failure.error}.",
                    hint="Run digest build after each change.",
                )
            ) from failure.error
        else:
            self._polling = True

    def _follow(self, paths: list[str], recursive: bool, polling: bool, armed: Event, stop: Event) -> None:
        try:
            for changes in watch(
                *paths, recursive=recursive, watch_filter=None, step=STEP, debounce=LONGEST, stop_event=stop,
                rust_timeout=STEP, yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=True,
                force_polling=True if polling else None,
            ):  # fmt: skip
                armed.set()  # also where nothing has changed yet: the first answer shows that the system listens
                names = frozenset(name for change, path in changes if (name := self._name(change, path)))
                if names:
                    self._told.put(names)
        except (OSError, RuntimeError) as error:  # RuntimeError: what watchfiles makes of the system's own limits
            self._told.put(_Failure(error, polling))
        finally:
            armed.set()

    def _name(self, change: Change, path: str) -> str | None:
        """What to call the file that was saved; None where it does not count."""
        for target, place in self._targets.items():
            if path == target and place.folder:
                if change is Change.modified:
                    return None  # of a folder as such
                self._stale = True
                return place.shown
            comes_or_goes = change is not Change.modified
            if path == target or (comes_or_goes and target.startswith(path.rstrip(os.sep) + os.sep)):
                self._stale = self._stale or path != target  # a folder around it has come or gone
                return place.shown
        inside = [root for root in self._roots if path.startswith(root.rstrip(os.sep) + os.sep)]
        if not inside:
            return None
        root = max(inside, key=len)
        parts = Path(path[len(root) :].lstrip(os.sep)).parts
        place = self._roots[root]
        passing = any(_PASSING.fullmatch(part) for part in parts) or ".git" in parts
        if passing or (not place.hidden and any(part.startswith(".") for part in parts)):
            return None
        return "/".join((place.shown, *parts))


_SLOW = Problem(
    code="slow-watch",
    severity=Severity.NOTICE,
    message="The system cannot tell of changes here, so the files are looked at a few times a second.",
    hint="On Linux a higher fs.inotify.max_user_watches mends it.",
)


def _target(path: Path) -> str:
    """Where ``path`` is, links followed up to the folder around it, as the system tells of it."""
    whole = os.path.abspath(path)
    return os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))


def _around(target: str) -> str:
    """The nearest folder around ``target`` that is there."""
    folder = os.path.dirname(target)
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder
