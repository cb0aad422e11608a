"""Tags of other programs in Markdown (shortcodes, template tags, attribute lists, codes of emoji), which digest cannot fill in.

* ``{{ … }}``, ``{{< … >}}``, ``{{% … %}}``, ``{% … %}`` (Hugo, Jekyll, Eleventy, Zola, MkDocs), ``[gallery ids="…"]``
  (WordPress), ``::video{#id}`` (directives of one line), ``:rocket:`` (emoji) and ``[TOC]`` are left out, and named once a file.
  The text between a pair of them stays; what stands between ``{% raw %}`` and ``{% endraw %}`` stays as it is.
* ``{: .note}``, ``{#id .class width=50%}`` (kramdown, Pandoc, MkDocs) and ``^block-id`` (Obsidian) say how and where a text is
  shown, not what it says: they are left out without a word.

Not in fenced code and code spans, and not in an address.

Rejected: a table of emoji. There are 1,900 codes, of several makes, and what they decorate reads as well without.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.errors import Position, Problem, Severity
from digest.readers.code_regions import CODE, Code, outside_code
from digest.readers.remarks import cut

_LONGEST_TAG = 2000  # characters
_LONGEST_ADDRESS = 500
_MOST_NAMED = 4  # tags that a message names

_TOC = r"\[TOC\]|\[\[_?TOC_?\]\]|\$?\{:?[ \t]*toc\b[^{}\n]*\}|@\[toc\][^\n]*"
_TOC_ITEM = r"(?:[-*+]|\d{1,9}[.)])[ \t][^\n]*\n[ \t]*+\{:[ \t]*toc\b[^{}\n]*\}"
_NAMED = r"[#.][\w:.-]++|[\w:.-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s\"'{}]++)"
_WORDPRESS = "audio|caption|contact-form(?:-7)?|embed|gallery|playlist|soundcloud|video|vimeo|wp_\\w+|youtube"
_SIGNS = re.compile(
    rf"\{{[{{%:#.\w ]|(?i:{_TOC})|\[/?(?:{_WORDPRESS})|::[a-z]|:(?:[a-z]|[+-]1)[\w+-]*+:|(?:^|[ \t])\^[A-Za-z0-9]",
    re.MULTILINE,
)
_TAGS = re.compile(
    CODE
    + rf"|(?P<toc>(?m:^)[ \t]*+(?:{_TOC_ITEM}|(?i:{_TOC}))[ \t]*+(?m:$))"
    + r"|(?P<directive>(?m:^)[ \t]*+::[a-z][\w-]*+(?:\[[^\]\n]*+\])?+(?:\{[^}\n]*+\})?+[ \t]*+(?m:$))"
    + r"|(?<!\\)(?:(?P<raw>\{%-?[ \t]*+raw[ \t]*+-?%\})"
    + r"|(?P<braces>\{\{|\{%)"
    + r"|(?P<kramdown>\{::?[^{}\n]*+\})"
    + r"|(?P<attributes>\{[ \t]*+(?:" + _NAMED + r")(?:[ \t]++(?:" + _NAMED + r"))*+[ \t]*+\})"
    + r"|(?P<wordpress>\[/?(?:" + _WORDPRESS + r")(?:[ \t][^\[\]\n]*+)?\](?![(\[:]))"
    + r"|(?P<emoji>(?<![\w:/]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1):(?![\w:/])[ \t]?))"
    + r"|(?P<block>(?:(?<=[ \t])|(?m:^))\^[A-Za-z0-9-]{4,40}[ \t]*+(?m:$))"
)  # fmt: skip
_END_OF_RAW = re.compile(r"\{%-?[ \t]*+endraw[ \t]*+-?%\}")
_ENDS = {"{{": "}}", "{%": "%}"}
_NAME = re.compile(r"[\w./:-]+")
_BLANK_LINE = re.compile(r"\n[ \t]*+\n")


class Tags(Struct, frozen=True, kw_only=True):
    """A Markdown text without tags of other programs, how those read that say something, and the line of the first."""

    text: str
    named: tuple[str, ...] = ()
    line: int = 1


def without_tags(text: str) -> Tags:
    """``text`` without tags of other programs; its lines keep their numbers."""
    if not _SIGNS.search(text):
        return Tags(text=text)
    spans: list[tuple[int, int]] = []
    last_raw = max((found.start() for found in _END_OF_RAW.finditer(text)), default=-1)
    named: dict[str, int] = {}  # how a tag reads, and where it stands first

    def end(found: re.Match[str]) -> int:
        kind = found.lastgroup or ""
        start, stop = found.span()
        if kind == "raw":
            spans.append((start, stop))
            if stop < last_raw and (close := _END_OF_RAW.search(text, stop)):
                spans.append(close.span())
                stop = close.end()
            return stop
        if kind == "braces":
            close_at = text.find(_ENDS[found[0]], stop, stop + _LONGEST_TAG)
            inner = text[stop:close_at]
            if close_at < 0 or _BLANK_LINE.search(inner) or (_in_address(text, start) and not re.search(r"\s", inner)):
                return stop
            stop = close_at + 2
            if not inner.lstrip(" -~%<").startswith(("/", "end")):
                named.setdefault(_shown(found[0], inner), start)
        elif kind in ("kramdown", "attributes"):
            if not _stands_for_itself(text, start, stop, colon=kind == "kramdown"):
                return stop
        elif kind == "wordpress":
            if "=" not in found[0] and not found[0].startswith("[/") and f"[/{found[0][1:]}" not in text:
                return stop
            if not found[0].startswith("[/"):
                named.setdefault(f"[{(_NAME.search(found[0]) or found)[0]}]", start)
        elif kind != "block":
            named.setdefault(found[0].strip().split("\n")[-1], start)
        spans.append((start, stop))
        return stop

    outside_code(text, _TAGS, Code(text), end)
    first = min(named.values(), default=0)
    return Tags(text=cut(text, spans), named=tuple(named), line=text.count("\n", 0, first) + 1)


def tags_left_out(tags: Tags, file: str, first_line: int) -> Problem:
    """The problem of ``tags`` that say something and are left out of ``file``, whose text begins on ``first_line``."""
    shown = ", ".join(f"“{name}”" for name in tags.named[:_MOST_NAMED])
    if len(tags.named) > _MOST_NAMED:
        shown += f" and {len(tags.named) - _MOST_NAMED} more"
    one = len(tags.named) == 1
    return Problem(
        code="template-tag",
        severity=Severity.WARNING,
        message=f"{shown} {'is a tag' if one else 'are tags'} of another program and {'is' if one else 'are'} left out.",
        hint="Write what should stand there, or put it in `code` if it is what the text is about.",
        where=Position(file=file, line=first_line + tags.line - 1),
    )


def _shown(opening: str, inner: str) -> str:
    """A tag without its arguments: “{{< youtube >}}”."""
    bare = inner.strip()
    edge = bare[:1] if bare[:1] in ("<", "%") and opening == "{{" else ""
    name = _NAME.search(bare)
    close = {"<": ">", "%": "%", "": ""}[edge] + _ENDS[opening]
    return f"{opening}{edge} {name[0][:40] if name else '…'} {close}"


def _in_address(text: str, at: int) -> bool:
    before = text[max(0, at - _LONGEST_ADDRESS) : at].rsplit(None, 1)
    return bool(before) and not text[at - 1].isspace() and "://" in before[-1]


def _stands_for_itself(text: str, start: int, stop: int, *, colon: bool) -> bool:
    """Whether an attribute list belongs to what stands before it: directly, at the end of a heading, or alone on its line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text.find("\n", stop)
    at_end = not text[stop : after if after >= 0 else len(text)].strip()
    if before[-1:] in (*')]`*_>"”»',) and before[-1:]:
        return True
    return at_end and (colon or not before.strip(" \t>") or before.lstrip().startswith("#"))
