"""An article's own page: the story whole, what lies beside it, and how its record was made.

Rejected: counts and totals of any kind, and the line of the manifest where something is declared (``digest explain`` tells it).
One new article, or one new line, must not change the pages of all others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.i18n import clip, direction, name_key
from digest.model import Article, Origin, Picture, Planned, Rights
from digest.pages import linked_data
from digest.pages.desk import Desk, minutes, place, size
from digest.pages.views import ArticleView, Neighbour, ProvenanceRow, Story, TermLink
from digest.site.rights import rights_of
from digest.vocabulary import countries, media_topics

_SHOWN = {Rights.FULL: "full", Rights.EXCERPT: "excerpt", Rights.HEADLINE: "headline"}
_NEAR, _RELATED = 4, 4  # places to either side that are looked at; stories that are shown
_KEPT = 160  # characters of a value or of evidence in the table of provenance


def story_pages(desk: Desk) -> Iterator[Planned]:
    """The page of every article."""
    for index, item in enumerate(desk.digest.items):
        key = desk.keys.page("story", desk.keys.story(index), desk.titles[index], *_beside_key(desk, index))
        view = partial(_view, index=index)
        yield Planned(address=item.address, template="article.html", key=key, view=view, texts=(index,))


def _beside_key(desk: Desk, index: int) -> tuple[object, ...]:
    beside = _beside(desk, index)
    near = [one if one is None else _named(desk, one) for one in (beside.earlier, beside.later)]
    return (*near, desk.keys.cards(beside.related))


def _named(desk: Desk, index: int) -> tuple[str, str, str]:
    """What a link to the article at ``index`` says, where it leads, and its language."""
    item = desk.digest.items[index]
    return item.article.title, item.address, item.article.language


def _view(desk: Desk, index: int) -> ArticleView:
    article = desk.whole(index)
    told = _story(desk, index, article)
    beside = _beside(desk, index)
    description = article.summary or clip(article.excerpt, _KEPT)
    return ArticleView(
        frame=replace(
            desk.frame(told.address, desk.titles[index], description=description),
            data=linked_data.story(desk.site, told, article),
            kind="article",
            picture=told.picture,
        ),
        story=told,
        earlier=_neighbour(desk, beside.earlier),
        later=_neighbour(desk, beside.later),
        related=desk.some(beside.related),
    )


def story(desk: Desk, index: int) -> Story:
    """The article at ``index`` whole, as far as its rights go."""
    return _story(desk, index, desk.whole(index))


def _story(desk: Desk, index: int, article: Article) -> Story:
    item = desk.digest.items[index]
    made = article.provenance
    declared_dek = "summary" in made and made["summary"].origin is not Origin.INFERRED
    return Story(
        address=item.address,
        title=article.title,
        title_inferred="title" in made and made["title"].origin is Origin.INFERRED,
        size=size(article.title),
        language=article.language,
        language_name=desk.foreign(article.language),
        direction=direction(article.language),
        topics=tuple(desk.term_link(term) for term in desk.terms("topics", index)),
        dek=(article.summary or "") if declared_dek else "",
        when=desk.words.date(article.date) if article.date else "",
        datetime=str(article.date or ""),
        precision=article.date.precision if article.date else 0,
        period=urls.period(article.date),
        source=next((desk.term_link(term) for term in desk.terms("sources", index)), None),
        author=article.author or "",
        url=article.url or "",
        host=(urlsplit(article.url or "").hostname or "").removeprefix("www."),
        minutes=minutes(article),
        html=article.html,
        shown=_SHOWN[rights_of(article, desk.digest.settings)],
        headings=article.headings,
        furniture=article.furniture,
        note=article.note or "",
        people=article.people,
        places=_places(desk, index, article),
        organisations=article.organisations,
        provenance=_provenance(desk, article),
        picture=desk.picture(index),
        draft=article.draft,
    )


def _places(desk: Desk, index: int, article: Article) -> tuple[TermLink, ...]:
    """The article's places, in its order; those without a page of their own by name alone."""
    linked = {term.key: desk.term_link(term) for term in desk.terms("places", index)}
    language = desk.digest.settings.language
    return tuple(
        linked.get(place) or linked.get(name_key(place)) or TermLink(label=countries.label(place, language), address="")
        for place in article.places
    )


class _Beside(Struct, frozen=True, kw_only=True):
    """What lies beside an article, as indexes: the one before, the one after, and the nearest of the rest."""

    earlier: int | None
    later: int | None
    related: tuple[int, ...]


def _beside(desk: Desk, index: int) -> _Beside:
    """Before and after in time, in the first topic, else among all; nothing is before or after what has no date.

    Related are those next to these, in the first topic only.

    The rule looks ``_NEAR`` places to either side, so a new article changes a few pages and no more.
    """
    first = desk.terms("topics", index)[:1]
    row: Sequence[int] = first[0].articles if first else range(len(desk.digest.items))
    place = bisect_left(row, index)

    def dated(one: int) -> bool:
        return desk.digest.items[one].article.date is not None

    near = [row[at] for away in range(2, _NEAR + 1) for at in (place - away, place + away) if 0 <= at < len(row)]
    return _Beside(
        earlier=row[place + 1] if place + 1 < len(row) and dated(row[place + 1]) and dated(index) else None,
        later=row[place - 1] if place and dated(index) else None,
        related=tuple(near[:_RELATED]) if first else (),
    )


def _neighbour(desk: Desk, index: int | None) -> Neighbour | None:
    if index is None:
        return None
    return desk.neighbour(*_named(desk, index))


def _provenance(desk: Desk, article: Article) -> tuple[ProvenanceRow, ...]:
    """A row for each field that has a value and that readers see, in the order of the page."""
    rows = []
    for field, name in desk.fields.items():
        made = article.provenance.get(field)
        if made is None:
            continue
        rows.append(
            ProvenanceRow(
                field=name,
                value=clip(_value(desk, article, field), _KEPT),
                origin=desk.origins[made.origin],
                evidence=clip(place(made.where, article) if made.where else made.evidence, _KEPT),
                certainty=round(made.certainty * 100) if made.origin is Origin.INFERRED else None,
            )
        )
    return tuple(rows)


def _value(desk: Desk, article: Article, field: str) -> str:
    value = getattr(article, field)
    if isinstance(value, Date):
        return desk.words.date(value)
    if isinstance(value, Picture):
        return value.file
    if field == "language":
        return desk.words.language_name(value)
    if field == "topics":
        return desk.words.joined(media_topics.label(term, desk.digest.settings.language) for term in value)
    if field == "places":
        return desk.words.joined(countries.label(term, desk.digest.settings.language) for term in value)
    return desk.words.joined(value) if isinstance(value, tuple) else str(value)
