"""Excerpts in feeds and mails: the beginning of an article, often with an ellipsis and “Read more” behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.importers.markdown_text import one_line
from digest.readers.furniture import Furniture, furniture

SHORTEST_TEXT = 120  # words; a single paragraph with fewer may be an excerpt
_ELLIPSIS = r"(?:[\[(]\s*(?:…|\.\s?\.\s?\.|&hellip;)\s*[\])]|…|\.\.\.+|\. \. \.)"
_CUT = re.compile(rf"(?P<before>.*\S)?\s*{_ELLIPSIS}\W*(?P<more>[^.…]{{0,80}}?)[\s>»→›…\].)]*", re.DOTALL)
_ENDS = re.compile(r"(?<=[.!?…»”\"])\s+(?=\S)")
_MORE_WORDS = 7
_LONGEST = 3000  # characters of an excerpt
_WORD = re.compile(r"\w+")
_FURNITURE = frozenset(
    {
        Furniture.POINTER,
        Furniture.PAYWALL,
        Furniture.SHARE,
        Furniture.NEWSLETTER,
        Furniture.COMMENTS,
        Furniture.COPYRIGHT,
    }
)


def is_more(line: str) -> bool:
    """Whether ``line`` is only a link to the rest of the article: “Lire la suite”, “Read more »”."""
    bare = line.strip(" \t\xa0>»→›…[](){}|•-–—.:")
    return not bare or (len(bare) <= 80 and (furniture(bare) in _FURNITURE or furniture(line.strip()) in _FURNITURE))


def excerpt_of(text: str) -> tuple[str, bool]:
    """``text`` (plain, of an excerpt) in one line, with an ellipsis for the one or the words “Read more” at its end; and whether
    it had such an end.
    """
    line = one_line(text)[:_LONGEST]
    tail = line[-200:]
    if (found := _CUT.fullmatch(tail)) and len(found["more"].split()) <= _MORE_WORDS:
        kept = (line[: len(line) - len(tail)] + (found["before"] or "")).rstrip(" ,;:…[(")
        return (f"{kept} …" if kept and kept[-1] not in ".!?" else kept), True
    *_, last = [0, *(one.end() for one in _ENDS.finditer(tail))]
    if last and is_more(tail[last:]) and len(tail[last:].split()) <= _MORE_WORDS:
        return line[: len(line) - len(tail) + last].rstrip(), True
    return line, False


def is_beginning(excerpt: str, text: str) -> bool:
    """Whether ``excerpt`` only repeats how ``text`` begins."""
    words = _WORD.findall(excerpt.casefold())
    return (
        words[: max(3, len(words) - 3)]
        == _WORD.findall(text[: 3 * len(excerpt) + 200].casefold())[: max(3, len(words) - 3)]
    )


def says_only(line: str, *words: str) -> bool:
    """Whether ``line`` only repeats ``words`` (a headline, a source), in this order or a part of them."""
    bare = squeezed(line)
    return bool(bare) and bare in squeezed(" ".join(words))


def without_notices(blocks: Sequence[str], title: str, source: str) -> list[str]:
    """Blocks of Markdown without those at the end that are links to the rest or say where the article appeared first.

    Publishing programs write that notice in the language of the site: “The post TITLE appeared first on SOURCE.” It is
    recognised by the headline and the name in it.
    """
    kept = list(blocks)
    words_of_title, words_of_source = squeezed(title), squeezed(source)
    while len(kept) > 1:
        line = kept[-1]
        words = squeezed(line)
        rest = len(words) - len(words_of_title) - len(words_of_source)
        is_notice = bool(words_of_title) and words_of_title in words and words_of_source in words and rest <= 60
        if not is_notice and not (len(line) <= 80 and is_more(line)):
            break
        kept.pop()
    return kept


def squeezed(text: str) -> str:
    """The letters and figures of ``text`` in small letters: equal for equal words, however they are set."""
    return "".join(_WORD.findall(text.casefold()))
