"""Candidates for names in a passage of a script with capitals: runs of capitalised words, split where one name ends.

A run continues over hyphens, apostrophes, initials and the small words within names (``de``, ``von``, ``of``). At the
beginning of a sentence a capital counts only if the word is not another word of the language. Weekdays, peoples and forms of
address split a run.

Words in all capitals are a name only where the capitals mean something: not in a rubric or speaker at the beginning of a
passage (``FAITS DIVERS. …``, ``PRESENTER: …``), in several such words in a row, or in a word of the language
(``EXPLOSION``). An acronym alone is a name.

Rejected: passages in all capitals, and headlines in which most words are capitalised: there a capital means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from digest.infer.name_lexicon import NameLexicon
from digest.infer.text import Passage
from digest.infer.words import PARTICLES
from digest.model import BlockKind

_FIRST_PARTICLES = PARTICLES - frozenset(("la", "le", "y", "e", "st", "el"))
_ELISIONS = frozenset("l d j n s c m t qu jusqu lorsqu puisqu dell all nell sull dall quell un".split())
_JOINTS = frozenset((" ", "-", "\u00a0", "\u202f", "\u2011", " & ", "’", "'", "ʼ", "&"))
_APOSTROPHES = ("’", "'", "ʼ")
SAINTS = frozenset("san santa santo sao saint sainte st ste port fort mount lake new los las el la".split())
_ENDS_SENTENCE = re.compile(r"[.!?…:;。—–•«»“”„\"]|- |\A\W*\Z")
_BRACKETS = re.compile(r"[()\[\]]")
_ROMAN = re.compile(r"[IVXLCDM]+(?:e|er|ère|ème|th|º|ª)?")
_SMALL = 3  # letters; such a word may also be another word of the language
_LINKS = 3  # lower-case words between two capitalised words of a name
_DISPLAY = 0.6  # share of capitalised words from which a passage is a headline
_LONGEST = 10  # words of a name
_SHORT_WORD = 4  # letters of each of two adjacent acronyms (CGT RATP)
_LABEL_ENDS = re.compile(r"\s*(?:\([^)]*\)\s*)?[:.|/–—•»!]|\s+-\s")


class Mention(Struct, frozen=True, kw_only=True):
    """An occurrence of a name: the words from ``start`` to ``end`` of the passage with the index ``passage``.

    ``key`` are the stems of its words, ``name`` the words as written. ``title`` is the form of address before it, else empty.
    ``initial``: it begins a sentence. ``code``: that of a country, PLACE for another known place, None for anything else.
    """

    passage: int
    start: int
    end: int
    name: str
    key: tuple[str, ...]
    title: str = ""
    initial: bool = False
    code: str | None = None


class NameCandidates:
    """Finds the candidates for names in one passage.

    ``lower`` are the article's words in lower case, ``titled`` those with only a first capital, lower-cased.
    """

    def __init__(
        self,
        passage: Passage,
        number: int,
        lexicon: NameLexicon,
        lower: frozenset[str],
        titled: frozenset[str] = frozenset(),
    ) -> None:
        self.passage, self.number, self.lexicon, self.lower, self.titled = passage, number, lexicon, lower, titled
        self._places: dict[int, tuple[int, str] | None] = {}
        self.text, self.words, self.folded, self.spans = passage.text, passage.words, passage.folded, passage.spans

    def mentions(self) -> Iterator[Mention]:
        """The candidates in order."""
        capitals = [index for index, word in enumerate(self.words) if word[0].isupper()]
        if self._is_display_text(len(capitals)):
            return
        end = 0
        for start in capitals:
            if start >= end and not self._is_plain(start):
                end = self._end_of_run(start)
                yield from (found for found in self._split_run(start, end) if not self._is_in_display_capitals(found))

    def _is_in_display_capitals(self, mention: Mention) -> bool:
        """Whether ``mention`` is in all capitals without being an acronym or a name."""
        indexes = range(mention.start, mention.end)
        if (
            mention.code is not None
            or mention.title
            or any(self.folded[index] in self.lexicon.acronyms for index in indexes)
        ):
            return False
        if not all(self._is_all_capitals(index) for index in indexes):
            return False
        start, end = self._capitals_around(mention.start, mention.end)
        if start == 0 and _LABEL_ENDS.match(self.text[self.spans[end - 1][1] :]):
            return not (len(indexes) > 1 and self.is_given_name(mention.start))  # JEAN DUPONT: is a person
        if len(indexes) > 1 and (self.is_given_name(mention.start) or self._org_in(mention.start, mention.end)):
            return False
        several = end - start > 2 or (
            end - start > 1 and any(len(self.words[at]) > _SHORT_WORD for at in range(start, end))
        )
        of_name = (
            start and end < len(self.words) and self.gap(end) == " " and self.words[end][0].isupper()
        )  # FIRST Global
        return several or (not of_name and any(map(self._is_ordinary, indexes)))

    def _is_all_capitals(self, index: int) -> bool:
        return len(self.words[index]) > 1 and self.words[index].isupper()

    def _capitals_around(self, start: int, end: int) -> tuple[int, int]:
        """The start and end of the row of words in all capitals around those from ``start`` to ``end``."""
        while start and self.gap(start) in (" ", "-", ". ") and self._is_all_capitals(start - 1):
            start -= 1
        while end < len(self.words) and self.gap(end) in (" ", "-") and self._is_all_capitals(end):
            end += 1
        return start, end

    def _is_ordinary(self, index: int) -> bool:
        """Whether the word in all capitals is an ordinary word, in the lexicon or elsewhere in the article."""
        word, lexicon = self.folded[index], self.lexicon
        lower = self.words[index].lower()
        elsewhere = (lower in self.lower or lower in self.titled) and word not in lexicon.plain
        return elsewhere or word in lexicon.rubrics or word in lexicon.common

    def _is_plain(self, index: int) -> bool:
        """Whether the capitalised word is isolated and not a name."""
        if self.folded[index] not in self.lexicon.plain or self.words[index].isupper():
            return False
        following = index + 1
        return following >= len(self.words) or not self.words[following][0].isupper()

    def gap(self, index: int) -> str:
        """The characters between the word and the one before it."""
        return self.text[self.spans[index - 1][1] if index else 0 : self.spans[index][0]]

    def begins_sentence(self, index: int) -> bool:
        """Whether the word is the first of a sentence or quotation."""
        if index == 0:
            return True
        gap = self.gap(index)
        if gap == " " or not _ENDS_SENTENCE.search(gap):
            return False
        return not (gap in (". ", ".\u00a0") and self._abbreviates(index - 1))

    def _abbreviates(self, index: int) -> bool:
        word = self.words[index]
        return (len(word) == 1 and word.isupper()) or (len(word) <= 5 and self.lexicon.is_title(self.folded[index]))

    def _is_display_text(self, capitals: int) -> bool:
        """Whether the passage is capitalised like a headline."""
        count = len(self.words)
        if self.passage.kind is BlockKind.CROSSHEAD or not capitals:
            return True
        if self.text.isupper() and (count >= 5 or not self.lower):
            return True
        most = 0.85 if self.lexicon.nouns else _DISPLAY
        return count >= 5 and capitals > most * count and self.text[-1] not in ".!?"

    def _end_of_run(self, start: int) -> int:
        """The end of the run of capitalised words that begins at ``start``."""
        found = self.known_place_at(start)
        end = start + (found[0] if found else 1)
        count = len(self.words)
        while end < count and end - start < _LONGEST:
            if self.words[end][0].isupper():
                if not self._is_joined(start, end):
                    break
                end += 1
            elif more := self._after_links(start, end):
                end = more
            else:
                break
        return end

    def _is_joined(self, start: int, index: int) -> bool:
        """Whether the capitalised word continues the run before it."""
        gap = self.gap(index)
        if gap in _JOINTS:
            return True
        if gap in (". ", ".\u00a0"):
            return self._abbreviates(index - 1) and self.folded[index] not in self.lexicon.plain
        if gap == ".":
            return len(self.words[index - 1]) == len(self.words[index]) == 1  # U.S.
        # inserted by an editor: (Emmanuel) Macron
        opened = self.gap(start)[-1:] if start else self.text[:1]
        return (gap == ") " and opened == "(") or (gap == "] " and opened == "[")

    def _after_links(self, start: int, index: int) -> int:
        """The index after the next capitalised word if lower-case words from ``index`` on link it to the run; else 0."""
        if self.gap(index) == "-":
            return self._after_hyphen(start, index)
        stop = index
        while stop < len(self.words) and stop - index < _LINKS and not self.words[stop][0].isupper():
            if self.gap(stop) not in _JOINTS or self.words[stop][0].isdigit():
                return 0
            stop += 1
        if stop >= len(self.words) or not self.words[stop][0].isupper() or self.gap(stop) not in _JOINTS:
            return 0
        return stop + 1 if self._links_capitals(start, index, stop) else 0

    def _begins_other_name(self, index: int) -> bool:
        return self.words[index].isupper() or self.lexicon.is_org(self.folded[index])

    def _after_hyphen(self, start: int, index: int) -> int:
        """The index after the rest of a name with a lower-case part after a hyphen (Kim Jong-un, Aix-en-Provence); else 0."""
        following = index + 1
        if following < len(self.words) and self.gap(following) == "-" and self.words[following][0].isupper():
            return following + 1
        short = len(self.words[index]) <= 5 and index - start >= 2 and self.words[index].isalpha()
        return index + 1 if short and self.folded[start] in self.lexicon.given else 0

    def _links_capitals(self, start: int, index: int, stop: int) -> bool:
        """Whether the lower-case words from ``index`` to ``stop`` link the capitalised words around them to one name."""
        lexicon, small = self.lexicon, self.folded[index:stop]
        run = self.folded[start:index]
        if any(map(lexicon.is_org, run)) and all(word in lexicon.links for word in small):
            # “and” continues the subject of an office (Work and Pensions), but does not join two organisations
            if lexicon.announces(run[0]):
                return False
            inner = any(word[0].islower() for word in self.words[start:index])
            return "and" not in small or (lexicon.is_org(run[0]) and inner and not self._begins_other_name(stop))
        first = run[0]
        if lexicon.is_title(first) and len(run) > 1:
            run, first = run[1:], run[1]
        if small[0] in _FIRST_PARTICLES and all(word in PARTICLES for word in small):
            if self.is_given_name(start) or first in lexicon.given or (len(run) == 1 and self.gap(stop) == "-"):
                return not self.known_place_at(stop) and not self.words[stop].isupper()
            if small[0] in ("von", "van", "bin", "al", "ibn", "ben") and not lexicon.nouns:
                return True
        english = small[0] == "of" and "of" in lexicon.links and all(word in ("of", "the") for word in small)
        if not english or self.is_given_name(start) or lexicon.is_title(run[-1]) or run[-1] in lexicon.others:
            return False
        return not (self.begins_sentence(start) and len(run) == 1 and run[0] in lexicon.plain)

    def is_given_name(self, index: int) -> bool:
        """Whether the word is a given name."""
        word = self.lexicon.stem(self.folded[index])
        return word in self.lexicon.given and len(word) > 1

    def known_place_at(self, index: int) -> tuple[int, str] | None:
        """The number of words of the known place that begins here, and its code."""
        if index not in self._places:
            phrases = self.lexicon.places.phrases(self.lexicon.stem(self.folded[index]))
            self._places[index] = self._first_match(index, phrases) if phrases else None
        return self._places[index]

    def _first_match(self, index: int, phrases: Sequence[tuple[tuple[str, ...], str, bool]]) -> tuple[int, str] | None:
        """The first of ``phrases`` that the text has here."""
        word, stem = self.words[index], self.lexicon.stem
        for following, code, in_capitals in phrases:
            size = 1 + len(following)
            if following and tuple(map(stem, self.folded[index + 1 : index + size])) != following:
                continue
            if (
                following
                and not in_capitals
                and any("." in self.gap(at) and len(self.words[at - 1]) > 1 for at in range(index + 1, index + size))
            ):
                continue
            if in_capitals and not word.isupper():
                continue
            if word.isupper() and len(word) > _SMALL and index and not in_capitals:
                continue  # PISA is not Pisa, but a dateline may be in capitals
            if (
                size == 1
                and len(word) <= _SMALL
                and word.isascii()
                and not word.isupper()
                and self.begins_sentence(index)
            ):
                continue
            return size, code
        return None

    def _split_run(self, start: int, end: int) -> Iterator[Mention]:
        """Splits a run into names."""
        initial = self.begins_sentence(start)
        if initial:
            first = start
            while start < end and self._is_droppable(start):
                start += 1
            initial = initial and start == first
        title, part, index = "", start, start
        while index < end:
            word = self.folded[index]
            found = self.known_place_at(index)
            if found:
                if self.lexicon.nouns and part < index and not self._org_in(part, end):
                    yield from self._mention(part, index, title, initial)
                    part, title = index, ""
                index += found[0]
                separate = self.lexicon.nouns or (found[1] and part == index - found[0] and end - index > 1)
                if separate and index < end and not self._org_in(part if self.lexicon.nouns else index, end):
                    yield from self._mention(part, index, title, initial)
                    part, title = index, ""
            elif part == index and self._is_acronym(index) and index + 1 < end and not self._org_in(index + 1, end):
                yield from self._mention(index, index + 1, title, False)
                part, title = index + 1, ""
                index += 1
            elif (
                word in self.lexicon.others and self.gap(index) != "-" and not self._org_in(index + 1, end)
            ) or not self.words[index][0].isalpha():
                yield from self._mention(part, index, title, initial and part == start)
                part, title = index + 1, ""
                index += 1
            elif (
                self._is_office(index, end)
                and not self._org_in(index + 1, end)
                and not self._continues_name(part, index)
            ):
                yield from self._before_title(part, index, title, initial and part == start)
                part, title = index + 1, self.words[index]
                index += 1
            else:
                if self._begins_person(part, index, end) or self._prefix_at(index):
                    yield from self._mention(part, index, title, initial and part == start)
                    part, title = index, ""
                index += 1
        yield from self._mention(part, max(end, index), title, initial and part == start)

    def _is_office(self, index: int, end: int) -> bool:
        """Whether the capitalised word is an office or trade that a name follows."""
        word = self.folded[index]
        if self.lexicon.is_title(word):
            return True
        return word in self.lexicon.trades and index + 1 < end and self.is_given_name(index + 1)

    def _is_acronym(self, index: int) -> bool:
        word = self.words[index]
        following = index + 1 < len(self.words) and self.gap(index + 1) != " "
        if following or len(word) < 2 or not (word.isupper() and word.isalpha()) or _ROMAN.fullmatch(word):
            return False
        # two letters before one word may be a person's initials
        return len(word) > 2 and (index + 1 == len(self.words) or self.folded[index + 1] not in self.lexicon.events)

    def _prefix_at(self, index: int) -> str:
        """The form of address written together with the word: VaMoyo."""
        word = self.words[index]
        for prefix in self.lexicon.prefixes:
            size = len(prefix)
            if self.folded[index].startswith(prefix) and word[size : size + 1].isupper() and not word.isupper():
                return word[:size]
        return ""

    def _continues_name(self, part: int, index: int) -> bool:
        """Whether a word that may be an office continues a person's name: Martin Luther King."""
        return part < index and self.is_given_name(part) and not self.lexicon.nouns and index - part <= 2

    def _is_droppable(self, index: int) -> bool:
        """Whether the capital is due to the beginning of the sentence, or of an elided article."""
        word = self.folded[index]
        following = index + 1
        if following < len(self.words) and word in _ELISIONS and self.gap(following) in _APOSTROPHES:
            return self.passage.language.split("-")[0] != "en"
        if self.known_place_at(index):
            return False
        if self.words[index].isupper() and len(word) > 1:
            return word in self.lexicon.plain and not self.text.isupper() and len(word) < _SMALL
        if following < len(self.words) and self.gap(following) == ".":
            return False
        if self.lexicon.is_title(word) or self.lexicon.is_org(word):
            return False
        if word in self.lexicon.plain:
            return True
        return self.words[index].lower() in self.lower and not self.is_given_name(index)

    def _org_in(self, start: int, end: int) -> bool:
        return any(map(self.lexicon.is_org, self.folded[start:end]))

    def _begins_person(self, part: int, index: int, end: int) -> bool:
        """Whether a given name within a run begins another name: (sur) Telegram Daria Zarivna."""
        if index == part or index + 1 >= end or not self.is_given_name(index) or self.gap(index) != " ":
            return False
        before = self.folded[index - 1]
        if (
            self.is_given_name(part)
            or before in SAINTS
            or len(before) == 1
            or before in PARTICLES
            or self.is_given_name(index - 1)
        ):
            return False
        # in English the word for the organisation is last (Charles Darwin University)
        english = "of" in self.lexicon.links and self.lexicon.is_org(before) and not self._org_in(index, end)
        return english or not self._org_in(part, end)

    def _before_title(self, start: int, end: int, title: str, initial: bool) -> Iterator[Mention]:
        """Of the words before a form of address only the country (US Defense Secretary), an organisation or a person."""
        if start >= end:
            return
        found = self.known_place_at(start)
        if found:
            yield from self._mention(start, min(end, start + found[0]), "", initial)
        elif self._org_in(start, end) or self.is_given_name(start) or self.words[end - 1].isupper():
            yield from self._mention(start, end, title, initial)

    def _mention(self, start: int, end: int, title: str, initial: bool) -> Iterator[Mention]:
        """The mention of the words from ``start`` to ``end``, without those that are not part of a name."""
        lexicon = self.lexicon
        while start < end and not self.words[start][0].isupper():
            start += 1
        if start < end and self.folded[start] in ("the", "a", "an") and lexicon.locatives and "of" in lexicon.links:
            start, initial = start + 1, False
        while end > start and not self.words[end - 1][0].isupper() and not self._is_part_of_name(start, end):
            end -= 1
        if start >= end or (
            lexicon.nouns and end - start > 1 and len(self.words[start]) == 1 and self.gap(start + 1) == "-"
        ):
            return  # U-Bahn, E-Mail
        found = self.known_place_at(start)
        code = found[1] if found and start + found[0] == end else None
        if code is None and end - start == 1 and not self._may_be_alone(start):
            return
        prefix = self._prefix_at(start)
        first, last = self.spans[start][0] + len(prefix), self.spans[end - 1][1]
        name = self.text[first:last]
        if "." in name and len(self.words[end - 1]) == 1 and self.text[last : last + 1] == ".":
            name += "."  # U.S.
        if _BRACKETS.search(name):
            name = " ".join(_BRACKETS.sub(" ", name).split())
        yield Mention(
            passage=self.number,
            start=start,
            end=end,
            name=name,
            title=title or prefix,
            initial=initial,
            code=code,
            key=tuple(map(lexicon.stem, (self.folded[start][len(prefix) :], *self.folded[start + 1 : end]))),
        )

    def _is_part_of_name(self, start: int, end: int) -> bool:
        """Whether a lower-case last word is part of the name: of a known place, or after a hyphen."""
        if self.gap(end - 1) == "-":
            return True
        found = self.known_place_at(start)
        return found is not None and start + found[0] >= end

    def _may_be_alone(self, index: int) -> bool:
        """Whether one word can be a name: not an initial, a Roman numeral or a function word."""
        word = self.words[index]
        if len(word) < 2 or _ROMAN.fullmatch(word) or not any(map(str.isalpha, word)):
            return False
        if self.folded[index] in self.lexicon.plain and not (word.isupper() and len(word) > 1):
            return False
        following = index + 1
        hyphened = following < len(self.words) and self.gap(following) == "-" and not self.words[following][0].isupper()
        return not hyphened and not self.lexicon.announces(self.folded[index])
