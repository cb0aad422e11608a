"""Where a sentence that is too long, and has no part that stands, is broken off with ``…``.

Behind a word, where words are told by spaces, but not behind a function word. In Japanese behind a comma or a
particle; in Thai and Lao at a space, else before a vowel that begins a syllable.

Rejected: the words of Chinese, Khmer and Burmese, which only a dictionary knows; no letter is parted from its marks.
"""

from __future__ import annotations

import re

from digest.i18n import clip
from digest.infer.function_words import with_role
from digest.infer.grammar import OPENING

_LAST_WORD = re.compile(r"[^\W_]+$")
_WEAK = ("art", "gen", "pre", "btw", "att", "con", "cpl", "sub", "aux", "pro", "oth")
_PHRASE_END = re.compile(r"[をがはにでともへ](?=[^ぁ-んー、。…])")  # a particle, and the next word
_SYLLABLE = re.compile(r"\s|(?=[เแโใไເແໂໃໄ])")  # a space, or a vowel that is written before its consonant


def clip_in(language: str, text: str, most: int) -> str:
    """``text`` if it has at most ``most`` characters, else its beginning and ``…``, broken off as ``language`` allows."""
    kept = clip(text, most)
    if kept == text:
        return text
    base, kept = language.split("-")[0], kept.removesuffix("…")
    if base == "ja":
        kept = _behind_a_phrase(kept, text)
    elif base in ("th", "lo"):
        kept = _before_a_syllable(kept, text)
    else:
        weak = with_role(language, *_WEAK)
        for _ in range(4):
            last = _LAST_WORD.search(kept, max(0, len(kept) - 20))
            if not last or last[0].lower() not in weak or last.start() < most // 2:
                break
            kept = kept[: last.start()].rstrip(" '’")
    return (kept.rstrip(" ,;:.–—-،、，；：" + OPENING) or kept) + "…"


def _behind_a_phrase(kept: str, text: str) -> str:
    """``kept``, the beginning of the Japanese ``text``, up to its last comma or phrase."""
    half = len(kept) // 2
    if (comma := kept.rfind("、", half)) > 0:
        return kept[:comma]
    ends = [found.end() for found in _PHRASE_END.finditer(text, half, len(kept) + 1)]
    return kept[: ends[-1]] if ends else kept


def _before_a_syllable(kept: str, text: str) -> str:
    """``kept``, the beginning of the Thai or Lao ``text``, up to a space in its second half or a syllable."""
    if text[len(kept) :][:1].isspace():
        return kept
    if (space := kept.rfind(" ")) > len(kept) * 2 // 5:
        return kept[:space]
    starts = [found.start() for found in _SYLLABLE.finditer(text, len(kept) // 2, len(kept) + 1)]
    return kept[: starts[-1]] if starts else kept
