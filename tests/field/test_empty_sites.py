"""No state that damage leaves the seeds in takes a published site down: after a good build the old site stands, or a right one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.publish.listing import LISTING
from digest.readers.formats import conflict_line
from tests.field.review import DE, EN, FR, Review, build, run
from tests.folders import tree

ROWS = "# Harbour review\n\n| File | Title |\n| --- | --- |\n| a.txt | The ferry |\n| b.txt | Le bac |\n"
FRONT = "---\ntitle: Harbour review\narticles:\n  - {file: a.txt, title: The ferry}\n  - file: b.txt\n    title: Le bac\n---\n"
CONFLICT = ROWS.replace("| b.txt", "<<<<<<< HEAD\n| b.txt").replace(
    "Le bac |\n", "Le bac |\n=======\n| c.txt | X |\n>>>>>>> x\n"
)


def _good(site: Path, manifest: str = ROWS) -> Review:
    """A site of two listed articles, and one that was never listed."""
    made = build(site, {"INDEX.md": manifest, "a.txt": EN, "b.txt": FR, "never.txt": DE})
    assert made.exit_code == 0, made.messages
    assert made.pages("articles") == ["a.html", "b.html"]
    return made


def _write(content: str | bytes) -> Callable[[Path], None]:
    def damage(seeds: Path) -> None:
        (seeds / "INDEX.md").write_bytes(content if isinstance(content, bytes) else content.encode())

    return damage


def _folder(seeds: Path) -> None:
    (seeds / "INDEX.md").unlink()
    (seeds / "INDEX.md").mkdir()


def _dangling(seeds: Path) -> None:
    (seeds / "INDEX.md").unlink()
    (seeds / "INDEX.md").symlink_to("nowhere.md")


def _renamed(seeds: Path) -> None:
    (seeds / "INDEX.md").rename(seeds / "INDEX.md~")


def _without_files(seeds: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (seeds / name).unlink()


def _unmounted(seeds: Path) -> None:
    shutil.rmtree(seeds)
    seeds.mkdir()


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "no bytes": (_write(""), "emptied-site"),
    "blanks": (_write(" \n\n\t\n"), "emptied-site"),
    "a byte order mark": (_write(b"\xef\xbb\xbf"), "emptied-site"),
    "cut after its title": (_write("# Harbour review\n"), "emptied-site"),
    "cut after the header": (_write(ROWS[: ROWS.index("| a.txt")]), "emptied-site"),
    "cut in its front matter": (_write("---\ntitle: Harbour review\n---\n"), "emptied-site"),
    "NUL bytes": (_write(bytes(4096)), "damaged-manifest"),
    "NUL bytes behind a row": (_write(ROWS.encode() + bytes(512)), "damaged-manifest"),
    "UTF-16 without a mark": (_write(ROWS.encode("utf-16-le")), "damaged-manifest"),
    "seeds not mounted": (_unmounted, "emptied-site"),
    "gone": (lambda seeds: (seeds / "INDEX.md").unlink(), "lost-manifest"),
    "moved away": (_renamed, "lost-manifest"),
    "a folder": (_folder, "bad-manifest"),
    "a link to nothing": (_dangling, "bad-manifest"),
    "not UTF-8": (_write(b"- \xff\xfe.txt\n"), "bad-manifest"),
    "a conflict": (_write(CONFLICT), "damaged-manifest"),
    "a conflict with its base": (_write(CONFLICT.replace("=======", "||||||| base\n=======")), "damaged-manifest"),
    "a conflict of Windows lines": (_write(CONFLICT.replace("\n", "\r\n")), "damaged-manifest"),
    "half a conflict, its beginning": (_write(ROWS + "<<<<<<< .mine\n"), "damaged-manifest"),
    "half a conflict, its end": (_write(ROWS + ">>>>>>> branch\n"), "damaged-manifest"),
    "all listed files gone": (_without_files, "emptied-site"),
    "every article a draft": (_write(ROWS.replace("Title |", "Draft |").replace("The ferry", "yes").replace("Le bac", "yes")
                                     ), "emptied-site"),
}  # fmt: skip


@pytest.mark.parametrize("cache", ["kept", "deleted"])
@pytest.mark.parametrize("state", DAMAGE)
def test_damaged_seeds_leave_the_old_site_and_end_with_an_error(tmp_path: Path, state: str, cache: str) -> None:
    _good(tmp_path)
    before = tree(tmp_path / "output")
    damage, code = DAMAGE[state]
    damage(tmp_path / "seeds")
    if cache == "deleted":
        shutil.rmtree(tmp_path / ".digest-cache")
    for _ in range(2):  # what the first try kept must not let the second through
        done = run(tmp_path, "build")
        assert done.exit_code == 1
        assert f"[{code}]" in done.stderr, done.stderr
        assert tree(tmp_path / "output") == before
    checked = run(tmp_path, "check")
    assert checked.exit_code == 1
    assert f"[{code}]" in checked.stderr, checked.stderr
    assert "A build would publish nothing." in checked.stdout


@pytest.mark.parametrize("state", ["no bytes", "gone", "seeds not mounted"])
def test_where_only_the_output_is_deleted_what_was_kept_still_tells(tmp_path: Path, state: str) -> None:
    """So with services that keep the cache from one run to the next, and not the output."""
    _good(tmp_path)
    shutil.rmtree(tmp_path / "output")
    DAMAGE[state][0](tmp_path / "seeds")
    done = run(tmp_path, "build")
    assert done.exit_code == 1
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("state", ["no bytes", "gone", "seeds not mounted", "every article a draft"])
def test_the_intended_meaning_is_stated_once(tmp_path: Path, state: str) -> None:
    _good(tmp_path)
    DAMAGE[state][0](tmp_path / "seeds")
    done = run(tmp_path, "build", "--allow-empty")
    assert done.exit_code == 0, done.stderr
    again = run(tmp_path, "build")
    assert again.exit_code == 0, again.stderr
    (tmp_path / "seeds/INDEX.md").write_text(ROWS, "utf-8")
    (tmp_path / "seeds/a.txt").write_text(EN, "utf-8")
    (tmp_path / "seeds/b.txt").write_text(FR, "utf-8")
    assert run(tmp_path, "build").exit_code == 0


def test_a_dry_run_says_it_too(tmp_path: Path) -> None:
    _good(tmp_path)
    _write("")(tmp_path / "seeds")
    done = run(tmp_path, "build", "--dry-run")
    assert (done.exit_code, "[emptied-site]" in done.stderr) == (1, True)


def test_a_manifest_of_settings_alone_may_stay_so_and_come_but_not_go(tmp_path: Path) -> None:
    """It lists nothing, but its settings of the whole site would be lost with it."""
    assert build(tmp_path, {"a.txt": EN}).exit_code == 0
    made = build(tmp_path, {"INDEX.md": "---\nunlisted: include\nnoindex: yes\n---\n"})
    assert made.exit_code == 0
    assert build(tmp_path, {"b.txt": FR}).pages("articles") == ["a.html", "b.html"]
    (tmp_path / "seeds/INDEX.md").unlink()
    done = run(tmp_path, "build")
    assert (done.exit_code, "[lost-manifest]" in done.stderr) == (1, True)


def test_a_manifest_that_lists_nothing_any_more_takes_no_protection_away(tmp_path: Path) -> None:
    """With “unlisted: include” the site would not be empty, but what a row held back would be in it."""
    rows = "---\nunlisted: include\n---\n| File | Rights |\n| --- | --- |\n| a.txt | private |\n| b.txt | full |\n"
    made = build(tmp_path, {"INDEX.md": rows, "a.txt": EN, "b.txt": FR})
    assert made.pages("articles") == ["b.html"]
    (tmp_path / "digest.yml").write_text("unlisted: include\n", "utf-8")
    _write("")(tmp_path / "seeds")
    done = run(tmp_path, "build")
    assert (done.exit_code, "[lost-manifest]" in done.stderr) == (1, True)
    assert Review(tmp_path, 1, "").published("council of the harbour town") == []


def test_the_manifest_of_a_folder_that_is_gone_is_missed_too(tmp_path: Path) -> None:
    files = {
        "INDEX.md": "- [2024](2024/)\n- a.txt\n",
        "a.txt": EN,
        "2024/INDEX.md": "- b.txt\n",
        "2024/b.txt": FR,
        "2024/never.txt": DE,
    }
    made = build(tmp_path, files)
    assert len(made.pages("articles")) == 2
    (tmp_path / "seeds/2024/INDEX.md").unlink()
    done = run(tmp_path, "build")
    assert done.exit_code == 1
    assert "2024/INDEX.md: fatal" in done.stderr
    shutil.rmtree(tmp_path / "seeds/2024")
    (tmp_path / "seeds/INDEX.md").write_text("- a.txt\n", "utf-8")
    assert run(tmp_path, "build").exit_code == 0  # the whole folder may go


def test_the_listing_of_a_site_that_no_manifest_chose_is_as_it_was(tmp_path: Path) -> None:
    build(tmp_path, {"a.txt": EN})
    assert "manifest" not in (tmp_path / "output" / LISTING).read_text("ascii")


# One bad item of the front matter.

BAD = {
    "colon": "  - file: bad.txt\n    title: Budget: more\n",
    "quotes": '  - file: bad.txt\n    title: "The" ferry\n',
    "open quote": '  - file: bad.txt\n    title: "The ferry\n',
    "tab": "  - file: bad.txt\n\ttitle: The ferry\n",
    "sign": "  - file: bad.txt\n    author: @anna\n",
    "percent": "  - file: bad.txt\n    title: %5 more\n",
    "alias": "  - file: bad.txt\n    title: *New*\n",
    "indent": "  - file: bad.txt\n     title: The ferry\n    date: 2025\n",
    "flow": "  - {file: bad.txt, title: A: B}\n",
    "open flow": "  - {file: bad.txt, title: B\n",
    "a plain one": "  - [bad.txt\n",
    "a pair": "  - {bad.txt, [\n",
}


@pytest.mark.parametrize("unlisted", ["warn", "include"])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("form", BAD)
def test_one_bad_item_loses_itself_and_no_other(tmp_path: Path, form: str, place: str, unlisted: str) -> None:
    items = ["  - a.txt\n", "  - file: b.txt\n    title: Le bac\n"]
    items.insert({"first": 0, "middle": 1, "last": 2}[place], BAD[form])
    manifest = f"---\ntitle: Harbour review\nunlisted: {unlisted}\narticles:\n{''.join(items)}language: fr\n---\n"
    made = build(tmp_path, {"INDEX.md": manifest, "a.txt": EN, "b.txt": FR, "bad.txt": DE})
    assert made.exit_code == 1
    assert made.pages("articles") == ["a.html", "b.html"], made.messages
    assert made.published("Stadtrat") == []
    line = manifest[: manifest.index(BAD[form])].count("\n") + 1
    (message,) = [line for line in made.messages.splitlines() if "[bad-item]" in line]
    assert line <= int(message.split(":")[1]) <= line + BAD[form].count("\n")
    assert 'lang="fr"' in made.page("index.html")


def test_an_item_of_the_least_indent_and_comments_between(tmp_path: Path) -> None:
    manifest = "---\narticles:\n- a.txt\n# - old.txt\n- file: bad.txt\n  title: A: B\n\n- b.txt\ntitle: Review\n---\n"
    made = build(tmp_path, {"INDEX.md": manifest, "a.txt": EN, "b.txt": FR, "bad.txt": DE})
    assert made.pages("articles") == ["a.html", "b.html"]
    assert "Review" in made.page("index.html")


# Conflicts in articles.

SIDES = "<<<<<<< HEAD\nThe boat is blue.\n=======\nThe boat is green.\n>>>>>>> spring\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_conflict_in_an_article_is_reported(tmp_path: Path, name: str) -> None:
    made = build(tmp_path, {name: f"{EN}\n{SIDES}", "b.txt": FR})
    assert f"{name}:5: warning" in made.messages, made.messages
    assert "[merge-conflict]" in made.messages
    assert made.exit_code == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SIDES, 1),
        (SIDES.replace("\n", "\r\n"), 1),
        ("A\n\n<<<<<<<\n", 3),
        ("A\n=======\nB\n>>>>>>> x\n", 4),
        ("Title\n=======\n\nText\n", None),
        (">>>>>>> a letter, quoted seven times\n", None),
        ("<<<<<<<< eight\n", None),
        ("a <<<<<<< b\n", None),
        ("    <<<<<<< HEAD\n", None),
        (f"Example:\n\n```\n{SIDES}```\n\nText\n", None),
        (f"```\nx\n```\n{SIDES}", 4),
        ("", None),
    ],
)
def test_where_a_conflict_begins(text: str, line: int | None) -> None:
    assert conflict_line(text) == line


def test_in_a_manifest_the_last_mark_alone_counts() -> None:
    assert conflict_line("- a.txt\n>>>>>>> branch\n", in_manifest=True) == 2
    assert conflict_line("Review\n=======\n- a.txt\n", in_manifest=True) is None
