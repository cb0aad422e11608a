"""Paths inside the seeds folder: put together from what people wrote, found on the disk, kept from leading out.

A path that somebody wrote counts from the folder of the file it is written in. One with ``..`` too many, an absolute one, or a
link of the file system that leads out is none: what is published stands in the seeds. The same holds for the other folders of a
site (``strays``). Such a folder itself may be a link: it is the editor who says where it is.

Rejected: letter case. Some disks know none, so a name is found there as the disk says.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from digest.errors import Position, Problem, Severity
from digest.sources.folder import Kind, SourceFolder, is_inside
from digest.vocabulary import fields

MOST_FOLDERS = 100  # in each other, that a file may stand in; below, Python's own ways of making and removing them end
NO_FOLDER = "it is a file, and should be a folder"


def within(base: str, target: str) -> str | None:
    """``target``, written in a file of the folder ``base``, as a path below seeds; None if it leads out of them."""
    if target.startswith("/") or re.match(r"[A-Za-z]:", target) or "\0" in target:
        return None
    parts: list[str] = [part for part in base.split("/") if part]
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def read_inside(root: Path, path: Path) -> bytes:
    """The bytes of the file at ``path``. OSError where it leads out of ``root``, which is resolved already, or is no file."""
    if not is_inside(root, path):
        raise OSError(errno.EXDEV, "it is a link that leads out of its folder", str(path))
    if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe or a device might never end
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return path.read_bytes()


def files_below(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """All but folders that stands below ``folder``, which need not exist: its name from there, its path, why it may not be read.

    That is empty for a file that is what it seems to be. Links to folders are not followed.
    """
    root = Path(os.path.realpath(folder))
    waiting = [""] if root.is_dir() else []
    if not waiting and root.exists():
        yield "", folder, NO_FOLDER
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(root / prefix) as found:
                inner = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield prefix.rstrip("/"), folder / prefix, f"it cannot be read ({error.strerror})"
            continue
        for entry in inner:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if name.count("/") < MOST_FOLDERS:
                    waiting.append(f"{name}/")
                else:
                    yield name, folder / name, f"it stands in {MOST_FOLDERS} folders, and no address is that deep"
            else:
                yield name, folder / name, _stray(root, entry)


def _stray(root: Path, entry: os.DirEntry[str]) -> str:
    if entry.is_file(follow_symlinks=False):
        return ""
    if not is_inside(root, Path(entry.path)):
        return "it is a link that leads out of that folder"
    if os.path.isdir(entry.path):
        return "it is a link to a folder"
    if entry.is_symlink() and not os.path.exists(entry.path):
        return "it is a link to nothing"
    return "" if os.path.isfile(entry.path) else "it is not a regular file"


def stray_file(folder: str, name: str, why: str) -> Problem:
    """What ``files_below`` found wrong with the file ``name`` of a site's ``folder``."""
    return Problem(
        code="stray-file",
        severity=Severity.ERROR,
        message=f"“{folder}/{name}” is left out: {why}.",
        hint=f"Copy the file itself into {folder}/, or take it away."
        if name
        else "Take it away, or make a folder of it.",
        where=Position(file=f"{folder}/{name}"),
    )


def follow(walk: Iterator[Any]) -> None:
    """Goes a ``walk`` to its end. It yields what is to be walked before it goes on, however deep: Python's stack is not used."""
    under_way = [walk]
    while under_way:
        inner = next(under_way[-1], None)
        if inner is None:
            under_way.pop()
        else:
            under_way.append(inner)


class Names(Struct):
    """The names in the folders of ``seeds``, each folder looked at once: for as long as nobody changes them."""

    seeds: SourceFolder
    _names: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def called(self, folder: str, name: str) -> list[str]:
        """What in ``folder`` is called ``name``, whatever its normal form."""
        return self._in(folder).get(unicodedata.normalize("NFC", name), [])

    def beginning(self, folder: str, name: str) -> list[str]:
        """What in ``folder`` is called ``name`` but for a suffix."""
        return self._in(folder).get(unicodedata.normalize("NFC", name) + "/", [])

    def _in(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._names:
            names: dict[str, list[str]] = {}
            for name, _ in self.seeds.items(folder):
                composed = unicodedata.normalize("NFC", name)
                names.setdefault(composed, []).append(name)
                names.setdefault(composed.rpartition(".")[0] + "/", []).append(name)  # which no name ends in
            self._names[folder] = names
        return self._names[folder]


def there(names: Names, file: str, *, may_end: Callable[[str], bool] | None = None) -> str:
    """``file`` as the seeds have it, where that differs in Unicode's normal form; else ``file``.

    With ``may_end`` the suffix may be left out too: it tells of a whole name whether it is of the kind that is meant.
    """
    seeds = names.seeds
    if seeds.kind(file) is not Kind.NOTHING:
        return file
    *above, name = file.split("/")
    found = ""
    for folder in above:
        found = join(found, _only(names.called(found, folder)) or folder)
        if seeds.kind(found) is not Kind.FOLDER:
            return file
    equal = names.called(found, name)
    if not equal and may_end:
        equal = [one for one in names.beginning(found, name) if may_end(one)]
    found = join(found, _only(equal) or name)
    return found if seeds.kind(found) is Kind.FILE else file


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def nearest(seeds: SourceFolder, file: str) -> str | None:
    """The file beside ``file`` that was perhaps meant by it; None where nothing is near."""
    folder, _, wanted = file.rpartition("/")
    names = tuple(name for name, _ in seeds.items(folder)) if seeds.kind(folder) is Kind.FOLDER else ()
    near = next((name for name in names if name.endswith(f" {wanted}")), None)  # “my file.txt”, taken for “file.txt”
    near = near or (fields.nearest(wanted, names) if names else None)
    return join(folder, near) if near else None


def folder_of(file: str) -> str:
    """The folder of ``file``, both as paths below seeds; empty for the seeds folder itself."""
    return file.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """``name`` in ``folder``, which is empty for the seeds folder itself."""
    return f"{folder}/{name}" if folder else name
