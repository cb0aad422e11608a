"""What the function words of one language mean for a sentence that is to be made shorter: see ``function_words.txt``.

Rejected: parsing. A verb is known by a short list or by its ending; where neither tells, marks and word order count alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from digest.infer.function_words import with_role
from digest.infer.stems import folded

MOST = 110  # characters of any headline
MOST_UNSPACED = 60  # of one in Chinese or Japanese
FULL_STOPS = ".。．｡।॥۔።։"
OPENING = "“„«‹‘([{（「『【《¿¡"
PART_ENDS = frozenset(",;:—–،؛、，；：")

_UNSPACED = frozenset({"zh", "ja"})
_VERB_LAST = frozenset({"tr", "az", "uz", "kk", "hi", "mr", "ne", "fa", "ur", "ps", "ko"})
_VERB_SPLIT = frozenset({"de", "nl", "af"})
_VERB_SECOND = _VERB_SPLIT | {"sv", "da", "nb", "nn", "no"}
_ENOUGH_VERBS = 8  # in the table, to miss one that is not there
_GENITIVES = frozenset({"de", "d", "du", "des", "del", "di", "do", "da", "of", "van", "dels"})  # begin no adverbial
_NO_END = ("art", "gen", "pre", "btw", "att", "con", "cpl", "sub", "aux", "pro")


class Grammar(Struct, frozen=True, kw_only=True):
    """The words of a language that decide where it may be cut.

    ``verb_last``: clauses end in their verb. ``verb_split``: half of the verb stands at the clause's end. ``verb_second``:
    the verb follows the subject at once. ``no_end``: nothing ends in these. ``openers`` begin an adverbial that does not
    say who said it; without the ``bound`` ones the rest would say another thing.
    """

    language: str
    unspaced: bool
    verb_last: bool
    verb_split: bool
    verb_second: bool
    aux: frozenset[str]
    endings: tuple[str, ...]
    no_end: frozenset[str]
    that: frozenset[str]
    relative: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    genitives: frozenset[str]
    between: frozenset[str]
    articles: frozenset[str]
    leaning: frozenset[str]  # a sentence that begins with one leans on what stood before
    attributing: frozenset[str]
    openers: frozenset[str]
    clause_openers: frozenset[str]  # of one that says when or why
    bound: frozenset[str]
    days: frozenset[str]  # weekdays, today, yesterday
    function: frozenset[str]  # all of them, folded

    @property
    def many_verbs(self) -> bool:
        """Whether enough verbs are listed for one that is there to be seen, mostly."""
        return len(self.aux) >= _ENOUGH_VERBS

    def is_verb(self, word: str) -> bool:
        """Whether ``word`` is known as a finite verb, or ends as one does."""
        return word.lower() in self.aux or (len(word) > 4 and word.islower() and word.endswith(self.endings))

    def has_verb(self, said: Iterable[str]) -> bool:
        """Whether one of the words ``said`` is a finite verb."""
        return any(map(self.is_verb, said))


@cache
def grammar(language: str) -> Grammar:
    """The grammar of ``language``, a BCP 47 tag; an empty one where no words of it are listed."""
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
        endings=tuple(sorted(with_role(language, "end"))),
        no_end=with_role(language, *_NO_END),
        that=with_role(language, "cpl"),
        relative=with_role(language, "sub"),
        conjunctions=with_role(language, "con"),
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
        function=frozenset(map(folded, with_role(language, *_NO_END, "oth"))),
    )
