"""Which articles are exported, and what of each may be shown."""

from __future__ import annotations

from msgspec import Struct

from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import full_reader, read_seeds
from digest.dates import Date
from digest.dates.editions import Edition, edition_of
from digest.i18n import name_key
from digest.model import Article, Settings, Site, Term
from digest.publish.refusals import published
from digest.site.arrange import arrange
from digest.site.rights import Sink, restrict, rights_of


class Selection(Struct, frozen=True, kw_only=True):
    """Which articles: those with one of ``topics``, from one of ``sources``, dated within ``period``, which is a year, a month, a
    day or the week of an edition. Empty ones select all.
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


class Export(Struct, frozen=True, kw_only=True):
    """The settings of the site, and its selected articles in the order of the site, newest first."""

    settings: Settings
    articles: tuple[Exported, ...]


def select(job: Job, selection: Selection, findings: Findings, progress: Progress) -> Export:
    """Reads the articles of a site, and returns those of ``selection`` that may be published, with what may be shown of each.

    Problems are added to ``findings``. Raises ``NoSuchTerm`` if no article has a topic or source of ``selection``.
    """
    with executor_for(job.jobs) as executor, full_reader() as reader:
        seeds = read_seeds(job, Work(executor=executor, progress=progress), reader)
    findings.problems += seeds.problems
    site, problems = arrange(seeds.cards, seeds.settings, published(job.output).owners)
    findings.problems += problems
    articles = {read.article.file: read.article for read in reader.articles if read.article is not None}
    chosen = sorted(_chosen(site, selection))
    return Export(
        settings=site.settings,
        articles=tuple(_exported(site, index, articles[site.articles[index].card.file]) for index in chosen),
    )


def _chosen(site: Site, selection: Selection) -> set[int]:
    found = set(range(len(site.articles)))
    for kind, names in (("topics", selection.topics), ("sources", selection.sources)):
        if names:
            found &= {index for name in names for index in _term(site, kind, name).articles}
    if isinstance(selection.period, Edition):
        cards = (article.card for article in site.articles)
        found &= {index for index, card in enumerate(cards) if edition_of(card.date, "week") == selection.period}
    elif selection.period is not None:
        found &= set(site.periods.get(selection.period, ()))
    return found


def _term(site: Site, kind: str, name: str) -> Term:
    """The topic or source called ``name`` or with that slug."""
    terms = site.terms.get(kind, ())
    for term in terms:
        if name in (term.key, term.slug) or name_key(name) == name_key(term.label):
            return term
    raise NoSuchTerm(kind, name, tuple(term.label for term in terms))


def _exported(site: Site, index: int, article: Article) -> Exported:
    settings, placed = site.settings, site.articles[index]
    shown = restrict(article, rights_of(article, settings), settings.excerpt, Sink.PAGE)
    return Exported(
        article=shown,
        slug=placed.slug,
        page=(settings.base_url or "") + placed.url,
        topics=_labels(site, "topics", index),
        places=_labels(site, "places", index),
    )


def _labels(site: Site, kind: str, index: int) -> tuple[str, ...]:
    return tuple(site.terms[kind][number].label for number in site.terms_of[kind][index])
