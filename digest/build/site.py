"""The whole flow on one screen: seeds -> entries -> articles -> digest -> plan -> pages -> files -> output.

Every stage is a function of the one before; only the first reads and only the last two write. What is wrong with a text is
collected, and told at the end; what leaves nothing to publish is raised (``errors.Fatal``). What the last build has made and what
would be made again is taken over (``memory/``).

Rejected: hooks in the middle. Who wants another stage writes another ``make``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest import pages, publish, render, urls
from digest.build.cache import Damaged
from digest.build.emptied import Former, emptied, former_of, manifest_of
from digest.build.executors import Executor, Shared, executor_for
from digest.build.job import Job, Progress, Report, Work
from digest.build.memory.last import SHARED, Last, drop_others, nothing_kept
from digest.build.memory.records import Told
from digest.build.memory.site import Memory
from digest.build.memory.texts import Made
from digest.build.moved_pages import moves
from digest.build.reading import Plain, Reader, Seeds, read_seeds
from digest.errors import Fatal, Strict
from digest.model import Digest, File, Planned
from digest.pages import Desk, Segment, records
from digest.publish import Published
from digest.render import Theme
from digest.site.arrange import arrange, owners, slugs_of
from digest.sources import images
from digest.sources.folder import Original
from digest.sources.paths import files_below, stray_file

_FEW = 8  # segments of the search from which on it is worth while to start processes for them


class Site(Struct, frozen=True, kw_only=True):
    """A site planned whole, nothing of it written.

    ``copied`` are files as they are: (address, where they are now). ``owners`` says what stands where (``arrange.owners``).
    """

    seeds: Seeds
    digest: Digest
    theme: Theme
    desk: Desk
    pages: tuple[Planned, ...]
    copied: tuple[tuple[str, Path | Original], ...]
    owners: Mapping[str, str]


def make(job: Job, report: Report, progress: Progress, last: Last, *, patient: bool) -> None:
    """Makes and publishes what is not there yet; see ``build.build``. ``cache.Damaged`` where ``last`` cannot be read."""
    memory = Memory(last)
    try:
        with _executor(job, last) as executor:
            work = Work(executor=executor, progress=progress)
            site = plan_site(job, report, work, memory)
            if job.strict and (report.errors or report.warnings):
                raise Strict
            with publish.staging(job.output, seeds=job.seeds.path, sure=lambda: memory.prints) as stage:
                report.problems += stage.problems
                if not job.allow_empty:
                    _refuse_emptied(site, _former(job, stage, memory))
                if job.strict and stage.problems:
                    raise Strict
                with report.timed("write"):
                    files, kept = _files(site, memory, stage, work)
                report.read, report.made = memory.read_anew, len(files) - len(kept)
                if job.dry_run:
                    return
                with report.timed("publish"):
                    manifest = manifest_of(site.seeds.collection)
                    report.published = stage.commit(files, kept, owners=site.owners, manifest=manifest)
                    report.problems += report.published.problems
                executor.close()
                with report.timed(
                    "keep"
                ):  # within: what is kept is of this site, so no other may take its place meanwhile
                    _keep(job, report, memory, report.published, patient=patient)
    finally:
        memory.close()


def _executor(job: Job, last: Last) -> AbstractContextManager[Executor]:
    if job.scheduler is None:
        return executor_for(job.jobs)
    from digest.build.dask import cluster  # imported lazily: few builds have one

    return cluster(job.scheduler, job.jobs, last.folder.resolve() / SHARED, (job.seeds.path,))


def _former(job: Job, stage: publish.Stage, memory: Memory) -> Former:
    """What was published before, here or in an object store."""
    former = former_of(stage.former.known, manifest=stage.former.manifest) | memory.former
    if job.output_url and job.published:
        listing = publish.published(job.published)
        former |= former_of(listing.known, manifest=listing.manifest)
    return former


def _refuse_emptied(site: Site, former: Former) -> None:
    problem = emptied(former, site.seeds.collection, len(site.digest.items))
    if problem:
        raise Fatal(problem)


def _keep(job: Job, report: Report, memory: Memory, published: Published, *, patient: bool) -> None:
    """What the next build may take over. The site is published; where nothing can be kept that only is told."""
    try:
        memory.keep(_told(report, published), patient=patient)
        drop_others(job.cache)
    except (OSError, Damaged) as error:
        report.problems.append(nothing_kept(job, error))


def plan_site(job: Job, report: Report, work: Work, memory: Memory | None = None) -> Site:
    """Everything up to the first byte: articles read and arranged, every page planned, no two at one address. What is published
    keeps its address, and what does not is told.

    Without a ``memory`` all articles are held whole.
    """
    reader: Reader = memory or Plain()
    with report.timed("read"):
        seeds = read_seeds(job, report, work, reader)
    if memory:  # what it has read of the manifest is packed; the entries themselves are of no more use
        seeds = replace(seeds, entries=(), collection=replace(seeds.collection, entries=()))
    with report.timed("arrange"):
        output = job.published or job.output
        former = publish.published(output)
        digest, problems = arrange(seeds.articles, seeds.settings, former.owners)
        report.problems += problems
    with report.timed("plan"):
        theme = render.theme_for(job.templates)
        desk = pages.desk_of(digest, seeds.own, memory.texts if memory else None)
        if memory:
            _index(desk, memory, work)
        copied = _copied(job, theme, digest, report)
        planned, problems = pages.plan(desk, (address for address, _ in copied))
        report.problems += [*problems, *images.remarks(item.article for item in digest.items)]
        pages.refuse_clashes([*((page.address, page.template) for page in planned), *copied])
        owned = owners(digest, {page.address for page in planned if page.template == "forward.html"})
        here = (*(page.address for page in planned), *(address for address, _ in copied))
        report.problems += moves(output, former, seeds, digest, owned, here, report.problems)
    report.addresses += [(item.article.file, item.address) for item in digest.items]
    # Feeds, data and the index of the search are files that nobody reads as a page.
    report.pages = sum(page.address.endswith(".html") for page in planned)
    report.base_url = digest.settings.base_url
    return Site(seeds=seeds, digest=digest, theme=theme, desk=desk, pages=planned, copied=copied, owners=owned)


def collect_records(job: Job, report: Report, *, timings: bool) -> Iterator[dict[str, object]]:
    """Every article of the seeds as a record, in the order of the manifest; problems go to ``report``."""
    with executor_for(job.jobs) as executor:
        seeds = read_seeds(job, report, Work(executor=executor, progress=Progress()), Plain())
    slugs, problems = slugs_of(seeds.articles, publish.published(job.output).owners, seeds.settings.base_url)
    report.problems += problems
    for read in seeds.reads:
        if read.article is not None:
            yield records.record(read.article, slugs[read.article.file], read.cpu_us if timings else None)


class _Writer(Struct, frozen=True):
    """Writes pages of the plan, in whatever process; hands back what was found out on the way, to be kept."""

    root: Path
    theme: Theme
    language: str
    desk: Shared[Desk]

    def __call__(self, planned: Planned) -> tuple[File, Made]:
        desk = self.desk.value
        pieces = render.pieces(pages.page_of(desk, planned), self.theme, self.language)
        return publish.write(self.root, planned.address, pieces), desk.texts.drained()


class _Indexer(Struct, frozen=True):
    """Indexes a segment for the search, in whatever process."""

    desk: Shared[Desk]

    def __call__(self, segment: Segment) -> Made:
        desk = self.desk.value
        pages.indexed(desk, segment)
        return desk.texts.drained()


def _index(desk: Desk, memory: Memory, work: Work) -> None:
    """The segments of the search that are not known yet, so that the plan finds them made."""
    wanted = [segment for segment in pages.segments(desk) if not pages.is_indexed(desk, segment)]
    for made in work.iterate(_Indexer(work.executor.share(desk)), wanted, "Indexing", _FEW):
        memory.texts.take(made)
    memory.texts.commit()


def _files(site: Site, memory: Memory, stage: publish.Stage, work: Work) -> tuple[list[File], frozenset[str]]:
    """Every file of the site, and the addresses of those that stand in the output already; the others are written."""
    files: list[File] = []
    wanted: list[Planned] = []
    for planned in site.pages:
        known = memory.known(planned)
        if known and stage.has(planned.address, known):
            files.append(File(address=planned.address, sha256=known[0], size=known[1]))
        else:
            wanted.append(planned)
    look = site.digest.settings.look
    copies: list[tuple[str, Path | Original]] = []
    for address, source in site.copied:
        known = memory.known_copy(address, source, look)
        if known and stage.has(address, known):
            files.append(File(address=address, sha256=known[0], size=known[1]))
        else:
            copies.append((address, source))
    kept = frozenset(file.address for file in files)
    writer = _Writer(stage.root, site.theme, site.digest.settings.language, work.executor.share(site.desk))
    for file, made in work.iterate(writer, wanted, "Writing"):
        memory.made(file)
        memory.texts.take(made)
        files.append(file)
    for address, source in copies:
        file = publish.write(stage.root, address, render.asset(address, source, look))
        memory.made(file)
        files.append(file)
    return files, kept


def _told(report: Report, published: Published) -> Told:
    return Told(
        problems=tuple(problem for problem in report.problems if problem.code not in _ONCE),
        addresses=tuple(report.addresses),
        pages=report.pages,
        left_out=report.left_out,
        files=published.total,
        atomic=published.atomic,
        base_url=report.base_url,
    )


_ONCE = frozenset(
    {"address-gone", "address-reused", "changed-output", "output-repaired", "not-atomic", "old-site-left"}
)  # of what a build did, not of the site


def _copied(job: Job, theme: Theme, digest: Digest, report: Report) -> tuple[tuple[str, Path | Original], ...]:
    """Files that are copied as they are: the theme's below assets/, pictures that are shown, the site's own static/ at the root.

    The digest holds its articles as they may be seen, so a picture that may not be shown is in no output.
    """
    shown = (item.article.image for item in digest.items)
    media = {
        picture.address: Original(job.seeds, picture.file) for picture in shown if picture
    }  # one of two articles: once
    static = [found for found in sorted(files_below(job.static)) if found[1].name.lower() not in publish.JUNK]
    report.problems += [stray_file("static", name, stray) for name, _, stray in static if stray]
    own = [(name, path) for name, path, stray in static if not stray]
    theirs = render.assets(theme)
    if not digest.settings.search.on:
        theirs = tuple(pair for pair in theirs if pair[0] != urls.SEARCHING)
    return (*theirs, *sorted(media.items()), *own)
