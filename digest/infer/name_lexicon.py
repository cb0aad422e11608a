"""The words by which names are recognised in each language: forms of address, cue words, given names, places.

The words are in ``data/names``; its README.txt describes the roles. A file is read when a text first needs it. In languages
that inflect names, ``stem`` removes their endings, in these lists and in texts.

Rejected: rules of grammar. The same endings are removed from all words, so that now and then two different names become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from digest.dates.written import calendar_names
from digest.i18n import UNDETERMINED
from digest.infer.places import NAME_FILES, Stem, gazetteer, listed, unchanged
from digest.infer.words import OTHER_ROLES, background, folded, function_words

_LINE = re.compile(r"(?m)^([a-z]+) (.*)$")
_SAME = {"sk": "cs", "ms": "id", **dict.fromkeys(("no", "nn"), "nb")}
_SAME |= dict.fromkeys(("bs", "sr", "sl"), "hr") | dict.fromkeys(("be", "bg", "mk"), "ru")
_SAME_FUNCTION = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "fil": "tl"}
_DATED_IN = ("en", "fr", "de", "es", "it", "pt", "nl")
_SHORTEST = 3  # letters that must be left of a stem


class NameLexicon:
    """The words of one language by role, folded. ``stem`` removes the endings of a folded word.

    ``titles`` and ``trades``: a person's name follows (after a trade with a capital, a given name). ``prefixes``: forms of
    address written together with the name. ``proper``: organisations of one word; ``acronyms``: in capitals. ``rubrics``:
    words set in capitals before a text. ``common``: other common words. ``events``: words of names that are not
    organisations. ``orgs``, ``sites``: words of the names of organisations and places. ``institutions``, ``features``,
    ``streets``: lower-case words that begin such names, streets also before known places. ``areas``: lower-case words before
    places. ``links``: lower-case words within names. ``adjectives``: endings of lower-case words that continue a name.
    ``others``: capitalised words that are not names. ``nouns``: all nouns have a capital. ``plain``: words that are not names
    even at the beginning of a sentence.
    """

    def __init__(self, language: str, script: str) -> None:
        base = language.split("-")[0]
        roles = _roles(base) or _roles(_SAME.get(base, ""))
        always = _roles("any")

        def listed_words(role: str) -> frozenset[str]:
            return frozenset((*roles.get(role, ()), *always.get(role, ())))

        titles, orgs = listed_words("title"), listed_words("org")
        ends = roles.get("end", ())
        self.inflects = bool(ends)
        self.stem: Stem = _stemmer(ends) if ends else unchanged
        self.titles, self.title_ends = _without_endings(titles), _endings(titles)
        self.orgs, self.org_ends = _without_endings(orgs), _endings(orgs)
        self.trades, self.says = listed_words("trade"), listed_words("say")
        self.prefixes, self.adjectives = roles.get("prefix", ()), roles.get("adj", ())
        self.proper, self.acronyms = listed_words("proper"), listed_words("acronym")
        self.rubrics, self.events = listed_words("rubric"), listed_words("event")
        self.institutions, self.features = listed_words("inst"), listed_words("geo")
        self.streets, self.sites = listed_words("street"), listed_words("place")
        self.areas, self.locatives = listed_words("area"), listed_words("loc")
        self.links, self.others = listed_words("link"), listed_words("not")
        self.plain = _plain(base) | self.others
        self.common = (frozenset(background(language).weights) | _calendar(base)) - _plain(base) - self.acronyms
        self.nouns = "nouns" in roles
        self.given = _given(script, self.stem)
        self.places = gazetteer(language, script, self.stem)

    def is_title(self, word: str) -> bool:
        """Whether a folded word is a form of address or an office."""
        return word in self.titles or (bool(self.title_ends) and word.endswith(self.title_ends))

    def announces(self, word: str) -> bool:
        """Whether a folded word in lower case is an office or a trade, after which a person is named."""
        return word in self.trades or self.is_title(word)

    def is_org(self, word: str) -> bool:
        """Whether a folded word is part of names of organisations."""
        return word in self.orgs or word in self.proper or (bool(self.org_ends) and word.endswith(self.org_ends))


@lru_cache(maxsize=32)
def name_lexicon(language: str, script: str) -> NameLexicon:
    """The lexicon of ``language`` (a BCP 47 tag) for names in ``script`` (latn, cyrl or grek); small if it has no file."""
    return NameLexicon(language, script)


def _without_endings(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0] != "*")


def _endings(words: Iterable[str]) -> tuple[str, ...]:
    """The endings among ``words``, which are written with a ``*``."""
    return tuple(word[1:] for word in words if word[0] == "*")


def _roles(language: str) -> Mapping[str, tuple[str, ...]]:
    """The words of ``LANG.txt`` by role; empty if there is no such file."""
    path = NAME_FILES / f"{language}.txt"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for role, words in _LINE.findall(path.read_text("utf-8")):
        found[role] = found.get(role, ()) + tuple(words.split())
    return found


def _stemmer(ends: Iterable[str]) -> Stem:
    """A function that removes the longest of ``ends`` from a word if enough letters are left."""
    known = frozenset(ends)
    sizes = sorted({len(end) for end in known}, reverse=True)

    def stem(word: str) -> str:
        left = len(word) - _SHORTEST
        for size in sizes:
            if size <= left and word[-size:] in known:
                return word[:-size]
        return word

    return stem


def _calendar(language: str) -> frozenset[str]:
    """Names of months and weekdays, folded; in several languages where it is unknown. No short forms: they may be acronyms."""
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


def _given(script: str, stem: Stem) -> frozenset[str]:
    names = _listed_given(script)
    return names if stem is unchanged else frozenset(map(stem, names))
