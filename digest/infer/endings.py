"""Where a sentence may end so that the rest can be left out, and how well each ending reads as a headline.

It may end before a mark, a gerund, a second verb of its subject or, where nothing else would do, a circumstance ("amid"), if
the part is a clause, stands alone (``sentence``), has both of each pair of quotation marks and brackets, and nothing that
belongs to its last words is missing (``missing``). The weight of an ending is the sum of a few terms (``Headlines._weight``):
how clearly a part ends there, its length, a verb, and how many of the article's recurring words it has.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from digest.infer.grammar import FULL_STOPS, MOST, PART_ENDS, PARTICIPLE, PARTICIPLES
from digest.infer.missing import (
    AMONG,
    AT_AND,
    AT_COLON,
    AT_COMMA,
    AT_GERUND,
    FEW_WORDS,
    MARKS,
    NEW,
    TO_NEW,
    CutSentence,
)
from digest.infer.omissions import NEGATIONS
from digest.infer.sentence import LEAST_WORDS
from digest.infer.text import OPENING, balanced, closed, pairs
from digest.words import words

# How gerunds end that have no other use, also with pronouns.
_GERUNDS = {
    language: tuple(ending + pronoun for ending in endings for pronoun in pronouns)
    for language, endings, pronouns in (
        ("es", ("ando", "iendo", "ándo", "iéndo"), ("", "lo", "la", "los", "las", "le", "les", "se")),
        ("it", ("ando", "endo"), ("", "lo", "la", "li", "le", "si", "ne", "gli")),
        ("pt", ("ando", "endo", "indo"), ("", "-o", "-a", "-se")),
    )
}
_LITTLE, _BEST = 10, 85  # characters of a headline that is too short; of one read at a glance
_AT_END = 2.2  # how clearly a part ends at the end of the sentence
_VERB, _LENGTH, _COVERED = 1.5, 1.5, 2.0  # the maximum of the other terms
# The cost of more than 110 characters, which is larger than all terms.
_LONG_COST = 10.0
_LEAST_CUT = 40  # characters of a part that ends without a mark
_LITTLE_LONGER = 15  # characters of a sentence that has no other form
_HAVE = frozenset("has have had a ont avait ha han había hanno aveva heeft hebben tem têm".split())
_KEPT = re.compile(r"(?:\.\.|…|\b\w\.\w\.)$")  # an ellipsis, the U.S.
_CLOSING_QUOTES = frozenset('"”»')
_COLONS = frozenset(";:—–-；：؛")
_COMMAS_DIVIDE = frozenset("ru uk be bg pl cs sk sl hr sr".split())  # languages whose commas divide clauses by rule
_FOR = frozenset("for pour für para per voor".split())  # some of them say who sees it so, too
_CLAIM = 4  # words after a comma among which a verb of saying is
_OR = frozenset("or ou oder o of".split())
_SHORT_ITEM = 2  # words of an item of a list
_BUT = frozenset("but mais pero mas ma aber maar".split())


class Headlines(CutSentence):
    """The headlines that can be made of a sentence by leaving its end out."""

    @cached_property
    def divided(self) -> bytearray:
        """For each position 1 where an ending would divide a pair of quotation marks or brackets."""
        divided = bytearray(len(self.begin) + 2)
        found = pairs(self.begin)
        for opening, closing in found.spans:
            divided[opening + 1 : closing + 1] = b"\1" * (closing - opening)
        return divided

    def _weight(self, kept: str, at: int, strength: float) -> float:
        """The weight of the first ``at`` words, with the text ``kept``; ``strength`` is how clearly a part ends there."""
        weight = strength + _VERB * (self.verbs[at] > 0) + _LENGTH * _readability(len(kept), self.most)
        return weight + _COVERED * self.covered[at] / (self.covered[-1] or 1.0)

    def endings(self, *, long: bool = False) -> list[tuple[float, str]]:
        """The possible headlines, each after its weight: the sentence and its parts, short ones or the ``long`` ones."""
        least, most = (self.most + 1, self.longest) if long else (self.least, self.most)
        cost = _LONG_COST if long else 0.0
        found = self._parts(self.boundaries, least, most)
        complete = self.complete()
        if complete and least * long <= len(complete) <= (self.longest if long else most):
            found.append((self._weight(complete, len(self.words), _AT_END), complete))
        return [(weight - cost, kept) for weight, kept in found]

    def before_circumstances(self) -> list[tuple[float, str]]:
        """The headlines that end before a circumstance, or the sentence, even if it is a little longer."""
        begins, longest = range(LEAST_WORDS, len(self.words)), self.longest + _LITTLE_LONGER
        found = self._parts(
            [(self.starts[n], AT_AND) for n in begins if self._begins_circumstance(n)], _LEAST_CUT, longest
        )
        complete = self.complete(longest)
        return found or ([(0.0, complete)] if complete else [])

    def _parts(self, boundaries: list[tuple[int, float]], least: int, most: int) -> list[tuple[float, str]]:
        """The headlines of ``least`` to ``most`` characters that end at one of the ``boundaries``, each after its weight."""
        found: list[tuple[float, str]] = []
        for position, strength in boundaries:
            if not least <= position <= most + 2 or self.divided[position]:
                continue
            at = bisect_left(self.starts, position)
            kept = finish(self.text[:position])
            fits = least <= len(kept) <= most and balanced(kept)
            if fits and self._may_end(at, position, strength) and self._stands_alone(at):
                found.append((self._weight(kept, at, strength), kept))
        return found

    def _begins_circumstance(self, n: int) -> bool:
        """Whether a circumstance begins at the word ``n``: closed | after the storm; but not: two days after, has lost after."""
        lower, grammar = self.lower, self.grammar
        last = lower[n - 1]
        if not any(tuple(lower[n : n + len(one)]) == one for one in grammar.circumstances) or n in self.after_commas:
            return False
        needs_object = last.endswith(PARTICIPLES.get(grammar.language.split("-")[0], ())) and lower[n - 2] in _HAVE
        return not (self.is_verb[n - 1] or needs_object or last in grammar.time_units)

    def complete(self, longest: int = 0) -> str:
        """The whole sentence as a headline; empty where it is longer than ``longest``, no clause, or not understood alone."""
        complete, at = finish(self.text), len(self.words)
        is_clause = self._has_main_clause(at) or (
            at >= (LEAST_WORDS if self.grammar.verbs else 1)
            and self.text.endswith(tuple(FULL_STOPS))
            and not (self.after_commas or any(self.is_verb))
        )
        return complete if len(complete) <= (longest or self.longest) and is_clause and self._stands_alone(at) else ""

    @cached_property
    def boundaries(self) -> list[tuple[int, float]]:
        """The positions where a part of the sentence ends, and how clearly."""
        return list(self._boundaries())

    def _boundaries(self) -> Iterator[tuple[int, float]]:
        text = self.begin
        marks = [one for one in MARKS.finditer(text) if not _within_a_word(text, one.start())]
        for number, mark in enumerate(marks):
            after = marks[number + 1].start() if number + 1 < len(marks) else -1
            if mark[0] in ":：" and len(words(text[mark.end() : after])) <= FEW_WORDS and after > 0:
                continue  # a new capital: | Dunmarrow, which
            if not (self.enumerates and mark[0] == "、"):
                yield mark.start(), AT_COLON if mark[0] in _COLONS else AT_COMMA
        for n, start in enumerate(self.starts):
            if not text[start - 1 : start].isspace():
                continue
            if self._begins_addition(n):
                yield start, AT_GERUND
            elif self._begins_predicate(n) or self._describes_source(n):
                yield start, AT_AND

    def _begins_predicate(self, n: int) -> bool:
        """Whether a second verb of the same subject follows "and" at the word ``n``: investiert in China | und will.

        A German or Dutch auxiliary before it has its participle or infinitive.
        """
        grammar, lower, verb = self.grammar, self.lower, self._main_verb()
        if lower[n] not in grammar.conjunctions or not 0 < verb < n - 1 or self.is_verb[n - 1]:
            return False
        if any(n - _SHORT_ITEM <= comma <= n for comma in self.after_commas):
            return False  # the end of a list: the lighthouse, quay and rose garden
        if not (grammar.aux | (grammar.verbs if grammar.verb_split else frozenset())).intersection(
            lower[n + 1 : n + 2]
        ):
            return False
        closed = any(word.islower() and PARTICIPLE.match(word) for word in self.words[verb + 1 : n])
        return closed or not (grammar.verb_split and lower[verb] in grammar.aux)

    def _begins_addition(self, n: int) -> bool:
        """Whether the gerund at the word ``n`` adds something: una tempesta si è abbattuta su Leith | interessando."""
        if n < LEAST_WORDS or not self.lower[n].endswith(_GERUNDS.get(self.grammar.language.split("-")[0], ("\n",))):
            return False
        return not self.is_verb[n - 1] and self.lower[n - 1] not in self.grammar.function

    @cached_property
    def source(self) -> int:
        """The word after which a sentence with who says so at its end names nobody else: , said the mayor | of; else its length.

        German and Dutch sentences have the rest of the verb at their end.
        """
        last = self.after_commas[-1] if self.after_commas and not self.grammar.verb_split else len(self.lower)
        for n in range(last, min(last + _CLAIM, len(self.lower) - 2)):
            if self.lower[n] in self.grammar.saying and not self.dependent[last]:
                return n + 2
        return len(self.lower)

    def _describes_source(self, n: int) -> bool:
        """Whether the participle at the word ``n`` says more of who says so: , a affirmé une ONG | spécialisée dans."""
        participles = PARTICIPLES.get(self.grammar.language.split("-")[0], ())
        return (
            n > self.source and self.lower[n].endswith(participles) and self.lower[n - 1] not in self.grammar.function
        )

    def _keeps_the_news(self, at: int, strength: float) -> bool:
        """Whether the first ``at`` words lose neither who says so nor what is in something or is announced."""
        if self._loses_source(at):
            return False
        if at > self.source:
            return not self.is_verb[at - 1]
        return not (self._loses_content(at) or (strength == AT_COLON and self._announces(at)))

    def _loses_source(self, at: int) -> bool:
        """Whether a part after the first ``at`` words, to which a comma or nothing leads, says whose claim they are."""
        lower, grammar = self.lower, self.grammar
        sources, facts = grammar.attributing - _FOR, grammar.evidence | grammar.announcing
        claiming = grammar.saying - grammar.announcing
        return any(
            (lower[n] in sources and facts.isdisjoint(lower[n : n + _CLAIM]))
            or (n in self.after_commas and not claiming.isdisjoint(lower[n : n + _CLAIM]))
            for n in (at, *self.after_commas)
            if at <= n < len(lower) and not self.dependent[n]
        )

    def _loses_content(self, at: int) -> bool:
        """Whether a clause after the first ``at`` words says what is in something: a letter | , in which she."""
        lower, grammar = self.lower, self.grammar
        return any(
            lower[n] in grammar.prepositions - AMONG and lower[n + 1] in grammar.relative - grammar.articles
            for n in self.after_commas
            if at <= n < len(lower) - 1
        )

    def _announces(self, at: int) -> bool:
        """Whether the first ``at`` words end in "a" and a noun that what follows names: a rare phenomenon | : thundersnow."""
        return not any(self.is_name(n) for n in range(at - TO_NEW + 1, at)) and not NEW.isdisjoint(
            self.lower[at - TO_NEW + 1 : at]
        )

    def _may_end(self, at: int, position: int, strength: float) -> bool:
        """Whether the first ``at`` words, up to ``position``, may be a headline."""
        grammar, lower = self.grammar, self.lower
        if at == 0 or (self.subject and at <= self.subject + 1):
            return False
        if grammar.verbs and at < len(lower) and not self._keeps_the_news(at, strength):
            return False
        if not (grammar.verbs or grammar.unspaced):  # a part may be no clause
            by_comma = grammar.language.split("-")[0] in _COMMAS_DIVIDE
            copula = by_comma and self.begin[position] in "–—" and not self.main[at]  # Kyiv — | the capital
            if strength < AT_COLON or copula:
                return by_comma and self._ends_clause(at, strength)
        if grammar.verb_last:
            return lower[at - 1] in grammar.aux
        if grammar.language.split("-")[0] == "ja":
            return strength >= AT_COLON  # before a comma the verb is never in its final form
        lists = grammar.verbs and at < len(lower) and lower[at] in grammar.conjunctions
        adds = lists and strength == AT_COMMA and lower[at] in _BUT and NEGATIONS.isdisjoint(lower[:at])
        if lists and not adds and not self._begins_clause(at):
            return False  # the end of a list would be missing: with a tenor | and a singer
        last = self._last(at, grammar.conjunctions)
        restates = last is not None and lower[last] in _OR and lower[last + 1][:1].isdecimal()  # 1,200 jobs, or 8%
        if last in self.after_commas and grammar.verbs and self.main[at] == self.main[last] and not restates:
            return False  # A won, and 45 of the others | in
        if (
            last is not None
            and last + 1 < at
            and lower[last + 1] in grammar.openers
            and self.main[at] == self.main[last]
        ):
            return False  # and apart from the rain | which
        return self._complete(at) and not (
            self._turns_round(at) or self._needs_name(at) or (strength != AT_GERUND and self._needs_more(at, position))
        )

    def _needs_more(self, at: int, position: int) -> bool:
        """Whether an object, a clause or the end of a list that belongs to the first ``at`` words comes later."""
        return self._needs_object(at) or self._needs_clause(at, position) or self._divides_list(at, position)


def finish(text: str) -> str:
    """``text`` without a final full stop, comma or opening mark, and with its quotation marks and brackets closed.

    Ellipses, question marks and exclamation marks are kept.
    """
    text = text.strip()
    while text:
        last = text[-1]
        opens = last in OPENING or (last in "\"”»'" and text[-2:-1].isspace() and not balanced(text[:-1]))
        if not (
            last.isspace()
            or last in PART_ENDS
            or last == "-"
            or opens
            or (last in FULL_STOPS and not _KEPT.search(text))
        ):
            break
        text = text[:-1]
    if text[-1:] in _CLOSING_QUOTES and text[-2:-1] in FULL_STOPS and text[-3:-2].isalpha():  # a "second army."
        text = text[:-2] + text[-1]
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
