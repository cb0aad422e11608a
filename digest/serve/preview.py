"""Watches a site, rebuilds it when a file changes, and serves the last good build.

``open_preview`` binds a port and starts the server; iterating over ``Preview.builds()`` builds once, and again after each change.
The site is built into ``.digest-cache/preview/``: ``output/`` is never touched, and no file contains anything of the preview.

Rejected: swapping parts of an open page. A reload keeps the scroll position and shows what a reader would get. Starting a build
while another one runs: changes made meanwhile are built right after it.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from watchfiles import Change, watch

from digest import FOLDER as PROGRAM
from digest import builtin_theme
from digest.build.job import BuildResult, Job, Progress
from digest.build.pipeline import build
from digest.errors import Fatal, Problem, Severity, describe_os_error, problem
from digest.pages import PageSpec
from digest.publish import lock
from digest.serve.server import PreviewServer, preview_url
from digest.serve.upcoming import Upcoming
from digest.sources import loader
from digest.sources.folder import CACHE_FOLDER

FOLDER = Path(CACHE_FOLDER) / "preview"  # in the folder of digest.yml
_MORE_PORTS = 20  # tried after the requested one
_STEP = 25  # milliseconds without a change before it is reported; an editor's save is several writes
_SWITCH = 0.0005  # seconds until the server's thread gets its turn beside that of a build (default: 5 ms)
_DEBOUNCE = 400  # milliseconds after which it is reported even if files are still being written
# temporary files of editors and systems
_TEMPORARY = re.compile(
    r".*(~|\.sw[a-z]|\.tmp|\.part|\.crswap)|\.#.*|#.*#|4913|___jb_.*|\.goutputstream.*|\.DS_Store|Thumbs\.db|desktop\.ini"
)
_SLOW = problem(
    "slow-watch",
    "This system can't report file changes; checking the files several times a second instead.",
    "On Linux, increase fs.inotify.max_user_watches.",
)

_Stamp = tuple[int, ...] | None


class Rebuilt(Struct, frozen=True, kw_only=True):
    """The result of one build of the preview.

    ``causes`` are the files whose change started it, empty for the first one. ``changed`` counts files of the site that were
    added, changed or removed. ``fatal`` holds the problems if there is no new site, ``crash`` the exception if it is a bug.
    """

    seconds: float
    causes: tuple[str, ...]
    changed: int
    result: BuildResult
    fatal: tuple[Problem, ...] = ()
    crash: Exception | None = None


class Preview:
    """A preview that is being served. Iterate over ``builds()`` to keep it up to date."""

    def __init__(self, job: Job, host: str, server: PreviewServer, watch: Watch, progress: Progress) -> None:
        self._job, self._server, self._watch, self._progress = job, server, watch, progress
        self.port = server.port
        self.url = preview_url(host, server.port)

    def builds(self) -> Iterator[Rebuilt]:
        """Builds, waits for a change and builds again, until ``close()``. Raises Fatal if changes cannot be noticed."""
        causes: tuple[str, ...] | None = ()
        while causes is not None:
            notices = self._watch.start()
            rebuilt = self._build(causes)
            yield replace(rebuilt, result=replace(rebuilt.result, problems=(*rebuilt.result.problems, *notices)))
            causes = self._watch.wait()

    def close(self) -> None:
        """Ends ``builds()``, from any thread."""
        self._watch.close()

    def _build(self, causes: tuple[str, ...]) -> Rebuilt:
        began = time.perf_counter()
        result = BuildResult()
        state = self._server.state
        progress = _Announcing(self._progress, self._server)
        base_url, crash = state.base_url, None
        fatal: tuple[Problem, ...] = ()
        try:
            result = build(self._job, progress)
            base_url = result.base_url
        except Fatal as error:
            fatal, result = error.problems, BuildResult(problems=error.earlier)
        except OSError as error:  # for example a file that disappeared while it was read; the next change builds again
            fatal = (
                problem("build-stopped", f"The build stopped: {describe_os_error(error)}.", "Fix it, then save again."),
            )
        except MemoryError:
            hint = "Close other programs, then save again."
            fatal = (problem("build-stopped", "The build stopped: out of memory.", hint),)
        except Exception as error:  # a bug must not end the preview; the command reports it
            message = f"Internal error in digest ({type(error).__name__}: {error})."
            hint = "This is a bug: please report it. The terminal names the file to attach."
            fatal, crash = (problem("program-failed", message, hint),), error
        self._server.settle()
        published = result.published
        changed = published.written + published.removed if published and not fatal else 0
        problems = fatal or _errors(result.problems)
        shown = self._server.state
        if (changed and shown is state) or (problems, base_url) != (shown.problems, shown.base_url):
            self._server.update(problems, base_url)
        return Rebuilt(
            seconds=time.perf_counter() - began, causes=causes, changed=changed, result=result, fatal=fatal, crash=crash
        )


class _Announcing(Progress):
    """A progress that lets open pages reload as soon as it is known what they will show."""

    def __init__(self, progress: Progress, server: PreviewServer) -> None:
        self._progress, self._server = progress, server
        self._upcoming: Upcoming | None = None

    def stage(self, name: str, items: int) -> None:
        self._progress.stage(name, items)

    def done(self) -> None:
        self._progress.done()

    def planned(
        self,
        root: Path,
        kept: Set[str],
        pages: Sequence[PageSpec[Any]],
        problems: Sequence[Problem],
        *,
        are_all: bool = False,
    ) -> Sequence[PageSpec[Any]]:
        if self._upcoming is None and not pages:
            return pages
        is_first = self._upcoming is None
        upcoming = self._upcoming = self._upcoming or Upcoming(root)
        upcoming.add(kept, pages, are_all=are_all)
        if is_first:
            self._server.update(_errors(problems), self._server.state.base_url, upcoming)
        return upcoming

    def published(self) -> None:
        self._server.settle()
        self._progress.published()


def _errors(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(found for found in problems if found.severity is Severity.ERROR)


class WatchedPath(Struct, frozen=True, kw_only=True):
    """A folder or file of a site. ``name`` is what to call it; ``hidden_files``: whether files that begin with a dot count."""

    path: Path
    name: str
    is_folder: bool = True
    hidden_files: bool = False


class Watch:
    """Reports changes of ``paths``. Call ``start()`` before each build, then ``wait()``; ``close()`` ends it, from any thread.

    Folders are watched recursively with watchfiles, which collects changes between two calls: a build misses none of them, and
    is followed by at most one more. The paths themselves are compared with ``os.stat`` several times a second, because they may
    be created, removed or replaced: editors save digest.yml by renaming another file, a checkout may replace seeds/.

    Rejected: following links inside the folders. Some systems report changes behind them, some do not.
    """

    def __init__(self, paths: Sequence[WatchedPath]) -> None:
        self._paths = paths
        self._stop = Event()
        self._stamps: list[_Stamp] = []
        self._folders: dict[str, WatchedPath] = {}  # by real path
        self._changes: Iterator[set[tuple[Change, str]]] | None = None  # None if the folders are not being watched
        self._polling = False

    def start(self) -> tuple[Problem, ...]:
        """Watches from now on, if it is not doing so already. Returns a notice if the files have to be polled.

        Raises Fatal if changes cannot be noticed at all.
        """
        if self._changes is not None:
            return ()
        while not self._stop.is_set():
            self._stamps = self._read_stamps()
            self._folders = {
                os.path.realpath(watched.path): watched
                for watched in self._paths
                if watched.is_folder and watched.path.is_dir()
            }
            self._changes = watch(
                *self._folders,
                watch_filter=None,
                step=_STEP,
                debounce=_DEBOUNCE,
                stop_event=self._stop,
                rust_timeout=_STEP,
                yield_on_timeout=True,
                raise_interrupt=True,
                ignore_permission_denied=True,
                force_polling=True if self._polling else None,
            )
            try:
                next(self._changes, None)  # from the first answer on, even without a change, the system is listening
                break
            except FileNotFoundError:  # a folder was removed in the same moment
                time.sleep(0.1)
            except (OSError, RuntimeError) as error:  # watchfiles raises RuntimeError for limits of the system
                if self._polling:
                    message = f"Can't watch for file changes: {error}."
                    raise Fatal(problem("no-watch", message, "Run “digest build” after each change.")) from error
                self._polling = True
        return (_SLOW,) if self._polling else ()

    def wait(self) -> tuple[str, ...] | None:
        """The names of the files changed since the last call, waiting for the first one; None after ``close()``."""
        before = self._stamps
        while self._changes is not None:
            try:
                changes = next(self._changes)
            except StopIteration:
                return None
            except (OSError, RuntimeError):  # ``start()`` finds out what to do
                self._changes = None
                return ()
            names = {name for change, path in changes if (name := self._name(change, path))}
            stamps = self._read_stamps()
            if stamps == before != self._stamps:  # changed, and stable for a moment
                changed = [
                    watched for watched, old, new in zip(self._paths, self._stamps, stamps, strict=True) if old != new
                ]
                names |= {watched.name for watched in changed}
                self._stamps = stamps
                if any(watched.is_folder for watched in changed):
                    self._changes = None
            before = stamps
            if names:
                return tuple(sorted(names))
        return None if self._stop.is_set() else ()

    def close(self) -> None:
        """Ends ``wait()``."""
        self._stop.set()

    def _read_stamps(self) -> list[_Stamp]:
        """What tells one state of each path from another; None if it does not exist. The content of folders does not count."""
        stamps: list[_Stamp] = []
        for watched in self._paths:
            try:
                found = os.stat(watched.path)
                content = () if watched.is_folder else (found.st_mtime_ns, found.st_size)
                stamps.append((found.st_dev, found.st_ino, *content))
            except OSError:
                stamps.append(None)
        return stamps

    def _name(self, change: Change, path: str) -> str | None:
        """The name of the changed file; None if the change is irrelevant."""
        if path in self._folders and change is Change.deleted:
            self._changes = None  # the system no longer watches it, even if a new folder has the same inode
            return self._folders[path].name
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


@contextmanager
def open_preview(job: Job, host: str, port: int, progress: Progress) -> Iterator[Preview]:
    """Serves the preview of ``job``, in the job's output, at ``port`` of ``host`` or the next free port, inside the block.

    Raises Fatal if there are no seeds, if another preview of the site is running, or if no port can be bound.
    """
    if not job.seeds.path.is_dir():
        loader.collect(job.seeds)  # raises what a build would raise, before anything is written
    if job.output.resolve().is_relative_to(job.seeds.path.resolve()):
        message = f"The preview would be built inside the seeds folder, in {job.output.parent}."
        raise Fatal(problem("preview-in-seeds", message, "Keep the articles in a separate folder, such as seeds/."))
    try:
        running = lock.acquire(job.output.with_name("preview-lock"))
    except OSError as error:
        message = f"Can't write the preview to {job.output.parent}: {error.strerror}."
        raise Fatal(problem("preview-failed", message, "Make the folder writable.")) from error
    if running is None:
        hint = "Use it, or stop it first."
        raise Fatal(problem("preview-running", "Another preview of this site is running.", hint))
    try:
        server = PreviewServer(bind(host, port), host, job.output)
        watch = Watch(_watched_paths(job))
        interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        try:
            yield Preview(job, host, server, watch, progress)
        finally:
            sys.setswitchinterval(interval)
            server.close()
            watch.close()
    finally:
        running.release()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens at ``port`` of ``host``, or at the next free port; 0 is any port.

    Raises Fatal if ``host`` is not an address of this machine, or no port is free.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise _bad_host(host, "unknown host name") from error
    except (OSError, UnicodeError) as error:
        raise _bad_host(host, "not a valid host name") from error
    family, address = found[0][0], str(found[0][4][0])
    last = min(port + _MORE_PORTS, 65535) if port else 0
    for number in range(port, last + 1):
        sock = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # Windows would share a port that is in use
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((address, number))
            sock.listen(128)
            return sock
        except OSError as error:
            sock.close()
            if isinstance(error, PermissionError):
                message = f"Permission denied for port {number}."
                raise Fatal(problem("no-port", message, "Use --port with a number above 1023.")) from error
            if error.errno != errno.EADDRINUSE:
                raise _bad_host(host, error.strerror or str(error)) from error
    raise Fatal(
        problem("no-port", f"Ports {port} to {last} of {host} are all in use.", "Use --port to choose another.")
    )


def _watched_paths(job: Job) -> tuple[WatchedPath, ...]:
    """The input of the site: its folders, its settings and, in a checkout of digest, the built-in theme."""
    paths = [
        WatchedPath(path=job.seeds.path, name=str(job.seeds)),
        WatchedPath(path=job.templates, name=str(job.templates)),
        WatchedPath(path=job.static, name=str(job.static), hidden_files=True),
        WatchedPath(path=job.pages, name=str(job.pages)),
        WatchedPath(path=job.notes, name=str(job.notes)),
        WatchedPath(path=job.config, name=str(job.config), is_folder=False),
        WatchedPath(path=job.names, name=str(job.names), is_folder=False),
    ]
    theme = builtin_theme()
    installed = theme.parent == PROGRAM
    if not installed and not (job.templates.is_dir() and job.templates.samefile(theme)):
        paths.append(WatchedPath(path=theme, name="built-in templates"))
    return tuple(paths)


def _bad_host(host: str, reason: str) -> Fatal:
    hint = "Omit --host to use this machine only, or use an address of this machine."
    return Fatal(problem("bad-host", f"Can't listen on “{host}”: {reason}.", hint))
