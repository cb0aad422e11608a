"""The memory of one build: what it takes over of the last one, and what it leaves to the next.

Rejected: keeping the knowledge of builds that failed. It would be of a site that nobody has seen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from digest import readers
from digest.build.cache import TICK, Damaged, is_odd, key_of, pack, save, saved, signature, unpack
from digest.build.emptied import Former
from digest.build.job import Work
from digest.build.memory.articles import Entries, Reading, Task, keys_of, placed, shared
from digest.build.memory.last import PIECE, Last, keep_seen, published, said
from digest.build.memory.records import NOTHING, Print, Row, Seen, State, Told
from digest.build.memory.texts import Texts
from digest.build.reading import Read
from digest.errors import Problem
from digest.model import Entry, File, Planned, Rules
from digest.publish import LISTING
from digest.sources import loader
from digest.sources.folder import Original, SourceFolder
from digest.sources.loader import Collection


class Memory:
    """What is known of a site, and a place for what the build at hand finds out. Lists and reads articles (a
    ``reading.Reader``), taking over what has not changed.
    """

    def __init__(self, last: Last) -> None:
        self._last = last
        self._state = _state(last)
        self._next = NOTHING
        self.read_anew = 0
        self._pages: dict[str, Print] = {}
        self._store = last.store()
        if self._state is NOTHING:
            self._store.clear()
        self.texts = Texts({}, self._store)

    # Listing and reading.

    def collect(self, seeds: SourceFolder) -> Collection:
        """What the seeds list: as the last build found it, if there are the same files and the manifests are as they were."""
        state, then, now = self._state, self._last.then("seeds"), self._last.now["seeds"]
        same = (
            state is not NOTHING
            and then.keys() == now.keys()
            and all(self._last.is_same("seeds", name) for name in state.manifests)
            and _odd(then) == _odd(now)
        )
        if not same:
            collection = loader.collect(seeds)
        else:
            collection = loader.Collection(
                entries=Entries(state.files, state.rows),
                unlisted=[unpack(entry) for entry in state.unlisted],
                manifests=state.manifests,
                bare=state.bare,
                listed=state.listed,
                unread=state.unread,
                title=state.title,
                settings=state.settings,
                problems=state.problems,
            )
        self._next = self._next._replace(
            files=state.files if same else tuple(entry.file for entry in collection.entries),
            unlisted=state.unlisted if same else tuple(pack(entry) for entry in collection.unlisted),
            manifests=collection.manifests, bare=collection.bare, listed=collection.listed, unread=collection.unread,
            title=collection.title, settings=collection.settings, problems=collection.problems,
        )  # fmt: skip
        return collection

    def read(self, seeds: SourceFolder, entries: Sequence[Entry], rules: Rules, work: Work) -> Sequence[Read]:
        """Each of ``entries``, its article without what only its own page shows; ``texts`` has the rest."""
        is_same = self._last.is_same
        rules_key = key_of(rules)
        old = self._state.rows if self._state.rules == rules_key else {}
        files = entries.files if isinstance(entries, Entries) else [entry.file for entry in entries]
        rows: dict[str, Row] = {}
        tasks: list[Task] = []
        for number, file in enumerate(files):
            row = self._state.rows[file] if isinstance(entries, Entries) else None
            entry = None if row else entries[number]
            says, lines = (row.said, row.lines) if row else keys_of(entry or entries[number])
            former = old.get(file)
            if former and not (
                former.said == says
                and (former.lines == lines or not former.pinned)
                and (not former.pictures or former.pictures == self._pictures)
            ):
                former = None
            if former and is_same("seeds", file):
                rows[file] = former if entry is None else former._replace(entry=pack(entry), lines=lines)
            else:
                tasks.append(Task(entry or entries[number], says, lines, former.content if former else b""))
                if former:
                    rows[file] = former._replace(entry=pack(tasks[-1].entry), lines=lines)
        self.read_anew = len(tasks)
        store = self._store
        function = Reading(seeds, work.executor.share(rules), store)
        for task, found in zip(tasks, work.iterate(function, tasks, "Reading"), strict=True):
            if found is not None:
                row, text = found
                rows[task.entry.file] = shared(row._replace(pictures=self._pictures) if row.pictures else row)
                if text:
                    store.put(row.text, row.text, text)
        store.commit()
        self._next = self._next._replace(rules=rules_key, rows={file: rows[file] for file in files})
        self.texts = Texts({file: (row.text, row.card) for file, row in rows.items()}, store, writes=True)
        return [
            Read(article=row.article and placed(row.article, number), problems=row.problems, cpu_us=0)
            for number, row in enumerate(self._next.rows.values())
        ]

    @cached_property
    def _pictures(self) -> bytes:
        """The key of all among which an article finds its picture: the names of all files, and what is no text."""
        seeds = self._last.now["seeds"]
        return key_of(sorted(seeds), sorted(found for name, found in seeds.items() if not readers.supported(name)))

    @property
    def former(self) -> Former:
        """What the last build published, as far as that is kept."""
        told = self._last.seen.told.addresses if self._last.seen else ()
        return Former(articles=len(told), manifests=frozenset(self._state.manifests), listed=self._state.listed)

    # Pages.

    @cached_property
    def _theme(self) -> bytes:
        return key_of(sorted(self._last.now["theme"].items()))

    def known(self, planned: Planned) -> tuple[str, int] | None:
        """Hash and size of the page's file as it would be made now, if it was made before."""
        return self._known(planned.address, planned.key + self._theme)

    def known_copy(self, address: str, source: Path | Original, look: object) -> tuple[str, int] | None:
        """As ``known``, of a file that is copied from ``source``."""
        said = source.signature() if isinstance(source, Original) else self._last.signature(source)
        return self._known(address, key_of(said, look))

    def _known(self, address: str, key: bytes) -> tuple[str, int] | None:
        found = self._state.pages.get(address)
        if found is None or found[0] != key:
            self._pages[address] = key, "", 0
            return None
        self._pages[address] = found
        return found[1:]

    def made(self, file: File) -> None:
        """A file that was made, after it had been asked for."""
        self._pages[file.address] = self._pages[file.address][0], file.sha256, file.size

    @property
    def prints(self) -> Mapping[str, tuple[str, int]]:
        """Hash and size of every file that the last build published and that is still as it left it.

        None where another build has published since this one has looked: each that does writes the listing anew.
        """
        is_same, output = self._last.is_same, self._last.job.output
        if signature(output / LISTING) != self._last.now["output"].get(LISTING):
            return {}
        return {address: found[1:] for address, found in self._state.pages.items() if is_same("output", address)}

    # The end.

    def keep(self, told: Told, *, patient: bool) -> None:
        """Keep for the next build what this one knows and told, and remove what is of no use to it.

        To be ``patient`` is to wait
        till the clock of the file system has gone on, so that the next build can be sure of what this one has written.
        """
        done = time.monotonic()
        rows = self._next.rows
        self._store.keep_only({row.text for row in rows.values()} | self.texts.owners)
        self._store.close()
        folder = self._last.folder
        new = folder / "state.new"
        try:
            state = save(new, _parts(self._next._replace(pages=self._pages)))
            if patient:
                time.sleep(max(0.0, done + TICK - time.monotonic()))
            looked = self._last.now | {"output": self._published()}
            new.replace(folder / "state")
        finally:
            new.unlink(missing_ok=True)
        keep_seen(folder, Seen(said(self._last.job), looked, told, state))

    def _published(self) -> dict[str, str]:
        return published(self._last.job.output, self._pages)

    def close(self) -> None:
        """Let go of all files."""
        self._store.close()


def _odd(found: Mapping[str, str]) -> dict[str, str]:
    return {name: told for name, told in found.items() if is_odd(told)}


def _parts(state: State) -> Iterator[object]:
    """``state`` in parts of moderate size: first all that is not by the article or the page, then these."""
    yield state._replace(rows={}, pages={}, problems=())
    for start in range(0, len(state.problems), PIECE):
        yield "problems", state.problems[start : start + PIECE]
    for kind in ("rows", "pages"):
        pairs = iter(getattr(state, kind).items())
        while part := dict(islice(pairs, PIECE)):
            yield kind, part


def _state(last: Last) -> State:
    """What the last build knew, if it was of this very program and is whole."""
    if last.seen is None or last.seen.looked["program"] != last.now["program"]:
        return NOTHING
    try:
        parts = saved(last.folder / "state", last.seen.state)
        state: State = next(parts)
        problems: list[Problem] = []
        for kind, part in parts:
            if kind == "problems":
                problems += part
            else:
                getattr(state, kind).update(part)
    except Damaged:
        return NOTHING
    return state._replace(problems=tuple(problems))
