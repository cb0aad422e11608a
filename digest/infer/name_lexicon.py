"""[digest.infer.name_words] What names are known by, in each language: forms of address, cue words, given names, cities, countries.

The words stand in ``data/names``; README.txt there says what the roles are. Each file is read when a text first needs it.
In languages that inflect names, ``cut`` takes the endings off, here and in the text alike, so that forms meet.

Rejected: rules of grammar. Endings are cut alike off all words, so that now and then two names meet that are not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from digest.dates.written import calendar_names
from digest.i18n import UNDETERMINED
from digest.infer.places import NAME_FILES, Cut, Gazetteer, gazetteer, listed, same
from digest.infer.words import OTHER_ROLES, background, folded, function_words

_LINE = re.compile(r"(?m)^([a-z]+) (.*)$")
_SAME = {
    "no": "nb",
    "nn": "nb",
    "bs": "hr",
    "sr": "hr",
    "sl": "hr",
    "sk": "cs",
    "ms": "id",
    "be": "ru",
    "bg": "ru",
    "mk": "ru",
}
_SAME_FUNCTION = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "fil": "tl"}
_DATED_IN = ("en", "fr", "de", "es", "it", "pt", "nl")
_SHORTEST = 3  # letters that are left of a word whose ending is cut


class NameWords(Struct, frozen=True, kw_only=True):
    """The words of one language by role, folded; ``cut`` takes endings off a folded word.

    ``titles`` and ``trades``: a person's name follows, after a trade in capitals a given name. ``prefixes``: forms of
    address written in one with the name. ``proper``: organisations of one word, ``acronyms`` in capitals.
    ``rubrics``: words that are set in capitals before a text. ``common``: other words of the language that are no names.
    ``events``: a name with one of these is no organisation. ``orgs``, ``sites``: names of organisations and places are
    made of them. ``institutions``, ``features``, ``streets``: small words that begin such names, the last before known
    places too. ``areas``: small words before places. ``links``: small words inside names. ``adjectives``: endings of
    small words that go on a name. ``others``: capitals that are no names. ``nouns``: every noun has a capital.
    ``plain``: words that are no names, at the beginning of sentences.
    """

    titles: frozenset[str]
    trades: frozenset[str]
    title_ends: tuple[str, ...]
    prefixes: tuple[str, ...]
    acronyms: frozenset[str]
    rubrics: frozenset[str]
    common: frozenset[str]
    says: frozenset[str]
    orgs: frozenset[str]
    org_ends: tuple[str, ...]
    proper: frozenset[str]
    events: frozenset[str]
    institutions: frozenset[str]
    sites: frozenset[str]
    features: frozenset[str]
    streets: frozenset[str]
    areas: frozenset[str]
    links: frozenset[str]
    locatives: frozenset[str]
    adjectives: tuple[str, ...]
    others: frozenset[str]
    plain: frozenset[str]
    nouns: bool
    cut: Cut
    inflects: bool
    given: frozenset[str]
    places: Gazetteer

    def is_title(self, word: str) -> bool:
        """Whether a folded word is a form of address or an office."""
        return word in self.titles or (bool(self.title_ends) and word.endswith(self.title_ends))

    def announces(self, word: str) -> bool:
        """Whether a folded word in lower case announces a person: an office or a trade."""
        return word in self.trades or self.is_title(word)

    def is_org(self, word: str) -> bool:
        """Whether a folded word is one that names of organisations are made of."""
        return word in self.orgs or word in self.proper or (bool(self.org_ends) and word.endswith(self.org_ends))


@lru_cache(maxsize=32)
def name_words(language: str, script: str) -> NameWords:
    """The words of ``language`` (a BCP 47 tag) for names in ``script`` (latn, cyrl or grek); few where it has no file."""
    base = language.split("-")[0]
    roles = _roles(base) or _roles(_SAME.get(base, ""))
    ends = roles.get("end", ())
    cut = _cutter(ends) if ends else same
    always = _roles("any")
    titles, orgs = roles.get("title", ()) + always["title"], roles.get("org", ()) + always["org"]
    others = frozenset((*roles.get("not", ()), *always["not"]))
    return NameWords(
        titles=frozenset(word for word in titles if word[0] != "*"),
        trades=frozenset(roles.get("trade", ())),
        title_ends=tuple(word[1:] for word in titles if word[0] == "*"),
        prefixes=roles.get("prefix", ()),
        acronyms=frozenset(always["acronym"]),
        rubrics=frozenset(always["rubric"]),
        common=(frozenset(background(language).weights) | _calendar(base))
        - _plain(base)
        - frozenset(always["acronym"]),
        says=frozenset(roles.get("say", ())),
        orgs=frozenset(word for word in orgs if word[0] != "*"),
        org_ends=tuple(word[1:] for word in orgs if word[0] == "*"),
        proper=frozenset((*roles.get("proper", ()), *always["proper"])),
        events=frozenset((*roles.get("event", ()), *always["event"])),
        streets=frozenset(roles.get("street", ())),
        institutions=frozenset(roles.get("inst", ())),
        sites=frozenset(roles.get("place", ())),
        features=frozenset(roles.get("geo", ())),
        areas=frozenset(roles.get("area", ())),
        links=frozenset(roles.get("link", ())),
        locatives=frozenset(roles.get("loc", ())),
        adjectives=tuple(roles.get("adj", ())),
        others=others,
        plain=_plain(base) | others,
        nouns="nouns" in roles,
        cut=cut,
        inflects=bool(ends),
        given=_given(script, cut),
        places=gazetteer(language, script, cut),
    )


def _roles(language: str) -> Mapping[str, tuple[str, ...]]:
    """The roles in ``LANG.txt`` with their words; none if there is no such file."""
    path = NAME_FILES / f"{language}.txt"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for role, words in _LINE.findall(path.read_text("utf-8")):
        found[role] = found.get(role, ()) + tuple(words.split())
    return found


def _cutter(ends: Iterable[str]) -> Cut:
    """What takes the longest of ``ends`` off a word, if enough is left of it."""
    known = frozenset(ends)
    sizes = sorted({len(end) for end in known}, reverse=True)

    def cut(word: str) -> str:
        left = len(word) - _SHORTEST
        for size in sizes:
            if size <= left and word[-size:] in known:
                return word[:-size]
        return word

    return cut


def _calendar(language: str) -> frozenset[str]:
    """What months and weekdays are called, folded; in several languages where it is unknown. Short forms may be acronyms."""
    found: set[str] = set()
    for each in _DATED_IN if language == UNDETERMINED else (language,):
        names = calendar_names(each)
        found.update(folded(name) for several in (*names.months, names.weekdays) for name in several)
    return frozenset(name for name in found if len(name) > _SHORTEST)


def _plain(language: str) -> frozenset[str]:
    """The function words of ``language``, folded."""
    roles = function_words().get(_SAME_FUNCTION.get(language, language), {})
    return frozenset(
        folded(" ".join(word for role, words in roles.items() if role not in OTHER_ROLES for word in words)).split()
    )


@lru_cache(maxsize=4)
def _listed_given(script: str) -> frozenset[str]:
    return frozenset(listed("given", script))


def _given(script: str, cut: Cut) -> frozenset[str]:
    names = _listed_given(script)
    return names if cut is same else frozenset(map(cut, names))
