"""What the commands share: where things are, how problems are told, how a command ends.

Rejected: colours that carry meaning. What a word does not say, a colour does not add.
"""

from __future__ import annotations

import atexit
import errno
import os
import re
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from msgspec.structs import replace

from digest.errors import DigestError, Problem, Severity, said, shown
from digest.sources.bucket import Bucket, is_address

if TYPE_CHECKING:
    from digest.build.job import Job, Progress

F = TypeVar("F", bound=Callable[..., object])

_OFTEN = 0.1  # seconds between two lines of progress
_TOLD_AFTER = 2.0  # seconds of a stage after which its speed says something


class Place(click.Path):
    """A folder, as a path. With ``elsewhere`` the address of one in an object store (``s3://press/seeds``) will do, too."""

    def __init__(self, *, elsewhere: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=False)
        self.elsewhere = elsewhere

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """A Path, or a Bucket."""
        if not isinstance(value, str) or not is_address(value):
            return super().convert(value, parameter, context)
        if not self.elsewhere:
            self.fail("only “digest build” takes the address of an object store; name a folder.", parameter, context)
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/]+(/.*)?", value) or value.startswith("file:"):
            self.fail(
                shown(f"“{value}” is no address of an object store, such as s3://press/seeds."), parameter, context
            )
        return Bucket(value)


_FILE = click.Path(path_type=Path, dir_okay=False)

jobs_option = click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="Processes; 0 is one for each processor."
)


def places(*, output: bool, seeds: bool = True, elsewhere: bool = False) -> Callable[[F], F]:
    """The options that say where things are; ``elsewhere`` lets them be in object stores."""
    folder = Place(elsewhere=elsewhere)

    def decorate(command: F) -> F:
        if output:
            command = click.option("--output", type=folder, help="Where the site goes. [default: output/ of the site]")(
                command
            )
        if seeds:
            command = click.option("--seeds", type=folder, help="The articles. [default: seeds/ of the site]")(command)
        return click.option(
            "--config", type=_FILE, help="The settings. [default: digest.yml here; its folder is the site's]"
        )(command)

    return decorate


def job(config: Path | None, seeds: Path | Bucket | None, output: Path | Bucket | None, **more: object) -> Job:
    """A job whose default places stand beside digest.yml; typed ones count from the current folder."""
    from digest.build.job import job_beside
    from digest.sources.folder import Disk

    if config is not None and not config.is_file():
        raise click.BadParameter(shown(f"there is no file {config}"), param_hint="--config")
    usual = job_beside(config or Path("digest.yml"))
    place = Disk(seeds) if isinstance(seeds, Path) else seeds or usual.seeds
    return replace(usual, seeds=place, output=output or usual.output, **more)


def say(text: str, *, err: bool = False, lines: bool = False) -> None:
    """Prints ``text``, of which nothing acts in a terminal: in one line, or, with ``lines``, in those that it has."""
    told = shown(text)
    click.echo(told if lines else told.replace("\n", "\\u000a"), err=err)


def times(count: int, word: str) -> str:
    """``1 article``, ``2 articles``."""
    return f"{count} {word}" + ("" if count == 1 else "s")


def tell(problems: Sequence[Problem], least: Severity) -> None:
    """Problems on standard error, in the order of their files and lines, notices first and the worst last."""

    def place(problem: Problem) -> tuple[int, str, int, int]:
        where = problem.where
        return (
            problem.severity,
            where.file if where else "",
            (where and where.line) or 0,
            (where and where.column) or 0,
        )

    for problem in sorted(problems, key=place):
        if problem.severity >= least:
            say(str(problem), err=True)


def fail(message: str) -> NoReturn:
    """Ends the command with a sentence and exit code 1."""
    say(f"digest: {message}", err=True)
    sys.exit(1)


def fatal(error: DigestError, end: str = "nothing is published; what was published before is as it was.") -> NoReturn:
    """Tells what leaves nothing to do, and ends the command with the sentence ``end``."""
    say(str(error), err=True, lines=True)
    fail(end)


def progress_line(name: str, count: int, items: int, seconds: float) -> str:
    """``Reading 1,200 of 10,000 (12 %), 400 a second, 22 s left``, after ``seconds`` of a stage."""
    rate = count / seconds if seconds else 0.0
    line = f"{name} {count:,} of {items:,} ({count * 100 // items} %)"
    if seconds < _TOLD_AFTER or not rate:
        return line
    left = round((items - count) / rate)
    speed = f"{rate:,.0f} a second" if rate >= 1 else f"{60 * rate:,.0f} a minute"
    return f"{line}, {speed}, {left // 60} min {left % 60} s left" if left >= 60 else f"{line}, {speed}, {left} s left"


def watcher(quiet: bool) -> Progress:
    """A line that tells how it goes where a person looks on, silence where none does."""
    from digest.build.job import Progress

    class Bar(Progress):
        """One line a stage, on standard error, gone when the stage is done: how much, how fast, how long still."""

        def stage(self, name: str, items: int) -> None:
            self.name, self.items, self.count = name, items, 0
            self.began = self.shown = time.monotonic()

        def done(self) -> None:
            self.count += 1
            now = time.monotonic()
            if self.count == self.items:
                click.echo("\r\x1b[K", nl=False, err=True)
            elif now - self.shown >= _OFTEN:
                self.shown = now
                click.echo(
                    f"\r{progress_line(self.name, self.count, self.items, now - self.began)}\x1b[K", nl=False, err=True
                )

    return Bar() if sys.stderr.isatty() and not quiet else Progress()


@contextmanager
def terminable() -> Iterator[list[int]]:
    """SIGTERM and Ctrl-C are a KeyboardInterrupt inside; Ctrl-C is not where the shell has said that it is for others. Gives the
    signals that have come, once they have.
    """
    came: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        came.append(number)
        raise KeyboardInterrupt

    wanted = [signal.SIGTERM] if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else [signal.SIGTERM, signal.SIGINT]
    former = [(number, signal.signal(number, stop)) for number in wanted]
    try:
        yield came
    finally:
        for number, handler in former:
            signal.signal(number, handler)


def _die(came: list[int]) -> NoReturn:
    """Ends this process by the signal that it got, so that whoever started it (a shell's loop, ``make``) knows that it was asked
    to end: in a shell that is exit code 130 after Ctrl-C, 143 after SIGTERM.
    """
    number = came[-1] if came else signal.SIGINT
    _let_go_of_output()
    atexit._run_exitfuncs()  # what a pool of processes has lent from the system is given back
    if sys.platform != "win32" and came:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    sys.exit(128 + number)


UNTOUCHED = "what was published before is as it was."


@contextmanager
def interruptible(state: Callable[[], str] = lambda: UNTOUCHED) -> Iterator[None]:
    """SIGTERM and Ctrl-C end a command with a sentence, after what it had begun is put away; and so does whatever the system
    refuses that nobody has told better. ``state`` says how all stands then.
    """
    came: list[int] = []
    try:
        with terminable() as came:
            yield
    except (KeyboardInterrupt, click.Abort) as stop:
        if isinstance(stop, click.Abort) and not came:  # nobody is there to answer what was asked
            raise
        say(f"digest: interrupted; {stop.args[0] if stop.args else state()}", err=True)
        _die(came)
    except OSError as error:
        if error.errno == errno.EPIPE:  # nobody listens any more, so there is nobody to tell
            raise
        _let_go_of_output()
        fail(f"the system refuses: {said(error)}; {state()}")
    except MemoryError:
        fail(f"there is not enough memory; {state()}")
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:  # nobody foresaw it, so it is ours
        _let_go_of_output()
        tell_fault(error, state())
        sys.exit(1)


def tell_fault(error: Exception, state: str) -> None:
    """Tells of an exception that is a fault of this program: what whoever meets it can do, and in which file the trace is."""
    from digest import __version__
    from digest.build.executors import WHILE

    notes = [note.removeprefix(WHILE) for note in getattr(error, "__notes__", ()) if note.startswith(WHILE)]
    at = f", while working on {notes[0]}" if notes else ""
    say(f"digest: a fault of this program, not of yours ({type(error).__name__}: {error}){at}; {state}", err=True)
    told = f"digest {__version__}, Python {sys.version}, {sys.platform}\n{' '.join(sys.argv[1:])}\n\n"
    told += "".join(traceback.format_exception(error))
    try:
        number, path = tempfile.mkstemp(prefix="digest-fault-", suffix=".txt")
        with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(told)
    except OSError as refused:
        say(f"Please report it with what follows; no file takes it ({refused.strerror}).\n{told}", err=True, lines=True)
        return
    without = f" Until it is mended, all else can be built without {notes[0]}." if notes else ""
    say(
        f"digest: please report it with the file {path}, which says where in the program it happened.{without}",
        err=True,
    )


def _let_go_of_output() -> None:
    """Where standard output takes nothing more, it is not tried again at the end of the process, which would tell of it with a
    trace.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
