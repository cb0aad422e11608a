"""``digest index``: write INDEX.md for a folder without one, or add new articles to the manifests that are there.

New are the files that could be read and that no manifest lists. Each is added to the INDEX.md of its folder, if that one is
included, else to the root's, with the current date and, if its file name is meaningless, a slug from its headline. On request
inferred values are written too, for the editor to correct. ``index`` decides on the changes; ``save`` writes them.

Each INDEX.md is replaced in one step. The new text is first written into a folder next to it (``.INDEX.md.digest-stage``),
under a lock, so that no second run changes the text between reading and writing. What a killed run left there is removed by
the next one (``remove_leftovers``).

Rejected: removing rows of missing files (they may hold an editor's work, so they are only named); replacing all manifests in
one step (each is complete, and the next run adds what is missing in one); reporting problems inside the articles, which
``digest build`` and ``digest check`` do.
"""

from __future__ import annotations

import datetime
import errno
import os
import posixpath
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from digest import urls
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import FullReader, full_reader, read_article, read_seeds
from digest.errors import Fatal, Position, Problem, Severity, problem
from digest.i18n import fold, interface_language
from digest.manifest import ListedFile, parse
from digest.manifest.add import CannotAdd, NewArticle, add
from digest.manifest.fill import fill
from digest.manifest.format import format_manifest
from digest.model import Article, Entry, Origin
from digest.publish import lock
from digest.publish.refusals import published
from digest.site.arrange import slugs_of
from digest.site.cards import card_of
from digest.sources import file_names, loader
from digest.sources.exports import ExpandedFolder, Store
from digest.sources.loader import Collection
from digest.vocabulary import countries, fields, media_topics

# Fields that can be inferred and written.
WRITABLE = tuple("title topics date language source author summary people places organisations".split())
_INFERRED = (Origin.INFERRED, Origin.RULES)


class Change(Struct, frozen=True, kw_only=True):
    """The new content ``after`` of an INDEX.md (``file`` below seeds); ``before`` is the old one, or None.

    ``added`` are (file, proposed slug or an empty string), ``filled`` the number of values written by field.
    """

    file: str
    before: bytes | None
    after: bytes
    added: tuple[tuple[str, str], ...] = ()
    filled: Mapping[str, int] = field(default_factory=dict)


class Outcome(Struct, frozen=True, kw_only=True):
    """The changes to make, and the files that are listed but missing."""

    changes: tuple[Change, ...]
    missing: tuple[str, ...]


def index(
    job: Job,
    report: Findings,
    progress: Progress,
    *,
    write: Sequence[str],
    today: datetime.date,
    only: frozenset[str] | None = None,
) -> Outcome:
    """The changes to INDEX.md and the manifests that it includes; nothing is written yet.

    ``write`` are the fields of ``WRITABLE`` whose inferred values are wanted. With ``only`` just these files are listed, in
    manifests that are there. Problems are added to ``report``. Fatal if it is
    not known what the manifests list, or if one cannot take another article.
    """
    with full_reader() as reader:
        seeds = _OneReading(job.seeds.path, reader.blobs)
        collection = seeds.collect()
        if only is not None and not collection.root_manifest:
            return Outcome(changes=(), missing=())
        new = _new_entries(collection, report, only)
        missing = tuple(found.article or "" for found in collection.problems if found.code == "missing-file")
        if not new and not write:
            return Outcome(changes=(), missing=missing)
        run = _Indexing(replace(job, seeds=seeds), report, progress, collection, reader, new, write, today)
        return Outcome(changes=tuple(run.changes()), missing=missing)


def _new_entries(collection: Collection, report: Findings, only: frozenset[str] | None) -> list[Entry]:
    """The articles that no manifest lists, of ``only`` these files if it is given. Fatal if that is not known."""
    implicit = [entry for entry in collection.entries if entry.file in collection.implicit]
    unlisted = [*implicit, *collection.unlisted]
    holders = list(loader.with_exports((entry.file for entry in unlisted), collection.exports))
    wanted = [file for file in dict.fromkeys(holders) if only is None or file in only]
    listable = {file for file in wanted if _is_listable(file, report)}
    new = [entry for entry, holder in zip(unlisted, holders, strict=True) if holder in listable]
    report.problems += [_suggest_renamed(found, new) for found in collection.problems]
    if new and collection.unclear:
        message = "The list here cannot be read, so it is not known which files are new."
        hint = "Correct this place first; “digest check” reports the problem."
        raise Fatal(*(problem("index-unclear", message, hint, where) for where in collection.unclear))
    if not collection.entries and not report.problems and not new:
        message, hint = "There are no articles in the seeds folder.", "Put text or Markdown files into it."
        report.problems.append(problem("no-articles", message, hint))
    return new


class _OneReading(ExpandedFolder):
    """The seeds, each manifest of which is read once: what a change is computed from is also what it is compared with."""

    def __init__(self, path: Path, store: Store) -> None:
        super().__init__(path, store)
        self._manifests: dict[str, bytes] = {}
        self._collected = False

    def collect(self) -> Collection:
        """What the seeds list. Only manifests are read for it."""
        found = loader.collect(self)
        self._collected = True
        return found

    def read(self, file: str) -> bytes:
        """The content of a file; of a manifest what it was when it was collected."""
        if file in self._manifests:
            return self._manifests[file]
        content = super().read(file)
        if not self._collected:
            self._manifests[file] = content
        return content


class _Indexing:
    """One run: the articles, old and new, and the changes to the manifests."""

    def __init__(
        self,
        job: Job,
        report: Findings,
        progress: Progress,
        collection: Collection,
        reader: FullReader,
        new: Sequence[Entry],
        write: Sequence[str],
        today: datetime.date,
    ) -> None:
        self.job, self.report, self.collection, self.write, self.today = job, report, collection, write, today
        files = {entry.file for entry in new}
        self.exports = {export.file for export in collection.exports}
        with executor_for(job.jobs) as executor:
            work = Work(executor=executor, progress=progress)
            self.seeds = read_seeds(job, work, reader)  # ``build`` reports the problems
            known = {entry.file: read for entry, read in zip(self.seeds.entries, reader.articles, strict=True)}
            unread = [entry for entry in new if entry.file not in known]
            read = partial(read_article, job.seeds, rules=self.seeds.settings.rules)
            reads = work.each(read, unread, "Reading")
        known |= {entry.file: read for entry, read in zip(unread, reads, strict=True)}
        self.new = [article for entry in new if (article := known[entry.file].article)]
        unreadable = (known[entry.file] for entry in new if not known[entry.file].article)
        for found in (
            found for read in unreadable for found in read.problems
        ):  # no errors, since nothing lists the files
            message = f"Not added: {found.message}"
            report.problems.append(replace(found, severity=Severity.WARNING, message=message, article=None))
        self.old = [read.article for read in reader.articles if read.article and read.article.file not in files]
        self.language = self.seeds.settings.language
        cards = [card_of(article) for article in (*self.old, *self.new)]
        slugs, _ = slugs_of(cards, published(job.output).owners, self.seeds.settings.base_url)
        self.taken = {*slugs.values(), *(PurePosixPath(alias).stem for a in self.old for alias in a.aliases)}

    def changes(self) -> Iterable[Change]:
        """The change to each manifest that needs one, the root's first."""
        by_manifest: dict[str, dict[str, Article | None]] = defaultdict(dict)
        for article in self.new:
            export = self.export_of(article)
            by_manifest[self.manifest_for(article.file)][export or article.file] = None if export else article
        if not self.collection.root_manifest and file_names.INDEX in by_manifest:
            yield self.new_manifest(by_manifest.pop(file_names.INDEX))
        values = self.values()
        for name in sorted({*by_manifest, *values}, key=lambda name: (name.count("/"), name)):
            change = self.change(name, by_manifest.get(name, {}), values.get(name, {}))
            if change.after != change.before:
                yield change

    def export_of(self, article: Article) -> str:
        """The export file that ``article`` is in; empty if it has a file of its own."""
        folder = posixpath.dirname(article.file)
        return folder if folder in self.exports else ""

    def manifest_for(self, file: str) -> str:
        """The manifest in which to list ``file``: that of the nearest folder above with one, else the root's."""
        manifests = (name for name in self.collection.manifests if file_names.is_index(posixpath.basename(name)))
        by_folder = {posixpath.dirname(name): name for name in manifests}
        folder = posixpath.dirname(file)
        while folder and folder not in by_folder:
            folder = posixpath.dirname(folder)
        return by_folder.get(folder) or self.collection.root_manifest or file_names.INDEX

    def new_manifest(self, articles: Mapping[str, Article | None]) -> Change:
        """An INDEX.md for a root without one."""
        rows = [self.row(file, article, "") for file, article in articles.items()]
        listed = [(new.target, new.fields) for new in rows] + [(f"{folder}/", {}) for folder in self.collection.nested]
        text = format_manifest(self.seeds.settings.title, listed, self.language)
        return Change(file=file_names.INDEX, before=None, after=text.encode("utf-8"), added=_added(articles, rows))

    def change(
        self, name: str, articles: Mapping[str, Article | None], values: Mapping[Position, Mapping[str, str]]
    ) -> Change:
        """An existing INDEX.md with empty cells filled and new articles listed."""
        before = self.job.seeds.read(name)
        text, done = fill(before.decode("utf-8"), name, values, self.language)
        left = Counter(name for where, wanted in values.items() for name in wanted if (where, name) not in done)
        if left:
            self.report.problems.append(_not_written(name, left))
        rows = [self.row(file, article, posixpath.dirname(name)) for file, article in articles.items()]
        if rows:
            try:
                text, omitted = add(text, name, rows, self.language)
            except CannotAdd:
                message = "An added line would not be parsed: the file ends in unclosed code, comment or front matter."
                raise Fatal(
                    problem("index-full", message, "Close it with ```, --> or ---.", Position(file=name))
                ) from None
            if omitted:
                self.report.problems.append(_omitted(name, omitted))
                rows = [replace(new, fields={}) for new in rows] if "slug" in omitted else rows
        filled = Counter(name for _, name in sorted(done, key=lambda pair: WRITABLE.index(pair[1])))
        return Change(file=name, before=before, after=text.encode("utf-8"), added=_added(articles, rows), filled=filled)

    def row(self, file: str, article: Article | None, folder: str) -> NewArticle:
        """A new article with the fields to declare; fields that its file declares are left out. None: an export of several."""
        declared = self.inferred(article) if article else {}
        slug = self.slug(article) if article else ""
        declared |= {"slug": slug} if slug else {}
        declared |= {} if article and article.added else {"added": self.today.isoformat()}
        return NewArticle(target=posixpath.relpath(file, folder or "."), fields=declared)

    def slug(self, article: Article) -> str:
        """An unused slug from the headline; empty if the file name is good enough, or the headline is no better."""
        plain = urls.slug(article.title or "")
        if article.slug or not is_meaningless_name(article.file) or is_meaningless_name(plain):
            return ""
        slug, count = plain, 1
        while slug in self.taken:
            count += 1
            slug = f"{plain[: urls.MOST - 1 - len(str(count))].rstrip('-')}-{count}"
        self.taken.add(slug)
        return slug

    def values(self) -> dict[str, dict[Position, Mapping[str, str]]]:
        """The inferred values of listed articles, by manifest and position in it. Articles in an export share its row: none."""
        found: dict[str, dict[Position, Mapping[str, str]]] = defaultdict(dict)
        listed = {entry.file: entry.where for entry in self.seeds.entries}
        for article in self.old:
            where = listed[article.file]
            if where and where.line and not self.export_of(article) and (inferred := self.inferred(article)):
                found[where.file][where] = inferred
        return found

    def inferred(self, article: Article) -> dict[str, str]:
        """The inferred values of the wanted fields, as an editor would write them."""
        found = {}
        for name in self.write:
            origin = article.provenance[name].origin if name in article.provenance else None
            if origin in _INFERRED:
                value = getattr(article, name)
                text = _list_text(name, value, self.language) if name in fields.LISTS else str(value)
                found[name] = " ".join(text.split())
        return found


def _list_text(name: str, values: Sequence[str], language: str) -> str:
    """A list in one line that ``fields.read`` reads as these ``values``; identifiers are replaced by their labels."""
    label = {"topics": media_topics.label, "places": countries.label}.get(name, lambda value, _language: value)
    labels = tuple(label(value, interface_language(language)) for value in values)
    line = "; ".join(labels)
    return line if fields.read(name, line) in (labels, tuple(values)) else f"{line};"


def _added(files: Iterable[str], rows: Sequence[NewArticle]) -> tuple[tuple[str, str], ...]:
    return tuple((file, new.fields.get("slug", "")) for file, new in zip(files, rows, strict=True))


# File names.

# Words of file names that do not describe an article.
_GENERIC_WORDS = frozenset(
    "img image dsc dscn scan untitled unnamed document documents doc docs file files article articles text texts txt new copy "
    "page pages item items download downloads export clipping clip news press note notes draft final version part output "
    "sample samples temp tmp test out the "
    "sans titre nouveau nouvelle fichier fichiers texte textes copie brouillon coupure "
    "ohne titel unbenannt dokument datei neu kopie "
    "sin titulo documento archivo nuevo copia".split()
)
_HEXADECIMAL = re.compile(r"(?=.*\d)[0-9a-f]{8,}")


def is_meaningless_name(file: str) -> bool:
    """Whether the name of ``file`` does not describe its article: digits, hexadecimal, ``IMG_1234``, ``untitled``.

    So is an export from Notion, ``Ferries 1f2e3d…``, as several may have one title. Words are not distinguished from random
    letters: ``kjhsdf`` counts as a word.
    """
    stem = fold(PurePosixPath(file).stem)
    if urls.NOTION_ID.search(stem):
        return True
    words = re.findall(r"[^\W_]+", stem)
    if _HEXADECIMAL.fullmatch("".join(words)) and not any(len(word) > 4 and word.isalpha() for word in words):
        return True
    return not any(map(_is_word, words))


def _is_word(word: str) -> bool:
    if any(map(str.isdigit, word)):  # “covid19” is one, “7d6d22a4” is not
        return any(_is_word(run) and not re.fullmatch("[0-9a-f]*", run) for run in re.split(r"\d+", word) if run)
    return word not in _GENERIC_WORDS and (len(word) > 2 or not word.isascii())


# Problems.


def _is_listable(file: str, report: Findings) -> bool:
    """Whether a manifest can list a file of this name; a warning if it cannot."""
    printable = file.encode("utf-8", "backslashreplace").decode("utf-8")
    if printable == file:
        items = parse(format_manifest("", [(file, {})], "en"), file_names.INDEX).items
        if len(items) == 1 and isinstance(items[0], ListedFile) and items[0].target == file:
            return True
    message = f"“{printable}” is not added: in INDEX.md its name would be read as a list, a folder or a link."
    hint = "Rename it; if it is not an article, to a name that begins with “_”."
    report.problems.append(problem("unlistable-file", message, hint))
    return False


def _suggest_renamed(found: Problem, new: Sequence[Entry]) -> Problem:
    """The problem of a missing file, with a new file of a similar name in the hint."""
    names = {PurePosixPath(entry.file).name: entry.file for entry in reversed(new)}
    if found.code != "missing-file" or not names:
        return found
    near = fields.nearest(PurePosixPath(found.article or "").name, tuple(names))
    if near is None:
        return found
    file = names[near]
    hint = f"If it was renamed to “{file}”, update the path here and remove the new line for “{file}”."
    return replace(found, hint=hint)


def _omitted(file: str, names: Iterable[str]) -> Problem:
    """Fields of new articles that a list of bullets cannot hold."""
    wanted = ", ".join(fields.display_name(name) for name in fields.FIELDS if name in names)
    message = f"New articles are listed without {wanted}: bullets have no place for these fields."
    return problem("not-in-bullets", message, "Use a table with columns of these names.", Position(file=file))


def _not_written(file: str, left: Mapping[str, int]) -> Problem:
    """Inferred values without an empty place, counted by field."""
    counted = ", ".join(f"{fields.display_name(name)} ({left[name]})" for name in WRITABLE if name in left)
    message = f"There is no empty place for inferred values: {counted}."
    hint = "A table has one if each row lists one file; a bullet takes only a headline and a date."
    return problem("not-written", message, hint, Position(file=file))


# Writing.

_NEW = "new"
_STAGE = lock.stage_of(Path(file_names.INDEX)).name.casefold()


def save(seeds: Path, changes: Iterable[Change]) -> None:
    """Write the changes, each file in one step, if all files are as they were when read.

    Fatal, and nothing written, if one has changed, is being written by another run, or cannot be written.
    """
    staged: list[tuple[Change, Path, lock.Lock]] = []
    writing = Position(file=file_names.INDEX)
    try:
        for change in changes:
            writing = Position(file=change.file)
            path = (seeds / change.file).resolve()  # a link remains a link
            staged.append((change, path, _acquire(change, path)))
            if (path.read_bytes() if path.exists() else None) != change.before:
                message = "The file was changed while new lines for it were computed."
                raise Fatal(problem("index-changed", message, "Run the command again.", writing))
            _stage(change, path)
        for change, path, acquired in staged:
            writing = Position(file=change.file)
            (acquired.folder / _NEW).replace(path)
    except OSError as error:
        message = f"The file cannot be written: {error.strerror or 'I/O error'}."
        hint = "Check that the disk has room and that you may write there."
        raise Fatal(problem("index-failed", message, hint, writing)) from error
    finally:
        for _, _, acquired in staged:
            _release(acquired)


def remove_leftovers(seeds: Path) -> None:
    """Remove what a killed run has left next to manifests."""
    for folder, folders, files in os.walk(seeds):
        stages = [Path(folder, name) for name in folders if name.casefold() == _STAGE]
        stages += [lock.stage_of(Path(folder, name).resolve()) for name in files if file_names.is_index(name)]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for stage in stages:
            with suppress(OSError):  # it does no harm if it cannot be removed
                if stage.is_dir() and not stage.is_symlink() and (acquired := lock.acquire(stage)):
                    _release(acquired)


def _acquire(change: Change, path: Path) -> lock.Lock:
    if not path.parent.is_dir():  # ``lock.acquire`` would create it
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    acquired = lock.acquire(lock.stage_of(path))
    if acquired is None:
        message = "Another “digest index” is writing this file."
        raise Fatal(problem("index-busy", message, "Wait until it has finished.", Position(file=change.file)))
    return acquired


def _stage(change: Change, path: Path) -> None:
    stage = lock.stage_of(path) / _NEW
    with stage.open("wb") as target:
        target.write(change.after)
        target.flush()
        os.fsync(target.fileno())
    if change.before is not None:
        shutil.copymode(path, stage)


def _release(acquired: lock.Lock) -> None:
    with suppress(OSError):  # the next run tries again
        (acquired.folder / _NEW).unlink(missing_ok=True)
    acquired.release()
