"""The manifests of a seeds folder, as the loader follows them: which there are, what is in none of them.

Rejected: what they say of articles. The loader knows that; here it matters where a new line would go.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

from digest.errors import Position
from digest.manifest import Include, parse
from digest.sources import loader
from digest.sources.folder import is_inside
from digest.sources.paths import follow, read_inside

_UNCLEAR = ("bad-front-matter", "bad-item")


class Manifests:
    """The manifests that the loader follows, as bytes, so that a new file finds its own.

    ``loose`` are the files of a folder tree without any INDEX.md above, ``folders`` those in it that have one. ``unclear`` are
    the places that keep us from knowing what is listed.
    """

    def __init__(self, seeds: Path) -> None:
        self.seeds = seeds
        self.found: dict[str, bytes] = {}
        self.loose: set[str] = set()
        self.folders: list[str] = []
        self.unclear: list[Position] = []
        self.seen: set[str] = set()  # the manifests, links followed
        self.root: str | None = None
        if seeds.is_dir():
            self.root = _index_among(entry.name for entry in os.scandir(seeds))
            follow(self.folder("", None, loose=True))

    def folder(self, name: str, where: Position | None, *, loose: bool) -> Iterator[loader.Step]:
        try:
            entries = sorted(os.scandir(self.seeds / name), key=lambda entry: entry.name)
        except OSError:
            self.unclear.append(where or Position(file=name))
            return
        index = _index_among(entry.name for entry in entries)
        if index is not None:
            self.folders += [name] if loose else []
            yield self.manifest(posixpath.join(name, index), where)
            return
        for entry in entries:
            inner = posixpath.join(name, entry.name)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield self.folder(inner, where, loose=loose)
            elif loose:
                self.loose.add(inner)

    def manifest(self, name: str, where: Position | None) -> Iterator[loader.Step]:
        real = os.path.realpath(self.seeds / name)
        if real in self.seen:
            return
        self.seen.add(real)
        try:
            self.found[name] = read_inside(self.seeds.resolve(), self.seeds / name)
            manifest = parse(self.text(name), name)
        except (OSError, UnicodeDecodeError):
            self.unclear.append(where or Position(file=name))
            return
        self.unclear += [p.where for p in manifest.problems if p.code in _UNCLEAR and p.where]
        for item in manifest.items:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), item.target))
            path = self.seeds / target
            if (
                target.startswith(("../", "/"))
                or target == ".."
                or not (isinstance(item, Include) or os.path.isdir(path))
            ):
                continue
            if not is_inside(self.seeds.resolve(), path):
                continue  # the loader tells it
            if os.path.isdir(path):  # not Path.is_dir: that raises where a name is too long
                yield self.folder("" if target == "." else target, item.where, loose=False)
            else:
                yield self.manifest(target, item.where)

    def text(self, name: str) -> str:
        return self.found[name].decode("utf-8")

    def home(self, file: str) -> str:
        """The manifest that ``file`` belongs into: that of the nearest folder above which has one, else the root's."""
        names = {posixpath.dirname(name): name for name in self.found if _is_index(posixpath.basename(name))}
        folder = posixpath.dirname(file)
        while folder and folder not in names:
            folder = posixpath.dirname(folder)
        return names.get(folder) or self.root or loader.INDEX


def _is_index(name: str) -> bool:
    return name.casefold() == loader.INDEX.casefold()


def _index_among(names: Iterable[str]) -> str | None:
    found = {name for name in names if _is_index(name)}
    return loader.INDEX if loader.INDEX in found else min(found, default=None)
