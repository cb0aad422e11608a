"""Candidates for names in a passage of a script with capitals: runs of capitalised words, split where one name ends.

A run continues over hyphens, apostrophes, initials and the small words within names (``de``, ``von``, ``of``). At the
beginning of a sentence a capital counts only if the word is not another word of the language. Weekdays, peoples and forms of
address split a run; known places and institutions (``data/names``) are found first, the longest at each position.

Words in all capitals are a name only where the capitals mean something: not in a rubric or speaker at the beginning of a
passage (``FAITS DIVERS. …``, ``PRESENTER: …``), in several such words in a row, or in a word of the language
(``EXPLOSION``). An acronym alone is a name.

Rejected: passages in all capitals, and headlines in which most words are capitalised: there a capital means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from itertools import compress
from operator import itemgetter

from msgspec import Struct

from digest.infer.name_lexicon import NameLexicon
from digest.infer.places import INSTITUTION, PLACE, Case, Known, Phrases
from digest.infer.text import Passage
from digest.model import BlockKind
from digest.words import PARTICLES

SAINTS = frozenset("san santa santo sao saint sainte st ste port fort mount lake new los las el la".split())
_FIRST_PARTICLES = PARTICLES - frozenset(("la", "le", "y", "e", "st", "el"))
_ALWAYS_PARTICLES = frozenset(("von", "van", "bin", "al", "ibn", "ben"))  # after any word
_ELISIONS = frozenset("l d j n s c m t qu jusqu lorsqu puisqu dell all nell sull dall quell un".split())
_SPACES = (" ", "\u00a0", "\u202f")
_APOSTROPHES = ("’", "'", "ʼ")
_TIES = (" ", "’", "'")  # within a name, beside a lower-case word
_JOINTS = frozenset((*_SPACES, *_APOSTROPHES, "-", "\u2011", " & ", "&"))
_POINTS = (". ", ".\u00a0")
_ENDS_SENTENCE = re.compile(r"[.!?…:;。—–•«»“”„\"]|- |\A\W*\Z")
_BRACKETS = re.compile(r"[()\[\]]")
_ROMAN = re.compile(r"[IVXLCDM]+(?:e|er|ère|ème|th|º|ª)?")
_LABEL_ENDS = re.compile(r"\s*(?:\([^)]*\)\s*)?[:.|/–—•»!]|\s+-\s")
_INFINITIVES = ("er", "ir", "ar", "are", "ere", "ire")  # of the Romance languages: au Sénat de voter
_NOUN_ENDS = ("en", "e", "ung", "heit", "keit")
_FIRST_LETTER = itemgetter(0)
_SMALL = 3  # letters; such a word may also be another word of the language
_LINKS = 3  # lower-case words between two capitalised words of a name
_DISPLAY = 0.6  # share of capitalised words from which a passage is a headline
_DISPLAY_NOUNS = 0.85  # the same where all nouns have a capital
_LONGEST = 10  # words of a name
_ADJECTIVE = 6  # letters of the adjective of a people, which is no small word although it is not a name
_SHORT_WORD = 4  # letters of each of two adjacent acronyms (CGT RATP)


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """An occurrence of a name: the words from ``start`` to ``end`` of the passage with the index ``passage``.

    ``key`` are the stems of its words, ``name`` the words as written. ``title`` is the form of address before it, else empty.
    ``initial``: it begins a sentence. ``known``: the code of a country, ``PLACE`` or ``INSTITUTION`` if it is listed, else None.
    """

    passage: int
    start: int
    end: int
    name: str
    key: tuple[str, ...]
    title: str = ""
    initial: bool = False
    known: str | None = None


@lru_cache(maxsize=1024)
def _ends_sentence(gap: str) -> bool:
    """Whether a sentence, quotation or item ends between two words with ``gap`` between them."""
    return _ENDS_SENTENCE.search(gap) is not None


class NameCandidates:
    """Finds the candidates for names in the passage with the index ``number``.

    ``written`` are all words of the article, as written. ``gaps`` is the text before each word, ``stems`` the stem of each.
    """

    def __init__(self, passage: Passage, number: int, lexicon: NameLexicon, written: Set[str]) -> None:
        self.passage, self.number, self.lexicon, self.written = passage, number, lexicon, written
        self.text, self.words, self.folded, self.gaps = passage.text, passage.words, passage.folded, passage.gaps
        self.stems = list(map(lexicon.stem, self.folded)) if lexicon.inflects else self.folded
        self._capitals = list(compress(range(len(self.words)), map(str.isupper, map(_FIRST_LETTER, self.words))))
        self._capitalised = frozenset(self._capitals)
        self._found: list[Mention] = []
        self._known: dict[int, Known | None] = {}

    def mentions(self) -> list[Mention]:
        """The candidates in order."""
        words, plain, capitalised = self.words, self.lexicon.plain, self._capitalised
        stems, first_words = self.stems, self.lexicon.first_words
        if self._is_display_text(len(capitalised)):
            return []
        end = 0
        for start in self._capitals:
            if start < end:
                continue
            found = self.known_at(start) if stems[start] in first_words else None
            if (
                not found
                and self.folded[start] in plain
                and start + 1 not in capitalised
                and not words[start].isupper()
            ):
                continue
            end = self._end_of_run(start, found)
            if end - start == 1 and not found:
                self._add_word(start)
            else:
                self._split_run(start, end)
        return [one for one in self._found if not (words[one.start].isupper() and self._is_in_display_capitals(one))]

    def _is_display_text(self, capitals: int) -> bool:
        """Whether the passage is capitalised like a headline."""
        count = len(self.words)
        if self.passage.kind is BlockKind.CROSSHEAD or not capitals:
            return True
        if self.text.isupper() and (count >= 5 or not any(map(str.islower, self.written))):
            return True
        most = _DISPLAY_NOUNS if self.lexicon.nouns else _DISPLAY
        return count >= 5 and capitals > most * count and self.text[-1] not in ".!?"

    # ---- words in all capitals

    def _is_in_display_capitals(self, mention: Mention) -> bool:
        """Whether ``mention`` is in all capitals without being an acronym or a name."""
        indexes = range(mention.start, mention.end)
        if mention.title or not all(map(self._is_all_capitals, indexes)):
            return False
        start, end = self._capitals_around(mention.start, mention.end)
        if mention.known is not None:  # INFO OUEST-FRANCE. is a rubric, SNCF : is not
            return start == 0 and end > len(indexes) and self._is_label_until(end)
        person = len(indexes) > 1 and self.is_given_name(mention.start)  # JEAN DUPONT: is a person
        if start == 0 and self._is_label_until(end):
            return not person
        if person or (len(indexes) > 1 and self.has_org(mention.start, mention.end)):
            return False
        if end - start > 2 or (end - start == 2 and any(len(self.words[n]) > _SHORT_WORD for n in range(start, end))):
            return True
        continues = start and end < len(self.words) and self.gaps[end] == " " and self.words[end][0].isupper()
        return not continues and any(map(self._is_ordinary, indexes))  # FIRST Global is a name

    def _is_label_until(self, end: int) -> bool:
        """Whether the text goes on after the word before ``end`` as after a rubric or a speaker."""
        return _LABEL_ENDS.match(self.text[self.passage.edges[2 * end - 1] :]) is not None

    def _is_all_capitals(self, index: int) -> bool:
        return len(self.words[index]) > 1 and self.words[index].isupper()

    def _capitals_around(self, start: int, end: int) -> tuple[int, int]:
        """The start and end of the row of words in all capitals around those from ``start`` to ``end``."""
        while start and self.gaps[start] in (" ", "-", ". ") and self._is_all_capitals(start - 1):
            start -= 1
        while end < len(self.words) and self.gaps[end] in (" ", "-") and self._is_all_capitals(end):
            end += 1
        return start, end

    def _is_ordinary(self, index: int) -> bool:
        """Whether the word in all capitals is an ordinary word, in the lexicon or elsewhere in the article."""
        word, lexicon = self.folded[index], self.lexicon
        lower = self.words[index].lower()
        elsewhere = not self.written.isdisjoint((lower, lower.capitalize())) and word not in lexicon.plain
        return elsewhere or word in lexicon.rubrics or word in lexicon.common

    def spells_out(self, index: int) -> bool:
        """Whether the text before the acronym in brackets spells it out in lower case: indice des prix (IP)."""
        letters, lexicon = self.folded[index], self.lexicon
        if not self.gaps[index].endswith("("):
            return False
        before = self.words[max(0, index - 3 * len(letters)) : index]
        small = lexicon.plain | lexicon.links
        spelt = [word for word in before if word.lower() not in small][-len(letters) :]
        return "".join(word[0] for word in spelt) == letters

    def is_ticker(self, index: int) -> bool:
        """Whether the word is the sign of a share in angle brackets: <VOLV ST>."""
        start, end = self.passage.edges[2 * index : 2 * index + 2]
        return self.text[start - 1 : start] == "<" or self.text[end : end + 1] == ">"

    # ---- where a run ends

    def begins_sentence(self, index: int) -> bool:
        """Whether the word is the first of a sentence or quotation."""
        gap = self.gaps[index]
        if index == 0:
            return True
        if gap in _JOINTS or not _ends_sentence(gap):
            return False
        return not (gap in _POINTS and self._abbreviates(index - 1))

    def _abbreviates(self, index: int) -> bool:
        word = self.words[index]
        return (len(word) == 1 and word.isupper()) or (len(word) <= 5 and self.lexicon.is_title(self.folded[index]))

    def _end_of_run(self, start: int, found: Known | None) -> int:
        """The end of the run of capitalised words that begins at ``start``, where the known name ``found`` may be."""
        end = start + (found[0] if found else 1)
        capitalised, count = self._capitalised, len(self.words)
        while end < count and end - start < _LONGEST:
            if end in capitalised:
                if not (self.gaps[end] in _JOINTS or self._is_joined(start, end)):
                    break
                end += 1
            elif more := self._after_links(start, end):
                end = more
            else:
                break
        return end

    def _is_joined(self, start: int, index: int) -> bool:
        """Whether the capitalised word continues the run in spite of the punctuation before it."""
        gap = self.gaps[index]
        if gap in _POINTS:
            return self._abbreviates(index - 1) and self.folded[index] not in self.lexicon.plain
        if gap in ("’ ", "' "):
            return self.lexicon.english and self.words[index - 1].endswith("s")  # Ramblers' League
        if gap == ".":
            return len(self.words[index - 1]) == len(self.words[index]) == 1  # U.S.
        opened = self.gaps[start][-1:]  # inserted by an editor: (Emmanuel) Macron
        return (gap == ") " and opened == "(") or (gap == "] " and opened == "[")

    def _after_links(self, start: int, index: int) -> int:
        """The index after the next capitalised word if lower-case words from ``index`` on link it to the run; else 0."""
        words, gaps, count = self.words, self.gaps, len(self.words)
        if words[index] == "h" and gaps[index] in _APOSTROPHES:
            return index + 1  # Le Cléac’h
        if gaps[index] == "-":  # Aix-en-Provence, Kim Jong-un
            if index + 1 < count and gaps[index + 1] == "-" and words[index + 1][0].isupper():
                return index + 2
            short = len(words[index]) <= 5 and index - start >= 2 and words[index].isalpha()
            return index + 1 if short and self.folded[start] in self.lexicon.given else 0
        stop = index
        while stop < count and not words[stop][0].isupper():
            if stop - index == _LINKS or gaps[stop] not in _JOINTS or self.folded[stop] not in self.lexicon.inner:
                return 0
            stop += 1
        linked = stop < count and gaps[stop] in _JOINTS and self._links_capitals(start, index, stop)
        return stop + 1 if linked else 0

    def _links_capitals(self, start: int, index: int, stop: int) -> bool:
        """Whether the lower-case words from ``index`` to ``stop`` link the capitalised words around them to one name."""
        lexicon, small, run = self.lexicon, self.folded[index:stop], self.folded[start:index]
        if self.words[index - 1].isupper() and self.known_at(index - 1):
            return False  # PVV van Geert Wilders
        if self.has_org(start, index) and all(word in lexicon.links for word in small):
            # “and” continues the subject of an office (Work and Pensions), but does not join two organisations
            if lexicon.announces(run[0]) or self._is_other_institution(stop):
                return False
            other = self.words[stop].isupper() or lexicon.is_org(self.folded[stop])
            if (found := self.known_at(start)) and start + found[0] == index and found[1] == INSTITUTION:
                other = True
            if other and "of" in small and (self.known_at(stop) or (0, PLACE))[1] != PLACE:
                return False  # University of Sheffield of the UK
            inner = any(word[0].islower() for word in self.words[start:index])
            return lexicon.conjunctions.isdisjoint(small) or (inner and not other and not self.is_given_name(stop))
        if len(run) > 1 and lexicon.announces(run[0]):
            run = run[1:]
        before = start - 1 if start and self.gaps[start] == " " and self.words[start - 1].islower() else start
        if before < start and lexicon.is_org(self.folded[before]) and not lexicon.nouns:
            return lexicon.links.issuperset(small) and lexicon.conjunctions.isdisjoint(
                small
            )  # l’association Cœur de Valbrune
        if small[0] in _FIRST_PARTICLES and all(word in PARTICLES for word in small):
            hyphened = len(run) == 1 and self.gaps[stop] == "-"
            if self.is_given_name(start) or run[0] in lexicon.given or hyphened:
                return not self.known_at(stop) and not self.words[stop].isupper()
            if small[0] in _ALWAYS_PARTICLES and not lexicon.nouns:
                return True
            if len(run) == 1 and lexicon.words and not self.known_at(start):
                return not (lexicon.is_word(run[0]) or lexicon.is_word(self.folded[stop]) or self.known_at(stop))
        if small[0] != "of" or not lexicon.english or any(word not in ("of", "the") for word in small):
            return False
        if self.is_given_name(start) or lexicon.is_title(run[-1]) or run[-1] in lexicon.others:
            return False
        if len(run) > 1 and not any(map(lexicon.is_word, run)):
            return False  # Oleg Marchetti of the Harbour Pilots
        return not (len(run) == 1 and run[0] in lexicon.plain and self.begins_sentence(start))

    def _is_other_institution(self, index: int) -> bool:
        """Whether an institution of several words, or in capitals, begins here."""
        found = self.known_at(index)
        return found is not None and found[1] == INSTITUTION and (found[0] > 1 or self.words[index].isupper())

    # ---- what the words of a run are

    def is_given_name(self, index: int) -> bool:
        """Whether the word is a given name."""
        return self.stems[index] in self.lexicon.given

    def has_org(self, start: int, end: int) -> bool:
        """Whether a word from ``start`` to ``end`` is part of names of organisations."""
        return any(map(self.lexicon.is_org, self.folded[start:end]))

    def known_at(self, index: int) -> Known | None:
        """The number of words of the known place or institution that begins here, and its code or kind."""
        first = self.stems[index]
        if first not in self.lexicon.first_words:
            return None
        if index not in self._known:
            self._known[index] = self._first_match(index, self.lexicon.known(first))
        return self._known[index]

    def _first_match(self, index: int, phrases: Phrases) -> Known | None:
        """The first of ``phrases`` that the text has here."""
        if index + 1 < len(self.stems):
            rest = self.stems[index + 1 : index + _LONGEST]
            for following, code, case in phrases.get(rest[0], ()):
                size = len(following)
                if following == rest[:size] and self._is_written(index, index + size, case):
                    return size + 1, code
        meanings = phrases.get("", ())
        for number, (_, code, case) in enumerate(meanings, 1):
            if self._is_alone(index, code, case) and (number == len(meanings) or self._is_meant(index)):
                return 1, code
        return None

    def _is_meant(self, index: int) -> bool:
        """Whether the word has its first meaning, here or anywhere: Georgia, the country and not the state."""
        clues = self.lexicon.clues.get(self.stems[index])
        return clues is None or not clues.isdisjoint(map(str.lower, self.written))

    def _is_written(self, first: int, last: int, case: Case) -> bool:
        """Whether the words from ``first`` to ``last`` are written as the listed name must be."""
        if case is Case.UPPER:
            return self.words[first].isupper()
        if "." in self.gaps[first + 1] and len(self.words[first]) > _SMALL:
            return False
        word = self.words[last]
        return case is Case.ANY or len(word) == 1 or not word.islower()

    def _is_alone(self, index: int, code: str, case: Case) -> bool:
        """Whether the word, a listed name, is written as a name of its own."""
        word = self.words[index]
        upper = word.isupper()
        if case is Case.UPPER:
            return upper
        if code == INSTITUTION:
            lower = word.lower()
            common = lower in self.written or self.lexicon.is_word(self.folded[index])
            return not (common and self.begins_sentence(index))  # Orange, Total
        initial = self.begins_sentence(index)
        if upper and len(word) > _SMALL and not initial:
            return False  # PISA is not Pisa, but a dateline may be in capitals
        if initial and not upper and self.folded[index] in self.lexicon.plain:
            return False  # the German word Seine
        return len(word) > _SMALL or upper or not word.isascii() or not initial

    # ---- splitting a run

    def _add_word(self, index: int) -> None:
        """Adds the name of one word, unless it is only capitalised for its position or is no name."""
        initial = self.begins_sentence(index)
        other = self.lexicon.is_title(self.folded[index]) or self._separates(index, index + 1)
        if not other and not (initial and self._is_droppable(index, index)):
            self._add(index, index + 1, "", initial)

    def _split_run(self, start: int, end: int) -> None:
        """Adds the names in a run."""
        lexicon, first = self.lexicon, start
        initial = self.begins_sentence(start)
        while initial and start < end and self._is_droppable(start, first):
            start += 1
        initial = initial and start == first
        title, part, index = "", start, start
        while index < end:
            after = index + 1
            found = self.known_at(index)
            if found and not self._begins_surname(part, index, index + found[0]):
                before, after = part, index + found[0]
                if found[1] == INSTITUTION and self._ends_run(index, after, end):
                    break
                if self._is_separate(part, index, after, end, found[1]):
                    self._add(part, index, title, initial and part == start)
                    self._add(index, after, title if part == index else "", initial and index == start)
                    part = after
                elif (
                    lexicon.nouns
                    and part < index
                    and not self.has_org(part, end)
                    and not (found[1] == INSTITUTION and self.is_given_name(part))  # Anna Spiegel
                ):
                    self._add(part, index, title, initial and part == start)
                    part = index
                if part != before:
                    title = ""
            elif self._separates(index, end) and not self._continues_organisation(part, index, end):
                self._add(part, index, title, initial and part == start)
                part, title = after, ""
            elif part == index and after < end and self._is_acronym(index) and self._is_other_name(after, end):
                self._add(index, after, title, False)
                part, title = after, ""
            elif self._is_office(index, end) and not self._continues_person(part, index):
                self._add(part, index, title, initial and part == start)
                part, title = after, self.words[index]
            elif self._begins_person(part, index, end) or (self.lexicon.prefixes and self._prefix_at(index)):
                self._add(part, index, title, initial and part == start)
                part, title = index, ""
            index = after
        self._add(part, max(end, index), title, initial and part == start)

    def _begins_surname(self, part: int, index: int, after: int) -> bool:
        """Whether the known name from ``index`` to ``after`` is the first half of a surname: Kevin Holland-Moritz."""
        return part < index and self.is_given_name(part) and after < len(self.words) and self.gaps[after] == "-"

    def _ends_run(self, start: int, index: int, end: int) -> bool:
        """Whether a country or institution from ``index`` to ``end`` belongs to that from ``start`` on: Wikimedia France."""
        found = self.known_at(index) if index < end else None
        if found is None or found[1] == PLACE or index + found[0] != end:
            return False
        return not (self.words[start].isupper() and self.words[index].isupper())  # CGT RATP

    def _is_separate(self, part: int, index: int, after: int, end: int, code: str) -> bool:
        """Whether the known name from ``index`` to ``after`` is one of its own, and not a word of a longer name."""
        if code == INSTITUTION:
            if self.has_org(part, index) or self.is_given_name(part) or self.has_org(after, end):
                return False
            if part < index and self.folded[index - 1] in self.lexicon.others and after - index > 1:
                return False  # British Red Cross
            return not (after < end and self.words[after][0].islower())  # Bank of England
        if self.lexicon.nouns:
            return after < end and not self.has_org(part, end)
        return part == index and after < end and bool(code) and not self.has_org(after, end)

    def _separates(self, index: int, end: int) -> bool:
        """Whether the word is between two names: a day, a people, a number."""
        if not self.words[index][0].isalpha():
            return True
        if self.folded[index] not in self.lexicon.others or self.gaps[index] == "-" or self.has_org(index + 1, end):
            return False
        found = self.known_at(index + 1) if index + 1 < end and not self.words[index].isupper() else None
        return not (found and found[0] > 1 and found[1] == INSTITUTION)  # British Red Cross

    def _continues_organisation(self, part: int, index: int, end: int) -> bool:
        """Whether the word is in an organisation's name that has a link before it: Washington Institute for Near East Policy."""
        if index + 1 == end:
            return False
        link = next((before for before in range(index, part, -1) if not self.words[before][0].isupper()), part)
        return link > part and self.folded[link] in self.lexicon.links and self.has_org(part, link)

    def _is_office(self, index: int, end: int) -> bool:
        """Whether the capitalised word is an office or trade that a name follows, and not the head of an organisation."""
        word = self.folded[index]
        if self.lexicon.is_title(word) or (
            word in self.lexicon.trades and index + 1 < end and self.is_given_name(index + 1)
        ):
            return not self.has_org(index + 1, end)
        return False

    def _continues_person(self, part: int, index: int) -> bool:
        """Whether a word that may be an office is part of a person's name: Martin Luther King, Bruno Le Maire."""
        return part < index <= part + 2 and self.is_given_name(part) and not self.lexicon.nouns

    def _is_acronym(self, index: int) -> bool:
        word, following = self.words[index], index + 1
        if not word.isupper() or len(word) < _SMALL or not word.isalpha() or _ROMAN.fullmatch(word):
            return False  # two letters before one word may be a person's initials
        if following == len(self.words):
            return True
        return self.gaps[following] == " " and self.folded[following] not in self.lexicon.events

    def _is_other_name(self, start: int, end: int) -> bool:
        """Whether another name begins here after an acronym: SPD Olaf Scholz, CGT RATP, but not DLA Piper."""
        other = self.is_given_name(start) or self.words[start].isupper() or self.known_at(start) is not None
        return other and not self.has_org(start, end)

    def _prefix_at(self, index: int) -> str:
        """The form of address written together with the word: VaMoyo."""
        word = self.words[index]
        for prefix in self.lexicon.prefixes:
            size = len(prefix)
            if self.folded[index].startswith(prefix) and word[size : size + 1].isupper() and not word.isupper():
                return word[:size]
        return ""

    def _is_droppable(self, index: int, first: int) -> bool:
        """Whether the capital is due to the beginning of the sentence, or of an elided article.

        ``first`` is the index of the first word of the sentence.
        """
        word, following = self.folded[index], index + 1
        gap = self.gaps[following] if following < len(self.words) else ""
        if word in _ELISIONS and gap in _APOSTROPHES:
            return not self.lexicon.english
        if gap == "." or self.known_at(index):
            return False
        if index > first and self.folded[index - 1] not in _ELISIONS:
            return False
        if self.words[index].isupper() and len(word) > 1:
            return word in self.lexicon.plain and not self.text.isupper() and len(word) < _SMALL
        if self.lexicon.is_title(word) or self.lexicon.is_org(word):
            return False
        if word in self.lexicon.plain:
            return True
        if self.is_given_name(index):
            return False
        return self.words[index].lower() in self.written or word in self.lexicon.common

    def _begins_person(self, part: int, index: int, end: int) -> bool:
        """Whether a given name within a run begins another name: (sur) Telegram Daria Zarivna."""
        if index == part or index + 1 >= end or not self.is_given_name(index) or self.gaps[index] != " ":
            return False
        before = self.folded[index - 1]
        if self.is_given_name(part) or len(before) == 1 or before in SAINTS or before in PARTICLES:
            return False
        if self.is_given_name(index - 1):
            return False
        # in English the word for the organisation is last (Charles Darwin University)
        last = self.lexicon.english and self.lexicon.is_org(before) and not self.has_org(index, end)
        return last or not self.has_org(part, end)

    # ---- a name's first and last word

    def _add(self, start: int, end: int, title: str, initial: bool) -> None:
        """Adds the mention of the words from ``start`` to ``end``, without those that are not part of a name."""
        if start >= end:
            return
        lexicon, words, folded = self.lexicon, self.words, self.folded
        while start < end and not words[start][0].isupper():
            start += 1
        if start < end and lexicon.english and folded[start] in ("the", "a", "an") and not self.known_at(start):
            start, initial = start + 1, False
        while end > start and not words[end - 1][0].isupper() and not self._is_part_of_name(start, end):
            end -= 1
        if start >= end:
            return
        if lexicon.nouns and end - start > 1 and len(words[start]) == 1 and self.gaps[start + 1] == "-":
            return  # U-Bahn, E-Mail
        found = self.known_at(start)
        known = found[1] if found and start + found[0] == end else None
        if known is None and end - start == 1 and not self._may_be_alone(start):
            return
        if known is not None and known != INSTITUTION and self.is_in_longer_name(start):
            return
        prefix = self._prefix_at(start) if lexicon.prefixes else ""
        if known != INSTITUTION:
            first = start
            start, end = self._expanded(start, end, known, titled=bool(title))
            if start < first and (folded[start] in lexicon.streets or folded[start] in lexicon.institutions):
                known = None
        key = tuple(self.stems[start:end])
        self._found.append(
            Mention(
                passage=self.number,
                start=start,
                end=end,
                name=self._written(start, end, len(prefix)),
                title=title or prefix,
                initial=initial,
                known=known,
                key=(key[0][len(prefix) :], *key[1:]) if prefix else key,
            )
        )

    def is_in_longer_name(self, start: int) -> bool:
        """Whether the place from ``start`` on is linked to a word that has a capital without being a name: Tratado de Lisboa."""
        lexicon = self.lexicon
        if not start or lexicon.nouns or self.folded[start - 1] not in lexicon.links:
            return False
        index = self.before_links(start)
        word = self.folded[index]
        if index < 0 or not self.words[index].istitle() or self.begins_sentence(index):
            return False
        if index and self.words[index - 1][0].isupper() and self.folded[index - 1] not in lexicon.plain:
            return False  # Ellis Park de Johannesburg
        if not lexicon.conjunctions.isdisjoint(self.folded[index + 1 : start]) or lexicon.announces(word):
            return False
        if word in lexicon.events:
            return True
        return lexicon.is_word(word) and not (word in lexicon.areas or word in lexicon.others or self.known_at(index))

    def _written(self, start: int, end: int, prefix: int) -> str:
        """The text of the words from ``start`` to ``end``, without its first ``prefix`` letters."""
        if end - start == 1:
            return self.words[start][prefix:]
        if self.gaps[start + 1 : end].count(" ") == end - start - 1:
            return " ".join(self.words[start:end])[prefix:]
        last = self.passage.edges[2 * end - 1]
        name = self.text[self.passage.edges[2 * start] + prefix : last]
        if "." in name and len(self.words[end - 1]) == 1 and self.text[last : last + 1] == ".":
            name += "."  # U.S.
        return " ".join(_BRACKETS.sub(" ", name).split())

    def _is_part_of_name(self, start: int, end: int) -> bool:
        """Whether a lower-case last word is part of the name: of a known one, or after a hyphen."""
        found = self.known_at(start)
        return (
            self.gaps[end - 1] == "-" or self.words[end - 1] == "h" or (found is not None and start + found[0] >= end)
        )

    def _may_be_alone(self, index: int) -> bool:
        """Whether one word can be a name: not an initial, a Roman numeral or a function word."""
        word, folded, following = self.words[index], self.folded[index], index + 1
        if word.isupper():
            if len(word) < 2 or _ROMAN.fullmatch(word):
                return False
        elif folded in self.lexicon.plain:
            return False
        hyphened = following < len(self.words) and self.gaps[following] == "-" and self.words[following][0].islower()
        return not hyphened and not self.lexicon.announces(folded)

    def _expanded(self, start: int, end: int, known: str | None, *, titled: bool) -> tuple[int, int]:
        """The span with the lower-case words of the name: ministère de l’Intérieur, mer Noire, Assemblée nationale."""
        lexicon, folded = self.lexicon, self.folded
        if start and folded[start - 1] in lexicon.before:
            index = self.before_links(start)
            word, direct = folded[index], index == start - 1
            if (
                index >= 0
                and self.words[index].islower()
                and (
                    (word in lexicon.institutions and not direct and known != INSTITUTION)
                    or (word in lexicon.features and (direct or known is None))
                    or word in lexicon.streets
                )
            ):
                start = index
        if known is None and lexicon.nouns:
            return start, self._person_end(start, end) if titled or self.is_given_name(start) else end
        if known is None and lexicon.adjectives and (folded[start] in lexicon.institutions or self.has_org(start, end)):
            end = self._organisation_end(start, end)
        return start, end

    def before_links(self, start: int) -> int:
        """The index of the last word before ``start`` that is not a linking word; -1 if it is too far away."""
        index = start - 1
        while index >= 0 and start - index <= _LINKS and self.folded[index] in self.lexicon.links:
            if self.gaps[index + 1] not in _TIES:
                return -1
            index -= 1
        return index if index >= 0 and self.gaps[index + 1] in _TIES else -1

    def _organisation_end(self, start: int, end: int) -> int:
        """The end of an organisation's name that continues in lower case: Cour de cassation, Chambre de commerce de Melun."""
        folded, words, lexicon, count = self.folded, self.words, self.lexicon, len(self.folded)
        end = self._after_adjectives(end)
        while lexicon.is_org(folded[start]) and end < count and folded[end][0] == "d":
            stop = end
            while stop < count and folded[stop] in lexicon.links and self.gaps[stop] in _TIES:
                stop += 1
            if not end < stop < min(count, end + 3) or self.gaps[stop] not in _TIES:
                break
            word, named = words[stop], words[stop][0].isupper()
            if not named and (len(word) < 4 or folded[stop] in lexicon.plain or word.endswith(_INFINITIVES)):
                break
            stop += (self.known_at(stop) or (1,))[0]
            while stop < count and self.gaps[stop] == "-":  # beaux-arts
                stop += 1
            if named:
                return stop
            end = self._after_adjectives(stop)
        return end

    def _after_adjectives(self, end: int) -> int:
        """The index after up to two adjectives from ``end`` on, and after one more with “and”: Union populaire et sociale."""
        stop, last = end, len(self.words) - 1
        while stop <= last and stop - end < 2 and self.gaps[stop] == " " and self._is_adjective(stop):
            stop += 1
        pair = end < stop < last and self.folded[stop] in self.lexicon.conjunctions and self._is_adjective(stop + 1)
        return stop + 2 if pair and self.gaps[stop] == self.gaps[stop + 1] == " " else stop

    def _is_adjective(self, index: int) -> bool:
        """Whether the lower-case word ends like the adjectives that continue names."""
        word, lexicon = self.folded[index], self.lexicon
        small = word in lexicon.plain and (word not in lexicon.others or len(word) < _ADJECTIVE)
        return (
            self.words[index].islower() and not small and word not in lexicon.says and word.endswith(lexicon.adjectives)
        )

    def _may_be_surname(self, index: int) -> bool:
        """Whether the word, where all nouns have capitals, does not end as nouns of several things or of an action do."""
        word, first = self.folded[index], self.folded[index - 1]
        return not (word.endswith(_NOUN_ENDS) or word in self.lexicon.common or first in self.lexicon.surnames)

    def _person_end(self, start: int, end: int) -> int:
        """The end of a person's name where all nouns have capitals: given names and one word, which may have hyphens.

        After a title an unknown given name counts too (Anwältin Zilka Vornholt), unless the next word may be a noun (Präsident
        Vornholt Sanktionen).
        """
        stop = start
        while stop < end and (self.is_given_name(stop) or not self.words[stop][0].isupper()):
            stop += 1
        if stop == start and start + 1 < end and self.gaps[start + 1] == " " and self._may_be_surname(start + 1):
            stop += 1
        last = min(end, stop + 1)
        while last < end and self.gaps[last] == "-":
            last += 1
        return last
