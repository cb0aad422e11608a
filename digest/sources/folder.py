"""A folder of files, wherever it is: on a disk (``Disk``), or in an object store (``bucket.Bucket``).

Files are named by their path from it, with ``/``; the empty path is the folder itself. What reads the seeds reads a ``Folder``,
in whatever process: a folder goes there as the place where it is.

Rejected: writing. Who writes to a disk needs to know that it is one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from enum import Enum
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec import Struct

from digest.sources.signatures import Signatures, signature, survey

_PASSED = frozenset({".digest-cache", ".git", ".hg", ".svn"})  # folders where no article is


class Kind(Enum):
    """What is at a path, links followed. ``OTHER`` is a pipe, a device: reading it might never end."""

    FILE = 1
    FOLDER = 2
    OTHER = 3
    NOTHING = 4


class Item(NamedTuple):
    """A name in a folder. A link to a folder is none."""

    name: str
    is_folder: bool


class Folder(Protocol):
    """The files below a place. Each method that reads raises OSError where it cannot."""

    @property
    def name(self) -> str:
        """What it is called itself."""

    @property
    def where(self) -> str:
        """What tells it from every other folder."""

    def items(self, folder: str) -> list[Item]:
        """What stands in ``folder``, sorted by name, without what is hidden."""

    def kind(self, file: str) -> Kind: ...

    def leads_out(self, file: str) -> bool:
        """Whether ``file`` is, or is below, a link that leads elsewhere."""

    def link_target(self, file: str) -> str | None:
        """Where the link ``file`` leads, as it is written in it; None where it is no link."""

    def real(self, file: str) -> str:
        """What is equal for two paths of one file."""

    def soon(self, files: Iterable[str]) -> object:
        """That these files will be read now: where each takes a while they can be fetched together."""

    def read(self, file: str) -> bytes:
        """The bytes of a file; OSError (EINVAL) where it is no regular one."""

    def open(self, file: str) -> BufferedReader | BytesIO: ...

    def signatures(self) -> Signatures:
        """A signature of each file, which is another once the file is (``cache/signatures.py``)."""

    def signature(self, file: str) -> str: ...


class Original(Struct, frozen=True):
    """A file of a folder that is copied as it is."""

    folder: Folder
    file: str

    def read_bytes(self) -> bytes:
        return self.folder.read(self.file)

    def signature(self) -> str:
        return self.folder.signature(self.file)


class Disk:
    """A folder on a disk. It may be a link itself: it is the editor who says where it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = str(path)
        self._real: Path | None = None

    def __reduce__(self) -> tuple[type[Disk], tuple[Path]]:
        return Disk, (self.path,)

    def __str__(self) -> str:
        return self._root

    @property
    def name(self) -> str:
        return self.path.resolve().name

    @property
    def where(self) -> str:
        return str(self.path.resolve())

    def items(self, folder: str) -> list[Item]:
        with os.scandir(self._at(folder)) as found:
            shown = [Item(one.name, one.is_dir(follow_symlinks=False)) for one in found if not one.name.startswith(".")]
        return sorted(shown)

    def kind(self, file: str) -> Kind:
        try:
            mode = os.stat(self._at(file)).st_mode
        except (OSError, ValueError):  # ValueError: a name that no disk can have
            return Kind.NOTHING
        return Kind.FILE if stat.S_ISREG(mode) else Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER

    def leads_out(self, file: str) -> bool:
        if self._real is None:
            self._real = Path(os.path.realpath(self.path))
        return not is_inside(self._real, self.path / file)

    def link_target(self, file: str) -> str | None:
        try:
            return os.readlink(self._at(file))
        except (OSError, ValueError):  # ValueError: a name that no disk can have
            return None

    def real(self, file: str) -> str:
        return os.path.realpath(self._at(file))

    def soon(self, files: Iterable[str]) -> None:
        """They are here."""

    def read(self, file: str) -> bytes:
        if self.kind(file) is Kind.OTHER:
            raise OSError(errno.EINVAL, "it is not a regular file", file)
        with open(self._at(file), "rb") as source:
            return source.read()

    def open(self, file: str) -> BufferedReader:
        return open(self._at(file), "rb")

    def signatures(self) -> Signatures:
        return survey(self.path, lambda _, name: name not in _PASSED and not name.endswith(".digest-stage"))

    def signature(self, file: str) -> str:
        return signature(self.path / file)

    def _at(self, file: str) -> str:
        return f"{self._root}/{file}" if file else self._root


def is_inside(root: Path, path: Path) -> bool:
    """Whether ``path``, links followed, lies in ``root``, which is resolved already. Links in a circle lead nowhere."""
    try:
        resolved = Path(os.path.realpath(path))  # not Path.resolve: that raises where links go in a circle
    except ValueError:  # a name that no disk can have
        return False
    return resolved == root or root in resolved.parents
