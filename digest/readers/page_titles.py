"""The headline in a page's title, and the name of the site that stands beside it: “A second ferry | The Quay”.

A title is divided at signs such as ``|``, ``-``, ``·``, ``»``, ``::``. A part is no part of the headline if

1. the page says the headline without it elsewhere, in ``<h1>`` or ``og:title``;
2. it is the site's stated name, or the name in the page's address;
3. it stands behind ``|``, ``·``, ``»`` or ``::``, is as short as a name and has its capitals; behind a dash it must also
   read as the name of a publication (“The Quay”, “Hafenkurier”, “quay.example”), since dashes divide headlines too.

What is left out by 1 or 3 at the title's edge is the site's name, if it reads as one.

Rejected: a part in front of the headline by its looks alone, since rubrics stand there (“Opinion | …”).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from digest.i18n import fold
from digest.readers import scripts
from digest.vocabulary import countries

_MARKS = re.compile(r"\s+(?:[|｜»«•·–—~/_-]|::|:)\s+|\s*[|｜]\s*|\s+:{1,2}\s+|:\s+|\s+[-–—]{2,3}\s+")
_UNSPACED_MARKS = re.compile(
    r"\s*(?:[|｜_]|--|——|[-–—](?=[^\x00-\x7f])(?<=[^\x00-\x7f].))\s*"
)  # of Chinese and Japanese
_BARS = frozenset("|｜»«•·_") | {"::"}
_MOST_WORDS, _MOST_CHARACTERS, _MOST_WIDE = 5, 32, 10  # of a name
_LEAST_WORDS, _LEAST_WIDE = 3, 6  # of a headline
_ARTICLES = frozenset("the le la les l el los las il lo i gli der die das de het o os a as den det der al".split())
_SMALL = frozenset(
    "of the and de du des la le les d l y e et und von der die das zu zur am in on for del della di da do van".split()
)
_PRESS = re.compile(
    r"\b(?:news|times|post|journal|herald|tribune|gazette|press|presse|daily|weekly|magazine|mag|blog|online|tv|radio|review|today|"
    r"telegraph|guardian|observer|chronicle|standard|mirror|express|courier|courrier|figaro|monde|libération|echos?|dépêche|info|infos|"
    r"nouvelles?|actualités?|hebdo|quotidien|zeitung|nachrichten|allgemeine|morgenpost|abendblatt|diario|periódico|país|mundo|prensa|"
    r"noticias|corriere|repubblica|stampa|giornale|gazzetta|notizie|jornal|folha|estado|globo|público|notícias|krant|nieuws|dagblad|"
    r"gazeta|wiadomości|новости|газета|правда|известия)\b"
    r"|\w(?:kurier|zeitung|blatt|anzeiger|bote|rundschau|spiegel|presse|nachrichten|bladet|tidningen|posten|avisen|news|post|press|times)\b"
    r"|(?:新聞|新闻|日报|日報|网|網|ニュース|電視|电视|뉴스|신문|일보|TV)$",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_RUBRICS = frozenset(
    "analysis opinion comment commentary interview video videos live photos gallery podcast exclusive update editorial review "
    "news analyse kommentar meinung interview portrait reportage enquête vidéo direct tribune édito éditorial décryptage "
    "análisis opinión entrevista vídeo directo analisi commento intervista editoriale análise opinião politics sport sports "
    "world politique monde économie culture société wirtschaft politik kultur welt".split()
)
_WORD = re.compile(r"\w+")


def divided(
    titles: Sequence[str], last: str, sites: Sequence[str], hosts: Iterable[str], authors: Iterable[str]
) -> tuple[str, str]:
    """The headline and the site's name out of a page's ``titles``, what counts most first; the name is empty if there is none.

    ``last`` is what ``<title>`` says, ``sites`` are stated names of the site, ``hosts`` the computers of its addresses.
    """
    hosts, known = [_name_of(host) for host in hosts], {_words(site) for site in sites}
    titles = [one for one in titles if not (_is_site(one, known, hosts) or _ends(last, one))] or list(titles)
    title = titles[0]
    found = _shortened(title, titles[1:]) or _without_known(title, known, hosts)
    if found is None and title == last:
        found = _guessed(title)
    headline, left = found if found and found[0] else (title, [])
    if title != last:  # og:title may be the headline alone, and <title> have the site's name
        _, others = _shortened(last, [headline]) or _guessed(last) or ("", [])
        left = [*left, *others]
    passed = {_words(author) for author in authors} | _RUBRICS | {_words(headline)}
    return headline, next((part for part in left if _is_name(part) and _words(part) not in passed), "")


def _ends(title: str, name: str) -> bool:
    """Whether ``name`` is the site's at the end of ``title``, though it stands in the page's heading: a logo."""
    parts = _parts(title)
    head = title[: parts[-2][1]] if len(parts) > 1 else ""
    return (
        _words(title[parts[-1][0] :]) == _words(name)
        and _is_name(name)
        and _is_headline(head)
        and len(head) > 2 * len(name)
    )


def _parts(title: str) -> list[tuple[int, int, str]]:
    """Where each part of ``title`` begins and ends, and the sign in front of it."""
    marks = _UNSPACED_MARKS if scripts.is_wide(title) else _MARKS
    found = [(0, 0, ""), *((one.start(), one.end(), one[0].strip()) for one in marks.finditer(title))]
    ends = [*found[1:], (len(title), len(title), "")]
    return [(begin[1], end[0], begin[2]) for begin, end in zip(found, ends, strict=True)]


def _shortened(title: str, others: Sequence[str]) -> tuple[str, list[str]] | None:
    """The beginning or the end of ``title`` that one of the ``others`` says, and the parts beside it, outermost first."""
    parts = _parts(title)
    if len(parts) < 2:
        return None
    for other in others:
        words = _words(other)
        for cut in range(len(parts) - 1, 0, -1):
            head, tail = title[: parts[cut - 1][1]], title[parts[cut][0] :]
            if words and _words(head) == words:
                return head.strip(), [title[begin:end].strip() for begin, end, _ in reversed(parts[cut:])]
            if words and _words(tail) == words:
                return tail.strip(), [title[begin:end].strip() for begin, end, _ in parts[:cut]]
    return None


def _without_known(title: str, known: set[str], hosts: Sequence[str]) -> tuple[str, list[str]] | None:
    """``title`` without the parts at its edges that are the site's name."""
    parts = _parts(title)
    first, last, left = 0, len(parts), list[str]()
    while last - first > 1 and _is_site(title[slice(*parts[last - 1][:2])], known, hosts):
        last -= 1
        left.append(title[slice(*parts[last][:2])].strip())
    while last - first > 1 and _is_site(title[slice(*parts[first][:2])], known, hosts):
        left.append(title[slice(*parts[first][:2])].strip())
        first += 1
    if not left:
        return None
    # Between the headline and the site's name stand rubrics: “A second ferry - Harbour - The Quay”.
    while (
        last - first > 1
        and len(parts) > 2
        and _is_name(title[slice(*parts[last - 1][:2])])
        and parts[last - 1][2] == parts[-1][2]
    ):
        if not _is_headline(title[parts[first][0] : parts[last - 2][1]]):
            break
        last -= 1
    return title[parts[first][0] : parts[last - 1][1]].strip(), left


def _guessed(title: str) -> tuple[str, list[str]] | None:
    """The headline and what stands behind it, where that reads as the name of a site."""
    parts = _parts(title)
    end = len(parts) - 1
    if end < 1 or not _is_name(site := title[slice(*parts[end][:2])].strip()):
        return None
    mark = parts[end][2]
    if mark == ":" or not (mark in _BARS or _is_publication(site)):
        return None
    while end > 1 and parts[end - 1][2] == mark and _is_name(title[slice(*parts[end - 1][:2])]):
        if not _is_headline(title[: parts[end - 2][1]]):
            break
        end -= 1  # a rubric before it
    head = title[: parts[end - 1][1]].strip()
    return (head, [site]) if _is_headline(head) and len(head) > len(site) else None


def _is_site(part: str, known: set[str], hosts: Sequence[str]) -> bool:
    words = _words(part)
    if not words:
        return False
    joined = words.replace(" ", "")
    bare = joined.removeprefix("the")
    return words in known or any(host and (host in (joined, bare, _name_of(part))) for host in hosts)


def _name_of(host: str) -> str:
    """The name in an address: ``thequay`` of ``www.thequay.example``."""
    labels = host.lower().strip().removeprefix("www.").split(".")
    if len(labels) < 2:
        return ""
    at = -3 if len(labels) > 2 and len(labels[-2]) <= 3 else -2  # example.co.uk
    return labels[at].replace("-", "")


def _is_name(part: str) -> bool:
    part = part.strip()
    words = _WORD.findall(part)
    if not words or len(words) > _MOST_WORDS or len(part) > _MOST_CHARACTERS or part[-1] in "?!…":
        return False
    if _HOST.fullmatch(part):
        return True
    if scripts.is_wide(part):
        return len(part) <= _MOST_WIDE
    if any(word.isdigit() for word in words) or countries.is_country(countries.identify(part)):
        return False
    return words[0][0].isupper() and all(word[0].isupper() or word in _SMALL for word in words)


def _is_publication(part: str) -> bool:
    words = _WORD.findall(part)
    first = words[0].lower()
    return (
        _HOST.fullmatch(part) is not None
        or _PRESS.search(part) is not None
        or (first in _ARTICLES and 2 <= len(words) <= 4 and words[0][0].isupper() and words[-1][0].isupper())
        or (len(words) == 1 and part.isupper() and 2 <= len(part) <= 8)
    )


def _is_headline(text: str) -> bool:
    if scripts.is_wide(text):
        return len(text.strip()) >= _LEAST_WIDE
    return len(_WORD.findall(text)) >= _LEAST_WORDS


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
