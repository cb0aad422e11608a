"""Markdown as people write it today, and signs of other programs: GitHub, Obsidian, kramdown, MkDocs, Hugo, Jekyll, Docusaurus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.readers.markdown import markdown_html
from digest.readers.markdown_syntax import for_python_markdown, to_html
from digest.readers.remarks import without_tags
from tests.field.review import Review, build, front_matter

FRONT = "title: A second ferry\ndate: 2025-03-04"


def review(folder: Path, body: str) -> Review:
    return build(folder, {"a.md": front_matter(FRONT, body)})


def html(body: str) -> str:
    found = markdown_html(body)
    assert found is not None
    return found.strip()


# Markdown of today


@pytest.mark.parametrize(
    ("body", "shown", "gone"),
    [
        pytest.param("The boat costs ~~two~~ four million, the council said.\n", "<del>two</del>", "~~", id="k19-strike"),
        pytest.param("~~The *old* boat~~ sails.\n", "<del>The <em>old</em> boat</del>", "~~", id="strike-inner"),
        pytest.param("- ~~a boat~~\n- a stage\n", "<li><del>a boat</del></li>", "~~", id="strike-item"),
        pytest.param("| a | ~~b~~ |\n|---|---|\n| c | d |\n", "<th><del>b</del></th>", "~~", id="strike-cell"),
        pytest.param("What was decided:\n- a boat\n- a stage\n\nThe end.\n", "<li>a boat</li>", "- a boat", id="k19-list-no-blank"),
        pytest.param("What was decided:\n* a boat\n* a stage\n", "<li>a boat</li>", "* a boat", id="stars-no-blank"),
        pytest.param("What was decided:\n1. a boat\n2. a stage\n", "<ol>\n<li>a boat</li>", "1. a", id="numbers-no-blank"),
        pytest.param("## Decided\n- a boat\n- a stage\n", "<li>a boat</li>", "- a boat", id="list-below-heading"),
        pytest.param("More at https://example.org/ferry_times?a=1 today.\n", '<a href="https://example.org/ferry_times?a=1"', "[", id="k19-bare-url"),
        pytest.param("(See https://example.org/a_(b).)\n", '<a href="https://example.org/a_(b)"', "](", id="url-brackets"),
        pytest.param("See **https://example.org/a_b_c**, he said.\n", '<a href="https://example.org/a_b_c"', "**", id="url-strong"),
        pytest.param("详见：https://example.org/a。\n", '<a href="https://example.org/a"', "](", id="url-chinese"),
        pytest.param("« https://example.org/a » dit-il\n", '<a href="https://example.org/a"', "](", id="url-french"),
        pytest.param("More at www.example.org/a?b=1&c=2.\n", '<a href="http://www.example.org/a?b=1&amp;c=2"', "](", id="url-www"),
        pytest.param("Write to harbour.office@example.org.\n", '<a href="mailto:harbour.office@example.org"', "](", id="mail"),
        pytest.param("What is left:\n\n- [x] buy the boat\n- [ ] build\n", "☑ buy the boat", "[x]", id="k19-tasks"),
        pytest.param("* [X] buy *the* boat\n* [ ] build\n", "☐ build", "[ ]", id="tasks-stars"),
        pytest.param("1. [ ] build\n2. [x] buy\n", "☑ buy", "[", id="tasks-numbers"),
        pytest.param("- a\n\n  - [x] buy\n", "☑ buy", "[", id="tasks-inner"),
    ],
)  # fmt: skip
def test_everyday_markdown_is_set(tmp_path: Path, body: str, shown: str, gone: str) -> None:
    found = review(tmp_path, body)
    assert shown in found.body()
    assert gone not in found.text()


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        pytest.param("What sails:\n\n- Boats\n  - Anna\n  - Berta\n- Bridges\n", 2, id="k19-nested2"),
        pytest.param("* Boats\n  * Anna\n    * of Hull\n* Bridges\n", 3, id="three-levels"),
        pytest.param("- Boats\n    - Anna\n    - Berta\n- Bridges\n", 2, id="four-blanks"),
        pytest.param("- Boats\n\t- Anna\n- Bridges\n", 2, id="tab"),
        pytest.param("1. Boats\n   - Anna\n2. Bridges\n", 1, id="bullets-in-numbers"),
    ],
)
def test_lists_are_nested(tmp_path: Path, body: str, lists: int) -> None:
    assert review(tmp_path, body).body().count("<ul>") == lists


@pytest.mark.parametrize(
    ("body", "quotations"),
    [
        pytest.param("> One said this.\n\n> Another said that.\n\nThe end.\n", 2, id="k19-two-quotes"),
        pytest.param("> One.\n\n> Two.\n\n> Three.\n", 3, id="three"),
        pytest.param("> One.\n>\n> Still one.\n", 1, id="two-paragraphs"),
        pytest.param("> One\ngoes on.\n", 1, id="lazy"),
    ],
)
def test_each_quotation_is_one(tmp_path: Path, body: str, quotations: int) -> None:
    assert review(tmp_path, body).body().count("<blockquote>") == quotations


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("snake_case_words and 2025.csv", "<p>snake_case_words and 2025.csv</p>"),
        ("$5 == $5, a == b and c == d", "<p>$5 == $5, a == b and c == d</p>"),
        ("a==b and c==d", "<p>a==b and c==d</p>"),
        ("a ~ b, 5-6~7, ~1 and ~2", "<p>a ~ b, 5-6~7, ~1 and ~2</p>"),
        ("a ~~ b ~~ c", "<p>a ~~ b ~~ c</p>"),
        ("1986. A great year.", '<ol start="1986">\n<li>A great year.</li>\n</ol>'),
        ("The boat sank in\n1986. A great year.", "<p>The boat sank in\n1986. A great year.</p>"),
        (
            "Two lines of text\nof a paragraph\n---\nMore.",
            "<p>Two lines of text\nof a paragraph</p>\n<hr>\n<p>More.</p>",
        ),
        ("~~~~~~\n\nMore.", "<p>~~~~~~</p>\n<p>More.</p>"),
        ("Text\n````x\n\nMore.\n\n```\n\nText", "<p>Text\n````x</p>\n<p>More.</p>\n<p>```</p>\n<p>Text</p>"),
        ("````\na\n```\nb\n````\nText", "<pre><code>a\n```\nb\n</code></pre>\n<p>Text</p>"),
        ("- ```\n  a\n- b\n\nText", "<ul>\n<li>```\n  a</li>\n<li>b</li>\n</ul>\n<p>Text</p>"),
        ("- ```\n  a\n  ```\n- b", "<ul>\n<li><pre><code>a\n</code></pre></li>\n<li>b</li>\n</ul>"),
        ("> ```\n> a\n>  b\n> ```", "<blockquote>\n<pre><code>a\n b\n</code></pre>\n</blockquote>"),
        ("A heading\n---\nMore.", "<h2>A heading</h2>\n<p>More.</p>"),
        ("**重要：**请看", "<p><strong>重要：</strong>请看</p>"),
        ("これは**「港」**です", "<p>これは<strong>「港」</strong>です</p>"),
        ("2 * 3 * 4 and a*b*c", "<p>2 * 3 * 4 and a<em>b</em>c</p>"),
        ("[sic] and [1] and [a](b)", '<p>[sic] and [1] and <a href="b">a</a></p>'),
        ("- [link](b)\n- [x](b)", '<ul>\n<li><a href="b">link</a></li>\n<li><a href="b">x</a></li>\n</ul>'),
        ("[[1]](https://example.org/)", '<p><a href="https://example.org/">[1]</a></p>'),
        ("[[1]]\n\n[1]: https://example.org/", '<p><a href="https://example.org/">[1]</a></p>'),
        ("[https://a.example](https://b.example)", '<p><a href="https://b.example">https://a.example</a></p>'),
        ("<https://a.example/b>", '<p><a href="https://a.example/b">https://a.example/b</a></p>'),
        ("file:///a xhttp://b a@b www. http:// @a", "<p>file:///a xhttp://b a@b www. http:// @a</p>"),
        ("10:30:45 and a:b:c and :: and | ok", "<p>10:30:45 and a:b:c and :: and | ok</p>"),
        ("Hurray!!! And ??? and !!! Breaking", "<p>Hurray!!! And ??? and !!! Breaking</p>"),
        ("!!! Breaking news\n\nText", "<p>!!! Breaking news</p>\n<p>Text</p>"),
        ("===\n\nText", "<p>===</p>\n<p>Text</p>"),
        ("{a} {x: y} {1, 2} \\{{a}", "<p>{a} {x: y} {1, 2} {{a}</p>"),
        ("#harbour #ferry", "<p>#harbour #ferry</p>"),
        ("a^2 and 2^10 and b ^2", "<p>a^2 and 2^10 and b ^2</p>"),
    ],
)
def test_what_only_looks_like_a_mark_stays(body: str, expected: str) -> None:
    assert html(body) == expected


def test_a_footnote_can_be_used_twice_and_is_kept_unused(tmp_path: Path) -> None:
    body = "A.[^1] B.[^1] C.[^a b]\n\n[^1]: First.\n[^a b]: Second, with a blank.\n[^9]: Never used.\n"
    found = review(tmp_path, body)
    assert found.body().count('href="#s-fn_1"') == 2
    assert found.body().count('">↩') == 3  # nothing leads back from the third
    for words in ("First.", "Second, with a blank.", "Never used."):
        assert words in found.text()
    assert "[^" not in found.text()


def test_struck_out_text_is_shown_but_not_read_aloud(tmp_path: Path) -> None:
    found = review(tmp_path, "The boat costs ~~zorblax~~ four million, the council said on Tuesday.\n")
    assert "<del>zorblax</del>" in found.body()
    page = found.page(f"articles/{found.record['slug']}.html")
    assert 'content="The boat costs four million' in page
    assert not [name for name in found.published("zorblax") if name.endswith((".xml", ".json", ".jsonl"))]


# Lines as Python-Markdown reads them


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Text\n- a\n  - b\n- c\nText", "Text\n\n- a\n    - b\n- c\nText"),
        ("1. a\n\n   b\n2. c\n   - d", "1. a\n\n    b\n\n2. c\n    - d"),
        ("- a\n\n  - b\n- c", "- a\n\n    - b\n\n- c"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("- a\n1. b", "- a\n\n1. b"),
        ("- a\n-\n- b", "- a\n- b"),
        ("- a\n--\nb", "- a\n    \\--\nb"),
        ("- a\n  > b\n- c", "- a\n\n    > b\n\n- c"),
        ("> a\nb\n- c", "> a\n> b\n\n- c"),
        ("> a\n> - b\n>   - c", "> a\n>\n> - b\n>     - c\n"),
        ("Text\n| a | b |\n|---|---|", "Text\n\n| a | b |\n|---|---|"),
        (":::note A\nb\n:::", "> [!note] A\n>\n> b\n"),
        ('!!! tip "A"\n    b\nc', "> [!note] A\n>\n> b\n\nc"),
    ],
)
def test_lines_are_written_as_python_markdown_reads_them(written: str, read: str) -> None:
    assert for_python_markdown(written.split("\n")) == read.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "A heading\n---\n\nText\n***\nText",
        "- a\n- b\n\n    c\n\n1. d\n2. e",
        "Text  \n    more\n\n    code\n      code",
        "[^1]: a\n    b\n\n    c\n\n[d]: https://example.org/",
        "| a | b |\n|---|---|\n| c | d |",
        "It was in\n1986. A great year.",
        "!!! Breaking\n\n??? And now",
    ],
)
def test_lines_that_need_nothing_stay(text: str) -> None:
    assert for_python_markdown(text.split("\n")) == text.split("\n")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["- ", "1. ", "> ", "  ", "    ", "a", "b ", "\n", "\n\n", "!!! a\n", ":::a\n", ":::\n", "|", "---"]
        ),
        max_size=40,
    )
)
def test_no_letter_of_a_line_is_lost_but_names_of_boxes(parts: list[str]) -> None:
    text = "".join(parts)
    found = "\n".join(for_python_markdown(text.split("\n")))
    assert len(re.findall("b", found)) == len(re.findall("b", text))


# Callouts, admonitions


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("> [!warning] Neap tides\n> No boats on Monday.\n", id="k20-callout"),
        pytest.param("> [!note]- Neap tides\n> No boats on Monday.\n", id="callout-folded"),
        pytest.param("> [!TIP]+ Neap tides\n>\n> No boats on Monday.\n", id="callout-open"),
        pytest.param("> [!info|wide] Neap tides\n> No boats on Monday.\n", id="callout-metadata"),
        pytest.param("> \\[!NOTE\\] Neap tides\n> No boats on Monday.\n", id="callout-escaped"),
        pytest.param('!!! warning "Neap tides"\n    No boats on Monday.\n', id="k20-admonition"),
        pytest.param(
            '!!! danger highlight inline end "Neap tides"\n\n    No boats on Monday.\n', id="admonition-classes"
        ),
        pytest.param('??? note "Neap tides"\n    No boats on Monday.\n', id="admonition-folded"),
        pytest.param('???+ note "Neap tides"\n\tNo boats on Monday.\n', id="admonition-open"),
        pytest.param('=== "Neap tides"\n    No boats on Monday.\n', id="tab"),
        pytest.param(":::note Neap tides\nNo boats on Monday.\n:::\n", id="container"),
        pytest.param("::: warning Neap tides\n\nNo boats on Monday.\n\n:::\n", id="container-vitepress"),
        pytest.param(":::tip[Neap tides]\nNo boats on Monday.\n:::\n", id="container-docusaurus"),
        pytest.param('::::{.callout-note title="Neap tides"}\nNo boats on Monday.\n::::\n', id="container-quarto"),
        pytest.param(":::{note} Neap tides\nNo boats on Monday.\n:::\n", id="container-myst"),
    ],
)
def test_callouts_and_admonitions_are_quotations_with_a_title(tmp_path: Path, body: str) -> None:
    found = review(tmp_path, f"Before.\n\n{body}\nThe boat sails in June.\n")
    box = re.search(r"<blockquote>(.*?)</blockquote>", found.body(), re.DOTALL)
    assert box
    assert "<strong>Neap tides</strong>" in box[1]
    assert "No boats on Monday." in box[1]
    assert "sails in June" not in box[1]
    assert not re.search(r"!!!|\?\?\?|:::|\[!|===|NOTE|note\b|warning|tip\b", found.text())


@pytest.mark.parametrize(
    "body",
    [
        "> [!NOTE]\n> No boats.\n",
        "!!! note\n    No boats.\n",
        '!!! note ""\n    No boats.\n',
        ":::note\nNo boats.\n:::\n",
    ],
)
def test_without_a_title_no_title_is_set(tmp_path: Path, body: str) -> None:
    assert "<blockquote>\n<p>No boats.</p>\n</blockquote>" in review(tmp_path, body).body()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("::::a\n:::b\nx\n:::\n::::", "<blockquote>\n<blockquote>\n<p>x</p>\n</blockquote>\n</blockquote>"),
        (":::a One\nx", "<p><strong>One</strong></p>\n<p>x</p>"),
        ("x\n:::", "<p>x</p>"),
        (
            "- w\n  :::a\n  x\n  :::\n- y",
            "<ul>\n<li>\n<p>w</p>\n<blockquote>\n<p>x</p>\n</blockquote>\n</li>\n<li>\n<p>y</p>\n</li>\n</ul>",
        ),
        ("!!! a\n    !!! b\n        x\n", "<blockquote>\n<blockquote>\n<p>x</p>\n</blockquote>\n</blockquote>"),
        ("!!! a\n    - x\n    - y\n\nz", "<blockquote>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n</blockquote>\n<p>z</p>"),
        ("```\n!!! a\n    x\n:::b\n> [!c]\n```", "<pre><code>!!! a\n    x\n:::b\n&gt; [!c]\n</code></pre>"),
    ],
)
def test_boxes_stand_in_boxes_and_need_an_end(body: str, expected: str) -> None:
    assert html(body) == expected


# Wikilinks, highlights


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("The [[Harbour board|board]] voted for a [[Ferries|second ferry]], ==at last==.", "The board voted for a second ferry, at last.", id="k20-wikilink"),
        ("See [[Ferries]].", "See Ferries."),
        ("See [[Ferries#The second]].", "See Ferries > The second."),
        ("See [[#The second]] and [[Ferries#^a1b2c3]].", "See The second and Ferries."),
        ("| a | b |\n|---|---|\n| [[Ferries\\|second]] | c |", "a b second c"),
        ("A picture. ![[boat.png]] ![[boat.png|300]] ![[boat.png|A boat]]", "A picture. A boat"),
        ("![[Ferries]]", "Ferries"),
        ("[[snake_case_page]] and **[[bold]]**", "snake_case_page and bold"),
        ("`[[code]]` stays", "[[code]] stays"),
        ("==A **bold** claim== and ==重点==在此", "A bold claim and 重点在此"),
        ("==two\nlines==", "two lines"),
        ("`==code==` stays", "==code== stays"),
    ],
)  # fmt: skip
def test_wikilinks_and_marked_words_are_their_words(tmp_path: Path, body: str, words: str) -> None:
    assert " ".join(review(tmp_path, body + "\n").text().split()) == words


# Tags of other programs


@pytest.mark.parametrize(
    ("body", "left", "named"),
    [
        pytest.param("{{< youtube abc >}}\n\nThe boat sails.\n\n{% include ad.html %}\n", "The boat sails.", "“{{< youtube >}}”, “{% include %}”", id="k20-shortcode"),
        ("{{% notice tip %}}\nThe boat sails.\n{{% /notice %}}\n", "The boat sails.", "“{{% notice %}}”"),
        ('{{< figure src="a.png"\n  caption="A boat" >}} The boat sails.', "The boat sails.", "“{{< figure >}}”"),
        ("The boat sails {{ page.meta.date | date }}now.", "The boat sails now.", "“{{ page.meta.date }}”"),
        ("{% if site.x %}The boat sails.{% endif %}", "The boat sails.", "“{% if %}”"),
        ("[[toc]]\n\nThe boat sails.", "The boat sails.", "“[[toc]]”"),
        ("[TOC]\n\nThe boat sails.", "The boat sails.", "“[TOC]”"),
        ("* TOC\n{:toc}\n\nThe boat sails.", "The boat sails.", "“{:toc}”"),
        ("::youtube[A boat]{#abc}\n\nThe boat sails.", "The boat sails.", "“::youtube"),
        (":rocket: The boat :hot_face: sails.", "The boat sails.", "“:rocket:”, “:hot_face:”"),
        ('[gallery ids="1,2"] The boat sails.', "The boat sails.", "“[gallery]”"),
        ('[caption id="a"]The boat sails.[/caption]', "The boat sails.", "“[caption]”"),
    ],
)  # fmt: skip
def test_tags_of_other_programs_are_left_out_and_named_once(tmp_path: Path, body: str, left: str, named: str) -> None:
    found = review(tmp_path, body)
    assert " ".join(found.text().split()) == left
    assert found.messages.count("[template-tag]") == 1
    assert named in found.messages
    assert found.exit_code == 0


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("## Boats {#boats .big}\n\nText.{: .lead }\n\n{: .box}\nMore.", "## Boats\n\nText.\n\nMore."),
        ("![A boat](a.png){: .img-left }\n![A boat](a.png){width=50% height=3}", "![A boat](a.png)\n![A boat](a.png)"),
        ('[site](b){target="_blank"} and `code`{.python} and *x*{.y}', "[site](b) and `code` and *x*"),
        ("Text ^a1b2c3\n\n^block-id\n", "Text\n\n\n"),
        ("{::options parse_block_html=\"true\" /}\nText", "\nText"),
        ("{% raw %}{{ x }} and {% y %}{% endraw %}", "{{ x }} and {% y %}"),
    ],
)  # fmt: skip
def test_attribute_lists_are_left_out_without_a_word(body: str, left: str) -> None:
    found = without_tags(body)
    assert re.sub(r"\n+", "\n", found.text) == re.sub(r"\n+", "\n", left)
    assert found.named == ()


@pytest.mark.parametrize(
    "text",
    [
        "`{{ x }}`, `{% y %}`, `:rocket:` and `{#id}`",
        "```\n{{< youtube abc >}}\n[TOC]\n:rocket:\n{: .x}\n```",
        "~~~~ {.python}\n{{ x }}\n~~~\n{{ y }}\n~~~~",
        "https://example.org/{{id}}/a:b:c",
        "10:30:45, a:b:c, ::x, x::y:: and |:---:|",
        "{a}, {1, 2}, {x: y} and { }",
        "{{ no\n\nend }}",
        "\\{{ x }}",
        "A [video] of [audio](b)",
        "2^10, 3 ^2",
        "[TOC] in a sentence",
    ],
)
def test_what_only_looks_like_a_tag_stays(text: str) -> None:
    found = without_tags(text)
    assert (found.text, found.named) == (text, ())


# For any text

PIECES = st.sampled_from(
    ["word ", "\n", "\n\n", "    ", "- ", "1. ", "> ", "[!note] ", "!!! note", ' "T"', ":::", "a", "~~", "==", "[[", "]]", "|", "[^1]", "[^1]: ", "`", "```\n", "**", "_",
     "https://a.example/", "www.", "@", ".", "{{", "}}", "{% raw %}", "{: .a}", ":a:", "[x] ", "|-|\n", "\\", "<b>", "&amp;", "---\n", "(", ")", "[a](", "!"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_any_markdown_is_set_in_balance(parts: list[str]) -> None:
    found = to_html("".join(parts).replace("<b>", ""))
    assert isinstance(found, str)
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)([a-z][a-z0-9]*)", found):
        if tag in ("hr", "br", "img"):
            continue
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert not opened


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abc ABC,;é日\n", max_size=200))
def test_plain_words_come_out_as_they_are(text: str) -> None:
    assert "".join(re.sub(r"<[^>]*>", "", html(text)).split()) == "".join(text.split())


# One converter for all texts


def test_a_text_leaves_nothing_to_the_next() -> None:
    first = html(
        "See [the harbour][h] and the note[^1].\n\n[h]: https://example.org/h\n\n[^1]: The first text's note.\n"
    )
    assert 'href="https://example.org/h"' in first
    assert "The first text" in first
    second = html("See [the harbour][h] and the note[^1].\n")
    assert second == "<p>See [the harbour][h] and the note[^1].</p>"


def test_a_text_that_fails_leaves_nothing_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "- a boat\n\n    > said *the* council\n"
    expected = to_html(body)

    def too_deep(_self: object, _parent: object, _blocks: list[str]) -> bool:
        raise RecursionError

    with monkeypatch.context() as patched:
        patched.setattr("markdown.blockprocessors.ParagraphProcessor.run", too_deep)
        with pytest.raises(RecursionError):
            to_html(body)
    assert to_html(body) == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a boat", " ", "  \n", "\n", "*", "_", "~~", "==", "`", "[a](b)", "<b>", "&amp;", "http://a.b", "www.a.org", "a@b.org", "\\*", "!", "#"]), max_size=8))  # fmt: skip
def test_text_without_marks_is_set_as_with_all_patterns(parts: list[str]) -> None:
    body = f"A{''.join(parts)}z\n"
    found = to_html(body)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("digest.readers.markdown_syntax._PlainText.run", lambda _self, _root: None)
        assert to_html(body) == found
