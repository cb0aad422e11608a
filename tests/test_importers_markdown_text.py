"""Plain text written as Markdown comes back unchanged from the Markdown reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import Problem
from digest.importers.markdown_text import as_markdown, crosshead, escaped, joined, list_item, paragraph, quotation
from digest.model import Block, BlockKind
from digest.readers.markdown import read_markdown


def read_back(markdown: str) -> list[Block]:
    """The blocks of ``markdown`` behind a front matter, as a file of an imported article has it."""
    document = read_markdown(f"---\ntitle: A headline\n---\n\n{markdown}\n".encode(), "a.md", None)
    return [] if isinstance(document, Problem) else list(document.blocks)


PIECES = st.sampled_from(
    "a b word ä 1. 12) 3 - + * ** _ __ # ## > < <b> </b> <!-- --> & &amp; &#8217; [ ] ( ) [x](y) ![i](j) [[w]] [^1] [^1]: ` ``` "
    "~~ ~~~ == === | |-|-| \\ \\* { } {{ }} {% %} {# #} {: .note} %% % ^id ^ $ $$ :rocket: :: ::: !!! ??? --- *** \" ' « » … "
    "https://a.example/x_y_z?b=c&d=e#f www.a.example m@a.example <https://a.example> [TOC] [//]: # {>> <<} 50%% a_b _c_ "
    "1986. Title: == >> \u00a0 \u202f \u200b".split(" ")
)


@pytest.mark.parametrize(
    "text",
    [
        "1. Hours. The centre opens at 7 a.m.",
        "1986. It was cold.",
        "- said the mayor",
        "# is a sharp",
        "> 30 degrees",
        "+ 3 %",
        "a * b * c and **no** bold, snake_case, _no_ emphasis",
        "<b>no tag</b> & &amp; &nbsp; &#8217;",
        "[a](b) ![c](d) [[e]] [^1]",
        "[^1]: a note",
        "[//]: # (no remark)",
        "%% no remark %% 50%% {{ tag }} {% tag %} {# x #} <!-- y -->",
        "`code` ``` fence",
        "```",
        "~~no~~ ==no== a == b",
        "| a | b |",
        ":rocket: ::video{#id} :::note",
        "!!! note",
        "??? question",
        "=== rule",
        "---",
        "***",
        "see ^block-id",
        "C:\\temp\\*.txt",
        "https://a.example/snake_case_name?x=1&y=2#part",
        "4 < 5 > 3",
        "«\u202fMot\u202f» : 5\u00a0%",
    ],
)
def test_a_paragraph_is_shown_unchanged(text: str) -> None:
    blocks = read_back(as_markdown(["Before.", text, "After."]))
    assert [" ".join(block.text.split()) for block in blocks] == ["Before.", " ".join(text.split()), "After."]
    assert {block.kind for block in blocks} <= {BlockKind.PARAGRAPH, BlockKind.FURNITURE}


@given(st.lists(st.lists(PIECES, min_size=1, max_size=8), min_size=1, max_size=4), st.sampled_from(["", " "]))
@settings(max_examples=200, deadline=None)
def test_any_text_is_shown_unchanged(paragraphs: list[list[str]], between: str) -> None:
    # What touches an address is part of it.
    texts = [(" " if "example" in "".join(pieces) else between).join(pieces) for pieces in paragraphs]
    texts += [f"x {text} y" for text in texts]
    shown = ["".join(block.text.split()) for block in read_back(as_markdown(texts))]
    assert shown == ["".join(text.split()) for text in texts if text.split()]


def test_blocks_of_other_kinds() -> None:
    blocks = read_back(
        joined(
            [
                crosshead("# 1 *and* #"),
                "",
                quotation("- she said"),
                list_item("1. one"),
                list_item("two"),
                paragraph("End"),
            ]
        )
    )
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.CROSSHEAD, "# 1 *and* #"),
        (BlockKind.QUOTE, "- she said"),
        (BlockKind.ITEM, "1. one"),
        (BlockKind.ITEM, "two"),
        (BlockKind.PARAGRAPH, "End"),
    ]


def test_lines_are_joined_and_control_characters_left_out() -> None:
    assert escaped(" one\r\n two\x02\u2028three ") == "one two three"
    assert as_markdown(["", " \n", "a"]) == "a"
    assert crosshead("") == quotation(" ") == list_item("") == ""
