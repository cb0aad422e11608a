"""Publishing to an object store, where nothing can be exchanged in one step: object by object, in an order that harms no reader.

First the site is made: by workers in a folder of the output itself (``.digest-part/``), or on this machine's disk. Then what has
changed takes its place, in the order of ``one_by_one.py``: what is new, which nothing leads to yet; then assets, articles, lists,
feeds, the front page; and only when all of it is there is removed what is no more. Whoever stops in between leaves pages of which
each that a reader can reach leads to one that is there, and the listing that was written first knows old and new as ours, so the
next build finishes.

What stands there is known by what the store says of it: the listing keeps, beside each file's hash, the tag that the store gave
it. An object with another tag is taken for unknown, and sent again. Nothing is read back.

Rejected: a lock, since an object store has none that dies with its holder. Of two builds at once the one that comes second to
its end sees that the listing is not the one it began with, and publishes nothing; should both be in the middle, the listing at
the end tells, and the one that finds another's says that a build must follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from digest.errors import Problem
from digest.model import File
from digest.publish import one_by_one
from digest.publish.areas import PART, Published
from digest.publish.directory import told
from digest.publish.listing import LISTING, Listing, Print, Standing
from digest.publish.refusals import NAMED, listing_of, refusal, refuse_both, refuse_foreign, telling
from digest.publish.survey import JUNK, Survey
from digest.sources.bucket import Bucket
from digest.sources.folder import Folder

_UNKNOWN: Print = ("", -1)  # of an object that is ours, but not as we know it
_MANY, _HEAVY = 128, 32_000_000  # objects, and bytes of them, that are sent at a time
_TOGETHER = "Old and new stand there together now; every page leads on, and the next build completes it."
_AGAIN = "Wait till that one is done, then build again."


class Watcher(Protocol):
    """Whoever is told how far it is; ``job.Progress`` is one."""

    def stage(self, name: str, items: int) -> None: ...

    def done(self) -> None: ...


class Sending(Struct, frozen=True, kw_only=True):
    """A site in the making for an object store; as ``directory.Stage``."""

    output: Bucket
    root: Path | Bucket
    problems: tuple[Problem, ...]
    former: Standing  # what of ours stood there at first
    _watcher: Watcher
    _executor: Any
    _began: bytes | None
    _unfinished: bool
    _tags: Mapping[str, str]

    def has(self, address: str, print_: Print) -> bool:
        """Whether a file with this hash and size stands in the output at ``address``, so that it can be kept."""
        return self.former.prints.get(address) == print_

    def commit(
        self,
        files: Sequence[File],
        kept: frozenset[str] = frozenset(),
        *,
        owners: Mapping[str, str] = MappingProxyType({}),
        manifest: int | None = None,
    ) -> Published:
        """As ``directory.Stage.commit``; an OutputError on the way leaves old and new together, all of it listed as ours."""
        wanted = Listing.of(files, owners=owners, manifest=manifest)
        missing = sorted(address for address in kept if not self.has(address, wanted.files[address]))
        if missing:
            raise ValueError(f"files were said to stand there and do not: {', '.join(missing[:NAMED])}")
        with telling(self.output):
            if _listing(self.output) != self._began:
                raise refusal(
                    "output-busy", self.output, "another build has published meanwhile. Nothing was changed.", _AGAIN
                )
            found = _survey(self.output.signatures(), self.former.known)
            refuse_foreign(found, self.output, listed=True)  # what came in while the site was made
            _refuse_overwriting(found, wanted, self.output)
        changed = one_by_one.changed(wanted, self.former)
        leaving = sorted(self.former.prints.keys() - wanted.files.keys())
        known = listing_of(self._began, self.output).owners if self._began is not None else {}
        altered = known != wanted.owners or wanted.manifest != self.former.manifest
        if changed or leaving or self._unfinished or altered:
            with telling(self.output, _TOGETHER):
                self._replace(wanted, changed, leaving)
        return Published(
            output=self.output, written=len(changed), removed=len(leaving), total=len(wanted.files), atomic=False
        )  # fmt: skip

    def _replace(self, wanted: Listing, changed: Sequence[str], leaving: Sequence[str]) -> None:
        under_way = self.former.giving_way(wanted, self._tags).to_bytes()
        self.output.write(LISTING, under_way)
        self._watcher.stage("Sending", len(changed))
        send = _Sender(self.root, self.output)
        for _, group in groupby(changed, key=partial(one_by_one.turn, self.former)):
            parts = list(_parts(group, wanted))
            from digest.build.executors import Serial

            executor = Serial() if isinstance(self.root, Path) else self._executor
            for sent in executor.map(send, parts, least=2):  # one turn is over before the next begins
                for _ in range(sent):
                    self._watcher.done()
        self.output.remove_all(leaving)
        tags = self.output.signatures()
        if _listing(self.output) != under_way:
            raise refusal("output-busy", self.output, "another build is publishing to it at the same time.", _AGAIN)
        done = replace(wanted, tags={address: tags.get(address, "") for address in wanted.files})
        self.output.write(LISTING, done.to_bytes())


class _Sender(Struct, frozen=True):
    """Brings files from where they were made into their places, in whatever process; how many they were."""

    root: Path | Bucket
    output: Bucket

    def __call__(self, addresses: Sequence[str]) -> int:
        if isinstance(self.root, Bucket):
            self.output.copy_all(self.root, addresses)
        else:
            self.output.write_all({address: (self.root / address).read_bytes() for address in addresses})
        return len(addresses)


@contextmanager
def sending(output: Bucket, *, seeds: Folder, executor: Any, here: bool, watcher: Watcher) -> Iterator[Sending]:
    """As ``directory.staging``, for an ``output`` in an object store. ``here`` says that the site is made on this machine alone,
    so that it can be brought from its disk.

    OutputError where the output is in the seeds or around them, holds what is not ours, or cannot be reached.
    """
    _refuse_dangerous(output, seeds)
    part = output / PART
    with telling(output):
        began = _listing(output)
        listing = listing_of(began, output) if began is not None else None
        tags = output.signatures()
        found = _survey(tags, listing.known if listing else ())
        refuse_foreign(found, output, listed=listing is not None)
        part.remove_all(_below(tags, PART))  # what a killed run has left
    prints = {address: _print(listing, address, tags[address]) for address in found.ours} if listing else {}
    there = Standing.of(listing, prints)
    stage = partial(
        Sending, output=output, problems=tuple(_problems(output, listing, prints)),
        _watcher=watcher, _executor=executor, _began=began,
        _unfinished=listing is not None and listing.former is not None, former=there,
        _tags={address: tags[address] for address in there.settled if prints[address] != _UNKNOWN},
    )  # fmt: skip
    if here:
        from digest.build.scratch import scratch

        with scratch() as folder:
            root = folder / "site"
            root.mkdir()
            yield stage(root=root)
        return
    made = part / uuid4().hex
    try:
        yield stage(root=made)
    finally:
        with suppress(OSError):  # the next run tries again, and tells; here it would hide what ended this one
            made.remove_all(made.signatures())


def _listing(output: Bucket) -> bytes | None:
    try:
        return output.read(LISTING)
    except FileNotFoundError:
        return None


def _print(listing: Listing, address: str, tag: str) -> Print:
    """What is at ``address``: what we once put there, if the store has the same tag for it as then."""
    prints = listing.files if listing.former is None else listing.former
    return prints.get(address, _UNKNOWN) if listing.tags.get(address) == tag else _UNKNOWN


def _problems(output: Bucket, listing: Listing | None, prints: Mapping[str, Print]) -> Iterator[Problem]:
    if listing is None:
        return
    other = [] if listing.former is not None else sorted(a for a, found in prints.items() if found == _UNKNOWN)
    yield from told(output, other, stopped=listing.former is not None)


def _survey(there: Iterable[str], known: Collection[str]) -> Survey:
    """As ``survey.survey``, of names."""
    ours, foreign, dotfiles, dotfolders = [], [], [], {}
    for address in there:
        first, slash, _ = address.partition("/")
        if address in known:
            ours.append(address)
        elif first == PART or address == LISTING or address.rpartition("/")[2].lower() in JUNK:
            continue
        elif first.startswith(".") and slash:
            dotfolders[first] = True
        elif first.startswith("."):
            dotfiles.append(address)
        else:
            foreign.append(address)
    return Survey(ours=tuple(ours), foreign=tuple(foreign), dotfiles=tuple(dotfiles), dotfolders=tuple(dotfolders))


def _below(names: Iterable[str], folder: str) -> list[str]:
    """Of ``names`` those in ``folder``, as they are called there."""
    return [name.removeprefix(f"{folder}/") for name in names if name.startswith(f"{folder}/")]


def _parts(addresses: Iterable[str], wanted: Listing) -> Iterator[list[str]]:
    """``addresses`` in parts that are not too many or too heavy to be sent together."""
    part: list[str] = []
    weight = 0
    for address in addresses:
        part.append(address)
        weight += wanted.files[address][1]
        if len(part) >= _MANY or weight >= _HEAVY:
            yield part
            part, weight = [], 0
    if part:
        yield part


def _refuse_dangerous(output: Bucket, seeds: Folder) -> None:
    within, around = f"{output.url}/".startswith(f"{seeds.where}/"), f"{seeds.where}/".startswith(f"{output.url}/")
    if within or around:
        message = f"the output cannot be {'in' if within else 'around'} the seeds ({seeds.where})."
        raise refusal("dangerous-output", output, message, "Choose a place that is for the site alone.")


def _refuse_overwriting(found: Survey, wanted: Listing, output: Bucket) -> None:
    """OutputError where a file of the site would replace one of the output's owner."""
    theirs = {*found.dotfiles, *found.dotfolders}
    other = sorted(address for address in wanted.files if address.partition("/")[0] in theirs)
    refuse_both(other, output)
