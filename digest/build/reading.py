"""From a seeds folder to its articles and settings: manifests, files, inference, each article on its own.

Rejected: an article that knows of others. So any of them can be read anywhere, and read again alone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from digest import config, infer, readers
from digest.build.job import Job, Report, Work
from digest.config import Setting
from digest.errors import Position, Problem, Severity
from digest.i18n import interface_language, words
from digest.model import Article, Entry, OwnPage, Picture, Rules, Settings
from digest.site.arrange import main_language
from digest.sources import images, loader
from digest.sources.custom_pages import read_own
from digest.sources.folder import SourceFolder
from digest.sources.loader import Collection
from digest.sources.names_file import read_names

FALLBACK_LANGUAGE = "en"


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

    article, problems = infer.resolve(entry, document, rules, picture)
    cost = (time.process_time_ns() - began) // 1000
    return Read(article=article, problems=(*document.problems, *problems), cpu_us=cost, pictured=bool(asked))


class Reader(Protocol):
    """Whoever can list the articles of a seeds folder and read them."""

    def collect(self, seeds: SourceFolder) -> Collection:
        """What the seeds list; as ``loader.collect``."""

    def read(self, seeds: SourceFolder, entries: Sequence[Entry], rules: Rules, work: Work) -> Sequence[Read]:
        """Each of ``entries``, in their order."""


class Plain:
    """Everything is read, and held whole."""

    def collect(self, seeds: SourceFolder) -> Collection:
        return loader.collect(seeds)

    def read(self, seeds: SourceFolder, entries: Sequence[Entry], rules: Rules, work: Work) -> Sequence[Read]:
        return work.each(partial(read_article, seeds, rules=rules), entries, "Reading")


class Seeds(Struct, frozen=True, kw_only=True):
    """All that the seeds hold: ``reads`` in the order of the manifest, also of what is left out."""

    collection: Collection
    entries: Sequence[Entry]
    reads: Sequence[Read]
    settings: Settings
    own: tuple[OwnPage, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """Those that could be read, drafts and private ones too."""
        return tuple(read.article for read in self.reads if read.article is not None)


def read_seeds(job: Job, report: Report, work: Work, reader: Reader) -> Seeds:
    """Every article of the seeds, and the site's settings; what is wrong goes to ``report``."""
    collection, layers = _collect(job, report, reader)
    entries = _entries(collection, layers, report)
    names, problems = read_names(job.names)
    report.problems += problems
    rules = replace(config.resolve(*layers, title="", language="").rules, names=names)
    reads = reader.read(job.seeds, entries, rules, work)
    for read in reads:
        report.problems += read.problems
    report.left_out = len({problem.article for problem in report.problems if problem.article})
    articles = [read.article for read in reads if read.article is not None]
    settings = replace(_settings(job, layers, collection, articles, report), rules=rules)
    pictures_used = {article.image.file for article in articles if article.image}
    unread = loader.unread_notice(file for file in collection.unread if file not in pictures_used)
    report.problems += [unread] if unread else []
    own, problems = read_own(job.pages)
    report.problems += problems
    return Seeds(collection=collection, entries=entries, reads=reads, settings=settings, own=own)


def _collect(job: Job, report: Report, reader: Reader) -> tuple[Collection, list[dict[str, Setting]]]:
    """What the seeds list, and the settings written down, the strongest layer first."""
    typed = {"base_url": Setting(value=job.base_url, where=Position(file="--base-url"))} if job.base_url else {}
    written, problems = config.read_file(job.config, job.config.name)
    report.problems += problems
    collection = reader.collect(job.seeds)
    report.problems += collection.problems
    front, problems = config.read_pairs(collection.settings)
    report.problems += problems
    return collection, [typed, written, front]


def _entries(collection: Collection, layers: list[dict[str, Setting]], report: Report) -> Sequence[Entry]:
    """The articles to read: the listed ones, and the unlisted ones if the editor says so."""
    entries = collection.entries
    if collection.unlisted and config.resolve(*layers, title="", language="").include_unlisted:
        entries = [*entries, *collection.unlisted]
    elif collection.unlisted:
        report.problems.append(loader.unlisted_warning([entry.file for entry in collection.unlisted]))
    if not entries and not report.problems:
        report.problems.append(
            Problem(
                code="no-articles",
                severity=Severity.WARNING,
                message="There are no articles in the seeds folder.",
                hint="Put text, Markdown or HTML files into it: the site says how until then.",
            )
        )
    return entries


def _settings(
    job: Job, layers: list[dict[str, Setting]], collection: Collection, articles: Sequence[Article], report: Report
) -> Settings:
    """The site's settings, with defaults from the seeds: the folder's name, the language of most articles."""
    language = main_language(articles) or FALLBACK_LANGUAGE
    settings = replace(config.resolve(*layers, title=collection.title or "", language=language), drafts=job.drafts)
    if not settings.title:
        name = job.seeds.name  # “seeds”, the default place, names nothing
        settings = replace(
            settings, title=words(settings.language).gettext("Press review") if name == "seeds" else name
        )
    if not any("language" in layer for layer in layers) and articles:
        known = [article for article in articles if article.language == settings.language]
        message = f"The site's language is taken to be “{settings.language}”: {_so_many(len(known), len(articles))}."
        report.problems.append(
            _notice("language-inferred", message, "Declare it: “language: …” in digest.yml or INDEX.md.")
        )
    if interface_language(settings.language) != settings.language.split("-")[0]:
        message = f"The words around the articles are English: there are none for “{settings.language}” yet."
        report.problems.append(_notice("no-interface-words", message, ""))
    return settings


def _so_many(known: int, articles: int) -> str:
    """In words, how many of the site's articles are in its language."""
    if not known:
        return "no article says which it is"
    if known < articles:
        return f"{known} of {articles} articles are in it"
    return "its only article is in it" if articles == 1 else f"all {articles} articles are in it"


def _notice(code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, severity=Severity.NOTICE, message=message, hint=hint)
