"""`digest init` makes a site that works at once, and overwrites nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import __version__, config
from digest.cli.build import build
from digest.collection.new_site import SiteOptions, init
from digest.errors import Fatal
from tests.folders import digest, on_terminal, tree

Folder = Callable[[dict[str, str | bytes]], Path]

TODAY = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [("fr", "Revue de presse", "Effacez cet exemple"), ("en", "Press review", "Delete this example"),
     ("de", "Pressespiegel", "Delete this example")],
)  # fmt: skip
@pytest.mark.parametrize("rights", ["--private", "--public"])
def test_a_site_in_an_empty_folder_builds_at_once_without_a_warning(
    tmp_path: Path, language: str, title: str, words: str, rights: str
) -> None:
    made = digest(tmp_path, "init", "review", "--language", language, rights)
    assert made.exit_code == 0, made.output
    assert made.stdout.splitlines()[-1] == "Next: cd review && digest build"
    done = digest(tmp_path / "review", "build", "--strict")
    assert done.exit_code == 0, done.output
    assert "warning:" not in done.stderr
    assert "language-inferred" not in done.stderr
    (article,) = (tmp_path / "review/output/articles").glob("e*.html")
    assert f'">{words}</h2>' in article.read_text("utf-8")
    home = (tmp_path / "review/output/index.html").read_text("utf-8")
    assert title in home
    assert f'<html lang="{language}"' in home
    assert ('name="robots" content="noindex' in home) == (rights == "--private")


def test_the_example_shows_the_raw_shape(tmp_path: Path) -> None:
    """A month and no day, no headline, crossheads that are only short lines, topics from the manifest."""
    init(tmp_path, SiteOptions(title="Revue", language="fr"), TODAY)
    done = digest(tmp_path, "explain", "exemple.txt").stdout
    assert "2025-02\n" in done
    assert "Politics (IPTC 11000000)" in done
    assert "title         La bibliothèque" in done
    assert digest(tmp_path, "check", "--strict").exit_code == 0


def test_private_is_the_default_and_the_output_explains_its_limits(tmp_path: Path) -> None:
    output = digest(tmp_path, "init").stdout
    assert "does not restrict access" in output
    assert "\nnoindex: yes" in (tmp_path / "digest.yml").read_text("utf-8")
    assert output.splitlines()[-1] == "Next: digest build"


def test_what_it_ignores_is_what_builds_make(tmp_path: Path) -> None:
    digest(tmp_path, "init")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    names = ["output/index.html", ".digest-cache/x", ".output.digest-stage/lock"]
    done = subprocess.run(["git", "check-ignore", *names], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == names


@given(title=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_title_is_read_back_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("site")
    init(folder, SiteOptions(title=title, language="fr"), TODAY)
    found, problems = config.read_file(folder / "digest.yml", "digest.yml")
    assert problems == ()
    wanted = " ".join(title.split())
    if wanted.isprintable():
        assert (found["title"].value if wanted else found.get("title")) == (wanted or None)


@pytest.mark.parametrize(
    "existing", ["digest.yml", "seeds/INDEX.md", "seeds/mine.txt", ".gitignore", "static", "seeds"],
)  # fmt: skip
def test_existing_files_are_never_overwritten(folder: Folder, existing: str) -> None:
    site = folder({existing: "mine"})
    before = tree(site)
    done = digest(site, "init")
    assert done.exit_code == 1
    assert "[would-overwrite]" in done.stderr
    assert existing.partition("/")[0] in done.stderr
    assert tree(site) == before


def test_articles_in_a_thousand_folders_are_copied_in_order(depths: Path) -> None:
    deep = depths / "old"
    deep.mkdir()
    before = os.getcwd()
    try:
        os.chdir(deep)  # the whole path is longer than any call takes
        for _ in range(1100):
            os.mkdir("d")
            os.chdir("d")
        Path("a.txt").write_text("It rained.\n", "utf-8")
    finally:
        os.chdir(before)
    (deep / "b.txt").write_text("It rained again.\n", "utf-8")
    made = init(depths / "new", SiteOptions(language="en", source=deep), TODAY)
    assert made.copied == 2
    assert [name.rpartition("/")[2] for name in made.written if name.endswith(".txt")] == ["b.txt", "a.txt"]


def test_other_files_do_not_matter(folder: Folder) -> None:
    site = folder({"README.md": "mine", "seeds.txt": "mine"})
    assert digest(site, "init").exit_code == 0
    assert (site / "README.md").read_text() == "mine"


def test_a_disk_error_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    honest = Path.open

    def failing(path: Path, mode: str = "r", *more: object, **named: object) -> object:
        if mode == "xb":
            opened.append(path)
            if len(opened) == 4:
                raise OSError(28, "No space left on device")
        return honest(path, mode, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(Fatal, match=r"(?s)No space left on device.*init-failed"):
        init(tmp_path / "new" / "site", SiteOptions(language="fr"), TODAY)
    assert len(opened) == 4
    assert list(tmp_path.iterdir()) == []


# A folder of articles to start from.

ARTICLES: dict[str, str | bytes] = {
    "old/un.txt": " date 2024-05 Le conseil de la ville s’est réuni jeudi soir pour parler de ses écoles.\n\nTexte.\n",
    "old/2024/deux.md": "# Deux\n\nUn texte court sur la ville et ses écoles.\n",
    "old/2024/photo.jpg": b"\xff\xd8",
    "old/.git/config": "x",
    "old/README.md": "About these.\n",
    "old/site/.digest-files.json": "{}",
    "old/site/page.md": "A page.\n",
}


def test_a_folder_of_articles_is_copied_with_its_folders_and_the_rest_is_named(folder: Folder) -> None:
    root = folder(ARTICLES)
    before = tree(root / "old")
    done = digest(root, "init", "review", "--from", "old")
    assert done.exit_code == 0, done.output
    assert "Copied 2 articles to seeds/" in done.stdout
    assert "2024/photo.jpg, README.md, site/" in done.stdout
    copied = {name: data for name, data in tree(root / "review/seeds").items() if name != "INDEX.md"}
    assert copied == {"un.txt": before["un.txt"], "2024/deux.md": before["2024/deux.md"]}
    assert tree(root / "old") == before
    built = digest(root / "review", "build")
    assert built.exit_code == 0, built.output
    assert built.stdout.splitlines()[-1].startswith("2 articles")
    assert '<html lang="fr"' in (root / "review/output/index.html").read_text("utf-8")  # as most articles are


def test_an_existing_manifest_is_copied_and_used(folder: Folder) -> None:
    root = folder({**ARTICLES, "old/INDEX.md": "- [Un](un.txt)\n"})
    assert digest(root, "init", "review", "--from", "old").exit_code == 0
    assert (root / "review/seeds/INDEX.md").read_text() == "- [Un](un.txt)\n"
    assert digest(root / "review", "build").stdout.splitlines()[-1].startswith("1 article,")


def test_the_new_site_may_stand_in_that_very_folder(folder: Folder) -> None:
    root = folder({"un.txt": "Un texte.\n"})
    assert digest(root, "init", ".", "--from", ".").exit_code == 0
    assert (root / "seeds/un.txt").is_file()
    assert (root / "un.txt").is_file()
    assert not (root / "seeds/seeds").exists()


def test_a_folder_without_articles_is_refused(folder: Folder) -> None:
    root = folder({"old/photo.jpg": b"x"})
    done = digest(root, "init", "review", "--from", "old")
    assert done.exit_code == 1
    assert "[no-articles]" in done.stderr
    assert not (root / "review").exists()


# The workflows.


def test_the_workflow_for_github_publishes_what_a_build_makes(tmp_path: Path) -> None:
    assert digest(tmp_path, "init", "--workflow", "github").exit_code == 0
    found = yaml.safe_load((tmp_path / ".github/workflows/digest.yml").read_text("utf-8"))
    building, publishing = found["jobs"]["build"], found["jobs"]["publish"]
    steps = [*building["steps"], *publishing["steps"]]
    assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == [
        "actions/checkout", "actions/setup-python", "actions/configure-pages", "actions/upload-pages-artifact",
        "actions/deploy-pages",
    ]  # fmt: skip
    assert [step["with"]["path"] for step in steps if "path" in step.get("with", {})] == ["output"]
    assert found["permissions"] == {}
    assert building["permissions"] == {"contents": "read", "pages": "read"}  # where something is installed and run
    assert publishing["permissions"] == {"pages": "write", "id-token": "write"}
    assert publishing["needs"] == "build"
    assert not any("run" in step for step in publishing["steps"])
    _runs([step["run"] for step in steps if "run" in step])


def test_the_workflow_for_gitlab_publishes_what_a_build_makes(tmp_path: Path) -> None:
    assert digest(tmp_path, "init", "--workflow", "gitlab").exit_code == 0
    job = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text("utf-8"))["pages"]
    assert job["artifacts"]["paths"] == ["public"]
    assert "--output public" in job["script"][-1]
    _runs(job["script"])


def _runs(commands: list[str]) -> None:
    """The commands install this very package and run a command of it with options that it has."""
    assert commands[0] == f"pip install news-digest=={__version__}"
    words = commands[1].split()
    assert words[:2] == ["digest", "build"]
    options = {word for word in words if word.startswith("--")}
    assert options <= {name for parameter in build.params for name in parameter.opts}


# On a terminal.


@pytest.mark.skipif(sys.platform == "win32", reason="it asks on a terminal, and Windows has no pty to make one of")
def test_on_a_terminal_it_prompts_for_missing_options(tmp_path: Path) -> None:
    done = on_terminal(tmp_path, "klingon\nfrench\n\npublic\n", "init")
    assert done.returncode == 0, done.stderr
    assert "Unknown language “klingon”" in done.stdout + done.stderr
    settings = (tmp_path / "digest.yml").read_text("utf-8")
    assert 'title: "Revue de presse"\nlanguage: fr\n' in settings
    assert "# noindex: yes" in settings


def test_an_unknown_language_is_a_usage_error(tmp_path: Path) -> None:
    done = digest(tmp_path, "init", "--language", "klingon")
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
