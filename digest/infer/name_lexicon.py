"""The words by which names are recognised in each language: forms of address, cue words, given names, places.

The words are in ``data/names``; its README.txt describes the roles. A file is read when a text first needs it. In languages
that inflect names, ``stem`` removes their endings, in these lists and in texts.

Rejected: rules of grammar. The same endings are removed from all words, so that now and then two different names become one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

from digest.dates.written import calendar_names
from digest.i18n import UNDETERMINED, data_language
from digest.infer.places import (
    NAME_FILES,
    Phrase,
    Phrases,
    Stem,
    country_phrases,
    listed,
    listed_names,
    listed_phrase,
    unchanged,
)
from digest.infer.words import OTHER_ROLES, background, roles_of
from digest.words import PARTICLES, folded
from digest.words import stem as stem_of_word

_LINE = re.compile(r"(?m)^([a-z]+) (.*)$")
_SIMILAR = {"sk": "cs", **dict.fromkeys(("sr", "sl"), "hr"), **dict.fromkeys(("be", "bg", "mk"), "ru")}
_DATED_IN = ("en", "fr", "de", "es", "it", "pt", "nl")
_CONJUNCTIONS = frozenset(("and", "et", "y", "e", "und", "en"))
_SHORTEST = 3  # letters that must be left of a stem


class NameLexicon:
    """The words of one language by role, folded. ``stem`` removes the endings of a folded word.

    ``titles`` and ``trades``: a person's name follows (after a trade with a capital, a given name). ``prefixes``: forms of
    address written together with the name. ``surnames``: of people whom news names by surname alone. ``orgs``, ``sites``: words
    of the names of organisations and places; ``proper``: organisations of one word. ``events``: words of other names.
    ``institutions``, ``features``, ``streets``: lower-case words that begin names, streets also before known places.
    ``areas``, ``locatives``: lower-case words and prepositions before places. ``links``: lower-case words within names of
    organisations, ``inner`` within any name, ``conjunctions`` those that may stand between two names. ``before``: all that may
    begin a name in lower case. ``adjectives``: endings of lower-case words that continue a name. ``rubrics``: words set in
    capitals before a text. ``clues``: for each place that is also a state or firm, the words beside which it is the
    place. ``others``: capitalised words that are not names. ``plain``: words that are not names even at the beginning of a
    sentence. ``common``: other common words. ``words``: a dictionary of the language. ``first_words``: of listed names.
    ``nouns``: all nouns have a capital. ``english``: the language is English.
    """

    def __init__(self, language: str, script: str) -> None:
        base = data_language(language)
        roles = _roles(base) or _roles(_SIMILAR.get(base, ""))
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
        self.proper, self.rubrics, self.events = listed_words("proper"), listed_words("rubric"), listed_words("event")
        self.institutions, self.features = listed_words("inst"), listed_words("geo")
        self.streets, self.sites, self.areas = listed_words("street"), listed_words("place"), listed_words("area")
        self.links, self.others = listed_words("link"), listed_words("not")
        self.only_sites = self.sites - self.areas - self.orgs
        self.locatives, self.surnames = listed_words("loc"), listed_words("surname")
        self.inner = self.links | PARTICLES | {"of", "the"}
        self.conjunctions = self.links & _CONJUNCTIONS
        self.before = self.institutions | self.features | self.streets | self.links | self.areas
        self.english = base == "en"
        self.plain = _plain(base) | self.others
        self.common = (frozenset(background(language).weights) | _calendar(base)) - _plain(base)
        self.nouns = "nouns" in roles
        self.given = _given(script, self.stem)
        self.words = word_list(base)
        self.clues = dict.fromkeys(listed_words("state"), listed_words("clue"))
        self._countries, self._listed = country_phrases(language, self.stem), listed_names(script, self.stem)
        self.first_words = self._countries.keys() | self._listed.keys()
        self.known = lru_cache(maxsize=1 << 12)(self._known)
        self.is_word = lru_cache(maxsize=1 << 14)(self._is_word)

    def _known(self, first: str) -> Phrases:
        """The listed names that begin with one of ``first_words``, by their second word (empty for none), the longest first."""
        phrases = [*self._countries.get(first, ())]
        phrases += (listed_phrase(name, kind, self.stem) for name, kind in self._listed.get(first, ()))
        found: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=lambda phrase: -len(phrase[0])):
            found.setdefault(phrase[0][0] if phrase[0] else "", []).append(phrase)
        return found

    def _is_word(self, word: str) -> bool:
        """Whether a folded word is in the dictionary of the language, or common."""
        return word in self.common or stem_of_word(word) in self.words

    def lists(self, place: str) -> bool:
        """Whether a folded word is listed as a place and inflected in this language."""
        return self.inflects and any(name == place for name, _ in self._listed.get(self.stem(place), ()))

    def is_title(self, word: str) -> bool:
        """Whether a folded word is a form of address or an office."""
        return word in self.titles or (bool(self.title_ends) and word.endswith(self.title_ends))

    def announces(self, word: str) -> bool:
        """Whether a folded word in lower case is an office or a trade, after which a person is named."""
        return word in self.trades or self.is_title(word)

    def is_org(self, word: str) -> bool:
        """Whether a folded word is part of names of organisations."""
        return word in self.orgs or word in self.proper or (bool(self.org_ends) and word.endswith(self.org_ends))


class WordList:
    """A sorted list of words, one a line, that is searched in its bytes: nothing is parsed when it is loaded."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __contains__(self, word: object) -> bool:
        wanted, data = str(word).encode(), self._data
        low, high = 0, len(data)
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            if (found := data[start:end]) == wanted:
                return True
            low, high = (end + 1, high) if found < wanted else (low, start)
        return False


@lru_cache(maxsize=8)
def word_list(language: str) -> Container[str]:
    """The stems of the words in ``words.LANG.txt``; empty if there is no such file."""
    path = NAME_FILES / f"words.{language}.txt"
    return WordList(path.read_bytes()) if path.is_file() else frozenset()


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
    roles = roles_of(language)
    return frozenset(
        folded(" ".join(word for role, words in roles.items() if role not in OTHER_ROLES for word in words)).split()
    )


@lru_cache(maxsize=4)
def _listed_given(script: str) -> frozenset[str]:
    return frozenset(listed("given", script))


def _given(script: str, stem: Stem) -> frozenset[str]:
    names = _listed_given(script)
    return names if stem is unchanged else frozenset(map(stem, names))
