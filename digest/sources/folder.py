"""Folders of input files, such as the seeds: names and paths in them, walks through them, signatures of their files.

Files are named by their paths in a folder, with ``/``; the empty path is the folder. Seeds in an object store are first copied
into such a folder (``object_store.mirror``).

A path in a manifest or an article counts from the folder of the file that it is written in. It must not be absolute, have too
many ``..``, or pass a link of the file system that leads out of the seeds: only files of the seeds are published. The same
holds for the site's other folders (``files_below``). Such a folder itself may be a link: its place is the editor's choice.

A signature tells whether a file has changed: size, both times and inode, as the file system reports them. A modification time
can be set back, but not that of the last change of the inode (``ctime``), so a file that was written since has another
signature. A file that was written just before it was looked at could be written again unseen within one tick of the file
system's clock: its signature is equal to no other, and it is read again next time (as git does,
``Documentation/technical/racy-git.txt``).

Known limit: on Windows ``ctime`` is the time of creation. There a file that is replaced by one of the same size with its time set
back counts as unchanged. Rejected: ignoring letter case. On disks that ignore it, a name is found in any case; elsewhere two
files may differ in it.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from enum import Enum
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from digest.errors import Position, Problem, problem

# Nested, around a file. Python's functions that make and remove folders recurse, and fail at about 1,000.
MOST_FOLDERS = 100
NO_FOLDER = "it is a file, and should be a folder"
CACHE_FOLDER = ".digest-cache"  # beside digest.yml
_PLAIN_NAME = re.compile(r"[\w-][\w.-]*")
_IGNORED = frozenset({CACHE_FOLDER, ".git", ".hg", ".svn"})  # folders without articles


class Kind(Enum):
    """The kind of a file, links followed. ``OTHER`` is a pipe or a device: reading it might never end."""

    FILE = 1
    FOLDER = 2
    OTHER = 3
    NOTHING = 4


class Item(NamedTuple):
    """A name in a folder. ``is_folder`` is False for a link to a folder; ``is_plain`` tells a regular file that is no link."""

    name: str
    is_folder: bool
    is_plain: bool


class Export(Struct, frozen=True, array_like=True):
    """An export file: ``file`` in the folder, the ``form`` that it has, and the names of its articles in their order.

    ``siblings`` are other files that hold parts of it, with the hash of their contents (empty: there is no such file). ``key``
    owns what is stored of it; it changes with the content.
    """

    file: str
    form: str
    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    content: bytes
    siblings: tuple[tuple[str, bytes], ...]
    key: bytes

    @property
    def articles(self) -> tuple[str, ...]:
        """The paths of its articles."""
        return tuple(f"{self.file}/{name}" for name in self.names)

    @property
    def parts(self) -> tuple[str, ...]:
        """The paths of other files that hold parts of it."""
        folder = posixpath.dirname(self.file)
        return tuple(posixpath.normpath(posixpath.join(folder, name)) for name, content in self.siblings if content)


class SourceFolder:
    """The files below ``path``, which may be a symbolic link itself. Methods that read raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = str(path)
        self._real: Path | None = None
        self._contained: dict[str, bool] = {}
        self._folders: dict[str, bool] = {}

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
            shown = [
                Item(one.name, one.is_dir(follow_symlinks=False), one.is_file(follow_symlinks=False))
                for one in found
                if not one.name.startswith(".")
            ]
        return sorted(shown)

    def kind(self, file: str) -> Kind:
        try:
            mode = os.stat(self._at(file)).st_mode
        except (OSError, ValueError):  # ValueError: not a valid name
            return Kind.NOTHING
        return Kind.FILE if stat.S_ISREG(mode) else Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER

    def is_on_disk(self, file: str) -> bool:
        """Whether ``file``, which was read, is a file of its own, no part of an export: its folder is one, not an export file."""
        folder = posixpath.dirname(file)
        if folder not in self._folders:  # once for all files of a folder
            self._folders[folder] = os.path.isdir(self._at(folder))
        return self._folders[folder]

    def leads_out(self, file: str) -> bool:
        """Whether ``file`` is, or is below, a link to a place outside of this folder."""
        if os.path.islink(self._at(file)) or ".." in file:
            return not self._contains(file)
        return self.is_outside(posixpath.dirname(file))

    def is_outside(self, folder: str) -> bool:
        """Whether ``folder`` leads out, and so do all files in it that are no links."""
        if folder not in self._contained:
            self._contained[folder] = self._contains(folder)
        return not self._contained[folder]

    def _contains(self, file: str) -> bool:
        if self._real is None:
            self._real = Path(os.path.realpath(self.path))
        return is_inside(self._real, self.path / file)

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
        """The signature of every file, which differs once the file is changed."""
        return survey(self.path, lambda _, name: name not in _IGNORED and not name.endswith(".digest-stage"))

    def signature(self, file: str) -> str:
        return signature(self.path / file)

    def export(self, file: str) -> Export | None:  # noqa: ARG002 - see ExpandedFolder
        """The export in ``file``. Here every file is one article: None."""
        return None

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
        resolved = os.path.realpath(path)  # not Path.resolve: that raises where links go in a circle
    except ValueError:  # not a valid name
        return False
    return f"{resolved}{os.sep}".startswith(os.path.join(root, ""))


# Paths below the seeds folder, with “/”; the folder itself is the empty path.


def resolve_relative(base: str, target: str) -> str | None:
    """``target``, written in a file of the folder ``base``, as a path below seeds; None if it leads out of them."""
    if not base and _PLAIN_NAME.fullmatch(target):  # as most rows of a large manifest name their files
        return target
    if target.startswith("/") or re.match(r"[A-Za-z]:", target) or "\0" in target:
        return None
    path = posixpath.normpath(posixpath.join(base, target))
    return None if path == ".." or path.startswith("../") else "" if path == "." else path


class NameIndex(Struct):
    """The names in the folders of ``seeds``. Each folder is listed once, so changes on disk are not noticed."""

    seeds: SourceFolder
    _items: dict[str, list[Item]] = field(default_factory=dict)
    _names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _plain: dict[str, frozenset[str]] = field(default_factory=dict)

    def items(self, folder: str) -> list[Item]:
        """The content of ``folder``, as ``SourceFolder.items``."""
        if folder not in self._items:
            self._items[folder] = self.seeds.items(folder)
        return self._items[folder]

    def is_plain(self, file: str) -> bool:
        """Whether ``file`` is spelt as on disk, and is a regular file, no link and not below one that leads out. So one look at
        its folder tells as much as several at each file.
        """
        folder, _, name = file.rpartition("/")
        if folder not in self._plain:
            try:
                found = self.items(folder)
            except (OSError, ValueError):  # ValueError: not a valid name
                found = []
            self._plain[folder] = frozenset(item.name for item in found if item.is_plain)
        return name in self._plain[folder] and not self.seeds.is_outside(folder)

    def matches(self, folder: str, name: str) -> list[str]:
        """The entries of ``folder`` whose name equals ``name`` in Unicode's normal form C."""
        return self._in(folder).get(unicodedata.normalize("NFC", name), [])

    def without_suffix(self, folder: str, stem: str) -> list[str]:
        """The entries of ``folder`` whose name without its suffix equals ``stem`` in normal form C."""
        return self._in(folder).get(unicodedata.normalize("NFC", stem) + "/", [])

    def _in(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._names:
            names: dict[str, list[str]] = {}
            for name, *_ in self.items(folder):
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
    if names.is_plain(file) or seeds.kind(file) is not Kind.NOTHING:
        return file
    *above, name = file.split("/")
    found = ""
    for folder in above:
        found = posixpath.join(found, _only(names.matches(found, folder)) or folder)
        if seeds.kind(found) is not Kind.FOLDER:
            return file
    equal = names.matches(found, name)
    if not equal and accepts:
        equal = [one for one in names.without_suffix(found, name) if accepts(one)]
    found = posixpath.join(found, _only(equal) or name)
    return found if seeds.kind(found) is Kind.FILE else file


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


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
        waiting += [(posixpath.join(name, entry.name), entry) for entry in inner]


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
        reason = "a “\\” cannot be in an address; rename it" if "\\" in name else _reason_not_to_read(root, entry)
        yield name, folder / name, reason
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


# Signatures.

TICK = 0.02  # seconds; more than any clock of a file system takes that knows fractions of one
_FINE, _COARSE = int(TICK * 1e9), 2_000_000_000  # nanoseconds; the second where it knows no fractions (FAT)
_SECOND = 1_000_000_000

Signatures = dict[str, str]  # by path below the folder that was looked at


def signature(path: Path) -> str:
    """The signature of the file at ``path``; empty where it is missing."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return ""
    return _of_link(str(path), found, time.time_ns()) if stat.S_ISLNK(found.st_mode) else _of(found, time.time_ns())


def survey(folder: Path, enters: Callable[[str, str], bool] = lambda _prefix, _name: True) -> Signatures:
    """The signatures of all files below ``folder``, which need not exist.

    ``enters(prefix, name)`` returns whether to look into a folder; ``prefix`` is its parent's path, ending in ``/``. Links to
    folders are followed, but not in a circle, and not out of ``folder``. The signature of an unreadable folder is equal to no
    other.
    """
    found: Signatures = {}
    if not folder.is_dir():
        return found
    now = time.time_ns()
    root = str(folder)
    waiting = [""]
    real = os.path.realpath(root)
    visited = {real}
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(f"{root}/{prefix}") as entries:
                for entry in entries:
                    name = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        if enters(prefix, name):
                            waiting.append(f"{prefix}{name}/")
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if not stat.S_ISLNK(status.st_mode):
                        found[prefix + name] = _of(status, now)
                        continue
                    found[prefix + name] = _of_link(entry.path, status, now)
                    target = os.path.realpath(entry.path)
                    if (
                        target not in visited
                        and target.startswith(real.rstrip(os.sep) + os.sep)
                        and os.path.isdir(target)
                    ):
                        visited.add(target)
                        waiting.append(f"{prefix}{name}/")
        except OSError:  # reported where it has to be read
            found[prefix] = f"unreadable {now}"
    return found


def is_odd(found: str) -> bool:
    """Whether a signature is that of a link, or of anything else but a regular file."""
    return not found[:1].isdigit()


def _of(status: os.stat_result, now: int) -> str:
    mtime, ctime = status.st_mtime_ns, status.st_ctime_ns
    kind = "" if stat.S_ISREG(status.st_mode) else f"kind {stat.S_IFMT(status.st_mode)} "
    plain = f"{kind}{status.st_size} {mtime} {ctime} {status.st_ino}"
    if now - mtime > _COARSE and now - ctime > _COARSE:  # as of nearly all files
        return plain
    return f"{plain} {now}" if _is_fresh(mtime, now) or _is_fresh(ctime, now) else plain


def _is_fresh(then: int, now: int) -> bool:
    return abs(now - then) < _FINE or (then % _SECOND == 0 and abs(now - then) < _COARSE)


def _of_link(path: str, status: os.stat_result, now: int) -> str:
    """The signature of a link, its target's path, and its target's signature."""
    try:
        target = _of(os.stat(path), now)
    except (OSError, ValueError):
        target = ""
    return f"link {_of(status, now)} {os.path.realpath(path)} {target}"
