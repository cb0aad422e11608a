"""Which articles are exported, in which order and parts, and what of each may be shown.

What is made for readers (an edition in text, a mail, a book, a PDF) has the articles that lists of the site have, of copies one,
and an edition in the parts of its page. Data has every article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from digest import urls
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import full_reader, read_seeds
from digest.build.site import CachedCompute
from digest.dates import Date
from digest.dates.editions import Edition, edition_of, period_of
from digest.i18n import Words, name_key
from digest.infer.text import lines_of
from digest.model import Article, Settings, Term
from digest.pages import Planner
from digest.pages.editions import select as arranged_as_edition
from digest.publish.refusals import published
from digest.site.arrange import arrange
from digest.site.connections import connected, one_of_copies
from digest.site.rights import Sink, restrict, rights_of


class Selection(Struct, frozen=True, kw_only=True):
    """Which articles: those with one of ``topics``, from one of ``sources``, dated within ``period``, which is a year or an
    edition (a month, a week, a day). Empty ones select all.
    """

    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    period: Date | Edition | None = None


class NoSuchTerm(Exception):
    """No article has the topic or source of that ``name``. ``known`` are those that articles have."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(kind, name, known)
        self.kind, self.name, self.known = kind, name, known


class Exported(Struct, frozen=True, kw_only=True):
    """An article, restricted to what its rights allow.

    ``slug`` is its name in addresses, ``page`` the address of its page: absolute where the site has a public URL, else relative
    to the output. ``topics`` and ``places`` are as readers see them, in the language of the site.
    """

    article: Article
    slug: str
    page: str
    topics: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def public_page(self) -> str:
        """The URL of its page; empty where the site has no public one."""
        return self.page if "://" in self.page else ""

    @property
    def original(self) -> str:
        """The URL of its source, else of its page, else nothing."""
        return self.article.url or self.public_page


class Part(Struct, frozen=True):
    """A part of an edition, a mail or a book: articles in order below a heading, which may be empty."""

    heading: str
    articles: tuple[Exported, ...]


class Export(Struct, frozen=True, kw_only=True):
    """The settings of the site, and its selected articles in the order of the site, newest first.

    ``parts`` are what readers get: of copies one, an edition as on its page, else by topic. ``opening`` is the editor's text at
    the beginning of an edition, in paragraphs.
    """

    settings: Settings
    articles: tuple[Exported, ...]
    parts: tuple[Part, ...]
    opening: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[Exported, ...]:
        """The articles that readers get, in the order of the parts."""
        return tuple(one for part in self.parts for one in part.articles)


class Contents(Struct, frozen=True, kw_only=True):
    """A site as it is read for an export: the planner of its pages, and its whole articles by their file."""

    planner: Planner
    articles: Mapping[str, Article]


def read_contents(job: Job, findings: Findings, progress: Progress) -> Contents:
    """Reads the articles of a site. Problems are added to ``findings``."""
    with executor_for(job.jobs) as executor, full_reader() as reader:
        seeds = read_seeds(job, Work(executor=executor, progress=progress), reader)
        findings.problems += seeds.problems
        arranged, problems = arrange(seeds.cards, seeds.settings, published(job.output).owners)
        findings.problems += problems
        site = connected(arranged, CachedCompute(reader.blobs))
    articles = {read.article.file: read.article for read in reader.articles if read.article is not None}
    return Contents(planner=Planner(site, seeds.custom_pages), articles=articles)


def select(contents: Contents, selection: Selection) -> Export:
    """The articles of ``selection`` that may be published, with what may be shown of each.

    Raises ``NoSuchTerm`` if no article has a topic or source of ``selection``.
    """
    planner = contents.planner
    chosen = _chosen(planner, selection)
    exported = {index: _exported(contents, index) for index in chosen}
    shown = one_of_copies(planner.site.connections, chosen)
    opening: tuple[str, ...] = ()
    if isinstance(selection.period, Edition) and not selection.topics and not selection.sources:
        parts = _as_edition(planner, shown, exported)
        introduction = planner.introduction(urls.edition(selection.period.name))
        opening = tuple(line.strip() for line in lines_of(introduction) if line.strip())
    else:
        parts = by_topic([exported[index] for index in shown], planner.words)
    return Export(settings=planner.settings, articles=tuple(exported.values()), parts=parts, opening=opening)


def _chosen(planner: Planner, selection: Selection) -> tuple[int, ...]:
    """The indexes of the articles of ``selection``, in order."""
    found = set(planner.everything)
    for kind, names in (("topics", selection.topics), ("sources", selection.sources)):
        if names:
            wanted = {_term(planner, kind, name).key for name in names}
            found = {index for index in found if any(term.key in wanted for term in planner.terms(kind, index))}
    if isinstance(selection.period, Edition):
        by = period_of(selection.period)
        found = {index for index in found if edition_of(planner.cards[index].date, by) == selection.period}
    elif selection.period is not None:
        year = selection.period.year
        found = {index for index in found if (date := planner.cards[index].date) and date.year == year}
    return tuple(sorted(found))


def _as_edition(planner: Planner, shown: Sequence[int], exported: Mapping[int, Exported]) -> tuple[Part, ...]:
    found = arranged_as_edition(planner, shown)
    parts = [("", found.leads), *((term.label, stories) for term, stories in found.sections)]
    parts.append((planner.words.gettext("In brief"), found.brief))
    return tuple(Part(heading, tuple(exported[index] for index in stories)) for heading, stories in parts if stories)


def by_topic(articles: Sequence[Exported], interface: Words) -> tuple[Part, ...]:
    """``articles`` by their first topic: topics in the order of their first article, those without one at the end."""
    found: dict[str, list[Exported]] = {}
    for one in articles:
        found.setdefault(one.topics[0] if one.topics else "", []).append(one)
    without = found.pop("", [])
    named = [Part(name, tuple(stories)) for name, stories in found.items()]
    if without:
        named.append(Part(interface.gettext("Also") if named else interface.gettext("Articles"), tuple(without)))
    return tuple(named)


def _term(planner: Planner, kind: str, name: str) -> Term:
    """The topic or source called ``name`` or with that slug."""
    terms = planner.site.terms.get(kind, ())
    for term in terms:
        if name in (term.key, term.slug) or name_key(name) == name_key(term.label):
            return term
    raise NoSuchTerm(kind, name, tuple(term.label for term in terms))


def _exported(contents: Contents, index: int) -> Exported:
    planner = contents.planner
    settings, placed = planner.settings, planner.site.articles[index]
    article = contents.articles[placed.card.file]
    return Exported(
        article=restrict(article, rights_of(article, settings), settings.excerpt, Sink.PAGE),
        slug=placed.slug,
        page=(settings.base_url or "") + placed.url,
        topics=_labels(planner, "topics", index),
        places=_labels(planner, "places", index),
    )


def _labels(planner: Planner, kind: str, index: int) -> tuple[str, ...]:
    site = planner.site
    return tuple(site.terms[kind][number].label for number in site.terms_of[kind][index])
