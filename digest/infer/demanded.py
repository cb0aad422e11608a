"""What a reader asks for at once where a headline ends too early: for which crime, for what the money is, of what, where.

Such an ending is no mistake of grammar, so it is used where the sentence has no better one.
"""

from __future__ import annotations

import re
from functools import cache

from digest.dates.written import calendar_names
from digest.infer.missing import AS, AT_COMMA, CutSentence
from digest.infer.sentence import SOME

_SENTENCED = frozenset(
    "prison prisión prisão cárcel carcere reclusione haft cel celstraf jail convicted sentenced jailed imprisoned fined "
    "condamné condamnée condamnés condamnées condamne écope écopé mis mise inculpé inculpée verurteilt verurteilte "
    "condenado condenada condenados condenadas condena condenó condenou condannato condannata condannati condannate "
    "condanna veroordeeld veroordeelt veroordeelde".split()
)
_BECAUSE_OF = frozenset("for pour por per wegen voor".split())
_UNTIL_UNIT = 4  # words from "for" to the unit of a duration: for three years
# Beginnings of words.
_SUSPECTED = tuple(
    "suspected accused soupçonné accusé sospechos acusad sospettat accusat suspeit verdacht beschuldigd".split()
)
_OF = frozenset("of de d di del van".split())
_PLACES = frozenset(
    "in at near across off à au aux en dans près cerca a al ad nel nella nell vicino em no na nos nas te bij".split()
)
_TO_PLACE = 8  # words from a preposition to the name of a place: in the north of
_AMOUNT = re.compile(
    r"(?P<before>\S+)\s"
    r"(?:(?:more than|up to|about|nearly|over|plus de|près de|más de|cerca de|mais de|più di|oltre|circa|meer dan)\s)?"
    r"(?:[$€£]\s?\d[\d.,]*\s?(?:[mk]|bn|(?:m|b)illion)?|R\$\s?\d[\d.,]*\s(?:mil|mi|milhões|bilhões)"
    r"|\d[\d.,]*\s(?:milioni|miliardi|millones|milhões)"
    r"|\d[\d.,]*\s(?:mille|mil|million|millions|millones|milhões|milioni|miljoen|miljard|miliardi|billion)?\s?(?:d['’]|de\s|di\s)?"
    r"(?:euros?|dollars?|dólares|dollari|reais|pesos|pounds|livres))$",
    re.IGNORECASE,
)
_FOR_MONEY = re.compile(
    r"\S+\s(?:[$€£R]\S*\d|(?:\S+\s)?\d\S*\s(?:mil\S+\s|bn\s|mrd\s|mio\s)?(?:d['’]|de\s|di\s)?"
    r"(?:mil\w*|euro|dollar|dólar|pound|livre|reais))",
    re.IGNORECASE,
)
_ABOUT = {
    "en": frozenset({"about"}),
    "es": frozenset({"sobre"}),
    "pt": frozenset({"sobre"}),
    "de": frozenset({"über"}),
    "nl": frozenset({"over"}),
}
_ON = frozenset({"on", "over", "sur", "su", "sul", "sulla", "sui", "sulle", "into"})
# What is about something, as beginnings of words; what is against something.
_TALKS = tuple(
    "meeting talk hearing vote say report debate débat consult decision décision decisione agreement accord deal law loi legge "
    "referendum référendum réunion riunion enquête inchiest inquiry investigation probe limit ban tax rapport".split()
)
_APPEALS = frozenset(
    "recours recurso ricorso appeal lawsuit plainte requête complaint petition denuncia queixa".split()
)
_AGAINST = frozenset("against contre contra contro gegen tegen".split())
_SHORT_NAME = 4  # words, with "as a"
_LONGEST_AMOUNT = 50  # characters


@cache
def _months(language: str) -> frozenset[str]:
    """The names of the months in ``language``, in lower case: no place is in May."""
    return frozenset(name.lower() for names in calendar_names(language).months for name in names)


class DemandingSentence(CutSentence):
    """A sentence of which a reader may want more than its first ``at`` words."""

    def _leaves_open(self, at: int, position: int, strength: float) -> bool:
        """Whether the first ``at`` words, up to ``position``, leave open what the words after them say."""
        if at == len(self.lower) or not self.grammar.verbs:
            return False
        if strength < AT_COMMA and (
            self._lacks_purpose(position) or self._lacks_suspicion(at) or self._lacks_topic(at)
        ):
            return True
        return self._lacks_crime(at) or ((strength < AT_COMMA or self.lower[at] in _PLACES) and self._lacks_place(at))

    def _lacks_crime(self, at: int) -> bool:
        """Whether a sentence of a court is kept and what it was for is not: was jailed for two years | for stealing."""
        verdict = self._last(at, _SENTENCED)
        return verdict is not None and not self._has_cause(verdict, at) and self._has_cause(at, len(self.lower))

    def _has_cause(self, begin: int, end: int) -> bool:
        """Whether the words from ``begin`` to ``end`` say what somebody was sentenced for, and not only for how long."""
        units = self.grammar.time_units
        return any(
            self.dependent[n] or (word in _BECAUSE_OF and units.isdisjoint(self.lower[n : n + _UNTIL_UNIT]))
            for n, word in enumerate(self.lower[begin:end], start=begin)
        )

    def _lacks_purpose(self, position: int) -> bool:
        """Whether the first words, up to ``position``, end in the money that somebody gives: invests 4 million euros | in."""
        amount = _AMOUNT.search(self.begin[max(0, position - _LONGEST_AMOUNT) : position].rstrip())
        no_object = self.grammar.prepositions | self.grammar.genitives
        return amount is not None and amount["before"].lower() not in no_object

    def _lacks_topic(self, at: int) -> bool:
        """Whether what talks or an appeal are about, or for how much money, comes next: a meeting | on, goods | for £5m."""
        word, last, following = self.lower[at], self.lower[at - 1], self.begin[self.starts[at] :]
        about = _ABOUT.get(self.grammar.language.split("-")[0], frozenset())
        if word in about or (word in _ON and last.startswith(_TALKS)):
            return True
        which = word in self.grammar.relative | self.grammar.that
        if (which or word in _AGAINST) and not _APPEALS.isdisjoint(self.lower[:at]):
            return True
        if which and not AS.isdisjoint(self.lower[max(0, at - _SHORT_NAME) : at]):
            return True  # describes the lighthouse as a tower | that
        return word in _BECAUSE_OF and _FOR_MONEY.match(following) is not None

    def _lacks_suspicion(self, at: int) -> bool:
        """Whether what somebody is suspected of is divided: suspected of belonging to a gang | that."""
        suspected = next((n for n in range(at - 1, -1, -1) if self.lower[n].startswith(_SUSPECTED)), None)
        return suspected is not None and not _OF.isdisjoint(self.lower[suspected : suspected + 2])

    def _lacks_place(self, at: int) -> bool:
        """Whether the first ``at`` words have no name, and a place is named after them: a fire destroyed a house | in Leith."""
        if self.grammar.language.startswith("de") or any(word[0].isupper() for word in self.words[1:at]):
            return False
        first = self.lower[0]
        if first not in self.grammar.function | SOME and not (
            first.isdecimal() or first.endswith("s") or first == "police"
        ):
            return False
        months = _months(self.grammar.language.split("-")[0])
        closing = next((n for n in self.after_commas if n > at), len(self.lower))
        places = (n + 1 for n in range(at, closing) if self.lower[n] in _PLACES)
        return any(
            self.words[n][0].isupper() and self.lower[n] not in months
            for place in places
            for n in range(place, min(place + _TO_PLACE, closing))
        )
