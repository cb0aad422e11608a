"""The whole flow on one screen: seeds -> entries -> articles -> digest -> pages -> files -> output.

Every stage is a function of the one before; only the first reads and only the last two write. What is wrong with a text is
collected, and told at the end; what leaves nothing to publish is raised (``errors.Fatal``).

Given up: hooks in the middle. Who wants another stage writes another ``build``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from digest import addresses, pages, pictures, publish, records, render
from digest.arrange import arrange, slugs_of
from digest.errors import Strict
from digest.executors import Executor, executor_for
from digest.job import Job, Progress, Report
from digest.model import Digest, File, Page
from digest.reading import Seeds, each, read_seeds
from digest.render import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site planned whole, nothing of it written. ``copied`` are files as they are: (address, where they are now)."""

    seeds: Seeds
    digest: Digest
    theme: Theme
    pages: tuple[Page, ...]
    copied: tuple[tuple[str, Path], ...]


def build(job: Job, report: Report, progress: Progress) -> Site:
    """Builds the site; ``report`` fills as it goes, so that what was found is known even if it ends in ``Fatal``."""
    with executor_for(job.jobs) as executor:
        site = plan_site(job, report, executor, progress)
        if job.strict and (report.errors or report.warnings):
            raise Strict
        with report.timed("write"), publish.staging(job.output, seeds=job.seeds) as stage:
            report.problems += stage.problems
            if job.strict and stage.problems:
                raise Strict
            files = each(executor, _writer(stage.root, site), site.pages, "Writing", progress)
            look = site.digest.settings.look
            files += [publish.write(stage.root, to, render.asset(to, source, look)) for to, source in site.copied]
            if not job.dry_run:
                report.published = stage.commit(files)
                report.problems += report.published.problems
    return site


def plan_site(job: Job, report: Report, executor: Executor, progress: Progress) -> Site:
    """Everything up to the first byte: articles read and arranged, every page planned, no two at one address."""
    with report.timed("read"):
        seeds = read_seeds(job, report, executor, progress)
    with report.timed("arrange"):
        digest, problems = arrange(seeds.articles, seeds.settings)
        report.problems += problems
    with report.timed("plan"):
        theme = render.theme_for(job.templates)
        planned, problems = pages.plan(digest, seeds.own)
        report.problems += [*problems, *pictures.remarks(item.article for item in digest.items)]
        copied = _copied(job, theme, digest)
        pages.refuse_clashes([*((page.address, page.template) for page in planned), *copied])
    report.addresses += [(item.article.file, item.address) for item in digest.items]
    # Feeds, data and the index of the search are files that nobody reads as a page.
    report.pages = sum(page.address.endswith(".html") for page in planned)
    return Site(seeds=seeds, digest=digest, theme=theme, pages=planned, copied=copied)


def collect_records(job: Job, report: Report, *, timings: bool) -> Iterator[dict[str, object]]:
    """Every article of the seeds as a record, in the order of the manifest; problems go to ``report``."""
    with executor_for(job.jobs) as executor:
        seeds = read_seeds(job, report, executor, Progress())
    slugs, problems = slugs_of(seeds.articles)
    report.problems += problems
    for read in seeds.reads:
        if read.article is not None:
            yield records.record(read.article, slugs[read.article.file], read.cpu_us if timings else None)


def write_page(root: Path, theme: Theme, language: str, page: Page) -> File:
    """One page, rendered and written below ``root``."""
    return publish.write(root, page.address, render.render(page, theme, language))


def _writer(root: Path, site: Site) -> partial[File]:
    return partial(write_page, root, site.theme, site.digest.settings.language)


def _copied(job: Job, theme: Theme, digest: Digest) -> tuple[tuple[str, Path], ...]:
    """Files that are copied as they are: the theme's below assets/, pictures that are shown, the site's own static/ at the root.

    The digest holds its articles as they may be seen, so a picture that may not be shown is in no output.
    """
    shown = (item.article.image for item in digest.items)
    media = {picture.address: job.seeds / picture.file for picture in shown if picture}  # one of two articles: once
    own = [
        (path.relative_to(job.static).as_posix(), path)
        for path in sorted(job.static.rglob("*"))
        if path.is_file() and path.name.lower() not in publish.JUNK
    ]
    theirs = render.assets(theme)
    if not digest.settings.search.on:
        theirs = tuple(pair for pair in theirs if pair[0] != addresses.SEARCHING)
    return (*theirs, *sorted(media.items()), *own)
