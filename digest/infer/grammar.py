"""The grammar of a language, as far as it is needed to shorten a sentence: verbs, subjects, what points back.

The words are in ``data/function_words.txt`` and ``data/finite_verbs.txt``.

Rejected: parsing. A verb is recognised by a list or its ending; elsewhere only marks and word order count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise, takewhile

from msgspec import Struct

from digest.dates.written import calendar_names
from digest.infer.words import finite_verbs, with_role
from digest.words import folded, words

LEAST, MOST = 30, 110  # characters of a headline that is part of a sentence
LONGEST = 150  # of one that has no shorter form
MOST_UNSPACED = 60  # of one in Chinese or Japanese
FULL_STOPS = ".。．｡।॥۔።։"
PART_ENDS = frozenset(",;:—–،؛、，；：")
_UNSPACED = frozenset({"zh", "ja"})
_VERB_LAST = frozenset({"tr", "az", "uz", "kk", "hi", "mr", "ne", "fa", "ur", "ps", "ko"})
_VERB_SPLIT = frozenset({"de", "nl", "af"})
_VERB_SECOND = _VERB_SPLIT | {"sv", "da", "nb", "nn", "no"}
_OBJECT = {  # pronouns before their verb: l'a remplacé, la llevaba, lo ha detto
    "fr": re.compile(r" (?:(?:l|leur|les) (?:a|ont|avait|avaient)|on (?:l|le|la|les|lui|leur)) "),
    "es": re.compile(
        r" l[oa]s? (?:ha|han|había|habían|\w+(?:ó|aba|aban|aron|ieron|ará|arán)) | a (?:él|ellas?|ellos) "
    ),
    "it": re.compile(r" l[oai']? ?(?:ha|hanno|aveva|avevano) "),
}
_ACCORDING_TO_IT = re.compile(r" (?:dem|der|den) \w+ zufolge ")  # Dem Leak zufolge: nothing has introduced it
_BEGINNING = 3  # words of a sentence
_PARTICIPLE_WITH = frozenset(pair for word in ("based", "located", "situated") for pair in ((word, "in"), (word, "on")))
_BY_HOW_MUCH = frozenset(  # verbs of which "by" says by how much: prices increased by 5%
    "increased decreased dropped jumped declined climbed doubled tripled expanded narrowed slowed voted advanced surged".split()
)
_GENITIVES = frozenset(
    {"de", "d", "du", "des", "del", "di", "do", "da", "of", "van", "dels"}
)  # do not begin an adverbial
_FOCUS = frozenset(
    "than even only just especially particularly même surtout notamment sogar selbst insbesondere incluso especialmente perfino "
    "soprattutto mesmo sobretudo zelfs vooral".split()
)
_ALSO = frozenset("also aussi auch también anche também ook".split())
_COUNTRY = "US"
_PEOPLE = frozenset({"on"})  # French: people in general
_PARTICLES = frozenset({"out", "off", "apart"})  # of English verbs: walked out | on Tuesday
_REFLEXIVE = frozenset({"sich", "zich", "seg", "sig"})
_IRREGULAR = frozenset(  # participles that are past tenses too
    "found made held built sent paid put lost hit set kept left led met sold caught bought brought taught fought won hurt "
    "cut shut spent".split()
)
_AUXILIARIES = frozenset("has have had is are was were will would can could may might must should".split())
_STOP_WORDS = frozenset("that as than what who how why it he she they".split())  # begin another clause
_TIMES_AGO = frozenset("anni anno giorni mesi mese settimane settimana ore ora tempo secoli".split())  # with "fa": ago
_WHO = frozenset({"who", "qui"})  # are the subject of the verb that follows
_THIRD_PERSON = ("a", "e", "ano", "ono", "ò", "ì", "rà", "rono", "va")  # of Italian verbs: si ferma
_SUBJECT_WITHIN = 14  # words
_TIME_NOUNS = frozenset(
    "noche mañana tarde madrugada semana noite manhã madrugada notte mattina sera settimana".split()
)
_VERB_ENDINGS = ("ar", "er", "ir", "are", "ere", "ire")  # of infinitives: começa a vacinar
_NO_END = ("art", "gen", "pre", "btw", "att", "con", "cpl", "sub", "aux", "pro")
PARTICIPLES = {
    "en": ("ed", "ing"),
    "fr": ("é", "ée", "és", "ées", "ant"),
    "es": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "iendo"),
    "pt": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "endo"),
    "it": ("ato", "ata", "ati", "ate", "uto", "uta", "uti", "ute", "ando", "endo"),
}


INDEFINITE = frozenset("a an un une des uno una unos unas um uma uns umas ein eine een en ett et".split())
PARTICIPLE = re.compile(r"(?:\w*ge|be|ver|ont|ent|er|her)\w{3,}(?:t|en|d)$")  # of German and Dutch
GERUNDS = {
    "en": ("ing",),
    "fr": ("ant",),
    "es": ("ando", "iendo"),
    "pt": ("ando", "endo", "indo"),
    "it": ("ando", "endo"),
}


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
    never_named: frozenset[str]  # begin a sentence with a capital that is due to its beginning
    never_new: frozenset[str]  # a sentence that begins with one does not begin with its subject
    subjects: frozenset[str]  # pronouns of somebody who is named before
    demonstratives: frozenset[str]  # words that point back at the beginning of a sentence
    pointing: frozenset[str]  # words that point back to what was said before
    pointing_phrases: tuple[str, ...]  # the same, of several words, with a space at both ends
    saying: frozenset[str]  # verbs of reported speech
    announcing: frozenset[str]  # verbs of announcing, also as participles: what depends on them is a fact
    evidence: frozenset[str]  # nouns of what is measured: report, study, figures
    events: frozenset[str]  # verbs that stand before their subject: Ha muerto, Chiude, Começa
    time_units: frozenset[str]
    titles: frozenset[str]  # of persons, where they have capitals before a name
    contrasts: tuple[str, ...]  # words that turn round what is before (but), with a space at both ends
    conditions: frozenset[str]  # words that limit what is before (if, unless, within)
    circumstances: frozenset[tuple[str, ...]]  # words that begin a circumstance, which may be left out at the end
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
            self._find_verb_after_that(spoken, found)
            for n, (word, following) in enumerate(pairwise(spoken)):
                passive = following == "by" and word not in _BY_HOW_MUCH
                is_participle = word.endswith("ed") and (passive or (word, following) in _PARTICIPLE_WITH)
                if found[n] and (is_participle or self._belongs_to_noun(spoken, n)):
                    found[n] = False
        elif "si" in spoken and self.language.startswith("it"):
            for n, (last, word) in enumerate(pairwise(spoken), start=1):
                found[n] = found[n] or (last == "si" and word.endswith(_THIRD_PERSON))
        if "fa" in spoken and self.events:
            for n, (last, word) in enumerate(pairwise(spoken), start=1):
                found[n] = found[n] and not (word == "fa" and last in _TIMES_AGO)
        return found

    def _find_verb_after_that(self, spoken: Sequence[str], found: list[bool]) -> None:
        """Mark the verb of the clause that describes an English subject: The ferries that | cross the strait were running."""
        first = next((n for n, is_verb in enumerate(found) if is_verb), 0)
        for n in range(2, first - 1):
            after = spoken[n + 1]
            if spoken[n] == "that" and spoken[n - 1].islower() and after.islower() and after not in self.incomplete:
                found[n + 1] = True
                return

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

    def is_clause(self, clause: Sequence[str]) -> bool:
        """Whether ``clause`` begins with its subject and has its verb."""
        first = clause[0].lower() if clause else ""
        names = first in self.articles and clause[1:] and clause[1][0].isupper()  # Die Stadt; but: die stehen
        if not first or (first not in _PEOPLE and ((first in self.leaning and not names) or first in self.genitives)):
            return False
        if first in self.articles and not self.verbs:
            return True
        if not self.articles and not self.relative.isdisjoint(word.lower() for word in clause[:2]):
            return False
        has_verb = any(self.verbs_of(clause)[1:])
        return has_verb and (first in self.articles or first in _PEOPLE or not (self.articles and clause[0].islower()))

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
            if lower[n] in self.relative or lower[n] in self.that or lower[n] in self.conjunctions:
                return 0
            governed = n - 1 > begin and lower[n - 1] in self.no_end and lower[n - 1] not in self.aux
            is_noun = lower[n] in self.articles or lower[n].isdecimal() or spoken[n][0].isupper()
            after = lower[n + 1]
            names_time = after in self.days or after in _TIME_NOUNS or after.endswith(_VERB_ENDINGS)
            if is_noun and not governed and not names_time:
                return n
        return 0

    def stands_alone(self, spoken: Sequence[str], *, after_verb: bool = False) -> bool:
        """Whether the sentence with the words ``spoken`` is understood without others: nobody says "I", nothing points back.

        ``after_verb``: its subject is named after its verb (``subject_after_verb``).
        """
        lower = lowered(spoken)
        return bool(lower) and (
            (after_verb or lower[0] not in self.never_first)
            and self.demonstratives.isdisjoint(lower[:_BEGINNING])
            and not self.has_first_person(spoken)
            and (self.pointing.isdisjoint(lower) or not any(self._points(lower, n) for n in range(len(lower))))
            and not self._points_back(f" {' '.join(lower)} ")
            and not self._names_nobody(spoken, lower)
        )

    def _points(self, lower: Sequence[str], n: int) -> bool:
        """Whether the word ``n`` points back to what was said before: has also sung; but not: also in Leith, but also."""
        if lower[n] not in self.pointing or (n and lower[n - 1] in self.joining):
            return False
        after = lower[n + 1 : n + 2]
        if not self.days.isdisjoint(after) or (lower[n] == "alors" and not self.that.isdisjoint(after)):
            return False  # nesta segunda-feira, alors que
        return n == 0 or lower[n] not in _ALSO or self.prepositions.isdisjoint(lower[n + 1 : n + 2])

    def has_first_person(self, spoken: Sequence[str]) -> bool:
        """Whether somebody says "I" or "you" in a sentence with the words ``spoken``; not in names (``Notre-Dame``, US)."""
        if self.first_person.isdisjoint(lowered(spoken)):
            return False
        for n, word in enumerate(spoken):
            in_name = n > 0 and word[0].isupper() and word != "I" and "".join(spoken[n + 1 : n + 2])[:1].isupper()
            if word != _COUNTRY and word.lower() in self.first_person and not in_name:
                return True
        return False

    def _points_back(self, spaced: str) -> bool:
        """Whether a phrase of the words ``spaced`` by single spaces points back: par la suite, l'a remplacé, dem Leak zufolge."""
        if any(phrase in spaced for phrase in self.pointing_phrases):
            return True
        if self.language.startswith("de") and _ACCORDING_TO_IT.match(spaced):
            return True
        pronoun = _OBJECT.get(self.language.split("-")[0])
        return pronoun is not None and pronoun.search(spaced) is not None

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
    pre, btw, gen, att, articles, conjunctions = (with_role(language, one) for one in "pre btw gen att art con".split())
    days, aux, verbs = with_role(language, "day"), with_role(language, "aux"), finite_verbs(language)
    hours = with_role(language, "daf") if base in _VERB_SECOND else ()
    leaning, back = with_role(language, "pro", "con", "sub", "cpl", "bgn"), with_role(language, "bak")
    openers = ((pre | btw | gen) - att - articles - _GENITIVES) | days
    never_first = (with_role(language, "pro", "bgn") - _PEOPLE) | conjunctions | verbs
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
        waiting=(with_role(language, *_NO_END, "det") | _FOCUS)
        - aux
        - with_role(language, "cpl")
        - _REFLEXIVE
        - _PARTICLES,
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
        days=days.union(day + hour for day in days for hour in hours if "_" not in hour),
        times=_phrases(with_role(language, "rel")),
        today=days - {word for name in calendar_names(base).weekdays for word in words(name.lower())},
        says_on=not with_role(language, "dbf").isdisjoint({"am", "el", "na"}),
        determiners=with_role(language, "art", "det"),
        noun_follows=with_role(language, "art", "det", "pre", "gen", "btw", "att") - aux,
        binding=with_role(language, "det", "gen", "btw") - aux,
        first_person=with_role(language, "fst"),
        subjects=with_role(language, "sbj"),
        never_first=never_first,
        never_named=never_first | articles | openers,
        never_new=openers | clause_openers | pre | att | leaning - articles,
        demonstratives=with_role(language, "dem"),
        pointing=frozenset(word for word in back if "_" not in word),
        pointing_phrases=_phrases(word for word in back if "_" in word),
        saying=with_role(language, "say"),
        announcing=with_role(language, "ann"),
        evidence=with_role(language, "evi"),
        events=with_role(language, "evt"),
        time_units=with_role(language, "unt"),
        titles=with_role(language, "ttl"),
        contrasts=_phrases(with_role(language, "ctr")),
        conditions=with_role(language, "cnd"),
        circumstances=frozenset(tuple(phrase.split("_")) for phrase in with_role(language, "cir")),
        function=frozenset(map(folded, with_role(language, *_NO_END, "oth"))),
    )


def _phrases(listed: Iterable[str]) -> tuple[str, ...]:
    """The ``listed`` phrases, whose words "_" joins, with single spaces between their words and at both ends."""
    return tuple(sorted({f" {' '.join(words(phrase.replace('_', ' ')))} " for phrase in listed}))


def lowered(spoken: Sequence[str]) -> list[str]:
    """The words ``spoken`` in lower case, but for the country that would be a pronoun."""
    return [word if word == _COUNTRY else word.lower() for word in spoken]


def capital(text: str) -> str:
    """``text`` with a capital at its beginning, unless that would be several letters."""
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text
