"""[digest.infer.kinds] What a name names: a person, a place, an organisation, told by its own words and by those beside it.

Each thing that tells adds to one of three sums. What none tells stays undecided; that is an answer.

Rejected: telling a team from its country, and a brand from its maker.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from digest.infer.name_candidates import SAINTS, Capitals, Mention
from digest.infer.places import PLACE
from digest.model import NameKind

PERSON, PLACES, ORGANISATION = NameKind.PERSON, NameKind.PLACE, NameKind.ORGANISATION
ENOUGH = 2.0  # a sum from which a name has a kind
_TITLE, _GIVEN, _ROLE, _BESIDE, _SAYS = 3.0, 3.0, 2.5, 1.5, 1.5
_CUE, _ACRONYM, _SHORT, _HEAD, _BEFORE = 3.0, 2.5, 1.0, 4.0, 2.0
_COUNTRY, _KNOWN, _IN = 5.0, 4.0, 1.0
_ACRONYM_LETTERS = range(2, 7)
_INFINITIVES = ("er", "ir", "ar", "are", "ere", "ire")  # of the Romance languages: au Sénat de voter
_REACH = 6  # words before a name between commas in which what it is may stand

_ARTICLES = frozenset(("le", "la", "les", "el", "los", "las", "il", "lo", "the", "o", "os"))

_NOTHING = dict.fromkeys(NameKind, 0.0)

Telling = tuple[NameKind, float, str]  # a kind, how much, and the word


class Candidate(Struct, kw_only=True):
    """All mentions of one name. ``firm`` counts those that a sentence's beginning does not explain."""

    mentions: list[Mention] = field(default_factory=list)
    sums: dict[NameKind, float] = field(default_factory=_NOTHING.copy)
    told: list[tuple[NameKind, str]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    firm: int = 0

    def add(self, mention: Mention, tellings: Iterator[Telling]) -> None:
        """One more mention, and what tells there."""
        self.mentions.append(mention)
        self.names[mention.name] = self.names.get(mention.name, 0) + 1
        self.firm += not mention.initial
        for kind, weight, word in tellings:
            self.sums[kind] = max(self.sums[kind], weight) + min(self.sums[kind], weight) / 4
            if word and (kind, word) not in self.told:
                self.told.append((kind, word))

    @property
    def code(self) -> str | None:
        """The country's code, PLACE for another known place, None for anything else."""
        return self.mentions[0].code

    @property
    def is_acronym(self) -> bool:
        """Whether nothing tells of the name but that it is in capitals."""
        return all(word.isupper() and word in self.names for _, word in self.told)

    def kind(self) -> NameKind | None:
        """The kind that most tells for; None where not enough does."""
        best = max(NameKind, key=lambda kind: self.sums[kind])
        return best if self.sums[best] >= ENOUGH else None


def settled(capitals: Capitals, mention: Mention) -> Mention:
    """``mention`` with the small words that belong to its name: ministère de l’Intérieur, mer Noire, Assemblée nationale."""
    known, folded, words = capitals.known, capitals.folded, capitals.words
    start, end = mention.start, mention.end
    place = _over_links(capitals, start)
    plain = mention.code is None
    if place >= 0 and words[place].islower():
        word, direct = folded[place], place == start - 1
        if (
            (word in known.institutions and not direct and plain)
            or (word in known.features and (direct or plain))
            or word in known.streets
        ):
            start = place
    if (
        known.adjectives
        and plain
        and (folded[start] in known.institutions or any(map(known.is_org, folded[start:end])))
    ):
        end = _gone_on(capitals, start, end)
    if known.nouns and mention.code is None:
        start, end = _of_nouns(capitals, mention)
    if (start, end) == (mention.start, mention.end):
        return mention
    first, last = capitals.spans[start][0], capitals.spans[end - 1][1]
    key = tuple(map(known.cut, folded[start:end]))
    code = mention.code if folded[start] not in known.streets else None
    return replace(mention, start=start, end=end, key=key, name=capitals.text[first:last], code=code)


def _gone_on(capitals: Capitals, start: int, end: int) -> int:
    """Where an organisation's name ends that goes on in small letters: Fonds monétaire international, Cour de cassation."""
    known, folded = capitals.known, capitals.folded
    end = _over_adjectives(capitals, end)
    place = end
    if place >= len(folded) or folded[place][0] != "d":
        return end
    while (
        place < len(folded)
        and place - end < 2
        and folded[place] in known.links
        and capitals.gap(place) in (" ", "’", "'")
    ):
        place += 1
    if (
        place == end
        or place >= len(folded)
        or capitals.gap(place) not in (" ", "’", "'")
        or not known.is_org(folded[start])
    ):
        return end
    noun = capitals.words[place]
    if not noun.islower() or len(noun) < 4 or folded[place] in known.plain or folded[place].endswith(_INFINITIVES):
        return end
    place += 1
    while place < len(folded) and capitals.gap(place) == "-":  # beaux-arts
        place += 1
    return _over_adjectives(capitals, place)


def _over_adjectives(capitals: Capitals, end: int) -> int:
    """Behind up to two small words from ``end`` on that have an adjective's ending."""
    known, stop = capitals.known, end
    while (
        stop < len(capitals.words) and stop - end < 2 and capitals.gap(stop) == " " and capitals.words[stop].islower()
    ):
        word = capitals.folded[stop]
        if word in known.plain or word in known.says or not word.endswith(known.adjectives):
            break
        stop += 1
    return stop


def _over_links(capitals: Capitals, start: int) -> int:
    """The place of the last word before ``start`` that is no small word inside names; -1 if there is none near."""
    place = start - 1
    while place >= 0 and start - place <= 3 and capitals.folded[place] in capitals.known.links:
        if capitals.gap(place + 1) not in (" ", "’", "'"):
            return -1
        place -= 1
    return place if place >= 0 and capitals.gap(place + 1) in (" ", "’", "'") else -1


def _of_nouns(capitals: Capitals, mention: Mention) -> tuple[int, int]:
    """Where a name begins and ends in a language whose nouns have capitals: given names and one word; an adjective and a cue."""
    start, end = mention.start, mention.end
    if capitals.given(start) or mention.title:
        stop = start
        while stop < end and (capitals.given(stop) or not capitals.words[stop][0].isupper()):
            stop += 1
        if stop == start and not mention.title:
            return start, end
        last = min(end, stop + 1)
        while last < end and capitals.gap(last) == "-":
            last += 1
        return start, last
    cues = [place for place in range(start, end) if capitals.known.is_org(capitals.folded[place])]
    if cues and cues[0] - start > 1:
        start = cues[0] - 1
    if start and cues and cues[0] == start and not capitals.begins_sentence(start):
        return start, end
    return start, end


def tellings(capitals: Capitals, mention: Mention) -> Iterator[Telling]:
    """What tells of ``mention``, in its passage."""
    yield from _known(mention)
    if mention.code is not None:
        return
    organises = list(_organises(capitals, mention))
    yield from organises
    if not organises:
        yield from _locates(capitals, mention)
        yield from _personal(capitals, mention)


def _known(mention: Mention) -> Iterator[Telling]:
    if mention.code is not None:
        yield PLACES, _KNOWN if mention.code == PLACE else _COUNTRY, mention.name


def _organises(capitals: Capitals, mention: Mention) -> Iterator[Telling]:
    known, folded = capitals.known, capitals.folded
    start, end = mention.start, mention.end
    word = capitals.words[start]
    if folded[start] in known.institutions and word.islower():
        yield ORGANISATION, _HEAD, word
        return
    titled = mention.title and folded[start] not in known.acronyms  # DR. HALE
    if end - start == 1 and len(word) in _ACRONYM_LETTERS and word.isupper() and word.isalpha() and not titled:
        sure = len(word) > 2 or folded[start] in known.acronyms
        yield ORGANISATION, _ACRONYM if sure else _SHORT, word
    elif all(len(part) == 1 for part in mention.key):
        yield ORGANISATION, _ACRONYM, mention.name
    elif known.nouns and (mention.title or capitals.given(start)):
        return
    elif (end - start > 1 and not known.announces(folded[end - 1])) or folded[start] in known.proper:
        for place in range(start, end):
            if known.is_org(folded[place]):
                yield ORGANISATION, _CUE, capitals.words[place]
                return
    if "&" in mention.name:
        yield ORGANISATION, _CUE, "&"
    if start and not mention.title and capitals.gap(start) == " ":
        before = capitals.words[start - 1]
        if before.islower() and known.is_org(folded[start - 1]):
            yield ORGANISATION, _BEFORE, before


def _locates(capitals: Capitals, mention: Mention) -> Iterator[Telling]:
    known, folded, words = capitals.known, capitals.folded, capitals.words
    start = mention.start
    if mention.title or (known.nouns and mention.code is None and mention.end - start > 1):
        return
    if words[start].islower() and (folded[start] in known.features or folded[start] in known.streets):
        yield PLACES, _HEAD, words[start]
        return
    person = capitals.given(start) and mention.end - start > 1
    if mention.end - start > 1 and not known.nouns:
        for place in (start, mention.end - 1):
            if folded[place] in known.sites and not person:
                yield PLACES, _CUE, words[place]
                return
    place = _over_links(capitals, start)
    if place >= 0 and words[place].islower() and folded[place] in known.areas:
        yield PLACES, _BEFORE, words[place]
    if not known.nouns and not person and mention.end - start > 1:
        if folded[start] in SAINTS:
            yield PLACES, _BEFORE, words[start]
    elif start and not known.nouns and capitals.gap(start) == " ":
        before = words[start - 1].lower()
        if before in known.locatives or (folded[start - 1] in known.locatives and len(before) > 1):
            yield PLACES, _IN, before


def _personal(capitals: Capitals, mention: Mention) -> Iterator[Telling]:
    known = capitals.known
    start, end = mention.start, mention.end
    if mention.title:
        yield PERSON, _TITLE, mention.title
    several = end - start > 1
    if not several and known.is_org(capitals.folded[start]):
        return
    if capitals.folded[start] in _ARTICLES and not mention.title:
        return  # Le Figaro annonce
    last = capitals.words[end - 1]
    if several and capitals.given(start) and not (last.isupper() and 1 < len(last) <= 4):
        yield PERSON, _GIVEN, capitals.words[start]
    elif several and len(capitals.words[start]) == 1 and len(capitals.words[end - 1]) > 1:
        yield PERSON, _GIVEN / 2, capitals.words[start]
    if known.nouns and not (mention.title or capitals.given(start)):
        return
    if role := _role_before(capitals, start):
        yield PERSON, _ROLE, role
    elif role := _role_beside(capitals, start, end):
        yield PERSON, _BESIDE if several else _BESIDE / 2, role
    if said := _says(capitals, start, end):
        yield PERSON, _SAYS, said


def _role_before(capitals: Capitals, start: int) -> str:
    """The form of address or trade before a name, over two small words at most: (le) président russe (Vladimir)."""
    known = capitals.known
    for place in range(start - 1, max(-1, start - 4), -1):
        if capitals.gap(place + 1) not in (" ", "\u00a0", "-"):
            return ""
        word = capitals.folded[place]
        if known.announces(word):
            return capitals.words[place]
        if word in known.plain or word in known.links or not capitals.words[place].islower():
            return ""
        if "of" in known.links:
            return ""  # English has nothing in between
    return ""


def _role_beside(capitals: Capitals, start: int, end: int) -> str:
    """The trade that stands beside a name between commas: le porte-parole du Kremlin, Dmitri (Peskov)."""
    known = capitals.known
    if start and capitals.gap(start) == ", ":
        for place in range(start - 1, max(-1, start - 1 - _REACH), -1):
            if known.announces(capitals.folded[place]) and capitals.words[place].islower():
                return capitals.words[place]
            if place and capitals.gap(place).strip(" -’'\u00a0"):
                break
    if end < len(capitals.words) and capitals.gap(end) == ", ":
        for place in range(end, min(len(capitals.words), end + 4)):
            if place > end and capitals.gap(place).strip(" -’'\u00a0"):
                break
            if known.announces(capitals.folded[place]) and capitals.words[place].islower():
                return capitals.words[place]
    return ""


def _says(capitals: Capitals, start: int, end: int) -> str:
    """The verb of saying beside a name: M. Peskov a déclaré; said (Smith)."""
    known, words = capitals.known, capitals.words
    for place in range(end, min(len(words), end + 3)):
        if capitals.gap(place).strip(" -’'\u00a0") or not words[place].islower():
            break
        if capitals.folded[place] in known.says:
            return words[place]
    if start and capitals.gap(start) == " " and capitals.folded[start - 1] in known.says and words[start - 1].islower():
        return words[start - 1]
    return ""
