"""[digest.infer.names] The people, places and organisations that an article names, the most important first.

The editor's names of names.yml are found in any script and go before what is inferred, both in spelling and in kind. In
scripts with capitals, runs of capitals (``capitals.py``) are told apart by the words in and beside them (``kinds.py``) and a
person's mentions are joined (``joining.py``). In other scripts countries are found by name (``uncased.py``).

A country is its ISO 3166-1 code, any other name is as it is written. How often and how early a name stands says how
important it is.

Rejected: names that nothing but a capital tells in languages where it tells little.

[digest.infer.joining] One person, one name: what the text calls “Dmitri Peskov” first and “M. Peskov” later is one entry of the list.

Rejected: two people of one surname. A surname alone is the one who was named in full first.

[digest.infer.ruled_names] The names of the editor's names.yml in a text: whole words, accents and case aside, in any script.

A name written in capitals only (NATO, WHO) is found in capitals only, so that ``US`` is not ``us``.

Rejected: patterns. What is found should be plain to whoever reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from msgspec import Struct, field

from digest.infer.name_candidates import Capitals, Mention
from digest.infer.name_features import ENOUGH, ORGANISATION, PERSON, PLACES, Candidate, settled, tellings
from digest.infer.name_lexicon import NameWords, name_words
from digest.infer.places import UNCASED_LANGUAGES, named_countries
from digest.infer.text import Passage, Text
from digest.infer.words import PARTICLES, folded, folded_words
from digest.model import Inference, NameKind, NameRule, NameRules, Origin, Rules
from digest.vocabulary import countries

FIELDS = {"people": PERSON, "places": PLACES, "organisations": ORGANISATION}
MOST = {PERSON: 15, PLACES: 15, ORGANISATION: 15}
_EARLY = 2.0  # mentions that a name in the first words is worth more than one in the last
_IN_TITLE = 1.0
_SHOWN = 6  # words of evidence
_UNSURE = 0.3  # how sure a kind is for which nothing tells
_CYRILLIC, _GREEK = range(0x400, 0x530), range(0x370, 0x400)
SURE = 3.0  # a sum at which a kind is as good as sure

Found = dict[str, Inference[tuple[str, ...]] | None]


class _Name(Struct, kw_only=True):
    """A name for a list: how it is shown, how often it stands, how early (1 to 0), by what it is known."""

    shown: str
    count: int = 0
    early: float = 0.0
    certainty: float = 1.0
    told: list[str] = field(default_factory=list)
    ruled: bool = False


def names(text: Text, title: str, rules: Rules) -> Found:
    """The people, places and organisations of ``text``, each with the words that told; None where there are none."""
    lists: dict[NameKind, dict[str, _Name]] = {kind: {} for kind in NameKind}
    passages = text.passages
    offsets, total = _offsets(passages)
    taken = _ruled(passages, offsets, total, rules.names, lists)
    if text.language.split("-")[0] in UNCASED_LANGUAGES:
        for number, passage in enumerate(passages):
            for start, end, code, word in named_countries(passage, text.language):
                early = 1 - (offsets[number] + start * len(passage.words) / (len(passage.text) or 1)) / total
                if not any(a <= start < b or start <= a < end for a, b in _spans_of(passage, taken[number])):
                    _count(lists[PLACES], code, code, early, word)
    else:
        _capitals(text, offsets, total, taken, rules.names, lists)
    heading = f" {folded(title)} "
    return {name: _inference(lists[kind], MOST[kind], heading) for name, kind in FIELDS.items()}


def _offsets(passages: Iterable[Passage]) -> tuple[list[int], int]:
    """How many words stand before each passage, and in all."""
    offsets, total = [], 0
    for passage in passages:
        offsets.append(total)
        total += len(passage.spans)
    return offsets, total or 1


def _ruled(
    passages: Iterable[Passage],
    offsets: list[int],
    total: int,
    rules: NameRules,
    lists: dict[NameKind, dict[str, _Name]],
) -> list[list[Ruled]]:
    """Counts the names of the editor's rules; gives, for each passage, where they stand."""
    if not rules.rules:
        return [[] for _ in offsets]
    taken = [list(ruled_names(passage, rules)) for passage in passages]
    for number, several in enumerate(taken):
        for ruled in several:
            shown = countries.identify(ruled.rule.name) if ruled.rule.kind is PLACES else ruled.rule.name
            early = 1 - (offsets[number] + ruled.start) / total
            _count(lists[ruled.rule.kind], folded(shown), shown, early, ruled.name).ruled = True
    return taken


def _count(among: dict[str, _Name], key: str, shown: str, early: float, told: str = "") -> _Name:
    name = among.setdefault(key, _Name(shown=shown))
    name.count += 1
    name.early = max(name.early, early)
    if told and told not in name.told:
        name.told.append(told)
    return name


def _spans_of(passage: Passage, taken: Iterable[Ruled]) -> list[tuple[int, int]]:
    return [(passage.spans[ruled.start][0], passage.spans[ruled.end - 1][1]) for ruled in taken]


def _script(passages: Iterable[Passage]) -> str:
    """The script of most words, by a few of them."""
    counts = {"latn": 0, "cyrl": 0, "grek": 0}
    for passage in islice(passages, 3):
        for word in passage.words[:20]:
            letter = ord(word[0])
            counts["cyrl" if letter in _CYRILLIC else "grek" if letter in _GREEK else "latn"] += word[0].isalpha()
    return max(counts, key=lambda script: counts[script])


def _capitals(
    text: Text, offsets: list[int], total: int, taken: list[list[Ruled]], rules: NameRules,
    lists: dict[NameKind, dict[str, _Name]],
) -> None:  # fmt: skip
    """Counts the names that capitals show."""
    known = name_words(text.language, _script(text.passages))
    candidates = _candidates(text.passages, known, taken, ignored(rules.ignored))
    kinds = decided(candidates, known)
    people = [key for key, kind in kinds.items() if kind is PERSON]
    sites = [key for key, kind in kinds.items() if kind is PLACES]
    whole = full_names(people, sites)
    for key, kind in kinds.items():
        if kind is None:
            continue
        candidate = candidates[key]
        first = candidates[whole.get(key, key)]
        code = candidate.code
        shown = code or _spelling(first)
        certainty = max(_UNSURE, min(1.0, max(first.sums[kind], candidate.sums[kind]) / SURE))
        for mention in candidate.mentions:
            early = 1 - (offsets[mention.passage] + mention.start) / total
            name = _count(lists[kind], code or " ".join(whole.get(key, key)), shown, early)
            name.certainty = certainty
        name.told += [word for told, word in candidate.told if told is kind and word not in name.told]


def _candidates(
    passages: Iterable[Passage], known: NameWords, taken: list[list[Ruled]], passed: frozenset[str]
) -> dict[tuple[str, ...], Candidate]:
    """The names of the text by their words, folded and cut, in the order of the text."""
    lower = frozenset(word for passage in passages for word in passage.words if word[0].islower())
    titled = frozenset(
        word.lower() for passage in passages for word in passage.words if word.istitle() and len(word) > 1
    )
    found: dict[tuple[str, ...], Candidate] = {}
    for number, passage in enumerate(passages):
        capitals = Capitals(passage, number, known, lower, titled)
        for bare in capitals.mentions():
            mention = settled(capitals, bare)
            if is_ignored(mention.name, passed) or _covered(mention, taken[number]):
                continue
            found.setdefault(mention.key, Candidate()).add(mention, tellings(capitals, mention))
    return found


def _covered(mention: Mention, taken: Iterable[Ruled]) -> bool:
    """Whether a name of the editor's stands in the mention."""
    return any(ruled.start < mention.end and mention.start < ruled.end for ruled in taken)


def decided(
    candidates: Mapping[tuple[str, ...], Candidate], known: NameWords
) -> dict[tuple[str, ...], NameKind | None]:
    """The kind of each candidate. Parts of a person's name are that person."""
    kinds = {key: candidate.kind() for key, candidate in candidates.items()}
    surnames = {
        key[0]
        for key, one in candidates.items()
        if len(key) == 1 and one.code is None and not one.sums[PLACES] and one.sums[PERSON]
    }
    for key, candidate in candidates.items():
        if kinds[key] is None and _may_be_person(key, candidate, known) and key[-1] in surnames:
            candidate.sums[PERSON] += ENOUGH
            kinds[key] = PERSON
    people = {part for key, kind in kinds.items() if kind is PERSON for part in key if len(key) > 1}
    for key, candidate in candidates.items():
        may_be_person = kinds[key] is not ORGANISATION or (candidate.is_acronym and key[0] not in known.acronyms)
        if len(key) == 1 and key[0] in people and candidate.code is None and may_be_person:
            kinds[key] = PERSON
        elif kinds[key] is None:
            kinds[key] = _undecided(key, candidate, known)
        elif kinds[key] is PERSON and len(key) == 1 and candidate.sums[PERSON] < SURE:
            kinds[key] = None
    return kinds


def _may_be_person(key: tuple[str, ...], candidate: Candidate, known: NameWords) -> bool:
    """Whether the name has the shape of a person's: two or three words, nothing that tells otherwise."""
    others = max(candidate.sums[PLACES], candidate.sums[ORGANISATION])
    if len(key) not in (2, 3) or others >= ENOUGH or known.nouns or known.events.intersection(key):
        return False
    return _all_capitals(candidate)


def _all_capitals(candidate: Candidate) -> bool:
    """Whether each word of the name has a capital, and spaces divide them."""
    parts = candidate.mentions[0].name.split()
    return len(parts) > 1 and all(part[0].isupper() and part.replace("-", "").isalpha() for part in parts)


def _undecided(key: tuple[str, ...], candidate: Candidate, known: NameWords) -> NameKind | None:
    """The kind of a name of which little tells: that of the little, where it comes again."""
    if known.nouns or not candidate.firm or any(word in known.events or known.is_org(word) for word in key):
        return None
    best = max(NameKind, key=lambda kind: candidate.sums[kind])
    if best is PLACES and candidate.sums[PLACES] > 0:
        return PLACES
    if best is PERSON and candidate.sums[PERSON] >= 1.5 and len(key) > 1:
        return PERSON
    if known.inflects or not known.says:
        return None  # what is written with a capital there is not known well enough
    often = candidate.firm > 2 or (candidate.firm > 1 and (len(key) > 1 or candidate.sums[ORGANISATION] > 0))
    return ORGANISATION if often else None


def _spelling(candidate: Candidate) -> str:
    """How a name is written most often; of two the shorter, then the first."""
    order = {name: place for place, name in enumerate(candidate.names)}
    name = min(candidate.names, key=lambda name: (-candidate.names[name], len(name), order[name]))
    known_place = candidate.code is not None and name.isupper() and len(name) > 3
    return name.title() if known_place else name


def _inference(among: dict[str, _Name], most: int, heading: str) -> Inference[tuple[str, ...]] | None:
    """The list, the most important first."""
    if not among:
        return None

    def importance(name: _Name) -> float:
        return name.count + _EARLY * name.early + (_IN_TITLE if f" {folded(name.shown)} " in heading else 0.0)

    ordered = sorted(among.values(), key=lambda name: -importance(name))[:most]
    value = tuple(dict.fromkeys(name.shown for name in ordered))
    words = dict.fromkeys(word for name in ordered for word in name.told)
    only_ruled = all(name.ruled for name in ordered)
    return Inference(
        value=value,
        evidence=", ".join(list(words)[:_SHOWN]),
        certainty=1.0 if only_ruled else round(sum(name.certainty for name in ordered) / len(ordered), 2),
        origin=Origin.RULES if any(name.ruled for name in ordered) else Origin.INFERRED,
    )


Key = tuple[str, ...]


def full_names(keys: Iterable[Key], places: Iterable[Key] = ()) -> Mapping[Key, Key]:
    """For each of ``keys``, names of people in the order of the text, the fuller one that it is short for, or itself.

    A name of ``places`` is nobody's short name.
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
    """The first of ``others`` that ``key`` is short for; ``key`` itself where there is none."""
    as_surname = [other for other in others if _is_fuller(other, key) and _ends(other, key)]
    if as_surname:
        return as_surname[0]
    within = [other for other in others if len(other) > len(key) and _holds(other, key)]
    return within[0] if len(within) == 1 else key


def _is_fuller(other: Key, key: Key) -> bool:
    return len(other) > len(key) or (len(other) == len(key) and len(key[0]) == 1 < len(other[0]))


def _ends(whole: Key, part: Key) -> bool:
    """Whether ``part`` is the end of ``whole``, particles aside, or its first and its last word."""
    if whole[-len(part) :] == part:
        return True
    bare = tuple(word for word in part if word not in PARTICLES)
    if len(bare) < len(part):
        return bool(bare) and whole[-len(bare) :] == bare
    return len(part) > 1 and _same_first(whole[0], part[0]) and whole[-1] == part[-1]


def _same_first(whole: str, part: str) -> bool:
    """Whether two given names may be one person's: V. and Valentine."""
    return whole == part or (len(part) == 1 and whole.startswith(part))


def _holds(whole: Key, part: Key) -> bool:
    """Whether the words of ``part`` stand in ``whole`` in their order: a given name alone, the first of two surnames."""
    words = iter(whole)
    return all(word in words for word in part)


_LONGEST_ACRONYM = 6  # letters


class Ruled(Struct, frozen=True, kw_only=True):
    """Where a rule's name stands: the words from ``start`` to ``end`` of a passage, written as ``name``."""

    start: int
    end: int
    name: str
    rule: NameRule


Phrases = Mapping[
    str, list[tuple[tuple[str, ...], str, NameRule]]
]  # by first word: those that follow, an acronym or ""


def ruled_names(passage: Passage, rules: NameRules) -> Iterator[Ruled]:
    """The names of ``rules`` in ``passage``, in order; of two at one place the longer."""
    phrases = _phrases(rules)
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
    """``names`` for comparing: folded words; acronyms as they are written."""
    return frozenset(_acronym(name) or " ".join(folded_words(name)) for name in names)


def is_ignored(name: str, among: frozenset[str]) -> bool:
    """Whether ``name`` is one of those that ``ignored`` made."""
    return bool(among) and (name in among or " ".join(folded_words(name)) in among)


def known_names(names: Iterable[str], rules: NameRules, kind: NameKind) -> tuple[str, ...]:
    """Declared names of one kind, those that are an alias by the name it stands for; none twice."""
    called = {
        folded(alias): rule.name for rule in rules.rules if rule.kind is kind for alias in (rule.name, *rule.aliases)
    }
    found: dict[str, str] = {}
    for name in names:
        whole = called.get(folded(name), name)
        found.setdefault(folded(whole), whole)
    return tuple(found.values())


def _acronym(name: str) -> str:
    """The letters of a name written in capitals only, else nothing."""
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
