"""What a Markdown text may have at most, looked at before it is set.

Work grows with the length of a text and no faster (``commonmark.py``), so its length is bounded; and so is the nesting of raw
tags, which the parser of HTML behind it looks through again at each tag. Both depend on the text alone, so every machine decides
alike. Honest texts are far from it.
"""

from __future__ import annotations

import re

MOST_CHARACTERS = 300_000  # the longest reports are shorter
_MOST_TAG_NESTING = 80
_MISNESTED = 8  # tags that one may be closed across
_MOST_TAG_WORK = 80_000  # elements that an unclosed tag may be repeated into

_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*+://[^<>]*+|[^<> !@]++@[^@<> ]++)>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements that are void, or that the next one of their kind closes.
_UNNESTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
})  # fmt: skip


def too_costly(text: str) -> int | None:
    """The line (from 1) that makes the Markdown in ``text`` too costly to set; None where it may be set."""
    return 1 if len(text) > MOST_CHARACTERS else _tag_line(text)


def _tag_line(text: str) -> int | None:
    open_tags: list[str] = []
    work = 0
    for tag in _TAG.finditer(_AUTOLINK.sub(lambda link: "x" * len(link[0]), text)):
        name = tag[2].lower()
        work += len(open_tags)
        if not tag[1] and name not in _UNNESTED:
            open_tags.append(name)
        elif tag[1] and name in open_tags[-_MISNESTED:]:
            del open_tags[len(open_tags) - 1 - open_tags[::-1].index(name)]
        if len(open_tags) > _MOST_TAG_NESTING or work > _MOST_TAG_WORK:
            return text.count("\n", 0, tag.start()) + 1
    return None
