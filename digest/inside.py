"""Paths inside the seeds folder: put together from what people wrote, found on the disk, kept from leading out.

A path that somebody wrote counts from the folder of the file it is written in. One with ``..`` too many, an absolute one, or a
link of the file system that leads out is none: what is published stands in the seeds.

Given up: letter case. Some disks know none, so a name is found there as the disk says.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from digest import fields


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


def is_inside(root: Path, path: Path) -> bool:
    """Whether ``path``, links followed, lies in ``root``, which is resolved already."""
    resolved = path.resolve()
    return resolved == root or root in resolved.parents


def on_disk(seeds: Path, file: str, *, may_end: Callable[[str], bool] | None = None) -> str:
    """``file`` as the disk has it, where that differs in Unicode's normal form; else ``file``.

    With ``may_end`` the suffix may be left out too: it tells of a whole name whether it is of the kind that is meant.
    """
    if os.path.exists(seeds / file):
        return file
    *folders, name = file.split("/")
    found = ""
    for folder in folders:
        found = join(found, _named_like(seeds / found, folder, None))
    found = join(found, _named_like(seeds / found, name, may_end))
    return found if os.path.isfile(seeds / found) else file


def _named_like(folder: Path, name: str, may_end: Callable[[str], bool] | None) -> str:
    """The one entry of ``folder`` that is called ``name`` but for its normal form (or suffix); ``name`` itself if none is."""
    wanted = unicodedata.normalize("NFC", name)
    names = [entry.name for entry in entries(folder)] if os.path.isdir(folder) else []
    equal = [one for one in names if unicodedata.normalize("NFC", one) == wanted]
    if not equal and may_end:
        equal = [
            one for one in names if may_end(one) and unicodedata.normalize("NFC", one).rpartition(".")[0] == wanted
        ]
    return equal[0] if len(equal) == 1 else name


def nearest(path: Path, file: str) -> str | None:
    """The file beside ``path`` that was perhaps meant by ``file``, its path below seeds; None where nothing is near."""
    names = tuple(entry.name for entry in entries(path.parent)) if os.path.isdir(path.parent) else ()
    near = next((name for name in names if name.endswith(f" {path.name}")), None)  # “my file.txt”, taken for “file.txt”
    near = near or (fields.nearest(path.name, names) if names else None)
    return join(folder_of(file), near) if near else None


def folder_of(file: str) -> str:
    """The folder of ``file``, both as paths below seeds; empty for the seeds folder itself."""
    return file.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """``name`` in ``folder``, which is empty for the seeds folder itself."""
    return f"{folder}/{name}" if folder else name


def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What stands in ``folder``, without what is hidden."""
    with os.scandir(folder) as found:
        yield from (entry for entry in found if not entry.name.startswith("."))
