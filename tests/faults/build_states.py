"""Sites whose seeds go from state to state, and what clean builds of each state leave: the bytes, and the names around them.

Rejected: the bytes of the cache. The cache may differ; the builds that follow show that it never misleads.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.amounts import FULL
from tests.faults.building import Tree, tree, write_site
from tests.faults.fork_server import ForkServer, RunResult

ARTICLES = 36 if FULL else 6
STATES = 6 if FULL else 3
THEIRS = ".git/HEAD"  # of the output's owner: a folder with a dot cannot be moved


@dataclass(frozen=True, slots=True)
class Clean:
    """The output of a clean build of each state, and the names in the site's folder after any of them."""

    trees: tuple[Tree, ...]
    names: frozenset[str]


class Site:
    """A site that is built from state to state. Its temporary files have a folder of their own beside it."""

    def __init__(self, folder: Path, server: ForkServer, *, dotted: bool = False) -> None:
        self.folder, self.server, self.dotted = server.host_path(folder), server, dotted
        self.place = folder  # as runs see it
        self.output = self.folder / "output"
        self.temporary = folder.with_name(f"{folder.name}-tmp")
        self.temporary.mkdir(parents=True, exist_ok=True)
        if dotted:
            (self.output / THEIRS).parent.mkdir(parents=True)
            (self.output / THEIRS).write_text("ref: refs/heads/main\n", "utf-8")

    @property
    def environment(self) -> Mapping[str, str]:
        return {"TMPDIR": str(self.temporary)}

    def write(self, state: int) -> None:
        """Brings the seeds into a state."""
        write_site(self.folder, ARTICLES, state)

    def build(self, *arguments: str) -> RunResult:
        """A build to its end."""
        return self.server.run(self.place, "build", "--jobs", "1", *arguments, **self.environment)

    def tree(self) -> Tree | None:
        """The files of the output without those of its owner; None if there is no output, or none of our files in it."""
        found = {name: info for name, info in tree(self.output).items() if name != THEIRS}
        return found or None

    def names(self) -> frozenset[str]:
        """All names in the site's folder, except those in the seeds and in the output."""
        return names_in(self.folder)


def names_in(folder: Path) -> frozenset[str]:
    """All names below ``folder``; the seeds' and the site's own files, which trees compare, and the spare's are left out.

    All of the spare's must be the site's own files.
    """
    found = set()
    for parent, folders, files in os.walk(folder):
        below = Path(parent).relative_to(folder).as_posix()
        below = "" if below == "." else f"{below}/"
        for name in list(folders):
            if f"{below}{name}" in ("seeds", "output"):
                folders.remove(name)
                found.add(f"{below}{name}")
            elif below.startswith(".digest-cache/") and name == "spare":
                folders.remove(name)
                for path in filter(Path.is_file, Path(parent, name).rglob("*")):
                    assert path.samefile(folder / "output" / path.relative_to(Path(parent, name))), path
        found.update(f"{below}{name}" for name in (*folders, *files))
    return frozenset(found)


def clean(folder: Path, server: ForkServer) -> Clean:
    """Builds each state from nothing."""
    trees: list[Tree] = []
    site = Site(folder / "clean", server)
    for state in range(STATES):
        shutil.rmtree(site.folder, ignore_errors=True)
        site.write(state)
        done = site.build()
        assert done.code == 0, done.err
        trees.append(tree(site.output))
    # the room of an output in the cache is called by a hash of its path
    assert len({tuple(sorted(one.items())) for one in trees}) == STATES, "each state makes another site"
    return Clean(tuple(trees), anonymous(site.names()))


def anonymous(names: frozenset[str]) -> frozenset[str]:
    """``names`` without the hash of a path in them."""
    return frozenset(
        "/".join(part[:-8] if part.startswith("output-") else part for part in name.split("/")) for name in names
    )


def everything(folder: Path, *, but: str = "") -> Mapping[str, tuple[object, ...]]:
    """All that can be said of all below ``folder``, and of itself: kinds, modes, owners, sizes, numbers, times and bytes.

    Entries named ``but`` are left out, and the times of their folders.
    """
    found: dict[str, tuple[object, ...]] = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != but]
        for name in (".", *folders, *files):
            path = Path(parent, name)
            info = path.lstat()
            data = b""
            if path.is_symlink():
                data = os.fsencode(os.readlink(path))
            elif path.is_file():
                data = path.read_bytes()
            numbers: tuple[object, ...] = (info.st_mode, info.st_uid, info.st_gid, info.st_ino)
            if not (but and path.is_dir() and not path.is_symlink()):
                numbers = (*numbers, info.st_mtime_ns, info.st_ctime_ns, info.st_nlink)
            found[path.relative_to(folder).as_posix()] = (*numbers, data)
    return found
