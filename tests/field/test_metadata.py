"""Metadata as programs and people write it above an article: read in every form, and text where it is text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import Problem
from digest.readers.front_matter import read_front_matter
from digest.readers.metadata_block import find_metadata
from digest.vocabulary import fields
from tests.field.review import EN, FR, build, front_matter

TITLE = "A second ferry"


def _is(record: dict[str, object], **wanted: object) -> None:
    assert {name: record[name] for name in wanted} == wanted


# Forms (K02).

FORMS = {
    "k02-toml": ("a.md", f'+++\ntitle = "{TITLE}"\ndate = 2025-03-04T09:30:00+02:00\ntags = ["energy", "boats"]\n+++\n\n{EN}'),
    "zola": ("a.md", f'+++\ntitle = "{TITLE}"\ndate = 2025-03-04\n[taxonomies]\ntags = ["energy", "boats"]\n[extra]\nlayout = "wide"\n+++\n{EN}'),
    "hugo, local date": ("a.md", f"+++\ntitle = '{TITLE}'\ndate = 2025-03-04T09:30:00\ncategories = ['energy', 'boats']\ndraft = false\n+++\n{EN}"),
    "toml that is refused": ("a.md", f"+++\ntitle = {TITLE}\ndate = 2025-3-4\ntags = [\n  'energy',\n  'boats',\n]\n+++\n{EN}"),
    "k02-yaml-in-txt": ("a.txt", front_matter(f"title: {TITLE}\ndate: 2025-03-04\ntags: [energy, boats]")),
    "k02-blank-line-first": ("a.md", "\n" + front_matter(f"title: {TITLE}\ndate: 2025-03-04\ntags:\n- energy\n- boats")),
    "html": ("a.html", front_matter(f"title: {TITLE}\ndate: 2025-03-04\ntags: energy, boats", f"<p>{EN}</p>")),
    "no suffix": ("a", front_matter(f"title: {TITLE}\ndate: 2025-03-04\ntags: energy; boats")),
    "k02-json": ("a.md", f'{{\n  "title": "{TITLE}",\n  "date": "2025-03-04",\n  "tags": ["energy", "boats"]\n}}\n\n{EN}'),
    "hexo": ("a.md", f'"title": "{TITLE}",\n"date": "2025-03-04",\n"tags": ["energy", "boats"]\n;;;\n\n{EN}'),
    "json with comments": ("a.txt", f'{{\n  title: "{TITLE}",\n  date: 2025-03-04,\n  tags: [energy, boats,],\n}}\n{EN}'),
    "pelican": ("a.md", f"Title: {TITLE}\nDate: 2025-03-04 11:32\nModified: 2025-03-05\nTags: energy, boats\nSlug: ferry\nLang: en\n\n{EN}"),
    "multimarkdown": ("a.md", f"Title:    {TITLE}\nDate:     2025-03-04\nTags:     energy,\n          boats\nBase Header Level: 2\n\n{EN}"),
    "no opening line": ("a.md", f"title: {TITLE}\ndate: 2025-03-04\ntags:\n  - energy\n  - boats\n---\n\n{EN}"),
    "nikola": ("a.md", f"<!--\n.. title: {TITLE}\n.. slug: ferry\n.. date: 2025-03-04\n.. tags: energy, boats\n.. type: text\n-->\n\n{EN}"),
    "org": ("a.txt", f"#+TITLE: {TITLE}\n#+DATE: 2025-03-04\n#+TAGS: energy, boats\n\n{EN}"),
    "k02-notion-lines": ("a.md", f"# {TITLE}\n\nDate: 4 March 2025\nTags: energy, boats\nCreated by: Mary\nURL: https://example.org/a\n\n{EN}"),
    "below the headline, in bold": ("a.md", f"# {TITLE}\n\n**Date:** 4 March 2025  \n**Tags**: energy, boats\n\n{EN}"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FORMS.values(), ids=FORMS)
def test_every_form_is_read_and_leaves_the_text(tmp_path: Path, name: str, text: str) -> None:
    review = build(tmp_path, {name: text})
    _is(review.record, title=TITLE, date="2025-03-04", topics=["energy", "boats"])
    words = review.text()
    assert not re.search(r"[+;{}]|title|tags|boats|-->|\bDate\b", words, re.IGNORECASE)
    assert words.lstrip().startswith("The council of the harbour town")
    assert review.exit_code == 0


def test_pelicans_keys_are_read_in_markdown(tmp_path: Path) -> None:  # k02-pelican
    lines = "Title: La tour de Brest\nDate: 2025-02-13 11:32\nCategory: Transports\nTags: aviation\nAuthors: Yann Cadiou\nSummary: Des écrans."
    review = build(tmp_path, {"a.md": f"{lines}\n\n{FR}"})
    _is(review.record, title="La tour de Brest", date="2025-02-13", author="Yann Cadiou", summary="Des écrans.")
    assert review.record["topics"][-1] == "aviation"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("authors:\n  - name: Mary Hale\n    url: https://example.org/m\n  - name: Ann Doe", {"author": "Mary Hale, Ann Doe"}),
        ("authors: [Mary Hale, Ann Doe]", {"author": "Mary Hale, Ann Doe"}),
        ("author: {name: Mary Hale, email: m@example.org}", {"author": "Mary Hale"}),
        ("publishDate: 2025-03-04\nlastmod: 2025-05-01", {"date": "2025-03-04"}),
        ("pubDate: 2025-03-04\nupdatedDate: 2025-04-01", {"date": "2025-03-04"}),
        ("published_at: 2025-03-04\nupdated_at: 2025-05-01\nfeature_image: a.png", {"date": "2025-03-04"}),
        ("params:\n  author: Mary Hale\n  showToc: true", {"author": "Mary Hale"}),
        ("author: Ann Doe\nextra: {author: Mary Hale}", {"author": "Ann Doe"}),
        ("canonical_url: https://example.org/a", {"url": "https://example.org/a"}),
        ("lang: no", {"language": "no"}),
        ("title: Budget: more", {"title": "Budget: more"}),
        ("title: *New* boats", {"title": "*New* boats"}),
        ("title: @anna writes", {"title": "@anna writes"}),
        ('title: "Two" boats', {"title": '"Two" boats'}),
        ("title: %5 more", {"title": "%5 more"}),
        ("title: 'open", {"title": "open"}),
        ("title: a: b\ntags:\n- one\n- two", {"title": "a: b", "topics": ["one", "two"]}),
        ("tags: [one, two\ntitle: x", {"title": "x", "topics": ["one", "two"]}),
    ],
)  # fmt: skip
def test_what_is_written_is_kept(tmp_path: Path, lines: str, wanted: dict[str, object]) -> None:
    review = build(tmp_path, {"a.md": front_matter(lines)})
    _is(review.record, **wanted)
    assert review.exit_code == 0


def test_everyday_keys_of_other_programs_are_passed_over_in_silence(tmp_path: Path) -> None:
    keys = (
        "layout: post|comments: true|robots: noindex|type: post|cssclasses: wide|toc: true|math: false|lastmod: 2025-05-01|"
        "cover: a.png|series: [x]|ShowToc: true|template: page|nav_order: 3|uuid: 1-2|created: 2025-01-01|share: false|"
        "sitemap: {priority: 1}|heroImage: ../a.png|license: CC0|weight: 3|permalink: /a/|aliases: [/old/]|markup: mmark"
    )
    review = build(tmp_path, {"a.md": front_matter(f"title: {TITLE}\n{keys.replace('|', chr(10))}")})
    assert review.exit_code == 0
    assert "unknown-key" not in review.messages
    assert review.record.get("note") is None


@pytest.mark.parametrize("line", ["tilte: x", "catgories: x", "auhtor: y", "mood: glad"])
def test_an_unknown_key_is_a_warning(tmp_path: Path, line: str) -> None:
    assert "unknown-key" in build(tmp_path, {"a.md": front_matter(f"title: {TITLE}\n{line}")}).messages


# Nothing (K04).


@pytest.mark.parametrize("word", ["null", "~", "Null", "NULL", "None", "nil", "", "''", "[]", "[null]"])
def test_an_empty_value_is_nothing(tmp_path: Path, word: str) -> None:  # k04-null, k04-date-null
    names = (
        "title",
        "author",
        "source",
        "date",
        "url",
        "tags",
        "draft",
        "rights",
        "summary",
        "language",
        "image",
        "weight",
    )
    review = build(tmp_path, {"a.md": front_matter("\n".join(f"{name}: {word}" for name in names))})
    _is(review.record, author=None, source=None, date=None, url=None)
    assert review.exit_code == 0
    assert not re.search(r"\b(?:null|none|nil)\b|~", review.record["title"], re.IGNORECASE)


def test_json_has_nothing_too_and_what_is_quoted_is_a_word(tmp_path: Path) -> None:
    review = build(
        tmp_path,
        {
            "a.md": f'{{"title": null, "author": null, "date": null}}\n\n{EN}',
            "b.md": front_matter('title: "Null"\nauthor: "None"'),
        },
    )
    _is(review.records["a.md"], author=None, date=None)
    _is(review.records["b.md"], title="Null", author="None")


# Text between two rules (K05).

TEXTS = {
    "k05-rule-first": f"\n{EN}\n",
    "k05-list": "- The first boat is old\n- The second is new\n",
    "k05-quote": "Two boats, said the mayor, are better than one.\n",
    "a sentence with a colon": "The mayor said it again: two boats are better than one.\n",
    "a name and a colon": "Mayor Hale: two boats are better than one.\n",
    "a heading": "# What was voted\n\nTwo boats are better than one.\n",
    "a quotation": "> Two boats are better than one.\n",
    "a table": "| Boat | Year |\n| --- | --- |\n| Old | 1986 |\n",
    "several paragraphs": "Two boats are better.\n\nOne boat: that is not enough.\n\nThe council voted.\n",
    "figures": "10:05 The council meets.\n10:30 It votes.\n",
}


@pytest.mark.parametrize("between", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_text_between_two_rules_is_text(tmp_path: Path, between: str, suffix: str) -> None:
    review = build(tmp_path, {f"a{suffix}": f"---\n{between}---\n\n{FR}\nThe harbour master did not comment.\n"})
    shown = "".join(review.text().split()) + "".join((review.record["title"] or "").split())
    wanted = re.findall(r"[A-Za-z]+", between)
    assert all(word in shown for word in wanted)
    assert "did not comment" in review.text()
    assert review.exit_code == 0


@pytest.mark.parametrize("lines", ["title: X", "foo: bar", "layout: post", "draft: false", "tags: [a]"])
def test_front_matter_of_one_key_is_metadata(tmp_path: Path, lines: str) -> None:
    review = build(tmp_path, {"a.md": front_matter(lines)})
    assert review.text().lstrip().startswith("The council")


def test_a_label_below_front_matter_is_text(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.md": front_matter(f"title: {TITLE}", f"Topic: what the ferry costs.\n\n{EN}")})
    assert "Topic: what the ferry costs." in review.text()


@pytest.mark.parametrize(
    "text",
    [
        "{{< youtube x >}}\n\n",
        "{% include a.html %}\n\n",
        '"No deal," she said.\n\n',
        "+++ Breaking +++\n\n",
        "{Brackets} are text.\n\n",
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_what_only_begins_like_metadata_is_text(text: str, suffix: str) -> None:
    assert find_metadata(text + EN, f"a{suffix}") is None


# Links in values (K20).


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ('source: "https://example.org/bees"\nauthor:\n  - "[[Mary Hale]]"\ntags: [clippings]', {"author": "Mary Hale", "url": "https://example.org/bees", "source": None}),
        ("author: [[Mary Hale]]", {"author": "Mary Hale"}),
        ('author: "[[People/Mary Hale|Mary]]"', {"author": "Mary"}),
        ('author: "[[People/Mary Hale]]"', {"author": "Mary Hale"}),
        ('author: ["[[Mary Hale]]", "[[Ann Doe#Life]]"]', {"author": "Mary Hale, Ann Doe"}),
        ("author: [[Mary Hale]], [[Ann Doe]]", {"author": "Mary Hale, Ann Doe"}),
        ("author: '[Mary Hale](https://example.org/m)'", {"author": "Mary Hale"}),
        ('topics:\n  - "[[Boats]]"\n  - Rivers', {"topics": ["Boats", "Rivers"]}),
        ("source: https://example.org/a\npublisher: The Quay", {"url": "https://example.org/a", "source": "The Quay"}),
        ("source: lemonde.fr", {"source": "lemonde.fr"}),
    ],
    ids=lambda value: "k20-author-wikilink" if "clippings" in str(value) else None,
)  # fmt: skip
def test_links_in_values_are_their_words(tmp_path: Path, lines: str, wanted: dict[str, object]) -> None:
    review = build(tmp_path, {"a.md": front_matter(f"title: {TITLE}\n{lines}")})
    _is(review.record, **wanted)
    assert review.exit_code == 0


# What other programs' values mean here (K23, K32).


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/cover.png",
        "//cdn.example.org/c.jpg",
        "http://example.org/a b.png",
        "data:image/png;base64,AA",
    ],
)
def test_a_picture_on_the_web_is_a_notice(tmp_path: Path, address: str) -> None:  # k23-cover-url
    review = build(tmp_path, {"a.md": front_matter(f"title: {TITLE}\nimage: '{address}'")})
    assert review.exit_code == 0
    assert "[remote-image]" in review.messages
    assert not review.published(address)


def test_a_picture_may_be_a_mapping(tmp_path: Path) -> None:
    review = build(
        tmp_path, {"a.md": front_matter(f"title: {TITLE}\nimage:\n  url: https://example.org/c.png\n  alt: A boat")}
    )
    assert review.exit_code == 0


@pytest.mark.parametrize(
    "line", ["publishDate: 2025-03-04", "license: CC0", "publish: 2025-03-04", "copyright: The Quay", "template: wide"]
)
def test_no_wrong_remedy_is_proposed(tmp_path: Path, line: str) -> None:  # k32-publish
    assert "Perhaps" not in build(tmp_path, {"a.md": front_matter(f"title: {TITLE}\n{line}")}).messages


@pytest.mark.parametrize(
    "line",
    [
        "permalink: /2025/03/ferry/",
        "permalink: /:categories/:title/",
        "url: /ferry/",
        "permalink: ferry.html",
        "permalink: '{{ page.slug }}/'",
    ],
)
def test_a_path_of_another_site_is_no_address(tmp_path: Path, line: str) -> None:  # k32-slug-path
    review = build(tmp_path, {"a.md": front_matter(f"title: {TITLE}\n{line}")})
    assert (review.exit_code, review.record["url"]) == (0, None)


# Properties.

LINES = st.lists(
    st.sampled_from(
        [
            "---",
            "+++",
            "...",
            "{",
            "}",
            ";;;",
            "",
            " ",
            "title: A",
            "draft: yes",
            "tags:",
            "- a",
            "\tx: y",
            "text",
            "a: b: c",
            "# c",
            "[x]",
            "title = 'A'",
            '"title": "A",',
            "<!--",
            ".. title: A",
            "-->",
            "Title: B",
            "## H",
        ]
    ),
    max_size=12,
)


@given(LINES)
def test_every_line_is_metadata_or_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = find_metadata(text, "a.md")
    if found is not None and not found.unread:
        assert text.endswith(found.body)
        assert text.count("\n", 0, len(text) - len(found.body)) + 1 == found.first_line
    read = read_front_matter(text, "a.md")
    assert isinstance(read, Problem) or set(read.declared) <= set(fields.FIELDS)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_line_says_is_a_field_or_nothing(key: str, value: str) -> None:
    found = fields.declaration(key, value)
    assert found is None or found[0] in {"", *fields.FIELDS}


@pytest.mark.parametrize("sign", ["---", "+++", ";;;", "{", "<!--", '"', "—", "```yaml", "--- e"])
@pytest.mark.parametrize(
    "fill",
    ["\t", " ", "\n", "\t\n", "- ", "a: ", "a: b: c\n", "[", "{", '"a": ', "draft: x: y\n", "#\n", "} ", ", a: "],
)
def test_no_metadata_holds_up_a_build(sign: str, fill: str) -> None:
    def seconds(size: int) -> float:
        text = sign + "\n" * (fill[0] not in "\t ") + fill * (size // len(fill)) + "x\n"
        start = time.process_time()
        read_front_matter(text, "a.md")
        return time.process_time() - start

    assert seconds(16_000) < 1


def test_a_file_of_nothing_but_a_labelled_line_is_its_text(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.md": "Title: a ferry\n", "b.md": "Draft: yes\n"})
    assert list(review.records) == ["a.md"]
    assert "ferry" in review.record["first_words"]
    assert not review.published("Draft: yes")
