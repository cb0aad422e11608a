"""``digest story``: write into the seeds which articles are one story, and what it is called.

The field ``story`` goes into the row of an article where a table lists it, else into the front matter of its file. An article in
an export file, which has one row for all of its articles, gets a row of its own. ``plan``
decides on the changes; ``index.save`` writes them.

Rejected: a file of stories beside INDEX.md, which would be a second place for what is known about an article.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from digest import readers
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import Seeds, full_reader, read_seeds
from digest.build.site import CachedCompute
from digest.collection.index import Change
from digest.errors import Fatal, Position, Problem, problem
from digest.explain import article_file
from digest.i18n import fold
from digest.importers.expand import yaml_value
from digest.manifest.add import CannotAdd, NewArticle, add
from digest.manifest.fill import fill
from digest.model import ArticleCard, Site
from digest.publish.refusals import published
from digest.readers.metadata_block import find_metadata
from digest.site.arrange import arrange
from digest.site.connections import connected
from digest.site.stories import NONE
from digest.sources.folder import SourceFolder
from digest.vocabulary.fields import field_named

_FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n")


class Action(StrEnum):
    """What to do with the named articles: make them one story, take them out of theirs, or name their story."""

    JOIN = "join"
    SPLIT = "split"
    NAME = "name"


class StoryPlan(Struct, frozen=True, kw_only=True):
    """The changes to make, the story that the articles then declare, and their files."""

    changes: tuple[Change, ...]
    story: str
    files: tuple[str, ...]


def plan(job: Job, report: Findings, action: Action, typed: Sequence[str], name: str = "") -> StoryPlan:
    """The changes that put the articles at the paths ``typed`` into one story, or take them out of theirs.

    Without a ``name``, the story is called as one of its articles declares, else by the headline of the first one. Problems are
    added to ``report``. Raises NoSuchArticle if there is no such article, Fatal if a place cannot take the field.
    """
    with executor_for(job.jobs) as executor, full_reader() as reader:
        seeds = read_seeds(job, Work(executor=executor, progress=Progress()), reader)
        report.problems += seeds.problems
        files = tuple(dict.fromkeys(article_file(job.seeds.path, path, seeds) for path in typed))
        if action is Action.SPLIT:
            story = NONE
        else:
            site = arrange(seeds.cards, seeds.settings, published(job.output).owners)[0]
            files = _with_their_stories(connected(site, CachedCompute(reader.blobs)), files)
            story = name or _name_of(seeds.cards, files)
    return StoryPlan(changes=tuple(_changes(job.seeds, seeds, files, story)), story=story, files=files)


def _with_their_stories(site: Site, files: Sequence[str]) -> tuple[str, ...]:
    """``files`` and the others of their stories."""
    connections = site.connections
    numbers = {article.card.file: index for index, article in enumerate(site.articles)}
    found = dict.fromkeys(files)
    for file in files:
        number = connections.story_of.get(numbers.get(file, -1))
        if number is not None:
            found |= dict.fromkeys(site.articles[index].card.file for index in connections.stories[number].articles)
    return tuple(found)


def _name_of(cards: Iterable[ArticleCard], files: Sequence[str]) -> str:
    by_file = {card.file: card for card in cards}
    wanted = [by_file[file] for file in files if file in by_file]
    declared = (card.story for card in wanted if card.story and fold(card.story) != NONE)
    return next(declared, None) or next((card.label for card in wanted), "")


def _changes(folder: SourceFolder, seeds: Seeds, files: Sequence[str], story: str) -> Iterator[Change]:
    """The changes of manifests, then of articles that no table lists."""
    where = {entry.file: entry.where for entry in seeds.entries}
    in_rows = {entry.file for entry in seeds.entries if "story" in entry.fields}
    sharing = Counter(entry.where for entry in seeds.entries)  # the articles of an export have one row
    by_manifest: dict[str, dict[str, Position]] = defaultdict(dict)
    for file in files:
        if (place := where.get(file)) and place.line and place.file in seeds.collection.manifests:
            by_manifest[place.file][file] = place
    left = set(files)
    for manifest, rows in by_manifest.items():
        before = folder.read(manifest)
        values = {place: {"story": story} for place in rows.values() if sharing[place] == 1}
        text, done = fill(before.decode("utf-8"), manifest, values, seeds.settings.language, overwrite=True)
        filled = {place for place, _ in done}
        exported = [file for file, place in rows.items() if sharing[place] > 1]
        text = _with_rows(text, manifest, exported, story, seeds.settings.language) if exported else text
        left -= {file for file, place in rows.items() if place in filled or file in exported}
        if text.encode("utf-8") != before:
            yield Change(file=manifest, before=before, after=text.encode("utf-8"))
    exports = {export.file for export in seeds.collection.exports}
    for file in files:
        if file in left and posixpath.dirname(file) in exports:
            raise _unwritable(
                file, "Run “digest index”, which lists its export file in INDEX.md, and this command again."
            )
        if file in left & in_rows:  # what its row says would count
            raise _unwritable(file)
        if file in left:
            yield _article_change(folder, file, story)


def _with_rows(text: str, manifest: str, files: Sequence[str], story: str, language: str) -> str:
    """``manifest`` with a row that declares ``story`` for each article of an export, all of which its row stands for."""
    folder = posixpath.dirname(manifest) or "."
    rows = [NewArticle(target=posixpath.relpath(file, folder), fields={"story": story}) for file in files]
    try:
        return add(text, manifest, rows, language, complete=True)[0]
    except CannotAdd:
        raise _unwritable(files[0]) from None


def _article_change(folder: SourceFolder, file: str, story: str) -> Change:
    """The change that declares ``story`` in the article's own front matter; Fatal where the file cannot take it."""
    try:
        before = folder.read(file)
        text = before.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise _unwritable(file) from None
    after = _with_line(text, file, f"story: {yaml_value(story)}").encode("utf-8")
    if not _declares_only(before, after, file, story):
        raise _unwritable(file)
    return Change(file=file, before=before, after=after)


def _with_line(text: str, file: str, line: str) -> str:
    """``text`` with ``line`` in its front matter, in the place of one of the same field."""
    end = "\r\n" if "\r\n" in text else "\n"
    opening = _FENCE.match(text)
    if not opening:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{mark}---{end}{line}{end}---{end}{end}{text.removeprefix(mark)}"
    metadata = find_metadata(text.replace("\r\n", "\n"), file)
    for key, node in metadata.pairs if metadata else ():
        if field_named(key) == "story" and node.where.line:
            lines = text.split("\n")
            lines[node.where.line - 1] = line + end.rstrip("\n")
            return "\n".join(lines)
    return f"{text[: opening.end()]}{line}{end}{text[opening.end() :]}"


def _declares_only(before: bytes, after: bytes, file: str, story: str) -> bool:
    """Whether ``after`` is read like ``before`` but for the ``story`` that it declares."""
    old, new = readers.parse(before, file), readers.parse(after, file)
    if isinstance(old, Problem) or isinstance(new, Problem) or "story" not in new.declared or new.reader == "html":
        return False  # a browser would show the front matter of an HTML file
    same = old.declared.keys() - {"story"} == new.declared.keys() - {"story"}
    texts = [[block.text for block in document.blocks] for document in (old, new)]
    return same and texts[0] == texts[1] and new.declared["story"].text == story


_LIST_IT = "List it in a table of INDEX.md with a column “story”, and run the command again."


def _unwritable(file: str, hint: str = _LIST_IT) -> Fatal:
    message = "There is no place for the story of this article."
    return Fatal(problem("no-place", message, hint, Position(file=file)))
