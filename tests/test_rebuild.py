"""A build after an edit makes the very bytes that a build from nothing makes, whatever the edit was and whatever became of the cache.

A page keeps its address where several names make the same one, so both begin with the listing of what is published; nothing else
of the output, and nothing of the cache, makes a difference.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest import pages
from digest.build.job import BuildResult, Job, Progress, job_beside
from digest.build.pipeline import build
from digest.errors import Fatal, Problem
from digest.publish.listing import LISTING
from tests.events import reports
from tests.made import png

ROUNDS = int(os.environ.get("ROUNDS", "12"))  # sites that the random edits are tried on
_OF_A_BUILD = {"address-gone", "address-reused", "changed-output", "output-repaired", "not-atomic"}  # not of the site

Edit = Callable[[Path, random.Random], None]
EDITS: dict[str, Edit] = {}
REPORTS = [report for report in reports("tuning") if report.event in ("bridge", "strike", "treaty")]


def edit(function: Edit) -> Edit:
    EDITS[function.__name__] = function
    return function


def _text(chance: random.Random) -> str:
    words = "le port la mer budget ministre vote élection grève hôpital Paris Berlin usine accord train école".split()
    lines = [" ".join(chance.choice(words) for _ in range(chance.randint(4, 14))).capitalize() + "." for _ in range(3)]
    if chance.random() < 0.5:
        name = chance.choice(["Anne Martin", "Karim Diallo", "Élise Morel", "l'OTAN", "l'Organisation des ports"])
        lines.append(
            f"« Nous voulons {' '.join(chance.sample(words, 4))} », a déclaré {name} à {chance.choice(['Paris', 'Berlin'])}."
        )
    return "\n\n".join(lines) + "\n"


def _article(chance: random.Random) -> str:
    head = [f"title: Titre {chance.randint(1, 30)}"] if chance.random() < 0.7 else []
    if chance.random() < 0.7:
        head.append(f"date: {chance.choice(['2024', '2024-05', '2024-05-0', '2023-11-1'])}".rstrip("-"))
        head[-1] += str(chance.randint(1, 9)) if head[-1].endswith(("05-0", "11-1")) else ""
    if chance.random() < 0.6:
        head.append(
            f"topics: [{chance.choice(['Mer', 'mer', 'Budget', 'politics'])}, {chance.choice(['Ville', 'Mer'])}]"
        )
    for field, values in {
        "source": ["Le Jour", "le jour", "La Nuit"], "rights": ["excerpt", "headline", "private", "full"], "draft": ["true"],
        "slug": ["un", "deux"], "aliases": ["vieux.html", "autre/lieu.html"], "lead": ["true"], "weight": ["3"],
        "image": ["photo.png", "none.png"], "alt": ["Un quai"], "places": ["France", "Brest"], "story": ["Le port", "none"], "note": ["À lire"], "quote": ["le port"], "archived": ["https://a.example/web/20240501/https://b.example/"], "added": ["2024-06-01", "2024-07-02"],
    }.items():  # fmt: skip
        if chance.random() < 0.2:
            head.append(f"{field}: {chance.choice(values)}")
    return ("---\n" + "\n".join(head) + "\n---\n\n" if head else "") + _text(chance)


def _articles(site: Path) -> list[Path]:
    return sorted(
        path for path in (site / "seeds").rglob("*") if path.suffix in (".txt", ".md") and path.name != "INDEX.md"
    )


def _some(site: Path, chance: random.Random) -> Path | None:
    found = _articles(site)
    return chance.choice(found) if found else None


@edit
def add(site: Path, chance: random.Random) -> None:
    folder = site / "seeds" / chance.choice(["", "", "more"])
    folder.mkdir(exist_ok=True)
    (folder / f"{chance.choice('abcdefgh')}{chance.choice(['.txt', '.md'])}").write_text(_article(chance), "utf-8")


@edit
def report_an_event(site: Path, chance: random.Random) -> None:
    """One of a few reports about three events, which so become stories and cease to be."""
    reported = chance.choice(REPORTS)
    (site / "seeds" / f"r{chance.randint(1, 5)}.md").write_text(reported.file, "utf-8")


@edit
def copy_an_article(site: Path, chance: random.Random) -> None:
    """A copy with another source, or without its last line."""
    if path := _some(site, chance):
        lines = path.read_text("utf-8").replace("source: ", "source: L’autre ").splitlines(keepends=True)
        text = "".join(lines[: len(lines) - chance.randint(0, 1)])
        (site / "seeds" / f"copy{chance.randint(1, 3)}{path.suffix}").write_text(text, "utf-8")


@edit
def remove(site: Path, chance: random.Random) -> None:
    if path := _some(site, chance):
        path.unlink()


@edit
def rename(site: Path, chance: random.Random) -> None:
    if path := _some(site, chance):
        path.rename(path.with_name(f"{chance.choice(['2024-05-02-', ''])}{chance.choice('klm')}.md"))


@edit
def rewrite(site: Path, chance: random.Random) -> None:
    if path := _some(site, chance):
        path.write_text(_article(chance), "utf-8")


@edit
def write_on(site: Path, chance: random.Random) -> None:
    """Some paragraphs more: of the second time nothing is seen but on the article's own page, and in the search."""
    if path := _some(site, chance):
        text = path.read_text("utf-8")
        for _ in range(2):
            text += "\n\n" + " ".join(_text(chance) for _ in range(4))
        path.write_text(text, "utf-8")


@edit
def rewrite_a_word_and_set_the_time_back(site: Path, chance: random.Random) -> None:
    if path := _some(site, chance):
        before = path.stat()
        text = path.read_text("utf-8")
        path.write_text(text.replace("le ", "du ", 1).replace("mer", "mur", 1), "utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@edit
def touch(site: Path, chance: random.Random) -> None:
    for path in _articles(site):
        if chance.random() < 0.5:
            when = chance.choice([0, 10**18, 2 * 10**18])
            os.utime(path, ns=(when, when))


@edit
def list_all_in_some_order(site: Path, chance: random.Random) -> None:
    names = [path.relative_to(site / "seeds").as_posix() for path in _articles(site)]
    chance.shuffle(names)
    names = names[: chance.randint(0, len(names))]
    rows = [
        f"| {name} | {chance.choice(['', 'Un titre', 'Autre'])} | {chance.choice(['', '2024-05'])} |" for name in names
    ]
    head = chance.choice(
        ["", "---\ntitle: Revue\nlanguage: fr\n---\n\n", "# La revue\n\n", "---\nunlisted: include\n---\n\n"]
    )
    table = "| File | Title | Date |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
    missing = chance.choice(
        ["", "\n- missing.txt\n", "\n## Topic: Ville\n\n" + "".join(f"- {name}\n" for name in names[:1])]
    )
    (site / "seeds" / "INDEX.md").write_text(head + table + missing, "utf-8")


@edit
def change_an_export(site: Path, chance: random.Random) -> None:
    """A table of articles, and one that describes texts beside it; more rows, other rows, or no table any more."""
    path = site / "seeds" / chance.choice(["a.csv", "b.csv"])
    how = chance.choice(["new", "more", "texts", "remove", "plain"])
    rows = [
        f"Titre {chance.randint(1, 9)},2024-05-0{chance.randint(1, 9)},{_text(chance).split('.')[0]}" for _ in range(3)
    ]
    if how == "more" and path.exists() and path.read_text("utf-8").startswith("title,"):
        path.write_text(path.read_text("utf-8") + "\n".join(rows) + "\n", "utf-8")
    elif how == "texts":
        (site / "seeds" / "t1.txt").write_text(_text(chance), "utf-8")
        path.write_text(f"id,title,date\nt1,Titre {chance.randint(1, 9)},2024-05-01\nt2,Rien,2024\n", "utf-8")
    elif how == "remove":
        path.unlink(missing_ok=True)
    elif how == "plain":
        path.write_text("1,2\n3,4\n", "utf-8")
    else:
        path.write_text("title,date,text\n" + "\n".join(rows) + "\n", "utf-8")


@edit
def list_an_export(site: Path, chance: random.Random) -> None:
    path = site / "seeds" / "INDEX.md"
    if path.exists():
        rows = ["- [a](a.csv)", "- [un titre](a.csv/titre-1.md)", "- b.csv", "- b.csv/titre-2.md"]
        chance.shuffle(rows)
        path.write_text(path.read_text("utf-8") + "\n" + "\n".join(rows[: chance.randint(1, 4)]) + "\n", "utf-8")


@edit
def add_lines_at_the_top_of_the_list(site: Path, _: random.Random) -> None:
    path = site / "seeds" / "INDEX.md"
    if path.exists() and not path.read_text("utf-8").startswith("---"):
        path.write_text("Quelques mots.\n\n" + path.read_text("utf-8"), "utf-8")


@edit
def list_none(site: Path, _: random.Random) -> None:
    (site / "seeds" / "INDEX.md").unlink(missing_ok=True)


@edit
def configure(site: Path, chance: random.Random) -> None:
    lines = [
        chance.choice(["title: La revue", "title: Une autre", ""]),
        chance.choice(["language: fr", "language: de", ""]),
        chance.choice(["base_url: https://example.org/revue/", ""]),
        chance.choice(["search: off", "feeds: off", "feeds: full", "noindex: true", ""]),
        chance.choice(["names: off", "", ""]),
        chance.choice(["stories: off", "duplicates: off", "", ""]),
        chance.choice(["rights: excerpt", "rights: headline", "excerpt: 80", ""]),
        chance.choice(["topics:\n  - label: Transport\n    any: [train, usine]", ""]),
        chance.choice(["theme:\n  accent: '#884400'", ""]),
        chance.choice(
            ["watch:\n  Mer: [mer, 'gré*']\n  Port: {any: [port], not: [budget]}", "watch:\n  mer: [navires]", "", ""]
        ),
        chance.choice(["editions: week", "editions: month", "editions: day", "home: edition", ""]),
    ]
    (site / "digest.yml").write_text("\n".join(filter(None, lines)) + "\n", "utf-8")


@edit
def name_names(site: Path, chance: random.Random) -> None:
    (site / "names.yml").write_text(
        chance.choice(["people:\n  - Anne Mer\n", "ignore: [Paris]\n", "places:\n  - Brest\n"]), "utf-8"
    )


@edit
def write_a_page(site: Path, chance: random.Random) -> None:
    (site / "pages").mkdir(exist_ok=True)
    name = chance.choice(["imprint.md", "_footer.md", "about.md", "topics/mer.md", "editions/2024-W18.md"])
    (site / "pages" / name).parent.mkdir(exist_ok=True)
    (site / "pages" / name).write_text(f"# Page\n\n{_text(chance)}", "utf-8")


@edit
def write_a_note(site: Path, chance: random.Random) -> None:
    """About an article that may exist or not, or that two files may be; with a passage of its text or of no text."""
    name = chance.choice(["a.md", "b.md", "more/c.md", "d.txt.md", "nothing.md"])
    (site / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
    path = _some(site, chance)
    passage = path.read_text("utf-8").splitlines()[-1] if path else "Rien."
    head = chance.choice(["---\ndraft: yes\n---\n\n", "", ""])
    (site / "notes" / name).write_text(f"{head}{_text(chance)}\n> {passage}\n", "utf-8")


@edit
def drop_the_notes(site: Path, _: random.Random) -> None:
    shutil.rmtree(site / "notes", ignore_errors=True)


@edit
def change_a_template(site: Path, chance: random.Random) -> None:
    (site / "templates").mkdir(exist_ok=True)
    text = '{% extends "builtin/about.html" %}{% block title %}' + str(chance.randint(1, 99)) + "{% endblock %}"
    (site / "templates" / "about.html").write_text(text, "utf-8")


@edit
def drop_the_templates(site: Path, _: random.Random) -> None:
    shutil.rmtree(site / "templates", ignore_errors=True)


@edit
def change_what_is_copied(site: Path, chance: random.Random) -> None:
    path = site / "static" / chance.choice(["robots2.txt", "files/a.bin", "files"])
    if path.exists():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif not path.parent.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(4))


@edit
def change_the_picture(site: Path, chance: random.Random) -> None:
    path = site / "seeds" / chance.choice(["photo.png", "none.png"])
    if path.exists() and chance.random() < 0.5:
        path.unlink()
    else:
        path.write_bytes(png(shade=chance.randint(0, 9)))


@edit
def change_the_output_by_hand(site: Path, chance: random.Random) -> None:
    files = sorted(path for path in (site / "output").rglob("*") if path.is_file() and path.name != LISTING)
    if not files:
        return
    path = chance.choice(files)
    how = chance.choice(["in place", "in place, time set back", "replaced", "removed", "listing"])
    before = path.stat()
    data = path.read_bytes()
    if how == "listing":
        (site / "output" / LISTING).write_bytes((site / "output" / LISTING).read_bytes() + b"\n")
    elif how == "removed":
        path.unlink()
    else:
        if how == "replaced":
            path.unlink()
        path.write_bytes(bytes(reversed(data)))
    if how == "in place, time set back":
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@edit
def damage_the_cache(site: Path, chance: random.Random) -> None:
    files = sorted(
        path for path in (site / ".digest-cache").rglob("*") if path.is_file() and path.parent.name != ".digest-cache"
    )
    if not files:
        return
    path = chance.choice(files)
    data = bytearray(path.read_bytes())
    how = chance.choice(["cut", "flip", "empty", "remove", "all", "older"])
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "flip" and data:
        for _ in range(20):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "remove":
        path.unlink()
    elif how == "all":
        shutil.rmtree(site / ".digest-cache")
    elif how == "older" and (site / "older").exists():
        shutil.rmtree(site / ".digest-cache")
        shutil.copytree(site / "older", site / ".digest-cache")
    shutil.rmtree(site / "older", ignore_errors=True)
    if (site / ".digest-cache").exists():
        shutil.copytree(site / ".digest-cache", site / "older")


@edit
def lose_what_waits(site: Path, chance: random.Random) -> None:
    stage = site / ".output.digest-stage"
    if chance.random() < 0.5:
        shutil.rmtree(stage, ignore_errors=True)
    elif stage.exists():
        (stage / "site-1").mkdir(exist_ok=True)
        (stage / "site-1" / "x.html").write_text("x")


@edit
def nothing(_site: Path, _: random.Random) -> None:
    pass


def _tree(folder: Path) -> dict[str, bytes]:
    """All files, and folders as what ends in ``/``."""
    return {
        path.relative_to(folder).as_posix() + "/" * path.is_dir(): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def _built(site: Path) -> tuple[set[str], BuildResult]:
    """The problems that a build of ``site`` reports, and its result."""
    fatal: tuple[Problem, ...] = ()
    try:
        result = build(_job(site), Progress())
    except Fatal as error:
        fatal, result = error.problems, BuildResult(problems=error.earlier)
    return {str(problem) for problem in (*result.problems, *fatal) if problem.code not in _OF_A_BUILD}, result


def _job(site: Path) -> Job:
    return replace(job_beside(site / "digest.yml"), jobs=1, allow_empty=True)


_MADE_OF = ("seeds", "templates", "static", "pages", "notes")


def _from_nothing(site: Path, clean: Path, listing: bytes) -> tuple[set[str], BuildResult]:
    if listing:
        (clean / "output").mkdir()
        (clean / "output" / LISTING).write_bytes(listing)
    for name in _MADE_OF:
        if (site / name).exists():
            shutil.copytree(site / name, clean / name)
    for name in ("digest.yml", "names.yml"):
        if (site / name).exists():
            shutil.copy2(site / name, clean / name)
    return _built(clean)


def _agree(site: Path, folder: Path) -> None:
    """A build of ``site`` as it is, and one from nothing of the same files, make and tell the same."""
    with tempfile.TemporaryDirectory(dir=folder) as other:
        clean = Path(other)
        listing = site / "output" / LISTING
        published = listing.read_bytes() if listing.exists() else b""
        lines, report = _built(site)
        clean_lines, expected = _from_nothing(site, clean, published)
        assert {line.replace(str(clean), str(site)) for line in clean_lines} == lines
        if expected.published:
            assert _tree(site / "output") == _tree(clean / "output")
            assert (report.addresses, report.pages, report.left_out) == (
                expected.addresses,
                expected.pages,
                expected.left_out,
            )
            assert report.published
            assert report.published.total == expected.published.total
            assert not (site / ".output.digest-stage").exists()


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3), min_size=1, max_size=7),
    st.integers(0, 10**6),
)
def test_after_any_edits_a_build_makes_what_one_from_nothing_makes(rounds: list[list[str]], seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        (site / "seeds").mkdir(parents=True)
        for _ in range(chance.randint(0, 9)):
            add(site, chance)
        _agree(site, Path(folder))
        for edits in rounds:
            for name in edits:
                note(name)
                EDITS[name](site, chance)
            _agree(site, Path(folder))


@pytest.mark.parametrize("name", sorted(EDITS))
def test_after_each_edit_alone_a_build_makes_what_one_from_nothing_makes(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    site = tmp_path / "site"
    (site / "seeds").mkdir(parents=True)
    for _ in range(9):
        add(site, chance)
    _agree(site, tmp_path)
    EDITS[name](site, chance)
    _agree(site, tmp_path)
    EDITS[name](site, chance)
    _agree(site, tmp_path)


def test_where_only_a_text_changes_only_the_pages_of_texts_are_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    body = "Le port attend ses navires, et la ville attend avec lui. " * 60
    _lay(site, {f"seeds/{name}.txt": f"Titre de {name}\n\n{name} {body}\n" for name in "abcdef"})
    _agree(site, tmp_path)
    planned = list[int]()
    real = pages.plan_pages

    def counted(*arguments: Any) -> Any:
        planned.append(1)
        return real(*arguments)

    monkeypatch.setattr(pages, "plan_pages", counted)
    for word in ("zanzibarite", "xylophage"):
        _lay(site, {"seeds/c.txt": f"Titre de c\n\nc {body}\n\nOn y trouve aussi du {word}.\n"})
        assert _built(site)[1].published
        assert planned == []
        assert "articles/c.html" in _mentions(site / "output", word.encode())
    _agree(site, tmp_path)
    (site / "output" / "index.html").write_text("changed by hand", "utf-8")
    _lay(site, {"seeds/c.txt": f"Titre de c\n\nc {body}\n\nEt puis rien.\n"})
    _agree(site, tmp_path)
    assert len(planned) == 3, "a page that somebody changed is made again, so all are planned"


def _mentions(folder: Path, word: bytes) -> list[str]:
    return [name for name, data in _tree(folder).items() if word in data]


@pytest.mark.parametrize("how", ["removed", "private", "draft", "rewritten"])
def test_what_is_withdrawn_is_nowhere_any_more(how: str, tmp_path: Path) -> None:
    """Neither in the output nor in what waits beside it; and of a text that is gone from the seeds nothing is in the cache."""
    for number in range(30):
        _lay(tmp_path, {f"seeds/{number}.txt": f"Un texte, le numéro {number}, sur le port.\n"})
    _lay(tmp_path, {"seeds/x.md": "---\ntitle: Le xylophage\n---\n\nUn texte sur le zanzibarite.\n"})
    _built(tmp_path)
    assert _mentions(tmp_path / "output", b"zanzibarite")
    assert _mentions(tmp_path / ".digest-cache", b"zanzibarite")
    if how == "removed":
        (tmp_path / "seeds/x.md").unlink()
    elif how == "rewritten":
        _lay(tmp_path, {"seeds/x.md": "Tout autre chose.\n"})
    else:
        head = "rights: private" if how == "private" else "draft: true"
        _lay(tmp_path, {"seeds/x.md": f"---\ntitle: Le xylophage\n{head}\n---\n\nUn texte sur le zanzibarite.\n"})
    _built(tmp_path)
    (spare,) = (path.relative_to(tmp_path).as_posix() for path in (tmp_path / ".digest-cache").glob("*/spare"))
    places = ["output", ".output.digest-stage", spare] + [".digest-cache"] * (how in ("removed", "rewritten"))
    for place in places:
        for word in (b"zanzibarite", b"xylophage"):
            assert not _mentions(tmp_path / place, word), place


def _lay(site: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, "utf-8")
