"""An article's own page: the story whole, what lies beside it, and how its record was made.

Given up: counts and totals of any kind. One new article must not change the pages of all others.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from digest import addresses, topics
from digest.dates import Date
from digest.errors import Position
from digest.model import Article, Origin, Page, Rights
from digest.pages.desk import Desk, minutes, size
from digest.pages.views import ArticleView, Neighbour, ProvenanceRow, Story
from digest.rights import rights_of
from digest.words import direction

_SHOWN = {Rights.FULL: "full", Rights.EXCERPT: "excerpt", Rights.HEADLINE: "headline"}
_KEPT = 160  # characters of a value or of evidence in the table of provenance


def story_pages(desk: Desk) -> tuple[Page, ...]:
    """The page of every article."""
    return tuple(_page(desk, index) for index in range(len(desk.digest.items)))


def _page(desk: Desk, index: int) -> Page:
    told = story(desk, index)
    article = desk.digest.items[index].article
    earlier, later = _beside(desk, index)
    return Page(
        address=told.address,
        template="article.html",
        view=ArticleView(
            frame=desk.frame(told.address, told.title, description=article.summary or _at_a_word(article.excerpt)),
            story=told,
            earlier=earlier,
            later=later,
        ),
    )


def story(desk: Desk, index: int) -> Story:
    """The article at ``index`` whole, as far as its rights go."""
    item = desk.digest.items[index]
    article = item.article
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
        topics=tuple(desk.term_link(term) for term in desk.topics(index)),
        dek=(article.summary or "") if declared_dek else "",
        when=desk.words.date(article.date) if article.date else "",
        datetime=str(article.date or ""),
        precision=article.date.precision if article.date else 0,
        period=addresses.period(article.date),
        source=article.source or "",
        author=article.author or "",
        url=article.url or "",
        host=(urlsplit(article.url or "").hostname or "").removeprefix("www."),
        minutes=minutes(article),
        html=article.html,
        shown=_SHOWN[rights_of(article, desk.digest.settings)],
        headings=article.headings,
        note=article.note or "",
        people=article.people,
        places=article.places,
        organisations=article.organisations,
        provenance=_provenance(desk, article),
    )


def _beside(desk: Desk, index: int) -> tuple[Neighbour | None, Neighbour | None]:
    """The articles before and after in time: in the first topic, else among all."""
    numbers = desk.digest.topics_of[index]
    row = desk.digest.topics[numbers[0]].articles if numbers else tuple(range(len(desk.digest.items)))
    place = row.index(index)
    earlier = _neighbour(desk, row[place + 1]) if place + 1 < len(row) else None
    return earlier, _neighbour(desk, row[place - 1]) if place else None


def _neighbour(desk: Desk, index: int) -> Neighbour:
    card = desk.cards[index]
    return desk.neighbour(card.title, card.address, card.language)


def _provenance(desk: Desk, article: Article) -> tuple[ProvenanceRow, ...]:
    """A row for each field that has a value and that readers see, in the order of the page."""
    _ = desk.words.gettext
    names = {
        "title": _("Headline"), "date": _("Date"), "language": _("Language"), "topics": _("Topics"), "source": _("Source"),
        "author": _("Author"), "url": _("Address"), "summary": _("Dek"), "people": _("People"), "places": _("Places"),
        "organisations": _("Organisations"), "rights": _("Rights"),
    }  # fmt: skip
    rows = []
    for field, name in names.items():
        made = article.provenance.get(field)
        if made is None:
            continue
        rows.append(
            ProvenanceRow(
                field=name,
                value=_short(_value(desk, article, field)),
                origin=_origin(desk, made.origin),
                evidence=_short(_place(made.where) if made.where else made.evidence),
                certainty=round(made.certainty * 100) if made.origin is Origin.INFERRED else None,
            )
        )
    return tuple(rows)


def _value(desk: Desk, article: Article, field: str) -> str:
    value = getattr(article, field)
    if isinstance(value, Date):
        return desk.words.date(value)
    if field == "language":
        return desk.words.language_name(value)
    if field == "topics":
        return ", ".join(topics.label(term, desk.digest.settings.language) for term in value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _place(where: Position) -> str:
    return str(Position(file=where.file, line=where.line))


def _origin(desk: Desk, origin: Origin) -> str:
    _ = desk.words.gettext
    return {
        Origin.ROW: _("manifest"),
        Origin.FILE: _("the file itself"),
        Origin.HEADING: _("heading in the manifest"),
        Origin.NAME: _("the file's name"),
        Origin.RULES: _("rule"),
        Origin.INFERRED: _("from the text"),
    }[origin]


def _short(text: str) -> str:
    return text if len(text) <= _KEPT else text[: _KEPT - 1].rstrip() + "…"


def _at_a_word(text: str) -> str:
    """``text`` cut behind a word, where it has spaces, for a description."""
    if len(text) <= _KEPT:
        return text
    kept = text[:_KEPT]
    return (kept.rsplit(maxsplit=1)[0] if " " in kept else kept).rstrip(" ,;:–—") + "…"
