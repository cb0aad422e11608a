"""One edition as plain text or as data, without a build: for an e-mail, a chat or another program.

The seeds are read as in a build, so it has the articles that the edition's page has, with what their rights allow.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from msgspec import Struct

from digest import urls
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import full_reader, read_seeds
from digest.build.site import CachedCompute
from digest.dates.editions import Edition, edition_named, editions_of, period_of
from digest.infer.text import lines_of
from digest.pages import Planner
from digest.pages.editions import heading_of, select
from digest.publish.refusals import published
from digest.site.arrange import arrange
from digest.site.connections import connected

_WIDTH = 76  # characters of a line, within the 78 that RFC 5322 recommends for e-mail


class NoSuchEdition(LookupError):
    """There is no such edition, or no article in it. The message says which."""


class EditionArticle(Struct, frozen=True, kw_only=True):
    """An article of an edition: what its card shows, with texts that may be empty.

    ``date`` is EDTF, ``language`` a BCP 47 tag, ``url`` where the article was published, ``page`` its page on the web.
    """

    headline: str
    date: str
    source: str
    language: str
    summary: str
    url: str
    page: str


class EditionPart(Struct, frozen=True, kw_only=True):
    """Lead stories (without a heading), a section by topic, or what is in brief."""

    heading: str
    articles: tuple[EditionArticle, ...]


class PlainEdition(Struct, frozen=True, kw_only=True):
    """An edition in the site's language. ``opening`` is the editor's, in paragraphs."""

    site: str
    name: str
    heading: str
    articles: int
    opening: tuple[str, ...]
    parts: tuple[EditionPart, ...]


def edition(job: Job, findings: Findings, name: str) -> PlainEdition:
    """The edition called ``name``, or the newest one (of a week, where the settings name no period) if it is empty.

    Problems of the seeds are added to ``findings``. Raises NoSuchEdition.
    """
    try:
        wanted = edition_named(name) if name else None
    except ValueError as error:
        raise NoSuchEdition(f"{error}.") from None
    with executor_for(job.jobs) as executor, full_reader() as reader:
        seeds = read_seeds(job, Work(executor=executor, progress=Progress()), reader)
        arranged, problems = arrange(seeds.cards, seeds.settings, published(job.output).owners)
        site = connected(arranged, CachedCompute(reader.blobs))
    findings.problems += (*seeds.problems, *problems)
    planner = Planner(site, seeds.custom_pages)
    by = period_of(wanted) if wanted else seeds.settings.editions or "week"
    found = editions_of({index: planner.cards[index].date for index in planner.listed}, by)
    newest = next(iter(found), None)
    chosen = wanted or newest
    if chosen is None or newest is None:
        raise NoSuchEdition(f"No article has a date that tells its {by}.")
    if chosen not in found:
        raise NoSuchEdition(f"There is no article in {chosen.name}. The newest {by} that has one is {newest.name}.")
    return _plain(planner, chosen, found[chosen])


def _plain(planner: Planner, edition: Edition, indexes: tuple[int, ...]) -> PlainEdition:
    found = select(planner, indexes)
    in_brief = planner.words.gettext("In brief")
    parts = [("", found.leads), *((term.label, stories) for term, stories in found.sections), (in_brief, found.brief)]
    return PlainEdition(
        site=planner.settings.title,
        name=edition.name,
        heading=heading_of(edition, planner.context),
        articles=len(indexes),
        opening=tuple(
            line.strip() for line in lines_of(planner.introduction(urls.edition(edition.name))) if line.strip()
        ),
        parts=tuple(
            EditionPart(heading=heading, articles=tuple(_article(planner, index) for index in stories))
            for heading, stories in parts
            if stories
        ),
    )


def _article(planner: Planner, index: int) -> EditionArticle:
    card = planner.cards[index]
    shown = planner.card(index)
    return EditionArticle(
        headline=card.label,
        date=shown.datetime,
        source=shown.source,
        language=card.language,
        summary=shown.dek,
        url=card.url or "",
        page=planner.context.absolute(shown.address),
    )


def as_text(edition: PlainEdition) -> Iterator[str]:
    """The lines of ``edition`` as plain text."""
    yield edition.site
    yield edition.heading
    for paragraph in edition.opening:
        yield ""
        yield from textwrap.wrap(paragraph, _WIDTH)
    for part in edition.parts:
        if part.heading:
            yield ""
            yield part.heading.upper()
        for article in part.articles:
            yield ""
            yield from _article_lines(article)


def _article_lines(article: EditionArticle) -> Iterator[str]:
    yield from textwrap.wrap(article.headline, _WIDTH)
    facts = [article.source, article.date]
    yield from _indented([", ".join(filter(None, facts)), article.summary])
    if link := article.page or article.url:
        yield f"  {link}"  # a link that is wrapped cannot be followed


def _indented(texts: Iterable[str]) -> Iterator[str]:
    for text in filter(None, texts):
        yield from textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
