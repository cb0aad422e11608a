"""Export files in the seeds are folders of articles, in everything that reads seeds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from digest.build.executors import Serial
from digest.build.job import BuildResult, Findings, Job, Progress, Work, job_beside
from digest.build.pipeline import build
from digest.build.reading import full_reader
from digest.cli.app import main
from digest.collection.index import index, save
from digest.errors import Problem
from digest.importers import expand as expanding
from digest.importers import imported
from digest.importers.expand import article_file, as_files
from digest.importers.imported import ExportFile, Import, ImportedArticle, Refused
from digest.model import Rules
from digest.readers import parse
from digest.sources import loader

SHARED = os.environ.get("SHARED")
TEXT = (
    "The bridge over the river was opened again on Monday, after two years of works. It had been closed since a flood."
)
CSV = f"""title,date,source,section,page,url,text
The bridge is open,2025-02-13,Eastmere Courier,Local life,3,https://courier.example/bridge,"{TEXT}"
A list of ferries,2025-02-14,Eastmere Courier,,,https://courier.example/ferries,
Nothing at all,2025-02-15,,,,,
"""
Write = Callable[[dict[str, str | bytes]], Path]


def job(site: Path) -> Job:
    return replace(job_beside(site / "digest.yml"), jobs=1)


def built(site: Path) -> BuildResult:
    return build(job(site), Progress())


def files(result: BuildResult) -> list[str]:
    return sorted(file for file, _ in result.addresses)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return sorted(one.code for one in problems if one.code not in ("language-inferred", "no-base-url"))


def records(site: Path) -> list[dict[str, object]]:
    done = CliRunner().invoke(main, ["records", "--seeds", str(site / "seeds"), "--config", str(site / "digest.yml")])
    return [json.loads(line) for line in done.stdout.splitlines()]


SITE: dict[str, str | bytes] = {"digest.yml": "language: en\n", "seeds/table.csv": CSV}


def test_of_the_importers_only_those_are_loaded_that_may_read_a_file() -> None:
    program = (
        "import sys; from digest.importers import importer_of; from digest.importers.imported import ExportFile\n"
        "print(importer_of(ExportFile('a.txt', sys.argv[1].encode())))\n"
        "print([m for m in ('europresse', 'feeds', 'mail', 'json_files', 'nexis') if f'digest.importers.{m}' in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program, TEXT], capture_output=True, text=True, check=True)
    assert run.stdout == "None\n[]\n"


def test_articles_of_an_export_are_published_and_what_is_left_out_is_named(folder: Write) -> None:
    site = folder(SITE)
    result = built(site)
    assert dict(result.addresses) == {
        "table.csv/the-bridge-is-open.md": "articles/the-bridge-is-open.html",
        "table.csv/a-list-of-ferries.md": "articles/a-list-of-ferries.html",
    }
    (problem,) = (one for one in result.problems if one.code == "refused-article")
    assert "Row 4" in problem.message
    assert str(problem.where) == "table.csv"


def test_section_and_page_stand_with_the_source(folder: Write) -> None:
    site = folder(SITE)
    built(site)
    page = (site / "output/articles/the-bridge-is-open.html").read_text("utf-8")
    assert "p. 3" in page
    assert "Local life" in page
    record = next(one for one in records(site) if one["title"] == "The bridge is open")
    assert (record["section"], record["page"], record["text"]) == ("Local life", "3", TEXT)


def test_a_reference_leads_to_its_source(folder: Write) -> None:
    site = folder(SITE)
    result = built(site)
    page = (site / "output/articles/a-list-of-ferries.html").read_text("utf-8")
    assert "Only the reference of this article is kept here." in page
    assert 'href="https://courier.example/ferries"' in page
    assert "min read" not in page
    assert result.errors == 0


def test_a_row_lists_an_export_and_another_overrides_one_of_its_articles(folder: Write) -> None:
    manifest = "# Review\n\n| File | Title | Topics |\n| --- | --- | --- |\n| table.csv | | Rivers |\n"
    site = folder(SITE | {"seeds/INDEX.md": f"{manifest}| table.csv/a-list-of-ferries.md | All ferries | Boats |\n"})
    result = built(site)
    assert len(result.addresses) == 2
    assert "listed-twice" not in codes(result.problems)
    found = {one["file"]: one for one in records(site)}
    assert found["table.csv/the-bridge-is-open.md"]["topics"] == ["Rivers"]
    assert found["table.csv/a-list-of-ferries.md"]["topics"] == ["Boats"]
    assert found["table.csv/a-list-of-ferries.md"]["title"] == "All ferries"


def test_unlisted_articles_of_an_export_are_one_name(folder: Write) -> None:
    site = folder(SITE | {"seeds/INDEX.md": "# Review\n\n- [b](b.txt)\n", "seeds/b.txt": "One\n\nA text of its own.\n"})
    (problem,) = (one for one in built(site).problems if one.code == "unlisted")
    assert "table.csv (2 articles)" in problem.message


def test_index_lists_an_export_in_one_row(folder: Write) -> None:
    site = folder(SITE)
    outcome = index(job(site), Findings(), Progress(), write=("topics",), today=date(2025, 2, 16))
    save(site / "seeds", outcome.changes)
    lines = (site / "seeds/INDEX.md").read_text("utf-8")
    assert lines.count("table.csv") == 1
    assert index(job(site), Findings(), Progress(), write=("topics",), today=date(2025, 2, 17)).changes == ()
    assert len(built(site).addresses) == 2


def test_an_export_is_read_again_only_if_it_has_changed(folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    site = folder(SITE | {"seeds/other.csv": CSV.replace("bridge", "tower").replace("ferries", "trams")})
    built(site)
    asked: list[str] = []
    read = expanding.expand

    def counted(importer: imported.Importer, file: ExportFile) -> expanding.Expanded:
        asked.append(file.name)
        return read(importer, file)

    monkeypatch.setattr(expanding, "expand", counted)
    (site / "seeds/new.txt").write_text("One\n\nAnother text.\n", "utf-8")
    built(site)
    assert asked == []
    os.utime(site / "seeds/table.csv", (0, 0))
    built(site)
    assert asked == []
    (site / "seeds/table.csv").write_text(CSV + f"More,2025-03-01,,,,,{TEXT.split(',')[0]} more\n", "utf-8")
    result = built(site)
    assert asked == ["table.csv"]
    assert "table.csv/more.md" in files(result)


def test_texts_that_a_table_describes_are_no_articles_of_their_own(folder: Write) -> None:
    table = "id,title,date\nun,The bridge,2025-02-13\ndeux,The tower,2025-02-14\n"
    texts: dict[str, str | bytes] = {f"seeds/{name}.txt": f"{TEXT} {name}\n" for name in ("un", "deux", "trois")}
    site = folder({"digest.yml": "language: en\n", "seeds/metadata.csv": table, **texts})
    assert files(built(site)) == ["metadata.csv/the-bridge.md", "metadata.csv/the-tower.md", "trois.txt"]
    (site / "seeds/un.txt").write_text(f"{TEXT} Changed.\n", "utf-8")
    built(site)
    assert "Changed" in (site / "output/articles/the-bridge.html").read_text("utf-8")


def test_an_article_of_an_export_is_explained(folder: Write) -> None:
    site = folder(SITE)
    file = str(site / "seeds/table.csv/the-bridge-is-open.md")
    done = CliRunner().invoke(
        main, ["explain", file, "--seeds", str(site / "seeds"), "--config", str(site / "digest.yml")]
    )
    assert done.exit_code == 0, done.output
    assert "from: file, table.csv/the-bridge-is-open.md:2:8" in done.output


def test_check_takes_exports(folder: Write) -> None:
    site = folder(SITE)
    done = CliRunner().invoke(main, ["check", "--config", str(site / "digest.yml"), "--seeds", str(site / "seeds")])
    assert done.exit_code == 0, done.output


def test_other_files_are_counted_as_not_read(folder: Write) -> None:
    site = folder(SITE | {"seeds/a.docx": b"PK\x03\x04", "seeds/b.json": "{}", "seeds/c.jpg": b"\xff\xd8\xff"})
    (problem,) = (one for one in built(site).problems if one.code == "unread-files")
    assert "3 files are not read: 1 .docx (a.docx), 1 .jpg (c.jpg), 1 .json (b.json)" in problem.message


# From articles to files.


@pytest.mark.parametrize(
    "value",
    ["Plain words", "yes", "no: yes", "“Quoted” – “twice”", '"', "- a list", "[a]", "{b}", "# c", "a #d", "2025", "1e3", "null",
     "a: b", "é\u2028f", "x" * 3000, "back\\slash", "%TAG", "@at", "`tick", "'single'", "اقتصاد", "~", "trailing:", ": lead"],
)  # fmt: skip
def test_every_value_survives_front_matter(value: str) -> None:
    article = ImportedArticle(place="row 1", fields={"title": value, "author": (value, "B. C")}, text="A text.")
    document = parse(article_file(article), "a.md")
    assert document.declared["title"].text == " ".join(value.split())  # type: ignore[union-attr]
    assert document.declared["author"].text == (" ".join(value.split()), "B. C")  # type: ignore[union-attr]
    assert document.problems == ()  # type: ignore[union-attr]


def test_names_stay_when_articles_are_added() -> None:
    def names(*titles: str) -> list[str]:
        articles = tuple(ImportedArticle(place="x", fields={"title": title}, text="A text.") for title in titles)
        return [name for name, _ in as_files("table", "a.csv", Import(articles=articles)).files]

    before = names("One", "Two", "One", "")
    assert before == ["one.md", "two.md", "one-2.md", "article-4.md"]
    assert names("One", "Two", "One", "", "Three", "One")[:4] == before


def test_what_is_wrong_with_an_export_is_said() -> None:
    articles = (ImportedArticle(place="document 1 of 3", fields={"title": "A"}, text="A text."),)
    found = Import(
        articles=articles, refused=(Refused("document 2 of 3", "It has no text."),), stated=4, notes=("A note.",)
    )
    problems = as_files("Delivery", "a.html", found).problems
    assert [(one.code, one.message) for one in problems] == [
        ("refused-article", "Document 2 of 3 (Delivery) is left out: it has no text."),
        ("export-count", "The file says that it holds 4 documents; 2 are in it."),
        ("export-note", "A note."),
    ]


def test_an_error_in_an_importer_costs_one_file_only() -> None:
    def fails(_: ExportFile) -> Import:
        raise ValueError("a bug")

    importer = imported.Importer("Delivery", lambda _: True, fails)
    (problem,) = expanding.expand(importer, ExportFile("a.html", b"")).problems
    assert problem.code == "bad-export"
    assert "a bug" in problem.message


# The development set.


@pytest.mark.skipif(not SHARED, reason="SHARED names no folder of export files")
def test_no_file_of_the_development_set_is_lost(tmp_path: Path) -> None:
    exports = Path(SHARED or "") / "exports"
    shutil.copytree(exports, tmp_path / "seeds", ignore=shutil.ignore_patterns("expected.json", "SOURCE.md"))
    with full_reader() as reader:
        seeds = reader.expanded(job(tmp_path).seeds)
        collection = loader.collect(seeds)
        reads = reader.read(seeds, collection.entries, Rules(), Work(executor=Serial(), progress=Progress()))
    published = {entry.file for entry, read in zip(collection.entries, reads, strict=True) if read.card}
    named = {one.article or (one.where.file if one.where else "") for read in reads for one in read.problems}
    named |= {one.where.file for one in collection.problems if one.where}
    holders = {export.file for export in collection.exports if any(file in published for file in export.articles)}
    parts = {file for export in collection.exports for file in export.parts}
    known = published | named | holders | parts | set(collection.unread)
    for path in sorted((tmp_path / "seeds").rglob("*")):
        file = path.relative_to(tmp_path / "seeds").as_posix()
        beside_a_page = "_files/" in file
        if path.is_file() and not beside_a_page and not path.name.startswith(("_", ".")):
            assert file in known, file
