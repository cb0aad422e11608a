"""Files of the seeds that are no articles: those that somebody may miss are mentioned, the others are passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.sources.file_names import by_convention, left_behind
from tests.field.review import EN, FR, build, run

HEADED = f"Harbour town buys a second ferry\n\n{EN}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c626001000000050001"
    "0d0a2db40000000049454e44ae426082".replace(" ", "")
)


def _mentions(messages: str) -> list[str]:
    return [line for line in messages.splitlines() if "[unread-files]" in line]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"b.rtf": "{\\rtf1 The boat}", "c.docx": b"PK\x03\x04"}, "2 files are not read: 1 .docx (c.docx), 1 .rtf (b.rtf)."),
        ({"old/c.DOCX": b"PK"}, "1 file is not read: 1 .docx (old/c.DOCX)."),
        ({f"{number}.pdf": b"%PDF" for number in range(12)}, "12 files are not read: 12 .pdf."),
        ({"mail.eml": "x", "a.json": "{}", "n.org": "* x", "n.rst": "x"}, "4 files are not read: 1 .eml (mail.eml), 1 .json (a.json), 1 .org (n.org), 1 .rst (n.rst)."),
        ({"lone.png": PNG}, "1 file is not read: 1 .png (lone.png)."),
        ({"archive.tar.gz": b"x", "été.odt": b"x"}, "2 files are not read: 1 .gz (archive.tar.gz), 1 .odt (été.odt)."),
    ],
    ids=["k28-rtf-docx", "in capitals, in a folder", "a dozen", "other texts", "a picture that no article shows", "odd names"],
)  # fmt: skip
@pytest.mark.parametrize("manifest", [False, True], ids=["folder", "manifest"])
def test_files_that_are_not_read_are_reported_in_one_line(
    tmp_path: Path, files: dict[str, str | bytes], expected: str, manifest: bool
) -> None:
    listed = {"INDEX.md": "- a.txt\n"} if manifest else {}
    made = build(tmp_path, {"a.txt": HEADED, **files, **listed})
    (line,) = _mentions(made.messages)
    assert expected in line
    assert made.exit_code == 0
    assert _mentions(run(tmp_path, "check").stderr) == [line]
    again = build(tmp_path, {})  # nothing changed
    assert _mentions(again.messages) == [line]
    edited = build(tmp_path, {"a.txt": f"{HEADED}\nMore of it.\n"})  # what is known of the folder is taken over
    assert _mentions(edited.messages) == [line]
    assert run(tmp_path, "build", "--strict").exit_code == 0


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "desktop.ini", ".DS_Store", "~$letter.docx", "x.tmp", "film.part", "x.crdownload", "a.txt~", "a.txt.bak",
     "a.md.orig", ".a.txt.swp", "#a.txt#", "README", "README.pdf", "LICENSE.docx", "_draft.docx", "page.url"],
)  # fmt: skip
def test_files_that_nobody_misses_are_not_reported(tmp_path: Path, name: str) -> None:
    made = build(tmp_path, {"a.txt": HEADED, name: b"PK\x03\x04 some bytes"})
    assert _mentions(made.messages) == []
    assert list(made.records) == ["a.txt"]


def test_a_picture_that_an_article_shows_is_not_reported(tmp_path: Path) -> None:
    made = build(
        tmp_path, {"a.md": f"---\nimage: ferry.png\nalt: A ferry\n---\n\n{HEADED}", "ferry.png": PNG, "b.png": PNG}
    )
    (line,) = _mentions(made.messages)
    assert "1 file is not read: 1 .png (b.png)." in line


def test_a_listed_file_that_no_reader_takes_is_an_error_and_reported_once(tmp_path: Path) -> None:
    made = build(tmp_path, {"INDEX.md": "- a.txt\n- [Boat](b.docx)\n", "a.txt": HEADED, "b.docx": b"PK"})
    assert "[unsupported-file]" in made.messages
    assert _mentions(made.messages) == []


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "LICENCE", "LICENSE.txt", "LICENSE.md", "license.md", "LICENSE-MIT", "LICENSE-APACHE.txt", "COPYING", "NOTICE",
     "NOTICE.txt", "CHANGELOG", "CHANGELOG.md", "Changelog.md", "README", "README.md", "Readme.txt", "README.fr.md", "README-fr.md",
     "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "AUTHORS", "SECURITY.md", "Makefile", "CNAME"],
)  # fmt: skip
def test_what_tells_of_the_files_around_it_is_no_article(tmp_path: Path, name: str) -> None:
    made = build(
        tmp_path, {"a.txt": HEADED, f"old/{name}": "MIT License\n\nPermission is hereby granted, free of charge.\n"}
    )
    assert list(made.records) == ["a.txt"]
    assert _mentions(made.messages) == []


@pytest.mark.parametrize(
    "name",
    ["license-fees-rise.txt", "licence-to-build.md", "notice.txt", "security.md", "changes.txt", "authors.md", "todo.txt",
     "readme-more.txt", "copying-machines.md", "install.txt", "2025-02-13 LICENSE row.txt", "a.part.txt", "news", "NEWS.txt"],
)  # fmt: skip
def test_an_article_that_is_called_much_the_same_is_one(tmp_path: Path, name: str) -> None:
    made = build(tmp_path, {name: HEADED})
    assert list(made.records) == [name]


def test_a_manifest_may_list_a_licence(tmp_path: Path) -> None:
    made = build(tmp_path, {"INDEX.md": "- [The licence](LICENSE)\n- a.txt\n", "LICENSE": FR, "a.txt": HEADED})
    assert sorted(made.records) == ["LICENSE", "a.txt"]


def test_init_copies_no_licence(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for name in ("a.txt", "LICENSE", "NOTICE"):
        (tmp_path / "old" / name).write_text(HEADED, "utf-8")
    done = run(tmp_path, "init", "new", "--from", "old")
    assert done.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "new/seeds").iterdir()) == ["INDEX.md", "a.txt"]


def test_names_in_any_script_are_of_no_such_kind() -> None:
    for name in ("été.txt", "公告.txt", "тест", "a b c"):
        assert not by_convention(name)
        assert not left_behind(name)
