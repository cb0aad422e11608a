"""`digest explain` shows where each field of an article comes from, and overridden declarations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.folders import digest

Folder = Callable[[dict[str, str | bytes]], Path]

SITE: dict[str, str | bytes] = {
    "digest.yml": "language: en\nrights:\n  default: full\n  sources:\n    The Quay: excerpt\n",
    "seeds/INDEX.md": (
        "## Harbour\n\n"
        "| File | Title | Date | Source | Draft | Rights |\n| --- | --- | --- | --- | --- | --- |\n"
        "| [p.md](p.md) | The port reopens | | The Quay | | |\n"
        "| late.txt | | 2024-13 | | | |\n"
        "| notes.txt | | | | yes | |\n"
        "| ours.txt | | | | | private |\n"
        "| gone.txt | | | | | |\n"
    ),
    "seeds/p.md": "---\ntitle: Port\ndate: 2024-05-06\ntopics: Transport\nsumary: x\n---\n\nThe port of the town has reopened, and the ferries are back.\n",
    "seeds/late.txt": " date 2024-05 The ferries were late on Monday, as they were on Sunday.\n\nText.\n",
    "seeds/notes.txt": "These are the notes of the editor.\n",
    "seeds/ours.txt": "These are for the office.\n",
    "seeds/2024-02-03-more.fr.txt": "Le conseil de la ville s’est réuni jeudi.\n",
    "seeds/_later.txt": "It is not done.\n",
    "seeds/sub/deep.txt": "The text of an article in a folder.\n",
    "seeds/photo.jpg": b"\xff\xd8",
}


def _as_json(site: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(digest(site, "explain", "--json", *arguments).stdout)
    return found


def test_each_field_has_its_value_and_its_origin_with_the_place(folder: Folder) -> None:
    found = _as_json(folder(SITE), "p.md")
    fields = found["fields"]
    assert (fields["title"]["value"], fields["title"]["origin"]) == (["The port reopens"], "manifest row")
    assert fields["title"]["where"].startswith("INDEX.md:5:")
    assert (fields["date"]["value"], fields["date"]["origin"]) == (["2024-05-06"], "file")
    assert fields["date"]["where"].startswith("p.md:3:")
    assert fields["topics"]["origin"] == "file"
    assert fields["language"]["origin"] == "inferred"
    assert fields["language"]["evidence"]
    assert 0 < fields["language"]["certainty"] <= 1
    assert found["address"] == "articles/p.html"
    assert found["listed"].startswith("INDEX.md:5:")
    assert "author" in found["absent"]
    assert "title" not in found["absent"]


def test_what_a_nearer_declaration_has_beaten_is_reported_with_its_place(folder: Folder) -> None:
    fields = _as_json(folder(SITE), "p.md")["fields"]
    assert fields["title"]["also"] == [{"origin": "file", "where": "p.md:2:8", "text": "Port"}]
    (lost,) = fields["topics"]["also"]
    assert (lost["origin"], lost["text"]) == ("manifest heading", "Harbour")
    assert lost["where"].startswith("INDEX.md:1")
    assert "also declared: manifest heading, INDEX.md:1" in digest(folder(SITE), "explain", "p.md").stdout


def test_a_file_s_name_is_an_origin(folder: Folder) -> None:
    fields = _as_json(folder(SITE), "2024-02-03-more.fr.txt")["fields"]
    assert (fields["date"]["value"], fields["date"]["origin"]) == (["2024-02-03"], "file name")
    assert (fields["language"]["value"], fields["language"]["origin"]) == (["fr"], "file name")


def test_a_declared_value_that_cannot_be_used_is_shown_with_its_problem_and_what_it_hides(folder: Folder) -> None:
    site = folder(SITE)
    found = _as_json(site, "late.txt")
    assert found["fields"]["date"]["value"] == []
    assert found["fields"]["date"]["origin"] == "manifest row"
    assert [also["text"] for also in found["fields"]["date"]["also"]] == ["2024-05"]
    assert [problem["code"] for problem in found["problems"]] == ["bad-date"]
    output = digest(site, "explain", "late.txt")
    assert output.exit_code == 1
    assert "none: the declared value is invalid" in output.stdout


def test_only_the_problems_of_that_article_are_reported(folder: Folder) -> None:
    site = folder(SITE)
    assert [problem["code"] for problem in _as_json(site, "p.md")["problems"]] == ["unknown-key"]
    assert _as_json(site, "notes.txt")["problems"] == []
    assert digest(site, "explain", "p.md").exit_code == 0


def test_rights_are_reported_with_whose_they_are(folder: Folder) -> None:
    site = folder(SITE)
    by_source, by_article, default = (_as_json(site, name) for name in ("p.md", "ours.txt", "late.txt"))
    assert (by_source["rights"], by_source["rights_by"]) == ("excerpt", "of the source “The Quay”")
    assert (by_article["rights"], by_article["rights_by"], by_article["address"], by_article["withheld"]) == (
        "private",
        "of the article",
        None,
        "it is private",
    )
    assert (default["rights"], default["rights_by"]) == ("full", "of the site")


def test_drafts_have_no_address(folder: Folder) -> None:
    site = folder(SITE)
    output = _as_json(site, "notes.txt")
    assert (output["draft"], output["address"], output["withheld"]) == (True, None, "it is a draft")
    by_name = _as_json(site, "_later.txt")
    assert (by_name["draft"], by_name["address"]) == (True, None)
    assert "“_”" in by_name["withheld"]


def test_an_unlisted_file_is_explained_and_marked_as_unlisted(folder: Folder) -> None:
    site = folder(SITE)
    found = _as_json(site, "sub/deep.txt")
    assert (found["standing"], found["listed"], found["address"]) == ("unlisted", None, "articles/sub-deep.html")
    output = digest(site, "explain", "sub/deep.txt").stdout
    assert "not listed in any INDEX.md" in output
    assert "once it is listed" in output


def test_an_unlisted_file_that_is_published_nevertheless_is_marked(folder: Folder) -> None:
    site = folder({**SITE, "digest.yml": "unlisted: include\n"})
    assert _as_json(site, "sub/deep.txt")["standing"] == "unlisted and published"


def test_without_a_manifest_the_folder_lists_the_article(folder: Folder) -> None:
    site = folder({"seeds/a.txt": "The text of an article.\n"})
    found = _as_json(site, "a.txt")
    assert (found["standing"], found["listed"]) == ("the folder is the manifest", None)


def test_the_address_is_the_one_that_the_build_gives_also_where_two_names_are_equal(folder: Folder) -> None:
    site = folder({"seeds/a.txt": "One text.\n", "seeds/b/a.txt": "Another text.\n"})
    addresses = {_as_json(site, name)["address"] for name in ("a.txt", "b/a.txt")}
    subprocess.run([sys.executable, "-m", "digest", "build", "-q"], cwd=site, check=True, capture_output=True)
    assert addresses == {f"articles/{path.name}" for path in (site / "output/articles").iterdir()}


@pytest.mark.parametrize("typed", ["seeds/sub/deep.txt", "sub/deep.txt", "./seeds/p.md/../sub/deep.txt"])
def test_a_file_is_found_from_the_current_folder_or_from_the_seeds(folder: Folder, typed: str) -> None:
    assert _as_json(folder(SITE), typed)["file"] == "sub/deep.txt"


def test_a_file_is_found_from_within_the_seeds_and_by_its_absolute_path(folder: Folder) -> None:
    site = folder(SITE)
    found = digest(site / "seeds" / "sub", "explain", "--json", "deep.txt", "--config", "../../digest.yml")
    assert json.loads(found.stdout)["file"] == "sub/deep.txt"
    assert _as_json(site, str(site / "seeds/p.md"))["file"] == "p.md"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("deep.txt", "Did you mean “sub/deep.txt”?"),
        ("lates.txt", "Did you mean “late.txt”?"),
        ("gone.txt", "There is no file “gone.txt”"),  # it is listed: the row is named
        ("seeds/INDEX.md", "is a manifest"),
        ("photo.jpg", "has an unsupported format"),
        ("sub", "is a folder"),
        ("digest.yml", "is not in the seeds directory"),
        ("zzzzzz", "No such article: “zzzzzz”"),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(folder: Folder, typed: str, reason: str) -> None:
    done = digest(folder(SITE), "explain", typed)
    assert done.exit_code == 2
    assert reason in " ".join(done.stderr.split())


def test_a_file_that_cannot_be_read_is_explained_by_its_problem(folder: Folder) -> None:
    site = folder({"seeds/empty.txt": "\n", "seeds/a.txt": "A text.\n"})
    found = _as_json(site, "empty.txt")
    assert (found["withheld"], found["fields"]) == ("its file is invalid", {})
    assert [problem["code"] for problem in found["problems"]] == ["empty-file"]


def test_without_seeds_it_says_so(tmp_path: Path) -> None:
    done = digest(tmp_path, "explain", "a.txt")
    assert done.exit_code == 1
    assert "[no-seeds]" in done.stderr
