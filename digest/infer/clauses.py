"""The grammar of a language as far as it is needed to shorten a sentence, and the parts that can be left out of one.

The words are in ``data/function_words.txt``. These parts can be left out without changing the meaning: one in brackets or
between dashes; an apposition between the subject and its verb ("Ada Martin, the mayor, opened ..."); an opening adverbial
("In December 2021, ..."), but not a source ("According to ...") or a condition.

Rejected: parsing (a verb is recognised by a short list or its ending; elsewhere only marks and word order count); appositions
anywhere else, which look like the members of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from digest.dates.written import calendar_names
from digest.infer.dateline import is_date
from digest.infer.text import balanced
from digest.infer.words import finite_verbs, folded, with_role, words

MOST = 110  # characters of a headline
MOST_UNSPACED = 60  # of one in Chinese or Japanese
FULL_STOPS = ".。．｡।॥۔።։"
PART_ENDS = frozenset(",;:—–،؛、，；：")

_UNSPACED = frozenset({"zh", "ja"})
_VERB_LAST = frozenset({"tr", "az", "uz", "kk", "hi", "mr", "ne", "fa", "ur", "ps", "ko"})
_VERB_SPLIT = frozenset({"de", "nl", "af"})
_VERB_SECOND = _VERB_SPLIT | {"sv", "da", "nb", "nn", "no"}
_BEGINNING = 3  # words of a sentence
_GENITIVES = frozenset(
    {"de", "d", "du", "des", "del", "di", "do", "da", "of", "van", "dels"}
)  # do not begin an adverbial
_NO_END = ("art", "gen", "pre", "btw", "att", "con", "cpl", "sub", "aux", "pro")


class Grammar(Struct, frozen=True, kw_only=True):
    """The words of a language that decide where a sentence may be cut.

    ``verb_last``: clauses end in their verb. ``verb_split``: half of the verb is at the clause's end. ``verb_second``:
    the verb follows the subject at once. ``no_end``: nothing ends in these. ``openers`` begin an adverbial that does not
    say who said it; without the ``bound`` ones the rest would say another thing.
    """

    language: str
    unspaced: bool
    verb_last: bool
    verb_split: bool
    verb_second: bool
    aux: frozenset[str]
    verbs: frozenset[str]  # listed finite forms
    endings: tuple[str, ...]
    no_end: frozenset[str]
    that: frozenset[str]
    relative: frozenset[str]
    conjunctions: frozenset[str]
    joining: frozenset[str]  # words after which one that points back does not (but also, als auch)
    prepositions: frozenset[str]
    genitives: frozenset[str]
    between: frozenset[str]
    articles: frozenset[str]
    leaning: frozenset[str]  # a sentence that begins with one depends on the one before
    attributing: frozenset[str]
    openers: frozenset[str]
    clause_openers: frozenset[str]  # that begin a clause of time or reason
    bound: frozenset[str]
    days: frozenset[str]  # weekdays, today, yesterday
    today: frozenset[str]  # those of them that are no weekdays
    says_on: bool  # whether a weekday without "on" does not say when
    determiners: frozenset[str]
    noun_follows: frozenset[str]  # words after which a form that may be a verb is a noun
    binding: frozenset[str]  # those of them after which even an auxiliary is no finite verb
    first_person: frozenset[str]
    pronouns: frozenset[str]
    subjects: frozenset[str]  # pronouns of somebody who is named before
    demonstratives: frozenset[str]  # words that point back at the beginning of a sentence
    pointing: frozenset[str]  # words that point back to what was said before
    function: frozenset[str]  # all of them, folded

    def is_verb(self, word: str) -> bool:
        """Whether ``word`` is a listed finite verb, or ends like one."""
        return (
            word in self.aux or word in self.verbs or (len(word) > 4 and word.islower() and word.endswith(self.endings))
        )

    def verbs_of(self, spoken: Sequence[str]) -> list[bool]:
        """Which of the words ``spoken`` of a sentence are finite verbs; after a determiner or preposition a word is a noun."""
        return [
            self.is_verb(word) and last.lower() not in (self.binding if word in self.aux else self.noun_follows)
            for word, last in zip(spoken, ["", *spoken], strict=False)
        ]

    def has_verb(self, spoken: Iterable[str]) -> bool:
        """Whether one of the words ``spoken`` is a finite verb."""
        return any(map(self.is_verb, spoken))

    def stands_alone(self, spoken: Sequence[str]) -> bool:
        """Whether the sentence with the words ``spoken`` is understood without others: nobody says "I", nothing points back."""
        lower = [word.lower() for word in spoken]
        return bool(lower) and (
            not any(lower[0] in several for several in (self.pronouns, self.conjunctions, self.verbs))
            and self.demonstratives.isdisjoint(lower[:_BEGINNING])
            and self.first_person.isdisjoint(lower)
            and not any(word in self.pointing and last not in self.joining for last, word in pairwise(["", *lower]))
            and not self._names_nobody(spoken, lower)
        )

    def _names_nobody(self, spoken: Sequence[str], lower: Sequence[str]) -> bool:
        """Whether a pronoun is the subject, and neither a name nor another subject is before it."""
        first = next((n for n, word in enumerate(lower) if word in self.subjects), 0)
        return (
            first > 0
            and not any(self.verbs_of(spoken[: first - 1]))
            and (self.language.startswith("de") or not any(word[0].isupper() for word in spoken[1:first]))
        )


@cache
def grammar(language: str) -> Grammar:
    """The grammar of ``language`` (a BCP 47 tag); empty where no words of it are listed."""
    base = language.split("-")[0]
    pre, btw, gen, att = (with_role(language, role) for role in ("pre", "btw", "gen", "att"))
    days, aux = with_role(language, "day"), with_role(language, "aux")
    return Grammar(
        language=language,
        unspaced=base in _UNSPACED,
        verb_last=base in _VERB_LAST,
        verb_split=base in _VERB_SPLIT,
        verb_second=base in _VERB_SECOND,
        aux=aux,
        verbs=finite_verbs(language),
        endings=tuple(sorted(with_role(language, "end"))),
        no_end=with_role(language, *_NO_END),
        that=with_role(language, "cpl"),
        relative=with_role(language, "sub"),
        conjunctions=with_role(language, "con"),
        joining=with_role(language, "con", "sub"),
        prepositions=pre | att,
        genitives=gen,
        between=btw,
        articles=with_role(language, "art"),
        leaning=with_role(language, "pro", "con", "sub", "cpl"),
        attributing=att,
        openers=((pre | btw | gen) - att - with_role(language, "art") - _GENITIVES) | days,
        clause_openers=with_role(language, "sub") - with_role(language, "bnd", "art", "pro"),
        bound=with_role(language, "bnd"),
        days=days,
        today=days - {name.lower() for name in calendar_names(base).weekdays},
        says_on=not with_role(language, "dbf").isdisjoint({"am", "el", "na"}),
        determiners=with_role(language, "art", "det"),
        noun_follows=with_role(language, "art", "det", "pre", "gen", "btw", "att") - aux,
        binding=with_role(language, "det", "gen", "btw") - aux,
        first_person=with_role(language, "fst"),
        subjects=with_role(language, "sbj"),
        pronouns=with_role(language, "pro") - {"on"},  # French: people in general
        demonstratives=with_role(language, "dem"),
        pointing=with_role(language, "bak"),
        function=frozenset(map(folded, with_role(language, *_NO_END, "oth"))),
    )


LEAST = 30  # characters that must remain
_LONGEST = 110  # characters that may be left out
_LONGEST_OPENING = 160
_MOST_SUBJECT = 14  # words of a subject before an apposition
_COMMA = re.compile(r"[,،]\s+")
_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]{1,110})[)）\]]")
_RESULT = re.compile(r"\W*\d+\s?[-–:]\s?\d+\W*")  # of a match: (3-1)
_DASHES = re.compile(r"\s(?<!\d\s)([–—-])\s(?=[^\W\d])[^–—;:-]{1,110}(?<!\d)\s\1\s(?=[^\W\d])")  # not 3 – 0
_CLEFT = re.compile(  # It is in Paris that the king lives
    r"C['’](?:est|était) (?:à|au|aux|dans|en|par|pour|sur|avec|depuis|lors|aujourd['’]hui|hier|ce)\b"
    r"[^.?!]{1,150}?\bqu(?:e |['’])(\w)"
)
_DATED = re.compile(r"[,،]\s([^,،]{0,30}\d[^,،]{0,20})[,،]\s(?=\w)")


def variants(lead: str, grammar: Grammar) -> list[str]:
    """``lead`` without brackets, dates and "It is … that"; also without its apposition, its opening, or both; no duplicates."""
    has_brackets = any(mark in lead for mark in "(（[")
    if grammar.language.startswith("fr"):
        lead = _CLEFT.sub(lambda found: found[1].upper(), lead)
    bare = _DASHES.sub(" ", _BRACKETS.sub(_unless_result, lead) if has_brackets else lead)
    bare = _without_date(without_times(bare, grammar), grammar) if len(bare) >= LEAST else lead
    found: list[str] = []
    for one in (bare, without_apposition(bare, grammar)):
        rest = without_opening(one, grammar)
        # An opening with a date is always left out, another one only if that reads better.
        found += [rest] if _is_dated(one[: len(one) - len(rest)], grammar) else [one, rest]
    return [one for one in dict.fromkeys(found) if len(one) >= LEAST] or [bare]


def _is_dated(opening: str, grammar: Grammar) -> bool:
    """Whether ``opening`` has a number or a weekday."""
    return any(map(str.isdecimal, opening)) or any(word.lower() in grammar.days for word in words(opening))


def _unless_result(aside: re.Match[str]) -> str:
    """The replacement of an ``aside`` in brackets: itself if it is a result, or if two words would be joined, else empty."""
    around = aside.string[max(0, aside.start() - 1) : aside.start()] + aside.string[aside.end() : aside.end() + 1]
    grows = len(around) == 2 and not any(map(str.isspace, around)) and words(around) == [around]
    return aside[0] if grows or _RESULT.fullmatch(aside[1]) else ""


def _without_date(text: str, grammar: Grammar) -> str:
    """``text`` without a date between commas (``..., le 9 juin, ...``), unless it is part of a longer date."""
    for aside in _DATED.finditer(text):
        before, after = words(text[max(0, aside.start() - 20) : aside.start()])[-1:], text[aside.end()]
        longer = after.isdecimal() or (before and before[0].lower() in grammar.days)
        if not longer and is_date(aside[1], grammar.language):
            return f"{text[: aside.start()]} {text[aside.end() :]}"
    return text


@cache
def _times(language: str) -> re.Pattern[str] | None:
    """A pattern of times relative to today (``on Friday``, ``mardi 3 mai``, ``this week``); None where none are listed."""
    listed = {role: sorted(with_role(language, role), key=len, reverse=True) for role in ("day", "rel", "dbf", "daf")}
    if not listed["day"]:
        return None
    listed["month"] = [name for names in calendar_names(language.split("-")[0]).months for name in names]
    day, rel, before, after, month = ("|".join(map(re.escape, words)).replace("_", r"\s") for words in listed.values())
    number = rf"(?:,?\s\d{{1,2}}(?:er|st|nd|rd|th|º|\.)?(?:\s(?:de\s)?(?:{month})(?:\s(?:de\s)?\d{{4}})?)?(?!\S?\w))?"
    time = rf"(?:(?P<before>{before or '(?!)'})\s)?(?:{rel or '(?!)'}|(?P<day>{day}))(?:[\s-](?:{after or '(?!)'}))*{number}"
    return re.compile(rf"(?:^|(?P<comma>,)?\s){time}(?:(?P<closing>,)|(?=[\s.;:]|$))", re.IGNORECASE)


def without_times(text: str, grammar: Grammar) -> str:
    """``text`` without times relative to the day of publication, unless a preposition before one needs it (``until Friday``)."""
    pattern = _times(grammar.language)
    if pattern is None:
        return text
    kept, end = "", 0
    for found in pattern.finditer(text):
        before, after = (
            words(text[max(0, found.start() - 30) : found.start()])[-1:],
            words(text[found.end() : found.end() + 30]),
        )
        if before:
            needed = before[0].lower() in grammar.no_end - grammar.aux - grammar.that
            needed = needed or (not found["before"] and _needs_before(found["day"], before[0], grammar))
        else:  # an opening with a comma is left out only if a clause follows (without_opening)
            needed = grammar.verb_second or bool(found["closing"])
        if needed:
            continue
        one_comma = bool(found["comma"]) != bool(found["closing"])
        paired = (
            found["comma"] and after and after[0].lower() in grammar.prepositions | grammar.genitives
        )  # exclu, hier, à ..., X
        kept += text[end : found.start()] + ("," if before and (one_comma or paired) else "")
        end = found.end()
    return capital((kept + text[end:]).lstrip(" ,")) if end else text


def _needs_before(day: str | None, before: str, grammar: Grammar) -> bool:
    """Whether the weekday ``day`` after the word ``before`` does not say when, as in ``Black Friday`` or ``bis Freitag``."""
    if not day or day.lower() in grammar.today:
        return False
    return not before.islower() if grammar.language.startswith("en") else grammar.says_on


def without_apposition(text: str, grammar: Grammar) -> str:
    """``text`` without an apposition between commas, if the verb of the subject follows; else ``text``."""
    commas = [found.span() for found in _COMMA.finditer(text, 0, 3 * _LONGEST)][:3]
    if len(commas) < 2 or grammar.verb_last or grammar.unspaced:
        return text
    subject = words(text[: commas[0][0]])
    if not 0 < len(subject) <= _MOST_SUBJECT or grammar.has_verb(subject) or subject[0].lower() in grammar.openers:
        return text
    for closing in commas[1:]:
        aside, rest = text[commas[0][1] : closing[0]], text[closing[1] :]
        spoken = words(aside)
        if len(aside) > _LONGEST or not spoken or not balanced(aside):
            return text
        if spoken[0].lower() in grammar.attributing | grammar.bound | grammar.conjunctions:
            return text
        if closing != commas[1] and words(text[commas[-2][1] : closing[0]])[0].lower() in grammar.genitives:
            return text  # that part belongs to the subject
        if _continues(words(rest[:60])[:3], spoken, grammar):
            return f"{text[: commas[0][0]]} {rest}"
    return text


def _continues(following: list[str], aside: list[str], grammar: Grammar) -> bool:
    """Whether the verb of the subject follows the ``aside``; where no verbs are listed, an uncapitalised word."""
    if not following or not following[0].islower() or following[0] in grammar.conjunctions | grammar.that:
        return False
    if grammar.verb_second:
        return following[0] in grammar.aux
    if grammar.endings:
        return grammar.has_verb(following) and following[0] not in grammar.relative | grammar.prepositions
    return following[0] not in grammar.function | grammar.aux and any(word[0].isupper() for word in aside)


def without_opening(text: str, grammar: Grammar) -> str:
    """``text`` without its opening adverbial or clause, if the rest is a sentence; else ``text``."""
    begin = [word.lower() for word in words(text[:40])]
    if not begin or grammar.verb_second or grammar.verb_last:
        return text
    if begin[0] not in grammar.openers | grammar.clause_openers and grammar.days.isdisjoint(begin[:3]):
        return text
    for comma in _COMMA.finditer(text, 3, _LONGEST_OPENING):
        opening, rest = text[: comma.start()], text[comma.end() :]
        if len(rest) < LEAST or not grammar.bound.isdisjoint(word.lower() for word in words(opening)):
            return text
        if balanced(opening) and _is_clause(words(_COMMA.split(rest[:_LONGEST_OPENING], maxsplit=1)[0]), grammar):
            return capital(rest)
        if not grammar.articles:
            return text  # the subject may be before the comma
    return text


def _is_clause(clause: list[str], grammar: Grammar) -> bool:
    """Whether ``clause`` begins with its subject and has its verb."""
    first = clause[0].lower() if clause else ""
    if not first or first in grammar.leaning | grammar.genitives:
        return False
    if first in grammar.articles:
        return True
    return grammar.has_verb(clause[1:]) and not (grammar.articles and clause[0].islower())


def capital(text: str) -> str:
    """``text`` with a capital at its beginning, unless that would be several letters."""
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text
