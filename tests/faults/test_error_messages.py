"""A mistake of the user is reported with its cause and its place; an internal error is reported as one.

Each mistake is made, the command is run as its users run it, and its standard error is read. Never is there a trace, a
name of one of the program's files, or what only Python calls something.

Rejected: testing click's words for a wrong command line, except for the argument they name; a template with nested long loops, which
its editor has to interrupt.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

import pytest

from tests.faults.amounts import some
from tests.faults.building import digest, environment
from tests.faults.fork_server import ForkServer
from tests.faults.process_pool import FEW, start_at

Record = Callable[[str, object], None]
Content = str | bytes | Callable[[Path], object]

GOOD: Mapping[str, Content] = {
    "digest.yml": "title: Trials\nlanguage: en\nbase_url: https://example.org/\nunlisted: include\n",
    "seeds/a.txt": "Harbour reopens after a year\n\nThe council met on Tuesday to talk about the harbour.\n",
}
OURS = re.compile(
    r"Traceback|File \"|\bdigest/[a-z_/]+\.py|site-packages|<class |object at 0x|Errno|\w+Error\b|\bNoneType\b"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """``files`` added to a valid site (a function creates what is not a file), the command, and the required words: all of ``says``."""

    name: str
    says: tuple[str, ...]
    files: Mapping[str, Content] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("build",)
    code: int = 1


def folder(path: Path) -> None:
    """A folder where a file is expected."""
    path.mkdir(parents=True)


def pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(path)


def yml(name: str, text: str | bytes, *says: str, code: int = 1) -> Mistake:
    """A digest.yml with the content ``text``."""
    return Mistake(f"digest.yml: {name}", says, {"digest.yml": text}, ("build",), code)


def template(name: str, text: str, *says: str) -> Mistake:
    """An editor's own about.html."""
    return Mistake(f"template: {name}", says, {"templates/about.html": text})


def typed(code: int, says: str, *arguments: str) -> Mistake:
    """A command line."""
    return Mistake(" ".join(arguments), (says,), {}, arguments, code)


TITLED = "title: Trials\n"
MISTAKES = (
    # The seeds
    Mistake("no seeds", ("seeds", "folder"), {"seeds/a.txt": b""}, ("build", "--seeds", "nowhere")),
    Mistake("seeds are a file", ("a.txt",), {}, ("build", "--seeds", "seeds/a.txt"), 2),
    Mistake("empty article", ("a.txt", "no text"), {"seeds/a.txt": ""}),
    Mistake("article of spaces", ("a.txt", "no text"), {"seeds/a.txt": " \n\t\n"}),
    Mistake("binary article", ("a.txt", "NUL"), {"seeds/a.txt": b"\x89PNG\r\n\x00\x00\x00\x01" * 9}),
    Mistake(
        "folder listed as an article",
        ("b.txt", "not a regular file"),
        {"seeds/INDEX.md": "- [B](b.txt)\n", "seeds/b.txt": folder},
    ),
    Mistake(
        "pipe as an article", ("b.txt", "not a regular file"), {"seeds/b.txt": pipe, "seeds/INDEX.md": "- [B](b.txt)\n"}
    ),
    Mistake("missing article", ("INDEX.md:1:3", "There is no file “b.txt”"), {"seeds/INDEX.md": "- [B](b.txt)\n"}),
    Mistake("article outside", ("INDEX.md:1:3", "../b.txt"), {"seeds/INDEX.md": "- [B](../b.txt)\n", "b.txt": "x"}),
    Mistake("INDEX.md is a folder", ("INDEX.md",), {"seeds/INDEX.md": folder}),
    Mistake("INDEX.md is binary", ("INDEX.md", "UTF-8"), {"seeds/INDEX.md": b"\xff\xfe\x00\x01\x80"}),
    Mistake(
        "INDEX.md with broken front matter",
        ("INDEX.md:2", "front matter"),
        {"seeds/INDEX.md": "---\ntitle: [a\n---\n- [A](a.txt)\n"},
        code=0,
    ),
    Mistake(
        "front matter without an end",
        ("INDEX.md:2", "front matter"),
        {"seeds/INDEX.md": "---\ntitle: a\n\n- [A](a.txt)\n"},
        code=0,
    ),
    Mistake(
        "a bad date",
        ("INDEX.md:3", "2025-13"),
        {"seeds/INDEX.md": "| File | Date |\n|---|---|\n| a.txt | 2025-13 |\n"},
    ),
    Mistake(
        "a bad year",
        ("INDEX.md:3", "99999"),
        {"seeds/INDEX.md": "| File | Date |\n|---|---|\n| a.txt | 99999-01-01 |\n"},
    ),
    Mistake(
        "a bad weight",
        ("INDEX.md:3", "9999999999"),
        {"seeds/INDEX.md": "| File | Weight |\n|---|---|\n| a.txt | 99999999999 |\n"},
    ),
    Mistake(
        "bad rights",
        ("INDEX.md:3", "secret"),
        {"seeds/INDEX.md": "| File | Rights |\n|---|---|\n| a.txt | secret |\n"},
    ),
    Mistake(
        "a bad language",
        ("INDEX.md:3", "Klingonese"),
        {"seeds/INDEX.md": "| File | Language |\n|---|---|\n| a.txt | Klingonese |\n"},
    ),
    Mistake(
        "an old address of a static file",
        ("INDEX.md:3", "old.html", "file stands there"),
        {"seeds/INDEX.md": "| File | Aliases |\n|---|---|\n| a.txt | /old.html |\n", "static/old.html": "x"},
    ),
    Mistake(
        "a bad encoding",
        ("a.md", "klingon"),
        {"seeds/a.md": "---\nencoding: klingon\n---\n\nText that stands here.\n"},
    ),
    Mistake(
        "front matter of an article",
        ("b.md:3", "Not published"),
        {"seeds/b.md": "---\ntitle: a\ndraft true\n---\n\nText that stands here.\n"},
    ),
    # digest.yml
    yml("is a list", "- a\n- b\n", "digest.yml:1", "key: value"),
    yml("is a word", "hello\n", "digest.yml:1", "key: value"),
    yml("a list without an end", "title: [a\n", "digest.yml:1:8", "not closed"),
    yml("has a tab", "theme:\n\taccent: x\n", "digest.yml:2", "tab"),
    yml("a quote without an end", 'title: "a\nlanguage: fr\n', "digest.yml:1:8", "is not closed"),
    yml("a second colon", "title: a: b\n", "digest.yml:1", "in quotes"),
    yml("a bad line", "title: a\nb\n", "digest.yml:2", "key: value"),
    yml("a value with @", "title: @a\n", "digest.yml:1:8", "“@”"),
    yml("has a NUL", "title: a\0b\n", "digest.yml"),
    yml("is not UTF-8", b"title: caf\xe9\n", "digest.yml", "UTF-8"),
    yml("is UTF-16", "title: a\n".encode("utf-16"), "digest.yml", "UTF-8"),
    yml("is nested", "title: " + "[" * 90 + "]" * 90 + "\n", "digest.yml:1", "nested too deep"),
    yml(
        "laughs",
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)),
        "digest.yml:",
        "too many aliases",
    ),
    yml("holds itself", "a: &a [*a]\n", "digest.yml:1", "too many aliases"),
    yml("has an unknown alias", "title: *b\n", "digest.yml:1", "b"),
    yml("has bad rights", TITLED + "rights: secret\n", "digest.yml:2", "secret"),
    yml("has a bad excerpt", TITLED + "excerpt: many\n", "digest.yml:2", "many"),
    yml("has an excerpt that is huge", TITLED + "excerpt: 99999999999999999999\n", "digest.yml:2", "excerpt"),
    yml("has a bad noindex", TITLED + "noindex: [a]\n", "digest.yml:2", "noindex"),
    yml("two documents", "title: a\n---\ntitle: b\n", "digest.yml:2"),
    yml("a key that is a list", "[a, b]: c\n", "digest.yml:1", "key"),
    Mistake("digest.yml: is a folder", ("digest.yml",), {"digest.yml": folder}),
    Mistake("digest.yml: is a pipe", ("digest.yml", "not a regular file"), {"digest.yml": pipe}),
    yml(
        "a tag of Python",
        "title: !!python/object:os.system x\nbase_url: x\n",
        "digest.yml:2",
        "address of the site",
        code=0,
    ),
    yml("a merge key", "<<: {title: a}\n", "digest.yml:1", "<<", code=0),
    yml("a key twice", "title: a\ntitle: b\n", "digest.yml:2", "title", code=0),
    yml("a key that nobody knows", "titel: a\n", "digest.yml:1", "title", code=0),
    yml("a title that is a mapping", "title: {a: b}\n", "digest.yml:1", "one line of text", code=0),
    yml("a bad language", "language: 12\n", "digest.yml:1", "12", code=0),
    yml(
        "a bad colour",
        "theme: {accent: redish, font: [a], density: loose, x: y}\n",
        "digest.yml:1",
        "colour",
        "density",
        code=0,
    ),
    yml("topics that are a word", "topics: x\n", "digest.yml:1", "topics", code=0),
    yml(
        "topics in a circle", "topics: {A: {parent: B, any: x}, B: {parent: A, any: y}}\n", "digest.yml:1", "A", code=0
    ),
    yml("a bad value of unlisted", "unlisted: perhaps\n", "digest.yml:1", "include", code=0),
    yml("a bad value of feeds", "feeds: 2025-01-01\n", "digest.yml:1", "2025-01-01", code=0),
    # names.yml
    Mistake("names.yml: is a list", ("names.yml:1", "people"), {"names.yml": "- a\n"}),
    Mistake("names.yml: is no YAML", ("names.yml:1:9", "not closed"), {"names.yml": "people: {a\n"}),
    Mistake("names.yml: is binary", ("names.yml", "UTF-8"), {"names.yml": b"\xff\xfe\x00"}),
    Mistake("names.yml: is a folder", ("names.yml",), {"names.yml": folder}),
    Mistake("names.yml: wrong types", ("names.yml:1", "people"), {"names.yml": "people: {a: {b: c}}\n"}, ("build",), 0),
    # Templates, parts of the theme, pages, static files
    template("is broken", "{% if %}\n", "templates/about.html:1"),
    template("a block without an end", "{% block a %}\n\n", "templates/about.html", "block"),
    template("extends what is not there", "{% extends 'nothing.html' %}", "templates/about.html", "nothing.html"),
    template("holds itself", "{% include 'about.html' %}", "templates/about.html", "itself"),
    template("reads what is not there", "\n{{ nothing.at.all }}", "templates/about.html:2", "nothing"),
    template("divides by zero", "\n\n{{ 1 / 0 }}", "templates/about.html:3", "zero"),
    template("a filter that nobody knows", "{{ 1|frobnicate }}", "templates/about.html:1", "frobnicate"),
    template("calls what is no function", "{{ frame() }}", "templates/about.html:1"),
    template("adds a word to a number", "{{ 'a' + 1 }}", "templates/about.html:1"),
    template("counts without end", "\n{% for n in range(10 ** 12) %}{% endfor %}", "templates/about.html:2", "100,000"),
    template("repeats a word without end", "{{ 'a' * 10 ** 15 }}", "templates/about.html:1", "not enough memory"),
    template("counts to a number that none can hold", "{{ range(10 ** 30) }}", "templates/about.html:1", "100,000"),
    Mistake("template: is a folder", ("templates/about.html", "is a folder"), {"templates/about.html": folder}),
    Mistake(
        "a part of the theme is a folder", ("static/digest.css", "is a folder"), {"templates/static/digest.css": folder}
    ),
    Mistake("template: is not UTF-8", ("templates/about.html", "UTF-8"), {"templates/about.html": b"caf\xe9"}),
    Mistake("templates are a file", ("templates",), {"templates": "x"}),
    Mistake("a static file at a page's address", ("about.html", "static"), {"static/about.html": "x"}),
    Mistake("static is a file", ("static",), {"static": "x"}),
    Mistake("pages is a file", ("pages",), {"pages": "x"}),
    Mistake("a page's name", ("pages/Über uns.md", "uber-uns.md"), {"pages/Über uns.md": "# Us\n\nText.\n"}),
    Mistake("an empty page", ("pages/us.md", "no text"), {"pages/us.md": ""}),
    # Where the site goes
    Mistake("the output is a folder of somebody's", ("output", "mine.txt"), {"output/mine.txt": "x"}),
    Mistake("the output is a file", ("output",), {"output": "x"}),
    Mistake("the output is where nobody may write", ("/proc/site",), {}, ("build", "--output", "/proc/site")),
    Mistake("the preview's folder is a file", (".digest-cache",), {".digest-cache": "x"}, ("serve", "--port", "0")),
    Mistake("the output is the seeds", ("seeds",), {}, ("build", "--output", "seeds")),
    Mistake("the output is the site", ("around the seeds",), {}, ("build", "--output", ".")),
    Mistake("the output is below a file", ("seeds/a.txt",), {}, ("build", "--output", "seeds/a.txt/site")),
    Mistake("the listing is damaged", (".digest-files.json",), {"output/.digest-files.json": "{"}),
    Mistake("verify without a site", ("digest build",), {}, ("verify",)),
    Mistake(
        "verify a damaged listing",
        (".digest-files.json",),
        {"output/.digest-files.json": '{"version": 9}'},
        ("verify",),
    ),
    Mistake("a build that ended before its end", (), {".output.digest-stage/lock": ""}, ("build",), 0),
    # What is typed
    typed(2, "bild", "bild"),
    typed(2, "--jobs", "build", "--jobs", "many"),
    typed(2, "--jobs", "build", "--jobs", "-1"),
    typed(2, "--base-url", "build", "--base-url", "example.org"),
    typed(2, "nowhere.yml", "build", "--config", "nowhere.yml"),
    typed(2, "--frobnicate", "build", "--frobnicate"),
    typed(2, "70000", "serve", "--port", "70000"),
    typed(1, "example.invalid", "serve", "--host", "example.invalid"),
    typed(2, "colour", "index", "--write", "colour"),
    typed(2, "nothing.txt", "explain", "nothing.txt"),
    typed(2, "Klingonese", "init", "new", "--language", "Klingonese"),
    typed(2, "nowhere", "init", "new", "--from", "nowhere"),
    typed(1, "digest.yml", "init", "."),
    typed(1, "articles", "init", "new", "--from", "seeds/empty"),
)


def _made(site: Path, files: Mapping[str, Content]) -> Path:
    for name, content in {**GOOD, "seeds/empty/.keep": "", **files}.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path)
        else:
            path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return site


def _check_message(message: str, what: str) -> None:
    assert not OURS.search(message), f"{what}: {OURS.search(message)}"
    for line in message.splitlines():
        assert line.isprintable() or "\t" in line, what


@pytest.mark.parametrize("mistake", some(MISTAKES), ids=lambda mistake: mistake.name)
def test_a_mistake_is_reported_with_its_cause_and_its_place(
    tmp_path: Path, server: ForkServer, mistake: Mistake, record_property: Record
) -> None:
    site = _made(tmp_path / "site", mistake.files)
    ended = server.run(site, *mistake.arguments)
    what = f"{mistake.name}: {ended}"
    assert ended.code == mistake.code, what
    _check_message(ended.err, what)
    for words in mistake.says:
        assert words in ended.err, what
    record_property(
        "tried", f"mistakes of users: {len(some(MISTAKES))} of {len(MISTAKES)}, each reported with its cause, 0 traces"
    )


# Bugs of digest


def _with_fault(tmp_path: Path, body: str) -> str:
    """A folder in which Python finds, before all else, a ``sitecustomize`` that spoils a part of the program: in workers too."""
    first = tmp_path / "first"
    first.mkdir()
    (first / "sitecustomize.py").write_text(body, "utf-8")
    return str(first)


READER = """
import digest.readers.formats as readers
real = readers.read_text

def broken(data, file, encoding):
    if file == "b.txt":
        raise RuntimeError("a fault that was put here")
    return real(data, file, encoding)

readers.READERS[".txt"] = broken
"""
PAGE = """
import digest.render.templates as templates

def broken(page, theme, language):
    if page.address == "about.html":
        raise RuntimeError("a fault that was put here")
    return real(page, theme, language)

real, templates._text = templates._text, broken
"""


@pytest.mark.parametrize(
    ("fault", "jobs", "named"),
    [(READER, "1", "b.txt"), (READER + start_at(FEW), "2", "b.txt"), (PAGE, "1", "about.html")],
    ids=["reader", "reader in a worker", "page"],
)
def test_an_internal_error_is_reported_with_its_file_and_keeps_its_trace(
    tmp_path: Path, fault: str, jobs: str, named: str
) -> None:
    site = _made(
        tmp_path / "site", {f"seeds/{letter}.txt": f"Report {letter}\n\nIt rained.\n" for letter in "bcdefghij"}
    )
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    done = digest(site, "build", "--jobs", jobs, FIRST=_with_fault(tmp_path, fault), TMPDIR=str(temporary))
    assert done.returncode == 1, done
    assert not (site / "output").exists()
    output, report = done.stderr.splitlines()[-2:]
    assert "internal error in digest (RuntimeError: a fault that was put here)" in output
    assert f"while working on {named}" in output
    assert "the previous site is unchanged" in output
    assert "Traceback" not in done.stderr
    (kept,) = temporary.glob("digest-fault-*.txt")
    assert str(kept) in report
    assert "please report it" in report
    trace = kept.read_text("utf-8")
    assert "Traceback" in trace
    assert "RuntimeError: a fault that was put here" in trace
    assert "in broken" in trace, "the line where it happened"


BUILD = """
import digest.serve.preview as preview

def broken(*_, **__):
    raise RuntimeError("a fault that was put here")

preview.build = broken
"""


def test_an_internal_error_in_the_preview_is_reported_and_the_preview_goes_on(tmp_path: Path) -> None:
    site, temporary = _made(tmp_path / "site", {}), tmp_path / "tmp"
    temporary.mkdir()
    changes = {"FIRST": _with_fault(tmp_path, BUILD), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "digest", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=site, env=environment(changes), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as preview:
        try:
            assert preview.stdout
            assert preview.stderr
            assert "Preview at http" in preview.stdout.readline()
            output, report = preview.stderr.readline(), preview.stderr.readline()
            assert "internal error in digest (RuntimeError: a fault that was put here)" in output
            assert "Build failed; showing the last good build" in preview.stdout.readline()
            (kept,) = temporary.glob("digest-fault-*.txt")
            assert str(kept) in report
            assert "in broken" in kept.read_text("utf-8")
            (site / "seeds/a.txt").write_text("It rained again.\n", "utf-8")
            assert "Build failed (seeds/a.txt)" in preview.stdout.readline()
            assert list(temporary.glob("digest-fault-*.txt")) == [kept], "a repeated crash is reported once"
            assert preview.poll() is None
        finally:
            preview.terminate()
        assert "Traceback" not in preview.stderr.read()


WORKER = """
import sys

if "--multiprocessing-fork" in sys.argv:
    class Broken:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "digest.build.executors":
                raise MemoryError("a worker that cannot begin")

    sys.meta_path.insert(0, Broken)
else:
""" + indent(start_at(FEW), "    ")


def test_a_worker_that_cannot_begin_ends_the_build_with_a_sentence(tmp_path: Path) -> None:
    site = _made(
        tmp_path / "site", {f"seeds/{letter}.txt": f"Report {letter}\n\nIt rained.\n" for letter in "bcdefghij"}
    )
    done = digest(site, "build", "--jobs", "2", FIRST=_with_fault(tmp_path, WORKER))
    assert done.returncode == 1, done
    problem, last = done.stderr.splitlines()
    assert "[no-processes]" in problem
    assert "is unchanged" in last
