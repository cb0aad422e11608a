"""INDEX.md for a folder: written where there is none, added to where there is one.

What is new are the files that could be read and that no manifest lists. Each goes into the INDEX.md of its own folder, if
that one is included, else into the root's, with the day it came in and, where its name says nothing, a slug from its
headline. On demand inferred values are written down too, for the editor to correct. How a text is changed without losing
anything of it is the affair of ``manifest.editing`` and ``manifest.filling``; here it is decided what.

Rejected: taking away rows of files that are gone. They may hold an editor's work, so they are only named.
"""

from __future__ import annotations

import datetime
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from digest import publish, urls
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import FullReader, read_article, read_seeds
from digest.errors import Fatal, Position
from digest.i18n import interface_language
from digest.index import problems
from digest.index.manifests import Manifests
from digest.index.names import says_nothing
from digest.index.problems import WRITABLE
from digest.index.saving import Change, put_away, save
from digest.manifest import Include, Listing, Manifest
from digest.manifest.editing import New, Unwritable, add
from digest.manifest.filling import fill
from digest.manifest.writing import format as written
from digest.model import Article, Declared, Entry, Origin
from digest.site.arrange import slugs_of
from digest.site.cards import card_of
from digest.sources import loader
from digest.vocabulary import countries, fields, media_topics

__all__ = ["WRITABLE", "Change", "Outcome", "index", "put_away", "save"]

_COLUMNS = ("date", "slug", "added")  # of a new table, whether or not anything stands in them
_INFERRED = (Origin.INFERRED, Origin.RULES)


class Outcome(Struct, frozen=True, kw_only=True):
    """What is to change, and which files are listed but missing."""

    changes: tuple[Change, ...]
    missing: tuple[str, ...]


def index(job: Job, report: Findings, progress: Progress, *, write: Sequence[str], today: datetime.date) -> Outcome:
    """What INDEX.md and those that it includes should say; nothing is written yet.

    ``write`` names fields of ``WRITABLE`` whose inferred values are wanted. What is wrong goes to ``report``. Fatal where it
    is not known what the manifests list, or where they take no further article.
    """
    manifests = Manifests(job.seeds_path)
    collection = loader.collect(job.seeds)
    loose = [entry for entry in collection.entries if entry.file in manifests.loose]
    new = [entry for entry in (*loose, *collection.unlisted) if problems.listable(entry.file, report)]
    report.problems += [problems.renamed(problem, new) for problem in collection.problems]
    missing = tuple(problem.article or "" for problem in collection.problems if problem.code == "missing-file")
    if new and manifests.unclear:
        raise Fatal(*map(problems.unclear, manifests.unclear))
    if not collection.entries and not report.problems and not new:
        report.problems.append(problems.no_articles())
    if not new and not write:
        return Outcome(changes=(), missing=missing)
    work = _Work(job, report, progress, manifests, write, today, new)
    return Outcome(changes=tuple(work.changes()), missing=missing)


class _Work:
    """One run: what is known of the articles, and the changes that follow from it."""

    def __init__(
        self, job: Job, report: Findings, progress: Progress, manifests: Manifests, write: Sequence[str], today: datetime.date,
        new: Sequence[Entry],
    ) -> None:  # fmt: skip
        self.report, self.manifests, self.write, self.today = report, manifests, write, today
        files = {entry.file for entry in new}
        with executor_for(job.jobs) as executor:
            work = Work(executor=executor, progress=progress)
            reader = FullReader()
            self.seeds = read_seeds(job, work, reader)  # ``build`` reports its problems
            known = {entry.file: read for entry, read in zip(self.seeds.entries, reader.articles, strict=True)}
            unread = [entry for entry in new if entry.file not in known]
            read = partial(read_article, job.seeds, rules=self.seeds.settings.rules)
            reads = work.each(read, unread, "Reading")
        known |= {entry.file: read for entry, read in zip(unread, reads, strict=True)}
        self.new = [article for entry in new if (article := known[entry.file].article)]
        unreadable = [
            problem for entry in new if not known[entry.file].article for problem in known[entry.file].problems
        ]
        report.problems += map(problems.not_added, unreadable)
        self.old = [read.article for read in reader.articles if read.article and read.article.file not in files]
        self.language = self.seeds.settings.language
        cards = [card_of(article) for article in (*self.old, *self.new)]
        slugs, _ = slugs_of(cards, publish.published(job.output).owners, self.seeds.settings.base_url)
        self.taken = {*slugs.values(), *(PurePosixPath(alias).stem for a in self.old for alias in a.aliases)}

    def changes(self) -> Iterable[Change]:
        """The change of each manifest that changes, the root's first."""
        by_home: dict[str, list[Article]] = defaultdict(list)
        for article in self.new:
            by_home[self.manifests.home(article.file)].append(article)
        if self.manifests.root is None and loader.INDEX in by_home:
            yield self.first(by_home.pop(loader.INDEX))
        values = self.values()
        for name in sorted({*by_home, *values}, key=lambda name: (name.count("/"), name)):
            change = self.change(name, by_home.get(name, []), values.get(name, {}))
            if change.after != change.before:
                yield change

    def first(self, articles: Sequence[Article]) -> Change:
        """An INDEX.md where there was none."""
        nowhere = Position(file=loader.INDEX)
        rows = [self.row(article, "") for article in articles]
        items: list[Listing | Include] = [
            Listing(
                target=new.target, where=nowhere, inherited={},
                fields={name: Declared(text=text, where=nowhere) for name, text in new.fields.items()},
            )
            for new in rows
        ]  # fmt: skip
        items += [Include(target=f"{folder}/", where=nowhere, inherited={}) for folder in self.manifests.folders]
        manifest = Manifest(title=(self.seeds.settings.title, nowhere), settings=(), items=tuple(items), problems=())
        text = written(manifest, columns=_COLUMNS, language=self.language)
        return Change(file=loader.INDEX, before=None, after=text.encode("utf-8"), added=_added(articles, rows))

    def change(self, name: str, articles: Sequence[Article], values: Mapping[Position, Mapping[str, str]]) -> Change:
        """An INDEX.md with empty cells filled and new articles listed."""
        before = self.manifests.found[name]
        text, done = fill(self.manifests.text(name), name, values, self.language)
        left = Counter(field for where, said in values.items() for field in said if (where, field) not in done)
        if left:
            self.report.problems.append(problems.not_written(name, left))
        rows = [self.row(article, posixpath.dirname(name)) for article in articles]
        if rows:
            try:
                added = add(text, name, rows, self.language)
            except Unwritable:
                raise Fatal(problems.full(name)) from None
            text = added.text
            if added.unsaid:
                self.report.problems.append(problems.unsaid(name, added.unsaid))
                rows = [replace(new, fields={}) for new in rows] if "slug" in added.unsaid else rows
        return Change(
            file=name, before=before, after=text.encode("utf-8"), added=_added(articles, rows),
            filled=Counter(field for _, field in sorted(done, key=lambda pair: WRITABLE.index(pair[1]))),
        )  # fmt: skip

    def row(self, article: Article, folder: str) -> New:
        """What is to be said of a new article: no more than its file does not say itself."""
        said = self.inferred(article)
        slug = self.slug(article)
        said |= {"slug": slug} if slug else {}
        said |= {} if article.added else {"added": self.today.isoformat()}
        return New(target=posixpath.relpath(article.file, folder or "."), fields=said)

    def slug(self, article: Article) -> str:
        """A slug from the headline, free to take; empty where the file's name will do, or the headline says no more."""
        plain = urls.slug(article.title)
        if article.slug or not says_nothing(article.file) or says_nothing(plain):
            return ""
        slug, count = plain, 1
        while slug in self.taken:
            count += 1
            slug = f"{plain[: urls.MOST - 1 - len(str(count))].rstrip('-')}-{count}"
        self.taken.add(slug)
        return slug

    def values(self) -> dict[str, dict[Position, Mapping[str, str]]]:
        """By manifest and place in it what is inferred of the articles that are listed there."""
        found: dict[str, dict[Position, Mapping[str, str]]] = defaultdict(dict)
        listed = {entry.file: entry.where for entry in self.seeds.entries}
        for article in self.old:
            where = listed[article.file]
            if where and where.line and (said := self.inferred(article)):
                found[where.file][where] = said
        return found

    def inferred(self, article: Article) -> dict[str, str]:
        """The values that are wanted and that nobody declared, as an editor would write them."""
        said = {}
        for name in self.write:
            origin = article.provenance[name].origin if name in article.provenance else None
            if origin in _INFERRED:
                value = getattr(article, name)
                said[name] = _listed(name, value, self.language) if name in fields.LISTS else str(value)
        return said


def _listed(name: str, values: Sequence[str], language: str) -> str:
    """The values of a list in one line that is read as these; identifiers as their names."""
    shown = {"topics": media_topics.label, "places": countries.label}.get(name, _as_it_is)
    labels = tuple(shown(value, interface_language(language)) for value in values)
    line = "; ".join(labels)
    return line if fields.read(name, line) in (labels, tuple(values)) else f"{line};"


def _as_it_is(value: str, _language: str) -> str:
    return value


def _added(articles: Sequence[Article], rows: Sequence[New]) -> tuple[tuple[str, str], ...]:
    return tuple((article.file, new.fields.get("slug", "")) for article, new in zip(articles, rows, strict=True))
