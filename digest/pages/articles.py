"""An article's own page: the whole story, its neighbours, and how its record was made.

Rejected: counts and totals of any kind, and the line of the manifest where something is declared (``digest explain`` prints it).
One new article, or one new line, must not change the pages of all others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.errors import Position
from digest.i18n import clip, direction, name_key
from digest.model import Article, Origin, Picture, Rights
from digest.pages import linked_data
from digest.pages.context import SiteContext, headline_size
from digest.pages.planner import Planner, picture_of
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import ArticleView, Card, Neighbour, ProvenanceRow, Story, TermLink
from digest.site.cards import reading_minutes
from digest.site.rights import Sink, restrict, rights_of
from digest.vocabulary import countries, media_topics

_SHOWN = {Rights.FULL: "full", Rights.EXCERPT: "excerpt", Rights.HEADLINE: "headline"}
_NEAR, _RELATED = 4, 4  # positions to either side that are looked at; stories that are shown
_MOST = 160  # characters of a value or of evidence in the table of provenance


class StoryInputs(Struct, frozen=True, array_like=True):
    """An article, by the hash of its text, and the terms it is listed under. ``places`` are links by the key of the term."""

    url: str
    text: bytes
    topics: tuple[TermLink, ...]
    source: TermLink | None
    places: tuple[tuple[str, TermLink], ...]


class ArticleInputs(Struct, frozen=True, array_like=True):
    """``title`` is that of the page; ``earlier``, ``later`` and ``related`` are other articles."""

    story: StoryInputs
    title: str
    earlier: Neighbour | None
    later: Neighbour | None
    related: tuple[Card, ...]


def plan_articles(planner: Planner) -> Iterator[PageSpec[ArticleInputs]]:
    """The page of every article."""
    for index, article in enumerate(planner.site.articles):
        earlier, later, related = _neighbours(planner, index)
        inputs = ArticleInputs(
            story=story_inputs(planner, index),
            title=planner.titles[index],
            earlier=_neighbour(planner, earlier),
            later=_neighbour(planner, later),
            related=planner.some(related),
        )
        yield PageSpec(url=article.url, template="article.html", inputs=inputs, view=article_view)


def story_inputs(planner: Planner, index: int) -> StoryInputs:
    """The inputs of the story at ``index``."""
    article = planner.site.articles[index]
    return StoryInputs(
        url=article.url,
        text=article.card.text,
        topics=tuple(planner.term_link(term) for term in planner.terms("topics", index)),
        source=next((planner.term_link(term) for term in planner.terms("sources", index)), None),
        places=tuple((term.key, planner.term_link(term)) for term in planner.terms("places", index)),
    )


def _neighbours(planner: Planner, index: int) -> tuple[int | None, int | None, tuple[int, ...]]:
    """The article before and the one after in time, in the first topic or else among all, and related ones; as indexes.

    Nothing is before or after an article without a date. Related are those next to these, in the first topic only. Only
    ``_NEAR`` positions to either side are looked at, so a new article changes few pages.
    """
    first = planner.terms("topics", index)[:1]
    row: Sequence[int] = first[0].articles if first else planner.everything
    at = bisect_left(row, index)
    dated = planner.cards[index].date is not None
    earlier = row[at + 1] if dated and at + 1 < len(row) and planner.cards[row[at + 1]].date is not None else None
    near = [row[n] for away in range(2, _NEAR + 1) for n in (at - away, at + away) if 0 <= n < len(row)]
    return earlier, row[at - 1] if at and dated else None, tuple(near[:_RELATED]) if first else ()


def _neighbour(planner: Planner, index: int | None) -> Neighbour | None:
    if index is None:
        return None
    article = planner.site.articles[index]
    return planner.context.neighbour(article.card.label, article.url, article.card.language)


def article_view(inputs: ArticleInputs, context: SiteContext, blobs: Blobs) -> ArticleView:
    """The page of one article."""
    article = visible_article(inputs.story.text, context, blobs)
    story = _story(inputs.story, article, context)
    description = article.summary or clip(article.excerpt, _MOST)
    return ArticleView(
        frame=replace(
            context.frame(story.address, inputs.title, description=description),
            data=linked_data.story_data(context.info, story, article),
            kind="article",
            picture=story.picture,
        ),
        story=story,
        earlier=inputs.earlier,
        later=inputs.later,
        related=inputs.related,
    )


def story_of(inputs: StoryInputs, context: SiteContext, blobs: Blobs) -> Story:
    """The whole article, as far as its rights allow."""
    return _story(inputs, visible_article(inputs.text, context, blobs), context)


def visible_article(text: bytes, context: SiteContext, blobs: Blobs) -> Article:
    """The article with the hash ``text``, with what its own page may show."""
    article = blobs.get(text, Article)
    return restrict(article, rights_of(article, context.settings), context.settings.excerpt, Sink.PAGE)


def _story(inputs: StoryInputs, article: Article, context: SiteContext) -> Story:
    made = article.provenance
    declared_dek = "summary" in made and made["summary"].origin is not Origin.INFERRED
    return Story(
        address=inputs.url,
        title=article.label,
        title_inferred="title" in made and made["title"].origin is Origin.INFERRED,
        size=headline_size(article),
        language=article.language,
        language_name=context.foreign(article.language),
        direction=direction(article.language),
        topics=inputs.topics,
        dek=(article.summary or "") if declared_dek else "",
        when=context.words.date(article.date) if article.date else "",
        datetime=str(article.date or ""),
        precision=article.date.precision if article.date else 0,
        period=urls.period(article.date),
        source=inputs.source,
        author=article.author or "",
        url=article.url or "",
        host=(urlsplit(article.url or "").hostname or "").removeprefix("www."),
        minutes=reading_minutes(article.words),
        html=article.html,
        shown=_SHOWN[rights_of(article, context.settings)],
        headings=article.headings,
        furniture=article.furniture,
        note=article.note or "",
        people=article.people,
        places=_places(inputs, article, context),
        organisations=article.organisations,
        provenance=_provenance(article, context),
        picture=picture_of(article),
        draft=article.draft,
    )


def _places(inputs: StoryInputs, article: Article, context: SiteContext) -> tuple[TermLink, ...]:
    """The article's places, in its order; those without a page of their own by name alone."""
    linked = dict(inputs.places)
    language = context.settings.language
    return tuple(
        linked.get(place) or linked.get(name_key(place)) or TermLink(label=countries.label(place, language), address="")
        for place in article.places
    )


def position_shown(where: Position, article_file: str) -> str:
    """Where a field is declared: the file, with the line only in the article's own. The lines of a manifest move whenever another
    article is added.
    """
    return f"{where.file}:{where.line}" if where.file == article_file and where.line is not None else where.file


def _provenance(article: Article, context: SiteContext) -> tuple[ProvenanceRow, ...]:
    """A row for each field that has a value and that readers see, in the order of the page."""
    rows = []
    for field, name in context.field_names.items():
        made = article.provenance.get(field)
        if made is None:
            continue
        evidence = position_shown(made.where, article.file) if made.where else made.evidence
        rows.append(
            ProvenanceRow(
                field=name,
                value=clip(_value(article, field, context), _MOST),
                origin=context.origin_names[made.origin],
                evidence=clip(evidence, _MOST),
                certainty=round(made.certainty * 100) if made.origin is Origin.INFERRED else None,
            )
        )
    return tuple(rows)


def _value(article: Article, field: str, context: SiteContext) -> str:
    value = getattr(article, field)
    if isinstance(value, Date):
        return context.words.date(value)
    if isinstance(value, Picture):
        return value.file
    if field == "language":
        return context.words.language_name(value)
    if field == "topics":
        return context.words.joined(media_topics.label(term, context.settings.language) for term in value)
    if field == "places":
        return context.words.joined(countries.label(term, context.settings.language) for term in value)
    return context.words.joined(value) if isinstance(value, tuple) else str(value)
