"""What names are known by, in each language: forms of address, cue words, given names, cities, countries.

The words stand in ``data/names``; README.txt there says what the roles are. Each file is read when a text first needs it.
In languages that inflect names, ``cut`` takes the endings off, here and in the text alike, so that forms meet.

Given up: gazetteers of the world. Some hundred cities are known by name; others by the words beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from digest import places
from digest.infer.function_words import NOT_WORDS, table
from digest.infer.stems import folded, folded_words

DATA = Path(__file__).parent.parent / "data" / "names"
PLACE = ""  # instead of a country's code: a known place that is no country
_LINE = re.compile(r"(?m)^([a-z]+) (.*)$")
_SAME = {"no": "nb", "nn": "nb", "bs": "hr", "sr": "hr", "sl": "hr", "sk": "cs", "ms": "id", "be": "ru", "bg": "ru", "mk": "ru"}
_LONGEST_ACRONYM = 7  # characters, as in U.S.A.
# Languages whose press calls most countries as another language does.
_ALSO = dict.fromkeys(("ln", "rn", "mg", "wo", "sg", "bm"), "fr") | dict.fromkeys(
    ("sn", "ny", "zu", "xh", "st", "tn", "rw", "lg", "ha", "yo", "ig", "om", "so", "fil", "tl"), "en"
)
_SHORTEST = 3  # letters that are left of a word whose ending is cut

# By the first word: the words that follow, a country's code or PLACE, and whether it is written in capitals only (US).
Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str, bool]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """The words of one language by role, folded; ``cut`` takes endings off a folded word.

    ``titles`` and ``trades``: a person's name follows, after a trade in capitals a given name. ``proper``: organisations of one word,
    ``acronyms`` of two capitals. ``prefixes``: forms of address written in one with the name.
    ``events``: a name with one of these is no organisation. ``orgs``, ``sites``: names of organisations and places are made of them.
    ``institutions``, ``features``, ``streets``: small words that begin such names, the last before known places too. ``areas``: small words before places. ``links``: small
    words inside names. ``adjectives``: endings of small words that go on a name. ``others``: capitals that are no names.
    ``nouns``: every noun has a capital. ``plain``: words that are no names, at the beginning of sentences.
    """

    titles: frozenset[str]
    trades: frozenset[str]
    title_ends: tuple[str, ...]
    prefixes: tuple[str, ...]
    acronyms: frozenset[str]
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
    cut: Callable[[str], str]
    inflects: bool
    given: frozenset[str]
    known: Phrases

    def is_title(self, word: str) -> bool:
        """Whether a folded word is a form of address or an office."""
        return word in self.titles or (bool(self.title_ends) and word.endswith(self.title_ends))

    def announces(self, word: str) -> bool:
        """Whether a folded word in lower case announces a person: an office or a trade."""
        return word in self.trades or self.is_title(word)

    def is_org(self, word: str) -> bool:
        """Whether a folded word is one that names of organisations are made of."""
        return word in self.orgs or word in self.proper or (bool(self.org_ends) and word.endswith(self.org_ends))


def same(word: str) -> str:
    """``word`` as it is: the cut of languages that do not inflect names."""
    return word


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
        known=_known(language, script, cut),
    )


def country_phrases(
    language: str, cut: Callable[[str], str] = same
) -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """The countries' names in ``language`` by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    names = dict(places.countries_in(language))
    if also := _ALSO.get(language.split("-")[0]):
        names = {**places.countries_in(also), **names}
    for name, code in names.items():
        first, *rest = map(cut, folded_words(name) or [""])
        found.setdefault(first, []).append((tuple(rest), code, name.isupper() and len(name) <= _LONGEST_ACRONYM))
    for several in found.values():
        if len(several) > 1:
            several.sort(key=lambda phrase: -len(phrase[0]))
    return found


def _roles(language: str) -> Mapping[str, tuple[str, ...]]:
    """The roles in ``LANG.txt`` with their words; none if there is no such file."""
    path = DATA / f"{language}.txt"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for role, words in _LINE.findall(path.read_text("utf-8")):
        found[role] = found.get(role, ()) + tuple(words.split())
    return found


def _cutter(ends: Iterable[str]) -> Callable[[str], str]:
    longest_first = sorted(ends, key=lambda end: (-len(end), end))
    pattern = re.compile(rf"(?<=\w{{{_SHORTEST}}})(?:{'|'.join(map(re.escape, longest_first))})\Z")

    def cut(word: str) -> str:
        return pattern.sub("", word) if len(word) > _SHORTEST else word

    return cut


def _plain(language: str) -> frozenset[str]:
    """The function words of ``language``, folded."""
    base = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "fil": "tl"}.get(language, language)
    roles = table().get(base, {})
    return frozenset(folded(word) for role, words in roles.items() if role not in NOT_WORDS for word in words)


def _words_of(kind: str, script: str) -> list[str]:
    """The words of ``given.SCRIPT.txt`` or ``places.SCRIPT.txt``, folded."""
    path = DATA / f"{kind}.{script}.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else ()
    text = " ".join(line for line in lines if not line.startswith("#"))
    return folded(text).split()


@lru_cache(maxsize=8)
def _listed(kind: str, script: str) -> tuple[str, ...]:
    return tuple(_words_of(kind, script))


def _given(script: str, cut: Callable[[str], str]) -> frozenset[str]:
    names = _listed("given", script)
    return frozenset(names if cut is same else map(cut, names))


def _known(language: str, script: str, cut: Callable[[str], str]) -> Phrases:
    """Countries and places by their first word, the longest names first."""
    found = country_phrases(language, cut)
    for name in _listed("places", script):
        first, *rest = name.replace("-", "_").split("_")
        several = found.setdefault(cut(first), [])
        following = tuple(map(cut, rest))
        if not any(words == following for words, _, _ in several):
            several.append((following, PLACE, False))
            if len(several) > 1:
                several.sort(key=lambda phrase: -len(phrase[0]))
    return found
