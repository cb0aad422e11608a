"""Puts the articles in order, gives them addresses, and groups them by topic, source, place, language and period.

Order: newest first by year, month, day; within a period those of unknown part after the known ones; undated last; ties by
weight (heavier first), then place in the manifest, then path. It is the one order of the whole site.

Given up: groups by week or decade. A year, a month and a day are what dates know here.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from digest import addresses, dates, places, topics
from digest.errors import Position, Problem, Severity
from digest.model import Article, Digest, Listed, Origin, Settings, Term
from digest.rights import Sink, visible
from digest.words import UNDETERMINED, fold, words


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of term. ``names`` are what an article stands under, by the order of importance.

    ``known`` tells which of them are identifiers (an IPTC id, an ISO code, a BCP 47 tag), for which ``label`` is the name in a
    language and ``slug`` what makes the address; all others are names that people wrote, merged by ``words.fold``.
    """

    names: Callable[[Article], tuple[str, ...]]
    known: Callable[[str], bool]
    label: Callable[[str, str], str]
    slug: Callable[[str], str]


def _shown_places(article: Article) -> tuple[str, ...]:
    """Countries, and whatever else somebody declared; an inferred city stands on the article alone."""
    made = article.provenance.get("places")
    declared = made is not None and made.origin is not Origin.INFERRED
    return article.places if declared else tuple(filter(places.is_country, article.places))


KINDS: Mapping[str, Kind] = {
    "topics": Kind(
        names=lambda article: article.topics,
        known=topics.is_iptc,
        label=topics.label,
        slug=lambda term: topics.label(term, "en"),
    ),
    "sources": Kind(
        names=lambda article: (article.source,) if article.source else (),
        known=lambda _: False,
        label=lambda name, _: name,
        slug=lambda name: name,
    ),
    "places": Kind(names=_shown_places, known=places.is_country, label=places.label, slug=lambda term: term),
    "languages": Kind(
        names=lambda article: () if article.language == UNDETERMINED else (article.language,),
        known=lambda _: True,
        label=lambda tag, language: words(language).language_name(tag),
        slug=lambda tag: tag,
    ),
}


def main_language(articles: Iterable[Article]) -> str | None:
    """The language of most articles, the first in the alphabet of several; None where none is known."""
    counted = Counter(
        article.language for article in articles if article.language != UNDETERMINED and not article.draft
    )
    return min(counted, key=lambda tag: (-counted[tag], tag), default=None)


def arrange(articles: Iterable[Article], settings: Settings) -> tuple[Digest, tuple[Problem, ...]]:
    """The digest of all articles that may be seen at all, and what is wrong with declared slugs."""
    shown = [seen for article in articles if (seen := visible(article, settings, Sink.PAGE)) is not None]
    ordered = sorted(shown, key=_order)
    slugs, problems = slugs_of(ordered)
    items = tuple(
        Listed(article=article, slug=slugs[article.file], address=addresses.article(slugs[article.file]))
        for article in ordered
    )
    terms = {kind: _terms(kind, ordered, settings) for kind in KINDS}
    periods, undated = _periods(ordered)
    return (
        Digest(
            settings=settings,
            items=items,
            terms={kind: found for kind, (found, _) in terms.items()},
            terms_of={kind: of for kind, (_, of) in terms.items()},
            periods=periods,
            undated=undated,
        ),
        problems,
    )


def _order(article: Article) -> tuple[object, ...]:
    return (dates.newest_first(article.date), -article.weight, article.position, article.file)


def slugs_of(articles: Iterable[Article]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Each article's slug by its file; two equal declared ones are an error, and the later falls back to its file's name."""
    problems: list[Problem] = []
    declared: dict[str, Article] = {}
    wanted: list[tuple[str, str, bool]] = []
    for article in sorted(articles, key=lambda article: article.position):
        own = addresses.slug(article.slug) if article.slug else ""
        if own and own in declared:
            problems.append(_duplicate_slug(article, own, declared[own]))
            own = ""
        elif own:
            declared[own] = article
        wanted.append((article.file, own or addresses.file_slug(article.file), bool(own)))
    return addresses.distinct(wanted), tuple(problems)


def _duplicate_slug(article: Article, slug: str, first: Article) -> Problem:
    found = article.provenance.get("slug")
    return Problem(
        code="duplicate-slug",
        severity=Severity.ERROR,
        message=f"The slug “{slug}” of “{article.file}” is that of “{first.file}” already.",
        mend="Its file's name makes its address until one of the two is changed.",
        where=(found and found.where) or Position(file=article.file),
    )


def _key(kind: Kind, name: str) -> str:
    """What names merge on: an identifier as it is, else without case, accents, normal form and extra space."""
    return name if kind.known(name) else fold(name)


def _terms(
    name: str, articles: list[Article], settings: Settings
) -> tuple[tuple[Term, ...], tuple[tuple[int, ...], ...]]:
    """The terms of the kind called ``name``, the fullest first, each with its articles; for each article indexes into them."""
    kind = KINDS[name]
    keys: dict[str, str] = {}  # by what is written, which comes again and again
    members: dict[str, list[int]] = defaultdict(list)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    held: list[tuple[str, ...]] = []
    for index, article in enumerate(articles):
        found = kind.names(article)
        for one in found:
            if one not in keys:
                keys[one] = _key(kind, one)
            written[keys[one]][one] += 1
        held.append(tuple(dict.fromkeys(keys[one] for one in found)))
        for key in held[-1]:
            members[key].append(index)
    labels = {key: _label(kind, key, _normal(counted), settings.language) for key, counted in written.items()}
    slugs = addresses.distinct(
        (key, addresses.slug(kind.slug(key) if kind.known(key) else labels[key]), kind.known(key))
        for key in sorted(members)
    )
    if name == "topics":
        labels |= {key: label for key, label in _labels_of(settings).items() if key in labels}
    terms = [
        Term(kind=name, key=key, label=labels[key], slug=slugs[key], articles=tuple(members[key])) for key in members
    ]
    collation = words(settings.language).collation
    terms.sort(key=lambda term: (-len(term.articles), collation(term.label)))
    places = {term.key: number for number, term in enumerate(terms)}
    return tuple(terms), tuple(tuple(map(places.__getitem__, one)) for one in held)


def _normal(written: Counter[str]) -> Counter[str]:
    """Spellings, counted, in one normal form."""
    spellings: Counter[str] = Counter()
    for text, count in written.items():
        spellings[unicodedata.normalize("NFC", text)] += count
    return spellings


def _label(kind: Kind, key: str, spellings: Counter[str], language: str) -> str:
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
            found[_key(KINDS["topics"], rule.topic)] = label
    return found


def _periods(articles: list[Article]) -> tuple[dict[dates.Date, tuple[int, ...]], tuple[int, ...]]:
    within = {date: _within(date) for date in {article.date for article in articles}}
    members: dict[dates.Date, list[int]] = defaultdict(list)
    for index, article in enumerate(articles):
        for period in within[article.date]:
            members[period].append(index)
    undated = [index for index, article in enumerate(articles) if article.date is None]
    ordered = sorted(members, key=dates.newest_first)
    return {period: tuple(members[period]) for period in ordered}, tuple(undated)


def _within(date: dates.Date | None) -> tuple[dates.Date, ...]:
    """``date`` and the longer periods that it is in."""
    return () if date is None else (date, *_within(date.parent))
