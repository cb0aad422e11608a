"""What would be missing if a sentence ended after some of its words: an object, a clause, the end of a list.

Rejected: judging grammar in languages whose verbs are not listed, but for the commas of Slavic languages, which divide clauses
by rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from digest.infer.grammar import INDEFINITE, PART_ENDS, PARTICIPLES
from digest.infer.sentence import LEAST_WORDS, SOME, LeadSentence
from digest.words import words

# How clearly a part ends: at a mark, before a gerund, before "and".
AT_COLON, AT_COMMA, AT_GERUND, AT_AND = 2.0, 1.6, 1.2, 0.5
MARKS = re.compile(rf"[{re.escape(''.join(sorted(PART_ENDS)))}]|(?<=\s)-(?=\s)")
FEW_WORDS = 4  # after a colon: a name that was announced
_WHICH = ("котор", "який", "яка", "яке", "які", "яких", "якого", "której", "któr", "kter", "ktor", "koj", "кој")
_FOLLOWING = 8  # words that are checked after an ending
# How infinitives end, and the words before them.
_INFINITIVES = {
    "en": (("",), frozenset({"to"})),
    "fr": (("er", "ir", "re"), frozenset({"à", "de", "d", "pour"})),
    "es": (("ar", "er", "ir"), frozenset({"a", "de", "para"})),
    "pt": (("ar", "er", "ir", "or"), frozenset({"a", "de", "para"})),
    "it": (("are", "ere", "ire"), frozenset({"a", "ad", "di", "per"})),
}
_ONCE = frozenset("fois vez volta time times".split())  # once more is no object
_TO_A_PLACE = frozenset({"à", "a", "em"})
_BEEN = frozenset("été sido stato stata stati state".split())  # is said of the subject, which has no object
AMONG = frozenset(
    "onder unter among parmi tra fra entre".split()
)  # whom: members of a group, of which nothing is missing
_NAMELY = frozenset(
    "namely including notamment namentlich nämlich darunter waaronder namelijk".split()
)  # begin a list that adds
_FIRST = frozenset("first abord zunächst zuerst primero primeiro eerst".split())
_THEN = frozenset("then puis ensuite dann danach luego después depois daarna vervolgens".split())
_HAVE = frozenset({"avoir", "having", "haber", "avere", "aver", "ter"})  # before a participle that needs an object
_NAMING = ("declar", "déclar", "nombr", "nomm", "nomin", "proclam", "appoint", "elect", "élu")  # somebody something
NEW = (INDEFINITE | SOME) - {"a"}  # in Portuguese "the"
TO_NEW = 5  # words from an indefinite article to "which": un empresario de la ciudad | que
_ANNOUNCED = 20  # words among which a clause that is announced begins
_LISTED = 4  # the beginnings of three parts and the end of the last one
_LONGEST_ITEM = 8  # words of an item of a list
_THAT_IS_WHICH = frozenset({"fr", "es", "pt", "it"})  # languages where the word for "that" means "which" after a comma
_SO = frozenset("so such si tellement telle tel tant tan tanto così tanto tão".split())  # that
_CONTRAST_ALSO = re.compile(r" \w+ (?:also|aussi|auch|también|anche|também|ook|even|même|sogar)(?= )")  # adds something
_DEFINITE = frozenset("the le la les l el los las il lo gli i o os as het de".split())


class CutSentence(LeadSentence):
    """A sentence of which only the first ``at`` words may be kept; ``position`` is where they end in the text."""

    def _complete(self, at: int) -> bool:
        """Whether the first ``at`` words are a clause with nothing missing at their end."""
        grammar, lower = self.grammar, self.lower
        if at == 0 or lower[at - 1] in grammar.incomplete or lower[at - 1] in grammar.conditions:
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

    def _ends_clause(self, at: int, strength: float) -> bool:
        """Whether the first ``at`` words are a clause by the commas of Slavic languages: one before "and" or the last "which"."""
        lower, grammar = self.lower, self.grammar
        if strength != AT_COMMA or at < LEAST_WORDS:
            return False
        if at not in self.after_commas or self.dependent[0] or lower[at - 1] in grammar.function:
            return False
        first = at == self.after_commas[0]
        relative = self.dependent[at] and lower[at].startswith(_WHICH)
        return first and (lower[at] in grammar.conjunctions or (relative and len(self.after_commas) == 1))

    def _needs_object(self, at: int) -> bool:
        """Whether an object that belongs to the first ``at`` words comes later: has found | , a year later, the ring."""
        lower, grammar = self.lower, self.grammar
        if at == len(lower):
            return False
        before, language = lower[at - 2] if at > 1 else "", grammar.language.split("-")[0]
        if grammar.verb_split and at in self.after_commas and self._goes_on_after(at):
            return True
        if self.is_verb[at - 1] and not (grammar.verb_split and self.main[at - 1]) and lower[at] in grammar.openers:
            return True  # can, | at times, save
        aside = next((n for n in reversed(self.after_commas) if n < at), 0)
        is_aside = aside > 1 and lower[aside] in grammar.openers  # after having heard, at noon, | a bang
        participles = PARTICIPLES.get(language, ())
        follows_verb = is_aside and (self.is_verb[aside - 1] or lower[aside - 1].endswith(participles))
        if before in _HAVE or follows_verb or (is_aside and self._needs_object(aside)):
            return True  # a trawler has fished up, at noon, | a boat
        if self._needs_object_after_aside(at):
            return True
        closing = next((n for n in self.after_commas if n > at), len(lower))  # has found | , a year later, the
        return (
            closing - at <= _FOLLOWING
            and lower[at] not in AMONG
            and not any(self.is_verb[at:closing])
            and not grammar.articles.isdisjoint(lower[closing : closing + 1])
        )

    def _needs_object_after_aside(self, at: int) -> bool:
        """Whether a definite object follows a participle and an adverbial: has asked once more in Leith | , the end of."""
        lower, grammar, verb = self.lower, self.grammar, self._main_verb()
        participles = PARTICIPLES.get(grammar.language.split("-")[0], ())
        if verb < 0 or lower[at] not in _DEFINITE & grammar.articles or lower[verb] not in grammar.aux:
            return False
        if not any(word.endswith(participles) for word in lower[verb + 1 : verb + 3]) or lower[verb + 1] in _BEEN:
            return False
        return not any(
            self._is_object(n, of_any=True) and _ONCE.isdisjoint(lower[n + 1 : n + 3]) for n in range(verb + 1, at)
        ) and any(word in grammar.prepositions or word in _TO_A_PLACE for word in lower[verb + 1 : at])

    def _turns_round(self, at: int) -> bool:
        """Whether what follows the first ``at`` words limits them or turns them round: | , but; | , if."""
        if at == len(self.lower):
            return False
        return (self._has_turn and self._turns_after(at)) or self._is_first_of_two(at)

    def _is_first_of_two(self, at: int) -> bool:
        """Whether the first ``at`` words tell what came first, and what then came follows: was first invited | then arrested."""
        if _FIRST.isdisjoint(self.lower[:at]):
            return False
        return not _THEN.isdisjoint(words(self.text[self.starts[at] :].lower()))

    @cached_property
    def _has_turn(self) -> bool:
        """Whether the sentence has one of the words that turn round or limit what is before."""
        spaced = f" {' '.join(self.lower)} "
        return not self.grammar.conditions.isdisjoint(self.lower) or any(
            one in spaced for one in self.grammar.contrasts
        )

    def _turns_after(self, at: int) -> bool:
        """Whether a part after the first ``at`` words turns them round or limits them.

        "But" begins such a part, "however" may be one of its first words; "but also" adds something.
        """
        grammar, lower = self.grammar, self.lower
        parts = {at, *(n for n in self.after_commas if n > at)}
        begins = [" ".join(["", *lower[n : n + FEW_WORDS], ""]) for n in parts]
        if any(_CONTRAST_ALSO.sub(" ", begin).find(one) >= 0 for begin in begins for one in grammar.contrasts):
            return True
        return any(
            lower[n] in grammar.conditions and (lower[n] != "se" or n in self.after_commas)
            for n in range(at, len(lower))
        )

    def _needs_name(self, at: int) -> bool:
        """Whether the first ``at`` words have a title whose name comes later: interviewed Assistant Professor in Law | at."""
        grammar, lower = self.grammar, self.lower
        if grammar.titles.isdisjoint(lower[:at]):
            return False
        for n in range(1, at):
            if lower[n] not in grammar.titles or not self.words[n][0].isupper():
                continue
            begin = next(m for m in range(n, -1, -1) if m == 0 or self.words[m - 1][0].islower())
            before = lower[begin - 1] if begin else ""
            governed = not before or before in grammar.no_end - grammar.aux or before.startswith((*_NAMING, "bec"))
            if not governed and (n == at - 1 or lower[n + 1] in grammar.prepositions | grammar.genitives):
                return True
        return False

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

    def _needs_clause(self, at: int, position: int) -> bool:
        """Whether a clause is still missing: said, | after the match, that; so big | that; has said | in Paris that."""
        grammar, lower = self.grammar, self.lower
        if at == len(lower):
            return False
        so = _SO if grammar.language.startswith("fr") else _SO - {"si"}
        announced = self.is_verb[at - 1] or not so.isdisjoint(lower[:at])
        if announced and not grammar.that.isdisjoint(lower[at : at + _ANNOUNCED]):
            return True
        mark = MARKS.search(self.begin, position + 1)
        end = mark.start() if mark else len(self.begin)
        following = [lower[n] for n in range(at, min(at + _FOLLOWING, len(lower))) if self.starts[n] < end]
        that = next((n for n, word in enumerate(following) if word in grammar.that), None)
        if that is None or not grammar.relative.isdisjoint(following[:that]) or self._is_which(at):
            return False
        reports = grammar.saying | grammar.announcing
        if that > 0 and grammar.language[:2] in _THAT_IS_WHICH and reports.isdisjoint(lower[:at]):
            return False  # overturned a bus | on the road that
        return that == 0 or (self.begin[position] not in PART_ENDS and grammar.that.isdisjoint(lower[:at]))

    def _is_which(self, n: int) -> bool:
        """Whether "que" or "che" at the word ``n`` means "which": after a noun that is new (un autobús | que cubría)."""
        lower, grammar = self.lower, self.grammar
        if lower[n] not in grammar.that or grammar.language[:2] not in _THAT_IS_WHICH:
            return False
        is_comma = n in self.after_commas
        near = lower[max(0, n - TO_NEW) : n]  # dos ferris eléctricos | que
        is_new = lower[n - 1] not in grammar.function and any(word in NEW or word.isdecimal() for word in near)
        reports = grammar.saying | grammar.announcing
        return (is_comma or (is_new and not self.is_verb[n - 1])) and reports.isdisjoint(lower[:n])

    def _divides_list(self, at: int, position: int) -> bool:
        """Whether the comma at ``position`` is within a list: a virus, a bacterium | , a fungus or; A costs, B falls | , and."""
        grammar, lower = self.grammar, self.lower
        if self.begin[position : position + 1] != "," or at >= len(lower) or not grammar.verbs:
            return False
        if lower[at] in grammar.conjunctions:
            return any(self.main[n] for n in self.after_commas if n < at)
        if lower[at] in _NAMELY:
            return False
        if self._is_before_end_of_list(at):
            return True
        if lower[at] in grammar.never_new:
            return False
        if self.words[at - 1][0].isupper() and self.words[at].islower():
            return False  # Ada Martin | , mayor and
        before = next((n for n in reversed(self.after_commas) if n < at), at)
        articles = before < at and lower[at] in grammar.articles and lower[before] in grammar.articles
        if articles and not any(self.is_verb[before:at]):
            return True
        mark = MARKS.search(self.begin, position + 1)
        oxford = grammar.language.startswith("en")  # a comma before "and" at the end of a list
        end = bisect_left(self.starts, mark.start()) + oxford if mark else len(lower)
        item = lower[at : min(end, at + _LONGEST_ITEM)]
        colon = self.begin.rfind(": ", 0, position)
        if colon > 0 and max(at - bisect_left(self.starts, colon), len(item)) <= FEW_WORDS:
            return True  # examples are: hunting, | fishing
        if max(at - before, len(item)) < FEW_WORDS and before < at and not any(self.is_verb[before : at + len(item)]):
            return True  # football, basketball, | cycling
        last = next((n for n, word in enumerate(item) if word in grammar.conjunctions), 0)
        return last > 0 and not any(self.is_verb[at : at + last]) and not item[0].endswith(("ing", "ant"))

    def _is_before_end_of_list(self, at: int) -> bool:
        """Whether the end of a list of parts without a verb is after the word ``at``: was a pilot, | a cook, a poet and now."""
        opening = self.grammar.prepositions | self.grammar.determiners - self.grammar.articles
        for number, begin in enumerate(self.after_commas):
            parts = [*self.after_commas[number:], len(self.lower)][:_LISTED]
            alike = (
                len({self.lower[part] in opening for part in parts[:-1]}) == 1
            )  # not: at Leith, its home, according to
            listed = alike and len(parts) == _LISTED and not any(self.is_verb[begin : parts[-2]])
            if listed and at < parts[-1] and not self.grammar.conjunctions.isdisjoint(self.lower[parts[1] : parts[-1]]):
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
        mark = MARKS.search(self.begin, self.starts[at])
        end = bisect_left(self.starts, mark.start()) if mark else len(self.lower)
        opens = (
            end < len(self.lower) and self.lower[at + 1] in self.grammar.openers
        )  # and apart from the rain, | it was
        end = next(
            (n for n in range(at + 2, min(end, at + _FOLLOWING)) if self.dependent[n]), min(end, at + _FOLLOWING)
        )
        return opens or any(self.is_verb[at:end])
