"""From the target of a request to a file of the preview, and to nothing else.

The path is percent-decoded once, as UTF-8. A part that is empty, ``.`` or ``..``, and any backslash, colon or control
character names no page (drive letters and streams of Windows among them). What is left must be a regular file below the
preview with all links followed. Folders are never listed.

The preview is looked up by its path each time: a build exchanges the whole folder.

Rejected: files of static/ whose names hold a colon or a backslash; Windows could not have them either.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

_NEVER = re.compile(r"[\x00-\x1f\x7f\\:]")


def parts_of(target: str) -> tuple[str, ...] | None:
    """The parts of the path that a request's target (as its line was read, Latin-1) names; None where it names no page.

    The last is empty where the path ends in ``/``.
    """
    path = target.partition("?")[0]
    if not path.startswith("/"):
        return None
    try:
        text = unquote_to_bytes(path.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return None
    parts = tuple(text[1:].split("/"))
    if (
        _NEVER.search(text)
        or any(not part.strip(" .") for part in parts[:-1])
        or (parts[-1] and not parts[-1].strip(" ."))
    ):
        return None
    return parts


def find(root: Path, parts: tuple[str, ...]) -> Path | None:
    """The regular file, or the folder, that ``parts`` name below ``root``; None where there is none inside it."""
    place = os.path.realpath(root)
    real = os.path.realpath(os.path.join(place, *parts))
    if real != place and not real.startswith(place.rstrip(os.sep) + os.sep):
        return None
    return Path(real) if os.path.isfile(real) or os.path.isdir(real) else None
