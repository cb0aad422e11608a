"""A new site in a folder: settings, a manifest, an example, so that ``digest build`` works at once.

All that is to be written is known before the first byte: if any of it is there already, nothing is written. The site is made
beside its place and then moved there (``init_stage.py``), so a disk that refuses, or an end at any moment, leaves nothing by
halves.

With a folder of articles to start from, these are copied, sub-folders and manifests included, and there is no example. The
folder itself is only read.

Rejected: starters for other languages than French and English. The settings take any language all the same.
"""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath
from string import Template

from msgspec import Struct
from msgspec.structs import replace

from digest import __version__, readers
from digest.build.job import Findings, Progress, job_beside
from digest.errors import Fatal, Position, Problem, Severity
from digest.index import index, save
from digest.publish import LISTING
from digest.sources import loader
from digest.sources.folder import is_inside
from digest.sources.kinds_of_files import by_convention, left_behind
from digest.starter.staging import staged

_STARTER = Path(__file__).parent
_LANGUAGES = ("en", "fr")  # that the starter's own words are in
_EXAMPLES = {"en": "example.txt", "fr": "exemple.txt"}
_IGNORED = "# What digest makes; it can be made again.\noutput/\n.digest-cache/\n.*.digest-stage/\n"
_NAMED = 10  # files that a message names at most


class Workflow(StrEnum):
    """Where a site can be built and published at each push."""

    GITHUB = "github"
    GITLAB = "gitlab"


_WORKFLOWS = {Workflow.GITHUB: ".github/workflows/digest.yml", Workflow.GITLAB: ".gitlab-ci.yml"}


class Wishes(Struct, frozen=True, kw_only=True):
    """What the site shall be. ``title`` and ``language`` (BCP 47) are left to their defaults if None."""

    title: str | None = None
    language: str | None = None
    private: bool = True
    source: Path | None = None  # a folder of articles to copy
    workflow: Workflow | None = None


class Made(Struct, frozen=True, kw_only=True):
    """What was written, by path below the site's folder. ``copied`` counts articles; ``skipped`` are files that are none."""

    written: tuple[str, ...]
    copied: int = 0
    skipped: tuple[str, ...] = ()


class _Found(Struct, frozen=True, kw_only=True):
    """What the folder of articles holds: files to copy, and others, by path below it."""

    files: tuple[str, ...]
    skipped: tuple[str, ...]


def init(folder: Path, wishes: Wishes, today: date) -> Made:
    """Make a site in ``folder``, which need not exist. Fatal, and nothing written, where that cannot be.

    Articles that come without an INDEX.md of their own are listed in one, as having come in ``today``.
    """
    found = _articles(wishes.source) if wishes.source else None
    files: dict[str, bytes | Path] = dict(_own_files(wishes))
    if found and wishes.source:
        files |= {f"seeds/{name}": wishes.source / name for name in found.files}
    else:
        files |= _example(wishes.language)
    manifests = sum(_is_manifest(name) for name in found.files) if found else 0
    unlisted = found and not any(_is_manifest(name) and "/" not in name for name in found.files)
    try:
        with staged(folder) as new:
            _refuse_overwriting(folder, files)
            _write(new, files)
            if unlisted:
                _list_articles(new, today)
                files[f"seeds/{loader.INDEX}"] = b""
    except OSError as error:
        message = f"The site cannot be written: {error.strerror or error}. Nothing of it is left there."
        raise _fatal("init-failed", folder, message, "Correct that, or choose another folder.") from error
    return Made(
        written=tuple(files),
        copied=len(found.files) - manifests if found else 0,
        skipped=found.skipped if found else (),
    )


def _list_articles(folder: Path, today: date) -> None:
    """Writes the INDEX.md of the articles that were copied, as ``digest index`` does."""
    job = replace(job_beside(folder / "digest.yml"), jobs=1)
    outcome = index(job, Findings(), Progress(), write=(), today=today)
    save(job.seeds_path, outcome.changes)


def _own_files(wishes: Wishes) -> Iterator[tuple[str, bytes]]:
    """The files that every site has."""
    name = _line(wishes.title or "")
    title = "title: " + json.dumps(name or "Press review", ensure_ascii=False)  # a string of JSON is one of YAML
    language = f"language: {wishes.language or 'en'}"
    values = {
        "title": title if name else f"# {title}",
        "language": language if wishes.language else f"# {language}",
        "noindex": "noindex: yes" if wishes.private else "# noindex: yes",
    }
    settings = (_STARTER / _words(wishes.language) / "digest.yml").read_text("utf-8")
    yield "digest.yml", Template(settings).substitute(values).encode("utf-8")
    yield "static/.nojekyll", b""  # GitHub, given a branch to publish, would else leave files out
    yield ".gitignore", _IGNORED.encode("ascii")
    if wishes.workflow:
        workflow = (_STARTER / f"{wishes.workflow}.yml").read_text("utf-8")
        yield _WORKFLOWS[wishes.workflow], workflow.replace("==VERSION", f"=={__version__}").encode("utf-8")


def _line(text: str) -> str:
    """``text`` in one line, without control characters, which YAML does not take."""
    line = " ".join(text.split())
    return "".join(
        character for character in line if character.isprintable() or unicodedata.category(character) == "Cf"
    )


def _words(language: str | None) -> str:
    base = (language or "").split("-")[0]
    return base if base in _LANGUAGES else "en"


def _example(language: str | None) -> dict[str, bytes | Path]:
    words = _words(language)
    return {f"seeds/{name}": (_STARTER / words / name).read_bytes() for name in (loader.INDEX, _EXAMPLES[words])}


# A folder of articles to start from.


def _articles(source: Path) -> _Found:
    """The articles and manifests in ``source``, by path. Fatal where there are none, or it cannot be read."""
    files: list[str] = []
    skipped: list[str] = []
    try:
        for name in _walk(source):
            wanted = (_is_article(name) or _is_manifest(name)) and _is_there(source, name)
            (files if wanted else skipped).append(name)
    except OSError as error:
        raise _fatal("init-failed", source, f"The folder cannot be read: {error.strerror or error}.", "") from error
    if not any(_is_article(name) for name in files):
        kinds = ", ".join(suffix for suffix in readers.READERS if suffix)
        message = "There are no articles in this folder, so nothing was written."
        raise _fatal("no-articles", source, message, f"Articles are files of these kinds: {kinds}.")
    return _Found(files=tuple(files), skipped=tuple(skipped))


def _walk(source: Path) -> Iterator[str]:
    """Files by path, and folders that are not entered, with a slash at their end, in order. Hidden ones are passed over."""
    waiting = _entries(source, "")[::-1]
    while waiting:
        name, entry = waiting.pop()
        if entry.is_dir(follow_symlinks=False):
            if (source / name / LISTING).exists():
                yield f"{name}/"  # a site that digest made
            else:
                waiting += _entries(source, f"{name}/")[::-1]
        elif os.path.isfile(entry.path):  # which, unlike the entry's own, does not raise where links go in a circle
            yield name
        else:
            yield f"{name}/" if os.path.isdir(entry.path) else name  # a link to a folder, a broken one, a pipe


def _entries(source: Path, below: str) -> list[tuple[str, os.DirEntry[str]]]:
    with os.scandir(source / below) as entries:
        found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    return [(f"{below}{entry.name}", entry) for entry in found]


def _is_there(source: Path, name: str) -> bool:
    """Whether there is a file of that name that is in ``source``: no link that leads to nowhere, or out of it."""
    return (source / name).is_file() and is_inside(source.resolve(), source / name)


def _is_manifest(name: str) -> bool:
    return PurePosixPath(name).name.casefold() == loader.INDEX.casefold()


def _is_article(name: str) -> bool:
    plain = PurePosixPath(name).name
    return (
        not name.endswith("/") and readers.supported(name) and not _is_manifest(name)
        and not by_convention(plain) and not left_behind(plain)
    )  # fmt: skip


# Writing.


def _refuse_overwriting(folder: Path, files: Iterable[str]) -> None:
    """Fatal where any of ``files`` is there, or seeds that the new manifest would hide."""
    there = [name for name in files if _is_taken(folder, name)]
    seeds = folder / "seeds"
    if seeds.is_dir() and any(seeds.iterdir()) and not any(name.startswith("seeds/") for name in there):
        there.append("seeds/ (it holds files)")
    if not there:
        return
    shown = ", ".join(there[:_NAMED]) + (f" and {len(there) - _NAMED} more" if len(there) > _NAMED else "")
    hint = (
        "Choose an empty folder, or move them away. A folder with seeds/ in it needs no “init”: “digest build” works."
    )
    raise _fatal("would-overwrite", folder, f"These are there already, so nothing was written: {shown}.", hint)


def _is_taken(folder: Path, name: str) -> bool:
    """Whether there is a file, or anything, at ``name``, or a file where one of its folders would be."""
    above = [folder / part for part in PurePosixPath(name).parents[:-1]]
    return os.path.lexists(folder / name) or any(os.path.lexists(part) and not part.is_dir() for part in above)


def _write(folder: Path, files: dict[str, bytes | Path]) -> None:
    """Write all of ``files`` below ``folder``. OSError where the disk refuses."""
    for name, content in files.items():
        path = folder / name
        _make_folders(path.parent)
        with path.open("xb") as file:
            if isinstance(content, Path):
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file)
            else:
                file.write(content)


def _make_folders(folder: Path) -> None:
    """As ``Path.mkdir`` with parents, however many: that goes as deep as Python's stack."""
    missing = [folder]
    while not missing[-1].is_dir():
        missing.append(missing[-1].parent)
    for path in reversed(missing[:-1]):
        path.mkdir()


def _fatal(code: str, folder: Path, message: str, hint: str) -> Fatal:
    return Fatal(
        Problem(code=code, severity=Severity.FATAL, message=message, hint=hint, where=Position(file=str(folder)))
    )
