"""The articles of a seeds folder: follow its manifests, find the files, collect problems.

If the folder has an INDEX.md, it and the manifests that it includes list the articles; all other files are *unlisted*.
Without one every article file below the folder is listed, in order of names (``file_names.py`` says which these are).
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from digest import manifest, readers
from digest.errors import Position, Problem, SeedsError, Severity, and_more, problem
from digest.manifest import Include, ListedFile
from digest.manifest.targets import passed_on
from digest.model import Entry, Fields
from digest.readers.formats import conflict_line
from digest.sources.file_names import (
    INDEX,
    folders_of_pages,
    index_among,
    is_article,
    is_index,
    is_missed,
    may_be_export,
    named,
)
from digest.sources.folder import (
    Export,
    Kind,
    NameIndex,
    SourceFolder,
    find_name,
    resolve_relative,
)
from digest.vocabulary import fields
from digest.yaml import Node

_SPACES = " A name with spaces is written as a link: [text](<name with spaces.txt>)."
_MOST_INCLUDES = 10_000
_MOST_GUESSES = 200  # missing files for which a similar name is searched: each is compared with all names in its folder
_UNCLEAR = ("bad-front-matter", "bad-item")  # problems of a manifest after which it is not known what it lists

_NestedWalk: TypeAlias = "Iterator[_NestedWalk]"  # see ``_run_nested``


class Collection(Struct, frozen=True, kw_only=True):
    """What a seeds folder lists.

    ``entries`` are in the order of the manifest; ``unlisted``, in order of paths, the articles that no manifest lists.
    ``title`` (the first level-1 heading) and ``settings`` (the front matter) are those of the root's INDEX.md.
    ``manifests`` are the files that were followed; ``root_manifest`` is the name of the root's, empty if it has none.
    ``bare`` are the folders without a manifest, all of whose articles are listed. ``listed`` is the number of listed
    files, missing ones and drafts included. ``unread`` are the files of unsupported formats, in order of paths; ``exports`` the
    files that hold several articles, each of which is an entry.

    For ``digest index``: ``implicit`` are the files listed only because no INDEX.md is above them, ``nested`` the
    folders among them that have one, ``unclear`` the positions of manifests and folders that could not be read.
    """

    entries: Sequence[Entry]
    unlisted: Sequence[Entry]
    manifests: tuple[str, ...]
    bare: tuple[str, ...]
    listed: int
    unread: tuple[str, ...]
    title: str | None
    settings: tuple[tuple[str, Node], ...]
    problems: tuple[Problem, ...]
    root_manifest: str = ""
    implicit: frozenset[str] = frozenset()
    nested: tuple[str, ...] = ()
    unclear: tuple[Position, ...] = ()
    exports: tuple[Export, ...] = ()


def collect(seeds: SourceFolder) -> Collection:
    """The articles that the folder ``seeds`` lists. SeedsError if it is missing or its manifests cannot be relied on."""
    if seeds.kind("") is not Kind.FOLDER:
        hint = "Create it and put articles into it, or name another with --seeds."
        raise SeedsError(problem("no-seeds", f"There is no folder {seeds}.", hint))
    walk = _ManifestWalk(seeds=seeds, names=NameIndex(seeds))
    _run_nested(walk.folder("", {}, None))
    unlisted = tuple(walk.unlisted()) if walk.manifests else ()
    return Collection(
        entries=tuple(walk.entries),
        unlisted=unlisted,
        unread=tuple(sorted(walk.unread)),
        manifests=tuple(sorted(walk.manifests)),
        bare=tuple(walk.bare),
        listed=len(walk.listed),
        title=walk.title,
        settings=walk.settings,
        problems=tuple(walk.problems),
        root_manifest=walk.root_manifest,
        implicit=frozenset(walk.implicit),
        nested=tuple(walk.nested),
        unclear=tuple(walk.unclear),
        exports=tuple(walk.exports.values()),
    )


def _run_nested(walk: _NestedWalk) -> None:
    """Run a generator to its end. What it yields are generators, each of which is run before the one that yielded it goes on.

    So a recursive walk can be deeper than Python's stack.
    """
    running = [walk]
    while running:
        inner = next(running[-1], None)
        if inner is None:
            running.pop()
        else:
            running.append(inner)


def unlisted_warning(articles: Sequence[str], exports: Iterable[Export] = ()) -> Problem:
    """One warning about all ``articles`` that no manifest lists; those of one export are named together."""
    counts = Counter(with_exports(articles, exports))
    files = [f"{file} ({count} articles)" if count > 1 else file for file, count in counts.items()]
    one = len(files) == 1
    message = (
        f"{'1 file is' if one else f'{len(files)} files are'} not listed in {INDEX} and will not be published: "
        f"{and_more(files, 5)}."
    )
    hint = f"Run “digest index” to add {'it' if one else 'them'}, or set “unlisted: include”."
    return problem("unlisted", message, hint, Position(file=INDEX))


def with_exports(articles: Iterable[str], exports: Iterable[Export]) -> Iterator[str]:
    """Each of ``articles``, or the export that it is in."""
    holders = {export.file for export in exports}
    return (holder if (holder := posixpath.dirname(file)) in holders else file for file in articles)


def unread_notice(files: Iterable[str]) -> Problem | None:
    """One notice about all ``files`` of unsupported formats, counted by suffix; None if there are no files."""
    suffixes: dict[str, list[str]] = {}
    for file in files:
        suffixes.setdefault(PurePosixPath(file).suffix.lower(), []).append(file)
    if not suffixes:
        return None
    count = sum(map(len, suffixes.values()))
    counted = ", ".join(
        f"{len(found)} {suffix}" + (f" ({found[0]})" if len(found) == 1 else "")
        for suffix, found in sorted(suffixes.items())
    )
    message = f"{'1 file is' if count == 1 else f'{count} files are'} not read: {counted}."
    hint = f"Save articles in one of the formats {', '.join(suffix for suffix in readers.READERS if suffix)}."
    return problem("unread-files", message, hint)


class _ManifestWalk(Struct):
    """One walk through the manifests, and all that it has found.

    Methods that return a ``_NestedWalk`` yield the walks inside theirs, for ``_run_nested``.
    """

    seeds: SourceFolder
    names: NameIndex
    missing: int = 0
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    listed: dict[str, Position | None] = field(default_factory=dict)
    manifests: set[str] = field(default_factory=set)
    bare: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)  # texts of manifest items that cannot be read
    visited: set[str] = field(default_factory=set)  # the manifests by their canonical paths
    implicit: set[str] = field(default_factory=set)
    nested: list[str] = field(default_factory=list)
    unclear: list[Position] = field(default_factory=list)
    root_manifest: str = ""
    title: str | None = None
    settings: tuple[tuple[str, Node], ...] = ()
    inherited: Fields = field(default_factory=dict)  # restrictions in the root's manifest, for unlisted articles too
    exports: dict[str, Export] = field(default_factory=dict)
    no_exports: set[str] = field(default_factory=set)  # files that were looked at, and hold one article
    parts: set[str] = field(default_factory=set)  # files whose content an export takes in
    exported: dict[str, int] = field(default_factory=dict)  # the indices of entries in exports, by their files

    def folder(self, name: str, inherited: Fields, where: Position | None) -> _NestedWalk:
        """A folder: its INDEX.md, or else its files and folders in order of names.

        ``where`` is the row that includes it; None if no manifest is above it.
        """
        try:
            found = self.names.items(name)
        except OSError as error:
            if not name:
                message = f"The folder {self.seeds} cannot be read: {error.strerror or error}."
                raise SeedsError(problem("no-seeds", message, "Check its permissions.")) from error
            self.unclear.append(where or Position(file=name))
            self.unreadable_folder(name, self.unclear[-1], error)
            return
        index = index_among(entry.name for entry in found)
        if index is not None and not (name and self.export(posixpath.join(name, index))):
            if not name:
                self.root_manifest = index
            elif where is None:
                self.nested.append(name)
            yield self.manifest(posixpath.join(name, index), inherited, where)
            return
        self.bare.append(name)
        saved = folders_of_pages(found)
        exports = {one.name: self.export(posixpath.join(name, one.name)) for one in found if not one.is_folder}
        for entry in found:
            inner = posixpath.join(name, entry.name)
            if inner in self.parts:
                continue
            if entry.is_folder and entry.name in saved:
                continue
            if entry.is_folder:
                yield self.folder(inner, inherited, where)
            elif (export := exports[entry.name]) or is_article(entry.name):
                if where is None:
                    self.implicit.update(export.articles if export else [inner])
                self.article(
                    inner, ListedFile(target=inner, where=Position(file=inner), fields={}, inherited=inherited)
                )
            elif is_missed(entry.name) and self.seeds.kind(inner) is Kind.FILE:
                self.unread.add(inner)

    def manifest(self, name: str, inherited: Fields, where: Position | None) -> _NestedWalk:
        """The articles of one INDEX.md and of the manifests that it includes. ``where`` is the row that includes it."""
        canonical = self.seeds.real(name)  # a circle of links gives one file ever new names
        if canonical in self.visited or len(self.manifests) >= _MOST_INCLUDES:
            self.broken_include(where, f"“{name}” is included twice, here or in a circle")
            return
        self.visited.add(canonical)
        self.manifests.add(name)
        if self.seeds.leads_out(name):
            self.unreadable_manifest(name, "it is a link that leads out of its folder", where)
            return
        try:
            data = self.seeds.read(name)
            _refuse_nul(data, name)
            text = data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = (error.strerror or "") if isinstance(error, OSError) else "it is not UTF-8"
            self.unreadable_manifest(name, reason, where)
            return
        _refuse_conflict(text, name)
        is_root = name == self.root_manifest
        parsed = manifest.parse(text, name, inherited, is_root=is_root)
        if fatal := [found for found in parsed.problems if found.severity is Severity.FATAL]:
            raise SeedsError(*fatal)
        self.problems += parsed.problems
        self.unclear += [found.where for found in parsed.problems if found.code in _UNCLEAR and found.where]
        self.refused += parsed.refused
        if is_root:  # the only manifest that may change settings of the site
            self.title = parsed.title[0] if parsed.title else None
            self.settings = parsed.settings
            self.inherited = {name: parsed.inherited[name] for name in fields.STRICTEST if name in parsed.inherited}
        waiting = deque(parsed.items)
        del parsed
        while waiting:  # frees each record once it has been followed, as there may be a million rows
            yield from self.item(waiting.popleft(), posixpath.dirname(name))

    def item(self, item: ListedFile | Include, base: str) -> _NestedWalk:
        """A row of a manifest in the folder ``base``."""
        target = resolve_relative(base, item.target)
        if isinstance(item, Include) or (target is not None and self.is_folder(target)):
            yield from self.include(item, target)
        elif target is None:
            message = f"“{item.target}” is outside the seeds folder"
            hint = "Only files below it are published: move the file into it."
            self.report("outside-seeds", item.where, message, hint, article=item.target)
        else:
            self.article(target, item)

    def is_folder(self, target: str) -> bool:
        if self.names.is_plain(target) or is_article(posixpath.basename(target)):
            return False
        return self.seeds.kind(target) is Kind.FOLDER

    def include(self, item: ListedFile | Include, target: str | None) -> _NestedWalk:
        if target is None or self.seeds.leads_out(target):
            self.broken_include(item.where, f"“{item.target}” is outside the seeds folder")
            return
        kind = self.seeds.kind(target)
        if kind is Kind.FOLDER:
            yield self.folder(target, item.inherited, item.where)
        elif kind is Kind.NOTHING:
            self.unclear.append(item.where)
            self.broken_include(item.where, f"There is no “{item.target}”")
        else:
            yield self.manifest(target, item.inherited, item.where)

    def article(self, file: str, item: ListedFile) -> None:
        """A row's file: an article, or an export with all its articles."""
        file = find_name(self.names, file, accepts=readers.supported)
        where = item.where
        if file in self.exported and not self.listed[file]:  # its export is listed too, and this row is about it alone
            at = self.exported[file]
            inherited = {**self.entries[at].inherited, **item.inherited}
            self.entries[at] = replace(self.entries[at], where=where, fields=item.fields, inherited=inherited)
            self.listed[file] = where
            return
        if file in self.listed:
            first = f" ({self.listed[file]})" if self.listed[file] else ""
            hint = f"The first row counts{first}: remove one of the two."
            self.report("listed-twice", where, f"“{file}” is listed twice", hint)
            return
        self.listed[file] = where
        name = posixpath.basename(file)
        if name.startswith("_") or self.is_refused(name):
            return  # a draft by its name, or perhaps named in an unreadable item, which is an error already
        is_plain = self.names.is_plain(file)
        if not is_plain and self.seeds.kind(file) is Kind.NOTHING:
            self.missing_file(file, where)
        elif not is_plain and self.seeds.leads_out(file):
            message = f"“{file}” is a link that leads out of the seeds folder"
            self.report("outside-seeds", where, message, "Copy the file itself into it.", article=file)
        elif export := self.export(file):
            self.articles_of(export, item)
        else:
            if posixpath.dirname(file) in self.exports:
                self.exported[file] = len(self.entries)
            self.entries.append(_entry(file, len(self.entries), item))

    def export(self, file: str) -> Export | None:
        """The export in ``file``, whose problems are reported once; None if it is none."""
        if file in self.no_exports:
            return None
        export = export_in(self.seeds, file)
        if export is None:
            self.no_exports.add(file)
            return None
        if file not in self.exports:
            self.exports[file] = export
            self.problems += export.problems
            self.parts.update(export.parts)
        return export

    def articles_of(self, export: Export, item: ListedFile) -> None:
        """The articles of an export that ``item`` lists; they inherit its fields, as those of a folder do."""
        inherited = passed_on(item.fields, item.inherited)
        for file in export.articles:
            if file in self.exported:
                at = self.exported[file]
                self.entries[at] = replace(self.entries[at], inherited={**inherited, **self.entries[at].inherited})
            else:
                self.listed[file] = None
                self.exported[file] = len(self.entries)
                entry = Entry(file=file, position=len(self.entries), where=item.where, inherited=inherited)
                self.entries.append(entry)

    def missing_file(self, file: str, where: Position) -> None:
        self.missing += 1
        if (target := self.seeds.link_target(file)) is not None:
            message = f"“{file}” is a link to “{target}”, which does not exist"
            self.report("missing-file", where, message, "Add that file, or remove the link.", article=file)
            return
        near = nearest_file(self.seeds, file) if self.missing <= _MOST_GUESSES else None
        hint = f"Did you mean “{near}”?" if near else "Add the file, or remove this line."
        hint += _SPACES if near and " " in near else ""
        self.report("missing-file", where, f"There is no file “{file}”", hint, article=file)

    def unlisted(self) -> Iterator[Entry]:
        """The articles that no manifest lists, in order of paths."""
        position = len(self.entries)
        files = sorted(self.files())
        exports = {file: self.export(file) for file in files if file not in self.manifests}
        for file in files:
            if file in self.listed or file in self.manifests or file in self.parts:
                continue
            name = posixpath.basename(file)
            if export := exports[file]:
                for article in export.articles:
                    if article not in self.listed:
                        yield Entry(file=article, position=position, inherited=self.inherited)
                        position += 1
                continue
            if is_missed(name):
                self.unread.add(file)
            if is_article(name) and not self.seeds.leads_out(file) and not self.is_refused(name):
                yield replace(_entry(file, position, None), inherited=self.inherited)
                position += 1

    def is_refused(self, name: str) -> bool:
        """Whether a manifest item that cannot be read may name the file ``name``."""
        if not self.refused:
            return False
        stem = PurePosixPath(name).stem
        words = (word for text in self.refused for word in re.split(r"[\s\"'\[\]{}(),<>:]+", text))
        return any(word in (name, stem) or word.endswith(f"/{name}") for word in words)

    def files(self) -> Iterator[str]:
        """All files of the seeds, but not those that a browser saved beside a page. A folder that cannot be read is a problem."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                found = self.names.items(folder)
            except OSError as error:
                self.unreadable_folder(folder, Position(file=folder), error)
                continue
            saved = folders_of_pages(found)
            waiting += [
                posixpath.join(folder, entry.name) for entry in found if entry.is_folder and entry.name not in saved
            ]
            for entry in found:
                file = posixpath.join(folder, entry.name)
                # not a circle of links, a pipe
                if entry.is_plain or (not entry.is_folder and self.seeds.kind(file) is Kind.FILE):
                    yield file

    def report(self, code: str, where: Position | None, message: str, hint: str, article: str | None = None) -> None:
        self.problems.append(problem(code, f"{message}.", hint, where, article))

    def unreadable_folder(self, name: str, where: Position, error: OSError) -> None:
        message = f"The folder “{name}” cannot be read: {error.strerror}"
        self.report("unreadable-file", where, message, "Check its name and permissions.")

    def broken_include(self, where: Position | None, message: str) -> None:
        self.report("broken-include", where, message, "Its articles are left out: correct the link.")

    def unreadable_manifest(self, name: str, reason: str, where: Position | None) -> None:
        if name == self.root_manifest:
            message, hint = f"The manifest cannot be read: {reason}.", "Save it as a plain file in UTF-8."
            raise SeedsError(problem("bad-manifest", message, hint, Position(file=name)))
        self.unclear.append(where or Position(file=name))
        self.broken_include(self.unclear[-1], f"“{name}” cannot be read: {reason}")


def nearest_file(seeds: SourceFolder, file: str) -> str | None:
    """The file in the same folder whose name is most like that of ``file``; None if no name is similar."""
    folder, _, wanted = file.rpartition("/")
    names = tuple(one.name for one in seeds.items(folder)) if seeds.kind(folder) is Kind.FOLDER else ()
    near = next((name for name in names if name.endswith(f" {wanted}")), None)  # “my file.txt”, taken for “file.txt”
    near = near or (fields.nearest(wanted, names) if names else None)
    return posixpath.join(folder, near) if near else None


def _refuse_nul(data: bytes, name: str) -> None:
    """SeedsError if a manifest contains NUL bytes, as after a power cut or on a full disk: what it listed is not known."""
    at = data.find(b"\0")
    if at >= 0:
        message = "The manifest contains NUL bytes, so it is damaged or not UTF-8."
        where = Position(file=name, line=data.count(b"\n", 0, at) + 1)
        raise SeedsError(problem("damaged-manifest", message, "Restore it from a copy, or save it as UTF-8.", where))


def _refuse_conflict(text: str, name: str) -> None:
    """SeedsError if a manifest contains a merge conflict: both sides of it would be published."""
    line = conflict_line(text, in_manifest=True)
    if line is not None:
        message = "An unresolved merge conflict begins here, so it is not known which articles are meant."
        hint = "Keep one side, and delete the lines “<<<<<<<”, “=======” and “>>>>>>>”."
        raise SeedsError(problem("damaged-manifest", message, hint, Position(file=name, line=line)))


def export_in(seeds: SourceFolder, file: str) -> Export | None:
    """The export in ``file``; None if missing, or the name says that the file is no article."""
    name = posixpath.basename(file)
    if not may_be_export(name) or (export := seeds.export(file)) is None:
        return None
    return None if is_index(name) and _lists_files(seeds, file) else export


def _lists_files(seeds: SourceFolder, file: str) -> bool:
    """Whether ``file`` is a manifest, not a post of Hugo, whose file has the same name: it lists a file that is there."""
    items = manifest.parse(seeds.read(file).decode("utf-8-sig", "replace"), file).items
    targets = (resolve_relative(posixpath.dirname(file), item.target) for item in items)
    return any(target and seeds.kind(target) is not Kind.NOTHING for target in targets)


def _entry(file: str, position: int, item: ListedFile | None) -> Entry:
    if item is None:
        return Entry(file=file, position=position, named=named(file))
    return Entry(file, position, item.where, item.fields, item.inherited, named(file))
