"""Where a site can be uploaded file by file, besides object stores: a folder, and hosts that are reached by ssh.

``LocalFolder`` is a folder of this machine or of a mounted disk. ``RsyncHost`` (``user@host:path``) uses the system's rsync and
``SftpHost`` (``sftp://user@host/path``) the system's sftp, so that keys, known hosts and ~/.ssh/config count as for any other use
of ssh. No file is ever half written where readers see it: each gets another name first, and then its own.

Rejected: SFTP libraries for Python. fsspec's accepts any host key, so it does not notice another server.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from digest.publish.exchange import folders_of, remove_files
from digest.publish.listing import PART
from digest.sources.object_store import Object

_LISTED = re.compile(r"(?P<mode>[-dlpscbD])\S{9}\S*\s+(?P<size>[\d,]+) \d{4}/\d\d/\d\d \d\d:\d\d:\d\d (?P<name>.*)")
_LS = re.compile(r"(?P<mode>[-dlpscbD])\S{9}\S*\s+\S+\s+\S+\s+\S+\s+(?P<size>\d+)\s+\w{3}\s+\d+\s+[\d:]+\s(?P<name>.*)")
_LABEL = re.compile(r"\A(?:fatal|error): ")
_REASON = re.compile(
    r"denied|failed|refused|rejected|resolve|timed out|unreachable|No such|not found|stale", re.IGNORECASE
)
_UNREACHED = (12, 255)  # exit codes of rsync and ssh where there is no connection
_MISSING = ("No such file or directory", "not found")
_SIGNS = re.compile(r'(["\\*?\[\]])')

Headers = Callable[[str], tuple[str, str]]


class Store(Protocol):
    """Files by their names below a place, and how they are replaced. Every failure is an OSError."""

    url: str

    def list_objects(self) -> dict[str, Object]:
        """Every file by name, sorted."""

    def read(self, name: str) -> bytes:
        """The content of a file. FileNotFoundError where it is missing."""

    def put(self, root: Path, names: Sequence[str], headers: Headers, done: Callable[[], None]) -> None:
        """Create or replace the files ``names`` by those below ``root``, in any order; ``done`` is called after each.

        ``headers`` gives the media type and the cache control of a name, for places that keep them.
        """

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; missing ones are no error."""


class LocalFolder:
    """A folder that need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.url = str(folder)
        self._folder = folder

    def list_objects(self) -> dict[str, Object]:
        found: dict[str, Object] = {}
        for path, folders, files in os.walk(self._folder):
            # Links to folders are not followed: they are foreign files.
            links = [name for name in folders if os.path.islink(os.path.join(path, name))]
            for name in (*links, *files):
                file = Path(path, name)
                status = file.lstat()
                found[file.relative_to(self._folder).as_posix()] = Object(status.st_size, str(status.st_mtime_ns))
        found.pop(PART, None)  # left by an upload that was killed
        return dict(sorted(found.items()))

    def read(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def put(self, root: Path, names: Sequence[str], headers: Headers, done: Callable[[], None]) -> None:  # noqa: ARG002
        """Create or replace files, one after the other."""
        part = self._folder / PART
        for name in names:
            file = self._folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes((root / name).read_bytes())
            os.replace(part, file)
            done()

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then."""
        remove_files(self._folder, names)


class RsyncHost:
    """A folder that rsync reaches: ``user@host:path``. rsync is needed there too."""

    def __init__(self, address: str) -> None:
        self.url = address.rstrip("/")

    def list_objects(self) -> dict[str, Object]:
        try:
            lines = self._rsync("--list-only", "--recursive", f"{self.url}/").splitlines()
        except FileNotFoundError:  # there is nothing yet
            return {}
        rows = filter(None, map(_LISTED.fullmatch, lines))
        found = {row["name"]: int(row["size"].replace(",", "")) for row in rows if row["mode"] == "-"}
        return {name: Object(size, "") for name, size in sorted(found.items())}

    def read(self, name: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            self._rsync(f"{self.url}/{name}", f"{folder}/file")
            return Path(folder, "file").read_bytes()

    def put(self, root: Path, names: Sequence[str], headers: Headers, done: Callable[[], None]) -> None:  # noqa: ARG002
        """Create or replace files in one run of rsync, which gives each its name when it is complete."""
        options = ("--checksum", "--mkpath", "--chmod=D755,F644", "--from0", "--files-from=-")
        self._rsync(*options, f"{root}/", f"{self.url}/", given="\0".join(names))
        for _ in names:
            done()

    def remove(self, names: Iterable[str]) -> None:
        """Remove files: rsync deletes what is named and is not in the empty folder that it copies."""
        listed = list(names)
        rules = ["+ /" + _SIGNS.sub(r"\\\1", name) for name in (*sorted(folders_of(listed)), *listed)]
        with tempfile.TemporaryDirectory() as empty:
            options = ("--recursive", "--delete", "--filter=merge -")
            self._rsync(*options, f"{empty}/", f"{self.url}/", given="\n".join([*rules, "- *"]))

    def _rsync(self, *arguments: str, given: str = "") -> str:
        return _text(run_program(["rsync", *arguments], _bytes(given), self.url))


class SftpHost:
    """A folder of an SFTP server, ``sftp://user@host:port/path``, with a key: nobody is asked for a password."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if not parts.hostname or parts.password:
            raise OSError(errno.EINVAL, "it has the form sftp://user@host/path, without a password", url)
        self._host = f"{parts.username}@{parts.hostname}" if parts.username else parts.hostname
        self._port = parts.port
        self._root = unquote(parts.path) or "/"

    def list_objects(self) -> dict[str, Object]:
        """Every file by name, sorted; one run of sftp for each level of folders."""
        found: dict[str, Object] = {}
        folders = [""]
        while folders:
            try:
                lines = self._sftp(f"ls -lan {self._quoted(folder)}" for folder in folders).splitlines()
            except FileNotFoundError:  # there is nothing yet
                return {}
            listed, folders, place = iter(folders), [], ""
            for line in lines:
                if line.startswith("sftp> ls"):
                    place = next(listed)
                    continue
                row = _LS.fullmatch(line)
                name = row["name"].rpartition("/")[2] if row else ""
                if row is None or name in (".", ".."):
                    continue
                path = f"{place}/{name}".lstrip("/")
                if row["mode"] == "d":
                    folders.append(path)
                else:
                    found[path] = Object(int(row["size"]), "")
        found.pop(PART, None)
        return dict(sorted(found.items()))

    def read(self, name: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            self._sftp([f"get {self._quoted(name)} {_quoted(f'{folder}/file')}"])
            return Path(folder, "file").read_bytes()

    def put(self, root: Path, names: Sequence[str], headers: Headers, done: Callable[[], None]) -> None:  # noqa: ARG002
        """Create or replace files in one run of sftp."""
        commands = (command for name in names for command in self._commands(root / name, name))
        self._sftp([*self._folders(names), *commands])
        for _ in names:
            done()

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then."""
        listed = list(names)
        emptied = sorted(folders_of(listed), key=lambda name: (-name.count("/"), name))
        self._sftp(
            [*(f"-rm {self._quoted(name)}" for name in listed), *(f"-rmdir {self._quoted(one)}" for one in emptied)]
        )

    def _commands(self, file: Path, name: str) -> Iterator[str]:
        yield f"put {_quoted(str(file))} {self._quoted(PART)}"
        yield f"chmod 644 {self._quoted(PART)}"
        yield f"rename {self._quoted(PART)} {self._quoted(name)}"

    def _folders(self, names: Iterable[str]) -> Iterator[str]:
        """Commands that create the folders of ``names``; those that exist are no error."""
        above = [str(folder) for folder in PurePosixPath(self._root).parents][-2::-1]
        for folder in (*above, self._root):
            yield f"-mkdir {_quoted(folder)}"
        for folder in sorted(folders_of(names)):
            yield f"-mkdir {self._quoted(folder)}"

    def _quoted(self, name: str) -> str:
        return _quoted(f"{self._root}/{name}".replace("//", "/"))

    def _sftp(self, commands: Iterable[str]) -> str:
        port = ["-P", str(self._port)] if self._port else []
        given = "".join(f"{command}\n" for command in commands)
        return _text(run_program(["sftp", *port, "-b", "-", "--", self._host], _bytes(given), self.url))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _quoted(path: str) -> str:
    """``path`` as an argument of a command of sftp: between quotes it is no pattern."""
    return '"' + re.sub(r'(["\\])', r"\\\1", _checked(path)) + '"'


def _checked(path: str) -> str:
    if any(ord(sign) < 32 for sign in path):
        raise OSError(errno.EINVAL, "a name with control characters cannot be sent", path)
    return path


def run_program(command: list[str], given: bytes, url: str, environment: Mapping[str, str] | None = None) -> bytes:
    """Runs a program with ``given`` as its input, in ``environment`` (default: that of this process); returns what it prints.

    OSError with the program's first message if it fails; FileNotFoundError if that says that a file is missing.
    """
    everything = {**(os.environ if environment is None else environment), "LC_ALL": "C"}
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=everything, check=False)  # noqa: S603 - no shell
    except FileNotFoundError as error:
        raise OSError(errno.ENOSYS, f"the program {command[0]} is needed and not installed", url) from error
    if done.returncode == 0:
        return done.stdout
    lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    said = [_LABEL.sub("", line).rstrip(".") for line in lines if not line.startswith(("hint:", "rsync error", "@"))]
    reasons = [line for line in said if _REASON.search(line)] or said  # ssh says much before it says why
    message = reasons[0] if reasons else f"{command[0]} ended with {done.returncode}"
    if any(mark in line for line in lines for mark in _MISSING) and done.returncode not in _UNREACHED:
        raise FileNotFoundError(errno.ENOENT, message, url)
    raise OSError(errno.EIO, message, url)


def is_rsync(text: str) -> bool:
    """Whether ``text`` is a place of rsync, ``host:path`` or ``user@host:path``, and not a path of Windows."""
    return re.fullmatch(r"(?!-)(?:[^/\\:@\s]+@)?[^/\\:@\s]{2,}:(?!//).+", text) is not None
