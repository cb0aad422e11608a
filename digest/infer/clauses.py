"""The grammar of a language as far as it is needed to shorten a sentence, and the parts that can be left out of one.

The words are in ``data/function_words.txt``. These parts can be left out without changing the meaning: one in brackets or
between dashes; a day or another time relative to the day of publication ("until Friday") and a date; an apposition between the
subject and its verb or its name ("Ada Martin, the mayor, opened ..."); an opening adverbial or participle ("In December 2021,
...", "Founded in 1990, ..."), but not a source ("According to ...") or a condition; what precedes a colon.

Rejected: parsing (a verb is recognised by a short list or its ending; elsewhere only marks and word order count); appositions
anywhere else, which look like the members of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise, takewhile

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
_OBJECT = re.compile(
    r" (?:l (?:a|ont|avait|avaient)|leur (?:a|ont|avait|avaient)|les (?:a|ont|avait|avaient)) "
)  # pronouns
_BEGINNING = 3  # words of a sentence
_PARTICIPLE_WITH = frozenset(pair for word in ("based", "located", "situated") for pair in ((word, "in"), (word, "on")))
_GENITIVES = frozenset(
    {"de", "d", "du", "des", "del", "di", "do", "da", "of", "van", "dels"}
)  # do not begin an adverbial
_FOCUS = frozenset(
    "than even only just especially particularly même surtout notamment sogar selbst insbesondere incluso especialmente perfino "
    "soprattutto mesmo sobretudo zelfs vooral".split()
)
_PEOPLE = frozenset({"on"})  # French: people in general
_REFLEXIVE = frozenset({"sich", "zich", "seg", "sig"})
_IRREGULAR = frozenset(  # participles that are past tenses too
    "found made held built sent paid put lost hit set kept left led met told sold caught bought brought taught fought won hurt "
    "cut shut spent".split()
)
_AUXILIARIES = frozenset("has have had is are was were will would can could may might must should".split())
_STOP_WORDS = frozenset("that as than what who how why it he she they".split())  # begin another clause
_TIMES_AGO = frozenset("anni anno giorni mesi mese settimane settimana ore ora tempo secoli".split())  # with "fa": ago
_WHO = frozenset({"who", "qui"})  # are the subject of the verb that follows
_SUBJECT_WITHIN = 14  # words
_TIME_NOUNS = frozenset(
    "noche mañana tarde madrugada semana noite manhã madrugada notte mattina sera settimana".split()
)
_VERB_ENDINGS = ("ar", "er", "ir", "are", "ere", "ire")  # of infinitives: começa a vacinar
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
    incomplete: frozenset[str]  # these, other determiners and words that stress the next one
    waiting: frozenset[str]  # those after which a time belongs to them: the Friday; but not: hat sich am Freitag
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
    days: frozenset[str]  # weekdays, today, yesterday; Freitagmorgen
    times: tuple[str, ...]  # other times relative to today, with a space at both ends
    today: frozenset[str]  # those of them that are no weekdays
    says_on: bool  # whether a weekday without "on" does not say when
    determiners: frozenset[str]
    noun_follows: frozenset[str]  # words after which a form that may be a verb is a noun
    binding: frozenset[str]  # those of them after which even an auxiliary is no finite verb
    first_person: frozenset[str]
    never_first: frozenset[str]  # pronouns, conjunctions and verbs: a sentence that begins with one depends on another
    never_new: frozenset[str]  # a sentence that begins with one does not begin with its subject
    subjects: frozenset[str]  # pronouns of somebody who is named before
    demonstratives: frozenset[str]  # words that point back at the beginning of a sentence
    pointing: frozenset[str]  # words that point back to what was said before
    pointing_phrases: tuple[str, ...]  # the same, of several words, with a space at both ends
    saying: frozenset[str]  # verbs of reported speech
    announcing: frozenset[str]  # verbs of announcing, also as participles: what depends on them is a fact
    evidence: frozenset[str]  # nouns of what is measured: report, study, figures
    events: frozenset[str]  # verbs that stand before their subject: Ha muerto, Chiude, Começa
    compounds: frozenset[tuple[str, ...]]  # prepositions of several words that begin with a genitive: au cours de
    function: frozenset[str]  # all of them, folded

    def is_verb(self, word: str) -> bool:
        """Whether ``word`` is a listed finite verb, or ends like one."""
        return (
            word in self.aux or word in self.verbs or (len(word) > 4 and word.islower() and word.endswith(self.endings))
        )

    def verbs_of(self, spoken: Sequence[str]) -> list[bool]:
        """Which of the words ``spoken`` of a sentence are finite verbs; after a determiner or preposition a word is a noun.

        Nor is an English participle one, as in "the letter signed by", "a system based on", "a book found in Leith has"; nor "fa"
        in Italian "una settimana fa".
        """
        found = [
            self.is_verb(word) and last.lower() not in (self.binding if word in self.aux else self.noun_follows)
            for word, last in zip(spoken, ["", *spoken], strict=False)
        ]
        if not _WHO.isdisjoint(spoken):
            for n, (last, word) in enumerate(pairwise(spoken), start=1):
                found[n] = found[n] or (last in _WHO and word.islower() and word not in self.no_end)
        if "ed" in self.endings:
            for n, (word, following) in enumerate(pairwise(spoken)):
                is_participle = word.endswith("ed") and (following == "by" or (word, following) in _PARTICIPLE_WITH)
                if found[n] and (is_participle or self._belongs_to_noun(spoken, n)):
                    found[n] = False
        elif "fa" in spoken and self.events:
            for n, (last, word) in enumerate(pairwise(spoken), start=1):
                found[n] = found[n] and not (word == "fa" and last in _TIMES_AGO)
        return found

    def _belongs_to_noun(self, spoken: Sequence[str], n: int) -> bool:
        """Whether the English participle at the word ``n`` is part of the subject: a book | found in Leith | has been sold."""
        is_participle = spoken[n].endswith("ed") or spoken[n] in _IRREGULAR
        if not is_participle or spoken[n + 1] not in self.prepositions:
            return False
        after = takewhile(
            lambda word: word not in self.joining and word not in _STOP_WORDS, spoken[n + 2 : n + _SUBJECT_WITHIN]
        )
        return not _AUXILIARIES.isdisjoint(after)

    def has_verb(self, spoken: Iterable[str]) -> bool:
        """Whether one of the words ``spoken`` is a finite verb."""
        return any(map(self.is_verb, spoken))

    def subject_after_verb(self, spoken: Sequence[str]) -> int:
        """The position of the subject in a sentence with the words ``spoken`` that opens with its verb; 0 where none does so.

        In Spanish, Portuguese and Italian news it follows verbs of events and passives: "Ha muerto la actriz", "Fue detenido un".
        """
        if not self.events:
            return 0
        lower = [word.lower() for word in spoken[:_SUBJECT_WITHIN]]
        participles = tuple(one for one in PARTICIPLES[self.language.split("-")[0]] if not one.endswith("ndo"))
        begin = int(lower[:1] != [] and lower[0] in self.aux and lower[0] not in self.events)
        if len(lower) <= begin or not (begin or lower[0] in self.events or lower[0].endswith(participles)):
            return 0
        if lower[begin] in self.no_end:
            return 0  # Es un día
        for n in range(begin + 1, len(lower) - 1):
            if lower[n] in self.relative | self.that | self.conjunctions:
                return 0
            governed = lower[n - 1] in self.no_end - self.aux and n - 1 > begin
            is_noun = lower[n] in self.articles or lower[n].isdecimal() or spoken[n][0].isupper()
            names_time = lower[n + 1] in self.days | _TIME_NOUNS or lower[n + 1].endswith(_VERB_ENDINGS)
            if is_noun and not governed and not names_time:
                return n
        return 0

    def stands_alone(self, spoken: Sequence[str], *, after_verb: bool = False) -> bool:
        """Whether the sentence with the words ``spoken`` is understood without others: nobody says "I", nothing points back.

        ``after_verb``: its subject is named after its verb (``subject_after_verb``).
        """
        lower = [word.lower() for word in spoken]
        return bool(lower) and (
            (after_verb or lower[0] not in self.never_first)
            and self.demonstratives.isdisjoint(lower[:_BEGINNING])
            and not self.has_first_person(spoken)
            and not any(word in self.pointing and last not in self.joining for last, word in pairwise(["", *lower]))
            and not self._points_back(f" {' '.join(lower)} ")
            and not self._names_nobody(spoken, lower)
        )

    def has_first_person(self, spoken: Sequence[str]) -> bool:
        """Whether somebody says "I" or "you" in a sentence with the words ``spoken``; not in names (``Notre-Dame``)."""
        return any(
            word.lower() in self.first_person
            and not (n and word[0].isupper() and following[:1].isupper() and word != "I")
            for n, (word, following) in enumerate(zip(spoken, [*spoken[1:], ""], strict=True))
        )

    def _points_back(self, spaced: str) -> bool:
        """Whether a phrase of the words ``spaced`` by single spaces points back: "par la suite", "l'a remplacé"."""
        if any(phrase in spaced for phrase in self.pointing_phrases):
            return True
        return self.language.startswith("fr") and _OBJECT.search(spaced) is not None

    def _names_nobody(self, spoken: Sequence[str], lower: Sequence[str]) -> bool:
        """Whether a pronoun is the subject, and neither a name nor another subject is before it."""
        first = next((n for n, word in enumerate(lower) if word in self.subjects), 0)
        return (
            first > 0
            and not any(self.verbs_of(spoken[: first - (not self.language.startswith("en"))]))
            and (self.language.startswith("de") or not any(word[0].isupper() for word in spoken[1:first]))
        )


@cache
def grammar(language: str) -> Grammar:
    """The grammar of ``language`` (a BCP 47 tag); empty where no words of it are listed."""
    base = language.split("-")[0]
    pre, btw, gen, att = (with_role(language, role) for role in ("pre", "btw", "gen", "att"))
    days, aux, verbs = with_role(language, "day"), with_role(language, "aux"), finite_verbs(language)
    hours = with_role(language, "daf") if base in _VERB_SECOND else ()
    times = frozenset(f" {' '.join(words(phrase.replace('_', ' ')))} " for phrase in with_role(language, "rel"))
    articles, conjunctions = with_role(language, "art"), with_role(language, "con")
    leaning, back = with_role(language, "pro", "con", "sub", "cpl"), with_role(language, "bak")
    openers = ((pre | btw | gen) - att - articles - _GENITIVES) | days
    clause_openers = with_role(language, "sub") - with_role(language, "bnd", "art", "pro")
    return Grammar(
        language=language,
        unspaced=base in _UNSPACED,
        verb_last=base in _VERB_LAST,
        verb_split=base in _VERB_SPLIT,
        verb_second=base in _VERB_SECOND,
        aux=aux,
        verbs=verbs,
        endings=tuple(sorted(with_role(language, "end"))),
        no_end=with_role(language, *_NO_END),
        incomplete=with_role(language, *_NO_END, "det") | _FOCUS,
        waiting=(with_role(language, *_NO_END, "det") | _FOCUS) - aux - with_role(language, "cpl") - _REFLEXIVE,
        that=with_role(language, "cpl"),
        relative=with_role(language, "sub"),
        conjunctions=conjunctions,
        joining=with_role(language, "con", "sub"),
        prepositions=pre | att,
        genitives=gen,
        between=btw,
        articles=articles,
        leaning=leaning,
        attributing=att,
        openers=openers,
        clause_openers=clause_openers,
        bound=with_role(language, "bnd"),
        days=days.union(day + hour for day in days for hour in hours),
        times=tuple(sorted(times)),
        today=days - {word for name in calendar_names(base).weekdays for word in words(name.lower())},
        says_on=not with_role(language, "dbf").isdisjoint({"am", "el", "na"}),
        determiners=with_role(language, "art", "det"),
        noun_follows=with_role(language, "art", "det", "pre", "gen", "btw", "att") - aux,
        binding=with_role(language, "det", "gen", "btw") - aux,
        first_person=with_role(language, "fst"),
        subjects=with_role(language, "sbj"),
        never_first=(with_role(language, "pro") - _PEOPLE) | conjunctions | verbs,
        never_new=openers | clause_openers | pre | att | leaning - articles,
        demonstratives=with_role(language, "dem"),
        pointing=frozenset(word for word in back if "_" not in word),
        pointing_phrases=tuple(sorted(f" {word.replace('_', ' ')} " for word in back if "_" in word)),
        saying=with_role(language, "say"),
        announcing=with_role(language, "ann"),
        evidence=with_role(language, "evi"),
        events=with_role(language, "evt"),
        compounds=frozenset(tuple(phrase.split("_")) for phrase in with_role(language, "prp")),
        function=frozenset(map(folded, with_role(language, *_NO_END, "oth"))),
    )


LEAST = 30  # characters that must remain
_LONGEST = 160  # characters that may be left out
_MOST_SUBJECT = 14  # words of a subject before an apposition
_ONCE = frozenset({("une", "fois"), ("una", "vez"), ("uma", "vez"), ("una", "volta")})
PARTICIPLES = {
    "en": ("ed", "ing"),
    "fr": ("é", "ée", "és", "ées", "ant"),
    "es": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "iendo"),
    "pt": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "endo"),
    "it": ("ato", "ata", "ati", "ate", "uto", "uta", "uti", "ute", "ando", "endo"),
}
_LETTERS = 3  # of a word that is no participle
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
    """``lead`` without brackets, dates and "It is … that"; also without its apposition, its opening, or both, and the clause
    after its colon; no duplicates.
    """
    has_brackets = any(mark in lead for mark in "(（[")
    if grammar.language.startswith("fr"):
        lead = _CLEFT.sub(lambda found: found[1].upper(), lead)
    bare = _DASHES.sub(" ", _BRACKETS.sub(_unless_result, lead) if has_brackets else lead)
    bare = _without_date(without_times(bare, grammar), grammar) if len(bare) >= LEAST else lead
    found: list[str] = []
    for one in (
        bare,
        without_apposition(bare, grammar),
        *_after_colon(bare, grammar),
        *_announced(bare, grammar),
    ):
        rest = without_opening(one, grammar)
        # An opening with a date is always left out, another one only if that reads better.
        found += [rest] if _is_dated(one[: len(one) - len(rest)], grammar) else [one, rest]
        found.append(without_apposition(rest, grammar))
    return [one for one in dict.fromkeys(found) if len(one) >= LEAST] or [bare]


def _after_colon(text: str, grammar: Grammar) -> list[str]:
    """The clause after the colon of ``text``, if it begins with its subject."""
    at = text.find(": ", 0, _LONGEST) + 2
    clause = words(text[at : at + _LONGEST])
    if at < 2 or not clause or not balanced(text[:at]) or not _is_clause(clause, grammar):
        return []
    return [capital(text[at:])]


_THAT = re.compile(r"\s(?:that|que|qu['’]|che)(?:\s|(?<=['’]))")
_LONGEST_TIME = 9  # words from a verb of announcing to "that": announced on Monday in the capital that
NEGATIONS = frozenset("not no never ne n pas non não nunca jamais if si se".split())


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
        word in grammar.articles and last not in grammar.prepositions | grammar.genitives for last, word in pairwise(between)
    )
    if has_object or len(between) > _LONGEST_TIME:
        return []
    rest = text[that.end() :]
    shorter = without_apposition(rest, grammar)
    is_fact = balanced(text[: that.start()]) and _is_clause(words(_COMMA.split(shorter, maxsplit=1)[0]), grammar)
    return [capital(rest), capital(shorter)] if is_fact else []


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


_ON_A_DATE = "on|le|am|el|em|il|op"  # before a day of the month
_TO_A_DAY = "to|till|until|à|bis|al|a|tot"  # from Monday to ...


@cache
def _times(language: str) -> re.Pattern[str] | None:
    """A pattern of times relative to today (``on Friday``, ``mardi 3 mai``, ``this week``); None where none are listed."""
    listed = {role: sorted(with_role(language, role), key=len, reverse=True) for role in ("day", "rel", "dbf", "daf")}
    if not listed["day"]:
        return None
    listed["month"] = [name for names in calendar_names(language.split("-")[0]).months for name in names]
    day, rel, before, after, month = ("|".join(map(re.escape, words)).replace("_", r"\s") for words in listed.values())
    before, rel, after = (words or "(?!)" for words in (before, rel, after))
    month_year = rf"\s(?:de\s)?(?:{month})(?:\s(?:de\s)?\d{{4}})?"
    number = rf"(?:,?\s\d{{1,2}}(?:er|st|nd|rd|th|º|\.)?(?:{month_year})?(?!\S?\w))?"
    hours = rf"(?:[\s-]?(?:{after}))*"  # Friday morning, Freitagmorgen
    until = rf"(?:\s(?:{_TO_A_DAY})\s(?:{day}){hours}{number})?"
    weekday = rf"(?P<before>(?:(?:{before})\s)+)?(?:{rel}|(?P<day>{day})){hours}{number}{until}"
    date = rf"(?:{_ON_A_DATE})\s(?:\d{{1,2}}(?:er|\.|º)?{month_year}|(?:{month})\s\d{{1,2}}(?:,\s\d{{4}})?){hours}"
    time = rf"(?:{weekday}|(?P<date>{date}(?=\s[^\W\d])))"
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
            needed = before[0].lower() in grammar.waiting
            needed = needed or (not found["before"] and _needs_before(found["day"], before[0], grammar))
            needed = needed or bool(found["date"] and found["comma"])
            ordinal = grammar.language.startswith("pt") and found["day"] and "feira" not in found[0]
            needed = needed or bool(ordinal and after and after[0][0].isupper())  # na Segunda Guerra Mundial
        else:  # an opening with a comma is left out only if a clause follows (without_opening)
            clause = words(text[found.end() : found.end() + _LONGEST]) if found["closing"] else []
            needed = grammar.verb_second or (bool(found["closing"]) and not (clause and _is_clause(clause, grammar)))
        if needed:
            continue
        one_comma = bool(found["comma"]) != bool(found["closing"]) and "," not in found[0].strip(", ")
        paired = (
            found["comma"]
            and after
            and after[0].lower() in (grammar.prepositions | grammar.genitives) - grammar.articles
        )  # exclu, hier, à ..., X
        kept += text[end : found.start()] + ("," if before and (one_comma or paired) else "")
        end = found.end()
    return capital((kept + text[end:]).lstrip(" ,")) if end else text


def is_relative(spoken: Sequence[str], text: str, grammar: Grammar) -> bool:
    """Whether ``text`` with the words ``spoken`` says "today" or begins with another relative time, such as "last year"."""
    if not grammar.today.isdisjoint(word.lower() for word in spoken):
        return True
    pattern = _times(grammar.language)
    found = pattern.match(text) if pattern else None
    return bool(found and not found["day"] and not found["date"])


def _needs_before(day: str | None, before: str, grammar: Grammar) -> bool:
    """Whether the weekday ``day`` after the word ``before`` does not say when, as in ``Black Friday`` or ``bis Freitag``."""
    if not day or day.lower() in grammar.today:
        return False
    return not before.islower() if grammar.language.startswith("en") else grammar.says_on


def without_apposition(text: str, grammar: Grammar) -> str:
    """``text`` without an apposition between commas, if the verb of the subject follows; else ``text``."""
    commas = [found.span() for found in _COMMA.finditer(text, 0, 3 * _LONGEST)][:5]
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
        return grammar.has_verb(following) and following[0] not in grammar.relative | grammar.prepositions
    return grammar.is_verb(following[0])


def without_opening(text: str, grammar: Grammar) -> str:
    """``text`` without its opening adverbial or clause, if the rest is a sentence; else ``text``."""
    begin = [word.lower() for word in words(text[:40])]
    if not begin or grammar.verb_second or grammar.verb_last:
        return text
    opens = begin[0] in grammar.openers | grammar.clause_openers or not grammar.days.isdisjoint(begin[:3])
    reports = begin[0] in grammar.attributing and bool(grammar.evidence)
    if not (opens or reports) and not _opens_with_participle(words(text[:40]), grammar):
        return text
    for comma in _COMMA.finditer(text, 3, _LONGEST):
        opening, rest = text[: comma.start()], text[comma.end() :]
        said = [word.lower() for word in words(opening)]
        if len(rest) < LEAST or not grammar.bound.isdisjoint(said) or (reports and grammar.evidence.isdisjoint(said)):
            return text
        shorter = without_apposition(rest, grammar)
        if balanced(opening) and _is_clause(words(_COMMA.split(shorter[:_LONGEST], maxsplit=1)[0]), grammar):
            return capital(rest)
        if not grammar.articles:
            return text  # the subject may be before the comma
    return text


def _opens_with_participle(spoken: list[str], grammar: Grammar) -> bool:
    """Whether a sentence with the words ``spoken`` opens as in ``Founded in 1990, ...`` or ``Une fois la guerre finie, ...``."""
    first, second = (*(word.lower() for word in spoken[:2]), "", "")[:2]
    if (first, second) in _ONCE:
        return True
    endings = PARTICIPLES.get(grammar.language.split("-")[0], ())
    return len(first) > _LETTERS and first.endswith(endings) and second in grammar.function and spoken[1].islower()


def _is_clause(clause: list[str], grammar: Grammar) -> bool:
    """Whether ``clause`` begins with its subject and has its verb."""
    first = clause[0].lower() if clause else ""
    if not first or first in (grammar.leaning | grammar.genitives) - _PEOPLE:
        return False
    if first in grammar.articles and not grammar.verbs:
        return True
    if not grammar.articles and not grammar.relative.isdisjoint(word.lower() for word in clause[:2]):
        return False
    has_verb = any(grammar.verbs_of(clause)[1:])
    return has_verb and (first in grammar.articles or not (grammar.articles and clause[0].islower()))


def capital(text: str) -> str:
    """``text`` with a capital at its beginning, unless that would be several letters."""
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text
