"""``digest export``: other programs read what it writes, and nothing that rights forbid is in it."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from digest.cli import main
from digest.cli.export import FORMATS
from digest.dates import Date
from digest.export.book import xhtml
from digest.export.mail import mail, subject
from digest.export.pdf import html_page
from digest.export.select import Export, Exported, Part
from digest.export.text import dek
from digest.importers.bibtex import read_bibtex
from digest.site.citations import Reference, bibtex_entry, csl_item, ris_entry
from tests.made import SITE, made

Folder = Callable[[dict[str, str | bytes]], Path]
SEEDS = Path(__file__).parent.parent / "seeds"
NOT_READ_BACK = {"note", "highlights"}  # not read from any export, since other programs' notes are private
XHTML = "{http://www.w3.org/1999/xhtml}"
FILE_FORMATS = [form for form in FORMATS if form != "pdf"]  # tests/browser has the browser for it
CSL_TEXTS = {"id", "type", "title", "container-title", "section", "page", "URL", "language", "abstract", "keyword"}
MANIFEST = """---
title: Harbour review
language: en
---

| File      | Title                  | Date       | Source           | Topics   | Author       | URL                         | Rights   |
| --------- | ---------------------- | ---------- | ---------------- | -------- | ------------ | --------------------------- | -------- |
| ferry.md  | The ferries run again  | 2025-02-13 | Eastmere Courier | Politics; Conflict, war and peace | Ada Quayle   | https://courier.example/f_1 |          |
| bridge.md | 100 % of it & more {}  | 2025-02    | Thornwick Post   | Sport    |              |                             |          |
| part.md   | Only a part            | 2024       |                  | Politics |              |                             | excerpt  |
| head.md   | Only the headline      |            |                  |          |              |                             | headline |
| hidden.md | Not for anyone         | 2025-02-13 | Eastmere Courier | Politics |              |                             | private  |
| draft.md  | =cmd()                 | 2025-02-14 | Eastmere Courier | Politics |              |                             |          |
"""
OPEN, FURTHER, SECRET = "Gangway", "Sesamseed", "Xylophage"
FILES: dict[str, str | bytes] = {
    "digest.yml": "excerpt: 100\nsearch: no\n",
    "seeds/INDEX.md": MANIFEST,
    "seeds/ferry.md": f"The ferries between the two banks run again since Monday. {OPEN}.\n\n## A third boat\n\n- one\n- two\n",
    "seeds/bridge.md": "The bridge will close in May for repairs that were put off for eleven years.\n",
    "seeds/part.md": "The beginning may be shown to all readers. " * 5 + f"\n\nThe rest may not: {FURTHER}.\n",
    "seeds/head.md": f"Nothing of this text may be shown to anyone, so {SECRET} stands nowhere.\n",
    "seeds/hidden.md": f"This is private, every word of it, and {SECRET} too.\n",
    "seeds/draft.md": f"---\ndraft: yes\n---\n\nThis is a draft in which {SECRET} is not yet to be read.\n",
}


def run(folder: Path, *arguments: str) -> Result:
    """``digest export`` for the site in ``folder``."""
    return CliRunner().invoke(main, ["export", *arguments, "--config", str(folder / "digest.yml"), "--jobs", "1"])


def exported(folder: Path, form: str, *arguments: str) -> bytes:
    """The file that ``digest export`` writes."""
    file = folder / f"out.{form}"
    result = run(folder, form, str(file), "--force", *arguments)
    assert result.exit_code == 0, result.output
    return file.read_bytes()


def articles(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(folder, "jsonl", *arguments).splitlines()]


def content(form: str, data: bytes) -> str:
    """All that a file says: the members of a book, the decoded parts of a mail."""
    if form == "epub":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist())
    if form == "mail":
        return "".join(part.get_content() for part in parsed(data).iter_parts())
    return data.decode("utf-8", "replace")


def parsed(data: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("form", FORMATS)
def test_what_rights_forbid_is_in_no_file(folder: Folder, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a PDF, in the page that is printed."""
    monkeypatch.setattr("digest.export.pdf._has_weasyprint", lambda: False)
    monkeypatch.setattr("digest.export.pdf.BROWSERS", (sys.executable,))
    monkeypatch.setattr("digest.export.pdf._by_browser", lambda _, page, file: file.write_text(page, "utf-8"))
    site = folder(FILES)
    data = exported(site, form)
    text = content(form, data)
    for word in (SECRET, FURTHER, "Not for anyone", "=cmd()"):
        assert word not in text
        assert word.encode() not in data
    assert "The ferries run again" in text
    assert "Only the headline" in text
    assert (OPEN in text) == (form in ("csv", "jsonl", "sqlite", "epub", "pdf", "mail"))


@pytest.mark.parametrize("form", FILE_FORMATS)
def test_the_same_articles_give_the_same_bytes(folder: Folder, form: str) -> None:
    site = folder(FILES)
    assert exported(site, form) == exported(site, form)


def test_articles_are_selected_by_topic_source_and_date(folder: Folder) -> None:
    site = folder(FILES)

    def titles(*arguments: str) -> list[str]:
        return [one["title"] for one in articles(site, *arguments)]

    assert titles() == ["The ferries run again", "100 % of it & more {}", "Only a part", "Only the headline"]
    assert titles("--topic", "politics") == ["The ferries run again", "Only a part"]
    assert titles("--topic", "Sport", "--topic", "Politics")[1] == "100 % of it & more {}"
    assert titles("--source", "Thornwick Post") == ["100 % of it & more {}"]
    assert titles("--date", "2025-02") == ["The ferries run again", "100 % of it & more {}"]
    assert titles("--date", "2025-02-13", "--topic", "Politics") == ["The ferries run again"]
    assert titles("--date", "2025-W07") == ["The ferries run again"]
    assert titles("--date", "1999") == []
    assert titles("--date", "2025-W08") == []
    heading = str(parsed(exported(site, "mail", "--date", "2025-W07"))["Subject"])
    assert heading.startswith("Harbour review · ")
    assert all(part in heading for part in ("10", "16", "2025"))


def test_errors_name_the_cause_and_what_to_do(folder: Folder) -> None:
    site = folder(FILES)
    result = run(site, "csv", "--topic", "Weather")
    assert result.exit_code == 2
    assert "no article has “Weather”. Known: " in result.output
    assert "Politics" in result.output
    assert "name a file: digest export epub FILE" in run(site, "epub").output
    (site / "kept.csv").write_text("mine")
    assert "use --force to replace it" in run(site, "csv", str(site / "kept.csv")).output
    assert (site / "kept.csv").read_text() == "mine"
    assert (
        "is not a year (2025), a month (2025-02), a week (2025-W07) or a day"
        in run(site, "csv", "--date", "soon").output
    )
    assert "the year 2025 has no week 60" in run(site, "csv", "--date", "2025-W60").output


def test_what_json_lines_say_is_read_back_as_the_same_records(tmp_path: Path) -> None:
    """The articles of the project's own seeds that may be shown whole: what a right leaves out cannot come back."""
    runner = CliRunner()
    (tmp_path / "digest.yml").write_text("language: fr\nrights: full\n")
    (tmp_path / "again").mkdir()
    (tmp_path / "again/digest.yml").write_text("language: fr\n")
    lines = tmp_path / "all.jsonl"
    first = ["--seeds", str(SEEDS), "--config", str(tmp_path / "digest.yml")]
    again = ["--config", str(tmp_path / "again/digest.yml")]
    assert runner.invoke(main, ["export", "jsonl", str(lines), *first]).exit_code == 0
    assert runner.invoke(main, ["add", str(lines), *again]).exit_code == 0

    def records(options: list[str]) -> dict[str, dict[str, Any]]:
        found = map(json.loads, runner.invoke(main, ["records", *options]).stdout.splitlines())
        return {one["title"] or one["first_words"]: one for one in found}

    before, after = records(first), records(again)
    assert set(before) == set(after)
    compared = 0
    for name, one in before.items():
        if one["provenance"].get("rights"):
            continue
        for field in set(one) - {"file", "slug", "provenance", "cluster", "duplicate_of"} - NOT_READ_BACK:
            assert after[name][field] == one[field], (name, field)
        compared += 1
    assert compared > 20


def test_a_spreadsheet_takes_no_cell_for_a_formula(folder: Folder) -> None:
    site = folder(
        {"digest.yml": "", "seeds/a.md": "---\ntitle: =HYPERLINK(1)\nauthor: '@you'\n---\n\n- a text, with a comma\n"}
    )
    data = exported(site, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row["title"] == "'=HYPERLINK(1)"
    assert not any(cell.startswith(("=", "@", "+", "-")) for cell in row.values())


def test_a_database_answers_full_text_queries(folder: Folder) -> None:
    site = folder(FILES)
    exported(site, "sqlite")
    database = sqlite3.connect(site / "out.sqlite")

    def rows(query: str, *values: str) -> list[str]:
        return [row[0] for row in database.execute(query, values)]

    found = "SELECT title FROM articles WHERE id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
    assert rows(found, "gangway") == ["The ferries run again"]
    assert rows(found, "bridge AND repairs") == ["100 % of it & more {}"]
    by_topic = "SELECT title FROM articles JOIN terms ON article = id WHERE kind = 'topic' AND name = ? ORDER BY id"
    assert rows(by_topic, "Politics") == ["The ferries run again", "Only a part"]
    assert rows("PRAGMA integrity_check") == ["ok"]
    by_datasette = "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%USING FTS%content=\"articles\"%'"
    assert rows(by_datasette) == ["articles_fts"]


def test_a_book_is_well_formed_and_complete(folder: Folder) -> None:
    site = folder(FILES)
    with zipfile.ZipFile(io.BytesIO(exported(site, "epub", "--title", "Week & 7"))) as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        pages = {
            name: ElementTree.fromstring(archive.read(name)) for name in names if name.endswith((".xhtml", ".opf"))
        }
    package = pages["EPUB/book.opf"]
    listed = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert {f"EPUB/{name}" for name in listed} == set(names) - {"mimetype", "META-INF/container.xml", "EPUB/book.opf"}
    assert package.findtext(".//{http://purl.org/dc/elements/1.1/}title") == "Week & 7"
    contents = pages["EPUB/nav.xhtml"]
    assert [span.text for span in contents.iter(f"{XHTML}span")] == ["Politics", "Sport", "Also"]
    assert next(link.text for link in contents.iter(f"{XHTML}a")) == "The ferries run again"
    first = pages["EPUB/a1.xhtml"]
    assert [item.text for item in first.iter(f"{XHTML}li")] == ["one", "two"]
    assert first.get("lang") == "en"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_words_in_html_become_well_formed(text: str) -> None:
    from html import escape

    page = f'<p title="{escape(text)}">{escape(text)}<br><a href="javascript:x">a</a><math><mi>x</mi></math></p>'
    found = ElementTree.fromstring(f"<div>{xhtml(page)}</div>")
    assert found.find(".//a") is not None
    assert "href" not in found.find(".//a").attrib  # type: ignore[union-attr]


def export_of(one: Exported, words: str) -> Export:
    """An edition of one article with ``words`` as its opening and as the heading of its part."""
    return Export(settings=SITE, articles=(one,), parts=(Part(words, (one,)),), opening=(words,))


def test_a_page_to_be_printed_loads_nothing_and_says_what_may_be_said() -> None:
    hostile = '"><script>alert(1)</script><img src="http://e.org/x">'
    one = Exported(
        article=made(title=hostile, summary=hostile, source=hostile, note=hostile, highlights=(hostile,)),
        slug="a",
        page="articles/a.html",
        topics=(hostile,),
        places=(),
    )
    page = html_page(export_of(one, hostile), hostile)
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_a_pdf_keeps_words_that_look_like_anchors_and_lowers_headings_by_one() -> None:
    text = '<h2 id="s-a">A</h2>\n<h3 id="s-b">B</h3>\n<p>Find the element with id="berth-7" there.</p>'
    one = Exported(article=made(html=text), slug="a", page="articles/a.html", topics=(), places=())
    page = html_page(export_of(one, "A"), "A")
    assert '<h3>A</h3>\n<h4>B</h4>\n<p>Find the element with id="berth-7" there.</p>' in page


def test_without_a_browser_the_message_says_what_to_install(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("digest.export.pdf.BROWSERS", ("no-such-browser",))
    monkeypatch.setattr("digest.export.pdf._has_weasyprint", lambda: False)
    site = folder(FILES)
    result = run(site, "pdf", str(site / "out.pdf"))
    assert result.exit_code == 1
    assert (
        "A PDF needs Chromium, Chrome or Edge, and none is installed. Install one of them, or WeasyPrint"
        in result.output
    )
    assert not (site / "out.pdf").exists()


HOSTILE = [
    f"{start}{middle}{end}"
    for start in ("", "=?utf-8?q?x?=", "\r\n", "Bcc: a@b.example", "\x00", "日本", "ا", "é" * 300, '"', "<x>")
    for middle in (
        "\r\nBcc: you@example.org\r\n\r\n<script>alert(1)</script>",
        "\u2028To: x",
        "Ω",
        "\n\n.\n",
        " ",
        "\t",
    )
    for end in ("", "?=", "\\", "<!--", "\ud7ff")
]


def test_headlines_that_would_break_a_mail_do_not() -> None:
    """300 titles: the headers are the ones that were meant, and both parts say the title as text."""
    assert len(HOSTILE) == 300
    for title in HOSTILE:
        article = made(title=title, note=title or None, highlights=(title,))
        one = Exported(article=article, slug="a", page="articles/a.html", topics=(title,), places=())
        message = parsed(mail(export_of(one, title), title))
        assert set(message.keys()) == {"Subject", "X-Unsent", "Content-Language", "MIME-Version", "Content-Type"}
        assert message["Subject"] == subject(title)
        assert len(subject(title)) <= 200
        assert not message.defects
        plain, html = message.iter_parts()
        assert "<script" not in html.get_content()
        assert "<!--" not in html.get_content()
        for part in (plain, html):
            assert not part.defects
    assert subject("=?utf-8?q?x?= \u202ey") == "= ?utf-8?q?x?= y"
    assert str(parsed(mail(Export(settings=SITE, articles=(), parts=()), "Tide\r\nBcc: x"))["Subject"]) == "Tide Bcc: x"


def test_a_mail_loads_nothing_and_links_to_the_articles(folder: Folder) -> None:
    site = folder(FILES | {"digest.yml": "base_url: https://press.example/review/\n"})
    plain, html = parsed(exported(site, "mail", "--date", "2025-02")).iter_parts()
    assert "https://press.example/review/articles/ferry.html" in plain.get_content()
    page = html.get_content()
    assert 'href="https://press.example/review/articles/ferry.html"' in page
    assert not any(mark in page for mark in ("<img", "<script", "<link", "src=", "@import", "url("))


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"excerpt": "12 November 2012. - The skipper gave up. He is well."}, "He is well."),
        ({"excerpt": "12 November 2012. - A trawler hit the boat. He is well."}, "A trawler hit the boat. He is well."),
        ({"excerpt": "The skipper gave up after two days at sea."}, "The skipper gave up after two days at sea."),
        ({"excerpt": "The skipper gave up."}, ""),
        ({"excerpt": "The skipper gave up. He is well.", "summary": "A dek."}, "A dek."),
        ({"title": None, "first_words": "The skipper…", "excerpt": "The skipper gave up."}, "… gave up."),
        ({"title": None, "first_words": "The skipper gave up.", "excerpt": "The skipper gave up."}, ""),
        ({"title": None, "first_words": "File 12", "excerpt": "The skipper gave up."}, "The skipper gave up."),
    ],
)
def test_no_dek_repeats_a_headline(fields: dict[str, Any], shown: str) -> None:
    article = made(**({"title": "The skipper gave up", "language": "en"} | fields))
    assert dek(Exported(article=article, slug="a", page="", topics=(), places=())) == shown


def test_a_book_has_a_dek_only_if_somebody_declared_one(folder: Folder) -> None:
    """An inferred one is a sentence of the text that follows it."""
    text = "The bridge is shut. Engineers found cracks in two of its six pillars on Monday morning. It opens in May.\n"
    site = folder(
        {
            "digest.yml": "title: Tides\nlanguage: en\n",
            "seeds/a.md": f"---\ntitle: Bridge is shut\n---\n\n{text}",
            "seeds/b.md": "---\ntitle: Pillars have cracks\nsummary: Six pillars.\n---\n\nThe mayor wants a new one.\n",
        }
    )
    assert {one["title"]: one["summary"] for one in articles(site)}["Bridge is shut"].startswith("Engineers found")
    book = content("epub", exported(site, "epub"))
    assert book.count("Engineers found") == 1
    assert book.count('class="dek"') == 1
    assert ">Six pillars.<" in book


def test_an_edition_has_the_same_articles_in_the_same_parts_everywhere(folder: Folder) -> None:
    """On its page, in text, as data, in a mail, in a book and printed; of copies one, but all of them in data."""
    text = "The ferries between the {0} banks run again since Monday, after a winter without them. Passengers had to go round by the {0} bridge."
    files: dict[str, str | bytes] = {"digest.yml": "title: Tides\nlanguage: en\neditions: week\n"}
    for number in range(9):
        head = f"title: Report {number}\ndate: 2025-02-1{number % 5}\ntopics: [{'Harbour' if number % 2 else 'Town'}]\n"
        body = " ".join(f"{word}{number}" for word in text.split())
        files[f"seeds/r{number}.md"] = f"---\n{head}---\n\n{body}\n"
    same = " ".join(text.format("old").split() * 3)
    files["seeds/copy.md"] = f"---\ntitle: Copied\nsource: The Quay\ndate: 2025-02-14\n---\n\n{same}\n"
    files["seeds/first.md"] = f"---\ntitle: First\nsource: The Post\ndate: 2025-02-10\n---\n\n{same}\n"
    files["pages/editions/2025-W07.md"] = "Good morning.\n"
    site = folder(files)
    assert CliRunner().invoke(main, ["build", "--config", str(site / "digest.yml"), "--jobs", "1"]).exit_code == 0
    page = (site / "output/editions/2025-W07.html").read_text("utf-8")
    titles = re.compile(r"Report \d|First|Copied")

    def order(shown: str) -> list[str]:
        return list(dict.fromkeys(titles.findall(shown)))

    expected = order(page[page.index("<main") :])
    assert len(expected) == 10
    assert "Copied" not in expected
    week = ("--date", "2025-W07")
    printed = CliRunner().invoke(main, ["edition", "2025-W07", "--config", str(site / "digest.yml"), "--jobs", "1"])
    assert order(printed.stdout) == expected
    plain, html = parsed(exported(site, "mail", *week)).iter_parts()
    with zipfile.ZipFile(io.BytesIO(exported(site, "epub", *week))) as book:
        contents = book.read("EPUB/nav.xhtml").decode()
    for shown in (plain.get_content(), html.get_content(), contents):
        assert order(shown) == expected
        assert "Good morning." in shown
        assert "in brief" in shown.casefold()
    assert len(articles(site, *week)) == 11
    assert order("".join(one["title"] + " " for one in articles(site, "--source", "The Quay"))) == ["Copied"]
    assert "Copied" in content("mail", exported(site, "mail", "--source", "The Quay"))


def test_references_have_the_fields_of_their_standards() -> None:
    reference = Reference(
        key="a/b", title="100 % & {more}", source="The_Post", author="Ada", date=Date(2025, 2), url="https://e.org/{a}", topics=("x", "y")
    )  # fmt: skip
    item = csl_item(reference)
    assert item["issued"] == {"date-parts": [[2025, 2]]}
    assert set(item) <= CSL_TEXTS | {"author", "issued"}
    assert item["type"] == "article-newspaper"
    assert csl_item(Reference(key="k", title="t")) == {"id": "k", "type": "article", "title": "t"}
    entry = bibtex_entry(reference)
    assert entry.startswith("@article{a-b,\n  title = {{100 \\% \\& \\{more\\}}},\n")
    assert "url = {https://e.org/%7Ba%7D}" in entry
    assert bibtex_entry(Reference(key="k", title="t", language="pt-BR")).splitlines()[2] == "  langid = {brazilian},"
    assert bibtex_entry(Reference(key="k", title="t", language="el-GR")).splitlines()[2] == "  langid = {greek},"
    record = ris_entry(reference)
    assert "DA  - 2025/02//\r\n" in record
    assert record.endswith("KW  - y\r\nER  - \r\n\r\n")


def test_a_topic_with_a_comma_is_one_keyword() -> None:
    topics = ("Conflict, war and peace", "Health & care", "Sport")
    (entry,) = read_bibtex(bibtex_entry(Reference(key="k", title="t", topics=topics)))
    assert entry.keywords == topics


@pytest.mark.parametrize("form", ["bibtex", "csl-json", "ris"])
def test_references_are_read_back(folder: Folder, form: str) -> None:
    """By ``digest add``, which reads what Zotero and JabRef write."""
    site = folder(FILES)
    exported(site, form)
    (site / "again").mkdir()
    (site / "again/digest.yml").touch()
    config = ["--config", str(site / "again/digest.yml")]
    assert CliRunner().invoke(main, ["add", str(site / f"out.{form}"), *config]).exit_code == 0
    lines = CliRunner().invoke(main, ["records", *config]).stdout.splitlines()
    found = {one["title"]: one for one in map(json.loads, lines)}
    ferry = found["The ferries run again"]
    assert (ferry["date"], ferry["source"], ferry["author"]) == ("2025-02-13", "Eastmere Courier", "Ada Quayle")
    assert ferry["url"] == "https://courier.example/f_1"
    assert ferry["language"] == "en"
    assert ferry["topics"] == ["Politics", "Conflict, war and peace"]
