"""Messages name what was done, and a remedy that fits: links to nothing, pages without text, counts, the site's language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.building import environment
from tests.field.review import EN, FR, build, run, write

HEADED = f"Harbour town buys a second ferry\n\n{EN}"


def _line(messages: str, code: str) -> str:
    (line,) = [line for line in messages.splitlines() if f"[{code}]" in line]
    return line


@pytest.mark.parametrize(
    ("link", "target"),
    [("broken.txt", "nowhere.txt"), ("old/b.md", "../gone/b.md"), ("round.txt", "round.txt"), ("away.txt", "/mnt/nowhere/a.txt")],
    ids=["k32-broken-link", "in a folder", "to itself", "to another disk"],
)  # fmt: skip
@pytest.mark.parametrize("manifest", [False, True], ids=["folder", "manifest"])
def test_a_link_to_nothing_is_reported_as_one(tmp_path: Path, link: str, target: str, manifest: bool) -> None:
    write(tmp_path, {"a.txt": HEADED, **({"INDEX.md": f"- a.txt\n- {link}\n"} if manifest else {})})
    (tmp_path / "seeds" / link).parent.mkdir(exist_ok=True)
    (tmp_path / "seeds" / link).symlink_to(target)
    made = build(tmp_path, {})
    line = _line(made.messages, "missing-file")
    assert f"“{link}” is a link to “{target}”, which does not exist. Add that file, or remove the link." in line
    assert "Did you mean" not in made.messages
    assert made.pages("articles") == ["a.html"]


def test_a_similar_name_is_suggested_for_a_missing_file(tmp_path: Path) -> None:
    made = build(tmp_path, {"INDEX.md": "- sumit.txt\n", "summit.txt": HEADED})
    assert "There is no file “sumit.txt”. Did you mean “summit.txt”?" in made.messages


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# Imprint\n", "only a title or a heading"),
        ("Imprint\n=======\n", "only a title or a heading"),
        ("---\ntitle: Imprint\n---\n", "only a title or a heading"),
        ("", "no text"),
        (" \n\n", "no text"),
    ],
    ids=["k32-own-page", "underlined", "front matter only", "empty", "blank"],
)
@pytest.mark.parametrize("name", ["imprint.md", "topics/politics.md", "_footer.md"])
def test_a_page_without_text_is_reported_as_a_page(tmp_path: Path, text: str, what: str, name: str) -> None:
    made = build(tmp_path, {"a.txt": HEADED, f"../pages/{name}": text})
    line = _line(made.messages, "empty-file")
    assert f"The page contains {what}, so it is not published. Write its text, or remove the file from pages/." in line
    assert line.startswith(f"pages/{name}")
    assert "article" not in line
    assert "seeds" not in line


def test_the_summary_says_what_is_left_out_and_the_address_once(tmp_path: Path) -> None:
    write(tmp_path, {"INDEX.md": "- a.txt\n- gone.txt\n", "a.txt": HEADED})
    done = run(tmp_path, "build")
    address, summary = done.stdout.splitlines()
    assert address == (tmp_path / "output/index.html").resolve().as_uri()
    assert summary.startswith("1 article, 1 left out, ")
    assert "index.html" not in summary


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.txt": FR}, "“fr”: its only article is in it."),
        ({"a.txt": FR, "b.txt": FR}, "“fr”: all 2 articles are in it."),
        ({"a.txt": FR, "b.txt": FR, "c.txt": EN}, "“fr”: 2 of 3 articles are in it."),
        ({"a.txt": "1 2 3\n"}, "“en”: no article says which it is."),
    ],
    ids=["one", "all", "most", "none"],
)
def test_the_origin_of_the_sites_language_is_reported_with_correct_plurals(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    made = build(tmp_path, dict(files))
    assert f"The site's language is taken to be {expected}" in _line(made.messages, "language-inferred")


def test_the_address_that_a_new_site_lacks_is_for_check_to_say(tmp_path: Path) -> None:
    made = build(tmp_path, {"a.txt": HEADED})
    assert "no-base-url" not in made.messages
    assert "[no-base-url]" in run(tmp_path, "check").stderr
    (tmp_path / "digest.yml").write_text("base_url: https://example.org/\n", "utf-8")
    assert "no-base-url" not in run(tmp_path, "check").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are Unicode there in every locale")
@pytest.mark.parametrize("module", [True, False], ids=["python -m digest", "the installed script"])
def test_names_are_read_as_utf_8_whatever_the_locale(tmp_path: Path, module: bool) -> None:
    """An encoding that is not UTF-8 is to be had on any system: ASCII, if Python may not replace the C locale."""
    files = {"INDEX.md": "- été.txt\n- 北京.txt\n", "été.txt": HEADED, "北京.txt": FR}
    usual = tmp_path / "usual"
    other = tmp_path / "other"
    command = [sys.executable, "-m", "digest"]
    if not module:
        script = tmp_path / "digest"
        script.write_text("import sys\nfrom digest.__main__ import main\nsys.exit(main())\n", "utf-8")
        command = [sys.executable, str(script)]
    for site, changes in ((usual, {}), (other, {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})):
        write(site, files)
        done = subprocess.run(
            [*command, "build", "--jobs", "1"], cwd=site, env=environment(changes), capture_output=True, encoding="utf-8", check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "missing-file" not in done.stderr
    trees = [
        {
            os.fsencode(path.relative_to(site / "output")): path.read_bytes()
            for path in (site / "output").rglob("*.html")
        }
        for site in (usual, other)
    ]
    assert trees[0] == trees[1]


def test_a_folder_in_the_place_of_what_is_kept_ends_no_build(tmp_path: Path) -> None:
    made = build(tmp_path, {"a.txt": HEADED})
    assert made.exit_code == 0
    (kept,) = (tmp_path / ".digest-cache").glob("*/cache.db")
    kept.unlink()
    (kept / "inner").mkdir(parents=True)
    for text in ("It rained.\n", "It rained again.\n"):
        made = build(tmp_path, {"b.txt": text})
        assert made.exit_code == 0, made.messages
    assert kept.is_file()


@pytest.mark.parametrize("interval", ["2025-02-10/2025-02-12", "2025-02-10/12", "2025-02-10/.."])
def test_an_interval_in_a_page_is_no_day(tmp_path: Path, interval: str) -> None:
    page = f'<html><head><meta property="article:published_time" content="{interval}"></head><body><article><h1>Ferry</h1><p>{EN}</p></article></body></html>'
    made = build(tmp_path, {"a.html": page})
    assert made.record["date"] is None
    assert "[unknown-page-date]" in made.messages


def test_links_in_texts_tell_nobody_where_they_stand(tmp_path: Path) -> None:
    made = build(tmp_path, {"a.md": f"See [the paper](https://paper.example/).\n\n{EN}"})
    assert 'href="https://paper.example/" rel="nofollow noopener noreferrer"' in made.body()
