"""What is held back is in no published file, however it is said and however badly it is written.

Each article has a word of its own. No word of a withheld article may be in any file of the output; of those
that are written in the same way and not held back each word must, or the test would hold for a program that publishes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.field.review import Review, build

BODY = (
    "The council of the harbour town voted on Tuesday for a second ferry, and {word} will build it across the river.\n"
)
WITHHELD, SHOWN = "withheld", "shown"

Pair = tuple[str, str]
Form = Callable[[Pair, str], str]  # what holds back (or does not), and the text of the article -> the file


def _yaml(key: str, value: str) -> str:
    return f"{key}: {value}"


def _toml(key: str, value: str) -> str:
    name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
    return f"{name} = {value if value in ('true', 'false') else json.dumps(value, ensure_ascii=False)}"


def _json(key: str, value: str) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}: {value if value in ('true', 'false') else json.dumps(value, ensure_ascii=False)}"


def between(above: str, below: str, *lines: str, write: Callable[[str, str], str] = _yaml) -> Form:
    """A form of some ``lines`` between two fences; ``%`` is the line that holds back."""
    return lambda pair, body: f"{above}{chr(10).join(lines).replace('%', write(*pair))}\n{below}\n{body}"


TITLE = "title: A second ferry"
READABLE: dict[str, Form] = {
    "yaml": between("---\n", "---\n", TITLE, "date: 2025-03-04", "%"),
    "yaml, first line": between("---\n", "---\n", "%", TITLE),
    "yaml, alone": between("---\n", "---\n", "%"),
    "yaml, windows": lambda pair, body: f"---\n{TITLE}\n{_yaml(*pair)}\n---\n\n{body}".replace("\n", "\r\n"),
    "byte order mark": between("\ufeff---\n", "---\n", TITLE, "%"),
    "blank lines above": between("\n \n---\n", "---\n", TITLE, "%"),
    "space before the fence": between(" ---\n", "---\n", TITLE, "%"),
    "space behind the fence": between("---  \n", "--- \t\n", TITLE, "%"),
    "more dashes": between("----\n", "-----\n", TITLE, "%"),
    "dots at the end": between("---\n", "...\n", TITLE, "%"),
    "words at the end": between("---\n", "--- end\n", TITLE, "%"),
    "a comment inside": between("---\n", "---\n", "# of the desk", TITLE, "# not yet", "%"),
    "a comment behind": between("---\n", "---\n", TITLE, "% # not yet"),
    "a comment on the fence": between("--- # metadata\n", "---\n", TITLE, "%"),
    "a blank line inside": between("---\n", "---\n", "", TITLE, "", "%", ""),
    "named yaml": between("---yaml\n", "---\n", TITLE, "%"),
    "code fence": between("```yaml\n", "```\n", TITLE, "%"),
    "toml": between("+++\n", "+++\n", 'title = "A second ferry"', "date = 2025-03-04T10:00:00Z", "%", write=_toml),
    "toml, table": between("+++\n", "+++\n", 'title = "A second ferry"', "[extra]", "%", write=_toml),
    "named toml": between("---toml\n", "---\n", 'title = "A second ferry"', "%", write=_toml),
    "json": between("{\n", "}\n", '"title": "A second ferry",', "%", write=_json),
    "json in one line": between('{"title": "A second ferry", ', "}\n", "%", write=_json),
    "json, fenced": between(";;;\n{\n", "}\n;;;\n", '"title": "A second ferry",', "%", write=_json),
    "json of hexo": between("", ";;;\n", '"title": "A second ferry",', "%", write=_json),
    "pelican": between("", "", "Title: A second ferry", "Date: 2025-03-04 10:00", "%"),
    "pelican, first": between("", "", "%", "Title: A second ferry"),
    "multimarkdown": between(
        "", "", "Title: A second ferry", "Summary: Two boats", "    are better.", "Base Header Level: 2", "%"
    ),
    "nikola": between("<!--\n", "-->\n", ".. title: A second ferry", ".. %"),
    "labels in bold": lambda pair, body: f"**Source:** The Quay\n**{pair[0]}:** {pair[1]}\n\n{body}",
    "org": between("", "", "#+TITLE: A second ferry", "#+%"),
    "restructured text": between("", "", ":title: A second ferry", ":%"),
}
BROKEN: dict[str, Form] = {
    "a colon in the title": between("---\n", "---\n", "title: Ferry: the second", "%"),
    "a colon below": between("---\n", "---\n", "%", "title: Ferry: the second"),
    "an open quote": between("---\n", "---\n", "title: 'A second ferry", "%"),
    "words behind a quote": between("---\n", "---\n", 'title: "Two" boats', "%"),
    "a mark of yaml": between("---\n", "---\n", "author: @anna", TITLE, "%"),
    "a star": between("---\n", "---\n", "title: *New* ferry", "%"),
    "a per cent sign": between("---\n", "---\n", "title: %5 more boats".replace("%", "％").replace("％", "&5: "), "%"),
    "a tab": between("---\n", "---\n", TITLE, "\t%"),
    "tabs": between("---\n", "---\n", f"\t{TITLE}", "\t%"),
    "odd indents": between("---\n", "---\n", f"  {TITLE}", "%"),
    "a list below": between(
        "---\n", "---\n", "title: Ferry: the second", "tags:", "  - boats", "- more: or: less", "%"
    ),
    "an open list": between("---\n", "---\n", "tags: [boats, rivers", "%"),
    "an open brace": between("---\n", "---\n", "author: {name: Mary", "%"),
    "no space": lambda pair, body: f"---\ntitle:Ferry\n{pair[0]}:{pair[1]}\n---\n\n{body}",
    "equals signs": lambda pair, body: f"---\ntitle = Ferry\n{pair[0]} = {pair[1]}\n---\n\n{body}",
    "full-width colons": lambda pair, body: f"---\ntitle： Ferry\n{pair[0]}： {pair[1]}\n---\n\n{body}",
    "bullets": between("---\n", "---\n", f"- {TITLE}", "- %"),
    "no closing line": between("---\n", "", TITLE, "%"),
    "no closing line, nor another": between("---\n", "", "%"),
    "closed by a rule in the text": lambda pair, body: f"---\n{TITLE}\n{_yaml(*pair)}\n\n{body}\n---\n\nMore of it.\n",
    "no opening line": between("", "---\n", TITLE, "%"),
    "dashes that were made one": between("—\n", "—\n", TITLE, "%"),
    "toml without quotes": between(
        "+++\n", "+++\n", "title = A second ferry", "%", write=lambda key, value: f"{key} = {value}"
    ),
    "toml, never closed": between("+++\n", "", 'title = "A second ferry"', "%", write=_toml),
    "a comma too many": between("{\n", "}\n", '"title": "A second ferry",', "%,", write=_json),
    "no comma": between("{\n", "}\n", '"title": "A second ferry"', "%", write=_json),
    "json with quotes in a value": between("{\n", "}\n", '"title": "A "second" ferry",', "%", write=_json),
}
SPELLINGS: tuple[Pair, ...] = (
    ("draft", "true"), ("draft", "yes"), ("draft", "True"), ("draft", "1"), ("Draft", "on"), ("isDraft", "true"),
    ("draft", "private"), ("published", "false"), ("Published", "no"), ("publish", "false"), ("is_published", "0"),
    ("status", "draft"), ("status", "private"), ("status", "hidden"), ("Status", "Pending Review"), ("status", "future"),
    ("status", "unlisted"), ("status", "trash"), ("post_status", "auto-draft"), ("status", "in progress"), ("private", "true"),
    ("visibility", "private"), ("visibility", "hidden"), ("visibility", "members"), ("rights", "private"), ("Rights", "Private"),
    ("hidden", "true"), ("unlisted", "true"), ("wip", "true"), ("public", "false"), ("confidential", "yes"),
    ("password", "swordfish"), ("brouillon", "oui"), ("statut", "brouillon"), ("publié", "non"), ("Entwurf", "ja"),
    ("veröffentlicht", "nein"), ("borrador", "sí"), ("bozza", "sì"), ("rascunho", "sim"), ("черновик", "да"), ("статус", "черновик"),
    ("公開", "いいえ"), ("状态", "草稿"),
)  # fmt: skip
MISSPELT: tuple[Pair, ...] = (
    ("draft", "ture"), ("draft", "maybe"), ("status", "drfat"), ("rights", "privat"), ("published", "flase"), ("drfat", "true"),
    ("rigths", "private"), ("private", "perhaps"), ("embargo", "2031-04-01"), ("draft", "{a: yes}"), ("rights", "{x: private}"),
    ("draft", "[no, yes]"), ("rights", "[private]"), ("draft", "[[yes]]"), ("status", "[draft]"), ("status", "{is: draft}"),
    ("published", "[false]"), ("permalink", "false"), ("build", "{render: never}"), ("params", "{draft: true}"),
)  # fmt: skip
OPEN: tuple[Pair, ...] = (
    ("draft", "false"), ("published", "true"), ("status", "published"), ("rights", "full"), ("private", "no"), ("layout", "post"),
    ("visibility", "public"), ("brouillon", "non"), ("statut", "publié"),
)  # fmt: skip
TWICE: Mapping[str, str] = {
    "the same key": "draft: false\ndraft: true",
    "the same key, the other way round": "draft: true\ndraft: false",
    "two keys": "draft: true\npublished: true",
    "two keys, the other way round": "published: true\nstatus: draft",
    "of rights": "rights: full\nrights: private",
    "of rights, the other way round": "rights: private\nrights: full",
    "draft and rights": "rights: full\ndraft: yes",
    "three": "status: published\nprivate: false\nvisibility: private",
}
SUFFIXES = (".md", ".markdown", ".txt", ".text", "", ".html")


class Articles:
    """Files of a press review, each with a word of its own."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.meaning: dict[str, str] = {}  # what each word stands for

    def add(self, kind: str, what: str, form: Form, pair: Pair, suffix: str) -> None:
        """Another file; ``kind`` is HELD or SHOWN, and a part of its word."""
        word = f"zq{len(self.files):05}{kind}"
        body = BODY.format(word=word)
        self.files[f"{len(self.files):05}{suffix}"] = form(pair, f"<p>{body}</p>\n" if suffix == ".html" else body)
        self.meaning[word] = f"{what}: {pair[0]}: {pair[1]} in {suffix or 'no suffix'}"

    def check(self, review: Review) -> None:
        """The output has no word of withheld texts, and each word of published ones."""
        files = [path.read_text("utf-8", "replace") for path in (review.site / "output").rglob("*") if path.is_file()]
        found = set(re.findall(r"zq\d{5}(?:held|shown)", "\n".join(files)))
        assert [self.meaning[word] for word in sorted(found) if word.endswith(WITHHELD)] == []
        assert [meaning for word, meaning in self.meaning.items() if word.endswith(SHOWN) and word not in found] == []


def test_every_form_and_every_spelling_holds_back(tmp_path: Path) -> None:
    articles = Articles()
    for name, form in (READABLE | BROKEN).items():
        for pair in SPELLINGS:
            articles.add(WITHHELD, name, form, pair, ".md")
        for pair in OPEN:
            articles.add(SHOWN, name, form, pair, ".md")
    articles.check(build(tmp_path, articles.files))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_file_holds_back(tmp_path: Path, suffix: str) -> None:
    articles = Articles()
    for name, form in (READABLE | BROKEN).items():
        if suffix == ".html" and name in ("labels in bold", "org", "restructured text", "pelican", "multimarkdown"):
            continue  # no program writes these in HTML
        for pair in (("draft", "true"), ("status", "draft"), ("rights", "private"), ("published", "false")):
            articles.add(WITHHELD, name, form, pair, suffix)
        if suffix == ".html" and name in ("no opening line", "pelican, first"):
            continue
        articles.add(SHOWN, name, form, ("draft", "false"), suffix)
    articles.check(build(tmp_path, articles.files))


def test_what_is_misspelt_or_of_another_type_holds_back_and_is_an_error(tmp_path: Path) -> None:
    articles = Articles()
    for pair in MISSPELT:
        for name in ("yaml", "a colon in the title", "no closing line"):
            articles.add(WITHHELD, name, (READABLE | BROKEN)[name], pair, ".md")
    for pair in OPEN:
        articles.add(SHOWN, "yaml", READABLE["yaml"], pair, ".md")
    review = build(tmp_path, articles.files)
    articles.check(review)
    assert review.exit_code == 1


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html"])
def test_of_two_values_the_stricter_counts(tmp_path: Path, suffix: str) -> None:
    articles = Articles()
    for name, lines in TWICE.items():
        for above, below in (("---\n", "---"), ("---\ntitle: Ferry: the second\n", "---"), ("---\n", "")):
            key, value = lines.split(": ", 1)
            articles.add(WITHHELD, name, between(above, below, "%"), (key, value), suffix)
    articles.add(
        SHOWN, "twice no", between("---\n", "---", "%"), ("draft", "false\npublished: true\ndraft: false"), suffix
    )
    articles.check(build(tmp_path, articles.files))


@pytest.mark.parametrize(
    ("row", "file"),
    [
        ("Draft: yes", "draft: no"), ("Draft: no", "draft: yes"), ("Rights: private", "rights: full"),
        ("Rights: full", "rights: private"), ("Status: draft", "published: true"), ("Published: no", "title: A ferry"),
        ("Visibility: private", ""), ("Private: yes", ""), ("Status: drfat", ""), ("Statut: brouillon", ""),
    ],
)  # fmt: skip
def test_of_a_row_and_its_file_the_stricter_counts(tmp_path: Path, row: str, file: str) -> None:
    key, value = row.split(": ")
    text = f"---\n{file}\n---\n\nThe xyzzy ferry was voted for on Tuesday.\n"
    index = f"| File | {key} |\n| --- | --- |\n| a.md | {value} |\n| b.txt | |\n"
    review = build(
        tmp_path, {"INDEX.md": index, "a.md": text, "b.txt": "The plugh ferry sails on Monday, the mayor said.\n"}
    )
    assert not review.published("xyzzy")
    assert review.published("plugh")


FRONTS = (
    "draft: yes", "published: false", "status: draft", "private: true", "visibility: private", "draft: drfat",
    "title: Budget: more\ndraft: yes", "draft: no\ndraft: yes", "draft: {a: b}",
)  # fmt: skip


@pytest.mark.parametrize(
    "front", [*FRONTS, "rights: private", "rights: [private]", "rights: {a: private}", "title: x\ndraft yes"]
)
@pytest.mark.parametrize(
    "shape", ["- [One](one.txt)\n", "", "## Sport\n\n| File |\n| --- |\n| one.txt |\n"], ids=["bullet", "list", "table"]
)
def test_the_front_matter_of_an_included_index_holds_back_all_that_it_lists(
    tmp_path: Path, front: str, shape: str
) -> None:
    listed = "" if shape else "\narticles:\n  - one.txt"
    review = build(
        tmp_path,
        {
            "INDEX.md": "- [Out](out.txt)\n- [In](in/INDEX.md)\n",
            "in/INDEX.md": f"---\n{front}{listed}\n---\n\n{shape}",
            "in/one.txt": "The xyzzy ferry was voted for on Tuesday.\n",
            "out.txt": "The plugh ferry sails on Monday, the mayor said.\n",
        },
    )
    assert not review.published("xyzzy")
    assert review.published("plugh")


@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("unlisted", ["warn", "include"])
def test_the_front_matter_of_the_root_index_holds_back_everything(tmp_path: Path, front: str, unlisted: str) -> None:
    files = {
        "INDEX.md": f"---\n{front}\n---\n\n- [One](one.txt)\n",
        "../digest.yml": f"unlisted: {unlisted}\n",
        "one.txt": "The xyzzy ferry was voted for on Tuesday.\n",
        "two.txt": "The xyzzy ferry sails on Monday, the mayor said.\n",
    }
    assert not build(tmp_path, files).published("xyzzy")


@pytest.mark.parametrize(
    "item",
    [
        "{file: m.md, rights: {a: private}}", "{file: m.md, draft: [yes]}", "{file: m.md, status: draft}",
        "{file: m.md, published: false}", "{file: m.md, draft: no, draft: yes}", "{file: m.md, title: Budget: more, draft: yes}",
        "file: m.md\n    title: Budget: more\n    private: yes", "file: m.md\n    visibility: hidden",
    ],
)  # fmt: skip
def test_an_item_of_the_list_of_articles_holds_back(tmp_path: Path, item: str) -> None:
    review = build(
        tmp_path,
        {
            "INDEX.md": f"---\narticles:\n  - {item}\n  - n.md\n---\n",
            "m.md": "The xyzzy ferry was voted for on Tuesday.\n",
            "n.md": "The plugh ferry sails on Monday, the mayor said.\n",
        },
    )
    assert not review.published("xyzzy")
    assert review.published("plugh")


@pytest.mark.parametrize(
    ("index", "full_text"),
    [
        ("title: A: b\nrights: headline\nnoindex: yes", False),
        ("rights: headline", False),
        ("rights: full\nrights: private", None),
        ("rigths: private", None),
        ("rights: privat", None),
        ("title: x\nrights private", None),
        ("articles:\n  - {m.md, [", False),
        ("title: A: b", True),
    ],
)
def test_settings_of_the_site_that_hold_back_do_so_or_nothing_is_published(
    tmp_path: Path, index: str, full_text: bool | None
) -> None:
    text = "A second ferry for the harbour town\n\nThe xyzzy ferry was voted for on Tuesday, after two winters.\n"
    review = build(tmp_path, {"INDEX.md": f"---\n{index}\n---\n\n- m.md\n", "m.md": text})
    assert bool(review.published("xyzzy")) is bool(full_text)
    assert (review.page("index.html") == "") is (full_text is None)


def test_a_row_that_lists_a_folder_holds_back_its_articles(tmp_path: Path) -> None:
    index = "| File | Draft | Rights |\n| --- | --- | --- |\n| a/ | yes | |\n| b/ | | private |\n| c/ | no | full |\n"
    texts = {f"{name}/x.txt": f"The {name}zq ferry was voted for on Tuesday.\n" for name in "abc"}
    review = build(tmp_path, {"INDEX.md": index, **texts})
    assert [bool(review.published(f"{name}zq")) for name in "abc"] == [False, False, True]


def test_a_custom_page_is_withheld_too(tmp_path: Path) -> None:
    pages = {
        "../pages/imprint.md": "---\ndraft: yes\n---\n\nThe xyzzy press.\n",
        "../pages/about-us.md": "The plugh press.\n",
    }
    review = build(tmp_path, {"a.txt": "The ferry was voted for on Tuesday.\n", **pages})
    assert not review.published("xyzzy")
    assert review.published("plugh")


def test_a_page_of_pelicans_says_so_in_a_meta_element(tmp_path: Path) -> None:
    page = '<html><head><meta name="status" content="{}"><title>A ferry</title></head><body><p>The {} ferry sails.</p></body></html>'
    review = build(tmp_path, {"a.html": page.format("draft", "xyzzy"), "b.html": page.format("published", "plugh")})
    assert not review.published("xyzzy")
    assert review.published("plugh")


@pytest.mark.parametrize(
    "text", ["Draft: the new law", "Status: a ship without a flag", "Private: keep out, said the mayor"]
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_a_headline_that_begins_with_such_a_word_is_a_headline(tmp_path: Path, text: str, suffix: str) -> None:
    review = build(
        tmp_path, {f"a{suffix}": f"{text}\n\nThe plugh ferry was voted for on Tuesday, after two winters.\n"}
    )
    assert review.published("plugh")


STRAY = {
    "below a headline": "# A second ferry\n---\ndraft: true\n---",
    "in a comment": "<!-- draft: true -->",
    "in a remark of Obsidian's": "%% status: draft %%",
    "in a second block": "---\ntitle: a\n---\n---\ndraft: true\n---",
    "in a code fence": "```\n---\ntitle: a\ndraft: true\n---\n```",
    "between stars": "***\ntitle: a\ndraft: true\n***",
    "in a section of an ini file": "[post]\ntitle = a\ndraft = true",
    "in an array of PHP": "---\n'title' => 'a',\n'draft' => true,\n---",
    "in JSON without an end": '{"title": "x", "draft": true',
    "in a quotation": "> title: a\n> draft: true",
    "below the first line of a clipping": "A second ferry\nStatus: draft\nSource: The Quay",
    "without a value": "---\ntitle: a\ndraft\n---",
    "by a merge key": "---\nbase: &base {draft: true}\ntitle: a\n<<: *base\n---",
    "behind no-break spaces": "---\ntitle\u00a0: A: b\ndraft\u00a0:\u00a0true\n---",
    "behind many lines": "---\ntitle: a: b\n" + "mood: x\n" * 300 + "draft: true\n---",
}


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_a_line_that_holds_back_and_lost_its_fence_does_so_too(tmp_path: Path, suffix: str) -> None:
    articles = Articles()
    for name, lines in STRAY.items():
        articles.add(WITHHELD, name, lambda pair, body: f"{pair[1]}\n\n{body}", ("", lines), suffix)
        if "draft" in lines:
            meaning = lines.replace("draft: true", "draft: false").replace("Status: draft", "Status: published")
            if meaning != lines:
                articles.add(SHOWN, name, lambda pair, body: f"{pair[1]}\n\n{body}", ("", meaning), suffix)
    articles.check(build(tmp_path, articles.files))
