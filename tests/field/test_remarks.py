"""Private remarks are published nowhere: in no page, feed, search index, record, headline, topic, name or count of words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.readers.remarks import cut, find_remarks, html_without_remarks, without_remarks
from tests.field.review import EN, build, front_matter

SUFFIXES = ("md", "txt", "html", "markdown", "htm", "")
SECRET = "zorblax"

MARKS = {
    "obsidian": ("%%", "%%"),
    "html": ("<!--", "-->"),
    "html, other end": ("<!--", "--!>"),
    "hugo": ("{{/*", "*/}}"),
    "hugo, trimmed": ("{{- /*", "*/ -}}"),
    "mdx": ("{/*", "*/}"),
    "liquid": ("{% comment %}", "{% endcomment %}"),
    "liquid, trimmed": ("{%- comment -%}", "{%- endcomment -%}"),
    "jinja": ("{#", "#}"),
    "handlebars": ("{{!", "}}"),
    "handlebars, long": ("{{!--", "--}}"),
    "criticmarkup": ("{>>", "<<}"),
    "kramdown": ("{::comment}", "{:/comment}"),
    "kramdown, short end": ("{::comment}", "{:/}"),
}
PLACES = {
    "alone": "{0} ask Paul about zorblax {1}\n\nThe boat sails in June.\n",
    "in a sentence": "The boat sails {0}zorblax{1} in June.\n",
    "at the end": "The boat sails in June. {0} zorblax {1}\n",
    "over lines": "{0}\nask Paul\nabout zorblax\n{1}\n\nThe boat sails in June.\n",
    "over paragraphs": "{0}\nask Paul\n\nabout zorblax\n{1}\n\nThe boat sails in June.\n",
    "below a line": "The boat sails\n{0} zorblax {1}\nin June.\n",
    "twice": "{0}zorblax{1} The boat {0} zorblax {1} sails in June.\n",
    "in a list": "- a boat\n- {0} zorblax {1}\n- a stage\n\nThe boat sails in June.\n",
    "in a quotation": "> said {0} zorblax {1} he\n\nThe boat sails in June.\n",
}


def article(body: str, suffix: str) -> dict[str, str]:
    """A file with ``body`` below a headline and text."""
    if suffix in ("html", "htm"):
        paragraphs = "".join(f"<p>{part}</p>\n" for part in (EN + "\n" + body).strip().split("\n\n"))
        return {f"a.{suffix}": f"<html><body><article><h1>A second ferry</h1>{paragraphs}</article></body></html>"}
    name = f"a.{suffix}" if suffix else "notes"
    heading = "# A second ferry" if suffix in ("md", "markdown") else "A second ferry"
    return {name: f"{heading}\n\n{EN}\n{body}"}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_remark_is_published_nowhere(tmp_path: Path, mark: str, suffix: str) -> None:
    files: dict[str, str] = {}
    for number, place in enumerate(PLACES.values()):
        for name, text in article(place.format(*MARKS[mark]), suffix).items():
            files[f"{number}/{name}"] = text
    review = build(tmp_path, files)
    assert review.published(SECRET) == []
    records = review.records
    assert len(records) == len(PLACES)
    assert SECRET not in repr(records)
    for file in records:
        assert "The boat" in review.text(file)
        assert "will be built in the yard" in review.text(file)


def test_an_obsidian_remark_is_published_nowhere(tmp_path: Path) -> None:
    body = "The council voted for a second ferry.\n\n%% ask Paul about zorblax before printing %%\n\nThe boat sails in June.\n"
    review = build(tmp_path, {"a.md": front_matter("title: A second ferry\ndate: 2025-03-04", body)})
    assert review.published(SECRET) == []
    assert "%%" not in review.text()
    assert "The boat sails in June" in review.text()


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_remark_is_in_no_headline(tmp_path: Path, suffix: str) -> None:
    heading = "# " if suffix == "md" else ""
    review = build(tmp_path, {f"a.{suffix}": f"%% zorblax %%\n\n{heading}A second ferry<!-- zorblax -->\n\n{EN}"})
    assert review.record["title"] == "A second ferry"
    assert review.published(SECRET) == []


def test_a_remark_is_in_no_headline_of_a_page(tmp_path: Path) -> None:
    html = f"<title>A second ferry %%zorblax%%</title><article><h1>A second ferry %%zorblax%%</h1><p>{EN}</p></article>"
    review = build(tmp_path, {"a.html": html})
    assert review.record["title"] == "A second ferry"
    assert review.published(SECRET) == []


def test_no_word_of_a_remark_is_counted(tmp_path: Path) -> None:
    plain = build(tmp_path / "a", {"a.txt": f"A second ferry\n\n{EN}"}).record
    remarked = build(
        tmp_path / "b", {"a.txt": f"A second ferry\n\n{EN}\n%% {'Anna Schmidt of Zürich ' * 50}%%\n"}
    ).record
    assert remarked == plain


@pytest.mark.parametrize(
    ("mark", "suffix"),
    [
        (mark, suffix)
        for mark in ("%%", "<!--", "{% comment %}", "{{/*", "{::comment}")
        for suffix in ("md", "txt", "html")
    ],
)
def test_what_stands_behind_a_remark_without_an_end_is_published_nowhere(
    tmp_path: Path, mark: str, suffix: str
) -> None:
    review = build(tmp_path, article(f"{mark} zorblax\n\nzorblax too\n", suffix))
    assert review.published(SECRET) == []
    assert "will be built in the yard" in review.text()
    assert "is never closed" in review.messages
    assert review.exit_code == 0


@pytest.mark.parametrize("suffix", ["md", "txt", "html"])
def test_an_article_all_of_which_is_a_remark_without_an_end_is_left_out(tmp_path: Path, suffix: str) -> None:
    review = build(tmp_path, {f"a.{suffix}": f"<!-- {EN}", "b.txt": EN})
    assert review.exit_code == 1
    assert "nothing is left of the article" in review.messages
    assert f"a.{suffix}:1" in review.messages


@pytest.mark.parametrize(
    "text",
    [
        "```\n%% not private %%\n<!-- not private -->\n{# not private #}\n```\n",
        "~~~html\n<!-- not private -->\n~~~\n",
        "> ```\n> <!-- not private -->\n> ```\n",
        "- a\n\n  ```\n  %% not private %%\n  ```\n",
        "Write `%% not private %%` or ``<!-- ` not private -->``.\n",
        "`{# not private #}` and `[//]: # (not private)`\n",
    ],
)
def test_in_code_it_is_what_the_text_is_about(tmp_path: Path, text: str) -> None:
    review = build(tmp_path, {"a.md": f"# A second ferry\n\n{EN}\n{text}"})
    assert "not private" in review.text()


@pytest.mark.parametrize(
    "text",
    [
        "50%% of the votes went to her, 30 %% to him.",
        "Some 50%% of them came.\n\nThe other 50%% stayed.",
        "It rose by 12\u202f%%, then by 3%%.",
        "%%%% a row of signs %%%",
        "https://example.org/a%%20b/c%%2F and more",
        "A price of 5 % and of 7 %.",
        "a \\%% b",
        "The value {#id} of the {x} and {a: b}.",
        "# A heading {#id}\n\n## Another {#other .class} #}",
        "[comment]: this is said by the editor",
        "[//] is no definition",
        "a -- b --> c",
        "2 < 3 and <b>bold</b>",
    ],
)
def test_what_only_looks_like_a_remark_stays(text: str) -> None:
    assert without_remarks(text) == (text, None)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Turnout was 50%% of voters. %%check%% It rained.", "Turnout was 50%% of voters.  It rained."),
        ("%% was it 50%% really? %% It rained.", "It rained."),
        ("It rained. %% check 50%%", "It rained."),
        ("In 2025%%or 2024%% it rained.", "In 2025 it rained."),
        ("It %%a%% rained. %%b\n\nc%% Then %%d%% sun.", "It  rained.\n\nThen  sun."),
        ("A %% stray\n\n%%\nx\n\nx\n%%\n", "A\n\n\n\n\n\n\n"),
        ("It rained. %% stray\n\nThen sun.", "It rained.\n\nThen sun."),
        ("Text\n- <!-- x -->\n", "Text\n\n"),
        ("[//]: # (x)\n[comment]: <> (x (y) z)\n[a]: # 'x'\nb", "\n\n\nb"),
        ('[//]: # "x\nx"\n\nb', "\n\n\nb"),
        ("[//]: # x\nb", "\nb"),
        ("<!-->It rained.", "It rained."),
        ("a <!-- ` --> b `c` d", "a  b `c` d"),
        ("a ` b <!-- x\n\nc` d", "a ` b\n\n"),
        ("```\n<!-- x -->", "```\n"),
    ],
)
def test_which_marks_form_a_pair(text: str, left: str) -> None:
    assert without_remarks(text)[0] == left


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a %% x <b>x</b> x %% b</p>", "<p>a <b></b> b</p>"),
        ("<p>50%% of a</p><p>30%% of b</p>", "<p>50%% of a</p><p>30%% of b</p>"),
        ("<p>%% x</p><p>x %%</p><p>b</p>", "<p></p><p></p><p>b</p>"),
        ("<pre>%% b %%</pre><p>%%x%% b", "<pre>%% b %%</pre><p> b"),
        ("<a href='%%'>b</a><script>'%%'</script>", "<a href='%%'>b</a><script>'%%'</script>"),
        ("<p class=<p>%% x %%b", "<p class=<p>b"),
    ],
)
def test_remarks_in_the_words_of_html(html: str, left: str) -> None:
    assert html_without_remarks(html) == (left, None)


def test_comments_for_one_browser_hide_what_that_browser_alone_shows(tmp_path: Path) -> None:
    body = "<p>The boat<!--[if IE]> zorblax<![endif]--> sails<!--[if !mso]><!--> in June<!--<![endif]-->.</p>"
    review = build(tmp_path, {"a.html": f"<article><h1>A second ferry</h1><p>{EN}</p>{body}</article>"})
    assert review.published(SECRET) == []
    assert "The boat sails in June." in review.text()


PIECES = st.sampled_from(
    ["%%", "50%%", "<!--", "-->", "`", "```\n", "\n", "\n\n", "{#", "#}", "{{/*", "*/}}", "[//]: # (", ")", "word ", "{% comment %}", "- "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_remarks_are_disjoint_in_order_and_within_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_remarks(text)
    edges = [edge for span in found.spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < stop for start, stop in found.spans)
    assert not edges or edges[-1] <= len(text)
    left = cut(text, found.spans)
    assert left.count("\n") == text.count("\n")
    assert "-->" not in left.replace("`", "") or "-->" in text


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(list(MARKS.values())),
    st.text(alphabet="ab c\n.,", max_size=30),
    st.text(alphabet="ab c\n.,", max_size=30),
)
def test_a_remark_leaves_exactly_the_words_around_it(marks: tuple[str, str], before: str, behind: str) -> None:
    text = f"{before}\n{marks[0]} zorblax\n{marks[1]}\n{behind}"
    left, unended = without_remarks(text)
    assert unended is None
    assert (
        left.split() == (before + " " + behind).split() if not before.endswith(("a", "b", "c")) else SECRET not in left
    )
