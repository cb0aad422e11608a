"""``digest init``: a new site in a folder (settings, a manifest, an example), which ``digest build`` can build at once.

With a folder of articles to start from, these are copied, with sub-folders, manifests and export files, and there is no example:
all that a build reads in ``seeds/``. That folder is only read.

The site is made in a staging folder next to its place and then moved, so that it is complete or not there at all. If the place
does not exist, the staging folder is renamed, which is one step. If it exists, the few files around ``seeds/`` are copied into
it first, and ``seeds/`` is renamed last: then the site is complete. A run that is killed before leaves its staging folder, by
which the next run knows the copied files as its own. If any file to write exists already, nothing is written.

Rejected: examples in languages other than French and English (the settings take any language); exchanging an existing place
for a new folder (a process that works in it would remain in the old one).
"""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import signal
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath
from string import Template

from msgspec import Struct
from msgspec.structs import replace

from digest import __version__, readers
from digest.build.job import Findings, Progress, job_beside
from digest.build.reading import full_reader
from digest.collection.index import index, save
from digest.errors import Fatal, Position, Severity, and_more, problem
from digest.publish import lock
from digest.publish.listing import LISTING
from digest.sources import file_names
from digest.sources.exports import ExpandedFolder
from digest.sources.folder import Kind, SourceFolder, walk
from digest.sources.loader import export_in

SITE_COMPLETE = "the site is complete."
NOTHING_CREATED = "nothing was created."
_STARTER = Path(__file__).parents[1] / "starter"
_LANGUAGES = ("en", "fr")  # of the settings' comments and the example
_EXAMPLES = {"en": "example.txt", "fr": "exemple.txt"}
_IGNORED = "# Made by digest; can be built again.\noutput/\n.digest-cache/\n.*.digest-stage/\n"
_SEEDS = "seeds"
_NEW = "new"


class Workflow(StrEnum):
    """A service that builds and publishes the site at each push."""

    GITHUB = "github"
    GITLAB = "gitlab"


_WORKFLOWS = {Workflow.GITHUB: ".github/workflows/digest.yml", Workflow.GITLAB: ".gitlab-ci.yml"}


class SiteOptions(Struct, frozen=True, kw_only=True):
    """Options of a new site. ``title`` and ``language`` (BCP 47) have their defaults if None."""

    title: str | None = None
    language: str | None = None
    private: bool = True
    source: Path | None = None  # a folder of articles to copy
    workflow: Workflow | None = None


class Copied(Struct, frozen=True, kw_only=True):
    """What a folder to start from holds: ``files`` to copy; among these the number of ``articles``, those in ``exports`` (files
    that hold several) included; ``documents``, which may be articles but cannot be read; ``skipped``, all other files.
    """

    files: tuple[str, ...] = ()
    articles: int = 0
    exports: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


class NewSite(Struct, frozen=True, kw_only=True):
    """The files written, by path below the site's folder, and what was copied."""

    written: tuple[str, ...]
    copied: Copied = Copied()


def init(folder: Path, options: SiteOptions, today: date) -> NewSite:
    """Create a site in ``folder``, which may be missing. Fatal, and nothing written, if that is not possible.

    Copied articles without an INDEX.md are listed in a new one, as added ``today``.
    """
    copied = _articles(options.source) if options.source else Copied()
    files: dict[str, bytes | Path] = dict(_basic_files(options))
    if options.source:
        files |= {f"seeds/{name}": options.source / name for name in copied.files}
    else:
        words = _words(options.language)
        files |= {
            f"seeds/{name}": (_STARTER / words / name).read_bytes() for name in (file_names.INDEX, _EXAMPLES[words])
        }
    unlisted = options.source and not any(file_names.is_index(name) for name in copied.files)
    try:
        with staged(folder) as new:
            _refuse_overwriting(folder, files)
            _write(new, files)
            if unlisted:
                _list_articles(new, today)
                files[f"seeds/{file_names.INDEX}"] = b""
    except OSError as error:
        message = f"The site cannot be written: {error.strerror or error}. Nothing was left there."
        raise _fatal("init-failed", folder, message, "Correct the cause, or choose another folder.") from error
    return NewSite(written=tuple(files), copied=copied)


def _list_articles(folder: Path, today: date) -> None:
    """Write the INDEX.md of the copied articles, as ``digest index`` does."""
    job = replace(job_beside(folder / "digest.yml"), jobs=1)
    outcome = index(job, Findings(), Progress(), write=(), today=today)
    save(job.seeds.path, outcome.changes)


def _basic_files(options: SiteOptions) -> Iterator[tuple[str, bytes]]:
    """The files that every site has."""
    name = _line(options.title or "")
    title = "title: " + json.dumps(name or "Press review", ensure_ascii=False)  # a JSON string is a YAML string
    language = f"language: {options.language or 'en'}"
    values = {
        "title": title if name else f"# {title}",
        "language": language if options.language else f"# {language}",
        "noindex": "noindex: yes" if options.private else "# noindex: yes",
    }
    settings = (_STARTER / _words(options.language) / "digest.yml").read_text("utf-8")
    yield "digest.yml", Template(settings).substitute(values).encode("utf-8")
    yield "static/.nojekyll", b""  # or else GitHub Pages leaves files out
    yield ".gitignore", _IGNORED.encode("ascii")
    if options.workflow:
        workflow = (_STARTER / f"{options.workflow}.yml").read_text("utf-8")
        yield _WORKFLOWS[options.workflow], workflow.replace("==VERSION", f"=={__version__}").encode("utf-8")


def _line(text: str) -> str:
    """``text`` in one line, without control characters, which YAML does not allow."""
    line = " ".join(text.split())
    return "".join(sign for sign in line if sign.isprintable() or unicodedata.category(sign) == "Cf")


def _words(language: str | None) -> str:
    base = (language or "").split("-")[0]
    return base if base in _LANGUAGES else "en"


# A folder of articles to start from.


_DOCUMENTS = frozenset(
    ".azw3 .bib .csv .djvu .doc .docm .docx .eml .enw .epub .json .jsonl .mbox .mht .mhtml .mobi .msg .nbib .odp .ods .odt .opml "
    ".pages .pdf .ppt .pptx .ps .ris .rss .rtf .tex .tsv .warc .wpd .wps .xls .xlsx .xml .zip".split()
)  # suffixes of files that may hold articles


def _articles(source: Path) -> Copied:
    """What a build would read in ``source``, and its other files. Fatal if there are no articles, or if it cannot be read."""
    files: list[str] = []
    skipped: list[str] = []
    exports: dict[str, int] = {}
    parts: set[str] = set()
    with full_reader() as reader:
        seeds = ExpandedFolder(source, reader.blobs)
        try:
            for name in _files_of(seeds):
                is_inner_file = seeds.kind(name) is Kind.FILE and not seeds.leads_out(name)
                if is_inner_file and (export := export_in(seeds, name)):
                    exports[name] = len(export.names)
                    parts.update(export.parts)
                is_wanted = name in exports or _is_article(name) or file_names.is_index(PurePosixPath(name).name)
                (files if is_wanted and is_inner_file else skipped).append(name)
        except OSError as error:
            raise _fatal("init-failed", source, f"The folder cannot be read: {error.strerror or error}.", "") from error
    alone = [name for name in files if _is_article(name) and name not in exports and name not in parts]
    files += [name for name in skipped if name in parts]
    documents = [name for name in skipped if name not in parts and _is_document(name)]
    if not alone and not exports:
        raise _no_articles(source, documents)
    return Copied(
        files=tuple(files),
        articles=len(alone) + sum(exports.values()),
        exports=tuple(exports),
        documents=tuple(documents),
        skipped=tuple(name for name in skipped if name not in parts and not _is_document(name)),
    )


def _no_articles(source: Path, documents: Sequence[str]) -> Fatal:
    named = f" These files cannot be read: {', '.join(documents)}." if documents else ""
    message = f"There are no articles in this folder, so nothing was written.{named}"
    suffixes = ", ".join(suffix for suffix in readers.READERS if suffix)
    hint = f"Articles are files of these formats: {suffixes}, or exports of press databases and other programs (docs/import.md)."
    return _fatal("no-articles", source, message, hint)


def _files_of(seeds: SourceFolder) -> Iterator[str]:
    """The files of ``seeds``, without hidden ones, in order; and the folders that are not entered, with a final slash."""
    saved = cache(lambda folder: file_names.folders_of_pages(seeds.items(folder)))

    def enters(name: str, entry: os.DirEntry[str]) -> bool:
        is_site = (seeds.path / name / LISTING).exists()  # made by digest
        return not entry.name.startswith(".") and not is_site and entry.name not in saved(posixpath.dirname(name))

    def fail(_: str, error: OSError) -> None:
        raise error

    for name, entry in walk(seeds.path, enters, fail):
        if not entry.name.startswith("."):
            yield f"{name}/" if os.path.isdir(entry.path) else name


def _is_document(name: str) -> bool:
    path = PurePosixPath(name)
    return file_names.is_missed(path.name) and path.suffix.lower() in _DOCUMENTS


def _is_article(name: str) -> bool:
    file = PurePosixPath(name).name
    is_draft = file.startswith("_") and readers.supported(file)
    return not name.endswith("/") and (is_draft or file_names.is_article(file))


# Writing.


def _refuse_overwriting(folder: Path, files: Iterable[str]) -> None:
    """Fatal if any of ``files`` exists, or seeds that the new manifest would hide."""
    existing = [name for name in files if _is_taken(folder, name)]
    seeds = folder / "seeds"
    if seeds.is_dir() and any(seeds.iterdir()) and not any(name.startswith("seeds/") for name in existing):
        existing.append("seeds/ (it contains files)")
    if not existing:
        return
    message = f"Nothing was written, as these exist already: {and_more(existing, 10)}."
    hint = "Choose an empty folder, or move them. A folder that contains seeds/ needs no “init”: run “digest build”."
    raise _fatal("would-overwrite", folder, message, hint)


def _is_taken(folder: Path, name: str) -> bool:
    """Whether anything exists at ``name``, or something that is not a folder where one of its folders would be."""
    above = [folder / part for part in PurePosixPath(name).parents[:-1]]
    return os.path.lexists(folder / name) or any(os.path.lexists(part) and not part.is_dir() for part in above)


def _write(folder: Path, files: dict[str, bytes | Path]) -> None:
    """Write ``files`` below ``folder``."""
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
    """As ``Path.mkdir`` with parents, which is recursive and fails for a thousand folders."""
    missing = [folder]
    while not missing[-1].is_dir():
        missing.append(missing[-1].parent)
    for path in reversed(missing[:-1]):
        path.mkdir()


def _fatal(code: str, place: Path, message: str, hint: str) -> Fatal:
    return Fatal(problem(code, message, hint, Position(file=str(place)), severity=Severity.FATAL))


# Staging.


def staging_folder(place: Path) -> Path:
    """The folder in which a site is made if ``place`` exists."""
    return lock.stage_of(place / "init")


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """An empty folder to make the site in, the contents of which are moved to ``place`` at the end.

    Nothing is moved if the block raises an exception. Fatal if another run is making this site. A KeyboardInterrupt gets
    ``SITE_COMPLETE`` or ``NOTHING_CREATED`` as its argument.
    """
    place = Path(os.path.realpath(place))
    top = _missing(place)
    acquired: lock.Lock | None = None
    try:
        with _uninterrupted():  # else an interruption could leave a lock that nobody releases
            acquired = lock.acquire(lock.stage_of(top) if top else staging_folder(place))
        if acquired is None:
            raise _busy(place)
        _clear(acquired.folder, place)
        root = acquired.folder / _NEW
        new = root / place.relative_to(top) if top else root
        try:
            new.mkdir(parents=True)
            yield new
            if top:
                os.rename(root, top)
            else:
                _move_in(new, place)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_state(new, place)) from None
    finally:
        if acquired is not None:
            _clear_and_release(acquired, place)


def _clear_and_release(acquired: lock.Lock, place: Path) -> None:
    try:
        _clear(acquired.folder, place)
        acquired.release()
    except KeyboardInterrupt:  # of the clean-up itself, which is completed first
        state = _state(acquired.folder / _NEW, place)
        _clear(acquired.folder, place)
        with suppress(OSError):  # it may be released already
            acquired.release()
        raise KeyboardInterrupt(state) from None


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Lets an interruption wait until the block has ended, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _state(new: Path, place: Path) -> str:
    """Whether the site in ``new`` was moved to ``place``, as a message."""
    return NOTHING_CREATED if os.path.lexists(new / _SEEDS) or not _has_seeds(place) else SITE_COMPLETE


def remove_leftovers(place: Path) -> bool:
    """Remove what a killed run has left in ``place``; whether there was anything. Fatal if the run is not over."""
    place = Path(os.path.realpath(place))
    stage = staging_folder(place)
    if not lock.is_in(stage) or stage.is_symlink():
        return False
    acquired = lock.acquire(stage)
    if acquired is None:
        raise _busy(place)
    try:
        _clear(stage, place)
    finally:
        acquired.release()
    return True


def _busy(place: Path) -> Fatal:
    return _fatal("init-failed", place, "Another “digest init” is making a site there.", "Wait until it has finished.")


def _missing(place: Path) -> Path | None:
    """The outermost folder on the way to ``place`` that does not exist; None if all exist."""
    missing = None
    while not os.path.lexists(place):
        missing, place = place, place.parent
    return missing


def _has_seeds(place: Path) -> bool:
    seeds = place / _SEEDS
    return seeds.is_dir() and any(seeds.iterdir())


def _move_in(new: Path, place: Path) -> None:
    for name in _files_around_seeds(new):
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with (new / name).open("rb") as source, target.open("xb") as file:
            shutil.copyfileobj(source, file)
    seeds = Path(os.path.realpath(place / _SEEDS))  # a link to an empty folder is kept
    if sys.platform == "win32" and seeds.is_dir():  # which cannot rename a folder to an existing one
        seeds.rmdir()
    os.rename(new / _SEEDS, seeds)


def _files_around_seeds(new: Path) -> list[str]:
    """The files of the new site, except its seeds."""
    found = []
    for parent, folders, files in os.walk(new):
        if Path(parent) == new and _SEEDS in folders:
            folders.remove(_SEEDS)
        found += [Path(parent, name).relative_to(new).as_posix() for name in files]
    return sorted(found)


def _clear(stage: Path, place: Path) -> None:
    """Remove the new site from ``stage``, and its copied files from ``place`` unless the site there is complete."""
    new = stage / _NEW
    if stage.parent == place and (new / _SEEDS).is_dir():
        _remove_copied(new, place)
    if os.path.lexists(new):
        _remove(new)


def _remove_copied(new: Path, place: Path) -> None:
    for name in _files_around_seeds(new):
        target = place / name
        if target.is_file() and (new / name).read_bytes().startswith(target.read_bytes()):
            target.unlink()  # the same content, or the part that was written
    folders = {folder for name in _files_around_seeds(new) for folder in Path(name).parents if folder != Path()}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        if (place / folder).is_dir() and not any((place / folder).iterdir()):
            (place / folder).rmdir()


def _remove(folder: Path) -> None:
    """Remove a folder and its contents, however deep; ``shutil.rmtree`` is recursive."""
    folders = [folder]
    for inner in folders:  # grows
        with os.scandir(inner) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    os.unlink(entry.path)
    for inner in reversed(folders):
        inner.rmdir()
