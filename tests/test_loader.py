"""From a folder to its list of articles, and everything that can be wrong on the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.errors import SeedsError, Severity
from digest.sources import file_names, loader
from digest.sources.folder import SourceFolder
from digest.sources.loader import Collection

Folder = Callable[[dict[str, str | bytes]], Path]
TEXT = "Un texte.\n"


def _files(collection: Collection) -> list[str]:
    return [entry.file for entry in collection.entries]


def _problems(collection: Collection) -> list[str]:
    return [f"{problem.where} {problem.code} {problem.severity.name}" for problem in collection.problems]


def test_no_folder_is_fatal(tmp_path: Path) -> None:
    with pytest.raises(SeedsError, match="There is no folder"):
        loader.collect(SourceFolder(tmp_path / "seeds"))


def test_without_a_manifest_the_folder_is_the_manifest(folder: Folder) -> None:
    seeds = folder(
        {"b.txt": TEXT, "a.md": TEXT, "deep/c.txt": TEXT, "_draft.txt": TEXT, ".hidden.txt": TEXT, "photo.jpg": b"\xff"}
    )
    collection = loader.collect(SourceFolder(seeds))
    assert _files(collection) == ["a.md", "b.txt", "deep/c.txt"]
    assert (collection.unlisted, collection.problems) == ((), ())


def test_the_manifest_is_the_editor_s_selection(folder: Folder) -> None:
    seeds = folder({"INDEX.md": "# Revue\n\n- [b.txt](b.txt)\n", "a.txt": TEXT, "b.txt": TEXT, "README.md": TEXT})
    collection = loader.collect(SourceFolder(seeds))
    assert _files(collection) == ["b.txt"]
    assert [entry.file for entry in collection.unlisted] == ["a.txt"]
    assert collection.title == "Revue"


def test_includes_are_followed_in_their_place_and_inherit_headings(folder: Folder) -> None:
    seeds = folder(
        {
            "INDEX.md": "# R\n\n## Politique\n\n- [a.txt](a.txt)\n- [Archive](old/INDEX.md)\n- [dossier](plain/)\n",
            "old/INDEX.md": "# Old\n\n- [x.txt](x.txt)\n- [up](../up.txt)\n\n## Sport\n\n- [y.txt](y.txt)\n",
            **dict.fromkeys(["a.txt", "old/x.txt", "old/y.txt", "up.txt", "plain/z.txt"], TEXT),
        }
    )
    collection = loader.collect(SourceFolder(seeds))
    assert _files(collection) == ["a.txt", "old/x.txt", "up.txt", "old/y.txt", "plain/z.txt"]
    assert [entry.position for entry in collection.entries] == [0, 1, 2, 3, 4]
    topics = {entry.file: entry.inherited["topics"].text for entry in collection.entries}
    assert topics["old/x.txt"] == topics["plain/z.txt"] == "Politique"
    assert topics["old/y.txt"] == ("Sport", "Politique")
    assert collection.title == "R"


def test_an_include_sets_nothing_of_the_site(folder: Folder) -> None:
    seeds = folder(
        {
            "INDEX.md": "- [x](x/INDEX.md)\n",
            "x/INDEX.md": "---\ntitle: No\n---\n\n# No\n\n- [a.txt](a.txt)\n",
            "x/a.txt": TEXT,
        }
    )
    collection = loader.collect(SourceFolder(seeds))
    assert (collection.title, collection.settings) == (None, ())
    assert _files(collection) == ["x/a.txt"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("- [g](gone.txt)", "INDEX.md:4:3 missing-file ERROR"),
        ("- [a](a.txt)", "INDEX.md:4:3 listed-twice ERROR"),
        ("- [x](../secret.txt)", "INDEX.md:4:3 outside-seeds ERROR"),
        ("- [x](/etc/passwd.txt)", "INDEX.md:4:3 outside-seeds ERROR"),
        ("- [x](link.txt)", "INDEX.md:4:3 outside-seeds ERROR"),
        ("- [x](none/INDEX.md)", "INDEX.md:4:3 broken-include ERROR"),
        ("- [x](../INDEX.md)", "INDEX.md:4:3 broken-include ERROR"),
        ("- [x](INDEX.md)", "INDEX.md:4:3 broken-include ERROR"),
        ("- [x](latin/INDEX.md)", "INDEX.md:4:3 broken-include ERROR"),
    ],
)
def test_problems_have_their_line_and_the_rest_is_listed(folder: Folder, line: str, problem: str) -> None:
    files: dict[str, str | bytes] = {
        "secret.txt": TEXT,
        "seeds/a.txt": TEXT,
        "seeds/b.txt": TEXT,
        "seeds/latin/INDEX.md": b"- \xe9",
    }
    root = folder({**files, "seeds/INDEX.md": f"# R\n\n- [a](a.txt)\n{line}\n- [b](b.txt)\n"})
    os.symlink(root / "secret.txt", root / "seeds" / "link.txt")
    collection = loader.collect(SourceFolder(root / "seeds"))
    assert _problems(collection) == [problem]
    assert _files(collection) == ["a.txt", "b.txt"]
    assert collection.problems[0].hint


def test_a_missing_file_is_reported_with_the_nearest_name(folder: Folder) -> None:
    seeds = folder({"INDEX.md": "- [x](sommet-paris.txt)\n", "sommet-de-paris.txt": TEXT})
    (problem,) = loader.collect(SourceFolder(seeds)).problems
    assert "sommet-de-paris.txt" in problem.hint


def test_two_manifests_that_include_each_other_end(folder: Folder) -> None:
    seeds = folder(
        {"INDEX.md": "- [x](x/INDEX.md)\n", "x/INDEX.md": "- [up](../INDEX.md)\n- [a](a.txt)\n", "x/a.txt": TEXT}
    )
    collection = loader.collect(SourceFolder(seeds))
    assert _files(collection) == ["x/a.txt"]
    assert _problems(collection) == ["x/INDEX.md:1:3 broken-include ERROR"]


def test_a_listed_draft_is_left_out_in_silence(folder: Folder) -> None:
    collection = loader.collect(SourceFolder(folder({"INDEX.md": "- [d](_d.txt)\n", "_d.txt": TEXT})))
    assert (_files(collection), collection.problems) == ([], ())


def test_a_root_manifest_that_cannot_be_read_is_fatal(folder: Folder) -> None:
    seeds = folder({"INDEX.md": b"- [\xe9](a.txt)\n", "a.txt": TEXT})
    with pytest.raises(SeedsError) as caught:
        loader.collect(SourceFolder(seeds))
    assert caught.value.problems[0].severity is Severity.FATAL


@pytest.mark.parametrize(
    ("name", "date", "language"),
    [
        ("2025-02-13-sommet.txt", "2025-02-13", None),
        ("sommet_2025-02.fr.txt", "2025-02", "fr"),
        ("2025_02_13 x.md", "2025-02-13", None),
        ("IMG_20240408.txt", "2024-04-08", None),
        ("2025-13-45.txt", None, None),
        ("000_7d6d22a428fdc984.txt", None, None),
        ("1984-review.txt", None, None),
        ("note.no.txt", None, "no"),
        ("report.v2.txt", None, None),
        ("12025-02-13.txt", None, None),
        ("A second ferry (Feb-15-2025).html", None, None),
        ("A second ferry (2025-02-15 09-12).htm", None, None),
        ("A second ferry (2025-02-15).txt", "2025-02-15", None),
    ],
)
def test_a_file_s_name_tells_a_date_or_a_language_and_nothing_else(
    name: str, date: str | None, language: str | None
) -> None:
    declared = file_names.named(name)
    assert {field: value.text for field, value in declared.items()} == {
        key: value for key, value in (("date", date), ("language", language)) if value
    }


def test_what_a_browser_saved_beside_a_page_is_no_article(folder: Folder) -> None:
    seeds = folder({"A.html": TEXT, "A_files/frame.html": TEXT, "A-Dateien/x.htm": TEXT, "B_files/c.html": TEXT})
    assert _files(loader.collect(SourceFolder(seeds))) == ["A.html", "B_files/c.html"]


def test_a_name_is_found_whatever_its_normal_form_and_without_its_suffix(folder: Folder) -> None:
    seeds = folder(
        {
            "INDEX.md": "- [a](e\u0301te\u0301/no\u0308te.txt)\n- [[summit]]\n- [two](twice)\n",
            "\u00e9t\u00e9/n\u00f6te.txt": TEXT,
            "summit.md": TEXT,
            "twice.md": TEXT,
            "twice.txt": TEXT,
        }
    )
    collection = loader.collect(SourceFolder(seeds))
    assert _files(collection) == ["\u00e9t\u00e9/n\u00f6te.txt", "summit.md"]
    assert _problems(collection) == ["INDEX.md:3:3 missing-file ERROR"]


def test_a_name_too_long_for_the_disk_is_only_missing(folder: Folder) -> None:
    collection = loader.collect(
        SourceFolder(folder({"INDEX.md": f"- [a]({'x' * 400}.txt)\n- [b]({'y' * 400}/INDEX.md)\n"}))
    )
    assert [problem.code for problem in collection.problems] == ["missing-file", "broken-include"]


def test_without_a_root_manifest_that_of_a_folder_sets_nothing_of_the_site(folder: Folder) -> None:
    files: dict[str, str | bytes] = {
        "x/INDEX.md": "---\ntitle: X\n---\n\n# X\n\n- [a](a.txt)\n",
        "x/a.txt": TEXT,
        "b.txt": TEXT,
    }
    collection = loader.collect(SourceFolder(folder(files)))
    assert (collection.title, collection.settings) == (None, ())
    assert _files(collection) == ["b.txt", "x/a.txt"]
