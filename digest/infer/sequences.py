"""Sequences of letters that a text repeats, for scripts without spaces, where no word is marked.

A sequence counts if it stands at least twice, crosses neither punctuation nor a letter that is grammar (``的``, in
Japanese any hiragana) or a numeral, and no longer one stands as often. Katakana is taken in whole runs, and so are Latin
words. In Thai, Lao, Khmer and Burmese, whose words have no usual length, a sequence must also have different neighbours on
both sides.

Rejected: dictionaries. Half a word that is repeated beside two others passes for one.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import Final

from digest.infer.passages import Passage, Text

LANGUAGES: Final = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my"})
IDEOGRAPHIC: Final = frozenset({"zh", "yue", "ja"})
_SIZES: Final = {True: (2, 8), False: (4, 16)}  # letters of a sequence: Han, other scripts
_GRAMMAR: Final = frozenset(
    "的了在是和与與及或也都就不没沒这這那们們把被而但于於之其他她它我你您并並还還又已曾将將说說称稱從从吗嗎呢吧个個很让讓因则則"
    "一二三四五六七八九十百千万萬亿億两兩第年月日时時〇"
)

Places = dict[str, list[int]]  # for each sequence where it stands, counted in characters of the whole text


def repeated(text: Text) -> Places:
    """The repeated sequences of ``text``, by their first place."""
    ideographic = text.language.split("-")[0] in IDEOGRAPHIC
    runs: list[tuple[str, int]] = []  # sequences are looked for in these
    whole: Places = defaultdict(list)
    length = 0
    for passage in text.passages:
        for kind, letters, place in _runs(passage, length):
            if kind == "whole":
                whole["".join(letters)].append(place)
            else:
                runs.append(("".join(letters), place))
        length += len(passage.text) + 1
    found = _maximal(runs, _SIZES[ideographic])
    if not ideographic:
        found = _between_others(found, runs)
    found.update({word: places for word, places in whole.items() if len(places) > 1 and len(word) > 1})
    return dict(sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def _runs(passage: Passage, before: int) -> list[tuple[str, list[str], int]]:
    """The letters of ``passage`` that stand together: their kind (``whole`` or ``letters``), they, and the place of the first."""
    found: list[tuple[str, list[str], int]] = []
    last, end = "", -1
    for (start, stop), word in zip(passage.spans, passage.words, strict=True):
        kind = _kind(word)
        if kind and kind == last and start == end:
            found[-1][1].append(word)
        elif kind:
            found.append(("whole" if kind in ("katakana", "word") else "letters", [word], before + start))
        last, end = kind, stop
    return found


def _kind(word: str) -> str:
    """What sort of letters ``word`` is of; empty for those that no sequence has."""
    first = word[0]
    if first in _GRAMMAR or "\u3040" <= first <= "\u309f" or first.isdecimal():
        return ""
    if "\u30a0" <= first <= "\u30ff":
        return "katakana"
    if first.isascii():
        return "word"
    return "letters"


def _maximal(runs: list[tuple[str, int]], sizes: tuple[int, int]) -> Places:
    """The sequences of ``sizes`` that stand at least twice, without those that only stand inside one as frequent.

    A longer one is looked for only where a shorter one is repeated. So the time is linear.
    """
    least, most = sizes
    found: Places = {}
    starts = [(run, at, place + at) for run, place in runs for at in range(len(run) - least + 1)]
    for size in range(least, most + 2):  # one more than is kept: it shows which are parts of something longer
        places: Places = defaultdict(list)
        kept: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for run, at, place in starts:
            if at + size <= len(run):
                places[run[at : at + size]].append(place)
                kept[run[at : at + size]].append((run, at, place))
        starts = []
        for sequence, several in places.items():
            if len(several) < 2:
                continue
            starts.extend(kept[sequence])
            for part in (sequence[:-1], sequence[1:]):
                if part in found and len(found[part]) == len(several):
                    del found[part]
            if size <= most:
                found[sequence] = several
    return found


def _between_others(found: Places, runs: list[tuple[str, int]]) -> Places:
    """Those of ``found`` that stand after at least two different letters, or beginnings of runs, and before two."""
    at = {place + offset: letter for run, place in runs for offset, letter in enumerate(run)}
    kept: Places = {}
    for sequence, places in found.items():
        before = {at.get(place - 1, "") for place in places}
        after = {at.get(place + len(sequence), "") for place in places}
        whole = not any(unicodedata.category(mark)[0] == "M" for mark in (sequence[0], *filter(None, sorted(after))))
        if whole and len(before) > 1 and len(after) > 1:
            kept[sequence] = places
    return kept
