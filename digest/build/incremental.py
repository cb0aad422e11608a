"""What a build can take over from the previous one, and what it leaves for the next.

An article is read again if its file, its declaration, the editor's rules or the images around it have changed; a page is rendered
again if its key has. A new line in a manifest moves all lines below it: an article is read again for that only where its problems
or its record mention the line.

Rejected: keeping what a failed build has found out. It would be about a site that nobody has seen.
"""

from __future__ import annotations

import logging
import posixpath
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec.structs import replace

from digest import readers
from digest.build.article_tasks import ReadArticle, ReadTask, RenewCard
from digest.build.emptied import Former
from digest.build.executors import SMALL, collection_paused
from digest.build.fingerprints import job_fingerprint, output_fingerprints
from digest.build.job import BuildResult, Work
from digest.build.memory import release_tables
from digest.build.previous import BuildRecord, PreviousBuild
from digest.build.reading import ReadCard, Seeds
from digest.build.state import BuildState, CachedArticle, Changes, LazyEntries, PageRecord
from digest.codec import Damaged, content_hash, decode, encode, hash_of
from digest.errors import Problem
from digest.model import ArticleCard, Entry, Fields, File, Published, Rules, Settings
from digest.pages import PageSpec, first_difference
from digest.publish.listing import LISTING
from digest.site.arrange import TERM_KINDS, Arrangement
from digest.sources import loader
from digest.sources.exports import ExpandedFolder
from digest.sources.folder import TICK, Export, Original, Signatures, SourceFolder, is_odd, signature
from digest.sources.loader import Collection as ListedSeeds
from digest.sources.notes import with_notes

_SHOWN = (
    "text",
    "title",
    "first_words",
    "minutes",
    "summary",
    "excerpt",
    "author",
    "topics",
    "places",
    "places_declared",
    "people",
    "organisations",
    "quotations",
    "title_inferred",
    "title_certainty",
    "summary_declared",
)
"""The fields of a card that decide neither on the order of articles nor on addresses and rights."""
_OF_ARTICLES = frozenset({"seeds", "notes", "output"})  # compared article by article; and the output
_BUCKETS = 64  # of articles in the cache
_log = logging.getLogger(__name__)


class IncrementalBuild:
    """Lists and reads articles (a ``reading.Reader``), and knows which pages are up to date."""

    def __init__(self, previous: PreviousBuild) -> None:
        self._previous = previous
        self.blobs = previous.cache()
        with collection_paused():
            self._state, self._articles = self._loaded()
        self._next = BuildState()
        self._kept: dict[str, CachedArticle] = {}
        self._changed: dict[str, CachedArticle] = {}
        self._owners: set[bytes] = set()
        self._exports: dict[str, Export] = {}  # of the previous build
        self._written: set[str] = set()
        self.articles_read = 0

    def _loaded(self) -> tuple[BuildState, dict[str, CachedArticle]]:
        """The state of the previous build, if it was made by this very program and is complete; else an empty one."""
        record = self._previous.record
        if record is not None and record.fingerprints["program"] == self._previous.now["program"]:
            try:
                data = self.blobs.state()
                if data is not None and content_hash(bytes(data)) == record.state:
                    state = decode(data, BuildState)
                    articles: dict[str, CachedArticle] = {}
                    for key in state.buckets.values():
                        articles |= decode(self.blobs.get(key) or b"", dict[str, CachedArticle])
                    return state, articles
            except Damaged:
                pass  # as if there were none: all of it can be made again
        self.blobs.clear()
        return BuildState(), {}

    # Articles.

    def expanded(self, seeds: SourceFolder) -> SourceFolder:
        """``seeds`` with the articles of export files as files, kept in ``blobs``."""
        self._exports = {export.file: export for export in self._state.listed.exports} if self._state.listed else {}
        return ExpandedFolder(seeds.path, self.blobs, self._is_export)

    def _is_export(self, file: str) -> bool | None:
        """Whether the previous build found an export in ``file``; None if it has changed since."""
        unchanged = self._state.listed is not None and file in self._previous.same["seeds"]
        return file in self._exports if unchanged else None

    def _is_same(self, file: str) -> bool:
        """Whether an article's file, or the export that it is in, is unchanged."""
        export = self._exports.get(posixpath.dirname(file))
        if export is None:
            return file in self._previous.same["seeds"]
        return export.file in self._previous.same["seeds"] and not export.siblings

    def collect(self, seeds: SourceFolder, notes: Path) -> ListedSeeds:
        """What the seeds list, with the editor's ``notes``: as the previous build found it, if the same files are there, and the
        manifests and notes are unchanged.
        """
        state = self._state
        if state.listed is not None and self._lists_same(seeds, state.listed):
            self._next = BuildState(files=state.files, listed=state.listed)
            found = replace(state.listed, entries=LazyEntries(state.files, self._articles))
        else:
            found = with_notes(loader.collect(seeds), notes)
            files = tuple(entry.file for entry in found.entries)
            self._next = BuildState(files=files, listed=replace(found, entries=(), implicit=frozenset()))
        self._owners.update(export.key for export in found.exports)
        return found

    def _lists_same(self, seeds: SourceFolder, listed: ListedSeeds) -> bool:
        """Whether the seeds list what they did: the same files are there, and of these neither a manifest, nor a link, nor one
        that is or was an export, or a part of one, has changed; and no note has.
        """
        before, now, same = self._previous.before("seeds"), self._previous.now["seeds"], self._previous.same["seeds"]
        if before.keys() != now.keys() or not same.issuperset(listed.manifests):
            return False
        if self._previous.before("notes") != self._previous.now["notes"]:
            return False
        parts = {file for export in listed.exports for file in (export.file, *export.parts)}
        return not any(
            name in parts or is_odd(before[name]) or is_odd(now[name]) or loader.export_in(seeds, name)
            for name in now.keys() - same
        )

    def read(self, seeds: SourceFolder, entries: Sequence[Entry], rules: Rules, work: Work) -> Sequence[ReadCard]:
        """The card of each of ``entries``; whole articles are in ``blobs``."""
        of_texts = replace(rules, watch=(), duplicates=True, stories=True)  # the rest concerns cards only
        self._next.rules, self._next.watch = hash_of(of_texts), hash_of(rules.watch)
        self._next.compared = (rules.duplicates, rules.stories)
        known = self._articles if self._state.rules == self._next.rules else {}
        files = entries.files if isinstance(entries, LazyEntries) else [entry.file for entry in entries]
        tasks: list[ReadTask] = []
        for number, file in enumerate(files):
            tasks += self._take_over(file, entries, number, known.get(file))
        self.articles_read = len(tasks)
        found = work.iterate(ReadArticle(seeds, rules), tasks, "Reading")
        renewed: set[str] = set()
        for task, result in zip(tasks, found, strict=True):
            if result is None:
                continue
            article, text = result
            renewed.add(task.entry.file)
            article = replace(article, images=self._images) if article.images else article
            self._kept[task.entry.file] = self._changed[task.entry.file] = article
            if article.card:
                self.blobs.put(article.card.text, text)
        self.blobs.commit()
        self._renew_cards(rules, renewed, work)
        if len(tasks) >= SMALL:  # most articles: what follows needs the memory
            release_tables()
        self._owners.update(article.card.text for article in self._kept.values() if article.card)
        return [
            ReadCard(_at(self._kept[file].card, number), self._kept[file].problems) for number, file in enumerate(files)
        ]

    def without_entries(self, seeds: Seeds) -> Seeds:
        """``seeds`` with each entry decoded when it is asked for, which planning a site does not do."""

        def lazy(entries: Sequence[Entry]) -> Sequence[Entry]:
            is_lazy = isinstance(entries, LazyEntries)
            return entries if is_lazy else LazyEntries([entry.file for entry in entries], self._kept)

        collection = replace(seeds.collection, entries=lazy(seeds.collection.entries))
        return replace(seeds, collection=collection, entries=lazy(seeds.entries))

    def _renew_cards(self, rules: Rules, renewed: Set[str], work: Work) -> None:
        """Make the cards again of the articles that are taken over, which are all but those ``renewed``, as far as they depend on
        rules that have changed since.
        """
        watch, compared = self._state.watch != self._next.watch, self._state.compared != self._next.compared
        if not (watch or compared):
            return
        cards = {file: one.card for file, one in self._kept.items() if one.card and file not in renewed}
        renew = RenewCard(self.blobs, rules, watch, compared)
        for (file, card), found in zip(cards.items(), work.iterate(renew, [*cards.values()], "Updating"), strict=True):
            if card != found:
                self._kept[file] = self._changed[file] = replace(self._kept[file], card=found)

    def _take_over(
        self, file: str, entries: Sequence[Entry], number: int, known: CachedArticle | None
    ) -> Iterator[ReadTask]:
        """Takes over the article that is ``known``, as far as it is up to date; else yields the task of reading it."""
        listed = self._articles[file] if isinstance(entries, LazyEntries) else None
        entry = None if listed else entries[number]
        if entry is not None and known is not None and known.entry == encode(entry):
            listed = known  # with all that is declared, and where
        declaration, lines = (listed.declaration, listed.lines) if listed else _declaration_keys(entries[number])
        valid = (
            known is not None
            and known.declaration == declaration
            and (known.lines == lines or not known.depends_on_lines)
            and (not known.images or known.images == self._images)
        )
        if known is not None and valid:
            if entry is not None and known.lines != lines:
                known = replace(known, entry=encode(entry), lines=lines)
                self._changed[file] = known
            self._kept[file] = known
            if self._is_same(file):
                return
        content = known.content if known is not None and valid else b""
        yield ReadTask(entry or entries[number], declaration, lines, content)

    @cached_property
    def _images(self) -> bytes:
        """The fingerprint of all among which an article finds its image: the names of all files, and what is no text."""
        seeds = self._previous.now["seeds"]
        return hash_of(sorted(seeds), sorted(found for name, found in seeds.items() if not readers.supported(name)))

    @property
    def former(self) -> Former:
        """What the previous build published."""
        record = self._previous.record
        articles = len(record.result.addresses) if record else 0
        listed = self._state.listed
        manifests = frozenset(listed.manifests) if listed else frozenset[str]()
        return Former(articles=articles, manifests=manifests, listed=listed.listed if listed else 0)

    def keep(self, keys: Iterable[bytes]) -> None:
        """Keep the derived values with these ``keys`` for the next build."""
        self._owners.update(keys)

    # Pages.

    @cached_property
    def _theme(self) -> bytes:
        return hash_of(sorted(self._previous.now["theme"].items()))

    def page_file(self, spec: PageSpec[Any], context: bytes) -> File | None:
        """The published file of ``spec``, if it is up to date. ``context`` is the key of the site's context."""
        key = spec.key(context + self._theme)
        found = self._known(spec.url, key)
        if found is None and self._state.pages and _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s: rendered, %s", spec.url, self._reason(spec))
        return found

    def _reason(self, spec: PageSpec[Any]) -> str:
        before = self._state.pages.get(spec.url)
        if before is None:
            return "new page"
        changed = first_difference(spec, before.inputs)
        return f"“{changed}” changed" if changed else "settings, navigation or theme changed"

    def changes(self, cards: Sequence[ArticleCard], site: bytes) -> Changes | None:
        """What has changed since the last build, if that is only texts and cards: no other article, nor the settings, the theme,
        the output or ``site`` (``site_key``). Else None. The caller has to compare the order and the connections.
        """
        record, state, now = self._previous.record, self._state, self._previous.now
        if (
            record is None
            or not state.steady
            or state.site != site
            or record.job != job_fingerprint(self._previous.job)
        ):
            return None
        if any(record.fingerprints[kind] != found for kind, found in now.items() if kind not in _OF_ARTICLES):
            return None
        intact = state.steady.keys() <= self._previous.same["output"]
        if not intact or self._kept.keys() != self._articles.keys():
            return None
        headlines: dict[str, str] = {}
        kinds: frozenset[str] | None = frozenset()
        for file, article in self._changed.items():
            before, after = self._articles[file].card, article.card
            if (
                before is None or after is None or before.added != after.added
            ):  # which decides on whether there are feeds
                return None
            before = replace(before, features=after.features)  # what they change is in the connections
            if replace(before, text=after.text) != after:
                headlines[file] = before.label
                found = _kinds_arranged_otherwise(before, after)
                kinds = None if kinds is None or found is None else kinds | found
        arrangement = decode(state.arrangement, Arrangement)
        if len(arrangement.order) < 2 or arrangement.files != tuple(card.file for card in cards):
            return None
        return Changes(
            texts=frozenset(self._changed),
            headlines=headlines,
            kinds=kinds,
            arrangement=arrangement,
            context=state.context,
            connections=state.connections,
            steady=state.steady,
            remarks=state.remarks,
        )

    def keep_plan(self) -> None:
        """Note that the arrangement and the pages that depend on no text are those of the last build."""
        last, note = self._state, self._next
        note.site, note.arrangement, note.context = last.site, last.arrangement, last.context
        note.connections, note.steady, note.remarks = last.connections, last.steady, last.remarks

    def note_plan(
        self,
        site: bytes,
        arrangement: Arrangement,
        context: bytes,
        connections: bytes,
        steady: Mapping[str, str],
        remarks: tuple[Problem, ...],
    ) -> None:
        """Note what the next build needs if little changes; see ``changes``."""
        note = self._next
        note.site, note.arrangement, note.context = site, encode(arrangement), context
        note.connections, note.steady, note.remarks = connections, dict(steady), remarks

    def steady_file(self, address: str) -> File:
        """The published file of a page that depends on no text."""
        found = self._next.pages[address] = self._state.pages[address]
        return File(address=address, sha256=found.sha256, size=found.size)

    def copied_file(self, address: str, source: Path | Original, look: object) -> File | None:
        """The published file at ``address``, if it is up to date. It is copied from ``source``, and depends on the theme's
        ``look``.
        """
        found = source.signature() if isinstance(source, Original) else signature(source)
        return self._known(address, hash_of(found, look))

    def _known(self, address: str, key: bytes) -> File | None:
        found = self._state.pages.get(address)
        if found is None or found.key != key:
            self._next.pages[address] = PageRecord(key, "", 0)
            return None
        self._next.pages[address] = found
        return File(address=address, sha256=found.sha256, size=found.size)

    def written(self, file: File, inputs: bytes = b"") -> None:
        """Note a file that was written because it was not up to date; ``inputs`` are the hashes of its inputs."""
        self._written.add(file.address)
        key = self._next.pages[file.address].key
        self._next.pages[file.address] = PageRecord(key, file.sha256, file.size, inputs)

    @property
    def output_hashes(self) -> Mapping[str, tuple[str, int]]:
        """SHA-256 and size of every file that the previous build published and that is unchanged since.

        Empty where another build has published since this one took its fingerprints: each that does writes the listing again.
        """
        previous = self._previous
        if signature(previous.job.output / LISTING) != previous.now["output"].get(LISTING):
            return {}
        unchanged = previous.same["output"]
        return {
            address: (found.sha256, found.size) for address, found in self._state.pages.items() if address in unchanged
        }

    # The end.

    def put_away(self) -> None:
        """Put the articles into ``blobs`` for the next build: what follows needs none of them."""
        self._next.buckets = self._state.buckets.copy()
        for name, articles in self._changed_buckets().items():
            if articles:
                data = encode(articles)
                self._next.buckets[name] = content_hash(data)
                self.blobs.put(self._next.buckets[name], data)
            else:
                del self._next.buckets[name]
        self.blobs.commit()
        self._owners.update(self._next.buckets.values())
        self._kept, self._changed, self._articles = {}, {}, {}

    def save(self, result: BuildResult, published: Published) -> None:
        """Save everything for the next build, and remove what it will not need.

        ``result`` is what the next build reports if nothing changes.
        """
        written = time.monotonic()
        state = encode(self._next)
        self.blobs.save(state)
        self.blobs.retain(self._owners)
        self.blobs.close()
        if not self._previous.job.preview:  # the files written last get signatures that the next build can trust
            time.sleep(max(0.0, written + TICK - time.monotonic()))
        previous = self._previous
        now = previous.now | {"output": self._output_fingerprints(relinked=published.relinked)}
        job = job_fingerprint(previous.job)
        previous.save(BuildRecord(job, now, result, published.total, published.atomic, content_hash(state)))

    def _output_fingerprints(self, *, relinked: bool) -> Signatures:
        """The signatures of all files in the output. Of those that were left alone, the ones from before the build: a change that
        somebody made meanwhile is noticed by the next build.
        """
        output, pages = self._previous.job.output, self._next.pages
        if relinked:
            return output_fingerprints(output, pages)
        alone = {
            address: found
            for address, found in self._previous.now["output"].items()
            if address in pages and address not in self._written
        }
        others = self._previous.now["output"].keys() - self._state.pages.keys() - alone.keys()  # such as dot-files
        changed = {address: signature(output / address) for address in (*self._written, *others, LISTING)}
        return alone | {address: found for address, found in changed.items() if found}

    def _changed_buckets(self) -> dict[str, dict[str, CachedArticle]]:
        """The articles in each bucket that has changed, by its name; nothing in one that is empty now."""
        buckets: dict[str, dict[str, CachedArticle]] = {
            _bucket(file): {} for file in (*self._changed, *(self._articles.keys() - self._kept.keys()))
        }
        for file, article in self._kept.items():
            if (name := _bucket(file)) in buckets:
                buckets[name][file] = article
        return buckets

    def close(self) -> None:
        """Close all files."""
        self.blobs.close()


def _kinds_arranged_otherwise(before: ArticleCard, after: ArticleCard) -> frozenset[str] | None:
    """The kinds of terms that an article has others of, after its card has changed; None where its place, its address or its
    rights may have changed, too.
    """
    shown = {name: getattr(after, name) for name in _SHOWN}
    # Of a restricted article the lists depend on its headline, dek and excerpt too (``rights.visible_card``).
    if after.aliases or after.watched or replace(before, **shown) != after:
        return None
    return frozenset(
        name
        for name, kind in TERM_KINDS.items()
        if (kind.names(before), kind.repeated(before)) != (kind.names(after), kind.repeated(after))
    )


def site_key(settings: Settings, owners: Mapping[str, str]) -> bytes:
    """The hash of what a site is arranged from beside the cards: its settings and the owners of the published addresses."""
    return hash_of(settings, sorted(owners.items()))


def _bucket(file: str) -> str:
    """The name of the value in the cache that has the article of ``file``: few large values are read faster than many small ones,
    and an edit writes one of them.
    """
    return str(crc32(file.encode("utf-8", "surrogateescape")) % _BUCKETS)


def _declaration_keys(entry: Entry) -> tuple[bytes, bytes]:
    """The hash of all that ``entry`` declares, and that of the lines where it does."""
    kinds: Sequence[Fields] = (entry.fields, entry.inherited, entry.named)
    declared = [[(name, one.text, one.where.file) for name, one in kind.items()] for kind in kinds]
    lines = [[one.where for one in kind.values()] for kind in kinds]
    return hash_of(entry.file, declared), hash_of(entry.where, lines)


def _at(card: ArticleCard | None, position: int) -> ArticleCard | None:
    """``card`` at its position among all."""
    return card if card is None or card.position == position else replace(card, position=position)
