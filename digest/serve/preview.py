"""The round of the preview: watch, build, tell those who look on; one build at a time, the last good one always shown.

Rejected: building in the background of a build. What is saved meanwhile is built right after it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from msgspec import Struct
from msgspec.structs import replace

from digest.build.job import BuildResult, Job, Progress
from digest.build.pipeline import build
from digest.errors import Fatal, Problem, Severity, said
from digest.package import FOLDER as PROGRAM
from digest.package import builtin_theme
from digest.publish import lock
from digest.serve import hosts
from digest.serve.server import Server
from digest.serve.standing import Standing
from digest.serve.watch import Place, Watch
from digest.sources import loader

_ROUND = 0.05  # seconds between two looks at clients that are late; as long it takes to end
FOLDER = Path(".digest-cache") / "preview"  # beside digest.yml


class Rebuilt(Struct, frozen=True, kw_only=True):
    """How one build of the preview went.

    ``causes`` are the files whose saving caused it, empty for the first; ``changed`` counts files of the site that are new,
    other or gone. ``fatal`` says why there is no new site; ``fault`` is what it was where it was the program's own.
    """

    seconds: float
    causes: tuple[str, ...]
    changed: int
    result: BuildResult
    fatal: tuple[Problem, ...] = ()
    fault: Exception | None = None


class Preview:
    """A preview that is being served. Iterate over ``builds()`` to have it built, again and again."""

    def __init__(self, job: Job, server: Server, watch: Watch, progress: Progress) -> None:
        self._job, self._server, self._watch, self._progress = job, server, watch, progress

    @property
    def url(self) -> str:
        """Where to look at it from this machine."""
        return hosts.url(self._server.host, self.port)

    @property
    def port(self) -> int:
        return self._server.server_port

    def builds(self) -> Iterator[Rebuilt]:
        """Builds, then waits till something is saved and builds again, till it is closed. Fatal where nothing can watch."""
        causes: tuple[str, ...] | None = ()
        while causes is not None:
            notices = self._watch.arm()
            rebuilt = self._build(causes)
            yield replace(rebuilt, result=replace(rebuilt.result, problems=(*rebuilt.result.problems, *notices)))
            causes = self._watch.wait()

    def close(self) -> None:
        """Ends ``builds()``, from any thread."""
        self._watch.close()

    def _build(self, causes: tuple[str, ...]) -> Rebuilt:
        began = time.perf_counter()
        result = BuildResult()
        standing = self._server.standing
        fatal: tuple[Problem, ...] = ()
        fault = None
        base_url = standing.shown.base_url
        try:
            result = build(self._job, self._progress, wait_for_clock_tick=False)
            base_url = result.base_url
        except Fatal as error:
            fatal, result = error.problems, BuildResult(problems=error.earlier)
        except OSError as error:  # a file that came or went in the wrong moment; the next change builds again
            message = f"The build was stopped: {said(error)}."
            fatal = (_problem("build-stopped", message, "Save again once that is mended."),)
        except MemoryError:
            message = "The build was stopped: there is not enough memory."
            fatal = (_problem("build-stopped", message, "Close what needs much of it, and save again."),)
        except Exception as error:  # whatever it is, the preview goes on; who serves it tells of it
            fault = error
            message = f"The program failed ({type(error).__name__}: {error})."
            hint = "This is a fault of digest: please report it, the terminal says with which file."
            fatal = (_problem("program-failed", message, hint),)
        published = result.published
        changed = published.written + published.removed if published and not fatal else 0
        shown = standing.shown
        problems = fatal or tuple(problem for problem in result.problems if problem.severity is Severity.ERROR)
        if changed or (problems, base_url) != (shown.problems, shown.base_url):
            standing.change(problems, base_url)
        return Rebuilt(
            seconds=time.perf_counter() - began, causes=causes, changed=changed, result=result, fatal=fatal, fault=fault
        )


@contextmanager
def open_preview(job: Job, host: str, port: int, progress: Progress) -> Iterator[Preview]:
    """Serves the preview of ``job``, whose output it is, at ``port`` of ``host`` or the next one free, till the block ends.

    Fatal where there are no seeds, another preview of the site is under way, or there is no listening there.
    """
    if not job.seeds_path.is_dir():
        loader.collect(job.seeds)  # raises what a build would, before anything is made
    if job.output.resolve().is_relative_to(job.seeds_path.resolve()):
        message = f"The preview would be made in the seeds, below {job.output.parent}."
        raise Fatal(
            _problem("preview-in-seeds", message, "Keep the articles in a folder of their own, such as seeds/.")
        )
    try:
        held = lock.acquire(job.output.with_name("preview-lock"))
    except OSError as error:
        message = f"The preview cannot be kept in {job.output.parent}: {error.strerror}."
        raise Fatal(_problem("preview-failed", message, "See to it that you may write there.")) from error
    if held is None:
        message = "Another preview of this site is running."
        raise Fatal(_problem("preview-running", message, "Use that one, or end it first."))
    try:
        standing = Standing()
        server = hosts.bind(
            host, port,
            lambda family, address, number: Server(
                family, address, number, host=host, root=job.output, standing=standing
            ),
        )  # fmt: skip
        watch = Watch(_places(job))
        Thread(target=server.serve_forever, args=(_ROUND,), daemon=True).start()
        try:
            yield Preview(job, server, watch, progress)
        finally:
            server.end()
            watch.close()
    finally:
        held.release()


def _places(job: Job) -> tuple[Place, ...]:
    """What the site is made of: its folders, its settings, and in a checkout of digest the built-in theme."""
    places = [
        Place(path=job.seeds_path, shown=str(job.seeds)),
        Place(path=job.templates, shown=str(job.templates)),
        Place(path=job.static, shown=str(job.static), hidden=True),
        Place(path=job.pages, shown=str(job.pages)),
        Place(path=job.config, shown=str(job.config), folder=False),
        Place(path=job.names, shown=str(job.names), folder=False),
    ]
    theme = builtin_theme()
    installed = theme.parent == PROGRAM
    if not installed and not (job.templates.is_dir() and job.templates.samefile(theme)):
        places.append(Place(path=theme, shown="built-in templates"))
    return tuple(places)


def _problem(code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, severity=Severity.FATAL, message=message, hint=hint)
