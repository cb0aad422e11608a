"""Folders of files: written, read, and given to ``digest``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner, Result

from digest.cli import main


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` below ``folder``, which is returned."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files below ``folder``; of a link, its target."""
    return {
        path.relative_to(folder).as_posix(): (
            b"-> " + os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def digest(folder: Path, *arguments: str) -> Result:
    """The command ``digest`` with ``arguments``, run in ``folder`` by this process."""
    with chdir(folder):
        return CliRunner().invoke(main, list(arguments))
