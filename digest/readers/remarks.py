"""Private remarks, which are published nowhere: cut out of a text before anything else reads it.

=================================  ==========================================================
``<!-- remark -->``                HTML
``%% remark %%``                   Obsidian, on one line or over several paragraphs
``{{/* remark */}}``, ``{/* */}``  Hugo, MDX
``{% comment %}…{% endcomment %}`` Liquid; ``{# remark #}`` in Jinja, Nunjucks, Tera and Twig
``{{! remark }}``                  Handlebars, also ``{{!-- remark --}}``
``{>> remark <<}``                 CriticMarkup
``{::comment}…{:/comment}``        kramdown
``[//]: # (remark)``               a definition that nothing uses, in Markdown of any make
=================================  ==========================================================

They are remarks in every format of text, but not in fenced code and code spans, where they are what is written about.

**A remark that has no end hides all that follows**, as it does in a browser and in Obsidian: what holds something back fails
shut. One exception: ``%%`` inside a line, which may be a slip, hides no more than its paragraph. ``50%%`` is a percentage unless
the paragraph needs it as the end of a remark. Whoever cuts remarks out warns of one without an end.

Rejected: leaving a remark without an end in the text with a warning. It would be read by everybody before the warning is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from digest.errors import Position, Problem, Severity
from digest.readers.code_regions import CODE, Code, Paragraphs, outside_code
from digest.readers.tags import Kind, tokens

Span = tuple[int, int]

_SIGNS = re.compile(r"%%|<!--|\{[/{%#>:]|\[//|\[comment\]:|\]:[ \t]*+(?:<>|#)")
_MARKS = re.compile(
    CODE
    + r"|(?<!\\)(?:(?P<html><!--)"
    + r"|(?P<braces>\{{1,3}-?[ \t]*+/\*)"
    + r"|(?P<liquid>\{%-?[ \t]*+comment\b[^%\n]*%\})"
    + r"|(?P<kramdown>\{::comment\b[^}\n]*\})"
    + r"|(?P<long_handlebars>\{\{~?!--)|(?P<handlebars>\{\{~?!)"
    + r"|(?P<jinja>\{#)"
    + r"|(?P<critic>\{>>)"
    + r"|(?P<definition>(?m:^)[ \t>]*+\[(?:"
    + r"//[^\]\n]*+\]:|comment\]:[ \t]*+(?=<>|\#)|[^\[\]\n]{1,80}+\]:[ \t]*+(?:<>|\#)(?=[ \t]++[\"'(]))))"
)
_ENDS = {
    "html": re.compile(r"--!?>"),
    "braces": re.compile(r"\*/[ \t]*+-?\}{1,3}"),
    "liquid": re.compile(r"\{%-?[ \t]*+endcomment\b[^%\n]*%\}"),
    "kramdown": re.compile(r"\{:/(?:comment)?\}"),
    "long_handlebars": re.compile(r"--~?\}\}"),
    "handlebars": re.compile(r"\}\}"),
    "jinja": re.compile(r"#\}"),
    "critic": re.compile(r"<<\}"),
}
_HIDE_THE_REST = frozenset(
    {"html", "long_handlebars", "braces", "liquid", "kramdown"}
)  # the others may be anything until they end
_ATTRIBUTES = re.compile(r"\{#[\w:.-]++[^#{}\n]*\}")  # the id of a heading, in the same braces as a remark
_PERCENT_SIGNS = re.compile(r"(?<![%\\{])%%(?![%}])")  # {%%} is an empty tag of a template
_PERCENTAGE = re.compile(r"\d[ \u00a0\u202f]?\Z")
_IN_ADDRESS = re.compile(r"://\S*\Z")
_ESCAPED_OCTET = re.compile(r"%%[0-9A-Fa-f]{2}")
_LONGEST_ADDRESS = 500  # characters
_TITLE = re.compile(r"[ \t]*+(?:<>|#)?[ \t]*+(?P<open>[\"'(])")
_TITLE_ENDS = {'"': '"', "'": "'", "(": ")"}
_LONE_MARK = re.compile(r"(?:^|(?<=\n))[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]*+\Z")
_BLANKS = re.compile(r"[ \t]*+")
_NOT_AN_END_OF_LINE = re.compile(r"[^\n]")
_NOT_MASKED = re.compile(r"[^\0\u2029]+")
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_CODE_ELEMENTS = frozenset({"pre", "code", "kbd", "samp", "tt"})


class Remarks(Struct, frozen=True, kw_only=True):
    """The places of the remarks in a text, in order, and where one begins that has no end."""

    spans: list[Span]
    unended: int | None


def without_remarks(text: str) -> tuple[str, int | None]:
    """``text`` without private remarks, and the line (from 1) of one that has no end; lines keep their numbers."""
    if not _SIGNS.search(text):
        return text, None
    found = find_remarks(text)
    return cut(text, found.spans), _line(text, found.unended)


def hidden_lines(text: str, shown: str) -> str:
    """``text`` with blank lines for those that ``shown``, which is the same text without remarks, has as they are."""
    lines, left = text.split("\n"), shown.split("\n")
    if len(lines) != len(left):
        return text
    return "\n".join("" if line == rest else line for line, rest in zip(lines, left, strict=True))


def html_without_remarks(text: str, *, xml: bool = False) -> tuple[str, int | None]:
    """As ``without_remarks``, of the words of HTML outside of code; tags and comments, which no reader takes for words, stay."""
    if not _SIGNS.search(text):
        return text, None
    words, unended = _words(text, xml=xml)
    found = find_remarks(words)
    places = [place for place in (found.unended, unended) if place is not None]
    parts = (part.span() for span in found.spans for part in _NOT_MASKED.finditer(words, *span))
    return cut(text, parts), _line(text, min(places, default=None))


def unended_remark(file: str, line: int, *, empty: bool = False) -> Problem:
    """The problem of a remark without an end, on ``line`` of ``file``; ``empty`` if nothing is left of the article."""
    return Problem(
        code="unended-remark",
        severity=Severity.ERROR if empty else Severity.WARNING,
        message="A private remark begins here and has no end, so what follows is published nowhere"
        + (", and nothing is left of the article." if empty else "."),
        hint="Close it with the mark that belongs to it (%% … %%, <!-- … -->), or write the mark in `code` if it is none.",
        where=Position(file=file, line=line),
        article=file if empty else None,
    )


def find_remarks(text: str) -> Remarks:
    """The remarks in ``text``, outside of code."""
    code = Code(text)
    spans: list[Span] = []
    unended: list[int] = []
    exhausted: set[str] = set()  # kinds of which no end is left; looking again would take the square of the length

    def end(found: re.Match[str]) -> int:
        kind = found.lastgroup or ""
        if kind == "definition":
            stop = _definition_end(text, found.end(), code.paragraphs)
        elif kind == "jinja" and (attributes := _ATTRIBUTES.match(text, found.start())):
            return attributes.end()
        elif kind in exhausted:
            return found.end()
        else:
            after = found.start() + 2 if kind == "html" else found.end()  # "<!-->" is a whole comment
            close = _ENDS[kind].search(text, after)
            if close is None and kind not in _HIDE_THE_REST:
                exhausted.add(kind)
                return found.end()
            if close is None:
                unended.append(found.start())
            stop = close.end() if close else len(text)
        spans.append((found.start(), stop))
        return stop

    codes = outside_code(text, _MARKS, code, end)
    if "%%" in text:
        found, place = _percent_spans(_masked(text, sorted([*spans, *codes])))
        spans = _merged([*spans, *found])
        unended += [] if place is None else [place]
    return Remarks(spans=spans, unended=min(unended, default=None))


def cut(text: str, spans: Iterable[Span]) -> str:
    """``text`` without ``spans`` (in order, apart from each other), but for their ends of lines.

    Blanks between a span and the beginning or the end of its line go too, since in Markdown they mean something.
    """
    parts: list[str] = []
    done = 0
    first = True  # nothing stands before on this line
    for start, stop in spans:
        before = text[done:start]
        first = (first or "\n" in before) and not before[before.rfind("\n") + 1 :].strip()
        lines = text.count("\n", start, stop)
        blanks = _past_blanks(text, stop)
        last = lines > 0 or text[blanks : blanks + 1] in ("", "\n")
        if last:  # a lone "-" below a line would make it a heading
            before = _LONE_MARK.sub("", before, count=1).rstrip(" \t")
        parts += [before, "\n" * lines]
        first = first or lines > 0
        done = blanks if first or last else stop
    return "".join([*parts, text[done:]])


def _past_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _line(text: str, at: int | None) -> int | None:
    return None if at is None else text.count("\n", 0, at) + 1


def _definition_end(text: str, at: int, paragraphs: Paragraphs) -> int:
    """Where a definition ends whose label ends at ``at``: with its line, or with its title in quotes or brackets."""
    newline = text.find("\n", at)
    end = len(text) if newline < 0 else newline
    opened = _TITLE.match(text, at)
    if opened is None or _TITLE_ENDS[opened["open"]] in text[opened.end() : end]:
        return end
    return paragraphs.end(at)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _masked(text: str, spans: Iterable[Span]) -> str:
    """``text`` with U+0001 for each character in ``spans``, but for ends of lines."""
    parts: list[str] = []
    done = 0
    for start, stop in spans:
        parts += [text[done:start], _NOT_AN_END_OF_LINE.sub("\1", text[start:stop])]
        done = stop
    return "".join([*parts, text[done:]])


# Remarks between percent signs.


def _percent_spans(text: str) -> tuple[list[Span], int | None]:
    """The remarks between ``%%`` in ``text``, from which code was taken out, and where one begins that has no end.

    Marks are paired inside each paragraph first. One that is left over opens a remark that the next one left over closes. If
    their number is odd, nobody knows which two belong together, and all from the first to the last is hidden.
    """
    spans: list[Span] = []
    odd: list[list[int]] = []  # the marks of paragraphs in which one is left over
    paragraphs = Paragraphs(text)
    for marks in _percent_signs(text, paragraphs):
        if len(marks) % 2:
            odd.append(marks)
        else:
            spans += _pairs(marks)
    if len(odd) % 2:
        begin, end = odd[0][-1], odd[-1][-1]
        stop = len(text) if _starts_a_line(text, begin) or _starts_a_line(text, end) else paragraphs.end(end)
        return [*spans, *_pairs(odd[0][:-1]), (begin, stop)], begin
    for opening, closing in zip(odd[::2], odd[1::2], strict=True):
        spans += [*_pairs(opening[:-1]), (opening[-1], closing[0] + 2), *_pairs(closing[1:])]
    return spans, None


def _starts_a_line(text: str, at: int) -> bool:
    return not text[max(text.rfind("\n", 0, at), text.rfind("\u2029", 0, at)) + 1 : at].strip(" \t>\0")


def _pairs(marks: list[int]) -> list[Span]:
    return [(opening, closing + 2) for opening, closing in zip(marks[::2], marks[1::2], strict=True)]


def _percent_signs(text: str, paragraphs: Paragraphs) -> list[list[int]]:
    """The places of the ``%%`` that count, paragraph by paragraph.

    Those of a percentage count only where the others of the paragraph are odd in number and they make it even.
    """
    places: dict[int, list[int]] = {}
    for found in _PERCENT_SIGNS.finditer(text):
        if not _is_of_address(text, found.start()):
            places.setdefault(paragraphs.number(found.start()), []).append(found.start())
    counted = []
    for marks in places.values():
        sure = [at for at in marks if not _is_percentage(text, at)]
        from_first = [at for at in marks if sure and at >= sure[0]]
        counted.append(from_first if len(sure) % 2 and len(from_first) % 2 == 0 else sure)
    return counted


def _is_percentage(text: str, at: int) -> bool:
    return _PERCENTAGE.search(text[max(0, at - 2) : at]) is not None and not text[at + 2 : at + 3].isalnum()


def _is_of_address(text: str, at: int) -> bool:
    """Whether the signs at ``at`` are a percent sign and an escaped octet in an address."""
    return (
        _ESCAPED_OCTET.match(text, at) is not None
        and _IN_ADDRESS.search(text[max(0, at - _LONGEST_ADDRESS) : at]) is not None
    )


# HTML.


def _words(text: str, *, xml: bool) -> tuple[str, int | None]:
    """The words of the HTML ``text`` at their places, with a NUL for all else and U+2029 where a block begins or ends.

    And where a comment begins that has no end.
    """
    parts: list[str] = []
    unended = None
    done = code = 0
    for token in tokens(text, xml=xml, lenient=True):
        parts.append("\0" * (token.at - done))
        done = token.at
        if token.kind is Kind.COMMENT:
            unended = None if _ENDS["html"].search(token.text, 2) else token.at
        elif token.kind is Kind.WORDS and not code and text.startswith(token.text, token.at):
            parts.append(token.text)
            done += len(token.text)
        elif token.kind in (Kind.OPEN, Kind.CLOSE) and token.text in _CODE_ELEMENTS:
            code = max(0, code + (1 if token.kind is Kind.OPEN else -1))
        elif token.kind in (Kind.OPEN, Kind.CLOSE) and token.text in _BLOCKS:
            parts.append("\u2029")
            done += 1
    parts.append("\0" * (len(text) - done))
    return "".join(parts), unended
