"""Where a lead sentence may end so that the rest can be left out, and how well each ending reads as a headline.

It may end before a mark or a word that begins a new part (the roles of ``function_words.txt``) if the part is meaningful,
needs no continuation, and has both of each pair of quotation marks and brackets. The weight of an ending is the sum of a few
terms (``LeadSentence.ending``): how clearly a part ends there, its length, a verb, and how many of the article's recurring
words it has.

Rejected: judging grammar in languages whose verbs are not listed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from math import log2

from digest.infer.clauses import FULL_STOPS, LEAST, MOST, MOST_UNSPACED, PART_ENDS, Grammar
from digest.infer.text import OPENING, balanced, closed, pairs
from digest.infer.words import divide, folded_form, spans

_LITTLE, _BEST = 10, 85  # characters of a headline that is too short; of one read at a glance
# How clearly a part ends: at the end of the sentence, at a mark, before "who", "and", "in".
_AT_END, _AT_COLON, _AT_COMMA, _AT_RELATIVE, _AT_AND, _AT_PREPOSITION = 2.2, 2.0, 1.6, 1.2, 0.5, 0.4
_VERB, _LENGTH, _COVERED = 1.5, 1.5, 2.0  # the maximum of the other terms
_COLONS = frozenset(";:—–；：؛")
_MARKS = re.compile(f"[{re.escape(''.join(sorted(PART_ENDS)))}]")
_COMMAS = re.compile(r"[,،](?=\s)")
_LEAST_WORDS = 5  # of a clause without a known verb
_QUESTION_MARKS = frozenset("?？؟")
_FOLLOWING = 8  # words that are checked after an ending
_VERB_CHAIN = 2  # words from one verb to the next of the same clause: who has | quickly | been
_ZH_NO_END = frozenset("的地得和与及或在把被将对从向于是")


# How infinitives end, and the words before them.
_INFINITIVES = {
    "en": (("",), frozenset({"to"})),
    "fr": (("er", "ir", "re"), frozenset({"à", "de", "d", "pour"})),
    "es": (("ar", "er", "ir"), frozenset({"a", "de", "para"})),
    "pt": (("ar", "er", "ir", "or"), frozenset({"a", "de", "para"})),
    "it": (("are", "ere", "ire"), frozenset({"a", "ad", "di", "per"})),
}
_TO = frozenset({"à", "au", "aux", "al", "ao", "a"})  # prepositions that nothing ends before, but for a name
_AGENTS = frozenset({"by", "par", "por"})


class LeadSentence:
    """A sentence from which a headline is made, and what is known of its words.

    ``counts`` says how often the article has each folded word. For the first n words, ``verbs[n]`` is the number of verbs among
    them and ``covered[n]`` the weight of words that recur in the article.
    """

    def __init__(self, text: str, grammar: Grammar, counts: Mapping[str, int]) -> None:
        self.text, self.grammar = text, grammar
        self.most = MOST_UNSPACED if grammar.unspaced else MOST
        self.least = LEAST // (2 if grammar.unspaced else 1)
        self.enumerates = grammar.language.split("-")[0] == "zh"  # Chinese has 、 in enumerations
        self.begin = text[: self.most + 100]
        divided = divide(self.begin)
        self.spans, self.words = spans(divided), divided[1::2]
        self.starts = [start for start, _ in self.spans]
        self.lower = [word.lower() for word in self.words]
        self.after_commas = [bisect_left(self.starts, found.end()) for found in _COMMAS.finditer(self.begin)]
        self.is_verb = grammar.verbs_of(self.words)
        self.verbs = [0, *accumulate(self.is_verb)]
        weights = self._weights(counts) if counts else [0.0] * len(self.words)
        self.covered = [0.0, *accumulate(weights)]
        self.dependent = self._dependent()
        self.divided = self._divided()

    def _dependent(self) -> list[bool]:
        """Whether each word begins a dependent clause. Articles (der) and reflexives (se) do after a comma only."""
        grammar, commas = self.grammar, set(self.after_commas)
        begins = dict.fromkeys(grammar.articles, commas) | {"se": {0, *commas}}
        return [
            word in grammar.that or (word in grammar.relative and (word not in begins or n in begins[word]))
            for n, word in enumerate(self.lower)
        ]

    def _weights(self, counts: Mapping[str, int]) -> list[float]:
        """The weight of each word; 0 if the article has it once, it is a function word, or it is earlier in the sentence too."""
        plain = [word if word.isascii() else folded_form[word] for word in self.lower]
        recurring = {word for word in plain if len(word) > 2 and word not in self.grammar.function}
        weights = {word: log2(counts[word]) for word in recurring if counts.get(word, 0) > 1}
        return [weights.pop(word, 0.0) for word in plain]

    def _divided(self) -> bytearray:
        """For each position 1 where an ending would divide a pair of quotation marks or brackets."""
        divided = bytearray(len(self.begin) + 2)
        found = pairs(self.begin)
        for opening, closing in found.spans:
            divided[opening + 1 : closing + 1] = b"\1" * (closing - opening)
        halves = [position for position, _ in found.opened] + list(found.stray)
        if halves:
            divided[min(halves) + 1 :] = b"\1" * (len(divided) - min(halves) - 1)
        return divided

    def _weight(self, kept: str, at: int, strength: float) -> float:
        """The weight of the first ``at`` words, with the text ``kept``; ``strength`` is how clearly a part ends there."""
        weight = strength + _VERB * (self.verbs[at] > 0) + _LENGTH * _readability(len(kept), self.most)
        return weight + _COVERED * self.covered[at] / (self.covered[-1] or 1.0)

    def endings(self) -> list[tuple[float, str]]:
        """The possible headlines, each after its weight: the sentence, if it is not too long, and its parts."""
        found: list[tuple[float, str]] = []
        complete, at = finish(self.text), len(self.words)
        is_clause = self.has_main_clause(at) or (
            bool(self.words) and self.text.endswith(tuple(FULL_STOPS)) and not any(self.is_verb)
        )
        if complete and len(complete) <= self.most and is_clause and self._stands_alone(at):
            found.append((self._weight(complete, at, _AT_END), complete))
        for position, strength in self._boundaries():
            if not self.least <= position <= self.most + 2 or self.divided[position]:
                continue
            at = bisect_left(self.starts, position)
            kept = finish(self.text[:position])
            fits = self.least <= len(kept) <= self.most and balanced(kept)
            if fits and self._may_end(at, position, strength, kept) and self._stands_alone(at):
                found.append((self._weight(kept, at, strength), kept))
        return found

    def _boundaries(self) -> Iterator[tuple[int, float]]:
        """The positions where a part of the sentence ends, and how clearly."""
        text, grammar = self.begin, self.grammar
        for mark in _MARKS.finditer(text):
            if not (_within_a_word(text, mark.start()) or (self.enumerates and mark[0] == "、")):
                yield mark.start(), _AT_COLON if mark[0] in _COLONS else _AT_COMMA
        neighbours = zip(
            ["", *self.words], self.starts, self.lower, [*self.lower[1:], ""], self.dependent, strict=False
        )
        for before, start, word, following, dependent in neighbours:
            if not text[start - 1 : start].isspace():
                continue
            if dependent and word not in grammar.that:
                yield start, _AT_RELATIVE
            elif word in grammar.conjunctions:
                yield start, _AT_AND
            elif grammar.verb_split or following in grammar.relative:
                continue
            elif word in grammar.prepositions or (word in _TO and before[:1].isupper()):
                yield start, _AT_PREPOSITION

    def _may_end(self, at: int, position: int, strength: float, kept: str) -> bool:
        """Whether the first ``at`` words, up to ``position``, may be a headline."""
        grammar, lower = self.grammar, self.lower
        if at == 0:
            return False
        if not (grammar.verbs or grammar.unspaced) and strength < _AT_COLON:
            return False  # where no verbs are listed, a part may be no clause
        if grammar.verb_last:
            return lower[at - 1] in grammar.aux
        if self.enumerates:
            return kept[-1:] not in _ZH_NO_END
        if grammar.language.split("-")[0] == "ja":
            return strength >= _AT_COLON  # before a comma the verb is never in its final form
        if at > 1 and strength < _AT_RELATIVE and lower[at - 2] in grammar.aux and not grammar.verb_split:
            return False  # a verb needs what follows: has found | in
        if strength < _AT_RELATIVE and grammar.is_verb(self.words[at - 1]):
            return False  # equipped | with
        if at > 1 and not grammar.endings and lower[at - 2] in grammar.conjunctions:
            return False  # but the mayor | who: incomplete
        if grammar.verbs and at < len(lower) and lower[at] in grammar.conjunctions and not self._begins_clause(at):
            return False  # the end of a list would be missing: with a tenor | and a singer
        last = self._last(at, grammar.conjunctions)
        if (
            last is not None
            and last + 1 < at
            and lower[last + 1] in grammar.openers
            and self.verbs[at] == self.verbs[last]
        ):
            return False  # and apart from the rain | which
        return (
            self._complete(at) and not self._needs_object(at, strength) and not self._needs_continuation(at, position)
        )

    def _needs_object(self, at: int, strength: float) -> bool:
        """Whether something that belongs to the last of the first ``at`` words is missing: to vote | for, asked | by."""
        if strength >= _AT_COMMA or at == len(self.lower):
            return False
        ends, before = _INFINITIVES.get(self.grammar.language.split("-")[0], ((), frozenset()))
        infinitive = at > 1 and self.lower[at - 2] in before and self.lower[at - 1].endswith(ends)
        return infinitive or self.lower[at] in _AGENTS

    def _begins_clause(self, at: int) -> bool:
        """Whether the words from ``at`` to the next mark have a verb of their own."""
        mark = _MARKS.search(self.begin, self.starts[at])
        end = bisect_left(self.starts, mark.start()) if mark else len(self.lower)
        return any(self.is_verb[at : min(end, at + _FOLLOWING)])

    def _complete(self, at: int) -> bool:
        """Whether the first ``at`` words are a clause with nothing missing at their end."""
        grammar, lower = self.grammar, self.lower
        if at == 0 or lower[at - 1] in grammar.no_end:
            return False
        between = self._last(at, grammar.between)
        if between is not None and grammar.conjunctions.isdisjoint(lower[between:at]):
            return False
        if not self.has_main_clause(at):
            return False
        clause = next((n for n in range(at - 1, -1, -1) if self.dependent[n]), None)
        if clause is None or not grammar.verbs:
            return True
        begin = clause + 1
        if begin < at and lower[begin] in grammar.openers | grammar.attributing:  # ... that in May, the ship sank
            begin = next((n for n in self.after_commas if n > begin), at)
        return self.verbs[at] > self.verbs[min(begin, at)]

    def has_main_clause(self, at: int | None = None) -> bool:
        """Whether the first ``at`` words (default: all that are read) have a verb that no relative or subordinate clause owns.

        Where no verbs are listed: whether they are more than an adverbial or a dependent clause.
        """
        grammar, at = self.grammar, len(self.words) if at is None else at
        if at == 0:
            return False
        if not grammar.verbs:
            begin = next((n for n in self.after_commas if n < at), 0) if self.lower[0] in grammar.openers else 0
            return at - begin >= _LEAST_WORDS and not self.dependent[begin]
        waiting = owned = 0  # dependent clauses that have no verb yet; the end of the last verb that one of them owns
        for n in range(at):
            if n in self.after_commas and self.dependent[0]:
                waiting = 0  # If it snows, | the harbour is closed
            if self.dependent[n]:
                waiting += 1
            elif self.is_verb[n]:
                chained = n - owned < _VERB_CHAIN or self.lower[n - 1] in grammar.conjunctions
                if not waiting and n and not (owned and chained):
                    return True
                owned, waiting = n + 1, max(0, waiting - 1)
        return False

    def _stands_alone(self, at: int) -> bool:
        """Whether the first ``at`` words are understood next week and without the text around."""
        quotes = self.begin.count('"', 0, self.spans[at - 1][1] + 1)
        days = self.grammar.days  # in French one with an article recurs: ouvert le dimanche
        dated = any(word in days and before != "le" for before, word in pairwise(["", *self.lower[:at]]))
        marks = _QUESTION_MARKS | {";"} if self.grammar.language.startswith("el") else _QUESTION_MARKS
        asked = not marks.isdisjoint(self.begin[: self.spans[at - 1][1] + 1])
        return quotes % 2 == 0 and not (dated or asked) and self.grammar.stands_alone(self.words[:at])

    def _needs_continuation(self, at: int, position: int) -> bool:
        """Whether an announced clause is still missing: The minister said on Monday | in Paris that ..."""
        grammar = self.grammar
        mark = _MARKS.search(self.begin, position + 1)
        end = mark.start() if mark else len(self.begin)
        following = [self.lower[n] for n in range(at, min(at + _FOLLOWING, len(self.lower))) if self.starts[n] < end]
        that = next((n for n, word in enumerate(following) if word in grammar.that), None)
        if that is None or not grammar.relative.isdisjoint(following[:that]):
            return False
        return that == 0 or grammar.that.isdisjoint(self.lower[:at])

    def _last(self, at: int, listed: frozenset[str]) -> int | None:
        return next((n for n in range(at - 1, -1, -1) if self.lower[n] in listed), None)


def finish(text: str) -> str:
    """``text`` without a final full stop, comma or opening mark, and with its quotation marks and brackets closed.

    Ellipses, question marks and exclamation marks are kept.
    """
    text = text.strip()
    while text:
        last = text[-1]
        ellipsis = text.endswith(("..", "…"))
        opens = last in OPENING or (last in "\"”»'" and text[-2:-1].isspace() and not balanced(text[:-1]))
        if not (last.isspace() or last in PART_ENDS or last == "-" or opens or (last in FULL_STOPS and not ellipsis)):
            break
        text = text[:-1]
    return closed(text)


def _readability(length: int, most: int) -> float:
    """How easily a headline of ``length`` characters is read, where ``most`` are allowed: 0 to 1."""
    length = length * MOST // most
    return min(1.0, max(0.0, (length - _LITTLE) / (_BEST - _LITTLE)), (MOST + 5 - length) / (MOST + 5 - _BEST))


def _within_a_word(text: str, position: int) -> bool:
    """Whether the mark at ``position`` is within a number or name: 3,5, 20:30, Paris–Nice, 1 – 0."""
    around = text[max(0, position - 2) : position].strip()[-1:], text[position + 1 : position + 3].strip()[:1]
    if all(side.isdecimal() for side in around):
        return True
    spaced = text[position - 1 : position].isspace() or text[position + 1 : position + 2].isspace()
    return text[position] not in "、，；：" and not spaced and text[position] not in "—"
