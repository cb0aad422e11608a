"""What the commands share: options for paths, printing problems and progress, and ending after failures.

Rejected: colours. They would say nothing that the words do not.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from msgspec.structs import replace

from digest.errors import DigestError, Problem, Severity, describe_os_error, problem, shown
from digest.sources.object_store import is_url, is_valid_url, name_of

if TYPE_CHECKING:
    from digest.build.job import Findings, Job, Progress

F = TypeVar("F", bound=Callable[..., object])

OUTPUT_UNCHANGED = "nothing was published; the previous site is unchanged."
_REFRESH = 0.1  # seconds between two updates of the progress line
_SPEED_AFTER = 2.0  # seconds of a stage after which its speed is shown


# Options and the job that they describe.


class FolderType(click.Path):
    """The type of an option that names a folder; with ``buckets`` also an object store, such as ``s3://press/seeds``."""

    def __init__(self, *, buckets: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=False)
        self.buckets = buckets

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """A Path, or the URL of an object store. Fails where a URL is not allowed or not valid."""
        if not isinstance(value, str) or not is_url(value):
            return super().convert(value, parameter, context)
        if not self.buckets:
            self.fail("this takes a folder; “digest publish” sends a site to an object store.", parameter, context)
        if not is_valid_url(value):
            message = f"“{value}” is not the URL of an object store, such as s3://press/seeds."
            self.fail(shown(message), parameter, context)
        return value.rstrip("/")


_OPTIONS = {
    "config": click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Config file; its directory is the site root. [default: ./digest.yml]",
    ),
    "seeds": click.option(
        "--seeds", type=FolderType(), help="Directory of the articles. [default: seeds/ of the site]"
    ),
    "remote seeds": click.option(
        "--seeds", type=FolderType(buckets=True), help="Directory of the articles. [default: seeds/ of the site]"
    ),
    "output": click.option("--output", type=FolderType(), help="Output directory. [default: output/ of the site]"),
    "jobs": click.option(
        "--jobs",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Number of worker processes (0: one per CPU).",
    ),
    "cache": click.option("--cache", type=FolderType(), help="Cache directory. [default: .digest-cache/ of the site]"),
}


def with_job(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command ``--config`` and the options of these ``names``, keys of ``_OPTIONS``; the job that they describe is its
    argument ``job``. “remote seeds” may be in an object store.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(
            config: Path | None,
            seeds: Path | str | None = None,
            output: Path | None = None,
            jobs: int = 0,
            cache: Path | None = None,
            **others: object,
        ) -> None:
            command(job=_job(config, seeds, output, jobs, cache), **others)

        described: Callable[..., None] = run
        for name in reversed(("config", *names)):
            described = _OPTIONS[name](described)
        return described

    return decorate


def _job(config: Path | None, seeds: Path | str | None, output: Path | None, jobs: int, cache: Path | None) -> Job:
    """The job of the given options. Default paths are relative to digest.yml, given ones to the current folder.

    Seeds in an object store (a URL) get a folder in the cache, into which they are copied before the build.
    """
    from digest.build.job import job_beside
    from digest.sources.folder import SourceFolder

    if config is not None and not config.is_file():
        raise click.BadParameter(shown(f"no such file: {config}"), param_hint="--config")
    found = replace(job_beside(config or Path("digest.yml")), jobs=jobs, kept=cache)
    if isinstance(seeds, Path):
        found = replace(found, seeds=SourceFolder(seeds))
    elif seeds:
        copy = found.cache / f"seeds-{sha256(seeds.encode()).hexdigest()[:8]}" / name_of(seeds)
        found = replace(found, seeds=SourceFolder(copy), seeds_url=seeds)
    return replace(found, output=output) if output else found


# Printing.


def echo(text: str, *, err: bool = False, lines: bool = False) -> None:
    """Prints ``text`` with control characters escaped, and line ends too unless ``lines`` is set."""
    safe = shown(text)
    click.echo(safe if lines else safe.replace("\n", "\\u000a"), err=err)


def plural(count: int, word: str) -> str:
    """``1 article``, ``2 articles``."""
    return f"{count} {word}" + ("" if count == 1 else "s")


def diff(name: str, before: bytes | None, after: bytes) -> Iterator[str]:
    """The lines by which the file called ``name`` changes."""
    import difflib

    former, new = ((data or b"").decode("utf-8").splitlines() for data in (before, after))
    return difflib.unified_diff(former, new, name, name, lineterm="", n=1)


def report_problems(problems: Sequence[Problem], least: Severity) -> None:
    """Prints problems of at least this severity on standard error, the worst last, else by file and line."""

    def order(one: Problem) -> tuple[int, str, int, int]:
        where = one.where
        return (
            one.severity,
            where.file if where else "",
            (where and where.line) or 0,
            (where and where.column) or 0,
        )

    for one in sorted(problems, key=order):
        if one.severity >= least:
            echo(str(one), err=True)


def problem_as_json(one: Problem) -> dict[str, object]:
    """A problem as plain values; its position is ``FILE:LINE:COLUMN``."""
    return {
        "code": one.code,
        "severity": one.severity.name.lower(),
        "message": one.message,
        "hint": one.hint or None,
        "where": str(one.where) if one.where else None,
    }


def report_no_base_url(cost: str) -> None:
    """Prints the notice that the site's public URL is not known, with what this costs the reader."""
    hint = "Set it in digest.yml: “base_url: https://example.org/review/”."
    echo(str(problem("no-base-url", f"Without “base_url” {cost}.", hint)), err=True)


def progress_line(name: str, count: int, items: int, seconds: float) -> str:
    """``Reading 1,200 of 10,000 (12 %), 400 a second, 22 s left``, after ``seconds`` of a stage."""
    rate = count / seconds if seconds else 0.0
    line = f"{name} {count:,} of {items:,} ({count * 100 // items} %)"
    if seconds < _SPEED_AFTER or not rate:
        return line
    left = round((items - count) / rate)
    speed = f"{rate:,.0f} a second" if rate >= 1 else f"{60 * rate:,.0f} a minute"
    return f"{line}, {speed}, {left // 60} min {left % 60} s left" if left >= 60 else f"{line}, {speed}, {left} s left"


def progress(*, quiet: bool = False) -> Progress:
    """A progress line on standard error if it is a terminal, else nothing."""
    from digest.build.job import Progress

    class Bar(Progress):
        """One line per stage: share, speed and remaining time. It is removed when the stage is done."""

        def stage(self, name: str, items: int) -> None:
            self.name, self.items, self.count = name, items, 0
            self.began = self.shown = time.monotonic()

        def done(self) -> None:
            self.count += 1
            now = time.monotonic()
            if self.count == self.items:
                click.echo("\r\x1b[K", nl=False, err=True)
            elif now - self.shown >= _REFRESH:
                self.shown = now
                click.echo(
                    f"\r{progress_line(self.name, self.count, self.items, now - self.began)}\x1b[K", nl=False, err=True
                )

    return Bar() if sys.stderr.isatty() and not quiet else Progress()


@contextmanager
def debug_log(enabled: bool) -> Iterator[None]:
    """Prints the records of the logger ``digest``, DEBUG and above, on standard error inside the block, if ``enabled``."""
    if not enabled:
        yield
        return
    import logging

    class Echo(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            echo(self.format(record), err=True, lines=True)

    logger, handler = logging.getLogger("digest"), Echo()
    former = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(former)


# Failures and interruptions.


def fail(message: str) -> NoReturn:
    """Prints ``message`` on standard error and ends the command with exit code 1."""
    echo(f"digest: {message}", err=True)
    sys.exit(1)


@contextmanager
def signals_as_interrupts() -> Iterator[list[int]]:
    """Raises KeyboardInterrupt in the block on SIGTERM and Ctrl-C, and yields the list of signals received.

    Ctrl-C stays ignored if the shell has made it so, as for background jobs.
    """
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        received.append(number)
        raise KeyboardInterrupt

    numbers = [signal.SIGTERM] if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else [signal.SIGTERM, signal.SIGINT]
    former = [(number, signal.signal(number, stop)) for number in numbers]
    try:
        yield received
    finally:
        for number, handler in former:
            signal.signal(number, handler)


@contextmanager
def report_failures(
    state: Callable[[], str] = lambda: "nothing was changed.", findings: Findings | None = None
) -> Iterator[None]:
    """Ends the command with one sentence on an interruption, an I/O error, lack of memory or a bug in the block; on a
    DigestError with the problems that were found before, it and that sentence.

    ``state`` returns the end of that sentence: what is on disk now. ``findings`` has the problems, unless the error has them.
    """
    received: list[int] = []
    try:
        with signals_as_interrupts() as received:
            yield
        return
    except (KeyboardInterrupt, click.Abort) as stop:
        if isinstance(stop, click.Abort) and not received:  # the input ended before a question was answered
            raise
        echo(f"digest: interrupted; {stop.args[0] if stop.args else state()}", err=True)
    except DigestError as error:
        report_problems(error.earlier or (findings.problems if findings else ()), Severity.WARNING)
        echo(str(error), err=True, lines=True)
        fail(state())
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader of the output has left
            raise
        _discard_stdout()
        fail(f"I/O error: {describe_os_error(error)}; {state()}")
    except MemoryError:
        fail(f"out of memory; {state()}")
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        _discard_stdout()
        report_crash(error, state())
        sys.exit(1)
    _end_by_signal(received)


def _end_by_signal(received: list[int]) -> NoReturn:
    """Ends this process by the signal that it received, so that a shell's loop or ``make`` stops, too.

    In a shell that is exit code 130 for Ctrl-C, 143 for SIGTERM.
    """
    _discard_stdout()
    gc.collect()  # frees the semaphores of worker processes; a signal skips what Python does at exit
    number = received[-1] if received else signal.SIGINT
    if sys.platform != "win32" and received:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    sys.exit(128 + number)


def report_crash(error: Exception, state: str) -> None:
    """Reports an exception that is a bug: what happened, and a file with the traceback to attach to a report."""
    from digest import __version__
    from digest.build.executors import WHILE

    notes = [note.removeprefix(WHILE) for note in getattr(error, "__notes__", ()) if note.startswith(WHILE)]
    item = f", while working on {notes[0]}" if notes else ""
    echo(f"digest: internal error in digest ({type(error).__name__}: {error}){item}; {state} This is a bug.", err=True)
    report = f"digest {__version__}, Python {sys.version}, {sys.platform}\n{' '.join(sys.argv[1:])}\n\n"
    report += "".join(traceback.format_exception(error))
    try:
        number, path = tempfile.mkstemp(prefix="digest-fault-", suffix=".txt")
        with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(report)
    except OSError as failure:
        message = f"Please report it with the following text (no file could be written: {failure.strerror})."
        echo(f"{message}\n{report}", err=True, lines=True)
        return
    workaround = f" To build the rest meanwhile, remove {notes[0]}." if notes else ""
    echo(f"digest: please report it and attach {path} (traceback).{workaround}", err=True)


def _discard_stdout() -> None:
    """Redirects standard output to nothing if it cannot be written, so that Python does not try again at exit and print a
    traceback.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
