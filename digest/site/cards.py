"""From whole articles to the cards that the site is arranged from."""

from __future__ import annotations

from sys import intern

from digest.codec import content_hash, encode
from digest.i18n import clip
from digest.infer.text import lines_of
from digest.infer.watch import watched
from digest.model import EXCERPT, Article, ArticleCard, Origin, Rules, Watched, WatchRule
from digest.site.features import features_of

WORDS_A_MINUTE = 220  # of silent reading of news (Brysbaert 2019: 238 for English non-fiction, rounded down)
_LOCATED = ("slug", "aliases", "image")  # fields about which the site as a whole can find problems
_NO_RULES = Rules()


def reading_minutes(words: int) -> int:
    """Reading time of a text of that many words, at least 1 minute; 0 where there is no text."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


def watched_in(article: Article, rules: tuple[WatchRule, ...]) -> tuple[Watched, ...]:
    """The watch lists that the whole text of ``article`` is on."""
    return watched(article.title or "", lines_of(article.html), article.language, rules) if rules else ()


def card_of(article: Article, text: bytes | None = None, rules: Rules = _NO_RULES) -> ArticleCard:
    """The card of ``article``, which the cache has under the hash ``text`` (default: the hash of its encoded record). ``rules``
    are those that the site was read with: its watch lists, and what articles are compared for.
    """
    made = article.provenance

    def declared(field: str) -> bool:
        return field in made and made[field].origin is not Origin.INFERRED

    return ArticleCard(
        file=article.file,
        position=article.position,
        text=content_hash(encode(article)) if text is None else text,
        title=article.title,
        first_words=article.first_words,
        language=intern(article.language),
        minutes=reading_minutes(article.words),
        date=article.date,
        added=article.added,
        summary=article.summary,
        excerpt=clip(article.excerpt, EXCERPT),
        topics=_shared(article.topics),
        places=_shared(article.places),
        people=_shared(article.people),
        organisations=_shared(article.organisations),
        quotations=article.quotations,
        source=article.source and intern(article.source),
        author=article.author,
        url=article.url,
        slug=article.slug,
        aliases=article.aliases,
        lead=article.lead,
        weight=article.weight,
        draft=article.draft,
        image=article.image,
        alt=article.alt,
        credit=article.credit,
        rights=article.rights,
        title_inferred="title" in made and not declared("title"),
        title_certainty=made["title"].certainty if "title" in made else 1.0,
        summary_declared=declared("summary"),
        places_declared=declared("places"),
        watched=watched_in(article, rules.watch),
        people_declared=declared("people"),
        organisations_declared=declared("organisations"),
        declared_at={field: where for field in _LOCATED if field in made and (where := made[field].where) is not None},
        story=article.story,
        features=features_of(article, duplicates=rules.duplicates, stories=rules.stories),
    )


def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """``names``, each in memory once for all articles that have it: they are a sixth of the cards of a large site."""
    return tuple(map(intern, names))
