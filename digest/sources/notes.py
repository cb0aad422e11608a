"""The editor's notes on articles: Markdown files in the site's ``notes/`` folder.

``notes/2025/ferries.md`` is about the article ``2025/ferries.txt`` of the seeds. So is ``notes/2025/ferries.txt.md``, which is
needed where the name of another article differs in its suffix only. The quotations of the file (``>``) are passages to highlight,
all else is the note. Both count as if the article's row in INDEX.md declared them; what the row itself declares takes precedence.

Rejected: notes in the seeds folder, where every Markdown file is an article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from digest.errors import Position, Problem, problem
from digest.model import BlockKind, Declared, Document, Entry, Fields
from digest.sources.custom_pages import documents_below
from digest.sources.loader import Collection

_SUFFIX = ".md"


def with_notes(collection: Collection, folder: Path) -> Collection:
    """``collection`` with the notes in ``folder``, which may be missing, among the declarations of its articles; and with the
    problems of the notes.
    """
    found, problems = _read(folder)
    if not found and not problems:
        return collection
    stems: dict[str, list[str]] = defaultdict(list)
    files = {entry.file for entry in (*collection.entries, *collection.unlisted)}
    for file in sorted(files):
        stems[str(PurePosixPath(file).with_suffix(""))].append(file)
    notes: dict[str, Fields] = {}
    for name, fields in found.items():
        about = [name] if name in files else stems.get(name, [])
        if len(about) == 1:
            notes[about[0]] = fields
        else:
            problems.append(_without_article(name, about))

    def noted(entries: Sequence[Entry]) -> Sequence[Entry]:
        return [
            replace(entry, fields={**notes[entry.file], **entry.fields}) if entry.file in notes else entry
            for entry in entries
        ]

    return replace(
        collection,
        entries=noted(collection.entries),
        unlisted=noted(collection.unlisted),
        problems=(*collection.problems, *problems),
    )


def _read(folder: Path) -> tuple[dict[str, Fields], list[Problem]]:
    """What each note in ``folder`` declares, by the note's path without its suffix; and problems."""
    found: dict[str, Fields] = {}
    problems: list[Problem] = []
    for name, document in documents_below(folder, "note", problems):
        found[name.removesuffix(_SUFFIX)] = _fields(document, Position(file=f"notes/{name}"))
    return found, problems


def _fields(document: Document, where: Position) -> Fields:
    """The note and the highlights of a file. Those in its front matter count too."""
    fields = {name: document.declared[name] for name in ("note", "highlights") if name in document.declared}
    note = [block.text for block in document.blocks if block.kind is not BlockKind.QUOTE]
    highlights = tuple(block.text for block in document.blocks if block.kind is BlockKind.QUOTE)
    if note:
        fields["note"] = Declared("\n\n".join(note), where)
    if highlights:
        fields["highlights"] = Declared(highlights, where)
    return fields


def _without_article(name: str, about: Sequence[str]) -> Problem:
    where = Position(file=f"notes/{name}{_SUFFIX}")
    if not about:
        hint = "Name it like the article's file, as in notes/ferries.md for seeds/ferries.txt, or remove it."
        return problem("note-without-article", "No article has the name of this note.", hint, where)
    message = f"{len(about)} articles have the name of this note: {', '.join(about)}."
    hint = f"Rename it to notes/{about[0]}{_SUFFIX}, or whichever it is about."
    return problem("note-without-article", message, hint, where)
