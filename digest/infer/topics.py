"""[digest.infer.topics] What an article is about: one to three of the 17 tops of IPTC Media Topics, best first, or none where nothing tells.

After them stand at most two concepts of the level below, each of one of these tops, where its own words are plain.

``lexicon`` has the words of each language: those that we wrote, for the tops that news in the language really uses them of, and
those that were learned from translations side by side. A word's occurrences are counted up to a point, those in the headline and
the first lines more. The tops' sums are compared; a second and a third are given where they come near the first.

Rejected: the third level and deeper, and names of people, which are gone from the news before a program is.

[digest.infer.rules] The editor's rules of digest.yml: topics by words that the text holds, in any language.

Words and phrases are found whole, accents and case aside; with ``*`` at the end as the beginning of a word. In scripts
without spaces each letter is a word, so that there they are found anywhere.

Rejected: patterns of other kinds. What a rule finds should be plain to whoever reads it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

from digest.i18n import UNDETERMINED, name_key
from digest.infer.text import REACH, Text
from digest.infer.topic_lexicon import TopicLexicon, lexicon_of, weights_of
from digest.infer.words import folded, folded_words
from digest.model import Block, BlockKind, Inference, TopicRule, TopicRules
from digest.vocabulary.media_topics import identify, parent_of

TOPS = tuple(f"{number:02}000000" for number in range(1, 18))
MOST = 3  # tops
BELOW = 2  # concepts of the second level
_ALSO = 0.7  # what words of the language that is read too weigh
_LEAD = 80  # words that count as the beginning
_LEAD_LETTERS = 140  # the same in scripts without spaces
_POSITION = {"title": 2.5, "lead": 2.0, "rest": 1.0}
_ENOUGH = 1.0  # a sum below which nothing is said
_NEAR = (1.0, 0.38, 0.30)  # what part of the first's sum the second and the third must have
_SHOWN = 6  # words of evidence
_SOME = 0.25  # a weight in the lexicon from which on a word supports one of several meanings
_SEVERAL = 3  # of these, which support each other
# News of every kind names governments, ministers and attacks, less often prices and markets: what a word of them tells
# beside others.
_USUAL = {"11000000": 0.8, "16000000": 0.7, "04000000": 1.2}
_PLAIN = 3.0  # a sum from which a concept of the second level is given ...
_SHARE = 0.45  # ... if it has that part of its top's, ...
_MAIN = 0.7  # ... that top comes this near the first, ...
_APART = 0.6  # ... and the next one of the same top comes this near at most, else both or none
_SCRIPTS = {"no": "nb", "nn": "nb", "sr": "hr", "bs": "hr", "ms": "id", "tl": "fil", "iw": "he"}

Found = dict[str, tuple[float, str]]  # by entry: how often, weighted by position, and the first form in the text
Told = dict[str, tuple[float, str]]  # by form: what it weighs and of which concept


def topics(text: Text, title: str = "") -> Inference[tuple[str, ...]] | None:
    """The tops that ``text`` is about, best first, then concepts below them, with the words that told; None where none did.

    ``title`` counts too, whether it stands in the text or not.
    """
    scores, told = _scores(text, title)
    order = sorted(TOPS, key=lambda top: (-scores.get(top, 0.0), top))
    best = scores.get(order[0], 0.0)
    if best < _ENOUGH:
        return None
    chosen = [top for top, near in zip(order[:MOST], _NEAR, strict=True) if scores.get(top, 0.0) >= near * best]
    words = sorted((-weight, form) for form, (weight, top) in told.items() if top in chosen)
    total = sum(max(0.0, scores.get(top, 0.0)) for top in TOPS)  # words speak against some
    return Inference(
        value=(*chosen, *_below(chosen, scores)),
        evidence=", ".join(form for _, form in words[:_SHOWN]),
        certainty=round(best / (total + _ENOUGH), 2),
    )


def _below(chosen: Sequence[str], scores: dict[str, float]) -> list[str]:
    """Concepts of the second level, each of a ``chosen`` top, the plainest first."""
    found: list[tuple[float, str]] = []
    for top in (top for top in chosen if scores[top] >= _MAIN * scores[chosen[0]]):
        ranked = sorted((-score, concept) for concept, score in scores.items() if parent_of(concept) == top)
        if not ranked:
            continue
        score = -ranked[0][0]
        if score >= _PLAIN and score >= _SHARE * scores[top]:
            found += [(each, concept) for each, concept in ranked[:BELOW] if -each >= max(_PLAIN, _APART * score)]
    return [concept for _, concept in sorted(found)[:BELOW]]


class _Telling(NamedTuple):
    """What a word of the text tells of a concept.

    ``weight`` is that of the lexicon, ``score`` with how often and where it stands; ``doubtful``: it has other meanings.
    """

    concept: str
    score: float
    weight: float
    form: str
    doubtful: bool


def _scores(text: Text, title: str) -> tuple[dict[str, float], Told]:
    """What the words of ``text`` tell of each concept, and each word with the most that it tells."""
    scores: dict[str, float] = {}
    told: Told = {}
    found = list(_tellings(text, title))
    sure = _sure(found)
    for concept, score, _, form, doubtful in found:
        if doubtful and (parent_of(concept) or concept) not in sure:
            continue
        scores[concept] = scores.get(concept, 0.0) + score
        if score > told.get(form, (0.0, ""))[0] and concept in TOPS:
            told[form] = (score, concept)
    return scores, told


def _tellings(text: Text, title: str) -> Iterator[_Telling]:
    for lexicon, part in _lexicons(text.language):
        for entry, (count, form) in _found(lexicon, _passages(text, title, lexicon)).items():
            damped = part * (1 + log(count)) if count > 1 else part * count
            doubtful = entry in lexicon.ambiguous or lexicon.entry(form) in lexicon.ambiguous
            for concept, weight in weights_of(lexicon.entries[entry]):
                yield _Telling(concept, weight * damped * _USUAL.get(concept, 1.0), weight, form, doubtful)


def _sure(found: Sequence[_Telling]) -> set[str]:
    """The tops that a word of a single meaning tells of, or several words of more."""
    forms: dict[str, set[str]] = defaultdict(set)
    sure: set[str] = set()
    for concept, _, weight, form, doubtful in found:
        if concept in TOPS and weight >= _SOME:
            forms[concept].add(form)
            if not doubtful:
                sure.add(concept)
    return sure | {concept for concept, several in forms.items() if len(several) >= _SEVERAL}


def _passages(text: Text, title: str, lexicon: TopicLexicon) -> list[tuple[Sequence[str], float]]:
    """What ``lexicon`` looks at, with what each counts: the folded words of headline and text, or pieces of them."""
    lead, rest = _POSITION["lead"], _POSITION["rest"]
    title = folded(title[:REACH])
    if lexicon.mode == "unspaced":
        whole = folded(" ".join(passage.text for passage in text.passages))
        pieces = (title, _POSITION["title"]), (whole[:_LEAD_LETTERS], lead), (whole[_LEAD_LETTERS:], rest)
        return [([piece], counts) for piece, counts in pieces]
    found: list[tuple[Sequence[str], float]] = [(folded_words(title), _POSITION["title"])]
    left = _LEAD
    for passage in text.passages:
        words = passage.folded
        found += (
            [(words[:left], lead), (words[left:], rest)] if 0 < left < len(words) else [(words, lead if left else rest)]
        )
        left = max(0, left - len(words))
    return found


def _found(lexicon: TopicLexicon, passages: Sequence[tuple[Sequence[str], float]]) -> Found:
    """Each entry of ``lexicon`` that occurs."""
    if not lexicon.entries:
        return {}
    if lexicon.mode == "unspaced":
        return _found_anywhere(lexicon, passages)
    occurring: dict[str, float] = {}
    for units, counts in passages:
        for unit in units:
            occurring[unit] = occurring.get(unit, 0.0) + counts
    found: Found = {}
    opening: set[str] = set()
    for unit, count in occurring.items():
        entries, opens = _held(lexicon, unit)
        for entry in entries:
            known, form = found.get(entry, (0.0, unit))
            found[entry] = (known + count, form)
        if opens:
            opening.add(unit)
    if opening:
        _find_phrases(lexicon, passages, opening, found)
    return found


@lru_cache(maxsize=1 << 15)
def _held(lexicon: TopicLexicon, word: str) -> tuple[tuple[str, ...], bool]:
    """The entries that ``word`` holds, and whether a phrase begins with it; kept, since the next article has it too."""
    return tuple(lexicon.matches(word)), lexicon.entry(word) in lexicon.phrases


def _found_anywhere(lexicon: TopicLexicon, passages: Sequence[tuple[Sequence[str], float]]) -> Found:
    found: Found = {}
    for units, counts in passages:
        for entry in (entry for unit in units for entry in lexicon.matches(unit)):
            found[entry] = (found.get(entry, (0.0, ""))[0] + counts, entry)
    return found


def _find_phrases(
    lexicon: TopicLexicon, passages: Sequence[tuple[Sequence[str], float]], opening: set[str], found: Found
) -> None:
    """Puts into ``found`` the phrases that begin with a word of ``opening``."""
    for units, counts in passages:
        for place, unit in enumerate(units):
            if unit not in opening:
                continue
            first = lexicon.entry(unit)
            for following in lexicon.phrases[first]:
                end = place + 1 + len(following)
                if tuple(map(lexicon.entry, units[place + 1 : end])) == following:
                    key = " ".join((first, *following))
                    known, form = found.get(key, (0.0, " ".join(units[place:end])))
                    found[key] = (known + counts, form)


@lru_cache(maxsize=128)
def _lexicons(language: str) -> tuple[tuple[TopicLexicon, float], ...]:
    """The lexicons to read a text in ``language`` by, with what their words weigh."""
    base = language.split("-")[0]
    base = _SCRIPTS.get(base, base)
    if base == UNDETERMINED:
        return ()
    lexicon = lexicon_of(base)
    return ((lexicon, 1.0), (lexicon_of(lexicon.also), _ALSO)) if lexicon.also else ((lexicon, 1.0),)


_GENERIC_TOPICS = Path(__file__).parent.parent / "data" / "generic_topics.txt"


def ruled(blocks: Sequence[Block], title: str, rules: TopicRules) -> tuple[tuple[str, ...], str]:
    """The topics whose rules hold, in the order of digest.yml, and the editor's words that were found, as evidence."""
    if not any(rule.any_of or rule.all_of for rule in rules.rules):
        return (), ""
    text = "".join(
        f" {' '.join(folded_words(piece))} "
        for piece in (title, *(block.text for block in blocks if block.kind is not BlockKind.CODE))
    )
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules.rules:
        if (words := _words_of_rule(rule, text)) and rule.topic not in found:
            found[rule.topic] = words
    return tuple(found), ", ".join(dict.fromkeys(word for words in found.values() for word in words))


def _words_of_rule(rule: TopicRule, text: str) -> tuple[str, ...]:
    """The words of ``rule`` that stand in ``text``; none if it does not hold."""
    some = tuple(word for word in rule.any_of if _contains(text, word))
    if (rule.any_of and not some) or any(_contains(text, word) for word in rule.none_of):
        return ()
    return (*some, *rule.all_of) if all(_contains(text, word) for word in rule.all_of) else ()


def _contains(text: str, word: str) -> bool:
    pattern = _pattern(word)
    return pattern != "" and pattern in text


@lru_cache(maxsize=4096)
def _pattern(word: str) -> str:
    """``word`` as it stands in a text of words with spaces around each; empty if there is no letter in it."""
    words = " ".join(folded_words(folded(word)))
    return f" {words}" + ("" if word.rstrip().endswith("*") else " ") if words else ""


def known_topics(labels: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """Declared topics by IPTC ids, by the topics of ``rules`` they are aliases of, or as they are; none twice."""
    aliases = {name_key(name): rule.topic for rule in rules.rules for name in (*rule.aliases, *rule.labels.values())}
    found: dict[str, str] = {}
    for label in labels:
        topic = aliases.get(name_key(label)) or identify(label)
        found.setdefault(name_key(topic), topic)
    return tuple(found.values())


def without_generic(labels: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """``labels`` without what is no topic (``clippings``, ``Uncategorized``), unless the editor's ``rules`` name it."""
    named = {name_key(name) for rule in rules.rules for name in (rule.topic, *rule.aliases, *rule.labels.values())}
    return tuple(label for label in labels if (bare := name_key(label.lstrip("#"))) in named or bare not in _generic())


@cache
def _generic() -> frozenset[str]:
    """Tags that say nothing of what a text is about, folded."""
    lines = _GENERIC_TOPICS.read_text("utf-8").splitlines()
    return frozenset(name_key(tag) for line in lines if not line.startswith("#") for tag in line.split(","))


def with_parents(found: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """``found`` and, each behind its topic, those that the editor says are above it; none twice."""
    above = {name_key(rule.topic): rule.parent for rule in rules.rules if rule.parent}
    every: dict[str, str] = {}
    for topic in found:
        while topic and every.setdefault(name_key(topic), topic) == topic:
            topic = above.get(name_key(topic), "")
    return tuple(every.values())
