"""A sentence as inference reads it: its words, its verbs and the clauses that own them, and whether it is understood alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate, pairwise
from math import log2

from digest.infer.grammar import (
    GERUNDS,
    INDEFINITE,
    LEAST,
    LONGEST,
    MOST,
    MOST_UNSPACED,
    Grammar,
    lowered,
)
from digest.infer.relative_times import VAGUE
from digest.words import divide, folded, folded_form, spans, words

_STRAY_NUMBER = re.compile(r"\(\d+\)\w")  # the rest of a date or note that has no space after it
_COMMAS = re.compile(r"[,،](?=\s)")
FEW_NAMES = 3
LEAST_WORDS = 5  # of a clause without a known verb
_QUESTION_MARKS = frozenset("?？؟")
_LETTERS = 4  # of a word that is no gerund: king
_AFTER = 120  # characters after the longest headline that are read: who says so
_VERB_CHAIN = 2  # words from one verb to the next of the same clause: who has | quickly | been
_RECURRING = 2  # words of the article in a sentence that is about it
_SUBJECT_WORDS = 4  # at the beginning, where the verb is unknown
SOME = frozenset(  # of those who are named before
    "one two three four five six some many most none several others few certains deux trois quatre plusieurs einige viele zwei "
    "drei vier manche algunos algunas dos tres varios muchos alcuni alcune due tre molti alguns algumas dois duas três muitos "
    "sommige twee drie enkele".split()
)
_AFTER_COMMA = frozenset({"se", "als"})  # begin a clause after a comma only: als; but: mehr als die Hälfte
_AS_CLAUSES = (["it"], ["he"], ["she"], ["they"])  # twice as many as | it was built for
HOW = frozenset("how why comment pourquoi cómo hoe".split())  # begin a clause that what is said depends on


def count_recurring(sentence: str, grammar: Grammar, counts: Mapping[str, int]) -> tuple[int, int]:
    """How many words of ``sentence`` recur in the article, which has each as often as ``counts`` says; and how many could."""
    content = {word for word in map(folded, words(sentence)) if len(word) > 2 and word not in grammar.function}
    return sum(counts.get(word, 0) > 1 for word in content), len(content)


class LeadSentence:
    """A sentence from which a headline is made, and what is known of its words.

    ``counts`` says how often the article has each folded word. For the first n words, ``verbs[n]`` is the number of verbs among
    them, ``main[n]`` of those that no dependent clause owns, ``waiting[n]`` the number of dependent clauses without a verb, and
    ``covered[n]`` the weight of words that recur in the article.
    """

    def __init__(self, text: str, grammar: Grammar, counts: Mapping[str, int], *, is_lead: bool = False) -> None:
        self.text, self.grammar = text, grammar
        self.most = MOST_UNSPACED if grammar.unspaced else MOST
        self.longest = MOST_UNSPACED if grammar.unspaced else LONGEST
        self.least = LEAST // (2 if grammar.unspaced else 1)
        self.enumerates = grammar.language.split("-")[0] == "zh"  # Chinese has 、 in enumerations
        self.begin = text[: self.longest + _AFTER]
        divided = divide(self.begin)
        self.spans, self.words = spans(divided), divided[1::2]
        self.starts = [start for start, _ in self.spans]
        self.lower = lowered(self.words)
        self.after_commas = [bisect_left(self.starts, found.end()) for found in _COMMAS.finditer(self.begin)]
        self.is_verb = grammar.verbs_of(self.words)
        self.subject = grammar.subject_after_verb(self.words) if is_lead else 0
        if self.subject:
            self.is_verb[0] = True
        self.verbs = [0, *accumulate(self.is_verb)]
        weights = self._weights(counts) if counts else [0.0] * len(self.words)
        self.covered = [0.0, *accumulate(weights)]
        self.dependent = self._dependent()
        self.main, self.waiting = [0], [0]
        self._find_main_verbs()

    def _dependent(self) -> list[bool]:
        """Whether each word begins a dependent clause. Articles (der) and reflexives (se) do after a comma only.

        Nor does one before an English infinitive: whether to strike.
        """
        grammar, commas = self.grammar, self.after_commas
        return [
            (word in grammar.that and self.lower[n + 1 : n + 2] != ["to"])
            or word in HOW
            or (word == "as" and self.lower[n + 1 : n + 2] in _AS_CLAUSES)
            or (
                word in grammar.relative
                and not (word == "after" and self.lower[n - 1].startswith("look"))
                and (n in commas or word not in grammar.articles | _AFTER_COMMA or (n == 0 and word in _AFTER_COMMA))
            )
            for n, word in enumerate(self.lower)
        ]

    def _weights(self, counts: Mapping[str, int]) -> list[float]:
        """The weight of each word; 0 if the article has it once, it is a function word, or it is earlier in the sentence too."""
        plain = [word if word.isascii() else folded_form[word] for word in self.lower]
        recurring = {word for word in plain if len(word) > 2 and word not in self.grammar.function}
        weights = {word: log2(counts[word]) for word in recurring if counts.get(word, 0) > 1}
        return [weights.pop(word, 0.0) for word in plain]

    def _has_main_clause(self, at: int) -> bool:
        """Whether the first ``at`` words have a verb that no relative or subordinate clause owns.

        Where no verbs are listed: whether they are more than an adverbial or a dependent clause.
        """
        grammar = self.grammar
        if at == 0 or grammar.verbs:
            return self.main[at] > 0
        begin = next((n for n in self.after_commas if n < at), 0) if self.lower[0] in grammar.openers else 0
        return at - begin >= LEAST_WORDS and not self.dependent[begin]

    def is_clause(self) -> bool:
        """Whether the sentence has a main clause and nothing that is no part of it."""
        return self._has_main_clause(len(self.words)) and not self.is_damaged()

    def is_damaged(self) -> bool:
        """Whether something that is no part of the sentence is in it: a row of places at its beginning, the rest of a note."""
        return self._begins_with_places() or _STRAY_NUMBER.search(self.begin) is not None

    def _find_main_verbs(self) -> None:
        """Fill ``main`` and ``waiting``."""
        waiting = owned = 0  # clauses without a verb; the end of the last verb that one of them owns
        listing = False  # whether the last of them has no verb so far and may be a list
        # Before it an English participle is no main verb: Of the people polled, | half; but: At least 17 people drowned
        opens = len(self.lower) > 1 and self.lower[0] in self.grammar.openers
        counts = opens and (self.lower[1].isdecimal() or self.lower[1] in ("least", "most"))
        comma = self.after_commas[0] if self.after_commas else len(self.words)
        opening = comma if opens and not counts and self.after_commas else 0
        purpose = self.lower[:1] in (["om"], ["um"]) and not {"te", "zu"}.isdisjoint(
            self.lower[:comma]
        )  # um zu helfen, |
        least = (
            comma if purpose or self._opens_with_clause() else int(not self.subject)
        )  # the word from which on verbs may be main ones
        for n, is_verb in enumerate(self.is_verb):
            if n in self.after_commas and self.dependent[0]:
                waiting = 0  # If it snows, | the harbour is closed
            is_main = False
            if n in self.after_commas and listing:
                waiting, listing = waiting - 1, False  # dont 19 hommes et une femme, | sont
            if self.dependent[n]:
                waiting += 1
                listing = self.lower[n] == "dont"
            elif is_verb:
                divided = self.grammar.verb_split and n in self.after_commas  # die bij de grens zijn, | keren terug
                chained = not divided and (n - owned < _VERB_CHAIN or self.lower[n - 1] in self.grammar.conjunctions)
                adverb = n if self.words[n - 1].islower() else -1
                aside = not (opens or self.main[-1]) and self.after_commas[:1] in (
                    [n],
                    [adverb - 1],
                )  # a ship, later | renamed
                participle = (n < opening or aside) and self.lower[n].endswith("ed") and "ed" in self.grammar.endings
                is_main = not waiting and n >= least and not (owned and chained) and not participle
                if not (is_main or participle):
                    owned, waiting, listing = n + 1, max(0, waiting - 1), False
            self.main.append(self.main[-1] + is_main)
            self.waiting.append(waiting)

    def _opens_with_clause(self) -> bool:
        """Whether what is before the first comma has no main clause: Although, Despite what they say, Calling it."""
        gerunds = GERUNDS.get(self.grammar.language.split("-")[0], ())
        if self.dependent[:1] == [True] or (
            self.lower[:1] and self.lower[0] in self.grammar.openers and any(self.dependent[1:3])
        ):
            return True
        opens = (
            bool(gerunds) and len(self.lower) > 1 and self.lower[0].endswith(gerunds) and len(self.lower[0]) > _LETTERS
        )
        return opens and bool(self.after_commas) and not any(self.is_verb[1:2])

    def introduces_its_subject(self) -> bool:
        """Whether the sentence is about what recurs in the article, and has a new subject."""
        recurring = sum(after > before for before, after in pairwise(self.covered))
        return recurring >= _RECURRING and self.has_new_subject()

    def has_new_subject(self) -> bool:
        """Whether the sentence names its subject or begins with a new one ("A man"; but not "One was lost").

        False where that is unknown: where no verbs are listed and, after an article, in German.
        """
        grammar = self.grammar
        first = self.lower[0] if self.words else ""
        if not first or first in grammar.never_new or not self.main[-1]:
            return False
        verb = self._main_verb()
        if (self.after_commas and self.after_commas[0] <= verb) or (verb == 1 and first in SOME):
            return False
        is_the = first == "a" and grammar.language.startswith("pt")
        if (first in INDEFINITE and not is_the) or first.isdecimal():
            return True
        if grammar.articles and first not in grammar.determiners:
            return verb <= _SUBJECT_WORDS or not grammar.verb_second
        return not grammar.verb_split and self.names_its_subject()

    def names_its_subject(self) -> bool:
        """Whether what is before the main verb has a name after its first word."""
        return any(word[0].isupper() for word in self.words[1 : self._main_verb()])

    def is_about_a_name(self) -> bool:
        """Whether the subject is a name: The presidents Martin; but not: the end of the Martin case."""
        named = next((n for n in range(1, self._main_verb()) if self.is_name(n)), 0)
        return named > 0 and self.grammar.genitives.isdisjoint(self.lower[:named])

    def is_name(self, n: int) -> bool:
        """Whether the word ``n`` may be a name: it has a capital, and in German no article and no adjective before it."""
        word, last = self.words[n], self.words[n - 1] if n else ""
        if not word[0].isupper() or (n == 0 and self.lower[0] in self.grammar.never_named):
            return False
        if not self.grammar.language.startswith("de"):
            return True
        begins = last.lower() in self.grammar.determiners
        return not last or (last[0].isupper() and not begins) or last.lower() in self.grammar.prepositions

    def _main_verb(self) -> int:
        """The position of the first verb that no dependent clause owns; -1 where there is none."""
        return bisect_left(self.main, 1) - 1 if self.main[-1] else -1

    def _stands_alone(self, at: int) -> bool:
        """Whether the first ``at`` words are understood next week and without the text around."""
        end = self.spans[at - 1][1] + 1 if at < len(self.words) else len(self.begin)
        text, days = self.begin[:end], self.grammar.days
        marks = _QUESTION_MARKS | {";"} if self.grammar.language.startswith("el") else _QUESTION_MARKS
        if text.count('"') % 2 or '""' in text or not marks.isdisjoint(text) or self.is_damaged():
            return False
        if any(self._is_day(n) for n in range(at) if self.lower[n] in days):
            return False
        _, colon, rest = text.partition(": ")
        if colon and not {word.lower() for word in words(rest)[:1]}.isdisjoint(
            self.grammar.leaning - self.grammar.articles
        ):
            return False  # PARIS: C'est inédit
        spaced = f" {' '.join(self.lower[:at])} "
        times = (time for time in self.grammar.times if time not in VAGUE)
        return not any(time in spaced for time in times) and self.grammar.stands_alone(
            self.words[:at], after_verb=self.subject > 0
        )

    def _is_day(self, n: int) -> bool:
        """Whether the weekday or "today" at the word ``n`` says when; not in a habit (le dimanche) or a name (Jornal Hoje)."""
        before = self.words[n - 1] if n else ""
        in_name = before[:1].isupper() and self.words[n][0].isupper() and self.lower[n] in self.grammar.today
        owns = self.begin[self.spans[n][1] :][:2] in ("'s", "’s")  # Sunday's match
        return before.lower() != "le" and not in_name and not owns

    def _begins_with_places(self) -> bool:
        """Whether the sentence begins with several names and commas: Preston, Victoria, Australia, Wikinews met."""
        third = self.after_commas[FEW_NAMES - 1] if len(self.after_commas) >= FEW_NAMES else 0
        return third > 0 and all(word[0].isupper() for word in self.words[:third])

    def _last(self, at: int, listed: frozenset[str]) -> int | None:
        return next((n for n in range(at - 1, -1, -1) if self.lower[n] in listed), None)
