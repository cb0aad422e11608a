"""Puts the articles in order, gives them addresses, and groups them by topic, source, place, name, language and period.

Order: newest first by year, month, day; within a period those of unknown part after the known ones; undated last; ties by
weight (heavier first), then place in the manifest, then path. It is the one order of the whole site.

Rejected: groups by week or decade. A year, a month and a day are what dates know here.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from msgspec import Struct

from digest import dates, urls
from digest.errors import Position, Problem, problem
from digest.i18n import UNDETERMINED, name_key, words
from digest.model import ArticleCard, Settings, Site, SiteArticle, Term
from digest.site.rights import visible_card
from digest.vocabulary import countries, media_topics

_EXAMPLES = 3  # files that a message names
_FEWEST_ARTICLES = 2  # in which a repeated name stands
_MOST_NAMES = 1000  # repeated names of one kind that have a page

_Names = tuple[tuple[str, ...], tuple[str, ...]]  # those of an article that always have a page, and the repeated ones


class TermKind(Struct, frozen=True, kw_only=True):
    """A kind of term. ``names`` are those under which an article is listed, by the order of importance.

    ``known`` tells which of them are identifiers (an IPTC id, an ISO code, a BCP 47 tag), for which ``label`` is the name in a
    language and ``slug`` what makes the address; all others are names that people wrote, merged by ``words.name_key``, which
    makes their address too: it must not depend on how many write it how. ``repeated`` are names under which an article is listed
    only where enough articles have them (``fewest_articles``). ``has_forms`` is whether a list shows how else a name is written.
    """

    names: Callable[[ArticleCard], tuple[str, ...]]
    repeated: Callable[[ArticleCard], tuple[str, ...]] = lambda _: ()
    has_forms: bool = False
    known: Callable[[str], bool]
    label: Callable[[str, str], str]
    slug: Callable[[str], str]


def _listed_places(card: ArticleCard) -> tuple[str, ...]:
    """Countries, and every place that somebody declared."""
    if card.places_declared:
        return card.places
    codes = countries.codes()
    return tuple([place for place in card.places if place in codes])


def _inferred_cities(card: ArticleCard) -> tuple[str, ...]:
    """Places that nobody declared, without countries."""
    if card.places_declared:
        return ()
    codes = countries.codes()
    return tuple([place for place in card.places if place not in codes])


def _name_kind(names: Callable[[ArticleCard], tuple[str, ...]]) -> TermKind:
    """Names of people or organisations."""
    return TermKind(
        names=lambda _: (),
        repeated=names,
        has_forms=True,
        known=lambda _: False,
        label=lambda name, _: name,
        slug=lambda name: name,
    )


TERM_KINDS: Mapping[str, TermKind] = {
    "topics": TermKind(
        names=lambda card: card.topics,
        known=media_topics.is_iptc,
        label=media_topics.label,
        slug=lambda term: media_topics.label(term, "en"),
    ),
    "sources": TermKind(
        names=lambda card: (card.source,) if card.source else (),
        known=lambda _: False,
        label=lambda name, _: name,
        slug=lambda name: name,
    ),
    "places": TermKind(
        names=_listed_places,
        repeated=_inferred_cities,
        known=countries.is_country,
        label=countries.label,
        slug=lambda term: term,
    ),
    "people": _name_kind(lambda card: card.people),
    "organisations": _name_kind(lambda card: card.organisations),
    "languages": TermKind(
        names=lambda card: () if card.language == UNDETERMINED else (card.language,),
        known=lambda _: True,
        label=lambda tag, language: words(language).language_name(tag),
        slug=lambda tag: tag,
    ),
    "watch": TermKind(
        names=lambda card: tuple([one.name for one in card.watched]),
        known=lambda _: False,
        label=lambda name, _: name,
        slug=lambda name: name,
    ),
}


NAME_KINDS = tuple(name for name, kind in TERM_KINDS.items() if kind.has_forms)  # people and organisations


def main_language(cards: Iterable[ArticleCard]) -> str | None:
    """The language of most articles, the first in the alphabet of several; None where none is known."""
    counted = Counter(card.language for card in cards if card.language != UNDETERMINED and not card.draft)
    return min(counted, key=lambda tag: (-counted[tag], tag), default=None)


def arrange(
    cards: Iterable[ArticleCard], settings: Settings, published: Mapping[str, str] = MappingProxyType({})
) -> tuple[Site, tuple[Problem, ...]]:
    """The site of all articles that may be shown at all, and the problems of their URLs.

    ``published`` has the owner of each URL of the last build (``url_owners``); what is published keeps its URL.
    """
    shown = [visible for card in cards if (visible := visible_card(card, settings)) is not None]
    ordered = sorted(shown, key=_order)
    slugs, problems = slugs_of(ordered, published, settings.base_url)
    articles = tuple(
        SiteArticle(card=card, slug=slugs[card.file], url=urls.article(slugs[card.file])) for card in ordered
    )
    terms = {kind: _terms(kind, ordered, settings, published) for kind in TERM_KINDS}
    periods, undated = _periods(ordered)
    site = Site(
        settings=settings,
        articles=articles,
        terms={kind: found for kind, (found, _) in terms.items()},
        terms_of={kind: of for kind, (_, of) in terms.items()},
        periods=periods,
        undated=undated,
    )
    return site, problems


class Arrangement(Struct, frozen=True, array_like=True):
    """What ``arrange`` decided, without the articles: ``order`` has their files in the order of the site, all else is as in
    ``Site``. ``files`` are those of all cards, as they were given.
    """

    files: tuple[str, ...]
    order: tuple[str, ...]
    slugs: tuple[str, ...]
    terms: dict[str, tuple[Term, ...]]
    terms_of: dict[str, tuple[tuple[int, ...], ...]]
    periods: tuple[tuple[dates.Date, tuple[int, ...]], ...]
    undated: tuple[int, ...]
    problems: tuple[Problem, ...]


def arrangement_of(site: Site, cards: Iterable[ArticleCard], problems: tuple[Problem, ...]) -> Arrangement:
    """How ``arrange`` made ``site`` of ``cards``, with these ``problems``."""
    return Arrangement(
        files=tuple(card.file for card in cards),
        order=tuple(article.card.file for article in site.articles),
        slugs=tuple(article.slug for article in site.articles),
        terms=dict(site.terms),
        terms_of=dict(site.terms_of),
        periods=tuple(site.periods.items()),
        undated=site.undated,
        problems=problems,
    )


def arrange_again(
    cards: Iterable[ArticleCard],
    settings: Settings,
    found: Arrangement,
    kinds: Collection[str] = (),
    published: Mapping[str, str] = MappingProxyType({}),
) -> Site:
    """The site that ``arrange`` would make, where ``cards`` differ from those of an earlier site only in what decides neither on
    the order nor on addresses, rights and terms, except those of some ``kinds``.
    """
    by_file = {card.file: card for card in cards}
    shown = [card for file in found.order if (card := visible_card(by_file[file], settings)) is not None]
    terms = {kind: _terms(kind, shown, settings, published) for kind in kinds}
    return Site(
        settings=settings,
        articles=tuple(
            SiteArticle(card=card, slug=slug, url=urls.article(slug))
            for card, slug in zip(shown, found.slugs, strict=True)
        ),
        terms={kind: terms[kind][0] if kind in terms else former for kind, former in found.terms.items()},
        terms_of={kind: terms[kind][1] if kind in terms else former for kind, former in found.terms_of.items()},
        periods=dict(found.periods),
        undated=found.undated,
    )


def url_owners(site: Site, forwards: Collection[str]) -> dict[str, str]:
    """The owner of each URL: articles by file, terms by key; an old URL (one of ``forwards``) is its article's."""
    found = {article.url: article.card.file for article in site.articles}
    for article in site.articles:
        for alias in article.card.aliases:
            url = urls.forward(alias, site.settings.base_url)
            if url is not None and url in forwards:
                found.setdefault(url, article.card.file)
    return found | {urls.term(kind, term.slug): term.key for kind, terms in site.terms.items() for term in terms}


def _order(card: ArticleCard) -> tuple[object, ...]:
    return (dates.newest_first(card.date), -card.weight, card.position, card.file)


def slugs_of(
    cards: Iterable[ArticleCard],
    published: Mapping[str, str] = MappingProxyType({}),
    base_url: str | None = None,
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Each article's slug by its file, and what is wrong with them.

    A file's path makes its slug, a declared one goes before it; but what is ``published`` (``url_owners``) goes before both. A
    declared slug that another article has is an error, and the file's path counts.
    """
    articles = sorted(cards, key=lambda card: card.position)
    taken = {slug: file for address, file in published.items() if (slug := urls.article_slug(address)) is not None}
    declared = {article.file: urls.slug(article.slug) for article in articles if article.slug}
    plain = {article.file: urls.file_slug(article.file) for article in articles}
    forwarding = {
        slug: article.file
        for article in articles
        for alias in article.aliases
        if (slug := urls.article_slug(urls.forward(alias, base_url) or "")) and taken.get(slug) == article.file
    }
    first = {slug: file for file, slug in reversed(declared.items())} | forwarding
    for slug, file in taken.items():
        by_path = plain.get(file) if file not in declared else None
        if declared.get(file, by_path) == slug or (by_path and urls.with_tail(by_path, file) == slug):
            first[slug] = file
    problems: list[Problem] = []
    claims: list[urls.Claim] = []
    for article in articles:
        file = article.file
        slug = declared.get(file)
        if slug and first[slug] == file:
            claims.append(urls.Claim(file, slug, 0))
            continue
        if slug:
            problems.append(_duplicate_slug(article, slug, first[slug]))
        claims.append(urls.Claim(file, plain[file], 1 if urls.is_exact(file, plain[file]) else 2))
    slugs = urls.distinct(claims, taken, forwarding)
    return slugs, (*problems, *_alike(claims, slugs))


def _alike(claims: Iterable[urls.Claim], slugs: Mapping[str, str]) -> Iterator[Problem]:
    """Which files have a number in their address because another one's name makes the same."""
    owner = {slug: file for file, slug in slugs.items()}
    numbered = [claim for claim in claims if owner.get(claim.slug, claim.key) != claim.key]
    if not numbered:
        return
    shown = [
        f"“{claim.key}” is at {urls.article(slugs[claim.key])}, because of “{owner[claim.slug]}”"
        for claim in numbered[:_EXAMPLES]
    ]
    more = f"; and {len(numbered) - _EXAMPLES} more" if len(numbered) > _EXAMPLES else ""
    message = f"Names that make the same address have a number behind it: {'; '.join(shown)}{more}."
    hint = "Declare a “slug” for an address that reads better, and that is the same wherever the site is built."
    yield problem("same-name", message, hint, Position(file=numbered[0].key))


def _duplicate_slug(article: ArticleCard, slug: str, first: str) -> Problem:
    found = article.declared_at.get("slug")
    message = f"The slug “{slug}” of “{article.file}” is that of “{first}” already."
    hint = "Its file's path makes its address until one of the two is changed."
    return problem("duplicate-slug", message, hint, found or Position(file=article.file))


def _key(kind: TermKind, name: str) -> str:
    """What names merge on: an identifier as it is, else what all spellings of it have in common."""
    return name if kind.known(name) else name_key(name)


def _terms(
    name: str, articles: list[ArticleCard], settings: Settings, published: Mapping[str, str]
) -> tuple[tuple[Term, ...], tuple[tuple[int, ...], ...]]:
    """The terms of the kind called ``name``, the fullest first, each with its articles; for each article indexes into them."""
    kind = TERM_KINDS[name]
    names_of = [(kind.names(card), kind.repeated(card) if settings.names else ()) for card in articles]
    alike: dict[_Names, list[int]] = defaultdict(list)  # articles with the same names, of which there are many
    for index, names in enumerate(names_of):
        alike[names].append(index)
    counted = Counter(chain.from_iterable(chain.from_iterable(names_of)))
    keys = {one: _key(kind, one) for one in counted}
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for one, count in counted.items():
        written[keys[one]][one] += count
    members: dict[str, list[int]] = defaultdict(list)
    keys_of: dict[_Names, tuple[str, ...]] = {}
    for several, indexes in alike.items():
        keys_of[several] = tuple(dict.fromkeys(map(keys.__getitem__, chain.from_iterable(several))))
        for key in keys_of[several]:
            members[key] += indexes
    certain = {keys[one] for one in set(chain.from_iterable(listed for listed, _ in alike))}
    members = {key: found for key, found in members.items() if key in certain or len(found) >= _FEWEST_ARTICLES}
    labels = {
        key: _label(kind, key, _normal(spellings), settings.language)
        for key, spellings in written.items()
        if key in members
    }
    slugs = urls.distinct(
        (_claim(kind, key) for key in members),
        {slug: key for address, key in published.items() if (slug := urls.term_slug(name, address)) is not None},
    )
    if name == "topics":
        labels |= {key: label for key, label in _labels_of(settings).items() if key in labels}
    terms = [
        Term(
            kind=name,
            key=key,
            label=labels[key],
            slug=slugs[key],
            articles=tuple(sorted(found)),
            forms=_other_forms(written[key], labels[key]) if kind.has_forms else (),
            is_repeated=key not in certain,
        )
        for key, found in members.items()
    ]
    collation = words(settings.language).collation
    terms.sort(key=lambda term: (-len(term.articles), collation(term.label)))
    places = {term.key: number for number, term in enumerate(terms)}
    rows = {
        names: tuple([place for key in found if (place := places.get(key)) is not None])
        for names, found in keys_of.items()
    }
    return tuple(terms), tuple(map(rows.__getitem__, names_of))


def fewest_articles(counts: Iterable[int]) -> int:
    """From how many articles on a repeated name has a list, if the names of its kind are in so many: the fewest, at least two,
    with which no more than ``_MOST_NAMES`` have one.
    """
    most = sorted((count for count in counts if count >= _FEWEST_ARTICLES), reverse=True)
    return _FEWEST_ARTICLES if len(most) <= _MOST_NAMES else most[_MOST_NAMES] + 1


def _other_forms(written: Counter[str], label: str) -> tuple[str, ...]:
    """The spellings of a name other than its ``label``, the most frequent first."""
    spellings = _normal(written)
    return tuple(sorted(spellings.keys() - {label}, key=lambda text: (-spellings[text], text)))


def _claim(kind: TermKind, key: str) -> urls.Claim:
    if kind.known(key):
        return urls.Claim(key, urls.slug(kind.slug(key)), 0)
    slug = urls.slug(key)
    return urls.Claim(key, slug, 1 if slug.replace("-", " ") == key.replace("'", " ") else 2)


def _normal(written: Counter[str]) -> Counter[str]:
    """Spellings, counted, in one normal form."""
    spellings: Counter[str] = Counter()
    for text, count in written.items():
        spellings[unicodedata.normalize("NFC", text)] += count
    return spellings


def _label(kind: TermKind, key: str, spellings: Counter[str], language: str) -> str:
    """An identifier's in the site's language; of people's own spellings the most frequent, then the first in the alphabet."""
    if kind.known(key):
        return kind.label(key, language)
    return min(spellings, key=lambda text: (-spellings[text], text))


def _labels_of(settings: Settings) -> dict[str, str]:
    """How the editor calls topics in the site's language; a label changes no address."""
    base = settings.language.split("-")[0]
    found = {}
    for rule in settings.rules.topics.rules:
        if label := rule.labels.get(settings.language) or rule.labels.get(base):
            found[_key(TERM_KINDS["topics"], rule.topic)] = label
    return found


def _periods(articles: list[ArticleCard]) -> tuple[dict[dates.Date, tuple[int, ...]], tuple[int, ...]]:
    """The articles of each period, newest first, and those without a date. ``articles`` are in the order of their dates."""
    same_date: dict[dates.Date | None, list[int]] = defaultdict(list)
    for index, article in enumerate(articles):
        same_date[article.date].append(index)
    members: dict[dates.Date, list[int]] = defaultdict(list)
    for date, indexes in same_date.items():
        for period in _within(date):
            members[period] += indexes
    ordered = sorted(members, key=dates.newest_first)
    return {period: tuple(members[period]) for period in ordered}, tuple(same_date[None])


def _within(date: dates.Date | None) -> tuple[dates.Date, ...]:
    """``date`` and the longer periods that it is in."""
    return () if date is None else (date, *_within(date.parent))
