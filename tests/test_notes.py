"""The editor's notes and highlights: how they are declared, marked in the text, shown, searched and exported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from digest.cli import main
from digest.infer.highlights import mark
from digest.model import Article, Rights
from digest.site.rights import Sink, restrict
from digest.vocabulary import fields
from tests.made import made

Folder = Callable[[dict[str, str | bytes]], Path]
FERRY = "The ferries run again since Monday, “every twenty minutes”. The bridge is closed.\n\nThe company has found captains.\n"
SITE: dict[str, str | bytes] = {
    "digest.yml": "title: Review\nlanguage: en\n",
    "seeds/ferry.txt": f"title: Ferries are back\n\n{FERRY}",
    "seeds/bridge.txt": "title: The bridge\n\nThe old bridge will close in May for repairs.\n",
}
NOTE = "Compare the report of 2024, *page 7*.\n\nIt says Zanzibar.\n\n> every twenty minutes\n\n> The company has\n> found captains.\n"


def run(site: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, *arguments, "--config", str(site / "digest.yml"), "--jobs", "1"])


def page(site: Path, name: str) -> str:
    return (site / "output" / "articles" / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("html", "passage", "expected"),
    [
        ("<p>One two three.</p>", "two three", "<p>One <mark>two three</mark>.</p>"),
        ("<p>One <em>two</em> three.</p>", "One two th", "<p><mark>One </mark><em><mark>two</mark></em><mark> th</mark>ree.</p>"),
        ("<p>One.</p>\n<p>Two.</p>\n", "One. Two.", "<p><mark>One.</mark></p>\n<p><mark>Two.</mark></p>\n"),
        ("<p>« Oui »,\ndit-il</p>", '"Oui", dit-il', "<p><mark>« Oui »,\ndit-il</mark></p>"),
        ("<p>l’eau</p>", "l'eau", "<p><mark>l’eau</mark></p>"),
        ("<p>R &amp; D &lt;x&gt;</p>", "R & D <x>", "<p><mark>R &amp; D &lt;x&gt;</mark></p>"),
        ("<p>co\u00adope\u200bration</p>", "cooperation", "<p><mark>co\u00adope\u200bration</mark></p>"),
        ("<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby></p>", "漢字", "<p><ruby><mark>漢</mark><rt>かん</rt><mark>字</mark><rt>じ</rt></ruby></p>"),
        ("<p>ab ab</p>", "ab", "<p><mark>ab</mark> ab</p>"),
    ],
)  # fmt: skip
def test_a_passage_is_marked_where_it_stands_word_for_word(html: str, passage: str, expected: str) -> None:
    assert mark(html, [passage]) == (expected, ())


def test_passages_that_overlap_are_marked_once() -> None:
    assert mark("<p>one two three</p>", ["two three", "one two"])[0] == "<p><mark>one two</mark><mark> three</mark></p>"
    assert mark("<p>one two three</p>", ["one two three", "two"])[0] == "<p><mark>one two three</mark></p>"


def test_what_is_not_in_the_text_is_not_marked() -> None:
    for passage in ("One three", "one two", "", " ", "“"):
        assert mark("<p>One two.</p>", [passage]) == ("<p>One two.</p>", (passage,))


@given(st.lists(st.sampled_from(["a", "b", " ", "<p>", "</p>", "<em>", "</em>", "&amp;", "“", "\n"]), max_size=12), st.text("ab& “\"", max_size=4))  # fmt: skip
def test_marks_change_nothing_else(pieces: list[str], passage: str) -> None:
    html = "".join(pieces)
    marked, lost = mark(html, [passage])
    assert re.sub("</?mark>", "", marked) == html
    assert ("<mark>" in marked) != bool(lost)
    assert all("<" not in run for run in re.findall("<mark>(.*?)</mark>", marked, re.DOTALL))


def test_highlights_are_read_one_by_one() -> None:
    assert fields.read("highlights", "One, two; three") == ("One, two; three",)
    assert fields.read("highlights", ("“One.”", "He said “no”", "One.")) == ("One.", "He said “no”")
    assert fields.declaration("quote", "One.") == ("highlights", "One.")
    assert fields.declaration("highlights", "12") == ("", ""), "other programs count them"
    assert fields.read("note", "One\ntwo.\n \nThree.") == "One two.\n\nThree."


def test_a_note_is_shown_marked_searched_and_exported(folder: Folder) -> None:
    site = folder(SITE | {"notes/ferry.md": NOTE})
    result = run(site, "build")
    assert result.exit_code == 0, result.output
    assert "warning:" not in result.output
    shown = page(site, "ferry")
    assert "<mark>every twenty minutes</mark>" in shown
    assert "<mark>The company has found captains.</mark>" in shown
    assert "Compare the report of 2024, page 7.\n\nIt says Zanzibar." in shown
    assert "<q>The company has found captains.</q>" in shown
    assert "zanzibar" in "".join(path.read_text("utf-8") for path in (site / "output/assets/search").rglob("*.js"))
    record = json.loads(run(site, "export", "jsonl").stdout.splitlines()[1])
    assert record["note"] == "Compare the report of 2024, page 7.\n\nIt says Zanzibar."
    assert record["highlights"] == ["every twenty minutes", "The company has found captains."]
    published = (site / "output/records.jsonl").read_text("utf-8").splitlines()
    assert sorted(len(json.loads(line)["highlights"]) for line in published) == [0, 2]
    for form in ("csv", "ris", "bibtex", "csl-json", "mail"):
        assert "Zanzibar" in run(site, "export", form).stdout, form
    assert "N1  - “every twenty minutes”" in run(site, "export", "ris").stdout


def test_front_matter_and_rows_declare_the_same(folder: Folder) -> None:
    text = (
        "---\ntitle: Ferries\nnote: Look.\nquote:\n  - every twenty minutes\n  - The bridge is closed.\n---\n\n" + FERRY
    )
    index = (
        "| File | Quote | Note |\n| --- | --- | --- |\n| ferry.md | | |\n| bridge.txt | close in May | Read, again. |\n"
    )
    site = folder(SITE | {"seeds/ferry.md": text, "seeds/INDEX.md": index})
    assert run(site, "build").exit_code == 0
    assert page(site, "ferry").count("<mark>") == 2
    assert "<mark>close in May</mark>" in page(site, "bridge")
    assert "Read, again." in page(site, "bridge")


def test_what_a_row_declares_takes_precedence_over_a_notes_file(folder: Folder) -> None:
    index = "| File | Note |\n| --- | --- |\n| ferry.txt | From the row. |\n"
    site = folder(SITE | {"seeds/INDEX.md": index, "notes/ferry.md": NOTE})
    assert run(site, "build").exit_code == 0
    assert "From the row." in page(site, "ferry")
    assert "Zanzibar" not in page(site, "ferry")
    assert "<mark>every twenty minutes</mark>" in page(site, "ferry")


def test_mistakes_in_notes_are_reported_with_what_to_do(folder: Folder) -> None:
    site = folder(
        SITE
        | {
            "seeds/ferry.md": "Another article of that name, about the boats.\n",
            "notes/ferry.md": "Which one?\n",
            "notes/ferry.txt.md": "> every thirty minutes\n",
            "notes/gone.md": "About nothing.\n",
            "notes/bridge.md": " \n",
        }
    )
    printed = run(site, "build").output
    assert (
        "notes/ferry.md: warning: 2 articles have the name of this note: ferry.md, ferry.txt. Rename it to" in printed
    )
    assert "notes/gone.md: warning: No article has the name of this note." in printed
    assert "notes/ferry.txt.md: warning: The text does not contain the highlight “every thirty minutes”" in printed
    assert (
        "notes/bridge.md: error: The note contains no text, so it is not published. Write its text, or remove the file from notes/."
        in printed
    )
    assert printed.count("warning:") == 3
    assert "Which one?" not in page(site, "ferry")


def test_a_note_that_is_a_draft_is_published_nowhere(folder: Folder) -> None:
    site = folder(SITE | {"notes/ferry.md": f"---\ndraft: yes\n---\n\n{NOTE}"})
    assert run(site, "build").exit_code == 0
    assert "<mark>" not in page(site, "ferry")
    assert not [path for path in (site / "output").rglob("*") if path.is_file() and b"anzibar" in path.read_bytes()]


@pytest.mark.parametrize("rights", list(Rights))
def test_rights_hold_for_notes_and_highlights(folder: Folder, rights: Rights) -> None:
    """The note is the editor's own. A highlight is text: it is shown as far as the text is."""
    text = f"title: Ferries\nrights: {rights}\n\n{FERRY}"
    note = "Zanzibar.\n\n> every twenty minutes\n\n> found captains\n"
    config = "title: Review\nlanguage: en\nexcerpt: 60\napi: yes\n"
    site = folder(SITE | {"digest.yml": config, "seeds/ferry.txt": text, "notes/ferry.md": note})
    assert run(site, "build").exit_code == 0
    for form in ("jsonl", "mail", "csv", "ris"):
        (site / "output" / form).write_text(run(site, "export", form).stdout, "utf-8")
    everything = "".join(unescape(path.read_text("utf-8")) for path in (site / "output").rglob("*.*") if path.is_file())
    everything += "".join((site / "output" / form).read_text("utf-8") for form in ("jsonl", "mail", "csv", "ris"))
    assert ("Zanzibar" in everything) == (rights is not Rights.PRIVATE)
    assert ("twenty" in everything) == (rights in (Rights.FULL, Rights.EXCERPT))
    assert ("found captains" in everything) == (rights is Rights.FULL)


@pytest.mark.parametrize("sink", list(Sink))
def test_of_an_excerpt_the_highlights_in_it_are_left(sink: Sink) -> None:
    article: Article = made(text="One two three four five", highlights=("two three", "four five"), note="Mine")
    shown = restrict(article, Rights.EXCERPT, 15, sink)
    assert (shown.highlights, shown.note) == (("two three",), "Mine")
    assert ("<mark>two three</mark>" in shown.html) == (sink is not Sink.DATA)


def test_the_archived_copy_is_linked_with_its_day(folder: Folder) -> None:
    address = "https://web.archive.org/web/20250213101500/https://quay.example/f"
    for more, when in (
        (f"archived: {address}", ["Archived copy, February 13, 2025"]),
        (f"archived: {address}\narchived_on: 2025-03-01", ["Archived copy, March 1, 2025"]),
        ("archived: https://perma.example/A-1", ["Archived copy"]),
        ("archived: https://archive.example/20251399/https://quay.example/", ["Archived copy"]),
        ("archived: yes", []),
    ):
        site = folder(
            SITE | {"seeds/ferry.txt": f"---\ntitle: Ferries\nurl: https://quay.example/f\n{more}\n---\n\n{FERRY}"}
        )
        result = run(site, "build")
        assert result.exit_code == 0, result.output
        assert re.findall("Archived copy[^<]*", page(site, "ferry")) == when, more


def test_the_hash_is_that_of_the_file(folder: Folder) -> None:
    from hashlib import sha256

    site = folder(SITE)
    assert run(site, "build").exit_code == 0
    assert sha256((site / "seeds/ferry.txt").read_bytes()).hexdigest() in page(site, "ferry")
