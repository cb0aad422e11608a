"""``digest add``: articles from exports, folders, pasted text and the web as files of the seeds, with their lines in INDEX.md.

An export is taken apart into readable files, one an article; a file that is an article already is copied unchanged. Nothing is
overwritten, and what the seeds hold already is left out and named, so a second run adds nothing. Only a reference in the seeds
is completed in its file when its text is found.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from digest import readers, urls
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import full_reader
from digest.collection.duplicates import Duplicates, Fingerprint, fingerprint_of, title_of
from digest.collection.fetch import Fetcher, NotFetched
from digest.collection.index import Change, index, save
from digest.collection.references import article_in, completed
from digest.errors import Fatal, Position, Problem, Severity, problem
from digest.importers import importer_of, may_be_export
from digest.importers.expand import Expanded, as_files, expand
from digest.importers.imported import ExportFile, Import, Refused
from digest.importers.saved_pages import HTML_TYPES, read_page
from digest.readers.formats import Format, find_markup
from digest.sources import file_names, loader
from digest.sources.folder import Kind, SourceFolder, resolve_relative

K = TypeVar("K", int, str)

_LONGEST_NAME = 100  # characters
_LARGEST = 500_000_000  # bytes
_START = 64
_SAVE_IT = "Save the page with a browser, and add that file."


class Candidate(Struct, frozen=True, kw_only=True):
    """An article to be added: its future file ``name`` with its content, and its ``place`` for messages."""

    name: str
    content: bytes
    place: Position
    at: str = ""  # where in the file


class Found(Struct, kw_only=True):
    """What the sources hold: articles, problems, and files that are not read.

    ``in_seeds`` are files and folders of the seeds themselves (empty: all of them) whose references are to be completed.
    """

    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    in_seeds: list[str] | None = None


class Added(Struct, frozen=True, kw_only=True):
    """The result: the files added (headline by path below seeds), which of them are references without a text, the references of
    the seeds that were completed, the duplicates left out (what they are duplicates of, by their places), and the manifests that
    list the new files.
    """

    files: Mapping[str, str]
    references: tuple[str, ...]
    completed: tuple[str, ...]
    duplicates: Mapping[str, str]
    unread: tuple[str, ...]
    manifests: tuple[str, ...]


# What the sources hold.


def read_path(path: Path, found: Found) -> None:
    """Add the articles of the file or folder ``path`` to ``found``."""
    if path.is_dir():
        folder = SourceFolder(path)
        names = sorted(_files(folder, found))
    else:
        folder = SourceFolder(path.parent)
        names = [path.name]
    parts: set[str] = set()
    expanded = {name: _expanded(folder, name, parts) for name in names}
    for name in names:
        if name in parts:
            continue
        if (export := expanded[name]) is not None:
            found.candidates += candidates_of(export, name)
            found.problems += export.problems
        elif path.is_dir() and not file_names.is_article(PurePosixPath(name).name):
            found.unread += [] if file_names.left_behind(PurePosixPath(name).name) else [name]
        elif not readers.supported(name):
            found.unread.append(name)
        else:
            found.candidates.append(Candidate(name=name, content=folder.read(name), place=Position(file=name)))


def _files(folder: SourceFolder, found: Found) -> Iterator[str]:
    """The files below ``folder``; not those that a browser saved beside a page."""
    waiting = [""]
    while waiting:
        above = waiting.pop()
        try:
            items = folder.items(above)
        except OSError as error:
            message = f"The folder cannot be read: {error.strerror}."
            found.problems.append(problem("unreadable-file", message, "Check its permissions.", Position(file=above)))
            continue
        saved = file_names.folders_of_pages(items)
        for item in items:
            name = posixpath.join(above, item.name)
            if item.is_folder and item.name not in saved:
                waiting.append(name)
            elif not item.is_folder and folder.kind(name) is Kind.FILE and not folder.leads_out(name):
                yield name


def _expanded(folder: SourceFolder, name: str, parts: set[str]) -> Expanded | None:
    """The articles of an export; None if the file is none. Other files that it takes in are added to ``parts``."""
    with folder.open(name) as source:
        start = source.read(_START)
        if not may_be_export(name, start) or source.seek(0, 2) > _LARGEST:
            return None

    def sibling(other: str) -> bytes | None:
        path = resolve_relative(posixpath.dirname(name), other)
        if path is None or folder.kind(path) is not Kind.FILE or folder.leads_out(path):
            return None
        parts.add(path)
        return folder.read(path)

    file = ExportFile(name, folder.read(name), sibling)
    importer = importer_of(file, pages=True)
    return expand(importer, file) if importer else None


def candidates_of(export: Expanded, file: str) -> Iterator[Candidate]:
    """The articles of an export, under the names that they get: day and headline."""
    for (name, content), article in zip(export.files, export.articles, strict=True):
        name = f"{_dated(name.removesuffix('.md'), article.fields.get('date', ''))}.md"
        yield Candidate(name=name, content=content, place=Position(file=file), at=article.place)


def _dated(stem: str, day: str | tuple[str, ...]) -> str:
    """The name ``stem`` behind the article's ``day``."""
    dated = re.match(r"\d{4}(?:-\d\d){0,2}", day if isinstance(day, str) else "")
    if not dated:  # a day in the headline, read from the file's name, would be taken for that of publication
        return re.sub(r"(?<=\d)-(?=\d)", "", stem)
    return stem if stem.startswith(dated[0]) else f"{dated[0]}-{stem}"


def read_pasted(data: bytes, found: Found) -> None:
    """Add the articles of a text that was pasted: an export, or one article."""
    file = ExportFile("pasted text", data)
    importer = importer_of(file, pages=True)
    if importer is not None:
        export = expand(importer, file)
        found.candidates += candidates_of(export, file.name)
        found.problems += export.problems
        return
    markup = find_markup(data)
    suffix = ".txt" if markup is None else ".md" if markup.format is Format.MARKDOWN else ".html"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"---", b"+++")):
        suffix = ".md"
    document = readers.parse(data, f"pasted{suffix}")
    if isinstance(document, Problem):
        found.problems.append(document)
        return
    words = title_of(document) or next((block.text for block in document.blocks), "")
    name = urls.slug(" ".join(words.split()[:12])) if words.strip() else "article"
    name = _dated(name, document.declared["date"].text if "date" in document.declared else "")
    found.candidates.append(Candidate(name=f"{name}{suffix}", content=data, place=Position(file=file.name)))


def read_address(url: str, fetcher: Fetcher, found: Found) -> None:
    """Add the article or the articles of the feed at ``url`` on the web."""
    where = Position(file=url)
    try:
        page = fetcher.fetch(url)
    except NotFetched as error:
        found.problems.append(problem("not-fetched", str(error), _SAVE_IT, where))
        return
    file = ExportFile(page.address, page.data)
    importer = importer_of(file)
    if importer is not None:
        export = expand(importer, file)
    elif page.media_type in HTML_TYPES:
        read = read_page(page.data, "page.html", page.encoding, {"url": page.address})
        export = as_files("web page", url, Import.of([read]))
    else:
        message = f"It is neither a page nor a feed, but “{page.media_type}”."
        found.problems.append(problem("not-fetched", message, "Save it as a file, and add that.", where))
        return
    found.candidates += candidates_of(export, url)
    found.problems += export.problems


def _fetched(reference: bytes, name: str, fetcher: Fetcher) -> bytes | Problem | None:
    """The file of a reference with the text and the missing fields from its address; None if it states no address."""
    document = readers.parse(reference, name)
    if isinstance(document, Problem) or "url" not in document.declared:
        return None
    url = str(document.declared["url"].text)
    where = Position(file=url)
    try:
        page = fetcher.fetch(url)
    except NotFetched as error:
        return problem("not-fetched", str(error), _SAVE_IT, where, severity=Severity.WARNING)
    read = read_page(page.data, "page.html", page.encoding)
    if isinstance(read, Refused) or not read.text.strip():
        return problem("not-fetched", "There is no text on the page.", _SAVE_IT, where, severity=Severity.WARNING)
    return completed(reference, name, read)


def _fingerprint_of_seed(seeds: SourceFolder, file: str) -> Fingerprint:
    data = readers.load(seeds, file)
    return Fingerprint(title="") if isinstance(data, Problem) else fingerprint_of(data, file)


# The run.


def add(
    job: Job,
    found: Found,
    report: Findings,
    progress: Progress,
    *,
    dry_run: bool,
    today: date,
    fetcher: Fetcher | None = None,
) -> Added:
    """Adds the articles that were ``found`` to the seeds; problems go to ``report``. Nothing is written in a dry run.

    With a ``fetcher`` the texts of references are fetched: of those to be added, and of those in ``found.in_seeds``. Raises Fatal
    if the seeds cannot be read or written.
    """
    report.problems += found.problems
    seeds = job.seeds
    with executor_for(job.jobs) as executor, full_reader() as reader:
        work = Work(executor=executor, progress=progress)
        known: dict[str, Fingerprint] = {}
        if seeds.kind("") is Kind.FOLDER and (found.candidates or found.in_seeds is not None):
            seeds = reader.expanded(job.seeds)
            collection = loader.collect(seeds)
            files = [entry.file for entry in (*collection.entries, *collection.unlisted)]
            read = work.iterate(partial(_fingerprint_of_seed, seeds), files, "Comparing")
            known = dict(zip(files, read, strict=True))
        duplicates = _compared(found.candidates, known, work)
        changed: dict[str, bytes] = {}
        if fetcher is not None:
            wanted = {
                number: (found.candidates[number].content, found.candidates[number].name)
                for number, one in enumerate(duplicates.fingerprints)
                if one.is_reference and number not in duplicates.found
            }
            for number, content in _fetched_each(wanted, fetcher, report, progress).items():
                found.candidates[number] = replace(found.candidates[number], content=content)
            if wanted:
                duplicates = _compared(found.candidates, known, work)
            inside = [file for file, one in known.items() if one.is_reference and _is_below(file, found.in_seeds or ())]
            contents = {file: (readers.load(job.seeds, file), file) for file in inside}  # a problem: it is in an export
            changed = _fetched_each(contents, fetcher, report, progress)
    return _written(job, found, duplicates, changed, report, dry_run=dry_run, today=today)


def _compared(candidates: Sequence[Candidate], known: Mapping[str, Fingerprint], work: Work) -> Duplicates:
    """The duplicates among ``candidates``, and of the files ``known`` in the seeds."""
    duplicates = Duplicates(work.each(_fingerprint_of_candidate, candidates, "Reading"))
    for file, one in known.items():
        duplicates.compare_with_seed(one, file)
    duplicates.compare_each([_shown(one) for one in candidates])
    return duplicates


def _fetched_each(
    references: Mapping[K, tuple[bytes | Problem, str]], fetcher: Fetcher, report: Findings, progress: Progress
) -> dict[K, bytes]:
    """The contents of ``references`` (content and name of each) with their texts, of those whose texts could be fetched."""
    progress.stage("Fetching", len(references))
    filled: dict[K, bytes] = {}
    for key, (content, name) in references.items():
        found = content if isinstance(content, Problem) else _fetched(content, name, fetcher)
        if isinstance(found, Problem):
            report.problems.append(found)
        elif found is not None:
            filled[key] = found
        progress.done()
    return filled


def _is_below(file: str, names: Iterable[str]) -> bool:
    """Whether ``file`` is one of ``names``, or in a folder that is; the empty name is the folder of all."""
    return any(not name or file == name or file.startswith(f"{name}/") for name in names)


def _fingerprint_of_candidate(candidate: Candidate) -> Fingerprint:
    return fingerprint_of(candidate.content, candidate.name)


def _shown(candidate: Candidate) -> str:
    return f"{candidate.place}, {candidate.at}" if candidate.at else str(candidate.place)


def _written(
    job: Job,
    found: Found,
    duplicates: Duplicates,
    changed: dict[str, bytes],
    report: Findings,
    *,
    dry_run: bool,
    today: date,
) -> Added:
    """Write the new files, those of references in ``changed`` and of those that a text to be added completes."""
    files: dict[str, str] = {}
    references: list[str] = []
    left_out: dict[str, str] = {}
    taken: set[str] = set()
    for number, (candidate, one) in enumerate(zip(found.candidates, duplicates.fingerprints, strict=True)):
        if one.problem is not None:
            report.problems.append(replace(one.problem, where=candidate.place, article=None))
        elif number in duplicates.found:
            original, why = duplicates.found[number]
            left_out[_shown(candidate)] = original
            message = f"Duplicate of “{original}” ({why}): left out{f' ({candidate.at})' if candidate.at else ''}."
            report.problems.append(problem("duplicate-article", message, "", candidate.place))
        elif content := _completing(job.seeds, duplicates.completing.get(number, ""), candidate):
            changed[duplicates.completing[number]] = content
        else:
            name = _free_name(job.seeds.path, candidate.name, taken)
            files[name] = one.title or PurePosixPath(name).stem
            references += [name] if one.is_reference else []
            if not dry_run:
                _write(job.seeds.path, name, candidate.content)
    if not dry_run:
        changes = [Change(file=file, before=job.seeds.read(file), after=content) for file, content in changed.items()]
        save(job.seeds.path, changes)
    manifests = () if dry_run or not files else _listed(job, files, report, today)
    return Added(
        files=files,
        references=tuple(references),
        completed=tuple(changed),
        duplicates=left_out,
        unread=tuple(found.unread),
        manifests=manifests,
    )


def _completing(seeds: SourceFolder, file: str, candidate: Candidate) -> bytes | None:
    """The reference ``file`` of the seeds with the text of ``candidate``; None if no reference can be completed."""
    article = article_in(candidate.content, candidate.name) if file and seeds.kind(file) is Kind.FILE else None
    return completed(seeds.read(file), file, article) if article else None


def _free_name(seeds: Path, name: str, taken: set[str]) -> str:
    """``name``, or with a number if there is such a file in ``seeds`` or among those ``taken``, in any letter case."""
    path = PurePosixPath(name)
    stem, suffix = path.stem, path.suffix
    if len(stem) > _LONGEST_NAME:
        stem = stem[: _LONGEST_NAME + 1].rpartition("-")[0] or stem[:_LONGEST_NAME]
    count = 1
    while True:
        numbered = stem if count == 1 else f"{stem}-{count}"
        free = posixpath.join(path.parent.as_posix(), f"{numbered}{suffix}").removeprefix("./")
        if free.casefold() not in taken and not (seeds / free).exists():
            taken.add(free.casefold())
            return free
        count += 1


def _write(seeds: Path, name: str, content: bytes) -> None:
    path = seeds / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:  # never overwrites
            target.write(content)
    except OSError as error:
        message = f"The article cannot be written: {error.strerror or error}. Those before it have been added."
        hint = "Correct the cause and run the command again; it adds the rest."
        raise Fatal(problem("add-failed", message, hint, Position(file=name))) from error


def _listed(job: Job, files: Iterable[str], report: Findings, today: date) -> tuple[str, ...]:
    """List the new files in INDEX.md and return the names of the manifests; none if the seeds have no manifest."""
    findings = Findings()
    outcome = index(job, findings, Progress(), write=(), today=today, only=frozenset(files))
    report.problems += [one for one in findings.problems if one.code in ("not-in-bullets", "unlistable-file")]
    changes = [change for change in outcome.changes if change.before is not None]
    save(job.seeds.path, changes)
    return tuple(change.file for change in changes)
