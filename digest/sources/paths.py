"""Paths inside a site's folders: combined from what people wrote, found on disk, kept from leading out.

A path in a manifest or an article counts from the folder of the file that it is written in. It must not be absolute, have too
many ``..``, or pass a link of the file system that leads out of the seeds: only files of the seeds are published. The same
holds for the site's other folders (``files_below``). Such a folder itself may be a link: its place is the editor's choice.

Rejected: ignoring letter case. On disks that ignore it, a name is found in any case; elsewhere two files may differ in it.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from digest.errors import Position, Problem, problem
from digest.sources.folder import Kind, SourceFolder, is_inside
from digest.vocabulary import fields

MOST_FOLDERS = (
    100  # nested, around a file; Python's functions that make and remove folders recurse, and fail at about 1,000
)
NO_FOLDER = "it is a file, and should be a folder"


# Paths below the seeds folder, with “/”; the folder itself is the empty path.


def resolve_relative(base: str, target: str) -> str | None:
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


def folder_of(file: str) -> str:
    """The folder of ``file``."""
    return file.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """``name`` in ``folder``."""
    return f"{folder}/{name}" if folder else name


class NameIndex(Struct):
    """The names in the folders of ``seeds``. Each folder is listed once, so changes on disk are not noticed."""

    seeds: SourceFolder
    _names: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def matches(self, folder: str, name: str) -> list[str]:
        """The entries of ``folder`` whose name equals ``name`` in Unicode's normal form C."""
        return self._in(folder).get(unicodedata.normalize("NFC", name), [])

    def without_suffix(self, folder: str, stem: str) -> list[str]:
        """The entries of ``folder`` whose name without its suffix equals ``stem`` in normal form C."""
        return self._in(folder).get(unicodedata.normalize("NFC", stem) + "/", [])

    def _in(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._names:
            names: dict[str, list[str]] = {}
            for name, _ in self.seeds.items(folder):
                composed = unicodedata.normalize("NFC", name)
                names.setdefault(composed, []).append(name)
                names.setdefault(composed.rpartition(".")[0] + "/", []).append(name)  # no name ends with a slash
            self._names[folder] = names
        return self._names[folder]


def find_name(names: NameIndex, file: str, *, accepts: Callable[[str], bool] | None = None) -> str:
    """``file`` as it is spelt on disk, if that differs in Unicode's normal form; else ``file`` unchanged.

    With ``accepts`` the suffix of ``file`` may be missing: the one file of that stem whose name it accepts is found.
    """
    seeds = names.seeds
    if seeds.kind(file) is not Kind.NOTHING:
        return file
    *above, name = file.split("/")
    found = ""
    for folder in above:
        found = join(found, _only(names.matches(found, folder)) or folder)
        if seeds.kind(found) is not Kind.FOLDER:
            return file
    equal = names.matches(found, name)
    if not equal and accepts:
        equal = [one for one in names.without_suffix(found, name) if accepts(one)]
    found = join(found, _only(equal) or name)
    return found if seeds.kind(found) is Kind.FILE else file


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def nearest_file(seeds: SourceFolder, file: str) -> str | None:
    """The file in the same folder whose name is most like that of ``file``; None if no name is similar."""
    folder, _, wanted = file.rpartition("/")
    names = tuple(name for name, _ in seeds.items(folder)) if seeds.kind(folder) is Kind.FOLDER else ()
    near = next((name for name in names if name.endswith(f" {wanted}")), None)  # “my file.txt”, taken for “file.txt”
    near = near or (fields.nearest(wanted, names) if names else None)
    return join(folder, near) if near else None


# Folders on disk.


def walk(
    root: Path,
    enters: Callable[[str, os.DirEntry[str]], bool],
    on_error: Callable[[str, OSError], None],
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every entry below ``root``, except folders that are entered: its path from there and the entry, in order of names.

    ``enters`` decides on each folder; links to folders are never entered. ``on_error`` is called for a folder that cannot be
    listed. Not recursive: a tree may be deeper than Python's stack.
    """
    waiting: list[tuple[str, os.DirEntry[str] | None]] = [("", None)]
    while waiting:
        name, entry = waiting.pop()
        if entry and not (entry.is_dir(follow_symlinks=False) and enters(name, entry)):
            yield name, entry
            continue
        try:
            with os.scandir(root / name) as found:
                inner = sorted(found, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            on_error(name, error)
            continue
        waiting += [(join(name, entry.name), entry) for entry in inner]


def files_below(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """The files below ``folder``, which may be missing: name from there, path, and why the file must not be read.

    The reason is empty for a regular file inside ``folder``. Entries of other kinds, and folders that cannot be read, have one.
    """
    root = Path(os.path.realpath(folder))
    if not root.is_dir():
        if root.exists():
            yield "", folder, NO_FOLDER
        return
    unreadable: list[tuple[str, Path, str]] = []

    def enters(name: str, _: os.DirEntry[str]) -> bool:
        return name.count("/") < MOST_FOLDERS

    def on_error(name: str, error: OSError) -> None:
        unreadable.append((name, folder / name, f"it cannot be read ({error.strerror})"))

    for name, entry in walk(root, enters, on_error):
        yield name, folder / name, _reason_not_to_read(root, entry)
    yield from unreadable


def _reason_not_to_read(root: Path, entry: os.DirEntry[str]) -> str:
    if entry.is_file(follow_symlinks=False):
        return ""
    if entry.is_dir(follow_symlinks=False):
        return f"it is nested in {MOST_FOLDERS} folders, and no address is that deep"
    if not is_inside(root, Path(entry.path)):
        return "it is a link that leads out of that folder"
    if os.path.isdir(entry.path):
        return "it is a link to a folder"
    if entry.is_symlink() and not os.path.exists(entry.path):
        return "it is a link to a file that does not exist"
    return "" if os.path.isfile(entry.path) else "it is not a regular file"


def stray_file(folder: str, name: str, reason: str) -> Problem:
    """The problem with the file ``name`` of a site's ``folder``, for a ``reason`` of ``files_below``."""
    hint = f"Copy the file itself into {folder}/, or remove it." if name else "Remove it, or make it a folder."
    place = f"{folder}/{name}"
    return problem("stray-file", f"“{place}” is left out: {reason}.", hint, Position(file=place))


def run_nested(walk: Iterator[Any]) -> None:
    """Run a generator to its end. What it yields are generators, each of which is run before the one that yielded it goes on.

    So a recursive walk can be deeper than Python's stack.
    """
    running = [walk]
    while running:
        inner = next(running[-1], None)
        if inner is None:
            running.pop()
        else:
            running.append(inner)
