"""All input from outside is read, or refused with a message: texts generated from the grammar of each input, and
real files with parts of them changed, moved, doubled and lost.

What must hold is in ``fuzz_targets.py``; ``make fuzz`` tries the same led by coverage. Findings of either are below as the
smallest text that showed it.

Rejected: luck. A tenth of the amounts is the same at each run; ``FAULTS=whole`` tries others each time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.build.reading import parse_article
from digest.model import Entry, Rules
from digest.sources.folder import SourceFolder
from tests.faults.amounts import FULL, amount, some
from tests.faults.fuzz_targets import TARGETS, letters, letters_of

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder that entries may write to, one file over the other."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


# What texts are made of

WORDS = (
    "a", "Strike", "Harbour reopens", "the Bank of", "by Anna Smith", "PARIS (AP) —", "6 May 2024", "2024-05-06", "13/02/2025", "2025年2月13日",
    "Київ", "قال الوزير", "東京で", "Straße", "İstanbul", "ﬁn", "e\u0301", "100 %", "1.5", "said Mr. Smith.", "“Yes,”", "«Oui»", "U.S.", "…", "—",
    "date 2025-02", "Date: 2025", "en français", "in English", "fr", "Topic: War; peace", "Source: The Quay", "©", "😀", "👩\u200d👩\u200d👧",
)  # fmt: skip
MARKS = (
    "|", "\\|", "`", "``", "*", "**", "_", "~~", "[", "]", "(", ")", "](", "[[", "]]", "<", ">", "</", "<!--", "-->", "<br>", "&amp;", "&#0;", "&#xd800;", "&", "#",
    "##", "- ", "1. ", "> ", "    ", "\t", "\\", "---", "===", ": ", ":", ";", ",", "、", "；", "!", "![", "{", "}", "{{", "%", "%20", "%00", "\"", "'", "=", "@", "^", "$", "~~~", "```",
    "\n", "\n\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\0", "\x1b[31m", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\ufffe", "\ud800", "\udc00", "\U000e0001", "\u0301", "\u00a0",
)  # fmt: skip
PATHS = (
    "a.txt", "2024/a b.txt", "../x.md", "/etc/passwd", "a%20b.txt", "x (1).md", "INDEX.md", "2024/", "SUMMARY.md", "https://example.org/a", "C:\\a", "#x", "a.txt#b", "a..txt", ".", "..", "",
    "é.txt", "e\u0301.txt", "a" * 300, "mailto:a@b.c", "//a", "a\0b.txt",
)  # fmt: skip
KEYS = (
    "file", "title", "date", "Sujet", "langue", "url", "rights", "slug", "aliases", "encoding", "articles", "base_url", "language", "theme", "accent", "search", "excerpt", "noindex", "people", "places",
    "ignore", "unlisted", "feeds", "any", "all", "none", "labels", "parent", "sources", "default", "draft", "weight", "<<", "?", "日付", "topic", "topics", "csp", "titel", "X" * 50,
)  # fmt: skip
VALUES = (
    "yes", "no", "~", "null", "2025-13", "1e9", "0x10", "99999999999999999999", "-1", "2025-02-30", "[a, b]", "{a: b}", "&a [*a]", "*a", "!!python/object:os.system x", "!!binary aGk=", "!x y", "|\n  a", ">-\n  a",
    "\"\\ud800\"", "\"\\x00\"", "'it''s'", "- a", "[]", "{}", "https://example.org", "javascript:alert(1)", "fr-CA", "full", "private", "#a3231f", "'#a3231f'", "[[[[[[", "{{{{{{", "? a", "%YAML 9.9", "...", "---",
)  # fmt: skip
TAGS = (
    "p", "h1", "h2", "article", "main", "nav", "aside", "table", "tr", "td", "ul", "li", "blockquote", "pre", "code", "b", "i", "a href='x'", "a href=javascript:x", "img src=x onerror=y", "script", "style", "title",
    "textarea", "svg", "math", "template", "br", "hr", "div hidden", "header", "time datetime=2024-05-06", "meta name=author content=x", "meta charset=utf-8", "script type=application/ld+json", "x-y", "select", "noscript", "plaintext",
    "frameset", "p/", "p a='", "ol start=9", "sup id=a",
)  # fmt: skip

PIECE = st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS), st.text(max_size=6))
LINE = st.lists(PIECE, max_size=8).map(" ".join)
TIGHT = st.lists(PIECE, max_size=12).map("".join)
CELL = st.one_of(st.sampled_from((*PATHS, *VALUES)), TIGHT, st.builds("[{}]({})".format, TIGHT, st.sampled_from(PATHS)))
ROW = st.lists(CELL, max_size=6).map(lambda cells: f"| {' | '.join(cells)} |")
RULE = st.integers(1, 6).map(lambda count: "|" + "---|" * count)
HEADING = st.builds("{} {}".format, st.integers(1, 6).map(lambda depth: "#" * depth), CELL)
BULLET = st.builds(
    "{}{}{}".format,
    st.integers(0, 9).map(lambda depth: "  " * depth),
    st.sampled_from(["- ", "* ", "1. ", "• ", ""]),
    CELL,
)
PAIR = st.builds(
    "{}{}: {}".format,
    st.integers(0, 3).map(lambda depth: "  " * depth),
    st.sampled_from(KEYS),
    st.one_of(st.sampled_from(VALUES), st.just(""), TIGHT),
)
YAML = st.lists(st.one_of(PAIR, PAIR, st.sampled_from(VALUES).map("- {}".format), LINE), max_size=12).map("\n".join)
FRONT = st.builds("---\n{}\n---\n{}".format, YAML, st.just(""))
TABLE = st.builds(
    "| {} |\n{}\n{}".format,
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=6).map(" | ".join),
    RULE,
    st.lists(ROW, max_size=5).map("\n".join),
)
NESTED = st.builds(
    "{}{}{}".format,
    st.tuples(
        st.sampled_from(["[", "(", "> ", "- ", "{", "<div>", "<b>", "*", "[a](", "- - "]),
        st.sampled_from([1, 9, 60, 300]),
    ).map(lambda pair: pair[0] * pair[1]),
    TIGHT,
    st.sampled_from(["", "]" * 60, ")" * 60, "</b>" * 60]),
)
MARKDOWN = st.lists(st.one_of(TABLE, HEADING, BULLET, LINE, TIGHT, ROW, NESTED), max_size=10)
ELEMENT = st.one_of(
    LINE,
    TIGHT,
    st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag.split()[0]}>"),
    st.builds("<{}>{}</p>".format, st.sampled_from(TAGS), LINE),
    NESTED,
    st.builds(
        "<script type=application/ld+json>{}</script>".format,
        st.sampled_from(
            [
                '{"@type": "NewsArticle", "headline": "\\ud800", "datePublished": 5}',
                "[" * 500,
                '{"@graph": [{"author": [[{"name": 1}]]}]}',
                "NaN",
            ]
        ),
    ),
)
DOCUMENT = st.builds(
    "{}{}".format, st.one_of(st.just(""), FRONT), st.builds(str.join, st.sampled_from(["\n", "\n\n", "\r\n"]), MARKDOWN)
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TIGHT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from(["version", "files", "former", *PATHS]), TIGHT), inner, max_size=4)),
    max_leaves=8,
)  # fmt: skip


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _as_json(value: object) -> bytes:
    import json

    return json.dumps(value).encode("ascii")


LISTED = st.builds(
    lambda version, files, former: {"version": version, "files": files, "former": former},
    st.sampled_from([1, 2, True, "1"]),
    st.dictionaries(
        st.one_of(st.sampled_from(PATHS), TIGHT),
        st.one_of(st.tuples(st.text(max_size=3), st.integers()), JSON),
        max_size=4,
    ),
    st.one_of(st.just({}), JSON),
)
ENCODED = st.builds(
    lambda text, encoding, declared: f"{declared}\n".encode() + text.encode(encoding, "replace"),
    st.one_of(DOCUMENT, LINE),
    st.sampled_from(
        [
            "utf-8",
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "cp1252",
            "cp1251",
            "shift_jis",
            "euc_jp",
            "iso2022_jp",
            "gb18030",
            "big5",
            "euc_kr",
            "utf-7",
        ]
    ),
    st.sampled_from(
        [
            "utf-8",
            "cp1252",
            "utf-16",
            "rot13",
            "base64",
            "idna",
            "undefined",
            "punycode",
            "latin-1",
            "x" * 40,
            "shift_jis",
            "unicode_escape",
            "é",
            "\x00",
            "..",
            "mbcs",
            "hz",
        ]
    ),
)
MADE: dict[str, st.SearchStrategy[bytes]] = {
    "manifest": DOCUMENT.map(_bytes_of), "index": DOCUMENT.map(_bytes_of), "md": DOCUMENT.map(_bytes_of),
    "txt": st.lists(st.one_of(LINE, LINE, PAIR, BULLET, TIGHT), max_size=12).map("\n".join).map(_bytes_of),
    "html": st.builds("{}{}".format, st.sampled_from(["", "<!doctype html>", "<?xml version='1.0' encoding='utf-16'?>", "<meta charset=shift_jis>"]), st.lists(ELEMENT, max_size=12).map("".join)).map(_bytes_of),
    "decoding": ENCODED, "config": YAML.map(_bytes_of), "names": YAML.map(_bytes_of),
    "yaml": st.one_of(YAML, FRONT, DOCUMENT).map(_bytes_of), "dates": st.lists(st.one_of(LINE, TIGHT), max_size=4).map("\n".join).map(_bytes_of),
    "fields": st.builds("{}\n{}".format, st.one_of(st.sampled_from(KEYS), TIGHT), st.one_of(st.sampled_from((*VALUES, *PATHS)), LINE)).map(_bytes_of),
    "cache": st.binary(max_size=80), "listing": st.one_of(JSON, LISTED).map(_as_json),
}  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, name: str) -> bytes:
    """A real file, a part of it, with some of its bytes changed, taken out, doubled, moved, or pieces put between them."""
    real = draw(st.sampled_from(list(TARGETS[name].real())))
    if len(real) > _MOST:
        start = draw(st.integers(0, len(real) - _MOST))
        real = real[start : start + _MOST]
    for _ in range(draw(st.integers(1, 6))):
        at, end = sorted((draw(st.integers(0, len(real))), draw(st.integers(0, len(real)))))
        end = min(end, at + 40)
        change = draw(st.integers(0, 4))
        if change == 0:
            real = real[:at] + real[end:]
        elif change == 1:
            real = real[:at] + real[at:end] * draw(st.integers(2, 5)) + real[end:]
        elif change == 2:
            real = real[:at] + _bytes_of(draw(st.sampled_from((*MARKS, *VALUES, *PATHS)))) + real[at:]
        elif change == 3:
            real = real[:at] + draw(st.binary(min_size=1, max_size=4)) + real[at + 1 :]
        else:
            real = real[end:] + real[at:end] + real[:at]
    return real


_MOST = 1200  # bytes of a real file that are looked at


def _tried(name: str) -> settings:
    return settings(
        max_examples=amount(TARGETS[name].amount), derandomize=not FULL, database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_all_input_is_read_or_refused(name: str, scratch: Path, record_property: Record) -> None:
    count = 0

    @_tried(name)
    @given(st.one_of(MADE[name], changed(name)))
    def feed(data: bytes) -> None:
        nonlocal count
        count += 1
        TARGETS[name].feed(data, scratch)

    feed()
    record_property("tried", f"made-up and mutated inputs of {name}: {count}, 0 exceptions, 0 promises broken")


FOUND = (
    (
        "manifest",
        b"--\nlangue:i\n-\nFichier|\n-|\n]",
    ),  # the place of a label in a heading of several lines was behind its first
    ("yaml", b"---"),  # an empty value was reported in a line behind the last
    ("cache", b"\x80\x05\x95\xff\xff\xff\xff\xff\xff\xff\x7f."),  # a pickle that asks for more memory than there is
    ("cache", b"cdigest.yaml_lines\nPath\n(S'a'\ntR."),  # a class that a module of records only imports
    ("listing", b'{"version": 1, "files": {"\\ud800": ["", 3]}}'),  # an address that no file can have
    ("txt", "አንድ ነገር በሌላ ላይ ነው ባህር ከሆነ\n\nአብዛኞቹ ይኖራቸዋል መጎብኘት ጉብኝት\n".encode()),  # a certainty below nothing
    ("txt", b"Irukusu Boweni kayaki ipari ounje ajo\n"),  # a certainty of 14,751 per cent
    ("txt", b"file: &amp;"),  # not lost: it is read as the character it means
)


@pytest.mark.parametrize(("name", "data"), FOUND, ids=range(len(FOUND)))
def test_what_was_found_once_keeps_what_is_promised(name: str, data: bytes, scratch: Path) -> None:
    TARGETS[name].feed(data, scratch)


FIRST, LAST = "Quick brown words stand here.", "Lazy yellow words stand there."


@pytest.mark.parametrize(
    "between",
    ['<script\n"--></script', "<script\n\n'--></script a=", "<p></p><b><script></style a=", "<script>x</script a="],
)
def test_words_behind_a_raw_end_tag_that_never_ends_are_kept_and_reported(between: str) -> None:
    data = f"{FIRST}\n\n{between}\n\n{LAST}\n".encode()
    read = parse_article(SourceFolder(Path("nowhere")), Entry(file="a.md", position=0), data, Rules())
    assert read.article is not None
    assert letters(LAST) in letters_of(read.article.html)


def test_a_topics_certainty_is_a_share_whatever_words_speak_against_it() -> None:
    for data in some(list(TARGETS["txt"].real())):
        article = parse_article(SourceFolder(Path("nowhere")), Entry(file="a.txt", position=0), data, Rules()).article
        if article and "topics" in article.provenance:
            assert 0 < article.provenance["topics"].certainty < 1


@pytest.mark.parametrize("name", TARGETS)
def test_real_files_keep_what_is_promised(name: str, scratch: Path) -> None:
    real = list(TARGETS[name].real())
    assert real
    for data in real[:: max(1, len(real) // amount(100))]:
        TARGETS[name].feed(data, scratch)
