"""Everything wrong with the sources or the output of a site.

The whole site is planned and rendered as in a build, so all problems of a build are found, including published addresses that
would be gone. In addition: links that lead nowhere (``links.py``), changes of the output, and the least certain fields.

Rejected: links to other sites, which need a network and may work again tomorrow. Names and keyphrases among the fields to review:
readers find articles by headline, date, topic and source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from msgspec import Struct

from digest.build.cache import Cache
from digest.build.emptied import emptied, former_of
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import FullReader
from digest.build.scratch import scratch
from digest.build.site import PlannedSite, plan_site
from digest.check.links import dead_links
from digest.errors import Fatal, Position, Problem, and_more, problem
from digest.i18n import UNDETERMINED
from digest.model import Article, Origin
from digest.publish.maintenance import Leftovers, leftovers
from digest.vocabulary import media_topics

_MAX_FILES = 5  # named in a message
_CERTAIN = 0.9  # an inferred value of at least this certainty needs no review
# The fields to review, in the order of the totals: words for one and for several articles whose field is inferred.
_INFERRED = {
    "title": ("headline inferred", "headlines inferred"),
    "summary": ("dek inferred", "deks inferred"),
    "language": ("language inferred", "languages inferred"),
    "date": ("date inferred", "dates inferred"),
    "topics": ("article with inferred topics", "articles with inferred topics"),
}
# Words for a missing field, and the certainty that it is ranked at. A missing date matters more than a poor guess; a missing
# topic or source less, since the article can be found without it.
_MISSING = {
    "language": ("in no known language", 0.0),
    "date": ("undated", 0.05),
    "topics": ("without a topic", 0.6),
    "source": ("without a source", 0.8),
}


class Weak(Struct, frozen=True, kw_only=True):
    """A field of the article in ``file`` that is missing (without ``certainty``) or inferred with little certainty (0 to 1)."""

    file: str
    field: str
    value: str
    certainty: float | None


class Checked(Struct, frozen=True, kw_only=True):
    """The result of a check.

    ``articles`` counts the published ones; None if nothing can be published. ``totals`` counts inferred and missing fields, in
    words. ``weak`` has the fields to review, the least certain first.
    """

    problems: tuple[Problem, ...]
    articles: int | None = None
    totals: tuple[str, ...] = ()
    weak: tuple[Weak, ...] = ()


def check(job: Job, progress: Progress) -> Checked:
    """Checks a site. Problems that would end a build are in the result, too; no DigestError is raised."""
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
    report.problems += _check_output(job, site)
    if site is None:
        return Checked(problems=tuple(report.problems))
    if site.site.settings.base_url is None:
        message = "Without “base_url” the pages have no canonical link, and the links of 404.html do not work."
        report.problems.append(problem("no-base-url", message, "Set it in digest.yml once the site has a URL."))
    published = {article.card.file for article in site.site.articles}
    articles = [read.article for read in reader.articles if read.article and read.article.file in published]
    return Checked(
        problems=tuple(report.problems),
        articles=len(articles),
        totals=_totals(articles),
        weak=_weak_fields(articles),
    )


# The output.


def _check_output(job: Job, site: PlannedSite | None) -> list[Problem]:
    """Problems of the output as it is now."""
    try:
        found = leftovers(job.output, seeds=job.seeds.path)
    except Fatal as error:
        return list(error.problems)
    problems = list(_changes(found))
    if site is not None:
        former = former_of((*found.ours, *found.missing), manifest=found.manifest)
        emptied_site = emptied(former, site.seeds.collection, len(site.site.articles))
        problems += [emptied_site] if emptied_site else []
    return problems


def _changes(found: Leftovers) -> Iterator[Problem]:
    """Differences between the output and the hashes of the build that wrote it."""
    where = Position(file=str(found.output))
    if found.changed:
        message = f"Edited since the build: {and_more(found.changed, _MAX_FILES)}."
        hint = "The next build overwrites your edits: make them in the site's templates/ or static/ folder."
        yield problem("changed-output", message, hint, where)
    if found.missing:
        message = f"Missing since the build: {and_more(found.missing, _MAX_FILES)}."
        yield problem("missing-output", message, "Run “digest build” to write them again.", where)
    if found.foreign:
        message = (
            f"Files that digest did not write, so a build would publish nothing: {and_more(found.foreign, _MAX_FILES)}."
        )
        hint = "Move them away, or to the site's static/ folder if they belong to the site."
        yield problem("foreign-output", message, hint, where)


# Fields to review.


def _weak_fields(articles: Iterable[Article]) -> tuple[Weak, ...]:
    """The fields to review, the least certain first, then in the order of the articles."""
    found = [weak for article in articles for weak in _weak_fields_of(article)]
    return tuple(sorted(found, key=lambda weak: _MISSING[weak.field][1] if weak.certainty is None else weak.certainty))


def _weak_fields_of(article: Article) -> Iterator[Weak]:
    for name in dict.fromkeys((*_INFERRED, *_MISSING)):
        certainty = _certainty(article, name)
        if _is_missing(article, name):
            yield Weak(file=article.file, field=name, value=_MISSING[name][0], certainty=None)
        elif certainty is not None and certainty < _CERTAIN:
            value = getattr(article, name)
            text = "; ".join(media_topics.label(topic, "en") for topic in value) if name == "topics" else str(value)
            yield Weak(file=article.file, field=name, value=text, certainty=certainty)


def _totals(articles: Sequence[Article]) -> tuple[str, ...]:
    """The number of inferred and of missing fields of each kind, in words, without the zeros."""
    totals = []
    for name, (one, several) in _INFERRED.items():
        count = sum(_certainty(article, name) is not None for article in articles)
        if count:
            totals.append(f"{count} {one if count == 1 else several}")
    for name, (words, _) in _MISSING.items():
        count = sum(_is_missing(article, name) for article in articles)
        if count:
            totals.append(f"{count} {words}")
    return tuple(totals)


def _certainty(article: Article, name: str) -> float | None:
    """The certainty of an inferred field; None if it is declared or missing."""
    found = article.provenance.get(name)
    if found is None or found.origin is not Origin.INFERRED or _is_missing(article, name):
        return None
    return found.certainty


def _is_missing(article: Article, name: str) -> bool:
    return name in _MISSING and getattr(article, name) in (None, (), "", UNDETERMINED)
