"""From a seeds folder to the list of its articles: manifests are followed, files found, what is wrong collected.

If the folder has an INDEX.md, that is the editor's selection: it and what it includes list the articles, anything else is
*unlisted*. Without one the folder itself is the manifest, files by name. File names may date an article or tell its language
(``2025-02-13-summit.fr.txt``, ``summit 13 February 2025.txt``); nothing else is read out of a name.

Nothing leaves the seeds (``inside.py``): a path or a link of the file system that leads out is an error.

Rejected: years alone in file names, since ``1984-review.txt`` is more often about a year than of one; months in words (``May
2025 elections``), and days in words in the middle of a name, for the same reason.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from digest import dates, manifest, readers
from digest.errors import Position, Problem, SeedsError, Severity
from digest.i18n import fold, language_tag
from digest.manifest import Include, Listing
from digest.model import Declared, Entry, Fields
from digest.readers.merge_conflicts import conflict_line
from digest.sources.folder import Kind, SourceFolder
from digest.sources.kinds_of_files import by_convention, left_behind
from digest.sources.paths import Names, folder_of, follow, join, nearest, there, within
from digest.vocabulary import fields
from digest.yaml import Node

INDEX = "INDEX.md"
_TIME_IN_NAME = (
    r"T(?:[01]\d|2[0-3])(?:[-:._h]?[0-5]\d(?:[-:._m]?[0-5]\d)?)?Z?|(?<=\d{8})(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
)
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>[12]\d{3})"
    r"(?:(?P<mark>[-_.])(?P<month>\d\d)(?:(?P=mark)(?P<day>\d\d))?|(?P<month2>\d\d)(?P<day2>\d\d))"
    rf"(?=(?:{_TIME_IN_NAME})?(?![0-9A-Za-z]))",
    re.ASCII,
)
_WORDS_IN_NAME = 5  # of a date in words, Thursday 13 February 2025 at most
# In front of these a day in words is what the text is about: “Le 14 juillet 1789”, “since 24 February 2022”.
_IN_A_SENTENCE = frozenset(
    "le du des au de d the of on in from to since until am vom bis seit zum der den del el al dal di il do da dos op van".split()
)
_NOT_IN_WORDS = re.compile(r"[\W_]+")
_SPACES = " A name with spaces is written as a link: [text](<name with spaces.txt>)."
_MOST_INCLUDES = 10_000
_MOST_GUESSES = 200  # what missing files were perhaps meant to be: each is compared with all that there are

Step: TypeAlias = "Iterator[Step]"  # what is walked before a walk goes on (``follow``)


class Collection(Struct, frozen=True, kw_only=True):
    """What the seeds folder lists.

    ``entries`` in the order of the manifest, ``unlisted`` the files beside it that could be read, by path. ``title`` is the
    manifest's first level-1 heading and ``settings`` its front matter, both of the root's INDEX.md alone. ``manifests`` are the
    files that all this was read from; what else it depends on is which files there are. ``bare`` are the folders without a
    manifest, all of whose files are articles; ``listed`` counts the files that are listed, missing ones and drafts too.
    ``unread`` are the files of kinds that no reader takes, by path, without those that nobody would miss.
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


def collect(seeds: SourceFolder) -> Collection:
    """The articles that the folder ``seeds`` lists. SeedsError where there is no such folder."""
    if seeds.kind("") is not Kind.FOLDER:
        hint = "Make it and put articles into it, or name another with --seeds."
        raise SeedsError(
            Problem(code="no-seeds", severity=Severity.FATAL, message=f"There is no folder {seeds}.", hint=hint)
        )
    walk = _Walk(seeds=seeds, names=Names(seeds))
    follow(walk.folder("", {}, None))
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
    )


def _no_folder(seeds: SourceFolder, reason: str) -> SeedsError:
    message, hint = f"The folder {seeds} cannot be read: {reason}.", "Check its permissions."
    return SeedsError(Problem(code="no-seeds", severity=Severity.FATAL, message=message, hint=hint))


def unlisted_warning(files: list[str]) -> Problem:
    """The one warning about files that no manifest lists."""
    shown = ", ".join(files[:5]) + (f" and {len(files) - 5} more" if len(files) > 5 else "")
    what = "A file is" if len(files) == 1 else f"{len(files)} files are"
    return Problem(
        code="unlisted",
        severity=Severity.WARNING,
        message=f"{what} not listed and so not published: {shown}.",
        hint=f"“digest index” adds them to {INDEX}; or set “unlisted: include”.",
        where=Position(file=INDEX),
    )


def unread_notice(files: Iterable[str]) -> Problem | None:
    """The one notice about ``files`` that no reader takes, counted by kind; None where there are none."""
    kinds: dict[str, list[str]] = {}
    for file in files:
        kinds.setdefault(PurePosixPath(file).suffix.lower(), []).append(file)
    if not kinds:
        return None
    count = sum(map(len, kinds.values()))
    named = ", ".join(
        f"{len(found)} {kind}" + (f" ({found[0]})" if len(found) == 1 else "") for kind, found in sorted(kinds.items())
    )
    return Problem(
        code="unread-files",
        severity=Severity.NOTICE,
        message=f"{'1 file is' if count == 1 else f'{count} files are'} not read: {named}.",
        hint=f"Save as one of {', '.join(suffix for suffix in readers.READERS if suffix)} what shall be an article.",
    )


class _Walk(Struct):
    """One walk through the manifests; holds what it has met."""

    seeds: SourceFolder
    names: Names
    missing: int = 0
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    listed: dict[str, Position | None] = field(default_factory=dict)
    manifests: set[str] = field(default_factory=set)
    bare: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)  # items of manifests that cannot be read
    seen: set[str] = field(default_factory=set)  # the manifests, links followed
    root_manifest: str = ""
    title: str | None = None
    settings: tuple[tuple[str, Node], ...] = ()
    inherited: Fields = field(default_factory=dict)  # what the root's manifest holds back of all, unlisted ones too

    # What is inside something is handed to ``follow``, so that it may be as deep as it likes.

    def folder(self, name: str, inherited: Fields, where: Position | None) -> Iterator[Step]:
        """A folder by its INDEX.md, or else by its files and folders in the order of their names."""
        try:
            found = self.seeds.items(name)
        except OSError as error:
            if not name:
                raise _no_folder(self.seeds, error.strerror or str(error)) from error
            self.unreadable_folder(name, where or Position(file=name), error)
            return
        index = _index_among(entry.name for entry in found)
        if index is not None and not name:
            self.root_manifest = index
        if index is not None:
            yield self.manifest(join(name, index), inherited, where)
            return
        self.bare.append(name)
        for entry in found:
            inner = join(name, entry.name)
            if entry.is_folder:
                yield self.folder(inner, inherited, where)
            elif _is_article(entry.name):
                self.article(inner, Listing(target=inner, where=Position(file=inner), fields={}, inherited=inherited))
            elif _is_missed(entry.name) and self.seeds.kind(inner) is Kind.FILE:
                self.unread.add(inner)

    def manifest(self, name: str, inherited: Fields, where: Position | None) -> Iterator[Step]:
        """The articles of one INDEX.md, and of those that it includes."""
        real = self.seeds.real(name)  # one that links lead back to has ever new names
        if real in self.seen or len(self.manifests) >= _MOST_INCLUDES:
            self.broken_include(where, f"“{name}” is included a second time, here or in a circle")
            return
        self.seen.add(real)
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
        if fatal := [problem for problem in parsed.problems if problem.severity is Severity.FATAL]:
            raise SeedsError(*fatal)
        self.problems += parsed.problems
        self.refused += parsed.refused
        if is_root:  # nobody else's sets anything of the site
            self.title = parsed.title[0] if parsed.title else None
            self.settings = parsed.settings
            self.inherited = {name: parsed.inherited[name] for name in fields.STRICTEST if name in parsed.inherited}
        waiting = deque(parsed.items)
        del parsed
        while waiting:  # a million rows are as many records: each goes as soon as it has been followed
            yield from self.item(waiting.popleft(), folder_of(name))

    def item(self, item: Listing | Include, base: str) -> Iterator[Step]:
        target = within(base, item.target)
        if isinstance(item, Include) or (target is not None and self.is_folder(target)):
            yield from self.include(item, target)
        elif target is None:
            self.article_error("outside-seeds", item.where, f"“{item.target}” is outside the seeds folder", item.target,
                               "Only files below it are published: move the file into it.")  # fmt: skip
        else:
            self.article(target, item)

    def is_folder(self, target: str) -> bool:
        return not _is_article(PurePosixPath(target).name) and self.seeds.kind(target) is Kind.FOLDER

    def include(self, item: Listing | Include, target: str | None) -> Iterator[Step]:
        if target is None or self.seeds.leads_out(target):
            self.broken_include(item.where, f"“{item.target}” is outside the seeds folder")
            return
        kind = self.seeds.kind(target)
        if kind is Kind.FOLDER:
            yield self.folder(target, item.inherited, item.where)
        elif kind is Kind.NOTHING:
            self.broken_include(item.where, f"There is no “{item.target}”")
        else:
            yield self.manifest(target, item.inherited, item.where)

    def article(self, file: str, item: Listing) -> None:
        file = there(self.names, file, may_end=readers.supported)
        where = item.where
        if file in self.listed:
            first = self.listed[file]
            self.article_error("listed-twice", where, f"“{file}” is listed a second time", None,
                               f"The first row counts{f' ({first})' if first else ''}: take one of the two away.")  # fmt: skip
            return
        self.listed[file] = where
        if PurePosixPath(file).name.startswith("_") or self.is_refused(PurePosixPath(file).name):
            return  # a draft by its name, or perhaps by an item that cannot be read, which is an error already
        if self.seeds.kind(file) is Kind.NOTHING:
            self.missing += 1
            if (target := self.seeds.link_target(file)) is not None:
                self.article_error("missing-file", where, f"“{file}” is a link to “{target}”, which is not there", file,
                                   "Put that file there, or remove the link.")  # fmt: skip
                return
            near = nearest(self.seeds, file) if self.missing <= _MOST_GUESSES else None
            hint = f"Did you mean “{near}”?" if near else "Put it there, or take the line away."
            hint += _SPACES if near and " " in near else ""
            self.article_error("missing-file", where, f"There is no file “{file}”", file, hint)
        elif self.seeds.leads_out(file):
            self.article_error("outside-seeds", where, f"“{file}” is a link that leads out of the seeds folder", file,
                               "Copy the file itself into it.")  # fmt: skip
        else:
            self.entries.append(_entry(file, len(self.entries), item))

    def unlisted(self) -> Iterator[Entry]:
        """Files that could be read and that no manifest lists, by path."""
        position = len(self.entries)
        for file in sorted(self.files()):
            name = PurePosixPath(file).name
            if file not in self.listed and _is_missed(name):
                self.unread.add(file)
            if file not in self.listed and file not in self.manifests and _is_article(name) \
                    and not self.seeds.leads_out(file) \
                    and not self.is_refused(name):  # fmt: skip
                yield replace(_entry(file, position, None), inherited=self.inherited)
                position += 1

    def is_refused(self, name: str) -> bool:
        """Whether an item that cannot be read speaks of a file called ``name``."""
        stem = PurePosixPath(name).stem
        named = (token for text in self.refused for token in re.split(r"[\s\"'\[\]{}(),<>:]+", text))
        return any(token in (name, stem) or token.endswith(f"/{name}") for token in named)

    def files(self) -> Iterator[str]:
        """All files of the seeds; folders that cannot be read are told."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                found = self.seeds.items(folder)
            except OSError as error:
                self.unreadable_folder(folder, Position(file=folder), error)
                continue
            waiting += [join(folder, entry.name) for entry in found if entry.is_folder]
            inner = (join(folder, entry.name) for entry in found if not entry.is_folder)
            yield from (file for file in inner if self.seeds.kind(file) is Kind.FILE)  # it may be a link in a circle

    def unreadable_folder(self, name: str, where: Position, error: OSError) -> None:
        message = f"The folder “{name}” cannot be read: {error.strerror}"
        self.article_error("unreadable-file", where, message, None, "Check its name and permissions.")

    def article_error(self, code: str, where: Position | None, message: str, article: str | None, hint: str) -> None:
        self.problems.append(
            Problem(code=code, severity=Severity.ERROR, message=f"{message}.", hint=hint, where=where, article=article)
        )

    def broken_include(self, where: Position | None, message: str) -> None:
        self.article_error("broken-include", where, message, None, "What it would list is left out: correct the link.")

    def unreadable_manifest(self, name: str, reason: str, where: Position | None) -> None:
        if name != self.root_manifest:
            self.broken_include(where or Position(file=name), f"“{name}” cannot be read: {reason}")
            return
        message = f"The manifest cannot be read: {reason}."
        where = Position(file=name)
        raise SeedsError(
            Problem(
                code="bad-manifest",
                severity=Severity.FATAL,
                message=message,
                hint="Save it as a plain file in UTF-8.",
                where=where,
            )
        )


def _refuse_nul(data: bytes, name: str) -> None:
    """SeedsError where a manifest holds NUL bytes: what a power cut or a full disk leaves. What it said is not known."""
    at = data.find(b"\0")
    if at >= 0:
        where = Position(file=name, line=data.count(b"\n", 0, at) + 1)
        message = "The manifest holds NUL bytes, so it is damaged, or is not UTF-8."
        raise _damaged(message, "Restore it from a copy, or save it as UTF-8.", where)


def _refuse_conflict(text: str, name: str) -> None:
    """SeedsError where a manifest holds a merge conflict: both sides of it would be published."""
    line = conflict_line(text, in_manifest=True)
    if line is not None:
        message = "A merge conflict begins here that nobody has resolved, so which articles are meant is not known."
        hint = "Keep one side, and delete the lines “<<<<<<<”, “=======” and “>>>>>>>”."
        raise _damaged(message, hint, Position(file=name, line=line))


def _damaged(message: str, hint: str, where: Position) -> SeedsError:
    return SeedsError(
        Problem(code="damaged-manifest", severity=Severity.FATAL, message=message, hint=hint, where=where)
    )


def _entry(file: str, position: int, item: Listing | None) -> Entry:
    plain = Entry(file=file, position=position, named=named(file))
    if item is None:
        return plain
    return replace(plain, where=item.where, fields=item.fields, inherited=item.inherited)


def named(file: str) -> Fields:
    """Returns what the name of ``file`` declares: a date (``2025-02-13``, ``2025_02``, ``20250213``), a language (``.fr.txt``).

    A time may follow the day (``2025-02-13T10-02-05``, ``20250213T100205``). A day may be written in words, or in figures of
    which only one can be the month, at the name's beginning or end: ``bac 13 février 2025``, ``13-02-2025 bac``.
    """
    path = PurePosixPath(file)
    where = Position(file=file)
    declared: dict[str, Declared] = {}
    if date := _date_in_figures(path.stem) or _date_at_an_end(path.stem):
        declared["date"] = Declared(text=str(date), where=where)
    inner = PurePosixPath(path.stem).suffix.removeprefix(".")
    if 2 <= len(inner.split("-")[0]) <= 3 and inner.islower() and language_tag(inner):
        declared["language"] = Declared(text=inner, where=where)
    return declared


def _date_in_figures(stem: str) -> dates.Date | None:
    """The first date in ``stem`` whose year stands first; other figures are a number of some kind."""
    for found in _IN_NAME.finditer(stem):
        month, day = found["month"] or found["month2"], found["day"] or found["day2"]
        if found["mark"] == "." and not day:
            continue  # a version, 2025.02
        if date := dates.possible(found["year"], month, day):
            return date
    return None


def _date_at_an_end(stem: str) -> dates.Date | None:
    """The day that the first or the last words of ``stem`` write."""
    for found in dates.EAST_ASIAN_DAY.finditer(stem):
        if (date := dates.parse_written(found[0])) and date.day:
            return date
    words = [word for word in _NOT_IN_WORDS.split(stem) if word]
    if not any(len(word) == 4 and word.isdecimal() for word in words):
        return None
    for many in range(min(_WORDS_IN_NAME, len(words)), 2, -1):
        for start in dict.fromkeys((0, len(words) - many)):
            some = words[start : start + many]
            date = dates.parse_written(("-" if all(map(str.isdecimal, some)) else " ").join(some))
            if (
                date
                and date.day
                and _IN_A_SENTENCE.isdisjoint(fold(word) for word in words[max(start - 1, 0) : start + 1])
            ):
                return date
    return None


def _index_among(names: Iterable[str]) -> str | None:
    found = {name for name in names if name.casefold() == INDEX.casefold()}
    return INDEX if INDEX in found else min(found, default=None)


def _is_article(name: str) -> bool:
    plain = name.casefold()
    return (
        readers.supported(name) and not name.startswith((".", "_")) and plain != INDEX.casefold()
        and not by_convention(name) and not left_behind(name)
    )  # fmt: skip


def _is_missed(name: str) -> bool:
    """Whether somebody may wonder why a file of this name is not published."""
    return not (readers.supported(name) or name.startswith("_") or by_convention(name) or left_behind(name))
