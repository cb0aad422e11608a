"""The Markdown that is made from HTML inside export files."""

from __future__ import annotations

import pytest

from digest.importers.html_text import html_line, html_markdown, html_or_text_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            "<p>The <a href=x>sec<mark>on</mark>d</a> quay</p><h2>A pier</h2>Bare.",
            "The second quay\n\n## A pier\n\nBare.",
        ),
        ("One<br>two<br><br>three", "One  \ntwo\n\nthree"),
        ("<ul><li>a<li>b</ul><ol start=3><li><p>c</p><li>d</ol>", "- a\n- b\n\n3. c\n\n4. d"),
        ("<blockquote><p>Said</p></blockquote>", "> Said"),
        ("<p>2 * 3 * 4</p><p>1. no list</p>", "2 \\* 3 \\* 4\n\n1\\. no list"),
        ("<p>a</p><p hidden>b</p><script>c</script><figure><img src=d><figcaption>e</figcaption></figure>", "a"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td><p>left</p><td>right</table>", "left\n\nright"),
        ("&eacute;t&#233;&nbsp;: <q>z</q>", "été\u00a0: “z”"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    """Each kind of block is written as the Markdown that shows it."""
    assert html_markdown(html) == markdown


def test_elements_can_be_left_out() -> None:
    """An importer names the furniture of its form."""
    assert html_markdown("<p>a</p><p class=x>b</p>", lambda one: one["class"] == "x") == "a"


def test_links_and_emphasis_of_pages() -> None:
    """Marks stand close to words, never in each other, and only in pairs; a link after “!” is no picture."""
    html = '<p>A<b> b </b>c <em>d <b>e</b> </em>!<a href="https://q.example/a_(b)">f [g]</a> <a href="/x">h</a> <b></b><b>i<p>j</b></p>'
    assert html_markdown(html, is_rich=True) == (
        "A **b** c *d e* \\![f \\[g\\]](https://q.example/a_%28b%29) h **i**\n\n**j**"
    )
    assert html_markdown(html) == "A b c d e !f \\[g\\] h i\n\nj"


def test_a_line_has_no_tags() -> None:
    """Blocks and line breaks become spaces, references characters."""
    assert html_line("A &amp; <b>B</b>C<br>D") == "A & BC D"
    assert html_line("5 &lt; 6") == "5 < 6"


def test_text_of_unknown_kind() -> None:
    """Lines are paragraphs unless blank lines are; tags make it HTML."""
    assert html_or_text_markdown("a\nb") == "a\n\nb"
    assert html_or_text_markdown("a\nb\n\nc < d") == "a b\n\nc \\< d"
    assert html_or_text_markdown("<p>a\nb</p>") == "a b"


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<ul><li>", "<a ", "<br> ", "<table><tr><td>", "\v", "&amp", "<!--", "<p a='"]
)
def test_hostile_html_is_read(piece: str) -> None:
    """Nothing raises, and deep nesting loses no words that a browser would show."""
    html_markdown(piece * 5000)
    html_markdown("<p>before</p>" + piece * 5000)
