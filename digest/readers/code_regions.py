"""Where code begins and ends in a text with the marks of Markdown: fenced blocks and code spans.

What is private, or belongs to another program, is looked for outside of code (``remarks.py``, ``template_tags.py``). A fence that
is never closed begins no code, so that nothing hides behind a forgotten one. The work grows with the length of the text.

Rejected: code by indentation. A paragraph inside a list is indented in the same way, and only the whole grammar tells them apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from msgspec import Struct

# The beginning of a line and the fence on it, in quotations and lists too; or a run of backticks.
CODE = r"(?P<fence>(?m:^)(?:[ \t]*+(?:>|[-*+]|\d{1,9}[.)]))*+[ \t]*+(?P<run>`{3,}+|~{3,}+))|(?P<ticks>`++)"
_FENCE = re.compile(
    r"^(?:[ \t]*+(?:>|[-*+]|\d{1,9}[.)]))*+[ \t]*+(?P<fence>`{3,}+(?![^`\n]*`)|~{3,}+)(?P<info>[^\n]*)", re.MULTILINE
)
_BLANK_LINE = re.compile(r"\n[ \t>]*+(?=\n)|\u2029")
_QUOTE_MARK = re.compile(r"[ \t]{0,3}>[ \t]?")


class Paragraphs:
    """The paragraphs of ``text``, parted by blank lines (of a quotation too) or by U+2029."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in _BLANK_LINE.finditer(text)]
        self._last = len(text)

    def number(self, at: int) -> int:
        """Which paragraph the place ``at`` stands in, from 0."""
        return bisect_left(self._ends, at)

    def end(self, at: int) -> int:
        """Where the paragraph ends in which ``at`` stands."""
        number = self.number(at)
        return self._ends[number] if number < len(self._ends) else self._last


class _Fence(Struct, frozen=True):
    """A line with a fence: where it begins and ends, its mark, how long the mark is, and whether it can close."""

    start: int
    end: int
    mark: str
    length: int
    bare: bool


class Code:
    """The code in ``text``, asked for by where it begins."""

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
    """Code between fences: where its lines begin and end, what stands before the first fence, and the code itself."""

    start: int
    end: int
    prefix: str
    code: str


def fenced_blocks(text: str) -> Iterator[FencedBlock]:
    """The code between fences in ``text``, in order, in quotations and lists too."""
    for start, end in _fenced(text):
        first, *lines = text[start:end].split("\n")
        prefix = first[: re.search("`{3}|~{3}", first).start()]  # type: ignore[union-attr]  # it begins with a fence
        quotes = prefix.count(">")
        indent = len(prefix[prefix.rfind(">") + 1 :].removeprefix(" " if quotes else ""))
        code = "".join(_inner(line, quotes, indent) + "\n" for line in lines[:-1])
        yield FencedBlock(start, end, prefix, code)


def _inner(line: str, quotes: int, indent: int) -> str:
    """A line of code without the marks of quotations and the blanks in front of its fence."""
    for _ in range(quotes):
        mark = _QUOTE_MARK.match(line)
        line = line[mark.end() :] if mark else line
    return line[min(indent, len(line) - len(line.lstrip(" \t"))) :]


def without_fenced_code(text: str) -> str:
    """``text`` with blank lines for code between fences."""
    parts = []
    done = 0
    for start, end in _fenced(text):
        parts += [text[done:start], "\n" * text.count("\n", start, end)]
        done = end
    return "".join([*parts, text[done:]])


def outside_code(
    text: str, pattern: re.Pattern[str], code: Code, end: Callable[[re.Match[str]], int]
) -> list[tuple[int, int]]:
    """Calls ``end`` with each match of ``pattern`` outside of code, in order; it returns where to go on.

    ``pattern`` has ``CODE`` as its first alternative. Returns the places of the code that was passed over.
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
    """Where each fenced block begins (its line) and ends."""
    fences = [
        _Fence(found.start(), found.end(), found["fence"][0], len(found["fence"]), not found["info"].strip())
        for found in _FENCE.finditer(text)
    ]
    longest = {"`": 0, "~": 0}  # the longest fence behind the place that can close a block
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
