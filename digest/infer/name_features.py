"""What a candidate names: a person, a place or an organisation, by its own words and those beside it.

Each feature adds to the sum of a kind. A name whose sums are all too small has no kind.

Rejected: distinguishing a team from its country, and a brand from its maker; prepositions of places, which stand before
organisations and works as often; that a name recurs, which two of three times made an organisation of something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from digest.infer.name_candidates import SAINTS, Mention, NameCandidates
from digest.infer.name_lexicon import word_list
from digest.infer.places import INSTITUTION, PLACE
from digest.model import NameKind
from digest.words import stem

KINDS = (NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION)
PERSON, PLACES, ORGANISATION = range(3)  # their indexes
ENOUGH = 2.0  # a sum from which a name has a kind
SURE = 3.0  # a sum from which a kind is certain
_TITLE, _GIVEN, _ROLE = 3.0, 3.0, 2.5
_CUE, _ACRONYM, _SHORT, _HEAD, _BEFORE = 3.0, 2.5, 1.0, 4.0, 2.0
_COUNTRY, _LISTED = 5.0, 4.0
_ACRONYM_LETTERS = range(2, 7)
_ACRONYM_OF_PART = 4  # letters of an acronym within a name; a longer word is a surname in capitals
_ROLE_DISTANCE = 6  # words before a name between commas among which a role is found
_QUOTED = 7  # words before and after a name among which a word of evidence is
_WITHIN = " -’'\u00a0"  # what stands between the words of one clause

FIRMS = frozenset("AB AG ASA ApS BV Co Corp GmbH Inc KG KK LLC Ltd NV Oyj PLC Plc SA SAS SE Sarl SpA Srl".split())
"""The legal forms with which names of firms end."""
_ARTICLES = frozenset(("le", "la", "les", "el", "los", "las", "il", "lo", "the", "o", "os"))
# What stands before the author, photographer, translator or press contact of an article.
_BY = frozenset(("by", "par", "por", "von", "door"))
_CREDIT_MARKS = frozenset(":©/")
_CREDIT = re.compile(
    r"(?:\A\W*(?:by|par|von|por|door)|\b(?:(?:photos?|photograph\w*|fotos?|images?|illustrations?|report(?:ing|ed)|writing"
    r"|written|edit(?:ing|ed)|translated|recueillis|traduit|reportage|textes?|interview|entretien)\s+(?:by|par|por|von)|(?:photos?|fotos?|cr[ée]dit\w*|images?|bild"
    r"|contacts?|kontakt|press(?:e|a)?|prensa|m[ée]dias?|media)\s?[:©/])|©)\s+\Z",
    re.IGNORECASE,
)
_CREDIT_REACH = 40  # characters before a name in which that stands
_LONGEST_BYLINE = 100  # characters

Feature = tuple[int, float, str]  # a kind, its weight, and the word that is evidence


class Candidate(Struct, kw_only=True):
    """All mentions of one name. ``found_at`` says beside which mention each word of evidence was found first."""

    mentions: list[Mention] = field(default_factory=list)
    sums: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    evidence: list[tuple[int, str]] = field(default_factory=list)
    found_at: dict[str, tuple[NameCandidates, Mention]] = field(default_factory=dict)

    def add(self, finder: NameCandidates, mention: Mention) -> None:
        """Adds a mention, and its features unless the kind is certain."""
        self.mentions.append(mention)
        if max(self.sums) < SURE:
            for kind, weight, word in features(finder, mention):
                self.add_feature(kind, weight, word)
                self.found_at.setdefault(word, (finder, mention))

    def add_feature(self, kind: int, weight: float, word: str) -> None:
        """Adds to the sum of a kind: the greater weight counts whole, the smaller a quarter."""
        greater, smaller = max(self.sums[kind], weight), min(self.sums[kind], weight)
        self.sums[kind] = greater + smaller / 4
        if word and (kind, word) not in self.evidence:
            self.evidence.append((kind, word))

    def quote(self, word: str) -> str:
        """A word of evidence with the words between it and the name: “président Trump”."""
        found = self.found_at.get(word)
        return _quote(*found, word) if found else word

    @property
    def known(self) -> str | None:
        """The code of a country, ``PLACE`` or ``INSTITUTION`` if the name is listed, else None."""
        return self.mentions[0].known

    @property
    def names(self) -> Counter[str]:
        """How often the name is written in each way, in the order of the text."""
        return Counter(mention.name for mention in self.mentions)

    @property
    def is_only_acronym(self) -> bool:
        """Whether the only evidence is that the name is in all capitals."""
        return self.known is None and all(word.isupper() and word in self.names for _, word in self.evidence)

    @property
    def is_undecided(self) -> bool:
        """Whether there is too little evidence, and if any, that of a person."""
        return self.sums[PERSON] < ENOUGH and not (self.sums[PLACES] or self.sums[ORGANISATION])

    def kind(self) -> int | None:
        """The kind with the highest sum; None where it is not high enough."""
        highest = max(self.sums)
        return self.sums.index(highest) if highest >= ENOUGH else None


def features(finder: NameCandidates, mention: Mention) -> Iterable[Feature]:
    """The features of ``mention`` in its passage."""
    if mention.known == INSTITUTION:
        return ((ORGANISATION, _LISTED, mention.name),)
    if mention.known is not None:
        return ((PLACES, _LISTED if mention.known == PLACE else _COUNTRY, mention.name),)
    feature = _organisation_feature(finder, mention) or _place_feature(finder, mention)
    return (feature,) if feature else _person_features(finder, mention)


def _quote(finder: NameCandidates, mention: Mention, word: str) -> str:
    """The text from ``word`` beside the name to the name, or the other way round; the name where the word is in it."""
    if word == mention.name:
        return word
    first, last = mention.start, mention.end - 1
    around = range(max(0, first - _QUOTED), min(len(finder.words), last + 1 + _QUOTED))
    wanted = word.casefold()
    near = [index for index in around if finder.words[index].casefold() == wanted]
    if near:
        index = min(near, key=lambda index: max(first - index, index - last, 0))
        first, last = min(first, index), max(last, index)
    edges = finder.passage.edges
    return finder.text[edges[2 * first] : edges[2 * last + 1]]


def is_credit(finder: NameCandidates, mention: Mention) -> bool:
    """Whether the mention is the author, photographer, translator or press contact of the article."""
    start = mention.start
    while (
        start
        and finder.gaps[start] == " "
        and finder.words[start - 1].istitle()
        and finder.folded[start - 1] not in _BY
    ):
        start -= 1
    if not start or (finder.folded[start - 1] not in _BY and _CREDIT_MARKS.isdisjoint(finder.gaps[start])):
        return False
    first, text = finder.passage.edges[2 * start], finder.text
    found = _CREDIT.search(text, max(0, first - _CREDIT_REACH), first)
    return found is not None and (found.start() > 0 or len(text) < _LONGEST_BYLINE)


def _organisation_feature(finder: NameCandidates, mention: Mention) -> Feature | None:
    lexicon, folded, start, end = finder.lexicon, finder.folded, mention.start, mention.end
    word = finder.words[start]
    if folded[start] in lexicon.institutions and word.islower():
        return ORGANISATION, _HEAD, word
    if end - start == 1 and word.isupper() and len(word) in _ACRONYM_LETTERS and word.isalpha():
        if not mention.title and not finder.spells_out(start) and not finder.is_ticker(start):  # DR. HALE
            return ORGANISATION, _ACRONYM if len(word) > 2 else _SHORT, word
        return None
    if len(mention.key[0]) == 1 and max(map(len, mention.key)) == 1:
        return ORGANISATION, _ACRONYM, mention.name
    if lexicon.nouns and (mention.title or finder.is_given_name(start)):
        return None
    several = end - start > 1
    if several and finder.words[end - 1] in FIRMS:
        return ORGANISATION, _CUE, finder.words[end - 1]
    first = start + (folded[start] in lexicon.others and end - start > 2)  # British Red Cross
    if several and (found := finder.known_at(first)) and found[1] == INSTITUTION:
        return ORGANISATION, _CUE, " ".join(finder.words[first : first + found[0]])
    if several and lexicon.english and folded[end - 1] in lexicon.only_sites:
        return None
    if (several and not lexicon.announces(folded[end - 1])) or folded[start] in lexicon.proper:
        for index in range(start, end):
            if lexicon.is_org(folded[index]):
                return ORGANISATION, _CUE, finder.words[index]
    if "&" in mention.name:
        return ORGANISATION, _CUE, "&"
    before = finder.words[start - 1] if start and not mention.title and finder.gaps[start] == " " else ""
    if before.islower() and lexicon.is_org(folded[start - 1]) and not (lexicon.english and finder.is_given_name(start)):
        return ORGANISATION, _BEFORE, before  # but not centre Henry Paul
    return None


def _place_feature(finder: NameCandidates, mention: Mention) -> Feature | None:
    lexicon, folded, words = finder.lexicon, finder.folded, finder.words
    start, end = mention.start, mention.end
    several = end - start > 1
    if mention.title or (lexicon.nouns and several):
        return None
    if words[start].islower() and (folded[start] in lexicon.features or folded[start] in lexicon.streets):
        return PLACES, _HEAD, words[start]
    given = finder.is_given_name(start)
    if several and not lexicon.nouns and not given:
        first = not (lexicon.english and folded[start] in lexicon.areas)  # State Lucinda Rice
        site = next((index for index in (start, end - 1)[not first :] if folded[index] in lexicon.sites), -1)
        if site >= 0 and lexicon.events.isdisjoint(folded[start:end]):
            return PLACES, _CUE, words[site]
        arabic = folded[start] == "el" and "el" not in lexicon.plain  # Mohamed El Saïfi
        if folded[start] in SAINTS and not arabic and not lexicon.is_word(folded[end - 1]):
            return None if finder.is_in_longer_name(start) else (PLACES, _BEFORE, words[start])
    index = finder.before_links(start) if start and folded[start - 1] in lexicon.before else -1
    if index < 0 and start and finder.gaps[start] == " ":
        index = start - 1
    area = index >= 0 and words[index].islower() and folded[index] in lexicon.areas
    if area and (index < start - 1 or not lexicon.announces(folded[index])):
        return PLACES, _BEFORE, words[index]  # la ville de Melun, le maire de Melun
    before = words[index].lower() if index == start - 1 >= 0 and not (lexicon.nouns or given) else ""
    if before not in lexicon.locatives and not (folded[index] in lexicon.locatives and len(before) > 1):
        return None
    if before and (not several or (lexicon.words and len(before) > 1) or finder.gaps[start + 1] == "-"):
        linked = end + 1 < len(words) and folded[end] in lexicon.links and words[end + 1][0].isupper()
        if not linked and not any(map(lexicon.is_word, folded[start:end])) and not words[start].isupper():
            return PLACES, ENOUGH, before  # à Villeurbanne, in Trento; but not à Nelson Mandela
    return None


def _person_features(finder: NameCandidates, mention: Mention) -> Iterator[Feature]:
    lexicon, folded, words = finder.lexicon, finder.folded, finder.words
    start, end = mention.start, mention.end
    if mention.title:
        yield PERSON, _TITLE, mention.title
    several, first, last = end - start > 1, words[start], words[end - 1]
    if not several and folded[start] in lexicon.surnames:
        yield PERSON, SURE, first
    if not several and not mention.title:
        return  # one word is a person only as a part of a longer name
    if folded[start] in _ARTICLES and not mention.title:
        return  # Le Figaro annonce
    if (capitals := first.isupper()) != last.isupper() and 1 < len(first if capitals else last) <= _ACRONYM_OF_PART:
        return  # USS Higgins, Consolidated TVX
    if lexicon.english and end - start > 2 and all(map(lexicon.is_word, folded[end - 2 : end])):
        return  # Nana Backpacker Hostel
    full = " " in mention.name  # not the school Jeanne-Aubert
    if full and finder.is_given_name(start):
        yield PERSON, _GIVEN, first
    elif several and len(first) == 1 and len(last) > 1:
        yield PERSON, _GIVEN / 2, first
    certain = mention.title or finder.is_given_name(start)
    if lexicon.nouns and not certain:
        return
    if role := _role_before(finder, start):
        yield PERSON, _ROLE, role
    elif not (certain or lexicon.english) and all(stem(word) in word_list("en") for word in folded[start:end]):
        return  # Human Rights First
    elif role := _role_beside(finder, start, end):
        yield PERSON, ENOUGH, role
    if verb := _verb_of_saying(finder, start, end):
        yield PERSON, ENOUGH, verb


def _role_before(finder: NameCandidates, start: int) -> str:
    """The form of address or trade before a name, at most two words away: (le) président russe (Vladimir)."""
    lexicon = finder.lexicon
    for index in range(start - 1, max(-1, start - (2 if lexicon.english else 4)), -1):
        word, written = finder.folded[index], finder.words[index]
        if finder.gaps[index + 1] not in (" ", "\u00a0", "-"):
            return ""
        if lexicon.announces(word):
            return written
        if word in lexicon.plain or word in lexicon.links or not written.islower():
            return ""
    return ""


def _role_beside(finder: NameCandidates, start: int, end: int) -> str:
    """The trade beside a name between commas: le porte-parole du Kremlin, Dmitri (Peskov)."""
    words, gaps = finder.words, finder.gaps
    indexes: list[int] = []
    if start and gaps[start] == ", ":
        indexes += range(start - 1, max(-1, start - 1 - _ROLE_DISTANCE), -1)
    if end < len(words) and gaps[end] == ", ":
        indexes += range(end, min(len(words), end + _ROLE_DISTANCE // 2))
    for index in indexes:
        if words[index].islower() and finder.lexicon.announces(finder.folded[index]):
            return words[index]
    return ""


def _verb_of_saying(finder: NameCandidates, start: int, end: int) -> str:
    """The verb of saying beside a name: M. Peskov a déclaré; said (Smith)."""
    words, says = finder.words, finder.lexicon.says
    for index in range(end, min(len(words), end + 3)):
        if finder.gaps[index].strip(_WITHIN) or not words[index].islower():
            break
        if finder.folded[index] in says:
            return words[index]
    before = words[start - 1] if start and finder.gaps[start] == " " else ""
    return before if before.islower() and finder.folded[start - 1] in says else ""
