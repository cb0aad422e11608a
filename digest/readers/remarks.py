"""Remove private remarks and other programs' template tags, but not from code.

=================================  ==========================================================
``<!-- remark -->``                HTML
``%% remark %%``                   Obsidian, on one line or over several paragraphs
``{{/* remark */}}``, ``{/* */}``  Hugo, MDX
``{% comment %}…{% endcomment %}`` Liquid; ``{# remark #}`` in Jinja, Nunjucks, Tera and Twig
``{{! remark }}``                  Handlebars, also ``{{!-- remark --}}``
``{>> remark <<}``                 CriticMarkup
``{::comment}…{:/comment}``        kramdown
``[//]: # (remark)``               an unused link definition, in any Markdown
=================================  ==========================================================

These are remarks in every text format, except in fenced code and code spans. **A remark without an end hides all that
follows**, as in a browser and in Obsidian: what withholds text must fail closed. One exception: ``%%`` within a line may be a
slip and hides at most its paragraph. ``50%%`` is a percentage unless the paragraph needs it as the end of a remark. Callers
warn of unclosed remarks.

**Template tags**, in Markdown only:

* ``{{ … }}``, ``{{< … >}}``, ``{{% … %}}``, ``{% … %}`` (Hugo, Jekyll, Eleventy, Zola, MkDocs), ``[gallery ids="…"]``
  (WordPress), ``::video{#id}`` (one-line directives), ``:rocket:`` (emoji) and ``[TOC]`` are removed and named once per file.
  Text between a pair is kept; text between ``{% raw %}`` and ``{% endraw %}`` is kept unchanged.
* ``{: .note}``, ``{#id .class width=50%}`` (kramdown, Pandoc, MkDocs) and ``^block-id`` (Obsidian) only describe how text is
  shown, and are removed silently. Tags in web addresses are kept.

**Code** is fenced blocks and code spans. A fence that is never closed does not begin code, so that nothing hides behind a
forgotten one.

Rejected: leaving an unclosed remark in the text with a warning (it would be published before anyone reads the warning); code by
indentation (a paragraph in a list is indented alike); a table of the 1,900 emoji codes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from digest.errors import Position, Problem, Severity, problem
from digest.readers.html_elements import BLOCK_BOUNDARIES
from digest.readers.html_tree import TokenKind, scan

# A fence at the beginning of a line, in quotations and lists too; or a run of backticks.
CODE = r"(?P<fence>(?m:^)(?:[ \t]*+(?:>|[-*+]|\d{1,9}[.)]))*+[ \t]*+(?P<run>`{3,}+|~{3,}+))|(?P<ticks>`++)"
_FENCE = re.compile(
    r"^(?:[ \t]*+(?:>|[-*+]|\d{1,9}[.)]))*+[ \t]*+(?P<fence>`{3,}+(?![^`\n]*`)|~{3,}+)(?P<info>[^\n]*)", re.MULTILINE
)
_BLANK_LINE = re.compile(r"\n[ \t>]*+(?=\n)|\u2029")
_QUOTE_MARK = re.compile(r"[ \t]{0,3}>[ \t]?")


class Paragraphs:
    """The paragraphs of ``text``, separated by blank lines (in quotations too) or U+2029."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in _BLANK_LINE.finditer(text)]
        self._last = len(text)

    def number(self, at: int) -> int:
        """The index of the paragraph with the place ``at``."""
        return bisect_left(self._ends, at)

    def end(self, at: int) -> int:
        """Where the paragraph ends in which ``at`` stands."""
        number = self.number(at)
        return self._ends[number] if number < len(self._ends) else self._last


class _Fence(Struct, frozen=True):
    """A fence line: begin, end, mark, length of the mark, and whether it can close a block."""

    start: int
    end: int
    mark: str
    length: int
    bare: bool


class Code:
    """The code in ``text``, by where it begins."""

    def __init__(self, text: str) -> None:
        self._fenced = dict(_fenced(text))
        self.paragraphs = Paragraphs(text)
        self._runs: dict[int, list[int]] = {}
        for run in re.finditer("`+", text):
            self._runs.setdefault(len(run[0]), []).append(run.start())

    def end(self, found: re.Match[str]) -> int | None:
        """Where the code ends that begins at ``found``, a match of ``CODE``; None where no code begins."""
        if found.start() in self._fenced and found["fence"] is not None:
            return self._fenced[found.start()]
        start, stop = found.span("ticks" if found["fence"] is None else "run")
        places = self._runs.get(stop - start, [])
        following = bisect_right(places, start)
        if following == len(places) or self.paragraphs.number(start) != self.paragraphs.number(places[following]):
            return None
        return places[following] + stop - start


class FencedBlock(Struct, frozen=True):
    """Fenced code: where its lines begin and end, the text before the first fence, and the code."""

    start: int
    end: int
    prefix: str
    code: str


def fenced_blocks(text: str) -> Iterator[FencedBlock]:
    """The fenced code in ``text``, in order, in quotations and lists too."""
    for start, end in _fenced(text):
        first, *lines = text[start:end].split("\n")
        prefix = first[: re.search("`{3}|~{3}", first).start()]  # type: ignore[union-attr]  # it begins with a fence
        quotes = prefix.count(">")
        indent = len(prefix[prefix.rfind(">") + 1 :].removeprefix(" " if quotes else ""))
        code = "".join(_inner(line, quotes, indent) + "\n" for line in lines[:-1])
        yield FencedBlock(start, end, prefix, code)


def _inner(line: str, quotes: int, indent: int) -> str:
    """A line of code without quotation marks and without the indentation of its fence."""
    for _ in range(quotes):
        mark = _QUOTE_MARK.match(line)
        line = line[mark.end() :] if mark else line
    return line[min(indent, len(line) - len(line.lstrip(" \t"))) :]


def without_fenced_code(text: str) -> str:
    """``text`` with blank lines instead of fenced code."""
    parts = []
    done = 0
    for start, end in _fenced(text):
        parts += [text[done:start], "\n" * text.count("\n", start, end)]
        done = end
    return "".join([*parts, text[done:]])


def outside_code(
    text: str, pattern: re.Pattern[str], code: Code, end: Callable[[re.Match[str]], int]
) -> list[tuple[int, int]]:
    """Call ``end`` with each match of ``pattern`` outside of code, in order; it returns where to continue.

    ``pattern`` has ``CODE`` as its first alternative. Returns the spans of the code that was skipped.
    """
    passed: list[tuple[int, int]] = []
    at = 0
    while at <= len(text) and (found := pattern.search(text, at)):
        if found["fence"] is None and found["ticks"] is None:
            stop = end(found)
        elif (close := code.end(found)) is not None:
            passed.append((found.start(), close))
            stop = close
        else:
            stop = found.end()
        at = max(stop, at + 1)
    return passed


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each fenced block."""
    fences = [
        _Fence(found.start(), found.end(), found["fence"][0], len(found["fence"]), not found["info"].strip())
        for found in _FENCE.finditer(text)
    ]
    longest = {"`": 0, "~": 0}  # the longest fence after this place that can close a block
    closable = []
    for fence in reversed(fences):
        closable.append(longest[fence.mark] >= fence.length)
        if fence.bare:
            longest[fence.mark] = max(longest[fence.mark], fence.length)
    number = 0
    while number < len(fences):
        fence = fences[number]
        if closable[-1 - number]:
            number += 1
            while not _closes(fence, fences[number]):
                number += 1
            yield fence.start, fences[number].end
        number += 1


def _closes(opening: _Fence, fence: _Fence) -> bool:
    return fence.bare and fence.mark == opening.mark and fence.length >= opening.length


# Private remarks.


Span = tuple[int, int]

_MAY_HOLD_REMARK = re.compile(r"%%|<!--|\{[/{%#>:]|\[//|\[comment\]:|\]:[ \t]*+(?:<>|#)")
_REMARK_START = re.compile(
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
_REMARK_ENDS = {
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
)  # the others may mean something else if unclosed
_ATTRIBUTES = re.compile(r"\{#[\w:.-]++[^#{}\n]*\}")  # the id of a heading, in the same braces as a remark
_PERCENT_PAIR = re.compile(r"(?<![%\\{])%%(?![%}])")  # {%%} is an empty tag of a template
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
_CODE_ELEMENTS = frozenset({"pre", "code", "kbd", "samp", "tt"})


class Remarks(Struct, frozen=True, kw_only=True):
    """The spans of the remarks in a text, in order, and where an unclosed one begins."""

    spans: list[Span]
    unended: int | None


def without_remarks(text: str) -> tuple[str, int | None]:
    """``text`` without private remarks, and the line (from 1) of an unclosed one; line numbers stay the same."""
    if not _MAY_HOLD_REMARK.search(text):
        return text, None
    found = find_remarks(text)
    return cut(text, found.spans), _line(text, found.unended)


def hidden_lines(text: str, shown: str) -> str:
    """The lines of ``text`` that differ in ``shown``, the same text without remarks; the others are blank. Empty if none does."""
    if text == shown:
        return ""
    lines, left = text.split("\n"), shown.split("\n")
    if len(lines) != len(left):
        return text
    return "\n".join("" if line == rest else line for line, rest in zip(lines, left, strict=True))


def html_without_remarks(text: str, *, xml: bool = False) -> tuple[str, int | None]:
    """Like ``without_remarks``, for the words of HTML outside of code; tags and HTML comments stay."""
    if not _MAY_HOLD_REMARK.search(text):
        return text, None
    words, unended = _words(text, xml=xml)
    found = find_remarks(words)
    places = [place for place in (found.unended, unended) if place is not None]
    parts = (part.span() for span in found.spans for part in _NOT_MASKED.finditer(words, *span))
    return cut(text, parts), _line(text, min(places, default=None))


def unended_remark(file: str, line: int, *, empty: bool = False) -> Problem:
    """The problem of an unclosed remark on ``line`` of ``file``; ``empty``: nothing is left of the article."""
    message = "A private remark begins here and is never closed. Nothing after it is published"
    hint = "Close it with its end mark (%% … %%, <!-- … -->), or write the mark in `code` if it is not a remark."
    where = Position(file=file, line=line)
    if empty:
        message = f"{message}, so nothing is left of the article."
        return problem("unended-remark", message, hint, where, file, severity=Severity.ERROR)
    return problem("unended-remark", f"{message}.", hint, where)


def find_remarks(text: str) -> Remarks:
    """The remarks in ``text``, outside of code."""
    code = Code(text)
    spans: list[Span] = []
    unended: list[int] = []
    exhausted: set[str] = set()  # kinds without an end in the rest; searching again would take quadratic time

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
            close = _REMARK_ENDS[kind].search(text, after)
            if close is None and kind not in _HIDE_THE_REST:
                exhausted.add(kind)
                return found.end()
            if close is None:
                unended.append(found.start())
            stop = close.end() if close else len(text)
        spans.append((found.start(), stop))
        return stop

    codes = outside_code(text, _REMARK_START, code, end)
    if "%%" in text:
        found, place = _percent_spans(_masked(text, sorted([*spans, *codes])))
        spans = _merged([*spans, *found])
        unended += [] if place is None else [place]
    return Remarks(spans=spans, unended=min(unended, default=None))


def cut(text: str, spans: Iterable[Span]) -> str:
    """``text`` without ``spans`` (in order, not overlapping), but with their line ends.

    Spaces between a span and the beginning or end of its line are removed too, since they mean something in Markdown.
    """
    parts: list[str] = []
    done = 0
    first = True  # nothing precedes on this line
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
    """The end of a definition whose label ends at ``at``: of its line, or of its quoted or bracketed title."""
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
    """``text`` with U+0001 for each character in ``spans``, except line ends."""
    parts: list[str] = []
    done = 0
    for start, stop in spans:
        parts += [text[done:start], _NOT_AN_END_OF_LINE.sub("\1", text[start:stop])]
        done = stop
    return "".join([*parts, text[done:]])


# Remarks between percent signs.


def _percent_spans(text: str) -> tuple[list[Span], int | None]:
    """The ``%%`` remarks in ``text``, from which code was removed, and where an unclosed one begins.

    Marks are paired within each paragraph. A remaining one opens a remark that the next remaining one closes. If their
    number is odd, it is not known which belong together, so everything from the first to the last is hidden.
    """
    spans: list[Span] = []
    odd: list[list[int]] = []  # the marks of paragraphs with one left over
    paragraphs = Paragraphs(text)
    for marks in _percent_marks(text, paragraphs):
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


def _percent_marks(text: str, paragraphs: Paragraphs) -> list[list[int]]:
    """The places of the ``%%`` that count, by paragraph.

    Percentages count only if the other marks of the paragraph are odd in number and they make it even.
    """
    places: dict[int, list[int]] = {}
    for found in _PERCENT_PAIR.finditer(text):
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
    """The words of HTML at their places, with NUL elsewhere and U+2029 at block boundaries.

    Also returns where an unclosed comment begins.
    """
    parts: list[str] = []
    unended = None
    done = code = 0
    for token in scan(text, xml=xml, lenient=True):
        parts.append("\0" * (token.start - done))
        done = token.start
        is_tag = token.kind in (TokenKind.OPEN, TokenKind.CLOSE)
        if token.kind is TokenKind.COMMENT:
            unended = None if _REMARK_ENDS["html"].search(text, token.start + 2, token.end) else token.start
        elif token.kind is TokenKind.WORDS and not code:
            parts.append(text[token.start : token.end])
            done = token.end
        elif is_tag and token.name in _CODE_ELEMENTS:
            code = max(0, code + (1 if token.kind is TokenKind.OPEN else -1))
        elif is_tag and token.name in BLOCK_BOUNDARIES:
            parts.append("\u2029")
            done += 1
    parts.append("\0" * (len(text) - done))
    return "".join(parts), unended


# Template tags.


_LONGEST_TAG = 2000  # characters
_MOST_NAMED = 4  # tags that a message names

_TOC = r"\[TOC\]|\[\[_?TOC_?\]\]|\$?\{:?[ \t]*toc\b[^{}\n]*\}|@\[toc\][^\n]*"
_TOC_ITEM = r"(?:[-*+]|\d{1,9}[.)])[ \t][^\n]*\n[ \t]*+\{:[ \t]*toc\b[^{}\n]*\}"
_NAMED = r"[#.][\w:.-]++|[\w:.-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s\"'{}]++)"
_WORDPRESS = "audio|caption|contact-form(?:-7)?|embed|gallery|playlist|soundcloud|video|vimeo|wp_\\w+|youtube"
_MAY_HOLD_TAG = re.compile(
    rf"\{{[{{%:#.\w ]|(?i:{_TOC})|\[/?(?:{_WORDPRESS})|::[a-z]|:(?:[a-z]|[+-]1)[\w+-]*+:|(?:^|[ \t])\^[A-Za-z0-9]",
    re.MULTILINE,
)
_TAG = re.compile(
    CODE
    + rf"|(?P<toc>(?m:^)[ \t]*+(?:{_TOC_ITEM}|(?i:{_TOC}))[ \t]*+(?m:$))"
    + r"|(?P<directive>(?m:^)[ \t]*+::[a-z][\w-]*+(?:\[[^\]\n]*+\])?+(?:\{[^}\n]*+\})?+[ \t]*+(?m:$))"
    + r"|(?<!\\)(?:(?P<raw>\{%-?[ \t]*+raw[ \t]*+-?%\})"
    + r"|(?P<braces>\{\{|\{%)"
    + r"|(?P<kramdown>\{::?[^{}\n]*+\})"
    + rf"|(?P<attributes>\{{[ \t]*+(?:{_NAMED})(?:[ \t]++(?:{_NAMED}))*+[ \t]*+\}})"
    + rf"|(?P<wordpress>\[/?(?:{_WORDPRESS})(?:[ \t][^\[\]\n]*+)?\](?![(\[:]))"
    + r"|(?P<emoji>(?<![\w:/]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1):(?![\w:/])[ \t]?))"
    + r"|(?P<block>(?:(?<=[ \t])|(?m:^))\^[A-Za-z0-9-]{4,40}[ \t]*+(?m:$))"
)
_END_OF_RAW = re.compile(r"\{%-?[ \t]*+endraw[ \t]*+-?%\}")
_BRACES_END = {"{{": "}}", "{%": "%}"}
_TAG_NAME = re.compile(r"[\w./:-]+")
_EMPTY_LINE = re.compile(r"\n[ \t]*+\n")


class Tags(Struct, frozen=True, kw_only=True):
    """A Markdown text without template tags, the removed tags that are named, and the line of the first."""

    text: str
    named: tuple[str, ...] = ()
    line: int = 1


def without_tags(text: str) -> Tags:
    """``text`` without template tags; line numbers stay the same."""
    if not _MAY_HOLD_TAG.search(text):
        return Tags(text=text)
    spans: list[tuple[int, int]] = []
    last_raw = max((found.start() for found in _END_OF_RAW.finditer(text)), default=-1)
    named: dict[str, int] = {}  # each tag as named, and its first place

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
            close_at = text.find(_BRACES_END[found[0]], stop, stop + _LONGEST_TAG)
            inner = text[stop:close_at]
            if close_at < 0 or _EMPTY_LINE.search(inner) or (_in_address(text, start) and not re.search(r"\s", inner)):
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
                named.setdefault(f"[{(_TAG_NAME.search(found[0]) or found)[0]}]", start)
        elif kind != "block":
            named.setdefault(found[0].strip().split("\n")[-1], start)
        spans.append((start, stop))
        return stop

    outside_code(text, _TAG, Code(text), end)
    first = min(named.values(), default=0)
    return Tags(text=cut(text, spans), named=tuple(named), line=text.count("\n", 0, first) + 1)


def tags_left_out(tags: Tags, file: str, first_line: int) -> Problem:
    """The warning that ``tags`` were removed from ``file``, whose text begins on ``first_line``."""
    shown = ", ".join(f"“{name}”" for name in tags.named[:_MOST_NAMED])
    if len(tags.named) > _MOST_NAMED:
        shown += f" and {len(tags.named) - _MOST_NAMED} more"
    one = len(tags.named) == 1
    message = f"{shown} {'is a tag' if one else 'are tags'} of another program. Removed."
    hint = "Write its content instead, or put it in `code` if the text is about it."
    return problem("template-tag", message, hint, Position(file=file, line=first_line + tags.line - 1))


def _shown(opening: str, inner: str) -> str:
    """A tag without its arguments: “{{< youtube >}}”."""
    bare = inner.strip()
    edge = bare[:1] if bare[:1] in ("<", "%") and opening == "{{" else ""
    name = _TAG_NAME.search(bare)
    close = {"<": ">", "%": "%", "": ""}[edge] + _BRACES_END[opening]
    return f"{opening}{edge} {name[0][:40] if name else '…'} {close}"


def _in_address(text: str, at: int) -> bool:
    before = text[max(0, at - _LONGEST_ADDRESS) : at].rsplit(None, 1)
    return bool(before) and not text[at - 1].isspace() and "://" in before[-1]


def _stands_for_itself(text: str, start: int, stop: int, *, colon: bool) -> bool:
    """Whether an attribute list belongs to the text before it: adjacent, at the end of a heading, or alone on a line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text.find("\n", stop)
    at_end = not text[stop : after if after >= 0 else len(text)].strip()
    if before[-1:] in (*')]`*_>"”»',) and before[-1:]:
        return True
    return at_end and (colon or not before.strip(" \t>") or before.lstrip().startswith("#"))
