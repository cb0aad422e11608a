"""The whole way, from a folder to a site, as `digest build` goes it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import html5lib
import pytest

from digest.cli.shared import progress_line
from tests.folders import tree

DIGEST = [sys.executable, "-m", "digest"]
Folder = Callable[[dict[str, str | bytes]], Path]


def _run(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DIGEST, *arguments], cwd=site, capture_output=True, text=True, encoding="utf-8", timeout=120,
        env={**os.environ, "PYTHONUTF8": "1", **environment}, check=False,
    )  # fmt: skip


ARTICLES: dict[str, str | bytes] = {
    "seeds/INDEX.md": "---\nlanguage: fr\ntitle: Revue\n---\n\n## Politique\n\n- [un.txt](un.txt)\n- [deux.md](deux.md)\n",
    "seeds/un.txt": " date 2025-02 Le conseil s’est réuni jeudi pour parler du budget de la ville et de ses écoles.\n\nIl décidera au printemps.\n",
    "seeds/deux.md": "---\ntitle: Deux\ndate: 2024-05-06\nsource: Le Quai\n---\n\nUn *texte* court.\n",
}


def test_a_build_makes_a_site_and_says_what_it_did(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    done = _run(site, "build")
    assert done.returncode == 0, done.stderr
    uri, summary = done.stdout.splitlines()
    pages = len(list((site / "output").rglob("*.html")))
    assert re.fullmatch(rf"2 articles, {pages} pages, \d+ files \(\d+ new or changed\), \d+\.\d s, 0 warnings", summary)
    assert uri == (site / "output" / "index.html").resolve().as_uri()
    page = (site / "output/articles/deux.html").read_text("utf-8")
    assert "<em>texte</em>" in page
    assert "6 mai 2024" in page


def test_a_second_build_writes_nothing_new(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    assert _run(site, "build").returncode == 0
    before = tree(site / "output")
    again = _run(site, "build")
    assert "(0 new or changed)" in again.stdout
    assert tree(site / "output") == before


def test_one_process_and_two_give_the_same_bytes_wherever_and_whenever(folder: Folder) -> None:
    many = {
        f"seeds/{n:03}.txt": f" date 2024-{n % 12 + 1:02} Article numéro {n} du conseil.\n\nTexte.\n"
        for n in range(450)
    }
    site = folder(dict(many))
    trees = []
    for jobs, environment in (
        ("1", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}),
        ("2", {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C.UTF-8"}),
    ):
        done = _run(site, "build", "--jobs", jobs, "--output", f"out{jobs}", **environment)
        assert done.returncode == 0, done.stderr
        trees.append(tree(site / f"out{jobs}"))
    assert len(trees[0]) > 450
    assert trees[0] == trees[1]


def _planted(count: int) -> dict[str, str | bytes]:
    """``count`` good articles and twelve mistakes, one of each kind."""
    good = [f"{n:04}.txt" for n in range(count)]
    rows = "".join(f"| [{name}]({name}) | Politique | |\n" for name in good)
    files: dict[str, str | bytes] = {
        f"seeds/{name}": f" date 2024-{n % 12 + 1:02}-{n % 28 + 1:02} Le conseil numéro {n} s’est réuni.\n\nTexte {n}.\n"
        for n, name in enumerate(good)
    }
    index = f"""# Revue

| Fichier | Sujets | Couleur | Slug |
| --- | --- | --- | --- |
{rows.replace("| |", "| | |")}| [gone.txt](gone.txt) | | | |
| [0000.txt](0000.txt) | | | |
| [impossible.txt](impossible.txt) | | | |
| [yaml.md](yaml.md) | | | |
| [nul.txt](nul.txt) | | | |
| [empty.txt](empty.txt) | | | |
| [out](../secret.txt) | | | |
| [link.txt](link.txt) | | | |
| [s1.txt](s1.txt) | | | same |
| [s2.txt](s2.txt) | | | same |

- [old](old/INDEX.md)
"""
    return files | {
        "seeds/INDEX.md": index,
        "digest.yml": "language: fr\ntitel: Revue\n",
        "seeds/impossible.txt": " date 2025-02-30 Impossible en février.\n\nTexte.\n",
        "seeds/yaml.md": "---\ntitle: 'open\n---\n\nTexte sans titre valable.\n",
        "seeds/nul.txt": b"a\0b\0\0\xffc" * 40,
        "seeds/empty.txt": " \n\n",
        "seeds/s1.txt": "Premier texte.\n",
        "seeds/s2.txt": "Second texte.\n",
        "secret.txt": "Secret.\n",
    }


def test_twelve_planted_mistakes_are_all_reported_with_their_line_and_all_else_is_published(folder: Folder) -> None:
    count = 100
    site = folder(_planted(count))
    os.symlink(site / "secret.txt", site / "seeds" / "link.txt")
    done = _run(site, "build")
    assert done.returncode == 1
    reported = {
        (found["where"], found["severity"], found["code"])
        for line in done.stderr.splitlines()
        if (found := re.match(r"(?P<where>\S+): (?P<severity>warning|error): .*\[(?P<code>[a-z-]+)\]$", line))
    }
    first = 5 + count  # the line of the first planted row
    assert reported == {
        ("INDEX.md:3:22", "warning", "unknown-column"),
        ("digest.yml:2:8", "warning", "unknown-key"),
        (f"INDEX.md:{first}:3", "error", "missing-file"),
        (f"INDEX.md:{first + 1}:3", "error", "listed-twice"),
        ("impossible.txt:1:7", "error", "bad-date"),
        ("yaml.md:2:8", "warning", "loose-front-matter"),
        ("nul.txt", "error", "unreadable-file"),
        ("empty.txt", "error", "empty-file"),
        (f"INDEX.md:{first + 6}:3", "error", "outside-seeds"),
        (f"INDEX.md:{first + 7}:3", "error", "outside-seeds"),
        (f"INDEX.md:{first + 9}:26", "error", "duplicate-slug"),
        (f"INDEX.md:{first + 11}:3", "error", "broken-include"),
    }
    published = {path.stem for path in (site / "output/articles").iterdir()}
    assert published == {f"{n:04}" for n in range(count)} | {"impossible", "yaml", "same", "s2"}
    assert "104 articles, 5 left out, " in done.stdout
    strict = _run(site, "build", "--strict", "--output", "strict")
    assert strict.returncode == 1
    assert not (site / "strict").exists()


def test_a_foreign_file_in_the_output_stops_the_build_and_stays(folder: Folder) -> None:
    site = folder({**ARTICLES, "output/mine.txt": "precious"})
    done = _run(site, "build")
    assert done.returncode == 1
    assert "mine.txt" in done.stderr
    assert "static/" in done.stderr
    assert tree(site / "output") == {"mine.txt": b"precious"}


def test_a_broken_template_leaves_the_former_site(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    assert _run(site, "build").returncode == 0
    before = tree(site / "output")
    folder({"templates/about.html": "{% extends 'base.html' %}\n{% block main %}\n{{ nothing }}{% endblock %}"})
    done = _run(site, "build")
    assert done.returncode == 1
    assert "templates/about.html:3" in done.stderr
    assert tree(site / "output") == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals: a process there is ended, or is not")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_kill_in_the_middle_leaves_the_former_site(folder: Folder, name: str) -> None:
    number = signal.Signals[name]  # by name: Windows lacks one of them, and has to read this file all the same
    site = folder(dict(ARTICLES))
    assert _run(site, "build").returncode == 0
    before = tree(site / "output")
    # a page that takes forever: the kill comes while pages are written
    folder({"templates/about.html": "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"})
    running = subprocess.Popen(
        [*DIGEST, "build", "--jobs", "1"], cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 30
        while not list(site.glob(".output.digest-stage/site-*/articles/*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        running.send_signal(number)
        _, stderr = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == -number
    assert tree(site / "output") == before
    if number != signal.SIGKILL:
        assert "the previous site is unchanged" in stderr
        assert not list(site.glob(".output.*"))
    (site / "templates/about.html").unlink()
    assert _run(site, "build").returncode == 0
    assert not list(site.glob(".output.*"))


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> <a href="javascript:alert(3)">x</a></script>"\'><b onmouseover=alert(4)>'


def test_a_hostile_article_is_nothing_but_text(folder: Folder) -> None:
    row = HOSTILE.replace("|", "\\|")
    site = folder(
        {
            "seeds/INDEX.md": f"---\nlanguage: en\ntitle: '{HOSTILE.replace(chr(39), '')}'\n---\n\n| File | Title | Topics | Source |\n| --- | --- | --- | --- |\n"
            f"| a.txt | `{row}` | `{row}` | `{row}` |\n| b.md | | | |\n",
            "seeds/a.txt": f"{HOSTILE}\n\n{HOSTILE}\n",
            "seeds/b.md": f"---\ntitle: |\n  {HOSTILE}\ntopics: ['{HOSTILE.replace(chr(39), '')}']\n---\n\n{HOSTILE}\n\n# {HOSTILE}\n\n[x](javascript:alert(1)) <javascript:alert(2)>\n",
        }
    )  # fmt: skip
    done = _run(site, "build")
    assert done.returncode == 0, done.stderr
    pages = sorted((site / "output").rglob("*.html"))
    assert len(pages) > 6
    shown = 0
    for path in pages:
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_text("utf-8"))
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag not in ("iframe", "object", "embed", "base"), path
            if element.tag == "script":  # our own, or data whose words cannot end it
                name = element.get("src", "").rpartition("assets/")[2]
                own = (
                    name in ("digest.js", "words.js", "search-index.js", "search-results.js", "search.js")
                    and not element.text
                )
                data = element.get("type") in ("application/ld+json", "application/json")
                assert own or (data and json.loads(element.text or "")), path
            for name, value in element.attrib.items():
                assert not str(name).startswith("on"), path
                assert "javascript:" not in re.sub(r"[\s\x00-\x20]", "", str(value)).lower() or name not in (
                    "href",
                    "src",
                ), path
            shown += "alert(1)" in (element.text or "")
    assert shown > 5, "the text itself is kept"


def test_a_dry_run_publishes_nothing(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    done = _run(site, "build", "--dry-run")
    assert done.returncode == 0
    assert "nothing published" in done.stdout
    assert not list(site.glob("*output*"))


def test_an_empty_folder_makes_a_site_that_says_how_to_begin(folder: Folder) -> None:
    site = folder({"seeds/.keep": ""})
    done = _run(site, "build")
    assert done.returncode == 0
    assert "no-articles" in done.stderr
    assert (site / "output/index.html").is_file()


def test_without_seeds_nothing_is_published(tmp_path: Path) -> None:
    done = _run(tmp_path, "build")
    assert done.returncode == 1
    assert "--seeds" in done.stderr
    assert not list(tmp_path.iterdir())


def test_unlisted_files_are_reported_once_and_published_on_request(folder: Folder) -> None:
    site = folder({**ARTICLES, "seeds/three.txt": "Trois.\n"})
    done = _run(site, "build")
    assert done.returncode == 0
    assert done.stderr.count("[unlisted]") == 1
    folder({"digest.yml": "unlisted: include\n"})
    done = _run(site, "build")
    assert "[unlisted]" not in done.stderr
    assert (site / "output/articles/three.html").is_file()


def test_an_old_address_where_a_static_file_stands_is_a_problem_of_that_article_alone(folder: Folder) -> None:
    site = folder(
        {**ARTICLES, "static/old.html": "mine", "seeds/deux.md": "---\naliases: old.html\n---\n\nUn texte court.\n"}
    )
    done = _run(site, "build")
    assert done.returncode == 1
    assert re.search(
        r"deux\.md:2:\d+: error: The old address “old\.html” .* file has that address.* \[bad-alias\]", done.stderr
    )
    assert (site / "output/old.html").read_text() == "mine"
    assert (site / "output/articles/deux.html").is_file()


def test_a_static_file_in_a_hundred_folders_is_left_out_and_reported(folder: Folder) -> None:
    site = folder({**ARTICLES, "static/humans.txt": "Nous.", f"static/{'d/' * 120}a.txt": "x"})
    done = _run(site, "build")
    assert done.returncode == 1
    assert "[stray-file]" in done.stderr
    assert (site / "output/humans.txt").is_file()


def test_a_site_s_own_static_files_stand_at_the_root(folder: Folder) -> None:
    site = folder({**ARTICLES, "static/CNAME": "example.org\n", "static/pictures/a.svg": "<svg/>"})
    assert _run(site, "build").returncode == 0
    assert (site / "output/CNAME").read_text() == "example.org\n"
    assert (site / "output/pictures/a.svg").is_file()
    folder({"static/about.html": "mine"})
    done = _run(site, "build")
    assert done.returncode == 1
    assert "address-clash" in done.stderr


def test_a_static_file_does_not_take_the_place_of_a_file_of_the_search_index(folder: Folder) -> None:
    site = folder(ARTICLES)
    assert _run(site, "build").returncode == 0
    index = next((site / "output/assets/search").glob("index-*.js")).relative_to(site / "output")
    folder({f"static/{index}": "mine"})
    done = _run(site, "build")
    assert done.returncode == 1
    assert "address-clash" in done.stderr
    assert (site / "output" / index).read_text("utf-8") != "mine"


def test_records_prints_every_article_with_provenance(folder: Folder) -> None:
    import json

    site = folder(dict(ARTICLES))
    done = _run(site, "records")
    assert done.returncode == 0, done.stderr
    one, two = map(json.loads, done.stdout.splitlines())
    assert (one["file"], one["date"], one["language"], one["topics"]) == ("un.txt", "2025-02", "fr", ["Politique"])
    assert one["provenance"]["date"] == {"origin": "file", "evidence": "un.txt:1:7", "certainty": 1.0}
    assert one["provenance"]["title"]["origin"] == "inferred"
    assert (two["title"], two["source"], two["slug"]) == ("Deux", "Le Quai", "deux")
    assert "cpu_us" not in one
    assert "cpu_us" in json.loads(_run(site, "records", "--timings").stdout.splitlines()[0])


def test_verify_finds_what_was_changed_since_the_build(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    assert _run(site, "build").returncode == 0
    assert _run(site, "verify").returncode == 0
    (site / "output/about.html").write_text("changed")
    (site / "output/404.html").unlink()
    (site / "output/new.html").write_text("new")
    done = _run(site, "verify")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["changed: about.html", "missing: 404.html", "foreign: new.html"]


@pytest.mark.parametrize(
    "arguments",
    [["build", "--jobs", "x"], ["build", "--base-url", "ftp://x"], ["nothing"], ["build", "--config", "none.yml"]],
)
def test_a_wrong_command_line_is_exit_2(tmp_path: Path, arguments: list[str]) -> None:
    assert _run(tmp_path, *arguments).returncode == 2


def test_with_an_address_pages_are_canonical_and_404_leads_home(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    assert _run(site, "build", "--base-url", "https://example.org/revue").returncode == 0
    assert '<link rel="canonical" href="https://example.org/revue/about.html">' in (
        site / "output/about.html"
    ).read_text("utf-8")
    assert 'href="/revue/"' in (site / "output/404.html").read_text("utf-8")


# What was done already


def test_where_nothing_has_changed_nothing_is_done_and_the_same_is_told(folder: Folder) -> None:
    """And nothing that builds is loaded, which is why it takes so little."""
    site = folder(dict(ARTICLES))
    first = _run(site, "build")
    before = {path: path.stat().st_mtime_ns for path in (site / "output").rglob("*")}
    code = "import sys; sys.argv = ['digest', 'build', '--timings', '-v']; from digest.cli import main; main(standalone_mode=False)\n"
    end = "print(sorted(name for name in ('jinja2', 'babel', 'yaml', 'sqlite3', 'digest.infer', 'digest.pages') if name in sys.modules))"
    again = subprocess.run(
        [sys.executable, "-c", f"import atexit, sys; atexit.register(lambda: {end})\n{code}"],
        cwd=site, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == first.returncode
    assert "0 of " in again.stderr
    assert again.stdout.splitlines()[-1] == "[]"
    for line in first.stderr.splitlines():
        assert line in again.stderr.splitlines()
    assert "-> articles/" in again.stderr
    assert re.search(r"\(0 new or changed\)", again.stdout)
    assert {path: path.stat().st_mtime_ns for path in (site / "output").rglob("*")} == before


def test_one_article_is_read_after_an_edit_and_few_pages_are_made(folder: Folder) -> None:
    texts = {f"seeds/{n}.txt": f"Un texte, le numéro {n}, sur le port et la mer.\n" for n in range(30)}
    site = folder({"digest.yml": "duplicates: no\n", **texts})
    _run(site, "build")
    folder({"seeds/7.txt": "Un autre texte, le numéro 7, sur le port et la mer.\n"})
    done = _run(site, "build", "--timings")
    found = re.search(r"(\d+) of 30 articles read, (\d+) of (\d+) files made", done.stderr)
    assert found
    assert found[1] == "1"
    assert int(found[2]) < int(found[3]) / 3


def test_a_strict_build_is_strict_though_nothing_has_changed(folder: Folder) -> None:
    site = folder({"seeds/a.txt": "Un texte.\n", "seeds/INDEX.md": "- a.txt\n- missing.txt\n"})
    assert _run(site, "build").returncode == 1
    assert _run(site, "build").returncode == 1
    strict = _run(site, "build", "--strict")
    assert strict.returncode == 1
    assert "not published" in strict.stderr


def test_where_nothing_can_be_kept_the_site_is_built_all_the_same(folder: Folder) -> None:
    site = folder({**ARTICLES, ".digest-cache": "a file where a folder should be"})
    done = _run(site, "build")
    assert done.returncode == 0
    assert "no-cache" in done.stderr
    assert (site / "output" / "index.html").exists()
    assert _run(site, "build").returncode == 0


def test_a_dry_run_keeps_nothing(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    assert _run(site, "build", "--dry-run").returncode == 0
    assert {path.name for path in site.iterdir()} == {"seeds"}


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("Reading", 1_200, 10_000, 0.5), "Reading 1,200 of 10,000 (12 %)"),
        (("Reading", 1_200, 10_000, 3.0), "Reading 1,200 of 10,000 (12 %), 400 a second, 22 s left"),
        (("Reading", 10, 300, 20.0), "Reading 10 of 300 (3 %), 30 a minute, 9 min 40 s left"),
    ],
)
def test_progress_tells_how_much_how_fast_and_how_long_still(args: tuple[str, int, int, float], line: str) -> None:
    assert progress_line(*args) == line


def test_what_was_kept_of_an_output_that_is_gone_goes_with_the_next_build(folder: Folder) -> None:
    site = folder(dict(ARTICLES))
    assert _run(site, "build", "--output", "elsewhere").returncode == 0
    assert len(list((site / ".digest-cache").glob("*/cache.db"))) == 1
    shutil.rmtree(site / "elsewhere")
    assert _run(site, "build").returncode == 0
    assert [path.parent.name.split("-")[0] for path in (site / ".digest-cache").glob("*/cache.db")] == ["output"]
    assert len(list((site / ".digest-cache").glob("*/"))) == 1


def test_after_a_build_by_two_processes_an_edit_makes_as_little_as_after_one(folder: Folder) -> None:
    """What workers have found out is kept for the next build, also what that one does not look at."""
    files = {f"seeds/{n}.txt": f"Un texte, le numéro {n}, sur le port et la mer.\n" for n in range(420)}
    site = folder(dict(files))
    assert _run(site, "build", "--jobs", "2").returncode == 0
    (kept,) = (site / ".digest-cache").glob("*/cache.db")
    with closing(sqlite3.connect(kept)) as store:
        before = store.execute("SELECT count(*) FROM blobs").fetchone()
    folder({"static/humans.txt": "Nous."})
    assert _run(site, "build", "--jobs", "2").returncode == 0
    folder({"seeds/7.txt": "Un texte, le numéro 7, sur le port et la mère.\n"})
    assert _run(site, "build", "--jobs", "2").returncode == 0
    with closing(sqlite3.connect(kept)) as store:
        assert store.execute("SELECT count(*) FROM blobs").fetchone() == before


def test_where_the_cache_has_lost_articles_all_is_made_again(folder: Folder) -> None:
    site = folder({f"seeds/{n}.txt": f"Un texte, le numéro {n}, sur le port et la mer.\n" for n in range(9)})
    assert _run(site, "build").returncode == 0
    (kept,) = (site / ".digest-cache").glob("*/cache.db")
    with closing(sqlite3.connect(kept)) as store:
        store.execute("DELETE FROM blobs")
        store.commit()
    folder({"seeds/7.txt": "Un texte, le numéro 7, sur le port et la mère.\n"})
    assert "9 of 9 articles read" in _run(site, "build", "--timings").stderr
    found = tree(site / "output")
    shutil.rmtree(site / ".digest-cache")
    shutil.rmtree(site / "output")
    assert _run(site, "build").returncode == 0
    assert tree(site / "output") == found
