"""An article's own page: the whole story, its neighbours, and how its record was made.

Rejected: counts and totals of any kind. One new article must not change the pages of all others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.i18n import UNDETERMINED, clip, direction, name_key
from digest.infer.text import lines_of
from digest.model import Article, Origin, Rights
from digest.pages import linked_data
from digest.pages.context import SiteContext, headline_size
from digest.pages.planner import NameLink, Planner, picture_of
from digest.pages.provenance import provenance_rows, provenance_sentence
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import ArticleView, Card, Neighbour, RelatedCard, Story, StoryLink, TermLink
from digest.site.cards import reading_minutes
from digest.site.citations import babel_name
from digest.site.features import name_hash
from digest.site.rights import Sink, restrict, rights_of
from digest.vocabulary import countries

_SHOWN = {Rights.FULL: "full", Rights.EXCERPT: "excerpt", Rights.HEADLINE: "headline"}
_ASCII = re.compile(r"[\x00-\x7f]+")
_NEAR = 4  # positions to either side that are looked at, and articles that are shown
_ENOUGH = 3  # related articles; with fewer, those of the same topic are shown too
_DEAD_END = 10  # articles of a site; in a larger one each page leads to others
_MOST = 160  # characters of a description


class StoryLinks(Struct, frozen=True, array_like=True):
    """The terms that an article is listed under. ``places`` are links by the key of the term."""

    topics: tuple[TermLink, ...]
    source: TermLink | None
    places: tuple[tuple[str, TermLink], ...]


class StoryInputs(Struct, frozen=True, array_like=True):
    """An article, by the hash of its text, the hash of its ``StoryLinks``, and those of the ``NameLink`` of its names."""

    url: str
    text: bytes
    links: bytes
    names: tuple[bytes, ...]


class ArticleInputs(Struct, frozen=True, array_like=True):
    """``title`` is that of the page; ``earlier``, ``later`` and ``nearby`` are the cards of other articles, by their hash.

    ``related`` are cards, each with the hashes of the names that it shares. ``near`` tells what the ``nearby`` ones share: the
    first ``topics``, the ``sources``, or nothing.
    """

    story: StoryInputs
    title: str
    earlier: bytes | None
    later: bytes | None
    part_of: StoryLink | None
    also: tuple[TermLink, ...]
    related: tuple[tuple[bytes, tuple[int, ...]], ...]
    nearby: tuple[bytes, ...]
    near: str


def plan_articles(planner: Planner, indexes: Iterable[int] | None = None) -> Iterator[PageSpec[ArticleInputs]]:
    """The page of every article, or of those at ``indexes``."""
    for index in planner.everything if indexes is None else indexes:
        earlier, later = _neighbours(planner, index)
        related = planner.related(index)
        near, nearby = _nearby(planner, index) if len(related) < _ENOUGH else ("", ())
        inputs = ArticleInputs(
            story=story_inputs(planner, index),
            title=planner.titles[index],
            earlier=None if earlier is None else planner.card_parts((earlier,))[0],
            later=None if later is None else planner.card_parts((later,))[0],
            part_of=planner.story_link(index),
            also=planner.copies(index),
            related=tuple((planner.card_parts((one.article,))[0], one.names) for one in related),
            nearby=planner.card_parts(nearby),
            near=near,
        )
        yield PageSpec(planner.site.articles[index].url, "article.html", inputs, article_view, planner.parts)


def showing(planner: Planner, indexes: Iterable[int]) -> set[int]:
    """The articles at ``indexes``, and all whose page may show one of them (see ``_neighbours``, ``_nearby``)."""
    wanted = set(indexes)
    found = wanted | around(planner, planner.listed, wanted)
    for index in wanted:
        for term in (term for kind in ("topics", "sources") for term in planner.terms(kind, index)):
            found |= around(planner, term.articles, (index,))
    links = planner.site.connections
    found.update(number for number, row in enumerate(links.related) if any(one.article in wanted for one in row))
    stories = {links.story_of[index] for index in wanted if index in links.story_of}
    found.update(index for index, story in links.story_of.items() if story in stories)
    return found


def around(planner: Planner, row: Sequence[int], indexes: Iterable[int]) -> set[int]:
    """The articles that are so near to one of ``indexes`` on a list, or would be there if they were no copies, that their page
    may show it. It may be on the list or not.
    """
    found: set[int] = set()
    for at in (bisect_left(row, index) for index in indexes):
        first, last = at - _NEAR - 1, at + _NEAR + 1
        found.update(row[max(0, first) : last + 1])
        begin = row[first] if first >= 0 else 0
        end = row[last] if last < len(row) else len(planner.cards)
        unlisted = planner.unlisted
        found.update(unlisted[bisect_left(unlisted, begin) : bisect_left(unlisted, end)])
    return found


def story_inputs(planner: Planner, index: int) -> StoryInputs:
    """The inputs of the story at ``index``. Those listed under the same terms share the hash of their links."""
    article, terms_of = planner.site.articles[index], planner.site.terms_of
    row = (terms_of["topics"][index], terms_of["sources"][index], terms_of["places"][index])
    if row not in planner.story_links:
        topics, sources, places = (planner.terms(kind, index) for kind in ("topics", "sources", "places"))
        links = StoryLinks(
            topics=tuple(map(planner.term_link, topics)),
            source=planner.term_link(sources[0]) if sources else None,
            places=tuple((term.key, planner.term_link(term)) for term in places),
        )
        planner.story_links[row] = planner.part(links)
    return StoryInputs(article.url, article.card.text, planner.story_links[row], planner.name_links(index))


def _neighbours(planner: Planner, index: int) -> tuple[int | None, int | None]:
    """The article before and the one after in time, in the first topic or else among all, as indexes.

    Nothing is before or after an article without a date.
    """
    first = planner.terms("topics", index)[:1]
    row: Sequence[int] = first[0].articles if first else planner.listed
    if planner.cards[index].date is None:
        return None, None
    at = bisect_left(row, index)
    after = at + 1 if at < len(row) and row[at] == index else at  # lists leave copies out
    earlier = row[after] if after < len(row) and planner.cards[row[after]].date is not None else None
    return earlier, row[at - 1] if at else None


def _nearby(planner: Planner, index: int) -> tuple[str, tuple[int, ...]]:
    """Which kind of list the article has others of, and those next to its neighbours there, as indexes.

    That is the list of its first topic, else of its source, else of all articles. Only ``_NEAR`` positions to either side are
    looked at, so a new article changes few pages.
    """
    for kind in ("topics", "sources"):
        if (first := planner.terms(kind, index)[:1]) and (near := _near(planner, first[0].articles, index)):
            return kind, near
    return "", _near(planner, planner.listed, index) if len(planner.listed) > _DEAD_END else ()


def _near(planner: Planner, row: Sequence[int], index: int) -> tuple[int, ...]:
    at = bisect_left(row, index)
    near = [row[n] for away in range(_NEAR + 1) for n in dict.fromkeys((at - away, at + away)) if 0 <= n < len(row)]
    connections = planner.site.connections
    shown = {*_neighbours(planner, index), *connections.copies.get(index, (index,))}
    shown.update(one.article for one in planner.related(index))
    return tuple(one for one in near if one not in shown)[:_NEAR]


def article_view(inputs: ArticleInputs, context: SiteContext, blobs: Blobs) -> ArticleView:
    """The page of one article."""
    article = visible_article(inputs.story.text, context, blobs)
    story = _story(inputs.story, article, context, blobs)
    names = names_of((article,), context) if inputs.related else {}
    description = article.summary or clip(article.excerpt, _MOST)
    return ArticleView(
        frame=replace(
            context.frame(story.address, inputs.title, description=description),
            data=linked_data.story_data(context.info, story, article),
            kind="article",
            picture=story.picture,
        ),
        story=story,
        earlier=_neighbour(inputs.earlier, blobs),
        later=_neighbour(inputs.later, blobs),
        part_of=inputs.part_of,
        also=inputs.also,
        related=tuple(
            RelatedCard(card=blobs.get(card, Card), names=names_shown(hashes, names, context))
            for card, hashes in inputs.related
        ),
        nearby=blobs.each(inputs.nearby, Card),
        nearby_label=_nearby_label(inputs.near, context),
    )


def _nearby_label(near: str, context: SiteContext) -> str:
    _ = context.words.gettext
    return {"topics": _("On the same topic"), "sources": _("From the same source")}.get(near, _("Other articles"))


def names_of(articles: Iterable[Article], context: SiteContext) -> dict[int, str]:
    """The names that ``articles`` have, by their hash, as far as their rights show them."""
    names: dict[int, str] = {}
    for article in articles:
        for name in (*article.people, *article.organisations):
            names.setdefault(name_hash(name), name)
        for place in article.places:
            names.setdefault(name_hash(place), countries.label(place, context.settings.language))
    return names


def names_shown(hashes: Iterable[int], names: Mapping[int, str], context: SiteContext) -> str:
    """Those of ``names`` that have these hashes, in one line, three at most."""
    return context.words.joined([names[one] for one in hashes if one in names][:3])


def _neighbour(card: bytes | None, blobs: Blobs) -> Neighbour | None:
    if card is None:
        return None
    found = blobs.get(card, Card)
    return Neighbour(
        label=found.title,
        address=found.address,
        language=found.language,
        direction=found.direction,
        untitled=found.size == "text",
    )


def story_of(inputs: StoryInputs, context: SiteContext, blobs: Blobs) -> Story:
    """The whole article, as far as its rights allow."""
    return _story(inputs, visible_article(inputs.text, context, blobs), context, blobs)


def visible_article(text: bytes, context: SiteContext, blobs: Blobs) -> Article:
    """The article with the hash ``text``, with what its own page may show."""
    article = blobs.get(text, Article)
    return restrict(article, rights_of(article, context.settings), context.settings.excerpt, Sink.PAGE)


def _story(inputs: StoryInputs, article: Article, context: SiteContext, blobs: Blobs) -> Story:
    made, links = article.provenance, blobs.get(inputs.links, StoryLinks)
    linked = {(found.kind, found.key): found.link for found in blobs.each(inputs.names, NameLink)}
    return Story(
        address=inputs.url,
        title=article.label,
        title_inferred="title" in made and made["title"].origin is Origin.INFERRED,
        size=headline_size(article),
        language=article.language,
        language_name=context.foreign(article.language),
        direction=direction(article.language),
        topics=links.topics,
        dek=dek_of(article),
        when=context.words.date(article.date) if article.date else "",
        datetime=str(article.date or ""),
        precision=article.date.precision if article.date else 0,
        period=urls.period(article.date),
        source=links.source,
        section=article.section or "",
        page=article.page or "",
        author=article.author or "",
        url=article.url or "",
        host=(urlsplit(article.url or "").hostname or "").removeprefix("www."),
        minutes=reading_minutes(article.words),
        html=article.html,
        shown=_shown(article, context),
        headings=article.headings,
        furniture=article.furniture,
        note=article.note or "",
        highlights=article.highlights,
        archived=article.archived or "",
        archived_when=context.words.date(article.archived_on) if article.archived_on else "",
        sha256=article.sha256,
        babel_language=babel_name("" if article.language == UNDETERMINED else article.language),
        people=_names("people", article.people, linked, context),
        places=_places(links, article, context),
        organisations=_names("organisations", article.organisations, linked, context),
        provenance=provenance_rows(article, context),
        made=provenance_sentence(article, context),
        picture=picture_of(article),
        draft=article.draft,
    )


def dek_of(article: Article) -> str:
    """The dek above the whole text: what somebody declared. An inferred one is a sentence of the text; so may a declared one be,
    which below first words in the place of a headline would be read as what follows them.
    """
    found = article.provenance.get("summary")
    if not article.summary or found is None or found.origin is Origin.INFERRED:
        return ""
    return "" if not article.title and article.summary in " ".join(lines_of(article.html)) else article.summary


def _shown(article: Article, context: SiteContext) -> str:
    rights = rights_of(article, context.settings)
    return "reference" if rights is Rights.FULL and not article.html else _SHOWN[rights]


def _names(
    kind: str, names: Iterable[str], linked: Mapping[tuple[str, str], TermLink], context: SiteContext
) -> tuple[TermLink, ...]:
    """Links from ``names``, as the article writes them, to their pages; from those without a page to a search for them."""
    return tuple(
        TermLink(label=name, address=found.address)
        if (found := linked.get((kind, name_key(name))))
        else _searched(name, context)
        for name in names
    )


def _searched(name: str, context: SiteContext) -> TermLink:
    """A link to a search for ``name``; without an address where there is no search.

    Letters that are not ASCII are left for browsers to encode.
    """
    search = context.info.search
    words = _ASCII.sub(lambda found: quote(found[0], safe=""), name)
    return TermLink(label=name, address=f"{search}?q={words}" if search else "")


def _places(links: StoryLinks, article: Article, context: SiteContext) -> tuple[TermLink, ...]:
    """The article's places, in its order; from those without a page of their own to a search for them."""
    linked = dict(links.places)
    language = context.settings.language
    return tuple(
        linked.get(place) or linked.get(name_key(place)) or _searched(countries.label(place, language), context)
        for place in article.places
    )
