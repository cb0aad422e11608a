"""What a candidate names: a person, a place or an organisation, by its own words and those beside it.

Each feature adds to the sum of a kind. A name whose sums are all too small has no kind.

Rejected: distinguishing a team from its country, and a brand from its maker.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from digest.infer.name_candidates import SAINTS, Mention, NameCandidates
from digest.infer.places import PLACE
from digest.model import NameKind

PERSON, PLACES, ORGANISATION = NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION
ENOUGH = 2.0  # a sum from which a name has a kind
_TITLE, _GIVEN, _ROLE, _BESIDE, _VERB = 3.0, 3.0, 2.5, 1.5, 1.5
_CUE, _ACRONYM, _SHORT, _HEAD, _BEFORE = 3.0, 2.5, 1.0, 4.0, 2.0
_COUNTRY, _KNOWN, _IN = 5.0, 4.0, 1.0
_ACRONYM_LETTERS = range(2, 7)
_INFINITIVES = ("er", "ir", "ar", "are", "ere", "ire")  # of the Romance languages: au Sénat de voter
_ROLE_DISTANCE = 6  # words before a name between commas among which a role is found

_ARTICLES = frozenset(("le", "la", "les", "el", "los", "las", "il", "lo", "the", "o", "os"))

_NO_SUMS = dict.fromkeys(NameKind, 0.0)

Feature = tuple[NameKind, float, str]  # a kind, its weight, and the word that is evidence


class Candidate(Struct, kw_only=True):
    """All mentions of one name; ``mid_sentence_count`` of them are not at the beginning of a sentence."""

    mentions: list[Mention] = field(default_factory=list)
    sums: dict[NameKind, float] = field(default_factory=_NO_SUMS.copy)
    evidence: list[tuple[NameKind, str]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    mid_sentence_count: int = 0

    def add(self, mention: Mention, features: Iterator[Feature]) -> None:
        """Adds a mention and its features."""
        self.mentions.append(mention)
        self.names[mention.name] = self.names.get(mention.name, 0) + 1
        self.mid_sentence_count += not mention.initial
        for kind, weight, word in features:
            self.sums[kind] = max(self.sums[kind], weight) + min(self.sums[kind], weight) / 4
            if word and (kind, word) not in self.evidence:
                self.evidence.append((kind, word))

    @property
    def code(self) -> str | None:
        """The code of a country, PLACE for another known place, None for anything else."""
        return self.mentions[0].code

    @property
    def is_only_acronym(self) -> bool:
        """Whether the only evidence is that the name is in all capitals."""
        return all(word.isupper() and word in self.names for _, word in self.evidence)

    def kind(self) -> NameKind | None:
        """The kind with the highest sum; None where it is not high enough."""
        best = max(NameKind, key=lambda kind: self.sums[kind])
        return best if self.sums[best] >= ENOUGH else None


def expand_span(candidates: NameCandidates, mention: Mention) -> Mention:
    """``mention`` with the lower-case words of its name: ministère de l’Intérieur, mer Noire, Assemblée nationale."""
    lexicon, folded, words = candidates.lexicon, candidates.folded, candidates.words
    start, end = mention.start, mention.end
    index = _before_links(candidates, start)
    plain = mention.code is None
    if index >= 0 and words[index].islower():
        word, direct = folded[index], index == start - 1
        if (
            (word in lexicon.institutions and not direct and plain)
            or (word in lexicon.features and (direct or plain))
            or word in lexicon.streets
        ):
            start = index
    if (
        lexicon.adjectives
        and plain
        and (folded[start] in lexicon.institutions or any(map(lexicon.is_org, folded[start:end])))
    ):
        end = _organisation_end(candidates, start, end)
    if lexicon.nouns and mention.code is None:
        start, end = _noun_span(candidates, mention)
    if (start, end) == (mention.start, mention.end):
        return mention
    first, last = candidates.spans[start][0], candidates.spans[end - 1][1]
    key = tuple(map(lexicon.stem, folded[start:end]))
    code = mention.code if folded[start] not in lexicon.streets else None
    return replace(mention, start=start, end=end, key=key, name=candidates.text[first:last], code=code)


def _organisation_end(candidates: NameCandidates, start: int, end: int) -> int:
    """The end of an organisation's name that continues in lower case: Fonds monétaire international, Cour de cassation."""
    lexicon, folded = candidates.lexicon, candidates.folded
    end = _after_adjectives(candidates, end)
    index = end
    if index >= len(folded) or folded[index][0] != "d":
        return end
    while (
        index < len(folded)
        and index - end < 2
        and folded[index] in lexicon.links
        and candidates.gap(index) in (" ", "’", "'")
    ):
        index += 1
    if (
        index == end
        or index >= len(folded)
        or candidates.gap(index) not in (" ", "’", "'")
        or not lexicon.is_org(folded[start])
    ):
        return end
    noun = candidates.words[index]
    if not noun.islower() or len(noun) < 4 or folded[index] in lexicon.plain or folded[index].endswith(_INFINITIVES):
        return end
    index += 1
    while index < len(folded) and candidates.gap(index) == "-":  # beaux-arts
        index += 1
    return _after_adjectives(candidates, index)


def _after_adjectives(candidates: NameCandidates, end: int) -> int:
    """The index after up to two lower-case words from ``end`` on that end like adjectives."""
    lexicon, stop = candidates.lexicon, end
    while (
        stop < len(candidates.words)
        and stop - end < 2
        and candidates.gap(stop) == " "
        and candidates.words[stop].islower()
    ):
        word = candidates.folded[stop]
        if word in lexicon.plain or word in lexicon.says or not word.endswith(lexicon.adjectives):
            break
        stop += 1
    return stop


def _before_links(candidates: NameCandidates, start: int) -> int:
    """The index of the last word before ``start`` that is not a linking word; -1 if it is too far away."""
    index = start - 1
    while index >= 0 and start - index <= 3 and candidates.folded[index] in candidates.lexicon.links:
        if candidates.gap(index + 1) not in (" ", "’", "'"):
            return -1
        index -= 1
    return index if index >= 0 and candidates.gap(index + 1) in (" ", "’", "'") else -1


def _noun_span(candidates: NameCandidates, mention: Mention) -> tuple[int, int]:
    """The span of a name where all nouns have capitals: given names and one word, or an adjective and a cue word."""
    start, end = mention.start, mention.end
    if candidates.is_given_name(start) or mention.title:
        stop = start
        while stop < end and (candidates.is_given_name(stop) or not candidates.words[stop][0].isupper()):
            stop += 1
        if stop == start and not mention.title:
            return start, end
        last = min(end, stop + 1)
        while last < end and candidates.gap(last) == "-":
            last += 1
        return start, last
    cues = [index for index in range(start, end) if candidates.lexicon.is_org(candidates.folded[index])]
    if cues and cues[0] - start > 1:
        start = cues[0] - 1
    if start and cues and cues[0] == start and not candidates.begins_sentence(start):
        return start, end
    return start, end


def features(candidates: NameCandidates, mention: Mention) -> Iterator[Feature]:
    """The features of ``mention`` in its passage."""
    yield from _known_place(mention)
    if mention.code is not None:
        return
    organisation = list(_organisation_features(candidates, mention))
    yield from organisation
    if not organisation:
        yield from _place_features(candidates, mention)
        yield from _person_features(candidates, mention)


def _known_place(mention: Mention) -> Iterator[Feature]:
    if mention.code is not None:
        yield PLACES, _KNOWN if mention.code == PLACE else _COUNTRY, mention.name


def _organisation_features(candidates: NameCandidates, mention: Mention) -> Iterator[Feature]:
    lexicon, folded = candidates.lexicon, candidates.folded
    start, end = mention.start, mention.end
    word = candidates.words[start]
    if folded[start] in lexicon.institutions and word.islower():
        yield ORGANISATION, _HEAD, word
        return
    titled = mention.title and folded[start] not in lexicon.acronyms  # DR. HALE
    if end - start == 1 and len(word) in _ACRONYM_LETTERS and word.isupper() and word.isalpha() and not titled:
        sure = len(word) > 2 or folded[start] in lexicon.acronyms
        yield ORGANISATION, _ACRONYM if sure else _SHORT, word
    elif all(len(part) == 1 for part in mention.key):
        yield ORGANISATION, _ACRONYM, mention.name
    elif lexicon.nouns and (mention.title or candidates.is_given_name(start)):
        return
    elif (end - start > 1 and not lexicon.announces(folded[end - 1])) or folded[start] in lexicon.proper:
        for index in range(start, end):
            if lexicon.is_org(folded[index]):
                yield ORGANISATION, _CUE, candidates.words[index]
                return
    if "&" in mention.name:
        yield ORGANISATION, _CUE, "&"
    if start and not mention.title and candidates.gap(start) == " ":
        before = candidates.words[start - 1]
        if before.islower() and lexicon.is_org(folded[start - 1]):
            yield ORGANISATION, _BEFORE, before


def _place_features(candidates: NameCandidates, mention: Mention) -> Iterator[Feature]:
    lexicon, folded, words = candidates.lexicon, candidates.folded, candidates.words
    start = mention.start
    if mention.title or (lexicon.nouns and mention.code is None and mention.end - start > 1):
        return
    if words[start].islower() and (folded[start] in lexicon.features or folded[start] in lexicon.streets):
        yield PLACES, _HEAD, words[start]
        return
    person = candidates.is_given_name(start) and mention.end - start > 1
    if mention.end - start > 1 and not lexicon.nouns:
        for index in (start, mention.end - 1):
            if folded[index] in lexicon.sites and not person:
                yield PLACES, _CUE, words[index]
                return
    index = _before_links(candidates, start)
    if index >= 0 and words[index].islower() and folded[index] in lexicon.areas:
        yield PLACES, _BEFORE, words[index]
    if not lexicon.nouns and not person and mention.end - start > 1:
        if folded[start] in SAINTS:
            yield PLACES, _BEFORE, words[start]
    elif start and not lexicon.nouns and candidates.gap(start) == " ":
        before = words[start - 1].lower()
        if before in lexicon.locatives or (folded[start - 1] in lexicon.locatives and len(before) > 1):
            yield PLACES, _IN, before


def _person_features(candidates: NameCandidates, mention: Mention) -> Iterator[Feature]:
    lexicon = candidates.lexicon
    start, end = mention.start, mention.end
    if mention.title:
        yield PERSON, _TITLE, mention.title
    several = end - start > 1
    if not several and lexicon.is_org(candidates.folded[start]):
        return
    if candidates.folded[start] in _ARTICLES and not mention.title:
        return  # Le Figaro annonce
    last = candidates.words[end - 1]
    if several and candidates.is_given_name(start) and not (last.isupper() and 1 < len(last) <= 4):
        yield PERSON, _GIVEN, candidates.words[start]
    elif several and len(candidates.words[start]) == 1 and len(candidates.words[end - 1]) > 1:
        yield PERSON, _GIVEN / 2, candidates.words[start]
    if lexicon.nouns and not (mention.title or candidates.is_given_name(start)):
        return
    if role := _role_before(candidates, start):
        yield PERSON, _ROLE, role
    elif role := _role_beside(candidates, start, end):
        yield PERSON, _BESIDE if several else _BESIDE / 2, role
    if verb := _verb_of_saying(candidates, start, end):
        yield PERSON, _VERB, verb


def _role_before(candidates: NameCandidates, start: int) -> str:
    """The form of address or trade before a name, at most two words away: (le) président russe (Vladimir)."""
    lexicon = candidates.lexicon
    for index in range(start - 1, max(-1, start - 4), -1):
        if candidates.gap(index + 1) not in (" ", "\u00a0", "-"):
            return ""
        word = candidates.folded[index]
        if lexicon.announces(word):
            return candidates.words[index]
        if word in lexicon.plain or word in lexicon.links or not candidates.words[index].islower():
            return ""
        if "of" in lexicon.links:
            return ""  # in English it is next to the name
    return ""


def _role_beside(candidates: NameCandidates, start: int, end: int) -> str:
    """The trade beside a name between commas: le porte-parole du Kremlin, Dmitri (Peskov)."""
    lexicon = candidates.lexicon
    if start and candidates.gap(start) == ", ":
        for index in range(start - 1, max(-1, start - 1 - _ROLE_DISTANCE), -1):
            if lexicon.announces(candidates.folded[index]) and candidates.words[index].islower():
                return candidates.words[index]
            if index and candidates.gap(index).strip(" -’'\u00a0"):
                break
    if end < len(candidates.words) and candidates.gap(end) == ", ":
        for index in range(end, min(len(candidates.words), end + 4)):
            if index > end and candidates.gap(index).strip(" -’'\u00a0"):
                break
            if lexicon.announces(candidates.folded[index]) and candidates.words[index].islower():
                return candidates.words[index]
    return ""


def _verb_of_saying(candidates: NameCandidates, start: int, end: int) -> str:
    """The verb of saying beside a name: M. Peskov a déclaré; said (Smith)."""
    lexicon, words = candidates.lexicon, candidates.words
    for index in range(end, min(len(words), end + 3)):
        if candidates.gap(index).strip(" -’'\u00a0") or not words[index].islower():
            break
        if candidates.folded[index] in lexicon.says:
            return words[index]
    if (
        start
        and candidates.gap(start) == " "
        and candidates.folded[start - 1] in lexicon.says
        and words[start - 1].islower()
    ):
        return words[start - 1]
    return ""
