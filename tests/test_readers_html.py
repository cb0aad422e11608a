"""HTML articles: which part of a page is kept, what its markup declares, and that no page is dangerous or slow.

Whole pages stand in golden folders (``golden/readers/html_*``); here are the single rules and the properties.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import Problem, Severity
from digest.model import BlockKind, Document
from digest.readers import read, supported
from digest.sources.folder import SourceFolder
from tests.test_readers import FRAGMENTS, codes, document, take, texts, unsafe

PROSE = "The board said on Tuesday that it would look again at the plan, after residents had complained about it."


def page(tmp_path: Path, html: str, name: str = "a.html") -> Document:
    found = document(tmp_path, html, name)
    assert unsafe(found.html) == []
    return found


def declared(found: Document) -> dict[str, object]:
    return {name: value.text for name, value in found.declared.items()}


def paragraphs(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


@pytest.mark.parametrize("name", ["a.html", "b/a.HTM", "a.xhtml"])
def test_html_is_read_by_its_suffix(name: str) -> None:
    assert supported(name)


# Which part of a page.


def test_the_article_is_kept_and_what_is_around_it_is_not(tmp_path: Path) -> None:
    found = page(tmp_path, f"<p>Masthead</p><main><p>Above</p><article><p>{PROSE}</p></article></main><p>Imprint</p>")
    assert paragraphs(found) == [PROSE]
    assert found.problems == ()


@pytest.mark.parametrize("main", ["<main>", "<div role=main>"])
def test_without_an_article_main_is_kept_and_without_that_the_page(tmp_path: Path, main: str) -> None:
    end = main[:4].replace("<", "</").rstrip() + ("n>" if main == "<main>" else ">")
    assert paragraphs(page(tmp_path, f"<p>Out</p>{main}<p>{PROSE}</p>{end}<p>Out</p>")) == [PROSE]
    assert paragraphs(page(tmp_path, f"<p>In</p><div><p>{PROSE}</p></div>")) == ["In", PROSE]


def test_a_card_beside_the_text_is_not_taken_for_the_article(tmp_path: Path) -> None:
    found = page(tmp_path, f"<div>{f'<p>{PROSE}</p>' * 3}</div><article><p>Read this too</p></article>")
    assert paragraphs(found) == [PROSE, PROSE, PROSE, "Read this too"]


def test_of_several_articles_the_longest_is_kept_and_that_is_said(tmp_path: Path) -> None:
    cards = "".join(f"<article><h2>Card {n}</h2><p>{PROSE}</p></article>" for n in range(3))
    found = page(
        tmp_path, f"<main><h1>News</h1>{cards}<article><h2>The port</h2><p>{PROSE} Twice.</p></article></main>"
    )
    assert paragraphs(found) == [f"{PROSE} Twice."]
    assert declared(found)["title"] == "The port"
    assert codes(found) == ["saved-page"]
    assert found.problems[0].severity is Severity.WARNING
    assert "longest of its 4" in found.problems[0].message


def test_a_page_that_is_mostly_links_is_kept_whole_and_that_is_said(tmp_path: Path) -> None:
    menu = "".join(f'<a href="/{n}">Department {n}</a> ' for n in range(12))
    assert codes(page(tmp_path, f"<div>{menu}</div><p>The ferries are back.</p>")) == ["saved-page"]
    assert codes(page(tmp_path, f"<nav>{menu}</nav><p>The ferries are back.</p>")) == []
    assert codes(page(tmp_path, f"<article><p>{menu}</p></article>")) == []  # a list of links may well be the article


@pytest.mark.parametrize(
    "furniture",
    ["<nav>x</nav>", "<aside><p>x</p></aside>", "<footer>x</footer>", "<form>x <input></form>", "<button>x</button>", "<p hidden>x</p>",
     "<div aria-hidden=true>x</div>", "<div role=complementary>x</div>", "<script>x</script>", "<style>x</style>", "<noscript>x</noscript>",
     "<template><p>x</p></template>", "<svg><title>x</title><text>x</text></svg>", "<iframe>x</iframe>", "<video>x</video>", "<!-- x -->",
     "<textarea>x</textarea>", "<select><option>x</select>", "<object><p>x</p></object>"],
)  # fmt: skip
def test_furniture_is_left_out(tmp_path: Path, furniture: str) -> None:
    found = page(tmp_path, f"<article><p>{PROSE}</p>{furniture}<p>{PROSE} Twice.</p></article>")
    assert paragraphs(found) == [PROSE, f"{PROSE} Twice."]


def test_what_holds_most_of_the_words_or_has_no_end_is_no_furniture(tmp_path: Path) -> None:
    assert paragraphs(page(tmp_path, f"<form id=aspnet><p>{PROSE}</p><input></form><p>End</p>")) == [PROSE, "End"]
    assert paragraphs(page(tmp_path, f"<p>{PROSE}</p><aside><p>The rest.</p>")) == [PROSE, "The rest."]
    assert paragraphs(page(tmp_path, f"<p>{PROSE}</p><object data=x><p>The rest.</p>")) == [PROSE, "The rest."]


def test_an_icon_inside_a_sentence_does_not_part_it(tmp_path: Path) -> None:
    found = page(tmp_path, "<p>The <svg><path/></svg>ferries <span hidden>x</span>are<script>x</script> back.</p>")
    assert paragraphs(found) == ["The ferries are back."]


def test_elements_without_end_tags_end_where_they_do_in_a_browser(tmp_path: Path) -> None:
    found = page(
        tmp_path, "<p hidden>x<p>One<ul><li hidden>x<li>two</ul><table><tr><td hidden>x<td>three<tr><td>four</table>"
    )
    assert paragraphs(found) == ["One", "two", "three", "four"]


def test_line_breaks_in_a_row_part_paragraphs(tmp_path: Path) -> None:
    found = page(tmp_path, "One<br>\nstill one<br> <br/>\n<b>Two<br><br>three</b><pre>a<br>b</pre>")
    assert paragraphs(found) == ["One still one", "Two", "three", "a b"]


def test_white_space_means_nothing_but_in_preformatted_text(tmp_path: Path) -> None:
    assert "<p>One line</p>" in page(tmp_path, "<p>One\n\t  line</p>").html
    assert "a\n  b" in page(tmp_path, "<pre>a\n  b</pre>").html


# What a page declares.


def test_the_heading_that_says_the_headline_leaves_the_text(tmp_path: Path) -> None:
    title = '<meta property="og:title" content="The “port” reopens">'
    same = page(tmp_path, f"{title}<article><p>Business</p><h1>The <i>port</i> reopens!</h1><p>{PROSE}</p></article>")
    other = page(tmp_path, f"{title}<article><h1>Ferries are back</h1><p>{PROSE}</p></article>")
    assert paragraphs(same) == ["Business", PROSE]
    assert texts(other, BlockKind.CROSSHEAD) == ["Ferries are back"]
    assert declared(same)["title"] == declared(other)["title"] == "The “port” reopens"


def test_a_headline_comes_from_the_nearest_markup_that_has_one(tmp_path: Path) -> None:
    ld = f'<script type="application/ld+json">{json.dumps({"@type": "Article", "headline": "A"})}</script>'
    og, head, title = '<meta property="og:title" content="B">', "<h1>C</h1>", "<title>D</title>"
    for parts, wanted in ((ld + og + title, "A"), (og + title, "B"), (title, "C")):
        assert declared(page(tmp_path, f"{parts}<article>{head}<p>{PROSE}</p></article>"))["title"] == wanted
    assert declared(page(tmp_path, f"{title}<h1>E</h1><h1>F</h1><p>{PROSE}</p>"))["title"] == "D"


def test_the_sites_name_leaves_the_headline_only_where_the_page_says_it(tmp_path: Path) -> None:
    site = '<meta property="og:site_name" content="The Quay">'
    for mark in ("-", "|", "–", "·"):
        title = f"<title>Port {mark} The Quay</title>"
        assert declared(page(tmp_path, f"{site}{title}<p>{PROSE}</p>"))["title"] == "Port"
        assert declared(page(tmp_path, f"{title}<p>{PROSE}</p>"))["title"] == f"Port {mark} The Quay"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-02-13", "2025-02-13"), ("2025-02-13T23:59:59-11:00", "2025-02-13"), ("2025-02-13T00:00:00+14:00", "2025-02-13"),
        ("2025-02-13 10:00", "2025-02-13"), ("20250213T1000", "2025-02-13"), ("2025-02", "2025-02"), ("2025", "2025"),
        ("Thu, 13 Feb 2025 23:59:00 GMT", "2025-02-13"), ("February 13, 2025 at 10:00 PM", "2025-02-13"), ("13 février 2025", "2025-02-13"),
        ("2025/2/13 10:00", "2025-02-13"), ("13/02/2025", "2025-02-13"), ("05/03/2025", "05/03/2025"),
    ],
)  # fmt: skip
def test_a_date_is_the_day_that_is_written_and_never_shifted(tmp_path: Path, written: str, date: str) -> None:
    found = page(tmp_path, f'<meta property="article:published_time" content="{written}"><p>{PROSE}</p>')
    assert declared(found)["date"] == date


@pytest.mark.parametrize("written", ["yesterday", "2025-02-10/2025-02-12"])
def test_a_date_that_is_not_known_to_be_one_day_is_passed_over_with_a_notice(tmp_path: Path, written: str) -> None:
    found = page(tmp_path, f'<meta property="article:published_time" content="{written}"><p>{PROSE}</p>')
    assert "date" not in declared(found)
    assert [(problem.code, problem.severity) for problem in found.problems] == [("unknown-page-date", Severity.NOTICE)]
    assert written in found.problems[0].message


def test_only_a_time_that_is_the_articles_own_dates_it(tmp_path: Path) -> None:
    def date(inner: str) -> object:
        return declared(page(tmp_path, f"<article>{inner}<p>{PROSE}</p></article>")).get("date")

    assert date("<header><time datetime=2025-02-13>Thursday</time></header>") == "2025-02-13"
    assert date("<header><time>2025-02-13</time></header>") == "2025-02-13"
    assert date('<p><time itemprop="datePublished" datetime="2025-02-13T10:00">Thursday</time></p>') == "2025-02-13"
    assert date('<header><time itemprop="dateModified" datetime="2025-02-13">Thursday</time></header>') is None
    assert date("<header><time datetime=PT3M>3 minutes</time></header>") is None
    assert date("<p>Since <time datetime=1944-06-06>June 1944</time></p>") is None
    assert date("<article><header><time datetime=2025-02-14>A reader</time></header></article>") is None


def test_the_language_nearest_to_the_article_counts(tmp_path: Path) -> None:
    assert declared(page(tmp_path, f"<html lang=en><body><article lang=fr-CA><p>{PROSE}"))["language"] == "fr-CA"
    assert declared(page(tmp_path, f'<html xml:lang="en_GB"><body><p>{PROSE}'))["language"] == "en_GB"
    assert "language" not in declared(page(tmp_path, f"<html lang=template><p>{PROSE}"))


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0025)https://quay.example/1 -->",
        "<!--\n Page saved with SingleFile \n url: https://quay.example/1#top \n saved date: Sat Feb 15 2025\n-->",
        "<!--\n Archive processed by SingleFile \n url: https://quay.example/1 \n saved date: x\n-->",
    ],
)
def test_the_program_that_saved_a_page_says_its_address(tmp_path: Path, comment: str) -> None:
    assert declared(page(tmp_path, f"<!DOCTYPE html>{comment}<html><p>{PROSE}"))["url"] == "https://quay.example/1"
    og = '<meta property="og:url" content="https://quay.example/2">'
    assert declared(page(tmp_path, f"{comment}{og}<p>{PROSE}"))["url"] == "https://quay.example/2"


def test_only_addresses_of_the_web_are_the_articles_address(tmp_path: Path) -> None:
    og = '<meta property="og:url" content="https://quay.example/1">'
    assert (
        declared(page(tmp_path, f"{og}<link rel=canonical href=https://quay.example/2><p>{PROSE}"))["url"]
        == "https://quay.example/2"
    )
    for address in ("/2", "javascript:alert(1)", "file:///etc/passwd", ""):
        assert (
            declared(page(tmp_path, f'<link rel=canonical href="{address}">{og}<p>{PROSE}'))["url"]
            == "https://quay.example/1"
        )


def test_a_description_that_only_repeats_the_text_is_no_dek(tmp_path: Path) -> None:
    def dek(description: str) -> object:
        return declared(page(tmp_path, f'<meta name=description content="{description}"><body><p>{PROSE}</p>')).get(
            "summary"
        )

    assert dek("What the residents did not want to hear.") == "What the residents did not want to hear."
    assert dek("The board said on Tuesday that it would look again…") is None


def test_sections_are_keyphrases_and_never_topics(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        f'<meta property="article:section" content="Politics"><meta name=keywords content="port, ferry"><p>{PROSE}',
    )
    assert declared(found) == {"keyphrases": ("Politics", "port", "ferry")}


def test_each_declared_value_says_its_place(tmp_path: Path) -> None:
    found = page(tmp_path, f"<html>\n  <meta name=author content='Ana'>\n<article><p>{PROSE}</p></article>")
    assert str(found.declared["author"].where) == "press/a.html:2:3"


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ({"@type": "NewsArticle", "author": "Ana"}, "Ana"),
        (
            [{"@type": "WebPage", "author": "No"}, {"@type": "schema:Article", "author": ["Ana", {"name": "Bo"}]}],
            "Ana, Bo",
        ),
        ({"@graph": [{"@type": "Article", "author": {"@id": "#a"}}, {"@id": "#a", "name": "Ana"}]}, "Ana"),
        ({"@type": "WebPage", "mainEntity": {"@type": ["BlogPosting"], "author": {"name": ["Ana"]}}}, "Ana"),
        ({"@type": "http://schema.org/Report", "author": "A\u0001n&amp;a"}, "An&a"),
        ({"@type": "WebSite", "author": "Ana"}, None),
        ({"@type": "Article", "author": 7}, "7"),
        ({"@type": "Article", "author": {"@id": "#a"}}, None),
        ("just words", None),
    ],
)
def test_json_ld_is_understood_in_its_many_shapes(tmp_path: Path, script: object, wanted: str | None) -> None:
    for before, after in (("", ""), ("//<![CDATA[\n", "\n//]]>"), ("<!--", "-->")):
        ld = f'<script type="application/ld+json">{before}{json.dumps(script)}{after}</script>'
        assert declared(page(tmp_path, f"{ld}<p>{PROSE}")).get("author") == wanted


@pytest.mark.parametrize(
    "script", ["[" * 100_000, '{"a":' * 100_000, "{", "9" * 10_000, '{"@type": "Article", "headline": ', "NaN"]
)
def test_json_ld_that_cannot_be_read_costs_only_itself(tmp_path: Path, script: str) -> None:
    found = page(tmp_path, f'<script type="application/ld+json">{script}</script><p>{PROSE}</p>')
    assert (paragraphs(found), found.declared, found.problems) == ([PROSE], {}, ())


# Encodings.


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        ("<meta charset=windows-1251>", "cp1251", "cp1251"),
        ('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; CHARSET=koi8-r">', "koi8_r", "koi8-r"),
        ('<?xml version="1.0" encoding="ISO-8859-5"?>', "iso8859_5", "iso8859-5"),
        ("<!-- <meta charset=koi8-r> --><meta charset='x-mac-cyrillic'>", "mac_cyrillic", "mac-cyrillic"),
        ("<meta charset=latin-1>", "utf-8", "utf-8"),  # saved anew by somebody's editor
        ("<meta charset=utf-16>", "utf-8", "utf-8"),
    ],
)
def test_a_page_names_its_encoding(tmp_path: Path, mark: str, encoding: str, name: str) -> None:
    words = "Комиссия сообщила во вторник, что вернётся к проекту."
    found = document(tmp_path, f"{mark}<p>{words}</p>".encode(encoding), "a.html")
    assert (paragraphs(found), found.encoding, found.problems) == ([words], name, ())


def test_what_a_page_calls_latin_1_is_windows_1252_and_the_editor_has_the_last_word(tmp_path: Path) -> None:
    data = b"<meta charset=iso-8859-1><p>l\x92\xe9t\xe9</p>"
    assert paragraphs(document(tmp_path, data, "a.html")) == ["l’été"]
    assert paragraphs(document(tmp_path, data, "a.html", encoding="cp1251")) == ["l’йtй"]


def test_a_page_that_names_a_wrong_encoding_is_guessed_and_that_is_said(tmp_path: Path) -> None:
    for name in ("utf-8", "x-user-defined", "nonsense"):
        found = document(tmp_path, f"<meta charset={name}><p>Un été à Kiev, déjà</p>".encode("cp1252"), "a.html")
        assert paragraphs(found) == ["Un été à Kiev, déjà"]
        assert codes(found) == ["guessed-encoding"]


KOREAN = "위원회는 화요일 주민들의 의견을 들은 뒤 항만 계획을 다시 검토하겠다고 밝혔다. 주민들은 이를 환영했다."
CHINESE = "委员会星期二表示，将在听取居民意见后重新审议港口计划，并公布新的时间表。"
TAIWANESE = "委員會星期二表示，將在聽取居民意見後重新審議港口計畫，並公布新的時間表。"
JAPANESE = "委員会は火曜日、住民の意見を聞いたうえで港の計画を改めて審議すると発表した。"


@pytest.mark.parametrize(
    ("words", "encoding"),
    [(KOREAN, "euc_kr"), (KOREAN, "cp949"), (KOREAN, "johab"), (KOREAN, "iso2022_kr"), (KOREAN + "쓩똠", "cp949"), (CHINESE, "gb2312"),
     (CHINESE, "gb18030"), (TAIWANESE, "big5"), (TAIWANESE, "gb18030"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"),
     (JAPANESE, "euc_jis_2004"), (JAPANESE, "iso2022_jp")],
)  # fmt: skip
def test_east_asian_encodings_are_told_apart(tmp_path: Path, words: str, encoding: str) -> None:
    found = document(tmp_path, words.encode(encoding))
    assert paragraphs(found) == [words]
    assert codes(found) == ["guessed-encoding"]


def test_korean_syllables_that_are_spelt_out_are_read(tmp_path: Path) -> None:
    words = "\uc4d4\uc4d4\uc4e9"  # not in KS X 1001, so written letter by letter
    assert paragraphs(document(tmp_path, words.encode("euc_kr"), encoding="euc-kr")) == [words]


@pytest.mark.parametrize("words", ["Byłem w Łodzi, była żona.", "Le préfet du Sénat l’a répété, à côté."])
def test_marks_and_capitals_inside_words_betray_a_wrong_page(tmp_path: Path, words: str) -> None:
    for encoding in ("cp1250",) if "ł" in words else ("cp1252", "mac_roman"):
        assert paragraphs(document(tmp_path, words.encode(encoding))) == [words]


# Nothing is lost, nothing is slow, nothing hostile comes out.


@pytest.mark.parametrize("swallower", ["<script>", "<style>", "<title>", "<textarea>", "<iframe src=x>"])
def test_what_a_tag_without_end_swallows_is_set_as_plain_text(tmp_path: Path, swallower: str) -> None:
    found = page(tmp_path, f"<meta name=author content=Ana>{swallower} <p>One &amp; two.</p> <p>Three")
    assert paragraphs(found)[-2:] == ["One & two.", "Three"]
    assert codes(found) == ["plain-text-fallback"]
    assert declared(found)["author"] == "Ana"


@pytest.mark.parametrize("html", ["", "<script>words</script>", "<!-- words -->", "<title>Words</title>", "<article><h1>Words</h1></article>",
                                  "<p>&#8203;</p>", "<img src=https://a.example/b.png>"])  # fmt: skip
def test_a_page_without_text_is_left_out(tmp_path: Path, html: str) -> None:
    found = take(tmp_path, html, "a.html")
    assert isinstance(found, Problem)
    assert found.code == "empty-file"


def test_markdown_that_a_tag_swallows_is_set_as_plain_text_too(tmp_path: Path) -> None:
    for text in ('<object data="x">\n\nText.', "<script>\n\nText."):
        found = document(tmp_path, text, "a.md")
        assert paragraphs(found)[-1] == "Text."
        assert codes(found) == ["plain-text-fallback"]
        assert "never closed" in found.problems[0].message
    assert isinstance(take(tmp_path, "<script>Text.</script>", "a.md"), Problem)
    assert isinstance(take(tmp_path, "![](a.png)", "a.md"), Problem)


@pytest.mark.parametrize(
    "swallower", ["<script>", "<style>", "<textarea>", "<iframe src=x>", "<noembed>", "<svg><style>"]
)
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_no_paragraph_behind_a_tag_without_end_is_lost(tmp_path: Path, swallower: str, suffix: str) -> None:
    """A warning tells of it: a browser would show nothing of what follows."""
    text = f"One.\n\nTwo {swallower} words.\n\nThree and four.\n"
    if suffix == "html":
        text = "<article>" + "".join(f"<p>{part}</p>\n" for part in text.strip().split("\n\n")) + "</article>"
    found = document(tmp_path, text, f"a.{suffix}")
    assert paragraphs(found)[0] == "One."
    assert "Three and four." in paragraphs(found)
    assert codes(found) == ["plain-text-fallback" if suffix == "md" else "unended-tag"]


def test_a_script_that_is_cut_off_at_the_end_stays_a_script(tmp_path: Path) -> None:
    found = page(tmp_path, "<article><p>One.</p></article><script>var a = 1; if (a < 2) b(")
    assert paragraphs(found) == ["One."]
    assert codes(found) == []


def test_a_page_too_long_to_set_is_set_as_plain_text(tmp_path: Path) -> None:
    found = page(tmp_path, f"<article><h1>A</h1>{f'<p>{PROSE}</p>' * 3000}</article>")
    assert codes(found) == ["plain-text-fallback"]
    assert declared(found)["title"] == "A"
    assert paragraphs(found) == [PROSE] * 3000
    assert codes(page(tmp_path, f"<p>{PROSE}</p>{'<hr>' * 100_001}")) == ["plain-text-fallback"]


@pytest.mark.parametrize(
    "unit",
    ["<article>", "<div>", "<!--", "<![CDATA[", '<a b="', "<a b='", '<a b=">"', "<", "</", "<!", "<?", "<script>", "<script", "<a ", "<a/",
     "<a\n=", "<title>", "<b><p>x", "<p><b><i></p>", "<table><tr><td>", "<ul><li>", "<header><h1>", "<svg><![CDATA[", "&#", "<br>", "<b a>",
     "<dd>", "<h1>x</h1>", "<article>x</article>", "<a href=http://a.b>x", "<script type=application/ld+json>[", "<time datetime=2024>"],
)  # fmt: skip
def test_no_page_holds_up_a_build(tmp_path: Path, unit: str) -> None:
    for head in ("", "<article><p>Words.</p>"):
        began = time.process_time()
        take(tmp_path, head + unit * (60_000 // len(unit)), "a.html")
        assert time.process_time() - began < 3  # a fifth of it at most; what is quadratic takes longer


HTML = [
    *FRAGMENTS, "<article>", "<main>", "</main>", "<header>", "</header>", "<aside>", "</aside>", "<nav>", "</nav>", "<form>", "<p hidden>",
    "<time datetime=2024-05-06>", "</time>", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A\\u0001","author":[',
    '{"name":"B"}]}</script>', '<meta property="og:title" content="', '<meta name=date content="2024-13">', "<html lang=fr>", "<body>", "</body>",
    "<!DOCTYPE html>", "<?xml version='1.0'?>", "<link rel=canonical href=http://a.b/", "<br><br>", "</br>", "</p >", "<a =x>", "<div/>", "&#13;",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(HTML), max_size=25), st.sampled_from(["a.html", "a.xhtml"]))
def test_nothing_hostile_comes_out_of_html(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], name: str
) -> None:
    found = take(tmp_path_factory.mktemp("hostile"), "".join(parts), name)
    if isinstance(found, Document):
        assert unsafe(found.html) == []
        assert all(block.text.strip() == block.text != "" for block in found.blocks)
        crossheads = [block.id for block in found.blocks if block.kind is BlockKind.CROSSHEAD]
        assert crossheads == re.findall(r'<h\d id="(.*?)">', found.html)
        for value in found.declared.values():
            values = [value.text] if isinstance(value.text, str) else value.text
            assert values
            assert not [text for text in values if not text.strip() or re.search("[\x00-\x1f\x7f-\x9f]", text)]
    else:
        assert found.code in ("empty-file", "unreadable-file", "unended-remark")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "<meta charset=utf-7>", "<meta charset=shift_jis>", "<p>"]))
def test_any_bytes_are_read_as_html_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, mark: str
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a.html").write_bytes(mark.encode() + data)
    found = read(SourceFolder(folder), "a.html")
    if isinstance(found, Document):
        assert found.blocks
        assert unsafe(found.html) == []
    else:
        assert found.article == "a.html"


PIECES = st.recursive(
    st.text(alphabet="abcÀé日本ก 1.", min_size=1, max_size=12).filter(str.strip),
    lambda inner: st.tuples(
        st.sampled_from(
            ["p", "div", "section", "b", "span", "blockquote", "ul", "li", "h2", "td", "table", "u", "center"]
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


def written(piece: object) -> str:
    if isinstance(piece, str):
        return piece
    assert isinstance(piece, tuple)
    return f"<{piece[0]}>{''.join(map(written, piece[1]))}</{piece[0]}>"


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=5))
def test_no_word_of_an_article_is_lost(tmp_path_factory: pytest.TempPathFactory, pieces: list[object]) -> None:
    html = "".join(map(written, pieces))
    found = take(tmp_path_factory.mktemp("words"), f"<article>{html}</article>", "a.html")
    kept = "".join(paragraphs(found)) if isinstance(found, Document) else ""
    headline = str(declared(found).get("title", "")) if isinstance(found, Document) else ""
    assert letters(kept + headline) == letters(re.sub("<[^>]*>", "", html)) or isinstance(found, Problem)


def letters(text: str) -> list[str]:
    return sorted(character for character in text if character.isalnum())
