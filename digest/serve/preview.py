"""Watches a site, rebuilds it when a file changes, and serves the last good build.

``open_preview`` binds a port and starts the server; iterating over ``Preview.builds()`` builds once, and again after each change.
The site is built into ``.digest-cache/preview/``: ``output/`` is never touched, and no file contains anything of the preview.

Rejected: swapping parts of an open page. A reload keeps the scroll position and shows what a reader would get. Starting a build
while another one runs: changes made meanwhile are built right after it.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from digest.build.job import Job, Progress, Report
from digest.build.pipeline import build
from digest.errors import Fatal, Problem, Severity, describe_os_error
from digest.package import FOLDER as PROGRAM
from digest.package import builtin_theme
from digest.publish import lock
from digest.serve.server import PreviewServer, preview_url
from digest.serve.watch import Watch, WatchedPath
from digest.sources import loader

FOLDER = Path(".digest-cache") / "preview"  # in the folder of digest.yml
_MORE_PORTS = 20  # tried after the requested one


class Rebuilt(Struct, frozen=True, kw_only=True):
    """The result of one build of the preview.

    ``causes`` are the files whose change started it, empty for the first one. ``changed`` counts files of the site that were
    added, changed or removed. ``fatal`` holds the problems if there is no new site, ``crash`` the exception if it is a bug.
    """

    seconds: float
    causes: tuple[str, ...]
    changed: int
    report: Report
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
            rebuilt.report.problems += notices
            yield rebuilt
            causes = self._watch.wait()

    def close(self) -> None:
        """Ends ``builds()``, from any thread."""
        self._watch.close()

    def _build(self, causes: tuple[str, ...]) -> Rebuilt:
        began = time.perf_counter()
        report = Report()
        state = self._server.state
        base_url, crash = state.base_url, None
        fatal: tuple[Problem, ...] = ()
        try:
            build(self._job, report, self._progress, patient=False)
            base_url = report.base_url
        except Fatal as error:
            fatal = error.problems
        except OSError as error:  # for example a file that disappeared while it was read; the next change builds again
            fatal = (
                _fatal("build-stopped", f"The build stopped: {describe_os_error(error)}.", "Fix it, then save again."),
            )
        except MemoryError:
            hint = "Close other programs, then save again."
            fatal = (_fatal("build-stopped", "The build stopped: out of memory.", hint),)
        except Exception as error:  # a bug must not end the preview; the command reports it
            message = f"Internal error in digest ({type(error).__name__}: {error})."
            hint = "This is a bug: please report it. The terminal names the file to attach."
            fatal, crash = (_fatal("program-failed", message, hint),), error
        published = report.published
        changed = published.written + published.removed if published and not fatal else 0
        problems = fatal or tuple(problem for problem in report.problems if problem.severity is Severity.ERROR)
        if changed or (problems, base_url) != (state.problems, state.base_url):
            self._server.update(problems, base_url)
        return Rebuilt(
            seconds=time.perf_counter() - began, causes=causes, changed=changed, report=report, fatal=fatal, crash=crash
        )


@contextmanager
def open_preview(job: Job, host: str, port: int, progress: Progress) -> Iterator[Preview]:
    """Serves the preview of ``job``, in the job's output, at ``port`` of ``host`` or the next free port, inside the block.

    Raises Fatal if there are no seeds, if another preview of the site is running, or if no port can be bound.
    """
    if not job.seeds_path.is_dir():
        loader.collect(job.seeds)  # raises what a build would raise, before anything is written
    if job.output_path.resolve().is_relative_to(job.seeds_path.resolve()):
        message = f"The preview would be built inside the seeds folder, in {job.output_path.parent}."
        raise Fatal(_fatal("preview-in-seeds", message, "Keep the articles in a separate folder, such as seeds/."))
    try:
        running = lock.acquire(job.output_path.with_name("preview-lock"))
    except OSError as error:
        message = f"Can't write the preview to {job.output_path.parent}: {error.strerror}."
        raise Fatal(_fatal("preview-failed", message, "Make the folder writable.")) from error
    if running is None:
        hint = "Use it, or stop it first."
        raise Fatal(_fatal("preview-running", "Another preview of this site is running.", hint))
    try:
        server = PreviewServer(bind(host, port), host, job.output_path)
        watch = Watch(_watched_paths(job))
        try:
            yield Preview(job, host, server, watch, progress)
        finally:
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
                raise Fatal(_fatal("no-port", message, "Use --port with a number above 1023.")) from error
            if error.errno != errno.EADDRINUSE:
                raise _bad_host(host, error.strerror or str(error)) from error
    raise Fatal(_fatal("no-port", f"Ports {port} to {last} of {host} are all in use.", "Use --port to choose another."))


def _watched_paths(job: Job) -> tuple[WatchedPath, ...]:
    """The input of the site: its folders, its settings and, in a checkout of digest, the built-in theme."""
    paths = [
        WatchedPath(path=job.seeds_path, name=str(job.seeds)),
        WatchedPath(path=job.templates, name=str(job.templates)),
        WatchedPath(path=job.static, name=str(job.static), hidden_files=True),
        WatchedPath(path=job.pages, name=str(job.pages)),
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
    return Fatal(_fatal("bad-host", f"Can't listen on “{host}”: {reason}.", hint))


def _fatal(code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, severity=Severity.FATAL, message=message, hint=hint)
