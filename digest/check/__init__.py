"""What is wrong with the seeds or the output, without publishing anything.

All that a build would tell, published addresses that would be gone (``moved_pages.py``) among it, and what only this looks for::

    links.py   links that lead nowhere inside the site
    weak.py    fields that nobody declared: the weakest first

It plans and renders the whole site as a build does, so that what passes here is published; it writes nothing.

Rejected: links to other sites. Whether those answer today says little about tomorrow, and asking needs a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from digest import publish
from digest.build.cache import Cache
from digest.build.emptied import emptied, former_of
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import FullReader
from digest.build.scratch import scratch
from digest.build.site import PlannedSite, plan_site
from digest.check.links import dead_links
from digest.check.weak import Weak, totals, weakest
from digest.errors import Fatal, Position, Problem, Severity

__all__ = ["Checked", "Weak", "check"]

_NAMED = 5  # files that a message names at most


class Checked(Struct, frozen=True, kw_only=True):
    """What was found. ``weak`` has fields, the weakest first; ``totals`` says how many there are of each kind, in words.

    ``articles`` counts the published ones; None where nothing could be published.
    """

    problems: tuple[Problem, ...]
    articles: int | None = None
    totals: tuple[str, ...] = ()
    weak: tuple[Weak, ...] = ()


def check(job: Job, progress: Progress) -> Checked:
    """Everything that is wrong, as far as it can be known. What would end a build is among ``problems``; nothing is raised."""
    report = Findings()
    site: PlannedSite | None = None
    reader = FullReader()
    try:
        with executor_for(job.jobs) as executor, scratch() as folder, closing(Cache(folder / "cache.db")) as blobs:
            work = Work(executor=executor, progress=progress)
            reader = FullReader(blobs)
            site = plan_site(job, report, work, reader)
            report.problems += dead_links(job, site, work)
    except Fatal as error:
        report.problems += error.problems
    report.problems += _output(job, site)
    if site is not None and site.site.settings.base_url is None:
        message = "Without “base_url” the pages have no canonical address, and 404.html no links."
        hint = "Set it in digest.yml once the site has an address."
        report.problems.append(Problem(code="no-base-url", severity=Severity.NOTICE, message=message, hint=hint))
    if site is None:
        return Checked(problems=tuple(report.problems))
    published = {article.card.file for article in site.site.articles}
    articles = [read.article for read in reader.articles if read.article and read.article.file in published]
    return Checked(
        problems=tuple(report.problems), articles=len(articles), totals=totals(articles), weak=weakest(articles)
    )


def _output(job: Job, site: PlannedSite | None) -> list[Problem]:
    """What is wrong with the output as it stands."""
    try:
        found = publish.leavings(job.output, seeds=job.seeds_path)
    except Fatal as error:
        return list(error.problems)
    problems = list(_changes(found))
    if site is not None:
        former = former_of((*found.ours, *found.missing), manifest=found.manifest)
        emptied_site = emptied(former, site.seeds.collection, len(site.site.articles))
        problems += [emptied_site] if emptied_site else []
    return problems


def _changes(found: publish.Leavings) -> Iterator[Problem]:
    """The output against its own hashes."""
    if found.changed:
        message = f"Files that digest made were changed since: {_names(found.changed)}."
        hint = "A build makes them anew: keep changes of your own in the site's templates/ or static/ folder."
        yield _problem("changed-output", Severity.WARNING, found.output, message, hint)
    if found.missing:
        message = f"Files that digest made are not there any more: {_names(found.missing)}."
        yield _problem("missing-output", Severity.WARNING, found.output, message, "A build makes them anew.")
    if found.foreign:
        message = f"It holds files that digest did not make, so a build would publish nothing: {_names(found.foreign)}."
        hint = "Move them away, or into the site's static/ folder if they belong to the site."
        yield _problem("foreign-output", Severity.FATAL, found.output, message, hint)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _problem(code: str, severity: Severity, output: Path, message: str, hint: str) -> Problem:
    return Problem(code=code, severity=severity, message=message, hint=hint, where=Position(file=str(output)))
