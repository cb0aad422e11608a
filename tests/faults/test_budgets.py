"""No text holds a build up, and none is taken for one that would: budgets of Markdown and HTML, and how work grows elsewhere.

Every text goes the whole way of an article, or of a manifest. Work is counted (calls of functions), so that machines agree;
with ``FAULTS=whole`` processor time is measured and reported too, since regular expressions call no functions. Words before
and behind a hostile text must be in the article.

Rejected: bounds of time. A time-out only ends what hangs.
"""

from __future__ import annotations

import html
import math
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from digest import config, manifest
from digest.build.reading import Read, parse_article
from digest.config import read_names
from digest.errors import ConfigError
from digest.model import Article, Entry, Rules
from digest.sources.folder import SourceFolder
from tests.faults.amounts import FULL, TIMEOUT, some
from tests.faults.hostile import items

FIRST, LAST = "Quick brown words stand here in front.", "Lazy yellow words stand there behind."
GOAL, MOST = 1.5, 2.3  # exponents of growth: what is wanted, and what fails
NOTEWORTHY = 0.05  # seconds; what takes less is mostly noise

Make = Callable[[int], str]
Record = Callable[[str, object], None]


@contextmanager
def _patience() -> Iterator[None]:
    """Ends what hangs, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(int(TIMEOUT))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _read(text: str, suffix: str) -> Read:
    with _patience():
        return parse_article(
            SourceFolder(Path("nowhere")),
            Entry(file=f"a{suffix}", position=0),
            text.encode("utf-8", "replace"),
            Rules(),
        )


def _article(text: str, suffix: str) -> tuple[Article, list[str]]:
    found = _read(text, suffix)
    assert found.article is not None, found.problems
    return found.article, [problem.message for problem in found.problems if problem.code == "plain-text-fallback"]


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _text(article: Article) -> str:
    """The letters of an article's text, without tags, references resolved."""
    return _letters(html.unescape(re.sub(r"<[^>]*>", "", article.html)))


# What is honest passes


def _examples() -> list[str]:
    shared = [item["markdown"] if "markdown" in item else item["payload"] for item in items("markdown/commonmark_spec")]
    return [*EXTRA_EXAMPLES, *shared]


EXTRA_EXAMPLES = (
    "# Head\n\nText with *stress*, **more** and `code`.", "Head\n===\n\n> A quote\n> goes on\n\nText", "- a\n- b\n    - c\n\n1. a\n2. b", "```\n[a](b\n```\n\nText", "a | b\n--|--\n1 | 2",
    "[a]: http://example.org 'T'\n\n[a], [A][], [b][a]", "![a](b.png \"t\") [a](<b c> 't') [a](b(c)d)", "<div>\n*a*\n\n</div>\n\ntext", "<!-- [ -->\n\ntext", "a  \nb\\\nc", "***\n---\n___\ntext", "[not a link] [ ] [x] (a)",
    "\\[a\\](b) &amp; &lt; &copy;", "Text[^1].\n\n[^1]: Note", "<http://example.org> <a@example.org>", "    code [\n    more ](\n\ntext", "* a\n\n  b\n\n* c", "_a_b_ **a*b** ***a***", "`` ` `` and ```` ``` ````", "[[a]] [a [b] c](d)",
)  # fmt: skip


def test_no_example_of_commonmark_is_taken_for_costly(record_property: Record) -> None:
    examples = [*EXTRA_EXAMPLES, *some(_examples())]
    alarms = []
    for text in examples:
        for source in (text, "\n\n".join([text] * 20)):
            if any(
                "too costly" in problem.message for problem in _read(f"{FIRST}\n\n{source}\n\n{LAST}\n", ".md").problems
            ):
                alarms.append(text)
    record_property(
        "tried", f"CommonMark examples, each once and twenty times over: {len(examples)}, {len(alarms)} false alarms"
    )
    assert not alarms


PROSE = "The council met on Tuesday, and the mayor said (in the morning) that work on the bridge [the old one] begins in spring."


def _nested(count: int, depth: int) -> str:
    return "\n".join(
        f"{'    ' * (number % depth)}- [Link {number}](https://example.org/{number}) *of* level {number % depth}"
        for number in range(count)
    )


HONEST: Mapping[str, Make] = {
    "bullets": lambda n: "\n".join(f"- [Link {i}: a title (of {i})](https://example.org/{i}?a=b&c=[d])" for i in range(n)),
    "bullets apart": lambda n: "\n\n".join(f"- [Link {i}](https://example.org/{i} \"Title {i}\")" for i in range(n)),
    "numbers": lambda n: "\n".join(f"{i + 1}. [Link {i}](https://example.org/{i}), 6 May 2024, The Quay" for i in range(n)),
    "table": lambda n: "| Date | Link | Source |\n|---|---|---|\n" + "\n".join(f"| 2024-05-06 | [Link {i}](https://example.org/{i}) | The Quay |" for i in range(n)),
    "references": lambda n: "\n".join(f"- [Link {i}][r{i}]" for i in range(n)) + "\n\n" + "\n".join(f"[r{i}]: https://example.org/{i} \"T\"" for i in range(n)),
    "footnotes": lambda n: "\n\n".join(f"{PROSE}[^{i}]" for i in range(n // 10)) + "\n\n" + "\n".join(f"[^{i}]: See https://example.org/{i}." for i in range(n // 10)),
    "nested lists": lambda n: "\n\n".join(_nested(n // 20, 6) for _ in range(20)),
    "wiki links": lambda n: "\n".join(f"- [[Page {i}|a title]]" for i in range(n)),
    "autolinks": lambda n: "\n".join(f"- <https://example.org/{i}>" for i in range(n)),
    "links in prose": lambda n: "\n\n".join(f"{PROSE} [More {i}](https://example.org/{i})." for i in range(n // 2)),
    "quotes": lambda n: "\n\n".join(f"> [Link {i}](https://example.org/{i})" for i in range(n)),
    "headings": lambda n: "\n\n".join(f"## [Link {i}](https://example.org/{i})\n\n{PROSE}" for i in range(n // 2)),
    "tasks": lambda n: "\n".join(f"- [ ] [Link {i}](https://example.org/{i})" for i in range(n)),
    "pictures": lambda n: "\n\n".join(f"![A view of {i}](https://example.org/{i}.jpg)" for i in range(n)),
    "code": lambda n: "\n\n".join(f"```\nvalue[{i}] = ({i}, [1, 2\n```" for i in range(n // 40)),
    "brackets": lambda n: "\n\n".join(f"“[T]he council [sic] met [on Tuesday {i}],” he said [a" for i in range(n // 2)),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_long_lists_of_links_as_people_write_them_are_set(name: str, record_property: Record) -> None:
    article, alarms = _article(f"{FIRST}\n\n{HONEST[name](2000)}\n\n{LAST}\n", ".md")
    assert not alarms
    assert _letters(LAST) in _text(article)
    record_property("tried", f"honest lists of 2,000 links: {len(HONEST)} shapes, 0 false alarms")


# What is hostile holds nothing up


def _times(unit: str) -> Make:
    """``unit`` as often as asked; ``{i}`` in it is a number, another each time."""
    if "{i}" in unit:
        return lambda n: "".join(unit.replace("{i}", str(i)) for i in range(n))
    return lambda n: unit * n


def _growing(mark: str, unit: str) -> Make:
    """Runs of ``mark`` that get longer and longer, ``unit`` between them, about as long as asked."""
    return lambda n: "".join(f"{unit}{mark * i}" for i in range(1, max(2, math.isqrt(2 * n))))


def _of_table(item: Mapping[str, object]) -> Make:
    parts = item["parts"]
    assert isinstance(parts, list)
    if item.get("join") == "e{x}":
        return _growing(str(item["ch"]), "e")
    if item.get("join") == "yaml":
        return lambda n: f"---\n{_laughs(min(n, 9))}---\n"
    return lambda n: "".join(text.replace("\0", "") * (n if count == "n" else count) for text, count in parts)


def _laughs(depth: int) -> str:
    """Aliases of aliases: nine to the power of ``depth``."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, depth)]
    return "\n".join(lines) + "\n"


UNITS: Mapping[str, tuple[str, ...]] = {
    ".html": (
        "<div>", "<p ", "<a href='x'>y", "</p>", "</div>", "<b><i>", "<table><tr><td>", "&amp;", "&#", "&bogus", "&#x110000;", "&NotEqualTilde;", "<!-- -->", "<!--", "<!-->", "<![CDATA[", "<?", "<li>", "<p>a b c</p>",
        "<span>", "<h2>x</h2>", "<br>", "<time datetime=2024-01-01>", "<a b{i}=c ", "<p><b>x</p>", "<meta name=a content=b>", '<script type="application/ld+json">{}</script>', "<div hidden>", "<article>x</article>",
        "<header>x</header>", "<img src=x>", "<x{i}>", "<a id={i}>", "<nav>x</nav>", "<p>Name{i} Surname{i} said. </p>", "<script>", "<style>", "<title>", "<textarea>", "<select><option>", "<svg><math>", "<template>", "<ol><ul>",
        "<q>", "<a><b></a></b>", "<blockquote>", "<details><summary>", "<ruby><rt>", "<p>a<br>", "<p>a<br><br>", "<p\n", "<p a='", "<p a=\"", "=\"", "</", "<", ">", "<font color=x>", "<a href=x>link</a> ", "<td>", "<caption>", "<frameset>",
    ),
    ".txt": (
        ".", "! ", "? ", "... ", '"', "“", "”", "«", "»", "(", ")", "((a)", "[", "1", "1.", "1,", "1-", "2024-", "word ", "word\n", "Word\n", "Word\n\n", "word{i} ", "Word{i} ", "word{i}\n", "A. ", "Mr. ", "U.S. ", "a", "A", "é", "é ",
        "中", "中。", "ア", "ア ", "ก", "ا", "가", "我{i}", "— ", "- ", "- a\n", "* a\n", "a: b\n", "Date: 2024\n", "by Anna Smith\n", "By Anna Smith and ", "Anna Smith ", "Anna{i} Smith{i} ", "Anna Smith{i}, ", "John ", "Paris, ", "Monday ",
        "5 May 2024 ", "May ", "{i} May ", "12:30 ", "2024/05/06 ", "5.6.2024 ", "http://a.b ", "a@b.c ", "#", "@a ", "’s ", "l’", "d'", "Title Case Words ", "UPPER ", "AP — ", "PARIS (AP) ", "\t", " ", "\n", "\u200b", "\u0301", "e\u0301",
        "\U0001f600", "\U0001f468\u200d", "\u202e", "\ufdfa", "of the ", "the Bank of ", "Bank of ", "said John Smith, ", "said John{i} Smith{i}. ", "“Yes,” said Anna. ", "de la ", "van der ", "1990s ", "$1.5 million ", "a-", "a_", "a/", "a\\",
        "$", "%", "^", "~", "|", "=", "+", "<", ">", "{", "}", ";", ",", ":", "'", "`", "a, b and ", "M. Dupont ", "President ", "President A. ", "the President of the ", "(AFP) - ", "© ", "Photo: ", "Read more: ", "\r", "\x0c", "a\n ", " \n", "\u00a0",
    ),
    ".md": (
        "[a](b) ", "[a][b] ", "![a](b) ", "[^{i}] ", "[^{i}]: b\n", "- a\n", "1. a\n", "> a\n", "# a\n", "**a** ", "*a", "__a ", "`a` ", "~~~\n", "```\n", "| a ", "|-", "a|b\n-|-\n", "<a>", "<b>a</b>", "&amp;", "\\*", "***", "---\n",
        "    a\n", "\t- a\n", "[a{i}]: b\n", "http://a.b ", "<http://a.b>", "a  \n", "* * ", "+ a\n", "[[a]] ", "(", "](", "[x] ", "a\n===\n", "a\n---\n", "> - ", "- > ", "<div>\n\n", "<!-- a -->\n", "[a](b \"", "![", "\\[", "`\\", "**_", "~~a",
    ),
}  # fmt: skip


def _articles() -> list[tuple[str, str, Make]]:
    ours = [(suffix, unit, _times(unit)) for suffix, units in UNITS.items() for unit in units]
    grown = [(suffix, f"growing {mark}", _growing(mark, "e ")) for suffix in UNITS for mark in "`*_[(>\"'.-"]
    tables = [(suffix, str(item["id"]), _of_table(item)) for suffix in UNITS for item in items("markdown/pathological")]
    return [*ours, *grown, *tables]


SWALLOWS = (
    "<!--",
    "<![CDATA[",
    "<?",
    "<script",
    "<style",
    "<title",
    "<textarea",
    "<select",
    "<svg",
    "<template",
    "='",
    '="',
    '"',
    "<p ",
    "<p\n",
    "</",
    "<a b",
    "<frameset",
    "nav",
    "hidden",
    "header",
    "<",
    "details",
)


def _keeps(text: str, suffix: str, name: str) -> bool:
    """Whether the text is in the article, as far as its markup allows; and whether it was set as plain text."""
    article, fallen = _article(text, suffix)
    shown = _text(article)
    assert _letters(FIRST) in shown, name
    if suffix == ".txt":
        assert shown == _letters(text) or "<!--" in text, name  # a remark is no word of the article
    elif suffix == ".md":
        assert _letters(LAST) in shown or (not fallen and any(sign in text for sign in "<`~")), (
            name
        )  # code or a tag without end
        assert (
            not fallen or "swallow" in fallen[0] or "no end" in fallen[0] or len(shown) >= len(_letters(text)) * 0.99
        ), name
    else:
        assert _letters(LAST) in shown or any(sign in text for sign in SWALLOWS), name
    return bool(fallen)


def _framed(text: str, suffix: str) -> str:
    if suffix == ".html":
        return f"<article><p>{FIRST}</p>{text}<p>{LAST}</p></article>"
    return f"{FIRST}\n\n{text}\n\n{LAST}\n"


@pytest.mark.parametrize("suffix", UNITS)
def test_a_hostile_article_is_read_and_its_words_are_kept(suffix: str, record_property: Record) -> None:
    tried = some([one for one in _articles() if one[0] == suffix])
    units = 16_000 if FULL else 4000
    fallen = sum(_keeps(_framed(make(units), suffix), suffix, name) for _, name, make in tried)
    record_property(
        "tried",
        f"hostile {suffix}: {len(tried)} of {units:,} units, none hangs, all words kept, {fallen} set as plain text",
    )


# The manifest


MANIFEST_UNITS = (
    "| a.txt ", "|", "| a.txt | b |\n", "[a](a.txt) ", "[a](", "- [a](a{i}.txt)\n", "- a{i}.txt\n", "[[a{i}]] ", "[[", "]]", "- [[a{i}|b]]\n", "# a\n", "## a{i}\n\n", "#", "> ", "- ", "  - ", "\t- ", "`", "``` \n", "~~~\n", "<!--", "-->", "<a.txt> ",
    "<", "[a{i}]: b{i}.txt\n", "[a{i}] ", "![a](b) ", "*", "_", "~~", "\\", "&amp;", "a.txt, ", "a.txt; ", "a.txt<br>", " — ", ", ", ": ", "(", ")", "((", "6 May 2024, ", "in English, ", "by A, ", "\r", "a.txt\n", "---\n", "===\n", "a\n===\n", "|-|\n", "| File |\n|-|\n",
    "[a](a.txt): 6 May 2024 — b (in English), c. ", "https://a.b ", "1. ", "1) ", "• ", "- [ ] ", "file: a\n", "\u200b", "Sources\n\n", "## Source: x\n", "%20", "a/", "../", "\x00",
)  # fmt: skip


def _within(before: str, make: Make, behind: str) -> Make:
    return lambda n: f"{before}{make(n)}{behind}"


def _manifests() -> list[tuple[str, Make]]:
    table = "| File | Title | Topics |\n|-|-|-|\n| a.txt | x | "
    lines = [(f"line of {unit!r}", _within("- [a](a.txt) ", _times(unit), "\n")) for unit in MANIFEST_UNITS]
    documents = [(f"whole of {unit!r}", _times(unit)) for unit in MANIFEST_UNITS]
    cells = [(f"cell of {unit!r}", _within(table, _times(unit), " |\n")) for unit in MANIFEST_UNITS if "\n" not in unit]
    front = [(f"front matter of {unit!r}", _within("---\n", _times(unit), "\n---\n\n- a.txt\n")) for unit in YAML_UNITS]
    tables = [(str(item["id"]), _of_table(item)) for item in items("markdown/pathological")]
    return [*lines, *documents, *cells, *front, *tables]


YAML_UNITS = (
    "a{i}: b\n", "a: b\n", "- a\n", "[", "]", "{", "{a: ", "a: [", "- ", "? ", ": ", "'", '"', "&a{i} ", "*a ", "!!a ", "|\n", ">\n", "#", "# a\n", "%a\n", "articles:\n", "- {file: a{i}.txt}\n", "a{i}: &a{i} b\n", "\t", "@", "\\", "a: |\n  b\n", "<<: *a\n", "...\n", "? a\n",
)  # fmt: skip


def test_a_hostile_manifest_is_read_to_its_end(record_property: Record) -> None:
    tried, units = some(_manifests()), 16_000 if FULL else 4000
    for _, make in tried:
        with _patience():
            manifest.parse(make(units), "INDEX.md")
    record_property("tried", f"hostile manifests: {len(tried)} of {units:,} units, none hangs")


@pytest.mark.parametrize(
    ("depth", "codes"),
    [(4, []), (9, ["loose-front-matter"]), (200, ["loose-front-matter"]), (3000, ["loose-front-matter"])],
)
def test_aliases_of_aliases_grow_to_no_end_anywhere(tmp_path: Path, depth: int, codes: list[str]) -> None:
    yaml = _laughs(depth)
    with _patience():
        parsed = manifest.parse(f"---\n{yaml}---\n\n- a.txt\n", "INDEX.md")
        assert [item.target for item in parsed.items] == ["a.txt"]
        assert [problem.code for problem in parsed.problems] == codes
        found = _read(f"---\n{yaml}---\n\n{FIRST}\n", ".md")
        assert found.article is not None
        assert _letters(FIRST) in _text(found.article)
        path = tmp_path / "digest.yml"
        path.write_text(yaml, "utf-8")
        for read in (lambda: config.read_file(path, "digest.yml"), lambda: read_names(path)):
            if depth == 4:
                read()
            else:
                with pytest.raises(ConfigError):
                    read()


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [*a]\n",
        "a: &a {b: *a}\n",
        "&a [*a, *a]\n",
        "a: &a\n  - b\n  - *a\n",
        "? &a [*a]\n: b\n",
        "{" * 60_000,
        "[" * 60_000,
        "- " * 60_000,
        "a: " * 60_000,
        "? " * 60_000,
    ],
)
def test_yaml_that_holds_itself_or_nests_without_end_is_reported(tmp_path: Path, yaml: str) -> None:
    path = tmp_path / "digest.yml"
    path.write_text(yaml, "utf-8")
    with _patience(), pytest.raises(ConfigError):
        config.read_file(path, "digest.yml")


# How work grows


def _calls(work: Callable[[int], object], units: int) -> int:
    """How many functions ``work`` calls, of Python's and of C's."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work(units)
    finally:
        sys.setprofile(before)
    return count


def _seconds(work: Callable[[int], object], units: int) -> float:
    began = time.process_time()
    work(units)
    return time.process_time() - began


def _works() -> list[tuple[str, Callable[[int], object]]]:
    def article(make: Make, suffix: str) -> Callable[[int], object]:
        return lambda n: _read(_framed(make(n), suffix), suffix)

    def listed(make: Make) -> Callable[[int], object]:
        return lambda n: manifest.parse(make(n), "INDEX.md")

    articles = [(f"{suffix} {name!r}", article(make, suffix)) for suffix, name, make in _articles()]
    return [*articles, *((f"INDEX.md {name}", listed(make)) for name, make in _manifests())]


def test_work_grows_with_the_text_and_not_with_its_square(record_property: Record) -> None:
    """Counted at 1,000 and at 4,000 units; where the way changes between them, at 16,000 too. What is linear has an exponent of 1."""
    worst = ("", 0.0)
    tried = some(_works()) if FULL else some(some(_works()))
    for suffix in UNITS:
        _read(FIRST, suffix)  # what is loaded once is no work of a text
    for name, work in tried:
        with _patience():
            work(1000)  # warm: tables that are read when a script is met first
            counts = [_calls(work, n) for n in (1000, 4000)]
            if _exponent(*counts) > GOAL:
                counts.append(_calls(work, 16_000))
        worst = max(worst, (name, _exponent(*counts[-2:])), key=lambda one: one[1])
        assert _exponent(*counts[-2:]) <= GOAL, (name, counts)
    record_property(
        "tried", f"growth of work, in calls: {len(tried)} texts, the worst exponent is {worst[1]:.2f} ({worst[0]})"
    )


def _exponent(small: float, large: float) -> float:
    """Of growth, where the one came from four times the other."""
    return math.log(large / small, 4) if large > small > 0 else 0.0


@pytest.mark.skipif(not FULL, reason="measuring takes minutes: FAULTS=whole does it")
def test_time_grows_with_the_text_and_not_with_its_square(record_property: Record) -> None:
    """Measured at 4,000 and at 16,000 units; where that looks like more than the goal, the median of five decides."""
    above = []
    worst = ("", 0.0)
    for name, work in _works():
        with _patience():
            small, large = _seconds(work, 4000), _seconds(work, 16_000)
            if large > NOTEWORTHY and _exponent(small, large) > GOAL:
                small, large = (statistics.median(_seconds(work, n) for _ in range(5)) for n in (4000, 16_000))
        exponent = _exponent(small, large) if large > NOTEWORTHY else 0.0
        worst = max(worst, (name, exponent), key=lambda one: one[1])
        if exponent > GOAL:
            above.append(f"{name} {exponent:.2f} ({large:.2f} s)")
        assert exponent <= MOST or large < 1, (name, small, large)
    record_property(
        "tried", f"growth of time: {len(_works())} texts, {len(above)} above {GOAL}: {'; '.join(above) or 'none'}"
    )
