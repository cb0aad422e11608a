"""The parts that can be left out of a sentence without changing its meaning.

They are: one in brackets or between dashes; the mark of a share; a time relative to the day of publication ("on Friday") and a
date; by how many votes, between a verb and its object; an apposition between the subject and its verb or its name ("Ada Martin,
the mayor, opened ..."); an opening adverbial or participle ("In December 2021, ...", "Founded in 1990, ..."), but not a
condition, nor a source, unless it is a report or figures ("According to a report, ..."); who announces a fact ("The mayor
confirmed that ..."); what precedes a colon.

Rejected: appositions anywhere else, which look like the members of a list; who says something that may be denied.
"""

from __future__ import annotations

import re
from itertools import pairwise

from digest.infer.dateline import is_date
from digest.infer.grammar import GERUNDS, INDEFINITE, LEAST, PARTICIPLES, Grammar, capital
from digest.infer.relative_times import without_times
from digest.infer.text import balanced
from digest.words import words

_LONGEST = 160  # characters that may be left out
_DESCRIBED = 2  # words of a subject that says who somebody is: A Russian scientist
_MOST_SUBJECT = 20  # words of a subject before an apposition
_ONCE = frozenset({("une", "fois"), ("una", "vez"), ("uma", "vez"), ("una", "volta")})
_QUOTED = re.compile(r"(?<![\w.!?])[«“„\"]\s?[a-zß-ÿ]")  # no title of a book
_LETTERS = 3  # of a word that is no participle
_IN = frozenset("in at near à a ad al em no na en".split())  # before the name of a place
_COMMA = re.compile(r"[,،]\s+")
_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]{1,110})[)）\]]")
_TICKER = re.compile(
    r"\s*<[A-Z0-9.]{1,8}(?:\s[A-Z0-9.]{1,4})?>|<(?=\w)|(?<=\w)>"
)  # of a share, and a firm: <TOSS.T>, <Azuma Co>
_RESULT = re.compile(r"\W*\d+\s?[-–:]\s?\d+\W*")  # of a match: (3-1)
_DASHES = re.compile(r"\s(?<!\d\s)([–—-])\s(?=[^\W\d])[^–—;:-]{1,110}(?<!\d)\s\1\s(?=[^\W\d])")  # not 3 – 0
_CLOSE_DASHES = re.compile(r",?\s—(?=\w)[^—]{1,110}\w—,?(?=\s)")  # of Spanish: el puerto —esta vez el viejo— ha
_TO_AGENCY = re.compile(  # whom somebody told it: a indiqué le parquet à l'AFP
    r"\s(?:à\sl['’]|à\sagência\s|a\s|to\s|all['’]|ao\s|(?:gegenüber\s)?der\s|aan\s)(?:AFP|AP|Reuters|E(?:FE|fe)|Lusa|A(?:NSA|nsa)|dpa|ANP|Belga)\b"
)
_CLEFT = re.compile(  # It is in Paris that the king lives
    r"C['’](?:est|était) (?:à|au|aux|dans|en|par|pour|sur|avec|depuis|lors|aujourd['’]hui|hier|ce)\b"
    r"[^.?!]{1,150}?\bqu(?:e |['’])(\w)"
)
_DATED = re.compile(r"[,،]\s([^,،]{0,30}\d[^,،]{0,20})[,،]\s(?=\w)")
_VOTES = re.compile(  # by how many, between a verb and its object
    r",\s(?:by|with|par|avec|mit|por|con|com|met)\s(?=[^,;:]{0,30}\d)[^,;:.]{3,60},\s(?=[^\W\d])"
)
_THAT = re.compile(r"\s(?:that|que|qu['’]|che)(?:\s|(?<=['’]))")
_LONGEST_TIME = 9  # words from a verb of announcing to "that": announced on Monday in the capital that
NEGATIONS = frozenset("not no never ne n pas non não nunca jamais if si se".split())


def variants(lead: str, grammar: Grammar) -> list[str]:
    """``lead`` without brackets, dates and "It is … that"; also without its apposition, its opening, or both, and the clause
    after its colon; no duplicates.
    """
    lead = _TICKER.sub("", lead) if "<" in lead else lead
    lead = _TO_AGENCY.sub("", _CLOSE_DASHES.sub("", lead))
    has_brackets = any(mark in lead for mark in "(（[")
    if grammar.language.startswith("fr"):
        lead = _CLEFT.sub(lambda found: found[1].upper(), lead)
    bare = _DASHES.sub(" ", _BRACKETS.sub(_unless_result, lead) if has_brackets else lead)
    bare = _without_date(without_times(bare, grammar), grammar) if len(bare) >= LEAST else lead
    bare = _without_votes(bare, grammar)
    found: list[str] = []
    for one in (
        bare,
        _without_known_apposition(bare, grammar),
        *after_colon(bare, grammar),
        *_announced(bare, grammar),
    ):
        rest = without_opening(one, grammar)
        if _is_place(one[: len(one) - len(rest)], grammar):
            rest = one
        # An opening with a date is always left out, another one only if that reads better.
        found += [rest] if _is_dated(one[: len(one) - len(rest)], grammar) else [one, rest]
        if rest is not one:
            found.append(_without_known_apposition(rest, grammar))
    return [one for one in dict.fromkeys(found) if len(one) >= LEAST] or [bare]


def after_colon(text: str, grammar: Grammar) -> list[str]:
    """The clause after the colon of ``text``, if it begins with its subject and quotes nobody, who may be named before."""
    at = text.find(": ", 0, _LONGEST) + 2
    clause = words(text[at : at + _LONGEST])
    if at < 2 or not clause or not balanced(text[:at]) or not grammar.is_clause(clause) or _QUOTED.search(text, at):
        return []
    return [capital(text[at:])]


def _announced(text: str, grammar: Grammar) -> list[str]:
    """The clause that says what is announced (``The mayor confirmed that the bridge ...``), if it begins with its subject."""
    that = _THAT.search(text, 0, _LONGEST)
    if not grammar.announcing or not that:
        return []
    before = [word.lower() for word in words(text[: that.start()])]
    verb = next((n for n in range(len(before) - 1, -1, -1) if before[n] in grammar.announcing), None)
    if verb is None or not (NEGATIONS | grammar.relative).isdisjoint(before):
        return []
    # An article without a preposition begins an object, which "that" may belong to: announced a plan that
    between = before[verb:]
    has_object = any(
        word in grammar.articles and last not in grammar.prepositions | grammar.genitives
        for last, word in pairwise(between)
    )
    if has_object or len(between) > _LONGEST_TIME:
        return []
    rest = text[that.end() :]
    if _has_name(text[: that.start()]) and not _has_name(rest):
        return []  # The mayor of Leith announced that the schools stay closed
    shorter = without_apposition(rest, grammar)
    is_fact = balanced(text[: that.start()]) and grammar.is_clause(words(_COMMA.split(shorter, maxsplit=1)[0]))
    return [capital(rest), capital(shorter)] if is_fact else []


def _has_name(part: str) -> bool:
    """Whether a word of ``part`` after the first one has a capital."""
    return any(word[0].isupper() for word in words(part)[1:])


def _is_place(opening: str, grammar: Grammar) -> bool:
    """Whether ``opening`` is a place: In Leith, A Buenos Aires, En el Puerto de la Cruz."""
    spoken = words(opening)
    return (
        len(spoken) > 1
        and spoken[0].lower() in _IN
        and all(word[0].isupper() or word in grammar.articles | grammar.genitives for word in spoken[1:])
    )


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


def _without_votes(text: str, grammar: Grammar) -> str:
    """``text`` without by how many votes, if that is between a verb and its object: has passed, by 98 votes to 60, a bill."""
    votes = _VOTES.search(text, 0, _LONGEST)
    if not votes:
        return text
    before, after = words(text[: votes.start()])[-1:], [word.lower() for word in words(text[votes.end() : _LONGEST])]
    participles = PARTICIPLES.get(grammar.language.split("-")[0], ())
    decides = bool(before) and (grammar.is_verb(before[0]) or before[0].endswith(participles))
    has_object = bool(after) and after[0] in grammar.articles and grammar.saying.isdisjoint(after[:_LETTERS])
    return f"{text[: votes.start()]} {text[votes.end() :]}" if decides and has_object else text


def _without_known_apposition(text: str, grammar: Grammar) -> str:
    """``text`` without an apposition, unless only that says who is meant: A delegation, led by the mayor, opened.

    But: A Russian scientist, Ivan Petrov, has.
    """
    subject, aside = words(text.partition(",")[0]), words(",".join(text.split(",", 2)[1:2]))
    names_nobody = subject and subject[0].lower() in INDEFINITE and not any(word[0].isupper() for word in subject[1:])
    names_nobody = names_nobody and not (len(subject) > _DESCRIBED and all(word[0].isupper() for word in aside))
    return text if names_nobody and not grammar.verb_split else without_apposition(text, grammar)


def without_apposition(text: str, grammar: Grammar) -> str:
    """``text`` without an apposition between commas, if the verb of the subject follows; else ``text``."""
    commas = [found.span() for found in _COMMA.finditer(text, 0, 3 * _LONGEST)][:5]
    if len(commas) < 2 or grammar.verb_last or grammar.unspaced:
        return text
    subject = words(text[: commas[0][0]])
    if not 0 < len(subject) <= _MOST_SUBJECT or grammar.has_verb(subject):
        return text
    if subject[0].lower() in grammar.openers | grammar.attributing:  # the subject comes later
        return text
    for closing in commas[1:]:
        aside, rest = text[commas[0][1] : closing[0]], text[closing[1] :]
        spoken = words(aside)
        if len(aside) > _LONGEST or not spoken or not balanced(aside):
            return text
        first = spoken[0].lower()
        if first in grammar.attributing | grammar.bound | grammar.conjunctions:
            return text
        if first not in grammar.relative and not grammar.aux.isdisjoint(map(str.lower, spoken)):
            return text  # it has the verb
        if _continues(words(rest[:60])[:5], spoken, grammar):
            return f"{text[: commas[0][0]]} {rest}"
    return text


def _continues(following: list[str], aside: list[str], grammar: Grammar) -> bool:
    """Whether the verb of the subject follows the ``aside``."""
    if not following:
        return False
    if grammar.articles and not following[0].islower():  # Le groupe de cosmétiques, numéro un mondial, L'Oréal a ouvert
        named = next((n for n, word in enumerate(following) if word.islower()), len(following))
        is_apposition = len(aside) > 1 and aside[0].islower() and aside[0] not in grammar.function
        return is_apposition and not grammar.verb_second and grammar.has_verb(following[named : named + 1])
    if not following[0].islower() or following[0] in grammar.conjunctions | grammar.that:
        return False
    following = following[:3]
    if grammar.verb_second:
        return following[0] in grammar.aux
    if grammar.verbs:
        return (
            grammar.has_verb(following)
            and following[0] not in grammar.relative | grammar.prepositions | grammar.genitives
        )
    return grammar.is_verb(following[0])


def without_participle(text: str, grammar: Grammar) -> str:
    """``text`` without what a participle of the present after a comma adds to it: The mayors met, agreeing to sell."""
    gerunds = GERUNDS.get(grammar.language.split("-")[0], ())
    for comma in _COMMA.finditer(text, LEAST):
        following = "".join(words(text[comma.end() : comma.end() + _LONGEST])[:1]).lower()
        if following.endswith(gerunds) and following not in grammar.function:
            return text[: comma.start()]
    return text


def without_opening(text: str, grammar: Grammar) -> str:
    """``text`` without its opening adverbial or clause, if the rest is a sentence; else ``text``."""
    begin = [word.lower() for word in words(text[:40])]
    if not begin or grammar.verb_second or grammar.verb_last:
        return text
    opens = begin[0] in grammar.openers | grammar.clause_openers or not grammar.days.isdisjoint(begin[:3])
    opens = opens or not grammar.time_units.isdisjoint(begin[1:2])  # Two years after the storm, ...
    reports = begin[0] in grammar.attributing and bool(grammar.evidence)
    if not (opens or reports) and not _opens_with_participle(words(text[:40]), grammar):
        return text
    for comma in _COMMA.finditer(text, 3, _LONGEST):
        opening, rest = text[: comma.start()], text[comma.end() :]
        opened = [word.lower() for word in words(opening)]
        if (
            len(rest) < LEAST
            or not grammar.bound.isdisjoint(opened)
            or (reports and grammar.evidence.isdisjoint(opened))
        ):
            return text
        shorter = without_apposition(rest, grammar)
        if balanced(opening) and grammar.is_clause(words(_COMMA.split(shorter[:_LONGEST], maxsplit=1)[0])):
            return text if _divides_names(opening, rest, grammar) else capital(rest)
        if not grammar.articles:
            return text  # the subject may be before the comma
    return text


def _divides_names(opening: str, rest: str, grammar: Grammar) -> bool:
    """Whether names are listed from the end of ``opening`` on: In May, Spain, | Ireland and Norway."""
    before, following = words(opening.rpartition(",")[2]), words(rest[:60])
    joint = next((n for n, word in enumerate(following) if not word[0].isupper()), 0)
    is_list = joint > 0 and following[joint] in grammar.conjunctions and following[joint + 1 : joint + 2] != []
    return is_list and "," in opening and all(word[0].isupper() for word in before)


def _opens_with_participle(spoken: list[str], grammar: Grammar) -> bool:
    """Whether a sentence with the words ``spoken`` opens as in ``Founded in 1990, ...`` or ``Une fois la guerre finie, ...``."""
    first, second = (*(word.lower() for word in spoken[:2]), "", "")[:2]
    if (first, second) in _ONCE:
        return True
    endings = PARTICIPLES.get(grammar.language.split("-")[0], ())
    return len(first) > _LETTERS and first.endswith(endings) and second in grammar.function and spoken[1].islower()
