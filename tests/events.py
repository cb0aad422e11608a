"""The articles of ``tests/stories`` (see its SOURCE.md), as files of seeds."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).parent / "stories"


class Report(Struct, frozen=True):
    """One article and the event that it is about, ``-`` for one of its own. ``file`` is the text of a Markdown file."""

    event: str
    language: str
    file: str


def reports(half: str) -> list[Report]:
    """The articles of ``tuning`` or ``held_out``, in their order."""
    parts = re.split(r"(?m)^# ", (FOLDER / f"{half}.txt").read_text("utf-8"))[1:]
    return [_report(part) for part in parts]


def _report(part: str) -> Report:
    head, title, text = part.split("\n", 2)
    event, date, source = (field.strip() for field in head.split("|"))
    french = bool(re.search(r"\b(le|la|les|de|du|des)\b", text))
    quoted = title.replace('"', '\\"')
    file = f'---\ntitle: "{quoted}"\ndate: {date}\nsource: {source}\n---\n\n{text}'
    return Report(event=event, language="fr" if french else "en", file=file)
