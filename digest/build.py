"""The whole flow on one screen: seeds -> entries -> articles -> digest -> pages -> files -> output.

Every stage is a function of the one before; only the first reads and only the last two write. What is wrong with a text is
collected, and told at the end; what leaves nothing to publish is raised (``errors.Fatal``).

Given up: hooks in the middle. Who wants another stage writes another ``build``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from digest import config, infer, loader, pages, publish, readers, records, render
from digest.arrange import arrange, main_language, slugs_of
from digest.config import Setting
from digest.errors import Position, Problem, Severity, Strict
from digest.executors import Executor, executor_for
from digest.loader import Collection
from digest.model import Article, Digest, Entry, File, Page, Settings
from digest.publish import Published
from digest.render import Theme
from digest.words import interface_language, words

T = TypeVar("T")
R = TypeVar("R")

FALLBACK_LANGUAGE = "en"


class Progress:
    """Whoever watches a build: told of each stage, how many items it has, and each one done."""

    def stage(self, name: str, items: int) -> None:
        """A stage begins."""

    def done(self) -> None:
        """One of its items is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to build, from where, to where. Paths as the user gave them."""

    seeds: Path
    output: Path
    templates: Path
    static: Path
    config: Path
    jobs: int = 0
    strict: bool = False
    dry_run: bool = False
    base_url: str | None = None


@dataclass(slots=True, kw_only=True)
class Report:
    """How a build went. ``published`` is None after a dry run. ``seconds`` by stage, in order.

    ``addresses`` has (file, address) of each article of the site, in its order.
    """

    addresses: list[tuple[str, str]] = field(default_factory=list)
    pages: int = 0
    left_out: int = 0
    published: Published | None = None
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        return sum(problem.severity is Severity.WARNING for problem in self.problems)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Counts the wall time of a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = time.perf_counter() - began


def build(job: Job, report: Report, progress: Progress) -> None:
    """Builds the site; ``report`` fills as it goes, so that what was found is known even if it ends in ``Fatal``."""
    with executor_for(job.jobs) as executor:
        with report.timed("read"):
            collection, layers = _collect(job, report)
            made = _each(
                executor, partial(read_article, job.seeds), _entries(collection, layers, report), "Reading", progress
            )
            articles = _resolved(made, report)
        with report.timed("arrange"):
            settings = _settings(job, layers, collection, articles, report)
            digest, problems = arrange(articles, settings)
            report.problems += problems
        with report.timed("plan"):
            theme = render.theme_for(job.templates)
            planned = pages.plan(digest)
            copied = _assets(job, theme)
            pages.refuse_clashes([*((page.address, page.template) for page in planned), *copied])
        report.addresses += [(item.article.file, item.address) for item in digest.items]
        report.pages = len(planned)
        if job.strict and (report.errors or report.warnings):
            raise Strict
        with report.timed("write"):
            _publish(job, digest, planned, copied, theme, executor, report, progress)


def _publish(
    job: Job, digest: Digest, planned: Sequence[Page], copied: Sequence[tuple[str, Path]], theme: Theme,
    executor: Executor, report: Report, progress: Progress,
) -> None:  # fmt: skip
    """Renders all pages beside the output and puts them in its place, or, on a dry run, throws them away."""
    with publish.staging(job.output, seeds=job.seeds) as stage:
        report.problems += stage.problems
        if job.strict and stage.problems:
            raise Strict
        write = partial(write_page, stage.root, theme, digest.settings.language)
        files = _each(executor, write, planned, "Writing", progress)
        files += [publish.write(stage.root, address, source.read_bytes()) for address, source in copied]
        if not job.dry_run:
            report.published = stage.commit(files)
            report.problems += report.published.problems


def collect_records(job: Job, report: Report, *, timings: bool) -> Iterator[dict[str, object]]:
    """Every article of the seeds as a record, in the order of the manifest; problems go to ``report``."""
    collection, layers = _collect(job, report)
    entries = _entries(collection, layers, report)
    with executor_for(job.jobs) as executor:
        made = list(executor.map(partial(read_article, job.seeds), entries))
    articles = _resolved(made, report)
    slugs, problems = slugs_of(articles)
    report.problems += problems
    for one in made:
        if one.article is not None:
            yield records.record(one.article, slugs[one.article.file], one.cpu_us if timings else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An article, or None where it is left out; what is wrong with it; the processor time it took, in microseconds."""

    article: Article | None
    problems: tuple[Problem, ...]
    cpu_us: int


def read_article(seeds: Path, entry: Entry) -> Read:
    """One article from its file: read, every field resolved. Depends on nothing but its entry and its file."""
    began = time.process_time_ns()
    encoding = entry.fields.get("encoding")
    document = readers.read(seeds / entry.file, entry.file, encoding=str(encoding.text) if encoding else None)
    if isinstance(document, Problem):
        return Read(article=None, problems=(document,), cpu_us=0)
    article, problems = infer.resolve(entry, document)
    cost = (time.process_time_ns() - began) // 1000
    return Read(article=article, problems=(*document.problems, *problems), cpu_us=cost)


def write_page(root: Path, theme: Theme, language: str, page: Page) -> File:
    """One page, rendered and written below ``root``."""
    return publish.write(root, page.address, render.render(page, theme, language))


def _each(executor: Executor, function: Callable[[T], R], items: Sequence[T], name: str, progress: Progress) -> list[R]:
    progress.stage(name, len(items))
    results = []
    for result in executor.map(function, items):
        results.append(result)
        progress.done()
    return results


def _collect(job: Job, report: Report) -> tuple[Collection, list[dict[str, Setting]]]:
    """What the seeds list, and the settings written down, the strongest layer first."""
    typed = {"base_url": Setting(value=job.base_url, where=Position(file="--base-url"))} if job.base_url else {}
    written, problems = config.read_file(job.config, job.config.name)
    report.problems += problems
    collection = loader.collect(job.seeds)
    report.problems += collection.problems
    front, problems = config.read_pairs(collection.settings)
    report.problems += problems
    return collection, [typed, written, front]


def _entries(collection: Collection, layers: list[dict[str, Setting]], report: Report) -> tuple[Entry, ...]:
    """The articles to read: the listed ones, and the unlisted ones if the editor says so."""
    entries = collection.entries
    if collection.unlisted and config.resolve(*layers, title="", language="").include_unlisted:
        entries += collection.unlisted
    elif collection.unlisted:
        report.problems.append(loader.unlisted_warning([entry.file for entry in collection.unlisted]))
    if not entries and not report.problems:
        report.problems.append(
            Problem(
                code="no-articles",
                severity=Severity.WARNING,
                message="There are no articles in the seeds folder.",
                mend="Put text or Markdown files into it: the site says how until then.",
            )
        )
    return entries


def _resolved(made: Sequence[Read], report: Report) -> list[Article]:
    """The articles that could be read; what is wrong with any of them goes to the report."""
    for one in made:
        report.problems += one.problems
    report.left_out = len({problem.article for problem in report.problems if problem.article})
    return [one.article for one in made if one.article is not None]


def _settings(
    job: Job, layers: list[dict[str, Setting]], collection: Collection, articles: Sequence[Article], report: Report
) -> Settings:
    """The site's settings, with defaults from the seeds: the folder's name, the language of most articles."""
    language = main_language(articles) or FALLBACK_LANGUAGE
    settings = config.resolve(*layers, title=collection.title or "", language=language)
    if not settings.title:
        name = job.seeds.resolve().name  # “seeds”, the default place, names nothing
        settings = replace(
            settings, title=words(settings.language).gettext("Press review") if name == "seeds" else name
        )
    if not any("language" in layer for layer in layers) and articles:
        message = f"The site's language is “{settings.language}”, that of most articles."
        report.problems.append(
            _notice("language-inferred", message, "Declare it: “language: …” in digest.yml or INDEX.md.")
        )
    if interface_language(settings.language) != settings.language.split("-")[0]:
        message = f"The words around the articles are English: there are none for “{settings.language}” yet."
        report.problems.append(_notice("no-interface-words", message, ""))
    if settings.base_url is None:
        message = "Without “base_url” the pages have no canonical address, and 404.html no links."
        report.problems.append(_notice("no-base-url", message, "Set it in digest.yml once the site has an address."))
    return settings


def _notice(code: str, message: str, mend: str) -> Problem:
    return Problem(code=code, severity=Severity.NOTICE, message=message, mend=mend)


def _assets(job: Job, theme: Theme) -> tuple[tuple[str, Path], ...]:
    """Files that are copied as they are: the theme's below assets/, the site's own static/ at the root."""
    own = [
        (path.relative_to(job.static).as_posix(), path)
        for path in sorted(job.static.rglob("*"))
        if path.is_file() and path.name.lower() not in publish.JUNK
    ]
    return (*render.assets(theme), *own)
