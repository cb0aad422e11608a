"""No text holds up a build: work grows with the length of a text, for any content, or the text is set as plain text.

Work is counted in lines of Python that are run, which is the same on every machine. Regular expressions run no lines, so processor
time has a bound too: two seconds for 16,000 characters, of which the worst pattern takes a third (0.6 s), and most a hundredth.
A fence with tabs behind it, which Python-Markdown's own expression looks through with the square of their number, took 148 s.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from digest.build.reading import parse_article
from digest.model import Entry, Rules
from digest.sources.folder import SourceFolder
from tests.faults.amounts import some

SUFFIXES = (".md", ".txt", ".html")
MOST = 1.2  # exponent of growth
SMALL, LARGE, LONG = 1000, 4000, 16_000  # characters
SECONDS = 2.0

BLANKS = (" ", "\t", "\n", " \n", "\t\n", "\n\n", " \t", "\u00a0", "\u3000", "\r\n", "\u2028", "\u2029", "\u200b")
MARKS = (
    "```", "~~~", "```x", "- ", "1. ", "> ", "# ", "---", "***", "**", "_", "~~", "==", "`", "[", "](", "[a](", "![", "<", "</", "<a", "<!--", "<!", "| ", "|-", "a|b\n-|-",
    "[^a]", "[^a]:", "[a]:", "{", "{:", "{#", "{.a", "{{", "{%", "{{<", "%%", "!!!", "!!! a", "???", ":::", "::: a", "::a", "> [!a]", "[[", "[[a|", "- [ ]", "https://",
    "a@", "www", "www.", "&", "\\", ":a", ":", "^", "(", "$", "---\n", "+++\n", "[//]: #", "[TOC]", "{>>", "{/*", "{{!", "=", "===", "* TOC\n", "[audio", "[caption a=", "==a",
)  # fmt: skip
UNITS = (
    "a{.a}", "x `a`{.a} ", "](b){.a} ", "a %% b\n\n", "%% b\n\n", "50%% ", "a@b@", "a.a@a.a@", "www.a.", "https://a:", "::: a\n\n", "::: a\nb\n:::\n", "!!! a\n    ",
    "!!! a\n\n    b\n", "- [x] a\n", "> [!a] b\n", "> [!a]\n\n", "```a\n", "```a\n~~~b\n", "{% raw %}", "{% comment %}", "{{/*", "{::comment}", "[a]: # (", "[comment]: # (\n",
    "a ^abcd\n", "* a\n{:toc}\n", "[caption id=a]", "[video]", "<code>", "<pre>%%", "<p>%% ", "</code>%%", "[^a b]: c\n", "[^a b]", "a|b\n-|-\nc|d\n\n", "- a\n  - b\n", "- a\n1. b\n", "- a\n\n  b\n", "1) a\n",
    "~~a~~ ", "==a== ", "[[a]]", "https://a.b ", "a@b.cd ", "- [ ] a\n", "> a\n- b\n", "a\n- b\n", "- ```\n  a\n  ```\n", "> ```\n> a\n> ```\n", "#a\n", "\\~", "a\\\n",
)  # fmt: skip
PAIRS = {"![": "](b)", "[": "](b)", "[^a": "]", "<b>": "</b>", "{{ a": "}}", "{# a": "#}", "%% a": " %%", "**a": "**", "==a": "==", "[[a": "]]", ":::a\n": ":::\n"}  # fmt: skip
TAILS = (")", "(", "()", ".", ";", "&amp;", "\\_", "*", "=")  # of an address

Make = Callable[[int], str]
Record = Callable[[str, object], None]


def _behind(head: str, unit: str) -> Make:
    return lambda n: head + unit * (n // len(unit))


def _before(unit: str, tail: str) -> Make:
    return lambda n: unit * (n // len(unit)) + tail


def _pair(opening: str, closing: str) -> Make:
    return lambda n: opening * (n // 2 // len(opening)) + closing * (n // 2 // len(closing))


def patterns() -> dict[str, Make]:
    """Texts by what they are made of, each as long as asked, or a little shorter."""
    found = {f"{blank!r}": _behind("", blank) for blank in BLANKS}
    for mark in MARKS:
        found |= {f"{mark!r}, then {blank!r}": _behind(mark, blank) for blank in BLANKS[:6]}
        found |= {f"{blank!r}, then {mark!r}": _before(blank, mark) for blank in BLANKS[:6]}
        found |= {f"{mark + end!r}": _behind("", mark + end) for end in ("", "a", " ", "\n", "\n\n")}
    found |= {f"{unit!r}": _behind("", unit) for unit in UNITS}
    found |= {f"{opening!r} … {closing!r}": _pair(opening, closing) for opening, closing in PAIRS.items()}
    found |= {f"address, then {tail!r}": _behind("https://a.b/", tail) for tail in TAILS}
    return found


ALWAYS = [f"{fence!r}, then {blank!r}" for fence in ("```", "~~~") for blank in (" ", "\t")]


def tried() -> list[tuple[str, Make]]:
    """Every tenth pattern, all of them with ``FAULTS=whole``; always those that once took minutes."""
    all_of_them = patterns()
    return [(name, all_of_them[name]) for name in dict.fromkeys([*ALWAYS, *some(list(all_of_them))])]


def work(make: Make, suffix: str, length: int) -> None:
    text = f"Words in front.\n\n{make(length)}\n\nWords behind.\n"
    if suffix == ".html":
        text = f"<article><p>Words in front.</p>{make(length)}<p>Words behind.</p></article>"
    parse_article(SourceFolder(Path("nowhere")), Entry(file=f"a{suffix}", position=0), text.encode(), Rules())


def lines(run: Callable[[], None]) -> int:
    """How many lines of Python ``run`` runs through."""
    count = 0

    def traced(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def growth(make: Make, suffix: str, small: int, large: int) -> float:
    """The exponent by which work grows from one length to the other."""
    fewer, more = (lines(partial(work, make, suffix, length)) for length in (small, large))
    return math.log(more / fewer, large / small)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_work_grows_with_the_length(suffix: str, record_property: Record) -> None:
    worst = ("", 0.0)
    for name, make in tried():
        work(make, suffix, SMALL)  # what is loaded or compiled once is no work of a text
        exponent = growth(make, suffix, SMALL, LARGE)
        if exponent > MOST:  # the way changes in between: an odd number of marks hides what an even one shows
            exponent = growth(make, suffix, LARGE, LONG)
        worst = max(worst, (name, exponent), key=lambda one: one[1])
        assert exponent <= MOST, name
    record_property(
        "tried", f"growth of work, in lines ({suffix}): {len(tried())} texts, at worst {worst[1]:.2f} ({worst[0]})"
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_long_text_takes_no_two_seconds(suffix: str, record_property: Record) -> None:
    worst = ("", 0.0)
    for name, make in tried():
        began = time.process_time()
        work(make, suffix, LONG)
        taken = time.process_time() - began
        worst = max(worst, (name, taken), key=lambda one: one[1])
        assert taken < SECONDS, name
    record_property(
        "tried", f"{LONG:,} characters ({suffix}): {len(tried())} texts, {worst[1]:.2f} s at most ({worst[0]})"
    )
