"""What an article is about: one to three of the 17 top-level IPTC Media Topics, best first, or none where the text is unclear.

At most two second-level concepts of these topics follow where the text has enough words of them. A word's occurrences
count with diminishing weight; those in the headline, in a kicker and in the first lines count more. The sums of the topics are
compared; a second and a third topic are given only where they have many words, near the number of the first one's.

The words of each language are in ``data/topics/LANG.tsv.gz``, made by ``tools/topics_model.py`` from words written by hand and
words learned from parallel translations: comments (``#``); a header with mode, also, before and prefixes; words, phrases and
learned words, each line followed by one of weights in hundredths.

* Mode ``stem``: entries match complete words except for endings; ``prefix``: beginnings of words; ``inside``: anywhere in a
  word; ``unspaced``: anywhere in the text, for scripts without spaces.
* ``also``: another language whose words also count. ``before``: small words written together with the next one, as articles in
  Hebrew and Arabic; words match without them too.
* A learned word ends in ``*``: it matches words that begin with it and have no written entry.

``data/ambiguous_words.txt`` has words with several meanings, which count for a topic only beside another word of it;
``data/unrelated_words.txt`` has words that do not count, although they have the stem of a word of a topic.

The editor's own topics (digest.yml) are found by their words in any language: complete, without case and accents, or, with
``*`` at the end, as the beginning of a word. In scripts without spaces each letter is a word, so that they are found anywhere.

Rejected: the third level and deeper; names of people, which leave the news before a program does; stemming written words at
run time, which takes longer than the rest of an article's inference; regular expressions in rules, since an editor should
see at once what a rule finds.
"""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from digest.i18n import UNDETERMINED, data_language, name_key
from digest.infer.text import REACH, Text
from digest.model import Block, BlockKind, Inference, Origin, TopicRule, TopicRules
from digest.vocabulary.media_topics import identify, parent_of
from digest.words import STEM_LENGTH, WordCache, acronym, as_acronym, folded, folded_words, stem
from digest.words import words as divided_words

DATA = Path(__file__).parent.parent / "data" / "topics"
PREFIXES = (8, 5)  # letters of learned words
_SHORTEST = {"stem": 1, "inside": 4, "unspaced": 2, "prefix": 3}  # letters of an entry that matches part of a word


class TopicLexicon(Struct, frozen=True, kw_only=True, eq=False):
    """The stored words of one language.

    ``entries`` are words and phrases with their weights as text (``weights_of``); ``phrases`` the remaining words of phrases
    by their first one; ``starts`` the first letters of entries that match inside words; ``unrelated`` words match none.
    """

    mode: str = "stem"
    also: str = ""
    before: tuple[str, ...] = ()
    prefixes: tuple[int, ...] = PREFIXES
    entries: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    unrelated: frozenset[str] = frozenset()

    def entry(self, word: str) -> str:
        """The entry for the folded ``word``."""
        return entry(self.mode, word)

    def matches(self, word: str) -> Iterator[str]:
        """The written entries that match a folded ``word`` (in ``unspaced`` mode a text), else the learned ones."""
        if word in self.unrelated:
            return
        if self.mode == "unspaced":
            yield from self._within(word)
            return
        known = False
        for found in self._written(word):
            known = True
            yield found
        for size in () if known else self.prefixes:
            if len(word) > 2 and (size == self.prefixes[0] or len(word) > size):
                learned = f"{word[:size]}*"
                if learned in self.entries:
                    yield learned

    def _written(self, word: str) -> Iterator[str]:
        if self.mode == "stem":
            if (key := stem(word)) in self.entries:
                yield key
            return
        found = self._begins(word) if self.mode == "prefix" else self._within(word)
        yield from found
        for small in self.before:
            rest = word[len(small) :]
            if word.startswith(small) and 2 < len(rest) < _SHORTEST["inside"] and rest in self.entries:
                yield rest

    def _begins(self, word: str) -> Iterator[str]:
        for length in range(min(len(word), STEM_LENGTH), _SHORTEST["prefix"] - 1, -1):
            if word[:length] in self.entries:
                yield word[:length]
                return

    def _within(self, word: str) -> Iterator[str]:
        entries, starts, size = self.entries, self.starts, _SHORTEST[self.mode]
        if len(word) < size:
            if word in entries:
                yield word
            return
        for start in range(len(word) - size + 1):
            if word[start : start + size] in starts:
                for end in range(start + size, min(start + STEM_LENGTH, len(word)) + 1):
                    if word[start:end] in entries:
                        yield word[start:end]


def entry(mode: str, word: str) -> str:
    """The entry for the folded ``word`` in a lexicon with ``mode``."""
    return stem(word) if mode == "stem" else word[:STEM_LENGTH]


@lru_cache(maxsize=128)
def lexicon_of(language: str) -> TopicLexicon:
    """The stored lexicon of ``language`` (ISO 639); empty if it has no file."""
    path = DATA / f"{language}.tsv.gz"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return TopicLexicon()
    lexicon = stored(gzip.decompress(path.read_bytes()).decode("utf-8"))
    ambiguous = frozenset(map(lexicon.entry, _listed("ambiguous").get(language, ())))
    return replace(lexicon, ambiguous=ambiguous, unrelated=frozenset(_listed("unrelated").get(language, ())))


@lru_cache(maxsize=2)
def _listed(kind: str) -> Mapping[str, list[str]]:
    """The ``ambiguous`` or ``unrelated`` words by language, folded."""
    found: dict[str, list[str]] = {}
    for line in (DATA.parent / f"{kind}_words.txt").read_text("utf-8").splitlines():
        language, *words = line.split()
        found.setdefault(language, []).extend(map(folded, words))
    return found


def stored(text: str) -> TopicLexicon:
    """Parses the stored form of a lexicon."""
    header, *lines = (line for line in text.split("\n") if not line.startswith("#"))
    mode, also, before, sizes = header.split("\t")
    words, weights, phrases, their_weights, learned, learned_weights = (line.split("\t") for line in lines[:6])
    entries = dict(zip(learned, learned_weights, strict=True))
    entries |= dict(zip(words, weights, strict=True)) | dict(
        zip(phrases, their_weights, strict=True)
    )  # written words override learned ones
    starts = {word[: _SHORTEST[mode]] for word in words} if mode in ("inside", "unspaced") else set()
    if mode == "unspaced":
        starts.update(word[:2] for word in learned)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in filter(None, phrases):
        first, *following = phrase.split(" ")
        by_first.setdefault(first, []).append(tuple(following))
    return TopicLexicon(
        mode=mode,
        also=also,
        before=tuple(before.split()),
        prefixes=tuple(map(int, sizes.split())),
        entries=entries,
        phrases=by_first,
        starts=frozenset(starts),
    )


def weights_of(code: str) -> tuple[tuple[str, float], ...]:
    """Parses the stored weights of an entry: pairs of a concept's id and its weight."""
    pairs = (pair.partition(":") for pair in code.split())
    return tuple((concept, int(weight) / 100) for concept, _, weight in pairs)


_weights = WordCache(weights_of, 1 << 14)  # a language has about 1,000 of them


TOPS = tuple(f"{number:02}000000" for number in range(1, 18))
_TOP_LEVEL = frozenset(TOPS)
MOST = 3  # tops
BELOW = 2  # concepts of the second level
_SECOND_LEXICON = 0.7  # weight of the words of the lexicon that is also used
_LEAD = 80  # words that count as the beginning
_LEAD_LETTERS = 140  # the same in scripts without spaces
_POSITION = {"title": 4.0, "lead": 2.0, "rest": 1.0}  # the title is in the lead as well, or stands for it
_LEAST_SUM = 1.0  # a sum below which there is no topic
# What a second and a third topic need: of those shown in the judged records, four of five are right.
_LEAST_FURTHER = 4.0  # the sum ...
_NEAR = 0.4  # ... and its share of the first topic's
# Certainties of the first topic, after the share that is right in the judged records: 95 of 97 where the second one is far away.
_SURE, _NEAR_OTHER, _WEAK = 0.95, 0.85, 0.6
_CLEAR = 0.5  # the second topic's share of the first one's sum from which they are near
_WEAK_SUM = 3.0  # the first topic's sum below which it rests on one or two words
_TELLING = 0.5  # the score from which a word is shown as evidence
_SHOWN = 6  # words of evidence
_SUPPORTING = 0.25  # the weight from which a word supports an ambiguous one
_SUPPORTERS = 3  # words that are enough without an unambiguous one
# All kinds of news name governments, ministers and attacks, but less often prices and markets.
_TOPIC_WEIGHT = {"11000000": 0.9, "16000000": 0.7, "04000000": 1.2}
_LEAST_BELOW = 4.0  # a sum from which a second-level concept is given ...
_SHARE = 0.45  # ... if it has this share of its top's sum, ...
_NEAR_FIRST = 0.7  # ... the top has this share of the first one's, ...
_RUNNER_UP = 0.6  # ... and of the same top another one is given only with this share of the better one's

Found = dict[str, tuple[float, str]]  # by entry: occurrences weighted by position, and the first form in the text
Evidence = dict[str, tuple[float, str]]  # by form: its weight, and for which concept
_NO_EVIDENCE = (0.0, "")
# An entry in a text: its form there, a factor for how often and where it is, the weights of its concepts, and whether it has
# other meanings too.
Occurring = tuple[str, float, tuple[tuple[str, float], ...], bool]
Matches = tuple[tuple[str, ...], bool]  # the entries that match a word, and whether a phrase begins with it


def infer_iptc_topics(text: Text, title: str = "") -> Inference[tuple[str, ...]] | None:
    """The topics of ``text``, best first, then second-level concepts, with the words that are evidence; None if unclear.

    The words of ``title`` count too, even if it is not in the text, and those of kickers (“Theatre review”).
    """
    scores, evidence = _scores(text, title)
    order = sorted(TOPS, key=lambda top: (-scores.get(top, 0.0), top))
    best = scores.get(order[0], 0.0)
    if best < _LEAST_SUM:
        return None
    least = max(_LEAST_FURTHER, _NEAR * best)
    chosen = [order[0], *(top for top in order[1:MOST] if scores.get(top, 0.0) >= least)]
    words = sorted((-weight, form) for form, (weight, top) in evidence.items() if top in chosen and weight >= _TELLING)
    second = scores.get(order[1], 0.0)
    return Inference(
        value=(*chosen, *_second_level(chosen, scores)),
        evidence=", ".join(_as_written([form for _, form in words[:_SHOWN]], text)),
        certainty=_WEAK if best < _WEAK_SUM else _NEAR_OTHER if second > _CLEAR * best else _SURE,
    )


def _as_written(forms: Sequence[str], text: Text) -> list[str]:
    """The folded ``forms`` as the text first has them, with accents, in lower case."""
    wanted = {word for form in forms for word in form.split()}
    written: dict[str, str] = {}
    for passage in text.passages:
        for word, plain in zip(passage.words, passage.folded, strict=True):
            if plain in wanted:
                written.setdefault(plain, word.lower())
    return [" ".join(written.get(word, word) for word in form.split()) for form in forms]


def infer_topics(text: Text, title: str, rules: TopicRules) -> Inference[tuple[str, ...]] | None:
    """The topics of the editor's ``rules`` that hold, followed by inferred ones up to ``MOST``, with their parents."""
    declared, words = ruled(text.blocks, title, rules)
    inferred = infer_iptc_topics(text, title)
    if not declared:
        return inferred and replace(inferred, value=with_parents(inferred.value, rules))
    added = [topic for topic in inferred.value if topic not in declared] if inferred else []
    value = with_parents((*declared, *added[: max(0, MOST - len(declared))]), rules)
    return Inference(value=value, evidence=words, certainty=1.0, origin=Origin.RULES)


def _second_level(chosen: Sequence[str], scores: dict[str, float]) -> list[str]:
    """The second-level concepts of the ``chosen`` tops, those with the most evidence first."""
    found: list[tuple[float, str]] = []
    for top in (top for top in chosen if scores[top] >= _NEAR_FIRST * scores[chosen[0]]):
        ranked = sorted((-score, concept) for concept, score in scores.items() if parent_of(concept) == top)
        if not ranked:
            continue
        score = -ranked[0][0]
        if score >= _LEAST_BELOW and score >= _SHARE * scores[top]:
            found += [
                (each, concept) for each, concept in ranked[:BELOW] if -each >= max(_LEAST_BELOW, _RUNNER_UP * score)
            ]
    return [concept for _, concept in sorted(found)[:BELOW]]


def _scores(text: Text, title: str) -> tuple[dict[str, float], Evidence]:
    """The score of each concept, and for each word its highest score."""
    scores: dict[str, float] = {}
    evidence: Evidence = {}
    found = list(_all_found(text, title))
    certain = _certain_topics(found)
    for form, factor, weights, ambiguous in found:
        for concept, weight in weights:
            if ambiguous and (parent_of(concept) or concept) not in certain:
                continue
            score = weight * factor * _TOPIC_WEIGHT.get(concept, 1.0)
            scores[concept] = scores.get(concept, 0.0) + score
            if concept in _TOP_LEVEL and score > evidence.get(form, _NO_EVIDENCE)[0]:
                evidence[form] = (score, concept)
    return scores, evidence


def _all_found(text: Text, title: str) -> Iterator[Occurring]:
    """The entries of all lexicons that occur in ``text`` and ``title``."""
    for lexicon, part in _lexicons(text.language):
        for entry, (count, form) in _found(lexicon, _passages(text, title, lexicon)).items():
            factor = part * (1 + log(count)) if count > 1 else part * count
            ambiguous = entry in lexicon.ambiguous or lexicon.entry(form) in lexicon.ambiguous
            yield form, factor, _weights[lexicon.entries[entry]], ambiguous


def _certain_topics(found: Sequence[Occurring]) -> set[str]:
    """The tops with an unambiguous word, or several ambiguous ones."""
    forms: dict[str, set[str]] = defaultdict(set)
    certain: set[str] = set()
    for form, _, weights, ambiguous in found:
        for concept, weight in weights:
            if weight >= _SUPPORTING and concept in _TOP_LEVEL:
                forms[concept].add(form)
                if not ambiguous:
                    certain.add(concept)
    return certain | {concept for concept, several in forms.items() if len(several) >= _SUPPORTERS}


def _passages(text: Text, title: str, lexicon: TopicLexicon) -> list[tuple[Sequence[str], float]]:
    """The folded words of headline and text (whole texts in ``unspaced`` mode), each part with the weight of its position."""
    lead, rest = _POSITION["lead"], _POSITION["rest"]
    kickers = [text.blocks[index].text for index in sorted(text.kickers)]
    title = folded(" ".join((*kickers, title))[:REACH])
    if lexicon.mode == "unspaced":
        joined = folded(" ".join(passage.text for passage in text.passages))
        pieces = (title, _POSITION["title"]), (joined[:_LEAD_LETTERS], lead), (joined[_LEAD_LETTERS:], rest)
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
    """The entries of ``lexicon`` that occur in ``passages``."""
    if not lexicon.entries:
        return {}
    if lexicon.mode == "unspaced":
        return _found_anywhere(lexicon, passages)
    occurring: dict[str, float] = {}
    for units, counts in passages:
        for unit, times in Counter(units).items():
            occurring[unit] = occurring.get(unit, 0.0) + counts * times
    found: Found = {}
    opening: set[str] = set()
    matches = _matches(lexicon)
    for unit, weight in occurring.items():
        if (matched := matches[unit]) is None:
            continue
        entries, opens = matched
        for entry in entries:
            before, form = found.get(entry, (0.0, unit))
            found[entry] = (before + weight, form)
        if opens:
            opening.add(unit)
    if opening:
        _find_phrases(lexicon, passages, opening, found)
    return found


@lru_cache(maxsize=128)
def _matches(lexicon: TopicLexicon) -> WordCache[Matches | None]:
    """The matches of each word in ``lexicon``; None for most words, which have none."""

    def matches_of(word: str) -> Matches | None:
        entries, opens = tuple(lexicon.matches(word)), lexicon.entry(word) in lexicon.phrases
        return (entries, opens) if entries or opens else None

    return WordCache(matches_of, 1 << 15)


def _found_anywhere(lexicon: TopicLexicon, passages: Sequence[tuple[Sequence[str], float]]) -> Found:
    found: Found = {}
    for units, counts in passages:
        for entry in (entry for unit in units for entry in lexicon.matches(unit)):
            found[entry] = (found.get(entry, (0.0, ""))[0] + counts, entry)
    return found


def _find_phrases(
    lexicon: TopicLexicon, passages: Sequence[tuple[Sequence[str], float]], opening: set[str], found: Found
) -> None:
    """Adds to ``found`` the phrases that begin with a word of ``opening``."""
    for units, counts in passages:
        for index, unit in enumerate(units):
            if unit not in opening:
                continue
            first = lexicon.entry(unit)
            for following in lexicon.phrases[first]:
                end = index + 1 + len(following)
                if tuple(map(lexicon.entry, units[index + 1 : end])) == following:
                    key = " ".join((first, *following))
                    known, form = found.get(key, (0.0, " ".join(units[index:end])))
                    found[key] = (known + counts, form)


@lru_cache(maxsize=128)
def _lexicons(language: str) -> tuple[tuple[TopicLexicon, float], ...]:
    """The lexicons for texts in ``language``, with the weight of their words."""
    base = data_language(language)
    if base == UNDETERMINED:
        return ()
    if base == "sr":  # in Cyrillic script, or in Latin script as Croatian
        return ((lexicon_of("sr"), 1.0), (lexicon_of("hr"), 1.0))
    lexicon = lexicon_of(base)
    return ((lexicon, 1.0), (lexicon_of(lexicon.also), _SECOND_LEXICON)) if lexicon.also else ((lexicon, 1.0),)


_GENERIC_TOPICS = Path(__file__).parent.parent / "data" / "generic_topics.txt"


def ruled(blocks: Sequence[Block], title: str, rules: TopicRules) -> tuple[tuple[str, ...], str]:
    """The topics whose rules hold, in the order of digest.yml, and the words found, as evidence."""
    if not any(rule.any_of or rule.all_of for rule in rules.rules):
        return (), ""
    pieces = (title, *(block.text for block in blocks if block.kind is not BlockKind.CODE))
    text = "".join(
        f" {' '.join(folded_words(piece))} {' '.join(filter(str.isupper, map(as_acronym, divided_words(piece))))} "
        for piece in pieces
    )
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules.rules:
        if (words := _words_of_rule(rule, text)) and rule.topic not in found:
            found[rule.topic] = words
    return tuple(found), ", ".join(dict.fromkeys(word for words in found.values() for word in words))


def _words_of_rule(rule: TopicRule, text: str) -> tuple[str, ...]:
    """The words of ``rule`` that occur in ``text``; none if the rule does not hold."""
    some = tuple(word for word in rule.any_of if _contains(text, word))
    if (rule.any_of and not some) or any(_contains(text, word) for word in rule.none_of):
        return ()
    return (*some, *rule.all_of) if all(_contains(text, word) for word in rule.all_of) else ()


def _contains(text: str, word: str) -> bool:
    pattern = _pattern(word)
    return pattern != "" and pattern in text


@lru_cache(maxsize=4096)
def _pattern(word: str) -> str:
    """``word`` as it occurs in a text with spaces around each word; empty if it has no letter. An acronym is in capitals."""
    words = " ".join(divided_words(word) if acronym(word) else folded_words(folded(word)))
    return f" {words}" + ("" if word.rstrip().endswith("*") else " ") if words else ""


def known_topics(labels: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """Declared topics as IPTC ids, as the topics of ``rules`` that they are aliases of, or unchanged; without duplicates."""
    aliases = {name_key(name): rule.topic for rule in rules.rules for name in (*rule.aliases, *rule.labels.values())}
    found: dict[str, str] = {}
    for label in labels:
        topic = aliases.get(name_key(label)) or identify(label)
        found.setdefault(name_key(topic), topic)
    return tuple(found.values())


def without_generic(labels: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """``labels`` without generic tags (``clippings``, ``Uncategorized``) that are not in the editor's ``rules``."""
    named = {name_key(name) for rule in rules.rules for name in (rule.topic, *rule.aliases, *rule.labels.values())}
    return tuple(label for label in labels if (bare := name_key(label.lstrip("#"))) in named or bare not in _generic())


@cache
def _generic() -> frozenset[str]:
    """Tags that do not describe what a text is about, folded."""
    lines = _GENERIC_TOPICS.read_text("utf-8").splitlines()
    return frozenset(name_key(tag) for line in lines if not line.startswith("#") for tag in line.split(","))


def with_parents(found: Iterable[str], rules: TopicRules) -> tuple[str, ...]:
    """``found``, each topic followed by its parents in ``rules``; without duplicates."""
    above = {name_key(rule.topic): rule.parent for rule in rules.rules if rule.parent}
    every: dict[str, str] = {}
    for topic in found:
        while topic and every.setdefault(name_key(topic), topic) == topic:
            topic = above.get(name_key(topic), "")
    return tuple(every.values())
