"""[digest.infer.capitals] Names in a passage of a script that has capitals: runs of capitals, divided where one name ends and the next begins.

A run goes on over hyphens, apostrophes, initials and the small words inside names (``de``, ``von``, ``of``). A capital at the
beginning of a sentence counts only where the word cannot be another. Days, peoples and forms of address divide a run.

What is set in capitals is a name only where a capital tells: not a rubric or a speaker at the beginning of a passage (``FAITS
DIVERS. …``, ``PRESENTER: …``), several words in a row, or a word of the language (``EXPLOSION``). An acronym is one by itself.

Rejected: passages in capitals, and headlines in which most words have one: there a capital says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from digest.infer.name_lexicon import NameWords
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
_SMALL = 3  # letters or fewer: could be a word of the language too
_LINKS = 3  # small words that may stand between two capitals of a name
_DISPLAY = 0.6  # part of capitals from which a passage is a headline
_LONGEST = 10  # words of a name
_SHORT_WORD = 4  # letters; two acronyms beside each other have no more (CGT RATP)
_LABEL_ENDS = re.compile(r"\s*(?:\([^)]*\)\s*)?[:.|/–—•»!]|\s+-\s")


class Mention(Struct, frozen=True, kw_only=True):
    """A name where it stands: the words from ``start`` to ``end`` of the passage with the number ``passage``.

    ``key`` are its words folded and cut, ``name`` what is written. ``title`` is the form of address before it, else empty.
    ``initial``: it begins a sentence. ``code``: a country's, PLACE for another known place, None for anything else.
    """

    passage: int
    start: int
    end: int
    name: str
    key: tuple[str, ...]
    title: str = ""
    initial: bool = False
    code: str | None = None


class Capitals:
    """The names of one passage.

    ``lower`` are the words that the article has in lower case, ``titled`` those that it has with a capital and small letters.
    """

    def __init__(
        self,
        passage: Passage,
        number: int,
        known: NameWords,
        lower: frozenset[str],
        titled: frozenset[str] = frozenset(),
    ) -> None:
        self.passage, self.number, self.known, self.lower, self.titled = passage, number, known, lower, titled
        self._places: dict[int, tuple[int, str] | None] = {}
        self.text, self.words, self.folded, self.spans = passage.text, passage.words, passage.folded, passage.spans

    def mentions(self) -> Iterator[Mention]:
        """The names, in order."""
        capitals = [place for place, word in enumerate(self.words) if word[0].isupper()]
        if self._displays(len(capitals)):
            return
        end = 0
        for start in capitals:
            if start >= end and not self._is_plain(start):
                end = self._run(start)
                yield from (found for found in self._divide(start, end) if not self._is_set_in_capitals(found))

    def _is_set_in_capitals(self, mention: Mention) -> bool:
        """Whether ``mention`` is in capitals for another reason than that it is an acronym."""
        places = range(mention.start, mention.end)
        if (
            mention.code is not None
            or mention.title
            or any(self.folded[place] in self.known.acronyms for place in places)
        ):
            return False
        if not all(self._is_shouted(place) for place in places):
            return False
        start, end = self._row(mention.start, mention.end)
        if start == 0 and _LABEL_ENDS.match(self.text[self.spans[end - 1][1] :]):
            return not (len(places) > 1 and self.given(mention.start))  # JEAN DUPONT: is somebody
        if len(places) > 1 and (self.given(mention.start) or self._org_in(mention.start, mention.end)):
            return False
        several = end - start > 2 or (
            end - start > 1 and any(len(self.words[at]) > _SHORT_WORD for at in range(start, end))
        )
        of_name = (
            start and end < len(self.words) and self.gap(end) == " " and self.words[end][0].isupper()
        )  # FIRST Global
        return several or (not of_name and any(map(self._is_ordinary, places)))

    def _is_shouted(self, place: int) -> bool:
        return len(self.words[place]) > 1 and self.words[place].isupper()

    def _row(self, start: int, end: int) -> tuple[int, int]:
        """Where the words in capitals begin and end that stand around those from ``start`` to ``end``."""
        while start and self.gap(start) in (" ", "-", ". ") and self._is_shouted(start - 1):
            start -= 1
        while end < len(self.words) and self.gap(end) in (" ", "-") and self._is_shouted(end):
            end += 1
        return start, end

    def _is_ordinary(self, place: int) -> bool:
        """Whether the word in capitals at ``place`` is another word than an acronym, known or by the rest of the article."""
        word, known = self.folded[place], self.known
        lower = self.words[place].lower()
        elsewhere = (lower in self.lower or lower in self.titled) and word not in known.plain
        return elsewhere or word in known.rubrics or word in known.common

    def _is_plain(self, place: int) -> bool:
        """Whether the capital at ``place`` stands alone and is that of a word which is no name."""
        if self.folded[place] not in self.known.plain or self.words[place].isupper():
            return False
        following = place + 1
        return following >= len(self.words) or not self.words[following][0].isupper()

    def gap(self, place: int) -> str:
        """What stands before the word at ``place``, after the one before it."""
        return self.text[self.spans[place - 1][1] if place else 0 : self.spans[place][0]]

    def begins_sentence(self, place: int) -> bool:
        """Whether the word at ``place`` is the first of a sentence or of a quotation."""
        if place == 0:
            return True
        gap = self.gap(place)
        if gap == " " or not _ENDS_SENTENCE.search(gap):
            return False
        return not (gap in (". ", ".\u00a0") and self._abbreviates(place - 1))

    def _abbreviates(self, place: int) -> bool:
        word = self.words[place]
        return (len(word) == 1 and word.isupper()) or (len(word) <= 5 and self.known.is_title(self.folded[place]))

    def _displays(self, capitals: int) -> bool:
        """Whether the passage is set as a headline: its capitals say nothing."""
        count = len(self.words)
        if self.passage.kind is BlockKind.CROSSHEAD or not capitals:
            return True
        if self.text.isupper() and (count >= 5 or not self.lower):
            return True
        most = 0.85 if self.known.nouns else _DISPLAY
        return count >= 5 and capitals > most * count and self.text[-1] not in ".!?"

    def _run(self, start: int) -> int:
        """Where the run of capitals that begins at ``start`` ends."""
        found = self.place_at(start)
        end = start + (found[0] if found else 1)
        count = len(self.words)
        while end < count and end - start < _LONGEST:
            if self.words[end][0].isupper():
                if not self._joined(start, end):
                    break
                end += 1
            elif more := self._over_links(start, end):
                end = more
            else:
                break
        return end

    def _joined(self, start: int, place: int) -> bool:
        """Whether the capital at ``place`` goes on the run before it."""
        gap = self.gap(place)
        if gap in _JOINTS:
            return True
        if gap in (". ", ".\u00a0"):
            return self._abbreviates(place - 1) and self.folded[place] not in self.known.plain
        if gap == ".":
            return len(self.words[place - 1]) == len(self.words[place]) == 1  # U.S.
        # an editor's brackets: (Emmanuel) Macron
        opened = self.gap(start)[-1:] if start else self.text[:1]
        return (gap == ") " and opened == "(") or (gap == "] " and opened == "[")

    def _over_links(self, start: int, place: int) -> int:
        """Behind the next capital, if small words from ``place`` on tie it to the run; else 0."""
        if self.gap(place) == "-":
            return self._hyphened(start, place)
        stop = place
        while stop < len(self.words) and stop - place < _LINKS and not self.words[stop][0].isupper():
            if self.gap(stop) not in _JOINTS or self.words[stop][0].isdigit():
                return 0
            stop += 1
        if stop >= len(self.words) or not self.words[stop][0].isupper() or self.gap(stop) not in _JOINTS:
            return 0
        return stop + 1 if self._ties(start, place, stop) else 0

    def _another(self, place: int) -> bool:
        return self.words[place].isupper() or self.known.is_org(self.folded[place])

    def _hyphened(self, start: int, place: int) -> int:
        """Behind what goes on a name in lower case after a hyphen: Kim Jong-un, Aix-en-Provence, al-Assad."""
        following = place + 1
        if following < len(self.words) and self.gap(following) == "-" and self.words[following][0].isupper():
            return following + 1
        short = len(self.words[place]) <= 5 and place - start >= 2 and self.words[place].isalpha()
        return place + 1 if short and self.folded[start] in self.known.given else 0

    def _ties(self, start: int, place: int, stop: int) -> bool:
        """Whether the small words from ``place`` to ``stop`` tie the capitals around them to one name."""
        known, small = self.known, self.folded[place:stop]
        run = self.folded[start:place]
        if any(map(known.is_org, run)) and all(word in known.links for word in small):
            # “and” goes on what an office is for (Work and Pensions), and does not join two
            if known.announces(run[0]):
                return False
            inner = any(word[0].islower() for word in self.words[start:place])
            return "and" not in small or (known.is_org(run[0]) and inner and not self._another(stop))
        first = run[0]
        if known.is_title(first) and len(run) > 1:
            run, first = run[1:], run[1]
        if small[0] in _FIRST_PARTICLES and all(word in PARTICLES for word in small):
            if self.given(start) or first in known.given or (len(run) == 1 and self.gap(stop) == "-"):
                return not self.place_at(stop) and not self.words[stop].isupper()
            if small[0] in ("von", "van", "bin", "al", "ibn", "ben") and not known.nouns:
                return True
        english = small[0] == "of" and "of" in known.links and all(word in ("of", "the") for word in small)
        if not english or self.given(start) or known.is_title(run[-1]) or run[-1] in known.others:
            return False
        return not (self.begins_sentence(start) and len(run) == 1 and run[0] in known.plain)

    def given(self, place: int) -> bool:
        """Whether the word at ``place`` is a given name."""
        word = self.known.cut(self.folded[place])
        return word in self.known.given and len(word) > 1

    def place_at(self, place: int) -> tuple[int, str] | None:
        """How many words the known place has that begins at ``place``, and its code."""
        if place not in self._places:
            phrases = self.known.places.phrases(self.known.cut(self.folded[place]))
            self._places[place] = self._fitting(place, phrases) if phrases else None
        return self._places[place]

    def _fitting(self, place: int, phrases: Sequence[tuple[tuple[str, ...], str, bool]]) -> tuple[int, str] | None:
        """The first of ``phrases`` that the text has from ``place`` on."""
        word, cut = self.words[place], self.known.cut
        for following, code, in_capitals in phrases:
            size = 1 + len(following)
            if following and tuple(map(cut, self.folded[place + 1 : place + size])) != following:
                continue
            if (
                following
                and not in_capitals
                and any("." in self.gap(at) and len(self.words[at - 1]) > 1 for at in range(place + 1, place + size))
            ):
                continue
            if in_capitals and not word.isupper():
                continue
            if word.isupper() and len(word) > _SMALL and place and not in_capitals:
                continue  # PISA is no Pisa, but a dateline may be in capitals
            if (
                size == 1
                and len(word) <= _SMALL
                and word.isascii()
                and not word.isupper()
                and self.begins_sentence(place)
            ):
                continue
            return size, code
        return None

    def _divide(self, start: int, end: int) -> Iterator[Mention]:
        """The names in a run."""
        initial = self.begins_sentence(start)
        if initial:
            first = start
            while start < end and self._droppable(start):
                start += 1
            initial = initial and start == first
        title, part, place = "", start, start
        while place < end:
            word = self.folded[place]
            found = self.place_at(place)
            if found:
                if self.known.nouns and part < place and not self._org_in(part, end):
                    yield from self._segment(part, place, title, initial)
                    part, title = place, ""
                place += found[0]
                apart = self.known.nouns or (found[1] and part == place - found[0] and end - place > 1)
                if apart and place < end and not self._org_in(part if self.known.nouns else place, end):
                    yield from self._segment(part, place, title, initial)
                    part, title = place, ""
            elif part == place and self._is_acronym(place) and place + 1 < end and not self._org_in(place + 1, end):
                yield from self._segment(place, place + 1, title, False)
                part, title = place + 1, ""
                place += 1
            elif (
                word in self.known.others and self.gap(place) != "-" and not self._org_in(place + 1, end)
            ) or not self.words[place][0].isalpha():
                yield from self._segment(part, place, title, initial and part == start)
                part, title = place + 1, ""
                place += 1
            elif (
                self._is_office(place, end) and not self._org_in(place + 1, end) and not self._name_so_far(part, place)
            ):
                yield from self._before_title(part, place, title, initial and part == start)
                part, title = place + 1, self.words[place]
                place += 1
            else:
                if self._begins_person(part, place, end) or self._prefix(place):
                    yield from self._segment(part, place, title, initial and part == start)
                    part, title = place, ""
                place += 1
        yield from self._segment(part, max(end, place), title, initial and part == start)

    def _is_office(self, place: int, end: int) -> bool:
        """Whether the capital at ``place`` is no name, but what a name follows."""
        word = self.folded[place]
        if self.known.is_title(word):
            return True
        return word in self.known.trades and place + 1 < end and self.given(place + 1)

    def _is_acronym(self, place: int) -> bool:
        word = self.words[place]
        following = place + 1 < len(self.words) and self.gap(place + 1) != " "
        if following or len(word) < 2 or not (word.isupper() and word.isalpha()) or _ROMAN.fullmatch(word):
            return False
        # two letters before one word may be somebody's initials
        return len(word) > 2 and (place + 1 == len(self.words) or self.folded[place + 1] not in self.known.events)

    def _prefix(self, place: int) -> str:
        """The form of address that is written in one with the word at ``place``: VaMoyo."""
        word = self.words[place]
        for prefix in self.known.prefixes:
            size = len(prefix)
            if self.folded[place].startswith(prefix) and word[size : size + 1].isupper() and not word.isupper():
                return word[:size]
        return ""

    def _name_so_far(self, part: int, place: int) -> bool:
        """Whether a word that may announce a person goes on a person's name: Martin Luther King."""
        return part < place and self.given(part) and not self.known.nouns and place - part <= 2

    def _droppable(self, place: int) -> bool:
        """Whether the capital at ``place`` is only that of a sentence's first word, or of an elided article."""
        word = self.folded[place]
        following = place + 1
        if following < len(self.words) and word in _ELISIONS and self.gap(following) in _APOSTROPHES:
            return self.passage.language.split("-")[0] != "en"
        if self.place_at(place):
            return False
        if self.words[place].isupper() and len(word) > 1:
            return word in self.known.plain and not self.text.isupper() and len(word) < _SMALL
        if following < len(self.words) and self.gap(following) == ".":
            return False
        if self.known.is_title(word) or self.known.is_org(word):
            return False
        if word in self.known.plain:
            return True
        return self.words[place].lower() in self.lower and not self.given(place)

    def _org_in(self, start: int, end: int) -> bool:
        return any(map(self.known.is_org, self.folded[start:end]))

    def _begins_person(self, part: int, place: int, end: int) -> bool:
        """Whether a given name inside a run begins another name: (sur) Telegram Daria Zarivna."""
        if place == part or place + 1 >= end or not self.given(place) or self.gap(place) != " ":
            return False
        before = self.folded[place - 1]
        if self.given(part) or before in SAINTS or len(before) == 1 or before in PARTICLES or self.given(place - 1):
            return False
        # in English an organisation's own word stands last (Charles Darwin University)
        english = "of" in self.known.links and self.known.is_org(before) and not self._org_in(place, end)
        return english or not self._org_in(part, end)

    def _before_title(self, start: int, end: int, title: str, initial: bool) -> Iterator[Mention]:
        """Of what stands before a form of address the country that it belongs to (US Defense Secretary), no more."""
        if start >= end:
            return
        found = self.place_at(start)
        if found:
            yield from self._segment(start, min(end, start + found[0]), "", initial)
        elif self._org_in(start, end) or self.given(start) or self.words[end - 1].isupper():
            yield from self._segment(start, end, title, initial)

    def _segment(self, start: int, end: int, title: str, initial: bool) -> Iterator[Mention]:
        """The mention that the words from ``start`` to ``end`` are, without what does not belong to a name."""
        known = self.known
        while start < end and not self.words[start][0].isupper():
            start += 1
        if start < end and self.folded[start] in ("the", "a", "an") and known.locatives and "of" in known.links:
            start, initial = start + 1, False
        while end > start and not self.words[end - 1][0].isupper() and not self._belongs(start, end):
            end -= 1
        if start >= end or (
            known.nouns and end - start > 1 and len(self.words[start]) == 1 and self.gap(start + 1) == "-"
        ):
            return  # U-Bahn, E-Mail
        found = self.place_at(start)
        code = found[1] if found and start + found[0] == end else None
        if code is None and end - start == 1 and not self._alone(start):
            return
        prefix = self._prefix(start)
        first, last = self.spans[start][0] + len(prefix), self.spans[end - 1][1]
        name = self.text[first:last]
        if "." in name and len(self.words[end - 1]) == 1 and self.text[last : last + 1] == ".":
            name += "."  # U.S.
        if _BRACKETS.search(name):
            name = " ".join(_BRACKETS.sub(" ", name).split())
        yield Mention(
            passage=self.number, start=start, end=end, name=name, title=title or prefix, initial=initial, code=code,
            key=tuple(map(known.cut, (self.folded[start][len(prefix) :], *self.folded[start + 1 : end]))),
        )  # fmt: skip

    def _belongs(self, start: int, end: int) -> bool:
        """Whether a small word at the end belongs to the name: of a known place, or after a hyphen."""
        if self.gap(end - 1) == "-":
            return True
        found = self.place_at(start)
        return found is not None and start + found[0] >= end

    def _alone(self, place: int) -> bool:
        """Whether one word can be a name by itself: no initial, no Roman figure, no small word."""
        word = self.words[place]
        if len(word) < 2 or _ROMAN.fullmatch(word) or not any(map(str.isalpha, word)):
            return False
        if self.folded[place] in self.known.plain and not (word.isupper() and len(word) > 1):
            return False
        following = place + 1
        hyphened = following < len(self.words) and self.gap(following) == "-" and not self.words[following][0].isupper()
        return not hyphened and not self.known.announces(self.folded[place])
