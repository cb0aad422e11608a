"""The people, places and organisations that an article names, the most important first.

The editor's names (names.yml) are found in any script and take precedence over inferred ones, in spelling and in kind. They
are whole words, without case and accents; a name in all capitals (NATO) matches in all capitals only, so that ``US`` is not
``us``. In scripts with capitals, candidates (``name_candidates``) get a kind from their words and those beside them
(``name_features``), and the mentions of one person are merged: “Dmitri Peskov” and later “M. Peskov” are one entry. In other
scripts countries are found by name (``places``).

A country is its ISO 3166-1 code, any other name is as written. How often and how early a name occurs is its importance.

Rejected: names with no evidence but a capital in languages where that means little; two people with one surname, which alone
is the person named in full first; regular expressions in names.yml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, islice

from msgspec import Struct, field

from digest.infer.name_candidates import Mention, NameCandidates
from digest.infer.name_features import ENOUGH, ORGANISATION, PERSON, PLACES, Candidate, expand_span, features
from digest.infer.name_lexicon import NameLexicon, name_lexicon
from digest.infer.places import UNCASED_LANGUAGES, named_countries
from digest.infer.text import Passage, Text
from digest.infer.words import PARTICLES, folded, folded_words
from digest.model import Inference, NameKind, NameRule, NameRules, Origin, Rules
from digest.vocabulary import countries

FIELDS = {"people": PERSON, "places": PLACES, "organisations": ORGANISATION}
MOST = {PERSON: 15, PLACES: 15, ORGANISATION: 15}
_EARLY = 2.0  # mentions that a name at the beginning counts more than one at the end
_IN_TITLE = 1.0
_SHOWN = 6  # words of evidence
_UNSURE = 0.3  # certainty of a kind without evidence
_CYRILLIC, _GREEK = range(0x400, 0x530), range(0x370, 0x400)
SURE = 3.0  # a sum from which a kind is certain

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
        self.by_kind: dict[NameKind, dict[str, _Name]] = {kind: {} for kind in NameKind}
        self._before = [0, *accumulate(len(passage.spans) for passage in passages)]  # words before each passage

    def add(self, kind: NameKind, key: str, shown: str, passage: int, word: float) -> _Name:
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
            shown = countries.identify(ruled.rule.name) if ruled.rule.kind is PLACES else ruled.rule.name
            name = counts.add(ruled.rule.kind, folded(shown), shown, index, ruled.start)
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
    """The script of most of the first words."""
    counts = {"latn": 0, "cyrl": 0, "grek": 0}
    for passage in islice(passages, 3):
        for word in passage.words[:20]:
            letter = ord(word[0])
            counts["cyrl" if letter in _CYRILLIC else "grek" if letter in _GREEK else "latn"] += word[0].isalpha()
    return max(counts, key=lambda script: counts[script])


def _count_candidates(text: Text, taken: Sequence[Sequence[Ruled]], rules: NameRules, counts: _NameCounts) -> None:
    """Counts the names found by their capitals."""
    lexicon = name_lexicon(text.language, _script(text.passages))
    candidates = _candidates(text.passages, lexicon, taken, ignored(rules.ignored))
    kinds = kinds_of(candidates, lexicon)
    people = [key for key, kind in kinds.items() if kind is PERSON]
    full = full_names(people, [key for key, kind in kinds.items() if kind is PLACES])
    for key, kind in kinds.items():
        if kind is None:
            continue
        candidate, first = candidates[key], candidates[full.get(key, key)]
        code = candidate.code
        shown = code or _spelling(first)
        for mention in candidate.mentions:
            name = counts.add(kind, code or " ".join(full.get(key, key)), shown, mention.passage, mention.start)
        name.certainty = max(_UNSURE, min(1.0, max(first.sums[kind], candidate.sums[kind]) / SURE))
        for evidence_kind, word in candidate.evidence:
            if evidence_kind is kind:
                name.add_evidence(word)


def _candidates(
    passages: Iterable[Passage], lexicon: NameLexicon, taken: Sequence[Sequence[Ruled]], ignored_names: frozenset[str]
) -> dict[tuple[str, ...], Candidate]:
    """The candidates of the text by their stems, in the order of the text."""
    lower = frozenset(word for passage in passages for word in passage.words if word[0].islower())
    titled = frozenset(
        word.lower() for passage in passages for word in passage.words if word.istitle() and len(word) > 1
    )
    found: dict[tuple[str, ...], Candidate] = {}
    for index, passage in enumerate(passages):
        finder = NameCandidates(passage, index, lexicon, lower, titled)
        for found_mention in finder.mentions():
            mention = expand_span(finder, found_mention)
            if is_ignored(mention.name, ignored_names) or _covered(mention, taken[index]):
                continue
            found.setdefault(mention.key, Candidate()).add(mention, features(finder, mention))
    return found


def _covered(mention: Mention, taken: Iterable[Ruled]) -> bool:
    """Whether the mention overlaps one of the editor's names."""
    return any(ruled.start < mention.end and mention.start < ruled.end for ruled in taken)


def kinds_of(
    candidates: Mapping[tuple[str, ...], Candidate], lexicon: NameLexicon
) -> dict[tuple[str, ...], NameKind | None]:
    """The kind of each candidate. Parts of a person's name are that person."""
    kinds = {key: candidate.kind() for key, candidate in candidates.items()}
    surnames = {
        key[0]
        for key, one in candidates.items()
        if len(key) == 1 and one.code is None and not one.sums[PLACES] and one.sums[PERSON]
    }
    for key, candidate in candidates.items():
        if kinds[key] is None and _may_be_person(key, candidate, lexicon) and key[-1] in surnames:
            candidate.sums[PERSON] += ENOUGH
            kinds[key] = PERSON
    people = {part for key, kind in kinds.items() if kind is PERSON for part in key if len(key) > 1}
    for key, candidate in candidates.items():
        may_be_person = kinds[key] is not ORGANISATION or (candidate.is_only_acronym and key[0] not in lexicon.acronyms)
        if len(key) == 1 and key[0] in people and candidate.code is None and may_be_person:
            kinds[key] = PERSON
        elif kinds[key] is None:
            kinds[key] = _undecided(key, candidate, lexicon)
        elif kinds[key] is PERSON and len(key) == 1 and candidate.sums[PERSON] < SURE:
            kinds[key] = None
    return kinds


def _may_be_person(key: tuple[str, ...], candidate: Candidate, lexicon: NameLexicon) -> bool:
    """Whether the name has the form of a person's: two or three words, and no evidence against it."""
    others = max(candidate.sums[PLACES], candidate.sums[ORGANISATION])
    if len(key) not in (2, 3) or others >= ENOUGH or lexicon.nouns or lexicon.events.intersection(key):
        return False
    return _all_capitals(candidate)


def _all_capitals(candidate: Candidate) -> bool:
    """Whether the name is several capitalised words separated by spaces."""
    parts = candidate.mentions[0].name.split()
    return len(parts) > 1 and all(part[0].isupper() and part.replace("-", "").isalpha() for part in parts)


def _undecided(key: tuple[str, ...], candidate: Candidate, lexicon: NameLexicon) -> NameKind | None:
    """The kind of a name with little evidence, if it recurs."""
    if (
        lexicon.nouns
        or not candidate.mid_sentence_count
        or any(word in lexicon.events or lexicon.is_org(word) for word in key)
    ):
        return None
    best = max(NameKind, key=lambda kind: candidate.sums[kind])
    if best is PLACES and candidate.sums[PLACES] > 0:
        return PLACES
    if best is PERSON and candidate.sums[PERSON] >= 1.5 and len(key) > 1:
        return PERSON
    if lexicon.inflects or not lexicon.says:
        return None  # too little is known about capitals there
    often = candidate.mid_sentence_count > 2 or (
        candidate.mid_sentence_count > 1 and (len(key) > 1 or candidate.sums[ORGANISATION] > 0)
    )
    return ORGANISATION if often else None


def _spelling(candidate: Candidate) -> str:
    """The most frequent spelling of a name; of several the shortest, then the first."""
    order = {name: place for place, name in enumerate(candidate.names)}
    name = min(candidate.names, key=lambda name: (-candidate.names[name], len(name), order[name]))
    known_place = candidate.code is not None and name.isupper() and len(name) > 3
    return name.title() if known_place else name


def _inference(listed: dict[str, _Name], most: int, heading: str) -> Inference[tuple[str, ...]] | None:
    """The inference from the names of one kind, the most important first."""
    if not listed:
        return None

    def importance(name: _Name) -> float:
        return name.count + _EARLY * name.early + (_IN_TITLE if f" {folded(name.shown)} " in heading else 0.0)

    ordered = sorted(listed.values(), key=lambda name: -importance(name))[:most]
    value = tuple(dict.fromkeys(name.shown for name in ordered))
    words = dict.fromkeys(word for name in ordered for word in name.evidence)
    only_ruled = all(name.ruled for name in ordered)
    return Inference(
        value=value,
        evidence=", ".join(list(words)[:_SHOWN]),
        certainty=1.0 if only_ruled else round(sum(name.certainty for name in ordered) / len(ordered), 2),
        origin=Origin.RULES if any(name.ruled for name in ordered) else Origin.INFERRED,
    )


Key = tuple[str, ...]


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


_LONGEST_ACRONYM = 6  # letters


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
        for following, acronym, rule in phrases.get(words[place], ()):
            stop = place + 1 + len(following)
            written = "".join(passage.words[place:stop]) if acronym else ""
            if tuple(words[place + 1 : stop]) == following and written == acronym:
                start, last = passage.spans[place][0], passage.spans[stop - 1][1]
                yield Ruled(start=place, end=stop, name=passage.text[start:last], rule=rule)
                end = stop
                break
        place = end or place + 1


def ignored(names: Iterable[str]) -> frozenset[str]:
    """``names`` for ``is_ignored``: folded words; acronyms as written."""
    return frozenset(_acronym(name) or " ".join(folded_words(name)) for name in names)


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


def _acronym(name: str) -> str:
    """The letters of a short name in all capitals, else an empty string."""
    letters = "".join(filter(str.isalnum, name))
    return letters if letters.isupper() and letters.lower() != letters and len(letters) <= _LONGEST_ACRONYM else ""


@lru_cache(maxsize=4)
def _phrases(rules: NameRules) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str, NameRule]]] = {}
    for rule in rules.rules:
        for name in (rule.name, *rule.aliases):
            if words := folded_words(name):
                found.setdefault(words[0], []).append((tuple(words[1:]), _acronym(name), rule))
    for several in found.values():
        several.sort(key=lambda phrase: -len(phrase[0]))
    return found
