"""Folders of files: written, read, and given to ``digest``."""

from __future__ import annotations

import os
import subprocess
import sys
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


def on_terminal(folder: Path, answers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command ``digest`` as a process of its own in ``folder``, on a terminal on which ``answers`` are typed."""
    import pty  # which Windows lacks

    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers.encode())
        command = [sys.executable, "-m", "digest", *arguments]
        return subprocess.run(
            command, cwd=folder, stdin=theirs, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
    finally:
        os.close(ours)
        os.close(theirs)
