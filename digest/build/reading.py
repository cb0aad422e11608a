"""From a seeds folder to its articles and settings: manifests, files, inference, each article on its own.

Rejected: an article that knows of others. So any of them can be read anywhere, and read again alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from digest import config, readers
from digest.build.cache import Cache
from digest.build.job import Job, Work
from digest.build.scratch import scratch
from digest.codec import content_hash, encode
from digest.config import Setting, read_names
from digest.errors import Position, Problem, Severity, problem
from digest.i18n import interface_language, words
from digest.infer.resolve import resolve
from digest.model import Article, ArticleCard, CustomPage, Entry, Picture, Rules, Settings
from digest.site.arrange import main_language
from digest.site.cards import card_of
from digest.sources import images, loader
from digest.sources.custom_pages import read_custom_pages
from digest.sources.exports import ExpandedFolder
from digest.sources.folder import SourceFolder
from digest.sources.loader import Collection
from digest.sources.notes import with_notes

FALLBACK_LANGUAGE = "en"
_MOST_UNLISTED = 200  # files that are read only to know whether they could be listed


class Read(Struct, frozen=True, kw_only=True):
    """An article, or None where it is left out; what is wrong with it; the processor time it took, in microseconds.

    ``pictured`` says that it asked for a picture, so that it depends on what other files there are.
    """

    article: Article | None
    problems: tuple[Problem, ...]
    cpu_us: int
    pictured: bool = False


_NO_RULES = Rules()


def read_article(seeds: SourceFolder, entry: Entry, rules: Rules = _NO_RULES) -> Read:
    """One article from its file: read, every field resolved. Depends on nothing but its entry, its files and the rules."""
    return parse_article(seeds, entry, readers.load(seeds, entry.file), rules)


def parse_article(seeds: SourceFolder, entry: Entry, data: bytes | Problem, rules: Rules) -> Read:
    """As ``read_article``, of what ``readers.load`` gave."""
    began = time.process_time_ns()
    if isinstance(data, Problem):
        return Read(article=None, problems=(data,), cpu_us=0)
    encoding = entry.fields.get("encoding")
    document = readers.parse(data, entry.file, encoding=str(encoding.text) if encoding else None)
    if isinstance(document, Problem):
        return Read(article=None, problems=(document,), cpu_us=0)
    asked: list[str] = []

    def picture(path: str, where: Position) -> Picture:
        asked.append(path)
        return images.find(seeds, entry.file, path, where)

    article, problems = resolve(entry, document, rules, picture)
    if seeds.is_on_disk(entry.file):
        article = replace(article, sha256=sha256(data).hexdigest())
    cost = (time.process_time_ns() - began) // 1000
    return Read(article=article, problems=(*document.problems, *problems), cpu_us=cost, pictured=bool(asked))


class Reader(Protocol):
    """Lists the articles of a seeds folder and reads them."""

    def expanded(self, seeds: SourceFolder) -> SourceFolder:
        """``seeds`` with the articles of export files as files."""

    def collect(self, seeds: SourceFolder, notes: Path) -> Collection:
        """What the seeds list, with the editor's ``notes``."""

    def read(self, seeds: SourceFolder, entries: Sequence[Entry], rules: Rules, work: Work) -> Sequence[ReadCard]:
        """The card of each of ``entries``, in their order."""


class ReadCard(Struct, frozen=True):
    """The card of an article, or None where it is left out; and its problems."""

    card: ArticleCard | None
    problems: tuple[Problem, ...]


class FullReader:
    """Reads everything; ``articles`` has the whole articles, ``blobs`` the same for pages."""

    def __init__(self, blobs: Cache) -> None:
        self.articles: list[Read] = []
        self.blobs = blobs

    def expanded(self, seeds: SourceFolder) -> SourceFolder:
        """``seeds`` with the articles of export files as files, kept in ``blobs``."""
        return seeds if isinstance(seeds, ExpandedFolder) else ExpandedFolder(seeds.path, self.blobs)

    def collect(self, seeds: SourceFolder, notes: Path) -> Collection:
        """What the seeds list, with the editor's ``notes``."""
        return with_notes(loader.collect(seeds), notes)

    def read(self, seeds: SourceFolder, entries: Sequence[Entry], rules: Rules, work: Work) -> Sequence[ReadCard]:
        """The card of each of ``entries``."""
        self.articles = work.each(partial(read_article, seeds, rules=rules), entries, "Reading")
        found = [ReadCard(self._card(read.article, rules), read.problems) for read in self.articles]
        self.blobs.commit()
        return found

    def _card(self, article: Article | None, rules: Rules) -> ArticleCard | None:
        if article is None:
            return None
        data = encode(article)
        text = content_hash(data)
        self.blobs.put(text, data)
        return card_of(article, text, rules)


@contextmanager
def full_reader() -> Iterator[FullReader]:
    """A ``FullReader`` whose blobs are in a temporary file, so that other processes can read them."""
    with scratch() as folder, closing(Cache(folder / "cache.db")) as blobs:
        yield FullReader(blobs)


class Seeds(Struct, frozen=True, kw_only=True):
    """All that the seeds hold: ``reads`` in the order of the manifest, also of articles that are left out.

    ``folder`` has the articles of export files as files.
    """

    folder: SourceFolder
    collection: Collection
    entries: Sequence[Entry]
    reads: Sequence[ReadCard]
    settings: Settings
    custom_pages: tuple[CustomPage, ...]
    problems: tuple[Problem, ...]

    @property
    def cards(self) -> tuple[ArticleCard, ...]:
        """Those of all articles that could be read, drafts and private ones too."""
        return tuple(read.card for read in self.reads if read.card is not None)

    @property
    def left_out(self) -> int:
        """The number of articles that are left out because of a problem."""
        return len({problem.article for problem in self.problems if problem.article})


def read_seeds(job: Job, work: Work, reader: Reader) -> Seeds:
    """Every article of the seeds, and the site's settings."""
    problems: list[Problem] = []
    folder = reader.expanded(job.seeds)
    collection, layers = _collect(job, folder, reader, problems)
    entries = _entries(folder, collection, layers, problems)
    names, found = read_names(job.names)
    problems += found
    rules = replace(config.resolve(*layers, title="", language="").rules, names=names)
    reads = reader.read(folder, entries, rules, work)
    for read in reads:
        problems += read.problems
    cards = [read.card for read in reads if read.card is not None]
    settings = replace(_settings(job, layers, collection, cards, problems), rules=rules)
    images_used = {card.image.file for card in cards if card.image}
    unread = loader.unread_notice(file for file in collection.unread if file not in images_used)
    problems += [unread] if unread else []
    custom_pages, found = read_custom_pages(job.pages)
    problems += found
    problems += config.unknown_sources(layers, {card.source for card in cards if card.source})
    return Seeds(
        folder=folder,
        collection=collection,
        entries=entries,
        reads=reads,
        settings=settings,
        custom_pages=custom_pages,
        problems=tuple(problems),
    )


def _collect(
    job: Job, folder: SourceFolder, reader: Reader, problems: list[Problem]
) -> tuple[Collection, list[dict[str, Setting]]]:
    """What the seeds list, and the settings that are declared, the strongest layer first."""
    typed = {"base_url": Setting(value=job.base_url, where=Position(file="--base-url"))} if job.base_url else {}
    written, found = config.read_file(job.config, job.config.name)
    problems += found
    collection = reader.collect(folder, job.notes)
    problems += collection.problems
    front, found = config.read_pairs(collection.settings)
    problems += found
    return collection, [typed, written, front]


def _entries(
    folder: SourceFolder, collection: Collection, layers: list[dict[str, Setting]], problems: list[Problem]
) -> Sequence[Entry]:
    """The articles to read: the listed ones, and the unlisted ones if the editor wants them."""
    entries = collection.entries
    if collection.unlisted and config.resolve(*layers, title="", language="").include_unlisted:
        entries = [*entries, *collection.unlisted]
    elif collection.unlisted:
        unreadable = _unreadable(folder, collection.unlisted[:_MOST_UNLISTED])
        problems += unreadable.values()
        readable = [entry.file for entry in collection.unlisted if entry.file not in unreadable]
        problems += [loader.unlisted_warning(readable, collection.exports)] if readable else []
    if not entries and not problems:
        hint = "Put text, Markdown or HTML files into it: the site says how until then."
        problems.append(problem("no-articles", "There are no articles in the seeds folder.", hint))
    return entries


def _unreadable(folder: SourceFolder, unlisted: Sequence[Entry]) -> dict[str, Problem]:
    """A notice for each file of ``unlisted`` that cannot be read, so that “digest index” would not list it either."""
    found = {}
    for entry in unlisted:
        document = readers.read(folder, entry.file)
        if isinstance(document, Problem):
            hint = "No INDEX.md lists it: correct or remove it."
            found[entry.file] = replace(document, severity=Severity.NOTICE, hint=hint, article=None)
    return found


def _settings(
    job: Job,
    layers: list[dict[str, Setting]],
    collection: Collection,
    cards: Sequence[ArticleCard],
    problems: list[Problem],
) -> Settings:
    """The site's settings, with defaults from the seeds: the folder's name, the language of most articles."""
    language = main_language(cards) or FALLBACK_LANGUAGE
    settings = replace(config.resolve(*layers, title=collection.title or "", language=language), drafts=job.preview)
    if not settings.title:
        name = job.seeds.name  # “seeds”, the default folder, names nothing
        title = words(settings.language).gettext("Press review") if name == "seeds" else name
        settings = replace(settings, title=title)
    if not any("language" in layer for layer in layers) and cards:
        known = [card for card in cards if card.language == settings.language]
        message = f"The site's language is taken to be “{settings.language}”: {_so_many(len(known), len(cards))}."
        problems.append(problem("language-inferred", message, "Declare it: “language: …” in digest.yml or INDEX.md."))
    if interface_language(settings.language) != settings.language.split("-")[0]:
        message = f"No interface translation for “{settings.language}”; using English."
        problems.append(problem("no-interface-words", message))
    return settings


def _so_many(known: int, articles: int) -> str:
    """In words, how many of the site's articles are in its language."""
    if not known:
        return "no article says which it is"
    if known < articles:
        return f"{known} of {articles} articles are in it"
    return "its only article is in it" if articles == 1 else f"all {articles} articles are in it"
