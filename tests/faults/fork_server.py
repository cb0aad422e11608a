"""A process that has the program loaded and forks for each run: so hundreds of runs cost a moment each, and a kill at a random
moment meets the build, not the loading of Python.

A run is a process of its own, in a group of its own, that ends as any command does. Rejected: systems without ``fork``.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults.amounts import TIMEOUT
from tests.faults.building import environment, write_site
from tests.faults.process_pool import lower_threshold

CAN_FORK = hasattr(os, "fork")
WITHOUT = "each run is a fork of a process that has the program loaded, and this system has none"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be run, where and how: ``rights`` says whether root may what modes forbid, ``limits`` are soft ones by the names
    of ``resource``, ``stdout`` is a file that takes the place of the one that is kept.
    """

    cwd: Path
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    rights: bool = True
    limits: dict[str, int] = field(default_factory=dict)
    stdout: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has begun; its process is there till ``end``, so its id is nobody else's."""

    pid: int
    server: ForkServer

    def end(self) -> RunResult:
        """Waits till it has ended."""
        return self.server.wait(self)

    def kill(self, number: int, *, group: bool = False) -> None:
        """Sends it a signal, or all of its group."""
        (os.killpg if group else os.kill)(self.pid, number)


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: ``code`` is negative for a signal, as in ``subprocess``."""

    code: int
    out: str
    err: str


class ForkServer:
    """Runs ``digest``, one run at a time; with ``mounts`` it may mount disks that no other process sees."""

    def __init__(self, folder: Path, *, mounts: bool = False) -> None:
        self.folder, self.mounts = folder, mounts
        self._current: Run | None = None
        self._process = subprocess.Popen(
            [*(("unshare", "-rm") if mounts else ()), sys.executable, "-m", "tests.faults.fork_server", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(), start_new_session=True,
        )  # fmt: skip
        self._answer()

    def start(self, site: Path, *arguments: str, **changes: str) -> Run:
        """Begins ``digest`` with ``arguments`` in the folder ``site``. ``changes`` are of the environment."""
        return self.begin(RunRequest(site, arguments, changes))

    def begin(self, request: RunRequest) -> Run:
        """Begins ``digest`` as it is wished for, after one that nobody has waited for is ended."""
        if self._current:
            self._current.kill(signal.SIGKILL, group=True)
            self._current.end()
        self._ask({**asdict(request), "cwd": str(request.cwd)})
        self._current = Run(int(self._answer()), self)
        return self._current

    def run(self, site: Path, *arguments: str, **changes: str) -> RunResult:
        """``digest`` with ``arguments`` to its end."""
        return self.start(site, *arguments, **changes).end()

    def wait(self, run: Run) -> RunResult:
        """Waits till ``run`` has ended."""
        self._current = None
        self._ask("wait")
        try:
            code = int(self._answer())
        except TimeoutError:
            run.kill(signal.SIGKILL, group=True)
            self._answer()
            raise
        out, err = ((self.folder / name).read_text("utf-8", "replace") for name in ("out", "err"))
        return RunResult(code, out, err)

    def host_path(self, path: Path) -> Path:
        """``path`` as it is seen by the runs."""
        return Path(f"/proc/{self._process.pid}/root{path}") if self.mounts else path

    def memory(self) -> int:
        """The bytes of addresses that a run has when it begins."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")

    def shell(self, *words: str) -> None:
        """Runs another command, as one of the runs would."""
        self._ask({"shell": words})
        answer = self._answer()
        assert answer == "0\n", f"{words}: {answer}"

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin:
            self._process.stdin.close()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait(TIMEOUT)

    def _ask(self, what: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], TIMEOUT)[0]:
            raise TimeoutError(f"no end after {TIMEOUT} s")
        return self._process.stdout.readline()


@contextmanager
def running_fork_server(folder: Path, *, mounts: bool = False) -> Iterator[ForkServer]:
    """A process that runs ``digest``; its output goes to files in ``folder``, which is created."""
    folder.mkdir(parents=True)
    found = ForkServer(folder, mounts=mounts)
    try:
        yield found
    finally:
        found.close()


def may_mount() -> bool:
    """Whether this user may have disks of his own in a process."""
    words = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(words, capture_output=True, check=False).returncode == 0


def group_of(pid: int) -> list[int]:
    """The processes that live on in the group of the run ``pid``. Where the system does not list them, the group's own number."""
    if not Path("/proc/self/stat").exists():
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return []
        return [pid]
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        if int(group) == pid and state != "Z":
            found.append(int(path.parent.name))
    return found


def _serve(folder: Path) -> None:
    """Forks for each request and prints the exit code of the fork; returns in the forks."""
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        if "shell" in request:
            done = subprocess.run(request["shell"], capture_output=True, text=True, check=False)
            print(done.returncode, *done.stderr.split(), flush=True)
            continue
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            _set_up_process(request, folder)
            os.close(reader)
            os.write(writer, b".")
            os.close(writer)
            return
        os.close(writer)
        os.read(reader, 1)  # the fork has its own process group from here on
        os.close(reader)
        print(pid, flush=True)
        sys.stdin.readline()
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    sys.exit(0)


def _set_up_process(request: dict[str, Any], folder: Path) -> None:
    """Makes this fork a process as the command line would start it."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(
            os.open(
                request["stdout"] if request["stdout"] and number == 1 else folder / name,
                os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
                0o666,
            ),
            number,
        )
    os.chdir(request["cwd"])
    os.environ.update(request["environment"])
    sys.argv[1:] = request["arguments"]
    if "2" in request["arguments"]:  # --jobs 2
        lower_threshold()
    if not request["rights"]:
        _drop_capabilities()
    for name, most in request["limits"].items():
        import resource

        kind = getattr(resource, name)
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _drop_capabilities() -> None:
    """From now on modes count, also for who is root. OSError where the system knows no capabilities."""
    if os.getuid():
        return
    import ctypes

    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3 of linux/capability.h, this process
    nothing = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _load() -> None:
    """Everything that a run needs is loaded, compiled and looked up once."""
    with TemporaryDirectory() as folder, open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        site = write_site(Path(folder), 6)
        for name in COMMANDS:
            main.get_command(Context(main), name)
        for arguments in (["build"], ["index", "--write", "headline", "--dry-run"]):
            with suppress(SystemExit):
                main([*arguments, "--jobs", "1", "--config", str(site / "digest.yml"), "--seeds", str(site / "seeds")])
    tempfile.tempdir = None


if __name__ == "__main__":  # worker processes import this file again
    from click import Context

    from digest.__main__ import main as begin
    from digest.cli import COMMANDS, main

    _load()
    gc.freeze()  # what is loaded is no business of a fork, not even at its end
    print("ready", flush=True)
    _serve(Path(sys.argv[1]))
    begin()
