"""Where a lead sentence may end so that the rest can be left out, and how well each ending reads as a headline.

It may end before a mark or a word that begins a new part (the roles of ``function_words.txt``) if the part is a clause, stands
alone, has both of each pair of quotation marks and brackets, and nothing that belongs to its last words is missing: an object
(``_needs_object``), a clause (``_needs_clause``), the end of a list (``_divides_list``), a verb of a dependent clause. The weight
of an ending is the sum of a few terms (``LeadSentence._weight``): how clearly a part ends there, its length, a verb, and how
many of the article's recurring words it has.

Rejected: judging grammar in languages whose verbs are not listed, but for the commas of Slavic languages, which divide clauses
by rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate, pairwise
from math import log2

from digest.infer.clauses import FULL_STOPS, LEAST, MOST, MOST_UNSPACED, NEGATIONS, PART_ENDS, PARTICIPLES, Grammar
from digest.infer.text import OPENING, balanced, closed, pairs, speaks
from digest.infer.words import divide, folded_form, spans, words

_LITTLE, _BEST = 10, 85  # characters of a headline that is too short; of one read at a glance
# How clearly a part ends: at the end of the sentence, at a mark, before "who", "and", "in".
_AT_END, _AT_COLON, _AT_COMMA, _AT_RELATIVE, _AT_AND, _AT_PREPOSITION = 2.2, 2.0, 1.6, 0.8, 0.5, 0.4
_VERB, _LENGTH, _COVERED = 1.5, 1.5, 2.0  # the maximum of the other terms
_COLONS = frozenset(";:—–-；：؛")
_MARKS = re.compile(rf"[{re.escape(''.join(sorted(PART_ENDS)))}]|(?<=\s)-(?=\s)")
_COMMAS = re.compile(r"[,،](?=\s)")
_FEW_WORDS = 4  # after a colon: a name that was announced
_QUOTED = 4  # characters of a colon and an opening quotation mark
_FEW_NAMES = 3
_COMMAS_DIVIDE = frozenset("ru uk be bg pl cs sk sl hr sr".split())  # languages whose commas divide clauses by rule
_WHICH = ("котор", "який", "яка", "яке", "які", "яких", "якого", "której", "któr", "kter", "ktor", "koj", "кој")
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
_INDEFINITE = frozenset("a an un une des uno una unos unas um uma uns umas ein eine een en ett et".split())
_RECURRING = 2  # words of the article in a sentence that is about it
_SUBJECT_WORDS = 4  # at the beginning, where the verb is unknown
_AGENTS = frozenset({"by", "par", "por"})
_HAVE = frozenset({"avoir", "having", "haber", "avere", "aver", "ter"})  # before a participle that needs an object
_NAMING = ("declar", "déclar", "nombr", "nomm", "nomin", "proclam", "appoint", "elect", "élu")  # somebody something
_ANNOUNCED = 20  # words among which a clause that is announced begins
_LONGEST_ITEM = 8  # words of an item of a list
_THAT_IS_WHICH = frozenset({"fr", "es", "pt", "it"})  # languages where the word for "that" means "which" after a comma
_BUT = frozenset("but mais pero mas ma aber maar".split())
_ANYBODY = frozenset(
    "people those persons personnes gens ceux celles personas quienes persone coloro pessoas menschen mensen".split()
)
_PARTICIPLE = re.compile(r"(?:\w*ge|be|ver|ont|ent|er|her)\w{3,}(?:t|en|d)$")  # of German and Dutch
_SO = frozenset("so such si tellement telle tel tant tan tanto così tanto tão".split())  # that
_HOW = frozenset("how why comment pourquoi cómo hoe".split())  # begin a clause that what is said depends on
_RELATIVES = frozenset(
    "who which whom whose qui que dont lequel laquelle quien cuyo cuya che cui quem cujo die dat waar".split()
)
_DEFINITE = frozenset("the le la les l el los las il lo gli i o os as het de".split())
# How nouns of actions end: "the creation", without more, leaves open of what.
_ACTIONS = ("tion", "sion", "ment", "ción", "sión", "miento", "zione", "sione", "mento", "ção", "são")


class LeadSentence:
    """A sentence from which a headline is made, and what is known of its words.

    ``counts`` says how often the article has each folded word. For the first n words, ``verbs[n]`` is the number of verbs among
    them, ``main[n]`` of those that no dependent clause owns, ``waiting[n]`` the number of dependent clauses without a verb, and
    ``covered[n]`` the weight of words that recur in the article.
    """

    def __init__(self, text: str, grammar: Grammar, counts: Mapping[str, int], *, is_lead: bool = False) -> None:
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
        """Whether each word begins a dependent clause. Articles (der) and reflexives (se) do after a comma only."""
        grammar, commas = self.grammar, self.after_commas
        return [
            word in grammar.that
            or word in _HOW
            or (
                word in grammar.relative
                and (n in commas or (word not in grammar.articles and word != "se") or (n == 0 and word == "se"))
            )
            for n, word in enumerate(self.lower)
        ]

    def _weights(self, counts: Mapping[str, int]) -> list[float]:
        """The weight of each word; 0 if the article has it once, it is a function word, or it is earlier in the sentence too."""
        plain = [word if word.isascii() else folded_form[word] for word in self.lower]
        recurring = {word for word in plain if len(word) > 2 and word not in self.grammar.function}
        weights = {word: log2(counts[word]) for word in recurring if counts.get(word, 0) > 1}
        return [weights.pop(word, 0.0) for word in plain]

    @cached_property
    def divided(self) -> bytearray:
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
        is_clause = self._has_main_clause(at) or (
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
        marks = [one for one in _MARKS.finditer(text) if not _within_a_word(text, one.start())]
        for number, mark in enumerate(marks):
            after = marks[number + 1].start() if number + 1 < len(marks) else -1
            if mark[0] in ":：" and len(words(text[mark.end() : after])) <= _FEW_WORDS and after > 0:
                continue  # a new capital: | Dunmarrow, which
            if not (self.enumerates and mark[0] == "、"):
                yield mark.start(), _AT_COLON if mark[0] in _COLONS else _AT_COMMA
        following_words = [*self.lower[1:], "", ""]
        for n, (before, start, word, dependent) in enumerate(
            zip(["", *self.words], self.starts, self.lower, self.dependent, strict=False)
        ):
            following = following_words[n]
            if not text[start - 1 : start].isspace():
                continue
            if self._is_which(n):
                yield start, _AT_RELATIVE
            elif dependent and word not in grammar.that and word not in _HOW:
                if word != "als" or text[start - 2] == ",":  # weniger | als
                    yield start, _AT_RELATIVE
            elif word in grammar.conjunctions:
                yield start, _AT_AND
            elif following in grammar.relative or (grammar.verb_split and not self._has_closed(n)):
                continue
            elif (
                word in grammar.prepositions
                or (word in _TO and before[:1].isupper())
                or (grammar.compounds and self._begins_compound(n))
            ):
                yield start, _AT_PREPOSITION

    def _is_which(self, n: int) -> bool:
        """Whether "que" or "che" at the word ``n`` means "which": after a noun that is new (un autobús | que cubría)."""
        lower, grammar = self.lower, self.grammar
        if lower[n] not in grammar.that or grammar.language[:2] not in _THAT_IS_WHICH:
            return False
        is_comma = n in self.after_commas
        is_new = not _INDEFINITE.isdisjoint(lower[max(0, n - _FEW_NAMES) : n]) and lower[n - 1] not in grammar.function
        told = grammar.saying | grammar.announcing
        return (is_comma or (is_new and not self.is_verb[n - 1])) and told.isdisjoint(lower[:n])

    def _has_closed(self, n: int) -> bool:
        """Whether the participle of a German or Dutch clause and what depends on it are before the word ``n``.

        As in "veroordeeld tot vijf jaar cel | voor".
        """
        participles = [m for m in range(n) if _PARTICIPLE.match(self.lower[m]) and self.words[m].islower()]
        if not participles or participles[-1] >= n - 1 or any(self.dependent[participles[-1] : n]):
            return False
        return any(self.is_verb[m] and self.lower[m] in self.grammar.aux for m in range(participles[0]))

    def _begins_compound(self, n: int) -> bool:
        """Whether a preposition of several words begins at the word ``n``: au cours de, a causa di."""
        return not self.grammar.compounds.isdisjoint(tuple(self.lower[n : n + length]) for length in (3, 4))

    def _may_end(self, at: int, position: int, strength: float, kept: str) -> bool:
        """Whether the first ``at`` words, up to ``position``, may be a headline."""
        grammar, lower = self.grammar, self.lower
        if at == 0 or (self.subject and at <= self.subject + 1):
            return False
        if speaks(self.begin[position : position + _QUOTED]):
            return False
        if not (grammar.verbs or grammar.unspaced):  # a part may be no clause
            by_comma = grammar.language.split("-")[0] in _COMMAS_DIVIDE
            copula = by_comma and self.begin[position] in "–—" and not self.main[at]  # Kyiv — | the capital
            if strength < _AT_COLON or copula:
                return by_comma and self._ends_clause(at, strength)
        if at - 1 in self.after_commas:
            return False  # , particularly | if
        after_colon = bisect_left(self.starts, self.begin.rfind(": ", 0, position) + 1)
        if 0 < after_colon < at and lower[after_colon] in grammar.openers:
            return False  # an explanation: before birth, | mammals
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
        lists = grammar.verbs and at < len(lower) and lower[at] in grammar.conjunctions
        adds = lists and strength == _AT_COMMA and lower[at] in _BUT and NEGATIONS.isdisjoint(lower[:at])
        if lists and not adds and not self._begins_clause(at):
            return False  # the end of a list would be missing: with a tenor | and a singer
        if at < len(lower) and strength < _AT_COMMA and lower[at - 1] in _ANYBODY and lower[at - 2] in grammar.no_end:
            return False  # good for people | at risk
        last = self._last(at, grammar.conjunctions)
        if last in self.after_commas and grammar.verbs and self.main[at] == self.main[last]:
            return False  # A won, and 45 of the others | in
        if (
            last is not None
            and last + 1 < at
            and lower[last + 1] in grammar.openers
            and self.main[at] == self.main[last]
        ):
            return False  # and apart from the rain | which
        return self._complete(at) and not (
            self._needs_object(at, strength) or self._needs_clause(at, position) or self._divides_list(at, position)
        )

    def _ends_clause(self, at: int, strength: float) -> bool:
        """Whether the first ``at`` words are a clause by the commas of Slavic languages: one before "and" or the last "which"."""
        lower, grammar = self.lower, self.grammar
        if strength != _AT_COMMA or at < _LEAST_WORDS:
            return False
        if at not in self.after_commas or self.dependent[0] or lower[at - 1] in grammar.function:
            return False
        first = at == self.after_commas[0]
        relative = self.dependent[at] and lower[at].startswith(_WHICH)
        return first and (lower[at] in grammar.conjunctions or (relative and len(self.after_commas) == 1))

    def _needs_object(self, at: int, strength: float) -> bool:
        """Whether something that belongs to the last of the first ``at`` words is missing: to vote | for, asked | by."""
        lower, grammar = self.lower, self.grammar
        if at == len(lower):
            return False
        last, before, language = lower[at - 1], lower[at - 2] if at > 1 else "", grammar.language.split("-")[0]
        if strength >= _AT_COMMA:
            if self.is_verb[at - 1] and lower[at] in grammar.openers:
                return True  # can, | at times, save
            if grammar.verb_split and self._goes_on_after(at):
                return True
            aside = next((n for n in reversed(self.after_commas) if n < at), 0)
            is_aside = aside > 1 and lower[aside] in grammar.openers  # after having heard, at noon, | a bang
            if before in _HAVE or (is_aside and (self.is_verb[aside - 1] or self._needs_object(aside, strength))):
                return True
            closing = next((n for n in self.after_commas if n > at), len(lower))  # has found | , a year later, the
            return (
                closing - at <= _FOLLOWING
                and not any(self.is_verb[at:closing])
                and not grammar.articles.isdisjoint(lower[closing : closing + 1])
            )
        ends, to = _INFINITIVES.get(language, ((), frozenset()))
        if (before in to and last.endswith(ends)) or lower[at] in _AGENTS:
            return True
        if before in _DEFINITE & grammar.articles and last.endswith(_ACTIONS):
            return True  # approved the creation | in
        if lower[at] in _RELATIVES and self._is_definite(at):
            return True  # is the whole process | that
        if strength > _AT_PREPOSITION:
            return False
        if language == "en" and last.endswith("ing") and before in grammar.prepositions | grammar.genitives:
            return True  # accused of firing | on
        participle = before not in grammar.noun_follows and last.endswith(PARTICIPLES.get(language, ()))
        return participle or self._has_object_after(at)  # a house situated | in

    def _goes_on_after(self, at: int) -> bool:
        """Whether a German or Dutch clause needs what follows its comma: zeigte, | wie; war bereit, | zu; muss der, | der."""
        lower, grammar = self.lower, self.grammar
        closing = next((n for n in self.after_commas if n > at), 0)
        infinitive = not {"zu", "te"}.isdisjoint(lower[at : closing or len(lower)]) and lower[at] not in ("um", "om")
        says = not grammar.saying.isdisjoint(lower[-2:])  # wie die Polizei mitteilte
        if (lower[at] in ("wie", "hoe", "ob", "of", "was", "wat") and not says) or infinitive:
            return True
        resumes = closing > 0 and lower[closing] not in grammar.conjunctions | grammar.relative | grammar.prepositions
        return self.dependent[at] and resumes

    def _is_definite(self, at: int) -> bool:
        """Whether the first ``at`` words end with "the" and a few words without a name."""
        for n in range(at - 1, max(-1, at - 1 - _FOLLOWING), -1):
            if self.lower[n] in _DEFINITE & self.grammar.articles:
                return self.lower[n - 1] not in self.grammar.genitives if n else True
            is_boundary = self.lower[n] in self.grammar.no_end and self.lower[n] not in self.grammar.conjunctions
            if is_boundary or self.words[n][0].isupper():
                return False
        return False

    def _needs_clause(self, at: int, position: int) -> bool:
        """Whether a clause is still missing: said, | after the match, that; so big | that; has said | in Paris that."""
        grammar, lower = self.grammar, self.lower
        if at == len(lower):
            return False
        announced = self.is_verb[at - 1] or not _SO.isdisjoint(lower[:at])
        if announced and not grammar.that.isdisjoint(lower[at : at + _ANNOUNCED]):
            return True
        mark = _MARKS.search(self.begin, position + 1)
        end = mark.start() if mark else len(self.begin)
        following = [lower[n] for n in range(at, min(at + _FOLLOWING, len(lower))) if self.starts[n] < end]
        that = next((n for n, word in enumerate(following) if word in grammar.that), None)
        if that is None or not grammar.relative.isdisjoint(following[:that]):
            return False
        if self._is_which(at):
            return False
        return that == 0 or (self.begin[position] not in PART_ENDS and grammar.that.isdisjoint(lower[:at]))

    def _divides_list(self, at: int, position: int) -> bool:
        """Whether the comma at ``position`` is within a list: a virus, a bacterium | , a fungus or; A costs, B falls | , and."""
        grammar, lower = self.grammar, self.lower
        if self.begin[position : position + 1] != "," or at >= len(lower) or not grammar.verbs:
            return False
        if lower[at] in grammar.conjunctions:
            return any(self.main[n] for n in self.after_commas if n < at)
        if lower[at] in grammar.never_new:
            return False
        if self.words[at - 1][0].isupper() and self.words[at].islower():
            return False  # Ada Martin | , mayor and
        before = next((n for n in reversed(self.after_commas) if n < at), at)
        if lower[at] in grammar.articles and lower[before] in grammar.articles and not any(self.is_verb[before:at]):
            return True
        mark = _MARKS.search(self.begin, position + 1)
        oxford = grammar.language.startswith("en")  # a comma before "and" at the end of a list
        end = bisect_left(self.starts, mark.start()) + oxford if mark else len(lower)
        item = lower[at : min(end, at + _LONGEST_ITEM)]
        colon = self.begin.rfind(": ", 0, position)
        if colon > 0 and max(at - bisect_left(self.starts, colon), len(item)) <= _FEW_WORDS:
            return True  # examples are: hunting, | fishing
        if max(at - before, len(item)) < _FEW_WORDS and before < at and not any(self.is_verb[before : at + len(item)]):
            return True  # football, basketball, | cycling
        last = next((n for n, word in enumerate(item) if word in grammar.conjunctions), 0)
        return last > 0 and not any(self.is_verb[at : at + last]) and not item[0].endswith(("ing", "ant"))

    def _has_object_after(self, at: int) -> bool:
        """Whether an object that is missing so far follows the adverbial at the word ``at``: has made | in May a plan."""
        lower, mark = self.lower, _MARKS.search(self.begin, self.starts[at])
        end = bisect_left(self.starts, mark.start()) if mark else len(lower)
        verb = next((n for n in range(at - 1, -1, -1) if self.is_verb[n]), 0)
        names = any(word.startswith(_NAMING) for word in lower[verb:at])  # declares the flood | in May a disaster
        if not names and any(self._is_object(n, of_any=True) for n in range(verb + 1, at)):
            return False
        for n in range(at + 2, min(end, at + 2 * _FOLLOWING)):
            if self.dependent[n] or self.is_verb[n]:
                return False
            if self._is_object(n):
                return True
        return False

    def _is_object(self, n: int, *, of_any: bool = False) -> bool:
        """Whether the word ``n`` is the article of a noun that no preposition governs, nor (but for ``of_any``) an infinitive."""
        grammar, lower = self.grammar, self.lower
        before = lower[n - 1]
        articles = (grammar.articles | grammar.determiners) - (grammar.genitives - {"a"})
        if lower[n] not in articles or not before.isalpha():
            return False
        ends, to = _INFINITIVES.get(grammar.language.split("-")[0], ((), frozenset()))
        of_infinitive = (lower[n - 2] in to and before.endswith(ends)) or before.endswith(("ing", "ant"))
        governed = before in grammar.no_end - grammar.aux or (of_infinitive and not of_any)
        following = "".join(lower[n + 1 : n + 2])
        is_infinitive = lower[n] in grammar.genitives and following.endswith(ends)
        is_noun = (
            following.isalpha() and not is_infinitive and grammar.days.isdisjoint(lower[n + 1 : n + 3])
        )  # not: le 3 juin, the next Friday
        return is_noun and not governed

    def _begins_clause(self, at: int) -> bool:
        """Whether the words from ``at`` to the next mark have a verb of their own."""
        mark = _MARKS.search(self.begin, self.starts[at])
        end = bisect_left(self.starts, mark.start()) if mark else len(self.lower)
        opens = (
            end < len(self.lower) and self.lower[at + 1] in self.grammar.openers
        )  # and apart from the rain, | it was
        return opens or any(self.is_verb[at : min(end, at + _FOLLOWING)])

    def _complete(self, at: int) -> bool:
        """Whether the first ``at`` words are a clause with nothing missing at their end."""
        grammar, lower = self.grammar, self.lower
        if at == 0 or lower[at - 1] in grammar.incomplete:
            return False
        between = self._last(at, grammar.between)
        if between is not None and grammar.conjunctions.isdisjoint(lower[between:at]):
            return False
        if not self._has_main_clause(at) or (grammar.verbs and self.waiting[at]):
            return False
        clause = next((n for n in range(at - 1, -1, -1) if self.dependent[n]), None)
        if clause is None or not grammar.verbs:
            return True
        begin = clause + 1
        if begin < at and lower[begin] in grammar.openers | grammar.attributing:  # ... that in May, the ship sank
            begin = next((n for n in self.after_commas if n > begin), at)
        return self.verbs[at] > self.verbs[min(begin, at)]

    def _has_main_clause(self, at: int) -> bool:
        """Whether the first ``at`` words have a verb that no relative or subordinate clause owns.

        Where no verbs are listed: whether they are more than an adverbial or a dependent clause.
        """
        grammar = self.grammar
        if at == 0 or grammar.verbs:
            return self.main[at] > 0
        begin = next((n for n in self.after_commas if n < at), 0) if self.lower[0] in grammar.openers else 0
        return at - begin >= _LEAST_WORDS and not self.dependent[begin]

    def is_clause(self) -> bool:
        """Whether the sentence has a main clause and does not begin with a row of places."""
        return self._has_main_clause(len(self.words)) and not self._begins_with_places()

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
            comma if purpose or self.dependent[:1] == [True] else int(not self.subject)
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
                chained = n - owned < _VERB_CHAIN or self.lower[n - 1] in self.grammar.conjunctions
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

    def introduces_its_subject(self) -> bool:
        """Whether the sentence is about what recurs in the article, and names its subject or begins with a new one ("A man").

        False where that is unknown: where no verbs are listed and, after an article, in German.
        """
        grammar = self.grammar
        first = self.lower[0] if self.words else ""
        if not first or first in grammar.never_new or not self.main[-1]:
            return False
        if sum(after > before for before, after in pairwise(self.covered)) < _RECURRING:
            return False
        verb = bisect_left(self.main, 1) - 1
        if self.after_commas and self.after_commas[0] <= verb:
            return False
        if first in _INDEFINITE or first.isdecimal():
            return True
        if grammar.articles and first not in grammar.articles | grammar.determiners:
            return verb <= _SUBJECT_WORDS or not grammar.verb_second
        return not grammar.verb_split and any(word[0].isupper() for word in self.words[1:verb])

    def _stands_alone(self, at: int) -> bool:
        """Whether the first ``at`` words are understood next week and without the text around."""
        text, days = self.begin[: self.spans[at - 1][1] + 1], self.grammar.days
        marks = _QUESTION_MARKS | {";"} if self.grammar.language.startswith("el") else _QUESTION_MARKS
        if text.count('"') % 2 or not marks.isdisjoint(text) or self._begins_with_places():
            return False
        # In French a day with an article recurs: ouvert le dimanche
        if any(word in days and before != "le" for before, word in pairwise(["", *self.lower[:at]])):
            return False
        _, colon, told = text.partition(": ")
        if colon and not {word.lower() for word in words(told)[:1]}.isdisjoint(
            self.grammar.leaning - self.grammar.articles
        ):
            return False  # PARIS: C'est inédit
        spaced = f" {' '.join(self.lower[:at])} "
        return not any(time in spaced for time in self.grammar.times) and self.grammar.stands_alone(
            self.words[:at], after_verb=self.subject > 0
        )

    def _begins_with_places(self) -> bool:
        """Whether the sentence begins with several names and commas: Preston, Victoria, Australia, Wikinews met."""
        third = self.after_commas[_FEW_NAMES - 1] if len(self.after_commas) >= _FEW_NAMES else 0
        return third > 0 and all(word[0].isupper() for word in self.words[:third])

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
