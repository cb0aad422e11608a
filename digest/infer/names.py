"""The people, places and organisations that an article names, the most important first.

The editor's names (names.yml) are found in any script and take precedence over inferred ones, in spelling and in kind. They
are whole words, without case and accents; an acronym matches where it is written as one (NATO, Nato), so that ``US`` is not
``us``. In scripts with capitals, candidates (``name_candidates``) get a kind from their words and those beside them
(``name_features``), and the mentions of one person are merged: “Dmitri Peskov” and later “M. Peskov” are one entry. In other
scripts countries are found by name (``places``).

A country is its ISO 3166-1 code, any other name is as written. How often and how early a name occurs is its importance.

Rejected: names with no evidence but a capital in languages where that means little; two people with one surname, which alone
is the person named in full first; regular expressions in names.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, islice

from msgspec import Struct, field

from digest.infer.name_candidates import Mention, NameCandidates
from digest.infer.name_features import ENOUGH, FIRMS, KINDS, ORGANISATION, PERSON, PLACES, SURE, Candidate, is_credit
from digest.infer.name_lexicon import NameLexicon, name_lexicon, word_list
from digest.infer.places import PLACE, UNCASED_LANGUAGES, named_countries
from digest.infer.text import Passage, Text
from digest.model import Inference, NameKind, NameRule, NameRules, Origin, Rules
from digest.vocabulary import countries
from digest.words import PARTICLES, acronym, as_acronym, folded, folded_words, stem

FIELDS = {"people": PERSON, "places": PLACES, "organisations": ORGANISATION}
MOST = {PERSON: 25, PLACES: 25, ORGANISATION: 20}
_EARLY = 2.0  # mentions that a name at the beginning counts more than one at the end
_IN_TITLE = 1.0
_SHOWN = 6  # words of evidence
_UNSURE = 0.3  # certainty of a kind without evidence
_SAMPLE = 60  # characters of each passage from which the script is known
_CYRILLIC, _GREEK = range(0x400, 0x530), range(0x370, 0x400)
_CYRILLIC_OR_GREEK = re.compile("[\u0370-\u052f]")
_PERSON_WORDS = range(2, 5)  # of a name with no other evidence than that its words are in no dictionary

Key = tuple[str, ...]
Found = dict[str, Inference[tuple[str, ...]] | None]


class _Name(Struct, kw_only=True):
    """A name to list: how it is shown, its number of mentions, how early it is (1 to 0), and the evidence."""

    shown: str
    count: int = 0
    early: float = 0.0
    certainty: float = 1.0
    evidence: list[str] = field(default_factory=list)
    ruled: bool = False

    def add_evidence(self, word: str) -> None:
        if word and word not in self.evidence:
            self.evidence.append(word)


class _NameCounts:
    """Counts the names of a text by kind and key."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.by_kind: list[dict[str, _Name]] = [{} for _ in KINDS]
        self._before = [0, *accumulate(len(passage.words) for passage in passages)]  # words before each passage

    def add(self, kind: int, key: str, shown: str, passage: int, word: float) -> _Name:
        """Counts a mention, at ``word`` of the passage with the index ``passage``."""
        name = self.by_kind[kind].setdefault(key, _Name(shown=shown))
        name.count += 1
        name.early = max(name.early, 1 - (self._before[passage] + word) / (self._before[-1] or 1))
        return name


def infer_names(text: Text, title: str, rules: Rules) -> Found:
    """The people, places and organisations of ``text`` by field; None for a field without names."""
    counts = _NameCounts(text.passages)
    taken = [list(ruled_names(passage, rules.names)) for passage in text.passages]
    for index, mentions in enumerate(taken):
        for ruled in mentions:
            kind = KINDS.index(ruled.rule.kind)
            shown = countries.identify(ruled.rule.name) if kind == PLACES else ruled.rule.name
            name = counts.add(kind, folded(shown), shown, index, ruled.start)
            name.add_evidence(ruled.name)
            name.ruled = True
    if text.language.split("-")[0] in UNCASED_LANGUAGES:
        _count_countries(text, taken, counts)
    else:
        _count_candidates(text, taken, rules.names, counts)
    heading = f" {folded(title)} "
    return {key: _inference(counts.by_kind[kind], MOST[kind], heading) for key, kind in FIELDS.items()}


def _count_countries(text: Text, taken: Sequence[Sequence[Ruled]], counts: _NameCounts) -> None:
    """Counts the countries named in a script without capitals, except where the editor's names are ``taken``."""
    for index, passage in enumerate(text.passages):
        spans = [(passage.spans[ruled.start][0], passage.spans[ruled.end - 1][1]) for ruled in taken[index]]
        for start, end, code, word in named_countries(passage, text.language):
            if not any(a <= start < b or start <= a < end for a, b in spans):
                position = start * len(passage.words) / (len(passage.text) or 1)
                counts.add(PLACES, code, code, index, position).add_evidence(word)


def _script(passages: Iterable[Passage]) -> str:
    """The script of most of the first letters."""
    sample = " ".join(passage.text[:_SAMPLE] for passage in islice(passages, 3))
    if not _CYRILLIC_OR_GREEK.search(sample):
        return "latn"
    letters = [ord(letter) for letter in sample if letter.isalpha()]
    cyrillic, greek = (sum(letter in script for letter in letters) for script in (_CYRILLIC, _GREEK))
    return "cyrl" if 2 * cyrillic > len(letters) else "grek" if 2 * greek > len(letters) else "latn"


def _count_candidates(text: Text, taken: Sequence[Sequence[Ruled]], rules: NameRules, counts: _NameCounts) -> None:
    """Counts the names found by their capitals."""
    lexicon = name_lexicon(text.language, _script(text.passages))
    candidates = _candidates(text.passages, lexicon, taken, ignored(rules.ignored))
    kinds = kinds_of(candidates, lexicon)
    people = [key for key, kind in kinds.items() if kind == PERSON]
    full = full_names(people, [key for key, kind in kinds.items() if kind == PLACES])
    for key, kind in kinds.items():
        candidate, first = candidates[key], candidates[full.get(key, key)]
        code = candidate.known if kind == PLACES else None
        shown, counted = code or _spelling(first, lexicon), code or " ".join(full.get(key, key))
        for mention in candidate.mentions:
            name = counts.add(kind, counted, shown, mention.passage, mention.start)
        name.certainty = max(_UNSURE, min(1.0, max(first.sums[kind], candidate.sums[kind]) / SURE))
        for evidence_kind, word in candidate.evidence:
            if evidence_kind == kind:
                name.add_evidence(candidate.quote(word))


def _candidates(
    passages: Iterable[Passage], lexicon: NameLexicon, taken: Sequence[Sequence[Ruled]], ignored_names: frozenset[str]
) -> dict[Key, Candidate]:
    """The candidates of the text by their stems, in the order of the text."""
    written = frozenset().union(*(passage.words for passage in passages))
    found: dict[Key, Candidate] = {}
    for index, passage in enumerate(passages):
        finder = NameCandidates(passage, index, lexicon, written)
        for mention in finder.mentions():
            if taken[index] and _covered(mention, taken[index]):
                continue
            if is_credit(finder, mention) or (ignored_names and is_ignored(mention.name, ignored_names)):
                continue
            if (candidate := found.get(mention.key)) is None:
                candidate = found[mention.key] = Candidate()
            candidate.add(finder, mention)
            if len(mention.key) > 1 and candidate.is_undecided and _is_of_unknown_words(finder, mention):
                candidate.add_feature(PERSON, ENOUGH, mention.name)
    return found


def _is_of_unknown_words(finder: NameCandidates, mention: Mention) -> bool:
    """Whether the mention has the form of a person's name, and none of its words is a word of the language.

    Of such runs in French news nine of ten are people; if words of the dictionary are allowed, five of ten.
    """
    lexicon, start, parts = finder.lexicon, mention.start, mention.name.split()
    if not lexicon.words or len(parts) not in _PERSON_WORDS:
        return False
    before = finder.words[start - 1] if start and finder.gaps[start] == " " else ""
    if before[:1].isupper() or (before and lexicon.is_org(finder.folded[start - 1])):
        return False
    words = finder.folded[start : mention.end]
    return all(
        word in PARTICLES or len(word) == 1 or _is_unknown(finder, index) for index, word in enumerate(words, start)
    )


def _is_unknown(finder: NameCandidates, index: int) -> bool:
    """Whether the word has a first capital only, and is not listed, nor a word of the language or of English."""
    lexicon, word = finder.lexicon, finder.folded[index]
    if finder.words[index].isupper() or finder.words[index].islower() or lexicon.is_word(word) or lexicon.is_org(word):
        return False
    foreign = stem(word) in word_list("en") or finder.known_at(index) or word in lexicon.sites
    return not foreign and word not in lexicon.plain


def _covered(mention: Mention, taken: Iterable[Ruled]) -> bool:
    """Whether the mention overlaps one of the editor's names."""
    return any(ruled.start < mention.end and mention.start < ruled.end for ruled in taken)


def kinds_of(candidates: Mapping[Key, Candidate], lexicon: NameLexicon) -> dict[Key, int]:
    """The kind of each candidate that has one. Parts of a person's name are that person."""
    kinds = {key: kind for key, candidate in candidates.items() if (kind := candidate.kind()) is not None}
    for key, candidate in candidates.items():
        is_firm = kinds.get(key) == ORGANISATION and candidate.mentions[0].name.split()[-1] in FIRMS
        if is_firm and kinds.get(key[:-1]) == PERSON:
            kinds[key[:-1]] = ORGANISATION  # Anna Corvill, of Anna Corvill Inc
    people = [key for key, kind in kinds.items() if kind == PERSON and len(key) > 1]
    parts, surnames = {part for key in people for part in key}, {key[-1] for key in people}
    for key, candidate in candidates.items():
        kind = kinds.get(key)
        if kind == PERSON:
            if (len(key) == 1 and key[0] not in parts and candidate.sums[PERSON] < SURE) or lexicon.events.intersection(
                key
            ):
                del kinds[key]
        elif len(key) == 1 and key[0] in parts:
            listed = candidate.known is not None
            if (listed and key[0] in surnames and candidate.known != PLACE) or (
                not listed and (kind != ORGANISATION or candidate.is_only_acronym)
            ):
                kinds[key] = PERSON
    return {key: kinds[key] for key in candidates if key in kinds}


def _spelling(candidate: Candidate, lexicon: NameLexicon) -> str:
    """The most frequent spelling of a name; of several the shortest, then the first. A listed place is without its ending."""
    names = candidate.names
    name = min(names, key=lambda name: (-names[name], len(name))) if len(names) > 1 else candidate.mentions[0].name
    if candidate.known != PLACE:
        return name
    name = name.title() if name.isupper() and len(name) > 3 else name
    return name[:-1] if name[-1] == "s" and lexicon.lists(folded(name)[:-1]) else name


def _inference(listed: dict[str, _Name], most: int, heading: str) -> Inference[tuple[str, ...]] | None:
    """The inference from the names of one kind, the most important first."""
    if not listed:
        return None

    def importance(name: _Name) -> float:
        return name.count + _EARLY * name.early + (_IN_TITLE if f" {folded(name.shown)} " in heading else 0.0)

    ordered = sorted(listed.values(), key=lambda name: -importance(name))[:most]
    value = tuple(dict.fromkeys(name.shown for name in ordered))
    words = dict.fromkeys(word for name in ordered for word in name.evidence)
    telling = (word for word in words if not any(word != other and word in other for other in words))
    only_ruled = all(name.ruled for name in ordered)
    return Inference(
        value=value,
        evidence="; ".join(islice(telling, _SHOWN)),
        certainty=1.0 if only_ruled else round(sum(name.certainty for name in ordered) / len(ordered), 2),
        origin=Origin.RULES if any(name.ruled for name in ordered) else Origin.INFERRED,
    )


def full_names(keys: Iterable[Key], places: Iterable[Key] = ()) -> Mapping[Key, Key]:
    """For each of ``keys``, names of people in the order of the text, the full name that it is short for, or itself.

    Names of ``places`` are not short names.
    """
    ordered = list(keys)
    barred = set(places)
    longer = [key for key in ordered if len(key) > 1]
    by_part: dict[str, list[Key]] = {}
    for key in longer:
        for part in dict.fromkeys(key):
            by_part.setdefault(part, []).append(key)
    return {key: key if key in barred else _fuller(key, by_part.get(key[-1], ())) for key in ordered}


def _fuller(key: Key, others: Sequence[Key]) -> Key:
    """The first of ``others`` that ``key`` is short for, else ``key``."""
    as_surname = [other for other in others if _is_fuller(other, key) and _is_end(other, key)]
    if as_surname:
        return as_surname[0]
    within = [other for other in others if len(other) > len(key) and _contains_in_order(other, key)]
    return within[0] if len(within) == 1 else key


def _is_fuller(other: Key, key: Key) -> bool:
    return len(other) > len(key) or (len(other) == len(key) and len(key[0]) == 1 < len(other[0]))


def _is_end(full: Key, part: Key) -> bool:
    """Whether ``part`` is the end of ``full``, particles aside, or its first and its last word."""
    if full[-len(part) :] == part:
        return True
    bare = tuple(word for word in part if word not in PARTICLES)
    if len(bare) < len(part):
        return bool(bare) and full[-len(bare) :] == bare
    return len(part) > 1 and _same_first(full[0], part[0]) and full[-1] == part[-1]


def _same_first(full: str, part: str) -> bool:
    """Whether two given names may be one person's: V. and Valentine."""
    return full == part or (len(part) == 1 and full.startswith(part))


def _contains_in_order(full: Key, part: Key) -> bool:
    """Whether the words of ``part`` occur in ``full`` in this order: a given name alone, the first of two surnames."""
    words = iter(full)
    return all(word in words for word in part)


class Ruled(Struct, frozen=True, kw_only=True):
    """A mention of a rule's name: the words from ``start`` to ``end`` of a passage, written as ``name``."""

    start: int
    end: int
    name: str
    rule: NameRule


Phrases = Mapping[
    str, list[tuple[tuple[str, ...], str, NameRule]]
]  # by first word: those that follow, an acronym or ""


def ruled_names(passage: Passage, rules: NameRules) -> Iterator[Ruled]:
    """The names of ``rules`` in ``passage`` in order, the longest at each position."""
    if not (phrases := _phrases(rules)):
        return
    place, words = 0, passage.folded
    while place < len(words):
        end = 0
        for following, letters, rule in phrases.get(words[place], ()):
            stop = place + 1 + len(following)
            written = as_acronym("".join(passage.words[place:stop])) if letters else ""
            if tuple(words[place + 1 : stop]) == following and written == letters:
                start, last = passage.spans[place][0], passage.spans[stop - 1][1]
                yield Ruled(start=place, end=stop, name=passage.text[start:last], rule=rule)
                end = stop
                break
        place = end or place + 1


def ignored(names: Iterable[str]) -> frozenset[str]:
    """``names`` for ``is_ignored``: folded words; acronyms as written."""
    return frozenset(acronym(name) or " ".join(folded_words(name)) for name in names)


def is_ignored(name: str, listed: frozenset[str]) -> bool:
    """Whether ``name`` is one of the ``ignored`` names."""
    return bool(listed) and (name in listed or " ".join(folded_words(name)) in listed)


def known_names(names: Iterable[str], rules: NameRules, kind: NameKind) -> tuple[str, ...]:
    """Declared names of one kind, aliases replaced by their names; without duplicates."""
    called = {
        folded(alias): rule.name for rule in rules.rules if rule.kind is kind for alias in (rule.name, *rule.aliases)
    }
    found: dict[str, str] = {}
    for name in names:
        full = called.get(folded(name), name)
        found.setdefault(folded(full), full)
    return tuple(found.values())


@lru_cache(maxsize=4)
def _phrases(rules: NameRules) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str, NameRule]]] = {}
    for rule in rules.rules:
        for name in (rule.name, *rule.aliases):
            if words := folded_words(name):
                found.setdefault(words[0], []).append((tuple(words[1:]), acronym(name), rule))
    for several in found.values():
        several.sort(key=lambda phrase: -len(phrase[0]))
    return found
