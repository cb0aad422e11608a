"""A folder of input files, such as the seeds. Files are named by their paths in it, with ``/``; the empty path is the folder.

Seeds in an object store are first copied into such a folder (``object_store.mirror``).
"""

from __future__ import annotations

import errno
import os
import stat
from enum import Enum
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from digest.sources.signatures import Signatures, signature, survey

_IGNORED = frozenset({".digest-cache", ".git", ".hg", ".svn"})  # folders without articles


class Kind(Enum):
    """The kind of a file, links followed. ``OTHER`` is a pipe or a device: reading it might never end."""

    FILE = 1
    FOLDER = 2
    OTHER = 3
    NOTHING = 4


class Item(NamedTuple):
    """A name in a folder. ``is_folder`` is False for a symbolic link to a folder."""

    name: str
    is_folder: bool


class SourceFolder:
    """The files below ``path``, which may be a symbolic link itself. Methods that read raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = str(path)
        self._real: Path | None = None

    def __reduce__(self) -> tuple[type[SourceFolder], tuple[Path]]:
        return SourceFolder, (self.path,)

    def __str__(self) -> str:
        return self._root

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.resolve().name

    @property
    def where(self) -> str:
        """The resolved path, equal for equal folders."""
        return str(self.path.resolve())

    def items(self, folder: str) -> list[Item]:
        """The content of ``folder``, sorted by name, without hidden names."""
        with os.scandir(self._at(folder)) as found:
            shown = [Item(one.name, one.is_dir(follow_symlinks=False)) for one in found if not one.name.startswith(".")]
        return sorted(shown)

    def kind(self, file: str) -> Kind:
        try:
            mode = os.stat(self._at(file)).st_mode
        except (OSError, ValueError):  # ValueError: not a valid name
            return Kind.NOTHING
        return Kind.FILE if stat.S_ISREG(mode) else Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER

    def leads_out(self, file: str) -> bool:
        """Whether ``file`` is, or is below, a link to a place outside of this folder."""
        if self._real is None:
            self._real = Path(os.path.realpath(self.path))
        return not is_inside(self._real, self.path / file)

    def link_target(self, file: str) -> str | None:
        """The target of the link ``file`` as it is written in it; None where it is not a link."""
        try:
            return os.readlink(self._at(file))
        except (OSError, ValueError):  # ValueError: not a valid name
            return None

    def real(self, file: str) -> str:
        """The resolved path of ``file``, equal for all paths of one file."""
        return os.path.realpath(self._at(file))

    def read(self, file: str) -> bytes:
        """The content of a file; OSError (EINVAL) where it is not a regular one."""
        if self.kind(file) is Kind.OTHER:
            raise OSError(errno.EINVAL, "it is not a regular file", file)
        with open(self._at(file), "rb") as source:
            return source.read()

    def open(self, file: str) -> BufferedReader:
        return open(self._at(file), "rb")

    def signatures(self) -> Signatures:
        """The signature of every file (``signatures.py``), which differs once the file is changed."""
        return survey(self.path, lambda _, name: name not in _IGNORED and not name.endswith(".digest-stage"))

    def signature(self, file: str) -> str:
        return signature(self.path / file)

    def _at(self, file: str) -> str:
        return f"{self._root}/{file}" if file else self._root


class Original(Struct, frozen=True):
    """A file of a folder that is copied unchanged."""

    folder: SourceFolder
    file: str

    def read_bytes(self) -> bytes:
        return self.folder.read(self.file)

    def signature(self) -> str:
        return self.folder.signature(self.file)


def is_inside(root: Path, path: Path) -> bool:
    """Whether ``path``, links followed, is in ``root``, a resolved path. False for links in a circle."""
    try:
        resolved = Path(os.path.realpath(path))  # not Path.resolve: that raises where links go in a circle
    except ValueError:  # not a valid name
        return False
    return resolved == root or root in resolved.parents
