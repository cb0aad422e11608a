"""Nothing is read from outside a site's folders, and nothing in them holds a build up: paths that climb out, links of the file
system that lead out or go in circles, pipes, devices, sockets, folders without end.

What must not be read says SECRET; a pipe that is opened for reading would never end, so it would hang. A child process has each
of these sites, since what hangs must be ended from outside.

Rejected: folders that may not be entered, since the tests often run as root, who may enter all; links made while a build runs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import FULL, TIMEOUT, some
from tests.faults.building import command, digest, environment

SECRET = "Plughxyzzy"
TEXT = "The council met on Tuesday to talk about the harbour.\n\nWork on the old bridge begins in spring.\n"
PICTURE = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + SECRET.encode()

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes nor devices among files")

Record = Callable[[str, object], None]

PATHS = (
    "../outside/secret.txt", "../../outside/secret.txt", "sub/../../outside/secret.txt", "./../outside/secret.txt", "sub/../..//outside/secret.txt",
    "%2e%2e/outside/secret.txt", "..%2foutside%2fsecret.txt", "%2e%2e%2foutside%2fsecret.txt", "..\\outside\\secret.txt", "..%5coutside%5csecret.txt",
    "%252e%252e/outside/secret.txt", "{out}/secret.txt", "/{out}/secret.txt", "file://{out}/secret.txt", "file:{out}/secret.txt", "FILE:///{out}/secret.txt",
    "file://localhost{out}/secret.txt", "~/secret.txt", "$HOME/secret.txt", "/etc/passwd", "file:///etc/passwd", "/proc/self/environ", "/dev/zero",
    "/dev/stdin", "C:/secret.txt", "C:\\secret.txt", "\\\\localhost\\secret.txt", "//localhost/secret.txt", "a.txt\0", "%00", "secret.txt%00.md", "a%00/../a",
    "\ud800.txt", "a\ud800/x.txt", ".", "..", "/", "./", "", " ", "...", ".../secret.txt", "a.txt/", "a.txt/../../outside/secret.txt", "a.txt/.", "x" * 5000,
    "/".join(["x"] * 3000), "../" * 3000 + "etc/passwd", "out.txt", "out", "out/secret.txt", "out/../a", "there.txt", "round/round/round/x.txt", "pipe.txt", "pipe",
    "device.txt", "device", "plug.txt", "plug", "dangling.txt", "circle.txt", "folder.txt", "http:secret.txt", "data:text/plain,x.txt", "javascript:x.txt", "../site/a.txt",
    "../INDEX.md", "../outside/INDEX.md", "../outside/", "../", "../..", "{out}/", "{out}/INDEX.md", "/", "out/INDEX.md", "out/", "round/", "round/INDEX.md", "circle/",
    "circle/INDEX.md", "lists/out/INDEX.md", "lists/out/", "lists/pipe/INDEX.md", "lists/pipe/", "lists/device/INDEX.md", "lists/plug/", "lists/circle/", "lists/folder/",
    "lists/round/", "SUMMARY.md", "%2e%2e/outside/INDEX.md", "..%2foutside/", "file://{out}/INDEX.md", "INDEX.md", "./INDEX.md", "lists/../INDEX.md", "INDEX.md/", "INDEX.md#x",
)  # fmt: skip


@pytest.fixture
def site(depths: Path) -> Path:
    """A small sound site, and a folder of secrets beside it."""
    outside, place = depths / "outside", depths / "site"
    secret = {
        "secret.txt": f"{SECRET} is here.\n", "INDEX.md": f"# {SECRET}\n\n- [{SECRET}](secret.txt)\n", "page.md": f"# {SECRET}\n\nWords.\n",
        "article.html": SECRET, "x.css": f"/* {SECRET} */", "names.yml": f"people: [{SECRET}]\n",
    }  # fmt: skip
    for name, text in secret.items():
        _write(outside / name, text)
    (outside / "secret.gif").write_bytes(PICTURE)
    _write(place / "digest.yml", "title: Trials\nlanguage: en\nbase_url: https://example.org/\nunlisted: include\n")
    _write(place / "seeds/a.txt", TEXT)
    return place


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _traps(folder: Path, outside: Path, suffix: str, name: str = "secret.txt") -> None:
    """One of each kind of thing that must not be read, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"out{suffix}").symlink_to(outside / name)
    (folder / "out").symlink_to(outside)
    (folder / f"there{suffix}").symlink_to(Path("..") / ".." / "outside" / name)
    (folder / "round").symlink_to(".")
    (folder / f"dangling{suffix}").symlink_to("nowhere")
    (folder / f"circle{suffix}").symlink_to(f"circle{suffix}")
    (folder / "circle").symlink_to("circle")
    (folder / f"device{suffix}").symlink_to("/dev/zero")
    (folder / "device").symlink_to("/dev/zero")
    (folder / "disk").symlink_to("/")
    (folder / f"folder{suffix}").mkdir()
    os.mkfifo(folder / f"pipe{suffix}")
    os.mkfifo(folder / "pipe")
    for plug in (f"plug{suffix}", "plug"):
        _plug(folder / plug)


def _plug(path: Path) -> None:
    """A socket at ``path``, whose name the system takes only if it is short."""
    place = os.getcwd()
    with socket.socket(socket.AF_UNIX) as plug:
        os.chdir(path.parent)
        try:
            plug.bind(path.name)
        finally:
            os.chdir(place)


def _lists(seeds: Path, outside: Path) -> None:
    """Folders with an INDEX.md that must not be read."""
    for name in ("out", "pipe", "device", "plug", "circle", "folder", "round"):
        (seeds / "lists" / name).mkdir(parents=True)
    (seeds / "lists/out/INDEX.md").symlink_to(outside / "INDEX.md")
    os.mkfifo(seeds / "lists/pipe/INDEX.md")
    (seeds / "lists/device/INDEX.md").symlink_to("/dev/zero")
    _plug(seeds / "lists/plug/INDEX.md")
    (seeds / "lists/circle/INDEX.md").symlink_to("INDEX.md")
    (seeds / "lists/folder/INDEX.md").mkdir()
    (seeds / "lists/round/INDEX.md").symlink_to("../../INDEX.md")


def _paths(outside: Path) -> list[str]:
    return [path.replace("{out}", str(outside)) for path in PATHS]


def _manifest(paths: list[str]) -> str:
    """Every path as a link, in angle brackets, as a picture and a code span, in a table, a heading, and in YAML."""
    plain = [
        path for path in paths if "\ud800" not in path and "\0" not in path
    ]  # a manifest that holds NUL is refused
    printed = "\n".join(f'  - "{_escaped(path)}"' for path in paths)
    printed += "\n" + "\n".join(f'  - {{file: a.txt, image: "{_escaped(path)}"}}' for path in plain)
    links = "\n".join(f"- [x]({p})\n- [x](<{p}>)\n- `{p}`\n- [[{p}]]\n- ![x]({p})\n- [x]: {p}" for p in plain)
    rows = "\n".join(f"| a.txt | {p.replace('|', ' ')} |\n| {p.replace('|', ' ')} | |" for p in plain)
    heads = "\n\n".join(f"## [x]({p})" for p in plain)
    return f"---\narticles:\n{printed}\n---\n\n{links}\n\n| File | Image |\n|---|---|\n{rows}\n\n{heads}\n"


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" if sign in '\0\ud800"\\' else sign for sign in text)


def _check_printed(printed: str, output: Path) -> None:
    assert "Traceback" not in printed
    assert SECRET.casefold() not in printed.casefold()
    assert "root:" not in printed
    for path in output.rglob("*") if output.is_dir() else ():
        assert SECRET.casefold() not in path.name.casefold()
        assert not path.is_symlink()
        if path.is_file():
            data = path.read_bytes()
            assert SECRET.lower().encode() not in data.lower(), path
            assert b"root:x:" not in data, path


def test_whatever_the_seeds_hold_and_the_manifest_names_nothing_outside_is_read(
    site: Path, record_property: Record
) -> None:
    outside = site.parent / "outside"
    _traps(site / "seeds", outside, ".txt")
    _traps(site / "pages", outside, ".md", "page.md")
    _traps(site / "notes", outside, ".md", "page.md")
    _traps(site / "static", outside, ".txt")
    _lists(site / "seeds", outside)
    _write(site / "seeds/SUMMARY.md", "- [x](../outside/secret.txt)\n- [s](SUMMARY.md)\n")
    paths = _paths(outside)
    _write(site / "seeds/INDEX.md", _manifest(paths))
    for number, path in enumerate(some([path for path in paths if path.isprintable()])):
        _write(site / f"seeds/image-{number}.md", f"---\nimage: '{path}'\n---\n\n{TEXT}\n![x]({path})\n")
    built = digest(site, "build")
    printed = built.stdout + built.stderr
    assert built.returncode == 1, printed[-2000:]
    _check_printed(printed, site / "output")
    assert (site / "output/articles/a.html").is_file()
    for code in ("outside-seeds", "missing-file", "broken-include", "unreadable-file", "bad-image", "stray-file"):
        assert f"[{code}]" in printed, code
    for stray in ("out.txt", "out", "there.txt", "device", "pipe", "plug.txt", "circle.txt", "disk"):
        assert f"static/{stray}: error: " in printed, stray
    for stray in ("out.md", "out", "there.md", "device.md", "pipe.md", "plug.md", "circle.md", "disk"):
        assert f"pages/{stray}: error: " in printed, stray
        assert f"notes/{stray}: error: " in printed, stray
    for place in ("lists/out", "lists/pipe", "lists/device", "lists/plug", "lists/circle", "lists/folder"):
        assert re.search(f"“{place}/INDEX.md” (cannot be read|is outside the seeds folder)", printed), place
    for line in printed.splitlines():
        if ": error: " in line:
            assert line.split(": error: ")[0].split(":")[0], line  # each has its place
    kinds = [("check",), ("records",), ("index",), ("explain", "out.txt"), ("explain", "../outside/secret.txt")]
    for arguments in kinds if FULL else kinds[:1]:
        again = digest(site, *arguments)
        _check_printed(again.stdout + again.stderr, site / "output")
    record_property("tried", f"paths out of the seeds: {len(paths)} in 10 shapes, 56 traps in 4 folders, 0 read")


def _root_out(site: Path) -> None:
    (site / "seeds/INDEX.md").symlink_to(site.parent / "outside/INDEX.md")


def _root_pipe(site: Path) -> None:
    os.mkfifo(site / "seeds/INDEX.md")


def _root_device(site: Path) -> None:
    (site / "seeds/INDEX.md").symlink_to("/dev/zero")


def _root_circle(site: Path) -> None:
    (site / "seeds/INDEX.md").symlink_to("INDEX.md")


def _settings_pipe(site: Path) -> None:
    (site / "digest.yml").unlink()
    os.mkfifo(site / "digest.yml")


def _settings_device(site: Path) -> None:
    (site / "digest.yml").unlink()
    (site / "digest.yml").symlink_to("/dev/zero")


def _names_pipe(site: Path) -> None:
    os.mkfifo(site / "names.yml")


def _names_device(site: Path) -> None:
    (site / "names.yml").symlink_to("/dev/zero")


def _names_circle(site: Path) -> None:
    (site / "names.yml").symlink_to("names.yml")


def _template_out(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/article.html").symlink_to(site.parent / "outside/article.html")


def _template_pipe(site: Path) -> None:
    (site / "templates").mkdir()
    os.mkfifo(site / "templates/article.html")


def _template_folder_out(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/static").symlink_to(site.parent / "outside")


def _asset_out(site: Path) -> None:
    (site / "templates/static").mkdir(parents=True)
    (site / "templates/static/x.css").symlink_to(site.parent / "outside/x.css")


FATAL: tuple[tuple[Callable[[Path], None], str], ...] = (
    (_root_out, "seeds/INDEX.md"), (_root_pipe, "seeds/INDEX.md"), (_root_device, "seeds/INDEX.md"), (_root_circle, "seeds/INDEX.md"),
    (_settings_pipe, "digest.yml"), (_settings_device, "digest.yml"), (_names_pipe, "names.yml"), (_names_device, "names.yml"),
    (_names_circle, "names.yml"), (_template_out, "templates/article.html"), (_template_pipe, "templates/article.html"),
    (_template_folder_out, "templates/static"), (_asset_out, "templates/static/x.css"),
)  # fmt: skip


@pytest.mark.parametrize(("trap", "file"), some(FATAL) + ([] if FULL else [FATAL[1], FATAL[9]]))
def test_what_the_site_itself_is_read_from_is_a_file_in_its_place_or_nothing_is_published(
    site: Path, trap: Callable[[Path], None], file: str, record_property: Record
) -> None:
    trap(site)
    built = digest(site, "build")
    _check_printed(built.stdout + built.stderr, site / "output")
    assert built.returncode == 1
    assert f"{file.removeprefix('seeds/')}: fatal: " in built.stderr
    assert not (site / "output").exists()
    record_property(
        "tried", f"manifests, settings and templates that are no files: {len(FATAL)} kinds, each reported, none read"
    )


def test_folders_of_the_site_may_be_links_which_are_the_editor_s_to_say(site: Path) -> None:
    for name in ("seeds", "pages", "static"):
        (site / name).mkdir(exist_ok=True)
        shutil.move(site / name, site.parent / f"my-{name}")
        (site / name).symlink_to(site.parent / f"my-{name}")
    _write(site.parent / "my-pages/imprint.md", "# Imprint\n\nWords.\n")
    _write(site.parent / "my-static/CNAME", "example.org\n")
    built = digest(site, "build")
    assert built.returncode == 0, built.stderr
    for name in ("articles/a.html", "imprint.html", "CNAME"):
        assert (site / "output" / name).is_file()


def _chain(seeds: Path, length: int) -> None:
    for number in range(length):
        folder = seeds / f"d{number}" if number else seeds
        _write(folder / "INDEX.md", f"- [x]({'../' if number else ''}d{number + 1}/)\n")
    _write(seeds / f"d{length}/last.txt", TEXT)


def test_manifests_in_a_row_and_folders_in_folders_may_be_as_many_as_they_like(
    site: Path, record_property: Record
) -> None:
    chained, nested = (1500, 1200) if FULL else (400, 500)
    _chain(site / "seeds", chained)
    deep = site / "seeds" / "deep" / ("d/" * nested)
    subprocess.run(["mkdir", "-p", str(deep)], check=True)
    (deep / "inmost.txt").write_text(TEXT, "utf-8")
    built = digest(site, "build")
    assert built.returncode == 0, built.stderr[-2000:]
    found = {record["file"]: record["slug"] for record in map(json.loads, digest(site, "records").stdout.splitlines())}
    assert {f"d{chained}/last.txt", f"deep/{'d/' * nested}inmost.txt"} <= found.keys()
    assert all((site / f"output/articles/{slug}.html").is_file() for slug in found.values())
    record_property(
        "tried", f"depth: {chained:,} manifests in a row and {nested:,} folders in folders, all articles found"
    )


def test_links_to_the_folder_they_are_in_do_not_multiply_what_is_listed(site: Path) -> None:
    names = [f"l{number}" for number in range(8)]
    for name in names:
        (site / "seeds" / name).symlink_to(".")
    _write(site / "seeds/INDEX.md", "".join(f"- [x]({name}/)\n" for name in names) + "- [a](a.txt)\n")
    built = digest(site, "build")
    assert built.returncode == 1
    assert built.stderr.count("[broken-include]") == len(names)
    assert built.stdout.count("1 article,") == 1


def test_a_new_site_takes_no_file_over_that_a_link_leads_out_to(site: Path) -> None:
    source = site.parent / "source"
    _traps(source, site.parent / "outside", ".txt")
    _write(source / "a.txt", TEXT)
    made = subprocess.run(
        command("init", "new", "--from", str(source)), cwd=site.parent, env=environment(), capture_output=True, text=True,
        timeout=TIMEOUT, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    _check_printed(made.stdout + made.stderr, site.parent / "new")
    assert sorted(path.name for path in (site.parent / "new/seeds").iterdir()) == ["INDEX.md", "a.txt"]
